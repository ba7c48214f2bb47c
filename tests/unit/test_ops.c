// SPDX-License-Identifier: GPL-3.0-or-later
// Forward passes against numbers from elsewhere: naive loops in double precision, closed forms, and
// values worked out by hand. Then what operations say when they cannot be done.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "op_cases_more.h"

// "2,3: 1 2 3 4 5 6"; ": 7" is a single number; "0:" is empty.
static Tensor *tensor_of(const char *text) {
  Shape s = {0};
  char *p = (char *)(uintptr_t)text;
  while (*p != ':') {
    s.dim[s.rank++] = strtol(p, &p, 10);
    p += *p == ',';
  }
  p++;
  Err e = {0};
  Tensor *t = tensor_new(&s, &e);
  for (size_t i = 0; i < t->size; i++) t->data[i] = strtof(p, &p);
  return t;
}

// Calls an operation on tensors written as text; settings as in op_case.h ("; dim=0").
static Tensor *call(const char *op, const char *settings, int n, const char *const *inputs, Err *e) {
  const OpDef *def = op_find(op);
  if (!def) fail_msg("no operation %s", op);
  Case c;
  if (!case_read(&c, def, settings, 1)) fail_msg("%s: %s", op, c.error);
  Tensor *in[CASE_MAX_IN];
  for (int k = 0; k < n; k++) in[k] = tensor_of(inputs[k]);
  OpCall oc = {.def = def, .n_in = n, .in = in, .attr = c.attr};
  Tensor *out = def->forward(&oc, e);
  for (int k = 0; k < n; k++) {
    if (out == in[k]) fail_msg("%s gave its input back", op);
    tensor_release(in[k]);
  }
  for (int i = 0; i < OP_MAX_SAVED; i++) tensor_release(oc.saved[i]);
  case_free(&c);
  return out;
}

static bool same_to(double a, double b, double near) {
  return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= near * (1 + fabs(b));
}

static bool same(double a, double b) { return same_to(a, b, 1e-5); }

static void assert_tensor(const char *what, const Tensor *got, const Tensor *expected) {
  if (!shape_eq(&got->shape, &expected->shape))
    fail_msg("%s: shape %s, not %s", what, shape_text(&got->shape).s, shape_text(&expected->shape).s);
  for (size_t i = 0; i < got->size; i++)
    if (!same((double)got->data[i], (double)expected->data[i]))
      fail_msg("%s: element %zu is %.9g, not %.9g", what, i, (double)got->data[i], (double)expected->data[i]);
}

// -- elementwise -----------------------------------------------------------------------------------

static double r_add(double x, double y) { return x + y; }
static double r_sub(double x, double y) { return x - y; }
static double r_mul(double x, double y) { return x * y; }
static double r_div(double x, double y) { return x / y; }
static double r_mod(double x, double y) { return x - floor(x / y) * y; }
static double r_eq(double x, double y) { return x == y; }
static double r_ne(double x, double y) { return x != y; }
static double r_lt(double x, double y) { return x < y; }
static double r_le(double x, double y) { return x <= y; }
static double r_gt(double x, double y) { return x > y; }
static double r_ge(double x, double y) { return x >= y; }
static double r_neg(double x, double y) { (void)y; return -x; }
static double r_exp(double x, double y) { (void)y; return exp(x); }
static double r_log(double x, double y) { (void)y; return log(x); }
static double r_sqrt(double x, double y) { (void)y; return sqrt(x); }
static double r_tanh(double x, double y) { (void)y; return (exp(2 * x) - 1) / (exp(2 * x) + 1); }
static double r_sigmoid(double x, double y) { (void)y; return (1 + tanh(x / 2)) / 2; }
static double r_relu(double x, double y) { (void)y; return x > 0 ? x : 0; }
static double r_abs(double x, double y) { (void)y; return x < 0 ? -x : x; }
static double r_sign(double x, double y) { (void)y; return x < 0 ? -1 : x > 0 ? 1 : 0; }
static double r_floor(double x, double y) { (void)y; return floor(x); }
static double r_sin(double x, double y) { (void)y; return sin(x); }
static double r_cos(double x, double y) { (void)y; return cos(x); }
static double r_erf(double x, double y) { (void)y; return 1 - erfc(x); }
static double r_round(double x, double y) { // halves to even, by hand
  double scale = pow(10, y), s = x * scale, low = floor(s);
  double whole = s - low < 0.5 ? low : s - low > 0.5 ? low + 1 : fmod(low, 2) == 0 ? low : low + 1;
  return whole / scale;
}
static double r_log1p(double x, double y) { (void)y; return log(1 + x); }
static double r_expm1(double x, double y) { (void)y; return exp(x) - 1; }
static double r_silu(double x, double y) { (void)y; return x * (1 + tanh(x / 2)) / 2; }
static double r_isnan(double x, double y) { (void)y; return !(x <= 0) && !(x >= 0); }
static double r_isinf(double x, double y) { (void)y; return x > 1e308 || x < -1e308; }
static double r_isfinite(double x, double y) { (void)y; return x >= -1e308 && x <= 1e308; }
static double r_ceil(double x, double y) { (void)y; return -floor(-x); }
static double r_trunc(double x, double y) { (void)y; return x - fmod(x, 1); }
static double r_tan(double x, double y) { (void)y; return sin(x) / cos(x); }
static double r_asin(double x, double y) { (void)y; return atan2(x, sqrt(1 - x * x)); }
static double r_acos(double x, double y) { (void)y; return atan2(sqrt(1 - x * x), x); }
static double r_atan(double x, double y) { (void)y; return atan2(x, 1); }
static double r_sinh(double x, double y) { (void)y; return (exp(x) - exp(-x)) / 2; }
static double r_cosh(double x, double y) { (void)y; return (exp(x) + exp(-x)) / 2; }
static double r_square(double x, double y) { (void)y; return x * x; }
static double r_reciprocal(double x, double y) { (void)y; return 1 / x; }
static double r_rsqrt(double x, double y) { (void)y; return pow(x, -0.5); }
static double r_not(double x, double y) { (void)y; return x == 0; }

static const struct { const char *op; double (*f)(double, double); int n_in; } elementwise[] = {
  {"add", r_add, 2},       {"sub", r_sub, 2},      {"mul", r_mul, 2},   {"div", r_div, 2},
  {"mod", r_mod, 2},       {"pow", pow, 2},        {"eq", r_eq, 2},     {"ne", r_ne, 2},
  {"lt", r_lt, 2},         {"le", r_le, 2},        {"gt", r_gt, 2},     {"ge", r_ge, 2},
  {"maximum", fmax, 2},    {"minimum", fmin, 2},   {"neg", r_neg, 1},   {"exp", r_exp, 1},
  {"log", r_log, 1},       {"sqrt", r_sqrt, 1},    {"tanh", r_tanh, 1}, {"abs", r_abs, 1},
  {"sigmoid", r_sigmoid, 1}, {"relu", r_relu, 1},  {"sign", r_sign, 1}, {"floor", r_floor, 1},
  {"sin", r_sin, 1},       {"cos", r_cos, 1},      {"erf", r_erf, 1},   {"logical_not", r_not, 1},
  {"log1p", r_log1p, 1},   {"expm1", r_expm1, 1},  {"silu", r_silu, 1}, {"isnan", r_isnan, 1},
  {"isinf", r_isinf, 1},   {"isfinite", r_isfinite, 1}, {"ceil", r_ceil, 1}, {"trunc", r_trunc, 1},
  {"tan", r_tan, 1},       {"asin", r_asin, 1},    {"acos", r_acos, 1}, {"atan", r_atan, 1},
  {"sinh", r_sinh, 1},     {"cosh", r_cosh, 1},    {"square", r_square, 1}, {"reciprocal", r_reciprocal, 1},
  {"rsqrt", r_rsqrt, 1},
};

// x [4,1,3] against y [2,1]: element (a, b, c) is f(x[a,0,c], y[b,0]).
static void check_elementwise(const OpDef *def, double (*f)(double, double), int n_in, const char *domain) {
  Case c;
  char text[80];
  snprintf(text, sizeof text, n_in == 2 ? "x[4,1,3] y[2,1]; %s" : "x[4,2,3]; %s", domain);
  assert_true(case_read(&c, def, text, 5));
  Tensor *in[CASE_MAX_IN];
  case_inputs(&c, in);
  OpCall oc = {.def = def, .n_in = n_in, .in = in, .attr = c.attr};
  Err e = {0};
  Tensor *out = def->forward(&oc, &e);
  assert_non_null(out);
  assert_true(shape_eq(&out->shape, &(Shape){3, {4, 2, 3}}));
  for (size_t i = 0; i < 24; i++) {
    double x = (double)in[0]->data[n_in == 2 ? i / 6 * 3 + i % 3 : i];
    double y = n_in == 2 ? (double)in[1]->data[i / 3 % 2] : 0;
    if (!same((double)out->data[i], f(x, y)))
      fail_msg("%s(%g, %g) is %g, not %g", def->name, x, y, (double)out->data[i], f(x, y));
    double number = def->scalar(x, y);
    if (!same_to(number, f(x, y), 1e-14))
      fail_msg("%s(%g, %g) of numbers is %.17g, not %.17g", def->name, x, y, number, f(x, y));
  }
  tensor_release(out);
  case_free(&c);
}

