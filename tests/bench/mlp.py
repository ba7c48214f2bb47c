from torch import nn, optim
from weights import *

net = fill(nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)))
x, y = wave(64, 64), ids(64, 10)
report(trainer(lambda: nn.functional.cross_entropy(net(x), y), optim.SGD(net.parameters(), lr=0.01)), 50, 300)
