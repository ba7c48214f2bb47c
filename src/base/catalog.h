// SPDX-License-Identifier: GPL-3.0-or-later
// catalog: reads a catalogue of messages as msgfmt writes it (.mo, GNU gettext's manual, "The Format
// of GNU MO Files"). The file is mapped, not copied, and nothing in it is believed unchecked.
#ifndef BASE_CATALOG_H
#define BASE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Catalog {
  const unsigned char *data; // NULL: none is open
  size_t size;
  uint32_t n, from, to;      // so many messages; where the tables of originals and translations begin
  bool swapped;              // written on a machine of the other byte order
} Catalog;

bool catalog_open(Catalog *c, const char *path); // false with c empty: no such file, or no catalogue
// The translation, which lives as long as the catalogue; NULL where there is none. Of a message
// with a plural the first form.
const char *catalog_find(const Catalog *c, const char *message);
void catalog_close(Catalog *c);

#endif
