// How long the file system takes to flush 4 KiB: appends a page and calls fdatasync, 2,000 times.
//
//   sync_probe FILE
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 2000, PAGE = 4096 };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
  static char page[PAGE];
  static double took[TIMES];
  int fd = argc == 2 ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
  if (fd < 0) return perror("sync_probe"), 1;
  for (int i = 0; i < TIMES; i++) {
    page[0] = (char)i;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    if (pwrite(fd, page, PAGE, (off_t)i * PAGE) != PAGE || fdatasync(fd) != 0) return perror("sync_probe"), 1;
    clock_gettime(CLOCK_MONOTONIC, &b);
    took[i] = (double)(b.tv_sec - a.tv_sec) * 1e6 + (double)(b.tv_nsec - a.tv_nsec) / 1e3;
  }
  qsort(took, TIMES, sizeof *took, ascending);
  printf("{\"p50\":%.1f,\"p99\":%.1f}\n", took[TIMES / 2], took[TIMES * 99 / 100]);
  unlink(argv[1]);
  return 0;
}
