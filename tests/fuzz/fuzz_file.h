// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz_file: bytes as a file that a reader can open, in memory.
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "fuzz.h"
#include "tensor/tensor.h"

typedef struct FuzzFile { int fd; char path[64]; size_t blocks; } FuzzFile;

static inline FuzzFile fuzz_open(const uint8_t *data, size_t n) {
  FuzzFile f = {.blocks = mem_live_blocks()};
  mem_set_limit((size_t)256 << 20); // what a lying header may cost
  f.fd = memfd_create("fuzz", MFD_CLOEXEC);
  FUZZ_CHECK(f.fd >= 0 && write(f.fd, data, n) == (ssize_t)n);
  snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.fd);
  return f;
}

// It worked, or there is one error; what was made is freed already.
static inline void fuzz_close(FuzzFile *f, bool ok, Err *e) {
  FUZZ_CHECK(ok == (e->code == ERR_NONE));
  FUZZ_CHECK(ok || (e->text[0] && !strchr(e->text, '\n')));
  err_clear(e);
  close(f->fd);
  names_free();
  FUZZ_CHECK(mem_live_blocks() == f->blocks);
}

// Reads every element, so that a sanitizer sees what was not written.
static inline void fuzz_touch(const Tensor *t) {
  size_t n;
  volatile float sum = 0;
  Err e = {0};
  FUZZ_CHECK(shape_size(&t->shape, &n, &e) && n == t->size);
  for (size_t i = 0; i < t->size; i++) sum = sum + t->data[i];
}

#endif
