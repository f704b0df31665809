"""Theorem 6: training only a new head is a convex problem, and what that buys.

Logits ``z = W x`` on frozen features ``x`` (the bias is a feature that is always 1), ``p = softmax(z)``, targets ``Y``
whose rows sum to one, ``L`` the mean cross-entropy over N samples.  Gradient, Hessian and its quadratic form are
equations; the form is a sum of squares, so the problem is convex; its null space and the smoothness bound follow.  That
transfer beats training from scratch on few images is measured (``symderiv/networks/transfer.py``), not proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

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
    put,
    total,
    zero,
)
from symderiv.theorem import Measured, Part, Shown, Theorem, stated

COMMITTED = Committed("transfer_learning", drawing="transfer_learning_figures.py")

HALF = Fraction(1, 2)
n, c, d, e, l, m, i, j = Page.indices("n c d e l m i j")  # noqa: E741


def head() -> tuple[Page, Poly, Poly, Poly, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The page of the head: sizes N, K, D; features X, weights W, targets Y, logits z, probabilities p."""
    page = Page()
    N, K, D = page.sizes("N K D")
    X, W, Y = page.tensor("X", N, D), page.tensor("W", K, D), page.tensor("Y", N, K)
    z = page.define("z", [(n, N), (c, K)], total([(d, D)], W[c, d] * X[n, d]))
    p = page.define("p", [(n, N), (c, K)], call("exp", z[n, c]) / total([(l, K)], call("exp", z[n, l])))
    page.assume("each row of targets sums to one", total([(c, K)], Y[n, c]), 1, [(n, N)])
    return page, N, K, D, X, W, Y, z, p


def loss(page: Page, N: Poly, K: Poly, Y: Tensor, z: Tensor) -> Tensor:
    """Mean cross-entropy ``1/N sum_n sum_c Y[n,c] (log sum_l exp z[n,l] - z[n,c])``."""
    lse = call("log", total([(l, K)], call("exp", z[n, l])))
    return page.define("L", [], total([(n, N), (c, K)], Y[n, c] * (lse - z[n, c])) / N)


def calculus() -> Iterator[Part]:
    """Gradient and Hessian."""
    page, N, K, D, X, W, Y, z, p = head()
    L = loss(page, N, K, Y, z)
    slope = derivative(L(), W, c, d)
    yield Part(
        "the loss is the cross-entropy of softmax",
        "equation",
        page.theory,
        page.claim(L(), -total([(n, N), (c, K)], Y[n, c] * call("log", p[n, c])) / N),
    )
    yield Part("probabilities sum to one", "equation", page.theory, page.claim(total([(c, K)], p[n, c]), 1, [(n, N)]))
    yield Part(
        "Jacobian of softmax",
        "equation",
        page.theory,
        page.claim(derivative(p[n, c], z, n, l), p[n, c] * (delta(c, l) - p[n, l]), [(n, N), (c, K), (l, K)]),
    )
    gradient = total([(n, N)], (p[n, c] - Y[n, c]) * X[n, d]) / N
    yield Part("gradient (p - y) x^T", "equation", page.theory, page.claim(slope, gradient, [(c, K), (d, D)]))
    hessian = total([(n, N)], p[n, c] * (delta(c, l) - p[n, l]) * X[n, d] * X[n, e]) / N
    place = [(c, K), (d, D), (l, K), (e, D)]
    second = derivative(slope, W, l, e)
    yield Part("Hessian (diag p - p p^T) (x) x x^T", "equation", page.theory, page.claim(second, hessian, place))
    yield Part(
        "gradient without 1/N",
        "refuted",
        page.theory,
        page.claim(slope, total([(n, N)], (p[n, c] - Y[n, c]) * X[n, d]), [(c, K), (d, D)]),
        "refuted",
    )
    yield Part(
        "gradient (y - p) x^T",
        "refuted",
        page.theory,
        page.claim(slope, -gradient, [(c, K), (d, D)]),
        "refuted",
    )
    diagonal = total([(n, N)], p[n, c] * delta(c, l) * X[n, d] * X[n, e]) / N
    yield Part("Hessian without - p p^T", "refuted", page.theory, page.claim(second, diagonal, place), "refuted")
    free = Page()
    N, K, D = free.sizes("N K D")
    X, W, Y = free.tensor("X", N, D), free.tensor("W", K, D), free.tensor("Y", N, K)
    z = free.define("z", [(n, N), (c, K)], total([(d, D)], W[c, d] * X[n, d]))
    p = free.define("p", [(n, N), (c, K)], call("exp", z[n, c]) / total([(l, K)], call("exp", z[n, l])))
    L = loss(free, N, K, Y, z)
    yield Part(
        "the same gradient for targets that do not sum to one",
        "refuted",
        free.theory,
        free.claim(derivative(L(), W, c, d), total([(n, N)], (p[n, c] - Y[n, c]) * X[n, d]) / N, [(c, K), (d, D)]),
        "refuted",
    )
    yield Part(
        "the gradient for any targets",
        "equation",
        free.theory,
        free.claim(
            derivative(L(), W, c, d),
            total([(n, N)], (p[n, c] * total([(l, K)], Y[n, l]) - Y[n, c]) * X[n, d]) / N,
            [(c, K), (d, D)],
        ),
    )


