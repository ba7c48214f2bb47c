// SPDX-License-Identifier: GPL-3.0-or-later
// Whole models of the library against plain loops in double precision, written from the papers: what comes out,
// and the gradient of every parameter and of the input. The loops' own gradient is taken by central
// differences in double precision, good to eight digits; the model's is exact but for single precision.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "lang/vm.h"
#include "models/models.h"

// The parameters of a model, and its input as "x", in double precision.
typedef struct Weight { const char *name; size_t n; double *x; const Tensor *grad; } Weight;
typedef struct Weights { Weight p[64]; int n; } Weights;

static const double *get(const Weights *ps, const char *name) {
  for (int i = 0; i < ps->n; i++)
    if (strcmp(ps->p[i].name, name) == 0) return ps->p[i].x;
  fail_msg("the model has no parameter %s", name);
  return NULL;
}

static const double *get_of(const Weights *ps, const char *name, const char *suffix) {
  char whole[80];
  snprintf(whole, sizeof whole, "%s%s", name, suffix);
  return get(ps, whole);
}

typedef void Forward(const Weights *ps, double *y); // the reference

static Value evaluate(Vm *vm, const char *code) {
  Err e = {0};
  Source *src = source_new("test", code, strlen(code), 1);
  Value v;
  if (!vm_eval(vm, src, &v, &e)) fail_msg("%s", e.text);
  source_release(src);
  return v;
}

static void add_param(Weights *ps, const char *name, const Tensor *t) {
  Weight *p = &ps->p[ps->n++];
  *p = (Weight){name, t->size, mem_alloc((t->size + 1) * sizeof *p->x), tape_grad_of((Tensor *)(uintptr_t)t)};
  for (size_t i = 0; i < t->size; i++) p->x[i] = (double)t->data[i];
  if (!p->grad) fail_msg("%s has no gradient", name);
}

static double weighted(const Weights *ps, Forward *f, const double *g, size_t n, double *y) {
  double sum = 0;
  memset(y, 0, n * sizeof *y);
  f(ps, y);
  for (size_t i = 0; i < n; i++) sum += g[i] * y[i];
  return sum;
}

static void check_gradient(const Weights *ps, const Weight *p, Forward *f, const double *g, size_t n, double *y) {
  for (size_t i = 0; i < p->n; i++) {
    double x = p->x[i], h = 1e-5;
    p->x[i] = x + h;
    double up = weighted(ps, f, g, n, y);
    p->x[i] = x - h;
    double expected = (up - weighted(ps, f, g, n, y)) / (2 * h), got = (double)p->grad->data[i];
    p->x[i] = x;
    if (!(fabs(got - expected) <= 2e-5 * (1 + fabs(expected))))
      fail_msg("gradient of %s[%zu] is %.9g, not %.9g", p->name, i, got, expected);
  }
}

// The code makes m, x, y, and g, the weights of y in the loss.
static void check_model(const char *code, Forward *f) {
  size_t before = mem_live_blocks();
  Vm *vm = vm_new();
  models_attach(vm);
  char whole[1000];
  snprintf(whole, sizeof whole,
           "%s; g = sin(arange(len(y.reshape(-1)))).reshape(y.shape); backward(sum(g * y)); [params(m), x, y, g]", code);
  Value v = evaluate(vm, whole);
  const Value *part = ((const ObjList *)v.as.obj)->items;
  const ObjRecord *record = (const ObjRecord *)part[0].as.obj;
  Weights ps = {.n = 0};
  for (size_t i = 0; i < record->n; i++) add_param(&ps, record->fields[i].name, record->fields[i].value.as.t);
  add_param(&ps, "x", part[1].as.t);
  const Tensor *y = part[2].as.t;
  double *expected = mem_zalloc((y->size + 1) * sizeof *expected), *g = mem_zalloc((y->size + 1) * sizeof *g);
  f(&ps, expected);
  for (size_t i = 0; i < y->size; i++) {
    g[i] = (double)part[3].as.t->data[i];
    if (!(fabs((double)y->data[i] - expected[i]) <= 1e-5 * (1 + fabs(expected[i]))))
      fail_msg("y[%zu] is %.9g, not %.9g", i, (double)y->data[i], expected[i]);
  }
  for (int k = 0; k < ps.n; k++) check_gradient(&ps, &ps.p[k], f, g, y->size, expected);
  for (int k = 0; k < ps.n; k++) mem_free(ps.p[k].x);
  mem_free(expected);
  mem_free(g);
  value_release(v);
  vm_free(vm);
  names_free();
  assert_int_equal(mem_live_blocks(), before);
}

// -- LSTM: 2 layers, both directions -----------------------------------------------------------------------

