r"""Letters that may mean something else than what they are read as: capitals that would be numbers, and the
``\delta_j`` beside a ``\delta_k`` of another size, the ``x_i`` of which only equations tell beside an ``X``, and the
``a_k`` beside an ``a_t`` of which lines tell.

Guarantee: a rule here only takes a verdict back.
"""

from __future__ import annotations

import re

from symderiv.documents.declaring.made_twice import letters_below
from symderiv.documents.judging.judged import Case, abstained
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.latex import syntax as s
from symderiv.language.terms import Mul, Pow, Read, Term, walk
from symderiv.language.verdicts import Verdict

__all__ = ["of_matrices", "of_other_cases", "of_two_names"]

_AT = re.compile(r"(?P<base>.+)_\{(?P<letter>[a-z])(?: [+-] \d+)?\}")
# "W", and "W_{1}", "W^{(1)}", "W_{xh}", which are told apart by what stands at them
_CAPITAL = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm)\{)?[A-Z]\}?(?:[_^]\{.*\})?")


def of_matrices(case: Case, verdict: Verdict) -> Verdict:
    r"""A proof of ``\partial L / \partial W = X \, \partial L / \partial Y`` for numbers is none for the matrices that
    capital letters mean, as a rule, where they are multiplied or stand in a derivative."""
    theory = case.theory
    names, by = names_behind(theory, case.statement)
    loose = sorted(x for x in names & case.context.taken if theory.shapes.get(x) == () and _CAPITAL.fullmatch(x))
    bodies = [case.statement.left, case.statement.right]
    bodies += [theory.definitions[x].body for x in names & theory.definitions.keys()]
    products = (n.args for body in bodies for n in walk(body) if isinstance(n, Mul))
    reads = ([f.tensor for f in map(_base, own) if isinstance(f, Read)] for own in products)
    multiplied = any(len(own) > 1 and not set(loose).isdisjoint(own) for own in reads)
    if not loose or not multiplied or (len(loose) < 2 and not by):
        return verdict
    return abstained(verdict, f"{' and '.join(loose)} would be read as numbers, which nothing says; state the shapes")


def _base(factor: Term) -> Term:
    """What a factor is a power of."""
    return factor.base if isinstance(factor, Pow) else factor


def of_other_cases(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what reads ``x_i``, of which nothing is said, as other numbers than those in ``X`` is none; nor
    is one of what reads ``a_k`` as another name than the ``a_t`` of other lines."""
    names = names_behind(case.theory, case.statement)[0]
    inputs = {x for x in names if case.theory.shapes.get(x)}
    loose = case.context.unspoken | set(case.equation.unstated)
    for name in sorted(inputs & loose):
        other = next((x for x in sorted(inputs - {name}) if _in_one_case(x) == _in_one_case(name)), None)
        if other is not None:
            return abstained(
                verdict, f"no line says whether the {name} are entries, rows or columns of {other}; say it"
            )
    known = case.context.names.ranks.keys()  # of ``\\delta_z`` for ``z``
    stated = case.theory.shapes.keys() - loose - case.context.inferred.keys()
    steps = {x: m for x in names - stated if (m := _AT.fullmatch(x)) is not None and m["letter"] not in known}
    letters = {found["letter"] for found in steps.values()}
    for second in sorted(known - names - stated):
        at = _AT.fullmatch(second)
        like = [name for name, found in steps.items() if at is not None and found["base"] == at["base"]]
        if at is not None and like and at["letter"] not in {*letters, *known}:
            what = f"{like[0]} and {second} are read as two; write one letter below both, or say where it runs"
            return abstained(verdict, what)
    return verdict


def _in_one_case(name: str) -> tuple[str, str]:
    """A name with a small letter; ``a^{L - 1}`` is another layer's than ``a^{l - 1}``, and no other letter."""
    letter = re.split(r"[_^]", name)[0]
    return letter.lower(), name.removeprefix(letter)


def of_two_names(case: Case, verdict: Verdict) -> Verdict:
    r"""A refutation of what reads ``\delta_j`` as the ``\delta_k`` of another size is none, where both are made."""
    link = case.equation.surface
    sides = () if link is None else (link.left, link.right)
    read = [x for side in sides if side is not None for n in s.walk(side) for x in letters_below(n)]
    for name, letter in read:
        first = case.context.twice.get(name, letter)
        if first != letter:
            return abstained(
                verdict,
                f"{name}_{first} and {name}_{letter} are read as one {name}; if they are two, give them two names, "
                f"as in {name}^{{(1)}}",
            )
    return verdict
