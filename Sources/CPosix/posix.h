#ifndef DAYBOOK_POSIX_H
#define DAYBOOK_POSIX_H

#include <sys/random.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <malloc.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
// glibc 2.34 has both; its headers show them, and pipe2, only to who defines _GNU_SOURCE.
extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// Has malloc put small blocks together with their neighbours as they are freed; zero where it would not.
static inline int memory_join_at_once(void) { return mallopt(M_MXFAST, 0); }

/// A process that was started.
struct process_started {
    /// Its id; negative where it was not started, and then an errno value with its sign turned.
    int id;
    /// Where its standard output is read; closed on exec.
    int output;
};

/// Gives what malloc holds and nobody uses back to the system.
static inline void memory_give_back(void) { (void)malloc_trim(0); }

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

/// Waits until a process has ended, and leaves it to `process_wait`: its id stays its own.
static inline void process_await_end(int id) {
    siginfo_t info;
    while (waitid(P_PID, (id_t)id, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {}
}

/// Waits for a process to end: its exit status, or 256 and the number of the signal that ended it; negative on an error.
static inline int process_wait(int id) {
    int status = 0;
    while (waitpid(id, &status, 0) < 0) {
        if (errno != EINTR) return -errno;
    }
    return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Waits until nobody reads any more what is written into a pipe.
static inline void pipe_await_readers_end(int file) {
    struct pollfd end = {file, 0, 0};
    while (poll(&end, 1, -1) < 0 && errno == EINTR) {}
}

/// Has this process leave no core file behind when it crashes.
static inline void process_forbid_core(void) {
    struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
}

/// Takes every right to open, make, change or run a file from this thread and those it starts, for good (Landlock, Linux 5.13
/// and later): 0, or an errno value where the kernel does not do so. What is open stays open.
static inline int process_forbid_files(void) {
    struct landlock_ruleset_attr all;
    memset(&all, 0, sizeof all);
    // The thirteen rights that every version of Landlock knows.
    all.handled_access_fs = (1ULL << 13) - 1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0) return errno;
    int status = syscall(SYS_landlock_restrict_self, rules, 0) == 0 ? 0 : errno;
    close(rules);
    return status;
}

/// Has the kernel end this process after so many seconds, whatever it is doing then.
static inline void process_end_after(unsigned seconds) { (void)alarm(seconds); }

/// Writes the addresses of a host in figures, each ended by a line feed, as many as fit into `size` bytes with a zero byte
/// behind them: how many bytes that are, or an error of getaddrinfo, which is negative.
static inline int host_addresses(const char *host, char *text, int size) {
    struct addrinfo hints, *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    int status = getaddrinfo(host, NULL, &hints, &found);
    if (status != 0) return status;
    int length = 0;
    for (struct addrinfo *each = found; each; each = each->ai_next) {
        char name[NI_MAXHOST];
        if (getnameinfo(each->ai_addr, each->ai_addrlen, name, sizeof name, NULL, 0, NI_NUMERICHOST) != 0) continue;
        if (length + (int)strlen(name) + 2 > size) break;
        length += snprintf(text + length, (size_t)(size - length), "%s\n", name);
    }
    freeaddrinfo(found);
    return length;
}

/// Gives a file another name, in place of whatever bears it: 0, or an errno value.
static inline int file_rename(const char *from, const char *to) { return rename(from, to) == 0 ? 0 : errno; }

// Linux's own, in glibc since 2.28; its headers show it only to who defines _GNU_SOURCE.
extern int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned int flags);

/// Exchanges the names of two files in one step: 0, or an errno value.
static inline int file_exchange(const char *one, const char *other) {
    enum { EXCHANGE = 1 << 1 };
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, EXCHANGE) == 0 ? 0 : errno;
}

#endif
