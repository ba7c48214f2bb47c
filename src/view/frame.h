// SPDX-License-Identifier: GPL-3.0-or-later
// frame: what the kinds of view share: the title line, labels, short numbers, text that is cut where
// there is no room, and the window over an axis that is longer than the canvas.
#ifndef VIEW_FRAME_H
#define VIEW_FRAME_H

#include "view/view.h"

// -- text ------------------------------------------------------------------------------------------
int frame_columns(const char *s);
// Within `cols` columns from col, cut with "…" where it is longer; return the column after the room.
int frame_left(Canvas *c, int row, int col, int cols, Pen pen, const char *s);
int frame_right(Canvas *c, int row, int col, int cols, Pen pen, const char *s);
// One line of text for any value; strings bare. Line feeds are made visible, spaces where `exact`.
void frame_value(Value v, Str *out);
void frame_clean(Str *out, const char *s, size_t n, bool exact);

// A number in at most `cols` (>= 4) columns: ".48", "1.00", "-1.2", "12.3", "1e6", "-inf", "nan". whole: all its
// neighbours are integers.
#define NUMBER_BYTES 32
void frame_number(double x, int cols, bool whole, char out[NUMBER_BYTES]);

// -- labels ----------------------------------------------------------------------------------------
bool frame_has_labels(Value labels);
void frame_label(Value labels, size_t i, Str *out); // the label, or the index where there is none
int frame_label_columns(Value labels, size_t n);    // of the widest of n

// -- the window over an axis -----------------------------------------------------------------------
typedef struct Window { size_t first; int shown; bool before, after; } Window;
// n things of which `room` fit; begins at `scroll`, moved so that the cursor is in it.
Window frame_window(size_t n, int room, int scroll, bool has_cursor, size_t cursor);

// -- title and foot --------------------------------------------------------------------------------
// The expression such that "[1]" can follow it; "" where there is none.
void frame_subject(const ViewSpec *s, Str *out);
// place: "[1]" after the expression, or NULL; note2: more words at the right, or NULL.
typedef struct Title { Str left, right; } Title;
Title frame_title(const ViewSpec *s, const char *place, const char *note2);
int frame_title_columns(const Title *t);
void frame_title_draw(Canvas *c, int row, int cols, const Title *t);
void frame_title_free(Title *t);
// "[3, 2] = 0.2283" and the labels of the place, for the last line of a view.
void frame_cursor_text(const ViewSpec *s, Str *out);
// "0 ░▒▓█ 1": the ramp between the smallest and the largest.
int frame_legend_columns(int cols, double min, double max);
void frame_legend(Canvas *c, int row, int col, int cols, double min, double max);
// Columns that are drawn on: the note and the foot's remark end where the body ends, or further right where
// they need it.
#define FOOT_COLUMNS 36
int frame_drawn(const Title *t, int body, int cols);

// The words at the right end of the last line, beside `left_cols` columns at its left. Where both do not
// fit, the value under the cursor takes the place of what is at the left: then false.
bool frame_foot(Canvas *c, int row, int cols, const char *right, bool is_cursor, int left_cols);

#endif
