// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when memory runs out: of each program here the Nth allocation fails, N rising until the
// program succeeds. Each failure is one clear error, every variable is as it was before the statement,
// the machine goes on working, and at the end no block is left.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "lang/vm.h"
#include "trace/trace.h"

typedef struct Case {
  const char *title;
  const char *before;    // run first, without failures
  const char *statement; // one
  ErrCode code;          // what is wrong with it anyway
} Case;

static const Case cases[] = {
  {"numbers", "", "x = 1.5e3 + 0xFF * -2 ** 3 % 7", ERR_NONE},
  {"text", "s = \"世界\"", "s = s + \"\\u{4e16}\" + 'a' + \"b\"[0]", ERR_NONE},
  {"text that grows", "s = \"a\"", "for i in range(12) { s = s + s }", ERR_NONE},
  {"f-strings", "x = 3.14159", "s = f\"{x:.2f} {[1, 2]} {{}} {'a':>4}\"", ERR_NONE},
  {"builtins of text", "", "s = join(\"a b c\".split(), \", \").upper().replace(\"A\", \"xx\")", ERR_NONE},
  {"json", "r = {a: [1, 2.5], b: [nil, \"x\"], c: true}", "j = json(r)", ERR_NONE},
  {"lists", "", "xs = [1, \"a\", [2, \"b\"], nil]", ERR_NONE},
  {"lists that grow", "xs = []", "for i in range(30) { xs = xs + [\"a\"] }", ERR_NONE},
  {"an item of a list", "xs = [\"a\", [1, \"b\"]]\nys = xs", "xs[1][0] = \"c\"", ERR_NONE},
  {"records", "", "r = {a: 1, b: {c: [\"x\"]}, \"d e\": 2}", ERR_NONE},
  {"fields", "r = {a: 1, b: {c: [\"x\"]}}\ns = r", "r.b.c[0] = {d: 1}", ERR_NONE},
  {"several results", "def two() { return 1, [\"a\"] }", "a, b = two()", ERR_NONE},
  {"functions", "", "def f(a, b=[1, 2], c=nil) { return fn(x) x + a * b }", ERR_NONE},
  {"closures", "def f(a, b=[1, 2]) { return fn(x) x + a * b }", "y = f(2)(3)", ERR_NONE},
  {"arguments with names", "def f(a, b=1, c=\"x\") { return [a, b, c, \"y\"] }", "y = f(c=1, a=[2, 3])", ERR_NONE},
  {"recursion", "def f(n) { return \"\" if n == 0 else f(n - 1) + \"a\" }", "y = f(40)", ERR_NONE},
  {"map and filter", "", "y = map(fn(x) x + \"!\", filter(fn(x) x > \"a\", [\"a\", \"b\", \"c\"]))", ERR_NONE},
  {"tensors", "x = [[1, 2], [3, 4]]", "y = softmax(x @ x.T + 1, dim=-1).sum(dim=0)", ERR_NONE},
  {"shapes", "", "y = concat([arange(6).reshape(2, 3), zeros(2, 3)], dim=0).T", ERR_NONE},
  {"slices", "x = arange(12).reshape(3, 4)\ny = x", "x[1:, ::2] = x[0, 0] + [[1, 2], [3, 4]]", ERR_NONE},
  {"a part read", "x = arange(12).reshape(3, 4)", "y = x[-1, 1:3]", ERR_NONE},
  {"comparisons", "x = [1, 2, 3]", "y = where(x > 1 , x, -inf) == [-inf, 2, 3]", ERR_NONE},
  {"a model", "", "model m(n) {\n  param W = ones(n, n)\n  param b = zeros(n)\n  k = 2\n"
              "  def forward(x) { return k * (W @ x + b) }\n}", ERR_NONE},
  {"a model made and called", "model m(n) {\n  param W = ones(n, n)\n  k = 2\n  def forward(x) { return k * (W @ x) }\n}",
   "y = m(2)([1, 2])", ERR_NONE},
  {"a model's parameter", "model m(n) { param W = ones(n) }\nnet = m(3)\nother = net", "net.W[1] = 5", ERR_NONE},
  {"a method", "model m(n) {\n  param W = ones(n)\n  def f(x) { return g(x) + W }\n  def g(x) { return x * 2 }\n}\n"
               "net = m(2)", "y = net.f([1, 2])", ERR_NONE},
  {"backward", "x = requires_grad([1, 2, 3])", "backward((softmax(x) * x ** 2).sum())", ERR_NONE},
  {"gradients", "x = [1, 2, 3]", "g = grad((exp(x) * x).mean(), x)", ERR_NONE},
  {"attention", "Q = ones(3, 2)\nK = ones(3, 2)", "w = softmax(where(causal_mask(3), Q @ K.T / sqrt(2), -inf))", ERR_NONE},
  {"the library in gb", "Q = ones(3, 2)", "w = scaled_dot_product_attention(Q, Q, Q)", ERR_NONE},
  {"a recording", "def f(x) { return softmax(x * 2) }", "t = trace(f([1, 2]))", ERR_NONE},
  {"the answer", "1", "[1, \"a\"]", ERR_NONE},
  {"a name that is not there", "", "x = softmx([1])", ERR_NAME},
  {"text that does not parse", "", "x = [1, {a: ", ERR_INCOMPLETE},
  {"fullwidth signs", "", "x = （1，2）", ERR_SYNTAX},
};

