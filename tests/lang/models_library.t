# The library's models: shapes, names of parameters, the same from the same seed, gradients that are there;
# fit, schedules, freezing, saving.

== a recurrent network of two layers, both ways
gb> seed(1); m = lstm(3, 4, num_layers=2, bidirectional=true)
gb> y, state = m(randn(5, 2, 3))
gb> print(y.shape, state[0].shape, state[1].shape)
gb> y, state = m(randn(5, 3))
gb> print(y.shape, state[0].shape)
gb> print(m.weight_ih_l0.shape, m.weight_ih_l1_reverse.shape, len(params(m)))
gb> y, h = gru(3, 4, 2)(randn(5, 2, 3))
gb> print(y.shape, h.shape)
gb> y, h = rnn(3, 4)(randn(5, 2, 3))
gb> print(y.shape, h.shape)
[5, 2, 8] [4, 2, 4] [4, 2, 4]
[5, 8] [4, 4]
[16, 3] [16, 8] 16
[5, 2, 4] [2, 2, 4]
[5, 2, 4] [1, 2, 4]

== the state goes on from one piece of a sequence to the next
gb> seed(2); m = lstm(3, 4, 2); x = randn(6, 2, 3)
gb> whole, end = m(x)
gb> first, middle = m(x[:2])
gb> rest, last = m(x[2:], middle)
gb> print(allclose(whole, concat([first, rest])), allclose(end[1], last[1]))
gb> g = gru(3, 4); whole, end = g(x); first, middle = g(x[:3]); rest, last = g(x[3:], middle)
gb> print(allclose(whole, concat([first, rest])))
1 1
1

== a cell is what the sequence repeats
gb> seed(3); m = lstm(3, 4); c = lstm_cell(3, 4)
gb> w = state_dict(m)
gb> load_state_dict(c, {weight_ih: w.weight_ih_l0, weight_hh: w.weight_hh_l0, bias_ih: w.bias_ih_l0, bias_hh: w.bias_hh_l0})
gb> x = randn(2, 5, 3); y, state = m(x)
gb> h, mem = c(x[0], zeros(5, 4), zeros(5, 4)); h, mem = c(x[1], h, mem)
gb> print(allclose(h, y[1]), allclose(mem, state[1][0]))
1 1

== transformers
gb> seed(4); e = transformer_encoder(8, 2, 2, 16)
gb> x = randn(3, 5, 8); print(e(x).shape, e(x[0]).shape)
gb> print(keys(params(transformer_encoder_layer(8, 2, 16))))
gb> a = e(x, causal_mask(5)); b = e(x[:, :3], causal_mask(3))
gb> print(allclose(a[:, :3], b, atol=1e-5))
gb> d = transformer_decoder(8, 2, 1, 16, gelu, norm_first=true)
gb> print(d(x, randn(3, 7, 8), causal_mask(5)).shape)
[3, 5, 8] [5, 8]
["self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.bias", "self_attn.out_proj.weight", "linear1.bias", "linear1.weight", "linear2.bias", "linear2.weight", "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"]
1
[3, 5, 8]

== gpt sees nothing that comes later
gb> seed(5); m = gpt(11, 6, 2, 2, 8)
gb> a = m([1, 2, 3, 4]); b = m([1, 2, 9, 9])
gb> print(a.shape, allclose(a[:2], b[:2], atol=1e-6), allclose(a[2:], b[2:]))
gb> print(m([[1, 2], [3, 4]]).shape, len(params(m)))
[4, 11] 1 0
[2, 2, 11] 28

== from the same seed the same
gb> def go() { seed(9); m = gpt(7, 4, 1, 2, 8); opt = adamw(m, lr=0.01); return fit(fn() cross_entropy(m([1, 2, 3]), [2, 3, 4]), opt, 5) }
gb> all(go() == go())
1

