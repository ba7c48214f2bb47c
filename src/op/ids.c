// SPDX-License-Identifier: GPL-3.0-or-later
// ids: checks that every number of a tensor names a row.
#include "op/ids.h"

#include <math.h>

bool ids_check(const Tensor *ids, int64_t n, const char *what, Err *e) {
  for (size_t i = 0; i < ids->size; i++) {
    double id = (double)ids->data[i];
    if (!(id >= 0 && id < (double)n) || id != floor(id))
      return err_set(e, ERR_INDEX, what, id, (long long)n, (long long)n - 1);
  }
  return true;
}
