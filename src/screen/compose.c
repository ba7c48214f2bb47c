// SPDX-License-Identifier: GPL-3.0-or-later
// compose: one picture of everything: header, prose, panels, prompt and key line go onto their
// canvases, the canvases into panes, and one doupdate sends what changed. The hardware cursor is
// put at the caret last (input methods look for it there).
#include "screen/parts.h"

#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "session/bar.h"
#include "view/frame.h"

long long screen_now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

long long screen_now_ms(void) { return screen_now_us() / 1000; }

void screen_too_small(Canvas *c) {
  char text[200];
  snprintf(text, sizeof text, _("the window is %dx%d; glassbox needs %dx%d"), c->cols, c->rows, MIN_COLS,
           MIN_ROWS);
  Canvas body = {0};
  text_draw(text, c->cols < 2 ? 2 : c->cols, PEN(ROLE_WARN), PEN(ROLE_WARN), 0, &body);
  int row = (c->rows - body.rows) / 2;
  canvas_blit(c, row < 0 ? 0 : row, 0, body.rows, c->cols, &body, 0, 0);
  canvas_free(&body);
}

// -- parts of the frame -------------------------------------------------------------------------------
// A mark a page: behind, here, ahead. Short of room there are none: the title has the page's number.
static int draw_progress(Screen *s, Canvas *c, int title) {
  bool room = s->n_pages <= c->cols / 6 || title + s->n_pages + 4 <= c->cols;
  if (s->n_pages == 0 || !room) return 0;
  Str marks = {0};
  for (int i = 0; i < s->n_pages; i++) str_add(&marks, i < s->page ? "●" : i == s->page ? "◐" : "○");
  canvas_text(c, 0, c->cols - 1 - s->n_pages, s->n_pages, PEN(ROLE_ACCENT), str_c(&marks));
  str_free(&marks);
  return s->n_pages + 2;
}

static void draw_header(Screen *s, Canvas *c) {
  const char *title = s->title.n > 0 ? str_c(&s->title) : "glassbox";
  int marks = draw_progress(s, c, frame_columns(title));
  frame_left(c, 0, 1, c->cols - 2 - marks, PEN_BOLD(ROLE_TITLE), title);
  canvas_hline(c, 1, 0, c->cols);
}

unsigned screen_where(Screen *s) {
  Pin *pins = NULL;
  unsigned where = s->focused ? AT_PANEL : AT_PROMPT;
  if (session_lesson(s->session)) where |= IF_LESSON;
  if (session_pins(s->session, &pins) > 0) where |= IF_PINS;
  return where;
}

static void draw_frame(Screen *s, Canvas *c) {
  const Layout *l = &s->layout;
  if (l->too_small) {
    screen_too_small(c);
    return;
  }
  draw_header(s, c);
  canvas_hline(c, l->rule, 0, c->cols);
  if (l->divider >= 0) canvas_vline(c, 2, l->divider, l->rule - 2);
  keys_draw_line(c, l->keys, screen_where(s));
}

// More above or below: said on the rule under the prose, where it takes no room.
static void draw_more(Screen *s) {
  const Layout *l = &s->layout;
  if (l->too_small || l->prose.rows == 0) return;
  int col = l->prose.col + 1, room = l->prose.cols - 2;
  if (log_at_end(&s->log)) return;
  canvas_text(&s->frame.canvas, l->rule, col, room, PEN(ROLE_ACCENT), _(" more: PgDn "));
}

// What runs, in the prompt's place: how far training has got, or, of what takes longer than a moment, for how long.
static Caret draw_running(const Screen *s, Canvas *c) {
  long long seconds = (screen_now_ms() - s->began_ms) / 1000;
  if (s->training.steps > 0) {
    Str line = {0};
    bar_text(&s->training, c->cols - 1, false, &line);
    canvas_text(c, 0, 0, c->cols, PEN(ROLE_ACCENT), str_c(&line));
    str_free(&line);
  } else if (seconds > 0) {
    canvas_textf(c, 0, 0, c->cols, PEN(ROLE_DIM), _("… %lld s   Ctrl-C stops it"), seconds);
  } else {
    canvas_text(c, 0, 0, c->cols, PEN(ROLE_DIM), "…");
  }
  return (Caret){-1, 0};
}

// -- prompt ---------------------------------------------------------------------------------------------
static Caret draw_prompt(Screen *s, Canvas *c) {
  if (c->rows == 0) return (Caret){-1, 0};
  if (s->question) return (Caret){0, canvas_textf(c, 0, 0, c->cols, PEN_BOLD(ROLE_WARN), "%s ", s->question)};
  if (s->running) return draw_running(s, c);
  if (!s->focused) return input_draw(&s->input, c);
  Pin *pins = NULL;
  size_t n = session_pins(s->session, &pins);
  Str text = {0};
  if (s->focus < n) view_cursor_text(pins[s->focus].kind, &pins[s->focus].spec, &text);
  canvas_text(c, 0, 1, c->cols - 1, PEN(ROLE_ACCENT), str_c(&text));
  str_free(&text);
  return (Caret){-1, 0};
}

