# Tensors: literals, elementwise arithmetic, broadcasting by NumPy's rules, matrix products.

== literals
gb> [1, 2, 3]
[1, 2, 3]
gb> [[1, 2], [3, 4]]
[[1, 2],
 [3, 4]]
gb> [0.5, 1.25]
[0.50, 1.25]
gb> [[1, 2], [3, 4]].shape
[2, 2]
gb> [1, 2, 3].shape
[3]

== elementwise
gb> [1, 2, 3] + [10, 20, 30]
[11, 22, 33]
gb> [1, 2, 3] * 2
[2, 4, 6]
gb> 1 / [1, 2, 4]
[1.00, 0.50, 0.25]
gb> -[1, -2]
[-1, 2]
gb> [1, 2, 3] ** 2
[1, 4, 9]
gb> [5, 7] % 4
[1, 3]

== broadcasting
gb> [[1, 2], [3, 4]] + [10, 20]
[[11, 22],
 [13, 24]]
gb> [[1], [2]] * [1, 10, 100]
[[  1,  10, 100],
 [  2,  20, 200]]
gb> (zeros(3, 1) + zeros(4)).shape
[3, 4]

== comparisons are 0/1 tensors
gb> [1, 2, 3] > 2
[0, 0, 1]
gb> [1, 2] == [1, 3]
[1, 0]
gb> not [1, 0]
[0, 1]

== matrix products
gb> [[1, 2], [3, 4]] @ [1, 1]
[3, 7]
gb> [1, 2] @ [3, 4]
11
gb> [[1, 2]] @ [[3], [4]]
[[11]]
gb> A = [[1, 2, 3], [4, 5, 6]]
gb> A.T
[[1, 4],
 [2, 5],
 [3, 6]]
gb> A @ A.T
[[14, 32],
 [32, 77]]

== shapes that do not go together
gb> [1, 2, 3] + [1, 2]
<stdin>:1:1: shapes (3,) and (2,) do not broadcast: 3 against 2 in the last dimension
  [1, 2, 3] + [1, 2]
  ^~~~~~~~~~~~~~~~~~

== a matrix product of the wrong shapes
gb> A = ones(2, 3)
gb> B = ones(2, 3)
gb> y = 1 + A @ B
<stdin>:3:9: matmul of (2, 3) and (2, 3): the inner dimensions are 3 and 2
  y = 1 + A @ B
          ^~~~~

== softmax, as on paper
gb> softmax([0, 0])
[0.5, 0.5]
gb> softmax([1, 1, -inf])
[0.5, 0.5, 0.0]
gb> scores = [[0.19, 0.50], [0.81, 0.86]]
gb> softmax(where(causal_mask(2), scores, -inf))
[[1.000, 0.000],
 [0.488, 0.512]]

== methods are functions
gb> [3, 1, 2].max()
3
gb> arange(6).reshape(2, 3)
[[0, 1, 2],
 [3, 4, 5]]
gb> arange(6).reshape(2, 3).sum(dim=0)
[3, 5, 7]

== an empty tensor and a tensor of rank 3
gb> zeros(0)
zeros(0)
gb> arange(8).reshape(2, 2, 2)
[[[0, 1],
  [2, 3]],
 [[4, 5],
  [6, 7]]]

== printing gives text that can be typed back in
gb> x = [[0.5, -1], [1e-8, 300]]
gb> x
[[  0.5,  -1.0],
 [1e-08, 300.0]]

== grad goes on looking back in long loops
gb> def down(n) {
...   w = [3, -2] * 1
...   for i in range(n) { w = w - 0.05 * grad(sum((w - 1) ** 2), w) }
...   return w
... }
gb> round(down(4000), 3)
[1, 1]
gb> def long(n) {
...   x = [1, 2] * 1; s = 0
...   for i in range(n) { s = s + sum(x) / n }
...   return grad(s, x)
... }
gb> round(long(100), 3)
[1, 1]
gb> long(20000)
<stdin>:10:10: grad cannot look back that far: this statement ran more operations than are remembered
    return grad(s, x)
           ^~~~~~~~~~
make it a parameter first, x = requires_grad(x), or remember more: ":set provenance 1e6"

== several dimensions at once, side by side or apart
gb> x = arange(24).reshape(2, 3, 4)
gb> sum(x, dim=[1, 2])
[66, 210]
gb> sum(x, dim=[0, 2])
[60, 92, 124]
gb> mean(x, dim=[0, -1], keepdim=true).shape
[1, 3, 1]
gb> max(x, dim=[2, 0])
[15, 19, 23]
gb> grad(sum(sum(x, dim=[0, 2]) ** 2), x)[1, :, 0]
[120, 184, 248]
gb> sum(x, dim=[0, 0])
<stdin>:7:1: sum: dim 0 is named twice
  sum(x, dim=[0, 0])
  ^~~~~~~~~~~~~~~~~~

== einsum with the dimensions that no letter names
gb> einsum("...ij,...jk", ones(2, 3, 4), ones(2, 4, 5)).shape
[2, 3, 5]
gb> einsum("...i->i...", arange(6).reshape(1, 2, 3))
[[[0, 3]],
 [[1, 4]],
 [[2, 5]]]
gb> einsum("b...,b->...", [[1, 2], [3, 4]], [1, 10])
[31, 42]
