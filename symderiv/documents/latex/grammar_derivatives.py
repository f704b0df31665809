r"""Fractions and derivatives in all their spellings, and gradients.

A fraction is a derivative if the sign of a differential begins both of its groups.
"""

from __future__ import annotations

from dataclasses import replace

from symderiv.documents.latex.grammar_atoms import AtomParser
from symderiv.documents.latex.grammar_base import (
    FRACTIONS,
)
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import (
    Addition,
    Applied,
    Derivative,
    Evaluated,
    Expression,
    Gradient,
    Group,
    Number,
    Product,
    Quotient,
    Scripted,
    Symbol,
)
from symderiv.documents.latex.vocabulary import (
    ACCENTS,
    LETTERS,
    TURNING,
)

__all__ = ["DerivativeParser"]


class DerivativeParser(AtomParser):
    """Fractions, derivatives, gradients."""

    def fraction(self) -> Expression:
        first = self.at
        name = self.token.text
        self.at += 1
        numerator = self.argument_range(name)
        self.at = numerator[2]
        denominator = self.argument_range(name)
        result = self.ratio(first, numerator[:2], denominator[:2], denominator[2])
        if isinstance(result, Derivative):
            if isinstance(result.target, Group) and result.target.bracket == "pending":
                return self.operator_form(result, first)
            return self.postfix(result, first)
        return self.postfix(result, first)

    def argument_range(self, name: str) -> tuple[int, int, int]:
        """The tokens of one argument of ``\\frac``: (first, behind last, continue at)."""
        token = self.token
        if token.is_char("{"):
            close = self.pairs.get(self.at)
            if close is None:
                raise self.error(f"a brace {{ of {name} is never closed", "close it with }")
            if close == self.at + 1:
                raise self.error(f"an empty argument of {name}", "write numerator and denominator", self.at)
            return self.at + 1, close, close + 1
        if token.kind == "stop" or token.is_char("})]&=") or token.is_command("\\\\"):
            raise self.error(f"{name} lacks an argument", f"write {name}{{..}}{{..}}", max(self.at - 1, 0))
        if token.kind == "command" and (token.text in ACCENTS or token.text in FRACTIONS or token.text == "\\sqrt"):
            begin = self.at
            with self.deeper(begin):
                self.atom()
            end = self.at
            self.at = begin
            return begin, end, end
        return self.at, self.at + 1, self.at + 1

    def upright_d(self, at: int) -> int:
        r"""How many tokens an upright d takes at ``at``: ``\mathrm{d}``, ``\mathrm d``; 0 if it is none."""
        if self.tokens[at].is_command("\\mathrm", "\\mathsf", "\\mathbf"):
            following = self.tokens[min(at + 1, len(self.tokens) - 1)]
            if following.kind == "letter" and following.text == "d":
                return 2
            if following.is_char("{") and self.pairs.get(at + 1) == at + 3 and self.tokens[at + 2].text == "d":
                return 4
        return 0

    def differential(self, at: int, stop: int) -> tuple[str, int]:
        r"""The sign of a differential at ``at`` ("\\partial", "d", ""), and the index behind it."""
        if at >= stop:
            return "", at
        token = self.tokens[at]
        if token.is_command("\\partial"):
            return "\\partial", at + 1
        if token.is_char("{") and self.pairs.get(at) == at + 2 and self.tokens[at + 1].is_command("\\partial"):
            return "\\partial", at + 3
        if token.kind == "letter" and token.text == "d":
            return "d", at + 1
        if width := self.upright_d(at):
            return "d", at + width
        return "", at

    def without_braces(self, place: tuple[int, int]) -> tuple[int, int]:
        r"""``\partial x`` of ``{\partial x}``: a group of a fraction that is braced once more."""
        at, stop = place
        while at < stop and self.tokens[at].is_char("{") and self.pairs.get(at) == stop - 1:
            at, stop = at + 1, stop - 1
        return (at, stop) if at < stop and self.differential(at, stop)[0] == "\\partial" else place

    def has_slash(self, at: int, stop: int) -> bool:
        r"""Whether a derivative has a slash, as the numerator of ``\frac{\partial L / \partial z}{2 z}``."""
        depth = 0
        for k in range(at, stop):
            token = self.tokens[k]
            if token.kind == "open" or token.is_char("({["):
                depth += 1
            elif token.kind == "close" or token.is_char(")}]"):
                depth -= 1
            elif not depth and token.is_char("/") and self.differential(k + 1, stop)[0] == "\\partial":
                return True
        return False

    def ratio(self, first: int, above: tuple[int, int], below: tuple[int, int], behind: int) -> Expression:
        """A fraction of two token ranges, which may be a derivative."""
        above, below = self.without_braces(above), self.without_braces(below)
        with self.frame(), self.deeper(first):
            upper, upper_at = self.differential(*above)
            lower, lower_at = self.differential(*below)
            written = any(self.has_slash(*place) for place in (above, below))
            derivative = upper and upper == lower and not (written and upper == "\\partial")
            if derivative and upper == "d":
                follows = self.tokens[upper_at] if upper_at < above[1] else None
                under = self.tokens[lower_at] if lower_at < below[1] else None
                derivative = (
                    under is not None
                    and not under.is_char("_^'+-/")
                    and (follows is None or not follows.is_char("_'+-/"))
                    and not under.is_command("\\cdot", "\\times")
                )
            if derivative:
                result = self.read_derivative(first, upper, (upper_at, above[1]), below, behind)
                if upper == "d":
                    plain: Expression | None
                    try:
                        plain = self.plain_ratio(first, above, below, behind)
                    except LocatedError:
                        plain = None
                    self.at = behind
                    result = replace(result, alternative=plain)
                return result
            if "\\partial" in (upper, lower) and upper != lower and not written:
                self.at = behind - 1
                raise self.error(
                    "a derivative needs \\partial above and below", "write \\frac{\\partial y}{\\partial x}", first
                )
            return self.plain_ratio(first, above, below, behind)

    def plain_ratio(self, first: int, above: tuple[int, int], below: tuple[int, int], behind: int) -> Expression:
        parts: list[Expression] = []
        for start, stop in (above, below):
            self.at = start
            parts.append(self.expression_until(stop, "fraction"))
        self.at = behind
        return Quotient(self.span(first), parts[0], parts[1])

    def order(self, at: int, stop: int) -> tuple[int, int]:
        """The order of a differential at ``at`` (``^2``, ``^{2}``), and the index behind it."""
        if at < stop and self.tokens[at].is_char("^"):
            inside = self.tokens[at + 1 : at + 4]
            if inside and inside[0].kind == "digit":
                return int(inside[0].text), at + 2
            if len(inside) == 3 and inside[0].is_char("{") and inside[1].kind == "digit" and inside[2].is_char("}"):
                return int(inside[1].text), at + 4
            self.at = at
            raise self.error("the order of a derivative must be a number", "write \\partial^2")
        return 1, at

    def read_derivative(
        self, first: int, symbol: str, above: tuple[int, int], below: tuple[int, int], behind: int
    ) -> Derivative:
        order, at = self.order(*above)
        target: Expression | None = None
        if at < above[1]:
            self.at = at
            target = self.expression_until(above[1], "numerator")
        variables: list[Expression] = []
        start = below[0]
        while start < below[1]:
            if self.tokens[start].is_command("\\cdot") or (
                self.tokens[start].is_char("{") and self.pairs.get(start) == start + 1
            ):
                start += 1 if self.tokens[start].is_command("\\cdot") else 2
                continue
            sign, behind_sign = self.differential(start, below[1])
            if sign != symbol:
                self.at = start
                raise self.error(f"each variable of a derivative needs its {symbol}", f"write {symbol} before it")
            variable, start = self.variable(behind_sign, below[1])
            variables.extend(variable)
        if not variables:
            self.at = below[1]
            raise self.error("the derivative has no variable", f"write \\frac{{{symbol} y}}{{{symbol} x}}", first)
        variables = self.balance(variables, order, first)
        self.at = behind
        span = self.span(first)
        if target is None:
            return Derivative(span, Group(span, "pending", ()), tuple(variables), symbol)
        return Derivative(span, target, tuple(variables), symbol)

    def variable(self, at: int, stop: int) -> tuple[list[Expression], int]:
        """One variable under a derivative, ``w`` or ``w^2``."""
        self.at = at
        saved = self.tokens[stop]
        self.tokens[stop] = Token("stop", "", saved.start, saved.start, True)
        try:
            with self.deeper(at):
                begin = self.at
                if self.token.is_char("(") and not self.in_script:
                    group = self.group()
                    assert isinstance(group, Group)
                    atom: Expression = group.entries[0] if len(group.entries) == 1 else group
                else:
                    atom = self.atom()
                node = self.scripts(atom, begin)
        finally:
            self.tokens[stop] = saved
        return [node], self.at

    def balance(self, variables: list[Expression], order: int, first: int) -> list[Expression]:
        """Variables repeated by their powers, so that there are ``order`` of them."""
        if order == len(variables):
            return variables
        repeated: list[Expression] = []
        for node in variables:
            power = 1
            bare = node
            if isinstance(node, Scripted) and isinstance(node.superscript, Number):
                value = node.superscript.value
                if value.denominator == 1 and 2 <= value <= 9:
                    power = int(value)
                    bare = replace(node, superscript=None)
                    if not node.subscripts and not node.primes:
                        bare = node.base
            repeated.extend([bare] * power)
        if len(repeated) == order:
            return repeated
        raise self.error(
            f"a derivative of order {order} with respect to {len(repeated)} variables",
            "write as many variables below as the order above",
            first,
        )

    def operator_form(self, derivative: Derivative, first: int) -> Expression:
        r"""``\frac{\partial}{\partial x} operand``: a bracket, else everything up to the next + or -."""
        token = self.token
        if not self.starts_factor(token):
            raise self.error(
                "the operator of a derivative has nothing to act on", "write what is differentiated behind it", first
            )
        begin = self.at
        opening = token.text if token.kind in ("char", "open") or token.is_command("\\{") else ""
        target = self.postfix(self.atom(), begin) if opening in ("(", "[", "\\{") else self.operation()
        if _transposed(target) is not None and self.starts_factor(self.token):
            self.at = begin  # (x - b)^\top (x - b) is one number, and so is what an operator acts on
            target = self.operation()
        span = self.span(first)
        conditions: tuple[Expression, ...] = ()
        last = target.factors[-1] if isinstance(target, Product) else target
        if isinstance(last, Evaluated):
            # The bar holds for the derivative, not for what is differentiated.
            conditions = last.conditions
            if isinstance(target, Product):
                target = replace(target, factors=(*target.factors[:-1], last.body))
            else:
                target = last.body
        alternative: Expression | None = None
        if derivative.alternative is not None:
            alternative = Product(span, (derivative.alternative, target), ("",))
        result = Derivative(span, target, derivative.variables, derivative.symbol, alternative)
        return Evaluated(span, result, conditions) if conditions else result

    def looks_like_slash_derivative(self) -> bool:
        """Whether ``d y / d x`` stands here."""
        at = self.skip_differential(self.at)
        at = self.skip_name(at)
        if at < 0 or not self.tokens[at].is_char("/"):
            return False
        at += 1
        behind = self.skip_differential(at)
        return behind > at and self.skip_name(behind) >= 0

    def skip_differential(self, at: int) -> int:
        sign, behind = self.differential(at, len(self.tokens) - 1)
        if sign and self.tokens[behind].is_char("^") and self.tokens[behind + 1].kind == "digit":
            return behind + 2
        return behind if sign else at

    def skip_name(self, at: int) -> int:
        """Behind a name with scripts at ``at``, or -1."""
        limit = len(self.tokens) - 1
        if at >= limit:
            return -1
        token = self.tokens[at]
        if token.kind == "command" and token.text in ACCENTS:
            at += 1
            at = self.pairs.get(at, -2) + 1 if self.tokens[at].is_char("{") else at + 1
        elif token.kind in ("letter", "word") or (token.kind == "command" and token.text in LETTERS):
            at += 1
        else:
            return -1
        while 0 <= at < limit and (self.tokens[at].is_char("_^'")):
            if self.tokens[at].text == "'":
                at += 1
                continue
            at += 1
            at = self.pairs.get(at, -2) + 1 if at < limit and self.tokens[at].is_char("{") else at + 1
        return at if 0 < at <= limit else -1

    def slash_derivative(self) -> Expression:
        r"""``\partial L/\partial x``, ``dL/dx``, ``\partial/\partial x (..)``, ``\partial_x f``."""
        first = self.at
        limit = len(self.tokens) - 1
        symbol, at = self.differential(self.at, limit)
        if symbol == "\\partial" and self.tokens[at].is_char("_"):
            self.at = at + 1
            variables = self.subscript_entries()
            order, self.at = self.order(self.at, limit)
            target = self.factor()
            return Derivative(
                self.span(first),
                target,
                tuple(self.balance(list(variables), order, first)) if order == len(variables) else variables * order,
            )
        order, at = self.order(at, limit)
        self.at = at
        target_node: Expression | None = None
        if not self.token.is_char("/"):
            if symbol == "d":
                begin = self.at
                target_node = self.scripts(self.atom(), begin)
            else:
                target_node = self.product(stop_slash=True)
        if not self.token.is_char("/"):
            raise self.error("\\partial without a quotient", "write \\frac{\\partial y}{\\partial x}", first)
        self.at += 1
        grouped = self.token.is_char("(") or self.token.is_char("{")
        if grouped:
            self.at += 1
        found: list[Expression] = []
        while True:
            sign, behind = self.differential(self.at, limit)
            if sign != symbol:
                break
            variable, self.at = self.variable(behind, limit)
            found.extend(variable)
            if symbol == "d":
                break
        if not found:
            raise self.error("a derivative needs \\partial above and below", "write \\partial y / \\partial x", first)
        if grouped:
            if not self.token.is_char(")}"):
                raise self.error("the denominator of a derivative is never closed", "close its bracket", first)
            self.at += 1
        variables = tuple(self.balance(found, order, first))
        span = self.span(first)
        if target_node is None:
            return self.operator_form(Derivative(span, Group(span, "pending", ()), variables, symbol), first)
        result = Derivative(span, target_node, variables, symbol)
        if symbol == "d":
            letter = Symbol(span, "d")
            plain = Product(span, (letter, target_node, letter, found[0]), ("", "/", ""))
            result = replace(result, alternative=plain)
        return result

    def gradient(self) -> Expression:
        first = self.at
        self.at += 1
        node = self.scripts(Symbol(self.span(first), "\\nabla"), first)
        order = 1
        variable: Expression | None = None
        if isinstance(node, Scripted):
            if node.subscripts:
                if len(node.subscripts) > 1:
                    raise self.error("\\nabla with more than one variable", "write \\nabla_x of one name", first)
                variable = node.subscripts[0]
            if node.superscript is not None:
                if not (isinstance(node.superscript, Number) and node.superscript.value == 2):
                    raise self.error("\\nabla with a superscript other than 2", "write \\nabla or \\nabla^2", first)
                order = 2
        token = self.token
        if token.is_command("\\cdot", "\\times"):
            raise self.error("divergence and curl cannot be read", "write them in index notation", first)
        if not self.starts_factor(token):
            raise self.error("\\nabla has nothing to act on", "write what is differentiated behind it", first)
        target = self.factor()
        numeric = isinstance(target, Number) or (isinstance(target, Quotient) and isinstance(target.numerator, Number))
        quadratic = variable is not None and isinstance(target, Scripted) and target.base == variable
        if (numeric or quadratic) and self.starts_factor(self.token):
            # \nabla_x \frac12 x^\top A x acts on the whole product.
            rest = self.product()
            parts, between = (rest.factors, rest.operators) if isinstance(rest, Product) else ((rest,), ())
            whole = Product(self.span(first), (target, *parts), ("", *between))
            return Gradient(self.span(first), whole, variable, order)
        own = target.arguments[-1] if isinstance(target, Applied) and not target.brackets else target
        mark = _transposed(own)
        if mark is not None and isinstance(target, Applied) and isinstance(own, Scripted):
            # \nabla \log p^\top is a gradient that is transposed
            bare = replace(own, superscript=None)
            inner = bare if bare.subscripts or bare.primes else bare.base
            applied = replace(target, arguments=(*target.arguments[:-1], inner))
            return Scripted(self.span(first), Gradient(self.span(first), applied, variable, order), (), mark)
        if mark is not None and isinstance(target, Scripted):
            if _is_compound(target.base) and self.starts_factor(self.token):
                begin = self.at
                rest = self.product()
                parts, between = (rest.factors, rest.operators) if isinstance(rest, Product) else ((rest,), ())
                if latex(parts[-1]) == latex(target.base):  # \nabla (x - b)^\top A (x - b) acts on the whole form
                    whole = Product(self.span(first), (target, *parts), ("", *between))
                    return Gradient(self.span(first), whole, variable, order)
                self.at = begin
            bare = replace(target, superscript=None)
            inner = bare if bare.subscripts or bare.primes else bare.base
            return Scripted(self.span(first), Gradient(self.span(first), inner, variable, order), (), mark)
        return Gradient(self.span(first), target, variable, order)


def _transposed(node: Expression) -> Symbol | None:
    """The sign of a transpose that ends a node."""
    mark = node.superscript if isinstance(node, Scripted) else None
    return mark if isinstance(mark, Symbol) and mark.letter in TURNING else None


def _is_compound(node: Expression) -> bool:
    """Whether brackets hold more than a name."""
    return isinstance(node, Group) and any(isinstance(x, Product | Addition) for x in node.entries)
