// SPDX-License-Identifier: GPL-3.0-or-later
// word2vec: skip_gram and cbow on sequences of token numbers.
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "text/subword.h"
#include "text/word2vec.h"

typedef struct Corpus {
  Ids ids;
  size_t *starts, n, cap;  // where sentences begin, and one more for the end
  double n_tokens, ignore; // nan: none
} Corpus;

static bool add_sentence(Corpus *c, const Tensor *t, Err *e) {
  if (t->shape.rank != 1) return err_set(e, ERR_SHAPE, _("a sentence is a tensor of one dimension, not of shape %s"), shape_text(&t->shape).s);
  if (!text_grow(&c->starts, &c->cap, c->n + 2, sizeof *c->starts, e)) return false;
  for (size_t i = 0; i < t->size; i++) {
    double x = (double)t->data[i];
    if (x == c->ignore) continue;
    if (!(x >= 0 && x < c->n_tokens && x == floor(x)))
      return err_set(e, ERR_INDEX, _("%.6g is no token; with n_tokens=%.0f they go from 0 to %.0f"), x, c->n_tokens, c->n_tokens - 1);
    if (!ids_push(&c->ids, (uint32_t)x, e)) return false;
  }
  c->starts[++c->n] = c->ids.n;
  return true;
}

static bool read_corpus(Vm *vm, Value v, Corpus *c, Err *e) {
  const ObjList *l = v.type == VAL_LIST ? (const ObjList *)v.as.obj : NULL;
  size_t n = l ? l->n : 1;
  if (!text_grow(&c->starts, &c->cap, 1, sizeof *c->starts, e)) return false;
  c->starts[0] = 0;
  for (size_t i = 0; i < n; i++) {
    Value one = l ? l->items[i] : v;
    Tensor *t = tensor_of_value(vm, one, e);
    if (!t && e->code == ERR_NONE) err_set(e, ERR_TYPE, _("word vectors are learnt from a tensor of token numbers, or a list of them, not from %s"), value_phrase(one));
    bool ok = t && add_sentence(c, t, e);
    tensor_release(t);
    if (!ok) return false;
  }
  return true;
}

static bool whole_between(const char *name, double x, double lo, double hi, Err *e) {
  return (x >= lo && x <= hi) || err_set(e, ERR_VALUE, _("%s must be from %.0f to %.0f, not %.6g"), name, lo, hi, x);
}

static bool options(const Value *args, W2vOptions *o, Err *e) {
  *o = (W2vOptions){.lr = args[6].as.num, .sample = args[7].as.num};
  if (!whole_between("n_tokens", args[1].as.num, 1, 1e7, e) || !whole_between("dim", args[2].as.num, 1, 1e5, e) ||
      !whole_between("window", args[3].as.num, 1, 1e6, e) || !whole_between("negative", args[4].as.num, 0, 60, e) ||
      !whole_between("epochs", args[5].as.num, 0, 1e9, e))
    return false;
  if (!(o->lr >= 0) || !(o->sample >= 0)) return err_set(e, ERR_VALUE, _("lr and sample must be numbers that are not negative"));
  o->dim = (size_t)args[2].as.num;
  o->window = (size_t)args[3].as.num;
  o->negative = (size_t)args[4].as.num;
  o->epochs = (size_t)args[5].as.num;
  return true;
}

static void told(void *self, size_t words, double share) { vm_progress_part(self, (double)words, share); }

static bool train(Vm *vm, const Value *args, bool cbow, Value *out, Err *e) {
  W2vOptions o;
  if (!options(args, &o, e)) return false;
  o.cbow = cbow;
  o.told = told;
  o.self = vm;
  Corpus c = {.n_tokens = args[1].as.num, .ignore = args[8].type == VAL_NIL ? (double)NAN : args[8].as.num};
  Shape s = {.rank = 2, .dim = {(int64_t)c.n_tokens, (int64_t)o.dim}};
  Tensor *vectors = NULL, *contexts = NULL;
  bool ok = read_corpus(vm, args[0], &c, e) && (vectors = tensor_new(&s, e)) && (contexts = tensor_new(&s, e)) &&
            word2vec_train(c.ids.ids, c.starts, c.n, (uint32_t)c.n_tokens, &o, rng_global(), vectors->data, contexts->data, e);
  if (ok) {
    Field fields[2] = {{name_of("vectors"), value_tensor(vectors)}, {name_of("contexts"), value_tensor(contexts)}};
    *out = value_record(fields, 2, e);
    ok = out->type != VAL_NIL;
  }
  tensor_release(vectors);
  tensor_release(contexts);
  ids_free(&c.ids);
  mem_free(c.starts);
  return ok;
}

static bool call_skip_gram(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return train(vm, args, false, out, e);
}

static bool call_cbow(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return train(vm, args, true, out, e);
}

#define PARAMS {{"ids", ARG_ANY, NULL}, {"n_tokens", ARG_INT, NULL}, {"dim", ARG_INT, "100"}, {"window", ARG_INT, "5"}, \
                {"negative", ARG_INT, "5"}, {"epochs", ARG_INT, "5"}, {"lr", ARG_NUM, "0.025"}, {"sample", ARG_NUM, "0.001"}, \
                {"ignore", ARG_INT, "nil"}}

const BuiltinDef builtin_word2vec[] = {
  {.name = "skip_gram", .params = PARAMS, .call = call_skip_gram,
   .doc = N_("Word vectors that tell each word's neighbours from noise (Mikolov et al. 2013): {vectors, contexts}, a row a token; ids is a tensor, or a "
             "list of one a sentence; ignore is a number to leave out. To be read and stepped: skip_gram_train"),
   .examples = {{"seed(1); w = skip_gram(arange(6) % 3, 3, dim=4); w.vectors.shape", "[3, 4]"}}},
  {.name = "cbow", .params = PARAMS, .call = call_cbow,
   .doc = N_("Word vectors whose mean around a gap tells the word in it from noise (Mikolov et al. 2013); as skip_gram. To be read and stepped: cbow_train"),
   .examples = {{"seed(1); w = cbow(arange(6) % 3, 3, dim=4); w.contexts.shape", "[3, 4]"}}},
  {.name = NULL},
};