static int input_rows(const Screen *s) { return s->question || s->running || s->focused ? 1 : block_rows(); }

// -- notice: what Tab found, or what was said while the prose is not seen --------------------------------
typedef struct Column { Canvas *c; int width, per_row; int at; } Column;

static void draw_word(Column *k, const char *word) {
  int row = k->at / k->per_row, col = k->at % k->per_row * k->width;
  canvas_text(k->c, row, col, k->width - 2, PEN(ROLE_CODE), word);
  k->at++;
}

static void words_draw(const char *list, int cols, Canvas *out) {
  int widest = 1, n = 0;
  for (const char *w = list; *w; n++) {
    size_t k = strcspn(w, "\n");
    int width = utf8_width(w, k);
    if (width > widest) widest = width;
    w += k + (w[k] == '\n');
  }
  Column k = {.c = out, .width = widest + 2 > cols ? cols : widest + 2};
  k.per_row = cols / k.width < 1 ? 1 : cols / k.width;
  canvas_init(out, (n + k.per_row - 1) / k.per_row, cols);
  for (const char *w = list; *w;) {
    size_t len = strcspn(w, "\n");
    char *word = mem_strndup(w, len);
    draw_word(&k, word);
    mem_free(word);
    w += len + (w[len] == '\n');
  }
}

static void draw_notice(Screen *s) {
  const Layout *l = &s->layout;
  bool matches = s->input.matches.n > 0;
  if (l->too_small || (!matches && s->notice.n == 0)) {
    pane_place(&s->notice_pane, (Rect){0});
    return;
  }
  Canvas body = {0};
  int cols = s->cols - 2;
  if (matches) words_draw(str_c(&s->input.matches), cols, &body);
  else text_draw(str_c(&s->notice), cols, PEN(ROLE_TEXT), PEN(ROLE_TEXT), 0, &body);
  int most = (l->rule - 2) * 2 / 3, rows = body.rows < most ? body.rows : most;
  pane_place(&s->notice_pane, (Rect){l->rule - rows - 1, 0, rows + 1, s->cols});
  Canvas *c = &s->notice_pane.canvas;
  canvas_hline(c, 0, 0, c->cols);
  canvas_blit(c, 1, 1, rows, cols, &body, 0, 0);
  if (rows < body.rows) canvas_textf(c, rows, c->cols - 8, 8, PEN(ROLE_DIM), " ... %d", body.rows);
  canvas_free(&body);
}

// -- all of it ------------------------------------------------------------------------------------------
static void update(Screen *s, Caret caret) {
  curs_set(caret.row >= 0 ? 1 : 0);
  update_panels();
  if (caret.row >= 0 && s->prompt.win) {
    wmove(s->prompt.win, caret.row, caret.col);
    wnoutrefresh(s->prompt.win);
  }
  doupdate();
  s->painted_ms = screen_now_ms();
}

static void paint_all(Screen *s) {
  Pane *panes[] = {&s->frame, &s->prose, &s->panels, &s->prompt, &s->notice_pane};
  for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
    if (!panes[i]->panel) continue;
    pane_paint(panes[i]);
    top_panel(panes[i]->panel);
  }
}

void screen_compose(Screen *s) {
  Pin *pins = NULL;
  size_t n = session_pins(s->session, &pins);
  if (n == 0) s->focused = s->zoomed = false;
  Show show = s->zoomed && n > 0 ? SHOW_PANELS : s->show;
  s->layout = layout_make(s->rows, s->cols, n, n > 0 ? panels_wanted(s) : 0, input_rows(s), show);
  const Layout *l = &s->layout;
  pane_place(&s->frame, (Rect){0, 0, s->rows, s->cols});
  pane_place(&s->prose, l->prose);
  pane_place(&s->panels, l->panels);
  pane_place(&s->prompt, l->too_small ? (Rect){0} : (Rect){l->prompt, 0, l->input, s->cols});
  draw_frame(s, &s->frame.canvas);
  log_draw(&s->log, &s->prose.canvas);
  draw_more(s);
  panels_draw(s, &s->panels.canvas);
  Caret caret = draw_prompt(s, &s->prompt.canvas);
  draw_notice(s);
  paint_all(s);
  update(s, l->too_small ? (Caret){-1, 0} : caret);
}

void screen_modal(Screen *s, const Canvas *c) {
  pane_place(&s->modal, (Rect){0, 0, s->rows, s->cols});
  if (s->rows < MIN_ROWS || s->cols < MIN_COLS) screen_too_small(&s->modal.canvas);
  else canvas_blit(&s->modal.canvas, 0, 0, s->rows, s->cols, c, 0, 0);
  pane_paint(&s->modal);
  if (s->modal.panel) top_panel(s->modal.panel);
  update(s, (Caret){-1, 0});
}

void screen_modal_end(Screen *s) { pane_free(&s->modal); }
