r"""From the pieces of one display to its links and declarations.

A side that cannot be read spoils the links that it belongs to and no other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.latex.grammar import parse_entries, parse_expression
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Comparison, Expression, Group, Number, Scripted, Symbol, walk
from symderiv.documents.latex.vocabulary import COUNTED
from symderiv.documents.page.pieces import RESTS_ON, Cutter, Piece, is_binary
from symderiv.documents.page.structure import FLATTENED, Structure
from symderiv.documents.page.surface import Fact, Link, MentionFact, RangeFact
from symderiv.documents.words.chain_remarks import Remark, with_remarks
from symderiv.documents.words.facts import is_name, membership, range_of_pieces, split_top, strip
from symderiv.documents.words.first_states import doubts_a_start, is_numbered

__all__ = ["read_links"]

RANGE_WORDS = regex(
    r"(?:^|[\s,(])(?:for(?: all| every| each| any| some)?|over(?: all)?|with indices|where the index|"
    r"∀)(?: (?:indices|values|of|the|entries|integers?))*[\s,:(]*$",
    re.IGNORECASE,
)
CONDITION_WORDS = regex(
    r"(?:^|[\s,(])(?:if|when|whenever|provided(?: that)?|unless|as long as|s\.t\.|such that|subject to|"
    r"only if|iff)[\s,:(]*$",
    re.IGNORECASE,
)


_SUCH_THAT = regex(r"\b(?:s\.t\.|such that|subject to|provided that)[\s,:(]*$", re.IGNORECASE)


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
        # Conditions that stand before the equation that they belong to, and the pieces that they came from.
        self.pending: list[Expression] = []
        self.waiting: list[tuple[Piece, list[list[Token]]]] = []
        self.remarks: list[Remark] = []

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
            width = self.range_at(pieces, at, orphans) or self.between_at(pieces, at)
            if width:
                orphans = []
                at += width
                continue
            at += 1
            if not piece.relations:
                if piece.words or any(token.kind == "word" for token in piece.sides[0]):
                    self.begins(piece.sides[0])
                if self.forall(piece) or self.remark(piece):
                    orphans = []
                elif piece.ended == ",":
                    orphans.append(piece.sides[0])
                else:
                    orphans = []
                continue
            chain = self.last_side, self.last_value, self.last_links
            self.chain(piece, orphans)
            orphans = []
            goes_on = at < len(pieces) and not pieces[at].sides[0]
            if piece.ended == "row" and goes_on and chain[2] and RESTS_ON.search(piece.words):
                self.last_side, self.last_value, self.last_links = chain
                self.remarks += self.reasons(chain[2][-1] + 1)
        self.links = with_remarks(self.links, self.remarks)
        if not self.links and not self.errors:  # "u \\in \\mathbb{R}^d \\text{ such that } A u = b" supposes it of u
            self.pending = []
            for piece, before in self.waiting:
                if _SUCH_THAT.search(piece.words):
                    self.chain(replace(piece, words=""), before)

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

    def between_at(self, pieces: list[Piece], at: int) -> int:
        r"""How many pieces from ``at`` make up ``0 \\le p, q < s``; the fact is recorded."""
        end = at + 1
        if [relation for relation, _ in pieces[at].relations] not in (["<"], ["\\le"]):
            return 0
        while end < len(pieces) and pieces[end - 1].ended == "," and not pieces[end].relations:
            end += 1
        if end >= len(pieces) or pieces[end - 1].ended != ",":
            return 0
        if [relation for relation, _ in pieces[end].relations] not in (["<"], ["\\le"]):
            return 0
        entries: list[Expression] = []
        for piece in pieces[at : end + 1]:
            sides = [self.parse(strip(side), piece.sides[0][0]) for side in piece.sides if side]
            operands = tuple(side for side in sides if isinstance(side, Expression))
            if not operands or len(operands) < len(piece.sides):
                return 0
            relations = tuple(relation for relation, _ in piece.relations)
            entries.append(Comparison(operands[0].span, operands, relations) if relations else operands[0])
        whole = _joined(tuple(entries))
        fact = self.as_range(whole[0]) if len(whole) == 1 else None
        if fact is None:
            return 0
        self.facts.append(fact)
        return end + 1 - at

    @staticmethod
    def _simple(tokens: list[Token]) -> bool:
        """``1 \\dots N``, and not ``x_1 + \\dots + x_n``."""
        at = next((k for k, token in enumerate(tokens) if token.text.startswith("\\") and "dots" in token.text), -1)
        return (
            0 < at < len(tokens) - 1
            and not is_binary(tokens[at - 1])
            and not is_binary(tokens[at + 1])
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
        if self.spoken_remark(tokens[1:-1]):
            return True
        try:
            if self.range_remark(tokens[1:-1]):
                return True
            inside = self.declared(tokens[1:-1])
            if not inside:
                return True
            entries = _joined(parse_entries(self.source, inside))
        except LocatedError:
            return False
        found = [entry for entry in entries if isinstance(entry, Comparison)]
        for entry in found:
            self.condition(entry)
        return bool(found) or len(entries) == 1

    def spoken_remark(self, tokens: list[Token]) -> bool:
        r"""A condition or a reason in brackets, ``(\text{since } \sum_i y_i = 1)``, which the equations rest on."""
        if not tokens or tokens[0].kind != "text":
            return False
        pieces = [piece for piece in Cutter(Structure(tokens), "").run() if piece.relations]
        if not pieces or not all(RESTS_ON.search(piece.words) for piece in pieces[:1]):
            return False
        for piece in pieces:
            self.aside(piece, [strip_forall(side) for side in piece.sides], [], True)
        return True

    def declared(self, tokens: list[Token]) -> list[Token]:
        r"""A bracketed remark without what it declares, ``(u, v \in \mathbb{R}^n)``; the facts are recorded."""
        waiting: list[list[Token]] = []
        rest: list[list[Token]] = []
        commas = [token for token in tokens if token.is_char(",")]
        for part in split_top(tokens, ","):
            sides = split_top(part, "\\in")
            names = self.names([*waiting, sides[0]]) if len(sides) == 2 else ()
            if names:
                span = self.source.span(part[0].start, part[-1].end)
                self.facts.extend(membership(self.source, names, strip(sides[1]), span, self.sentence))
                waiting = []
                continue
            alone = len(sides) == 1 and bool(self.names([part]))
            rest += [] if alone else [*waiting, part]
            waiting = [*waiting, part] if alone else []
        kept = [*rest, *waiting]
        if len(kept) == len(commas) + 1:
            return tokens
        joined: list[Token] = []
        for part in kept:
            joined += [*commas[:1], *part] if joined else part
        return joined

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
        elif isinstance(entry, Comparison):
            self.remarks.append(Remark(tuple(self.last_links), entry, len(self.links)))
        for number in self.last_links:
            link = self.links[number]
            self.links[number] = replace(link, conditions=(*link.conditions, entry))

    def reasons(self, begin: int) -> list[Remark]:
        r"""What the links from ``begin`` on say as reasons within a chain: ``\text{since } a = c``."""
        return [
            Remark(tuple(self.last_links), Comparison(x.span, (x.left, x.right), (x.relation,)), len(self.links))
            for x in self.links[begin:]
            if x.left is not None and x.right is not None
        ]

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
        conditional = conditional or (not words and self.equates_indices(piece, sides))
        conditional = conditional or (bool(words and doubts_a_start(words, "")) and self.begins(piece.sides[0]))
        if quantified or conditional:
            self.begins(piece.sides[0])
            self.waiting += [(piece, orphans)] if conditional and not self.last_links else []
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

    def begins(self, side: list[Token]) -> bool:
        r"""Take down an entry at a number that words of the display speak of: ``\text{with arbitrary } h_0``."""
        tokens = strip([token for token in side if token.kind != "word"])
        value = self.parse(tokens, tokens[0]) if tokens else None
        if not isinstance(value, Scripted) or not is_numbered(value) or not isinstance(value.base, Symbol):
            return False
        self.facts.append(MentionFact(value.span, "", (value,), True))
        return True

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

    def equates_indices(self, piece: Piece, sides: list[list[Token]]) -> bool:
        r"""Whether two indices of the equation before are said to be the same: ``a_i (1 - a_i), \quad i = j``."""
        if [relation for relation, _ in piece.relations] != ["="] or not self.last_links:
            return False
        letters = {latex(e) for side in sides for e in self.entries(side) if isinstance(e, Symbol)}
        alone = all(len(self.entries(side)) == 1 for side in sides)
        return alone and len(letters) == 2 and all(self.about_indices([side]) for side in sides)

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
    source: Source,
    tokens: list[Token],
    environment: str,
    place: tuple[int, int],
    sentence: str = "",
    before: tuple[Link, ...] = (),
    after: Link | None = None,
) -> tuple[tuple[Link, ...], tuple[Fact, ...], tuple[LocatedError, ...]]:
    """The links and facts of a display, and errors of declarations in it.

    ``place`` is where the display stands; ``before`` are the links of its earlier parts, ``after`` is the last one of
    the display before it, with which one that begins with a relation goes on.  A display that holds nothing
    but something unreadable has one link with that error.
    """
    inner = next((token.text for token in tokens if token.kind == "begin" and token.text in FLATTENED), environment)
    pieces = Cutter(Structure(tokens), inner).run()
    reader = _Reader(source, place, sentence)
    last = before[-1] if before else after
    if last is not None and last.right is not None:
        reader.last_value, at = last.right, last.right.span
        reader.last_side = [Token("letter", source.text[at.start : at.end], at.start, at.end)]
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
    links = (replace(link, number=link.number + len(before)) for link in reader.links)
    return tuple(links), tuple(reader.facts), tuple(reader.errors)
