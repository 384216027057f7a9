#include <lmdb.h>

/// Asks the processor for memory that is likely to be read soon. Nothing happens where there is none.
static inline void daybook_fetch_ahead(const void *from, size_t length) {
    for (size_t at = 0; at < length; at += 64) __builtin_prefetch((const char *)from + at, 0, 2);
}
