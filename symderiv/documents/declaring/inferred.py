r"""Shapes of undeclared tensors that their indices tell: ``V_{ed}`` beside ``\sum_{d=1}^D`` and ``x_{nd}``.

Five ways.  Where every subscript is bound by a sum that writes its range, the ranges are the shape; so are those with
which the text introduces a name ("an image ``x_{ij}``, ``1 \le i \le H``, ...").  Where letters have one size in the
whole document (the axes at which they stand bare, the ranges that are stated or summed over), the sizes are: the same
line may be written with ranges or without; and so are they of numbers of which the text tells the values.

Guarantee: the last way tells nothing of a name that stands in claims alone, that an equation defines, that stands with
other subscripts than plain letters, that is differentiated, or that the text speaks of without calling it an input.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symderiv.documents.declaring.read_ranges import by_ranges
from symderiv.documents.elaboration.context import Context, Range
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.undeclared import equations_of, excluded, sides_of, undeclared
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import (
    MentionFact,
    PartsFact,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.language.integers import Poly

__all__ = ["infer_shapes", "letter_sizes"]

# What carries subscripts and is no tensor of the document.
_BUILT_IN = frozenset(
    ["\\delta", "1", "I", "e", "\\mathbb{1}", "\\mathbf{1}", "\\chi", "\\mathbb{I}", "0", "\\mathbf{0}"]
)

_OF_NUMBERS: tuple[str, ...] = (
    "label",
    "scalar",
    "positive scalar",
    "positive",
    "nonnegative",
    "nonzero",
    "probability",
)
_OF_NUMBERS += ("sums to one", "sums to zero")


def infer_shapes(context: Context, document: SurfaceDocument) -> None:
    """Take down the shapes of undeclared tensors."""
    made = excluded(context, document)
    by_ranges(context, document, made)
    _by_mention(context, document)
    _by_listing(context, document, excluded(context, document, spoken=False))
    _bases_by_listing(context, document)
    _by_membership(context, document)
    _by_letters(context, document)
    shown = {latex(x) for d in document.displays() for k in d.links if k.left is not None for x in _name(k.left)}
    context.inputs |= context.inferred.keys() - shown


def _name(side: s.Expression) -> tuple[s.Expression, ...]:
    """What a side may be a definition of."""
    return (side, side.base) if isinstance(side, s.Scripted) else (side,)


def _by_mention(context: Context, document: SurfaceDocument) -> None:
    """Names that the text speaks of with the ranges of all their letters: "an image ``x_{ij}`` with ``i = 1, ..., H``
    and ``j = 1, ..., W``", or with their first entries told by "``i < H``"; numbers that are summed over also with the
    only ranges that another sentence tells."""
    facts = document.facts()
    places = {(at, letter): limits for letter, found in context.stated.items() for at, limits in found}
    ranges = {
        (fact.argument, latex(subject)): limits
        for fact in facts
        if isinstance(fact, RangeFact)
        for subject in fact.subjects
        if (limits := places.get((fact.span.start, latex(subject)))) is not None
    }
    told: dict[str, set[Range]] = {}
    for (_, letter), limits in ranges.items():
        told.setdefault(letter, set()).add(limits)
    throughout = {letter: found.pop() for letter, found in told.items() if len(found) == 1}
    letters = context.sizes.letters()
    for fact in facts:  # "an image ``x_{ij}`` with ``i < H`` and ``j < W``" counts from 0
        if not isinstance(fact, RelationFact) or fact.relation != "<" or not is_letter(fact.right):
            continue
        if latex(fact.right) in letters or latex(fact.right) not in context.subscripted:  # not "``g_s`` with ``s < t``"
            size = letters.get(latex(fact.right), Poly.symbol(latex(fact.right)))
            own = [latex(x) for x in fact.left if is_letter(x) and latex(x) not in letters]
            ranges |= {(fact.argument, x): (Poly({}), size - 1) for x in own if (fact.argument, x) not in ranges}
    lefts = [k.left for d in document.displays() for k in d.links]
    lefts += [x for fact in facts if isinstance(fact, RelationFact) for x in fact.left]
    defined = {latex(x.base) for x in lefts if isinstance(x, s.Scripted)}
    for fact in facts:
        for subject in fact.subjects if isinstance(fact, MentionFact) and not fact.words else ():
            found = undeclared(context, subject)
            if found is None or not found.indices or found.name in defined:
                continue
            entries = split_entries(found.indices, None)
            if found.name in _BUILT_IN and not (found.name == "I" and len(entries) > 2):  # an image I_{cij}
                continue
            shape: list[tuple[Poly, int]] = []
            for entry in entries:
                limits = ranges.get((fact.argument, latex(entry))) if is_letter(entry) else None
                if limits is None and latex(entry) in throughout and _summed_numbers(context, document, found.name):
                    limits = throughout[
                        latex(entry)
                    ]  # "model ``s`` predicts ``f_s``", of the ``s`` of another sentence
                if limits is not None and limits[0].is_constant and limits[0].value in (0, 1):
                    shape.append((limits[1] - limits[0] + 1, limits[0].value))
            if len(shape) == len(entries):
                for axis, (size, first) in enumerate(shape):
                    context.bases.vote((found.name, axis), size, first)
                context.declare(found.name, tuple(size for size, _ in shape))


def _by_listing(context: Context, document: SurfaceDocument, made: set[str]) -> None:
    r"""Numbers that the text lists, ``taps $w_0, \\dots, w_{K-1}$``, where a sum runs over what it reads of them, or
    the steps of a recurrence of numbers do."""
    letters = context.sizes.letters()
    defined = {latex(x.base) for x, _ in _equations_of_entries(document)}
    for fact in document.facts():
        subjects = fact.subjects if isinstance(fact, MentionFact) and not fact.words else ()
        for k in (k for k, x in enumerate(subjects) if isinstance(x, s.Symbol) and x.letter == "\\dots"):
            if not 0 < k < len(subjects) - 1:
                continue
            last = subjects[k + 1]
            own = [x for x in subjects[:k] if s.base(x) == s.base(last)]
            first = own[0] if own else subjects[0]  # of "$z_1, \\dots, z_N$ and $v_1, v_2, \\dots, v_N$"
            if not isinstance(first, s.Scripted) or not isinstance(last, s.Scripted):
                continue
            found = undeclared(context, last)
            ends = (first.subscripts, last.subscripts)
            if found is None or replace(first, subscripts=ends[1]) != last or any(len(x) != 1 for x in ends):
                continue
            stepped = found.name not in defined and _steps_of_numbers(document, found.name)
            if not stepped and (found.name in made or not _summed_numbers(context, document, found.name)):
                continue
            for part in (n for n in s.walk(ends[1][0]) if is_letter(n)):
                if latex(part) not in letters and latex(part) not in context.subscripted:
                    context.sizes.lows[latex(part)] = 1
            letters = context.sizes.letters()
            low, high = (polynomial(x, letters) for (x,) in ends)
            one = Poly.constant(1)
            if low is None or high is None or not low[0].is_constant or low[1] != one or high[1] != one:
                continue
            if low[0].value in (0, 1) and any(not p.is_constant for p in high):
                size = high[0] - low[0] + 1
                context.bases.vote((found.name, 0), size, low[0].value)
                context.declare(found.name, (size,))


def _bases_by_listing(context: Context, document: SurfaceDocument) -> None:
    r"""The first index of a declared vector of which the text lists the entries, "with entries $x_1, \\dots, x_n$"."""
    for fact in document.facts():
        if isinstance(fact, MentionFact) and not fact.words:
            for before, dots, after in zip(fact.subjects, fact.subjects[1:], fact.subjects[2:], strict=False):
                if isinstance(dots, s.Symbol) and dots.letter == "\\dots":
                    _base_by_ends(context, before, after)
        elif isinstance(fact, PartsFact) and fact.last is not None and s.base(fact.part) == fact.whole != fact.part:
            assert isinstance(fact.part, s.Scripted)  # "$x = (x_1, \\dots, x_n)$"
            _base_by_ends(context, fact.part, replace(fact.part, subscripts=(fact.last,)))


def _base_by_ends(context: Context, first: s.Expression, last: s.Expression) -> None:
    if not isinstance(first, s.Scripted) or not isinstance(last, s.Scripted) or len(first.subscripts) != 1:
        return
    shape = context.theory.shapes.get(latex(first.base), ())
    if len(shape) != 1 or replace(first, subscripts=last.subscripts) != last or len(last.subscripts) != 1:
        return
    letters = context.sizes.letters()
    low, high = (polynomial(x.subscripts[0], letters) for x in (first, last))
    if low is None or high is None or low[1] != high[1] or not low[0].is_constant:
        return
    if low[0].value in (0, 1) and high[0] - low[0] + 1 == shape[0]:
        context.bases.told[latex(first.base), 0] = shape[0], low[0].value


def _summed_numbers(context: Context, document: SurfaceDocument, name: str) -> bool:
    """Whether a sum runs over a letter in the one subscript of a name, which stands beside numbers only."""
    summed = False
    for side in sides_of(document):
        for node in s.walk(side):
            if isinstance(node, s.Product):
                factors = [(f, context.names.read(f)) for f in node.factors if isinstance(f, s.Symbol | s.Scripted)]
                beside = any(isinstance(f, s.Scripted) and latex(f.base) == name for f, _ in factors)
                whole = [(x, context.names.ranks.get(x.name) or 0) for _, x in factors if x is not None]
                if beside and any(len(split_entries(x.indices, None)) < rank for x, rank in whole):
                    return False  # a matrix by one of a list of vectors
            if isinstance(node, s.Symbol | s.Scripted):
                bare = latex(node.base if isinstance(node, s.Scripted) else node)
                above = node.superscript if isinstance(node, s.Scripted) else None
                turned = above is not None and latex(above) == "\\top"
                if bare == name and isinstance(node, s.Scripted) and (len(node.subscripts) != 1 or turned):
                    return False
            if isinstance(node, s.Norm) and any(
                isinstance(n, s.Scripted) and latex(n.base) == name for n in s.walk(node)
            ):
                return False
            if isinstance(node, s.BigOperator):
                runs = {latex(x) for entry in node.below for x in s.walk(entry) if is_letter(x)}
                summed |= any(
                    isinstance(n, s.Scripted)
                    and latex(n.base) == name
                    and any(latex(x) in runs for entry in n.subscripts for x in s.walk(entry))
                    for n in s.walk(node.body)
                )
    return summed


def _equations_of_entries(document: SurfaceDocument) -> list[tuple[s.Scripted, s.Expression]]:
    """The equations of one entry each, ``j_0 = 1`` and ``j_l = s_l j_{l-1}``."""
    pairs = (sides for sides in equations_of(document) if len(sides) == 2)
    return [(x, y) for x, y in pairs if isinstance(x, s.Scripted) and len(x.subscripts) == 1]


def _steps_of_numbers(document: SurfaceDocument, name: str) -> bool:
    r"""Whether a recurrence that begins with a number but 0 reads one entry of a name at each step."""
    said = _equations_of_entries(document)
    begun = {latex(x.base) for x, right in said if isinstance(right, s.Number) and right.value != 0}
    for left, right in said:
        if latex(left.base) in begun and is_letter(left.subscripts[0]):
            read = [n for n in s.walk(right) if isinstance(n, s.Scripted)]
            own = [n for n in read if latex(n.base) == name]
            if own and all(n.subscripts == left.subscripts for n in own) and any(n.base == left.base for n in read):
                return True
    return False


def _by_membership(context: Context, document: SurfaceDocument) -> None:
    r"""Inputs that the text says to be numbers, one for each value of letters that have one size throughout: "labels
    ``y_i \in \{0, 1\}``" beside ``X_{id}``."""
    members = [
        fact
        for fact in document.facts()
        if isinstance(fact, SetFact)
        or (isinstance(fact, ShapeFact) and not fact.axes)
        or (isinstance(fact, WordFact) and fact.word in _OF_NUMBERS)
    ]
    families = context.names.families  # ``y^{(i)}``
    scripted = [(f, [x for x in f.subjects if isinstance(x, s.Scripted)]) for f in members]
    members = [f for f, own in scripted if any(x.subscripts or latex(x.base) in families for x in own)]
    if not members:
        return
    sizes, unclear = letter_sizes(context, document)
    met: set[str] = set()
    defined: set[str] = set()
    for display in document.displays():
        for link in display.links:
            parts = [n for side in (link.left, link.right) if side is not None for n in s.walk(side)]
            if link.relation in DEFINING and link.left is not None and not link.continuation:
                right = s.walk(link.right) if link.right is not None else ()
                read = {latex(n.base if isinstance(n, s.Scripted) else n) for n in right}
                defined |= {latex(x) for x in _name(link.left)} - met - read  # "y_i^2 = y_i" is about y
            met |= {latex(n.base if isinstance(n, s.Scripted) else n) for n in parts}
    for subject in (x for fact in members for x in fact.subjects):
        alone = latex(subject)
        number = context.theory.shapes.get(alone) == () and isinstance(subject, s.Scripted)
        if number:  # as it stands it would be one number for all of them
            del context.names.ranks[alone], context.theory.shapes[alone]
        found = undeclared(context, subject)
        entries = split_entries(found.indices, None) if found is not None else []
        if found is None or found.name in defined | _BUILT_IN:
            entries = []
        elif found.name in context.inferred:  # from the ranges of its letters
            known, entries = context.inferred[found.name], []
            for axis, (own_size, first) in enumerate(known):
                if first is not None:
                    context.bases.vote((found.name, axis), own_size, first)
            context.declare(found.name, tuple(own_size for own_size, _ in known))
        own = [sizes.get(latex(x), set()) if is_letter(x) and latex(x) not in unclear else set() for x in entries]
        if found is not None and entries and all(len(x) == 1 for x in own):
            context.declare(found.name, tuple(next(iter(x)) for x in own))
        elif number:
            context.declare(alone, ())


