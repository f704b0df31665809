"""Derived kernels beside independent NumPy code, on random shapes, in float64.

What is run on one side comes from the theories of the proof scripts by ``symderiv.gradient`` and ``symderiv.lambdify``;
on the other side stands ``symderiv.networks``, which knows nothing of them, or NumPy's own linear algebra.  Reported
is the largest ``|derived - independent| / |independent|`` in norm.

Run ``python proofs/experiments/validation.py --full``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np

from symderiv import gradient, lambdify
from symderiv.kernels import Kernel, Output
from symderiv.language.integers import Poly
from symderiv.language.terms import Mul, Read, Sum, in_shape
from symderiv.language.theory import Theory
from symderiv.networks.head import head_hessian, loss_and_gradient
from symderiv.networks.layers import Convolution, ResidualBlock
from symderiv.networks.network import Network

Array = np.ndarray
Progress = Callable[[str, float], None]
Pair = tuple[Array, Array]
PROOFS = Path(__file__).resolve().parent.parent


def script(name: str) -> dict[str, Any]:
    """The names of a proof script."""
    sys.path.insert(0, str(PROOFS))
    try:
        return run_path(str(PROOFS / f"{name}.py"))
    finally:
        sys.path.remove(str(PROOFS))


def derived(theory: Theory, loss: str, tensors: Sequence[str], values: Sequence[str] = ()) -> Kernel:
    """One kernel for some values and the gradients of a loss."""
    outputs: dict[str, Output | str] = {name: name for name in values}
    whole = theory
    for name in tensors:
        found = gradient(theory, Read(loss), name)
        outputs[f"grad_{name}"] = Output(found.term, found.indices, found.shape)
        whole = replace(found.theory, definitions={**whole.definitions, **found.theory.definitions})
    return lambdify(whole, outputs)


def twice_derived(theory: Theory, loss: str, tensor: str) -> Kernel:
    """The gradient of a loss, and the product of its Hessian with a tensor ``along``: derived once more."""
    found = gradient(theory, Read(loss), tensor)
    whole = found.theory
    whole.add_tensor("along", found.shape)
    whole.define("slope", found.indices, found.shape, found.term)
    place = tuple(Poly.symbol(i) for i in found.indices)
    product = Mul((Read("slope", place), Read("along", place)))
    whole.define("directional", (), (), Sum(found.indices, in_shape(place, found.shape), product))
    return derived(whole, "directional", (tensor,), ("slope",))


def error(pairs: Sequence[Pair]) -> float:
    """The largest relative difference in norm."""
    return max(float(np.linalg.norm(a - b) / max(float(np.linalg.norm(b)), 1e-300)) for a, b in pairs if b.size)


def residual_blocks(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Identity shortcut: any channels, odd kernel, dilation, image."""
    kernel = derived(script("residual_block")["Block"]().model.theory, "L", ("A", "B", "x"), ("y",))
    while True:
        n, c, m, h, w = (int(v) for v in rng.integers(1, 6, 5))
        k, d = int(rng.choice([1, 3, 5])), int(rng.integers(1, 3))
        block = ResidualBlock(c, middle=m, kernel=k, dilation=d, rng=rng)
        x = rng.normal(size=(n, c, h, w))
        y = block.forward(x)
        upstream = rng.normal(size=y.shape)
        dx = block.backward(upstream)
        weights = {"A": block.conv1.parameters["weight"], "B": block.conv2.parameters["weight"]}
        made = kernel(x=x, grad_y=upstream, d=d, P=d * (k - 1) // 2, **weights)
        theirs = (y, block.conv1.gradients["weight"], block.conv2.gradients["weight"], dx)
        yield [(made[name], value) for name, value in zip(("y", "grad_A", "grad_B", "grad_x"), theirs, strict=True)]


def projections(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Projection shortcut with stride."""
    kernel = derived(script("residual_block")["Downsampling"]().model.theory, "L", ("A", "B", "S", "x"), ("y",))
    while True:
        n, c, m, o = (int(v) for v in rng.integers(1, 5, 4))
        h, w = (int(v) for v in rng.integers(3, 9, 2))
        k, s = int(rng.choice([1, 3])), int(rng.integers(1, 4))
        o = o if s > 1 or o != c else o + 1
        block = ResidualBlock(c, o, middle=m, kernel=k, stride=s, rng=rng)
        assert block.projection is not None
        x = rng.normal(size=(n, c, h, w))
        y = block.forward(x)
        upstream = rng.normal(size=y.shape)
        dx = block.backward(upstream)
        parts = {"A": block.conv1, "B": block.conv2, "S": block.projection}
        weights = {name: layer.parameters["weight"] for name, layer in parts.items()}
        weights["S"] = weights["S"][:, :, 0, 0]
        pad = (k - 1) // 2
        made = kernel(x=x, grad_y=upstream, s=s, d=1, P=pad, Q=pad, **weights)
        pairs = [(made[f"grad_{name}"].ravel(), layer.gradients["weight"].ravel()) for name, layer in parts.items()]
        yield [(made["y"], y), (made["grad_x"], dx), *pairs]


def convolutions(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """One layer: rectangular kernels, even ones too, stride, dilation, padding, bias."""
    layer = script("residual_block")["Convolution"](flipped=False)
    kernel = derived(layer.model.theory, "L", ("F", "b", "x"), ("h",))
    while True:
        n, c, o = (int(v) for v in rng.integers(1, 5, 3))
        k = tuple(int(v) for v in rng.integers(1, 5, 2))
        s, d, pad = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(0, 4))
        h, w = (max(int(rng.integers(1, 10)), d * (size - 1) + 1 - 2 * pad, s - 2 * pad, 1) for size in k)
        theirs = Convolution(c, o, k, stride=s, padding=pad, dilation=d, rng=rng)
        theirs.parameters["bias"] = rng.normal(size=o)
        x = rng.normal(size=(n, c, h, w))
        y = theirs.forward(x)
        upstream = rng.normal(size=y.shape)
        dx = theirs.backward(upstream)
        weights = {"F": theirs.parameters["weight"], "b": theirs.parameters["bias"]}
        made = kernel(x=x, grad_h=upstream, s=s, d=d, P=pad, **weights)
        grads = theirs.gradients
        yield [(made["h"], y), (made["grad_x"], dx), (made["grad_F"], grads["weight"]), (made["grad_b"], grads["bias"])]


def fields(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Theorem 2: two layers of any kernel, stride, padding, dilation; one unit's gradient, and where it may be."""
    theory = script("receptive_field")["two_layers"]().theory
    kernel = derived(theory, "L", ("x",))
    from symderiv.layers import convolution, receptive_field

    while True:
        shape = [(int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 3))) for _ in range(2)]
        pads = [int(rng.integers(0, 3)) for _ in range(2)]
        side = int(rng.integers(12, 20))
        layers = [
            Convolution(1, 1, (k, 1), stride=(s, 1), padding=(p, 0), dilation=(d, 1), bias=False, rng=rng)
            for (k, s, d), p in zip(shape, pads, strict=True)
        ]
        network = Network(layers, (1, side, 1))
        y = network.forward(rng.normal(size=(1, 1, side, 1)))
        unit = int(rng.integers(0, y.shape[2]))
        upstream = np.zeros(y.shape)
        upstream[0, 0, unit, 0] = 1
        dx = network.backward(upstream)
        assert dx is not None
        numbers = {
            f"{name}_{at + 1}": value for at, row in enumerate(shape) for name, value in zip("ksd", row, strict=True)
        }
        numbers |= {f"p_{at + 1}": p for at, p in enumerate(pads)}
        weights = {f"w_{at + 1}": layer.parameters["weight"][0, 0, :, 0] for at, layer in enumerate(layers)}
        numbers["n_1"] = layers[0].output_shape((1, side, 1))[1]
        given = {name: value for name, value in numbers.items() if name in kernel.inputs}
        made = kernel(x=np.zeros(side), grad_h_2=upstream[0, 0, :, 0], **weights, **given)["grad_x"]
        field = receptive_field([convolution(k, s, d, p, skip=True) for (k, s, d), p in zip(shape, pads, strict=True)])
        first = field.jump * unit + field.start
        outside = np.ones(side, bool)
        outside[max(first, 0) : max(first + field.size, 0)] = False
        assert not made[outside].any(), "a pixel outside of the field has an influence"
        yield [(made, dx[0, 0, :, 0])]


