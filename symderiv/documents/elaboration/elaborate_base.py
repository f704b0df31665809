"""What reading one equation keeps in mind: letters in scope, where they stand bare, sizes still unknown."""

from __future__ import annotations

from dataclasses import dataclass, field

from symderiv.documents.elaboration.context import Context, Range
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.values import Base, Sizes, Value
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard

__all__ = ["Bare", "Reading"]

Place = tuple[Poly, ...]
LINKED = {"=": "eq", "\\ne": "ne", "\\neq": "ne"}


@dataclass(frozen=True)
class Bare:
    """Where a letter stands alone in a subscript: the axis, its size and its first index."""

    tensor: str
    axis: int
    size: Poly
    base: Base


@dataclass
class Reading:
    """The state of one equation's elaboration, with the errors and subscripts that every part needs."""

    context: Context
    unify: Sizes = field(default_factory=Sizes)
    letters: dict[str, str] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)  # bound with their ranges by the sums around
    free: dict[str, str] = field(default_factory=dict)
    bare: dict[str, list[Bare]] = field(default_factory=dict)
    limits: dict[str, list[Bare]] = field(default_factory=dict)  # axes that an index bounds a sum over
    behind: set[str] = field(default_factory=set)  # indices behind which such a sum begins
    paired: list[tuple[str, str]] = field(default_factory=list)  # the indices of Kronecker's deltas
    moved: list[tuple[Poly, Poly, str, int]] = field(default_factory=list)  # subscripts that are not bare, and the axes
    explicit: dict[str, Range] = field(default_factory=dict)
    conditioned: dict[str, Range] = field(default_factory=dict)  # by conditions below a sum, 0 <= p < k
    beside: frozenset[str] = frozenset()  # letters of sizes that stand for the tensors of their name
    overrides: dict[str, Value] = field(default_factory=dict)
    moving: dict[str, str] = field(default_factory=dict)  # tensors with the names of their differentials
    unreversed: list[Guard] = field(default_factory=list)  # that ranges between sizes do not run backwards
    depth: int = 0
    scalar_world: bool = True
    outer: frozenset[str] = frozenset()
    outcomes: dict[int, str] = field(default_factory=dict)  # the outcome of each group of random variables
    asked: set[int] = field(default_factory=set)  # the groups of which the outcome was needed
    numbers: frozenset[str] = frozenset()  # size letters that stand for the last index in subscripts (``x_n``)

    def bounds(self, group: s.Group) -> Range:
        """A set of numbers as a range; the sums say."""
        raise NotImplementedError

    def value(self, node: s.Expression) -> Value:
        """What an expression denotes; the elaborator says."""
        raise NotImplementedError

    def outcome(self, group: int) -> Poly:
        """The outcome at which a random variable is read: of the expectation around it, else any."""
        self.asked.add(group)
        if group not in self.outcomes:
            self.outcomes[group] = self.unify.fresh("w")
        return Poly.symbol(self.outcomes[group])

    def fail(self, node: s.Expression, what: str, remedy: str) -> ReadingError:
        error = ReadingError(what, latex(node), remedy)
        error.span = node.span  # type: ignore[attr-defined]
        return error

    def no_counter(self, node: s.Expression, name: str) -> None:
        r"""A name with ``(t)`` above is no name of its own where ``t`` is an index: ``\sum_t s^{(t)}``."""
        above = node.superscript if isinstance(node, s.Scripted) else None
        if not isinstance(above, s.Group) or latex(above) not in name:
            return
        for part in s.walk(above):
            letter = latex(part)
            if is_letter(part) and letter in self.letters:
                raise self.fail(
                    node,
                    f"{letter} is an index here, and {name} is not known as one of a family",
                    f"state the shape of the family, with an axis for {letter}, or define it for all {letter}",
                )

    def polynomial(self, node: s.Expression, subscript: bool = False) -> tuple[Poly, Poly] | None:
        """An integer expression; index letters win in subscripts, sizes and tensors elsewhere."""
        sizes = self.context.sizes.letters()
        if subscript and isinstance(node, s.Symbol) and not self.context.local:
            letter = latex(node)
            symbol = self.letters.get(letter)
            known = sizes.get(letter) if symbol is None else Poly.symbol(symbol)
            return None if known is None else (known, Poly.constant(1))
        for part in (
            s.walk(node) if self.context.local else ()
        ):  # "for all u in {0, ..., n - 1}" beside the equation makes u an index of it
            letter = latex(part)
            if letter in self.context.local and letter not in self.letters and is_letter(part):
                self.letters[letter] = self.free[letter] = self.unify.fresh(letter.replace("\\", ""))
        letters = {letter: Poly.symbol(symbol) for letter, symbol in self.letters.items()}
        if subscript:
            table = {**sizes, **letters}
        else:
            tensors = set(self.context.names.ranks) - self.context.by_entries
            table = {n: p for n, p in {**letters, **sizes}.items() if n not in tensors}
            table |= {n: Poly.symbol(symbol) for n, symbol in self.counted.items() if n not in tensors}
        return polynomial(node, table, self.context.sizes)

    def enter(self, node: s.Expression) -> None:
        """Make free indices of the letters of a subscript that are nothing else."""
        sizes = self.context.sizes.letters()
        whole: set[int] = set()  # the letters that are part of a primed one
        for part in s.walk(node):
            letter = latex(part)
            if isinstance(part, s.Scripted) and letter in sizes:  # H_{o} is one name, o no index
                whole.update(id(inner) for inner in s.walk(part))
            if id(part) in whole or not is_letter(part):
                continue
            if isinstance(part, s.Scripted):
                whole.update(id(inner) for inner in s.walk(part))
            if letter in self.letters:
                continue
            if letter in sizes and (
                letter in self.numbers
                or not (
                    part is node
                    and letter[:1].islower()
                    and letter not in self.context.ranges
                    and self.stands_free(letter)
                )
            ):
                continue
            symbol = self.unify.fresh(letter.replace("\\", ""))
            self.letters[letter] = self.free[letter] = symbol

    def stands_free(self, letter: str) -> bool:
        """Whether a size letter alone in a subscript is an index (and not the last entry)."""
        return letter in self.context.alone

    def place(self, node: s.Expression) -> tuple[Poly, tuple[str, ...], tuple[Guard, ...]]:
        """A subscript as the number that the document writes, with a binder where it is a quotient."""
        self.enter(node)
        floor = isinstance(node, s.Floor)
        found = self.polynomial(node.body if isinstance(node, s.Floor) else node, subscript=True)
        if found is None:
            raise self.fail(
                node,
                "a subscript that is no affine expression in declared indices and sizes",
                "declare the letters, or write an affine subscript",
            )
        top, below = found
        if any(sum(x.startswith("%") for x in m) > 1 for m, _ in top.terms) or any(
            x.startswith("%") for x in below.free
        ):
            raise self.fail(
                node,
                "a subscript that is not affine in the indices",
                "separate the indices by commas, or write one affine subscript",
            )
        if below == Poly.constant(1):
            return top, (), ()
        symbol = self.unify.fresh("q")
        quotient = Poly.symbol(symbol) * below
        if floor:
            return (
                Poly.symbol(symbol),
                (symbol,),
                (Guard("ge", top - quotient), Guard("ge", quotient + below - 1 - top)),
            )
        return Poly.symbol(symbol), (symbol,), (Guard("eq", quotient - top),)
