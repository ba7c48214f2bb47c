// SPDX-License-Identifier: GPL-3.0-or-later
// paths, i18n: files written whole or not at all, folders by environment, languages without locales.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/paths.h"

static char folder[] = "/tmp/glassbox-test-XXXXXX";

static const char *in_folder(Str *s, const char *name) {
  str_clear(s);
  str_addf(s, "%s/%s", folder, name);
  return str_c(s);
}

static void expect_file(const char *path, const char *text) {
  Err e = {0};
  char *got = NULL;
  size_t n = 0;
  assert_true(file_read(path, &got, &n, &e));
  assert_int_equal(n, strlen(text));
  assert_string_equal(got, text);
  mem_free(got);
}

static void files(void **state) {
  (void)state;
  Str s = {0};
  Err e = {0};
  const char *path = in_folder(&s, "a.txt");
  assert_true(file_write_atomic(path, "one", 3, &e));
  expect_file(path, "one");
  chmod(path, 0600);
  assert_true(file_write_atomic(path, "", 0, &e));
  expect_file(path, "");
  struct stat st;
  stat(path, &st);
  assert_int_equal(st.st_mode & 0777, 0600); // its mode stays
  Str link = {0};
  assert_int_equal(symlink("a.txt", in_folder(&link, "link")), 0);
  assert_true(file_write_atomic(str_c(&link), "two", 3, &e));
  expect_file(path, "two"); // a link stays a link
  lstat(str_c(&link), &st);
  assert_true(S_ISLNK(st.st_mode));
  unlink(str_c(&link));
  unlink(path);
  str_free(&link);
  str_free(&s);
}

static void big_file(void **state) {
  (void)state;
  Str s = {0}, text = {0};
  Err e = {0};
  str_repeat(&text, "0123456789", 30000);
  assert_true(file_write_atomic(in_folder(&s, "big"), text.s, text.n, &e));
  expect_file(str_c(&s), str_c(&text));
  unlink(str_c(&s));
  str_free(&s);
  str_free(&text);
}

static void refusals(void **state) {
  (void)state;
  Err e = {0};
  char *got = NULL;
  size_t n = 1;
  assert_false(file_read("/nonexistent/x", &got, &n, &e));
  assert_int_equal(e.code, ERR_IO);
  assert_non_null(strstr(e.text, "/nonexistent/x"));
  assert_null(got);
  err_clear(&e);
  assert_false(file_read(folder, &got, &n, &e)); // a folder
  assert_int_equal(e.code, ERR_IO);
  err_clear(&e);
  assert_false(file_write_atomic("/nonexistent/x", "a", 1, &e));
  assert_non_null(strstr(e.text, "/nonexistent/x"));
  err_clear(&e);
  assert_false(file_write_atomic(folder, "a", 1, &e));
  err_clear(&e);
  assert_true(file_read("/dev/null", &got, &n, &e));
  assert_int_equal(n, 0);
  mem_free(got);
  assert_true(file_write_atomic("/dev/null", "a", 1, &e));
}

static void folders(void **state) {
  (void)state;
  Str s = {0};
  setenv("XDG_STATE_HOME", in_folder(&s, "deep/er"), 1);
  const char *dir = path_state();
  assert_string_equal(dir, in_folder(&s, "deep/er/glassbox"));
  struct stat st;
  assert_int_equal(stat(dir, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0700);
  assert_ptr_equal(path_state(), dir);
  rmdir(dir);
  rmdir(in_folder(&s, "deep/er"));
  rmdir(in_folder(&s, "deep"));
  setenv("XDG_STATE_HOME", "/dev/null", 1);
  assert_null(path_state());
  setenv("XDG_STATE_HOME", "relative", 1); // not allowed by the standard: HOME it is
  setenv("HOME", folder, 1);
  assert_string_equal(path_state(), in_folder(&s, ".local/state/glassbox"));
  rmdir(str_c(&s));
  rmdir(in_folder(&s, ".local/state"));
  rmdir(in_folder(&s, ".local"));
  unsetenv("HOME");
  assert_null(path_state());
  setenv("GLASSBOX_DATADIR", "/some/where", 1);
  assert_string_equal(path_data(), "/some/where");
  unsetenv("GLASSBOX_DATADIR");
  assert_true(path_data()[0] == '/' && path_locale()[0] == '/');
  str_free(&s);
}

static const char *language_of(const char *lang, const char *lc_all, const char *language) {
  setenv("LC_ALL", lc_all, 1);
  if (language) setenv("LANGUAGE", language, 1);
  else unsetenv("LANGUAGE");
  i18n_init(lang);
  assert_string_equal(nl_langinfo(CODESET), "UTF-8");
  assert_true(strtod("1.5", NULL) == 1.5);
  return i18n_lang();
}

static void languages(void **state) {
  (void)state;
  assert_string_equal(language_of("zh_CN", "C", NULL), "zh_CN");
  assert_string_equal(language_of("en", "zh_CN.UTF-8", NULL), "en");
  assert_string_equal(language_of(NULL, "zh_CN.UTF-8", NULL), "zh_CN"); // with or without such a locale
  assert_string_equal(language_of(NULL, "zh_TW.Big5", NULL), "zh_CN");
  assert_string_equal(language_of(NULL, "C", NULL), "en");
  assert_string_equal(language_of(NULL, "de_DE.UTF-8", NULL), "en");
  assert_string_equal(language_of(NULL, "C.UTF-8", "zh_CN:en"), "zh_CN");
  assert_string_equal(language_of(NULL, "C", "zh_CN"), "en");
}

static int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  names_free();
  if (mem_live_blocks() != 0) return -1;
  return rmdir(folder); // empty: no temporary file was left behind
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(files),   cmocka_unit_test(big_file),  cmocka_unit_test(refusals),
    cmocka_unit_test(folders), cmocka_unit_test(languages),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
