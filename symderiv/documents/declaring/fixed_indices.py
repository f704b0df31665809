r"""Fixed indices: the label ``y`` of ``L = -\log p_y``, which comes with the data and over which nothing runs.

Such a letter is an unknown whole number within the range that is stated of it, or of the axes where it stands bare;
what holds for it holds for every label.  A letter over which a sum runs, or which counts what an equation defines, is
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import CalledFact, MentionFact, RangeFact, RelationFact, SurfaceDocument, WordFact

__all__ = ["compared", "fixed_letters"]

_ONE_OF_MANY = regex(
    r"\b(?:weight|unit|neuron|node|coordinate|component|entry|parameter|feature|example|sample|row|column|class|token|step|"
    r"index|fixed|fix|given|particular|some|one)\s*$",
    re.IGNORECASE,
)
_LABEL = regex(
    r"\b(?:labels?|targets?|class(?:es)?|categor(?:y|ies)|tokens?|(?:true|correct|right|gold) (?:one|answer|index))\b"
    r"[^.;:⟦]{0,24}$",
    re.IGNORECASE,
)


def fixed_letters(document: SurfaceDocument, taken: set[str]) -> set[str]:
    r"""The letters of fixed indices; ``taken``: names of tensors and sizes.

    One has a range, is called a label, or is compared with indices only, and stands free on the right side of a
    definition whose left side is without it.  Beside ``\sum_{c \ne y}``, which may as well run over both, it must be
    called a label.
    """
    called, ranged = _told(document)
    counted: set[str] = set()
    free: set[str] = set()
    excluded: set[str] = set()
    whole: set[str] = set()  # what has been defined without indices
    for left, right, defines in _equations(document):
        for side in (left, right):
            counted |= _bound(side)
        if not defines or not isinstance(left, s.Symbol | s.Scripted):
            continue
        own = _letters_below(left)
        if latex(s.base(left)) not in whole:  # else an equation about one entry, ``u_q = -w_q``
            counted |= own
        if not own:
            whole.add(latex(left))
        free |= _free(right, frozenset()) - own
        excluded |= _excluded(right) - own
    found = (free & (called | ranged | _only_compared(document))) | (excluded & called)
    return {letter for letter in found if letter not in counted | taken}


def _told(document: SurfaceDocument) -> tuple[set[str], set[str]]:
    """The letters that the text calls labels, and those of which it states a range."""
    called: set[str] = set()
    ranged: set[str] = set()
    for fact in document.facts():
        if isinstance(fact, RangeFact) and len(fact.subjects) == 1:
            ranged |= {latex(x) for x in fact.subjects}
        if isinstance(fact, RangeFact) and _LABEL.search(fact.sentence):
            called |= {latex(x) for x in fact.subjects}
        if isinstance(fact, MentionFact | CalledFact) and _ONE_OF_MANY.search(fact.sentence):
            called |= {latex(x) for x in fact.subjects if is_letter(x)}  # "to remove weight $q$"
        if isinstance(fact, WordFact) and fact.word == "label":
            called |= {latex(x) for x in fact.subjects if is_letter(x)}
    return called, ranged


def _equations(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression, bool]]:
    """The equations of displays and text, and whether each may define its left side."""
    for display in document.displays():
        for link in display.links:
            if link.left is not None and link.right is not None:
                yield link.left, link.right, link.relation in DEFINING and not link.continuation
    for fact in document.facts():
        if isinstance(fact, RelationFact):
            for left in fact.left:
                yield left, fact.right, fact.relation in DEFINING


def _letters(node: s.Expression) -> set[str]:
    return {latex(part) for part in s.walk(node) if is_letter(part)}


def _letters_below(node: s.Expression) -> set[str]:
    """The letters in the subscripts and superscripts of a name."""
    found: set[str] = set()
    for part in s.walk(node):
        if isinstance(part, s.Scripted):
            for entry in (*part.subscripts, *((part.superscript,) if part.superscript is not None else ())):
                found |= _letters(entry)
    return found


def _runs_over(node: s.BigOperator) -> set[str]:
    """The letters over which a sum runs beyond doubt: not the second one of ``c \\ne y``."""
    found: set[str] = set()
    for below in node.below:
        pair = isinstance(below, s.Comparison) and len(below.operands) == 2
        found |= _letters(s.children(below)[0] if pair else below)
    return found


def _bound(node: s.Expression) -> set[str]:
    return {letter for part in s.walk(node) if isinstance(part, s.BigOperator) for letter in _runs_over(part)}


def _free(node: s.Expression, bound: frozenset[str]) -> set[str]:
    """The letters that stand bare in subscripts outside of every sum that may run over them."""
    if isinstance(node, s.BigOperator):
        runs = {letter for below in node.below for letter in _letters(below)}
        return _free(node.body, bound | runs)
    found: set[str] = set()
    if isinstance(node, s.Scripted):
        for entry in node.subscripts:
            for letter in (entry, *(entry.factors if isinstance(entry, s.Product) else ())):
                found |= {latex(letter)} if is_letter(letter) else set()
        if isinstance(node.base, s.Group):  # ``(K_{rc} + [r = c])_{rc}`` is a matrix by its entries
            bound |= found & _letters(node.base)
    found |= {letter for pair in _pairs(node) for letter in pair}
    for child in s.children(node):
        found |= _free(child, bound)
    return found - bound


def compared(document: SurfaceDocument) -> dict[str, set[str]]:
    """The letters that a letter is said to be equal to in brackets: ``c`` for the ``y`` of ``[c = y]``."""
    found: dict[str, set[str]] = {}
    for left, right, _ in _equations(document):
        for node in (n for side in (left, right) for n in s.walk(side)):
            for one, other in _pairs(node):
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
    return found


def _only_compared(document: SurfaceDocument) -> set[str]:
    """The letters that stand in brackets ``[c = y]``, in conditions "if $c = y$" and in subscripts only."""
    everywhere: dict[int, str] = {}  # the letters, each occurrence once
    within: dict[int, str] = {}
    paired: set[str] = set()
    for left, right, _ in _equations(document):
        for node in (n for side in (left, right) for n in s.walk(side)):
            everywhere |= {id(node): latex(node)} if isinstance(node, s.Symbol) else {}
            pairs = [letter for pair in _compared_letters(node) for letter in pair]
            paired.update(map(latex, pairs))
            below = node.subscripts if isinstance(node, s.Scripted) else ()
            within |= {id(p): latex(p) for x in (*below, *pairs) for p in s.walk(x) if isinstance(p, s.Symbol)}
    for fact in document.facts():
        pair = (*fact.left, fact.right) if isinstance(fact, RelationFact) else ()
        if len(pair) == 2 and all(map(is_letter, pair)):
            paired.update(map(latex, pair))
            within |= {id(letter): latex(letter) for letter in pair}
    outside = {letter for place, letter in everywhere.items() if place not in within}
    return paired - outside


def _pairs(node: s.Expression) -> list[tuple[str, str]]:
    """The two letters of a bracket ``[c = y]``, however it is written."""
    return [(latex(one), latex(other)) for one, other in _compared_letters(node)]


def _compared_letters(node: s.Expression) -> list[tuple[s.Expression, s.Expression]]:
    r"""The two letters of ``[c = y]``, ``\mathbb{1}\{c = y\}``, ``1_{c = y}`` and ``\delta_{cy}``."""
    entries: tuple[s.Expression, ...] = ()
    if isinstance(node, s.Group) and node.bracket in ("[", "{"):
        entries = node.entries
    elif isinstance(node, s.Applied):
        entries = node.arguments
    elif isinstance(node, s.Scripted) and latex(node.base) == "\\delta" and node.superscript is None:
        below = node.subscripts
        pair = below[0].factors if len(below) == 1 and isinstance(below[0], s.Product) else below
        return [(pair[0], pair[1])] if len(pair) == 2 and all(map(is_letter, pair)) else []
    elif isinstance(node, s.Scripted) and _is_one(node.base):
        entries = node.subscripts
    pairs = [x.operands for x in entries if isinstance(x, s.Comparison) and x.relations == ("=",)]
    return [(one, other) for one, other in pairs if is_letter(one) and is_letter(other)]


def _is_one(node: s.Expression) -> bool:
    return (isinstance(node, s.Number) and node.value == 1) or (isinstance(node, s.Symbol) and node.letter == "1")


def _excluded(node: s.Expression) -> set[str]:
    """``y`` of ``\\sum_{c \\ne y}``."""
    return {
        latex(below.operands[1])
        for part in s.walk(node)
        if isinstance(part, s.BigOperator)
        for below in part.below
        if isinstance(below, s.Comparison)
        and below.relations in (("\\ne",), ("\\neq",))
        and is_letter(below.operands[1])
    }
