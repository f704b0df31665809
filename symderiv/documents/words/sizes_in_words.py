r"""What words say of whole numbers: "$N$ is even", "$s$ divides $N$", "$N$ is at least $k$", "$s \mid N$".

Guarantee: only what is said of two letters, or of one letter and two; whether the text supposes it is for
:mod:`~symderiv.documents.supposing.size_moods` to say.
"""

from __future__ import annotations

import re
from fractions import Fraction

from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Addition, Expression, Number, Scripted, Symbol
from symderiv.documents.page.surface import ShapeFact, SizeFact, UnreadFact
from symderiv.documents.supposing.comparisons import TOLD_ORDER
from symderiv.documents.supposing.roles import is_conditional
from symderiv.documents.supposing.suppositions import is_supposed
from symderiv.documents.words.phrases import Chunk, Phrases

__all__ = ["told_sizes"]

_ORDERS = {
    r"at least|(?:no|not) (?:smaller|less|fewer) than|(?:greater|larger) than or equal to": "\\ge",
    r"at most|(?:no|not) (?:larger|greater|more|bigger) than|bounded by|(?:smaller|less) than or equal to": "\\le",
    r"larger than|greater than|bigger than|more than": ">",
    r"smaller than|less than|fewer than": "<",
    r"equal to|the same as": "=",
    r"divisible by|an? (?:integer |whole )?multiple of": "\\mid",
}
_RELATED = regex(
    r"⟦(?P<a>\d+)⟧,? (?:is|be|being|must be|has to be) (?:always |also |both )?(?P<words>[a-z ]{6,40}?) ⟦(?P<b>\d+)⟧"
)
_DIVIDES = regex(r"⟦(?P<a>\d+)⟧ (?:always |evenly |exactly )?divides? ⟦(?P<b>\d+)⟧")
_EQUAL = regex(
    r"⟦(?P<a>\d+)⟧ and ⟦(?P<b>\d+)⟧ (?:(?:are|be|being|must be) (?:both |always )?(?:equal|the same)|coincide|"
    r"agree)\b(?! to)"
)
_PARITY = regex(
    r"⟦(?P<a>\d+)⟧,? (?:is|be|are|being|must be|has to be)(?: (?:an?|both|all|always))? (?P<word>even|odd)\b"
)
_SQUARE = regex(
    r"⟦(?P<a>\d+)⟧,? (?:(?:is|be|are|being|must be|has to be|to be) )?(?:(?:an?|both|all|always) )?square\b"
    r"(?! (?:of|roots?|norms?|loss|error|brackets?|summable|integrable|in|with)\b)"
)
_CALLED = regex(r"\b(?P<word>even|odd) (?:size |length |width |number |integer |dimension )?⟦(?P<a>\d+)⟧")


def told_sizes(passage: Phrases, lead: str) -> None:
    """What a passage says in words of two whole numbers, or of the parity of one."""
    for match in _RELATED.finditer(passage.text):
        words = match.group("words")
        relation = next((r for known, r in _ORDERS.items() if re.fullmatch(rf"(?:strictly )?(?:{known})", words)), "")
        if relation == "\\mid":
            _put(passage, lead, match, int(match.group("b")), relation, int(match.group("a")))
        elif relation:
            _put(passage, lead, match, int(match.group("a")), relation, int(match.group("b")))
    for match in _SQUARE.finditer(passage.text):
        _square(passage, lead, match)
    for match in _DIVIDES.finditer(passage.text):
        _put(passage, lead, match, int(match.group("a")), "\\mid", int(match.group("b")))
    for match in _EQUAL.finditer(passage.text):
        _put(passage, lead, match, int(match.group("a")), "=", int(match.group("b")))
    for pattern in (_PARITY, _CALLED):
        for match in pattern.finditer(passage.text):
            _even(passage, lead, match)
    for number, chunk in enumerate(passage.chunks):
        at = next((k for k, token in enumerate(chunk.tokens) if token.is_command("\\mid", "\\vert", "\\nmid")), 0)
        sides = chunk.tokens[:at], chunk.tokens[at + 1 :]
        if at and chunk.tokens[at].text == "\\mid" and all(len(x) == 1 and x[0].kind == "letter" for x in sides):
            left, right = (Symbol(chunk.span, x[0].text) for x in sides)
            _tell(passage, lead, number, chunk, left, "\\mid", right)


def _letter(chunk: Chunk) -> Expression | None:
    """The letter that a formula is."""
    one = chunk.subjects[0] if chunk.bare and len(chunk.subjects) == 1 else None
    return one if isinstance(one, Symbol | Scripted) else None


def _put(passage: Phrases, lead: str, match: re.Match[str], first: int, relation: str, second: int) -> None:
    left, right = _letter(passage.chunks[first]), _letter(passage.chunks[second])
    number = int(match.group("a"))
    if left is not None and right is not None:
        _tell(passage, lead, number, passage.chunks[number], left, relation, right)
    elif TOLD_ORDER.fullmatch(match.group()):
        _doubt(passage, lead, match, number)


def _doubt(passage: Phrases, lead: str, match: re.Match[str], number: int) -> None:
    """An order of what is no letter, ``\\|x\\|`` and 1: it is in doubt what it is of."""
    chunks = [passage.chunks[int(match.group(k))] for k in "ab"]
    named = [x for chunk in chunks for x in chunk.subjects]
    letters = [t for chunk in chunks if not chunk.bare for t in chunk.tokens if t.kind == "letter"]
    subjects = dict.fromkeys([*named, *(Symbol(chunks[0].span, t.text) for t in letters)])
    if subjects:
        before = passage.before(number, lead)
        words = re.sub(r"⟦(\d+)⟧", lambda m: passage.spelling(int(m.group(1))), match.group())
        case = is_supposed(before) or is_conditional(before)
        passage.put(number, UnreadFact(chunks[0].span, before, tuple(subjects), words, supposed=case))


def _square(passage: Phrases, lead: str, match: re.Match[str]) -> None:
    """A matrix of two sizes that is said to be square: the sizes with which the passage has declared it."""
    number = int(match.group("a"))
    names = passage.chunks[number].subjects
    shapes = [f for _, f in passage.facts if isinstance(f, ShapeFact)]
    for axes in [f.axes for f in shapes if len(names) == 1 and latex(names[0]) in map(latex, f.subjects)][:1]:
        if len(axes) == 2 and latex(axes[0]) != latex(axes[1]):
            _tell(passage, lead, number, passage.chunks[number], axes[0], "=", axes[1])


def _even(passage: Phrases, lead: str, match: re.Match[str]) -> None:
    number = int(match.group("a"))
    chunk = passage.chunks[number]
    letter = _letter(chunk)
    if letter is not None:
        two, one = Number(chunk.span, Fraction(2)), Number(chunk.span, Fraction(1))
        told = letter if match.group("word") == "even" else Addition(chunk.span, (letter, one), ("+", "-"))
        _tell(passage, lead, number, chunk, two, "\\mid", told)


def _tell(
    passage: Phrases,
    lead: str,
    number: int,
    chunk: Chunk,
    left: Expression,
    relation: str,
    right: Expression,
) -> None:
    before = passage.before(number, lead)
    case = is_supposed(before) or is_conditional(before)
    passage.put(number, SizeFact(chunk.span, before, left, relation, right, supposed=case))
