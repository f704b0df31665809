"""Derivations in matrix notation: expressions with shapes, their numbers (torch), their adjoints, their slips, stories.

Vectors are columns.  As with indices, a claim's truth is found by autograd alone.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

import torch

from tests.written.syntax import Affine, Tensor, aff

__all__ = ["MClaim", "MDefinition", "MStory", "matrix_story", "matrix_truths"]

Shape = tuple[Affine, ...]
Shapes = Mapping[str, Shape]


class M:
    """The base of all matrix expressions."""


@dataclass(frozen=True)
class V(M):
    name: str


@dataclass(frozen=True)
class T(M):
    a: M


@dataclass(frozen=True)
class Inv(M):
    a: M


@dataclass(frozen=True)
class Prod(M):
    """The matrix product; ``a`` or ``b`` may be a vector (a column), or ``T`` of one."""

    a: M
    b: M


@dataclass(frozen=True)
class Had(M):
    a: M
    b: M


@dataclass(frozen=True)
class Plus(M):
    """Terms with signs."""

    parts: tuple[M, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True)
class Scale(M):
    """A number, or a scalar expression, times an expression."""

    factor: M | Fraction
    a: M


@dataclass(frozen=True)
class F(M):
    name: str
    a: M


@dataclass(frozen=True)
class Mask(M):
    """``[a > 0]``, entry by entry."""

    a: M


@dataclass(frozen=True)
class Ones(M):
    """Ones in the shape of what they are added to (a broadcast 1), or a vector of ones of a stated size."""

    shape: Shape


@dataclass(frozen=True)
class Eye(M):
    n: Affine


@dataclass(frozen=True)
class Norm2(M):
    a: M


@dataclass(frozen=True)
class Tr(M):
    a: M


@dataclass(frozen=True)
class Dot(M):
    """The sum of the products of all entries."""

    a: M
    b: M


@dataclass(frozen=True)
class MGrad(M):
    loss: str
    by: str


@dataclass(frozen=True)
class MDefinition:
    name: str
    shape: Shape
    body: M


@dataclass(frozen=True)
class MClaim:
    left: M
    rights: tuple[M, ...]
    note: str = ""


@dataclass(frozen=True)
class MStory:
    sizes: tuple[tuple[str, int], ...]
    inputs: tuple[Tensor, ...]
    steps: tuple[MDefinition | MClaim, ...]
    loss: str = ""
    frontier: str = ""
    integers: tuple[str, ...] = ()


def parts_of(e: M) -> list[M]:
    found: list[M] = []
    for field in fields(e):  # type: ignore[arg-type]
        value = getattr(e, field.name)
        if isinstance(value, M):
            found.append(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], M):
            found.extend(value)
    return found


def with_parts(e: M, parts: list[M]) -> M:
    supply = iter(parts)
    changed: dict[str, object] = {}
    for field in fields(e):  # type: ignore[arg-type]
        value = getattr(e, field.name)
        if isinstance(value, M):
            changed[field.name] = next(supply)
        elif isinstance(value, tuple) and value and isinstance(value[0], M):
            changed[field.name] = tuple(next(supply) for _ in value)
    return replace(e, **changed) if changed else e  # type: ignore[type-var,arg-type]


class Mismatch(Exception):
    """Shapes that do not fit."""


def shape(e: M, env: Shapes) -> Shape:
    """The shape; a row is ``(1, n)``. Raises :class:`Mismatch`."""
    match e:
        case V(name):
            return env[name]
        case MGrad(_, by):
            return env[by]
        case T(a):
            s = shape(a, env)
            if len(s) == 1:
                return (aff(1), s[0])
            if len(s) != 2:
                raise Mismatch
            return (s[0],) if s[1] != aff(1) and s[0] == aff(1) and False else s[::-1]
        case Inv(a):
            s = shape(a, env)
            if len(s) != 2 or s[0] != s[1]:
                raise Mismatch
            return s
        case Prod(a, b):
            p, q = shape(a, env), shape(b, env)
            if len(p) == 1 and len(q) == 2 and q[0] == aff(1):
                return (p[0], q[1])
            if len(p) != 2 or not q or p[1] != q[0]:
                raise Mismatch
            if len(q) == 1:
                return () if p[0] == aff(1) else (p[0],)
            return (p[0], q[1])
        case Had(a, b):
            p, q = shape(a, env), shape(b, env)
            if p != q:
                raise Mismatch
            return p
        case Plus(parts, _):
            found = [shape(p, env) for p in parts]
            if len(set(found)) != 1:
                raise Mismatch
            return found[0]
        case Scale(factor, a):
            if isinstance(factor, M) and shape(factor, env) != ():
                raise Mismatch
            return shape(a, env)
        case F(_, a) | Mask(a):
            return shape(a, env)
        case Ones(s):
            return s
        case Eye(n):
            return (n, n)
        case Norm2(a):
            shape(a, env)
            return ()
        case Tr(a):
            s = shape(a, env)
            if len(s) != 2 or s[0] != s[1]:
                raise Mismatch
            return ()
        case Dot(a, b):
            if shape(a, env) != shape(b, env):
                raise Mismatch
            return ()
    raise TypeError(e)


# ---------------------------------------------------------------------------------------------- numbers

FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "exp": torch.exp,
    "softplus": torch.nn.functional.softplus,
    "sin": torch.sin,
    "cos": torch.cos,
}


def number(e: M, env: Mapping[str, torch.Tensor], sizes: Mapping[str, int], shapes: Shapes) -> torch.Tensor:
    def of(x: M) -> torch.Tensor:
        return number(x, env, sizes, shapes)

    match e:
        case V(name):
            return env[name]
        case MGrad(loss, by):
            found = torch.autograd.grad(env[loss], env[by], retain_graph=True, allow_unused=True)[0]
            return torch.zeros_like(env[by]) if found is None else found
        case T(a):
            x = of(a)
            return x.reshape(1, -1) if x.dim() == 1 else x.T
        case Inv(a):
            return torch.linalg.inv(of(a))
        case Prod(a, b):
            x, y = of(a), of(b)
            if x.dim() == 1:
                return x.reshape(-1, 1) @ y
            return (x @ y).reshape([n.value(sizes) for n in shape(e, shapes)])
        case Had(a, b):
            return of(a) * of(b)
        case Plus(parts, signs):
            return sum((of(p) * s for p, s in zip(parts, signs, strict=True)), torch.zeros((), dtype=torch.float64))
        case Scale(factor, a):
            return of(a) * (of(factor) if isinstance(factor, M) else float(factor))
        case F(name, a):
            return FUNCTIONS[name](of(a))
        case Mask(a):
            return (of(a) > 0).double()
        case Ones(s):
            return torch.ones([n.value(sizes) for n in s], dtype=torch.float64)
        case Eye(n):
            return torch.eye(n.value(sizes), dtype=torch.float64)
        case Norm2(a):
            return (of(a) ** 2).sum()
        case Tr(a):
            return torch.trace(of(a))
        case Dot(a, b):
            return (of(a) * of(b)).sum()
    raise TypeError(e)


def matrix_truths(story: MStory, seed: int) -> dict[tuple[int, int], bool | None]:
    r = random.Random(seed)
    result: dict[tuple[int, int], bool | None] = {}
    shapes = {x.name: x.shape for x in (*story.inputs, *story.steps) if not isinstance(x, MClaim)}
    for trial in range(5):
        sizes = {s: r.randint(low + (trial > 1), 4) for s, low in story.sizes}
        g = torch.Generator().manual_seed(r.randrange(2**30))
        env: dict[str, torch.Tensor] = {}
        for t in story.inputs:
            dims = [a.value(sizes) for a in t.shape]
            env[t.name] = torch.randn(dims, dtype=torch.float64, generator=g)
            if len(dims) == 2 and dims[0] == dims[1]:
                env[t.name] = env[t.name] + 2.5 * torch.eye(dims[0], dtype=torch.float64)
            env[t.name].requires_grad_()
        for step in story.steps:
            if not isinstance(step, MDefinition):
                continue
            env[step.name] = number(step.body, env, sizes, shapes)
            if step.name == story.frontier:
                y = env[step.name]
                c, d = (torch.randn(y.shape, dtype=torch.float64, generator=g) for _ in range(2))
                env[story.loss] = (c * torch.sin(y + d)).sum() + 0.3 * (torch.cos(c) * y).sum() ** 2
        for n, step in enumerate(story.steps):
            if not isinstance(step, MClaim):
                continue
            sides = [number(e, env, sizes, shapes).detach() for e in (step.left, *step.rights)]
            for k, (a, b) in enumerate(itertools.pairwise(sides)):
                if a.shape != b.shape:
                    raise AssertionError("shapes")
                scale = 1.0 + float(torch.maximum(a.abs().max(), b.abs().max()))
                gap = float((a - b).abs().max()) / scale
                if result.get((n, k), True) is not None:
                    result[n, k] = None if 1e-8 < gap < 1e-5 else result.get((n, k), True) and gap <= 1e-8
    return result


# ---------------------------------------------------------------------------------------------- adjoints


def slope(name: str, a: M, value: M, s: Shape) -> M:
    one = Ones(s)
    match name:
        case "tanh":
            return Plus((one, Had(value, value)), (1, -1))
        case "sigmoid":
            return Had(value, Plus((one, value), (1, -1)))
        case "relu":
            return Mask(a)
        case "exp":
            return value
        case "softplus":
            return F("sigmoid", a)
        case "sin":
            return F("cos", a)
    return Scale(Fraction(-1), F("sin", a))


def flip(e: M) -> M:
    """The transpose, moved inwards through products: a row is never left standing alone."""
    if isinstance(e, Prod):
        return Prod(flip(e.b), flip(e.a))
    return e.a if isinstance(e, T) else T(e)


def back(e: M, seed: M, env: Shapes, whole: M | None, out: dict[str, list[M]]) -> None:
    """Adds what flows back through an expression to each name in it."""
    match e:
        case V(name):
            out.setdefault(name, []).append(seed)
        case T(a):
            back(a, flip(seed), env, None, out)
        case Inv(a):
            x = T(e)
            back(a, Scale(Fraction(-1), Prod(Prod(x, seed), x)), env, None, out)
        case Prod(a, b):
            p, q = shape(a, env), shape(b, env)
            if shape(e, env) == ():  # x^T y
                assert isinstance(a, T)
                back(a.a, Scale(seed, b), env, None, out)
                back(b, Scale(seed, a.a), env, None, out)
                return
            assert p
            assert q
            back(a, Prod(seed, flip(b)), env, None, out)
            back(b, Prod(flip(a), seed), env, None, out)
        case Had(a, b):
            back(a, Had(seed, b), env, None, out)
            back(b, Had(seed, a), env, None, out)
        case Plus(parts, signs):
            for p, s in zip(parts, signs, strict=True):
                back(p, seed if s > 0 else Scale(Fraction(-1), seed), env, None, out)
        case Scale(factor, a):
            assert isinstance(factor, Fraction)
            back(a, scaled(factor, seed), env, None, out)
        case F(name, a):
            back(a, Had(seed, slope(name, a, whole or e, shape(a, env))), env, None, out)
        case Norm2(a):
            back(a, scaled(Fraction(2), Scale(seed, a)), env, None, out)
        case Tr(a):
            back(a, Scale(seed, Eye(shape(a, env)[0])), env, None, out)
        case Dot(a, b):
            back(a, Scale(seed, b), env, None, out)
            back(b, Scale(seed, a), env, None, out)


ONE = Eye(aff(0))  # the seed 1 of a loss, taken away by `tidy`


def scaled(factor: Fraction, a: M) -> M:
    return Scale(factor, a)


def tidy(e: M) -> M:
    if isinstance(e, Scale):
        a = tidy(e.a)
        f = e.factor if isinstance(e.factor, Fraction) else tidy(e.factor)
        if f == ONE or f == Fraction(1):
            return a
        if a == ONE:
            return f if isinstance(f, M) else Scale(f, a)
        if isinstance(f, Scale) and isinstance(f.factor, Fraction):
            return tidy(Scale(f.factor, Scale(f.a, a)))
        if isinstance(f, Fraction) and isinstance(a, Scale) and isinstance(a.factor, Fraction):
            return tidy(Scale(f * a.factor, a.a))
        return Scale(f, a)
    parts = [tidy(p) for p in parts_of(e)]
    if isinstance(e, Prod | Had):
        number_, rest = Fraction(1), []
        for p in parts:
            if isinstance(p, Scale) and isinstance(p.factor, Fraction):
                number_ *= p.factor
                p = p.a
            rest.append(p)
        if isinstance(e, Prod):
            if isinstance(rest[0], Eye):
                return tidy(Scale(number_, rest[1]))
            if isinstance(rest[1], Eye):
                return tidy(Scale(number_, rest[0]))
        whole = type(e)(*rest)
        return whole if number_ == 1 else Scale(number_, whole)
    if isinstance(e, T) and isinstance(parts[0], T | Prod):
        return flip(parts[0])
    if isinstance(e, T) and isinstance(parts[0], Eye):
        return parts[0]
    if isinstance(e, T) and isinstance(parts[0], Scale) and isinstance(parts[0].factor, Fraction):
        return Scale(parts[0].factor, tidy(T(parts[0].a)))
    if isinstance(e, Plus):
        signs = list(e.signs)
        for k, p in enumerate(parts):
            if isinstance(p, Scale) and isinstance(p.factor, Fraction) and p.factor < 0:
                signs[k] = -signs[k]
                parts[k] = p.a if p.factor == -1 else Scale(-p.factor, p.a)
        order = sorted(range(len(parts)), key=lambda k: -signs[k])
        return Plus(tuple(parts[k] for k in order), tuple(signs[k] for k in order))
    return with_parts(e, parts) if parts else e


# ---------------------------------------------------------------------------------------------- slips


def slips(e: M, names: list[str]) -> Iterator[M]:
    parts = parts_of(e)
    if isinstance(e, T):
        yield e.a
    if isinstance(e, V | MGrad):
        yield T(e)
        for other in names:
            if isinstance(e, V) and other != e.name:
                yield V(other)
    if isinstance(e, Prod):
        yield Prod(e.b, e.a)
        yield Had(e.a, e.b)
        yield e.a
        yield e.b
        yield Prod(T(e.a), e.b)
        yield Prod(e.a, T(e.b))
    if isinstance(e, Had):
        yield Prod(e.a, e.b)
        yield e.a
        yield e.b
    if isinstance(e, Plus):
        for k in range(len(e.parts)):
            if len(e.parts) > 1:
                rest = e.parts[:k] + e.parts[k + 1 :]
                signs = e.signs[:k] + e.signs[k + 1 :]
                yield Plus(rest, signs)
            yield Plus(e.parts, tuple(-s if j == k else s for j, s in enumerate(e.signs)))
    if isinstance(e, Scale):
        yield e.a
        if isinstance(e.factor, Fraction):
            yield Scale(e.factor * 2, e.a)
            yield Scale(-e.factor, e.a)
    if isinstance(e, F):
        yield F("sigmoid" if e.name == "tanh" else "tanh", e.a)
        yield e.a
    if isinstance(e, Mask):
        for other in names:
            yield Mask(V(other))
    if isinstance(e, Inv):
        yield e.a
    for k, p in enumerate(parts):
        for other in slips(p, names):
            yield with_parts(e, [*parts[:k], other, *parts[k + 1 :]])


# ---------------------------------------------------------------------------------------------- stories


def matrix_story(seed: int) -> MStory | None:
    r = random.Random(seed)
    sizes = ["%N0", "%D0", "%M0", "%K0"][: r.choice([1, 2, 2, 3, 3])]
    env: dict[str, Shape] = {}
    inputs: list[Tensor] = []
    count: dict[str, int] = {}

    def name(stem: str) -> str:
        count[stem] = count.get(stem, 0) + 1
        return f"{stem}#{count[stem]}"

    def tensor(stem: str, s: Shape) -> V:
        found = name(stem)
        inputs.append(Tensor(found, s))
        env[found] = s
        return V(found)

    def size() -> Affine:
        return aff(r.choice(sizes))

    definitions: list[MDefinition] = []

    def define(stem: str, body: M) -> V:
        found = name(stem)
        env[found] = shape(body, env)
        definitions.append(MDefinition(found, env[found], body))
        return V(found)

    vector = r.random() < 0.4
    top = tensor("x", (size(),) if vector else (size(), size()))
    for _ in range(r.choice([1, 2, 2, 3])):
        s = env[top.name]
        choice = r.choice(["linear", "linear", "function", "together", "gram", "inverse", "transpose", "right"])
        if choice == "function":
            top = define("a", F(r.choice(["tanh", "sigmoid", "relu", "exp", "softplus", "sin"]), top))
        elif choice == "together":
            alike = [n for n, q in env.items() if q == s and n != top.name]
            other = V(r.choice(alike)) if alike and r.random() < 0.6 else tensor("u", s)
            top = define("r", r.choice([Plus((top, other), (1, 1)), Had(top, other), Plus((other, top), (1, -1))]))
        elif choice == "linear" or len(s) == 1:
            m = size()
            body: M
            if len(s) == 1:
                w = tensor("w", (m, s[0])) if r.random() < 0.6 else None
                body = Prod(w, top) if w else Prod(T(tensor("w", (s[0], m))), top)
                if r.random() < 0.5:
                    body = Plus((body, tensor("b", (m,))), (1, 1))
            else:
                body = Prod(top, tensor("w", (s[1], m))) if r.random() < 0.6 else Prod(top, T(tensor("w", (m, s[1]))))
                if r.random() < 0.4:
                    body = Plus((body, Prod(Ones((s[0],)), T(tensor("b", (m,))))), (1, 1))
            top = define("h", body)
        elif choice == "right":
            top = define("h", Prod(tensor("w", (size(), s[0])), top))
        elif choice == "gram":
            top = define("s", Prod(T(top), top) if r.random() < 0.5 else Prod(top, T(top)))
        elif choice == "transpose":
            top = define("y", T(top))
        elif choice == "inverse" and s[0] == s[1] and not definitions:
            top = define("y", Prod(Inv(top), tensor("u", (s[0], size()))))
    if not definitions:
        return None
    s = env[top.name]
    loss, frontier, upstream = "L#0", top.name, ""
    if r.random() < 0.5:
        frontier = ""
        forms: list[M] = [
            Scale(Fraction(1, 2), Norm2(Plus((top, tensor("t", s)), (1, -1)))),
            Dot(tensor("c", s), top),
            Norm2(top),
        ]
        if len(s) == 2 and s[0] == s[1]:
            forms.append(Tr(top))
            forms.append(Tr(Prod(tensor("A", s), top)))
        if len(s) == 1:
            forms.append(Prod(T(top), Prod(tensor("A", (s[0], s[0])), top)))
        form = r.choice(forms)
        used = names_in(form)
        inputs = [t for t in inputs if t.name in used or any(t.name in names_in(d.body) for d in definitions)]
        env = {
            k: v for k, v in env.items() if any(t.name == k for t in inputs) or any(d.name == k for d in definitions)
        }
        loss = define("L", form).name
    elif r.random() < 0.7:
        upstream = name("g")
    forward = list(definitions)
    steps: list[MDefinition | MClaim] = list(definitions)
    if upstream:
        env[upstream] = s
        steps.append(MDefinition(upstream, s, MGrad(loss, top.name)))
    targets = [t.name for t in inputs] + [d.name for d in forward if d.name not in (loss, frontier)]
    r.shuffle(targets)
    for target in targets[: r.choice([2, 3, 4])]:
        terms: list[M] = []
        for d in forward:
            seed_: M = (
                ONE if d.name == loss else V(upstream) if upstream and d.name == top.name else MGrad(loss, d.name)
            )
            found: dict[str, list[M]] = {}
            back(d.body, seed_, env, V(d.name) if isinstance(d.body, F) else None, found)
            terms += found.get(target, [])
        if not terms:
            continue
        right = tidy(Plus(tuple(terms), (1,) * len(terms)) if len(terms) > 1 else terms[0])
        if _has_one(right):
            continue
        left = MGrad(loss, target)
        steps += _claims(r, left, right, env)
    if not any(isinstance(x, MClaim) for x in steps):
        return None
    sides = [s.body if isinstance(s, MDefinition) else Plus((s.left, *s.rights), (1,)) for s in steps]
    if frontier and not any(MGrad(loss, frontier) in everything(x) for x in sides):
        return None
    return MStory(tuple((x, 1) for x in sizes), tuple(inputs), tuple(steps), "" if not frontier else loss, frontier)


def _has_one(e: M) -> bool:
    return e == ONE or any(_has_one(p) for p in parts_of(e))


def everything(e: M) -> Iterator[M]:
    yield e
    for p in parts_of(e):
        yield from everything(p)


def names_in(e: M) -> set[str]:
    own = {e.name} if isinstance(e, V) else {e.by} if isinstance(e, MGrad) else set()
    return own.union(*(names_in(p) for p in parts_of(e)), set())


def _claims(r: random.Random, left: M, right: M, env: Shapes) -> list[MClaim]:
    wanted = shape(left, env)
    try:
        assert shape(right, env) == wanted
    except Mismatch:
        return []
    wrong: M | None = None
    options = list(slips(right, sorted(env)))
    r.shuffle(options)
    for option in options:
        try:
            if shape(option, env) == wanted and option != right:
                wrong = tidy(option)
                if shape(wrong, env) == wanted:
                    break
        except Mismatch:
            pass
        wrong = None
    if wrong is None or r.random() < 0.5:
        return [MClaim(left, (right,))]
    if r.random() < 0.2:
        return [MClaim(left, (right, wrong))]
    return [MClaim(left, (wrong,))] if r.random() < 0.6 else [MClaim(left, (right,)), MClaim(left, (wrong,))]
