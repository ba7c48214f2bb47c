// SPDX-License-Identifier: GPL-3.0-or-later
// tensor: life and death of tensors.
//
// A tensor is a small header that points into a storage block; views of one block share it. Blocks of
// some size begin on a cache line, small ones where malloc puts them.
#include "tensor/tensor.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tensor/walk.h"

#define CACHE_LINE 64

struct Storage {
  uint32_t refs;
  uint32_t unused[3]; // the data that follows keeps an alignment of 16
};

// Bytes of a block of n floats, with room to shift its data to a cache line.
static size_t block_bytes(size_t n) {
  size_t bytes = sizeof(Storage) + n * sizeof(float);
  return n >= CACHE_LINE ? bytes + CACHE_LINE - sizeof(Storage) : bytes;
}

static float *block_data(Storage *s, size_t n) {
  uintptr_t p = (uintptr_t)(s + 1);
  if (n >= CACHE_LINE) p = (p + CACHE_LINE - 1) & ~(uintptr_t)(CACHE_LINE - 1);
  return (float *)p;
}

static uint64_t made; // tensors so far

static Tensor *wrap(const Shape *s, size_t size, Storage *storage, float *data) {
  Tensor *t = mem_alloc(sizeof *t);
  *t = (Tensor){.refs = 1, .shape = *s, .size = size, .data = data, .storage = storage, .serial = ++made};
  return t;
}

void tensor_renumber(Tensor *t) { t->serial = ++made; }

static Storage *storage_new(const Shape *s, size_t n, Err *e) {
  Storage *storage = mem_try(block_bytes(n));
  if (!storage) {
    err_set(e, ERR_MEMORY, _("no memory left for a tensor of shape %s (%.4g MiB; %.4g MiB are in use)"),
            shape_text(s).s, (double)n * sizeof(float) / 0x1p20, (double)mem_live_bytes() / 0x1p20);
    return NULL;
  }
  storage->refs = 1;
  return storage;
}

Tensor *tensor_new(const Shape *s, Err *e) {
  size_t n;
  if (!shape_size(s, &n, e)) return NULL;
  Storage *storage = storage_new(s, n, e);
  return storage ? wrap(s, n, storage, block_data(storage, n)) : NULL;
}

Tensor *tensor_scalar(float v) {
  Storage *storage = mem_alloc(block_bytes(1));
  storage->refs = 1;
  Tensor *t = wrap(&(Shape){0}, 1, storage, block_data(storage, 1));
  t->data[0] = v;
  return t;
}

// The new tensor, or NULL after an interruption.
static Tensor *finish(Tensor *t, bool ok) {
  if (ok) return t;
  tensor_release(t);
  return NULL;
}

Tensor *tensor_full(const Shape *s, float v, Err *e) {
  Tensor *t = tensor_new(s, e);
  if (!t) return NULL;
  for (size_t i = 0; i < t->size;) {
    size_t end = t->size - i < WALK_TILE ? t->size : i + WALK_TILE;
    while (i < end) t->data[i++] = v;
    if (i < t->size && walk_stopped(e)) return finish(t, false);
  }
  return t;
}

Tensor *tensor_from(const float *data, const Shape *s, Err *e) {
  Tensor *t = tensor_new(s, e);
  if (!t) return NULL;
  for (size_t i = 0; i < t->size; i += WALK_TILE) {
    size_t n = t->size - i < WALK_TILE ? t->size - i : WALK_TILE;
    memcpy(t->data + i, data + i, n * sizeof(float));
    if (n == WALK_TILE && walk_stopped(e)) return finish(t, false);
  }
  return t;
}

Tensor *tensor_retain(Tensor *t) {
  if (t) t->refs++;
  return t;
}

static void drop_origin(Tensor *t) {
  Origin *o = t->origin;
  t->origin = NULL;
  if (o && o->drop) o->drop(o);
}

// Origins hold the tensors they were made from, which have origins in turn, a million deep in a long
// run. So a release within a release only puts the tensor on a list (linked through `data`, which it
// needs no more), and the outermost one works the list off.
static Tensor *doomed;
static bool releasing;

void tensor_release(Tensor *t) {
  if (!t || --t->refs > 0) return;
  if (--t->storage->refs == 0) mem_free(t->storage);
  if (!t->origin || !t->origin->drop) {
    mem_free(t);
    return;
  }
  t->data = (void *)doomed;
  doomed = t;
  if (releasing) return;
  releasing = true;
  while (doomed) {
    Tensor *d = doomed;
    doomed = (void *)d->data;
    drop_origin(d);
    mem_free(d);
  }
  releasing = false;
}

Tensor *tensor_copy(const Tensor *t, Err *e) {
  Tensor *copy = tensor_from(t->data, &t->shape, e);
  if (copy) copy->mask = t->mask;
  return copy;
}

Tensor *tensor_unshare(Tensor *t, Err *e) {
  if (t->refs == 1 && t->storage->refs == 1) {
    drop_origin(t);
    return t;
  }
  Tensor *copy = tensor_copy(t, e);
  if (copy) copy->name = t->name;
  tensor_release(t);
  return copy;
}

bool tensor_is_alone(const Tensor *t) { return t->storage->refs == 1; }

bool tensor_renew(Tensor *t, const float **old, Err *e) {
  *old = t->data;
  t->mask = false; // whatever is written now
  if (t->storage->refs == 1) return true;
  Storage *storage = storage_new(&t->shape, t->size, e);
  if (!storage) return false;
  t->storage->refs--; // the others keep it
  t->storage = storage;
  t->data = block_data(storage, t->size);
  return true;
}

void tensor_share(Tensor *t, const Tensor *from) {
  from->storage->refs++;
  if (--t->storage->refs == 0) mem_free(t->storage);
  t->storage = from->storage;
  t->data = from->data;
  t->mask = from->mask;
}

// -- views -------------------------------------------------------------------------------------

static Tensor *share(const Tensor *t, const Shape *s, size_t size, size_t offset) {
  t->storage->refs++;
  Tensor *view = wrap(s, size, t->storage, t->data + offset);
  view->mask = t->mask;
  return view;
}

Tensor *tensor_reshape(Tensor *t, const Shape *s, Err *e) {
  size_t n;
  if (!shape_size(s, &n, e)) return NULL;
  if (n != t->size) {
    err_set(e, ERR_SHAPE, _("shape %s of %zu elements cannot become %s of %zu elements"),
            shape_text(&t->shape).s, t->size, shape_text(s).s, n);
    return NULL;
  }
  return share(t, s, n, 0);
}

Tensor *tensor_block(Tensor *t, int64_t start, int64_t n, bool drop_dim, Err *e) {
  if (t->shape.rank == 0) {
    err_set(e, ERR_INDEX, "%s", _("a single number has no rows to pick from"));
    return NULL;
  }
  int64_t rows = t->shape.dim[0];
  if (start < 0 || n < 0 || start > rows || n > rows - start || (drop_dim && n != 1)) {
    err_set(e, ERR_INDEX, _("rows %lld to %lld are out of range for shape %s"), (long long)start,
            (long long)(start + n - 1), shape_text(&t->shape).s);
    return NULL;
  }
  Shape s = t->shape;
  size_t width = rows > 0 ? t->size / (size_t)rows : 0;
  s.dim[0] = n;
  if (drop_dim) s = shape_of(t->shape.rank - 1, t->shape.dim + 1);
  return share(t, &s, width * (size_t)n, width * (size_t)start);
}
