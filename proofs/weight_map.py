"""Theorem 4: sigmoid networks and tanh networks compute the same functions, and how the weights translate.

``sigma(a) = (1 + tanh(a/2)) / 2``: a unit halves its argument, and whoever reads it halves the weight and moves half of
the weight into the bias.  Solving for the map gives: first hidden layer ``W/2, b/2``; inner layers ``W/4, b/2 + (W
1)/4``; read-out ``V/2, c + (V 1)/2``.  For the *final* activation of a network no such map exists.
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
    differs,
    holds,
    number,
    put,
    total,
)
from symderiv.theorem import Measured, Part, Theorem, stated

COMMITTED = Committed("weight_map", drawing="experiments/weight_map.py")

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
i, j, k, l, c, o, p, q, r, y, x = Page.indices("i j k l c o p q r y x")  # noqa: E741


def sigmoid(a: Expression) -> Expression:
    """The logistic function."""
    return call("sigmoid", a)


def tanh(a: Expression) -> Expression:
    """The hyperbolic tangent."""
    return call("tanh", a)


def solve_unit() -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Solve ``sigma(z) = gamma + delta tanh(alpha z + beta)`` for the four numbers.

    With ``tanh(a) = 2 sigma(2 a) - 1`` the right side is ``gamma - delta + 2 delta sigma(2 alpha z + 2 beta)``.  The
    functions ``1``, ``sigma(z)`` and ``sigma(2 alpha z + 2 beta)`` are independent unless the arguments agree (or are
    opposite: the mirrored solution), so coefficients can be compared: ``2 alpha = 1, 2 beta = 0, 2 delta = 1,
    gamma - delta = 0``.
    """
    alpha, beta, delta = Fraction(1) / 2, Fraction(0) / 2, Fraction(1) / 2
    return alpha, beta, delta, delta


def scalar() -> Iterator[Part]:
    """The two activation functions."""
    page = Page()
    (a,) = page.scalars("a")
    yield Part("tanh(a) = 2 sigma(2a) - 1", "equation", page.theory, page.claim(tanh(a), 2 * sigmoid(2 * a) - 1))
    alpha, beta, delta, gamma = solve_unit()
    yield Part(
        "sigma(a) = (1 + tanh(a/2))/2, from the solved coefficients",
        "equation",
        page.theory,
        page.claim(sigmoid(a), gamma + delta * tanh(alpha * a + beta)),
    )
    yield Part("sigma(-a) = 1 - sigma(a)", "equation", page.theory, page.claim(sigmoid(-a), 1 - sigmoid(a)))
    yield Part("tanh(a) = 2 sigma(a) - 1", "refuted", page.theory, page.claim(tanh(a), 2 * sigmoid(a) - 1), "refuted")


