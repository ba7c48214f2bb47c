// SPDX-License-Identifier: GPL-3.0-or-later
// call_op: from the values of a call to the arguments of an operation or builtin, by the parameters
// of its table row: names, defaults, kinds; and from the result back to a value.
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "lang/builtin.h"
#include "lang/machine.h"

// -- binding -----------------------------------------------------------------------------------

bool arity_error(const char *usage, int min, int max, int got, Err *e) {
  if (max < 0) return err_set(e, ERR_TYPE, _("%s takes at least %d arguments, got %d"), usage, min, got);
  if (max == 0) return err_set(e, ERR_TYPE, _("%s takes no arguments, got %d"), usage, got);
  if (min == max && max == 1) return err_set(e, ERR_TYPE, _("%s takes 1 argument, got %d"), usage, got);
  if (min == max) return err_set(e, ERR_TYPE, _("%s takes %d arguments, got %d"), usage, max, got);
  if (max == min + 1) return err_set(e, ERR_TYPE, _("%s takes %d or %d arguments, got %d"), usage, min, max, got);
  return err_set(e, ERR_TYPE, _("%s takes %d to %d arguments, got %d"), usage, min, max, got);
}

static int count_params(const ParamDef *params) {
  int n = 0;
  while (n < OP_MAX_PARAMS && params[n].kind != ARG_END) n++;
  return n;
}

static bool takes_any_number(const ParamDef *p) { return p->kind == ARG_REST || p->kind == ARG_SHAPE; }

static bool wrong_count(const char *name, const ParamDef *params, int got, Err *e) {
  Str usage = {0};
  op_usage(name, params, &usage);
  int n = count_params(params), min = 0, max = n;
  for (int i = 0; i < n; i++) {
    if (takes_any_number(&params[i])) max = -1;
    if (!params[i].def && params[i].kind != ARG_REST) min++;
  }
  arity_error(str_c(&usage), min, max, got, e);
  str_free(&usage);
  return false;
}

typedef struct ParamNames { const ParamDef *p; int i, n; } ParamNames;

static const char *next_param(void *ctx) {
  ParamNames *c = ctx;
  return c->i < c->n ? c->p[c->i++].name : NULL;
}

static bool no_such_param(const char *name, const ParamDef *params, const char *given, Err *e) {
  Str list = {0};
  int n = count_params(params);
  for (int i = 0; i < n; i++) str_addf(&list, "%s%s", i ? ", " : "", params[i].name);
  err_set(e, ERR_NAME, _("%s has no argument %s; it takes %s"), name, given, n ? str_c(&list) : _("none"));
  err_did_you_mean(e, given, next_param, &(ParamNames){params, 0, n});
  str_free(&list);
  return false;
}

// A shape is given as one value, or as all the numbers that follow.
static bool is_whole_shape(Value v) {
  return v.type == VAL_LIST || v.type == VAL_NIL || v.type == VAL_RANGE ||
         (v.type == VAL_TENSOR && v.as.t->shape.rank > 0);
}

static bool bind_positional(const char *name, const ParamDef *params, const Value *given, int n, int got,
                            BoundArgs *out, Err *e) {
  int p = 0;
  for (int i = 0; i < n; p++) {
    if (p >= out->n_params) return wrong_count(name, params, got, e);
    bool rest = params[p].kind == ARG_REST || (params[p].kind == ARG_SHAPE && !is_whole_shape(given[i]));
    if (!rest) {
      out->args[p] = given[i++];
      continue;
    }
    out->rest_at = p;
    out->rest = given + i;
    out->n_rest = n - i;
    i = n;
  }
  return true;
}

static bool bind_named(const char *name, const ParamDef *params, const Value *given, const CallShape *shape,
                       BoundArgs *out, Err *e) {
  for (int i = 0; i < shape->n_named; i++) {
    int p = 0;
    while (p < out->n_params && strcmp(params[p].name, shape->names[i]) != 0) p++;
    if (p == out->n_params || params[p].kind == ARG_REST) return no_such_param(name, params, shape->names[i], e);
    if (out->args[p].type != VALUE_UNSET || out->rest_at == p)
      return err_set(e, ERR_TYPE, _("%s is given its argument %s twice"), name, shape->names[i]);
    out->args[p] = given[shape->n_pos + i];
  }
  return true;
}

