// SPDX-License-Identifier: GPL-3.0-or-later
// value: making, sharing and freeing values, and changing one in place for its only holder.
//
// Reference counts are exact. A holder that wants to change a value first makes sure that it is the
// only one (value_unshare): that is how assignment to a part keeps values immutable for all others.
#include "lang/value.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lang/proto.h"
#include "tape/tape.h"

// -- depth -------------------------------------------------------------------------------------

static size_t depth_of(Value v) {
  return value_on_heap(v) && v.type != VAL_TENSOR ? v.as.obj->depth : 0;
}

static bool depth_allows(size_t depth, Err *e) {
  if (depth <= VALUE_MAX_DEPTH) return true;
  return err_set(e, ERR_LIMIT, _("values lie within values more than %d deep"), VALUE_MAX_DEPTH);
}

// One more than the deepest of the values; 0 with e filled where that is too deep.
static uint16_t depth_around(const Value *items, size_t n, Err *e) {
  size_t deepest = 0;
  for (size_t i = 0; i < n; i++)
    if (depth_of(items[i]) > deepest) deepest = depth_of(items[i]);
  return depth_allows(deepest + 1, e) ? (uint16_t)(deepest + 1) : 0;
}

static uint16_t depth_around_fields(const Field *fields, size_t n, Err *e) {
  size_t deepest = 0;
  for (size_t i = 0; i < n; i++)
    if (depth_of(fields[i].value) > deepest) deepest = depth_of(fields[i].value);
  return depth_allows(deepest + 1, e) ? (uint16_t)(deepest + 1) : 0;
}

// -- making ------------------------------------------------------------------------------------

static Obj obj_of(ValueType type, uint16_t depth) {
  return (Obj){.refs = 1, .type = (uint8_t)type, .depth = depth};
}

static Value value_obj(ValueType type, Obj *o) { return (Value){.type = type, .as.obj = o}; }

static void *try_alloc(size_t n, Err *e) {
  void *p = mem_try(n);
  if (!p) err_set(e, ERR_MEMORY, _("out of memory: %zu more bytes are not to be had"), n);
  return p;
}

Value value_str(const char *s, size_t n, Err *e) {
  size_t valid = utf8_valid(s, n);
  if (valid < n) {
    err_set(e, ERR_VALUE, _("this text is not UTF-8: byte %zu cannot stand there"), valid);
    return value_nil();
  }
  ObjStr *o = try_alloc(sizeof *o + n + 1, e);
  if (!o) return value_nil();
  *o = (ObjStr){.o = obj_of(VAL_STR, 0), .n = n, .len = utf8_len(s, n), .cap = n};
  if (n) memcpy(o->s, s, n);
  o->s[n] = 0;
  return value_obj(VAL_STR, &o->o);
}

Value value_list(const Value *items, size_t n, Err *e) {
  uint16_t depth = depth_around(items, n, e);
  Value *copy = depth ? try_alloc((n ? n : 1) * sizeof *copy, e) : NULL;
  if (!copy) return value_nil();
  for (size_t i = 0; i < n; i++) copy[i] = value_retain(items[i]);
  ObjList *l = mem_alloc(sizeof *l);
  *l = (ObjList){.o = obj_of(VAL_LIST, depth), .n = n, .cap = n ? n : 1, .items = copy};
  return value_obj(VAL_LIST, &l->o);
}

Value value_range(double start, double step, size_t n) {
  ObjRange *r = mem_alloc(sizeof *r);
  *r = (ObjRange){.o = obj_of(VAL_RANGE, 0), .start = start, .step = step, .n = n};
  return value_obj(VAL_RANGE, &r->o);
}

enum { MANY_FIELDS = 16 }; // from here on looking them up one by one costs more than a table

// Notes where the fields are that have come since the last time.
static void note_places(ObjRecord *r) {
  if (r->n < MANY_FIELDS || r->n > INT_MAX) return;
  for (size_t i = r->places.n; i < r->n; i++)
    if (map_get(&r->places, r->fields[i].name) < 0) map_put(&r->places, r->fields[i].name, (int)i);
}

