// SPDX-License-Identifier: GPL-3.0-or-later
// parser: trees as S-expressions; errors with their place and advice; and that no text whatever does
// harm: prefixes of programs, mutated programs, and programs nested a million deep.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "lang/parser.h"

static size_t blocks;

static int note(void **state) {
  (void)state;
  names_free();
  blocks = mem_live_blocks();
  return 0;
}

static int nothing_left(void **state) {
  (void)state;
  names_free();
  return mem_live_blocks() == blocks ? 0 : -1;
}

// -- trees -----------------------------------------------------------------------------------------

static void expect_tree(const char *code, const char *tree) {
  Source *src = source_new("t", code, strlen(code), 1);
  Arena arena = {0};
  Err e = {0};
  Str out = {0};
  const Ast *ast = parse(src, &arena, &e);
  if (ast) ast_dump(ast, &out);
  else err_render(&e, &out);
  assert_string_equal(str_c(&out), tree);
  str_free(&out);
  err_clear(&e);
  arena_free(&arena);
  source_release(src);
}

static void numbers(void **state) {
  (void)state;
  expect_tree("1", "1");
  expect_tree("1.5", "1.5");
  expect_tree(".5", "0.5");
  expect_tree("1.", "1");
  expect_tree("2.5e-3", "0.0025000000000000001");
  expect_tree("1E2", "100");
  expect_tree("1_000_000", "1000000");
  expect_tree("0xfF", "255");
  expect_tree("inf", "inf");
  expect_tree("nan", "nan");
  expect_tree("1.abs()", "(call (. abs 1))");
}

static void precedence(void **state) {
  (void)state;
  expect_tree("1 + 2 * 3", "(+ 1 (* 2 3))");
  expect_tree("(1 + 2) * 3", "(* (+ 1 2) 3)");
  expect_tree("1 - 2 - 3", "(- (- 1 2) 3)");
  expect_tree("a @ b / c % d * e", "(* (% (/ (@ a b) c) d) e)");
  expect_tree("2 ** 3 ** 2", "(** 2 (** 3 2))");
  expect_tree("-x ** 2", "(- (** x 2))");
  expect_tree("2 ** -x ** 2", "(** 2 (- (** x 2)))");
  expect_tree("-a * b", "(* (- a) b)");
  expect_tree("--a", "(- (- a))");
  expect_tree("a - -b", "(- a (- b))");
  expect_tree("[+1, -1]", "(list 1 (- 1))");
  expect_tree("-x.T[0]", "(- (index (. T x) 0))");
  expect_tree("not a == b", "(not (== a b))");
  expect_tree("not not a", "(not (not a))");
  expect_tree("a or b and not c", "(or a (and b (not c)))");
  expect_tree("a < b and c >= d", "(and (< a b) (>= c d))");
  expect_tree("a + 1 in b", "(in (+ a 1) b)");
  expect_tree("a not in b", "(not (in a b))");
  expect_tree("a if b else c if d else e", "(cond a b (cond c d e))");
  expect_tree("x = a or b if c or d else e", "(= x (cond (or a b) (or c d) e))");
  expect_tree("fn(x) x if x > 0 else -x", "(fn (x) (cond x (> x 0) (- x)))");
}

static void values(void **state) {
  (void)state;
  expect_tree("[1, 2,\n 3,\n]", "(list 1 2 3)");
  expect_tree("[]", "(list)");
  expect_tree("{}", "(record)");
  expect_tree("{a: 1, \"b c\": [2], in: 3,}", "(record (: a 1) (: b c (list 2)) (: in 3))");
  expect_tree("true and false or nil", "(or (and true false) nil)");
  expect_tree("fn() 1", "(fn () 1)");
  expect_tree("fn(x, y=2) x + y", "(fn (x (= y 2)) (+ x y))");
  expect_tree("f(1, x, k=2)(3)", "(call (call f 1 x (: k 2)) 3)");
  expect_tree("f((k))", "(call f k)");
  expect_tree("x.reshape(3, 4).T", "(. T (call (. reshape x) 3 4))");
  expect_tree("r.model", "(. model r)");
  expect_tree("trace(f(x))", "(trace (call f x))");
  expect_tree("λ + 权重_1", "(+ λ 权重_1)");
}

