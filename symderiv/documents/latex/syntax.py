"""Mathematics as it is written, before anybody asks what it means: the surface syntax tree, and walking it.

The reading half of this room (``lexer``, ``macros``, ``grammar``) builds these values; the elaborating half turns them
into terms of the language.  Nothing here knows shapes, indices or functions of the document: a name in front of
parentheses is an :class:`Applied` candidate, a superscript is just a superscript.

Guarantee: every node is immutable and carries the :class:`Span` of the source that it was read from; nodes compare
equal when they say the same, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction

__all__ = [
    "NOWHERE",
    "Absolute",
    "Accented",
    "Addition",
    "Applied",
    "BigOperator",
    "CaseRow",
    "Cases",
    "Ceiling",
    "Comparison",
    "Derivative",
    "Evaluated",
    "Expression",
    "Floor",
    "Gradient",
    "Group",
    "Matrix",
    "Norm",
    "Number",
    "Operation",
    "Product",
    "Quotient",
    "Root",
    "Scripted",
    "Span",
    "Symbol",
    "children",
    "replaced",
    "unwrapped",
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
    ``apart``: a blank or a thin space stands before the bracket.
    """

    head: Expression
    arguments: tuple[Expression, ...]
    surely: bool = False
    brackets: str = "("
    apart: bool = field(default=False, compare=False)

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


def base(node: Expression) -> Expression:
    """What stands beneath the scripts of a name; any other node itself."""
    return node.base if isinstance(node, Scripted) else node


def unwrapped(node: Expression) -> Expression:
    """What stands within the brackets around one expression; any other node itself."""
    while isinstance(node, Group) and len(node.entries) == 1:
        node = node.entries[0]
    return node


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything inside of it, outermost first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        inside = children(top)
        if inside:
            stack.extend(reversed(inside))
