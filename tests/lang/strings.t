# Strings are text: characters, not bytes.

== length and characters
gb> len("世界")
2
gb> "世界"[0]
世
gb> "hello"[-1]
o
gb> "世界你好"[1:3]
界你

== quotes and escapes
gb> 'it is "so"'
it is "so"
gb> "a\tb\\ \u{4e16}"
a	b\ 世
gb> ["a\"b", 'c']
["a\"b", "c"]
gb> """two
... lines"""
two
lines

== joining and looking
gb> "ab" + "cd"
abcd
gb> "b" in "abc"
true
gb> "a" < "b"
true
gb> "a" == "a"
true

== f-strings
gb> loss = 0.123456
gb> f"loss {loss:.3f}"
loss 0.123
gb> f"{1 + 1} {"nested"} {{braces}}"
2 nested {braces}
gb> f"{loss}"
0.1235
gb> d = {k: [1, 2]}
gb> f"{d["k"][0]} of {d.k}"
1 of [1, 2]
gb> f"[{7:4d}] [{7:<4}] [{"x":>3}]"
[   7] [7   ] [  x]
gb> f"{f"{1}"}"
1

== walking over text
gb> for c in "a世" { print(c) }
a
世

== text does not go with numbers
gb> "a" + 1
<stdin>:1:1: + does not go between a string and a number
  "a" + 1
  ^~~~~~~
put values into text with f"... {x}"
