// SPDX-License-Identifier: GPL-3.0-or-later
// mem, arena: exact counts, the limit, chosen failures, and the reserve.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

static size_t blocks, bytes; // live before the test

static int note(void **state) {
  (void)state;
  blocks = mem_live_blocks();
  bytes = mem_live_bytes();
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  mem_set_limit(0);
  mem_fail_at(0);
  mem_recover();
  return mem_live_blocks() == blocks && mem_live_bytes() == bytes ? 0 : -1;
}

static void counts(void **state) {
  (void)state;
  char *a = mem_alloc(10), *b = mem_zalloc(7), *c = mem_alloc(0);
  assert_int_equal(mem_live_blocks(), blocks + 3);
  assert_int_equal(mem_live_bytes(), bytes + 17);
  assert_ptr_not_equal(a, c);
  for (int i = 0; i < 7; i++) assert_int_equal(b[i], 0);
  a = mem_realloc(a, 100);
  assert_int_equal(mem_live_bytes(), bytes + 107);
  mem_free(a);
  mem_free(b);
  mem_free(c);
  mem_free(NULL);
  char *s = mem_strndup("hello", 4);
  assert_string_equal(s, "hell");
  mem_free(s);
  assert_false(mem_exhausted());
}

static void limit(void **state) {
  (void)state;
  mem_set_limit(mem_live_bytes() + 1000);
  assert_null(mem_try(1001));
  void *p = mem_try(900);
  assert_non_null(p);
  assert_null(mem_try_realloc(p, 1100));
  assert_int_equal(mem_live_bytes(), bytes + 900); // still there, as it was
  assert_false(mem_exhausted());
  char *small = mem_alloc(200); // served, but somebody has to know
  memset(small, 1, 200);
  assert_true(mem_exhausted());
  mem_free(small);
  mem_free(p);
  mem_recover();
  assert_false(mem_exhausted());
}

static void impossible_sizes(void **state) {
  (void)state;
  assert_null(mem_try(SIZE_MAX));
  assert_null(mem_try(SIZE_MAX - 4));
  void *p = mem_alloc(8);
  assert_null(mem_try_realloc(p, SIZE_MAX));
  mem_free(p);
}

static void chosen_failures(void **state) {
  (void)state;
  mem_fail_at(2);
  void *a = mem_try(8), *b = mem_try(8), *c = mem_try(8);
  assert_non_null(a);
  assert_null(b);
  assert_non_null(c);
  mem_fail_at(1);
  void *d = mem_realloc(a, 64);
  assert_non_null(d);
  assert_true(mem_exhausted());
  mem_free(d);
  mem_free(c);
}

static void grow(void **state) {
  (void)state;
  int *v = NULL;
  size_t cap = 0;
  for (int i = 0; i < 1000; i++) {
    mem_grow(&v, &cap, (size_t)i + 1, sizeof *v);
    v[i] = i;
  }
  for (int i = 0; i < 1000; i++) assert_int_equal(v[i], i);
  assert_true(cap >= 1000);
  mem_free(v);
}

static void arena(void **state) {
  (void)state;
  Arena a = {0};
  char *kept[200];
  for (size_t i = 0; i < 200; i++) {
    kept[i] = arena_alloc(&a, i * 7);
    assert_int_equal((uintptr_t)kept[i] % _Alignof(max_align_t), 0);
    for (size_t k = 0; k < i * 7; k++) assert_int_equal(kept[i][k], 0);
    memset(kept[i], (int)i, i * 7);
  }
  for (size_t i = 0; i < 200; i++)
    for (size_t k = 0; k < i * 7; k++) assert_int_equal((unsigned char)kept[i][k], i);
  assert_string_equal(arena_strndup(&a, "word and more", 4), "word");
  memset(arena_alloc(&a, 1 << 20), 1, 1 << 20);
  arena_free(&a);
  assert_null(a.head);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(counts, note, nothing_left),
    cmocka_unit_test_setup_teardown(limit, note, nothing_left),
    cmocka_unit_test_setup_teardown(impossible_sizes, note, nothing_left),
    cmocka_unit_test_setup_teardown(chosen_failures, note, nothing_left),
    cmocka_unit_test_setup_teardown(grow, note, nothing_left),
    cmocka_unit_test_setup_teardown(arena, note, nothing_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
