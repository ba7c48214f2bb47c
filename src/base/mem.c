// SPDX-License-Identifier: GPL-3.0-or-later
// mem: blocks that know their size, so that what is live can be counted exactly and bounded.
//
// Each block is preceded by a header with its size. Two things may refuse an allocation: the system
// and the limit. A mem_try passes the refusal on. A small allocation is served all the same, from the
// system where only the limit is in the way, else from a reserve in the program's own data, and the
// flag `exhausted` asks the virtual machine to stop.
#include "base/mem.h"

#include <assert.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RESERVE_BYTES ((size_t)1 << 20)

#ifdef __GLIBC__
// A training loop frees and asks for the same tensors at every step. Left to itself, malloc gives their
// pages back to the system each time and has them cleared anew: a sixth of the time of a small network.
__attribute__((constructor)) static void keep_pages(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
}
#endif

// Sized so that what follows it keeps the alignment malloc gives.
typedef union Header {
  size_t n;
  max_align_t align;
} Header;

// Small blocks are kept for the next of their size when they are freed, some of each: a program makes and
// drops values all the time. (Not under AddressSanitizer, which wants to see every block go.)
enum { CLASS_BYTES = 32, CLASSES = 16, MOST_WAITING = 256 << 10 }; // bytes of a class
#if defined __SANITIZE_ADDRESS__
#define KEEPS_BLOCKS 0
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define KEEPS_BLOCKS 0
#endif
#endif
#ifndef KEEPS_BLOCKS
#define KEEPS_BLOCKS 1
#endif
typedef struct Free { struct Free *next; } Free;

static struct {
  size_t bytes, blocks; // live
  size_t limit;
  size_t fail_at;
  bool exhausted;
  struct Free *free[CLASSES]; // small blocks that wait to be used again
  size_t waiting[CLASSES];    // how many
  size_t reserve_used;   // bytes of the reserve handed out so far
  size_t reserve_blocks; // blocks in it that are still live
} mem;

// Untouched pages of it cost nothing.
static Header reserve[RESERVE_BYTES / sizeof(Header)];

static bool in_reserve(const Header *h) {
  return h >= reserve && h < reserve + RESERVE_BYTES / sizeof(Header);
}

static Header *header_of(void *p) { return (Header *)p - 1; }

// Counts down to the failure a test asked for.
static bool chosen_to_fail(void) { return mem.fail_at > 0 && --mem.fail_at == 0; }

static bool over_limit(size_t more) {
  return mem.limit > 0 && (mem.bytes >= mem.limit || more > mem.limit - mem.bytes);
}

static void *hand_out(Header *h, size_t n) {
  h->n = n;
  mem.bytes += n;
  mem.blocks++;
  return h + 1;
}

static void *reserve_take(size_t n) {
  if (mem.reserve_blocks == 0) mem.reserve_used = 0;
  size_t left = RESERVE_BYTES - mem.reserve_used;
  if (n > left - sizeof(Header) || left < sizeof(Header)) {
    // Neither the system nor the reserve has the room, and the caller cannot be told. The signal
    // handler of the front end puts the terminal right on the way out.
    static const char text[] = "glassbox: out of memory\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) { /* nothing left to do about it */ }
    abort();
  }
  Header *h = reserve + mem.reserve_used / sizeof(Header);
  size_t units = 1 + (n + sizeof(Header) - 1) / sizeof(Header);
  mem.reserve_used += units * sizeof(Header);
  mem.reserve_blocks++;
  return hand_out(h, n);
}

static size_t class_of(size_t n) { return KEEPS_BLOCKS && n > 0 ? (n - 1) / CLASS_BYTES : CLASSES; }

// From the system, or one that waits: with room for all of its class. NULL where the system has none.
static Header *obtain(size_t n) {
  size_t c = class_of(n);
  if (c >= CLASSES) return n <= SIZE_MAX - sizeof(Header) ? malloc(n + sizeof(Header)) : NULL;
  Free *f = mem.free[c];
  if (!f) return malloc((c + 1) * CLASS_BYTES + sizeof(Header));
  mem.free[c] = f->next;
  mem.waiting[c]--;
  return (Header *)f;
}

