from torch import nn, optim
from weights import *

V, H, L, N = 96, 128, 64, 16


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb, self.rnn, self.out = nn.Embedding(V, H), nn.LSTM(H, H), nn.Linear(H, V)

    def forward(self, x):
        h, _ = self.rnn(self.emb(x))
        return self.out(h)


net = fill(Net())
x, y = ids(L * N, V).reshape(L, N), ids(L * N + 1, V)[1:]
report(trainer(lambda: nn.functional.cross_entropy(net(x).reshape(-1, V), y), optim.Adam(net.parameters(), lr=1e-3)), 2, 8)
