# :why goes on: to the cells that an answer names, and back.

== follow and return
gb> s = [[1., 2], [3, 4]] @ [[1., 0], [1, 1]]
gb> w = softmax(s / 2)
gb> :why w[1, 0]
w[1, 0] = exp(7 / 2) / (exp(7 / 2) + exp(4 / 2))
        = 0.8176
  from s[1, 0], s[1, 1]
gb> :why 2
s[1, 1] = 3 * 0 + 4 * 1
        = 4
gb> :why back
w[1, 0] = exp(7 / 2) / (exp(7 / 2) + exp(4 / 2))
        = 0.8176
  from s[1, 0], s[1, 1]

== all of it, back to what was typed
gb> A = [[1., 2], [3, 4]]
gb> s = A @ A
gb> w = s / 2
gb> :why all w[1, 0]
w[1, 0] = 15 / 2
        = 7.5
  from s[1, 0]
s[1, 0] = 3 * 1 + 4 * 3
        = 15
  from A[1, 0], A[0, 0], A[1, 1]
