r"""The grammar of LaTeX mathematics: tokens to the surface syntax tree.

A precedence parser by hand, and not one from a table generator, for three reasons.  The language
is not context free in a useful way: ``|`` opens or closes depending on what stands before it,
``\sum`` and ``\frac{\partial}{\partial x}`` reach to the next ``+``, ``\frac12`` takes one digit, and ``\frac{d}{dx}``
is a derivative only for what stands in both groups.  Every refusal must name its piece and its
remedy.  And nesting must be bounded by a located error and not by Python's stack.

Precedence, weakest first::

    entry       = sum (relation sum)*                  inside of brackets, ranges and conditions only
    sum         = [+-] operation ([+-] operation)*
    operation   = product (\odot | \oslash | * | \star | \otimes | \circ  product)*      left associative
    product     = factor ( [\cdot | \times | /] factor )*                                left associative
    factor      = \sum range operation | \frac{\partial}{\partial x} operand | \nabla operand
                | function [scripts] argument | atom scripts* ["(" entries ")" scripts*]
    atom        = number | letter | accent atom | \frac.. | \sqrt.. | brackets | |..| | cases | matrix

Guarantees: linear time, nesting at most :data:`MAXIMAL_DEPTH`, no exception but
:class:`~symderiv.documents.latex.source.LocatedError`.
"""

from __future__ import annotations

from collections.abc import Callable

from symderiv.documents.latex.grammar_base import (
    CLOSERS,
    CONJUNCTIONS,
    FRACTIONS,
    GROUP_NAMES,
    MAXIMAL_CHAIN,
    MAXIMAL_DEPTH,
    OPERATIONS,
    PRODUCTS,
)
from symderiv.documents.latex.grammar_bodies import BodyParser
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.source import Source
from symderiv.documents.latex.spelling import is_function_name
from symderiv.documents.latex.syntax import (
    Addition,
    Applied,
    Comparison,
    Evaluated,
    Expression,
    Number,
    Operation,
    Product,
    Scripted,
    Symbol,
)
from symderiv.documents.latex.vocabulary import (
    BIG_OPERATORS,
    COUNTED,
    FUNCTIONS,
    IMPLICATIONS,
    UNCOUNTED,
)

__all__ = ["MAXIMAL_DEPTH", "OPERATIONS", "PRODUCTS", "parse_entries", "parse_expression"]


def parse_expression(source: Source, tokens: list[Token], place: tuple[int, int] | None = None) -> Expression:
    """The expression that all of ``tokens`` make up; ``place`` is where an error about nothing at all points.

    Raises :class:`LocatedError`.
    """
    parser = Parser(source, tokens, place)
    result = parser.expression()
    parser.finish()
    return result


def parse_entries(source: Source, tokens: list[Token], place: tuple[int, int] | None = None) -> tuple[Expression, ...]:
    """The entries between commas, each an expression or a :class:`Comparison`."""
    parser = Parser(source, tokens, place)
    result = parser.entries(lambda token: token.kind == "stop")
    parser.finish()
    return result


