"""Generated NumPy kernels beside torch on the CPU, one thread, in one process.

Whole residual block (forward and backward, the gradients derived by the package) and the three single convolution
kernels, as median CPU times and as ratios to torch.  ``--quick`` measures the small shape alone, with few
repetitions; ``--markdown`` prints a table for the documentation.

Run it on a machine that does nothing else: ``python benchmarks/kernels.py``.
"""

# ruff: noqa: E402 - the number of threads must be set before NumPy is loaded
from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from symderiv.kernels import Kernel, Output, lambdify, module_text
from symderiv.language.terms import Read
from symderiv.language.theory import Theory
from symderiv.layers.standard import activation, convolution, skip
from symderiv.prover import gradient

SHAPES = {"s": (8, 16, 32), "l": (32, 64, 32)}


def residual_block() -> tuple[Theory, list[str]]:
    """Two 'same' convolutions of kernels 2P+1 with relu and a skip connection; an unknown loss of the result."""
    theory = Theory()
    n, c, h, w = (theory.add_size(s) for s in ("N", "C", "H", "W"))
    padding = theory.add_size("P", 0)
    theory.add_tensor("x", (n, c, h, w))
    for name in ("A", "B"):
        theory.add_tensor(name, (c, c, padding * 2 + 1, padding * 2 + 1))
    convolution(theory, "h1", "x", "A", padding=padding)
    activation(theory, "z", "relu", "h1")
    convolution(theory, "h2", "z", "B", padding=padding)
    skip(theory, "h3", "h2", "x")
    activation(theory, "y", "relu", "h3")
    theory.add_loss("L", ("y",))
    return theory, ["A", "B", "x"]


def block_kernel(fast: bool) -> Callable[..., dict[str, Any]]:
    """The generated block; the slow form is einsum over window views, the fallback of every plan."""
    theory, wrt = residual_block()
    space: dict[str, Any] = {"__name__": "kernel"}
    text = module_text(theory, wrt, ["y"], test=False, fast=fast)
    exec(compile(text, "<kernel>", "exec", dont_inherit=True), space)
    function: Callable[..., dict[str, Any]] = space["run"]
    return function


def convolution_kernels() -> dict[str, Kernel]:
    """Forward, kernel gradient and input gradient of one convolution, each a kernel of its own."""
    theory = Theory()
    n, c, h, w, k = (theory.add_size(s) for s in ("N", "C", "H", "W", "K"))
    theory.add_tensor("x", (n, c, h, w))
    theory.add_tensor("A", (c, c, k, k))
    convolution(theory, "y", "x", "A", padding=1)
    theory.add_loss("L", ("y",))
    kernels = {"forward": lambdify(theory, {"y": "y"})}
    for name, label in (("A", "kernel gradient"), ("x", "input gradient")):
        g = gradient(theory, Read("L"), name)
        kernels[label] = lambdify(theory, {"grad": Output(g.term, g.indices, g.shape)})
    return kernels


def medians(functions: Sequence[Callable[[], Any]], repetitions: int) -> list[float]:
    """Median CPU milliseconds of each function, taken in turns so that load falls on all alike."""
    times: list[list[float]] = [[] for _ in functions]
    for f in functions:
        f()
    for _ in range(repetitions):
        for f, taken in zip(functions, times, strict=True):
            start = time.process_time()
            f()
            taken.append(1e3 * (time.process_time() - start))
    return [statistics.median(t) for t in times]


def agree(found: Any, wanted: torch.Tensor | None, dtype: type) -> None:
    """Refuse to time a kernel that is wrong.

    In norm: in float32 a few of the millions of pre-activations round to the other side of the kink.
    """
    assert wanted is not None
    value = wanted.detach().numpy()
    gap = float(np.linalg.norm(found - value)) / float(np.linalg.norm(value))
    limit = 1e-12 if dtype is np.float64 else 3e-3
    if not gap < limit:
        raise SystemExit(f"a kernel is wrong: relative distance {gap:.1e} from torch")


