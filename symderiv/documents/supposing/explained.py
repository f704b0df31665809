r"""Properties that a sentence names and a display writes out: "Let $u$ be an eigenvector, i.e. $$A u = \lambda u$$".

Such a display is what the sentence supposes, as "Let $u$ be such that ..." would say.  The equation must have the form
of the property that the words name; any other display behind such a sentence is a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.documents.page.surface import Link
from symderiv.documents.supposing.roles import CONCLUSION, MAIN_CLAUSE

__all__ = ["EXPLAINED", "eigenpairs", "explained", "states_a_property", "states_a_total"]

EXPLAINED = "that is"
_MATH = r"⟦\d+⟧"
_INTRODUCING = regex(
    r"^\W*(?:(?:now|next|first|finally|also|here|again|and|moreover|furthermore)[\s,]+|[^.:;⟦⟪]{1,48}:\s+)*"
    r"(?P<word>let|consider|take|fix|choose|pick|given|if|when|whenever|for|where|denote by|"
    r"we (?:take|consider|fix))\b",
    re.IGNORECASE,
)
_OPENING = regex(rf"(?:[,:]\s*(?:{_MATH}\s*(?:and|,)\s*)?|\s{_MATH}\s*(?:and|,)\s*)$")
_THAT_IS = regex(r"[,(:—–-]\s*(?:i\.\s?e\.|that is(?: to say)?|namely|meaning(?: that)?|viz\.?|in other words)[\s,:]*$")


def explained(sentence: str, links: Sequence[Link]) -> str:
    """The word for a display that writes out what its sentence supposes, or ""; with "if" for such a sentence."""
    text = " ".join(sentence.split())
    found = _INTRODUCING.match(text)
    if found is None or "⟪" in text or not links or links[0].left is None or links[0].right is None:
        return ""
    ends = _THAT_IS.search(text)
    opening = ends or _OPENING.search(text)
    if opening is None:
        return ""
    rest = text[found.end() : opening.start()]
    if CONCLUSION.search(rest) or MAIN_CLAUSE.search(rest):
        return ""
    word = found.group("word").lower()
    if ends is None and word in ("if", "when", "whenever", "for", "given"):
        return ""  # "For an orthogonal matrix $Q$," leads into a claim
    left, right = links[0].left, links[0].right
    if not any(re.search(words, rest, re.IGNORECASE) and holds(left, right) for words, holds in _FORMS):
        return ""
    return word if word in ("if", "when", "whenever") else EXPLAINED


def _factors(node: s.Expression) -> tuple[s.Expression, ...]:
    if isinstance(node, s.Product) and not any(x in ("/",) for x in node.operators):
        return node.factors
    return (node,)


def _is_number(node: s.Expression, value: int) -> bool:
    return isinstance(node, s.Number) and node.value == value


def _is_identity(node: s.Expression) -> bool:
    base = node.base if isinstance(node, s.Scripted) and node.superscript is None else node
    return isinstance(base, s.Symbol) and base.letter in ("I", "E", "\\delta")


def _either(test: Callable[[s.Expression], bool]) -> Callable[[s.Expression, s.Expression], bool]:
    return lambda left, right: test(left) or test(right)


def _eigen(left: s.Expression, right: s.Expression) -> bool:
    r"""``A u = \lambda u`` or ``A U = U \Lambda``, or ``A = U \Lambda U^\top``."""
    one, other = _factors(left), _factors(right)
    if len(one) == 1:
        one, other = other, one
    plain = all(isinstance(x, s.Symbol | s.Scripted) for x in (*one, *other))
    same = len(one) == len(other) == 2 and (one[1] in other)
    return plain and (same or (len(other) == 1 and len(one) == 3))


def _powers(left: s.Expression, right: s.Expression) -> bool:
    """``P^2 = P`` or ``P P = P``."""
    for one, other in ((left, right), (right, left)):
        squared = isinstance(one, s.Scripted) and one.base == other and _is_number(one.superscript or other, 2)
        if squared or _factors(one) == (other, other):
            return True
    return False


def _turned(left: s.Expression, right: s.Expression) -> bool:
    r"""``A^\top = A`` or ``S^\top = -S``."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, s.Addition) and len(other.terms) == 1:
            other = other.terms[0]
        bare = isinstance(one, s.Scripted) and one.base == other and isinstance(one.superscript, s.Symbol)
        if bare and not isinstance(other, s.Number):
            return True
    return False


