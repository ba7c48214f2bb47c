// SPDX-License-Identifier: GPL-3.0-or-later
// keys: the one table of keys. From it come readline's bindings, the keys of a focused panel, the
// key line and the help screen. The stepper's own keys are in its table (session/stepper.h).
#include "screen/parts.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>
#include <term.h>

#include "base/i18n.h"
#include "base/utf8.h"

typedef struct KeyRow {
  Action action;
  unsigned where;     // KeyWhere
  const char *keys;   // as shown
  const char *name;   // one or two words, for the key line; NULL: only in the help
  const char *doc;
  const char *cap;    // terminfo's name of what the key sends
  const char *seqs[4];// what terminals send whatever terminfo says
  int code;           // ncurses' name of it
  const char *chars;  // characters that do the same in a focused panel
} KeyRow;

// In the order of the key line; the first that applies is the last to be dropped, at the right edge.
static const KeyRow rows[] = {
  {ACT_HELP, AT_PROMPT | AT_PANEL | IN_LINE, "F1", N_("help"),
   N_("this screen; :help NAME explains a command or function"),
   "kf1", {"\033OP", "\033[11~", "\033[[A"}, KEY_F(1), "?"},
  {ACT_PGDN, AT_PROMPT | AT_PANEL | IF_LESSON | IN_LINE, "PgDn", N_("next"),
   N_("read on; at the end, the next part of the lesson"), "knp", {"\033[6~"}, KEY_NPAGE, NULL},
  {ACT_PGUP, AT_PROMPT | AT_PANEL, "PgUp", NULL, N_("read back"), "kpp", {"\033[5~"}, KEY_PPAGE, NULL},
  {ACT_PANELS, AT_PROMPT | IF_PINS | IN_LINE, "F2", N_("panels"),
   N_("to the panels; again: one alone, with all the room; again: back"),
   "kf2", {"\033OQ", "\033[12~", "\033[[B"}, KEY_F(2), NULL},
  {ACT_STEP, AT_PROMPT | AT_PANEL | IN_LINE, "F3", N_("step"),
   N_("walk through the lesson's code, or through what ran last"),
   "kf3", {"\033OR", "\033[13~", "\033[[C"}, KEY_F(3), NULL},
  {ACT_WHY, AT_PROMPT | IN_LINE, "F4", N_("why"),
   N_("the arithmetic behind the cell under the cursor"),
   "kf4", {"\033OS", "\033[14~", "\033[[D"}, KEY_F(4), NULL},
  {ACT_HINT, AT_PROMPT | AT_PANEL | IF_LESSON | IN_LINE, "F5", N_("hint"),
   N_("a hint for the open exercise; the last one is the solution"),
   "kf5", {"\033[15~", "\033[[E"}, KEY_F(5), NULL},
  {ACT_FOCUS, AT_PROMPT | IF_PINS, "F6", NULL,
   N_("the keyboard to the panels, and back to the prompt"), "kf6", {"\033[17~"}, KEY_F(6), NULL},
  {ACT_REDRAW, AT_PROMPT | AT_PANEL, "Ctrl-L", NULL,
   N_("draw the screen anew"), NULL, {"\014"}, 0, "\014"},
  {ACT_NONE, AT_PROMPT, "Enter", NULL,
   N_("run what is complete, else begin another line; on an empty line, the next part of the lesson"), NULL, {NULL}, 0, NULL},
  {ACT_NONE, AT_PROMPT, N_("Up Down"), NULL,
   N_("the lines of the input; beyond them, what was typed before and after"), NULL, {NULL}, 0, NULL},
  {ACT_NONE, AT_PROMPT, "Tab", NULL, N_("complete a name, a command, a file"), NULL, {NULL}, 0, NULL},
  {ACT_NONE, AT_PROMPT, "Ctrl-R", NULL, N_("search what was typed before"), NULL, {NULL}, 0, NULL},
  {ACT_NONE, AT_PROMPT, "Ctrl-C", NULL,
   N_("stop what runs; at the prompt, clear the line"), NULL, {NULL}, 0, NULL},
  {ACT_NONE, AT_PROMPT, "Ctrl-D", NULL, N_("leave (on an empty line)"), NULL, {NULL}, 0, NULL},
  {ACT_UP, AT_PANEL | IN_LINE, N_("arrows"), N_("cell"),
   N_("move the cursor from cell to cell"), NULL, {NULL}, KEY_UP, "k"},
  {ACT_DOWN, AT_PANEL, NULL, NULL, NULL, NULL, {NULL}, KEY_DOWN, "j"},
  {ACT_LEFT, AT_PANEL, NULL, NULL, NULL, NULL, {NULL}, KEY_LEFT, "h"},
  {ACT_RIGHT, AT_PANEL, NULL, NULL, NULL, NULL, {NULL}, KEY_RIGHT, "l"},
  {ACT_WHY, AT_PANEL | IN_LINE, "w", N_("why"),
   N_("the arithmetic behind the cell"), NULL, {NULL}, KEY_F(4), "w"},
  {ACT_DESCRIBE, AT_PANEL | IN_LINE, "d", N_("describe"),
   N_("the panel in sentences"), NULL, {NULL}, 0, "d"},
  {ACT_NEXT_PANEL, AT_PANEL | IN_LINE, "Tab", N_("next panel"),
   N_("to the next panel"), NULL, {NULL}, 0, "\t"},
  {ACT_SLICE_ON, AT_PANEL, "[ ]", NULL,
   N_("the matrix before, the matrix after (more than two axes)"), NULL, {NULL}, 0, "]"},
  {ACT_SLICE_BACK, AT_PANEL, NULL, NULL, NULL, NULL, {NULL}, 0, "["},
  {ACT_PANELS, AT_PANEL | IN_LINE, "F2", N_("zoom"),
   N_("this panel alone, with all the room, and back"), NULL, {NULL}, KEY_F(2), NULL},
  {ACT_LEAVE, AT_PANEL | IN_LINE, "q", N_("back"),
   N_("back to the prompt (also Esc)"), NULL, {NULL}, KEY_F(6), "q\033"},
};
#define N_KEYS (sizeof rows / sizeof *rows)

