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
#define GRAMMAR "[[\"S\", \"NP\", \"VP\", 1], [\"VP\", \"V\", \"NP\", .7], [\"VP\", \"VP\", \"PP\", .3], [\"NP\", \"NP\", \"PP\", .2], [\"PP\", \"P\", \"NP\", 1], " \
  "[\"NP\", \"she\", .3], [\"NP\", \"fish\", .3], [\"NP\", \"forks\", .2], [\"V\", \"eats\", 1], [\"V\", \"fish\", .1], [\"P\", \"with\", 1]]"
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
  {"curve", "loss", "{loss: exp(-arange(60) / 12) * (2 + cos(arange(60)) / 4), held_out: 0.4 + exp(-arange(60) / 9)}", NULL, NULL, "training", "every 10 steps", NO_CURSOR, 0},
  {"curve", "log", "10 ** (-arange(40) / 8)", NULL, NULL, "gradient norm", NULL, 20, 0},
  {"curve", "inf", "[1, 2, nan, 3, inf, 2, -inf, 0]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"curve", "records", "[{step: 1, loss: 3}, {step: 2, loss: 1.5}, {step: 3, loss: 1.2}]", NULL, NULL, "日志", NULL, NO_CURSOR, 0},
  {"curve", "one", "[5]", NULL, NULL, NULL, NULL, NO_CURSOR, 0},
  {"curve", "huge", "sin(arange(5000) / 300)", NULL, NULL, "wave", NULL, 2500, 0},
  {"strip", "norms", "{forward: [1, .5, .1, .02, .001], backward: [.2, .1, .4, .9, 1]}", NULL, WORDS, "|dL/dh|", NULL, NO_CURSOR, 0},
  {"strip", "matrix", "[[.1, .5, .9, .3], [0, .2, .4, .8]]", "[\"layer 1\", \"layer 2\"]", HANZI, "activity", NULL, 6, 0},
  {"strip", "inf", "[1, -inf, nan, inf, 2]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"strip", "huge", "sin(arange(5000) / 300)", NULL, NULL, "wave", NULL, 2500, 0},
  {"gates", "lstm", "{f: [.97, .98, .95, .18, .93], i: [.04, .33, .08, .96, .61], o: [.05, .21, .09, .58, .94], c: [.02, .31, .3, -.88, -1.31], words: [\"the\", \"movie\", \"was\", \"not\", \"good\"]}", NULL, NULL, "lstm", "the movie was not good", NO_CURSOR, 0},
  {"gates", "units", "{z: [[.1, .9], [.5, .7], [1, 1]], h: [[-1, .5], [0, .25], [.5, .5]]}", NULL, HANZI, "gru", NULL, 1, 0},
  {"gates", "long", "{f: sigmoid(sin(arange(90) / 7)), c: 2 * cos(arange(90) / 9)}", NULL, NULL, "cell", NULL, NO_CURSOR, 0},
  {"flow", "gpt", "gpt(50, 16, n_layer=2, n_head=2, n_embd=32)", NULL, NULL, "model", NULL, NO_CURSOR, 0},
  {"flow", "cursor", "transformer_encoder(16, 2, 3)", NULL, NULL, "编码器", "三层", 3, 0},
  {"flow", "run", "(fn(m) trace(m([1, 2, 3])))(gpt(50, 16, n_layer=2, n_head=2, n_embd=32))", NULL, NULL, "run", NULL, NO_CURSOR, 0},
  {"flow", "layer", "linear(3, 1)", NULL, NULL, "linear(3, 1)", NULL, NO_CURSOR, 0},
  {"flow", "huge", "mlp(map(fn(i) i + 1, range(300)))", NULL, NULL, "deep", NULL, 150, 0},
  {"trellis", "tags", "viterbi(log([.6, .3, .1]), log([[.1, .8, .1], [.2, .3, .5], [.5, .3, .2]]), log([[.8, .1, .05], [.05, .6, .2], [.01, .3, .7], [.7, .1, .1]]), [\"Det\", \"Noun\", \"Verb\"], [\"the\", \"cat\", \"saw\", \"a\"])", NULL, NULL, "best", "tags", NO_CURSOR, 0},
  {"trellis", "cursor", "{scores: [[-1, -2], [-3, -1.5], [-2.5, -inf]], back: [[-1, -1], [0, 0], [1, 0]], states: [\"名词\", \"动词\"], words: [\"我\", \"喜欢\", \"小猫\"]}", NULL, NULL, "词性", NULL, 4, 0},
  {"trellis", "inf", "{scores: [[nan, -inf], [inf, 3]], back: [[0, 0], [7, -1]]}", NULL, NULL, "odd", NULL, NO_CURSOR, 0},
  {"trellis", "one", "viterbi([0.5], [[1]], [[2]])", NULL, NULL, NULL, NULL, NO_CURSOR, 0},
  {"trellis", "huge", "viterbi(zeros(40), reshape(sin(arange(1600)), 40, 40), reshape(cos(arange(3200)), 80, 40))", NULL, NULL, "long", NULL, 1650, 0},
  {"chart", "parse", "cky([\"she\", \"eats\", \"fish\", \"with\", \"forks\"], " GRAMMAR ")", NULL, NULL, "parse", NULL, NO_CURSOR, 0},
  {"chart", "cursor", "cky([\"she\", \"eats\", \"fish\", \"with\", \"forks\"], " GRAMMAR ")", NULL, NULL, "parse", NULL, 9, 0},
  {"chart", "chinese", "cky([\"小猫\", \"喜欢\", \"鱼\"], [[\"句\", \"名\", \"动短\", 1], [\"动短\", \"动\", \"名\", 1], [\"名\", \"小猫\", .5], [\"名\", \"鱼\", .5], [\"动\", \"喜欢\", 1], [\"名\", \"喜欢\", .01]], root=\"句\")", NULL, NULL, "句法", NULL, NO_CURSOR, 0},
  {"chart", "none", "{words: [\"a\", \"b\"], cells: []}", NULL, NULL, "empty", NULL, NO_CURSOR, 0},
  {"chart", "huge", "cky(map(fn(i) \"x\", range(12)), [[\"S\", \"S\", \"S\", .5], [\"S\", \"x\", .5], [\"T\", \"x\", .25]])", NULL, NULL, "long", NULL, 30, 0},
  {"graph", "neuron", "(fn(x, W, b) mean((tanh(W @ x + b) - [1, 0]) ** 2))([1, 2], [[.5, -1], [2, .25]], [.1, .2])", NULL, NULL, "loss", NULL, NO_CURSOR, 0},
  {"graph", "cursor", "(fn(x, W, b) mean((tanh(W @ x + b) - [1, 0]) ** 2))([1, 2], [[.5, -1], [2, .25]], [.1, .2])", NULL, NULL, "损失", "一个神经元", 4, 0},
  {"graph", "vector", "(fn(a, b) a * b + a / b)([1, 2, 3, 4, 5], 2)", NULL, NULL, NULL, NULL, NO_CURSOR, 0},
  {"graph", "inf", "(fn(x, w) sum(log(x) * w))([0, 1], [1, nan])", NULL, NULL, "y", NULL, NO_CURSOR, 0},
  {"graph", "folded", "(fn(x) sum(stack(map(fn(i) tanh(x * i + 1), range(30)))))([.5, .25])", NULL, NULL, "many", NULL, NO_CURSOR, 0},
  {"graph", "huge", "(fn(f) sum(f(f, [.5, 1.5], 90)))(fn(f, h, n) h if n == 0 else f(f, tanh(h), n - 1))", NULL, NULL, "chain", NULL, 50, 0},
  {"dist", "words", "{words: " WORDS ", p: softmax([1, 3, .5, 2])}", NULL, NULL, "next word", "after \"the\"", NO_CURSOR, 0},
  {"dist", "cursor", "softmax([1, 3, .5, 2])", HANZI, NULL, "p", NULL, 3, 0},
  {"dist", "record", "{yes: .125, no: .625, perhaps: .25}", NULL, NULL, NULL, NULL, NO_CURSOR, 0},
  {"dist", "inf", "[.5, nan, -inf, .25]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"dist", "huge", "softmax(-arange(5000) / 20)", NULL, NULL, "p", NULL, NO_CURSOR, 0},
  {"image", "digit", "[[0, .5, 1, .5, 0], [0, 0, .25, 1, 0], [0, .5, 1, .5, 0], [0, 0, .25, 1, 0], [0, .5, 1, .5, 0]]", NULL, NULL, "three", NULL, NO_CURSOR, 0},
  {"image", "cursor", "reshape(arange(36), 6, 6)", NULL, NULL, "x", NULL, 14, 0},
  {"image", "several", "stack([eye(6), 1 - eye(6), tril(ones(6, 6))])", NULL, NULL, "kernels", NULL, NO_CURSOR, 1},
  {"image", "inf", "[[1, nan], [-inf, 2]]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"image", "huge", "reshape(arange(40000), 200, 200)", NULL, NULL, "ramp", NULL, 10100, 0},
  {"scatter", "words", "[[1, 2], [1.05, 2.1], [-1, .5], [.5, -1], [.52, -1]]", "[\"king\", \"queen\", \"cat\", \"run\", \"runs\"]", NULL, "vectors", "first two components", NO_CURSOR, 0},
  {"scatter", "cursor", "[[1, 2], [1.05, 2.1], [-1, .5]]", HANZI, NULL, "词向量", NULL, 2, 0},
  {"scatter", "records", "[{x: 0, y: 0, label: \"origin\"}, {x: 3, y: 1, label: \"b\"}]", NULL, NULL, NULL, NULL, NO_CURSOR, 0},
  {"scatter", "inf", "[[1, nan], [0, 0], [inf, 2]]", NULL, NULL, "x", NULL, NO_CURSOR, 0},
  {"tree", "beam", "{text: \"<s>\", children: [{text: \"I\", score: -.22, children: [{text: \"like\", score: -.61, children: [{text: \"cats\", score: -1.05, state: \"best\"}, {text: \"the\", score: -1.7, state: \"live\"}]}, {text: \"love\", score: -1.38, children: [{text: \"cats\", score: -1.81, state: \"pruned\"}]}]}, {text: \"me\", score: -1.61, children: [{text: \"like\", score: -2.4, state: \"pruned\"}]}]}", NULL, NULL, "beam", "k = 2", NO_CURSOR, 0},
  {"tree", "parse", "[\"S\", [\"NP\", [\"D\", \"the\"], [\"N\", \"cat\"]], [\"VP\", [\"V\", \"sat\"], [\"PP\", [\"P\", \"on\"], [\"NP\", [\"D\", \"a\"], [\"N\", \"mat\"]]]]]", NULL, NULL, "parse", NULL, NO_CURSOR, 0},
  {"tree", "chinese", "[\"句子\", [\"主语\", \"小猫\"], [\"谓语\", \"坐下\"]]", NULL, NULL, "句法树", NULL, NO_CURSOR, 0},
  {"tree", "huge", "[\"root\"] + map(fn(i) [f\"n{i}\", f\"leaf {i}\"], range(300))", NULL, NULL, "wide", NULL, NO_CURSOR, 0},
  {"qgrid", "lake", "{Q: reshape(arange(48) / 40, 12, 4), world: {rows: 3, cols: 4, cells: list(\"S..#.H.....G\")}, agent: 4, updated: 2}", NULL, NULL, "Q", "episode 112", NO_CURSOR, 0},
  {"qgrid", "tensor", "reshape(sin(arange(24)), 2, 3, 4)", NULL, NULL, "Q", NULL, NO_CURSOR, 0},
  {"qgrid", "huge", "reshape(sin(arange(6400)), 40, 40, 4)", NULL, NULL, "big", NULL, NO_CURSOR, 0},
  {"diff", "some", "{before: [[1, 2, 3], [4, 5, 6]], after: [[1, 2.5, 3], [4, 5, -1]]}", NULL, NULL, "w", "one step", NO_CURSOR, 0},
  {"diff", "none", "{before: [1, 2], after: [1, 2]}", NULL, NULL, "w", NULL, NO_CURSOR, 0},
  {"diff", "inf", "{before: [[1, nan], [-inf, 2]], after: [[1, nan], [0, inf]]}", NULL, NULL, "scores", NULL, NO_CURSOR, 0},
  {"diff", "huge", "{before: zeros(3, 50, 60), after: reshape(maximum(arange(9000) - 8000, 0), 3, 50, 60)}", NULL, NULL, "heads", NULL, NO_CURSOR, 2},
  {"kernel", "edge", "{image: [[0, 0, 1, 1, 1], [0, 0, 1, 1, 1], [0, 0, 1, 1, 1], [0, 0, 1, 1, 1]], kernel: [[-1, 1], [-1, 1]], at: [1, 1]}", NULL, NULL, "edges", NULL, NO_CURSOR, 0},
  {"kernel", "padding", "{image: [[.5, 1], [2, -1.5]], kernel: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], padding: 1}", NULL, NULL, "corner", NULL, NO_CURSOR, 0},
  {"kernel", "huge", "{image: reshape(arange(10000), 100, 100), kernel: ones(3, 3), at: [20, 30], stride: 2}", NULL, NULL, "large", NULL, NO_CURSOR, 0},
  {"align", "record", "{source: " HANZI ", target: [\"I\", \"like\", \"this\", \"kitten\"], weights: [[.9, .05, .025, .025], [.125, .75, .125, 0], [0, 0, .875, .125], [0, .0625, .25, .6875]]}", NULL, NULL, "alignment", NULL, NO_CURSOR, 0},
  {"align", "cursor", ATTENTION, WORDS, WORDS, "weights", NULL, 13, 0},
  {"align", "rank3", "softmax(reshape(sin(arange(24)), 2, 3, 4))", NULL, NULL, "heads", NULL, NO_CURSOR, 1},
  {"align", "huge", "softmax(reshape(sin(arange(2000)), 50, 40))", NULL, NULL, "long", NULL, 1021, 0},
};
#define N_VIEW_CASES (sizeof view_cases / sizeof *view_cases)

#endif
