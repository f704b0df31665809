r"""The document's own macros: ``\newcommand``, ``\def``, ``\DeclareMathOperator``, ``\let``, paired delimiters.

A definition holds from its place on; a later one replaces it.  Expansion works on tokens, so an
argument is never torn apart, and every token that a macro leaves behind carries the place of the macro's
use, arguments included: errors point into the document, and a piece of it is cut whole.  Expansion is
bounded in its steps and in its length; a macro that calls itself, or grows without bound, is a located error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from symderiv.documents.latex.lexer import Token, tokenize
from symderiv.documents.latex.source import LocatedError, Source

__all__ = ["Macro", "MacroTable"]

MAXIMAL_TOKENS = 50_000
MAXIMAL_DEPTH = 40


@dataclass(frozen=True)
class Macro:
    """``name`` with its number of arguments, the default of an optional first one, and the body's tokens."""

    name: str
    arguments: int
    default: tuple[Token, ...] | None
    body: tuple[Token, ...]
    delimiters: tuple[str, ...] = ()


def _builtin(text: str) -> tuple[Token, ...]:
    return tuple(tokenize(Source(text, "built in", "latex"), 0, len(text)))


_CUSTOMARY = {
    "\\R": "\\mathbb{R}",
    "\\reals": "\\mathbb{R}",
    "\\N": "\\mathbb{N}",
    "\\Z": "\\mathbb{Z}",
    "\\E": "\\mathbb{E}",
    "\\dd": "\\mathrm{d}",
}
_PHYSICS = {
    "\\abs": (1, "\\left| #1 \\right|"),
    "\\norm": (1, "\\left\\| #1 \\right\\|"),
    "\\pdv": (2, "\\frac{\\partial #1}{\\partial #2}"),
    "\\dv": (2, "\\frac{\\mathrm{d} #1}{\\mathrm{d} #2}"),
    "\\bra": (1, "\\langle #1 |"),
}