def nested_models(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Theorem 3: the fit by the first t of M orthonormalised units, against least squares on the raw ones."""
    page = script("bias_variance")["fits"]()
    kernel = lambdify(page.theory, {"fit": "fit"})
    while True:
        units = int(rng.integers(1, 8))
        samples = units + int(rng.integers(0, 8))
        features, f = rng.normal(size=(samples, units)), rng.normal(size=samples)
        basis = np.linalg.qr(features)[0].T.copy()
        made = kernel(b=basis, f=f)["fit"]
        yield [
            (made[t], features[:, :t] @ np.linalg.lstsq(features[:, :t], f, rcond=None)[0]) for t in range(1, units + 1)
        ]


def mapped_networks(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Theorem 4: sigmoid and mapped tanh networks of any depth and width from the recurrences."""
    page = script("weight_map")["deep_networks"]()[0]
    kernel = lambdify(page.theory, {"h": "h", "g": "g"})
    while True:
        depth, width, inputs = (int(v) for v in rng.integers(1, 7, 3))
        first, bias = rng.normal(size=(width, inputs)), rng.normal(size=width)
        W, b, x = rng.normal(size=(depth, width, width)), rng.normal(size=(depth, width)), rng.normal(size=inputs)
        made = kernel(W_0=first, b_0=bias, W=W, b=b, x=x)
        units = [1 / (1 + np.exp(-(first @ x + bias)))]
        for level in range(depth - 1):
            units.append(1 / (1 + np.exp(-(W[level] @ units[-1] + b[level]))))
        yield [(made["h"], np.array(units)), ((1 + made["g"]) / 2, np.array(units))]


def quadratics(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Theorem 5: gradient of the quadratic error, and its Hessian in a direction, against NumPy."""
    kernel = twice_derived(script("error_surface")["surface"]().theory, "E", "w")
    while True:
        size = int(rng.integers(1, 12))
        root = rng.normal(size=(size, size))
        H, w, best, along = root + root.T, *rng.normal(size=(3, size))
        given = {"H": H, "w": w, "w_0": best, "E_0": np.array(1.0), "along": along}
        made = kernel(**{name: value for name, value in given.items() if name in kernel.inputs})
        yield [(made["slope"], H @ (w - best)), (made["grad_w"], H @ along)]


def heads(rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Theorem 6: gradient of the cross-entropy of a head, and its Hessian in a direction."""
    tools = script("transfer_learning")
    page, N, K, _, _, _, Y, z, _ = tools["head"]()
    tools["loss"](page, N, K, Y, z)
    kernel = twice_derived(page.theory, "L", "W")
    while True:
        samples, classes, features = (int(v) for v in rng.integers((1, 2, 1), 8, 3))
        x, w, along = rng.normal(size=(samples, features)), *rng.normal(size=(2, classes, features))
        labels = rng.integers(0, classes, samples)
        made = kernel(X=x, W=w, Y=np.eye(classes)[labels], along=along)
        bent = head_hessian(w, x) @ along.ravel()
        yield [(made["slope"], loss_and_gradient(w, x, labels)[1]), (made["grad_W"].ravel(), bent)]


CASES: dict[str, Callable[[np.random.Generator], Iterator[list[Pair]]]] = {
    "residual_block: identity shortcut": residual_blocks,
    "residual_block: projection with stride": projections,
    "residual_block: one layer, any kernel": convolutions,
    "receptive_field: two layers": fields,
    "bias_variance: nested fits": nested_models,
    "weight_map: any depth": mapped_networks,
    "error_surface: gradient and Hessian": quadratics,
    "transfer_learning: gradient and Hessian": heads,
}


def run(full: bool = False, progress: Progress = lambda _what, _share: None) -> dict[str, Any]:
    """All cases, on 240 random shapes each (8 in the quick form)."""
    found: dict[str, Any] = {}
    for number, (name, case) in enumerate(CASES.items()):
        progress(name, number / len(CASES))
        drawn = case(np.random.default_rng([7, number]))
        shapes = 240 if full else 8
        worst = max(error(next(drawn)) for _ in range(shapes))
        found[name] = {"shapes": shapes, "largest_relative_error": worst}
    progress("done", 1.0)
    return found


if __name__ == "__main__":
    from running import main

    main("validation", run)