static void test_elementwise(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof elementwise / sizeof *elementwise; i++) {
    const OpDef *def = op_find(elementwise[i].op);
    check_elementwise(def, elementwise[i].f, elementwise[i].n_in, "domain -3..3");
    check_elementwise(def, elementwise[i].f, elementwise[i].n_in, "domain 0.5..4");
  }
  for (double d = -1; d < 4; d++)
    for (double x = -9.5; x < 9.7; x += 0.25)
      assert_true(same(op_find("round")->scalar(x, d), r_round(x, d)));
  for (size_t i = 0; i < n_ops; i++) {
    bool known = !op_table[i]->scalar || strcmp(op_table[i]->name, "round") == 0;
    for (size_t k = 0; k < sizeof elementwise / sizeof *elementwise; k++)
      known = known || strcmp(elementwise[k].op, op_table[i]->name) == 0;
    if (!known) fail_msg("%s has a formula for numbers that no test looks at", op_table[i]->name);
  }
}

// -- worked out by hand ----------------------------------------------------------------------------

static const struct { const char *op, *in[5], *settings, *expected; } by_hand[] = {
  {"mod", {"4: -7 7 -1 5", ": 3"}, "", "4: 2 1 2 2"},
  {"mod", {"2: 7 -7", ": -3"}, "", "2: -2 -1"},
  {"div", {"3: 1 -1 0", ": 0"}, "", "3: inf -inf nan"},
  {"eq", {"2: nan inf", "2: nan inf"}, "", "2: 0 1"},
  {"maximum", {"3: nan 1 nan", "3: 1 nan nan"}, "", "3: nan nan nan"},
  {"relu", {"3: -inf inf nan"}, "", "3: 0 inf nan"},
  {"sigmoid", {"3: -1000 0 1000"}, "", "3: 0 0.5 1"},
  {"round", {"6: 0.5 1.5 2.5 -0.5 -1.5 2.6"}, "", "6: 0 2 2 -0 -2 3"},
  {"round", {"3: 1.25 3.14159 -2.71828"}, "; decimals=2", "3: 1.25 3.14 -2.72"},
  {"round", {"2: 1234 1250"}, "; decimals=-2", "2: 1200 1200"},
  {"round", {"2: 1.5 inf"}, "; decimals=400", "2: 1.5 inf"},
  {"einsum", {"2,2: 1 2 3 4", "2,2: 5 6 7 8"}, "; equation=ij,jk->ik", "2,2: 19 22 43 50"},
  {"einsum", {"2,2: 1 2 3 4", "2,2: 5 6 7 8"}, "; equation=ij, jk", "2,2: 19 22 43 50"},
  {"einsum", {"2,2: 1 2 3 4", "2,2: 5 6 7 8"}, "; equation=ij,ij->", ": 70"},
  {"einsum", {"2,3: 1 2 3 4 5 6", ": 1"}, "; equation=ij->ji", "3,2: 1 4 2 5 3 6"},
  {"einsum", {"2,3: 1 2 3 4 5 6", ": 1"}, "; equation=ba", "3,2: 1 4 2 5 3 6"},
  {"einsum", {"2,3: 1 2 3 4 5 6", ": 1"}, "; equation=ij->i", "2: 6 15"},
  {"einsum", {"2,2: 1 2 3 4", ": 1"}, "; equation=ii", ": 5"},
  {"einsum", {"2,2: 1 2 3 4", "2: 1 10"}, "; equation=ij,k->jk", "2,2: 4 40 6 60"},
  {"einsum", {"2,1,2: 1 2 3 4", "2,2,1: 1 1 1 2"}, "; equation=bij,bjk->bki", "2,1,1: 3 11"},
  {"einsum", {"2,0:", "0,2:"}, "; equation=ij,jk->ik", "2,2: 0 0 0 0"},
  {"outer", {"2: 1 2", "3: 1 2 3"}, "", "2,3: 1 2 3 2 4 6"},
  {"dot", {"3: 1 2 3", "3: 4 5 6"}, "", ": 32"},
  {"dot", {"0:", "0:"}, "", ": 0"},
  {"dropout", {"3: 1 2 3"}, "; p=1", "3: 0 0 0"},
  {"dropout", {"3: 1 2 3"}, "; p=0.9; training=false", "3: 1 2 3"},
  {"sum", {"2,1,2: 1 2 3 4"}, "; dim=[0,1]", "2: 4 6"},
  {"mean", {"2,1,2: 1 2 3 4"}, "; dim=[2,-2]; keepdim=true", "2,1,1: 1.5 3.5"},
  {"max", {"2,1,2: 1 2 3 4"}, "; dim=[0,1,2]", ": 4"},
  {"batch_norm", {"2,2: 1 5 3 9", ": 0", ": 1", "2: 1 2", "2: 0 1"}, "; training=true; eps=0", "2,2: -1 -1 1 3"},
  {"batch_norm", {"1,2,2: 1 3 5 9", "2: 1 5", "2: 4 1", ": 1", ": 0"}, "; eps=0", "1,2,2: 0 1 0 4"},
  {"group_norm", {"1,4: 1 3 5 9", ": 1", ": 0"}, "; num_groups=2; eps=0", "1,4: -1 1 -1 1"},
  {"group_norm", {"1,2,2: 1 3 5 9", "2: 2 10", "2: 0 1"}, "; num_groups=2; eps=0", "1,2,2: -2 2 -9 11"},
  {"rms_norm", {"2,2: 3 4 0 2", ": 5"}, "; eps=0", "2,2: 4.24264069 5.65685425 0 7.07106781"},
  {"solve", {"2,2: 0 2 3 1", "2: 4 5"}, "", "2: 1 2"},
  {"solve", {"2,2: 2 0 0 4", "2,2: 2 4 8 12"}, "", "2,2: 1 2 2 3"},
  {"inv", {"2,2: 4 7 2 6"}, "", "2,2: 0.6 -0.7 -0.2 0.4"},
  {"det", {"2,2: 1 2 3 4"}, "", ": -2"},
  {"det", {"3,3: 2 0 1 1 3 2 1 1 4"}, "", ": 18"},
  {"det", {"2,2: 1 2 2 4"}, "", ": 0"},
  {"det", {"0,0:"}, "", ": 1"},
  {"eigh_parts", {"2,2: 2 1 1 2"}, "", "3,2: 1 3 0.70710678 0.70710678 -0.70710678 0.70710678"},
  {"eigh_parts", {"0,0:"}, "", "1,0:"},
  {"svd_parts", {"2,1: 3 4"}, "", "4: 0.6 0.8 5 1"},
  {"svd_parts", {"1,2: 3 4"}, "", "4: 1 5 0.6 0.8"},
  {"gather", {"2,3: 1 2 3 4 5 6", "2,2: 2 0 1 1"}, "; dim=1", "2,2: 3 1 5 5"},
  {"gather", {"2,3: 1 2 3 4 5 6", "1,2: 1 0"}, "; dim=0", "1,2: 4 2"},
  {"gather", {"3: 7 8 9", "0:"}, "; dim=0", "0:"},
  {"scatter_add", {"2,2: 1 1 1 1", "2,1: 1 0", "2,1: 5 7"}, "; dim=1", "2,2: 1 6 8 1"},
  {"scatter_add", {"2: 0 0", "3: 1 1 1", "4: 1 2 3 4"}, "; dim=0", "2: 0 6"},
  {"index_select", {"2,3: 1 2 3 4 5 6", "3: 2 2 0"}, "; dim=1", "2,3: 3 3 1 6 6 4"},
  {"index_select", {"2,1: 1 2", "0:"}, "; dim=0", "0,1:"},
  {"one_hot", {"2: 2 0"}, "", "2,3: 0 0 1 1 0 0"},
  {"one_hot", {"0:"}, "", "0,0:"},
  {"one_hot", {": 1"}, "; num_classes=2", "2: 0 1"},
  {"masked_fill", {"2,2: 1 2 3 4", "2: 0 1"}, "; value=9", "2,2: 1 9 3 9"},
  {"masked_select", {"2,2: 1 2 3 4", "2,2: 0 1 1 0"}, "", "2: 2 3"},
  {"masked_select", {"2,2: 1 2 3 4", "2: 0 1"}, "", "1,2: 3 4"},
  {"masked_select", {"2: 1 2", "2: 0 0"}, "", "0:"},
  {"argsort", {"2,3: 3 1 2 4 6 5"}, "", "2,3: 1 2 0 0 2 1"},
  {"argsort", {"2,3: 3 1 2 4 0 5"}, "; dim=0; descending=true", "2,3: 1 0 1 0 1 0"},
  {"argsort", {"4: nan 2 2 -inf"}, "", "4: 3 1 2 0"},
  {"argsort", {"4: nan 2 2 inf"}, "; descending=true", "4: 3 1 2 0"},
  {"nonzero", {"2,2: 0 5 7 0"}, "", "2,2: 0 1 1 0"},
  {"nonzero", {"3: 0 0 nan"}, "", "1,1: 2"},
  {"unique", {"2,2: 3 1 3 -2"}, "", "3: -2 1 3"},
  {"unique", {"0:"}, "", "0:"},
  {"bincount", {"4: 1 3 1 1"}, "", "4: 0 3 0 1"},
  {"bincount", {"0:"}, "; minlength=2", "2: 0 0"},
  {"searchsorted", {"4: 1 2 2 5", "5: 0 1 2 3 9"}, "", "5: 0 0 1 3 4"},
  {"searchsorted", {"4: 1 2 2 5", "5: 0 1 2 3 9"}, "; right=true", "5: 0 1 3 3 4"},
  {"histc", {"5: 0 1 2 3 4"}, "; bins=2", "2: 2 3"},
  {"histc", {"5: 0 1 2 3 nan"}, "; bins=2; min=0; max=2", "2: 1 2"},
  {"histc", {"2: 5 5"}, "; bins=3", "3: 0 2 0"},
  {"flip", {"2,3: 1 2 3 4 5 6"}, "; dims=[1]", "2,3: 3 2 1 6 5 4"},
  {"flip", {"2,3: 1 2 3 4 5 6"}, "; dims=[0,-1]", "2,3: 6 5 4 3 2 1"},
  {"roll", {"2,3: 1 2 3 4 5 6"}, "; shifts=[1]", "2,3: 6 1 2 3 4 5"},
  {"roll", {"2,3: 1 2 3 4 5 6"}, "; shifts=[-1,4]; dims=[0,1]", "2,3: 6 4 5 3 1 2"},
  {"pad", {"1,2: 1 2"}, "; pad=[1,0,0,1]; value=9", "2,3: 9 1 2 9 9 9"},
  {"pad", {"3: 1 2 3"}, "; pad=[-1,1]", "3: 2 3 0"},
  {"repeat", {"1,2: 1 2"}, "; sizes=[2,2]", "2,4: 1 2 1 2 1 2 1 2"},
  {"repeat", {"2: 1 2"}, "; sizes=[2,1,2]", "2,1,4: 1 2 1 2 1 2 1 2"},
  {"repeat", {"2: 1 2"}, "; sizes=[0]", "0:"},
  {"diag", {"2: 1 2"}, "; diagonal=-1", "3,3: 0 0 0 1 0 0 0 2 0"},
  {"diag", {"2,3: 1 2 3 4 5 6"}, "; diagonal=1", "2: 2 6"},
  {"diag", {"3,2: 1 2 3 4 5 6"}, "; diagonal=-2", "1: 5"},
  {"diag", {"2,2: 1 2 3 4"}, "; diagonal=9", "0:"},
  {"isnan", {"4: nan inf -inf 0"}, "", "4: 1 0 0 0"},
  {"isinf", {"4: nan inf -inf 0"}, "", "4: 0 1 1 0"},
  {"isfinite", {"4: nan inf -inf 0"}, "", "4: 0 0 0 1"},
  {"softplus", {"4: -1000 0 1000 1"}, "", "4: 0 0.69314718 1000 1.31326169"},
  {"softplus", {"2: 0 1"}, "; beta=2", "2: 0.34657359 1.06346400"},
  {"leaky_relu", {"3: -10 0 5"}, "; negative_slope=0.2", "3: -2 0 5"},
  {"elu", {"3: -inf 0 5"}, "; alpha=2", "3: -2 0 5"},
  {"elu", {"1: -0.693147181"}, "", "1: -0.5"},
  {"prod", {"2,3: 1 2 3 4 5 6"}, "", ": 720"},
  {"prod", {"2,3: 1 2 3 4 5 6"}, "; dim=0", "3: 4 10 18"},
  {"prod", {"0:"}, "", ": 1"},
  {"cumprod", {"2,3: 1 2 3 4 5 6"}, "", "2,3: 1 2 6 4 20 120"},
  {"cumprod", {"2,3: 1 2 3 4 5 6"}, "; dim=0", "2,3: 1 2 3 4 10 18"},
  {"logsumexp", {"2,2: 0 1.09861229 -inf 5"}, "; dim=1", "2: 1.38629436 5"},
  {"logsumexp", {"2: -inf -inf"}, "", ": -inf"},
  {"logsumexp", {"2: 1000 inf"}, "", ": inf"},
  {"logsumexp", {"0:"}, "", ": -inf"},
  {"norm", {"2,2: 3 -4 6 8"}, "; dim=1", "2: 5 10"},
  {"norm", {"2: 3 -4"}, "; p=1", ": 7"},
  {"norm", {"2: 3 -4"}, "; p=inf", ": 4"},
  {"norm", {"3: 3 0 -4"}, "; p=0", ": 2"},
  {"norm", {"2: 1 -2"}, "; p=3", ": 2.08008382"},
  {"norm", {"0:"}, "", ": 0"},
  {"clip", {"5: -9 -1 0 1 9"}, "; min=-1; max=1", "5: -1 -1 0 1 1"},
  {"gelu", {"3: 0 1 -1"}, "", "3: 0 0.841344746 -0.158655254"},
  {"gelu", {"2: 1 -2"}, "; approximate=true", "2: 0.841191991 -0.0454023059"},
  {"where", {"2,2: 1 0 0 1", "2: 1 2", ": -inf"}, "", "2,2: 1 -inf -inf 2"},
  {"sum", {"2,3: 1 2 3 4 5 6"}, "", ": 21"},
  {"sum", {"2,3: 1 2 3 4 5 6"}, "; dim=0", "3: 5 7 9"},
  {"sum", {"2,3: 1 2 3 4 5 6"}, "; dim=-1; keepdim=true", "2,1: 6 15"},
  {"sum", {"2,3: 1 2 3 4 5 6"}, "; keepdim=true", "1,1: 21"},
  {"sum", {"0:"}, "", ": 0"},
  {"sum", {"2,0:"}, "; dim=1", "2: 0 0"},
  {"mean", {"2,3: 1 2 3 4 5 6"}, "; dim=1", "2: 2 5"},
  {"mean", {"0:"}, "", ": nan"},
  {"var", {"4: 2 4 4 6"}, "", ": 2.66666667"},
  {"var", {"4: 2 4 4 6"}, "; correction=0", ": 2"},
  {"var", {"1: 5"}, "", ": nan"},
  {"var", {"3: 1000001 1000002 1000003"}, "", ": 1"},
  {"std", {"2,2: 1 3 5 9"}, "; dim=1; correction=0", "2: 1 2"},
  {"max", {"2,2: 1 5 7 3"}, "; dim=0", "2: 7 5"},
  {"max", {"3: 1 nan 3"}, "", ": nan"},
  {"min", {"2,2: 1 5 7 3"}, "; dim=1; keepdim=true", "2,1: 1 3"},
  {"argmax", {"5: 1 3 2 3 0"}, "", ": 1"},
  {"argmax", {"2,3: 1 3 2 9 0 1"}, "; dim=1", "2: 1 0"},
  {"argmin", {"2,2: 4 3 2 9"}, "", ": 2"},
  {"cumsum", {"2,3: 1 2 3 4 5 6"}, "", "2,3: 1 3 6 4 9 15"},
  {"cumsum", {"2,3: 1 2 3 4 5 6"}, "; dim=0", "2,3: 1 2 3 5 7 9"},
  {"all", {"2,2: 1 1 0 1"}, "; dim=1", "2: 1 0"},
  {"all", {"0:"}, "", ": 1"},
  {"any", {"2,2: 0 0 0 1"}, "; dim=1", "2: 0 1"},
  {"softmax", {"3: 0 0 -inf"}, "", "3: 0.5 0.5 0"},
  {"softmax", {"2: 1000 1000.69314718"}, "", "2: 0.333333 0.666667"},
  {"softmax", {"2: -inf -inf"}, "", "2: nan nan"},
  {"softmax", {"2,2: 0 1.09861229 0 0"}, "; dim=0", "2,2: 0.5 0.75 0.5 0.25"},
  {"softmax", {": 3"}, "", ": 1"},
  {"softmax", {"2: 0 1.09861229"}, "; temperature=0.5", "2: 0.1 0.9"},
  {"softmax", {"2: 4000 0"}, "; temperature=1000", "2: 0.98201379 0.01798621"},
  {"log_softmax", {"2: 0 -1000"}, "", "2: 0 -1000"},
  {"log_softmax", {"2: 0 1.09861229"}, "", "2: -1.38629436 -0.287682072"},
  {"matmul", {"2,2: 1 2 3 4", "2,2: 5 6 7 8"}, "", "2,2: 19 22 43 50"},
  {"matmul", {"2: 1 2", "2,1: 3 4"}, "", "1: 11"},
  {"reshape", {"2,3: 1 2 3 4 5 6"}, "; shape=[3,-1]", "3,2: 1 2 3 4 5 6"},
  {"reshape", {"1: 4"}, "; shape=[]", ": 4"},
  {"transpose", {"2,3: 1 2 3 4 5 6"}, "", "3,2: 1 4 2 5 3 6"},
  {"transpose", {"3: 1 2 3"}, "", "3: 1 2 3"},
  {"permute", {"1,2,3: 1 2 3 4 5 6"}, "; dims=[2,0,1]", "3,1,2: 1 4 2 5 3 6"},
  {"concat", {"2,1: 1 2", "2,2: 3 4 5 6"}, "; dim=1", "2,3: 1 3 4 2 5 6"},
  {"concat", {"1,2: 1 2", "2,2: 3 4 5 6"}, "; dim=-2", "3,2: 1 2 3 4 5 6"},
  {"concat", {"0:", "2: 1 2"}, "", "2: 1 2"},
  {"stack", {"2: 1 2", "2: 3 4"}, "", "2,2: 1 2 3 4"},
  {"stack", {"2: 1 2", "2: 3 4"}, "; dim=-1", "2,2: 1 3 2 4"},
  {"stack", {": 1", ": 2", ": 3"}, "", "3: 1 2 3"},
  {"squeeze", {"1,2,1: 1 2"}, "", "2: 1 2"},
  {"squeeze", {"1,2,1: 1 2"}, "; dim=2", "1,2: 1 2"},
  {"squeeze", {"1,2,1: 1 2"}, "; dim=1", "1,2,1: 1 2"},
  {"unsqueeze", {"2: 1 2"}, "; dim=-1", "2,1: 1 2"},
  {"expand", {"2,1: 1 2"}, "; shape=[-1,3]", "2,3: 1 1 1 2 2 2"},
  {"expand", {": 4"}, "; shape=[2]", "2: 4 4"},
  {"embedding", {"2,2: 1 0 2 1", "3,2: 1 2 3 4 5 6"}, "", "2,2,2: 3 4 1 2 5 6 3 4"},
  {"layer_norm", {"2,2: 1 3 -5 5", ": 1", ": 0"}, "; eps=0", "2,2: -1 1 -1 1"},
  {"layer_norm", {"4: 2 4 4 6", "4: 1 1 2 1", "4: 0 0 5 1"}, "; eps=2", "4: -1 0 5 2"},
  {"cross_entropy", {"2,2: 0 0 0 1.09861229", "2: 0 1", ": 1"}, "", ": 0.490414627"},
  {"cross_entropy", {"3: 1000 0 0", ": 0", ": 1"}, "", ": 0"},
  {"cross_entropy", {"1,2: -inf 0", "1: 0", ": 1"}, "", ": inf"},
  // By PyTorch 1.13, in double precision.
  {"mse_loss", {"2,3: 0.8 0.17 0.09 -0.61 0.05 -1.37", "2,3: 0.34 1.01 -1.44 0.98 0.52 1.24"}, "",
   ": 2.136533"},
  {"l1_loss", {"2,3: 0.8 0.17 0.09 -0.61 0.05 -1.37", "2,3: 0.34 1.01 -1.44 0.98 0.52 1.24"},
   "; reduction=sum", ": 7.5"},
  {"huber_loss", {"2,3: 0.8 0.17 0.09 -0.61 0.05 -1.37", "2,3: 0.34 1.01 -1.44 0.98 0.52 1.24"},
   "; delta=0.7", ": 0.6392083"},
  {"smooth_l1_loss", {"2,3: 0.8 0.17 0.09 -0.61 0.05 -1.37", "2,3: 0.34 1.01 -1.44 0.98 0.52 1.24"},
   "; reduction=none; beta=0.7", "2,3: 0.1511429 0.49 1.18 1.24 0.1577857 2.26"},
  {"binary_cross_entropy", {"2,3: 0.24 0.25 0.33 0.58 0.2 0.19", "2,3: 1 0 0.3 0 1 1", "3: 0.76 1.31 0.64"},
   "", ": 0.9473802"},
  {"binary_cross_entropy", {"2: 0 1", "2: 1 1", ": 1"}, "",
   ": 50"},
  {"binary_cross_entropy_with_logits", {"2,3: 7.2 1.53 0.81 -5.49 0.45 -12.33",
   "2,3: 1 0 0.3 0 1 1", "3: 0.76 1.31 0.64"},
   "; pos_weight=2.5", ": 4.052235"},
  {"kl_div", {"2,3: -1.42712 -1.38629 -1.10866 -0.544727 -1.60944 -1.66073", "2,3: 1 0 0.3 0 1 1"},
   "; reduction=batchmean", ": 2.334346"},
  {"kl_div", {"2,3: -1.43 -1.39 -1.11 -0.54 -1.61 -1.66", "2,3: -0.5 -1 -0.85 -1 -0.5 -0.5"},
   "; log_target=true", ": 0.3377124"},
  {"nll_loss", {"4,3: -0.43 0.27 0.78 0.17 -1.8 0.9 0.53 0.12 -0.63 -1.87 -6.72 -1.49",
   "4: 2 0 -1 1", "3: 0.76 1.31 0.64"},
   "; ignore_index=-1", ": 3.016531"},
  {"nll_loss", {"4,3: -0.43 0.27 0.78 0.17 -1.8 0.9 0.53 0.12 -0.63 -1.87 -6.72 -1.49",
   "4: 2 0 -1 1", "3: 0.76 1.31 0.64"},
   "; ignore_index=-1; reduction=none", "4: -0.4992 -0.1292 0 8.8032"},
  {"cross_entropy", {"4,3: -0.43 0.27 0.78 0.17 -1.8 0.9 0.53 0.12 -0.63 -1.87 -6.72 -1.49",
   "4: 2 0 -1 1", "3: 0.76 1.31 0.64"},
   "; ignore_index=-1; label_smoothing=0.2", ": 3.030615"},
  {"cross_entropy", {"4,3: -0.43 0.27 0.78 0.17 -1.8 0.9 0.53 0.12 -0.63 -1.87 -6.72 -1.49",
   "4: 2 0 -1 1", ": 1"},
   "; ignore_index=-1; label_smoothing=0.2; reduction=sum", ": 7.088446"},
  {"cross_entropy", {"4,3: -0.43 0.27 0.78 0.17 -1.8 0.9 0.53 0.12 -0.63 -1.87 -6.72 -1.49",
   "4: 2 0 -1 1", "3: 0.76 1.31 0.64"},
   "; ignore_index=-1; reduction=none", "4: 0.410346 0.8874394 0 7.538086"},
  {"causal_mask", {0}, "; n=3", "3,3: 1 0 0 1 1 0 1 1 1"},
  {"causal_mask", {0}, "; n=0", "0,0:"},
  {"zeros", {0}, "; shape=[2,2]", "2,2: 0 0 0 0"},
  {"ones", {0}, "; shape=[]", ": 1"},
  {"full", {0}, "; shape=[2]; value=7.5", "2: 7.5 7.5"},
  {"eye", {0}, "; n=2", "2,2: 1 0 0 1"},
  {"arange", {0}, "; start=5; stop=nil", "5: 0 1 2 3 4"},
  {"arange", {0}, "; start=2; stop=5", "3: 2 3 4"},
  {"arange", {0}, "; start=0; stop=1; step=0.1", "10: 0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9"},
  {"arange", {0}, "; start=3; stop=0; step=-1", "3: 3 2 1"},
  {"arange", {0}, "; start=3; stop=0", "0:"},
  {"arange", {0}, "; start=-1; stop=nil", "0:"},
  {"linspace", {0}, "; start=1; stop=2; num=5", "5: 1 1.25 1.5 1.75 2"},
  {"linspace", {0}, "; start=3; stop=9; num=1", "1: 3"},
  {"linspace", {0}, "; start=3; stop=9; num=0", "0:"},
  {"tril", {"2,3: 1 2 3 4 5 6"}, "", "2,3: 1 0 0 4 5 0"},
  {"tril", {"2,3: 1 2 3 4 5 6"}, "; diagonal=1", "2,3: 1 2 0 4 5 6"},
  {"triu", {"2,2,2: 1 2 3 4 5 6 7 8"}, "", "2,2,2: 1 2 0 4 5 6 0 8"},
  {"allclose", {"2: 1 2", "2: 1 2.00001"}, "", ": 1"},
  {"allclose", {"2: 1 2", "2: 1 2.001"}, "", ": 0"},
  {"allclose", {"2: nan 1", "2: nan 1"}, "", ": 0"},
  {"allclose", {"2: inf 1", "2: inf 1"}, "", ": 1"},
  {"allclose", {"2: inf 1", "2: -inf 1"}, "; atol=9", ": 0"},
  {"allclose", {"2,1: 1 1", "2: 1 1"}, "", ": 1"},
  {"index", {"4: 1 2 3 4"}, "; slices=[1,2,2,0]", "2: 2 4"},
  {"index", {"2,3: 1 2 3 4 5 6"}, "; slices=[1,1,1,1,2,3,-1,0]", "3: 6 5 4"},
  {"index", {"2,2: 1 2 3 4"}, "; slices=[1,1,1,1,0,1,1,1]", ": 3"},
  {"index", {": 4"}, "; slices=[]", ": 4"},
  {"index_put", {"4: 1 2 3 4", ": 0"}, "; slices=[0,2,2,0]", "4: 0 2 0 4"},
  {"index_put", {"2,2: 1 2 3 4", "2: 8 9"}, "; slices=[0,2,1,0,1,1,1,1]", "2,2: 1 8 3 9"},
};

