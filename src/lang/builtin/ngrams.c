// SPDX-License-Identifier: GPL-3.0-or-later
// ngrams: counting tokens and runs of them: counts, ngrams, most_common, total; the counts are a handle
// that is asked by c["the"] or c[["in", "the"]].
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/builtin.h"
#include "lang/builtin/parts.h"
#include "lang/machine.h"
#include "text/counts.h"
#include "text/subword.h"

#define MAX_ORDER 100

// What the tokens were: their numbers in the counts are those of `words`, or themselves.
typedef enum TokenKind { TOKENS_CHARS, TOKENS_WORDS, TOKENS_NUMBERS } TokenKind;
static const char *const kind_names[] = {"characters", "words", "numbers"};

typedef struct NgramCounts {
  TokenKind kind;
  int n;
  Vocab words;
  Counts counts;
} NgramCounts;

static bool wrong(const char *fmt, Value v, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, fmt, str_c(&s));
  str_free(&s);
  return false;
}

// -- the handle ------------------------------------------------------------------------------------------

static void drop(void *p) {
  NgramCounts *c = p;
  vocab_free(&c->words);
  counts_free(&c->counts);
  mem_free(c);
}

static void format(void *p, Str *out) {
  const NgramCounts *c = p;
  str_addf(out, "<counts of %d-grams of %s: %zu different, %llu in all>", c->n, kind_names[c->kind],
           counts_distinct(&c->counts), (unsigned long long)c->counts.total);
}

static size_t len(void *p) { return counts_distinct(&((const NgramCounts *)p)->counts); }

// The number of one token of a key; VOCAB_NONE where it never came.
static bool token_number(const NgramCounts *c, Value v, uint32_t *id, Err *e) {
  int64_t i;
  if (c->kind == TOKENS_NUMBERS) {
    if (!value_is_whole(v, &i)) return wrong(_("these are counts of numbers; %s was asked for"), v, e);
    *id = i >= 0 && i < VOCAB_NONE ? (uint32_t)i : VOCAB_NONE;
    return true;
  }
  if (v.type != VAL_STR) return wrong(_("these are counts of strings; %s was asked for"), v, e);
  *id = vocab_find(&c->words, value_cstr(v), ((const ObjStr *)v.as.obj)->n);
  return true;
}

static bool wrong_length(const NgramCounts *c, size_t n, Err *e) {
  return err_set(e, ERR_INDEX, _("these are counts of %d-grams; one of %zu was asked for"), c->n, n);
}

static bool key_of_chars(const NgramCounts *c, const ObjStr *s, uint32_t *gram, Err *e) {
  uint32_t cp;
  if (s->len != (size_t)c->n) return wrong_length(c, s->len, e);
  for (size_t i = 0, k = 0, step; i < s->n; i += step) {
    step = utf8_next(s->s + i, s->n - i, &cp);
    gram[k++] = vocab_find(&c->words, s->s + i, step);
  }
  return true;
}

static bool key_of(const NgramCounts *c, Value at, uint32_t *gram, Err *e) {
  if (c->kind == TOKENS_CHARS && at.type == VAL_STR) return key_of_chars(c, (const ObjStr *)at.as.obj, gram, e);
  if (at.type == VAL_TENSOR && at.as.t->shape.rank == 1) {
    if (at.as.t->size != (size_t)c->n) return wrong_length(c, at.as.t->size, e);
    for (int k = 0; k < c->n; k++)
      if (!token_number(c, value_num((double)at.as.t->data[k]), &gram[k], e)) return false;
    return true;
  }
  if (at.type == VAL_LIST) {
    const ObjList *l = (const ObjList *)at.as.obj;
    if (l->n != (size_t)c->n) return wrong_length(c, l->n, e);
    for (int k = 0; k < c->n; k++)
      if (!token_number(c, l->items[k], &gram[k], e)) return false;
    return true;
  }
  return c->n == 1 ? token_number(c, at, gram, e) : wrong_length(c, 1, e);
}

