r"""Iterates: ``x_{k+1} = x_k - \eta \nabla f(x_k)`` for steps ``k`` of which no number is stated.

Such a line, and what is claimed of it, speaks of one step from anywhere: whatever ``x_0`` is, it may be the ``x_k`` of
a claim, and every ``x_k`` may be that of some start.  So ``x_k`` is read as a vector of its own that is free, and
``x_{k+1}`` as one that is defined from it; both have the shape that is stated of either, of ``x`` or of ``x_0``, or
that of what they are made from.

Guarantee: a document that sums over the steps, uses their letter in another way, names a state by a number, or speaks
of one that is neither free nor made, is not read so; where its states are seen to be vectors, its lines about them are
errors that ask for the number of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from symderiv.documents.declaring.steps import step_of
from symderiv.documents.elaboration.letters import unbound_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex, zeroth
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    CalledFact,
    Display,
    Fact,
    Item,
    Link,
    MentionFact,
    RangeFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
)
from symderiv.errors import ReadingError

__all__ = ["counted_steps", "is_ranged", "single_steps"]


def single_steps(document: SurfaceDocument, refusing: bool = True) -> SurfaceDocument:
    """The document with the iterates of steps without a stated number as names of their own; ``refusing``: lines about
    vectors that are left are errors; without it, states whose shapes are not stated are left as well."""
    shapes = _shapes(document)
    for letter, steps in counted_steps(document, shapes).items():
        if is_ranged(document, letter) or (not refusing and steps.vectors and not _shaped(letter, steps, shapes)):
            continue
        plain = not _used_otherwise(document, letter, {*steps.made}) and not _told_of_all(document, letter)
        if plain and _within(document, letter, steps.made):
            document = _renamed(document, letter, shapes, {*steps.made})
        elif steps.vectors and refusing:
            document = _refused(document, letter, {*steps.made})
    return document


def _told_of_all(document: SurfaceDocument, letter: str) -> bool:
    """Whether the text defines a state for all steps (``y_t = x_t + m v_t``) that displays have at other steps too."""
    told = {
        at[0]: at[2]
        for fact in document.facts()
        if isinstance(fact, RelationFact) and fact.relation in DEFINING and not fact.conditional
        for x in fact.left
        if (at := step_of(x)) is not None and at[1] == letter
    }
    places = (at for side in _sides(document) for n in s.walk(side) if (at := step_of(n)) is not None)
    return any(at[1] == letter and told.get(at[0], at[2]) != at[2] for at in places)


def _shaped(letter: str, steps: _Steps, shapes: dict[str, int]) -> bool:
    """Whether the text states a shape from which that of the states follows."""
    marks = ("", f"_{{{letter}}}", f"_{{{letter} - 1}}", f"_{{{letter} + 1}}", "_{0}", "^{*}")
    return any(f"{base}{mark}" in shapes for base in steps.made for mark in marks)


def is_ranged(document: SurfaceDocument, letter: str) -> bool:
    """Whether the document says how many steps there are."""
    ending = (
        f
        for f in document.facts()
        if not isinstance(f, CalledFact | MentionFact | RangeFact | UnreadFact) or getattr(f, "upper", None) is not None
    )
    return any(_about(fact, letter) for fact in ending) or _on_an_axis(document, letter)


def _on_an_axis(document: SurfaceDocument, letter: str) -> bool:
    """Whether the letter runs over an axis of a matrix or more, as in ``x_{cs}``: then that has as many entries."""
    shapes = _shapes(document)
    for node in (n for side in _sides(document) for n in s.walk(side) if isinstance(n, s.Scripted)):
        rank = shapes.get(latex(node.base), 0)
        if rank > 1 and node.superscript is None:
            entries = split_entries(node.subscripts, rank)
            if len(entries) == rank and letter in map(latex, entries):
                return True
    return False


def _about(fact: Fact, letter: str) -> bool:
    return letter in map(latex, getattr(fact, "subjects", ()))


def _refused(document: SurfaceDocument, letter: str, bases: set[str]) -> SurfaceDocument:
    """The document without its lines about states: they are no entries of a vector, and their number is not known."""

    def turned(link: Link) -> Link:
        sides = [side for side in (link.left, link.right) if side is not None]
        states = [n for side in sides for n in s.walk(side) if isinstance(n, s.Scripted) and latex(n.base) in bases]
        state = next((n for n in states if n.subscripts), None)
        if link.error is not None or state is None:
            return link
        what = f"{latex(state)} is a state at a step, and how many steps there are is not said"
        remedy = f"state the range of {letter} and the shape of {latex(state.base)}_{letter}, or speak of one step"
        return replace(link, left=None, right=None, error=ReadingError(what, link.latex, remedy))

    items = (replace(x, links=tuple(map(turned, x.links))) if isinstance(x, Display) else x for x in document.items)
    return replace(document, items=tuple(items))


def _sides(document: SurfaceDocument) -> Iterator[s.Expression]:
    for display in document.displays():
        for link in display.links:
            yield from (side for side in (link.left, link.right) if side is not None)
            yield from link.conditions


def _shapes(document: SurfaceDocument) -> dict[str, int]:
    """How many axes the text states of each name."""
    found: dict[str, int] = {}
    for fact in document.facts():
        if isinstance(fact, ShapeFact):
            for subject in fact.subjects:
                found.setdefault(latex(subject), len(fact.axes))
    return found


@dataclass
class _Steps:
    """What a document makes at the steps that one letter counts: for each base the step at which its first equation
    makes it and what that reads; ``vectors``: whether an equation shows that the states are no entries."""

    made: dict[str, tuple[int, set[tuple[str, int]]]] = field(default_factory=dict)
    vectors: bool = False

    def recur(self, shapes: dict[str, int]) -> bool:
        """Whether states are made from earlier ones, and are not the entries of a vector: ``s_{t+1} = a s_t`` is about
        those if ``s`` has an axis."""
        again = {b for _, reads in self.made.values() for b, c in reads if b in self.made and c < self.made[b][0]}
        return bool(again) and (self.vectors or all(shapes.get(b) in (None, 0) for b in again))


def counted_steps(document: SurfaceDocument, shapes: dict[str, int] | None = None) -> dict[str, _Steps]:
    """By their letter, the steps that equations count."""
    found: dict[str, _Steps] = {}
    shapes = _shapes(document) if shapes is None else shapes
    for display in document.displays():
        for link in display.links:
            if link.left is None or link.right is None or link.continuation or link.relation not in DEFINING:
                continue
            left = step_of(link.left)
            if left is None or display.hypothesis.lower() not in ("", "let"):
                continue
            base, letter, offset = left
            steps = found.setdefault(letter, _Steps())
            reads = {(at[0], at[2]) for n in s.walk(link.right) if (at := step_of(n)) is not None and at[1] == letter}
            if base in steps.made or any(b == base and c >= offset for b, c in reads):
                continue
            steps.made[base] = (offset, reads)
            steps.vectors |= any(
                isinstance(node, s.Gradient) or (isinstance(node, s.Symbol) and shapes.get(latex(node), 0) > 1)
                for node in s.walk(link.right)
            )
    for letter, steps in found.items():
        for gate, body in document.equations():  # without a step of its own, ``f = \\sigma(W x_t + U h_{t-1})``
            if isinstance(gate, s.Symbol) and latex(gate) not in steps.made and letter in unbound_letters(body):
                reads = {(at[0], at[2]) for n in s.walk(body) if (at := step_of(n)) is not None and at[1] == letter}
                steps.made[latex(gate)] = 0, reads
    return {letter: steps for letter, steps in found.items() if steps.recur(shapes)}


def _within(document: SurfaceDocument, letter: str, made: dict[str, tuple[int, set[tuple[str, int]]]]) -> bool:
    """Whether the document speaks of nothing but the states that its equations read and those that they make: what is
    earlier than that is not free, what is later not defined."""
    lows = {base: offset for base, (offset, _) in made.items()}
    for _, reads in made.values():
        for base, offset in reads:
            if base in lows:
                lows[base] = min(lows[base], offset)
    first = str(-min(lows.values()))
    if any(latex(f.lower) != first for f in document.facts() if isinstance(f, RangeFact) and _about(f, letter)):
        return False  # a line that holds from a later step on
    steps = (at for side in _sides(document) for node in s.walk(side) if (at := step_of(node)) is not None)
    return all(lows[base] <= offset <= made[base][0] for base, own, offset in steps if own == letter and base in made)


def _used_otherwise(document: SurfaceDocument, letter: str, bases: set[str]) -> bool:
    """Whether the letter of steps is more than that: it is summed over, a number, or stands among other indices."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    told += [x for f in document.facts() if isinstance(f, ShapeFact) for x in f.axes]
    for side in (*_sides(document), *told):
        stack = [side]
        while stack:
            node = stack.pop()
            at = step_of(node)
            if at is not None and at[1] == letter:
                assert isinstance(node, s.Scripted)
                stack += [node.superscript] if node.superscript is not None else []
                continue
            if is_letter(node) and latex(node) == letter:
                return True
            numbered = isinstance(node, s.Scripted) and any(isinstance(x, s.Number) for x in node.subscripts)
            if numbered and isinstance(node, s.Scripted) and latex(node.base) in bases:
                return True
            stack += s.children(node)
    return False


