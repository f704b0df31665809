r"""Entries, rows and columns that only their letter names: ``x_i`` beside ``X \in \mathbb{R}^{N \times D}``.

Who declares ``X`` and goes on with ``\mathbf{x}_i^\top w`` or ``x_{ij}`` means the rows or the entries of it, and says
so in his notation alone.

Guarantee: a reading to be tried, which a verdict names.  Only of a letter that no line declares or defines and that
always stands with as many subscripts: one for each axis, or one whose range is that of one axis alone; and of none
that stands in words about entries, which are read, or say something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.senses import everywhere, lefts
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import words
from symderiv.documents.page.sentences import spans
from symderiv.documents.page.surface import (
    EntryFact,
    Fact,
    FunctionFact,
    PartsFact,
    RangeFact,
    SameShapeFact,
    ShapeFact,
    SurfaceDocument,
)
from symderiv.documents.words.named_entries import with_named_entries

__all__ = ["with_parts_by_letter"]

_MATRIX = 2  # axes
# All else that a sentence says may tell what its letters are, or that they are something else.
_PLAIN = frozenset(
    words(
        "for each every all the a an is are be let denote denotes where here with and of in to by on as our we have "
        "given i e th sample samples example examples observation observations input inputs data point points "
        "datapoint datapoints instance instances vector vectors feature features training target "
        "targets label labels class classes predict predicts model linear logistic regression loss gradient"
    )
)
_NAME = regex(r"⟦(\d+)⟧")
_WORD = regex(r"[A-Za-z]+")
_FONTS = frozenset(("mathbf", "boldsymbol", "bm", "vec", "mathbfit", "mathrm", "mathit"))


def with_parts_by_letter(document: SurfaceDocument) -> tuple[SurfaceDocument, dict[str, str]] | None:
    """The document in which such letters stand for what they name, and the words for each; None without any."""
    told = list(_told(document))
    if not told:
        return None
    items = (*(fact for fact, _, _ in told), *document.items)
    return with_named_entries(replace(document, items=items)), {name: words for _, name, words in told}


def _told(document: SurfaceDocument) -> Iterator[tuple[Fact, str, str]]:
    facts = list(document.facts())
    if any(isinstance(f, PartsFact) for f in facts):
        return
    spoken = {
        x
        for told in document.running
        for start, end in spans(told.text)
        if not _PLAIN.issuperset(word.lower() for word in _WORD.findall(told.text, start, end))
        for m in _NAME.finditer(told.text, start, end)
        for x in told.names[int(m[1])]
    }
    stated = [(x, f.axes) for f in facts if isinstance(f, ShapeFact) and f.axes for x in f.subjects]
    naming = ShapeFact | SameShapeFact | FunctionFact
    named = {latex(s.base(x)) for f in facts if isinstance(f, naming) for x in f.subjects}
    named |= {latex(s.base(x.head if isinstance(x, s.Applied) else x)) for item in document.items for x in lefts(item)}
    nodes = [n for item in document.items for n in everywhere(item)]
    for whole, axes in stated:
        if not isinstance(whole, s.Symbol) or not whole.letter.isupper() or len(axes) > _MATRIX:
            continue
        names = sorted({latex(n) for n in nodes if isinstance(n, s.Symbol) and _is_small(n, whole)})
        counts = {name: _counts(nodes, name) for name in names}
        if sum(1 in found and len(axes) > 1 for found in counts.values()) > 1:
            continue  # numbers ``x_i`` beside vectors ``\mathbf{x}_i``
        for name in (x for x in names if counts[x] and x not in named | spoken):
            base = next(n.base for n in nodes if isinstance(n, s.Scripted) and latex(n.base) == name)
            if counts[name] == {len(axes)}:
                entry = s.Scripted(whole.span, base, tuple(s.Symbol(whole.span, x) for x in "ij"[: len(axes)]))
                yield EntryFact(whole.span, "", whole, entry), name, f"entries of {latex(whole)}"
            elif counts[name] <= {1, len(axes)}:
                ends = _ends(facts, nodes, name)
                at = [k for k, axis in enumerate(axes) if ends == {latex(axis)}]
                if len(at) == 1:
                    part = s.Scripted(whole.span, base, (s.Symbol(whole.span, "i"),))
                    kind = "columns" if at[0] else "rows"
                    yield PartsFact(whole.span, "", whole, part, bool(at[0])), name, f"{kind} of {latex(whole)}"


def _counts(nodes: list[s.Expression], name: str) -> set[int]:
    """With how many subscripts a letter stands; nothing where it ever stands without."""
    reads = [n for n in nodes if isinstance(n, s.Scripted) and latex(n.base) == name]
    bare = sum(isinstance(n, s.Symbol) and latex(n) == name for n in nodes) > len(reads)
    below = {len(split_entries(n.subscripts, None)) for n in reads}
    return set() if bare or 0 in below or any(n.primes for n in reads) else below


def _ends(facts: list[Fact], nodes: list[s.Expression], name: str) -> set[str]:
    """Where the letters that stand alone below a name end."""
    below = (n.subscripts for n in nodes if isinstance(n, s.Scripted) and latex(n.base) == name)
    letters = {latex(x) for entries in below if len(split_entries(entries, None)) == 1 for x in entries if is_letter(x)}
    ends = {latex(end) for n in nodes for letter, end in _ranges(n) if letter in letters}
    stated = (f for f in facts if isinstance(f, RangeFact) and not letters.isdisjoint(map(latex, f.subjects)))
    return ends | {latex(f.upper) for f in stated if f.upper is not None}


def _is_small(node: s.Symbol, whole: s.Symbol) -> bool:
    """Whether a letter is the small one of a capital, whatever its font."""
    marks = [tuple(x for x in n.accents if x not in _FONTS) for n in (node, whole)]
    return node.letter == whole.letter.lower() and not node.word and marks[0] == marks[1]


def _ranges(node: s.Expression) -> Iterator[tuple[str, s.Expression]]:
    """The letter of a sum, and where it ends."""
    if not isinstance(node, s.BigOperator) or node.above is None:
        return
    for below in node.below:
        if isinstance(below, s.Comparison) and below.relations == ("=",) and is_letter(below.operands[0]):
            yield latex(below.operands[0]), node.above
