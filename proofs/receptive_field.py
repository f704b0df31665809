"""Theorem 2: what four 3x3 convolutions see, and any stack of convolutions and pools.

Layer l has kernel k, stride s, dilation d, padding p: unit i reads units ``s i + d q - p`` of the layer beneath,
``0 <= q < k``.  Then unit i of layer l spans the pixels ``J i + S, ..., J i + S + r - 1`` with the recurrences below,
proved by induction for every stack.  Counts at borders are exact; 81 is right for a unit far from the border, and an
upper bound once values of weights matter.
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
    derivative,
    holds,
    number,
    one,
    total,
)
from symderiv.theorem import Measured, Part, Theorem, stated

COMMITTED = Committed("receptive_field", drawing="experiments/receptive_field.py")

l, m, i, j, u, q, a, b, c, d = Page.indices("l m i j u q a b c d")  # noqa: E741


def stack() -> tuple[Page, Poly, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The recurrences: jump J, size r, start S of layer l, for layer parameters that may differ from layer to layer."""
    page = Page()
    L = page.size("L")
    k, s, d_, p = (page.tensor(name, L) for name in ("k", "s", "d", "p"))
    J = page.recurrence("J", (l, L + 1), [], 1, Tensor("J")[l - 1] * s[l - 1])
    r = page.recurrence("r", (l, L + 1), [], 1, Tensor("r")[l - 1] + d_[l - 1] * (k[l - 1] - 1) * J[l - 1])
    S = page.recurrence("S", (l, L + 1), [], 0, Tensor("S")[l - 1] - p[l - 1] * J[l - 1])
    return page, L, k, s, d_, p, J, r, S


def recurrences() -> Iterator[Part]:
    """Size, jump, start: the field of a unit is that of the units it reads, from its first tap to its last."""
    page, L, k, s, d_, p, J, r, S = stack()
    unit = page.tensor("unit")()

    def first(layer: Poly, at: Expression) -> Expression:
        return J[layer] * at + S[layer]

    yield Part(
        "first pixel: that of the first unit read, s i - p",
        "equation",
        page.theory,
        page.claim(first(l + 1, unit), first(l, s[l] * unit - p[l]), [(l, L)]),
    )
    last_tap = s[l] * unit - p[l] + d_[l] * (k[l] - 1)
    yield Part(
        "last pixel: that of the last unit read, s i - p + d (k - 1)",
        "equation",
        page.theory,
        page.claim(first(l + 1, unit) + r[l + 1] - 1, first(l, last_tap) + r[l] - 1, [(l, L)]),
    )
    yield Part(
        "size in closed form: 1 + sum d (k - 1) J",
        "induction",
        page.theory,
        page.claim(r[l], 1 + total([(m, 0, l)], d_[m] * (k[m] - 1) * J[m]), [(l, L + 1)]),
    )
    yield Part(
        "start in closed form: - sum p J",
        "induction",
        page.theory,
        page.claim(S[l], -total([(m, 0, l)], p[m] * J[m]), [(l, L + 1)]),
    )
    yield Part(
        "the size forgets the jump",
        "refuted",
        page.theory,
        page.claim(r[l], 1 + total([(m, 0, l)], d_[m] * (k[m] - 1)), [(l, L + 1)]),
        "refuted",
    )
    page = Page()
    L, K = page.sizes("L K")
    r = page.recurrence("r", (l, L + 1), [], 1, Tensor("r")[l - 1] + (K - 1))
    yield Part(
        "stride 1: l layers of K x K see 1 + l (K - 1)",
        "induction",
        page.theory,
        page.claim(r[l], 1 + l * (K - 1), [(l, L + 1)]),
    )
    page = Page()
    side = page.define("r1", [], one() + 2)
    for layer in (2, 3, 4):
        side = page.define(f"r{layer}", [], side() + 2)
    yield Part("four 3x3 layers see 9 x 9 = 81 pixels", "equation", page.theory, page.claim(side() ** 2, 81))
    yield Part(
        "... the sum 9 + 25 + 49 + 81 of all layers", "refuted", page.theory, page.claim(side() ** 2, 164), "refuted"
    )
    page = Page()
    L = page.size("L")
    J = page.recurrence("J", (l, L + 1), [], 1, 2 * Tensor("J")[l - 1])
    r = page.recurrence("r", (l, L + 1), [], 1, Tensor("r")[l - 1] + 2 * J[l - 1])
    yield Part(
        "stride 2 and 3x3: the field is 2 J - 1, exponential in the depth",
        "induction",
        page.theory,
        page.claim(r[l], 2 * J[l] - 1, [(l, L + 1)]),
    )


