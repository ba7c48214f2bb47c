#!/bin/sh
# Languages seen from outside: who decides, on systems with and without the locale; every name has help in
# Chinese; lists align by display width and keep to 80 columns; a comma locale changes no number; a
# paragraph without a translation is shown in English with a mark.
set -u
gb=${GLASSBOX:-./glassbox}
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
XDG_STATE_HOME=$tmp/state
export XDG_STATE_HOME
unset LANG LANGUAGE LC_ALL LC_MESSAGES LC_CTYPE LC_NUMERIC
n=0
han() { LC_ALL=C grep -q "$(printf '[\344-\351]')" "$@"; } # the first byte of nearly every Chinese character
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; sed 's/^/# /' "$tmp/out" | head -n 30; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
says() { # en|zh NAME ENVIRONMENT... ARGUMENTS: the help and an error are in that language
  lang=$1 name=$2
  shift 2
  { env "$@" --help; env "$@" -e 'softmx(1)'; } >"$tmp/out" 2>&1
  if [ "$lang" = zh ]; then grep -q '用法' "$tmp/out" && grep -q '是不是想写 softmax' "$tmp/out"
  else ! han "$tmp/out" && grep -q 'Usage' "$tmp/out" && grep -q 'did you mean softmax' "$tmp/out"; fi
  if [ $? = 0 ]; then ok "$name"; else not_ok "$name"; fi
}
[ -s "$(dirname "$gb")/locale/zh_CN/LC_MESSAGES/glassbox.mo" ] || { echo '1..0 # SKIP no catalogue was made (msgfmt)'; exit 0; }

says zh '--lang zh_CN without any locale' "$gb" --lang zh_CN
says zh '--lang zh_CN under LC_ALL=C' LC_ALL=C "$gb" --lang zh_CN
says zh '--lang zh_CN under C.UTF-8' LC_ALL=C.UTF-8 "$gb" --lang zh_CN
says zh '--lang zh_CN on an English system' LANG=en_US.UTF-8 LANGUAGE=en "$gb" --lang zh_CN
says en '--lang en on a Chinese system' LANG=zh_CN.UTF-8 LANGUAGE=zh_CN:zh "$gb" --lang en
says zh 'a Chinese system speaks Chinese' LANG=zh_CN.UTF-8 "$gb"
says zh 'a Chinese system whose locale is missing' LC_ALL=zh_CN.NOSUCH "$gb"
says en 'no locale at all' "$gb"
says en 'a language that is not there' LANG=de_DE.UTF-8 "$gb"

{ "$gb" --lang zh_CN -pq; "$gb" --lang zh_CN --qqq; "$gb" --plain=x --lang zh_CN; "$gb" --lang zh_CN -e; } >"$tmp/out" 2>&1
if [ "$(grep -v -- --help "$tmp/out" | tr '\n' '|')" = \
  'glassbox: 没有选项 -q|glassbox: 没有选项 --qqq|glassbox: --plain=x：这个选项不带值|glassbox: -e 后面要有值|' ]
then ok 'options that do not go, in Chinese'; else not_ok 'options that do not go, in Chinese'; fi

# Every name of the overview has help, and its words are Chinese.
"$gb" --lang zh_CN -e ':help' >"$tmp/help"
awk '/^  :[a-z]/ { sub(/^ *:/, ""); print $1 } # commands
     /^[^ ]/ { names = 0 } names { for (i = 1; i <= NF; i++) print $i }
     /^(运算|函数|用这门语言自己写的库|视图)$/ { names = 1 }' "$tmp/help" >"$tmp/names"
"$gb" -e ':set' | awk '/^[^ ]/ { print $1 }' >>"$tmp/names"
sed 's/.*/:help &\nprint("==== &")/' "$tmp/names" >"$tmp/ask.gb"
"$gb" --lang zh_CN --plain <"$tmp/ask.gb" >"$tmp/answers" 2>"$tmp/err"
# An answer: the usage, then what it does, then facts and examples.
LC_ALL=C awk -v zh="$(printf '[\344-\351]')" '/^====/ { if (!good) print $2; good = 0; row = 0; next }
     { row++ } row > 1 && $0 ~ zh { good = 1 }' "$tmp/answers" >"$tmp/out"
