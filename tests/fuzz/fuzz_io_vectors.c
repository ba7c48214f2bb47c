// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of word vectors on any bytes, which may be compressed; then line by line.
#include "base/utf8.h"
#include "fuzz_file.h"
#include "io/in.h"
#include "io/vectors.h"

static void read_vectors(const uint8_t *data, size_t n) {
  FuzzFile f = fuzz_open(data, n);
  Err e = {0};
  WordVectors v;
  bool ok = vectors_read(f.path, n % 3, &v, &e);
  const char *w = v.words;
  for (size_t i = 0; ok && i < v.n; i++, w += strlen(w) + 1) FUZZ_CHECK(utf8_valid(w, strlen(w)) == strlen(w));
  if (ok) fuzz_touch(v.rows);
  vectors_free(&v);
  fuzz_close(&f, ok, &e);
}

// All lines together are the file, but for its line ends.
static void read_lines(const uint8_t *data, size_t n) {
  FuzzFile f = fuzz_open(data, n);
  Err e = {0};
  const char *line;
  size_t length, sum = 0;
  uint64_t at, next = 0;
  IoIn *in = io_open(f.path, false, &e);
  while (in && io_line(in, &line, &length, &at, &e)) {
    FUZZ_CHECK(at == next || at == next + 1 || at == next + 2);
    next = at + length;
    sum += length;
  }
  if (in && e.code == ERR_NONE) FUZZ_CHECK(sum <= io_at(in));
  io_close(in);
  fuzz_close(&f, e.code == ERR_NONE, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  read_vectors(data, n);
  read_lines(data, n);
  return 0;
}
