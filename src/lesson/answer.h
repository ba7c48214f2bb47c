// SPDX-License-Identifier: GPL-3.0-or-later
// answer: is one value another, within a tolerance, and if not, where do they part?
#ifndef LESSON_ANSWER_H
#define LESSON_ANSWER_H

#include "lang/value.h"
#include "lesson/lesson.h"

// |given - expected| <= tolerance * (1 + |expected|) for every number; shapes, lengths, fields and
// strings (but for blanks around them) equal. A tensor of rank 0, a number and a boolean are alike.
// Where they differ, *why (may be NULL) gets a sentence about the first difference. `reveal` names the
// expected number; without it only whether the given one is too small or too large.
bool answer_matches(Value given, Value expected, double tolerance, bool reveal, Str *why);

// Is this line, as typed, a bare answer to the question b: the letter of a choice, a number, a string,
// or a tensor of plain numbers?
bool answer_is_bare(const Block *b, const char *line);
// The letter of a choice that the text is ("b", " B) "), or 0.
char answer_letter(const Block *b, const char *text);

#endif