bool bind_args(const char *name, const ParamDef *params, const Value *given, const CallShape *shape,
               BoundArgs *out, Err *e) {
  out->n_params = count_params(params);
  out->rest_at = -1;
  out->n_rest = 0;
  out->rest = NULL;
  for (int i = 0; i < out->n_params; i++) out->args[i].type = VALUE_UNSET;
  int got = shape->n_pos + shape->n_named;
  if (!bind_positional(name, params, given, shape->n_pos, got, out, e)) return false;
  if (!bind_named(name, params, given, shape, out, e)) return false;
  for (int i = 0; i < out->n_params; i++) {
    if (out->args[i].type != VALUE_UNSET || params[i].def || out->rest_at == i || params[i].kind == ARG_REST) continue;
    if (shape->n_named == 0) return wrong_count(name, params, got, e);
    return err_set(e, ERR_TYPE, _("%s is not given its argument %s"), name, params[i].name);
  }
  return true;
}

// -- defaults ----------------------------------------------------------------------------------

// "0.9, 0.999]" or "]"
static Value default_list(const char *text, Err *e) {
  Value list = value_list(NULL, 0, e);
  char *end;
  for (double x = strtod(text, &end); end != text; x = strtod(text, &end)) {
    value_push(&list, value_num(x), e);
    text = end + strspn(end, ", ");
  }
  return list;
}

static Value default_value(const char *text, Err *e) {
  if (strcmp(text, "nil") == 0) return value_nil();
  if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) return value_bool(text[0] == 't');
  if (text[0] == '[') return default_list(text + 1, e);
  size_t n = strlen(text);
  if (text[0] == '"') return value_str(text + 1, n >= 2 ? n - 2 : 0, e);
  return value_num(strtod(text, NULL));
}

// -- kinds -------------------------------------------------------------------------------------

static bool wrong_kind(const char *name, const char *param, const char *wanted, Value got, Err *e) {
  Str s = {0};
  value_describe(got, &s);
  err_set(e, ERR_TYPE, _("%s wants %s for %s, not %s"), name, wanted, param, str_c(&s));
  str_free(&s);
  return false;
}

static Tensor *tensor_of_list(Vm *vm, const ObjList *l, Err *e) {
  if (l->n == 0) return tensor_new(&(Shape){.rank = 1}, e);
  Value *parts = mem_try(l->n * sizeof *parts);
  if (!parts) {
    err_set(e, ERR_MEMORY, _("out of memory: a list of %zu items does not become a tensor"), l->n);
    return NULL;
  }
  size_t n = 0;
  Tensor *t;
  for (; n < l->n && (t = tensor_of_value(vm, l->items[n], e)); n++) parts[n] = value_tensor(t);
  Value whole = value_nil();
  if (n == l->n) vm_bracket(vm, parts, n, true, &whole, e);
  for (size_t i = 0; i < n; i++) value_release(parts[i]);
  mem_free(parts);
  if (whole.type == VAL_TENSOR) return whole.as.t;
  value_release(whole);
  return NULL;
}

static Tensor *tensor_of_range(const ObjRange *r, Err *e) {
  int64_t n = (int64_t)r->n;
  Shape s = shape_of(1, &n);
  Tensor *t = tensor_new(&s, e);
  for (size_t i = 0; t && i < r->n; i++) t->data[i] = (float)(r->start + (double)i * r->step);
  return t;
}

Tensor *tensor_of_value(Vm *vm, Value v, Err *e) {
  double x;
  if (v.type == VAL_TENSOR) return tensor_retain(v.as.t);
  if (value_is_number(v, &x)) return tensor_scalar((float)x);
  if (v.type == VAL_RANGE) return tensor_of_range((const ObjRange *)v.as.obj, e);
  if (v.type == VAL_LIST) return tensor_of_list(vm, (const ObjList *)v.as.obj, e);
  return NULL;
}

// The arguments of one application while they are put together.
typedef struct OpArgs {
  Vm *vm;
  const char *name;
  Tensor **in;
  int n_in;
  size_t cap_in;
  OpAttr attr[OP_MAX_PARAMS];
  int64_t *ints[OP_MAX_PARAMS]; // owned
  int n_attr;
  Tensor *few[4];
} OpArgs;

static void free_args(OpArgs *a) {
  for (int i = 0; i < a->n_in; i++) tensor_release(a->in[i]);
  for (int i = 0; i < a->n_attr; i++) mem_free(a->ints[i]);
  if (a->in != a->few) mem_free(a->in);
}

static void add_in(OpArgs *a, Tensor *t) {
  if (a->in == a->few && a->n_in == 4) {
    a->cap_in = 16;
    a->in = mem_alloc(a->cap_in * sizeof *a->in);
    memcpy(a->in, a->few, sizeof a->few);
  }
  if (a->in != a->few) mem_grow(&a->in, &a->cap_in, (size_t)a->n_in + 1, sizeof *a->in);
  a->in[a->n_in++] = t;
}

