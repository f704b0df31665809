"""Which letters of a document stand where: in subscripts, below sums, applied, with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from itertools import zip_longest

from symderiv.documents.elaboration.elaborate_functions import function_name
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import TRANSPOSES, is_letter, is_numbered, split_entries
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import RangeFact, RelationFact, SetFact, ShapeFact, SurfaceDocument, WordFact

__all__ = [
    "OF_MATRICES",
    "alone_letters",
    "applied_letters",
    "beside_zero",
    "bordered",
    "circle_number",
    "distinct_letters",
    "entries_of",
    "entrywise_letters",
    "example_letters",
    "family_names",
    "from_zero",
    "indexed_letters",
    "indices_of",
    "last_letters",
    "letters_above",
    "marks",
    "numbered_letters",
    "size_labels",
    "starts_apart",
    "stride_letters",
    "subscript_letters",
    "tensor_letters",
    "unbound_letters",
    "variables",
]

_BOLD = frozenset({"mathbf", "boldsymbol", "bm"})
OF_MATRICES = frozenset({"tr", "Tr", "trace", "Trace", "det", "vec", "norm", "diag", "Diag"})


def subscript_letters(document: SurfaceDocument) -> set[str]:
    """All letters that stand in subscripts or below sums, in the displays and in the equations of the text."""
    found: set[str] = set()
    for node in (node for side in document.sides() for node in s.walk(side)):
        parts: tuple[s.Expression, ...] = ()
        if isinstance(node, s.Scripted):
            parts = node.subscripts
        elif isinstance(node, s.BigOperator):
            parts = tuple(part for c in node.below for part in indices_of(c))
        for part in parts:
            found.update(latex(p) for p in s.walk(part) if is_letter(p))
    return found


def size_labels(document: SurfaceDocument) -> set[str]:
    """The letters that stand in the displays as the only subscript of capitals, below no sum: the ``o`` of ``H_o``."""
    found: set[str] = set()
    other: set[str] = set()
    for node in _nodes(document):
        if isinstance(node, s.Scripted):
            alone = len(node.subscripts) == 1 and isinstance(node.base, s.Symbol) and node.base.letter.isupper()
            for part in node.subscripts:
                inside = {latex(p) for p in s.walk(part) if is_letter(p)}
                (found if alone and is_letter(part) else other).update(inside)
        elif isinstance(node, s.BigOperator):
            other |= {latex(p) for c in node.below for part in indices_of(c) for p in s.walk(part)}
    return found - other


def letters_above(document: SurfaceDocument) -> set[str]:
    """The letters that stand in brackets above a name: the step of ``x^{(k)}``."""
    groups = (n.superscript for n in _nodes(document) if isinstance(n, s.Scripted))
    entries = (x for g in groups if isinstance(g, s.Group) and g.bracket for x in g.entries)
    return {latex(part) for entry in entries for part in s.walk(entry) if is_letter(part)}


def alone_letters(document: SurfaceDocument) -> set[str]:
    """The letters that are a whole subscript somewhere, or stand below a sum; a stride ``s`` in ``x_{s m + p}`` is none
    of them, nor in ``x_{s m}`` of a vector of ``s M`` entries."""
    found: set[str] = set()
    shapes = [f for f in document.facts() if isinstance(f, ShapeFact) and len(f.axes) == 1]
    lengths = {latex(x): {latex(p) for p in s.walk(f.axes[0])} for f in shapes for x in f.subjects}
    for node in _nodes(document):
        if isinstance(node, s.Scripted):
            for entry in node.subscripts:
                parts = entry.factors if isinstance(entry, s.Product) else (entry,)
                sizes = lengths.get(latex(node.base), set()) if isinstance(entry, s.Product) else set()
                found.update(latex(part) for part in parts if is_letter(part) and latex(part) not in sizes)
        elif isinstance(node, s.BigOperator):
            found.update(latex(p) for c in node.below for part in indices_of(c) for p in s.walk(part) if is_letter(p))
    return found


def stride_letters(document: SurfaceDocument) -> set[str]:
    """The letters that stand in subscripts only as factors of an index, in a sum: the ``s`` of ``x_{s i + p}``."""
    factors: set[str] = set()
    summands: set[str] = set()
    alone = alone_letters(document)
    for node in _nodes(document):
        for entry in node.subscripts if isinstance(node, s.Scripted) else ():
            for term in entry.terms if isinstance(entry, s.Addition) else ():
                letters = {latex(x) for x in term.factors if is_letter(x)} if isinstance(term, s.Product) else set()
                if len(letters) == 2 and letters & alone:
                    factors |= letters - alone
                elif not isinstance(term, s.Product):
                    summands |= {latex(x) for x in s.walk(term) if is_letter(x)}
    return factors - summands


def _nodes(document: SurfaceDocument) -> Iterator[s.Expression]:
    for side in _sides(document):
        yield from s.walk(side)


def tensor_letters(document: SurfaceDocument) -> set[str]:
    r"""The names that are no numbers by how they stand somewhere: ``W^\top``, ``\|x\|``, ``\operatorname{tr}(A)``,
    ``\mathbf{x}``.  One of them without a shape must not pass for a number: then ``x g`` would equal ``g x^\top``."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    facts = document.facts()
    counted = [x for f in facts if isinstance(f, ShapeFact) for x in f.axes]
    counted += [x for f in facts if isinstance(f, RangeFact) for x in (f.lower, f.upper) if x is not None]
    counted += [x for f in facts if isinstance(f, WordFact | RangeFact | SetFact) for x in f.subjects]
    power = any(isinstance(n, s.Symbol) and n.letter == "T" for x in counted for n in s.walk(x))  # ``\\gamma^T``
    found: set[str] = set()
    for node in (*_nodes(document), *(n for x in told for n in s.walk(x))):
        part: s.Expression | None = None
        if isinstance(node, s.Scripted) and not node.primes:
            above = node.superscript
            if isinstance(above, s.Addition) and len(above.terms) == 1:
                above = above.terms[0]
            if isinstance(above, s.Symbol) and (above.letter in TRANSPOSES or (above.letter == "T" and not power)):
                part = replace(node, superscript=None) if node.subscripts else node.base
        elif isinstance(node, s.Norm):
            part = node.body
        elif isinstance(node, s.Applied) and function_name(node.head) in OF_MATRICES and len(node.arguments) == 1:
            part = node.arguments[0]
        elif isinstance(node, s.Symbol) and not _BOLD.isdisjoint(node.accents) and node.letter not in "01":
            part = node
        while isinstance(part, s.Group) and len(part.entries) == 1:
            part = part.entries[0]
        if isinstance(part, s.Symbol | s.Scripted):
            found.add(latex(part))
    return found


