#ifndef DAYBOOK_NOTIFY_H
#define DAYBOOK_NOTIFY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/// Sends `state` to the Unix datagram socket of this name, whose first byte is zero where the address is abstract.
/// Answers 0, or -1 where nobody takes it. Never waits.
static inline int notify_send(const uint8_t *name, size_t name_length, const uint8_t *state, size_t length) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (name_length == 0 || name_length > sizeof address.sun_path) return -1;
    memcpy(address.sun_path, name, name_length);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    // The kernel takes an abstract name to its full length, so the length must be the name's own.
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + name_length);
    ssize_t sent = sendto(descriptor, state, length, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    close(descriptor);
    return sent == (ssize_t)length ? 0 : -1;
}

#endif
