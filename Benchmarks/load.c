// An HTTP/1.1 load client for a Unix socket that costs far less than the daemon it drives: one thread, epoll, requests
// prepared beforehand, one send and usually one receive for each.
//
//   load SOCKET REQUESTS CLIENTS COUNT [RATE [PROTOCOL REPLIES]]
//
// REQUESTS is a file of requests, each after its length as a 32-bit little-endian number; they are sent in order, from
// the start again when there are fewer than COUNT. Without RATE every client sends its next request when it has its
// answer (closed loop). With RATE, in requests a second, request i is due at i / RATE whatever became of the others
// (open loop), and its latency counts from when it was due. PROTOCOL is http, or for the other stores resp (Redis) or nats
// (a TCP port instead of a socket's path); REPLIES is how many replies answer one request. Prints one JSON object; latencies in microseconds.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 16 };

struct client {
  int fd;
  long request;        // the one under way, or -1
  uint64_t since;      // when it was due, in nanoseconds
  const char *unsent;  // what the socket would not take yet
  size_t unsent_length;
  size_t held;         // bytes of the answer's head held so far
  long long body_left; // -1 while the head is not whole
  int status;
  int number;          // of this client
  long replies_left;
  char head[ROOM];
};

static enum { HTTP, RESP, NATS } protocol;
static long replies = 1;
static char **requests;
static uint32_t *lengths;
static long distinct, count, sent, done, bad;
static uint64_t *latencies;
static long statuses[600];
static uint64_t received;
static char failure[400];
static int poller;

static void die(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void read_requests(const char *path) {
  int fd = open(path, O_RDONLY);
  struct stat s;
  if (fd < 0 || fstat(fd, &s) != 0) die(path);
  char *bytes = mmap(NULL, (size_t)s.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (bytes == MAP_FAILED) die(path);
  for (long at = 0; at < s.st_size; distinct++) {
    uint32_t length;
    memcpy(&length, bytes + at, 4);
    at += 4 + (long)length;
  }
  requests = calloc((size_t)distinct, sizeof *requests);
  lengths = calloc((size_t)distinct, sizeof *lengths);
  long at = 0;
  for (long i = 0; i < distinct; i++) {
    memcpy(&lengths[i], bytes + at, 4);
    requests[i] = bytes + at + 4;
    at += 4 + (long)lengths[i];
  }
}

static void watch(struct client *c, int operation, uint32_t events) {
  struct epoll_event e = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &e) != 0) die("epoll_ctl");
}

static void push(struct client *c) {
  while (c->unsent_length > 0) {
    ssize_t n = send(c->fd, c->unsent, c->unsent_length, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) {
      watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
      return;
    }
    if (n < 0) die("send");
    c->unsent += n;
    c->unsent_length -= (size_t)n;
  }
}

static void start(struct client *c, uint64_t since) {
  c->request = sent++;
  c->since = since;
  c->unsent = requests[c->request % distinct];
  c->unsent_length = lengths[c->request % distinct];
  c->held = 0;
  c->body_left = -1;
  c->replies_left = replies;
  c->status = 200;
  if (protocol == NATS) {
    // The place for answers is the client's own: " i.000 " stands in every request.
    char digits[16], *from = (char *)c->unsent, *end = from + c->unsent_length;
    snprintf(digits, sizeof digits, "%03d", c->number % 1000);
    for (char *inbox; (inbox = memmem(from, (size_t)(end - from), " i.", 3)); from = inbox + 3) memcpy(inbox + 3, digits, 3);
  }
  push(c);
}

// Reads the head of an answer when it is whole; what follows it in the buffer is body.
static void read_head(struct client *c) {
  c->head[c->held] = 0;
  char *end = memmem(c->head, c->held, "\r\n\r\n", 4);
  if (!end) {
    if (c->held + 1 >= ROOM) die("an answer's head is too long");
    return;
  }
  c->status = atoi(c->head + 9);
  char *length = strcasestr(c->head, "\r\ncontent-length:");
  if (!length || length > end) die("an answer without Content-Length");
  size_t body = c->held - (size_t)(end + 4 - c->head);
  c->body_left = atoll(length + 17) - (long long)body;
  if ((c->status < 200 || c->status > 299) && !failure[0]) snprintf(failure, sizeof failure, "%.390s", end + 4);
}

// Takes one whole reply of another store from the front of what is held; its length, or 0 while it is not whole.
static size_t reply(struct client *c) {
  char *end = memmem(c->head, c->held, "\r\n", 2);
  if (!end) return 0;
  size_t line = (size_t)(end - c->head) + 2;
  if (protocol == NATS) {
    if (strncmp(c->head, "MSG ", 4) != 0) return line;  // PING, INFO and the like: no answer
    *end = 0;
    size_t whole = line + (size_t)atol(strrchr(c->head, ' ') + 1) + 2;
    *end = '\r';
    if (c->held < whole) return 0;
    if (memmem(c->head + line, whole - line, "\"error\"", 7)) {
      c->status = 500;
      if (!failure[0]) snprintf(failure, sizeof failure, "%.*s", (int)(whole - line), c->head + line);
    }
    c->replies_left--;
    return whole;
  }
  size_t whole = line;
  if (c->head[0] == '$' && c->head[1] != '-') whole += (size_t)atol(c->head + 1) + 2;
  if (c->held < whole) return 0;
  if (c->head[0] == '-') {
    c->status = 500;
    if (!failure[0]) snprintf(failure, sizeof failure, "%.*s", (int)line, c->head);
  }
  c->replies_left--;
  return whole;
}