static bool index_counts(void *p, Value at, Value *out, Err *e) {
  const NgramCounts *c = p;
  uint32_t gram[MAX_ORDER];
  *out = value_num(0);
  if (c->counts.total == 0) return true;
  if (!key_of(c, at, gram, e)) return false;
  for (int k = 0; k < c->n; k++)
    if (gram[k] == VOCAB_NONE) return true;
  *out = value_num(counts_get(&c->counts, gram));
  return true;
}

static const HandleType counts_handle = {.name = "counts", .phrase = N_("a table of counts"), .drop = drop, .format = format, .len = len, .index = index_counts};

static NgramCounts *counts_in(const char *name, Value v, Err *e) {
  if (v.type == VAL_HANDLE && ((const ObjHandle *)v.as.obj)->type == &counts_handle) return ((const ObjHandle *)v.as.obj)->p;
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, _("%s wants what counts or ngrams gave, not %s"), name, str_c(&s));
  str_free(&s);
  return NULL;
}

// -- tokens as numbers -------------------------------------------------------------------------------------

// Characters have their numbers in pages of 256 code points, made when one of them comes.
typedef struct CharPages { uint32_t *page[0x1100]; } CharPages;

static bool number_chars(const ObjStr *s, NgramCounts *c, uint32_t *ids, Err *e) {
  CharPages *pages = mem_zalloc(sizeof *pages);
  uint32_t cp;
  for (size_t i = 0, k = 0, step; i < s->n && e->code == ERR_NONE; i += step) {
    step = utf8_next(s->s + i, s->n - i, &cp);
    uint32_t **page = &pages->page[cp >> 8];
    if (!*page) *page = mem_zalloc(256 * sizeof **page);
    uint32_t *number = &(*page)[cp & 255];
    if (*number == 0 && vocab_add(&c->words, s->s + i, step, number, e)) ++*number;
    ids[k++] = *number - 1;
    if ((k & 0xFFFF) == 0 && interrupt_pending()) interrupt_check(e);
  }
  for (size_t k = 0; k < 0x1100; k++) mem_free(pages->page[k]);
  mem_free(pages);
  return e->code == ERR_NONE;
}

static bool number_strings(const ObjList *l, NgramCounts *c, uint32_t *ids, Err *e) {
  for (size_t i = 0; i < l->n; i++) {
    Value v = l->items[i];
    if ((i & 0xFFFF) == 0 && interrupt_pending() && interrupt_check(e)) return false;
    if (v.type != VAL_STR) return wrong(_("counting wants strings, or a tensor of whole numbers; there is %s among them"), v, e);
    if (!vocab_add(&c->words, ((const ObjStr *)v.as.obj)->s, ((const ObjStr *)v.as.obj)->n, &ids[i], e)) return false;
    if (i + 8 < l->n && l->items[i + 8].type == VAL_STR) __builtin_prefetch(((const ObjStr *)l->items[i + 8].as.obj)->s);
  }
  return true;
}

static bool number_numbers(const Tensor *t, uint32_t *ids, uint32_t *n_ids, Err *e) {
  *n_ids = 1;
  for (size_t i = 0; i < t->size; i++) {
    float x = t->data[i];
    if (!(x >= 0 && x <= 0x1p31f) || x != (float)(uint32_t)x)
      return err_set(e, ERR_VALUE, _("counting wants whole numbers from 0 on, not %.6g"), (double)x);
    ids[i] = (uint32_t)x;
    if (ids[i] >= *n_ids) *n_ids = ids[i] + 1;
  }
  return true;
}

static bool size_of(Vm *vm, Value *tokens, NgramCounts *c, size_t *n, Err *e) {
  if (tokens->type == VAL_STR) {
    c->kind = TOKENS_CHARS;
    *n = ((const ObjStr *)tokens->as.obj)->len;
    return true;
  }
  if (tokens->type == VAL_LIST && ((const ObjList *)tokens->as.obj)->n > 0) {
    c->kind = TOKENS_WORDS;
    *n = ((const ObjList *)tokens->as.obj)->n;
    return true;
  }
  Tensor *t = tensor_of_value(vm, *tokens, e);
  if (!t) return e->code == ERR_NONE ? wrong(_("counting wants a string, a list of strings, or a tensor of whole numbers, not %s"), *tokens, e) : false;
  value_release(*tokens);
  *tokens = value_tensor(t);
  c->kind = TOKENS_NUMBERS;
  *n = t->size;
  return t->shape.rank == 1 || err_set(e, ERR_SHAPE, _("counting wants a tensor of one dimension, not of shape %s"), shape_text(&t->shape).s);
}

