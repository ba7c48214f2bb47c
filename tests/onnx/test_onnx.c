// SPDX-License-Identifier: GPL-3.0-or-later
// Conformance: the reference cases that come with ONNX (Debian's libonnx-testdata): models of one operator, or a
// few, with inputs and the outputs that are right. Every case runs whose operators are in operators.gb and
// networks.gb, which say in the language itself how each is made of our operations. What is skipped says why.
//
// An output is right where each element is within 1e-3 of its size (ONNX's own tolerance) and 1e-6.
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "lang/vm.h"
#include "model.h"
#include "models/models.h"

static const char *data_folder = "/usr/share/libonnx-testdata/data";
static Vm *vm;
static int n_cases, n_run, n_passed;

// -- why cases are skipped ----------------------------------------------------------------------------

typedef struct Skip { char reason[160]; int n; char what[1400]; } Skip; // `what`: operators, each once
static Skip skips[64];
static int n_skips;

static void count_skip(const char *reason, const char *what) {
  int k = 0;
  while (k < n_skips && strcmp(skips[k].reason, reason) != 0) k++;
  if (k == (int)(sizeof skips / sizeof *skips)) return;
  if (k == n_skips) {
    snprintf(skips[k].reason, sizeof skips[k].reason, "%s", reason);
    n_skips++;
  }
  skips[k].n++;
  char word[80];
  snprintf(word, sizeof word, " %s,", what);
  size_t used = strlen(skips[k].what);
  if (!strstr(skips[k].what, word) && used + strlen(word) < sizeof skips[k].what) strcat(skips[k].what, word);
}

// -- values ----------------------------------------------------------------------------------------------

static Value tensor_value(const OnnxTensor *t) {
  Err e = {0};
  Shape s = shape_of(t->rank, t->dim);
  Tensor *out = tensor_new(&s, &e);
  for (size_t i = 0; out && i < t->n; i++) out->data[i] = (float)t->data[i];
  return out ? value_tensor(out) : value_nil();
}

static Value list_value(const double *x, size_t n) {
  Err e = {0};
  Value list = value_list(NULL, 0, &e);
  for (size_t i = 0; i < n; i++) value_push(&list, value_num(x[i]), &e);
  return list;
}

static Value str_value(const char *s) {
  Err e = {0};
  Value v = value_str(s, strlen(s), &e);
  err_clear(&e);
  return v;
}

static Value attr_value(const OnnxAttr *a) {
  Err e = {0};
  Value list;
  switch (a->type) {
    case ONNX_ATTR_FLOAT: case ONNX_ATTR_INT: return value_num(a->n ? a->num[0] : 0);
    case ONNX_ATTR_FLOATS: case ONNX_ATTR_INTS: return list_value(a->num, a->n);
    case ONNX_ATTR_STRING: return a->n_str ? str_value(a->str[0]) : value_nil();
    case ONNX_ATTR_TENSOR: return a->t.data ? tensor_value(&a->t) : value_nil();
    default:
      list = value_list(NULL, 0, &e);
      for (size_t i = 0; i < a->n_str; i++) value_push(&list, str_value(a->str[i]), &e);
      return list;
  }
}

// -- running a model ---------------------------------------------------------------------------------------

typedef struct Binding { const char *name; Value value; bool whole; } Binding; // whole: of a type of integers
typedef struct Env { Binding b[512]; size_t n; } Env;

static void bind(Env *env, const char *name, Value v, bool whole) { // takes v
  if (env->n < sizeof env->b / sizeof *env->b) env->b[env->n++] = (Binding){name, v, whole};
  else value_release(v);
}

static Binding find(const Env *env, const char *name) {
  for (size_t i = env->n; i-- > 0;)
    if (*name && strcmp(env->b[i].name, name) == 0) return env->b[i];
  return (Binding){.value = {.type = VAL_NIL}};
}

static Value lookup(const Env *env, const char *name) { return find(env, name).value; }

