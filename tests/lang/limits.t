# Limits: each is one clear error. What needs a generated script is at the end of run.sh.

== recursion without end
gb> def f(n) { return f(n + 1) }
gb> f(0)

== recursion within the limit
gb> def f(n) { return 0 if n == 0 else 1 + f(n - 1) }
gb> f(500)
500

== a tensor larger than memory
gb> zeros(1e6, 1e6)

== a number of elements that cannot be counted
gb> zeros(1e15, 1e15)
