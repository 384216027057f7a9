// Makes one kind of call fail at its k-th time, as a bad disk, a full one or a machine without memory would.
//
//   LD_PRELOAD=./faults.so FAULT_BELOW=/absolute/directory FAULT_COUNTS=/elsewhere/counts
//     [FAULT_CALL=write FAULT_AT=7 FAULT_HOW=once FAULT_ERROR=5] daybookd ...
//
// FAULT_CALL is one of NAMES below. write, forced (a write through O_DSYNC), sync, truncate, open, map and rename count
// calls on files below FAULT_BELOW; alloc counts allocations made by LMDB; memory counts those of everybody. FAULT_HOW is
// once, on (this and every later one), or short (half of it is written, and said so). FAULT_ERROR is the errno. Without
// FAULT_CALL nothing fails. FAULT_COUNTS is a file of eight 64-bit counters, which also survive a process that is killed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE, FORCED, SYNC, TRUNCATE, OPEN, MAP, ALLOC, MEMORY, CALLS };
static const char *const NAMES[CALLS] = {"write", "forced", "sync", "truncate", "open", "map", "alloc", "memory"};
enum { FILES = 4096 };
static char below_it[FILES], is_forced[FILES];
static _Atomic uint64_t none[CALLS], *counts = none;
static const char *below;
static int failing = -1, how, code = EIO;
static uint64_t at;
static uintptr_t lmdb_start, lmdb_end;
enum { ONCE, ON, SHORT };

static int find_lmdb(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  if (!strstr(info->dlpi_name, "liblmdb")) return 0;
  lmdb_start = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz;
    if (info->dlpi_phdr[i].p_type == PT_LOAD && end > lmdb_end) lmdb_end = end;
  }
  return 1;
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULT_COUNTS"), *call = getenv("FAULT_CALL");
  below = getenv("FAULT_BELOW");
  if (!path || !below) return;
  dl_iterate_phdr(find_lmdb, NULL);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || syscall(SYS_ftruncate, fd, sizeof none) != 0) {
    perror(path);
    abort();
  }
  void *shared = (void *)syscall(SYS_mmap, NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared == MAP_FAILED) abort();
  syscall(SYS_close, fd);
  counts = shared;
  if (!call) return;
  for (int i = 0; i < CALLS; i++)
    if (strcmp(call, NAMES[i]) == 0) failing = i;
  at = strtoull(getenv("FAULT_AT"), NULL, 10);
  const char *word = getenv("FAULT_HOW");
  how = !word || strcmp(word, "once") == 0 ? ONCE : strcmp(word, "on") == 0 ? ON : SHORT;
  if (getenv("FAULT_ERROR")) code = atoi(getenv("FAULT_ERROR"));
}

/// Counts a call; whether this one is to fail.
static int fails(int call) {
  uint64_t number = atomic_fetch_add(&counts[call], 1) + 1;
  return call == failing && (how == ON ? number >= at : number == at);
}

static int is_below(int fd) { return counts != none && fd >= 0 && fd < FILES && below_it[fd]; }

static int refuse(void) {
  errno = code;
  return -1;
}

static int open_counted(int directory, const char *path, int flags, mode_t mode) {
  int mine = counts != none && strncmp(path, below, strlen(below)) == 0;
  if (mine && fails(OPEN)) return refuse();
  int fd = (int)syscall(SYS_openat, directory, path, flags, mode);
  if (fd >= 0 && fd < FILES) {
    below_it[fd] = (char)mine;
    is_forced[fd] = (flags & O_DSYNC) != 0;
  }
  return fd;
}
#define MODE                               \
  va_list arguments;                       \
  va_start(arguments, flags);              \
  mode_t mode = va_arg(arguments, mode_t); \
  va_end(arguments)
int open(const char *path, int flags, ...) { MODE; return open_counted(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE; return open_counted(AT_FDCWD, path, flags, mode); }
int openat(int directory, const char *path, int flags, ...) { MODE; return open_counted(directory, path, flags, mode); }
int close(int fd) {
  if (fd >= 0 && fd < FILES) below_it[fd] = 0;
  return (int)syscall(SYS_close, fd);
}

static ssize_t write_counted(int fd, const struct iovec *parts, int count, off_t offset, int moves) {
  struct iovec half;
  if (is_below(fd) && fails(is_forced[fd] ? FORCED : WRITE)) {
    if (how != SHORT) return refuse();
    half = (struct iovec){parts[0].iov_base, parts[0].iov_len / 2};
    parts = &half, count = 1;
  }
  return moves ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  struct iovec part = {(void *)bytes, count};
  return write_counted(fd, &part, 1, offset, 0);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return pwrite(fd, bytes, count, offset); }
ssize_t write(int fd, const void *bytes, size_t count) {
  if (!is_below(fd)) return syscall(SYS_write, fd, bytes, count);
  struct iovec part = {(void *)bytes, count};
  return write_counted(fd, &part, 1, 0, 1);
}
ssize_t writev(int fd, const struct iovec *parts, int count) { return write_counted(fd, parts, count, 0, 1); }

int fdatasync(int fd) { return is_below(fd) && fails(SYNC) ? refuse() : (int)syscall(SYS_fdatasync, fd); }
int fsync(int fd) { return is_below(fd) && fails(SYNC) ? refuse() : (int)syscall(SYS_fsync, fd); }
int ftruncate(int fd, off_t length) { return is_below(fd) && fails(TRUNCATE) ? refuse() : (int)syscall(SYS_ftruncate, fd, length); }
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

void *mmap(void *start, size_t length, int protection, int flags, int fd, off_t offset) {
  if (is_below(fd) && fails(MAP)) return refuse(), MAP_FAILED;
  return (void *)syscall(SYS_mmap, start, length, protection, flags, fd, offset);
}
void *mmap64(void *start, size_t length, int protection, int flags, int fd, off64_t offset) {
  return mmap(start, length, protection, flags, fd, offset);
}

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t), *__libc_memalign(size_t, size_t);
static int starved(void *caller) {
  if (counts == none) return 0;
  int fail = fails(MEMORY);
  if ((uintptr_t)caller >= lmdb_start && (uintptr_t)caller < lmdb_end) fail |= fails(ALLOC);
  if (fail) errno = ENOMEM;
  return fail;
}
#define CALLER __builtin_return_address(0)
void *malloc(size_t size) { return starved(CALLER) ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return starved(CALLER) ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return starved(CALLER) ? NULL : __libc_realloc(old, size); }
int posix_memalign(void **made, size_t alignment, size_t size) {
  if (starved(CALLER)) return ENOMEM;
  *made = __libc_memalign(alignment, size);
  return *made ? 0 : ENOMEM;
}
