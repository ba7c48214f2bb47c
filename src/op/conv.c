// SPDX-License-Identifier: GPL-3.0-or-later
// conv: convolution as products of the weight with rows of the image (tensor/strip.h).
//
// The image of a group of channels lies in a buffer, with its padding around it. Row (c, ky, kx) of the
// product is channel c from element (ky, kx) on: at step 1 all results of a channel, one after the other, are
// sums over such rows, if the few results at the end of each line, where the kernel would hang over into the
// next one, are worked out and dropped. Where the step is larger, or too much would be dropped, the rows are
// gathered in the buffer first. (Chellapilla, Puri and Simard, High performance convolutional neural networks
// for document processing, 2006, gather them always.)
//
// Backwards: dweight is the product of dout with the same rows; dx is the convolution of dout, with zeros
// around, by the mirrored kernel, or the product scattered back to where the rows came from.
#include "op/conv.h"

#include <string.h>

#include "base/mem.h"
#include "op/reduce.h"
#include "op/rows.h"
#include "tensor/strip.h"

typedef struct Plan {
  Conv v;
  bool in_place;    // rows point into the image; else they are gathered
  size_t high, pitch; // of a plane in the buffer: with its padding
  size_t plane;     // numbers of one channel of the image in the buffer
  size_t flat, ld;  // results of one channel, those to be dropped included; with slack
  size_t line;      // from one line of results to the next
  size_t slot;      // numbers of one image's group in the buffer
  size_t before;    // zeros needed around dout for the convolution backwards
  size_t ldy;       // from one channel of dout to the next in its buffer
} Plan;

static Plan plan_of(const Conv *v) {
  const Side *y = &v->w.y, *x = &v->w.x;
  Plan p = {.v = *v, .high = y->in + 2 * y->pad, .pitch = x->in + 2 * x->pad};
  p.in_place = y->step == 1 && x->step == 1 && 2 * x->out >= p.pitch;
  p.plane = p.high * p.pitch;
  p.line = p.in_place ? p.pitch : x->out;
  p.flat = y->out && x->out ? (y->out - 1) * p.line + x->out : 0;
  p.ld = strip_round(p.flat);
  p.slot = p.in_place ? v->cg * p.plane : v->k * p.ld;
  if (p.in_place) p.before = (y->k - 1) * y->spread * p.pitch + (x->k - 1) * x->spread;
  p.ldy = 2 * p.before + p.ld + STRIP_SLACK;
  return p;
}

// -- buffers -----------------------------------------------------------------------------------------

// a * b * c zeros and some more that may be read.
static Tensor *buffer(size_t a, size_t b, size_t c, Err *e) {
  Shape s = {.rank = 3, .dim = {(int64_t)a, (int64_t)b, (int64_t)c}};
  size_t n;
  if (!shape_size(&s, &n, e)) return NULL;
  s = (Shape){.rank = 1, .dim = {(int64_t)(n + 2 * STRIP_SLACK)}};
  return tensor_full(&s, 0, e);
}

static Tensor *image_buffer(const Plan *p, size_t images, Err *e) {
  if (p->in_place) return buffer(images * p->v.cg, p->high, p->pitch, e);
  return buffer(images, p->v.k, p->ld, e);
}

typedef const float *Row;

static Row *new_rows(size_t n, Err *e) {
  Row *rows = mem_try((n + 1) * sizeof *rows);
  if (!rows) err_set(e, ERR_MEMORY, _("out of memory: a convolution with %zu products in each sum"), n);
  return rows;
}

// Where the rows of the first image in the buffer begin.
static Row *rows_of(const Plan *p, const float *image, Err *e) {
  const Side *y = &p->v.w.y, *x = &p->v.w.x;
  Row *rows = new_rows(p->v.k, e);
  for (size_t c = 0, r = 0; rows && c < p->v.cg; c++)
    for (size_t ky = 0; ky < y->k; ky++)
      for (size_t kx = 0; kx < x->k; kx++, r++)
        rows[r] = image + (p->in_place ? c * p->plane + ky * y->spread * p->pitch + kx * x->spread : r * p->ld);
  return rows;
}

