r"""Along which axis the softmax of a matrix runs, where words say so: "the softmax is applied column-wise", "over $j$".

Nothing said, it runs along the last axis, over the entries of each row.

Guarantee: where sentences say both, deny one, or speak of all entries together, the softmax of a matrix is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.sentences import spans
from symderiv.documents.page.surface import RelationFact, SoftmaxFact, SurfaceDocument
from symderiv.documents.words.phrases import Phrases

__all__ = ["softmax_axis", "spoken_axes", "told_softmax"]

_SOFTMAX = regex(
    r"\bsoft-?max\b|\b(?:attention|scores?|probabilit\w+)\b[^.;]*\bnormali[sz]\w+|"
    r"\bnormali[sz]\w+\b[^.;]*\b(?:attention|scores?|probabilit\w+)\b|^\W*(?:the |its )?normali[sz]ation\b",
    re.IGNORECASE,
)
_PER = (
    r"(?:over|across|along|down|on|to|of|per|in|for|by|each|every|normali[sz]es?)\s+"
    r"(?:the\s+|each\s+|every\s+|all\s+|its\s+)*"
)
_AXES = regex(
    rf"(?P<column>\bcolumn-?\s?wise\b|\bcolumn by column\b|\b{_PER}(?:[a-z]+\s+)?columns?\b(?!\s+(?:index|of data))|"
    r"\bcolumns? (?:is|are) normali[sz]ed\b|\bfirst (?:index|axis|dimension)\b|\b(?:axis|dim)\s*=?\s*0\b|"
    r"\brow (?:index|indices)\b)|"
    rf"(?P<row>\brow-?\s?wise\b|\brow by row\b|\b{_PER}(?:[a-z]+\s+)?rows?\b(?!\s+(?:index|of data))|"
    r"\brows? (?:is|are) normali[sz]ed\b|\b(?:last|second) (?:index|axis|dimension)\b|\b(?:axis|dim)\s*=?\s*-?1\b|"
    r"\bcolumn (?:index|indices)\b)|"
    r"(?P<all>\b(?:all|both) (?:entries|indices|axes|elements|pairs)\b|\bjointly\b|\bwhole matrix\b|\bflattened\b)|"
    r"\bover (?:the )?(?:index |indices |keys? |positions? |classes |tokens? )?⟦(?P<letter>\d+)⟧",
    re.IGNORECASE,
)
# "not row-wise but column-wise"
_DENIED = regex(r"\b(?:not|never|rather than|instead of|unlike|nor)\s+(?:[a-z]+\s+){0,2}$|\bnot the $", re.IGNORECASE)
# "Each column of ⟦P⟧ sums to one", of what is a softmax
_SUMS = regex(
    r"\b(?:each|every|all|the)\s+(?P<which>column|row)s?\s+(?:of\s+)?(?:the\s+)?⟦(?P<name>\d+)⟧\s+(?:sums? to|"
    r"adds? up to|(?:is|are) (?:an? )?(?:probability |discrete )?distributions?\b|(?:is|are) normali[sz]ed)",
    re.IGNORECASE,
)
_NOT = regex(r"\b(?:not|never|no|would|if|whether|nor|neither)\b|n't\b|\?", re.IGNORECASE)


def told_softmax(passage: Phrases) -> None:
    """What the sentences of a passage say of it."""
    begins = [place[0] for place in passage.places]
    for begin, end in spans(passage.text):
        sentence = passage.text[begin:end]
        for at, axis, letter in spoken_axes(sentence):
            number = sum(place < begin + at for place in begins)
            chunk = passage.chunks[number] if number < len(passage.chunks) else None
            span = chunk.span if chunk is not None else passage.source.span(passage.offset, passage.offset)
            over = passage.chunks[letter].subjects if letter is not None else ()
            if letter is None or len(over) == 1:
                passage.put(number, SoftmaxFact(span, sentence, axis, *over))


def spoken_axes(sentence: str) -> Iterator[tuple[int, str, int | None]]:
    """Where a sentence speaks of an axis, which ("column", "row", or "" where it is another), and its letter or whose.

    >>> list(spoken_axes("The softmax is taken over each column."))
    [(21, 'column', None)]
    >>> [axis for _, axis, _ in spoken_axes("The softmax is not row-wise but column-wise.")]
    ['column']
    >>> list(spoken_axes("Each row of the data is a sample."))
    []
    """
    for match in _SUMS.finditer(sentence):
        if not _NOT.search(sentence):
            yield match.start(), match["which"].lower(), int(match["name"])
    if _SOFTMAX.search(sentence):
        for match in _AXES.finditer(sentence):
            if _DENIED.search(sentence[: match.start()]) is None:
                letter = match["letter"]
                axis = "column" if match["column"] else "row" if match["row"] else ""
                yield match.start(), axis, None if letter is None else int(letter)


def softmax_axis(document: SurfaceDocument) -> int | None:
    """The axis along which the softmax of a matrix runs, 0 or 1; None where it is open."""
    equations = [(x, f.right) for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    equations += [(k.left, k.right) for d in document.displays() for k in d.links if k.left and k.right]
    made = {latex(x) for x, right in equations if any(_is_softmax(n) for n in s.walk(right))}
    found: set[int | None] = set()
    for fact in document.facts():
        if isinstance(fact, SoftmaxFact) and (fact.of is None or not fact.axis or latex(fact.of) in made):
            known = {"column": 0, "row": 1}.get(fact.axis)
            found.add(known if fact.axis or fact.of is None else _place(document, fact.of))
    return found.pop() if len(found) == 1 else None if found else 1


def _is_softmax(node: s.Expression) -> bool:
    return isinstance(node, s.Applied) and "softmax" in latex(node.head).lower()


def _place(document: SurfaceDocument, letter: s.Expression) -> int | None:
    """The place of a letter in the pairs of subscripts with it."""
    places: set[int] = set()
    for node in (n for side in document.sides() for n in s.walk(side)):
        below = node.subscripts if isinstance(node, s.Scripted) else ()
        if len(below) == 1 and isinstance(below[0], s.Product):
            below = below[0].factors
        if len(below) == 2 and all(map(is_letter, below)):
            places |= {k for k, x in enumerate(below) if latex(x) == latex(letter)}
    return places.pop() if len(places) == 1 else None
