// SPDX-License-Identifier: GPL-3.0-or-later
// format_spec: the part after ':' in f"{x:>8.3f}", as in Python:
//   [[fill]align][sign][0][width][,][.precision][type]    align < > ^, sign + or blank, type d e f g % s
// Widths count columns of the terminal.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "lang/machine.h"

enum { MOST_WIDTH = 1000, MOST_PRECISION = 60 };

typedef struct Spec {
  char fill[5];
  char align;      // '<', '>', '^' or 0
  char sign;       // '+', ' ' or 0
  bool zero, comma;
  int width;       // 0: none
  int precision;   // -1: none
  char type;       // 0: by the value
} Spec;

static bool read_int(const char **s, int most, int *out) {
  long n = 0;
  while (isdigit((unsigned char)**s)) {
    n = n * 10 + (*(*s)++ - '0');
    if (n > most) return false;
  }
  *out = (int)n;
  return true;
}

static bool is_align(char c) { return c == '<' || c == '>' || c == '^'; }

static bool read_spec(const char *text, Spec *spec) {
  const char *s = text;
  *spec = (Spec){.fill = " ", .precision = -1};
  uint32_t cp;
  size_t first = utf8_next(s, strlen(s), &cp);
  if (first > 0 && first < 5 && is_align(s[first])) {
    memcpy(spec->fill, s, first);
    spec->fill[first] = 0;
    spec->align = s[first];
    s += first + 1;
  } else if (is_align(*s)) {
    spec->align = *s++;
  }
  if (*s == '+' || *s == ' ' || *s == '-') spec->sign = *s++;
  if (*s == '0') {
    spec->zero = true;
    s++;
  }
  if (!read_int(&s, MOST_WIDTH, &spec->width)) return false;
  if (*s == ',') {
    spec->comma = true;
    s++;
  }
  if (*s == '.') {
    s++;
    if (!isdigit((unsigned char)*s) || !read_int(&s, MOST_PRECISION, &spec->precision)) return false;
  }
  if (*s && strchr("defg%s", *s)) spec->type = *s++;
  return *s == 0;
}

// Puts commas between the thousands of the whole part.
static void group(Str *digits) {
  size_t whole = strspn(str_c(digits), "0123456789");
  Str grouped = {0};
  for (size_t i = 0; i < digits->n; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) str_addc(&grouped, ',');
    str_addc(&grouped, digits->s[i]);
  }
  str_free(digits);
  *digits = grouped;
}

static bool number_text(double x, const Spec *s, Str *out, Err *e) {
  char type = s->type;
  int precision = s->precision;
  double size = fabs(x);
  if (type == 'd' && isfinite(x) && x != floor(x))
    return err_set(e, ERR_VALUE, _("the format d is for whole numbers, not for %.6g"), x);
  if (!isfinite(x)) str_add(out, isnan(x) ? "nan" : "inf");
  else if (type == 'd') str_addf(out, "%.0f", size);
  else if (type == 'e') str_addf(out, "%.*e", precision < 0 ? 6 : precision, size);
  else if (type == 'f') str_addf(out, "%.*f", precision < 0 ? 6 : precision, size);
  else if (type == '%') str_addf(out, "%.*f%%", precision < 0 ? 6 : precision, size * 100);
  else if (type == 'g' || precision >= 0) str_addf(out, "%.*g", precision < 0 ? 6 : precision ? precision : 1, size);
  else format_number(out, size, 6);
  if (s->comma) group(out);
  return true;
}

static const char *sign_text(double x, const Spec *s) {
  if (!isnan(x) && signbit(x) && x != 0) return "-";
  return s->sign == '+' ? "+" : s->sign == ' ' ? " " : "";
}

static void pad(const Spec *s, const char *sign, const Str *body, char align, Str *out) {
  int room = s->width - (int)strlen(sign) - utf8_width(str_c(body), body->n);
  if (room < 0) room = 0;
  int before = align == '>' ? room : align == '^' ? room / 2 : 0;
  if (s->zero && !s->align) {
    str_add(out, sign);
    str_repeat(out, "0", room);
    str_addn(out, str_c(body), body->n);
    return;
  }
  str_repeat(out, s->fill, before);
  str_add(out, sign);
  str_addn(out, str_c(body), body->n);
  str_repeat(out, s->fill, room - before);
}

static bool wrong_kind(Value v, const char *spec, Err *e) {
  Str s = {0};
  value_describe(v, &s);
  err_set(e, ERR_TYPE, _("the format %s is for numbers, not for %s"), spec, str_c(&s));
  str_free(&s);
  return false;
}

bool vm_format(Value v, const char *text, Str *out, Err *e) {
  if (!text || !*text) {
    value_format(v, out, 0, true);
    return true;
  }
  Spec spec;
  double x;
  if (!read_spec(text, &spec)) {
    err_set(e, ERR_VALUE, _("%s is not a format"), text);
    err_hint(e, _("formats look like .3f, 8.2e, d, g, %%, >10 or ,"));
    return false;
  }
  Str body = {0};
  bool number = value_is_number(v, &x) && v.type != VAL_BOOL && spec.type != 's', ok = true;
  if (!number && value_is_number(v, &x) && spec.type && spec.type != 's') number = true; // true counts as 1
  if (number) {
    ok = number_text(x, &spec, &body, e);
    if (ok) pad(&spec, sign_text(x, &spec), &body, spec.align ? spec.align : '>', out);
  } else if ((spec.type && spec.type != 's') || spec.comma || spec.sign || spec.zero) {
    ok = wrong_kind(v, text, e);
  } else {
    value_format(v, &body, 0, true);
    if (spec.precision >= 0 && body.n > 0) { // as many code points of it
      body.n = utf8_offset(body.s, body.n, (size_t)spec.precision);
      body.s[body.n] = 0;
    }
    pad(&spec, "", &body, spec.align ? spec.align : '<', out);
  }
  str_free(&body);
  return ok;
}
