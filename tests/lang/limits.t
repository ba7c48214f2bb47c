# Limits: each is one clear error. What needs a generated script is at the end of run.sh.

== recursion without end
gb> def f(n) { return f(n + 1) }
gb> f(0)
<stdin>:1:19: calls lie within calls more than 1000 deep
  def f(n) { return f(n + 1) }
                    ^~~~~~~~
does f call itself without end? The bound is the setting depth

== recursion within the limit
gb> def f(n) { return 0 if n == 0 else 1 + f(n - 1) }
gb> f(500)
500

== a tensor larger than memory
gb> zeros(1e6, 1e6)
<stdin>:1:1: a tensor of shape (1000000, 1000000) takes 3.815e+06 MiB, more than the 2048 MiB that :set memory allows
  zeros(1e6, 1e6)
  ^~~~~~~~~~~~~~~

== a number of elements that cannot be counted
gb> zeros(1e15, 1e15)
<stdin>:1:1: a tensor of shape (1000000000000000, 1000000000000000) takes 3.815e+24 MiB, more than the 2048 MiB that :set memory allows
  zeros(1e15, 1e15)
  ^~~~~~~~~~~~~~~~~

== a loop without end
gb> :set steps 5000
gb> x = 1
gb> while 1 { x += 1 }
<stdin>:3:7: this statement has run for more than 5000 instructions
  while 1 { x += 1 }
        ^
the bound is the setting steps

== a function that calls itself, by steps
gb> :set steps 5000
gb> def f(n) { return f(n) if n else 0 }
gb> map(f, [0, 0])
[0, 0]
gb> f(1)
<stdin>:2:19: this statement has run for more than 5000 instructions
  def f(n) { return f(n) if n else 0 }
                    ^~~~
the bound is the setting steps

== steps count through map
gb> :set steps 5000
gb> map(fn(x) x + 1, range(1e6))
<stdin>:2:5: this statement has run for more than 5000 instructions
  map(fn(x) x + 1, range(1e6))
      ^~~~~~~~~~~
the bound is the setting steps

== depth is a setting
gb> :set depth 50
gb> def f(n) { return 0 if n == 0 else f(n - 1) }
gb> f(40)
0
gb> f(60)
<stdin>:2:36: calls lie within calls more than 50 deep
  def f(n) { return 0 if n == 0 else f(n - 1) }
                                     ^~~~~~~~
does f call itself without end? The bound is the setting depth

== data within data
gb> x = 0
gb> for i in range(1100) { x = {a: x} }
<stdin>:2:28: values lie within values more than 1000 deep
  for i in range(1100) { x = {a: x} }
                             ^~~~~~

== a text that doubles
gb> :set memory 32
gb> s = "ab"
gb> while 1 { s = s + s }
<stdin>:3:15: out of memory: a text of 33554432 bytes does not fit
  while 1 { s = s + s }
                ^~~~~

== more numbers than can be counted
gb> x = range(1e15)
gb> len(x)
1000000000000000
