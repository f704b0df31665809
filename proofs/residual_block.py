"""Theorem 1: the gradients of a residual block, for every batch, channel count, kernel, padding, stride and dilation.

Run ``symderiv prove residual_block``, or this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

from sympy import Eq, KroneckerDelta

from symderiv.language.notation import D, Model, indices, iverson, relu, total
from symderiv.theorem import Part, Shown, Theorem

n, o, c, i, j, p, q, u, v, k, m = indices("n o c i j p q u v k m")
n2, c2, i2, j2 = indices("n' c' i' j'")


def part(name: str, model: Model, left: Any, right: Any, kind: str = "equation", over: Any = None) -> Part:
    """A part about the model as it stands."""
    claim = model.claim(name, left, right, over=over)
    return Part(name, kind, claim.theory, claim.statement)


class Convolution:
    """One layer ``h[n,o,i,j] = b[o] + sum F[o,c,p,q] x[n,c,si+dp-P,sj+dq-P]``; ``flipped``: a true convolution."""

    def __init__(self, flipped: bool) -> None:
        t = self.model = Model()
        self.N, self.C, self.M, self.H, self.W, self.K, self.J = t.sizes("N C M H W K J")
        out_h, out_w = t.sizes("Ho Wo")
        self.s, self.d = t.sizes("s d")
        self.P = t.size("P", low=0)
        self.x = t.tensor("x", self.N, self.C, self.H, self.W)
        self.w = t.tensor("F", self.M, self.C, self.K, self.J)
        self.b = t.tensor("b", self.M)
        tap = (self.K - 1 - p, self.J - 1 - q) if flipped else (p, q)
        self.kernel = self.w[o, c, tap[0], tap[1]]
        body = self.b[o] + total(self.kernel * self.read(i, j), c, p, q)
        self.h = t.define("h", (n, o, i, j), body, shape=(self.N, self.M, out_h, out_w))
        self.loss = t.loss("L", self.h)
        self.flipped = flipped

    def read(self, row: Any, column: Any) -> Any:
        return self.x[n, c, self.s * row + self.d * p - self.P, self.s * column + self.d * q - self.P]

    def upstream(self, row: Any = i, column: Any = j) -> Any:
        return D(self.loss, self.h[n, o, row, column])

    def parts(self) -> Iterator[Part]:
        name = "convolution" if self.flipped else "cross-correlation"
        t = self.model
        entry = D(self.loss, self.kernel)
        over = {p: self.K, q: self.J, o: self.M, c: self.C}
        yield part(
            f"{name}: gradient of the kernel", t, entry, total(self.upstream() * self.read(i, j), n, i, j), over=over
        )
        yield part(f"{name}: gradient of the bias", t, D(self.loss, self.b[o]), total(self.upstream(), n, i, j))
        delta = iverson(Eq(self.s * i + self.d * p - self.P, u)) * iverson(Eq(self.s * j + self.d * q - self.P, v))
        right = total(delta * self.kernel * self.upstream(), o, p, q, i, j)
        over = {n: self.N, c: self.C, u: self.H, v: self.W}
        left = D(self.loss, self.x[n, c, u, v])
        yield part(f"{name}: gradient of the input, at any stride and dilation", t, left, right, over=over)
        slip = iverson(Eq(self.s * i - self.d * p + self.P, u)) * iverson(Eq(self.s * j - self.d * q + self.P, v))
        wrong = total(slip * self.kernel * self.upstream(), o, p, q, i, j)
        yield part(f"{name}: the same operation again, nothing turned", t, left, wrong, "refuted", over=over)


class Block:
    """``y = relu(conv(relu(conv(x, A)), B) + x)``, kernels of any size, any padding, channels C -> M -> C."""

    def __init__(self, projection: bool = False) -> None:
        t = self.model = Model()
        self.N, self.C, self.M, self.H, self.W, self.K = t.sizes("N C M H W K")
        self.P = t.size("P", low=0)
        self.x = t.tensor("x", self.N, self.C, self.H, self.W)
        self.A = t.tensor("A", self.M, self.C, self.K, self.K)
        self.B = t.tensor("B", self.C, self.M, self.K, self.K)
        around = (i + p - self.P, j + q - self.P)
        h1 = total(self.A[k, c, p, q] * self.x[n, c, around[0], around[1]], c, p, q)
        self.h1 = t.define("h1", (n, k, i, j), h1, shape=(self.N, self.M, self.H, self.W))
        self.z1 = t.define("z1", (n, k, i, j), relu(self.h1[n, k, i, j]))
        h2 = total(self.B[k, c, p, q] * self.z1[n, c, around[0], around[1]], c, p, q)
        self.h2 = t.define("h2", (n, k, i, j), h2, shape=(self.N, self.C, self.H, self.W))
        self.S = t.tensor("S", self.C, self.C) if projection else None
        skip = self.x[n, k, i, j] if self.S is None else total(self.S[k, m] * self.x[n, m, i, j], m)
        self.h3 = t.define("h3", (n, k, i, j), self.h2[n, k, i, j] + skip)
        self.y = t.define("y", (n, k, i, j), relu(self.h3[n, k, i, j]))
        self.loss = t.loss("L", self.y)
        self.g3 = t.define("g3", (n, k, i, j), D(self.loss, self.h3[n, k, i, j]))
        self.g1 = t.define("g1", (n, k, i, j), D(self.loss, self.h1[n, k, i, j]))

    def turned(self, kernel: Any, g: Any) -> Any:
        """The adjoint of the layer: taps turned by 180 degrees, channels transposed."""
        return total(kernel[k, c, p, q] * g[n, k, i - p + self.P, j - q + self.P], k, p, q)

    def straight(self, kernel: Any, g: Any) -> Any:
        """The same operation again, channels transposed but taps not turned."""
        return total(kernel[k, c, p, q] * g[n, k, i + p - self.P, j + q - self.P], k, p, q)

    def lags(self, g: Any, z: Any) -> Any:
        return total(g[n, k, i, j] * z[n, c, i + p - self.P, j + q - self.P], n, i, j)

    def parts(self) -> Iterator[Part]:
        t, loss = self.model, self.loss
        dx = D(loss, self.x[n, c, i, j])
        branch = self.turned(self.A, self.g1)
        if self.S is not None:
            shortcut = total(self.S[k, c] * self.g3[n, k, i, j], k)
            yield part("dL/dx with a projection shortcut", t, dx, shortcut + branch)
            yield part("dL/dx with the projection not transposed", t, dx,
                       total(self.S[c, k] * self.g3[n, k, i, j], k) + branch, "refuted")  # fmt: skip
            return
        positive = iverson(self.h3[n, k, i, j] > 0)
        yield part("g3 = dL/dy (h3 > 0)", t, self.g3[n, k, i, j], D(loss, self.y[n, k, i, j]) * positive)
        yield part("dL/dB = sum g3 z1", t, D(loss, self.B[k, c, p, q]), self.lags(self.g3, self.z1))
        mask = iverson(self.h1[n, c, i, j] > 0)
        yield part("g1 = (h1 > 0) turned B on g3", t, self.g1[n, c, i, j], mask * self.turned(self.B, self.g3))
        yield part("dL/dA = sum g1 x", t, D(loss, self.A[k, c, p, q]), self.lags(self.g1, self.x))
        yield part("dL/dx = g3 + turned A on g1", t, dx, self.g3[n, c, i, j] + branch)
        identity = KroneckerDelta(n, n2) * KroneckerDelta(c, c2) * KroneckerDelta(i, i2) * KroneckerDelta(j, j2)
        place = self.x[n2, c2, i2, j2]
        ranges = {n2: self.N, c2: self.C, i2: self.H, j2: self.W}
        jacobian = D(self.h3[n, c, i, j], place)
        inner = D(self.h2[n, c, i, j], place)
        yield part("dh3/dx = dh2/dx + identity", t, jacobian, inner + identity, over=ranges)
        yield part("dh3/dx = dh2/dx + all ones", t, jacobian, inner + 1, "refuted", over=ranges)
        wrong = {
            "dL/dx with kernels not turned": self.g3[n, c, i, j] + self.straight(self.A, self.g1),
            "dL/dx with the skip forgotten": branch,
            "dL/dx with the mask of h3 forgotten": D(loss, self.y[n, c, i, j]) + branch,
            "dL/dx with an all-ones Jacobian of the skip": total(self.g3[n2, c2, i2, j2], n2, c2, i2, j2) + branch,
        }
        for name, right in wrong.items():
            yield part(name, t, dx, right, "refuted")
        late = iverson(self.h2[n, k, i, j] > 0)
        if_late = total(self.A[k, c, p, q] * D(loss, self.z1[n, k, i - p + self.P, j - q + self.P]), k, p, q)
        yield part("dL/dx without the mask of h1", t, dx, self.g3[n, c, i, j] + if_late, "refuted")
        yield part("g3 with the mask of h2", t, self.g3[n, k, i, j], D(loss, self.y[n, k, i, j]) * late, "refuted")
        order = total(self.z1[n, c, i, j] * self.g3[n, k, i + p - self.P, j + q - self.P], n, i, j)
        yield part("dL/dB with the operands exchanged", t, D(loss, self.B[k, c, p, q]), order, "refuted")
        unturned = iverson(self.h1[n, c, i, j] > 0) * self.straight(self.B, self.g3)
        yield part("g1 with B not turned", t, self.g1[n, c, i, j], unturned, "refuted")


def depth() -> Iterator[Part]:
    """Any number of blocks: the step of the reverse recurrence at a symbolic block, and its end."""
    t = Model()
    blocks, width = t.sizes("T D")
    layer, a, b, a2 = indices("l a b e")
    start = t.tensor("x0", width)
    w = t.tensor("W", blocks + 1, width, width)
    r = t.tensor("r", width)
    x = t.recurrence(
        "x",
        (layer, a),
        start[a],
        lambda old: old[layer - 1, a] + relu(total(w[layer, a, b] * old[layer - 1, b], b)),
        shape=(blocks + 1, width),
    )
    loss = t.define("E", (), total(r[a] * x[blocks, a], a))
    g = t.define("g", (layer, a), D(loss, x[layer, a]))
    later = layer + 1
    inside = total(w[later, a2, b] * x[layer, b], b)
    step = g[later, a] + total(g[later, a2] * iverson(inside > 0) * w[later, a2, a], a2)
    yield part("any depth, step: g[l] = (I + W^T mask) g[l+1]", t, g[layer, a], step, "induction", over={layer: blocks})
    yield part("any depth, end: g[T] = dE/dx[T]", t, g[blocks, a], r[a], "induction")
    dropped = total(g[later, a2] * iverson(inside > 0) * w[later, a2, a], a2)
    yield part("any depth, the skip forgotten", t, g[layer, a], dropped, "refuted", over={layer: blocks})


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from Block().parts()
    yield from Block(projection=True).parts()
    yield from Convolution(flipped=False).parts()
    yield from Convolution(flipped=True).parts()
    yield from depth()
    yield Part(
        "the formula is the derivative off a null set of inputs and weights",
        "cited",
        source="zero sets of nonzero polynomials are null sets; Bertoin, Bolte, Gerchinovitz and Pauwels, NeurIPS 2021",
    )


def shown() -> Iterator[Shown]:
    """The three gradients, derived line by line."""
    block = Block()
    theory = block.model.theory
    target = block.model.term(block.loss)
    for tensor, title in (("B", "the second kernel"), ("A", "the first kernel"), ("x", "the input")):
        yield Shown(f"Gradient of {title}", theory, target, tensor)


def draw(folder: Path) -> list[Path]:
    """Gradients beside finite differences, and gradient norms by depth."""
    from symderiv.figures import save, style

    with style():
        drawn = run_path(str(Path(__file__).parent / "residual_block_figures.py"))["figures"]()
        return [path for name, figure in drawn.items() for path in save(figure, folder, name)]


THEOREM = Theorem(
    "residual_block",
    "Gradients of a residual block",
    parts,
    shown=shown,
    figures=draw,
    summary="all gradients for every size, stride, padding and dilation; any depth; every literal misreading refuted",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
