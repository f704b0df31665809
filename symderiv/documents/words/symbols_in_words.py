r"""Symbols that the text gives a meaning: "$*$ denotes the elementwise product", "$\|\cdot\|$ is the 1-norm",
"logarithms are to base 2".

Guarantee: a meaning that is not known is none: what stands below the symbol is not read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.page.surface import SurfaceDocument, SymbolFact
from symderiv.documents.words.facts import strip
from symderiv.documents.words.phrases import Phrases

__all__ = ["COMPOSED", "told_symbols", "with_told_symbols"]

NORM, LOG = "\\|", "log"
COMPOSED = "composition"  # the operation that stands for one function after another
_ONE = Fraction(1)
_OPERATORS = {
    "*": "*",
    "\\ast": "*",
    "\\star": "\\star",
    "\\circ": "\\circ",
    "\\odot": "\\odot",
    "\\otimes": "\\otimes",
}
_BY = r"(?:element|entry|point|component|coordinate)-?\s?wise"
_MEANINGS = (
    ("\\odot", rf"{_BY}(?:\s+\(?hadamard\)?)?(?:\s+(?:product|multiplication))?|hadamard(?:\s+product)?"),
    ("\\star", r"(?:the\s+)?cross-?\s?correlation|correlation"),
    ("*", r"(?:discrete\s+|linear\s+|true\s+|full\s+)*convolution"),
    (COMPOSED, r"(?:function(?:al)?\s+|usual\s+)?composition"),
    ("?", r"(?:[a-z-]+\s+){0,2}(?:convolution|correlation|product|multiplication|composition)"),
)
_MEANING = "|".join(f"(?P<m{k}>{pattern})" for k, (_, pattern) in enumerate(_MEANINGS))
_NAMED = r"(?:⟦(?P<k>\d+)⟧|`?(?P<star>\*)`?)"
_IS = r"(?:is|are|be|denotes?|denoting|stands? for|means|represents?|for|as|performs?)"
_SAID = regex(
    rf"{_NAMED},?\s+(?:here\s+)?{_IS}\s+(?:(?:the|an?|our|usual|standard|always)\s+)*(?:{_MEANING})(?![\w-])",
    re.IGNORECASE,
)
_SAID_BY = regex(
    rf"\b(?:denote|write|with|use|let)\s+(?:the\s+)?(?:{_MEANING})\s+(?:by|as|with)\s+{_NAMED}", re.IGNORECASE
)
_NORMS = (
    ("2", r"euclidean|2-?\s?norm|l_?2|ell_?2|frobenius"),
    ("1", r"1-?\s?norm|l_?1|ell_?1|taxicab|manhattan"),
    (
        "?",
        r"max(?:imum)?|sup(?:remum)?|infinity|spectral|operator|nuclear|trace|induced|weighted|mahalanobis|p-?\s?norm",
    ),
)
_NORM = regex(
    rf"⟦(?P<k>\d+)⟧,?\s+(?:here\s+)?{_IS}\s+(?:(?:the|an?|usual|standard|vector)\s+)*"
    rf"(?:{'|'.join(f'(?P<n{k}>{pattern})' for k, (_, pattern) in enumerate(_NORMS))}|⟦(?P<p>\d+)⟧-?\s?norm)",
    re.IGNORECASE,
)
_LOGS = regex(
    rf"\b(?:logarithms?|logs?)\s+(?:is|are|being|taken|here|always|computed|measured|throughout|\s)*"
    rf"(?:(?:to|in|with|of|has|have)\s+(?:the\s+)?)?base\s+(?P<a>2|10|two|ten|⟦\d+⟧)|"
    rf"⟦(?P<k>\d+)⟧,?\s+{_IS}\s+(?:(?:the|a)\s+)?(?:base-?\s?(?P<b>2|10|two|ten)\s+log|(?P<binary>binary)\s+log|"
    r"log(?:arithm)?s?\s+(?:to|in|of|with)\s+(?:the\s+)?base\s+(?P<c>2|10|two|ten))|"
    r"\b(?:use|using|all|with|in)\s+(?:base-?\s?(?P<d>2|10|two|ten)|(?P<bits>binary))\s+logarithms?",
    re.IGNORECASE,
)
_NUMBERS = {"2": "2", "two": "2", "10": "10", "ten": "10"}
_DENIED = regex(r"\b(?:not|never|no|instead of|unlike|sometimes|often|some authors)\b[^.;]*$", re.IGNORECASE)


def told_symbols(passage: Phrases) -> None:
    """The meanings that a passage gives symbols."""
    text = passage.text
    begins = [place[0] for place in passage.places]
    for match in (*_SAID.finditer(text), *_SAID_BY.finditer(text)):
        operator = "*" if match["star"] else _operator(passage, int(match["k"]))
        if operator and not _DENIED.search(passage.lead_of(match.start())):
            meaning = next(m for k, (m, _) in enumerate(_MEANINGS) if match[f"m{k}"])
            if meaning != operator:
                span = passage.source.span(passage.offset, passage.offset)
                passage.put(bisect_left(begins, match.start()), SymbolFact(span, "", operator, meaning))
    for match in _NORM.finditer(text):
        if not _is_norm(passage, int(match["k"])) or _DENIED.search(passage.lead_of(match.start())):
            continue
        meaning = next((m for k, (m, _) in enumerate(_NORMS) if match[f"n{k}"]), "?")
        if match["p"]:
            power = "".join(t.text for t in strip(passage.chunks[int(match["p"])].tokens))
            meaning = {"1": "1", "2": "2", "L_1": "1", "L_2": "2", "\\ell_1": "1", "\\ell_2": "2"}.get(power, "?")
        if meaning != "2":
            span = passage.chunks[int(match["k"])].span
            passage.put(int(match["k"]), SymbolFact(span, "", NORM, meaning))
    for match in _LOGS.finditer(text):
        number = int(match["k"]) if match["k"] else bisect_left(begins, match.start())
        if _DENIED.search(passage.lead_of(match.start())) or (match["k"] and not _is_logarithm(passage, number)):
            continue
        said = next((match[g] for g in "abcd" if match[g]), "2")
        if said.startswith("⟦"):
            said = "".join(t.text for t in strip(passage.chunks[int(said[1:-1])].tokens))
        if said != "e":
            span = passage.source.span(passage.offset, passage.offset)
            passage.put(number, SymbolFact(span, "", LOG, _NUMBERS.get(said.lower(), "?")))


def _is_logarithm(passage: Phrases, number: int) -> bool:
    tokens = strip(passage.chunks[number].tokens) if number < len(passage.chunks) else []
    return len(tokens) == 1 and tokens[0].text.removeprefix("\\") == LOG


def _operator(passage: Phrases, number: int) -> str:
    tokens = strip(passage.chunks[number].tokens) if number < len(passage.chunks) else []
    return _OPERATORS.get(tokens[0].text, "") if len(tokens) == 1 else ""


def _is_norm(passage: Phrases, number: int) -> bool:
    """Whether a formula is a norm of a dot, or of a letter."""
    texts = [t.text for t in strip(passage.chunks[number].tokens) if t.text not in ("\\left", "\\right")]
    bars = ("\\|", "\\Vert", "\\lVert", "\\rVert", "||")
    return len(texts) == 3 and texts[0] in bars and texts[2] in bars


def with_told_symbols(document: SurfaceDocument) -> SurfaceDocument:
    """The document with what the text says of symbols in their place."""
    told: dict[str, set[str]] = {}
    for fact in document.facts():
        if isinstance(fact, SymbolFact):
            told.setdefault(fact.symbol, set()).add(fact.meaning)
    if not told:
        return document
    meant = {symbol: next(iter(found)) if len(found) == 1 else "?" for symbol, found in told.items()}

    def change(node: s.Expression) -> s.Expression | None:
        if isinstance(node, s.Operation) and node.operator in meant:
            operator = {"?": "\\circledast"}.get(meant[node.operator], meant[node.operator])
            left, right = s.replaced(node.left, change), s.replaced(node.right, change)
            return replace(node, operator=operator, left=left, right=right)
        if isinstance(node, s.Applied) and LOG in meant:
            head = node.head if isinstance(node.head, s.Scripted) else s.Scripted(node.span, node.head)
            if isinstance(head.base, s.Symbol) and head.base.letter.removeprefix("\\") == LOG and not head.subscripts:
                base: s.Expression = s.Symbol(node.span, "another base", word=True)
                if meant[LOG] != "?":
                    base = s.Number(node.span, Fraction(meant[LOG]))
                inside = tuple(s.replaced(x, change) for x in node.arguments)
                return replace(node, head=replace(head, subscripts=(base,)), arguments=inside)
        if NORM not in meant:
            return None
        if isinstance(node, s.Scripted) and isinstance(node.base, s.Norm):
            if node.subscripts:
                return node  # a norm that says itself which it is
            base = replace(node.base, body=s.replaced(node.base.body, change))
            if meant[NORM] == "1":
                return replace(node, base=base, subscripts=(s.Number(node.span, _ONE),))
            return replace(node, base=_other_norm(base))
        if isinstance(node, s.Norm):
            base = replace(node, body=s.replaced(node.body, change))
            if meant[NORM] == "1":
                return s.Scripted(node.span, base, (s.Number(node.span, _ONE),))
            return _other_norm(base)
        return None

    items = tuple(x for x in document.items if not isinstance(x, SymbolFact))
    return rewritten(replace(document, items=items), change)


def _other_norm(node: s.Norm) -> s.Expression:
    return s.Applied(node.span, s.Symbol(node.span, "another norm", word=True), (node.body,), True)
