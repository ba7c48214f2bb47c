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

== formats of numbers and texts
gb> x = 3
gb> f"{x:04d} {x:+d} {-x:+.1f} {0.256:.1%} {1234567.891:,.2f}"
0003 +3 -3.0 25.6% 1,234,567.89
gb> f"{1e-5:e} {1234567:g} {3:8.3f}"
1.000000e-05 1.23457e+06    3.000
gb> f"{"世":<4}|{"世":>4}|{"ab":^6}|{"abc":.2}|{"a":*^5}"
世  |  世|  ab  |ab|**a**

== formats that do not fit
gb> f"{[0.5]:.3f}"
<stdin>:1:3: the format .3f is for numbers, not for a tensor of shape (1,)
  f"{[0.5]:.3f}"
    ^~~~~~~~~~~

== a format that there is not
gb> f"{1:q}"
<stdin>:1:3: q is not a format
  f"{1:q}"
    ^~~~~
formats look like .3f, 8.2e, d, g, %, >10 or ,

== slices of text
gb> s = "世界abc"
gb> s[::-1]
cba界世
gb> s[1:3]
界a
gb> s[-1]
c
gb> s[9:]


== a string does not change
gb> s = "abc"
gb> s[0] = "x"
<stdin>:2:1: a string does not change: join parts of it into a new one
  s[0] = "x"
  ^~~~
