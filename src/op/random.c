// SPDX-License-Identifier: GPL-3.0-or-later
// random: fills a new tensor piece by piece, so that Ctrl-C is heard in between.
#include "op/random.h"

#define PIECE ((size_t)1 << 16)

Tensor *random_tensor(const Shape *s, RandomFill *fill, float a, float b, Err *e) {
  Tensor *out = tensor_new(s, e);
  size_t work = 0;
  for (size_t i = 0; out && i < out->size; i += PIECE) {
    size_t n = out->size - i < PIECE ? out->size - i : PIECE;
    fill(rng_global(), out->data + i, n, a, b);
    if (op_go_on(&work, 8 * n, e)) continue;
    tensor_release(out);
    return NULL;
  }
  return out;
}