static int count_inputs(const char *const *in) {
  int n = 0;
  while (n < 5 && in[n]) n++;
  return n;
}

static void test_by_hand(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++) {
    char what[200];
    const char *first = by_hand[i].in[0];
    snprintf(what, sizeof what, "%s(%s%s)", by_hand[i].op, first ? first : "", by_hand[i].settings);
    Err e = {0};
    Tensor *got = call(by_hand[i].op, by_hand[i].settings, count_inputs(by_hand[i].in), by_hand[i].in, &e);
    if (!got) fail_msg("%s: %s", what, e.text);
    Tensor *expected = tensor_of(by_hand[i].expected);
    assert_tensor(what, got, expected);
    tensor_release(expected);
    tensor_release(got);
  }
  assert_int_equal(mem_live_blocks(), before);
}

// -- naive loops -----------------------------------------------------------------------------------

static void test_batched_product(void **state) {
  (void)state;
  Case c;
  assert_true(case_read(&c, op_find("@"), "x[2,1,3,4] y[5,4,2]", 7));
  Tensor *in[CASE_MAX_IN];
  case_inputs(&c, in);
  OpCall oc = {.def = c.def, .n_in = 2, .in = in, .attr = c.attr};
  Err e = {0};
  Tensor *out = c.def->forward(&oc, &e);
  assert_true(shape_eq(&out->shape, &(Shape){4, {2, 5, 3, 2}}));
  for (size_t a = 0; a < 2; a++)
    for (size_t b = 0; b < 5; b++)
      for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 2; j++) {
          double sum = 0;
          for (size_t k = 0; k < 4; k++)
            sum += (double)in[0]->data[(a * 3 + i) * 4 + k] * (double)in[1]->data[(b * 4 + k) * 2 + j];
          assert_true(same((double)out->data[((a * 5 + b) * 3 + i) * 2 + j], sum));
        }
  tensor_release(out);
  case_free(&c);
}