def hidden_layer() -> Iterator[Part]:
    """One hidden layer: the document's equations for the weights, taken as hypotheses, give the same outputs."""

    def network() -> tuple[Page, Poly, Poly, Poly, Expression, Tensor, Tensor, Tensor, Tensor, Tensor]:
        page = Page()
        D, M, K = page.sizes("D M K")
        z, w, b = page.tensor("x", D), page.tensor("w", M, D), page.tensor("b", M)
        v, s = page.tensor("v", K, M), page.tensor("c", K)
        unit = sigmoid(b[j] + total([(i, D)], w[j, i] * z[i]))
        return page, D, M, K, s[k] + total([(j, M)], v[k, j] * unit), z, w, b, v, s

    def with_tanh(weight: Fraction | int, bias: Fraction | int, out: Fraction | int, shift: Fraction | int) -> tuple:
        page, D, M, K, truth, z, w, b, v, s = network()
        unit = tanh(bias * b[j] + total([(i, D)], weight * w[j, i] * z[i]))
        mapped = s[k] + shift * total([(j, M)], v[k, j]) + total([(j, M)], out * v[k, j] * unit)
        return page, page.claim(truth, mapped, [(k, K)])

    page, claim = with_tanh(HALF, HALF, HALF, HALF)
    yield Part("t = w/2, v/2, c + sum v/2: the same outputs", "equation", page.theory, claim)
    for name, wrong in (
        ("t_ji = w_ji (inner weights not halved)", (1, HALF, HALF, HALF)),
        ("t_k0 = w_k0 + sum w_kj (the whole sum)", (HALF, HALF, HALF, 1)),
        ("t_k0 = w_k0 (no shift)", (HALF, HALF, HALF, 0)),
        ("t_kj = w_kj (read-out not halved)", (HALF, HALF, 1, HALF)),
    ):
        page, claim = with_tanh(*wrong)
        yield Part(name, "refuted", page.theory, claim, "refuted")
    page = Page()
    D, M, K = page.sizes("D M K")
    z, t, t0, u, u0 = (
        page.tensor("x", D),
        page.tensor("t", M, D),
        page.tensor("t0", M),
        page.tensor("u", K, M),
        page.tensor("u0", K),
    )
    w = page.define("w", [(j, M), (i, D)], 2 * t[j, i])
    b = page.define("b", [(j, M)], 2 * t0[j])
    v = page.define("v", [(k, K), (j, M)], 2 * u[k, j])
    s = page.define("c", [(k, K)], u0[k] - total([(j, M)], u[k, j]))
    yield Part(
        "the document's equations 2t = w, t_k0 - sum t_kj = w_k0 give the same outputs",
        "equation",
        page.theory,
        page.claim(
            s[k] + total([(j, M)], v[k, j] * sigmoid(b[j] + total([(i, D)], w[j, i] * z[i]))),
            u0[k] + total([(j, M)], u[k, j] * tanh(t0[j] + total([(i, D)], t[j, i] * z[i]))),
            [(k, K)],
        ),
    )
    name = "the map there and back: (t, t0, u, u0) -> (w, b, v, c) -> (w/2, b/2, v/2, c + sum v/2) is the identity"
    kept = [(HALF * w[j, i], t[j, i], [(j, M), (i, D)]), (HALF * b[j], t0[j], [(j, M)])]
    also = [page.claim(*claim) for claim in kept] + [page.claim(HALF * v[k, j], u[k, j], [(k, K), (j, M)])]
    yield stated(page, "equation", name, s[k] + HALF * total([(j, M)], v[k, j]), u0[k], [(k, K)], also=also)
    yield Part(
        "solved for the output bias: t_k0 = w_k0 + sum_j w_kj / 2",
        "equation",
        page.theory,
        page.claim(u0[k], s[k] + HALF * total([(j, M)], v[k, j]), [(k, K)]),
    )


def deep_networks() -> tuple[Page, Tensor, Tensor]:
    """Hidden units ``h[l]`` of a sigmoid network of L layers, and ``g[l]`` of the mapped tanh network.

    Widths up to M: a narrower layer has rows of zeros.
    """
    page = Page()
    L, M, D = page.sizes("L M D")
    z, W0, b0 = page.tensor("x", D), page.tensor("W0", M, D), page.tensor("b0", M)
    W, b = page.tensor("W", L, M, M), page.tensor("b", L, M)
    weight = W[l - 1, i, j]
    first, halved = total([(j, D)], W0[i, j] * z[j]), total([(j, D)], HALF * W0[i, j] * z[j])
    h = page.recurrence(
        "h",
        (l, L),
        [(i, M)],
        sigmoid(b0[i] + first),
        sigmoid(b[l - 1, i] + total([(j, M)], weight * Tensor("h")[l - 1, j])),
    )
    shifted = HALF * b[l - 1, i] + QUARTER * total([(j, M)], weight)
    g = page.recurrence(
        "g",
        (l, L),
        [(i, M)],
        tanh(HALF * b0[i] + halved),
        tanh(shifted + total([(j, M)], QUARTER * weight * Tensor("g")[l - 1, j])),
    )
    return page, h, g


