// SPDX-License-Identifier: GPL-3.0-or-later
// in_lesson: the open lesson for a command that needs one, or an error that says how to open one.
#ifndef SESSION_IN_LESSON_H
#define SESSION_IN_LESSON_H

#include "base/i18n.h"
#include "session/session.h"

static inline LessonRun *in_lesson(Session *s, Err *e) {
  LessonRun *r = session_lesson(s);
  if (!r) {
    err_set(e, ERR_VALUE, _("no lesson is open"));
    err_hint(e, "%s", _(":lessons lists them, :lesson NAME opens one"));
  }
  return r;
}

#endif
