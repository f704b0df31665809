r"""Declarations: shapes, ranges, finite sets, types of functions.

``X \in \mathbb{R}^{N \times D}``, ``i = 1, \dots, N``, ``k \in \{0,1\}``, ``f: \mathbb{R} \to \mathbb{R}``.

They stand in prose and in displays alike; this file reads them from tokens.  A set that it does not know
declares nothing: that is no error, what depends on it will say what is missing.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symderiv.documents.latex.grammar import parse_entries, parse_expression
from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError, Source
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import Addition, Applied, Expression, Group, Number, Scripted, Span, Symbol
from symderiv.documents.page.surface import (
    Fact,
    FunctionFact,
    RangeFact,
    RelationFact,
    SetFact,
    ShapeFact,
    UnreadFact,
    WordFact,
)
from symderiv.documents.supposing.roles import is_conditional
from symderiv.documents.supposing.suppositions import is_supposed
from symderiv.documents.supposing.unclear import concludes

__all__ = [
    "axes_of",
    "collection",
    "either_sign",
    "function_type",
    "is_distribution",
    "is_name",
    "membership",
    "number_set",
    "range_of_pieces",
    "scripts_of",
    "split_top",
    "strip",
]

FIELDS = {"R": "real", "C": "complex", "Z": "integer", "N": "natural", "Q": "real"}
OPENERS = frozenset(("(", "[", "{", "\\{", "\\langle", "\\lfloor", "\\lceil"))
CLOSERS = frozenset((")", "]", "}", "\\}", "\\rangle", "\\rfloor", "\\rceil"))


def nesting(token: Token) -> int:
    """+1 for a token that opens, -1 for one that closes."""
    if token.kind in ("open", "begin"):
        return 1
    if token.kind in ("close", "end"):
        return -1
    if token.kind in ("char", "command"):
        if token.text in OPENERS:
            return 1
        if token.text in CLOSERS:
            return -1
    return 0


def split_top(tokens: list[Token], *separators: str) -> list[list[Token]]:
    """The tokens between separators that stand outside of all brackets."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        step = nesting(token)
        if depth == 0 and step == 0 and token.kind in ("char", "command") and token.text in separators:
            pieces.append([])
            continue
        depth = max(depth + step, 0)
        pieces[-1].append(token)
    return pieces


def strip(tokens: list[Token]) -> list[Token]:
    """Without punctuation, blanks, alignment and text at both ends."""

    def idle(token: Token) -> bool:
        return (
            token.is_char(",;.&") or token.is_command("\\quad", "\\qquad", "\\\\", "\\forall") or (token.kind == "text")
        )

    start, stop = 0, len(tokens)
    while start < stop and idle(tokens[start]):
        start += 1
    while stop > start and idle(tokens[stop - 1]):
        stop -= 1
    return tokens[start:stop]


def is_name(node: Expression) -> bool:
    """Whether an expression is a name, perhaps with scripts."""
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Symbol) and not base.letter.isdigit() and base.letter != "\\dots"


def is_distribution(node: Expression) -> bool:
    r"""``\mathcal{N}(\mu, \sigma^2)`` or ``\mathcal{U}(a, b)``: a distribution, and none of its values."""
    head = node.head if isinstance(node, Applied) else None
    base = head.base if isinstance(head, Scripted) else head
    return isinstance(base, Symbol) and base.letter in ("N", "U") and "mathcal" in base.accents


