#!/bin/sh
# Runs the language tests: every tests/lang/*.t and the examples of glassbox-lang(7), or the files named.
# Each case is one session:
#
#   == what it shows
#   gb> x = [1, 2]
#   gb> for v in x {
#   ...   print(v)
#   ... }
#   1
#   2
#
# The lines after the prompts are the script, given to `glassbox -`; the others are what it prints,
# errors included. Lines that begin with # before the first case are comments. GLASSBOX names the
# program to test. A failing case is shown as a diff: - expected, + printed.
glassbox=${GLASSBOX:-./glassbox}
here=$(cd "$(dirname "$0")" && pwd) || exit 99
[ -x "$glassbox" ] || { echo "1..0 # SKIP no program at $glassbox"; exit 0; }
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
[ $# -gt 0 ] || set -- "$here"/lang/*.t "$here"/../man/glassbox-lang.7

n=0
# Runs the script in $tmp/$1.in and compares with $tmp/$1.out.
check() {
  n=$((n + 1))
  "$glassbox" - <"$tmp/$1.in" >"$tmp/raw" 2>&1
  status=$?
  sed 's|^/dev/stdin:|<stdin>:|' "$tmp/raw" >"$tmp/got"
  [ "$status" -le 1 ] || echo "exit status $status" >>"$tmp/got"
  if cmp -s "$tmp/$1.out" "$tmp/got"; then
    echo "ok $n - $2"
  else
    echo "not ok $n - $2"
    diff -U99 "$tmp/$1.out" "$tmp/got" | sed -e 1,3d -e 's/^/#   /'
  fi
}

# A manual page as a file of cases: each example is one, named after its section.
examples() {
  awk '
    /^\.S[hs] / { section = substr($0, 5) }
    /^\.Bd / { getline; shown = /^gb> /; if (shown) print "== " section }
    /^\.Ed/ { shown = 0 }
    shown { gsub(/\\-/, "-"); gsub(/\\\(aq/, "\047"); gsub(/\\\(ga/, "`"); gsub(/\\\(ha/, "^"); gsub(/\\\(ti/, "~")
            sub(/^\\&/, ""); gsub(/\\e/, "\\"); print }
  ' "$1"
}

for file; do
  name=$(basename "$file" .t)
  rm -f "$tmp"/*
  case $file in *.[1-9]) examples "$file" >"$tmp/cases"; file=$tmp/cases ;; esac
  awk -v dir="$tmp" '
    function finish() {
      if (!k) return
      for (i = 1; i <= n_out && (i < n_out || out[i] != ""); i++) printf "%s\n", out[i] >(base ".out")
      printf "" >>(base ".out")
      close(base ".in"); close(base ".out")
    }
    /^== / {
      finish()
      base = sprintf("%s/%03d", dir, ++k)
      print substr($0, 4) >(base ".title"); close(base ".title")
      printf "" >(base ".in")
      n_out = 0; typed = 0
      next
    }
    !k { next }
    /^gb> / || /^gb>$/ { print substr($0, 5) >(base ".in"); typed = 1; blanks(0); next }
    typed && (/^\.\.\. / || /^\.\.\.$/) { print substr($0, 5) >(base ".in"); next }
    { typed = 0; out[++n_out] = $0 }
    function blanks(unused) { while (n_out && out[n_out] == "") n_out-- }
    END { while (n_out && out[n_out] == "") n_out--; finish() }
  ' "$file"
  for script in "$tmp"/*.in; do
    [ -e "$script" ] || continue
    base=$(basename "$script" .in)
    check "$base" "$name: $(cat "$tmp/$base.title")"
  done
done

# What is too long to write down: made here.
repeated() { awk -v piece="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", piece; print "" }'; }
limit() { # title, pattern that the one message must have; the script is in $tmp/limit.in
  n=$((n + 1))
  "$glassbox" - <"$tmp/limit.in" >"$tmp/got" 2>&1
  status=$?
  if [ "$status" -eq 1 ] && [ "$(grep -c "$2" "$tmp/got")" -eq 1 ] && [ "$(wc -l <"$tmp/got")" -le 4 ]; then
    echo "ok $n - limits: $1"
  else
    echo "not ok $n - limits: $1"
    echo "#   status $status, expected one line with: $2"
    cut -c1-200 "$tmp/got" | head -n 5 | sed 's/^/#   /'
  fi
}
repeated '(' 1000000 >"$tmp/limit.in"
limit 'a million brackets' 'nested more than 200 levels'
repeated '[' 1000000 >"$tmp/limit.in"
limit 'a million lists' 'nested more than 200 levels'
repeated 'if 1 { ' 1000000 >"$tmp/limit.in"
limit 'a million blocks' 'nested more than 200 levels'
repeated '- ' 1000000 >"$tmp/limit.in"
limit 'a million signs' 'nested more than 200 levels'
{ printf 1; repeated ' + 1' 1000000; } >"$tmp/limit.in"
limit 'a million sums' 'too deeply nested'
printf 'x = 1\0' >"$tmp/limit.in"
limit 'a zero byte' 'byte 6 is zero'
printf 'x = "\377"\n' >"$tmp/limit.in"
limit 'bytes that are not UTF-8' 'byte 6 (0xff) is not valid UTF-8'
cat >"$tmp/limit.in" <<'END'
:set memory 32
xs = []
while 1 { xs = xs + ["x"] }
END
limit 'a list that grows without end' 'out of memory'
cat >"$tmp/limit.in" <<'END'
:set memory 32
r = {}
while 1 { r[f"k{len(r)}"] = 1 }
END
limit 'a record that grows without end' 'out of memory'
cat >"$tmp/limit.in" <<'END'
:set memory 32
xs = []
while 1 { xs = xs + [zeros(1000)] }
END
limit 'tensors that are kept without end' 'memory'
echo "1..$n"
