// SPDX-License-Identifier: GPL-3.0-or-later
// The views: golden canvases at three sizes (GENERATE=1 rewrites tests/view; read them before they are
// committed), what measure asks for, the sentences, and that no size and no value makes them stumble.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/paths.h"
#include "base/rng.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "lang/vm.h"
#include "models/models.h"
#include "palette.h"
#include "trace/trace.h"
#include "view/theme.h"
#include "view/view.h"
#include "view_cases.h"

static Vm *vm;

static Value eval(const char *expr) {
  Err e = {0};
  Value v;
  Source *src = source_new("test", expr, strlen(expr), 1);
  if (!vm_eval(vm, src, &v, &e)) fail_msg("%s: %s", expr, e.text);
  source_release(src);
  return v;
}

static ViewSpec spec_of(const ViewCase *k) {
  ViewSpec s = {.value = eval(k->expr), .title = k->title, .note = k->note, .slice = k->slice};
  s.rows = k->rows ? eval(k->rows) : value_nil();
  s.cols = k->cols ? eval(k->cols) : value_nil();
  s.has_cursor = k->cursor >= 0;
  s.cursor = k->cursor >= 0 ? (size_t)k->cursor : 0;
  return s;
}

static void spec_free(ViewSpec *s) {
  value_release(s->value);
  value_release(s->rows);
  value_release(s->cols);
}

// A cell of width 2 is followed by one of width 0 and none of width 0 stands alone.
static void assert_whole(const Canvas *c) {
  for (int r = 0; r < c->rows; r++)
    for (int k = 0; k < c->cols; k++) {
      const Cell *line = c->cells + (size_t)r * (size_t)c->cols;
      if (line[k].width == 2) assert_true(k + 1 < c->cols && line[k + 1].width == 0);
      if (line[k].width == 0) assert_true(k > 0 && line[k - 1].width == 2);
    }
}

static void draw(const ViewDef *d, const ViewSpec *s, int rows, int cols, Canvas *c) {
  canvas_init(c, rows, cols);
  d->draw(s, c);
  assert_whole(c);
}

// -- goldens -----------------------------------------------------------------------------------------

static void golden_path(Str *out, const ViewCase *k, int rows, int cols) {
  const char *dir = getenv("srcdir");
  str_addf(out, "%s/tests/view/%s-%s-%dx%d.grid", dir ? dir : ABS_SRCDIR, k->kind, k->name, cols, rows);
}

static bool check_golden(const ViewCase *k, const ViewDef *d, const ViewSpec *s, int rows, int cols) {
  Canvas c;
  Str path = {0}, got = {0};
  Err e = {0};
  draw(d, s, rows, cols, &c);
  canvas_write_golden(&c, &got);
  canvas_free(&c);
  golden_path(&path, k, rows, cols);
  char *want = NULL;
  size_t n = 0;
  bool same = true;
  if (getenv("GENERATE")) {
    if (!file_write_atomic(str_c(&path), str_c(&got), got.n, &e)) fail_msg("%s", e.text);
  } else if (!file_read(str_c(&path), &want, &n, &e) || n != got.n || memcmp(want, str_c(&got), n) != 0) {
    same = false;
    print_message("# %s: %s\n%s", str_c(&path), e.code != ERR_NONE ? e.text : "the canvas is now", str_c(&got));
  }
  err_clear(&e);
  mem_free(want);
  str_free(&path);
  str_free(&got);
  return same;
}

static void goldens(void **state) {
  (void)state;
  static const int sizes[][2] = {{24, 80}, {12, 40}, {3, 10}};
  int wrong = 0;
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    const ViewCase *k = &view_cases[i];
    const ViewDef *d = view_find(k->kind);
    assert_non_null(d);
    ViewSpec s = spec_of(k);
    if (!d->accepts(s.value)) fail_msg("%s does not accept %s", k->kind, k->expr);
    for (size_t j = 0; j < 3; j++) wrong += !check_golden(k, d, &s, sizes[j][0], sizes[j][1]);
    spec_free(&s);
  }
  assert_int_equal(wrong, 0);
}

