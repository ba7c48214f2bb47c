// SPDX-License-Identifier: GPL-3.0-or-later
// files: data files as values, and back. The formats are src/io's; here is only what they become.
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/paths.h"
#include "base/utf8.h"
#include "io/csv.h"
#include "io/dtype.h"
#include "io/idx.h"
#include "io/in.h"
#include "io/npy.h"
#include "io/vectors.h"
#include "lang/builtin.h"
#include "lang/builtin/parts.h"
#include "lang/machine.h"

// -- where ---------------------------------------------------------------------------------------------

bool files_path(const char *name, Value path, Str *out, Err *e) {
  Str s = {0};
  value_describe(path, &s);
  if (path.type != VAL_STR) err_set(e, ERR_TYPE, _("%s wants the name of a file, not %s"), name, str_c(&s));
  else if (strlen(value_cstr(path)) != ((const ObjStr *)path.as.obj)->n) err_set(e, ERR_VALUE, _("the name of a file has no zero byte in it"));
  else str_add(out, value_cstr(path));
  str_free(&s);
  return e->code == ERR_NONE;
}

bool files_find(const char *name, Value path, Str *out, Err *e) {
  if (!files_path(name, path, out, e)) return false;
  if (str_c(out)[0] == '/' || access(str_c(out), F_OK) == 0) return true;
  Str ours = {0};
  str_addf(&ours, "%s/datasets/%s", path_data(), str_c(out));
  if (access(str_c(&ours), F_OK) == 0) {
    str_clear(out);
    str_add(out, str_c(&ours));
  }
  str_free(&ours);
  return true;
}

void files_note_rounded(Vm *vm, const char *path) {
  if (!io_take_rounded() || !vm->hooks.note) return;
  Str s = {0};
  str_addf(&s, _("%s holds float64; its numbers were rounded to float32, of which tensors are made"), path);
  vm->hooks.note(vm->hooks.self, str_c(&s));
  str_free(&s);
}

// The folder that the file would be in, all links followed; "" where it does not exist.
static void folder_of(const char *path, char out[PATH_MAX]) {
  const char *slash = strrchr(path, '/');
  char real[PATH_MAX];
  if (realpath(path, real)) path = real, slash = strrchr(real, '/'); // a link leads elsewhere
  char *folder = !slash ? mem_strdup(".") : mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
  if (!realpath(folder, out)) out[0] = 0;
  mem_free(folder);
}

bool files_may_write(Vm *vm, const char *path, Err *e) {
  if (vm->again) return err_set(e, ERR_IO, _("a run that is done again writes no files: %s"), path);
  char folder[PATH_MAX], state[PATH_MAX];
  bool guest = false;
  for (size_t i = 0; i < vm->n_frames; i++) guest = guest || vm->frames[i].proto->src->guest;
  if (!guest) return true;
  folder_of(path, folder);
  const char *ours = path_state();
  size_t n = ours && realpath(ours, state) ? strlen(state) : 0;
  if (n && strncmp(folder, state, n) == 0 && (folder[n] == '/' || folder[n] == 0)) return true;
  return err_set(e, ERR_IO, _("the code of a lesson may not write %s; what you type yourself may"), path);
}

// -- text ----------------------------------------------------------------------------------------------

static bool add_line(IoIn *in, Value *text, const char *line, size_t n, uint64_t at, Err *e) {
  size_t valid = utf8_valid(line, n);
  if (valid < n) return io_wrong(in, at + valid, e, _("the text is not UTF-8"));
  const char *zero = memchr(line, 0, n);
  if (zero) return io_wrong(in, at + (uint64_t)(zero - line), e, _("a zero byte does not belong in text"));
  return value_append_str(text, line, n, e);
}

// A carriage return before a line feed is dropped, and a byte order mark at the beginning.
static bool read_lines(IoIn *in, Value *out, Err *e) {
  const char *line;
  size_t n;
  uint64_t at, end = 0;
  *out = value_str("", 0, e);
  while (e->code == ERR_NONE && io_line(in, &line, &n, &at, e)) {
    bool mark = at == 0 && n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0;
    if (at > 0 && !value_append_str(out, "\n", 1, e)) return false;
    if (!add_line(in, out, mark ? line + 3 : line, mark ? n - 3 : n, mark ? at + 3 : at, e)) return false;
    end = at + n;
  }
  // What the last line left over: its line end.
  return e->code == ERR_NONE && (io_at(in) == end || value_append_str(out, "\n", 1, e));
}

static bool call_read_text(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Str path = {0};
  IoIn *in = files_find("read_text", args[0], &path, e) ? io_open(str_c(&path), false, e) : NULL;
  bool ok = in && read_lines(in, out, e);
  io_close(in);
  str_free(&path);
  return ok;
}