enum { TIMES = 5, BATCH = 2, IN = 3, HIDDEN = 4 };

static double sigmoid_of(double x) { return 1 / (1 + exp(-x)); }

// y[t][b][at + j]: the states of one direction, from x of so many numbers each.
static void lstm_direction(const Weights *ps, const char *suffix, const double *x, int n_in, bool back,
                           double *y, int at) {
  const double *wi = get_of(ps, "weight_ih", suffix), *wh = get_of(ps, "weight_hh", suffix);
  const double *bi = get_of(ps, "bias_ih", suffix), *bh = get_of(ps, "bias_hh", suffix);
  for (int b = 0; b < BATCH; b++) {
    double h[HIDDEN] = {0}, c[HIDDEN] = {0};
    for (int step = 0; step < TIMES; step++) {
      int t = back ? TIMES - 1 - step : step;
      double a[4 * HIDDEN];
      for (int r = 0; r < 4 * HIDDEN; r++) {
        a[r] = bi[r] + bh[r];
        for (int k = 0; k < n_in; k++) a[r] += wi[r * n_in + k] * x[(t * BATCH + b) * n_in + k];
        for (int k = 0; k < HIDDEN; k++) a[r] += wh[r * HIDDEN + k] * h[k];
      }
      for (int j = 0; j < HIDDEN; j++) {
        double i = sigmoid_of(a[j]), f = sigmoid_of(a[HIDDEN + j]), o = sigmoid_of(a[3 * HIDDEN + j]);
        c[j] = f * c[j] + i * tanh(a[2 * HIDDEN + j]);
        h[j] = o * tanh(c[j]);
        y[(t * BATCH + b) * 2 * HIDDEN + at + j] = h[j];
      }
    }
  }
}

static void lstm_reference(const Weights *ps, double *y) {
  double first[TIMES * BATCH * 2 * HIDDEN];
  const double *x = get(ps, "x");
  lstm_direction(ps, "_l0", x, IN, false, first, 0);
  lstm_direction(ps, "_l0_reverse", x, IN, true, first, HIDDEN);
  lstm_direction(ps, "_l1", first, 2 * HIDDEN, false, y, 0);
  lstm_direction(ps, "_l1_reverse", first, 2 * HIDDEN, true, y, HIDDEN);
}

static void test_lstm(void **state) {
  (void)state;
  check_model("seed(3); m = lstm(3, 4, num_layers=2, bidirectional=true); x = requires_grad(randn(5, 2, 3)); y, last = m(x)",
              lstm_reference);
}

// -- a transformer's layer -----------------------------------------------------------------------------------

enum { PLACES = 5, WIDTH = 6, HEADS = 2, PART = WIDTH / HEADS, INNER = 9 };

static void affine(const double *w, const double *b, const double *x, int n_in, double *y, int n_out) {
  for (int i = 0; i < n_out; i++) {
    y[i] = b[i];
    for (int k = 0; k < n_in; k++) y[i] += w[i * n_in + k] * x[k];
  }
}

static void normalise(const Weights *ps, const char *name, const double *x, double *y) {
  const double *w = get_of(ps, name, ".weight"), *b = get_of(ps, name, ".bias");
  double mean = 0, square = 0;
  for (int i = 0; i < WIDTH; i++) mean += x[i] / WIDTH;
  for (int i = 0; i < WIDTH; i++) square += (x[i] - mean) * (x[i] - mean) / WIDTH;
  for (int i = 0; i < WIDTH; i++) y[i] = (x[i] - mean) / sqrt(square + 1e-5) * w[i] + b[i];
}

// Each place looks at those up to itself.
static void attend(const Weights *ps, double x[PLACES][WIDTH], double y[PLACES][WIDTH]) {
  const double *w = get(ps, "self_attn.in_proj_weight"), *b = get(ps, "self_attn.in_proj_bias");
  double qkv[PLACES][3 * WIDTH], mixed[PLACES][WIDTH] = {{0}};
  for (int t = 0; t < PLACES; t++) affine(w, b, x[t], WIDTH, qkv[t], 3 * WIDTH);
  for (int h = 0; h < HEADS; h++)
    for (int t = 0; t < PLACES; t++) {
      double score[PLACES], sum = 0;
      for (int s = 0; s <= t; s++) {
        score[s] = 0;
        for (int k = 0; k < PART; k++) score[s] += qkv[t][h * PART + k] * qkv[s][WIDTH + h * PART + k];
        sum += score[s] = exp(score[s] / sqrt(PART));
      }
      for (int s = 0; s <= t; s++)
        for (int k = 0; k < PART; k++) mixed[t][h * PART + k] += score[s] / sum * qkv[s][2 * WIDTH + h * PART + k];
    }
  for (int t = 0; t < PLACES; t++)
    affine(get(ps, "self_attn.out_proj.weight"), get(ps, "self_attn.out_proj.bias"), mixed[t], WIDTH, y[t],
           WIDTH);
}

