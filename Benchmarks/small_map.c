// Valgrind has less address space than LMDB's maps ask for: preloaded into a daemon that will hold little, it maps a
// gibibyte where more is asked for.
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const size_t MOST = (size_t)1 << 30;

void *mmap(void *start, size_t length, int protection, int flags, int fd, off_t offset) {
  if (fd >= 0 && length > MOST) length = MOST;
  return (void *)syscall(SYS_mmap, start, length, protection, flags, fd, offset);
}

int munmap(void *start, size_t length) { return (int)syscall(SYS_munmap, start, length > MOST ? MOST : length); }
