// SPDX-License-Identifier: GPL-3.0-or-later
// model_format: how an instance of a model is printed: how much it learns, and on the top level a line for each of
// its parts with the shapes of their parameters.
#include "lang/model_format.h"

#include <string.h>

#include "base/mem.h"
#include "lang/parameters.h"
#include "lang/proto.h"

#define MOST_COLS 76

typedef struct Part {
  Str name;        // "layers.0", or of a parameter of the model's own its name
  Str shapes;      // "weight (8, 1, 3, 3), bias (8,)"
  size_t n;        // numbers that are counted here
  size_t own;      // bytes of the name that all its parameters share; SIZE_MAX: a part of its own
} Part;

typedef struct Parts {
  Part *p;
  size_t n, cap;
  Tensor **seen;   // what one part learns and another uses as well counts once
  size_t n_seen, cap_seen;
  size_t total;
} Parts;

static bool counted(Parts *k, Tensor *leaf) {
  for (size_t i = 0; i < k->n_seen; i++)
    if (tape_same_param(k->seen[i], leaf)) return true;
  mem_grow(&k->seen, &k->cap_seen, k->n_seen + 1, sizeof *k->seen);
  k->seen[k->n_seen++] = leaf;
  return false;
}

static Part *part_named(Parts *k, const char *name, size_t n) {
  Part *last = k->n ? &k->p[k->n - 1] : NULL;
  if (last && last->own == n && strncmp(str_c(&last->name), name, n) == 0) return last;
  mem_grow(&k->p, &k->cap, k->n + 1, sizeof *k->p);
  Part *p = &k->p[k->n++];
  *p = (Part){.own = n};
  str_addn(&p->name, name, n);
  return p;
}

static bool add_param(void *ctx, const char *name, Tensor *leaf, Err *e) {
  (void)e;
  Parts *k = ctx;
  const char *dot = strrchr(name, '.');
  Part *p = part_named(k, name, dot ? (size_t)(dot - name) : strlen(name));
  if (!dot) p->own = SIZE_MAX;
  if (p->shapes.n > 0) str_add(&p->shapes, ", ");
  if (dot) str_addf(&p->shapes, "%s ", dot + 1);
  shape_str(&leaf->shape, &p->shapes);
  if (counted(k, leaf)) return true;
  p->n += leaf->size;
  k->total += leaf->size;
  return true;
}

// "weight (8, 1, 3, 3), bias (8,)" from column `left` on; goes on below its beginning where it is long.
static void add_shapes(const char *s, size_t left, Str *out) {
  size_t at = left;
  while (*s) {
    const char *end = strstr(s, "), ");
    size_t n = end ? (size_t)(end + 2 - s) : strlen(s);
    if (at > left && at + 1 + n > MOST_COLS) {
      str_addf(out, "\n%*s", (int)left, "");
      at = left;
    } else if (at > left) {
      str_addc(out, ' ');
      at++;
    }
    str_addn(out, s, n);
    at += n;
    s += end ? n + 1 : n;
  }
}

static void add_parts(const Parts *k, Str *out) {
  size_t wide = 1, name = 0;
  for (size_t n = k->total; n >= 10; n /= 10) wide++;
  for (size_t i = 0; i < k->n; i++)
    if (k->p[i].name.n > name) name = k->p[i].name.n;
  for (size_t i = 0; i < k->n; i++) {
    const Part *p = &k->p[i];
    str_addf(out, "\n  %*zu  %-*s  ", (int)wide, p->n, (int)name, str_c(&p->name));
    add_shapes(str_c(&p->shapes), 2 + wide + 2 + name + 2, out);
  }
}

void model_format(Value model, Str *out, bool parts) {
  Parts k = {0};
  Err e = {0};
  each_param(model, add_param, &k, &e); // add_param never fails
  str_addf(out, "<%s of %zu parameter%s>", ((const ObjModel *)model.as.obj)->proto->name, k.total, k.total == 1 ? "" : "s");
  if (parts) add_parts(&k, out);
  for (size_t i = 0; i < k.n; i++) {
    str_free(&k.p[i].name);
    str_free(&k.p[i].shapes);
  }
  mem_free(k.p);
  mem_free(k.seen);
}
