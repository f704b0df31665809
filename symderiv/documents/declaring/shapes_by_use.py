r"""Shapes of undeclared inputs from how definitions use them: in ``a_j = \sum_k w_{jk} x_k + b_j`` the axes that one
index runs over have one size, and one that nothing tells is an unknown size of its own.

Definitions alone tell which axes are equal: a wrong claim must not make ``w`` square.  Where they tell no size of an
axis, claims may name it: ``b`` of ``\sum_{b=1}^{B} x_{bj}`` runs over all of it, if ``B`` is the end of no other axis.

Guarantee: only of names that stand with plain letters below, each bound by a sum or told by the left side, that are no
vectors by how they stand, and that no equation defines and nothing declares, in whatever emphasis.  Where the sizes
that the document tells for the axes of a name disagree, it gets none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_functions import known_name
from symderiv.documents.elaboration.function_table import OF_VECTORS
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.undeclared import excluded, sides_of, undeclared
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import emphases, is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import RelationFact, SurfaceDocument
from symderiv.language.integers import Poly

__all__ = ["shapes_by_use"]

# An axis of a name, or an index where it is bound: ("w", 0), ("k", 17).
Node = tuple[str, int]
Scope = dict[str, Node]


@dataclass
class _Classes:
    """Axes and indices of one size, and the sizes that are told for them."""

    parents: dict[Node, Node] = field(default_factory=dict)
    sizes: dict[Node, set[Poly]] = field(default_factory=dict)
    letters: dict[Node, str] = field(default_factory=dict)

    def root(self, node: Node) -> Node:
        while (above := self.parents.setdefault(node, node)) != node:
            self.parents[node] = self.parents[above]
            node = above
        return node

    def join(self, one: Node, other: Node) -> None:
        first, second = self.root(one), self.root(other)
        if first != second:
            self.parents[second] = first
            self.sizes.setdefault(first, set()).update(self.sizes.pop(second, ()))

    def tell(self, node: Node, size: Poly) -> None:
        self.sizes.setdefault(self.root(node), set()).add(size)


class _Uses:
    """How the definitions of a document use the names in them."""

    def __init__(self, context: Context, document: SurfaceDocument) -> None:
        self.context = context
        self.classes = _Classes()
        self.axes: dict[str, int] = {}  # of the undeclared names, how many
        self.spellings: dict[str, set[str]] = {}  # in other emphases
        self.others: set[str] = set()  # names that stand in other ways
        self.scopes = 0
        for left, right in _definitions(document):
            scope: Scope = {}
            for entry in split_entries(left.subscripts, None) if isinstance(left, s.Scripted) else ():
                if is_letter(entry):
                    scope[latex(entry)] = self._index(latex(entry))
            self._walk(left, scope, made=True)
            self._walk(right, scope)

    def claimed(self, document: SurfaceDocument) -> dict[Node, Poly]:
        """The ends of the sums of claims over axes of no told size, of axes of which all these tell one letter that
        stands for no other one."""
        told = {x for sizes in self.classes.sizes.values() for size in sizes for x in size.free}
        told |= {x for name in self.context.names.ranks for size in self._shape(name) for x in size.free}
        ends: dict[Node, set[Poly]] = {}
        for side in sides_of(document):
            self._ends(side, {}, ends)
        found = {root: next(iter(sizes)) for root, sizes in ends.items() if len(sizes) == 1}
        letters = [size.as_symbol for size in found.values()]
        return {
            root: size
            for root, size in found.items()
            if (letter := size.as_symbol) is not None and letter not in told and letters.count(letter) == 1
        }

    def _shape(self, name: str) -> tuple[Poly, ...]:
        return self.context.shape(name) if self.context.names.ranks.get(name) else ()

    def _ends(self, node: s.Expression, scope: dict[str, Poly], ends: dict[Node, set[Poly]]) -> None:
        """Take down with which ends the indices of sums run over axes."""
        if isinstance(node, s.BigOperator):
            bound = self._bound(node)
            sizes = {x: size for x, at in bound.items() for size in self.classes.sizes.get(at, ())}
            scope = {x: size for x, size in scope.items() if x not in bound} | sizes
        elif isinstance(node, s.Scripted) and isinstance(node.base, s.Symbol):
            name = latex(replace(node, subscripts=()))
            for axis, entry in enumerate(split_entries(node.subscripts, None)):
                if latex(entry) in scope and (name, axis) in self.classes.parents:
                    ends.setdefault(self.classes.root((name, axis)), set()).add(scope[latex(entry)])
        for child in s.children(node):
            self._ends(child, scope, ends)

    def _index(self, letter: str, size: Poly | None = None) -> Node:
        self.scopes += 1
        node = (letter, self.scopes)
        if size is None:
            limits = self.context.ranges.get(letter)
            size = limits[1] - limits[0] + 1 if limits is not None else None
        if size is not None:
            self.classes.tell(node, size)
        self.classes.letters[node] = letter
        return node

    def _walk(self, node: s.Expression, scope: Scope, made: bool = False) -> None:
        if isinstance(node, s.BigOperator):
            self._walk(node.body, {**scope, **self._bound(node)})
            return
        if isinstance(node, s.Scripted):
            self._occurrence(node, scope, made)
        self._share(node, scope)
        for child in s.children(node):
            self._walk(child, scope)

    def _share(self, node: s.Expression, scope: Scope) -> None:
        r"""``\operatorname{softmax}(z)_i`` and ``\operatorname{softmax}_i(z)`` have as many entries as ``z`` has."""
        inner = node.base if isinstance(node, s.Scripted) else node
        vectors, head = _of_vectors(inner), inner.head if isinstance(inner, s.Applied) else inner
        outer = node if isinstance(node, s.Scripted) else head
        below = outer.subscripts if isinstance(outer, s.Scripted) else ()
        if len(vectors) == len(below) == 1 and isinstance(vectors[0], s.Symbol) and latex(below[0]) in scope:
            self.classes.join(scope[latex(below[0])], (latex(vectors[0]), 0))

    def _bound(self, node: s.BigOperator) -> Scope:
        """The indices of a sum; one with ends covers an axis where it begins at 0 or 1."""
        found: Scope = {}
        for entry in node.below:
            first = entry.operands[0] if isinstance(entry, s.Comparison) else entry
            size = None
            if isinstance(entry, s.Comparison) and entry.relations == ("=",) and node.above is not None:
                letters = self.context.sizes.letters()
                ends = [polynomial(x, letters) for x in (entry.operands[1], node.above)]
                low, high = ends
                if low is not None and high is not None and low[0].is_constant and low[0].value in (0, 1):
                    size = high[0] - low[0] + 1
                else:
                    continue  # a part of an axis
            for letter in split_entries((first,), None):
                if is_letter(letter):
                    found[latex(letter)] = self._index(latex(letter), size)
        return found

    def _occurrence(self, node: s.Scripted, scope: Scope, made: bool) -> None:
        names = self.context.names
        known = names.read(node)
        if known is not None and names.ranks.get(known.name):
            shape = self.context.shape(known.name)
            entries = split_entries(known.indices, len(shape))
            for entry, size in zip(entries, shape, strict=False):
                if is_letter(entry) and latex(entry) in scope:
                    self.classes.tell(scope[latex(entry)], size)
            return
        found = undeclared(self.context, node)
        if found is None or not found.indices:
            return
        bare = s.base(node)
        if isinstance(bare, s.Symbol):
            self.spellings.setdefault(found.name, set()).update((found.name, latex(bare), *emphases(bare)))
        entries = split_entries(found.indices, None)
        count = self.axes.setdefault(found.name, len(entries))
        if count != len(entries) or not all(is_letter(x) and latex(x) in scope for x in entries):
            self.others |= set() if made else {found.name}
            return
        for axis, entry in enumerate(entries):
            self.classes.join(scope[latex(entry)], (found.name, axis))


def shapes_by_use(context: Context, document: SurfaceDocument) -> None:
    """Take down the shapes of such names."""
    made = excluded(context, document, spoken=False)
    uses = _Uses(context, document)
    others = uses.others | made | context.unshaped | context.shaped | context.tensors | context.inferred.keys()
    others |= {latex(x) for x in _standing_otherwise(context, document)}
    known = context.names.ranks.keys() | {latex(x) for left, _ in _definitions(document) for x in _bases(left)}
    written = " ".join(d.latex for d in document.displays())
    fresh: dict[Node, Poly] = {}
    claimed = uses.claimed(document)
    whole = {latex(x) for side in sides_of(document) for n in s.walk(side) for x in _of_vectors(n)}
    for name, count in uses.axes.items():
        if name in others or name in context.names.functions or uses.spellings[name] & known:
            continue
        shape: list[Poly] = []
        for axis in range(count):
            root = uses.classes.root((name, axis))
            told = uses.classes.sizes.get(root, set())
            if not told and root in claimed:
                fresh[root] = claimed[root]
            elif not told and root not in fresh:
                fresh[root] = Poly.symbol(_letter(context, uses.classes.letters.get(root, name), written, fresh))
            shape += [*told] if told else [fresh[root]]
        if len(shape) == count and name in whole:
            context.take(name, tuple(shape))
        elif len(shape) == count:
            context.inferred[name] = tuple((size, None) for size in shape)


def _of_vectors(node: s.Expression) -> tuple[s.Expression, ...]:
    r"""The ``z`` of ``\operatorname{softmax}(z)``."""
    return node.arguments if isinstance(node, s.Applied) and known_name(node) in OF_VECTORS else ()


def _bases(node: s.Expression) -> Iterator[s.Expression]:
    """A name, and it without what stands above and below."""
    yield node
    while isinstance(node, s.Scripted):
        node = node.base
        yield node


def _letter(context: Context, index: str, written: str, fresh: dict[Node, Poly]) -> str:
    """A name for the number of values of an index, that the document does not use."""
    taken = {*context.sizes.letters(), *context.names.ranks, *(x for size in fresh.values() for x in size.free)}
    number = 0
    while (name := f"n_{{{index}{chr(39) * number}}}") in taken or f"n_{index}" in written or name in written:
        number += 1
        if number > 9:
            break
    context.sizes.lows[name] = 1
    context.opened.add(name)
    return name


def _definitions(document: SurfaceDocument) -> Iterator[tuple[s.Expression, s.Expression]]:
    """The first equation for each name that may define it."""
    seen: set[str] = set()
    links = [
        (k.left, k.right)
        for d in document.displays()
        for k in d.links
        if not d.hypothesis and not k.continuation and k.relation in DEFINING and k.left is not None
    ]
    links += [(x, f.right) for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    for left, right in links:
        head = left.head if isinstance(left, s.Applied) else left
        if right is None or not isinstance(head, s.Symbol | s.Scripted):
            continue
        name = latex(replace(head, subscripts=())) if isinstance(head, s.Scripted) else latex(head)
        if name not in seen:
            seen.add(name)
            yield head, right


def _lefts(document: SurfaceDocument) -> Iterator[s.Expression]:
    """The left sides that may be defined."""
    for display in document.displays():
        yield from (k.left for k in display.links if k.left is not None and k.relation in DEFINING)
    for fact in document.facts():
        yield from fact.left if isinstance(fact, RelationFact) and fact.relation in DEFINING else ()


def _standing_otherwise(context: Context, document: SurfaceDocument) -> Iterator[s.Expression]:
    """Names that stand without subscripts somewhere, or that one is transposed of, or below which is no letter; the
    ``z`` of ``s_i(z)`` is what the function is of."""
    functions = {latex(s.base(left.head)) for left in _lefts(document) if isinstance(left, s.Applied)}
    for side in sides_of(document):
        beneath = {id(n.base) for n in s.walk(side) if isinstance(n, s.Scripted)}
        applied = (n for n in s.walk(side) if isinstance(n, s.Applied))
        beneath |= {
            id(x)
            for n in applied
            if latex(s.base(n.head)) in functions or known_name(n) in OF_VECTORS
            for x in n.arguments
        }
        for node in s.walk(side):
            if isinstance(node, s.Symbol) and id(node) not in beneath:
                yield node
            elif isinstance(node, s.Norm) and isinstance(node.body, s.Scripted):
                yield node.body.base
            elif isinstance(node, s.Scripted):
                entries = split_entries(node.subscripts, None)
                if not entries or not all(map(is_letter, entries)) or latex(node) in context.shaped:
                    yield node.base