== gradients reach every parameter
gb> def dead(m, loss) { backward(loss); return filter(fn(k) sum(abs(params(m)[k].grad)) == 0, keys(params(m))) }
gb> seed(6); x = randn(4, 3, 8)
gb> m = lstm(8, 4, 2, true); y, s = m(x); print(dead(m, sum(y ** 2)))
gb> m = gru(8, 4, 2, true); y, s = m(x); print(dead(m, sum(y ** 2)))
gb> m = transformer_decoder(8, 2, 2, 16, norm_first=true); print(dead(m, sum(m(x, x) ** 2)))
gb> m = mlp([8, 5, 2], tanh); print(dead(m, sum(m(x) ** 2)))
gb> e = rnn_encoder(9, 3, 4); ids = [[1, 4, 5, 2], [1, 8, 2, 0]]
gb> m = seq2seq(e, rnn_decoder(9, 3, 4)); print(dead(m, sum(m(ids, ids) ** 2)))
gb> m = seq2seq(e, attention_decoder(9, 3, 4, additive_attention(4))); print(dead(m, sum(m(ids, ids) ** 2)))
[]
[]
[]
[]
[]
[]

== xor is learned
gb> seed(1); X = [[0, 0], [0, 1], [1, 0], [1, 1]]; Y = [[0], [1], [1], [0]]
gb> m = mlp([2, 8, 1], tanh); opt = adam(m, lr=0.05)
gb> losses = fit(fn() mean((m(X) - Y) ** 2), opt, 300)
gb> round(m(X))
gb> print(losses[0] > 0.1, losses[-1] < 0.001, len(losses))
[[0],
 [1],
 [1],
 [0]]
1 1 300

== an optimiser has a rate that can be read and set, also for each group
gb> m = mlp([2, 3, 1]); opt = sgd([{params: m.layers[0], lr: 0.1}, {params: m.layers[1]}], lr=0.5, momentum=0.9)
gb> opt
gb> opt.lr = 0.01
gb> opt.lr
gb> opt.lr = [0.1, 0.2]
gb> opt.lr
gb> opt.momentum
gb> opt.lr = -1
<sgd of 4 parameters, lr 0.1, 0.5, 0 steps>
0.01
[0.1, 0.2]
0.9
<stdin>:8:1: sgd: lr must be a number that is not negative
  opt.lr = -1
  ^~~~~~

== what is no parameter, and options that are not there
gb> sgd([1, 2], lr=1)
<stdin>:1:1: sgd wants a model or parameters; there are none in a tensor of shape (2,)
  sgd([1, 2], lr=1)
  ^~~~~~~~~~~~~~~~~

== a group with an option that is not there
gb> adam({params: mlp([1, 1]), momentum: 1})
<stdin>:1:1: adam has no option momentum
  adam({params: mlp([1, 1]), momentum: 1})
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== frozen parameters stay
gb> seed(1); m = mlp([2, 3, 1], tanh); before = state_dict(m); opt = sgd(m, lr=0.1)
gb> freeze(m.layers[0])
gb> backward(sum(m([1, 2]))); step(opt)
gb> print(all(before["layers.0.weight"] == m.layers[0].weight), all(before["layers.1.weight"] == m.layers[1].weight))
gb> unfreeze(m); backward(sum(m([1, 2]))); step(opt)
gb> print(all(before["layers.0.weight"] == m.layers[0].weight))
1 0
0

== values computed before an update stay, and so does the reason
gb> model line() { param w = 2; def forward(x) { return w * x } }
gb> m = line(); y = m(3); opt = sgd(m, lr=1)
gb> backward(y); step(opt)
gb> print(m.w, y)
gb> :why y
gb> grad(y, m.w)
-1 6
y = 2 * 3
  = 6
  from w
3

== a recording shows the update
gb> model line() { param w = 2; def forward(x) { return w * x } }
gb> m = line(); opt = sgd(m, lr=1); backward(m(3))
gb> t = trace(step(opt))
gb> t
<trace of 2 events: step(opt)>

== nan is traced to where it began
gb> model line() { param w = -2; def forward(x) { return w * x } }
gb> m = line(); opt = sgd(m, lr=1)
gb> loss = mean(log(m([1, 2])) * 3)
gb> backward(loss)
<stdin>:4:1: the loss is nan: nan appeared in log (line 3)
  backward(loss)
  ^~~~~~~~~~~~~~

