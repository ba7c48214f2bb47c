# Fuzz targets: a line each. `make check` replays their seeds; with --enable-fuzzing they are fuzzers.
fuzz_targets = %D%/fuzz_parse %D%/fuzz_vm \
  %D%/fuzz_io_csv %D%/fuzz_io_idx %D%/fuzz_io_npy %D%/fuzz_io_safetensors %D%/fuzz_io_vectors %D%/fuzz_text
FUZZ_COMMON = %D%/fuzz.h %D%/fuzz_file.h
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
tests_fuzz_fuzz_io_csv_SOURCES = %D%/fuzz_io_csv.c $(FUZZ_COMMON)
tests_fuzz_fuzz_io_csv_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_io_csv_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_io_idx_SOURCES = %D%/fuzz_io_idx.c $(FUZZ_COMMON)
tests_fuzz_fuzz_io_idx_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_io_idx_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_io_npy_SOURCES = %D%/fuzz_io_npy.c $(FUZZ_COMMON)
tests_fuzz_fuzz_io_npy_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_io_npy_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_io_safetensors_SOURCES = %D%/fuzz_io_safetensors.c $(FUZZ_COMMON)
tests_fuzz_fuzz_io_safetensors_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_io_safetensors_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_io_vectors_SOURCES = %D%/fuzz_io_vectors.c $(FUZZ_COMMON)
tests_fuzz_fuzz_io_vectors_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_io_vectors_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_text_SOURCES = %D%/fuzz_text.c $(FUZZ_COMMON)
tests_fuzz_fuzz_text_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_text_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

EXTRA_DIST += %D%/replay.c %D%/gb.dict %D%/corpus
