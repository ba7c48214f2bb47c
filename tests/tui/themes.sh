#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Themes by a setting, which a file of the user's may hold.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 9

coloured() { screen -e | grep -q "$esc\\[[0-9;]*$1"; }
line() {
  type "$1"
  keys Enter
  wait_for "gb> $1"
  wait_for '^gb> *$'
}

start 80 24 --screen
wait_for '^gb> *$'
ok 'dark: a light accent' poll coloured '38;5;81m'
line ':set theme light'
ok 'light: a dark one' poll coloured '38;5;25m'
ok 'and no other' not coloured '38;5;81m'
line ':set theme mono'
ok 'mono has none' poll eval '! coloured "[34]8;5;"'
line ':set theme dark'
ok 'and back' poll coloured '38;5;81m'

mkdir -p "$work/.config/glassbox"
printf ':set theme mono\nhalf = 0.5\n' >"$work/.config/glassbox/init.gb"
start 80 24 --screen
wait_for '^gb> *$'
ok "the user's file sets it" not coloured '[34]8;5;'
type 'half + 1'
keys Enter
ok 'and defines what it likes' wait_for '^ 1\.5'
printf 'nonsense(1)\n' >"$work/.config/glassbox/init.gb"
for mode in --screen --plain; do
  start 80 24 $mode
  ok "$mode: a mistake in it is told, and no more" eval "wait_for 'init.gb:1:1' && wait_for '^gb> *\$'"
done
rm -r "$work/.config"
