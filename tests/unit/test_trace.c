// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings: their links and variables, their bound, and walks through them in both directions.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/settings.h"
#include "trace/trace.h"

// -- recordings by hand ---------------------------------------------------------------------------
typedef struct Recording { Vm *vm; VmHooks *hooks; void *token; Err e; } Recording;

static Recording recording(void) {
  Recording r = {.vm = vm_new()};
  trace_attach(r.vm);
  r.hooks = vm_hooks(r.vm);
  r.token = r.hooks->trace_begin(r.hooks->self, r.vm, (Span){0}, false, &r.e);
  assert_non_null(r.token);
  return r;
}

static bool tell(Recording *r, VmEvent ev) { return r->hooks->trace_event(r->token, &ev, &r->e); }

static Trace *ended(Recording *r) {
  Value v = r->hooks->trace_end(r->hooks->self, r->token, value_num(7), true, &r->e);
  Trace *t = trace_retain(trace_of(v));
  assert_non_null(t);
  value_release(v);
  vm_free(r->vm);
  return t;
}

// '(' a call, ')' its return, 'o' an operation, a letter from 'p' an assignment to it of a number that
// counts the assignments.
static Trace *make(const char *pattern) {
  Recording r = recording();
  double n = 0;
  for (const char *p = pattern; *p; p++) {
    Value arg = value_num(++n);
    const char *letter = name_intern(p, 1), *arg_name = name_of("arg");
    VmEvent ev = {.kind = VM_ASSIGN, .name = letter, .value = value_num(n)};
    if (*p == '(')
      ev = (VmEvent){.kind = VM_CALL, .name = name_of("f"), .args = &arg, .n_args = 1,
                     .arg_names = &arg_name};
    else if (*p == ')') ev = (VmEvent){.kind = VM_RETURN, .name = name_of("f"), .value = value_num(n)};
    else if (*p == 'o') ev = (VmEvent){.kind = VM_BUILTIN, .name = name_of("o"), .value = value_num(n)};
    assert_true(tell(&r, ev));
  }
  return ended(&r);
}

static void test_links(void **state) {
  (void)state;
  Trace *t = make("o(o(p)o)q"); // 0..8
  static const uint32_t depth[] = {0, 0, 1, 1, 2, 1, 1, 0, 0};
  static const uint32_t call[] = {TRACE_NONE, TRACE_NONE, 1, 1, 3, 1, 1, TRACE_NONE, TRACE_NONE};
  static const uint32_t end[] = {0, 7, 2, 5, 4, 3, 6, 1, 8};
  static const uint32_t frame[] = {TRACE_NONE, 1, 1, 3, 3, 3, 1, 1, TRACE_NONE};
  assert_int_equal(trace_len(t), 9);
  for (size_t i = 0; i < 9; i++) {
    const Event *ev = trace_event(t, i);
    assert_int_equal(ev->depth, depth[i]);
    assert_int_equal(ev->call, call[i]);
    assert_int_equal(ev->end, end[i]);
    assert_int_equal(trace_frame(t, i), frame[i]);
  }
  size_t calls[4];
  assert_int_equal(trace_calls(t, 4, calls, 4), 2);
  assert_int_equal(calls[0], 1);
  assert_int_equal(calls[1], 3);
  assert_int_equal(trace_calls(t, 4, calls, 1), 1); // the innermost
  assert_int_equal(calls[0], 3);
  assert_int_equal(trace_calls(t, 8, calls, 4), 0);
  assert_null(trace_event(t, 9));
  trace_release(t);
}

static void collect(void *ctx, const char *name, Value v) { str_addf(ctx, "%s=%g ", name, v.as.num); }

static void check_variables(const char *pattern, size_t i, const char *expected) {
  Trace *t = make(pattern);
  Str s = {0};
  trace_variables(t, i, collect, &s);
  assert_string_equal(str_c(&s), expected);
  str_free(&s);
  trace_release(t);
}

static void test_variables(void **state) {
  (void)state;
  check_variables("pqp", 0, "p=1 ");
  check_variables("pqp", 2, "p=3 q=2 ");
  check_variables("pqpo", 3, "p=3 q=2 ");
  check_variables("pq(r)o", 2, "arg=3 q=2 p=1 ");        // entering: the arguments
  check_variables("pq(r)o", 3, "r=4 arg=3 q=2 p=1 ");
  check_variables("pq(r)o", 4, "r=4 arg=3 q=2 p=1 ");    // leaving: the inside is still seen
  check_variables("pq(r)o", 5, "q=2 p=1 ");
  check_variables("p(p(r)q)", 5, "r=5 arg=4 p=3 ");
  check_variables("p(p(r)q)", 6, "q=7 p=3 arg=2 ");      // after the inner call
  check_variables("p(())", 3, "arg=3 p=1 ");             // inner names hide outer ones
  check_variables("o", 0, "");
}