static bool is_whole(const OnnxTensor *t) {
  return t->type != ONNX_FLOAT && t->type != ONNX_DOUBLE && t->type != ONNX_FLOAT16 && t->type != ONNX_BOOL;
}

static Value attributes(const OnnxModel *m, const OnnxNode *n, bool whole) {
  Err e = {0};
  Value r = value_record(NULL, 0, &e);
  for (size_t i = 0; i < n->n_attr; i++)
    value_set_field(&r, name_of(n->attr[i].name), attr_value(&n->attr[i]), &e);
  value_set_field(&r, name_of("opset"), value_num((double)m->opset), &e);
  value_set_field(&r, name_of("whole"), value_bool(whole), &e);
  value_set_field(&r, name_of("n_out"), value_num((double)n->n_out), &e);
  return r;
}

// One operator: NAME(inputs, attributes) of operators.gb gives its output, or a list of them.
static bool run_node(const OnnxModel *m, const OnnxNode *n, Env *env, char *why, size_t size) {
  Err e = {0};
  bool whole = n->n_in > 0;
  for (size_t i = 0; i < n->n_in; i++) whole = whole && find(env, n->in[i]).whole;
  Value args[2] = {value_list(NULL, 0, &e), attributes(m, n, whole)}, out = value_nil();
  for (size_t i = 0; i < n->n_in; i++) value_push(&args[0], value_retain(lookup(env, n->in[i])), &e);
  bool ok = vm_call(vm, *vm_get(vm, name_of(n->op)), args, 2, &out, &e);
  if (!ok && strncmp(e.text, "skip: ", 6) == 0) snprintf(why, size, "%s", e.text);
  else if (!ok) snprintf(why, size, "%s: %s", n->op, e.text);
  const ObjList *l = ok && out.type == VAL_LIST ? (const ObjList *)out.as.obj : NULL;
  for (size_t i = 0; ok && i < n->n_out; i++)
    if (l ? i < l->n : i == 0)
      bind(env, n->out[i], value_retain(l ? l->items[i] : out), whole && strcmp(n->op, "Cast") != 0);
  value_release(out);
  value_release(args[0]);
  value_release(args[1]);
  err_clear(&e);
  return ok;
}

static bool same(const OnnxTensor *expected, Value got, char *why, size_t size) {
  double x;
  Tensor *t = got.type == VAL_TENSOR ? tensor_retain(got.as.t) : NULL;
  if (!t && value_is_number(got, &x)) t = tensor_scalar((float)x);
  if (!t) return snprintf(why, size, "%s is no tensor but %s", expected->name, value_type_name(got)), false;
  Shape s = shape_of(expected->rank, expected->dim);
  bool ok = shape_eq(&s, &t->shape);
  if (!ok) snprintf(why, size, "%s has shape %s, not %s", expected->name, shape_text(&t->shape).s,
                    shape_text(&s).s);
  for (size_t i = 0; ok && i < t->size; i++) {
    double a = (double)t->data[i], b = expected->data[i];
    ok = (isnan(a) && isnan(b)) || a == (double)(float)b || fabs(a - b) <= 1e-3 * fabs(b) + 1e-6;
    if (!ok) snprintf(why, size, "%s, element %zu is %.7g, not %.7g", expected->name, i, a, b);
  }
  tensor_release(t);
  return ok;
}

static bool is_initial(const OnnxModel *m, const char *name) {
  for (size_t i = 0; i < m->n_initial; i++)
    if (m->initial[i].name && strcmp(m->initial[i].name, name) == 0) return true;
  return false;
}

// The tensors of a set: input_0.pb, input_1.pb ...
static size_t read_all(const char *set, const char *what, OnnxTensor *t, size_t max) {
  size_t n = 0;
  char path[1400];
  for (; n < max; n++) {
    snprintf(path, sizeof path, "%s/%s_%zu.pb", set, what, n);
    if (!onnx_read_tensor(path, &t[n])) break;
  }
  return n;
}

// -- what can be run -----------------------------------------------------------------------------------------

