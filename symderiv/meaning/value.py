"""The value of one term at one point given by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from symderiv.budget import Deadline, deep
from symderiv.errors import SymderivError
from symderiv.language.terms import Term
from symderiv.language.theory import Theory
from symderiv.meaning.intervals import Interval
from symderiv.meaning.numbers import Undefined, Unknown, settle
from symderiv.meaning.plain import Plain
from symderiv.meaning.points import Entry, Exact, FunctionModel, LossModel, Point

__all__ = ["value"]


def value(
    theory: Theory,
    term: Term,
    sizes: Mapping[str, int],
    values: Mapping[str, Any],
    at: Mapping[str, int] | None = None,
    *,
    prec: int = 128,
) -> Fraction | Interval:
    """The value of ``term`` at ``sizes``, with free indices ``at``.

    ``values`` gives inputs as nested lists of rational numbers (or text such as ``"3/2"``), abstract functions as
    :class:`FunctionModel`, losses as :class:`LossModel`.  Raises :class:`SymderivError` where the value
    does not exist or ``prec`` bits do not decide it.

    >>> from symderiv.language.terms import Read, Pow
    >>> theory = Theory()
    >>> theory.add_tensor("x")
    >>> value(theory, Pow(Read("x"), Fraction(1, 2)), {}, {"x": "9/4"})
    Fraction(3, 2)
    """
    whole = {**{s: low if low is not None else 0 for s, low in theory.sizes.items()}, **sizes}
    tensors = {
        name: dict(_entries(v, ())) for name, v in values.items() if not isinstance(v, (FunctionModel, LossModel))
    }
    functions = {name: v for name, v in values.items() if isinstance(v, FunctionModel)}
    losses = {name: v for name, v in values.items() if isinstance(v, LossModel)}
    limit = Deadline(60.0)
    plain = Plain(theory, Point(whole, tensors, functions, losses), prec, lambda: limit.check("the evaluation"))
    try:
        with deep():
            result = settle(plain.value(term, dict(at or {})), prec)
    except (Undefined, Unknown) as error:
        raise SymderivError(f"no value: {error}", repr(term)) from error
    return result if isinstance(result, Interval) else Fraction(result)


def _entries(values: Any, place: Entry) -> Iterator[tuple[Entry, Exact]]:
    if isinstance(values, Mapping):
        yield from values.items()
    elif isinstance(values, (list, tuple)):
        for k, inner in enumerate(values):
            yield from _entries(inner, (*place, k))
    else:
        yield place, values if isinstance(values, int) else Fraction(values)
