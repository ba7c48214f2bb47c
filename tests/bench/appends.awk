BEGIN {
  s = ""
  for (i = 0; i < 200000; i++) s = s "x"
  print "check " length(s)
}