static void subscripts(void **state) {
  (void)state;
  expect_tree("x[0]", "(index x 0)");
  expect_tree("x[-1, i + 1]", "(index x (- 1) (+ i 1))");
  expect_tree("x[:]", "(index x (slice _ _ _))");
  expect_tree("x[1:]", "(index x (slice 1 _ _))");
  expect_tree("x[:2, ::3]", "(index x (slice _ 2 _) (slice _ _ 3))");
  expect_tree("x[a:b:c]", "(index x (slice a b c))");
  expect_tree("x[y[0]:]", "(index x (slice (index y 0) _ _))");
  expect_tree("\"世界\"[0]", "(index \"世界\" 0)");
}

static void strings(void **state) {
  (void)state;
  expect_tree("'a\"b'", "\"a\\\"b\"");
  expect_tree("\"\\n\\t\\\\\\\"\\'\"", "\"\\n\t\\\\\\\"'\"");
  expect_tree("\"\\u{4e16}\\u{1F600}\"", "\"世😀\"");
  expect_tree("'''a\n'b' ## no\r\n'''", "\"a\\n'b' ## no\\n\"");
  expect_tree("\"\" + ''", "(+ \"\" \"\")");
  expect_tree("f\"\"", "(f)");
  expect_tree("f\"a{x}b{y + 1:.3f}{{c}}\"", "(f \"a\" {x} \"b\" {(+ y 1) :.3f} \"{c}\")");
  expect_tree("f\"{d[\"k\"]} {f'{x}'} {a[1:2]} {{}}\"",
              "(f {(index d \"k\")} \" \" {(f {x})} \" \" {(index a (slice 1 2 _))} \" {}\")");
  expect_tree("f\"{ {a: 1}.a }\"", "(f {(. a (record (: a 1)))})");
  expect_tree("f'''{\nx\n} \"\n'''", "(f {x} \" \\\"\\n\")");
  expect_tree("f\"\\u{41}\"", "(f \"A\")");
}

static void lines(void **state) {
  (void)state;
  expect_tree("a\nb; c;; d # end\n\n;", "a\nb;\nc;\nd");
  expect_tree("x = 1 +\n  2 # more\n", "(= x (+ 1 2))");
  expect_tree("f(1,\n # in between\n 2)", "(call f 1 2)");
  expect_tree("x =\n 3", "(= x 3)");
  expect_tree("a and # first\n\n not\n b", "(and a (not b))");
  expect_tree("\xEF\xBB\xBF" "a\r\nb\r\n", "a\nb");
  expect_tree("", "");
  expect_tree("# only this", "");
}

static void assignments(void **state) {
  (void)state;
  expect_tree("x = 1", "(= x 1)");
  expect_tree("x **= 2; y @= w", "(**= x 2);\n(@= y w)");
  expect_tree("x[i, :] = v", "(= (index x i (slice _ _ _)) v)");
  expect_tree("r.a.b[0] -= 1", "(-= (index (. b (. a r)) 0) 1)");
  expect_tree("h, c = f(x)", "(= h c (call f x))");
  expect_tree("a, b = b, a", "(= a b (values b a))");
  expect_tree("param = 3", "(= param 3)");
  expect_tree("model = m(2); model.W", "(= model (call m 2));\n(. W model)");
}

static void blocks_of_statements(void **state) {
  (void)state;
  expect_tree("if a { b } else { c }", "(if a {b} {c})");
  expect_tree("if a\n{\n b\n}\n\nelif c { d }\nelse if e { f }\nelse { g }",
              "(if a {b} (if c {d} (if e {f} {g})))");
  expect_tree("if a { b }\nc", "(if a {b})\nc");
  expect_tree("for x in xs { break; continue }", "(for x xs {(break); (continue)})");
  expect_tree("for a, b in pairs {}", "(for a b pairs {})");
  expect_tree("while x == {a: 1} { }", "(while (== x (record (: a 1))) {})");
  expect_tree("def f(a, b=1) { return a, b }", "(def f (a (= b 1)) {(return a b)})");
  expect_tree("def f() { return }", "(def f () {(return)})");
  expect_tree("model M(n) {\n param W = zeros(n) ## weights\n param = 1\n def forward(x) { return W @ x }\n}",
              "(model M (n) {(param W (call zeros n)) (= param 1) (def forward (x) {(return (@ W x))})})");
}

