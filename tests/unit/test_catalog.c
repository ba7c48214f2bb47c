// SPDX-License-Identifier: GPL-3.0-or-later
// A catalogue written here byte by byte, in both byte orders; then cut short and damaged everywhere.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/catalog.h"

static const struct { const char *from; size_t n; const char *to; } messages[] = {
  {"", 0, "Language: zh_CN\n"}, {"%s is not it", 12, "%s 不对"}, {"+%zu row\0+%zu rows", 18, "还有 %zu 行"},
  {"empty", 5, ""}, {"help", 4, "帮助"},
};
#define N (sizeof messages / sizeof *messages)
#define HEADER 28

static unsigned char image[1024];
static size_t image_size;
static char path[] = "/tmp/glassbox-catalog-XXXXXX";

static void put(size_t at, uint32_t w, bool big) {
  for (int k = 0; k < 4; k++) image[at + (size_t)k] = (unsigned char)(w >> (big ? 24 - 8 * k : 8 * k));
}

static uint32_t put_text(size_t entry, const char *s, size_t n, uint32_t at, bool big) {
  put(entry, (uint32_t)n, big);
  put(entry + 4, at, big);
  memcpy(image + at, s, n);
  image[at + n] = 0;
  return at + (uint32_t)n + 1;
}

static void make_image(bool big) {
  memset(image, 0xAA, sizeof image);
  const uint32_t header[] = {0x950412deU, 0, N, HEADER, HEADER + 8 * N, 0, 0};
  for (size_t i = 0; i < 7; i++) put(4 * i, header[i], big);
  uint32_t at = HEADER + 16 * N;
  for (size_t i = 0; i < N; i++) at = put_text(HEADER + 8 * i, messages[i].from, messages[i].n, at, big);
  for (size_t i = 0; i < N; i++)
    at = put_text(HEADER + 8 * (N + i), messages[i].to, strlen(messages[i].to), at, big);
  image_size = at;
}

static bool open_image(Catalog *c, size_t size) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(image, 1, size, f), size);
  assert_int_equal(fclose(f), 0);
  return catalog_open(c, path);
}

static void found(void **state) {
  (void)state;
  for (int big = 0; big < 2; big++) {
    Catalog c;
    make_image(big != 0);
    assert_true(open_image(&c, image_size));
    assert_string_equal(catalog_find(&c, "help"), "帮助");
    assert_string_equal(catalog_find(&c, "%s is not it"), "%s 不对");
    assert_string_equal(catalog_find(&c, "+%zu row"), "还有 %zu 行"); // the singular names the pair
    assert_null(catalog_find(&c, "empty"));                           // not translated
    assert_null(catalog_find(&c, "hel"));
    assert_null(catalog_find(&c, "helpful"));
    assert_null(catalog_find(&c, "zzz"));
    catalog_close(&c);
    assert_null(catalog_find(&c, "help"));
  }
}

static void no_catalogue(void **state) {
  (void)state;
  Catalog c;
  assert_false(catalog_open(&c, "/nonexistent/glassbox.mo"));
  assert_false(catalog_open(&c, "/"));
  assert_null(catalog_find(&c, "help"));
}

// What a damaged file answers is either right or nothing that leads out of the file: each answer ends
// within it, which AddressSanitizer and strlen see here.
static void ask_all(const Catalog *c) {
  for (size_t i = 0; i < N; i++) {
    const char *s = catalog_find(c, messages[i].from);
    if (s) assert_true(strlen(s) < c->size);
  }
}

static void damage(void **state) {
  (void)state;
  Catalog c;
  make_image(false);
  for (size_t n = 0; n < image_size; n++) {
    if (!open_image(&c, n)) continue;
    assert_true(n >= HEADER + 16 * N); // both tables are there
    ask_all(&c);
    catalog_close(&c);
  }
  for (size_t i = 0; i < image_size; i++)
    for (int k = 0; k < 3; k++) {
      make_image(false);
      image[i] ^= (unsigned char[]){0x01, 0x80, 0xFF}[k];
      if (!open_image(&c, image_size)) continue;
      ask_all(&c);
      catalog_close(&c);
    }
}

static int make_file(void **state) {
  (void)state;
  int fd = mkstemp(path);
  if (fd >= 0) close(fd);
  return fd >= 0 ? 0 : -1;
}

static int remove_file(void **state) {
  (void)state;
  return unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(found), cmocka_unit_test(no_catalogue), cmocka_unit_test(damage),
  };
  return cmocka_run_group_tests(tests, make_file, remove_file);
}
