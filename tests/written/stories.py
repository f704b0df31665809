"""Random derivations in index notation: layers put on each other, a loss, claims about gradients and Jacobians."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from tests.written.backward import Namer, adjoint, jacobian, tidy
from tests.written.mutations import mutate
from tests.written.syntax import (
    Add,
    Affine,
    Claim,
    Definition,
    Div,
    Expr,
    Fn,
    Grad,
    Mul,
    Num,
    Pow,
    Ref,
    SizeNum,
    Story,
    Sum,
    Tensor,
    aff,
    walk,
)

__all__ = ["random_story"]

ONE, MINUS, HALF, TWO = (Num(Fraction(v)) for v in (1, -1, Fraction(1, 2), 2))
Range = tuple[str, Affine, Affine]


def full(i: str, n: Affine) -> Range:
    return (i, aff(0), n - 1)


class Builder:
    """A story in the making."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.new = Namer()
        self.sizes: dict[str, int] = {}
        self.integers: list[str] = []
        self.inputs: list[Tensor] = []
        self.definitions: list[Definition] = []
        self.shapes: dict[str, tuple[Affine, ...]] = {}
        self.used: dict[str, int] = {}
        self.kinked = False

    def size(self, stem: str) -> Affine:
        name = f"%{stem}{sum(s.startswith(f'%{stem}') for s in self.sizes)}"
        self.sizes[name] = 1
        return aff(name)

    def name(self, stem: str) -> str:
        self.used[stem] = self.used.get(stem, 0) + 1
        return f"{stem}#{self.used[stem]}"

    def tensor(self, stem: str, shape: tuple[Affine, ...], sign: str = "") -> str:
        name = self.name(stem)
        self.inputs.append(Tensor(name, shape, sign))
        self.shapes[name] = shape
        return name

    def define(self, stem: str, shape: tuple[Affine, ...], body: Callable[..., Expr], state: bool = False) -> str:
        index = tuple(self.new("i") for _ in shape)
        name = self.name(stem)
        self.definitions.append(Definition(name, index, shape, body(*map(aff, index)), state))
        self.shapes[name] = shape
        return name

    # ------------------------------------------------------------------------------------------ layers

    def dense(self, x: str) -> str | None:
        shape = self.shapes[x]
        if not shape:
            return None
        d, m = shape[-1], self.random.choice([self.size("M"), shape[-1]])
        flip = self.random.random() < 0.4
        w = self.tensor("w", (d, m) if flip else (m, d))
        b = self.tensor("b", (m,)) if self.random.random() < 0.6 else ""

        def body(*i: Affine) -> Expr:
            j = self.new("d")
            at = (aff(j), i[-1]) if flip else (i[-1], aff(j))
            factors = [Ref(w, at), Ref(x, (*i[:-1], aff(j)))]
            self.random.shuffle(factors)
            total: Expr = Sum((full(j, d),), Mul(tuple(factors)))
            if b:
                parts = [total, Ref(b, (i[-1],))]
                self.random.shuffle(parts)
                total = Add(tuple(parts))
            return total

        return self.define("h", (*shape[:-1], m), body)

    def unary(self, x: str) -> str:
        f = self.random.choice(["tanh", "sigmoid", "relu", "exp", "softplus", "sin", "square", "cubic"])

        def body(*i: Affine) -> Expr:
            e = Ref(x, i)
            if f == "square":
                return Pow(e, Fraction(2))
            if f == "cubic":
                return Add((Pow(e, Fraction(3)), Mul((MINUS, e))))
            return Fn(f, e)

        return self.define("a", self.shapes[x], body)

    def affine(self, x: str) -> str | None:
        shape = self.shapes[x]
        if not shape:
            return None
        g, b = self.tensor("gamma", (shape[-1],)), self.tensor("beta", (shape[-1],))
        return self.define("y", shape, lambda *i: Add((Mul((Ref(g, (i[-1],)), Ref(x, i))), Ref(b, (i[-1],)))))

    def convolve(self, x: str) -> str | None:
        shape = self.shapes[x]
        if not shape or len(shape) > 3:
            return None
        channels = len(shape) >= 2 and self.random.random() < 0.7
        t, k = shape[-1], self.size("K")
        form = self.random.choice(["valid", "valid", "padded", "strided", "true", "full"])
        outer = shape[:-2] if channels else shape[:-1]
        c = shape[-2] if channels else aff(1)
        o = self.size("O") if channels else aff(1)
        w = self.tensor("w", (o, c, k) if channels else (k,))
        stride: Affine | int = 1
        offset: Affine = aff(0)
        length = t
        state = True
        if form == "valid":
            length = t - k + 1
        elif form == "full":
            length = t + k - 1
        elif form == "padded":
            self.integers.append("%P")
            self.sizes["%P"] = 0
            offset = aff("%P") * -1
            if self.random.random() < 0.5:
                length = t + aff("%P") * 2 - k + 1
        elif form == "strided":
            self.integers.append("%s")
            self.sizes["%s"] = 1
            stride = aff("%s")
            length = self.size("A")

        def body(*i: Affine) -> Expr:
            p = self.new("p")
            place = i[-1] * stride + aff(p) + offset if form not in ("true", "full") else i[-1] - aff(p)
            over = [full(p, k)]
            if channels:
                j = self.new("c")
                over.insert(0, full(j, c))
                factors = [Ref(w, (i[-2], aff(j), aff(p))), Ref(x, (*i[:-2], aff(j), place))]
            else:
                factors = [Ref(w, (aff(p),)), Ref(x, (*i[:-1], place))]
            if self.random.random() < 0.3:
                factors.reverse()
            return Sum(tuple(over), Mul(tuple(factors)))

        if len(self.integers) != len(set(self.integers)):
            self.integers = sorted(set(self.integers))
        return self.define("h", (*outer, o, length) if channels else (*outer, length), body, state)

    def softmax(self, x: str) -> str | None:
        shape = self.shapes[x]
        if not shape:
            return None

        def body(*i: Affine) -> Expr:
            j = self.new("k")
            return Div(Fn("exp", Ref(x, i)), Sum((full(j, shape[-1]),), Fn("exp", Ref(x, (*i[:-1], aff(j))))))

        return self.define("p", shape, body)

    def normalise(self, x: str) -> str | None:
        shape = self.shapes[x]
        if not shape:
            return None
        axis = self.random.randrange(len(shape))
        n = shape[axis]
        rest = shape[:axis] + shape[axis + 1 :]
        eps = self.tensor("eps", (), "positive")

        def insert(i: tuple[Affine, ...], j: Affine) -> tuple[Affine, ...]:
            return (*i[:axis], j, *i[axis:])

        def mean(*i: Affine) -> Expr:
            j = self.new("j")
            return Mul((Div(ONE, SizeNum(n)), Sum((full(j, n),), Ref(x, insert(i, aff(j))))))

        mu = self.define("mu", rest, mean)

        def variance(*i: Affine) -> Expr:
            j = self.new("j")
            gap = Add((Ref(x, insert(i, aff(j))), Mul((MINUS, Ref(mu, i)))))
            return Mul((Div(ONE, SizeNum(n)), Sum((full(j, n),), Pow(gap, Fraction(2)))))

        v = self.define("v", rest, variance)

        def body(*i: Affine) -> Expr:
            r = i[:axis] + i[axis + 1 :]
            return Div(Add((Ref(x, i), Mul((MINUS, Ref(mu, r))))), Fn("sqrt", Add((Ref(v, r), Ref(eps)))))

        return self.define("xhat", shape, body)

    def pool(self, x: str) -> str | None:
        shape = self.shapes[x]
        if not shape:
            return None
        axis = self.random.randrange(len(shape))
        n = shape[axis]
        mean = self.random.random() < 0.5

        def body(*i: Affine) -> Expr:
            j = self.new("j")
            total: Expr = Sum((full(j, n),), Ref(x, (*i[:axis], aff(j), *i[axis:])))
            return Mul((Div(ONE, SizeNum(n)), total)) if mean else total

        return self.define("y", shape[:axis] + shape[axis + 1 :], body)

    def together(self, x: str) -> str | None:
        shape = self.shapes[x]
        others = [y for y, s in self.shapes.items() if s == shape and y != x]
        if not others or self.random.random() < 0.4:
            others = [self.tensor("u", shape)]
        y = self.random.choice(others)
        f = self.random.choice(["add", "mul", "sub", "mix"])

        def body(*i: Affine) -> Expr:
            a, b = Ref(x, i), Ref(y, i)
            if f == "add":
                return Add((a, b))
            if f == "sub":
                return Add((b, Mul((MINUS, a))))
            if f == "mul":
                return Mul((a, b))
            return Add((Mul((Fn("sigmoid", a), b)), a))

        return self.define("r", shape, body)

    def scores(self, x: str) -> str | None:
        shape = self.shapes[x]
        if len(shape) != 2:
            return None
        others = [y for y, s in self.shapes.items() if len(s) == 2 and s[1] == shape[1]]
        if self.random.random() < 0.5:
            others = [self.tensor("k", (self.size("M"), shape[1]))]
        y = self.random.choice(others)
        scaled = self.random.random() < 0.5

        def body(i: Affine, j: Affine) -> Expr:
            d = self.new("d")
            total: Expr = Sum((full(d, shape[1]),), Mul((Ref(x, (i, aff(d))), Ref(y, (j, aff(d))))))
            return Mul((Div(ONE, Fn("sqrt", SizeNum(shape[1]))), total)) if scaled else total

        return self.define("s", (shape[0], self.shapes[y][0]), body)

    def quadratic(self, x: str) -> str | None:
        shape = self.shapes[x]
        if len(shape) != 1:
            return None
        a = self.tensor("A", (shape[0], shape[0]))

        def body() -> Expr:
            i, j = self.new("i"), self.new("j")
            return Sum(
                (full(i, shape[0]), full(j, shape[0])),
                Mul((Ref(x, (aff(i),)), Ref(a, (aff(i), aff(j))), Ref(x, (aff(j),)))),
            )

        return self.define("q", (), body)

    # ------------------------------------------------------------------------------------------ losses

    def loss(self, x: str) -> str:
        shape = self.shapes[x]
        form = self.random.choice(["square", "weights", "softplus", "cross", "mean"])
        index = tuple(self.new("i") for _ in shape)
        place = tuple(map(aff, index))
        over = tuple(full(i, n) for i, n in zip(index, shape, strict=True))
        if form == "cross" and not shape:
            form = "square"
        if form in ("square", "mean"):
            t = self.tensor("t", shape)
            body: Expr = Pow(Add((Ref(x, place), Mul((MINUS, Ref(t, place))))), Fraction(2))
            front: tuple[Expr, ...] = (HALF,)
            if form == "mean" and shape:
                front = (Div(ONE, SizeNum(shape[0])),)
        elif form == "weights":
            t = self.tensor("c", shape)
            body, front = Mul((Ref(t, place), Ref(x, place))), ()
        elif form == "softplus":
            body, front = Fn("softplus", Ref(x, place)), ()
        else:
            t = self.tensor("t", shape)
            j = self.new("k")
            lse = Fn("log", Sum((full(j, shape[-1]),), Fn("exp", Ref(x, (*place[:-1], aff(j))))))
            body, front = Mul((Ref(t, place), Add((lse, Mul((MINUS, Ref(x, place))))))), ()
        total = Sum(over, body) if over else body
        return self.define("L", (), lambda: tidy(Mul((*front, total))))


