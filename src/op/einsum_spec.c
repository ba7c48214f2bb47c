// SPDX-License-Identifier: GPL-3.0-or-later
// einsum_spec: reads equations and works products of named dimensions out.
#include "op/einsum_spec.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "op/reduce.h"

// -- reading -------------------------------------------------------------------------------------

static bool no_equation(const char *text, Err *e) {
  return err_set(e, ERR_VALUE, _("einsum: \"%.60s\" is not an equation of letters like \"ij,jk->ik\""), text);
}

bool einsum_has(const Term *t, int letter) {
  for (int d = 0; d < t->rank; d++)
    if (t->letter[d] == letter) return true;
  return false;
}

static int letter_of(Einsum *s, char name, bool add) {
  for (int l = 0; l < s->n; l++)
    if (s->name[l] == name) return l;
  if (!add || s->n == EINSUM_LETTERS) return -1;
  s->name[s->n] = name;
  s->size[s->n] = -1;
  return s->n++;
}

// The letters from *p up to one of `ends` or the end of the text. known: only ones seen before.
static bool read_term(Einsum *s, const char **p, const char *ends, bool known, const char *text, Term *t,
                      Err *e) {
  for (; **p && !strchr(ends, **p); ++*p) {
    if (**p == ' ') continue;
    if (!isalpha((unsigned char)**p)) return no_equation(text, e);
    int l = letter_of(s, **p, !known);
    if (l < 0 && known)
      return err_set(e, ERR_VALUE, _("einsum: the result names %c, which no tensor has"), **p);
    if (l < 0 || t->rank == TENSOR_MAX_RANK)
      return err_set(e, ERR_LIMIT, _("einsum: a tensor has at most %d dimensions"), TENSOR_MAX_RANK);
    if (known && einsum_has(t, l)) return err_set(e, ERR_VALUE, _("einsum: the result names %c twice"), **p);
    t->letter[t->rank++] = l;
  }
  return true;
}

// Without "->", the result has the letters that occur once, in the order of the alphabet.
static void implied_result(Einsum *s) {
  for (int c = 0; c < 128; c++) {
    int l = letter_of(s, (char)c, false), n = 0;
    for (int k = 0; l >= 0 && k < s->n_in; k++)
      for (int d = 0; d < s->in[k].rank; d++) n += s->in[k].letter[d] == l;
    if (n == 1 && s->out.rank < TENSOR_MAX_RANK) s->out.letter[s->out.rank++] = l;
  }
}

static bool fit_shape(Einsum *s, const Term *t, const Shape *shape, int k, Err *e) {
  if (t->rank != shape->rank)
    return err_set(e, ERR_SHAPE, _("einsum: the equation gives tensor %d %d dimensions, its shape is %s"),
                   k + 1, t->rank, shape_text(shape).s);
  for (int d = 0; d < t->rank; d++) {
    int64_t *size = &s->size[t->letter[d]];
    if (*size >= 0 && *size != shape->dim[d])
      return err_set(e, ERR_SHAPE, _("einsum: %c is %lld in one place and %lld in another"),
                     s->name[t->letter[d]], (long long)*size, (long long)shape->dim[d]);
    *size = shape->dim[d];
  }
  return true;
}

static bool read_text(Einsum *s, const char *text, Err *e) {
  const char *p = text;
  for (;; p++) {
    if (s->n_in == 2) return err_set(e, ERR_VALUE, _("einsum: at most two tensors are multiplied"));
    if (!read_term(s, &p, ",-", false, text, &s->in[s->n_in++], e)) return false;
    if (*p != ',') break;
  }
  if (!*p) {
    implied_result(s);
    return true;
  }
  if (p[1] != '>') return no_equation(text, e);
  p += 2;
  return read_term(s, &p, "", true, text, &s->out, e);
}

// -- "..." -----------------------------------------------------------------------------------------

// "..." stands for the dimensions of a tensor that no letter names, counted from the last: letters that the
// equation does not use are put in its place, and the rest of the program knows nothing of it.
typedef struct Dots { char letter[TENSOR_MAX_RANK + 1]; int most; } Dots;

// How many dimensions "..." is in the term that begins at p.
static int dots_in(const char *p, const Shape *s) {
  int letters = 0;
  bool any = false;
  for (; *p && *p != ',' && *p != '-'; p++) {
    letters += isalpha((unsigned char)*p) != 0;
    any = any || *p == '.';
  }
  return any && s->rank > letters ? s->rank - letters : 0;
}

