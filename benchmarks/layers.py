r"""Kernels generated from documents beside torch autograd on the CPU: values and all gradients of single layers.

Each layer is written as a document would write it, its kernel is what ``symderiv kernel`` prints, and its results
are compared with torch before anything is timed.  ``--quick`` takes few repetitions.

Run it on a machine that does nothing else: ``python benchmarks/layers.py``.
"""

# ruff: noqa: E402 - the number of threads must be set before NumPy is loaded
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from kernels import machine, medians
from torch.nn import functional

from symderiv.documents.walk.document import read
from symderiv.kernels import module_text

Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Layer:
    """A document, the tensors to differentiate by and their shapes, the value, and the same in torch."""

    text: str
    wrt: str
    value: str
    shapes: Mapping[str, tuple[int, ...]]
    peer: Callable[[Tensors], torch.Tensor]
    scale: float = 1.0
    integers: Mapping[str, int] = field(default_factory=dict)


def recurrence(t: Tensors) -> torch.Tensor:
    h = [torch.zeros(t["x"].shape[1], t["W"].shape[0], dtype=t["x"].dtype)]
    for x in t["x"]:
        h.append(torch.tanh(x @ t["U"].T + h[-1] @ t["W"].T))
    return torch.stack(h)


def cell(t: Tensors) -> torch.Tensor:
    zero = torch.zeros(t["x"].shape[1], t["A"].shape[0], dtype=t["x"].dtype)
    h, c = [zero], zero
    for x in t["x"]:
        i, f, o = (torch.sigmoid(x @ t[a].T + h[-1] @ t[b].T) for a, b in (("A", "F"), ("B", "G"), ("C", "I")))
        c = f * c + i * torch.tanh(x @ t["E"].T + h[-1] @ t["J"].T)
        h.append(o * torch.tanh(c))
    return torch.stack(h)


def attention(t: Tensors) -> torch.Tensor:
    q, k, v = (torch.einsum("btd,hde->bhte", t["X"], t[w]) for w in ("A", "B", "C"))
    mask = torch.triu(torch.ones(q.shape[2], q.shape[2], dtype=torch.bool), 1)
    p = torch.softmax((q @ k.transpose(-1, -2)).masked_fill(mask, -torch.inf), -1)
    return p @ v


