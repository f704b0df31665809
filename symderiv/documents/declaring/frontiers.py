"""The frontier of an unknown loss: the tensors that it is a function of.

Nothing is said of such a loss but its gradients; its frontier are the tensors by which they are taken and from which
nothing else such is defined, or the one state of a recurrence that the text names.

Guarantee: every loss of the theory gets a frontier of tensors that the document has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from symderiv.documents.declaring.refolded import refold
from symderiv.documents.declaring.stacks import parts_of_stack
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import ActsFact, Fact
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Diff, Read, Sum, Term, walk
from symderiv.language.theory import Loss, Statement, Theory

__all__ = ["of_a_part", "of_before", "of_the_last_state", "set_frontiers"]


def of_the_last_state(
    theory: Theory, statement: Statement, open_losses: Mapping[str, str]
) -> Iterator[tuple[Theory, Statement]]:
    """A claim about the gradients by the states of a recurrence, of a loss of which nothing is said: it may be a
    function of the last state alone."""
    sides = (statement.left, statement.right)
    read = {n.tensor for side in sides for n in walk(side) if isinstance(n, Read)} if open_losses else set()
    made = {d for name in read for d in (name, *theory.dependencies(name)) if d in theory.definitions}
    bodies = [theory.definitions[name].body for name in made]  # the gradient may have a name
    for loss, state in open_losses.items():
        nodes = (n for side in (*sides, *bodies) for n in walk(side) if isinstance(n, Diff))
        if not any(n.tensor == state and n.body == Read(loss) for n in nodes):
            continue
        other = replace(theory, definitions=dict(theory.definitions), losses=dict(theory.losses))
        axis, shape = other.recurrent_axis(state), other.shape_of(state)
        assert axis is not None
        rest = [f"%{k}" for k in range(len(shape) - 1)]
        place = [Poly.symbol(x) for x in rest]
        last, name = shape[axis] - 1, f"{state}_{{last}}"
        own = tuple(size for k, size in enumerate(shape) if k != axis)
        other.define(name, rest, own, Read(state, (*place[:axis], last, *place[axis:])))
        other.add_loss(loss, [name])
        yield other, statement


def of_a_part(theory: Theory, others: Collection[str]) -> Iterator[Loss]:
    """The unknown losses that may be functions of a document's part, and of none of the ``others``: of what a
    section defines, or of what is defined before a line."""
    for loss in theory.losses.values():
        frontier = tuple(x for x in loss.frontier if x not in others)
        if 0 < len(frontier) < len(loss.frontier):
            yield Loss(loss.name, frontier)


def of_before(claims: Sequence[bool], defined: Mapping[str, tuple[int, int]]) -> set[str]:
    """The names behind whose definition claims stand, and then the definition of another name: "for one sample
    ``y = W x``" has been dealt with where "for a batch ``Y = X W``" begins.

    ``claims``: which equations before the one in question are claims; ``defined``: the first equation that may read
    each name, in second place.

    >>> of_before([False, True, False, True], {"y": (0, 0), "z": (0, 2), "u": (0, 9)})
    {'y'}
    """
    counts = [0, *accumulate(map(int, claims))]
    begun = {name: counts[begin] for name, (_, begin) in defined.items() if begin < len(counts)}
    latest = max(begun.values(), default=0)
    return {name for name, count in begun.items() if count < latest}


def set_frontiers(context: Context, facts: Iterable[Fact], claims: Iterable[Statement]) -> dict[str, str]:
    """Give each unknown loss of a document its frontier: where its gradient is taken and nothing else such is defined
    from.  The losses of all states of a recurrence, each with the recurrence, as far as anything is said of them."""
    theory, bases = context.theory, context.bases
    acts = [fact for fact in facts if isinstance(fact, ActsFact)]
    claims = list(claims)
    claimed = {claim.left for claim in claims}
    refold(theory, _parts(theory, claims))
    open_losses: dict[str, str] = {}
    steps: dict[str, int] = {}
    for name in theory.recurrences():
        axis = theory.recurrent_axis(name)
        if axis is not None:
            first = bases.of((name, axis), theory.shape_of(name)[axis])
            if isinstance(first, int):
                steps[name] = first
    for loss in list(theory.losses):
        taken = context.gradients.get(loss, set())
        # of tensors that are made from each other, the loss acts on those whose gradients are nowhere claimed
        round_ = taken & theory.recurrences()
        told = {d.tensor for d in map(_gradient_of, claimed) if d is not None and d.body == Read(loss)}
        refold(theory, taken & told)
        outer = taken - (round_ & told if round_ - told else set())
        inner = {
            x
            for y in outer
            for x in outer & theory.sources(y) - {y}
            if y not in theory.sources(x) or x in _ancestors(theory, y, steps)
        }
        inner |= {x for x in outer if _is_the_variable(theory, x, outer)}
        found = sorted(outer - inner) or sorted(taken)
        frontier = _acts_on(context, acts, loss, found)
        theory.add_loss(loss, frontier)
        if frontier == found and len(found) == 1 and found[0] in theory.recurrences():
            open_losses[loss] = found[0]
    return open_losses


def _is_the_variable(theory: Theory, name: str, others: Collection[str]) -> bool:
    r"""Whether a name stacks inputs, ``\theta = (w, b)^\top``, from which one of some others is made."""
    parts = parts_of_stack(theory, theory.definitions[name]) if name in theory.definitions else {}
    return any(name != y and not parts.keys().isdisjoint(theory.sources(y)) for y in others)


def _acts_on(context: Context, acts: Iterable[ActsFact], loss: str, frontier: list[str]) -> list[str]:
    """The frontier of a loss; where it is said to depend on one state of a recurrence, that state."""
    theory = context.theory
    only = len(theory.losses) == 1
    own = [fact for fact in acts if loss in map(latex, fact.subjects) or (only and not fact.subjects)]
    read = {latex(fact.on): context.names.read(fact.on) for fact in own}
    states = {x for x, found in read.items() if found is None or found.name in theory.definitions}
    if len(states) > 1:
        return frontier
    for fact in own:
        found, name = read[latex(fact.on)], latex(fact.on)
        if found is None or not found.indices or name in context.names.ranks:
            continue
        if found.name not in theory.recurrences() or not {*frontier} <= {found.name, *theory.sources(found.name)}:
            continue
        try:
            value = Reader(context, set()).elaborator(fact.on).value(fact.on)
        except ReadingError:
            continue
        symbols = tuple(f"%{k}" for k in range(value.rank))
        body = value.entry(tuple(map(Poly.symbol, symbols)))
        if all(x in symbols or x in theory.sizes for x in body.free):
            theory.define(name, symbols, value.shape, body)
            return [name]
    return frontier


def _parts(theory: Theory, claims: Iterable[Statement]) -> set[str]:
    """The names by which derivatives are claimed, not to be 0, of what is not defined from them."""
    found = ((_gradient_of(claim.left), claim.right) for claim in claims)
    return {
        d.tensor
        for d, value in found
        if d is not None and isinstance(d.body, Read) and d.body.tensor in theory.definitions and value != ZERO
        if d.tensor in theory.definitions and d.tensor not in theory.dependencies(d.body.tensor)
    }


def _gradient_of(left: Term) -> Diff | None:
    """The derivative that a claim is about, also where it is claimed within a range only."""
    while isinstance(left, Sum) and not left.binders:
        left = left.body
    return left if isinstance(left, Diff) else None


def _ancestors(theory: Theory, name: str, steps: Mapping[str, int]) -> set[str]:
    """All tensors that a tensor is defined from, inputs included; at one step of a recurrence, as the state of a cell
    is made from its gates and not they from it.  ``steps``: how the document numbers the first step of each."""
    seen: set[str] = set()
    stack = [name]
    while stack:
        current = stack.pop()
        if current in theory.definitions:
            for read in theory.reads_at_one_step(current, steps):
                if read not in seen and read not in theory.losses:
                    seen.add(read)
                    stack.append(read)
    return seen - {name}
