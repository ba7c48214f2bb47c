# The same first weights and data on both sides, so that the losses can be compared.
import torch


def wave(*shape, scale=1.0):
    n = 1
    for k in shape:
        n *= k
    return (torch.sin(torch.arange(n) * 0.7) * scale).reshape(shape)


def fill(net):
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(wave(*p.shape, scale=p.shape[-1] ** -0.5))
    return net


def ids(n, top):
    return torch.arange(n) * 7 % top


def trainer(loss_of, opt):
    def run(n):
        for _ in range(n):
            loss = loss_of()
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
        return loss
    return run


def report(run, warm, n):
    import bench
    run(warm)
    bench.report(run, n)
    print("check", float(run(1)))
