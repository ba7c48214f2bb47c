import torch
from torch import nn, optim
from weights import *

net = fill(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(400, 10)))
x, y = wave(64, 1, 28, 28), ids(64, 10)
net = net.to(memory_format=torch.channels_last)  # faster here than the default
x = x.to(memory_format=torch.channels_last)
report(trainer(lambda: nn.functional.cross_entropy(net(x), y), optim.SGD(net.parameters(), lr=0.01)), 5, 40)