class Parser(BodyParser):
    """The precedences: entries, sums, products, factors."""

    def entries(
        self, closed: Callable[[Token], bool], separators: str = ",;", loose: bool = False
    ) -> tuple[Expression, ...]:
        """Entries up to a closing token; ``loose`` also separates at ``:``, ``\\mid`` and new rows, as under a sum."""
        found: list[Expression] = []
        if closed(self.token):
            return ()
        while True:
            found.append(self.entry())
            token = self.token
            if closed(token):
                return tuple(found)
            between = (
                token.is_char(separators)
                or token.is_command(*CONJUNCTIONS)
                or (
                    token.kind == "text"
                    and token.text.strip(" ,").lower() in ("and", "for", "if", "where", "with", "s.t.", "such that", "")
                )
                or (
                    loose and (token.is_char(":") or token.is_command("\\mid", "\\colon", "\\\\") or token.is_char("|"))
                )
            )
            if not between:
                return tuple(found)
            while (
                self.token.is_char(separators)
                or (self.token.kind == "text" and not (self.in_script and token.is_char(separators)))
                or (loose and self.token.is_command("\\\\"))
            ):
                self.at += 1
                if closed(self.token):
                    return tuple(found)
            if token is self.token:
                self.at += 1

    def entry(self) -> Expression:
        first = self.at
        operands = [self.expression()]
        relations: list[str] = []
        while relation := self.relation():
            if len(relations) > MAXIMAL_CHAIN:
                raise self.error("too long a chain of relations", "split it", first)
            self.at += 2 if relation in (":=", "=:") and self.token.kind == "char" else 1
            relations.append(relation)
            operands.append(self.expression())
        return operands[0] if not relations else Comparison(self.span(first), tuple(operands), tuple(relations))

    def expression(self) -> Expression:
        first = self.at
        signs: list[str] = []
        terms: list[Expression] = []
        sign = self.sign() or "+"
        explicit = self.at > first
        while True:
            signs.append(sign)
            terms.append(self.operation())
            sign = self.sign() or ("+" if self.is_signed_group() else "")
            if not sign:
                break
        if len(terms) == 1 and (signs[0] == "+" or not explicit):
            return terms[0]
        return Addition(self.span(first), tuple(terms), tuple(signs))

    def sign(self) -> str:
        """Read signs; two of them (``+ -x``) are folded."""
        result = ""
        while True:
            token = self.token
            if token.is_char("+-"):
                text = token.text
            elif token.is_command("\\pm", "\\mp"):
                text = "\\pm"
            else:
                return result
            self.at += 1
            if not result:
                result = text
            elif "\\pm" in (result, text):
                result = "\\pm"
            else:
                result = "+" if result == text else "-"

    def operation(self, stop_slash: bool = False) -> Expression:
        first = self.at
        result = self.product(stop_slash)
        count = 0
        while True:
            token = self.token
            operator = OPERATIONS.get(token.text) if token.kind in ("char", "command") else None
            if operator is None:
                return result
            if self.in_script and self.ahead(1).kind == "stop":
                return result
            count += 1
            if count > MAXIMAL_CHAIN:
                raise self.error(
                    f"more than {MAXIMAL_CHAIN} operations {operator} in a row", "name the inner parts", first
                )
            self.at += 1
            right = self.signed_product(stop_slash)
            result = Operation(self.span(first), operator, result, right)

    def signed_product(self, stop_slash: bool) -> Expression:
        first = self.at
        sign = self.sign()
        product = self.product(stop_slash)
        return product if sign in ("", "+") else Addition(self.span(first), (product,), (sign,))

    def product(self, stop_slash: bool = False) -> Expression:
        first = self.at
        factors = [self.factor()]
        operators: list[str] = []
        while True:
            token = self.token
            operator = PRODUCTS.get(token.text) if token.kind in ("char", "command") else None
            if operator is not None and not (operator == "/" and stop_slash):
                if self.in_script and operator == "\\cdot" and self.closes_script(1):
                    operators.append("")
                    factors.append(Symbol(self.token_span(), "\\cdot"))
                    self.at += 1
                    continue
                self.at += 1
                operators.append(operator)
                begin = self.at
                sign = self.sign()
                factor = self.factor()
                if sign == "-":
                    factor = Addition(self.span(begin), (factor,), (sign,))
                factors.append(factor)
            elif self.starts_factor(token) and not self.is_signed_group():
                entries = self.in_script and not token.gap and token.kind == "digit"
                if (token.kind == "digit" or token.is_char(".")) and isinstance(factors[-1], Number) and not entries:
                    raise self.error("two numbers stand side by side", "write \\cdot between them", self.at - 1)
                operators.append("")
                factors.append(self.factor())
            else:
                break
        return factors[0] if not operators else Product(self.span(first), tuple(factors), tuple(operators))

    def is_signed_group(self) -> bool:
        """Whether braces that do not show begin with a sign: ``{a}{-b}``, of two colours, is ``a - b``."""
        return self.token.is_char("{") and self.ahead(1).is_char("+-")

    def starts_factor(self, token: Token) -> bool:
        """Whether a factor begins at ``token``, a product being under way."""
        kind = token.kind
        if kind in ("letter", "digit", "word", "open", "begin"):
            return True
        if kind == "char":
            if token.text == "|":
                if self.ahead(1).is_char("_") and not self.bar:
                    return False
                return self.bar not in ("|", "||")
            if token.text == "." and self.ahead(1).kind == "digit" and not self.ahead(1).gap:
                return True
            if token.text == ":" and self.in_script and not self.in_limits and not self.ahead(1).is_char("="):
                return True
            return token.text in "([{"
        if kind == "bar":
            return token.text != self.bar and not self.ahead(1).is_char("_")
        if kind == "command":
            text = token.text
            if text in ("\\|",):
                return self.bar != "\\|"
            return not (
                text in COUNTED
                or text in UNCOUNTED
                or text in IMPLICATIONS
                or text in CLOSERS
                or text in OPERATIONS
                or text in PRODUCTS
                or text in CONJUNCTIONS
                or text in ("\\\\", "\\pm", "\\mp", "\\over", "\\colon", "\\lor", "\\vee", "\\forall")
            )
        return False

    def factor(self) -> Expression:
        first = self.at
        token = self.token
        with self.deeper(first):
            while (
                token.is_char("{")
                and self.pairs.get(self.at) == self.at + 1
                and not self.tokens[self.at + 2].is_char("_^")
            ):
                self.at += 2
                token = self.token
            if token.kind == "command":
                if token.text in BIG_OPERATORS:
                    return self.big_operator(BIG_OPERATORS[token.text])
                if token.text == "\\nabla":
                    return self.gradient()
                if token.text == "\\partial":
                    return self.slash_derivative()
                if token.text[1:] in FUNCTIONS and token.text not in ("\\vec", "\\deg"):
                    return self.function(token.text[1:])
                if token.text in FRACTIONS:
                    return self.fraction()
            elif token.kind == "word" and (token.text in FUNCTIONS or self.is_word_function(token)):
                return self.function(token.text)
            elif token.kind == "letter" and token.text == "d" and self.looks_like_slash_derivative():
                return self.slash_derivative()
            if token.is_command("\\mathrm") and self.upright_d(self.at) and self.looks_like_slash_derivative():
                return self.slash_derivative()
            atom = self.atom()
            return self.postfix(atom, first)

    def postfix(self, atom: Expression, first: int) -> Expression:
        """Scripts, an argument in brackets, and scripts of the whole."""
        node = self.scripts(atom, first)
        if self.may_apply(node):
            opening = self.token
            brackets = GROUP_NAMES[opening.text]
            arguments = self.bracketed()
            applied = Applied(self.span(first), node, arguments, self.surely(node), brackets, opening.gap)
            node = self.scripts(applied, first)
        while (
            self.token.kind in ("bar", "char")
            and self.token.text == "|"
            and self.ahead(1).is_char("_")
            and not self.bar
        ):
            self.at += 2
            node = Evaluated(self.span(first), node, self.subscript_entries())
        if self.token.is_char("!"):
            raise self.error("a factorial cannot be read", "write the product out")
        return node

    @staticmethod
    def surely(head: Expression) -> bool:
        base = head.base if isinstance(head, Scripted) else head
        return is_function_name(base)

    def may_apply(self, node: Expression) -> bool:
        """Whether the bracket that follows may hold the arguments of ``node``."""
        token = self.token
        opening = token.text if token.kind in ("char", "open") or token.is_command("\\{") else ""
        base = node.base if isinstance(node, Scripted) else node
        if opening not in ("(", "[", "\\{") or not isinstance(base, Symbol):
            return False
        if base.letter in ("*", "+", "-", ":", "\\cdot", "\\top", "\\dots", "\\infty", "\\dagger"):
            return False
        if opening != "(":
            special = (
                base.letter == "1" or "mathbb" in base.accents or "mathds" in base.accents or "mathbbm" in base.accents
            )
            return special or base.word
        if isinstance(node, Scripted) and node.superscript is not None:
            top = node.superscript
            if isinstance(top, Symbol) and top.letter in ("\\top", "T", "\\dagger"):
                return False
            if isinstance(top, Addition) and len(top.terms) == 1:
                return False
            if isinstance(top, Number) and not base.word and base.letter.islower() is False:
                return False
        return not base.letter.isdigit() or bool(base.accents)