def measure_block(shape: tuple[int, int, int], dtype: type, repetitions: int) -> list[float]:
    """Times of torch, of the generated block and of its einsum form."""
    count, channels, side = shape
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, channels, side, side)).astype(dtype)
    a, b = (0.1 * rng.normal(size=(channels, channels, 3, 3)).astype(dtype) for _ in range(2))
    a, b = a.astype(dtype), b.astype(dtype)
    g = rng.normal(size=x.shape).astype(dtype)
    tensors = [torch.tensor(v, requires_grad=True) for v in (x, a, b)]
    upstream = torch.tensor(g)
    conv, relu = torch.nn.functional.conv2d, torch.nn.functional.relu

    def peer() -> torch.Tensor:
        for t in tensors:
            t.grad = None
        tx, ta, tb = tensors
        y = relu(conv(relu(conv(tx, ta, padding=1)), tb, padding=1) + tx)
        y.backward(upstream)
        return y

    fast, slow = block_kernel(True), block_kernel(False)
    y = peer()
    for kernel in (fast, slow):
        result = kernel(x=x, A=a, B=b, grad_y=g)
        agree(result["y"], y, dtype)
        for name, t in zip(("x", "A", "B"), tensors, strict=True):
            agree(result[f"grad_{name}"], t.grad, dtype)
    return medians([peer, lambda: fast(x=x, A=a, B=b, grad_y=g), lambda: slow(x=x, A=a, B=b, grad_y=g)], repetitions)


def measure_convolutions(shape: tuple[int, int, int], dtype: type, repetitions: int) -> dict[str, list[float]]:
    """Times of torch and of the generated kernel for the three sums of a convolution."""
    count, channels, side = shape
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, channels, side, side)).astype(dtype)
    a = rng.normal(size=(channels, channels, 3, 3)).astype(dtype)
    g = rng.normal(size=x.shape).astype(dtype)
    tx, ta, tg = (torch.tensor(v) for v in (x, a, g))
    peers: dict[str, Callable[[], torch.Tensor]] = {
        "forward": lambda: torch.nn.functional.conv2d(tx, ta, padding=1),
        "kernel gradient": lambda: torch.nn.grad.conv2d_weight(tx, list(ta.shape), tg, padding=1),
        "input gradient": lambda: torch.nn.grad.conv2d_input(list(tx.shape), ta, tg, padding=1),
    }
    result: dict[str, list[float]] = {}
    for name, kernel in convolution_kernels().items():
        given = {k: v for k, v in (("x", x), ("A", a), ("grad_y", g), ("K", 3)) if k in kernel.inputs}
        (found,) = kernel(**given).values()
        agree(found, peers[name](), dtype)
        result[name] = medians([peers[name], lambda kernel=kernel, given=given: kernel(**given)], repetitions)
    return result


def machine() -> str:
    """What the numbers were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{model}, {os.cpu_count()} cores, one thread; Python {platform.python_version()}, NumPy {np.__version__}, "
        f"torch {torch.__version__}; load {load:.1f}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the small shape alone, few repetitions")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rows: list[tuple[str, str, str, list[float]]] = []
    for label in ("s",) if chosen.quick else ("s", "l"):
        repetitions = 9 if chosen.quick else (31 if label == "s" else 9)
        for dtype in (np.float32, np.float64):
            kind = np.dtype(dtype).name
            times = measure_block(SHAPES[label], dtype, repetitions)
            rows.append(("residual block", label, kind, times[:2]))
            rows.append(("residual block, einsum form", label, kind, [times[0], times[2]]))
            for name, pair in measure_convolutions(SHAPES[label], dtype, repetitions).items():
                rows.append((name, label, kind, pair))
    print(machine())
    print("s: N=8, C=16, 32x32, k=3; l: N=32, C=64, 32x32, k=3; medians of CPU time in ms")
    if chosen.markdown:
        print("\n| kernel | shape | dtype | torch | symderiv | ratio |\n|---|---|---|---|---|---|")
        for name, label, kind, (peer, own) in rows:
            print(f"| {name} | {label} | {kind} | {peer:.1f} | {own:.1f} | {own / peer:.2f} |")
        return
    print(f"{'kernel':<28} {'shape':<5} {'dtype':<8} {'torch':>9} {'symderiv':>9} {'ratio':>6}")
    for name, label, kind, (peer, own) in rows:
        print(f"{name:<28} {label:<5} {kind:<8} {peer:9.1f} {own:9.1f} {own / peer:6.2f}")


if __name__ == "__main__":
    main()
