#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The prompt is readline: wide characters, the cursor's column, history, search, completion, paste.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 33

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
ok 'a paste runs nothing before Enter' eval 'wait_for "^gb> p = 20 *$" && wait_for "^\.\.\. q = 22 *$" && wait_for "^\.\.\. p \+ q *$"'
keys Enter
ok 'then all of it' wait_for '^ 42'

# Pasted prompts and outputs of an earlier session are no code.
printf 'gb> u = 3\n... v = 4\ngb> u * v\n' | tm load-buffer -
tm paste-buffer -p
wait_for '^\.\.\. gb> u \* v'
keys Enter
ok 'pasted prompts are left out' eval 'wait_for "^ \.\.\. u \* v" && wait_for "^ 12 *$"'
printf 'w = 5' | tm load-buffer -
tm paste-buffer -p
ok 'a paste can be edited' eval 'wait_for "^gb> w = 5 *$" && keys BSpace 7 && wait_for "^gb> w = 7 *$"'
keys C-c
wait_for '^gb> *$'

# What Tab completes: it is found without running code, lists are in our window
completes() { # NAME, what is typed, what becomes of it
  type "$2"
  keys Tab
  ok "Tab completes $1" wait_for "^gb> $3 *\$"
  keys C-c
  wait_for '^gb> *$'
}
mkdir "$work/dir"
: >"$work/dir/two words.gb"
: >"$work/dir/注意力.gb"
type 'pair = {first: 1, second: 2}'
keys Enter
wait_for '^ gb> pair ='
wait_for '^gb> *$'
completes 'a command' ':descr' ':describe'
completes 'a lesson' ':lesson self-att' ':lesson self-attention'
completes 'a variable' 'pai' 'pair'
completes 'a field' 'pair.se' 'pair.second'
completes 'a setting' ':set prec' ':set precision'
completes 'a view' ':view pair as tab' ':view pair as table'
completes 'a file with blanks, quoted' ":load \"$work/dir/two" ":load \"$work/dir/two words.gb"
completes 'a Chinese file' ":load $work/dir/注" ":load $work/dir/注意力.gb"
type ":load $work/dir/"
keys Tab
ok 'a list of files' wait_for '^ *two words.gb +注意力.gb'
ok 'over the line that is typed' shows "^gb> :load $work/dir/ *\$"
keys C-c
ok 'Ctrl-C takes it away' wait_gone 'two words.gb'
wait_for '^gb> *$'

# A line longer than the window is shown around the cursor.
type 'a_long_name_1 + a_long_name_2 + a_long_name_3 + a_long_name_4 + a_long_name_5 + 三'
ok 'a long line scrolls' wait_for '^<.*a_long_name_5 . 三 *$'
keys Home
ok 'Home shows its beginning' eval 'wait_for "^gb> a_long_name_1.*>$" && cursor_is 4'
keys End
ok 'End its end' wait_for '^<.*a_long_name_5 . 三 *$'
keys C-c
wait_for '^gb> *$'

keys F1
wait_for 'Ctrl-R'
ok 'F1: the keys of the prompt' shows '^ *Ctrl-R '
keys End
ok 'and of the stepper, from its table' wait_for '^ *Enter +the last move'
keys q
ok 'q leaves them' wait_for '^gb> *$'
type 'y'
ok 'the keyboard is the prompt again' wait_for '^gb> y'
