// SPDX-License-Identifier: GPL-3.0-or-later
// screen: the full-screen front end's life and its one loop: draw, wait for a key or a signal, act.
// Lines are run here, between two turns of the loop, so that everything on the screen is at rest.
#include "screen/screen.h"

#include "screen/parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <term.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/settings.h"
#include "term/term.h"

#define FRAME_MS 100

Screen *the_screen;

bool screen_possible(void) {
  const char *term = getenv("TERM");
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return false;
  if (!term || !*term || strcmp(term, "dumb") == 0) return false;
  int err = 0;
  if (setupterm(term, STDOUT_FILENO, &err) != OK) return false;
  const char *cup = tigetstr("cup");
  bool able = cup && cup != (const char *)-1 && *cup;
  del_curterm(cur_term);
  return able;
}

// -- signals -----------------------------------------------------------------------------------------
void screen_signals(Screen *s, const Signals *sig) {
  if (sig->quit) s->quit_signal = sig->quit;
  if (s->quit_signal) return;
  if (sig->suspend) tty_stop();
  else if (sig->resumed) tty_again();
  if (sig->resized || sig->suspend || sig->resumed) tty_resize(&s->rows, &s->cols);
}

void screen_tick(Screen *s) {
  if (s->modal.panel || screen_now_ms() - s->painted_ms < 100) return;
  Signals sig;
  tty_wait(&sig, 0);
  screen_signals(s, &sig); // the interrupt has raised its flag already
  screen_compose(s);
}

// A frame is due, or a signal came. The next frame is as far off as keeps the pictures below a fortieth of
// the time, and no nearer than FRAME_MS.
void screen_attend(Screen *s) {
  if (s->modal.panel || !s->running) return;
  long long began = screen_now_us();
  Signals sig;
  tty_wait(&sig, 0);
  screen_signals(s, &sig);
  if (s->quit_signal) return;
  session_live(s->session);
  screen_compose(s);
  long long next = (screen_now_us() - began) * 40 / 1000;
  tty_timer((int)(next < FRAME_MS ? FRAME_MS : next > 60000 ? 60000 : next));
}

// -- running what was typed -----------------------------------------------------------------------------
static void show_typed(Screen *s, const char *prompt, const char *text) {
  if (!*text) return;
  Str line = {0};
  str_add(&line, prompt);
  for (; *text; text++) {
    str_addc(&line, *text);
    if (*text == '\n' && text[1]) str_add(&line, "... ");
  }
  log_text(&s->log, LOG_INPUT, str_c(&line));
  str_free(&line);
}

// Ctrl-C while code ran has been dealt with by the code, or came too late.
static void forget_interrupts(Screen *s) {
  Signals sig;
  tty_wait(&sig, 0);
  screen_signals(s, &sig);
  if (!s->quit_signal) interrupt_flag = 0;
}

static void after_input(Screen *s) {
  forget_interrupts(s);
  panels_focus(s, s->focused);
  LessonRun *run = session_lesson(s->session);
  if (run) {
    s->page = lesson_run_page(run);
  } else {
    s->n_pages = 0;
    str_clear(&s->title);
  }
  input_prompt(session_prompt(s->session, s->pending.n > 0));
}

static InputState run_text(Screen *s, const char *text) {
  s->running = true;
  s->began_ms = screen_now_ms();
  screen_compose(s);
  tty_timer(FRAME_MS);
  InputState state = session_input(s->session, "<prompt>", text, 1);
  tty_timer(0);
  s->running = false;
  s->training.steps = 0;
  return state;
}

void screen_run(Screen *s, const char *line) {
  log_mark(&s->log);
  show_typed(s, session_prompt(s->session, false), line);
  run_text(s, line);
  after_input(s);
}

static void remember(Screen *s, const char *text) {
  if (!*text || *text == ':' || *text == '?' || strchr(text, '\n')) return;
  str_clear(&s->last);
  str_add(&s->last, text);
}

static void accept_line(Screen *s, const char *line) {
  bool more = s->pending.n > 0;
  if (!more) log_mark(&s->log);
  Str text = {0};
  session_strip_prompts(line, &text);
  show_typed(s, session_prompt(s->session, more), str_c(&text));
  str_add(&s->pending, str_c(&text));
  str_free(&text);
  Str whole = s->pending;
  s->pending = (Str){0};
  InputState state = run_text(s, str_c(&whole));
  if (state == INPUT_INCOMPLETE) {
    s->pending = whole;
    str_addc(&s->pending, '\n');
  } else {
    while (whole.n > 0 && strchr("\n ", whole.s[whole.n - 1])) whole.s[--whole.n] = '\0';
    if (whole.n > 0) history_append(whole.s);
    input_history_end();
    if (state == INPUT_DONE) remember(s, str_c(&whole));
    str_free(&whole);
  }
  after_input(s);
}

// -- keys ------------------------------------------------------------------------------------------------
static void show_help(Screen *s) {
  Str text = {0};
  keys_help(&text);
  modal_pager(s, _("keys"), str_c(&text));
  str_free(&text);
}

// The prose and the panels, the panels with the keyboard, the panels alone, and round again.
static void cycle_panels(Screen *s) {
  Pin *pins = NULL;
  if (session_pins(s->session, &pins) == 0) {
    str_add(&s->notice, _("no panels yet: \":view EXPR\" shows a value, a lesson pins its own"));
  } else if (!s->focused) {
    if (s->layout.narrow) s->show = SHOW_PANELS;
    panels_focus(s, true);
  } else if (!s->layout.narrow && !s->zoomed) {
    s->zoomed = true;
  } else {
    s->zoomed = false;
    s->show = SHOW_BOTH;
    panels_focus(s, false);
  }
}

