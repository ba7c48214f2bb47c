// SPDX-License-Identifier: GPL-3.0-or-later
// modal: who takes the keyboard for a while: the pager, a yes-or-no question. Keys come through
// ncurses here, while readline rests.
#include "screen/parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"

Wait key_wait(Screen *s, Key *k) {
  if (s->quit_signal) return WAIT_QUIT;
  Signals sig;
  bool ready = tty_wait(&sig, -1);
  screen_signals(s, &sig);
  if (s->quit_signal) return WAIT_QUIT;
  if (sig.interrupted) {
    interrupt_flag = 0;
    return WAIT_INTERRUPT;
  }
  if (ready && tty_key(k)) return WAIT_KEY;
  return WAIT_REDRAW;
}

// -- pager ----------------------------------------------------------------------------------------------
typedef struct Pager { const char *title, *text; Canvas body; int cols, top; } Pager;

static void pager_draw(Screen *s, Pager *p) {
  Canvas c = {0};
  canvas_init(&c, s->rows, s->cols);
  if (p->cols != s->cols) {
    canvas_free(&p->body);
    text_draw(p->text, s->cols - 2, PEN(ROLE_TEXT), PEN(ROLE_TEXT), 0, &p->body);
    p->cols = s->cols;
  }
  int room = s->rows - 3, last = p->body.rows - room;
  if (p->top > last) p->top = last;
  if (p->top < 0) p->top = 0;
  canvas_text(&c, 0, 1, s->cols - 2, PEN_BOLD(ROLE_TITLE), p->title);
  canvas_hline(&c, 1, 0, s->cols);
  canvas_blit(&c, 2, 1, room, s->cols - 2, &p->body, p->top, 0);
  int col = canvas_text(&c, s->rows - 1, 1, s->cols - 2, PEN(ROLE_DIM), _("PgDn PgUp arrows read   q back"));
  if (last > 0)
    canvas_textf(&c, s->rows - 1, col + 3, s->cols - col - 4, PEN(ROLE_DIM), _("lines %d to %d of %d"),
                 p->top + 1, p->top + room, p->body.rows);
  screen_modal(s, &c);
  canvas_free(&c);
}

static bool pager_key(Pager *p, Key k, int room) {
  if (k.code == KEY_NPAGE || k.ch == ' ' || k.ch == 'f') p->top += room - 1;
  else if (k.code == KEY_PPAGE || k.ch == 'b') p->top -= room - 1;
  else if (k.code == KEY_DOWN || k.ch == 'j' || k.ch == '\r' || k.ch == '\n') p->top++;
  else if (k.code == KEY_UP || k.ch == 'k') p->top--;
  else if (k.code == KEY_OF_MOUSE) p->top += k.mouse.button == MOUSE_WHEEL_UP ? -3 : k.mouse.button == MOUSE_WHEEL_DOWN ? 3 : 0;
  else if (k.code == KEY_HOME || k.ch == 'g') p->top = 0;
  else if (k.code == KEY_END || k.ch == 'G') p->top = p->body.rows;
  else return !(k.ch == 'q' || k.ch == 033 || k.code == KEY_F(1));
  return true;
}

void modal_pager(Screen *s, const char *title, const char *text) {
  Pager p = {.title = title, .text = text};
  bool paste = tty_paste(false);
  for (bool on = true; on;) {
    pager_draw(s, &p);
    Key k;
    Wait w = key_wait(s, &k);
    if (w == WAIT_KEY) on = pager_key(&p, k, s->rows - 3);
    else if (w != WAIT_REDRAW) on = false;
  }
  canvas_free(&p.body);
  screen_modal_end(s);
  tty_paste(paste);
}

// -- question -------------------------------------------------------------------------------------------
bool modal_confirm(Screen *s, const char *question) {
  Str q = {0};
  str_addf(&q, "%s (y/n)", question);
  s->question = str_c(&q);
  int answer = -1;
  while (answer < 0) {
    screen_compose(s);
    Key k;
    Wait w = key_wait(s, &k);
    if (w == WAIT_QUIT || w == WAIT_INTERRUPT) answer = 0;
    if (w != WAIT_KEY || k.code) continue;
    if (k.ch == 'y' || k.ch == 'Y') answer = 1;
    if (k.ch == 'n' || k.ch == 'N' || k.ch == 'q' || k.ch == 033) answer = 0;
  }
  s->question = NULL;
  str_free(&q);
  return answer == 1;
}
