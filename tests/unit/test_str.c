// SPDX-License-Identifier: GPL-3.0-or-later
// str: building strings, and the distance between words.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static void building(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Str s = {0};
  assert_string_equal(str_c(&s), "");
  str_clear(&s);
  str_add(&s, "ab");
  str_addc(&s, 'c');
  str_addn(&s, "defg", 2);
  str_addf(&s, " %d/%s", 7, "x");
  str_repeat(&s, "-=", 2);
  str_repeat(&s, "!", 0);
  assert_string_equal(str_c(&s), "abcde 7/x-=-=");
  assert_int_equal(s.n, strlen(s.s));
  str_clear(&s);
  assert_string_equal(str_c(&s), "");
  str_addn(&s, NULL, 0);
  str_free(&s);
  char *empty = str_take(&s);
  assert_string_equal(empty, "");
  mem_free(empty);
  assert_int_equal(mem_live_blocks(), before);
}

static void long_formats(void **state) {
  (void)state;
  Str s = {0};
  for (int i = 250; i < 262; i++) { // around the size that is printed without measuring first
    str_clear(&s);
    str_addf(&s, "%0*d", i, 1);
    assert_int_equal(s.n, i);
    assert_int_equal(s.s[i - 1], '1');
    assert_int_equal(s.s[i], 0);
  }
  str_clear(&s);
  str_addf(&s, "%0*d", 5000, 1);
  assert_int_equal(s.n, 5000);
  char *taken = str_take(&s);
  assert_null(s.s);
  assert_int_equal(strlen(taken), 5000);
  mem_free(taken);
}

static void distances(void **state) {
  (void)state;
  assert_int_equal(str_distance("softmx", "softmax", 9), 1);
  assert_int_equal(str_distance("sotfmax", "softmax", 9), 1); // neighbours swapped
  assert_int_equal(str_distance("kitten", "sitting", 9), 3);
  assert_int_equal(str_distance("", "abc", 9), 3);
  assert_int_equal(str_distance("abc", "", 2), 2);
  assert_int_equal(str_distance("same", "same", 9), 0);
  assert_int_equal(str_distance("世界", "世间", 9), 1); // code points, not bytes
  assert_true(str_starts("softmax", "soft"));
  assert_false(str_starts("so", "soft"));
  char big[300];
  memset(big, 'a', sizeof big - 1);
  big[299] = 0;
  assert_int_equal(str_distance(big, "a", 4), 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(building),
    cmocka_unit_test(long_formats),
    cmocka_unit_test(distances),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
