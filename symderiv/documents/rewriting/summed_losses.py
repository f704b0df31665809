r"""Losses that are made from losses of which nothing is said: ``L = \sum_t \ell_t``, ``L = \frac1T \sum_t \ell(h_t)``.

Such an equation says that ``L`` is a function like any other unknown loss.  Read as a definition, ``L`` would be made
from inputs ``\ell_t``, and all its gradients would be zero.

Guarantee: only where the document takes gradients of ``L``, and where the parts stand nowhere else in it.
"""

from __future__ import annotations

from collections import Counter

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, FunctionFact, RelationFact, ShapeFact, SurfaceDocument
from symderiv.language.terms import Diff, Read, walk
from symderiv.language.theory import Statement, Theory

__all__ = ["losses_of_members", "made_from_losses", "summed_losses"]

_LETTERS = frozenset(("L", "l", "\\ell", "E", "J", "C", "\\mathcal{L}", "\\mathcal{E}", "\\mathcal{J}", "\\mathcal{C}"))


def summed_losses(document: SurfaceDocument, targets: set[str]) -> frozenset[int]:
    """Where the equations stand that make a loss of ``targets`` from losses of which nothing is said."""
    facts = document.facts()
    known = {_letter(x) for f in facts if isinstance(f, ShapeFact) and f.axes for x in f.subjects}
    functions = {_letter(x) for f in facts if isinstance(f, FunctionFact) for x in f.subjects}
    bare: set[str] = set()  # what stands without subscripts and arguments
    said: list[tuple[int, s.Expression, s.Expression]] = []
    mentions: Counter[str] = Counter()
    for item in document.items:
        if isinstance(item, RelationFact):
            mentions.update(_spoken(*item.left, item.right))
            bare |= _bare(*item.left, item.right)
            if item.relation in DEFINING and len(item.left) == 1:
                said.append((item.span.start, item.left[0], item.right))
        for link in item.links if isinstance(item, Display) else ():
            sides = [x for x in (link.left, link.right) if x is not None]
            mentions.update(_spoken(*sides))
            bare |= _bare(*sides)
            if len(sides) == 2 and not link.continuation and link.relation in DEFINING:
                said.append((link.span.start, *sides))  # type: ignore[arg-type]
    found: dict[int, set[str]] = {}
    for start, left, right in said:
        name = left.head if isinstance(left, s.Applied) else left
        parts = _parts(right) if _is_part(left) or (isinstance(name, s.Symbol) and latex(name) in targets) else None
        heads = (n.head for n in s.walk(right) if isinstance(n, s.Applied))
        applied = {latex(head) for head in heads if isinstance(head, s.Symbol)}
        if parts and applied.isdisjoint(functions) and parts.isdisjoint((known | bare | targets) - {latex(name)}):
            found[start] = _spoken(right) | (_spoken(left) if isinstance(left, s.Scripted) else set())
    while elsewhere := [k for k, own in found.items() if any(mentions[x] > _count(found, x) for x in own)]:
        for k in elsewhere:
            del found[k]
    return frozenset(found)


def _count(found: dict[int, set[str]], part: str) -> int:
    return sum(part in own for own in found.values())


def _spoken(*sides: s.Expression) -> set[str]:
    """The letters of the losses with subscripts or arguments in an equation."""
    return {_letter(n) for side in sides for n in s.walk(side) if _is_part(n)}


def _bare(*sides: s.Expression) -> set[str]:
    """What stands in an equation without subscripts and arguments."""
    nodes = [n for side in sides for n in s.walk(side)]
    heads = {id(n.base) for n in nodes if isinstance(n, s.Scripted) and _is_part(n)}
    heads |= {id(n.head) for n in nodes if isinstance(n, s.Applied) and _is_part(n)}
    return {latex(n) for n in nodes if isinstance(n, s.Symbol) and id(n) not in heads}


def _is_part(node: s.Expression) -> bool:
    own = isinstance(node, s.Scripted) and bool(node.subscripts) and node.superscript is None and not node.primes
    return (
        isinstance(node, s.Scripted | s.Applied) and (own or isinstance(node, s.Applied)) and _letter(node) in _LETTERS
    )


def _letter(node: s.Expression) -> str:
    """The letter of ``\\ell_t``, of ``\\ell(h)`` and of ``\\smash{L}_t``, as the losses beside their sum are called."""
    while isinstance(node, s.Applied | s.Scripted):
        node = node.head if isinstance(node, s.Applied) else node.base
    return _plain(latex(node))


def _plain(name: str) -> str:
    return name.removeprefix("\\smash{").removesuffix("}") if "smash" in name else name


def _parts(right: s.Expression) -> set[str] | None:
    """The letters of the losses of which a right side is a sum, or a multiple; None where it is anything else."""
    if _is_part(right):
        return {_letter(right)}
    if isinstance(right, s.BigOperator) and right.operator == "sum":
        return _parts(right.body)
    if isinstance(right, s.Group) and len(right.entries) == 1:
        return _parts(right.entries[0])
    if isinstance(right, s.Product) and not {"/"} & set(right.operators):
        factors = [x for x in right.factors if not _is_number(x)]
        return _parts(factors[0]) if len(factors) == 1 else None
    if isinstance(right, s.Addition) and set(right.signs) == {"+"}:
        each = [_parts(x) for x in right.terms]
        return set().union(*(x for x in each if x)) if all(each) and len(set(map(str, each))) == 1 else None
    return None


def _is_number(node: s.Expression) -> bool:
    """Whether a factor is a number or made from letters alone, as ``\\frac1T`` is."""
    return not any(isinstance(n, s.Scripted | s.Applied | s.BigOperator) for n in s.walk(node))


def made_from_losses(theory: Theory, statement: Statement) -> str:
    """A loss by which a statement takes derivatives, and that is made from losses of which nothing is said."""
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if isinstance(node, Diff) and isinstance(node.body, Read) and node.body.tensor in theory.definitions:
            name = node.body.tensor
            sources = set(map(_plain, theory.sources(name)))
            if sources and sources <= _LETTERS and node.tensor not in theory.sources(name):
                return name
    return ""


def losses_of_members(theory: Theory, statement: Statement) -> str:
    r"""An input with the letter of a loss and a number, ``E_n``, of which a statement takes derivatives by something
    else: a loss of a sample, of which nothing is told, and no constant."""
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if isinstance(node, Diff) and isinstance(node.body, Read) and node.body.index:
            name = node.body.tensor
            known = name in theory.definitions or name in theory.losses or name == node.tensor
            if not known and _plain(name) in _LETTERS:
                return _plain(name)
    return ""