def unbrace(tokens: list[Token]) -> list[Token]:
    """Without a pair of braces around everything."""
    while len(tokens) > 1 and tokens[0].is_char("{") and tokens[-1].is_char("}"):
        depth = 0
        for at, token in enumerate(tokens):
            if token.is_char("{"):
                depth += 1
            elif token.is_char("}"):
                depth -= 1
            if depth == 0 and at < len(tokens) - 1:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def number_set(tokens: list[Token]) -> tuple[str, int]:
    """The letter of a number set at the start (R, Z, N, C, S) and how many tokens it takes."""
    if not tokens:
        return "", 0
    first = tokens[0]
    if first.is_char("{"):
        depth = 0
        for at, token in enumerate(tokens):
            depth += token.is_char("{") - token.is_char("}")
            if depth == 0:
                letter, width = number_set(tokens[1:at])
                return (letter, at + 1) if letter and width == at - 1 else ("", 0)
        return "", 0
    if first.is_command(
        "\\mathbb",
        "\\mathbf",
        "\\boldsymbol",
        "\\mathds",
        "\\mathbbm",
        "\\bm",
        "\\Bbb",
        "\\mathcal",
        "\\mathrm",
        "\\bold",
    ):
        if len(tokens) > 1 and tokens[1].kind == "letter":
            return tokens[1].text, 2
        if len(tokens) > 3 and tokens[1].is_char("{") and tokens[2].kind == "letter" and tokens[3].is_char("}"):
            return tokens[2].text, 4
        return "", 0
    if first.is_command("\\Re"):
        return "R", 1
    if first.kind == "letter" and first.text in "RZN" and (len(tokens) == 1 or tokens[1].is_char("^_")):
        return first.text, 1
    return "", 0


def scripts_of(tokens: list[Token]) -> tuple[dict[str, list[Token]], int]:
    """The scripts at the start of the tokens, without braces, and how many tokens they take."""
    found: dict[str, list[Token]] = {}
    at = 0
    while at + 1 < len(tokens) and tokens[at].is_char("^_"):
        mark = tokens[at].text
        at += 1
        if tokens[at].is_char("{"):
            depth = 0
            start = at
            while at < len(tokens):
                depth += tokens[at].is_char("{") - tokens[at].is_char("}")
                at += 1
                if depth == 0:
                    break
            found[mark] = tokens[start + 1 : at - 1]
        else:
            found[mark] = [tokens[at]]
            at += 1
    return found, at


def axes_of(source: Source, tokens: list[Token]) -> tuple[Expression, ...]:
    """The axes of ``N \\times D``."""
    pieces = split_top(unbrace(tokens), "\\times", ",")
    return tuple(parse_expression(source, unbrace(piece), (tokens[0].start, tokens[-1].end)) for piece in pieces)


def _text(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens)


def membership(
    source: Source, subjects: tuple[Expression, ...], right: list[Token], span: Span, sentence: str
) -> list[Fact]:
    r"""What ``subjects \in right`` declares; nothing for a set that is not known.

    Raises :class:`LocatedError` for axes that cannot be read.
    """
    right = strip(right)
    if not right:
        return []
    letter, width = number_set(right)
    if letter in FIELDS or letter == "S":
        return _number_set(source, subjects, letter, right[width:], span, sentence)
    opening = right[0]
    close = _matching(right)
    if not subjects:
        return []
    if close < 0:
        return _named_set(subjects, right, span, sentence)
    inside = right[1:close]
    power, _ = scripts_of(right[close + 1 :])
    if opening.text == "\\{" or (opening.kind == "open" and opening.text == "\\{"):
        if "^" in power:
            axes = axes_of(source, power["^"]) if power["^"] else ()
            return _entries_of(source, subjects, inside, axes, span, sentence)
        return _finite(source, subjects, inside, span, sentence)
    if opening.text in ("[", "("):
        entries = split_top(inside, ",", ";")
        if len(entries) == 1 and opening.text == "[" and entries[0]:
            upper = parse_expression(source, entries[0])
            return [RangeFact(span, sentence, subjects, Number(span, Fraction(1)), upper)]
        if len(entries) == 2:
            axes = axes_of(source, power["^"]) if power.get("^") else ()
            strict = opening.text == "(", right[close].text == ")"
            return [
                ShapeFact(span, sentence, subjects, axes, "real"),
                *_bounds(source, subjects, entries, strict, span, sentence),
            ]
    return []


