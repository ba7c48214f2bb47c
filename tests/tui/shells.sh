#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What bash and zsh complete for glassbox, as typed in each.
. "${srcdir:-.}/tests/tui/lib.sh"
plan 25
built=$(dirname "$GLASSBOX")/shell

mkdir "$work/dir"
: >"$work/dir/my script.gb"
: >"$work/dir/notes.txt"
: >"$work/dir/注意力.md"

cat >"$work/bash.rc" <<END
PS1='\$ '
bind 'set bell-style none' 'set enable-bracketed-paste off'
. '$built/bash/glassbox'
cd '$work/dir'
END
cat >"$work/inside.bash" <<END
exec bash --rcfile '$work/bash.rc' -i
END
mkdir "$work/zsh"
cat >"$work/zsh/.zshrc" <<END
PS1='$ '
fpath=('$built/zsh' \$fpath)
autoload -Uz compinit && compinit -u -D
unsetopt beep
cd '$work/dir'
END
cat >"$work/inside.zsh" <<END
ZDOTDIR='$work/zsh' exec zsh -i
END

tab() { # NAME, what is typed, what the line becomes
  type "$2"
  keys Tab
  ok "$shell: $1" wait_for "^\\$ $3 *\$"
  keys C-u
  wait_for '^\$ *$'
}
skip() { # SHELL
  n=12
  [ "$1" = zsh ] || n=13
  for i in $(seq $n); do ok "$1: # SKIP it is not here" true; done
}

for shell in bash zsh; do
  if ! command -v $shell >/dev/null; then
    skip $shell
    continue
  fi
  inside=$work/inside.$shell start 80 24
  wait_for '^\$ *$'
  tab 'an option' 'glassbox --pl' 'glassbox --plain'
  tab 'an option with a value' 'glassbox --la' 'glassbox --lang='
  tab 'its value' 'glassbox --lang=zh' 'glassbox --lang=zh_CN'
  tab 'and after a letter' 'glassbox -l zh' 'glassbox -l zh_CN'
  tab 'a word' 'glassbox ch' 'glassbox check'
  tab 'a lesson' 'glassbox lesson self-a' 'glassbox lesson self-attention'
  tab 'a lesson after options' 'glassbox --plain -l en lesson q-l' 'glassbox --plain -l en lesson q-learning'
  tab 'a script with a blank' 'glassbox my' 'glassbox my\\ script.gb'
  tab 'the same, quoted' 'glassbox "my' 'glassbox "my script.gb"'
  # zsh offers other files where none of the kind is there: that is its way
  [ $shell = zsh ] || tab 'no other file' 'glassbox not' 'glassbox not'
  tab 'a Chinese lesson file' 'glassbox check 注' 'glassbox check 注意力.md'
  tab 'any file for a script' 'glassbox x.gb not' 'glassbox x.gb notes.txt'
  type 'glassbox les'
  keys Tab Tab Tab
  ok "$shell: a list" eval 'wait_for "lesson +.*|lesson .*--" && wait_for lessons'
  keys C-c
done
