// SPDX-License-Identifier: GPL-3.0-or-later
// describe: the facts of a tensor in sentences: for ears, for tests, and for people who would rather read.
#ifndef VIEW_DESCRIBE_H
#define VIEW_DESCRIBE_H

#include "view/grid.h"

void describe_matrix(const ViewSpec *s, Str *out);
// "weights (softmax over keys): ", with a capital where it begins a sentence; "" without title.
void describe_subject(const ViewSpec *s, Str *out);
// "[3, 0] (down, the)".
void describe_place(const ViewSpec *s, const Matrix *m, size_t i, Str *out);
// "Under the cursor: [3, 2] = 0.2283." where there is a cursor.
void describe_cursor(const ViewSpec *s, Str *out);

#endif