def random_story(seed: int, flaws: float = 0.5) -> Story | None:
    """A story with the truth of each link known, or None where the numbers do not tell."""
    b = Builder(seed)
    r = b.random
    rank = r.choice([1, 1, 2, 2, 2, 3])
    x = b.tensor("x", tuple(b.size(s) for s in "NDT"[:rank]))
    layers = [
        b.dense,
        b.dense,
        b.unary,
        b.unary,
        b.affine,
        b.convolve,
        b.convolve,
        b.softmax,
        b.normalise,
        b.pool,
        b.together,
        b.scores,
        b.quadratic,
    ]
    top = x
    for _ in range(r.choice([1, 1, 2, 2, 3])):
        made = r.choice(layers)(top)
        if made is not None:
            top = made
    if not b.definitions:
        return None
    definitions = list(b.definitions)
    upstream: dict[str, str] = {}
    loss, frontier = "", ""
    if r.random() < 0.5:
        loss = b.loss(top)
        definitions = list(b.definitions)
    else:
        loss, frontier = "L#0", top
        if r.random() < 0.7 and b.shapes[top]:
            g = b.name("g")
            index = tuple(b.new("i") for _ in b.shapes[top])
            definitions.append(Definition(g, index, b.shapes[top], Grad(Ref(loss), Ref(top, tuple(map(aff, index))))))
            b.shapes[g] = b.shapes[top]
            upstream[top] = g
    steps: list[Definition | Claim] = list(definitions)
    forward = [d for d in definitions if d.name not in upstream.values()]
    names = [t.name for t in b.inputs] + [d.name for d in forward if d.name not in (loss, frontier)]
    r.shuffle(names)
    shapes = b.shapes
    for name in names[: r.choice([2, 3, 3, 4])]:
        u = tuple(b.new("u") for _ in shapes[name])
        right = adjoint(loss, name, u, forward, b.new, upstream)
        if right is None:
            continue
        left = Grad(Ref(loss), Ref(name, tuple(map(aff, u))))
        ranges = tuple(zip(u, shapes[name], strict=True))
        steps += _claims(b, left, right, ranges, flaws)
    if r.random() < 0.5:
        d = r.choice([d for d in forward if d.name != loss] or forward)
        inner = sorted({e.name for e in walk(d.body) if isinstance(e, Ref)} & set(shapes))
        if inner:
            name = r.choice(inner)
            out, u = tuple(b.new("o") for _ in d.index), tuple(b.new("u") for _ in shapes[name])
            right = jacobian(d, out, name, u, b.new)
            depends = any(
                name in {e.name for e in walk(o.body) if isinstance(e, Ref)}
                for o in forward
                if o is not d and o.name in inner
            )
            if right is not None and not depends:
                left = Grad(Ref(d.name, tuple(map(aff, out))), Ref(name, tuple(map(aff, u))))
                ranges = tuple(zip(out + u, d.shape + shapes[name], strict=True))
                steps += _claims(b, left, right, ranges, flaws)
    if not any(isinstance(s, Claim) for s in steps):
        return None
    taken = {
        e.by.name
        for s in steps
        for side in ([s.body] if isinstance(s, Definition) else [s.left, *s.rights])
        for e in walk(side)
        if isinstance(e, Grad) and e.top.name == loss
    }
    if frontier and frontier not in taken:
        return None  # the loss of a document begins where it takes gradients
    story = Story(
        tuple(b.sizes.items()),
        tuple(b.inputs),
        tuple(steps),
        loss if frontier else "",
        frontier,
        "index",
        tuple(b.integers),
    )
    return story


def _claims(b: Builder, left: Expr, right: Expr, ranges: tuple[tuple[str, Affine], ...], flaws: float) -> list[Claim]:
    """One or two claims about ``left``: the derived one, a flawed one, a chain."""
    r = b.random
    wrong = mutate(right, r, b.new, b.shapes, dict(ranges)) if r.random() < flaws else None
    wrong = tidy(wrong) if wrong is not None else None
    if wrong is None:
        return [Claim(left, (right,), ranges)]
    if r.random() < 0.2:
        return [Claim(left, (right, wrong), ranges)]
    if r.random() < 0.4:
        claims = [Claim(left, (right,), ranges), Claim(left, (wrong,), ranges)]
        r.shuffle(claims)
        return claims
    return [Claim(left, (wrong,), ranges)]
