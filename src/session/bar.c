// SPDX-License-Identifier: GPL-3.0-or-later
// bar: a line about training: its bar, rate, loss and the time that is left, which is the time so far by the
// share of the loops that is done.
#include "session/bar.h"

#include <math.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "tensor/tensor.h"

#define BAR_COLS 24

static void add_bar(double share, bool ascii, Str *out) {
  int full = (int)(share * BAR_COLS + 0.5);
  str_addc(out, '[');
  str_repeat(out, ascii ? "#" : "█", full);
  str_repeat(out, ascii ? "-" : "░", BAR_COLS - full);
  str_addf(out, "] %3.0f%%", floor(share * 100));
}

static void add_time(double seconds, Str *out) {
  if (seconds < 60) str_addf(out, _("%.0f s left"), ceil(seconds));
  else if (seconds < 3600) str_addf(out, _("%.0f min %.0f s left"), floor(seconds / 60), floor(fmod(seconds, 60)));
  else str_addf(out, _("%.0f h %.0f min left"), floor(seconds / 3600), floor(fmod(seconds, 3600) / 60));
}

// Adds a part where it fits.
static void add_part(Str *out, Str *part, int cols) {
  int width = utf8_width(str_c(out), out->n) + (out->n ? 2 : 0) + utf8_width(str_c(part), part->n);
  if (width <= cols) str_addf(out, out->n ? "  %s" : "%s", str_c(part));
  str_clear(part);
}

void bar_text(const VmProgress *p, int cols, bool ascii, Str *out) {
  Str part = {0}, number = {0};
  double rate = p->seconds > 0 ? (p->steps - 1) / p->seconds : 0;
  if (p->share >= 0) add_bar(p->share, ascii, &part);
  else str_addf(&part, ngettext("%.0f step", "%.0f steps", (unsigned long)p->steps), p->steps);
  add_part(out, &part, cols);
  if (!isnan(p->loss)) {
    format_number(&number, p->loss, 4);
    str_addf(&part, _("loss %s"), str_c(&number));
    add_part(out, &part, cols);
  }
  if (rate > 0) {
    str_clear(&number);
    if (rate >= 100) str_addf(&number, "%.0f", rate);
    else format_number(&number, rate, 2);
    str_addf(&part, _("%s steps/s"), str_c(&number));
    add_part(out, &part, cols);
  }
  if (p->share > 0) {
    add_time(p->seconds * (1 - p->share) / p->share, &part);
    add_part(out, &part, cols);
  }
  str_free(&number);
  str_free(&part);
}
