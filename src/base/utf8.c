// SPDX-License-Identifier: GPL-3.0-or-later
// utf8: decoding, display width, clusters and line breaking by GNU libunistring, in the sizes and
// offsets the rest of the program wants.
//
// Reference: Unicode Standard Annexes 11 (width), 14 (line breaking), 29 (clusters).
#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/mem.h"

static const uint8_t *bytes(const char *s) { return (const uint8_t *)s; }

static bool starts_char(char c) { return ((unsigned char)c & 0xC0) != 0x80; }

static bool is_ascii(char c) { return (unsigned char)c < 0x80; }

size_t utf8_next(const char *s, size_t n, uint32_t *cp) {
  if (n == 0) return 0;
  if (is_ascii(*s)) {
    *cp = (unsigned char)*s;
    return 1;
  }
  ucs4_t c;
  int k = u8_mbtoucr(&c, bytes(s), n);
  if (k <= 0) {
    *cp = 0xFFFD;
    return 1;
  }
  *cp = c;
  return (size_t)k;
}

size_t utf8_put(uint32_t cp, char out[4]) {
  uint8_t buf[6];
  int k = u8_uctomb(buf, cp, sizeof buf);
  if (k <= 0) k = u8_uctomb(buf, 0xFFFD, sizeof buf);
  memcpy(out, buf, (size_t)k);
  return (size_t)k;
}

size_t utf8_valid(const char *s, size_t n) {
  const uint8_t *bad = u8_check(bytes(s), n);
  return bad ? (size_t)(bad - bytes(s)) : n;
}

size_t utf8_len(const char *s, size_t n) {
  size_t count = 0;
  uint32_t cp;
  for (size_t i = 0; i < n; i += utf8_next(s + i, n - i, &cp)) count++;
  return count;
}

size_t utf8_offset(const char *s, size_t n, size_t index) {
  size_t i = 0;
  uint32_t cp;
  while (index-- > 0 && i < n) i += utf8_next(s + i, n - i, &cp);
  return i;
}

int utf8_cp_width(uint32_t cp) {
  if (cp >= 0x20 && cp < 0x7F) return 1;
  int w = uc_width(cp, "UTF-8");
  return w < 0 ? 0 : w;
}

int utf8_width(const char *s, size_t n) {
  int w = 0;
  uint32_t cp;
  for (size_t i = 0; i < n;) {
    i += utf8_next(s + i, n - i, &cp);
    w += utf8_cp_width(cp);
  }
  return w;
}

size_t utf8_cluster(const char *s, size_t n) {
  if (n == 0) return 0;
  if (n == 1 || (is_ascii(s[0]) && is_ascii(s[1]) && s[0] != '\r')) return 1;
  const uint8_t *next = u8_grapheme_next(bytes(s), bytes(s) + n);
  return next ? (size_t)(next - bytes(s)) : n;
}

size_t utf8_fit(const char *s, size_t n, int cols) {
  size_t i = 0;
  while (i < n) {
    size_t k = utf8_cluster(s + i, n - i);
    cols -= utf8_width(s + i, k);
    if (cols < 0) break;
    i += k;
  }
  return i;
}

bool utf8_is_han(uint32_t cp) { return cp >= 0x2E80 && uc_is_property_ideographic(cp); }

// -- wrapping ----------------------------------------------------------------------------------

static bool closes(uint32_t cp) {
  static const uint32_t stops[] = {',', '.', ';', ':', '!', '?', 0x2026, 0x3001, 0x3002,
                                   0xFF01, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F};
  for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
    if (cp == stops[i]) return true;
  return uc_is_general_category_withtable(cp, UC_CATEGORY_MASK_Pe | UC_CATEGORY_MASK_Pf);
}

static bool opens(uint32_t cp) {
  return uc_is_general_category_withtable(cp, UC_CATEGORY_MASK_Ps | UC_CATEGORY_MASK_Pi);
}

// May a word too long for the line be cut between these neighbours?
static bool may_cut(const char *before, const char *s, size_t n) {
  uint32_t a = 0, b = 0;
  utf8_next(before, (size_t)(s - before), &a);
  utf8_next(s, n, &b);
  return !closes(b) && !opens(a);
}