def simplex() -> tuple[Page, Poly, Tensor, Tensor]:
    """A probability vector p of K entries and a vector a."""
    page = Page()
    K = page.size("K")
    p, a = page.tensor("p", K), page.tensor("a", K)
    page.assume("probabilities sum to one", total([(c, K)], p[c]), 1)
    return page, K, p, a


def convexity() -> Iterator[Part]:
    """The quadratic form of the Hessian is a sum of squares."""
    page, K, p, a = simplex()
    form = total([(c, K), (l, K)], a[c] * (p[c] * delta(c, l) - p[c] * p[l]) * a[l])
    squares = HALF * total([(c, K), (l, K)], p[c] * p[l] * (a[c] - a[l]) ** 2)
    yield Part(
        "a^T (diag p - p p^T) a = 1/2 sum p_i p_j (a_i - a_j)^2", "equation", page.theory, page.claim(form, squares)
    )
    mean = total([(c, K)], p[c] * a[c])
    yield Part(
        "it is the variance of a under p",
        "equation",
        page.theory,
        page.claim(form, total([(c, K)], p[c] * (a[c] - total([(l, K)], p[l] * a[l])) ** 2)),
    )
    yield Part(
        "as mean square minus squared mean",
        "equation",
        page.theory,
        page.claim(form, total([(c, K)], p[c] * a[c] ** 2) - mean**2),
    )
    page = Page()
    K = page.size("K")
    p, t = page.tensor("p", K), page.tensor("t")()
    page.assume("probabilities sum to one", total([(c, K)], p[c]), 1)
    page.assume("the step is not zero", t, 0, relation="!=")
    same = page.define("same", [(c, K)], t)
    yield Part(
        "strictly convex: positive also if all classes move by the same t",
        "refuted",
        page.theory,
        page.claim(HALF * total([(c, K), (l, K)], p[c] * p[l] * (same[c] - same[l]) ** 2), 0, relation=">"),
        "refuted",
    )
    page, N, K, D, X, W, Y, z, p = head()
    V = page.tensor("V", K, D)
    L = loss(page, N, K, Y, z)
    a = page.define("a", [(n, N), (c, K)], total([(d, D)], V[c, d] * X[n, d]))
    squares = HALF * total([(n, N), (c, K), (l, K)], p[n, c] * p[n, l] * (a[n, c] - a[n, l]) ** 2) / N
    whole = total([(c, K), (d, D), (l, K), (e, D)], V[c, d] * derivative(derivative(L(), W, c, d), W, l, e) * V[l, e])
    yield Part(
        "the Hessian's form in any direction V, at every W, is a mean of weighted squares: the problem is convex",
        "inequality",
        page.theory,
        page.claim(squares, 0, relation=">="),
        more=(page.claim(whole, squares),),
    )
    yield Part(
        "null space: the form vanishes if and only if the logits of V are equal over the classes, for each sample",
        "zero-iff",
        page.theory,
        page.claim(
            holds(zero(squares)),
            holds(zero(total([(n, N), (c, K), (l, K)], (a[n, c] - a[n, l]) ** 2))),
        ),
    )
    apart = holds(zero(squares), Guard("nonzero", (a[n, c] - a[n, l]).term))
    name = "... so where it vanishes, no sample's logits of V differ between two classes"
    yield stated(page, "zero-iff", name, apart, 0, [(n, N), (c, K), (l, K)])
    strong = Page()
    K, D = strong.sizes("K D")
    V, gamma, curvature = strong.tensor("V", K, D), strong.tensor("gamma")(), strong.tensor("curvature")()
    strong.assume("the form of the loss, not negative by the above", curvature, 0, relation=">=")
    strong.assume("weight decay", gamma, 0, relation=">")
    decayed = curvature + gamma * total([(c, K), (d, D)], V[c, d] ** 2)
    name = "with weight decay the form vanishes at V = 0 alone: one minimiser"
    yield stated(strong, "zero-iff", name, holds(zero(decayed), Guard("nonzero", V[c, d].term)), 0, [(c, K), (d, D)])
    tight = Page()
    K = tight.size("K", 2)
    z = tight.tensor("z", K)
    whole = total([(l, K)], call("exp", z[l]))
    others = total([(l, 1, K)], call("exp", z[l])) / whole
    also = [tight.claim(1 - call("exp", z[0]) / whole, others)]
    name = "no finite head fits a sample perfectly: 1 - p_y is the share of the other classes (y first), positive"
    yield stated(tight, "inequality", name, others, 0, relation=">", also=also)
    flat = Page()
    N, K, D = flat.sizes("N K D")
    X, r, p = flat.tensor("X", N, D), flat.tensor("r", D), flat.tensor("p", N, K)
    logit = flat.define("a", [(n, N), (c, K)], total([(d, D)], r[d] * X[n, d]))
    yield Part(
        "adding one row vector to every class moves nothing",
        "equation",
        flat.theory,
        flat.claim(total([(n, N), (c, K), (l, K)], p[n, c] * p[n, l] * (logit[n, c] - logit[n, l]) ** 2), 0),
    )


