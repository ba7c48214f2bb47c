#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The stepper on the whole screen: forward and back gives the same screen, whatever the step.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 12

start 80 24 --screen
wait_for '^gb> *$'
type 'def f(x) { y = exp(x); return y / sum(y) }'
keys Enter
wait_for '^ gb> def f'
wait_for '^gb> *$'
type ':step f([1, 2, 3])'
keys Enter
ok ':step opens it' wait_gone 'F1 help'
save first
keys s s
poll eval '! is_like first'
ok 's goes on' not is_like first
save there
keys s s s
poll eval '! is_like there'
keys S S S
ok 'S goes back: the same screen' wait_like there
keys S S
ok 'to the first' wait_like first
keys n n n N N N
ok 'n and N' wait_like first
resize 50 14
resize 3 1
resize 80 24
ok 'the same screen after other sizes' wait_like first
keys /
wait_for '^/'
type 'exp'
keys Enter
ok '/ finds an operation' wait_for 'exp'
# A key writes what it changed and no more: the cursor in a value is two cells and a line of the foot.
keys Tab
wait_for 'arrows cell'
save cell
tm pipe-pane "cat >$work/raw"
keys Right
poll eval '! is_like cell'
save cell
tm pipe-pane
raw_there() { [ -s "$work/raw" ]; }
ok 'a move of the cursor is written' poll raw_there
ok 'in few bytes, as the rest stays' test "$(wc -c <"$work/raw")" -lt 1000
printf '\033[D' >"$work/left" # as a terminal in the other keypad mode sends it
tm load-buffer "$work/left"
tm paste-buffer
ok 'arrows are known in both of their forms' eval "poll eval '! is_like cell' && wait_for 'arrows cell'"
keys q
ok 'q leaves it' wait_for '^gb> *$'
keys C-d
ended
ok 'stty is as before' stty_same