// The same for dout: row (o, ky, kx) is channel o, moved back by (ky, kx).
static Row *rows_back(const Plan *p, const float *dy, Err *e) {
  const Side *y = &p->v.w.y, *x = &p->v.w.x;
  size_t taps = p->in_place ? y->k * x->k : 1;
  Row *rows = new_rows(p->v.og * taps, e);
  for (size_t o = 0, r = 0; rows && o < p->v.og; o++)
    for (size_t t = 0; t < taps; t++, r++)
      rows[r] = dy + o * p->ldy + p->before - t / x->k * y->spread * p->pitch - t % x->k * x->spread;
  return rows;
}

// -- between images and the buffer -----------------------------------------------------------------------

static bool lay_image(const Plan *p, const float *x, float *to, size_t *work, Err *e) {
  const Side *sy = &p->v.w.y, *sx = &p->v.w.x;
  for (size_t c = 0; c < p->v.cg; c++) {
    for (size_t y = 0; y < sy->in; y++, x += sx->in)
      memcpy(to + c * p->plane + (y + sy->pad) * p->pitch + sx->pad, x, sx->in * sizeof *x);
    if (!op_go_on(work, p->plane, e)) return false;
  }
  return true;
}

// One row of the product, gathered from a channel of the image; or, backwards, spread out over it again.
static void gather(const Plan *p, const float *x, size_t ky, size_t kx, float *to) {
  const Side *sy = &p->v.w.y, *sx = &p->v.w.x;
  WindowRange y = window_range(sy, ky), r = window_range(sx, kx);
  memset(to, 0, p->flat * sizeof *to);
  for (size_t oy = y.lo; oy < y.hi; oy++) {
    const float *line = x + (y.at + (int64_t)(oy * sy->step)) * (int64_t)sx->in + r.at;
    for (size_t ox = r.lo; ox < r.hi; ox++) to[oy * p->line + ox] = line[ox * sx->step];
  }
}

static void scatter(const Plan *p, float *dx, size_t ky, size_t kx, const float *from) {
  const Side *sy = &p->v.w.y, *sx = &p->v.w.x;
  WindowRange y = window_range(sy, ky), r = window_range(sx, kx);
  for (size_t oy = y.lo; oy < y.hi; oy++) {
    float *line = dx + (y.at + (int64_t)(oy * sy->step)) * (int64_t)sx->in + r.at;
    for (size_t ox = r.lo; ox < r.hi; ox++) line[ox * sx->step] += from[oy * p->line + ox];
  }
}

static bool gather_image(const Plan *p, const float *x, float *to, size_t *work, Err *e) {
  const Side *sy = &p->v.w.y, *sx = &p->v.w.x;
  for (size_t c = 0; c < p->v.cg; c++)
    for (size_t ky = 0; ky < sy->k; ky++)
      for (size_t kx = 0; kx < sx->k; kx++, to += p->ld) {
        gather(p, x + c * sy->in * sx->in, ky, kx, to);
        if (!op_go_on(work, p->ld, e)) return false;
      }
  return true;
}

// The group's channels of image n, into the buffer.
static bool fill(const Plan *p, const Tensor *x, size_t n, size_t group, float *to, Err *e) {
  size_t work = 0;
  const float *from = x->data + (n * p->v.w.c + group * p->v.cg) * p->v.w.y.in * p->v.w.x.in;
  return p->in_place ? lay_image(p, from, to, &work, e) : gather_image(p, from, to, &work, e);
}

// dout of one image's group, its lines as far apart as those of the results, zeros between.
static void fill_dout(const Plan *p, const Tensor *dout, size_t n, size_t group, float *to) {
  size_t high = p->v.w.y.out, wide = p->v.w.x.out;
  const float *from = dout->data + (n * p->v.o + group * p->v.og) * high * wide;
  for (size_t o = 0; o < p->v.og; o++)
    for (size_t y = 0; y < high; y++, from += wide)
      memcpy(to + o * p->ldy + p->before + y * p->line, from, wide * sizeof *from);
}

// -- forward -----------------------------------------------------------------------------------------------

static void keep(const Plan *p, const Tensor *bias, const float *results, size_t n, size_t group, Tensor *out) {
  size_t high = p->v.w.y.out, wide = p->v.w.x.out, first = group * p->v.og;
  float *to = out->data + (n * p->v.o + first) * high * wide;
  for (size_t o = 0; o < p->v.og; o++) {
    float b = bias->data[bias->shape.rank ? first + o : 0];
    for (size_t y = 0; y < high; y++, to += wide) {
      const float *from = results + o * p->ld + y * p->line;
      for (size_t x = 0; x < wide; x++) to[x] = from[x] + b;
    }
  }
}