def _renamed(document: SurfaceDocument, letter: str, shapes: dict[str, int], made: set[str]) -> SurfaceDocument:
    """The document with each state under a name of its own; a state without a stated shape that is made from vectors
    is one, what is only read (a step size) is not."""
    seen: dict[str, s.Expression] = {}
    defined: set[str] = set()

    def moved(node: s.Expression) -> s.Expression | None:
        at = step_of(node)
        if at is None or at[1] != letter:
            return None
        assert isinstance(node, s.Scripted)
        name = f"{{{latex(node.subscripts[0])}}}".replace(" ", "")
        own = replace(node, subscripts=(s.Symbol(node.subscripts[0].span, name),))
        if own.superscript is not None:
            own = replace(own, superscript=s.replaced(own.superscript, moved))
        seen.setdefault(f"{at[0]}:{at[2]}", replace(own, superscript=None))
        return own

    def turned(link: Link) -> Link:
        if link.left is not None and not link.continuation and link.relation in DEFINING:
            at = step_of(link.left)
            if at is not None and at[1] == letter:
                defined.add(f"{at[0]}:{at[2]}")
        return replace(
            link,
            left=None if link.left is None else s.replaced(link.left, moved),
            right=None if link.right is None else s.replaced(link.right, moved),
        )

    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            items.append(replace(item, links=tuple(map(turned, item.links))))
        elif not (isinstance(item, RangeFact) and letter in map(latex, item.subjects)):
            items.append(_fact(item, moved))
    stated = {latex(x) for item in items if isinstance(item, ShapeFact) for x in item.subjects}
    subjects = [x for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects]
    shaped: list[Item] = []
    vectors = [b for b in shapes if shapes[b]]
    for key, name in seen.items():
        base = key.split(":")[0]
        if key in defined or latex(name) in stated:
            continue
        others = (latex(x) for x in subjects if (at := step_of(x)) is not None and at[:2] == (base, letter))
        like = next((x for x in (*others, base, zeroth(base), f"{base}^{{*}}") if x in shapes), None)
        if like is None and base in made:
            like = next((b for b in (x.split(":")[0] for x in seen) if b in vectors), None)
        if like is not None:
            model = next(f for f in document.facts() if isinstance(f, ShapeFact) and like in map(latex, f.subjects))
            shaped.append(ShapeFact(model.span, model.sentence, (name,), model.axes, "real", ()))
    return replace(document, items=(*shaped, *items))


def _fact(fact: Fact, moved: Callable[[s.Expression], s.Expression | None]) -> Fact:
    """A fact about iterates as one about the names that they have become."""
    parts: dict[str, Any] = {}
    for f in fields(fact):
        old = getattr(fact, f.name)
        if isinstance(old, s.Expression):
            parts[f.name] = s.replaced(old, moved)
        elif isinstance(old, tuple) and any(isinstance(x, s.Expression) for x in old):
            parts[f.name] = tuple(s.replaced(x, moved) if isinstance(x, s.Expression) else x for x in old)
    return replace(fact, **parts) if parts else fact