def any_depth() -> Iterator[Part]:
    """Any number of hidden layers, by induction over the layer; then the linear read-out."""
    page, h, g = deep_networks()
    L, M, D = (Poly.symbol(name) for name in "LMD")
    z, W0, b0, W, b = (Tensor(name) for name in ("x", "W0", "b0", "W", "b"))
    units = [(l, L), (i, M)]
    name = "every hidden unit of every layer: h = (1 + h~)/2"
    yield stated(page, "induction", name, h[l, i], HALF + HALF * g[l, i], units)
    wrong = page.recurrence(
        "g2",
        (l, L),
        [(i, M)],
        tanh(HALF * b0[i] + total([(j, D)], HALF * W0[i, j] * z[j])),
        tanh(HALF * b[l - 1, i] + total([(j, M)], HALF * W[l - 1, i, j] * Tensor("g2")[l - 1, j])),
    )
    yield stated(page, "refuted", "inner layers mapped like the first", h[l, i], HALF + HALF * wrong[l, i], units)
    back = page.define("back", [(l, L), (i, M), (j, M)], 4 * (QUARTER * W[l, i, j]))
    shifted = HALF * b[l, i] + QUARTER * total([(j, M)], W[l, i, j])
    returned = 2 * shifted - HALF * total([(j, M)], back[l, i, j])
    name = "the inverse map (4 W~, 2 b~ - 2 W~ 1) returns the inner biases"
    yield stated(page, "equation", name, returned, b[l, i], units)
    K = page.size("K")
    V, s = page.tensor("V", K, M), page.tensor("c", K)
    truth = s[k] + total([(j, M)], V[k, j] * h[L - 1, j])
    mapped = s[k] + HALF * total([(j, M)], V[k, j]) + total([(j, M)], HALF * V[k, j] * g[L - 1, j])
    yield stated(page, "equation", "so the outputs agree at any depth", truth, mapped, [(k, K)])


def images() -> Iterator[Part]:
    """CNNs: the map holds if hidden layers are padded with -1, and fails at the border with 0."""
    page = Page()
    C, O, H, W, R = page.sizes("C O H W R")  # noqa: E741
    P = page.size("P", 0)
    u, v, s = page.tensor("u", C, H, W), page.tensor("v", O, C, R, R), page.tensor("c", O)
    h = page.define("h", [(c, C), (y, H), (x, W)], sigmoid(u[c, y, x]))
    g = page.define("g", [(c, C), (y, H), (x, W)], tanh(HALF * u[c, y, x]))
    raised = page.define("raised", [(c, C), (y, H), (x, W)], 1 + g[c, y, x])
    taps = [(c, C), (p, R), (q, R)]
    truth = s[o] + total(taps, v[o, c, p, q] * h[c, y + p - P, x + q - P])
    shift = s[o] + HALF * total(taps, v[o, c, p, q])
    place = [(o, O), (y, H), (x, W)]
    yield Part(
        "padded with -1 (reads are raised - 1, and raised is zero outside), the mapped CNN agrees everywhere",
        "equation",
        page.theory,
        page.claim(truth, shift + total(taps, HALF * v[o, c, p, q] * (raised[c, y + p - P, x + q - P] - 1)), place),
    )
    yield Part(
        "padded with 0 it agrees",
        "refuted",
        page.theory,
        page.claim(truth, shift + total(taps, HALF * v[o, c, p, q] * g[c, y + p - P, x + q - P]), place),
        "refuted",
    )
    page = Page()
    C, O, R = page.sizes("C O R")  # noqa: E741
    P = page.size("P", 0)
    H, W = R - 1 + page.size("rows"), R - 1 + page.size("columns")
    u, v, s = page.tensor("u", C, H, W), page.tensor("v", O, C, R, R), page.tensor("c", O)
    h = page.define("h", [(c, C), (y, H), (x, W)], sigmoid(u[c, y, x]))
    g = page.define("g", [(c, C), (y, H), (x, W)], tanh(HALF * u[c, y, x]))
    taps = [(c, C), (p, R), (q, R)]
    truth = s[o] + total(taps, v[o, c, p, q] * h[c, y + p - P, x + q - P])
    half = total(taps, HALF * v[o, c, p, q] * g[c, y + p - P, x + q - P])
    middle = [(o, O), (y, P, H - R + 1 + P), (x, P, W - R + 1 + P)]
    name = "padded with 0 it does agree in the interior, where no tap leaves the image"
    yield stated(page, "equation", name, truth, s[o] + HALF * total(taps, v[o, c, p, q]) + half, middle)
    rows = (at_least(y + p - P, 0), at_least(H - 1, y + p - P))
    columns = (at_least(x + q - P, 0), at_least(W - 1, x + q - P))
    inside = HALF * total(taps, v[o, c, p, q], *rows, *columns)
    name = "... and everywhere, if the bias counts only the taps within the image"
    yield stated(page, "equation", name, truth, s[o] + inside + half, [(o, O), (y, H), (x, W)])
    page = Page()
    L, C, H, W, R = page.sizes("L C H W R")
    P = page.size("P", 0)
    image, first, bias = page.tensor("x", C, H, W), page.tensor("F0", C, C, R, R), page.tensor("b0", C)
    F, b = page.tensor("F", L, C, C, R, R), page.tensor("b", L, C)
    taps, place = [(c, C), (p, R), (q, R)], [(o, C), (y, H), (x, W)]

    def layer(kernel: Expression, below: Expression) -> Expression:
        return total(taps, kernel * below)

    at = (c, y + p - P, x + q - P)
    before, raised = Tensor("h")[(l - 1, *at)], Tensor("raised")[(l - 1, *at)]
    kernel, start = F[l - 1, o, c, p, q], first[o, c, p, q]
    h = page.recurrence(
        "h", (l, L), place, sigmoid(bias[o] + layer(start, image[at])), sigmoid(b[l - 1, o] + layer(kernel, before))
    )
    moved = HALF * b[l - 1, o] + QUARTER * total(taps, kernel)
    g = page.recurrence(
        "raised",
        (l, L),
        place,
        1 + tanh(HALF * bias[o] + layer(HALF * start, image[at])),
        1 + tanh(moved + layer(QUARTER * kernel, raised - 1)),
    )
    name = "CNNs of any depth, hidden layers padded with -1: every unit is h = (1 + h~)/2 (raised = 1 + h~)"
    yield stated(page, "induction", name, h[l, o, y, x], HALF * g[l, o, y, x], [(l, L), *place])