def locality() -> Iterator[Part]:
    """Outside of its field a unit of a ReLU network does not depend on a pixel; inside there is a path. Any depth."""
    page = Page()
    L, n = page.sizes("L n")
    R = page.size("R", 0)
    x, w = page.tensor("x", n), page.tensor("w", L, 2 * R + 1)
    taps = total([(q, 2 * R + 1)], w[l - 1, q] * Tensor("h")[l - 1, i + q - R])
    h = page.recurrence("h", (l, L), [(i, n)], x[i], call("relu", taps))
    away = [(l, L), (i, n), (a, n)]
    right, left = derivative(h[l, i], x, i + l * R + 1 + a), derivative(h[l, i], x, i - l * R - 1 - a)
    yield stated(
        page, "induction", "l ReLU layers of 2R + 1 taps: no influence from more than l R to the right", right, 0, away
    )
    yield stated(page, "induction", "... nor to the left", left, 0, away)
    near = derivative(h[l, i], x, i + l * R + a)
    yield stated(page, "refuted", "no influence from l R pixels away", near, 0, away)
    page = Page()
    L, n = page.sizes("L n")
    R = page.size("R", 0)
    below = total([(q, n)], Tensor("reach")[l - 1, q, u], at_least(q + R, i), at_least(i + R, q))
    reach = page.recurrence("reach", (l, L), [(i, n), (u, n)], delta(i, u), holds(Guard("pos", below.term)))
    place = [(l, L), (i, n), (u, n)]
    inside = holds(at_least(u, i - l * R), at_least(i + l * R, u))
    yield stated(
        page,
        "induction",
        "same padding, at every border: unit i is connected to pixel u just where |i - u| <= l R",
        reach[l, i, u],
        inside,
        place,
    )
    wider = holds(at_least(u, i - l * R - 1), at_least(i + l * R, u))
    yield stated(page, "refuted", "connected to one pixel more", reach[l, i, u], wider, place)
    page = Page()
    n, low, high = page.size("n"), page.size("low", None), page.size("high", None)
    r = page.size("r", 0)
    page.given(at_least(high, low), at_least(n - 1, low), at_least(high, 0))
    field = total([(i, n)], 1, at_least(i, low), at_least(high, i), at_least(u, i - r), at_least(i + r, u))
    grown = holds(at_least(u, low - r), at_least(high + r, u))
    yield stated(
        page,
        "equation",
        "one layer: what [low, high] within the image sees is [low - r, high + r] within the image, an interval",
        holds(Guard("pos", field.term)),
        grown,
        [(u, n)],
    )
    page = Page()
    L, n, K = page.sizes("L n K")
    w = page.tensor("w", L, K)
    path = page.recurrence(
        "path",
        (l, L),
        [(i, n), (u, n)],
        delta(i, u),
        total([(q, K)], w[l - 1, q] * Tensor("path")[l - 1, i + q, u]),
    )
    ones = page.recurrence(
        "count",
        (l, L),
        [(i, n), (u, n)],
        delta(i, u),
        total([(q, K)], Tensor("count")[l - 1, i + q, u]),
    )
    page.assume("all weights are one", w[l, q], 1, [(l, L), (q, K)])
    yield stated(
        page,
        "induction",
        "a linear network: the weight of a pixel, a polynomial in the kernels, counts the paths where all are 1",
        path[l, i, u],
        ones[l, i, u],
        place,
    )
    page = Page()
    n, K = page.sizes("n K")
    below, kernel, bias = page.tensor("below", n), page.tensor("kernel", K), page.tensor("bias")()
    page.assume("a layer beneath ends in ReLU", below[i], 0, [(i, n)], ">=")
    page.assume("no weight is positive", kernel[q], 0, [(q, K)], "<=")
    page.assume("nor is the bias", bias, 0, relation="<=")
    unit = call("relu", total([(q, K)], kernel[q] * below[i + q - 1]) + bias)
    yield stated(
        page,
        "equation",
        "81 is an upper bound for ReLU: a second layer without positive weights sees nothing at all",
        unit,
        0,
        [(i, n)],
    )
    page = Page()
    n, K = page.sizes("n K")
    below, kernel = page.tensor("below", n), page.tensor("kernel", K)
    page.assume("a layer beneath ends in ReLU", below[i], 0, [(i, n)], ">=")
    unit = call("relu", total([(q, K)], kernel[q] * below[i + q - 1]))
    yield stated(page, "refuted", "... with weights of any sign", unit, 0, [(i, n)])


