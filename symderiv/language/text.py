"""Terms as one line of plain text, for messages and for people in a debugger.  It decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from symderiv.language.declarations import Declarations
from symderiv.language.declared import Statement
from symderiv.language.integers import Poly, index_label
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

__all__ = ["inline", "plain", "plain_guard", "plain_statement", "plain_theory", "polynomial"]

_AS_IT_IS: Final = re.compile(r"[A-Za-z0-9 =+()<>-]*")


def inline(formula: str) -> str:
    r"""A formula (LaTeX) within the words of a message: between dollars, unless it reads as it is.

    >>> inline("K = 1"), inline(r"\delta_{ij}")
    ('K = 1', '$\\delta_{ij}$')
    """
    return formula if _AS_IT_IS.fullmatch(formula) else f"${formula}$"


def plain_guard(guard: Guard) -> str:
    """One guard as text.

    >>> plain_guard(Guard("ge", Poly.symbol("%i") - 1))
    'i-1 >= 0'
    """
    arg = _poly(guard.arg) if isinstance(guard.arg, Poly) else plain(guard.arg)
    if guard.kind in ("dv", "nd"):
        assert guard.modulus is not None
        return f"{_poly(guard.modulus)} {'|' if guard.kind == 'dv' else '!|'} {arg}"
    relation = {"ge": ">=", "eq": "=", "ne": "!=", "pos": ">", "nonneg": ">=", "zero": "=", "nonzero": "!="}
    return f"{arg} {relation[guard.kind]} 0"


def plain(term: Term) -> str:
    """A term as one line of text.

    >>> plain(Mul((Num(__import__("fractions").Fraction(1, 2)), Read("x", (Poly.symbol("%i"),)))))
    '1/2*x[i]'
    """
    return _show(term, 0)


def plain_statement(statement: Statement) -> str:
    """A statement as one line of text, the ranges of its free indices included."""
    text = f"{plain(statement.left)} {statement.relation} {plain(statement.right)}"
    ranges = [f"{_poly(f.low)} <= {f.symbol.removeprefix('%')} < {_poly(f.high)}" for f in statement.free]
    return text + (f" for {', '.join(ranges)}" if ranges else "")


def plain_theory(theory: Declarations) -> list[str]:
    """All that a statement stands on, a line each: sizes, shapes, definitions, conditions and hypotheses."""
    lines = [f"size {name}" + (f" >= {low}" if low is not None else "") for name, low in theory.sizes.items()]
    lines += [f"assumed: {plain_guard(g)}" for g in theory.conditions]
    lines += [f"tensor {name}[{_list(shape)}]" if shape else f"scalar {name}" for name, shape in theory.shapes.items()]
    lines += [f"smooth function {name} of {arity}" for name, arity in theory.functions.items()]
    lines += [f"unknown loss {loss.name} of {', '.join(loss.frontier)}" for loss in theory.losses.values()]
    for d in theory.definitions.values():
        places = ",".join(s.removeprefix("%") for s in d.indices)
        shape = f" of shape {_list(d.shape)}" if d.shape else ""
        lines.append(f"definition: {d.name}" + (f"[{places}]" if places else "") + f" := {plain(d.body)}{shape}")
    return [*lines, *(f"hypothesis {h.name}: {plain_statement(h.statement)}" for h in theory.hypotheses)]


def polynomial(poly: Poly, label: Callable[[str], object] = index_label) -> str:
    """An integer polynomial as text; ``label`` maps a symbol to its name.

    >>> polynomial(2 * Poly.symbol("N") - Poly.symbol("%i.1") - 1)
    '2*N - i - 1'
    """
    ordered = [t for t in poly.terms if t[0]] + [t for t in poly.terms if not t[0]]
    ordered.sort(key=lambda t: (not t[0], t[1] < 0))
    text = ""
    for m, c in ordered:
        size = abs(c)
        body = "*".join(([] if size == 1 and m else [str(size)]) + [str(label(s)) for s in m])
        text += (" - " if c < 0 else " + ") + body if text else ("-" if c < 0 else "") + body
    return text or "0"


def _poly(poly: Poly) -> str:
    return polynomial(poly, lambda s: s.removeprefix("%")).replace(" ", "")


def _list(index: tuple[Poly, ...]) -> str:
    return ",".join(map(_poly, index))


def _show(term: Term, level: int) -> str:
    """``level``: 0 anywhere, 1 as a summand, 2 as a factor, 3 as a base."""
    if isinstance(term, Num):
        text, own = str(term.value), 3 if term.value >= 0 and term.value.denominator == 1 else 2
        own = own if term.value >= 0 else 1
    elif isinstance(term, Int):
        text, own = _poly(term.poly), 3 if term.poly.as_symbol or term.poly.is_constant else 0
    elif isinstance(term, Read):
        text, own = f"{term.tensor}[{_list(term.index)}]" if term.index else term.tensor, 3
    elif isinstance(term, Add):
        text, own = " + ".join(_show(a, 1) for a in term.args), 0
    elif isinstance(term, Mul):
        text, own = "*".join(_show(a, 2) for a in term.args), 2
    elif isinstance(term, Pow):
        text, own = f"{_show(term.base, 3)}^({term.exponent})", 2
    elif isinstance(term, Fn):
        primes = "'" * term.orders[0] if len(term.orders) == 1 else "".join(f"_{o}" for o in term.orders)
        text, own = f"{term.name}{primes}({', '.join(_show(a, 0) for a in term.args)})", 3
    elif isinstance(term, Sum):
        guards = ", ".join(plain_guard(g) for g in term.guards)
        if not term.binders and term.body == Num(term.body.value if isinstance(term.body, Num) else 1):  # type: ignore[arg-type]
            text, own = f"[{guards}]", 3
            if isinstance(term.body, Num) and term.body.value != 1:
                text, own = f"[{guards}]*{term.body.value}", 2
        elif not term.binders:
            text, own = f"[{guards}]*{_show(term.body, 2)}", 2
        else:
            names = ",".join(b.removeprefix("%") for b in term.binders)
            head = f"sum_{{{names}{': ' + guards if guards else ''}}}"
            text, own = f"{head} {_show(term.body, 2)}", 1
    elif isinstance(term, Diff):
        mark = "d" if term.total else "p"
        index = f"[{_list(term.index)}]" if term.index else ""
        text, own = f"{mark}({_show(term.body, 0)})/{mark}{term.tensor}{index}", 3
    elif isinstance(term, Let):
        text, own = f"({_show(term.body, 0)} where {term.name} = {_show(term.value, 0)})", 3
    elif isinstance(term, Matrix):
        entry = f"({_show(term.body, 0)})_{{{term.row.removeprefix('%')},{term.column.removeprefix('%')}}}"
        text = f"det{entry}" if term.operation == "det" else f"inverse{entry}[{_list(term.at)}]"
        own = 3
    elif isinstance(term, Extremum):
        names = ",".join(b.removeprefix("%") for b in term.binders)
        guards = ", ".join(plain_guard(g) for g in term.guards)
        text, own = f"{term.operation}_{{{names}: {guards}}} {_show(term.body, 2)}", 1
    else:
        raise TypeError(f"not a term: {type(term).__name__}")
    return text if own >= level else f"({text})"
