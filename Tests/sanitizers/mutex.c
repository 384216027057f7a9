// Tells ThreadSanitizer what Swift's Mutex does where two threads meet.
//
// An uncontended Mutex is locked and unlocked by code that the compiler puts into the caller, which ThreadSanitizer sees. A
// contended one goes through libswiftSynchronization, which is not built with it; so it sees no order between the one who
// unlocks and the one who waited, and reports races between critical sections of one lock. Preloaded, this library stands
// before these two functions and tells it of the order: no report need be suppressed.
//
//     clang -shared -fPIC -O1 -o mutex.so mutex.c
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Swift's own calling convention: the lock is handed on as what `self` is.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

typedef SWIFT void (*lock_function)(uint32_t thread, SELF void *self);
typedef SWIFT void (*unlock_function)(SELF void *self);

static lock_function real_lock;
static unlock_function real_unlock;

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF void *self) __asm__(LOCK);
SWIFT void unlock_slow(SELF void *self) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF void *self) {
    if (!real_lock) real_lock = (lock_function)dlsym(RTLD_NEXT, LOCK);
    real_lock(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlock_slow(SELF void *self) {
    if (!real_unlock) real_unlock = (unlock_function)dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(self);
    real_unlock(self);
}
