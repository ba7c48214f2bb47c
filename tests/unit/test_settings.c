// SPDX-License-Identifier: GPL-3.0-or-later
// settings: every row takes its default back, bounds hold, wrong words get a helpful answer.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"

static const char *shown(Str *s, const char *name) {
  Err e = {0};
  str_clear(s);
  assert_true(settings_show(name, s, &e));
  return str_c(s);
}

static void every_row(void **state) {
  (void)state;
  Str s = {0};
  for (size_t i = 0; i < n_setting_defs; i++) {
    Err e = {0};
    char *value = mem_strdup(shown(&s, setting_defs[i].name));
    assert_true(*value);
    assert_true(settings_set(setting_defs[i].name, value, &e));
    assert_string_equal(shown(&s, setting_defs[i].name), value);
    assert_true(*setting_defs[i].doc);
    mem_free(value);
  }
  str_free(&s);
  mem_set_limit(0);
}

static void setting(void **state) {
  (void)state;
  Err e = {0};
  Str s = {0};
  assert_true(settings_set("precision", "6", &e));
  assert_string_equal(shown(&s, "precision"), "6");
  assert_true(settings_set("ascii", "on", &e));
  assert_true(settings.ascii);
  assert_true(settings_set("ascii", "0", &e));
  assert_string_equal(shown(&s, "ascii"), "off");
  assert_true(settings_set("theme", "light", &e));
  assert_string_equal(settings.theme, "light");
  assert_true(settings_set("memory", "64", &e));
  assert_int_equal(mem_limit(), 64 << 20);
  assert_int_equal(e.code, ERR_NONE);
  mem_set_limit(0);
  str_free(&s);
}

// A refused setting leaves the old value and says what would do.
static void refused(const char *name, const char *value, ErrCode code, const char *part) {
  Err e = {0};
  Settings before = settings;
  assert_false(settings_set(name, value, &e));
  assert_int_equal(e.code, code);
  if (!strstr(e.text, part) && !strstr(e.hint, part)) fail_msg("%s / %s lacks %s", e.text, e.hint, part);
  assert_memory_equal(&before, &settings, sizeof before);
}

static void refusals(void **state) {
  (void)state;
  refused("precison", "4", ERR_NAME, "did you mean precision?");
  refused("precision", "0", ERR_VALUE, "between 1 and 17");
  refused("precision", "four", ERR_VALUE, "\"four\"");
  refused("precision", "4x", ERR_VALUE, "\"4x\"");
  refused("precision", "", ERR_VALUE, "number");
  refused("precision", "2.5", ERR_VALUE, "whole");
  refused("depth", "nan", ERR_VALUE, "number");
  refused("memory", "inf", ERR_VALUE, "between");
  refused("ascii", "maybe", ERR_VALUE, "on or off");
  refused("theme", "dar", ERR_VALUE, "dark|light|mono");
  refused("theme", "", ERR_VALUE, "dark|light|mono");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_row), cmocka_unit_test(setting), cmocka_unit_test(refusals)};
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  names_free();
  return failed;
}
