// SPDX-License-Identifier: GPL-3.0-or-later
// vm_loop: the machine's loop. What numbers and variables need is here; the rest is in vm_do.c.
//
// The loop keeps the stack pointer, the locals, the constants and the next instruction in registers. SAVE
// writes them back before anything that may look at the stack; LOAD reads them after anything that may
// have moved it. Each instruction ends by jumping to the next one's place in the table (a feature of gcc
// and clang: labels as values), so that the processor can guess each jump by itself.
#include <stdint.h>

#include "base/settings.h"
#include "lang/element.h"
#include "lang/vm_do.h"

#define SAVE() (f->ip = ip, vm->sp = (size_t)(sp - vm->stack), vm->until_poll = until_poll)
#define LOAD() \
  (f = &vm->frames[vm->n_frames - 1], ip = f->ip, consts = f->proto->consts, locals = vm->stack + f->base, \
   sp = vm->stack + vm->sp, until_poll = vm->until_poll)
#define NEXT() \
  do { \
    word = *ip++; \
    operand = code_operand(word); \
    goto *labels[code_op(word)]; \
  } while (0)
#define TRY(call) \
  do { \
    SAVE(); \
    if (!(call)) goto failed; \
    LOAD(); \
  } while (0)
// An instruction that is one call.
#define OP_CALL(name, call) \
  op_##name: \
  TRY(call); \
  NEXT()
// Counts instructions towards the bound of the statement, before a jump back or a call.
#define COUNT(n) \
  do { \
    if ((until_poll -= (n)) < 0) TRY(vm_poll_steps(vm, e)); \
  } while (0)

// Copies part by part: a number's type and digits were written one by one not long ago, and a processor
// waits where they are read together.
static inline void copy(Value *to, const Value *from) {
  to->type = from->type;
  to->as = from->as;
}

static inline void copy_held(Value *to, const Value *from) {
  if (value_on_heap(*from)) ++*from->as.refs;
  copy(to, from);
}

static inline void set_num(Value *v, double x) {
  v->type = VAL_NUM;
  v->as.num = x;
}

static inline void set_bool(Value *v, bool b) {
  v->type = VAL_BOOL;
  v->as.b = b;
}

// x % y; small whole numbers, the usual case, without a division of doubles.
static inline double modulo(const Vm *vm, double x, double y) {
  if (x >= 0 && x <= INT32_MAX && y >= 1 && y <= INT32_MAX) {
    int32_t i = (int32_t)x, k = (int32_t)y;
    if ((double)i == x && (double)k == y) return (double)(i % k);
  }
  return vm->infix[INFIX_MOD]->scalar(x, y);
}

static inline bool is_plain(Value v) { return v.type == VAL_NUM || v.type == VALUE_FLOAT; }

// Numbers are worked on in place. While a listener listens, it is told of each operation: in vm_do.c.
#define ARE_NUMBERS(a, b) ((a).type == VAL_NUM && (b).type == VAL_NUM && !vm->trace)
#define ARITHMETIC(name, which, set, result) \
  op_##name: \
  if (ARE_NUMBERS(sp[-2], sp[-1])) { \
    double x = sp[-2].as.num, y = sp[-1].as.num; \
    set(--sp - 1, (result)); \
  } else { \
    TRY(do_infix(vm, which, e)); \
  } \
  NEXT()
// The same, and on elements of tensors, which are reckoned with in float32.
#define FLOAT_ARITHMETIC(name, which, result) \
  op_##name: \
  if (ARE_NUMBERS(sp[-2], sp[-1])) { \
    double x = sp[-2].as.num, y = sp[-1].as.num; \
    set_num(--sp - 1, (result)); \
  } else if (is_plain(sp[-2]) && is_plain(sp[-1]) && !vm->trace) { \
    float x = (float)sp[-2].as.num, y = (float)sp[-1].as.num; \
    sp--; \
    sp[-1].type = VALUE_FLOAT; \
    sp[-1].as.num = (double)(result); \
  } else { \
    TRY(do_infix(vm, which, e)); \
  } \
  NEXT()