_ORTHOGONAL = regex(r"(?:\\(?:mathrm|operatorname|mathbb|mathcal|mathsf|text|textrm))?\{?S?O\}?\([^()]*\)$")
_ABSTRACT = regex(
    r"(?:\\(?:mathcal|mathscr|mathfrak|mathbb|mathrm|mathbf)\{?)?[A-Za-z]\}?(?:[_^](?:\w|\{[^{}]*\}))*(?:\([^()]*\))?$"
)


def _named_set(subjects: tuple[Expression, ...], right: list[Token], span: Span, sentence: str) -> list[Fact]:
    r"""A set that is known by its name: ``\Delta^{K-1}``, ``O(n)``; an abstract ``\mathcal{X}`` says nothing, and what
    any other one says is not understood."""
    text, case = _text(right), is_conditional(sentence)
    supposed = is_supposed(sentence)
    if right[0].is_command("\\Delta"):
        return [WordFact(span, sentence, subjects, "probability", case, text, supposed=supposed)]
    if _ORTHOGONAL.match(text):
        return [WordFact(span, sentence, subjects, "orthogonal", case, text, supposed=supposed)]
    if _ABSTRACT.match(text) or concludes(sentence):
        return []
    return [
        UnreadFact(
            span, sentence, subjects, f"{', '.join(map(latex, subjects))} \\in {text}", supposed=supposed or case
        )
    ]


def _bounds(
    source: Source,
    subjects: tuple[Expression, ...],
    ends: list[list[Token]],
    strict: tuple[bool, bool],
    span: Span,
    sentence: str,
) -> list[Fact]:
    r"""``(0, 1]`` as two conditions; an end that is ``\infty`` is none."""
    found: list[Fact] = []
    for end, open_end, relations in zip(ends, strict, ((">", "\\ge"), ("<", "\\le")), strict=True):
        if not any(token.text == "\\infty" for token in end):
            relation, bound = relations[0 if open_end else 1], parse_expression(source, end)
            case, supposed = is_conditional(sentence), is_supposed(sentence)
            found.append(RelationFact(span, sentence, subjects, relation, bound, "", False, case, supposed=supposed))
    return found


def collection(
    source: Source, left: list[Token], span: Span, sentence: str
) -> tuple[tuple[Expression, ...], list[Fact]] | None:
    r"""``\\{x_n\\}_{n=1}^N`` as the names in it and the ranges of their indices; None for anything else."""
    if not left or left[0].text != "\\{" or _matching(left) < 0:
        return None
    close = _matching(left)
    scripts, width = scripts_of(left[close + 1 :])
    if set(scripts) - {"_", "^"} or not scripts.get("_") or close + 1 + width != len(left):
        return None
    names = parse_entries(source, strip(left[1:close]))
    if len(names) == 1 and isinstance(names[0], Group) and names[0].bracket == "(":
        names = names[0].entries
    below = strip(scripts["_"])
    at = next((k for k, token in enumerate(below) if token.text == "="), 0)
    if not at or not scripts.get("^") or not all(map(is_name, names)):
        return None
    index, lower = parse_expression(source, below[:at]), parse_expression(source, below[at + 1 :])
    if not is_name(index):
        return None
    upper = parse_expression(source, scripts["^"])
    return tuple(names), [RangeFact(span, sentence, (index,), lower, upper)]


def _matching(tokens: list[Token]) -> int:
    """Index of the bracket that closes the first token; a half-open interval may mix brackets."""
    if not tokens or nesting(tokens[0]) != 1:
        return -1
    depth = 0
    for at, token in enumerate(tokens):
        depth += nesting(token)
        if depth == 0:
            return at
    return -1


