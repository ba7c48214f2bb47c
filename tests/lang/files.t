# Data files, and data in pieces. What readers make of damaged files is in tests/unit/test_io.c.

== text
gb> write_text("/tmp/gb_t.txt", "one\r\ntwo\n\nthree")
gb> read_text("/tmp/gb_t.txt") == "one\ntwo\n\nthree"
true
gb> write_text("/tmp/gb_t.txt", "")
gb> len(read_text("/tmp/gb_t.txt"))
0
gb> write_text("/tmp/gb_t.txt", "\n")
gb> len(read_text("/tmp/gb_t.txt"))
1
gb> len(split(read_text("zh.txt").strip(), "\n"))
4000

== text that is none
gb> read_text("/")
<stdin>:1:1: cannot read /: it is a folder
  read_text("/")
  ^~~~~~~~~~~~~~

== tables
gb> write_text("/tmp/gb_t.csv", "name,x,x,note\nAda,1,2.5,\"a, b\"\n\"Bo \"\"B\"\"\",,-3e2,\n")
gb> read_csv("/tmp/gb_t.csv")
{name: ["Ada", "Bo \"B\""], x: [1, nan], "x.1": [2.5, -300], note: ["a, b", ""]}
gb> read_csv("/tmp/gb_t.csv", text=["x"]).x
["1", ""]
gb> read_csv("/tmp/gb_t.csv", header=false)["1"]
["x", "1", ""]
gb> d = read_csv("digits.csv.gz")
gb> [len(d), len(d.p00), max(d.p33)]
[65, 1797, 16]

== a column that is not there
gb> read_csv("digits.csv.gz", text=["label"])
<stdin>:1:1: read_csv: there is no column label
  read_csv("digits.csv.gz", text=["label"])
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== arrays
gb> x = arange(24).reshape(2, 3, 4) / 7
gb> write_npy("/tmp/gb_t.npy", x)
gb> all(read_npy("/tmp/gb_t.npy") == x)
1
gb> write_npy("/tmp/gb_t.npy", 2.5)
gb> read_npy("/tmp/gb_t.npy")
2.5

== the weights of a model, by PyTorch's names
gb> seed(1); m = mlp([2, 3, 1])
gb> write_safetensors("/tmp/gb_t.safetensors", m)
gb> w = read_safetensors("/tmp/gb_t.safetensors")
gb> keys(w)
["layers.0.bias", "layers.0.weight", "layers.1.bias", "layers.1.weight"]
gb> seed(2); other = mlp([2, 3, 1]); x = [[1, 2], [3, 4]]
gb> all(other(x) == m(x))
0
gb> load_state_dict(other, w)
gb> all(other(x) == m(x))
1

== what cannot be written
gb> write_safetensors("/tmp/gb_t.safetensors", {a: "text"})
<stdin>:1:1: write_safetensors: a is a string, not a tensor
  write_safetensors("/tmp/gb_t.safetensors", {a: "text"})
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== batches
gb> x = arange(10).reshape(5, 2)
gb> for b in batches(x, 2) { print(b.shape) }
[2, 2]
[2, 2]
[1, 2]
gb> len(batches(x, 2, drop_last=true))
2
gb> seed(1); bs = batches([x, arange(5)], 2, shuffle=true)
gb> for b in bs { print(all(b[0][:, 0] == 2 * b[1])) }
1
1
1
gb> seed(1); sort(concat(map(fn(b) b[1], bs)))
[0, 1, 2, 3, 4]
gb> batches(["a", "b", "c"], 2)
[["a", "b"], ["c"]]
gb> batches(zeros(0), 2)
[]
gb> batches([zeros(2), zeros(3)], 2)
<stdin>:9:1: batches: the tensors have 2 and 3 rows
  batches([zeros(2), zeros(3)], 2)
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== windows
gb> windows(arange(7), 3, 2)
[[0, 1, 2],
 [2, 3, 4],
 [4, 5, 6]]
gb> windows(arange(6).reshape(3, 2), 2).shape
[2, 2, 2]
gb> windows(arange(2), 3).shape
[0, 3]
gb> windows(["a", "b", "c"], 2, 2)
[["a", "b"]]
gb> windows(requires_grad(arange(4)), 2)
<stdin>:5:1: windows is for data, and this tensor carries a gradient
  windows(requires_grad(arange(4)), 2)
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== a part to test on
gb> x = arange(10)
gb> seed(3); a, b = train_test_split(x, test_size=0.3)
gb> [len(a), len(b)]
[7, 3]
gb> sort(concat([a, b]))
[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
gb> a, b, c, d = train_test_split(x, x * x, test_size=4)
gb> [len(b), all(c == a * a), all(d == b * b)]
[4, 1, 1]
gb> train_test_split(x, test_size=10)
<stdin>:7:1: train_test_split: of 10 rows, none would be left to train on
  train_test_split(x, test_size=10)
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
