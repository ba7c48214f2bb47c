# Lists, records, nil, json.

== lists hold anything
gb> xs = [1, "two", nil, [3, 4]]
gb> xs
[1, "two", nil, [3, 4]]
gb> len(xs)
4
gb> xs[3][1]
4
gb> []
[]

== lists are joined with +
gb> xs = []
gb> for i in range(3) { xs = xs + [f"{i}"] }
gb> xs
["0", "1", "2"]
gb> xs += ["x"]
gb> len(xs)
4

== records keep their order
gb> r = {b: 1, a: "x", "two words": nil}
gb> r.b
1
gb> r["two words"]
gb> r.c = [1, 2]
gb> r
{b: 1, a: "x", "two words": nil, c: [1, 2]}
gb> "a" in r
true

== equality goes deep
gb> {a: [1, 2]} == {a: [1, 2]}
true
gb> ["x", nil] == ["x", nil]
true
gb> ["x"] == ["y"]
false

== json has every digit
gb> json({a: [1, 2.5], b: "x\"y", c: nil, d: [true, "世"]})
{"a": [1, 2.5], "b": "x\"y", "c": null, "d": [true, "世"]}
gb> json(1 / 3)
0.33333333333333331
gb> json([0.1])
[0.100000001]

== nil prints nothing at the prompt
gb> nil
gb> [nil]
[nil]

== a missing field
gb> r = {length: 1}
gb> r.lenght
<stdin>:2:1: a record has no field lenght
  r.lenght
  ^~~~~~~~
did you mean length?

== json of anything
gb> json({m: [[1, 2], [3, 4]], n: ["x", [1.5]], e: {}, r: range(3)})
{"m": [[1, 2], [3, 4]], "n": ["x", [1.5]], "e": {}, "r": [0, 1, 2]}
gb> json([inf, nan])
["inf", "nan"]
gb> json(nil)
null

== functions are no JSON
gb> json({f: fn(x) x})
<stdin>:1:1: a function cannot be written as JSON
  json({f: fn(x) x})
  ^~~~~~~~~~~~~~~~~~

== a record of many fields
gb> r = {}
gb> for i in range(1000) { r[f"k{i % 300}"] = i }
gb> print(len(r), r.k0, r["k299"], "k300" in r, keys(r)[299])
300 900 899 false k299
gb> s = r
gb> s.k7 = "new"
gb> print(r.k7, s.k7)
907 new

== a key stands once
gb> {a: 1, a: 2}
<stdin>:1:8: the key a is in this record already
  {a: 1, a: 2}
         ^

== joining a list and a tensor
gb> [1, 2] + ["x"]
[1, 2, "x"]
