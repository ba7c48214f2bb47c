// SPDX-License-Identifier: GPL-3.0-or-later
// Readers and writers: what NumPy wrote is read, what we write is read back; a file that is cut short at any
// byte, or has any bit turned, gives numbers or one error, and leaves nothing behind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/paths.h"
#include "io/csv.h"
#include "io/dtype.h"
#include "io/idx.h"
#include "io/in.h"
#include "io/npy.h"
#include "io/number.h"
#include "io/safetensors.h"
#include "io/vectors.h"

// -- files in memory -------------------------------------------------------------------------------------

typedef struct File { int fd; char path[64]; } File;

static File file_of(const void *data, size_t n) {
  File f = {.fd = memfd_create("test", 0)};
  assert_true(f.fd >= 0);
  assert_int_equal(write(f.fd, data, n), n);
  snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.fd);
  return f;
}

static const char *stored(const char *name) {
  static char path[4096];
  const char *srcdir = getenv("srcdir");
  snprintf(path, sizeof path, "%s/tests/io/%s", srcdir ? srcdir : ".", name);
  return path;
}

static bool has(const Err *e, const char *part) {
  if (strstr(e->text, part)) return true;
  print_message("# \"%s\" lacks \"%s\"\n", e->text, part);
  return false;
}

// Every reader, as one that only says whether it worked.
typedef bool Reader(const char *path, Err *e);

static bool read_npy(const char *path, Err *e) {
  Tensor *t = npy_read(path, e);
  tensor_release(t);
  return t != NULL;
}

static bool read_idx(const char *path, Err *e) {
  Tensor *t = idx_read(path, e);
  tensor_release(t);
  return t != NULL;
}

static bool read_safetensors(const char *path, Err *e) {
  NamedTensors ts;
  bool ok = safetensors_read(path, &ts, e);
  named_tensors_free(&ts);
  return ok;
}

static bool read_csv(const char *path, Err *e) {
  Csv c;
  bool ok = csv_read(path, &(CsvOptions){.sep = ',', .header = true}, &c, e);
  csv_free(&c);
  return ok;
}

static bool read_vectors(const char *path, Err *e) {
  WordVectors v;
  bool ok = vectors_read(path, 0, &v, e);
  vectors_free(&v);
  return ok;
}

static bool try(Reader *read, const void *data, size_t n) {
  names_free(); // a table's columns are among the interned names
  size_t before = mem_live_blocks();
  File f = file_of(data, n);
  Err e = {0};
  bool ok = read(f.path, &e);
  if (ok != (e.code == ERR_NONE)) fail_msg("a reader says %d and gives: %s", ok, e.text);
  if (!ok && e.code == ERR_IO && !strstr(e.text, "byte")) fail_msg("no place in: %s", e.text);
  err_clear(&e);
  close(f.fd);
  names_free();
  assert_int_equal(mem_live_blocks(), before);
  return ok;
}

// Cut short anywhere it must not pass (but at the ends in `fine`, which a format without a length has).
static void damage(Reader *read, const void *data, size_t n, bool (*fine)(const char *data, size_t n)) {
  assert_true(try(read, data, n));
  for (size_t k = 0; k < n; k++) {
    bool ok = try(read, data, k);
    if (ok && !(fine && fine(data, k))) fail_msg("%zu of %zu bytes are taken for a whole file", k, n);
  }
  char *copy = mem_strndup(data, n);
  for (size_t bit = 0; bit < n * 8; bit++) {
    copy[bit / 8] ^= (char)(1 << bit % 8);
    try(read, copy, n);
    copy[bit / 8] ^= (char)(1 << bit % 8);
  }
  mem_free(copy);
}

static char *bytes_of(const char *path, size_t *n) {
  char *data;
  Err e = {0};
  if (!file_read(path, &data, n, &e)) fail_msg("%s", e.text);
  return data;
}

static void expect(Tensor *t, const char *shape, const float *want, Err *e) {
  if (!t) fail_msg("%s", e->text);
  assert_string_equal(shape_text(&t->shape).s, shape);
  for (size_t i = 0; i < t->size; i++) assert_true(t->data[i] == want[i]);
  tensor_release(t);
}

static void expect_error(Tensor *t, Err *e, const char *part) {
  assert_null(t);
  assert_true(has(e, part));
  err_clear(e);
}

