# base: memory, strings, text, errors, random numbers, settings, files.
libglassbox_a_SOURCES += %D%/arena.c %D%/arena.h
libglassbox_a_SOURCES += %D%/catalog.c %D%/catalog.h
libglassbox_a_SOURCES += %D%/err.c %D%/err.h
libglassbox_a_SOURCES += %D%/fast.h %D%/fastmath.h
libglassbox_a_SOURCES += %D%/i18n.c %D%/i18n.h
libglassbox_a_SOURCES += %D%/idmap.c %D%/idmap.h
libglassbox_a_SOURCES += %D%/interrupt.c %D%/interrupt.h
libglassbox_a_SOURCES += %D%/map.c %D%/map.h
libglassbox_a_SOURCES += %D%/mem.c %D%/mem.h
libglassbox_a_SOURCES += %D%/paths.c %D%/paths.h
libglassbox_a_SOURCES += %D%/rng.c %D%/rng.h
libglassbox_a_SOURCES += %D%/settings.c %D%/settings.h
libglassbox_a_SOURCES += %D%/source.c %D%/source.h
libglassbox_a_SOURCES += %D%/str.c %D%/str.h
libglassbox_a_SOURCES += %D%/utf8.c %D%/utf8.h
