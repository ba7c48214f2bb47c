// SPDX-License-Identifier: GPL-3.0-or-later
// The values that the views are drawn of: expressions, so that a golden can be had again at the prompt.
#ifndef TEST_VIEW_CASES_H
#define TEST_VIEW_CASES_H

typedef struct ViewCase {
  const char *kind, *name;
  const char *expr, *rows, *cols; // rows and cols: labels, or NULL
  const char *title, *note;
  int cursor;                     // -1: none
  int slice;
} ViewCase;

#define WORDS "[\"the\", \"cat\", \"sat\", \"down\"]"
#define HANZI "[\"我\", \"喜欢\", \"这只\", \"小猫咪\"]"
#define ATTENTION "softmax(where(tril(ones(4, 4)), [[.4, .1, 0, .2], [.5, .6, .3, 0], [.2, .3, .1, 0], [.8, .9, .4, .9]], -inf), dim=-1)"
#define NO_CURSOR (-1)

static const ViewCase view_cases[] = {
  {"heatmap", "labels", ATTENTION, WORDS, WORDS, "weights", "softmax over keys", NO_CURSOR, 0},
  {"heatmap", "cursor", ATTENTION, WORDS, WORDS, "weights", NULL, 14, 0},
  {"heatmap", "chinese", ATTENTION, HANZI, HANZI, "权重", "按键归一", 5, 0},
  {"heatmap", "inf", "[[1, -inf, nan], [inf, 2.5, -3], [nan, 0.125, 40]]", NULL, NULL, "scores", NULL, NO_CURSOR, 0},
  {"heatmap", "rank3", "reshape(arange(24) / 10, 2, 3, 4)", NULL, NULL, "heads", NULL, 17, 1},
  {"heatmap", "huge", "reshape(arange(60000) - 30000, 300, 200)", NULL, NULL, "big", NULL, 30100, 0},
  {"heatmap", "vector", "linspace(-1, 1, 60)", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"heatmap", "constant", "zeros(3, 5)", NULL, NULL, NULL, NULL, NO_CURSOR, 0},
  {"mask", "labels", "tril(ones(4, 4))", WORDS, WORDS, "mask", NULL, NO_CURSOR, 0},
  {"mask", "cursor", "tril(ones(4, 4))", WORDS, WORDS, "mask", NULL, 6, 0},
  {"mask", "chinese", "tril(ones(4, 4))", HANZI, HANZI, "mask", "下三角", 4, 0},
  {"mask", "rank3", "stack([tril(ones(3, 3)), triu(ones(3, 3))])", NULL, NULL, "mask", NULL, NO_CURSOR, 1},
  {"mask", "huge", "eye(150)", NULL, NULL, "I", NULL, 150 * 90 + 90, 0},
  {"tokens", "plain", WORDS, NULL, NULL, "words", NULL, NO_CURSOR, 0},
  {"tokens", "weights", "{tokens: " WORDS ", weights: [.1, .6, .25, .05]}", NULL, NULL, "words", "attention", 1, 0},
  {"tokens", "chinese", "{tokens: " HANZI ", weights: [.1, .6, .25, .05]}", NULL, NULL, "词", NULL, 3, 0},
  {"tokens", "exact", "[\" the\", \"re\", \"\\n\", \"\", \"a b\"]", NULL, NULL, "pieces", NULL, NO_CURSOR, 0},
  {"tokens", "inf", "{tokens: [\"a\", \"b\", \"c\"], weights: [1, -inf, nan]}", NULL, NULL, "t", NULL, NO_CURSOR, 0},
  {"tokens", "huge", "map(fn(i) f\"word{i}\", range(500))", NULL, NULL, "many", NULL, 250, 0},
  {"bars", "labels", "softmax([2, 1, .1, -1])", WORDS, NULL, "p", "next word", NO_CURSOR, 0},
  {"bars", "cursor", "softmax([2, 1, .1, -1])", WORDS, NULL, "p", NULL, 1, 0},
  {"bars", "chinese", "[.25, .5, .125, .125]", HANZI, NULL, "概率", NULL, 3, 0},
  {"bars", "negative", "[3.5, -1.25, 0, -4, 2]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"bars", "inf", "[1, -inf, nan, inf, -2]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"bars", "record", "{forget: .98, input: .11, output: .5}", NULL, NULL, "gates", NULL, NO_CURSOR, 0},
  {"bars", "huge", "arange(1000) ** 2", NULL, NULL, "squares", NULL, 700, 0},
  {"table", "records", "[{name: \"cat\", n: 12}, {name: \"小猫\", n: 3.5}, {n: -1}]", NULL, NULL, "counts", NULL, 2, 0},
  {"table", "record", "{d_model: 64, heads: 4, name: \"tiny\", w: ones(8, 8)}", NULL, NULL, "config", NULL, NO_CURSOR, 0},
  {"table", "list", "[1, \"two\", nil, [3, 4], true]", NULL, NULL, NULL, NULL, 3, 0},
  {"table", "lists", "[[1, 2], [\"a\"], []]", NULL, NULL, "ragged", NULL, NO_CURSOR, 0},
  {"table", "matrix", "[[1.5, -2], [-inf, nan]]", "[\"a\", \"b\"]", "[\"x\", \"y\"]", "m", NULL, NO_CURSOR, 0},
  {"table", "text", "\"a long line of words that must be wrapped somewhere, 还有一句比较长的中文需要折行\"", NULL, NULL, "s", NULL, NO_CURSOR, 0},
  {"table", "number", "42.5", NULL, NULL, "answer", NULL, NO_CURSOR, 0},
  {"table", "empty", "[]", NULL, NULL, "nothing", NULL, NO_CURSOR, 0},
  {"table", "huge", "map(fn(i) {i: i, square: i * i}, range(3000))", NULL, NULL, "squares", NULL, 2001, 0},
};
#define N_VIEW_CASES (sizeof view_cases / sizeof *view_cases)

#endif
