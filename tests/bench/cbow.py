import sys
import time
from gensim.models import Word2Vec

sentences = [l.split() for l in open(sys.argv[1])]
m = Word2Vec(vector_size=100, window=5, negative=5, sg=0, min_count=5, workers=1, epochs=2, seed=1)
m.build_vocab(sentences)
start = time.perf_counter()
m.train(sentences, total_examples=m.corpus_count, epochs=m.epochs)
print("seconds", time.perf_counter() - start)
for q in ("king", "water", "three"):
    print(q, [w for w, _ in m.wv.most_similar(q, topn=6)])