def final_layer() -> Iterator[Part]:
    """Swapping the final activation: no affine argument of tanh gives a sigmoid."""
    page = Page()
    (a,) = page.scalars("a")
    inverse = page.define("f", [], call("artanh", sigmoid(a)))
    second = derivative(derivative(inverse(), "a"), "a")
    yield Part(
        "(artanh o sigma)'' = sigma (1 - sigma) / (1 + sigma)^2, never zero: it is not affine",
        "equation",
        page.theory,
        page.claim(second, sigmoid(a) * (1 - sigmoid(a)) / (1 + sigmoid(a)) ** 2),
    )
    place = Tensor("at")()
    at_zero = put("at", 0, derivative(derivative(call("artanh", sigmoid(place)), "at"), "at"))
    yield Part("its value at 0 is 1/9", "equation", page.theory, page.claim(at_zero, Fraction(1, 9)))
    page = Page()
    u, alpha, beta = page.scalars("u alpha beta")
    yield Part(
        "sigma(u) = tanh(alpha u + beta)",
        "refuted",
        page.theory,
        page.claim(sigmoid(u), tanh(alpha * u + beta)),
        "refuted",
    )
    near = HALF - sigmoid(u)
    name = "alpha = 0, tanh(beta) = 1/2: never more than 1/2 away, as 1/4 - (sigma - 1/2)^2 = sigma(u) sigma(-u) >= 0"
    product = sigmoid(u) * sigmoid(-u)
    also = [page.claim(QUARTER - near**2, product)]
    yield stated(page, "inequality", name, product, 0, relation=">=", also=also)
    yield Part("sigma(u) = tanh(u/2)", "refuted", page.theory, page.claim(sigmoid(u), tanh(HALF * u)), "refuted")


