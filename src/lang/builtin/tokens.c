// SPDX-License-Identifier: GPL-3.0-or-later
// tokens: tokenisers. Each is a plain record, {kind: "bpe", tokens: [...], ...}, that can be looked into,
// changed and saved; src/text does the work.
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/builtin.h"
#include "lang/machine.h"
#include "text/split.h"
#include "text/subword.h"

typedef enum Kind { KIND_CHARS, KIND_WORDS, KIND_HAN, KIND_BPE, KIND_WORDPIECE, N_KINDS } Kind;
static const struct { const char *name; SplitKind split; } kinds[N_KINDS] = {
  {"chars", SPLIT_CHARS}, {"words", SPLIT_WORDS}, {"han", SPLIT_HAN}, {"bpe", SPLIT_BLANKS}, {"wordpiece", SPLIT_WORDS}};

static const ObjStr *str_of(Value v) { return (const ObjStr *)v.as.obj; }

static bool wants_text(const char *name, Value v, Err *e) {
  if (v.type == VAL_STR) return true;
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, _("%s wants a string for text, not %s"), name, str_c(&s));
  str_free(&s);
  return false;
}

// -- from a record -----------------------------------------------------------------------------------------

typedef struct Tokeniser {
  Kind kind;
  bool lower;
  Vocab tokens;
  Merge *merges;
  size_t n_merges;
  Bpe bpe;
} Tokeniser;

static void free_tokeniser(void *p) {
  Tokeniser *t = p;
  if (t) {
    vocab_free(&t->tokens);
    mem_free(t->merges);
    bpe_end(&t->bpe);
  }
  mem_free(t);
}

static const ObjList *list_field(const char *name, Value t, const char *field, Err *e) {
  const Value *v = value_field(t, name_of(field));
  if (v && v->type == VAL_LIST) return (const ObjList *)v->as.obj;
  err_set(e, ERR_TYPE, _("%s: a tokeniser has a list %s"), name, field);
  return NULL;
}

static bool read_tokens(const char *name, const ObjList *l, Vocab *out, Err *e) {
  uint32_t id;
  for (size_t i = 0; i < l->n; i++) {
    if (l->items[i].type != VAL_STR) return err_set(e, ERR_TYPE, _("%s: token %zu is a %s, not a string"), name, i, value_type_name(l->items[i]));
    if (!vocab_add(out, str_of(l->items[i])->s, str_of(l->items[i])->n, &id, e)) return false;
    if (id != i) return err_set(e, ERR_VALUE, _("%s: the token \"%s\" is there twice, as %u and %zu"), name, value_cstr(l->items[i]), (unsigned)id, i);
  }
  return true;
}

static bool merge_part(const char *name, const Vocab *tokens, const char *s, size_t n, uint32_t *id, Err *e) {
  *id = vocab_find(tokens, s, n);
  return *id != VOCAB_NONE || err_set(e, ERR_VALUE, _("%s: \"%.80s\" is in a merge, but no token"), name, s);
}

static bool read_merge(const char *name, Tokeniser *t, Value v, Merge *m, Err *e) {
  const ObjList *pair = v.type == VAL_LIST ? (const ObjList *)v.as.obj : NULL;
  if (!pair || pair->n != 2 || pair->items[0].type != VAL_STR || pair->items[1].type != VAL_STR)
    return err_set(e, ERR_TYPE, _("%s: each of the merges is a list of two strings"), name);
  const ObjStr *a = str_of(pair->items[0]), *b = str_of(pair->items[1]);
  Str both = {0};
  str_addn(&both, a->s, a->n);
  str_addn(&both, b->s, b->n);
  bool ok = merge_part(name, &t->tokens, a->s, a->n, &m->a, e) && merge_part(name, &t->tokens, b->s, b->n, &m->b, e) &&
            merge_part(name, &t->tokens, str_c(&both), both.n, &m->made, e);
  str_free(&both);
  return ok;
}

static bool read_merges(const char *name, Value record, Tokeniser *t, Err *e) {
  const ObjList *l = list_field(name, record, "merges", e);
  if (!l) return false;
  t->merges = mem_try((l->n + 1) * sizeof *t->merges);
  if (!t->merges) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), l->n);
  for (; t->n_merges < l->n; t->n_merges++)
    if (!read_merge(name, t, l->items[t->n_merges], &t->merges[t->n_merges], e)) return false;
  return true;
}

