// SPDX-License-Identifier: GPL-3.0-or-later
// main: the command line, and which front end to start.
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/interrupt.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/settings.h"
#include "lesson/run.h"
#include "screen/screen.h"
#include "term/term.h"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

typedef struct Options {
  const char *code;   // -e
  const char *lang;   // --lang
  bool plain, screen; // --plain, --screen
  bool help, version;
  const char *wrong, *why; // an option that does not go, and the message about it
} Options;

static void print_help(void) {
  fputs(_("Usage: glassbox [OPTION...] [FILE.gb [ARG...] | lessons | lesson NAME | check FILE.md...]\n"
          "\n"
          "Opens the black box of neural language models: guided lessons, a small language,\n"
          "a stepper that walks both ways through every operation, and pictures of every value.\n"
          "\n"
          "  glassbox                 the prompt\n"
          "  glassbox lesson NAME     a lesson, on the full screen where the terminal allows\n"
          "  glassbox lessons         lists the lessons and what is done\n"
          "  glassbox -e CODE         runs CODE and prints the value of its expressions\n"
          "  glassbox FILE.gb, -      runs a script\n"
          "  glassbox check FILE.md   for authors: runs everything in a lesson and reports what fails\n"
          "\n"
          "  -e, --eval=CODE          run CODE\n"
          "  -p, --plain              lines of text only: for pipes, screen readers, dumb terminals\n"
          "  -s, --screen             the full screen for the prompt too\n"
          "  -l, --lang=LANG          en or zh_CN, whatever the system's language\n"
          "      --ascii              draw with ASCII characters only\n"
          "  -h, --help               this help\n"
          "  -V, --version            the version\n"
          "\n"
          "At the prompt, :help lists what there is. glassbox(1), glassbox-lang(7) and\n"
          "glassbox-lesson(5) are the manuals.\n"),
        stdout);
}

#define ONLY_LONG 1 // what getopt gives for --ascii, which has no letter

static Options parse_options(int argc, char **argv) {
  static const struct option longs[] = {
    {"eval", required_argument, NULL, 'e'}, {"plain", no_argument, NULL, 'p'}, {"screen", no_argument, NULL, 's'},
    {"lang", required_argument, NULL, 'l'}, {"ascii", no_argument, NULL, ONLY_LONG}, {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},    {NULL, 0, NULL, 0}};
  Options o = {0};
  static char one[] = "-?";
  opterr = 0; // the message is ours, in the reader's language
  // '+': options end at the first word, so that a script's own options reach the script
  for (int c; (c = getopt_long(argc, argv, "+:e:psl:hV", longs, NULL)) != -1;) switch (c) {
      case 'e': o.code = optarg; break;
      case 'p': o.plain = true; break;
      case 's': o.screen = true; break;
      case 'l': o.lang = optarg; break;
      case ONLY_LONG: settings.ascii = true; break;
      case 'h': o.help = true; break;
      case 'V': o.version = true; break;
      default:
        o.wrong = argv[optind - 1];
        if (c == ':') o.why = N_("%s wants a value");
        else if (optopt && (optopt == ONLY_LONG || strchr("epslhV", optopt))) o.why = N_("%s: this option takes no value"); // --plain=x
        else {
          o.why = N_("there is no option %s");
          if (optopt) one[1] = (char)optopt, o.wrong = one; // a letter, perhaps within -pqs
        }
    }
  return o;
}

static int usage(const char *fmt, const char *what) {
  fputs("glassbox: ", stderr);
  fprintf(stderr, fmt, what);
  fprintf(stderr, "\n%s\n", _("Try 'glassbox --help'."));
  return EXIT_USAGE;
}

static int check_lessons(int n, char **paths) {
  if (n == 0) return usage("%s", _("check needs the name of a lesson file"));
  int failures = 0;
  for (int i = 0; i < n; i++) {
    Str report = {0};
    int bad = lesson_check(paths[i], &report);
    fputs(str_c(&report), bad ? stderr : stdout);
    printf(bad ? _("%s: %d failed\n") : _("%s: fine\n"), paths[i], bad);
    failures += bad;
    str_free(&report);
  }
  return failures ? EXIT_FAILED : EXIT_FINE;
}

static int list_lessons(void) { return term_run_code(":lessons"); }

static int start(const Options *o, int argc, char **argv) {
  const char *word = argc > 0 ? argv[0] : NULL;
  bool screen = !o->plain && screen_possible();
  if (o->code) return argc > 0 ? usage(_("%s does not go with -e"), word) : term_run_code(o->code);
  if (!word) return o->screen && screen ? screen_main(NULL) : term_main(NULL);
  if (strcmp(word, "lessons") == 0) return argc == 1 ? list_lessons() : usage(_("%s is not expected here"), argv[1]);
  if (strcmp(word, "check") == 0) return check_lessons(argc - 1, argv + 1);
  if (strcmp(word, "lesson") == 0) {
    if (argc < 2) return usage("%s", _("which lesson? 'glassbox lessons' lists them"));
    if (argc > 2) return usage(_("%s is not expected here"), argv[2]);
    return screen ? screen_main(argv[1]) : term_main(argv[1]);
  }
  return term_run_file(word, argv + 1, argc - 1);
}

int main(int argc, char **argv) {
  Options o = parse_options(argc, argv);
  i18n_init(o.lang);
  if (o.lang && strcmp(o.lang, "en") != 0 && strcmp(o.lang, "zh_CN") != 0)
    return usage(_("--lang takes en or zh_CN, not %s"), o.lang);
  if (o.wrong) return usage(_(o.why), o.wrong);
  if (o.help) {
    print_help();
    return EXIT_FINE;
  }
  if (o.version) {
    printf("glassbox %s\n", PACKAGE_VERSION);
    return EXIT_FINE;
  }
  if (i18n_held_back()) fprintf(stderr, "glassbox: %s\n", _("Chinese cannot be written in ASCII; messages are in English"));
  mem_set_limit((size_t)(settings.memory * 1048576));
  interrupt_install();
  int status = start(&o, argc - optind, argv + optind);
  names_free();
  if (fflush(stdout) != 0 && status == EXIT_FINE) status = EXIT_FAILED;
  return status;
}
