r"""Shapes that no line states and that all equations together leave: ``J = (X \theta - y)^\top (X \theta - y)``.

Textbooks write whole derivations without a word about shapes, and a reader knows them still: what is transposed is no
number, what is added to a vector is one, a column does not stand before a column.  Each undeclared name gets every
rank that its spelling allows, and what does not fit is left out, equation by equation; of what remains the usual
spelling decides (a capital letter is a matrix, a subscript that is a letter leads to a number), and only in equations
that show that whole tensors are meant.  Sizes that stay open are sizes of the document.

This is for documents that cannot be read otherwise (see :mod:`symderiv.documents.walk.document`), and the verdicts
name the shapes.

Claims tell no shape, as they may be wrong; they do where a document consists of nothing else.

Guarantee: nothing is told of a name that fits in two ways of equal standing, that stands only once and beside declared
ones and is no capital by which a derivative is taken, that is a function, a step of a recurrence or a built-in symbol;
an equation that fits in no way tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.kinds import Kinds, Misfit, Named
from symderiv.documents.elaboration.shapes import shows_tensors
from symderiv.documents.elaboration.values import Sizes
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import IDENTITIES, emphases, is_letter, split_entries
from symderiv.documents.latex.spelling import is_function_name, is_sign_of_differentials, latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, RelationFact, ShapeFact, SurfaceDocument, WordFact
from symderiv.language.integers import Poly

__all__ = ["unstated_shapes"]

Shape = tuple[Poly, ...]
Equation = tuple[s.Expression, s.Expression]
_MOST = 3  # axes of a tensor
_WAYS = 4_000  # in which names may have their ranks, at any time
_BUILT_IN = IDENTITIES | {"e", "\\pi", "1", "0", "\\mathbf{1}", "\\mathbf{0}", "\\mathbb{1}", "\\dots", "\\nabla"}
# Letters of step sizes, weights of penalties and widths: numbers, where nothing tells otherwise.
_RATES = frozenset(
    (
        "\\alpha",
        "\\eta",
        "\\gamma",
        "\\kappa",
        "\\lambda",
        "\\rho",
        "\\tau",
        "\\sigma",
        "\\epsilon",
        "\\varepsilon",
        "c",
        "C",
    )
)
# Letters that count: sizes, where nothing tells otherwise.
_COUNTS = frozenset("dijklmntNC")
# Those of them that count samples, whatever else stands in a line.
_SAMPLES = frozenset("mnN")
_VECTORS = ("vector", "unit vector")
_MATRICES = ("matrix", "symmetric", "antisymmetric", "positive definite", "positive semidefinite", "orthogonal")
_SQUARES = frozenset(_MATRICES[1:]) | {"invertible", "square"}


@dataclass
class _Use:
    """How a name is used: with how many indices, and how it is spelt."""

    node: s.Symbol
    indices: set[int] = field(default_factory=set)
    times: int = 0
    bold: bool = False
    ranks: tuple[int, ...] = ()


def unstated_shapes(context: Context, document: SurfaceDocument) -> None:
    """Take down the shapes that are left."""
    said = _said(document)
    everything = list(_equations(document))
    silent = not any(isinstance(fact, ShapeFact) for fact in document.facts())
    equations = [sides for sides in everything if (id(sides[0]), id(sides[1])) in said]
    equations = equations or (everything if silent else [])
    names = _Names(context, document, equations)
    ways, kept = _fitting(context, names, equations)
    ranks = _best(context, names, ways, kept)
    for name, shape in _sized(context, document, names, ranks, kept).items():
        if name in names.counts and not shape:
            context.sizes.lows[name] = 1
            context.untied.add(name)
            continue
        context.take(name, shape)
        if shape:
            context.unstated[name] = shape
        if 0 < min(names.uses[name].indices) < len(shape):
            context.partial.add(name)  # one vector for each index


def _equations(document: SurfaceDocument) -> Iterator[Equation]:
    """The equations of a document in reading order, those of its text included."""
    for item in document.items:
        if isinstance(item, RelationFact):
            yield from ((left, item.right) for left in item.left if item.relation in (*DEFINING, "\\approx"))
            continue
        for link in getattr(item, "links", ()):
            if link.left is not None and link.right is not None:
                yield link.left, link.right


class _Names:
    """The undeclared names of a document, and how an occurrence of one splits."""

    def __init__(self, context: Context, document: SurfaceDocument, equations: list[Equation]) -> None:
        self.context = context
        self.uses: dict[str, _Use] = {}
        self.refused: set[str] = set()
        self.sure: set[str] = set()  # of which all ways tell one rank
        self.words = _told_ranks(document)
        sums = (node for sides in equations for side in sides for node in s.walk(side))
        ends = ((*node.below, node.above) for node in sums if isinstance(node, s.BigOperator))
        self.limits = {latex(x) for found in ends for end in found if end is not None for x in s.walk(end)}
        self._known: dict[int, tuple[s.Expression, Named | None]] = {}
        fractions = (node for sides in equations for side in sides for node in s.walk(side))
        below = (node.denominator for node in fractions if isinstance(node, s.Quotient))
        #: letters that count and divide, as the ``N`` of ``\\frac{1}{2N}`` does
        self.counts = {latex(x) for side in below for x in _factors(side)} & _SAMPLES
        norms = (
            node.body for sides in equations for side in sides for node in s.walk(side) if isinstance(node, s.Norm)
        )
        #: the ``y`` of ``\\|p - y\\|^2``, which is no number for a vector ``p``
        self.compared = {latex(x) for body in norms if isinstance(body, s.Addition) for x in body.terms}
        everywhere = (node for sides in _equations(document) for side in sides for node in s.walk(side))
        self.letters = {node.letter for node in everywhere if isinstance(node, s.Symbol)}
        inner: set[int] = set()
        heads = (s.base(left.head) for left, _ in equations if isinstance(left, s.Applied))
        self.functions = {latex(head) for head in heads} | context.names.functions
        for side in (side for sides in equations for side in sides):
            for node in s.walk(side):
                if isinstance(node, s.Scripted):
                    inner |= {id(node.base), *(id(x) for below in node.subscripts for x in s.walk(below))}
                    if node.superscript is not None:
                        inner |= {id(x) for x in s.walk(node.superscript)}
                elif isinstance(node, s.BigOperator):
                    inner |= {id(x) for below in node.below for x in s.walk(below)}
                elif isinstance(node, s.Applied):
                    inner |= {id(x) for x in s.walk(node.head)} if self._is_function(node) else set()
        for side in (side for sides in equations for side in sides):
            for node in s.walk(side):
                if isinstance(node, s.Symbol | s.Scripted) and id(node) not in inner:
                    self._take(node)
        bases = {latex(x) for x in self._letters(equations)}
        for name in self.refused | bases:
            if name in self.refused or not self.uses[name].indices - {0}:
                self.uses.pop(name, None)
        for name, use in self.uses.items():
            use.ranks = self._ranks(name, use)

    def _letters(self, equations: list[Equation]) -> Iterator[s.Expression]:
        """Letters that are indices of undeclared names and stand alone, too."""
        for side in (side for sides in equations for side in sides):
            for node in s.walk(side):
                if isinstance(node, s.Scripted):
                    yield from (x for below in node.subscripts for x in s.walk(below) if latex(x) in self.uses)

    def _is_function(self, node: s.Applied) -> bool:
        head = node.head.base if isinstance(node.head, s.Scripted) else node.head
        return node.surely or is_function_name(head) or latex(head) in self.functions

    def _take(self, node: s.Symbol | s.Scripted) -> None:
        found = self.naming(node)
        if found is None:
            return
        base = s.base(node)
        assert isinstance(base, s.Symbol)
        if found.name in self.context.names.ranks or found.name in self.context.inferred:
            return
        if self.context.differentials and is_sign_of_differentials(base):
            return
        use = self.uses.setdefault(found.name, _Use(base))
        entries = found.indices
        if not all(map(is_letter, entries)) or (base.letter == "\\delta" and len(entries) == 2):
            self.refused.add(found.name)  # a step, or Kronecker's delta
        use.indices.add(len(entries))
        use.times += 1
        use.bold = use.bold or not {"mathbf", "boldsymbol", "vec"}.isdisjoint(base.accents)

    def naming(self, node: s.Expression) -> Named | None:
        """How an occurrence of a name splits; None for what is no name of a tensor."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, self._naming(node)
        return known[1]

    def _naming(self, node: s.Expression) -> Named | None:
        context = self.context
        base = s.base(node)
        if not isinstance(base, s.Symbol) or is_function_name(base) or latex(base) in _BUILT_IN | self.functions:
            return None
        transposed = inverted = False
        bare = node
        if isinstance(node, s.Scripted):
            _, power, transposed, inverted = context.names.superscript(node.superscript)
            if transposed or inverted or power is not None:
                bare = s.Scripted(node.span, base, node.subscripts, None, node.primes)
                if not node.subscripts and not node.primes:
                    bare = base
                above = node.superscript
                if isinstance(above, s.Product):  # of \hat{W}^{(1)\top}
                    if len(above.factors) > 2 or not isinstance(above.factors[0], s.Group):
                        return None
                    bare = s.Scripted(node.span, base, node.subscripts, above.factors[0], node.primes)
            if isinstance(power, s.Addition) and len(power.terms) == 1 and latex(power) == "- 1":
                inverted = True
        known = context.names.read(bare)
        if known is not None:
            rank = context.names.ranks.get(known.name)
            if rank is None or known.half:
                return None
            return Named(known.name, split_entries(known.indices, rank), transposed, inverted)
        found = context.names.propose(bare)
        if found is None or found.name in context.sizes.letters():
            return None
        entries = split_entries(found.indices, None)
        if len(entries) > 1 and all(isinstance(x, s.Symbol) and x.letter.isupper() for x in entries):
            return None  # a word: w_{MAP}
        return Named(self._plain(found.name, base), entries, transposed, inverted)

    def has_entries_in_small(self, name: str) -> bool:
        """Whether a name is a capital of which a small letter may stand for the entries."""
        letter = self.uses[name].node.letter
        return letter.isupper() and letter.lower() in self.letters

    def _plain(self, name: str, base: s.Symbol) -> str:
        """One name for a vector and its entries, ``\\mathbf{x}`` and ``x_i``."""
        spelt = latex(base)
        for other in emphases(base):
            if other + name[len(spelt) :] in self.uses:
                return other + name[len(spelt) :]
        return name

    def _ranks(self, name: str, use: _Use) -> tuple[int, ...]:
        """The ranks that the spelling of a name allows, the usual one first."""
        letter = use.node.letter
        least = max(use.indices)
        if name in self.words:
            return (max(self.words[name], least),)
        word = use.node.word or (len(letter) > 1 and letter[0] != "\\")
        capital = letter.removeprefix("\\")[:1].isupper()
        bare = 0 in use.indices
        if word or letter.startswith("\\mathcal"):
            return (least,) if not bare else (0, *range(max(least, 1), 2))
        if use.bold:
            usual = [least] if not capital and bare and least else []
            usual += [2] if capital else [1 if bare else least + 1]
            return tuple(dict.fromkeys(r for r in usual if least <= r <= _MOST))
        if not bare:
            return tuple(range(least, min(least + (2 if capital and least < 2 else 1), _MOST) + 1))
        if name in self.limits or name in self.counts:
            return (least,)
        if not least and (name in self.context.targets or letter in _COUNTS):
            return (0, 1) if not capital or name in self.context.targets else (0, 2, 1)
        if capital:
            return tuple(dict.fromkeys(r for r in (2, 0, 1) if r >= least)) or (least,)
        if least:
            return (least,)
        return (0, 1) if letter in _RATES else (1, 0)


