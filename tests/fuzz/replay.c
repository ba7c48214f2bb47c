// SPDX-License-Identifier: GPL-3.0-or-later
// replay: runs a fuzz target on its seeds, tests/fuzz/corpus/NAME where the program is fuzz_NAME, or on
// the files named. Speaks TAP; a target that finds something aborts.
#include <dirent.h>
#include <libgen.h>
#include <string.h>

#include "fuzz.h"

static int count;

static void replay(const char *path, const char *title) {
  FILE *f = fopen(path, "rb");
  FUZZ_CHECK(f);
  FUZZ_CHECK(fseek(f, 0, SEEK_END) == 0);
  long size = ftell(f);
  rewind(f);
  // A block of its own size, so that a sanitizer sees what reads beyond its end.
  uint8_t *exact = malloc((size_t)size + !size);
  FUZZ_CHECK(exact && size >= 0 && fread(exact, 1, (size_t)size, f) == (size_t)size);
  fclose(f);
  LLVMFuzzerTestOneInput(exact, (size_t)size);
  free(exact);
  printf("ok %d - %s\n", ++count, title);
  fflush(stdout);
}

static int visible(const struct dirent *d) { return d->d_name[0] != '.'; }

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) replay(argv[i], argv[i]);
  if (argc > 1) return 0;
  const char *srcdir = getenv("srcdir"), *name = strstr(basename(argv[0]), "fuzz_");
  FUZZ_CHECK(name);
  char folder[4096], path[4096 + 256];
  snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%s", srcdir ? srcdir : ".", name + strlen("fuzz_"));
  struct dirent **files;
  int n = scandir(folder, &files, visible, alphasort);
  printf("1..%d\n", n);
  for (int i = 0; i < n; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, files[i]->d_name);
    replay(path, files[i]->d_name);
    free(files[i]);
  }
  free(files);
  return n > 0 ? 0 : 1;
}