static bool add_tensor(OpArgs *a, const ParamDef *p, Value v, Err *e) {
  Tensor *t = tensor_of_value(a->vm, v, e);
  if (!t) return e->code == ERR_NONE ? wrong_kind(a->name, p->name, _("a tensor of numbers"), v, e) : false;
  add_in(a, t);
  return true;
}

static bool add_tensors(OpArgs *a, const ParamDef *p, Value v, Err *e) {
  if (v.type != VAL_LIST && !(v.type == VAL_TENSOR && v.as.t->shape.rank > 0))
    return wrong_kind(a->name, p->name, _("a list of tensors"), v, e);
  double cursor = 0;
  Value item;
  while (vm_walk(a->vm, v, &cursor, &item, e)) {
    bool ok = a->n_in < INT_MAX - 1 && add_tensor(a, p, item, e);
    value_release(item);
    if (!ok) return false;
  }
  return e->code == ERR_NONE;
}

static bool add_number(OpArgs *a, const ParamDef *p, Value v, OpAttr *attr, Err *e) {
  int64_t whole;
  if (v.type == VAL_NIL && (p->kind == ARG_DIM || p->kind == ARG_DIMS || (p->def && strcmp(p->def, "nil") == 0))) {
    attr->n = -1;
    return true;
  }
  if (!value_is_number(v, &attr->num)) return wrong_kind(a->name, p->name, _("a number"), v, e);
  if (p->kind == ARG_BOOL) attr->num = attr->num != 0;
  if ((p->kind == ARG_INT || p->kind == ARG_DIM || p->kind == ARG_DIMS) && !value_is_whole(v, &whole))
    return err_set(e, ERR_VALUE, _("%s wants a whole number for %s, not %.6g"), a->name, p->name, attr->num);
  return true;
}

static bool add_word(OpArgs *a, const ParamDef *p, Value v, OpAttr *attr, Err *e) {
  if (v.type == VAL_NIL) return true; // the first of them
  const ObjStr *s = v.type == VAL_STR ? (const ObjStr *)v.as.obj : NULL;
  int place = s ? op_word(p->def, s->s, s->n) : -1;
  attr->num = place;
  if (place >= 0) return true;
  Str words = {0};
  for (const char *w = p->def; *w; w += strspn(w, "|")) {
    size_t n = strcspn(w, "|");
    str_addf(&words, "%s\"%.*s\"", w == p->def ? "" : ", ", (int)n, w);
    w += n;
  }
  if (s) err_set(e, ERR_VALUE, _("%s wants one of %s for %s, not \"%.40s\""), a->name, str_c(&words), p->name, s->s);
  else wrong_kind(a->name, p->name, str_c(&words), v, e);
  str_free(&words);
  return false;
}

static int64_t *alloc_ints(size_t n, Err *e) {
  int64_t *ints = n < INT_MAX ? mem_try((n ? n : 1) * sizeof *ints) : NULL;
  if (!ints) err_set(e, ERR_MEMORY, _("out of memory: a list of %zu numbers is too long here"), n);
  return ints;
}

static bool add_text(OpArgs *a, const ParamDef *p, Value v, OpAttr *attr, Err *e) {
  if (v.type != VAL_STR) return wrong_kind(a->name, p->name, _("a string"), v, e);
  const ObjStr *s = (const ObjStr *)v.as.obj;
  int64_t *bytes = alloc_ints(s->n, e);
  for (size_t i = 0; bytes && i < s->n; i++) bytes[i] = (unsigned char)s->s[i];
  a->ints[a->n_attr] = bytes;
  *attr = (OpAttr){.n = (int)s->n, .ints = bytes};
  return bytes != NULL;
}

static bool add_whole(OpArgs *a, const ParamDef *p, Value v, int64_t *out, Err *e) {
  double x;
  if (value_is_whole(v, out)) return true;
  if (value_is_number(v, &x))
    return err_set(e, ERR_VALUE, _("%s wants whole numbers for %s, not %.6g"), a->name, p->name, x);
  return wrong_kind(a->name, p->name, _("whole numbers"), v, e);
}

