// SPDX-License-Identifier: GPL-3.0-or-later
// input: the prompt is the real readline, in callback mode, reading the terminal itself. It never
// writes: we draw its line, its cursor and its lists of matches. Lines are run after
// rl_callback_read_char has returned, never inside the handler.
#include "screen/parts.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/interrupt.h"
#include "base/utf8.h"
#include "term/term.h"

static FILE *nowhere; // readline writes here what it would say

static void on_line(char *line) {
  Input *in = &the_screen->input;
  if (!line) {
    in->eof = true;
    return;
  }
  free(in->line);
  in->line = line;
}

static void on_redisplay(void) {
  if (the_screen) the_screen->input.dirty = true;
}

// -- completion ----------------------------------------------------------------------------------------
static char **on_complete(const char *text, int start, int end) {
  (void)text;
  return term_complete(the_screen->session, start, end);
}

static void on_matches(char **matches, int n, int longest) {
  (void)longest;
  Str *list = &the_screen->input.matches;
  str_clear(list);
  for (int i = 1; i <= n; i++) str_addf(list, "%s\n", matches[i]);
  the_screen->input.dirty = true;
}

// -- life ---------------------------------------------------------------------------------------------
void input_init(void) {
  nowhere = fopen("/dev/null", "we");
  rl_readline_name = "glassbox";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_instream = stdin;
  rl_outstream = nowhere ? nowhere : stdout;
  rl_prep_term_function = NULL;
  rl_deprep_term_function = NULL;
  rl_redisplay_function = on_redisplay;
  rl_completion_display_matches_hook = on_matches;
  rl_attempted_completion_function = on_complete;
  rl_completer_word_break_characters = (char *)(uintptr_t) " \t\n()[]{},;+-*/%@=<>|&!";
  rl_variable_bind("show-all-if-ambiguous", "on"); // before inputrc, which may say otherwise
  rl_initialize();
}

void input_start(const char *prompt) {
  keys_bind();
  block_bind();
  rl_callback_handler_install(prompt, on_line);
}

void input_stop(void) {
  rl_callback_handler_remove();
  clear_history();
  rl_redisplay_function = rl_redisplay;
  rl_completion_display_matches_hook = NULL;
  rl_attempted_completion_function = NULL;
  rl_prep_term_function = rl_prep_terminal;
  rl_deprep_term_function = rl_deprep_terminal;
  rl_outstream = stdout;
  if (nowhere) fclose(nowhere);
  nowhere = NULL;
}

void input_prompt(const char *prompt) { rl_set_prompt(prompt); }

static bool more_to_read(void) {
  struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&p, 1, 0) > 0 && (p.revents & POLLIN);
}

void input_read(void) {
  Input *in = &the_screen->input;
  str_clear(&in->matches);
  // Then the screen has its turn. What was typed after Ctrl-C is read after it.
  for (int k = 0; k < 4096 && !interrupt_flag && more_to_read(); k++) {
    rl_callback_read_char();
    if (in->line || in->eof || in->action != ACT_NONE) return;
  }
}

void input_cancel(const char *prompt) {
  rl_callback_sigcleanup(); // out of a search, an argument, a half-typed key
  rl_revert_line(1, 0);     // a recalled line that was edited: the history keeps what was run
  rl_maybe_replace_line();
  rl_free_line_state();
  rl_callback_handler_remove();
  rl_callback_handler_install(prompt, on_line);
  str_clear(&the_screen->input.matches);
  the_screen->input.scroll = the_screen->input.top = 0;
}

void input_history_end(void) { using_history(); }

void input_put(const char *text) {
  rl_replace_line(text, 1);
  rl_point = rl_end;
}

// -- drawing -------------------------------------------------------------------------------------------
// How one character of the line is shown: itself, or ^X.
static size_t shown(const char *s, size_t n, char out[8], int *width) {
  uint32_t cp;
  size_t k = utf8_next(s, n, &cp);
  if (cp < 0x20 || cp == 0x7f) {
    snprintf(out, 8, "^%c", (int)(cp ^ 0x40));
    *width = 2;
  } else {
    size_t m = utf8_put(cp, out);
    out[m] = '\0';
    *width = utf8_cp_width(cp);
  }
  return k;
}

// A line of the input as it is drawn: the part from column `from` to `to` is collected.
typedef struct Strip { Str text; int width, from, to, start; } Strip;

static void strip_add(Strip *p, const char *s, size_t n) {
  for (size_t i = 0; i < n;) {
    char out[8];
    int w;
    i += shown(s + i, n - i, out, &w);
    if (p->width >= p->from && p->width + w <= p->to) {
      if (p->text.n == 0) p->start = p->width;
      str_add(&p->text, out);
    }
    p->width += w;
  }
}

static int width_of(const char *s, size_t n) {
  Strip p = {0};
  strip_add(&p, s, n);
  return p.width;
}

static void draw_line(const Input *in, Canvas *c, int row, const char *prompt, const char *s, size_t n) {
  Strip seen = {.from = in->scroll, .to = in->scroll + c->cols};
  strip_add(&seen, prompt, strlen(prompt));
  int prompt_width = seen.width;
  strip_add(&seen, s, n);
  canvas_text(c, row, seen.start - in->scroll, c->cols, PEN(ROLE_TEXT), str_c(&seen.text));
  for (int i = in->scroll; i < prompt_width && i - in->scroll < c->cols; i++)
    canvas_at(c, row, i - in->scroll)->role = ROLE_ACCENT;
  if (in->scroll > 0) canvas_text(c, row, 0, 1, PEN(ROLE_DIM), "<");
  if (seen.width - in->scroll > c->cols) canvas_text(c, row, c->cols - 1, 1, PEN(ROLE_DIM), ">");
  str_free(&seen.text);
}

// The window moves so that the line with the cursor, and in it the cursor, is seen.
static void scroll_to(Input *in, const Canvas *c, Caret at, int width) {
  int room = c->cols - 1; // the cursor may stand after the last character
  if (at.col - in->scroll > room) in->scroll = at.col - room + room / 4;
  if (at.col - in->scroll < 1) in->scroll = at.col - room / 2;
  if (in->scroll < 0 || width <= room) in->scroll = 0;
  int last = block_rows() - c->rows;
  if (in->top > at.row) in->top = at.row;
  if (in->top < at.row - c->rows + 1) in->top = at.row - c->rows + 1;
  if (in->top > last) in->top = last;
  if (in->top < 0) in->top = 0;
}

Caret input_draw(Input *in, Canvas *c) {
  static const char more[] = "... ";
  const char *prompt = rl_display_prompt ? rl_display_prompt : rl_prompt ? rl_prompt : "";
  const char *text = rl_line_buffer ? rl_line_buffer : "";
  size_t start = 0, point = (size_t)rl_point, end = (size_t)rl_end;
  Caret at = {0, 0};
  for (size_t i = 0; i < point; i++)
    if (text[i] == '\n') at.row++, start = i + 1;
  const char *lead = at.row == 0 ? prompt : more;
  at.col = width_of(lead, strlen(lead)) + width_of(text + start, point - start);
  scroll_to(in, c, at, at.col + width_of(text + point, strcspn(text + point, "\n")));
  size_t from = 0;
  for (int row = 0; from <= end && row < in->top + c->rows; row++) {
    size_t n = strcspn(text + from, "\n");
    if (row >= in->top) draw_line(in, c, row - in->top, row == 0 ? prompt : more, text + from, n);
    from += n + 1;
  }
  in->dirty = false;
  int col = at.col - in->scroll;
  return (Caret){at.row - in->top, col < 0 ? 0 : col >= c->cols ? c->cols - 1 : col};
}
