# io: readers and writers of data files.
libglassbox_a_SOURCES += %D%/csv.c %D%/csv.h
libglassbox_a_SOURCES += %D%/dtype.c %D%/dtype.h
libglassbox_a_SOURCES += %D%/idx.c %D%/idx.h
libglassbox_a_SOURCES += %D%/in.c %D%/in.h
libglassbox_a_SOURCES += %D%/npy.c %D%/npy.h
libglassbox_a_SOURCES += %D%/number.c %D%/number.h
libglassbox_a_SOURCES += %D%/safetensors.c %D%/safetensors.h
libglassbox_a_SOURCES += %D%/vectors.c %D%/vectors.h
