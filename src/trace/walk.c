// SPDX-License-Identifier: GPL-3.0-or-later
// walk: moving through a recording. What `next` may visit is the set of events whose surrounding
// calls are all open; because forward and backward use the same set, each undoes the other.
#include "trace/trace.h"

#include <strings.h>
#include <string.h>

#include "base/mem.h"

void walk_start(Walk *w, Trace *t) { *w = (Walk){.t = trace_retain(t)}; }

void walk_end(Walk *w) {
  mem_free(w->opened);
  trace_release(w->t);
  *w = (Walk){0};
}

// -- which calls are open -------------------------------------------------------------------------
static uint32_t *opened(Walk *w, uint32_t call) {
  if (!w->opened) w->opened = mem_zalloc((trace_n_calls(w->t) + 1) * sizeof *w->opened);
  return &w->opened[trace_call_number(w->t, call)];
}

// A call that never returned has no other end to pass on to: it is always open.
static bool is_whole(const Walk *w, uint32_t call) {
  const Event *end = trace_outline(w->t, trace_outline(w->t, call)->end);
  return end->kind == VM_RETURN && end->end == call;
}

static bool is_open(const Walk *w, uint32_t call) {
  return !is_whole(w, call) || (w->opened && w->opened[trace_call_number(w->t, call)] > 0);
}

// Makes event i visible.
static void reveal(Walk *w, size_t i) {
  for (uint32_t c = trace_outline(w->t, i)->call; c != TRACE_NONE; c = trace_outline(w->t, c)->call)
    if (!is_open(w, c)) ++*opened(w, c);
}

// The call that event i is the front end (dir > 0: going into it) or the back end of; TRACE_NONE: of none.
static uint32_t entered_at(const Walk *w, size_t i, int dir) {
  const Event *ev = trace_outline(w->t, i);
  if (dir > 0) return ev->kind == VM_CALL ? (uint32_t)i : TRACE_NONE;
  return ev->kind == VM_RETURN && ev->end != i ? ev->end : TRACE_NONE;
}

// -- moves ----------------------------------------------------------------------------------------
static bool can_move(const Walk *w, int dir) {
  size_t n = trace_len(w->t);
  return n > 0 && (dir > 0 ? w->at + 1 < n : w->at > 0);
}

bool walk_step(Walk *w, int dir) {
  if (!can_move(w, dir)) return false;
  size_t to = dir > 0 ? w->at + 1 : w->at - 1;
  uint32_t into = entered_at(w, w->at, dir), out = entered_at(w, to, -dir);
  if (into != out) { // a call without events inside is crossed at once
    if (into != TRACE_NONE) ++*opened(w, into);
    if (out != TRACE_NONE && *opened(w, out) > 0) --*opened(w, out);
  }
  w->at = to;
  return true;
}

bool walk_next(Walk *w, int dir) {
  if (!can_move(w, dir)) return false;
  uint32_t call = entered_at(w, w->at, dir);
  if (call != TRACE_NONE && !is_open(w, call)) w->at = dir > 0 ? trace_outline(w->t, call)->end : call;
  else w->at = dir > 0 ? w->at + 1 : w->at - 1;
  return true;
}

bool walk_finish(Walk *w, int dir) {
  uint32_t call = trace_frame(w->t, w->at);
  if (call == TRACE_NONE) return false;
  size_t to = dir > 0 ? trace_outline(w->t, call)->end : call;
  if (to == w->at) { // at that end already
    call = trace_outline(w->t, call)->call;
    if (call == TRACE_NONE) return false;
    to = dir > 0 ? trace_outline(w->t, call)->end : call;
  }
  if (to == w->at) return false;
  *opened(w, call) = 0;
  w->at = to;
  return true;
}

bool walk_until(Walk *w, int dir) {
  if (!can_move(w, dir)) return false;
  const Event *here = trace_outline(w->t, w->at);
  uint32_t line = here->at.src ? source_line_of(here->at.src, here->at.start) : 0;
  size_t i = w->at;
  do {
    i = dir > 0 ? i + 1 : i - 1;
    const Event *ev = trace_outline(w->t, i);
    if (ev->depth < here->depth) break;
    if (ev->depth > here->depth || ev->call != here->call || !ev->at.src) continue;
    uint32_t there = source_line_of(ev->at.src, ev->at.start);
    if (ev->at.src == here->at.src && (dir > 0 ? there > line : there < line)) break;
  } while (dir > 0 ? i + 1 < trace_len(w->t) : i > 0);
  return walk_goto(w, i);
}

bool walk_continue(Walk *w, int dir) {
  if (!can_move(w, dir)) return false;
  w->at = dir > 0 ? trace_len(w->t) - 1 : 0;
  reveal(w, w->at);
  return true;
}

bool walk_goto(Walk *w, size_t i) {
  if (i >= trace_len(w->t)) return false;
  w->at = i;
  reveal(w, i);
  return true;
}

static bool contains(const char *s, const char *text) {
  size_t n = strlen(text);
  for (; s && *s; s++)
    if (strncasecmp(s, text, n) == 0) return true;
  return false;
}

static bool matches(const Event *ev, const char *text) {
  if (ev->op && (contains(ev->op->name, text) || contains(ev->op->symbol, text))) return true;
  return contains(ev->name, text);
}

bool walk_search(Walk *w, const char *text, int dir) {
  if (!*text) return false;
  Walk look = {.t = w->t, .at = w->at};
  while (can_move(&look, dir)) {
    look.at = dir > 0 ? look.at + 1 : look.at - 1;
    if (matches(trace_outline(w->t, look.at), text)) return walk_goto(w, look.at);
  }
  return false;
}
