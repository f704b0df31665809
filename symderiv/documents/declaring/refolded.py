r"""Names for parts: ``y = x + W_2 \phi(W_1 x)`` with ``u = W_1 x``, where a gradient by ``u`` is claimed.

Who claims a value for the gradient of a loss by ``u`` means ``u`` as a part of what the loss is a function of, be it
written out there.  The definition that has it written out is written with the name.

Guarantee: the kernel has proved the two forms of each definition equal, so no value changes; and only names whose
gradients are claimed are written in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from symderiv.language.integers import Poly
from symderiv.language.terms import Num, Read, Term, alpha_equal, substitute
from symderiv.language.theory import Definition, Free, Statement, Theory

__all__ = ["refold"]

_SECONDS = 1.0


def refold(theory: Theory, parts: Iterable[str]) -> None:
    """Write the definitions of a theory with the names of ``parts``, those first that are made from the fewest."""
    recurrent = theory.recurrences()
    known = (x for x in parts if x in theory.definitions and x not in recurrent)
    for part in sorted(known, key=lambda x: (len(theory.sources(x)), x)):
        if isinstance(theory.definitions[part].body, Read | Num):
            continue
        for name in [x for x in theory.definitions if x != part and x not in recurrent]:
            if name in theory.sources(part) or part in theory.sources(name):
                continue
            old = theory.definitions[name]
            body = _written(old.body, theory.definitions[part], set(theory.sizes))
            if body != old.body and not isinstance(body, Read) and _same(theory, old, body):
                _replace(theory, replace(old, body=body), part)


def _written(term: Term, part: Definition, sizes: set[str]) -> Term:
    """A term with the name of a part wherever it is written out."""
    if type(term) is type(part.body) and len(term.children) == len(part.body.children):
        letters = sorted(term.free - sizes)
        for places in product(letters, repeat=len(part.indices)):
            index = {own: Poly.symbol(x) for own, x in zip(part.indices, places, strict=True)}
            if alpha_equal(substitute(part.body, index), term):
                return Read(part.name, tuple(index.values()))
    return term.rebuild(tuple(_written(child, part, sizes) for child in term.children))


def _same(theory: Theory, old: Definition, body: Term) -> bool:
    """Whether the kernel proves that a definition may be written with another body."""
    from symderiv.prover.search.strategy import Doubt, find_proof

    free = tuple(Free(x, Poly.constant(0), size) for x, size in zip(old.indices, old.shape, strict=True))
    return not isinstance(find_proof(theory, Statement(old.body, body, free), _SECONDS), Doubt)


def _replace(theory: Theory, new: Definition, part: str) -> None:
    """Put a definition in the place of an older one, behind all that the part is made from."""
    made_from = theory.dependencies(part)
    order: dict[str, Definition] = {}
    for name, definition in theory.definitions.items():
        if name == new.name:
            order |= {x: d for x, d in theory.definitions.items() if x in made_from}
            definition = new
        order.setdefault(name, definition)
    theory.definitions.clear()
    theory.definitions.update(order)