== nan that only the gradient has
gb> x = requires_grad([0, 1])
gb> backward(sum(sqrt(x) * x * 0))
<stdin>:2:1: a gradient is nan: nan appeared in the gradient of sqrt (line 2)
  backward(sum(sqrt(x) * x * 0))
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== schedules
gb> map(fn(t) slanted_triangular_schedule(t, 100, 0.32), [0, 5, 10, 55, 100])
gb> map(fn(t) cosine_schedule(t, 10, 2), [0, 5, 10, 20])
gb> map(fn(t) linear_schedule(t, 10, 2, 1), [0, 5, 10, 20])
gb> map(fn(t) warmup_schedule(t, 4, 1), [0, 1, 3, 9])
[0.010, 0.165, 0.320, 0.165, 0.010]
[2.0, 1.0, 0.0, 0.0]
[2.0, 1.5, 1.0, 1.0]
[0.25, 0.50, 1.00, 1.00]

== values that do not fit are not loaded at all
gb> m = mlp([2, 1]); w = state_dict(m)
gb> load_state_dict(m, {layers: 3})
<stdin>:2:1: load_state_dict: there is no layers.0.bias among the saved values
  load_state_dict(m, {layers: 3})
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== how alike vectors are
gb> cosine_similarity([[1, 0], [1, 1], [0, 0]], [2, 0])
[1.000, 0.707, 0.000]
gb> allclose(cosine_similarity([3, 4], [-3, -4]), -1)
1

== pictures
gb> seed(7); m = cnn([1, 4, 6], [12, 12], 3)
gb> x = randn(2, 1, 12, 12); print(m(x).shape, keys(params(m)))
gb> backward(sum(m(x) ** 2))
gb> m.layers[0].weight.grad.shape
[2, 3] ["layers.0.bias", "layers.0.weight", "layers.1.bias", "layers.1.weight", "out.bias", "out.weight"]
[4, 1, 3, 3]

== pairs of sentences become rows of numbers, and text again
gb> pairs = sentence_pairs("他 笑 。\the laughs .\n\n我 不 笑 。\tI do not laugh .\n")
gb> pairs[1]
[["我", "不", "笑", "。"], ["I", "do", "not", "laugh", "."]]
gb> zh = word_table(map(fn(p) p[0], pairs))
gb> zh.words
["<pad>", "<s>", "</s>", "<unk>", "笑", "。", "他", "我", "不"]
gb> rows = word_rows(zh, [["他", "笑", "。"], ["她", "不", "笑", "了", "。"]])
gb> rows
[[1, 6, 4, 5, 2, 0, 0],
 [1, 3, 8, 4, 3, 5, 2]]
gb> map(fn(r) word_text(zh, r), rows)
["他 笑 。", "<unk> 不 笑 <unk> 。"]

== padding changes nothing, attention or not
gb> seed(7); e = rnn_encoder(9, 3, 4); short = [[1, 5, 6, 2]]; padded = [[1, 5, 6, 2, 0, 0], [1, 5, 6, 7, 8, 2]]
gb> said = [[1, 4, 5], [1, 4, 5]]
gb> for d in [rnn_decoder(9, 3, 4), attention_decoder(9, 3, 4), attention_decoder(9, 3, 4, additive_attention(4))] { m = seq2seq(e, d); print(allclose(m(short, said[:1])[0], m(padded, said)[0], atol=1e-6), m(padded, said).shape) }
gb> print(trim_rows(padded[:1]))
gb> t = word_table([["a", "b", "c"]]); r = translate(seq2seq(rnn_encoder(7, 3, 4), attention_decoder(7, 3, 4)), t, t, "a b", 5)
gb> print(r.source, len(r.target) <= 5, r.weights.shape == [len(r.target), 4], r.states.shape == [len(r.target), 4], allclose(sum(r.weights, dim=1), 1))
1 [2, 3, 9]
1 [2, 3, 9]
1 [2, 3, 9]
[[1, 5, 6, 2]]
["<s>", "a", "b", "</s>"] true true true 1