static bool group_forward(const OpCall *c, const Plan *p, size_t group, float *packed, Tensor *image,
                          const Row *rows,
                          float *results, Tensor *out, Err *e) {
  strip_pack(c->in[1]->data + group * p->v.og * p->v.k, p->v.k, 1, p->v.og, p->v.k, packed);
  StripProduct product = {.packed = packed, .row = rows, .m = p->v.og, .n = p->flat, .k = p->v.k, .out = results,
                          .ld = p->ld};
  for (size_t n = 0; n < p->v.w.n; n++) {
    if (!fill(p, c->in[0], n, group, image->data, e) || !strip_multiply(&product, e)) return false;
    keep(p, c->in[2], results, n, group, out);
  }
  return true;
}

Tensor *conv_forward(OpCall *c, int dims, Err *e) {
  Conv v;
  if (!conv_read(c, dims, &v, e)) return NULL;
  Plan p = plan_of(&v);
  Shape s = window_shape(&v.w, dims, v.o);
  Tensor *out = tensor_new(&s, e), *image = out ? image_buffer(&p, 1, e) : NULL;
  Tensor *packed = image ? buffer(1, strip_packed(v.og, 1), v.k, e) : NULL;
  Tensor *results = packed ? buffer(1, strip_packed(v.og, 1), p.ld, e) : NULL;
  Row *rows = results ? rows_of(&p, image->data, e) : NULL;
  bool ok = rows != NULL;
  for (size_t g = 0; ok && g < v.groups; g++)
    ok = group_forward(c, &p, g, packed->data, image, rows, results->data, out, e);
  mem_free(rows);
  tensor_release(image);
  tensor_release(packed);
  tensor_release(results);
  if (ok) return out;
  tensor_release(out);
  return NULL;
}

// -- backward ------------------------------------------------------------------------------------------------

enum { CHUNK = 1 << 16 }; // numbers of images and gradients in the buffers at once: what a core's cache holds

typedef struct Back {
  const OpCall *c;
  Plan p;
  const Tensor *dout;
  Tensor *dx, *dw;                        // NULL: not wanted
  size_t images;                          // in the buffers at once
  Tensor *image, *dy, *packed, *results;
  Row *rows, *back;
} Back;

// The weight of a group as the matrix that leads from dout to dx: (in, out * taps), or (products, out) where
// rows are gathered.
static void pack_back(const Back *b, size_t group) {
  const Conv *v = &b->p.v;
  const float *w = b->c->in[1]->data + group * v->og * v->k;
  float *to = b->packed->data;
  if (!b->p.in_place) {
    strip_pack(w, 1, v->k, v->k, v->og, to);
    return;
  }
  size_t taps = v->w.y.k * v->w.x.k;
  for (size_t c = 0; c < v->cg; c += STRIP_PANEL)
    for (size_t o = 0; o < v->og; o++)
      for (size_t t = 0; t < taps; t++)
        for (size_t l = c; l < c + STRIP_PANEL; l++) *to++ = l < v->cg ? w[o * v->k + l * taps + t] : 0;
}

// From the product to dx of one image's group.
static bool keep_back(const Back *b, size_t n, size_t group, Err *e) {
  const Plan *p = &b->p;
  const Side *sy = &p->v.w.y, *sx = &p->v.w.x;
  size_t plane = sy->in * sx->in;
  float *to = b->dx->data + (n * p->v.w.c + group * p->v.cg) * plane;
  const float *from = b->results->data;
  size_t work = 0;
  for (size_t c = 0; c < p->v.cg; c++, to += plane) {
    for (size_t y = 0; p->in_place && y < sy->in; y++)
      memcpy(to + y * sx->in, from + c * strip_round(p->plane) + (y + sy->pad) * p->pitch + sx->pad,
             sx->in * sizeof *to);
    for (size_t t = 0; !p->in_place && t < sy->k * sx->k; t++, from += p->ld)
      scatter(p, to, t / sx->k, t % sx->k, from);
    if (!op_go_on(&work, p->in_place ? plane : sy->k * sx->k * p->ld, e)) return false;
  }
  return true;
}

static bool dx_chunk(const Back *b, size_t group, size_t first, size_t n, Err *e) {
  const Plan *p = &b->p;
  const Conv *v = &p->v;
  StripProduct product = {.packed = b->packed->data, .row = b->back, .out = b->results->data, .m = v->k,
                          .n = p->flat, .k = v->og, .ld = p->ld};
  if (p->in_place) {
    product.m = v->cg;
    product.n = p->plane;
    product.k = v->og * v->w.y.k * v->w.x.k;
    product.ld = strip_round(p->plane);
  }
  for (size_t i = 0; i < n; i++) {
    product.shift = i * v->og * p->ldy;
    if (!strip_multiply(&product, e) || !keep_back(b, first + i, group, e)) return false;
  }
  return true;
}

