// SPDX-License-Identifier: GPL-3.0-or-later
// i18n: messages in the reader's language. _("...") marks and translates a message, N_("...") marks
// one that a table holds and that is looked up at use. The catalogues are gettext's (po/).
// Names, commands and error codes stay ASCII in every language.
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <stdbool.h>

#define _(s) i18n_text(s)
#define N_(s) (s)
#define ngettext(one, many, n) i18n_plural(one, many, n)

// Sets the locale: UTF-8 text (C.UTF-8 where the system's locale is not UTF-8 or missing), numbers
// always with a point. lang is "en", "zh_CN" or NULL for the environment's choice. Works on a
// system that has no such locale.
void i18n_init(const char *lang);
const char *i18n_lang(void);  // "en" or "zh_CN": the language of lessons and messages; "en" where :set ascii is on
bool i18n_held_back(void);    // another language was asked for, and :set ascii keeps it back

// The translation, or the message itself where there is none. It lives for ever.
const char *i18n_text(const char *message) __attribute__((format_arg(1)));
const char *i18n_plural(const char *one, const char *many, unsigned long n)
  __attribute__((format_arg(1), format_arg(2)));
// What went wrong with a file or the system: strerror's words, translated where that is usual.
const char *i18n_errno(int code);

#endif
