// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies, counts, splitting and subwords, held against plain loops. (The tokenisers as the language
// sees them are in tests/lang/tokens.t.)
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/rng.h"
#include "text/counts.h"
#include "text/split.h"
#include "text/subword.h"

static void vocabularies(void **state) {
  (void)state;
  Vocab v = {0};
  Err e = {0};
  char s[64];
  uint32_t id;
  assert_int_equal(vocab_find(&v, "x", 1), VOCAB_NONE);
  for (int round = 0; round < 2; round++)
    for (uint32_t i = 0; i < 30000; i++) {
      int n = snprintf(s, sizeof s, "%.*s%u", (int)(i % 20), "abcdefghijklmnopqrstuvwxyz", i);
      assert_true(vocab_add(&v, s, (size_t)n, &id, &e));
      assert_int_equal(id, i);
    }
  assert_int_equal(v.n, 30000);
  assert_int_equal(vocab_find(&v, "absent", 6), VOCAB_NONE);
  assert_true(vocab_add(&v, "", 0, &id, &e));
  assert_int_equal(vocab_find(&v, "", 0), 30000);
  size_t n;
  assert_memory_equal(vocab_text(&v, 21, &n), "a21", 3);
  assert_int_equal(n, 3);
  vocab_free(&v);
}

// -- counts ----------------------------------------------------------------------------------------------

static uint32_t naive(const uint32_t *ids, size_t length, const uint32_t *gram, int n) {
  uint32_t count = 0;
  for (size_t i = 0; i + (size_t)n <= length; i++) count += memcmp(ids + i, gram, (size_t)n * sizeof *gram) == 0;
  return count;
}

// Every gram that occurs, some that do not, and the order of the most frequent.
static void counts_like_naive(const uint32_t *ids, size_t length, int n, uint32_t n_ids) {
  Counts c;
  Err e = {0};
  assert_true(counts_of(ids, length, n, n_ids, &c, &e));
  for (size_t i = 0; i + (size_t)n <= length; i++) assert_int_equal(counts_get(&c, ids + i), naive(ids, length, ids + i, n));
  uint32_t other[100];
  for (size_t i = 0; i + (size_t)n <= length; i += 7) {
    memcpy(other, ids + i, (size_t)n * sizeof *other);
    other[n / 2] = (other[n / 2] + 1) % n_ids;
    assert_int_equal(counts_get(&c, other), naive(ids, length, other, n));
  }
  size_t k = 0;
  uint32_t *grams, *counts, sum = 0;
  assert_true(counts_most_common(&c, &k, &grams, &counts, &e));
  assert_int_equal(k, counts_distinct(&c));
  for (size_t i = 0; i < k; i++) {
    assert_int_equal(counts[i], naive(ids, length, grams + i * (size_t)n, n));
    assert_true(i == 0 || counts[i] <= counts[i - 1]);
    sum += counts[i];
  }
  assert_int_equal(sum, c.total);
  assert_int_equal(c.total, length < (size_t)n ? 0 : length - (size_t)n + 1);
  mem_free(grams);
  mem_free(counts);
  counts_free(&c);
}

static void counting(void **state) {
  (void)state;
  static const uint32_t sizes[] = {1, 2, 3, 90, 1000, 70000, UINT32_MAX};
  static const int orders[] = {1, 2, 3, 5, 33, 70};
  uint32_t ids[600];
  Rng r;
  rng_seed(&r, 1);
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
      // Few different ones, so that grams repeat, and the largest that there may be.
      for (size_t i = 0; i < 600; i++) ids[i] = i % 150 < 75 && i >= 150 ? ids[i - 150] : sizes[s] - 1 - (uint32_t)rng_below(&r, sizes[s] < 5 ? sizes[s] : 5);
      counts_like_naive(ids, 600, orders[o], sizes[s]);
      counts_like_naive(ids, 4, orders[o], sizes[s]);
    }
}

static void the_most_common_come_in_order(void **state) {
  (void)state;
  const uint32_t ids[] = {5, 3, 5, 9, 3, 7};
  Counts c;
  Err e = {0};
  size_t k = 3;
  uint32_t *grams, *counts;
  assert_true(counts_of(ids, 6, 1, 10, &c, &e));
  assert_true(counts_most_common(&c, &k, &grams, &counts, &e));
  assert_int_equal(k, 3);
  assert_true(grams[0] == 5 && grams[1] == 3 && grams[2] == 9);
  mem_free(grams);
  mem_free(counts);
  counts_free(&c);
}

// -- splitting -------------------------------------------------------------------------------------------

static bool collect(void *ctx, const char *s, size_t n) {
  str_addf(ctx, "<%.*s>", (int)n, s);
  return true;
}

static void splits(SplitKind kind, bool lower, const char *text, const char *want) {
  Str s = {0};
  Err e = {0};
  assert_true(text_split(kind, lower, text, strlen(text), collect, &s, &e));
  assert_string_equal(str_c(&s), want);
  str_free(&s);
}

static void splitting(void **state) {
  (void)state;
  splits(SPLIT_BLANKS, false, "  a b\tc\n\nd\u3000e \u00a0f", "<a><b><c><d><e><f>");
  splits(SPLIT_BLANKS, false, "", "");
  splits(SPLIT_BLANKS, false, " \n", "");
  splits(SPLIT_CHARS, false, "a 世\n", "<a>< ><世><\n>");
  splits(SPLIT_WORDS, false, "Can't stop (now): 3.14, e.g. naïve!", "<Can't><stop><(><now><)><:><3.14><,><e.g><.><naïve><!>");
  splits(SPLIT_WORDS, true, "ÀÉ Ünder THE", "<àé><ünder><the>");
  splits(SPLIT_HAN, false, "我爱NLP，2024年", "<我><爱><NLP><，><2024><年>");
  splits(SPLIT_HAN, false, "don't", "<don't>");
}

