# if, for, while, break, continue, blocks, ; and ans.

== if, elif, else
gb> def sign_of(x) {
...   if x > 0 { return "pos" }
...   elif x < 0 { return "neg" }
...   else { return "zero" }
... }
gb> sign_of(3)
pos
gb> sign_of(-3)
neg
gb> sign_of(0)
zero

== else if, on lines of their own
gb> x = 5
gb> if x == 1 {
...   print("one")
... }
... else if x == 5 {
...   print("five")
... }
... else {
...   print("other")
... }
five

== for over numbers, tensors, lists, records
gb> total = 0
gb> for i in range(4) { total += i }
gb> total
6
gb> for row in [[1, 2], [3, 4]] { print(row) }
[1, 2]
[3, 4]
gb> for v in ["a", nil, 2] { print(v) }
a
nil
2
gb> for k in {a: 1, b: 2} { print(k) }
a
b

== for with two names
gb> for i, c in enumerate("xy") { print(i, c) }
0 x
1 y
gb> for a, b in [["p", 1], ["q", 2]] { print(a, b) }
p 1
q 2

== while, break, continue
gb> err = 1
gb> n = 0
gb> while err > 1e-3 {
...   err = err / 2
...   n += 1
... }
gb> n
10
gb> for i in range(10) {
...   if i == 2 { continue }
...   if i == 5 { break }
...   print(i)
... }
0
1
3
4

== loops inside loops
gb> for i in range(3) {
...   for j in range(3) {
...     if j > i { break }
...     print(i, j)
...   }
... }
0 0
1 0
1 1
2 0
2 1
2 2

== ranges
gb> range(3)
range(0, 3)
gb> list(range(2, 8, 3))
[2, 5]
gb> list(range(3, 0, -1))
[3, 2, 1]

== a semicolon silences
gb> 1 + 1;
gb> ans
2
gb> 1; 2
2
gb> x = 5; x * 2
10

== ans is the last value
gb> 3 * 4
12
gb> ans + 1
13

== what counts as true
gb> if [] { print("list") } else { print("empty") }
empty
gb> if "" { print("text") } else { print("empty") }
empty
gb> if nil { print("nil") } else { print("nothing") }
nothing
gb> if 0.5 { print("half") }
half

== a tensor of several elements is neither true nor false
gb> if [1, 2] > 1 { print("?") }
<stdin>:1:4: a tensor of shape (2,) is neither true nor false as a whole
  if [1, 2] > 1 { print("?") }
     ^~~~~~~~~~
ask all(x) or any(x), or pick one element

== walking over a number
gb> for i in 3 { print(i) }
<stdin>:1:10: a number has no items to walk over
  for i in 3 { print(i) }
           ^
did you mean range(3)?

== ans is what was shown last, or would have been
gb> 5
5
gb> 3 + 4;
gb> ans
7
gb> ans + 1
8
gb> x = 1; y = 2
gb> ans
8

== statements in blocks show nothing
gb> if 1 { 5 }
gb> for i in range(2) { i }
gb> if 1 { print("shown") }
shown

== break and return have their places
gb> break
<stdin>:1:1: break stands inside a for or while
  break
  ^~~~~

== return, too
gb> return 1
<stdin>:1:1: return stands inside a def
  return 1
  ^~~~~~
