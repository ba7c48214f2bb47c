// SPDX-License-Identifier: GPL-3.0-or-later
// source: a text that errors and recordings point into. Reference counted, never changed.
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Source {
  uint32_t refs;
  char *name;       // "<prompt>", "file.gb", "lstm"; owned
  char *text;       // UTF-8, NUL-terminated; owned
  size_t n;         // bytes
  uint32_t *lines;  // byte offset at which each line begins
  uint32_t n_lines;
  uint32_t first_line; // number printed for line 0 (a lesson's block begins further down); usually 1
  bool guest;          // a lesson's: its code writes no files outside the state folder
} Source;

// A place in a source: bytes [start, end). src may be NULL: no place.
typedef struct Span {
  Source *src; // borrowed unless the holder says otherwise
  uint32_t start, end;
} Span;

Source *source_new(const char *name, const char *text, size_t n, uint32_t first_line); // refs = 1
Source *source_retain(Source *s);
void source_release(Source *s); // NULL is fine

uint32_t source_line_of(const Source *s, uint32_t offset);            // index from 0
const char *source_line(const Source *s, uint32_t line, size_t *n);   // without the line feed

#endif
