// SPDX-License-Identifier: GPL-3.0-or-later
// settings: the table of settings, and reading and showing one by its row.
#include "base/settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"

Settings settings = {
  .memory = 2048,
  .depth = 1000,
  .steps = 0,
  .precision = 4,
  .record = 256,
  .provenance = 10000,
  .edge = 3,
  .theme = "dark",
  .ascii = false,
  .braille = false,
  .describe = false,
  .mouse = false,
};

#define NUMBER(field, lo, hi, text) {#field, SETTING_NUMBER, offsetof(Settings, field), lo, hi, NULL, text}
#define BOOL(field, text) {#field, SETTING_BOOL, offsetof(Settings, field), 0, 1, NULL, text}
#define CHOICE(field, list, text) {#field, SETTING_CHOICE, offsetof(Settings, field), 0, 0, list, text}

const SettingDef setting_defs[] = {
  NUMBER(memory, 1, 1e9, N_("MiB that values may take at once")),
  NUMBER(depth, 10, 10000, N_("calls within calls")),
  NUMBER(steps, 0, 1e15, N_("instructions a statement may run; 0 means no bound")),
  NUMBER(precision, 1, 17, N_("significant digits shown")),
  {"record-limit", SETTING_NUMBER, offsetof(Settings, record), 1, 1e9, NULL, N_("MiB that one recording may take")},
  NUMBER(provenance, 0, 1e9, N_("operations a statement remembers for :why")),
  NUMBER(edge, 1, 100, N_("rows and columns shown at each edge of a large tensor")),
  CHOICE(theme, "dark|light|mono", N_("colours of the screen: dark, light or mono")),
  BOOL(ascii, N_("only ASCII on the screen: on or off")),
  BOOL(braille, N_("curves and points of braille dots, finer where the font has them: on or off")),
  BOOL(describe, N_("views in words instead of pictures: on or off")),
  BOOL(mouse, N_("clicks and the wheel on the full screen: on or off")),
};
const size_t n_setting_defs = sizeof setting_defs / sizeof *setting_defs;

static const char *next_name(void *ctx) {
  size_t *i = ctx;
  return *i < n_setting_defs ? setting_defs[(*i)++].name : NULL;
}

// By its name, or by a beginning that no other setting has.
static const SettingDef *find(const char *name, Err *e) {
  const SettingDef *found = NULL;
  int n = 0;
  for (size_t i = 0; i < n_setting_defs; i++) {
    if (strcmp(setting_defs[i].name, name) == 0) return &setting_defs[i];
    if (*name == '\0' || strncmp(setting_defs[i].name, name, strlen(name)) != 0) continue;
    found = &setting_defs[i];
    n++;
  }
  if (n == 1) return found;
  err_set(e, ERR_NAME, _("there is no setting called %s"), name);
  size_t at = 0;
  err_did_you_mean(e, name, next_name, &at);
  return NULL;
}

static void *field_of(const SettingDef *d) { return (char *)&settings + d->offset; }

static bool set_number(const SettingDef *d, const char *value, Err *e) {
  char *end;
  double x = strtod(value, &end);
  end += strspn(end, " \t");
  if (end == value || *end || isnan(x))
    return err_set(e, ERR_VALUE, _("%s is a number, not \"%s\""), d->name, value);
  if (x < d->min || x > d->max)
    return err_set(e, ERR_VALUE, _("%s is between %.15g and %.15g, not %.15g"), d->name, d->min, d->max, x);
  if (x != floor(x)) return err_set(e, ERR_VALUE, _("%s is a whole number, not %.15g"), d->name, x);
  *(double *)field_of(d) = x;
  if (field_of(d) == &settings.memory) mem_set_limit((size_t)(x * 1024 * 1024));
  return true;
}

static bool set_bool(const SettingDef *d, const char *value, Err *e) {
  static const char *const words[][2] = {{"off", "on"}, {"false", "true"}, {"no", "yes"}, {"0", "1"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    for (int b = 0; b < 2; b++)
      if (strcmp(value, words[i][b]) == 0) {
        *(bool *)field_of(d) = b;
        return true;
      }
  return err_set(e, ERR_VALUE, _("%s is on or off, not \"%s\""), d->name, value);
}

static bool set_choice(const SettingDef *d, const char *value, Err *e) {
  for (const char *p = d->choices; *p;) {
    size_t n = strcspn(p, "|");
    if (n == strlen(value) && memcmp(p, value, n) == 0) {
      *(const char **)field_of(d) = name_intern(p, n);
      return true;
    }
    p += n + (p[n] == '|');
  }
  return err_set(e, ERR_VALUE, _("%s is one of %s, not \"%s\""), d->name, d->choices, value);
}

bool settings_set(const char *name, const char *value, Err *e) {
  const SettingDef *d = find(name, e);
  if (!d) return false;
  switch (d->kind) {
  case SETTING_NUMBER: return set_number(d, value, e);
  case SETTING_BOOL: return set_bool(d, value, e);
  case SETTING_CHOICE: return set_choice(d, value, e);
  }
  return false;
}

bool settings_show(const char *name, Str *out, Err *e) {
  const SettingDef *d = find(name, e);
  if (!d) return false;
  switch (d->kind) {
  case SETTING_NUMBER: str_addf(out, "%.15g", *(double *)field_of(d)); break;
  case SETTING_BOOL: str_add(out, *(bool *)field_of(d) ? "on" : "off"); break;
  case SETTING_CHOICE: str_add(out, *(const char **)field_of(d)); break;
  }
  return true;
}
