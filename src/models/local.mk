# The library in the language itself: NAME.gb defines NAME.
libglassbox_a_SOURCES += %D%/models.h %D%/models.c
model_FILES += %D%/scaled_dot_product_attention.gb
model_FILES += %D%/epsilon_greedy.gb
model_FILES += %D%/grid_move.gb
model_FILES += %D%/grid_step.gb
model_FILES += %D%/grid_transitions.gb
model_FILES += %D%/grid_world.gb
model_FILES += %D%/q_learning.gb
model_FILES += %D%/value_iteration.gb