def two_layers() -> Page:
    """Two layers on one axis, kernels k, strides s, dilations d and paddings p of their own, under an unknown loss."""
    page = Page()
    x = page.tensor("x", page.size("n"))
    for layer in ("1", "2"):
        k, s, d_, outputs = (page.size(name + layer) for name in ("k", "s", "d", "n"))
        p, w = page.size("p" + layer, 0), page.tensor("w" + layer, k)
        x = page.define("h" + layer, [(i, outputs)], total([(q, k)], w[q] * x[s * i + d_ * q - p]))
    page.loss("L", x)
    return page


def counts() -> Iterator[Part]:
    """How many outputs a pixel affects, at every position: zero 'same' padding, then 'valid'."""

    def affected(page: Page, n: Poly, R: Poly) -> Expression:
        return total([(i, n)], 1, at_least(u, i - R), at_least(i + R, u))

    page = Page()
    n, R = page.size("n"), page.size("R", 0)
    count = affected(page, n, R)
    yield Part("every pixel affects 2R + 1", "refuted", page.theory, page.claim(count, 2 * R + 1, [(u, n)]), "refuted")
    closed = call("min", number(n - 1), number(u + R)) - call("max", one() * 0, number(u - R)) + 1
    yield stated(page, "equation", "at every position: min(n - 1, u + R) - max(0, u - R) + 1", count, closed, [(u, n)])
    seen = total([(i, n)], 1, at_least(i, u - R), at_least(u + R, i))
    yield stated(page, "equation", "... as many as the unit at u sees (stride 1)", count, seen, [(u, n)])
    beyond = total([(i, n)], 1, at_least(u, i + R + 1)) + total([(i, n)], 1, at_least(i - R - 1, u))
    yield stated(
        page,
        "inequality",
        "... never more than n, so an 8x8 image has no 81",
        beyond,
        0,
        [(u, n)],
        ">=",
        also=[page.claim(number(n) - count, beyond, [(u, n)])],
    )
    page = Page()
    n, R = page.size("n"), page.size("R", 0)
    page.given(at_least(n, R + 1))
    whole = total([(u, n), (i, n)], 1, at_least(u, i - R), at_least(i + R, u))
    mean = number(2 * R + 1) - number(R * (R + 1)) / number(n)
    yield stated(page, "equation", "mean over an axis of n > R pixels: (2R + 1) - R (R + 1)/n", whole / number(n), mean)
    yield stated(page, "refuted", "the mean is 2R + 1 too", whole / number(n), 2 * R + 1)
    near = (at_least(u, i - R), at_least(i + R, u), at_least(a, j - R), at_least(j + R, a))
    square = total([(u, n), (i, n), (a, n), (j, n)], 1, *near)
    yield stated(
        page,
        "equation",
        "mean over a square image: the square of that over an axis, ((2R + 1) - R (R + 1)/n)^2",
        square / number(n * n),
        (whole / number(n)) ** 2,
    )
    page = Page()
    n, C = page.sizes("n C")
    R = page.size("R", 0)
    values = total([(c, C), (i, n)], 1, at_least(u, i - R), at_least(i + R, u))
    once = total([(i, n)], 1, at_least(u, i - R), at_least(i + R, u))
    yield stated(page, "equation", "C channels: C values at each position", values, number(C) * once, [(u, n)])
    page = Page()
    R = page.size("R")
    n = 2 * R + page.size("inner")
    count = affected(page, n, R)
    yield Part("interior: 2R + 1", "equation", page.theory, page.claim(count, 2 * R + 1, [(u, R, n - R)]))
    yield Part("near the left border: u + R + 1", "equation", page.theory, page.claim(count, u + R + 1, [(u, 0, R)]))
    yield Part(
        "near the right border: n - u + R", "equation", page.theory, page.claim(count, n - u + R, [(u, n - R, n)])
    )
    page = Page()
    R, at, left = page.size("R", 0), page.size("at", 0), page.size("left", 0)
    n = at + 1 + left
    page.given(at_least(R, at), at_least(R, left))
    count = total([(i, n)], 1, at_least(at, i - R), at_least(i + R, at))
    yield Part("both borders within R: every output of the axis", "equation", page.theory, page.claim(count, n))
    page = Page()
    n, R = page.size("n"), page.size("R", 0)
    page.given(at_least(R + 1, n))
    yield Part(
        "an image no larger than R + 1: every pixel affects all n",
        "equation",
        page.theory,
        page.claim(affected(page, n, R), n, [(u, n)]),
    )
    page = Page()
    n = page.size("n", 9)

    def square(at_row: Poly | int, at_column: Poly | int) -> Expression:
        def near(place: Poly, at: Poly | int) -> list[Guard]:
            return [at_least(at + 4 - place, 0), at_least(place + 4 - at, 0)]

        return total([(i, n), (j, n)], 1, *near(i, at_row), *near(j, at_column))

    yield Part(
        "four 3x3: 81 for pixels at least 4 from every border",
        "equation",
        page.theory,
        page.claim(square(u, a), 81, [(u, 4, n - 4), (a, 4, n - 4)]),
    )
    yield Part("... 45 at an edge", "equation", page.theory, page.claim(square(0, a), 45, [(a, 4, n - 4)]))
    yield Part("... 25 at a corner", "equation", page.theory, page.claim(square(0, 0), 25))
    yield Part("81 at every pixel", "refuted", page.theory, page.claim(square(u, a), 81, [(u, n), (a, n)]), "refuted")
    page = Page()
    R, outputs = page.size("R", 0), page.size("outputs")
    n = 2 * R + outputs
    valid = total([(i, outputs)], 1, at_least(u, i), at_least(i + 2 * R, u))
    closed = call("min", number(u), number(n - 1 - 2 * R)) - call("max", one() * 0, number(u - 2 * R)) + 1
    yield stated(
        page,
        "equation",
        "'valid' padding, at every position: min(u, n - 1 - 2R) - max(0, u - 2R) + 1",
        valid,
        closed,
        [(u, n)],
    )
    rest = total([(i, outputs)], 1, at_least(i - 1, u)) + total([(i, outputs)], 1, at_least(u, i + 2 * R + 1))
    yield stated(
        page,
        "inequality",
        "... never more than there are outputs: none reaches 2R + 1 unless n > 4R (17 for four 3x3)",
        rest,
        0,
        [(u, n)],
        ">=",
        also=[page.claim(number(outputs) - valid, rest, [(u, n)])],
    )
    page = Page()
    R = page.size("R")
    n = 4 * R + page.size("inner")
    valid = total([(i, n - 2 * R)], 1, at_least(u, i), at_least(i + 2 * R, u))
    yield Part(
        "'valid' padding: far from the borders a pixel affects 2R + 1",
        "equation",
        page.theory,
        page.claim(valid, 2 * R + 1, [(u, 2 * R, n - 2 * R)]),
    )
    yield Part(
        "... and the corner exactly 1",
        "equation",
        page.theory,
        page.claim(total([(i, n - 2 * R)], 1, at_least(0, i), at_least(i + 2 * R, 0)), 1),
    )
    yield Part("... near the border u + 1", "equation", page.theory, page.claim(valid, u + 1, [(u, 0, 2 * R + 1)]))


