#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first page of a lesson, in both languages, with its title and the marks of progress; and the whole
# of it, by Enter and :solution alone.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 10

title() { sed -n 's/^## *//p' "${srcdir:-.}/lessons/$1/self-attention.md" | sed 1q; }
has() { screen | grep -Fq -- "$1"; }

for lang in en zh_CN; do
  start 80 24 --lang $lang lesson self-attention
  ok "$lang: the page comes up" wait_for '^gb> *$'
  ok "$lang: its title" poll has "$(title $lang)"
  ok "$lang: the marks of progress" wait_for '◐○'
done
keys F1
ok 'F1 shows the keys' wait_for 'Ctrl-R'
keys q
ok 'and q leaves them' wait_for '^gb> *$'

# Each turn presses Enter, asks for the solution, and presses Enter; what the input line holds is run
# first. A turn that came too early for the screen is made up for by the next.
rest() { poll same_twice && sleep 0.05 && poll same_twice; }
run_line() {
  rest
  [ "$(tm display -p '#{cursor_x}')" = 4 ] || { keys Enter; rest; }
}
marks() { grep -c '^done self-attention ' "$work/state/glassbox/progress"; }
all_done() {
  want=$(grep -c '^```ask\|^```task' "${srcdir:-.}/lessons/en/self-attention.md")
  for turn in $(seq 1 60); do
    keys Enter
    run_line
    [ "$(marks)" -eq "$want" ] && return 0
    type ':solution'
    run_line
    run_line
  done
  return 1
}
for lang in en zh_CN; do
  rm -rf "$work/state"
  start 80 24 --lang $lang lesson self-attention
  wait_for '^gb> *$'
  ok "$lang: the whole lesson, by Enter and :solution" all_done
done
