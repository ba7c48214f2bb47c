#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What lessons claim, against independent computations: each tests/holds/LESSON.gb asserts it or fails.
# With TESTS_SHORT=1 in the environment those are left out that say of themselves that they are LONG.
gb=${GLASSBOX:-./glassbox}
cd "${srcdir:-.}" || exit 99
set -- tests/holds/*.gb
echo "1..$#"
n=0
for f; do
  n=$((n + 1))
  if [ "${TESTS_SHORT:-0}" = 1 ] && grep -q '^# LONG' "$f"; then
    echo "ok $n - $(basename "$f" .gb) # SKIP it trains for long"
    continue
  fi
  if out=$("$gb" "$f" 2>&1); then echo "ok $n - $(basename "$f" .gb)"; else echo "not ok $n - $(basename "$f" .gb)"; fi
  printf '%s\n' "$out" | sed 's/^/# /'
done
