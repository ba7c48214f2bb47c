# The plain front ends. Only the program links readline.
glassbox_SOURCES += \
  %D%/complete.c \
  %D%/history.c \
  %D%/pager.c \
  %D%/pipe.c \
  %D%/plain.c \
  %D%/prompt.c %D%/restore.c \
  %D%/term.h \
  %D%/term_parts.h
