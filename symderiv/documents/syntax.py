"""What a document says, before anybody asks what it means: the surface syntax tree.

The reading half of this room (``source``, ``lexer``, ``macros``, ``grammar``, ``links``, ``prose``)
builds these values; the elaborating half turns them into terms of the language.  Nothing here
knows shapes, indices or functions of the document: a name in front of parentheses is an
:class:`Applied` candidate, a superscript is just a superscript.

Every node is immutable and carries the :class:`Span` of the source that it was read from; nodes
compare equal when they say the same, wherever they stand.  :func:`latex` prints any expression in
one canonical spelling, so ``latex(node)`` is the key under which decorated names are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction

from symderiv.errors import ReadingError

__all__ = [
    "Absolute",
    "Accented",
    "ActsFact",
    "Addition",
    "Applied",
    "BaseFact",
    "BigOperator",
    "CalledFact",
    "CaseRow",
    "Cases",
    "Ceiling",
    "Comparison",
    "ConventionFact",
    "Derivative",
    "Display",
    "Evaluated",
    "Expression",
    "Fact",
    "Floor",
    "FunctionFact",
    "Gradient",
    "Group",
    "Item",
    "Link",
    "Matrix",
    "Norm",
    "Number",
    "Operation",
    "PartsFact",
    "Product",
    "Quotient",
    "RangeFact",
    "RelationFact",
    "Root",
    "SameShapeFact",
    "Scripted",
    "SetFact",
    "ShapeFact",
    "Span",
    "SurfaceDocument",
    "Symbol",
    "WordFact",
    "children",
    "is_function_name",
    "latex",
    "replaced",
    "walk",
]


@dataclass(frozen=True)
class Span:
    """Where something stands: offsets ``start <= . < end`` in the text, line and column (from 1) of ``start``."""

    start: int
    end: int
    line: int
    column: int


NOWHERE = Span(0, 0, 1, 1)


@dataclass(frozen=True)
class Expression:
    """A piece of mathematics.  The span does not take part in equality.

    What :func:`latex` and :func:`children` find is kept in the node's ``__dict__``, as nodes never change.
    """

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Number(Expression):
    r"""An exact number: ``2``, ``0.5``, ``10^{-8}`` is a power and not a number."""

    value: Fraction


@dataclass(frozen=True)
class Symbol(Expression):
    r"""A letter or an upright word with its decorations, outermost first.

    ``x`` is ``Symbol("x")``; ``\alpha`` is ``Symbol("\\alpha")``; ``\hat{\mathbf{x}}`` is
    ``Symbol("x", ("hat", "mathbf"))``; ``\hat{x_i}`` is read as ``\hat{x}_i``.
    ``\log``, ``\operatorname{softmax}``, ``\mathrm{ReLU}``, ``\text{in}`` are words:
    ``Symbol("softmax", word=True)``, without decoration.  ``\mathrm{d}`` (one letter) is
    ``Symbol("d", ("mathrm",))``; ``\mathbf{1}`` is ``Symbol("1", ("mathbf",))``, ``\mathbb{E}`` is
    ``Symbol("E", ("mathbb",))``.  ``\bm``, ``\pmb``, ``\boldsymbol`` are all ``"boldsymbol"``.
    Signs that stand alone in a superscript are symbols too: ``*``, ``+``, ``-``, ``\top``,
    ``\dagger``, ``\dots`` (all dots are ``\dots``), ``\infty``, and ``:`` or ``\cdot`` as a subscript.
    """

    letter: str
    accents: tuple[str, ...] = ()
    word: bool = False


@dataclass(frozen=True)
class Accented(Expression):
    r"""A decoration over more than a name: ``\overline{A B}``, ``\hat{f(x)}``."""

    accent: str
    body: Expression


@dataclass(frozen=True)
class Scripted(Expression):
    r"""Subscripts, superscript and primes of a base, in whatever order they were written.

    ``subscripts`` are the entries between commas: ``x_{nc,i+p-P,j}`` has three, the first of them the
    ``Product`` of ``n`` and ``c`` (juxtaposed).  ``superscript`` is one expression or None:
    ``x^2`` Number, ``h^{(1)}`` Group "(", ``W^{[l]}`` Group "[", ``x^{\langle t\rangle}`` Group "\\langle",
    ``A^\top`` Symbol, ``A^{-1}`` Addition with sign "-", ``A^{-\top}`` likewise, ``x^*`` ``Symbol("*")``,
    ``W^{(1)\top}`` Product of a Group and a Symbol; several entries (``x^{(i),k}``) form a Group "".
    ``primes`` counts ``'``: ``f''`` has 2.  ``{W^{(1)}}^\top`` is a Scripted in a Scripted.
    ``f(x)^2`` is a Scripted whose base is the Applied ``f(x)``.
    """

    base: Expression
    subscripts: tuple[Expression, ...] = ()
    superscript: Expression | None = None
    primes: int = 0


@dataclass(frozen=True)
class Group(Expression):
    r"""Something in brackets: ``(``, ``[``, ``{`` (that is ``\{``), ``\langle``; "" is a bare list ``a, b``.

    ``[a > 0]`` has one entry, a Comparison; ``(a, b)`` has two.  Braces that only group vanish.  ``separator`` is what
    stands between all entries: ``,``, ``;``, or "" where it is now this, now that.
    """

    bracket: str
    entries: tuple[Expression, ...]
    separator: str = ","


@dataclass(frozen=True)
class Applied(Expression):
    r"""A name followed by parentheses, or a known function and its argument.

    ``head`` is a Symbol, or a Scripted one for ``f'(x)``, ``\tanh^2 x``, ``\log_2 x``, ``\phi''(a)``.
    ``surely`` holds when the head can only be a function: ``\log``, ``\operatorname{..}``; else
    (``f(x)``, ``A(B+C)``, ``L(w)``) the elaborator decides, and :meth:`as_product` is the other reading.
    ``brackets`` is "(", "[", "{", or "" where there were none (``\tanh x``).
    A letter before ``[...]`` is never Applied: ``x [a>0]`` is a product.
    """

    head: Expression
    arguments: tuple[Expression, ...]
    surely: bool = False
    brackets: str = "("

    def as_product(self) -> Expression:
        """The head times the bracket."""
        return Product(self.span, (self.head, Group(self.span, self.brackets, self.arguments)), ("",))


@dataclass(frozen=True)
class Product(Expression):
    r"""Factors from left to right; ``operators[k]`` stands before ``factors[k+1]``.

    Operators are "" (juxtaposed), "\\cdot", "\\times", "/" (``\div`` too).  It folds from the left:
    ``a/b c`` is ``(a/b) c``.
    """

    factors: tuple[Expression, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True)
class Operation(Expression):
    r"""A binary operation weaker than a product, stronger than a sum; associates to the left.

    Operators: "\\odot", "\\oslash", "*" (also ``\ast``), "\\star", "\\otimes", "\\circ".  ``W^\top d \odot f(z)`` is
    ``(W^\top d) \odot f(z)``.
    """

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Addition(Expression):
    """Terms with their signs, "+", "-" or "\\pm"; ``-x`` is an Addition of one term with the sign "-"."""

    terms: tuple[Expression, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Quotient(Expression):
    r"""``\frac{a}{b}`` in any of its spellings (``\dfrac``, ``\tfrac``, ``{a \over b}``)."""

    numerator: Expression
    denominator: Expression


@dataclass(frozen=True)
class Root(Expression):
    r"""``\sqrt{a}`` and ``\sqrt[n]{a}``."""

    body: Expression
    degree: Expression | None = None


@dataclass(frozen=True)
class BigOperator(Expression):
    r"""``\sum``, ``\prod``, ``\max_k``, ``\min_k``, ``\int``, ``\lim``: operator, what stands
    below and above, and the body.

    ``operator`` is the word: "sum", "prod", "max", "min", "sup", "inf", "argmax", "argmin", "lim".
    ``below`` holds the entries under it: ``i=1`` and ``k \neq j`` and ``0 \le i < N`` and ``i \in \{1,\dots,N\}`` are
    Comparisons, ``n,i,j`` are three entries, ``ij`` is a juxtaposed Product, each row of ``\substack``
    an entry.  ``above`` is the upper limit or None.  The body reaches to the next ``+`` or ``-``.
    ``\max_k z_k`` is one of these; ``\max(a, b)`` is Applied.
    """

    operator: str
    below: tuple[Expression, ...]
    above: Expression | None
    body: Expression


@dataclass(frozen=True)
class Comparison(Expression):
    r"""``a < b \le c`` inside of brackets, ranges and conditions: expressions and the relations between them.

    Relations are spelled as in :class:`Link`, and here also "\\in", "\\notin", "\\to".  The names of ``i, j \in
    S`` are a Group "".
    """

    operands: tuple[Expression, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Derivative(Expression):
    r"""``\frac{\partial^2 f}{\partial x_i \partial x_j}``, operator form, ``\partial L/\partial x``, ``\frac{dL}{dx}``.

    ``variables`` in the order written, one for each order (``\partial w^2`` under ``\partial^2`` gives ``w`` twice).
    ``symbol`` is "\\partial" or "d".  ``alternative`` is, for the letter ``d``, the plain quotient
    that it would be if ``d`` is a name of the document.
    """

    target: Expression
    variables: tuple[Expression, ...]
    symbol: str = "\\partial"
    alternative: Expression | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Gradient(Expression):
    r"""``\nabla_x L`` (order 1), ``\nabla^2 f`` (order 2, no variable)."""

    target: Expression
    variable: Expression | None
    order: int = 1


@dataclass(frozen=True)
class Absolute(Expression):
    r"""``|x|``."""

    body: Expression


@dataclass(frozen=True)
class Norm(Expression):
    r"""``\|x\|``; ``\|A\|_F^2`` is a Scripted whose base is the Norm."""

    body: Expression


@dataclass(frozen=True)
class Floor(Expression):
    r"""``\lfloor x \rfloor``."""

    body: Expression


@dataclass(frozen=True)
class Ceiling(Expression):
    r"""``\lceil x \rceil``."""

    body: Expression


@dataclass(frozen=True)
class CaseRow:
    """One row of ``cases``; ``conditions`` all hold together; both empty conditions and ``otherwise`` mean the rest."""

    value: Expression
    conditions: tuple[Expression, ...]
    otherwise: bool


@dataclass(frozen=True)
class Cases(Expression):
    r"""``\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}``."""

    rows: tuple[CaseRow, ...]


@dataclass(frozen=True)
class Matrix(Expression):
    r"""``\begin{pmatrix} a & b \\ c & d \end{pmatrix}``; ``kind`` is the environment's name."""

    kind: str
    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True)
class Evaluated(Expression):
    r"""``\left. f \right|_{x=0}``: the body under substitutions (Comparisons with "=")."""

    body: Expression
    conditions: tuple[Expression, ...]


# ----------------------------------------------------------------------------------------- equations


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
    last: Link | None = None


@dataclass(frozen=True)
class Fact:
    """Something that prose or a display states apart from equations; ``sentence`` has ``$`` for mathematics.

    ``argument`` counts sentences, those that go on with the one before ("Then", "In that case") not anew.
    ``supposed``: it stands under an "if", "when", "for", "under", "provided" that leads into a display or trails one,
    and holds for the displays of its argument.
    """

    span: Span = field(compare=False, repr=False)
    sentence: str = field(compare=False, repr=False)
    argument: int = field(default=-1, compare=False, repr=False, kw_only=True)
    supposed: bool = field(default=False, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True)
class ShapeFact(Fact):
    r"""``W, V \in \mathbb{R}^{N \times D}``: subjects and axes (none for a scalar).

    ``domain``: "real", "positive", "nonnegative", "integer", "natural" (from 0 or 1, see words),
    "binary", "complex".
    ``words`` are the words of :data:`WordFact.word` that stand at it ("symmetric matrix").
    """

    subjects: tuple[Expression, ...]
    axes: tuple[Expression, ...]
    domain: str = "real"
    words: tuple[str, ...] = ()


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
    they may change, a ``"derivative"`` or the ``"meaning"`` of a name; "" where they only restrict values.
    """

    subjects: tuple[Expression, ...]
    words: str
    readings: tuple[str, ...] = ()
    changes: str = ""
    nouns: tuple[str, ...] = ()


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
    """A property of matrices that the text speaks of without a rule here saying of which: "all are symmetric"."""

    word: str


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
    ``conditional`` whether it stands under an "if" or "when" and speaks for its sentence only.
    """

    left: tuple[Expression, ...]
    relation: str
    right: Expression
    word: str = ""
    hypothesis: bool = False
    conditional: bool = False


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
    "positive definite", "positive semidefinite", "diagonal", "idempotent", "projection", "positive",
    "nonnegative", "nonzero", "unit vector", "constant", "smooth", "function",
    "convex", "index", "label", "offset", "random", "independent" (of each other),
    "upstream gradient", "loss", "even", "odd", "entrywise", "probability", or what a phrase of ``assertions`` says.
    ``conditional``: it stands under an "if" or "when" and speaks for its sentence only.  ``said``: the words of a
    phrase.
    """

    subjects: tuple[Expression, ...]
    word: str
    conditional: bool = False
    said: str = ""


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
class SurfaceDocument:
    """A document as read: displays and facts in reading order; ``errors`` of inline pieces are no equations.

    ``failures``: faults that have kept pieces of the text from being read; ``damage``: bytes of the file that are no
    text.

    ``flavour`` is "markdown" or "latex"; ``layers`` are letters that count layers (``W^{(l)}``),
    ``L`` among them where they stand without brackets (``w^l``).  ``horizon`` is the number of steps of recurrences
    for which none is told: a size that the document does not use.  ``sections``: where its headings begin.
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

    def displays(self) -> tuple[Display, ...]:
        """The displays in reading order."""
        return tuple(item for item in self.items if isinstance(item, Display))

    def facts(self) -> tuple[Fact, ...]:
        """All facts, those of displays included, in reading order."""
        found: list[Fact] = []
        for item in self.items:
            if isinstance(item, Display):
                found.extend(item.facts)
            else:
                found.append(item)
        return tuple(found)


# ----------------------------------------------------------------------------------------- walking


def children(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside of a node, from left to right."""
    known: tuple[Expression, ...] | None = node.__dict__.get("children")
    if known is None:
        known = node.__dict__["children"] = _children(node)
    return known


def _children(node: Expression) -> tuple[Expression, ...]:
    match node:
        case Accented(_, _, body) | Absolute(_, body) | Norm(_, body) | Floor(_, body) | Ceiling(_, body):
            return (body,)
        case Scripted(_, base, subscripts, superscript, _):
            return (base, *subscripts) if superscript is None else (base, *subscripts, superscript)
        case Group(_, _, entries, _):
            return entries
        case Applied(_, head, arguments, _, _):
            return (head, *arguments)
        case Product(_, factors, _):
            return factors
        case Operation(_, _, left, right):
            return (left, right)
        case Addition(_, terms, _):
            return terms
        case Quotient(_, numerator, denominator):
            return (numerator, denominator)
        case Root(_, body, degree):
            return (body,) if degree is None else (body, degree)
        case BigOperator(_, _, below, above, body):
            return (*below, body) if above is None else (*below, above, body)
        case Comparison(_, operands, _):
            return operands
        case Derivative(_, target, variables, _, _):
            return (target, *variables)
        case Gradient(_, target, variable, _):
            return (target,) if variable is None else (variable, target)
        case Cases(_, rows):
            return tuple(part for row in rows for part in (row.value, *row.conditions))
        case Matrix(_, _, rows):
            return tuple(entry for row in rows for entry in row)
        case Evaluated(_, body, conditions):
            return (body, *conditions)
    return ()


def replaced(node: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """The node with each outermost part for which ``change`` knows something in place of it."""
    new = change(node)
    if new is not None:
        return new
    parts: dict[str, object] = {}
    for f in fields(node):
        old = getattr(node, f.name)
        if isinstance(old, Expression):
            parts[f.name] = replaced(old, change)
        elif isinstance(old, tuple) and any(isinstance(x, Expression | CaseRow | tuple) for x in old):
            parts[f.name] = tuple(_replaced_within(x, change) for x in old)
    return replace(node, **parts) if parts else node  # type: ignore[arg-type]


def _replaced_within(part: object, change: Callable[[Expression], Expression | None]) -> object:
    if isinstance(part, Expression):
        return replaced(part, change)
    if isinstance(part, CaseRow):
        conditions = tuple(replaced(c, change) for c in part.conditions)
        return CaseRow(replaced(part.value, change), conditions, part.otherwise)
    return tuple(_replaced_within(x, change) for x in part) if isinstance(part, tuple) else part


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything inside of it, outermost first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        inside = children(top)
        if inside:
            stack.extend(reversed(inside))


_WORDS = """
exp log ln lg tanh sinh cosh coth sin cos tan cot sec csc arcsin arccos arctan artanh arctanh erf relu ReLU sigmoid
sign sgn softmax logsoftmax softplus abs max min det tr Tr trace Trace diag Diag rank vec Var Cov logit GELU gelu SiLU
silu Swish swish ELU elu LeakyReLU LogSoftmax Softmax Softplus LSE logsumexp LogSumExp conv pool mean sum clip step
heaviside sqrt argmax argmin dim ker im span sinc mod gcd lcm floor ceil round norm
"""
_OPERATORS = """
exp log ln lg tanh sinh cosh coth sin cos tan cot sec csc arcsin arccos arctan max min det
"""
FUNCTION_WORDS = frozenset(_WORDS.split())
TEX_OPERATORS = frozenset(_OPERATORS.split())


def is_function_name(symbol: Expression) -> bool:
    r"""Whether a symbol is a word that can only be a function: ``\log``, ``\operatorname{softmax}``.

    >>> is_function_name(Symbol(NOWHERE, "softmax", word=True)), is_function_name(Symbol(NOWHERE, "f"))
    (True, False)
    """
    return isinstance(symbol, Symbol) and symbol.word and symbol.letter in FUNCTION_WORDS


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    digits = 0
    scaled = value
    while scaled.denominator != 1 and digits < 400:
        scaled *= 10
        digits += 1
    if scaled.denominator != 1:
        return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"
    text = str(scaled.numerator).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}"


OTHERWISE = "\\text{otherwise}"
OPENING = {"(": "(", "[": "[", "{": "\\{", "\\langle": "\\langle", "": ""}
CLOSING = {"(": ")", "[": "]", "{": "\\}", "\\langle": "\\rangle", "": ""}


def _within(node: Expression, *weaker: type[Expression]) -> str:
    """The LaTeX of a part, in brackets where it binds more weakly than its surroundings."""
    return f"({latex(node)})" if isinstance(node, weaker) else latex(node)


def _closed(node: Expression) -> str:
    r"""The LaTeX of a factor with another behind it: ``\log{x} y`` is not ``\log x y``."""
    if isinstance(node, Applied) and not node.brackets:
        return f"{latex(node.head)}{{{', '.join(map(latex, node.arguments))}}}"
    return _within(node, Addition, Operation, BigOperator)


def latex(node: Expression) -> str:
    r"""One canonical LaTeX spelling of an expression, for messages and as the key of decorated names.

    >>> x = Symbol(NOWHERE, "x", ("hat",))
    >>> latex(Scripted(NOWHERE, x, (Symbol(NOWHERE, "i"), Symbol(NOWHERE, "j")), Number(NOWHERE, Fraction(2))))
    '\\hat{x}_{i,j}^{2}'
    """
    known: str | None = node.__dict__.get("latex")
    if known is None:
        known = node.__dict__["latex"] = _latex(node)
    return known


def _latex(node: Expression) -> str:
    match node:
        case Number(_, value):
            return _number(value)
        case Symbol(_, letter, accents, word):
            if not word:
                text = letter.strip("{}")
            elif letter.startswith("\\"):
                text = letter
            else:
                text = f"\\{letter}" if letter in TEX_OPERATORS else f"\\operatorname{{{letter}}}"
            for accent in reversed(accents):
                text = f"\\{accent}{{{text}}}"
            return text
        case Accented(_, accent, body):
            return f"\\{accent}{{{latex(body)}}}"
        case Scripted(_, base, subscripts, superscript, primes):
            text = latex(base)
            if isinstance(base, Scripted | Product | Addition | Operation | Quotient | Derivative | Gradient):
                text = f"{{{text}}}"
            text += "'" * primes
            if subscripts:
                text += f"_{{{','.join(latex(entry) for entry in subscripts)}}}"
            if superscript is not None:
                text += f"^{{{latex(superscript)}}}"
            return text
        case Group(_, bracket, entries, separator):
            gap = " " if bracket == "\\langle" else ""
            inside = f"{separator or ';'} ".join(latex(entry) for entry in entries)
            return f"{OPENING[bracket]}{gap}{inside}{gap}{CLOSING[bracket]}"
        case Applied(_, head, arguments, _, brackets):
            inside = ", ".join(latex(entry) for entry in arguments)
            if not brackets:
                plain = len(arguments) == 1 and isinstance(arguments[0], Symbol | Scripted | Number)
                return f"{latex(head)} {inside}" if plain and is_function_name(head) else f"{latex(head)}{{{inside}}}"
            return f"{latex(head)}{OPENING[brackets]}{inside}{CLOSING[brackets]}"
        case Product(_, factors, operators):
            text = _closed(factors[0])
            for number, (operator, factor) in enumerate(zip(operators, factors[1:], strict=True)):
                last = number == len(operators) - 1
                piece = _within(factor, Addition, Operation) if last else _closed(factor)
                text += f" {operator} {piece}" if operator else f" {piece}"
            return text
        case Operation(_, operator, left, right):
            return f"{_within(left, Addition, BigOperator)} {operator} {_within(right, Addition, Operation)}"
        case Addition(_, terms, signs):
            text = ("" if signs[0] == "+" else signs[0]) + _within(terms[0], Addition)
            for sign, term in zip(signs[1:], terms[1:], strict=True):
                text += f" {sign} {_within(term, Addition)}"
            return text
        case Quotient(_, numerator, denominator):
            return f"\\frac{{{latex(numerator)}}}{{{latex(denominator)}}}"
        case Root(_, body, degree):
            return f"\\sqrt{'' if degree is None else '[' + latex(degree) + ']'}{{{latex(body)}}}"
        case BigOperator(_, operator, below, above, body):
            known = operator in ("sum", "prod", "max", "min", "sup", "inf", "lim")
            text = f"\\{operator}" if known else f"\\operatorname{{{operator}}}"
            if below:
                text += f"_{{{', '.join(latex(entry) for entry in below)}}}"
            if above is not None:
                text += f"^{{{latex(above)}}}"
            return f"{text} {latex(body)}"
        case Comparison(_, operands, relations):
            text = latex(operands[0])
            for relation, operand in zip(relations, operands[1:], strict=True):
                text += f" {relation} {latex(operand)}"
            return text
        case Derivative(_, target, variables, symbol, _):
            order = f"^{{{len(variables)}}}" if len(variables) > 1 else ""
            inside = latex(target)
            if isinstance(target, Addition | Operation):
                inside = f"({inside})"
            under = " ".join(f"{symbol} {latex(variable)}" for variable in variables)
            return f"\\frac{{{symbol}{order} {inside}}}{{{under}}}"
        case Gradient(_, target, variable, order):
            at = "" if variable is None else f"_{{{latex(variable)}}}"
            return f"\\nabla{at}{f'^{order}' if order > 1 else ''} {latex(target)}"
        case Absolute(_, body):
            return f"|{latex(body)}|"
        case Norm(_, body):
            return f"\\|{latex(body)}\\|"
        case Floor(_, body):
            return f"\\lfloor {latex(body)} \\rfloor"
        case Ceiling(_, body):
            return f"\\lceil {latex(body)} \\rceil"
        case Cases(_, rows):
            lines = [f"{latex(row.value)} & {', '.join(latex(c) for c in row.conditions) or OTHERWISE}" for row in rows]
            return "\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases}"
        case Matrix(_, kind, rows):
            text = " \\\\ ".join(" & ".join(latex(entry) for entry in row) for row in rows)
            return f"\\begin{{{kind}}} {text} \\end{{{kind}}}"
        case Evaluated(_, body, conditions):
            return f"\\left. {latex(body)} \\right|_{{{', '.join(latex(c) for c in conditions)}}}"
    raise TypeError(f"no LaTeX for {type(node).__name__}")