static void every_kind_has_goldens(void **state) {
  (void)state;
  for (size_t i = 0; i < n_views; i++) {
    size_t n = 0;
    for (size_t k = 0; k < N_VIEW_CASES; k++) n += strcmp(view_cases[k].kind, view_table[i]->name) == 0;
    if (n < 3) fail_msg("%s has %zu golden cases", view_table[i]->name, n);
  }
}

// -- any size ------------------------------------------------------------------------------------------

// Draws in a corner of a larger canvas filled with marks: none of them may change.
static void stays_inside(const ViewDef *d, const ViewSpec *s, int rows, int cols) {
  Canvas c, big;
  draw(d, s, rows, cols, &c);
  canvas_init(&big, rows + 2, cols + 2);
  canvas_fill(&big, 0, 0, rows + 2, cols + 2, PEN(ROLE_WARN), "x");
  canvas_blit(&big, 1, 1, rows, cols, &c, 0, 0);
  for (int r = 0; r < rows + 2; r++)
    for (int k = 0; k < cols + 2; k++)
      if (r == 0 || k == 0 || r == rows + 1 || k == cols + 1) assert_string_equal(canvas_at(&big, r, k)->text, "x");
  canvas_free(&big);
  canvas_free(&c);
}

static void any_size(void **state) {
  (void)state;
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    ViewSpec s = spec_of(&view_cases[i]);
    for (size_t d = 0; d < n_views; d++) {
      if (!view_table[d]->accepts(s.value)) continue;
      for (int rows = 0; rows < 14; rows++)
        for (int cols = 0; cols < 45; cols += rows < 4 ? 1 : 5) stays_inside(view_table[d], &s, rows, cols);
    }
    spec_free(&s);
  }
}

static const char *const odd_values[] = {
  "nil", "true", "-0", "nan", "[]", "{}", "\"\"", "zeros(0)", "zeros(3, 0)", "zeros(0, 3)", "zeros(2, 0, 3)", "[nan]", "[[inf]]",
  "full([2, 2], nan)", "full([3, 3, 3], -inf)", "1e38 * [1, -1]", "[[1e-45, 0]]", "ones(1, 1, 1, 1)", "range(0)", "[[], []]", "[nil, nil]",
  "{words: [], p: []}", "{words: [\"a\"], p: [nan]}", "{tokens: [\"\"], weights: [0]}", "{source: [], target: [], weights: zeros(0, 0)}",
  "{source: [\"a\"], target: [\"b\"], weights: ones(5, 5)}", "{before: {}, after: {}}", "{before: [], after: [1]}", "{before: nil, after: nil}",
  "{scores: zeros(0, 2), back: zeros(0, 2)}", "{scores: ones(3, 1), back: full([3, 1], inf)}", "{scores: ones(2, 2), back: -ones(2, 2), states: [], words: [1]}",
  "{words: [\"a\"], cells: [{start: 0, end: 1, label: \"X\"}]}", "{words: [\"a\"], cells: [{start: 0, end: 2, label: \"X\"}]}",
  "{words: [\"a\"], cells: [{start: nan, end: 1, label: \"X\"}]}", "{words: [], cells: []}", "{words: [\"a\", \"b\"], cells: [{start: 0, end: 2, label: \"X\", split: 9, score: -inf}]}",
  "{Q: zeros(0, 4), world: {rows: 0, cols: 0, cells: []}}", "{Q: full([1, 1, 4], nan)}", "{Q: ones(1, 4), world: {rows: 1, cols: 1, cells: [\"\"]}, agent: 7, updated: -1}",
  "{image: ones(1, 1), kernel: ones(1, 1)}", "{image: full([2, 2], nan), kernel: [[inf]]}", "{image: ones(1, 1), kernel: ones(2, 2)}",
  "[{x: nan, y: inf}]", "[{x: [], y: []}]", "[{x: [1, 2], y: [1]}]", "[{x: [1, 2], y: [0, nan]}, {x: 0, y: 0}]", "zeros(1, 1, 2)", "full([2, 3, 2], nan)",
  "{loss: [nan, nan], log: true}", "{a: [], b: [1]}", "{f: [0], words: []}", "[{loss: \"x\"}]", "{text: \"\", children: []}", "[\"S\"]", "[\"\", []]",
  "(fn(x) x)", "softmax", "sum([nan, inf] * 2)", "(fn(x) log(x))([-1])", "mlp([1, 1])", "trace(1 + 1)",
};

