// SQLite as an event store inside one process: WAL, synchronous=FULL, the table and indexes of peers.sql.
//
//   sqlite post DATABASE EVENTS THREADS COUNT BATCH    posts COUNT batches of BATCH events out of the file EVENTS
//   sqlite ask DATABASE SQL COUNT                      asks COUNT times, and reads every row
//
// EVENTS holds events, each after its length as a 32-bit little-endian number. Threads take turns: SQLite has one writer,
// and a turn in the program costs less than its own waiting. Prints one JSON object; latencies in microseconds.
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <time.h>

static const char *SCHEMA =
    "CREATE TABLE IF NOT EXISTS events(position INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,"
    " subject TEXT NOT NULL, version INTEGER NOT NULL, time TEXT NOT NULL, actor TEXT NOT NULL,"
    " recorded TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')), event TEXT NOT NULL,"
    " UNIQUE(source, id), UNIQUE(subject, version));"
    "CREATE INDEX IF NOT EXISTS by_actor ON events(actor, position);"
    "CREATE INDEX IF NOT EXISTS by_type ON events(type, position);"
    "CREATE INDEX IF NOT EXISTS decisions ON events(actor, time) WHERE type = 'decision.made';";
static const char *INSERT =
    "INSERT INTO events(source, id, type, subject, version, time, actor, event) SELECT ?1->>'source', ?1->>'id', ?1->>'type', ?1->>'subject',"
    " 1 + coalesce((SELECT max(version) FROM events WHERE subject = ?1->>'subject'), 0), ?1->>'time', ?1->>'actor', ?1"
    " WHERE true ON CONFLICT(source, id) DO NOTHING";

static const char *path, *bytes, **events;
static uint32_t *lengths;
static long count, batch, next_one, number;
static double *latencies;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER, counter = PTHREAD_MUTEX_INITIALIZER;

static void must(int rc, sqlite3 *db, const char *what) {
  if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
    fprintf(stderr, "sqlite: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static sqlite3 *open_database(void) {
  sqlite3 *db;
  must(sqlite3_open(path, &db), NULL, path);
  must(sqlite3_exec(db, "PRAGMA busy_timeout=60000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", NULL, NULL, NULL), db, "pragma");
  return db;
}

static void *post(void *unused) {
  (void)unused;
  sqlite3 *db = open_database();
  sqlite3_stmt *insert, *begin, *commit;
  must(sqlite3_prepare_v2(db, INSERT, -1, &insert, NULL), db, "insert");
  must(sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL), db, "begin");
  must(sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL), db, "commit");
  for (;;) {
    pthread_mutex_lock(&counter);
    long mine = next_one++;
    pthread_mutex_unlock(&counter);
    if (mine >= count) break;
    double since = now();
    pthread_mutex_lock(&turn);
    must(sqlite3_step(begin), db, "begin"), sqlite3_reset(begin);
    for (long i = mine * batch; i < (mine + 1) * batch; i++) {
      sqlite3_bind_text(insert, 1, events[i % number], (int)lengths[i % number], SQLITE_STATIC);
      must(sqlite3_step(insert), db, "insert"), sqlite3_reset(insert);
    }
    must(sqlite3_step(commit), db, "commit"), sqlite3_reset(commit);
    pthread_mutex_unlock(&turn);
    latencies[mine] = now() - since;
  }
  sqlite3_finalize(insert), sqlite3_finalize(begin), sqlite3_finalize(commit);
  sqlite3_close(db);
  return NULL;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void tell(double seconds, long rows) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  qsort(latencies, (size_t)count, sizeof *latencies, ascending);
  printf("{\"requests\":%ld,\"seconds\":%.6f,\"rows\":%ld,\"cpu\":%.3f,\"p50\":%.1f,\"p99\":%.1f}\n", count, seconds, rows,
         (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6,
         latencies[count / 2], latencies[count * 99 / 100]);
}

int main(int argc, char **argv) {
  if (argc < 5) return fprintf(stderr, "usage: sqlite post DATABASE EVENTS THREADS COUNT BATCH | ask DATABASE SQL COUNT\n"), 2;
  path = argv[2];
  int asks = strcmp(argv[1], "ask") == 0;
  count = atol(argv[asks ? 4 : 5]);
  latencies = calloc((size_t)count, sizeof *latencies);
  sqlite3 *db = open_database();
  if (asks) {
    sqlite3_stmt *question;
    must(sqlite3_prepare_v2(db, argv[3], -1, &question, NULL), db, argv[3]);
    double began = now();
    long rows = 0, length = 0;
    for (long i = 0; i < count; i++) {
      double since = now();
      for (rows = 0; sqlite3_step(question) == SQLITE_ROW; rows++) length += sqlite3_column_bytes(question, 0);
      sqlite3_reset(question);
      latencies[i] = now() - since;
    }
    double seconds = (now() - began) / 1e6;
    if (length == 0) return fprintf(stderr, "sqlite: no row\n"), 1;
    tell(seconds, rows);
    return 0;
  }
  must(sqlite3_exec(db, SCHEMA, NULL, NULL, NULL), db, "schema");
  int fd = open(argv[3], O_RDONLY), threads = atoi(argv[4]);
  struct stat s;
  if (fd < 0 || fstat(fd, &s) != 0) return perror(argv[3]), 1;
  bytes = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  batch = atol(argv[6]);
  events = calloc((size_t)(s.st_size / 100 + 1), sizeof *events);
  lengths = calloc((size_t)(s.st_size / 100 + 1), sizeof *lengths);
  for (long at = 0; at < s.st_size; number++) {
    memcpy(&lengths[number], bytes + at, 4);
    events[number] = bytes + at + 4;
    at += 4 + (long)lengths[number];
  }
  pthread_t *all = calloc((size_t)threads, sizeof *all);
  double began = now();
  for (int i = 0; i < threads; i++) pthread_create(&all[i], NULL, post, NULL);
  for (int i = 0; i < threads; i++) pthread_join(all[i], NULL);
  tell((now() - began) / 1e6, 0);
  sqlite3_close(db);
  return 0;
}
