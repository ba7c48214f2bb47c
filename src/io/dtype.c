// SPDX-License-Identifier: GPL-3.0-or-later
// dtype: numbers of all formats as float32.
#include "io/dtype.h"

#include <math.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

static const struct { const char *name; size_t size; } types[] = {
  [IO_F32] = {"float32", 4}, [IO_F64] = {"float64", 8}, [IO_F16] = {"float16", 2}, [IO_BF16] = {"bfloat16", 2},
  [IO_BOOL] = {"bool", 1},   [IO_I8] = {"int8", 1},     [IO_U8] = {"uint8", 1},    [IO_I16] = {"int16", 2},
  [IO_U16] = {"uint16", 2},  [IO_I32] = {"int32", 4},   [IO_U32] = {"uint32", 4},  [IO_I64] = {"int64", 8},
  [IO_U64] = {"uint64", 8},
};

size_t io_type_size(IoType t) { return types[t].size; }
const char *io_type_name(IoType t) { return types[t].name; }

// The next number's bits, with the first byte of the file as the lowest or the highest.
static uint64_t bits_at(const unsigned char *p, size_t size, bool big_endian) {
  uint64_t x = 0;
  for (size_t i = 0; i < size; i++) x |= (uint64_t)p[big_endian ? size - 1 - i : i] << (8 * i);
  return x;
}

static float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// IEEE 754 binary16: 1 bit sign, 5 bits exponent (bias 15), 10 bits fraction.
static float from_half(uint32_t h) {
  uint32_t sign = (h & 0x8000u) << 16, exponent = h >> 10 & 31, fraction = h & 0x3FF;
  if (exponent == 31) return from_bits(sign | 0x7F800000u | fraction << 13);
  if (exponent > 0) return from_bits(sign | (exponent + 112) << 23 | fraction << 13);
  float x = ldexpf((float)fraction, -24); // subnormal
  return sign ? -x : x;
}

static bool put_whole(int64_t x, float *to) {
  *to = (float)x;
  return *to >= -0x1p63f && *to < 0x1p63f && (int64_t)*to == x;
}

static bool put(IoType t, uint64_t bits, float *to) {
  double d;
  switch (t) {
  case IO_F32: *to = from_bits((uint32_t)bits); return true;
  case IO_F64:
    memcpy(&d, &bits, sizeof d);
    *to = (float)d;
    return !isinf(*to) || isinf(d);
  case IO_F16: *to = from_half((uint32_t)bits); return true;
  case IO_BF16: *to = from_bits((uint32_t)bits << 16); return true;
  case IO_BOOL: *to = bits != 0; return true;
  case IO_I8: *to = (float)(int8_t)bits; return true;
  case IO_U8: *to = (float)(uint8_t)bits; return true;
  case IO_I16: *to = (float)(int16_t)bits; return true;
  case IO_U16: *to = (float)(uint16_t)bits; return true;
  case IO_I32: return put_whole((int32_t)bits, to);
  case IO_U32: return put_whole((uint32_t)bits, to);
  case IO_I64: return put_whole((int64_t)bits, to);
  case IO_U64:
    *to = (float)bits;
    return *to < 0x1p64f && (uint64_t)*to == bits;
  }
  return false;
}

static bool rounded;

bool io_take_rounded(void) {
  bool was = rounded;
  rounded = false;
  return was;
}

// Of n numbers of 64 bits that became `as`: has one lost digits?
static bool lost_digits(const unsigned char *p, bool big_endian, size_t n, const float *as) {
  for (size_t i = 0; i < n; i++) {
    uint64_t bits = bits_at(p + i * 8, 8, big_endian);
    double d;
    memcpy(&d, &bits, sizeof d);
    if (d < (double)as[i] || d > (double)as[i]) return true;
  }
  return false;
}

static bool host_is_big(void) {
  const uint16_t one = 1;
  unsigned char first;
  memcpy(&first, &one, 1);
  return first == 0;
}

size_t io_convert(IoType t, bool big_endian, const void *src, size_t n, float *to) {
  const unsigned char *p = src;
  size_t size = types[t].size;
  if (t == IO_F32 && big_endian == host_is_big()) {
    if (p != (unsigned char *)to) memcpy(to, p, n * sizeof *to);
    return n;
  }
  if (t == IO_U8) { // pictures
    for (size_t i = 0; i < n; i++) to[i] = (float)p[i];
    return n;
  }
  for (size_t i = 0; i < n; i++)
    if (!put(t, bits_at(p + i * size, size, big_endian), &to[i])) return i;
  return n;
}

static bool does_not_fit(IoIn *in, uint64_t at, IoType t, const char *what, Err *e) {
  return io_wrong(in, at, e, t == IO_F64 ? _("%s holds a %s that is too large for float32")
                                         : _("%s holds an %s that float32, which tensors are made of, cannot hold exactly"),
                  what, types[t].name);
}

// Before memory is taken for it: are there as many bytes as the header promises?
static bool is_there(IoIn *in, uint64_t need, const char *what, Err *e) {
  uint64_t left;
  if (!io_left(in, &left) || left >= need) return true;
  return io_wrong(in, io_at(in) + left, e, _("the file ends within %s: %llu more bytes are missing"), what,
                  (unsigned long long)(need - left));
}

Tensor *io_read_tensor(IoIn *in, IoType t, bool big_endian, const Shape *s, const char *what, Err *e) {
  enum { CHUNK = 8192 };
  unsigned char buffer[CHUNK * 8];
  size_t n, size = types[t].size;
  if (!shape_size(s, &n, e) || !is_there(in, (uint64_t)n * size, what, e)) return NULL;
  Tensor *out = tensor_new(s, e);
  bool direct = t == IO_F32 && big_endian == host_is_big();
  bool ok = out != NULL;
  if (ok && direct) ok = io_need(in, out->data, n * size, what, e);
  for (size_t i = 0; ok && !direct && i < n;) {
    size_t k = n - i < CHUNK ? n - i : CHUNK, done;
    uint64_t at = io_at(in);
    ok = io_need(in, buffer, k * size, what, e);
    if (ok && (done = io_convert(t, big_endian, buffer, k, out->data + i)) < k)
      ok = does_not_fit(in, at + done * size, t, what, e);
    if (ok && t == IO_F64 && !rounded) rounded = lost_digits(buffer, big_endian, k, out->data + i);
    i += k;
  }
  if (ok) return out;
  tensor_release(out);
  return NULL;
}