// Empty, of one element, not a number, infinite, of the wrong lengths: drawn or refused, and never more.
static void odd_values_do_no_harm(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof odd_values / sizeof *odd_values; i++) {
    ViewSpec s = {.value = eval(odd_values[i]), .rows = value_nil(), .cols = value_nil(), .title = odd_values[i]};
    for (size_t d = 0; d < n_views; d++) {
      if (!view_table[d]->accepts(s.value)) continue;
      for (int cursor = 0; cursor < 2; cursor++) {
        Str text = {0};
        int rows, cols;
        s.has_cursor = cursor;
        s.cursor = cursor ? 99 : 0;
        s.slice = cursor;
        for (int size = 0; size < 12; size++) stays_inside(view_table[d], &s, size * 2, size * 7);
        view_table[d]->measure(&s, &rows, &cols);
        view_table[d]->describe(&s, &text);
        view_clamp(view_table[d], &s);
        view_move_cursor(view_table[d], &s, 1, 1);
        view_move_slice(view_table[d], &s, 1);
        view_cursor_text(view_table[d], &s, &text);
        view_cell(view_table[d], &s, &text);
        str_free(&text);
      }
    }
    spec_free(&s);
  }
}

// With the room that it asked for a view shows all: one that says "+3 rows" asked for too little.
static void measure_is_enough(void **state) {
  (void)state;
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    const ViewCase *k = &view_cases[i];
    ViewSpec s = spec_of(k);
    int rows = 0, cols = 0;
    view_find(k->kind)->measure(&s, &rows, &cols);
    assert_true(rows >= 1 && cols >= 1);
    if (strcmp(k->name, "huge") != 0) {
      if (rows > 40 || cols > 420) fail_msg("%s-%s asks for %dx%d", k->kind, k->name, cols, rows);
      Canvas c;
      Str text = {0};
      draw(view_find(k->kind), &s, rows, cols, &c);
      canvas_write_text(&c, false, &text);
      if (strpbrk(str_c(&text), "+") && strstr(str_c(&text), " row")) fail_msg("%s-%s: %s", k->kind, k->name, str_c(&text));
      if (strstr(str_c(&text), "…") || strstr(str_c(&text), "↓")) fail_msg("%s-%s: %s", k->kind, k->name, str_c(&text));
      Cell *last = NULL; // nor for rows that stay blank
      for (int col = 0; col < cols && !last; col++)
        if (strcmp(canvas_at(&c, rows - 1, col)->text, " ") != 0) last = canvas_at(&c, rows - 1, col);
      for (int col = 0; rows > 1 && col < cols && !last; col++)
        if (strcmp(canvas_at(&c, rows - 2, col)->text, " ") != 0) last = canvas_at(&c, rows - 2, col);
      if (!last) fail_msg("%s-%s asks for more than it fills: %s", k->kind, k->name, str_c(&text));
      str_free(&text);
      canvas_free(&c);
    }
    spec_free(&s);
  }
}

static const ViewCase *case_of(const char *kind, const char *name) {
  for (size_t i = 0; i < N_VIEW_CASES; i++)
    if (strcmp(view_cases[i].kind, kind) == 0 && strcmp(view_cases[i].name, name) == 0) return &view_cases[i];
  fail_msg("no case %s-%s", kind, name);
  return NULL;
}

// What is used twice is counted once.
static void shared_weights_count_once(void **state) {
  (void)state;
  Value v = eval("tied(linear(2, 2))");
  ViewSpec s = {.value = v, .title = "m", .rows = value_nil(), .cols = value_nil()};
  Str text = {0};
  view_find("flow")->describe(&s, &text);
  assert_string_equal(str_c(&text), "m: tied(): 8 parameters.\nscale: 2 parameters · (2,).\n"
                      "enc: 6 parameters · linear(2, 2) · weight (2, 2), bias (2,).\n"
                      "dec: linear(2, 2) · weight (2, 2), bias (2,).\n");
  str_free(&text);
  value_release(v);
}

