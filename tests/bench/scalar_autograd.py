# Reverse-mode differentiation on single numbers, as a class that many have written.
import math
import bench


class Value:
    def __init__(self, data, inputs=(), back=None):
        self.data, self.grad, self.inputs, self.back = data, 0.0, inputs, back

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def back():
            self.grad += out.grad
            other.grad += out.grad
        out.back = back
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.back = back
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,))

        def back():
            self.grad += (1 - t * t) * out.grad
        out.back = back
        return out

    def backward(self):
        order, seen, stack = [], set(), [(self, 0)]
        seen.add(self)
        while stack:
            node, i = stack.pop()
            if i < len(node.inputs):
                stack.append((node, i + 1))
                if node.inputs[i] not in seen:
                    seen.add(node.inputs[i])
                    stack.append((node.inputs[i], 0))
            else:
                order.append(node)
        self.grad = 1.0
        for node in reversed(order):
            if node.back:
                node.back()


def run(w, n):
    x = Value(0.25)
    for _ in range(n):
        w.grad = 0.0
        h = x
        for i in range(66):
            h = (h * w + x).tanh()
        (h * w + x).backward()


w = Value(0.5)
run(w, 20)
bench.report(lambda n: run(w, n), 100)
print("check", w.grad)
