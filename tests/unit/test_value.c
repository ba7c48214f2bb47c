// SPDX-License-Identifier: GPL-3.0-or-later
// Values: sharing and copying, the bound of their nesting, equality, truth, and their text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "lang/value.h"

static Err e;
static size_t blocks;

static int begin(void **state) {
  (void)state;
  e = (Err){0};
  names_free();
  blocks = mem_live_blocks();
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  err_clear(&e);
  names_free();
  mem_fail_at(0);
  return mem_live_blocks() == blocks ? 0 : -1;
}

static Value text(const char *s) { return value_str(s, strlen(s), &e); }
static const ObjList *list_of(Value v) { return (const ObjList *)v.as.obj; }
static const ObjStr *str_of(Value v) { return (const ObjStr *)v.as.obj; }

// Takes v.
static void expect(Value v, const char *shown) {
  Str s = {0};
  value_format(v, &s, 0, false);
  assert_string_equal(str_c(&s), shown);
  str_free(&s);
  value_release(v);
}

static Value row(int n, const float *x) {
  Shape s = shape_of(1, (int64_t[]){n});
  return value_tensor(tensor_from(x, &s, &e));
}

// -- text ------------------------------------------------------------------------------------------

static void strings_count_characters(void **state) {
  (void)state;
  Value v = text("a世界");
  assert_int_equal(str_of(v)->n, 7);
  assert_int_equal(str_of(v)->len, 3);
  value_release(v);
  assert_int_equal(value_str("a\xff", 2, &e).type, VAL_NIL);
  assert_int_equal(e.code, ERR_VALUE);
}

static void appending_grows_the_only_holder_in_place(void **state) {
  (void)state;
  Value v = text("a"), other;
  for (int i = 0; i < 100; i++) assert_true(value_append_str(&v, "世", 3, &e));
  assert_int_equal(str_of(v)->len, 101);
  Obj *same = v.as.obj;
  assert_true(value_append_str(&v, "b", 1, &e));
  assert_ptr_equal(v.as.obj, same); // there was room
  other = value_retain(v);
  assert_true(value_append_str(&v, "c", 1, &e));
  assert_ptr_not_equal(v.as.obj, other.as.obj);
  assert_int_equal(str_of(other)->len, 102);
  assert_int_equal(str_of(v)->len, 103);
  value_release(other);
  value_release(v);
}

static void appending_that_fails_changes_nothing(void **state) {
  (void)state;
  Value v = text("abc");
  size_t limit = mem_limit();
  mem_set_limit(mem_live_bytes() + 10);
  char more[100] = {0};
  memset(more, 'x', sizeof more - 1);
  assert_false(value_append_str(&v, more, sizeof more - 1, &e));
  mem_set_limit(limit);
  assert_int_equal(e.code, ERR_MEMORY);
  expect(v, "\"abc\"");
}

// -- lists and records -----------------------------------------------------------------------------

static void a_list_is_copied_when_shared(void **state) {
  (void)state;
  Value a = value_list(NULL, 0, &e), b;
  assert_true(value_push(&a, value_num(1), &e));
  Obj *same = a.as.obj;
  assert_true(value_push(&a, text("x"), &e));
  assert_ptr_equal(a.as.obj, same);
  b = value_retain(a);
  assert_true(value_push(&b, value_nil(), &e));
  assert_int_equal(list_of(a)->n, 2);
  assert_int_equal(list_of(b)->n, 3);
  expect(a, "[1, \"x\"]");
  expect(b, "[1, \"x\", nil]");
}

static void a_record_keeps_its_order_and_grows(void **state) {
  (void)state;
  Value r = value_record(NULL, 0, &e), shared;
  for (int i = 25; i-- > 0;) {
    char name[2] = {(char)('a' + i), 0};
    assert_true(value_set_field(&r, name_of(name), value_num(i), &e));
  }
  shared = value_retain(r);
  assert_true(value_set_field(&r, name_of("c"), text("new"), &e));
  assert_float_equal(value_field(shared, name_of("c"))->as.num, 2, 0);
  assert_string_equal(value_cstr(*value_field(r, name_of("c"))), "new");
  assert_string_equal(((const ObjRecord *)r.as.obj)->fields[0].name, "y");
  assert_null(value_field(r, name_of("missing")));
  value_release(shared);
  value_release(r);
}

static void keys_that_are_no_names_are_quoted(void **state) {
  (void)state;
  Value r = value_record(NULL, 0, &e);
  const char *const keys[] = {"a", "two words", "世", "if", "1st", "", "q\""};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) value_set_field(&r, name_of(keys[i]), value_num(1), &e);
  expect(r, "{a: 1, \"two words\": 1, 世: 1, if: 1, \"1st\": 1, \"\": 1, \"q\\\"\": 1}");
}

