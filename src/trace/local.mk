# trace: recording a run, and walking the recording.
libglassbox_a_SOURCES += %D%/again.c %D%/again.h
libglassbox_a_SOURCES += %D%/look.c %D%/parts.h %D%/window.c
libglassbox_a_SOURCES += %D%/trace.c %D%/trace.h
libglassbox_a_SOURCES += %D%/walk.c
libglassbox_a_SOURCES += %D%/world.c %D%/world.h
