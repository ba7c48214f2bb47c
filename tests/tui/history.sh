#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# History is written after each command, by every session, survives a kill and is nobody else's to read;
# the user's inputrc counts.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 12
file=$work/state/glassbox/history
program() { tm list-panes -F '#{pane_pid}' | xargs -I{} ps -o pid= --ppid {}; }

start 80 24 --screen
wait_for '^gb> *$'
type 'first = 11'
keys Enter
ok 'the screen writes it' poll grep -qs '^first = 11' "$file"
printf 'second = 22\nsecond * 2\n' >"$work/other.gb"
# another session, at a prompt of its own, while this one runs
tm new-session -d -s other -x 80 -y 24 env TERM=tmux-256color LC_ALL=C.UTF-8 /bin/sh "$work/inside" --plain
other_shows() { tm capture-pane -p -t other | grep -Eq -- "$1"; }
ok 'a second session comes up' poll other_shows '^gb> *$'
tm send-keys -t other -l 'second = 22'
tm send-keys -t other Enter
ok 'it writes too' poll grep -qs '^second = 22' "$file"
type 'third = 33'
keys Enter
ok 'and the first again' poll grep -qs '^third = 33' "$file"
kill -9 "$(program)"
ok 'after kill -9 all of it is there' test "$(grep -c ' = ' "$file")" = 3
ok 'for its owner alone' test "$(stat -c %a "$file")" = 600

start 80 24 --screen
wait_for '^gb> *$'
keys Up
ok 'a new session recalls the last' wait_for '^gb> third = 33'
keys C-c
wait_for '^gb> *$'
type 'for i in range(2) {'
keys Enter
wait_for '^\.\.\.'
type 'print(i) }'
keys Enter
wait_for '^ 1 *$'
keys Up
ok 'a block is one entry' eval 'wait_for "^gb> for i in range\(2\) \{ *$" && wait_for "^\.\.\.   print\(i\) \}"'
keys C-c

env="GLASSBOX_HISTORY=" start 80 24 --screen
wait_for '^gb> *$'
type 'secret = 1'
keys Enter
wait_for '^ gb> secret'
wait_for '^gb> *$'
keys C-d
ended
ok 'GLASSBOX_HISTORY= keeps none' not grep -q secret "$file"

cat >"$work/inputrc" <<'END'
$if glassbox
"\C-g": "bound = 7"
$endif
END
for mode in --screen --plain; do
  env="INPUTRC=$work/inputrc" start 80 24 $mode
  wait_for '^gb> *$'
  keys C-g
  ok "\$if glassbox in inputrc works ($mode)" wait_for '^gb> bound = 7'
  keys C-c
done
ok 'the history is of lines that were run' not grep -q bound "$file"
