"""Random stacks of layers, each written as an author would and in torch: generated kernels against autograd.

A network is drawn from a grammar (dense or convolutional layers, normalisations, activations, residual connections,
pooling, attention, then a loss or an unknown one).  Values and all gradients are compared in double precision, and
the dtype and the size of the error in single precision.  ``python tests/kernels/test_random_networks.py 200`` runs
as many networks as one likes.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch

from symderiv.documents.walk.document import read
from symderiv.kernels import identifier, module_text

Forward = Callable[[dict[str, torch.Tensor], torch.Tensor], torch.Tensor]


@dataclass
class Network:
    """A network in the making: its text, its parameters with their shapes, its forward pass in torch."""

    rng: random.Random
    sizes: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    steps: list[Forward] = field(default_factory=list)
    count: int = 0

    def size(self, letter: str, low: int, high: int) -> str:
        self.count += 1
        name = f"{letter}_{{{self.count}}}"
        self.sizes[name] = self.rng.randint(low, high)
        return name

    def parameter(self, stem: str, *sizes: str) -> str:
        self.count += 1
        mark = self.rng.choice((f"({self.count})", f"[{self.count}]"))
        base = self.rng.choice((stem, rf"\hat{{{stem}}}"))
        name = f"{base}^{{{mark}}}"
        self.shapes[name] = r" \times ".join(sizes)
        return name

    def layer(self, text: str, forward: Forward) -> str:
        name = f"h^{{({len(self.steps) + 1})}}"
        self.lines.append(f"$$ {name}{text} $$")
        self.steps.append(forward)
        return name


ACTIVATIONS: dict[str, tuple[str, Callable[[torch.Tensor], torch.Tensor]]] = {
    "tanh": (r"\tanh({})", torch.tanh),
    "sigmoid": (r"\sigma({})", torch.sigmoid),
    "relu": (r"\mathrm{{ReLU}}({})", torch.relu),
    "softplus": (r"\log(1 + \exp({}))", torch.nn.functional.softplus),
    "swish": (r"{0} \, \sigma({0})", torch.nn.functional.silu),
    "square": (r"\frac12 ({})^2", lambda a: a**2 / 2),
}


def _activation(net: Network, last: str, indices: str) -> str:
    text, function = ACTIVATIONS[net.rng.choice(sorted(ACTIVATIONS))]
    entry = f"{last}_{{{indices}}}"
    return net.layer(f"_{{{indices}}} = {text.format(entry)}", lambda _, a: function(a))


def _dense(net: Network, last: str, width: str) -> tuple[str, str]:
    out = net.size("D", 1, 4)
    w, b = net.parameter("W", out, width), net.parameter("b", out)
    name = net.layer(
        rf"_{{nk}} = \sum_{{d}} {w}_{{kd}} {last}_{{nd}} + {b}_k",
        lambda p, a: a @ p[w].T + p[b],
    )
    return name, out


def _residual(net: Network, last: str, width: str) -> tuple[str, str]:
    w = net.parameter("R", width, width)
    name = net.layer(
        rf"_{{nk}} = {last}_{{nk}} + \tanh\left(\sum_{{d}} {w}_{{kd}} {last}_{{nd}}\right)",
        lambda p, a: a + torch.tanh(a @ p[w].T),
    )
    return name, width


def _normalised(net: Network, last: str, width: str) -> tuple[str, str]:
    over, axis, size = net.rng.choice((("n", 0, "N"), ("d", 1, width)))
    kept, entry = ("d", "d") if over == "n" else ("n", "n")
    g = net.parameter("g", width)
    mean, variance = f"m^{{({len(net.steps)})}}", f"v^{{({len(net.steps)})}}"
    net.lines += [
        rf"$$ {mean}_{kept} = \frac{{1}}{{{size}}} \sum_{over} {last}_{{nd}} $$",
        rf"$$ {variance}_{kept} = \frac{{1}}{{{size}}} \sum_{over} ({last}_{{nd}} - {mean}_{entry})^2 $$",
    ]
    name = net.layer(
        rf"_{{nd}} = {g}_d \frac{{{last}_{{nd}} - {mean}_{entry}}}{{\sqrt{{{variance}_{entry} + \epsilon}}}}",
        lambda p, a: (
            p[g]
            * (a - a.mean(axis, keepdim=True))
            / torch.sqrt(a.var(axis, unbiased=False, keepdim=True) + p[r"\epsilon"])
        ),
    )
    return name, width


def _attention(net: Network, last: str, width: str) -> tuple[str, str]:
    key = net.size("E", 1, 3)
    q, k = net.parameter("Q", width, key), net.parameter("K", width, key)
    number = len(net.steps)
    s, a = f"s^{{({number})}}", f"a^{{({number})}}"
    net.lines += [
        rf"$$ {s}_{{nm}} = \sum_{{d,e,c}} {last}_{{nd}} {q}_{{de}} {k}_{{ce}} {last}_{{mc}} $$",
        rf"$$ {a}_{{nm}} = \frac{{\exp({s}_{{nm}})}}{{\sum_l \exp({s}_{{nl}})}} $$",
    ]
    name = net.layer(
        rf"_{{nd}} = \sum_m {a}_{{nm}} {last}_{{md}}",
        lambda p, x: torch.softmax((x @ p[q]) @ (x @ p[k]).T, 1) @ x,
    )
    return name, width


def _convolution(net: Network, last: str, sides: list[str]) -> tuple[str, list[str]]:
    out, kernel = net.size("C", 1, 3), net.rng.choice((1, 2, 3))
    stride, dilation = net.rng.choice((1, 1, 2)), net.rng.choice((1, 1, 2))
    padding = net.rng.randint(0, dilation * (kernel - 1))
    channels, high, wide = sides
    heights = [_shrunk(net, s, stride, padding, dilation * (kernel - 1) + 1) for s in (high, wide)]
    w, b = net.parameter("K", out, channels, str(kernel), str(kernel)), net.parameter("b", out)

    def place(i: str, p: str) -> str:
        taps = p if dilation == 1 else f"{dilation}{p}"
        return f"{i if stride == 1 else f'{stride}{i}'}+{taps}" + (f"-{padding}" if padding else "")

    name = f"h^{{({len(net.steps) + 1})}}"
    net.lines.append(rf"${name} \in \mathbb{{R}}^{{N \times {out} \times {heights[0]} \times {heights[1]}}}$.")
    last_tap = kernel - 1
    name = net.layer(
        rf"_{{noij}} = {b}_o + \sum_{{c}} \sum_{{p=0}}^{{{last_tap}}} \sum_{{q=0}}^{{{last_tap}}} {w}_{{ocpq}} "
        rf"{last}_{{n,c,{place('i', 'p')},{place('j', 'q')}}}",
        lambda p, a: torch.nn.functional.conv2d(a, p[w], p[b], stride=stride, dilation=dilation, padding=padding),
    )
    return name, [out, *heights]


def _shrunk(net: Network, side: str, stride: int, padding: int, reach: int) -> str:
    """The size of an axis behind a convolution: a name of its own, with its value in the text."""
    value = (net.sizes[side] + 2 * padding - reach) // stride + 1
    net.count += 1
    name = f"S_{{{net.count}}}"
    net.sizes[name] = value
    total = f"{side} + {2 * padding - reach}" if 2 * padding >= reach else f"{side} - {reach - 2 * padding}"
    net.lines.append(rf"Let ${name} = \lfloor ({total})/{stride} \rfloor + 1$.")
    return name


def _vectors(net: Network) -> str:
    width = net.size("D", 2, 4)
    last = "x"
    net.shapes["x"] = rf"N \times {width}"
    for _ in range(net.rng.randint(1, 3)):
        last, width = net.rng.choice((_dense, _dense, _residual, _normalised, _attention))(net, last, width)
        if net.rng.random() < 0.7:
            last = _activation(net, last, "nd")
    return last


def _images(net: Network) -> str:
    sides = [net.size("C", 1, 3), net.size("H", 5, 7), net.size("W", 5, 7)]
    last = "x"
    net.shapes["x"] = r"N \times " + r" \times ".join(sides)
    for _ in range(net.rng.randint(1, 2)):
        if min(net.sizes[s] for s in sides[1:]) < 5:
            break
        last, sides = _convolution(net, last, sides)
        if net.rng.random() < 0.7:
            last = _activation(net, last, "ncij")
    if net.rng.random() < 0.5:
        return net.layer(
            rf"_{{nc}} = \frac{{1}}{{{sides[1]} {sides[2]}}} \sum_{{i,j}} {last}_{{ncij}}", lambda _, a: a.mean((2, 3))
        )
    return net.layer(rf"_{{nc}} = \max_{{i,j}} {last}_{{ncij}}", lambda _, a: a.amax((2, 3)))


def _draw(seed: int) -> tuple[str, Network, str]:
    net = Network(random.Random(seed))
    net.sizes["N"] = net.rng.randint(2, 3)
    last = net.rng.choice((_vectors, _images))(net)
    ending = net.rng.choice(("square", "cross-entropy", "unknown", "none"))
    if ending == "square":
        net.lines.append(rf"$$ J = \frac{{1}}{{2 N}} \sum_{{n,d}} ({last}_{{nd}})^2 $$")
    elif ending == "cross-entropy":
        net.lines.append(
            rf"$$ J = \frac{{1}}{{N}} \sum_n \left( \log \sum_k e^{{{last}_{{nk}}}} - {last}_{{n,0}} \right) $$"
        )
    elif ending == "unknown":
        net.lines.append(rf"$$ G_{{nd}} = \frac{{\partial L}}{{\partial {last}_{{nd}}}} $$")
    declared = ", ".join(rf"${n} \in \mathbb{{R}}^{{{s}}}$" for n, s in net.shapes.items())
    text = f"Indices start at zero. {declared}, $\\epsilon > 0$.\n\n" + "\n\n".join(net.lines) + "\n"
    return text, net, ending


def check(seed: int) -> None:
    """One random network: the kernel in both precisions against torch."""
    text, net, ending = _draw(seed)
    document = read(text, f"network {seed}")
    unread = [str(e.error) for e in document.equations if e.error]
    assert not unread, f"{unread}\n{text}"
    wrt = list(net.shapes)
    last = f"h^{{({len(net.steps)})}}"
    source = module_text(document.theory, wrt, [last], test=False)
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(source, "<kernel>", "exec", dont_inherit=True), space)
    rng = np.random.default_rng(seed)
    tensors = {
        n: torch.tensor(rng.standard_normal([net.sizes[p] if p in net.sizes else int(p) for p in s.split(r" \times ")]))
        for n, s in net.shapes.items()
    }
    tensors[r"\epsilon"] = torch.tensor(0.1, dtype=torch.float64)
    for t in tensors.values():
        t.requires_grad_()
    y = tensors["x"]
    for step in net.steps:
        y = step(tensors, y)
    upstream = torch.tensor(rng.standard_normal(tuple(y.shape)))
    losses = {
        "square": lambda: (y**2).sum() / (2 * y.shape[0]),
        "cross-entropy": lambda: (torch.logsumexp(y, 1) - y[:, 0]).mean(),
    }
    losses.get(ending, lambda: (upstream * y).sum())().backward()
    arrays = {identifier(n): t.detach().numpy() for n, t in tensors.items()}
    arrays |= {"G": upstream.numpy(), f"grad_{identifier(last)}": upstream.numpy()}
    arrays = {k: v for k, v in arrays.items() if k in space["INPUTS"]}
    assert set(space["INPUTS"]) == set(arrays), text
    wanted = {identifier(last): y.detach().numpy()}
    wanted |= {f"grad_{identifier(n)}": t.grad.numpy() for n, t in tensors.items() if n in wrt and t.grad is not None}
    for dtype, tolerance in ((np.float64, 1e-10), (np.float32, 1e-3)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = space["run"](**{k: v.astype(dtype) for k, v in arrays.items()})
        for name, value in wanted.items():
            assert found[name].dtype == dtype, name
            scale = max(1.0, float(np.abs(value).max()))
            np.testing.assert_allclose(found[name], value, rtol=0, atol=tolerance * scale, err_msg=f"{name}\n{text}")


@pytest.mark.parametrize("seed", range(16))
def test_a_random_network_agrees_with_torch(seed: int) -> None:
    check(seed)


if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        check(number)
    print(f"{sys.argv[1]} networks agree")
