#!/bin/sh
# What a shell sees: results on standard output, errors on standard error, exit statuses; the notes'
# softmax matrix; lessons through a pipe in both languages.
set -u
gb=${GLASSBOX:-./glassbox}
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
XDG_STATE_HOME=$tmp/state
export XDG_STATE_HOME
n=0

# is NAME STATUS OUT-FILE-EXPECTED: compares the last run's status and output
run() { "$@" >"$tmp/out" 2>"$tmp/err" </dev/null; status=$?; }
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; sed 's/^/# out: /' "$tmp/out" | head -n 20; sed 's/^/# err: /' "$tmp/err" | head -n 20; }
expect() { # NAME STATUS STDOUT
  if [ "$status" = "$2" ] && [ "$(cat "$tmp/out")" = "$3" ]; then ok "$1"; else echo "# status $status, wanted $2"; not_ok "$1"; fi
}
expect_err() { # NAME STATUS PATTERN: nothing on stdout, PATTERN on stderr
  if [ "$status" = "$2" ] && [ ! -s "$tmp/out" ] && grep -q "$3" "$tmp/err"; then ok "$1"; else echo "# status $status, wanted $2"; not_ok "$1"; fi
}

run "$gb" -e 1
expect 'a number' 0 1
run "$gb" -e 'a = 2; a + 1'
expect 'the last expression is printed, silenced ones are not' 0 3
run "$gb" -e 'print("a"); 1'
expect 'print' 0 'a
1'

# The softmax matrix printed in the lecture notes, from the scores as they must have been, divided by 4 ...
right='[[0.11, 0, 0, 0], [0.19, 0.50, 0, 0], [0.53, 0.98, 0.95, 0], [0.81, 0.86, 0.38, 0.90]]'
scan='[[0.11, 0, 0, 0], [0.19, 0.50, 0, 0], [0.33, 0.98, 0.95, 0], [0.81, 0.86, 0.88, 0.90]]'
notes='[[1.00, 0.00, 0.00, 0.00],
 [0.48, 0.52, 0.00, 0.00],
 [0.31, 0.35, 0.34, 0.00],
 [0.25, 0.26, 0.23, 0.26]]'
run "$gb" -e "round(softmax(where(causal_mask(4), $right / 4, -inf)), 2)"
expect "the notes' softmax matrix" 0 "$notes"
# ... and neither from the scan's nor without the scale.
for s in "$scan / 4" "$right"; do
  run "$gb" -e "round(softmax(where(causal_mask(4), $s, -inf)), 2)"
  if [ "$status" = 0 ] && [ -s "$tmp/out" ] && [ "$(cat "$tmp/out")" != "$notes" ]; then ok 'other numbers give another matrix'
  else not_ok 'other numbers give another matrix'; fi
done