static void docs(void **state) {
  (void)state;
  expect_tree("## what\n##   it is\ndef f() { }", "(def f \"what\\nit is\" () {})");
  expect_tree("## far\n\ndef f() { }", "(def f () {})");
  expect_tree("x = 1 ## x\ndef f() { }", "(= x 1)\n(def f () {})");
  expect_tree("def f() { ## here\n}", "(def f \"here\" () {})");
  expect_tree("# no\ndef f() { # no\n}", "(def f () {})");
}

static void commands(void **state) {
  (void)state;
  expect_tree(":view x; it's \"all\" 一 #1  \nx", ":view x; it's \"all\" 一 #1\nx");
  expect_tree("x = 1; :who", "(= x 1);\n:who");
  expect_tree("  :", ":");
}

// -- places ----------------------------------------------------------------------------------------

static void spans(void **state) {
  (void)state;
  const char *code = "y = (a + b) * c.d";
  Source *src = source_new("t", code, strlen(code), 1);
  Arena arena = {0};
  Err e = {0};
  const Ast *assign = parse(src, &arena, &e)->list.items[0], *product = assign->a;
  assert_int_equal(assign->start, 0);
  assert_int_equal(assign->end, 17);
  assert_int_equal(product->start, 4);
  assert_int_equal(product->a->start, 4);
  assert_int_equal(product->a->end, 11);
  assert_true(product->a->parens);
  assert_int_equal(product->b->start, 14);
  assert_int_equal(product->b->end, 17);
  assert_int_equal(assign->height, 4);
  arena_free(&arena);
  source_release(src);
}

static void expect_explanation(const char *code, uint32_t line, const char *expected) {
  Source *src = source_new("t", code, strlen(code), 1);
  const char *text;
  size_t n;
  bool found = source_explanation(src, line, &text, &n);
  assert_int_equal(found, expected != NULL);
  if (found) {
    assert_int_equal(n, strlen(expected));
    assert_memory_equal(text, expected, n);
  }
  source_release(src);
}

static void explanations(void **state) {
  (void)state;
  const char *code = "x = 1  ##  first\n"
                     "s = \"## no\" ## yes  \n"
                     "t = '''\n"
                     "## no ''' # no\n"
                     "f(1, ## in brackets\n"
                     "  f\"{x ## in it\"\n"
                     ":it's ## no";
  expect_explanation(code, 0, "first");
  expect_explanation(code, 1, "yes");
  expect_explanation(code, 2, NULL);
  expect_explanation(code, 3, NULL);
  expect_explanation(code, 4, "in brackets");
  expect_explanation(code, 6, NULL);
  expect_explanation(code, 99, NULL);
  expect_explanation("## alone", 0, "alone");
  expect_explanation("##", 0, NULL);
  expect_explanation(":it's\nx ## 一", 1, "一");
}

// -- errors ----------------------------------------------------------------------------------------

typedef struct Case {
  const char *code;
  uint32_t start, end;    // bytes
  const char *text, *hint; // parts of them
} Case;