// -- npy -------------------------------------------------------------------------------------------------

static void npy_of_numpy(void **state) {
  (void)state;
  Err e = {0};
  const float x[] = {1, 2, 3, 4, 5, -6.5f}, whole[] = {-3, 16777216, 1099511627776.0f}, bytes[] = {0, 255};
  const char *const same[] = {"float32.npy", "float64.npy", "float16.npy", "big.npy", "fortran.npy", "version2.npy", "float32.npy.gz"};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) expect(npy_read(stored(same[i]), &e), "(2, 3)", x, &e);
  assert_false(io_take_rounded()); // digits were lost in none of them
  expect(npy_read(stored("rounded.npy"), &e), "(2,)", (float[]){0.5f, 0.1f}, &e);
  assert_true(io_take_rounded());
  assert_false(io_take_rounded());
  expect(npy_read(stored("int64.npy"), &e), "(3,)", whole, &e);
  expect(npy_read(stored("uint8.npy"), &e), "(2,)", bytes, &e);
  expect(npy_read(stored("int16.npy"), &e), "(2,)", (float[]){-32768, 7}, &e);
  expect(npy_read(stored("bool.npy"), &e), "(2,)", (float[]){1, 0}, &e);
  expect(npy_read(stored("scalar.npy"), &e), "()", (float[]){2.5f}, &e);
  expect(npy_read(stored("empty.npy"), &e), "(0, 3)", NULL, &e);
  expect(npy_read(stored("halves.npy"), &e), "(5,)", (float[]){ldexpf(1023, -24), 5.960464477539063e-08f, -65504.0f, INFINITY, 0}, &e);
  expect_error(npy_read(stored("inexact.npy"), &e), &e, "holds an int64 that float32, which tensors are made of, cannot hold exactly (byte 136)");
  expect_error(npy_read(stored("huge.npy"), &e), &e, "holds a float64 that is too large for float32 (byte 136)");
  expect_error(npy_read(stored("text.npy"), &e), &e, "an array of type <U1 is not for reading here");
  expect_error(npy_read(stored("records.npy"), &e), &e, "an array of records");
  expect_error(npy_read(stored("make.py"), &e), &e, "this is no NumPy array");
  expect_error(npy_read(stored("absent.npy"), &e), &e, "cannot read ");
}

static void npy_is_written_as_numpy_does(void **state) {
  (void)state;
  Err e = {0};
  size_t n, m;
  char *want = bytes_of(stored("float32.npy"), &n);
  Tensor *t = npy_read(stored("float32.npy"), &e);
  assert_true(npy_write("test_io.npy", t, &e));
  char *got = bytes_of("test_io.npy", &m);
  assert_int_equal(n, m);
  assert_memory_equal(want, got, n);
  tensor_release(t);
  mem_free(want);
  mem_free(got);
  for (int rank = 0; rank <= TENSOR_MAX_RANK; rank++) {
    Shape s = {.rank = rank};
    for (int d = 0; d < rank; d++) s.dim[d] = 1 + d % 2;
    t = tensor_full(&s, 1.5f, &e);
    assert_true(npy_write("test_io.npy", t, &e));
    Tensor *back = npy_read("test_io.npy", &e);
    if (!back) fail_msg("%s", e.text);
    assert_true(shape_eq(&back->shape, &s));
    assert_memory_equal(back->data, t->data, t->size * sizeof(float));
    tensor_release(back);
    tensor_release(t);
  }
  unlink("test_io.npy");
}

static void npy_damaged(void **state) {
  (void)state;
  const char *const files[] = {"float32.npy", "int64.npy", "float32.npy.gz"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    size_t n;
    char *data = bytes_of(stored(files[i]), &n);
    damage(read_npy, data, n, NULL);
    mem_free(data);
  }
}

// A header that promises more than there is costs no memory.
static void npy_that_lies(void **state) {
  (void)state;
  Err e = {0};
  char data[128];
  memset(data, ' ', sizeof data);
  memcpy(data, "\x93NUMPY\x01\x00\x76\x00", 10);
  const char *const shapes[] = {"(1000000000000,)", "(4611686018427387904, 4)", "(99999999999999999999,)", "(-1,)", "(1, 2", "(1 2)", "3", "(1,2,3,4,5,6,7,8,9)",
                                "(0, 4611686018427387904, 4611686018427387904)"};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    char header[119];
    snprintf(header, sizeof header, "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }", shapes[i]);
    memset(data + 10, ' ', sizeof data - 10);
    memcpy(data + 10, header, strlen(header));
    assert_false(try(read_npy, data, sizeof data));
  }
  File f = file_of(data, 9);
  expect_error(npy_read(f.path, &e), &e, "the file ends within the first bytes: 1 more bytes are missing (byte 9)");
  close(f.fd);
}

