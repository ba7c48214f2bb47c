#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every kind of view is reached from the prompt on a value typed there: drawn, drawn in ASCII, said in sentences
# and exported; the manual has a line about each.
set -u
gb=${GLASSBOX:-./glassbox}
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
XDG_STATE_HOME=$tmp/state
export XDG_STATE_HOME
n=0
ok() { # NAME COMMAND...
  name=$1
  shift
  n=$((n + 1))
  if "$@"; then echo "ok $n - $name"; else
    echo "not ok $n - $name"
    sed 's/^/# /' "$tmp/out" | head -n 30
  fi
}
not() { ! "$@"; }

value_for() {
  case $1 in
    align) echo '{source: ["a", "b"], target: ["x", "y"], weights: [[0.75, 0.25], [0, 1]]}' ;;
    bars) echo '{a: 0.75, b: -2}' ;;
    chart) echo 'cky(["a", "b"], [["S", "A", "B", 0.75], ["A", "a", 1], ["B", "b", 1]])' ;;
    curve | strip) echo '{loss: [3, 2, 1], held_out: [3, 2.5, 2.75]}' ;;
    diff) echo '{before: [[1, 2], [3, 4]], after: [[1, 2], [3, 0.75]]}' ;;
    dist) echo '{words: ["a", "b"], p: [0.25, 0.75]}' ;;
    flow) echo 'linear(3, 2)' ;;
    gates) echo '{f: [0.25, 0.75], c: [-1, 2], words: ["a", "b"]}' ;;
    graph) echo 'sum([0.5, 0.25] * [1, 1])' ;;
    heatmap | image) echo '[[0.75, 2], [3, 4]]' ;;
    kernel) echo '{image: [[0.75, 2], [3, 4]], kernel: [[1, 0]], at: [1, 0]}' ;;
    mask) echo 'tril(ones(3, 3))' ;;
    qgrid) echo '{Q: zeros(4, 4) + [0, 0.75, 0, 0], world: {rows: 2, cols: 2, cells: ["S", ".", ".", "G"]}}' ;;
    scatter) echo '[{x: 1, y: 2, label: "a"}, {x: 0.75, y: 0, label: "b"}]' ;;
    table) echo '[{a: 0.75, b: "x"}]' ;;
    tokens) echo '{tokens: ["a", "b"], weights: [0.75, 1]}' ;;
    trellis) echo 'viterbi([0.75, 0], [[1, 0], [0, 1]], [[1, 0], [0, 2]])' ;;
    tree) echo '["S", ["NP", "a"], ["VP", "b"]]' ;;
  esac
}

kinds=$(printf ':view\n' | "$gb" | sed -n 's/^\([a-z]*\) .*/\1/p')
echo "1..$((5 * $(echo "$kinds" | wc -w) + 4))"
printf ':view\n' | "$gb" >"$tmp/out"
ok 'the kinds are listed' test "$(echo "$kinds" | wc -w)" -ge 16
for kind in $kinds; do
  printf 'v = %s\n:view v as %s\n' "$(value_for "$kind")" "$kind" | "$gb" >"$tmp/out" 2>&1
  ok "$kind is drawn" test "$(wc -l <"$tmp/out")" -ge 3
  printf 'v = %s\n:view v as %s\n' "$(value_for "$kind")" "$kind" | "$gb" --ascii >"$tmp/out" 2>&1
  ok "$kind in ASCII" not env LC_ALL=C grep -q '[^ -~]' "$tmp/out"
  printf 'v = %s\n:describe v as %s\n' "$(value_for "$kind")" "$kind" | "$gb" >"$tmp/out" 2>&1
  ok "$kind in sentences" grep -q '^v.*: .*\.$\|0\.75' "$tmp/out"
  printf 'v = %s\n:export %s/%s.svg v as %s\n' "$(value_for "$kind")" "$tmp" "$kind" "$kind" | "$gb" >"$tmp/out" 2>&1
  ok "$kind as SVG" grep -q '</svg>' "$tmp/$kind.svg"
  ok "$kind in the manual" grep -q "^.It Cm $kind\$" "${srcdir:-.}/man/glassbox.1"
done

# Names: of what is as long as they are many, of rows and columns each, and of what changed.
named() { printf ':view %s with %s\n' "$1" "$2" | "$gb" >"$tmp/out" 2>&1; }
named '[[1, 2, 3], [4, 5, 6]]' '["ab", "cd"]'
ok 'names of the rows' grep -q '^ *cd .*4.*6' "$tmp/out"
named '[[1, 2, 3], [4, 5, 6]]' '[["ab", "cd"], ["u", "v", "w"]]'
ok 'names of rows and columns' sh -c "grep -q '^ *u *v *w' $tmp/out && grep -q '^ *cd .*4.*6' $tmp/out"
named '{before: [[1, 2], [3, 4], [5, 6]], after: [[1, 2], [0, 4], [5, 6]]} as diff' '["ab", "cd", "ef"]'
ok 'names of what changed' grep -q '^ *cd .*0.*·' "$tmp/out"
