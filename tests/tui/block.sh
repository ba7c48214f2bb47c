#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An input of several lines is edited as one on the full screen: its lines, its indentation, a mistake in an earlier
# line, a window that is too low for it; and the history brings it back so.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 19

cursor_row_is() { [ "$(tm display -p '#{cursor_y}')" = "$1" ]; }
line() {
  type "$1"
  keys Enter
}

start 80 24 --screen
wait_for '^gb> *$'
line 'def f(x) {'
ok 'an open bracket indents the next line' eval 'wait_for "^\.\.\. *$" && cursor_is 6'
line 'y = 词'
type '}'
ok 'a closed one takes it back' wait_for '^\.\.\. \} *$'
keys BSpace
type '  return y + 2'
wait_for '^\.\.\.   return y \+ 2'
keys Up
ok 'Up goes to the line above' poll cursor_row_is 21
keys End BSpace
type 'x'
ok 'which is edited' wait_for '^\.\.\.   y = x *$'
keys Down
ok 'Down goes on' poll cursor_row_is 22
keys End Enter
type '}'
ok 'nothing has run yet' not shows '^ gb>'
keys Enter
ok 'Enter runs it when it is complete' wait_for '^ \.\.\. \}'
line 'f(40)'
ok 'all of it' wait_for '^ 42'
keys Up Up
ok 'the history has it as it was' eval 'wait_for "^gb> def f\(x\) \{ *$" && wait_for "^\.\.\.   y = x *$"'
keys Up Up Up
ok 'Up goes through its lines first' poll cursor_row_is 19
keys Up
wait_gone '^\.\.\.' # f(40) is newer: there is nothing before the block
keys Down Down Down Down
ok 'and Down to what came after' wait_for '^gb> f\(40\) *$'
keys C-c
wait_for '^gb> *$'

line 'for i in range(3) {'
wait_for '^\.\.\.'
type 'x = 三'
ok 'the column counts wide characters' cursor_is 12
keys Home
ok 'Home is the beginning of the line' cursor_is 4
resize 60 14
ok 'a new size keeps the block' eval 'wait_for "^gb> for i in range\(3\) \{" && wait_for "^\.\.\.   x = 三"'
resize 80 24
wait_for '^.{72}F1 help$'
keys C-c
ok 'Ctrl-C drops all of it' eval 'wait_gone "^\.\.\." && wait_for "^gb> *$"'

# higher than the window gives it room
printf 'l = [1,\n2,\n3,\n4,\n5,\n6,\n7,\n8,\n9,\n10]\nsum(l)' >"$work/long"
tm load-buffer "$work/long"
tm paste-buffer -p
ok 'of a long one the end is seen' eval 'wait_for "^\.\.\. sum\(l\) *$" && wait_gone "^gb> l = "'
keys Up Up Up Up Up Up Up Up Up Up
ok 'or where the cursor is' wait_for '^gb> l = \[1, *$'
keys Enter
ok 'it runs' wait_for '^ 55'
keys C-d
ok 'and all ends as ever' eval 'ended && stty_same'
