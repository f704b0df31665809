r"""The tokens of one display with the depth at which each stands.

Environments that only set rows of equations (``aligned``, ``split``, an ``array`` of equations) are taken away, and a
bracket that an author carries over the end of a row is joined again.  Guarantee: brackets without a partner count for
nothing, and no depth is negative.
"""

from __future__ import annotations

from dataclasses import dataclass

from symderiv.documents.latex.grammar_base import PAIRS
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.vocabulary import COUNTED, UNCOUNTED
from symderiv.documents.page.segments import ALIGNING, GATHERING

__all__ = ["FLATTENED", "Structure", "is_relation"]

FLATTENED = frozenset(name + star for name in (*ALIGNING, *GATHERING, "multline", "multlined") for star in ("", "*"))
OPENING = {"{", *PAIRS}
CLOSING = {"}", *PAIRS.values()}


@dataclass
class _Frame:
    kind: str
    at: int
    rows: bool = False
    relations: int = 0
    aligned: bool = False


class Structure:
    """The tokens of a display with the depth at which each stands."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = flatten(tokens)
        self.depth = [0] * len(self.tokens)
        self.enclosed = [0] * len(self.tokens)
        self._match()

    def _match(self) -> None:
        """Pair brackets; those without partner count for nothing."""
        stack: list[_Frame] = []
        waiting = {"{": 0, "begin": 0, "(": 0}
        pairs: list[tuple[int, int, str]] = []
        for at, token in enumerate(self.tokens):
            kind = ""
            if token.is_char("{"):
                kind = "{"
            elif token.kind == "begin":
                kind = "begin"
            elif token.kind == "open" or (token.kind in ("char", "command") and token.text in OPENING):
                kind = "("
            if kind:
                stack.append(_Frame(kind, at))
                waiting[kind] += 1
                continue
            closing = ""
            if token.is_char("}"):
                closing = "{"
            elif token.kind == "end":
                closing = "begin"
            elif token.kind == "close" or (token.kind in ("char", "command") and token.text in CLOSING):
                closing = "("
            if closing in ("{", "begin"):
                if waiting[closing]:
                    while stack[-1].kind != closing:
                        waiting[stack.pop().kind] -= 1
                    waiting[closing] -= 1
                    pairs.append((stack.pop().at, at, closing))
            elif closing:
                if stack and stack[-1].kind == "(":
                    frame = stack.pop()
                    waiting["("] -= 1
                    bracket = self.tokens[frame.at].text + token.text == "[]" and frame.relations == 1
                    if not (frame.rows and frame.relations) or (bracket and not frame.aligned):
                        pairs.append((frame.at, at, "("))
            elif stack:
                if token.is_command("\\\\"):
                    stack[-1].rows = True
                elif is_relation(self.tokens, at):
                    stack[-1].relations += 1
                    stack[-1].aligned |= self.tokens[at - 1].is_char("&")
        change = [0] * (len(self.tokens) + 1)
        enclosing = [0] * (len(self.tokens) + 1)
        for start, stop, kind in pairs:
            change[start] += 1
            change[stop + 1] -= 1
            if kind != "(":
                enclosing[start] += 1
                enclosing[stop + 1] -= 1
        depth = level = 0
        for at in range(len(self.tokens)):
            depth += change[at]
            level += enclosing[at]
            self.depth[at] = depth
            self.enclosed[at] = level


def is_relation(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.kind == "char":
        return token.text in "=<>"
    return token.kind == "command" and (token.text in COUNTED or token.text in UNCOUNTED)


def flatten(tokens: list[Token]) -> list[Token]:
    r"""Without ``\begin{aligned}`` and its like around rows, and without ``\left\{ .. \right.`` around such rows."""
    tokens = rejoin(tokens)
    if not any(token.kind == "begin" for token in tokens):
        return tokens
    output: list[Token] = []
    dropped: list[str] = []
    braces: list[bool] = []
    at = 0
    inside = 0
    while at < len(tokens):
        token = tokens[at]
        name = token.text
        if token.kind == "begin":
            rows_of_equations = name == "array" and inside == 0 and not dropped and _array_of_equations(tokens, at)
            rows_of_equations |= name == "cases" and _only_brackets(output) and _system(tokens, at)
            if inside == 0 and (name in FLATTENED or rows_of_equations):
                system = bool(output) and output[-1].kind == "open" and output[-1].text == "\\{"
                if system:
                    output.pop()
                dropped.append(name)
                braces.append(system)
                at += 1
                if name.rstrip("*") in (
                    "alignedat",
                    "alignat",
                    "array",
                    "xalignat",
                    "IEEEeqnarray",
                    "aligned",
                    "split",
                    "gathered",
                ):
                    at = _skip_columns(tokens, at)
                continue
            inside += 1
        elif token.kind == "end":
            if dropped and dropped[-1] == name and inside == 0:
                dropped.pop()
                system = braces.pop()
                at += 1
                if system and at < len(tokens) and tokens[at].kind == "close":
                    at += 1
                continue
            inside = max(inside - 1, 0)
        output.append(token)
        at += 1
    return output


def rejoin(tokens: list[Token]) -> list[Token]:
    r"""Without ``\right. \\ \left.``, by which authors carry a bracket over a row's end."""
    if not any(token.kind == "open" and token.text == "." for token in tokens):
        return tokens
    output: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "close" and tokens[at].text == ".":
            behind = at + 1
            while behind < len(tokens) and (
                tokens[behind].is_char("&") or tokens[behind].is_command("\\\\", "\\quad", "\\qquad")
            ):
                behind += 1
            if (
                behind < len(tokens)
                and tokens[behind].kind == "open"
                and tokens[behind].text == "."
                and behind > at + 1
            ):
                at = behind + 1
                continue
        output.append(tokens[at])
        at += 1
    return output


def _only_brackets(output: list[Token]) -> bool:
    return all(token.kind == "open" or token.is_command("\\quad", "\\qquad") for token in output)


def _system(tokens: list[Token], at: int) -> bool:
    """Whether each row of ``cases`` is an equation: a system, and not the branches of one value."""
    rows, depth = [False], 0
    for token in tokens[at + 1 :]:
        depth += (token.is_char("{") or token.kind in ("open", "begin")) - (token.is_char("}") or token.kind == "close")
        if token.kind == "end":
            if depth == 0:
                break
            depth -= 1
        if depth == 0 and token.is_command("\\\\"):
            rows.append(False)
        rows[-1] = rows[-1] or (depth == 0 and token.is_char("="))
    return len(rows) > 1 and all(rows)


def _array_of_equations(tokens: list[Token], at: int) -> bool:
    """Whether an array's columns set relations between them, as ``rcl`` does."""
    for token in tokens[at + 1 : at + 400]:
        if token.kind == "end":
            return False
        if token.is_char("&"):
            continue
        if token.is_char("="):
            return True
    return False


def _skip_columns(tokens: list[Token], at: int) -> int:
    if at < len(tokens) and tokens[at].is_char("["):
        stop = next((k for k in range(at, min(at + 6, len(tokens))) if tokens[k].is_char("]")), -1)
        at = stop + 1 if stop > 0 else at
    if at < len(tokens) and tokens[at].is_char("{"):
        inside: list[Token] = []
        for k in range(at + 1, min(at + 30, len(tokens))):
            if tokens[k].is_char("}"):
                if all(t.kind == "digit" or t.kind == "letter" or t.is_char("|@") for t in inside):
                    return k + 1
                return at
            inside.append(tokens[k])
    return at
