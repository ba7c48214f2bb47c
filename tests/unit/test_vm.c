// SPDX-License-Identifier: GPL-3.0-or-later
// The machine from C: statements as transactions, limits, interruption, calls, what is shared and what
// is changed in place, places of errors; and that nothing is left, however a run ends.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/settings.h"
#include "lang/vm.h"

static Vm *vm;
static Err e;
static size_t blocks;
static Settings defaults;
static Str printed; // by print(), and the answers of statements

static void note_print(void *self, const char *s, size_t n) {
  (void)self;
  str_addn(&printed, s, n);
}

static void note_result(void *self, Value v) {
  (void)self;
  value_format(v, &printed, 0, true);
  str_addc(&printed, '\n');
}

static int begin(void **state) {
  (void)state;
  names_free();
  defaults = settings;
  blocks = mem_live_blocks();
  vm = vm_new();
  vm_hooks(vm)->print = note_print;
  vm_hooks(vm)->result = note_result;
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  vm_free(vm);
  names_free();
  str_free(&printed);
  err_clear(&e);
  settings = defaults;
  interrupt_flag = 0;
  mem_set_limit((size_t)settings.memory << 20);
  if (mem_live_blocks() == blocks) return 0;
  print_error("%zu blocks left\n", mem_live_blocks() - blocks);
  return -1;
}

static bool try_run(const char *text) {
  Source *src = source_new("t", text, strlen(text), 1);
  err_clear(&e);
  str_clear(&printed);
  bool ok = vm_run(vm, src, &e);
  source_release(src);
  return ok;
}

static void run(const char *text) {
  if (!try_run(text)) fail_msg("%s\n%s", text, e.text);
}

// Runs text; what it prints must be this.
static void expect(const char *text, const char *want) {
  run(text);
  assert_string_equal(str_c(&printed), want);
}

static void expect_error(const char *text, ErrCode code, const char *want) {
  if (try_run(text)) fail_msg("%s\nran without an error", text);
  if (e.code != code || !strstr(e.text, want)) fail_msg("%s\n%d: %s\nshould say: %s", text, (int)e.code, e.text, want);
}

static void expect_rendered(const char *text, const char *want) {
  Str s = {0};
  assert_false(try_run(text));
  err_render(&e, &s);
  assert_string_equal(str_c(&s), want);
  str_free(&s);
}

// -- statements are transactions -------------------------------------------------------------------

static void a_failed_statement_changes_nothing(void **state) {
  (void)state;
  run("x = 1\ny = [1, 2]\nr = {a: [\"p\", \"q\"]}\nmodel m() { param W = [1, 2] }\nnet = m()");
  expect_error("if 1 { x = 2; y[0] = 9; r.a[1] = \"z\"; r.b = 3; z = 5; net.W = [8, 9]; x += 1; nope }", ERR_NAME, "nope");
  expect("print(x, y, r, net.W)", "1 [1, 2] {a: [\"p\", \"q\"]} [1, 2]\n");
  expect_error("z", ERR_NAME, "z is not defined");
  assert_null(vm_get(vm, name_of("z")));
}

static void statements_before_the_failed_one_stand(void **state) {
  (void)state;
  expect_error("x = 1\nx = 2; y = 3\nx = nope\nx = 4", ERR_NAME, "nope");
  expect("print(x, y)", "2 3\n");
}

static void nothing_runs_where_the_text_does_not_parse(void **state) {
  (void)state;
  expect_error("x = 1\nprint(x)\ny = (", ERR_INCOMPLETE, "missing");
  assert_null(vm_get(vm, name_of("x")));
  assert_string_equal(str_c(&printed), "");
}

static void a_failed_definition_brings_the_old_one_back(void **state) {
  (void)state;
  run("def f() { return \"old\" }\nsum = 3");
  expect_error("if 1 { f = fn() \"new\"; sum = 4; error(\"stop\") }", ERR_VALUE, "stop");
  expect("f()\nsum", "old\n3\n");
}

static void the_order_of_definition_survives(void **state) {
  (void)state;
  run("b = 1\na = 2");
  assert_false(try_run("if 1 { c = 3; b = 9; nope }"));
  size_t i = 0;
  assert_string_equal(vm_next_global(vm, &i), "b");
  assert_string_equal(vm_next_global(vm, &i), "a");
  assert_null(vm_next_global(vm, &i));
}

