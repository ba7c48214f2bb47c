// SPDX-License-Identifier: GPL-3.0-or-later
// i18n: the language is the program's own choice; the C library's locale only has to let it through.
//
// gettext translates unless the locale of messages is called "C", and looks into LANGUAGE first. So
// with LC_MESSAGES at C.UTF-8 and LANGUAGE set, translations work where no locale was generated.
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "base/str.h"

static const char *language = "en";

// The locale in which gettext translates nothing.
static bool is_plain(const char *locale) { return strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0; }

// What the environment asks for, in the order gettext looks.
static const char *environment_language(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  const char *locale = "";
  for (size_t i = 0; i < sizeof names / sizeof *names && !*locale; i++) {
    const char *value = getenv(names[i]);
    if (value) locale = value;
  }
  // LANGUAGE refines a locale; gettext ignores it in the locale C, and so do we.
  const char *list = getenv("LANGUAGE");
  if (list && *list && !is_plain(locale)) locale = list;
  return str_starts(locale, "zh") ? "zh_CN" : "en";
}

static bool codeset_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

void i18n_init(const char *lang) {
  language = lang && str_starts(lang, "zh") ? "zh_CN" : lang ? "en" : environment_language();
  if (!setlocale(LC_ALL, "")) setlocale(LC_ALL, "C.UTF-8");
  if (!codeset_is_utf8()) setlocale(LC_CTYPE, "C.UTF-8");
  setlocale(LC_NUMERIC, "C"); // 1.5 is 1.5 everywhere
  setenv("LANGUAGE", language, 1);
  const char *messages = setlocale(LC_MESSAGES, NULL);
  if (!messages || is_plain(messages)) setlocale(LC_MESSAGES, "C.UTF-8");
  bindtextdomain("glassbox", path_locale());
  bind_textdomain_codeset("glassbox", "UTF-8");
  textdomain("glassbox");
}

const char *i18n_lang(void) { return language; }
