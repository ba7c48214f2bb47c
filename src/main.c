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
#include "base/str.h"
#include "base/utf8.h"
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

typedef struct HelpRow { const char *name, *arg, *doc; int letter; } HelpRow;

#define WORD(name, arg, doc)
#define OPTION(name, letter, arg, doc) ROW_##name,
enum {
#include "options.def"
};
#undef OPTION
#define OPTION(name, letter, arg, doc) OPT_##name = (letter) ? (letter) : 256 + ROW_##name,
enum { // what getopt gives: the letter, or a number of its own
#include "options.def"
};
#undef OPTION
#define OPTION(name, letter, arg, doc) {#name, arg, doc, letter},
static const HelpRow option_rows[] = {
#include "options.def"
};
#undef OPTION
#define OPTION(name, letter, arg, doc) {#name, (arg) ? required_argument : no_argument, NULL, OPT_##name},
static const struct option long_options[] = {
#include "options.def"
  {NULL, 0, NULL, 0}};
#undef OPTION
#undef WORD
#define OPTION(name, letter, arg, doc)
#define WORD(name, arg, doc) {#name, arg, doc, 0},
static const HelpRow word_rows[] = {
#include "options.def"
};
#undef WORD
#undef OPTION
#define N_OPTIONS (sizeof option_rows / sizeof *option_rows)
#define N_WORDS (sizeof word_rows / sizeof *word_rows)

static void help_line(Str *left, const char *doc) {
  int pad = 27 - utf8_width(str_c(left), left->n);
  str_repeat(left, " ", pad > 2 ? pad : 2);
  printf("%s%s\n", str_c(left), _(doc));
  str_clear(left);
}

static void print_help(void) {
  Str left = {0};
  puts(_("Usage: glassbox [OPTION...] [FILE.gb [ARG...] | lessons | lesson NAME | check FILE.md...]\n"
         "\n"
         "Opens the black box of neural language models: guided lessons, a small language,\n"
         "a stepper that walks both ways through every operation, and pictures of every value.\n"));
  str_add(&left, "  glassbox");
  help_line(&left, N_("the prompt"));
  str_addf(&left, "  glassbox %s", _("FILE.gb, -"));
  help_line(&left, N_("runs a script"));
  for (size_t i = 0; i < N_WORDS; i++) {
    const HelpRow *r = &word_rows[i];
    str_addf(&left, "  glassbox %s%s%s", r->name, r->arg ? " " : "", r->arg ? r->arg : "");
    help_line(&left, r->doc);
  }
  putchar('\n');
  for (size_t i = 0; i < N_OPTIONS; i++) {
    const HelpRow *r = &option_rows[i];
    if (r->letter) str_addf(&left, "  -%c, ", r->letter);
    else str_add(&left, "      ");
    str_addf(&left, "--%s%s%s", r->name, r->arg ? "=" : "", r->arg ? r->arg : "");
    help_line(&left, r->doc);
  }
  putchar('\n');
  puts(_("At the prompt, :help lists what there is. glassbox(1), glassbox-lang(7) and\n"
         "glassbox-lesson(5) are the manuals."));
  str_free(&left);
}

static bool is_option(int got) {
  for (size_t i = 0; i < N_OPTIONS; i++)
    if (long_options[i].val == got) return true;
  return false;
}

static Options parse_options(int argc, char **argv) {
  char letters[2 * N_OPTIONS + 3] = "+:"; // '+': options end at the first word: a script's own reach the script
  size_t n = 2;
  for (size_t i = 0; i < N_OPTIONS; i++) {
    if (!option_rows[i].letter) continue;
    letters[n++] = (char)option_rows[i].letter;
    if (option_rows[i].arg) letters[n++] = ':';
  }
  Options o = {0};
  static char one[] = "-?";
  opterr = 0; // the message is ours, in the reader's language
  for (int c; (c = getopt_long(argc, argv, letters, long_options, NULL)) != -1;) switch (c) {
      case OPT_eval: o.code = optarg; break;
      case OPT_plain: o.plain = true; break;
      case OPT_screen: o.screen = true; break;
      case OPT_lang: o.lang = optarg; break;
      case OPT_ascii: settings.ascii = true; break;
      case OPT_describe: settings.describe = o.plain = true; break;
      case OPT_help: o.help = true; break;
      case OPT_version: o.version = true; break;
      default:
        o.wrong = argv[optind - 1];
        if (c == ':') o.why = N_("%s wants a value");
        else if (optopt && is_option(optopt)) o.why = N_("%s: this option takes no value"); // --plain=x
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
