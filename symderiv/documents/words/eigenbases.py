r"""Eigenvectors that the text introduces together: "with orthonormal eigenvectors $u_1, \dots, u_n$ and eigenvalues
$\lambda_1, \dots, \lambda_n$".

:func:`eigenbases` finds them in the words; :func:`with_eigenbases` writes the shapes of both families, ``A u_i =
\lambda_i u_i`` and, where it is said, ``u_i^\top u_j = \delta_{ij}`` in their place.

Guarantee: nothing is supposed that the words do not say; where the matrix or its shape is not found, the families
count as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    EigenbasisFact,
    Fact,
    Item,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
)
from symderiv.documents.supposing.roles import CONCLUSION

__all__ = ["Eigenbasis", "eigenbases", "with_eigenbases"]


@dataclass(frozen=True)
class Eigenbasis:
    """The numbers of the formulas for vectors, values and matrix (None: not told); ``kind``: "orthonormal", "unit",
    "orthogonal" or nothing."""

    vectors: int
    values: int
    matrix: int | None
    kind: str


_OF = r"(?:\s*\)?,?\s+of\s+(?:the\s+)?(?:[a-z]+\s+){0,3}⟦(?P<%s>\d+)⟧)?"
_BETWEEN = (
    r"[\s,(]+(?:and|with|to|for|belonging to|corresponding to|associated (?:with|to))?\s*(?:the\s+|its\s+|their\s+)?"
    r"(?P<%s>(?:(?:[a-z]+\s+){0,2}))"
)
_VECTORS = rf"(?<![a-z-])(?P<adjectives>(?:[a-z-]+,?\s+){{0,3}}?)eigenvectors\s+⟦(?P<vectors>\d+)⟧{_OF % 'first'}"
_VALUES = rf"eigenvalues\s+⟦(?P<values>\d+)⟧{_OF % 'second'}"
_ORDERS = (
    regex(_VECTORS + _BETWEEN % "more" + _VALUES, re.IGNORECASE),
    regex(
        _VALUES.replace("second", "first") + _BETWEEN % "adjectives" + r"eigenvectors\s+⟦(?P<vectors>\d+)⟧"
        rf"{_OF % 'second'}(?P<more>)",
        re.IGNORECASE,
    ),
    regex(
        r"⟦(?P<vectors>\d+)⟧\s+(?:be|are|denote)\s+(?:the\s+)?(?P<adjectives>(?:[a-z-]+,?\s+){0,3}?)eigenvectors"
        + _OF % "first"
        + _BETWEEN % "more"
        + _VALUES,
        re.IGNORECASE,
    ),
)
_SUPPOSES = regex(
    r"\b(?:let|suppose|assume|consider|take|fix|given|where|denote|choose|pick|with|has|have|having)\b", re.IGNORECASE
)
_KIND = regex(
    r"\b(?:(?P<orthonormal>orthonormal|orthogonal unit|(?:unit|normali[sz]ed) orthogonal|orthogonal and normali[sz]ed)|"
    r"(?P<unit>unit|normali[sz]ed)|(?P<orthogonal>orthogonal))\b",
    re.IGNORECASE,
)
_DENIES = regex(r"\b(?:not|no|every|any|show|prove|unless|if|when|find|compute)\b", re.IGNORECASE)


def eigenbases(text: str) -> Iterator[Eigenbasis]:
    """What a text says of eigenvectors and eigenvalues together.

    >>> list(eigenbases("Let ⟦0⟧ be symmetric with orthonormal eigenvectors ⟦1⟧ and eigenvalues ⟦2⟧."))
    [Eigenbasis(vectors=1, values=2, matrix=0, kind='orthonormal')]
    >>> list(eigenbases("Find eigenvectors ⟦1⟧ and eigenvalues ⟦2⟧ of ⟦0⟧."))
    []
    """
    for match in (match for pattern in _ORDERS for match in pattern.finditer(text)):
        begin = re.split(r"[.;!?](?:\s|$)|\n[ \t]*\n|¶", text[: match.start()])[-1]
        words = begin + match.group()
        if not _SUPPOSES.search(words) or _DENIES.search(words) or CONCLUSION.search(begin):
            continue
        told = match.group("first") or match.group("second")
        if told is None:
            named = re.findall(r"⟦(\d+)⟧", begin)
            told = named[0] if named else None
        kind = _KIND.search(f"{match.group('adjectives')} {match.group('more')}")
        yield Eigenbasis(
            int(match.group("vectors")),
            int(match.group("values")),
            None if told is None else int(told),
            "" if kind is None else next(word for word, found in kind.groupdict().items() if found),
        )


def with_eigenbases(document: SurfaceDocument) -> SurfaceDocument:
    """The document with what eigenvectors and eigenvalues of a declared matrix mean as facts of their own."""
    if not any(isinstance(item, EigenbasisFact) for item in document.items):
        return document
    facts = list(document.facts())
    taken = {latex(part) for fact in facts if isinstance(fact, ShapeFact) for x in fact.axes for part in s.walk(x)}
    taken |= {latex(x) for fact in facts if isinstance(fact, ShapeFact) for x in fact.subjects}
    letters = [x for x in ("i", "j", "k", "l", "p", "q", "r", "s") if x not in taken]
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, EigenbasisFact):
            items += _spelled(item, facts, letters)
        else:
            items.append(item)
    return replace(document, items=tuple(items))


def _spelled(fact: EigenbasisFact, facts: list[Fact], letters: list[str]) -> list[Fact]:
    size = next(
        (
            other.axes[0]
            for other in facts
            if isinstance(other, ShapeFact)
            and fact.matrix is not None
            and fact.matrix in other.subjects
            and len(other.axes) == 2
            and other.axes[0] == other.axes[1]
        ),
        None,
    )
    vector, value = _family(fact.vectors), _family(fact.values)
    if size is None or vector is None or value is None or len(letters) < 2 or fact.matrix is None:
        subjects = (*fact.vectors, *fact.values)
        words = "eigenvectors and eigenvalues"
        return [UnreadFact(fact.span, fact.sentence, subjects, words, argument=fact.argument)]

    def at(base: s.Symbol, index: s.Expression, above: s.Expression | None = None) -> s.Scripted:
        return s.Scripted(fact.span, base, (index,), above)

    span, dots = fact.span, s.Symbol(fact.span, "\\dots")
    one = s.Number(span, Fraction(1))
    i, j = (s.Symbol(span, letter) for letter in letters[:2])
    product = s.Product(span, (fact.matrix, at(vector, i)), ("",))
    scaled = s.Product(span, (at(value, i), at(vector, i)), ("",))
    inner = s.Product(span, (at(vector, i, s.Symbol(span, "\\top")), at(vector, j)), ("",))
    delta = s.Scripted(span, s.Symbol(span, "\\delta"), (s.Product(span, (i, j), ("",)),), None)
    found: list[Fact] = [
        ShapeFact(span, fact.sentence, (at(vector, one), dots, at(vector, size)), (size,)),
        ShapeFact(span, fact.sentence, (at(value, one), dots, at(value, size)), ()),
        RelationFact(span, fact.sentence, (product,), "=", scaled, "let", True),
    ]
    own = s.Product(span, (at(vector, i, s.Symbol(span, "\\top")), at(vector, i)), ("",))
    if fact.kind == "orthonormal":
        found.append(RelationFact(span, fact.sentence, (inner,), "=", delta, "let", True))
    if fact.kind == "unit":
        found.append(RelationFact(span, fact.sentence, (own,), "=", one, "let", True))
    if fact.kind == "orthogonal":
        found.append(UnreadFact(span, fact.sentence, (at(vector, i),), "orthogonal eigenvectors"))
    return [replace(one, argument=fact.argument, supposed=fact.supposed) for one in found]


def _family(subjects: tuple[s.Expression, ...]) -> s.Symbol | None:
    r"""The letter of ``u_1, \dots, u_n`` or ``u_i``."""
    first = subjects[0] if subjects else None
    if not isinstance(first, s.Scripted) or len(first.subscripts) != 1 or not isinstance(first.base, s.Symbol):
        return None
    index = first.subscripts[0]
    last = subjects[-1]
    ended = isinstance(last, s.Scripted) and last.base == first.base and not isinstance(last.subscripts[0], s.Number)
    listed = len(subjects) > 1 and isinstance(index, s.Number) and index.value == 1 and ended
    single = len(subjects) == 1 and isinstance(index, s.Symbol) and not index.word
    return first.base if first.superscript is None and not first.primes and (listed or single) else None
