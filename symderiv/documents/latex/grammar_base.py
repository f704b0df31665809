r"""The lowest floor of the grammar: the tokens, the place in them, brackets and bounds on nesting.

The floors above are subclasses: ``grammar_scripts``, ``grammar_atoms``, ``grammar_derivatives``,
``grammar_bodies``, and ``grammar`` with the precedences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from symderiv.documents.latex.lexer import Token, match_braces
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.spelling import is_function_name
from symderiv.documents.latex.syntax import Expression, Span, Symbol
from symderiv.documents.latex.vocabulary import (
    COUNTED,
    UNCOUNTED,
)

__all__ = ["ParserBase"]

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


class ParserBase:
    """Tokens, errors, nesting; what the rules of all floors share."""

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

    # ---------------------------------------------------------------------------------- what the floors above define

    def entries(
        self, closed: Callable[[Token], bool], separators: str = ",;", loose: bool = False
    ) -> tuple[Expression, ...]:
        """Entries up to a closing token."""
        raise NotImplementedError

    def expression(self) -> Expression:
        """A sum."""
        raise NotImplementedError

    def operation(self, stop_slash: bool = False) -> Expression:
        """Products joined by an operation such as an entrywise product."""
        raise NotImplementedError

    def product(self, stop_slash: bool = False) -> Expression:
        """Factors."""
        raise NotImplementedError

    def factor(self) -> Expression:
        """One factor with its scripts and arguments."""
        raise NotImplementedError

    def postfix(self, atom: Expression, first: int) -> Expression:
        """Scripts, an argument in brackets, and scripts of the whole."""
        raise NotImplementedError

    def starts_factor(self, token: Token) -> bool:
        """Whether a factor begins at ``token``, a product being under way."""
        raise NotImplementedError

    def sign(self) -> str:
        """Read signs."""
        raise NotImplementedError

    def atom(self) -> Expression:
        """One atom."""
        raise NotImplementedError

    def fraction(self) -> Expression:
        """A fraction or a derivative."""
        raise NotImplementedError

    def ratio(self, first: int, above: tuple[int, int], below: tuple[int, int], behind: int) -> Expression:
        """A fraction of two token ranges."""
        raise NotImplementedError

    def environment(self) -> Expression:
        """Cases or a matrix."""
        raise NotImplementedError

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

    def is_word_function(self, token: Token) -> bool:
        return is_function_name(Symbol(self.source.span(token.start, token.end), token.text, word=True))

    def token_span(self) -> Span:
        return self.source.span(self.token.start, self.token.end)

    def closes_script(self, distance: int) -> bool:
        token = self.ahead(distance)
        return token.kind == "stop" or token.is_char(",}")

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
