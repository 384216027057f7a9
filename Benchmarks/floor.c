// What LMDB alone can do here: the inserts that daybook makes for each event, committed and synced in the same way, with
// nothing else done. No socket, no JSON, no digest, no sealing, no tree.
//
//   floor DIRECTORY EVENTS BATCH RECORD_BYTES
//
// For each event: position (8 bytes) -> RECORD_BYTES; a random id (16 bytes) -> 16 bytes; subject and version -> 8
// bytes. BATCH events to a commit, ids sorted within it. Prints one JSON object.
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { CASES = 2000 };

struct id { uint8_t bytes[16]; uint64_t position; };

static void must(int rc, const char *what) {
  if (rc != 0) {
    fprintf(stderr, "floor: %s: %s\n", what, mdb_strerror(rc));
    exit(1);
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t state = 88172645463325252u;
static uint64_t random64(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static void big_endian(uint64_t number, uint8_t *to) {
  for (int i = 0; i < 8; i++) to[i] = (uint8_t)(number >> (56 - 8 * i));
}

static int by_bytes(const void *a, const void *b) { return memcmp(a, b, 16); }

static void put(MDB_txn *txn, MDB_dbi table, void *key, size_t key_length, void *value, size_t length, unsigned flags) {
  MDB_val k = {key_length, key}, v = {length, value};
  must(mdb_put(txn, table, &k, &v, flags), "put");
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: floor DIRECTORY EVENTS BATCH RECORD_BYTES\n");
    return 2;
  }
  long events = atol(argv[2]), batch = atol(argv[3]);
  size_t length = (size_t)atol(argv[4]);
  uint8_t *record = malloc(length);
  for (size_t i = 0; i < length; i++) record[i] = (uint8_t)random64();
  struct id *ids = calloc((size_t)batch, sizeof *ids);
  static uint64_t versions[CASES];

  MDB_env *env;
  MDB_txn *txn;
  MDB_dbi log, index, subjects;
  must(mdb_env_create(&env), "create");
  must(mdb_env_set_maxdbs(env, 3), "maxdbs");
  must(mdb_env_set_mapsize(env, (size_t)1 << 36), "mapsize");
  must(mdb_env_open(env, argv[1], 0, 0600), "open");
  must(mdb_txn_begin(env, NULL, 0, &txn), "begin");
  must(mdb_dbi_open(txn, "events", MDB_CREATE, &log), "table");
  must(mdb_dbi_open(txn, "ids", MDB_CREATE, &index), "table");
  must(mdb_dbi_open(txn, "subjects", MDB_CREATE, &subjects), "table");
  must(mdb_txn_commit(txn), "commit");

  double began = now();
  for (long position = 0; position < events;) {
    must(mdb_txn_begin(env, NULL, 0, &txn), "begin");
    long n = 0;
    for (; n < batch && position < events; n++, position++) {
      uint8_t key[8], subject[32];
      big_endian((uint64_t)position, key);
      put(txn, log, key, sizeof key, record, length, MDB_APPEND);
      long number = (long)(random64() % CASES);
      int name = snprintf((char *)subject, sizeof subject, "case/%06ld", number) + 1;
      big_endian(++versions[number], subject + name);
      put(txn, subjects, subject, (size_t)name + 8, key, sizeof key, MDB_NOOVERWRITE);
      uint64_t words[2] = {random64(), random64()};
      memcpy(ids[n].bytes, words, 16);
      ids[n].position = (uint64_t)position;
    }
    qsort(ids, (size_t)n, sizeof *ids, by_bytes);
    for (long i = 0; i < n; i++) {
      uint8_t place[16] = {0};
      big_endian(ids[i].position, place);
      put(txn, index, ids[i].bytes, 16, place, sizeof place, MDB_NOOVERWRITE);
    }
    must(mdb_txn_commit(txn), "commit");
  }
  double seconds = now() - began;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("{\"events\":%ld,\"seconds\":%.6f,\"cpu\":%.3f}\n", events, seconds,
         (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_sec +
             (double)usage.ru_stime.tv_usec / 1e6);
  mdb_env_close(env);
  return 0;
}