_FORMS: tuple[tuple[str, Callable[[s.Expression, s.Expression], bool]], ...] = (
    (r"\beigen|\bprincipal (?:direction|component|ax)|\bspectral", _eigen),
    (r"\borthogonal|\borthonormal|\bunitary|\brotation|\bwhite|\binvolut|\binverse", _either(_is_identity)),
    (
        r"\bunit\b|\bnormali[sz]ed|\blength one|\bprobabilit|\bdistribution|\bsums? to",
        _either(lambda x: _is_number(x, 1)),
    ),
    (r"\bproject|\bidempotent", _powers),
    (r"symmetric|\bself-?adjoint", _turned),
    (r"\bkernel|\bnull|\bstationary|\bcritical|\bcent(?:er|re)d|\borthogonal to", _either(lambda x: _is_number(x, 0))),
)


def states_a_total(left: s.Expression, right: s.Expression) -> bool:
    r"""``\sum_k y_k = 1``, ``\|u\|^2 = 1``: what the entries of one tensor add up to."""
    whole = left.base if isinstance(left, s.Scripted) else left
    summed = isinstance(left, s.BigOperator) and left.operator == "sum"
    if not isinstance(right, s.Number) or not (summed or isinstance(whole, s.Norm)):
        return False
    body = left.body if isinstance(left, s.BigOperator) else whole
    parts = list(s.walk(body))
    if summed:
        return len({latex(n.base) for n in parts if isinstance(n, s.Scripted) and n.subscripts}) == 1
    return isinstance(whole, s.Norm) and isinstance(whole.body, s.Symbol | s.Scripted)


def states_a_property(left: s.Expression, right: s.Expression) -> bool:
    r"""Whether an equation says of a tensor what holds for some only: ``A^\top = A``, ``Q^\top Q = I``, ``P^2 = P``."""
    gram = _is_identity(right) and len(_factors(left)) == 2
    names = {latex(n) for n in s.walk(left) if isinstance(n, s.Symbol)} - {*TURNING}
    rows = len(names - {"\\mathbf{1}"}) == 1 and _factors(left)[-1] == right and latex(right) == "\\mathbf{1}"
    return _turned(left, right) or rows or (len(names) == 1 and (gram or _powers(left, right)))


# "an eigenvector $u$ of $A$ with eigenvalue $\lambda$", "$u$ is a unit eigenvector of $A$ to the eigenvalue $\lambda$"
_EIGENVECTOR = regex(
    r"(?:⟦(?P<before>\d+)⟧\s+(?:is|be|denotes?|as|to be|being)\s+(?:also\s+)?)?(?:(?:an?|the|another|any|some)\s+)?"
    r"(?<![a-z-])(?P<adjectives>(?:[a-z-]+\s+){0,3}?)eigenvectors?(?:\s+⟦(?P<after>\d+)⟧)?"
    r"(?:\s+of\s+(?:the\s+)?(?:[a-z]+\s+){0,3}⟦(?P<matrix>\d+)⟧)?,?\s+"
    r"(?:with|to|for|and|belonging to|corresponding to|associated (?:with|to))\s+"
    r"(?:the\s+|an?\s+|its\s+)?(?:[a-z]+\s+){0,2}eigenvalue\s+⟦(?P<value>\d+)⟧"
    r"(?:\s+of\s+(?:the\s+)?(?:[a-z]+\s+){0,3}⟦(?P<late>\d+)⟧)?",
    re.IGNORECASE,
)
_SUPPOSES = regex(
    r"\b(?:let|suppose|assume|consider|take|fix|given|where|if|when|for|denote|choose|pick|with)\b", re.IGNORECASE
)


def eigenpairs(text: str) -> list[tuple[int, int, int, int, bool]]:
    """What a text supposes about eigenvectors: the place, the numbers of vector, matrix and value, whether of length 1.

    >>> eigenpairs("Let ⟦0⟧ be a unit eigenvector of ⟦1⟧ with eigenvalue ⟦2⟧.")
    [(4, 0, 1, 2, True)]
    >>> eigenpairs("Then ⟦0⟧ is an eigenvector of ⟦1⟧ with eigenvalue ⟦2⟧.")
    []
    """
    found = []
    for match in _EIGENVECTOR.finditer(text):
        vector = match.group("before") or match.group("after")
        matrix = match.group("matrix") or match.group("late")
        begin = re.split(r"[.;:!?](?:\s|$)|\n[ \t]*\n|¶", text[: match.start() + 1])[-1]
        if vector is None or matrix is None or not _SUPPOSES.search(begin + match.group()[:12]):
            continue
        if CONCLUSION.search(begin) or re.search(r"\b(?:not|no|every|any|show|prove|unless)\b", begin + match.group()):
            continue
        unit = re.search(r"\b(?:unit|normali[sz]ed)\b", match.group("adjectives")) is not None
        found.append((match.start(), int(vector), int(matrix), int(match.group("value")), unit))
    return found
