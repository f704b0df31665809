r"""Entries that have a letter of their own: "a matrix $A$ with entries $a_{ij}$", "$A = (a_{ij})$".

Guarantee: only where the text says so of a bare name, and the letter is declared nowhere, never stands without
subscripts, and never with another number of them: then ``a_{ij}`` is the entry ``A_{ij}``.  Elsewhere ``A = (a_{ij})``
is not understood.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.letters import unbound_letters
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.grammar import parse_expression
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.names import is_letter, split_entries
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    EntryFact,
    FunctionFact,
    Item,
    MentionFact,
    RelationFact,
    SameShapeFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)
from symderiv.documents.page.wording import NEGATION
from symderiv.documents.supposing.roles import is_case, keyword
from symderiv.documents.words.facts import strip
from symderiv.documents.words.phrases import Phrases

__all__ = ["bracketed_entries", "named_entries", "with_named_entries"]

_PLACE = r"(?:⟦\d+⟧(?:-?(?:th|st|nd|rd))?[\s-]+|\([a-z],\s*[a-z]\)(?:-?(?:th|st|nd|rd))?[\s-]+)?"
_NOUN = r"(?:entry|entries|elements?|components?|coordinates?|coefficients?)"
_ADJECTIVES = r"(?:(?:the|an?|its|real|scalar|individual|generic|matrix|non-?negative|positive|typical)\s+)*"
_GIVEN = r"(?:\s+(?:are|is|being|denoted(?:\s+(?:by|as))?|written(?:\s+as)?|given\s+by|called))*"
_WITH = regex(
    rf"⟦(?P<whole>\d+)⟧,?\s*(?:(?:is|be|denotes?)\s+(?:the|an?)\s+(?:⟦\d+⟧\s+)?(?:[a-z-]+\s+){{0,3}})?"
    rf"(?:with|has|have|having|of|whose|\.\s+its)\s+{_ADJECTIVES}{_PLACE}{_NOUN}{_GIVEN}\s+⟦(?P<entry>\d+)⟧",
    re.IGNORECASE,
)
# "the vector ⟦0⟧ containing all the target values ⟦1⟧"
_COLLECTS = regex(
    r"⟦(?P<whole>\d+)⟧,?\s+(?:(?:is|be|denotes?)\s+(?:the|an?)\s+(?:⟦\d+⟧-?\s*)?(?:[a-z-]+\s+){0,2}"
    r"(?:vector|column|list|array)\s+(?:that\s+|which\s+)?(?:of|contain(?:s|ing)|collect(?:s|ing))|collects|contains)"
    r"\s+(?:all\s+)?(?:(?:of\s+)?(?:the|these|our)\s+)?(?:[a-z-]+\s+){0,2}⟦(?P<entry>\d+)⟧",
    re.IGNORECASE,
)
_LIST = r"⟦\d+⟧(?:(?:\s*,)?\s*(?:,|\band\b)\s*⟦\d+⟧)*"
_OF = regex(
    rf"(?:(?P<entry>{_LIST}),?\s+(?:for|is|are|be|denotes?|denoting|stands?\s+for|means|represents?)\s+{_ADJECTIVES}{_PLACE}"
    rf"{_NOUN}|\b{_NOUN}\s+(?P<behind>{_LIST}))\s+of\s+(?:the\s+)?(?:(?:matri(?:x|ces)|vectors?|arrays?)\s+)?(?P<whole>{_LIST})",
    re.IGNORECASE,
)
_OF_ANOTHER = regex(  # "the inverse of ⟦0⟧ has entries ⟦1⟧"
    r"\b(?:of|from|than|inverse|transposed?|adjoint|square|root|gradient|derivative|product)\b[^⟦⟧.;:,]*$",
    re.IGNORECASE,
)


def bracketed_entries(passage: Phrases) -> None:
    """``A = (a_{ij})``: the formula names ``A`` and its entries, and is read as ``A`` further on."""
    for number, chunk in enumerate(passage.chunks):
        tokens = [t for t in strip(chunk.tokens) if t.text not in ("\\left", "\\right")]
        sign = next((k for k, t in enumerate(tokens) if t.is_char("=")), None)
        if sign is None or sign + 1 >= len(tokens) or tokens[sign + 1].text not in ("(", "["):
            continue
        closing = ")" if tokens[sign + 1].text == "(" else "]"
        end = next((k for k in range(sign + 2, len(tokens)) if tokens[k].text == closing), None)
        if end is None:
            continue
        behind = _behind_scripts(tokens, end + 1)
        if behind < len(tokens) and not tokens[behind].is_command("\\in"):
            continue
        whole, entry = _parsed(passage, tokens[:sign]), _parsed(passage, tokens[sign + 2 : end])
        if (
            isinstance(whole, s.Symbol)
            and entry is not None
            and _indices(entry)
            and latex(s.base(entry)) != latex(whole)
        ):
            passage.put(number, EntryFact(chunk.span, passage.lead_of(passage.places[number][0]), whole, entry, True))
            chunk.tokens = [*tokens[:sign], *tokens[end + 1 :]]


def named_entries(passage: Phrases) -> None:
    """What the words of a passage call the entries of."""
    behind = (m for m in _WITH.finditer(passage.text) if not _OF_ANOTHER.search(passage.lead_of(m.start())))
    pairs = [(match, int(match["entry"]), int(match["whole"])) for match in behind]
    pairs += [(m, int(m["entry"]), int(m["whole"])) for m in _COLLECTS.finditer(passage.text)]
    pairs += [(match, *pair) for match in _OF.finditer(passage.text) for pair in _in_pairs(passage, match)]
    for match, number, matrix in pairs:
        wholes, entries = (passage.chunks[k].subjects for k in (matrix, number))
        lead = passage.lead_of(match.start()) + match.group()
        if len(wholes) != 1 or not isinstance(wholes[0], s.Symbol) or NEGATION.search(lead):
            continue
        if (written := _written(passage, number, wholes[0], lead)) is not None:
            passage.put(number, written)
        elif len(entries) != 1:
            continue
        elif (of_sample := _of_samples(passage, number, wholes[0], entries[0], lead)) is not None:
            passage.put(number, of_sample)
        elif _indices(entries[0]) and latex(s.base(entries[0])) != latex(wholes[0]):
            passage.put(number, EntryFact(passage.chunks[number].span, lead, wholes[0], entries[0]))


def _of_samples(passage: Phrases, number: int, whole: s.Symbol, entry: s.Expression, lead: str) -> RelationFact | None:
    r"""``\vec{y}_i = y^{(i)}`` for "``\vec{y}`` with entries ``y^{(i)}``"."""
    above = entry.superscript if isinstance(entry, s.Scripted) and not entry.subscripts else None
    letter = above.entries[0] if isinstance(above, s.Group) and len(above.entries) == 1 else None
    if letter is None or not is_letter(letter) or latex(s.base(entry)) == latex(whole):
        return None
    chunk, case = passage.chunks[number], is_case(lead)
    left = s.Scripted(chunk.span, whole, (letter,))
    return RelationFact(chunk.span, lead, (left,), "=", entry, "let", not case, supposed=case)


def _in_pairs(passage: Phrases, match: re.Match[str]) -> list[tuple[int, int]]:
    """The entries and the wholes of "⟦0⟧ and ⟦1⟧ are the components of ⟦2⟧ and ⟦3⟧", one of each; nothing where they
    are not as many.  What stands before the list and names no entry is not in it."""
    entries, wholes = ([int(k) for k in re.findall(r"\d+", match[name] or "")] for name in ("entry", "whole"))
    entries = entries or [int(k) for k in re.findall(r"\d+", match["behind"])]
    own = [k for k in entries if all(map(_indices, passage.chunks[k].subjects)) and passage.chunks[k].subjects]
    if len(own) == len(wholes):
        return list(zip(own, wholes, strict=True))
    alone = own or entries
    return [(alone[0], wholes[0])] if len(alone) == 1 else []


def _written(passage: Phrases, number: int, whole: s.Symbol, lead: str) -> RelationFact | None:
    r"""``p_i = \\sigma(a_i)`` for "``p`` with entries ``\\sigma(a_i)``"; nothing where the letters may be in another
    order."""
    chunk = passage.chunks[number]
    if chunk.relations:
        return None
    try:
        right = parse_expression(passage.source, chunk.tokens, (chunk.span.start, chunk.span.end))
    except LocatedError:
        return None
    below = [x for n in s.walk(right) if isinstance(n, s.Scripted) for x in split_entries(n.subscripts, None)]
    free = unbound_letters(right)
    letters = list({latex(x): x for x in below if is_letter(x) and latex(x) in free}.values())
    named = isinstance(right, s.Symbol | s.Scripted) or whole in set(s.walk(right)) or not all(map(is_letter, below))
    if named or not 1 <= len(letters) <= 2 or sorted(map(latex, letters)) != list(map(latex, letters)):
        return None
    entry = s.Scripted(chunk.span, whole, tuple(letters))
    word, case = ("where" if keyword(lead) == "where" else "let"), is_case(lead)
    return RelationFact(chunk.span, lead, (entry,), "=", right, word, not case, supposed=case)


def with_named_entries(document: SurfaceDocument) -> SurfaceDocument:
    """The document with ``A_{ij}`` for such entries."""
    told = [f for f in document.facts() if isinstance(f, EntryFact)]
    if not told:
        return document
    wholes: dict[str, set[s.Expression]] = {}
    for fact in told:
        wholes.setdefault(latex(s.base(fact.entry)), set()).add(fact.whole)
    apart = wholes.keys() - {latex(f.whole) for f in told}
    plain = {
        latex(s.base(f.entry)): f.whole
        for f in told
        if latex(s.base(f.entry)) in apart and len(wholes[latex(s.base(f.entry))]) == 1 and _only_entries(document, f)
    }

    def change(node: s.Expression) -> s.Expression | None:
        if not isinstance(node, s.Scripted) or latex(node.base) not in plain:
            return None
        above = None if node.superscript is None else s.replaced(node.superscript, change)
        return replace(node, base=plain[latex(node.base)], superscript=above)

    items: list[Item] = []
    for item in document.items:
        if not isinstance(item, EntryFact):
            items.append(item)
        elif item.bracketed and latex(s.base(item.entry)) not in plain:
            items.append(UnreadFact(item.span, item.sentence, (item.whole, s.base(item.entry)), "entries"))
    return rewritten(replace(document, items=tuple(items)), change)


def _only_entries(document: SurfaceDocument, told: EntryFact) -> bool:
    """Whether a letter stands for entries everywhere, one for each axis, and nothing else declares it."""
    name, count = latex(s.base(told.entry)), len(_indices(told.entry))
    shapes = [f for f in document.facts() if isinstance(f, ShapeFact) and told.whole in f.subjects]
    if any(len(f.axes) != count for f in shapes) or (count < 2 and not shapes):
        return False  # "a diagonal matrix $\\Lambda$ with entries $\\lambda_i$"
    naming = ShapeFact | SameShapeFact | FunctionFact | WordFact | MentionFact
    named = (x for f in document.facts() if isinstance(f, naming) for x in f.subjects)
    nodes = [n for side in (*document.sides(), *named) for n in s.walk(side)]
    places = {id(n.base): n for n in nodes if isinstance(n, s.Scripted)}
    found = [places.get(id(n)) for n in nodes if isinstance(n, s.Symbol) and latex(n) == name]
    return all(x is not None and not x.primes and len(split_entries(x.subscripts, count)) == count for x in found)


def _indices(entry: s.Expression) -> tuple[s.Expression, ...]:
    """The letters below an entry ``a_{ij}``; none for anything else."""
    if not isinstance(entry, s.Scripted) or entry.superscript is not None or entry.primes:
        return ()
    letters = split_entries(entry.subscripts, None)
    plain = isinstance(entry.base, s.Symbol) and not entry.base.word and all(map(is_letter, letters))
    return tuple(letters) if plain and len(set(map(latex, letters))) == len(letters) else ()


def _behind_scripts(tokens: list[Token], at: int) -> int:
    """Where the scripts at a place, as in ``(a_{ij})_{i,j=1}^{n}``, end."""
    while at < len(tokens) and tokens[at].text in ("_", "^"):
        at += 1
        depth = 0
        while at < len(tokens):
            depth += (tokens[at].text == "{") - (tokens[at].text == "}")
            at += 1
            if not depth:
                break
    return at


def _parsed(passage: Phrases, tokens: list[Token]) -> s.Expression | None:
    """The name that tokens make up; None for anything else."""
    names = all(t.kind in ("letter", "command") or t.text in ("_", "{", "}", ",") for t in tokens)
    try:
        return parse_expression(passage.source, tokens) if tokens and names else None
    except LocatedError:
        return None