// The fused ones (see fuse.c): the words of the instructions they stand for follow.
#define FUSED(name, result) \
  op_LL_##name: { \
    const Value *u = &locals[operand], *v = &locals[code_operand(ip[0])]; \
    if (!ARE_NUMBERS(*u, *v)) goto op_LOAD_LOCAL; \
    double x = u->as.num, y = v->as.num; \
    set_num(sp++, (result)); \
    ip += 2; \
    NEXT(); \
  } \
  op_LK_##name: { \
    const Value *u = &locals[operand]; \
    if (u->type != VAL_NUM || vm->trace) goto op_LOAD_LOCAL; \
    double x = u->as.num, y = consts[code_operand(ip[0])].as.num; \
    set_num(sp++, (result)); \
    ip += 2; \
    NEXT(); \
  } \
  op_SL_##name: { \
    const Value *v = &locals[operand]; \
    if (!ARE_NUMBERS(sp[-1], *v)) goto op_LOAD_LOCAL; \
    double x = sp[-1].as.num, y = v->as.num; \
    sp[-1].as.num = (result); \
    ip++; \
    NEXT(); \
  } \
  op_SK_##name: { \
    if (sp[-1].type != VAL_NUM || vm->trace) goto op_CONST; \
    double x = sp[-1].as.num, y = consts[operand].as.num; \
    sp[-1].as.num = (result); \
    ip++; \
    NEXT(); \
  }
#define BRANCH(skip, truth) \
  if (truth) ip += (skip); \
  else ip = f->proto->code + code_operand(ip[(skip) - 1]); \
  NEXT()
#define FUSED_IF(name, sign) \
  op_IF_LL_##name: { \
    const Value *u = &locals[operand], *v = &locals[code_operand(ip[0])]; \
    if (!ARE_NUMBERS(*u, *v)) goto op_LOAD_LOCAL; \
    BRANCH(3, u->as.num sign v->as.num); \
  } \
  op_IF_LK_##name: { \
    const Value *u = &locals[operand]; \
    if (u->type != VAL_NUM || vm->trace) goto op_LOAD_LOCAL; \
    BRANCH(3, u->as.num sign consts[code_operand(ip[0])].as.num); \
  } \
  op_IF_SK_##name: { \
    if (sp[-1].type != VAL_NUM || vm->trace) goto op_CONST; \
    sp--; \
    BRANCH(2, sp->as.num sign consts[operand].as.num); \
  } \
  op_IF_SS_##name: { \
    if (!ARE_NUMBERS(sp[-2], sp[-1])) goto op_##name; \
    sp -= 2; \
    BRANCH(1, sp[0].as.num sign sp[1].as.num); \
  }

// Unwinds to the frames that were there before.
static bool stop(Vm *vm, size_t bottom, Err *e) {
  err_at(e, vm_here(vm));
  if (vm->trace && vm->trace_nested == vm->nested) {
    void *token = vm->trace;
    vm->trace = NULL;
    Err ignored = {0};
    if (vm->hooks.trace_end) value_release(vm->hooks.trace_end(vm->hooks.self, token, value_nil(), false, &ignored));
    err_clear(&ignored);
  }
  vm_pop_to(vm, vm->frames[bottom].base - 1);
  vm->n_frames = bottom;
  vm->nested--;
  return false;
}

// Room for a call of p whose arguments end at sp, without growing anything?
static inline bool has_room(const Vm *vm, const Proto *p, const Value *sp) {
  return vm->n_frames < vm->cap_frames && (double)vm->n_frames < settings.depth &&
         (size_t)(vm->stack + vm->cap_stack - sp) >= p->n_locals + p->max_stack;
}

// A global that this statement has bound already may be changed without further notes.
static inline bool is_logged(const Vm *vm, const Global *g) {
  return g->logged_in == vm->statement && g->bound_in == vm->run;
}

// xs + [x], for one x that holds nothing, where xs has the room and no other holder.
static inline bool push_one(Value *list, const Value *x, uint32_t items) {
  if (items != 2 || list->type != VAL_LIST || value_on_heap(*x)) return false;
  ObjList *l = (ObjList *)list->as.obj;
  if (l->o.refs != 1 || l->n == l->cap) return false;
  l->items[l->n++] = *x;
  return true;
}

