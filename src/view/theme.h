// SPDX-License-Identifier: GPL-3.0-or-later
// theme: how roles and heat look. The only file that names colours (palette entries 16-255, whose
// meaning every 256-colour terminal shares; and the 8 basic ones).
#ifndef VIEW_THEME_H
#define VIEW_THEME_H

#include "base/str.h"
#include "view/canvas.h"

typedef struct Look { int fg, bg; bool bold, underline, reverse, dim; } Look; // -1: the terminal's own

// settings.theme: "dark", "light", "mono".
Look theme_look(const Cell *cell, ColorMode mode);
bool theme_look_equal(const Look *a, const Look *b);
// The heat ramp: n palette entries, strictly rising in lightness (CIELAB L*).
const uint8_t *theme_ramp(int *n);
// Glyphs for terminals without colour, from empty to full: " ░▒▓█" or " .:-=+*#%@".
const char *theme_heat_glyph(int heat, bool ascii);
// ASCII stand-in for a glyph of ours that is not ASCII ("│" -> "|", "█" -> "#", "▸" -> ">"), one column
// wide; NULL: none.
const char *theme_ascii(const char *glyph);
// Adds text that is no canvas, in ASCII only: stand-ins, or '?', each as wide as what it stands for.
void theme_add_ascii(Str *out, const char *text);
// What a cell shows: its text, a ramp glyph where heat is all it has and cannot be its background, or
// an ASCII stand-in ('?' where there is none). May be one column wide where the cell is two.
const char *theme_text(const Cell *cell, ColorMode mode, bool ascii);

// For pictures: 0xRRGGBB of a palette entry of 16-255, and of the page behind and the plain text.
uint32_t theme_rgb(int palette);
uint32_t theme_page_bg(void);
uint32_t theme_page_fg(void);

#endif
