// SPDX-License-Identifier: GPL-3.0-or-later
// i18n: messages through gettext. _("...") marks and translates a message.
// Names, commands and error codes stay ASCII in every language.
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) (s)

// Sets the locale: UTF-8 text (C.UTF-8 where the system's locale is not UTF-8 or missing), numbers
// always with a point. lang is "en", "zh_CN" or NULL for the environment's choice. Works on a
// system that has no such locale.
void i18n_init(const char *lang);
const char *i18n_lang(void); // "en" or "zh_CN": the language of lessons and messages

#endif
