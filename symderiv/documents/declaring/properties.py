"""What words and conditions say of tensors, as statements: symmetric, orthogonal, positive, a distribution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symderiv.documents.declaring.declared_shapes import known_subject
from symderiv.documents.declaring.property_statements import entries, property_of, property_of_pair
from symderiv.documents.elaboration.context import Context
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Fact, SetFact, ShapeFact, WordFact
from symderiv.documents.page.wording import PROPERTIES
from symderiv.documents.words.property_words import ENTRYWISE, OF_ROWS, PAIRS, PHRASES, READINGS
from symderiv.errors import ReadingError, SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    ZERO,
    Add,
    Diff,
    Guard,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    bracket,
    in_shape,
    walk,
)
from symderiv.language.theory import Hypothesis, Statement

__all__ = [
    "definite",
    "is_definite",
    "nonzero",
    "properties",
    "rational_number",
    "said_of",
    "untold",
]

_OF_MATRICES = frozenset(
    (
        *("symmetric", "antisymmetric", "positive definite", "positive semidefinite", "diagonal", "orthogonal"),
        *(
            "orthonormal",
            "orthonormal columns",
            "idempotent",
            "permutation",
            "projection",
            "orthogonal projection",
            "invertible",
        ),
    )
)
_TURNED = {"rows orthonormal": "orthonormal columns", "orthonormal columns": "rows orthonormal"}
_SUPPOSING = regex(r"\b(?:assum|suppos|let|given|provided|require|impos|wlog)", re.IGNORECASE)
_ASSUMED = regex(r"\b(?:assum|suppos|provided|require|impos|wlog)", re.IGNORECASE)
_INTRODUCING = regex(r"\b(?:for|with|where|any|every|each)(?:\s+[\w-]+){0,3}\s*$", re.IGNORECASE)
_CONCLUDING = regex(
    r"\b(?:show|prove|verify|check|conclude|deduce|claim|see|seen|clear(?:ly)?|easy|easily|obvious(?:ly)?|"
    r"follows|implies|then|hence|thus|therefore|so|consequently|indeed)\b",
    re.IGNORECASE,
)


def properties(context: Context, fact: Fact) -> list[tuple[str, Statement]]:
    """The hypotheses that a fact states about declared tensors."""
    found: list[tuple[str, Statement]] = []
    subjects: tuple[s.Expression, ...] = ()
    words: tuple[str, ...] = ()
    if isinstance(fact, WordFact):
        subjects, words = fact.subjects, (fact.word,)
    elif isinstance(fact, ShapeFact):
        subjects = fact.subjects
        words = (
            *fact.words,
            *{
                "positive": ("positive",),
                "nonnegative": ("nonnegative",),
                "binary": ("binary",),
            }.get(fact.domain, ()),
        )
    if len(subjects) == 2 and not {"orthogonal", "orthonormal"}.isdisjoint(words):
        found += _orthogonal_pair(context, fact, subjects, "orthonormal" in words)
    if isinstance(fact, SetFact):
        found += _one_of(context, fact)
    if words and words[0] in PAIRS:
        return _pair(context, fact, subjects, words[0])
    listed = _listed(context, subjects)
    if listed is not None and len(context.shape(listed[0])) < 3:
        words = tuple(x for x in words if x in (*OF_ROWS, *ENTRYWISE))
    for named in (known_subject(context, x) for x in subjects) if listed is None else (listed,):
        if named is None or named[0] not in {*context.theory.shapes, *context.theory.definitions, *context.views}:
            continue
        defined = named[0] in context.theory.definitions
        if _concluded(fact, defined) or (listed is None and not _of_all(context, fact, named)):
            continue
        for word in (_by_classes(context, named, word) for word in words):
            if word == "probability" and defined and not _ASSUMED.search(fact.sentence):
                continue  # "let $z$ be the logits and $p = softmax(z)$ the probabilities" names what they are
            try:
                found += [(f"{named[0]} {word}", st) for st in said_of(context, named, word)]
            except ReadingError:
                continue
    return found


def _listed(context: Context, subjects: Sequence[s.Expression]) -> tuple[str, tuple[s.Expression, ...]] | None:
    r"""The family of the members ``u_1, \\dots, u_n``, and the last of its numbers; None for other subjects."""
    ends = [x for x in subjects if isinstance(x, s.Scripted)]
    if len(ends) < 2 or any(x.base != ends[0].base or len(x.subscripts) != 1 for x in ends):
        return None
    name, first, last = latex(ends[0].base), ends[0].subscripts[0], ends[-1].subscripts
    plain = all(x.superscript is None and not x.primes for x in ends)
    known = context.theory.shapes.keys() | context.views.keys()
    if not plain or not isinstance(first, s.Number) or name not in context.partial & known:
        return None
    count = context.sizes.axis(last[0])
    whole = count is not None and count + 1 - int(first.value) == context.shape(name)[0]
    return (name, last) if whole else None


def _of_all(context: Context, fact: Fact, named: tuple[str, tuple[s.Expression, ...]]) -> bool:
    r"""Whether what is said of ``W_l`` is said of all members, and not for ``l = 2, \\dots, L`` alone."""
    name, indices = named
    letters = list(map(latex, indices))
    if not all(map(is_letter, indices)) or not context.sizes.letters().keys().isdisjoint(letters):
        return False
    whole, columns = context.views.get(name, (name, False))
    sizes = context.theory.shapes.get(whole, ())[int(columns) :]
    limited = [context.limited.get((letter, fact.argument), []) for letter in letters]
    return all(high - low + 1 == n for found, n in zip(limited, sizes, strict=False) for low, high in found)


def said_of(context: Context, named: tuple[str, tuple[s.Expression, ...]], word: str) -> list[Statement]:
    """What a word says of a tensor, or of each row of it where it is said of a row."""
    name, indices = named
    if len(indices) in (1, 2) and len(context.shape(name)) == len(indices) + 2:
        return property_of(context, name, word, len(indices))  # of each of the matrices $W_l$
    if word == "mean zero" or (word == "centred" and context.outcomes):
        return _no_expectation(context, name)  # there a mean is an expectation
    if indices and word in PHRASES and len(context.shape(name)) == 1:
        # "the $p_i$ sum to one" speaks of all entries, "$x_i$ has zero mean" of one
        return property_of(context, name, word) if word in (*ENTRYWISE, "sums to one", "sums to zero") else []
    word = OF_ROWS.get(word, word) if indices else word
    if name not in context.views:
        return property_of(context, name, word)
    name, columns = context.views[name]  # of the vectors that are the columns of a matrix
    if columns:
        word = _TURNED.get(word, word.replace("rows ", "columns ").replace("row ", "column "))
    return property_of(context, name, word)


def _no_expectation(context: Context, name: str) -> list[Statement]:
    """That each entry of a random variable has the mean zero; nothing of what is none."""
    groups = context.random.get(name, ())
    if len(groups) != 1 or context.outcomes[groups[0]].mixed:
        return []
    outcomes, at = context.outcomes[groups[0]], Poly.symbol("%w")
    place, free = entries(context.theory.shapes[name][1:])
    guards = (Guard("ge", at), Guard("ge", outcomes.size - 1 - at))
    mean = Sum(("%w",), guards, Mul((Read(outcomes.weight, (at,)), Read(name, (at, *place)))))
    return [Statement(mean, ZERO, free)]


def _by_classes(context: Context, named: tuple[str, tuple[s.Expression, ...]], word: str) -> str:
    """Of one-hot matrices, which side is one-hot, where the document tells the axis of the classes."""
    axis = None if word != "one-hot" or named[1] else context.classes.get(context.shape(named[0]))
    return word if axis is None else "rows one-hot" if axis else "columns one-hot"


def untold(context: Context, fact: WordFact | ShapeFact) -> list[tuple[str, str]]:
    """The names of a fact that a word of :data:`PHRASES` should tell something of and does not, with that word."""
    words = (fact.word,) if isinstance(fact, WordFact) else fact.words
    said = isinstance(fact, WordFact) and bool(fact.said)
    every = tuple(x for x in words if x in PHRASES or x in PROPERTIES)
    words = tuple(x for x in every if (x in PHRASES if said else x in READINGS or x in _OF_MATRICES))
    if not every or (isinstance(fact, WordFact) and fact.conditional):
        return []
    if words and words[0] in PAIRS:
        told = bool(_pair(context, fact, fact.subjects, words[0])) or _concluded(fact, False)
        return [] if told else [(latex(x), words[0]) for x in fact.subjects]
    found = []
    listed = _listed(context, fact.subjects)
    matrices = listed is not None and len(context.shape(listed[0])) == 3
    if listed is not None and (rest := [x for x in words if x not in (*OF_ROWS, *ENTRYWISE) and not matrices]):
        return [(listed[0], word) for word in rest]
    for subject in fact.subjects if listed is None else ():
        named = known_subject(context, subject)
        known = {*context.theory.shapes, *context.theory.definitions, *context.views}
        if (named is None or named[0] not in known) and latex(s.base(subject)) in known:  # "$p_1, \dots, p_S$"
            found += [(latex(s.base(subject)), word) for word in every]
            continue
        if named is not None and not _of_all(context, fact, named):
            found += [
                (named[0], word) for word in every if not _concluded(fact, named[0] in context.theory.definitions)
            ]
            continue
        for word in words:
            if named is None:
                found.append((latex(subject), word))
            elif not _concluded(fact, named[0] in context.theory.definitions):
                try:
                    silent = not _of_all(context, fact, named) or not said_of(
                        context, named, _by_classes(context, named, word)
                    )
                except SymderivError:
                    silent = True
                if silent and not (len(fact.subjects) == 2 and _orthogonal_pair(context, fact, fact.subjects, False)):
                    found.append((named[0], word))
    return found


def _pair(context: Context, fact: Fact, subjects: tuple[s.Expression, ...], word: str) -> list[tuple[str, Statement]]:
    """What a word says of two tensors of one shape together."""
    names = [named[0] for x in subjects if (named := known_subject(context, x)) is not None and not named[1]]
    shapes = [context.theory.shapes.get(name) for name in names]
    if len(names) != 2 or shapes[0] is None or shapes[0] != shapes[1] or not shapes[0]:
        return []
    if _concluded(fact, all(name in context.theory.definitions for name in names)):
        return []
    if word == "pair orthogonal" and len(shapes[0]) == 1:
        return _orthogonal_pair(context, fact, subjects, False)
    a, b = names
    return [(f"{a}, {b} {word.removeprefix('pair ')}", st) for st in property_of_pair(shapes[0], a, b, word)]


def _one_of(context: Context, fact: SetFact) -> list[tuple[str, Statement]]:
    r"""What ``y_i \\in \\{-1, 1\\}`` says: ``(y_i + 1)(y_i - 1) = 0``, multiplied out."""
    values = [rational_number(value) for value in fact.values]
    found = []
    for subject in fact.subjects:
        named = known_subject(context, subject)
        name = named and named[0]
        if isinstance(subject, s.Scripted) and isinstance(subject.base, s.Symbol):
            name = context.names.alias(latex(subject.base), subject.base)
        if len(values) < 2 or not name or name not in context.theory.shapes:
            continue
        coefficients = [Fraction(1)]  # of the polynomial, the highest first
        for value in values:
            if value is None:
                break
            pairs = zip([*coefficients, Fraction(0)], [Fraction(0), *coefficients], strict=True)
            coefficients = [a - value * b for a, b in pairs]
        else:
            place, free = entries(context.shape(name))
            entry = Read(name, place)
            right = _polynomial([-c for c in coefficients[1:]], entry)
            label = f"{latex(subject)} \\in \\{{{', '.join(map(latex, fact.values))}\\}}"
            found.append((label, Statement(Pow(entry, Fraction(len(values))), right, free)))
    return found


def _polynomial(coefficients: Sequence[Fraction], entry: Term) -> Term:
    """The polynomial with these coefficients, the highest first."""
    terms: list[Term] = []
    for degree, c in zip(range(len(coefficients) - 1, -1, -1), coefficients, strict=True):
        power = [entry] if degree == 1 else [Pow(entry, Fraction(degree))] if degree else []
        if c:
            terms.append(Mul((Num(c), *power)) if power else Num(c))
    return Add(tuple(terms)) if len(terms) > 1 else terms[0] if terms else ZERO


def rational_number(value: s.Expression) -> Fraction | None:
    if isinstance(value, s.Number):
        return value.value
    if isinstance(value, s.Addition) and len(value.terms) == 1 and isinstance(value.terms[0], s.Number):
        return -value.terms[0].value if value.signs[0] == "-" else value.terms[0].value
    return None


def _orthogonal_pair(
    context: Context, fact: Fact, subjects: tuple[s.Expression, ...], normed: bool
) -> list[tuple[str, Statement]]:
    """Two vectors that are orthogonal to each other, or orthonormal."""
    names = [named[0] for x in subjects if (named := known_subject(context, x)) is not None and not named[1]]
    shapes = [context.theory.shapes.get(name) for name in names]
    if len(names) < 2 or shapes[0] is None or len(shapes[0]) != 1 or shapes[0] != shapes[1] or _concluded(fact, False):
        return []
    t, size = Poly.symbol("%t"), shapes[0][0]
    guards = (Guard("ge", t), Guard("ge", size - 1 - t))
    product = Sum(("%t",), guards, Mul((Read(names[0], (t,)), Read(names[1], (t,)))))
    found = [(f"{names[0]} orthogonal to {names[1]}", Statement(product, ZERO))]
    if normed:
        for name in names:
            found += [(f"{name} unit vector", unit) for unit in property_of(context, name, "unit vector")]
    return found


def _concluded(fact: Fact, defined: bool) -> bool:
    """Whether a sentence says what is to be shown or has been: "Show that ⟦H⟧ is orthogonal".  A tensor that has been
    defined has its properties from its definition, unless they are assumed in so many words."""
    if fact.supposed or _SUPPOSING.search(fact.sentence) or _INTRODUCING.search(fact.sentence):
        return False
    return defined or bool(_CONCLUDING.search(fact.sentence.rpartition(";")[2]))


def definite(context: Context, hypotheses: list[Hypothesis], statement: Statement) -> list[Hypothesis]:
    r"""The hypotheses for an inequality: a positive semidefinite ``A`` is ``R^T R`` for some matrix ``R``; a definite
    one is ``R^T R + m I`` for some number ``m > 0`` as well, and, where inverses are taken, ``R^T R`` for an invertible
    ``R``; for equations it is enough that ``A`` is symmetric."""
    theory, found = context.theory, list[Hypothesis]()
    sides = (statement.left, statement.right)
    read = {n.tensor for side in sides for n in walk(side) if isinstance(n, Read | Diff)}
    for name in set(read):
        read |= theory.sources(name)
    bodies = [theory.definitions[name].body for name in read & theory.definitions.keys()]
    inverted = any(isinstance(n, Matrix) for term in (*sides, *bodies) for n in walk(term))
    for h in hypotheses:
        name, _, word = h.name.rpartition(" positive ")
        if not name or word not in ("definite", "semidefinite") or name not in read or name in theory.definitions:
            found.append(h)
            continue
        root, shape = f"\\sqrt{{{name}}}", theory.shape_of(name)
        if root not in theory.shapes:
            theory.add_tensor(root, shape)
        (*members, i, j), free = entries(shape)
        t, size = Poly.symbol("%t"), shape[-1]
        pair = (Read(root, (*members, t, i)), Read(root, (*members, t, j)))
        squared: Term = Sum(("%t",), in_shape((t,), (size,)), Mul(pair))
        if word == "definite" and not inverted:
            least = f"m({name})"  # no name of a document
            if least not in theory.shapes:
                theory.add_tensor(least, shape[:-2])
            m = Read(least, tuple(members))
            squared = Add((squared, Mul((m, bracket(Guard("eq", i - j))))))
            found.append(Hypothesis(f"{h.name} (above a multiple of the identity)", Statement(m, ZERO, free[:-2], ">")))
        found.append(Hypothesis(h.name, Statement(Read(name, (*members, i, j)), squared, free)))
        if word == "definite" and inverted:
            row, column = (f.symbol for f in free[-2:])
            determinant = Matrix("det", row, column, size, Read(root, (*members, i, j)))
            found.append(Hypothesis(f"{h.name} (invertible root)", Statement(determinant, ZERO, free[:-2], "!=")))
    return found


def is_definite(value: Any, word: str) -> bool:
    """Whether a symmetric matrix, written as rows of numbers, is positive definite or ("semidefinite") semidefinite.

    >>> is_definite([["2", "1"], ["1", "1/2"]], "semidefinite"), is_definite([["2", "1"], ["1", "1/2"]], "definite")
    (True, False)
    """
    try:
        rows = [[Fraction(x) for x in row] for row in value]
    except (TypeError, ValueError):
        return False
    for k in range(len(rows)):  # elimination: the pivots of a definite matrix are positive
        pivot = rows[k][k]
        if pivot < 0 or (pivot == 0 and (word == "definite" or any(rows[k][k:]))):
            return False
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / pivot if pivot else Fraction(0)
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return True


def nonzero(context: Context, left: s.Expression, relation: str, right: s.Expression) -> Statement | None:
    r"""What ``x \\ne 0`` says of a vector or a matrix: some entry is not 0; None for anything else."""
    named = known_subject(context, left) if relation in ("\\ne", "\\neq") else None
    if named is None or named[1] or not isinstance(right, s.Number) or right.value or not isinstance(left, s.Symbol):
        return None
    found = property_of(context, named[0], "nonzero") if context.theory.shapes.get(named[0]) else []
    return found[0] if found else None