// -- walks ----------------------------------------------------------------------------------------
static void test_next_goes_over(void **state) {
  (void)state;
  Trace *t = make("o(o(p)o)q");
  Walk w;
  walk_start(&w, t);
  static const size_t over[] = {1, 7, 8};
  for (size_t i = 0; i < 3; i++) {
    assert_true(walk_next(&w, 1));
    assert_int_equal(w.at, over[i]);
  }
  assert_false(walk_next(&w, 1));
  assert_int_equal(w.at, 8);
  assert_true(walk_next(&w, -1) && walk_next(&w, -1));
  assert_int_equal(w.at, 1);
  // Into the outer call: `next` stays in it, over the inner one, and leaves it at its end.
  assert_true(walk_step(&w, 1));
  static const size_t inside[] = {3, 5, 6, 7, 8};
  for (size_t i = 0; i < 5; i++) {
    assert_true(walk_next(&w, 1));
    assert_int_equal(w.at, inside[i]);
  }
  for (size_t i = 4; i-- > 0;) {
    assert_true(walk_next(&w, -1));
    assert_int_equal(w.at, inside[i]);
  }
  walk_end(&w);
  trace_release(t);
}

static void test_finish(void **state) {
  (void)state;
  Trace *t = make("o(o(p)o)q");
  Walk w;
  walk_start(&w, t);
  assert_false(walk_finish(&w, 1)); // no call is open
  assert_true(walk_goto(&w, 4));
  assert_true(walk_finish(&w, 1));
  assert_int_equal(w.at, 5);
  assert_true(walk_next(&w, -1)); // what was finished is closed
  assert_int_equal(w.at, 3);
  assert_true(walk_finish(&w, -1)); // at its entry: the call around
  assert_int_equal(w.at, 1);
  assert_false(walk_finish(&w, -1));
  assert_true(walk_finish(&w, 1));
  assert_int_equal(w.at, 7);
  assert_false(walk_finish(&w, 1));
  assert_true(walk_continue(&w, 1));
  assert_int_equal(w.at, 8);
  assert_false(walk_continue(&w, 1));
  assert_true(walk_continue(&w, -1));
  assert_int_equal(w.at, 0);
  assert_false(walk_goto(&w, 9));
  walk_end(&w);
  trace_release(t);
}

static void test_search(void **state) {
  (void)state;
  Trace *t = make("o(o(p)o)q");
  Walk w;
  walk_start(&w, t);
  assert_true(walk_search(&w, "P", 1)); // letter case does not matter
  assert_int_equal(w.at, 4);
  assert_true(walk_next(&w, 1)); // the calls around it are open
  assert_int_equal(w.at, 5);
  assert_false(walk_search(&w, "p", 1));
  assert_true(walk_search(&w, "o", -1));
  assert_int_equal(w.at, 2);
  assert_false(walk_search(&w, "nothing", -1));
  assert_false(walk_search(&w, "", 1));
  assert_int_equal(w.at, 2);
  walk_end(&w);
  trace_release(t);
}

// A random well-formed recording.
static void random_pattern(Rng *r, char *out, int n) {
  int open = 0;
  for (int i = 0; i < n; i++) {
    uint64_t k = rng_below(r, 5);
    if (k == 1 && open == 0) k = 2;
    open += k == 0 ? 1 : k == 1 ? -1 : 0;
    *out++ = "()opq"[k];
  }
  while (open-- > 0) *out++ = ')';
  *out = '\0';
}

typedef bool Move(Walk *w, int dir);

// Any mixture of step and next, of both directions, is undone by the reverse moves in reverse order.
static void test_every_walk_can_be_undone(void **state) {
  (void)state;
  Rng r;
  rng_seed(&r, 11);
  for (int round = 0; round < 300; round++) {
    char pattern[200];
    random_pattern(&r, pattern, (int)rng_below(&r, 60) + 1);
    Trace *t = make(pattern);
    Walk w;
    walk_start(&w, t);
    walk_goto(&w, rng_below(&r, trace_len(t)));
    struct { Move *move; int dir; size_t from; } path[120];
    int n = 0;
    for (int k = 0; k < 120; k++) {
      Move *move = rng_below(&r, 2) ? walk_step : walk_next;
      int dir = rng_below(&r, 3) ? 1 : -1;
      size_t from = w.at;
      if (!move(&w, dir)) {
        assert_int_equal(w.at, from);
        continue;
      }
      assert_true(dir > 0 ? w.at > from : w.at < from);
      path[n].move = move;
      path[n].dir = dir;
      path[n++].from = from;
    }
    while (n-- > 0) {
      assert_true(path[n].move(&w, -path[n].dir));
      assert_int_equal(w.at, path[n].from);
    }
    walk_end(&w);
    trace_release(t);
  }
}

