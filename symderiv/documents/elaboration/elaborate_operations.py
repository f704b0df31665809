"""Products, quotients, powers, conditions, norms and explicit matrices: what stands between values."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, pairwise

from symderiv.documents.elaboration.elaborate_differentials import signs_of_differentials
from symderiv.documents.elaboration.elaborate_expectations import gathered
from symderiv.documents.elaboration.elaborate_powers import Powers
from symderiv.documents.elaboration.values import Place, Value, negate, plus, scalar, times
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, is_letter, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Add, Extremum, Fn, Guard, Int, Mul, Num, Pow, Read, Sum, Term

__all__ = ["Operations"]

MAXIMAL_POWER = 64


def _crossed(node: s.Expression) -> bool:
    return isinstance(node, s.Product) and set(node.operators) == {"\\times"}


def _guards(bracket: Term) -> tuple[Guard, ...]:
    assert isinstance(bracket, Sum)
    return bracket.guards


class Operations(Powers):
    """The operations on values."""

    def term(self, node: s.Expression, what: str = "a number is needed here") -> Term:
        """A scalar expression."""
        found = self.unify.squeeze(self.value(node))
        if found.rank:
            raise self.fail(node, f"{what}, not a tensor of shape {self.unify.show(found)}", "write its indices")
        return found.term

    def power(self, value: Value, exponent: s.Expression, node: s.Expression) -> Value:
        value = self.unify.squeeze(value)
        found = self.polynomial(exponent)
        if found is None or not found[0].is_constant or not found[1].is_constant:
            if value.rank == 2 and found is not None and found[1] == Poly.constant(1):
                return self.symbolic_power(value, found[0], node)
            if value.rank:
                raise self.fail(node, "a symbolic power of a tensor", "write indices")
            return self.unify.pointwise(lambda e: Fn("pow", (value.term, e)), self.value(exponent))
        power = Fraction(found[0].value, found[1].value)
        if value.rank == 2 and not (isinstance(exponent, s.Operation)):
            if self.is_diagonal(value) and power != 0:
                return Value(
                    value.shape,
                    lambda p: Sum((), (Guard("eq", p[0] - p[1]),), Pow(value.entry((p[0], p[0])), power)),
                    value.bases,
                )
            if power.denominator != 1 or power == 0:
                raise self.fail(node, "a matrix has whole powers only", "write the power entry by entry with indices")
            if power > 1 and not self.unify.unify(*value.shape):
                return self.unify.pointwise(lambda t: Pow(t, power), value)  # ``1 - A^2``: no other power exists
            self.unify.square(value, latex(node))
            if abs(power) > MAXIMAL_POWER:
                raise self.fail(
                    node, f"a matrix to a power above {MAXIMAL_POWER}", "name a smaller power, and take powers of that"
                )
            base = self.unify.inverse(value) if power < 0 else value
            result = base
            for _ in range(abs(int(power)) - 1):
                result = self.unify.product(result, base, latex(node))
            return result
        if value.rank and power < 0 and power.denominator == 1:
            raise self.fail(node, "a negative power of a tensor", "use \\oslash, or indices")
        return self.unify.pointwise(lambda t: Pow(t, power), value)

    def is_diagonal(self, value: Value) -> bool:
        """Whether a matrix is made as a diagonal one: its powers are those of its entries."""
        row, column = Poly.symbol(self.unify.fresh("r")), Poly.symbol(self.unify.fresh("c"))
        return self._vanishes_beside(value.entry((row, column)), row, column)

    def _vanishes_beside(self, entry: Term, row: Poly, column: Poly) -> bool:
        """Whether an entry is made with a bracket that its row is its column, as all terms of a sum must be."""
        if isinstance(entry, Add):
            return all(self._vanishes_beside(term, row, column) for term in entry.args)
        if isinstance(entry, Mul):
            return any(self._vanishes_beside(factor, row, column) for factor in entry.args)
        if isinstance(entry, Read) and entry.index == (row, column):
            definition = self.context.theory.definitions.get(entry.tensor)
            if definition is None or len(definition.indices) != 2:
                return False
            own = [Poly.symbol(x) for x in definition.indices]
            return self._vanishes_beside(definition.body, own[0], own[1])
        off = (row - column, column - row)
        return (
            isinstance(entry, Sum) and not entry.binders and any(g.kind == "eq" and g.poly in off for g in entry.guards)
        )

    def raise_(self, value: Value, superscript: s.Expression | None, node: s.Expression) -> Value:
        """A value with a superscript: transpose, inverse or power."""
        if superscript is None:
            return value
        decoration, power, transposed, inverted = self.context.names.superscript(superscript)
        if decoration:
            raise self.fail(node, "a superscript that is no power", "declare the decorated name")
        if inverted:
            value = self.unify.inverse(value)
        if transposed:
            value = self.unify.transpose(value)
        return value if power is None else self.power(value, power, node)

    def constant(self, node: s.Scripted) -> Value:
        """``I_n``, entries ``I_{ij}``, vectors ``\\mathbf{1}_n`` and ``0_n``, and ``0_{m \\times n}``."""
        base = node.base
        assert isinstance(base, s.Symbol | s.Number)
        entries = split_entries(node.subscripts, None)
        table = self.context.sizes.letters()
        indices = len(entries) == 2 and all(is_letter(x) for x in entries)
        if latex(base) in ("I", "\\mathbf{I}") and indices and not all(latex(x) in table for x in entries):
            return self.raise_(self.kronecker(s.Scripted(node.span, base, entries)), node.superscript, node)
        axes = [f for x in node.subscripts for f in (x.factors if _crossed(x) else (x,))]  # type: ignore[attr-defined]
        sizes = [self.context.sizes.axis(e) for e in axes]
        if any(size is None for size in sizes):
            raise self.fail(node, "the size in the subscript is not understood", "write a declared size")
        known = [size for size in sizes if size is not None]
        if isinstance(base, s.Number) or base.letter == "0":
            return Value(tuple(known), lambda _: ZERO)
        if base.letter == "I":
            value = self.unify.identity()
            if known:
                self.unify.unify(value.shape[0], known[0])
        else:
            value = Value(tuple(known) or (self.unify.unknown(),), lambda _: ONE)
        return self.raise_(value, node.superscript, node)

    def kronecker(self, node: s.Scripted) -> Value:
        entries = split_entries(node.subscripts, 2)
        if len(entries) != 2:
            raise self.fail(node, "Kronecker's delta has two indices", "write two indices")
        first, second = (self.place(e) for e in entries)
        if (one := first[0].as_symbol) is not None and (other := second[0].as_symbol) is not None:
            self.paired += [(one, other), (other, one)]
        guards = (Guard("eq", first[0] - second[0]), *first[2], *second[2])
        return scalar(Sum((*first[1], *second[1]), guards, ONE))

    def differential(self, node: s.Expression) -> Value:
        """What ``d`` before an expression denotes; the elaborator says."""
        raise NotImplementedError

    def product(self, node: s.Expression, factors: tuple[s.Expression, ...], operators: tuple[str, ...]) -> Value:
        whole = self.inverted(gathered(s.Product(node.span, factors, operators)))
        if not isinstance(whole, s.Product):
            return self.value(whole)
        factors, operators = whole.factors, whole.operators
        signs = signs_of_differentials(self, factors, operators)
        self.refuse_numbers_behind(factors, operators)
        kept: list[tuple[str, s.Expression, bool]] = []
        for position, (operator, factor) in enumerate(zip(("", *operators), factors, strict=True)):
            following = factors[position + 1] if position + 1 < len(factors) else None
            if (
                isinstance(factor, s.Symbol)
                and (factor.letter == "1" and factor.accents)
                and isinstance(following, s.Group)
                and any(isinstance(e, s.Comparison) for e in following.entries)
            ):
                continue
            if position not in signs:
                moves = position - 1 in signs
                kept.append((("", *operators)[position - 1] if moves else operator, factor, moves))
        result: Value | None = None
        for operator, factor, moves in kept:
            value = self.differential(factor) if moves else self.value(factor)
            if result is None:
                result = value
            elif operator == "/":
                result = self.divide(result, value, node)
            elif operator in ("\\cdot", "\\times") and result.rank == value.rank == 1 and result.row == value.row:
                result = self.unify.product(
                    self.unify.transpose(result) if not result.row else result,
                    value if not value.row else self.unify.transpose(value),
                    latex(node),
                )
            else:
                left, right = result, value
                if left.rank and right.rank and not (left.rank == 1 and right.rank == 1):
                    left, right = self.unify.squeeze(left), self.unify.squeeze(right)
                result = self.unify.product(left, right, latex(node))
        assert result is not None
        return result

    def inverted(self, whole: s.Expression) -> s.Expression:
        r"""``\sigma^{-1}(p)`` of a function as applied: it is no reciprocal times a bracket, as of a matrix."""
        if not isinstance(whole, s.Product):
            return whole
        names, ranks = self.context.names, self.context.names.ranks
        functions = BUILT_IN_FUNCTIONS.keys() | self.context.functions.keys() | names.functions
        factors, operators = list(whole.factors), list(whole.operators)
        for k in range(len(factors) - 1, 0, -1):
            head, bracket = factors[k - 1], factors[k]
            plain = isinstance(head, s.Scripted) and not (head.subscripts or head.primes) and operators[k - 1] == ""
            if not plain or not isinstance(head, s.Scripted) or not isinstance(bracket, s.Group):
                continue
            name = latex(head.base)
            inverse = head.superscript is not None and latex(head.superscript) == "-1" and bracket.bracket == "("
            if inverse and self._is_open_function(name, bracket):
                what, remedy = f"the inverse of the function {name}", "give it a name, and say that it is the inverse"
                raise self.fail(whole, what, remedy)
            if inverse and name not in ranks and name in functions:
                factors[k - 1 : k + 1] = [s.Applied(whole.span, head, bracket.entries)]
                del operators[k - 1]
        return factors[0] if len(factors) == 1 else s.Product(whole.span, tuple(factors), tuple(operators))

    def _is_open_function(self, name: str, bracket: s.Group) -> bool:
        """Whether ``q`` of ``q^{-1}(x)`` is a function with numbers for values, or nothing that is known."""
        ranks = self.context.names.ranks
        if name in self.context.functions:
            return ranks.get(name) == 0
        if name in ranks or name in self.context.sizes.letters() or name in self.letters or name in self.overrides:
            return False
        bare = len(bracket.entries) == 1 and isinstance(bracket.entries[0], s.Symbol | s.Applied)
        return bare and name not in BUILT_IN_FUNCTIONS.keys() | self.context.names.functions

    def refuse_numbers_behind(self, factors: tuple[s.Expression, ...], operators: tuple[str, ...]) -> None:
        r"""``\delta 3`` with nothing behind it is the third of several, and no three times ``\delta``."""
        for k, (factor, number) in enumerate(pairwise(factors)):
            ends = k + 1 == len(operators) or operators[k + 1] != ""
            if isinstance(factor, s.Symbol) and isinstance(number, s.Number) and operators[k] == "" and ends:
                whole = s.Product(factor.span, (factor, number), ("",))
                remedy = f"write {latex(number)} {latex(factor)}, or {latex(factor)}_{{{latex(number)}}}"
                raise self.fail(whole, "a number behind a letter, which may be a label", remedy)

    def divide(self, left: Value, right: Value, node: s.Expression) -> Value:
        right = self.unify.squeeze(right)
        if right.rank == 2 and left.rank != 2:
            raise self.fail(node, "a division by a matrix", "use ^{-1}, or \\oslash entry by entry")
        if right.rank == 1 and right.row:
            raise self.fail(
                node, "a division by a row vector", "put what is divided by in parentheses: a / (x^\\top x)"
            )

        def quotient(a: Term, b: Term) -> Term:
            if isinstance(a, Num) and isinstance(b, Num) and b.value:
                return Num(a.value / b.value)
            if isinstance(a, Int) and isinstance(b, Num) and b.value == 1:
                return a
            if isinstance(b, Num) and b.value:
                return times(Num(1 / b.value), a)
            return times(a, Pow(b, Fraction(-1)))

        return self.unify.pointwise(quotient, left, right, what=latex(node))

    def operation(self, node: s.Operation) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        operator = node.operator
        if operator in ("\\odot", "\\circ"):
            return self.unify.pointwise(times, left, right, what=latex(node))
        if operator == "\\oslash":
            return self.unify.pointwise(lambda a, b: times(a, Pow(b, Fraction(-1))), left, right, what=latex(node))
        if operator in ("*", "\\star"):
            if not left.rank or not right.rank:
                return self.unify.pointwise(times, left, right)
            shapes = [tuple(map(self.unify.resolve, v.shape)) for v in (left, right)]
            # of vectors the star is a convolution, whatever the words; of matrices that is hardly ever meant
            if operator == "*" and left.rank > 1 and self.context.of_entries and shapes[0] == shapes[1]:
                return self.unify.pointwise(times, left, right, what=latex(node))
            return self.unify.convolve(left, right, 1 if operator == "*" else -1, left.base(0))
        if operator == "\\otimes" and left.rank == right.rank == 1:
            return self.unify.product(
                Value(left.shape, left.entry, left.bases),
                Value(right.shape, right.entry, right.bases, True),
                latex(node),
            )
        if operator == "\\otimes" and left.rank == right.rank == 2:
            return self.unify.kronecker_product(left, right)
        raise self.fail(node, f"the operation {operator} is not known for these shapes", "write indices")

    def about_indices(self, node: s.Expression) -> bool:
        """Whether all letters of a side of a condition are indices in scope, sizes or numbers: with ``x_s`` around it,
        the ``s`` of ``[s = i]`` is the index, though a tensor may have that name as well."""
        letters = {latex(part) for part in s.walk(node) if isinstance(part, s.Symbol)}
        sizes, ranks = self.context.sizes.letters(), self.context.names.ranks
        plain = all(isinstance(p, s.Symbol | s.Number | s.Addition | s.Product | s.Group) for p in s.walk(node))
        return plain and all(x in self.letters or (x in sizes and x not in ranks) for x in letters)

    def guard(self, left: s.Expression, relation: str, right: s.Expression) -> Value | list[Guard]:
        """A condition: integer guards, or scalar ones as a bracket value."""
        if isinstance(right, s.Absolute) and relation in (">", "\\ge"):
            left, relation, right = right, "<" if relation == ">" else "\\le", left
        if isinstance(left, s.Absolute) and relation in ("<", "\\le") and self.polynomial(left.body) is not None:
            minus = s.Addition(left.span, (left.body,), ("-",))  # of integers: a bound from above and one from below
            both_ways = [self.guard(side, relation, right) for side in (left.body, minus)]
            if all(isinstance(found, list) for found in both_ways):
                return [g for found in both_ways if isinstance(found, list) for g in found]
        integers = self.polynomial(left), self.polynomial(right)
        both = self.letters.keys() & self.context.sizes.letters().keys() - self.numbers
        own = any(is_letter(x) and latex(x) in both for side in (left, right) for x in s.walk(side))
        if (own or None in integers) and self.about_indices(left) and self.about_indices(right):
            integers = self.polynomial(left, subscript=True), self.polynomial(right, subscript=True)
        if relation == "\\in" and integers[0] is not None and isinstance(right, s.Group):
            low, high = self.bounds(right)
            number = integers[0][0]
            return [Guard("ge", number - low), Guard("ge", high - number)]
        if relation in ("\\mid", "\\nmid"):
            return [self._divides(left, relation, right)]
        if (
            integers[0] is not None
            and integers[1] is not None
            and not (integers[0][0].is_constant and integers[1][0].is_constant)
        ):
            (a, b), (c, d) = integers[0], integers[1]
            gap = a * d - c * b
            kinds = {
                "=": Guard("eq", gap),
                "\\ne": Guard("ne", gap),
                "<": Guard("ge", -gap - 1),
                ">": Guard("ge", gap - 1),
                "\\le": Guard("ge", -gap),
                "\\ge": Guard("ge", gap),
            }
            if relation in kinds:
                return [kinds[relation]]
        kind = {"<": "pos", ">": "pos", "\\le": "nonneg", "\\ge": "nonneg", "=": "zero", "\\ne": "nonzero"}.get(
            relation
        )
        if kind is None:
            raise self.fail(left, f"the relation {relation} in a condition", "use = < > \\le \\ge \\ne")
        swap = relation in ("<", "\\le")

        def condition(a: Term, b: Term) -> Term:
            gap = plus(b, negate(a)) if swap else plus(a, negate(b))
            return Sum((), (Guard(kind, gap),), ONE)

        return self.unify.pointwise(condition, self.value(left), self.value(right), what="a condition")

    def _divides(self, left: s.Expression, relation: str, right: s.Expression) -> Guard:
        """``s \\mid i - p``: a positive integer divides an integer."""
        whole = [self.polynomial(x, subscript=True) if self.about_indices(x) else None for x in (left, right)]
        divisor, number = whole
        if divisor is None or number is None or any(x is None or x[1] != Poly.constant(1) for x in whole):
            raise self.fail(left, f"the relation {relation} between what are no integers", "use sizes and indices")
        by = divisor[0]
        low = by.value if by.is_constant else self.context.sizes.lows.get(by.as_symbol or "")
        if low is None or low < 1:
            raise self.fail(left, "a divisor that may be 0", "write a positive number, or a size")
        return Guard("dv" if relation == "\\mid" else "nd", number[0], by)

    def bracket(self, node: s.Comparison) -> Value:
        """The Iverson bracket of a chain of comparisons."""
        values: list[Value] = []
        guards: list[Guard] = []
        for left, relation, right in zip(node.operands, node.relations, node.operands[1:], strict=False):
            found = self.guard(left, relation, right)
            if isinstance(found, list):
                guards.extend(found)
            else:
                values.append(found)
        if guards:
            values.append(scalar(Sum((), guards, ONE)))

        def joined(*terms: Term) -> Term:
            return Sum((), [g for t in terms if isinstance(t, Sum) for g in t.guards], ONE)

        return self.unify.pointwise(joined, *values)

    def conditions(self, nodes: tuple[s.Expression, ...]) -> list[Guard]:
        """Conditions about scalars and indices as guards."""
        found: list[Guard] = []
        for node in nodes:
            holds = self._holds(node)
            if holds.rank:
                raise self.fail(node, "a condition about all entries", "suppose it in a sentence before the display")
            found += _guards(holds.term)
        return found

    def _holds(self, node: s.Expression) -> Value:
        """The bracket of one condition, perhaps in parentheses."""
        inside = node
        inside = s.unwrapped(inside)
        if not isinstance(inside, s.Comparison):
            raise self.fail(node, "a condition that is no comparison", "write it as a comparison")
        return self.bracket(inside)

    def cases(self, rows: tuple[s.CaseRow, ...]) -> Value:
        """One of several values; conditions about whole tensors are meant of their entries."""
        values = [self.value(row.value) for row in rows]
        conditions = [() if row.otherwise else tuple(map(self._holds, row.conditions)) for row in rows]

        def chosen(*terms: Term) -> Term:
            told = iter(terms[len(rows) :])
            rest: list[list[Guard]] = [[]]
            parts: list[Term] = []
            for term, own in zip(terms, conditions, strict=False):
                guards = [g for _ in own for g in _guards(next(told))]
                parts += [Sum((), g, term) for g in ([guards] if own else rest)]
                if own:
                    rest = [[*r, *guards[:k], g.negation] for r in rest for k, g in enumerate(guards)]
            return plus(*parts)

        return self.unify.pointwise(chosen, *values, *chain.from_iterable(conditions))

    def bars(self, node: s.Expression, inside: Value, determinants: bool) -> Value:
        """``|x|`` entry by entry, or ``|A|`` of a matrix."""
        if inside.rank != 2:
            return self.unify.pointwise(lambda t: Fn("abs", (t,)), inside)
        if not determinants:
            raise self.fail(
                node,
                "bars around a matrix may mean its determinant or absolute values",
                "write \\det or \\operatorname{abs}",
            )
        return Value((), lambda _: self.unify.determinant(inside))

    def explicit_matrix(self, node: s.Expression, rows: tuple[tuple[s.Expression, ...], ...]) -> Value:
        if len({len(row) for row in rows}) != 1:
            raise self.fail(node, "rows of different length", "give every row as many entries")
        values = [[self.unify.squeeze(self.value(e)) for e in row] for row in rows]
        if any(value.rank for row in values for value in row):
            return self.blocks(node, values)
        entries = [[value.term for value in row] for row in values]

        def entry(place: Place) -> Term:
            return plus(
                *(
                    Sum((), tuple(Guard("eq", p - k) for p, k in zip(place, (i, j), strict=False)), term)
                    for i, row in enumerate(entries)
                    for j, term in enumerate(row)
                )
            )

        shape = (len(rows), len(rows[0]))
        if shape[1] == 1:
            return Value((Poly.constant(shape[0]),), lambda p: entry((p[0],)))
        return Value(tuple(map(Poly.constant, shape)), entry)

    def transposed_numbers(self, node: s.Scripted) -> Value | None:
        r"""``(a, b)^\top`` and ``[a, b]^\top``, a vector of numbers."""
        above, base = node.superscript, node.base
        turned = isinstance(above, s.Symbol) and above.letter in TURNING and not node.subscripts and not node.primes
        if not turned or not isinstance(base, s.Group) or base.bracket not in ("(", "[") or len(base.entries) < 2:
            return None
        return self.vector_of_numbers(base)

    def vector_of_numbers(self, node: s.Group) -> Value | None:
        """The vector of listed numbers; None for a list of anything else."""
        if node.separator != "," or any(self.unify.squeeze(self.value(e)).rank for e in node.entries):
            return None
        return self.explicit_matrix(node, tuple((e,) for e in node.entries))

    def listed(self, node: s.Group) -> Value:
        r"""``[x; h]``, one above the other; ``[A, B]``, side by side; ``[x, h]`` is one vector where the lengths of the
        two differ, as no matrix has such columns; ``(a, b)`` is a vector of numbers."""
        if node.bracket == "(":
            if (numbers := self.vector_of_numbers(node)) is not None:
                return numbers
            raise self.fail(node, "a list where one expression is needed", "write one expression")
        values = [self.unify.squeeze(self.value(e)) for e in node.entries]
        if not node.separator or not any(v.rank for v in values) or any(v.rank > 2 for v in values):
            raise self.fail(node, "a list where one expression is needed", "write one expression, or a block matrix")
        if node.separator == ";":
            return self.blocks(node, [[v] for v in values])
        if all(v.rank == 1 and not v.row for v in values):
            lengths = {self.unify.resolve(v.shape[0]) for v in values}
            if len(lengths) < len(values):
                one = " ; ".join(map(latex, node.entries))
                raise self.fail(
                    node,
                    "two vectors of one length, one above the other or side by side",
                    f"write [{one}], or a matrix",
                )
            return self.blocks(node, [[v] for v in values])
        sides = {self.unify.resolve(size) for v in values for size in v.shape}
        if len(values) == 2 and all(v.rank == 2 for v in values) and len(sides) == 1:
            raise self.fail(node, "a commutator, or two matrices side by side", "write A B - B A, or a block matrix")
        return self.blocks(node, [values])

    def blocks(self, node: s.Expression, rows: list[list[Value]]) -> Value:
        """A matrix of blocks; a vector is a column of one block, its transpose a row, and 0 a block of any shape."""
        heights = [self.unify.unknown() for _ in rows]
        widths = [self.unify.unknown() for _ in rows[0]]
        placed: list[tuple[int, int, Value]] = []
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value.rank == 0 and value.term == ZERO:
                    continue
                one = Poly.constant(1)
                shape = {0: (one, one), 1: (one, *value.shape) if value.row else (*value.shape, one), 2: value.shape}
                if value.rank > 2 or not all(map(self.unify.unify, (heights[i], widths[j]), shape[value.rank])):
                    raise self.fail(node, "blocks that do not fit together", "check their shapes, or write entries")
                placed.append((i, j, value))

        def start(sizes: list[Poly], at: int) -> Poly:
            return sum((self.unify.known(size, latex(node)) for size in sizes[:at]), Poly({}))

        def entry(row: Poly, column: Poly) -> Term:
            parts: list[Term] = []
            for i, j, value in placed:
                place, guards = [], []
                for at, sizes, number in ((row, heights, i), (column, widths, j)):
                    inside = at - start(sizes, number)
                    if len(sizes) > 1:
                        limit = self.unify.known(sizes[number]) - 1 - inside
                        guards += [Guard("ge", inside), Guard("ge", limit)]
                    place.append(inside)
                own = {0: (), 1: (place[1],) if value.row else (place[0],), 2: tuple(place)}[value.rank]
                parts.append(Sum((), tuple(guards), value.entry(own)))
            return plus(*parts)

        height, width = (sum(map(self.unify.resolve, sizes), Poly({})) for sizes in (heights, widths))
        nothing = Poly({})
        if all(v.rank < 2 and not v.row for row in rows for v in row) and len(widths) == 1:
            return Value((height,), lambda p: entry(p[0], nothing))
        if all(v.row for row in rows for v in row if v.rank) and len(heights) == 1:
            return Value((width,), lambda p: entry(nothing, p[0]), row=True)
        return Value((height, width), lambda p: entry(*p))

    def inner_product(self, left: s.Expression, right: s.Expression, node: s.Expression) -> Value:
        """``\\langle A, B \\rangle``, the sum of the products of all entries."""
        one, other = self.value(left), self.value(right)
        if not one.rank or not other.rank:
            raise self.fail(node, "an inner product of numbers", "write the product")
        if one.rank == other.rank == 1:
            one, other = (self.unify.transpose(v) if v.row else v for v in (one, other))
        both = self.unify.pointwise(times, one, other, what=latex(node))
        return Value((), lambda _: self.unify.over_all(both, lambda t: t))

    def norm(self, value: Value, kind: s.Expression | None, power: Fraction, node: s.Expression) -> Value:
        name = "2" if kind is None else latex(kind)
        single = value.rank == 2 and any(self.unify.resolve(n) == Poly.constant(1) for n in value.shape)
        if single and name == "2":
            name = "F"  # of one row or column: all norms of it that are meant are one
        if value.rank == 2 and name != "F" and name not in ("\\operatorname{F}", "\\mathrm{F}"):
            raise self.fail(node, "which norm of a matrix is meant is not said", "write \\|A\\|_F")
        if name == "1":
            return Value((), lambda _: self._pow(self.unify.over_all(value, lambda t: Fn("abs", (t,))), power))
        if name == "\\infty":
            size = value.shape[0]
            symbol = self.unify.fresh("i")
            at = Poly.symbol(symbol)
            guards = (Guard("ge", at), Guard("ge", self.unify.known(size) - 1 - at))
            return scalar(self._pow(Extremum("max", (symbol,), guards, Fn("abs", (value.entry((at,)),))), power))
        if name not in ("2", "F", "\\operatorname{F}", "\\mathrm{F}"):
            raise self.fail(node, f"the norm with the subscript {name} is not known", "write it as a sum")
        return Value((), lambda _: self._pow(self.unify.squares(value), power / 2))

    def _pow(self, term: Term, power: Fraction) -> Term:
        return term if power == 1 else Pow(term, power)

    def rational(self, node: s.Expression) -> Fraction:
        found = self.polynomial(node)
        if found is None or not found[0].is_constant or not found[1].is_constant or not found[1].value:
            raise self.fail(node, "a number is needed", "write a rational number")
        return Fraction(found[0].value, found[1].value)