// Reductions along the middle of [3, 5, 4]: element (o, k) takes x[o, 0..4, k].
static void test_middle_dimension(void **state) {
  (void)state;
  static const char *ops[] = {"sum", "mean", "var", "max", "softmax", "layer_norm"};
  for (int which = 0; which < 5; which++) {
    Case c;
    assert_true(case_read(&c, op_find(ops[which]), "x[3,5,4]; dim=1", 11));
    Tensor *in[CASE_MAX_IN];
    case_inputs(&c, in);
    OpCall oc = {.def = c.def, .n_in = 1, .in = in, .attr = c.attr};
    Err e = {0};
    Tensor *out = c.def->forward(&oc, &e);
    assert_non_null(out);
    for (size_t r = 0; r < 12; r++) {
      double x[5], sum = 0, squares = 0, most = -INFINITY, exps = 0;
      for (size_t j = 0; j < 5; j++) {
        x[j] = (double)in[0]->data[(r / 4 * 5 + j) * 4 + r % 4];
        sum += x[j];
        squares += x[j] * x[j];
        exps += exp(x[j]);
        most = fmax(most, x[j]);
      }
      double expected[] = {sum, sum / 5, (squares - sum * sum / 5) / 4, most};
      if (which < 4) assert_true(same((double)out->data[r], expected[which]));
      else
        for (size_t j = 0; j < 5; j++)
          assert_true(same((double)out->data[(r / 4 * 5 + j) * 4 + r % 4], exp(x[j]) / exps));
    }
    tensor_release(out);
    case_free(&c);
  }
}

