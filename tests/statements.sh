#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/STATEMENTS is whole: 40 of them, each with tests that are there.
cd "${srcdir:-.}/tests" || exit 99
statement=0 tests=1 n=0
ok() { # COMMAND...: named by $name
  n=$((n + 1))
  if "$@"; then echo "ok $n - $name"; else echo "not ok $n - $name"; fi
}
while IFS= read -r line; do
  case $line in
    [0-9]*)
      name="statement $((statement + 1)) comes, the one before has a test"
      ok [ "${line%% *}" -eq $((statement + 1)) ] && [ $tests -gt 0 ]
      statement=${line%% *} tests=0 ;;
    '  '[a-z]*/*.*:\ * | '  '[a-z]*.sh:\ *)
      line=${line#  } tests=$((tests + 1))
      name="$statement: ${line%%: *} has ${line#*: }"
      ok grep -Fq -- "${line#*: }" "${line%%: *}" ;;
  esac
done <STATEMENTS
name='there are 40'
ok [ $statement -eq 40 ]
echo "1..$n"