Value value_record(const Field *fields, size_t n, Err *e) {
  uint16_t depth = depth_around_fields(fields, n, e);
  Field *copy = depth ? try_alloc((n ? n : 1) * sizeof *copy, e) : NULL;
  if (!copy) return value_nil();
  for (size_t i = 0; i < n; i++) copy[i] = (Field){fields[i].name, value_retain(fields[i].value)};
  ObjRecord *r = mem_alloc(sizeof *r);
  *r = (ObjRecord){.o = obj_of(VAL_RECORD, depth), .n = n, .cap = n ? n : 1, .fields = copy};
  note_places(r);
  return value_obj(VAL_RECORD, &r->o);
}

Value value_handle(const HandleType *type, void *p) {
  ObjHandle *h = mem_alloc(sizeof *h);
  *h = (ObjHandle){.o = obj_of(VAL_HANDLE, 0), .type = type, .p = p};
  return value_obj(VAL_HANDLE, &h->o);
}

Value value_func(Proto *p, Value self, const Value *captures, size_t n, Err *e) {
  size_t deepest = depth_of(self);
  for (size_t i = 0; i < n; i++)
    if (depth_of(captures[i]) > deepest) deepest = depth_of(captures[i]);
  if (!depth_allows(deepest + 1, e)) return value_nil();
  ObjFunc *f = mem_alloc(sizeof *f);
  *f = (ObjFunc){.o = obj_of(VAL_FUNC, (uint16_t)(deepest + 1)), .proto = proto_retain(p),
                 .self = value_retain(self), .n_captures = n};
  if (n) f->captures = mem_alloc(n * sizeof *f->captures);
  for (size_t i = 0; i < n; i++) f->captures[i] = value_retain(captures[i]);
  return value_obj(VAL_FUNC, &f->o);
}

Value value_model(Proto *p, const Field *fields, const bool *is_param, size_t n, const Field *methods,
                  size_t n_methods, Err *e) {
  uint16_t a = depth_around_fields(fields, n, e);
  uint16_t b = depth_around_fields(methods, n_methods, e);
  if (!a || !b) return value_nil();
  ObjModel *m = mem_alloc(sizeof *m);
  *m = (ObjModel){.o = obj_of(VAL_MODEL, a > b ? a : b), .proto = proto_retain(p), .n = n, .n_methods = n_methods};
  m->fields = mem_alloc(n * sizeof *m->fields);
  m->is_param = mem_alloc(n * sizeof *m->is_param);
  m->methods = mem_alloc(n_methods * sizeof *m->methods);
  for (size_t i = 0; i < n; i++) {
    m->fields[i] = (Field){fields[i].name, value_retain(fields[i].value)};
    m->is_param[i] = is_param[i];
  }
  for (size_t i = 0; i < n_methods; i++) m->methods[i] = (Field){methods[i].name, value_retain(methods[i].value)};
  return value_obj(VAL_MODEL, &m->o);
}

Value value_op(const OpDef *op) {
  ObjBuiltin *b = mem_alloc(sizeof *b);
  *b = (ObjBuiltin){.o = obj_of(VAL_BUILTIN, 0), .op = op};
  return value_obj(VAL_BUILTIN, &b->o);
}

Value value_builtin(const BuiltinDef *def) {
  ObjBuiltin *b = mem_alloc(sizeof *b);
  *b = (ObjBuiltin){.o = obj_of(VAL_BUILTIN, 0), .builtin = def};
  return value_obj(VAL_BUILTIN, &b->o);
}

// -- freeing -----------------------------------------------------------------------------------

// Handles hide what they hold, so their depth is unknown: they are dropped one after the other, never
// one within another.
static struct { ObjHandle *waiting; bool busy; } handles;

static void drop_handle(ObjHandle *h) {
  h->next = handles.waiting;
  handles.waiting = h;
  if (handles.busy) return;
  handles.busy = true;
  while ((h = handles.waiting)) {
    handles.waiting = h->next;
    if (h->type->drop) h->type->drop(h->p);
    mem_free(h);
  }
  handles.busy = false;
}

