// SPDX-License-Identifier: GPL-3.0-or-later
// tty: the terminal from newterm to endwin, its size, and signals. Handlers write a byte to a pipe
// that the loops poll beside the keyboard; Ctrl-C also raises the flag that running code watches.
// While the screen is up, file 2 is kept in memory, so that a library's warning cannot scribble on it.
#include "screen/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <readline/readline.h>
#include <term.h>

#include "base/interrupt.h"

static const int our_signals[] = {SIGINT, SIGWINCH, SIGTERM, SIGHUP, SIGTSTP, SIGCONT};
#define MOUSE_ON "\033[?1000h\033[?1006h" // clicks and the wheel, in the form that has no bounds
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define N_SIGNALS (sizeof our_signals / sizeof *our_signals)

static struct {
  SCREEN *screen;
  WINDOW *keys;  // a pad: reading keys through it refreshes nothing
  struct termios as_found;
  int pipe[2];
  int real_stderr, kept_stderr;
  struct sigaction before[N_SIGNALS], alarm_before;
  volatile sig_atomic_t ending; // a signal to quit came already
  bool up, paste, mouse;
  char reset[200];
  size_t n_reset;
} tty = {.pipe = {-1, -1}, .real_stderr = -1, .kept_stderr = -1};

static void on_alarm(int sig) {
  (void)sig;
  attention_flag = 1;
}

static void on_signal(int sig) {
  int saved = errno;
  attention_flag = 1;
  if (sig == SIGINT || sig == SIGTERM || sig == SIGHUP) interrupt_flag = 1;
  if (sig == SIGTERM || sig == SIGHUP) {
    if (tty.ending) { // the first one was not obeyed in time
      crash_restore();
      signal(sig, SIG_DFL);
      raise(sig);
    }
    tty.ending = 1;
  }
  char byte = (char)sig;
  ssize_t n = write(tty.pipe[1], &byte, 1); // full: there is enough to wake up for
  (void)n;
  errno = saved;
}

static void signals_install(void) {
  struct sigaction sa = {.sa_handler = on_signal};
  sigemptyset(&sa.sa_mask);
  for (size_t i = 0; i < N_SIGNALS; i++) sigaction(our_signals[i], &sa, &tty.before[i]);
  struct sigaction alarm = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
  sigemptyset(&alarm.sa_mask);
  sigaction(SIGALRM, &alarm, &tty.alarm_before);
}

static void signals_restore(void) {
  tty_timer(0);
  sigaction(SIGALRM, &tty.alarm_before, NULL);
  for (size_t i = 0; i < N_SIGNALS; i++) sigaction(our_signals[i], &tty.before[i], NULL);
}

void tty_timer(int ms) {
  struct itimerval t = {.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}};
  setitimer(ITIMER_REAL, &t, NULL);
}

// -- stderr -------------------------------------------------------------------------------------
static void stderr_keep(void) {
  fflush(stderr);
  if (tty.kept_stderr < 0) tty.kept_stderr = memfd_create("stderr", MFD_CLOEXEC);
  tty.real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
  if (tty.kept_stderr >= 0 && tty.real_stderr >= 0) dup2(tty.kept_stderr, STDERR_FILENO);
}

static void stderr_give_back(void) {
  fflush(stderr);
  if (tty.real_stderr < 0) return;
  dup2(tty.real_stderr, STDERR_FILENO);
  close(tty.real_stderr);
  tty.real_stderr = -1;
  if (tty.kept_stderr < 0 || lseek(tty.kept_stderr, 0, SEEK_SET) < 0) return;
  char buf[4096];
  ssize_t n;
  while ((n = read(tty.kept_stderr, buf, sizeof buf)) > 0)
    if (write(STDERR_FILENO, buf, (size_t)n) < 0) break;
  if (ftruncate(tty.kept_stderr, 0) == 0) lseek(tty.kept_stderr, 0, SEEK_SET);
}

// -- modes ----------------------------------------------------------------------------------------
static int reset_put(int c) {
  if (tty.n_reset < sizeof tty.reset) tty.reset[tty.n_reset++] = (char)c;
  return c;
}

static void reset_cap(const char *name) {
  const char *s = tigetstr(name);
  if (s && s != (const char *)-1) tputs(s, 1, reset_put);
}

// What a dying program writes: worked out now, as terminfo may not be asked then.
static void reset_string(void) {
  tty.n_reset = 0;
  for (const char *s = "\033[?2004l" MOUSE_OFF; *s; s++) reset_put(*s);
  reset_cap("rmkx");
  reset_cap("sgr0");
  reset_cap("cnorm");
  reset_cap("rmcup");
  reset_put('\r');
}

static void put_raw(const char *s) {
  fflush(stdout);
  ssize_t n = write(STDOUT_FILENO, s, strlen(s));
  (void)n;
}

void tty_mouse(bool on) {
  if (on != tty.mouse) put_raw(on ? MOUSE_ON : MOUSE_OFF);
  tty.mouse = on;
}

bool tty_paste(bool on) {
  bool before = tty.paste;
  tty.paste = on;
  if (on != before) put_raw(on ? "\033[?2004h" : "\033[?2004l");
  return before;
}

// Keys reach us one at a time, Ctrl-S and Ctrl-V as keys; Ctrl-C and Ctrl-Z stay signals.
static void modes_set(void) {
  cbreak();
  noecho();
  nonl();
  struct termios t;
  if (tcgetattr(STDIN_FILENO, &t) != 0) return;
  t.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR);
  t.c_lflag &= ~(tcflag_t)(IEXTEN | ECHO | ICANON);
  t.c_cc[VMIN] = 1;
  t.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
  def_prog_mode();
}

