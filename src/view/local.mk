# view: canvases, how they look, their writers, and what the kinds of view share.
libglassbox_a_SOURCES += %D%/blocks.c %D%/blocks.h
libglassbox_a_SOURCES += %D%/canvas.c %D%/canvas.h
libglassbox_a_SOURCES += %D%/describe.c %D%/describe.h
libglassbox_a_SOURCES += %D%/frame.c %D%/frame.h
libglassbox_a_SOURCES += %D%/grid.c %D%/grid.h
libglassbox_a_SOURCES += %D%/heads.c %D%/heads.h
libglassbox_a_SOURCES += %D%/matrix.c
libglassbox_a_SOURCES += %D%/nodes.c %D%/nodes.h
libglassbox_a_SOURCES += %D%/pairs.c %D%/pairs.h
libglassbox_a_SOURCES += %D%/place.c %D%/place.h
libglassbox_a_SOURCES += %D%/series.c %D%/series.h
libglassbox_a_SOURCES += %D%/theme.c %D%/theme.h
libglassbox_a_SOURCES += %D%/view.c %D%/view.h
libglassbox_a_SOURCES += %D%/write_ansi.c
libglassbox_a_SOURCES += %D%/write_golden.c
libglassbox_a_SOURCES += %D%/write_svg.c
libglassbox_a_SOURCES += %D%/write_text.c