// Rows of every length around the width of vectors: whole vectors, and what is left over.
static void test_row_lengths(void **state) {
  (void)state;
  static const char *ops[] = {"sum", "mean", "var", "softmax", "log_softmax"};
  for (int n = 2; n < 70; n++)
    for (int which = 0; which < 5; which++) {
      char text[40];
      snprintf(text, sizeof text, "x[2,%d]; dim=1; domain -9..9", n);
      Case c;
      assert_true(case_read(&c, op_find(ops[which]), text, (uint64_t)n));
      Tensor *in[CASE_MAX_IN];
      case_inputs(&c, in);
      OpCall oc = {.def = c.def, .n_in = 1, .in = in, .attr = c.attr};
      Err e = {0};
      Tensor *out = c.def->forward(&oc, &e);
      assert_non_null(out);
      for (int r = 0; r < 2; r++) {
        const float *x = in[0]->data + r * n;
        double sum = 0, exps = 0, square = 0;
        for (int j = 0; j < n; j++) sum += (double)x[j], exps += exp((double)x[j]);
        for (int j = 0; j < n; j++) square += ((double)x[j] - sum / n) * ((double)x[j] - sum / n);
        double expected[] = {sum, sum / n, square / (n - 1)};
        if (which < 3) assert_true(same((double)out->data[r], expected[which]));
        for (int j = 0; which >= 3 && j < n; j++) {
          double y = (double)out->data[r * n + j], weight = exp((double)x[j]) / exps;
          assert_true(same(y, which == 3 ? weight : log(weight)));
        }
      }
      tensor_release(out);
      case_free(&c);
    }
}

// What makes a decomposition one: the factors multiply to x, are orthogonal, and come in order.
static void test_decompositions(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed < 6; seed++) {
    enum { N = 7, M = 4 };
    Case c;
    assert_true(case_read(&c, op_find("svd_parts"), seed % 2 ? "x[7,4]" : "x[4,7]", seed));
    size_t n = seed % 2 ? N : M, m = seed % 2 ? M : N, k = M;
    OpCall oc = {.def = c.def, .n_in = 1, .in = &c.in[0].t, .attr = c.attr};
    Err e = {0};
    Tensor *out = c.def->forward(&oc, &e);
    assert_non_null(out);
    const float *u = out->data, *s = u + n * k, *vh = s + k;
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < m; j++) {
        double sum = 0;
        for (size_t l = 0; l < k; l++) sum += (double)u[i * k + l] * (double)s[l] * (double)vh[l * m + j];
        assert_true(same(sum, (double)c.in[0].t->data[i * m + j]));
      }
    for (size_t a = 0; a < k; a++)
      for (size_t b = 0; b < k; b++) {
        double uu = 0, vv = 0;
        for (size_t i = 0; i < n; i++) uu += (double)u[i * k + a] * (double)u[i * k + b];
        for (size_t j = 0; j < m; j++) vv += (double)vh[a * m + j] * (double)vh[b * m + j];
        assert_true(same(uu, a == b) && same(vv, a == b));
      }
    for (size_t l = 0; l < k; l++) assert_true(s[l] >= 0 && (l == 0 || s[l] <= s[l - 1]));
    tensor_release(out);
    case_free(&c);
    assert_true(case_read(&c, op_find("eigh_parts"), "x[6,6]", seed));
    oc = (OpCall){.def = c.def, .n_in = 1, .in = &c.in[0].t, .attr = c.attr};
    out = c.def->forward(&oc, &e);
    assert_non_null(out);
    for (size_t q = 0; q < 6; q++)
      for (size_t i = 0; i < 6; i++) { // x v = w v
        double sum = 0;
        for (size_t j = 0; j < 6; j++)
          sum += ((double)oc.in[0]->data[i * 6 + j] + (double)oc.in[0]->data[j * 6 + i]) / 2 * (double)out->data[(1 + j) * 6 + q];
        assert_true(same(sum, (double)out->data[q] * (double)out->data[(1 + i) * 6 + q]));
      }
    for (size_t q = 1; q < 6; q++) assert_true(out->data[q] >= out->data[q - 1]);
    tensor_release(out);
    case_free(&c);
  }
}

// Long rows, with equal numbers, zeros of both signs, nan and infinities: in order, equal ones as they stood.
static void test_sorting(void **state) {
  (void)state;
  Err e = {0};
  Shape s = {2, {3, 1000}};
  Tensor *x = tensor_new(&s, &e);
  rng_seed(rng_global(), 3);
  for (size_t i = 0; i < x->size; i++) x->data[i] = (float)((int)rng_below(rng_global(), 400) - 200) / 16;
  x->data[5] = NAN, x->data[17] = -0.0f, x->data[18] = 0, x->data[40] = INFINITY, x->data[2041] = -INFINITY;
  for (int falling = 0; falling < 2; falling++) {
    OpCall oc = {.def = op_find("argsort"), .n_in = 1, .in = &x, .attr = (OpAttr[]){{.num = -1}, {.num = falling}}};
    Tensor *y = oc.def->forward(&oc, &e);
    for (size_t r = 0; r < 3; r++) {
      bool seen[1000] = {false};
      for (size_t j = 0; j < 1000; j++) {
        size_t at = (size_t)y->data[r * 1000 + j];
        assert_false(seen[at]);
        seen[at] = true;
        if (j == 0) continue;
        size_t before = (size_t)y->data[r * 1000 + j - 1];
        float a = x->data[r * 1000 + before], b = x->data[r * 1000 + at];
        assert_true(isnan(b) || (falling ? a > b : a < b) || (a == b && before < at));
      }
    }
    tensor_release(y);
  }
  tensor_release(x);
}

