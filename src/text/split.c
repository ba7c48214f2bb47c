// SPDX-License-Identifier: GPL-3.0-or-later
// split: by white space, by Unicode's word boundaries, by characters.
#include "text/split.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uniwbrk.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/vocab.h"

#define PART ((size_t)1 << 14) // boundaries are looked for in stretches of whole lines about so long

typedef struct Splitter {
  SplitEmit *emit;
  void *ctx;
  bool lower, han;
  Str low; // a piece in small letters
  Err *e;
} Splitter;

static bool ascii_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static void lower_into(Str *out, const char *s, size_t n) {
  char bytes[4];
  uint32_t cp;
  str_clear(out);
  for (size_t i = 0; i < n;) {
    i += utf8_next(s + i, n - i, &cp);
    str_addn(out, bytes, utf8_put(cp < 128 ? cp + 32 * (cp >= 'A' && cp <= 'Z') : uc_tolower(cp), bytes));
  }
}

static bool tell(Splitter *p, const char *s, size_t n) {
  if (!p->lower) return p->emit(p->ctx, s, n);
  lower_into(&p->low, s, n);
  return p->emit(p->ctx, str_c(&p->low), p->low.n);
}

// Ctrl-C, looked for once in a while: step bytes lead to place i.
static bool stopped(Splitter *p, size_t i, size_t step) {
  return (i & 0xFFFF) < step && interrupt_pending() && interrupt_check(p->e);
}

static bool is_blank(const char *s, size_t n) {
  uint32_t cp;
  if (ascii_blank(*s)) return true; // a boundary lies on both sides of white space, or within it
  if ((unsigned char)*s < 128) return false;
  utf8_next(s, n, &cp);
  return uc_is_property_white_space(cp);
}

// -- each kind -------------------------------------------------------------------------------------------

static bool by_blanks(Splitter *p, const char *s, size_t n) {
  size_t from = 0;
  uint32_t cp;
  for (size_t i = 0; i < n;) {
    size_t k = utf8_next(s + i, n - i, &cp);
    bool blank = cp < 128 ? ascii_blank((char)cp) : uc_is_property_white_space(cp);
    if (blank && i > from && !tell(p, s + from, i - from)) return false;
    if (stopped(p, i, k)) return false;
    i += k;
    if (blank) from = i;
  }
  return from >= n || tell(p, s + from, n - from);
}

static bool by_chars(Splitter *p, const char *s, size_t n) {
  uint32_t cp;
  for (size_t i = 0, k; i < n; i += k) {
    k = utf8_next(s + i, n - i, &cp);
    if (stopped(p, i, k) || !tell(p, s + i, k)) return false;
  }
  return true;
}

// A word, with its Chinese characters one by one where that is asked for.
static bool word(Splitter *p, const char *s, size_t n) {
  size_t from = 0;
  uint32_t cp;
  for (size_t i = 0, k; p->han && i < n; i += k) {
    k = utf8_next(s + i, n - i, &cp);
    if (!utf8_is_han(cp)) continue;
    if (i > from && !tell(p, s + from, i - from)) return false;
    if (!tell(p, s + i, k)) return false;
    from = i + k;
  }
  return from >= n || tell(p, s + from, n - from);
}

static bool by_boundaries(Splitter *p, const char *s, size_t n, char *breaks) {
  u8_wordbreaks((const uint8_t *)s, n, breaks);
  for (size_t from = 0, i = 1; i <= n; i++) {
    if (i < n && !breaks[i]) continue;
    if (!is_blank(s + from, i - from) && !word(p, s + from, i - from)) return false;
    from = i;
  }
  return true;
}

// Words never go across a line feed, so the text is looked at in stretches that end with one.
static bool by_words(Splitter *p, const char *s, size_t n, Err *e) {
  char *breaks = NULL;
  size_t cap = 0;
  bool ok = true;
  for (size_t at = 0; at < n && ok;) {
    const char *feed = n - at > PART ? memchr(s + at + PART, '\n', n - at - PART) : NULL;
    size_t k = feed ? (size_t)(feed - s) + 1 - at : n - at;
    ok = text_grow(&breaks, &cap, k, 1, e) && !(interrupt_pending() && interrupt_check(e)) &&
         by_boundaries(p, s + at, k, breaks);
    at += k;
  }
  mem_free(breaks);
  return ok;
}

bool text_split(SplitKind kind, bool lower, const char *s, size_t n, SplitEmit *emit, void *ctx, Err *e) {
  Splitter p = {.emit = emit, .ctx = ctx, .lower = lower, .han = kind == SPLIT_HAN, .e = e};
  bool ok = kind == SPLIT_BLANKS  ? by_blanks(&p, s, n)
            : kind == SPLIT_CHARS ? by_chars(&p, s, n)
                                  : by_words(&p, s, n, e);
  str_free(&p.low);
  return ok;
}
