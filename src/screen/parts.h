// SPDX-License-Identifier: GPL-3.0-or-later
// parts: what the files of the full screen share. Nothing outside src/screen includes it.
//
// Everything is composed on canvases; a pane is a canvas with the ncurses panel that shows it. One
// loop (screen.c) waits for keys and signals; whoever needs keys for a while (the stepper, the
// pager, a question) runs a loop of its own over key_wait. readline reads the terminal only while
// input_read is called, ncurses only while key_wait is: never both.
#ifndef SCREEN_PARTS_H
#define SCREEN_PARTS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>
#include <wchar.h>

#include <ncurses.h>
#include <panel.h>

#include "base/str.h"
#include "session/session.h"
#include "view/canvas.h"
#include "view/view.h"

typedef struct Rect { int row, col, rows, cols; } Rect;
typedef struct Caret { int row, col; } Caret; // row < 0: none

// -- layout.c: where everything goes; pure ------------------------------------------------------
#define MIN_ROWS 10
#define MIN_COLS 40

typedef enum Show { SHOW_BOTH, SHOW_PROSE, SHOW_PANELS } Show;
typedef struct Layout {
  bool too_small;  // nothing but a message fits
  bool narrow;     // one of prose and panels at a time
  Rect prose;      // rows == 0: not shown
  Rect panels;
  int divider;     // column of the line between them, or -1
  int input;       // how many rows of input
  int prompt;      // its first row, that of the rule above it and of the key line
  int rule;
  int keys;
} Layout;
// wanted: the columns that the panels would like; input: the rows that the input line would.
Layout layout_make(int rows, int cols, size_t n_pins, int wanted, int input, Show show);
// Rows for each of n stacked panels that would like want[i]; *first is moved so that `focus` is
// seen. Panels that do not fit get 0.
void layout_stack(int rows, const int *want, size_t n, size_t focus, int *got, size_t *first);

// -- log.c: what was said since the page began ---------------------------------------------------
typedef enum LogKind { // the TextKinds first
  LOG_INPUT = TEXT_ERROR + 1, // what was typed, with its prompt
  LOG_VIEW,
} LogKind;

typedef struct LogEntry {
  int kind;
  char *text;          // owned; NULL for a view
  size_t cost;         // about how many lines
  const ViewDef *view;
  ViewSpec spec;       // value, labels and title owned
  Canvas drawn;        // at log.cols
} LogEntry;

typedef struct Log {
  LogEntry *e;
  size_t n, cap, cost;
  size_t anchor;  // the entry at which the latest page or answer begins: kept in sight
  int cols, rows; // as last drawn
  bool manual;    // the reader scrolled: top stays
  int top, total;
} Log;

void log_clear(Log *l);
void log_free(Log *l);
void log_text(Log *l, int kind, const char *text);
void log_view(Log *l, const ViewDef *view, const ViewSpec *spec);
void log_mark(Log *l);             // what comes now is the latest: shown from its beginning
void log_draw(Log *l, Canvas *c);  // all of c; remembers its size
bool log_at_end(const Log *l);
bool log_scroll(Log *l, int dir);  // by a screenful; false at the end
void log_wheel(Log *l, int lines);
// Text laid out at `cols` columns in a canvas of as many rows as it takes (for the pager too).
void text_draw(const char *text, int cols, Pen first, Pen rest, int indent, Canvas *out);

// -- keys.c: the table of keys -------------------------------------------------------------------
typedef enum Action {
  ACT_NONE, ACT_HELP, ACT_PANELS, ACT_STEP, ACT_WHY, ACT_HINT, ACT_FOCUS, ACT_PGUP, ACT_PGDN,
  ACT_REDRAW, ACT_UP, ACT_DOWN, ACT_LEFT, ACT_RIGHT, ACT_DESCRIBE, ACT_NEXT_PANEL, ACT_SLICE_BACK,
  ACT_SLICE_ON, ACT_LEAVE, ACT_MOUSE,
} Action;
typedef enum KeyWhere { // where a key is taken, and what makes it worth naming in the key line
  AT_PROMPT = 1, AT_PANEL = 2, IF_LESSON = 4, IF_PINS = 8, IN_LINE = 16,
} KeyWhere;

typedef struct Mouse { int button, row, col; bool down; } Mouse;
enum { MOUSE_LEFT = 0, MOUSE_WHEEL_UP = 64, MOUSE_WHEEL_DOWN = 65, KEY_OF_MOUSE = KEY_F(63) };

typedef struct Key { // a key as read through ncurses
  int code;        // KEY_UP ...; 0 for a character
  wint_t ch;
  Mouse mouse;     // code == KEY_OF_MOUSE
} Key;

void keys_bind(void);                     // into readline's keymaps
Action keys_action_of(Key k);             // of a focused panel
Action keys_action_of_seq(const char *s); // of what readline matched
void keys_draw_line(Canvas *c, int row, unsigned where); // the key line
Action keys_at(int col, int cols, unsigned where); // of the key that the line shows there
void keys_help(Str *out);                 // the help screen

// -- paint.c ------------------------------------------------------------------------------------
typedef struct Pane { WINDOW *win; PANEL *panel; Rect at; Canvas canvas; } Pane;
void paint_start(void);                  // colours; after newterm
void pane_place(Pane *p, Rect r);        // blank canvas of that size; an empty one hides the pane
void pane_paint(Pane *p);                // canvas to window
void pane_free(Pane *p);