def entrywise_letters(document: SurfaceDocument) -> set[str]:
    r"""The names that are multiplied entry by entry, ``z_t`` of ``z_t \odot h_{t-1}``."""
    products = (n for n in _nodes(document) if isinstance(n, s.Operation) and n.operator in ("\\odot", "\\oslash"))
    return {latex(x) for n in products for x in (n.left, n.right) if isinstance(x, s.Symbol | s.Scripted)}


def variables(document: SurfaceDocument) -> set[str]:
    """The names by which derivatives are taken."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    found: set[str] = set()
    for node in (*_nodes(document), *(n for x in told for n in s.walk(x))):
        for part in node.variables if isinstance(node, s.Derivative) else ():
            found |= {latex(n) for n in s.walk(part)}
        if isinstance(node, s.Gradient) and node.variable is not None:
            found |= {latex(n) for n in s.walk(node.variable)}
    return found


def applied_letters(document: SurfaceDocument) -> set[str]:
    """The names that stand in front of an argument somewhere in a display."""
    return {function_name(node.head) for node in _nodes(document) if isinstance(node, s.Applied)}


def indexed_letters(document: SurfaceDocument) -> set[str]:
    """The letters that carry an index somewhere in a display, and not only a number or a word."""
    scripted = (node for node in _nodes(document) if isinstance(node, s.Scripted) and node.subscripts)
    return {latex(node.base) for node in scripted if not is_numbered(node)}


def numbered_letters(document: SurfaceDocument) -> set[str]:
    """The letters all of whose subscripts begin with a number or a word, and go on behind a number at least once."""
    firsts: dict[str, set[bool]] = {}
    entries: set[str] = set()
    sides = [side for d in document.displays() for link in d.links for side in (link.left, link.right)]
    facts = document.facts()
    told = [x for fact in facts if isinstance(fact, ShapeFact) for x in fact.subjects]
    sides += [x for fact in facts if isinstance(fact, RelationFact) for x in (*fact.left, fact.right)]
    for node in (n for side in (*sides, *told) if side is not None for n in s.walk(side)):
        if isinstance(node, s.Scripted) and node.subscripts and isinstance(node.base, s.Symbol):
            base = latex(node.base)
            first = node.subscripts[0]
            firsts.setdefault(base, set()).add(
                isinstance(first, s.Number) or (isinstance(first, s.Symbol) and first.word)
            )
            if len(node.subscripts) > 1 and isinstance(first, s.Number):
                entries.add(base)
        elif isinstance(node, s.Symbol) and any(node is x for x in told):
            firsts.setdefault(latex(node), set()).add(False)
    return {base for base in entries if firsts[base] == {True}}


def starts_apart(document: SurfaceDocument) -> set[str]:
    r"""Names like ``x_{0}`` that have a shape of their own beside ``x_t = \sqrt{a_t} x_0 + ...``.

    They are no member of the ``x_t`` where these are made from them at once, and are nowhere read a step away.
    """
    facts = document.facts()
    told = [x for f in facts if isinstance(f, ShapeFact) and f.axes for x in f.subjects]
    whole = {latex(x) for x in told if isinstance(x, s.Symbol)}
    nodes = [*_nodes(document), *told]
    nodes += [n for f in facts if isinstance(f, RelationFact) for x in (*f.left, f.right) for n in s.walk(x)]
    firsts = [(latex(n.base), n.subscripts[0]) for n in nodes if isinstance(n, s.Scripted) and n.subscripts]
    stepped = {name for name, first in firsts if not isinstance(first, s.Number | s.Symbol | s.Product)}
    lefts = [k.left for d in document.displays() for k in d.links]
    lefts += [x for f in facts if isinstance(f, RelationFact) and f.relation in DEFINING for x in f.left]
    made = {
        latex(left.base)
        for left in lefts
        if isinstance(left, s.Scripted) and left.subscripts and not isinstance(left.subscripts[0], s.Number)
    }
    numbered = [x for x in told if isinstance(x, s.Scripted) and is_numbered(x) and x.superscript is None]
    beside = [x for x in numbered if isinstance(x.subscripts[0], s.Number)]
    return {latex(x) for x in beside if latex(x.base) in made - stepped - whole}


def _indices_at(node: s.Scripted) -> int:
    """How many indices stand at a name, the one in ``x^{(i)}`` among them."""
    above = node.superscript
    if isinstance(above, s.Product) and not any(above.operators):
        above = above.factors[0]
    return len(split_entries(node.subscripts, None)) + isinstance(above, s.Group)


def distinct_letters(document: SurfaceDocument) -> set[frozenset[str]]:
    r"""Pairs like ``a`` and ``\mathbf{a}`` that are both used with as many subscripts, or both without: two names.

    Where one has more subscripts than the other, it is a vector, or one of some vectors, and its entries.
    """
    uses: dict[tuple[str, str], set[int]] = {}
    for display in document.displays():
        for side in (x for link in display.links for x in (link.left, link.right) if x is not None):
            nodes = list(s.walk(side))
            below = {id(n.base): _indices_at(n) for n in nodes if isinstance(n, s.Scripted)}
            indices = {id(p) for n in nodes if isinstance(n, s.Scripted) for x in n.subscripts for p in s.walk(x)}
            # ``\mathbf{w}_{\text{ridge}}`` is another name
            marked = (
                n
                for n in nodes
                if isinstance(n, s.Scripted)
                for x in n.subscripts
                if isinstance(x, s.Symbol) and x.word
            )
            indices |= {id(n.base) for n in marked}
            given = side.base if isinstance(side, s.Scripted) else side
            if isinstance(given, s.Applied) and any(side is link.left for link in display.links):
                indices |= {id(x) for x in given.arguments}  # the parameters of a function are letters of its own
            for node in nodes:
                if isinstance(node, s.Symbol) and not node.word and id(node) not in indices:
                    uses.setdefault((node.letter, latex(node)), set()).add(below.get(id(node), 0))
    return {
        frozenset((one, other))
        for (letter, one), here in uses.items()
        for (same, other), there in uses.items()
        if letter == same and one != other and here & there and not (_is_bold(one) and _is_bold(other))
    }


def _is_bold(name: str) -> bool:
    r"""Whether a letter is bold, which authors write now as ``\mathbf{w}`` and now as ``\boldsymbol{w}``."""
    return name.startswith(("\\mathbf{", "\\boldsymbol{"))


_CONVOLVED = regex(r"\b(?:de|trans)?conv|correlat|\bkernels?\b|\bfilter|\bsignals?\b|\bimpulse", re.IGNORECASE)


def convolves(document: SurfaceDocument) -> bool:
    r"""Whether a document may convolve: its words speak of that, it has the sign of a cross-correlation, or sums over
    what is read at differences of indices, ``x_{i-p}``."""
    if any(_CONVOLVED.search(piece.text) for piece in document.running):
        return True
    for node in _nodes(document):
        if isinstance(node, s.Operation) and node.operator == "\\star":
            return True
        if isinstance(node, s.BigOperator) and any(
            isinstance(entry, s.Addition) and len(entry.terms) > 1 and all(map(is_letter, entry.terms[:2]))
            for n in s.walk(node.body)
            if isinstance(n, s.Scripted)
            for entry in n.subscripts
        ):
            return True
    return False


def circle_number(document: SurfaceDocument) -> bool:
    r"""Whether ``\pi`` without subscripts is the number beside a tensor ``\pi``: it stands behind a 2 somewhere, and
    elsewhere so or beneath a root."""
    bare = doubled = rooted = 0
    for node in _nodes(document):
        if isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and node.subscripts:
            bare -= node.base.letter == "\\pi"
        bare += isinstance(node, s.Symbol) and latex(node) == "\\pi"
        rooted += isinstance(node, s.Root) and isinstance(node.body, s.Symbol) and latex(node.body) == "\\pi"
        if isinstance(node, s.Product):
            for number, factor in zip(node.factors, node.factors[1:], strict=False):
                two = isinstance(number, s.Number) and number.value == 2
                doubled += two and isinstance(factor, s.Symbol) and latex(factor) == "\\pi"
    return bare == doubled + rooted and doubled > 0


def from_zero(document: SurfaceDocument) -> set[tuple[str, int]]:
    """The names, and the places of their subscripts, that the document uses at 0, in an equation or in the text:
    ``h_0 = 0``, an initial state ``h_0``, a gradient by ``h_0``."""
    stated = [
        x
        for fact in document.facts()
        for value in (getattr(fact, f.name) for f in fields(fact))
        for x in (value if isinstance(value, tuple) else (value,))
        if isinstance(x, s.Expression)
    ]
    stated += [x for d in document.displays() for k in d.links for x in (k.left, k.right) if x is not None]
    return {
        (latex(node.base), place)
        for side in stated
        for node in s.walk(side)
        if isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and node.superscript is None
        for place, entry in enumerate(node.subscripts)
        if isinstance(entry, s.Number) and entry.value == 0
    }


def entries_of(document: SurfaceDocument, base: str) -> set[s.Expression]:
    """What stands in the subscripts, and in brackets above, of a name anywhere in the displays."""
    found: set[s.Expression] = set()
    for node in _nodes(document):
        if isinstance(node, s.Scripted) and latex(node.base) == base:
            above = node.superscript
            found |= {*node.subscripts, *(above.entries if isinstance(above, s.Group) else ())}
    return found


def bordered(document: SurfaceDocument) -> set[str]:
    """The names that are said to be 0 somewhere outside: ``x_0 = 0``, ``x_0 = x_{n+1} = 0``."""
    equals = [f for f in document.facts() if isinstance(f, RelationFact) and f.relation in DEFINING]
    equations = [(x, f.right, False) for f in equals for x in f.left]
    for links in (d.links for d in document.displays()):
        for link, behind in zip_longest(links, links[1:]):
            if link.left is not None and link.right is not None:
                equations.append((link.left, link.right, behind is not None and behind.continuation))
    found: set[str] = set()
    for left, right, goes_on in equations:
        if isinstance(left, s.Scripted):
            other = goes_on and isinstance(right, s.Scripted) and latex(right.base) == latex(left.base)
            zero = isinstance(right, s.Number) and right.value == 0
            if (zero or other) and any(isinstance(entry, s.Number) for entry in left.subscripts):
                found.add(latex(left.base))
    return found


def beside_zero(document: SurfaceDocument) -> dict[str, set[str]]:
    """The names with one subscript that stand with 0 and with plain letters, and with nothing that might be a 0; the
    letters.  None that an equation defines: ``h_0`` begins a recurrence."""
    defined = {
        latex(x.base)
        for x in (
            *(x for f in document.facts() if isinstance(f, RelationFact) for x in f.left),
            *(k.left for d in document.displays() for k in d.links),
        )
        if isinstance(x, s.Scripted)
    }
    found: dict[str, set[str]] = {}
    with_zero: set[str] = set()
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    for node in (*_nodes(document), *(n for x in told for n in s.walk(x))):
        if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or not node.subscripts:
            continue
        name, entry = latex(node.base), node.subscripts[0]
        if len(node.subscripts) > 1 or node.superscript is not None or not isinstance(entry, s.Symbol | s.Number):
            defined.add(name)
        elif isinstance(entry, s.Number):
            with_zero |= {name} if entry.value == 0 else set()
        else:
            found.setdefault(name, set()).add(latex(entry))
    return {name: letters for name, letters in found.items() if name in with_zero - defined}


def last_letters(document: SurfaceDocument) -> set[str]:
    """The letters that number the last entry where the first one has its number too (``x_1`` and ``x_n``), and that the
    document uses as an index nowhere: below no sum, in no range, beside no other index, in no definition's head."""
    indices = {latex(x) for f in document.facts() if isinstance(f, RangeFact) for x in f.subjects}
    numbered: set[tuple[str, int]] = set()
    last: dict[str, set[tuple[str, int]]] = {}
    defined: set[str] = set()
    for link in (k for d in document.displays() for k in d.links):
        if isinstance(link.left, s.Scripted) and latex(link.left.base) not in defined:
            defined.add(latex(link.left.base))
            indices |= {latex(x) for entry in link.left.subscripts for x in s.walk(entry)}
        for node in (n for side in (link.left, link.right) if side is not None for n in s.walk(side)):
            if isinstance(node, s.BigOperator):
                indices |= {latex(x) for below in node.below for head in indices_of(below) for x in s.walk(head)}
            elif isinstance(node, s.Scripted):
                if len(node.subscripts) > 1:
                    indices |= {latex(x) for x in node.subscripts if is_letter(x)}
                for place, entry in enumerate(node.subscripts):
                    at = latex(node.base), place
                    if isinstance(entry, s.Number):
                        numbered.add(at)
                    elif is_letter(entry):
                        last.setdefault(latex(entry), set()).add(at)
    return {letter for letter, places in last.items() if letter not in indices and places <= numbered}


