"""Which letters, decorations and subscripts make up one name.

``h^{(1)}_{ij}`` is the name ``h^{(1)}`` with two indices, ``x_{\\text{in}}`` is all name, ``x^2`` is a power of the
name ``x`` and ``\\sigma_j^2`` may be a name for the square.  :class:`Names` knows what the document has declared so
far and splits an occurrence accordingly: the longest known name wins, subscripts that are left over are indices.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import (
    Addition,
    Applied,
    BigOperator,
    Expression,
    Group,
    Number,
    Product,
    Quotient,
    Scripted,
    Symbol,
    walk,
)

__all__ = [
    "BUILT_IN_FUNCTIONS",
    "IDENTITIES",
    "Names",
    "Occurrence",
    "emphases",
    "is_count",
    "is_euler",
    "is_letter",
    "is_numbered",
    "split_entries",
]

#: How the identity matrix is written, where the document has no tensor of that name.
IDENTITIES = frozenset(("I", "\\mathbf{I}", "\\boldsymbol{I}", "\\mathbb{I}", "\\mathrm{I}"))
BOLD = ("mathbf", "boldsymbol", "vec", "mathrm", "mathit", "mathsf", "underline")


@dataclass(frozen=True)
class Occurrence:
    """A name with what stands at it: indices, a power (an expression), ``transposed`` and ``inverted``, primes.

    ``half`` holds where the name stands for a square (``\\sigma_j^2``) and the occurrence is of its root.
    """

    name: str
    indices: tuple[Expression, ...] = ()
    power: Expression | None = None
    transposed: bool = False
    inverted: bool = False
    primes: int = 0
    half: bool = False


def is_letter(node: Expression) -> bool:
    """Whether a node may be an index letter: one letter, perhaps primed."""
    if isinstance(node, Scripted):
        return node.primes > 0 and not node.subscripts and node.superscript is None and is_letter(node.base)
    return (
        isinstance(node, Symbol)
        and not node.word
        and (
            (len(node.letter) == 1 and node.letter.isalpha())
            or (node.letter.startswith("\\") and node.letter[1:] in _GREEK)
        )
    )


def is_count(node: Expression) -> bool:
    r"""Whether a node may be a size: a letter, or a capital Greek one, which is no index.

    >>> from symderiv.documents.latex.syntax import NOWHERE
    >>> [is_count(Symbol(NOWHERE, x)) for x in ("N", "\\Omega", "\\pi", "\\infty")]
    [True, True, False, False]
    """
    return is_letter(node) or (isinstance(node, Symbol) and not node.accents and node.letter in _CAPITALS)


def is_euler(node: Expression) -> bool:
    """Whether a node is ``e`` with an exponent."""
    return (
        isinstance(node, Scripted)
        and latex(node.base) in ("e", "\\mathrm{e}")
        and node.superscript is not None
        and not (node.subscripts or node.primes)
        and not (isinstance(node.superscript, Symbol) and node.superscript.letter in (*TRANSPOSES, "T"))
        and not (isinstance(node.superscript, Group) and not _is_value(node.superscript))
    )


def _is_value(node: Group) -> bool:
    """Whether a bracket holds a value, as in ``e^{(x_i - m)}``, and is no mark as in ``e^{(l+1)}``."""
    parts = [part for entry in node.entries for part in walk(entry)]
    kinds = (Quotient, BigOperator, Applied)
    return len(node.entries) == 1 and any(
        isinstance(p, kinds) or (isinstance(p, Scripted) and bool(p.subscripts)) for p in parts
    )


def is_numbered(node: Expression) -> bool:
    """Whether a node is a letter whose subscripts are numbers or words (``\\beta_1``, ``c_{\\text{in}}``)."""
    return (
        isinstance(node, Scripted)
        and is_letter(node.base)
        and bool(node.subscripts)
        and all(isinstance(x, Number) or _is_word(x) for x in node.subscripts)
    )


_GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "ell",
    ]
)
_CAPITALS = frozenset(
    f"\\{x}" for x in ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"]
)
DECORATIONS = frozenset(
    {
        "*",
        "+",
        "++",
        "-",
        "\\dagger",
        "\\star",
        "\\ast",
        "\\prime",
        "\\circ",
        "\\infty",
        "\\pm",
        "\\perp",
        "\\bot",
        "\\parallel",
    }
)
TRANSPOSES = frozenset({"\\top", "\\intercal"})


def split_entries(entries: Iterable[Expression], rank: int | None) -> tuple[Expression, ...]:
    """Subscripts as one entry for each axis: ``nc,i+p`` -> ``n | c | i+p`` where the rank asks for it."""
    found = tuple(entries)
    if rank is not None and len(found) == rank:
        return found
    split: list[Expression] = []
    for entry in found:
        if (
            isinstance(entry, Product)
            and not any(entry.operators)
            and all(is_letter(f) or isinstance(f, (Number, Symbol)) for f in entry.factors)
        ):
            split.extend(entry.factors)
        else:
            split.append(entry)
    if rank is None or len(split) == rank:
        return tuple(split)
    return tuple(digit for entry in split for digit in _digits(entry))


def _digits(entry: Expression) -> tuple[Expression, ...]:
    """The digits of a whole number, ``12`` of ``A_{12}``; anything else as it is."""
    if not isinstance(entry, Number) or entry.value < 10 or entry.value.denominator != 1:
        return (entry,)
    return tuple(Number(entry.span, type(entry.value)(int(d))) for d in str(entry.value.numerator))


class Ranks(dict[str, "int | None"]):
    """The rank of each name (None: not known); ``version`` counts the changes."""

    version = 0

    def __setitem__(self, name: str, rank: int | None) -> None:
        if name not in self or self[name] != rank:
            self.version += 1
        super().__setitem__(name, rank)

    def __delitem__(self, name: str) -> None:
        self.version += 1
        super().__delitem__(name)

    def setdefault(self, name: str, rank: int | None = None) -> int | None:
        """The rank of a name, which it gets where it has none."""
        if name not in self:
            self[name] = rank
        return self[name]

    def pop(self, name: str, *default: int | None) -> int | None:  # type: ignore[override]
        """Take a name out."""
        self.version += 1
        return super().pop(name, *default)


@dataclass
class Names:
    """The names of a document: tensors (with their rank), functions, sizes, squares and families.

    ``marks`` are tensors that stand alone in subscripts, as a part of a name (``L_w``), ``above`` letters that stand
    above names only, ``W^Q``.  ``families`` are names whose
    superscript is an index (``x^{(n)}``, one of N examples).  ``layered``: a shape is stated for ``W^{1}``, so a number
    above a new name counts layers and is no power.  ``layers``: letters that do so without brackets (``z^l``,
    ``a^{l-1}``).  ``numbered`` are letters that never stand without a number first in the subscript: ``z_{1,i}`` is the
    entry ``i`` of ``z_1``.  ``starts`` are names such as ``x_{0}`` that are no member of the ``x_t`` beside them.
    ``distinct`` are letters in two emphases that are used in the same way, so that one cannot
    be the other's entry.
    """

    ranks: Ranks = field(default_factory=lambda: Ranks())
    functions: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    squares: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    distinct: set[frozenset[str]] = field(default_factory=set)
    layered: bool = False
    layers: frozenset[str] = frozenset()
    _found: tuple[object, dict[int, tuple[Expression, Occurrence | None]]] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    @property
    def _state(self) -> object:
        """All that a reading of a name depends on; of sets that only grow, how large they are."""
        made = (
            self.functions,
            self.sizes,
            self.squares,
            self.families,
            self.marks,
            self.numbered,
            self.starts,
            self.distinct,
            self.above,
        )
        return self.ranks.version, made, tuple([len(x) for x in made]), self.layered, self.layers

    def known(self, name: str) -> bool:
        return name in self.ranks or name in self.functions

    def alias(self, name: str, base: Symbol) -> str:
        """The name under which a differently emphasised letter (``x`` for ``\\mathbf{x}``) is declared."""
        if self.known(name):
            return name
        spelt = latex(base)
        rest = name[len(spelt) :]
        others = emphases(base)
        found = [other + rest for other in others if other + rest in self.ranks]
        if len(found) != 1 or not self.distinct.isdisjoint(frozenset((other, spelt)) for other in others):
            return name
        return found[0]

    def _family(self, name: str, base: Symbol) -> str:
        """The family of a name, perhaps in another emphasis; "" if it has none."""
        found = self.alias(name, base)  # one that is declared comes first
        return found if found in self.families else name if name in self.families else ""

    def superscript(self, node: Expression | None) -> tuple[str, Expression | None, bool, bool]:
        """A superscript as (decoration, power, transposed, inverted)."""
        if node is None:
            return "", None, False, False
        counted = node.terms[0] if isinstance(node, Addition) and len(node.terms) == 2 else node
        if isinstance(counted, Symbol) and counted.letter in self.layers:
            return f"^{{{latex(node)}}}", None, False, False
        if isinstance(node, Symbol):
            if node.letter in TRANSPOSES or (
                node.letter == "T"
                and "T" not in self.sizes
                and self.ranks.get("T") != 0  # nothing has a matrix for power
            ):
                return "", None, True, False
            if node.letter in DECORATIONS or latex(node) in self.above:
                return f"^{{{latex(node)}}}", None, False, False
            if node.word:
                return f"^{{{latex(node)}}}", None, False, False
        if isinstance(node, Group) and not (node.bracket == "" and len(node.entries) == 1):
            return f"^{{{latex(node)}}}", None, False, False
        if isinstance(node, Product) and not any(node.operators):
            head, *rest = node.factors
            decoration, _, _, _ = self.superscript(head)
            tail = self.superscript(
                Product(node.span, tuple(rest), ("",) * (len(rest) - 1)) if len(rest) > 1 else rest[0]
            )
            if decoration and tail[1] is None and (tail[2] or tail[3]):
                return decoration, None, tail[2], tail[3]
        if isinstance(node, Addition) and len(node.terms) == 1 and node.signs[0] == "-":
            inner = node.terms[0]
            if isinstance(inner, Symbol) and self.superscript(inner)[2]:
                return "", None, True, True
        return "", node, False, False

    def read(self, node: Expression) -> Occurrence | None:
        """Split an occurrence of a known name; None where no part of it is a known name.

        A node is read once, until something is declared: variants of a line share most of their nodes.
        """
        state = self._state
        if self._found is None or self._found[0] != state or len(self._found[1]) > _REMEMBERED:
            self._found = state, {}
        found = self._found[1].get(id(node))
        if found is None:  # kept with the node, whose place in memory is then no other's
            found = self._found[1][id(node)] = node, self._reading(node)
        return found[1]

    def _reading(self, node: Expression) -> Occurrence | None:
        if isinstance(node, Symbol):
            name = self.alias(latex(node), node)
            if self.known(name):
                return Occurrence(name)
            return Occurrence(name + "^{2}", half=True) if name + "^{2}" in self.squares else None
        found = self._read(node)
        return None if found is not None and found.primes and found.name in self.ranks else found

    def _read(self, node: Expression) -> Occurrence | None:
        if isinstance(node, Scripted) and isinstance(node.base, Scripted):
            return self._indexed(node, self.read(node.base))
        if isinstance(node, Scripted) and isinstance(node.base, Group):
            return self._entry(node, node.base)
        if not isinstance(node, Scripted) or not isinstance(node.base, Symbol):
            return None
        base = node.base
        text = latex(base)
        decoration, power, transposed, inverted = self.superscript(node.superscript)
        below = f"_{{{','.join(map(latex, node.subscripts))}}}" if node.subscripts else ""
        above = "" if node.superscript is None else f"^{{{latex(node.superscript)}}}"
        for primes in (node.primes, 0) if node.primes else (0,):
            dashes = "'" * primes
            rest = node.primes - primes
            if above and not transposed:
                for name in (text + dashes + below + above, text + dashes + above):
                    whole = name.endswith(below + above) and bool(below)
                    if (name := self.alias(name, base)) in self.ranks:
                        if name in self.squares:
                            continue
                        return Occurrence(name, () if whole else node.subscripts, primes=rest)
            for part, indices in self._splits(text, node.subscripts):
                name = text + dashes + part + decoration
                if decoration and (name := self.alias(name, base)) in self.ranks:
                    return Occurrence(name, indices, None, transposed, inverted, rest)
            counted = _number_of_member(node.superscript) if decoration else None
            if counted is not None and (family := self._family(text + dashes, base)):
                return Occurrence(family, (*counted.entries, *node.subscripts), None, transposed, inverted, rest)
            if decoration:
                continue
            for part, indices in self._splits(text, node.subscripts):
                name = self.alias(text + dashes + part, base)
                if (
                    self.ranks.get(name) == 0
                    and indices
                    and all(isinstance(x, Number) or self._is_word(x) for x in indices)
                ):
                    continue  # beside a number \beta, \beta_1 is another one
                if self.ranks.get(name) == 0 and _is_spelled(indices):
                    continue  # ... and beside a loss J, J_{mix}
                words = [latex(x) for x in indices if self._is_word(x)]
                if indices and name in self.ranks and len(words) == len(indices) and not self.sizes.issuperset(words):
                    continue  # beside a vector x, x_{new} is another one, unless "new" is a declared integer
                if self.known(name):
                    return Occurrence(name, indices, power, transposed, inverted, rest)
                if name + "^{2}" in self.squares:
                    return Occurrence(name + "^{2}", indices, power, False, inverted, rest, half=True)
        return None

    def _is_number(self, node: Expression) -> bool:
        """Whether a letter, or a power of one, is known as a number or a size."""
        plain = node.base if isinstance(node, Scripted) and not node.subscripts and not node.primes else node
        return isinstance(plain, Symbol) and (self.ranks.get(latex(plain)) == 0 or latex(plain) in self.sizes)

    def propose(self, node: Expression) -> Occurrence | None:
        """How an occurrence of a new name splits: letters in the subscript are indices, all else is name."""
        if isinstance(node, Symbol):
            return Occurrence(latex(node))
        if isinstance(node, Scripted) and isinstance(node.base, Scripted):
            return self._indexed(node, self.propose(node.base))
        if not isinstance(node, Scripted) or not isinstance(node.base, Symbol):
            return None
        decoration, power, transposed, inverted = self.superscript(node.superscript)
        if transposed or inverted or (isinstance(node.superscript, Group) and is_euler(node)):
            return None
        text = latex(node.base) + "'" * node.primes
        if decoration and isinstance(node.superscript, Group) and (family := self._family(text, node.base)):
            return Occurrence(family, (*node.superscript.entries, *node.subscripts))
        layer = self.layered and isinstance(power, Number) and power.value.denominator == 1
        if power is not None and layer and text not in self.ranks:
            decoration = f"^{{{latex(power)}}}"
        elif power is not None:
            if self.ranks.get(text) == 0 and not node.subscripts and self._is_number(power):
                return None  # a number to the power of another one
            if latex(node.base) in ("e", "\\mathrm{e}", "\\pi") or not (
                is_letter(power) or (isinstance(power, Number) and power.value == 2)
            ):
                return None
            decoration = f"^{{{latex(power)}}}"
        if node.subscripts and all(self._is_word(s) or isinstance(s, Number) for s in node.subscripts):
            return Occurrence(f"{text}_{{{','.join(map(latex, node.subscripts))}}}{decoration}")
        if self.ranks.get(text) == 0 and _is_spelled(node.subscripts):
            return Occurrence(f"{text}_{{{','.join(map(latex, node.subscripts))}}}{decoration}")
        splits = list(self._splits(latex(node.base), node.subscripts))
        part, indices = splits[1] if len(splits) > 2 else splits[-1]
        return Occurrence(text + part + decoration, indices)

    def _indexed(self, node: Scripted, inner: Occurrence | None) -> Occurrence | None:
        """``{x_{+}}_{i}``: a name in braces, and the indices behind it."""
        if inner is None or inner != Occurrence(inner.name) or node.primes or not node.subscripts:
            return None
        decoration, power, transposed, inverted = self.superscript(node.superscript)
        return None if decoration else Occurrence(inner.name, node.subscripts, power, transposed, inverted)

    def _entry(self, node: Scripted, base: Group) -> Occurrence | None:
        """``(W_h)_{ij}``: a tensor in parentheses, and the indices behind it."""
        inner = self.read(base.entries[0]) if base.bracket == "(" and len(base.entries) == 1 else None
        found = self._indexed(node, inner)
        if found is None or not self.ranks.get(found.name) or any(map(self._is_word, found.indices)):
            return None
        return found

    def has_mark(self, node: Scripted) -> bool:
        """Whether what stands above a name belongs to the name: ``h^{(1)}``, ``W^Q``."""
        above = node.superscript
        return isinstance(above, Group) or (above is not None and latex(above) in self.above)

    def _splits(self, base: str, subscripts: tuple[Expression, ...]) -> Iterator[tuple[str, tuple[Expression, ...]]]:
        """What of a subscript may belong to the name, and the indices left: all, the words at one end, nothing."""
        every = len(subscripts)
        if every:
            yield f"_{{{','.join(map(latex, subscripts))}}}", ()
        first, last = (
            sum(1 for _ in itertools.takewhile(self._is_word, way)) for way in (subscripts, subscripts[::-1])
        )
        number = f"{base}_{{{latex(subscripts[0])}}}" if subscripts and isinstance(subscripts[0], Number) else ""
        own = every > 1 and self.ranks.get(number) == every - 1  # of a first state h_0 of its own, in h_{0,j}
        if number and (base in self.numbered or number in self.starts or own):
            first = max(first, 1)
        marked = f"{base}_{{{latex(subscripts[0])}}}" if every > 1 and is_letter(subscripts[0]) else ""
        rank = self.ranks.get(marked)
        if rank and base not in self.ranks and len(split_entries(subscripts[1:], rank)) == rank:
            first = max(first, 1)  # of a gate's weights W_r, in W_{r,kd}
        for begin, end in ((0, first), (every - last, every)):
            if 0 < end - begin < every:
                yield f"_{{{','.join(map(latex, subscripts[begin:end]))}}}", subscripts[:begin] + subscripts[end:]
        yield "", subscripts

    def _is_word(self, node: Expression) -> bool:
        """A word or a sign, or a mark."""
        return _is_word(node) or latex(node) in self.marks


def _number_of_member(above: Expression | None) -> Group | None:
    r"""The ``(t)`` of ``x^{(t)}`` and of ``x^{(t) \top}``."""
    if isinstance(above, Product) and not any(above.operators):
        above = above.factors[0]
    return above if isinstance(above, Group) else None


def _is_spelled(subscripts: tuple[Expression, ...]) -> bool:
    """Whether several letters stand below a name, with a comma between them or without: ``J_{mix}``."""
    letters = split_entries(subscripts, None)
    return len(letters) > 1 and all(map(is_letter, letters))


def is_step(node: Expression) -> bool:
    """Whether a name stands for an iterate at some step (see :mod:`symderiv.documents.rewriting.iterates`)."""
    steps = node.subscripts if isinstance(node, Scripted) else ()
    return len(steps) == 1 and isinstance(steps[0], Symbol) and steps[0].letter.startswith("{")


def emphases(base: Symbol) -> tuple[str, ...]:
    """A letter plain and in each emphasis, other accents left as they are; kept in the node, which never changes."""
    known: tuple[str, ...] | None = base.__dict__.get("emphases")
    if known is None:
        other = tuple(a for a in base.accents if a not in BOLD)
        accents = [other, *((b, *other) for b in BOLD), *((*other, b) for b in BOLD if other)]
        known = tuple(latex(Symbol(base.span, base.letter, x, base.word)) for x in accents)
        base.__dict__["emphases"] = known
    return known


def _is_word(node: Expression) -> bool:
    """What in a subscript is no index: a word, a sign (``x_{\\text{new}}``, ``B_+``), the step of an iterate."""
    return isinstance(node, Symbol) and (node.word or node.letter in DECORATIONS or node.letter.startswith("{"))


_REMEMBERED: Final = 40_000

BUILT_IN_FUNCTIONS = {
    "\\sigma": "sigmoid",
    "\\varsigma": "sigmoid",
    "sigmoid": "sigmoid",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "sin": "sin",
    "cos": "cos",
    "sinh": "sinh",
    "cosh": "cosh",
    "arctan": "arctan",
    "artanh": "artanh",
    "arctanh": "artanh",
    "erf": "erf",
    "relu": "relu",
    "ReLU": "relu",
    "RELU": "relu",
    "softplus": "softplus",
    "Softplus": "softplus",
    "abs": "abs",
}