static const struct { const char *ops, *why; } never[] = {
  {" If Loop Scan SequenceMap ", "control flow is the language's own"},
  {" RandomNormal RandomUniform RandomNormalLike RandomUniformLike Bernoulli Multinomial ",
   "random numbers come from another generator"},
  {" QLinearConv QLinearMatMul QuantizeLinear DequantizeLinear DynamicQuantizeLinear ConvInteger MatMulInteger ",
   "numbers are never quantised to 8 bits"},
  {" StringNormalizer TfIdfVectorizer ", "works on strings"},
  {" BitShift ", "works on the bits of whole numbers"},
};

// NULL: nothing against it.
static const char *reason_of_op(const char *op) {
  char word[80];
  snprintf(word, sizeof word, " %s ", op);
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    if (strstr(never[i].ops, word)) return never[i].why;
  return vm_get(vm, name_of(op)) ? NULL : "no such operation";
}

static const char *reason_of_type(const OnnxTensor *t, const char *op) {
  static char why[80];
  bool fits = t->data && !(t->type == ONNX_FLOAT16 && strstr(op, "Cast")) && t->type != ONNX_BFLOAT16;
  for (size_t i = 0; fits && i < t->n; i++) {
    bool whole = t->type != ONNX_FLOAT && t->type != ONNX_DOUBLE && t->type != ONNX_FLOAT16;
    fits = !whole || fabs(t->data[i]) <= 16777216 || fabs(t->data[i]) >= 0x1p62; // or "to the end"
    if (!fits) return "whole numbers beyond 2^24 are not exact in float32";
  }
  snprintf(why, sizeof why, "dtype %s", onnx_type_name(t->type));
  return fits ? NULL : why;
}

typedef struct CaseFile { char path[1000], name[300]; } CaseFile;

static void skip(const CaseFile *c, const char *reason, const char *what) {
  printf("ok %d - %s # SKIP %s: %s\n", ++n_cases, c->name, what, reason);
  count_skip(reason, what);
}

static void report(const CaseFile *c, const char *failure) {
  n_run++;
  n_passed += failure == NULL;
  printf("%sok %d - %s\n", failure ? "not " : "", ++n_cases, c->name);
  if (failure) printf("# %s: %s\n", c->name, failure);
}

enum { MAX_IO = 64 };

// True where something is against this data.
static bool unfit(const CaseFile *c, const OnnxModel *m, const OnnxTensor *t, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const char *op = m->n_nodes ? m->node[m->n_nodes - 1].op : "?", *reason = reason_of_type(&t[i], op);
    if (reason) return skip(c, reason, op), true;
  }
  return false;
}

static void run_case(const CaseFile *c) {
  static OnnxTensor in[MAX_IO], out[MAX_IO];
  OnnxModel m;
  char path[1200], why[700] = "";
  snprintf(path, sizeof path, "%s/model.onnx", c->path);
  if (!onnx_read_model(path, &m)) {
    report(c, "the model cannot be read");
    return;
  }
  for (size_t i = 0; i < m.n_nodes; i++) {
    const char *reason = reason_of_op(m.node[i].op);
    if (reason) {
      skip(c, reason, m.node[i].op);
      return;
    }
  }
  if (strstr(c->name, "BFLOAT16")) { // the files hold their bits as uint16
    skip(c, "dtype bfloat16", m.node[0].op);
    return;
  }
  if (!m.only_tensors) {
    skip(c, "sequences and optional values", m.n_nodes ? m.node[0].op : "?");
    return;
  }
  snprintf(path, sizeof path, "%s/test_data_set_0", c->path);
  size_t n_in = read_all(path, "input", in, MAX_IO), n_out = read_all(path, "output", out, MAX_IO);
  if (unfit(c, &m, in, n_in) || unfit(c, &m, out, n_out) || unfit(c, &m, m.initial, m.n_initial)) return;
  static Env env;
  env.n = 0;
  for (size_t i = 0; i < m.n_initial; i++)
    bind(&env, m.initial[i].name, tensor_value(&m.initial[i]), is_whole(&m.initial[i]));
  for (size_t i = 0, k = 0; i < m.n_in && k < n_in; i++)
    if (n_in == m.n_in || !is_initial(&m, m.in[i])) {
      bind(&env, m.in[i], tensor_value(&in[k]), is_whole(&in[k]));
      k++;
    }
  bool ok = n_out == m.n_out && n_out > 0;
  if (!ok) snprintf(why, sizeof why, "%zu outputs in the files, %zu in the model", n_out, m.n_out);
  for (size_t i = 0; ok && i < m.n_nodes; i++) ok = run_node(&m, &m.node[i], &env, why, sizeof why);
  for (size_t i = 0; ok && i < n_out; i++) {
    if (!out[i].name) out[i].name = m.out[i];
    ok = same(&out[i], lookup(&env, m.out[i]), why, sizeof why);
  }
  if (!ok && strncmp(why, "skip: ", 6) == 0) skip(c, why + 6, m.node[m.n_nodes - 1].op);
  else report(c, ok ? NULL : why);
  for (size_t i = 0; i < env.n; i++) value_release(env.b[i].value);
}

