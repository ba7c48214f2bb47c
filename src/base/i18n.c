// SPDX-License-Identifier: GPL-3.0-or-later
// i18n: the language is the program's own choice, whatever locales the system has.
//
// The C library's gettext() goes by the locale, and newer releases of it translate nothing under C.UTF-8,
// the only locale of many systems. So the catalogue is read here.
#include "base/i18n.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/paths.h"
#include "base/settings.h"
#include "base/str.h"

static const char *language = "en";
static Catalog catalog;
static bool looked_for_catalog; // opened at the first message: a run that says nothing reads nothing

// The locales that stand for no language.
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

// Only how characters are encoded is the system's choice. Numbers, dates and sorting stay those of the
// locale C: 1.5 is 1.5 everywhere. (Loading the other categories also took a third of the start-up's calls.)
void i18n_init(const char *lang) {
  language = lang && str_starts(lang, "zh") ? "zh_CN" : lang ? "en" : environment_language();
  if (!setlocale(LC_CTYPE, "") || !codeset_is_utf8()) setlocale(LC_CTYPE, "C.UTF-8");
  catalog_close(&catalog);
  looked_for_catalog = false;
}

// Chinese cannot be written in ASCII: rather English than question marks.
const char *i18n_lang(void) { return settings.ascii ? "en" : language; }

bool i18n_held_back(void) { return settings.ascii && strcmp(language, "en") != 0; }

static const char *translation(const char *message) {
  if (strcmp(i18n_lang(), "en") == 0 || !*message) return NULL;
  if (!looked_for_catalog) {
    looked_for_catalog = true;
    int code = errno; // _("cannot read %s: %s") stands beside i18n_errno(errno)
    Str path = {0};
    str_addf(&path, "%s/%s/LC_MESSAGES/glassbox.mo", path_locale(), language);
    catalog_open(&catalog, str_c(&path));
    str_free(&path);
    errno = code;
  }
  return catalog_find(&catalog, message);
}

const char *i18n_text(const char *message) {
  const char *found = translation(message);
  return found ? found : message;
}

// Chinese has one form for all numbers, the first of the catalogue.
const char *i18n_plural(const char *one, const char *many, unsigned long n) {
  const char *found = translation(one);
  return found ? found : n == 1 ? one : many;
}

const char *i18n_errno(int code) {
  switch (code) {
  case ENOENT: return _("there is no such file or folder");
  case EACCES:
  case EPERM: return _("that is not permitted");
  case EISDIR: return _("it is a folder");
  case ENOTDIR: return _("a part of its path is no folder");
  case EEXIST: return _("it exists already");
  case ENOSPC: return _("the disk is full");
  case EROFS: return _("the disk cannot be written to");
  case EIO: return _("the device does not answer as it should");
  case ENAMETOOLONG: return _("its name is too long");
  case ELOOP: return _("its symbolic links lead in a circle");
  case EMFILE: return _("too many files are open");
  default: return strerror(code);
  }
}