def strides() -> Iterator[Part]:
    """With a stride, what a unit sees and what a pixel reaches are different numbers.

    Output i sees the pixels ``J i - P, ..., J i - P + r - 1``.  Quotients are written with their remainders:
    ``u + P = J top + rho`` and ``u + P - r + 1 = J bottom - tau`` with ``0 <= rho, tau < J``, so that ``top`` is
    ``floor((u + P)/J)`` and ``bottom`` is ``ceil((u + P - r + 1)/J)``; every u and r have such a form.
    """
    page = Page()
    J, edge = page.sizes("J edge")
    P, rho, tau = page.size("P", 0), page.size("rho", 0), page.size("tau", 0)
    top, bottom = page.size("top", None), page.size("bottom", None)
    page.given(at_least(J - 1, rho), at_least(J - 1, tau), at_least(top + 1, bottom))
    page.given(at_least(edge, top), at_least(bottom, -edge))
    pixel, r = J * top + rho - P, J * (top - bottom) + rho + tau + 1
    reached = total([(i, -edge, edge + 1)], 1, at_least(pixel, J * i - P), at_least(J * i - P + r - 1, pixel))
    name = "any stride J, start P, size r: pixel u reaches floor((u+P)/J) - ceil((u+P-r+1)/J) + 1 units"
    yield stated(page, "equation", name, reached, top - bottom + 1)
    yield stated(page, "refuted", "... one unit fewer: floor - ceil", reached, top - bottom)
    page = Page()
    J, edge = page.sizes("J edge")

    def units(place: Poly) -> Expression:
        return total([(i, -edge, edge + 1)], 1, at_least(place, J * i - J + 1), at_least(J * i + J - 1, place))

    inside = [(a, 0, edge)]
    name = "layers of 3 taps and stride 2 (r = 2J - 1): a pixel at a multiple of J reaches one unit"
    yield stated(page, "equation", name, units(J * a), 1, inside)
    yield stated(page, "equation", "... and every other pixel two", units(J * a + b), 2, [*inside, (b, 1, J)])
    yield stated(page, "refuted", "... as many as a unit sees, 2J - 1", units(a), 2 * J - 1, inside)
    page = Page()
    edge = page.size("edge")

    def four(place: Poly) -> Expression:
        return total([(i, -edge, edge + 1)], 1, at_least(place, 16 * i - 15), at_least(16 * i + 15, place))

    name = "four of them (J = 16, r = 31): one or two units an axis"
    also = [page.claim(four(16 * a + b), 2, [(a, 0, edge), (b, 1, 16)])]
    yield stated(page, "equation", name, four(16 * a), 1, [(a, 0, edge)], also=also)


