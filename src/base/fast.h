// SPDX-License-Identifier: GPL-3.0-or-later
// fast: how hot loops are compiled. A function marked HOT_LOOP is compiled for several kinds of
// processor, with vectors as wide as each has; which one runs is settled when the program starts. Mark
// static functions (clang 14 links no others) that work on many elements: a call goes through a pointer.
#ifndef BASE_FAST_H
#define BASE_FAST_H

#include <stdint.h> // for __GLIBC__, which its features.h defines

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define FAST_NO_CLONES
#endif
#endif

#if !defined __x86_64__ || !defined __GLIBC__ || defined __SANITIZE_ADDRESS__ || defined FAST_NO_CLONES
#define HOT_LOOP
#elif defined __clang__
#define HOT_LOOP __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define HOT_LOOP __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif

#endif