static bool read_kind(const char *name, Value record, Tokeniser *t, Err *e) {
  const Value *kind = record.type == VAL_RECORD ? value_field(record, name_of("kind")) : NULL;
  for (int k = 0; kind && kind->type == VAL_STR && k < N_KINDS; k++)
    if (strcmp(kinds[k].name, value_cstr(*kind)) == 0) {
      t->kind = (Kind)k;
      return true;
    }
  return err_set(e, ERR_TYPE, _("%s wants a tokeniser: what char_tokenizer, word_tokenizer, han_tokenizer, bpe or wordpiece gave"), name);
}

static bool read_tokeniser(const char *name, Value record, Tokeniser *t, Err *e) {
  if (!read_kind(name, record, t, e)) return false;
  const Value *lower = value_field(record, name_of("lower"));
  if (lower && !value_truth(*lower, e, &t->lower)) return false;
  const ObjList *tokens = list_field(name, record, "tokens", e);
  if (!tokens || !read_tokens(name, tokens, &t->tokens, e)) return false;
  return t->kind != KIND_BPE || (read_merges(name, record, t, e) && bpe_begin(&t->bpe, &t->tokens, t->merges, t->n_merges, e));
}

// The record made ready: the one of the call before where it is the same. NULL on error.
static const Tokeniser *tokeniser_of(Vm *vm, const char *name, Value record, Err *e) {
  if (vm->tokeniser.made && record.type == VAL_RECORD && vm->tokeniser.record.as.obj == record.as.obj) return vm->tokeniser.made;
  Tokeniser *t = mem_zalloc(sizeof *t);
  if (!read_tokeniser(name, record, t, e)) {
    free_tokeniser(t);
    return NULL;
  }
  vm_forget_tokeniser(vm);
  vm->tokeniser.record = value_retain(record);
  vm->tokeniser.made = t;
  vm->tokeniser.drop = free_tokeniser;
  return t;
}

// -- encoding ------------------------------------------------------------------------------------------------

typedef struct Lookup { const Vocab *tokens; uint32_t unknown; Ids *out; Err *e; } Lookup;

static bool look_up(void *ctx, const char *s, size_t n) {
  Lookup *l = ctx;
  uint32_t id = vocab_find(l->tokens, s, n);
  if (id == VOCAB_NONE) id = l->unknown;
  if (id != VOCAB_NONE) return ids_push(l->out, id, l->e);
  return err_set(l->e, ERR_VALUE, _("encode: there is no token for \"%.*s\", and no %s"), (int)utf8_fit(s, n, 40), s, BPE_UNKNOWN);
}

static bool encode(const Tokeniser *t, const ObjStr *text, Ids *out, Err *e) {
  if (t->kind == KIND_WORDPIECE) return wordpiece_encode(&t->tokens, t->lower, text->s, text->n, out, e);
  if (t->kind == KIND_BPE) return bpe_encode(&t->bpe, text->s, text->n, out, e);
  Lookup l = {&t->tokens, vocab_find(&t->tokens, BPE_UNKNOWN, strlen(BPE_UNKNOWN)), out, e};
  return text_split(kinds[t->kind].split, t->lower, text->s, text->n, look_up, &l, e);
}

static bool tensor_of_ids(const Ids *ids, Value *out, Err *e) {
  Tensor *t = tensor_new(&(Shape){.rank = 1, .dim = {(int64_t)ids->n}}, e);
  for (size_t i = 0; t && i < ids->n; i++) t->data[i] = (float)ids->ids[i];
  if (t) *out = value_tensor(t);
  return t != NULL;
}

static bool call_encode(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Ids ids = {0};
  const Tokeniser *t = tokeniser_of(vm, "encode", args[0], e);
  bool ok = t && wants_text("encode", args[1], e) && encode(t, str_of(args[1]), &ids, e) && tensor_of_ids(&ids, out, e);
  ids_free(&ids);
  return ok;
}

static bool call_tokenize(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Ids ids = {0};
  const Tokeniser *t = tokeniser_of(vm, "tokenize", args[0], e);
  if (t && wants_text("tokenize", args[1], e) && encode(t, str_of(args[1]), &ids, e)) {
    const ObjList *tokens = list_field("tokenize", args[0], "tokens", e);
    *out = value_list(NULL, 0, e);
    for (size_t i = 0; i < ids.n && e->code == ERR_NONE; i++) value_push(out, value_retain(tokens->items[ids.ids[i]]), e);
  }
  ids_free(&ids);
  return e->code == ERR_NONE;
}

// -- decoding ------------------------------------------------------------------------------------------------

