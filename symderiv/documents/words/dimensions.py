r"""Shapes in words and tables: "⟦0⟧ is ⟦1⟧", "⟦0⟧ has ⟦1⟧ rows and ⟦2⟧ columns", "| ⟦0⟧ | ⟦1⟧ |".

The text has ``⟦k⟧`` for its k-th formula.  Guarantee: only what such a phrase says outright of the names that stand in
it; whether the formulas are names and axes is for the caller to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symderiv.documents.latex.regex import regex

__all__ = ["Dimensions", "alike", "dimensions", "keeps_sizes"]


@dataclass(frozen=True)
class Dimensions:
    r"""``names`` have the axes of the formulas ``axes`` one after the other; none of those: they are numbers.

    ``product``: only a formula like ``m \\times n`` is a shape here ("$P$ is $2$" tells none).
    """

    names: tuple[int, ...]
    axes: tuple[int, ...]
    product: bool = False


# Lists are bounded: a search begins at each name of a list, and would run through all of a long one each time.
_BY = r"\s*-?(?:by-?|x|×)\s*"
_NAMES = r"(?P<names>⟦\d+⟧(?:\s*(?:,\s*and|,|and)\s*⟦\d+⟧){0,20})"
_WORDS = r"(?:[a-z-]+\s+){0,3}?"
_ENTRIES = r"(?:entries|components|elements|coordinates|features|coefficients)\b"
# What counts or measures is no tensor: "the number of weights $P$ is $m \times n$", "width $W$, kernels of size".
_COUNTED = regex(
    r"\b(?:number|count|total|cost|product|area|size|amount|complexity|memory|parameters)\b(?:(?!\bare\b)[^.;:⟦,]){0,40}$|"
    r"\b(?:heights?|widths?|lengths?|depths?|strides?|channels?|classes|heads|layers|steps|groups|rates?|epochs)\s+$",
    re.IGNORECASE,
)
_PLAIN = regex(r"\s*(?:parameters|entries|elements|weights|numbers|multiplications|operations|pixels|grid)\b")
# "the $m \times n$ matrix $W$": the shape of what follows
_FORWARD = regex(r"[- )]*(?:[\w-]+[- ]){0,3}(?:matri\w+|arrays?|tensors?|images?|maps?|blocks?)\s*⟦")
_IS = regex(
    r"\s*,?\s*(?:(?:which|that|where)\s+)?(?:(?:is|are|be|being|was|were)\s+(?:(?:both|all|each|again|also|thus|then|now|"
    r"always)\s+)?|(?:always|again)\s+)"
    r"(?:of\s+(?:the\s+)?(?:size|shape|dimensions?|order)\s+|an?\s+)?(?:(?:real|arbitrary|fixed|given)\s+)?\(?\s*"
)
# "⟦0⟧ and ⟦1⟧ is ⟦2⟧" is said of the last one.
_ONE_IS = regex(r"\s*,?\s*is\b")
_FOR_ALL = regex(r"\b(?:each|every|any|either) (?:of )?$", re.IGNORECASE)
_BESIDE = regex(
    r"\s*(?:[:,(=]|–|—|--+|\s-\s)\s*(?:(?:real|square|symmetric|tall|wide|dense|sparse|invertible|orthogonal),\s*)*"
    r"(?:(?:(?:an?|the|our|its)\s+)?(?!(?:and|or|with|for|if|of|then|so|we|by|from|to|in|is"
    r"|are|has|have|costs?|product|number)\b)(?:[a-z-]+\s*){1,3}?)?[,:(–—]?\s*"
    r"(?:(?:of\s+)?(?:size|shape|dimensions?)\s*:?\s*)?"
)
_PHRASES = (
    regex(
        rf"\b(?:dimensions?|shapes?|sizes?)\s+of\s+(?:the\s+)?(?:{_WORDS}){_NAMES}\s*(?:is|are|be|:|equals?)\s*"
        rf"(?P<axes>⟦\d+⟧(?:{_BY}⟦\d+⟧)?)",
        re.IGNORECASE,
    ),
    regex(
        rf"{_NAMES}[^.;:⟦¶]{{0,40}}\b(?:has|have|with|having|of)\s+(?P<rows>⟦\d+⟧)\s+rows?\s*"
        r"(?:\([a-z ]+\)\s*)?(?:,|and|, and)\s*(?P<columns>⟦\d+⟧)\s+columns?\b"
    ),
    regex(
        rf"{_NAMES}[^.;:⟦¶]{{0,40}}\b(?:has|have|with|having|of)\s+(?P<columns>⟦\d+⟧)\s+columns?\s*(?:,|and|, and)\s*"
        r"(?P<rows>⟦\d+⟧)\s+rows?\b"
    ),
    regex(
        rf"{_NAMES}\s*,?\s*(?:is|are|be|being|of|has|have|with|having)\s+[^.;:⟦¶]{{0,30}}?"
        rf"(?P<axes>⟦\d+⟧{_BY}⟦\d+⟧)"
    ),
    regex(rf"(?P<axes>⟦\d+⟧{_BY}⟦\d+⟧)[- ](?:[\w-]+[- ]){{0,3}}?(?:matri(?:x|ces)|arrays?|tensors?)\s+{_NAMES}"),
    regex(
        rf"{_NAMES}\s*,?\s*(?:(?:is|are|be|being|of)\s+)?(?:an?\s+)?{_WORDS}square\s+{_WORDS}matri(?:x|ces)\s+of\s+"
        r"(?:order|size|dimension)\s+(?P<square>⟦\d+⟧)"
    ),
    regex(
        rf"{_NAMES}\s*,?\s*(?:of|with|has|having)\s+height\s+(?P<rows>⟦\d+⟧)\s*(?:,|and|, and)\s*width\s+"
        r"(?P<columns>⟦\d+⟧)"
    ),
    regex(rf"(?P<axes>⟦\d+⟧)-?\s?(?:dimensional\s+)?(?:(?:real|column|row|random)\s+)*vectors?\s+{_NAMES}"),
    regex(rf"{_NAMES}\s+an?\s+(?P<axes>⟦\d+⟧)-?\s?(?:dimensional\s+)?(?:(?:real|column|row|random)\s+)*vector\b"),
    regex(
        rf"{_NAMES}\s*,?\s*(?:(?:which|that)\s+)?(?:is|are|be|being)\s+(?:an?\s+|all\s+|both\s+)?(?P<axes>⟦\d+⟧)-?\s?"
        r"(?:dimensional|vectors?|component)\b"
    ),
    regex(rf"{_NAMES}\s*(?:,\s*)?(?:has|have|with|having)\s+(?P<axes>⟦\d+⟧)\s+(?:real\s+)?{_ENTRIES}"),
    regex(
        rf"{_NAMES}\s*(?::|,|\(|\bis\b|\bare\b|\bbe\b)[^.;:⟦¶]{{0,60}}?\b(?:vectors?|variables?|points?)\s+"
        r"(?:of|with)\s+(?:length|dimension(?:ality)?|size|shape)\s+"
        r"(?P<axes>⟦\d+⟧)"
    ),
    regex(
        rf"{_NAMES}\s+(?:be|is|are|denotes?)\s+(?:an?\s+)?{_WORDS}vectors?\s+(?:of|with|having)\s+(?P<axes>⟦\d+⟧)\s+"
        rf"(?:[a-z-]+\s+)?{_ENTRIES}"
    ),
    regex(rf"{_NAMES}\s*\(\s*(?:of\s+)?length\s+(?P<axes>⟦\d+⟧)\s*[),]"),
    regex(rf"{_NAMES}\s*\(\s*(?P<axes>⟦\d+⟧{_BY}⟦\d+⟧)\s*[),]"),
    regex(rf"\bvectors?\s+{_NAMES}\s*(?:of|with|having)\s+(?P<axes>⟦\d+⟧)\s+(?:[a-z-]+\s+)?{_ENTRIES}"),
)
_RESPECTIVELY = regex(
    rf"{_NAMES}\s*(?:are|have|be|with|of)\s+(?:of\s+)?(?:the\s+)?(?:sizes?|shapes?|dimensions?)?\s*"
    r"(?P<axes>⟦\d+⟧(?:\s*(?:,\s*and|,|and)\s*⟦\d+⟧){1,20})\s*,?\s*respectively"
)
_NUMBERS = regex(
    rf"{_NAMES}\s*(?:\(|,\s*|is\s+|are\s+|be\s+)(?:(?:an?|both|all|just|two|three|some)\s+)*"
    r"(?:(?:single|real|plain|fixed|given|arbitrary|free|finite|further|nonzero)\s+)*"
    r"(?:numbers?|scalars?)\b\s*(?=[),.;:]|and\b|$)"
)
_ALIKE = regex(
    rf"\b(?P<kind>matri|vector)(?:x|ces|s)?\s+{_NAMES}\s*(?:,\s*|\()?(?:is\s+|are\s+|be\s+)?(?:also\s+|both\s+|all\s+)?of\s+(?:the\s+)?same\s+"
    r"(?:sizes?|shapes?|dimensions?|length|order)\b(?!\s+as\b)",
    re.IGNORECASE,
)
_SHAPE_HEAD = regex(r"\b(?:shapes?|sizes?|dim(?:ension)?s?\.?|dimensionality|space|lives in|set)\b", re.IGNORECASE)
_NAME_HEAD = regex(
    r"\b(?:symbols?|names?|variables?|quantit(?:y|ies)|tensors?|objects?|parameters?|notation|matri(?:x|ces)|letter)\b",
    re.IGNORECASE,
)


def alike(text: str) -> Iterator[tuple[tuple[int, ...], int]]:
    """Names of the shape of what was spoken of before, and of which rank: "a matrix ⟦3⟧ of the same size".

    >>> list(alike("For a square matrix ⟦3⟧ of the same size")), list(alike("a matrix ⟦3⟧ of the same size as ⟦4⟧"))
    ([((3,), 2)], [])
    """
    for match in _ALIKE.finditer(text):
        yield _marks(match.group("names")), 2 if match.group("kind").lower() == "matri" else 1


def _marks(text: str) -> tuple[int, ...]:
    return tuple(int(k) for k in re.findall(r"⟦(\d+)⟧", text))


def dimensions(text: str) -> Iterator[Dimensions]:
    r"""All that a text says outright of shapes.

    >>> list(dimensions("Let ⟦0⟧ have ⟦1⟧ rows and ⟦2⟧ columns."))
    [Dimensions(names=(0,), axes=(1, 2), product=False)]
    >>> list(dimensions("⟦0⟧ is ⟦1⟧ and the ⟦2⟧ matrix ⟦3⟧ is given."))
    [Dimensions(names=(0,), axes=(1,), product=True)]
    """
    for pattern in _PHRASES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            square = groups.get("square")
            axes = (
                groups.get("axes") or (square and square * 2) or f"{groups.get('rows', '')}{groups.get('columns', '')}"
            )
            if not _COUNTED.search(text[max(0, match.start("names") - 60) : match.start("names")]):
                yield Dimensions(_marks(match.group("names")), _marks(axes))
    for match in _RESPECTIVELY.finditer(text):
        names, shapes = _marks(match.group("names")), _marks(match.group("axes"))
        if len(names) == len(shapes):
            yield from (Dimensions((name,), (shape,)) for name, shape in zip(names, shapes, strict=True))
    for match in _NUMBERS.finditer(text):
        yield Dimensions(_marks(match.group("names")), ())
    yield from _beside(text)
    yield from _listed(text)
    yield from _tables(text)


def _beside(text: str) -> Iterator[Dimensions]:
    r"""``$W$ is $m \\times n$``, ``$W$: weights, $m \\times n$``."""
    pattern, at = re.compile(rf"{_NAMES}(?P<gap>[^⟦¶.;]{{1,60}})⟦(?P<shape>\d+)⟧"), 0
    while (match := pattern.search(text, at)) is not None:
        gap, behind = match.group("gap"), text[match.end() : match.end() + 60]
        at = match.start("shape") - 1  # what is no shape may be the next name
        if _FORWARD.match(behind) or _PLAIN.match(behind) or re.match(r"\s*(?:and|,)[^.;]*respectively", behind):
            continue
        if _COUNTED.search(text[max(0, match.start() - 60) : match.start()]):
            continue
        if _IS.fullmatch(gap) or _BESIDE.fullmatch(gap):
            names = _marks(match.group("names"))
            alone = _ONE_IS.match(gap) is not None and not _FOR_ALL.search(
                text[max(0, match.start() - 30) : match.start()]
            )
            yield Dimensions(names[-1:] if alone else names, (int(match.group("shape")),), product=True)


# "Shapes: ⟦W⟧ (⟦m n⟧), ⟦x⟧ (⟦n⟧)."
_HEADED = regex(r"\b(?:shapes?|dimensions?|sizes?)\s*(?:are\s*)?:\s*(?P<list>⟦[^.;¶]*)", re.IGNORECASE)
_ITEM = regex(r"(?P<name>⟦\d+⟧)\s*(?:\(|:|is\b|are\b|∈|--?)\s*(?P<shape>⟦\d+⟧)\s*\)?\s*(?:,\s*and\b|,|and\b|$)\s*")


def _listed(text: str) -> Iterator[Dimensions]:
    """A list that is headed as one of shapes."""
    for head in _HEADED.finditer(text):
        items = list(_ITEM.finditer(head.group("list").strip()))
        if "".join(m.group() for m in items).strip() == head.group("list").strip():
            yield from (Dimensions(_marks(m.group("name")), _marks(m.group("shape"))) for m in items)


def _tables(text: str) -> Iterator[Dimensions]:
    """Rows of a table with a column of names and one of shapes."""
    rows = (re.sub(r"^[\s|¶]+|[\s|¶]+$", "", line) for line in text.split("\n"))
    lines = [re.split(r"¶?\||¶", row) for row in rows]
    shape, name = -1, 0
    for cells in lines:
        if len(cells) < 2:
            if any(cell.strip(" ¶-:") for cell in cells):
                shape = -1
            continue
        heads = [k for k, cell in enumerate(cells) if _SHAPE_HEAD.search(cell) and "⟦" not in cell]
        if heads:
            named = [k for k, cell in enumerate(cells) if _NAME_HEAD.search(cell) and k != heads[0]]
            shape, name = heads[0], named[0] if named else 0 if heads[0] else 1
            continue
        if shape < 0 or max(shape, name) >= len(cells):
            continue
        names = _marks(cells[name])
        said = cells[shape].strip()
        if names and re.fullmatch(r"(?:scalar|number|real|⟦\d+⟧\s*\(?scalar\)?)", said, re.IGNORECASE):
            yield Dimensions(names, ())
        elif names and (found := re.fullmatch(r"(?:in\s+)?(⟦\d+⟧)(?:\s*\(?(?:matrix|vector|tensor)\)?)?", said)):
            yield Dimensions(names, _marks(found.group(1)))


_SIZE = r"(?:sizes?|shapes?|dimensions?|resolution|length)"
_KEEPS = regex(
    r"['\"“‘`]same['\"”’`]|\bsame[- ]padding|\bpadding\s+(?:is |= ?)?['\"“‘`]*same\b"
    rf"|\bsame (?:spatial )?{_SIZE} as (?:the|its|their) (?:inputs?|images?|signal)"
    rf"|\b{_SIZE} (?:is|are|stays?|remains?) (?:preserved|kept|unchanged|maintained|the same)"
    rf"|\b(?:preserv|keep|maintain)\w* (?:the|its|their|all) (?:spatial )?{_SIZE}"
    r"|\b(?:all|every|each)(?: feature| the)? maps? (?:have|has|keep|keeps) (?:the )?(?:same )?(?:spatial )?size"
    r"|\b(?:all|every|each)(?: of)?(?: the)?(?: (?:feature|intermediate|hidden|other|remaining))* "
    r"(?:maps?|tensors?|layers?|activations?|arrays?|images?|outputs?|others) "
    rf"(?:have|has|keeps?|shares?|(?:is|are) of) the (?:same )?(?:spatial )?{_SIZE} (?:of|as|with)\b",
    re.IGNORECASE,
)
_KEPT_NOT = regex(r"\b(?:not|no|never|without|unlike|instead of|rather than|if|would)\b", re.IGNORECASE)


def keeps_sizes(text: str) -> list[tuple[int, int]]:
    """Where a text says that layers keep the sizes of their inputs.

    >>> keeps_sizes("two 'same' convolutions"), keeps_sizes("the spatial size is preserved")
    ([(4, 10)], [(12, 29)])
    >>> keeps_sizes("there is no 'same' padding"), keeps_sizes("of the same kind")
    ([], [])
    """
    found = list(_KEEPS.finditer(text))
    denied = any(_KEPT_NOT.search(text[max(0, m.start() - 30) : m.start()]) for m in found)
    return [] if denied else [m.span() for m in found]