// -- idx -------------------------------------------------------------------------------------------------

static void idx(void **state) {
  (void)state;
  Err e = {0};
  const unsigned char pixels[] = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 253, 254, 255};
  File f = file_of(pixels, sizeof pixels);
  expect(idx_read(f.path, &e), "(2, 3)", (float[]){0, 1, 2, 253, 254, 255}, &e);
  close(f.fd);
  const unsigned char doubles[] = {0, 0, 14, 1, 0, 0, 0, 2, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0};
  f = file_of(doubles, sizeof doubles);
  expect(idx_read(f.path, &e), "(2,)", (float[]){1, -2.5f}, &e);
  close(f.fd);
  const unsigned char shorts[] = {0, 0, 11, 1, 0, 0, 0, 2, 0xFF, 0xFE, 1, 0};
  f = file_of(shorts, sizeof shorts);
  expect(idx_read(f.path, &e), "(2,)", (float[]){-2, 256}, &e);
  close(f.fd);
  damage(read_idx, pixels, sizeof pixels, NULL);
  damage(read_idx, doubles, sizeof doubles, NULL);
  const unsigned char lying[] = {0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1};
  f = file_of(lying, sizeof lying);
  assert_null(idx_read(f.path, &e));
  err_clear(&e);
  close(f.fd);
  const unsigned char longer[] = {0, 0, 8, 1, 0, 0, 0, 1, 5, 6};
  f = file_of(longer, sizeof longer);
  expect_error(idx_read(f.path, &e), &e, "the file goes on after its data (byte 9)");
  close(f.fd);
}

// -- safetensors -----------------------------------------------------------------------------------------

// The file with this header and so many bytes of numbers: 0, 1, 2, ...
static size_t safetensors_of(const char *header, size_t n_data, char out[1024]) {
  size_t n = strlen(header);
  memset(out, 0, 8);
  out[0] = (char)(n & 255);
  out[1] = (char)(n >> 8);
  memcpy(out + 8, header, n);
  for (size_t i = 0; i < n_data; i++) out[8 + n + i] = (char)i;
  return 8 + n + n_data;
}

static void safetensors_refused(const char *header, size_t n_data, const char *why) {
  char data[1024];
  Err e = {0};
  NamedTensors ts;
  File f = file_of(data, safetensors_of(header, n_data, data));
  assert_false(safetensors_read(f.path, &ts, &e));
  assert_true(has(&e, why));
  err_clear(&e);
  close(f.fd);
}

static void safetensors(void **state) {
  (void)state;
  char data[1024];
  Err e = {0};
  NamedTensors ts;
  // Offsets in another order than the names; bfloat16 0x0100, 0x0302; one without elements.
  size_t n = safetensors_of("{\"__metadata__\":{\"a\":\"b\"},\"second.weight\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[4,8]},"
                            "\"first\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                            "\"none\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[8,8]}}  ", 8, data);
  File f = file_of(data, n);
  if (!safetensors_read(f.path, &ts, &e)) fail_msg("%s", e.text);
  close(f.fd);
  assert_int_equal(ts.n, 3);
  assert_string_equal(ts.items[0].name, "second.weight");
  assert_string_equal(shape_text(&ts.items[0].t->shape).s, "(2, 2)");
  assert_true(ts.items[0].t->data[0] == 4 && ts.items[0].t->data[3] == 7);
  assert_true(ts.items[1].t->data[0] == ldexpf(1, -125)); // sign 0, exponent 2, fraction 0
  assert_int_equal(ts.items[2].t->size, 0);
  assert_true(safetensors_write("test_io.safetensors", &ts, &e));
  NamedTensors back;
  if (!safetensors_read("test_io.safetensors", &back, &e)) fail_msg("%s", e.text);
  assert_int_equal(back.n, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(back.items[i].name, ts.items[i].name);
    assert_true(shape_eq(&back.items[i].t->shape, &ts.items[i].t->shape));
    assert_memory_equal(back.items[i].t->data, ts.items[i].t->data, ts.items[i].t->size * sizeof(float));
  }
  named_tensors_free(&back);
  named_tensors_free(&ts);
  unlink("test_io.safetensors");
  damage(read_safetensors, data, n, NULL);
}

