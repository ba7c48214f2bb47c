// SPDX-License-Identifier: GPL-3.0-or-later
// stepper: what one sees and can press while walking a recording. The same object serves the full
// screen (keys, a canvas of any size) and the plain terminal (the same keys typed as words, text).
#ifndef SESSION_STEPPER_H
#define SESSION_STEPPER_H

#include "session/stops.h"
#include "trace/trace.h"
#include "view/view.h"

typedef struct Stepper Stepper;

Stepper *stepper_new(Trace *t); // retains t
void stepper_free(Stepper *s);
// The machine in which it was recorded and can be run again, borrowed: it outlives the stepper.
void stepper_set_vm(Stepper *s, Vm *vm);
void stepper_set_stops(Stepper *s, Stops *stops); // borrowed, too
// What is recorded, and what memory it takes; the stops.
void stepper_info(const Stepper *s, Str *out);
Walk *stepper_walk(Stepper *s);
// Names for the rows and columns of what is called `name`, wherever their numbers fit; lists or nil, retained.
void stepper_label(Stepper *s, const char *name, Value rows, Value cols);

// A key by its name: "s", "S", "n", "N", "f", "F", "c", "C", "up", "down", "left", "right", "home", "end",
// "tab" (next value), "backtab", "enter", "esc", "g 41", "/softmax", "w", "w 1, 0", "d", "?", "q" ... and
// words for them: "step", "next", "reverse-step" ... A move may be followed by a count: "n 5". "" is the
// last move again. False: not one of ours. What it has to say (an end reached, a why, a description) is
// then in stepper_message.
bool stepper_key(Stepper *s, const char *key);
// What a key that wants words begins the line with on which they are typed ("e ", "/"); NULL: it wants none. After
// ':' comes anything that stepper_key takes, itself without the ':'.
const char *stepper_asks(char key);
void stepper_unknown(Stepper *s, const char *words); // says that they are no command, where nobody else takes them
const char *stepper_message(const Stepper *s); // "" where there is nothing to say; may have several lines
bool stepper_done(const Stepper *s);           // q was pressed

// The table of keys: for the key line, the help screen and the manual.
typedef enum StepperWhere { STEP_WALKING = 1, STEP_IN_VALUE = 2, STEP_NARROW = 4, STEP_WHY = 8 } StepperWhere;
typedef struct StepperKey {
  const char *keys, *name, *doc;
  unsigned where; // StepperWhere: where the key line names it; 0: never
  int rank;       // the key line drops the lowest first
} StepperKey;
extern const StepperKey stepper_keys[];
extern const size_t n_stepper_keys;

// The whole screen: header, source with the current expression marked and its explanation, values
// as views, calls, message, key line. Pure: the same position and size give the same cells.
void stepper_draw(const Stepper *s, Canvas *c);
// The same as appended lines of text: the event, after a key that moved; else what the key had to say.
void stepper_text(const Stepper *s, Str *out);

#endif
