# Message catalogues: po/LANG.po -> locale/LANG/LC_MESSAGES/glassbox.mo in the build tree.
EXTRA_DIST += %D%/zh_CN.po %D%/gather
po_mo = locale/zh_CN/LC_MESSAGES/glassbox.mo
CLEANFILES += $(po_mo)

if HAVE_MSGFMT
all-local: $(po_mo)
$(po_mo): %D%/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) --check-format -o $@ $<

install-data-local: $(po_mo)
	$(MKDIR_P) "$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES"
	$(INSTALL_DATA) $(po_mo) "$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES/glassbox.mo"
uninstall-local:
	rm -f "$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES/glassbox.mo"
endif

# Brings po/zh_CN.po up to date with the messages in the sources; tests/catalog.sh names what is to be translated.
.PHONY: update-po
update-po:
	cd $(top_srcdir) && sh po/gather po/glassbox.pot.tmp && \
	  msgmerge -q --no-fuzzy-matching --no-location po/zh_CN.po po/glassbox.pot.tmp | \
	  msgattrib --no-obsolete | sed '/^"POT-Creation-Date/d' > po/zh_CN.po.tmp && mv po/zh_CN.po.tmp po/zh_CN.po; \
	  rm -f po/glassbox.pot.tmp po/zh_CN.po.tmp
