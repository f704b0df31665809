r"""Inputs that a hypothesis makes from others: "if $x = A z$, then $\partial f / \partial z = A^\top \dots$"; and what
is supposed of names beside the equations that make them.

A hypothesis is used after differentiation, and leaves ``x`` an input beside ``z``; a derivative by ``z`` of what does
not read ``z`` would be 0.  Who claims one means ``x`` as made from ``z``, and then it passes through ``x``.

Guarantee: only equations of a whole input with what other inputs give are read so, for one statement at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Read, Term, walk
from symderiv.language.theory import Definition, Hypothesis, Loss, Statement, Theory

__all__ = [
    "CaseMade",
    "in_their_cases",
    "is_pointless",
    "with_given_inputs",
    "with_made_inputs",
    "without_consequences",
]


@dataclass(frozen=True)
class CaseMade:
    r"""A case that makes a used input from what its own sentence declares, ``names``: "if $x = W u$ with
    $u \\in \\mathbb{R}^d$".  Whoever speaks of ``u`` behind the case still means it."""

    said: Hypothesis
    names: frozenset[str]


def in_their_cases(theory: Theory, statement: Statement, cases: Sequence[CaseMade]) -> tuple[Theory, tuple[str, ...]]:
    """The theory in which inputs are defined by the cases whose own names a statement reads or differentiates by, and
    the labels of those; an unknown loss is no function of what a case declares."""
    sides = (statement.left, statement.right)
    spoken = {x for side in sides for x in side.tensors}
    spoken |= {x for name in spoken & theory.definitions.keys() for x in theory.sources(name)}
    labels: list[str] = []
    for case in reversed(cases):  # the newest one about a name
        made = _definition(theory, case.said.statement)
        if made is None or case.names.isdisjoint(spoken) or _otherwise(theory, made.name, case.said.statement):
            continue
        losses = {
            name: Loss(name, kept) if (kept := tuple(x for x in loss.frontier if x not in case.names)) else loss
            for name, loss in theory.losses.items()
        }
        shapes = {name: shape for name, shape in theory.shapes.items() if name != made.name}
        rest = [h for h in theory.hypotheses if h.statement != case.said.statement]
        definitions = {made.name: made} | theory.definitions
        theory = replace(theory, shapes=shapes, definitions=definitions, hypotheses=rest, losses=losses)
        labels.append(case.said.name)
    return theory, tuple(labels)


def _otherwise(theory: Theory, name: str, said: Statement) -> bool:
    """Whether another equation is in force that makes an input."""
    left = ((h.statement, h.statement.left) for h in theory.hypotheses)
    return any(isinstance(entry, Read) and entry.tensor == name and known != said for known, entry in left)


def with_made_inputs(theory: Theory, statement: Statement) -> Theory | None:
    """The theory in which the inputs that hypotheses make are defined by them, where a derivative of the statement is
    by what they are made from; None where there is no such."""
    by = {d.tensor for d in _derivatives(statement)}
    return _with_made(theory, by) if by else None


def with_given_inputs(theory: Theory, statement: Statement) -> Theory | None:
    """The theory in which the inputs that hypotheses give are defined by them, which says the same of a statement
    without derivatives by those, or by what gives them."""
    sides = (statement.left, statement.right)
    if not all(theory.made_plainly(x) for side in sides for x in side.tensors & theory.definitions.keys()):
        return None
    made = _with_made(theory, None)
    if made is None:
        return None
    given = made.definitions.keys() - theory.definitions.keys()
    moved = given.union(*(made.sources(x) for x in given))
    return made if moved.isdisjoint(d.tensor for d in _derivatives(statement)) else None


def _with_made(theory: Theory, by: Collection[str] | None) -> Theory | None:
    found: dict[str, tuple[Hypothesis, Definition]] = {}
    for hypothesis in theory.hypotheses:
        made = _definition(theory, hypothesis.statement)
        if made is not None and made.name not in found and (by is None or not made.reads.isdisjoint(by)):
            found[made.name] = hypothesis, made
    if not found or any(made.reads & found.keys() for _, made in found.values()):
        return None
    shapes = {name: shape for name, shape in theory.shapes.items() if name not in found}
    definitions = {name: made for name, (_, made) in found.items()} | theory.definitions
    used = [hypothesis for hypothesis, _ in found.values()]
    hypotheses = [h for h in theory.hypotheses if h not in used]
    known = replace(theory, shapes=shapes, definitions=definitions, hypotheses=hypotheses)
    return without_consequences(known) or known


def without_consequences(theory: Theory) -> Theory | None:
    """The theory without equations that are supposed of what is defined and follow from how it is, as the entries of
    ``p = \\operatorname{softmax}(z)`` sum to one; None where there is no such."""
    from symderiv.prover.search.strategy import Doubt, find_proof

    def follows(said: Statement) -> bool:
        nodes = (n for side in (said.left, said.right) for n in walk(side))
        if said.relation != "=" or not any(isinstance(n, Read) and n.tensor in theory.definitions for n in nodes):
            return False
        return not isinstance(find_proof(replace(theory, hypotheses=[]), said, 0.5), Doubt)

    kept = [h for h in theory.hypotheses if not follows(h.statement)]
    return replace(theory, hypotheses=kept) if len(kept) < len(theory.hypotheses) else None


def is_pointless(theory: Theory, statement: Statement) -> bool:
    """Whether a derivative of a statement is by something that its body does not read: it is 0, whatever is claimed."""
    for node in _derivatives(statement):
        reads = {n.tensor for n in walk(node.body) if isinstance(n, Read)}
        if node.tensor not in reads and all(node.tensor not in theory.sources(x) for x in reads):
            return True
    return False


def _derivatives(statement: Statement) -> Iterator[Diff]:
    for side in (statement.left, statement.right):
        yield from (node for node in walk(side) if isinstance(node, Diff))


def _definition(theory: Theory, said: Statement) -> Definition | None:
    """An equation of a whole input with what other inputs give, as a definition."""
    entry, body = said.left, said.right
    if said.relation != "=" or not isinstance(entry, Read) or entry.tensor not in theory.shapes:
        return None
    symbols = tuple(p.as_symbol or "" for p in entry.index)
    free = {f.symbol: f for f in said.free}
    if len(set(symbols)) < len(symbols) or set(symbols) != free.keys():
        return None
    shape = theory.shapes[entry.tensor]
    whole = all(free[x].low == Poly({}) and free[x].high == size for x, size in zip(symbols, shape, strict=True))
    plain = not any(isinstance(n, Diff) for n in walk(body))
    inputs = _reads(body)
    if not whole or not plain or not inputs <= theory.shapes.keys() - {entry.tensor}:
        return None
    return Definition(entry.tensor, symbols, shape, body)


def _reads(term: Term) -> frozenset[str]:
    return frozenset(n.tensor for n in walk(term) if isinstance(n, Read))
