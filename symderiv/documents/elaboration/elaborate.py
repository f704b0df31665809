"""From a surface expression to its meaning: names, indices and sums.  Functions and derivatives stand beside it.

:class:`Elaborator` reads one equation.  Index letters carry the number that the document writes (their first value
may be 0 or 1); :meth:`finish` and the sums shift them to start at 0.  Where a letter stands bare in a
subscript is taken down, since that tells its range.

Guarantee: what is not understood raises :class:`ReadingError` with the piece and the remedy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration import elaborate_derivatives, elaborate_differentials, elaborate_functions
from symderiv.documents.elaboration.elaborate_letters import Letters
from symderiv.documents.elaboration.elaborate_points import evaluated
from symderiv.documents.elaboration.elaborate_subscripts import Subscripts
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.elaboration.values import Value, negate, plus, scalar
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import IDENTITIES, Occurrence, is_letter, is_numbered, is_step
from symderiv.documents.latex.spelling import latex, zeroth
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Fn, Guard, Int, Pow, Read, Sum, Term, num

__all__ = ["Elaborator"]

Place = tuple[Poly, ...]


def _digit(base: s.Symbol | s.Number) -> str:
    return str(base.value) if isinstance(base, s.Number) else base.letter


class Elaborator(Subscripts, Letters):
    """Reads the expressions of one equation within a :class:`Context`."""

    def differential(self, node: s.Expression) -> Value:
        """What ``d`` before an expression denotes."""
        return elaborate_differentials.differential(self, node)

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
        if name in self.context.views:
            own, turned = self.context.views[name]
            whole = self.tensor(own, node)
            return self.unify.transpose(whole) if turned else whole
        at = tuple(self.outcome(group) for group in self.context.random.get(name, ()))
        shape = shape[len(at) :]
        bases = tuple(self.context.bases.of((name, axis), size) for axis, size in enumerate(shape))
        if name in self.context.diagonal and len(shape) == 2 and name not in self.context.theory.definitions:

            def entry(place: Place) -> Term:
                on = Read(name, (*at, place[0], place[0]))
                return on if place[0] == place[1] else Sum((), (Guard("eq", place[0] - place[1]),), on)

            return Value(shape, entry, bases)
        return Value(shape, lambda place: Read(name, (*at, *place)), bases)

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
                error.place = error.where or latex(node)
            raise
        finally:
            self.depth -= 1

    def _value(self, node: s.Expression) -> Value:
        match node:
            case s.Number(_, number):
                return scalar(num(number))
            case s.Symbol():
                return self.symbol(node)
            case s.Scripted():
                numbers = self.transposed_numbers(node)
                return numbers if numbers is not None else self.scripted(node)
            case s.Group(_, bracket, entries):
                if bracket == "\\langle" and len(entries) == 2:
                    return self.inner_product(entries[0], entries[1], node)
                if (
                    len(entries) != 1
                    and bracket in ("(", "[")
                    and not any(isinstance(x, s.Comparison) for x in entries)
                ):
                    return self.listed(node)
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
                gathered = elaborate_derivatives.of_the_product(self, node)
                return self.product(node, factors, operators) if gathered is node else self.value(gathered)
            case s.Operation():
                return self.operation(node)
            case s.Addition(_, terms, signs):
                if any(sign not in "+-" for sign in signs):
                    raise self.fail(node, "an expression with two signs at once", "write the two cases")
                beside, self.beside = self.beside, self.beside | self.tensors_beside(terms)
                values = self.summands(terms)
                self.beside = beside
                if any(v.rank for v in values):
                    for term, one in zip(terms, values, strict=True):
                        self.no_loose_number(term, one)
                if len(values) == 1:
                    return self.unify.pointwise(negate, values[0]) if signs[0] == "-" else values[0]
                return self.unify.pointwise(
                    lambda *ts: plus(*(t if sign == "+" else negate(t) for t, sign in zip(ts, signs, strict=True))),
                    *(self.unify.beside_rows(values) if _is_affine(terms, values) else values),
                    what=latex(node),
                )
            case s.Quotient(_, numerator, denominator):
                return self.divide(self.value(numerator), self.denominator(denominator), node)
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
                return self.bars(node, self.value(body), self.context.determinants)
            case s.Norm(_, body):
                return self.norm(self.value(body), None, Fraction(1), node)
            case s.Cases(_, rows):
                return self.cases(rows)
            case s.Matrix(_, _, rows):
                return self.explicit_matrix(node, rows)
            case s.Evaluated():
                return evaluated(self, node)
            case s.Floor() | s.Ceiling():
                found = self.polynomial(node)
                if found is not None:
                    return scalar(Int(found[0]))
        raise self.fail(node, f"{type(node).__name__.lower()} has no meaning here", "write it with sums and functions")

    def denominator(self, node: s.Expression) -> Value:
        """What is divided by; ``HW`` of sizes, although a matrix ``W`` is there as well."""
        sizes, ranks = self.context.sizes.letters(), self.context.names.ranks
        symbols = [latex(part) for part in s.walk(node) if isinstance(part, s.Symbol)]
        if any(ranks.get(x) for x in symbols) and all(x in sizes for x in symbols):
            found = polynomial(node, sizes)
            if found is not None and found[1] == Poly.constant(1):
                for size in found[0].free:
                    self.context.ensure(Poly.symbol(size))
                return scalar(Int(found[0]))
        return self.value(node)

    def symbol(self, node: s.Symbol) -> Value:
        name = latex(node)
        context = self.context
        if "mathbb" in node.accents and node.letter in ("E", "P", "V"):
            raise self.fail(
                node, "an expectation", "write it as a weighted sum over the outcomes, with weights that sum to one"
            )
        if node.letter == "0" and node.accents:
            return scalar(ZERO)
        if node.letter == "1" and node.accents:
            size = self.unify.unknown()
            if len(context.ones) == 1:  # where nothing else tells it
                self.unify.natural[str(size)] = next(iter(context.ones))
            return Value((size,), lambda _: ONE)
        if name == "\\pi" and context.circle:
            return scalar(Fn("pi", ()))
        occurrence = context.names.read(node)
        if occurrence is not None and occurrence.name == name and self.is_size_beside(name):
            occurrence = None
        if occurrence is not None and (occurrence.name in self.overrides or occurrence.name in context.names.ranks):
            return self.occurrence(occurrence, node)
        if name in self.overrides:
            return self.overrides[name]
        if name in context.poisoned:
            return self.tensor(name, node)
        table = context.sizes.letters()
        if name in self.counted:
            return scalar(Int(Poly.symbol(self.counted[name])))
        if name in table:
            context.ensure(table[name])
            return scalar(Int(table[name]))
        if name in self.letters:
            return scalar(Int(Poly.symbol(self.letters[name])))
        # what is differentiated by as well, ``\\partial x / \\partial x``, is no loss that depends on itself
        if name in context.targets - context.differentiated_by and not context.names.known(name):
            context.theory.add_loss(name, ())
            context.names.ranks[name] = 0
            return self.tensor(name, node)
        if name in ("e", "\\mathrm{e}"):
            return scalar(Fn("exp", (ONE,)))
        if name in ("\\pi", "\\mathrm{\\pi}"):
            return scalar(Fn("pi", ()))
        if name in IDENTITIES and name not in context.subscripted:
            return self.unify.identity()
        if is_letter(node) and name in context.subscripted and (name in context.ranges or self.is_index_letter(name)):
            self.enter(node)
            return scalar(Int(Poly.symbol(self.letters[name])))
        if (implicit := elaborate_functions.at_its_parameters(self, name)) is not None:
            return implicit
        if name in context.names.functions:
            own = context.functions.get(name)
            if own is not None and not own.tensor and all(context.names.ranks.get(p) == 0 for p in own.parameters):
                # u for u(t), where t is a number of the document
                values = [self.tensor(p, node) for p in own.parameters]
                return elaborate_functions.substituted(self, own, values)
            raise self.fail(node, f"the function {name} stands without an argument", "apply it")
        if name in context.called:
            raise self.fail(node, f"the function {name} stands without an argument", "apply it, or declare the number")
        if self.may_be_free_scalar(node):
            context.take(name, ())
            return self.tensor(name, node)
        if name == "\\dots":
            raise self.fail(node, "dots that may stand for anything", "write a \\sum or a \\prod with an index")
        raise self.fail(node, f"{name} is not declared", f"state the shape of {name}, or define it")

    def summands(self, terms: tuple[s.Expression, ...]) -> list[Value]:
        """The terms of an addition; an unknown letter that is added to numbers alone is one: ``x^\\top A x + c``."""
        loose = [isinstance(t, s.Symbol) or (isinstance(t, s.Scripted) and is_numbered(t)) for t in terms]
        others = {k: self.value(t) for k, t in enumerate(terms) if not loose[k]}
        outer, numbers = self.scalar_world, bool(others) and all(v.rank == 0 for v in others.values())
        self.scalar_world = outer or numbers
        try:
            return [others[k] if k in others else self.value(t) for k, t in enumerate(terms)]
        finally:
            self.scalar_world = outer

    def no_loose_number(self, term: s.Expression, value: Value) -> None:
        """Nothing is added to a whole tensor that may be one of its kind: ``x_k`` beside ``x`` may be an iterate."""
        if latex(term) in self.context.random_numbers:
            raise self.fail(term, f"{latex(term)} is not declared", f"state the shape of {latex(term)}")
        for node in s.walk(term) if value.rank == 0 else ():
            if isinstance(node, s.Scripted) and any(latex(x) in self.free for c in node.subscripts for x in s.walk(c)):
                raise self.fail(
                    node,
                    f"{latex(node)} is an entry that is added to a whole tensor",
                    f"write indices on both, or declare {latex(node)}",
                )
        found = self.context.names.read(term) if isinstance(term, s.Scripted) and value.rank == 0 else None
        if found is not None and found.name in self.context.inferred and self.are_fixed(found.indices):
            raise self.fail(
                term,
                f"{latex(term)} is an entry of an undeclared {found.name} that is added to a whole tensor",
                f"declare {found.name}, or say that {latex(term)} is a basis vector",
            )

    def are_fixed(self, indices: tuple[s.Expression, ...]) -> bool:
        """Whether indices are letters that no sum binds and no "for all" runs through, as the label of an example."""
        letters = self.context.sizes.letters()
        return bool(indices) and all(latex(x) in letters and latex(x) not in self.letters for x in indices)

    def occurrence(self, found: Occurrence, node: s.Expression) -> Value:
        """A known name with its subscripts, powers and transposes."""
        if found.primes:
            raise self.fail(
                node, f"{found.name} is a tensor and has no derivative of its own", "write the derivative as a fraction"
            )
        below = node.subscripts if isinstance(node, s.Scripted) and not found.indices else ()
        for letter in (latex(x) for x in below if is_letter(x)):
            if letter in self.letters and letter not in self.free:
                what = f"{found.name} is one name, and '{letter}' runs below a sum around it"
                raise self.fail(node, what, f"state the range of {letter}")
        rank = self.context.names.ranks[found.name] if found.name in self.context.beside_first else None
        if rank is not None and len(found.indices) == rank + 1 and isinstance(found.indices[0], s.Number):
            found = replace(found, name=zeroth(found.name), indices=found.indices[1:])  # an entry of $\mu_0$
        value = self.tensor(found.name, node)
        first = self.context.theory.shapes.get(zeroth(found.name))
        known = found.name in self.context.recurrent or found.name in self.context.beside_first
        known = known or zeroth(found.name) in self.context.names.starts
        if found.indices and first and value.rank and not known:
            raise self.fail(
                node,
                f"{found.name} is a tensor, and {found.name}_0 is another one: it may be an entry or a step",
                "give one of the two another name",
            )
        if found.indices and not found.half and self.acts_first(value, found.indices, node):
            assert isinstance(node, s.Scripted)
            whole = self.unify.inverse(value) if found.inverted or found.power is not None else value
            whole = self.unify.transpose(whole) if found.transposed else whole
            return self.index(whole, found.indices, node, latex(node.base))
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
        if latex(base) in context.units and len(node.subscripts) == 1 and latex(base) not in context.names.ranks:
            return self.unit(node)
        condition = node.subscripts[:1] if isinstance(base, s.Number) and base.value == 1 else ()
        if any(isinstance(x, s.Comparison | s.Group) for x in condition):  # ``1_{k = c}``
            return self.scripted(replace(node, base=s.Symbol(base.span, "1", ("mathbb",))))
        zero = isinstance(base, s.Symbol | s.Number) and latex(s.Symbol(base.span, _digit(base))) == "0"
        if zero and node.subscripts and node.superscript is None and not node.primes:
            return self.constant(node)
        if isinstance(base, s.Symbol):
            name = latex(base)
            found = context.names.read(node)
            if found is not None and (self.is_exponential(node) or self.is_kronecker(node, found.name)):
                found = None
            if (size := self.decorated_size(node, found)) is not None:
                context.ensure(size)
                return scalar(Int(size))
            if found is not None and (found.name in context.names.ranks or found.name in self.overrides):
                self.no_counter(node, found.name)
                return self.occurrence(found, node)
            if name in self.overrides:
                value = self.overrides[name]
                if node.subscripts:
                    value = self.index(value, node.subscripts, node, name)
                return self.raise_(value, node.superscript, node)
            whole = latex(s.Scripted(node.span, base, node.subscripts, None, node.primes))
            if self.is_exponential(node):
                assert node.superscript is not None
                return self.unify.pointwise(lambda t: Fn("exp", (t,)), self.value(node.superscript))
            if whole in self.letters or whole in context.sizes.letters():
                sizes = context.sizes.letters()
                inside = scalar(Int(sizes[whole] if whole in sizes else Poly.symbol(self.letters[whole])))
                return self.raise_(inside, node.superscript, node)
            if name == "\\delta" and node.superscript is None and node.subscripts:
                return self.kronecker(node)
            if (base.letter == "1" and base.accents) or name in ("\\chi", "\\mathbb{I}"):
                if node.subscripts and isinstance(node.subscripts[0], s.Comparison):
                    return self.raise_(self.bracket(node.subscripts[0]), node.superscript, node)
                if node.subscripts and isinstance(node.subscripts[0], s.Group):
                    return self.raise_(self.value(node.subscripts[0]), node.superscript, node)
            if (base.letter == "1" and base.accents) or base.letter == "I":
                return self.constant(node)
            if self.infer(node):
                return self.scripted(node)
            if context.supposing and (star := self.starred(node)):
                axis, shape = context.recurrent.get(name), context.shape(name)
                context.declare(star, shape if axis is None else (*shape[:axis], *shape[axis + 1 :]))  # of one step
                return self.scripted(node)
            if is_step(node) and context.names.ranks.get(name) is not None:
                context.declare(whole, context.shape(name))  # an iterate, of the shape of a function's parameter
                return self.scripted(node)
            if whole in context.targets or latex(node) in context.targets:
                key = latex(node)
                context.theory.add_loss(key, ())
                context.names.ranks[key] = 0
                return self.tensor(key, node)
            if self.may_be_numbered_scalar(node):
                context.take(whole, ())
                return self.scripted(node)
            alone = node.primes and not node.subscripts and node.superscript is None
            if alone and name not in context.names.functions and self.may_be_free_scalar(base):
                context.take(whole, ())  # beside a number V, V' is another one
                return self.scripted(node)
            if node.subscripts or node.primes:
                raise self.fail(node, f"{name} is not declared", f"state the shape of {name}, or define it")
        at_a_point = isinstance(base, s.Applied) and elaborate_functions.is_at_its_point(self, base)
        if (
            isinstance(base, s.Applied)
            and not (base.surely or at_a_point)
            and not elaborate_functions.is_function(self, base)
        ):
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
        angles = isinstance(base, s.Group) and base.bracket == "\\langle" and len(base.entries) == 2
        kinds = ("F", "2", "\\operatorname{F}", "\\mathrm{F}", "\\text{F}", "\\mathcal{F}")
        if angles and node.subscripts and not node.primes and latex(node.subscripts[0]) in kinds:
            return self.raise_(self.value(base), node.superscript, node)
        if isinstance(base, s.Gradient) and node.superscript is not None:
            beside = elaborate_derivatives.beside(self, base, node)
            if beside is not None:
                return self.value(beside)
        by_entries = self.by_entries(base, node)
        if by_entries is not None:
            return self.raise_(by_entries, node.superscript, node)
        value = self.value(base)
        if isinstance(base, s.Group) and [latex(x) for x in node.subscripts] == ["+"] and not node.primes:
            return self.raise_(self.unify.pointwise(lambda t: Fn("relu", (t,)), value), node.superscript, node)
        if node.primes:
            raise self.fail(node, "a prime at something that is no function", "write the derivative as a fraction")
        if node.subscripts and self.acts_first(value, node.subscripts, node):
            return self.index(self.raise_(value, node.superscript, node), node.subscripts, node, latex(base))
        if node.subscripts:
            value = self.index(value, node.subscripts, node, self.label(base))
        return self.raise_(value, node.superscript, node)


def _is_affine(terms: Sequence[s.Expression], values: Sequence[Value]) -> bool:
    """Whether a sum is one of products and of names of vectors, as a layer is, ``X W + b``."""
    return all(
        isinstance(term, s.Product) if value.rank == 2 else isinstance(term, s.Symbol | s.Scripted) or not value.rank
        for term, value in zip(terms, values, strict=True)
    )