static const char *next_term(const char *p) {
  p += strcspn(p, ",-");
  return *p == ',' ? p + 1 : NULL;
}

static Dots dots_of(const OpCall *c, const char *text) {
  Dots d = {0};
  int k = 0;
  for (const char *p = text; p && k < 2; p = next_term(p), k++) {
    int n = dots_in(p, &c->in[k]->shape);
    d.most = n > d.most ? n : d.most;
  }
  k = 0;
  for (char l = 'Z'; k < d.most; l = l == 'A' ? 'z' : (char)(l - 1))
    if (!strchr(text, l)) d.letter[k++] = l;
  return d;
}

// Without "->", the result has what "..." stands for first, then the letters that occur once.
static void add_result(const char *text, const Dots *d, Str *out) {
  str_addf(out, "->%s", d->letter);
  for (int l = 'A'; l <= 'z'; l++) {
    const char *at = isalpha(l) ? strchr(text, l) : NULL;
    if (at && !strchr(at + 1, l)) str_addc(out, (char)l);
  }
}

static void without_dots(const OpCall *c, const char *text, Str *out) {
  Dots d = dots_of(c, text);
  const char *p = text;
  for (int k = 0; *p; k++) {
    bool result = strncmp(p, "->", 2) == 0;
    if (result) {
      str_add(out, "->");
      p += 2;
    }
    int n = result ? d.most : k < 2 ? dots_in(p, &c->in[k]->shape) : 0;
    size_t length = result ? strlen(p) : strcspn(p, ",-");
    for (const char *end = p + length; p < end;) {
      bool dots = strncmp(p, "...", 3) == 0;
      if (dots) str_add(out, d.letter + (d.most - n));
      else str_addc(out, *p);
      p += dots ? 3 : 1;
    }
    if (*p == ',') str_addc(out, *p++);
    else if (*p && strncmp(p, "->", 2) != 0) break; // a mistake, which is reported with the whole text
  }
  str_add(out, p);
  if (!strstr(text, "->")) add_result(text, &d, out);
}

bool einsum_read(const OpCall *c, Einsum *s, Err *e) {
  *s = (Einsum){0};
  Str given = {0}, text = {0};
  for (int i = 0; i < c->attr[0].n; i++) str_addc(&given, (char)c->attr[0].ints[i]);
  if (strstr(str_c(&given), "...")) without_dots(c, str_c(&given), &text);
  else str_add(&text, str_c(&given));
  str_free(&given);
  bool ok = read_text(s, str_c(&text), e);
  const Tensor *y = c->in[1];
  bool one = y->shape.rank == 0 && y->data[0] == 1; // what y is where it was not given
  if (ok && s->n_in == 1 && !one)
    ok = err_set(e, ERR_VALUE, _("einsum: \"%.60s\" names one tensor, two are given"), str_c(&text));
  str_free(&text);
  for (int k = 0; ok && k < s->n_in; k++) ok = fit_shape(s, &s->in[k], &c->in[k]->shape, k, e);
  return ok;
}

Shape einsum_shape(const Einsum *s, const Term *t) {
  Shape shape = {.rank = t->rank};
  for (int d = 0; d < t->rank; d++) shape.dim[d] = s->size[t->letter[d]];
  return shape;
}

// -- letter by letter ----------------------------------------------------------------------------

size_t einsum_place(const Einsum *s, const Term *t, const int64_t *at) {
  size_t k = 0;
  for (int d = 0; d < t->rank; d++) k = k * (size_t)s->size[t->letter[d]] + (size_t)at[t->letter[d]];
  return k;
}

bool einsum_next(const Einsum *s, const Term *t, int64_t *at) {
  for (int l = s->n; l-- > 0;) {
    if (einsum_has(t, l)) continue;
    if (++at[l] < s->size[l]) return true;
    at[l] = 0;
  }
  return false;
}

static bool is_empty(const Einsum *s) {
  for (int l = 0; l < s->n; l++)
    if (s->size[l] == 0) return true;
  return false;
}

