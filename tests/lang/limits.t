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
