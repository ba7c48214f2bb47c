// SPDX-License-Identifier: GPL-3.0-or-later
// in: reading, inflating, and cutting into lines.
#include "io/in.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/mem.h"

#define WINDOW ((size_t)1 << 16)
#define MOST ((size_t)1 << 23) // read at once, so that Ctrl-C is seen in between

struct IoIn {
  char *path;
  int fd;
  uint64_t size;          // of a plain file, as it was when it was opened
  bool size_known;
  bool gz, between;       // compressed; between: at the end of a member (another may follow)
  z_stream z;
  uint64_t raw;           // bytes read from the file
  uint64_t at;            // bytes handed out
  unsigned char *window;  // bytes read from the file and not used yet: [from, to)
  size_t from, to;
  char *line;             // what io_line looks at: [line_from, line_to) is still to come
  size_t line_from, line_to, line_cap;
  bool ended;             // the lines' buffer has the end of the file in it
};

bool io_wrong(const IoIn *in, uint64_t at, Err *e, const char *fmt, ...) {
  Str s = {0};
  va_list ap;
  va_start(ap, fmt);
  str_addv(&s, fmt, ap);
  va_end(ap);
  err_set(e, ERR_IO, _("%s: %s (byte %llu)"), in->path, str_c(&s), (unsigned long long)at);
  str_free(&s);
  return false;
}

static bool cannot(const IoIn *in, Err *e) {
  return err_set(e, ERR_IO, _("cannot read %s: %s"), in->path, i18n_errno(errno));
}

// -- from the system ---------------------------------------------------------------------------------

static bool read_some(IoIn *in, void *to, size_t n, size_t *got, Err *e) {
  *got = 0;
  for (;;) {
    if (interrupt_pending()) return !interrupt_check(e);
    ssize_t k = read(in->fd, to, n > MOST ? MOST : n);
    if (k < 0 && errno == EINTR) continue;
    if (k < 0) return cannot(in, e);
    in->raw += (size_t)k;
    *got = (size_t)k;
    return true;
  }
}

static bool fill_window(IoIn *in, Err *e) {
  size_t got;
  memmove(in->window, in->window + in->from, in->to - in->from);
  in->to -= in->from;
  in->from = 0;
  if (!read_some(in, in->window + in->to, WINDOW - in->to, &got, e)) return false;
  in->to += got;
  return true;
}

static bool read_plain(IoIn *in, char *to, size_t n, size_t *got, Err *e) {
  size_t k = in->to - in->from < n ? in->to - in->from : n;
  memcpy(to, in->window + in->from, k);
  in->from += k;
  *got = k;
  while (*got < n) {
    if (n - *got < WINDOW / 4) { // small pieces by way of the window, large ones straight to their place
      if (in->from == in->to && !fill_window(in, e)) return false;
      k = in->to - in->from < n - *got ? in->to - in->from : n - *got;
      memcpy(to + *got, in->window + in->from, k);
      in->from += k;
    } else if (!read_some(in, to + *got, n - *got, &k, e)) {
      return false;
    }
    if (k == 0) break;
    *got += k;
  }
  return true;
}

// -- gzip --------------------------------------------------------------------------------------------

static voidpf z_alloc(voidpf ctx, uInt n, uInt size) {
  (void)ctx;
  return mem_try((size_t)n * size);
}

static void z_free(voidpf ctx, voidpf p) {
  (void)ctx;
  mem_free(p);
}

static bool gzip_wrong(IoIn *in, const char *what, Err *e) {
  return err_set(e, ERR_IO, _("%s: %s (byte %llu of the compressed file)"), in->path, what,
                 (unsigned long long)(in->raw - (in->to - in->from)));
}

// Another member may follow the one that ended; zeros may pad the end.
static bool next_member(IoIn *in, bool *more, Err *e) {
  *more = false;
  while (in->to - in->from < 2) {
    size_t had = in->to - in->from;
    if (!fill_window(in, e)) return false;
    if (in->to - in->from == had) break;
  }
  if (in->from == in->to || in->window[in->from] == 0) return true;
  *more = true;
  in->between = false;
  return inflateReset(&in->z) == Z_OK || gzip_wrong(in, _("the compressed data is damaged"), e);
}

static bool inflate_some(IoIn *in, char *to, size_t n, size_t *got, Err *e) {
  *got = 0;
  while (*got < n) {
    bool more = true;
    if (interrupt_pending()) return !interrupt_check(e);
    if (in->between && (!next_member(in, &more, e) || !more)) return more ? false : e->code == ERR_NONE;
    if (in->from == in->to && !fill_window(in, e)) return false;
    if (in->from == in->to) return gzip_wrong(in, _("the compressed file is cut short"), e);
    size_t room = n - *got < WINDOW * 4 ? n - *got : WINDOW * 4;
    in->z.next_in = in->window + in->from;
    in->z.avail_in = (uInt)(in->to - in->from);
    in->z.next_out = (Bytef *)to + *got;
    in->z.avail_out = (uInt)room;
    int status = inflate(&in->z, Z_NO_FLUSH);
    in->from = in->to - in->z.avail_in;
    *got += room - in->z.avail_out;
    if (status == Z_STREAM_END) in->between = true;
    else if (status == Z_MEM_ERROR) return err_set(e, ERR_MEMORY, _("no memory left to read %s"), in->path);
    else if (status != Z_OK && status != Z_BUF_ERROR) return gzip_wrong(in, _("the compressed data is damaged"), e);
  }
  return true;
}