// -- tty.c: the terminal, from newterm to endwin; signals --------------------------------------------
typedef struct Signals { bool resized, interrupted, suspend, resumed; int quit; } Signals;
bool tty_start(void);
void tty_end(void);                      // as it was found; what was said on stderr comes now
void tty_leave(void);                    // for a while: suspend, $EDITOR
void tty_return(void);
void tty_stop(void);                     // Ctrl-Z: leaves, stops, returns when continued
void tty_again(void);                    // continued after a stop that gave no notice
void tty_size(int *rows, int *cols);
void tty_resize(int *rows, int *cols);   // the size now, told to ncurses and readline
bool tty_paste(bool on);                 // bracketed paste; what it was before
void tty_mouse(bool on);                 // reports of clicks and the wheel
// Waits until a key or a signal is there; timeout in ms, -1: for ever. Signals are collected in s.
// Returns true where there is something to read.
bool tty_wait(Signals *s, int timeout_ms);
bool tty_key(Key *k);                    // one key through ncurses; false where there is none
void tty_timer(int ms);                  // raises attention_flag once, then; 0: never

// -- crash.c ----------------------------------------------------------------------------------------
// What a dying program does, with nothing but async-signal-safe calls.
void crash_start(const struct termios *as_found, const char *reset, size_t n, int real_stderr,
                 int kept_stderr);
void crash_end(void);
void crash_restore(void);                // also for a second SIGTERM

// -- input.c: readline in callback mode -----------------------------------------------------------
typedef struct Input {
  char *line;       // accepted, not yet taken; malloc
  bool eof;
  Action action;    // a function key, not yet taken
  Mouse mouse;      // action == ACT_MOUSE
  bool dirty;
  Str matches;      // the list Tab found, a line each; empty: none
  int scroll, top;  // columns of the lines left of the window, lines above it
} Input;
void input_init(void);                    // before newterm (readline looks up the terminal)
void input_start(const char *prompt);
void input_stop(void);
void input_prompt(const char *prompt);
void input_read(void);                    // what is there to read, up to a line or an action
void input_cancel(const char *prompt);    // Ctrl-C: an empty line
void input_history_end(void);             // Up now gives what was added last
void input_put(const char *text);
Caret input_draw(Input *in, Canvas *c);

// -- block.c: input of several lines ------------------------------------------------------------------
void block_bind(void);                    // readline's keys
int block_rows(void);                     // lines of the input

// -- panels.c ---------------------------------------------------------------------------------------
struct Screen;
int panels_wanted(struct Screen *s);      // columns
void panels_draw(struct Screen *s, Canvas *c);
void panels_focus(struct Screen *s, bool on);
void panels_key(struct Screen *s, Action a);
bool panels_at(struct Screen *s, int row, size_t *which); // of the screen; false: none there
void panels_cell(struct Screen *s, Str *out);  // "weights[1, 0]", what F4 asks about; empty: none

// -- screen.c, compose.c -------------------------------------------------------------------------
typedef struct Screen {
  Session *session;
  Input input;
  Log log;
  Layout layout;
  Pane frame, prose, panels, prompt, notice_pane, modal;
  int rows, cols;
  Show show;
  bool focused;      // keys go to a panel
  bool zoomed;       // the focused panel alone, in a wide screen
  size_t focus;      // which
  Str notice;        // shown over the foot of the body until the next key
  const char *question; // shown in place of the prompt
  bool running;      // code is
  long long began_ms;   // since when
  VmProgress training;  // steps == 0: code does not train
  Str pending;       // lines of an incomplete input
  Str last;          // the code that ran last: F3 walks through it where the lesson offers nothing
  Str title;         // header
  int page, n_pages; // 0: no lesson
  int quit_signal;
  long long painted_ms;
} Screen;

extern Screen *the_screen; // readline's callbacks carry no context; NULL while there is no screen

void screen_compose(Screen *s);                    // all panes, then the terminal
void screen_modal(Screen *s, const Canvas *c);     // a canvas of the whole screen instead
void screen_modal_end(Screen *s);
void screen_too_small(Canvas *c);
void screen_signals(Screen *s, const Signals *sig);// resize, suspend, quit; not the interrupt
void screen_tick(Screen *s);                       // called while code runs: shows news now and then
void screen_attend(Screen *s);                     // where code that runs may be looked into: panels too
void screen_run(Screen *s, const char *line);      // as if typed
long long screen_now_ms(void);
long long screen_now_us(void);

void screen_act(Screen *s, Action a);
void screen_prompt(Screen *s);                     // the keyboard back to the prompt
unsigned screen_where(Screen *s);                  // KeyWhere of now

// -- mouse.c --------------------------------------------------------------------------------------
bool mouse_parse(const char *report, Mouse *m);    // "0;12;5M", what follows "ESC [ <"
void mouse_act(Screen *s, Mouse m);

// -- modal.c, step.c, front.c ---------------------------------------------------------------------
// What ended the wait for a key: one came; something else did, so draw again; Ctrl-C; the end.
typedef enum Wait { WAIT_KEY, WAIT_REDRAW, WAIT_INTERRUPT, WAIT_QUIT } Wait;
Wait key_wait(Screen *s, Key *k);
void modal_pager(Screen *s, const char *title, const char *text);
bool modal_confirm(Screen *s, const char *question);
void step_walk(Screen *s, Stepper *st);
Front screen_front(Screen *s);

#endif