static bool is_letter(const char *s, size_t n, bool last) {
  uint32_t cp = 0;
  for (size_t i = 0; i < n; i += utf8_next(s + i, n - i, &cp))
    if (!last && i > 0) break;
  return cp >= 128 ? !utf8_is_han(cp) : (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z');
}

// One more token behind the text.
static void add_token(Kind kind, Str *out, const char *s, size_t n) {
  static const size_t end = sizeof BPE_END - 1;
  bool ends = kind == KIND_BPE && n >= end && memcmp(s + n - end, BPE_END, end) == 0;
  bool inner = kind == KIND_WORDPIECE && n > 2 && memcmp(s, WORDPIECE_INNER, 2) == 0;
  bool apart = kind == KIND_WORDS || (kind == KIND_WORDPIECE && !inner) ||
               (kind == KIND_HAN && is_letter(out->s, out->n, true) && is_letter(s, n, false));
  if (apart && out->n > 0) str_addc(out, ' ');
  if (inner) str_addn(out, s + 2, n - 2);
  else str_addn(out, s, ends ? n - end : n);
  if (ends) str_addc(out, ' ');
}

static bool call_decode(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Str s = {0};
  const Tensor *ids = args[1].as.t;
  const Tokeniser *t = tokeniser_of(vm, "decode", args[0], e);
  bool ok = t != NULL;
  for (size_t i = 0; ok && i < ids->size; i++) {
    size_t n;
    double id = (double)ids->data[i];
    ok = (id >= 0 && id < (double)t->tokens.n && id == (double)(uint32_t)id) ||
         err_set(e, ERR_INDEX, _("decode: %.6g is no token; there are %zu, from 0 on"), id, t->tokens.n);
    const char *text = ok ? vocab_text(&t->tokens, (uint32_t)id, &n) : NULL;
    if (ok) add_token(t->kind, &s, text, n);
  }
  if (ok && t->kind == KIND_BPE && s.n > 0 && s.s[s.n - 1] == ' ') s.n--; // behind the last word
  if (ok) *out = value_str(str_c(&s), s.n, e);
  str_free(&s);
  return ok && out->type != VAL_NIL;
}

// -- making tokenisers ---------------------------------------------------------------------------------------

static bool list_of(const Vocab *v, Value *out, Err *e) {
  *out = value_list(NULL, 0, e);
  for (uint32_t i = 0; i < v->n && e->code == ERR_NONE; i++) {
    size_t n;
    const char *s = vocab_text(v, i, &n);
    Value text = value_str(s, n, e);
    if (text.type != VAL_NIL) value_push(out, text, e);
  }
  return e->code == ERR_NONE;
}

static bool list_of_merges(const Merge *merges, size_t n, Value tokens, Value *out, Err *e) {
  const ObjList *texts = (const ObjList *)tokens.as.obj;
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < n && e->code == ERR_NONE; i++) {
    Value parts[2] = {texts->items[merges[i].a], texts->items[merges[i].b]};
    Value pair = value_list(parts, 2, e);
    if (pair.type != VAL_NIL) value_push(out, pair, e);
  }
  return e->code == ERR_NONE;
}

// The record; takes the fields' values.
static bool record(Field *fields, size_t n, Value *out, Err *e) {
  if (e->code == ERR_NONE) *out = value_record(fields, n, e);
  for (size_t i = 0; i < n; i++) value_release(fields[i].value);
  return e->code == ERR_NONE;
}

static Value kind_value(Kind k, Err *e) { return value_str(kinds[k].name, strlen(kinds[k].name), e); }

static bool call_bpe(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Vocab tokens = {0};
  Merge *merges = NULL;
  size_t n = 0;
  if (!wants_text("bpe", args[0], e)) return false;
  if (args[1].as.num < 0) return err_set(e, ERR_VALUE, _("bpe: n_merges must be 0 or more, not %.0f"), args[1].as.num);
  Field fields[3] = {{name_of("kind"), kind_value(KIND_BPE, e)}, {name_of("tokens"), value_nil()}, {name_of("merges"), value_nil()}};
  if (bpe_train(str_of(args[0])->s, str_of(args[0])->n, (size_t)args[1].as.num, &tokens, &merges, &n, e) &&
      list_of(&tokens, &fields[1].value, e))
    list_of_merges(merges, n, fields[1].value, &fields[2].value, e);
  vocab_free(&tokens);
  mem_free(merges);
  return record(fields, 3, out, e);
}