static void show_globals(Vm *vm, Str *out) {
  size_t i = 0;
  for (const char *name; (name = vm_next_global(vm, &i));) {
    const Value *v = vm_get(vm, name);
    str_addf(out, "%s = ", name);
    value_format(*v, out, 0, false);
    if (v->type == VAL_TENSOR && tape_grad_of(v->as.t)) {
      str_add(out, " gradient ");
      value_format(value_tensor(tape_grad_of(v->as.t)), out, 0, false);
    }
    str_addc(out, '\n');
  }
}

static const char *library(void *self, const char *name) {
  (void)self;
  if (strcmp(name, "scaled_dot_product_attention") != 0) return NULL;
  return "def scaled_dot_product_attention(q, k, v) { return softmax(q @ k.T / sqrt(q.shape[-1])) @ v }";
}

static bool run(Vm *vm, const char *text, Err *e) {
  Source *src = source_new("t", text, strlen(text), 1);
  bool ok = vm_run(vm, src, e);
  source_release(src);
  return ok;
}

// Lets allocation n of the statement fail (0: none). True: fewer than n were made. `result` has the
// variables after a run in which nothing failed; a failure that is got round must lead there too.
static bool fail_at(const Case *c, size_t n, Str *result) {
  size_t blocks = mem_live_blocks();
  Vm *vm = vm_new();
  trace_attach(vm);
  vm_hooks(vm)->library = library;
  Err e = {0}, none = {0};
  Str was = {0}, is = {0};
  assert_true(run(vm, c->before, &none));
  show_globals(vm, &was);
  mem_fail_at(n);
  bool ok = run(vm, c->statement, &e);
  bool failed = n > 0 && mem_fails_in() == 0;
  mem_fail_at(0);
  bool as_it_should = failed && (ok || e.code == ERR_MEMORY);
  if (!as_it_should && e.code != c->code) fail_msg("%s: allocation %zu: %s", c->title, n, e.text);
  assert_false(mem_exhausted());
  show_globals(vm, &is);
  if (n == 0) str_add(result, str_c(&is));
  else if (ok) assert_string_equal(str_c(&is), str_c(result));
  if (!ok) {
    assert_true(e.text[0] && !strchr(e.text, '\n'));
    if (strcmp(str_c(&was), str_c(&is)) != 0)
      fail_msg("%s: allocation %zu: before:\n%safter:\n%s", c->title, n, str_c(&was), str_c(&is));
    assert_true(run(vm, "assert(1 + 1 == 2)", &none)); // it goes on working
  }
  err_clear(&e);
  str_free(&was);
  str_free(&is);
  vm_free(vm);
  names_free();
  if (mem_live_blocks() != blocks + (n == 0)) // the result
    fail_msg("%s: allocation %zu: %zu blocks left", c->title, n, mem_live_blocks() - blocks);
  return !failed;
}

static void every_allocation(void **state) {
  const Case *c = *state;
  Str result = {0};
  size_t n = 1;
  fail_at(c, 0, &result);
  while (!fail_at(c, n, &result)) n++;
  str_free(&result);
  print_message("# %s: %zu allocations\n", c->title, n - 1);
  assert_true(n > 5);
}

int main(void) {
  enum { N = sizeof cases / sizeof *cases };
  struct CMUnitTest tests[N];
  for (size_t i = 0; i < N; i++)
    tests[i] = (struct CMUnitTest){.name = cases[i].title, .test_func = every_allocation, .initial_state = (void *)(uintptr_t)&cases[i]};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
