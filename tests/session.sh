#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A session from outside: progress survives kill -9 and goes to another machine; a comma locale; files whose names
# have blanks; transcripts that run again, to the byte.
GLASSBOX=${GLASSBOX:-./glassbox}
[ -x "$GLASSBOX" ] || { echo "Bail out! $GLASSBOX is not there"; exit 99; }
case ${srcdir:-.} in /*) ;; *) srcdir=$PWD/${srcdir:-.} ;; esac
case $GLASSBOX in /*) ;; *) GLASSBOX=$PWD/$GLASSBOX ;; esac
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
XDG_STATE_HOME=$tmp/state
export XDG_STATE_HOME
cd "$tmp" || exit 99

n=0
ok() { # NAME COMMAND...
  name=$1
  shift
  n=$((n + 1))
  if "$@" >"$tmp/said" 2>&1; then echo "ok $n - $name"
  else
    echo "not ok $n - $name"
    sed 's/^/#   /' "$tmp/said"
  fi
}
not() { ! "$@"; }
poll() { # waits for a command to succeed, up to a deadline
  until=$(($(date +%s) + 20))
  while ! "$@"; do
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 0.02
  done
}
lesson() { "$GLASSBOX" --plain lesson self-attention; }

# -- progress ----------------------------------------------------------------------------------------
mkfifo "$tmp/keys"
"$GLASSBOX" --plain lesson self-attention <"$tmp/keys" >"$tmp/first" 2>&1 &
program=$!
exec 3>"$tmp/keys"
i=0
while [ $i -lt 12 ]; do
  printf '\n:solution\n\n' >&3
  i=$((i + 1))
done
ok 'exercises are passed' poll grep -q '^✓' "$tmp/first"
kill -9 $program
wait $program 2>/dev/null
exec 3>&-
file=$tmp/state/glassbox/progress
done_first=$(grep -c '^done self-attention ' "$file")
ok 'after kill -9 their marks are there' [ "$done_first" -ge 1 ]
id=$(awk '/^done self-attention / { print $3; exit }' "$file")
printf ':pages\n' | lesson >"$tmp/second" 2>&1
ok 'and the next session knows them' grep -q "✓.*$id\|$id.*done\|\[x\].*$id" "$tmp/second"
ok 'the file is text' grep -Iq . "$file"

grep '^done' "$file" >"$tmp/before"
marks_stand() { grep '^done' "$file" | cmp - "$tmp/before"; }
printf ':goto %s\n' "$id" | lesson >"$tmp/out" 2>&1
ok 'going back to an exercise clears no mark' marks_stand
printf ':progress export "marks of mine"\n' | lesson >"$tmp/out" 2>&1
ok 'marks are exported, also to a name with blanks' [ -s "$tmp/marks of mine" ]
XDG_STATE_HOME=$tmp/elsewhere "$GLASSBOX" -e ':progress import marks of mine' >"$tmp/out" 2>&1
ok 'and come in elsewhere' [ "$(grep -c '^done self-attention ' "$tmp/elsewhere/glassbox/progress")" = "$done_first" ]
printf ':reset\nn\n' | lesson >"$tmp/out" 2>&1
ok ':reset asks first' marks_stand
printf ':reset\ny\n' | lesson >"$tmp/out" 2>&1
ok 'and then forgets' not grep -q '^done self-attention ' "$file"

# -- for a screen reader: no picture, no cursor addressed, in any lesson -----------------------------
pictures='[█▓▒░▁▂▃▄▅▆▇▉▊▋▌▍▎▏│─┌┐└┘├┤┬┴┼╭╮╰╯╯●○◐■□]'
for file in "${srcdir:-.}"/lessons/en/*.md; do
  id=$(basename "$file" .md)
  [ "${TESTS_SHORT:-0}" = 1 ] && grep -qs '^# LONG' "${srcdir:-.}/tests/holds/$id.gb" && continue
  i=0
  while [ $i -lt 80 ]; do printf '\n:solution\n\n'; i=$((i + 1)); done |
    "$GLASSBOX" --describe lesson "$id" >"$tmp/heard" 2>"$tmp/errors"
  grep -n "$pictures\|$(printf '\033')" "$tmp/heard" | grep -v ':│ ' >"$tmp/drawn" # but for the bar beside what is quoted
  ok "$id is done in words" eval '[ "$(grep -c "^✓" "$tmp/heard")" -gt 1 ] && cat "$tmp/drawn" && [ ! -s "$tmp/drawn" ]'
done

# -- locale ------------------------------------------------------------------------------------------
if command -v localedef >/dev/null && localedef -i de_DE -f UTF-8 "$tmp/de_DE.UTF-8" >/dev/null 2>&1; then
  comma() { LOCPATH=$tmp LC_ALL=de_DE.UTF-8 "$@"; }
  ok 'there is a comma locale' [ "$(comma locale decimal_point)" = , ]
  ok 'in it 1.5 is read and printed' [ "$(comma "$GLASSBOX" -e '1.5 + 1')" = 2.5 ]
  comma "$GLASSBOX" -e 'x = [0.5, 1e-3, 2]; print(json(x), 2 ** 0.5)
:save c.gb
:export c.svg x' >"$tmp/out" 2>&1
  ok 'also by :save, :load, json and SVG' \
    [ "$(comma "$GLASSBOX" -e ':load c.gb
print(json(x), 2 ** 0.5)')" = "$(cat "$tmp/out")" ]
  ok 'a picture has points' not grep -Eq '[xy]="[0-9]+,[0-9]' "$tmp/c.svg"
else
  for i in 1 2 3 4; do ok "a comma locale # SKIP none can be made here" true; done
fi

# -- names of files --------------------------------------------------------------------------------
"$GLASSBOX" -e 'x = 41
:save my variables.gb' >"$tmp/out" 2>&1
ok ':save to a name with blanks' [ -s 'my variables.gb' ]
ok ':load as it stands' [ "$("$GLASSBOX" -e ':load my variables.gb
x + 1')" = 42 ]
ok ':load in quotes' [ "$("$GLASSBOX" -e ':load "my variables.gb"
x + 1')" = 42 ]
mkdir "$tmp/home"
HOME=$tmp/home "$GLASSBOX" -e 'y = 1
:save ~/数据.gb' >"$tmp/out" 2>&1
ok '~ is the home folder' [ -s "$tmp/home/数据.gb" ]
"$GLASSBOX" -e ':export "a b.txt" [1, 2] as bars' >"$tmp/out" 2>&1
ok ':export to a name with blanks' [ -s 'a b.txt' ]

# -- transcripts -----------------------------------------------------------------------------------
printf '%s\n' ':transcript t.gb' 'seed(4); W = randn(2, 3)' 'W' 'for i in range(2) {' 'print(W[i])' '}' 'softmax(W @ W.T)' \
  '?relu' ':why W[0, 1]' >"$tmp/typed"
"$GLASSBOX" <"$tmp/typed" >"$tmp/out1" 2>&1
"$GLASSBOX" t.gb >"$tmp/out2" 2>&1
ok 'a transcript runs' [ -s "$tmp/out2" ]
ok 'and prints the same, to the byte' cmp "$tmp/out1" "$tmp/out2"
sed -n 's/^# //p' t.gb >"$tmp/comments"
ok 'all of it' cmp "$tmp/comments" "$tmp/out1"

# -- the stepper, typed ------------------------------------------------------------------------------
printf '%s\n' ':break softmax' 't = trace(softmax([1, 2, 3]) * 2)' ':step t' 's' 'reverse-continue' 'e [1] = 5' 'D' 'u' \
  'r x = [0, 0, 0]' 'continue' 'quit' ':info' 'x = 3' 'x' >"$tmp/typed"
"$GLASSBOX" <"$tmp/typed" >"$tmp/out" 2>&1
ok ':step walks a recording made before' grep -q '^\[2/2\] ' "$tmp/out"
ok 'a stop made at the prompt stops it' [ "$(grep -c '^1: break softmax' "$tmp/out")" -ge 3 ]
ok 'a number is edited' grep -q 'softmax(\[1, 2, 3\])\[1\] 0.2447 → 5: 2 of 2 steps give something else' "$tmp/out"
ok 'and what it changed is listed' grep -q '^\[2\] mul  1 of 3 changed, most \[1\] 0.4895 → 10' "$tmp/out"
ok 'another argument' grep -q '^  \[0.6667, 0.6667, 0.6667\]' "$tmp/out"
ok 'quit leaves the walk, and lines are code again' [ "$(tail -1 "$tmp/out")" = 3 ]
echo "1..$n"
