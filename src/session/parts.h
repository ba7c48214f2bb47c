// SPDX-License-Identifier: GPL-3.0-or-later
// parts: the inside of a Session, for the files of src/session only.
#ifndef SESSION_PARTS_H
#define SESSION_PARTS_H

#include <stdio.h>

#include "session/session.h"

struct Session {
  Vm *vm;
  Front front;
  Progress *progress;    // opened when first needed
  bool progress_tried;
  LessonRun *lesson;
  Stepper *stepper;
  Pin *pins;
  size_t n_pins, cap_pins;
  FILE *transcript;
  char *offered;         // put on the input line of a front that has none: an empty line runs it
  bool quitting;
  int status;
  bool failed;           // the last input ended in an error
};

// lesson_sink.c: how a lesson shows itself through a session.
LessonSink session_lesson_sink(Session *s);

#endif