// The numbers of a list, a tensor or one number; `rest` where they were given one by one.
static bool add_ints(OpArgs *a, const ParamDef *p, Value v, const BoundArgs *b, bool rest, OpAttr *attr, Err *e) {
  if (!rest && v.type == VAL_NIL) {
    attr->n = -1;
    return true;
  }
  const Value *items = rest ? b->rest : &v;
  size_t n = rest ? (size_t)b->n_rest : 1;
  Tensor *t = NULL;
  if (!rest && v.type == VAL_LIST) {
    items = ((const ObjList *)v.as.obj)->items;
    n = ((const ObjList *)v.as.obj)->n;
  } else if (!rest && (v.type == VAL_TENSOR || v.type == VAL_RANGE)) {
    if (!(t = tensor_of_value(a->vm, v, e))) return false;
    n = t->size;
  }
  int64_t *ints = alloc_ints(n, e);
  bool ok = ints != NULL;
  for (size_t i = 0; ok && i < n; i++)
    ok = add_whole(a, p, t ? value_num((double)t->data[i]) : items[i], &ints[i], e);
  tensor_release(t);
  a->ints[a->n_attr] = ints;
  attr->n = (int)n;
  attr->ints = ints;
  if (!ok) {
    mem_free(ints);
    a->ints[a->n_attr] = NULL;
  }
  return ok;
}

static bool add_arg(OpArgs *a, const ParamDef *p, Value v, const BoundArgs *b, bool rest, Err *e) {
  if (p->kind == ARG_TENSOR || p->kind == ARG_TENSORS) {
    return p->kind == ARG_TENSOR ? add_tensor(a, p, v, e) : add_tensors(a, p, v, e);
  }
  OpAttr *attr = &a->attr[a->n_attr];
  *attr = (OpAttr){0};
  a->ints[a->n_attr] = NULL;
  bool ok;
  bool several = p->kind == ARG_DIMS && (v.type == VAL_LIST || (v.type == VAL_TENSOR && v.as.t->shape.rank > 0));
  if (several || p->kind == ARG_INTS || p->kind == ARG_SHAPE) ok = add_ints(a, p, v, b, rest, attr, e);
  else if (p->kind == ARG_TEXT) ok = add_text(a, p, v, attr, e);
  else if (p->kind == ARG_WORD) ok = add_word(a, p, v, attr, e);
  else ok = add_number(a, p, v, attr, e);
  a->n_attr += ok;
  return ok;
}

static bool collect(OpArgs *a, const OpDef *def, const BoundArgs *b, Err *e) {
  for (int i = 0; i < b->n_params; i++) {
    const ParamDef *p = &def->params[i];
    Value v = b->args[i];
    bool given = v.type != VALUE_UNSET, rest = b->rest_at == i;
    bool optional = p->kind == ARG_TENSOR && p->def && v.type == VAL_NIL; // nil: as if it were not given
    if (optional) given = false;
    if (!given && !rest) v = p->def && p->kind != ARG_WORD ? default_value(p->def, e) : value_nil();
    bool ok = e->code == ERR_NONE && add_arg(a, p, v, b, rest, e);
    if (!given && !rest) value_release(v);
    if (!ok) return false;
  }
  return true;
}

// -- applying ----------------------------------------------------------------------------------

static bool is_comparison(const OpDef *def) {
  const char *s = def->symbol;
  return s && (strchr("<>", s[0]) || strcmp(s, "==") == 0 || strcmp(s, "!=") == 0);
}

// Plain numbers stay plain numbers, in double precision.
static bool try_scalar(const OpDef *def, const BoundArgs *b, Value *out) {
  double x[2] = {0, 0};
  if (!def->scalar || b->n_params > 2) return false;
  for (int i = 0; i < b->n_params; i++) {
    Value v = b->args[i];
    if (v.type != VAL_NUM && v.type != VAL_BOOL) return false;
    x[i] = v.type == VAL_NUM ? v.as.num : v.as.b;
  }
  double y = def->scalar(x[0], x[1]);
  *out = is_comparison(def) ? value_bool(y != 0) : value_num(y);
  return true;
}

// The arguments as they were written, for the listener: unset ones in the middle are nil.
static int flat_args(const BoundArgs *b, Value *out) {
  int n = 0, keep = 0;
  for (int i = 0; i < b->n_params; i++) {
    if (b->rest_at == i) {
      for (int k = 0; k < b->n_rest; k++) out[n++] = b->rest[k];
      keep = n;
    } else {
      bool given = b->args[i].type != VALUE_UNSET;
      out[n++] = given ? b->args[i] : value_nil();
      if (given) keep = n;
    }
  }
  return keep;
}

static bool tell(Vm *vm, VmEventKind kind, const char *name, const OpDef *op, const BoundArgs *b, Value *value, Err *e) {
  Value few[OP_MAX_PARAMS + 8];
  size_t most = (size_t)(b->n_params + b->n_rest);
  Value *args = most <= sizeof few / sizeof *few ? few : mem_alloc(most * sizeof *args);
  VmEvent ev = {.kind = kind, .name = name_of(name), .op = op, .args = args, .value = *value};
  ev.n_args = flat_args(b, args);
  bool ok = vm_emit(vm, &ev, e);
  *value = ev.value;
  if (args != few) mem_free(args);
  return ok;
}

