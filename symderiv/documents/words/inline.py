r"""What a formula in the running text states by itself: names, memberships, ranges, equations and conditions.

The words around it only say how it is meant: supposed, denied, in a case.  Guarantee: a formula that cannot be read
raises a located error, and where it supposes something, that counts as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from symderiv.documents.elaboration.views import last_of, stacked, untransposed
from symderiv.documents.latex.grammar import parse_entries, parse_expression
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.syntax import (
    Applied,
    Comparison,
    Expression,
    Group,
    Number,
    Quotient,
    Scripted,
    Span,
    Symbol,
    walk,
)
from symderiv.documents.latex.vocabulary import LETTERS
from symderiv.documents.page.relation_tokens import split_relations
from symderiv.documents.page.sentences import last_sentence
from symderiv.documents.page.structure import Structure
from symderiv.documents.page.surface import (
    ActsFact,
    PartsFact,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    UnreadFact,
    WordFact,
)
from symderiv.documents.page.wording import NEGATION
from symderiv.documents.supposing.held_where import AWAY, OUT_OF_IT, OUTSIDE, bracketed, is_outside, of_some, restricts
from symderiv.documents.supposing.roles import ASSUMED_BEHIND, announcement, is_conditional, keyword
from symderiv.documents.supposing.stated import is_doubted
from symderiv.documents.supposing.suppositions import is_for_now, is_supposed
from symderiv.documents.supposing.unclear import concludes
from symderiv.documents.words.around_formulas import Around
from symderiv.documents.words.dotted_sums import adds_dots
from symderiv.documents.words.facts import (
    collection,
    either_sign,
    function_type,
    is_distribution,
    is_name,
    membership,
    range_of_pieces,
    split_top,
    strip,
)
from symderiv.documents.words.first_states import doubts_a_start, is_numbered
from symderiv.documents.words.listed_diagonals import is_listed_diagonal
from symderiv.documents.words.phrases import Chunk
from symderiv.documents.words.shapes_in_formulas import stated_shapes

__all__ = ["Inline"]

_ASKS_ABOUT = regex(r"\b(?:what|how|which|where|why|find|compute|derive|determine)\b", re.IGNORECASE)
_GIVES = regex(r"\b(?:with|where|given|for|when|if)\s*$", re.IGNORECASE)  # "its Hessian, with ⟦s = ...⟧?"
_SO_THAT = regex(
    r"^\W*(?:let|consider|take|fix|choose|pick|suppose|assume)\b[^.;]*\bso that\s*(?:⟦\d+⟧[\s,]*(?:and\s*)?)*$",
    re.IGNORECASE,
)


def _comma(token: Token) -> Token:
    r"""A comma for the ``\\text{ and }`` between two statements in one formula."""
    joins = token.kind == "text" and re.fullmatch(r"\s*,?\s*and\s*", token.text)
    return replace(token, kind="char", text=",") if joins else token


class Inline(Around):
    """Running text whose formulas are read one by one."""

    def lost(self, number: int, chunk: Chunk, before: str) -> None:
        """A formula that cannot be parsed: where it supposes something, that is not known of its letters."""
        words = self.source.text[chunk.span.start : chunk.span.end].strip("$")
        if (start := self.given(chunk, is_numbered)) is not None and not doubts_a_start(before, ""):
            self.put(number, UnreadFact(chunk.span, before, (start,), words, changes="start"))
            return
        if not before or self.denied(number, before):
            return
        announced = announcement(before)
        introduced = announced or self.listed(number, before) or keyword(before) in ("let", "with", "where")
        if introduced and (name := self.given(chunk, is_name)) is not None:
            self.put(number, UnreadFact(chunk.span, before, (name,), words, changes="value"))
            return
        if not announced:
            return
        letters = [t for t in chunk.tokens if t.kind == "letter" or (t.kind == "command" and t.text in LETTERS)]
        subjects = tuple(dict.fromkeys(Symbol(chunk.span, token.text) for token in letters))
        self.put(number, UnreadFact(chunk.span, before, subjects, words, supposed=is_supposed(before)))

    def given(self, chunk: Chunk, suits: Callable[[Expression], bool]) -> Expression | None:
        r"""The left side, if it suits, that an equation which cannot be parsed gives a value: ``m_0 = \foo{c}``."""
        sides, relations = split_relations(strip(chunk.tokens))
        if list(relations) not in (["="], [":="]):
            return None
        try:
            left = parse_expression(self.source, sides[0])
        except LocatedError:
            return None
        return left if suits(left) else None

    def formula(self, number: int, chunk: Chunk, before: str) -> None:
        """What a formula itself declares."""
        tokens = [_comma(token) for token in strip(chunk.tokens)]
        span = chunk.span
        sentence = before
        if not tokens or number in self.spent:
            return
        mapping = function_type(self.source, tokens, span, sentence)
        if mapping is not None:
            chunk.subjects = mapping.subjects
            self.put(number, mapping)
            return
        if shapes := stated_shapes(self.source, tokens, span, sentence):
            chunk.subjects = tuple(x for fact in shapes for x in fact.subjects)
            self.put(number, *shapes)
            return
        texts = any(token.kind == "text" for token in tokens)
        pieces = split_top(tokens, ",", ";", "\\quad", "\\qquad")
        sides = [split_relations(piece) for piece in pieces]
        if not any(len(parts) > 1 for parts, _ in sides):
            indexed = collection(self.source, tokens, span, sentence)
            if indexed is not None:
                chunk.subjects = indexed[0]
                self.put(number, *indexed[1])
                return
            self.bare(number, chunk, tokens, sentence)
            return
        if texts:
            return
        if self.enumeration(number, chunk, sides, span, sentence) or self.between(number, chunk, sides, span, sentence):
            return
        waiting: list[list[Token]] = []
        for parts, relations in sides:
            if not relations:
                waiting.append(parts[0])
                continue
            self.statement(number, chunk, waiting, parts, relations, before)
            waiting = []
        if len(sides) == 1 and set(sides[0][1]) <= {"=", ":="} and chunk.relations:
            told = chunk.relations[0][0]  # "has length $L = s (M - 1) + k$" tells of a shape as "has length $L$" does
            chunk.axes = told if len(told) == 1 and isinstance(told[0], Symbol | Scripted) else None

    def bare(self, number: int, chunk: Chunk, tokens: list[Token], sentence: str) -> None:
        """A formula without relation: a list of names, ``N \\times D``, or what something is of: ``L(h_T)``."""
        if any(token.is_command("\\times") for token in tokens):
            inner = tokens
            if tokens[0].is_char("(") and tokens[-1].is_char(")"):
                inner = tokens[1:-1]
            chunk.axes = tuple(parse_expression(self.source, piece) for piece in split_top(inner, "\\times") if piece)
            return
        try:
            entries = parse_entries(self.source, tokens, (chunk.span.start, chunk.span.end))
        except LocatedError:
            return
        if (
            len(entries) == 1
            and isinstance(entries[0], Group)
            and entries[0].bracket == "("
            and len(entries[0].entries) > 1
        ):
            chunk.axes = entries[0].entries
            return
        names = tuple(entry.head if isinstance(entry, Applied) else entry for entry in entries)
        if names and all(is_name(x) or isinstance(x, Symbol) or untransposed(x) is not None for x in names):
            chunk.subjects = names
            chunk.bare = True
        if len(entries) == 1 and not isinstance(entries[0], Comparison):
            chunk.axes = entries
        match entries:
            case (Applied(_, head, (Scripted() as on,)),) if not NEGATION.search(sentence):
                self.put(number, ActsFact(chunk.span, sentence, (head,), on))

    def enumeration(
        self, number: int, chunk: Chunk, sides: list[tuple[list[list[Token]], list[str]]], span: Span, sentence: str
    ) -> bool:
        r"""``i, j = 1, \dots, N`` over all pieces of a formula."""
        at = next((k for k, (_, relations) in enumerate(sides) if relations), -1)
        if (
            at < 0
            or len(sides[at][1]) != 1
            or sides[at][1][0] != "="
            or any(relations for _, relations in sides[at + 1 :])
        ):
            return False
        bounds = [sides[at][0][1], *(parts[0] for parts, _ in sides[at + 1 :])]
        if not any(map(_has_dots, bounds)):
            return False
        if bounds[0] and (bounds[0][0].text in ("[", "(") or bounds[0][0].kind in ("open", "begin")):
            return False  # a list of columns
        if any("dots" in then.text and first.is_char("+-") for x in bounds for first, then in pairwise(x)):
            return False  # a sum
        subjects: list[Expression] = []
        for piece in [*(parts[0] for parts, _ in sides[:at]), sides[at][0][0]]:
            subjects.extend(parse_entries(self.source, strip(piece)))
        if not all(is_name(subject) for subject in subjects):
            return False
        fact = range_of_pieces(self.source, tuple(subjects), bounds, span, sentence)
        if fact is None:
            return False
        chunk.subjects = tuple(subjects)
        self.put(number, fact)
        return True

    def between(
        self, number: int, chunk: Chunk, sides: list[tuple[list[list[Token]], list[str]]], span: Span, sentence: str
    ) -> bool:
        r"""``1 \\le i, j \\le n``."""
        if (
            len(sides) < 2
            or sides[0][1] not in (["\\le"], ["<"])
            or sides[-1][1] not in (["\\le"], ["<"])
            or any(found for _, found in sides[1:-1])
        ):
            return False
        pieces = [sides[0][0][1], *(parts[0] for parts, _ in sides[1:-1]), sides[-1][0][0]]
        subjects = tuple(parse_expression(self.source, piece) for piece in pieces)
        if not all(is_name(subject) for subject in subjects):
            return False
        lower, upper = parse_expression(self.source, sides[0][0][0]), parse_expression(self.source, sides[-1][0][1])
        chunk.subjects = subjects
        strict = sides[-1][1] == ["<"], sides[0][1] == ["<"]
        self.put(number, RangeFact(span, sentence, subjects, lower, upper, *strict, between=True))
        return True

    def statement(
        self,
        number: int,
        chunk: Chunk,
        waiting: list[list[Token]],
        parts: list[list[Token]],
        relations: list[str],
        before: str,
    ) -> None:
        """One piece with relations: a membership, a range, or equations and conditions."""
        span, source = chunk.span, self.source
        if relations and relations[0] in ("=", ":=") and not waiting and not strip(parts[0]):
            parts, relations = parts[1:], relations[1:]  # "`dO` $= G = \\partial L / \\partial O$" names G
            if not relations:
                return
        if relations in (["\\subset"], ["\\subseteq"], ["\\in"]) and not waiting:
            indexed = collection(source, strip(parts[0]), span, before)
            if indexed is not None:
                chunk.subjects = (*chunk.subjects, *indexed[0])
                self.put(number, *indexed[1], *membership(source, indexed[0], parts[1], span, before))
                return
        if "\\in" in relations:
            at = relations.index("\\in")
            subjects: list[Expression] = []
            for k, piece in enumerate([*waiting, *([parts[at]] if at == 0 else parts[: at + 1])]):
                for entry in parse_entries(source, strip(piece)) if strip(piece) else ():
                    value = at > 0 and k > len(waiting)  # of $h = \sigma(z) \in \mathbb{R}^m$ the sigmoid is no vector
                    name = entry.head if isinstance(entry, Applied) and not value else entry
                    if is_name(name):
                        subjects.append(name)
            if not subjects:  # "$\\mathbf{1} \\in \\mathbb{R}^n$" tells of a size
                self.put(
                    number,
                    *(f for f in membership(source, (), parts[at + 1], span, before) if isinstance(f, ShapeFact)),
                )
                return
            chunk.subjects = (*chunk.subjects, *subjects)
            self.put(number, *membership(source, tuple(subjects), parts[at + 1], span, before))
            if at > 0:
                self.equations(number, chunk, [], parts[: at + 1], relations[:at], before)
            return
        if any(
            relation.startswith("\\") and relation not in ("\\le", "\\ge", "\\ne", "\\approx", "\\equiv", "\\triangleq")
            for relation in relations
        ):
            self.definiteness(number, chunk, waiting, parts, relations, before)
            return
        if any("dots" in token.text for part in parts for token in part):
            sides = [parse_expression(source, part) for part in parts] if not waiting else []
            right = sides[1] if sides and relations == ["="] else None
            found = stacked(right) if right is not None else None
            if right is not None and found is not None:
                self.put(number, PartsFact(span, before, sides[0], *found, last_of(right)))
            diagonal = right is not None and any(map(is_listed_diagonal, walk(right)))
            if not diagonal and not any(map(adds_dots, sides)):
                return
        if len(relations) == 2 and all(relation in ("\\le", "<") for relation in relations):
            subjects = []
            for entry in parse_entries(source, strip(parts[1])):
                subjects.append(entry)
            if waiting and strip(parts[0]):
                return
            lower, upper = parse_expression(source, parts[0]), parse_expression(source, parts[2])
            above = relations[0] == "<"  # "0 < x < 1" is a condition on a number
            if all(is_name(subject) for subject in subjects) and not (above and isinstance(upper, Number)):
                chunk.subjects = tuple(subjects)
                strict = relations[1] == "<", above
                self.put(number, RangeFact(span, before, tuple(subjects), lower, upper, *strict, between=True))
                if not above:
                    return
        self.equations(number, chunk, waiting, parts, relations, before)

    def definiteness(
        self,
        number: int,
        chunk: Chunk,
        waiting: list[list[Token]],
        parts: list[list[Token]],
        relations: list[str],
        before: str,
    ) -> None:
        r"""``A \succ 0``."""
        words = {
            "\\succ": "positive definite",
            "\\succeq": "positive semidefinite",
            "\\succcurlyeq": "positive semidefinite",
        }
        if len(relations) != 1 or relations[0] not in words or [t.text for t in parts[1]] != ["0"]:
            self.relation(number, chunk, [*waiting, *parts], relations, before)
            return
        subjects = [entry for piece in [*waiting, parts[0]] for entry in parse_entries(self.source, strip(piece))]
        if all(is_name(subject) for subject in subjects):
            chunk.subjects = tuple(subjects)
            case, supposed = is_conditional(before), is_supposed(before)
            word = words[relations[0]]
            self.put(number, WordFact(chunk.span, before, tuple(subjects), word, case, supposed=supposed))

    def relation(self, number: int, chunk: Chunk, parts: list[list[Token]], relations: list[str], before: str) -> None:
        r"""``u \perp v``; what any other relation says, but a map or an update, is not understood."""
        if set(relations) <= {
            "\\sim",
            "\\to",
            "\\mapsto",
            "\\leftarrow",
            "\\gets",
            "\\rightarrow",
            "\\longrightarrow",
            "\\approx",
            "\\colon",
            ":",
        }:
            return
        span, supposed, case = chunk.span, is_supposed(before), is_conditional(before)
        sides = [entry for part in parts for entry in parse_entries(self.source, strip(part)) if strip(part)]
        if relations == ["\\perp"] and len(sides) == 2 and all(map(is_name, sides)):
            chunk.subjects = tuple(sides)
            words = self.spelling(number)
            self.put(number, WordFact(span, before, chunk.subjects, "pair orthogonal", case, words, supposed=supposed))
            return
        letters = [t for t in chunk.tokens if t.kind == "letter" or (t.kind == "command" and t.text in LETTERS)]
        subjects = tuple(dict.fromkeys(Symbol(span, token.text) for token in letters))
        if subjects and not self.denied(number, before) and not concludes(before):
            self.put(number, UnreadFact(span, before, subjects, self.spelling(number), supposed=supposed or case))

    def equations(
        self,
        number: int,
        chunk: Chunk,
        waiting: list[list[Token]],
        parts: list[list[Token]],
        relations: list[str],
        before: str,
    ) -> None:
        source = self.source
        if relations[-1:] == ["=:"]:  # "$X w - y =: r$" names $r$
            self.equations(number, chunk, [], parts[:-3:-1], [":="], before)
            parts, relations = parts[:-1], relations[:-1]
            if not relations:
                return
        for words, place in self.closed:  # "⟦0⟧ whenever ⟦1⟧, and ⟦2⟧": what follows is said without
            if place < number:
                before = re.sub(rf"{re.escape(words)}(?=\s*(?:,|and\b))", f", ⟦{place}⟧", before)
        sentence = before
        governed = announcement(sentence) or announcement(re.sub(r"\s*\bwhere\s*$", "", sentence)) if sentence else ""
        governed = governed or self.listed(number, sentence)
        if ASSUMED_BEHIND.match(self.text, self.places[number][1]) and not is_doubted(
            re.sub(r"we have", "", sentence, flags=re.IGNORECASE)
        ):
            governed = "assume"
        word = "with" if self.introduced(sentence) else keyword(sentence)
        if word == "so" and _SO_THAT.search(sentence):
            word = "let"  # "let $L$ be its Cholesky factor, so that $S = L L^\\top$"
        values = [parse_expression(source, part, (chunk.span.start, chunk.span.end)) for part in parts]
        if set(relations) <= {"=", ":="} and is_distribution(values[-1]) and all(map(is_name, values[:-1])):
            return  # "$p = \\mathcal{N}(\\mu, \\sigma^2)$" says what "$x \\sim ...$" says: no value of the density
        case = "=" not in relations or all(isinstance(value, Number) for value in values[1:])
        conditional = is_conditional(before) or self.restricted(number) or (case and self.restricting(number))
        denied = self.denied(number, before)
        excluded = relations == ["="] and isinstance(values[1], Number) and AWAY.search(before) is not None
        if excluded:
            relations, conditional, denied = ["\\ne"], False, False
        conditional = conditional or denied
        for_now = not conditional and is_for_now(last_sentence(before), self.behind(number))
        where = self.where(number)
        some = bool(where) and set(relations) <= {"=", ":="} and restricts(values[0], values[-1], where, bool(governed))
        behind = self.behind(number)
        out = _entry_is_zero(values, relations) and OUT_OF_IT.match(behind) is not None
        if (some and is_outside(values[0], values[-1], where)) or (out and OUTSIDE.match(behind)):
            return  # "$x_t = 0$ for $t < 0$": as it always is
        chosen = some and any(r in ("=", "\\in") for c in where for r in c.relations)  # "for $i = 1$"
        ordered = bool(where) and not set(relations) <= {"=", ":="}
        unequal = ordered and restricts(values[0], values[-1], where, supposed=True)  # "$x_i > 0$ for $i > 1$"
        some_of_them = of_some(values, behind, bool(governed)) and not self.introduces_behind(number, values)
        if out or chosen or unequal or self.restricted_ahead(number, values) or some_of_them:
            self.lost(number, chunk, "let")
            return
        if some:
            values = [bracketed(value, where) for value in values]
            self.taken_in(number, where)
            conditional = is_conditional(before) or denied
        supposes = bool(governed) or word in ("let", "with", "where")
        if supposes and not is_name(values[0]) and not isinstance(values[0], Applied):
            self.for_all(number, chunk, values, before)
        first: list[Expression] = []
        for piece in waiting:
            first.extend(parse_entries(source, strip(piece)))
        names = [value for value in [*first, values[0]] if is_name(value)]
        if names and not chunk.subjects:
            chunk.subjects = tuple(names)
        asks = _ASKS_ABOUT.search(last_sentence(before)) or _GIVES.search(before)
        if re.match(r"\s*\?", self.text[self.places[number][1] :]) and not asks:
            if not any(map(is_numbered, names)):
                return  # "Is ⟦0⟧?" says nothing, "what is the gradient of ⟦0⟧?" says what ⟦0⟧ is
            conditional = True  # "is $h_0 = 0$?" speaks of a first state that there is
        in_a_case = self.in_a_case(before) and not self.of_all(number, before)
        for k, relation in enumerate(relations):
            left = (*first, values[k]) if k == 0 else (values[k],)
            # "$h_0 = c_0 = 0$" and "$a = b = \\frac12$" give each of them its value
            last = values[-1]
            numbers = (last.numerator, last.denominator) if isinstance(last, Quotient) else (last,)
            chained = set(relations) == {"="} and all(isinstance(x, Number) for x in numbers)
            right = values[-1] if chained else values[k + 1]
            chunk.relations.append((left, relation, right))
            if (signs := either_sign(right)) and relation == "=" and not conditional:
                self.put(number, SetFact(chunk.span, before, left, signs))  # "s_i = \pm 1"
                continue
            self.put(
                number,
                RelationFact(
                    chunk.span,
                    before,
                    left,
                    relation,
                    right,
                    word,
                    bool(governed) and not conditional and not for_now,
                    conditional,
                    supposed=not denied and (for_now or excluded or in_a_case),
                ),
            )


def _has_dots(tokens: list[Token]) -> bool:
    r"""Whether there are dots outside of all brackets: ``1, \dots, N``, and not ``\operatorname{diag}(a_1, \dots)``."""
    structure = Structure(list(tokens))
    return any("dots" in t.text and depth == 0 for t, depth in zip(structure.tokens, structure.depth, strict=True))


def _entry_is_zero(values: Sequence[Expression], relations: Sequence[str]) -> bool:
    """Whether a formula is ``x_t = 0`` about an entry at a letter."""
    left, right = values[0], values[-1]
    zero = isinstance(right, Number) and right.value == 0 and list(relations) == ["="]
    return zero and isinstance(left, Scripted) and any(is_letter(x) for n in left.subscripts for x in walk(n))
