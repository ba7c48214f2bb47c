// SPDX-License-Identifier: GPL-3.0-or-later
// stepper: the keys of a walk through a recording, and the text that a plain terminal shows of it.
// Letters are gdb's single keys, capitals their reverse. A key leaves a message or clears it, so
// that going there and back shows the same screen.
#include "session/stepper.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/settings.h"
#include "session/listing.h"
#include "session/stepper_parts.h"
#include "trace/world.h"

#define BOTH (STEP_WALKING | STEP_IN_VALUE)

// In the order of the key line.
const StepperKey stepper_keys[] = {
  {"n N", N_("over"), N_("the next event, and back; over calls that were not stepped into"), STEP_WALKING, 9},
  {"s S", N_("into"), N_("one event on, one event back; into calls"), STEP_WALKING, 8},
  {"f F", N_("out"), N_("to the end of this call, back to its beginning"), STEP_WALKING, 6},
  {"c C", N_("ends"), N_("to the next stop or the end of the recording, and back to the one before (End, Home: to the ends)"), STEP_WALKING, 4},
  {N_("arrows"), N_("cell"),
   N_("walking: right and down are s and n, left and up are S and N; in a value: from cell to cell"),
   STEP_IN_VALUE, 8},
  {"Tab", N_("cells"),
   N_("into the values, one after the other, and back to walking (Shift-Tab: the other way round)"), BOTH, 7},
  {"Esc", N_("steps"), N_("from a value, or an answer, back to walking"), STEP_IN_VALUE | STEP_WHY, 8},
  {"v", N_("panel"), N_("source, values, calls: where there is room for one at a time"), STEP_NARROW, 8},
  {"e", N_("edit"), N_("changes the number under the cursor and runs the rest again: \"e 0.5\", \"e 1, 0 = 0.5\", \"e x[1, 0] = 0.5\""),
   BOTH, 7},
  {"u", N_("undo"), N_("takes the last change back"), 0, 0},
  {"r", N_("replay"), N_("runs it again from the same seed with another argument or variable: \"r lr = 0.1\""), STEP_WALKING, 4},
  {"D", N_("changes"), N_("what the changes have changed, before and after"), 0, 0},
  {"b B", N_("gradient"), N_("to where the gradient of this value arrives (the backward pass), and back to the value"), STEP_WALKING, 5},
  {"w", N_("why"), N_("the arithmetic behind the cell under the cursor; \"w 1, 0\": behind that cell"),
   BOTH, 7},
  {"Enter", N_("follow"), N_("after w: asks why of the marked cell in turn; arrows mark another"), STEP_WHY, 9},
  {"Backspace", N_("return"), N_("after w: back to the cell before"), STEP_WHY, 8},
  {"d", N_("describe"), N_("the value in sentences"), BOTH, 3},
  {"[ ]", N_("matrix"), N_("the matrix before, the matrix after (tensors of more than two dimensions)"),
   0, 0},
  {"/", N_("search"), N_("to the next event of an operation, function or variable: /softmax"),
   STEP_WALKING, 5},
  {". ,", N_("again"), N_("search the same again, onwards and backwards"), 0, 0},
  {":", N_("more"), N_("commands in words: \"break softmax if max(x) > 1\", \"break 12\" (a line), \"watch w[0, 1]\" (c and C stop there), \"delete 1\", \"info\", \"until\" (a later line; reverse-until), \"print x.shape\""),
   STEP_WALKING, 6},
  {"g", N_("go to"), N_("to an event by its number: g 41"), STEP_WALKING, 3},
  {"Enter", NULL, N_("the last move again"), 0, 0},
  {"q", N_("leave"), N_("leave"), BOTH, 9},
  {"?", N_("help"), N_("all keys"), BOTH | STEP_NARROW | STEP_WHY, 10},
};
const size_t n_stepper_keys = sizeof stepper_keys / sizeof *stepper_keys;

Stepper *stepper_new(Trace *t) {
  Stepper *s = mem_zalloc(sizeof *s);
  walk_start(&s->walk, t);
  s->moved = true;
  s->stops = &s->own;
  return s;
}

