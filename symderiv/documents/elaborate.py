"""From a surface expression to its meaning: names, indices and sums.  Functions and derivatives stand beside it.

:class:`Elaborator` reads one equation.  Index letters carry the number that the document writes (their first value
may be 0 or 1); :meth:`finish` and the sums shift them to start at 0.  Where a letter stands bare in a
subscript is taken down, since that tells its range.

Guarantee: what is not understood raises :class:`ReadingError` with the piece and the remedy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

from symderiv.documents import elaborate_derivatives, elaborate_functions
from symderiv.documents import syntax as s
from symderiv.documents.context import Context, Range
from symderiv.documents.names import Occurrence, is_letter, split_entries
from symderiv.documents.sizes import polynomial
from symderiv.documents.values import Sizes, Value, negate, plus, scalar, times
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, Extremum, Fn, Guard, Int, Num, Pow, Read, Sum, Term, num, substitute

__all__ = ["Bare", "Elaborator"]

Place = tuple[Poly, ...]
LINKED = {"=": "eq", "\\ne": "ne", "\\neq": "ne"}


@dataclass(frozen=True)
class Bare:
    """Where a letter stands alone in a subscript: the axis, its size and its first index."""

    tensor: str
    axis: int
    size: Poly
    base: int


@dataclass
class Elaborator:
    """Reads the expressions of one equation within a :class:`Context`."""

    context: Context
    unify: Sizes = field(default_factory=Sizes)
    letters: dict[str, str] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)
    bare: dict[str, list[Bare]] = field(default_factory=dict)
    explicit: dict[str, Range] = field(default_factory=dict)
    overrides: dict[str, Value] = field(default_factory=dict)
    depth: int = 0

    # ---- helpers --------------------------------------------------------------------------------

    def fail(self, node: s.Expression, what: str, remedy: str) -> ReadingError:
        error = ReadingError(what, s.latex(node), remedy)
        error.span = node.span  # type: ignore[attr-defined]
        return error

    def polynomial(self, node: s.Expression, subscript: bool = False) -> tuple[Poly, Poly] | None:
        """An integer expression; index letters win in subscripts, sizes and tensors elsewhere."""
        sizes = self.context.sizes.letters()
        letters = {letter: Poly.symbol(symbol) for letter, symbol in self.letters.items()}
        if subscript:
            table = {**sizes, **letters}
        else:
            tensors = {n for n in self.context.names.ranks}
            table = {n: p for n, p in {**letters, **sizes}.items() if n not in tensors}
        return polynomial(node, table, self.context.sizes)

    def enter(self, node: s.Expression) -> None:
        """Make free indices of the letters of a subscript that are nothing else."""
        sizes = self.context.sizes.letters()
        for part in s.walk(node):
            letter = s.latex(part)
            if not is_letter(part) or letter in self.letters:
                continue
            if letter in sizes and not (
                part is node and letter[:1].islower() and letter not in self.context.ranges and self.stands_free(letter)
            ):
                continue
            symbol = self.unify.fresh(letter.replace("\\", ""))
            self.letters[letter] = self.free[letter] = symbol

    def stands_free(self, letter: str) -> bool:
        """Whether a size letter alone in a subscript is an index (and not the last entry)."""
        return letter in self.context.subscripted

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

    def index(self, value: Value, entries: tuple[s.Expression, ...], node: s.Expression, tensor: str) -> Value:
        """The value with subscripts; ``:`` leaves an axis whole."""
        entries = split_entries(entries, value.rank)
        rank = value.rank
        padded: list[int | None] = list(range(len(entries)))
        if len(entries) == 1 and rank == 2 and Poly.constant(1) in value.shape:
            fixed = value.shape.index(Poly.constant(1))
            padded = [1 - fixed]
        elif len(entries) < rank and tensor in self.context.partial:
            pass
        elif len(entries) != rank:
            raise self.fail(node, f"{tensor} has {rank} axes and {len(entries)} subscripts", f"write {rank} subscripts")
        fixed_places: dict[int, Poly] = {}
        if len(entries) == 1 and rank == 2 and Poly.constant(1) in value.shape:
            fixed_places[value.shape.index(Poly.constant(1))] = Poly({})
        binders: tuple[str, ...] = ()
        guards: tuple[Guard, ...] = ()
        for axis, entry in zip(padded, entries, strict=True):
            assert axis is not None
            if isinstance(entry, s.Symbol) and entry.letter in (":", "\\cdot", "*", "\\bullet"):
                continue
            number, more, conditions = self.place(entry)
            base = value.base(axis)
            symbol = number.as_symbol
            if symbol is not None and symbol.startswith("%") and not more:
                self.bare.setdefault(symbol, []).append(Bare(tensor, axis, value.shape[axis], base))
            fixed_places[axis] = number - base
            binders += more
            guards += conditions
        rest = [a for a in range(rank) if a not in fixed_places]

        def entry_of(place: Place) -> Term:
            supply = iter(place)
            full = tuple(fixed_places[a] if a in fixed_places else next(supply) for a in range(rank))
            inside = value.entry(full)
            return Sum(binders, guards, inside) if binders else inside

        return Value(tuple(value.shape[a] for a in rest), entry_of, tuple(value.base(a) for a in rest))

    def tensor(self, name: str, node: s.Expression) -> Value:
        """A declared or defined tensor as a whole."""
        if name in self.overrides:
            return self.overrides[name]
        if name in self.context.poisoned:
            raise self.fail(
                node,
                f"{name} has no readable definition: {self.context.poisoned[name]}",
                f"repair the definition of {name}",
            )
        if name not in self.context.names.ranks:
            raise self.fail(node, f"{name} is not declared as a tensor", f"state the shape of {name}")
        shape = self.context.shape(name)
        bases = tuple(self.context.bases.of((name, axis), size) for axis, size in enumerate(shape))
        return Value(shape, lambda place: Read(name, place), bases)

    # ---- expressions ----------------------------------------------------------------------------

    def value(self, node: s.Expression) -> Value:
        """What an expression denotes."""
        self.depth += 1
        try:
            if self.depth > 120:
                raise self.fail(node, "the expression is nested too deeply", "name an intermediate result")
            return self._value(node)
        except ReadingError as error:
            if not hasattr(error, "span"):
                error.span = node.span  # type: ignore[attr-defined]
                error.where = error.where or s.latex(node)
            raise
        finally:
            self.depth -= 1

    def term(self, node: s.Expression, what: str = "a number is needed here") -> Term:
        """A scalar expression."""
        found = self.unify.squeeze(self.value(node))
        if found.rank:
            raise self.fail(node, f"{what}, not a tensor of shape {self.unify.show(found)}", "write its indices")
        return found.term

    def _value(self, node: s.Expression) -> Value:
        match node:
            case s.Number(_, number):
                return scalar(num(number))
            case s.Symbol():
                return self.symbol(node)
            case s.Scripted():
                return self.scripted(node)
            case s.Group(_, bracket, entries):
                if len(entries) != 1:
                    raise self.fail(node, "a list where one expression is needed", "write one expression")
                if isinstance(entries[0], s.Comparison):
                    return self.bracket(entries[0])
                if bracket == "\\langle":
                    raise self.fail(
                        node, "angle brackets around one expression", "write an expectation as a weighted sum"
                    )
                return self.value(entries[0])
            case s.Comparison():
                return self.bracket(node)
            case s.Applied():
                return elaborate_functions.applied(self, node)
            case s.Product(_, factors, operators):
                return self.product(node, factors, operators)
            case s.Operation():
                return self.operation(node)
            case s.Addition(_, terms, signs):
                if any(sign not in "+-" for sign in signs):
                    raise self.fail(node, "an expression with two signs at once", "write the two cases")
                values = [self.value(t) for t in terms]
                if len(values) == 1:
                    return self.unify.pointwise(negate, values[0]) if signs[0] == "-" else values[0]
                return self.unify.pointwise(
                    lambda *ts: plus(*(t if sign == "+" else negate(t) for t, sign in zip(ts, signs, strict=True))),
                    *values,
                    what=s.latex(node),
                )
            case s.Quotient(_, numerator, denominator):
                return self.divide(self.value(numerator), self.value(denominator), node)
            case s.Root(_, body, degree):
                power = Fraction(2) if degree is None else self.rational(degree)
                return self.unify.pointwise(lambda t: Pow(t, 1 / power), self.value(body))
            case s.BigOperator():
                return self.big(node)
            case s.Derivative():
                return elaborate_derivatives.derivative(self, node)
            case s.Gradient():
                return elaborate_derivatives.gradient(self, node)
            case s.Absolute(_, body):
                inside = self.value(body)
                if inside.rank == 2:
                    raise self.fail(
                        node,
                        "bars around a matrix may mean its determinant or absolute values",
                        "write \\det or \\operatorname{abs}",
                    )
                return self.unify.pointwise(lambda t: Fn("abs", (t,)), inside)
            case s.Norm(_, body):
                return self.norm(self.value(body), None, Fraction(1), node)
            case s.Cases(_, rows):
                return self.cases(rows)
            case s.Matrix(_, _, rows):
                return self.explicit_matrix(node, rows)
            case s.Floor() | s.Ceiling():
                found = self.polynomial(node)
                if found is not None:
                    return scalar(Int(found[0]))
        raise self.fail(node, f"{type(node).__name__.lower()} has no meaning here", "write it with sums and functions")

    def rational(self, node: s.Expression) -> Fraction:
        found = self.polynomial(node)
        if found is None or not found[0].is_constant or not found[1].is_constant or not found[1].value:
            raise self.fail(node, "a number is needed", "write a rational number")
        return Fraction(found[0].value, found[1].value)

    def symbol(self, node: s.Symbol) -> Value:
        name = s.latex(node)
        context = self.context
        if "mathbb" in node.accents and node.letter in ("E", "P", "V"):
            raise self.fail(
                node, "an expectation", "write it as a weighted sum over the outcomes, with weights that sum to one"
            )
        if node.letter == "1" and node.accents:
            size = self.unify.unknown()
            return Value((size,), lambda _: ONE)
        occurrence = context.names.read(node)
        if occurrence is not None and (occurrence.name in self.overrides or occurrence.name in context.names.ranks):
            return self.occurrence(occurrence, node)
        if name in self.overrides:
            return self.overrides[name]
        if name in context.poisoned:
            return self.tensor(name, node)
        table = context.sizes.letters()
        if name in table:
            context.ensure(table[name])
            return scalar(Int(table[name]))
        if name in self.letters:
            return scalar(Int(Poly.symbol(self.letters[name])))
        if name in context.targets and not context.names.known(name):
            context.theory.add_loss(name, ())
            context.names.ranks[name] = 0
            return self.tensor(name, node)
        if name in ("e", "\\mathrm{e}"):
            return scalar(Fn("exp", (ONE,)))
        if name in ("\\pi", "\\mathrm{\\pi}"):
            return scalar(Fn("pi", ()))
        if (
            name in ("I", "\\mathbf{I}", "\\boldsymbol{I}", "\\mathbb{I}", "\\mathrm{I}")
            and name not in context.subscripted
        ):
            return self.unify.identity()
        if is_letter(node) and name in context.subscripted and (name in context.ranges or self.is_index_letter(name)):
            self.enter(node)
            return scalar(Int(Poly.symbol(self.letters[name])))
        if name in context.names.functions:
            raise self.fail(node, f"the function {name} stands without an argument", "apply it")
        if self.may_be_free_scalar(node):
            context.declare(name, ())
            return self.tensor(name, node)
        raise self.fail(node, f"{name} is not declared", f"state the shape of {name}, or define it")

    def is_index_letter(self, name: str) -> bool:
        return name in {letter for letter in self.context.subscripted if letter not in self.context.names.ranks}

    def may_be_free_scalar(self, node: s.Symbol) -> bool:
        """An undeclared letter is a number where nothing in the equation could make it a tensor."""
        name = s.latex(node)
        if node.word or name in self.context.subscripted or not is_letter(s.Symbol(node.span, node.letter)):
            return False
        greek = node.letter.startswith("\\")
        return greek or self.scalar_world

    scalar_world: bool = True

    def occurrence(self, found: Occurrence, node: s.Expression) -> Value:
        """A known name with its subscripts, powers and transposes."""
        if found.primes:
            raise self.fail(
                node, f"{found.name} is a tensor and has no derivative of its own", "write the derivative as a fraction"
            )
        value = self.tensor(found.name, node)
        if found.indices:
            value = self.index(value, found.indices, node, found.name)
        if found.half:
            root = self.unify.pointwise(lambda t: Pow(t, Fraction(1, 2)), value)
            if found.power is None:
                return root
            power = self.rational(found.power)
            return value if power == 2 else self.unify.pointwise(lambda t: Pow(t, power / 2), value)
        if found.inverted:
            value = self.unify.inverse(value)
        if found.transposed:
            value = self.unify.transpose(value)
        return value if found.power is None else self.power(value, found.power, node)

    def scripted(self, node: s.Scripted) -> Value:
        context = self.context
        base = node.base
        if isinstance(base, s.Symbol):
            name = s.latex(base)
            found = context.names.read(node)
            if found is not None and (found.name in context.names.ranks or found.name in self.overrides):
                return self.occurrence(found, node)
            if name in self.overrides:
                value = self.overrides[name]
                if node.subscripts:
                    value = self.index(value, node.subscripts, node, name)
                return self.raise_(value, node.superscript, node)
            whole = s.latex(s.Scripted(node.span, base, node.subscripts, None, node.primes))
            if whole in self.letters or whole in context.sizes.letters():
                sizes = context.sizes.letters()
                inside = scalar(Int(sizes[whole] if whole in sizes else Poly.symbol(self.letters[whole])))
                return self.raise_(inside, node.superscript, node)
            if (
                not node.primes
                and name in ("e", "\\mathrm{e}")
                and node.superscript is not None
                and not node.subscripts
            ):
                return self.unify.pointwise(lambda t: Fn("exp", (t,)), self.value(node.superscript))
            if name == "\\delta" and node.superscript is None and node.subscripts:
                return self.kronecker(node)
            if base.letter == "1" and base.accents or name in ("\\chi", "\\mathbb{I}"):
                if node.subscripts and isinstance(node.subscripts[0], s.Comparison):
                    return self.raise_(self.bracket(node.subscripts[0]), node.superscript, node)
                if node.subscripts and isinstance(node.subscripts[0], s.Group):
                    return self.raise_(self.value(node.subscripts[0]), node.superscript, node)
            if base.letter == "1" and base.accents or base.letter == "I":
                return self.constant(node)
            if self.infer(node):
                return self.scripted(node)
            if whole in context.targets or s.latex(node) in context.targets:
                key = s.latex(node)
                context.theory.add_loss(key, ())
                context.names.ranks[key] = 0
                return self.tensor(key, node)
            if node.subscripts or node.primes:
                raise self.fail(node, f"{name} is not declared", f"state the shape of {name}, or define it")
        if isinstance(base, s.Applied) and not base.surely and not elaborate_functions.is_function(self, base):
            bracket = s.Scripted(
                node.span,
                s.Group(base.span, base.brackets, base.arguments),
                node.subscripts,
                node.superscript,
                node.primes,
            )
            return self.value(s.Product(node.span, (base.head, bracket), ("",)))
        if isinstance(base, s.Norm):
            return self.norm(
                self.value(base.body),
                node.subscripts[0] if node.subscripts else None,
                Fraction(1) if node.superscript is None else self.rational(node.superscript),
                node,
            )
        value = self.value(base)
        if node.primes:
            raise self.fail(node, "a prime at something that is no function", "write the derivative as a fraction")
        if node.subscripts:
            value = self.index(value, node.subscripts, node, s.latex(base))
        return self.raise_(value, node.superscript, node)

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

    def power(self, value: Value, exponent: s.Expression, node: s.Expression) -> Value:
        value = self.unify.squeeze(value)
        found = self.polynomial(exponent)
        if found is None or not found[0].is_constant or not found[1].is_constant:
            if value.rank:
                raise self.fail(node, "a symbolic power of a tensor", "write indices")
            return self.unify.pointwise(lambda e: Fn("pow", (value.term, e)), self.value(exponent))
        power = Fraction(found[0].value, found[1].value)
        if value.rank == 2 and not (isinstance(exponent, s.Operation)):
            if power.denominator != 1 or power == 0:
                raise self.fail(node, "a matrix has whole powers only", "write the power entry by entry with indices")
            self.unify.square(value, s.latex(node))
            base = self.unify.inverse(value) if power < 0 else value
            result = base
            for _ in range(abs(int(power)) - 1):
                result = self.unify.product(result, base, s.latex(node))
            return result
        if value.rank and power < 0:
            raise self.fail(node, "a negative power of a tensor", "use \\oslash, or indices")
        return self.unify.pointwise(lambda t: Pow(t, power), value)

    def constant(self, node: s.Scripted) -> Value:
        """``I_n`` and a vector of ones ``\\mathbf{1}_n``."""
        base = node.base
        assert isinstance(base, s.Symbol)
        sizes = [self.context.sizes.axis(e) for e in node.subscripts]
        if any(size is None for size in sizes):
            raise self.fail(node, "the size in the subscript is not understood", "write a declared size")
        known = [size for size in sizes if size is not None]
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
        guards = (Guard("eq", first[0] - second[0]), *first[2], *second[2])
        return scalar(Sum((*first[1], *second[1]), guards, ONE))

    def infer(self, node: s.Scripted) -> bool:
        """Declare a tensor whose subscripts all have explicit ranges, or a sibling of a declared ``h_t``."""
        base = s.latex(node.base) + "'" * node.primes
        decoration, power, transposed, inverted = self.context.names.superscript(node.superscript)
        below = f"_{{{','.join(map(s.latex, node.subscripts))}}}" if node.subscripts else ""
        for key, name in ((base + "^", base + decoration), (base + "_", base + below)):
            if key in self.context.templates and name not in self.context.names.ranks and name != base:
                self.context.declare(name, self.context.templates[key])
                return True
        if not node.subscripts or node.primes:
            return False
        stated = self.context.inferred.get(base + decoration)
        if stated is not None and len(split_entries(node.subscripts, None)) == len(stated):
            for axis, (size, first) in enumerate(stated):
                self.context.bases.vote((base + decoration, axis), size, first)
            self.context.declare(base + decoration, tuple(size for size, _ in stated))
            return True
        entries = split_entries(node.subscripts, None)
        shape: list[Poly] = []
        for entry in entries:
            if not is_letter(entry):
                return False
            symbol = self.letters.get(s.latex(entry), "")
            range_ = self.explicit.get(symbol) or (
                None if symbol and symbol not in self.free.values() else self.context.ranges.get(s.latex(entry))
            )
            if range_ is None or not range_[0].is_constant or range_[0].value not in (0, 1):
                return False
            size = range_[1] - range_[0] + 1
            if any(x.startswith("%") for x in size.free):
                return False
            self.context.bases.vote((base + decoration, len(shape)), size, range_[0].value)
            shape.append(size)
        del power, transposed, inverted
        self.context.declare(base + decoration, tuple(shape))
        return True

    # ---- products, comparisons -------------------------------------------------------------------

    def product(self, node: s.Expression, factors: tuple[s.Expression, ...], operators: tuple[str, ...]) -> Value:
        kept: list[tuple[str, s.Expression]] = []
        for position, (operator, factor) in enumerate(zip(("", *operators), factors, strict=True)):
            following = factors[position + 1] if position + 1 < len(factors) else None
            if (
                isinstance(factor, s.Symbol)
                and (factor.letter == "1" and factor.accents)
                and isinstance(following, s.Group)
                and any(isinstance(e, s.Comparison) for e in following.entries)
            ):
                continue
            kept.append((operator, factor))
        result: Value | None = None
        for operator, factor in kept:
            value = self.value(factor)
            if result is None:
                result = value
            elif operator == "/":
                result = self.divide(result, value, node)
            elif operator in ("\\cdot", "\\times") and result.rank == value.rank == 1 and result.row == value.row:
                result = self.unify.product(
                    self.unify.transpose(result) if not result.row else result,
                    value if not value.row else self.unify.transpose(value),
                    s.latex(node),
                )
            else:
                left, right = result, value
                if left.rank and right.rank and not (left.rank == 1 and right.rank == 1):
                    left, right = self.unify.squeeze(left), self.unify.squeeze(right)
                result = self.unify.product(left, right, s.latex(node))
        assert result is not None
        return result

    def divide(self, left: Value, right: Value, node: s.Expression) -> Value:
        right = self.unify.squeeze(right)
        if right.rank == 2 and left.rank != 2:
            raise self.fail(node, "a division by a matrix", "use ^{-1}, or \\oslash entry by entry")

        def quotient(a: Term, b: Term) -> Term:
            if isinstance(a, Num) and isinstance(b, Num) and b.value:
                return Num(a.value / b.value)
            if isinstance(a, Int) and isinstance(b, Num) and b.value == 1:
                return a
            if isinstance(b, Num) and b.value:
                return times(Num(1 / b.value), a)
            return times(a, Pow(b, Fraction(-1)))

        return self.unify.pointwise(quotient, left, right, what=s.latex(node))

    def operation(self, node: s.Operation) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        operator = node.operator
        if operator in ("\\odot", "\\circ"):
            return self.unify.pointwise(times, left, right, what=s.latex(node))
        if operator == "\\oslash":
            return self.unify.pointwise(lambda a, b: times(a, Pow(b, Fraction(-1))), left, right, what=s.latex(node))
        if operator in ("*", "\\star"):
            if not left.rank or not right.rank:
                return self.unify.pointwise(times, left, right)
            return self.unify.convolve(left, right, 1 if operator == "*" else -1, left.base(0))
        if operator == "\\otimes" and left.rank == right.rank == 1:
            return self.unify.product(
                Value(left.shape, left.entry, left.bases),
                Value(right.shape, right.entry, right.bases, True),
                s.latex(node),
            )
        raise self.fail(node, f"the operation {operator} is not known for these shapes", "write indices")

    def guard(self, left: s.Expression, relation: str, right: s.Expression) -> Value | list[Guard]:
        """A condition: integer guards, or scalar ones as a bracket value."""
        integers = self.polynomial(left), self.polynomial(right)
        if relation == "\\in" and integers[0] is not None and isinstance(right, s.Group):
            low, high = self.bounds(right)
            number = integers[0][0]
            return [Guard("ge", number - low), Guard("ge", high - number)]
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
        guards: list[Guard] = []
        for node in nodes:
            inside = node
            while isinstance(inside, s.Group) and len(inside.entries) == 1:
                inside = inside.entries[0]
            if not isinstance(inside, s.Comparison):
                raise self.fail(node, "a condition that is no comparison", "write it as a comparison")
            term = self.bracket(inside).term
            assert isinstance(term, Sum)
            guards.extend(term.guards)
        return guards

    def cases(self, rows: tuple[s.CaseRow, ...]) -> Value:
        parts: list[tuple[list[list[Guard]], Value]] = []
        rest: list[list[Guard]] = [[]]
        for row in rows:
            value = self.value(row.value)
            if row.otherwise or not row.conditions:
                parts.append((rest, value))
                continue
            guards = self.conditions(row.conditions)
            parts.append(([guards], value))
            rest = [[*r, *guards[:k], g.negation] for r in rest for k, g in enumerate(guards)]

        def chosen(*terms: Term) -> Term:
            return plus(*(Sum((), g, t) for (options, _), t in zip(parts, terms, strict=True) for g in options))

        return self.unify.pointwise(chosen, *(v for _, v in parts))

    def explicit_matrix(self, node: s.Expression, rows: tuple[tuple[s.Expression, ...], ...]) -> Value:
        if len({len(row) for row in rows}) != 1:
            raise self.fail(node, "rows of different length", "give every row as many entries")
        entries = [[self.term(e) for e in row] for row in rows]

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

    def norm(self, value: Value, kind: s.Expression | None, power: Fraction, node: s.Expression) -> Value:
        name = "2" if kind is None else s.latex(kind)
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

    # ---- sums -----------------------------------------------------------------------------------

    @contextmanager
    def bound(self, letters: list[str]) -> Iterator[dict[str, str]]:
        """Bind letters to fresh symbols for a while."""
        saved = {letter: self.letters.get(letter) for letter in letters}
        symbols = {letter: self.unify.fresh(letter.replace("\\", "")) for letter in letters}
        self.letters.update(symbols)
        try:
            yield symbols
        finally:
            for letter, old in saved.items():
                if old is None:
                    self.letters.pop(letter, None)
                else:
                    self.letters[letter] = old

    def bounds(self, group: s.Group) -> Range:
        """``\\{1, \\dots, N\\}`` and ``[N]`` as an inclusive range."""
        entries = [e for e in group.entries if not (isinstance(e, s.Symbol) and e.letter == "\\dots")]
        if group.bracket == "[" and len(entries) == 1:
            entries = [s.Number(group.span, Fraction(1)), entries[0]]
        if len(entries) >= 2:
            low, high = self.whole(entries[0]), self.whole(entries[-1])
            if len(entries) == len(group.entries):
                numbers = [self.whole(e) for e in entries]
                if group.bracket != "[" and any(
                    b - a != Poly.constant(1) for a, b in zip(numbers, numbers[1:], strict=False)
                ):
                    raise self.fail(group, "a set of values that is no interval", "write the terms one by one")
            return low, high
        raise self.fail(group, "the set of this range is not understood", "write i=1 below and N above")

    def whole(self, node: s.Expression) -> Poly:
        found = self.polynomial(node, subscript=True)
        if found is None or found[1] != Poly.constant(1):
            raise self.fail(
                node, "a bound that is no integer expression in declared sizes and indices", "declare its letters"
            )
        return found[0]

    def big(self, node: s.BigOperator) -> Value:
        operator = {"sup": "max", "inf": "min"}.get(node.operator, node.operator)
        if operator not in ("sum", "max", "min"):
            raise self.fail(
                node, f"the operator {node.operator} is not treated", "write it with sums, or with exp of a sum of logs"
            )
        below: list[s.Expression] = []
        for under in node.below:
            below.extend(split_entries((under,), None))
        letters: list[str] = []
        ranges: dict[str, tuple[s.Expression, s.Expression] | s.Group] = {}
        conditions: list[s.Comparison] = []
        for part in below:
            if is_letter(part):
                letters.append(s.latex(part))
            elif isinstance(part, s.Comparison):
                head, second = part.operands[0], part.operands[1]
                if part.relations == ("=",) and node.above is not None and is_letter(head):
                    letters.append(s.latex(head))
                    ranges[s.latex(head)] = (second, node.above)
                elif part.relations == ("\\in",) and isinstance(second, s.Group):
                    members = head.entries if isinstance(head, s.Group) else split_entries((head,), None)
                    for member in members:
                        letters.append(s.latex(member))
                        ranges[s.latex(member)] = second
                else:
                    conditions.append(part)
            else:
                raise self.fail(
                    part, "what stands below the sum is not understood", "write i, or i=1 with an upper limit"
                )
        sizes = self.context.sizes.letters()
        for condition in conditions:
            candidates = [s.latex(o) for o in condition.operands if is_letter(o)]
            fresh = [
                c
                for c in candidates
                if c not in letters and c not in self.letters and (c not in sizes or c in self.context.subscripted)
            ]
            if len(condition.relations) == 2 and candidates and not any(c in letters for c in candidates):
                fresh = [s.latex(condition.operands[1])] if is_letter(condition.operands[1]) else fresh
            if not any(c in letters for c in candidates) and not fresh and candidates:
                fresh = candidates[:1]
            if (
                condition.relations in (("\\ne",), ("\\neq",))
                and len(fresh) == 2
                and (fresh[1] in self.context.subscripted and fresh[0] not in letters)
            ):
                fresh = fresh[:1] if self.is_outer(fresh[1]) else fresh
            letters.extend(fresh)
        if not letters:
            raise self.fail(node, "the sum has no index", "write the index below it")
        if node.above is not None and not ranges:
            raise self.fail(node, "an upper limit without a lower one", "write i=1 below the sum")
        limits: dict[str, Range] = {}
        for letter, stated in ranges.items():
            limits[letter] = self.bounds(stated) if isinstance(stated, s.Group) else (self.whole(stated[0]), Poly({}))
        # the limits of one sum may name letters bound beside it, those of the upper limit as well
        with self.bound(letters) as symbols:
            guards: list[Guard] = []
            for letter, stated in ranges.items():
                symbol = symbols[letter]
                low, high = (
                    self.bounds(stated)
                    if isinstance(stated, s.Group)
                    else (self.whole(stated[0]), self.whole(stated[1]))
                )
                self.explicit[symbol] = (low, high)
                guards += [Guard("ge", Poly.symbol(symbol) - low), Guard("ge", high - Poly.symbol(symbol))]
            bounded = set(ranges)
            for condition in conditions:
                for left, relation, right in zip(
                    condition.operands, condition.relations, condition.operands[1:], strict=False
                ):
                    if isinstance(right, s.Symbol | s.Scripted | s.Number | s.Addition | s.Product | s.Group):
                        self.enter(left)
                        self.enter(right)
                    found = self.guard(left, relation, right)
                    if isinstance(found, list):
                        guards += found
                    else:
                        inside = found.term
                        assert isinstance(inside, Sum)
                        guards += inside.guards
                if len(condition.relations) == 2:
                    bounded |= {s.latex(o) for o in condition.operands[1:2]}
            body = self.value(node.body)
            for letter in letters:
                symbol = symbols[letter]
                self.note(symbol)
                if letter in bounded:
                    continue
                range_ = self.range_of(letter, symbol, node, needed=False)
                if range_ is not None:
                    at = Poly.symbol(symbol)
                    guards += [Guard("ge", at - range_[0]), Guard("ge", range_[1] - at)]
                elif operator != "sum" or body.rank or not _bounded(body.term, symbol, guards):
                    raise self.fail(
                        node,
                        f"the range of '{letter}' does not follow",
                        f"write the range of {letter} below and above the sum",
                    )
        binders = tuple(symbols[letter] for letter in letters)
        shift = {}
        for symbol in binders:
            for g in guards:
                if g.kind == "ge" and not g.is_scalar and symbol in g.free:
                    low = Poly.symbol(symbol) - g.poly
                    if low.is_constant and low.value:
                        shift[symbol] = Poly.symbol(symbol) + low
                        break

        def entry(place: Place) -> Term:
            inside = body.entry(place)
            moved = [g.map(lambda p: p.substitute(shift), lambda t: substitute(t, shift)) for g in guards]
            inside = substitute(inside, shift)
            if operator == "sum":
                return Sum(binders, moved, inside)
            return Extremum(operator, binders, moved, inside)

        return Value(body.shape, entry, body.bases, body.row)

    def is_outer(self, letter: str) -> bool:
        """Whether a letter not in scope yet is an index of the whole equation (it stands free on its sides)."""
        return letter in self.outer

    outer: frozenset[str] = frozenset()

    def note(self, symbol: str) -> None:
        """Take down what an explicit range says about the first index of the axes where it covers them."""
        range_ = self.explicit.get(symbol)
        if range_ is None:
            return
        bases = self.context.bases
        for bare in self.bare.get(symbol, ()):
            for base in (0, 1):
                if range_ == (Poly.constant(base), bare.size + (base - 1)):
                    if bases.contradicts((bare.tensor, bare.axis)):
                        raise ReadingError(
                            f"the ranges say both 0 and 1 for the first index of {bare.tensor}",
                            remedy="use one index base for this axis",
                        )
                    bases.vote((bare.tensor, bare.axis), bare.size, base)
            if range_[0].is_constant and range_[1] == bare.size and range_[0].value > 1:
                bases.weak.add(1)
            if range_[0].is_constant and range_[1] == bare.size - 1 and range_[0].value == 0:
                bases.weak.add(0)

    def range_of(self, letter: str, symbol: str, node: s.Expression, needed: bool = True) -> Range | None:
        """The range of an index, in the document's numbers: its explicit one, the axes where it stands bare, a stated one."""
        if symbol in self.explicit:
            return self.explicit[symbol]
        if letter in self.context.local:
            self.explicit[symbol] = self.context.local[letter]
            self.note(symbol)
            return self.explicit[symbol]
        found = self.bare.get(symbol, [])
        if found:
            first = found[0]
            size = self.unify.known(first.size, f"the axis of '{letter}'")
            if symbol not in self.free.values():
                for other in found[1:]:
                    if not self.unify.unify(other.size, first.size):
                        raise self.fail(
                            node,
                            f"'{letter}' runs over axes of the sizes {first.size} and {other.size}",
                            f"write the range of {letter}",
                        )
                    if other.base != first.base:
                        raise self.fail(
                            node,
                            f"'{letter}' starts at 0 on one axis and at 1 on another",
                            f"write the range of {letter}",
                        )
            stated = self.context.ranges.get(letter)
            if stated is not None and stated[1] - stated[0] + 1 == size:
                self.explicit[symbol] = stated
                self.note(symbol)
                return stated
            return Poly.constant(first.base), size + (first.base - 1)
        if letter in self.context.ranges:
            return self.context.ranges[letter]
        if needed:
            raise self.fail(node, f"the range of '{letter}' does not follow", f"state the range of {letter}")
        return None


def _bounded(term: Term, symbol: str, guards: list[Guard]) -> bool:
    """Whether a factor vanishes outside of finitely many values of the index, as far as can be seen."""
    if any(g.kind == "eq" and symbol in g.free for g in guards):
        return True
    if isinstance(term, Read):
        return any(symbol in p.free for p in term.index)
    if type(term).__name__ == "Mul":
        return any(_bounded(a, symbol, guards) for a in term.children)
    if type(term).__name__ == "Add":
        return all(_bounded(a, symbol, guards) for a in term.children)
    if isinstance(term, Sum):
        return any(g.kind == "eq" and symbol in g.free for g in term.guards) or _bounded(term.body, symbol, guards)
    if isinstance(term, Pow):
        return term.exponent > 0 and _bounded(term.base, symbol, guards)
    if type(term).__name__ == "Diff":
        return any(symbol in p.free for p in term.index)  # type: ignore[attr-defined]
    return False
