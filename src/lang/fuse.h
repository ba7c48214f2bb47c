// SPDX-License-Identifier: GPL-3.0-or-later
// fuse: joins instructions that often follow each other into one, once a Proto's code is complete.
#ifndef LANG_FUSE_H
#define LANG_FUSE_H

#include "lang/proto.h"

void fuse(Proto *p);

#endif