// Tells of the result; where the listener ends the run, drops it.
static bool told(Vm *vm, VmEventKind kind, const char *name, const OpDef *op, const BoundArgs *b, Value *out, Err *e) {
  if (!vm->trace || tell(vm, kind, name, op, b, out, e)) return true;
  value_release(*out);
  *out = value_nil();
  return false;
}

bool call_op(Vm *vm, const OpDef *def, BoundArgs *b, Value *out, Err *e) {
  *out = value_nil();
  if (vm->trace) vm_intend(vm, false, def->name, def->params, b->args, b->n_params);
  if (!try_scalar(def, b, out)) {
    OpArgs a = {.vm = vm, .name = def->name};
    a.in = a.few;
    bool ok = collect(&a, def, b, e) &&
              (dims_are_apart(def, a.in, a.n_in, a.attr) ? vm_apply_apart : vm_apply)(vm, def, a.in, a.n_in, a.attr, out, e);
    free_args(&a);
    if (!ok) return false;
  }
  return told(vm, VM_OP, def->name, def, b, out, e);
}

bool call_op_values(Vm *vm, const OpDef *def, const Value *args, int n, Value *out, Err *e) {
  BoundArgs b;
  CallShape shape = {.n_pos = n};
  return bind_args(def->name, def->params, args, &shape, &b, e) && call_op(vm, def, &b, out, e);
}

// -- builtins ----------------------------------------------------------------------------------

// The value as the parameter wants it; a new reference.
static bool convert(Vm *vm, const char *name, const ParamDef *p, Value v, Value *out, Err *e) {
  double x;
  int64_t whole;
  *out = value_nil();
  bool may_be_nil = p->def && strcmp(p->def, "nil") == 0;
  if (p->kind == ARG_ANY || p->kind == ARG_REST || (v.type == VAL_NIL && may_be_nil)) {
    *out = value_retain(v);
    return true;
  }
  if (p->kind == ARG_TENSOR) {
    Tensor *t = tensor_of_value(vm, v, e);
    if (t) *out = value_tensor(t);
    return t || (e->code == ERR_NONE ? wrong_kind(name, p->name, _("a tensor of numbers"), v, e) : false);
  }
  if (!value_is_number(v, &x)) return wrong_kind(name, p->name, _("a number"), v, e);
  if ((p->kind == ARG_INT || p->kind == ARG_DIM) && !value_is_whole(v, &whole))
    return err_set(e, ERR_VALUE, _("%s wants a whole number for %s, not %.6g"), name, p->name, x);
  *out = p->kind == ARG_BOOL ? value_bool(x != 0) : value_num(x);
  return true;
}

static bool fill_args(Vm *vm, const BuiltinDef *def, const BoundArgs *b, Value *args, int *n, Err *e) {
  for (int i = 0; i < b->n_params; i++) {
    const ParamDef *p = &def->params[i];
    if (p->kind == ARG_REST) {
      for (int k = 0; b->rest_at == i && k < b->n_rest; k++) args[(*n)++] = value_retain(b->rest[k]);
      continue;
    }
    bool given = b->args[i].type != VALUE_UNSET;
    Value v = given ? b->args[i] : default_value(p->def ? p->def : "nil", e);
    bool ok = e->code == ERR_NONE && convert(vm, def->name, p, v, &args[*n], e);
    if (!given) value_release(v);
    if (!ok) return false;
    (*n)++;
  }
  return true;
}

bool call_builtin(Vm *vm, const BuiltinDef *def, BoundArgs *b, Value *out, Err *e) {
  if (vm->trace) vm_intend(vm, true, def->name, def->params, b->args, b->n_params);
  Value few[OP_MAX_PARAMS + 8];
  size_t most = (size_t)(b->n_params + b->n_rest);
  Value *args = most <= sizeof few / sizeof *few ? few : mem_alloc(most * sizeof *args);
  int n = 0;
  *out = value_nil();
  bool ok = fill_args(vm, def, b, args, &n, e) && def->call(vm, n, args, out, e);
  for (int i = 0; i < n; i++) value_release(args[i]);
  if (args != few) mem_free(args);
  if (ok && !vm_poll(vm, e)) ok = false;
  if (ok) return told(vm, VM_BUILTIN, def->name, NULL, b, out, e);
  value_release(*out);
  *out = value_nil();
  return false;
}
