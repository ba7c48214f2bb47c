# lang: the language. From text to a tree ...
libglassbox_a_SOURCES += %D%/ast.h %D%/ast_dump.c
libglassbox_a_SOURCES += %D%/lex_foreign.c
libglassbox_a_SOURCES += %D%/lex_string.c
libglassbox_a_SOURCES += %D%/lexer.c %D%/lexer.h %D%/lexer_parts.h
libglassbox_a_SOURCES += %D%/parse_error.c
libglassbox_a_SOURCES += %D%/parse_expr.c
libglassbox_a_SOURCES += %D%/parse_fstring.c
libglassbox_a_SOURCES += %D%/parse_stmt.c
libglassbox_a_SOURCES += %D%/parser.c %D%/parser.h %D%/parser_parts.h
# Values, the compiler and the virtual machine.
libglassbox_a_SOURCES += \
  %D%/builtin.c %D%/builtin.h \
  %D%/call_dims.c \
  %D%/call_op.c \
  %D%/call_quick.c \
  %D%/compile_expr.c \
  %D%/compiler.c %D%/compiler.h \
  %D%/element.h \
  %D%/emit.c %D%/emit.h \
  %D%/format_spec.c \
  %D%/fuse.c %D%/fuse.h \
  %D%/machine.h \
  %D%/model_format.c %D%/model_format.h \
  %D%/optimiser.c %D%/optimiser.h \
  %D%/parameters.c %D%/parameters.h \
  %D%/progress.c \
  %D%/proto.c %D%/proto.h \
  %D%/scope.c %D%/scope.h \
  %D%/subscript.h \
  %D%/value.c %D%/value.h \
  %D%/value_format.c \
  %D%/value_json.c \
  %D%/vm.c %D%/vm.h \
  %D%/vm_arith.c \
  %D%/vm_assign.c \
  %D%/vm_call.c \
  %D%/vm_element.c \
  %D%/vm_do.c %D%/vm_do.h \
  %D%/vm_globals.c \
  %D%/vm_index.c \
  %D%/vm_loop.c \
  %D%/vm_point.c \
  %D%/vm_snapshot.c \
  %D%/vm_ops.def
