// SPDX-License-Identifier: GPL-3.0-or-later
// The parser on any bytes: a tree or one error with a place in the text, and nothing left over.
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "fuzz.h"
#include "lang/parser.h"

static void check_error(const Err *e, const Source *src) {
  FUZZ_CHECK(e->code != ERR_NONE && e->text[0]);
  FUZZ_CHECK(!strchr(e->text, '\n'));
  if (e->at.src) FUZZ_CHECK(e->at.src == src && e->at.start <= e->at.end && e->at.end <= src->n);
  Str shown = {0};
  err_render(e, &shown);
  FUZZ_CHECK(shown.n > 0);
  str_free(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  size_t before = mem_live_blocks();
  Source *src = source_new("fuzz", (const char *)data, n, 1);
  Arena arena = {0};
  Err e = {0};
  const Ast *tree = parse(src, &arena, &e);
  if (tree) {
    Str dump = {0};
    ast_dump(tree, &dump);
    str_free(&dump);
    FUZZ_CHECK(e.code == ERR_NONE);
  } else {
    check_error(&e, src);
  }
  for (uint32_t line = 0; line < src->n_lines; line++) {
    const char *text;
    size_t length;
    if (source_explanation(src, line, &text, &length))
      FUZZ_CHECK(text >= src->text && text + length <= src->text + src->n);
  }
  err_clear(&e);
  arena_free(&arena);
  source_release(src);
  names_free();
  FUZZ_CHECK(mem_live_blocks() == before);
  return 0;
}
