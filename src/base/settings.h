// SPDX-License-Identifier: GPL-3.0-or-later
// settings: what `:set` sets. One row here and in settings.c makes a setting: its name, meaning,
// bounds, help and completion come from the table.
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

typedef struct Settings {
  double memory;       // MiB that values may take at once
  double depth;        // calls within calls
  double steps;        // instructions a statement may run; 0 = no bound
  double precision;    // significant digits shown
  double record;       // MiB that one recording may take
  double provenance;   // operations a statement remembers for `:why`
  double edge;         // rows and columns shown at each edge of a large tensor
  const char *theme;   // "dark", "light", "mono"; interned
  bool ascii;          // only ASCII on the screen
  bool braille;        // curves and points of braille dots
  bool describe;       // views in words
  bool mouse;          // the full screen takes mouse clicks and the wheel
} Settings;

typedef enum SettingKind { SETTING_NUMBER, SETTING_BOOL, SETTING_CHOICE } SettingKind;
typedef struct SettingDef {
  const char *name;
  SettingKind kind;
  size_t offset;        // in Settings
  double min, max;      // numbers
  const char *choices;  // "dark|light|mono"
  const char *doc;      // one line, English; marked with N_ and translated when shown
} SettingDef;

extern Settings settings;              // the program's settings, at their defaults from the start
extern const SettingDef setting_defs[];
extern const size_t n_setting_defs;

// Setting `memory` sets mem_set_limit too; the program calls mem_set_limit for the default at its start.
bool settings_set(const char *name, const char *value, Err *e);
bool settings_show(const char *name, Str *out, Err *e); // the value alone, as settings_set takes it

#endif