def paths() -> Iterator[Part]:
    """Holes and path counts."""
    page = Page()
    K = page.size("K")
    free = [(a, K), (b, K), (c, K), (d, K)]
    yield Part(
        "K^4 paths lead to a unit through four layers of K taps",
        "equation",
        page.theory,
        page.claim(total(free, 1), number(K) ** 4),
    )
    page = Page()
    (z,) = page.scalars("z")
    powers = (1, 4, 10, 16, 19, 16, 10, 4, 1)
    yield Part(
        "3 taps: path counts 1, 4, 10, 16, 19, 16, 10, 4, 1, the coefficients of (1 + z + z^2)^4",
        "equation",
        page.theory,
        page.claim((1 + z + z**2) ** 4, sum((count * z**power for power, count in enumerate(powers)), 0 * z)),
    )
    yield Part(
        "... all nine equal",
        "refuted",
        page.theory,
        page.claim((1 + z + z**2) ** 4, sum((9 * z**power for power in range(9)), 0 * z)),
        "refuted",
    )
    page = Page()
    n = page.size("n")
    taps = [(q, n)]
    one_by_three = total(
        taps,
        1,
        at_least(q, i - 1),
        at_least(i + 1, q),
        at_least(u, q - 3),
        at_least(q + 3, u),
        Guard("dv", u - q, Poly.constant(3)),
    )
    inside = holds(at_least(u, i - 4), at_least(i + 4, u))
    yield Part(
        "dilations 1 and 3 inside of an image: every pixel within 4 is reached",
        "refuted",
        page.theory,
        page.claim(one_by_three, inside, [(i, n), (u, n)]),
        "refuted",
    )
    other = total(
        taps,
        1,
        at_least(q, i - 3),
        at_least(i + 3, q),
        at_least(u, q - 1),
        at_least(q + 1, u),
        Guard("dv", q - i, Poly.constant(3)),
    )
    yield stated(page, "refuted", "... dilations 3 and 1", other, inside, [(i, n), (u, n)])
    page = Page()
    n, K = page.size("n"), page.size("K")
    x = page.tensor("x", n)
    yield Part(
        "... away from borders there are none: dilations 1 and K cover K^2 pixels once each",
        "equation",
        page.theory,
        page.claim(total([(a, K), (b, K)], x[i + a + K * b]), total([(c, K * K)], x[i + c]), [(i, n)]),
    )
    page = Page()
    K = page.size("K")
    even = total([(a, K), (b, K)], 1, Guard("eq", 2 * a + 2 * b - 2 * u - 1))
    yield Part(
        "two layers of dilation 2 leave holes: no path at an odd distance 2u + 1",
        "equation",
        page.theory,
        page.claim(even, 0, [(u, 0, 2 * K)]),
    )