run "$gb" -e 'softmx([1, 2])'
expect_err 'an unknown name: status 1, the place, a suggestion' 1 'did you mean softmax'
run "$gb" -e '1 +'
expect_err 'an unfinished expression' 1 '1:4'
run "$gb" -e 'zeros(1e6, 1e6)'
expect_err 'a tensor too big' 1 'limit\|memory'
run "$gb" -e 'def f(n) { return f(n + 1) }
f(0)'
expect_err 'infinite recursion' 1 'depth\|deep'
head -c 1000000 /dev/zero | tr '\0' '[' >"$tmp/brackets.gb"
run "$gb" "$tmp/brackets.gb"
expect_err 'a million nested brackets' 1 'deep'
run "$gb" --nonsense
expect_err 'a wrong option' 2 'help'
run "$gb" lesson
expect_err 'a lesson without a name' 2 'lesson'
run "$gb" nosuchfile.gb
expect_err 'a missing file' 1 'nosuchfile.gb'
run "$gb" lesson nosuchlesson
expect_err 'a missing lesson' 1 'nosuchlesson'
run "$gb" --lang fr -e 1
expect_err 'a language that is not there' 2 'zh_CN'
printf 'x = 41\nprint(x + 1)\nprint(argv[0])\n' >"$tmp/s.gb"
run "$gb" "$tmp/s.gb" word
expect 'a script with an argument' 0 '42
word'
printf 'def f(x) {\n  return x * 2\n}\nf(4)\n' | "$gb" - >"$tmp/out" 2>"$tmp/err"; status=$?
expect 'a script on standard input' 0 8
printf 'def f(x) {\n  return x * 2\n}\nf(5)\n' | "$gb" >"$tmp/out" 2>"$tmp/err"; status=$?
expect 'lines through a pipe: no prompt, no echo' 0 10
run "$gb" -e 'w = softmax([1, 2])
:why w[0]'
if grep -q 'exp(1)' "$tmp/out" && grep -q '0.2689' "$tmp/out"; then ok ':why through -e'; else not_ok ':why through -e'; fi
run env LC_ALL=de_DE.UTF-8 "$gb" -e '1.5 + 1'
expect 'a comma locale reads and prints points' 0 2.5
run "$gb" --lang zh_CN --help
if [ "$status" = 0 ] && grep -q '用法' "$tmp/out"; then ok '--lang zh_CN without that locale'; else not_ok '--lang zh_CN without that locale'; fi
run timeout --preserve-status -s INT 1 "$gb" -e 'while true { }'
expect_err 'interrupted: status 130' 130 'nterrupt'

# Every function of the library says what it is.
for f in "${srcdir:-.}"/src/models/*.gb; do
  name=$(basename "$f" .gb)
  "$gb" -e ":help $name" 2>&1 | sed -n '1p;2p' | tr '\n' '|' | grep -q "^$name(.*)|..*|" || echo "$name"
done >"$tmp/out"
if [ -s "$tmp/out" ]; then not_ok 'functions of the library are described'; else ok 'functions of the library are described'; fi

# :save writes what :load brings back, to the last bit.
program='seed(7); x = randn(3, 4); d = {a: "世", "two words": [1 / 3, inf, nan]}
def f(x) { return x + 1 }'
run "$gb" -e "$program
:save $tmp/saved.gb
print(json(x), d, f(2))"
cp "$tmp/out" "$tmp/before"
run "$gb" -e ":load $tmp/saved.gb
print(json(x), d, f(2))"
expect ':save and :load' 0 "$(cat "$tmp/before")"

# A file of float64: rounded, and said so beside the results, once a file; where nothing was lost, nothing is said.
run "$gb" -e "x = read_npy(\"${srcdir:-.}/tests/io/rounded.npy\"); y = read_npy(\"${srcdir:-.}/tests/io/float64.npy\"); x"
expect 'numbers of float64' 0 '[0.5, 0.1]'
if [ "$(grep -c 'rounded.npy holds float64' "$tmp/err")" = 1 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ]; then ok 'what is rounded is said'; else not_ok 'what is rounded is said'; fi

# A lesson to its end by Enter, :solution and Enter alone.
for lang in en zh_CN; do
  { i=0; while [ $i -lt 150 ]; do echo; echo ':solution'; echo; i=$((i + 1)); done; } |
    "$gb" --plain --lang "$lang" lesson self-attention >"$tmp/out" 2>"$tmp/err"; status=$?
  esc=$(printf '\033')
  "$gb" --lang "$lang" lessons >"$tmp/list" 2>/dev/null
  if [ "$status" = 0 ] && ! grep -q "$esc" "$tmp/out" && awk '/^self-attention/ {ok = 1} END {exit !ok}' "$tmp/list" &&
    grep -q ':lessons' "$tmp/out"; then ok "the lesson can be finished through a pipe ($lang)"
  else echo "# status $status"; not_ok "the lesson can be finished through a pipe ($lang)"; fi
  rm -rf "$tmp/state"
done
echo "1..$n"
