// SPDX-License-Identifier: GPL-3.0-or-later
// interrupt: the handler sets a flag and nothing else; whoever works in a loop looks at it.
#include "base/interrupt.h"

#include <string.h>

#include "base/i18n.h"

volatile sig_atomic_t interrupt_flag, attention_flag;

static void on_sigint(int sig) {
  (void)sig;
  interrupt_flag = 1;
}

void interrupt_install(void) {
  struct sigaction sa;
  memset(&sa, 0, sizeof sa); // no SA_RESTART: a read that waits for input comes back at once
  sa.sa_handler = on_sigint;
  sigemptyset(&sa.sa_mask);
  sigaction(SIGINT, &sa, NULL);
}

bool interrupt_check(Err *e) {
  if (!interrupt_flag) return false;
  interrupt_flag = 0;
  err_set(e, ERR_INTERRUPT, "%s", _("interrupted"));
  return true;
}
