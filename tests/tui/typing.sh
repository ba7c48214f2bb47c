#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The prompt is readline: wide characters, the cursor's column, history, search, completion, paste.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 13

start 80 24 --screen
wait_for '^gb> *$'
type '12三四56'
ok 'wide characters count two columns' cursor_is 12
keys Left Left
ok 'Left over narrow ones' cursor_is 10
keys Left
ok 'Left over a wide one' cursor_is 8
keys BSpace
ok 'Backspace takes a wide one' eval 'cursor_is 6 && wait_for "^gb> 12四56 *$"'
keys C-c
ok 'Ctrl-C clears the line' eval 'wait_for "^gb> *$" && cursor_is 4'

type '"词" + "w"'
keys Enter
ok 'a line is run' wait_for '^ "?词w"? *'
keys Up
ok 'Up recalls it' eval 'wait_for "^gb> \"词\" . \"w\"" && cursor_is 14'
keys C-c
wait_for '^gb> *$'
keys C-r
type '词'
ok 'Ctrl-R finds wide text' wait_for "reverse-i-search.*词': \"词\""
keys C-c
ok 'Ctrl-C leaves the search' wait_for '^gb> *$'

type 'softm'
keys Tab
ok 'Tab completes' wait_for '^gb> softmax'
keys C-c
wait_for '^gb> *$'
type 'log'
keys Tab
ok 'matches are listed above the prompt' wait_for '^ .*log_softmax'
keys C-c
wait_for '^gb> *$'

printf 'p = 20\nq = 22\np + q' | tm load-buffer -
tm paste-buffer -p
ok 'a paste runs nothing before Enter' wait_for '^gb> p = 20⏎q = 22⏎p \+ q'
keys Enter
ok 'then all of it' wait_for '^ 42'