def _number_set(
    source: Source, subjects: tuple[Expression, ...], letter: str, rest: list[Token], span: Span, sentence: str
) -> list[Fact]:
    scripts, width = scripts_of(rest)
    behind = rest[width:]
    below = _text(scripts.get("_", []))
    above = scripts.get("^", [])
    domain = FIELDS.get(letter, "real")
    words: tuple[str, ...] = ()
    sign = below
    if _text(above) in ("+", "++", "*", "\\ast", "\\times"):
        sign = {"+": ">0", "++": ">0"}.get(_text(above), "")
        above = []
    if sign in (">0", "++", "{>0}", "\\gt0"):
        domain = "positive" if letter == "R" else "natural"
        words = ("positive",)
    elif sign in ("+", "\\ge0", "\\geq0", "0", "\\geqslant0"):
        domain = "nonnegative" if letter == "R" else "natural"
        words = ("nonnegative",)
    elif sign in ("\\ge1", "\\geq1"):
        domain, words = "natural", ("positive",)
    elif sign == "\\ne0" or sign == "\\neq0":
        words = ("nonzero",)
    if letter == "S":
        if len(scripts) == 0 or not above:
            return []
        if not below and len(above) > 2 and above[-1].text == "1" and above[-2].is_char("-"):  # the unit sphere
            size = parse_expression(source, above[:-2])
            return [ShapeFact(span, sentence, subjects, (size,), "real", ("unit vector",))]
        size = parse_expression(source, above)
        definite = {"+": ("symmetric", "positive semidefinite"), "++": ("symmetric", "positive definite")}
        return [ShapeFact(span, sentence, subjects, (size, size), "real", definite.get(below, ("symmetric",)))]
    if behind and behind[0].is_command("\\times"):
        return []
    if behind and behind[0].is_command("\\setminus", "\\backslash"):
        words = (*words, "nonzero")
    axes = axes_of(source, above) if above else ()
    return [ShapeFact(span, sentence, subjects, axes, domain, words)]


def _finite(
    source: Source, subjects: tuple[Expression, ...], inside: list[Token], span: Span, sentence: str
) -> list[Fact]:
    r"""``{1, \dots, N}`` or ``{0, 1}``."""
    entries = [entry for entry in split_top(inside, ",", ";") if entry]
    found = range_of_pieces(source, subjects, entries, span, sentence)
    if found is not None:
        return [found]
    if any(token.is_command("\\mid", "\\colon") or token.is_char(":|") for token in inside):
        return []
    read = [parse_expression(source, entry) for entry in entries]
    values = tuple(value for entry in read for value in either_sign(entry) or (entry,))
    if not values:
        return []
    if (each := _each_of_a_list(subjects)) is not None:  # "labels y_1, ..., y_n in {0, 1}"
        return [ShapeFact(span, sentence, subjects, ()), SetFact(span, sentence, (each,), values)]
    return [SetFact(span, sentence, subjects, values)]


def either_sign(value: Expression) -> tuple[Expression, ...]:
    """The two numbers that ``\\pm 1`` stands for."""
    if not isinstance(value, Addition) or value.signs != ("\\pm",) or not isinstance(value.terms[0], Number):
        return ()
    return replace(value.terms[0], value=-value.terms[0].value), value.terms[0]


def _each_of_a_list(subjects: tuple[Expression, ...]) -> Expression | None:
    r"""``y_i`` for ``y_1, \dots, y_n``; None for anything else."""
    if len(subjects) < 2:
        return None
    first, last = subjects[0], subjects[-1]
    if not (isinstance(first, Scripted) and isinstance(last, Scripted) and first.base == last.base):
        return None
    ends = (*first.subscripts, *last.subscripts)
    if len(ends) != 2 or not isinstance(ends[0], Number) or isinstance(ends[1], Number):
        return None
    return replace(first, subscripts=(Symbol(first.span, "i"),))


def _entries_of(
    source: Source,
    subjects: tuple[Expression, ...],
    inside: list[Token],
    axes: tuple[Expression, ...],
    span: Span,
    sentence: str,
) -> list[Fact]:
    r"""``{0, 1}^n``, ``{-1, 1}^n``, ``{1, \dots, K}^n``: tensors whose entries are some of finitely many values."""
    known = _finite(source, subjects, inside, span, sentence)
    values = known[0].values if known and isinstance(known[0], SetFact) else ()
    if {v.value for v in values if isinstance(v, Number)} == {0, 1} and len(values) == 2:
        return [ShapeFact(span, sentence, subjects, axes, "binary")]
    shape = ShapeFact(span, sentence, subjects, axes, "real")
    if len(values) == 2:
        return [shape, *known]
    words = f"the entries of {', '.join(map(latex, subjects))} are some of finitely many values"
    return [shape, UnreadFact(span, sentence, subjects, words)]


