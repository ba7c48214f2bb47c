// SPDX-License-Identifier: GPL-3.0-or-later
// progress: marks that survive a second session, a broken file, a newer program and another machine.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/paths.h"
#include "lesson/progress.h"

static char dir[64];
static char path[128], other[128];

static int set_up(void **state) {
  (void)state;
  strcpy(dir, "/tmp/test-progress-XXXXXX");
  if (!mkdtemp(dir)) return -1;
  snprintf(path, sizeof path, "%s/progress", dir);
  snprintf(other, sizeof other, "%s/other", dir);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", dir);
  return system(command);
}

static Progress *open_it(void) {
  Err e = {0};
  Progress *p = progress_open(path, &e);
  if (!p) fail_msg("%s", e.text);
  return p;
}

static void set(Progress *p, const char *lesson, const char *exercise, Mark m) {
  Err e = {0};
  if (!progress_set(p, lesson, exercise, m, &e)) fail_msg("%s", e.text);
}

static void set_page(Progress *p, const char *lesson, int page) {
  Err e = {0};
  if (!progress_set_page(p, lesson, page, &e)) fail_msg("%s", e.text);
}

static char *contents(const char *file) {
  char *text;
  size_t n;
  Err e = {0};
  if (!file_read(file, &text, &n, &e)) fail_msg("%s", e.text);
  return text;
}

static void write_file(const char *file, const char *text, size_t n) {
  FILE *f = fopen(file, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, n, f), n);
  fclose(f);
}

static void assert_has(const char *file, const char *line) {
  char *text = contents(file);
  if (!strstr(text, line)) fail_msg("%s is not in:\n%s", line, text);
  mem_free(text);
}

// -- marks ---------------------------------------------------------------------------------------------

static void marks_are_kept(void **state) {
  (void)state;
  Progress *p = open_it();
  assert_int_equal(progress_get(p, "lstm", "gates"), MARK_NONE);
  assert_int_equal(progress_page(p, "lstm"), 0);
  set(p, "lstm", "gates", MARK_SKIPPED);
  assert_int_equal(progress_get(p, "lstm", "gates"), MARK_SKIPPED);
  set(p, "lstm", "gates", MARK_DONE);
  set(p, "lstm", "gates", MARK_SKIPPED); // never lowers
  assert_int_equal(progress_get(p, "lstm", "gates"), MARK_DONE);
  assert_int_equal(progress_get(p, "rnn", "gates"), MARK_NONE);
  set_page(p, "lstm", 4);
  progress_close(p);
  p = open_it();
  assert_int_equal(progress_get(p, "lstm", "gates"), MARK_DONE);
  assert_int_equal(progress_page(p, "lstm"), 4);
  progress_close(p);
  assert_has(path, "done lstm gates\n");
  assert_has(path, "at lstm 5\n"); // counted from 1, as people do
}

static void without_a_progress_nothing_fails(void **state) {
  (void)state;
  Err e = {0};
  assert_int_equal(progress_get(NULL, "a", "b"), MARK_NONE);
  assert_true(progress_set(NULL, "a", "b", MARK_DONE, &e));
  assert_int_equal(progress_page(NULL, "a"), 0);
  assert_true(progress_set_page(NULL, "a", 1, &e));
  assert_true(progress_reset(NULL, "a", &e));
  progress_close(NULL);
}

static void reset_forgets_one_lesson(void **state) {
  (void)state;
  Err e = {0};
  Progress *p = open_it();
  set(p, "lstm", "gates", MARK_DONE);
  set(p, "rnn", "loop", MARK_DONE);
  set_page(p, "lstm", 3);
  assert_true(progress_reset(p, "lstm", &e));
  assert_int_equal(progress_get(p, "lstm", "gates"), MARK_NONE);
  assert_int_equal(progress_page(p, "lstm"), 0);
  assert_int_equal(progress_get(p, "rnn", "loop"), MARK_DONE);
  progress_close(p);
  p = open_it();
  assert_int_equal(progress_get(p, "lstm", "gates"), MARK_NONE);
  assert_int_equal(progress_get(p, "rnn", "loop"), MARK_DONE);
  progress_close(p);
}

// -- the file --------------------------------------------------------------------------------------------

// The file is replaced, not written into: who reads it meanwhile has the old one whole.
static void it_is_replaced_whole(void **state) {
  (void)state;
  Progress *p = open_it();
  set(p, "lstm", "one", MARK_DONE);
  FILE *reader = fopen(path, "r");
  struct stat before, after;
  assert_int_equal(fstat(fileno(reader), &before), 0);
  set(p, "lstm", "two", MARK_DONE);
  assert_int_equal(stat(path, &after), 0);
  assert_int_not_equal(before.st_ino, after.st_ino);
  char line[100];
  assert_non_null(fgets(line, sizeof line, reader));
  assert_non_null(fgets(line, sizeof line, reader));
  assert_string_equal(line, "done lstm one\n");
  assert_null(fgets(line, sizeof line, reader));
  fclose(reader);
  progress_close(p);
  char command[160]; // and leaves nothing else behind
  snprintf(command, sizeof command, "test \"$(ls -A '%s')\" = progress", dir);
  assert_int_equal(system(command), 0);
}