void stepper_free(Stepper *s) {
  if (!s) return;
  walk_end(&s->walk);
  for (size_t i = 0; i < s->n_labels; i++) {
    mem_free(s->labels[i].name);
    value_release(s->labels[i].rows);
    value_release(s->labels[i].cols);
  }
  mem_free(s->labels);
  step_edits_free(s);
  chain_free(&s->chain);
  stops_free(&s->own);
  str_free(&s->message);
  str_free(&s->find);
  mem_free(s);
}

void stepper_label(Stepper *s, const char *name, Value rows, Value cols) {
  mem_grow(&s->labels, &s->cap_labels, s->n_labels + 1, sizeof *s->labels);
  s->labels[s->n_labels++] = (StepLabels){mem_strdup(name), value_retain(rows), value_retain(cols)};
}

void stepper_set_vm(Stepper *s, Vm *vm) { s->vm = vm; }
void stepper_set_stops(Stepper *s, Stops *stops) { s->stops = stops; }
Walk *stepper_walk(Stepper *s) { return &s->walk; }
const char *stepper_message(const Stepper *s) { return str_c(&s->message); }
bool stepper_done(const Stepper *s) { return s->done; }

// -- moves ----------------------------------------------------------------------------------------
typedef struct Move {
  const char *key, *word;
  bool (*walk)(Walk *w, int dir);
  int dir;
} Move;

static const Move moves[] = {
  {"s", "step", walk_step, 1}, {"S", "reverse-step", walk_step, -1},
  {"n", "next", walk_next, 1}, {"N", "reverse-next", walk_next, -1},
  {"f", "finish", walk_finish, 1}, {"F", "reverse-finish", walk_finish, -1},
  {"c", "continue", walk_continue, 1}, {"C", "reverse-continue", walk_continue, -1},
  {"until", "advance", walk_until, 1}, {"reverse-until", "reverse-advance", walk_until, -1},
};

static void say_stuck(Stepper *s, const Move *m) {
  if (m->walk == walk_finish && trace_frame(s->walk.t, s->walk.at) == TRACE_NONE)
    str_add(&s->message, _("no call is open here: c goes to the end, C to the beginning"));
  else if (m->walk == walk_finish)
    str_add(&s->message, _("this is the outermost call: c goes to the end, C to the beginning"));
  else s->at_end = step_end_text(s, &s->message);
}

// To the next stop, if there is one on the way.
static bool run_to_stop(Stepper *s, int dir, bool *failed) {
  Err e = {0};
  size_t to;
  str_clear(&s->message);
  if (s->stops->n == 0 || !step_event(s)) return false;
  bool found = stops_find(s->stops, s->vm, s->walk.t, s->walk.at, dir, &to, &s->message, &e);
  *failed = e.code != ERR_NONE;
  if (*failed) {
    str_clear(&s->message);
    str_add(&s->message, e.text);
    err_clear(&e);
  }
  return found && walk_goto(&s->walk, to);
}

static void move(Stepper *s, const Move *m, long count) {
  for (long i = 0; i < count; i++) {
    bool failed = false;
    if (!(m->walk == walk_continue && run_to_stop(s, m->dir, &failed)) && (failed || !m->walk(&s->walk, m->dir))) {
      if (!failed) say_stuck(s, m);
      break;
    }
    s->moved = true;
  }
  if (strlen(m->key) < sizeof s->last) strcpy(s->last, m->key);
}

// "n", "n 5", "next 5".
static bool move_key(Stepper *s, const char *key, const char *arg) {
  char *end;
  long count = *arg ? strtol(arg, &end, 10) : 1;
  if (*arg && (end == arg || *end || count < 1)) return false;
  for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
    if (strcmp(key, moves[i].key) != 0 && strcmp(key, moves[i].word) != 0) continue;
    move(s, &moves[i], count);
    return true;
  }
  return false;
}

static void go_to(Stepper *s, const char *arg) {
  char *end;
  long n = strtol(arg, &end, 10);
  size_t len = trace_len(s->walk.t);
  if (end == arg || *end || n < 1 || (size_t)n > len) {
    str_addf(&s->message, _("g goes to an event by its number, 1 to %zu"), len);
    return;
  }
  walk_goto(&s->walk, (size_t)n - 1);
  s->moved = true;
}

