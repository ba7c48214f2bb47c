# text: tokenisers, vocabularies, counts.
libglassbox_a_SOURCES += %D%/counts.c %D%/counts.h
libglassbox_a_SOURCES += %D%/merges.c %D%/merges.h
libglassbox_a_SOURCES += %D%/split.c %D%/split.h
libglassbox_a_SOURCES += %D%/subword.c %D%/subword.h
libglassbox_a_SOURCES += %D%/subword_train.c
libglassbox_a_SOURCES += %D%/vocab.c %D%/vocab.h
libglassbox_a_SOURCES += %D%/word2vec.c %D%/word2vec.h
