// SPDX-License-Identifier: GPL-3.0-or-later
// wire: reads protocol buffers, as far as these tests need it: a message is fields, each a number and either
// a whole number, 4 or 8 bytes, or a run of bytes (which may be a message itself). Lengths are never trusted.
#ifndef TESTS_ONNX_WIRE_H
#define TESTS_ONNX_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Bytes { const uint8_t *p; size_t n; } Bytes;

typedef enum WireKind { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 } WireKind;

typedef struct Wire { // one field
  uint64_t number;
  WireKind kind;
  uint64_t value;     // VARINT, 64, 32: its bits
  Bytes bytes;        // BYTES
} Wire;

static inline bool wire_varint(Bytes *b, uint64_t *out) {
  *out = 0;
  for (int shift = 0; shift < 64 && b->n > 0; shift += 7) {
    uint8_t byte = *b->p++;
    b->n--;
    *out |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return true;
  }
  return false;
}

static inline bool wire_fixed(Bytes *b, size_t n, uint64_t *out) {
  if (b->n < n) return false;
  *out = 0;
  for (size_t i = 0; i < n; i++) *out |= (uint64_t)b->p[i] << (8 * i);
  b->p += n;
  b->n -= n;
  return true;
}

// Takes the next field off b. False at the end, or with *bad set where the bytes are no message.
static inline bool wire_next(Bytes *b, Wire *w, bool *bad) {
  uint64_t key, len;
  *w = (Wire){0};
  if (b->n == 0 || *bad) return false;
  bool ok = wire_varint(b, &key);
  w->number = key >> 3;
  w->kind = (WireKind)(key & 7);
  if (!ok || w->number == 0) ok = false;
  else if (w->kind == WIRE_VARINT) ok = wire_varint(b, &w->value);
  else if (w->kind == WIRE_64) ok = wire_fixed(b, 8, &w->value);
  else if (w->kind == WIRE_32) ok = wire_fixed(b, 4, &w->value);
  else if (w->kind == WIRE_BYTES) {
    ok = wire_varint(b, &len) && len <= b->n;
    if (ok) {
      w->bytes = (Bytes){b->p, (size_t)len};
      b->p += len;
      b->n -= (size_t)len;
    }
  } else ok = false;
  *bad = !ok;
  return ok;
}

// A field of repeated numbers is either packed into one run of bytes or comes number by number: calls f with
// the bits of each.
typedef void WireEach(void *ctx, uint64_t bits);
static inline bool wire_numbers(const Wire *w, WireKind each, WireEach *f, void *ctx) {
  if (w->kind == each) {
    f(ctx, w->value);
    return true;
  }
  if (w->kind != WIRE_BYTES) return false;
  Bytes b = w->bytes;
  while (b.n > 0) {
    uint64_t v;
    bool ok = each == WIRE_VARINT ? wire_varint(&b, &v) : wire_fixed(&b, each == WIRE_32 ? 4 : 8, &v);
    if (!ok) return false;
    f(ctx, v);
  }
  return true;
}

static inline float wire_float(uint64_t bits) {
  uint32_t u = (uint32_t)bits;
  float f;
  memcpy(&f, &u, sizeof f);
  return f;
}

static inline double wire_double(uint64_t bits) {
  double d;
  memcpy(&d, &bits, sizeof d);
  return d;
}

#endif