// Every combination of letters in turn: right for every equation, and slow.
static Tensor *by_letters(const Einsum *s, const Term *ta, const Tensor *a, const Term *tb, const Tensor *b,
                          const Term *out, Err *e) {
  Shape shape = einsum_shape(s, out);
  Tensor *y = tensor_full(&shape, 0, e);
  double *sums = y ? mem_try((y->size + 1) * sizeof *sums) : NULL;
  if (y && !sums) err_set(e, ERR_MEMORY, _("out of memory: there is no room for %zu sums"), y->size);
  size_t work = 0;
  int64_t at[EINSUM_LETTERS] = {0};
  const Term none = {0};
  bool ok = sums != NULL, any = !is_empty(s);
  if (ok) memset(sums, 0, y->size * sizeof *sums);
  while (ok && any) {
    double x = (double)a->data[einsum_place(s, ta, at)], y1 = (double)b->data[einsum_place(s, tb, at)];
    sums[einsum_place(s, out, at)] += x * y1;
    any = einsum_next(s, &none, at);
    ok = op_go_on(&work, 16, e);
  }
  for (size_t i = 0; ok && i < y->size; i++) y->data[i] = (float)sums[i];
  mem_free(sums);
  if (ok) return y;
  tensor_release(y);
  return NULL;
}

// -- as a product of matrices ----------------------------------------------------------------------

// Letters by what they do: 0 in both tensors and the result (batch), 1 in a and the result (rows of the
// product), 2 in both tensors only (summed), 3 in b and the result (columns).
typedef struct Groups { int n[4]; int letter[4][EINSUM_LETTERS]; int64_t size[4]; } Groups;

// False where a letter is repeated, or summed within one tensor.
static bool group(const Einsum *s, const Term *ta, const Term *tb, const Term *out, Groups *g) {
  *g = (Groups){.size = {1, 1, 1, 1}};
  const Term *terms[3] = {ta, tb, out};
  for (int k = 0; k < 3; k++)
    for (int d = 0; d < terms[k]->rank; d++)
      for (int f = 0; f < d; f++)
        if (terms[k]->letter[d] == terms[k]->letter[f]) return false;
  for (int l = 0; l < s->n; l++) {
    bool a = einsum_has(ta, l), b = einsum_has(tb, l), o = einsum_has(out, l);
    if (!a && !b && !o) continue;
    int k = a && b ? (o ? 0 : 2) : a && o ? 1 : b && o ? 3 : -1;
    if (k < 0) return false;
    g->letter[k][g->n[k]++] = l;
    g->size[k] *= s->size[l];
  }
  return true;
}

// t with its dimensions in the order of three groups, as a tensor of three dimensions.
static Tensor *arranged(const Term *t, Tensor *x, const Groups *g, const int order[3], Err *e) {
  int axes[TENSOR_MAX_RANK], n = 0;
  bool moved = false;
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < g->n[order[k]]; i++)
      for (int d = 0; d < t->rank; d++)
        if (t->letter[d] == g->letter[order[k]][i]) {
          moved = moved || d != n;
          axes[n++] = d;
        }
  Shape s = {.rank = 3, .dim = {g->size[order[0]], g->size[order[1]], g->size[order[2]]}};
  Tensor *p = moved ? tensor_permute(x, axes, e) : tensor_retain(x);
  Tensor *out = p ? tensor_reshape(p, &s, e) : NULL;
  tensor_release(p);
  return out;
}

// A product of shape [batch, rows, columns] with its letters in the order of `out`.
static Tensor *given_back(const Einsum *s, Tensor *y, const Term *out, const Groups *g, Err *e) {
  static const int order[3] = {0, 1, 3};
  Shape shape = {0};
  int axes[TENSOR_MAX_RANK];
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < g->n[order[k]]; i++) {
      int l = g->letter[order[k]][i];
      for (int d = 0; d < out->rank; d++)
        if (out->letter[d] == l) axes[d] = shape.rank;
      shape.dim[shape.rank++] = s->size[l];
    }
  Tensor *full = tensor_reshape(y, &shape, e), *p = full ? tensor_permute(full, axes, e) : NULL;
  tensor_release(full);
  return p;
}

Tensor *einsum_product(const Einsum *s, const Term *ta, Tensor *a, const Term *tb, Tensor *b, const Term *out,
                       Err *e) {
  Groups g;
  if (!group(s, ta, tb, out, &g)) return by_letters(s, ta, a, tb, b, out, e);
  Tensor *x = arranged(ta, a, &g, (const int[]){0, 1, 2}, e);
  Tensor *y = x ? arranged(tb, b, &g, (const int[]){0, 2, 3}, e) : NULL;
  Tensor *z = y ? tensor_matmul(x, false, y, false, e) : NULL;
  Tensor *back = z ? given_back(s, z, out, &g, e) : NULL;
  tensor_release(x);
  tensor_release(y);
  tensor_release(z);
  return back;
}
