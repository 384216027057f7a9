#ifndef DAYBOOK_POSIX_H
#define DAYBOOK_POSIX_H

#include <sys/random.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
// glibc 2.34 has both; its headers show them, and pipe2, only to who defines _GNU_SOURCE.
extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// A process that was started.
struct process_started {
    /// Its id; negative where it was not started, and then an errno value with its sign turned.
    int id;
    /// Where its standard output is read; closed on exec.
    int output;
};

enum { PROCESS_WORDS = 16 };

/// Starts a program: `words` are its path and its arguments, `count` of them, each ended by a zero byte. Standard input
/// and standard error are the null device; no other descriptor is handed on, and no signal is blocked or ignored.
static inline struct process_started process_start(const char *words, int count) {
    struct process_started started = {-EINVAL, -1};
    char *arguments[PROCESS_WORDS + 1] = {0};
    if (count < 1 || count > PROCESS_WORDS) return started;
    for (int at = 0; at < count; at++) {
        arguments[at] = (char *)words;
        words += strlen(words) + 1;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        started.id = -errno;
        return started;
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t id = 0;
    int status = posix_spawn(&id, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    if (status != 0) {
        close(ends[0]);
        started.id = -status;
        return started;
    }
    started.id = id;
    started.output = ends[0];
    return started;
}

/// Waits for a process to end: its exit status, or 256 and the number of the signal that ended it; negative on an error.
static inline int process_wait(int id) {
    int status = 0;
    while (waitpid(id, &status, 0) < 0) {
        if (errno != EINTR) return -errno;
    }
    return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Has this process leave no core file behind when it crashes.
static inline void process_forbid_core(void) {
    struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
}

/// Gives a file another name, in place of whatever bears it: 0, or an errno value.
static inline int file_rename(const char *from, const char *to) { return rename(from, to) == 0 ? 0 : errno; }

#endif
