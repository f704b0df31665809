"""Theorem 3: bias and variance as hidden units are added.

The provable setting: the hidden layer is frozen, read-out weights by least squares, so that fitted values are ``P y``
with a symmetric idempotent P; inputs fixed, ``y = f + e``.  Expectation is a weighted sum over outcomes w: weights
``q[w]`` that sum to one, ``E e_i = 0`` and ``E e_i e_j = s^2 delta_ij``; no Gaussian noise.  Then in-sample variance is
``s^2 tr P / N``, squared bias never rises and variance never falls along nested models.  What is *not* a theorem is
refuted below.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from committed import Committed

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard
from symderiv.layers.writing import (
    Expression,
    Page,
    Tensor,
    at_least,
    call,
    delta,
    differs,
    holds,
    number,
    one,
    total,
    zero,
)
from symderiv.theorem import Measured, Part, Theorem, stated

COMMITTED = Committed("bias_variance", drawing="experiments/bias_variance.py")

w, n, m, i, j, k, t = Page.indices("w n m i j k t")


def noise(page: Page, N: Poly, assume: str = "weights mean covariance") -> tuple[Poly, Tensor, Tensor, Expression]:
    """Outcomes with weights q and noise e; of ``weights`` that sum to one, ``mean`` zero and ``covariance`` s^2 I what
    the claim needs (claims of second moments hold for weights of any sum).

    The number of outcomes is a multiple of four; that is no restriction, since outcomes of weight zero may be added.
    """
    W = 4 * page.size("quarter")
    q, e, s = page.tensor("q", W), page.tensor("e", W, N), page.tensor("s")()
    if "weights" in assume:
        page.assume("weights sum to one", total([(w, W)], q[w]), 1)
    if "mean" in assume:
        page.assume("the noise has mean zero", total([(w, W)], q[w] * e[w, i]), 0, [(i, N)])
    if "covariance" in assume:
        second = total([(w, W)], q[w] * e[w, i] * e[w, j])
        page.assume("the noise has covariance s^2 I", second, s**2 * delta(i, j), [(i, N), (j, N)])
    return W, q, e, s


def projection(page: Page, name: str, N: Poly) -> Tensor:
    """A symmetric idempotent matrix: least squares on some feature matrix."""
    P = page.tensor(name, N, N)
    page.assume(f"{name} is idempotent", total([(k, N)], P[i, k] * P[k, j]), P[i, j], [(i, N), (j, N)])
    page.assume(f"{name} is symmetric", P[i, j], P[j, i], [(i, N), (j, N)])
    page.assume(f"both: rows of {name}", total([(k, N)], P[i, k] ** 2), P[i, i], [(i, N)])
    return P


def apply(P: Tensor, f: Tensor, N: Poly, row: Poly) -> Expression:
    """``(P f)[row]``."""
    return total([(m, N)], P[row, m] * f[m])


def decomposition() -> Iterator[Part]:
    """Expected squared error is squared bias plus variance (plus noise), for any estimator."""
    page = Page()
    W = page.size("W")
    q, g = page.tensor("q", W), page.tensor("g", W)
    target = page.tensor("target")()
    page.assume("weights sum to one", total([(w, W)], q[w]), 1)
    mean = page.define("mean", [], total([(w, W)], q[w] * g[w]))
    error = total([(w, W)], q[w] * (g[w] - target) ** 2)
    variance = total([(w, W)], q[w] * (g[w] - mean()) ** 2)
    yield Part(
        "expected squared error = squared bias + variance",
        "equation",
        page.theory,
        page.claim(error, (mean() - target) ** 2 + variance),
    )
    yield Part("without the bias", "refuted", page.theory, page.claim(error, variance), "refuted")
    page = Page()
    W = page.size("W")
    q, g, fresh = page.tensor("q", W), page.tensor("g", W), page.tensor("fresh", W)
    truth, s = page.scalars("truth s")
    page.assume("weights sum to one", total([(w, W)], q[w]), 1)
    page.assume("new noise has mean zero", total([(w, W)], q[w] * fresh[w]), 0)
    page.assume("new noise has variance s^2", total([(w, W)], q[w] * fresh[w] ** 2), s**2)
    page.assume("new noise is uncorrelated with the fit", total([(w, W)], q[w] * fresh[w] * g[w]), 0)
    yield Part(
        "a new target adds its own noise s^2",
        "equation",
        page.theory,
        page.claim(
            total([(w, W)], q[w] * (g[w] - truth - fresh[w]) ** 2),
            total([(w, W)], q[w] * (g[w] - truth) ** 2) + s**2,
        ),
    )


def in_sample() -> Iterator[Part]:
    """Variance of fitted values as a trace; bias as the residual of f."""
    page = Page()
    N = page.size("N")
    W, q, e, s = noise(page, N, "weights mean")
    A, f = page.tensor("A", N, N), page.tensor("f", N)
    fit = page.define("fit", [(w, W), (n, N)], total([(m, N)], A[n, m] * (f[m] + e[w, m])))
    yield Part(
        "the expected fit of any linear smoother is A f: the bias does not depend on the noise",
        "equation",
        page.theory,
        page.claim(total([(w, W)], q[w] * fit[w, n]), apply(A, f, N, n), [(n, N)]),
    )
    page = Page()
    N = page.size("N")
    W, q, e, s = noise(page, N, "covariance")
    A = page.tensor("A", N, N)
    smooth = total([(w, W)], q[w] * total([(m, N)], A[n, m] * e[w, m]) ** 2)
    yield Part(
        "any linear smoother: variance at a point is s^2 times the squared length of its row",
        "equation",
        page.theory,
        page.claim(smooth, s**2 * total([(m, N)], A[n, m] ** 2), [(n, N)]),
    )
    yield Part(
        "s^2 times the diagonal for a smoother that is no projection",
        "refuted",
        page.theory,
        page.claim(smooth, s**2 * A[n, n], [(n, N)]),
        "refuted",
    )
    page = Page()
    N = page.size("N")
    W, q, e, s = noise(page, N, "covariance")
    P = projection(page, "P", N)
    moved = total([(m, N)], P[n, m] * e[w, m])
    yield Part(
        "least squares: variance at sample n is s^2 P[n,n]",
        "equation",
        page.theory,
        page.claim(total([(w, W)], q[w] * moved**2), s**2 * P[n, n], [(n, N)]),
    )
    yield Part(
        "total in-sample variance is s^2 tr P",
        "equation",
        page.theory,
        page.claim(total([(w, W)], q[w] * total([(n, N)], moved**2)), s**2 * total([(n, N)], P[n, n])),
    )
    page = Page()
    N, D, W = page.sizes("N D W")
    A, X, q, e = page.tensor("A", D, N), page.tensor("X", W, D), page.tensor("q", W), page.tensor("e", N)
    both = total([(w, W)], q[w] * X[w, i] * X[w, j])
    page.assume("a fresh point is isotropic: E x x^T = I", both, delta(i, j), [(i, D), (j, D)])
    weights = page.define("weights", [(i, D)], total([(n, N)], A[i, n] * e[n]))
    name = "at a fresh isotropic point the squared noise of the prediction is that of the weights, |A e|^2"
    fresh = total([(w, W)], q[w] * total([(i, D)], X[w, i] * weights[i]) ** 2)
    yield stated(page, "equation", name, fresh, total([(i, D)], weights[i] ** 2))
    page = Page()
    N = page.size("N")
    W, q, e, s = noise(page, N)
    A, f = page.tensor("A", N, N), page.tensor("f", N)
    fit = page.define("fit", [(w, W), (n, N)], total([(m, N)], A[n, m] * (f[m] + e[w, m])))
    error = total([(w, W)], q[w] * total([(n, N)], (fit[w, n] - f[n]) ** 2)) / N
    bias = total([(n, N)], (apply(A, f, N, n) - f[n]) ** 2) / N
    yield Part(
        "mean in-sample error = mean squared bias + s^2 |A|^2 / N",
        "equation",
        page.theory,
        page.claim(error, bias + s**2 * total([(n, N), (m, N)], A[n, m] ** 2) / N),
    )


def orthonormal_units(page: Page) -> tuple[Poly, Poly, Tensor, Tensor]:
    """Sizes M and N >= M, orthonormal features b (the units of independent columns, orthonormalised one after the
    other), and P[t] = projection on the first t of them."""
    M = page.size("M")
    N = M + page.size("more", 0)
    b = page.tensor("b", M, N)
    page.assume("the features are orthonormal", total([(n, N)], b[i, n] * b[j, n]), delta(i, j), [(i, M), (j, M)])
    page.assume("the features have length one", total([(n, N)], b[i, n] ** 2), 1, [(i, M)])
    P = page.define("P", [(t, M + 1), (n, N), (m, N)], total([(k, 0, t)], b[k, n] * b[k, m]))
    return M, N, b, P


def fits() -> Page:
    """The fit of f by the first t units: ``fit[t] = P[t] f``."""
    page = Page()
    M, N, _, P = orthonormal_units(page)
    f = page.tensor("f", N)
    page.define("fit", [(t, M + 1), (n, N)], total([(m, N)], P[t, n, m] * f[m]))
    return page


def orthonormal() -> Iterator[Part]:
    """t independent units: the variance is exactly s^2 t / N; one more adds s^2 / N and takes bias away."""
    page = Page()
    M, N, b, P = orthonormal_units(page)
    f = page.tensor("f", N)
    yield Part(
        "the fit by t units is a projection: P P = P",
        "equation",
        page.theory,
        page.claim(total([(k, N)], P[t, n, k] * P[t, k, m]), P[t, n, m], [(t, M + 1), (n, N), (m, N)]),
    )
    yield Part(
        "models are nested: P_t P_(t+1) = P_t",
        "equation",
        page.theory,
        page.claim(total([(k, N)], P[t, n, k] * P[t + 1, k, m]), P[t, n, m], [(t, M), (n, N), (m, N)]),
    )

    def residual(units: Poly, target: Tensor) -> Expression:
        return total([(n, N)], (target[n] - total([(m, N)], P[units, n, m] * target[m])) ** 2)

    drop = total([(n, N)], b[t, n] * f[n]) ** 2
    yield Part(
        "squared bias does not rise with the next unit: it falls by (b^T f)^2 >= 0",
        "inequality",
        page.theory,
        page.claim(drop, 0, [(t, M)], ">="),
        more=(page.claim(residual(t, f) - residual(t + 1, f), drop, [(t, M)]),),
    )
    meet = total([(n, N)], b[t, n] * f[n])
    name = "it falls strictly just where the new unit is not orthogonal to what is left of f"
    left_over = total([(n, N)], b[t, n] * (f[n] - total([(m, N)], P[t, n, m] * f[m])))
    also = [page.claim(left_over, meet, [(t, M)])]
    yield stated(page, "zero-iff", name, holds(zero(drop)), holds(zero(meet)), [(t, M)], also=also)
    first = page.define("first", [(n, N)], b[0, n])
    yield Part(
        "squared bias falls strictly, even if the truth is the first feature",
        "refuted",
        page.theory,
        page.claim(residual(t, first), residual(t + 1, first), [(t, M)], ">"),
        "refuted",
    )


def chosen_units() -> Iterator[Part]:
    """Any choice of the units: on[k] is 1 or 0."""

    def page_of_choice(binary: bool) -> tuple[Page, Poly, Poly, Tensor, Tensor]:
        page = Page()
        M, N, b, _ = orthonormal_units(page)
        on = page.tensor("on", M)
        if binary:
            page.assume("a unit is on or off", on[k] ** 2, on[k], [(k, M)])
        return page, M, N, on, page.define("A", [(n, N), (m, N)], total([(k, M)], on[k] * b[k, n] * b[k, m]))

    page, M, N, on, A = page_of_choice(binary=True)
    units = total([(k, M)], on[k])
    yield Part(
        "the trace of the projection is the number of units that are on",
        "equation",
        page.theory,
        page.claim(total([(n, N)], A[n, n]), units),
    )
    yield Part(
        "and so is the sum of its squared entries",
        "equation",
        page.theory,
        page.claim(total([(n, N), (m, N)], A[n, m] ** 2), units),
    )
    page, M, N, on, A = page_of_choice(binary=False)
    W, q, e, s = noise(page, N, "covariance")
    moved = total([(w, W)], q[w] * total([(n, N)], total([(m, N)], A[n, m] * e[w, m]) ** 2)) / N
    yield Part(
        "mean in-sample variance of independent units is s^2 / N times their number (sum of on^2: how many are on)",
        "equation",
        page.theory,
        page.claim(moved, s**2 * total([(k, M)], on[k] ** 2) / N),
    )
    yield Part(
        "the variance is s^2 for every number of units",
        "refuted",
        page.theory,
        page.claim(moved, s**2),
        "refuted",
    )


def inclusion() -> Iterator[Part]:
    """Any architecture with a linear read-out: the smaller network is among the larger ones."""
    page = Page()
    D, M = page.sizes("D M")
    x, a, b, v = page.tensor("x", D), page.tensor("a", M + 1, D), page.tensor("b", M + 1), page.tensor("v", M)
    page.theory.functions["phi"] = 1
    longer = page.define("longer", [(k, M + 1)], holds(at_least(M - 1, k)) * v[k])
    unit = call("phi", b[k] + total([(j, D)], a[k, j] * x[j]))
    yield Part(
        "a further unit with read-out weight 0 changes no output: the best training error cannot rise",
        "equation",
        page.theory,
        page.claim(total([(k, M + 1)], longer[k] * unit), total([(k, M)], v[k] * unit)),
    )


def nested() -> Iterator[Part]:
    """Any two nested models, whatever their sizes."""
    page = Page()
    N = page.size("N")
    P, Q, f = projection(page, "P", N), projection(page, "Q", N), page.tensor("f", N)
    page.assume("nested: Q P = P", total([(k, N)], Q[i, k] * P[k, j]), P[i, j], [(i, N), (j, N)])
    page.assume("nested: P Q = P", total([(k, N)], P[i, k] * Q[k, j]), P[i, j], [(i, N), (j, N)])
    before = total([(n, N)], (f[n] - apply(P, f, N, n)) ** 2)
    after = total([(n, N)], (f[n] - apply(Q, f, N, n)) ** 2)
    drop = total([(n, N)], (apply(Q, f, N, n) - apply(P, f, N, n)) ** 2)
    yield Part(
        "squared bias never rises from a model to a larger one: it falls by |(Q - P) f|^2 >= 0",
        "inequality",
        page.theory,
        page.claim(drop, 0, relation=">="),
        more=(page.claim(before - after, drop),),
    )
    moved = apply(Q, f, N, n) - apply(P, f, N, n)
    name = "it stays only if the two fits of f agree at every sample"
    yield stated(page, "zero-iff", name, holds(zero(drop), Guard("nonzero", moved.term)), 0, [(n, N)])
    gap = total([(m, N)], (Q[n, m] - P[n, m]) ** 2)
    yield Part(
        "variance never falls at any sample: it grows by s^2 times the squared row of Q - P",
        "inequality",
        page.theory,
        page.claim(gap, 0, [(n, N)], ">="),
        more=(page.claim(Q[n, n] - P[n, n], gap, [(n, N)]),),
    )
    page = Page()
    N = page.size("N", 2)
    P, Q, f = projection(page, "P", N), projection(page, "Q", N), page.tensor("f", N)
    before = total([(n, N)], (f[n] - apply(P, f, N, n)) ** 2)
    after = total([(n, N)], (f[n] - apply(Q, f, N, n)) ** 2)
    yield Part(
        "the same for two models that are not nested",
        "refuted",
        page.theory,
        page.claim(before, after, relation=">="),
        "refuted",
    )


def off_sample() -> Iterator[Part]:
    """A second feature, at any point: the variance cannot fall while the features are independent."""
    page = Page()
    N = page.size("N")
    a, b = page.tensor("a", N), page.tensor("b", N)
    u, v = page.scalars("u v")
    aa = total([(n, N)], a[n] ** 2)
    ab = total([(n, N)], a[n] * b[n])
    bb = total([(n, N)], b[n] ** 2)
    gram = aa * bb - ab**2
    one_unit = u**2 / aa
    two_units = (u**2 * bb - 2 * u * v * ab + v**2 * aa) / gram
    yield Part(
        "from one unit to two, variance/s^2 grows by (u a.b - v |a|^2)^2 / (|a|^2 det Gram)",
        "equation",
        page.theory,
        page.claim(two_units - one_unit, (u * ab - v * aa) ** 2 / (aa * gram)),
    )
    squares = Fraction(1, 2) * total([(n, N), (m, N)], (a[n] * b[m] - a[m] * b[n]) ** 2)
    name = "det Gram = 1/2 sum (a_n b_m - a_m b_n)^2 >= 0 (Lagrange's identity)"
    yield stated(page, "inequality", name, squares, 0, relation=">=", also=[page.claim(gram, squares)])
    page.assume("the first unit is not zero", aa, 0, relation=">")
    page.assume("the two are independent", gram, 0, relation=">")
    growth = (u * ab - v * aa) ** 2 / (aa * gram)
    yield stated(page, "inequality", "... so with two independent units it never falls", growth, 0, relation=">=")
    yield stated(page, "refuted", "... and always rises", growth, 0, relation=">")


def general_off_sample() -> Iterator[Part]:
    """From M units to M + 1 by the block inverse of the Gram matrix (Schur's complement)."""

    def blocks(page: Page) -> tuple[Poly, Tensor, Tensor, Expression, Tensor, Tensor, Tensor]:
        M = page.size("M")
        B, g, h = page.tensor("B", M, M), page.tensor("g", M), page.tensor("h")()
        Bg = page.define("Bg", [(i, M)], total([(k, M)], B[i, k] * g[k]))
        gB = page.define("gB", [(j, M)], total([(k, M)], g[k] * B[k, j]))
        schur = page.define("schur", [], h - total([(k, M)], g[k] * Bg[k]))
        page.assume("the new unit is independent of the others", schur(), 0, relation="!=")
        return M, B, g, h, Bg, gB, schur

    page = Page()
    M, B, g, h, Bg, gB, schur = blocks(page)
    G = page.tensor("G", M, M)
    page.assume(
        "B is the inverse of the Gram matrix", total([(k, M)], G[i, k] * B[k, j]), delta(i, j), [(i, M), (j, M)]
    )
    block = page.define("block", [(i, M), (j, M)], B[i, j] + Bg[i] * gB[j] / schur())
    yield Part(
        "upper left block of (new Gram)(new inverse) is the identity",
        "equation",
        page.theory,
        page.claim(total([(k, M)], G[i, k] * block[k, j]) - g[i] * gB[j] / schur(), delta(i, j), [(i, M), (j, M)]),
    )
    yield Part(
        "upper right block is zero",
        "equation",
        page.theory,
        page.claim(g[i] / schur() - total([(k, M)], G[i, k] * Bg[k]) / schur(), 0, [(i, M)]),
    )
    yield Part(
        "lower left block is zero",
        "equation",
        page.theory,
        page.claim(total([(k, M)], g[k] * block[k, j]) - h * gB[j] / schur(), 0, [(j, M)]),
    )
    yield Part(
        "lower right entry is one",
        "equation",
        page.theory,
        page.claim(h / schur() - total([(k, M)], g[k] * Bg[k]) / schur(), 1),
    )
    page = Page()
    M, B, g, h, Bg, gB, schur = blocks(page)
    u, v = page.tensor("u", M), page.tensor("v")()
    page.assume("B is symmetric", B[i, j], B[j, i], [(i, M), (j, M)])
    old = total([(i, M), (j, M)], u[i] * B[i, j] * u[j])
    new = (
        total([(i, M), (j, M)], u[i] * (B[i, j] + Bg[i] * gB[j] / schur()) * u[j])
        - v * total([(i, M)], u[i] * Bg[i]) / schur()
        - v * total([(i, M)], gB[i] * u[i]) / schur()
        + v**2 / schur()
    )
    yield Part(
        "variance/s^2 at any point grows by (v - u^T B g)^2 / Schur complement",
        "equation",
        page.theory,
        page.claim(new - old, (v - total([(i, M)], u[i] * Bg[i])) ** 2 / schur()),
    )
    page.assume("the new unit is not in the span of the others", schur(), 0, relation=">")
    growth = (v - total([(i, M)], u[i] * Bg[i])) ** 2 / schur()
    name = "... and so never falls: variance at any point, from M independent units to M + 1"
    yield stated(page, "inequality", name, growth, 0, relation=">=")
    page = Page()
    N, M = page.sizes("N M")
    units, rest, c = page.tensor("Phi", N, M), page.tensor("rest", N), page.tensor("c", M)
    page.assume("normal equations: the rest is orthogonal", total([(n, N)], units[n, i] * rest[n]), 0, [(i, M)])
    unit = page.define("phi", [(n, N)], rest[n] + total([(i, M)], units[n, i] * c[i]))
    explained = total([(i, M)], total([(n, N)], units[n, i] * unit[n]) * c[i])
    distance = total([(n, N)], rest[n] ** 2)
    name = "the Schur complement h - g^T B g is the squared distance of the new unit from the others (B g = c)"
    also = [page.claim(total([(n, N)], unit[n] ** 2) - explained, distance)]
    yield stated(page, "inequality", name, distance, 0, relation=">=", also=also)


def beyond() -> Iterator[Part]:
    """What is no theorem: past interpolation, in the norm of the weights, at single points."""
    page = Page()
    x, x0 = page.scalars("x x0")

    def units(value: Expression) -> tuple[Expression, Expression]:
        return call("relu", value - Fraction(9, 10)), call("relu", value)

    (a, b), (a0, b0) = units(x), units(x0)
    page.assume("the first unit is on at the sample", x - Fraction(9, 10), 0, relation=">")
    one_unit, two_units = (a0 / a) ** 2, ((a0 * a + b0 * b) / (a**2 + b**2)) ** 2
    yield Part(
        "one sample, units relu(x - 9/10) and relu(x): a second unit gives more variance",
        "refuted",
        page.theory,
        page.claim(two_units, one_unit, relation=">="),
        "refuted",
    )
    page = Page()
    (a, b), (a0, b0) = units(one()), units(2 * one())
    yield Part(
        "sample at 1, point at 2: variance/s^2 is 121 with one unit",
        "equation",
        page.theory,
        page.claim((a0 / a) ** 2, 121),
    )
    yield Part(
        "... and 44521/10201 with two",
        "equation",
        page.theory,
        page.claim(((a0 * a + b0 * b) / (a**2 + b**2)) ** 2, Fraction(44521, 10201)),
    )
    page = Page()
    x1, x2 = page.scalars("x1 x2")
    page.assume("the first feature is on at the sample", x1, 0, relation="!=")
    # truth = first feature, one sample (x1, x2), least-norm weights; prediction at e1 minus truth there
    yield Part(
        "least norm past interpolation: a second unit gives no more bias",
        "refuted",
        page.theory,
        page.claim((x1 * x1 / (x1**2 + x2**2) - 1) ** 2, (x1 / x1 - 1) ** 2, relation="<="),
        "refuted",
    )
    page = Page()
    name = "... at x = (1, 1): bias 0 with one unit, -1/2 with two"
    yield stated(
        page, "equation", name, one() / (one() + one()) - 1, Fraction(-1, 2), also=[page.claim(one() / 1 - 1, 0)]
    )
    page = Page()
    N, M = page.sizes("N M")
    shrunk = 1 - number(N) / number(M + 1) - (1 - number(N) / number(M))
    rise = number(N) / number(M * (M + 1))
    name = "Gaussian features past interpolation: the share 1 - N/M of the truth that is lost grows with M"
    yield stated(page, "inequality", name, rise, 0, relation=">=", also=[page.claim(shrunk, rise)])
    page = Page()
    a = page.define("a", [(n, 3)], holds(differs(n, 0)))
    b = page.define("b", [(n, 3)], holds(differs(n, 1)))
    small = page.define("small", [(n, 3)], -delta(n, 0))
    large = page.define("large", [(n, 3)], Fraction(1, 3) * (2 * delta(n, 2) - 1))

    def meets(x: Tensor, y: Tensor) -> Expression:
        return total([(n, 3)], x[n] * y[n])

    name = (
        "f = -(1, 1, 1), units (0, 1, 1) and (1, 0, 1): residuals (-1, 0, 0), then (-1, -1, 1)/3, by normal equations"
    )
    points = [Poly.constant(point) for point in range(3)]
    also = [page.claim(small[at] - a[at], -1) for at in points]
    also += [page.claim(large[at] - Fraction(2, 3) * (a[at] + b[at]), -1) for at in points]
    also += [page.claim(meets(x, y), 0) for x, y in ((large, a), (large, b))]
    yield stated(page, "equation", name, meets(small, a), 0, also=also)
    name = "... squared bias falls from 1 to 1/3, but at the last point it grows from 0 to 1/9"
    also = [page.claim(meets(large, large), Fraction(1, 3)), page.claim(small[Poly.constant(2)], 0)]
    also.append(page.claim(large[Poly.constant(2)] ** 2, Fraction(1, 9)))
    yield stated(page, "equation", name, meets(small, small), 1, also=also)
    page = Page()
    N = page.size("N")
    f, a, b = page.tensor("f", N), page.tensor("a", N), page.tensor("b", N)
    aa, ab, bb = (total([(k, N)], x[k] * y[k]) for x, y in ((a, a), (a, b), (b, b)))
    af, bf = total([(k, N)], a[k] * f[k]), total([(k, N)], b[k] * f[k])
    gram = aa * bb - ab**2
    small = f[n] - a[n] * af / aa
    large = f[n] - (a[n] * (bb * af - ab * bf) + b[n] * (aa * bf - ab * af)) / gram
    yield Part(
        "the bias at each single point shrinks",
        "refuted",
        page.theory,
        page.claim(large**2, small**2, [(n, N)], "<="),
        "refuted",
    )
    page = Page()
    N = page.size("N")
    P, v = projection(page, "P", N), page.tensor("v", N)
    f = page.define("f", [(n, N)], apply(P, v, N, n))
    yield Part(
        "a truth inside of the model has no bias, so none can go",
        "equation",
        page.theory,
        page.claim(apply(P, f, N, n) - f[n], 0, [(n, N)]),
    )


def measured_exact() -> Measured:
    """Frozen layers and Gaussian designs."""
    found = COMMITTED.results()
    exact, rows = found["exact"], found["double_descent"]["rows"]
    worst = max(abs(r["noise"] - r["noise_theory"]) / r["noise_error"] for r in rows)
    ok = (
        exact["variance_against_formula"] < 1e-12
        and exact["bias_never_rises"]
        and worst < 4
        and exact["pointwise_variance_never_falls_while_rank_grows"]
    )
    return Measured(
        ok,
        "200 nested networks: variance s^2 rank/N to rounding, bias never rises; double descent within "
        f"{worst:.1f} standard errors of theory at {len(rows)} widths",
        {"monte_carlo": exact["monte_carlo"]},
    )


def measured_trained() -> Measured:
    """Networks trained by gradient descent."""
    rows = COMMITTED.results()["trained"]["relu"]
    first, least = rows[0], min(rows, key=lambda r: float(r["variance"]))
    error = (first["variance_error"] ** 2 + least["variance_error"] ** 2) ** 0.5
    return Measured(
        first["variance"] - least["variance"] > 3 * error,
        f"ReLU networks: variance falls from {first['variance']:.3f} (1 unit) to {least['variance']:.3f} "
        f"({least['units']} units) before it rises",
        {"relu": rows},
    )


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from decomposition()
    yield from in_sample()
    yield from orthonormal()
    yield from chosen_units()
    yield from inclusion()
    yield from nested()
    yield from off_sample()
    yield from general_off_sample()
    yield from beyond()
    yield Part(
        "the trace of a projection is the rank of its features",
        "cited",
        source="a symmetric idempotent matrix has eigenvalues 0 and 1 (Halmos, Finite-Dimensional Vector Spaces, 1958)",
        premises=("the trace of the projection is the number of units that are on",),
    )
    yield Part(
        "Gaussian features, least norm: noise variance s^2 M/(N-M-1), and s^2 N/(M-N-1) past interpolation",
        "cited",
        source="mean of the inverse Wishart distribution; Belkin, Hsu, Xu, Two models of double descent, 2019",
        premises=(
            "any linear smoother: variance at a point is s^2 times the squared length of its row",
            "at a fresh isotropic point the squared noise of the prediction is that of the weights, |A e|^2",
        ),
    )
    yield Part("exact formulas beside Monte Carlo, double descent", "measured", measure=measured_exact)
    yield Part("networks with all weights trained: the claim is not a law", "measured", measure=measured_trained)
    yield COMMITTED.random_shapes()


THEOREM = Theorem(
    "bias_variance",
    "Bias and variance as hidden units are added",
    parts,
    figures=COMMITTED.draw,
    experiment=COMMITTED.experiment,
    summary="for frozen hidden layers and least squares, in-sample variance is s^2 M/N and bias never rises; false "
    "past interpolation, at single points and in general for trained networks",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