static void free_fields(Field *fields, size_t n) {
  for (size_t i = 0; i < n; i++) value_release(fields[i].value);
  mem_free(fields);
}

static void free_func(ObjFunc *f) {
  for (size_t i = 0; i < f->n_captures; i++) value_release(f->captures[i]);
  value_release(f->self);
  proto_release(f->proto);
  mem_free(f->captures);
  mem_free(f);
}

static void free_model(ObjModel *m) {
  free_fields(m->fields, m->n);
  free_fields(m->methods, m->n_methods);
  mem_free(m->is_param);
  proto_release(m->proto);
  mem_free(m);
}

static void free_list(ObjList *l) {
  for (size_t i = 0; i < l->n; i++) value_release(l->items[i]);
  mem_free(l->items);
  mem_free(l);
}

static void free_builtin(ObjBuiltin *b) {
  mem_free(b->defaults);
  mem_free(b);
}

static void free_record(ObjRecord *r) {
  free_fields(r->fields, r->n);
  map_free(&r->places);
  mem_free(r);
}

_Static_assert(offsetof(Obj, refs) == 0 && offsetof(Tensor, refs) == 0, "Value.as.refs reads them");

void value_free(Value v) {
  switch (v.type) {
  case VAL_TENSOR: tensor_release(v.as.t); break;
  case VAL_LIST: free_list((ObjList *)v.as.obj); break;
  case VAL_RECORD: free_record((ObjRecord *)v.as.obj); break;
  case VAL_FUNC: free_func((ObjFunc *)v.as.obj); break;
  case VAL_MODEL: free_model((ObjModel *)v.as.obj); break;
  case VAL_HANDLE: drop_handle((ObjHandle *)v.as.obj); break;
  case VAL_BUILTIN: free_builtin((ObjBuiltin *)v.as.obj); break;
  default: mem_free(v.as.obj);
  }
}

// -- changing ----------------------------------------------------------------------------------

static Value copy_model(const ObjModel *m, Err *e) {
  return value_model(m->proto, m->fields, m->is_param, m->n, m->methods, m->n_methods, e);
}

bool value_unshare(Value *v, Err *e) {
  if (v->as.obj->refs == 1) return true;
  Value copy = value_nil();
  const ObjList *l = (const ObjList *)v->as.obj;
  const ObjRecord *r = (const ObjRecord *)v->as.obj;
  if (v->type == VAL_LIST) copy = value_list(l->items, l->n, e);
  else if (v->type == VAL_RECORD) copy = value_record(r->fields, r->n, e);
  else if (v->type == VAL_MODEL) copy = copy_model((const ObjModel *)v->as.obj, e);
  if (copy.type == VAL_NIL) return false;
  value_release(*v);
  *v = copy;
  return true;
}

static bool deepen(Obj *o, Value inner, Err *e) {
  size_t depth = depth_of(inner) + 1;
  if (!depth_allows(depth, e)) return false;
  if (depth > o->depth) o->depth = (uint16_t)depth;
  return true;
}

// Room for one more, growing by halves.
static bool make_room(void **items, size_t *cap, size_t n, size_t size, Err *e) {
  if (n < *cap) return true;
  size_t to = *cap + *cap / 2 + 4;
  void *p = mem_try_realloc(*items, to * size);
  if (!p) return err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), to);
  *items = p;
  *cap = to;
  return true;
}

bool value_deepen(Value *v, Value inner, Err *e) { return deepen(v->as.obj, inner, e); }

bool value_push(Value *list, Value item, Err *e) {
  ObjList *l = NULL;
  bool ok = value_unshare(list, e);
  if (ok) {
    l = (ObjList *)list->as.obj;
    void *items = l->items;
    ok = deepen(&l->o, item, e) && make_room(&items, &l->cap, l->n, sizeof *l->items, e);
    l->items = items;
  }
  if (ok) l->items[l->n++] = item;
  else value_release(item);
  return ok;
}