== a translator learns pairs, and looks where they say
gb> seed(8); r = translator(sentence_pairs("a b c\tc b a\nb c a\ta c b\nc a b\tb a c\na c b\tb c a"), dot_attention(), steps=200, hidden_size=16, lr=0.02)
gb> map(fn(s) word_text(r.to, map(fn(w) r.to.ids[w], translate(r.net, r.from, r.to, s).target)), ["a b c", "b c a", "c a b", "a c b"])
["c b a", "a c b", "b a c", "b c a"]

== with dropout a transformer's layers leave numbers out while they learn, and only then
gb> seed(9); x, memory = randn(5, 8), randn(4, 8)
gb> for first in [false, true] {
...   plain = transformer_encoder(8, 2, 2, 16, norm_first=first)
...   often = transformer_encoder(8, 2, 2, 16, norm_first=first, dropout=0.5); load_state_dict(often, state_dict(plain));
...   used = train_mode(often, false)
...   print(all(used(x) == plain(x)), max(abs(often(x) - plain(x))) > 0.1, max(abs(train_mode(used)(x) - plain(x))) > 0.1)
... }
1 1 1
1 1 1
gb> n = layer_norm; e = transformer_encoder_layer(8, 2, 16, dropout=1); d = transformer_decoder_layer(8, 2, 16, dropout=1)
gb> print(allclose(e(x), n(n(x))), allclose(d(x, memory), n(n(n(x)))))
1 1
gb> e = transformer_encoder_layer(8, 2, 16, norm_first=true, dropout=1); d = transformer_decoder_layer(8, 2, 16, norm_first=true, dropout=1)
gb> print(all(e(x) == x), all(d(x, memory) == x))
1 1
gb> a = multi_head_attention(8, 2, dropout=0.25); x = randn(40, 8)
gb> b = train_mode(a, false); y, w = a(x, x, x); z, v = b(x, x, x)
gb> print(allclose(w, where(w == 0, 0, v / 0.75)), abs(mean(w == 0) - 0.25) < 0.05, min(v) > 0)
1 1 1
gb> t = transformer(9, 7, 8, 2, 1, 16, dropout=0.5); u = transformer(9, 7, 8, 2, 1, 16); load_state_dict(u, state_dict(t));
gb> i, o = [[1, 5, 2]], [[1, 4]]; print(all(train_mode(t, false)(i, o) == u(i, o)), max(abs(t(i, o) - u(i, o))) > 0.1)
1 1

== train_mode shares weights, in lists and records too
gb> x = randn(5, 8); net = transformer_encoder(8, 2, 2, 16, dropout=0.5); used = train_mode(net, false)
gb> l = fit(fn() sum(net(x) ** 3), adam(net, lr=0.1), 2)
gb> print(all(net.layers[1].linear1.weight == used.layers[1].linear1.weight), net.layers[1].drop.training, used.layers[1].self_attn.drop.training)
1 true false
gb> seed(1); r = gru(3, 4); s = train_mode(r, false); y, h = r(randn(2, 3))
gb> l = fit(fn() sum(r(ones(2, 3))[0]), adam(r, lr=0.1), 2)
gb> print(allclose(r(ones(2, 3))[0], s(ones(2, 3))[0]))
1

== a transformer says something about each next word; dropout is off where it is used
gb> seed(1)
gb> net = transformer(9, 7, d_model=8, nhead=2, num_layers=1, dim_feedforward=10, dropout=0.5)
gb> x = [[1, 5, 4, 2, 0], [1, 4, 6, 8, 2]]; y = [[1, 3, 4], [1, 5, 0]]
gb> net(x, y).shape
[2, 3, 7]
gb> max(abs(net(x, y) - net(x, y))) > 0.01
1
gb> still = train_mode(net, false)
gb> max(abs(still(x, y) - still(x, y)))
0
gb> map(fn(w) w[0].shape, [still.looks(x, y).encoder, still.looks(x, y).self, still.looks(x, y).cross])
[[2, 2, 5, 5], [2, 2, 3, 3], [2, 2, 3, 5]]