def indices_of(below: s.Expression) -> tuple[s.Expression, ...]:
    """What stands below a sum without its limits: ``i`` of ``i = 1``, ``i`` and ``j`` of ``1 \\le i < j \\le n``."""
    if isinstance(below, s.Comparison) and len(below.operands) >= 3:
        return below.operands[1:-1]
    if isinstance(below, s.Comparison) and len(below.operands) == 3 and set(below.relations) <= {"<", "\\le"}:
        return below.operands[:2]
    if isinstance(below, s.Comparison) and len(below.operands) == 2 and below.relations[0] in ("=", "\\in"):
        return below.operands[:1]
    if isinstance(below, s.Comparison) and "\\to" in below.relations:
        return ()  # ``z \to \infty`` below a limit makes ``z`` no index
    return (below,)


def unbound_letters(node: s.Expression, bound: frozenset[str] = frozenset()) -> set[str]:
    """What stands in subscripts and is no index of a sum around it."""
    found: set[str] = set()
    if isinstance(node, s.BigOperator):
        bound |= {latex(part) for below in node.below for index in indices_of(below) for part in s.walk(index)}
    if isinstance(node, s.Scripted):
        found |= {latex(part) for entry in node.subscripts for part in s.walk(entry)} - bound
    for child in s.children(node):
        found |= unbound_letters(child, bound)
    return found


