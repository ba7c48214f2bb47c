builtin_FILES += %D%/basics.c
builtin_FILES += %D%/collections.c
builtin_FILES += %D%/learning.c
builtin_FILES += %D%/optimisers.c
builtin_FILES += %D%/text.c
builtin_FILES += %D%/training.c
