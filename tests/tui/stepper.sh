#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The stepper on the whole screen: forward and back gives the same screen, whatever the step.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 9

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
keys q
ok 'q leaves it' wait_for '^gb> *$'
keys C-d
ended
ok 'stty is as before' stty_same
