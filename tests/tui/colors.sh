#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Colours by terminal: 256 of them, direct ones (red, green and blue), 16, 8 and none; NO_COLOR and the mono theme.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 17

esc=$(printf '\033')
colored() { screen -e | grep -Eq "$esc\\[([0-9;]*;)?([34][0-7]|[34]8;[25];[0-9;]+|9[0-7]|10[0-7])m"; }
heat() { screen -e | grep -q "48;5;227m"; }  # the lightest of the ramp
direct() { screen -e | grep -q "48;2;255;255;95m"; } # the same, by its red, green and blue
halves() { screen -e | grep -q '▀'; }
picture() { # as KIND VALUE
  type ":view $2 as $1"
  keys Enter
  wait_for "$3"
}

start 80 24 --screen
wait_for '^gb> *$'
ok '256 colours: the heatmap' picture heatmap '[[0, 0.5], [0.25, 1]]' '\.25'
ok '256 colours: is coloured' poll heat
picture image 'reshape(arange(6400), 80, 80)' '6.4e|6399|80×80'
ok '256 colours: a large image has two pixels in a cell' poll halves

# Direct colours, by an entry of our own: few systems have one.
mkdir -p "$work/terminfo"
cat >"$work/direct.ti" <<'END'
glassbox-direct|colours are red, green and blue,
	use=tmux-256color, colors#0x1000000, pairs#0x7FFF, RGB,
	setab=\E[%?%p1%{8}%<%t4%p1%d%e48\:2\:\:%p1%{65536}%/%d\:%p1%{256}%/%{255}%&%d\:%p1%{255}%&%d%;m,
	setaf=\E[%?%p1%{8}%<%t3%p1%d%e38\:2\:\:%p1%{65536}%/%d\:%p1%{256}%/%{255}%&%d\:%p1%{255}%&%d%;m,
	initc@, oc@, ccc@,
END
if command -v tic >/dev/null && tic -x -o "$work/.terminfo" "$work/direct.ti" 2>/dev/null; then
  term=glassbox-direct
  start 80 24 --screen
  wait_for '^gb> *$'
  ok 'direct colours: the heatmap' picture heatmap '[[0, 0.5], [0.25, 1]]' '\.25'
  ok 'direct colours: the same shades' poll direct
else
  ok 'direct colours # SKIP tic is not here' true
  ok 'direct colours # SKIP tic is not here' true
fi

# Few colours, or none: attributes and a ramp of glyphs, and not one code of a colour.
for term in xterm-16color xterm vt100; do
  infocmp "$term" >/dev/null 2>&1 || { for i in 1 2 3; do ok "$term # SKIP no entry" true; done; continue; }
  start 80 24 --screen
  wait_for '^gb> *$'
  picture heatmap 'reshape(arange(200) / 199, 2, 100)' '  1'
  ok "$term: the heatmap has glyphs" wait_for '▒▒.*▓▓|\*\*.*##'
  ok "$term: no colour is written" not colored
  ok "$term: the cursor is told in words" eval 'keys F2; wait_for "= 0"'
done
term=tmux-256color
env='NO_COLOR=1'
start 80 24 --screen
wait_for '^gb> *$'
picture heatmap 'reshape(arange(200) / 199, 2, 100)' '  1'
ok 'NO_COLOR: glyphs' wait_for '▒▒.*▓▓'
ok 'NO_COLOR: no colour is written' not colored
env=
start 80 24 --screen
wait_for '^gb> *$'
type ':set theme mono'
keys Enter
picture heatmap 'reshape(arange(200) / 199, 2, 100)' '  1'
ok 'theme mono: no colour is written' eval 'wait_for "▒▒.*▓▓" && not colored'
exit 0
