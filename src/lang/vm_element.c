// SPDX-License-Identifier: GPL-3.0-or-later
// vm_element: what leaves the machine's stack is a tensor again; see element.h.
#include "lang/element.h"

void vm_box(Vm *vm, size_t n) {
  for (Value *v = vm->stack + vm->sp - n; n > 0; v++, n--)
    if (v->type == VALUE_FLOAT) *v = vm_boxed(*v);
}

Value vm_boxed(Value v) {
  if (v.type != VALUE_FLOAT) return v;
  Tensor *t = tensor_scalar((float)v.as.num);
  tape_mark_forgotten(t); // grad is to know that it cannot see behind it
  return value_tensor(t);
}