static const Case mistakes[] = {
  // characters
  {"f（x)", 1, 4, "（ (U+FF08) is a fullwidth character", "write ( instead"},
  {"f(x）", 3, 6, "）", "write ) instead"},
  {"f(x，y)", 3, 6, "，", "write , instead"},
  {"x；y", 1, 4, "；", "write ; instead"},
  {"x＝1", 1, 4, "＝", "write = instead"},
  {"x[1：2]", 3, 6, "：", "write : instead"},
  {"x = ＂a＂", 4, 7, "＂", "write \" instead"},
  {"x、y", 1, 4, "、", "write , instead"},
  {"“abc”", 0, 3, "typographic quote", "write \" instead"},
  {"‘a’", 0, 3, "typographic quote", "write ' instead"},
  {"a − b", 2, 5, "means nothing", "write - instead"},
  {"a ≤ b", 2, 5, "means nothing", "write <= instead"},
  {"a ☃ b", 2, 5, "means nothing", ""},
  {"a \x01 b", 2, 3, "invisible character (U+0001)", ""},
  {"a\xE2\x80\x8B b", 1, 4, "invisible character (U+200B)", ""},
  {"x = \"a\xFFz\"", 6, 7, "byte 7 (0xff) is not valid UTF-8", ""},
  // operators of other languages
  {"a && b", 2, 4, "&& is not an operator", "write and"},
  {"a || b", 2, 4, "||", "write or"},
  {"!a", 0, 1, "!", "write not"},
  {"a ^ 2", 2, 3, "^", "**"},
  {"a // 2", 2, 4, "//", "floor(a / b)"},
  {"x++", 1, 3, "++", "x += 1"},
  {"x--", 1, 3, "--", "x -= 1"},
  {"a === b", 2, 5, "===", "write =="},
  {"x := 1", 2, 4, ":=", "write ="},
  {"a ? b : c", 2, 3, "?", "a if condition else b"},
  // numbers and strings
  {"2x", 0, 2, "2x is neither a number nor a name", "2 * x"},
  {"1__0", 0, 4, "neither", ""},
  {"1.5.2", 0, 4, "one decimal point", ""},
  {"1e999", 0, 5, "too large", "inf"},
  {"x = \"abc", 4, 8, "no closing \"", "\"\"\""},
  {"x = \"abc”\ny", 4, 11, "no closing \"", "” does not close a string"},
  {"'a\\q'", 2, 4, "\\q means nothing", "\\\\"},
  {"'\\x41'", 1, 3, "\\x means nothing", "\\u{41}"},
  {"'\\u41'", 1, 3, "code point in braces", ""},
  {"'\\u{d800}'", 1, 9, "U+D800 is not a character", ""},
  {"'\\u{1234567}'", 1, 10, "one to six", ""},
  {"r'a'", 0, 2, "no letter in front but f", ""},
  {"f\"{x\"", 2, 3, "this { of an f-string has no }", ""},
  {"f\"{}\"", 2, 4, "no expression", "{{"},
  {"f\"}\"", 2, 3, "this } of an f-string has no {", "}}"},
  {"f\"{x:{y}}\"", 5, 6, "fixed text", ""},
  {"f\"{a b}\"", 5, 6, "b does not go on", ""},
  // words
  {"esle { }", 0, 4, "esle is not a word", "did you mean else?"},
  {"fro x in y { }", 0, 3, "fro is not a word", "did you mean for?"},
  {"whlie x { }", 0, 5, "whlie", "did you mean while?"},
  {"def f() { retrun 1 }", 10, 16, "retrun", "did you mean return?"},
  {"modle M() { }", 0, 5, "modle", "did you mean model?"},
  {"fi x { }", 0, 2, "fi", "did you mean if?"},
  {"lambda x: x", 0, 6, "lambda", "fn(x)"},
  {"import numpy", 0, 6, "import", "nothing needs to be imported"},
  {"class A { }", 0, 5, "class", "model"},
  {"x is nil", 2, 4, "is", "write =="},
  {"if x then { }", 5, 9, "then", "braces"},
  {"x = None", 4, 8, "None is written nil", ""},
  {"x = True", 4, 8, "True is written true", ""},
  {"print x", 6, 7, "round brackets", "print(...)"},
  {"if = 3", 0, 2, "if is a word of the language", "another name"},
  {"true = 3", 0, 4, "true is a word", ""},
  {"def for() { }", 4, 7, "for is a word", ""},
  {"for in in x { }", 4, 6, "in is a word", ""},
  {"trace = 1", 0, 5, "trace is a word", ""},
  {"trace x", 0, 5, "trace(EXPRESSION)", ""},
  // blocks
  {"def f(x): return x", 8, 9, "blocks are written in braces { }", ""},
  {"if x:\n  y", 4, 5, "blocks are written in braces { }", ""},
  {"if x { }\nelse: y", 13, 14, "blocks are written in braces { }", ""},
  {"if x = 3 { }", 5, 6, "= assigns", "write =="},
  {"while x = 3 { }", 8, 9, "= assigns", "write =="},
  {"if x\ny = 3", 4, 4, "a { is missing at the end of the line", ""},
  {"else { }", 0, 4, "no if before it", ""},
  {"if a { } b", 9, 10, "a new line or ; is missing", ""},
  {"return 1", 0, 6, "inside a def", ""},
  {"break", 0, 5, "inside a for or while", ""},
  {"for x in y { def f() { break } }", 23, 28, "inside a for or while", ""},
  {"param W = 1", 0, 5, "body of a model", ""},
  {"model M() { if a { param W = 1 } }", 19, 24, "directly in the body", ""},
  {"model M() { param W }", 20, 21, "first value", ""},
  {"{ x = 1 }", 4, 5, "a : is missing after the key x", "{a: 1"},
  {"if a { :who }", 7, 8, "command", ""},
  {"for (i, j) in x { }", 4, 5, "without brackets", ""},
  {"for x of y { }", 6, 8, "in is missing", ""},
  // brackets
  {"(1 + 2]", 6, 7, "] does not close the ( of line 1, column 1", "write )"},
  {"f([1, 2)", 7, 8, ") does not close the [ of line 1, column 3", "write ]"},
  {"x = (1 + 2\ny = 3", 11, 12, "y does not go on", "the ( of line 1, column 5"},
  {")", 0, 1, "closes nothing", ""},
  {"f(1))", 4, 5, "this ) has no (", ""},
  {"x[]", 1, 3, "nothing stands between [ and ]", "[:]"},
  {"()", 0, 2, "nothing stands between", "[]"},
  {"(1, 2)", 2, 3, "hold one value", "[1, 2]"},
  {"[x for x in y]", 3, 6, "for cannot stand inside", "loop"},
  // calls and definitions
  {"f(a=1, 2)", 7, 8, "without a name", ""},
  {"f(a=1, a=2)", 7, 8, "given twice", ""},
  {"f(a b)", 4, 5, "does not go on", "a comma or an operator"},
  {"f(,)", 2, 3, "a value is missing before ,", ""},
  {"def f(a=1, b) { }", 11, 12, "needs a default", ""},
  {"def f(a, a) { }", 9, 10, "two parameters a", ""},
  {"def f(a: int) { }", 7, 8, "no types", ""},
  {"def f(*a) { }", 6, 7, "fixed number", ""},
  {"fn x: x", 3, 4, "parameters are missing", ""},
  {"fn(x) { return x }", 8, 14, "body of fn is one expression", "def"},
  {"{a: 1, a: 2}", 7, 8, "already", ""},
  {"{1: 2}", 1, 2, "names or strings", ""},
  {"2(3)", 1, 2, "not a function", "*"},
  // operators and assignments
  {"1 + * 2", 4, 5, "missing between + and *", ""},
  {"a < b < c", 6, 7, "do not chain", "a < b and b < c"},
  {"a == not b", 5, 8, "needs brackets", "(not x)"},
  {"a not b", 2, 5, "in is missing after not", ""},
  {"x = 3 4", 6, 7, "4 follows another value", ""},
  {"\"a\" \"b\"", 4, 7, "follows another value", "+"},
  {"a, b", 0, 4, "no statement", "[1, 2]"},
  {"x = 1, 5", 4, 8, "one name cannot take 2 values", ""},
  {"a, b = 1, 2, 3", 7, 14, "2 names cannot take 3 values", ""},
  {"a = b = 3", 6, 7, "assigns once", ""},
  {"3 = x", 0, 1, "a value cannot be assigned to", ""},
  {"a + b = c", 0, 5, "an expression cannot be assigned to", "=="},
  {"f(x) = 3", 0, 4, "result of a call", ""},
  {"[a, b] = c", 0, 6, "without brackets", ""},
  {"(a) = 3", 0, 3, "without round brackets", ""},
  {"a, b += 1", 5, 7, "+= changes one variable", ""},
  {"x: int = 3", 1, 2, "means nothing here", "types"},
  {"a if b", 6, 6, "no else", ""},
  {"x.1", 1, 3, "follows another value", ""},
  {"x.", 2, 2, "", ""},
};

