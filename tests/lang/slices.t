# Subscripts and slices, reading and writing; values never change under another name.

== elements and rows
gb> x = [[1, 2, 3], [4, 5, 6]]
gb> x[0]
[1, 2, 3]
gb> x[1, 2]
6
gb> x[-1, -1]
6
gb> x[0][1]
2

== slices
gb> x = arange(6)
gb> x[1:3]
[1, 2]
gb> x[:2]
[0, 1]
gb> x[-2:]
[4, 5]
gb> x[::2]
[0, 2, 4]
gb> x[::-1]
[5, 4, 3, 2, 1, 0]
gb> x[4:2]
zeros(0)
gb> x[2:100]
[2, 3, 4, 5]

== slices of matrices
gb> x = [[1, 2, 3], [4, 5, 6]]
gb> x[:, 0]
[1, 4]
gb> x[:, 1:]
[[2, 3],
 [5, 6]]
gb> x[0, ::2]
[1, 3]

== assignment to an element rebinds the variable only
gb> x = [1, 2, 3]
gb> y = x
gb> y[0] = 9
gb> x
[1, 2, 3]
gb> y
[9, 2, 3]

== assignment to slices broadcasts
gb> x = zeros(2, 3)
gb> x[0] = 1
gb> x[:, 2] = [5, 6]
gb> x
[[1, 1, 5],
 [0, 0, 6]]
gb> x[:] = 7
gb> x
[[7, 7, 7],
 [7, 7, 7]]

== changing in place
gb> x = [1, 2, 3]
gb> x[1] += 10
gb> x[2] **= 2
gb> x
[1, 12, 9]

== functions cannot change what they are given
gb> def spoil(v) {
...   v[0] = 99
...   return v
... }
gb> x = [1, 2]
gb> spoil(x)
[99, 2]
gb> x
[1, 2]

== an update as in Q learning
gb> Q = zeros(2, 2)
gb> s, a = 1, 0
gb> Q[s, a] = Q[s, a] + 0.5 * (1 - Q[s, a])
gb> Q
[[0.0, 0.0],
 [0.5, 0.0]]

== lists, too
gb> xs = ["a", "b", "c"]
gb> ys = xs
gb> ys[1] = "B"
gb> xs
["a", "b", "c"]
gb> ys[1:]
["B", "c"]

== deep places in records and lists
gb> r = {a: [1, 2], b: {c: "x"}}
gb> q = r
gb> r.a[0] = 5
gb> r.b.c = "y"
gb> r
{a: [5, 2], b: {c: "y"}}
gb> q
{a: [1, 2], b: {c: "x"}}

== out of range
gb> x = [1, 2, 3]
gb> x[3]
<stdin>:2:1: index 3 is out of range for a dimension of 3 (0 to 2, or -3 to -1)
  x[3]
  ^~~~

== too many subscripts
gb> [1, 2, 3][0, 0]
<stdin>:1:1: 2 indices are too many for a tensor of shape (3,)
  [1, 2, 3][0, 0]
  ^~~~~~~~~~~~~~~

== a fraction is no index
gb> [1, 2, 3][0.5]
<stdin>:1:1: an index must be a whole number, not 0.5
  [1, 2, 3][0.5]
  ^~~~~~~~~~~~~~

== assigning the wrong shape
gb> x = zeros(2, 3)
gb> x[0] = [1, 2]
<stdin>:2:1: a value of shape (2,) does not fit into a part of shape (3,)
  x[0] = [1, 2]
  ^~~~

== masks pick what they are true for
gb> x = [3, -1, 4]
gb> x[x > 0]
[3, 4]
gb> m = [[1, 2], [3, 4]]
gb> m[m > 1]
[2, 3, 4]
gb> m[(m > 1) * (m < 4)]
[2, 3]
gb> m[m[:, 0] > 1]
[[3, 4]]
gb> k = x > 0
gb> x[k]
[3, 4]
gb> x[[0, 0, 1]]
[3, 3, -1]
gb> x[(x > 0)[0:2]]
<stdin>:10:1: a mask of shape (2,) does not fit a tensor of shape (3,)
  x[(x > 0)[0:2]]
  ^~~~~~~~~~~~~~~

== pieces and order
gb> a, b = split([1, 2, 3, 4, 5], 3)
gb> b
[4, 5]
gb> split([1, 2, 3, 4, 5], [1, 4])
[[1], [2, 3, 4, 5]]
gb> sort([[3, 1], [2, 0]], dim=0)
[[2, 0],
 [3, 1]]
gb> w = [1, 3, 2]
gb> grad(sum(sort(w) * [1, 10, 100]), w)
[1, 100, 10]
gb> split([1, 2], [1, 4])
<stdin>:7:1: split: the sizes must add up to the 2 places of dim 0
  split([1, 2], [1, 4])
  ^~~~~~~~~~~~~~~~~~~~~

== several dimensions at once
gb> x = arange(24).reshape(2, 3, 4)
gb> x[1, 2, 3]
23
gb> x[0, 1]
[4, 5, 6, 7]
gb> x[:, 1, ::2]
[[ 4,  6],
 [16, 18]]
gb> x[-1, :, -1]
[15, 19, 23]

== rows by their numbers
gb> x = [10, 20, 30]
gb> x[[2, 0]]
[30, 10]

== a tensor holds numbers only
gb> x = [1, 2, 3]
gb> x[0] = "a"
<stdin>:2:1: a tensor holds numbers: a string does not fit into it
  x[0] = "a"
  ^~~~

== places deep within are changed in place
gb> r = {a: [1, "b"]}
gb> r.a[1] = {c: 2}
gb> r.a[1].c += 5
gb> r
{a: [1, {c: 7}]}

== a long loop over elements computes what a short one does
gb> def total(v, n) {
...   s = 0
...   for i in range(n) { s = s + v[i % 3] * 0.1 }
...   return s
... }
gb> v = [0.1, 0.2, 0.3]
gb> a = total(v, 30)
gb> :set provenance 0
gb> json(a) == json(total(v, 30))
true
