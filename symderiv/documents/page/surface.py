"""What a document says, before anybody asks what it means: its displays, their links, and what its text states.

``links`` and ``prose`` build these values from ``source``; the elaborating half reads them.  A :class:`Link` is one
relation of a display, a :class:`Fact` what prose or a display states apart from equations.

Guarantee: every value is immutable and has its place in the source; facts compare equal when they state the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from symderiv.documents.latex.syntax import Expression, Span, replaced
from symderiv.documents.page.asides import Aside
from symderiv.errors import ReadingError

__all__ = [
    "ActsFact",
    "BaseFact",
    "BorderFact",
    "CalledFact",
    "ConventionFact",
    "CountFact",
    "Display",
    "EigenbasisFact",
    "EntryFact",
    "Fact",
    "FunctionFact",
    "Item",
    "LayoutFact",
    "Link",
    "MentionFact",
    "NamedFact",
    "PartsFact",
    "RangeFact",
    "RelationFact",
    "Running",
    "SameShapeFact",
    "SetFact",
    "ShapeFact",
    "SizeFact",
    "SpokenFact",
    "StackFact",
    "SurfaceDocument",
    "SymbolFact",
    "UnreadFact",
    "WordFact",
    "changed",
]


@dataclass(frozen=True)
class Link:
    r"""One relation of a display, numbered from 0 in reading order.

    ``relation`` is one of "=", ":=", "\\equiv", "\\triangleq", "\\le", "\\ge", "<", ">", "\\ne", "\\approx"
    (synonyms are folded: ``\coloneqq`` -> ":=", ``\leqslant`` -> "\\le", ``\neq`` -> "\\ne",
    ``\stackrel{def}{=}`` -> ":=",
    ``=:`` -> "=:").  ``continuation``: the left side is the right side of the link before.
    ``conditions``: what the display adds to just this equation (``\text{if } x > 0``, ``k \neq j``), Comparisons.
    ``error`` is set where a side could not be read; ``left`` or ``right`` is then None.
    ``words``: the text inside of the display that stands before the equation (``\text{where}``).
    ``aside``: an inequality about a name that trails an equation (``\log x^2 = 2 \log x, \quad x > 0``); unless
    the name is
    defined, it is meant as a condition.
    ``joined``: it defines some entries of a name, and an equation before says what it says.
    ``last``: of a line about a layer, the same line about the last layers; it must have the same verdict.
    ``latex`` is the source between the neighbouring separators.  ``span`` is the place of the link.
    """

    number: int
    left: Expression | None
    relation: str
    right: Expression | None
    continuation: bool
    span: Span
    latex: str
    error: ReadingError | None = None
    conditions: tuple[Expression, ...] = ()
    words: str = ""
    aside: bool = False
    joined: bool = False
    last: Link | None = None


@dataclass(frozen=True)
class Fact:
    """Something that prose or a display states apart from equations; ``sentence`` has ``$`` for mathematics.

    ``argument`` counts sentences, those that go on with the one before ("Then", "In that case") not anew.
    ``supposed``: it stands under an "if", "when", "for", "under", "provided" that leads into a display or trails one,
    and holds for the displays of its argument.  ``shaken``: words around it by which the text may take it back;
    ``unfamiliar``: one that is not known to suppose.
    """

    span: Span = field(compare=False, repr=False)
    sentence: str = field(compare=False, repr=False)
    argument: int = field(default=-1, compare=False, repr=False, kw_only=True)
    supposed: bool = field(default=False, compare=False, repr=False, kw_only=True)
    shaken: str = field(default="", compare=False, repr=False, kw_only=True)
    unfamiliar: str = field(default="", compare=False, repr=False, kw_only=True)


@dataclass(frozen=True)
class ShapeFact(Fact):
    r"""``W, V \in \mathbb{R}^{N \times D}``: subjects and axes (none for a scalar).

    ``domain``: "real", "positive", "nonnegative", "integer", "natural" (from 0 or 1, see words),
    "binary", "complex".
    ``words`` are the words of :data:`WordFact.word` that stand at it ("symmetric matrix").
    ``listed``: it is not said of the subjects themselves, which stand in a list before those of which it is.
    """

    subjects: tuple[Expression, ...]
    axes: tuple[Expression, ...]
    domain: str = "real"
    words: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class ActsFact(Fact):
    """``a loss $E$ that depends on $h_T$``: what an unknown loss is a function of."""

    subjects: tuple[Expression, ...]
    on: Expression


@dataclass(frozen=True)
class SameShapeFact(Fact):
    """``all of $a, b$ have the shape of $x$``; without ``like``, that of the last one before of so many axes."""

    subjects: tuple[Expression, ...]
    like: Expression | None
    rank: int = 0


@dataclass(frozen=True)
class RangeFact(Fact):
    r"""``i \in \{1,\dots,N\}``, ``i = 1,\dots,N``, ``0 \le i < N``, ``i,j \in [N]``: ``lower <= index <= upper``.

    ``0 \le p \le 1`` looks the same; whether ``p`` is an index the elaborator knows.

    ``upper`` is inclusive unless ``exclusive``; it is None for ``i = 0, 1, 2, \dots``.  ``lower`` is inclusive unless
    ``above``; ``between``: it is written with inequalities.
    """

    subjects: tuple[Expression, ...]
    lower: Expression
    upper: Expression | None
    exclusive: bool = False
    above: bool = False
    between: bool = False


@dataclass(frozen=True)
class UnreadFact(Fact):
    """Words that tell something of names and are not understood: "all $g_t$ are equal", "$z$ is detached".

    ``readings``: the words of :class:`WordFact` of which they mean one, where that much is known.  ``changes``: what
    they may change, a ``"derivative"`` or the ``"meaning"`` or the ``"value"`` of a name, or whether it is ``"data"``;
    "" where they only restrict values.  ``apart``: they restrict each of the names by itself, or the names among each
    other, if those in ``linked`` are sizes.
    """

    subjects: tuple[Expression, ...]
    words: str
    readings: tuple[str, ...] = ()
    changes: str = ""
    nouns: tuple[str, ...] = ()
    apart: bool = False
    linked: tuple[Expression, ...] = ()
    faint: bool = False


@dataclass(frozen=True)
class CalledFact(Fact):
    """``the attention weights $p$``, ``$x$ is the input``: nouns for names, without their plurals."""

    subjects: tuple[Expression, ...]
    nouns: tuple[str, ...]


@dataclass(frozen=True)
class MentionFact(Fact):
    """Bare names in running text: are the words beside them those of an input (``given``), or do they say that the
    names are made from others (``words``, ``sources``)?"""

    subjects: tuple[Expression, ...]
    given: bool
    words: str = ""
    sources: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class SpokenFact(Fact):
    """A kind of condition that the text speaks of in words, and perhaps not of what: "all are symmetric", "with zero
    bias".

    ``words``: its clause, with the names (``subjects``) and the ``nouns`` in it; ``lasting``: its sentence supposes
    for all that follows, ``everywhere``: a footnote or a heading does; ``at``: where in the text between two displays.
    """

    word: str
    words: str = ""
    subjects: tuple[Expression, ...] = ()
    nouns: tuple[str, ...] = ()
    lasting: bool = True
    everywhere: bool = False
    at: int = 0


@dataclass(frozen=True)
class EigenbasisFact(Fact):
    r"""``orthonormal eigenvectors $u_1, \dots, u_n$ of $A$ with eigenvalues $\lambda_1, \dots, \lambda_n$``."""

    matrix: Expression | None
    vectors: tuple[Expression, ...]
    values: tuple[Expression, ...]
    kind: str = ""


@dataclass(frozen=True)
class CountFact(Fact):
    """A number that a sentence gives in words, of which size is not said: "for two candidates"; ``at``: where in the
    text between two displays."""

    words: str
    number: int
    at: int


@dataclass(frozen=True)
class SetFact(Fact):
    r"""``k \in \{0, 1\}``: each subject is one of finitely many values."""

    subjects: tuple[Expression, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True)
class FunctionFact(Fact):
    r"""``f: \mathbb{R} \to \mathbb{R}``, or "a smooth function $f$" (then source and target are None)."""

    subjects: tuple[Expression, ...]
    source: tuple[Expression, ...] | None
    target: tuple[Expression, ...] | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class RelationFact(Fact):
    r"""An inline equation or condition: ``K = 2P+1``, ``\eta > 0``, ``H < M``, ``a, b > 0`` (two subjects on the left).

    One fact for each link of a chain.  ``word`` is the word that announces it ("assume", "let", "where", "with",
    "put", ""),
    ``hypothesis`` tells whether that word is one of those that announce hypotheses and governs it;
    ``conditional`` whether it stands under an "if" or "when" and speaks for its sentence only;
    ``stated``: its sentence says of what it speaks of that the equation holds, and nothing else.
    ``not_first``: words by which it may not be the value with which a recurrence begins.
    """

    left: tuple[Expression, ...]
    relation: str
    right: Expression
    word: str = ""
    hypothesis: bool = False
    conditional: bool = False
    stated: bool = field(default=False, compare=False, repr=False, kw_only=True)
    not_first: str = field(default="", compare=False, repr=False, kw_only=True)


@dataclass(frozen=True)
class SoftmaxFact(Fact):
    """What the text says of the axis of a softmax: "column", "row" (``of`` a name, if one is told), or "" where it is
    another, or that of the letter ``of``."""

    axis: str
    of: Expression | None = None


@dataclass(frozen=True)
class BorderFact(Fact):
    """What the text says of entries outside of an array, other than that they are zero."""

    words: str


@dataclass(frozen=True)
class NamedFact(Fact):
    """Letters in a sentence that calls some function by name; one of them may be it."""

    subjects: tuple[Expression, ...]
    words: str


@dataclass(frozen=True)
class SymbolFact(Fact):
    r"""What the text says of an operator, ``*``, or of the bars of a norm: another operator, the number of the norm, or
    "?" for what is not known."""

    symbol: str
    meaning: str


@dataclass(frozen=True)
class EntryFact(Fact):
    """``a matrix $A$ with entries $a_{ij}$``: a name, and a letter for its entries; ``bracketed``: by a formula."""

    whole: Expression
    entry: Expression
    bracketed: bool = False


@dataclass(frozen=True)
class SizeFact(Fact):
    r"""What words say of whole numbers: ``\\mid`` (divides), an order or "="; of other things it says nothing."""

    left: Expression
    relation: str
    right: Expression


@dataclass(frozen=True)
class ConventionFact(Fact):
    r"""A rule for names of derivatives: ``name`` is that of ``loss`` by ``variable``, as others are likewise; or every
    name with the ``accent`` is a derivative by the name without it."""

    loss: Expression
    name: Expression | None = None
    variable: Expression | None = None
    accent: str = ""


@dataclass(frozen=True)
class WordFact(Fact):
    """Prose about names: "$P$ a non-negative integer", "symmetric matrix $A$", "stride $s$".

    ``word`` is one of "integer", "nonnegative integer", "positive integer", "natural number", "stride",
    "padding", "dilation",
    "scalar", "positive scalar", "vector", "matrix", "tensor", "symmetric", "antisymmetric", "orthogonal",
    "orthonormal", "orthonormal columns", "orthogonal projection", "invertible",
    "positive definite", "positive semidefinite", "diagonal", "idempotent", "permutation", "projection", "positive",
    "nonnegative", "nonzero", "unit vector", "constant", "smooth", "function",
    "convex", "index", "label", "offset", "random", "independent" (of each other),
    "upstream gradient", "loss", "even", "odd", "entrywise", "probability", "keeps sizes" (of nothing by
    name), or what a phrase of ``assertions`` says.
    ``conditional``: it stands under an "if" or "when" and speaks for its sentence only.  ``said``: the words of a
    phrase.
    """

    subjects: tuple[Expression, ...]
    word: str
    conditional: bool = False
    said: str = ""


@dataclass(frozen=True)
class StackFact(Fact):
    """ "Stacking the inputs as rows of $X$": the rows (``columns``) of ``whole`` are what is called by a noun."""

    whole: Expression
    noun: str
    columns: bool


@dataclass(frozen=True)
class PartsFact(Fact):
    r"""``the rows $x_1^\\top, \\dots, x_N^\\top$ of $X$``: ``part`` is one of the rows, or of the ``columns``; ``last``
    is the number of the last one, where it is told."""

    whole: Expression
    part: Expression
    columns: bool
    last: Expression | None = None


@dataclass(frozen=True)
class BaseFact(Fact):
    """``Indices start at zero``: the stated base, 0 or 1."""

    base: int


@dataclass(frozen=True)
class LayoutFact(Fact):
    """A layout of derivatives that a sentence speaks of: "numerator", "denominator" or "" where it leaves open which;
    ``used``: the sentence says that the document uses it."""

    layout: str
    used: bool


@dataclass(frozen=True)
class Display:
    r"""One display equation environment with everything that stands in it.

    ``span`` begins at the ``$$``, ``\[`` or ``\begin``; ``latex`` is what stands between the delimiters.
    ``facts``: declarations in it (``X \in \mathbb{R}^{N \times D}``, ``i = 1, \dots, N``), no links.
    ``hypothesis`` is the announcing word ("assume", "suppose", "let ... such that", ...) if it governs the
    display, else "".
    ``lead`` is the sentence that leads into it, ``follow`` the text behind it up to the end of its sentence, and
    ``reach`` the place of that end.
    ``environment`` is "$$", "\\[", "align", ...
    ``argument`` counts sentences as in :class:`Fact`; ``scoped``: a hypothesis for the rest of its argument only.
    ``silent``: not the document's, but what it says of one layer said of another; nothing in it is judged.
    ``repeats``: such definitions that follow a link of this number.
    """

    span: Span
    latex: str
    environment: str
    links: tuple[Link, ...]
    facts: tuple[Fact, ...] = ()
    hypothesis: str = ""
    lead: str = ""
    follow: str = ""
    argument: int = -1
    scoped: bool = False
    silent: bool = False
    repeats: tuple[tuple[int, Link], ...] = ()
    reach: int = -1


Item = Display | Fact


@dataclass(frozen=True)
class Running:
    """The running text between two displays, with ``⟦k⟧`` for its k-th formula, which begins at ``formulas[k]`` and,
    where it does no more than name something, has the ``names[k]``."""

    text: str
    formulas: tuple[int, ...]
    end: int
    names: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class SurfaceDocument:
    """A document as read: displays and facts in reading order; ``errors`` of inline pieces are no equations.

    ``failures``: faults that have kept pieces of the text from being read; ``damage``: bytes of the file that are no
    text.

    ``flavour`` is "markdown" or "latex"; ``layers`` are letters that count layers (``W^{(l)}``),
    ``L`` among them where they stand without brackets (``w^l``).  ``horizon`` is the number of steps of recurrences
    for which none is told: a size that the document does not use.  ``sections``: where its headings begin;
    ``titles``: their words; ``running``: its text; ``claimed``: links of sizes that are claims, and tell nothing;
    ``lowered``: the names that are read with a step below that stands in brackets above, and those brackets;
    ``asides``: parts about a case, or that are said to be wrong; ``unstated``: whether shapes are told by all equations
    together, as nothing else tells them.
    """

    name: str
    flavour: str
    items: tuple[Item, ...]
    errors: tuple[ReadingError, ...] = ()
    layers: frozenset[str] = frozenset()
    horizon: str = ""
    failures: tuple[str, ...] = ()
    damage: str = ""
    sections: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    running: tuple[Running, ...] = ()
    claimed: frozenset[int] = frozenset()
    lowered: frozenset[tuple[str, str]] = frozenset()
    asides: tuple[Aside, ...] = ()
    unstated: bool = False

    def displays(self) -> tuple[Display, ...]:
        """The displays in reading order."""
        return self._displays

    @cached_property
    def _displays(self) -> tuple[Display, ...]:
        return tuple(item for item in self.items if isinstance(item, Display))

    def equations(self) -> Iterator[tuple[Expression, Expression]]:
        """Both sides of the equations in the text, and then of those in displays."""
        for fact in self.facts():
            if isinstance(fact, RelationFact) and fact.relation in ("=", ":="):
                yield from ((left, fact.right) for left in fact.left)
        for display in self.displays():
            for link in display.links:
                if link.left is not None and link.right is not None and link.relation in ("=", ":="):
                    yield link.left, link.right

    def facts(self) -> tuple[Fact, ...]:
        """All facts, those of displays included, in reading order."""
        return self._facts

    @cached_property
    def _facts(self) -> tuple[Fact, ...]:
        found: list[Fact] = []
        for item in self.items:
            if isinstance(item, Display):
                found.extend(item.facts)
            else:
                found.append(item)
        return tuple(found)

    def sides(self) -> Iterator[Expression]:
        """Both sides of all equations, the displayed ones and then those that facts tell."""
        for display in self.displays():
            for link in display.links:
                yield from (side for side in (link.left, link.right) if side is not None)
        for fact in self.facts():
            if isinstance(fact, RelationFact):
                yield from (*fact.left, fact.right)


def changed(item: Item, change: Callable[[Expression], Expression | None]) -> Item:
    """A display or a fact with ``change`` made at each node of its expressions (``None``: as it is)."""
    if isinstance(item, Display):
        links = tuple(replace(x, left=_side(x.left, change), right=_side(x.right, change)) for x in item.links)
        facts = tuple(x for fact in item.facts if isinstance(x := changed(fact, change), Fact))
        return replace(item, links=links, facts=facts) if (links, facts) != (item.links, item.facts) else item
    if isinstance(item, RelationFact):
        left = tuple(replaced(x, change) for x in item.left)
        return replace(item, left=left, right=replaced(item.right, change))
    if isinstance(item, ShapeFact | WordFact):
        return replace(item, subjects=tuple(replaced(x, change) for x in item.subjects))
    return item


def _side(node: Expression | None, change: Callable[[Expression], Expression | None]) -> Expression | None:
    return None if node is None else replaced(node, change)
