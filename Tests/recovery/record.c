// Writes down everything a daemon does to the files below one directory, and everything it says on its sockets, in one
// order. From that, power_loss.py makes the disks that a loss of power could have left at any moment.
//
//   LD_PRELOAD=./record.so RECORD_BELOW=/absolute/ledger RECORD_TO=/elsewhere/trace [RECORD_FLUSH=3000] daybookd ...
//
// RECORD_FLUSH is how many microseconds longer each flush takes, so that a kill meets a daemon that waits for one.
// A record is six numbers (struct note) and a payload; see KINDS in disk.py. A write without O_DSYNC is written down when
// it is done, under one lock, so that the order is that of the page cache. A flush, and a write with O_DSYNC, is written
// down before it begins and after it ended: only then may anything rely on it. What is sent is written down before it is
// sent, so an answer is never later in the record than in the world.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 1, WRITE, FORCED_BEGIN, FORCED_END, FLUSH_BEGIN, FLUSH_END, TRUNCATE, MKDIR, RENAME, UNLINK, SEND, CLOSE, START, EXCHANGE };
enum { FILES = 4096 };
enum { NOTHING, LEDGER_FILE, SOCKET };

struct note {
  uint32_t kind, file;
  int64_t a, b;
  uint32_t length, zero;
};