// -- all of them ----------------------------------------------------------------------------------------------

static int by_name(const void *a, const void *b) {
  return strcmp(((const CaseFile *)a)->name, ((const CaseFile *)b)->name);
}

static size_t list_cases(CaseFile *files, size_t max) {
  static const char *const folders[] = {"node", "simple", "pytorch-converted", "pytorch-operator"};
  size_t n = 0;
  for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
    char path[600];
    snprintf(path, sizeof path, "%s/%s", data_folder, folders[f]);
    DIR *d = opendir(path);
    for (struct dirent *entry; d && (entry = readdir(d)) && n < max;) {
      if (strncmp(entry->d_name, "test_", 5) != 0) continue;
      snprintf(files[n].path, sizeof files[n].path, "%s/%s", path, entry->d_name);
      snprintf(files[n].name, sizeof files[n].name, "%s/%s", folders[f], entry->d_name + 5);
      n++;
    }
    if (d) closedir(d);
  }
  qsort(files, n, sizeof *files, by_name);
  return n;
}

static bool load(const char *name) {
  const char *folder = getenv("srcdir");
  char path[1000];
  static char text[100000];
  snprintf(path, sizeof path, "%s/tests/onnx/%s", folder ? folder : ".", name);
  FILE *f = fopen(path, "r");
  if (!f) return printf("Bail out! %s cannot be read\n", path), false;
  size_t n = fread(text, 1, sizeof text, f);
  fclose(f);
  Err e = {0};
  Source *src = source_new(name, text, n, 1);
  bool ok = vm_run(vm, src, &e);
  Str s = {0};
  if (!ok) {
    err_render(&e, &s);
    printf("Bail out! %s\n", str_c(&s));
  }
  str_free(&s);
  err_clear(&e);
  source_release(src);
  return ok;
}

int main(int argc, char **argv) {
  static CaseFile files[2000];
  if (getenv("ONNX_TESTDATA")) data_folder = getenv("ONNX_TESTDATA");
  size_t n = list_cases(files, sizeof files / sizeof *files);
  if (n == 0) return printf("1..0 # SKIP libonnx-testdata is not installed\n"), 0;
  vm = vm_new();
  models_attach(vm);
  if (!load("operators.gb") || !load("networks.gb")) return 1;
  printf("1..%zu\n", n);
  for (size_t i = 0; i < n; i++) {
    if (argc > 1 && !strstr(files[i].name, argv[1])) continue;
    run_case(&files[i]);
    onnx_forget();
  }
  printf("# %d of %d cases pass; %d are skipped:\n", n_passed, n_run, n_cases - n_run);
  for (int k = 0; k < n_skips; k++) printf("#   %d: %s:%.*s\n", skips[k].n, skips[k].reason,
                                           (int)strlen(skips[k].what) - 1, skips[k].what);
  vm_free(vm);
  names_free();
  return n_passed == n_run ? 0 : 1;
}
