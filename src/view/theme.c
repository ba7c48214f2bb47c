// SPDX-License-Identifier: GPL-3.0-or-later
// theme: the table of roles for dark and light backgrounds and for no colours, the heat ramp, and the
// stand-ins for terminals that know only ASCII.
//
// Plain text keeps the terminal's own colours. A coloured role sets the foreground alone, with a contrast
// of at least 4.5 on black (dark) or white (light), or both sides. With 8 colours, whose shades differ
// from terminal to terminal, attributes do the work: no single one of them can be read on every background.
#include "view/theme.h"

#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/utf8.h"

#define BLACK 16
#define WHITE 231
#define OWN (-1)

enum { BOLD = 1, UNDERLINE = 2, REVERSE = 4, DIM = 8 };
typedef struct RoleLook { int dark, light; int dark_bg, light_bg; int attrs, plain_attrs; } RoleLook;

static const RoleLook roles[N_ROLES] = {
  // dark, light, their backgrounds; attributes with 256 colours, and with fewer
  [ROLE_TEXT] = {OWN, OWN, OWN, OWN, 0, 0},
  [ROLE_TITLE] = {OWN, OWN, OWN, OWN, BOLD, BOLD},
  [ROLE_DIM] = {246, 241, OWN, OWN, 0, 0},
  [ROLE_ACCENT] = {81, 25, OWN, OWN, 0, BOLD},
  [ROLE_LABEL] = {250, 239, OWN, OWN, 0, 0},
  [ROLE_KEY] = {81, 25, OWN, OWN, BOLD, BOLD},
  [ROLE_CODE] = {152, 23, OWN, OWN, 0, 0},
  [ROLE_COMMENT] = {108, 22, OWN, OWN, 0, 0},
  [ROLE_CURSOR] = {BLACK, WHITE, 117, 25, BOLD, REVERSE},
  [ROLE_OK] = {114, 22, OWN, OWN, 0, BOLD},
  [ROLE_WARN] = {215, 94, OWN, OWN, 0, BOLD},
  [ROLE_ERROR] = {210, 124, OWN, OWN, 0, BOLD | UNDERLINE},
  [ROLE_MASKED] = {243, 243, OWN, OWN, 0, DIM},
  [ROLE_BORDER] = {243, 243, OWN, OWN, 0, DIM},
};

// From a dark blue by green to yellow, picked by hand near viridis: each lighter than the one before.
static const uint8_t ramp[] = {17, 54, 24, 60, 31, 67, 37, 108, 42, 113, 184, 227};
#define N_RAMP ((int)sizeof ramp)

const uint8_t *theme_ramp(int *n) {
  *n = N_RAMP;
  return ramp;
}

static int step_of(int heat, int n) {
  if (heat < 0) heat = 0;
  if (heat > 255) heat = 255;
  return heat * n / 256;
}

uint32_t theme_rgb(int palette) {
  static const uint32_t level[6] = {0, 95, 135, 175, 215, 255};
  if (palette >= 232) return (uint32_t)(8 + 10 * (palette - 232)) * 0x010101u;
  uint32_t i = palette < 16 ? 0 : (uint32_t)palette - 16;
  return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
}

// Black on the light half of the ramp, white on the dark: whichever has more contrast (WCAG 2).
static int digits_on(int bg) {
  uint32_t rgb = theme_rgb(bg);
  double y = 0, weight[3] = {0.2126, 0.7152, 0.0722};
  for (int i = 0; i < 3; i++) {
    double x = (double)(rgb >> (16 - 8 * i) & 255) / 255;
    y += weight[i] * (x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4));
  }
  return y > 0.179 ? BLACK : WHITE;
}

static bool is_light(void) { return strcmp(settings.theme, "light") == 0; }
static bool has_palette(ColorMode mode) { return mode == COLOR_256 && strcmp(settings.theme, "mono") != 0; }

uint32_t theme_page_bg(void) { return is_light() ? 0xffffff : 0x121212; }
uint32_t theme_page_fg(void) { return is_light() ? 0x1c1c1c : 0xe4e4e4; }

Look theme_look(const Cell *cell, ColorMode mode) {
  const RoleLook *r = &roles[cell->role < N_ROLES ? cell->role : ROLE_TEXT];
  Look look = {.fg = OWN, .bg = OWN};
  bool palette = has_palette(mode);
  if (palette) {
    look.fg = is_light() ? r->light : r->dark;
    look.bg = is_light() ? r->light_bg : r->dark_bg;
  }
  if (palette && cell->heat >= 0 && look.bg == OWN) {
    look.bg = ramp[step_of(cell->heat, N_RAMP)];
    look.fg = digits_on(look.bg);
  }
  if (palette && cell->upper > 0 && r->dark_bg == OWN) look.fg = ramp[step_of(cell->upper - 1, N_RAMP)];
  int attrs = palette ? r->attrs : r->plain_attrs;
  look.bold = cell->bold || (attrs & BOLD);
  look.underline = cell->underline || (attrs & UNDERLINE);
  look.reverse = cell->reverse != ((attrs & REVERSE) != 0);
  look.dim = (attrs & DIM) && !look.bold;
  return look;
}

