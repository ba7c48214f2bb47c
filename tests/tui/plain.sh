#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Poorer terminals: without colour no colour is written, without UTF-8 only ASCII, without a cursor to
# address only appended lines.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 25

colours() { screen -e | sed "s/$esc\\[[34]9m//g" | grep -Eq "$esc\\[[0-9;]*[34][0-9]"; }
palette() { screen -e | grep -Eq "$esc\\[[0-9;]*[34]8;5"; }
beyond_ascii() { screen | LC_ALL=C grep -q '[^ -~]'; }
# A heatmap and the stepper, so that there is something to colour.
work_a_little() {
  wait_for '^gb> *$'
  type ':view [[0, 1], [0.5, 0.25]] as heatmap'
  keys Enter
  wait_for '1\.00'
}

start 80 24 --screen
work_a_little
ok 'a terminal of 256 colours shows some' colours
ok 'of the palette' palette
env=NO_COLOR=1 start 80 24 --screen
work_a_little
ok 'with NO_COLOR there are none' not colours
env='NO_COLOR=' start 80 24 --screen
work_a_little
ok 'an empty NO_COLOR says nothing' colours
term=vt100 start 80 24 --screen
work_a_little
ok 'on a vt100 there are none' not colours
ok 'and the numbers are there' shows '1\.00 *0?\.?'
term=xterm start 80 24 --screen
work_a_little
ok 'a terminal of 8 colours shows the view' shows '1\.00'
ok 'without the palette' not palette
type ':step softmax([1, 2])'
keys Enter
wait_for '^ step 1 of'
ok 'nor has the stepper' not palette

for how in 'locale=C' 'args=--ascii'; do
  locale='' args=''
  eval "$how"
  # shellcheck disable=SC2086
  start 80 24 $args --screen
  work_a_little
  ok "$how: ASCII alone" not beyond_ascii
  type ':step softmax([1, 2])'
  keys Enter
  wait_for '^ step 1 of'
  ok "$how: in the stepper too" not beyond_ascii
done
locale=''

# a value longer than the screen: at most a screen of it, all of it on request
printf '#!/bin/sh\necho "paged $(wc -l) lines"\n' >"$work/pager"
chmod +x "$work/pager"
env="PAGER=$work/pager" start 80 24 --plain
wait_for '^gb> *$'
type 'x = randn(400, 3); x'
keys Enter
ok 'a long value: its shape and no more than a screen' eval "wait_for '^# shape \(400, 3\)' && wait_for '^gb> *\$'"
type ':show x'
keys Enter
ok ':show of a long value is paged' wait_for '^paged 400 lines'

# dumb: what tmux shows must be what was written line by line; no cursor addressing, no other screen
cat >"$work/typed" <<'END'
printf '%s\n' '1 + 1' ':step softmax([1, 2])' n w q ':view [[1, 2], [3, 4]]' | "$GLASSBOX" --plain >"$WORK/out" 2>"$WORK/err"
echo $? >"$WORK/status"
script -qec "$GLASSBOX" /dev/null <"$WORK/keys" >"$WORK/dumb"
echo DONE
exec cat
END
printf '1 + 1\n:step softmax([1, 2])\nn\nq\n:quit\n' >"$work/keys"
inside=$work/typed term=dumb start 80 24
ok 'dumb: it runs' wait_for '^DONE'
escapes() { grep -q "$esc" "$1"; }
ok 'a pipe: no escape byte' not escapes "$work/out"
ok 'no prompt and no echo' not grep -q 'gb>\|1 + 1' "$work/out"
ok 'the result' grep -qx 2 "$work/out"
ok 'the stepper walks with the same keys' grep -q 'exp' "$work/out"
ok 'a view is lines of text' grep -q '4' "$work/out"
ok 'nothing on stderr' not test -s "$work/err"
ok 'status 0' grep -qx 0 "$work/status"
if command -v script >/dev/null; then
  ok 'dumb: no escape byte' not escapes "$work/dumb"
  ok 'dumb: the result' grep -q '^2' "$work/dumb"
else
  ok 'dumb: no escape byte # SKIP script(1) is not here' true
  ok 'dumb: the result # SKIP script(1) is not here' true
fi