// xs[i] of a list, where i is one of its places from 0; NULL: not that.
static inline const Value *item_of(const Value *list, const Value *at) {
  if (list->type != VAL_LIST || at->type != VAL_NUM) return NULL;
  const ObjList *l = (const ObjList *)list->as.obj;
  if (!(at->as.num >= 0 && at->as.num < (double)(int64_t)l->n)) return NULL;
  int64_t i = (int64_t)at->as.num;
  return (double)i == at->as.num ? &l->items[i] : NULL;
}

// x[i, j] with plain subscripts on top of the stack; leaves them there.
static inline bool plain_element(const Vm *vm, const Subs *subs, const Value *sp, Value *out) {
  const Value *at = sp - subs->n_values;
  for (const Value *v = at; v < sp; v++)
    if (v->type != VAL_NUM) return false;
  return element_get(vm, at[-1], subs, at, out);
}

// x[i, j] = v for a number v, which lies below the subscripts: none of them holds anything.
static inline bool plain_store(const Vm *vm, Value *var, const Subs *subs, const Value *at) {
  for (int k = -1; k < subs->n_values; k++)
    if (!is_plain(at[k])) return false;
  return element_set(vm, var, subs, at, at[-1]);
}

bool vm_execute(Vm *vm, size_t bottom, Value *out, Err *e) {
  static const void *const labels[] = {
#define VM(name, operand, doc) &&op_##name,
#include "lang/vm_ops.def"
#undef VM
  };
  Frame *f;
  const uint32_t *ip;
  const Value *consts;
  Value *sp, *locals;
  long until_poll;
  uint32_t word, operand;
  vm->nested++;
  LOAD();
  if (vm->nested > VM_MAX_NESTED) {
    err_set(e, ERR_LIMIT, _("functions that call functions through map, filter or grad lie too deep within each other"));
    goto failed;
  }
  NEXT();

  op_CONST: copy_held(sp++, &consts[operand]); NEXT();
  op_NIL: *sp++ = value_nil(); NEXT();
  op_TRUE: *sp++ = value_bool(true); NEXT();
  op_FALSE: *sp++ = value_bool(false); NEXT();
  op_POP: value_release(*--sp); NEXT();

  // -- variables
  op_LOAD_LOCAL:
  if (locals[operand].type == VALUE_UNSET) TRY(do_unset_local(f->proto->locals[operand], e));
  copy_held(sp++, &locals[operand]);
  NEXT();
  op_STORE_LOCAL: {
    Value *v = &locals[operand];
    if (value_on_heap(*v)) {
      Value old = *v;
      copy(v, --sp);
      value_release(old);
    } else {
      copy(v, --sp);
    }
    if (v->type == VAL_TENSOR) vm_name_tensor(*v, f->proto->locals[operand]);
    if (vm->trace) TRY(do_tell_assign(vm, f->proto->locals[operand], &locals[operand], e));
    NEXT();
  }
  op_DEFAULT: copy(&locals[operand], --sp); NEXT();
  op_LOAD_GLOBAL: {
    const Value *v = &vm->globals[operand].value;
    if (v->type == VALUE_UNSET) v = &vm->globals[operand].known;
    if (v->type == VALUE_UNSET) {
      Value known;
      TRY(do_load_global(vm, f->proto, operand, &known, e));
      *sp++ = known;
    } else {
      copy_held(sp++, v);
    }
    NEXT();
  }
  op_STORE_GLOBAL: {
    Global *g = &vm->globals[operand];
    sp--;
    if (ARE_NUMBERS(*sp, g->value) && is_logged(vm, g)) g->value.as.num = sp->as.num;
    else TRY(do_store_global(vm, operand, *sp, e));
    NEXT();
  }
  op_LOAD_KNOWN: {
    Value known = vm->globals[operand].known;
    if (known.type != VALUE_UNSET) value_retain(known);
    else TRY(do_load_known(vm, f->proto, operand, &known, e));
    *sp++ = known;
    NEXT();
  }
  op_STORE_KNOWN: {
    Value old = vm->globals[operand].known;
    vm->globals[operand].known = *--sp;
    value_release(old);
    NEXT();
  }
  op_LOAD_CAPTURE:
  if (f->func->captures[operand].type == VALUE_UNSET) TRY(do_unset_local(f->proto->captures[operand].name, e));
  *sp++ = value_retain(f->func->captures[operand]);
  NEXT();
  op_LOAD_FUNC: *sp++ = value_retain((Value){.type = VAL_FUNC, .as.obj = &f->func->o}); NEXT();
  op_LOAD_SELF: *sp++ = value_retain(f->func->self); NEXT();
  OP_CALL(LOAD_OWN, do_own(vm, f, f->proto->names[operand], e));
  op_ADD_LOCAL:
  if (ARE_NUMBERS(sp[-1], locals[operand])) locals[operand].as.num += (--sp)->as.num;
  else TRY(do_add(vm, f, false, operand, e));
  NEXT();
  op_ADD_GLOBAL: {
    Global *g = &vm->globals[operand];
    if (ARE_NUMBERS(sp[-1], g->value) && g->logged_in == vm->statement) g->value.as.num += (--sp)->as.num;
    else TRY(do_add(vm, f, true, operand, e));
    NEXT();
  }
  op_JOIN_LOCAL: {
    uint32_t items = *ip++;
    if (!vm->trace && push_one(&locals[operand], &sp[-1], items)) sp--;
    else TRY(do_join_var(vm, f, false, operand, items, e));
    NEXT();
  }
  op_JOIN_GLOBAL: {
    uint32_t items = *ip++;
    Global *g = &vm->globals[operand];
    if (!vm->trace && is_logged(vm, g) && push_one(&g->value, &sp[-1], items)) sp--;
    else TRY(do_join_var(vm, f, true, operand, items, e));
    NEXT();
  }
  op_STORE_PATH: {
    const Path *p = &f->proto->paths[operand];
    if (!p->global && p->one && plain_store(vm, &locals[p->slot], &p->steps[0].subs, sp - p->n_values)) sp -= p->n_values + 1;
    else TRY(do_store_path(vm, f, p, false, e));
    NEXT();
  }
  OP_CALL(STORE_PATH_TOP, do_store_path(vm, f, &f->proto->paths[operand], true, e));
  OP_CALL(LOAD_PATH, do_load_path(vm, f, &f->proto->paths[operand], e));

  // -- arithmetic
  FLOAT_ARITHMETIC(ADD, INFIX_ADD, x + y);
  FLOAT_ARITHMETIC(SUB, INFIX_SUB, x - y);
  FLOAT_ARITHMETIC(MUL, INFIX_MUL, x * y);
  FLOAT_ARITHMETIC(DIV, INFIX_DIV, x / y);
  ARITHMETIC(MOD, INFIX_MOD, set_num, modulo(vm, x, y));
  ARITHMETIC(POW, INFIX_POW, set_num, vm->infix[INFIX_POW]->scalar(x, y));
  ARITHMETIC(EQ, INFIX_EQ, set_bool, x == y);
  ARITHMETIC(NE, INFIX_NE, set_bool, x != y);
  ARITHMETIC(LT, INFIX_LT, set_bool, x < y);
  ARITHMETIC(LE, INFIX_LE, set_bool, x <= y);
  ARITHMETIC(GT, INFIX_GT, set_bool, x > y);
  ARITHMETIC(GE, INFIX_GE, set_bool, x >= y);
  OP_CALL(MATMUL, do_infix(vm, INFIX_MATMUL, e));
  OP_CALL(INFIX, do_infix_named(vm, f->proto->names[operand], e));
  OP_CALL(NEG, do_negate(vm, e));
  OP_CALL(NOT, do_not(vm, e));
  OP_CALL(IN, do_contains(vm, true, e));
  OP_CALL(NOT_IN, do_contains(vm, false, e));
  FUSED(ADD, x + y)
  FUSED(SUB, x - y)
  FUSED(MUL, x * y)
  FUSED(DIV, x / y)
  FUSED(MOD, modulo(vm, x, y))

  // -- jumps
  op_JUMP: ip = f->proto->code + operand; NEXT();
  op_LOOP:
  COUNT(ip - f->proto->code - operand);
  ip = f->proto->code + operand;
  NEXT();
  op_JUMP_IF_FALSE:
  op_AND:
  op_OR: {
    bool truth;
    if (sp[-1].type == VAL_BOOL) {
      truth = sp[-1].as.b;
    } else {
      SAVE();
      if (!value_truth(sp[-1], e, &truth)) goto failed;
    }
    bool jump = truth == (code_op(word) == CODE_OR);
    if (jump) ip = f->proto->code + operand;
    if (!jump || code_op(word) == CODE_JUMP_IF_FALSE) value_release(*--sp);
    NEXT();
  }
  FUSED_IF(EQ, ==)
  FUSED_IF(NE, !=)
  FUSED_IF(LT, <)
  FUSED_IF(LE, <=)
  FUSED_IF(GT, >)
  FUSED_IF(GE, >=)
  op_JUMP_IF_SET: {
    uint32_t target = *ip++;
    if (locals[operand].type != VALUE_UNSET) ip = f->proto->code + target;
    NEXT();
  }

  // -- loops
  op_ITER:
  SAVE();
  vm_box(vm, 1);
  if (!vm_walkable(sp[-1], e)) goto failed;
  *sp++ = value_num(0);
  NEXT();
  op_ITER_NEXT: {
    bool more;
    TRY(do_iterate(vm, &more, e));
    if (more) NEXT();
    goto end_of_loop;
  }
  op_LOOP_FOR_LOCAL:
  COUNT(ip - f->proto->code - operand);
  ip = f->proto->code + operand;
  operand = code_operand(*ip++);
  op_FOR_LOCAL: {
    if (sp[-2].type != VAL_RANGE || vm->trace) goto op_ITER_NEXT;
    const ObjRange *r = (const ObjRange *)sp[-2].as.obj;
    double i = sp[-1].as.num;
    if (i >= (double)(int64_t)r->n) goto end_of_loop;
    sp[-1].as.num = i + 1;
    Value *v = &locals[code_operand(*ip++)];
    value_release(*v);
    set_num(v, r->start + i * r->step);
    NEXT();
  }
  op_LOOP_FOR_GLOBAL:
  COUNT(ip - f->proto->code - operand);
  ip = f->proto->code + operand;
  operand = code_operand(*ip++);
  op_FOR_GLOBAL: {
    Global *g = &vm->globals[code_operand(*ip)];
    bool ready = g->value.type == VAL_NUM && is_logged(vm, g);
    if (sp[-2].type != VAL_RANGE || vm->trace || !ready) goto op_ITER_NEXT;
    const ObjRange *r = (const ObjRange *)sp[-2].as.obj;
    double i = sp[-1].as.num;
    if (i >= (double)(int64_t)r->n) goto end_of_loop;
    sp[-1].as.num = i + 1;
    ip++;
    g->value.as.num = r->start + i * r->step;
    NEXT();
  }
  end_of_loop:
  sp -= 2;
  value_release(*sp);
  ip = f->proto->code + operand;
  NEXT();

  // -- building values, and parts of them
  OP_CALL(BRACKET, do_bracket(vm, operand, e));
  OP_CALL(LIST, do_list(vm, operand, e));
  OP_CALL(JOIN, do_join(vm, operand, e));
  OP_CALL(RECORD, do_record(vm, &f->proto->calls[operand], e));
  OP_CALL(FORMAT, do_format(vm, operand == CODE_OPERAND_MAX ? NULL : value_cstr(consts[operand]), e));
  OP_CALL(CONCAT, do_concat(vm, operand, e));
  OP_CALL(CLOSURE, do_closure(vm, f, f->proto->protos[operand], e));
  OP_CALL(PARAM, do_param(vm, f, operand, e));
  OP_CALL(MODEL, do_model(vm, f, e));
  op_INDEX: {
    Value part;
    const Value *item = f->proto->subs[operand].n_values == 1 ? item_of(&sp[-2], &sp[-1]) : NULL;
    if (item) {
      Value list = *(--sp - 1);
      copy_held(sp - 1, item);
      value_release(list);
    } else if (plain_element(vm, &f->proto->subs[operand], sp, &part)) {
      sp -= f->proto->subs[operand].n_values;
      value_release(sp[-1]);
      copy(sp - 1, &part);
    } else {
      TRY(do_index(vm, &f->proto->subs[operand], e));
    }
    NEXT();
  }
  op_FIELD:
  // x @ y.T, unless somebody watches: in one operation, without writing the transpose out.
  if (code_op(*ip) == CODE_MATMUL && f->proto->names[operand] == vm->name_T && !vm->trace && sp[-2].type == VAL_TENSOR &&
      sp[-1].type == VAL_TENSOR) {
    ip++;
    TRY(do_matmul_t(vm, e));
  } else {
    TRY(do_field(vm, f->proto->names[operand], e));
  }
  NEXT();
  OP_CALL(UNPACK, do_unpack(vm, operand, e));

  // -- calls
  op_METHOD: {
    bool found;
    TRY(do_method(vm, f->proto->names[operand], &found, e));
    if (found) ip += 2; // over loading the function of that name, and the swap
    NEXT();
  }
  op_SWAP: {
    Value v = sp[-1];
    sp[-1] = sp[-2];
    sp[-2] = v;
    NEXT();
  }
  op_CALL: {
    const Value *callee = sp - operand - 1;
    ObjFunc *func = (ObjFunc *)callee->as.obj;
    Proto *p = callee->type == VAL_FUNC ? func->proto : NULL;
    if (!p || p->n_params != operand || !has_room(vm, p, sp) || vm->trace) {
      TRY(do_call(vm, &(CallShape){.n_pos = (int)operand}, false, e));
      NEXT();
    }
    // A function of the language with all of its arguments.
    COUNT((long)p->n_code);
    f->ip = ip;
    locals = sp - operand;
    for (size_t i = operand; i < p->n_locals; i++) (sp++)->type = VALUE_UNSET;
    f = &vm->frames[vm->n_frames++];
    *f = (Frame){.proto = p, .func = func, .ip = p->code + p->body, .base = (size_t)(locals - vm->stack)};
    ip = f->ip;
    consts = p->consts;
    NEXT();
  }
  OP_CALL(CALL_NAMED, do_call(vm, &f->proto->calls[operand], false, e));
  OP_CALL(INVOKE, do_call(vm, &(CallShape){.n_pos = (int)operand}, true, e));
  OP_CALL(INVOKE_NAMED, do_call(vm, &f->proto->calls[operand], true, e));
  op_ENTER:
  if (vm->trace) TRY(do_tell_call(vm, f, e));
  COUNT((long)f->proto->n_code);
  NEXT();
  op_RETURN: {
    if (vm->trace && f->func) TRY(do_tell_return(vm, f, &sp[-1], e));
    const Value *v = --sp;
    while (sp > locals) value_release(*--sp);
    value_release(*--sp); // the callee lies below the locals
    vm->n_frames--;
    if (vm->n_frames == bottom) {
      vm->sp = (size_t)(sp - vm->stack);
      vm->until_poll = until_poll;
      vm->nested--;
      *out = vm_boxed(*v);
      return true;
    }
    copy(sp++, v);
    f = &vm->frames[vm->n_frames - 1];
    ip = f->ip;
    consts = f->proto->consts;
    locals = vm->stack + f->base;
    NEXT();
  }

  // -- statements
  OP_CALL(RESULT, do_result(vm, operand, e));
  OP_CALL(COMMAND, do_command(vm, consts[operand], e));
  OP_CALL(TRACE_BEGIN, do_trace_begin(vm, operand, e));
  OP_CALL(TRACE_END, do_trace_end(vm, &vm->stack[vm->sp - 1], e));
failed:
  return stop(vm, bottom, e);
}