def _by_letters(context: Context, document: SurfaceDocument) -> None:
    """Names all of whose subscripts are letters that have one size throughout."""
    sizes, unclear = letter_sizes(context, document)
    made = excluded(context, document)
    axes: dict[str, list[set[Poly]]] = {}
    first: dict[str, list[set[Poly]]] = {}  # what the equation says that introduces a name
    used = _introduced(context, document)
    for sides in equations_of(document):
        own: dict[str, set[Poly]] | None = None
        by = {id(x) for side in sides for n in s.walk(side) if isinstance(n, s.Derivative) for x in n.variables}
        for node in (n for side in sides for n in s.walk(side)):
            found = undeclared(context, node)
            if (
                found is None
                or not found.indices
                or found.name in made | context.unshaped
                or found.name in context.inferred
            ):
                continue
            assert isinstance(node, s.Scripted)
            if latex(node.base) in _BUILT_IN | made:
                continue
            entries = split_entries(found.indices, None)
            before = axes.setdefault(found.name, [set() for _ in entries])
            plain = all(is_letter(x) and latex(x) not in unclear for x in entries)
            if len(before) != len(entries) or not plain:
                axes[found.name] = [set()]  # of no size, whatever is found later
                continue
            for old, letter in zip(before, map(latex, entries), strict=True):
                everywhere = sizes.get(letter, set())
                if len(everywhere) > 1 and found.name in used:  # a letter that some line has of another size
                    own = _sizes_in(context, sides) if own is None else own
                    claimed = id(node) in by and used[found.name] != sides  # a gradient by it, which may be wrong
                    everywhere = set() if claimed else own.get(letter, everywhere)
                old |= everywhere
            if used.get(found.name) == sides:
                told = [sizes.get(latex(x), set()) for x in entries]
                told = [a & b for a, b in zip(first.get(found.name, told), told, strict=True)]
                first[found.name] = told
    for name, found_sizes in axes.items():
        if len(found_sizes) == len(first.get(name, ())) and any(len(x) > 1 for x in found_sizes):
            found_sizes = first[name]  # a later line that has its indices in another order
        if name in used and all(len(x) == 1 for x in found_sizes):
            context.inferred[name] = tuple((next(iter(x)), None) for x in found_sizes)


