// SPDX-License-Identifier: GPL-3.0-or-later
// term: the plain front ends: the readline prompt on a terminal, and lines from a pipe or script.
// Everything is appended text; the cursor is never addressed except by readline on its own line.
#ifndef TERM_TERM_H
#define TERM_TERM_H

#include "session/session.h"

// The prompt, or, where standard input or output is no terminal, all lines of the input. lesson may
// be NULL.
int term_main(const char *lesson);
int term_run_code(const char *code);                        // -e
int term_run_file(const char *path, char **argv, int argc); // FILE.gb, "-" for standard input

// History shared with the full screen: $GLASSBOX_HISTORY ("" turns it off) or the state folder; 0600;
// appended after each command. A block of several lines is one entry.
void history_load(void);
void history_append(const char *line);

// Completion for rl_attempted_completion_function: what session_complete offers for
// rl_line_buffer, of which readline replaces [start, end).
char **term_complete(Session *s, int start, int end);

#endif
