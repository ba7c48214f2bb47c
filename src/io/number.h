// SPDX-License-Identifier: GPL-3.0-or-later
// number: decimal text as a number, quickly.
#ifndef IO_NUMBER_H
#define IO_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

// All n bytes as one number: [+-] digits [. digits] [e [+-] digits], inf, nan. No blanks, no hexadecimal.
bool number_parse(const char *s, size_t n, double *x);

#endif
