"""What a display shows by itself: whether all of it is read, the letters of its sums, and what words put beside.

Guarantee: nothing is entered into the context here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.elaboration.letters import unbound_letters
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.judging.in_force import oriented
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Link
from symderiv.errors import SymderivError
from symderiv.language.theory import Hypothesis

__all__ = ["differentiates", "is_put_beside", "is_read", "letters_of_sums", "supposed_beside"]

# Relations that are no equations, and may tell what is made from what.
_ARROW = regex(r"\\(?:long)?(?:left|right)?arrow\b|\\(?:gets|to|mapsto|longmapsto|sim|propto|approx)\b")
# Words inside of a display that put a condition beside its equations.
_BESIDE = regex(
    r"(?:^|[\s,(])(?:where|with|given|for|assuming|supposing|as|since|because|using)[\s,:(]*$", re.IGNORECASE
)


def is_read(display: Display) -> bool:
    """Whether a display is nothing but equations that can be parsed."""
    return bool(display.links) and all(k.error is None for k in display.links) and not _ARROW.search(display.latex)


def is_put_beside(link: Link, display: Display, reader: Reader) -> bool:
    r"""Whether words of a display put an equation of inputs beside those before it: ``\text{with } P^2 = P``."""
    if link.number == 0 or link.continuation or link.relation != "=" or _BESIDE.search(link.words) is None:
        return False
    if link.left is None or link.right is None or reader.is_definition(link):
        return False
    made = {latex(s.base(x.left)) for x in display.links if x.number < link.number and x.left is not None}
    names = reader.names_in(link.left) | reader.names_in(link.right)
    return reader.about_integers(link) or (names.isdisjoint(made) and reader.about_inputs(link))


def supposed_beside(link: Link, reader: Reader) -> tuple[Link, list[Hypothesis]]:
    r"""A claim without those of its conditions that are equations of inputs, and these as what it supposes: such as
    ``x^\top y = 0`` or ``A = A^\top``, which restrict none of its indices."""
    if not link.conditions or link.left is None or link.right is None or reader.is_definition(link):
        return link, []
    letters = unbound_letters(link.left) | unbound_letters(link.right)
    kept: list[s.Expression] = []
    found: list[Hypothesis] = []
    for condition in link.conditions:
        said = _equation(condition)
        if said is not None and said.left is not None and said.right is not None:
            own = unbound_letters(said.left) | unbound_letters(said.right)
            try:
                if letters.isdisjoint(own) and reader.about_inputs(said) and not reader.about_integers(said):
                    words = f"{latex(said.left)} = {latex(said.right)}"
                    found.append(Hypothesis(words, oriented(reader.statement(said)[0])))
                    continue
            except (SymderivError, ValueError, RecursionError):
                pass  # what is no statement by itself stays a condition
        kept.append(condition)
    return (replace(link, conditions=tuple(kept)), found) if found else (link, [])


def _equation(condition: s.Expression) -> Link | None:
    if not isinstance(condition, s.Comparison) or condition.relations != ("=",):
        return None
    return Link(0, condition.operands[0], "=", condition.operands[1], False, condition.span, "")


def differentiates(side: s.Expression) -> bool:
    """Whether a side has a derivative or a gradient in it."""
    return any(isinstance(node, s.Derivative | s.Gradient) for node in s.walk(side))


def letters_of_sums(display: Display) -> set[str]:
    """The letters below the sums of a display."""
    sides = [side for link in display.links for side in (link.left, link.right) if side is not None]
    sums = (node for side in sides for node in s.walk(side) if isinstance(node, s.BigOperator))
    return {latex(part) for node in sums for below in node.below for part in s.walk(below)}