static bool count_into(Vm *vm, Value *tokens, NgramCounts *c, Err *e) {
  size_t n;
  uint32_t n_ids = 1;
  if (!size_of(vm, tokens, c, &n, e)) return false;
  uint32_t *ids = mem_try((n + 1) * sizeof *ids);
  if (!ids) return err_set(e, ERR_MEMORY, _("out of memory: %zu tokens cannot be counted"), n);
  bool ok = c->kind == TOKENS_CHARS   ? number_chars((const ObjStr *)tokens->as.obj, c, ids, e)
            : c->kind == TOKENS_WORDS ? number_strings((const ObjList *)tokens->as.obj, c, ids, e)
                                      : number_numbers(tokens->as.t, ids, &n_ids, e);
  if (c->kind != TOKENS_NUMBERS) n_ids = c->words.n ? (uint32_t)c->words.n : 1;
  ok = ok && counts_of(ids, n, c->n, n_ids, &c->counts, e);
  mem_free(ids);
  return ok;
}

static bool count(Vm *vm, Value given, int n, Value *out, Err *e) {
  Value tokens = value_retain(given);
  NgramCounts *c = mem_zalloc(sizeof *c);
  c->n = n;
  bool ok = count_into(vm, &tokens, c, e);
  value_release(tokens);
  if (ok) *out = value_handle(&counts_handle, c);
  else drop(c);
  return ok;
}

static bool call_counts(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return count(vm, args[0], 1, out, e);
}

static bool call_ngrams(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  double n = args[1].as.num;
  if (n < 1 || n > MAX_ORDER) return err_set(e, ERR_VALUE, _("ngrams: n is from 1 to %d, not %.0f"), MAX_ORDER, n);
  return count(vm, args[0], (int)n, out, e);
}

// -- asking ------------------------------------------------------------------------------------------------

static bool token_value(const NgramCounts *c, uint32_t id, Value *out, Err *e) {
  size_t n;
  *out = value_num(id);
  if (c->kind == TOKENS_NUMBERS) return true;
  const char *s = vocab_text(&c->words, id, &n);
  *out = value_str(s, n, e);
  return out->type != VAL_NIL;
}

static bool chars_value(const NgramCounts *c, const uint32_t *gram, Value *out, Err *e) {
  Str s = {0};
  for (int k = 0; k < c->n; k++) {
    size_t n;
    const char *text = vocab_text(&c->words, gram[k], &n);
    str_addn(&s, text, n);
  }
  *out = value_str(str_c(&s), s.n, e);
  str_free(&s);
  return out->type != VAL_NIL;
}

static bool numbers_value(const NgramCounts *c, const uint32_t *gram, Value *out, Err *e) {
  Tensor *t = tensor_new(&(Shape){.rank = 1, .dim = {c->n}}, e);
  for (int k = 0; t && k < c->n; k++) t->data[k] = (float)gram[k];
  if (t) *out = value_tensor(t);
  return t != NULL;
}

static bool gram_value(const NgramCounts *c, const uint32_t *gram, Value *out, Err *e) {
  if (c->n == 1) return token_value(c, gram[0], out, e);
  if (c->kind == TOKENS_CHARS) return chars_value(c, gram, out, e);
  if (c->kind == TOKENS_NUMBERS) return numbers_value(c, gram, out, e);
  *out = value_list(NULL, 0, e);
  for (int k = 0; k < c->n && e->code == ERR_NONE; k++) {
    Value v;
    if (token_value(c, gram[k], &v, e)) value_push(out, v, e);
  }
  return e->code == ERR_NONE;
}

static bool push_gram(const NgramCounts *c, const uint32_t *gram, uint32_t times, Value *out, Err *e) {
  Value items[2] = {value_nil(), value_num(times)};
  bool ok = gram_value(c, gram, &items[0], e);
  Value pair = ok ? value_list(items, 2, e) : value_nil();
  value_release(items[0]);
  return pair.type != VAL_NIL && value_push(out, pair, e);
}