cat "$tmp/err" >>"$tmp/out"
count=$(wc -l <"$tmp/names")
if [ "$count" -gt 100 ] && [ "$(grep -c '^====' "$tmp/answers")" = "$count" ] && [ ! -s "$tmp/out" ]; then
  ok "all $count names have help in Chinese"
else not_ok "all $count names have help in Chinese"; fi

# The stepper explains the library's lines in Chinese.
printf ':step scaled_dot_product_attention(eye(2), eye(2), eye(2))\ns\ns\ns\ns\ns\ns\ns\ns\nq\n' |
  "$gb" --lang zh_CN --plain >"$tmp/out" 2>&1
if [ "$(grep -c '^ *## ' "$tmp/out")" -ge 3 ] && ! grep '^ *## ' "$tmp/out" | LC_ALL=C grep -qv "$(printf '[\344-\351]')"
then ok 'the stepper explains the library in Chinese'; else not_ok 'the stepper explains the library in Chinese'; fi

"$gb" --lang zh_CN -e ':source fit' >"$tmp/out"
if [ "$(grep -c '## ' "$tmp/out")" -ge 2 ] && ! grep '## ' "$tmp/out" | LC_ALL=C grep -qv "$(printf '[\344-\351]')"
then ok ':source explains the library in Chinese'; else not_ok ':source explains the library in Chinese'; fi
"$gb" --lang en -e ':source fit' | sed 's/ *##.*//' >"$tmp/en"
if sed 's/ *##.*//' "$tmp/out" | cmp -s - "$tmp/en" && "$gb" --lang en -e ':source fit' | grep -q '^    step(opt)  *## a step down$'
then ok ':source: the code is the same in each language'; else not_ok ':source: the code is the same in each language'; fi

# Display widths, as wc counts them: rows of a list begin their second column at one place.
columns() { # prints the width of what stands before the last run of two or more blanks, a line for each width
  sed -n 's/^\(.*  \)[^ ].*$/\1|/p' | while IFS= read -r line; do
    printf '%s\n' "$line" | LC_ALL=C.UTF-8 wc -L
  done | sort -nu
}
fits() { [ "$(LC_ALL=C.UTF-8 wc -L <"$1")" -le 80 ]; }
for lang in en zh_CN; do
  "$gb" --lang $lang -e ':help' >"$tmp/out"
  if fits "$tmp/out" && [ "$(grep '^  :' "$tmp/out" | columns | wc -l)" = 1 ]; then ok ":help aligns within 80 columns ($lang)"
  else not_ok ":help aligns within 80 columns ($lang)"; fi
  "$gb" --lang $lang -e ':set' >"$tmp/out"
  if fits "$tmp/out" && [ "$(columns <"$tmp/out" | wc -l)" = 1 ]; then ok ":set aligns ($lang)"
  else not_ok ":set aligns ($lang)"; fi
  "$gb" --lang $lang lessons >"$tmp/out" 2>&1
  if [ "$(wc -l <"$tmp/out")" -gt 1 ] && [ "$(columns <"$tmp/out" | wc -l)" = 1 ]; then ok "the list of lessons aligns ($lang)"
  else not_ok "the list of lessons aligns ($lang)"; fi
  "$gb" --lang $lang -e ':apropos a' >"$tmp/out"
  if fits "$tmp/out"; then ok ":apropos keeps to 80 columns ($lang)"; else not_ok ":apropos keeps to 80 columns ($lang)"; fi
done
"$gb" --lang zh_CN -e '变量 = 1; x = 2
:who' >"$tmp/out"
if [ "$(sed 's/number/|/; s/|.*/|/' "$tmp/out" | while IFS= read -r l; do printf '%s\n' "$l" | LC_ALL=C.UTF-8 wc -L; done | sort -u | wc -l)" = 1 ]
then ok ':who aligns names of Chinese characters'; else not_ok ':who aligns names of Chinese characters'; fi

# --ascii keeps to it, and carets stay in place.
"$gb" --ascii --lang zh_CN -e ':describe [[1, 2], [3, 4]]
[1, 2] + "世界" @ 3' >"$tmp/out" 2>&1
if [ "$(wc -l <"$tmp/out")" -gt 6 ] && ! LC_ALL=C grep -q '[^ -~]' "$tmp/out" && grep -q '2 x 2' "$tmp/out" &&
  grep -q '^  \[1, 2\] + "? ? " @ 3$' "$tmp/out" && grep -q '^           ^~*$' "$tmp/out"