static void ans_is_the_last_answer(void **state) {
  (void)state;
  expect("1 + 1\nans * 3;\nans", "2\n6\n");
  expect("x = 5\nnil\nans", "6\n");
  assert_false(try_run("7 + nope"));
  expect("ans", "6\n");
}

static void snapshots(void **state) {
  (void)state;
  run("x = [1, 2]\nseed(3)");
  VmSnapshot *s = vm_snapshot(vm);
  run("x[0] = 9\ny = 2\na = rand(2)");
  vm_restore(vm, s);
  expect("x", "[1, 2]\n");
  assert_null(vm_get(vm, name_of("y")));
  run("b = rand(2)\nseed(3)\nc = rand(2)");
  expect("all(b == c)", "1\n");
  vm_snapshot_free(vm_snapshot(vm));
}

static void what_a_run_bound_is_known(void **state) {
  (void)state;
  run("x = 1\ny = 2");
  run("x = 3\nz = [0]\nz[0] = 1");
  assert_true(vm_was_bound(vm, name_of("x")));
  assert_true(vm_was_bound(vm, name_of("z")));
  assert_false(vm_was_bound(vm, name_of("y")));
}

// -- sharing ---------------------------------------------------------------------------------------

static const float *data_of(const char *name) { return vm_get(vm, name_of(name))->as.t->data; }

static void a_part_is_changed_in_place_where_nobody_else_looks(void **state) {
  (void)state;
  settings.provenance = 0; // nothing else remembers the old value
  run("x = zeros(3)\nx[0] = 1");
  // Within the statement that first changes it, the log that undoes it is the other holder.
  run("for i in range(2) { x[0] = x[0] + 1 }");
  const float *at = data_of("x");
  run("def f(v) { for i in range(100) { v[1] = i }\n return v }\ny = f(x)");
  assert_ptr_equal(data_of("x"), at);
  assert_ptr_not_equal(data_of("y"), at);
  expect("print(x, y)", "[3, 0, 0] [3, 99, 0]\n");
}

// What a program prints must not depend on how much of it is remembered for `:why`: where nothing is,
// single elements are reckoned with on the stack (vm_element.c), with the same result to the last digit.
static void elements_reckon_as_tensors_do(void **state) {
  (void)state;
  static const char *const programs[] = {
    "x = [0.1, 0.2, 3e38, -1, 0]\nfor i in range(5) { for k in range(5) { a = x[i]; b = x[k]\n"
    "print(json([a + b, a - b, a * b, a / b, a % b, a ** b, a == b, a != b, a < b, a <= b, a > b, a >= b])) } }",
    "x = [0.1, 0.7]\ndef f(v) { s = 0\n for i in range(2) { s = s + v[i] * 0.1 - 0.3 }\n return s }\nprint(json(f(x)), json(f(x) + 1))",
    "x = [[0.1, 2], [3, 4]]\ndef f(v) { v[0, 1] = v[0, 0] * 3\n v[1, 0] += v[-1, -1]\n v[1] = v[0]\n return v }\nprint(json(f(x)), json(x))",
    "def f(v) { a = v[0]\n g = fn() a + 1\n r = {a: a, l: [a, \"s\"]}\n r.b = a\n return [g(), r, [a, a], a, str(a), f\"{a:.9f} {a}\", type(a)] }\n"
    "print(json(f([0.1, 2])))",
    "def f(v) { return v[0], v[1] }\na, b = f([0.1, 0.2])\nprint(json([a, b, a + b, -a, not a, a in [0.1], a in [1, \"x\"], [a] + [b]]))",
    "def f(v) { a = v[1]\n if a { b = 1 } else { b = 2 }\n while a < 3 { a += 0.5 }\n xs = [\"p\", \"q\", \"r\"]\n"
    " return [a, b, a or 2, a and 3, xs[v[2]], arange(3)[v[2]], a.sqrt(), maximum(a, v[0]), sum([a, v[0]]), [v[0], v[1]] @ [1, 2]] }\n"
    "print(json(f([0.1, 0.5, 1])))",
    "model m(v) { param w = v[0]\n k = v[1]\n def forward(x) { return w * k + x[0] } }\nn = m([0.1, 0.2])\nprint(json([n([0.3, 1]), n.k]))",
    "def f(v, w=v[0] * 2) { return v[1] + w }\nprint(json([f([0.1, 0.2]), f([0.1, 0.2], 0.3), map(fn(a) a[0] * 3, [[0.1, 1], [0.2, 1]])]))",
    "def f(v) { s = \"\"\n for a in v { s = s + f\"{a * 0.1:.9f} \" }\n w = v[0]\n s = s + str(w)\n return s }\nprint(f([0.1, 2, 0.3]))",
    "x = [\"a\", [0.1, 2], nil]\ny = x\nx[0] = x[1][0]\nx[2] = x[1][1] * 0.1\nprint(json([x, y]))",
  };
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    settings.provenance = 1e6;
    run(programs[i]);
    char *want = mem_strdup(str_c(&printed));
    assert_true(strlen(want) > 10);
    settings.provenance = 0;
    expect(programs[i], want);
    mem_free(want);
  }
}