static bool count_pieces(void *ctx, const char *s, size_t n) {
  (void)s;
  ((size_t *)ctx)[0]++;
  ((size_t *)ctx)[1] += n;
  return true;
}

// Long enough for many stretches; the same words, whether the lines are long or short.
static void splitting_long_texts(void **state) {
  (void)state;
  for (int words_a_line = 1; words_a_line < 100000; words_a_line *= 10) {
    Str s = {0};
    size_t sums[2] = {0, 0};
    Err e = {0};
    for (int i = 1; i <= 40000; i++) str_addf(&s, "word%d%s", i % 10, i % words_a_line ? " " : "\n");
    assert_true(text_split(SPLIT_WORDS, false, str_c(&s), s.n, count_pieces, sums, &e));
    assert_int_equal(sums[0], 40000);
    assert_int_equal(sums[1], 200000);
    str_free(&s);
  }
}

// -- subwords --------------------------------------------------------------------------------------------

static void random_text(Rng *r, Str *out, size_t words) {
  static const char *const letters[] = {"a", "b", "c", "ab", "é", "世"};
  for (size_t i = 0; i < words; i++) {
    for (size_t k = 0; k < 1 + rng_below(r, 6); k++) str_add(out, letters[rng_below(r, 6)]);
    str_addc(out, ' ');
  }
}

typedef struct Words { const Vocab *tokens; const Ids *ids; size_t at; } Words;

// The next ids spell the word and its end.
static bool spelled(void *ctx, const char *s, size_t n) {
  Words *w = ctx;
  Str got = {0}, want = {0};
  str_addn(&want, s, n);
  str_add(&want, BPE_END);
  while (got.n < want.n && w->at < w->ids->n) {
    size_t k;
    const char *text = vocab_text(w->tokens, w->ids->ids[w->at++], &k);
    str_addn(&got, text, k);
  }
  assert_string_equal(str_c(&got), str_c(&want));
  str_free(&got);
  str_free(&want);
  return true;
}

static void bpe_spells_what_it_was_given(void **state) {
  (void)state;
  size_t before = mem_live_blocks();
  Rng r;
  rng_seed(&r, 3);
  for (size_t merges = 0; merges < 200; merges += 23) {
    Str text = {0};
    Err e = {0};
    Vocab tokens = {0};
    Merge *m;
    size_t n;
    Bpe b;
    Ids ids = {0};
    random_text(&r, &text, 300);
    assert_true(bpe_train(str_c(&text), text.n, merges, &tokens, &m, &n, &e));
    assert_int_equal(n, merges);
    assert_true(bpe_begin(&b, &tokens, m, n, &e));
    assert_true(bpe_encode(&b, str_c(&text), text.n, &ids, &e));
    Words w = {&tokens, &ids, 0};
    assert_true(text_split(SPLIT_BLANKS, false, str_c(&text), text.n, spelled, &w, &e));
    assert_int_equal(w.at, ids.n);
    bpe_end(&b);
    ids_free(&ids);
    vocab_free(&tokens);
    mem_free(m);
    str_free(&text);
  }
  assert_int_equal(mem_live_blocks(), before);
}

static bool train_both(const char *text, Err *e) {
  Vocab tokens = {0};
  Merge *m = NULL;
  size_t n;
  bool ok = bpe_train(text, strlen(text), 5, &tokens, &m, &n, e);
  mem_free(m);
  vocab_free(&tokens);
  ok = ok && wordpiece_train(text, strlen(text), 20, MERGE_BY_GAIN, true, &tokens, e);
  Ids ids = {0};
  ok = ok && wordpiece_encode(&tokens, true, text, strlen(text), &ids, e);
  ids_free(&ids);
  vocab_free(&tokens);
  Counts c = {0};
  const uint32_t some[] = {1, 2, 1, 2, 1};
  ok = ok && counts_of(some, 5, 2, 3, &c, e);
  counts_free(&c);
  return ok;
}

static void out_of_memory(void **state) {
  (void)state;
  bool ok = false;
  for (size_t at = 1; !ok && at < 5000; at++) {
    size_t before = mem_live_blocks();
    Err e = {0};
    mem_fail_at(at);
    ok = train_both("Low low lower lowest low", &e);
    mem_fail_at(0);
    assert_int_equal(ok, e.code == ERR_NONE);
    ok = ok && !mem_exhausted();
    err_clear(&e);
    mem_recover();
    assert_int_equal(mem_live_blocks(), before);
  }
  assert_true(ok);
}

// Ctrl-C ends each kind of splitting, and learning, with that error.
static void interrupts(void **state) {
  (void)state;
  Str s = {0};
  size_t sums[2];
  for (int i = 0; i < 50000; i++) str_add(&s, "word é ");
  for (int kind = SPLIT_BLANKS; kind <= SPLIT_CHARS; kind++) {
    Err e = {0};
    interrupt_flag = 1;
    assert_false(text_split((SplitKind)kind, false, str_c(&s), s.n, count_pieces, sums, &e));
    assert_int_equal(e.code, ERR_INTERRUPT);
    assert_false(interrupt_pending());
    err_clear(&e);
  }
  str_free(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(vocabularies), cmocka_unit_test(counting), cmocka_unit_test(the_most_common_come_in_order),
    cmocka_unit_test(splitting), cmocka_unit_test(splitting_long_texts), cmocka_unit_test(bpe_spells_what_it_was_given),
    cmocka_unit_test(interrupts), cmocka_unit_test(out_of_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