def _factors(side: s.Expression) -> tuple[s.Expression, ...]:
    return side.factors if isinstance(side, s.Product) else (side,)


def _told_ranks(document: SurfaceDocument) -> dict[str, int]:
    """What the text calls a matrix or a vector."""
    found: dict[str, set[int]] = {}
    for fact in document.facts():
        if isinstance(fact, WordFact) and fact.word in (*_VECTORS, *_MATRICES):
            for subject in fact.subjects:
                if isinstance(subject, s.Symbol):
                    found.setdefault(latex(subject), set()).add(1 if fact.word in _VECTORS else 2)
    return {name: ranks.pop() for name, ranks in found.items() if len(ranks) == 1}


Way = dict[str, int]


def _shapes(context: Context, ranks: Way, unify: Sizes) -> dict[str, Shape]:
    shapes = {name: tuple(size for size, _ in axes) for name, axes in context.inferred.items()}
    shapes |= {name: context.shape(name) for name, rank in context.names.ranks.items() if rank is not None}
    return {**shapes, **{name: tuple(unify.unknown() for _ in range(rank)) for name, rank in ranks.items()}}


def _fitting(context: Context, names: _Names, equations: list[Equation]) -> tuple[list[Way], list[Equation]]:
    """The ways in which all equations fit that fit at all, and those."""
    ways: list[Way] = [{}]
    kept: list[Equation] = []
    for left, right in equations:
        own = {named.name for side in (left, right) for n in s.walk(side) if (named := names.naming(n)) is not None}
        fresh = sorted(own & names.uses.keys() - ways[0].keys())
        found: list[Way] = []
        tried: dict[tuple[int, ...], bool] = {}
        order = sorted(own & names.uses.keys())
        for way in ways:
            for ranks in product(*(names.uses[name].ranks for name in fresh)):
                new = {**way, **dict(zip(fresh, ranks, strict=True))}
                key = tuple(new[name] for name in order)
                if key not in tried:
                    tried[key] = _fits(context, names, new, left, right)
                    if len(tried) > _WAYS:
                        return [], []
                if tried[key]:
                    found.append(new)
            if len(found) > _WAYS:
                return [], []
        if found:
            ways = found
            kept.append((left, right))
    return ways, kept