// [ and ] go through the units of gates, from their mean on.
static void units_are_gone_through(void **state) {
  (void)state;
  ViewSpec s = spec_of(case_of("gates", "units"));
  const ViewDef *d = view_find("gates");
  static const char *const want[] = {"z[1] = 0.6  ", "z[1] = 0.5  ", "z[1] = 0.7  "};
  for (int i = 0; i < 3; i++) {
    Str text = {0};
    view_cursor_text(d, &s, &text);
    assert_true(str_starts(str_c(&text), want[i]));
    str_free(&text);
    assert_int_equal(view_move_slice(d, &s, 1), i < 2);
  }
  assert_true(view_move_slice(d, &s, -9));
  assert_int_equal(s.slice, 0);
  spec_free(&s);
}

// -- colours -------------------------------------------------------------------------------------------

typedef void EachCanvas(const ViewCase *k, const Canvas *c);
static void each_canvas(EachCanvas *f) {
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    const ViewCase *k = &view_cases[i];
    ViewSpec s = spec_of(k);
    Canvas c;
    draw(view_find(k->kind), &s, 24, 80, &c);
    f(k, &c);
    canvas_free(&c);
    spec_free(&s);
  }
}

static bool is_graphic(const Cell *cell) { // a block: its colour is what it says, not how it is read
  return cell->upper > 0;
}

static void can_be_read(const ViewCase *k, const Canvas *c) {
  for (int i = 0; i < c->rows * c->cols; i++) {
    const Cell *cell = &c->cells[i];
    Look look = theme_look(cell, COLOR_256);
    if (strcmp(theme_text(cell, COLOR_256, false), " ") == 0 || is_graphic(cell)) continue;
    if (look.fg < 0 && look.bg < 0) continue; // the terminal's own two
    if (look.fg < 0) fail_msg("%s-%s: the terminal's own colour on ours", k->kind, k->name);
    double behind = look.bg >= 0 ? luminance(look.bg) : strcmp(settings.theme, "light") == 0 ? 1 : 0;
    double by = contrast(luminance(look.fg), behind);
    if (by < 4.5) fail_msg("%s-%s: '%s' has a contrast of %.2f", k->kind, k->name, cell->text, by);
  }
}

// Everything that the views write can be read: on black in the dark theme, on white in the light one.
static void all_text_is_readable(void **state) {
  (void)state;
  static const char *const themes[] = {"dark", "light"};
  for (int t = 0; t < 2; t++) {
    settings.theme = themes[t];
    each_canvas(can_be_read);
  }
  settings.theme = "dark";
}

// No SGR code of a colour: 30-49 and 90-107.
static void has_no_colors(const ViewCase *k, const Canvas *c) {
  for (int m = 0; m < 3; m++) {
    Str out = {0};
    settings.theme = m == 2 ? "mono" : "dark";
    canvas_write_ansi(c, m == 0 ? COLOR_NONE : m == 1 ? COLOR_8 : COLOR_256, false, &out);
    for (const char *p = str_c(&out); (p = strstr(p, "\x1b[")); p++)
      for (const char *q = p + 2; *q && *q != 'm'; q += strcspn(q, ";m"), q += *q == ';') {
        long code = strtol(q, NULL, 10);
        if ((code >= 30 && code <= 49) || code >= 90) fail_msg("%s-%s: code %ld without colours", k->kind, k->name, code);
      }
    str_free(&out);
  }
  settings.theme = "dark";
}

// With 8 or 16 colours, whose shades nobody knows, none is used: so everything can be read on black and on white.
static void few_colors_are_left_alone(void **state) {
  (void)state;
  each_canvas(has_no_colors);
}

// A ramp of glyphs takes the place of heat: each of its steps is seen, in order.
static void heat_has_a_ramp_of_glyphs(void **state) {
  (void)state;
  ViewSpec s = {.value = eval("reshape(linspace(0, 1, 50), 1, 50)"), .rows = value_nil(), .cols = value_nil()};
  for (int ascii = 0; ascii < 2; ascii++) {
    Canvas c;
    Str out = {0};
    draw(view_find("heatmap"), &s, 3, 120, &c);
    canvas_write_ansi(&c, COLOR_8, ascii, &out);
    const char *at = strchr(str_c(&out), '\n');
    static const char *const steps[2][9] = {{"░", "▒", "▓", "█"}, {".", ":", "-", "=", "+", "*", "#", "%", "@"}};
    for (int i = 0; i < (ascii ? 9 : 4); i++) {
      at = at ? strstr(at, steps[ascii][i]) : NULL;
      assert_non_null(at);
    }
    str_free(&out);
    canvas_free(&c);
  }
  spec_free(&s);
}

