#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first page of a lesson, in both languages, with its title and the marks of progress.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 8

title() { sed -n 's/^## *//p' "${srcdir:-.}/lessons/$1/self-attention.md" | sed 1q; }
has() { screen | grep -Fq -- "$1"; }

for lang in en zh_CN; do
  start 80 24 --lang $lang lesson self-attention
  ok "$lang: the page comes up" wait_for '^gb> *$'
  ok "$lang: its title" has "$(title $lang)"
  ok "$lang: the marks of progress" wait_for '◐○'
done
keys F1
ok 'F1 shows the keys' wait_for 'Ctrl-R'
keys q
ok 'and q leaves them' wait_for '^gb> *$'