static void safetensors_that_lie(void **state) {
  (void)state;
#define A "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}"
  safetensors_refused(A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6, "tensor \"b\": its data overlaps that of another tensor");
  safetensors_refused(A ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[6,10]}}", 10, "there is a gap");
  safetensors_refused(A "}", 5, "the file goes on after the data of its last tensor (byte");
  safetensors_refused(A "}", 3, "beyond the end of the file (byte 10)");
  safetensors_refused(A ",\"a\":{}}", 4, "duplicate");
  safetensors_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "not as far apart");
  safetensors_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0, "not as far apart");
  safetensors_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "a length in its shape");
  safetensors_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "two rising numbers");
  safetensors_refused("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4, "numbers of dtype F8_E4M3 cannot be read");
  safetensors_refused("{\"a\":7}", 0, "its entry is no object");
  safetensors_refused("[]", 0, "no JSON object");
  safetensors_refused("{\"a\"", 0, "the header is damaged");
  char data[16] = {9, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
  assert_false(try(read_safetensors, data, 10));
}

// -- csv -------------------------------------------------------------------------------------------------

static void csv_is(const char *text, const char *want) {
  Err e = {0};
  Csv c;
  Str s = {0};
  File f = file_of(text, strlen(text));
  if (csv_read(f.path, &(CsvOptions){.sep = ',', .header = true}, &c, &e)) {
    for (size_t i = 0; i < c.n_columns; i++) {
      str_addf(&s, "%s:", c.columns[i].name);
      for (size_t r = 0; r < c.rows; r++) {
        const CsvCell *v = &c.cells[r * c.n_columns + i];
        if (c.columns[i].numbers) str_addf(&s, " %g", (double)c.columns[i].numbers->data[r]);
        else str_addf(&s, " <%.*s>", (int)v->n, v->s);
      }
      str_addc(&s, ';');
    }
    csv_free(&c);
  } else {
    str_add(&s, strstr(e.text, ": ") + 2);
    err_clear(&e);
  }
  close(f.fd);
  if (strcmp(str_c(&s), want) != 0) fail_msg("%s\n  gives %s\n  not   %s", text, str_c(&s), want);
  str_free(&s);
}

static void csv(void **state) {
  (void)state;
  csv_is("a,b\n1,x\n2.5,y\n", "a: 1 2.5;b: <x> <y>;");
  csv_is("a,b\r\n1,x\r\n-2e3,\"y\"\r\n", "a: 1 -2000;b: <x> <y>;");
  csv_is("\xef\xbb\xbf" "a\n1", "a: 1;");
  csv_is("a,a,,a\n1,2,3,4\n", "a: 1;a.1: 2;2: 3;a.2: 4;");
  csv_is("a,b\n\"say \"\"hi\"\", then\ngo\",2\n", "a: <say \"hi\", then\ngo>;b: 2;");
  csv_is("a,b\n,NA\n1,nan\n", "a: nan 1;b: nan nan;");
  csv_is("a\n1\n\n2\n", "a: 1 2;");
  csv_is("a,b\n, 7 \n,x\n", "a: <> <>;b: < 7 > <x>;");
  csv_is("a,b\n1,0x10\n", "a: 1;b: <0x10>;");
  csv_is("姓,名\n李,白\n", "姓: <李>;名: <白>;");
  csv_is("a,b\n", "a:;b:;");
  csv_is("a,b\n1\n", "line 2 has 1 cells, the first has 2 (byte 4)");
  csv_is("a,b\n1,\"2\n3,4\n", "the quote that opens in line 2 is never closed (byte 6)");
  csv_is("a\n\"1\"x\n", "line 2: after a closing quote the cell must end (byte 5)");
  csv_is("a\n\xff\n", "the text is not UTF-8 (byte 2)");
  csv_is("", "the table is empty (byte 0)");
  csv_is("id\n7\n16777217\n", "column id: float32, which tensors are made of, cannot hold 16777217 (byte 5)");
}

// A table has no length: cut short it may be a smaller one.
static bool anywhere(const char *data, size_t n) { return data && n > 0; }

static void csv_damaged(void **state) {
  (void)state;
  const char table[] = "id,name,x\r\n1,\"a \"\"b\"\", c\",0.5\r\n2,李,1e3\n";
  damage(read_csv, table, sizeof table - 1, anywhere);
}

// -- numbers ---------------------------------------------------------------------------------------------

static void numbers(void **state) {
  (void)state;
  const char *const good[] = {"0", "-0.5", "+3", "1e5", "1.25E-3", ".5", "5.", "123456789012345678901234567890", "1e-400", "1e400", "4.9e-324",
                              "0.1", "9007199254740993", "2.2250738585072011e-308", "000000000000000000000000.1", "1e22", "1e23", "0.3e1"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    double x;
    assert_true(number_parse(good[i], strlen(good[i]), &x));
    assert_true(x == strtod(good[i], NULL));
  }
  const char *const bad[] = {"", "-", ".", "e5", "1e", "1e+", "1 ", " 1", "0x10", "1,5", "1.2.3", "--1", "in", "nano", "1f"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    double x;
    if (number_parse(bad[i], strlen(bad[i]), &x)) fail_msg("\"%s\" is taken for a number", bad[i]);
  }
  double x;
  assert_true(number_parse("-inf", 4, &x) && isinf(x) && x < 0);
  assert_true(number_parse("NaN", 3, &x) && isnan(x));
}

// -- word vectors ----------------------------------------------------------------------------------------

static void vectors_are(const char *text, size_t most, const char *want) {
  Err e = {0};
  WordVectors v;
  Str s = {0};
  File f = file_of(text, strlen(text));
  if (vectors_read(f.path, most, &v, &e)) {
    const char *w = v.words;
    for (size_t i = 0; i < v.n; i++, w += strlen(w) + 1) {
      str_addf(&s, "%s", w);
      for (int64_t k = 0; k < v.rows->shape.dim[1]; k++) str_addf(&s, " %g", (double)v.rows->data[(int64_t)i * v.rows->shape.dim[1] + k]);
      str_addc(&s, ';');
    }
    assert_int_equal(v.rows->shape.dim[0], v.n);
    vectors_free(&v);
  } else {
    str_add(&s, strstr(e.text, ": ") + 2);
    err_clear(&e);
  }
  close(f.fd);
  if (strcmp(str_c(&s), want) != 0) fail_msg("%s\n  gives %s\n  not   %s", text, str_c(&s), want);
  str_free(&s);
}

static void vectors(void **state) {
  (void)state;
  vectors_are("cat 1 2\ndog -3 4e-1\n", 0, "cat 1 2;dog -3 0.4;");
  vectors_are("2 2\ncat 1 2 \ndog 3 4 \n", 0, "cat 1 2;dog 3 4;");
  vectors_are("cat 1 2\ndog 3 4\n", 1, "cat 1 2;");
  vectors_are("3 2\ncat 1 2\ndog 3 4\nx 5 6\n", 2, "cat 1 2;dog 3 4;");
  vectors_are("a 1 2\nNew York 3 4\n猫 5 6", 0, "a 1 2;New York 3 4;猫 5 6;");
  vectors_are("a 1 2\nb 3\n", 0, "line 2 has 1 numbers, not 2 (byte 6)");
  vectors_are("a 1 2\nb 3 x\n", 0, "\"x\" is not a number (byte 10)");
  vectors_are("3 2\na 1 2\n", 0, "the first line says 3 words, there are 1 (byte 10)");
  vectors_are("1 2\na 1 2\nb 3 4\n", 0, "there are more words than the first line says (byte 10)");
  vectors_are("a 1 2\n\xff 3 4\n", 0, "a word is not UTF-8 (byte 6)");
  vectors_are("", 0, "the file is empty (byte 0)");
  vectors_are("word\n", 0, "the first line is no word with its numbers (byte 0)");
  const char header[] = "2 2\ncat 1.5 2\ndog 3 -4\n";
  damage(read_vectors, header, sizeof header - 2, NULL);
}

// -- the stream ------------------------------------------------------------------------------------------

static size_t gzip(const char *data, size_t n, char *out, size_t cap) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_in = (Bytef *)data;
  z.avail_in = (uInt)n;
  z.next_out = (Bytef *)out;
  z.avail_out = (uInt)cap;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  size_t k = cap - z.avail_out;
  deflateEnd(&z);
  return k;
}

