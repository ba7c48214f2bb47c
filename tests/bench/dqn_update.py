from torch import nn, optim
from weights import *


def make():
    return fill(nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2)))


net, target = make(), make()
s, s2, a, r, done = wave(32, 4), wave(32, 4, scale=0.5), ids(32, 2), wave(32), ids(32, 3) // 2


def loss_of():
    with torch.no_grad():
        goal = r + 0.99 * (1 - done) * target(s2).max(1)[0]
    q = net(s).gather(1, a[:, None]).squeeze(1)
    return ((q - goal) ** 2).mean()


report(trainer(loss_of, optim.Adam(net.parameters(), lr=1e-3)), 50, 300)
