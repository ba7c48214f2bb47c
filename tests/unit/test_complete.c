// SPDX-License-Identifier: GPL-3.0-or-later
// What Tab offers, as the session sees it: names, fields, commands and what they take; and that nothing is run.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "session/session.h"

static Session *s;

static void on_text(void *self, TextKind kind, const char *text) {
  (void)self;
  if (kind == TEXT_ERROR || kind == TEXT_PRINT) fail_msg("%s", text);
}

static void on_view(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin) {
  (void)self, (void)kind, (void)spec, (void)pin;
}

static int begin(void **state) {
  (void)state;
  s = session_new((Front){.interactive = true, .text = on_text, .view = on_view});
  session_input(s, "<prompt>", "pair = {first: 1, second: {deep: 2}}; 词 = \"x\"; words = [\"a\"]", 1);
  session_input(s, "<prompt>", "model Net(n) { param weight = ones(n); def forward(x) { return x * weight }; def extra() { return 1 } }", 1);
  session_input(s, "<prompt>", "net = Net(2); t = [[1, 2], [3, 4]]", 1);
  session_input(s, "<prompt>", "def loud() { print(\"run\"); return pair }", 1);
  session_input(s, "<prompt>", ":view t as table", 1);
  session_input(s, "<prompt>", ":view t * 2 as table", 1);
  if (mkdir("test_complete.d", 0700) != 0 && access("test_complete.d", F_OK) != 0) return 1;
  FILE *f = fopen("test_complete.d/two words.gb", "w"), *g = fopen("test_complete.d/注意力.gb", "w");
  if (f) fclose(f);
  if (g) fclose(g);
  return f && g ? 0 : 1;
}

static int end(void **state) {
  (void)state;
  session_free(s);
  unlink("test_complete.d/two words.gb");
  unlink("test_complete.d/注意力.gb");
  return rmdir("test_complete.d");
}

// The words offered at the end of `line`, each after a blank.
static char *offered(const char *line) {
  size_t start = 0;
  Str out = {0};
  char **words = session_complete(s, line, strlen(line), &start);
  assert_true(start <= strlen(line));
  for (char **w = words; w && *w; w++) str_addf(&out, " %s", *w);
  session_free_words(words);
  return out.s ? str_take(&out) : mem_strdup("");
}

static void gives(const char *line, const char *expected) {
  char *got = offered(line);
  if (strcmp(got, expected) != 0) fail_msg("%s: offered \"%s\", not \"%s\"", line, got, expected);
  mem_free(got);
}

static void has(const char *line, const char *word, bool yes) {
  char *got = offered(line), part[100];
  size_t n = strlen(got);
  got = mem_realloc(got, n + 2);
  memcpy(got + n, " ", 2);
  snprintf(part, sizeof part, " %s ", word);
  if ((strstr(got, part) != NULL) != yes) fail_msg("%s: %s is %soffered in%s", line, word, yes ? "not " : "", got);
  mem_free(got);
}

static void names(void **state) {
  (void)state;
  gives("pai", " pair");
  gives("x = 1 + pai", " pair");
  gives("softma", " softmax");
  gives("f(multi_head_a", " multi_head_attention");
  gives("词", " 词");
  gives("whil", " while");
  gives("nothing_is_called_so", "");
}

static void fields(void **state) {
  (void)state;
  gives("pair.s", " second");
  gives("pair.second.d", " deep");
  gives("net.", " n weight forward extra");
  has("t.", "shape", true);
  has("t.", "softmax", true);
  gives("loud().f", ""); // that would be to run it
  gives("pair.nope.f", "");
}

static void commands(void **state) {
  (void)state;
  gives(":descr", " describe");
  gives("  :descr", " describe");
  gives(":lesson self-", " self-attention");
  gives(":set prec", " precision");
  gives(":set theme l", " light");
  gives(":set ascii o", " off on");
  gives(":view pai", " pair");
  gives(":view pair as tab", " table");
  gives(":describe pair as tab", " table");
  gives(":export out.svg pair as tab", " table");
  gives(":help softma", " softmax");
  gives(":help :transc", " transcript");
  gives(":help preci", " precision");
  gives(":help qgri", " qgrid");
  gives(":export out.svg pair.s", " second");
  gives(":unpin t", " t t * 2");
  gives(":progress e", " export");
  has(":why t.", "shape", true);
  has(":who ", "pair", false);
}

static void files(void **state) {
  (void)state;
  gives(":load test_complete.d/", " test_complete.d/two words.gb test_complete.d/注意力.gb");
  gives(":load \"test_complete.d/two", " test_complete.d/two words.gb");
  gives("read_text(\"test_complete.d/注", " test_complete.d/注意力.gb");
  gives("read_text(\"test_complete.", " test_complete.d/");
  gives(":load test_complete.d/two w", " test_complete.d/two words.gb");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(fields), cmocka_unit_test(commands), cmocka_unit_test(files)};
  return cmocka_run_group_tests(tests, begin, end);
}
