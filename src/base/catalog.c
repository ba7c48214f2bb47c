// SPDX-License-Identifier: GPL-3.0-or-later
// catalog: the originals are sorted, so a message is found by halving.
#include "base/catalog.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x950412deU
#define HEADER_BYTES 28

static uint32_t word(const Catalog *c, size_t at) {
  uint32_t w;
  memcpy(&w, c->data + at, sizeof w);
  return c->swapped ? __builtin_bswap32(w) : w;
}

static bool table_fits(const Catalog *c, uint32_t at) {
  return at <= c->size && c->n <= (c->size - at) / 8;
}

static bool read_header(Catalog *c) {
  uint32_t magic = word(c, 0);
  c->swapped = magic == __builtin_bswap32(MAGIC);
  if (magic != MAGIC && !c->swapped) return false;
  if (word(c, 4) >> 16 > 1) return false; // a revision whose tables may mean something else
  c->n = word(c, 8);
  c->from = word(c, 12);
  c->to = word(c, 16);
  return table_fits(c, c->from) && table_fits(c, c->to);
}

bool catalog_open(Catalog *c, const char *path) {
  *c = (Catalog){0};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct stat st;
  void *p = MAP_FAILED;
  if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= HEADER_BYTES)
    p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  if (p == MAP_FAILED) return false;
  c->data = p;
  c->size = (size_t)st.st_size;
  if (read_header(c)) return true;
  catalog_close(c);
  return false;
}

// Text i of a table; NULL where the table leads out of the file or the text has no end.
static const char *text(const Catalog *c, uint32_t table, uint32_t i) {
  size_t n = word(c, table + 8 * (size_t)i), at = word(c, table + 8 * (size_t)i + 4);
  if (at >= c->size || n >= c->size - at || c->data[at + n] != 0) return NULL;
  return (const char *)c->data + at;
}

const char *catalog_find(const Catalog *c, const char *message) {
  uint32_t low = 0, high = c->data ? c->n : 0;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const char *original = text(c, c->from, middle);
    if (!original) return NULL;
    int order = strcmp(message, original);
    if (order == 0) {
      const char *found = text(c, c->to, middle);
      return found && *found ? found : NULL;
    }
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}

void catalog_close(Catalog *c) {
  if (c->data) munmap((void *)(uintptr_t)c->data, c->size);
  *c = (Catalog){0};
}
