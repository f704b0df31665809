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
:class:`~symderiv.documents.source.LocatedError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.lexer import Token, match_braces
from symderiv.documents.source import LocatedError, Source
from symderiv.documents.syntax import (
    Absolute,
    Accented,
    Addition,
    Applied,
    BigOperator,
    CaseRow,
    Cases,
    Ceiling,
    Comparison,
    Derivative,
    Evaluated,
    Expression,
    Floor,
    Gradient,
    Group,
    Matrix,
    Norm,
    Number,
    Operation,
    Product,
    Quotient,
    Root,
    Scripted,
    Span,
    Symbol,
    is_function_name,
)
from symderiv.documents.vocabulary import (
    ACCENTS,
    BIG_OPERATORS,
    CASES,
    COUNTED,
    FONTS,
    FUNCTIONS,
    IMPLICATIONS,
    LETTERS,
    MATRICES,
    RANGED_FUNCTIONS,
    UNCOUNTED,
    UNREADABLE_OPERATORS,
)

__all__ = ["MAXIMAL_DEPTH", "parse_entries", "parse_expression"]

MAXIMAL_DEPTH = 40
MAXIMAL_CHAIN = 60

OPERATIONS = {
    "\\odot": "\\odot",
    "\\oslash": "\\oslash",
    "\\ast": "*",
    "*": "*",
    "\\star": "\\star",
    "\\otimes": "\\otimes",
    "\\circ": "\\circ",
    "\\oplus": "\\oplus",
    "\\bmod": "\\bmod",
    "\\circledast": "\\circledast",
    "\\bigodot": "\\odot",
    "\\setminus": "\\setminus",
}
PRODUCTS = {
    "\\cdot": "\\cdot",
    "\\times": "\\times",
    "/": "/",
    "\\div": "/",
    "\\centerdot": "\\cdot",
    "\\bullet": "\\cdot",
    "\\slash": "/",
}
FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\nicefrac", "\\sfrac", "\\flatfrac"))
PAIRS = {
    "(": ")",
    "[": "]",
    "\\{": "\\}",
    "\\langle": "\\rangle",
    "\\lfloor": "\\rfloor",
    "\\lceil": "\\rceil",
    "\\llbracket": "\\rrbracket",
    "\\lgroup": "\\rgroup",
}
GROUP_NAMES = {"(": "(", "[": "[", "\\{": "{", "\\langle": "\\langle", "\\llbracket": "[", "\\lgroup": "("}
CLOSERS = frozenset(PAIRS.values())
CONJUNCTIONS = frozenset(("\\land", "\\wedge", "\\And"))
TRANSPOSES = frozenset(("\\top",))
SPACES = frozenset(("\\quad", "\\qquad"))


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


class Parser:
    """Recursive descent over one list of tokens."""

    def __init__(self, source: Source, tokens: list[Token], place: tuple[int, int] | None = None) -> None:
        self.source = source
        self.tokens = [token for token in tokens if not (token.kind == "command" and token.text in SPACES)]
        end = self.tokens[-1].end if self.tokens else place[1] if place else 0
        self.place = place or ((self.tokens[0].start, end) if self.tokens else (end, end))
        self.pairs = match_braces(self.tokens)
        self.tokens.append(Token("stop", "", end, end, True))
        self.has_over = any(token.is_command("\\over") for token in self.tokens)
        self.at = 0
        self.depth = 0
        # The closing bar that the innermost bracket waits for: "|", "\\|", "||" or "".
        self.bar = ""
        self.in_script = False
        # Under a sum a colon separates; in a subscript it is a name (``x_{:,j}``).
        self.in_limits = False
        self.retries = 200

    # ---------------------------------------------------------------------------------- helpers

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def ahead(self, distance: int) -> Token:
        return self.tokens[min(self.at + distance, len(self.tokens) - 1)]

    def span(self, first: int) -> Span:
        """From token ``first`` to the last one that was read."""
        last = max(first, self.at - 1)
        start = self.tokens[first].start
        return self.source.span(start, max(start, self.tokens[last].end))

    def error(self, what: str, remedy: str, first: int | None = None) -> LocatedError:
        """An error from token ``first`` (default: the current one) to the current one."""
        begin = self.tokens[self.at if first is None else min(first, self.at)]
        end = self.token
        if end.kind == "stop" and begin.kind == "stop":
            return self.source.error(what, self.place[0], self.place[1], remedy)
        stop = end.end if end.kind != "stop" else end.start
        return self.source.error(what, begin.start, max(begin.end, stop), remedy)

    @contextmanager
    def deeper(self, first: int) -> Iterator[None]:
        self.depth += 1
        if self.depth > MAXIMAL_DEPTH:
            raise self.error(f"nested deeper than {MAXIMAL_DEPTH} levels", "name the inner parts", first)
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def frame(self, bar: str = "", script: bool = False) -> Iterator[None]:
        saved = self.bar, self.in_script
        self.bar, self.in_script = bar, script
        try:
            yield
        finally:
            self.bar, self.in_script = saved

    def finish(self) -> None:
        """All tokens must have been read."""
        token = self.token
        if token.kind == "stop":
            return
        if token.is_char("}"):
            raise self.error("a closing brace } without an opening one", "balance the braces")
        if token.text in CLOSERS or token.kind == "close":
            raise self.error(f"a closing {token.text} without an opening one", "balance the brackets")
        if token.kind == "text":
            raise self.error("text inside of a formula", "put the words outside of it")
        if token.text in COUNTED or token.text in UNCOUNTED:
            raise self.error(f"the relation {token.text} is not expected here", "write one equation at a time")
        if token.text in ("&", "\\\\"):
            raise self.error(f"{token.text} is not expected here", "balance brackets within a row")
        raise self.error(f"{token.text} is not expected here", "write an operator between the parts, or use brackets")

    def relation(self) -> str:
        """The relation at the current token in its one spelling, else ""."""
        token = self.token
        if token.kind == "char" and token.text in "=<>":
            if token.text == "=" and self.ahead(1).is_char(":") and not self.ahead(1).gap:
                return "=:"
            return token.text
        if token.is_char(":") and self.ahead(1).is_char("="):
            return ":="
        if token.kind == "command":
            if token.text in COUNTED:
                return COUNTED[token.text]
            if token.text in UNCOUNTED:
                return "\\to" if token.text in ("\\rightarrow", "\\longrightarrow") else token.text
        return ""

    # ---------------------------------------------------------------------------------- entries

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

    # ---------------------------------------------------------------------------------- sums and products

    def expression(self) -> Expression:
        first = self.at
        signs: list[str] = []
        terms: list[Expression] = []
        sign = self.sign() or "+"
        explicit = self.at > first
        while True:
            signs.append(sign)
            terms.append(self.operation())
            sign = self.sign()
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
            elif self.starts_factor(token):
                if (token.kind == "digit" or token.is_char(".")) and isinstance(factors[-1], Number):
                    raise self.error("two numbers stand side by side", "write \\cdot between them", self.at - 1)
                operators.append("")
                factors.append(self.factor())
            else:
                break
        return factors[0] if not operators else Product(self.span(first), tuple(factors), tuple(operators))

    def closes_script(self, distance: int) -> bool:
        token = self.ahead(distance)
        return token.kind == "stop" or token.is_char(",}")

    def token_span(self) -> Span:
        return self.source.span(self.token.start, self.token.end)

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

    # ---------------------------------------------------------------------------------- factors

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

    def is_word_function(self, token: Token) -> bool:
        return is_function_name(Symbol(self.source.span(token.start, token.end), token.text, word=True))

    def postfix(self, atom: Expression, first: int) -> Expression:
        """Scripts, an argument in brackets, and scripts of the whole."""
        node = self.scripts(atom, first)
        if self.may_apply(node):
            opening = self.token
            brackets = GROUP_NAMES[opening.text]
            arguments = self.bracketed()
            applied = Applied(self.span(first), node, arguments, self.surely(node), brackets)
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

    def bracketed(self) -> tuple[Expression, ...]:
        """The entries of the bracket that opens at the current token."""
        first = self.at
        opening = self.token
        wanted = PAIRS[opening.text]
        sized = opening.kind == "open"
        self.at += 1
        with self.frame(), self.deeper(first):
            entries = self.entries(
                lambda token: token.kind == "close" if sized else token.text == wanted and token.kind != "close"
            )
        self.close(first, wanted, sized)
        return entries

    def close(self, first: int, wanted: str, sized: bool) -> None:
        """Read the closing bracket."""
        token = self.token
        if sized and token.kind == "close":
            if token.text != wanted and self.tokens[first].text != "\\{":
                self.at += 1
                raise self.error(
                    f"\\left{self.tokens[first].text} is closed by \\right{token.text}",
                    f"close it with {wanted}",
                    first,
                )
            self.at += 1
            return
        if not sized and token.kind in ("char", "command") and token.text == wanted:
            self.at += 1
            return
        opened = self.tokens[first]
        if token.kind == "stop" or token.text in CLOSERS or token.kind == "close" or token.is_char("}"):
            found = f"found {token.text}" if token.kind != "stop" else "the formula ends"
            raise self.error(f"the bracket {opened.text} is never closed: {found}", f"close it with {wanted}", first)
        self.finish()
        raise self.error(f"{token.text} is not expected here", "check the brackets", first)

    # ---------------------------------------------------------------------------------- scripts

    def scripts(self, base: Expression, first: int) -> Expression:
        """Subscripts, superscripts and primes that follow ``base``."""
        subscripts: tuple[Expression, ...] | None = None
        superscript: Expression | None = None
        primes = 0
        any_found = False
        while True:
            token = self.token
            if token.is_char("'"):
                primes += 1
                self.at += 1
            elif token.is_char("_"):
                if subscripts is not None:
                    raise self.error("two subscripts on one name", "join them in one pair of braces", first)
                self.at += 1
                subscripts = self.subscript_entries()
            elif token.is_char("^"):
                self.at += 1
                counted, entry = self.superscript()
                primes += counted
                if entry is not None:
                    if superscript is not None:
                        raise self.error("two superscripts on one name", "join them in one pair of braces", first)
                    superscript = entry
            elif token.is_char("{") and self.pairs.get(self.at) == self.at + 1 and self.ahead(2).is_char("_^"):
                self.at += 2
            else:
                break
            any_found = True
        if not any_found:
            return base
        return Scripted(self.span(first), base, subscripts or (), superscript, primes)

    def inner(self) -> tuple[int, int] | None:
        """The token range of the brace group at the current token."""
        if not self.token.is_char("{"):
            return None
        close = self.pairs.get(self.at)
        if close is None:
            raise self.error("a brace { is never closed", "close it with }")
        return self.at + 1, close

    def subparser(self, start: int, stop: int) -> list[Token]:
        return self.tokens[start:stop]

    def subscript_entries(self) -> tuple[Expression, ...]:
        """What follows ``_``."""
        first = self.at
        group = self.inner()
        if group is None:
            return (self.script_atom("subscript"),)
        start, stop = group
        if start == stop:
            raise self.error("an empty subscript", "write an index, or drop the _", first - 1)
        signed = self.lone_sign(start, stop)
        if signed is not None:
            self.at = stop + 1
            return (signed,)
        self.at = start
        with self.frame(script=True), self.deeper(first):
            entries = self.entries(lambda token: token is self.tokens[stop], loose=True)
        if self.at != stop:
            self.fail_inside("subscript")
        self.at = stop + 1
        return entries

    def fail_inside(self, where: str) -> None:
        token = self.token
        if token.kind == "stop":
            raise self.error(f"the {where} is never closed", "close its brace")
        self.finish()

    def lone_sign(self, start: int, stop: int) -> Expression | None:
        """A superscript or subscript that is one sign: ``x^{+}``, ``x^{*}``."""
        if stop - start != 1:
            return None
        token = self.tokens[start]
        span = self.source.span(token.start, token.end)
        if token.kind == "char" and token.text in "*+-:":
            return Symbol(span, token.text)
        if token.is_command("\\ast"):
            return Symbol(span, "*")
        if token.is_command(
            "\\star", "\\cdot", "\\circ", "\\dagger", "\\oplus", "\\pm", "\\bullet", "\\times", "\\sim"
        ):
            return Symbol(span, token.text)
        return None

    def script_atom(self, kind: str) -> Expression:
        """A script without braces: one token, or one command with its arguments."""
        token = self.token
        sign = self.lone_sign(self.at, self.at + 1)
        if sign is not None:
            self.at += 1
            return sign
        if token.kind == "digit":
            self.at += 1
            return Number(self.source.span(token.start, token.end), Fraction(token.text))
        if token.kind == "stop" or token.is_char("}_^),]&=") or token.is_command("\\\\"):
            raise self.error(
                f"the {kind} is missing", f"write what stands in the {kind}, in braces", max(self.at - 1, 0)
            )
        with self.frame(script=True), self.deeper(self.at):
            return self.atom()

    def superscript(self) -> tuple[int, Expression | None]:
        """What follows ``^``: how many primes, and the rest."""
        first = self.at
        group = self.inner()
        if group is None:
            if self.token.is_command("\\prime"):
                self.at += 1
                return 1, None
            return 0, self.mark(self.script_atom("superscript"))
        start, stop = group
        inside = self.tokens[start:stop]
        if not inside:
            self.at = stop + 1
            return 0, None
        if all(token.is_command("\\prime") or token.is_char("'") for token in inside):
            self.at = stop + 1
            return len(inside), None
        sign = self.lone_sign(start, stop)
        if sign is not None:
            self.at = stop + 1
            return 0, sign
        if inside[0].is_char("<") and inside[-1].is_char(">") and len(inside) > 2:
            return 0, self.angle(start, stop)
        self.at = start
        lead: Expression | None = None
        if inside[0].is_char("*+") or inside[0].is_command("\\ast", "\\star", "\\dagger"):
            lead = self.lone_sign(start, start + 1)
            if lead is not None and not inside[0].is_char("+"):
                self.at += 1
            else:
                lead = None
        with self.frame(script=True), self.deeper(first):
            entries = self.entries(lambda token: token is self.tokens[stop])
            entries = self.trailing_signs(entries, stop)
        if self.at != stop:
            self.fail_inside("superscript")
        self.at = stop + 1
        entry = self.mark(entries[0]) if len(entries) == 1 else Group(self.span(first), "", entries)
        if lead is not None:
            entry = Product(self.span(first), (lead, entry), ("",))
        return 0, entry

    def trailing_signs(self, entries: tuple[Expression, ...], stop: int) -> tuple[Expression, ...]:
        """``W^{(1)*}``: a mark at the end of a superscript."""
        if self.at == stop - 1 and len(entries) == 1:
            sign = self.lone_sign(self.at, stop)
            if sign is not None:
                self.at = stop
                return (Product(self.span(self.at - 1), (entries[0], sign), ("",)),)
        return entries

    def angle(self, start: int, stop: int) -> Expression:
        r"""``a^{<t>}`` as ``a^{\langle t \rangle}``."""
        self.at = start + 1
        with self.frame(script=True), self.deeper(start):
            body = self.expression()
        if self.at != stop - 1:
            self.finish()
        self.at = stop + 1
        return Group(self.source.span(self.tokens[start].start, self.tokens[stop - 1].end), "\\langle", (body,))

    @staticmethod
    def mark(entry: Expression) -> Expression:
        r"""An upright T is a transpose: ``A^{\mathsf{T}}``, ``A^{-\mathrm{T}}``."""
        if (
            isinstance(entry, Symbol)
            and entry.letter in ("T", "t")
            and entry.accents
            and set(entry.accents) <= {"mathsf", "mathrm", "mathtt", "mathbf"}
        ):
            return Symbol(entry.span, "\\top")
        if isinstance(entry, Addition) and len(entry.terms) == 1:
            return replace(entry, terms=(Parser.mark(entry.terms[0]),))
        if isinstance(entry, Product) and entry.factors:
            return replace(entry, factors=(*entry.factors[:-1], Parser.mark(entry.factors[-1])))
        return entry

    # ---------------------------------------------------------------------------------- atoms

    def atom(self) -> Expression:
        first = self.at
        token = self.token
        match token.kind:
            case "letter":
                self.at += 1
                return Symbol(self.span(first), token.text)
            case "digit":
                return self.number()
            case "word":
                self.at += 1
                return Symbol(self.span(first), token.text, word=True)
            case "begin":
                return self.environment()
            case "open":
                return self.opened()
            case "char":
                return self.character()
            case "command":
                return self.command()
            case "bar":
                if token.text == "|":
                    return self.bars("|")
                return self.bars("\\|")
            case "text":
                if self.in_script:
                    self.at += 1
                    return Symbol(self.span(first), token.text, word=True)
                raise self.error("text inside of a formula", "put the words outside of it")
            case "stop":
                raise self.error("the formula ends where an expression is expected", "complete it", max(first - 1, 0))
            case "close":
                raise self.error(f"\\right{token.text} without its \\left", "balance the brackets", max(first - 1, 0))
            case "end":
                raise self.error(f"\\end{{{token.text}}} without its \\begin", "balance the environments")
        raise self.error(f"{token.text} cannot be read", "write it in plain LaTeX mathematics")

    def number(self) -> Expression:
        first = self.at
        digits = ""
        while self.token.kind == "digit" and (not digits or not self.token.gap):
            digits += self.token.text
            self.at += 1
        if self.token.is_char(".") and not self.token.gap and self.ahead(1).kind == "digit" and not self.ahead(1).gap:
            digits += "."
            self.at += 1
            while self.token.kind == "digit" and not self.token.gap:
                digits += self.token.text
                self.at += 1
        if (
            self.token.kind == "letter"
            and self.token.text in "eE"
            and not self.token.gap
            and not self.in_script
            and self.ahead(1).is_char("-+")
            and not self.ahead(1).gap
            and self.ahead(2).kind == "digit"
            and not self.ahead(2).gap
        ):
            exponent = self.ahead(1).text
            self.at += 2
            while self.token.kind == "digit" and not self.token.gap:
                exponent += self.token.text
                self.at += 1
            if len(exponent) > 4:
                raise self.error("a number out of all bounds", "write it as a power", first)
            digits += "e" + exponent
        if len(digits) > 400:
            raise self.error("a number of more than 400 digits", "name it", first)
        return Number(self.span(first), Fraction(digits))

    def character(self) -> Expression:
        first = self.at
        token = self.token
        text = token.text
        if text in ("(", "["):
            return self.group()
        if text == "{":
            return self.braces()
        if text == "|":
            return self.bars("|")
        if text == "." and self.ahead(1).kind == "digit" and not self.ahead(1).gap:
            self.at += 1
            value = self.number()
            assert isinstance(value, Number)
            digits = sum(t.kind == "digit" for t in self.tokens[first : self.at])
            return Number(self.span(first), value.value / 10**digits)
        if self.in_script and text in ":*":
            self.at += 1
            return Symbol(self.span(first), text)
        if text == "}":
            raise self.error(
                "an expression is missing before }", "complete the formula, or balance the braces", max(first - 1, 0)
            )
        if text in ")]":
            raise self.error(
                f"an expression is missing before {text}",
                "complete the formula, or balance the brackets",
                max(first - 1, 0),
            )
        if text in "_^":
            raise self.error(f"{text} without a name before it", "write what it belongs to", first)
        if text in "=<>":
            raise self.error(f"an expression is missing at {text}", "write both sides", max(first - 1, 0))
        if text in "*/":
            raise self.error(f"an expression is missing before {text}", "write both operands", max(first - 1, 0))
        if text in ",;:":
            raise self.error(f"an expression is missing before {text}", "complete it", max(first - 1, 0))
        if text == "'":
            raise self.error("a prime without a name before it", "write what it belongs to")
        if text == "&":
            raise self.error("an expression is missing before &", "complete the row", max(first - 1, 0))
        if text == "$":
            raise self.error("a dollar sign inside of a formula", "balance the delimiters")
        if text == "#":
            raise self.error("a macro's argument # outside of a definition", "write the formula out")
        raise self.error(f"the character {text} cannot be read", "write it in LaTeX")

    def group(self) -> Expression:
        first = self.at
        opening = self.token
        entries = self.bracketed()
        name = GROUP_NAMES.get(opening.text)
        if not entries:
            raise self.error("empty brackets", "write what stands in them", first)
        if opening.text == "\\lfloor" or opening.text == "\\lceil":
            if len(entries) != 1 or isinstance(entries[0], Comparison):
                raise self.error(f"{opening.text} holds one expression", "write one", first)
            return (Floor if opening.text == "\\lfloor" else Ceiling)(self.span(first), entries[0])
        assert name is not None
        return Group(self.span(first), name, entries)

    def braces(self) -> Expression:
        first = self.at
        group = self.inner()
        assert group is not None
        start, stop = group
        if start == stop:
            raise self.error("empty braces", "write what stands in them", first)
        inside = self.tokens[start:stop]
        if self.has_over and (split := self.over(start, stop)) is not None:
            return split
        if (
            len(inside) == 1
            and (sign := self.lone_sign(start, stop)) is not None
            and inside[0].text in ("*", "\\star", "\\ast", "\\cdot", "\\circ")
        ):
            # {*} and {\cdot}: an operator kept from spacing; it cannot be an operand.
            raise self.error(f"{sign} is no operand", "write it without braces", first)
        self.at = start
        with self.frame(script=self.in_script), self.deeper(first):
            result = self.expression()
        if self.at != stop:
            self.fail_inside("brace group")
        self.at = stop + 1
        return result

    def over(self, start: int, stop: int) -> Expression | None:
        r"""``{a \over b}``."""
        depth = 0
        for at in range(start, stop):
            token = self.tokens[at]
            if token.is_char("{"):
                depth += 1
            elif token.is_char("}"):
                depth -= 1
            elif depth == 0 and token.is_command("\\over"):
                return self.ratio(start - 1, (start, at), (at + 1, stop), stop + 1)
        return None

    def bars(self, delimiter: str) -> Expression:
        """``|x|``, ``||x||``, ``\\|x\\|``."""
        first = self.at
        saved = self.at
        if (
            delimiter == "|"
            and self.ahead(1).is_char("|")
            and not self.ahead(1).gap
            and self.retries > 0
            and self.depth < MAXIMAL_DEPTH // 2
        ):
            self.retries -= 1
            try:
                self.at += 2
                with self.frame("||"), self.deeper(first):
                    body = self.expression()
                if self.token.is_char("|") and self.ahead(1).is_char("|"):
                    self.at += 2
                    return Norm(self.span(first), body)
            except LocatedError:
                # Not a norm: two bars in a row, read below one by one.
                self.at = saved
            self.at = saved
        self.at += 1
        with self.frame(delimiter), self.deeper(first):
            body = self.expression()
        closing = self.token
        if closing.text != delimiter or closing.kind in ("open", "close"):
            raise self.error(
                f"the bar {delimiter} is never closed", f"close it with {delimiter}, or write \\mid", first
            )
        self.at += 1
        return (Absolute if delimiter == "|" else Norm)(self.span(first), body)

    def opened(self) -> Expression:
        r"""``\left( .. \right)`` in all its forms, ``\lvert .. \rvert``."""
        first = self.at
        opening = self.token
        if opening.text in PAIRS:
            return self.group()
        if opening.text in ("|", "\\|", "."):
            self.at += 1
            with self.frame(), self.deeper(first):
                body = self.expression()
            if self.token.kind != "close":
                self.close(first, opening.text, True)
            closing = self.token.text
            self.at += 1
            if opening.text != closing and opening.text != ".":
                raise self.error(
                    f"\\left{opening.text} is closed by \\right{closing}", f"close it with \\right{opening.text}", first
                )
            if opening.text != ".":
                return (Absolute if opening.text == "|" else Norm)(self.span(first), body)
            if closing == "|" and self.token.is_char("_"):
                self.at += 1
                return Evaluated(self.span(first), body, self.subscript_entries())
            if closing != ".":
                raise self.error(f"\\left. is closed by \\right{closing}", "write the opening bracket", first)
            return body
        raise self.error(f"the delimiter \\left{opening.text} cannot be read", "use brackets, braces or bars")

    def argument(self) -> Expression:
        """One argument of a command: a brace group, one digit, or one atom."""
        first = self.at
        if self.token.is_char("{"):
            return self.braces()
        if self.token.kind == "digit":
            self.at += 1
            return Number(self.span(first), Fraction(self.tokens[first].text))
        with self.deeper(first):
            return self.atom()

    def command(self) -> Expression:
        first = self.at
        token = self.token
        text = token.text
        if text in LETTERS:
            self.at += 1
            return Symbol(self.span(first), LETTERS[text])
        if text in ACCENTS:
            return self.accented()
        if text in FRACTIONS:
            return self.fraction()
        if text == "\\sqrt":
            return self.root()
        if text == "\\|":
            return self.bars("\\|")
        if text in PAIRS:
            return self.group()
        if text[1:] in FUNCTIONS:
            self.at += 1
            return Symbol(self.span(first), text[1:], word=True)
        if text in UNREADABLE_OPERATORS:
            raise self.error(
                f"{UNREADABLE_OPERATORS[text]} cannot be read", "write a finite sum, or leave the line as text"
            )
        if self.in_script and text in ("\\cdot", "\\ast", "\\star", "\\circ", "\\times"):
            self.at += 1
            return Symbol(self.span(first), "*" if text == "\\ast" else text)
        if text in ("\\binom", "\\dbinom", "\\tbinom", "\\choose"):
            raise self.error("a binomial coefficient cannot be read", "write it as a quotient of products")
        if text in ("\\lor", "\\vee", "\\neg", "\\lnot", "\\exists", "\\forall"):
            raise self.error(
                f"the logical sign {text} cannot be read", "write the condition with brackets and products"
            )
        if text in ("\\\\",):
            raise self.error("an expression is missing before a new row", "complete the row", max(first - 1, 0))
        if text in COUNTED or text in UNCOUNTED or text in IMPLICATIONS:
            raise self.error(f"an expression is missing at {text}", "write both sides", max(first - 1, 0))
        if text in PRODUCTS or text in OPERATIONS or text in ("\\pm", "\\mp"):
            raise self.error(f"an expression is missing before {text}", "write both operands", max(first - 1, 0))
        if text in CLOSERS:
            raise self.error(
                f"an expression is missing before {text}",
                "complete the formula, or balance the brackets",
                max(first - 1, 0),
            )
        raise self.error(
            f"the macro {text} is not known", f"define it with \\newcommand{{{text}}}{{...}}, or write it out"
        )

    def accented(self) -> Expression:
        first = self.at
        accent = ACCENTS[self.token.text]
        self.at += 1
        with self.deeper(first):
            body = self.argument()
        return self.decorate(accent, body, self.span(first))

    def decorate(self, accent: str, body: Expression, span: Span) -> Expression:
        """The accent on the name that it belongs to."""
        match body:
            case Symbol(_, letter, accents, word):
                if word and accent in FONTS:
                    return body
                return Symbol(span, letter, (accent, *accents), word)
            case Scripted():
                return replace(body, base=self.decorate(accent, body.base, span), span=span)
            case Number(_, value) if value.denominator == 1 and 0 <= value < 10:
                return Symbol(span, str(value), (accent,))
            case Product(_, factors, operators) if accent in FONTS and not any(operators):
                return Product(span, tuple(self.decorate(accent, factor, factor.span) for factor in factors), operators)
        if accent in FONTS and accent not in ("mathbb", "mathcal", "mathscr", "mathfrak"):
            return body
        return Accented(span, accent, body)

    def root(self) -> Expression:
        first = self.at
        self.at += 1
        degree: Expression | None = None
        if self.token.is_char("["):
            opening = self.at
            self.at += 1
            with self.frame(), self.deeper(first):
                degree = self.expression()
            self.close(opening, "]", False)
        body = self.argument()
        return Root(self.span(first), body, degree)

    # ---------------------------------------------------------------------------------- fractions and derivatives

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

    def ratio(self, first: int, above: tuple[int, int], below: tuple[int, int], behind: int) -> Expression:
        """A fraction of two token ranges, which may be a derivative."""
        with self.frame(), self.deeper(first):
            upper, upper_at = self.differential(*above)
            lower, lower_at = self.differential(*below)
            derivative = upper and upper == lower
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
            if "\\partial" in (upper, lower) and upper != lower:
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

    def expression_until(self, stop: int, where: str) -> Expression:
        """An expression that ends just before token ``stop``."""
        saved = self.tokens[stop]
        # The end of a range that is not in braces looks like the end of everything.
        self.tokens[stop] = Token("stop", "", saved.start, saved.start, True)
        try:
            result = self.expression()
            if self.at != stop:
                self.finish()
        finally:
            self.tokens[stop] = saved
        return result

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
        span = self.span(first)
        conditions: tuple[Expression, ...] = ()
        if isinstance(target, Evaluated):
            # The bar holds for the derivative, not for what is differentiated.
            target, conditions = target.body, target.conditions
        elif isinstance(target, Product) and isinstance(target.factors[-1], Evaluated):
            last = target.factors[-1]
            conditions = last.conditions
            target = replace(target, factors=(*target.factors[:-1], last.body))
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
        if (
            isinstance(target, Scripted)
            and isinstance(target.superscript, Symbol)
            and target.superscript.letter in ("\\top", "T")
        ):
            mark = target.superscript
            bare = replace(target, superscript=None)
            inner = bare if bare.subscripts or bare.primes else bare.base
            return Scripted(self.span(first), Gradient(self.span(first), inner, variable, order), (), mark)
        return Gradient(self.span(first), target, variable, order)

    # ---------------------------------------------------------------------------------- operators with a body

    def big_operator(self, operator: str) -> Expression:
        first = self.at
        self.at += 1
        below, above = self.limits(first)
        if not self.starts_factor(self.token) and not self.token.is_char("+-"):
            raise self.error(f"\\{operator} has no body", "write what is summed behind it", first)
        begin = self.at
        sign = self.sign()
        body = self.operation()
        if sign in ("-", "\\pm"):
            body = Addition(self.span(begin), (body,), (sign,))
        return BigOperator(self.span(first), operator, below, above, body)

    def limits(self, first: int) -> tuple[tuple[Expression, ...], Expression | None]:
        """What stands below and above a big operator."""
        below: tuple[Expression, ...] | None = None
        above: Expression | None = None
        while self.token.is_char("_^"):
            if self.token.text == "_":
                if below is not None:
                    raise self.error("two lower limits", "join them in one pair of braces", first)
                self.at += 1
                with self.deeper(first):
                    self.in_limits = True
                    try:
                        below = self.subscript_entries()
                    finally:
                        self.in_limits = False
            else:
                if above is not None:
                    raise self.error("two upper limits", "join them in one pair of braces", first)
                self.at += 1
                with self.deeper(first):
                    above = self.superscript()[1]
        return below or (), above

    def function(self, name: str) -> Expression:
        r"""A function that needs no declaration, with or without brackets: ``\tanh x``, ``\max(a,b)``, ``\max_k z_k``."""
        first = self.at
        self.at += 1
        symbol = Symbol(self.span(first), name, word=True)
        if name == "arg" and (
            self.token.is_command("\\max", "\\min") or (self.token.kind == "word" and self.token.text in ("max", "min"))
        ):
            name = "arg" + self.token.text.lstrip("\\")
            self.at += 1
            symbol = Symbol(self.span(first), name, word=True)
        if name in RANGED_FUNCTIONS and self.token.is_char("_"):
            below, above = self.limits(first)
            begin = self.at
            token = self.token
            if not self.starts_factor(token) and not token.is_char("-"):
                raise self.error(f"\\{name} has nothing to act on", "write it behind it", first)
            opening = token.text if token.kind in ("char", "open") or token.is_command("\\{") else ""
            if opening in ("(", "[", "\\{"):
                body = self.postfix(self.atom(), begin)
                self.refuse_more(first, name)
            else:
                sign = self.sign()
                body = self.operation()
                if sign == "-":
                    body = Addition(self.span(begin), (body,), (sign,))
            return BigOperator(self.span(first), name, below, above, body)
        head = self.scripts(symbol, first)
        token = self.token
        opening = token.text if token.kind in ("char", "open") or token.is_command("\\{") else ""
        if opening in ("(", "[", "\\{"):
            arguments = self.bracketed()
            if not arguments:
                raise self.error(f"{name} without an argument", "write what it is applied to", first)
            applied = Applied(self.span(first), head, arguments, True, GROUP_NAMES[opening])
            return self.postfix_of_applied(applied, first)
        if not self.starts_factor(token):
            if token.is_char("-") and self.ahead(1).kind in ("letter", "digit", "command"):
                raise self.error(f"the argument of {name} is not clear", f"write \\{name}(...)", first)
            return head
        if token.is_char("{"):
            # The author's own braces end the argument.
            argument = self.braces()
            return self.postfix_of_applied(Applied(self.span(first), head, (argument,), True, ""), first)
        argument = self.factor()
        if not isinstance(argument, BigOperator):
            self.refuse_more(first, name)
        return Applied(self.span(first), head, (argument,), True, "")

    def postfix_of_applied(self, applied: Expression, first: int) -> Expression:
        node = self.scripts(applied, first)
        while (
            self.token.kind in ("bar", "char")
            and self.token.text == "|"
            and self.ahead(1).is_char("_")
            and not self.bar
        ):
            self.at += 2
            node = Evaluated(self.span(first), node, self.subscript_entries())
        return node

    def refuse_more(self, first: int, name: str) -> None:
        """``\\log a b``: refuse an argument that does not end clearly."""
        token = self.token
        following = self.ahead(1) if token.is_char("/") or token.is_command("\\div") else token
        if token is following and not self.starts_factor(token):
            return
        if following.kind == "command" and following.text[1:] in FUNCTIONS:
            return
        if following.kind == "word" and (following.text in FUNCTIONS or self.is_word_function(following)):
            return
        raise self.error(f"the argument of {name} is not clear without brackets", f"write {name}(...)", first)

    # ---------------------------------------------------------------------------------- environments

    def environment(self) -> Expression:
        first = self.at
        name = self.token.text
        self.at += 1
        if name not in CASES and name not in MATRICES:
            raise self.error(
                f"the environment {name} cannot be read inside of a formula",
                "write its rows as equations of their own",
                first,
            )
        if name == "array" and self.token.is_char("{"):
            close = self.pairs.get(self.at)
            if close is not None:
                self.at = close + 1
        rows = self.rows(name, first)
        with self.frame(), self.deeper(first):
            if name in CASES:
                result: Expression = Cases(self.span(first), tuple(self.case_row(row, first) for row in rows))
            else:
                matrix = tuple(tuple(self.cell(cell, first) for cell in row) for row in rows)
                result = Matrix(self.span(first), name, matrix)
        return result

    def rows(self, name: str, first: int) -> list[list[tuple[int, int]]]:
        """The cells of an environment, as token ranges."""
        rows: list[list[tuple[int, int]]] = [[]]
        depth = 0
        braces = 0
        start = self.at
        while True:
            token = self.token
            if token.kind == "stop":
                raise self.error(f"\\begin{{{name}}} is never closed", f"close it with \\end{{{name}}}", first)
            if token.kind == "begin":
                depth += 1
            elif token.kind == "end":
                if depth == 0:
                    if token.text != name:
                        raise self.error(
                            f"\\begin{{{name}}} is closed by \\end{{{token.text}}}", "balance the environments", first
                        )
                    break
                depth -= 1
            elif token.kind == "char" and token.text in "{}":
                braces += 1 if token.text == "{" else -1
            elif depth == 0 and braces == 0 and token.is_char("&"):
                rows[-1].append((start, self.at))
                start = self.at + 1
            elif depth == 0 and braces == 0 and token.is_command("\\\\"):
                rows[-1].append((start, self.at))
                rows.append([])
                start = self.at + 1
            self.at += 1
        rows[-1].append((start, self.at))
        self.at += 1
        behind = self.at
        kept = [row for row in rows if any(stop > begin for begin, stop in row)]
        self.at = behind
        return kept

    def cell(self, cell: tuple[int, int], first: int) -> Expression:
        behind = self.at
        start, stop = cell
        if start == stop:
            raise self.error("an empty entry of a matrix", "write 0", first)
        self.at = start
        result = self.expression_until(stop, "entry")
        self.at = behind
        return result

    def case_row(self, row: list[tuple[int, int]], first: int) -> CaseRow:
        """A value and its condition."""
        behind = self.at
        start, stop = row[0]
        condition = (row[1][0], row[-1][1]) if len(row) > 1 else None
        if condition is None:
            for at in range(start, stop):
                if self.tokens[at].kind == "text":
                    condition = (at, stop)
                    stop = at
                    break
        while stop > start and self.tokens[stop - 1].is_char(",;."):
            stop -= 1
        self.at = start
        value = self.expression_until(stop, "case")
        conditions: tuple[Expression, ...] = ()
        otherwise = condition is None
        if condition is not None:
            begin, end = condition
            while end > begin and (
                self.tokens[end - 1].is_char(",;.")
                or (self.tokens[end - 1].kind == "text" and not self.tokens[end - 1].text.strip(" .,;"))
            ):
                end -= 1
            while begin < end and self.tokens[begin].kind in ("text", "word", "char"):
                token = self.tokens[begin]
                words = token.text.strip(" .,;:").lower()
                if token.kind == "char" and token.text not in "&,":
                    break
                if words in (
                    "otherwise",
                    "else",
                    "elsewhere",
                    "in all other cases",
                    "in other cases",
                    "other cases",
                    "else.",
                ):
                    otherwise = True
                elif words not in (
                    "if",
                    "when",
                    "for",
                    "where",
                    "",
                    "&",
                    "whenever",
                    "in case",
                    "and",
                    "if and only if",
                    "case",
                ):
                    if token.kind == "word":
                        break
                    self.at = begin
                    raise self.error("a condition in words cannot be read", "write it as a formula, or as otherwise")
                begin += 1
            if begin < end:
                self.at = begin
                saved = self.tokens[end]
                self.tokens[end] = Token("stop", "", saved.start, saved.start, True)
                try:
                    conditions = self.entries(lambda token: token.kind == "stop")
                    if self.at != end:
                        self.finish()
                finally:
                    self.tokens[end] = saved
                otherwise = False
            elif not otherwise:
                self.at = min(end, len(self.tokens) - 1)
                raise self.error("a case without its condition", "write it, or otherwise", first)
        self.at = behind
        return CaseRow(value, conditions, otherwise)