static void mistakes_are_explained(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
    const Case *c = &mistakes[i];
    Source *src = source_new("t", c->code, strlen(c->code), 1);
    Arena arena = {0};
    Err e = {0};
    if (parse(src, &arena, &e)) fail_msg("parsed without error: %s", c->code);
    bool right = strstr(e.text, c->text) && strstr(e.hint, c->hint) && e.at.start == c->start &&
                 e.at.end == c->end && (*c->text == 0 || e.code == ERR_SYNTAX) &&
                 (*c->hint || !*c->text || !strstr(e.hint, "; write"));
    if (!right)
      fail_msg("%s\nhas code %d, place %u to %u, text '%s', hint '%s'", c->code, e.code, e.at.start, e.at.end,
               e.text, e.hint);
    assert_null(strchr(e.text, '\n'));
    err_clear(&e);
    arena_free(&arena);
    source_release(src);
  }
}

static void zero_bytes(void **state) {
  (void)state;
  Source *src = source_new("t", "a\0b", 3, 1);
  Arena arena = {0};
  Err e = {0};
  assert_null(parse(src, &arena, &e));
  assert_string_equal(e.text, "byte 2 is zero, which no text contains");
  err_clear(&e);
  arena_free(&arena);
  source_release(src);
}

static void rendered(void **state) {
  (void)state;
  expect_tree("x = \"世界\" 3", "t:1:10: 3 follows another value with nothing between\n"
                               "  x = \"世界\" 3\n"
                               "             ^\n"
                               "an operator or a comma is missing, or the line should end before it\n");
  expect_tree("x = f（1)", "t:1:6: （ (U+FF08) is a fullwidth character\n"
                           "  x = f（1)\n"
                           "       ^~\n"
                           "write ( instead\n");
}