GATE = r"$$ {}_{{tnk}} = {}\Big(\sum_d {}_{{kd}} x_{{tnd}} + \sum_l {}_{{kl}} h_{{tnl}}\Big) $$"
LAYERS = {
    "max pool 2, stride 2": Layer(
        r"$x \in \mathbb{R}^{N \times C \times (2H) \times (2W)}$."
        "\n\n"
        r"$$ y_{ncij} = \max_{0 \le p < 2, 0 \le q < 2} x_{n,c,2i+p,2j+q}, \quad 0 \le i < H, 0 \le j < W $$",
        "x",
        "y",
        {"x": (8, 16, 32, 32)},
        lambda t: functional.max_pool2d(t["x"], 2),
    ),
    "max pool k, stride s": Layer(
        r"$x \in \mathbb{R}^{N \times C \times H \times W}$, window $k \ge 1$, stride $s \ge 1$, $y \in"
        r" \mathbb{R}^{N \times C \times (\lfloor (H-k)/s \rfloor + 1) \times (\lfloor (W-k)/s \rfloor + 1)}$."
        "\n\n"
        r"$$ y_{ncij} = \max_{0 \le p < k, 0 \le q < k} x_{n,c,si+p,sj+q} $$",
        "x",
        "y",
        {"x": (8, 16, 32, 32)},
        lambda t: functional.max_pool2d(t["x"], 3, 2),
        integers={"k": 3, "s": 2},
    ),
    "mean pool 2, stride 2": Layer(
        r"$x \in \mathbb{R}^{N \times C \times (2H) \times (2W)}$."
        "\n\n"
        r"$$ y_{ncij} = \frac14 \sum_{p,q=0}^{1} x_{n,c,2i+p,2j+q}, \quad 0 \le i < H, 0 \le j < W $$",
        "x",
        "y",
        {"x": (8, 16, 32, 32)},
        lambda t: functional.avg_pool2d(t["x"], 2),
    ),
    "convolution, stride 2": Layer(
        r"$x \in \mathbb{R}^{N \times C \times H \times W}$, $w \in \mathbb{R}^{M \times C \times K \times K}$, stride"
        r" $s \ge 1$, $P \ge 0$, $y \in"
        r" \mathbb{R}^{N \times M \times (\lfloor (H+2P-K)/s \rfloor + 1) \times (\lfloor (W+2P-K)/s \rfloor + 1)}$."
        "\n\n"
        r"$$ y_{nmij} = \sum_c \sum_{p=0}^{K-1} \sum_{q=0}^{K-1} w_{mcpq} x_{n,c,si+p-P,sj+q-P} $$",
        "x w",
        "y",
        {"x": (8, 16, 32, 32), "w": (32, 16, 3, 3)},
        lambda t: functional.conv2d(t["x"], t["w"], None, 2, 1),
        integers={"s": 2, "P": 1},
    ),
    "transposed convolution": Layer(
        r"$x \in \mathbb{R}^{N \times C \times H \times W}$, $w \in \mathbb{R}^{C \times M \times K \times K}$, stride"
        r" $s \ge 1$, $y \in \mathbb{R}^{N \times M \times (s(H-1)+K) \times (s(W-1)+K)}$."
        "\n\n"
        r"$$ y_{nmuv} = \sum_c \sum_{i,j} x_{ncij} w_{c,m,u-si,v-sj} $$",
        "x w",
        "y",
        {"x": (8, 32, 16, 16), "w": (32, 16, 3, 3)},
        lambda t: functional.conv_transpose2d(t["x"], t["w"], None, 2),
        integers={"s": 2},
    ),
    "depthwise convolution": Layer(
        r"$x, y \in \mathbb{R}^{N \times C \times H \times W}$, $w \in \mathbb{R}^{C \times K \times K}$."
        "\n\n"
        r"$$ y_{ncij} = \sum_{p=0}^{K-1} \sum_{q=0}^{K-1} w_{cpq} x_{n,c,i+p-1,j+q-1} $$",
        "x w",
        "y",
        {"x": (8, 16, 32, 32), "w": (16, 3, 3)},
        lambda t: functional.conv2d(t["x"], t["w"][:, None], None, 1, 1, 1, 16),
    ),
    "convolution in 1-D": Layer(
        r"$x \in \mathbb{R}^{N \times C \times T}$, $w \in \mathbb{R}^{M \times C \times K}$, $y \in"
        r" \mathbb{R}^{N \times M \times T}$."
        "\n\n"
        r"$$ y_{nmt} = \sum_c \sum_{p=0}^{K-1} w_{mcp} x_{n,c,t+p-1} $$",
        "x w",
        "y",
        {"x": (16, 32, 128), "w": (32, 32, 3)},
        lambda t: functional.conv1d(t["x"], t["w"], None, 1, 1),
    ),
    "recurrent network": Layer(
        r"$x \in \mathbb{R}^{T \times N \times D}$, $U \in \mathbb{R}^{H \times D}$, $W \in \mathbb{R}^{H \times H}$,"
        r" $h \in \mathbb{R}^{(T+1) \times N \times H}$, $h_{0,n,k} = 0$."
        "\n\n"
        r"$$ h_{t+1,n,k} = \tanh\Big(\sum_d U_{kd} x_{tnd} + \sum_l W_{kl} h_{tnl}\Big) $$",
        "x U W",
        "h",
        {"x": (32, 16, 32), "U": (32, 32), "W": (32, 32)},
        recurrence,
        0.2,
    ),
    "LSTM": Layer(
        "\n\n".join(
            [
                r"$x \in \mathbb{R}^{T \times N \times D}$, $A, B, C, E \in \mathbb{R}^{H \times D}$, $F, G, I, J \in"
                r" \mathbb{R}^{H \times H}$, $h, c \in \mathbb{R}^{(T+1) \times N \times H}$ with $h_{0,n,k} = 0$ and"
                r" $c_{0,n,k} = 0$. For $t \in \{0, \dots, T-1\}$",
                GATE.format("i", r"\sigma", "A", "F"),
                GATE.format("f", r"\sigma", "B", "G"),
                GATE.format("o", r"\sigma", "C", "I"),
                GATE.format("g", r"\tanh", "E", "J"),
                r"$$ c_{t+1,n,k} = f_{tnk} c_{tnk} + i_{tnk} g_{tnk} $$",
                r"$$ h_{t+1,n,k} = o_{tnk} \tanh(c_{t+1,n,k}) $$",
            ]
        ),
        "x A B C E F G I J",
        "h",
        {"x": (32, 16, 32), **dict.fromkeys("ABCEFGIJ", (32, 32))},
        cell,
        0.2,
    ),
    "causal attention": Layer(
        r"$X \in \mathbb{R}^{B \times T \times D}$, $A, B, C \in \mathbb{R}^{H \times D \times E}$."
        "\n\n"
        r"$$ q_{bhte} = \sum_d X_{btd} A_{hde}, \quad k_{bhte} = \sum_d X_{btd} B_{hde}, \quad v_{bhte} = \sum_d"
        r" X_{btd} C_{hde} $$"
        "\n\n"
        r"$$ s_{bhtu} = \sum_e q_{bhte} k_{bhue} $$"
        "\n\n"
        r"$$ p_{bhtu} = \frac{[u \le t] \exp(s_{bhtu})}{\sum_v [v \le t] \exp(s_{bhtv})} $$"
        "\n\n"
        r"$$ z_{bhte} = \sum_u p_{bhtu} v_{bhue} $$",
        "X A B C",
        "z",
        {"X": (4, 64, 64), **dict.fromkeys("ABC", (4, 64, 16))},
        attention,
        0.2,
    ),
    "layer normalisation": Layer(
        r"$x \in \mathbb{R}^{N \times D}$, $\gamma, \beta \in \mathbb{R}^D$."
        "\n\n"
        r"$$ m_n = \frac1D \sum_d x_{nd}, \qquad v_n = \frac1D \sum_d (x_{nd} - m_n)^2 $$"
        "\n\n"
        r"$$ y_{nd} = \gamma_d \frac{x_{nd} - m_n}{\sqrt{v_n + 0.00001}} + \beta_d $$",
        r"x \gamma \beta",
        "y",
        {"x": (256, 512), "gamma": (512,), "beta": (512,)},
        lambda t: functional.layer_norm(t["x"], (512,), t["gamma"], t["beta"]),
    ),
    "GELU": Layer(
        r"$x \in \mathbb{R}^{N \times D}$."
        "\n\n"
        r"$$ y_{nd} = \frac12 x_{nd} \left(1 + \operatorname{erf}(x_{nd} / \sqrt2)\right) $$",
        "x",
        "y",
        {"x": (256, 512)},
        lambda t: functional.gelu(t["x"]),
    ),
}