static void every_holder_keeps_what_it_had(void **state) {
  (void)state;
  run("x = [1, 2]\ny = x\nl = [x, \"s\"]\nr = {x: x}\nf = fn() x\nt = r");
  run("def g(v) { h = fn() v\n v[0] = 7\n return [v, h()] }");
  run("x[0] = 9\ny[1] = 8\nl[0] = 0\nr.x[0] = 5");
  expect("print(x, y, l, r, t)", "[9, 2] [1, 8] [0, \"s\"] {x: [5, 2]} {x: [1, 2]}\n");
  expect("f()", "[9, 2]\n"); // a global is read when the function is called
  expect("g([1, 2])", "[[7, 2], [1, 2]]\n"); // a local is captured as it was
}

static void appending_in_a_loop_copies_nothing(void **state) {
  (void)state;
  settings.steps = 0;
  // Copying the list each time would take 10^10 moves; copying the text as many bytes.
  run("xs = []\nfor i in range(100000) { xs = xs + [i] }\ns = \"\"\nfor i in range(100000) { s = s + \"ab\" }");
  run("def f() { ys = []\n for i in range(100000) { ys += [\"v\"] }\n return ys }");
  expect("print(len(xs), xs[99999], len(s), len(f()))", "100000 99999 200000 100000\n");
}

// -- calls -----------------------------------------------------------------------------------------

static void defaults_and_names(void **state) {
  (void)state;
  run("def f(a, b=a * 2, last=[a, b]) { return [a, b, last] }");
  expect("f(1)\nf(1, 5)\nf(last=\"x\", a=2)", "[1, 2, [1, 2]]\n[1, 5, [1, 5]]\n[2, 4, \"x\"]\n");
  expect_error("f()", ERR_TYPE, "f(a, b=a * 2, last=[a, b]) takes 1 to 3 arguments, got 0");
  expect_error("f(1, 2, 3, 4)", ERR_TYPE, "got 4");
  expect_error("f(b=2)", ERR_TYPE, "a");
  expect_error("f(1, a=2)", ERR_TYPE, "twice");
  expect_error("f(1, lsat=2)", ERR_NAME, "no argument lsat");
  assert_string_equal(e.hint, "did you mean last?");
}

static void several_results(void **state) {
  (void)state;
  run("def two(x) { return x, [x, \"s\"] }\na, b = two(0.1)");
  expect("print(a == 0.1, b)", "true [0.1, \"s\"]\n");
  run("a, b = b, a\nc, d, f = 0.1, 0.2, \"z\"");
  expect("print(b == 0.1, c == 0.1, d == 0.2, f)", "true true true z\n");
  expect_error("a, b, c = two(1)", ERR_VALUE, "");
  expect("for i, v in enumerate(\"xy\") { print(i, v) }", "0 x\n1 y\n");
}

static void closures(void **state) {
  (void)state;
  run("def counter(n) { def next(by=1) { return n + by }\n return next }\nf = counter(10)\ng = counter(20)");
  expect("print(f(), f(5), g())", "11 15 21\n");
  run("def fact(n) { def go(k) { return 1 if k == 0 else k * go(k - 1) }\n return go(n) }");
  expect("fact(10)", "3628800\n");
  run("add = fn(a) fn(b) fn(c) a + b + c");
  expect("add(1)(2)(3)", "6\n");
  expect_error("def h() { k = fn() z\n k()\n z = 1 }\nh()", ERR_NAME, "z is used before it is given a value");
}

