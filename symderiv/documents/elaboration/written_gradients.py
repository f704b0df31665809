r"""Gradients of known functions at the states of a recurrence, ``w_{k+1} = w_k - \eta \nabla f(w_k)``.

A recurrence is no place for a derivative by what it makes.  So the gradient is found once, at a point that is free,
and what it is proved to be there stands for it at each state.

Guarantee: the proof uses no hypothesis of the document, for the recurrence may be differentiated, and assumes nothing;
where it does, or where the gradient is not found, there is none.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.budget import Deadline
from symderiv.documents.elaboration.values import Place, Value
from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Let, Read, Term, alpha_key, apart, substitute, walk
from symderiv.language.theory import Free, Statement, Theory

__all__ = ["gradient_at"]

_SECONDS = 2.0


def gradient_at(theory: Theory, target: Term, point: str, at: Value, found: dict[object, Term | None]) -> Value | None:
    """The gradient of ``target``, which reads the tensor ``point``, where that is the state ``at``; ``found`` keeps
    what was looked for before."""
    letters = tuple(f"%{'ij'[axis]}" for axis in range(at.rank))
    shown = at.entry(tuple(map(Poly.symbol, letters)))
    if at.rank not in (1, 2) or not isinstance(shown, Read):
        return None
    key = (point, alpha_key(target), at.shape)
    if key not in found:
        found[key] = _derived(theory, target, point, at.shape, letters)
    gradient = found[key]
    if gradient is None:
        return None
    state = shown.free.difference(letters)

    def entry(place: Place) -> Term:
        return _read_at(substitute(gradient, dict(zip(letters, place, strict=True))), point, at, state)

    return Value(at.shape, entry, at.bases)


def _derived(
    theory: Theory, target: Term, point: str, shape: tuple[Poly, ...], letters: tuple[str, ...]
) -> Term | None:
    """The entry of the gradient at ``letters`` without a derivative, proved for every point."""
    from symderiv.decide import decide
    from symderiv.language.verdicts import PROVED
    from symderiv.prover.kernel.theorems import context_of
    from symderiv.prover.search.normal import Normaliser

    known = replace(theory, shapes={**theory.shapes, point: shape}, hypotheses=[])
    left = Diff(target, point, tuple(map(Poly.symbol, letters)))
    free = tuple(Free(letter, Poly({}), size) for letter, size in zip(letters, shape, strict=True))
    try:
        context = context_of(known, Statement(left, left, free))
        gradient = Normaliser(known, Deadline(_SECONDS), set(), as_written=True).norm(left, (), context)
        if any(isinstance(n, Diff | Let) for n in walk(gradient)):
            return None
        verdict = decide(known, Statement(left, gradient, free), seconds=_SECONDS)
    except SymderivError:
        return None
    return gradient if verdict.verdict == PROVED and not verdict.assumptions else None


def _read_at(term: Term, point: str, at: Value, state: frozenset[str]) -> Term:
    """A term with the entries of the state, whose own indices are ``state``, for those of the point."""
    if isinstance(term, Read):
        return at.entry(term.index) if term.tensor == point else term
    term = apart(term, state)
    children = tuple(_read_at(child, point, at, state) for child in term.children)
    return term if children == term.children else term.rebuild(children)
