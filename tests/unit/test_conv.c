// SPDX-License-Identifier: GPL-3.0-or-later
// Convolution and pooling against direct loops in double precision, on sizes, steps, paddings, dilations and
// groups drawn at random: large enough for the vector loops, and odd enough for their ends.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/rng.h"
#include "op/op.h"
#include "tensor/strip.h"

static Rng rng;
static int64_t draw(int lo, int hi) { return lo + (int64_t)rng_below(&rng, (uint64_t)(hi - lo + 1)); }

static Tensor *normal(int rank, const int64_t *dim) {
  Shape s = shape_of(rank, dim);
  Err e = {0};
  Tensor *t = tensor_new(&s, &e);
  rng_fill_normal(&rng, t->data, t->size, 0, 1);
  return t;
}

// One drawn case: sizes by direction (0: y, 1: x).
typedef struct Draw {
  int64_t n, c, o, groups, in[2], k[2], s[2], p[2], d[2], out[2];
  bool up, count_pad;
} Draw;

static bool draw_case(Draw *v, bool pool) {
  static const int64_t groups[] = {1, 1, 1, 2, 3};
  *v = (Draw){.n = draw(1, 3), .groups = pool ? 1 : groups[draw(0, 4)], .up = draw(0, 1), .count_pad = draw(0,
                                                                                                            1)};
  v->c = v->groups * draw(1, 4);
  v->o = v->groups * draw(1, 6);
  for (int i = 0; i < 2; i++) {
    v->in[i] = draw(1, 30);
    v->k[i] = draw(1, draw(0, 4) ? 4 : 12);
    v->s[i] = draw(1, draw(0, 1) ? 1 : 3);
    v->d[i] = draw(1, draw(0, 2) ? 1 : 3);
    v->p[i] = pool ? draw(0, (int)v->k[i] / 2) : draw(0, 3);
    int64_t room = v->in[i] + 2 * v->p[i] - v->d[i] * (v->k[i] - 1) - 1;
    if (room < 0) return false;
    v->out[i] = (pool && v->up ? (room + v->s[i] - 1) / v->s[i] : room / v->s[i]) + 1;
    if (pool && v->up && (v->out[i] - 1) * v->s[i] >= v->in[i] + v->p[i]) v->out[i]--;
  }
  return true;
}

static int64_t at4(int64_t a, int64_t b, int64_t nb, int64_t y, int64_t ny, int64_t x, int64_t nx) {
  return ((a * nb + b) * ny + y) * nx + x;
}

static void assert_near(const char *what, const float *got, const double *expected, size_t n,
                        const double *scale) {
  for (size_t i = 0; i < n; i++)
    if (!(fabs((double)got[i] - expected[i]) <= 2e-6 * (1 + (scale ? scale[i] : fabs(expected[i])))))
      fail_msg("%s: element %zu is %.9g, not %.9g", what, i, (double)got[i], expected[i]);
}

// y, and what comes back to x, weight and bias from dy; each with the sum of the products' sizes, by which
// rounding is measured.
typedef struct Reference { double *y, *dx, *dw, *db, *ay, *adx, *adw, *adb; } Reference;

static void product(const Draw *v, const Tensor *x, const Tensor *w, const Tensor *dy, Reference *r, int64_t n,
                    int64_t o, int64_t oy, int64_t ox) {
  int64_t cg = v->c / v->groups, yi = at4(n, o, v->o, oy, v->out[0], ox, v->out[1]);
  double g = (double)dy->data[yi];
  r->db[o] += g;
  r->adb[o] += fabs(g);
  for (int64_t c = 0; c < cg; c++)
    for (int64_t ky = 0; ky < v->k[0]; ky++)
      for (int64_t kx = 0; kx < v->k[1]; kx++) {
        int64_t iy = oy * v->s[0] - v->p[0] + ky * v->d[0], ix = ox * v->s[1] - v->p[1] + kx * v->d[1];
        if (iy < 0 || iy >= v->in[0] || ix < 0 || ix >= v->in[1]) continue;
        int64_t xi = at4(n, o / (v->o / v->groups) * cg + c, v->c, iy, v->in[0], ix, v->in[1]);
        int64_t wi = at4(o, c, cg, ky, v->k[0], kx, v->k[1]);
        double a = (double)x->data[xi], b = (double)w->data[wi];
        r->y[yi] += a * b;
        r->ay[yi] += fabs(a * b);
        r->dx[xi] += g * b;
        r->adx[xi] += fabs(g * b);
        r->dw[wi] += g * a;
        r->adw[wi] += fabs(g * a);
      }
}

