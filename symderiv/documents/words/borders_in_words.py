r"""What the text says of entries outside of an array, where it is not that they are zero: "we use circular padding".

Guarantee: a line that reads an array at a place that is no letter, or what is made so, gets no verdict then.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.surface import BorderFact, Item, RelationFact, ShapeFact, SurfaceDocument, UnreadFact
from symderiv.documents.words.phrases import Phrases

__all__ = ["told_borders", "with_told_borders"]

_WHAT = r"(?:padding|padded|boundar(?:y|ies)|borders?|extensions?|continuations?|end conditions?)"
_HOW = r"(?:periodic|circular|cyclic|toroidal|reflect\w*|mirror\w*|symmetric|antisymmetric|replicat\w+|edge|nearest)"
_BORDERS = regex(
    rf"\b{_HOW}[\s-]+{_WHAT}\b|\b{_WHAT}(?:\s+conditions?)?\s+(?:is|are)\s+(?:\w+\s+)?{_HOW}\b|"
    r"\b(?:ind(?:ex|ices)|subscripts?|positions?|index arithmetic|reads?|accesses|everything|it|they)\b"
    r"(?:[^.;⟦]|⟦\d+⟧){0,40}?"
    r"\b(?:modulo\b|mod\b|wrap(?:s|ped)?[\s-]around|cyclic(?:ally)?\b|periodic(?:ally)?\b|from the (?:end|back))|"
    r"\b(?:extended|continued|padded|repeated|tiled|completed)\s+(?:[a-z]+\s+){0,2}?(?:periodically|cyclically|circularly|"
    r"symmetrically|by\s+(?:reflection|mirroring|replication|(?:its|their|the)\s+(?:edge|border|boundary|last|nearest)\w*)|"
    r"with\s+(?:ones|copies|(?:its|their|the)\s+(?:edge|border|boundary|last|nearest)\w*))|"
    r"\b(?:borders?|boundar(?:y|ies)|edges?)\s+(?:(?:values?|entries|pixels)\s+)?(?:is|are)\s+"
    r"(?:replicated|mirrored|reflected|repeated|copied|clamped|wrapped)|"
    r"\b(?:outside|beyond)\b(?:\s+(?:of\s+)?(?:the|its|their)\s+(?:ranges?|arrays?|bounds|borders?|"
    r"boundar(?:y|ies)|ends?|edges?|signal|image|domain|ax[ie]s))?,?\s+(?:⟦\d+⟧\s+|it\s+|they\s+)?(?:is|are|need|does|do|may)\s+(?:not\s+(?:be\s+)?(?:zero|vanish|0)|non-?zero|"
    r"arbitrary|(?:one|ones|⟦\d+⟧)\b)|\bnot (?:padded|extended|filled) (?:with|by) zero(?:e?s)?\b|"
    r"\bzero(?:e?s)? but (?:with|by) \w+|"
    r"\bpad(?:s|ded|ding)?\s+(?:(?:it|them|⟦\d+⟧)\s+)?(?:with|by)\s+(?:ones|minus infinity|copies|reflection|"
    r"(?:the\s+)?(?:edge|border|nearest|mean)\w*)|"
    r"\bon a (?:ring|torus|circle|cycle)\b|⟦\d+⟧-periodic\b|\bis periodic\b",
    re.IGNORECASE,
)
_DENIED = regex(r"\b(?:not|never|no|nor|without|instead of|unlike|rather than|neither)\b[^.;,]*$", re.IGNORECASE)


def told_borders(passage: Phrases) -> None:
    """What a passage says of entries outside."""
    begins = [place[0] for place in passage.places]
    for start, words in border_words(passage.text):
        number = bisect_left(begins, start)
        span = passage.chunks[number].span if number < len(passage.chunks) else None
        span = span or passage.source.span(passage.offset, passage.offset)
        words = re.sub(r"⟦(\d+)⟧", lambda m: passage.spelling(int(m.group(1))), words)
        passage.put(number, BorderFact(span, "", " ".join(words.split())))


def border_words(text: str) -> Iterator[tuple[int, str]]:
    """Where a text says so, and its words.

    >>> list(border_words("We use circular padding, no mirror padding.")), list(border_words("It is not zero outside."))
    ([(7, 'circular padding')], [])
    """
    for match in _BORDERS.finditer(text):
        nonzero = "not" in match.group().split()
        if nonzero or not _DENIED.search(last_sentence(text[: match.start()])):
            yield match.start(), match.group()


def with_told_borders(document: SurfaceDocument) -> SurfaceDocument:
    """The document with a doubt about the arrays that it may read outside."""
    shapes = {latex(x): f.axes for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    told = [f for f in document.items if isinstance(f, BorderFact) or _is_periodic(f, shapes)]
    if not told:
        return document
    names: dict[str, s.Expression] = {}
    for node in (n for side in document.sides() for n in s.walk(side)):
        if isinstance(node, s.Scripted) and any(isinstance(p, s.Addition) for x in node.subscripts for p in s.walk(x)):
            names.setdefault(latex(node.base), node.base)
    first = told[0]
    words = first.words if isinstance(first, BorderFact) else "entries that repeat"
    doubt = UnreadFact(replace(first.span, start=-1, end=-1), "", tuple(names.values()), words, changes="border")
    rest = tuple(x for x in document.items if not any(x is y for y in told))
    return replace(document, items=(doubt, *rest) if names else rest)


def _is_periodic(item: Item, shapes: Mapping[str, tuple[s.Expression, ...]]) -> bool:
    """Whether an equation says of an array that it repeats with its size, ``x_{i+N} = x_i``, or mirrors at 0."""
    if not isinstance(item, RelationFact) or item.relation != "=" or len(item.left) != 1:
        return False
    left, right = item.left[0], item.right
    if not isinstance(left, s.Scripted) or not isinstance(right, s.Scripted) or left.base != right.base:
        return False
    sizes = set(map(latex, shapes.get(latex(left.base), ())))
    for entry in (*left.subscripts, *right.subscripts):
        if isinstance(entry, s.Addition):
            signs = dict(zip(map(latex, entry.terms), entry.signs, strict=True))
            if len(entry.terms) == 1 or (len(entry.terms) == 2 and any(signs.get(x) == "+" for x in sizes)):
                return "-" not in entry.signs or len(entry.terms) == 1
    return False
