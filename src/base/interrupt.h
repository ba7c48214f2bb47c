// SPDX-License-Identifier: GPL-3.0-or-later
// interrupt: Ctrl-C as a flag. The handler only sets it; loops and kernels poll it.
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

extern volatile sig_atomic_t interrupt_flag; // set by signal handlers (and by tests)

// Somebody wants to look while code runs (the screen: a size that changed, a picture that is due). The
// machine calls hooks.attend at the next place where that is safe.
extern volatile sig_atomic_t attention_flag;

void interrupt_install(void);  // SIGINT sets the flag, without SA_RESTART
bool interrupt_check(Err *e);  // true, clears the flag and fills e with ERR_INTERRUPT if it is set

// Kernels call this between tiles of at most about 10 ms of work:
//   if (interrupt_pending()) return stop(...);
static inline bool interrupt_pending(void) { return interrupt_flag != 0; }

#endif
