// SPDX-License-Identifier: GPL-3.0-or-later
// word2vec: one step is a vector against one word that is near and some that are drawn as noise.
#include "text/word2vec.h"

#include <math.h>
#include <string.h>

#include "base/fast.h"
#include "base/fastmath.h"
#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

#define LANES 8
#define MAX_TARGETS 64
#define WORDS_BETWEEN 256 // two looks at whether to go on, and words about how far it is

typedef float Lanes __attribute__((vector_size(LANES * sizeof(float))));

typedef struct Trainer {
  const W2vOptions *o;
  Rng *rng;
  uint32_t n_tokens;
  size_t chunks;        // of LANES numbers in a row; the last is filled up with zeros
  Lanes *vectors, *contexts;
  Lanes *hidden, *change;
  void *blocks[2];      // what the rows lie in
  float *keep;          // the chance to keep each word
  float *below;         // the noise's distribution function
  uint32_t *guide;      // where to begin to look in it, for n_guide numbers from 0 to 1
  uint32_t n_guide;
  uint32_t *kept;       // the sentence, thinned out
  Lanes **around;       // the rows of the words around one
  uint64_t total, done; // words
  size_t untold;        // words that nobody has been told of
} Trainer;

// -- chance ----------------------------------------------------------------------------------------------

// As rand() in the language.
static float draw(Rng *r) {
  float x = (float)rng_uniform(r);
  return x < 1 ? x : 0x1.fffffep-1f;
}

// The first word whose share, with all before it, is above the number drawn.
static uint32_t draw_noise(Trainer *t) {
  float u = draw(t->rng);
  uint32_t i = t->guide[(uint32_t)(u * (float)t->n_guide)], last = t->n_tokens - 1;
  i += i < last && t->below[i] <= u; // mostly at most one further, which takes no branch
  while (i + 1 < t->n_tokens && t->below[i] <= u) i++;
  return i;
}

static void make_noise(Trainer *t, const uint64_t *counts) {
  double sum = 0, before = 0;
  for (uint32_t i = 0; i < t->n_tokens; i++) sum += pow((double)counts[i], 0.75);
  for (uint32_t i = 0; i < t->n_tokens; i++) {
    before += pow((double)counts[i], 0.75) / sum;
    t->below[i] = (float)before;
  }
  for (uint32_t g = 0, i = 0; g < t->n_guide; g++) {
    while (i + 1 < t->n_tokens && t->below[i] <= (float)g / (float)t->n_guide) i++;
    t->guide[g] = i;
  }
}

static void make_keep(Trainer *t, const uint64_t *counts) {
  for (uint32_t i = 0; i < t->n_tokens; i++) {
    double share = (double)counts[i] / (double)t->total, ratio = t->o->sample / share;
    t->keep[i] = t->o->sample > 0 && counts[i] ? (float)(sqrt(ratio) + ratio) : 1;
  }
}

// -- one step --------------------------------------------------------------------------------------------

// rows[0] is the word that is there, the others are noise. Moves the rows; the change of v is put into `change`.
HOT_LOOP static void step(const Lanes *v, Lanes *const *rows, size_t n, size_t chunks, float lr, Lanes *change) {
  float g[MAX_TARGETS];
  for (size_t k = 0; k < n; k++) {
    Lanes sum = {0};
    for (size_t c = 0; c < chunks; c++) sum += v[c] * rows[k][c];
    g[k] = ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
  }
  for (size_t k = n; k % LANES; k++) g[k] = 0;
  for (size_t k = 0; k < n; k += LANES)
    for (size_t l = 0; l < LANES; l++) g[k + l] = -fast_sigmoid(g[k + l]) * lr;
  g[0] += lr;
  for (size_t c = 0; c < chunks; c++) {
    Lanes x = v[c], sum = {0};
    for (size_t k = 0; k < n; k++) {
      Lanes row = rows[k][c];
      sum += g[k] * row;
      rows[k][c] = row + g[k] * x;
    }
    change[c] = sum;
  }
}

// What a word is learnt against: itself and noise, but noise that is the word itself is left out. Rows are
// called for as they are drawn, since waiting for memory would take most of the time.
typedef struct Targets { Lanes *rows[MAX_TARGETS]; size_t n; } Targets;

static void call_for(const Lanes *row, size_t chunks) {
  for (size_t c = 0; c < chunks; c += 2) __builtin_prefetch(row + c, 1);
}

