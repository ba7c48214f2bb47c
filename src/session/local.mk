libglassbox_a_SOURCES += %D%/session.h %D%/session.c %D%/parts.h %D%/command.h %D%/command.c %D%/lesson_sink.c \
  %D%/in_lesson.h %D%/pins.c %D%/cell.c %D%/complete.c %D%/stepper.h %D%/stepper.c %D%/stepper_draw.c