def measure(layer: Layer, dtype: type, repetitions: int) -> list[float]:
    """Times of torch and of the generated kernel, after their results were compared."""
    theory = read(layer.text, "layer.md").theory
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(module_text(theory, layer.wrt.split(), [layer.value], test=False), "<kernel>", "exec"), space)
    rng = np.random.default_rng(0)
    arrays = {n: (layer.scale * rng.standard_normal(s)).astype(dtype) for n, s in layer.shapes.items()}
    tensors = {n: torch.tensor(a, requires_grad=True) for n, a in arrays.items()}
    arrays[f"grad_{layer.value}"] = rng.standard_normal(tuple(layer.peer(tensors).shape)).astype(dtype)
    upstream = torch.tensor(arrays[f"grad_{layer.value}"])

    def peer() -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(layer.peer(tensors), list(tensors.values()), upstream)

    def own() -> dict[str, Any]:
        found: dict[str, Any] = space["run"](**arrays, **layer.integers)
        return found

    found = own()
    for name, wanted in zip(tensors, peer(), strict=True):
        gap = np.linalg.norm(found[f"grad_{name}"] - wanted.numpy()) / np.linalg.norm(wanted.numpy())
        if not gap < (1e-11 if dtype is np.float64 else 1e-3):
            raise SystemExit(f"a kernel is wrong: relative distance {gap:.1e} from torch")
    return medians([peer, own], repetitions)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    print(machine())
    print("value and gradients of one layer; medians of CPU time in ms")
    print(f"{'layer':<24} {'dtype':<8} {'torch':>9} {'symderiv':>9} {'ratio':>6}")
    for name, layer in LAYERS.items():
        for dtype in (np.float32, np.float64):
            peer, own = measure(layer, dtype, 7 if chosen.quick else 31)
            print(f"{name:<24} {np.dtype(dtype).name:<8} {peer:9.2f} {own:9.2f} {own / peer:6.2f}", flush=True)


if __name__ == "__main__":
    main()
