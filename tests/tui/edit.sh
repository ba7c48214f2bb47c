#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# :edit hands a function to the editor, runs what comes back, and the screen is as before; on the plain prompt too.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 10

cat >"$work/editor" <<'END'
#!/bin/sh
sed 's/x + 1/x + 100/' "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
END
printf '#!/bin/sh\nexit 3\n' >"$work/broken"
chmod +x "$work/editor" "$work/broken"

for mode in --screen --plain; do
  env="EDITOR=$work/editor" start 80 24 $mode
  wait_for '^gb> *$'
  type 'def f(x) { return x + 1 }'
  keys Enter
  wait_for 'gb> def f'
  wait_for '^gb> *$'
  type ':edit f'
  keys Enter
  wait_for 'gb> :edit f'
  wait_for '^gb> *$'
  type 'f(1)'
  keys Enter
  ok "$mode: what the editor made of it runs" wait_for '^ ?101 *$'
  keys C-d
  ok "$mode: it leaves as ever" ended
  ok "$mode: stty is as before" stty_same
  env="EDITOR=$work/broken" start 80 24 $mode
  wait_for '^gb> *$'
  type ':edit g'
  keys Enter
  ok "$mode: an editor that fails is told of" wait_for 'VISUAL or EDITOR'
  ok "$mode: and the prompt is there" wait_for '^gb> *$'
done
