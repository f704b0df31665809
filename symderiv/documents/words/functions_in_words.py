r"""Functions that the text calls by name, "where $\varphi$ is the ReLU": equations of such letters.

Such a sentence says ``\varphi(u) = \mathrm{ReLU}(u)``; for which letters it matters, and from where on, is for
:mod:`~symderiv.documents.rewriting.function_definitions`.

Guarantee: a name that is not known ("leaky ReLU") leaves the function without a meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.page.sentences import spans
from symderiv.documents.page.surface import NamedFact, RelationFact, UnreadFact
from symderiv.documents.page.wording import NEGATION
from symderiv.documents.supposing.roles import is_conditional
from symderiv.documents.words.facts import strip
from symderiv.documents.words.phrases import Phrases

__all__ = ["FUNCTIONS", "NAMED", "named_functions", "spans_of_functions"]

NAMED = "is the function"
_NORMAL = (
    r"standard (?:normal|gaussian)(?:'s)? {name}|"
    r"{name}(?: function)? of (?:the |a )?standard (?:normal|gaussian)(?: (?:distribution|variable|random variable))?"
)
#: The functions that have a name in words, and the words.
FUNCTIONS = (
    ("ReLU", r"relus?|rectifiers?|rectified[- ]linear(?: units?)?"),
    ("tanh", r"tanh|hyperbolic tangent"),
    ("sigmoid", r"logistic(?: sigmoid)?|(?<!log-)(?<!hard )sigmoid"),
    ("softplus", r"softplus"),
    ("GELU", r"gelu"),
    ("SiLU", r"silu|swish"),
    ("normalcdf", _NORMAL.format(name=r"(?:c\.?d\.?f\.?|cumulative(?: distribution)?|distribution function)")),
    ("normalpdf", _NORMAL.format(name=r"(?:p\.?d\.?f\.?|(?:probability )?density)")),
)
_OTHERS = r"elu|selu|celu|mish|softmax|softsign|maxout|heaviside|hardtanh|relu6"
_NAMES = "|".join(rf"(?P<k{k}>{pattern})" for k, (_, pattern) in enumerate(FUNCTIONS)) + rf"|(?P<other>{_OTHERS})"
_PLAIN = r"(?:element-?wise|entry-?wise|point-?wise|component-?wise|usual|standard|ordinary|scalar|familiar|well-known)"
_KIND = r"(?:\s+(?:activation|non-?linearity|function|unit)s?){0,2}"
_END = r"(?![\w-])(?!\s+(?:of|layer|network|neuron|output|with|loss|unit|derivative|gate|for|or)\b)(?!,?\s+or\b)"
_IS = regex(
    r"⟦(?P<k>\d+)⟧,?\s+(?:(?:is|be|being|denotes?|denoting|stands? for|means)\s+|(?=the\s))"
    rf"(?:(?:the|an?|our)\s+)?(?P<before>(?:[a-z-]+\s+){{0,2}}?)(?:{_NAMES}){_KIND}{_END}",
    re.IGNORECASE,
)
_THE = regex(
    rf"\b(?:the|an?|our|with|using|use)\s+(?P<before>(?:{_PLAIN}\s+)?)(?:{_NAMES}){_KIND}\s+⟦(?P<k>\d+)⟧", re.IGNORECASE
)
# "let ⟦p⟧ be the softmax of the logits ⟦z⟧"
_OF = regex(
    r"⟦(?P<k>\d+)⟧,?\s+(?:is|be|being|denotes?|denoting|stands? for|means)\s+(?:the\s+)?"
    rf"(?:{_NAMES.replace('(?P<other>', '(?P<soft>softmax)|(?P<other>')})\s+(?:function\s+)?(?:of|applied to)\s+"
    r"(?:(?:the|its|our)\s+)?(?:[a-z-]+\s+){0,2}⟦(?P<at>\d+)⟧",
    re.IGNORECASE,
)
# "... the standard normal CDF and ⟦\\phi⟧ its density", "with density ⟦\\phi⟧"
_DENSITY = r"(?:probability\s+)?(?:density(?: function)?|p\.?d\.?f\.?)"
_ITS = regex(
    r"\s*(?:⟦\d+⟧\s*)?,?\s*(?:and|with|where)?,?\s*(?:"
    r"⟦(?P<k>\d+)⟧,?\s+(?:(?:is|be|denotes|for)\s+)?(?:its|the(?: corresponding| associated)?)\s+"
    rf"(?:{_DENSITY}|derivative)\b|"
    rf"(?:its\s+|the\s+)?(?:corresponding\s+|associated\s+)?{_DENSITY}\s+⟦(?P<b>\d+)⟧)(?!\s+of\b)",
    re.IGNORECASE,
)
_DENIED = regex(r"\b(?:not|never|no|e\.g|example|instance|such as|say|like|instead|unlike|either|or)\b", re.IGNORECASE)
_ANY_NAME = regex(rf"(?<![\w-])(?:{_NAMES})(?![\w-])", re.IGNORECASE)
# Examples of what a function may be say nothing of it.
_LIKE = regex(
    r"\b(?:such as|e\.g|example|instance|like|any|arbitrary|unlike|not|or|whether|smooth|generic)\b", re.IGNORECASE
)
_ANY = regex(rf"(?:{_PLAIN}\s+)*", re.IGNORECASE)


def named_functions(passage: Phrases) -> None:
    """The functions that a passage calls by name, as equations; and letters beside such a name."""
    told: list[tuple[int, int]] = []
    for match in (*_IS.finditer(passage.text), *_THE.finditer(passage.text)):
        number = int(match["k"])
        head = _letter(passage, number)
        if head is None or _DENIED.search(match.group()):
            continue
        told.append(match.span())
        span, before = passage.chunks[number].span, passage.before(number)
        if is_conditional(before):
            words = match.group().replace(f"⟦{number}⟧", passage.spelling(number))
            passage.put(number, UnreadFact(span, before, (head,), words, supposed=True))
            continue
        name = next((known for k, (known, _) in enumerate(FUNCTIONS) if match[f"k{k}"]), "")
        if not name or not _ANY.fullmatch(match["before"]):
            name = " ".join(f"{match['before']}{match['other'] or ''}".split()) or "unread"
        _put(passage, number, head, name)
        its = _ITS.match(passage.text, match.end()) if name == "normalcdf" else None
        if its is not None and (own := _letter(passage, int(its["k"] or its["b"]))) is not None:
            told.append(its.span())
            _put(passage, int(its["k"] or its["b"]), own, "normalpdf")

    for match in _OF.finditer(passage.text):
        number, at = int(match["k"]), int(match["at"])
        value, argument = (passage.chunks[x].subjects for x in (number, at))
        name = next(
            (known for k, (known, _) in enumerate(FUNCTIONS) if match[f"k{k}"]), "softmax" * bool(match["soft"])
        )
        bare = passage.chunks[number].bare and passage.chunks[at].bare and len(value) == len(argument) == 1
        before = passage.before(number)
        if not bare or not name or NEGATION.search(before) or _DENIED.search(match.group()) or is_conditional(before):
            continue
        told.append(match.span())
        span = passage.chunks[number].span
        right = s.Applied(span, s.Symbol(span, name, word=True), argument, True)
        passage.put(number, RelationFact(span, before, value, "=", right, "let"))
    begins = [place[0] for place in passage.places]
    for start, end in spans(passage.text):
        sentence = passage.text[start:end]
        if _LIKE.search(sentence) or any(start <= a < end for a, _ in told):
            continue
        if (found := _ANY_NAME.search(sentence)) is not None:
            inside = range(bisect_left(begins, start), bisect_left(begins, end))
            letters = tuple(x for k in inside if (x := _letter(passage, k)) is not None)
            if letters:
                passage.put(inside[0], NamedFact(passage.chunks[inside[0]].span, sentence, letters, found.group()))


def _put(passage: Phrases, number: int, head: s.Symbol, name: str) -> None:
    """The equation of a function that is called by its name."""
    span, u = passage.chunks[number].span, s.Symbol(passage.chunks[number].span, "u")
    right = s.Applied(span, s.Symbol(span, name, word=True), (u,), True)
    told = RelationFact(span, passage.before(number), (s.Applied(span, head, (u,)),), "=", right, NAMED, True)
    passage.put(number, told)


def spans_of_functions(sentence: str) -> Iterator[tuple[int, int]]:
    """Where a sentence calls a function by name, behind its letter."""
    for match in _IS.finditer(sentence):
        yield match.end("k") + 1, match.end()
    for match in _THE.finditer(sentence):
        yield match.start(), match.start("k") - 1


def _letter(passage: Phrases, number: int) -> s.Symbol | None:
    r"""The letter that a formula is, or that it applies to a dot: ``\sigma(\cdot)``."""
    tokens = strip(passage.chunks[number].tokens)
    rest = [t.text for t in tokens[1:]]
    if not tokens or (rest not in ([], ["(", "\\cdot", ")"]) and rest[0] not in (":", "\\colon")):
        return None
    token = tokens[0]
    if token.kind not in ("letter", "command") or (token.kind == "command" and not token.text[1:].isalpha()):
        return None
    return s.Symbol(passage.chunks[number].span, token.text)
