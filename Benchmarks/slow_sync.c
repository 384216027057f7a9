// Makes a machine whose disk flushes in no time behave like one whose disk does not: preloaded into the daemon, it adds
// SLOW_SYNC_US microseconds to every flush. A flush is fdatasync, fsync, or a write to a file opened with O_DSYNC, which
// is how LMDB writes the page that makes a commit count. So one commit of the log waits twice.
//
//   LD_PRELOAD=./slow_sync.so SLOW_SYNC_US=1000 daybookd ...
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 4096 };
static volatile char is_synced[FILES];

static void wait_for_disk(void) {
  static long microseconds = -1;
  static __thread int is_prompt;
  if (microseconds < 0) {
    const char *text = getenv("SLOW_SYNC_US");
    microseconds = text ? atol(text) : 0;
  }
  if (!is_prompt) is_prompt = 1, prctl(PR_SET_TIMERSLACK, 1000);
  struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
  while (nanosleep(&pause, &pause) != 0) {}
}

static int note(int fd, int flags) {
  if (fd >= 0 && fd < FILES) is_synced[fd] = (flags & O_DSYNC) != 0;
  return fd;
}

#define OPENS(name)                                                         \
  int name(const char *path, int flags, ...) {                              \
    static int (*real)(const char *, int, ...);                             \
    if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
    va_list arguments;                                                      \
    va_start(arguments, flags);                                             \
    mode_t mode = va_arg(arguments, mode_t);                                \
    va_end(arguments);                                                      \
    return note(real(path, flags, mode), flags);                            \
  }
OPENS(open)
OPENS(open64)

#define FLUSHES(name)                                                \
  int name(int fd) {                                                 \
    static int (*real)(int);                                         \
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);         \
    wait_for_disk();                                                 \
    return real(fd);                                                 \
  }
FLUSHES(fdatasync)
FLUSHES(fsync)

#define WRITES(name, offset_type)                                                                            \
  ssize_t name(int fd, const void *bytes, size_t count, offset_type offset) {                                \
    static ssize_t (*real)(int, const void *, size_t, offset_type);                                          \
    if (!real) real = (ssize_t(*)(int, const void *, size_t, offset_type))dlsym(RTLD_NEXT, #name);           \
    if (fd >= 0 && fd < FILES && is_synced[fd]) wait_for_disk();                                             \
    return real(fd, bytes, count, offset);                                                                   \
  }
WRITES(pwrite, off_t)
WRITES(pwrite64, off64_t)
