"""What words between the formulas of a passage say of several names together.

Eigenvectors of a matrix, rows and columns, independence, names of derivatives and rules for such names.  Guarantee: a
denied relation states nothing; a mention of independence that is not understood is put down as such.
"""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

from symderiv.documents.elaboration.views import untransposed
from symderiv.documents.latex.grammar import parse_expression
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import LocatedError
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.syntax import (
    Applied,
    Comparison,
    Derivative,
    Expression,
    Group,
    Number,
    Product,
    Scripted,
    Symbol,
    base,
    walk,
)
from symderiv.documents.latex.vocabulary import TURNING
from symderiv.documents.page.surface import (
    ConventionFact,
    EigenbasisFact,
    PartsFact,
    RelationFact,
    ShapeFact,
    StackFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.page.wording import NEGATION
from symderiv.documents.supposing.explained import eigenpairs
from symderiv.documents.supposing.moods import outright as said_outright
from symderiv.documents.supposing.namings import SAID, gradients, namings, said_gradients
from symderiv.documents.supposing.roles import is_case
from symderiv.documents.words.conventions import ACCENT_RULE, is_general
from symderiv.documents.words.eigenbases import eigenbases
from symderiv.documents.words.listed_diagonals import is_listed_diagonal
from symderiv.documents.words.phrases import BETWEEN, WINDOW, Phrases

__all__ = [
    "basis_vectors",
    "denies_parts",
    "derivative_rules",
    "diagonal_entries",
    "independence",
    "named_gradients",
    "named_values",
    "rows_and_columns",
    "stacks",
    "told_eigenbases",
    "told_eigenpairs",
]

_DERIVATIVES = ("\\partial", "\\nabla")
_FEWEST = 3  # nodes of a formula that makes something
_INDEPENDENCE = regex(r"(?<!linearly )\b(?:independent(?:ly)?|independence|uncorrelated|i\.i\.d|iid)\b", re.IGNORECASE)
_NO_PARTS = regex(r"⟧ (?:are|is) not (?:the |its )?(?:rows?|columns?)\b", re.IGNORECASE)
_LISTED = regex(r"\s*(?:are|being|given by|by|the|vectors?|:|,|\s)*⟦(\d+)⟧(?:[^⟦.;:]{0,24}\bof\b[^⟦.;:]{0,24}⟦(\d+)⟧)?")
# "the matrix ⟦U⟧ whose columns are the outside vectors ⟦u_1, ...⟧"
_LISTED_AS = regex(
    r"\s*(?:are|contain|hold|store)\s+(?:(?:the|our|all(?:\s+the)?)\s+)?(?:(?!(?:of|same|not|in|to|for)\b|eigen|unit|basis)"
    r"[a-z-]+\s+){1,3}⟦(\d+)⟧(?P<of>)(?!\s+(?:of|in|from|to)\b)",
    re.IGNORECASE,
)
_COUNTED = regex(
    r"\s*(?:no\.|number\s)?\s*⟦(\d+)⟧\s+of\s+(?:the\s+)?(?:\w+\s+){0,2}⟦(\d+)⟧"
    r"(?:\s+(?:is|be|by|as)\s+(?:denoted\s+(?:by\s+)?|written\s+(?:as\s+)?|called\s+)?⟦(\d+)⟧)?"
)
_OF_TWO = regex(r"⟦(?P<a>\d+)⟧\s*(?:,|,?\s*and)\s*⟦\d+⟧\s+(?:are|be|being)\s+(?:mutually\s+)?$")
# "uncorrelated, i.e. ⟦C = 0⟧" writes itself what is meant.
_WRITTEN_BEHIND = regex(r"\s*[,(:]?\s*(?:i\.e\.|that is|namely|viz\.)[\s,]*⟦(\d+)⟧")
_SEVERAL = r"(?P<list>⟦\d+⟧(?:\s*(?:,|,?\s*and)\s*⟦\d+⟧)+)"
_RESPECTIVELY = regex(rf"{_SEVERAL}\s+(?:are|be|denote|for|being)(?:\s+the)?\s*(?:⟦\d+⟧\s*-?\s*th)?\s*$")
_OF_SEVERAL = regex(rf"\s*of\s+(?:the\s+)?(?:\w+\s+){{0,2}}{_SEVERAL}")
_BASIS = regex(
    r"⟦(?P<a>\d+)⟧[^⟦.;:]{0,24}(?:⟦\d+⟧-?\s?th\s+)?(?:standard|canonical|coordinate)?\s*(?:unit|basis) vectors?\b"
    r"|\b(?:unit|basis) vectors?\s+⟦(?P<b>\d+)⟧|\b(?:standard|canonical) basis\s+⟦(?P<c>\d+)⟧"
)
_OF = regex(r"\s*(?:of|from|with)(?: the| all)?(?: \w+){0,2}\s*⟦(\d+)⟧(?:\s*(?:,|and)\s*⟦(\d+)⟧)?")


# "⟦Λ⟧ is diagonal with entries ⟦λ_1, …, λ_d⟧", "the diagonal matrix ⟦Λ⟧ with ⟦λ_1, …, λ_d⟧ on its diagonal"
_DIAGONAL = regex(
    r"(?:⟦(?P<a>\d+)⟧,?\s+(?:(?:is|be|being|denotes?|a|an|the)\s+)*diagonal(?:\s+matrix)?"
    r"|\bdiagonal(?:\s+matrix)?\s+⟦(?P<b>\d+)⟧),?\s+(?:with|having|whose|of)\s+(?:the\s+|its\s+|real\s+|diagonal\s+|strictly\s+|positive\s+|non-?negative\s+)*"
    r"(?:(?:entries|elements|eigenvalues)\s+(?:are\s+)?⟦(?P<c>\d+)⟧|⟦(?P<d>\d+)⟧\s+(?:on|along)\s+(?:the|its)\s+diagonal)",
    re.IGNORECASE,
)


def denies_parts(document: SurfaceDocument) -> bool:
    """Whether the text says of vectors that they are not the rows or columns of a matrix."""
    return any(_NO_PARTS.search(piece.text) for piece in document.running)


def _indexed(node: Expression) -> bool:
    """Whether a name is one of many: ``x_1``, ``x_n^\\top`` or ``x^{(n)}``."""
    return untransposed(node) is not None


def _members(passage: Phrases, number: int) -> list[Expression]:
    r"""The names of a formula that are one of many, with their number below: ``x_n^\\top``, ``x^{(i)}`` and
    ``(x^{(i)})^\\top``."""
    chunk = passage.chunks[number]
    names = list(chunk.subjects)
    if not names and not chunk.relations:
        with suppress(LocatedError):
            names = [parse_expression(passage.source, chunk.tokens, (chunk.span.start, chunk.span.end))]
    return [x for name in names if (x := _numbered_below(name)) is not None]


def _numbered_below(node: Expression) -> Expression | None:
    """A name that is one of many with its number below."""
    if _indexed(node):
        return node
    turned = isinstance(node, Scripted) and isinstance(node.superscript, Symbol) and node.superscript.letter in TURNING
    if isinstance(node, Scripted) and turned and isinstance(node.base, Group) and len(node.base.entries) == 1:
        node = node.base.entries[0]
    if not isinstance(node, Scripted) or not isinstance(node.base, Symbol) or node.subscripts or node.primes:
        return None
    above = node.superscript
    above = above.factors[0] if isinstance(above, Product) and len(above.factors) == 2 else above  # ``x^{(i)T}``
    number = above.entries[0] if isinstance(above, Group) and len(above.entries) == 1 else None
    plain = number is not None and (is_letter(number) or isinstance(number, Number))
    return Scripted(node.span, node.base, (number,)) if number is not None and plain else None


def told_eigenbases(passage: Phrases, lead: str) -> None:
    """Eigenvectors and eigenvalues that are introduced together."""
    for found in eigenbases(passage.text):
        if max(found.vectors, found.values, found.matrix or 0) >= len(passage.chunks):
            continue
        vectors, values = passage.chunks[found.vectors], passage.chunks[found.values]
        of = passage.chunks[found.matrix].subjects if found.matrix is not None else ()
        passage.put(
            max(found.vectors, found.values),
            EigenbasisFact(
                vectors.span,
                passage.before(found.vectors, lead),
                of[0] if len(of) == 1 else None,
                vectors.subjects,
                values.subjects,
                found.kind,
            ),
        )
        passage.told |= {found.vectors, found.values}


def told_eigenpairs(passage: Phrases, lead: str) -> None:
    """``$u$ is an eigenvector of $A$ with eigenvalue $\\lambda$``, where it is supposed."""
    for _, *numbers, unit in eigenpairs(passage.text):
        if max(numbers) >= len(passage.chunks):
            continue
        found = [passage.chunks[k].subjects for k in numbers]
        if any(len(names) != 1 for names in found):
            continue
        (vector,), (matrix,), (value,) = found
        last = max(numbers)
        span, sentence = passage.chunks[last].span, passage.before(numbers[0], lead)
        sides = (Product(span, (matrix, vector), ("",)), Product(span, (value, vector), ("",)))
        case = is_case(sentence)
        passage.put(last, RelationFact(span, sentence, sides[:1], "=", sides[1], "let", not case, supposed=case))
        if unit:
            passage.put(last, WordFact(span, sentence, (vector,), "unit vector", supposed=case))
        passage.told.add(numbers[0])


# "⟦0⟧ need not be orthonormal": that is denied, and not what follows.
_ANOTHER_DENIAL = regex(
    r"\b(?:need\s+not|not|never)\b(?:\s+(?:necessarily|be|being|assumed|required|supposed|to|mutually|pairwise))*\s+"
    r"(?:orthonormal|orthogonal|symmetric|normali[sz]ed|independent|cent(?:er|re)d|sorted|distinct|unit(?:\s+vectors)?)\b",
    re.IGNORECASE,
)


def _denied(begin: str) -> bool:
    """Whether the end of a text denies what comes next."""
    return NEGATION.search(_ANOTHER_DENIAL.sub("", begin)[-60:]) is not None


def rows_and_columns(passage: Phrases) -> None:
    """Rows and columns: ``⟦0⟧ has the rows ⟦1⟧``, ``the columns ⟦1⟧ of ⟦0⟧``, ``⟦1⟧ is the ⟦2⟧-th row of ⟦0⟧``,
    ``⟦1⟧ is row ⟦2⟧ of ⟦0⟧``."""
    stacked = list(_STACKED.finditer(passage.text))  # of what is called by a noun, and of no formula before
    for match in re.finditer(r"\b(?P<word>row|column)(?P<many>s?)(?: vectors?)?\b", passage.text, re.IGNORECASE):
        begin = passage.lead_of(match.start())
        behind = passage.text[match.end() : match.end() + 200]
        listed = _LISTED.match(behind) or _LISTED_AS.match(behind)
        single = re.match(r"\s*of\s+(?:the )?(?:\w+ ){0,3}⟦(\d+)⟧", behind)
        if _denied(begin) or any(m.start() < match.start() < m.end() for m in stacked):
            continue
        numbered = None if match.group("many") else _numbered(passage, behind, begin)
        if numbered is not None:
            place, name, matrix = numbered
            column = match.group("word").lower() == "column"
            passage.put(place, PartsFact(passage.chunks[place].span, begin, matrix, name, column))
            continue
        parts, matrices = _RESPECTIVELY.search(begin), _OF_SEVERAL.match(behind)
        if parts is not None and matrices is not None:
            columns = match.group("word").lower() == "column"
            if _in_pairs(passage, _marks(parts), _marks(matrices), begin, columns) or listed is not None:
                continue
        earlier = [int(m) for m in re.findall(r"⟦(\d+)⟧", begin)]
        if listed is not None:
            part = int(listed.group(1))
            wholes = [*([int(listed.group(2))] if listed.group(2) else []), *earlier[::-1]]
        elif single is not None and earlier and not _ONTO.search(begin):
            named = [k for k in earlier if _members(passage, k)]
            part, wholes = (named[-1] if named else -1), [int(single.group(1))]
            between = _ANOTHER_DENIAL.sub("", begin[begin.rindex(f"⟦{part}⟧") :]) if named else ""
            if named and _CALLS.match(between) is None:
                continue  # "noisy copies of the rows of ⟦X⟧", "twice the ⟦i⟧-th row of ⟦X⟧"
        else:
            continue
        rows = _members(passage, part)[:1] if part >= 0 else []
        while part >= 0 and part + 1 < len(passage.chunks) and listed is not None and not listed.group(2):
            between = passage.text[passage.places[part][1] : passage.places[part + 1][0]]
            more = _members(passage, part + 1)
            if not more or passage.chunks[part + 1].relations or not BETWEEN.match(between):
                break  # "rows ⟦x_i⟧, ⟦D_ij = ...⟧"
            part, rows = part + 1, [*rows, more[0]]
        sizes = {x for _, f in passage.facts if isinstance(f, ShapeFact) for axis in f.axes for x in walk(axis)}
        named_in = ([x for x in passage.chunks[k].subjects if isinstance(x, Symbol)] for k in wholes)
        whole = next((w for w in named_in if w and sizes.isdisjoint(w)), [])  # "⟦U, V⟧ of ⟦N⟧ pairs, with rows ..."
        if len(rows) == len(whole):
            columns = match.group("word").lower() == "column"
            for x, y in zip(whole, rows, strict=True):
                passage.put(part, PartsFact(passage.chunks[part].span, begin, x, y, columns))


# "⟦x_i⟧ is the ⟦i⟧-th", "the ⟦x_i⟧ form the", before a row.
_CALLS = regex(
    r"⟦\d+⟧[\s,(:]*(?:(?:is|are|be|being|denotes?|denoting|means?|for|as|forms?|forming|constitutes?|makes? up|"
    r"which|that|i\.e\.|namely|simply|just|stand for)(?:[\s,]+|$)){0,3}"
    r"(?:(?:the|its|their|all|first|second|third|last|data|input|feature|training|sample)(?:\s+|$)){0,3}"
    r"(?:⟦\d+⟧\s*-?\s*(?:st|nd|rd|th)?\s*)?$",
    re.IGNORECASE,
)
# "weights ⟦W_2⟧, trained on the columns of ⟦X⟧": what is done with them, and not what they are called.
_ONTO = regex(
    r"\b(?:on|over|across|along|from|to|than|unlike|besides|except|like)(?:\s+(?:the|all|its|each|every))*\s*$",
    re.IGNORECASE,
)
_STACKED = regex(
    r"\b(?:stack|collect|gather|arrang|put|writ|plac|concatenat|assembl)\w*\s+(?:all\s+)?(?:the|these|our|all|its)\s+"
    r"(?:[a-z-]+\s+)?(?P<noun>[a-z]+)\s+(?:as|into|in|to)\s+(?:the\s+)?(?P<word>row|column)s\s+(?:of|in|into)\s+"
    r"(?:(?:an?|the)\s+)?(?:[a-z-]+\s+){0,2}⟦(?P<whole>\d+)⟧",
    re.IGNORECASE,
)


def stacks(passage: Phrases) -> None:
    """ "Stacking the inputs as rows of ⟦0⟧": a matrix of what another sentence has called so."""
    for match in _STACKED.finditer(passage.text):
        begin, number = passage.lead_of(match.start()), int(match.group("whole"))
        names = [x for x in passage.chunks[number].subjects if isinstance(x, Symbol)]
        if len(names) == 1 and not _denied(begin):
            noun = match.group("noun").lower()
            columns = match.group("word").lower() == "column"
            passage.put(number, StackFact(passage.chunks[number].span, begin, names[0], noun, columns))


def _marks(found: re.Match[str]) -> list[int]:
    return [int(k) for k in re.findall(r"⟦(\d+)⟧", found.group("list"))]


def _in_pairs(passage: Phrases, parts: list[int], wholes: list[int], begin: str, columns: bool) -> bool:
    """Rows or columns of several matrices, each of its own: "⟦q_i⟧ and ⟦k_i⟧ are the rows of ⟦Q⟧ and ⟦K⟧"; whether
    they are so many."""
    names = [x for k in parts for x in passage.chunks[k].subjects]
    matrices = [x for k in wholes for x in passage.chunks[k].subjects]
    if len(names) != len(matrices) or not all(map(_indexed, names)):
        return False
    if all(isinstance(x, Symbol) for x in matrices):
        for name, matrix in zip(names, matrices, strict=True):
            passage.put(parts[-1], PartsFact(passage.chunks[parts[-1]].span, begin, matrix, name, columns))
    return True


def _numbered(passage: Phrases, behind: str, begin: str) -> tuple[int, Expression, Expression] | None:
    """The place and the name of ``x_i``, and the matrix, of "⟦x_i⟧ is row ⟦i⟧ of ⟦X⟧" and "row ⟦i⟧ of ⟦X⟧ is ⟦x_i⟧"."""
    found = _COUNTED.match(behind)
    if found is None:
        return None
    before = re.search(r"⟦(\d+)⟧,?\s*(?:is|be|denotes?|for|means|as|being)(?:\s+the)?\s*$", begin)
    place = int(before.group(1)) if before else int(found.group(3)) if found.group(3) else -1
    if not 0 <= place < len(passage.chunks):
        return None
    number, whole, names = (passage.chunks[k].subjects for k in (int(found.group(1)), int(found.group(2)), place))
    if not (len(number) == len(whole) == len(names) == 1 and isinstance(whole[0], Symbol)):
        return None
    name = names[0]
    same = isinstance(name, Scripted) and len(name.subscripts) == 1 and latex(name.subscripts[0]) == latex(number[0])
    return (place, name, whole[0]) if same else None


def independence(passage: Phrases) -> None:
    """``$x$ is independent of $y$``, or uncorrelated with it; any other mention is put down as not understood."""
    for match in _INDEPENDENCE.finditer(passage.text):
        if not passage.chunks:
            return
        behind = next((k for k, place in enumerate(passage.places) if place[0] >= match.end()), len(passage.places) - 1)
        span = passage.chunks[behind].span
        sentence = passage.lead_of(match.start())
        uncorrelated = match.group().lower() == "uncorrelated"
        passage.put(behind, WordFact(span, sentence, (), "uncorrelated" if uncorrelated else "independence"))
        other = _OF.match(passage.text[match.end() :])
        before = re.search(r"⟦(\d+)⟧[^⟦.;:]*$", passage.text[: match.start()])
        partly = re.search(r"\b(?:conditionally|pairwise|nearly|almost)\s*$", passage.text[: match.start()])
        if before is None or partly or NEGATION.search(before.group()):
            continue
        written = _WRITTEN_BEHIND.match(passage.text, match.end()) if uncorrelated else None
        if written is not None and any(r == "=" for _, r, _ in passage.chunks[int(written.group(1))].relations):
            continue
        ones = passage.chunks[int(before.group(1))].subjects
        marks = other.groups() if other is not None else ()
        pairs = [(x, y) for k in marks if k is not None for x in ones for y in passage.chunks[int(k)].subjects]
        several = _OF_TWO.search(passage.text[: match.start()])
        if uncorrelated and not pairs and several is not None:
            pairs = [(x, y) for x in passage.chunks[int(several["a"])].subjects for y in ones]
        elif uncorrelated and not pairs and len(ones) == 2:
            pairs = [(ones[0], ones[1])]
        for pair in pairs:
            told: WordFact | RelationFact = WordFact(span, sentence, pair, "independent")
            if uncorrelated:
                covariance = Applied(span, Symbol(span, "Cov", (), True), pair, True, "(")
                case = is_case(sentence)
                zero = Number(span, Fraction(0))
                told = RelationFact(span, sentence, (covariance,), "=", zero, "let", not case, supposed=case)
            passage.put(behind, told)


def diagonal_entries(passage: Phrases) -> None:
    """Diagonal matrices of which the entries are told: as ``diag`` of the list."""
    for match in _DIAGONAL.finditer(passage.text):
        matrix, entries = int(match.group("a") or match.group("b")), int(match.group("c") or match.group("d"))
        names, listed = passage.chunks[matrix].subjects, passage.chunks[entries].subjects
        begin = passage.before(matrix)
        if len(names) != 1 or not isinstance(names[0], Symbol) or _denied(begin):
            continue
        span = passage.chunks[entries].span
        vector = _vector(listed)
        made = Applied(span, Symbol(span, "diag", (), True), listed if vector is None else (vector,), True, "(")
        if is_listed_diagonal(made) or (vector is not None and latex(vector) != latex(names[0])):
            case = is_case(begin)
            passage.put(entries, RelationFact(span, begin, names, "=", made, "let", not case, supposed=case))


def _vector(listed: tuple[Expression, ...]) -> Expression | None:
    r"""The vector of which one entry is named with a letter for its number, ``\\lambda_i``."""
    entry = listed[0] if len(listed) == 1 else None
    if not isinstance(entry, Scripted) or not _indexed(entry) or entry.superscript is not None or entry.primes:
        return None
    return entry.base if is_letter(entry.subscripts[0]) else None


def named_values(passage: Phrases) -> None:
    """Names that words give to formulas."""
    given: set[int] = set()
    for name, value, outright in namings(passage.text):
        chunk, other = passage.chunks[name], passage.chunks[value]
        if not chunk.bare or len(chunk.subjects) != 1 or name in given or other.relations:
            continue
        derived = any(t.text in _DERIVATIVES for t in other.tokens)
        try:
            right = parse_expression(passage.source, other.tokens, (other.span.start, other.span.end))
        except LocatedError as error:
            if derived:
                passage.errors.append(error)
            continue
        begin, last = passage.before(min(name, value)), max(name, value)
        if not derived and (not _is_made(right, chunk.subjects[0]) or not said_outright(begin)):
            continue
        given.add(name)
        word = "let" if outright and derived else SAID
        applied = tuple(x for x in chunk.axes or () if isinstance(x, Applied))  # "$f(x)$ is"
        left: tuple[Expression, ...] = applied or chunk.subjects
        passage.put(last, RelationFact(passage.chunks[last].span, begin, left, "=", right, word))
        passage.told |= {name, value}


def _is_made(value: Expression, name: Expression) -> bool:
    """Whether a formula makes a value from others than the name that it is given."""
    if isinstance(value, Number | Symbol | Scripted | Comparison):
        return False
    if not isinstance(value, Applied) and len(list(walk(value))) < _FEWEST:
        return False
    symbols = {latex(base(x)) for x in walk(value) if isinstance(x, Symbol | Scripted)}
    symbols |= {latex(base(x.head)) for x in walk(value) if isinstance(x, Applied)}
    return latex(base(name)) not in symbols and not any("dots" in x for x in symbols)


def named_gradients(passage: Phrases) -> None:
    """Names for gradients that are written in words: "let $g$ denote the gradient of the loss $L$ at $z$"."""
    told = [(*said, "let") for said in gradients(passage.text)]
    told += [(*said, SAID) for said in said_gradients(passage.text)]
    for name, *of, word in told:
        if max(name, *of) >= len(passage.chunks):
            continue
        loss, at = (passage.chunks[k] for k in of)
        names = passage.chunks[name].subjects
        if not (loss.bare and at.bare and len(names) == len(loss.subjects) == len(at.subjects) == 1):
            continue
        last = max(name, *of)
        span = passage.chunks[last].span
        right = Derivative(span, loss.subjects[0], at.subjects)
        passage.put(last, RelationFact(span, passage.before(min(name, *of)), names, "=", right, word))
        if word != SAID:
            passage.told.add(name)


def derivative_rules(passage: Phrases) -> None:
    """Names of derivatives by a rule."""
    for number, fact in [(k, f) for k, f in passage.facts if isinstance(f, RelationFact) and f.relation == "="]:
        right = fact.right
        if not isinstance(right, Derivative) or len(right.variables) != 1 or len(fact.left) != 1:
            continue
        begin, end = passage.places[number]
        if is_general(passage.lead_of(begin), passage.text[end : end + WINDOW]):
            passage.put(number, ConventionFact(fact.span, "", right.target, fact.left[0], right.variables[0]))
    for match in ACCENT_RULE.finditer(passage.text):
        k = int(match.group("loss"))
        accent = {"overbar": "bar", "overline": "bar"}.get(match.group("accent").lower(), match.group("accent").lower())
        if passage.chunks[k].bare and len(passage.chunks[k].subjects) == 1:
            passage.put(k, ConventionFact(passage.chunks[k].span, "", passage.chunks[k].subjects[0], accent=accent))


def basis_vectors(passage: Phrases) -> None:
    """Vectors that are called basis vectors: "the ⟦1⟧-th unit vector ⟦0⟧"."""
    for match in _BASIS.finditer(passage.text):
        k = int(match.group("a") or match.group("b") or match.group("c"))
        subjects = tuple(x for x in passage.chunks[k].subjects if _indexed(x))
        if subjects:
            passage.put(k, WordFact(passage.chunks[k].span, "", subjects, "basis vector"))