def smoothness() -> Iterator[Part]:
    """Boehning's bound: diag p - p p^T is at most half of the centring matrix."""
    page, K, p, a = simplex()
    average = page.tensor("average")()
    low, high = a[j], a[i]
    variance = total([(c, K)], p[c] * a[c] ** 2) - total([(c, K)], p[c] * a[c]) ** 2
    left = HALF * total([(c, K)], (a[c] - average) ** 2) - variance
    centre = (high + low) / 2
    mean = total([(c, K)], p[c] * a[c])
    rest = total([(c, K)], (a[c] - average) ** 2, differs(c, i), differs(c, j))
    slack = total([(c, K)], p[c] * (high - a[c]) * (a[c] - low))
    apart = holds(Guard("ne", i - j))
    identity = (average - centre) ** 2 + HALF * rest + (mean - centre) ** 2 + slack
    yield Part(
        "half the squared distances minus the variance, as a sum of nonnegative terms",
        "equation",
        page.theory,
        page.claim(apart * left, apart * identity, [(i, K), (j, K)]),
    )
    yield Part(
        "at W = 0 (uniform p) the form is the centred mean square: 1/K where the bound says 1/2",
        "equation",
        page.theory,
        page.claim(
            total([(c, K)], a[c] ** 2) / K - (total([(c, K)], a[c]) / K) ** 2,
            total([(c, K)], (a[c] - total([(l, K)], a[l]) / K) ** 2) / K,
        ),
    )
    bound = Page()
    K, largest, smallest = bound.size("K", 2), bound.size("largest", 0), bound.size("smallest", 0)
    bound.given(at_least(K - 1, largest), at_least(K - 1, smallest), differs(largest, smallest))
    p, a = bound.tensor("p", K), bound.tensor("a", K)
    average = bound.tensor("average")()
    bound.assume("probabilities sum to one", total([(c, K)], p[c]), 1)
    bound.assume("no probability is negative", p[c], 0, [(c, K)], ">=")
    bound.assume("no entry is larger than the largest", a[largest] - a[c], 0, [(c, K)], ">=")
    bound.assume("none is smaller than the smallest", a[c] - a[smallest], 0, [(c, K)], ">=")
    variance = total([(c, K)], p[c] * a[c] ** 2) - total([(c, K)], p[c] * a[c]) ** 2
    half = HALF * total([(c, K)], (a[c] - average) ** 2)
    centre, mean = (a[largest] + a[smallest]) / 2, total([(c, K)], p[c] * a[c])
    squares = (
        (average - centre) ** 2
        + HALF * total([(c, K)], (a[c] - average) ** 2, differs(c, largest), differs(c, smallest))
        + (mean - centre) ** 2
        + total([(c, K)], p[c] * (a[largest] - a[c]) * (a[c] - a[smallest]))
    )
    yield stated(
        bound,
        "inequality",
        "the variance is at most half of the squared distances from any point, wherever largest and smallest stand",
        squares,
        0,
        relation=">=",
        also=[bound.claim(half - variance, squares)],
    )
    middle = total([(c, K)], a[c]) / K
    quarter = Fraction(1, 4) * total([(c, K)], (a[c] - middle) ** 2)
    yield stated(
        bound, "refuted", "a quarter of the squared distances from the mean is enough", quarter, variance, relation=">="
    )
    top = Page()
    D, K = top.sizes("D K")
    U, S, lam = top.tensor("U", D, D), top.tensor("S", D, D), top.tensor("lam", D)
    b, largest = top.tensor("b", K, D), top.tensor("Lambda")()
    top.assume(
        "orthonormal eigenvectors of X^T X / N", total([(d, D)], U[d, i] * U[d, j]), delta(i, j), [(i, D), (j, D)]
    )
    top.assume("eigen-equation", total([(e, D)], S[d, e] * U[e, i]), lam[i] * U[d, i], [(d, D), (i, D)])
    V = top.define("V", [(c, K), (d, D)], total([(i, D)], b[c, i] * U[d, i]))
    energy = total([(c, K), (d, D), (e, D)], V[c, d] * S[d, e] * V[c, e])
    yield Part(
        "mean squared logits in eigen-coordinates of X^T X / N",
        "equation",
        top.theory,
        top.claim(energy, total([(c, K), (i, D)], lam[i] * b[c, i] ** 2)),
    )
    top = Page()
    D, K = top.sizes("D K")
    lam, b, largest = top.tensor("lam", D), top.tensor("b", K, D), top.tensor("Lambda")()
    top.assume("Lambda is the largest eigenvalue", largest - lam[i], 0, [(i, D)], ">=")
    excess = total([(c, K), (i, D)], (largest - lam[i]) * b[c, i] ** 2)
    energy = total([(c, K), (i, D)], lam[i] * b[c, i] ** 2)
    yield Part(
        "... are at most lambda_max |V|^2: the Hessian is bounded by lambda_max(X^T X/N)/2",
        "inequality",
        top.theory,
        top.claim(excess, 0, relation=">="),
        more=(top.claim(largest * total([(c, K), (i, D)], b[c, i] ** 2) - energy, excess),),
    )


