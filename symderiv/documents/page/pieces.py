r"""A display cut into pieces: where nothing stands in brackets, at a row's end, at commas, at wide spaces, at words, at
implications.

Each piece between cuts is a chain ``a = b = c``; one that begins with a relation goes on with the chain before it.
Guarantee: every token of a display but separators and words is in exactly one side of one piece, in reading order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from symderiv.documents.latex.grammar_base import OPERATIONS, PRODUCTS
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.vocabulary import IMPLICATIONS
from symderiv.documents.page.relation_tokens import relation_at
from symderiv.documents.page.structure import Structure, is_relation

__all__ = ["RESTS_ON", "Cutter", "Piece", "is_binary"]

PAIRED_COLUMNS = frozenset(
    name + star for name in ("align", "alignat", "flalign", "xalignat", "aligned", "alignedat") for star in ("", "*")
)
# Words before what an equation rests on.
RESTS_ON = regex(
    r"(?:^|[\s,(])(?:if|when|whenever|for|as long as|since|because|as|by|with|due to|thanks to|note that|"
    r"(?:provided|using|given|assum(?:e|ing)|suppos(?:e|ing)|recall(?:ing)?)(?: that)?)[\s,:(]*$",
    re.IGNORECASE,
)
_IN_DISPLAYS = ("\\colon", "\\xrightarrow", "\\xleftarrow")


@dataclass
class Piece:
    """One chain: sides (as tokens) and relations between them; what cut it off, and the words before it; ``remark``:
    it begins with a remark."""

    sides: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[tuple[str, Token]] = field(default_factory=list)
    ended: str = ""
    words: str = ""
    remark: bool = False

    def empty(self) -> bool:
        return not self.relations and not self.sides[0]


def is_binary(token: Token) -> bool:
    return token.kind in ("char", "command") and (
        token.text in OPERATIONS or token.text in PRODUCTS or token.text in ("+", "\\pm", "\\mp")
    )


class Cutter:
    """Cut the tokens of a display into pieces."""

    def __init__(self, structure: Structure, environment: str) -> None:
        self.tokens = structure.tokens
        self.depth = structure.depth
        self.enclosed = structure.enclosed
        self.environment = environment
        self.pieces: list[Piece] = []
        self.piece = Piece()
        self.columns = 0
        self.next_top = self._top_positions()
        self.relations_before = [0]
        for at in range(len(self.tokens)):
            here = self.depth[at] == 0 and bool(self.relation(at)[0])
            self.relations_before.append(self.relations_before[-1] + here)

    def _top_positions(self) -> list[int]:
        """For each position the next one at depth 0 that is a row break or a separator."""
        following = [len(self.tokens)] * (len(self.tokens) + 1)
        for at in range(len(self.tokens) - 1, -1, -1):
            token = self.tokens[at]
            cut = self.depth[at] == 0 and (
                token.is_command("\\\\", "\\quad", "\\qquad")
                or token.is_char(",;")
                or token.kind == "text"
                or self._implies(token)
            )
            following[at] = at if cut else following[at + 1]
        return following

    @staticmethod
    def _implies(token: Token) -> bool:
        return token.kind == "command" and token.text in IMPLICATIONS

    def cut(self, how: str) -> None:
        if not self.piece.empty() or self.piece.words:
            if self.piece.empty():
                if how == "text":
                    return
                self.piece.ended = how
                return
            self.piece.ended = how
            self.pieces.append(self.piece)
        self.piece = Piece()

    def run(self) -> list[Piece]:
        tokens = self.tokens
        at = 0
        while at < len(tokens):
            at = self.step(at)
        self.cut("end")
        return self.pieces

    def significant(self, at: int) -> int:
        """The next token from ``at`` that is no space and no ``&``."""
        while at < len(self.tokens) and (
            self.tokens[at].is_char("&") or self.tokens[at].is_command("\\quad", "\\qquad")
        ):
            at += 1
        return at

    def has_relation(self, start: int) -> bool:
        """Whether a relation stands between ``start`` and the next cut."""
        start = min(start, len(self.tokens))
        return self.relations_before[self.next_top[start]] > self.relations_before[start]

    def relation(self, at: int) -> tuple[str, int]:
        """The relation at ``at`` ("" if none) and how many tokens it takes."""
        return relation_at(self.tokens, at, _IN_DISPLAYS)

    def step(self, at: int) -> int:
        token = self.tokens[at]
        if self.depth[at] > 0:
            if self.enclosed[at] > 0 or not (token.is_char("&") or token.is_command("\\\\")):
                self.piece.sides[-1].append(token)
                return at + 1
            while self.tokens[at + 1].is_command("\\quad", "\\qquad"):  # the indentation of a row
                at += 1
            return at + 1
        if token.is_command("\\\\"):
            self.row(at)
            return at + 1
        if token.is_char("&"):
            self.column(at)
            return at + 1
        if token.kind == "text":
            self.text(token)
            return at + 1
        if token.is_char(",;"):
            self.cut(",")
            return at + 1
        if token.is_char(".?"):
            following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
            if following is not None and following.kind == "digit" and not following.gap:
                self.piece.sides[-1].append(token)
            else:
                self.cut(".")
            return at + 1
        if token.is_command("\\quad", "\\qquad"):
            self.space(at)
            return at + 1
        if self._implies(token):
            self.cut("implies")
            self.piece.words = (self.piece.words + " implies").strip()
            return at + 1
        relation, width = self.relation(at)
        if relation:
            self.piece.relations.append((relation, token))
            self.piece.sides.append([])
            return at + width
        self.piece.sides[-1].append(token)
        return at + 1

    def row(self, at: int) -> None:
        self.columns = 0
        if self.piece.empty():
            self.cut("row")
            return
        following = self.significant(at + 1)
        if following >= len(self.tokens):
            self.cut("row")
            return
        token = self.tokens[following]
        aligned = following > at + 1
        reason = bool(self.piece.relations) and RESTS_ON.search(self.piece.words) is not None
        if self.relation(following)[0] and (self.piece.remark or reason):
            self.cut("row")  # the chain goes on, and not with what is said of it
            return
        if self.relation(following)[0] or is_binary(token):
            return
        if self.goes_on():
            return
        if token.kind == "text" or self._implies(token):
            self.cut("row")
            return
        if self.environment.startswith("mult"):
            return
        related = self.has_relation(following)
        if token.is_char("-") and (aligned or not related):
            return
        if (
            not related
            and (aligned or token.kind in ("open", "close"))
            and self.environment not in ("gather", "gather*")
        ):
            return
        self.cut("row")

    def goes_on(self) -> bool:
        r"""Whether the side so far is empty, or ends in an operator that is no mark on a name (``w^\star``)."""
        side = self.piece.sides[-1]
        marked = len(side) > 1 and side[-2].is_char("^_")
        return not side or (not marked and (is_binary(side[-1]) or side[-1].is_char("-")))

    def column(self, at: int) -> None:
        self.columns += 1
        if self.environment in PAIRED_COLUMNS and self.columns % 2 == 0 and self.piece.relations:
            following = self.significant(at + 1)
            if following < len(self.tokens):
                token = self.tokens[following]
                if not (is_binary(token) or token.is_char("-") or self.relation(following)[0]) and self.has_relation(
                    following
                ):
                    self.cut(",")

    def text(self, token: Token) -> None:
        words = token.text.strip()
        if not words or re.fullmatch(r"[.,;:]+", words):
            if words:
                self.cut(",")
            return
        self.cut("text")
        self.piece.words = f"{self.piece.words} {words}".strip()

    def space(self, at: int) -> None:
        if self.piece.empty():
            return
        following = self.significant(at + 1)
        if following >= len(self.tokens):
            return
        token = self.tokens[following]
        if token.is_command("\\forall"):
            self.cut(",")
            return
        if (
            is_binary(token)
            or token.is_char("-")
            or self.relation(following)[0]
            or token.kind == "text"
            or token.is_command("\\\\")
        ):
            return
        if self.goes_on():
            return
        remark = self.remark(following)
        if self.has_relation(following) or remark:
            self.cut(",")
            self.piece.remark = remark

    def remark(self, at: int) -> bool:
        """Whether what follows is a bracketed remark: ``(i \\neq j)``, ``(3)``, ``(*)``."""
        tokens = self.tokens
        if not (tokens[at].is_char("([") or (tokens[at].kind == "open" and tokens[at].text in "([")):
            return False
        stop = at + 1
        while stop < len(tokens) and self.depth[stop] > 0 and not (self.depth[stop] == 1 and tokens[stop].text in ")]"):
            stop += 1
        behind = self.significant(stop + 1)
        if behind < len(tokens) and not (
            tokens[behind].is_char(",;.") or tokens[behind].is_command("\\\\") or tokens[behind].kind == "text"
        ):
            return False
        inside = tokens[at + 1 : stop]
        if inside and all(token.kind == "digit" or token.is_char("*.†") for token in inside):
            return True
        return any(is_relation(tokens, k) and self.depth[k] == 1 for k in range(at + 1, stop)) or any(
            t.kind == "text" for t in inside
        )
