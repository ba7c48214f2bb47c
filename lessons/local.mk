lessonsendir = $(pkgdatadir)/lessons/en
lessonszhdir = $(pkgdatadir)/lessons/zh_CN
dist_lessonsen_DATA = %D%/en/self-attention.md
dist_lessonszh_DATA = %D%/zh_CN/self-attention.md
