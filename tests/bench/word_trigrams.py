import sys
import time
from collections import Counter

w = open(sys.argv[1]).read().split()
start = time.perf_counter()
c = Counter(zip(w, w[1:], w[2:]))
print("seconds", time.perf_counter() - start)
print("check", len(c))
print("check", c["the", "son", "of"])
