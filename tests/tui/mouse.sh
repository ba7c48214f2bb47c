#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The mouse: off unless asked for; then clicks and the wheel do what they point at; off again at any end. And the
# panels: how the keyboard goes to them, one alone with all the room, and back.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 24

prompt() { wait_for '^gb> *$'; }
run() {
  type "$1"
  keys Enter
  wait_for "gb> $2"
  prompt
}
mouse() { # BUTTON COL ROW (from 1): as a terminal reports it
  printf '\033[<%d;%d;%dM\033[<%d;%d;%dm' "$1" "$2" "$3" "$1" "$2" "$3" >"$work/report"
  tm load-buffer "$work/report"
  tm paste-buffer
}
mode_is() { [ "$(tm display -p '#{mouse_any_flag}')" = "$1" ]; }

start 80 24 --screen
prompt
ok 'off at first' mode_is 0
run 'x = [[1.5, 2], [3, 4]]' 'x ='
run ':view x as table' ':view x as'
run ':view x * 2 as table' ':view x \* 2'
run ':set mouse on' ':set mouse'
ok 'on when set' poll mode_is 1
mouse 0 60 4
ok 'a click goes to a panel' wait_for '│▸x$'
mouse 0 60 9
ok 'or to the other' wait_for '│▸x \* 2$'
mouse 65 60 9
ok 'the wheel moves in it' wait_for '^ \(x \* 2\)\[1, 0\] = 6|x \* 2\[1, 0\] = 6'
mouse 0 5 22
ok 'a click beside goes back to the prompt' prompt
mouse 0 74 24
ok 'a key of the key line is pressed' wait_for 'Ctrl-R'
mouse 65 40 10
ok 'the wheel reads on there' wait_for 'lines [2-9]'
keys q
prompt
run 'for i in range(40) { print(i) }' 'for'
ok 'what is long is shown from its beginning' wait_for '^ 17 '
mouse 65 10 10
mouse 65 10 10
ok 'the wheel reads on' wait_for '^ 23 '
mouse 64 10 10
mouse 64 10 10
ok 'and back' wait_gone '^ 23 '
run ':set mouse off' ':set mouse off'
ok 'off when set' poll mode_is 0
run ':set mouse on' ':set mouse on'
poll mode_is 1
kill -SEGV "$(tm list-panes -F '#{pane_pid}' | xargs -I{} ps -o pid= --ppid {})"
ok 'a crash' ended
ok 'leaves it off' mode_is 0
ok 'and stty as before' stty_same

for size in '80 24' '120 40' '200 60'; do
  # shellcheck disable=SC2086
  start $size --screen
  prompt
  run 'x = [[1.5, 2], [3, 4]]' 'x ='
  run ':view x as table' ':view x as'
  run ':view x * 2 as table' ':view x \* 2'
  wait_for '│ x \* 2$'
  keys F2
  keys F2
  ok "$size: one panel alone" eval "wait_for '^▸x$' && wait_for 'panel 1 of 2'"
  keys Tab
  ok "$size: and the next" wait_for '^▸x \* 2$'
  keys q
  ok "$size: and both again" eval "prompt && wait_for '│ x \* 2$'"
done
