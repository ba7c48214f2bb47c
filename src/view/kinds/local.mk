# The kinds of view. NAME.c defines `const ViewDef kind_NAME`; a line here adds it to the table.
view_FILES += %D%/align.c
view_FILES += %D%/bars.c
view_FILES += %D%/curve.c
view_FILES += %D%/diff.c
view_FILES += %D%/dist.c
view_FILES += %D%/flow.c
view_FILES += %D%/gates.c
view_FILES += %D%/heatmap.c
view_FILES += %D%/image.c
view_FILES += %D%/kernel.c
view_FILES += %D%/mask.c
view_FILES += %D%/qgrid.c
view_FILES += %D%/scatter.c
view_FILES += %D%/strip.c
view_FILES += %D%/table.c
view_FILES += %D%/tokens.c
view_FILES += %D%/tree.c
