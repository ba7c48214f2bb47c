// SPDX-License-Identifier: GPL-3.0-or-later
// pairs: see pairs.h.
#include "view/pairs.h"

#include <math.h>

#include "base/mem.h"

#define PAIRS_MOST 500
#define DEPTH_MOST 12

typedef struct Fields { const Field *f; size_t n; } Fields;

static Fields fields_of(const Value *v) {
  if (v->type == VAL_RECORD) return (Fields){((const ObjRecord *)v->as.obj)->fields, ((const ObjRecord *)v->as.obj)->n};
  if (v->type == VAL_MODEL) return (Fields){((const ObjModel *)v->as.obj)->fields, ((const ObjModel *)v->as.obj)->n};
  return (Fields){0};
}

static const ObjList *list_of(const Value *v) { return v->type == VAL_LIST ? (const ObjList *)v->as.obj : NULL; }

static bool is_code(const Value *v) { return v->type == VAL_FUNC || v->type == VAL_BUILTIN || v->type == VAL_HANDLE; }

static bool same_float(float x, float y) { return x == y || (isnan(x) && isnan(y)); }

static void compare_tensors(const Tensor *a, const Tensor *b, Pair *p) {
  for (size_t i = 0; i < a->size; i++) {
    if (same_float(a->data[i], b->data[i])) continue;
    double by = fabs((double)b->data[i] - (double)a->data[i]);
    p->changed++;
    if (isfinite(by) && by > p->most) p->most = by;
  }
  p->same = p->changed == 0;
}

static void compare(Pair *p) {
  double x, y;
  if (!p->a || !p->b) return;
  bool tensors = p->a->type == VAL_TENSOR && p->b->type == VAL_TENSOR;
  if (value_is_number(*p->a, &x) && value_is_number(*p->b, &y)) {
    p->same = x == y || (isnan(x) && isnan(y));
    p->most = y - x;
  } else if (tensors && shape_eq(&p->a->as.t->shape, &p->b->as.t->shape)) {
    compare_tensors(p->a->as.t, p->b->as.t, p);
  } else {
    p->same = value_equal(*p->a, *p->b);
  }
}

static const Value *find(const Value *v, const char *name) { return v ? value_field(*v, name) : NULL; }

static void take(Pairs *k, Str *path, const Value *a, const Value *b, int depth);

static void take_part(Pairs *k, Str *path, const char *name, size_t index, const Value *a, const Value *b, int depth) {
  size_t before = path->n;
  if (name) str_addf(path, ".%s", name);
  else str_addf(path, "[%zu]", index);
  take(k, path, a, b, depth + 1);
  path->n = before;
  path->s[before] = '\0';
}

static void take_fields(Pairs *k, Str *path, const Value *a, const Value *b, int depth) {
  Fields fa = a ? fields_of(a) : (Fields){0}, fb = b ? fields_of(b) : (Fields){0};
  for (size_t i = 0; i < fa.n; i++) take_part(k, path, fa.f[i].name, 0, &fa.f[i].value, find(b, fa.f[i].name), depth);
  for (size_t i = 0; i < fb.n; i++)
    if (!find(a, fb.f[i].name)) take_part(k, path, fb.f[i].name, 0, NULL, &fb.f[i].value, depth);
}

static void take_items(Pairs *k, Str *path, const Value *a, const Value *b, int depth) {
  const ObjList *la = a ? list_of(a) : NULL, *lb = b ? list_of(b) : NULL;
  size_t na = la ? la->n : 0, nb = lb ? lb->n : 0;
  for (size_t i = 0; i < (na > nb ? na : nb) && !k->cut; i++)
    take_part(k, path, NULL, i, i < na ? &la->items[i] : NULL, i < nb ? &lb->items[i] : NULL, depth);
}

static bool has_fields(const Value *v) { return !v || v->type == VAL_RECORD || v->type == VAL_MODEL; }
static bool has_items(const Value *v) { return !v || list_of(v); }

static void take(Pairs *k, Str *path, const Value *a, const Value *b, int depth) {
  const Value *one = a ? a : b;
  if (is_code(one)) return; // functions are not compared
  if (depth < DEPTH_MOST && has_fields(a) && has_fields(b)) {
    take_fields(k, path, a, b, depth);
  } else if (depth < DEPTH_MOST && has_items(a) && has_items(b)) {
    take_items(k, path, a, b, depth);
  } else if (k->n == PAIRS_MOST) {
    k->cut = true;
  } else {
    mem_grow(&k->v, &k->cap, k->n + 1, sizeof *k->v);
    Pair *p = &k->v[k->n++];
    *p = (Pair){.a = a, .b = b};
    str_add(&p->path, path->n > 0 ? str_c(path) : "");
    compare(p);
  }
}

void pairs_of(const Value *a, const Value *b, Pairs *out) {
  *out = (Pairs){0};
  Str path = {0};
  take(out, &path, a, b, 0);
  str_free(&path);
  Pair *sorted = mem_alloc((out->n + 1) * sizeof *sorted);
  size_t n = 0;
  for (int same = 0; same < 2; same++) {
    for (size_t i = 0; i < out->n; i++)
      if (out->v[i].same == (same == 1)) sorted[n++] = out->v[i];
    if (same == 0) out->changed = n;
  }
  mem_free(out->v);
  out->v = sorted;
}

void pairs_free(Pairs *k) {
  for (size_t i = 0; i < k->n; i++) str_free(&k->v[i].path);
  mem_free(k->v);
  *k = (Pairs){0};
}