// -- what more lines may mend ----------------------------------------------------------------------

static ErrCode outcome(const char *code, size_t n) {
  Source *src = source_new("t", code, n, 1);
  Arena arena = {0};
  Err e = {0};
  const Ast *ast = parse(src, &arena, &e);
  ErrCode result = e.code;
  assert_int_equal(ast != NULL, result == ERR_NONE);
  assert_true(ast || *e.text);
  assert_true(ast || (e.at.src == src && e.at.start <= e.at.end && e.at.end <= src->n));
  assert_int_equal(utf8_valid(e.text, strlen(e.text)), strlen(e.text));
  assert_int_equal(utf8_valid(e.hint, strlen(e.hint)), strlen(e.hint));
  err_clear(&e);
  arena_free(&arena);
  source_release(src);
  return result;
}

static void incomplete(void **state) {
  (void)state;
  const char *const open[] = {
    "(", "f(1,", "f(1,\n", "[1, 2", "{", "{a: 1", "x[1:", "x[", "x = ", "1 +", "1 +\n", "a and", "not", "a,",
    "x.", "def f() {", "def f()", "def f()\n", "if x", "if x {", "if x { y } else", "for x in y",
    "while x {\n y\n", "model M() {\n param W = 1", "'''abc", "\"\"\"a\n", "f'''a", "f'''a{", "f'''a{x",
    "f'''a{x:", "f(\"\"\"", "a if b else", "def f() { if x { y }", "x = [\n", "fn(x", "a not in",
  };
  for (size_t i = 0; i < sizeof open / sizeof *open; i++)
    if (outcome(open[i], strlen(open[i])) != ERR_INCOMPLETE) fail_msg("not incomplete: %s", open[i]);
  const char *const wrong[] = {"'abc", "f'abc", "f'{x", "(]", "f(1 2", "if x { y } }", "{ 1", "x = )", "$("};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (outcome(wrong[i], strlen(wrong[i])) != ERR_SYNTAX) fail_msg("not a syntax error: %s", wrong[i]);
}

static const char program[] =
  "## One step of a recurrent network.\n"
  "model rnn(n_in, n_hid, bias=true) {\n"
  "  param Wh = xavier(n_hid, n_hid)    ## carries the memory\n"
  "  param b  = zeros(n_hid) if bias else nil\n"
  "  def forward(x, h) {\n"
  "    z = Wh @ h + Wi @ x[:, -1] ** 2 \\\n"
  "  }\n"
  "}\n"
  "m = rnn(3, n_hid=5);  h, c = m(x, zeros(5))\n"
  "s = f\"loss {loss:.3f} {r[\"a\"]} {{}} \\u{4e16}\" + '''it's\n## no''' + \"世界\"\n"
  "r = {a: [1, 2.5e-3, .5], \"b c\": fn(x, y=2) x % y}\n"
  "if not x in [1, 2] and y != 3 { x[1:3, ::2] += 1 }\n"
  "elif x { print(x) } else { for i, v in enumerate(xs) { if v <= 0 { break } else { continue } } }\n"
  "while err > 1e-3 { err /= 2 }\n"
  ":view weights as heatmap; it's\n"
  "def f(p) { return exp(-mean(log(p))), p.T }\n"
  "t = trace(f(x)); a（\n";

