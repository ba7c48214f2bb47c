# Functions: defaults, names, closures, recursion, several results.

== def and fn
gb> def f(x) { return x * 2 }
gb> f(3)
6
gb> g = fn(x) x + 1
gb> g(f(3))
7
gb> def nothing() { }
gb> nothing()

== defaults and names
gb> def f(a, b=10, c=100) { return a + b + c }
gb> f(1)
111
gb> f(1, 2)
103
gb> f(1, c=3)
14
gb> f(c=1, b=2, a=3)
6

== defaults see earlier parameters and are made anew at each call
gb> def f(a, b=a * 2) { return b }
gb> f(4)
8

== closures keep values
gb> def adder(n) { return fn(x) x + n }
gb> add3 = adder(3)
gb> add3(4)
7
gb> n = 100
gb> add3(4)
7

== functions as values
gb> def twice(f, x) { return f(f(x)) }
gb> twice(fn(x) x ** 2, 3)
81
gb> map(fn(x) x + 1, [1, 2, 3])
[2, 3, 4]

== recursion
gb> def fact(n) { return 1 if n <= 1 else n * fact(n - 1) }
gb> fact(10)
3628800
gb> def fib(n) {
...   if n < 2 { return n }
...   return fib(n - 1) + fib(n - 2)
... }
gb> fib(15)
610

== inner functions may call themselves
gb> def outer(n) {
...   def down(k) { return 0 if k == 0 else 1 + down(k - 1) }
...   return down(n)
... }
gb> outer(5)
5

== several results
gb> def split(x) { return x[0], x[1:] }
gb> head, tail = split([1, 2, 3])
gb> head
1
gb> tail
[2, 3]
gb> a, b = 1, 2
gb> a, b = b, a
gb> [a, b]
[2, 1]
gb> a, b = 0.1, "x"
gb> a == 0.1
true
gb> c, d = 0.1, 0.2
gb> c == 0.1
true

== variables of a function are its own
gb> x = 1
gb> def f() {
...   x = 2
...   return x
... }
gb> f()
2
gb> x
1

== functions read the variables outside as they are when called
gb> k = 1
gb> def f() { return k }
gb> k = 2
gb> f()
2

== a missing argument
gb> def f(a, b) { return a }
gb> f(1)
<stdin>:2:1: f(a, b) takes 2 arguments, got 1
  f(1)
  ^~~~

== an argument too many
gb> def f(a, b) { return a }
gb> f(1, 2, 3)
<stdin>:2:1: f(a, b) takes 2 arguments, got 3
  f(1, 2, 3)
  ^~~~~~~~~~

== a name that is no parameter
gb> def scale(x, factor=2) { return x * factor }
gb> scale(1, facter=3)
<stdin>:2:1: scale has no argument facter; it takes x, factor
  scale(1, facter=3)
  ^~~~~~~~~~~~~~~~~~
did you mean factor?

== what is no function cannot be called
gb> x = 3
gb> x(1)
<stdin>:2:1: a number is not a function: it cannot be called
  x(1)
  ^~~~

== the number of results must fit
gb> def f() { return 1, 2, 3 }
gb> a, b = f()
<stdin>:2:1: there are 2 names on the left, but 3 values on the right
  a, b = f()
  ^~~~~~~~~~

== methods of anything
gb> def double(x) { return x * 2 }
gb> 4.double()
8
gb> [1, 2].double().sum()
6

== the library keeps what it is made of
gb> softmax = 3
gb> grid_move = "mine"
gb> scaled_dot_product_attention([[0]], [[0]], [[7]])
[[7]]
gb> grid_step(grid_world("S.G"), 1, 2)
[2, 1, true]
gb> grid_move
mine

== an argument given twice
gb> def f(a, b=2) { return a + b }
gb> f(1, b=3, a=2)
<stdin>:2:1: f is given its argument a twice
  f(1, b=3, a=2)
  ^~~~~~~~~~~~~~

== many results
gb> def f() { return 1, 2, 3 }
gb> a, b, c = f()
gb> print(a, b, c)
1 2 3
gb> c, a, b = a, b, c
gb> print(a, b, c)
2 3 1
