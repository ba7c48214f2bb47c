# For the programs in Python: tells `run` how long one round of f takes.
import os
import time

try:
    import torch
    torch.set_num_threads(int(os.environ.get("BENCH_THREADS", "1")))
    torch.manual_seed(0)
except ImportError:
    pass


def report(f, n):
    """f(n) does n rounds."""
    start = time.perf_counter()
    f(n)
    print("seconds", (time.perf_counter() - start) / n)