// As many stay as should, the others grow to make up for them, and the mean is what it was.
static void test_dropout(void **state) {
  (void)state;
  Err e = {0};
  rng_seed(rng_global(), 5);
  Tensor *x = tensor_full(&(Shape){1, {20000}}, 2, &e);
  OpCall oc = {.def = op_find("dropout"), .n_in = 1, .in = &x, .attr = (OpAttr[]){{.num = 0.2}, {.num = 1}}};
  Tensor *y = oc.def->forward(&oc, &e);
  int zeros = 0;
  for (size_t i = 0; i < y->size; i++) {
    assert_true(y->data[i] == 0 || same((double)y->data[i], 2.5));
    zeros += y->data[i] == 0;
  }
  assert_in_range(zeros, 3800, 4200); // 4000, give or take 3.5 standard deviations
  tensor_release(oc.saved[0]);
  tensor_release(x);
  tensor_release(y);
}

static void test_random(void **state) {
  (void)state;
  Err e = {0};
  rng_seed(rng_global(), 42);
  Tensor *n = call("randn", "; shape=[100,100]", 0, NULL, &e);
  Tensor *u = call("rand", "; shape=[100,100]", 0, NULL, &e);
  Tensor *x = call("xavier", "; shape=[20,40]", 0, NULL, &e);
  double mean = 0, square = 0, umean = 0, bound = sqrt(6.0 / 60), most = 0;
  for (size_t i = 0; i < 10000; i++) {
    mean += (double)n->data[i] / 10000;
    square += (double)n->data[i] * (double)n->data[i] / 10000;
    umean += (double)u->data[i] / 10000;
    assert_true(u->data[i] >= 0 && u->data[i] < 1);
  }
  for (size_t i = 0; i < 800; i++) most = fmax(most, fabs((double)x->data[i]));
  assert_true(fabs(mean) < 0.05 && fabs(square - 1) < 0.05 && fabs(umean - 0.5) < 0.02);
  assert_true(most <= bound && most > 0.95 * bound);
  rng_seed(rng_global(), 42);
  Tensor *again = call("randn", "; shape=[100,100]", 0, NULL, &e);
  assert_memory_equal(again->data, n->data, 10000 * sizeof(float));
  tensor_release(again);
  tensor_release(n);
  tensor_release(u);
  tensor_release(x);
}

// How often each of n values comes, in so many draws, against the probabilities: within five standard deviations.
static void assert_frequencies(const char *what, const float *x, size_t draws, const double *p, size_t n) {
  for (size_t j = 0; j < n; j++) {
    double count = 0, mean = p[j] * (double)draws, wide = 5 * sqrt((double)draws * p[j] * (1 - p[j]));
    for (size_t i = 0; i < draws; i++) count += (double)x[i] == (double)j;
    if (!(fabs(count - mean) <= wide)) fail_msg("%s: %zu came %g times, not about %g", what, j, count, mean);
  }
}

static void test_sampling(void **state) {
  (void)state;
  Err e = {0};
  rng_seed(rng_global(), 7);
  enum { N = 20000 };
  const double p[4] = {0.1, 0, 0.65, 0.25};
  Tensor *t = call("randint", "; low=0; high=4; shape=[20000]", 0, NULL, &e);
  assert_frequencies("randint", t->data, N, (const double[]){0.25, 0.25, 0.25, 0.25}, 4);
  tensor_release(t);
  t = call("multinomial", "; num_samples=20000; replacement=true", 1, (const char *[]){"4: 2 0 13 5"}, &e);
  assert_frequencies("multinomial", t->data, N, p, 4);
  tensor_release(t);
  t = call("gumbel", "; shape=[20000]", 0, NULL, &e);
  double mean = 0, square = 0, pi = acos(-1);
  for (int i = 0; i < N; i++) mean += (double)t->data[i] / N, square += (double)t->data[i] * (double)t->data[i] / N;
  assert_true(fabs(mean - 0.577216) < 0.05 && fabs(square - mean * mean - pi * pi / 6) < 0.1);
  tensor_release(t);
  float *first = malloc(N * sizeof *first), *second = malloc(N * sizeof *second), *drawn = malloc(N * sizeof *drawn);
  float *heads = malloc(N * sizeof *heads);
  for (int i = 0; i < N; i++) {
    t = call("multinomial", "; num_samples=2", 1, (const char *[]){"4: 2 0 13 5"}, &e);
    first[i] = t->data[0], second[i] = t->data[1];
    assert_true(first[i] != second[i]);
    tensor_release(t);
    t = call("categorical", "", 1, (const char *[]){"4: -2.302585 -inf -0.430783 -1.386294"}, &e); // log p
    drawn[i] = t->data[0];
    tensor_release(t);
    t = call("bernoulli", "", 1, (const char *[]){": 0.3"}, &e);
    heads[i] = t->data[0];
    tensor_release(t);
  }
  assert_frequencies("multinomial, first", first, N, p, 4);
  double next[4] = {0}; // P(second = j) = sum over the other i of p_i p_j / (1 - p_i)
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) next[j] += i != j ? p[i] * p[j] / (1 - p[i]) : 0;
  assert_frequencies("multinomial, second", second, N, next, 4);
  assert_frequencies("categorical", drawn, N, p, 4);
  assert_frequencies("bernoulli", heads, N, (const double[]){0.7, 0.3}, 2);
  free(first), free(second), free(drawn), free(heads);
  t = call("randperm", "; n=100", 0, NULL, &e);
  bool seen[100] = {false};
  for (int i = 0; i < 100; i++) {
    assert_false(seen[(int)t->data[i]]);
    seen[(int)t->data[i]] = true;
  }
  tensor_release(t);
}

// -- what cannot be done ---------------------------------------------------------------------------