static void methods_and_fields(void **state) {
  (void)state;
  run("def twice(x) { return x * 2 }\nr = {f: fn(x) x + 1, v: 3}");
  expect("print((4).twice(), r.f(1), r.v.twice(), \"a b\".split())", "8 2 6 [\"a\", \"b\"]\n");
  run("model m(n) {\n  param W = ones(n)\n  k = n * 2\n  def forward(x) { return scale(x) + self.k }\n"
      "  def scale(x) { return W * x }\n}\nnet = m(2)");
  expect("net([1, 2])\nnet.forward([0, 0])\nnet.k", "[5, 6]\n[4, 4]\n4\n");
  run("g = net.scale\nother = net\nother.W[0] = 7");
  expect("print(g([1, 1]), net.scale([1, 1]), other.scale([1, 1]))", "[1, 1] [1, 1] [7, 1]\n");
  expect_error("net.scal(1)", ERR_NAME, "scal");
}

static void functions_are_called_from_c(void **state) {
  (void)state;
  run("def f(a, b) { return a * 10 + b }\ndef bad(a) { return a + nope }");
  Value out, args[] = {value_num(4), value_num(2)};
  assert_true(vm_call(vm, *vm_get(vm, name_of("f")), args, 2, &out, &e));
  assert_float_equal(out.as.num, 42, 0);
  assert_false(vm_call(vm, *vm_get(vm, name_of("bad")), args, 1, &out, &e));
  assert_int_equal(e.code, ERR_NAME);
  err_clear(&e);
  assert_false(vm_call(vm, *vm_get(vm, name_of("f")), args, 1, &out, &e));
  assert_int_equal(e.code, ERR_TYPE);
}

static void text_is_evaluated_as_one_expression(void **state) {
  (void)state;
  Source *src = source_new("t", "k = 3; k * 2", 12, 1);
  Value out;
  assert_true(vm_eval(vm, src, &out, &e));
  assert_float_equal(out.as.num, 6, 0);
  source_release(src);
  assert_string_equal(str_c(&printed), "");
}

// -- limits ----------------------------------------------------------------------------------------

static void depth_is_bounded(void **state) {
  (void)state;
  settings.depth = 100;
  run("def f(n) { return 0 if n == 0 else f(n - 1) + 1 }");
  expect("f(90)", "90\n");
  expect_error("f(100)", ERR_LIMIT, "more than 100 deep");
  expect_error("def a(n) { return b(n) }\ndef b(n) { return a(n) }\na(1)", ERR_LIMIT, "deep");
  expect("f(90)", "90\n");
}

static void depth_through_builtins_is_bounded(void **state) {
  (void)state;
  settings.depth = 1000;
  expect_error("def f(n) { return map(f, [n, \"a\"]) }\nf(1)", ERR_LIMIT, "deep");
  run("def g(n) { return 0 if n == 0 else map(fn(x) g(n - 1), [1, \"a\"])[0] + 1 }");
  expect("g(6)", "6\n");
}

static void steps_are_bounded(void **state) {
  (void)state;
  settings.steps = 10000;
  run("x = 1");
  expect_error("while true { x += 1 }", ERR_LIMIT, "more than 10000 instructions");
  expect_error("def f() { while 1 { } }\nf()", ERR_LIMIT, "more than 10000");
  expect_error("map(fn(v) v + 1, range(1e6))", ERR_LIMIT, "more than 10000");
  expect("x", "1\n");
  run("for i in range(1000) { x += 1 }"); // each statement counts anew
  run("for i in range(1000) { x += 1 }");
  expect("x", "2001\n");
}

