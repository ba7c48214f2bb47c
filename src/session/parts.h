// SPDX-License-Identifier: GPL-3.0-or-later
// parts: the inside of a Session, for the files of src/session only.
#ifndef SESSION_PARTS_H
#define SESSION_PARTS_H

#include <stdio.h>

#include "session/session.h"

#define TRANSCRIPT_MOST (64u << 20) // bytes of output kept of one input

typedef struct Transcript {
  FILE *file;            // NULL: nothing is written
  bool typing;           // an input runs: what comes out waits in `said`
  bool person;           // it is one that cannot run again: kept as a comment
  bool fresh;            // it began or ended the transcript: not kept at all
  Str said;
} Transcript;

struct Session {
  Vm *vm;
  Front front;
  Progress *progress;    // opened when first needed
  bool progress_tried;
  LessonRun *lesson;
  Stepper *stepper;
  Stops stops;
  Chain chain;           // what :why was asked last
  Pin *pins;
  size_t n_pins, cap_pins;
  Transcript transcript;
  char *offered;         // put on the input line of a front that has none: an empty line runs it
  bool quitting;
  int status;
  bool failed;           // the last input ended in an error
};

// transcript.c: around each input, and for what comes out.
void transcript_begin(Transcript *t);
void transcript_say(Transcript *t, const char *text);
void transcript_end(Session *s, const char *text, InputState state);
void transcript_free(Transcript *t);

// lesson_sink.c: how a lesson shows itself through a session.
LessonSink session_lesson_sink(Session *s);

#endif