static const struct { const char *op, *in[5], *settings; ErrCode code; const char *text; } wrong[] = {
  {"softmax", {"2,3: 1 2 3 4 5 6"}, "; dim=3", ERR_INDEX,
   "softmax: dim 3 is out of range for a tensor of shape (2, 3)"},
  {"softmax", {"2: 1 2"}, "; temperature=0", ERR_VALUE, "softmax: the temperature must be above 0, not 0"},
  {"einsum", {"2: 1 2", "2: 1 2"}, "; equation=i,i,i->", ERR_VALUE, "einsum: at most two tensors"},
  {"einsum", {"2: 1 2", "2: 1 2"}, "; equation=i->i", ERR_VALUE, "names one tensor, two are given"},
  {"einsum", {"2: 1 2", ": 1"}, "; equation=ij->i", ERR_SHAPE, "einsum: the equation gives tensor 1 2 dimensions"},
  {"einsum", {"2: 1 2", "3: 1 2 3"}, "; equation=i,i->i", ERR_SHAPE, "einsum: i is 2 in one place and 3 in another"},
  {"einsum", {"2: 1 2", ": 1"}, "; equation=i->k", ERR_VALUE, "einsum: the result names k, which no tensor has"},
  {"einsum", {"2: 1 2", ": 1"}, "; equation=i->ii", ERR_VALUE, "einsum: the result names i twice"},
  {"einsum", {"2: 1 2", ": 1"}, "; equation=1->i", ERR_VALUE, "is not an equation of letters"},
  {"einsum", {"2: 1 2", ": 1"}, "; equation=i-i", ERR_VALUE, "is not an equation of letters"},
  {"outer", {"2: 1 2", ": 1"}, "", ERR_SHAPE, "outer: two vectors are needed, not shapes (2,) and ()"},
  {"dot", {"2: 1 2", "1: 1"}, "", ERR_SHAPE, "dot: two vectors of one length"},
  {"dropout", {"2: 1 2"}, "; p=1.5", ERR_VALUE, "dropout: p is a probability from 0 to 1, not 1.5"},
  {"sum", {"2,1,2: 1 2 3 4"}, "; dim=[0,2]", ERR_VALUE, "sum: dims that are taken together must be neighbours"},
  {"sum", {"2,1,2: 1 2 3 4"}, "; dim=[0,-3]", ERR_VALUE, "sum: dim 0 is named twice"},
  {"sum", {"2,1,2: 1 2 3 4"}, "; dim=[0,3]", ERR_INDEX, "sum: dim 3 is out of range"},
  {"rms_norm", {": 1", ": 1"}, "", ERR_SHAPE, "rms_norm: a single number"},
  {"rms_norm", {"2: 1 2", "3: 1 1 1"}, "", ERR_SHAPE, "rms_norm: for x of shape (2,)"},
  {"batch_norm", {"2: 1 2", ": 0", ": 1", ": 1", ": 0"}, "", ERR_SHAPE, "batch_norm: x has at least 2 dimensions"},
  {"batch_norm", {"1,2: 1 2", "3: 0 0 0", ": 1", ": 1", ": 0"}, "", ERR_SHAPE, "one number for each of the 2 channels"},
  {"group_norm", {"1,4: 1 3 5 9", ": 1", ": 0"}, "; num_groups=3", ERR_VALUE, "group_norm: 4 channels are not 3 groups"},
  {"solve", {"2,2: 1 2 2 4", "2: 1 2"}, "", ERR_VALUE, "solve: the matrix is singular"},
  {"solve", {"2,2: 1 2 2 5", "3: 1 2 3"}, "", ERR_SHAPE, "solve: for a matrix of shape (2, 2), b has 2 rows"},
  {"solve", {"2: 1 2", "2: 1 2"}, "", ERR_SHAPE, "solve: a square matrix is needed"},
  {"inv", {"2,2: 1 1 1 1"}, "", ERR_VALUE, "inv: the matrix is singular"},
  {"det", {"2,1: 1 1"}, "", ERR_SHAPE, "det: a square matrix is needed, this tensor has shape (2, 1)"},
  {"eigh_parts", {"2: 1 1"}, "", ERR_SHAPE, "eigh: a square matrix is needed"},
  {"svd_parts", {"2: 1 1"}, "", ERR_SHAPE, "svd: a matrix is needed"},
  {"gather", {"2: 1 2", "1: 2"}, "; dim=0", ERR_INDEX, "gather: index 2 is not one of the 2 places"},
  {"gather", {"2,2: 1 2 3 4", "3,1: 0 0 0"}, "; dim=1", ERR_SHAPE, "gather: an index of shape (3, 1)"},
  {"gather", {"2: 1 2", "1,1: 0"}, "; dim=0", ERR_SHAPE, "gather: an index of shape (1, 1)"},
  {"gather", {"2: 1 2", "1: 0"}, "; dim=1", ERR_INDEX, "gather: dim 1"},
  {"scatter_add", {"2: 1 2", "2: 0 1", "1: 5"}, "; dim=0", ERR_SHAPE, "scatter_add: src of shape (1,)"},
  {"scatter_add", {"2: 1 2", "1: -1", "1: 5"}, "; dim=0", ERR_INDEX, "scatter_add: index -1"},
  {"index_select", {"2: 1 2", "1: 2"}, "; dim=0", ERR_INDEX, "index_select: index 2"},
  {"index_select", {": 1", "1: 0"}, "; dim=0", ERR_SHAPE, "index_select"},
  {"one_hot", {"1: 3"}, "; num_classes=3", ERR_INDEX, "one_hot: id 3 is not one of 3 classes (0 to 2)"},
  {"one_hot", {"1: -1"}, "", ERR_INDEX, "one_hot: id -1"},
  {"masked_fill", {"2: 1 2", "2,2: 0 0 0 0"}, "; value=1", ERR_SHAPE, "masked_fill: a mask of shape (2, 2) is too large"},
  {"masked_select", {"2: 1 2", "3: 0 0 1"}, "", ERR_SHAPE, "a mask of shape (3,) does not fit a tensor of shape (2,)"},
  {"bincount", {"1: -1"}, "", ERR_INDEX, "bincount: -1"},
  {"bincount", {"1: 0.5"}, "", ERR_INDEX, "bincount: 0.5"},
  {"searchsorted", {"1,1: 1", "1: 1"}, "", ERR_SHAPE, "searchsorted: the sorted list has one dimension"},
  {"histc", {"1: 1"}, "; bins=0", ERR_VALUE, "histc: at least one bin"},
  {"histc", {"1: inf"}, "; bins=2", ERR_VALUE, "histc"},
  {"flip", {"2: 1 2"}, "; dims=[1]", ERR_INDEX, "flip: dim 1"},
  {"roll", {"2: 1 2"}, "; shifts=[1,2]; dims=[0]", ERR_VALUE, "roll: 2 shifts are given for 1 dimensions"},
  {"pad", {"2: 1 2"}, "; pad=[1]", ERR_VALUE, "pad: a pair (before, after)"},
  {"pad", {"2: 1 2"}, "; pad=[-2,-1]", ERR_VALUE, "pad: -2 before and -1 after do not fit dim 0"},
  {"repeat", {"2,1: 1 2"}, "; sizes=[2]", ERR_VALUE, "repeat: a number for each dimension of shape (2, 1)"},
  {"repeat", {"2: 1 2"}, "; sizes=[-1]", ERR_VALUE, "negative"},
  {"diag", {"1,1,1: 1"}, "", ERR_SHAPE, "diag: a vector or a matrix"},
  {"norm", {"2: 1 2"}, "; p=-1", ERR_VALUE, "norm: p must be 0 or more, not -1"},
  {"norm", {"2: 1 2"}, "; dim=1", ERR_INDEX, "norm: dim 1 is out of range"},
  {"softplus", {"2: 1 2"}, "; beta=0", ERR_VALUE, "softplus: beta must be above 0, not 0"},
  {"sum", {": 1"}, "; dim=1", ERR_INDEX, "sum: dim 1 is out of range for a tensor of shape ()"},
  {"add", {"2: 1 2", "3: 1 2 3"}, "", ERR_SHAPE, "(2,)"},
  {"matmul", {"2: 1 2", "3: 1 2 3"}, "", ERR_SHAPE, "(3,)"},
  {"max", {"0:"}, "", ERR_VALUE, "max: there are no elements to choose from in a tensor of shape (0,)"},
  {"argmin", {"2,0:"}, "; dim=1", ERR_VALUE, "argmin: there are no elements"},
  {"reshape", {"3: 1 2 3"}, "; shape=[2,2]", ERR_SHAPE,
   "reshape: a tensor of shape (3,) has 3 elements, shape (2, 2) takes 4"},
  {"reshape", {"3: 1 2 3"}, "; shape=[2,-1]", ERR_SHAPE,
   "reshape: 3 elements do not fill a shape of (2, -1)"},
  {"reshape", {"3: 1 2 3"}, "; shape=[-1,-1]", ERR_VALUE, "only one dimension can be -1"},
  {"reshape", {"1: 1"}, "; shape=[1,1,1,1,1,1,1,1,1]", ERR_LIMIT, "at most 8 dimensions"},
  {"permute", {"1,1: 1"}, "; dims=[0,0]", ERR_VALUE, "permute: name each dimension of shape (1, 1) once"},
  {"transpose", {"1,1: 1"}, "; dim0=5", ERR_INDEX, "transpose: dim 5"},
  {"concat", {"2: 1 2", "1,2: 1 2"}, "", ERR_SHAPE, "concat: shapes (2,) and (1, 2)"},
  {"concat", {": 1", ": 2"}, "", ERR_SHAPE, "use stack"},
  {"concat", {0}, "", ERR_VALUE, "concat: the list is empty"},
  {"stack", {"2: 1 2", "1: 1"}, "", ERR_SHAPE, "stack: shapes (2,) and (1,) are not the same"},
  {"stack", {"2: 1 2"}, "; dim=3", ERR_INDEX,
   "stack: tensors of shape (2,) can be stacked along dim -2 to 1, not 3"},
  {"expand", {"2: 1 2"}, "; shape=[3]", ERR_SHAPE, "(3,)"},
  {"expand", {"2: 1 2"}, "; shape=[-1,2]", ERR_VALUE, "negative"},
  {"embedding", {"1: 3", "2,1: 1 2"}, "", ERR_INDEX,
   "embedding: id 3 is not one of the 2 rows of the weight (0 to 1)"},
  {"embedding", {"1: 0.5", "2,1: 1 2"}, "", ERR_INDEX, "embedding: id 0.5"},
  {"embedding", {"1: nan", "2,1: 1 2"}, "", ERR_INDEX, "embedding: id nan"},
  {"embedding", {"1: 0", "2: 1 2"}, "", ERR_SHAPE, "embedding: the weight is a matrix"},
  {"cross_entropy", {"2: 0 0", ": 2", ": 1"}, "", ERR_INDEX,
   "cross_entropy: target 2 is not one of the 2 classes (0 to 1)"},
  {"cross_entropy", {"2,2: 0 0 0 0", "3: 0 0 0", ": 1"}, "", ERR_SHAPE,
   "cross_entropy: logits of shape (2, 2) take targets of shape (2,), not (3,)"},
  {"cross_entropy", {": 0", ": 0", ": 1"}, "", ERR_SHAPE, "cross_entropy"},
  {"cross_entropy", {"2: 0 0", ": 1", ": 1"}, "; label_smoothing=2", ERR_VALUE, "label_smoothing is between 0 and 1"},
  {"nll_loss", {"2: 0 0", ": 1", "3: 1 2 3"}, "", ERR_SHAPE, "the weight of 2 classes has shape (2,), not (3,)"},
  {"huber_loss", {"2: 0 0", ": 1"}, "; delta=0", ERR_VALUE, "huber_loss: delta must be more than 0, not 0"},
  {"multinomial", {"2: 0 1"}, "; num_samples=2", ERR_VALUE, "2 draws without replacement, but only 1 weights"},
  {"multinomial", {"2: 0 0"}, "; num_samples=1", ERR_VALUE, "all weights of a row are 0"},
  {"multinomial", {"2: -1 1"}, "; num_samples=1", ERR_VALUE, "multinomial: a weight is -1"},
  {"categorical", {"2: -inf -inf"}, "", ERR_VALUE, "the largest score of a row is -inf"},
  {"bernoulli", {": 1.5"}, "", ERR_VALUE, "a probability is between 0 and 1, not 1.5"},
  {"randint", {0}, "; low=3; high=3; shape=[1]", ERR_VALUE, "low must be below high"},
  {"conv2d", {"1,3,3: 1 2 3 4 5 6 7 8 9", "1,1,4,4: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", ": 0"}, "", ERR_SHAPE,
   "conv2d: a kernel that reaches over 4 elements does not fit on 3 (padding 0)"},
  {"conv2d", {"2,3,3: 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9", "1,1,1,1: 1", ": 0"}, "", ERR_SHAPE,
   "conv2d: x of shape (2, 3, 3) has 2 channels in each group, the weight of shape (1, 1, 1, 1) takes 1"},
  {"conv1d", {"1,3: 1 2 3", "1,1,1: 1", ": 0"}, "; stride=0", ERR_VALUE, "conv1d: stride must be between 1"},
  {"max_pool2d", {"1,3,3: 1 2 3 4 5 6 7 8 9"}, "; kernel_size=2; padding=2", ERR_VALUE, "more than half of the kernel"},
  {"avg_pool1d", {"3: 1 2 3"}, "; kernel_size=2", ERR_SHAPE, "avg_pool1d: x has shape (N, C, L) or (C, L), not (3,)"},
  {"layer_norm", {": 1", ": 1", ": 0"}, "", ERR_SHAPE, "layer_norm: a single number"},
  {"layer_norm", {"2: 1 2", "2,2: 1 1 1 1", ": 0"}, "", ERR_SHAPE, "layer_norm: for x of shape (2,)"},
  {"arange", {0}, "; start=0; stop=5; step=0", ERR_VALUE, "arange: a step of 0"},
  {"arange", {0}, "; start=0; stop=1e30", ERR_LIMIT, "arange"},
  {"zeros", {0}, "; shape=[-1]", ERR_VALUE, "negative"},
  {"zeros", {0}, "; shape=[1000000000,1000000000]", ERR_LIMIT, "(1000000000, 1000000000)"},
  {"eye", {0}, "; n=-2", ERR_VALUE, "negative"},
  {"eye", {0}, "; n=1e300", ERR_LIMIT, "larger"},
  {"xavier", {0}, "; shape=[3]", ERR_SHAPE, "xavier"},
  {"clip", {": 1"}, "; min=2; max=1", ERR_VALUE, "clip: the lower bound 2 is above the upper bound 1"},
  {"tril", {"3: 1 2 3"}, "", ERR_SHAPE, "tril: a matrix is needed, this tensor has shape (3,)"},
  {"unsqueeze", {"2: 1 2"}, "; dim=4", ERR_INDEX, "unsqueeze"},
  {"index", {"3: 1 2 3"}, "; slices=[2,2,1,0]", ERR_INDEX, "dim 0 of shape (3,)"},
  {"index", {"3: 1 2 3"}, "; slices=[0,2,-1,0]", ERR_INDEX, "dim 0"},
  {"index", {"3: 1 2 3"}, "; slices=[0]", ERR_INDEX, "start, count, step and drop"},
  {"index_put", {"3: 1 2 3", "3: 1 2 3"}, "; slices=[0,2,1,0]", ERR_SHAPE, "(2,)"},
  {"index_put", {"3: 1 2 3", "2: 1 2"}, "; slices=[0,1,1,0]", ERR_SHAPE,
   "a value of shape (2,) does not fit"},
};

