# Numbers: how they are written and printed, arithmetic, precedence.

== whole numbers print whole, others with four digits
gb> 42
42
gb> 3.14159
3.142
gb> 1 / 3
0.3333
gb> 2e-5
2e-05
gb> 1_000_000
1000000
gb> 0xff
255
gb> .5 + 1.
1.5
gb> -0.5
-0.5

== infinity and nan
gb> inf
inf
gb> -inf
-inf
gb> nan
nan
gb> nan == nan
false
gb> 1 / 0
inf
gb> inf > 1e300
true

== precedence
gb> 1 + 2 * 3
7
gb> (1 + 2) * 3
9
gb> 2 ** 3 ** 2
512
gb> -2 ** 2
-4
gb> 2 ** -1
0.5
gb> 7 % 3
1
gb> -7 % 3
2
gb> 10 - 4 - 3
3
gb> 2 * 3 % 4
2
gb> not 1 == 2
true
gb> 1 + 1 == 2 and 2 < 3
true

== comparisons of numbers are true or false, which count as 1 and 0
gb> 1 < 2
true
gb> 1 >= 2
false
gb> 1 != 2
true
gb> (1 < 2) + 1
2
gb> 3 in [1, 2, 3]
true
gb> 4 not in [1, 2, 3]
true

== and and or give one of their sides and look at the second only when they must
gb> true and false
false
gb> nil or 3
3
gb> 0 and unknown_name
0
gb> 1 or unknown_name
1

== conditional expressions
gb> x = -3
gb> x if x > 0 else -x
3
gb> "neg" if x < 0 else "zero" if x == 0 else "pos"
neg

== pi and e are variables
gb> pi
3.142
gb> e
2.718
gb> sin(pi / 2)
1

== lines go on after an operator and inside brackets
gb> 1 +
... 2
3
gb> max([
...   1,
...   5,
... ])
5

== numbers have full precision inside
gb> 0.1 + 0.2 == 0.3
false
gb> 2 ** 53
9007199254740992