def symmetries() -> Iterator[Part]:
    """Different weights of one function: sign flips and permutations."""

    def output(unit: Expression) -> Expression:
        return total([(j, M)], unit)

    plain = Page()
    D, M = plain.sizes("D M")
    z, w, b, v = plain.tensor("x", D), plain.tensor("w", M, D), plain.tensor("b", M), plain.tensor("v", M)
    (shift,) = plain.scalars("c")
    argument = b[j] + total([(i, D)], w[j, i] * z[i])
    flipped = -b[j] + total([(i, D)], -w[j, i] * z[i])
    yield Part(
        "tanh: all signs of the units flipped, in and out",
        "equation",
        plain.theory,
        plain.claim(output(v[j] * tanh(argument)), output(-v[j] * tanh(flipped))),
    )
    yield Part(
        "sigmoid: (w, b, v, c) -> (-w, -b, -v, c + v), for each unit",
        "equation",
        plain.theory,
        plain.claim(v[j] * sigmoid(argument), v[j] - v[j] * sigmoid(flipped), [(j, M)]),
    )
    choice = plain.tensor("choice", M)
    sign = holds(Guard("pos", choice[j].term)) - holds(Guard("nonneg", (-choice[j]).term))
    name = "tanh: any choice of units (those with choice > 0 stay) changes sign, in and out"
    unit = sign * v[j] * tanh(sign * (b[j] + total([(i, D)], w[j, i] * z[i])))
    yield stated(plain, "equation", name, output(unit), output(v[j] * tanh(argument)))
    inside = v[j] * tanh(sign * (b[j] + total([(i, D)], w[j, i] * z[i])))
    yield stated(plain, "refuted", "... on the way in only", output(inside), output(v[j] * tanh(argument)))
    yield Part(
        "sigmoid: a flip without moving v into the bias",
        "refuted",
        plain.theory,
        plain.claim(shift + output(v[j] * sigmoid(argument)), shift + output(-v[j] * sigmoid(flipped))),
        "refuted",
    )
    for moved in (True, False):
        page = Page()
        D, M = page.sizes("D M")
        A, B = page.size("A", 0), page.size("B", 0)
        page.given(at_least(B - 1, A), at_least(M - 1, B))
        page.theory.functions["phi"] = 1
        z, w, b, v = page.tensor("x", D), page.tensor("w", M, D), page.tensor("b", M), page.tensor("v", M)

        def exchanged(of: Tensor, *rest: Poly, A: Poly = A, B: Poly = B) -> Expression:
            there = delta(j, A) * of[(B, *rest)] + delta(j, B) * of[(A, *rest)]
            return holds(differs(j, A), differs(j, B)) * of[(j, *rest)] + there

        w2 = page.define("w2", [(j, M), (i, D)], exchanged(w, i))
        b2 = page.define("b2", [(j, M)], exchanged(b))
        v2 = page.define("v2", [(j, M)], exchanged(v)) if moved else v
        here = total([(j, M)], v2[j] * call("phi", b2[j] + total([(i, D)], w2[j, i] * z[i])))
        before = total([(j, M)], v[j] * call("phi", b[j] + total([(i, D)], w[j, i] * z[i])))
        if moved:
            yield stated(page, "equation", "any activation: units A and B change places, for every A < B", here, before)
        else:
            yield stated(page, "refuted", "... without their read-out weights", here, before)
    yield Part(
        "so does every order of the M units: M! of them, with the signs 2^M M!",
        "cited",
        source="transpositions generate the symmetric group (Lang, Algebra, 2002, section I.5)",
        premises=(
            "any activation: units A and B change places, for every A < B",
            "tanh: any choice of units (those with choice > 0 stay) changes sign, in and out",
        ),
    )


