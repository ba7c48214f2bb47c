// SPDX-License-Identifier: GPL-3.0-or-later
// map: many keys through several growths, and names that are one pointer each.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

static void names(void **state) {
  (void)state;
  const char *a = name_of("loss"), *b = name_intern("loss_and_more", 4);
  assert_ptr_equal(a, b);
  assert_ptr_not_equal(a, name_of("loss_and_more"));
  assert_ptr_equal(name_of(""), name_intern("x", 0));
}

static void many_keys(void **state) {
  (void)state;
  Map m = {0};
  assert_int_equal(map_get(&m, "nothing"), -1);
  char buf[32];
  for (int i = 0; i < 3000; i++) {
    snprintf(buf, sizeof buf, "k%d", i);
    map_put(&m, name_of(buf), i);
  }
  assert_int_equal(m.n, 3000);
  for (int i = 0; i < 3000; i++) {
    snprintf(buf, sizeof buf, "k%d", i);
    assert_int_equal(map_get(&m, buf), i); // equal text will do
  }
  assert_int_equal(map_get(&m, "k3000"), -1);
  map_put(&m, name_of("k7"), 70);
  assert_int_equal(map_get(&m, name_of("k7")), 70);
  assert_int_equal(m.n, 3000);
  map_free(&m);
  assert_int_equal(map_get(&m, "k7"), -1);
}

static void all_freed(void **state) {
  (void)state;
  names_free();
  assert_int_equal(mem_live_blocks(), 0);
  assert_non_null(name_of("again"));
  names_free();
  assert_int_equal(mem_live_blocks(), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names), cmocka_unit_test(many_keys), cmocka_unit_test(all_freed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
