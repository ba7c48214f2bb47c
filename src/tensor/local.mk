# tensor: shapes, storage, broadcasting, matrix products, printing.
libglassbox_a_SOURCES += %D%/blas.c %D%/blas.h
libglassbox_a_SOURCES += %D%/elementwise.c
libglassbox_a_SOURCES += %D%/format.c
libglassbox_a_SOURCES += %D%/lapack.c %D%/lapack.h
libglassbox_a_SOURCES += %D%/gemm.c %D%/gemm.h
libglassbox_a_SOURCES += %D%/matmul.c
libglassbox_a_SOURCES += %D%/move.c
libglassbox_a_SOURCES += %D%/shape.c
libglassbox_a_SOURCES += %D%/slice.c
libglassbox_a_SOURCES += %D%/strip.c %D%/strip.h
libglassbox_a_SOURCES += %D%/tensor.c %D%/tensor.h
libglassbox_a_SOURCES += %D%/walk.c %D%/walk.h