static void nesting_is_bounded_where_it_is_built(void **state) {
  (void)state;
  Value v = value_list(NULL, 0, &e);
  int built = 1;
  for (;; built++) {
    Value around = built % 2 ? value_list(&v, 1, &e) : value_record(&(Field){name_of("a"), v}, 1, &e);
    if (around.type == VAL_NIL) break;
    value_release(v);
    v = around;
  }
  assert_int_equal(built, VALUE_MAX_DEPTH);
  assert_int_equal(e.code, ERR_LIMIT);
  err_clear(&e);
  Value list = value_list(NULL, 0, &e); // and where it is changed
  assert_false(value_push(&list, value_retain(v), &e));
  assert_int_equal(e.code, ERR_LIMIT);
  Str s = {0};
  value_format(v, &s, 0, false); // what may exist can be shown, compared and freed
  assert_true(value_equal(v, v));
  str_free(&s);
  value_release(list);
  value_release(v);
}

// -- asking ----------------------------------------------------------------------------------------

static void equality_is_deep_and_exact(void **state) {
  (void)state;
  Value t = row(2, (float[]){1, 0.1f}), u = row(2, (float[]){1, 0.1f}), w = row(2, (float[]){1, 0.2f});
  Value a[] = {value_num(1), text("x"), t}, b[] = {value_num(1), text("x"), u}, c[] = {value_num(1), text("x"), w};
  Value la = value_list(a, 3, &e), lb = value_list(b, 3, &e), lc = value_list(c, 3, &e);
  assert_true(value_equal(la, lb));
  assert_false(value_equal(la, lc));
  assert_false(value_equal(value_num(1), a[1]));
  assert_true(value_equal(value_nil(), value_nil()));
  assert_false(value_equal(value_num((double)NAN), value_num((double)NAN)));
  Value all[] = {a[1], b[1], c[1], t, u, w, la, lb, lc};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) value_release(all[i]);
}

static void truth(void **state) {
  (void)state;
  bool yes;
  Value empty = text(""), full = text("a"), none = value_list(NULL, 0, &e), two = row(2, (float[]){1, 1});
  const struct { Value v; bool is; } cases[] = {{value_nil(), false}, {value_num(0), false}, {value_num(-1), true},
    {value_bool(true), true}, {empty, false}, {full, true}, {none, false}, {value_num((double)NAN), true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(value_truth(cases[i].v, &e, &yes));
    assert_int_equal(yes, cases[i].is);
  }
  assert_false(value_truth(two, &e, &yes));
  assert_int_equal(e.code, ERR_TYPE);
  value_release(empty);
  value_release(full);
  value_release(none);
  value_release(two);
}

static void whole_numbers(void **state) {
  (void)state;
  int64_t i;
  assert_true(value_is_whole(value_num(-3), &i));
  assert_int_equal(i, -3);
  assert_false(value_is_whole(value_num(0.5), &i));
  assert_false(value_is_whole(value_num(1e300), &i));
  assert_false(value_is_whole(value_num((double)NAN), &i));
  assert_false(value_is_whole(value_nil(), &i));
}

// -- text of values ----------------------------------------------------------------------------------

static void shown_text_can_be_typed_back(void **state) {
  (void)state;
  expect(value_num(3), "3");
  expect(value_num(1.0 / 3), "0.3333");
  expect(value_bool(true), "true");
  expect(text("a\"b\\\n\x01"), "\"a\\\"b\\\\\\n\\u{1}\"");
  expect(row(3, (float[]){1, 2, 3}), "[1, 2, 3]");
  expect(value_range(0, 1, 4), "range(0, 4)");
}

static void expect_json(Value v, const char *want) {
  Str s = {0};
  assert_true(value_json(v, &s, &e));
  assert_string_equal(str_c(&s), want);
  str_free(&s);
  value_release(v);
}

static void json_has_every_digit(void **state) {
  (void)state;
  expect_json(value_num(0.1), "0.10000000000000001");
  expect_json(value_num(1e300), "1.0000000000000001e+300");
  expect_json(row(2, (float[]){0.1f, -INFINITY}), "[0.100000001, \"-inf\"]");
  expect_json(text("a\"\t\x02世"), "\"a\\\"\\t\\u0002世\"");
  expect_json(value_range(1, 2, 3), "[1, 3, 5]");
}

// -- handles -----------------------------------------------------------------------------------------

static int dropped;
static Value inner[3];

static void drop_one(void *p) {
  (void)p;
  dropped++;
  for (int i = 0; i < 3; i++) { // what a handle holds may hold handles
    Value v = inner[i];
    inner[i] = value_nil();
    value_release(v);
  }
}

static void handles_are_dropped_once(void **state) {
  (void)state;
  static const HandleType type = {.name = "thing", .drop = drop_one};
  dropped = 0;
  Value v = value_handle(&type, NULL), w = value_retain(v);
  for (int i = 0; i < 3; i++) inner[i] = value_handle(&type, NULL);
  value_release(v);
  assert_int_equal(dropped, 0);
  assert_string_equal(value_type_name(w), "thing");
  value_release(w);
  assert_int_equal(dropped, 4);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, nothing_left)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(strings_count_characters), TEST(appending_grows_the_only_holder_in_place),
    TEST(appending_that_fails_changes_nothing), TEST(a_list_is_copied_when_shared),
    TEST(a_record_keeps_its_order_and_grows), TEST(keys_that_are_no_names_are_quoted),
    TEST(nesting_is_bounded_where_it_is_built), TEST(equality_is_deep_and_exact), TEST(truth),
    TEST(whole_numbers), TEST(shown_text_can_be_typed_back), TEST(json_has_every_digit),
    TEST(handles_are_dropped_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
