# Models: parameters, arguments, methods, models within models.

== a model of one weight
gb> model scale(w) {
...   param k = w
...   def forward(x) { return k * x }
... }
gb> m = scale(3)
gb> m(2)
6
gb> m.k
3
gb> m.forward(5)
15

== a recurrent network
gb> model rnn(n_in, n_hid) {
...   param Wh = zeros(n_hid, n_hid)    ## carries the memory
...   param Wi = ones(n_hid, n_in)
...   param b  = zeros(n_hid)
...   def forward(x, h) { return sigmoid(Wh @ h + Wi @ x + b) }
... }
gb> m = rnn(3, 2);  h = m(zeros(3), zeros(2))
gb> h
[0.5, 0.5]

== methods call each other and see the arguments
gb> model greeter(name) {
...   def hello() { return "hello " + name }
...   def loud() { return hello() + "!" }
... }
gb> g = greeter("世界")
gb> g.loud()
hello 世界!
gb> g.name
世界

== models within models
gb> model linear(n, m) {
...   param W = ones(m, n)
...   def forward(x) { return W @ x }
... }
gb> model net(n) {
...   a = linear(n, 2)
...   b = linear(2, 1)
...   def forward(x) { return b(a(x)) }
... }
gb> net(3)([1, 2, 3])
[12]

== gradients reach the parameters
gb> model line() {
...   param a = 2
...   param b = 1
...   def forward(x) { return a * x + b }
... }
gb> m = line()
gb> loss = (m(3) - 10) ** 2
gb> loss
9
gb> backward(loss)
gb> m.a.grad
-18
gb> m.b.grad
-6

== gradients of any expression
gb> x = [1, 2, 3]
gb> y = sum(x ** 2)
gb> grad(y, x)
[2, 4, 6]

== param belongs in a model
gb> param W = 3
<stdin>:1:1: param stands directly in the body of a model
  param W = 3
  ^~~~~
model NAME(...) { param W = ... }

== a field that is not there
gb> model scale(w) {
...   param weight = w
...   def forward(x) { return x }
... }
gb> m = scale(3)
gb> m.wieght
<stdin>:6:1: the model scale has no field wieght
  m.wieght
  ^~~~~~~~
did you mean weight?

== an instance is printed as its parts; what serves twice counts once
gb> model layer(n) { param weight = ones(n, 2); param bias = zeros(n); def forward(x) { return weight @ x + bias } }
gb> layer(3)
<layer of 9 parameters>
  6  weight  (3, 2)
  3  bias    (3,)
gb> model net(n) {
...   layers = [layer(n), layer(10)]
...   param scale = 2
...   tied = layers[0]
...   def forward(x) { return x }
... }
gb> net(2)
<net of 37 parameters>
   6  layers.0  weight (2, 2), bias (2,)
  30  layers.1  weight (10, 2), bias (10,)
   1  scale     ()
   0  tied      weight (2, 2), bias (2,)
gb> [layer(1), {m: layer(2)}]
[<layer of 3 parameters>, {m: <layer of 6 parameters>}]
gb> model nothing() { a = [1, 2] }
gb> nothing()
<nothing of 0 parameters>