static void test_wrong(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    Err e = {0};
    Tensor *got = call(wrong[i].op, wrong[i].settings, count_inputs(wrong[i].in), wrong[i].in, &e);
    if (got) fail_msg("%s %s%s should fail", wrong[i].op, wrong[i].in[0], wrong[i].settings);
    if (!strstr(e.text, wrong[i].text)) fail_msg("\"%s\" lacks \"%s\"", e.text, wrong[i].text);
    if (e.code != wrong[i].code) fail_msg("\"%s\": code %d, not %d", e.text, e.code, wrong[i].code);
    err_clear(&e);
  }
  assert_int_equal(mem_live_blocks(), before);
}

// The same for the gradient of a call that has succeeded.
static void run_gradient(const OpDef *def, const Case *c, OpCall *oc, Err *e) {
  Tensor *out = def->forward(oc, e), *din[CASE_MAX_IN] = {0};
  bool needs[CASE_MAX_IN], done = false;
  for (int k = 0; k < c->n_in; k++) needs[k] = !c->in[k].whole;
  for (size_t n = 1; !done; n++) {
    mem_fail_at(n);
    err_clear(e);
    done = def->grad(oc, out, out, needs, din, e);
    for (int k = 0; k < c->n_in; k++) {
      tensor_release(din[k]);
      din[k] = NULL;
    }
    if (mem_exhausted()) mem_recover();
    if (!done && !e->code) fail_msg("%s: its gradient failed without a word", def->name);
    if (n > 80) fail_msg("the gradient of %s never succeeds: %s", def->name, e->text);
  }
  mem_fail_at(0);
  tensor_release(out);
  for (int i = 0; i < OP_MAX_SAVED; i++) tensor_release(oc->saved[i]);
}

static void run_case(const OpDef *def, const char *text, uint64_t seed, Err *e) {
  Case c;
  assert_true(case_read(&c, def, text, seed));
  Tensor *in[CASE_MAX_IN];
  case_inputs(&c, in);
  OpCall oc = {.def = def, .n_in = c.n_in, .in = in, .attr = c.attr};
  Tensor *out = NULL;
  for (size_t n = 1; !out; n++) { // the n-th allocation fails, until the call gets by with n - 1
    mem_fail_at(n);
    err_clear(e);
    out = def->forward(&oc, e);
    for (int i = 0; i < OP_MAX_SAVED; i++) {
      tensor_release(oc.saved[i]);
      oc.saved[i] = NULL;
    }
    if (mem_exhausted()) mem_recover();
    if (!out && !e->code) fail_msg("%s: failed without a word", def->name);
    if (n > 50) fail_msg("%s never succeeds: %s", def->name, e->text);
  }
  mem_fail_at(0);
  tensor_release(out);
  if (def->grad) run_gradient(def, &c, &oc, e);
  case_free(&c);
}

static void out_of_memory(const OpDef *def, const char *text, uint64_t seed) {
  Err e = {0};
  size_t before = mem_live_blocks();
  run_case(def, text, seed, &e);
  err_clear(&e);
  if (mem_live_blocks() != before) fail_msg("%s, %s: leaks when memory runs out", def->name, text);
}

static void test_out_of_memory(void **state) {
  (void)state;
  each_case(out_of_memory, 1);
}

static void test_interrupt(void **state) {
  (void)state;
  Err e = {0};
  interrupt_flag = 1;
  Tensor *t = call("randn", "; shape=[2000,2000]", 0, NULL, &e);
  assert_null(t);
  assert_int_equal(e.code, ERR_INTERRUPT);
  assert_int_equal(interrupt_flag, 0);
  err_clear(&e);
}

static void test_usage(void **state) {
  (void)state;
  Str s = {0};
  op_usage("softmax", op_find("softmax")->params, &s);
  assert_string_equal(str_c(&s), "softmax(x, dim=-1, temperature=1)");
  str_clear(&s);
  op_usage("zeros", op_find("zeros")->params, &s);
  assert_string_equal(str_c(&s), "zeros(shape...)");
  str_free(&s);
  assert_int_equal(op_n_attr(op_find("sum")), 2);
  assert_int_equal(op_n_attr(op_find("@")), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_elementwise),      cmocka_unit_test(test_by_hand),
    cmocka_unit_test(test_batched_product),  cmocka_unit_test(test_middle_dimension),
    cmocka_unit_test(test_row_lengths),      cmocka_unit_test(test_random),
    cmocka_unit_test(test_sampling),         cmocka_unit_test(test_dropout), cmocka_unit_test(test_sorting),
    cmocka_unit_test(test_decompositions),
    cmocka_unit_test(test_wrong),
    cmocka_unit_test(test_out_of_memory),    cmocka_unit_test(test_interrupt),
    cmocka_unit_test(test_usage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