static void search(Stepper *s, const char *text, int dir) {
  if (*text) {
    str_clear(&s->find);
    str_add(&s->find, text);
  }
  const char *find = str_c(&s->find);
  if (!*find) str_add(&s->message, _("/ wants the name of an operation, a function or a variable: /softmax"));
  else if (walk_search(&s->walk, find, dir)) s->moved = true;
  else if (dir > 0) str_addf(&s->message, _("no event after this one has \"%s\" in its name"), find);
  else str_addf(&s->message, _("no event before this one has \"%s\" in its name"), find);
}

// -- the cursor -----------------------------------------------------------------------------------
// To the next value that has cells; past the last one back to walking.
static void cycle_focus(Stepper *s, const StepValues *v, int dir) {
  int k = step_focus(s, v);
  if (k < 0 && dir < 0) k = v->n;
  do k += dir;
  while (k >= 0 && k < v->n && !step_has_cells(v->items[k].v));
  bool found = k >= 0 && k < v->n;
  if (!found && step_focus(s, v) < 0) str_add(&s->message, _("this event has no value with cells"));
  s->focus = found ? k + 1 : 0;
  s->cursor = 0;
}

static void move_cursor(Stepper *s, const StepValues *v, int drow, int dcol) {
  ViewSpec spec = step_spec(s, v, step_focus(s, v));
  view_move_cursor(NULL, &spec, drow, dcol);
  s->cursor = spec.cursor;
}

static void move_slice(Stepper *s, const StepValues *v, int dir) {
  int k = step_focus(s, v);
  if (k < 0) {
    str_add(&s->message, _("[ and ] want the cursor in a value: Tab"));
    return;
  }
  ViewSpec spec = step_spec(s, v, k);
  size_t matrix = step_matrix(spec.value.as.t);
  if (dir > 0 && spec.cursor + matrix < spec.value.as.t->size) s->cursor = spec.cursor + matrix;
  if (dir < 0 && spec.cursor >= matrix) s->cursor = spec.cursor - matrix;
}

static bool arrow_key(Stepper *s, const StepValues *v, const char *key) {
  static const struct { const char *key, *move; int drow, dcol; } arrows[] = {
    {"right", "s", 0, 1}, {"left", "S", 0, -1}, {"down", "n", 1, 0}, {"up", "N", -1, 0}};
  for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
    if (strcmp(key, arrows[i].key) != 0) continue;
    if (step_focus(s, v) >= 0) move_cursor(s, v, arrows[i].drow, arrows[i].dcol);
    else move_key(s, arrows[i].move, "");
    return true;
  }
  return false;
}

// -- the backward pass -----------------------------------------------------------------------------
// The value the cursor is in, else the event's own.
static Value asked_value(const Stepper *s, const StepValues *v) {
  int k = step_focus(s, v);
  const Event *ev = step_event(s);
  if (k >= 0) return v->items[k].v;
  if (ev && ev->gone) return value_nil();
  if (ev && ev->kind == VM_GRAD) return ev->args[0];
  return ev && ev->kind != VM_CALL ? ev->value : value_nil();
}

static uint32_t first_gradient(const Trace *t, size_t from) {
  for (size_t i = from; i < trace_len(t); i++)
    if (trace_outline(t, i)->kind == VM_GRAD) return (uint32_t)i;
  return TRACE_NONE;
}

static bool is_loss(Value v) { return v.type == VAL_TENSOR && v.as.t->size == 1 && tape_node(v.as.t) && tape_node(v.as.t)->call.def; }

static void go_backward(Stepper *s, const StepValues *v) {
  Trace *t = s->walk.t;
  Value x = asked_value(s, v);
  uint32_t to = x.type == VAL_TENSOR ? trace_gradient(t, x) : TRACE_NONE;
  if (to == TRACE_NONE || to <= s->walk.at) to = first_gradient(t, s->walk.at + 1);
  if (to == TRACE_NONE && first_gradient(t, 0) == TRACE_NONE) { // nobody has asked for gradients yet
    Value loss = is_loss(x) ? x : trace_result(t);
    Err e = {0};
    size_t n = trace_len(t);
    if (!is_loss(loss)) str_add(&s->message, _("gradients flow back from a single number: the value of this run is none, nor is this one"));
    else if (!trace_add_backward(t, loss.as.t, &e)) str_add(&s->message, e.text);
    else to = (uint32_t)n;
    err_clear(&e);
  } else if (to == TRACE_NONE) {
    str_add(&s->message, _("no gradient arrives after this event"));
  }
  if (to == TRACE_NONE) return;
  walk_goto(&s->walk, to);
  s->moved = true;
}

