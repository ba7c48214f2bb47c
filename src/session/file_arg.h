// SPDX-License-Identifier: GPL-3.0-or-later
// file_arg: the file that a command names: as it stands, blanks and all, or in quotes; "~/" is the home folder.
#ifndef SESSION_FILE_ARG_H
#define SESSION_FILE_ARG_H

// The name in args (mem_free). rest NULL: it is all of args; else an unquoted name ends at the first blank, and
// *rest gets what follows.
char *file_arg(const char *args, const char **rest);

#endif
