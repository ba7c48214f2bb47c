#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Poorer terminals: without colour no colour is written, without UTF-8 only ASCII.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 6

colours() { screen -e | sed "s/$esc\\[[34]9m//g" | grep -Eq "$esc\\[[0-9;]*[34][0-9]"; }
beyond_ascii() { screen | LC_ALL=C grep -q '[^ -~]'; }

start 80 24 lesson self-attention
wait_for '^gb> *$'
ok 'a terminal of 256 colours shows some' colours
for env in NO_COLOR=1 TERM=vt100; do
  case $env in TERM=*) term=${env#TERM=} ;; esac
  start 80 24 lesson self-attention
  wait_for '^gb> *$'
  ok "with $env there are none" not colours
done
env='' term=xterm
start 80 24 lesson self-attention
wait_for '^gb> *$'
ok 'a terminal of 8 colours shows the page' shows 'self-attention'
locale=C term=
start 80 24 lesson self-attention
ok 'in the C locale the page comes up' wait_for '^gb> *$'
ok 'in ASCII alone' not beyond_ascii