def _is_dots(tokens: list[Token]) -> bool:
    return (
        len(tokens) == 1
        and tokens[0].kind == "command"
        and tokens[0].text
        in (
            "\\dots",
            "\\ldots",
            "\\cdots",
            "\\dotsc",
            "\\dotsb",
        )
    )


def range_of_pieces(
    source: Source, subjects: tuple[Expression, ...], pieces: list[list[Token]], span: Span, sentence: str
) -> RangeFact | None:
    r"""``1, \dots, N`` or ``0, 1, 2, \dots`` or ``1 \dots N`` as a range; None if it has no dots."""
    if len(pieces) == 1:
        inner = pieces[0]
        at = next((k for k, token in enumerate(inner) if _is_dots([token])), -1)
        if at <= 0:
            return None
        if not isinstance(parse_expression(source, inner[:at]), Number | Symbol | Addition):
            return None  # a product
        pieces = [inner[:at], [inner[at]], *([inner[at + 1 :]] if inner[at + 1 :] else [])]
    at = next((k for k, piece in enumerate(pieces) if _is_dots(piece)), -1)
    if at < 1 or at < len(pieces) - 2:
        return None
    lower = parse_expression(source, pieces[0])
    upper = parse_expression(source, pieces[at + 1]) if at + 1 < len(pieces) else None
    if upper is not None and _descends(lower, upper, parse_expression(source, pieces[1]) if at > 1 else None):
        lower, upper = upper, lower
    return RangeFact(span, sentence, subjects, lower, upper)


def _descends(first: Expression, last: Expression, second: Expression | None) -> bool:
    r"""Whether a range is told from its end: ``T-1, \dots, 1``, ``T, T-1, \dots, s``, ``3, 2, \dots, 0``."""
    if isinstance(first, Number):
        return isinstance(last, Number) and last.value < first.value
    ahead = first.terms[0] if isinstance(first, Addition) else first
    if isinstance(ahead, Number) or (isinstance(first, Addition) and first.signs[0] == "-"):
        return False  # "1 - T, ..., 0"
    less = (isinstance(first, Addition) and isinstance(second, Addition)) or isinstance(first, Symbol)
    if less and isinstance(second, Addition) and second.terms[0] == ahead:
        return _shift(second) < _shift(first)
    return isinstance(last, Number)


def _shift(node: Expression) -> Fraction:
    """The numbers that are added to the first term of a sum."""
    if not isinstance(node, Addition):
        return Fraction(0)
    rest = zip(node.terms[1:], node.signs[1:], strict=True)
    return sum((t.value * (-1 if sign == "-" else 1) for t, sign in rest if isinstance(t, Number)), Fraction(0))


def function_type(source: Source, tokens: list[Token], span: Span, sentence: str) -> FunctionFact | None:
    r"""``f, g: \mathbb{R}^n \to \mathbb{R}``; None if the tokens are no such thing."""
    colon = split_top(tokens, ":", "\\colon")
    if len(colon) != 2:
        return None
    arrow = split_top(colon[1], "\\to", "\\rightarrow", "\\longrightarrow")
    if len(arrow) != 2:
        return None
    try:
        subjects = parse_entries(source, strip(colon[0]))
    except LocatedError:
        return None
    listed = [x for x in subjects if not (isinstance(x, Symbol) and x.letter == "\\dots")]  # f_1, ..., f_n
    if not listed or not all(map(is_name, listed)):
        return None
    sides: list[tuple[Expression, ...] | None] = []
    for side in arrow:
        try:
            shapes = membership(source, tuple(listed), side, span, sentence)
        except LocatedError:
            shapes = []
        shape = shapes[0] if shapes else None
        sides.append(shape.axes if isinstance(shape, ShapeFact) else None)
    return FunctionFact(span, sentence, subjects, sides[0], sides[1])
