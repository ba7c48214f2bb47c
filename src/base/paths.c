// SPDX-License-Identifier: GPL-3.0-or-later
// paths: finds the program's files by where the program runs from, and reads and writes files whole.
#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/glassbox"
#endif
#ifndef LOCALEDIR
#define LOCALEDIR "/usr/local/share/locale"
#endif
#ifndef ABS_SRCDIR
#define ABS_SRCDIR ""
#endif
#ifndef ABS_BUILDDIR
#define ABS_BUILDDIR ""
#endif

// Does the program lie at the top of its build tree, or among its tests?
static bool in_build_tree(void) {
  char exe[PATH_MAX], build[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
  if (n <= 0 || !*ABS_BUILDDIR || !realpath(ABS_BUILDDIR, build)) return false;
  exe[n] = 0;
  size_t k = strlen(build);
  if (strncmp(exe, build, k) != 0 || exe[k] != '/') return false;
  const char *rest = exe + k + 1;
  return !strchr(rest, '/') || str_starts(rest, "tests/");
}

static const char *join(const char *folder, const char *name) {
  Str s = {0};
  str_addf(&s, "%s/%s", folder, name);
  const char *kept = name_of(str_c(&s));
  str_free(&s);
  return kept;
}

static const char *data_override(void) {
  const char *dir = getenv("GLASSBOX_DATADIR");
  return dir && *dir ? name_of(dir) : NULL;
}

const char *path_data(void) {
  const char *dir = data_override();
  if (dir) return dir;
  return in_build_tree() ? ABS_SRCDIR : PKGDATADIR;
}

const char *path_locale(void) {
  const char *dir = data_override();
  if (dir) {
    const char *locale = join(dir, "locale");
    if (access(locale, R_OK) == 0) return locale;
  }
  return in_build_tree() ? join(ABS_BUILDDIR, "locale") : LOCALEDIR;
}

// Makes the folder and those above it, private to the user.
static bool make_folders(const char *path) {
  char *copy = mem_strdup(path);
  bool ok = true;
  for (char *p = copy + 1; ok; p++) {
    if (*p && *p != '/') continue;
    char c = *p;
    *p = 0;
    ok = mkdir(copy, 0700) == 0 || errno == EEXIST || errno == EISDIR;
    *p = c;
    if (!c) break;
  }
  mem_free(copy);
  struct stat st;
  return ok && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const char *path_state(void) {
  const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME"), *dir = NULL;
  if (base && *base == '/') dir = join(base, "glassbox");
  else if (home && *home == '/') dir = join(home, ".local/state/glassbox");
  return dir && make_folders(dir) ? dir : NULL;
}

const char *path_init(void) {
  const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  if (base && *base == '/') return join(base, "glassbox/init.gb");
  return home && *home == '/' ? join(home, ".config/glassbox/init.gb") : NULL;
}

// -- whole files ---------------------------------------------------------------------------------

static bool cannot(Err *e, const char *fmt, const char *path) {
  return err_set(e, ERR_IO, fmt, path, i18n_errno(errno));
}

static bool read_all(int fd, const char *path, char **out, size_t *n, Err *e) {
  size_t cap = 0;
  struct stat st;
  if (fstat(fd, &st) == 0 && st.st_size > 0) cap = (size_t)st.st_size;
  char *buf = NULL;
  *n = 0;
  for (;;) {
    if (!buf || *n == cap) {
      if (buf || cap == 0) cap = cap < 4096 ? 4096 : cap * 2;
      char *more = mem_try_realloc(buf, cap + 1);
      if (!more) {
        mem_free(buf);
        return err_set(e, ERR_MEMORY, _("no memory left to read %s"), path);
      }
      buf = more;
    }
    ssize_t k = read(fd, buf + *n, cap - *n);
    if (k < 0 && errno == EINTR && !interrupt_flag) continue;
    if (k < 0) {
      mem_free(buf);
      return interrupt_check(e) ? false : cannot(e, _("cannot read %s: %s"), path);
    }
    if (k == 0) break;
    *n += (size_t)k;
  }
  buf[*n] = 0;
  *out = buf;
  return true;
}

bool file_read(const char *path, char **out, size_t *n, Err *e) {
  *out = NULL;
  *n = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return cannot(e, _("cannot read %s: %s"), path);
  bool ok = read_all(fd, path, out, n, e);
  close(fd);
  return ok;
}

static bool write_all(int fd, const char *data, size_t n) {
  while (n > 0) {
    ssize_t k = write(fd, data, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return false;
    data += k;
    n -= (size_t)k;
  }
  return true;
}

static bool write_parts(int fd, const FilePart *parts, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!write_all(fd, parts[i].data, parts[i].n)) return false;
  return true;
}

// So that the new name survives a power cut too. Where this does not work, nothing is lost but that.
static void sync_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  char *dir = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
  int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    fsync(fd);
    close(fd);
  }
  mem_free(dir);
}

// A terminal, a pipe: nothing to replace there.
static bool write_special(const char *path, const FilePart *parts, size_t n, Err *e) {
  int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return cannot(e, _("cannot write %s: %s"), path);
  bool ok = write_parts(fd, parts, n);
  if (!ok) cannot(e, _("cannot write %s: %s"), path);
  close(fd);
  return ok;
}

static mode_t new_file_mode(void) {
  mode_t mask = umask(077);
  umask(mask);
  return 0666 & ~mask;
}

bool file_write_atomic(const char *path, const char *data, size_t n, Err *e) {
  const FilePart whole = {data, n};
  return file_write_parts(path, &whole, 1, e);
}

bool file_write_parts(const char *path, const FilePart *parts, size_t n, Err *e) {
  struct stat st;
  char real[PATH_MAX]; // a link stays a link: the file it leads to is replaced
  bool there = stat(path, &st) == 0;
  if (there && S_ISDIR(st.st_mode)) {
    errno = EISDIR;
    return cannot(e, _("cannot write %s: %s"), path);
  }
  if (there && !S_ISREG(st.st_mode)) return write_special(path, parts, n, e);
  const char *target = there && realpath(path, real) ? real : path;
  Str tmp = {0};
  str_addf(&tmp, "%s.XXXXXX", target);
  int fd = mkstemp(tmp.s);
  bool ok = fd >= 0;
  if (ok) {
    mode_t mode = there ? st.st_mode & 0777 : new_file_mode();
    ok = fchmod(fd, mode) == 0 && write_parts(fd, parts, n) && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 && ok) ok = false;
    else errno = why;
    ok = ok && rename(tmp.s, target) == 0;
  }
  if (!ok) {
    cannot(e, _("cannot write %s: %s"), path);
    if (fd >= 0) unlink(tmp.s);
  } else {
    sync_folder(target);
  }
  str_free(&tmp);
  return ok;
}
