"""What a display shows by itself: whether all of it is read, the letters of its sums, and what words put beside.

Guarantee: nothing is entered into the context here.
"""

from __future__ import annotations

import re

from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Link

__all__ = ["differentiates", "is_put_beside", "is_read", "letters_of_sums"]

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


def differentiates(side: s.Expression) -> bool:
    """Whether a side has a derivative or a gradient in it."""
    return any(isinstance(node, s.Derivative | s.Gradient) for node in s.walk(side))


def letters_of_sums(display: Display) -> set[str]:
    """The letters below the sums of a display."""
    sides = [side for link in display.links for side in (link.left, link.right) if side is not None]
    sums = (node for side in sides for node in s.walk(side) if isinstance(node, s.BigOperator))
    return {latex(part) for node in sums for below in node.below for part in s.walk(below)}