// To where the value of this gradient came about.
static void go_forward(Stepper *s, const StepValues *v) {
  const Event *ev = step_event(s);
  uint32_t to = ev && ev->kind == VM_GRAD ? trace_birth(s->walk.t, asked_value(s, v)) : TRACE_NONE;
  if (to == TRACE_NONE) {
    str_add(&s->message, ev && ev->kind == VM_GRAD ? _("this value was there before the run")
                                                   : _("B goes from a gradient back to its value; this is no gradient"));
    return;
  }
  walk_goto(&s->walk, to);
  s->moved = true;
}

static void list_keys(Stepper *s) {
  for (size_t i = 0; i < n_stepper_keys; i++)
    listing_row(&s->message, _(stepper_keys[i].keys), 10, _(stepper_keys[i].doc), 76);
}

// -- stops, and looking around ----------------------------------------------------------------------
static void say_error(Stepper *s, Err *e) {
  if (e->code != ERR_NONE) str_add(&s->message, e->text);
  err_clear(e);
}

static void set_stop(Stepper *s, StopsAdd *add, const char *arg) {
  Err e = {0};
  stops_set(s->stops, add, arg, &s->message, &e);
  say_error(s, &e);
}

static void delete_stops(Stepper *s, const char *arg) {
  Err e = {0};
  if (stops_delete(s->stops, arg, &e)) stops_list(s->stops, &s->message);
  say_error(s, &e);
}

static void print_value(Stepper *s, const char *expr) {
  Err e = {0};
  Value v;
  if (!s->vm || !step_event(s)) {
    str_add(&s->message, _("there is no machine here that could compute it"));
    return;
  }
  World *w = world_open(s->vm, s->walk.t);
  Source *src = source_new("<print>", expr, strlen(expr), 1);
  if (world_eval(w, s->walk.at, src, &v, &e)) value_format(v, &s->message, 20, true);
  value_release(v);
  source_release(src);
  world_close(w);
  say_error(s, &e);
}

void stepper_info(const Stepper *s, Str *out) {
  size_t lo, hi, n = trace_len(s->walk.t);
  trace_held(s->walk.t, &lo, &hi);
  str_addf(out, _("recorded: events 1 to %zu, %.1f of at most %.0f MiB"), n, trace_bytes(s->walk.t) / (1024 * 1024),
           settings.record);
  str_addc(out, '\n');
  if (hi > lo && hi - lo < n) {
    str_addf(out, _("values at hand: events %zu to %zu; the others are computed again when you go there"), lo + 1, hi);
    str_addc(out, '\n');
    str_addf(out, _("points to compute from: the beginning and %zu more"), trace_n_points(s->walk.t));
    str_addc(out, '\n');
  }
  if (s->n_edits > 0) {
    str_add(out, _("changed: "));
    step_edits_text(s, out);
    str_addc(out, '\n');
  }
  stops_list(s->stops, out);
}

// -- keys -----------------------------------------------------------------------------------------

// From a value, which is seen in place of the others, to the panel after the values.
static void next_panel(Stepper *s, const StepValues *v) {
  if (step_focus(s, v) >= 0) s->panel = PANEL_VALUES;
  s->focus = 0;
  s->panel = (s->panel + 1) % N_PANELS;
}

static bool plain_key(Stepper *s, const StepValues *v, const char *key) {
  if (is(key, "home", "end")) {
    bool there = !walk_continue(&s->walk, *key == 'e' ? 1 : -1);
    if (there) s->at_end = step_end_text(s, &s->message);
    s->moved = !there;
    return true;
  }
  if (is(key, "tab", "cells")) cycle_focus(s, v, 1);
  else if (is(key, "backtab", "btab")) cycle_focus(s, v, -1);
  else if (is(key, "enter", "") && step_focus(s, v) >= 0) cycle_focus(s, v, 1);
  else if (is(key, "enter", "")) return move_key(s, *s->last ? s->last : "s", "");
  else if (is(key, "esc", "steps") && step_focus(s, v) >= 0) s->focus = 0;
  else if (is(key, "q", "quit") || is(key, "esc", "leave")) s->done = true;
  else if (is(key, "v", "panel")) next_panel(s, v);
  else if (is(key, "d", "describe")) step_describe(s, v);
  else if (is(key, "b", "backward")) go_backward(s, v);
  else if (is(key, "B", "forward")) go_forward(s, v);
  else if (is(key, "u", "undo")) step_undo(s);
  else if (is(key, "D", "diff")) step_diff(s);
  else if (is(key, "]", "[")) move_slice(s, v, *key == ']' ? 1 : -1);
  else if (is(key, ".", ",")) search(s, "", *key == '.' ? 1 : -1);
  else if (is(key, "?", "help")) {
    s->help = 1;
    list_keys(s);
  } else return arrow_key(s, v, key);
  return true;
}

