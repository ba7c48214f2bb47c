#!/bin/sh
# The Chinese catalogue has every message of the sources, translated, and no others; its formats fit.
# `make update-po` brings it up to date: what is then untranslated is listed here.
set -u
cd "${srcdir:-.}" || exit 99
for tool in xgettext msgmerge msgattrib msgfmt; do
  command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed (package gettext)"; exit 0; }
done
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
po=po/zh_CN.po
echo 1..5

# result NAME FILE: passed if FILE is empty, else its lines are shown
n=0
result() {
  n=$((n + 1))
  if [ -s "$2" ]; then echo "not ok $n - $1"; sed 's/^/# /' "$2" | head -n 200
  else echo "ok $n - $1"; fi
}
# The messages of a catalogue, one a line; the header (msgid "") is none.
messages() {
  msgattrib "$@" 2>/dev/null | awk '
    { sub(/^#~ /, "") }
    /^msgid "/ { on = 1; text = ""; sub(/^msgid /, "") }
    /^msgid_plural|^msgstr/ { if (on && text != "") print text; on = 0 }
    on && /^"/ { text = text substr($0, 2, length($0) - 2) }'
}

if sh po/gather "$tmp/pot" 2>"$tmp/errors" &&
  msgmerge -q --no-fuzzy-matching "$po" "$tmp/pot" -o "$tmp/merged" 2>>"$tmp/errors"; then
  # At least what the folders of the sources hold in plain sight, or the search above went astray.
  [ "$(messages "$tmp/pot" | wc -l)" -gt 500 ] || echo 'hardly any message was found in src' >>"$tmp/errors"
else
  echo 'the messages of the sources could not be gathered' >>"$tmp/errors"
fi
result 'the messages of the sources are gathered' "$tmp/errors"
messages --untranslated "$tmp/merged" >"$tmp/out"
result 'every message is in the catalogue and translated' "$tmp/out"
messages --only-fuzzy "$po" >"$tmp/out"
result 'no translation is in doubt' "$tmp/out"
{ messages --only-obsolete "$tmp/merged"; messages --only-obsolete "$po"; } | sort -u >"$tmp/out"
result 'no message is kept that the sources no longer have' "$tmp/out"
msgfmt --check-format -o /dev/null "$po" 2>"$tmp/out"
grep '%<PRI' "$po" >>"$tmp/out" # the catalogue keeps these apart, where base/catalog.c does not look: write %lld
result 'the formats of the translations fit' "$tmp/out"