// -- readline ------------------------------------------------------------------------------------------
static int on_key(int count, int key) {
  (void)count;
  (void)key;
  the_screen->input.action = keys_action_of_seq(rl_executing_keyseq ? rl_executing_keyseq : "");
  return 0;
}

static const char *terminfo_seq(const KeyRow *k) {
  const char *s = k->cap ? tigetstr(k->cap) : NULL;
  return s && s != (const char *)-1 && *s ? s : NULL;
}

static void bind_seq(const char *seq, rl_command_func_t *f) {
  char text[64];
  size_t n = 0; // readline reads escapes: write control characters so
  for (; *seq && n + 5 < sizeof text; seq++) {
    if (*seq == '\\') text[n++] = '\\';
    if ((unsigned char)*seq >= 0x20) text[n++] = *seq;
    else n += (size_t)snprintf(text + n, sizeof text - n, "\\%03o", (unsigned)*seq);
  }
  text[n] = '\0';
  const char *maps[] = {"emacs-standard", "vi-insert", "vi-command"};
  for (int i = 0; i < 3; i++) {
    Keymap m = rl_get_keymap_by_name(maps[i]);
    if (m) rl_bind_keyseq_in_map(text, f, m);
  }
}

// Home, End and Delete as terminals send them; what the user's inputrc says of them holds.
static void bind_editing(void) {
  static const struct { const char *seq; rl_command_func_t *f; } usual[] = {
    {"\\e[1~", rl_beg_of_line}, {"\\e[7~", rl_beg_of_line}, {"\\e[H", rl_beg_of_line}, {"\\eOH", rl_beg_of_line},
    {"\\e[4~", rl_end_of_line}, {"\\e[8~", rl_end_of_line}, {"\\e[F", rl_end_of_line}, {"\\eOF", rl_end_of_line},
    {"\\e[3~", rl_delete}};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
    rl_bind_keyseq_if_unbound_in_map(usual[i].seq, usual[i].f, rl_get_keymap_by_name("emacs-standard"));
    rl_bind_keyseq_if_unbound_in_map(usual[i].seq, usual[i].f, rl_get_keymap_by_name("vi-insert"));
  }
}

static int on_mouse(int count, int key) {
  (void)count;
  (void)key;
  char report[24];
  size_t n = 0;
  do report[n++] = (char)rl_read_key();
  while (n + 1 < sizeof report && !strchr("Mm", report[n - 1]));
  report[n] = '\0';
  if (mouse_parse(report, &the_screen->input.mouse)) the_screen->input.action = ACT_MOUSE;
  return 0;
}

void keys_bind(void) {
  bind_editing();
  bind_seq("\033[<", on_mouse);
  for (size_t i = 0; i < N_KEYS; i++) {
    if (!(rows[i].where & AT_PROMPT)) continue;
    const char *s = terminfo_seq(&rows[i]);
    if (s) bind_seq(s, on_key);
    for (int k = 0; k < 4 && rows[i].seqs[k]; k++) bind_seq(rows[i].seqs[k], on_key);
  }
}

