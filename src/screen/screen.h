// SPDX-License-Identifier: GPL-3.0-or-later
// screen: the full-screen front end: prose, panels, the stepper and the readline prompt in ncurses.
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include "session/session.h"

// True where a full screen can be had: a terminal on both ends that can address the cursor.
bool screen_possible(void);
// Runs until the learner leaves; lesson may be NULL. Returns the exit status. The terminal is left
// as it was found, however it ends.
int screen_main(const char *lesson);

#endif
