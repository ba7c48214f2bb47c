// SPDX-License-Identifier: GPL-3.0-or-later
// :time
#include <time.h>

#include "base/i18n.h"
#include "session/command.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool run(Session *s, const char *args, Err *e) {
  Value v;
  double start = now();
  if (!session_eval(s, args, &v, e)) return false;
  double took = now() - start;
  value_release(v);
  if (took < 1e-3) session_textf(s, TEXT_RESULT, "%.1f us", took * 1e6);
  else if (took < 1) session_textf(s, TEXT_RESULT, "%.2f ms", took * 1e3);
  else session_textf(s, TEXT_RESULT, "%.2f s", took);
  return true;
}

const CommandDef command_time = {
  .name = "time", .usage = N_(":time EXPR"),
  .doc = N_("how long EXPR takes to compute"),
  .example = NULL, .complete = COMPLETE_EXPR, .run = run,
};