static void memory_is_bounded(void **state) {
  (void)state;
  settings.memory = 16;
  mem_set_limit(16 << 20);
  run("x = \"keep\"");
  expect_error("x = zeros(1e6, 1e6)", ERR_LIMIT, "more than the 16 MiB");
  expect_error("while true { x = x + x }", ERR_MEMORY, "out of memory");
  expect_error("if 1 { y = []\n while true { y = y + [x] } }", ERR_MEMORY, "out of memory");
  expect_error("if 1 { y = {}\n i = 0\n while true { i += 1; y[f\"k{i}\"] = zeros(1000) } }", ERR_MEMORY, "memory");
  expect_error("if 1 { z = []\n while true { z = z + [{a: 1}] } }", ERR_MEMORY, "out of memory");
  expect_error("def f(n) { z = zeros(10000)\n return f(n + 1) }\nf(0)", ERR_MEMORY, "memory");
  assert_false(mem_exhausted());
  expect("x", "keep\n");
}

static void nested_data_is_bounded(void **state) {
  (void)state;
  run("x = 0");
  expect_error("for i in range(1100) { x = {a: x} }", ERR_LIMIT, "more than 1000 deep");
  expect_error("for i in range(1100) { x = [x, \"s\"] }", ERR_LIMIT, "more than 1000 deep");
  run("def wrap(g) { return fn(v) g(v) }\nf = fn(v) v");
  expect_error("for i in range(1100) { f = wrap(f) }", ERR_LIMIT, "more than 1000 deep");
  run("for i in range(999) { x = {a: x} }");
  expect_error("x = {a: {a: x}}", ERR_LIMIT, "deep");
  expect("x = 1", "");
}

// -- interruption ------------------------------------------------------------------------------------

static void interrupt_on_print(void *self, const char *s, size_t n) {
  note_print(self, s, n);
  interrupt_flag = 1;
}

static void loops_stop_when_asked(void **state) {
  (void)state;
  vm_hooks(vm)->print = interrupt_on_print;
  run("x = 1");
  expect_error("if 1 { x = 2; print(\"go\"); while true { x += 1 } }", ERR_INTERRUPT, "interrupted");
  assert_int_equal(interrupt_flag, 0);
  expect_error("if 1 { print(\"go\"); for i in range(1e15) { } }", ERR_INTERRUPT, "interrupted");
  expect_error("def f() { print(\"go\")\n return f() }\nf()", ERR_INTERRUPT, "interrupted");
  expect_error("def g(v) { print(v)\n return v }\nmap(g, range(1e9))", ERR_INTERRUPT, "interrupted");
  vm_hooks(vm)->print = note_print;
  expect("print(x)", "1\n");
}

// An operation stops within its run, not only after it: the flag is up when it begins.
static void kernels_stop_when_asked(void **state) {
  (void)state;
  static const char *const slow[] = {
    "y = ones(3000, 3000) + 1", "y = big @ big", "y = softmax(big)", "y = big.sum()", "y = big.T",
    "y = sort(list(range(1e6)))", "y = list(range(1e7))", "y = randn(3000, 3000)", "y = cumsum(big)",
    "big[:, 0] = 3", "y = big[::-1, ::2]", "y = exp(big)", "y = concat([big, big])", "y = big == big",
  };
  run("big = ones(1500, 1500)");
  for (size_t i = 0; i < sizeof slow / sizeof *slow; i++) {
    interrupt_flag = 1;
    expect_error(slow[i], ERR_INTERRUPT, "interrupted");
    assert_int_equal(interrupt_flag, 0);
    assert_null(vm_get(vm, name_of("y")));
  }
  run("w = requires_grad(big)\nloss = (w @ w).sum()");
  interrupt_flag = 1;
  expect_error("backward(loss)", ERR_INTERRUPT, "interrupted");
  expect("w.grad", "");
}

// -- errors ----------------------------------------------------------------------------------------

static void places_and_carets(void **state) {
  (void)state;
  expect_rendered("x = 1\ny = x + nme", "t:2:9: nme is not defined\n  y = x + nme\n          ^~~\ndid you mean ne?\n");
  expect_rendered("名字 = \"世界\"\nprint(\"世界\", 名)", "t:2:13: 名 is not defined\n  print(\"世界\", 名)\n"
                  "                ^~\n");
  expect_rendered("def f(x) {\n  return x + [1, 2]\n}\nf([1, 2, 3])",
                  "t:2:10: shapes (3,) and (2,) do not broadcast: 3 against 2 in the last dimension\n"
                  "    return x + [1, 2]\n           ^~~~~~~~~~\n");
}

