# The kinds of view. NAME.c defines `const ViewDef kind_NAME`; a line here adds it to the table.
view_FILES += %D%/bars.c
view_FILES += %D%/heatmap.c
view_FILES += %D%/mask.c
view_FILES += %D%/table.c
view_FILES += %D%/tokens.c
