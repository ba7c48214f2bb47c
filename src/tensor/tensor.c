// SPDX-License-Identifier: GPL-3.0-or-later
// tensor: life and death of tensors.
//
// A tensor is a small header that points into a storage block; views of one block share it. Blocks of
// some size begin on a cache line. The few numbers of a small tensor lie in one block with its header, which
// stays until neither the header nor a view of the numbers is in use.
#include "tensor/tensor.h"

#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tensor/walk.h"

#define CACHE_LINE 64

struct Storage {
  _Alignas(16) uint32_t refs; // tensors that point into it
  bool hosts;                 // a tensor's header lies in this block and is in use
};

enum { SMALL = 16 }; // floats
typedef struct SmallBlock {
  Storage storage;
  Tensor header;
  _Alignas(16) float data[];
} SmallBlock;

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

// Part by part: a shape was mostly written number by number not long ago, and a processor waits where what
// was written narrowly is read widely.
static Tensor *begin(Tensor *t, const Shape *s, size_t size, Storage *storage, float *data, bool hosted) {
  t->refs = 1;
  t->shape.rank = s->rank;
  for (int d = 0; d < s->rank; d++) t->shape.dim[d] = s->dim[d];
  t->size = size;
  t->data = data;
  t->storage = storage;
  t->origin = NULL;
  t->serial = ++made;
  t->mask = false;
  t->hosted = hosted;
  t->name = NULL;
  return t;
}

static Tensor *wrap(const Shape *s, size_t size, Storage *storage, float *data) {
  return begin(mem_alloc(sizeof(Tensor)), s, size, storage, data, false);
}

static Tensor *settle(SmallBlock *b, const Shape *s, size_t size) {
  b->storage = (Storage){.refs = 1, .hosts = true};
  return begin(&b->header, s, size, &b->storage, b->data, true);
}

static void storage_release(Storage *s) {
  if (--s->refs == 0 && !s->hosts) mem_free(s);
}

static void header_free(Tensor *t) {
  if (!t->hosted) {
    mem_free(t);
    return;
  }
  Storage *home = &((SmallBlock *)((char *)t - offsetof(SmallBlock, header)))->storage;
  home->hosts = false;
  if (home->refs == 0) mem_free(home);
}

void tensor_renumber(Tensor *t) { t->serial = ++made; }

static void *block_new(size_t bytes, const Shape *s, size_t n, Err *e) {
  void *block = mem_try(bytes);
  if (block) return block;
  err_set(e, ERR_MEMORY, _("no memory left for a tensor of shape %s (%.4g MiB; %.4g MiB are in use)"),
          shape_text(s).s, (double)n * sizeof(float) / 0x1p20, (double)mem_live_bytes() / 0x1p20);
  return NULL;
}

static Storage *storage_new(const Shape *s, size_t n, Err *e) {
  Storage *storage = block_new(block_bytes(n), s, n, e);
  if (storage) *storage = (Storage){.refs = 1};
  return storage;
}

Tensor *tensor_new(const Shape *s, Err *e) {
  size_t n;
  if (!shape_size(s, &n, e)) return NULL;
  if (n <= SMALL) {
    SmallBlock *b = block_new(sizeof *b + n * sizeof(float), s, n, e);
    return b ? settle(b, s, n) : NULL;
  }
  Storage *storage = storage_new(s, n, e);
  return storage ? wrap(s, n, storage, block_data(storage, n)) : NULL;
}

Tensor *tensor_scalar(float v) {
  Tensor *t = settle(mem_alloc(sizeof(SmallBlock) + sizeof(float)), &(Shape){0}, 1);
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
  storage_release(t->storage);
  if (!t->origin || !t->origin->drop) {
    header_free(t);
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
    header_free(d);
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
  storage_release(t->storage);
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
  size_t width = rows > 0 ? t->size / (size_t)rows : 0;
  Shape s;
  s.rank = 0;
  if (!drop_dim) s.dim[s.rank++] = n;
  for (int d = 1; d < t->shape.rank; d++) s.dim[s.rank++] = t->shape.dim[d];
  return share(t, &s, width * (size_t)n, width * (size_t)start);
}