def _introduced(context: Context, document: SurfaceDocument) -> dict[str, tuple[s.Expression, ...]]:
    """The undeclared names that stand on the right of the first equation for another name, which may define that, with
    the first such equation."""
    equations = [
        (k.left, k.right)
        for display in document.displays()
        for k in display.links
        if not k.continuation and k.relation in DEFINING and k.left is not None and k.right is not None
    ]
    equations += [
        (x, fact.right)
        for fact in document.facts()
        if isinstance(fact, RelationFact) and fact.relation in DEFINING
        for x in fact.left
    ]
    found: dict[str, tuple[s.Expression, ...]] = {}
    seen: set[str] = set()
    for left, right in equations:
        head = left.head if isinstance(left, s.Applied) else left  # of "f(w) = ..."
        if not isinstance(head, s.Symbol | s.Scripted):
            continue
        name = latex(head.base) if isinstance(head, s.Scripted) else latex(head)
        if isinstance(head, s.Scripted) and head.superscript is not None:  # ``a^{(2)}_k`` behind ``a^{(1)}_j``
            name += f"^{{{latex(head.superscript)}}}"
        if name in seen:
            continue
        seen.add(name)
        for named in (undeclared(context, n) for n in s.walk(right)):
            if named is not None:
                found.setdefault(named.name, (left, right))
    return found


