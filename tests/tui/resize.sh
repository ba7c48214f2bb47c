#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Any size at any moment: after a storm the screen is that of a fresh start, the typed line kept.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 9

start 80 24 lesson self-attention
wait_for '^gb> *$'
save fresh

start 200 60 lesson self-attention
ok 'a big window' wait_for '^gb> *$'
for size in '150 50' '60 16' '50 14' '39 9' '20 5' '3 1' '1 1' '2 40' '300 2' '40 10' '120 30'; do
  # shellcheck disable=SC2086
  resize $size
done
resize 80 24
ok 'after a storm of sizes the screen is that of a fresh start' wait_like fresh

resize 20 5
ok 'too small: a message says what is needed' wait_for '40x10'
resize 80 24
ok 'which goes when the window grows' wait_like fresh

resize 50 14
ok 'narrow: the prose alone' eval 'wait_for "^gb> *$" && wait_gone "40x10"'
type '12三四56'
cursor_is 12
keys Left Left Left
resize 3 1
resize 100 30
ok 'the edited line stays' wait_for '^gb> 12三四56 *$'
ok 'with its cursor' cursor_is 8
keys C-c
wait_for '^gb> *$'
keys C-d
ok 'it leaves as ever' ended
ok 'stty is as before' stty_same
