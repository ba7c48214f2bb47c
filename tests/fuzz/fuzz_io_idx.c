// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of IDX files on any bytes.
#include "fuzz_file.h"
#include "io/idx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  FuzzFile f = fuzz_open(data, n);
  Err e = {0};
  Tensor *t = idx_read(f.path, &e);
  if (t) fuzz_touch(t);
  bool ok = t != NULL;
  tensor_release(t);
  fuzz_close(&f, ok, &e);
  return 0;
}
