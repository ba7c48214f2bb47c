// SPDX-License-Identifier: GPL-3.0-or-later
// lex_foreign: what is typed out of habit: operators of other languages, and characters of input
// methods and word processors that look like the language's own. Each error says what to write.
#include "lang/lexer_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

// -- operators ---------------------------------------------------------------------------------------

// Longer ones come before their beginnings.
static const struct { const char *text, *hint; } foreign[] = {
  {"===", N_("write ==")},
  {"!==", N_("write !=")},
  {"...", N_("there is no ... in the language; a slice of everything is written :")},
  {"&&", N_("write and")},
  {"||", N_("write or")},
  {"//", N_("whole division is written floor(a / b); a comment begins with #")},
  {"++", N_("write x += 1; to join strings or lists, one + is enough")},
  {"->", N_("functions state no types: def f(x) { ... }; a short one is written fn(x) x + 1")},
  {"=>", N_("write >= to compare; a short function is written fn(x) x + 1")},
  {"=<", N_("write <=")},
  {"<>", N_("write !=")},
  {":=", N_("write =")},
  {"/*", N_("a comment begins with # and ends with its line")},
  {"!", N_("write not")},
  {"^", N_("powers are written **")},
  {"&", N_("write and")},
  {"|", N_("write or")},
  {"~", N_("write not")},
  {"?", N_("write a if condition else b; help is :help NAME")},
  {"$", N_("names are written without $")},
  {"`", N_("strings stand between \" and \"")},
  {"\\", N_("a line that ends in an operator or inside brackets goes on in the next")},
};

// x-- at the end of a statement; 3 --x is x taken away twice.
static bool decrement(const Lexer *lx) {
  if (lexer_peek(lx, 0) != '-' || lexer_peek(lx, 1) != '-') return false;
  uint32_t i = 2;
  while (lexer_peek(lx, i) == ' ') i++;
  char c = lexer_peek(lx, i);
  return c == 0 || strchr(";)}\n\r#", c);
}

bool lex_foreign_operator(Lexer *lx, Token *t) {
  const char *s = lx->src->text + lx->pos;
  if (s[0] == '!' && s[1] == '=' && s[2] != '=') return false;
  if (decrement(lx)) {
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, lx->pos + 2, _("%s is not an operator"), "--");
    err_hint(lx->err, _("write x -= 1"));
    return true;
  }
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
    size_t n = strlen(foreign[i].text);
    if (strncmp(s, foreign[i].text, n) != 0) continue;
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, lx->pos + (uint32_t)n, _("%s is not an operator"),
               foreign[i].text);
    err_hint(lx->err, "%s", _(foreign[i].hint));
    return true;
  }
  return false;
}

// -- characters --------------------------------------------------------------------------------------

static const struct { uint32_t cp; const char *ascii; } twins[] = {
  {0x3001, ","}, {0x3002, "."}, {0x3010, "["}, {0x3011, "]"}, {0x300A, "<"}, {0x300B, ">"}, {0x3008, "<"},
  {0x3009, ">"}, {0x3014, "["}, {0x3015, "]"}, {0x2212, "-"}, {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"},
  {0x2013, "-"}, {0x2014, "-"}, {0x2015, "-"}, {0x00D7, "*"}, {0x2217, "*"}, {0x00B7, "*"}, {0x22C5, "*"},
  {0x2219, "*"}, {0x00F7, "/"}, {0x2215, "/"}, {0x2044, "/"}, {0x2264, "<="}, {0x2265, ">="}, {0x2260, "!="},
  {0x221E, "inf"}, {0x00AC, "not"}, {0x2227, "and"}, {0x2228, "or"}, {0x2208, "in"}, {0x221A, "sqrt"},
  {0x00B2, "**2"}, {0x00B3, "**3"}, {0x2190, "="}, {0x2236, ":"},
};

const char *lex_ascii_quote(uint32_t cp) {
  switch (cp) {
  case 0x201C: case 0x201D: case 0x201E: case 0x201F: case 0x300C: case 0x300D: case 0x300E: case 0x300F:
  case 0xAB: case 0xBB: case 0x2033: return "\"";
  case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0xB4: case 0x2032: return "'";
  default: return NULL;
  }
}

static const char *ascii_twin(uint32_t cp, char buf[2]) {
  if (cp >= 0xFF01 && cp <= 0xFF5E) { // fullwidth forms, in the order of ASCII
    buf[0] = (char)(cp - 0xFF01 + '!');
    buf[1] = 0;
    return buf;
  }
  for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
    if (twins[i].cp == cp) return twins[i].ascii;
  return lex_ascii_quote(cp);
}

void lex_foreign_char(Lexer *lx, Token *t) {
  uint32_t cp;
  const char *s = lx->src->text + lx->pos;
  int n = (int)utf8_next(s, lx->src->n - lx->pos, &cp);
  uint32_t end = lx->pos + (uint32_t)n;
  char buf[2];
  const char *twin = ascii_twin(cp, buf);
  if (cp < 0x20 || cp == 0x7F || utf8_cp_width(cp) == 0)
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, end, _("an invisible character (U+%04X) stands here"),
               (unsigned)cp);
  else if (cp >= 0xFF01 && cp <= 0xFF5E)
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, end, _("%.*s (U+%04X) is a fullwidth character"), n, s,
               (unsigned)cp);
  else if (lex_ascii_quote(cp))
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, end, _("%.*s (U+%04X) is a typographic quote"), n, s,
               (unsigned)cp);
  else
    lexer_fail(lx, t, ERR_SYNTAX, lx->pos, end, _("%.*s (U+%04X) means nothing in the language"), n, s,
               (unsigned)cp);
  if (twin) err_hint(lx->err, _("write %s instead"), twin);
}
