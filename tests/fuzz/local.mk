# Fuzz targets: a line each. `make check` replays their seeds; with --enable-fuzzing they are fuzzers.
fuzz_targets = %D%/fuzz_parse %D%/fuzz_vm
FUZZ_COMMON = %D%/fuzz.h
if !FUZZING
FUZZ_COMMON += %D%/replay.c
TESTS += $(fuzz_targets)
endif
check_PROGRAMS += $(fuzz_targets)
FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/%D%

tests_fuzz_fuzz_parse_SOURCES = %D%/fuzz_parse.c $(FUZZ_COMMON)
tests_fuzz_fuzz_parse_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_parse_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_vm_SOURCES = %D%/fuzz_vm.c $(FUZZ_COMMON)
tests_fuzz_fuzz_vm_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_vm_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

EXTRA_DIST += %D%/replay.c %D%/gb.dict %D%/corpus
