"""How long does a derivation take?  Three gradients of a residual block with certificate, and stacks of blocks.

Beside it, in the same process: the elementwise SymPy way (one symbol a pixel, 4x4, one channel).  Beside it, where an
environment with tensorgrad is named: tensorgrad 0.3.0, each run by the Python of that environment, which times itself
(its networkx 3.2.1 and its torch would clash with others'; imports are not counted).  Medians of CPU time.

    python3 -m venv tensorgrad-venv && tensorgrad-venv/bin/pip install tensorgrad==0.3.0
    python benchmarks/derive.py [--quick] [--tensorgrad tensorgrad-venv/bin/python]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from symderiv.certificate import write
from symderiv.language.integers import Poly
from symderiv.language.terms import Fn, Read, Sum, Term, add, in_shape, mul
from symderiv.language.theory import Free, Statement, Theory
from symderiv.meaning import exercise
from symderiv.prover import Gradient, gradients
from symderiv.prover.kernel.theorems import Proof, Step, prove

SIZES = ("N", "C", "M", "H", "W", "K")


def stack(blocks: int) -> tuple[Theory, Term, list[str]]:
    """A stack of residual blocks with kernels of their own; the loss, and the kernels."""
    t = Theory()
    n, c, m, h, w, k = (t.add_size(s) for s in SIZES)
    p = t.add_size("P", 0)
    b, o, i, j, a, q, r = (Poly.symbol(f"%{s}") for s in "boijaqr")

    def layer(kernel: str, x: str, inner: Poly) -> Term:
        body = mul(Read(kernel, (o, a, q, r)), Read(x, (b, a, i + q - p, j + r - p)))
        return Sum(("%a", "%q", "%r"), in_shape((a, q, r), (inner, k, k)), body)

    place, at = ("%b", "%o", "%i", "%j"), (b, o, i, j)
    t.add_tensor("x0", (n, c, h, w))
    kernels = []
    for number in range(1, blocks + 1):
        one, two, x = f"A{number}", f"B{number}", f"x{number - 1}"
        t.add_tensor(one, (m, c, k, k))
        t.add_tensor(two, (c, m, k, k))
        kernels += [one, two]
        t.define(f"h{number}", place, (n, m, h, w), layer(one, x, c))
        t.define(f"z{number}", place, (n, m, h, w), Fn("relu", (Read(f"h{number}", at),)))
        t.define(f"s{number}", place, (n, c, h, w), add(layer(two, f"z{number}", m), Read(x, at)))
        t.define(f"x{number}", place, (n, c, h, w), Fn("relu", (Read(f"s{number}", at),)))
    t.add_loss("L", (f"x{blocks}",))
    return t, Read("L"), kernels


def certified(theory: Theory, target: Term, tensors: Sequence[str]) -> int:
    """Derive gradients, prove every adjoint on the way in the kernel, write the certificates; how many there are."""
    found = gradients(theory, target, tensors, seconds=600)
    adjoints = {name: adjoint for gradient in found.values() for name, adjoint in gradient.adjoints.items()}
    for adjoint in adjoints.values():
        # both sides are the same term after the steps: the difference is left - right
        lifted = tuple(Step((0, *s.path), s.rule, s.parameters) for s in adjoint.steps)
        write(prove(theory, adjoint.statement, Proof((*lifted, Step((), "expand", {})))))
    return len(adjoints)


def median(action: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        gc.collect()
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def block(repeats: int) -> float:
    theory, target, _ = stack(1)
    fresh = iter([stack(1) for _ in range(repeats)])  # a theory remembers what was asked about it

    def derive() -> None:
        block, loss, _ = next(fresh)
        certified(block, loss, ("A1", "B1", "x0"))

    spent = median(derive, repeats)
    found = gradients(theory, target, ("x0",))["x0"]
    adjoint = found.adjoints["x0"]
    free = tuple(Free(s, Poly({}), n) for s, n in zip(found.indices, found.shape, strict=True))
    statement = Statement(adjoint.statement.left, adjoint.statement.right, free)
    few = max(1, repeats // 4)
    enough = median(lambda: exercise(theory, statement, thorough=False), few)
    whole = median(lambda: exercise(theory, statement), few)
    print(
        f"one block, three gradients with certificate: {spent * 1e3:.1f} ms"
        f" (checker, one claim: {enough * 1e3:.0f} ms with a proof, {whole * 1e3:.0f} ms for one that has none)"
    )
    return spent


def stacks(depths: list[int]) -> None:
    print("all gradients of a stack: derivation alone, and the length of what is printed of it")
    print(f"{'blocks':>7} {'derive s':>9} {'ms/block':>9} {'adjoints':>9} {'printed/block':>14}")
    for depth in depths:
        theory, target, kernels = stack(depth)
        found: dict[str, Gradient] = {}

        def run(
            theory: Theory = theory,
            target: Term = target,
            wanted: tuple[str, ...] = ("x0", *kernels),
            found: dict[str, Gradient] = found,
        ) -> None:
            found.update(gradients(theory, target, wanted, seconds=600))

        spent = median(run, 1)
        adjoints = {name: a for g in found.values() for name, a in g.adjoints.items()}
        printed = sum(len(f"{a.definition.name}{a.definition.indices}{a.definition.body}") for a in adjoints.values())
        print(f"{depth:7d} {spent:9.3f} {spent / depth * 1e3:9.2f} {len(adjoints):9d} {printed / depth:14.0f}")


def tensorgrad(python: str, quick: bool, ours: dict[int, float]) -> None:
    """All gradients of stacks by tensorgrad, in its own environment; ours with certificates."""
    worker = Path(__file__).with_name("tensorgrad_blocks.py")
    print(f"{'tensorgrad 0.3.0':>17} {'blocks':>7} {'s':>8} {'symderiv s':>11} {'ratio':>7} {'printed/block':>14}")
    for depth, mode in [(1, "simplify"), (1, "full"), *([] if quick else [(2, "full"), (4, "full")])]:
        command = [python, str(worker), str(depth), mode, str(1 if quick or depth > 1 else 5)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
        if done.returncode:
            print(f"{mode:>17} {depth:7d} failed: {done.stderr.strip().splitlines()[-1:]}")
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        spent = statistics.median(found["seconds"])
        if depth not in ours:
            theory, target, kernels = stack(depth)
            ours[depth] = median(partial(certified, theory, target, ("x0", *kernels)), 3)
        ratio, printed = spent / ours[depth], found["characters"] / depth
        print(f"{mode:>17} {depth:7d} {spent:8.2f} {ours[depth]:11.4f} {ratio:7.1f} {printed:14.0f}")


def elementwise(size: int = 4) -> float:
    """One symbol a pixel: the input gradient of a one-channel block by ``sympy.diff``."""
    import sympy

    x = [[sympy.Symbol(f"x{i}_{j}") for j in range(size)] for i in range(size)]
    kernels = [[[sympy.Symbol(f"{n}{p}{q}") for q in range(3)] for p in range(3)] for n in "ab"]
    masks = [[[sympy.Symbol(f"{n}{i}_{j}") for j in range(size)] for i in range(size)] for n in "mg"]

    def layer(kernel: list[list[sympy.Symbol]], image: list[list[sympy.Expr]]) -> list[list[sympy.Expr]]:
        def read(i: int, j: int) -> sympy.Expr:
            return image[i][j] if 0 <= i < size and 0 <= j < size else sympy.S.Zero

        taps = range(3)
        return [
            [sum((kernel[p][q] * read(i + p - 1, j + q - 1) for p in taps for q in taps), sympy.S.Zero)
             for j in range(size)]
            for i in range(size)
        ]  # fmt: skip

    def run() -> None:
        h = layer(kernels[0], x)
        z = [[masks[0][i][j] * h[i][j] for j in range(size)] for i in range(size)]
        y = layer(kernels[1], z)
        loss = sum(masks[1][i][j] * (y[i][j] + x[i][j]) for i in range(size) for j in range(size))
        for variable in [*(v for row in x for v in row), *(v for k in kernels for row in k for v in row)]:
            sympy.expand(sympy.diff(loss, variable))

    return median(run, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer blocks and repeats")
    parser.add_argument("--tensorgrad", metavar="PYTHON", help="the Python of an environment that has tensorgrad")
    given = parser.parse_args()
    quick = given.quick
    gc.set_threshold(2_000_000, 20, 20)  # as in the command
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; CPU time, medians")
    ours = block(3 if quick else 20)
    theirs = elementwise(3 if quick else 4)
    print(f"elementwise SymPy, one channel: {theirs * 1e3:.0f} ms ({theirs / ours:.0f} times ours, for one size)")
    if given.tensorgrad:
        tensorgrad(given.tensorgrad, quick, {1: ours})
    stacks([1, 4, 16] if quick else [1, 4, 16, 64, 256])


if __name__ == "__main__":
    main()
