r"""Matrices that may be stacked from the vectors of their letter: ``Q`` beside ``q_i``, whatever the text says of them.

"Let $Q$ have the rows $q_i$" has many wordings, and who declares two tensors of one shape as the two cases of a letter
means one by the other.  Where no wording has been understood both are inputs, and that they are the same is in doubt.

Guarantee: nothing is supposed by this; a line that holds where the two are the same is not refuted.
"""

from __future__ import annotations

from itertools import combinations

from symderiv.documents.declaring.property_statements import entries
from symderiv.language.terms import Read
from symderiv.language.theory import Hypothesis, Statement, Theory

__all__ = ["twins"]


def twins(theory: Theory) -> tuple[Hypothesis, ...]:
    """That inputs of two or more axes are what bears the other case of their letter, as it stands or turned."""
    by_letter: dict[str, list[str]] = {}
    every = dict.fromkeys((*theory.shapes, *theory.definitions))
    if len(set(map(str.lower, every))) == len(every):
        return ()  # as nearly always, and of any number of names
    for name in every:
        by_letter.setdefault(name.lower(), []).append(name)
    found: list[Hypothesis] = []
    for names in by_letter.values():
        for one, other in combinations(names, 2):
            shape, wanted = theory.shape_of(one), theory.shape_of(other)
            if len(shape) < 2 or {one, other} <= theory.definitions.keys() or wanted not in (shape, shape[::-1]):
                continue
            place, free = entries(shape)
            behind = place if wanted == shape else place[::-1]
            found.append(Hypothesis(f"{one} = {other}", Statement(Read(one, place), Read(other, behind), free)))
    return tuple(found)
