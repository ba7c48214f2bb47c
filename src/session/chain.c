// SPDX-License-Identifier: GPL-3.0-or-later
// chain: the tensors are kept alive by the first hop's graph; each hop holds its own all the same.
#include "session/chain.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"

#define MOST_SOURCES 12
#define EXPANDED 4 // unnamed steps that an answer writes out, as in why_render

static void hop_free(Hop *h) {
  tensor_release(h->t);
  mem_free(h->name);
}

void chain_free(Chain *c) {
  for (size_t i = 0; i < c->n; i++) hop_free(&c->hops[i]);
  mem_free(c->hops);
  *c = (Chain){0};
}

static void push(Chain *c, const char *name, Tensor *t, size_t cell) {
  mem_grow(&c->hops, &c->cap, c->n + 1, sizeof *c->hops);
  c->hops[c->n++] = (Hop){tensor_retain(t), cell, mem_strdup(name)};
  c->pick = 0;
}

void chain_start(Chain *c, const char *name, Tensor *t, size_t cell) {
  chain_free(c);
  push(c, name, t, cell);
}

// Numbers typed into the program have nothing behind them.
static bool is_askable(const Tensor *t) {
  const Node *node = tape_node(t);
  return t->name || (node && node->call.def);
}

static const char *name_in(const Tensor *t) { return t->name ? t->name : tape_node(t)->call.def->name; }

int chain_sources(const Chain *c, WhyCell *out, int most, Err *e) {
  int n = 0;
  WhyAnswer a;
  if (c->n == 0 || !why_cell(c->hops[c->n - 1].t, c->hops[c->n - 1].cell, 4, EXPANDED, 0, &a, e)) return 0;
  for (int i = 0; i < a.n_cells && n < most; i++) {
    bool same = a.cells[i].t == c->hops[c->n - 1].t && a.cells[i].i == c->hops[c->n - 1].cell;
    if (is_askable(a.cells[i].t) && !same) out[n++] = a.cells[i];
  }
  why_free(&a);
  return n;
}

bool chain_follow(Chain *c, size_t k) {
  WhyCell cells[WHY_MAX_CELLS];
  Err e = {0};
  int n = chain_sources(c, cells, WHY_MAX_CELLS, &e);
  err_clear(&e);
  if (k >= (size_t)n) return false;
  push(c, name_in(cells[k].t), cells[k].t, cells[k].i);
  return true;
}

bool chain_back(Chain *c) {
  if (c->n < 2) return false;
  hop_free(&c->hops[--c->n]);
  c->pick = 0;
  return true;
}

void chain_text(const Chain *c, Str *out, Err *e) {
  const Hop *h = &c->hops[c->n - 1];
  why_render(h->name, h->t, h->cell, out, e);
}

static void add_cell(Str *out, const char *name, const Tensor *t, size_t cell) {
  int64_t at[TENSOR_MAX_RANK];
  str_add(out, name);
  tensor_unravel(&t->shape, cell, at);
  for (int d = 0; d < t->shape.rank; d++) str_addf(out, d ? ", %" PRId64 : "[%" PRId64, at[d]);
  if (t->shape.rank) str_addc(out, ']');
}

void chain_sources_text(const Chain *c, Str *out) {
  WhyCell cells[WHY_MAX_CELLS];
  Err e = {0};
  int n = chain_sources(c, cells, WHY_MAX_CELLS, &e), first = (int)c->pick / MOST_SOURCES * MOST_SOURCES;
  err_clear(&e);
  for (int i = first; i < n && i < first + MOST_SOURCES; i++) {
    str_add(out, i > first ? "  " : "");
    str_addf(out, i == (int)c->pick ? "▸%d " : " %d ", i + 1);
    add_cell(out, name_in(cells[i].t), cells[i].t, cells[i].i);
    str_add(out, " = ");
    format_number(out, (double)cells[i].t->data[cells[i].i], (int)settings.precision);
  }
  if (n > first + MOST_SOURCES) str_add(out, "  ...");
  if (n == 0) str_add(out, _("nothing lies behind it"));
  if (c->n < 2) return;
  str_addc(out, '\n');
  for (size_t i = 0; i < c->n; i++) {
    str_add(out, i ? " > " : "");
    add_cell(out, c->hops[i].name, c->hops[i].t, c->hops[i].cell);
  }
}

typedef struct Told { WhyCell *cells; size_t n, cap; int left; } Told;

static bool told(Told *seen, WhyCell cell) {
  for (size_t i = 0; i < seen->n; i++)
    if (seen->cells[i].t == cell.t && seen->cells[i].i == cell.i) return true;
  mem_grow(&seen->cells, &seen->cap, seen->n + 1, sizeof *seen->cells);
  seen->cells[seen->n++] = cell;
  return false;
}

// Breadth first: what is nearest to the question comes first. The list of what was told is the queue.
void chain_all_text(const char *name, Tensor *t, size_t cell, int most, Str *out, Err *e) {
  Told seen = {0};
  told(&seen, (WhyCell){t, cell});
  for (size_t k = 0; k < seen.n && e->code == ERR_NONE; k++) {
    if (k == (size_t)most) {
      str_addf(out, _("\n... and %zu more cells"), seen.n - k);
      break;
    }
    Chain c = {0};
    WhyCell at = seen.cells[k], cells[WHY_MAX_CELLS];
    chain_start(&c, k == 0 ? name : name_in(at.t), at.t, at.i);
    if (k > 0) str_addc(out, '\n');
    chain_text(&c, out, e);
    int n = chain_sources(&c, cells, WHY_MAX_CELLS, e);
    for (int i = 0; i < n; i++)
      if (tape_node(cells[i].t) && tape_node(cells[i].t)->call.def) told(&seen, cells[i]);
    chain_free(&c);
  }
  mem_free(seen.cells);
}
