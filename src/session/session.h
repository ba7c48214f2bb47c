// SPDX-License-Identifier: GPL-3.0-or-later
// session: what is typed goes in here, what is to be seen comes out through a Front. The three
// front ends (pipe, readline prompt, full screen) differ only in their Front.
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "lang/vm.h"
#include "lesson/run.h"
#include "session/chain.h"
#include "session/stepper.h"
#include "view/view.h"

typedef enum TextKind {
  TEXT_RESULT,  // values: standard output
  TEXT_PRINT,   // print(): standard output
  TEXT_NOTE,    // said in passing
  TEXT_PROSE,   // Markdown
  TEXT_GOOD,    // an answer accepted (Markdown)
  TEXT_BAD,     // an answer not accepted (Markdown)
  TEXT_ERROR,   // standard error
} TextKind;

typedef struct Front {
  void *self;
  bool interactive;  // a person is typing: notes and offers make sense
  void (*text)(void *self, TextKind kind, const char *s);
  // Shows a view now; `pin` keeps it as a panel that is drawn anew when its expression changes.
  void (*view)(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin);
  void (*step)(void *self, Stepper *s);               // walks; returns when the walk is over, or at once
                                                      // where further input lines are the keys (plain)
  void (*put_line)(void *self, const char *line);     // onto the input line
  void (*pager)(void *self, const char *text);        // long text on request
  bool (*confirm)(void *self, const char *question);
  void (*page)(void *self, const Lesson *l, int page);// a lesson page begins: clears prose and panels
  bool (*edit)(void *self, const char *path, Err *e); // runs $EDITOR on a file
  int (*rows)(void *self);                            // height of the screen, 0: not a screen
  int (*cols)(void *self);
  // A statement trains: shown now and then, taken away when p->done. NULL: not shown.
  void (*progress)(void *self, const VmProgress *p);
  void (*attend)(void *self);   // attention_flag was seen while code runs; session_live may be called. NULL: nobody looks
} Front;

typedef struct Session Session;

Session *session_new(Front front);
void session_free(Session *s);
Vm *session_vm(Session *s);
Front *session_front(Session *s);
LessonRun *session_lesson(Session *s);    // NULL: none open
Stepper *session_stepper(Session *s);     // NULL: none open
Stops *session_stops(Session *s);         // where walks stop
bool session_set_stop(Session *s, StopsAdd *how, const char *arg, Err *e); // as stops_set, and says so
Chain *session_chain(Session *s);         // what :why was asked last
void session_set_stepper(Session *s, Stepper *st); // owned; NULL closes

typedef enum InputState { INPUT_DONE, INPUT_INCOMPLETE, INPUT_FAILED } InputState;
// One input, perhaps of several lines: a stepper's key while one is open on a plain terminal, an answer
// to an open question, a ':' command, or code. Errors have been shown when it returns.
// INPUT_INCOMPLETE: nothing was run; call again with more lines appended.
InputState session_input(Session *s, const char *name, const char *text, uint32_t first_line);
bool session_run_file(Session *s, const char *path, char **argv, int argc);
// What the user wants in each session at a prompt: runs path_init(), where it is there. Errors are shown.
void session_run_init(Session *s);
bool session_open_lesson(Session *s, const char *name, Err *e);
bool session_quitting(const Session *s);
void session_quit(Session *s, int status);
int session_status(const Session *s);
// Does code lack its end? Nothing is run. (Commands and answers do not.)
bool session_incomplete(const char *text);
// Appends text without the prompts "gb> " and "... " that a pasted session begins its lines with.
void session_strip_prompts(const char *text, Str *out);
const char *session_prompt(Session *s, bool more); // "gb> ", "... ", "step> "
void session_error(Session *s, Err *e);            // shows and clears it

// Candidates for completing the word that ends at byte `point` of line. *start gets the word's
// first byte; the list is NULL-terminated and the caller's (session_free_words). Runs no code.
char **session_complete(Session *s, const char *line, size_t point, size_t *start);
void session_free_words(char **words);

// -- pinned views (panels) -------------------------------------------------------------------
typedef struct Pin {
  char *expr, *labels;   // owned; labels: an expression for the names of rows and columns, or NULL
  const ViewDef *kind;
  bool own_kind;         // chosen by the learner, not by the value
  ViewSpec spec;         // value, rows and cols owned; title is expr
} Pin;
size_t session_pins(Session *s, Pin **pins);
bool pin_waits(const Pin *p); // its value is empty as yet, and the kind shows nothing of such: not to be drawn
// kind: "heatmap", "heatmap with words" (names for its rows and columns), "with words", or NULL for
// what suits the value. pin: keep it as a panel; else it is shown once. Through front.view.
bool session_view(Session *s, const char *expr, const char *kind, bool pin, Err *e);
// The same in sentences.
bool session_describe(Session *s, const char *expr, const char *kind, Err *e);
// Takes "EXPR as KIND with LABELS" apart: returns EXPR (mem_free), *kind gets what follows, or NULL.
char *session_view_args(const char *args, const char **kind);
bool session_unpin(Session *s, const char *expr); // NULL: all. False where there is no such panel
// Evaluates the pinned expressions again (after each input); a failing one is unpinned.
void session_refresh_pins(Session *s);
// The same while code runs (from front.attend): what cannot be evaluated now stays as it is.
void session_live(Session *s);

// -- what commands are made of ---------------------------------------------------------------
bool session_eval(Session *s, const char *expr, Value *out, Err *e); // as one expression; *out owned
// "w[1, 0]" -> the tensor w, its text and the flat index of the element. *t is a new reference; name gets
// the text before the brackets.
bool session_cell(Session *s, const char *text, Tensor **t, size_t *index, Str *name, Err *e);
// Records the run of src (statements, or one expression) and opens the stepper on it.
bool session_step(Session *s, Source *src, Err *e);
Progress *session_progress(Session *s); // NULL where no state can be kept
void session_list_lessons(Session *s);  // with progress: `glassbox lessons`, `:lessons`

// -- transcript ------------------------------------------------------------------------------
void session_text(Session *s, TextKind kind, const char *text); // to the front and the transcript
void session_textf(Session *s, TextKind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool session_transcript(Session *s, const char *path, Err *e);  // NULL: stop

#endif