// A line of code that begins like a key ("w = 3", "g + 1") is not ours.
static bool is_number_list(const char *arg) { return arg[strspn(arg, "0123456789-,[] \t")] == '\0'; }

// "+ 1": the rest of a line of code.
static bool is_infix(const char *arg) {
  return *arg && strchr("+*/%@<>!.,)|&", *arg);
}

static bool is_edit(const char *arg) {
  return *arg != '=' && !is_infix(arg) && !(*arg == '-' && isspace((unsigned char)arg[1]));
}

static bool key_with_arg(Stepper *s, const StepValues *v, const char *key, const char *arg) {
  if (is(key, "g", "goto") && is_number_list(arg)) go_to(s, arg);
  else if (is(key, "w", "why") && (is_number_list(arg) || strncmp(arg, "all", 3) == 0)) step_why(s, v, arg);
  else if (strcmp(key, "break") == 0 && *arg && (*arg != '=' || arg[1] == '=')) set_stop(s, stops_break, arg);
  else if (is(key, "watch", "break") && *arg != '=') set_stop(s, stops_watch, *key == 'w' ? arg : "");
  else if (strcmp(key, "delete") == 0 && *arg != '=') delete_stops(s, arg);
  else if (is(key, "p", "print") && *arg && *arg != '=' && !is_infix(arg)) print_value(s, arg);
  else if (strcmp(key, "info") == 0 && *arg != '=') stepper_info(s, &s->message);
  else if (is(key, "e", "edit") && is_edit(arg)) step_edit(s, v, arg);
  else if (is(key, "r", "replay") && *arg != '=' && !is_infix(arg)) step_replay(s, arg);
  else if (strcmp(key, "search") == 0 && (!*arg || isalpha((unsigned char)*arg))) search(s, arg, 1);
  else return (!*arg && plain_key(s, v, key)) || move_key(s, key, arg);
  return true;
}

void stepper_unknown(Stepper *s, const char *words) {
  str_clear(&s->message);
  str_addf(&s->message, _("\"%s\" is no command of the stepper: ? shows all"), words);
}

const char *stepper_asks(char key) {
  static const char *const leads[] = {"/", "g ", "e ", "r ", ":"};
  for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
    if (leads[i][0] == key) return leads[i];
  return NULL;
}

bool stepper_key(Stepper *s, const char *key) {
  int help = s->help;
  str_clear(&s->message);
  s->moved = s->at_end = false;
  s->help = 0;
  if (help > 0 && (is(key, "down", "up") || is(key, "right", "left"))) { // the page of keys scrolls
    s->help = is(key, "down", "right") ? help + 1 : help > 1 ? help - 1 : 1;
    return true;
  }
  if (help > 0 && (is(key, "q", "?") || is(key, "esc", "enter"))) return true; // and is left
  while (*key && isspace((unsigned char)*key)) key++;
  if (s->chain.n > 0 && step_chain_key(s, *key ? key : "enter")) return true;
  chain_free(&s->chain);
  size_t n = strlen(key);
  while (n > 0 && isspace((unsigned char)key[n - 1])) n--;
  char *text = mem_strndup(key, n);
  StepValues v;
  step_values(s, &v);
  bool ours = true;
  if (*text == '/') {
    search(s, text + 1 + strspn(text + 1, " "), 1);
  } else {
    char *arg = text + strcspn(text, " \t");
    if (*arg) *arg++ = '\0';
    ours = key_with_arg(s, &v, text, arg + strspn(arg, " \t"));
  }
  step_values_free(&v);
  mem_free(text);
  return ours;
}
