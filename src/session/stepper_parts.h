// SPDX-License-Identifier: GPL-3.0-or-later
// stepper_parts: what the files of the stepper share. Nothing else includes it.
#ifndef SESSION_STEPPER_PARTS_H
#define SESSION_STEPPER_PARTS_H

#include <string.h>

#include "session/stepper.h"
#include "session/chain.h"
#include "session/stops.h"
#include "trace/again.h"

typedef enum StepPanel { PANEL_SOURCE, PANEL_VALUES, PANEL_CALLS, N_PANELS } StepPanel;

typedef struct StepLabels { char *name; Value rows, cols; } StepLabels;

struct Stepper {
  Walk walk;
  StepLabels *labels;
  size_t n_labels, cap_labels;
  Str message;
  Str find;        // what was searched last
  char last[4];    // the key of the last move, "" before the first
  bool done;
  int help;        // the page of keys is shown from this row (1: the first); 0: it is not
  bool moved;      // the last key moved (or none was pressed yet)
  bool at_end;     // the message is that of step_end_text, which the screen shows without being asked
  int focus;       // 0: keys walk; k: the cursor is in value k - 1. Kept while walking, so that the same
  size_t cursor;   // cell is under the cursor when one comes back; an event may have fewer values and cells.
  StepPanel panel; // shown where there is room for one
  Chain chain;     // what w was asked; empty: the foot shows no answer to it
  Stops own, *stops; // where `continue` stops; own: where nobody else has any
  Vm *vm;          // that runs it again; NULL: nothing does
  Trace *base;     // the run without edits, while there are any; retained
  Change *edits;
  char **edit_texts; // owned, as are the texts: "s[0, 1] 0.3 → 2"
  size_t n_edits, cap_edits;
  uint32_t *twin;  // by event: the one of `base` that it corresponds to, TRACE_NONE: none. NULL without edits
};

// -- stepper_values.c: the values of an event -------------------------------------------------------
#define STEP_MAX_VALUES 12
typedef enum StepRole { STEP_RESULT = -1, STEP_GRADIENT = -2 } StepRole;
typedef struct StepValue {
  Value v;         // borrowed
  int role;        // StepRole, or the number of the argument
  Str label, note; // "weights", "softmax  (4, 4)"
  Value pair;      // {before, after} where an edit changed it, else nil; owned
  Value before;    // what it was without the edits, where that differs, else nil; borrowed
} StepValue;
typedef struct StepValues {
  int n;
  StepValue items[STEP_MAX_VALUES]; // the result first, then what went in
} StepValues;

const Event *step_event(const Stepper *s);   // NULL: nothing was recorded
void step_values(const Stepper *s, StepValues *out);
void step_values_free(StepValues *v);
int step_focus(const Stepper *s, const StepValues *v);  // index of the value with the cursor, -1: none
ViewSpec step_spec(const Stepper *s, const StepValues *v, int k);
const ViewDef *step_view(const ViewSpec *spec, const StepValue *item); // before beside after where it changed
bool step_has_cells(Value v);
// After a cell's number: what it was before the edits, and its gradient.
void step_cell_notes(const Stepper *s, const StepValue *item, size_t cell, Str *out);
size_t step_matrix(const Tensor *t);         // elements of one of its matrices
void step_brief(Value v, Str *out);          // "(4, 4)", "0.25", "list of 3"
void step_call_text(const Event *call, Str *out);        // "attend(Q (4, 4), K (4, 4))"
void step_event_text(const Stepper *s, Str *out);        // "softmax(s (4, 4), dim=-1) -> (4, 4)"
bool step_end_text(const Stepper *s, Str *out);          // that an end is reached; false elsewhere
bool step_explanation(const Stepper *s, Str *out);       // the `##` of the current line

// -- stepper_edit.c: the run done again, with something changed -----------------------------------------
// What the event's counterpart without edits has in that place; false: there are no edits, or it is the same.
bool step_before(const Stepper *s, int role, Value *out);
uint32_t *step_pair_up(const Trace *t, const Trace *of); // by event of t: the one of `of`; owned
size_t step_n_changed(const Stepper *s);
void step_add_result(const Stepper *s, Str *out); // how the result of the run changed
void step_add_place(Str *out, const Tensor *t, size_t cell); // "[1, 0]"
void step_edit(Stepper *s, const StepValues *v, const char *arg);
void step_replay(Stepper *s, const char *arg);
void step_undo(Stepper *s);
void step_diff(Stepper *s);                  // what the edits changed, as a list
void step_edits_free(Stepper *s);
// "s[0, 1] = 2, lr = 0.5": the edits; nothing where there are none.
void step_edits_text(const Stepper *s, Str *out);
static inline bool is(const char *key, const char *a, const char *b) {
  return strcmp(key, a) == 0 || strcmp(key, b) == 0;
}

// -- stepper_ask.c ------------------------------------------------------------------------------------
void step_why(Stepper *s, const StepValues *v, const char *arg);
void step_describe(Stepper *s, const StepValues *v);
bool step_chain_key(Stepper *s, const char *key); // while an answer is shown; false: it is no key for it
bool step_cell(const char *arg, const Tensor *t, size_t *cell); // "1, 0" or "[1, 0]" as an element of t

// -- stepper_source.c, stepper_panels.c: into all of a canvas -----------------------------------------
void step_draw_source(const Stepper *s, Canvas *c);
void step_draw_values(const Stepper *s, const StepValues *v, Canvas *c);
void step_draw_calls(const Stepper *s, Canvas *c);
int step_calls_rows(const Stepper *s);       // how many rows the calls would like; 0: none are open
// One line of at most `cols` columns; one that is cut ends in an ellipsis. Returns the column after it.
int step_clip(Canvas *c, int row, int col, int cols, Pen pen, const char *text);
// Wraps text onto rows [row, row + rows) of c (NULL: only counts); what does not fit ends in dots.
// Returns the rows it takes.
int step_draw_text(Canvas *c, int row, int rows, int col, int cols, Pen pen, const char *text);

#endif
