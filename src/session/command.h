// SPDX-License-Identifier: GPL-3.0-or-later
// command: lines that begin with ':'. One file a command (or close family) in src/session/command/,
// one line in its local.mk.
#ifndef SESSION_COMMAND_H
#define SESSION_COMMAND_H

#include "session/session.h"

typedef enum CommandArg { // what Tab completes after the name
  COMPLETE_NONE,
  COMPLETE_EXPR,
  COMPLETE_NAME,
  COMPLETE_COMMAND,  // whatever has help
  COMPLETE_LESSON,   // or a file
  COMPLETE_EXERCISE, // of the open lesson
  COMPLETE_FILE,     // to the end of the line
  COMPLETE_MARKS,    // export or import, and a file
  COMPLETE_SETTING,  // and its value
  COMPLETE_VIEW,     // EXPR as KIND
  COMPLETE_FILE_VIEW,// FILE EXPR as KIND
  COMPLETE_PIN,
} CommandArg;
// Does such a command read or write files?
static inline bool command_takes_file(CommandArg a) {
  return a == COMPLETE_FILE || a == COMPLETE_MARKS || a == COMPLETE_FILE_VIEW;
}

typedef struct CommandDef {
  const char *name;      // "why"
  const char *usage;     // ":why CELL"
  const char *doc;       // one line
  const char *example;   // runs as it stands in the tests; NULL where it needs a person
  CommandArg complete;
  bool person;           // means something only to somebody at work: a comment in transcripts
  bool (*run)(Session *s, const char *args, Err *e); // args: trimmed, never NULL
} CommandDef;

extern const CommandDef *const command_table[]; // sorted by name
extern const size_t n_commands;
// Exact name, or a prefix that fits one command only; NULL with e filled otherwise.
const CommandDef *command_find(const char *name, Err *e);

#endif
