# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the full screen share. Each starts the program in a tmux of its own, with
# nothing of the user's environment, types, and looks at what a person would see. No test sleeps for
# a result: each wait polls until the screen says it, and gives up after a deadline.
#
#   start COLS ROWS ARGS...   keys KEY...   type TEXT   wait_for REGEX   cursor_is COL   ok NAME COMMAND...

GLASSBOX=${GLASSBOX:-./glassbox}
case $GLASSBOX in /*) ;; *) GLASSBOX=$PWD/${GLASSBOX#./} ;; esac
[ -x "$GLASSBOX" ] || { echo "Bail out! $GLASSBOX is not there"; exit 99; }
deadline_s=${TUI_DEADLINE:-20}
# tmux, and whatever reads its output, need a UTF-8 locale
LC_ALL=C.UTF-8
export LC_ALL

if ! command -v tmux >/dev/null || ! infocmp tmux-256color >/dev/null 2>&1; then
  echo '1..0 # SKIP tmux (or its terminfo entry) is not here'
  exit 77
fi

work=$(mktemp -d) || exit 99
count=0
failed=0

# A server for each start: one that is just going away answers no more.
starts=0
tm() { tmux -S "$work/socket$starts" -f /dev/null "$@" 2>/dev/null; }
finish() { tm kill-server; rm -rf "$work"; }
trap finish EXIT
trap 'exit 99' INT TERM HUP

plan() { echo "1..$1"; }

# The pane runs this: the terminal's settings before and after, the status, then DONE.
cat >"$work/inside" <<'END'
trap : INT # Ctrl-C is for the program
ulimit -c 0
stty -g >"$WORK/before"
"$GLASSBOX" "$@"
echo $? >"$WORK/status"
stty -g >"$WORK/after"
echo DONE
exec cat
END

start() { # COLS ROWS ARGS...; the variables in $env (NAME=VALUE ...) are added
  tm kill-server
  starts=$((starts + 1))
  rm -rf "$work/before" "$work/after" "$work/status"
  cols=$1 rows=$2
  shift 2
  env -i PATH="$PATH" HOME="$work" SHELL=/bin/sh LC_ALL=C.UTF-8 TZ=UTC INPUTRC=/dev/null \
    WORK="$work" XDG_STATE_HOME="$work/state" GLASSBOX="$GLASSBOX" \
    ${GLASSBOX_DATADIR:+GLASSBOX_DATADIR="$GLASSBOX_DATADIR"} \
    OPENBLAS_NUM_THREADS=1 ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} $env \
    tmux -S "$work/socket$starts" -f /dev/null new-session -d -x "$cols" -y "$rows" \
    env TERM="${term:-tmux-256color}" LC_ALL="${locale:-C.UTF-8}" \
    /bin/sh ${job_control:+-m} "${inside:-$work/inside}" "$@"
}

keys() { tm send-keys "$@"; }
type() { tm send-keys -l "$1"; }
resize() { tm resize-window -x "$1" -y "$2"; }
screen() { tm capture-pane -p "$@"; }

# Runs a command until it succeeds or the deadline passes.
poll() {
  until=$(($(date +%s) + deadline_s))
  while ! "$@"; do
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 0.02
  done
}
shows() { screen | grep -Eq -- "$1"; }
shows_not() { ! screen | grep -Eq -- "$1"; }
wait_for() { poll shows "$1"; }
wait_gone() { poll shows_not "$1"; }
cursor_at() { [ "$(tm display -p '#{cursor_x}')" = "$1" ]; }
cursor_is() { poll cursor_at "$1"; }
file_there() { [ -s "$1" ]; }
ended() { wait_for '^DONE' && poll file_there "$work/after"; }
main_screen() { [ "$(tm display -p '#{alternate_on} #{cursor_flag}')" = '0 1' ]; }
stty_same() { cmp -s "$work/before" "$work/after"; }

# The screen with its colours, once it has come to rest. tmux writes the end of a colour now before,
# now after the blanks at the end of a line: ends and blanks are left out.
esc=$(printf '\033')
styled() { screen -e | sed "s/$esc\[0m//g; s/$esc\[[34]9m//g; s/ *\$//"; }
same_twice() {
  styled >"$work/a" && styled >"$work/b" && cmp -s "$work/a" "$work/b"
}
save() { poll same_twice && cp "$work/a" "$work/$1"; }
is_like() { styled >"$work/a" && cmp -s "$work/a" "$work/$1"; }
wait_like() { poll is_like "$1"; }

ok() { # NAME COMMAND...
  name=$1
  shift
  count=$((count + 1))
  if "$@"; then
    echo "ok $count - $name"
  else
    echo "not ok $count - $name"
    failed=$((failed + 1))
    screen | sed 's/^/# | /'
  fi
}
not() { ! "$@"; }