static void give_back(Header *h) {
  size_t c = class_of(h->n);
  if (c >= CLASSES || mem.waiting[c] * (c + 1) * CLASS_BYTES >= MOST_WAITING) {
    free(h);
    return;
  }
  Free *f = (Free *)h;
  f->next = mem.free[c];
  mem.free[c] = f;
  mem.waiting[c]++;
}

void *mem_alloc(size_t n) {
  if (chosen_to_fail() || over_limit(n)) mem.exhausted = true;
  Header *h = obtain(n);
  if (h) return hand_out(h, n);
  mem.exhausted = true;
  return reserve_take(n);
}

void *mem_zalloc(size_t n) {
  void *p = mem_alloc(n);
  memset(p, 0, n);
  return p;
}

void *mem_try(size_t n) {
  if (chosen_to_fail() || over_limit(n) || n > SIZE_MAX - sizeof(Header)) return NULL;
  Header *h = obtain(n);
  return h ? hand_out(h, n) : NULL;
}

// The block resized by the system, or NULL with the block as it was.
static void *resize(void *old, size_t n) {
  Header *h = header_of(old);
  size_t was = h->n;
  if (in_reserve(h) || n > SIZE_MAX - sizeof *h) return NULL;
  // A small block stays as large as its class.
  size_t c = class_of(n), room = c < CLASSES ? (c + 1) * CLASS_BYTES : n;
  Header *moved = class_of(was) == c && c < CLASSES ? h : realloc(h, room + sizeof *h);
  if (!moved) return NULL;
  moved->n = n;
  mem.bytes = mem.bytes - was + n;
  return moved + 1;
}

static void *move_to(void *fresh, void *old, size_t n) {
  size_t was = header_of(old)->n;
  memcpy(fresh, old, was < n ? was : n);
  mem_free(old);
  return fresh;
}

static bool grows_over_limit(const void *old, size_t n) {
  size_t was = ((const Header *)old - 1)->n;
  return n > was && over_limit(n - was);
}

void *mem_realloc(void *old, size_t n) {
  if (!old) return mem_alloc(n);
  if (chosen_to_fail() || grows_over_limit(old, n)) mem.exhausted = true;
  void *p = resize(old, n);
  if (p) return p;
  if (!in_reserve(header_of(old))) {
    mem.exhausted = true;
    return move_to(reserve_take(n), old, n);
  }
  // Out of the reserve again as soon as the system has room.
  return move_to(mem_alloc(n), old, n);
}

void *mem_try_realloc(void *old, size_t n) {
  if (!old) return mem_try(n);
  if (chosen_to_fail() || grows_over_limit(old, n)) return NULL;
  void *p = resize(old, n);
  if (p || !in_reserve(header_of(old))) return p;
  void *fresh = mem_try(n);
  return fresh ? move_to(fresh, old, n) : NULL;
}

void mem_free(void *p) {
  if (!p) return;
  Header *h = header_of(p);
  assert(mem.blocks > 0 && mem.bytes >= h->n);
  mem.bytes -= h->n;
  mem.blocks--;
  if (in_reserve(h)) mem.reserve_blocks--;
  else give_back(h);
}

char *mem_strndup(const char *s, size_t n) {
  char *p = mem_alloc(n + 1);
  if (n) memcpy(p, s, n);
  p[n] = 0;
  return p;
}

char *mem_strdup(const char *s) { return mem_strndup(s, strlen(s)); }

size_t mem_live_bytes(void) { return mem.bytes; }
size_t mem_live_blocks(void) { return mem.blocks; }

void mem_set_limit(size_t bytes) { mem.limit = bytes; }
size_t mem_limit(void) { return mem.limit; }

bool mem_exhausted(void) { return mem.exhausted; }

void mem_recover(void) {
  mem.exhausted = false;
  if (mem.reserve_blocks == 0) mem.reserve_used = 0;
}

void mem_fail_at(size_t n) { mem.fail_at = n; }
size_t mem_fails_in(void) { return mem.fail_at; }

void mem_grow(void *items, size_t *cap, size_t need, size_t size) {
  if (need <= *cap) return;
  size_t to = *cap < 8 ? 8 : *cap + *cap / 2;
  if (to < need) to = need;
  void *p; // by way of memcpy: *items may be a pointer of any type
  memcpy(&p, items, sizeof p);
  p = mem_realloc(p, to * size);
  memcpy(items, &p, sizeof p);
  *cap = to;
}