static bool call_write_text(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)out;
  Str path = {0};
  bool ok = files_path("write_text", args[0], &path, e);
  if (ok && args[1].type != VAL_STR) ok = err_set(e, ERR_TYPE, _("write_text wants a string to write, not %s"), value_phrase(args[1]));
  ok = ok && files_may_write(vm, str_c(&path), e) &&
       file_write_atomic(str_c(&path), value_cstr(args[1]), ((const ObjStr *)args[1].as.obj)->n, e);
  str_free(&path);
  return ok;
}

// -- tables --------------------------------------------------------------------------------------------

static bool is_listed(const void *ctx, const char *name) {
  const ObjList *l = ctx;
  for (size_t i = 0; i < l->n; i++)
    if (l->items[i].type == VAL_STR && strcmp(value_cstr(l->items[i]), name) == 0) return true;
  return false;
}

static bool text_column(const Csv *c, size_t column, Value *out, Err *e) {
  *out = value_list(NULL, 0, e);
  for (size_t r = 0; r < c->rows && e->code == ERR_NONE; r++) {
    const CsvCell *v = &c->cells[r * c->n_columns + column];
    Value s = value_str(v->s, v->n, e);
    if (s.type != VAL_NIL) value_push(out, s, e);
  }
  return e->code == ERR_NONE;
}

static bool table(const Csv *c, Value *out, Err *e) {
  Field *fields = mem_zalloc((c->n_columns + 1) * sizeof *fields);
  size_t n = 0;
  for (; n < c->n_columns && e->code == ERR_NONE; n++) {
    fields[n] = (Field){c->columns[n].name, value_nil()};
    if (c->columns[n].numbers) fields[n].value = value_tensor(tensor_retain(c->columns[n].numbers));
    else text_column(c, n, &fields[n].value, e);
  }
  if (e->code == ERR_NONE) *out = value_record(fields, n, e);
  for (size_t i = 0; i < n; i++) value_release(fields[i].value);
  mem_free(fields);
  return e->code == ERR_NONE;
}

// The columns that are to stay text are there.
static bool has_columns(const Csv *c, const ObjList *names, Err *e) {
  for (size_t i = 0; i < names->n; i++) {
    if (names->items[i].type != VAL_STR) return err_set(e, ERR_TYPE, _("read_csv: text must be a list of names of columns"));
    size_t k = 0;
    while (k < c->n_columns && strcmp(c->columns[k].name, value_cstr(names->items[i])) != 0) k++;
    if (k == c->n_columns) return err_set(e, ERR_NAME, _("read_csv: there is no column %s"), value_cstr(names->items[i]));
  }
  return true;
}

static bool call_read_csv(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Str path = {0};
  Csv c;
  const char *sep = args[1].type == VAL_STR ? value_cstr(args[1]) : "";
  CsvOptions o = {.sep = sep[0], .header = args[2].as.b};
  if (strlen(sep) != 1 || strchr("\"\r\n", sep[0]))
    return err_set(e, ERR_VALUE, _("read_csv: sep must be one character, such as \",\" or \"\\t\""));
  if (args[3].type != VAL_LIST) return err_set(e, ERR_TYPE, _("read_csv: text must be a list of names of columns"));
  o.is_text = is_listed;
  o.ctx = args[3].as.obj;
  bool ok = files_find("read_csv", args[0], &path, e) && csv_read(str_c(&path), &o, &c, e);
  if (ok) {
    ok = has_columns(&c, o.ctx, e) && table(&c, out, e);
    csv_free(&c);
  }
  str_free(&path);
  return ok;
}

// -- arrays --------------------------------------------------------------------------------------------

static bool read_tensor(Vm *vm, const char *name, Value file, Tensor *(*read)(const char *, Err *), Value *out, Err *e) {
  Str path = {0};
  Tensor *t = files_find(name, file, &path, e) ? read(str_c(&path), e) : NULL;
  files_note_rounded(vm, str_c(&path));
  if (t) *out = value_tensor(t);
  str_free(&path);
  return t != NULL;
}

static bool call_read_npy(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return read_tensor(vm, "read_npy", args[0], npy_read, out, e);
}

static bool call_read_idx(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc;
  return read_tensor(vm, "read_idx", args[0], idx_read, out, e);
}

static bool call_write_npy(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)argc, (void)out;
  Str path = {0};
  bool ok = files_path("write_npy", args[0], &path, e) && files_may_write(vm, str_c(&path), e) &&
            npy_write(str_c(&path), args[1].as.t, e);
  str_free(&path);
  return ok;
}

// -- word vectors --------------------------------------------------------------------------------------

