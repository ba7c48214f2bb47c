// SPDX-License-Identifier: GPL-3.0-or-later
// paths: where the program's own files and the user's state live, and writing files whole.
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

// The folder that holds lessons/ and datasets/: $GLASSBOX_DATADIR, else the source tree when the
// program runs from its build tree, else PKGDATADIR.
const char *path_data(void);
// The folder that holds LANG/LC_MESSAGES/glassbox.mo: found in the same way.
const char *path_locale(void);
// $XDG_STATE_HOME/glassbox or ~/.local/state/glassbox; made (0700) on demand. NULL where impossible.
const char *path_state(void);
// $XDG_CONFIG_HOME/glassbox/init.gb or ~/.config/glassbox/init.gb, whether it is there or not; NULL where impossible.
const char *path_init(void);

// The whole file; *out is the caller's (mem_free), NUL-terminated. Errors name the file.
bool file_read(const char *path, char **out, size_t *n, Err *e);
// Replaces the file at once or not at all: temporary file, fsync, rename.
bool file_write_atomic(const char *path, const char *data, size_t n, Err *e);
// The same from several pieces of memory, one after the other.
typedef struct FilePart { const void *data; size_t n; } FilePart;
bool file_write_parts(const char *path, const FilePart *parts, size_t n, Err *e);

#endif