def contrast() -> Iterator[Part]:
    """Training all layers is not convex: (1 - a b)^2 / 2."""
    page = Page()
    a, b, x, y = page.scalars("a b x y")
    error = page.define("E", [], HALF * (1 - a * b) ** 2)

    def at_zero(first: str, second: str) -> Expression:
        u, v = Tensor("u")(), Tensor("v")()
        second_derivative = derivative(derivative(HALF * (1 - u * v) ** 2, first), second)
        return put("u", 0, put("v", 0, second_derivative))

    both = derivative(derivative(error(), "a"), "b")
    yield Part(
        "two layers in a row: mixed second derivative 2 a b - 1",
        "equation",
        page.theory,
        page.claim(both, 2 * a * b - 1),
    )
    yield Part(
        "at 0 the Hessian is [[0,-1],[-1,0]]: off the diagonal",
        "equation",
        page.theory,
        page.claim(at_zero("u", "v"), -1),
    )
    yield Part(
        "... and on it",
        "equation",
        page.theory,
        page.claim(at_zero("u", "u"), 0),
    )
    form = (
        derivative(derivative(error(), "a"), "a") * x**2
        + 2 * both * x * y
        + derivative(derivative(error(), "b"), "b") * y**2
    )
    yield Part("training both layers is convex", "refuted", page.theory, page.claim(form, 0, relation=">="), "refuted")
    decay = Page()
    N = decay.size("N")
    w, gamma = decay.tensor("w", N), decay.tensor("gamma")()
    penalty = decay.define("R", [], HALF * gamma * total([(i, N)], w[i] ** 2))
    yield Part(
        "weight decay adds gamma to every curvature: strongly convex, one minimiser",
        "equation",
        decay.theory,
        decay.claim(derivative(derivative(penalty(), w, i), w, j), gamma * delta(i, j), [(i, N), (j, N)]),
    )


