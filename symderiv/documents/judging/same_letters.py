"""A matrix beside vectors of its letter, ``X`` and ``x_1, ..., x_N``, of which the text says in words that are not read
that they are its rows or columns.

Guarantee: a refutation is taken back at most; nothing is proved with rows that are not understood as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from symderiv.documents.judging.judged import Case, abstained
from symderiv.documents.judging.names_behind import names_behind
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
    return verdict


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
