// SPDX-License-Identifier: GPL-3.0-or-later
// mem: the one door to the heap.
//
// Small allocations never fail in the caller's sight. When the limit set by mem_set_limit is passed, the
// system still serves them; when the system refuses, a reserve kept for that purpose does. In both cases
// mem_exhausted() turns true; the virtual machine polls that between instructions and ends the
// statement with "out of memory". So no caller checks for NULL, nothing aborts, and every
// allocation that can fail is still followed by one clear error. Data whose size the user picks
// (tensor storage, long strings and lists) goes through mem_try, which may return NULL.
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// n bytes, not initialised / zeroed. Never NULL; n == 0 gives a unique pointer.
void *mem_alloc(size_t n);
void *mem_zalloc(size_t n);

// Resizes; old may be NULL. Never NULL.
void *mem_realloc(void *old, size_t n);

// As mem_alloc, but NULL where the system or the limit says no. For sizes the user picks.
void *mem_try(size_t n);
void *mem_try_realloc(void *old, size_t n);

void mem_free(void *p); // p may be NULL

char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t n);

// Bytes and blocks handed out and not freed yet (exact; blocks keep their size).
size_t mem_live_bytes(void);
size_t mem_live_blocks(void);

// The most bytes that may be live at once; 0 = no limit, as it is until somebody sets it.
void mem_set_limit(size_t bytes);
size_t mem_limit(void);

// True once a small allocation went past the limit or into the reserve. mem_recover() clears it;
// call it when the failed statement has been unwound.
bool mem_exhausted(void);
void mem_recover(void);

// For tests: the n-th allocation from now on fails (1 = the next); 0 = none. A small one is served all
// the same and turns mem_exhausted() on.
void mem_fail_at(size_t n);
size_t mem_fails_in(void); // allocations until then; 0 once it has failed

// Grows a vector: ensures *items (elements of `size` bytes, *cap of them) holds at least `need`.
void mem_grow(void *items, size_t *cap, size_t need, size_t size);

#endif
