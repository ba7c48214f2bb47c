lessonsendir = $(pkgdatadir)/lessons/en
lessonszhdir = $(pkgdatadir)/lessons/zh_CN
dist_lessonsen_DATA = %D%/en/beam-search.md %D%/en/mlp.md %D%/en/ngram.md %D%/en/self-attention.md %D%/en/lstm.md %D%/en/q-learning.md %D%/en/rnn.md %D%/en/tour.md
dist_lessonszh_DATA = %D%/zh_CN/beam-search.md %D%/zh_CN/mlp.md %D%/zh_CN/ngram.md %D%/zh_CN/self-attention.md %D%/zh_CN/lstm.md %D%/zh_CN/q-learning.md %D%/zh_CN/rnn.md %D%/zh_CN/tour.md
