"""Theorem 2: what four 3x3 convolutions see, and any stack of convolutions and pools.

Layer l has kernel k, stride s, dilation d, padding p: unit i reads units ``s i + d q - p`` of the layer beneath,
``0 <= q < k``.  Then unit i of layer l spans the pixels ``J i + S, ..., J i + S + r - 1`` with the recurrences below,
proved by induction for every stack.  Counts at borders are exact; 81 is right for a unit far from the border, and an
upper bound once values of weights matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard
from symderiv.layers.writing import Expression, Page, Tensor, at_least, call, delta, derivative, holds, one, total
from symderiv.theorem import Measured, Part, Theorem

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
    """Outside of its field a unit does not depend on a pixel: derivatives of real networks vanish."""
    page = Page()
    n = page.size("n", 6)
    x = page.tensor("x", n)
    before = x
    for layer in (1, 2, 3, 4):
        w = page.tensor(f"w{layer}", 3)
        h = page.define(f"h{layer}", [(i, n)], total([(q, 3)], w[q] * before[i + q - 1]))
        before = page.define(f"z{layer}", [(i, n)], call("relu", h[i]))
    beyond = holds(at_least(u, i + 5))
    yield Part(
        "four 3-tap ReLU layers: no influence from 5 or more pixels to the right",
        "equation",
        page.theory,
        page.claim(beyond * derivative(before[i], x, u), 0, [(i, n), (u, n)]),
    )
    yield Part(
        "... nor to the left",
        "equation",
        page.theory,
        page.claim(holds(at_least(i, u + 5)) * derivative(before[i], x, u), 0, [(i, n), (u, n)]),
    )
    yield Part(
        "no influence from 4 pixels away",
        "refuted",
        page.theory,
        page.claim(holds(at_least(u, i + 4)) * derivative(before[i], x, u), 0, [(i, n), (u, n)]),
        "refuted",
    )
    page = Page()
    L, n = page.sizes("L n")
    w = page.tensor("w", L, 3)
    path = page.recurrence(
        "path",
        (l, L),
        [(i, n), (u, n)],
        delta(i, u),
        total([(q, 3)], w[l - 1, q] * Tensor("path")[l - 1, i + q - 1, u]),
    )
    yield Part(
        "any number of 3-tap layers: the weight of all paths is zero beyond l pixels",
        "induction",
        page.theory,
        page.claim(path[l, i, i + l + 1 + a], 0, [(l, L), (i, n), (a, n)]),
    )


def counts() -> Iterator[Part]:
    """How many outputs a pixel affects, at every position: zero 'same' padding, then 'valid'."""

    def affected(page: Page, n: Poly, R: Poly) -> Expression:
        return total([(i, n)], 1, at_least(u, i - R), at_least(i + R, u))

    page = Page()
    n, R = page.size("n"), page.size("R", 0)
    count = affected(page, n, R)
    yield Part("every pixel affects 2R + 1", "refuted", page.theory, page.claim(count, 2 * R + 1, [(u, n)]), "refuted")
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
    """With a stride, what a unit sees and what a pixel reaches are different numbers."""
    page = Page()
    edge = page.size("B")

    def reached(pixel: Poly) -> Expression:
        return total([(i, -edge, edge + 1)], 1, at_least(2 * i + 1, pixel), at_least(pixel, 2 * i - 1))

    inside = [(u, 0, edge)]
    yield Part(
        "3 taps, stride 2: an even pixel reaches one unit",
        "equation",
        page.theory,
        page.claim(reached(2 * u), 1, inside),
    )
    yield Part("... an odd pixel two", "equation", page.theory, page.claim(reached(2 * u + 1), 2, inside))
    yield Part(
        "... every pixel three, as many as a unit sees",
        "refuted",
        page.theory,
        page.claim(reached(u), 3, inside),
        "refuted",
    )


def as_number(value: Poly) -> Expression:
    """An integer polynomial as an expression."""
    return total([], value)


def paths() -> Iterator[Part]:
    """Holes and path counts."""
    page = Page()
    K = page.size("K")
    free = [(a, K), (b, K), (c, K), (d, K)]
    yield Part(
        "K^4 paths lead to a unit through four layers of K taps",
        "equation",
        page.theory,
        page.claim(total(free, 1), as_number(K) ** 4),
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


def measured() -> Measured:
    """What the committed experiment found."""
    found = results()
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
    yield Part(
        "for all weights outside of a null set every structural path is active",
        "cited",
        source="zero sets of nonzero polynomials are null sets (Caron, Traynor, The zero set of a polynomial, 2005)",
        premises=("four 3-tap ReLU layers: no influence from 5 or more pixels to the right",),
    )
    yield Part("real networks: nudged pixels", "measured", measure=measured)


def results() -> dict[str, Any]:
    """The committed results of the experiment."""
    path = Path(__file__).parent / "results" / "receptive_field.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["results"]
    return loaded


def experiment(full: bool, progress: Callable[[str, float], None]) -> dict[str, Any]:
    """Run the experiment."""
    found: dict[str, Any] = run_path(str(Path(__file__).parent / "experiments" / "receptive_field.py"))["run"](
        full, progress
    )
    return found


def draw(folder: Path) -> list[Path]:
    """Draw the figures from the committed results."""
    from symderiv.figures import save, style

    with style():
        drawn = run_path(str(Path(__file__).parent / "experiments" / "receptive_field.py"))["figures"](results())
        return [path for name, figure in drawn.items() for path in save(figure, folder, f"receptive_field_{name}")]


THEOREM = Theorem(
    "receptive_field",
    "What four 3x3 convolutions see, and any stack of layers",
    parts,
    figures=draw,
    experiment=experiment,
    summary="size, jump and start of any stack by induction; 81 holds for a pixel at least four pixels from the "
    "border, 25 at a corner; for ReLU networks it is an upper bound",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
