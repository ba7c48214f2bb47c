// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of tables on any bytes; the first byte says how it is called.
#include "base/utf8.h"
#include "fuzz_file.h"
#include "io/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  uint8_t how = n > 0 ? data[0] : 0;
  FuzzFile f = fuzz_open(data + (n > 0), n - (n > 0));
  Err e = {0};
  Csv c;
  bool ok = csv_read(f.path, &(CsvOptions){.sep = how & 1 ? '\t' : ',', .header = how & 2}, &c, &e);
  for (size_t i = 0; ok && i < c.n_columns; i++) {
    if (c.columns[i].numbers) fuzz_touch(c.columns[i].numbers);
    for (size_t r = 0; r < c.rows; r++) {
      const CsvCell *v = &c.cells[r * c.n_columns + i];
      FUZZ_CHECK(utf8_valid(v->s, v->n) == v->n);
    }
  }
  csv_free(&c);
  fuzz_close(&f, ok, &e);
  return 0;
}