static void choose(Trainer *t, uint32_t word, Targets *out) {
  out->rows[0] = t->contexts + word * t->chunks;
  out->n = 1;
  call_for(out->rows[0], t->chunks);
  for (size_t k = 0; k < t->o->negative; k++) {
    uint32_t noise = draw_noise(t);
    if (noise == word) continue;
    out->rows[out->n] = t->contexts + noise * t->chunks;
    call_for(out->rows[out->n++], t->chunks);
  }
}

HOT_LOOP static void add(Lanes *to, const Lanes *x, size_t chunks) {
  for (size_t c = 0; c < chunks; c++) to[c] += x[c];
}

HOT_LOOP static void add_to_all(Lanes *const *rows, size_t n, const Lanes *x, size_t chunks) {
  for (size_t k = 0; k < n; k++)
    for (size_t c = 0; c < chunks; c++) rows[k][c] += x[c];
}

HOT_LOOP static void mean_of(Lanes *const *rows, size_t n, size_t chunks, Lanes *out) {
  float share = 1 / (float)n;
  for (size_t c = 0; c < chunks; c++) {
    Lanes sum = {0};
    for (size_t k = 0; k < n; k++) sum += rows[k][c];
    out[c] = sum * share;
  }
}

// -- sentences -------------------------------------------------------------------------------------------

// The words from `from` to `to` are around word i.
static void skip_gram(Trainer *t, size_t from, size_t i, size_t to, float lr) {
  Lanes *v = t->vectors + t->kept[i] * t->chunks;
  Targets two[2];
  size_t j = from + (from == i), turn = 0;
  call_for(v, t->chunks);
  if (j < to) choose(t, t->kept[j], &two[0]);
  while (j < to) { // the next word's noise is drawn before this one is learnt
    size_t next = j + 1 + (j + 1 == i);
    if (next < to) choose(t, t->kept[next], &two[1 - turn]);
    step(v, two[turn].rows, two[turn].n, t->chunks, lr, t->change);
    add(v, t->change, t->chunks);
    turn = 1 - turn;
    j = next;
  }
}

static void cbow(Trainer *t, size_t from, size_t i, size_t to, float lr) {
  size_t n = 0;
  Targets targets;
  for (size_t j = from; j < to; j++) {
    if (j == i) continue;
    t->around[n] = t->vectors + t->kept[j] * t->chunks;
    call_for(t->around[n++], t->chunks);
  }
  if (n == 0) return;
  choose(t, t->kept[i], &targets);
  mean_of(t->around, n, t->chunks, t->hidden);
  step(t->hidden, targets.rows, targets.n, t->chunks, lr, t->change);
  add_to_all(t->around, n, t->change, t->chunks);
}

static double share_done(const Trainer *t) { return (double)t->done / (double)(t->total * t->o->epochs); }

// Sentences may be as long as the whole text: they are interrupted in between.
static bool go_on(Trainer *t, size_t words, Err *e) {
  t->done += words;
  t->untold += words;
  if (interrupt_pending() && interrupt_check(e)) return false;
  if (t->untold < WORDS_BETWEEN) return true;
  if (t->o->told) t->o->told(t->o->self, t->untold, share_done(t));
  t->untold = 0;
  return true;
}

static bool sentence(Trainer *t, const uint32_t *ids, size_t n, Err *e) {
  double left = 1 - share_done(t);
  float lr = (float)(t->o->lr * (left > 1e-4 ? left : 1e-4));
  size_t kept = 0, counted = 0;
  for (size_t i = 0; i < n; i++)
    if (t->o->sample <= 0 || draw(t->rng) < t->keep[ids[i]]) t->kept[kept++] = ids[i];
  for (size_t i = 0; i < kept; i++) {
    size_t reach = 1 + (size_t)((double)draw(t->rng) * (double)t->o->window);
    size_t from = i > reach ? i - reach : 0, to = i + reach + 1 < kept ? i + reach + 1 : kept;
    if (t->o->cbow) cbow(t, from, i, to, lr);
    else skip_gram(t, from, i, to, lr);
    if (i % WORDS_BETWEEN != WORDS_BETWEEN - 1) continue;
    size_t so_far = (size_t)((double)(i + 1) / (double)kept * (double)n); // those left out count as well
    if (!go_on(t, so_far - counted, e)) return false;
    counted = so_far;
  }
  return go_on(t, n - counted, e);
}