static bool begin_gzip(IoIn *in, Err *e) {
  in->z = (z_stream){.zalloc = z_alloc, .zfree = z_free};
  in->size_known = false;
  if (inflateInit2(&in->z, 15 + 16) != Z_OK) return err_set(e, ERR_MEMORY, _("no memory left to read %s"), in->path);
  in->gz = true;
  return true;
}

// -- open, read, close ---------------------------------------------------------------------------------

IoIn *io_open(const char *path, bool raw, Err *e) {
  IoIn *in = mem_zalloc(sizeof *in);
  struct stat st;
  in->path = mem_strdup(path);
  in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  bool ok = in->fd >= 0 || cannot(in, e);
  if (ok && fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode)) {
    in->size = (uint64_t)st.st_size;
    in->size_known = true;
  }
  in->window = ok ? mem_alloc(WINDOW) : NULL;
  for (size_t had = 1; ok && in->to < 3 && had != in->to;) { // a pipe may give them one by one
    had = in->to;
    ok = fill_window(in, e);
  }
  if (ok && !raw && in->to >= 3 && memcmp(in->window, "\x1f\x8b\x08", 3) == 0) ok = begin_gzip(in, e);
  if (ok) return in;
  io_close(in);
  return NULL;
}

void io_close(IoIn *in) {
  if (!in) return;
  if (in->gz) inflateEnd(&in->z);
  if (in->fd >= 0) close(in->fd);
  mem_free(in->window);
  mem_free(in->line);
  mem_free(in->path);
  mem_free(in);
}

const char *io_path(const IoIn *in) { return in->path; }
uint64_t io_at(const IoIn *in) { return in->at; }

bool io_left(const IoIn *in, uint64_t *n) {
  *n = in->size > in->at ? in->size - in->at : 0;
  return in->size_known;
}

bool io_read(IoIn *in, void *to, size_t n, size_t *got, Err *e) {
  bool ok = in->gz ? inflate_some(in, to, n, got, e) : read_plain(in, to, n, got, e);
  if (ok) in->at += *got;
  return ok;
}

bool io_need(IoIn *in, void *to, size_t n, const char *what, Err *e) {
  size_t got;
  if (!io_read(in, to, n, &got, e)) return false;
  return got == n || io_wrong(in, in->at, e, _("the file ends within %s: %zu more bytes are missing"), what, n - got);
}

bool io_end(IoIn *in, Err *e) {
  char c;
  size_t got;
  uint64_t at = in->at;
  if (!io_read(in, &c, 1, &got, e)) return false;
  return got == 0 || io_wrong(in, at, e, _("the file goes on after its data"));
}

// -- lines -----------------------------------------------------------------------------------------------

// More of the file behind what is left of the buffer, which grows when a line fills it.
static bool more_for_lines(IoIn *in, Err *e) {
  size_t left = in->line_to - in->line_from, got;
  if (left) memmove(in->line, in->line + in->line_from, left);
  in->line_from = 0;
  in->line_to = left;
  if (left == in->line_cap) {
    size_t cap = in->line_cap ? in->line_cap * 2 : WINDOW;
    char *p = mem_try_realloc(in->line, cap);
    if (!p) return err_set(e, ERR_MEMORY, _("no memory left to read a line of %s"), in->path);
    in->line = p;
    in->line_cap = cap;
  }
  if (!io_read(in, in->line + left, in->line_cap - left, &got, e)) return false;
  in->line_to += got;
  in->ended = in->line_to < in->line_cap;
  return true;
}

bool io_line(IoIn *in, const char **line, size_t *n, uint64_t *at, Err *e) {
  size_t seen = 0;
  for (;;) {
    size_t have = in->line_to - in->line_from;
    const char *from = in->line ? in->line + in->line_from : NULL;
    const char *feed = have > seen ? memchr(from + seen, '\n', have - seen) : NULL;
    if (!feed && !in->ended) {
      seen = have;
      if (!more_for_lines(in, e)) return false;
      continue;
    }
    if (!feed && have == 0) return false;
    *line = from;
    *n = feed ? (size_t)(feed - from) : have;
    *at = in->at - have;
    in->line_from += feed ? *n + 1 : have;
    if (*n > 0 && from[*n - 1] == '\r') (*n)--;
    return true;
  }
}
