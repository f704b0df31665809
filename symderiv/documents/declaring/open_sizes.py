r"""Equations between two sizes that both have their shapes: "$U U^\top = I$ would mean $M = D$", "for $M = D$ we get".

Such an equation makes every claim one about square matrices.  It holds for the document only where the text supposes
it, or says that the things of the document are so; elsewhere it is a case, a consequence or a remark, and what is
wrong without it is refuted or left undecided, never proved.

Guarantee: where a line cannot be read without the equation, as in ``y = x + W x``, it is read with it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from symderiv.documents.elaboration.sizes import LOWS
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Item, RangeFact, RelationFact, ShapeFact, SurfaceDocument, WordFact
from symderiv.documents.supposing.moods import outright

__all__ = ["OpenSizes", "axis_letters", "open_places", "with_equal_sizes"]

_SUPPOSING = ("let", "assume", "suppose", "put", "set", "define", "take", "fix", "choose", "here", "where", "given")
_NEEDS = regex(r"\b(?:[Rr]equir|[Nn]eed|[Ff]orc|[Dd]emand|[Ii]mpl[iy])\w*[^⟦]*$")
# "The weights are square, ⟦M = D⟧", "since both layers have equal width, ⟦M = D⟧"
_DESCRIBES = regex(
    r"^\W*(?:(?:and|so|since|as|because|throughout|now),?\s+)?(?:here|the|our|its|both|all|each|every|we)\b[^.;]*"
    r"\b(?:is|are|has|have|shares?|keeps?|use)\b[^.;]*\b(?:square|equal|equally|same|as many|as wide)\b"
)
_THROUGHOUT = regex(r"\b(?:throughout|henceforth|from (?:now|here) on|in what follows|in these notes|in this \w+)\b")


def axis_letters(document: SurfaceDocument) -> set[str]:
    """The letters of a document that are sizes already: axes, ends of ranges, whole numbers."""
    facts = document.facts()
    ends = [axis for f in facts if isinstance(f, ShapeFact) for axis in f.axes]
    ends += [f.upper for f in facts if isinstance(f, RangeFact) and f.upper is not None]
    letters = {latex(node) for end in ends for node in s.walk(end) if isinstance(node, s.Symbol)}
    return letters | {latex(x) for f in facts if isinstance(f, WordFact) and f.word in LOWS for x in f.subjects}


class OpenSizes:
    """The equations of a document between letters of which both are sizes already."""

    def __init__(self, document: SurfaceDocument) -> None:
        facts = document.facts()
        self._letters = axis_letters(document)
        # What stands in a sentence that declares shapes belongs to them.
        self._declaring = {f.argument for f in facts if isinstance(f, ShapeFact) and f.axes}

    def relates(self, fact: RelationFact) -> bool:
        """Whether an equation says that two sizes are equal."""
        sides = (*fact.left, fact.right)
        return (
            fact.relation == "="
            and not fact.conditional
            and all(isinstance(x, s.Symbol) and latex(x) in self._letters for x in sides)
        )

    def denied(self, fact: RelationFact) -> bool:
        """Whether an equation of whole numbers stands in words by which the text takes it back: "some authors take"."""
        symbols = [n for side in (*fact.left, fact.right) for n in s.walk(side) if isinstance(n, s.Symbol)]
        return bool(fact.shaken) and all(latex(n) in self._letters for n in symbols)

    def is_open(self, fact: RelationFact) -> bool:
        """Whether the text does not suppose an equation of two sizes for all that follows."""
        if fact.shaken or fact.unfamiliar or fact.supposed:
            return True
        told = fact.argument in self._declaring or fact.hypothesis or fact.word in _SUPPOSING
        if told or _THROUGHOUT.search(fact.sentence.lower()):
            return _NEEDS.search(fact.sentence) is not None
        return _DESCRIBES.search(fact.sentence.lower()) is None or not outright(fact.sentence)


def open_places(document: SurfaceDocument) -> list[int]:
    """Where the equations of two sizes stand that the text does not suppose."""
    sizes = OpenSizes(document)
    told = (fact for fact in document.items if isinstance(fact, RelationFact) and sizes.relates(fact))
    return list(dict.fromkeys(fact.span.start for fact in told if sizes.is_open(fact)))


def with_equal_sizes(document: SurfaceDocument, places: Collection[int]) -> SurfaceDocument:
    """The document as if its text began with the equations that stand at some places."""
    first: list[Item] = []
    rest: list[Item] = []
    for item in document.items:
        if isinstance(item, RelationFact) and item.span.start in places:
            first.append(
                replace(
                    item,
                    span=s.NOWHERE,
                    sentence="",
                    word="let",
                    hypothesis=True,
                    conditional=False,
                    shaken="",
                    unfamiliar="",
                    supposed=False,
                )
            )
        else:
            rest.append(item)
    return replace(document, items=(*first, *rest))