// The same by looking at every event before.
static void expected_variables(const Trace *t, size_t i, Str *out) {
  const char *seen[16];
  int n = 0;
  uint32_t frame = trace_frame(t, i);
  for (;;) {
    for (size_t j = i + 1; j-- > 0 && !(frame != TRACE_NONE && j == frame);) {
      const Event *ev = trace_event(t, j);
      bool is_new = ev->kind == VM_ASSIGN && ev->call == frame;
      for (int k = 0; k < n; k++) is_new = is_new && seen[k] != ev->name;
      if (!is_new) continue;
      seen[n++] = ev->name;
      collect(out, ev->name, ev->value);
    }
    if (frame == TRACE_NONE) return;
    const Event *call = trace_event(t, frame);
    bool is_new = true;
    for (int k = 0; k < n; k++) is_new = is_new && seen[k] != call->arg_names[0];
    if (is_new) {
      seen[n++] = call->arg_names[0];
      collect(out, call->arg_names[0], call->args[0]);
    }
    i = frame;
    frame = call->call;
  }
}

static void test_many_bindings(void **state) {
  (void)state;
  Rng r;
  rng_seed(&r, 23);
  for (int round = 0; round < 20; round++) {
    char pattern[3001];
    int open = 0;
    for (int i = 0; i < 3000; i++) {
      uint64_t k = rng_below(&r, 40);
      pattern[i] = k == 0 ? '(' : k == 1 && open > 0 ? ')' : "pppqqrstuv"[rng_below(&r, i % 700 < 300 ? 3 : 10)];
      open += pattern[i] == '(' ? 1 : pattern[i] == ')' ? -1 : 0;
    }
    pattern[3000] = '\0';
    Trace *t = make(pattern);
    for (int k = 0; k < 60; k++) {
      Str want = {0}, got = {0};
      size_t i = rng_below(&r, trace_len(t));
      expected_variables(t, i, &want);
      trace_variables(t, i, collect, &got);
      assert_string_equal(str_c(&got), str_c(&want));
      str_free(&want);
      str_free(&got);
    }
    trace_release(t);
  }
}

// `next` never stops inside a call that was not stepped into.
static void test_next_stays_at_its_level(void **state) {
  (void)state;
  Rng r;
  rng_seed(&r, 5);
  for (int round = 0; round < 100; round++) {
    char pattern[200];
    random_pattern(&r, pattern, 60);
    Trace *t = make(pattern);
    Walk w;
    walk_start(&w, t);
    do assert_int_equal(trace_event(t, w.at)->depth, 0);
    while (walk_next(&w, 1));
    assert_int_equal(w.at, trace_len(t) - 1);
    walk_end(&w);
    trace_release(t);
  }
}

static void test_nothing_recorded(void **state) {
  (void)state;
  Trace *t = make("");
  Walk w;
  walk_start(&w, t);
  assert_false(walk_step(&w, 1) || walk_next(&w, -1) || walk_finish(&w, 1) || walk_continue(&w, 1));
  assert_false(walk_goto(&w, 0) || walk_search(&w, "f", 1));
  assert_int_equal(trace_frame(t, 0), TRACE_NONE);
  assert_true(trace_result(t).as.num == 7);
  trace_variables(t, 0, collect, NULL);
  walk_end(&w);
  trace_release(t);
}

// A call that did not return, and a return without its call.
static void test_halves_of_calls(void **state) {
  (void)state;
  static const char *const patterns[] = {"(o(p", ")o)", "o)(", "("};
  for (size_t i = 0; i < 4; i++) {
    Trace *t = make(patterns[i]);
    Walk w;
    walk_start(&w, t);
    size_t n = 1;
    while (walk_step(&w, 1)) n++;
    assert_int_equal(n, trace_len(t));
    while (walk_next(&w, -1)) {}
    assert_int_equal(w.at, 0);
    walk_finish(&w, 1);
    walk_end(&w);
    trace_release(t);
  }
}