static void conv_case(const Draw *v, bool one) {
  const OpDef *def = op_find(one ? "conv1d" : "conv2d");
  int64_t xs[] = {v->n, v->c, v->in[0], v->in[1]}, ws[] = {v->o, v->c / v->groups, v->k[0], v->k[1]};
  if (one) xs[2] = xs[3], ws[2] = ws[3];
  Tensor *in[] = {normal(one ? 3 : 4, xs), normal(one ? 3 : 4, ws), normal(1, &v->o)};
  OpAttr attr[4] = {{.n = one ? 1 : 2, .ints = v->s + one}, {.n = one ? 1 : 2, .ints = v->p + one},
                    {.n = one ? 1 : 2, .ints = v->d + one}, {.num = (double)v->groups}};
  OpCall call = {.def = def, .n_in = 3, .in = in, .attr = attr};
  Err e = {0};
  Tensor *y = def->forward(&call, &e), *din[3] = {0};
  if (!y) fail_msg("%s", e.text);
  assert_int_equal(y->size, v->n * v->o * v->out[0] * v->out[1]);
  Tensor *dy = normal(y->shape.rank, y->shape.dim);
  size_t n[] = {y->size, in[0]->size, in[1]->size, (size_t)v->o};
  double *all[8];
  for (int i = 0; i < 8; i++) all[i] = mem_zalloc((n[i / 2] + 1) * sizeof(double));
  Reference r = {.y = all[0], .ay = all[1], .dx = all[2], .adx = all[3], .dw = all[4], .adw = all[5],
                 .db = all[6], .adb = all[7]};
  for (int64_t i = 0; i < (int64_t)y->size; i++)
    product(v, in[0], in[1], dy, &r, i / v->out[1] / v->out[0] / v->o, i / v->out[1] / v->out[0] % v->o,
            i / v->out[1] % v->out[0], i % v->out[1]);
  for (size_t i = 0; i < y->size; i++) r.y[i] += (double)in[2]->data[i / (size_t)(v->out[0] * v->out[1]) % (size_t)v->o];
  assert_near("y", y->data, r.y, n[0], r.ay);
  bool needs[] = {true, true, true};
  assert_true(def->grad(&call, y, dy, needs, din, &e));
  assert_near("dx", din[0]->data, r.dx, n[1], r.adx);
  assert_near("dweight", din[1]->data, r.dw, n[2], r.adw);
  assert_near("dbias", din[2]->data, r.db, n[3], r.adb);
  for (int i = 0; i < 8; i++) mem_free(all[i]);
  for (int k = 0; k < 3; k++) {
    tensor_release(in[k]);
    tensor_release(din[k]);
  }
  tensor_release(dy);
  tensor_release(y);
}

static void test_conv(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  rng_seed(&rng, 5);
  Draw v;
  for (int i = 0; i < 600; i++) {
    strip_limit(4 << i % 3); // each kind of vectors that this processor has
    if (draw_case(&v, false)) conv_case(&v, false);
  }
  for (int i = 0; i < 100; i++) {
    if (!draw_case(&v, false)) continue;
    v.in[0] = v.k[0] = v.s[0] = v.d[0] = v.out[0] = 1;
    v.p[0] = 0;
    conv_case(&v, true);
  }
  assert_int_equal(mem_live_blocks(), before);
}

