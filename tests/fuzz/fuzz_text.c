// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenisers on any text: byte-pair encoding learnt from it spells it again, WordPiece stays within its
// vocabulary, and every gram is counted.
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "text/counts.h"
#include "text/split.h"
#include "text/subword.h"

static bool add(void *ctx, const char *s, size_t n) {
  str_addn(ctx, s, n);
  str_add(ctx, BPE_END);
  return true;
}

static void bpe(const char *s, size_t n, size_t n_merges) {
  Vocab tokens = {0};
  Merge *merges = NULL;
  Bpe b;
  Ids ids = {0};
  Str got = {0}, want = {0};
  Err e = {0};
  FUZZ_CHECK(bpe_train(s, n, n_merges, &tokens, &merges, &n_merges, &e));
  FUZZ_CHECK(bpe_begin(&b, &tokens, merges, n_merges, &e));
  FUZZ_CHECK(bpe_encode(&b, s, n, &ids, &e));
  for (size_t i = 0; i < ids.n; i++) {
    size_t k;
    FUZZ_CHECK(ids.ids[i] < tokens.n);
    const char *text = vocab_text(&tokens, ids.ids[i], &k);
    str_addn(&got, text, k);
  }
  FUZZ_CHECK(text_split(SPLIT_BLANKS, false, s, n, add, &want, &e));
  FUZZ_CHECK(strcmp(str_c(&got), str_c(&want)) == 0);
  Counts c = {0};
  FUZZ_CHECK(counts_of(ids.ids, ids.n, 3, (uint32_t)tokens.n, &c, &e));
  for (size_t i = 0; i + 3 <= ids.n; i++) FUZZ_CHECK(counts_get(&c, ids.ids + i) > 0);
  counts_free(&c);
  bpe_end(&b);
  ids_free(&ids);
  vocab_free(&tokens);
  mem_free(merges);
  str_free(&got);
  str_free(&want);
}

static void wordpiece(const char *s, size_t n, size_t n_tokens, bool lower) {
  Vocab tokens = {0};
  Ids ids = {0};
  Err e = {0};
  FUZZ_CHECK(wordpiece_train(s, n, n_tokens, n % 2 ? MERGE_BY_GAIN : MERGE_BY_COUNT, lower, &tokens, &e));
  FUZZ_CHECK(wordpiece_encode(&tokens, lower, s, n, &ids, &e));
  for (size_t i = 0; i < ids.n; i++) FUZZ_CHECK(ids.ids[i] > 0 && ids.ids[i] < tokens.n); // all of it is known
  ids_free(&ids);
  vocab_free(&tokens);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  size_t before = mem_live_blocks();
  const char *s = (const char *)data + (n > 0);
  size_t how = n > 0 ? data[0] : 0;
  n -= n > 0;
  if (n > 4096 || utf8_valid(s, n) < n || memchr(s, 0, n)) return 0;
  bpe(s, n, how % 64);
  wordpiece(s, n, 20 + how, how & 1);
  FUZZ_CHECK(mem_live_blocks() == before);
  return 0;
}
