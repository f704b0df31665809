r"""Steps of a recurrence that a line counts by another letter: ``h_t = \tanh(W h_{t-1} + x_t)``, and then
``\frac{\partial h_{k+1}}{\partial h_k}``.

What holds for every step may be said with any letter: such a line is read with that of the recurrence, so that what it
has last is what the recurrence makes.

Guarantee: only a letter that stands nowhere in the document but below states and what drives them, and only in lines
that have states at two steps and nothing else at the letter of the recurrence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.declaring.steps import step_of
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Item, ShapeFact, SurfaceDocument
from symderiv.documents.rewriting.iterates import counted_steps

__all__ = ["with_one_step_letter"]


def with_one_step_letter(document: SurfaceDocument) -> SurfaceDocument:
    """The document in which the steps of a recurrence are counted by one letter."""
    counted = counted_steps(document)
    if not counted:
        return document
    (letter, steps), *others = counted.items()
    if any(not found.made.keys() <= steps.made.keys() for _, found in others):
        return document  # another recurrence
    whole = {
        latex(x)
        for f in document.facts()
        if isinstance(f, ShapeFact)
        for x in f.subjects
        if not getattr(x, "subscripts", ())
    }
    made = {base: offset for base, (offset, _) in steps.made.items()}
    bases = {*made, *(base for _, reads in steps.made.values() for base, _ in reads)}
    if bases & whole:
        return document  # ``h_k`` may be an entry of ``h``
    nodes = [n for item in document.items for n in everywhere(item)]
    below = [n.subscripts[0] for n in nodes if isinstance(n, s.Scripted) and (at := step_of(n)) and at[0] in bases]
    counts = Counter(latex(x) for x in _letters(nodes))
    counts.subtract(latex(x) for entry in below for x in _letters(s.walk(entry)))
    loose = {x for x, count in counts.items() if count}

    name = next(x for x in _letters(nodes) if latex(x) == letter)

    def told(item: Item) -> Item:
        if not isinstance(item, Display) or item.hypothesis:
            return item
        steps = [at for n in everywhere(item) if (at := step_of(n)) is not None and at[0] in bases]
        letters = {at[1] for at in steps}
        if len(letters) != 1 or letters & {letter, *loose} or len({at[2] for at in steps if at[0] in made}) < 2:
            return item
        if letter in {latex(x) for x in _letters(everywhere(item))}:
            return item
        ahead = min(made[base] - offset for base, _, offset in steps if base in made)

        def moved(node: s.Expression) -> s.Expression | None:
            at = step_of(node)
            if at is None or at[0] not in bases or not isinstance(node, s.Scripted):
                return None
            above = node.superscript
            above = above if above is None else s.replaced(above, moved)
            return replace(node, subscripts=(_at(name, at[2] + ahead),), superscript=above)

        sides = [(k, k.left and s.replaced(k.left, moved), k.right and s.replaced(k.right, moved)) for k in item.links]
        return replace(item, links=tuple(replace(k, left=left, right=right) for k, left, right in sides))

    return replace(document, items=tuple(map(told, document.items)))


def _letters(nodes: Iterable[s.Expression]) -> Iterator[s.Expression]:
    return filter(is_letter, nodes)


def _at(letter: s.Expression, ahead: int) -> s.Expression:
    """``t``, ``t + 1`` or ``t - 1``."""
    if not ahead:
        return letter
    number = s.Number(letter.span, Fraction(abs(ahead)))
    return s.Addition(letter.span, (letter, number), ("+", "+" if ahead > 0 else "-"))