def measured() -> Measured:
    """Head-only training against training from scratch, at the size of the exercise."""
    found = COMMITTED.results()
    accuracies, settings = found["accuracies"], found["settings"]
    head, scratch = accuracies["head-only"], accuracies["scratch + augmentation"]
    gap = accuracies["head-only minus scratch + augmentation"]
    return Measured(
        gap["difference"] > 3 * gap["standard_error"],
        f"{settings['target_classes']} classes, {settings['shots']} images each: new head on a network of "
        f"{settings['source_classes']} classes {head['accuracy']:.3f}, from scratch with augmentation "
        f"{scratch['accuracy']:.3f} (difference {gap['difference']:.3f} +- {gap['standard_error']:.3f})",
        {"accuracies": accuracies, "crossing": found["crossing"]},
    )


def measured_controls() -> Measured:
    """Sources and features that should not help: none may come near the head on the right source."""
    accuracies = COMMITTED.results()["accuracies"]
    head = accuracies["head-only"]
    names = (
        "unrelated source (textures)",
        "source with shuffled labels",
        "permuted pixels",
        "random frozen features",
        "raw pixels",
    )
    rows = {name: accuracies[name]["accuracy"] for name in names}
    error = max(accuracies[name]["standard_error"] for name in (*names, "head-only"))
    return Measured(
        head["accuracy"] - max(rows.values()) > 6 * error,
        "new head " + f"{head['accuracy']:.3f}; " + ", ".join(f"{name} {value:.3f}" for name, value in rows.items()),
        rows,
    )


def measured_crossing() -> Measured:
    """Where training from scratch overtakes the frozen head; in order if it does, since the claim needs few images."""
    found = COMMITTED.results()
    crossing, last = found["crossing"], found["curve"][-1]
    gap = last["head minus scratch"]
    where = f"between {crossing['between'][0]} and {crossing['between'][1]} images a class" if crossing else "nowhere"
    if crossing and not crossing["beyond_two_errors"]:
        where += f", by less than two standard errors at {crossing['between'][1]}"
    return Measured(
        bool(crossing) and found["settings"]["shots"] <= crossing["between"][0],
        f"training from scratch overtakes the frozen head {where}; at {last['shots']} the head is behind by "
        f"{-gap['difference']:.3f} +- {gap['standard_error']:.3f}",
        {"crossing": crossing},
    )


