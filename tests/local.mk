# All tests speak TAP: cmocka programs for C units, shell scripts for what is seen from outside.
TEST_EXTENSIONS = .sh
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
  CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
  LC_ALL=C.UTF-8; export LC_ALL; unset LANGUAGE LANG NO_COLOR; \
  TZ=UTC; export TZ; TERM=dumb; export TERM; \
  OPENBLAS_NUM_THREADS=1; export OPENBLAS_NUM_THREADS; \
  srcdir='$(abs_top_srcdir)'; export srcdir; \
  GLASSBOX='$(abs_top_builddir)/glassbox'; export GLASSBOX; \
  GLASSBOX_DATADIR='$(abs_top_srcdir)'; export GLASSBOX_DATADIR; \
  XDG_STATE_HOME='$(abs_top_builddir)/test-state'; export XDG_STATE_HOME; \
  INPUTRC=/dev/null; export INPUTRC;

unit_tests = %D%/unit/test_models %D%/unit/test_conv \
  %D%/unit/test_mem %D%/unit/test_str %D%/unit/test_utf8 %D%/unit/test_err %D%/unit/test_map \
  %D%/unit/test_fastmath %D%/unit/test_rng %D%/unit/test_settings %D%/unit/test_catalog %D%/unit/test_paths %D%/unit/test_tensor %D%/unit/test_matmul \
  %D%/unit/test_ops %D%/unit/test_gradients %D%/unit/test_optim %D%/unit/test_bar %D%/unit/test_why %D%/unit/test_tape \
  %D%/unit/test_examples %D%/unit/test_parser %D%/unit/test_value %D%/unit/test_vm %D%/unit/test_oom \
  %D%/unit/test_trace %D%/unit/test_stepper %D%/unit/test_stepper_edit %D%/unit/test_stops %D%/unit/test_window %D%/unit/test_canvas %D%/unit/test_theme %D%/unit/test_views \
  %D%/unit/test_layout %D%/unit/test_lesson %D%/unit/test_lesson_run %D%/unit/test_prose %D%/unit/test_progress %D%/unit/test_answer \
  %D%/unit/test_files %D%/unit/test_live %D%/unit/test_complete %D%/unit/test_io %D%/unit/test_text
if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

script_tests = %D%/layers.sh %D%/statements.sh %D%/datasets.sh %D%/holds.sh %D%/lessons.sh %D%/cli.sh %D%/session.sh %D%/catalog.sh %D%/views.sh %D%/i18n.sh %D%/lang.sh \
  %D%/tui/block.sh \
  %D%/tui/colors.sh \
  %D%/tui/edit.sh \
  %D%/tui/history.sh \
  %D%/tui/interrupt.sh \
  %D%/tui/lesson.sh \
  %D%/tui/live.sh \
  %D%/tui/mouse.sh \
  %D%/tui/plain.sh \
  %D%/tui/quit.sh \
  %D%/tui/resize.sh \
  %D%/tui/shells.sh \
  %D%/tui/stepper.sh \
  %D%/tui/stepper_keys.sh \
  %D%/tui/themes.sh \
  %D%/tui/typing.sh
TESTS += $(script_tests)
EXTRA_DIST += $(script_tests) %D%/STATEMENTS %D%/bench %D%/io %D%/holds %D%/lang %D%/lessons %D%/view %D%/tui/lib.sh \
  %D%/unit/view_cases.h %D%/unit/walks.h %D%/unit/palette.h %D%/unit/arith.h %D%/unit/op_case.h %D%/unit/op_cases_more.h

include %D%/fuzz/local.mk
include %D%/onnx/local.mk

clean-local:
	rm -rf test-state