// Lines of all lengths, around the sizes of the buffers, in two compressed members one after the other.
static void lines_of_any_length(void **state) {
  (void)state;
  size_t cap = 1 << 20, n = 0;
  char *text = mem_alloc(cap), *packed = mem_alloc(cap);
  const size_t lengths[] = {0, 1, 65534, 65535, 65536, 3, 131072, 200000, 0, 17};
  size_t n_lines = sizeof lengths / sizeof *lengths, half = 0;
  for (size_t i = 0; i < n_lines; i++) {
    memset(text + n, 'a' + (int)i, lengths[i]);
    n += lengths[i];
    text[n++] = '\n';
    if (i == 4) half = n - 10;
  }
  size_t k = gzip(text, half, packed, cap);
  k += gzip(text + half, n - half, packed + k, cap - k);
  for (int compressed = 0; compressed < 2; compressed++) {
    File f = compressed ? file_of(packed, k) : file_of(text, n);
    Err e = {0};
    IoIn *in = io_open(f.path, false, &e);
    const char *line;
    size_t length;
    uint64_t at, expected = 0;
    for (size_t i = 0; i < n_lines; i++) {
      assert_true(io_line(in, &line, &length, &at, &e));
      assert_int_equal(length, lengths[i]);
      assert_int_equal(at, expected);
      for (size_t j = 0; j < length; j++) assert_int_equal(line[j], 'a' + (int)i);
      expected += length + 1;
    }
    assert_false(io_line(in, &line, &length, &at, &e));
    assert_int_equal(e.code, ERR_NONE);
    io_close(in);
    close(f.fd);
  }
  packed[k - 5] ^= 1; // in the checksum of the second member
  File f = file_of(packed, k);
  Err e = {0};
  IoIn *in = io_open(f.path, false, &e);
  size_t got;
  assert_false(io_read(in, text, cap, &got, &e));
  assert_true(has(&e, "the compressed data is damaged (byte"));
  err_clear(&e);
  io_close(in);
  close(f.fd);
  mem_free(text);
  mem_free(packed);
}