static bool dw_chunk(const Back *b, size_t group, size_t first, size_t n, Err *e) {
  const Plan *p = &b->p;
  const Conv *v = &p->v;
  for (size_t i = 0; i < n; i++)
    if (!fill(p, b->c->in[0], first + i, group, b->image->data + i * p->slot, e)) return false;
  StripDots dots = {.x = b->dy->data + p->before, .ld = p->ldy, .step_x = v->og * p->ldy, .row = b->rows,
                    .step_row = p->slot, .m = v->og, .n = p->ld, .k = v->k, .segments = n,
                    .out = b->dw->data + group * v->og * v->k};
  return strip_dots(&dots, e);
}

static bool prepare(Back *b, Err *e) {
  const Plan *p = &b->p;
  const Conv *v = &p->v;
  size_t each = p->slot + v->og * p->ldy + 1;
  b->images = CHUNK / each ? CHUNK / each : 1;
  if (b->images > v->w.n) b->images = v->w.n;
  size_t in = p->in_place ? v->cg : v->k, sums = p->in_place ? v->og * v->w.y.k * v->w.x.k : v->og;
  if (!(b->dy = buffer(b->images, v->og, p->ldy, e))) return false;
  if (b->dw && !(b->image = image_buffer(p, b->images, e))) return false;
  if (b->dw && !(b->rows = rows_of(p, b->image->data, e))) return false;
  if (!b->dx) return true;
  if (!(b->packed = buffer(1, strip_packed(in, 1), sums, e))) return false;
  size_t wide = strip_round(p->in_place ? p->plane : p->flat);
  if (!(b->results = buffer(1, strip_packed(in, 1), wide, e))) return false;
  return (b->back = rows_back(p, b->dy->data, e)) != NULL;
}

static bool run_back(Back *b, Err *e) {
  const Conv *v = &b->p.v;
  for (size_t g = 0; g < v->groups; g++) {
    if (b->dx) pack_back(b, g);
    for (size_t first = 0; first < v->w.n; first += b->images) {
      size_t n = v->w.n - first < b->images ? v->w.n - first : b->images;
      for (size_t i = 0; i < n; i++) fill_dout(&b->p, b->dout, first + i, g, b->dy->data + i * v->og * b->p.ldy);
      if (b->dw && !dw_chunk(b, g, first, n, e)) return false;
      if (b->dx && !dx_chunk(b, g, first, n, e)) return false;
    }
  }
  return true;
}

static Tensor *bias_grad(const Conv *v, const Tensor *dout, const Tensor *bias, Err *e) {
  Tensor *db = tensor_full(&bias->shape, 0, e);
  size_t plane = v->w.y.out * v->w.x.out;
  for (size_t n = 0; db && n < v->w.n; n++)
    for (size_t o = 0; o < v->o; o++) {
      const float *g = dout->data + (n * v->o + o) * plane;
      db->data[bias->shape.rank ? o : 0] += (float)rows_sum(g, plane);
    }
  return db;
}

bool conv_grad(const OpCall *c, int dims, const Tensor *dout, const bool *needs, Tensor **din, Err *e) {
  Conv v;
  if (!conv_read(c, dims, &v, e)) return false;
  if (needs[2] && !(din[2] = bias_grad(&v, dout, c->in[2], e))) return false;
  Back b = {.c = c, .p = plan_of(&v), .dout = dout};
  const Shape *s = &c->in[0]->shape; // written once where rows are in place, else added to
  if (needs[0] && !(din[0] = b.p.in_place ? tensor_new(s, e) : tensor_full(s, 0, e))) return false;
  if (needs[1] && !(din[1] = tensor_full(&c->in[1]->shape, 0, e))) return false;
  if (!needs[0] && !needs[1]) return true;
  b.dx = din[0];
  b.dw = din[1];
  bool ok = prepare(&b, e) && run_back(&b, e);
  mem_free(b.rows);
  mem_free(b.back);
  tensor_release(b.image);
  tensor_release(b.dy);
  tensor_release(b.packed);
  tensor_release(b.results);
  return ok;
}
