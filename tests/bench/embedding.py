import torch
from torch import nn, optim
from weights import *

net = nn.Embedding(20000, 100, sparse=True)
with torch.no_grad():
    net.weight.copy_(wave(20000, 100, scale=0.1))
x = ids(64, 20000)
report(trainer(lambda: (net(x) ** 2).mean(), optim.SGD(net.parameters(), lr=10)), 50, 300)
