# Errors: the place by line, column and caret; what was meant; and that variables stay as they were.

== a name that is not there
gb> x = softmx([1, 2])
<stdin>:1:5: softmx is not defined
  x = softmx([1, 2])
      ^~~~~~
did you mean softmax?

== the caret counts display columns, the column counts characters
gb> "世界" + nme
<stdin>:1:8: nme is not defined
  "世界" + nme
           ^~~
did you mean ne?

== the line of a longer script
gb> a = 1
gb> b = 2
gb> a + bb
<stdin>:3:5: bb is not defined
  a + bb
      ^~

== inside a function, the place is in the function
gb> def f(x) {
...   return x + missing_thing
... }
gb> f(1)
<stdin>:2:14: missing_thing is not defined
    return x + missing_thing
               ^~~~~~~~~~~~~

== nothing runs when a line does not parse
gb> print("before")
gb> x = (1, 2
<stdin>:2:7: round brackets hold one value
  x = (1, 2
        ^
several values stand in square brackets: [1, 2]

== fullwidth punctuation
gb> print（1）
<stdin>:1:6: （ (U+FF08) is a fullwidth character
  print（1）
       ^~
write ( instead

== after wide characters
gb> x = "权重"；
<stdin>:1:9: ； (U+FF1B) is a fullwidth character
  x = "权重"；
            ^~
write ; instead

== Python's blocks
gb> def f(x):
...   return x
<stdin>:1:9: blocks are written in braces { }, without a colon
  def f(x):
          ^

== a misspelt word
gb> if true { print(1) }
... esle { print(2) }
<stdin>:2:1: esle is not a word of the language
  esle { print(2) }
  ^~~~
did you mean else?

== an assignment where a comparison was meant
gb> x = 3
gb> if x = 3 { print("three") }
<stdin>:2:6: = assigns; a condition compares
  if x = 3 { print("three") }
       ^
write == to compare

== a bracket that is never closed
gb> x = [1, 2
gb> y = 3
<stdin>:2:1: y does not go on from what stands before it
  y = 3
  ^
a comma or an operator is missing, or the ] for the [ of line 1, column 5

== a block that is never closed
gb> def f(x) {
gb>   return x
<stdin>:1:10: this { is never closed
  def f(x) {
           ^

== one's own errors
gb> def check(x) {
...   if x < 0 { error(f"x is {x}, below zero") }
...   return x
... }
gb> check(-1)
<stdin>:2:14: x is -1, below zero
    if x < 0 { error(f"x is {x}, below zero") }
               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== words cannot be variables
gb> for = 3
<stdin>:1:1: for is a word of the language and cannot be a variable
  for = 3
  ^~~
choose another name

== comparisons do not chain
gb> 1 < 2 < 3
<stdin>:1:7: < cannot follow <: comparisons do not chain
  1 < 2 < 3
        ^
write a < b and b < c

== fullwidth signs of each kind
gb> x = ［1, 2］
<stdin>:1:5: ［ (U+FF3B) is a fullwidth character
  x = ［1, 2］
      ^~
write [ instead

== a fullwidth colon
gb> x = {a： 1}
<stdin>:1:7: ： (U+FF1A) is a fullwidth character
  x = {a： 1}
        ^~
write : instead

== an ideographic comma
gb> x = [1、2]
<stdin>:1:7: 、 (U+3001) means nothing in the language
  x = [1、2]
        ^~
write , instead

== a quotation mark that closes nothing
gb> x = "a”
<stdin>:1:5: this string has no closing " on its line
  x = "a”
      ^~~
” does not close a string; write "

== input that ends too early
gb> x = 1 +
<stdin>:1:8: a value is missing after +
  x = 1 +
         ^

== a string of several lines that ends too early
gb> s = """abc
<stdin>:1:5: this string is never closed
  s = """abc
      ^~~

== a failed statement leaves every variable
gb> x = 1
gb> if 1 { x = 2; y = 3; nope() }
<stdin>:2:22: nope is not defined
  if 1 { x = 2; y = 3; nope() }
                       ^~~~