def letter_sizes(context: Context, document: SurfaceDocument) -> tuple[dict[str, set[Poly]], set[str]]:
    """The sizes of the axes at which each letter stands bare, and of its ranges; the letters with ranges apart."""
    found = _sizes_in(context, sides_of(document))
    unclear = {letter for letter, span in context.spans.items() if span is None}
    for letter, limits in (*context.spans.items(), *context.ranges.items()):
        if limits is not None and limits[0].is_constant and limits[0].value in (0, 1):
            found.setdefault(letter, set()).add(limits[1] - limits[0] + 1)
        else:
            unclear.add(letter)
    return found, unclear


def _sizes_in(context: Context, sides: Iterable[s.Expression]) -> dict[str, set[Poly]]:
    """The sizes of the axes at which each letter stands bare in some expressions."""
    found: dict[str, set[Poly]] = {}
    for node in (n for side in sides for n in s.walk(side)):
        known = context.names.read(node) if isinstance(node, s.Scripted) else None
        if known is None or not known.indices or not context.names.ranks.get(known.name):
            continue
        shape = context.shape(known.name)
        entries = split_entries(known.indices, len(shape))
        if len(entries) <= len(shape):  # ``x_i`` of ``x_{id}`` is one of its rows
            for entry, size in zip(entries, shape, strict=False):
                if is_letter(entry):
                    found.setdefault(latex(entry), set()).add(size)
    return found
