#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every key of the stepper does something, and its reverse brings the same screen back, wide and narrow.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 56

there_and_back() { # NAME, keys there, keys back
  save here
  # shellcheck disable=SC2086
  keys $2
  ok "$1 does something" poll eval '! is_like here'
  # shellcheck disable=SC2086
  keys $3
  ok "and $3 brings it back" wait_like here
}

walk() { # COLS ROWS
  start "$1" "$2" --screen
  wait_for '^gb> *$'
  type 'def f(x) { y = exp(x); return y / sum(y) }'
  keys Enter
  wait_for '^ *gb> def f'
  wait_for '^gb> *$'
  type 'def g(x) { return f(x) + f(2 * x) }'
  keys Enter
  wait_for '^ *gb> def g'
  wait_for '^gb> *$'
  type ':step g([[1, 2, 3], [4, 5, 6]])'
  keys Enter
  ok "$1x$2: the stepper is open" wait_for '^ step 1 of'
  there_and_back s s S
  keys s s s s
  ok 's four times' wait_for '^ step 5 of'
  there_and_back n n N
  there_and_back 'n three times' 'n n n' 'N N N'
  there_and_back Right Right Left
  there_and_back Down Down Up
  there_and_back 'search and go to' '/ s u m Enter' 'g 5 Enter'
  there_and_back Tab Tab BTab
  there_and_back 'a cell' 'Tab Right Right Down' 'Up Left Left Escape'
  there_and_back '?' '?' q
  there_and_back w w 's S'
  keys Home
  ok 'Home goes to the first' wait_for '^ step 1 of'
  there_and_back 'to the end' End Home
  there_and_back c c C
  keys q
  ok 'q leaves' wait_for '^gb> *$'
}

walk 80 24
walk 50 16