def training() -> Iterator[Part]:
    """Gradient descent differs although the functions agree: the gradient goes through the linear map."""
    page = Page()
    D, M, K = page.sizes("D M K")
    t, u, u0, eta = page.tensor("t", M, D), page.tensor("u", K, M), page.tensor("u0", K), page.tensor("eta")()
    w = page.define("w", [(j, M), (i, D)], 2 * t[j, i])
    v = page.define("v", [(k, K), (j, M)], 2 * u[k, j])
    s = page.define("c", [(k, K)], u0[k] - total([(j, M)], u[k, j]))
    L = page.loss("L", w, v, s)
    yield Part(
        "inner weights: dL/dt = 2 dL/dw",
        "equation",
        page.theory,
        page.claim(derivative(L, t, j, i), 2 * derivative(L, w, j, i), [(j, M), (i, D)]),
    )
    yield Part(
        "read-out: dL/dt_kj = 2 dL/dw_kj - dL/dw_k0",
        "equation",
        page.theory,
        page.claim(derivative(L, u, k, j), 2 * derivative(L, v, k, j) - derivative(L, s, k), [(k, K), (j, M)]),
    )
    yield Part(
        "a step on the tanh weights is a step four times as long on the inner sigmoid weights",
        "equation",
        page.theory,
        page.claim(
            2 * (t[j, i] - eta * derivative(L, t, j, i)), w[j, i] - 4 * eta * derivative(L, w, j, i), [(j, M), (i, D)]
        ),
    )
    yield Part(
        "... and mixes read-out weights and bias",
        "equation",
        page.theory,
        page.claim(
            2 * (u[k, j] - eta * derivative(L, u, k, j)),
            v[k, j] - eta * (4 * derivative(L, v, k, j) - 2 * derivative(L, s, k)),
            [(k, K), (j, M)],
        ),
    )
    moved = u0[k] - eta * derivative(L, u0, k) - total([(j, M)], u[k, j] - eta * derivative(L, u, k, j))
    onto = s[k] - eta * (number(M + 1) * derivative(L, s, k) - 2 * total([(j, M)], derivative(L, v, k, j)))
    name = "... and bias with read-out weights: gradient descent on t is that on w preconditioned by T T^T"
    yield stated(page, "equation", name, moved, onto, [(k, K)])
    decay = total([(j, M), (i, D)], t[j, i] ** 2)
    whole = total([(j, M), (i, D)], w[j, i] ** 2)
    yield stated(page, "equation", "weight decay of the tanh weights is a quarter of it", decay, QUARTER * whole)
    yield stated(page, "refuted", "weight decay is the same for both", decay, whole)
    yield Part(
        "one function, one gradient step: the same new weights",
        "refuted",
        page.theory,
        page.claim(
            2 * (t[j, i] - eta * derivative(L, t, j, i)), w[j, i] - eta * derivative(L, w, j, i), [(j, M), (i, D)]
        ),
        "refuted",
    )


def measured() -> Measured:
    """What the committed experiment found."""
    found = COMMITTED.results()
    depth, border, fit, curves = found["depth"], found["border"], found["fit"], found["training"]
    last = list(curves["at"].values())[-1]
    ok = (
        depth["outputs"] < 1e-12
        and border["minus_one_max"] < 1e-12 < border["zero_border"]
        and fit["sup"] > 0.2
        and curves["tanh_against_preconditioned"] < 1e-12
        and last["tanh"] < last["sigmoid"]
    )
    return Measured(
        ok,
        f"outputs agree to {depth['outputs']:.1e} on {depth['networks']} networks; zero padding is off by "
        f"{border['zero_border']:.2f} at the border, -1 padding by {border['minus_one_max']:.1e}; the best tanh fit "
        f"of a sigmoid on [-8, 8] is {fit['sup']:.3f} away; after equal steps the loss is {last['sigmoid']:.3f} "
        f"(sigmoid weights) and {last['tanh']:.3f} (tanh weights)",
        {"fit": fit, "training": curves["at"]},
    )


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from scalar()
    yield from hidden_layer()
    yield from any_depth()
    yield from images()
    yield from final_layer()
    yield from symmetries()
    yield from training()
    yield Part(
        "no other weights give the same function, up to sign flips and permutations",
        "cited",
        source="Sussmann, Uniqueness of the weights for minimal feedforward nets with a given input-output map, 1992",
        premises=(
            "tanh: any choice of units (those with choice > 0 stay) changes sign, in and out",
            "any activation: units A and B change places, for every A < B",
        ),
    )
    yield Part(
        "no tanh of an affine argument is a sigmoid, for any network whose pre-activation is not constant",
        "cited",
        source="a function with nonzero second derivative is not affine; limits at infinity of sigma and tanh (Rudin, "
        "Principles of Mathematical Analysis, 1976, chapter 5)",
        premises=(
            "(artanh o sigma)'' = sigma (1 - sigma) / (1 + sigma)^2, never zero: it is not affine",
            "its value at 0 is 1/9",
            "alpha = 0, tanh(beta) = 1/2: never more than 1/2 away, as 1/4 - (sigma - 1/2)^2 = sigma(u) sigma(-u) >= 0",
        ),
    )
    yield Part("300 networks of depth 2 to 7, borders, training curves", "measured", measure=measured)
    yield COMMITTED.random_shapes()


THEOREM = Theorem(
    "weight_map",
    "Sigmoid networks and tanh networks",
    parts,
    figures=COMMITTED.draw,
    experiment=COMMITTED.experiment,
    summary="the same functions at any depth, with halved arguments and shifted biases; CNNs need padding -1; "
    "impossible for the final activation",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
