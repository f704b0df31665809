r"""Subscripts, superscripts and primes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex.grammar_base import (
    ParserBase,
)
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.syntax import (
    Addition,
    Expression,
    Group,
    Number,
    Operation,
    Product,
    Scripted,
    Symbol,
)

__all__ = ["ScriptParser"]


class ScriptParser(ParserBase):
    """Scripts in any order, with or without braces."""

    def scripts(self, base: Expression, first: int) -> Expression:
        """Subscripts, superscripts and primes that follow ``base``."""
        subscripts: tuple[Expression, ...] | None = None
        superscript: Expression | None = None
        primes = 0
        any_found = False
        entrywise = 1
        while True:
            token = self.token
            if token.is_char("^") and entrywise == 1 and (times := self.entrywise_power()):
                entrywise = times
            elif token.is_char("'"):
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
        scripted = subscripts or superscript is not None or primes
        node = Scripted(self.span(first), base, subscripts or (), superscript, primes) if scripted else base
        power = node
        for _ in range(entrywise - 1):
            power = Operation(self.span(first), "\\odot", power, node)
        return Group(self.span(first), "(", (power,)) if entrywise > 1 else node

    def entrywise_power(self) -> int:
        r"""The ``2`` of ``A^{\odot 2}``, taken up; 0 if none stands here."""
        group = self.pairs.get(self.at + 1) if self.ahead(1).is_char("{") else None
        inside = self.tokens[self.at + 2 : group] if group is not None else []
        if len(inside) != 2 or not inside[0].is_command("\\odot", "\\circ") or inside[1].kind != "digit":
            return 0
        times = int(inside[1].text)
        if not 1 < times < 10:
            return 0
        assert group is not None
        self.at = group + 1
        return times

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
        """A superscript or subscript that is one sign: ``x^{+}``, ``x^{*}``, or two pluses."""
        if stop - start == 2 and all(token.is_char("+") for token in self.tokens[start:stop]):
            return Symbol(self.source.span(self.tokens[start].start, self.tokens[start + 1].end), "++")
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
            return replace(entry, terms=(ScriptParser.mark(entry.terms[0]),))
        if isinstance(entry, Product) and entry.factors:
            return replace(entry, factors=(*entry.factors[:-1], ScriptParser.mark(entry.factors[-1])))
        return entry
