// SPDX-License-Identifier: GPL-3.0-or-later
// idx: reading them.
#include "io/idx.h"

#include "base/i18n.h"
#include "io/dtype.h"

static bool type_of(IoIn *in, unsigned char code, IoType *t, Err *e) {
  switch (code) {
  case 0x08: *t = IO_U8; return true;
  case 0x09: *t = IO_I8; return true;
  case 0x0B: *t = IO_I16; return true;
  case 0x0C: *t = IO_I32; return true;
  case 0x0D: *t = IO_F32; return true;
  case 0x0E: *t = IO_F64; return true;
  default: return io_wrong(in, 2, e, _("type 0x%02x is none of the IDX format"), code);
  }
}

static Tensor *read_after_magic(IoIn *in, const unsigned char *head, Err *e) {
  IoType type = IO_U8;
  Shape s = {.rank = head[3]};
  unsigned char length[4];
  if (head[0] || head[1]) {
    io_wrong(in, 0, e, _("this is no IDX file: it does not begin with two zero bytes"));
    return NULL;
  }
  if (!type_of(in, head[2], &type, e)) return NULL;
  if (s.rank > TENSOR_MAX_RANK) {
    io_wrong(in, 3, e, _("%d dimensions are more than a tensor has: %d"), s.rank, TENSOR_MAX_RANK);
    return NULL;
  }
  for (int d = 0; d < s.rank; d++) {
    if (!io_need(in, length, 4, _("the lengths of the dimensions"), e)) return NULL;
    s.dim[d] = (int64_t)length[0] << 24 | length[1] << 16 | length[2] << 8 | length[3];
  }
  return io_read_tensor(in, type, true, &s, _("the numbers"), e);
}

Tensor *idx_read(const char *path, Err *e) {
  unsigned char head[4];
  Tensor *t = NULL;
  IoIn *in = io_open(path, false, e);
  if (in && io_need(in, head, 4, _("the first bytes"), e)) t = read_after_magic(in, head, e);
  if (t && !io_end(in, e)) {
    tensor_release(t);
    t = NULL;
  }
  io_close(in);
  return t;
}