// Keys as terminals send them whatever their entry says, and in either keypad mode.
static void define_usual_keys(void) {
  static const struct { const char *seq; int code; } usual[] = {
    {"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},
    {"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME}, {"\033OH", KEY_HOME}, {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
    {"\033[F", KEY_END}, {"\033OF", KEY_END}, {"\033[4~", KEY_END}, {"\033[8~", KEY_END},
    {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE}, {"\033[Z", KEY_BTAB}, {"\033[<", KEY_OF_MOUSE}};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) define_key(usual[i].seq, usual[i].code);
  for (int k = 0; k < 4; k++) { // F1 to F4
    const char app[] = {'\033', 'O', (char)('P' + k), '\0'}, old[] = {'\033', '[', '1', (char)('1' + k), '~', '\0'};
    define_key(app, KEY_F(k + 1));
    define_key(old, KEY_F(k + 1));
  }
}

static bool start_curses(void) {
  if (tcgetattr(STDIN_FILENO, &tty.as_found) != 0) return false;
  tty.screen = newterm(NULL, stdout, stdin);
  if (!tty.screen) return false;
  set_term(tty.screen);
  modes_set();
  intrflush(stdscr, FALSE);
  if (!getenv("ESCDELAY")) set_escdelay(25);
  tty.keys = newpad(1, 1);
  keypad(tty.keys, TRUE);
  define_usual_keys();
  nodelay(tty.keys, TRUE);
  paint_start();
  return true;
}

bool tty_start(void) {
  if (pipe2(tty.pipe, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  tty.ending = 0;
  signals_install(); // before newterm, which would take SIGWINCH and others for itself
  if (!start_curses()) {
    signals_restore();
    return false;
  }
  reset_string();
  stderr_keep();
  crash_start(&tty.as_found, tty.reset, tty.n_reset, tty.real_stderr, tty.kept_stderr);
  tty.up = true;
  tty_paste(true);
  return true;
}

void tty_leave(void) {
  tty_paste(false);
  tty_mouse(false);
  def_prog_mode();
  curs_set(1);
  endwin();
  tcsetattr(STDIN_FILENO, TCSADRAIN, &tty.as_found);
  crash_end();
  stderr_give_back();
}

void tty_return(void) {
  stderr_keep();
  crash_start(&tty.as_found, tty.reset, tty.n_reset, tty.real_stderr, tty.kept_stderr);
  reset_prog_mode();
  int rows, cols;
  tty_resize(&rows, &cols);
  clearok(curscr, TRUE);
  refresh();
  tty_paste(true);
}

void tty_end(void) {
  if (!tty.up) return;
  tty.up = false;
  tty_leave();
  delwin(tty.keys);
  signals_restore();
  close(tty.pipe[0]);
  close(tty.pipe[1]);
  if (tty.kept_stderr >= 0) close(tty.kept_stderr);
  tty.kept_stderr = -1;
}

void tty_stop(void) {
  tty_leave();
  struct sigaction sa = {.sa_handler = SIG_DFL}, ours;
  sigemptyset(&sa.sa_mask);
  sigaction(SIGTSTP, &sa, &ours);
  raise(SIGTSTP); // returns when the shell continues us
  sigaction(SIGTSTP, &ours, NULL);
  tty_return();
}

void tty_again(void) {
  reset_prog_mode();
  clearok(curscr, TRUE);
  if (tty.paste) put_raw("\033[?2004h");
  if (tty.mouse) put_raw(MOUSE_ON);
}

// -- size ------------------------------------------------------------------------------------------
void tty_size(int *rows, int *cols) {
  struct winsize w;
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0;
  *rows = known ? w.ws_row : 24;
  *cols = known ? w.ws_col : 80;
}

void tty_resize(int *rows, int *cols) {
  tty_size(rows, cols);
  resizeterm(*rows, *cols);
  rl_set_screen_size(*rows, *cols);
}

// -- waiting ---------------------------------------------------------------------------------------
static void take_signals(Signals *s) {
  char buf[64];
  ssize_t n;
  while ((n = read(tty.pipe[0], buf, sizeof buf)) > 0)
    for (ssize_t i = 0; i < n; i++) switch (buf[i]) {
        case SIGWINCH: s->resized = true; break;
        case SIGINT: s->interrupted = true; break;
        case SIGTSTP: s->suspend = true; break;
        case SIGCONT: s->resumed = true; break;
        default: s->quit = buf[i]; break;
      }
}

bool tty_wait(Signals *s, int timeout_ms) {
  struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = tty.pipe[0], .events = POLLIN}};
  int n = poll(p, 2, timeout_ms);
  *s = (Signals){0};
  take_signals(s);
  if (n <= 0) return false;
  if (p[0].revents & (POLLERR | POLLNVAL) || (p[0].revents & POLLHUP && !(p[0].revents & POLLIN)))
    s->quit = s->quit ? s->quit : SIGHUP; // the terminal is gone
  return (p[0].revents & POLLIN) != 0;
}

// What follows "ESC [ <": it comes in one piece, or is none.
static bool mouse_report(Mouse *m) {
  char report[24];
  size_t n = 0;
  for (wint_t ch; n + 1 < sizeof report && wget_wch(tty.keys, &ch) == OK && ch < 128;) {
    report[n++] = (char)ch;
    if (ch == 'M' || ch == 'm') break;
  }
  report[n] = '\0';
  return mouse_parse(report, m);
}

bool tty_key(Key *k) {
  wint_t ch = 0;
  int r = wget_wch(tty.keys, &ch);
  if (r == ERR) return false;
  *k = r == KEY_CODE_YES ? (Key){.code = (int)ch} : (Key){.ch = ch};
  return k->code != KEY_OF_MOUSE || mouse_report(&k->mouse);
}
