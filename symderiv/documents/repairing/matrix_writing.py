r"""Terms with up to two free indices in matrix notation: ``sum_k A[k,i] g[k]`` as ``A^\top g``.

The factors of a product are vectors (one index) and matrices (two); bound indices are contracted one after the other
until only the free ones are left.  What has no such form raises :class:`ValueError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from symderiv.documents.latex import syntax as s
from symderiv.documents.repairing.tidy import factors
from symderiv.documents.repairing.writing import FUNCTIONS, Writer, parentheses
from symderiv.documents.walk.document import Document
from symderiv.language.integers import is_index
from symderiv.language.terms import Add, Diff, Fn, Guard, Mul, Num, Pow, Read, Sum, Term

__all__ = ["MatrixWriter"]


@dataclass(frozen=True)
class _Written:
    """An expression with how tightly it binds (0 a sum, 1 an entrywise product, 2 a product, 3 one thing)."""

    text: str
    level: int = 3
    turned: str = ""  # the transpose, where it is written without brackets
    parts: tuple[_Written, ...] = ()  # the factors of a product

    def at(self, level: int) -> str:
        return self.text if self.level >= level else parentheses(self.text)

    def factors(self) -> tuple[_Written, ...]:
        return self.parts or (self,)

    def transpose(self) -> _Written:
        if self.parts:
            return _chain([part.transpose() for part in reversed(self.parts)])
        if self.turned:
            return _Written(self.turned, 3, self.text)
        return _Written(rf"{self.at(3)}^\top", 3, self.text if self.level == 3 else "")


_ONES = _Written(r"\mathbf{1}", 3)


def _chain(factors: Sequence[_Written]) -> _Written:
    if len(factors) == 1:
        return factors[0]
    return _Written(" ".join(f.at(2) for f in factors), 2, "", tuple(factors))


def _product(one: _Written, other: _Written) -> _Written:
    return _chain([*one.factors(), *other.factors()])


def _entrywise(parts: Sequence[_Written]) -> _Written:
    if len(parts) == 1:
        return parts[0]
    shown = [p.text if p.level in (1, 3) else p.at(3) for p in parts]
    return _Written(r" \odot ".join(shown), 1)


def _diagonal(vector: _Written) -> _Written:
    made = rf"\operatorname{{diag}}{parentheses(vector.text)}"
    return _Written(made, 3, made)


@dataclass(frozen=True)
class _Summand:
    """A summand: its sign, the number before it, the factors."""

    sign: str
    head: str
    body: _Written | None

    def written(self) -> _Written:
        if self.body is None:
            return _Written(self.sign + (self.head or "1"), 0 if self.sign else 2)
        if not self.head:
            return (
                _Written(self.sign + (self.body.at(1) if self.sign else self.body.text), 0) if self.sign else self.body
            )
        return _Written(f"{self.sign}{self.head} {self.body.at(2)}", 0 if self.sign else 2)


def _sum(parts: Sequence[_Summand]) -> _Written:
    text = ""
    for part in sorted(parts, key=lambda p: p.sign):
        made = part.written().text if part.sign else part.written().at(1)
        text += made if not text else f" - {made[1:]}" if part.sign else f" + {made}"
    return _Written(text, 0)


def _grouped(parts: list[_Summand]) -> list[_Summand]:
    """Summands that begin, or end, with the same factor as one."""
    for first in (True, False):
        made: list[_Summand] = []
        for part in parts:
            for place, before in enumerate(made):
                if part.body is None or before.body is None or part.head != before.head:
                    continue
                one, other = before.body.factors(), part.body.factors()
                if min(len(one), len(other)) < 2 or (one[0] != other[0] if first else one[-1] != other[-1]):
                    continue
                inner = [one[1:], other[1:]] if first else [one[:-1], other[:-1]]
                signs = ["", "" if part.sign == before.sign else "-"]
                body = _sum([_Summand(x, "", _chain(y)) for x, y in zip(signs, inner, strict=True)])
                chain = [one[0], body] if first else [body, one[-1]]
                made[place] = _Summand(before.sign, before.head, _chain(chain))
                break
            else:
                made.append(part)
        parts = made
    return parts


class _Scalars(Writer):
    """Writes numbers: sums in matrix notation where they have such a form, roots of sums of squares as norms."""

    def __init__(self, document: Document, matrices: MatrixWriter) -> None:
        super().__init__(document, {}, {})
        self.matrices = matrices

    def _term(self, term: Term) -> tuple[str, int]:
        if isinstance(term, Pow) and isinstance(term.base, Sum) and term.exponent.denominator == 2:
            square = super()._term(term.base)[0] if not term.base.binders else self._sum(term.base)[0]
            norm = square.removesuffix("^2")
            if norm != square and re.fullmatch(r"\\\|[^|]*\|(?:_F)?", norm):
                times = term.exponent.numerator
                return (norm if times == 1 else rf"\frac{{1}}{{{norm}}}" if times == -1 else f"{norm}^{{{times}}}"), 3
        return super()._term(term)

    def _sum(self, term: Sum) -> tuple[str, int]:
        if term.binders and not any(map(is_index, term.free)):
            with suppress(ValueError):
                made = self.matrices.written(term, ())
                return made.text, made.level
        return super()._sum(term)


class MatrixWriter:
    """Writes terms in the matrix notation of a document."""

    def __init__(self, document: Document) -> None:
        assert document.context is not None
        self.context = document.context
        self.scalars: Writer = _Scalars(document, self)
        links = [e.surface for e in document.equations if e.surface is not None]
        sides = [side for x in links for side in (x.left, x.right) if side is not None]
        self.norms = any(isinstance(n, s.Norm) for side in sides for n in s.walk(side))

    def write(self, term: Term, free: Sequence[str]) -> str:
        """A term as a scalar, a vector over the one or a matrix over the two free indices."""
        if len(free) > 2:
            raise ValueError("more than two axes")
        return self.written(term, tuple(free)).text

    def written(self, term: Term, free: tuple[str, ...]) -> _Written:
        if free and term.free.isdisjoint(free):
            if isinstance(term, Num) and not term.value:
                return _Written("0")
            raise ValueError("a number in the place of an array")
        if isinstance(term, Add):
            return self.addition(term, free)
        return self.product(term, free)

    def addition(self, term: Add, free: tuple[str, ...]) -> _Written:
        parts = []
        for part in term.args:
            if free and part.free.isdisjoint(free):
                shown = self.scalars.term(part)
                parts.append(_Summand("-" if shown.startswith("-") else "", shown.removeprefix("-"), None))
            else:
                parts.append(self.summand(part, free))
        parts = _grouped(parts)
        return parts[0].written() if len(parts) == 1 else _sum(parts)

    def product(self, term: Term, free: tuple[str, ...]) -> _Written:
        return self.summand(term, free).written()

    def summand(self, term: Term, free: tuple[str, ...]) -> _Summand:
        coefficient, atoms, bound = _flattened(term)
        numbers: list[Term] = []
        vectors: dict[str, list[_Written]] = {}
        matrices: list[tuple[str, str, _Written]] = []
        indices = (*free, *bound)
        for factor in atoms:
            own = [x for x in indices if x in factor.free]
            if isinstance(factor, Pow) and factor.exponent == 2 and len(own) in (1, 2) and not set(own) & set(free):
                once = self.entry(factor.base, tuple(own))  # of what is summed over: both are factors
                if len(own) == 1:
                    vectors.setdefault(own[0], []).extend((once, once))
                else:
                    matrices += [(own[0], own[1], once)] * 2
            elif isinstance(factor, Read) and len(factor.index) == 2 and factor.index[0] == factor.index[1] and own:
                place = factor.index[0].as_symbol
                if place is None or place in free:
                    raise ValueError("a diagonal")
                matrices.append((place, place, _Written(self.scalars.read(factor.tensor, ()))))
            elif not own:
                numbers.append(factor)
            elif len(own) == 1:
                vectors.setdefault(own[0], []).append(self.entry(factor, (own[0],)))
            elif len(own) == 2:
                matrices.append((own[0], own[1], self.entry(factor, (own[0], own[1]))))
            else:
                raise ValueError("a factor of more than two axes")
        scalars = _contracted(list(bound), vectors, matrices, self.norms)
        made = _assembled(free, vectors, matrices)
        size = abs(coefficient)
        head = self.scalars.term(Mul((Num(size), *numbers)), 2).strip() if numbers or size != 1 else ""
        head = " ".join([*([head] if head else []), *(x.at(3 if made is not None else 2) for x in scalars)])
        if head == "1" and made is not None:
            head = ""
        return _Summand("-" if coefficient < 0 else "", head, made)

    def entry(self, factor: Term, free: tuple[str, ...]) -> _Written:
        """One factor as a vector or a matrix."""
        match factor:
            case Read() | Diff():
                return self.named(factor, free)
            case Fn(args=(inner,), orders=()) if factor.name in FUNCTIONS and factor.name not in ("max", "min"):
                return _Written(FUNCTIONS[factor.name] + parentheses(self.written(inner, free).text), 3)
            case Sum(binders=(), guards=(guard,), body=Num()):
                return self.bracket(guard, free)
            case Add() | Mul():
                return self.written(factor, free)
            case Pow() if factor.exponent == 2:
                base = self.written(factor.base, free)
                return _Written(rf"{base.at(3)} \odot {base.at(3)}", 1)
            case Sum():
                return self.product(factor, free)
        raise ValueError(f"{type(factor).__name__} has no form in matrix notation")

    def named(self, factor: Read | Diff, free: tuple[str, ...]) -> _Written:
        places = tuple(place.as_symbol for place in factor.index)
        if isinstance(factor, Diff):
            if not isinstance(factor.body, Read) or factor.body.index:
                raise ValueError("a Jacobian")
            by, target = self.scalars.read(factor.tensor, ()), self.scalars.read(factor.body.tensor, ())
            text = rf"\frac{{\partial {target}}}{{\partial {by}}}"
            made = _Written(text, 3, rf"\left( {text} \right)^\top")
        else:
            name = self.scalars.read(factor.tensor, ())
            raised = isinstance(self.context.spelling.get(factor.tensor), s.Scripted) and "^" in name
            made = _Written(name, 3, rf"({name})^\top" if raised else rf"{name}^\top")
        if places == free:
            return made
        if places == free[::-1]:
            return made.transpose()
        raise ValueError("an entry at other places")

    def bracket(self, guard: Guard, free: tuple[str, ...]) -> _Written:
        if guard.is_scalar:
            relation = {"pos": ">", "nonneg": r"\ge", "zero": "=", "nonzero": r"\ne"}[guard.kind]
            return _Written(f"[{self.written(guard.term, free).text} {relation} 0]", 3)
        if guard.kind == "eq" and len(free) == 2 and guard.poly.free == set(free):
            a, b = free
            if {guard.poly.multiple(a), guard.poly.multiple(b)} == {1, -1} and len(guard.poly.terms) == 2:
                return _Written("I", 3, "I")
        raise ValueError("a condition on indices")


def _flattened(term: Term) -> tuple[Fraction, list[Term], tuple[str, ...]]:
    """A product of sums of products as one: the number, the factors, the bound indices."""
    coefficient, powers = factors(term)
    atoms: list[Term] = []
    bound: tuple[str, ...] = ()
    for base, exponent in powers.items():
        if isinstance(base, Sum) and base.binders and exponent == 1 and not isinstance(base.body, Add):
            ranges = [g for g in base.guards if not g.is_scalar and g.kind == "ge" and len(g.poly.free) <= 2]
            if len(ranges) != len(base.guards):
                raise ValueError("a sum with a condition")
            number, inner, deeper = _flattened(base.body)
            coefficient *= number
            atoms += inner
            bound += (*base.binders, *deeper)
        elif exponent == 1:
            atoms.append(base)
        else:
            atoms.append(Pow(base, exponent))
    if len(set(bound)) != len(bound):
        raise ValueError("two indices of one name")
    return coefficient, atoms, bound


def _trace(matrix: _Written) -> _Written:
    return _Written(rf"\operatorname{{tr}}{parentheses(matrix.text)}", 3)


def _square(vector: _Written, norms: bool, whole: str = "") -> _Written:
    """The sum of the squares of the entries."""
    if norms:
        return _Written(rf"\|{vector.text}\|{whole}^2", 3)
    product = _product(vector.transpose(), vector)
    return _trace(product) if whole else product


def _contracted(
    bound: list[str],
    vectors: dict[str, list[_Written]],
    matrices: list[tuple[str, str, _Written]],
    norms: bool = False,
) -> list[_Written]:
    """Contract the bound indices, those at the ends first; the numbers that this gives.  ``norms``: sums of squares are
    written as such."""
    scalars: list[_Written] = []
    for entry in list(dict.fromkeys(matrices)):  # the squares of all entries
        row, column, matrix = entry
        alone = [m for m in matrices if {row, column} & set(m[:2])] == [entry, entry]
        if row != column and alone and {row, column} <= set(bound) and not {row, column} & vectors.keys():
            matrices[:] = [m for m in matrices if m != entry]
            bound = [b for b in bound if b not in (row, column)]
            scalars.append(_square(matrix, norms, "_F"))
    while bound:
        index = min(bound, key=lambda b: sum(b in (row, column) for row, column, _ in matrices))
        bound.remove(index)
        at = vectors.pop(index, [])
        edges = [m for m in matrices if index in m[:2]]
        for edge in edges:
            matrices.remove(edge)
        turned = [(r, m) if c == index else (c, m.transpose()) for r, c, m in edges]  # (other, M with index as column)
        if not edges:
            if not at:
                raise ValueError("a sum over nothing")
            if len(at) == 2 and at[0] == at[1]:
                scalars.append(_square(at[0], norms))
                continue
            one, other = (_ONES, at[0]) if len(at) == 1 else (_entrywise(at[:-1]), at[-1])
            scalars.append(_product(one.transpose(), other))
        elif len(edges) == 1 and edges[0][0] == edges[0][1]:
            scalars.append(_trace(_product(_diagonal(_entrywise(at)), edges[0][2]) if at else edges[0][2]))
        elif len(edges) == 1:
            other_index, matrix = turned[0]
            vectors.setdefault(other_index, []).append(_product(matrix, _entrywise(at) if at else _ONES))
        elif len(edges) == 2 and index not in (turned[0][0], turned[1][0]):
            (row, left), (column, right) = turned
            if row == column and row not in bound:
                raise ValueError("a diagonal")
            middle = _product(left, _diagonal(_entrywise(at))) if at else left
            matrices.append((row, column, _product(middle, right.transpose())))
        else:
            raise ValueError("an index of three matrices")
    return scalars


def _assembled(
    free: tuple[str, ...], vectors: dict[str, list[_Written]], matrices: Iterable[tuple[str, str, _Written]]
) -> _Written | None:
    """What is left at the free indices."""
    if not free:
        return None
    if len(free) == 1:
        return _entrywise(vectors[free[0]])
    row, column = free
    whole = [m if (r, c) == (row, column) else m.transpose() for r, c, m in matrices]
    left = _entrywise(vectors[row]) if row in vectors else None
    right = _entrywise(vectors[column]) if column in vectors else None
    if not whole:
        return _product(left or _ONES, (right or _ONES).transpose())
    made = _entrywise(whole)
    if made.text == "I" and len(whole) == 1 and (left or right):
        return _diagonal(_entrywise([v for v in (left, right) if v is not None]))
    made = _product(_diagonal(left), made) if left is not None else made
    return _product(made, _diagonal(right)) if right is not None else made