// What shows magnitude by heat says what the ends of the ramp mean.
static void legends_have_ends(void **state) {
  (void)state;
  static const struct { const char *kind, *name, *min, *max; } cases[] = {
    {"heatmap", "huge", "-30000", "29999"}, {"heatmap", "batch", "-40", "55"}, {"image", "digit", "0", "1"},
    {"image", "halves", "-1.0", "1.0"},     {"image", "several", "0", "1"},    {"curve", "huge", "-1.0", "1.0"},
    {"strip", "norms", "0.001", "1"},       {"scatter", "words", "-1", "2"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ViewSpec s = spec_of(case_of(cases[i].kind, cases[i].name));
    s.has_cursor = false;
    Canvas c;
    Str out = {0};
    draw(view_find(cases[i].kind), &s, 24, 80, &c);
    canvas_write_text(&c, false, &out);
    const char *lo = strstr(str_c(&out), cases[i].min), *hi = strstr(str_c(&out), cases[i].max);
    if (!lo || !hi) fail_msg("%s-%s: %s", cases[i].kind, cases[i].name, str_c(&out));
    str_free(&out);
    canvas_free(&c);
    spec_free(&s);
  }
}

// Braille dots only where they were asked for, and never in ASCII.
static void braille_is_asked_for(void **state) {
  (void)state;
  static const char *const kinds[][2] = {{"curve", "loss"}, {"curve", "inf"}, {"scatter", "huge"}};
  for (size_t i = 0; i < 3; i++) {
    ViewSpec s = spec_of(case_of(kinds[i][0], kinds[i][1]));
    for (int m = 0; m < 3; m++) {
      Canvas c;
      int dots = 0;
      settings.braille = m > 0;
      settings.ascii = m > 1;
      draw(view_find(kinds[i][0]), &s, 20, 60, &c);
      for (int k = 0; k < c.rows * c.cols; k++) {
        uint32_t cp;
        utf8_next(c.cells[k].text, strlen(c.cells[k].text), &cp);
        dots += cp > 0x2800 && cp <= 0x28FF;
      }
      if (m == 1) assert_true(dots >= 5);
      else assert_int_equal(dots, 0);
      canvas_free(&c);
    }
    settings.braille = settings.ascii = false;
    spec_free(&s);
  }
}

// -- the cursor ------------------------------------------------------------------------------------------

static bool shows_cursor(const Canvas *c) {
  for (int i = 0; i < c->rows * c->cols; i++)
    if (c->cells[i].role == ROLE_CURSOR) return true;
  return false;
}

// Wherever the cursor goes, it is seen.
static void the_cursor_is_seen(void **state) {
  (void)state;
  Rng r;
  rng_seed(&r, 5);
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    const ViewCase *k = &view_cases[i];
    if (k->cursor < 0) continue;
    ViewSpec s = spec_of(k);
    for (int step = 0; step < 60; step++) {
      int dr = (int)(rng_uniform(&r) * 80) - 40, dc = (int)(rng_uniform(&r) * 80) - 40;
      view_move_cursor(view_find(k->kind), &s, dr, dc);
      Canvas c;
      draw(view_find(k->kind), &s, 8, 30, &c);
      if (!shows_cursor(&c)) fail_msg("%s-%s: no cursor at %zu", k->kind, k->name, s.cursor);
      canvas_free(&c);
    }
    spec_free(&s);
  }
}

