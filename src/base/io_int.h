/* io_int: what the two files that call POSIX share. */
#ifndef WEIR_IO_INT_H
#define WEIR_IO_INT_H

#include "base/base.h"

/* code with {path} and {reason}: the system's errno in fixed English words, because strerror speaks the locale's. */
err_code io_refuse(err_code code, const char *path, int number, err *e);

#endif