static void feed_forward(const Weights *ps, const double *x, double *y) {
  double inner[INNER];
  affine(get(ps, "linear1.weight"), get(ps, "linear1.bias"), x, WIDTH, inner, INNER);
  for (int i = 0; i < INNER; i++) inner[i] = inner[i] > 0 ? inner[i] : 0;
  affine(get(ps, "linear2.weight"), get(ps, "linear2.bias"), inner, INNER, y, WIDTH);
}

static void transformer(const Weights *ps, double *y, bool norm_first) {
  double x[PLACES][WIDTH], a[PLACES][WIDTH], n[PLACES][WIDTH];
  memcpy(x, get(ps, "x"), sizeof x);
  for (int t = 0; t < PLACES; t++) normalise(ps, "norm1", x[t], n[t]);
  attend(ps, norm_first ? n : x, a);
  for (int t = 0; t < PLACES; t++) {
    double f[WIDTH], *out = y + t * WIDTH;
    for (int i = 0; i < WIDTH; i++) x[t][i] += a[t][i];
    if (!norm_first) {
      normalise(ps, "norm1", x[t], n[t]);
      feed_forward(ps, n[t], f);
      for (int i = 0; i < WIDTH; i++) f[i] += n[t][i];
      normalise(ps, "norm2", f, out);
      continue;
    }
    normalise(ps, "norm2", x[t], n[t]);
    feed_forward(ps, n[t], f);
    for (int i = 0; i < WIDTH; i++) out[i] = x[t][i] + f[i];
  }
}

static void norm_last_reference(const Weights *ps, double *y) { transformer(ps, y, false); }
static void norm_first_reference(const Weights *ps, double *y) { transformer(ps, y, true); }

#define RANDOM_NORMS "w = state_dict(m); for k in keys(w) { w[k] = w[k] + 0.3 * randn(w[k].shape) }; load_state_dict(m, w); "

static void test_transformer(void **state) {
  (void)state;
  check_model("seed(4); m = transformer_encoder_layer(6, 2, 9); " RANDOM_NORMS
              "x = requires_grad(randn(1, 5, 6)); y = m(x, causal_mask(5))", norm_last_reference);
  check_model("seed(5); m = transformer_encoder_layer(6, 2, 9, norm_first=true); " RANDOM_NORMS
              "x = requires_grad(randn(1, 5, 6)); y = m(x, causal_mask(5))", norm_first_reference);
}

// -- a convolutional network -----------------------------------------------------------------------------------

enum { IMAGES = 2, SIDE = 11, C1 = 3, C2 = 4, CLASSES = 5, MOST = SIDE * SIDE * 4 };

// Kernels of 3 by 3, then the largest of each 2 by 2 that is above 0; returns the side of what comes out.
static int stage(const double *w, const double *b, const double *x, int c_in, int side, int c_out, double *y) {
  int half = (side - 2) / 2;
  for (int o = 0; o < c_out; o++)
    for (int i = 0; i < half * half; i++) {
      double most = 0;
      for (int cell = 0; cell < 4; cell++) {
        int row = i / half * 2 + cell / 2, col = i % half * 2 + cell % 2;
        double sum = b[o];
        for (int c = 0; c < c_in; c++)
          for (int k = 0; k < 9; k++)
            sum += w[(o * c_in + c) * 9 + k] * x[(c * side + row + k / 3) * side + col + k % 3];
        most = sum > most ? sum : most;
      }
      y[o * half * half + i] = most;
    }
  return half;
}

static void cnn_reference(const Weights *ps, double *y) {
  for (int n = 0; n < IMAGES; n++) {
    double first[MOST], second[MOST];
    const double *x = get(ps, "x") + n * SIDE * SIDE;
    int side = stage(get(ps, "layers.0.weight"), get(ps, "layers.0.bias"), x, 1, SIDE, C1, first);
    side = stage(get(ps, "layers.1.weight"), get(ps, "layers.1.bias"), first, C1, side, C2, second);
    affine(get(ps, "out.weight"), get(ps, "out.bias"), second, C2 * side * side, y + n * CLASSES, CLASSES);
  }
}

static void test_cnn(void **state) {
  (void)state;
  check_model("seed(6); m = cnn([1, 3, 4], [11, 11], 5); x = requires_grad(randn(2, 1, 11, 11)); y = m(x)",
              cnn_reference);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_lstm),
    cmocka_unit_test(test_transformer),
    cmocka_unit_test(test_cnn),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