typedef struct Under { const char *kind, *name; int down, right; const char *text, *cell; } Under;
static const Under unders[] = {
  {"heatmap", "cursor", 0, 0, "weights[3, 2] = 0.1727", "weights[3, 2]"},
  {"align", "walked", 0, 0, "alignment.weights[1, 2] = 0.125", "alignment.weights[1, 2]"},
  {"align", "walked", 9, 9, "alignment.weights[3, 3] = 0.6875", "alignment.weights[3, 3]"},
  {"dist", "walked", 0, 0, "(next word).p[2] = 0.05178", "(next word).p[2]"},
  {"diff", "cursor", -1, -1, "w.after[0, 1] = 2.5", "w.after[0, 1]"},
  {"qgrid", "cursor", 1, 0, "(2, 2): left 1, down 1.025, right 1.05, up 1.075 (best)", "Q"},
  {"kernel", "cursor", -1, 1, "[0, 2] = -7 = 4 * 1 + 5 * 0 + 10 * 0 + 11 * (-1)", "slide"},
  {"curve", "cursor", -1, 1, "loss[3] = 1.25", "损失"},
  {"gates", "cursor", 0, 1, "c[4] = -1.31  good", "lstm"},
  {"strip", "matrix", 0, 1, "activity[1, 3] = 0.8  layer 2, 小猫咪", "activity[1, 3]"},
  {"tree", "cursor", 1, 0, "S > VP > PP > NP", "parse"},
  {"flow", "cursor", -2, 0, "layers[0:3].self_attn: 1,088 parameters · multi_head_attention(16, 2)", "编码器"},
  {"graph", "cursor", 5, 0, "#1: (2,) [1, 2], gradient [-0.168, 0.412]", "损失"},
};

// What the line for the cell under the cursor says, after some moves, and the expression that F4 asks about.
static void the_cell_is_named(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof unders / sizeof *unders; i++) {
    const Under *u = &unders[i];
    const ViewDef *d = view_find(u->kind);
    ViewSpec s = spec_of(case_of(u->kind, u->name));
    Str text = {0}, cell = {0};
    view_move_cursor(d, &s, u->down, u->right);
    view_cursor_text(d, &s, &text);
    view_cell(d, &s, &cell);
    assert_string_equal(str_c(&text), u->text);
    assert_string_equal(str_c(&cell), u->cell);
    s.cursor = 1000000;
    view_clamp(d, &s);
    assert_true(s.cursor < 1000);
    str_free(&text);
    str_free(&cell);
    spec_free(&s);
  }
}

// -- in words ----------------------------------------------------------------------------------------------

typedef struct Sentence { const char *kind, *name, *text; } Sentence;
static const Sentence sentences[] = {
  {"heatmap", "labels", "weights (softmax over keys): a matrix of 4 × 4 (rows × columns).\n"},
  {"heatmap", "labels", "Each row sums to 1.\n"},
  {"heatmap", "labels", "Exactly 0: 6 of 16.\n"},
  {"heatmap", "cursor", "Under the cursor: [3, 2] = "},
  {"heatmap", "inf", "The smallest is -3 at [1, 2].\n"},
  {"heatmap", "inf", "The largest is 40 at [2, 2].\n"},
  {"heatmap", "inf", "Masked (-inf): 1 of 9.\n"},
  {"heatmap", "inf", "Not a number (nan): 2 of 9.\n"},
  {"heatmap", "rank3", "matrix [1]"},
  {"mask", "labels", "the looks at the.\n"},
  {"mask", "labels", "down looks at the, cat, sat, down.\n"},
  {"mask", "huge", "150"},
  {"tokens", "weights", "1: cat, 0.6"},
  {"bars", "record", "forget: 0.98.\n"},
  {"bars", "negative", "The smallest is -4 at [3].\n"},
  {"flow", "gpt", "gpt(50, 16, n_layer=2, n_head=2, n_embd=32): 27,584 parameters.\n"},
  {"flow", "gpt", "h[0:2].attn.c_attn: 3,168 parameters · linear(32, 96) · weight (96, 32), bias (96,).\n"},
  {"flow", "run", "m([1, 2, 3]) > block(x, mask) × 2 > attn(ln_1(x), mask): 4,224 parameters · (3, 32), (3, 3) → (3, 32).\n"},
  {"trellis", "tags", "best Det Noun Verb Det · score -3.568.\n"},
  {"trellis", "cursor", "Under the cursor: 喜欢, 动词: -1.5 from 名词.\n"},
  {"chart", "parse", "eats fish with forks: VP -4.37 = VP (eats fish) + PP (with forks).\n"},
  {"graph", "neuron", "#6 = tanh(#5): (2,) [-0.885, 0.991], gradient [-1.89, 0.991].\n"},
  {"graph", "vector", "4 values.\n#4 = #2 + #3: (5,) 2.5..12.5.\n"},
  {"curve", "log", "It is drawn on a log scale.\n"},
  {"curve", "loss", "2 quantities over 60 moments.\n"},
  {"curve", "inf", "3 moments have no finite number.\n"},
  {"curve", "records", "loss: from 3 to 1.2, at least 1.2 (at 2), at most 3 (at 0).\n"},
  {"strip", "matrix", "layer 2: from 0 to 0.8"},
  {"gates", "lstm", "f forget: from 0.97 to 0.93"},
  {"gates", "units", "Each number is the mean of 2 units.\n"},
  {"dist", "words", "4 possibilities, the most likely first.\ncat: "},
  {"dist", "record", "no: 0.625.\nperhaps: 0.25.\nyes: 0.125.\n"},
  {"image", "digit", "a matrix of 5 × 5"},
  {"scatter", "words", "king: 1, 2.\n"},
  {"kernel", "edge", "an output of 3 × 4.\n[1, 1] = 2 = 0 * (-1) + 1 * 1 + 0 * (-1) + 1 * 1.\n"},
  {"kernel", "padding", "[0, 0] = -1 = 0 * 1 + 0 * 0 + 0 * 0 + 0 * 0 + 0.5 * 1 + 1 * 0 + 0 * 0 + 2 * 0 + (-1.5) * 1.\n"},
  {"tree", "beam", "a tree with 4 leaves.\n"},
  {"tree", "beam", "<s> > I -0.22 > love -1.38 > cats -1.81: pruned.\n"},
  {"tree", "parse", "S > NP > D > the.\n"},
  {"qgrid", "lake", "(1, 1): hole.\n"},
  {"qgrid", "lake", "(1, 0): up 0.475.\n"},
  {"qgrid", "lake", "Updated last: (0, 2).\n"},
  {"diff", "some", "2 of 6 elements changed.\n[0, 1]: 2 → 2.5.\n[1, 2]: 6 → -1.\n"},
  {"diff", "none", "Nothing changed.\n"},
  {"align", "record", "this looks most at 这只 .88  小猫咪 .12.\n"},
  {"table", "records", "小猫"},
  {"table", "record", "d_model"},
};

