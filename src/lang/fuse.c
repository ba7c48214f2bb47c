// SPDX-License-Identifier: GPL-3.0-or-later
// fuse: sequences of instructions that the machine has one instruction for.
//
// Only the opcode of the first word changes. The words after it stay as they are: they hold the other
// operands, jumps may lead to them, and the machine falls back on them. So every place in the code and
// every error is what it was, and a fused instruction need only know how to be fast.
#include "lang/fuse.h"

enum { MOST_CODES = 4 };
typedef struct Pattern { VmCode to, from[MOST_CODES]; } Pattern;

#define NONE N_CODES
#define ARITHMETIC(op) \
  {CODE_LL_##op, {CODE_LOAD_LOCAL, CODE_LOAD_LOCAL, CODE_##op, NONE}}, \
  {CODE_LK_##op, {CODE_LOAD_LOCAL, CODE_CONST, CODE_##op, NONE}}, \
  {CODE_SL_##op, {CODE_LOAD_LOCAL, CODE_##op, NONE, NONE}}, \
  {CODE_SK_##op, {CODE_CONST, CODE_##op, NONE, NONE}}
#define BRANCH(op) \
  {CODE_IF_LL_##op, {CODE_LOAD_LOCAL, CODE_LOAD_LOCAL, CODE_##op, CODE_JUMP_IF_FALSE}}, \
  {CODE_IF_LK_##op, {CODE_LOAD_LOCAL, CODE_CONST, CODE_##op, CODE_JUMP_IF_FALSE}}, \
  {CODE_IF_SK_##op, {CODE_CONST, CODE_##op, CODE_JUMP_IF_FALSE, NONE}}, \
  {CODE_IF_SS_##op, {CODE_##op, CODE_JUMP_IF_FALSE, NONE, NONE}}

static const Pattern patterns[] = {
  ARITHMETIC(ADD), ARITHMETIC(SUB), ARITHMETIC(MUL), ARITHMETIC(DIV), ARITHMETIC(MOD),
  BRANCH(EQ), BRANCH(NE), BRANCH(LT), BRANCH(LE), BRANCH(GT), BRANCH(GE),
  {CODE_FOR_LOCAL, {CODE_ITER_NEXT, CODE_STORE_LOCAL, NONE, NONE}},
  {CODE_FOR_GLOBAL, {CODE_ITER_NEXT, CODE_STORE_GLOBAL, NONE, NONE}},
};

static bool has_second_word(VmCode c) {
  return c == CODE_JUMP_IF_SET || c == CODE_JOIN_LOCAL || c == CODE_JOIN_GLOBAL;
}

static bool matches(const Proto *p, size_t i, const Pattern *pattern) {
  for (size_t k = 0; k < MOST_CODES && pattern->from[k] != NONE; k++) {
    if (i + k >= p->n_code || code_op(p->code[i + k]) != pattern->from[k]) return false;
    if (pattern->from[k] == CODE_CONST && p->consts[code_operand(p->code[i + k])].type != VAL_NUM) return false;
  }
  return true;
}

static void change(Proto *p, size_t i, VmCode to) { p->code[i] = code_make(to, code_operand(p->code[i])); }

// A loop goes back to what begins its round.
static void fuse_loop(Proto *p, size_t i) {
  VmCode first = code_op(p->code[code_operand(p->code[i])]);
  if (first == CODE_FOR_LOCAL) change(p, i, CODE_LOOP_FOR_LOCAL);
  if (first == CODE_FOR_GLOBAL) change(p, i, CODE_LOOP_FOR_GLOBAL);
}

void fuse(Proto *p) {
  for (size_t i = 0; i < p->n_code; i++) {
    VmCode c = code_op(p->code[i]);
    if (c == CODE_LOOP) fuse_loop(p, i);
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
      if (!matches(p, i, &patterns[k])) continue;
      change(p, i, patterns[k].to);
      break;
    }
    if (has_second_word(c)) i++;
  }
}