static void two_sessions(void **state) {
  (void)state;
  Progress *a = open_it(), *b = open_it();
  set(a, "lstm", "one", MARK_DONE);
  set(b, "lstm", "two", MARK_DONE); // b has not seen "one" and must not lose it
  set(a, "lstm", "three", MARK_SKIPPED);
  set(b, "lstm", "three", MARK_DONE);
  set(a, "lstm", "three", MARK_SKIPPED);
  assert_int_equal(progress_get(a, "lstm", "two"), MARK_DONE);
  progress_close(a);
  progress_close(b);
  a = open_it();
  assert_int_equal(progress_get(a, "lstm", "one"), MARK_DONE);
  assert_int_equal(progress_get(a, "lstm", "two"), MARK_DONE);
  assert_int_equal(progress_get(a, "lstm", "three"), MARK_DONE);
  progress_close(a);
}

static void unknown_lines_stay(void **state) {
  (void)state;
  static const char text[] =
    "# glassbox progress\n# my own note\ndone lstm one\nstars lstm one 3\nsome longer line of a newer program\r\ndone two-words\n";
  write_file(path, text, sizeof text - 1);
  Progress *p = open_it();
  assert_int_equal(progress_get(p, "lstm", "one"), MARK_DONE);
  set(p, "rnn", "loop", MARK_DONE);
  progress_close(p);
  assert_has(path, "# my own note\n");
  assert_has(path, "stars lstm one 3\n");
  assert_has(path, "some longer line of a newer program\n");
  assert_has(path, "done two-words\n");
  assert_has(path, "done rnn loop\n");
}

static void a_broken_file_is_kept_aside(void **state) {
  (void)state;
  static const char text[] = "# glassbox progress\ndone lstm one\n\xff\xfe\0\1 garbage\ndone lstm two\n";
  write_file(path, text, sizeof text - 1);
  Progress *p = open_it();
  assert_int_equal(progress_get(p, "lstm", "one"), MARK_DONE); // what can be read counts
  assert_int_equal(progress_get(p, "lstm", "two"), MARK_DONE);
  set(p, "lstm", "three", MARK_DONE);
  progress_close(p);
  char aside[160];
  snprintf(aside, sizeof aside, "%s.broken-1", path);
  Err e = {0};
  char *kept;
  size_t n;
  assert_true(file_read(aside, &kept, &n, &e));
  assert_int_equal(n, sizeof text - 1);
  assert_memory_equal(kept, text, n);
  mem_free(kept);
  assert_has(path, "done lstm three\n");
  write_file(path, text, sizeof text - 1); // a second one has another name
  progress_close(open_it());
  snprintf(aside, sizeof aside, "%s.broken-2", path);
  assert_int_equal(access(aside, F_OK), 0);
}

static void a_folder_that_cannot_be_written(void **state) {
  (void)state;
  Err e = {0};
  Progress *p = progress_open("/proc/no-such-folder/progress", &e);
  if (p) {
    assert_false(progress_set(p, "lstm", "one", MARK_DONE, &e));
    progress_close(p);
  }
  assert_int_not_equal(e.code, ERR_NONE);
  assert_non_null(strstr(e.text, "no-such-folder"));
  err_clear(&e);
}

// -- to another machine ------------------------------------------------------------------------------------

static void export_and_import(void **state) {
  (void)state;
  Err e = {0};
  Progress *p = open_it();
  set(p, "lstm", "one", MARK_DONE);
  set(p, "lstm", "two", MARK_SKIPPED);
  set_page(p, "lstm", 6);
  assert_true(progress_export(p, other, &e));
  progress_close(p);
  assert_int_equal(unlink(path), 0);
  p = open_it(); // the other machine, with marks of its own
  set(p, "lstm", "two", MARK_DONE);
  set(p, "rnn", "loop", MARK_DONE);
  set_page(p, "rnn", 2);
  assert_true(progress_import(p, other, &e));
  progress_close(p);
  p = open_it();
  assert_int_equal(progress_get(p, "lstm", "one"), MARK_DONE);
  assert_int_equal(progress_get(p, "lstm", "two"), MARK_DONE); // done wins
  assert_int_equal(progress_get(p, "rnn", "loop"), MARK_DONE);
  assert_int_equal(progress_page(p, "lstm"), 6);
  assert_int_equal(progress_page(p, "rnn"), 2);
  progress_close(p);
}

static void what_is_no_progress_is_not_imported(void **state) {
  (void)state;
  Err e = {0};
  Progress *p = open_it();
  set(p, "lstm", "one", MARK_DONE);
  char *before = contents(path);
  write_file(other, "a letter to a friend\n", 21);
  assert_false(progress_import(p, other, &e));
  assert_non_null(strstr(e.text, "other"));
  err_clear(&e);
  assert_false(progress_import(p, "/no/such/file", &e));
  assert_non_null(strstr(e.text, "/no/such/file"));
  err_clear(&e);
  char *after = contents(path);
  assert_string_equal(before, after);
  mem_free(before);
  mem_free(after);
  progress_close(p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(marks_are_kept),      TEST(without_a_progress_nothing_fails), TEST(reset_forgets_one_lesson),
    TEST(it_is_replaced_whole), TEST(two_sessions),                    TEST(unknown_lines_stay),
    TEST(a_broken_file_is_kept_aside), TEST(a_folder_that_cannot_be_written), TEST(export_and_import),
    TEST(what_is_no_progress_is_not_imported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
