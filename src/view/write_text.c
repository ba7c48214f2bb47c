// SPDX-License-Identifier: GPL-3.0-or-later
// write_text: a canvas as plain lines, for pipes, logs and terminals that know nothing.
#include "view/theme.h"

void canvas_write_text(const Canvas *c, bool ascii, Str *out) {
  for (int row = 0; row < c->rows; row++) {
    const Cell *line = c->cells + (size_t)row * (size_t)c->cols;
    size_t end = out->n;
    for (int col = 0; col < c->cols; col++) {
      if (line[col].width == 0) continue;
      const char *s = theme_text(&line[col], COLOR_NONE, ascii);
      str_add(out, s);
      if (!(s[0] == ' ' && s[1] == '\0')) end = out->n;
      if (line[col].width == 2 && s != line[col].text) str_addc(out, ' '); // the stand-in is narrow
    }
    if (out->n > end) {
      out->n = end;
      out->s[end] = '\0';
    }
    str_addc(out, '\n');
  }
}
