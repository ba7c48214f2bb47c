// SPDX-License-Identifier: GPL-3.0-or-later
// stops: where a walk stops on its way: operations, functions and lines, under a condition, and expressions whose
// value changes. They belong to the session and hold for every walk.
#ifndef SESSION_STOPS_H
#define SESSION_STOPS_H

#include "trace/trace.h"

typedef struct Stop {
  int number;
  bool watch;
  char *what;      // "softmax", "12" (a line), or the expression that is watched
  Source *cond;    // of a break: NULL: always; of a watch: the expression
} Stop;
typedef struct Stops {
  Stop *items;
  size_t n, cap;
  int last;        // the number that was given out last
} Stops;

void stops_free(Stops *s);
// "softmax", "softmax if max(x) > 1", "12"; an expression. False with e filled where it is none.
bool stops_break(Stops *s, const char *arg, Err *e);
bool stops_watch(Stops *s, const char *arg, Err *e);
bool stops_delete(Stops *s, const char *arg, Err *e); // "2", "1 3"; "": all
void stops_list(const Stops *s, Str *out);
// Adds one by stops_break or stops_watch, and what it is to out; "": lists them all.
typedef bool StopsAdd(Stops *s, const char *arg, Err *e);
bool stops_set(Stops *s, StopsAdd *how, const char *arg, Str *out, Err *e);
void stop_text(const Stop *s, Str *out);              // "1: break softmax if max(x) > 1"

// The nearest event after `at` (dir > 0) or before it where one of them stops; `out` gets what it has to say. False:
// there is none, or e is filled (Ctrl-C, a condition that cannot be computed). vm NULL: conditions are not.
bool stops_find(const Stops *s, Vm *vm, Trace *t, size_t at, int dir, size_t *to, Str *out, Err *e);

#endif
