#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The data sets of our own are what their program makes, and what is held out is held out.
gb=${GLASSBOX:-./glassbox}
data=${srcdir:-.}/datasets
echo 1..5
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }

set -- en 4000 1 en.txt zh 4000 2 zh.txt train 4000 3 zh-en.train.tsv test 300 4 zh-en.test.tsv
while [ $# -gt 0 ]; do
  "$gb" "$data/grammar.gb" "$1" "$2" "$3" | cmp - "$data/$4" >&2
  ok $? "$4 is what grammar.gb makes"
  shift 4
done
! grep -E 'small horse|red hat|clever farmer|old teacher|white bird|new book' "$data/en.txt" "$data/zh-en.train.tsv" >&2
ok $? 'no held-out combination is learnt from'
