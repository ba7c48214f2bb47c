#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C stops what runs and gives the prompt back; variables stay; repeated it ends nothing.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 28

for mode in --screen --plain; do
  start 80 24 $mode
  wait_for '^gb> *$'
  type 'kept = 40'
  keys Enter
  wait_for '^ ?gb> kept = 40'
  wait_for '^gb> *$'
  type 'while true {}'
  keys Enter
  ok "$mode: an endless loop runs" eval 'wait_for "^ ?gb> while true" && wait_gone "^gb> *\$"'
  keys C-c
  ok "$mode: Ctrl-C gives the prompt back" wait_for '^gb> *$'
  ok "$mode: and says so" shows 'interrupted'
  type 'kept + 2'
  keys Enter
  ok "$mode: variables are as before" wait_for '^ ?42'

  type 'A = randn(600, 600); B = A; while true { B = A @ A }'
  keys Enter
  wait_for 'B = A @ A'
  wait_gone '^gb> *$'
  keys C-c C-c C-c C-c
  ok "$mode: many of them stop a matrix product, and no more" wait_for '^gb> *$'
  wait_for '^gb> *$'
  type 'eye(2) @ [[20.5, 1], [2, 3]]'
  keys Enter
  ok "$mode: the next product works" wait_for '20\.5, +1'
  wait_for '^gb> *$'
  keys C-c C-c C-c
  type 'kept + 3'
  ok "$mode: Ctrl-C at the prompt ends nothing" wait_for '^gb> kept \+ 3'
  keys C-c
  wait_for '^gb> *$'
  type 'for i in range(3) {'
  keys Enter
  ok "$mode: an unfinished block asks for more" wait_for '^\.\.\.'
  keys C-c
  ok "$mode: Ctrl-C drops it" wait_for '^gb> *$'
  type '6 * 111'
  keys Enter
  ok "$mode: what comes then is new" wait_for '^ ?666'
  keys C-d
  ok "$mode: and Ctrl-D leaves without a question" ended
  ok "$mode: with status 0" grep -qx 0 "$work/status"
done

start 80 24 -e 'print("it runs"); while true {}'
wait_for '^it runs'
keys C-c
ok '-e: Ctrl-C ends it' ended
ok '-e: with status 130' grep -qx 130 "$work/status"
echo 'print("it runs"); while true {}' >"$work/loop.gb"
start 80 24 "$work/loop.gb"
wait_for '^it runs'
keys C-c
ok 'a script: Ctrl-C ends it' ended
ok 'a script: with status 130' grep -qx 130 "$work/status"
