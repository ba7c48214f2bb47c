# Data sets, and how those of our own are made.
datasetsdir = $(pkgdatadir)/datasets
dist_datasets_DATA = %D%/README %D%/cliff.txt %D%/digits.csv.gz %D%/digits.idx.gz %D%/en.txt %D%/grammar.gb %D%/lake.txt \
  %D%/maze.txt %D%/zh-en.test.tsv %D%/zh-en.train.tsv %D%/zh.txt

.PHONY: datasets
datasets: glassbox
	cd $(srcdir)/datasets && gb='$(abs_builddir)/glassbox' && \
	  $$gb grammar.gb en 4000 1 > en.txt && $$gb grammar.gb zh 4000 2 > zh.txt && \
	  $$gb grammar.gb train 4000 3 > zh-en.train.tsv && $$gb grammar.gb test 300 4 > zh-en.test.tsv
