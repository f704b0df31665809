r"""From the tokens of one display to its links and declarations.

A display is cut where nothing stands in brackets: at ``\\``, at commas, at wide spaces, at words, at implications.
Each piece between cuts is a chain ``a = b = c``; a piece that begins with a relation goes on with the
chain before it.  A side that cannot be read spoils the links that it belongs to and no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from symderiv.documents.facts import is_name, membership, range_of_pieces, split_top, strip
from symderiv.documents.grammar import OPERATIONS, PRODUCTS, parse_entries, parse_expression
from symderiv.documents.lexer import Token
from symderiv.documents.source import ALIGNING, GATHERING, LocatedError, Source
from symderiv.documents.spelling import latex
from symderiv.documents.surface import Fact, Link, RangeFact
from symderiv.documents.syntax import Comparison, Expression, Group, Number, Scripted, Symbol, walk
from symderiv.documents.vocabulary import COUNTED, IMPLICATIONS, UNCOUNTED

__all__ = ["Structure", "read_links"]

FLATTENED = frozenset(name + star for name in (*ALIGNING, *GATHERING, "multline", "multlined") for star in ("", "*"))
PAIRED_COLUMNS = frozenset(
    name + star for name in ("align", "alignat", "flalign", "xalignat", "aligned", "alignedat") for star in ("", "*")
)
RANGE_WORDS = re.compile(
    r"(?:^|[\s,(])(?:for(?: all| every| each| any| some)?|over(?: all)?|with indices|where the index|"
    r"∀)(?: (?:indices|values|of|the|entries|integers?))*[\s,:(]*$",
    re.IGNORECASE,
)
CONDITION_WORDS = re.compile(
    r"(?:^|[\s,(])(?:if|when|whenever|provided(?: that)?|unless|as long as|s\.t\.|such that|subject to|"
    r"only if|iff)[\s,:(]*$",
    re.IGNORECASE,
)
OPENING = {"(", "[", "{", "\\{", "\\langle", "\\lfloor", "\\lceil"}
CLOSING = {")", "]", "}", "\\}", "\\rangle", "\\rfloor", "\\rceil"}


@dataclass
class _Frame:
    kind: str
    at: int
    rows: bool = False
    relations: int = 0
    aligned: bool = False


@dataclass
class Piece:
    """One chain: sides (as tokens) and relations between them; what cut it off, and the words before it."""

    sides: list[list[Token]] = field(default_factory=lambda: [[]])
    relations: list[tuple[str, Token]] = field(default_factory=list)
    ended: str = ""
    words: str = ""

    def empty(self) -> bool:
        return not self.relations and not self.sides[0]


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


def _binary(token: Token) -> bool:
    return token.kind in ("char", "command") and (
        token.text in OPERATIONS or token.text in PRODUCTS or token.text in ("+", "\\pm", "\\mp")
    )


class _Cutter:
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
        tokens = self.tokens
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else Token("stop", "", 0, 0, True)
        if token.is_char("="):
            if following.is_char(":") and not following.gap:
                return "=:", 2
            return "=", 1
        if token.is_char(":"):
            if following.is_char("="):
                return ":=", 2
            return ":", 1
        if token.kind == "char" and token.text in "<>":
            return token.text, 1
        if token.kind == "command":
            if token.text in COUNTED:
                return COUNTED[token.text], 1
            if token.text in UNCOUNTED or token.text in ("\\colon", "\\xrightarrow", "\\xleftarrow"):
                return token.text, 1
        return "", 0

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
        if token.is_char("."):
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
        last = self.piece.sides[-1][-1] if self.piece.sides[-1] else None
        if self.relation(following)[0] or _binary(token):
            return
        if last is None or _binary(last) or last.is_char("-"):
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

    def column(self, at: int) -> None:
        self.columns += 1
        if self.environment in PAIRED_COLUMNS and self.columns % 2 == 0 and self.piece.relations:
            following = self.significant(at + 1)
            if following < len(self.tokens):
                token = self.tokens[following]
                if not (_binary(token) or token.is_char("-") or self.relation(following)[0]) and self.has_relation(
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
            _binary(token)
            or token.is_char("-")
            or self.relation(following)[0]
            or token.kind == "text"
            or token.is_command("\\\\")
        ):
            return
        last = self.piece.sides[-1][-1] if self.piece.sides[-1] else None
        if last is None or _binary(last) or last.is_char("-"):
            return
        if self.has_relation(following) or self.remark(following):
            self.cut(",")

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


def _plain(source: Source, tokens: list[Token]) -> str:
    if not tokens:
        return ""
    text = source.text[tokens[0].start : max(token.end for token in tokens)]
    text = re.sub(r"(?<!\\)&|\\\\(?:\[[^\]]*\])?|\\(?:label|tag)\*?\{[^{}]*\}|\\(?:nonumber|notag)\b", " ", text)
    return " ".join(text.split())


class _Reader:
    """Pieces to links and facts."""

    def __init__(self, source: Source, place: tuple[int, int], sentence: str) -> None:
        self.source = source
        self.place = place
        self.sentence = sentence
        self.links: list[Link] = []
        self.facts: list[Fact] = []
        self.errors: list[LocatedError] = []
        self.last_side: list[Token] | None = None
        self.last_value: Expression | LocatedError | None = None
        self.last_links: list[int] = []
        # Conditions that stand before the equation that they belong to.
        self.pending: list[Expression] = []

    def parse(self, tokens: list[Token], near: Token) -> Expression | LocatedError:
        if not tokens:
            return self.source.error(
                f"a side of {near.text} is missing", near.start, near.end, "write both sides of the relation"
            )
        try:
            return parse_expression(self.source, tokens, (near.start, near.end))
        except LocatedError as error:
            return error

    def run(self, pieces: list[Piece]) -> None:
        at = 0
        orphans: list[list[Token]] = []
        while at < len(pieces):
            piece = pieces[at]
            width = self.range_at(pieces, at, orphans)
            if width:
                orphans = []
                at += width
                continue
            at += 1
            if not piece.relations:
                if self.forall(piece) or self.remark(piece):
                    orphans = []
                elif piece.ended == ",":
                    orphans.append(piece.sides[0])
                else:
                    orphans = []
                continue
            self.chain(piece, orphans)
            orphans = []

    def range_at(self, pieces: list[Piece], at: int, orphans: list[list[Token]]) -> int:
        r"""How many pieces from ``at`` make up ``i = 1, \dots, N``; the fact is recorded."""
        piece = pieces[at]
        if len(piece.relations) != 1 or piece.relations[0][0] not in ("=", "\\in"):
            return 0
        bounds = [piece.sides[1]]
        width = 1
        if piece.relations[0][0] == "\\in":
            return 0
        while piece.ended == "," and at + width < len(pieces) and width < 6 and not pieces[at + width].relations:
            bounds.append(pieces[at + width].sides[0])
            piece = pieces[at + width]
            width += 1
        while len(bounds) > 1:
            try:
                subjects = self.names([*orphans, pieces[at].sides[0]])
                span = self.source.span(pieces[at].relations[0][1].start, pieces[at].relations[0][1].end)
                fact = range_of_pieces(self.source, subjects, bounds, span, self.sentence) if subjects else None
            except LocatedError:
                return 0
            if fact is not None:
                self.facts.append(fact)
                return len(bounds)
            bounds.pop()
        try:
            subjects = self.names([*orphans, pieces[at].sides[0]])
            span = self.source.span(pieces[at].relations[0][1].start, pieces[at].relations[0][1].end)
            fact = range_of_pieces(self.source, subjects, bounds, span, self.sentence) if subjects else None
        except LocatedError:
            return 0
        if fact is not None and isinstance(fact.upper, Expression) and self._simple(bounds[0]):
            self.facts.append(fact)
            return 1
        return 0

    @staticmethod
    def _simple(tokens: list[Token]) -> bool:
        """``1 \\dots N``, and not ``x_1 + \\dots + x_n``."""
        at = next((k for k, token in enumerate(tokens) if token.text.startswith("\\") and "dots" in token.text), -1)
        return (
            0 < at < len(tokens) - 1
            and not _binary(tokens[at - 1])
            and not _binary(tokens[at + 1])
            and not tokens[at + 1].is_char("-")
        )

    def names(self, pieces: list[list[Token]]) -> tuple[Expression, ...]:
        """The names that pieces hold; empty if one of them is none."""
        found: list[Expression] = []
        for tokens in pieces:
            for entry in parse_entries(self.source, strip(tokens)):
                if not is_name(entry):
                    return ()
                found.append(entry)
        return tuple(found)

    def forall(self, piece: Piece) -> bool:
        return bool(piece.sides[0]) and piece.sides[0][0].is_command("\\forall")

    def remark(self, piece: Piece) -> bool:
        """A bracketed condition behind an equation."""
        tokens = piece.sides[0]
        if len(tokens) < 3 or tokens[0].text not in ("(", "[") or not self.last_links:
            return False
        try:
            if self.range_remark(tokens[1:-1]):
                return True
            entries = _joined(parse_entries(self.source, tokens[1:-1]))
        except LocatedError:
            return False
        found = [entry for entry in entries if isinstance(entry, Comparison)]
        for entry in found:
            self.condition(entry)
        return bool(found) or len(entries) == 1

    def range_remark(self, tokens: list[Token]) -> bool:
        r"""``(i, j = 1, \dots, n)``."""
        parts = split_top(tokens, "=")
        if len(parts) != 2 or not any("dots" in token.text for token in parts[1]):
            return False
        subjects = self.names([parts[0]])
        span = self.source.span(tokens[0].start, tokens[-1].end)
        fact = (
            range_of_pieces(self.source, subjects, split_top(parts[1], ","), span, self.sentence) if subjects else None
        )
        if fact is None:
            return False
        self.facts.append(fact)
        return True

    def condition(self, entry: Expression) -> None:
        """A condition of the links before it; a two-sided one is a range."""
        fact = self.as_range(entry)
        if fact is not None:
            self.facts.append(fact)
            return
        if not self.last_links:
            self.pending.append(entry)
        for number in self.last_links:
            link = self.links[number]
            self.links[number] = replace(link, conditions=(*link.conditions, entry))

    def as_range(self, entry: Expression) -> RangeFact | None:
        r"""``0 \le i < N`` as a range."""
        if not isinstance(entry, Comparison) or len(entry.operands) != 3:
            return None
        lower, middle, upper = entry.operands
        if any(relation not in ("<", "\\le") for relation in entry.relations):
            return None
        subjects = middle.entries if isinstance(middle, Group) and not middle.bracket else (middle,)
        if not all(is_name(subject) for subject in subjects):
            return None
        below, above = entry.relations
        return RangeFact(entry.span, self.sentence, subjects, lower, upper, above == "<", below == "<", True)

    def ranged(self, side: list[Token]) -> list[Token]:
        """A side without the ranges that stand in brackets behind it: ``g_{ij} / s^2 (1 \\le a, b \\le s)``."""
        if not side or not side[-1].is_char(")"):
            return side
        opened = next((k for k in range(len(side) - 1, 0, -1) if side[k].is_char("(")), 0)
        try:
            entries = _joined(parse_entries(self.source, side[opened + 1 : -1])) if opened else ()
        except LocatedError:
            return side
        ranges = [self.as_range(entry) for entry in entries]
        found = [fact for fact in ranges if fact is not None]
        if not found or len(found) < len(ranges):
            return side
        self.facts += found
        return side[:opened]

    def chain(self, piece: Piece, orphans: list[list[Token]]) -> None:
        sides = [strip_forall(side) for side in piece.sides]
        if piece.relations and len(sides) > 1:
            sides[-1] = self.ranged(sides[-1])
        words = piece.words
        forall = bool(piece.sides[0]) and piece.sides[0][0].is_command("\\forall")
        quantified = forall or bool(RANGE_WORDS.search(words))
        strict = bool(piece.relations) and all(
            relation in ("<", ">", "\\le", "\\ge", "\\ne") for relation, _ in piece.relations
        )
        conditional = bool(CONDITION_WORDS.search(words))
        conditional = conditional or (
            strict
            and bool(self.last_links)
            and bool(re.search(r"\b(?:where|with|and)\s*$", words))
            and self.about_names(sides)
        )
        conditional = conditional or (strict and not words and self.about_indices(sides))
        if quantified or conditional:
            self.aside(piece, sides, orphans, conditional)
            return
        first_near = piece.relations[0][1]
        values: list[Expression | LocatedError] = []
        continued = not sides[0] and self.last_side is not None
        counted = any(relation in COUNTED.values() for relation, _ in piece.relations)
        for number, side in enumerate(sides):
            near = piece.relations[max(number - 1, 0)][1]
            if number == 0 and continued and self.last_side is not None:
                sides[0] = self.last_side
                assert self.last_value is not None
                values.append(self.last_value)
                continue
            wanted = (number < len(piece.relations) and piece.relations[number][0] in COUNTED.values()) or (
                number > 0 and piece.relations[number - 1][0] in COUNTED.values()
            )
            if wanted:
                values.append(self.parse(side, near))
            else:
                values.append(self.source.error("not an expression", first_near.start, first_near.end))
        if orphans and counted and not continued:
            values[0] = self.with_orphans(orphans, sides[0], values[0])
        numbers: list[int] = []
        for number, (relation, near) in enumerate(piece.relations):
            if relation in COUNTED.values():
                linked = number > 0 and piece.relations[number - 1][0] in COUNTED.values()
                aside = strict and not words and bool(self.last_links) and not continued and self.about_names(sides)
                link = self.link(relation, near, sides, values, number, continued if number == 0 else linked, words)
                numbers.append(link.number)
                self.links.append(replace(link, aside=aside, conditions=(*self.pending, *link.conditions)))
                words = ""
            elif relation == "\\in":
                self.declare(sides, values, number, orphans, near)
        if counted:
            self.last_links = (self.last_links if continued else []) + numbers
            self.pending = []
            last = max(k for k, (relation, _) in enumerate(piece.relations) if relation in COUNTED.values())
            self.last_side, self.last_value = sides[last + 1], values[last + 1]
        elif not continued:
            self.last_side = None

    def about_indices(self, sides: list[list[Token]]) -> bool:
        r"""Whether an inequality that trails an equation limits its indices: ``y_i = ..., \quad 0 \le i < N``."""
        letters = set()
        for number in self.last_links:
            for side in (self.links[number].left, self.links[number].right):
                for node in walk(side) if side is not None else ():
                    for entry in node.subscripts if isinstance(node, Scripted) else ():
                        letters |= {latex(part) for part in walk(entry) if isinstance(part, Symbol)}
        names = [
            [latex(e) for e in entries]
            for side in sides
            if (entries := self.entries(side)) and all(map(is_name, entries))
        ]
        return bool(letters) and any(letters.issuperset(found) for found in names)

    def entries(self, side: list[Token]) -> tuple[Expression, ...]:
        try:
            return parse_entries(self.source, strip(side))
        except LocatedError:
            return ()

    @staticmethod
    def about_names(sides: list[list[Token]]) -> bool:
        """Whether each side is a name or a number: at most one letter, apart from its scripts."""
        for side in sides:
            depth = letters = 0
            for token in side:
                depth += token.is_char("{") - token.is_char("}")
                letters += depth == 0 and token.kind in ("letter", "command", "word")
            if letters > 2 or len(side) > 12:
                return False
        return True

    def with_orphans(
        self, orphans: list[list[Token]], left: list[Token], value: Expression | LocatedError
    ) -> Expression | LocatedError:
        if isinstance(value, LocatedError):
            return value
        try:
            entries = tuple(entry for tokens in orphans for entry in parse_entries(self.source, strip(tokens)))
        except LocatedError:
            return value
        if not all(is_name(entry) for entry in entries) or not is_name(value):
            return value
        return Group(value.span, "", (*entries, value))

    def link(
        self,
        relation: str,
        near: Token,
        sides: list[list[Token]],
        values: list[Expression | LocatedError],
        number: int,
        continuation: bool,
        words: str,
    ) -> Link:
        left, right = values[number], values[number + 1]
        begin = near if continuation or not sides[number] else sides[number][0]
        error = left if isinstance(left, LocatedError) else right if isinstance(right, LocatedError) else None
        last = sides[number + 1][-1] if sides[number + 1] else near
        around = bool(sides[number + 1]) and near.end > sides[number + 1][0].start  # a macro that holds both sides
        middle = near.text if around else _plain(self.source, [near])
        text = " ".join((_plain(self.source, sides[number]), middle, _plain(self.source, sides[number + 1])))
        return Link(
            number=len(self.links),
            left=None if isinstance(left, LocatedError) else left,
            relation=relation,
            right=None if isinstance(right, LocatedError) else right,
            continuation=continuation,
            span=self.source.span(begin.start, max(last.end, begin.end)),
            latex=text.strip(),
            error=error,
            words=words,
        )

    def aside(self, piece: Piece, sides: list[list[Token]], orphans: list[list[Token]], conditional: bool) -> None:
        """``for all i \\neq j``, ``if x > 0``: no link, a condition or a range."""
        near = piece.relations[0][1]
        if piece.relations[0][0] == "\\in" or (len(piece.relations) == 1 and piece.relations[0][0] == ":"):
            values: list[Expression | LocatedError] = [self.parse(sides[0], near)]
            self.declare(sides, values, 0, orphans, near)
            return
        operands: list[Expression] = []
        for side in sides:
            value = self.parse(side, near)
            if isinstance(value, LocatedError):
                self.errors.append(value)
                return
            operands.append(value)
        relations = tuple(relation for relation, _ in piece.relations)
        span = self.source.span(near.start, near.end)
        if orphans and is_name(operands[0]):
            names = self.names(orphans)
            operands[0] = Group(span, "", (*names, operands[0]))
        self.condition(Comparison(span, tuple(operands), relations))

    def declare(
        self,
        sides: list[list[Token]],
        values: list[Expression | LocatedError],
        number: int,
        orphans: list[list[Token]],
        near: Token,
    ) -> None:
        r"""The fact that ``sides[number] \in sides[number + 1]`` states, of all names equal to it."""
        try:
            subjects: tuple[Expression, ...] = ()
            if number == 0:
                subjects = self.names([*orphans, sides[0]])
            else:
                known = [
                    value for value in values[: number + 1] if not isinstance(value, LocatedError) and is_name(value)
                ]
                subjects = tuple(known)
            span = self.source.span(near.start, near.end)
            self.facts.extend(membership(self.source, subjects, sides[number + 1], span, self.sentence))
        except LocatedError as error:
            self.errors.append(error)


def _joined(entries: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """``1 \\le a`` and ``b \\le s`` between commas as the one range ``1 \\le a, b \\le s`` that they are."""
    first, last = entries[0] if entries else None, entries[-1] if entries else None
    if len(entries) < 2 or not isinstance(first, Comparison) or not isinstance(last, Comparison):
        return entries
    names = (first.operands[-1], *entries[1:-1], last.operands[0])
    if len(first.operands) != 2 or len(last.operands) != 2 or not all(map(is_name, names)):
        return entries
    if isinstance(first.operands[0], Number):
        operands = (first.operands[0], Group(first.span, "", names), last.operands[1])
        return (Comparison(first.span, operands, first.relations + last.relations),)
    return entries


def strip_forall(side: list[Token]) -> list[Token]:
    return side[1:] if side and side[0].is_command("\\forall") else side


def read_links(
    source: Source, tokens: list[Token], environment: str, place: tuple[int, int], sentence: str = ""
) -> tuple[tuple[Link, ...], tuple[Fact, ...], tuple[LocatedError, ...]]:
    """The links and facts of a display, and errors of declarations in it.

    ``place`` is where the display stands.  A display that holds nothing but something unreadable has one
    link with that error.
    """
    inner = next((token.text for token in tokens if token.kind == "begin" and token.text in FLATTENED), environment)
    pieces = _Cutter(Structure(tokens), inner).run()
    reader = _Reader(source, place, sentence)
    reader.run(pieces)
    if not reader.links and not reader.facts and not reader.errors:
        for piece in pieces:
            if piece.relations or piece.words or not piece.sides[0]:
                continue
            value = reader.parse(piece.sides[0], piece.sides[0][0])
            if isinstance(value, LocatedError) and not any(token.kind == "text" for token in piece.sides[0]):
                span = source.span(piece.sides[0][0].start, piece.sides[0][-1].end)
                reader.links.append(
                    Link(len(reader.links), None, "", None, False, span, _plain(source, piece.sides[0]), value)
                )
                break
    return tuple(reader.links), tuple(reader.facts), tuple(reader.errors)
