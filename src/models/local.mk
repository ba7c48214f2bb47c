# The library in the language itself: NAME.gb defines NAME.
libglassbox_a_SOURCES += %D%/models.h %D%/models.c
model_FILES += %D%/scaled_dot_product_attention.gb