Action keys_action_of_seq(const char *seq) {
  for (size_t i = 0; i < N_KEYS; i++) {
    if (!(rows[i].where & AT_PROMPT)) continue;
    const char *s = terminfo_seq(&rows[i]);
    if (s && strcmp(s, seq) == 0) return rows[i].action;
    for (int k = 0; k < 4 && rows[i].seqs[k]; k++)
      if (strcmp(rows[i].seqs[k], seq) == 0) return rows[i].action;
  }
  return ACT_NONE;
}

Action keys_action_of(Key k) {
  for (size_t i = 0; i < N_KEYS; i++) {
    if (!(rows[i].where & AT_PANEL)) continue;
    if (k.code && k.code == rows[i].code) return rows[i].action;
    bool ascii = !k.code && k.ch > 0 && k.ch < 128;
    if (ascii && rows[i].chars && strchr(rows[i].chars, (int)k.ch)) return rows[i].action;
  }
  return ACT_NONE;
}

// -- what is shown -------------------------------------------------------------------------------------
static bool applies(const KeyRow *k, unsigned where) {
  if (!(k->where & IN_LINE) || !(k->where & where & (AT_PROMPT | AT_PANEL))) return false;
  if ((where & AT_PANEL) && (k->where & AT_PROMPT)) return false; // there the panel's own
  if ((k->where & IF_LESSON) && !(where & IF_LESSON)) return false;
  return !(k->where & IF_PINS) || (where & IF_PINS);
}

static int key_width(const KeyRow *k) {
  const char *name = _(k->name);
  return utf8_width(_(k->keys), strlen(_(k->keys))) + 1 + utf8_width(name, strlen(name));
}

static void key_draw(const KeyRow *k, Canvas *c, int row, int col) {
  col = canvas_text(c, row, col, c->cols - col, PEN_BOLD(ROLE_KEY), _(k->keys));
  canvas_text(c, row, col + 1, c->cols - col - 1, PEN(ROLE_DIM), _(k->name));
}

// The keys of the line one after the other, help first: *col gets its column. NULL past the last that fits.
static const KeyRow *next_key(size_t *i, int cols, unsigned where, int *col) {
  int right = cols - key_width(&rows[0]) - 1;
  if (*i == 0) {
    *col = right > 0 ? right : 0;
    return &rows[(*i)++];
  }
  int at = 1;
  for (size_t k = 1; k < N_KEYS; k++) {
    if (!applies(&rows[k], where)) continue;
    int w = key_width(&rows[k]);
    if (at + w + 2 > right) return NULL;
    if (k >= *i) {
      *i = k + 1;
      *col = at;
      return &rows[k];
    }
    at += w + 3;
  }
  return NULL;
}

void keys_draw_line(Canvas *c, int row, unsigned where) {
  size_t i = 0;
  int col;
  for (const KeyRow *k; (k = next_key(&i, c->cols, where, &col));) key_draw(k, c, row, col);
}

Action keys_at(int at, int cols, unsigned where) {
  size_t i = 0;
  int col;
  for (const KeyRow *k; (k = next_key(&i, cols, where, &col));)
    if (at >= col && at < col + key_width(k)) return k->action;
  return ACT_NONE;
}

static void help_row(Str *out, const char *keys, const char *doc) {
  int pad = 14 - utf8_width(keys, strlen(keys));
  str_addf(out, "  %s", keys);
  str_repeat(out, " ", pad > 1 ? pad : 1);
  str_addf(out, "%s\n", doc);
}

void keys_help(Str *out) {
  const struct { unsigned where; const char *title; } part[] = {
    {AT_PROMPT, N_("At the prompt")}, {AT_PANEL, N_("In a panel")}};
  for (int p = 0; p < 2; p++) {
    str_addf(out, "%s\n", _(part[p].title));
    for (size_t i = 0; i < N_KEYS; i++)
      if ((rows[i].where & part[p].where) && rows[i].doc && (p == 0 || !(rows[i].where & AT_PROMPT)))
        help_row(out, _(rows[i].keys), _(rows[i].doc));
    str_addc(out, '\n');
  }
  str_addf(out, "%s\n", _("In the stepper"));
  for (size_t i = 0; i < n_stepper_keys; i++) help_row(out, _(stepper_keys[i].keys), _(stepper_keys[i].doc));
}
