#ifndef DAYBOOK_TERMINAL_H
#define DAYBOOK_TERMINAL_H

#include <sys/ioctl.h>

/// Characters in a line of the terminal behind `descriptor`; 0 where it is none.
static inline int terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

#endif