bool theme_look_equal(const Look *a, const Look *b) {
  return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->underline == b->underline &&
         a->reverse == b->reverse && a->dim == b->dim;
}

// -- glyphs ----------------------------------------------------------------------------------------

const char *theme_heat_glyph(int heat, bool ascii) {
  static const char *const blocks[] = {" ", "░", "▒", "▓", "█"};
  static const char *const letters[] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};
  return ascii ? letters[step_of(heat, 10)] : blocks[step_of(heat, 5)];
}

typedef struct StandIn { const char *glyph, *ascii; } StandIn;
static const StandIn stand_ins[] = {
  {"─", "-"}, {"│", "|"}, {"┄", "."}, {"┆", ":"}, {"═", "="}, {"║", "H"}, {"┈", "~"}, {"┊", "!"}, {"┌", "+"}, {"┐", "+"}, {"└", "+"}, {"┘", "+"}, {"├", "+"}, {"┤", "+"},
  {"┬", "+"}, {"┴", "+"}, {"┼", "+"}, {"╭", "+"}, {"╮", "+"}, {"╯", "+"}, {"╰", "+"},
  {"░", "."}, {"▒", ":"}, {"▓", "+"}, {"█", "#"}, {"▉", "#"}, {"▊", "#"}, {"▋", "#"}, {"▌", "#"}, {"▐", "#"},
  {"▍", ":"}, {"▎", ":"}, {"▏", ":"},
  {"▀", "\""}, {"▁", "_"}, {"▂", "."}, {"▃", ":"}, {"▄", "-"}, {"▅", "="}, {"▆", "+"}, {"▇", "#"},
  {"■", "#"}, {"□", "."}, {"·", "."}, {"▸", ">"}, {"◂", "<"}, {"●", "*"}, {"◐", "+"}, {"○", "o"},
  {"✓", "v"}, {"✗", "x"}, {"…", "~"}, {"‹", "<"}, {"›", ">"}, {"→", ">"}, {"←", "<"}, {"↑", "^"}, {"↓", "v"},
  {"⏎", "$"}, {"␣", "_"}, {"−", "-"}, {"×", "x"}, {"–", "-"}, {"—", "-"}, {"•", "*"},
  {"“", "\""}, {"”", "\""}, {"‘", "'"}, {"’", "'"}, {"√", "v"}, {"≈", "~"},
};

const char *theme_ascii(const char *glyph) {
  for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
    if (strcmp(stand_ins[i].glyph, glyph) == 0) return stand_ins[i].ascii;
  return NULL;
}

static bool is_ascii(const char *s) {
  for (; *s; s++)
    if ((unsigned char)*s >= 0x80) return false;
  return true;
}

void theme_add_ascii(Str *out, const char *text) {
  char glyph[16];
  for (size_t n, left = strlen(text); left > 0; text += n, left -= n) {
    n = utf8_cluster(text, left);
    if (n == 1) str_addc(out, (unsigned char)*text < 0x80 ? *text : '?');
    if (n < 2) continue;
    size_t kept = n < sizeof glyph ? n : 0;
    memcpy(glyph, text, kept);
    glyph[kept] = 0;
    const char *t = is_ascii(glyph) && kept ? glyph : theme_ascii(glyph); // "\r\n" is one cluster
    str_add(out, t ? t : "?");
    str_repeat(out, " ", utf8_width(text, n) - 1);
  }
}

// What both halves of a cell are together.
static int mean_heat(const Cell *cell) { return cell->heat < 0 ? cell->upper - 1 : (cell->upper - 1 + cell->heat) / 2; }

const char *theme_text(const Cell *cell, ColorMode mode, bool ascii) {
  const char *s = cell->text[0] ? cell->text : " ";
  if (cell->upper > 0 && cell->role != ROLE_CURSOR && !has_palette(mode)) return theme_heat_glyph(mean_heat(cell), ascii);
  if (cell->heat >= 0 && strcmp(s, " ") == 0 && cell->role != ROLE_CURSOR && !has_palette(mode))
    return theme_heat_glyph(cell->heat, ascii);
  if (!ascii || is_ascii(s)) return s;
  const char *t = theme_ascii(s);
  return t ? t : "?";
}