static bool call_wordpiece(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Vocab tokens = {0};
  const char *by = args[3].type == VAL_STR ? value_cstr(args[3]) : "";
  bool gain = strcmp(by, "likelihood") == 0;
  if (!wants_text("wordpiece", args[0], e)) return false;
  if (!gain && strcmp(by, "count") != 0) return err_set(e, ERR_VALUE, _("wordpiece: by is \"likelihood\" or \"count\""));
  if (args[1].as.num < 1) return err_set(e, ERR_VALUE, _("wordpiece: n_tokens must be 1 or more, not %.0f"), args[1].as.num);
  Field fields[3] = {{name_of("kind"), kind_value(KIND_WORDPIECE, e)}, {name_of("lower"), args[2]}, {name_of("tokens"), value_nil()}};
  if (wordpiece_train(str_of(args[0])->s, str_of(args[0])->n, (size_t)args[1].as.num, gain ? MERGE_BY_GAIN : MERGE_BY_COUNT,
                      args[2].as.b, &tokens, e))
    list_of(&tokens, &fields[2].value, e);
  vocab_free(&tokens);
  return record(fields, 3, out, e);
}

// The tokens of a text as strings. One that comes again is the same string in memory.
typedef struct Strings { Vocab seen; Value distinct, all; Err *e; } Strings;

static bool add_string(void *ctx, const char *s, size_t n) {
  Strings *l = ctx;
  uint32_t id;
  if (!vocab_add(&l->seen, s, n, &id, l->e)) return false;
  if (id + 1 == l->seen.n && id == ((const ObjList *)l->distinct.as.obj)->n) {
    Value v = value_str(s, n, l->e);
    if (v.type == VAL_NIL || !value_push(&l->distinct, v, l->e)) return false;
  }
  return value_push(&l->all, value_retain(((const ObjList *)l->distinct.as.obj)->items[id]), l->e);
}

static bool strings_of(SplitKind kind, bool lower, Value text, Value *out, Err *e) {
  Strings l = {.distinct = value_list(NULL, 0, e), .all = value_list(NULL, 0, e), .e = e};
  bool ok = e->code == ERR_NONE && text_split(kind, lower, str_of(text)->s, str_of(text)->n, add_string, &l, e);
  vocab_free(&l.seen);
  value_release(l.distinct);
  if (ok) *out = l.all;
  else value_release(l.all);
  return ok;
}

static bool call_word_tokenize(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  return wants_text("word_tokenize", args[0], e) &&
         strings_of(args[2].as.b ? SPLIT_HAN : SPLIT_WORDS, args[1].as.b, args[0], out, e);
}

static int by_code_points(const void *a, const void *b) { // the order of bytes, in UTF-8
  const ObjStr *s = str_of(*(const Value *)a), *t = str_of(*(const Value *)b);
  int order = memcmp(s->s, t->s, s->n < t->n ? s->n : t->n);
  return order ? order : (s->n > t->n) - (s->n < t->n);
}

static bool call_char_tokenizer(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Value all, pair[2];
  if (!wants_text("char_tokenizer", args[0], e) || !strings_of(SPLIT_CHARS, false, args[0], &all, e)) return false;
  Field fields[2] = {{name_of("kind"), kind_value(KIND_CHARS, e)}, {name_of("tokens"), value_nil()}};
  pair[0] = all;
  pair[1] = value_num(1);
  if (e->code == ERR_NONE && builtin_find("vocab")->call(vm, 2, pair, &fields[1].value, e) && value_unshare(&fields[1].value, e)) {
    ObjList *l = (ObjList *)fields[1].value.as.obj;
    if (l->n > 1) qsort(l->items, l->n, sizeof *l->items, by_code_points);
  }
  value_release(all);
  return record(fields, 2, out, e);
}

// {kind, lower, tokens}: BPE_UNKNOWN, then the words from the most frequent on.
static bool by_words(Vm *vm, Kind kind, Value text, double min_count, bool lower, Value *out, Err *e) {
  Value all, seen = value_nil(), pair[2];
  if (!strings_of(kinds[kind].split, lower, text, &all, e)) return false;
  Field fields[3] = {{name_of("kind"), kind_value(kind, e)}, {name_of("lower"), value_bool(lower)}, {name_of("tokens"), value_list(NULL, 0, e)}};
  pair[0] = all;
  pair[1] = value_num(min_count);
  if (e->code == ERR_NONE && builtin_find("vocab")->call(vm, 2, pair, &seen, e)) {
    const ObjList *l = (const ObjList *)seen.as.obj;
    value_push(&fields[2].value, value_str(BPE_UNKNOWN, strlen(BPE_UNKNOWN), e), e);
    for (size_t i = 0; i < l->n && e->code == ERR_NONE; i++) value_push(&fields[2].value, value_retain(l->items[i]), e);
  }
  value_release(seen);
  value_release(all);
  return record(fields, 3, out, e);
}