static void what_is_described(void **state) {
  (void)state;
  int wrong = 0;
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    const ViewCase *k = &view_cases[i];
    ViewSpec s = spec_of(k);
    Str out = {0};
    view_find(k->kind)->describe(&s, &out);
    assert_true(out.n > 0 && out.n < 20000);
    assert_int_equal(utf8_valid(str_c(&out), out.n), out.n);
    assert_int_equal(out.s[out.n - 1], '\n');
    for (size_t j = 0; j < sizeof sentences / sizeof *sentences; j++) {
      const Sentence *t = &sentences[j];
      if (strcmp(t->kind, k->kind) != 0 || strcmp(t->name, k->name) != 0 || strstr(str_c(&out), t->text)) continue;
      print_message("# %s-%s does not say \"%s\" but:\n%s", k->kind, k->name, t->text, str_c(&out));
      wrong++;
    }
    str_free(&out);
    spec_free(&s);
  }
  assert_int_equal(wrong, 0);
}

// -- which view suits ----------------------------------------------------------------------------------------

static void assert_for(const char *expr, const char *kind) {
  Value v = eval(expr);
  if (strcmp(view_for(v)->name, kind) != 0) fail_msg("%s is shown as %s", expr, view_for(v)->name);
  value_release(v);
}

static bool is_ascii(const char *s) {
  for (; s && *s; s++)
    if ((unsigned char)*s >= 0x80) return false;
  return true;
}

// On a terminal that knows only ASCII every glyph of ours has a stand-in; only the user's own text may lack one.
static void every_glyph_has_a_stand_in(void **state) {
  (void)state;
  for (size_t i = 0; i < N_VIEW_CASES; i++) {
    const ViewCase *k = &view_cases[i];
    if (!is_ascii(k->expr) || !is_ascii(k->rows) || !is_ascii(k->cols) || !is_ascii(k->title) || !is_ascii(k->note)) continue;
    ViewSpec s = spec_of(k);
    for (int cols = 10; cols <= 80; cols += 35) {
      Canvas c;
      draw(view_find(k->kind), &s, 24, cols, &c);
      for (int j = 0; j < c.rows * c.cols; j++) {
        const char *text = c.cells[j].text;
        if (!is_ascii(text) && !theme_ascii(text)) fail_msg("%s-%s draws %s", k->kind, k->name, text);
        assert_true(is_ascii(theme_text(&c.cells[j], COLOR_NONE, true)));
      }
      canvas_free(&c);
    }
    spec_free(&s);
  }
}