static void every_prefix(void **state) {
  (void)state;
  for (size_t n = 0; n < sizeof program; n++) {
    ErrCode c = outcome(program, n);
    assert_true(c == ERR_NONE || c == ERR_SYNTAX || c == ERR_INCOMPLETE);
  }
}

// Bytes changed, taken away, put in and copied about, for a fixed time at most.
static void mutations(void **state) {
  (void)state;
  static const char bits[] = "(){}[]\"'fF:;,.=+-*/@<>!#\\ \n_0e9x{}\xEF\xBC\x88\xC3\0";
  Rng r;
  rng_seed(&r, 20240501);
  clock_t end = clock() + CLOCKS_PER_SEC;
  char text[2 * sizeof program];
  for (int round = 0; round < 20000 && clock() < end; round++) {
    size_t n = sizeof program - 1;
    memcpy(text, program, n);
    for (uint64_t k = 1 + rng_below(&r, 6); k > 0; k--) {
      size_t at = rng_below(&r, n), len = 1 + rng_below(&r, 8);
      char c = bits[rng_below(&r, sizeof bits - 1)];
      switch (rng_below(&r, 4)) {
      case 0: text[at] = c; break;
      case 1:
        memmove(text + at + 1, text + at, n++ - at);
        text[at] = c;
        break;
      case 2:
        if (at + len > n) len = n - at;
        if (len < n) memmove(text + at, text + at + len, (n -= len) - at);
        break;
      default:
        if (at + len > n) len = n - at;
        memmove(text + rng_below(&r, n - len + 1), text + at, len);
        break;
      }
    }
    outcome(text, n);
  }
}

// -- bounds ----------------------------------------------------------------------------------------

static void repeated(const char *first, const char *piece, int times, const char *last, ErrCode expected) {
  Str s = {0};
  str_add(&s, first);
  str_repeat(&s, piece, times);
  str_add(&s, last);
  ErrCode c = outcome(str_c(&s), s.n);
  if (c != expected) fail_msg("%d times %s gives code %d", times, piece, c);
  str_free(&s);
}

static void bounds(void **state) {
  (void)state;
  static const char *const deep[][3] = {
    {"", "(", ""}, {"", "[", ""}, {"", "{a:", ""}, {"x", "[", ""}, {"", "f(", ""}, {"", "- ", "1"},
    {"", "+ ", "1"}, {"", "not ", "1"}, {"2", "**2", ""}, {"", "fn(x) ", "1"}, {"", "a if b else ", "c"},
    {"", "if x { ", ""}, {"1", "+1", ""}, {"a", " and a", ""}, {"x", ".a", ""}, {"f", "()", ""},
    {"x", "[0]", ""}, {"", "f'{", ""}, {"if a {}", " elif a {}", ""}, {"", "def f() { ", ""},
    {"", "f\"\"\"{", ""},
  };
  for (size_t i = 0; i < sizeof deep / sizeof *deep; i++)
    repeated(deep[i][0], deep[i][1], 1000000, deep[i][2], ERR_LIMIT);
  repeated("", "(", 190, "", ERR_INCOMPLETE);
  repeated("1", " + 1", 1900, "", ERR_NONE);
  repeated("if a {}", " elif a {}", 1900, "", ERR_NONE);
  repeated("[", "1,", 100000, "]", ERR_NONE);
  repeated("", "x = 1\n", 100000, "", ERR_NONE);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, note, nothing_left)
  const struct CMUnitTest tests[] = {
    TEST(numbers), TEST(precedence), TEST(values), TEST(subscripts), TEST(strings), TEST(lines),
    TEST(assignments), TEST(blocks_of_statements), TEST(docs), TEST(commands), TEST(spans),
    TEST(explanations), TEST(mistakes_are_explained), TEST(zero_bytes), TEST(rendered), TEST(incomplete),
    TEST(every_prefix), TEST(mutations), TEST(bounds),
  };
  return cmocka_run_group_tests_name("parser", tests, NULL, NULL);
}
