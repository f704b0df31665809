"""Theorem 5: the shape of a quadratic error surface.

``2 (E(w) - E(w*)) = v^T H v`` with ``v = w - w*``.  In eigenvector coordinates it is ``sum lambda_i a_i^2``: its
contours are ellipsoids with semi-axes ``c / sqrt(lambda_i)`` if every eigenvalue is positive (semidefinite is not
enough).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from committed import Committed

from symderiv.language.integers import Poly
from symderiv.language.terms import Guard
from symderiv.layers.writing import Expression, Page, Tensor, call, delta, derivative, holds, put, root, total, zero
from symderiv.theorem import Measured, Part, Theorem, stated

COMMITTED = Committed("error_surface", drawing="experiments/error_surface.py")

HALF = Fraction(1, 2)
k, l, i, j, m = Page.indices("k l i j m")  # noqa: E741


def quadratic(page: Page, H: Tensor, v: Tensor, n: Poly) -> Expression:
    """``v^T H v``."""
    return total([(k, n), (l, n)], v[k] * H[k, l] * v[l])


def eigenbasis() -> tuple[Page, Poly, Tensor, Tensor, Tensor]:
    """A matrix with orthonormal eigenvectors ``U[:, i]`` and eigenvalues ``lam[i]`` (cited: they exist)."""
    page = Page()
    n = page.size("n")
    H, U, lam = page.tensor("H", n, n), page.tensor("U", n, n), page.tensor("lam", n)
    page.assume("the eigenvectors are orthonormal", total([(k, n)], U[k, i] * U[k, j]), delta(i, j), [(i, n), (j, n)])
    page.assume("the eigenvectors have length one", total([(k, n)], U[k, i] ** 2), 1, [(i, n)])
    page.assume("eigen-equation", total([(l, n)], H[k, l] * U[l, i]), lam[i] * U[k, i], [(k, n), (i, n)])
    return page, n, H, U, lam


def diagonal_form() -> Iterator[Part]:
    """The quadratic form, lengths and angles in eigenvector coordinates."""
    page, n, H, U, lam = eigenbasis()
    a = page.tensor("a", n)
    v = page.define("v", [(k, n)], total([(i, n)], a[i] * U[k, i]))
    form = quadratic(page, H, v, n)
    yield Part(
        "the quadratic form is diagonal in eigenvector coordinates",
        "equation",
        page.theory,
        page.claim(form, total([(i, n)], lam[i] * a[i] ** 2)),
    )
    yield Part(
        "coordinates keep lengths",
        "equation",
        page.theory,
        page.claim(total([(k, n)], v[k] ** 2), total([(i, n)], a[i] ** 2)),
    )
    yield Part(
        "the coordinate along an eigenvector is the inner product with it",
        "equation",
        page.theory,
        page.claim(total([(k, n)], U[k, j] * v[k]), a[j], [(j, n)]),
    )
    yield Part(
        "H acts on each coordinate by its eigenvalue",
        "equation",
        page.theory,
        page.claim(total([(l, n)], H[k, l] * v[l]), total([(i, n)], lam[i] * a[i] * U[k, i]), [(k, n)]),
    )
    yield Part(
        "eigenvalues without squares of the coordinates",
        "refuted",
        page.theory,
        page.claim(form, total([(i, n)], lam[i] * a[i])),
        "refuted",
    )
    yield Part(
        "the form does not see the eigenvalues",
        "refuted",
        page.theory,
        page.claim(form, total([(i, n)], a[i] ** 2)),
        "refuted",
    )


def semi_axes() -> Iterator[Part]:
    """Positive eigenvalues: tips of the ellipsoid, its semi-axes and their ratio; stationary points of the length."""
    page, n, H, U, lam = eigenbasis()
    c = page.tensor("c")()
    page.assume("H is positive definite", lam[i], 0, [(i, n)], ">")
    tip = page.define("tip", [(k, n), (j, n)], c / root(lam[j]) * U[k, j])
    level = total([(k, n), (l, n)], tip[k, j] * H[k, l] * tip[l, j])
    length = total([(k, n)], tip[k, j] ** 2)
    yield Part(
        "the point c/sqrt(lambda_j) u_j lies on the contour of level c^2",
        "equation",
        page.theory,
        page.claim(level, c**2, [(j, n)]),
    )
    yield Part(
        "the squared semi-axis is c^2/lambda_j", "equation", page.theory, page.claim(length, c**2 / lam[j], [(j, n)])
    )
    yield Part(
        "squared semi-axes are inversely proportional to the eigenvalues",
        "equation",
        page.theory,
        page.claim(
            total([(k, n)], tip[k, i] ** 2) * lam[i], total([(k, n)], tip[k, j] ** 2) * lam[j], [(i, n), (j, n)]
        ),
    )
    yield Part(
        "different axes are orthogonal",
        "equation",
        page.theory,
        page.claim(total([(k, n)], tip[k, i] * tip[k, j]), delta(i, j) * c**2 / lam[j], [(i, n), (j, n)]),
    )
    yield Part(
        "at a tip the gradient of the length is parallel to that of the form (Lagrange)",
        "equation",
        page.theory,
        page.claim(total([(l, n)], H[k, l] * tip[l, j]), lam[j] * tip[k, j], [(k, n), (j, n)]),
    )
    yield Part(
        "the semi-axis is c/lambda_j",
        "refuted",
        page.theory,
        page.claim(length, c**2 / lam[j] ** 2, [(j, n)]),
        "refuted",
    )
    yield Part(
        "the semi-axis is the full axis c/(2 sqrt(lambda_j))",
        "refuted",
        page.theory,
        page.claim(length, c**2 / (4 * lam[j]), [(j, n)]),
        "refuted",
    )


def repeated() -> Iterator[Part]:
    """An eigenvalue that occurs more than once: any directions of its eigenspace serve as axes."""
    page = Page()
    n = page.size("n")
    H, v, w = page.tensor("H", n, n), page.tensor("v", n), page.tensor("w", n)
    mu, a, b = page.scalars("mu a b")
    page.assume("v is in the eigenspace of mu", total([(l, n)], H[k, l] * v[l]), mu * v[k], [(k, n)])
    page.assume("w is in it", total([(l, n)], H[k, l] * w[l]), mu * w[k], [(k, n)])
    mixed = total([(l, n)], H[k, l] * (a * v[l] + b * w[l]))
    name = "eigenvectors of one eigenvalue: every combination is one"
    yield stated(page, "equation", name, mixed, mu * (a * v[k] + b * w[k]), [(k, n)])
    page = Page()
    n = page.size("n")
    H, v, c = page.tensor("H", n, n), page.tensor("v", n), page.tensor("c")()
    mu = page.tensor("mu")()
    page.assume("v is in the eigenspace of mu", total([(l, n)], H[k, l] * v[l]), mu * v[k], [(k, n)])
    page.assume("mu is positive", mu, 0, relation=">")
    form, square = quadratic(page, H, v, n), total([(k, n)], v[k] ** 2)
    yield stated(page, "equation", "within an eigenspace the form is mu |v|^2", form, mu * square)
    name = "... so the cross-section of the contour is the sphere |v|^2 = c^2/mu"
    yield stated(page, "equation", name, form - c**2, mu * (square - c**2 / mu))
    page = Page()
    n = page.size("n")
    v, w = page.tensor("v", n), page.tensor("w", n)
    a, b = page.scalars("a b")
    page.assume("a turn: a^2 + b^2 = 1", a**2, 1 - b**2)
    for name, left, right in (("v", v, v), ("w", w, w), ("v and w", v, w)):
        page.assume(f"orthonormal: {name}", total([(k, n)], left[k] * right[k]), 1 if left == right else 0)
    first, second = a * v[k] + b * w[k], a * w[k] - b * v[k]
    also = [page.claim(total([(k, n)], second**2), 1), page.claim(total([(k, n)], first * second), 0)]
    name = "a pair of axes may be turned: it stays orthonormal"
    yield stated(page, "equation", name, total([(k, n)], first**2), 1, also=also)
    page = Page()
    n = page.size("n")
    H, v, w = page.tensor("H", n, n), page.tensor("v", n), page.tensor("w", n)
    page.assume("v is an eigenvector", total([(l, n)], H[k, l] * v[l]), 2 * v[k], [(k, n)])
    page.assume("w is one of another eigenvalue", total([(l, n)], H[k, l] * w[l]), 3 * w[k], [(k, n)])
    mixed = total([(l, n)], H[k, l] * (v[l] + w[l]))
    name = "a sum of eigenvectors of different eigenvalues is one"
    yield stated(page, "refuted", name, mixed, 2 * (v[k] + w[k]), [(k, n)])


def lagrange() -> Iterator[Part]:
    """Stationary points of |v|^2 on the contour are eigenvectors."""
    page = Page()
    n = page.size("n")
    H, v = page.tensor("H", n, n), page.tensor("v", n)
    mu = page.tensor("mu")()
    page.assume("H is symmetric", H[k, l], H[l, k], [(k, n), (l, n)])
    square = page.define("square", [], total([(k, n)], v[k] ** 2))
    form = page.define("form", [], quadratic(page, H, v, n))
    yield Part(
        "gradient of the squared length",
        "equation",
        page.theory,
        page.claim(derivative(square(), v, m), 2 * v[m], [(m, n)]),
    )
    yield Part(
        "gradient of the quadratic form",
        "equation",
        page.theory,
        page.claim(derivative(form(), v, m), 2 * total([(l, n)], H[m, l] * v[l]), [(m, n)]),
    )
    condition = derivative(square(), v, m) - mu * derivative(form(), v, m)
    yield Part(
        "Lagrange's condition is the eigen-equation v = mu H v",
        "equation",
        page.theory,
        page.claim(condition, 2 * (v[m] - mu * total([(l, n)], H[m, l] * v[l])), [(m, n)]),
    )
    back = Page()
    n = back.size("n")
    H, v, lam = back.tensor("H", n, n), back.tensor("v", n), back.tensor("lam")()
    back.assume("v is an eigenvector", total([(l, n)], H[k, l] * v[l]), lam * v[k], [(k, n)])
    back.assume("of an eigenvalue that is not zero", lam, 0, relation="!=")
    met = v[k] - total([(l, n)], H[k, l] * v[l]) / lam
    yield stated(back, "equation", "conversely an eigenvector meets it with mu = 1/lambda", met, 0, [(k, n)])
    other = Page()
    n = other.size("n")
    H, v = other.tensor("H", n, n), other.tensor("v", n)
    form = other.define("form", [], quadratic(other, H, v, n))
    yield Part(
        "gradient 2 H v without symmetry of H",
        "refuted",
        other.theory,
        other.claim(derivative(form(), v, m), 2 * total([(l, n)], H[m, l] * v[l]), [(m, n)]),
        "refuted",
    )
    yield Part(
        "gradient (H + H^T) v for any H",
        "equation",
        other.theory,
        other.claim(derivative(form(), v, m), total([(l, n)], (H[m, l] + H[l, m]) * v[l]), [(m, n)]),
    )


def surface() -> Page:
    """``E = E0 + 1/2 (w - w0)^T H (w - w0)`` with symmetric H."""
    page = Page()
    n = page.size("n")
    H, w, best = page.tensor("H", n, n), page.tensor("w", n), page.tensor("w0", n)
    page.assume("H is symmetric", H[k, l], H[l, k], [(k, n), (l, n)])
    v = page.define("v", [(k, n)], w[k] - best[k])
    page.define("E", [], page.tensor("E0")() + HALF * quadratic(page, H, v, n))
    return page


def expansion() -> Iterator[Part]:
    """The second-order expansion is exact for a quadratic error, and recovers gradient and Hessian."""
    page, n = surface(), Poly.symbol("n")
    H, w, best, v, error, floor = (Tensor(name) for name in ("H", "w", "w0", "v", "E", "E0"))
    slope = total([(l, n)], H[m, l] * (w[l] - best[l]))
    yield Part(
        "gradient of the expansion: H (w - w*), zero at w*",
        "equation",
        page.theory,
        page.claim(derivative(error(), w, m), slope, [(m, n)]),
    )
    yield Part(
        "Hessian of the expansion: H",
        "equation",
        page.theory,
        page.claim(derivative(derivative(error(), w, m), w, j), H[m, j], [(m, n), (j, n)]),
    )
    yield Part(
        "contour level: 2 (E(w) - E(w*)) = v^T H v",
        "equation",
        page.theory,
        page.claim(2 * (error() - floor()), quadratic(page, H, v, n)),
    )
    yield Part(
        "the factor 1/2 forgotten",
        "refuted",
        page.theory,
        page.claim(error() - floor(), quadratic(page, H, v, n)),
        "refuted",
    )


def at_zero(error: Callable[[Expression], Expression], order: int) -> Expression:
    """A derivative of a function of one number, at 0."""
    body = error(Tensor("at")())
    for _ in range(order):
        body = derivative(body, "at")
    return put("at", 0, body)


def signs() -> Iterator[Part]:
    """What the signs of the eigenvalues do to the contours."""
    page, n, H, U, lam = eigenbasis()
    a, t = page.tensor("a", n), page.tensor("t")()
    v = page.define("v", [(k, n)], total([(i, n)], a[i] * U[k, i]))
    moved = page.define("moved", [(k, n), (j, n)], v[k] + t * U[k, j])
    gap = total([(k, n), (l, n)], moved[k, j] * H[k, l] * moved[l, j]) - quadratic(page, H, v, n)
    yield Part(
        "moving by t along u_j changes the form by lambda_j (2 a_j t + t^2): nothing if lambda_j = 0 (a cylinder)",
        "equation",
        page.theory,
        page.claim(gap, lam[j] * (2 * a[j] * t + t**2), [(j, n)]),
    )
    along = total([(k, n), (l, n)], t * U[k, j] * H[k, l] * t * U[l, j])
    yield Part(
        "along u_j the form is lambda_j t^2: no point of level c^2 > 0 if lambda_j <= 0",
        "equation",
        page.theory,
        page.claim(along, lam[j] * t**2, [(j, n)]),
    )
    page = Page()
    low, high, c, t = page.scalars("low high c t")
    page.assume("one eigenvalue is positive", high, 0, relation=">")
    page.assume("one is negative", low, 0, relation="<")
    far = page.define("far", [], root((c**2 - low * t**2) / high))
    name = "mixed signs: the contour reaches every t along the other axis, so it is no ellipse (hyperbola)"
    yield stated(page, "equation", name, high * far() ** 2 + low * t**2, c**2)
    page = Page()
    n = page.size("n")
    lam, t = page.tensor("lam", n), page.tensor("t")()
    page.assume("no eigenvalue is positive", lam[i], 0, [(i, n)], "<=")
    yield stated(page, "inequality", "no level above 0 along u_j if lambda_j <= 0", lam[j] * t**2, 0, [(j, n)], "<=")
    page = Page()
    (w1, _) = page.scalars("w1 w2")
    error = page.define("E", [], HALF * w1**2)
    name = "smallest case, E = w1^2/2 in the plane: nothing changes along w2, contours are pairs of lines"
    yield stated(page, "equation", name, derivative(error(), "w2"), 0)
    page = Page()
    n = page.size("n")
    lam, a = page.tensor("lam", n), page.tensor("a", n)
    form = total([(i, n)], lam[i] * a[i] ** 2)
    yield Part(
        "a symmetric matrix gives a nonnegative form",
        "refuted",
        page.theory,
        page.claim(form, 0, relation=">="),
        "refuted",
    )
    page = Page()
    n = page.size("n")
    lam, a = page.tensor("lam", n), page.tensor("a", n)
    page.assume("no eigenvalue is negative", lam[i], 0, [(i, n)], ">=")
    form = total([(i, n)], lam[i] * a[i] ** 2)
    yield Part(
        "eigenvalues that are not negative give a nonnegative form",
        "inequality",
        page.theory,
        page.claim(form, 0, relation=">="),
    )
    page = Page()
    n = page.size("n")
    mu, a = page.tensor("mu", n), page.tensor("a", n)
    lam = page.define("lam", [(i, n)], call("relu", mu[i]))
    form = total([(i, n)], lam[i] * a[i] ** 2)
    yield Part(
        "semidefinite (eigenvalues relu(mu) >= 0): the form vanishes only at the centre",
        "refuted",
        page.theory,
        page.claim(holds(zero(form)), holds(zero(total([(i, n)], a[i] ** 2)))),
        "refuted",
    )
    page = Page()
    n = page.size("n")
    lam, a = page.tensor("lam", n), page.tensor("a", n)
    page.assume("every eigenvalue is positive", lam[i], 0, [(i, n)], ">")
    form = total([(i, n)], lam[i] * a[i] ** 2)
    yield Part(
        "definite: the form vanishes only at the centre",
        "zero-iff",
        page.theory,
        page.claim(holds(zero(form)), holds(zero(total([(i, n)], a[i] ** 2)))),
        more=(page.claim(holds(zero(form), Guard("nonzero", a[i].term)), 0, [(i, n)]),),
    )
    strict = Page()
    n = strict.size("n")
    lam, a, mu = strict.tensor("lam", n), strict.tensor("a", n), strict.tensor("mu")()
    strict.assume("mu is a lower bound of the eigenvalues", lam[i] - mu, 0, [(i, n)], ">=")
    form, floor = total([(i, n)], lam[i] * a[i] ** 2), mu * total([(i, n)], a[i] ** 2)
    excess = total([(i, n)], (lam[i] - mu) * a[i] ** 2)
    yield Part(
        "the form is at least mu |v|^2: with mu > 0 contours are bounded",
        "inequality",
        strict.theory,
        strict.claim(excess, 0, relation=">="),
        more=(strict.claim(form - floor, excess),),
    )
    cubic = Page()
    (x,) = cubic.scalars("x")
    error = cubic.define("E", [], x**3)
    second = derivative(derivative(error(), "x"), "x")
    yield Part(
        "E = x^3: gradient and Hessian vanish at 0 ...",
        "equation",
        cubic.theory,
        cubic.claim(at_zero(lambda x: x**3, 1) ** 2 + at_zero(lambda x: x**3, 2) ** 2, 0),
    )
    yield Part("E = x^3: the Hessian is 6x", "equation", cubic.theory, cubic.claim(second, 6 * x))
    yield Part(
        "... so a semidefinite Hessian makes 0 a minimum",
        "refuted",
        cubic.theory,
        cubic.claim(x**3, 0, relation=">="),
        "refuted",
    )
    quartic = Page()
    (x,) = quartic.scalars("x")
    error = quartic.define("E", [], x**4)
    yield Part(
        "E = x^4 has a minimum at 0 with Hessian 12 x^2, zero there",
        "equation",
        quartic.theory,
        quartic.claim(derivative(derivative(error(), "x"), "x"), 12 * x**2),
    )


def two_by_two() -> Iterator[Part]:
    """[[a, b], [b, d]] in closed form."""
    page = Page()
    a, b, d, x, y = page.scalars("a b d x y")
    gap = page.define("gap", [], root((a - d) ** 2 / 4 + b**2))
    plus = page.define("plus", [], (a + d) / 2 + gap())
    minus = page.define("minus", [], (a + d) / 2 - gap())
    for name, value in (("larger", plus()), ("smaller", minus())):
        yield Part(
            f"the {name} root solves the characteristic equation",
            "equation",
            page.theory,
            page.claim(value**2 - (a + d) * value + a * d - b**2, 0),
        )
        yield Part(
            f"(b, lambda - a) is an eigenvector of the {name} root",
            "equation",
            page.theory,
            page.claim(b * b + d * (value - a), value * (value - a)),
        )
    yield Part(
        "the two eigenvectors are orthogonal",
        "equation",
        page.theory,
        page.claim(b * b + (plus() - a) * (minus() - a), 0),
    )
    yield Part("their sum is the trace", "equation", page.theory, page.claim(plus() + minus(), a + d))
    yield Part("their product is the determinant", "equation", page.theory, page.claim(plus() * minus(), a * d - b**2))
    yield Part(
        "completed square: definite if and only if a > 0 and a d - b^2 > 0",
        "equation",
        page.theory,
        page.claim(a * (a * x**2 + 2 * b * x * y + d * y**2), (a * x + b * y) ** 2 + (a * d - b**2) * y**2),
    )
    name = "the axes turn by theta with tan 2 theta = 2 b/(a - d)"
    yield stated(page, "equation", name, (plus() - a) * (a - d), b**2 - (plus() - a) ** 2)
    u, v = Tensor("u")(), Tensor("v")()
    at = put("u", -b, put("v", a, a * u**2 + 2 * b * u * v + d * v**2))
    name = "definite only if: the form is a at (1, 0) and a (a d - b^2) at (-b, a)"
    yield stated(page, "equation", name, at, a * (a * d - b**2))
    yield Part(
        "eigenvalues without the half under the root",
        "refuted",
        page.theory,
        page.claim(((a + d) / 2 + root((a - d) ** 2 + b**2)) * ((a + d) / 2 - root((a - d) ** 2 + b**2)), a * d - b**2),
        "refuted",
    )
    page = Page()
    a, b, d, x, y = page.scalars("a b d x y")
    page.assume("a > 0", a, 0, relation=">")
    page.assume("the determinant is positive", a * d - b**2, 0, relation=">")
    square = (a * x + b * y) ** 2 + (a * d - b**2) * y**2
    name = "a > 0 and a d - b^2 > 0: the form vanishes only where a x + b y = 0 and y = 0, that is x = y = 0"
    also = [page.claim(holds(zero(y)) * (a * x + b * y), holds(zero(y)) * a * x)]
    yield stated(page, "zero-iff", name, holds(zero(square)), holds(zero(a * x + b * y), zero(y)), also=also)
    page = Page()
    larger, smaller, determinant, c = page.scalars("larger smaller determinant c")
    page.assume("both eigenvalues are positive", smaller, 0, relation=">")
    page.assume("the larger is no smaller", larger - smaller, 0, relation=">=")
    page.assume("their product is the determinant, shown above", larger * smaller, determinant)
    name = "the ellipse has area pi c^2/sqrt(det H): product of the squared semi-axes"
    yield stated(page, "equation", name, (c**2 / larger) * (c**2 / smaller) * determinant, c**4)
    page = Page()
    x, y = page.scalars("x y")
    long, short = (x - 2 * y) ** 2 / 5, (2 * x + y) ** 2 / 5
    yield Part(
        "[[5,2],[2,2]]: eigenvalues 6 and 1, axes (2,1) and (1,-2)",
        "equation",
        page.theory,
        page.claim(5 * x**2 + 4 * x * y + 2 * y**2, 6 * short + long),
    )


def one_step() -> tuple[Page, Expression, Expression, Expression]:
    """The form in eigen-coordinates before and after a step, and the fall as a sum."""
    page = Page()
    n = page.size("n")
    lam, a, eta = page.tensor("lam", n), page.tensor("a", n), page.tensor("eta")()
    before, after = total([(i, n)], lam[i] * a[i] ** 2), total([(i, n)], lam[i] * ((1 - eta * lam[i]) * a[i]) ** 2)
    return page, before, after, eta * total([(i, n)], lam[i] ** 2 * (2 - eta * lam[i]) * a[i] ** 2)


def descent() -> Iterator[Part]:
    """Gradient descent on the quadratic: one factor 1 - eta lambda_i for each coordinate, and the step bound."""
    page = Page()
    n, steps = page.sizes("n T")
    (t,) = page.indices("t")
    H, U, lam = page.tensor("H", n, n), page.tensor("U", n, n), page.tensor("lam", n)
    turned = total([(k, n)], U[k, i] * H[k, l])
    page.assume("eigen-equation, read from the left (H is symmetric)", turned, lam[i] * U[l, i], [(l, n), (i, n)])
    start, eta = page.tensor("v0", n), page.tensor("eta")()
    v = Tensor("v")
    following = v[t - 1, k] - eta * total([(l, n)], H[k, l] * v[t - 1, l])
    v = page.recurrence("v", (t, steps), [(k, n)], start[k], following)
    coordinate = total([(k, n)], U[k, i] * v[t + 1, k])
    yield Part(
        "a step multiplies each coordinate by 1 - eta lambda_i",
        "equation",
        page.theory,
        page.claim(coordinate, (1 - eta * lam[i]) * total([(k, n)], U[k, i] * v[t, k]), [(t, steps - 1), (i, n)]),
    )
    g = page.recurrence(
        "g", (t, steps), [(i, n)], total([(k, n)], U[k, i] * start[k]), (1 - eta * lam[i]) * Tensor("g")[t - 1, i]
    )
    yield Part(
        "any number of steps: coordinate t is the start times (1 - eta lambda_i)^t",
        "induction",
        page.theory,
        page.claim(total([(k, n)], U[k, i] * v[t, k]), g[t, i], [(t, steps), (i, n)]),
    )
    page, before, after, _ = one_step()
    yield Part(
        "any step size descends", "refuted", page.theory, page.claim(before - after, 0, relation=">="), "refuted"
    )
    page, before, after, fall = one_step()
    eta, lam, n = Tensor("eta")(), Tensor("lam"), Poly.symbol("n")
    page.assume("the step is positive", eta, 0, relation=">")
    page.assume("the step is at most 2/lambda for every eigenvalue", 2 - eta * lam[i], 0, [(i, n)], ">=")
    yield Part(
        "steps up to 2/lambda_max never go up",
        "inequality",
        page.theory,
        page.claim(fall, 0, relation=">="),
        more=(page.claim(before - after, fall),),
    )
    page = Page()
    low, high, lam = page.scalars("low high lam")
    page.assume("the smallest eigenvalue is positive", low, 0, relation=">")
    page.assume("the largest is no smaller", high - low, 0, relation=">=")
    page.assume("lambda is at least the smallest", lam - low, 0, relation=">=")
    page.assume("and at most the largest", high - lam, 0, relation=">=")
    step, kappa = 2 / (low + high), high / low
    rate = (kappa - 1) / (kappa + 1)
    name = "best step 2/(lambda_min + lambda_max): factors +-(kappa - 1)/(kappa + 1) at both ends"
    yield stated(page, "equation", name, 1 - step * low, rate, also=[page.claim(1 - step * high, -rate)])
    excess = 4 * (high - lam) * (lam - low) / (low + high) ** 2
    name = "... and no larger between: the rate is set by the condition number"
    also = [page.claim(rate**2 - (1 - step * lam) ** 2, excess)]
    yield stated(page, "inequality", name, excess, 0, relation=">=", also=also)
    yield stated(
        page,
        "refuted",
        "the step 2/lambda_max shrinks every coordinate",
        1 - (1 - 2 * high / high) ** 2,
        0,
        relation=">",
    )


def measured() -> Measured:
    """What the committed experiment found."""
    found = COMMITTED.results()
    network = found["trained_network"]
    small, large = network["series"][0], network["series"][-1]
    runs = found["two_by_two"]["descent"]
    ok = (
        abs(small["slope"] + 0.5) < 1e-3
        and small["largest_relative_error"] < 1e-2
        and found["from_contour"]["largest_relative_error"] < 1e-10
        and runs["0.33"][-1] < runs["0.33"][0]
        and runs["0.334"][-1] > runs["0.334"][0]
        and network["head"]["formula_against_complex_step"] < 1e-12
    )
    return Measured(
        ok,
        f"log-log slope of half-axis against eigenvalue {small['slope']:.4f} at c^2 = {small['c2']:g}, "
        f"{large['slope']:.3f} at c^2 = {large['c2']:g}; steps .33 and .334 on [[5,2],[2,2]] end at "
        f"{runs['0.33'][-1]:.2g} and {runs['0.334'][-1]:.3g}",
        {"condition_number": network["condition_number"], "step_bound": network["step_bound"]},
    )


def parts() -> Iterator[Part]:
    """All parts of the theorem."""
    yield from expansion()
    yield from diagonal_form()
    yield from semi_axes()
    yield from repeated()
    yield from lagrange()
    yield from signs()
    yield from two_by_two()
    yield from descent()
    yield Part(
        "every symmetric matrix has orthonormal eigenvectors",
        "cited",
        source="spectral theorem (Halmos, Finite-Dimensional Vector Spaces, 1958, section 79)",
        premises=("the quadratic form is diagonal in eigenvector coordinates",),
    )
    yield Part(
        "volume of the ellipsoid: V_n c^n/sqrt(det H)",
        "cited",
        source="change of variables (Rudin, Principles of Mathematical Analysis, 1976, theorem 10.9); the determinant "
        "is the product of the eigenvalues (Halmos, 1958, section 79)",
        premises=("the point c/sqrt(lambda_j) u_j lies on the contour of level c^2", "different axes are orthogonal"),
    )
    yield Part(
        "near a minimum the error is its second-order expansion, up to o(|v|^2)",
        "cited",
        source="Taylor's theorem for twice continuously differentiable functions (Rudin, Principles of Mathematical "
        "Analysis, 1976, theorem 5.15); false at the kinks of ReLU",
        premises=("gradient of the expansion: H (w - w*), zero at w*", "Hessian of the expansion: H"),
    )
    yield Part(
        "gradient descent converges for steps below 2/lambda_max, at rate |1 - eta lambda| a coordinate",
        "cited",
        source="geometric sequences; Nesterov, Introductory Lectures on Convex Optimization, 2004, section 1.2",
        premises=("any number of steps: coordinate t is the start times (1 - eta lambda_i)^t",),
    )
    yield Part("half-axes of a trained network of 47 weights", "measured", measure=measured)
    yield COMMITTED.random_shapes()


THEOREM = Theorem(
    "error_surface",
    "The shape of a quadratic error surface",
    parts,
    figures=COMMITTED.draw,
    experiment=COMMITTED.experiment,
    summary="ellipsoids with semi-axes c/sqrt(lambda) if and only if the Hessian is positive definite; semidefinite is "
    "not enough",
)

if __name__ == "__main__":
    from symderiv.cli import run_script

    raise SystemExit(run_script(THEOREM))
