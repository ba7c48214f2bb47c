// SPDX-License-Identifier: GPL-3.0-or-later
// canvas: a grid of styled cells. Views draw on it; writers turn it into plain text, ANSI, SVG or
// (in src/screen) ncurses windows. It knows roles and heat, never a colour or a terminal.
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

// What a cell is for. The theme says how a role looks; no view names a colour.
typedef enum Role {
  ROLE_TEXT, ROLE_TITLE, ROLE_DIM, ROLE_ACCENT, ROLE_LABEL, ROLE_KEY, ROLE_CODE, ROLE_COMMENT,
  ROLE_CURSOR,   // the cell or expression the eye should find
  ROLE_OK, ROLE_WARN, ROLE_ERROR, ROLE_MASKED, ROLE_BORDER,
  N_ROLES
} Role;

#define CELL_BYTES 20
typedef struct Cell {
  char text[CELL_BYTES]; // one grapheme cluster, NUL-terminated; "" in the second half of a wide one
  uint8_t width;         // 1 or 2; 0: second half of a wide cell
  uint8_t role;          // Role
  bool bold, underline, reverse;
  int16_t heat;          // -1: none; else 0..255 along the theme's ramp, as background. A writer
                         // without colours puts a ramp glyph where such a cell is blank
  int16_t upper;         // 0: none; else 1 + the heat of the upper half: the cell is "▀", heat is that of the lower
} Cell;

typedef struct Canvas { int rows, cols; Cell *cells; } Canvas; // {0}: none

typedef struct Pen { Role role; bool bold, underline, reverse; int16_t heat, upper; } Pen;
#define PEN(r) ((Pen){.role = (r), .heat = -1})
#define PEN_BOLD(r) ((Pen){.role = (r), .bold = true, .heat = -1})

void canvas_init(Canvas *c, int rows, int cols); // blank; sizes < 0 count as 0
void canvas_free(Canvas *c);
void canvas_clear(Canvas *c);
Cell *canvas_at(Canvas *c, int row, int col);     // NULL outside

// Writes UTF-8 from (row, col), clipped to the canvas and to `cols` columns; a wide character that
// would be cut becomes a blank; an overwritten half of a wide one becomes a blank. Returns the column
// after the text.
int canvas_text(Canvas *c, int row, int col, int cols, Pen pen, const char *s);
int canvas_textf(Canvas *c, int row, int col, int cols, Pen pen, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void canvas_fill(Canvas *c, int row, int col, int rows, int cols, Pen pen, const char *glyph);
void canvas_hline(Canvas *c, int row, int col, int cols);  // border lines; joined where they cross
void canvas_vline(Canvas *c, int row, int col, int rows);
// Copies src (from its row/col offset) into a rectangle of dst.
void canvas_blit(Canvas *dst, int row, int col, int rows, int cols, const Canvas *src, int src_row, int src_col);
bool canvas_equal(const Canvas *a, const Canvas *b);

// -- writers (one file each: write_text.c, write_ansi.c, write_svg.c) --------------------------------
typedef enum ColorMode { COLOR_NONE, COLOR_8, COLOR_256 } ColorMode;
void canvas_write_text(const Canvas *c, bool ascii, Str *out);              // no escapes, trailing blanks cut
void canvas_write_ansi(const Canvas *c, ColorMode mode, bool ascii, Str *out);
void canvas_write_svg(const Canvas *c, Str *out);
// For golden tests: the text plane, a line "---", then the roles as letters and heat as hex digits.
void canvas_write_golden(const Canvas *c, Str *out);

#endif