class MacroTable:
    """The macros known so far; :meth:`define` reads a definition, :meth:`expand` replaces uses."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.macros: dict[str, Macro] = {}
        for name, body in _CUSTOMARY.items():
            self.macros[name] = Macro(name, 0, None, _builtin(body))
        for name, (count, body) in _PHYSICS.items():
            self.macros[name] = Macro(name, count, None, _builtin(body))

    def define(self, start: int, end: int) -> None:
        """Take up the definition that stands at ``source.text[start:end]``; one that cannot be read is left out."""
        self.define_tokens(tokenize(self.source, start, end), 0)

    def define_tokens(self, tokens: list[Token], at: int) -> int:
        """Take up the definition that begins at ``tokens[at]``; the index behind it."""
        head = tokens[at].text
        at += 1
        if at < len(tokens) and tokens[at].is_char("*"):
            at += 1
        name, at = self._name(tokens, at)
        if not name:
            return at
        if head in ("\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareRobustCommand"):
            return self._command(tokens, at, name)
        if head in ("\\def", "\\gdef", "\\edef", "\\xdef"):
            return self._def(tokens, at, name)
        if head == "\\DeclareMathOperator":
            body, at = self._group(tokens, at)
            wrapped = [replace(tokens[at - 1], kind="command", text="\\operatorname")] if body else []
            braces = _builtin("{}")
            self.macros[name] = Macro(name, 0, None, (*wrapped, braces[0], *body, braces[1]))
            return at
        if head == "\\DeclarePairedDelimiter":
            left, at = self._group(tokens, at)
            right, at = self._group(tokens, at)
            first, second, mark = _builtin("\\left"), _builtin("\\right"), _builtin("#1")
            self.macros[name] = Macro(name, 1, None, (*first, *left, *mark, *second, *right), ("starred",))
            return at
        if head == "\\let":
            if at < len(tokens) and tokens[at].is_char("="):
                at += 1
            if at < len(tokens):
                meant = self.macros.get(tokens[at].text)
                self.macros[name] = replace(meant, name=name) if meant else Macro(name, 0, None, (tokens[at],))
                at += 1
            return at
        if head in ("\\NewDocumentCommand", "\\RenewDocumentCommand"):
            arguments, at = self._group(tokens, at)
            body, at = self._group(tokens, at)
            count = sum(token.text == "m" for token in arguments)
            if all(token.text == "m" for token in arguments):
                self.macros[name] = Macro(name, count, None, tuple(body))
        return at

    def _name(self, tokens: list[Token], at: int) -> tuple[str, int]:
        if at < len(tokens) and tokens[at].is_char("{"):
            inside, at = self._group(tokens, at)
            return (inside[0].text if len(inside) == 1 and inside[0].kind == "command" else ""), at
        if at < len(tokens) and tokens[at].kind == "command":
            return tokens[at].text, at + 1
        return "", at

    @staticmethod
    def _group(tokens: list[Token], at: int) -> tuple[list[Token], int]:
        if at >= len(tokens):
            return [], at
        if not tokens[at].is_char("{"):
            return [tokens[at]], at + 1
        depth = 0
        for stop in range(at, len(tokens)):
            if tokens[stop].is_char("{"):
                depth += 1
            elif tokens[stop].is_char("}"):
                depth -= 1
                if depth == 0:
                    return tokens[at + 1 : stop], stop + 1
        return tokens[at + 1 :], len(tokens)

    @staticmethod
    def _optional(tokens: list[Token], at: int) -> tuple[list[Token] | None, int]:
        if at >= len(tokens) or not tokens[at].is_char("["):
            return None, at
        depth = 0
        for stop in range(at + 1, len(tokens)):
            token = tokens[stop]
            if token.is_char("{"):
                depth += 1
            elif token.is_char("}"):
                depth -= 1
            elif token.is_char("]") and depth == 0:
                return tokens[at + 1 : stop], stop + 1
        return None, at

    def _command(self, tokens: list[Token], at: int, name: str) -> int:
        count, at = self._optional(tokens, at)
        default, at = self._optional(tokens, at)
        body, at = self._group(tokens, at)
        digits = "".join(token.text for token in count or ())
        arguments = int(digits) if re.fullmatch("[0-9]", digits) else 0
        self.macros[name] = Macro(name, arguments, None if default is None else tuple(default), tuple(body))
        return at

    def _def(self, tokens: list[Token], at: int, name: str) -> int:
        pattern: list[Token] = []
        while at < len(tokens) and not tokens[at].is_char("{"):
            pattern.append(tokens[at])
            at += 1
        body, at = self._group(tokens, at)
        shape = "".join(token.text for token in pattern)
        if shape == "".join(f"#{k}" for k in range(1, len(pattern) // 2 + 1)):
            self.macros[name] = Macro(name, len(pattern) // 2, None, tuple(body))
        return at

    # -------------------------------------------------------------------------------------- expansion

    def expand(self, tokens: list[Token]) -> list[Token]:
        """The tokens without macros.

        Raises :class:`LocatedError` for a macro without its arguments, recursion and unbounded growth.
        """
        if not any(token.kind == "command" and token.text in self.macros for token in tokens):
            return tokens
        budget = MAXIMAL_TOKENS + 20 * len(tokens)
        output: list[Token] = []
        # Pending tokens, last first; a depth stands with each, to find recursion.
        pending: list[tuple[Token, int]] = [(token, 0) for token in reversed(tokens)]
        while pending:
            token, depth = pending.pop()
            macro = self.macros.get(token.text) if token.kind == "command" else None
            if macro is None:
                output.append(token)
                budget -= 1
                if budget < 0:
                    raise self._error("the macros of this formula grow without bound", token)
                continue
            if depth >= MAXIMAL_DEPTH:
                raise self._error(f"the macro {token.text} calls itself", token)
            arguments, end = self._arguments(macro, token, pending)
            body = self._substitute(macro, arguments, replace(token, end=max(end, token.end)), depth + 1)
            budget -= len(body) + 1
            if budget < 0:
                raise self._error(f"the macro {token.text} grows without bound", token)
            pending.extend(reversed(body))
        return output

    def _error(self, what: str, token: Token) -> LocatedError:
        return self.source.error(what, token.start, token.end, "write the formula without it")

    def _arguments(
        self, macro: Macro, use: Token, pending: list[tuple[Token, int]]
    ) -> tuple[list[list[tuple[Token, int]]], int]:
        """The arguments, taken off ``pending``, and where the last of them ends."""
        arguments: list[list[tuple[Token, int]]] = []
        end = use.end
        if macro.delimiters and pending and pending[-1][0].is_char("*"):
            pending.pop()
        if macro.default is not None:
            if pending and pending[-1][0].is_char("["):
                inside: list[tuple[Token, int]] = []
                pending.pop()
                while pending and not pending[-1][0].is_char("]"):
                    inside.append(pending.pop())
                if pending:
                    end = pending.pop()[0].end
                arguments.append(inside)
            else:
                arguments.append([(replace(token, start=use.start, end=use.end), 0) for token in macro.default])
        while len(arguments) < macro.arguments:
            if not pending:
                raise self._error(f"the macro {use.text} lacks an argument", use)
            first = pending.pop()
            end = first[0].end
            if not first[0].is_char("{"):
                arguments.append([first])
                continue
            group: list[tuple[Token, int]] = []
            level = 1
            while pending:
                entry = pending.pop()
                if entry[0].is_char("{"):
                    level += 1
                elif entry[0].is_char("}"):
                    level -= 1
                    if level == 0:
                        end = entry[0].end
                        break
                group.append(entry)
            else:
                raise self._error(f"the argument of {use.text} is never closed", use)
            arguments.append(group)
        return arguments, end

    @staticmethod
    def _substitute(
        macro: Macro, arguments: list[list[tuple[Token, int]]], use: Token, depth: int
    ) -> list[tuple[Token, int]]:
        result: list[tuple[Token, int]] = []
        body = macro.body
        at = 0
        while at < len(body):
            token = body[at]
            if token.is_char("#") and at + 1 < len(body) and body[at + 1].kind == "digit":
                number = int(body[at + 1].text)
                if 1 <= number <= len(arguments):
                    result.extend((entry, max(deep, depth)) for entry, deep in arguments[number - 1])
                at += 2
                continue
            result.append((Token(token.kind, token.text, use.start, use.end, token.gap), depth))
            at += 1
        if result and use.gap:
            result[0] = (replace(result[0][0], gap=True), result[0][1])
        return result
