// SPDX-License-Identifier: GPL-3.0-or-later
// term_parts: what the files of src/term share. Nothing else includes it.
#ifndef TERM_TERM_PARTS_H
#define TERM_TERM_PARTS_H

#include "term/term.h"

// -- plain.c: a session on appended text --------------------------------------------------------------
typedef struct Plain {
  Session *session;
  bool interactive;             // a person at a terminal
  ColorMode out, err;           // what may be written where
  char *put;                    // for the input line, not yet taken; owned
  char *(*ask)(void *self);     // reads one line (mem_free), NULL at the end
  void *ask_self;
  bool bar;                     // the line about training stands on the terminal
} Plain;

void plain_start(Plain *p, bool interactive); // makes the session
void plain_end(Plain *p);
int plain_cols(void);
int plain_rows(void);

// -- pager.c -------------------------------------------------------------------------------------------
void pager_show(const char *text, bool terminal);

// -- pipe.c ---------------------------------------------------------------------------------------------
int pipe_main(const char *lesson);

// -- restore.c ------------------------------------------------------------------------------------------
void restore_install(void); // the terminal's settings now are those that a dying program leaves behind

// -- prompt.c -------------------------------------------------------------------------------------------
int prompt_main(const char *lesson);

#endif