static bool call_most_common(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  const NgramCounts *c = counts_in("most_common", args[0], e);
  uint32_t *grams, *counts;
  double most = args[1].type == VAL_NIL ? 0 : args[1].as.num;
  size_t k = (size_t)(most > 0 && most < 1e15 ? most : 0);
  if (!c) return false;
  if (args[1].type != VAL_NIL && most < 1) return err_set(e, ERR_VALUE, _("most_common: n must be 1 or more, not %.0f"), most);
  if (!counts_most_common(&c->counts, &k, &grams, &counts, e)) return false;
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < k && e->code == ERR_NONE && vm_poll(vm, e); i++)
    push_gram(c, grams + i * (size_t)c->n, counts[i], out, e);
  mem_free(grams);
  mem_free(counts);
  return e->code == ERR_NONE;
}

static bool call_total(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  const NgramCounts *c = counts_in("total", args[0], e);
  if (c) *out = value_num((double)c->counts.total);
  return c != NULL;
}

// -- vocab -------------------------------------------------------------------------------------------------

static bool call_vocab(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Value handle;
  uint32_t *grams, *counts;
  size_t k = 0;
  if (!count(vm, args[0], 1, &handle, e)) return false;
  const NgramCounts *c = ((const ObjHandle *)handle.as.obj)->p;
  if (counts_most_common(&c->counts, &k, &grams, &counts, e)) {
    *out = value_list(NULL, 0, e);
    for (size_t i = 0; i < k && e->code == ERR_NONE && counts[i] >= args[1].as.num; i++) {
      Value v;
      if (token_value(c, grams[i], &v, e)) value_push(out, v, e);
    }
    mem_free(grams);
    mem_free(counts);
  }
  value_release(handle);
  return e->code == ERR_NONE;
}

#define WORDS "w = split(\"to be or not to be\"); "

const BuiltinDef builtin_ngrams[] = {
  {.name = "counts", .params = {{"tokens", ARG_ANY, NULL}}, .call = call_counts,
   .doc = N_("How often each character of a string, string of a list, or whole number of a tensor occurs: ask c[token], most_common(c), total(c), len(c)"),
   .examples = {{WORDS "c = counts(w); [c[\"be\"], c[\"or\"], c[\"that\"]]", "[2, 1, 0]"}}},
  {.name = "ngrams", .params = {{"tokens", ARG_ANY, NULL}, {"n", ARG_INT, NULL}}, .call = call_ngrams,
   .doc = N_("How often each run of n tokens occurs: ask c[[\"to\", \"be\"]]; of a string, runs of characters: c[\"be\"]"),
   .examples = {{WORDS "ngrams(w, 2)[[\"to\", \"be\"]]", "2"}, {"ngrams(\"banana\", 3)[\"ana\"]", "2"},
                {"ngrams([1, 2, 1, 2], 2)", "<counts of 2-grams of numbers: 2 different, 3 in all>"}}},
  {.name = "most_common", .params = {{"c", ARG_ANY, NULL}, {"n", ARG_INT, "nil"}}, .call = call_most_common,
   .doc = N_("The n tokens or runs with the highest counts (all of them without n), each with its count"),
   .examples = {{"most_common(counts(\"banana\"), 2)", "[[\"a\", 3], [\"n\", 2]]"},
                {WORDS "most_common(ngrams(w, 2), 1)", "[[[\"to\", \"be\"], 2]]"}}},
  {.name = "total", .params = {{"c", ARG_ANY, NULL}}, .call = call_total,
   .doc = N_("How much was counted, repeats and all"), .examples = {{"total(ngrams(\"banana\", 2))", "5"}}},
  {.name = "vocab", .params = {{"tokens", ARG_ANY, NULL}, {"min_count", ARG_INT, "1"}}, .call = call_vocab,
   .doc = N_("Each token that occurs at least min_count times, from the most frequent to the least"),
   .examples = {{WORDS "vocab(w, 2)", "[\"to\", \"be\"]"}}},
  {.name = NULL},
};
