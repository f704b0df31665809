"""Adjoints of definitions in index notation: what an author would derive. Nothing rests on their being right, since
every claim is compared with autograd before it is used."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

from tests.written.syntax import (
    Add,
    Affine,
    Bracket,
    Definition,
    Delta,
    Div,
    Expr,
    Fn,
    Grad,
    Mul,
    Num,
    Pow,
    Ref,
    Sum,
    aff,
    fresh,
    rename,
)

__all__ = ["Namer", "adjoint", "jacobian", "tidy"]

ONE = Num(Fraction(1))


class Namer:
    """New index names ``stem.number``."""

    def __init__(self) -> None:
        self.numbers = itertools.count()

    def __call__(self, like: str) -> str:
        return f"{like.split('.')[0]}.{next(self.numbers)}"


@dataclass(frozen=True)
class Path:
    over: tuple[tuple[str, Affine, Affine], ...]
    where: tuple[tuple[Affine, str, Affine], ...]
    factors: tuple[Expr, ...]
    at: tuple[Affine, ...]


def slope(name: str, arg: Expr, value: Expr) -> Expr:
    minus = Num(Fraction(-1))
    match name:
        case "exp":
            return value
        case "tanh":
            return Add((ONE, Mul((minus, Pow(value, Fraction(2))))))
        case "sigmoid":
            return Mul((value, Add((ONE, Mul((minus, value))))))
        case "relu":
            return Bracket(arg)
        case "softplus":
            return Fn("sigmoid", arg)
        case "log":
            return Div(ONE, arg)
        case "sin":
            return Fn("cos", arg)
        case "cos":
            return Mul((minus, Fn("sin", arg)))
        case "sqrt":
            return Div(ONE, Mul((Num(Fraction(2)), value)))
    raise ValueError(name)


def paths(e: Expr, target: str, new: Namer, whole: Expr | None = None) -> list[Path]:
    """All ways from an expression to a read of ``target``; ``whole`` is a name for the value of the expression."""
    match e:
        case Ref(name, at):
            return [Path((), (), (), at)] if name == target else []
        case Add(parts):
            return [p for part in parts for p in paths(part, target, new)]
        case Mul(parts):
            found = []
            for k, part in enumerate(parts):
                others = parts[:k] + parts[k + 1 :]
                for p in paths(part, target, new):
                    found.append(Path(p.over, p.where, tuple(fresh(o, new) for o in others) + p.factors, p.at))
            return found
        case Div(a, b):
            found = [Path(p.over, p.where, (Div(ONE, fresh(b, new)), *p.factors), p.at) for p in paths(a, target, new)]
            for p in paths(b, target, new):
                factor = Mul((Num(Fraction(-1)), Div(fresh(a, new), Pow(fresh(b, new), Fraction(2)))))
                found.append(Path(p.over, p.where, (factor, *p.factors), p.at))
            return found
        case Pow(b, n):
            factor = Mul((Num(n), Pow(b, n - 1))) if n != 2 else Mul((Num(Fraction(2)), b))
            return [Path(p.over, p.where, (fresh(factor, new), *p.factors), p.at) for p in paths(b, target, new)]
        case Fn(name, a):
            factor = slope(name, a, whole if whole is not None else e)
            return [Path(p.over, p.where, (fresh(factor, new), *p.factors), p.at) for p in paths(a, target, new)]
        case Sum(over, body, where):
            found = []
            for p in paths(body, target, new):
                table = {i: aff(new(i)) for i, _, _ in over}
                found.append(
                    Path(
                        tuple((str(table[i].bare), lo, hi) for i, lo, hi in over) + p.over,
                        tuple((a.put(table), r, b.put(table)) for a, r, b in where) + p.where,
                        tuple(rename(f, table) for f in p.factors),
                        tuple(a.put(table) for a in p.at),
                    )
                )
            return found
    return []


def _bare_reads(factors: tuple[Expr, ...]) -> set[str]:
    """Indices that stand bare in a read that is a factor: beyond its axis the product vanishes."""
    found: set[str] = set()
    for f in factors:
        if isinstance(f, Ref):
            found |= {a.bare for a in f.at if a.bare}
        elif isinstance(f, Grad):
            found |= {a.bare for a in f.by.at if a.bare}
        elif isinstance(f, Mul):
            found |= _bare_reads(f.parts)
    return found


def solve(path: Path, u: tuple[str, ...], out: set[str], factors: tuple[Expr, ...], keep: set[str]) -> Expr:
    """The sum over all indices of a path but ``u``, with ``at = u`` solved for an index where that is possible."""
    over, where, at = list(path.over), list(path.where), list(path.at)
    everything = tuple(factors)
    for k, letter in enumerate(u):
        a = at[k]
        candidates = sorted(a.symbols & ({i for i, _, _ in over} - keep), key=lambda s: (s not in out, s))
        for s in candidates:
            c = a.coefficient(s)
            if c not in (1, -1):
                continue
            solved = (aff(letter) - (a - aff(s) * c)) * c
            lo, hi = next((lo, hi) for i, lo, hi in over if i == s)
            over = [o for o in over if o[0] != s]
            if solved.bare is None and s not in out and s not in _bare_reads(everything):
                where += [(lo, "<=", solved), (solved, "<=", hi)]
            table = {s: solved}
            everything = tuple(rename(f, table) for f in everything)
            at = [x.put(table) for x in at]
            over = [(i, x.put(table), y.put(table)) for i, x, y in over]
            where = [(x.put(table), r, y.put(table)) for x, r, y in where]
            break
        else:
            everything = (*everything, Delta(a, aff(letter)))
    body = tidy(Mul(everything))
    if where or over:
        return Sum(tuple(over), body, tuple(where))
    return body


def adjoint(
    loss: str,
    x: str,
    u: tuple[str, ...],
    definitions: list[Definition],
    new: Namer,
    upstream: dict[str, str],
    inline: dict[str, Expr] | None = None,
) -> Expr | None:
    """The derivative of ``loss`` by ``x[u]`` through the definitions that read ``x``, in terms of their own adjoints.

    ``upstream`` names the adjoints that have a name; ``loss`` itself may be one of the definitions.
    """
    terms: list[Expr] = []
    for d in definitions:
        table = {i: aff(new(i)) for i in d.index}
        body = fresh(rename(d.body, table), new)
        place = tuple(table[i] for i in d.index)
        whole = Ref(d.name, place) if isinstance(d.body, Fn) else None
        outs = tuple((str(table[i].bare), aff(0), n - 1) for i, n in zip(d.index, d.shape, strict=True))
        for p in paths(body, x, new, whole):
            seed: tuple[Expr, ...] = ()
            if d.name in upstream:
                seed = (Ref(upstream[d.name], place),)
            elif d.name != loss:
                seed = (Grad(Ref(loss), Ref(d.name, place)),)
            q = Path(outs + p.over, p.where, p.factors, p.at)
            terms.append(solve(q, u, {i for i, _, _ in outs}, seed + p.factors, set()))
    if not terms:
        return None
    return tidy(Add(tuple(terms)))


def jacobian(d: Definition, out: tuple[str, ...], x: str, u: tuple[str, ...], new: Namer) -> Expr | None:
    """The derivative of ``d[out]`` by ``x[u]``, direct reads only."""
    table = {i: aff(o) for i, o in zip(d.index, out, strict=True)}
    body = fresh(rename(d.body, table), new)
    whole = Ref(d.name, tuple(map(aff, out))) if isinstance(d.body, Fn) else None
    terms = [solve(p, u, set(), p.factors, set(out)) for p in paths(body, x, new, whole)]
    return tidy(Add(tuple(terms))) if terms else None


def tidy(e: Expr) -> Expr:
    """Products and sums flattened, numbers gathered in front, units dropped."""
    if isinstance(e, Mul):
        number, rest = Fraction(1), []
        for p in map(tidy, e.parts):
            for q in p.parts if isinstance(p, Mul) else (p,):
                if isinstance(q, Num):
                    number *= q.value
                elif isinstance(q, Div) and isinstance(q.top, Num) and q.top.value != 1:
                    number *= q.top.value
                    rest.append(Div(ONE, q.below))
                else:
                    rest.append(q)
        if number == 0:
            return Num(Fraction(0))
        if number != 1 or not rest:
            rest.insert(0, Num(number))
        return rest[0] if len(rest) == 1 else Mul(tuple(rest))
    if isinstance(e, Add):
        parts = [q for p in map(tidy, e.parts) for q in (p.parts if isinstance(p, Add) else (p,))]
        parts = [p for p in parts if p != Num(Fraction(0))]
        return Num(Fraction(0)) if not parts else parts[0] if len(parts) == 1 else Add(tuple(parts))
    if isinstance(e, Pow):
        base = tidy(e.base)
        return base if e.power == 1 else Pow(base, e.power)
    if isinstance(e, Sum):
        return Sum(e.over, tidy(e.body), e.where)
    if isinstance(e, Div):
        return Div(tidy(e.top), tidy(e.below))
    if isinstance(e, Fn):
        return Fn(e.name, tidy(e.arg))
    if isinstance(e, Bracket):
        return Bracket(tidy(e.left))
    return e
