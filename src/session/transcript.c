// SPDX-License-Identifier: GPL-3.0-or-later
// transcript: what is typed, as a file that runs; what came out, as comments. What could not run again as it
// stands is a comment too: what failed, answers to a lesson's questions, and commands that need a person.
#include <errno.h>
#include <string.h>

#include "base/i18n.h"
#include "session/parts.h"

static void comment(FILE *f, const char *text) {
  for (const char *p = text; *p;) {
    size_t n = strcspn(p, "\n");
    fprintf(f, "# %.*s\n", (int)n, p);
    p += n + (p[n] == '\n');
  }
}

bool session_transcript(Session *s, const char *path, Err *e) {
  Transcript *t = &s->transcript;
  t->person = t->fresh = true;
  if (t->file && fclose(t->file) != 0 && !path) {
    t->file = NULL;
    return err_set(e, ERR_IO, _("the transcript could not be written: %s"), strerror(errno));
  }
  t->file = NULL;
  str_clear(&t->said);
  if (!path) return true;
  t->file = fopen(path, "we");
  return t->file || err_set(e, ERR_IO, _("%s cannot be written"), path);
}

void transcript_free(Transcript *t) {
  if (t->file) fclose(t->file);
  str_free(&t->said);
}

void transcript_begin(Transcript *t) {
  t->typing = true;
  t->person = t->fresh = false;
  str_clear(&t->said);
}

void transcript_say(Transcript *t, const char *text) {
  if (!t->file) return;
  if (t->typing) {
    str_add(&t->said, text);
    if (*text && text[strlen(text) - 1] != '\n' && t->said.n < TRANSCRIPT_MOST) str_addc(&t->said, '\n');
  } else {
    comment(t->file, text);
    fflush(t->file);
  }
}

void transcript_end(Session *s, const char *text, InputState state) {
  Transcript *t = &s->transcript;
  t->typing = false;
  if (!t->file || t->fresh || state == INPUT_INCOMPLETE) return;
  size_t n = strlen(text), ran = t->person ? 0 : state == INPUT_DONE ? n : vm_ran(s->vm);
  if (ran > n) ran = n;
  bool line_end = ran > 0 && text[ran - 1] == '\n';
  fprintf(t->file, "%.*s%s", (int)ran, text, ran > 0 && !line_end ? "\n" : "");
  comment(t->file, text + ran);
  comment(t->file, str_c(&t->said));
  fflush(t->file);
}