static bool words_of(const WordVectors *v, Value *out, Err *e) {
  const char *w = v->words;
  *out = value_list(NULL, 0, e);
  for (size_t i = 0; i < v->n && e->code == ERR_NONE; i++, w += strlen(w) + 1) {
    Value s = value_str(w, strlen(w), e);
    if (s.type != VAL_NIL) value_push(out, s, e);
  }
  return e->code == ERR_NONE;
}

static bool call_read_vectors(Vm *vm, int argc, const Value *args, Value *out, Err *e) {
  (void)vm, (void)argc;
  Str path = {0};
  WordVectors v;
  double n = args[1].type == VAL_NIL ? 0 : args[1].as.num;
  if (args[1].type != VAL_NIL && n < 1) return err_set(e, ERR_VALUE, _("read_vectors: n must be 1 or more"));
  bool ok = files_find("read_vectors", args[0], &path, e) && vectors_read(str_c(&path), (size_t)n, &v, e);
  if (ok) {
    Field fields[2] = {{name_of("tokens"), value_nil()}, {name_of("vectors"), value_tensor(tensor_retain(v.rows))}};
    ok = words_of(&v, &fields[0].value, e);
    if (ok) *out = value_record(fields, 2, e);
    ok = e->code == ERR_NONE;
    value_release(fields[0].value);
    value_release(fields[1].value);
    vectors_free(&v);
  }
  str_free(&path);
  return ok;
}

const BuiltinDef builtin_files[] = {
  {.name = "read_text", .params = {{"path", ARG_ANY, NULL}}, .call = call_read_text,
   .doc = N_("A text file (plain or .gz) as a string; names without a folder are also looked for among the data sets that come with the program"),
   .examples = {{"split(read_text(\"en.txt\"), \"\\n\")[2]", "the bird runs ."}}},
  {.name = "write_text", .params = {{"path", ARG_ANY, NULL}, {"s", ARG_ANY, NULL}}, .call = call_write_text,
   .doc = N_("Writes the string s as a file, replacing what was there"),
   .examples = {{"write_text(\"/tmp/t.txt\", \"a\\nb\\n\"); read_text(\"/tmp/t.txt\")", "a\nb\n"}}},
  {.name = "read_csv", .params = {{"path", ARG_ANY, NULL}, {"sep", ARG_ANY, "\",\""}, {"header", ARG_BOOL, "true"}, {"text", ARG_ANY, "[]"}},
   .call = call_read_csv,
   .doc = N_("A table (plain or .gz) as a record of its columns: tensors where there are only numbers (nan: an empty cell or NA), else lists of strings; "
             "text lists columns that stay strings"),
   .examples = {{"d = read_csv(\"digits.csv.gz\"); d.p02[:3]", "[5, 0, 0]"},
                {"p = read_csv(\"zh-en.train.tsv\", sep=\"\\t\", header=false); p[\"1\"][0]", "he will hear two boys tonight ."}}},
  {.name = "read_npy", .params = {{"path", ARG_ANY, NULL}}, .call = call_read_npy,
   .doc = N_("An array that NumPy saved; all numbers become float32, and whole ones must come through exactly"),
   .examples = {{"write_npy(\"/tmp/x.npy\", [1, 2]); read_npy(\"/tmp/x.npy\")", "[1, 2]"}}},
  {.name = "write_npy", .params = {{"path", ARG_ANY, NULL}, {"x", ARG_TENSOR, NULL}}, .call = call_write_npy,
   .doc = N_("Writes x as a file that NumPy loads"), .examples = {{"write_npy(\"/tmp/y.npy\", eye(2)); read_npy(\"/tmp/y.npy\").shape", "[2, 2]"}}},
  {.name = "read_idx", .params = {{"path", ARG_ANY, NULL}}, .call = call_read_idx,
   .doc = N_("An array in the format of the MNIST files, plain or .gz"),
   .examples = {{"read_idx(\"digits.idx.gz\").shape", "[10, 8, 8]"}}},
  {.name = "read_vectors", .params = {{"path", ARG_ANY, NULL}, {"n", ARG_INT, "nil"}}, .call = call_read_vectors,
   .doc = N_("Word vectors as GloVe, word2vec and fastText write them in text (plain or .gz), the first n of them: {tokens: a list, vectors: (n, d)}"),
   .examples = {{"write_text(\"/tmp/v.txt\", \"cat 1 0\\ndog 0.9 0.1\\n\"); v = read_vectors(\"/tmp/v.txt\"); [v.tokens, v.vectors]",
                 "[[\"cat\", \"dog\"], [[1, 0], [0.9, 0.1]]]"}}},
  {.name = NULL},
};
