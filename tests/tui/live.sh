#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# While code runs: panels follow it, training shows how far it is, a new size is drawn at once, and Ctrl-C keeps what
# was learned.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 16

run() { # LINE: typed, and begun
  type "$1"
  keys Enter
}
prompt() { wait_for '^gb> *$'; }

start 100 30 --screen
prompt
run 'x = 0'
prompt
run ':view x as table'
wait_for '│ x'
prompt
run 'while true { x += 1 }'
ok 'a panel follows a plain loop' wait_for '│.*[0-9]{5}'
first=$(screen | grep -Eo '│.*[0-9]{5,}' | grep -Eo '[0-9]+$')
moved() { now=$(screen | grep -Eo '│.*[0-9]{5,}' | grep -Eo '[0-9]+$'); [ "${now:-0}" -gt "${first:-0}" ]; }
ok 'and goes on' poll moved
ok 'how long it takes is said' wait_for '^… [0-9]+ s   Ctrl-C'
resize 120 36
ok 'a new size is drawn while it runs' wait_for '^.{112}F1 help$'
keys C-c
ok 'Ctrl-C gives the prompt back' prompt

start 100 30 --screen
prompt
run 'm = mlp([4, 8, 1]); X = randn(16, 4); opt = sgd(m, lr=0.001); before = params(m)["layers.1.bias"] * 1'
prompt
run ':view loss_history() as curve'
ok 'a curve waits for its numbers' wait_for 'nothing yet'
run 'l = fit(fn() mean((m(X) - 1) ** 2), opt, steps=100000000)'
ok 'it grows while training runs' wait_for '│.* last '
ok 'how far training is' wait_for '^\[.*%.*loss .*steps/s'
keys C-c
ok 'Ctrl-C ends it' prompt
ok 'and says what stays' wait_for 'loss_history\(\) has the'
run ':unpin'
prompt
run 'item(params(m)["layers.1.bias"][0]) != item(before[0])'
ok 'what was learned stays' wait_for '^ true'
run 'len(loss_history()) > 0'
ok 'and the losses' poll eval '[ "$(screen | grep -c "^ true")" = 2 ]'

# stopped while code runs, and continued
cat >"$work/stopped" <<'END'
stty -g >"$WORK/before"
"$GLASSBOX" "$@"
stty -g >"$WORK/after"
echo STOPPED
read -r line
fg
echo DONE
exec cat
END
inside=$work/stopped job_control=yes start 80 24 --screen
prompt
run 'while true { }'
wait_for '^ gb> while true'
keys C-z
ok 'Ctrl-Z stops what runs' wait_for '^STOPPED'
ok 'stty is as before' stty_same
keys Enter
ok 'continued, it runs on' wait_for '^ gb> while true'
keys C-c
ok 'until Ctrl-C' prompt