static bool as_leaf(Value *x, const char *name, Err *e) {
  double num;
  Tensor *t = x->type == VAL_TENSOR ? tensor_retain(x->as.t) : NULL;
  if (!t && value_is_number(*x, &num)) t = tensor_scalar((float)num);
  if (!t) {
    err_set(e, ERR_TYPE, _("the parameter %s must be a tensor of numbers, not a %s"), name, value_type_name(*x));
    return false;
  }
  Tensor *leaf = tape_leaf(t, e);
  tensor_release(t);
  if (!leaf) return false;
  leaf->name = name;
  value_release(*x);
  *x = value_tensor(leaf);
  return true;
}

bool value_as_param(Value *x, const char *name, Err *e) {
  if (x->type == VAL_NIL) return true;
  if (x->type != VAL_RECORD) return as_leaf(x, name, e);
  const ObjRecord *given = (const ObjRecord *)x->as.obj;
  Value leaves = value_record(NULL, 0, e);
  for (size_t i = 0; i < given->n && e->code == ERR_NONE; i++) {
    Value item = value_retain(given->fields[i].value);
    if (as_leaf(&item, given->fields[i].name, e)) value_set_field(&leaves, given->fields[i].name, item, e);
    else value_release(item);
  }
  value_release(e->code ? leaves : *x);
  if (!e->code) *x = leaves;
  return e->code == ERR_NONE;
}

static bool set_model_field(Value *v, const char *name, Value *x, Err *e) {
  const ObjModel *m = (const ObjModel *)v->as.obj;
  size_t i = 0;
  while (i < m->n && m->fields[i].name != name) i++;
  if (i == m->n) return err_set(e, ERR_NAME, _("the model %s has no field %s"), m->proto->name, name);
  if (m->is_param[i] && !value_as_param(x, name, e)) return false; // a parameter stays one
  return value_unshare(v, e) && deepen(v->as.obj, *x, e);
}

static bool set_record_field(Value *v, const char *name, Value *x, Err *e) {
  if (!value_unshare(v, e) || !deepen(v->as.obj, *x, e)) return false;
  ObjRecord *r = (ObjRecord *)v->as.obj;
  if (value_field(*v, name)) return true;
  void *fields = r->fields;
  bool ok = make_room(&fields, &r->cap, r->n, sizeof *r->fields, e);
  r->fields = fields;
  if (!ok) return false;
  r->fields[r->n++] = (Field){name, value_nil()};
  note_places(r);
  return true;
}

bool value_set_field(Value *v, const char *name, Value x, Err *e) {
  bool ok = v->type == VAL_RECORD  ? set_record_field(v, name, &x, e)
            : v->type == VAL_MODEL ? set_model_field(v, name, &x, e)
                                   : err_set(e, ERR_TYPE, _("a %s has no fields to set"), value_type_name(*v));
  if (!ok) {
    value_release(x);
    return false;
  }
  Value *field = value_field(*v, name);
  value_release(*field);
  *field = x;
  return true;
}

static ObjStr *grown_str(ObjStr *alone, size_t cap) { return mem_try_realloc(alone, sizeof(ObjStr) + cap + 1); }

bool value_append_str(Value *str, const char *s, size_t n, Err *e) {
  ObjStr *o = (ObjStr *)str->as.obj;
  bool alone = o->o.refs == 1;
  size_t total = o->n + n;
  if (!alone || total > o->cap) {
    size_t cap = total + total / 2;
    ObjStr *p = grown_str(alone ? o : NULL, cap);
    if (!p) p = grown_str(alone ? o : NULL, cap = total); // where the room for more is not to be had
    if (!p) return err_set(e, ERR_MEMORY, _("out of memory: a text of %zu bytes does not fit"), total);
    if (!alone) {
      memcpy(p, o, sizeof *o + o->n);
      p->o.refs = 1;
      value_release(*str);
    }
    p->cap = cap;
    str->as.obj = &p->o;
    o = p;
  }
  memcpy(o->s + o->n, s, n);
  o->n = total;
  o->s[total] = 0;
  o->len += utf8_len(s, n);
  return true;
}

// -- asking ------------------------------------------------------------------------------------

