"""Gradients by the reverse sweep: one adjoint for each named tensor between a scalar and a variable.

Each adjoint is the normal form of the chain rule by consumers, with the adjoints of the consumers as tensors of
their own; so the cost and the size of what is printed grow with the number of named tensors and no faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from symderiv.budget import Deadline
from symderiv.errors import DeclarationError, SymderivError
from symderiv.language.integers import Poly, fresh_index
from symderiv.language.terms import Diff, Read, Term, walk
from symderiv.language.theory import Definition, Free, Statement, Theory
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.theorems import Step, context_of
from symderiv.prover.search.normal import Normaliser

__all__ = ["Adjoint", "Gradient", "gradient", "gradients", "refuse_given"]


@dataclass(frozen=True)
class Adjoint:
    """``d target / d tensor`` as a definition, with the kernel steps that lead to it from the derivative.

    ``context`` is where they were found: while it is kept, the kernel replays them from what it remembers there."""

    tensor: str
    definition: Definition
    statement: Statement
    steps: tuple[Step, ...]
    context: Context | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Gradient:
    """``d target / d tensor`` with all adjoints on the way, those nearest to the target first.

    ``term`` reads the adjoints as tensors (named as in ``names``); ``theory`` is the theory with them defined.  Those
    of a recurrence, which are one backwards, have no such name and stay derivatives.
    """

    target: Term
    tensor: str
    indices: tuple[str, ...]
    shape: tuple[Poly, ...]
    term: Term
    adjoints: Mapping[str, Adjoint]
    names: Mapping[str, str]
    theory: Theory


def gradient(theory: Theory, target: Term, tensor: str, *, seconds: float = 10.0) -> Gradient:
    """Derive the gradient of a scalar (a loss or a defined scalar) by a tensor.

    Raises :class:`DeclarationError` where the target does not depend on the tensor.
    """
    return gradients(theory, target, (tensor,), seconds=seconds)[tensor]


def refuse_given(theory: Theory, loss: str, tensor: str) -> None:
    """Raise :class:`DeclarationError` for the gradient of an unknown loss where it begins."""
    if loss in theory.losses and tensor in theory.losses[loss].frontier:
        raise DeclarationError(
            f"{loss} has no definition and begins at {tensor}: its gradient is given, and nothing derives it",
            remedy=f"define a tensor from {tensor}, or name another variable",
        )


def gradients(theory: Theory, target: Term, tensors: Iterable[str], *, seconds: float = 10.0) -> dict[str, Gradient]:
    """The same by several tensors in one sweep: an adjoint that several gradients need is derived once."""
    if not isinstance(target, Read) or target.index:
        raise DeclarationError("a gradient is taken of a named scalar", target, "give the scalar a name")
    deadline = Deadline(seconds)
    frontier = set(theory.losses[target.tensor].frontier) if target.tensor in theory.losses else set()
    extended = _copy(theory)
    names: dict[str, str] = {}
    adjoints: dict[str, Adjoint] = {}
    found: dict[str, Gradient] = {}
    unnamed: set[str] = set()  # made into a recurrence at the same step: what is derived of them stays a derivative
    for tensor in tensors:
        order = _between(theory, target.tensor, tensor)
        if tensor not in order:
            raise DeclarationError(f"{target.tensor} does not depend on {tensor}", remedy="name another variable")
        own = [name for name in order if name not in frontier]
        steps = {name for name in order if theory.is_recurrent(name)} | unnamed
        for name in own:
            if name in adjoints:
                continue
            adjoint = _adjoint(theory, target, name, deadline)
            body = _rename(adjoint.definition.body, target, names)
            label = _label(extended, target.tensor, name)
            left = {n.tensor for n in walk(body) if isinstance(n, Diff) and not _on_frontier(n, frontier)}
            if left and left <= steps and all(_is_adjoint(n, target, steps) for n in walk(body)):
                # the adjoint of a recurrence is one itself, backwards: it is read as the derivative that it is
                adjoints[name] = adjoint
                unnamed.add(name)
                steps.add(name)
                continue
            if left:
                raise SymderivError(
                    f"the derivative by {name} could not be expanded",
                    str(body)[:200],
                    "ask for a kernel, or check a line that states it; a maximum has no derivative rule at ties",
                )
            definition = extended.define(label, adjoint.definition.indices, adjoint.definition.shape, body)
            names[name] = label
            adjoints[name] = replace(adjoint, definition=definition)
        if tensor in frontier:
            indices, shape = _indices(theory, tensor), theory.shape_of(tensor)
            term: Term = Diff(target, tensor, tuple(map(Poly.symbol, indices)))
        else:
            last = adjoints[tensor].definition
            indices, shape, term = last.indices, last.shape, last.body
        chain = {name: adjoints[name] for name in own}
        found[tensor] = Gradient(target, tensor, indices, shape, term, chain, names, extended)
    return found


def _is_adjoint(node: Term, target: Term, steps: set[str]) -> bool:
    """Whether a node is no derivative but one of the target by an entry of a recurrence."""
    return not isinstance(node, Diff) or (node.total and node.body == target) or node.tensor not in steps


def _on_frontier(node: Diff, frontier: set[str]) -> bool:
    return node.total and node.tensor in frontier


def _between(theory: Theory, target: str, tensor: str) -> list[str]:
    """The tensors that the target is made from and that are made from ``tensor``, nearest to the target first."""
    made_from = theory.dependencies(target)
    ordered = [n for n in theory.definitions if n in made_from]
    reach = {tensor}
    grown = True
    while grown:  # once more where tensors of a recurrence read each other against the order
        before = len(reach)
        reach.update(name for name in ordered if theory.definitions[name].reads & reach)
        grown = bool(theory.recurrences()) and len(reach) > before
    if target in theory.losses and not set(theory.losses[target].frontier) & reach:
        return []
    if target not in theory.losses and target not in reach:
        return []
    chain = [n for n in reversed(ordered) if n in reach and n not in (target, tensor)]
    return [*chain, tensor]


def _indices(theory: Theory, tensor: str) -> tuple[str, ...]:
    if tensor in theory.definitions:
        return theory.definitions[tensor].indices
    taken: set[str] = set()
    for _ in theory.shape_of(tensor):
        taken.add(fresh_index("%" + "ijklmnpq"[len(taken) % 8], taken))
    return tuple(sorted(taken))


def _adjoint(theory: Theory, target: Term, tensor: str, deadline: Deadline) -> Adjoint:
    indices = _indices(theory, tensor)
    shape = theory.shape_of(tensor)
    at = tuple(map(Poly.symbol, indices))
    free = tuple(Free(s, Poly({}), n) for s, n in zip(indices, shape, strict=True))
    start = Diff(target, tensor, at)
    search = Normaliser(theory, deadline, opened={tensor}, as_written=True)
    context = context_of(theory, Statement(start, start, free))
    body = search.norm(start, (), context)
    statement = Statement(start, body, free)
    goal = context_of(theory, statement)
    return Adjoint(tensor, Definition(tensor, indices, shape, body), statement, tuple(search.steps), goal)


def _rename(term: Term, target: Term, names: Mapping[str, str]) -> Term:
    """Adjoints that have a name are read by it."""
    if isinstance(term, Diff) and term.total and term.body == target and term.tensor in names:
        return Read(names[term.tensor], term.index)
    children = tuple(_rename(c, target, names) for c in term.children)
    return term.rebuild(children) if children else term


def _label(theory: Theory, target: str, tensor: str) -> str:
    label = f"d{target}/d{tensor}"
    while label in theory.definitions or label in theory.shapes:
        label += "'"
    return label


def _copy(theory: Theory) -> Theory:
    return Theory(
        dict(theory.sizes),
        list(theory.conditions),
        dict(theory.shapes),
        dict(theory.definitions),
        dict(theory.functions),
        dict(theory.losses),
        list(theory.hypotheses),
    )
