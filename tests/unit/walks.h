// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of walks share: running text, recording it, and the stepper's screen. Include after cmocka.h.
#ifndef UNIT_WALKS_H
#define UNIT_WALKS_H

#include <string.h>

#include "session/stepper.h"

static inline void run_text(Vm *vm, const char *text) {
  Err e = {0};
  Source *src = source_new("test", text, strlen(text), 1);
  if (!vm_run(vm, src, &e)) fail_msg("%s", e.text);
  source_release(src);
}

// A new reference.
static inline Trace *recording_of(Vm *vm, const char *text) {
  Err e = {0};
  Value v;
  Source *src = source_new("<step>", text, strlen(text), 1);
  if (!vm_trace(vm, src, &v, &e)) fail_msg("%s", e.text);
  source_release(src);
  Trace *t = trace_retain(trace_of(v));
  value_release(v);
  return t;
}

static inline Stepper *stepper_of(Vm *vm, const char *text) {
  Trace *t = recording_of(vm, text);
  Stepper *s = stepper_new(t);
  stepper_set_vm(s, vm);
  trace_release(t);
  return s;
}

static inline Canvas screen_of(const Stepper *s, int rows, int cols) {
  Canvas c;
  canvas_init(&c, rows, cols);
  stepper_draw(s, &c);
  return c;
}

static inline bool screen_shows(const Stepper *s, int rows, int cols, const char *text) {
  Canvas c = screen_of(s, rows, cols);
  Str out = {0};
  canvas_write_text(&c, false, &out);
  bool found = strstr(str_c(&out), text) != NULL;
  if (!found) printf("# not shown: %s\n%s\n", text, str_c(&out));
  str_free(&out);
  canvas_free(&c);
  return found;
}

#endif
