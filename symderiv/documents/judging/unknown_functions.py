r"""Functions of which nothing is said: ``\Phi'(c) = \frac{1}{\sqrt{2 \pi}} e^{-c^2/2}`` may tell what ``\Phi`` is.

Guarantee: a function that the text declares, that a definition or a hypothesis reads, or that stands on both sides of a
line is any smooth function there; but for what is defined as its value, ``h_t = f(h_{t-1}, x_t)``, and given another
one.
"""

from __future__ import annotations

from symderiv.documents.judging.judged import Case, abstained
from symderiv.documents.judging.names_behind import names_behind
from symderiv.language.terms import Fn, Read, Term, walk
from symderiv.language.theory import Statement, Theory
from symderiv.language.verdicts import Verdict

__all__ = ["without_a_function"]


def without_a_function(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of a line that may only tell what a function is, is none."""
    theory, sides = case.theory, (case.statement.left, case.statement.right)
    unknown = theory.functions.keys() - (case.context.spoken_functions - case.context.particular)
    read = {name for d in theory.definitions.values() for name in _functions(d.body)}
    read |= {name for h in theory.hypotheses for x in (h.statement.left, h.statement.right) for name in _functions(x)}
    for one, other in (sides, sides[::-1]):
        behind, _ = names_behind(theory, Statement(other, other))
        alone = _what_is_made(theory, one)
        for name in (n for n in theory.functions if n in _functions(alone) and n in unknown - behind):
            if name in read and alone is one:
                continue
            message = f"no line tells what {name} is, and this one may; define it, or declare it as a smooth function"
            return abstained(verdict, message)
    return verdict


def _what_is_made(theory: Theory, side: Term) -> Term:
    r"""The ``f(h_{t-1}, x_t)`` that a name is defined as, where a line ``h_t = \tanh(...)`` may say what ``f`` is."""
    definition = theory.definitions.get(side.tensor) if isinstance(side, Read) else None
    return definition.body if definition is not None and isinstance(definition.body, Fn) else side


def _functions(term: Term) -> set[str]:
    return {node.name for node in walk(term) if isinstance(node, Fn)}
