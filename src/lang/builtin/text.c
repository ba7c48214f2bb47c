// SPDX-License-Identifier: GPL-3.0-or-later
// text: strings: joining, splitting, replacing, and letters' case (by Unicode, through libunistring).
#include <string.h>
#include <unicase.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/builtin.h"
#include "lang/machine.h"

static bool is_str(const char *name, const char *param, Value v, Err *e) {
  if (v.type == VAL_STR) return true;
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, _("%s wants a string for %s, not %s"), name, param, str_c(&s));
  str_free(&s);
  return false;
}

static const ObjStr *str_of(Value v) { return (const ObjStr *)v.as.obj; }

static bool give(Str *s, Value *out, Err *e) {
  *out = value_str(str_c(s), s->n, e);
  str_free(s);
  return out->type != VAL_NIL;
}

static bool call_join(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  double cursor = 0;
  Value item;
  Str s = {0};
  bool first = true;
  if (!is_str("join", "sep", args[1], e) || !vm_walkable(args[0], e)) return false;
  while (vm_walk(vm, args[0], &cursor, &item, e)) {
    if (!first) str_addn(&s, str_of(args[1])->s, str_of(args[1])->n);
    first = false;
    value_format(item, &s, 0, true);
    value_release(item);
  }
  if (e->code == ERR_NONE) return give(&s, out, e);
  str_free(&s);
  return false;
}

static bool push_str(Value *list, const char *s, size_t n, Err *e) {
  Value part = value_str(s, n, e);
  return part.type != VAL_NIL && value_push(list, part, e);
}

static bool split_blanks(const ObjStr *s, Value *out, Err *e) {
  static const char blanks[] = " \t\r\n";
  for (size_t i = 0; i < s->n && e->code == ERR_NONE;) {
    i += strspn(s->s + i, blanks);
    size_t n = strcspn(s->s + i, blanks);
    if (n == 0) break;
    push_str(out, s->s + i, n, e);
    i += n;
  }
  return e->code == ERR_NONE;
}

static bool split_at(const ObjStr *s, const ObjStr *sep, Value *out, Err *e) {
  const char *from = s->s, *end = s->s + s->n, *hit;
  while ((hit = find_bytes(from, (size_t)(end - from), sep->s, sep->n)) && e->code == ERR_NONE) {
    push_str(out, from, (size_t)(hit - from), e);
    from = hit + sep->n;
  }
  return e->code == ERR_NONE && push_str(out, from, (size_t)(end - from), e);
}

static bool call_split(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  if (args[0].type == VAL_TENSOR) return split_tensor(vm, args[0], args[1], (int64_t)args[2].as.num, out, e);
  if (!is_str("split", "s", args[0], e)) return false;
  if (args[1].type != VAL_NIL && !is_str("split", "sep", args[1], e)) return false;
  *out = value_list(NULL, 0, e);
  if (out->type == VAL_NIL) return false;
  if (args[1].type == VAL_NIL) return split_blanks(str_of(args[0]), out, e);
  if (str_of(args[1])->n == 0) return err_set(e, ERR_VALUE, _("split: the separator is empty; list(s) gives the characters"));
  return split_at(str_of(args[0]), str_of(args[1]), out, e);
}

static bool call_replace(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  if (!is_str("replace", "s", args[0], e) || !is_str("replace", "old", args[1], e) || !is_str("replace", "new", args[2], e))
    return false;
  const ObjStr *old = str_of(args[1]), *new = str_of(args[2]);
  if (old->n == 0) return err_set(e, ERR_VALUE, _("replace: there is nothing to look for"));
  const char *from = str_of(args[0])->s, *end = from + str_of(args[0])->n, *hit;
  Str s = {0};
  while ((hit = find_bytes(from, (size_t)(end - from), old->s, old->n))) {
    str_addn(&s, from, (size_t)(hit - from));
    str_addn(&s, new->s, new->n);
    from = hit + old->n;
  }
  str_addn(&s, from, (size_t)(end - from));
  return give(&s, out, e);
}

static bool change_case(Value v, ucs4_t (*change)(ucs4_t), Value *out, Err *e) {
  Str s = {0};
  const ObjStr *o = str_of(v);
  uint32_t cp;
  char bytes[4];
  for (size_t i = 0; i < o->n;) {
    i += utf8_next(o->s + i, o->n - i, &cp);
    str_addn(&s, bytes, utf8_put(change(cp), bytes));
  }
  return give(&s, out, e);
}

static bool call_upper(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  return is_str("upper", "s", args[0], e) && change_case(args[0], uc_toupper, out, e);
}

static bool call_lower(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  return is_str("lower", "s", args[0], e) && change_case(args[0], uc_tolower, out, e);
}

static bool call_strip(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  if (!is_str("strip", "s", args[0], e)) return false;
  const ObjStr *s = str_of(args[0]);
  size_t from = strspn(s->s, " \t\r\n"), to = s->n;
  while (to > from && strchr(" \t\r\n", s->s[to - 1])) to--;
  *out = value_str(s->s + from, to - from, e);
  return out->type != VAL_NIL;
}

const BuiltinDef builtin_text[] = {
  {.name = "join", .params = {{"xs", ARG_ANY, NULL}, {"sep", ARG_ANY, "\"\""}}, .call = call_join,
   .doc = N_("The items as one text, with sep in between"),
   .examples = {{"join([\"a\", \"b\"], \"-\")", "a-b"}}},
  {.name = "split", .params = {{"s", ARG_ANY, NULL}, {"sep", ARG_ANY, "nil"}, {"dim", ARG_INT, "0"}}, .call = call_split,
   .doc = N_("The parts of s between the separators; without sep, its words"),
   .examples = {{"split(\"a b  c\")", "[\"a\", \"b\", \"c\"]"}, {"split(\"1,2\", \",\")", "[\"1\", \"2\"]"}}},
  {.name = "replace", .params = {{"s", ARG_ANY, NULL}, {"old", ARG_ANY, NULL}, {"new", ARG_ANY, NULL}},
   .call = call_replace, .doc = N_("s with every old replaced by new"),
   .examples = {{"replace(\"a cat\", \"cat\", \"dog\")", "a dog"}}},
  {.name = "upper", .params = {{"s", ARG_ANY, NULL}}, .call = call_upper,
   .doc = N_("s in capital letters"), .examples = {{"upper(\"abc\")", "ABC"}}},
  {.name = "lower", .params = {{"s", ARG_ANY, NULL}}, .call = call_lower,
   .doc = N_("s in small letters"), .examples = {{"lower(\"ABC\")", "abc"}}},
  {.name = "strip", .params = {{"s", ARG_ANY, NULL}}, .call = call_strip,
   .doc = N_("s without blanks at either end"), .examples = {{"strip(\"  a \")", "a"}}},
  {.name = NULL},
};