then ok '--ascii writes ASCII only'; else not_ok '--ascii writes ASCII only'; fi
"$gb" --ascii --lang zh_CN -e 'softmx' >"$tmp/out" 2>&1
"$gb" --ascii --lang en -e 'softmx' >"$tmp/en" 2>&1
if [ "$(grep -c '^glassbox: Chinese cannot' "$tmp/out")" = 1 ] && sed 1d "$tmp/out" | cmp -s - "$tmp/en"
then ok '--ascii speaks English, and says so once'; else not_ok '--ascii speaks English, and says so once'; fi

# What a program computes and prints is the same in every language.
program='m = adam([requires_grad([1.0])]); print(m, trace(softmax([1, 2])), softmax, 1.5, [1, "世"], {a: nil})
x = randn(3); print(type(x), json(1 / 3))'
"$gb" --lang en -e "$program" >"$tmp/out" 2>&1
"$gb" --lang zh_CN -e "$program" >"$tmp/zh" 2>&1
diff "$tmp/out" "$tmp/zh" >"$tmp/diff"
if [ $? = 0 ] && [ "$(wc -l <"$tmp/out")" = 2 ]; then ok 'a program prints the same in both languages'
else cat "$tmp/diff" >>"$tmp/out"; not_ok 'a program prints the same in both languages'; fi

# A locale with decimal commas, made here so that it is really there.
name='numbers under a locale with decimal commas'
if mkdir "$tmp/locales" && localedef -i de_DE -f UTF-8 "$tmp/locales/de_DE.UTF-8" >/dev/null 2>&1 &&
  [ "$(LOCPATH=$tmp/locales LC_ALL=de_DE.UTF-8 locale decimal_point 2>/dev/null)" = , ]; then
  comma="env LOCPATH=$tmp/locales LC_ALL=de_DE.UTF-8"
  { $comma "$gb" -e "x = [1.5, 0.25]; y = num(\"2.5\")
:save $tmp/comma.gb
print(x, y, json(x), f\"{y:.2f}\")" && $comma "$gb" -e ":load $tmp/comma.gb
print(x, y)"; } >"$tmp/out" 2>&1
  if [ "$(cat "$tmp/out")" = '[1.50, 0.25] 2.5 [1.5, 0.25] 2.50
[1.50, 0.25] 2.5' ]; then ok "$name"; else not_ok "$name"; fi
else skip "$name" 'localedef cannot make one'; fi

# A lesson with one paragraph missing in Chinese, and one whose code is older than the English.
mkdir -p "$tmp/data/lessons/en" "$tmp/data/lessons/zh_CN"
cat >"$tmp/data/lessons/en/two.md" <<'EOF'
---
id: two
title: Two pages
summary: A lesson of two pages
minutes: 1
format: 1
order: 1
---

# Two pages

## First

The first paragraph.

```gb
x = 1 + 1
```

The second paragraph.
EOF
sed -e 's/^title: .*/title: 两页/; s/^summary: .*/summary: 两页的课/; s/^# .*/# 两页/; s/^## .*/## 第一页/
  s/The first paragraph\./第一段。/; /The second paragraph/d' "$tmp/data/lessons/en/two.md" >"$tmp/data/lessons/zh_CN/two.md"
printf '\n\n\n' | GLASSBOX_DATADIR=$tmp/data "$gb" --plain --lang zh_CN lesson two >"$tmp/out" 2>&1
if grep -q '第一段。' "$tmp/out" && grep -q 'The second paragraph' "$tmp/out" && grep -q '（尚未翻译）' "$tmp/out"
then ok 'a paragraph that is not translated is shown in English with a mark'
else not_ok 'a paragraph that is not translated is shown in English with a mark'; fi
GLASSBOX_DATADIR=$tmp/data "$gb" check "$tmp/data/lessons/zh_CN/two.md" >"$tmp/out" 2>&1
status=$?
if [ $status != 0 ] && grep -q 'zh_CN/two.md' "$tmp/out"; then ok 'glassbox check lists it'
else echo "# status $status"; not_ok 'glassbox check lists it'; fi
echo "1..$n"
