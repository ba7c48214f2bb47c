#!/bin/sh
# Each folder of src may include only folders above it in this list (HACKING.md, "Layers").
layers='base tensor op tape text io lang trace models view lesson session term screen'
cd "${srcdir:-.}" || exit 99
echo 1..3
out=$(find src -name '*.c' -o -name '*.h' | LC_ALL=C sort | while read -r file; do
  own=${file#src/}
  case $own in */*) own=${own%%/*} ;; *) continue ;; esac
  sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u | while read -r other; do
    for l in $layers; do
      [ "$l" = "$other" ] && break
      [ "$l" = "$own" ] && { echo "$file includes $other"; break; }
    done
  done
done)
if [ -z "$out" ]; then echo 'ok 1 - no folder includes one below it'
else echo 'not ok 1 - no folder includes one below it'; echo "$out" | sed 's/^/# /'; fi

out=$(grep -lE '#include <(curses|ncurses|panel)\.h>|#include <ncursesw/' -r src | grep -v '^src/screen/')
if [ -z "$out" ]; then echo 'ok 2 - only src/screen knows ncurses'
else echo 'not ok 2 - only src/screen knows ncurses'; echo "$out" | sed 's/^/# /'; fi

out=$(grep -lE '#include <readline/' -r src | grep -vE '^src/(screen|term)/'; grep -l 'cblas' -r src | grep -v '^src/tensor/')
if [ -z "$out" ]; then echo 'ok 3 - only src/term and src/screen know readline, only src/tensor BLAS'
else echo 'not ok 3 - only src/term and src/screen know readline, only src/tensor BLAS'; echo "$out" | sed 's/^/# /'; fi
