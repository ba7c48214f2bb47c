import math
from torch import nn, optim
from weights import *

V, D, HEADS, T, N, LAYERS = 96, 128, 4, 64, 16, 4
mask = torch.tril(torch.ones(T, T)).bool()


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(D), nn.LayerNorm(D)
        self.c_attn, self.c_proj = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.c_fc, self.down = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def forward(self, x):
        n, t, _ = x.shape
        q, k, v = [a.view(n, t, HEADS, D // HEADS).transpose(1, 2) for a in self.c_attn(self.ln_1(x)).split(D, dim=2)]
        w = (q @ k.transpose(-2, -1) / math.sqrt(D // HEADS)).masked_fill(~mask, float("-inf")).softmax(-1)
        x = x + self.c_proj((w @ v).transpose(1, 2).reshape(n, t, D))
        return x + self.down(nn.functional.gelu(self.c_fc(self.ln_2(x))))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(V, D), nn.Embedding(T, D)
        self.h = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.ln_f = nn.LayerNorm(D)

    def forward(self, x):
        x = self.ln_f(self.h(self.wte(x) + self.wpe(torch.arange(T))))
        return x @ self.wte.weight.T


net = fill(Net())
x, y = ids(N * T, V).reshape(N, T), ids(N * T + 1, V)[1:]
report(trainer(lambda: nn.functional.cross_entropy(net(x).reshape(-1, V), y), optim.AdamW(net.parameters(), lr=1e-3)), 1, 4)