def _counted(node: s.Expression) -> tuple[str, str] | None:
    """The name and the letter of ``x^{(i)}``."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.primes:
        return None
    above = node.superscript
    if not isinstance(above, s.Group) or above.bracket not in ("(", "[", "\\langle") or len(above.entries) != 1:
        return None
    return (latex(node.base), latex(above.entries[0])) if is_letter(above.entries[0]) else None


def example_letters(document: SurfaceDocument, families: set[str]) -> set[str]:
    """The letters that count examples in superscripts: of a declared family, or of a sum around them."""
    found: set[str] = set()
    for node in _nodes(document):
        if (name := _counted(node)) is not None and name[0] in families:
            found.add(name[1])
        if isinstance(node, s.BigOperator):
            runs = {latex(p) for below in node.below for index in indices_of(below) for p in s.walk(index)}
            found |= {name[1] for n in s.walk(node.body) if (name := _counted(n)) is not None and name[1] in runs}
    return found


def family_names(document: SurfaceDocument, letters: set[str]) -> set[str]:
    """The names with one of these letters in a superscript."""
    return {name[0] for node in _nodes(document) if (name := _counted(node)) is not None and name[1] in letters}


def marks(document: SurfaceDocument) -> set[str]:
    r"""Tensors that stand in subscripts, always alone there, and over which nothing runs: their axes are stated, or
    they have an index elsewhere and what they mark has none (``\ell_m`` beside a loss ``\ell`` and targets ``m_c``)."""
    facts = document.facts()
    stated = {latex(x) for f in facts if isinstance(f, ShapeFact) and f.axes for x in f.subjects if is_letter(x)}
    counted = {latex(x) for f in facts if isinstance(f, RangeFact) for x in f.subjects}
    alone: set[str] = set()
    links = [link for display in document.displays() for link in display.links]
    told = [x for f in facts if isinstance(f, RelationFact) for x in f.left]
    whole = {latex(x) for x in (*told, *(link.left for link in links)) if isinstance(x, s.Symbol)}
    indexed = {latex(x) for x in _bases((*told, *(link.left for link in links)))}
    marked: dict[str, set[str]] = {}
    for node in _nodes(document):
        if isinstance(node, s.Scripted):
            letters = {latex(part) for entry in node.subscripts for part in s.walk(entry)}
            entry_of = latex(node.base) in stated  # a_i is an entry of a, be i a tensor elsewhere
            if len(node.subscripts) == 1 and is_letter(node.subscripts[0]) and not entry_of:
                alone |= letters
                marked.setdefault(latex(node.subscripts[0]), set()).add(latex(node.base))
            else:
                counted |= letters
        if isinstance(node, s.BigOperator):
            counted |= {latex(part) for below in node.below for part in s.walk(below)}
    beside = {x for x, bases in marked.items() if bases <= whole and x in indexed}
    return ((stated & alone) | beside) - counted


def _bases(sides: Iterable[s.Expression | None]) -> Iterator[s.Expression]:
    """What has an index on the left of an equation."""
    for side in sides:
        if isinstance(side, s.Scripted) and side.subscripts and is_letter(side.base):
            yield side.base


def marks_above(document: SurfaceDocument) -> set[str]:
    """Letters that stand above names and nowhere else, ``W^Q_{ik}``, whose names have always something above them and
    are no powers therefore: capitals, or several of them above one name."""
    told = [x for f in document.facts() for v in vars(f).values() for x in (v if isinstance(v, tuple) else (v,))]
    above: dict[str, set[str]] = {}  # the names below each letter
    plain: set[str] = set()
    stack = [*_sides(document), *(x for x in told if isinstance(x, s.Expression))]
    while stack:
        node = stack.pop()
        over = node.superscript if isinstance(node, s.Scripted) else None
        turned = isinstance(over, s.Product) and not any(over.operators)
        mark = over.factors[0] if turned and isinstance(over, s.Product) else over
        if isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol) and isinstance(mark, s.Symbol):
            above.setdefault(latex(mark), set()).add(latex(node.base))
            stack += node.subscripts
        else:
            plain |= {latex(node)} if isinstance(node, s.Symbol) else set()
            stack += s.children(node)
    named = {name: {x for x, below in above.items() if name in below} for name in set().union(*above.values())}
    shown = [link.left for d in document.displays() for link in d.links if link.left is not None]
    stated = [x for f in document.facts() if isinstance(f, ShapeFact) and f.axes for x in f.subjects]
    made = {latex(x.base if isinstance(x, s.Scripted) else x) for x in (*shown, *stated)}
    other = plain - made
    return {
        x
        for x, below in above.items()
        if x not in other and x != "T" and below.isdisjoint(plain) and len(x) == 1 and x.isalpha()
        if (x.isupper() and x not in plain) or all(len(named[name] - other) > 1 for name in below)
    }


def _sides(document: SurfaceDocument) -> Iterator[s.Expression]:
    for display in document.displays():
        for link in display.links:
            yield from (side for side in (link.left, link.right) if side is not None)
