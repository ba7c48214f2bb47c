# Tokenisers: what they give, and that the versions written in the language give the same as the fast ones.

== byte-pair encoding; of equally frequent pairs the one whose tokens came first
gb> text = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
gb> t = bpe(text, 10)
gb> t.merges
[["e", "s"], ["t", "</w>"], ["es", "t</w>"], ["l", "o"], ["lo", "w"], ["e", "w"], ["n", "ew"], ["new", "est</w>"], ["low", "</w>"], ["d", "est</w>"]]
gb> tokenize(t, "lowest newer")
["low", "est</w>", "new", "e", "r", "</w>"]
gb> decode(t, encode(t, "lowest newer xx"))
lowest newer <unk><unk>
gb> bpe_train(text, 10) == t
true

== the same merges, step by step and fast
gb> text = read_text("en.txt")[:1500]
gb> t = bpe(text, 40)
gb> len(t.merges)
40
gb> bpe_train(text, 40) == t
true
gb> other = read_text("en.txt")[20000:20400] + " zebra"
gb> all(bpe_encode(t, other) == encode(t, other))
1
gb> decode(t, encode(t, text)) == join(split(text), " ")
true

== repeated letters
gb> t = bpe("aaaaa aaaa aa aabaa", 9)
gb> bpe_train("aaaaa aaaa aa aabaa", 9) == t
true
gb> tokenize(t, "aaaaaaa")
["aaaa", "aa", "a</w>"]

== merges until nothing is left to join
gb> len(bpe("ab ab", 100).merges)
2
gb> bpe("", 5)
{kind: "bpe", tokens: ["<unk>", "</w>"], merges: []}

== WordPiece
gb> t = wordpiece("hug hug hugs pug", 12)
gb> t.tokens
["[UNK]", "h", "p", "##g", "##s", "##u", "##ug", "hug", "pug", "hugs"]
gb> tokenize(t, "hugs pugs fox hug")
["hugs", "pug", "##s", "[UNK]", "hug"]
gb> decode(t, encode(t, "hugs pug"))
hugs pug
gb> wordpiece_train("hug hug hugs pug", 12) == t
true
gb> text = read_text("en.txt")[:1500]
gb> t = wordpiece(text, 70)
gb> wordpiece_train(text, 70) == t
true
gb> t2 = wordpiece(text, 70, by="count")
gb> wordpiece_train(text, 70, by="count") == t2
true
gb> t == t2
false
gb> other = read_text("en.txt")[20000:20400] + " Zebra"
gb> all(wordpiece_encode(t, other) == encode(t, other))
1

== characters, words, Chinese characters
gb> c = char_tokenizer("banana")
gb> vocab_encode(c, "nab") == encode(c, "nab")
[1, 1, 1]
gb> decode(c, [2, 0, 1])
nab
gb> w = word_tokenizer("The cat sat. The dog sat.", min_count=2, lower=true)
gb> w
{kind: "words", lower: true, tokens: ["<unk>", "the", "sat", "."]}
gb> encode(w, "THE FOX SAT.")
[1, 0, 2, 3]
gb> vocab_encode(w, "THE FOX SAT.")
[1, 0, 2, 3]
gb> h = han_tokenizer("我喜欢 NLP。我喜欢书。")
gb> tokenize(h, "我喜欢 NLP 书！")
["我", "喜", "欢", "NLP", "书", "<unk>"]
gb> all(vocab_encode(h, "我不喜欢 NLP") == encode(h, "我不喜欢 NLP"))
1
gb> word_tokenize("Mr. O'Neill paid 3.50 EUR,  didn't he?")
["Mr", ".", "O'Neill", "paid", "3.50", "EUR", ",", "didn't", "he", "?"]

== a tokeniser is a record that can be changed
gb> t = word_tokenizer("a b")
gb> t.tokens = t.tokens + ["c"]
gb> encode(t, "c a d")
[3, 1, 0]
gb> t.tokens = t.tokens + ["a"]
gb> encode(t, "c")
<stdin>:5:1: encode: the token "a" is there twice, as 1 and 4
  encode(t, "c")
  ^~~~~~~~~~~~~~

== what has no token
gb> encode(char_tokenizer("ab"), "abc")
<stdin>:1:1: encode: there is no token for "c", and no <unk>
  encode(char_tokenizer("ab"), "abc")
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== a number that is no token
gb> decode(char_tokenizer("ab"), [0, 5])
<stdin>:1:1: decode: 5 is no token; there are 2, from 0 on
  decode(char_tokenizer("ab"), [0, 5])
  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== what is no tokeniser
gb> encode({kind: "x"}, "a")
<stdin>:1:1: encode wants a tokeniser: what char_tokenizer, word_tokenizer, han_tokenizer, bpe or wordpiece gave
  encode({kind: "x"}, "a")
  ^~~~~~~~~~~~~~~~~~~~~~~~

== counts of n-grams
gb> w = split("the cat sat on the mat the cat ran")
gb> c = ngrams(w, 2)
gb> c
<counts of 2-grams of words: 7 different, 8 in all>
gb> c[["the", "cat"]]
2
gb> c[["cat", "the"]]
0
gb> c[["the", "dog"]]
0
gb> [len(c), total(c)]
[7, 8]
gb> most_common(c, 2)
[[["the", "cat"], 2], [["cat", "sat"], 1]]
gb> slow = ngram_counts(w, 2)
gb> slow["the cat"]
2
gb> len(slow) == len(c)
true
gb> ngrams("abcabc", 2)["bc"]
2
gb> ngrams([1, 2, 1, 2, 3], 2)[[1, 2]]
2
gb> ngrams("ab", 3)["abc"]
0
gb> counts("")["a"]
0
gb> ngrams(list("the quick brown fox jumps over the lazy dog"), 40)[list("the quick brown fox jumps over the lazy ")]
1
gb> c["the"]
<stdin>:17:1: these are counts of 2-grams; one of 1 was asked for
  c["the"]
  ^~~~~~~~

== what cannot be counted
gb> counts([0.5])
<stdin>:1:1: counting wants whole numbers from 0 on, not 0.5
  counts([0.5])
  ^~~~~~~~~~~~~
