#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The terminal is left as it was found: after Ctrl-D, :quit, signals, and when stopped and continued.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 18

start 80 24 --screen
ok 'the prompt comes up' wait_for '^gb> *$'
keys C-d
ok 'Ctrl-D on an empty line leaves' ended
ok 'with status 0' grep -qx 0 "$work/status"
ok 'stty is as before' stty_same
ok 'on the main screen, with a cursor' main_screen

start 80 24 --screen
wait_for '^gb> *$'
type ':quit'
keys Enter
ok ':quit leaves' ended
ok 'stty is as before' stty_same

for signal in TERM HUP SEGV; do
  start 80 24 --screen
  wait_for '^gb> *$'
  kill -$signal "$(tm list-panes -F '#{pane_pid}' | xargs -I{} ps -o pid= --ppid {})"
  ok "SIG$signal ends it" ended
  ok 'stty is as before' stty_same
  ok 'on the main screen, with a cursor' main_screen
done

cat >"$work/stopped" <<'END'
stty -g >"$WORK/before"
"$GLASSBOX" --screen
stty -g >"$WORK/after"
echo STOPPED
read -r line
fg
END
inside=$work/stopped job_control=yes
start 80 24 --screen
wait_for '^gb> *$'
type '12三'
cursor_is 8
keys C-z
ok 'Ctrl-Z stops it, on the main screen' wait_for '^STOPPED'
keys Enter
ok 'continued, it shows the line with its cursor' eval 'wait_for "^gb> 12三" && cursor_is 8'