const char *value_type_name(Value v) {
  switch (v.type) {
  case VAL_NIL: return "nil";
  case VAL_BOOL: return "bool";
  case VAL_NUM: return "number";
  case VAL_TENSOR: return v.as.t->shape.rank == 0 ? "number" : "tensor";
  case VAL_STR: return "string";
  case VAL_LIST: return "list";
  case VAL_RECORD: return "record";
  case VAL_RANGE: return "range";
  case VAL_FUNC:
  case VAL_BUILTIN: return "function";
  case VAL_MODEL: return "model";
  case VAL_HANDLE: return ((const ObjHandle *)v.as.obj)->type->name;
  default: return "nothing";
  }
}

const char *value_phrase(Value v) {
  switch (v.type) {
  case VAL_NIL: return "nil";
  case VAL_BOOL: return _("a bool");
  case VAL_NUM: return _("a number");
  case VAL_TENSOR: return v.as.t->shape.rank == 0 ? _("a number") : _("a tensor");
  case VAL_STR: return _("a string");
  case VAL_LIST: return _("a list");
  case VAL_RECORD: return _("a record");
  case VAL_RANGE: return _("a range");
  case VAL_FUNC:
  case VAL_BUILTIN: return _("a function");
  case VAL_MODEL: return _("a model");
  case VAL_HANDLE: {
    const HandleType *type = ((const ObjHandle *)v.as.obj)->type;
    return type->phrase ? _(type->phrase) : type->name;
  }
  default: return _("nothing");
  }
}

void value_describe(Value v, Str *out) {
  if (v.type != VAL_TENSOR || v.as.t->shape.rank == 0) {
    str_add(out, value_phrase(v));
    return;
  }
  Str shape = {0};
  shape_str(&v.as.t->shape, &shape);
  str_addf(out, _("a tensor of shape %s"), str_c(&shape));
  str_free(&shape);
}

const char *value_cstr(Value v) { return v.type == VAL_STR ? ((const ObjStr *)v.as.obj)->s : ""; }

static Field *find_field(Field *fields, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (fields[i].name == name) return &fields[i];
  return NULL;
}

Value *value_field(Value v, const char *name) {
  Field *f = NULL;
  if (v.type == VAL_RECORD) {
    ObjRecord *r = (ObjRecord *)v.as.obj;
    if (r->places.n == 0) return (f = find_field(r->fields, r->n, name)) ? &f->value : NULL;
    int i = map_get(&r->places, name);
    if (i >= 0) f = &r->fields[i];
  } else if (v.type == VAL_MODEL) {
    ObjModel *m = (ObjModel *)v.as.obj;
    f = find_field(m->fields, m->n, name);
    for (size_t i = 0; !f && i < m->n; i++) {
      if (!m->is_param[i] || m->fields[i].value.type != VAL_RECORD) continue;
      const ObjRecord *r = (const ObjRecord *)m->fields[i].value.as.obj;
      f = find_field(r->fields, r->n, name);
    }
  }
  return f ? &f->value : NULL;
}

Value value_method(Value model, const char *name, Err *e) {
  ObjModel *m = (ObjModel *)model.as.obj;
  const Field *f = find_field(m->methods, m->n_methods, name);
  if (!f) return value_nil();
  const ObjFunc *method = (const ObjFunc *)f->value.as.obj;
  return value_func(method->proto, model, method->captures, method->n_captures, e);
}

bool value_is_number(Value v, double *x) {
  if (v.type == VAL_NUM || v.type == VALUE_FLOAT) *x = v.as.num;
  else if (v.type == VAL_BOOL) *x = v.as.b;
  else if (v.type == VAL_TENSOR && v.as.t->shape.rank == 0) *x = (double)v.as.t->data[0];
  else return false;
  return true;
}

bool value_is_whole(Value v, int64_t *i) {
  double x;
  if (!value_is_number(v, &x) || x != floor(x) || fabs(x) > 9007199254740992.0) return false;
  *i = (int64_t)x;
  return true;
}

