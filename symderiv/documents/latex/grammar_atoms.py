r"""Atoms: numbers, letters, accents, brackets and bars, roots."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex.grammar_base import (
    CLOSERS,
    FRACTIONS,
    GROUP_NAMES,
    MAXIMAL_DEPTH,
    OPERATIONS,
    PAIRS,
    PRODUCTS,
)
from symderiv.documents.latex.grammar_scripts import ScriptParser
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.syntax import (
    Absolute,
    Accented,
    Ceiling,
    Comparison,
    Evaluated,
    Expression,
    Floor,
    Group,
    Matrix,
    Norm,
    Number,
    Product,
    Root,
    Scripted,
    Span,
    Symbol,
)
from symderiv.documents.latex.vocabulary import (
    ACCENTS,
    COUNTED,
    FONTS,
    FUNCTIONS,
    IMPLICATIONS,
    LETTERS,
    UNCOUNTED,
    UNREADABLE_OPERATORS,
)

__all__ = ["AtomParser"]

_UNBRACKETED = ("matrix", "array", "smallmatrix")  # environments around which brackets are written


class AtomParser(ScriptParser):
    """What stands alone."""

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
            if self.in_script and digits == "0":
                break  # ``F_{kc00}`` has two of them
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
        inside = entries[0]
        if len(entries) == 1 and isinstance(inside, Matrix) and inside.kind in _UNBRACKETED and name in ("(", "["):
            return replace(inside, span=self.span(first), kind="bmatrix")
        return Group(
            self.span(first), name, entries, self.separator(first + 1, self.at - 1) if len(entries) > 1 else ","
        )

    def separator(self, first: int, last: int) -> str:
        """What separates the entries between two tokens: ``,`` or ``;``, or "" for both."""
        depth, found = 0, set()
        for token in self.tokens[first:last]:
            depth += (token.kind == "open" or token.is_char("([{")) - (token.kind == "close" or token.is_char(")]}"))
            if not depth and token.is_char(",;"):
                found.add(token.text)
        return found.pop() if len(found) == 1 else "" if found else ","

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
