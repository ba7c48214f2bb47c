# lesson: lesson files, prose, checking answers, progress.
libglassbox_a_SOURCES += %D%/lesson.h %D%/parts.h
libglassbox_a_SOURCES += %D%/answer.c %D%/answer.h
libglassbox_a_SOURCES += %D%/check.c
libglassbox_a_SOURCES += %D%/exercise.c
libglassbox_a_SOURCES += %D%/grade.c %D%/grade.h
libglassbox_a_SOURCES += %D%/load.c
libglassbox_a_SOURCES += %D%/progress.c %D%/progress.h
libglassbox_a_SOURCES += %D%/prose.c %D%/prose.h %D%/prose_parts.h %D%/prose_table.c
libglassbox_a_SOURCES += %D%/read.c
libglassbox_a_SOURCES += %D%/run.c %D%/run.h
