#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The terminal is left as it was found: after Ctrl-D, :quit, signals at any moment, and when stopped and
# continued, on the full screen and at the plain prompt.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 65

program() { tm list-panes -F '#{pane_pid}' | xargs -I{} ps -o pid= --ppid {}; }
as_found() { # NAME
  ok "$1: it ends" ended
  ok "$1: stty is as before" stty_same
  ok "$1: on the main screen, with a cursor" main_screen
}

for mode in --screen --plain; do
  start 80 24 $mode
  wait_for '^gb> *$'
  keys C-d
  as_found "$mode, Ctrl-D"
  ok "$mode, Ctrl-D: with status 0" grep -qx 0 "$work/status"

  start 80 24 $mode
  wait_for '^gb> *$'
  type ':quit'
  keys Enter
  as_found "$mode, :quit"

  for signal in TERM HUP SEGV ABRT; do
    start 80 24 $mode
    wait_for '^gb> *$'
    type 'half a li'
    wait_for 'half a li'
    kill -$signal "$(program)"
    as_found "$mode, SIG$signal"
  done

  start 80 24 $mode
  wait_for '^gb> *$'
  type 'while true {}'
  keys Enter
  wait_for '^ *gb> while true'
  wait_gone '^gb> *$'
  kill -TERM "$(program)"
  as_found "$mode, SIGTERM while code runs"
done

start 80 24 --screen
wait_for '^gb> *$'
type ':step softmax([1, 2])'
keys Enter
wait_for '^ step 1 of'
kill -TERM "$(program)"
as_found 'SIGTERM in the stepper'

start 80 24 --screen
wait_for '^gb> *$'
type ':step softmax([1, 2])'
keys Enter
wait_for '^ step 1 of'
keys C-c
ok 'Ctrl-C leaves the stepper' wait_for '^gb> *$'
keys C-d
as_found 'and then'

# A reader's stop and continue, from a shell with job control.
cat >"$work/stopped" <<'END'
stty -g >"$WORK/before"
"$GLASSBOX" "$@"
stty -g >"$WORK/after"
echo STOPPED
read -r line
fg
stty -g >"$WORK/after"
echo DONE
exec cat
END
inside=$work/stopped job_control=yes
for mode in --screen --plain; do
  start 80 24 $mode
  wait_for '^gb> *$'
  type '12三'
  cursor_is 8
  keys C-z
  ok "$mode: Ctrl-Z stops it" wait_for '^STOPPED'
  ok "$mode: on the main screen, with a cursor" main_screen
  ok "$mode: stty is as before" stty_same
  resize 90 30
  keys Enter
  ok "$mode: continued, it shows the line with its cursor" eval 'wait_for "^gb> 12三" && cursor_is 8'
  keys C-c
  wait_for '^gb> *$'
  keys C-d
  as_found "$mode: stopped and continued"
done
