r"""What the words around a formula make of it: a case, a denial, a range beside it, a list of what is given.

Guarantee: words that are not known leave it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symderiv.documents.latex.grammar import parse_expression
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Comparison, Expression, Scripted, Symbol, walk
from symderiv.documents.page.relation_tokens import split_relations
from symderiv.documents.page.sentences import last_sentence, one_line
from symderiv.documents.page.surface import UnreadFact
from symderiv.documents.supposing.held_where import BEHIND, restricts
from symderiv.documents.supposing.roles import assumes_outright
from symderiv.documents.supposing.stated import introduces
from symderiv.documents.supposing.suppositions import is_supposed
from symderiv.documents.words.facts import split_top, strip
from symderiv.documents.words.for_all import BEFORE as EVERY_BEFORE
from symderiv.documents.words.for_all import BEHIND as EVERY_BEHIND
from symderiv.documents.words.phrases import Chunk, Phrases

__all__ = ["Around"]

_DENIED_BEFORE = regex(
    r"\b(?:not|never|nobody|no one|no longer|without(?! (?:further|any more) )|instead of|rather than|"
    r"(?:dropp?|relax|weaken|abandon|lift)(?:s|ed|ing)?|dispens\w+|g[ia]v\w+ up|remov\w+|wrong to|n't)\b"
    r"[^.;:,⟦]{0,30}\b(?:assum|suppos|need|requir|impos|demand)\w*(?: that| of| the)*\s*$"
    r"|\b(?:instead of|rather than|whether or not|even if|see why|explain why)\s*$"
    r"|\bwrong to (?:set|write|use|put|take)\s*$"
    r"|\b(?:neither|nor)\s*$",
    re.IGNORECASE,
)
_DENIED_AFTER = regex(
    r"[^.;:⟦]{0,50}\b(?:(?:not|never) (?:needed|necessary|required|assumed)|unnecessary|too (?:strong|restrictive)|"
    r"for the moment|fails|does not hold|need not hold|nothing at all)\b"
    r"|[^.,;:⟦]{0,40}\b(?:false|wrong|incorrect|mistaken?|excluded|would|only (?:if|when|for)|in general)\b",
    re.IGNORECASE,
)
_LET = regex(r"\b(?:let|suppose|assume|take)(?: that)?\s*$", re.IGNORECASE)  # "let ⟦0⟧ for the moment"
_ANEW = regex(r"\n[ \t]*\n\s*[^\s¶]|¶")  # a paragraph, a heading

# "$q \\in \\mathbb{R}^K$, $\\sum_k q_k = 1$, $\\alpha > 0$."
_ALONE = regex(r"\W*⟦(?P<first>\d+)⟧[\s,;]*(?:(?:and\s+)?⟦\d+⟧[\s,;]*)*(?:and\s+)?")
# "..., weights ⟦z in R^n⟧, ⟦z >= 0⟧, and": what goes on behind a tensor that a sentence brings up
_INTRODUCED = regex(
    r"⟦(?P<k>\d+)⟧(?:[\s,;()]|\b(?:and|with|where|which|that|also|such that|satisf(?:y|ies|ying)|obeys?|obeying)\b|"
    r"(?<=[\s,;(])⟦\d+⟧)*$",
    re.IGNORECASE,
)
_NOTHING_MORE = regex(r"[\s,;]*(?:(?:and\s+)?⟦\d+⟧[\s,;]*)*(?:[.¶\n]|$)")


# "For every unit ⟦0⟧": a thing, and no formula, of which something is said.
_OF_ALL = regex(
    r"\W*(?:(?:and|now|moreover|also)[\s,]+)?(?:for|in|at) (?:all|every|each|any)(?: [a-z-]+){1,4},?\s*", re.I
)
_AHEAD = regex(
    r"(?:^|[.;:,(¶]|\band)\s*(?:for|when|if|whenever)\s+(?:all |every |each |any )?⟦(\d+)⟧\s*,?\s*(?:then\s+)?"
    r"(?:we\s+)?(?:let|set|put|define|have|suppose|assume|take)(?:\s+that)?\s*$",
    re.IGNORECASE,
)


class Around(Phrases):
    """Running text whose words around each formula are asked what they make of it."""

    def for_all(self, number: int, chunk: Chunk, values: Sequence[Expression], before: str) -> None:
        """Take down that what is supposed holds for every vector, ⟦x^T A x > c⟧ for all ⟦x⟧: of the vector at hand it
        is read, and what it says of the others in it is not known."""
        found = EVERY_BEHIND.match(self.behind(number)) or EVERY_BEFORE.search(before)
        if found is None or int(found.group(1)) >= len(self.chunks):
            return
        tokens = strip(self.chunks[int(found.group(1))].tokens)
        ends = [k for k, token in enumerate(tokens) if token.is_command("\\in")]
        named = {token.text for token in tokens[: ends[0] if ends else None] if token.kind in ("letter", "command")}
        nodes = [n for value in values for n in walk(value)]
        inside = {id(x) for n in nodes if isinstance(n, Scripted) for e in n.subscripts for x in walk(e)}
        bare = [n for n in nodes if isinstance(n, Symbol) and id(n) not in inside]
        if named.isdisjoint(n.letter for n in bare):
            return
        others = tuple(dict.fromkeys(n for n in bare if n.letter not in named))
        if others:
            words = f"{self.spelling(number)} for all {self.spelling(int(found.group(1)))}"
            self.put(number, UnreadFact(chunk.span, before, others, words))

    def of_all(self, number: int, before: str) -> bool:
        """Whether a sentence of its own says a relation of everything of a kind: "for every unit ⟦0⟧."."""
        return _OF_ALL.fullmatch(before) is not None and re.match(r"\s*[.¶]", self.behind(number)) is not None

    def in_a_case(self, before: str) -> bool:
        """Whether a relation behind the beginning of its sentence is what a case supposes."""
        return is_supposed(before, equation=True) and not assumes_outright(before)

    def introduced(self, sentence: str) -> bool:
        """Whether a sentence has just brought up a tensor, and goes on with what holds of it."""
        line = one_line(sentence)
        found = _INTRODUCED.search(line)
        if found is None or not introduces(line[: found.start()]):
            return False
        return any(t.text == "\\in" for t in self.chunks[int(found.group("k"))].tokens)

    def listed(self, number: int, sentence: str) -> str:
        """ "let" where a formula stands in a sentence of formulas alone that begins with what is declared."""
        found = _ALONE.fullmatch(sentence)
        if found is None or _NOTHING_MORE.match(self.text, self.places[number][1]) is None:
            return ""
        return "let" if any(t.text == "\\in" for t in self.chunks[int(found.group("first"))].tokens) else ""

    def behind(self, number: int) -> str:
        """The words that follow a formula, as far as they may speak of it."""
        end = self.places[number][1]
        return self.text[end : end + 200]

    def where(self, number: int) -> tuple[Comparison, ...]:
        """The conditions of the formula behind one, "⟦0⟧ for ⟦1⟧"; none where it has anything else."""
        found = BEHIND.match(self.behind(number))
        return () if found is None else self.conditions(int(found.group(1)))

    def taken_in(self, number: int, conditions: tuple[Comparison, ...]) -> None:
        """Take down that the formula behind an equation says of its indices that they differ, and no more: what comes
        in other sentences is not said of those alone."""
        found = BEHIND.match(self.behind(number))
        if found is None or not all(c.relations == ("\\ne",) for c in conditions):
            return
        place = int(found.group(1))
        self.closed.append((found.group(), place))
        if re.search(r"[.;](?:\s|$)", self.text[self.places[place][1] :]):
            self.spent.add(place)

    def conditions(self, number: int) -> tuple[Comparison, ...]:
        """A formula as conditions; none where it has anything else."""
        if number >= len(self.chunks):
            return ()
        conditions: list[Comparison] = []
        for piece in split_top(strip(self.chunks[number].tokens), ",", ";", "\\quad", "\\qquad"):
            parts, relations = split_relations(piece)
            if any("dots" in token.text for token in piece):
                return ()
            if not relations and conditions and conditions[-1].relations == ("=",):  # "for $i = 1, 2$"
                conditions[-1] = Comparison(conditions[-1].span, conditions[-1].operands, ("\\in",))
                continue
            if not relations or not all(parts):
                return ()
            try:
                sides = tuple(parse_expression(self.source, part) for part in parts)
            except LocatedError:
                return ()
            conditions.append(Comparison(sides[0].span, sides, tuple(relations)))
        return tuple(conditions)

    def introduces_behind(self, number: int, values: Sequence[Expression]) -> bool:
        r"""Whether "for some ``\epsilon \in \mathbb{R}^d``" behind an equation says what a name in it is."""
        if re.match(r"\s*,?\s*for some\s*⟦", self.behind(number)) is None or number + 1 >= len(self.chunks):
            return False
        told = {latex(c.operands[0]) for c in self.conditions(number + 1) if c.relations == ("\\in",)}
        names = {latex(n.base if isinstance(n, Scripted) else n) for value in values for n in walk(value)}
        below = {latex(x) for value in values for n in walk(value) if isinstance(n, Scripted) for x in n.subscripts}
        return bool(told) and told <= names and told.isdisjoint(below)

    def restricted_ahead(self, number: int, values: Sequence[Expression]) -> bool:
        """Whether what stands before an equation leaves out some entries: "for ⟦i > 1⟧ let ⟦x_i = y_i⟧"; the steps of
        a recurrence begin somewhere."""
        found = _AHEAD.search(self.text[max(0, self.places[number][0] - 200) : self.places[number][0]])
        left = values[0]
        if found is None or not isinstance(left, Scripted) or any(n == left.base for n in walk(values[-1])):
            return False
        return restricts(left, values[-1], self.conditions(int(found.group(1))), supposed=True)

    def denied(self, number: int, before: str) -> bool:
        """Whether a formula is said not to be assumed: "we do not assume that ⟦0⟧", "assuming ⟦0⟧ is not needed"."""
        behind = self.text[self.places[number][1] :][:300]
        rest = re.split(r"[.;](?:\s|$)|\n[ \t]*\n", behind)[0]
        lasting = _LET.search(before) is not None and _ANEW.search(behind) is None  # up to the display
        after = re.sub(r"\bfor the moment\b", "", rest) if lasting else rest
        return bool(_DENIED_BEFORE.search(last_sentence(before)) or _DENIED_AFTER.match(after))

    def restricting(self, number: int) -> bool:
        """Whether a formula only says where the one before it holds: "⟦0⟧ for ⟦1⟧"."""
        between = self.text[self.places[number - 1][1] : self.places[number][0]] if number else ""
        return bool(re.match(r"\s*,?\s*(?:for|if|when|whenever|unless|as long as)\s*$", between))

    def restricted(self, number: int) -> bool:
        """Whether a formula is only said to hold in a case: "⟦0⟧ if ⟦1⟧", "⟦0⟧ for ⟦1⟧ and ⟦2⟧ otherwise"."""
        rest = re.split(r"[.;](?:\s|$)|\n[ \t]*\n", self.text[self.places[number][1] :][:300])[0]
        return bool(
            re.match(r"\s*,?\s*(?:if|when|whenever|unless|as long as)\b", rest)
            or (re.match(r"\s*,?\s*(?:for|where)\s+⟦", rest) and re.search(r"\b(?:otherwise|else)\b", rest))
            or re.match(r"\s*,?\s*(?:otherwise|else)\b", rest)
        )