static int pull_replies(struct client *c) {
  for (;;) {
    ssize_t n = recv(c->fd, c->head + c->held, ROOM - 1 - c->held, 0);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n <= 0) die("recv");
    received += (uint64_t)n;
    c->held += (size_t)n;
    c->head[c->held] = 0;
    for (size_t length; c->held > 0 && (length = reply(c)) > 0;) {
      c->held -= length;
      memmove(c->head, c->head + length, c->held + 1);
    }
    if (c->held + 1 >= ROOM) die("a reply is too long");
    if (c->replies_left <= 0) return 1;
  }
}

static void join(struct client *c, const char *where) {
  if (protocol != NATS) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, where, sizeof address.sun_path - 1);
    c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) die(where);
    return;
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(where)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  int yes = 1;
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) die(where);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  char hello[200];
  int n = snprintf(hello, sizeof hello, "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\nSUB i.%03d 1\r\n", c->number);
  if (send(c->fd, hello, (size_t)n, MSG_NOSIGNAL) != n) die("send");
}

// Takes what has come; answers whether the answer is whole.
static int pull(struct client *c) {
  if (protocol != HTTP) return pull_replies(c);
  static char rest[1 << 18];
  for (;;) {
    int in_head = c->body_left < 0;
    ssize_t n = in_head ? recv(c->fd, c->head + c->held, ROOM - 1 - c->held, 0) : recv(c->fd, rest, sizeof rest, 0);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n < 0) die("recv");
    if (n == 0) { errno = ECONNRESET; die("the daemon closed the connection"); }
    received += (uint64_t)n;
    if (in_head) {
      c->held += (size_t)n;
      read_head(c);
    } else {
      c->body_left -= n;
    }
    if (c->body_left == 0) return 1;
    if (c->body_left < -1) { errno = EPROTO; die("more came than was announced"); }
  }
}

static void finish(struct client *c, uint64_t at) {
  latencies[c->request] = at - c->since;
  if (c->status < 600) statuses[c->status]++;
  if (c->status < 200 || c->status > 299) bad++;
  c->request = -1;
  done++;
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

static double at_share(double share) { return (double)latencies[(long)((double)(count - 1) * share)] / 1000; }

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: load SOCKET REQUESTS CLIENTS COUNT [RATE [PROTOCOL REPLIES]]\n");
    return 2;
  }
  read_requests(argv[2]);
  int number = atoi(argv[3]);
  count = atol(argv[4]);
  double rate = argc > 5 ? atof(argv[5]) : 0;
  latencies = calloc((size_t)count, sizeof *latencies);
  struct client *clients = calloc((size_t)number, sizeof *clients);
  struct client **idle = calloc((size_t)number, sizeof *idle);
  int idle_count = 0;
  poller = epoll_create1(0);
  if (argc > 7) {
    protocol = strcmp(argv[6], "resp") == 0 ? RESP : strcmp(argv[6], "nats") == 0 ? NATS : HTTP;
    replies = atol(argv[7]);
  }
  for (int i = 0; i < number; i++) {
    struct client *c = &clients[i];
    c->number = i;
    join(c, argv[1]);
    if (fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0) die("fcntl");
    c->request = -1;
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
    idle[idle_count++] = c;
  }
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct client clock_mark;
  struct epoll_event tick = {.events = EPOLLIN, .data.ptr = &clock_mark};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, timer, &tick) != 0) die("timer");
  usleep(20000);  // all connections are taken by now

  uint64_t began = now();
  struct epoll_event events[256];
  while (done < count) {
    uint64_t t = rate > 0 ? now() : 0;
    while (idle_count > 0 && sent < count) {
      uint64_t due = rate > 0 ? began + (uint64_t)((double)sent * 1e9 / rate) : now();
      if (rate > 0 && due > t) {
        struct itimerspec when = {.it_value = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)}};
        timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        break;
      }
      start(idle[--idle_count], due);
    }
    int n = epoll_wait(poller, events, 256, 600000);
    if (n == 0) { errno = ETIMEDOUT; die("no answer for ten minutes"); }
    for (int i = 0; i < n; i++) {
      struct client *c = events[i].data.ptr;
      if (c == &clock_mark) {
        uint64_t ticks;
        if (read(timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN) die("timer");
        continue;
      }
      if (events[i].events & EPOLLOUT) {
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
        push(c);
      }
      if ((events[i].events & (EPOLLIN | EPOLLHUP)) && c->request >= 0 && pull(c)) {
        finish(c, now());
        if (rate == 0 && sent < count) start(c, now());
        else idle[idle_count++] = c;
      }
    }
  }
  double seconds = (double)(now() - began) / 1e9;

  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_sec +
               (double)usage.ru_stime.tv_usec / 1e6;
  qsort(latencies, (size_t)count, sizeof *latencies, ascending);
  printf("{\"requests\":%ld,\"seconds\":%.6f,\"bad\":%ld,\"received\":%llu,\"client_cpu\":%.3f,\"p50\":%.1f,\"p90\":%.1f,"
         "\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f,\"statuses\":{",
         count, seconds, bad, (unsigned long long)received, cpu, at_share(0.5), at_share(0.9), at_share(0.99), at_share(0.999),
         (double)latencies[count - 1] / 1000);
  const char *comma = "";
  for (int i = 0; i < 600; i++) {
    if (statuses[i]) {
      printf("%s\"%d\":%ld", comma, i, statuses[i]);
      comma = ",";
    }
  }
  printf("}}\n");
  if (failure[0]) fprintf(stderr, "load: an answer that is no success: %s\n", failure);
  return 0;
}
