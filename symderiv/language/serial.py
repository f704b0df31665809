"""Terms, statements and theories as JSON values, and back.

Reading is strict: an unknown tag, a missing part or a wrong type raises :class:`CertificateError`; nothing in the
data is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symderiv.errors import CertificateError, SymderivError
from symderiv.language.declarations import Declarations
from symderiv.language.declared import Definition, Free, Hypothesis, Loss, Statement
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
)
from symderiv.language.theory import Theory

__all__ = [
    "dump_guard",
    "dump_poly",
    "dump_statement",
    "dump_term",
    "dump_theory",
    "load_fraction",
    "load_guard",
    "load_poly",
    "load_statement",
    "load_term",
    "load_theory",
]

_DEPTH = 400


def dump_poly(poly: Poly) -> list[Any]:
    """``[[coefficient, symbol, ...], ...]``.

    >>> dump_poly(Poly.symbol("%i") * 2 - 1)
    [[-1], [2, '%i']]
    """
    return [[c, *m] for m, c in poly.terms]


def load_poly(data: Any) -> Poly:
    total: dict[tuple[str, ...], int] = {}
    for row in _list(data):
        head, *symbols = _list(row) or [None]
        if (
            not isinstance(head, int)
            or isinstance(head, bool)
            or not all(isinstance(s, str) and s.isprintable() for s in symbols)
        ):
            raise CertificateError("not a polynomial", str(row)[:80])
        key = tuple(sorted(symbols))
        total[key] = total.get(key, 0) + head
    return Poly(total)


def dump_guard(guard: Guard) -> list[Any]:
    arg = dump_poly(guard.arg) if isinstance(guard.arg, Poly) else dump_term(guard.arg)
    return [guard.kind, arg] if guard.modulus is None else [guard.kind, arg, dump_poly(guard.modulus)]


def load_guard(data: Any, depth: int = 0) -> Guard:
    kind, arg, *rest = _list(data)
    if kind in Guard.SCALAR:
        return Guard(kind, load_term(arg, depth + 1))
    if kind in Guard.INTEGER:
        return Guard(kind, load_poly(arg), load_poly(rest[0]) if rest else None)
    raise CertificateError(f"there is no guard of the kind {kind!r}")


def dump_term(term: Term) -> list[Any]:
    """A term as nested lists headed by a tag."""
    if isinstance(term, Num):
        return ["num", str(term.value)]
    if isinstance(term, Int):
        return ["int", dump_poly(term.poly)]
    if isinstance(term, Read):
        return ["read", term.tensor, *map(dump_poly, term.index)]
    if isinstance(term, (Add, Mul)):
        return ["add" if isinstance(term, Add) else "mul", *map(dump_term, term.args)]
    if isinstance(term, Pow):
        return ["pow", dump_term(term.base), str(term.exponent)]
    if isinstance(term, Fn):
        return ["fn", term.name, list(term.orders), *map(dump_term, term.args)]
    if isinstance(term, Sum):
        return ["sum", list(term.binders), [dump_guard(g) for g in term.guards], dump_term(term.body)]
    if isinstance(term, Diff):
        return ["diff", dump_term(term.body), term.tensor, [dump_poly(p) for p in term.index], term.total]
    if isinstance(term, Let):
        return ["let", term.name, dump_term(term.value), dump_term(term.body)]
    if isinstance(term, Matrix):
        at = [dump_poly(p) for p in term.at]
        return ["matrix", term.operation, term.row, term.column, dump_poly(term.size), dump_term(term.body), at]
    if isinstance(term, Extremum):
        guards = [dump_guard(g) for g in term.guards]
        return ["extremum", term.operation, list(term.binders), guards, dump_term(term.body)]
    raise TypeError(type(term).__name__)


def load_term(data: Any, depth: int = 0) -> Term:
    if depth > _DEPTH:
        raise CertificateError("the term is nested too deeply")
    try:
        return _load_term(_list(data), depth + 1)
    except (ValueError, IndexError, TypeError, ZeroDivisionError) as error:
        raise CertificateError("not a term", str(data)[:80]) from error


def _load_term(data: list[Any], depth: int) -> Term:
    tag, *rest = data
    if tag == "num":
        return Num(load_fraction(rest[0]))
    if tag == "int":
        return Int(load_poly(rest[0]))
    if tag == "read":
        return Read(_text(rest[0]), tuple(load_poly(p) for p in rest[1:]))
    if tag in ("add", "mul"):
        parts = tuple(load_term(t, depth) for t in rest)
        return Add(parts) if tag == "add" else Mul(parts)
    if tag == "pow":
        return Pow(load_term(rest[0], depth), load_fraction(rest[1]))
    if tag == "fn":
        orders = tuple(_whole(o) for o in _list(rest[1]))
        return Fn(_text(rest[0]), tuple(load_term(t, depth) for t in rest[2:]), orders)
    if tag == "sum":
        binders, guards, body = rest
        return Sum(_names(binders), [load_guard(g, depth) for g in _list(guards)], load_term(body, depth))
    if tag == "diff":
        body, tensor, index, total = rest
        where = tuple(load_poly(p) for p in _list(index))
        if not isinstance(total, bool):
            raise CertificateError("a derivative is total or partial", str(total)[:80])
        return Diff(load_term(body, depth), _text(tensor), where, total)
    if tag == "let":
        return Let(_text(rest[0]), load_term(rest[1], depth), load_term(rest[2], depth))
    if tag == "matrix":
        operation, row, column, size, body, at = rest
        places = tuple(load_poly(p) for p in _list(at))
        inner = load_term(body, depth)
        return Matrix(_text(operation), _text(row), _text(column), load_poly(size), inner, places)
    if tag == "extremum":
        operation, binders, guards, body = rest
        conditions = [load_guard(g, depth) for g in _list(guards)]
        return Extremum(_text(operation), _names(binders), conditions, load_term(body, depth))
    raise CertificateError(f"there is no term with the tag {tag!r}")


def load_fraction(data: Any) -> Fraction:
    """A rational number written as ``3`` or ``-3/2``, with a bound on its length."""
    if not re.fullmatch(r"-?[0-9]{1,1000}(/[0-9]{1,1000})?", _text(data)):
        raise CertificateError("not a rational number", data[:80])
    return Fraction(data)


def dump_statement(statement: Statement) -> dict[str, Any]:
    return {
        "left": dump_term(statement.left),
        "right": dump_term(statement.right),
        "relation": statement.relation,
        "free": [[f.symbol, dump_poly(f.low), dump_poly(f.high)] for f in statement.free],
    }


def load_statement(data: Any) -> Statement:
    free = tuple(Free(_text(s), load_poly(low), load_poly(high)) for s, low, high in _list(_get(data, "free")))
    relation = _text(_get(data, "relation"))
    return Statement(load_term(_get(data, "left")), load_term(_get(data, "right")), free, relation)


def dump_theory(theory: Declarations) -> dict[str, Any]:
    """All declarations."""
    return {
        "sizes": dict(theory.sizes),
        "conditions": [dump_guard(g) for g in theory.conditions],
        "tensors": {name: [dump_poly(p) for p in shape] for name, shape in theory.shapes.items()},
        "functions": dict(theory.functions),
        "losses": {name: list(loss.frontier) for name, loss in theory.losses.items()},
        "definitions": [
            [d.name, list(d.indices), [dump_poly(p) for p in d.shape], dump_term(d.body)]
            for d in theory.definitions.values()
        ],
        "hypotheses": [[h.name, dump_statement(h.statement)] for h in theory.hypotheses],
    }


def load_theory(data: Any) -> Theory:
    """The theory, validated as if it were declared anew."""

    def build() -> Theory:
        theory = Theory()
        for name, low in _get(data, "sizes").items():
            theory.add_size(_text(name), None if low is None else _whole(low))
        theory.conditions = [load_guard(g) for g in _list(_get(data, "conditions"))]
        for name, arity in _get(data, "functions").items():
            theory.functions[_text(name)] = _whole(arity)
        for name, shape in _get(data, "tensors").items():
            theory.add_tensor(_text(name), [load_poly(p) for p in _list(shape)])
        for name, frontier in _get(data, "losses").items():
            theory.losses[_text(name)] = Loss(_text(name), _names(frontier))
        theory.define_together(
            [
                Definition(_text(name), tuple(_names(indices)), tuple(map(load_poly, _list(shape))), load_term(body))
                for name, indices, shape, body in _list(_get(data, "definitions"))
            ]
        )
        for loss in theory.losses.values():
            if any(loss.name in theory.dependencies(name) for name in loss.frontier):
                raise CertificateError(f"the loss {loss.name} is a function of what is made from it")
        for name, statement in _list(_get(data, "hypotheses")):
            theory.add_hypothesis(Hypothesis(_text(name), load_statement(statement)))
        return theory

    return _strict(build)


def _strict(build: Callable[[], Theory]) -> Theory:
    try:
        return build()
    except CertificateError:
        raise
    except (ValueError, TypeError, AttributeError, SymderivError) as error:
        raise CertificateError(f"the declarations do not hold together: {error}") from error


def _list(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise CertificateError("a list is missing", str(data)[:80])
    return data


def _get(data: Any, key: str) -> Any:
    if not isinstance(data, dict) or key not in data:
        raise CertificateError(f"the part {key!r} is missing")
    return data[key]


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise CertificateError("a text is missing", str(data)[:80])
    if not data.isprintable():
        raise CertificateError("a name cannot be printed", repr(data)[:80])
    return data


def _whole(data: Any) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise CertificateError("a whole number is missing", str(data)[:80])
    return data


def _names(data: Any) -> tuple[str, ...]:
    return tuple(_text(s) for s in _list(data))
