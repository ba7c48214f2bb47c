// SPDX-License-Identifier: GPL-3.0-or-later
// block: an input of several lines is edited as one. Enter runs what is complete and else begins another line; Up and
// Down, Home and End go by its lines; a bracket that is opened indents, one that is closed takes it back.
#include "screen/parts.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "base/utf8.h"

#define INDENT 2

static int line_start(int at) {
  while (at > 0 && rl_line_buffer[at - 1] != '\n') at--;
  return at;
}

static int line_end(int at) {
  while (at < rl_end && rl_line_buffer[at] != '\n') at++;
  return at;
}

int block_rows(void) {
  int rows = 1;
  for (int i = 0; i < rl_end; i++) rows += rl_line_buffer[i] == '\n';
  return rows;
}

// -- Enter and brackets --------------------------------------------------------------------------
static int indent_of(int start) {
  int n = 0;
  while (start + n < rl_point && rl_line_buffer[start + n] == ' ') n++;
  return n;
}

static bool opens(int start) {
  int at = rl_point;
  while (at > start && rl_line_buffer[at - 1] == ' ') at--;
  return at > start && strchr("{[(", rl_line_buffer[at - 1]);
}

static int on_enter(int count, int key) {
  if (!session_incomplete(rl_line_buffer)) return rl_newline(count, key);
  int start = line_start(rl_point), indent = indent_of(start) + (opens(start) ? INDENT : 0);
  rl_insert_text("\n");
  for (int i = 0; i < indent; i++) rl_insert_text(" ");
  return 0;
}

static int on_close(int count, int key) {
  int start = line_start(rl_point), indent = indent_of(start);
  if (start > 0 && indent >= INDENT && start + indent == rl_point) rl_delete_text(rl_point - INDENT, rl_point), rl_point -= INDENT;
  return rl_insert(count, key);
}

static int on_tab(int count, int key) {
  int start = line_start(rl_point);
  if (start == 0 || start + indent_of(start) != rl_point) return rl_complete(count, key);
  rl_insert_text("  ");
  return 0;
}

// -- going about ---------------------------------------------------------------------------------
// To the same column of the line before or after; false where there is none.
static bool go(int dir) {
  int start = line_start(rl_point), end = line_end(rl_point);
  if (dir < 0 ? start == 0 : end >= rl_end) return false;
  int want = utf8_width(rl_line_buffer + start, (size_t)(rl_point - start));
  int first = dir < 0 ? line_start(start - 1) : end + 1, last = line_end(first), to = first;
  while (to < last && utf8_width(rl_line_buffer + first, (size_t)(to - first)) < want)
    to += (int)utf8_cluster(rl_line_buffer + to, (size_t)(last - to));
  rl_point = to;
  return true;
}

static int on_up(int count, int key) { return go(-1) ? 0 : rl_get_previous_history(count, key); }
static int on_down(int count, int key) { return go(1) ? 0 : rl_get_next_history(count, key); }

static int on_home(int count, int key) {
  (void)count, (void)key;
  rl_point = line_start(rl_point);
  return 0;
}

static int on_end(int count, int key) {
  (void)count, (void)key;
  rl_point = line_end(rl_point);
  return 0;
}

// -- keys ----------------------------------------------------------------------------------------
// Every key that does `was` does `now`: what the user's inputrc binds otherwise stays.
static void replace(Keymap map, rl_command_func_t *was, rl_command_func_t *now) {
  char **seqs = rl_invoking_keyseqs_in_map(was, map);
  for (char **s = seqs; s && *s; s++) {
    rl_bind_keyseq_in_map(*s, now, map);
    free(*s);
  }
  free(seqs);
}

void block_bind(void) {
  const char *maps[] = {"emacs-standard", "vi-insert", "vi-command"};
  for (int i = 0; i < 3; i++) {
    Keymap m = rl_get_keymap_by_name(maps[i]);
    if (!m) continue;
    replace(m, rl_newline, on_enter);
    replace(m, rl_get_previous_history, on_up);
    replace(m, rl_get_next_history, on_down);
    replace(m, rl_beg_of_line, on_home);
    replace(m, rl_end_of_line, on_end);
    replace(m, rl_complete, on_tab);
    if (i == 2) continue;
    for (const char *c = "}])"; *c; c++) {
      int type = 0;
      char seq[] = {*c, '\0'};
      if (rl_function_of_keyseq(seq, m, &type) == rl_insert) rl_bind_key_in_map(*c, on_close, m);
    }
  }
}
