"""The equations of a document that may be pieces of recurrences, and the entries that they name.

Guarantee: a name is read with its subscripts as the document writes them, declared or not; nothing is declared here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.undeclared import equations_of
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import Occurrence, is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Link, RelationFact, SurfaceDocument, UnreadFact
from symderiv.language.theory import Hypothesis

__all__ = [
    "LATER",
    "NUMBERED_BACKWARDS",
    "Entries",
    "Piece",
    "backward_letters",
    "entry_named",
    "entry_read",
    "from_behind",
    "is_before_the_first",
    "possible_pieces",
    "runs_backwards",
    "shifted_letter",
    "subscripts_of",
    "told_entries",
]

Entries = tuple[s.Expression, ...]

#: What is wrong with ``R_t = r_t + R_{t+1}`` as a definition, and the remedy.
LATER = "a recurrence that reads later entries of its own tensor"
NUMBERED_BACKWARDS = (
    "number its steps the other way round, so that it reads earlier ones; or say of what it is the gradient"
)


@dataclass(frozen=True)
class Piece:
    """``name[entries] = right`` as it stands at a place of the document."""

    name: str
    entries: Entries
    right: s.Expression
    position: int


def entry_named(context: Context, node: s.Expression) -> tuple[str, Entries] | None:
    """A name with subscripts, declared or not; ``m_0`` and ``m_t`` belong to one tensor."""
    if not isinstance(node, s.Scripted):
        return None
    found = context.names.read(node)
    if found is None and not isinstance(node.base, s.Symbol):
        return None
    if found is None:
        decoration, power, transposed, inverted = context.names.superscript(node.superscript)
        if power is not None or transposed or inverted or not node.subscripts:
            return None
        found = Occurrence(latex(node.base) + "'" * node.primes + decoration, node.subscripts)
    elif found.power is not None or found.transposed or found.inverted:
        return None
    elif not context.names.ranks.get(found.name) and (
        found.name in context.names.ranks or found.name not in context.names.families
    ):
        return None  # no tensor, and no family ``h^{(l)}`` that is still to be defined
    return (found.name, subscripts_of(context, found)) if found.indices else None


def is_before_the_first(context: Context, left: s.Expression | None, right: s.Expression | None) -> bool:
    """``h_{-1} = 0``: an entry before the first one is zero, as it is anyway."""
    found = None if left is None else entry_named(context, left)
    zero = isinstance(right, s.Number) and right.value == 0
    return found is not None and zero and any(map(_is_negative, found[1]))


def runs_backwards(context: Context, link: Link, used: Container[str], supposed: Iterable[Hypothesis]) -> bool:
    """``G_t = r_t + \\gamma G_{t+1}``: what is declared, and neither used nor supposed before, from its own later
    entries."""
    if link.left is None or link.right is None or link.continuation or link.relation not in DEFINING:
        return False
    found = entry_named(context, link.left)
    if found is None or found[0] not in context.theory.shapes or found[0] in used or not all(map(is_letter, found[1])):
        return False
    name, entries = found
    if any(h.statement.free and name in h.statement.left.tensors | h.statement.right.tensors for h in supposed):
        return False  # more is supposed than a last entry
    for node in s.walk(link.right):
        read = entry_read(context, node)
        if read is None or read[0] != name or len(read[1]) != len(entries):
            continue
        shifts = [(latex(own), shifted_letter(entry)) for own, entry in zip(entries, read[1], strict=True)]
        if any(at is not None and at[0] == own and at[1] > 0 for own, at in shifts):
            return True
    return False


def backward_letters(document: SurfaceDocument) -> set[str]:
    r"""The letters of which an equation tells an entry by a later one: ``R_t = r_t + \gamma R_{t+1}``."""
    found: set[str] = set()
    for left, right in (sides for sides in equations_of(document) if len(sides) == 2):
        if not isinstance(left, s.Scripted) or not any(map(is_letter, left.subscripts)):
            continue
        read = [n for n in s.walk(right) if isinstance(n, s.Scripted) and n.base == left.base]
        pairs = [
            (latex(x), shifted_letter(y)) for n in read for x, y in zip(left.subscripts, n.subscripts, strict=False)
        ]
        ahead = [at[1] for own, at in pairs if at is not None and at[0] == own]
        if any(k > 0 for k in ahead) and all(k >= 0 for k in ahead):
            found.add(latex(left.base))
    return found


def from_behind(context: Context, left: s.Expression | None) -> bool:
    """Whether a left side is the last entry of what an equation tells from its end: ``R_T = r_T``."""
    if not isinstance(left, s.Scripted) or latex(left.base) not in context.backwards:
        return False
    letters = context.sizes.letters()
    ends = (polynomial(x, letters) for x in left.subscripts)
    return any(end is not None and not end[0].is_constant for end in ends)


def _is_negative(entry: s.Expression) -> bool:
    return isinstance(entry, s.Addition) and entry.signs == ("-",) and isinstance(entry.terms[0], s.Number)


def entry_read(context: Context, node: s.Expression) -> tuple[str, Entries] | None:
    """A name with subscripts on a right side, be it under a power or turned."""
    found = entry_named(context, node)
    if found is None and isinstance(node, s.Scripted) and node.superscript is not None:
        _, power, transposed, inverted = context.names.superscript(node.superscript)
        if power is not None or transposed or inverted:
            return entry_named(context, replace(node, superscript=None))
    return found


def subscripts_of(context: Context, found: Occurrence) -> Entries:
    rank = context.names.ranks.get(found.name)
    if rank is None:
        return split_entries(found.indices, None)
    entries = split_entries(found.indices, rank)
    return entries if len(entries) <= rank else found.indices


def name_of(context: Context, node: s.Scripted | s.Symbol) -> str:
    """The name that an occurrence belongs to, whatever its power."""
    found = context.names.read(node)
    if found is not None:
        return found.name
    split = entry_named(context, node)
    return split[0] if split is not None else latex(node.base if isinstance(node, s.Scripted) else node)


def shifted_letter(entry: s.Expression) -> tuple[str, int] | None:
    """``k`` or ``k+1`` or ``t-2`` as a letter and a number."""
    if is_letter(entry):
        return latex(entry), 0
    if isinstance(entry, s.Addition) and len(entry.terms) == 2:
        for k, letter in enumerate(entry.terms):
            number = entry.terms[1 - k]
            if is_letter(letter) and entry.signs[k] != "-" and isinstance(number, s.Number):
                whole = int(number.value) if number.value.denominator == 1 else None
                if whole is not None:
                    return latex(letter), -whole if entry.signs[1 - k] == "-" else whole
    return None


def possible_pieces(context: Context, document: SurfaceDocument) -> Iterator[tuple[Piece | str | None, set[str]]]:
    """The equations in reading order that may be pieces, with all indexed names that a link mentions; of one that
    cannot be read, the name of which it may be a piece."""
    chains = [k for display in document.displays() for k in display.links if k.left is not None and not k.continuation]
    # a name that a display defines from itself is defined there
    shown = {
        at[0]
        for k in chains
        if k.left is not None and k.right is not None and (at := entry_named(context, k.left)) is not None
        for node in s.walk(k.right)
        if (inner := entry_read(context, node)) is not None and inner[0] == at[0]
    }
    for fact in document.facts():
        if isinstance(fact, UnreadFact) and fact.changes == "start":
            for left in fact.subjects:
                if (lost := entry_named(context, left)) is not None:
                    yield lost[0], set()
        if isinstance(fact, RelationFact) and fact.relation in ("=", ":="):
            for left in fact.left:
                found = entry_named(context, left)
                if found is None or is_before_the_first(context, left, fact.right):
                    continue
                again = any(
                    (inner := entry_read(context, node)) is not None and inner[0] == found[0]
                    for node in s.walk(fact.right)
                )
                step = again and not fact.conditional and not (found[0] in shown or found[0] in context.names.ranks)
                begins = not fact.conditional and not fact.not_first and any(isinstance(x, s.Number) for x in found[1])
                if step or begins:
                    yield Piece(*found, fact.right, fact.span.start), set()
    for display in document.displays():
        for link in display.links:
            mentioned = {
                name_of(context, node)
                for side in (link.left, link.right)
                for node in (s.walk(side) if side is not None else ())
                if isinstance(node, s.Scripted | s.Symbol)
            }
            if is_before_the_first(context, link.left, link.right):
                yield None, set()
                continue
            if link.error is not None:
                broken = entry_named(context, link.left) if link.left is not None else None
                yield None if broken is None else broken[0], set()
                continue
            at = entry_named(context, link.left) if link.left is not None and not link.continuation else None
            equation = None
            if at is not None and link.right is not None and link.relation in ("=", ":=", "\\equiv", "\\triangleq"):
                equation = Piece(*at, link.right, link.span.start)
            yield equation, mentioned


def told_entries(context: Context, document: SurfaceDocument) -> Iterator[tuple[str, RelationFact]]:
    """The names whose entries at a letter the text defines before any display does, and what it says."""
    shown: set[str] = set()
    for item in document.items:
        for fact in item.facts if isinstance(item, Display) else (item,):
            if not isinstance(fact, RelationFact) or fact.relation not in ("=", ":=") or fact.conditional:
                continue
            for left in fact.left:
                found = entry_named(context, left)
                if found is None or found[0] in shown or is_before_the_first(context, left, fact.right):
                    continue
                if not any(isinstance(x, s.Number) for x in found[1]):
                    yield found[0], fact
        if isinstance(item, Display):
            lefts = (link.left for link in item.links if link.left is not None and not link.continuation)
            shown |= {found[0] for left in lefts if (found := entry_named(context, left)) is not None}
