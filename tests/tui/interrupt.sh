#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C stops what runs and gives the prompt back; variables stay; repeated it ends nothing.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 6

start 80 24 --screen
wait_for '^gb> *$'
type 'kept = 40'
keys Enter
wait_for '^ gb> kept = 40'
type 'while true {}'
keys Enter
ok 'an endless loop runs' wait_for '^ gb> while true'
keys C-c
type 'kept + 2'
ok 'Ctrl-C gives the prompt back' wait_for '^gb> kept \+ 2'
keys Enter
ok 'and variables are as before' wait_for '^ 42'
keys C-c C-c C-c
type 'kept + 3'
ok 'Ctrl-C at the prompt ends nothing' wait_for '^gb> kept \+ 3'
keys C-c
wait_for '^gb> *$'
type 'for i in range(3) {'
keys Enter
ok 'an unfinished block asks for more' wait_for '^\.\.\.'
keys C-c
ok 'Ctrl-C drops it' wait_for '^gb> *$'
