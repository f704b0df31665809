"""Witnesses as a reader sees them: exact numbers as text, tensors as nested lists, enclosures in decimals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symderiv.language.integers import Poly, index_label
from symderiv.language.terms import Diff, Read
from symderiv.language.verdicts import Counterexample
from symderiv.meaning.ends import extreme, fractions
from symderiv.meaning.intervals import Interval
from symderiv.meaning.judge import Judge, Outcome, Sample
from symderiv.meaning.points import Exact, FunctionModel, LossModel, Point
from symderiv.meaning.sampling import Scope
from symderiv.meaning.values import Missing

__all__ = ["both", "function_text", "witness"]


def witness(judge: Judge, point: Point, outcome: Outcome, scope: Scope) -> Counterexample:
    """The counterexample as a reader sees it: exact numbers as text, nested lists for tensors."""
    tracer, statement = judge.tracer, judge.statement
    values: dict[str, Any] = {name: _nested(point.tensors[name], tracer.shape(name), ()) for name in scope.inputs}
    for name in scope.functions:
        values[name] = function_text(name, point.functions[name])
    sample = Sample(tracer, point)
    for name in scope.losses:
        model = point.losses[name]
        if any(model.square.values()) or any(model.cube.values()):
            values[name] = _loss_text(model)
        for tensor in tracer.theory.losses[name].frontier:
            places = list(tracer.entries(tensor))
            index = tuple(f"%w{k}" for k in range(len(tracer.shape(tensor))))
            slope = Diff(Read(name), tensor, tuple(map(Poly.symbol, index)))
            nodes = tuple(tracer.term(slope, dict(zip(index, place, strict=True))) for place in places)
            table = dict(zip(places, sample.values().get(nodes), strict=True))
            if not any(isinstance(v, Missing) for v in table.values()):
                values[f"d{name}/d{tensor}"] = _nested(table, tracer.shape(tensor), ())
    used = {s: point.sizes[s] for s in scope.sizes}
    assert outcome.at is not None
    at: dict[str, int] = {}
    for f, k in zip(statement.free, outcome.at, strict=True):
        label = index_label(f.symbol)
        at[f.symbol.removeprefix("%") if label in at else label] = k
    left, right = both(outcome.left, outcome.right)
    return Counterexample(used, values, at, left, right)


def function_text(name: str, model: FunctionModel) -> str:
    """A model of a function as a reader sees it.

    >>> function_text("f", FunctionModel({(2,): 1, (1,): -1}))
    'f(t) = t^2 - t'
    """
    arity = len(next(iter(model.terms), (0,)))
    names = ["t"] if arity == 1 else [f"t{k + 1}" for k in range(arity)]
    parts = []
    for exponents, c in sorted(model.terms.items(), reverse=True):
        powers = [n if e == 1 else f"{n}^{e}" for n, e in zip(names, exponents, strict=True) if e]
        parts.append((c, "*".join(powers)))
    return f"{name}({', '.join(names)}) = {_combination(parts)}"


def _loss_text(model: LossModel) -> str:
    forms = []
    for form in (model.linear, model.square, model.cube):
        names = [f"{tensor}[{','.join(map(str, index))}]" if index else tensor for tensor, index in form]
        forms.append(_combination([(c, name) for c, name in zip(form.values(), names, strict=True) if c]))
    shown = [text if n == 1 else f"({text})^{n}" for n, text in enumerate(forms, 1) if text != "0"]
    return " + ".join(shown) or "0"


def _combination(parts: Sequence[tuple[Exact, str]]) -> str:
    """``2*a - b`` for the coefficients 2 and -1 of a and b."""
    text = ""
    for c, name in parts:
        sign = (" - " if c < 0 else " + ") if text else "-" if c < 0 else ""
        size = [] if abs(c) == 1 and name else [str(abs(c))]
        text += sign + "*".join([*size, name] if name else size)
    return text or "0"


def _nested(entries: dict[tuple[int, ...], Any], shape: Sequence[int], place: tuple[int, ...]) -> Any:
    if len(place) == len(shape):
        return _number(entries[place], 12)
    return [_nested(entries, shape, (*place, k)) for k in range(shape[len(place)])]


def both(left: Any, right: Any) -> tuple[str, str]:
    """Both sides, enclosures with as many digits as it takes to see that they differ."""
    if any(isinstance(v, Interval) and extreme(v) for v in (left, right)):
        return str(left), str(right)
    for digits in (6, 10, 20, 40, 80):
        texts = _number(left, digits), _number(right, digits)
        ends = [_ends(v, digits) for v in (left, right)]
        if ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]:
            break
    return texts


def _ends(value: Any, digits: int) -> tuple[Fraction, Fraction]:
    if not isinstance(value, Interval):
        return Fraction(value), Fraction(value)
    scale = Fraction(10) ** digits
    low, high = fractions(value)
    return Fraction((low * scale).__floor__()) / scale, Fraction((high * scale).__ceil__()) / scale


def _number(value: Any, digits: int) -> str:
    if not isinstance(value, Interval):
        return str(Fraction(value))
    if extreme(value):
        return str(value)
    return "[" + ", ".join(_decimal(e, digits) for e in _ends(value, digits)) + "]"


def _decimal(value: Fraction, digits: int) -> str:
    whole = abs(value.numerator * 10**digits // value.denominator)
    text = f"{whole:0{digits + 1}d}"
    return ("-" if value < 0 else "") + text[:-digits] + "." + text[-digits:]