def effective() -> Iterator[Part]:
    """The effective field: how paths are spread over the field."""
    page = Page()
    (z,) = page.scalars("z")
    smooth = 1 + 8 * z + 28 * z**2 + 56 * z**3 + 70 * z**4 + 56 * z**5 + 28 * z**6 + 8 * z**7 + z**8
    yield stated(page, "equation", "Sobel four times, along the edge: nine taps", (1 + 2 * z + z**2) ** 4, smooth)
    even = 1 - 4 * z**2 + 6 * z**4 - 4 * z**6 + z**8
    yield stated(page, "equation", "... across it five, so 45 of 81 pixels count", (1 - z**2) ** 4, even)
    spread = [1, 1, 2, 1, 3, 2, 3, 1, 4, 3, 5, 2, 5, 3, 4, 1]
    counts = [*spread, *spread[-2::-1]]
    product = (1 + z + z**2) * (1 + z**2 + z**4) * (1 + z**4 + z**8) * (1 + z**8 + z**16)
    paths_of = sum((count * z**power for power, count in enumerate(counts)), 0 * z)
    yield stated(page, "equation", "dilations 1, 2, 4, 8 reach all of their 31 pixels", product, paths_of)
    page = Page()
    L = page.size("L")
    gap = page.recurrence("gap", (l, L + 1), [], 1, 2 * Tensor("gap")[l - 1])
    r = page.recurrence("r", (l, L + 1), [], 1, Tensor("r")[l - 1] + 2 * gap[l - 1])
    yield stated(
        page, "induction", "dilations doubled from layer to layer: 2 J - 1", r[l], 2 * gap[l] - 1, [(l, L + 1)]
    )
    page = Page()
    n = page.size("n")
    below, centre = page.tensor("below", n), page.tensor("centre")()
    above = page.define("above", [(u, n + 2)], total([(q, 3)], below[u - q]))
    yield stated(
        page, "equation", "3 taps: three times the paths", total([(u, n + 2)], above[u]), 3 * total([(u, n)], below[u])
    )
    yield stated(
        page,
        "equation",
        "... and second moment 3 M2 + 2 M0 about the centre",
        total([(u, n + 2)], (number(u) - centre - 1) ** 2 * above[u]),
        3 * total([(u, n)], (number(u) - centre) ** 2 * below[u]) + 2 * total([(u, n)], below[u]),
    )
    page = Page()
    L = page.size("L")
    mass = page.recurrence("M0", (l, L), [], 1, 3 * Tensor("M0")[l - 1])
    second = page.recurrence("M2", (l, L), [], 0, 3 * Tensor("M2")[l - 1] + 2 * mass[l - 1])
    name = "so paths have variance 2 l/3 (8/3 for four layers): the field grows like l, its effective part like sqrt(l)"
    yield stated(page, "induction", name, second[l], Fraction(2, 3) * number(l) * mass[l], [(l, L)])
    yield stated(page, "refuted", "the variance grows like l^2", second[l], number(l) ** 2 * mass[l], [(l, L)])


def measured() -> Measured:
    """What the committed experiment found."""
    found = COMMITTED.results()
    one, many = found["he_networks"]["1"], found["he_networks"]["32"]
    ok = found["same_equals_closed_form"] and found["valid_equals_closed_form"] and one["mean"] < 81 == many["mean"]
    return Measured(
        ok,
        "a positive ReLU CNN changes exactly the predicted outputs, at every pixel; random ReLU networks of 1 channel "
        f"change {one['mean']:.1f} of 81 on average (as few as {one['minimum']}), of 32 channels all",
        {"he_networks": found["he_networks"], "gradient_share": found["gradient_share"]},
    )


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from recurrences()
    yield from locality()
    yield from counts()
    yield from strides()
    yield from paths()
    yield from effective()
    yield Part(
        "for all weights outside of a null set every structural path is active",
        "cited",
        source="zero sets of nonzero polynomials are null sets (Caron, Traynor, The zero set of a polynomial, 2005)",
        premises=(
            "same padding, at every border: unit i is connected to pixel u just where |i - u| <= l R",
            "a linear network: the weight of a pixel, a polynomial in the kernels, counts the paths where all are 1",
        ),
    )
    yield Part("real networks: nudged pixels", "measured", measure=measured)
    yield COMMITTED.random_shapes()


THEOREM = Theorem(
    "receptive_field",
    "What four 3x3 convolutions see, and any stack of layers",
    parts,
    figures=COMMITTED.draw,
    experiment=COMMITTED.experiment,
    summary="size, jump and start of any stack by induction; 81 holds for a pixel at least four pixels from the "
    "border, 25 at a corner; for ReLU networks it is an upper bound",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