static struct {
  char what;
  int synced;
  uint32_t id;
} table[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static const char *below;
static size_t below_length;
static uint32_t operations;
static useconds_t longer;

static void fail(const char *what) {
  // The record would have a hole, and the images made of it would accuse the daemon of what it did not do.
  fprintf(stderr, "record: %s: %s\n", what, strerror(errno));
  abort();
}

/// Call with the lock held.
static void put(uint32_t kind, uint32_t file, int64_t a, int64_t b, const struct iovec *parts, int count) {
  if (trace < 0) return;
  struct note note = {kind, file, a, b, 0, 0};
  struct iovec all[1026] = {{&note, sizeof note}};
  if (count > 1024) fail("too many parts");
  for (int i = 0; i < count; i++) {
    all[i + 1] = parts[i];
    note.length += (uint32_t)parts[i].iov_len;
  }
  ssize_t length = (ssize_t)(sizeof note + note.length);
  if (syscall(SYS_writev, trace, all, count + 1) != length) fail("the record");
}

static void put_text(uint32_t kind, uint32_t file, int64_t a, int64_t b, const char *text) {
  struct iovec part = {(void *)text, strlen(text)};
  put(kind, file, a, b, &part, 1);
}

__attribute__((constructor)) static void begin(void) {
  const char *to = getenv("RECORD_TO");
  below = getenv("RECORD_BELOW");
  if (!to || !below) return;
  below_length = strlen(below);
  const char *flush = getenv("RECORD_FLUSH");
  longer = flush ? (useconds_t)atoi(flush) : 0;
  trace = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (trace < 0) fail(to);
  trace = (int)syscall(SYS_fcntl, trace, F_DUPFD_CLOEXEC, 1000);
  // A process that starts has no open connections, whatever the one before had.
  put(START, 0, getpid(), 0, NULL, 0);
}

static int is_below(const char *path) {
  return trace >= 0 && strncmp(path, below, below_length) == 0 && (path[below_length] == '/' || path[below_length] == 0);
}

/// The absolute path of a name beside an open directory, or of a name as it is.
static const char *absolute(int directory, const char *name, char *room) {
  if (name[0] == '/') return name;
  char link[64];
  if (directory == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
  ssize_t n = readlink(link, room, 3000);
  if (n < 0) return name;
  snprintf(room + n, 4096 - (size_t)n, "/%s", name);
  return room;
}

static int note_open(int fd, const char *path, int flags, int existed) {
  if (fd < 0 || fd >= FILES || !is_below(path)) return fd;
  struct stat s;
  if (fstat(fd, &s) != 0) fail(path);
  table[fd].what = LEDGER_FILE;
  table[fd].id = (uint32_t)s.st_ino;
  table[fd].synced = (flags & O_DSYNC) != 0;
  put_text(OPEN, table[fd].id, flags, S_ISDIR(s.st_mode) ? 2 : !existed, path);
  if (flags & O_TRUNC && existed) put(TRUNCATE, table[fd].id, 0, 0, NULL, 0);
  return fd;
}

static int open_noted(int directory, const char *name, int flags, mode_t mode) {
  char room[4096];
  const char *path = absolute(directory, name, room);
  if (!is_below(path)) return (int)syscall(SYS_openat, directory, name, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat s;
  int existed = stat(path, &s) == 0;
  int fd = note_open((int)syscall(SYS_openat, directory, name, flags, mode), path, flags, existed);
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return fd;
}

#define MODE                         \
  va_list arguments;                 \
  va_start(arguments, flags);        \
  mode_t mode = va_arg(arguments, mode_t); \
  va_end(arguments)
// The restart of a machine is simulated: where BOOT_ID_FILE is given it holds the boot's id.
static const char *boot(const char *path) {
  const char *other = getenv("BOOT_ID_FILE");
  return other && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0 ? other : path;
}
int open(const char *path, int flags, ...) { MODE; return open_noted(AT_FDCWD, boot(path), flags, mode); }
int open64(const char *path, int flags, ...) { MODE; return open_noted(AT_FDCWD, boot(path), flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE; return open_noted(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE; return open_noted(at, path, flags, mode); }

static int is_ledger(int fd) { return fd >= 0 && fd < FILES && table[fd].what == LEDGER_FILE && trace >= 0; }

int close(int fd) {
  if (fd >= 0 && fd < FILES && table[fd].what) {
    pthread_mutex_lock(&lock);
    if (table[fd].what == SOCKET) put(CLOSE, (uint32_t)fd, 0, 0, NULL, 0);
    table[fd].what = NOTHING;
    pthread_mutex_unlock(&lock);
  }
  return (int)syscall(SYS_close, fd);
}

int dup(int fd) {
  int other = (int)syscall(SYS_dup, fd);
  if (other >= 0 && other < FILES && fd >= 0 && fd < FILES) table[other] = table[fd];
  return other;
}

int dup2(int fd, int other) {
  int done = (int)syscall(SYS_dup2, fd, other);
  if (done >= 0 && done < FILES && fd >= 0 && fd < FILES) table[done] = table[fd];
  return done;
}

/// A write of parts at an offset; the parts that were really written are what is noted.
static ssize_t write_noted(int fd, const struct iovec *parts, int count, off_t offset, int moves) {
  pthread_mutex_lock(&lock);
  if (moves) {
    int flags = fcntl(fd, F_GETFL);
    offset = lseek(fd, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
  }
  uint32_t id = table[fd].id, number = ++operations;
  int forced = table[fd].synced;
  if (forced) put(FORCED_BEGIN, id, offset, number, parts, count);
  ssize_t done = moves ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
  int code = errno;
  if (forced) {
    // It is in the page cache, and on the disk only once it has ended.
    pthread_mutex_unlock(&lock);
    usleep(longer);
    pthread_mutex_lock(&lock);
    if (done >= 0) put(FORCED_END, id, done, number, NULL, 0);
  } else if (done > 0) {
    struct iovec kept[1024];
    int n = 0;
    for (size_t left = (size_t)done; left > 0; n++) {
      kept[n] = parts[n];
      if (kept[n].iov_len > left) kept[n].iov_len = left;
      left -= kept[n].iov_len;
    }
    put(WRITE, id, offset, 0, kept, n);
  }
  pthread_mutex_unlock(&lock);
  errno = code;
  return done;
}

static void say(int fd, const struct iovec *parts, int count) {
  if (trace < 0 || fd < 0 || fd >= FILES || table[fd].what == LEDGER_FILE) return;
  if (table[fd].what != SOCKET) {
    struct stat s;
    if (fstat(fd, &s) != 0 || !S_ISSOCK(s.st_mode)) return;
  }
  pthread_mutex_lock(&lock);
  table[fd].what = SOCKET;
  put(SEND, (uint32_t)fd, 0, 0, parts, count);
  pthread_mutex_unlock(&lock);
}

// What is said is noted whole before it is sent; where the socket took less, the rest is said again. The reader of the
// record is told with a second note how much was taken.
static ssize_t said(int fd, ssize_t taken) {
  int code = errno;
  if (trace >= 0 && fd >= 0 && fd < FILES && table[fd].what == SOCKET) {
    pthread_mutex_lock(&lock);
    put(SEND, (uint32_t)fd, 1, taken, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  errno = code;
  return taken;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  struct iovec part = {(void *)bytes, count};
  return is_ledger(fd) ? write_noted(fd, &part, 1, offset, 0) : syscall(SYS_pwrite64, fd, bytes, count, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return pwrite(fd, bytes, count, offset); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  return is_ledger(fd) ? write_noted(fd, parts, count, offset, 0) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }
ssize_t write(int fd, const void *bytes, size_t count) {
  struct iovec part = {(void *)bytes, count};
  if (is_ledger(fd)) return write_noted(fd, &part, 1, 0, 1);
  say(fd, &part, 1);
  return said(fd, syscall(SYS_write, fd, bytes, count));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (is_ledger(fd)) return write_noted(fd, parts, count, 0, 1);
  say(fd, parts, count);
  return said(fd, syscall(SYS_writev, fd, parts, count));
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  say(fd, message->msg_iov, (int)message->msg_iovlen);
  return said(fd, syscall(SYS_sendmsg, fd, message, flags));
}
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
  struct iovec part = {(void *)bytes, count};
  say(fd, &part, 1);
  return said(fd, syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0));
}

static int flush_noted(int fd, long call) {
  uint32_t number = 0;
  int noted = is_ledger(fd);
  if (noted) {
    pthread_mutex_lock(&lock);
    number = ++operations;
    put(FLUSH_BEGIN, table[fd].id, 0, number, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  int done = (int)syscall(call, fd), code = errno;
  if (noted) usleep(longer);
  if (noted && done == 0) {
    pthread_mutex_lock(&lock);
    put(FLUSH_END, table[fd].id, 0, number, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  errno = code;
  return done;
}
int fdatasync(int fd) { return flush_noted(fd, SYS_fdatasync); }
int fsync(int fd) { return flush_noted(fd, SYS_fsync); }

static int truncate_noted(int fd, off_t length) {
  if (!is_ledger(fd)) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  int done = (int)syscall(SYS_ftruncate, fd, length), code = errno;
  if (done == 0) put(TRUNCATE, table[fd].id, length, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = code;
  return done;
}
int ftruncate(int fd, off_t length) { return truncate_noted(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncate_noted(fd, length); }

// A flush by the map, or of a part, would be missed by the images: LMDB without MDB_WRITEMAP makes none.
int msync(void *start, size_t length, int flags) {
  if (trace >= 0) fail("msync is not expected here");
  return (int)syscall(SYS_msync, start, length, flags);
}
int sync_file_range(int fd, off64_t offset, off64_t count, unsigned flags) {
  if (is_ledger(fd)) fail("sync_file_range is not expected here");
  return (int)syscall(SYS_sync_file_range, fd, offset, count, flags);
}

/// A change of names; `first` and `second` are its absolute paths.
#define NAMES(kind, first, second, call)                              \
  do {                                                                \
    pthread_mutex_lock(&lock);                                        \
    int done = (int)(call), code = errno;                             \
    if (done == 0 && (is_below(first) || is_below(second))) {         \
      struct iovec parts[] = {{(void *)(first), strlen(first) + 1}, {(void *)(second), strlen(second)}}; \
      put(kind, 0, 0, 0, parts, 2);                                   \
    }                                                                 \
    pthread_mutex_unlock(&lock);                                      \
    errno = code;                                                     \
    return done;                                                      \
  } while (0)
int mkdir(const char *path, mode_t mode) {
  char room[4096];
  const char *full = absolute(AT_FDCWD, path, room);
  NAMES(MKDIR, full, "", syscall(SYS_mkdir, path, mode));
}
int rename(const char *from, const char *to) {
  char room[4096], other[4096];
  const char *first = absolute(AT_FDCWD, from, room), *second = absolute(AT_FDCWD, to, other);
  NAMES(RENAME, first, second, syscall(SYS_rename, from, to));
}
int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned int flags) {
  char room[4096], other[4096];
  const char *first = absolute(from_directory, from, room), *second = absolute(to_directory, to, other);
  NAMES(flags & 2 ? EXCHANGE : RENAME, first, second, syscall(SYS_renameat2, from_directory, from, to_directory, to, flags));
}
int unlink(const char *path) {
  char room[4096];
  const char *full = absolute(AT_FDCWD, path, room);
  NAMES(UNLINK, full, "", syscall(SYS_unlink, path));
}
int rmdir(const char *path) {
  char room[4096];
  const char *full = absolute(AT_FDCWD, path, room);
  NAMES(UNLINK, full, "", syscall(SYS_rmdir, path));
}
int unlinkat(int at, const char *path, int flags) {
  char room[4096];
  const char *full = absolute(at, path, room);
  NAMES(UNLINK, full, "", syscall(SYS_unlinkat, at, path, flags));
}
