// SPDX-License-Identifier: GPL-3.0-or-later
// weights: named tensors from and to files, as PyTorch's models are exchanged (safetensors).
#include <string.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "io/safetensors.h"
#include "lang/builtin.h"
#include "lang/builtin/parts.h"
#include "lang/machine.h"

static bool call_read_safetensors(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  Str path = {0};
  NamedTensors ts = {0};
  bool ok = files_find("read_safetensors", args[0], &path, e) && safetensors_read(str_c(&path), &ts, e);
  files_note_rounded(vm, str_c(&path));
  if (ok) {
    Field *fields = mem_alloc((ts.n + 1) * sizeof *fields);
    for (size_t i = 0; i < ts.n; i++) fields[i] = (Field){name_of(ts.items[i].name), value_tensor(ts.items[i].t)};
    *out = value_record(fields, ts.n, e);
    mem_free(fields);
    ok = out->type != VAL_NIL;
  }
  named_tensors_free(&ts);
  str_free(&path);
  return ok;
}

static bool collect(Vm *vm, const ObjRecord *r, NamedTensors *ts, Err *e) {
  ts->items = mem_zalloc((r->n + 1) * sizeof *ts->items);
  for (size_t i = 0; i < r->n; i++) {
    Tensor *t = tensor_of_value(vm, r->fields[i].value, e);
    if (!t && e->code == ERR_NONE)
      err_set(e, ERR_TYPE, _("write_safetensors: %s is %s, not a tensor"), r->fields[i].name, value_phrase(r->fields[i].value));
    if (!t) return false;
    ts->items[ts->n++] = (NamedTensor){mem_strdup(r->fields[i].name), t};
  }
  return true;
}

static bool call_write_safetensors(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)out;
  Str path = {0}, s = {0};
  NamedTensors ts = {0};
  Value record = value_nil();
  bool ok = files_path("write_safetensors", args[0], &path, e) && files_may_write(vm, str_c(&path), e);
  if (ok && args[1].type == VAL_MODEL) ok = builtin_find("params")->call(vm, 1, args + 1, &record, e);
  else if (ok) record = value_retain(args[1]);
  if (ok && record.type != VAL_RECORD) {
    value_describe(record, &s);
    ok = err_set(e, ERR_TYPE, _("write_safetensors wants a model, or a record of tensors, not %s"), str_c(&s));
  }
  ok = ok && collect(vm, (const ObjRecord *)record.as.obj, &ts, e) && safetensors_write(str_c(&path), &ts, e);
  named_tensors_free(&ts);
  value_release(record);
  str_free(&path);
  str_free(&s);
  return ok;
}

const BuiltinDef builtin_weights[] = {
  {.name = "read_safetensors", .params = {{"path", ARG_ANY, NULL}}, .call = call_read_safetensors,
   .doc = N_("The tensors of a safetensors file by name; load_state_dict gives them to a model"),
   .examples = {{"write_safetensors(\"/tmp/w.safetensors\", {\"enc.b\": [1, 2]}); read_safetensors(\"/tmp/w.safetensors\")",
                 "{\"enc.b\": [1, 2]}"}}},
  {.name = "write_safetensors", .params = {{"path", ARG_ANY, NULL}, {"x", ARG_ANY, NULL}}, .call = call_write_safetensors,
   .doc = N_("Writes the parameters of a model, or a record of tensors, as a safetensors file"),
   .examples = {{"model M(n) { param w = ones(n) }; write_safetensors(\"/tmp/m.safetensors\", M(2)); "
                 "read_safetensors(\"/tmp/m.safetensors\").w", "[1, 1]"}}},
  {.name = NULL},
};
