"""Theorem 1: the gradients of a residual block, for every batch, channel count, kernel, padding, stride and dilation.

Run ``symderiv prove residual_block``, or this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from committed import Committed
from sympy import Eq, KroneckerDelta

from symderiv.language.notation import D, Model, indices, iverson, relu, total
from symderiv.language.terms import Guard
from symderiv.theorem import Measured, Part, Shown, Theorem

COMMITTED = Committed("residual_block", drawing="residual_block_figures.py")

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
    """``y = relu(conv(relu(conv(x, A)), B) + x)``: any kernel size, padding and dilation, channels C -> M -> C.

    ``flipped``: true convolutions.  ``narrow``: as many hidden channels as outer ones, so that readings fit in which a
    mask stands at the wrong place.
    """

    def __init__(self, flipped: bool = False, narrow: bool = False) -> None:
        t = self.model = Model()
        self.N, self.C, self.H, self.W, self.K, self.d = t.sizes("N C H W K d")
        self.M = self.C if narrow else t.size("M")
        self.P = t.size("P", low=0)
        self.x = t.tensor("x", self.N, self.C, self.H, self.W)
        self.A = t.tensor("A", self.M, self.C, self.K, self.K)
        self.B = t.tensor("B", self.C, self.M, self.K, self.K)
        self.flipped = flipped
        h1 = total(self.entry(self.A) * self.x[n, c, *self.around(1)], c, p, q)
        self.h1 = t.define("h1", (n, k, i, j), h1, shape=(self.N, self.M, self.H, self.W))
        self.z1 = t.define("z1", (n, k, i, j), relu(self.h1[n, k, i, j]))
        h2 = total(self.entry(self.B) * self.z1[n, c, *self.around(1)], c, p, q)
        self.h2 = t.define("h2", (n, k, i, j), h2, shape=(self.N, self.C, self.H, self.W))
        self.h3 = t.define("h3", (n, k, i, j), self.h2[n, k, i, j] + self.x[n, k, i, j])
        self.y = t.define("y", (n, k, i, j), relu(self.h3[n, k, i, j]))
        self.loss = t.loss("L", self.y)
        self.g3 = t.define("g3", (n, k, i, j), D(self.loss, self.h3[n, k, i, j]))
        self.g1 = t.define("g1", (n, k, i, j), D(self.loss, self.h1[n, k, i, j]))

    def entry(self, kernel: Any) -> Any:
        """The weight of tap (p, q)."""
        return kernel[k, c, self.K - 1 - p, self.K - 1 - q] if self.flipped else kernel[k, c, p, q]

    def around(self, side: int) -> tuple[Any, Any]:
        """Where tap (p, q) reads; ``side = -1``: who reads here through it."""
        return i + side * (self.d * p - self.P), j + side * (self.d * q - self.P)

    def turned(self, kernel: Any, g: Any) -> Any:
        """The adjoint of the layer: taps turned by 180 degrees, channels transposed."""
        return total(self.entry(kernel) * g(n, k, *self.around(-1)), k, p, q)

    def straight(self, kernel: Any, g: Any) -> Any:
        """The same operation again, channels transposed but taps not turned."""
        return total(self.entry(kernel) * g(n, k, *self.around(1)), k, p, q)

    def lags(self, g: Any, z: Any) -> Any:
        return total(g[n, k, i, j] * z[n, c, *self.around(1)], n, i, j)

    def on(self, h: Any, *place: Any) -> Any:
        return iverson(h[place] > 0)

    def gradients(self) -> Iterator[tuple[str, Any, Any, Any]]:
        """Name, gradient and what it is, with ranges that are not plain."""
        loss, taps = self.loss, {p: self.K, q: self.K}
        yield "g3 = dL/dy (h3 > 0)", self.g3[n, k, i, j], self.upstream(n, k, i, j) * self.on(self.h3, n, k, i, j), None
        yield (
            "dL/dB = sum g3 z1",
            D(loss, self.entry(self.B)),
            self.lags(self.g3, self.z1),
            {**taps, k: self.C, c: self.M},
        )
        masked = self.on(self.h1, n, c, i, j) * self.turned(self.B, lambda *at: self.g3[at])
        yield "g1 = (h1 > 0) turned B on g3", self.g1[n, c, i, j], masked, None
        yield (
            "dL/dA = sum g1 x",
            D(loss, self.entry(self.A)),
            self.lags(self.g1, self.x),
            {**taps, k: self.M, c: self.C},
        )
        branch = self.turned(self.A, lambda *at: self.g1[at])
        yield "dL/dx = g3 + turned A on g1", D(loss, self.x[n, c, i, j]), self.g3[n, c, i, j] + branch, None

    def upstream(self, *place: Any) -> Any:
        return D(self.loss, self.y[place])

    def parts(self) -> Iterator[Part]:
        t, loss = self.model, self.loss
        kind = "true convolution: " if self.flipped else ""
        for name, left, right, over in self.gradients():
            yield part(kind + name, t, left, right, over=over)
        dx = D(loss, self.x[n, c, i, j])
        branch = self.turned(self.A, lambda *at: self.g1[at])
        unturned = self.g3[n, c, i, j] + self.straight(self.A, lambda *at: self.g1[at])
        yield part(kind + "dL/dx with kernels not turned", t, dx, unturned, "refuted")
        order = total(self.z1[n, c, i, j] * self.g3[n, k, *self.around(1)], n, i, j)
        over = {p: self.K, q: self.K, k: self.C, c: self.M}
        yield part(kind + "dL/dB with the operands exchanged", t, D(loss, self.entry(self.B)), order, "refuted", over)
        if self.flipped:
            same = self.lags(self.g3, self.z1)
            yield part(
                "true convolution: dL/dB by the same operation", t, D(loss, self.B[k, c, p, q]), same, "refuted", over
            )
            return
        identity = KroneckerDelta(n, n2) * KroneckerDelta(c, c2) * KroneckerDelta(i, i2) * KroneckerDelta(j, j2)
        place = self.x[n2, c2, i2, j2]
        ranges = {n2: self.N, c2: self.C, i2: self.H, j2: self.W}
        jacobian = D(self.h3[n, c, i, j], place)
        inner = D(self.h2[n, c, i, j], place)
        yield part("dh3/dx = dh2/dx + identity", t, jacobian, inner + identity, over=ranges)
        yield part("dh3/dx = dh2/dx + all ones", t, jacobian, inner + 1, "refuted", over=ranges)
        ones = total(self.g3[n2, c2, i2, j2], n2, c2, i2, j2)
        wrong = {
            "dL/dx with the skip forgotten": branch,
            "dL/dx with the mask of h3 on the branch only": self.upstream(n, c, i, j) + branch,
            "dL/dx with an all-ones Jacobian of the skip": ones + branch,
        }
        for name, right in wrong.items():
            yield part(name, t, dx, right, "refuted")
        late = self.turned(self.A, lambda *at: D(loss, self.z1[at]))
        yield part("dL/dx without the mask of h1", t, dx, self.g3[n, c, i, j] + late, "refuted")
        h2_for_h3 = self.upstream(n, k, i, j) * self.on(self.h2, n, k, i, j)
        yield part("g3 with the mask of h2", t, self.g3[n, k, i, j], h2_for_h3, "refuted")
        straight = self.on(self.h1, n, c, i, j) * self.straight(self.B, lambda *at: self.g3[at])
        yield part("g1 with B not turned", t, self.g1[n, c, i, j], straight, "refuted")

    def misplaced(self) -> Iterator[Part]:
        """Readings that make sense only with as many hidden channels as outer ones."""
        t = self.model
        b, o2, v2 = indices("b o' v'")
        taps = (o, u, v)

        def back(kernel: Any, g: Any) -> Any:
            """Turned, with indices of its own."""
            return lambda at_n, at_c, at_i, at_j: total(
                kernel[o, at_c, u, v] * g(at_n, o, at_i - self.d * u + self.P, at_j - self.d * v + self.P), *taps
            )

        def inner(kernel: Any, g: Any) -> Any:
            return lambda at_n, at_c, at_i, at_j: total(
                kernel[b, at_c, o2, v2] * g(at_n, b, at_i - self.d * o2 + self.P, at_j - self.d * v2 + self.P),
                b,
                o2,
                v2,
            )

        def g3(*at: Any) -> Any:
            return self.g3[at]

        def mask(h: Any, g: Any) -> Any:
            return lambda *at: iverson(h[at] > 0) * g(*at)

        here = (n, c, i, j)
        dx, skip = D(self.loss, self.x[here]), self.g3[here]
        scanned = skip + back(self.A, mask(self.h2, inner(self.B, g3)))(*here)
        yield part("dL/dx with the mask of h2, as the scan reads", t, dx, scanned, "refuted")
        after = skip + mask(self.h1, back(self.A, inner(self.B, g3)))(*here)
        yield part("dL/dx with the mask of h1 after A^T", t, dx, after, "refuted")
        before = skip + back(self.A, inner(self.B, mask(self.h1, g3)))(*here)
        yield part("dL/dx with the mask of h1 before B^T", t, dx, before, "refuted")
        slope = mask(self.h2, inner(self.B, g3))
        lags = total(slope(n, k, i, j) * self.x[n, c, *self.around(1)], n, i, j)
        over = {p: self.K, q: self.K, k: self.C, c: self.C}
        yield part("dL/dA with the mask of h2", t, D(self.loss, self.A[k, c, p, q]), lags, "refuted", over)


def special() -> Iterator[Part]:
    """When a wrong line happens to be right."""
    t = Model()
    N, C, M, H, W = t.sizes("N C M H W")
    x, w = t.tensor("x", N, C, H, W), t.tensor("F", M, C, 1, 1)
    h = t.define("h", (n, k, i, j), total(w[k, c, 0, 0] * x[n, c, i, j], c), shape=(N, M, H, W))
    L = t.loss("L", h)
    same = total(w[k, c, 0, 0] * D(L, h[n, k, i, j]), k)
    yield part("1x1 kernels need not be turned (channels are transposed)", t, D(L, x[n, c, i, j]), same)
    t = Model()
    N, C, M, H, W = t.sizes("N C M H W")
    P = t.size("P", low=0)
    K = 2 * P + 1
    x, w = t.tensor("x", N, C, H, W), t.tensor("F", M, C, K, K)
    h = t.define("h", (n, k, i, j), total(w[k, c, p, q] * x[n, c, i + p - P, j + q - P], c, p, q), shape=(N, M, H, W))
    L = t.loss("L", h)
    order = total(x[n, c, i, j] * D(L, h[n, k, i + p - P, j + q - P]), n, i, j)
    over = {p: K, q: K, k: M, c: C}
    turned = D(L, w[k, c, 2 * P - p, 2 * P - q])
    yield part(
        "odd kernels, same padding: exchanged operands give the gradient turned by 180 degrees",
        t,
        turned,
        order,
        over=over,
    )
    t = Model()
    N, C, M, H, W = t.sizes("N C M H W")
    P = t.size("P", low=0)
    K = 2 * P + 1
    x, f = t.tensor("x", N, C, H, W), t.tensor("f", M, C, K, K)
    w = t.define("F", (k, c, p, q), f[k, c, p, q] + f[k, c, 2 * P - p, 2 * P - q], shape=(M, C, K, K))
    h = t.define("h", (n, k, i, j), total(w[k, c, p, q] * x[n, c, i + p - P, j + q - P], c, p, q), shape=(N, M, H, W))
    L = t.loss("L", h)
    same = total(w[k, c, p, q] * D(L, h[n, k, i + p - P, j + q - P]), k, p, q)
    yield part("kernels symmetric under 180 degrees (f + f turned) need not be turned", t, D(L, x[n, c, i, j]), same)
    t = Model()
    x, w = t.tensor("x", 1, 1, 1, 1), t.tensor("F", 1, 1, 1, 1)
    h = t.define("h", (n, c, i, j), w[0, 0, 0, 0] * x[n, c, i, j] + x[n, c, i, j], shape=(1, 1, 1, 1))
    over = {n: 1, c: 1, i: 1, j: 1, n2: 1, c2: 1, i2: 1, j2: 1}
    yield part(
        "one pixel and channel: all ones are the identity",
        t,
        D(h[n, c, i, j], x[n2, c2, i2, j2]),
        w[0, 0, 0, 0] + 1,
        over=over,
    )


class Downsampling:
    """A first layer of stride s, and a projection shortcut that reads every s-th pixel."""

    def __init__(self) -> None:
        t = self.model = Model()
        N, self.C, M, O, self.H, self.W, Ho, Wo, K, s, d = t.sizes("N C M O H W Ho Wo K s d")  # noqa: E741
        P, Q = t.size("P", low=0), t.size("Q", low=0)
        self.N, self.s = N, s
        self.x, self.A = t.tensor("x", N, self.C, self.H, self.W), t.tensor("A", M, self.C, K, K)
        B, self.S = t.tensor("B", O, M, K, K), t.tensor("S", O, self.C)
        self.rows = s * i + d * p - P, s * j + d * q - P
        h1 = total(self.A[k, c, p, q] * self.x[n, c, self.rows[0], self.rows[1]], c, p, q)
        h1 = t.define("h1", (n, k, i, j), h1, shape=(N, M, Ho, Wo))
        z1 = t.define("z1", (n, k, i, j), relu(h1[n, k, i, j]))
        h2 = total(B[k, c, p, q] * z1[n, c, i + p - Q, j + q - Q], c, p, q)
        h2 = t.define("h2", (n, k, i, j), h2, shape=(N, O, Ho, Wo))
        h3 = t.define("h3", (n, k, i, j), h2[n, k, i, j] + total(self.S[k, m] * self.x[n, m, s * i, s * j], m))
        self.loss = t.loss("L", t.define("y", (n, k, i, j), relu(h3[n, k, i, j])))
        self.g3 = t.define("g3", (n, k, i, j), D(self.loss, h3[n, k, i, j]))
        self.g1 = t.define("g1", (n, k, i, j), D(self.loss, h1[n, k, i, j]))

    def parts(self) -> Iterator[Part]:
        t, s, g3 = self.model, self.s, self.g3

        def spread(row: Any, column: Any) -> Any:
            return iverson(Eq(row, u)) * iverson(Eq(column, v))

        place = {n: self.N, c: self.C, u: self.H, v: self.W}
        dx = D(self.loss, self.x[n, c, u, v])
        branch = total(spread(*self.rows) * self.A[k, c, p, q] * self.g1[n, k, i, j], k, p, q, i, j)
        shortcut = total(spread(s * i, s * j) * self.S[k, c] * g3[n, k, i, j], k, i, j)
        yield part("stride s, projection shortcut: dL/dx by both ways", t, dx, shortcut + branch, over=place)
        slope = total(g3[n, k, i, j] * self.x[n, c, s * i, s * j], n, i, j)
        yield part("... the projection's gradient", t, D(self.loss, self.S[k, c]), slope)
        identity = total(spread(s * i, s * j) * g3[n, c, i, j], i, j)
        yield part("... with the identity in its place", t, dx, identity + branch, "refuted", over=place)


def depth() -> Iterator[Part]:
    """Any number of blocks: ``x[l] = relu(x[l-1] + B[l] relu(A[l] x[l-1]))``, whole layers written as matrices."""
    from symderiv.layers.writing import Page, Tensor, call, derivative, holds, total
    from symderiv.theorem import stated

    l, i, d, k, e, c, t, w, z = Page.indices("l i d k e c t w z")  # noqa: E741
    page = Page()
    T, D_, M = page.sizes("T D M")
    start, A, B = page.tensor("x0", D_), page.tensor("A", T + 1, M, D_), page.tensor("B", T + 1, D_, M)
    r = page.tensor("r", D_)

    def h1(x: Tensor, layer: Any, unit: Any, over: Any = e) -> Any:
        return total([(over, D_)], A[layer, unit, over] * x[layer - 1, over])

    def h3(x: Tensor, layer: Any, unit: Any) -> Any:
        return x[layer - 1, unit] + total([(w, M)], B[layer, unit, w] * call("relu", h1(x, layer, w, z)))

    def on(value: Any) -> Any:
        return holds(Guard("pos", value.term))

    x = page.recurrence("x", (l, T + 1), [(i, D_)], start[i], call("relu", h3(Tensor("x"), l, i)))
    error = page.define("E", [], total([(i, D_)], r[i] * x[T, i]))

    def back(g: Tensor, skip: bool) -> Any:
        layer = T + 1 - t
        into = on(h3(x, layer, i)) * g[t - 1, i]
        branch = total(
            [(c, M), (k, D_)],
            A[layer, c, i] * on(h1(x, layer, c, d)) * B[layer, k, c] * on(h3(x, layer, k)) * g[t - 1, k],
        )
        return into + branch if skip else branch

    g = page.recurrence("g", (t, T + 1), [(i, D_)], r[i], back(Tensor("g"), True))
    every = [(t, T + 1), (i, D_)]
    name = "any depth: t steps of g <- (I + A^T D1 B^T) D3 g from the end give dE/dx[T-t]"
    yield stated(page, "induction", name, derivative(error(), x, T - t, i), g[t, i], every)
    later = l + 1
    slope = derivative(error(), x, later, i) * on(h3(x, later, i))
    name = "any depth: dE/dB of every block is g3 z1^T"
    yield stated(page, "equation", name, derivative(error(), B, later, i, c), slope * call("relu", h1(x, later, c)),
                 [(l, T), (i, D_), (c, M)])  # fmt: skip
    through = total([(k, D_)], derivative(error(), x, later, k) * on(h3(x, later, k)) * B[later, k, c])
    name = "any depth: dE/dA of every block is g1 x^T"
    yield stated(page, "equation", name, derivative(error(), A, later, c, i), through * on(h1(x, later, c)) * x[l, i],
                 [(l, T), (i, D_), (c, M)])  # fmt: skip
    lost = page.recurrence("lost", (t, T + 1), [(i, D_)], r[i], back(Tensor("lost"), False))
    name = "any depth, the skip forgotten"
    yield stated(page, "refuted", name, derivative(error(), x, T - t, i), lost[t, i], every)


def kinks() -> Iterator[Part]:
    """1x1 kernels, two channels, ``A = [[1,-1],[-1,1]]``, ``B = [[1,-1],[0,0]]``: y1 is smooth at x = (1, 1), but its
    masks stand on kinks there."""
    from symderiv.layers.writing import Page, Tensor, call, derivative, put
    from symderiv.theorem import stated

    page = Page()
    a, b = page.scalars("a b")
    s, t = Tensor("s")(), Tensor("t")()

    def block(x1: Any, x2: Any) -> Any:
        return call("relu", call("relu", x1 - x2) - call("relu", x2 - x1) + x1)

    def plain(x1: Any, x2: Any) -> Any:
        return call("relu", 2 * x1 - x2)

    yield stated(page, "equation", "the block computes relu(2 x1 - x2)", block(a, b), plain(a, b))
    name = "at (1, 1) the formula gives the slope 1, as every mask there is 0 ..."
    yield stated(page, "equation", name, put("t", 1, put("s", 1, derivative(block(s, t), "s"))), 1)
    name = "... where the function has the slope 2: on kinks a convention decides"
    yield stated(page, "equation", name, put("t", 1, put("s", 1, derivative(plain(s, t), "s"))), 2)


def measured_differences() -> Measured:
    """The derived gradient meets the difference quotient to rounding; the misreadings never do."""
    curves = {curve["reading"]: min(curve["errors"]) for curve in COMMITTED.results()["differences"]}
    right = curves.pop("right")
    text = ", ".join(f"{name} {least:.2f}" for name, least in curves.items())
    return Measured(
        right < 1e-11 and min(curves.values()) > 0.05, f"least relative error: derived {right:.0e}, {text}", curves
    )


def measured_depth() -> Measured:
    """With the identity skip the gradient survives 30 blocks, without it it need not."""
    ends = {(curve["skip"], curve["scale"]): curve["ratios"][0] for curve in COMMITTED.results()["depth"]}
    kept, lost = min(v for (skip, _), v in ends.items() if skip), min(v for (skip, _), v in ends.items() if not skip)
    text = f"norm after 30 blocks, relative to the top: with skip at least {kept:.2f}, without down to {lost:.0e}"
    return Measured(kept > 0.1 and lost < 1e-10, text)


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from Block().parts()
    yield from Block(flipped=True).parts()
    yield from Block(narrow=True).misplaced()
    yield from Convolution(flipped=False).parts()
    yield from Convolution(flipped=True).parts()
    yield from special()
    yield from Downsampling().parts()
    yield from depth()
    yield from kinks()
    yield Part(
        "the formula is the derivative off a null set of inputs and weights",
        "cited",
        source="zero sets of nonzero polynomials are null sets; Bertoin, Bolte, Gerchinovitz and Pauwels, NeurIPS 2021",
    )
    yield Part("right and wrong gradients beside difference quotients", "measured", measure=measured_differences)
    yield Part("norms of gradients through 30 blocks", "measured", measure=measured_depth)
    yield COMMITTED.random_shapes()


def shown() -> Iterator[Shown]:
    """The three gradients, derived line by line."""
    block = Block()
    theory = block.model.theory
    target = block.model.term(block.loss)
    for tensor, title in (("B", "the second kernel"), ("A", "the first kernel"), ("x", "the input")):
        yield Shown(f"Gradient of {title}", theory, target, tensor)


THEOREM = Theorem(
    "residual_block",
    "Gradients of a residual block",
    parts,
    shown=shown,
    figures=COMMITTED.draw,
    experiment=COMMITTED.experiment,
    summary="all gradients for every size, stride, padding and dilation; any depth; every literal misreading refuted",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
