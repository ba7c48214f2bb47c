# The full screen.
glassbox_SOURCES += \
  %D%/compose.c \
  %D%/crash.c \
  %D%/front.c \
  %D%/input.c \
  %D%/keys.c \
  %D%/layout.c \
  %D%/log.c \
  %D%/block.c %D%/modal.c %D%/mouse.c \
  %D%/paint.c \
  %D%/panels.c \
  %D%/parts.h \
  %D%/screen.c \
  %D%/screen.h \
  %D%/step.c \
  %D%/tty.c
