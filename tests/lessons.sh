#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lessons from outside: `glassbox check`, the example of glassbox-lesson(5), and a learner at the end of a
# pipe who presses Enter and, where that is not enough, asks for the solution. With TESTS_SHORT=1 in the
# environment lessons are left out whose test in tests/holds says that it is LONG.
GLASSBOX=${GLASSBOX:-./glassbox}
top=${srcdir:-.}
[ -x "$GLASSBOX" ] || { echo "Bail out! $GLASSBOX is not there"; exit 99; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
XDG_STATE_HOME=$tmp/state
export XDG_STATE_HOME

n=0
ok() { # NAME COMMAND...
  name=$1
  shift
  n=$((n + 1))
  if "$@" >"$tmp/said" 2>&1; then
    echo "ok $n - $name"
  else
    echo "not ok $n - $name"
    sed 's/^/#   /' "$tmp/said"
  fi
}
not() { ! "$@"; }
status_is() { # STATUS COMMAND...
  want=$1
  shift
  "$@"
  [ $? -eq "$want" ]
}

is_left_out() { # FILE OF A LESSON
  [ "${TESTS_SHORT:-0}" = 1 ] && grep -qs '^# LONG' "$top/tests/holds/$(basename "$1" .md).gb"
}

for file in "$top"/lessons/*/*.md "$top"/tests/lessons/en/*.md "$top"/tests/lessons/zh_CN/good.md; do
  is_left_out "$file" && continue
  ok "check ${file#"$top"/}" "$GLASSBOX" check "$file"
done
for file in "$top"/tests/lessons/bad/*.md "$top"/tests/lessons/zh_CN/torn.md; do
  ok "check finds the mistake in ${file#"$top"/}" status_is 1 "$GLASSBOX" check "$file"
done

awk '/^\.Bd /{on = 1; next} /^\.Ed/{on = 0} on {gsub(/\\-/, "-"); gsub(/\\\(ga/, "`"); print}' \
  "$top/man/glassbox-lesson.5" >"$tmp/example.md"
ok 'the example of glassbox-lesson(5) is one' grep -q '^```task' "$tmp/example.md"
ok 'and passes the check' "$GLASSBOX" check "$tmp/example.md"

# Each turn: Enter (goes on, or runs what is offered), the solution where an exercise is open, Enter to run it.
turns() {
  i=0
  while [ $i -lt "$1" ]; do
    printf '\n:solution\n\n'
    i=$((i + 1))
  done
}
walk() { # LANG LESSON
  turns 80 | "$GLASSBOX" --plain --lang "$1" lesson "$2" 2>"$tmp/errors" >"$tmp/out"
  exercises=$(grep -c '^```ask\|^```task' "$top/lessons/en/$2.md")
  passed=$(grep -c '^✓' "$tmp/out")
  echo "$passed of $exercises passed, and the end"
  tail -n 5 "$tmp/out"
  [ "$passed" -eq $((exercises + 1)) ]
}
done_marks() { [ "$(grep -c "^done $1 " "$XDG_STATE_HOME/glassbox/progress")" -eq "$(grep -c '^```ask\|^```task' "$top/lessons/en/$1.md")" ]; }
for file in "$top"/lessons/en/*.md; do
  is_left_out "$file" && continue
  id=$(basename "$file" .md)
  for lang in en zh_CN; do
    rm -rf "$XDG_STATE_HOME"
    ok "$id ($lang) is finished through a pipe" walk "$lang" "$id"
    ok 'and all its exercises are marked' done_marks "$id"
  done
done
echo "1..$n"
