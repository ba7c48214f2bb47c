// SPDX-License-Identifier: GPL-3.0-or-later
// step: the stepper on the whole screen. It draws itself; here keys get their names, and those that want
// words ('/', g, e, r, ':') ask for them on the last line.
#include "screen/parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

static const char *name_of_key(Key k, char buf[8]) {
  static const struct { int code; const char *name; } names[] = {
    {KEY_UP, "up"}, {KEY_DOWN, "down"}, {KEY_LEFT, "left"}, {KEY_RIGHT, "right"}, {KEY_HOME, "home"},
    {KEY_END, "end"}, {KEY_BTAB, "backtab"}, {KEY_F(1), "?"}, {KEY_F(3), "q"}, {KEY_F(4), "w"},
    {KEY_NPAGE, "n"}, {KEY_PPAGE, "N"}, {KEY_ENTER, "enter"}, {KEY_BACKSPACE, "backspace"}};
  if (k.code == KEY_OF_MOUSE)
    return k.mouse.button == MOUSE_WHEEL_UP ? "up" : k.mouse.button == MOUSE_WHEEL_DOWN ? "down" : NULL;
  if (k.code) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (names[i].code == k.code) return names[i].name;
    return NULL;
  }
  if (k.code == 0 && (k.ch == 0x7f || k.ch == 8)) return "backspace";
  if (k.ch == '\t') return "tab";
  if (k.ch == '\r' || k.ch == '\n') return "enter";
  if (k.ch == 033) return "esc";
  if (k.ch < 0x20 || k.ch == 0x7f) return NULL;
  buf[utf8_put((uint32_t)k.ch, buf)] = '\0';
  return buf;
}

static void draw(Screen *s, const Stepper *st, const char *ask) {
  Canvas c = {0};
  canvas_init(&c, s->rows, s->cols);
  stepper_draw(st, &c);
  if (ask) {
    canvas_fill(&c, s->rows - 1, 0, 1, s->cols, PEN(ROLE_TEXT), " ");
    int col = canvas_text(&c, s->rows - 1, 0, s->cols - 1, PEN_BOLD(ROLE_ACCENT), ask);
    canvas_text(&c, s->rows - 1, col, 1, PEN(ROLE_CURSOR), " ");
  }
  screen_modal(s, &c);
  canvas_free(&c);
}

static void cut_last(Str *text) {
  size_t k = text->n;
  while (k > 0 && ((unsigned char)text->s[k - 1] & 0xc0) == 0x80) k--;
  if (k > 0) k--;
  text->n = k;
  if (text->s) text->s[k] = '\0';
}

// A word typed on the last line after `lead`; false where it was given up.
static bool ask(Screen *s, const Stepper *st, const char *lead, Str *out) {
  str_add(out, lead);
  for (;;) {
    draw(s, st, str_c(out));
    Key k;
    Wait w = key_wait(s, &k);
    if (w == WAIT_QUIT || w == WAIT_INTERRUPT) return false;
    if (w != WAIT_KEY) continue;
    if (k.code == KEY_BACKSPACE || k.ch == 0x7f || k.ch == 8) {
      if (out->n <= strlen(lead)) return false;
      cut_last(out);
    } else if (k.code == KEY_ENTER || k.ch == '\r' || k.ch == '\n') {
      return out->n > strlen(lead);
    } else if (k.ch == 033) {
      return false;
    } else if (k.code == 0 && k.ch >= 0x20 && out->n < 200) {
      char buf[4];
      str_addn(out, buf, utf8_put((uint32_t)k.ch, buf));
    }
  }
}

// An answer that would fill more than a third of the screen is read in the pager.
static void show_long(Screen *s, Stepper *st) {
  Canvas text = {0};
  text_draw(stepper_message(st), s->cols - 2, PEN(ROLE_TEXT), PEN(ROLE_TEXT), 0, &text);
  if (text.rows > 8 || text.rows > s->rows / 3) modal_pager(s, _("in words"), stepper_message(st));
  canvas_free(&text);
}

static void press(Screen *s, Stepper *st, Key k) {
  char buf[8];
  const char *name = name_of_key(k, buf);
  if (!name) return;
  const char *lead = name[1] ? NULL : stepper_asks(name[0]);
  if (lead) {
    Str text = {0};
    if (ask(s, st, lead, &text)) {
      const char *words = str_c(&text) + (lead[0] == ':');
      if (!stepper_key(st, words)) stepper_unknown(st, words);
      show_long(s, st);
    }
    str_free(&text);
    return;
  }
  stepper_key(st, name);
  if (!name[1] && strchr("dD", name[0])) show_long(s, st);
}

void step_walk(Screen *s, Stepper *st) {
  tty_paste(false);
  while (!stepper_done(st)) {
    draw(s, st, NULL);
    Key k;
    Wait w = key_wait(s, &k);
    if (w == WAIT_KEY) press(s, st, k);
    else if (w != WAIT_REDRAW) break;
  }
  for (int i = 0; i < 2 && !stepper_done(st); i++) stepper_key(st, "q"); // from its help too
  screen_modal_end(s);
  tty_paste(true);
}