static void suggestions(void **state) {
  (void)state;
  static const struct { const char *text, *hint; } cases[] = {
    {"softmx([1])", "did you mean softmax?"}, {"prnt(1)", "did you mean print?"},
    {"softmax([1], dmi=0)", "did you mean dim?"}, {"{length: 1}.lenght", "did you mean length?"},
    {"def f(value) { return valeu }\nf(1)", "did you mean value or values?"}, {"qqqq", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_false(try_run(cases[i].text));
    assert_string_equal(e.hint, cases[i].hint);
  }
}

static void the_machine_goes_on_after_every_error(void **state) {
  (void)state;
  static const char *const wrong[] = {
    "nope", "[1, 2] + [1, 2, 3]", "\"a\" + 1", "error(\"x\")", "[1][3]", "nil()", "{a: 1}.b", "for i in 3 { }",
    "a, b = 1", "x[0] = 1", "backward([1, 2])", "softmax()", "[1, 2][\"a\"]", "\"abc\"[1.5]", "-\"a\"", "f\"{1:q}\"",
    "zeros(-1)", "model m() { param W = \"a\" }\nm()", "trace(1)", ":nothing", "if [1, 2] { }", "num(\"x\")",
    "map(fn(x) nope, [1])", "grad(1, 2)", "concat([])", "1 in 3", "def f() { return x1; x1 = 2 }\nf()", "range(1, 2, 0)",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    if (try_run(wrong[i])) fail_msg("%s\nran without an error", wrong[i]);
    assert_true(e.at.src && e.text[0]);
    expect("1 + 1", "2\n");
  }
}

// -- the library and commands ------------------------------------------------------------------------

static const char *library(void *self, const char *name) {
  (void)self;
  if (strcmp(name, "double_it") == 0) return "def double_it(x) { return helper(x) * 2 }";
  if (strcmp(name, "helper") == 0) return "def helper(x) { return x + 1 }";
  if (strcmp(name, "broken") == 0) return "def broken(x) { return";
  return NULL;
}

static void the_library_is_loaded_at_first_use(void **state) {
  (void)state;
  vm_hooks(vm)->library = library;
  expect("double_it(3)", "8\n");
  size_t i = 0;
  assert_string_equal(vm_next_global(vm, &i), "ans");
  assert_null(vm_next_global(vm, &i));
  assert_false(try_run("broken(1)"));
  expect("helper = fn(x) 0\ndouble_it(3)", "8\n"); // whatever variables are called
}

static bool note_command(void *self, const char *line, Span at, Err *err) {
  (void)self, (void)err;
  str_addf(&printed, "<%s at %u>", line, at.start);
  return true;
}

static void commands_go_to_the_hook(void **state) {
  (void)state;
  expect_error(":help x", ERR_NAME, "help x");
  vm_hooks(vm)->command = note_command;
  expect("x = 1\n:help x\nx", "<help x at 6>1\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, nothing_left)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(a_failed_statement_changes_nothing), TEST(statements_before_the_failed_one_stand),
    TEST(nothing_runs_where_the_text_does_not_parse), TEST(a_failed_definition_brings_the_old_one_back),
    TEST(the_order_of_definition_survives), TEST(ans_is_the_last_answer), TEST(snapshots),
    TEST(what_a_run_bound_is_known), TEST(a_part_is_changed_in_place_where_nobody_else_looks),
    TEST(elements_reckon_as_tensors_do),
    TEST(every_holder_keeps_what_it_had), TEST(appending_in_a_loop_copies_nothing), TEST(defaults_and_names),
    TEST(several_results), TEST(closures), TEST(methods_and_fields), TEST(functions_are_called_from_c),
    TEST(text_is_evaluated_as_one_expression), TEST(depth_is_bounded), TEST(depth_through_builtins_is_bounded),
    TEST(steps_are_bounded), TEST(memory_is_bounded), TEST(nested_data_is_bounded), TEST(loops_stop_when_asked),
    TEST(kernels_stop_when_asked), TEST(places_and_carets), TEST(suggestions),
    TEST(the_machine_goes_on_after_every_error), TEST(the_library_is_loaded_at_first_use),
    TEST(commands_go_to_the_hook),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