def _fits(context: Context, names: _Names, ranks: Way, left: s.Expression, right: s.Expression) -> bool:
    unify = Sizes()
    try:
        Kinds(context, names.naming, _shapes(context, ranks, unify), unify).equation(left, right)
    except Misfit:
        return False
    return True


def _best(context: Context, names: _Names, ways: list[Way], kept: list[Equation]) -> Way:
    """The ranks on which the ways agree in which the most names have the rank that they usually have."""
    if not ways:
        return {}
    shown: set[str] = set()
    others: list[set[str]] = []
    for left, right in kept:
        nodes = [*s.walk(left), *s.walk(right)]
        own = {found.name for n in nodes if (found := names.naming(n)) is not None} & names.uses.keys()
        beneath = {id(n.base) for n in nodes if isinstance(n, s.Scripted)}
        bare = {k.name for n in nodes if id(n) not in beneath and (k := names.naming(n)) is not None and not k.indices}
        turned = bare & own & context.shaped and not any(map(names.has_entries_in_small, own))
        if shows_tensors(context, nodes) or turned or any(names.uses[name].bold for name in own):
            shown |= own
        else:
            others.append(own)
    reached = True
    while reached:  # "z = W x + b" of the vector z of "\\|z - y\\|^2"
        tensors = {name for name in shown if names.uses[name].ranks[:1] > (0,)}
        reached = any(own & tensors and not own <= shown for own in others)
        shown |= {name for own in others if own & tensors for name in own}
    usual = {name: use.ranks[0] for name, use in names.uses.items() if name in shown or 0 not in use.indices}
    scores = [sum(way.get(name) == rank for name, rank in usual.items()) for way in ways]
    best = [way for way, score in zip(ways, scores, strict=True) if score == max(scores)]
    names.sure = {name for name in best[0] if len({way[name] for way in ways}) == 1}
    agreed = {name: rank for name, rank in best[0].items() if all(way[name] == rank for way in best)}
    return {name: rank for name, rank in agreed.items() if name in names.sure or name in usual}


