#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every key of the stepper does something, and its reverse brings the same screen back, wide and narrow.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 82

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
  # Numbers change, and come back.
  keys Home s s
  wait_for '^ step 3 of'
  there_and_back 'e changes a cell' 'Tab e 9 Enter' 'u Escape S s'
  keys Tab e 9 Enter
  ok 'and says what it did' wait_for 'y\[0, 0\] 2.718 → 9:'
  keys u
  ok 'u takes it back' wait_for 'taken back'
  keys Escape
  wait_gone 'Esc steps'
  keys r
  wait_for '^r'
  type 'x = [[0, 0, 0], [1, 1, 1]]'
  keys Enter
  ok 'r takes another argument' wait_for 'x = \[\[0'
  keys u
  ok 'which u takes back too' wait_for 'taken back'
  # Stops, in words after a colon.
  keys :
  wait_for '^:'
  type 'break sum'
  keys Enter
  ok ': takes commands in words' wait_for '1: break sum'
  keys Home c
  ok 'c stops there' wait_for '1: break sum'
  there_and_back 'c and C' c C
  # Why, and why that.
  keys w
  ok 'w lists where it comes from' wait_for '▸1 '
  keys Enter
  ok 'Enter asks on' wait_for '^ y\[0, 0\] = exp'
  keys BSpace
  ok 'Backspace returns' wait_for '^ sum\(y\) = '
  keys Escape
  wait_gone 'Enter follow'
  keys q
  ok 'q leaves' wait_for '^gb> *$'
}

walk 80 24
walk 50 16
