r"""Letters in scripts that are part of a name: ``x^{N}`` of "one Newton step $x^{N} = x - H^{-1} g$", and ``X_c`` of
"the centred data $X_c = X - J X$"; words without ``\\text`` below, as in ``W_{up} \\in \\mathbb{R}^{d \\times r}``.

Guarantee: only where an equation, or a shape, begins with such a name.  Above, it is the name of a vector, which has no
powers, and the letter is no size and counts nothing; below, it is that of a matrix, which has two indices, and the
letter stands nowhere but alone below matrices.  The letters of a word stand in no other subscript and count nothing.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.elaboration.letters import tensor_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RangeFact, RelationFact, SetFact, ShapeFact, SurfaceDocument, changed

__all__ = ["lettered"]

_TAKEN = frozenset({"T", "\\top", "\\intercal", "\\dagger", "H"})


def lettered(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such superscripts as words."""
    facts, displays = document.facts(), document.displays()
    vectors = {latex(x) for f in facts if isinstance(f, ShapeFact) and len(f.axes) == 1 for x in f.subjects}
    matrices = {latex(x) for f in facts if isinstance(f, ShapeFact) and len(f.axes) > 1 for x in f.subjects}
    vectors |= {name for name in tensor_letters(document) if name[-1].islower()} - matrices  # ``x^\\top A x``
    counting = {latex(n) for f in facts if isinstance(f, ShapeFact) for axis in f.axes for n in s.walk(axis)}
    counting |= {latex(x) for f in facts if isinstance(f, RangeFact | SetFact) for x in f.subjects}
    lefts = [x for f in facts if isinstance(f, RelationFact) and f.relation in ("=", ":=") for x in f.left]
    lefts += [link.left for d in displays for link in d.links if link.left is not None and not link.continuation]
    lefts += [x for f in facts if isinstance(f, ShapeFact) for x in f.subjects]
    found: set[tuple[str, str]] = set()
    for left in lefts:
        if not isinstance(left, s.Scripted) or left.subscripts or left.primes or latex(left.base) not in vectors:
            continue
        above = left.superscript
        if isinstance(above, s.Symbol) and is_letter(above) and latex(above) not in counting | _TAKEN:
            found.add((latex(left.base), latex(above)))
    sides = [x for d in displays for link in d.links for x in (link.left, link.right) if x is not None]
    sides += [x for f in facts if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    for node in (n for side in sides for n in s.walk(side)):
        if isinstance(node, s.Scripted) and node.superscript is not None and not isinstance(node.superscript, s.Symbol):
            inside = {latex(n) for n in s.walk(node.superscript)}  # ``x^{k}`` beside ``x^{k+1}`` counts
            found -= {(base, letter) for base, letter in found if base == latex(node.base) and letter in inside}
    below = _below(document, lefts, sides)
    spelled = _spelled(document, [*lefts, *sides])
    if not found and not below and not spelled:
        return document

    def worded(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted):
            return None
        if len(node.subscripts) == 1 and latex(node.subscripts[0]) in below:
            letter = node.subscripts[0]
            assert isinstance(letter, s.Symbol)
            return replace(node, subscripts=(replace(letter, word=True),))
        if len(node.subscripts) == 1 and (word := spelled.get(latex(node.subscripts[0]))):
            above = None if node.superscript is None else s.replaced(node.superscript, worded)
            return replace(node, subscripts=(s.Symbol(node.subscripts[0].span, word, word=True),), superscript=above)
        if not isinstance(node.superscript, s.Symbol) or (latex(node.base), latex(node.superscript)) not in found:
            return None
        return replace(node, superscript=replace(node.superscript, word=True))

    return replace(document, items=tuple(changed(item, worded) for item in document.items))


def _below(document: SurfaceDocument, lefts: list[s.Expression], sides: list[s.Expression]) -> set[str]:
    """The letters that stand only below matrices, alone, and with which an equation begins."""
    shapes = [(x, f.axes) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects]
    matrices = {latex(x) for x, axes in shapes if len(axes) > 1 and isinstance(x, s.Symbol)}
    others = {latex(x) for x, axes in shapes if len(axes) < 2}
    named = [x for x in lefts if isinstance(x, s.Scripted) and x.superscript is None and len(x.subscripts) == 1]
    letters = {
        latex(x.subscripts[0])
        for x in named
        if latex(x.base) in matrices - others and isinstance(x.subscripts[0], s.Symbol) and is_letter(x.subscripts[0])
    }
    if not letters:
        return set()
    for node in (n for side in (*sides, *lefts, *(x for x, _ in shapes)) for n in s.walk(side)):
        if isinstance(node, s.Scripted):
            alone = latex(node.base) in matrices - others and len(node.subscripts) == 1
            letters -= {
                latex(part)
                for entry in node.subscripts
                if not (alone and isinstance(entry, s.Symbol))
                for part in s.walk(entry)
            }
        elif isinstance(node, s.BigOperator):
            letters -= {latex(part) for below in node.below for part in s.walk(below)}
    counted = {latex(n) for _, axes in shapes for axis in axes for n in s.walk(axis)}
    counted |= {latex(x) for f in document.facts() if isinstance(f, RangeFact | SetFact) for x in f.subjects}
    return letters - counted


def _spelled(document: SurfaceDocument, sides: list[s.Expression]) -> dict[str, str]:
    """The words that stand letter by letter below names with a shape: what is written below, and the word."""
    facts = document.facts()
    words: dict[str, tuple[str, ...]] = {}
    for x in (x for f in facts if isinstance(f, ShapeFact) for x in f.subjects):
        entry = x.subscripts[0] if isinstance(x, s.Scripted) and len(x.subscripts) == 1 else None
        if isinstance(entry, s.Product) and not any(entry.operators) and all(map(is_letter, entry.factors)):
            words[latex(entry)] = tuple(map(latex, entry.factors))
    if not words:
        return {}
    counting = {latex(x) for f in facts if isinstance(f, RangeFact | SetFact) for x in f.subjects}
    for node in (n for side in sides for n in s.walk(side)):
        parts: tuple[s.Expression, ...] = ()
        if isinstance(node, s.Scripted):
            parts = tuple(x for x in node.subscripts if latex(x) not in words)
        elif isinstance(node, s.BigOperator):
            parts = node.below
        counting |= {latex(n) for x in parts for n in s.walk(x) if isinstance(n, s.Symbol) and not n.word}
    kept = {written: letters for written, letters in words.items() if counting.isdisjoint(letters)}
    mixed = [x for x in kept if any(set(kept[x]) == set(kept[y]) for y in kept if y != x)]  # ``A_{ij}`` and ``A_{ji}``
    return {written: "".join(letters) for written, letters in kept.items() if written not in mixed}