def _sized(
    context: Context, document: SurfaceDocument, names: _Names, ranks: Way, kept: list[Equation]
) -> dict[str, Shape]:
    """The shapes, of which the open sizes are sizes of the document."""
    unify = Sizes()
    shapes = _shapes(context, ranks, unify)
    kinds = Kinds(context, names.naming, shapes, unify)
    spoilt: set[str] = set()
    for left, right in kept:
        saved = dict(unify.solved)
        try:
            kinds.equation(left, right)
        except Misfit:  # two sizes that the text tells apart
            unify.solved = saved
            nodes = (n for side in (left, right) for n in s.walk(side))
            spoilt |= {named.name for n in nodes if (named := names.naming(n)) is not None}
    for fact in document.facts():
        if isinstance(fact, WordFact) and fact.word in _SQUARES:
            for name in map(latex, fact.subjects):
                if name in ranks and len(shapes[name]) == 2 and not unify.unify(*shapes[name]):
                    spoilt.add(name)
    made = _defined(names, document)
    losses = context.targets - context.differentiated_by
    together = (
        {n.name for side in sides for x in s.walk(side) if (n := names.naming(x)) is not None} for sides in kept
    )
    alone = {name for found in together if len(own := found & ranks.keys() - made) == 1 for name in own}
    found: dict[str, Shape] = {}
    others = spoilt | made | context.names.functions | losses
    for name in (n for n in ranks if n not in others):  # in their order, in which the sizes are numbered
        capital = names.uses[name].node.letter.isupper()  # of a "\\partial W_2"
        weights = capital and name in context.variables and not names.has_entries_in_small(name)
        if names.uses[name].times < 2 and name in alone and name not in names.compared and not weights:
            continue
        if ranks[name] or (name in names.sure and name not in names.limits):
            found[name] = tuple(_named(context, unify, size) for size in shapes[name])
    return dict(sorted(found.items()))


