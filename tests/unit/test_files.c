// SPDX-License-Identifier: GPL-3.0-or-later
// What a lesson's code may write: below the state folder, and nothing else, whoever calls it; what is typed may write
// anywhere.
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

#include "base/paths.h"
#include "lang/vm.h"
#include "session/session.h"

static bool runs(Vm *vm, const char *code, bool guest) {
  Err e = {0};
  Source *src = source_new(guest ? "lesson.md" : "<prompt>", code, strlen(code), 1);
  src->guest = guest;
  bool ok = vm_run(vm, src, &e);
  if (!ok && !strstr(e.text, "the code of a lesson may not write")) fail_msg("%s", e.text);
  source_release(src);
  err_clear(&e);
  return ok;
}

static char state[4096], code[8192];

static const char *writing(const char *path) {
  snprintf(code, sizeof code, "write_text(\"%s\", \"x\")", path);
  return code;
}

static int begin(void **ctx) {
  (void)ctx;
  if (!getcwd(state, sizeof state - 32)) return 1;
  strcat(state, "/test_files_state");
  setenv("XDG_STATE_HOME", state, 1);
  return path_state() ? 0 : 1;
}

static int end(void **ctx) {
  (void)ctx;
  char command[4200];
  snprintf(command, sizeof command, "rm -rf '%s'", state);
  return system(command);
}

static void elsewhere(void **ctx) {
  (void)ctx;
  Vm *vm = vm_new();
  assert_false(runs(vm, writing("test_files.out"), true));
  assert_int_equal(access("test_files.out", F_OK), -1);
  assert_false(runs(vm, "write_npy(\"test_files.out\", [1])", true));
  assert_false(runs(vm, "write_safetensors(\"test_files.out\", {a: [1]})", true));
  assert_false(runs(vm, "map(fn(p) write_text(p, \"x\"), [\"test_files.out\"])", true));
  assert_true(runs(vm, writing("test_files.out"), false));
  assert_int_equal(access("test_files.out", F_OK), 0);
  assert_int_equal(unlink("test_files.out"), 0);
  vm_free(vm);
}

// A function that a lesson left behind does not become trusted by being called from the prompt.
static void by_a_function_left_behind(void **ctx) {
  (void)ctx;
  Vm *vm = vm_new();
  assert_true(runs(vm, "def save(p) { write_text(p, \"x\") }\nf = fn(p) save(p)", true));
  assert_false(runs(vm, "save(\"test_files.out\")", false));
  assert_false(runs(vm, "f(\"test_files.out\")", false));
  assert_int_equal(access("test_files.out", F_OK), -1);
  vm_free(vm);
}

static void below_the_state_folder(void **ctx) {
  (void)ctx;
  Vm *vm = vm_new();
  char path[4300], other[4300];
  snprintf(path, sizeof path, "%s/note.txt", path_state());
  assert_true(runs(vm, writing(path), true));
  assert_int_equal(access(path, F_OK), 0);
  snprintf(path, sizeof path, "%s/../../escaped", path_state());
  assert_false(runs(vm, writing(path), true));
  snprintf(path, sizeof path, "%s-beside/x", path_state()); // begins with the same letters
  snprintf(other, sizeof other, "%s-beside", path_state());
  assert_int_equal(mkdir(other, 0700), 0);
  assert_false(runs(vm, writing(path), true));
  snprintf(path, sizeof path, "%s/link", path_state());
  assert_int_equal(symlink("/tmp", path), 0);
  snprintf(other, sizeof other, "%s/link/gb_escaped", path_state());
  assert_false(runs(vm, writing(other), true));
  vm_free(vm);
}

// A link to a file that is not there yet leads out of the folder too.
static void by_a_link_to_nowhere(void **ctx) {
  (void)ctx;
  Vm *vm = vm_new();
  char path[4300];
  snprintf(path, sizeof path, "%s/dangling", path_state());
  assert_int_equal(symlink("/tmp/gb_not_there", path), 0);
  runs(vm, writing(path), true); // may replace the link, but writes nothing where it leads
  assert_int_equal(access("/tmp/gb_not_there", F_OK), -1);
  vm_free(vm);
}

static void on_text(void *self, TextKind kind, const char *text) { (void)self, (void)kind, (void)text; }
static void on_view(void *self, const ViewDef *kind, const ViewSpec *spec, bool pin) { (void)self, (void)kind, (void)spec, (void)pin; }
static void on_step(void *self, Stepper *s) { (void)self, (void)s; }

static void commands(void **ctx) {
  (void)ctx;
  const Front front = {.text = on_text, .view = on_view, .step = on_step};
  Session *s = session_new(front);
  const char *const lines[] = {":save test_files.out", ":transcript test_files.out", "x = 1\n:export x test_files.out", ":load test_files.c", ":edit f", ":progress export test_files.out"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    Err e = {0};
    Source *src = source_new("lesson.md", lines[i], strlen(lines[i]), 1);
    src->guest = true;
    assert_false(vm_run(session_vm(s), src, &e));
    if (!strstr(e.text, "the code of a lesson may not run :")) fail_msg("%s", e.text);
    source_release(src);
    err_clear(&e);
  }
  assert_int_equal(access("test_files.out", F_OK), -1);
  Err e = {0};
  Source *src = source_new("lesson.md", ":who", 4, 1);
  src->guest = true;
  if (!vm_run(session_vm(s), src, &e)) fail_msg("%s", e.text); // what writes nothing is free
  source_release(src);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(elsewhere), cmocka_unit_test(by_a_function_left_behind),
                                     cmocka_unit_test(below_the_state_folder), cmocka_unit_test(by_a_link_to_nowhere),
                                     cmocka_unit_test(commands)};
  return cmocka_run_group_tests(tests, begin, end);
}