// -- memory ----------------------------------------------------------------------------------------------

// Rows of zeros, each at a multiple of its lanes.
static Lanes *new_rows(Trainer *t, size_t n, void **block) {
  size_t bytes = n * t->chunks * sizeof(Lanes), align = sizeof(Lanes);
  *block = mem_try(bytes + align);
  if (!*block) return NULL;
  uintptr_t at = ((uintptr_t)*block + align - 1) / align * align;
  return memset((void *)at, 0, bytes);
}

static bool begin(Trainer *t, size_t longest, Err *e) {
  t->vectors = new_rows(t, (size_t)t->n_tokens + 2, &t->blocks[0]);
  t->contexts = new_rows(t, t->n_tokens, &t->blocks[1]);
  t->keep = mem_try(t->n_tokens * sizeof *t->keep);
  t->below = mem_try(t->n_tokens * sizeof *t->below);
  for (t->n_guide = 1024; t->n_guide < 2 * t->n_tokens;) t->n_guide *= 2; // a power of two: u * n_guide is exact
  t->guide = mem_try(t->n_guide * sizeof *t->guide);
  t->kept = mem_try((longest + 1) * sizeof *t->kept);
  t->around = mem_try((longest + 1) * sizeof *t->around);
  if (!t->vectors || !t->contexts || !t->keep || !t->below || !t->guide || !t->kept || !t->around)
    return err_set(e, ERR_MEMORY, _("out of memory: %u vectors of %zu numbers do not fit"), (unsigned)t->n_tokens, t->o->dim);
  t->hidden = t->vectors + t->n_tokens * t->chunks;
  t->change = t->hidden + t->chunks;
  return true;
}

static void end(Trainer *t) {
  mem_free(t->blocks[0]);
  mem_free(t->blocks[1]);
  mem_free(t->keep);
  mem_free(t->below);
  mem_free(t->guide);
  mem_free(t->kept);
  mem_free(t->around);
}

// Evenly from -1/2 to 1/2, over dim.
static void first_vectors(Trainer *t) {
  for (uint32_t i = 0; i < t->n_tokens; i++) {
    float *row = (float *)(t->vectors + i * t->chunks);
    for (size_t k = 0; k < t->o->dim; k++) row[k] = (draw(t->rng) - 0.5f) / (float)t->o->dim;
  }
}

static void copy_out(const Trainer *t, const Lanes *rows, float *to) {
  for (uint32_t i = 0; i < t->n_tokens; i++) memcpy(to + i * t->o->dim, rows + i * t->chunks, t->o->dim * sizeof *to);
}

bool word2vec_train(const uint32_t *ids, const size_t *starts, size_t n_sentences, uint32_t n_tokens,
                    const W2vOptions *o, Rng *rng, float *vectors, float *contexts, Err *e) {
  Trainer t = {.o = o, .rng = rng, .n_tokens = n_tokens, .chunks = (o->dim + LANES - 1) / LANES, .total = starts[n_sentences]};
  size_t longest = 0;
  if (o->negative + 1 > MAX_TARGETS) return err_set(e, ERR_LIMIT, _("at most %d words are drawn as noise, not %zu"), MAX_TARGETS - 1, o->negative);
  for (size_t i = 0; i < n_sentences; i++)
    if (starts[i + 1] - starts[i] > longest) longest = starts[i + 1] - starts[i];
  uint64_t *counts = mem_try((n_tokens + 1) * sizeof *counts);
  bool ok = counts ? begin(&t, longest, e) : err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu items"), (size_t)n_tokens);
  if (ok) {
    memset(counts, 0, n_tokens * sizeof *counts);
    for (size_t i = 0; i < t.total; i++) counts[ids[i]]++;
    make_noise(&t, counts);
    make_keep(&t, counts);
    first_vectors(&t);
  }
  for (size_t epoch = 0; epoch < o->epochs && ok; epoch++)
    for (size_t i = 0; i < n_sentences && ok; i++) ok = sentence(&t, ids + starts[i], starts[i + 1] - starts[i], e);
  if (ok) {
    copy_out(&t, t.vectors, vectors);
    copy_out(&t, t.contexts, contexts);
  }
  mem_free(counts);
  end(&t);
  return ok;
}