static void what_cannot_be_read(void **state) {
  (void)state;
  Err e = {0};
  assert_null(io_open("/nonexistent/x", false, &e));
  assert_true(has(&e, "cannot read /nonexistent/x"));
  err_clear(&e);
  assert_null(io_open("/", false, &e));
  assert_true(has(&e, "cannot read /"));
  err_clear(&e);
}

// Each allocation fails in turn: an error, and nothing left over.
static void out_of_memory(void **state) {
  (void)state;
  size_t n;
  char *data = bytes_of(stored("float32.npy.gz"), &n);
  File npy = file_of(data, n);
  File table = file_of("a,b\n1,x\n", 8), vecs = file_of("cat 1 2\n", 8);
  const struct { Reader *read; const char *path; } all[] = {{read_npy, npy.path}, {read_csv, table.path}, {read_vectors, vecs.path}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    bool ok = false;
    for (size_t at = 1; !ok && at < 1000; at++) {
      names_free();
      size_t before = mem_live_blocks();
      Err e = {0};
      mem_fail_at(at);
      ok = all[i].read(all[i].path, &e);
      mem_fail_at(0);
      assert_int_equal(ok, e.code == ERR_NONE);
      ok = ok && !mem_exhausted();
      err_clear(&e);
      mem_recover();
      names_free();
      assert_int_equal(mem_live_blocks(), before);
    }
    assert_true(ok);
  }
  close(npy.fd);
  close(table.fd);
  close(vecs.fd);
  mem_free(data);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(npy_of_numpy), cmocka_unit_test(npy_is_written_as_numpy_does), cmocka_unit_test(npy_damaged),
    cmocka_unit_test(npy_that_lies), cmocka_unit_test(idx), cmocka_unit_test(safetensors), cmocka_unit_test(safetensors_that_lie),
    cmocka_unit_test(csv), cmocka_unit_test(csv_damaged), cmocka_unit_test(numbers), cmocka_unit_test(vectors),
    cmocka_unit_test(lines_of_any_length), cmocka_unit_test(what_cannot_be_read), cmocka_unit_test(out_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
