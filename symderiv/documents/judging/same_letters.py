r"""A matrix beside vectors of its letter, ``X`` and ``x_1, ..., x_N``, of which the text says in words that are not
read that they are its rows or columns; a vector ``\vec{y}`` beside numbers ``y_i``.

Guarantee: a refutation is taken back at most; nothing is proved with rows that are not understood as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from symderiv.documents.judging.doubts import names_behind
from symderiv.documents.judging.judged import Case, abstained
from symderiv.language.integers import Poly
from symderiv.language.terms import Read
from symderiv.language.theory import Free, Hypothesis, Statement
from symderiv.language.verdicts import REFUTED, Verdict

__all__ = ["of_same_letters"]

_EMPHASIS = re.compile(r"\\(?:math(?:bf|rm|sf|cal|it)|bm|boldsymbol|vec|pmb)\b|[{}\s]")


def of_same_letters(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds where vectors are the rows or columns of the matrix with their letter is none."""
    for matrix, vectors, same in () if case.context.no_parts else _pairs(case):
        known = replace(case.theory, hypotheses=[*case.theory.hypotheses, same])
        if case.decided(known).verdict != REFUTED:
            return abstained(
                verdict,
                f"{matrix} and {vectors} are taken as independent; if these are its rows or columns, say "
                f'"the rows of ${matrix}$ are ${vectors}_i$"',
            )
    for one, other, same in _in_emphasis(case):
        known = replace(case.theory, hypotheses=[*case.theory.hypotheses, same])
        if case.decided(known).verdict != REFUTED:
            return abstained(
                verdict,
                f"{one} and {other} are taken as independent; if one has the other as its entries, say "
                f'"${one}$ has the entries ${other}_i$"',
            )
    return verdict


def _in_emphasis(case: Case) -> Iterator[tuple[str, str, Hypothesis]]:
    r"""Inputs of one letter and one shape, of which one is written with an accent for vectors, ``\vec{y}`` beside
    ``y_i``."""
    shapes = {x: s for x, s in case.theory.shapes.items() if x in names_behind(case.theory, case.statement)[0] and s}
    for one, other in product(sorted(shapes), sorted(shapes)):
        if one != other == _EMPHASIS.sub("", one) and shapes[one] == shapes[other]:
            places = tuple(Poly.symbol(f"%i.{k}") for k in range(len(shapes[one])))
            free = tuple(Free(p.as_symbol or "", Poly({}), n) for p, n in zip(places, shapes[one], strict=True))
            yield one, other, Hypothesis(f"{one} is {other}", Statement(Read(one, places), Read(other, places), free))


def _pairs(case: Case) -> Iterator[tuple[str, str, Hypothesis]]:
    """Such inputs that a claim is about, each pair with what it says that one is made of the other."""
    theory = case.theory
    shapes = {x: theory.shapes[x] for x in names_behind(theory, case.statement)[0] if x in theory.shapes}
    tables = sorted(x for x, shape in shapes.items() if len(shape) == 2 and x not in theory.definitions)
    for matrix, vectors in product(tables, tables):
        upper, lower = _EMPHASIS.sub("", matrix), _EMPHASIS.sub("", vectors)
        if upper == lower or upper.islower() or upper.lower() != lower:
            continue
        places = Poly.symbol("%i"), Poly.symbol("%j")
        free = tuple(Free(p.as_symbol or "", Poly({}), size) for p, size in zip(places, shapes[matrix], strict=True))
        for turned in (False, True):
            if shapes[vectors] == (shapes[matrix][::-1] if turned else shapes[matrix]):
                entry = Read(vectors, places[::-1] if turned else places)
                said = Statement(Read(matrix, places), entry, free)
                yield matrix, vectors, Hypothesis(f"{matrix} is made of {vectors}", said)