void screen_prompt(Screen *s) {
  s->zoomed = false;
  s->show = SHOW_BOTH;
  panels_focus(s, false);
}

// What shows the same view again.
static void add_view(const Pin *p, Str *out) {
  str_addf(out, "%s as %s", p->expr, p->kind->name);
  if (p->labels) str_addf(out, " with %s", p->labels);
}

static void ask_cell(Screen *s, const char *command, bool cell) {
  Str line = {0};
  Pin *pins = NULL;
  size_t n = session_pins(s->session, &pins);
  str_addf(&line, "%s ", command);
  if (cell) panels_cell(s, &line);
  else if (s->focus < n) add_view(&pins[s->focus], &line);
  if (n > 0) {
    screen_run(s, str_c(&line));
  } else {
    input_put(str_c(&line));
    str_add(&s->notice, _("name a cell, as in \":why w[1, 0]\""));
  }
  str_free(&line);
}

static void step(Screen *s) {
  LessonRun *run = session_lesson(s->session);
  bool in_lesson = run && lesson_run_step_block(run);
  if (!in_lesson && s->last.n == 0) {
    str_add(&s->notice, _("nothing has run yet: F3 walks through the code of a lesson, or through what ran last"));
    return;
  }
  Str line = {0};
  str_add(&line, ":step");
  if (!in_lesson) str_addf(&line, " %s", str_c(&s->last));
  screen_run(s, str_c(&line));
  str_free(&line);
}

static void page_down(Screen *s) {
  if (log_scroll(&s->log, 1) || !session_lesson(s->session)) return;
  log_mark(&s->log);
  run_text(s, "");
  after_input(s);
}

void screen_act(Screen *s, Action a) {
  switch (a) {
    case ACT_HELP: show_help(s); break;
    case ACT_PANELS:
    case ACT_FOCUS: cycle_panels(s); break;
    case ACT_STEP: step(s); break;
    case ACT_WHY: ask_cell(s, ":why", true); break;
    case ACT_DESCRIBE: ask_cell(s, ":describe", false); break;
    case ACT_HINT: screen_run(s, ":hint"); break;
    case ACT_PGDN: page_down(s); break;
    case ACT_PGUP: log_scroll(&s->log, -1); break;
    case ACT_REDRAW: clearok(curscr, TRUE); break;
    case ACT_LEAVE: screen_prompt(s); break;
    default: panels_key(s, a); break;
  }
}

static void panel_key(Screen *s) {
  Key k;
  if (!tty_key(&k)) return;
  str_clear(&s->notice);
  if (k.code == KEY_OF_MOUSE) mouse_act(s, k.mouse);
  else screen_act(s, keys_action_of(k));
}

static void prompt_keys(Screen *s) {
  Input *in = &s->input;
  str_clear(&s->notice);
  input_read();
  if (in->action != ACT_NONE) {
    Action a = in->action;
    in->action = ACT_NONE;
    if (a == ACT_MOUSE) mouse_act(s, in->mouse);
    else screen_act(s, a);
  }
  if (in->line) {
    char *line = in->line;
    in->line = NULL;
    accept_line(s, line);
    free(line);
  }
  if (in->eof) {
    in->eof = false;
    if (s->pending.n > 0) str_clear(&s->pending);
    else session_quit(s->session, 0);
    input_prompt(session_prompt(s->session, false));
  }
}

static void interrupted(Screen *s) {
  interrupt_flag = 0;
  str_clear(&s->notice);
  if (s->focused) {
    screen_prompt(s);
    return;
  }
  if (s->pending.n > 0) log_text(&s->log, TEXT_NOTE, "^C");
  str_clear(&s->pending);
  input_cancel(session_prompt(s->session, false));
}

static void loop(Screen *s) {
  while (!session_quitting(s->session) && !s->quit_signal) {
    tty_mouse(settings.mouse);
    screen_compose(s);
    Signals sig;
    bool ready = tty_wait(&sig, -1);
    screen_signals(s, &sig);
    if (s->quit_signal) return;
    if (sig.interrupted) interrupted(s);
    else if (ready && s->focused) panel_key(s);
    else if (ready) prompt_keys(s);
  }
}

// -- life ------------------------------------------------------------------------------------------------
static void open_lesson(Screen *s, const char *lesson) {
  if (!lesson) {
    log_text(&s->log, TEXT_NOTE, _("Type an expression, or :help. F1 shows the keys, Ctrl-D leaves."));
    return;
  }
  Err e = {0};
  if (!session_open_lesson(s->session, lesson, &e)) session_error(s->session, &e);
}

static void screen_free(Screen *s) {
  Pane *panes[] = {&s->frame, &s->prose, &s->panels, &s->prompt, &s->notice_pane, &s->modal};
  for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) pane_free(panes[i]);
  log_free(&s->log);
  str_free(&s->notice);
  str_free(&s->pending);
  str_free(&s->last);
  str_free(&s->title);
  str_free(&s->input.matches);
  free(s->input.line);
}

int screen_main(const char *lesson) {
  Screen s = {0};
  input_init();
  if (!tty_start()) {
    input_stop();
    return term_main(lesson);
  }
  the_screen = &s;
  s.session = session_new(screen_front(&s));
  tty_resize(&s.rows, &s.cols);
  input_start(session_prompt(s.session, false));
  history_load();
  s.running = true; // the first picture is that of the page
  session_run_init(s.session);
  open_lesson(&s, lesson);
  s.running = false;
  after_input(&s);
  loop(&s);
  int status = session_status(s.session);
  input_stop();
  session_free(s.session);
  int quit_signal = s.quit_signal;
  screen_free(&s);
  tty_end();
  the_screen = NULL;
  if (quit_signal) {
    signal(quit_signal, SIG_DFL);
    raise(quit_signal);
  }
  return status;
}