// Names in a scatter never touch: what is read between blanks is a name, a point or an axis.
static void names_stand_apart(void **state) {
  (void)state;
  ViewSpec s = {.value = eval("randn(40, 2)"), .rows = eval("map(fn(i) f\"name{i}\", range(40))"), .cols = value_nil()};
  for (int cols = 20; cols <= 120; cols += 10) {
    Canvas c;
    Str text = {0};
    draw(view_find("scatter"), &s, 24, cols, &c);
    canvas_write_text(&c, false, &text);
    int names = 0;
    char *rest = NULL;
    text.s[text.n - 1] = '\0';
    *strrchr(text.s, '\n') = '\0'; // the foot
    for (char *w = strtok_r(text.s, " \n", &rest); w; w = strtok_r(NULL, " \n", &rest)) {
      char *name = strstr(w, "name");
      if (!name) continue;
      names++;
      int number = -1, n = 0;
      char *end = name + strcspn(name, "·•");
      *end = '\0';
      if (sscanf(name, "name%d%n", &number, &n) != 1 || (size_t)n != strlen(name) || number > 39) fail_msg("\"%s\" at %d columns", w, cols);
      if (strstr(name + 4, "name")) fail_msg("\"%s\" at %d columns", w, cols);
    }
    assert_true(names > 3);
    str_free(&text);
    canvas_free(&c);
  }
  spec_free(&s);
}

static void the_kind_that_suits(void **state) {
  (void)state;
  assert_for("3", "table");
  assert_for("tensor(3)", "table");
  assert_for("[1.5, 2]", "bars");
  assert_for("arange(1000)", "heatmap");
  assert_for("[[1.5, 2], [3, 4]]", "heatmap");
  assert_for("tril(ones(3, 3))", "mask");
  assert_for("ones(3, 3)", "heatmap"); // perhaps a matrix that is not filled yet
  assert_for("randn(2, 3, 4)", "heatmap");
  assert_for("zeros(0, 3)", "table");
  assert_for("[\"a\", \"b\"]", "tokens");
  assert_for("{tokens: [\"a\"], weights: [1]}", "tokens");
  assert_for("{a: 1}", "table");
  assert_for("[{a: 1}, {a: 2}]", "table");
  assert_for("[]", "table");
  assert_for("nil", "table");
  assert_for("softmax", "table");
}

static int set_up(void **state) {
  (void)state;
  vm = vm_new();
  models_attach(vm);
  trace_attach(vm);
  static const char tied[] = "model tied(a) {\n  enc = a\n  dec = a\n  param scale = [1, 2]\n  def forward(x) { return dec(enc(x)) * scale }\n}\n";
  Err e = {0};
  Source *src = source_new("test", tied, sizeof tied - 1, 1);
  if (!vm_run(vm, src, &e)) return 1;
  source_release(src);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  vm_free(vm);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(goldens),           cmocka_unit_test(every_kind_has_goldens), cmocka_unit_test(any_size), cmocka_unit_test(odd_values_do_no_harm),
    cmocka_unit_test(measure_is_enough), cmocka_unit_test(the_cursor_is_seen), cmocka_unit_test(the_cell_is_named), cmocka_unit_test(shared_weights_count_once), cmocka_unit_test(units_are_gone_through),
    cmocka_unit_test(all_text_is_readable), cmocka_unit_test(few_colors_are_left_alone),
    cmocka_unit_test(heat_has_a_ramp_of_glyphs), cmocka_unit_test(legends_have_ends), cmocka_unit_test(braille_is_asked_for),
       cmocka_unit_test(what_is_described),
    cmocka_unit_test(every_glyph_has_a_stand_in), cmocka_unit_test(names_stand_apart), cmocka_unit_test(the_kind_that_suits),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