static bool call_word_tokenizer(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return wants_text("word_tokenizer", args[0], e) && by_words(vm, KIND_WORDS, args[0], args[1].as.num, args[2].as.b, out, e);
}

static bool call_han_tokenizer(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return wants_text("han_tokenizer", args[0], e) && by_words(vm, KIND_HAN, args[0], args[1].as.num, false, out, e);
}

#define LOW "t = bpe(\"low low low lower lowest\", 2); "

const BuiltinDef builtin_tokens[] = {
  {.name = "encode", .params = {{"t", ARG_ANY, NULL}, {"text", ARG_ANY, NULL}}, .call = call_encode,
   .doc = N_("The numbers of the tokens that the tokeniser t cuts text into"),
   .examples = {{"t = char_tokenizer(\"banana\"); encode(t, \"nab\")", "[2, 0, 1]"}}},
  {.name = "decode", .params = {{"t", ARG_ANY, NULL}, {"ids", ARG_TENSOR, NULL}}, .call = call_decode,
   .doc = N_("The text of the tokens with these numbers"),
   .examples = {{LOW "decode(t, encode(t, \"lower low\"))", "lower low"}}},
  {.name = "tokenize", .params = {{"t", ARG_ANY, NULL}, {"text", ARG_ANY, NULL}}, .call = call_tokenize,
   .doc = N_("The tokens that the tokeniser t cuts text into"),
   .examples = {{LOW "tokenize(t, \"slow\")", "[\"s\", \"low\", \"</w>\"]"}}},
  {.name = "word_tokenize", .params = {{"text", ARG_ANY, NULL}, {"lower", ARG_BOOL, "false"}, {"han", ARG_BOOL, "false"}},
   .call = call_word_tokenize,
   .doc = N_("The words and marks of a text by Unicode's rules; han: each Chinese character for itself"),
   .examples = {{"word_tokenize(\"Don't stop!\", lower=true)", "[\"don't\", \"stop\", \"!\"]"},
                {"word_tokenize(\"我爱 NLP。\", han=true)", "[\"我\", \"爱\", \"NLP\", \"。\"]"}}},
  {.name = "char_tokenizer", .params = {{"text", ARG_ANY, NULL}}, .call = call_char_tokenizer,
   .doc = N_("A tokeniser of characters: {kind, tokens}, the characters of text in the order of their code points"),
   .examples = {{"char_tokenizer(\"banana\")", "{kind: \"chars\", tokens: [\"a\", \"b\", \"n\"]}"}}},
  {.name = "word_tokenizer", .params = {{"text", ARG_ANY, NULL}, {"min_count", ARG_INT, "1"}, {"lower", ARG_BOOL, "false"}},
   .call = call_word_tokenizer,
   .doc = N_("A tokeniser of words: {kind, lower, tokens}, <unk> and the words of text that occur min_count times, the most frequent first"),
   .examples = {{"t = word_tokenizer(\"a cat, a dog\"); encode(t, \"a dog, a fox\")", "[1, 4, 3, 1, 0]"}}},
  {.name = "han_tokenizer", .params = {{"text", ARG_ANY, NULL}, {"min_count", ARG_INT, "1"}}, .call = call_han_tokenizer,
   .doc = N_("A tokeniser of Chinese characters; other words stay whole"),
   .examples = {{"t = han_tokenizer(\"我爱我家\"); tokenize(t, \"爱我家人\")", "[\"爱\", \"我\", \"家\", \"<unk>\"]"}}},
  {.name = "bpe", .params = {{"text", ARG_ANY, NULL}, {"n_merges", ARG_INT, NULL}}, .call = call_bpe,
   .doc = N_("Byte-pair encoding learnt from text (Sennrich et al. 2016): {kind, tokens, merges}; of equal pairs the one with the smaller token numbers is merged"),
   .examples = {{LOW "t.merges", "[[\"l\", \"o\"], [\"lo\", \"w\"]]"}}},
  {.name = "wordpiece",
   .params = {{"text", ARG_ANY, NULL}, {"n_tokens", ARG_INT, NULL}, {"lower", ARG_BOOL, "false"}, {"by", ARG_ANY, "\"likelihood\""}},
   .call = call_wordpiece,
   .doc = N_("WordPiece learnt from text until there are n_tokens (Schuster and Nakajima 2012): {kind, lower, tokens}; pairs are joined by how much "
             "that raises the likelihood, or by=\"count\""),
   .examples = {{"t = wordpiece(\"hug hug hugs pug\", 12); tokenize(t, \"hugs pugs fox\")", NULL}}},
  {.name = NULL},
};
