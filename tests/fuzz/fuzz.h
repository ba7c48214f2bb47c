// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz: what every fuzz target exports, and what they share.
//
// A target is one file fuzz_NAME.c and one line in local.mk; its seeds are the files of corpus/NAME. `make
// check` replays them with the ordinary compiler (replay.c). To look for new ones:
//   CC=clang ../configure --enable-fuzzing && make tests/fuzz/fuzz_NAME
//   mkdir found && nice tests/fuzz/fuzz_NAME -dict=.../tests/fuzz/gb.dict -max_total_time=1200 found .../tests/fuzz/corpus/NAME
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

// As assert, in every build.
#define FUZZ_CHECK(truth) \
  do { \
    if (truth) break; \
    fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #truth); \
    abort(); \
  } while (0)

#endif
