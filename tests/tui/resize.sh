#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Any size at any moment: after a storm the screen is that of a fresh start, the typed line kept.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 28

storm() {
  for size in '150 50' '60 16' '1 1' '500 200' '39 9' '20 5' '3 1' '1 200' '500 1' '2 40' '300 2' '40 10' '120 30' "$@"; do
    # shellcheck disable=SC2086
    resize $size
  done
}
last_line() { screen | sed -n '$p'; }
help_is_last() { last_line | grep -Eq 'F1 help *$|\? help *$'; }

start 80 24 lesson self-attention
wait_for '^gb> *$'
save fresh
start 200 60 lesson self-attention
ok 'a big window' wait_for '^gb> *$'
storm '80 24'
ok 'after a storm of sizes the screen is that of a fresh start' wait_like fresh

resize 20 5
ok 'too small: a message says what is needed' wait_for '40x10'
resize 80 24
ok 'which goes when the window grows' wait_like fresh
resize 39 24
ok 'too narrow alone' wait_for '40x10'
resize 80 9
ok 'too low alone' wait_for '40x10'

for size in '40 10' '50 14' '60 16' '80 24' '119 33' '200 60'; do
  # shellcheck disable=SC2086
  start ${size} lesson self-attention
  ok "$size: the prompt" wait_for '^gb> *$'
  ok "$size: help is the last of the keys" poll help_is_last
done

# while a line is edited
start 80 24 --screen
wait_for '^gb> *$'
type '12三四56'
cursor_is 12
keys Left Left Left
cursor_is 8
storm '100 30'
ok 'the edited line stays' wait_for '^gb> 12三四56 *$'
ok 'with its cursor' cursor_is 8
wait_for '^.{92}F1 help$' # at its place for 100 columns: the storm is over
save edited
storm '100 30'
ok 'and all of the screen' wait_like edited
keys C-c
wait_for '^gb> *$'
keys C-d
ok 'it leaves as ever' ended
ok 'stty is as before' stty_same

# while a list of matches is shown
start 80 24 --screen
wait_for '^gb> *$'
type 'log'
keys Tab
wait_for '^ .*log_softmax'
storm '80 24'
ok 'the completed line stays' wait_for '^gb> log *$'
keys C-c
wait_for '^gb> *$'

# while code runs
type 'while true {}'
keys Enter
wait_for '^ gb> while true'
wait_gone '^gb> *$'
storm '90 20'
keys C-c
ok 'code that runs is stopped as ever' wait_for '^gb> *$'
type '6 * 7'
keys Enter
ok 'and the prompt works' wait_for '^ 42'

# in the stepper
start 80 24 --screen
wait_for '^gb> *$'
type ':step softmax([[1, 2], [3, 4]])'
keys Enter
wait_for '^ step 1 of'
save walking
storm '80 24'
wait_for '^ step 1 of'
ok 'the stepper is the same after a storm' wait_like walking
keys q
ok 'and so is what it leaves behind' wait_for '^gb> *$'