// Does a word begin at byte i: after a blank, or after a wide character or mark?
static bool word_begins(const char *s, size_t i) {
  if (i == 0 || s[i - 1] == ' ') return true;
  size_t k = i - 1;
  while (k > 0 && !starts_char(s[k])) k--;
  uint32_t cp = 0;
  utf8_next(s + k, i - k, &cp);
  return utf8_cp_width(cp) == 2;
}

// May the line end before byte i? A colon that begins a word, as in ":hint", goes with what follows; the
// Unicode rules would keep it with what stands before.
static bool may_break(const char *s, size_t n, size_t i, const char *breaks) {
  if (s[i] == ':' && i + 1 < n && isalpha((unsigned char)s[i + 1]) && word_begins(s, i)) return true;
  if (i > 0 && s[i - 1] == ':' && word_begins(s, i - 1)) return false;
  return breaks[i] == UC_BREAK_POSSIBLE;
}

typedef struct Wrap {
  const char *s; // the paragraph, and what may follow each byte of it
  size_t n;
  char *breaks;
  int cols;
  Utf8LineFn *emit;
  void *ctx;
} Wrap;

static void emit_line(const Wrap *w, size_t start, size_t end) {
  while (end > start && (w->s[end - 1] == ' ' || w->s[end - 1] == '\t' || w->s[end - 1] == '\r')) end--;
  w->emit(w->ctx, w->s + start, end - start);
}

// Where the line that begins at `start` ends: the last place that may break among those that fit,
// else the last place between clusters. Spaces may hang over the edge: they are not shown.
static size_t line_end(const Wrap *w, size_t start) {
  size_t allowed = start, cut = start, prev = start;
  int width = 0;
  for (size_t i = start; i < w->n;) {
    if (i > start && may_break(w->s, w->n, i, w->breaks)) allowed = i;
    if (i > start && may_cut(w->s + prev, w->s + i, w->n - i)) cut = i;
    size_t k = utf8_cluster(w->s + i, w->n - i);
    int cw = utf8_width(w->s + i, k);
    if (w->s[i] != ' ' && width + cw > w->cols) {
      if (allowed > start) return allowed;
      if (cut > start) return cut;
      return i > start ? i : i + k;
    }
    width += cw;
    prev = i;
    i += k;
  }
  return w->n;
}

// Inside an index, "w[3, 0]": looks back for the bracket that follows a name.
static bool within_index(const char *s, size_t i) {
  for (size_t k = i; k > 1 && i - k < 12; k--) {
    char c = s[k - 1];
    if (c == '[') return isalnum((unsigned char)s[k - 2]) || s[k - 2] == '_';
    if (!isdigit((unsigned char)c) && c != ',' && c != ' ') return false;
  }
  return false;
}

// What Unicode would break and we write as one word: ":skip", "/softmax", "w[3, 0]".
static void keep_together(Wrap *w) {
  const char *s = w->s;
  for (size_t i = 1; i < w->n; i++) {
    if (w->breaks[i] != UC_BREAK_POSSIBLE) continue;
    bool word_begins = i == 1 || s[i - 2] == ' ' || s[i - 2] == '(';
    bool command = (s[i - 1] == ':' || s[i - 1] == '/') && word_begins && isalpha((unsigned char)s[i]);
    bool index = s[i - 1] == ' ' && isdigit((unsigned char)s[i]) && within_index(s, i);
    if (command || index) w->breaks[i] = UC_BREAK_PROHIBITED;
  }
}

static void wrap_paragraph(Wrap *w) {
  if (w->n == 0) {
    emit_line(w, 0, 0);
    return;
  }
  u8_possible_linebreaks(bytes(w->s), w->n, "UTF-8", w->breaks);
  keep_together(w);
  for (size_t start = 0; start < w->n;) {
    size_t end = line_end(w, start);
    emit_line(w, start, end);
    start = end;
  }
}

void utf8_wrap(const char *s, size_t n, int cols, Utf8LineFn *emit, void *ctx) {
  Wrap w = {.breaks = mem_alloc(n + 1), .cols = cols < 2 ? 2 : cols, .emit = emit, .ctx = ctx};
  for (size_t start = 0; start < n;) {
    const char *nl = memchr(s + start, '\n', n - start);
    size_t end = nl ? (size_t)(nl - s) : n;
    w.s = s + start;
    w.n = end - start;
    wrap_paragraph(&w);
    start = end + 1;
  }
  mem_free(w.breaks);
}
