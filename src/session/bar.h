// SPDX-License-Identifier: GPL-3.0-or-later
// bar: how far training has got, as one line.
#ifndef SESSION_BAR_H
#define SESSION_BAR_H

#include "lang/vm.h"

// "[#####-----]  50%  120 steps/s  loss 0.523  12 s left", at most `cols` columns; what does not fit is left
// out from the end, the bar first of all where it is short.
void bar_text(const VmProgress *p, int cols, bool ascii, Str *out);

#endif
