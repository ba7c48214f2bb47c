import sys
import time
from collections import Counter

t = open(sys.argv[1]).read()
start = time.perf_counter()
c = Counter(t[i:i + 5] for i in range(len(t) - 4))
print("seconds", time.perf_counter() - start)
print("check", len(c))
print("check", c[" the "])