def _said(document: SurfaceDocument) -> set[tuple[int, int]]:
    """The equations that the text tells, supposes or defines by, by the identities of their sides."""
    found: set[tuple[int, int]] = set()
    for item in document.items:
        if isinstance(item, RelationFact):
            found |= {(id(left), id(item.right)) for left in item.left}
        for link in item.links if isinstance(item, Display) else ():
            names = link.left is not None and _may_define(link.left) and not link.continuation
            if names or (isinstance(item, Display) and item.hypothesis):
                found.add((id(link.left), id(link.right)))
    return found


def _may_define(left: s.Expression) -> bool:
    """Whether a left side is a name, or a function at its arguments."""
    if isinstance(left, s.Applied):
        plain = all(isinstance(x, s.Symbol | s.Scripted) for x in left.arguments)
        return plain and isinstance(s.base(left.head), s.Symbol) and not is_function_name(left.head)
    return isinstance(left, s.Symbol | s.Scripted) and isinstance(s.base(left), s.Symbol)


def _defined(names: _Names, document: SurfaceDocument) -> set[str]:
    """What an equation defines; no variable for which one is solved, ``w = A^{-1} b``, behind where it is used."""
    found: set[str] = set()
    used: set[str] = set()
    for item in document.items:
        if isinstance(item, RelationFact) and item.relation in DEFINING:
            own = {named.name: x for x in item.left if (named := names.naming(x)) is not None}
            # not of "$w_{ij} = w_{ji}$" and "$P = P^\\top$", nor of what the text gives a value after it has been used
            found |= {name for name, x in own.items() if name not in used and s.base(x) != s.base(item.right)}
        for link in item.links if isinstance(item, Display) else ():
            sides = [side for side in (link.right, link.left) if side is not None]
            if link.relation in DEFINING and not link.continuation and len(sides) == 2:
                made = names.naming(sides[1])
                inside = {latex(s.base(x)) for x in s.walk(sides[0])}
                derived = any(isinstance(x, s.Derivative | s.Gradient) for x in s.walk(sides[0]))
                solved = made is not None and made.name in used and not derived
                if made is not None and not solved and latex(s.base(sides[1])) not in inside:
                    found.add(made.name)
            used |= {named.name for side in sides for x in s.walk(side) if (named := names.naming(x)) is not None}
    return found


def _named(context: Context, unify: Sizes, size: Poly) -> Poly:
    """A size, with a name of the document's where it is open."""
    size = unify.resolve(size)
    symbol = size.as_symbol
    if symbol is None or not symbol.startswith("?"):
        return size
    taken = {*context.sizes.letters(), *context.names.ranks, *context.sizes.lows}
    title = next(name for k in range(1, 1000) if (name := f"d_{{{k}}}") not in taken)
    context.sizes.lows[title] = 1
    context.opened.add(title)
    unify.unify(size, Poly.symbol(title))
    return Poly.symbol(title)
