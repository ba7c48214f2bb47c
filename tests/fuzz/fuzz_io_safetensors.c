// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of safetensors on any bytes.
#include "fuzz_file.h"
#include "io/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  FuzzFile f = fuzz_open(data, n);
  Err e = {0};
  NamedTensors ts;
  bool ok = safetensors_read(f.path, &ts, &e);
  for (size_t i = 0; i < ts.n; i++) fuzz_touch(ts.items[i].t);
  named_tensors_free(&ts);
  fuzz_close(&f, ok, &e);
  return 0;
}
