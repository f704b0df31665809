r"""Names of derivatives by a rule: "$\bar{O}$ is $\partial L / \partial O$, and likewise for the others".

A rule is an accent, or a letter whose subscript is the variable (``\delta_z``).  It is taken up only where the words
say that it is one; of ``dX`` it is enough that one of its kind is said to be a gradient.  Guarantee: a name that the
text explains, declares or defines otherwise keeps that meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.documents.page.surface import (
    ConventionFact,
    Display,
    Item,
    RangeFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)

__all__ = ["ACCENT_RULE", "by_convention", "is_general"]

_GENERAL_AFTER = regex(
    r"[^.;!?¶]{0,160}?\b(?:similar(?:ly)?|likewise|analogous(?:ly)?|accordingly|and so on|etc|the same (?:way|for)"
    r"|for (?:the others?|others?|any|every|each|all)\b)",
    re.IGNORECASE,
)
_GENERAL_BEFORE = regex(
    r"\bfor (?:any|every|each|all|a|an)\s+(?:\w+\s+){0,2}(?:variable|quantity|quantities|variables|tensors?|arrays?|"
    r"matri(?:x|ces)|vectors?|nodes?|intermediates?|symbols?|⟦)|\bin general\b|\b(?:bars?|hats?|tildes?)\b",
    re.IGNORECASE,
)
# "a bar denotes the derivative of $L$ with respect to the quantity below it"
ACCENT_RULE = regex(
    r"\b(?P<accent>bar|overbar|overline|hat|tilde)s?\b[^.;⟦]{0,50}\b(?:denotes?|means?|stands? for|indicates?)\s+"
    r"[^.;⟦]{0,40}\b(?:gradients?|derivatives?|adjoints?|sensitivit(?:y|ies))\b[^.;⟦]{0,30}\bof\b[^.;⟦]{0,30}"
    r"⟦(?P<loss>\d+)⟧",
    re.IGNORECASE,
)


def is_general(before: str, after: str) -> bool:
    """Whether the words around a name and its derivative make it an example of a rule.

    >>> is_general("I write ", " and similarly ⟦2⟧."), is_general("I write ", ". Similarly,")
    (True, False)
    """
    return bool(_GENERAL_AFTER.match(after) or _GENERAL_BEFORE.search(before[-120:]))


def by_convention(surface: SurfaceDocument) -> SurfaceDocument:
    """The document with the names that its rules explain, each said where the rule is."""
    first = _of_differentials(surface)
    if first is None and not any(isinstance(x, ConventionFact) for x in surface.items):
        return surface
    facts, displays = surface.facts(), surface.displays()
    told = {latex(left) for d in displays for left, _ in _named_gradients(d)}
    told |= {latex(x) for f in facts if isinstance(f, RelationFact) and f.relation != "\\ne" for x in f.left}
    told |= {latex(x) for f in facts if isinstance(f, ShapeFact) for x in f.subjects}
    own = {latex(x) for f in facts if isinstance(f, ShapeFact | WordFact | RangeFact) for x in f.subjects}
    own |= {latex(x) for f in facts if isinstance(f, RelationFact) for x in f.left}
    sides = [x for d in displays for link in d.links for x in (link.left, link.right) if x is not None]
    own |= {latex(link.left) for d in displays for link in d.links if link.left is not None}
    named = dict.fromkeys(n for side in sides for n in s.walk(side) if isinstance(n, s.Symbol | s.Scripted))
    items: list[Item] = []
    for item in surface.items:
        items.append(item)
        said = first[1] if first is not None and item is first[0] else item
        rule = _variable(said) if isinstance(said, ConventionFact) else None
        if not isinstance(said, ConventionFact) or rule is None:
            continue
        for node in named:
            bare: s.Expression = node
            if isinstance(node, s.Scripted) and _is_transpose(node):
                bare = replace(node, superscript=None)
            if isinstance(bare, s.Scripted) and not bare.subscripts and bare.superscript is None and not bare.primes:
                bare = bare.base
            variable = rule(bare)
            if variable is None or latex(bare) in told or latex(variable) not in own:
                continue
            told.add(latex(bare))
            right = s.Derivative(said.span, said.loss, (variable,), "\\partial", None)
            items.append(RelationFact(said.span, said.sentence, (bare,), "=", right, "let"))
    return replace(surface, items=tuple(items))


def _of_differentials(surface: SurfaceDocument) -> tuple[Item, ConventionFact] | None:
    r"""The first item that says of a name with a ``d`` that it is a gradient, and the rule that follows from it: of
    such names, all are gradients of one loss, and no differentials."""
    found = [(item, left, right) for item in surface.items for left, right in _named_gradients(item)]
    found = [x for x in found if "differential" in getattr(s.base(x[1]), "accents", ())]
    if len({latex(right.target) for _, _, right in found}) != 1:
        return None
    item, _, right = found[0]
    return item, ConventionFact(item.span, "", right.target, accent="differential")


def _named_gradients(item: Item) -> Iterator[tuple[s.Expression, s.Derivative | s.Gradient]]:
    """The names that a relation of an item says to be gradients by the same names without an accent."""
    if isinstance(item, RelationFact):
        pairs = [(left, item.right) for left in item.left]
    elif isinstance(item, Display):
        pairs = [(k.left, k.right) for k in item.links if k.left is not None and k.right is not None]
    else:
        pairs = []
    for left, right in pairs:
        accents = getattr(s.base(left), "accents", ())
        plain = {latex(bare) for accent in accents if (bare := _without(left, accent)) is not None}
        by = right.variables if isinstance(right, s.Derivative) else (getattr(right, "variable", None),)
        if (
            isinstance(right, s.Derivative | s.Gradient)
            and len(by) == 1
            and by[0] is not None
            and latex(by[0]) in plain
        ):
            yield left, right


def _is_transpose(node: s.Scripted) -> bool:
    above = node.superscript
    return isinstance(above, s.Symbol) and above.letter in TURNING


def _variable(rule: ConventionFact) -> Callable[[s.Expression], s.Expression | None] | None:
    """What takes a name to the variable that it is a derivative by, under a rule."""
    name, variable = rule.name, rule.variable
    if rule.accent:
        return lambda node: _without(node, rule.accent)
    if name is None or variable is None:
        return None
    head = name.base if isinstance(name, s.Scripted) else name
    if isinstance(head, s.Symbol) and head.accents:
        for accent in head.accents:
            if latex(_without(name, accent) or name) == latex(variable):
                return lambda node: _without(node, accent)
    plain = isinstance(name, s.Scripted) and len(name.subscripts) == 1 and name.superscript is None and not name.primes
    if plain and isinstance(name, s.Scripted) and latex(name.subscripts[0]) == latex(variable):
        return lambda node: _below(node, name)
    return None


def _without(node: s.Expression, accent: str) -> s.Expression | None:
    """``W_1`` of ``\\bar{W}_1``."""
    if isinstance(node, s.Symbol) and accent in node.accents:
        return replace(node, accents=tuple(a for a in node.accents if a != accent))
    if isinstance(node, s.Scripted) and (base := _without(node.base, accent)) is not None:
        return replace(node, base=base)
    return None


def _below(node: s.Expression, name: s.Scripted) -> s.Expression | None:
    """``z`` of ``\\delta_z``."""
    if not isinstance(node, s.Scripted) or len(node.subscripts) != 1 or latex(node.base) != latex(name.base):
        return None
    return node.subscripts[0] if node.superscript is None and not node.primes else None