bool value_truth(Value v, Err *e, bool *out) {
  double x;
  *out = true;
  if (value_is_number(v, &x)) *out = x != 0;
  else if (v.type == VAL_NIL) *out = false;
  else if (v.type == VAL_STR) *out = ((const ObjStr *)v.as.obj)->n > 0;
  else if (v.type == VAL_LIST) *out = ((const ObjList *)v.as.obj)->n > 0;
  else if (v.type == VAL_RECORD) *out = ((const ObjRecord *)v.as.obj)->n > 0;
  else if (v.type == VAL_RANGE) *out = ((const ObjRange *)v.as.obj)->n > 0;
  else if (v.type == VAL_TENSOR && v.as.t->size == 1) *out = v.as.t->data[0] != 0;
  else if (v.type == VAL_TENSOR) {
    Str s = {0};
    shape_str(&v.as.t->shape, &s);
    err_set(e, ERR_TYPE, _("a tensor of shape %s is neither true nor false as a whole"), str_c(&s));
    err_hint(e, _("ask all(x) or any(x), or pick one element"));
    str_free(&s);
    return false;
  }
  return true;
}

// Whether v has the shape and the elements at data: as a tensor, a number, or lists of them.
static bool equal_part(Value v, const float *data, const int64_t *dim, int rank) {
  double x;
  if (rank == 0) return value_is_number(v, &x) && x == (double)*data;
  size_t part = 1;
  for (int d = 1; d < rank; d++) part *= (size_t)dim[d];
  if (v.type == VAL_TENSOR) {
    const Tensor *t = v.as.t;
    if (t->shape.rank != rank || memcmp(t->shape.dim, dim, (size_t)rank * sizeof *dim) != 0) return false;
    for (size_t i = 0; i < t->size; i++)
      if (t->data[i] != data[i]) return false;
    return true;
  }
  if (v.type != VAL_LIST) return false;
  const ObjList *l = (const ObjList *)v.as.obj;
  if (l->n != (size_t)dim[0]) return false;
  for (size_t i = 0; i < l->n; i++)
    if (!equal_part(l->items[i], data + i * part, dim + 1, rank - 1)) return false;
  return true;
}

static bool equal_tensor(const Tensor *t, Value v) {
  return equal_part(v, t->data, t->shape.dim, t->shape.rank);
}

static bool equal_lists(const ObjList *a, const ObjList *b) {
  if (a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++)
    if (!value_equal(a->items[i], b->items[i])) return false;
  return true;
}

// Records are equal whatever the order in which their fields were written.
static bool equal_records(Value a, Value b) {
  const ObjRecord *r = (const ObjRecord *)a.as.obj;
  if (r->n != ((const ObjRecord *)b.as.obj)->n) return false;
  for (size_t i = 0; i < r->n; i++) {
    const Value *other = value_field(b, r->fields[i].name);
    if (!other || !value_equal(r->fields[i].value, *other)) return false;
  }
  return true;
}

static bool equal_strings(const ObjStr *a, const ObjStr *b) {
  return a->n == b->n && memcmp(a->s, b->s, a->n) == 0;
}

static bool equal_ranges(const ObjRange *a, const ObjRange *b) {
  return a->n == b->n && (a->n == 0 || (a->start == b->start && (a->n == 1 || a->step == b->step)));
}

bool value_equal(Value a, Value b) {
  double x, y;
  if (value_is_number(a, &x) && value_is_number(b, &y)) return x == y;
  if (a.type == VAL_TENSOR) return equal_tensor(a.as.t, b);
  if (b.type == VAL_TENSOR) return equal_tensor(b.as.t, a);
  if (a.type != b.type) return false;
  switch (a.type) {
  case VAL_NIL: return true;
  case VAL_STR: return equal_strings((const ObjStr *)a.as.obj, (const ObjStr *)b.as.obj);
  case VAL_LIST: return equal_lists((const ObjList *)a.as.obj, (const ObjList *)b.as.obj);
  case VAL_RECORD: return equal_records(a, b);
  case VAL_RANGE: return equal_ranges((const ObjRange *)a.as.obj, (const ObjRange *)b.as.obj);
  case VAL_BUILTIN: {
    const ObjBuiltin *p = (const ObjBuiltin *)a.as.obj, *q = (const ObjBuiltin *)b.as.obj;
    return p->op == q->op && p->builtin == q->builtin;
  }
  default: return a.as.obj == b.as.obj;
  }
}