// Small whole numbers, so that equal elements in a window are common.
static void pool_case(const Draw *v, bool max) {
  const OpDef *def = op_find(max ? "max_pool2d" : "avg_pool2d");
  Tensor *x = normal(4, (int64_t[]){v->n, v->c, v->in[0], v->in[1]}), *din[1] = {0};
  for (size_t i = 0; i < x->size; i++) x->data[i] = rintf(2 * x->data[i]);
  if (max && v->count_pad) x->data[x->size / 2] = NAN;
  OpAttr attr[5] = {{.n = 2, .ints = v->k}, {.n = 2, .ints = v->s}, {.n = 2, .ints = v->p}, {.num = v->up},
                    {.num = v->count_pad}};
  if (max) attr[3] = (OpAttr){.n = 2, .ints = v->d}, attr[4] = (OpAttr){.num = v->up};
  OpCall call = {.def = def, .n_in = 1, .in = &x, .attr = attr};
  Err e = {0};
  Tensor *y = def->forward(&call, &e);
  if (!y) fail_msg("%s", e.text);
  assert_int_equal(y->size, v->n * v->c * v->out[0] * v->out[1]);
  Tensor *dy = normal(4, y->shape.dim);
  double *dx = mem_zalloc((x->size + 1) * sizeof *dx);
  for (int64_t i = 0; i < (int64_t)y->size; i++) {
    int64_t oy = i / v->out[1] % v->out[0], ox = i % v->out[1], plane = i / v->out[1] / v->out[0];
    double sum = 0, best = -INFINITY;
    int64_t cells[200], n = 0, chosen = -1, count = 0;
    for (int64_t ky = 0; ky < v->k[0]; ky++)
      for (int64_t kx = 0; kx < v->k[1]; kx++) {
        int64_t iy = oy * v->s[0] - v->p[0] + ky * v->d[0], ix = ox * v->s[1] - v->p[1] + kx * v->d[1];
        count += iy < v->in[0] + v->p[0] && ix < v->in[1] + v->p[1];
        if (iy < 0 || iy >= v->in[0] || ix < 0 || ix >= v->in[1]) continue;
        cells[n] = (plane * v->in[0] + iy) * v->in[1] + ix;
        double a = (double)x->data[cells[n]];
        sum += a;
        if (!isnan(best) && (a > best || isnan(a))) best = a, chosen = cells[n];
        n++;
      }
    double divisor = v->count_pad ? (double)count : (double)n, expected = max ? best : sum / divisor;
    if (max) assert_true(isnan(best) ? isnan(y->data[i]) : (double)y->data[i] == best);
    else assert_near("y", y->data + i, &expected, 1, NULL);
    if (max && chosen >= 0) dx[chosen] += (double)dy->data[i];
    for (int64_t k = 0; !max && k < n; k++) dx[cells[k]] += (double)dy->data[i] / divisor;
  }
  bool needs[] = {true};
  assert_true(def->grad(&call, y, dy, needs, din, &e));
  assert_near("dx", din[0]->data, dx, x->size, NULL);
  mem_free(dx);
  tensor_release(din[0]);
  tensor_release(dy);
  tensor_release(y);
  tensor_release(x);
}

static void test_pool(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  rng_seed(&rng, 6);
  Draw v;
  for (int i = 0; i < 500; i++) {
    if (!draw_case(&v, true)) continue;
    if (i % 4 == 0 && v.in[0] > 1 && v.in[1] > 1) { // the commonest: 2 by 2, side by side
      v.up = false;
      for (int d = 0; d < 2; d++) v.k[d] = v.s[d] = 2, v.p[d] = 0, v.d[d] = 1, v.out[d] = v.in[d] / 2;
    }
    pool_case(&v, true);
    v.d[0] = v.d[1] = 1;
    for (int d = 0; d < 2; d++) {
      int64_t room = v.in[d] + 2 * v.p[d] - v.k[d];
      v.out[d] = (v.up ? (room + v.s[d] - 1) / v.s[d] : room / v.s[d]) + 1;
      if (v.up && (v.out[d] - 1) * v.s[d] >= v.in[d] + v.p[d]) v.out[d]--;
    }
    pool_case(&v, false);
  }
  assert_int_equal(mem_live_blocks(), before);
}

static void test_interrupt(void **state) {
  (void)state;
  rng_seed(&rng, 7);
  Tensor *in[] = {normal(4, (int64_t[]){2, 4, 20, 20}), normal(4, (int64_t[]){4, 4, 3, 3}), tensor_scalar(0)};
  int64_t one = 1, zero = 0;
  OpAttr attr[4] = {{.n = 1, .ints = &one}, {.n = 1, .ints = &zero}, {.n = 1, .ints = &one}, {.num = 1}};
  OpCall call = {.def = op_find("conv2d"), .n_in = 3, .in = in, .attr = attr};
  Err e = {0};
  interrupt_flag = 1;
  assert_null(call.def->forward(&call, &e));
  assert_int_equal(e.code, ERR_INTERRUPT);
  interrupt_flag = 0;
  err_clear(&e);
  for (int k = 0; k < 3; k++) tensor_release(in[k]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_conv),
    cmocka_unit_test(test_pool),
    cmocka_unit_test(test_interrupt),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