// -- the bound, and what is held ------------------------------------------------------------------
static void test_bound(void **state) {
  (void)state;
  const char *name = name_of("x");
  size_t blocks = mem_live_blocks();
  settings.record = 1;
  Recording r = recording();
  Shape shape = shape_of(1, (int64_t[]){64 * 1024}); // a quarter of a MiB
  int n = 0;
  for (bool ok = true; ok && n < 100; n++) {
    Tensor *x = tensor_full(&shape, 1, &r.e);
    ok = tell(&r, (VmEvent){.kind = VM_ASSIGN, .name = name, .value = value_tensor(x)});
    tensor_release(x);
  }
  assert_int_equal(n, 4);
  assert_int_equal(r.e.code, ERR_LIMIT);
  assert_string_equal(r.e.text, "the recording reached 1 MiB after 4 events");
  assert_non_null(strstr(r.e.hint, ":set record"));
  Value v = r.hooks->trace_end(r.hooks->self, r.token, value_nil(), false, &r.e);
  assert_int_equal(v.type, VAL_NIL);
  err_clear(&r.e);
  vm_free(r.vm);
  settings.record = 256;
  assert_int_equal(mem_live_blocks(), blocks);
}

static void test_storage_counts_once(void **state) {
  (void)state;
  settings.record = 1;
  Recording r = recording();
  Shape shape = shape_of(1, (int64_t[]){64 * 1024}), square = shape_of(2, (int64_t[]){256, 256});
  Tensor *x = tensor_full(&shape, 1, &r.e), *y = tensor_reshape(x, &square, &r.e);
  Value args[2] = {value_tensor(x), value_tensor(y)};
  Value list = value_list(args, 2, &r.e);
  VmEvent ev = {.kind = VM_BUILTIN, .name = name_of("f"), .args = args, .n_args = 2, .value = list};
  for (int i = 0; i < 100; i++) assert_true(tell(&r, ev));
  Trace *t = ended(&r);
  value_release(list);
  tensor_release(x);
  tensor_release(y);
  assert_true(trace_event(t, 99)->args[0].as.t->data[5] == 1.0f); // held by the recording alone
  trace_release(t);
  settings.record = 256;
}

static void test_printing(void **state) {
  (void)state;
  static const char text[] = "y = trace( softmax(\n   x) )";
  Source *src = source_new("test", text, strlen(text), 1);
  Vm *vm = vm_new();
  trace_attach(vm);
  VmHooks *h = vm_hooks(vm);
  Err e = {0};
  void *token = h->trace_begin(h->self, vm, (Span){src, 4, (uint32_t)strlen(text)}, false, &e);
  VmEvent ev = {.kind = VM_ASSIGN, .name = name_of("x"), .value = value_num(1)};
  assert_true(h->trace_event(token, &ev, &e) && h->trace_event(token, &ev, &e));
  Value v = h->trace_end(h->self, token, value_num(1), true, &e);
  Str s = {0};
  trace_handle.format(trace_of(v), &s);
  assert_string_equal(str_c(&s), "<trace of 2 events: softmax( x)>");
  assert_null(trace_of(value_num(1)));
  str_free(&s);
  value_release(v);
  source_release(src);
  vm_free(vm);
}

// A long recording is walked and asked at once.
static void test_long(void **state) {
  (void)state;
  Recording r = recording();
  const char *names[] = {name_of("a"), name_of("b"), name_of("c"), name_of("d")};
  for (int i = 0; i < 100000; i++)
    assert_true(tell(&r, (VmEvent){.kind = VM_ASSIGN, .name = names[i % 4], .value = value_num(i)}));
  Trace *t = ended(&r);
  Str s = {0};
  trace_variables(t, 99999, collect, &s);
  assert_string_equal(str_c(&s), "d=99999 c=99998 b=99997 a=99996 ");
  str_free(&s);
  Walk w;
  walk_start(&w, t);
  size_t n = 0;
  while (walk_next(&w, 1)) n++;
  assert_int_equal(n, 99999);
  walk_end(&w);
  trace_release(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_links),
    cmocka_unit_test(test_variables),
    cmocka_unit_test(test_next_goes_over),
    cmocka_unit_test(test_finish),
    cmocka_unit_test(test_search),
    cmocka_unit_test(test_every_walk_can_be_undone),
    cmocka_unit_test(test_many_bindings),
    cmocka_unit_test(test_next_stays_at_its_level),
    cmocka_unit_test(test_nothing_recorded),
    cmocka_unit_test(test_halves_of_calls),
    cmocka_unit_test(test_bound),
    cmocka_unit_test(test_storage_counts_once),
    cmocka_unit_test(test_printing),
    cmocka_unit_test(test_long),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  names_free();
  return failed;
}
