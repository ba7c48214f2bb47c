# What shells complete for `glassbox`, made from src/options.def and the names of the lessons.
bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
bashcomp_DATA = %D%/bash/glassbox
zshcomp_DATA = %D%/zsh/_glassbox
EXTRA_DIST += src/options.def %D%/fill %D%/bash.in %D%/zsh.in
CLEANFILES += $(bashcomp_DATA) $(zshcomp_DATA)
shell_fill = $(MKDIR_P) $(@D) && sh $(srcdir)/%D%/fill $(srcdir)/src/options.def $(srcdir)/lessons/local.mk
$(bashcomp_DATA): %D%/fill %D%/bash.in src/options.def lessons/local.mk
	$(AM_V_GEN)$(shell_fill) <$(srcdir)/%D%/bash.in >$@.tmp && mv $@.tmp $@
$(zshcomp_DATA): %D%/fill %D%/zsh.in src/options.def lessons/local.mk
	$(AM_V_GEN)$(shell_fill) <$(srcdir)/%D%/zsh.in >$@.tmp && mv $@.tmp $@
