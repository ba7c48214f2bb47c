# Word vectors: the fast ones are those of the versions written in the language, from the same seed.

== skip-gram: the same vectors
gb> t = word_tokenizer(read_text("en.txt")[:1200]); ids = encode(t, read_text("en.txt")[:1200]); n = len(t.tokens)
gb> seed(7); a = skip_gram(ids, n, dim=12, window=3, negative=4, epochs=2, lr=0.3, sample=0.01)
gb> seed(7); b = skip_gram_train(ids, n, dim=12, window=3, negative=4, epochs=2, lr=0.3, sample=0.01)
gb> [allclose(a.vectors, b.vectors, atol=1e-5), allclose(a.contexts, b.contexts, atol=1e-5), max(abs(a.vectors)) > 0.2]
[1, 1, 1]
gb> a.vectors.shape == [n, 12]
true

== continuous bag of words: the same vectors
gb> t = word_tokenizer(read_text("en.txt")[:1200]); ids = encode(t, read_text("en.txt")[:1200]); n = len(t.tokens)
gb> seed(7); a = cbow(ids, n, dim=12, window=3, negative=4, epochs=2, lr=0.3, sample=0.01)
gb> seed(7); b = cbow_train(ids, n, dim=12, window=3, negative=4, epochs=2, lr=0.3, sample=0.01)
gb> [allclose(a.vectors, b.vectors, atol=1e-5), allclose(a.contexts, b.contexts, atol=1e-5), max(abs(a.vectors)) > 0.1]
[1, 1, 1]

== words that stand in the same places are near each other
gb> text = read_text("en.txt"); t = word_tokenizer(text, min_count=5); ids = map(fn(l) encode(t, l), split(text.strip(), "\n"))
gb> seed(1); m = skip_gram(ids, len(t.tokens), dim=20, window=2, epochs=5, lr=0.05, sample=0, ignore=0)
gb> def at(w) { return m.vectors[encode(t, w)[0]] }
gb> def cosine(a, b) { return at(a) @ at(b) / sqrt(at(a) @ at(a) * (at(b) @ at(b))) }
gb> [cosine("two", "three") > cosine("two", "sings"), cosine("bird", "cat") > cosine("bird", "yesterday")]
[1, 1]

== what it cannot learn from
gb> skip_gram([0, 1, 5], 3)
<stdin>:1:1: 5 is no token; with n_tokens=3 they go from 0 to 2
  skip_gram([0, 1, 5], 3)
  ^~~~~~~~~~~~~~~~~~~~~~~

== nothing to learn from
gb> skip_gram([], 3, dim=2).contexts
[[0, 0],
 [0, 0],
 [0, 0]]

== the nearest words, by their cosine
gb> v = [[1, 0], [0.8, 0.6], [-1, 0], [2, 0.1]]
gb> most_similar(v, ["a", "b", "c", "d"], "a", k=2)
{d: 0.9988, b: 0.8}
gb> len(keys(most_similar(v, ["a", "b", "c", "d"], "b")))
3
gb> most_similar([[1, 0], [1, 0], [1, 0]], ["a", "b", "c"], "c", k=1)
{a: 1}
gb> most_similar(v, ["a", "b", "c", "d"], "x")
most_similar:5:25: x is none of the tokens
    if type(i) == "nil" { error(f"{word} is none of the tokens") }
                          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

== the numbers of words
gb> ids_of(["b", "a", "b"], ["a", "b", "c"])
[1, 0, 1]

== principal components: the mean is nothing, the first has the largest spread
gb> y = pca([[1, 10, 3], [2, 12, 3], [3, 14, 3], [4, 16, 4]])
gb> [y.shape == [4, 2], allclose(mean(y, dim=0), [0, 0], atol=1e-5), allclose(abs(y[0]), [3.3573, 0.2026], atol=0.001)]
[1, 1, 1]
gb> abs(pca([[0, 0], [3, 4]], k=1))
[[2.5],
 [2.5]]