def measured_head() -> Measured:
    """Curvature, rank and step sizes of the head on the features of the trained network."""
    head = COMMITTED.results()["head"]
    small, rises = head["small"], head["increases"]
    ok = (
        small["smallest"] > -1e-10 * small["largest"]
        and small["largest_over_bound"] <= 1
        and small["rank"] == small["rank_formula"]
        and small["difference"] < 1e-6
        and rises["1"] == 0
    )
    larger = ", ".join(f"{factor}/L" for factor, count in rises.items() if count == 0 and factor != "1")
    return Measured(
        ok,
        f"a full Hessian of {small['size']} rows: smallest over largest eigenvalue "
        f"{small['smallest'] / small['largest']:.0e}, largest over bound {small['largest_over_bound']:.2f}, rank "
        f"{small['rank']} = (K-1) rank X; features of rank {head['rank_features']} of {head['features']}; gradient "
        f"descent at 1/L never rises, nor does it here at {larger}",
        {"bound": head["bound"], "increases": rises, "small": small},
    )


def experiment(full: bool, progress: Callable[[str, float], None]) -> dict[str, Any]:
    """Run the experiment."""
    from dataclasses import asdict

    from symderiv.networks import transfer

    settings = transfer.full_settings() if full else transfer.quick_settings()
    return asdict(transfer.run(settings, progress=lambda name, share, _left: progress(name, share)))


def shown() -> Iterator[Shown]:
    """The gradient whose derivation is rendered."""
    page, N, K, _, _, _, Y, z, _ = head()
    L = loss(page, N, K, Y, z)
    yield Shown("gradient of the cross-entropy by the weights of the head", page.theory, L().term, "W")


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from calculus()
    yield from convexity()
    yield from smoothness()
    yield from contrast()
    yield Part(
        "a function whose Hessian is nowhere negative is convex: every stationary head is a global optimum",
        "cited",
        source="Boyd, Vandenberghe, Convex Optimization, 2004, section 3.1.4",
        premises=(
            "the Hessian's form in any direction V, at every W, is a mean of weighted squares: the problem is convex",
        ),
    )
    yield Part(
        "rank of the Hessian: (K - 1) rank X",
        "cited",
        source="rank and nullity (Halmos, Finite-Dimensional Vector Spaces, 1958, section 50)",
        premises=(
            "null space: the form vanishes if and only if the logits of V are equal over the classes, for each sample",
            "adding one row vector to every class moves nothing",
        ),
    )
    yield Part(
        "gradient descent goes down for steps below 4/lambda_max(X^T X/N), at the standard rate for half of that",
        "cited",
        source="Boehning, Multinomial logistic regression algorithm, 1992; Nesterov, Introductory Lectures on Convex "
        "Optimization, 2004, section 2.1",
        premises=(
            "half the squared distances minus the variance, as a sum of nonnegative terms",
            "... are at most lambda_max |V|^2: the Hessian is bounded by lambda_max(X^T X/N)/2",
        ),
    )
    yield Part("200 classes of 20 images: head only against training from scratch", "measured", measure=measured)
    yield Part("controls: what is transferred is knowledge of similar images", "measured", measure=measured_controls)
    yield Part("with many images, training from scratch wins", "measured", measure=measured_crossing)
    yield Part("the head of the trained network: curvature, rank, steps", "measured", measure=measured_head)
    yield COMMITTED.random_shapes()


THEOREM = Theorem(
    "transfer_learning",
    "A new head on frozen features",
    parts,
    shown=shown,
    figures=COMMITTED.draw,
    experiment=experiment,
    summary="training the head alone is convex, with known null space and smoothness; that transfer wins on 20 images "
    "a class is measured",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
