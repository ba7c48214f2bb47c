// SPDX-License-Identifier: GPL-3.0-or-later
// lapack: LAPACK's column-major matrices are the transposes of ours; for the factors this is all the same.
#include "tensor/lapack.h"

#include <limits.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "tensor/blas.h"

// Fortran: everything by address, then the lengths of the strings.
typedef void Syevd(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
                   double *work, const int *lwork, int *iwork, const int *liwork, int *info, size_t, size_t);
typedef void Gesdd(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
                   double *u,
                   const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
                   int *info, size_t);

static bool find(const char *name, void *function, Err *e) {
  void *p = blas_symbol(name);
  memcpy(function, &p, sizeof p);
  return p || err_set(e, ERR_VALUE, "%s",
                      _("this needs OpenBLAS, which is not to be found (package libopenblas0)"));
}

static bool fits(size_t n, Err *e) {
  return n <= 20000 || err_set(e, ERR_LIMIT, _("a matrix with %zu rows or columns is too large for this"), n);
}

static bool done(int info, Err *e) {
  return info == 0 || err_set(e, ERR_VALUE, "%s",
                              _("the iteration for the eigenvalues does not end; is a number nan or inf?"));
}

static bool no_room(Err *e) { return err_set(e, ERR_MEMORY, "%s", _("out of memory in a decomposition")); }

bool lapack_eigh(double *a, double *w, size_t n, Err *e) {
  Syevd *syevd;
  if (!fits(n, e) || !find("dsyevd_", &syevd, e)) return false;
  if (n == 0) return true;
  int size = (int)n, lwork = -1, liwork = -1, iwant = 0, info = 0;
  double want = 0;
  syevd("V", "U", &size, a, &size, w, &want, &lwork, &iwant, &liwork, &info, 1, 1); // how much room?
  lwork = (int)want;
  liwork = iwant;
  double *work = mem_try((size_t)lwork * sizeof *work);
  int *iwork = mem_try((size_t)liwork * sizeof *iwork);
  bool ok = work && iwork;
  if (ok) syevd("V", "U", &size, a, &size, w, work, &lwork, iwork, &liwork, &info, 1, 1);
  mem_free(work);
  mem_free(iwork);
  return ok ? done(info, e) : no_room(e);
}

// Our a is LAPACK's transpose: (n, m) = U' S V', so that our u is V' as it lies in memory, and our vh is U'.
bool lapack_svd(double *a, size_t m, size_t n, double *u, double *s, double *vh, Err *e) {
  Gesdd *gesdd;
  if (!fits(m, e) || !fits(n, e) || !find("dgesdd_", &gesdd, e)) return false;
  if (m == 0 || n == 0) return true;
  int rows = (int)n, cols = (int)m, k = rows < cols ? rows : cols, lwork = -1, info = 0;
  double want = 0;
  int *iwork = mem_try(8 * (size_t)k * sizeof *iwork);
  if (!iwork) return no_room(e);
  gesdd("S", &rows, &cols, a, &rows, s, vh, &rows, u, &k, &want, &lwork, iwork, &info, 1);
  lwork = (int)want;
  double *work = mem_try((size_t)lwork * sizeof *work);
  if (work) gesdd("S", &rows, &cols, a, &rows, s, vh, &rows, u, &k, work, &lwork, iwork, &info, 1);
  mem_free(iwork);
  mem_free(work);
  return work ? done(info, e) : no_room(e);
}
