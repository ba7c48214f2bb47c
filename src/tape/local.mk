# tape: gradients, and the arithmetic behind a cell.
libglassbox_a_SOURCES += %D%/backward.c
libglassbox_a_SOURCES += %D%/graph.c %D%/graph.h
libglassbox_a_SOURCES += %D%/nan.c %D%/nan.h
libglassbox_a_SOURCES += %D%/optim.c %D%/optim.h
libglassbox_a_SOURCES += %D%/optim_rules.c
libglassbox_a_SOURCES += %D%/rows.c %D%/rows.h
libglassbox_a_SOURCES += %D%/tape.c %D%/tape.h
libglassbox_a_SOURCES += %D%/why.c %D%/why.h
