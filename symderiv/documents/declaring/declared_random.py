"""Which names of a document are random variables: each gets an axis of outcomes.

Guarantee: of what is no number a shape is told, or the equation that adds it to tensors tells it; else it is not
declared.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from symderiv.documents.elaboration.context import Context, Outcomes
from symderiv.documents.elaboration.elaborate_expectations import moment, moments
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.sentences import spans
from symderiv.documents.page.surface import CalledFact, Item, RelationFact, ShapeFact, SurfaceDocument, WordFact
from symderiv.language.integers import Poly
from symderiv.language.terms import ONE, ZERO, Guard, Read, Sum
from symderiv.language.theory import Free, Statement, Theory

__all__ = ["declare_random", "is_random", "weights", "with_families"]

_WEIGHT = "\\Pr"
_NO_NUMBERS = frozenset(("vector", "vectors", "matrix", "matrices"))


def with_families(document: SurfaceDocument) -> SurfaceDocument:
    r"""The document with a shape for each list of random numbers, ``$X_1, \dots, X_n$ are random variables``."""
    facts = list(document.facts())
    shaped = {latex(s.base(x)) for f in facts if isinstance(f, ShapeFact) for x in f.subjects}
    items: list[Item] = []
    for item in document.items:
        items.append(item)
        if isinstance(item, WordFact) and item.word in ("random", "independent") and _is_list(item.subjects):
            letter = latex(s.base(item.subjects[0]))
            if letter not in shaped:
                shaped.add(letter)
                items.append(ShapeFact(item.span, item.sentence, item.subjects, (), argument=item.argument))
    return replace(document, items=tuple(items)) if len(items) > len(document.items) else document


def _is_list(subjects: tuple[s.Expression, ...]) -> bool:
    r"""``x_1, \dots, x_n``, with or without entries between."""
    first, last = subjects[0], subjects[-1]
    return (
        len(subjects) > 2
        and isinstance(first, s.Scripted)
        and isinstance(last, s.Scripted)
        and first.base == last.base
        and len(first.subscripts) == len(last.subscripts) == 1
        and isinstance(first.subscripts[0], s.Number)
        and any(isinstance(x, s.Symbol) and x.letter in ("\\dots", "\\ldots", "\\cdots") for x in subjects)
    )


def declare_random(context: Context, document: SurfaceDocument) -> None:
    """Give random variables an axis of outcomes; which they are the words say, or a moment of the bare name."""
    facts = document.facts()
    sides = [x for f in facts if isinstance(f, RelationFact) for x in (*f.left, f.right)]
    defined: set[str] = set()
    for f in facts:
        if isinstance(f, RelationFact) and f.relation in ("=", ":="):
            defined |= {latex(x) for x in f.left}
    for display in document.displays():
        for link in display.links:
            sides += [x for x in (link.left, link.right) if x is not None]
            if link.left is not None and not link.continuation:
                defined.add(latex(link.left))
    beneath = [x for side in sides for _, arguments in moments(side) for x in arguments]
    if not beneath:
        return
    names: list[str] = []
    entries = {latex(x): latex(x.base) for x in beneath if isinstance(x, s.Scripted)}  # ``y_i`` of a defined ``y``
    for f in facts:
        if isinstance(f, WordFact) and f.word in ("random", "independent"):
            names += [_name(context, x) for x in f.subjects if isinstance(x, s.Symbol | s.Scripted)]
    for x in beneath:
        power = context.names.superscript(x.superscript)[1:] if isinstance(x, s.Scripted) else (None, False, False)
        known = context.names.read(x)
        declared = known is not None and known.name in context.names.ranks
        if isinstance(x, s.Symbol | s.Scripted) and power == (None, False, False) and not declared:
            names.append(latex(x))
    names += _with_moments(context, document)
    for side in sides:
        for part in s.walk(side):
            if isinstance(part, s.Scripted) and moment(part):
                below = [x.operands[0] if isinstance(x, s.Comparison) else x for x in part.subscripts]
                names += [latex(y) for x in below for y in (x.entries if isinstance(x, s.Group) else (x,))]
    chosen = [
        n
        for n in dict.fromkeys(names)
        if n not in defined
        and entries.get(n) not in defined
        and n not in context.names.functions
        and n not in context.sizes.letters()
        and n not in context.targets
        and context.names.ranks.get(n, 0) is not None
        and n != "\\dots"
    ]
    chosen = _shaped(context, document, chosen)
    apart = {
        frozenset(pair)
        for f in facts
        if isinstance(f, WordFact) and f.word == "independent"
        for pair in itertools.combinations([latex(x) for x in f.subjects], 2)
    }
    told = {f.argument for f in facts if isinstance(f, WordFact) and f.word == "independent" and len(f.subjects) > 1}
    supposed = (d for d in document.displays() if d.hypothesis)
    written = {d.argument for d in supposed if any(k.left and _of_two(k.left, chosen) for k in d.links)}
    written |= {f.argument for f in facts if isinstance(f, RelationFact) and any(_of_two(x, chosen) for x in f.left)}
    alike = (m for piece in document.running if (m := _ALIKE.search(piece.text)) is not None)
    context.alike = next((m.group() for m in alike), "")
    context.centred = next((found for piece in document.running if (found := _mean_in_words(piece.text))), "")
    context.unclear = any(
        isinstance(f, WordFact)
        and (
            (f.word == "independence" and f.argument not in told)
            or (f.word == "uncorrelated" and f.argument not in written)
            or (f.word == "independent" and _is_list(f.subjects))
        )
        for f in facts
    )
    for group in _groups(chosen, apart, _together(document, chosen)):
        number = len(context.outcomes)
        size, weight = "\\Omega" + "'" * number, _WEIGHT + "'" * number
        mixed = not apart.isdisjoint(_pairs(group))
        context.sizes.lows[size] = 1
        context.theory.add_size(size, 1)
        context.outcomes.append(Outcomes(Poly.symbol(size), weight, mixed))
        context.theory.add_tensor(weight, (Poly.symbol(size),))
        for name in group:
            if name not in context.theory.shapes:
                context.random_numbers.add(name)
            shape = context.theory.shapes.pop(name, ())
            context.theory.add_tensor(name, (Poly.symbol(size), *shape))
            context.names.ranks[name] = len(shape)
            context.random[name] = (number,)


def _with_moments(context: Context, document: SurfaceDocument) -> Iterator[str]:
    r"""Declared vectors of which the text supposes a moment: "``$\varepsilon \in \mathbb{R}^n$ with
    $\mathbb{E}[\varepsilon \varepsilon^\top] = s^2 I$``".  Nothing else stands beneath it."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    for display in document.displays():
        told += [x.left for x in display.links if display.hypothesis and x.left is not None]
    for side in told:
        for _, arguments in moments(side):
            reads = [
                context.names.read(n) for x in arguments for n in s.walk(x) if isinstance(n, s.Symbol | s.Scripted)
            ]
            found = {x.name for x in reads if x is not None and context.names.ranks.get(x.name)}
            if len(found) == 1:
                yield found.pop()


def _shaped(context: Context, document: SurfaceDocument, names: list[str]) -> list[str]:
    """Random variables without those that the text calls vectors, and of which nothing tells a shape."""
    called = {latex(x): set(f.nouns) for f in document.facts() if isinstance(f, CalledFact) for x in f.subjects}
    return [name for name in names if name in context.theory.shapes or _NO_NUMBERS.isdisjoint(called.get(name, ()))]


def _name(context: Context, node: s.Symbol | s.Scripted) -> str:
    """What a random variable is an entry of, or itself."""
    found = context.names.read(node)
    entry = found is not None and found.indices and context.names.ranks.get(found.name)
    return found.name if found is not None and entry else latex(node)


def _groups(names: list[str], apart: set[frozenset[str]], together: set[frozenset[str]]) -> list[list[str]]:
    """Variables that share their outcomes: all that nothing says to be independent; where two of those are said to be,
    all of these that some line also speaks of ``together``, as nothing else tells how they go together."""
    found: list[list[str]] = []
    for group in _connected(names, _pairs(names) - apart):
        near = _pairs(group) - apart
        found += _connected(group, near if apart.isdisjoint(_pairs(group)) else near & together)
    return found


def _of_two(side: s.Expression, names: list[str]) -> bool:
    """Whether a moment is one of two variables together."""
    return any(len(_letters(s.Group(side.span, "(", xs)) & set(names)) > 1 for _, xs in moments(side))


def _pairs(names: list[str]) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in itertools.combinations(names, 2)}


def _connected(names: list[str], linked: set[frozenset[str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    for name in names:
        near = [g for g in groups if any(frozenset((name, other)) in linked for other in g)]
        groups = [g for g in groups if g not in near]
        groups.append([*(other for g in near for other in g), name])
    return groups


def _together(document: SurfaceDocument, names: list[str]) -> set[frozenset[str]]:
    """The pairs of names that one equation reads, be it in what it is made from."""
    lines = [(k.left, k.right) for d in document.displays() for k in d.links if k.left and k.right]
    lines += [(left, f.right) for f in document.facts() if isinstance(f, RelationFact) for left in f.left]
    made: dict[str, set[str]] = {}
    for left, right in lines:
        if isinstance(left, s.Symbol | s.Scripted):
            made.setdefault(latex(s.base(left)), set()).update(_letters(right))
    found: set[frozenset[str]] = set()
    for left, right in lines:
        read = _letters(left) | _letters(right)
        new = read
        while new:
            new = {x for name in new for x in made.get(name, ())} - read
            read |= new
        found |= _pairs([x for x in names if x in read])
    return found


def _letters(node: s.Expression) -> set[str]:
    nodes = (n for n in s.walk(node) if isinstance(n, s.Symbol | s.Scripted))
    return {x for n in nodes for x in (latex(n), latex(s.base(n)))}


def is_random(theory: Theory, name: str) -> bool:
    """Whether a tensor of a theory has an axis of outcomes."""
    outcomes = {shape for other, shape in theory.shapes.items() if other.rstrip("'") == _WEIGHT}
    return theory.shapes[name][:1] in outcomes


def weights(context: Context) -> list[tuple[str, Statement]]:
    """What holds of the probabilities."""
    found: list[tuple[str, Statement]] = []
    for number, outcomes in enumerate(context.outcomes):
        names = ", ".join(n for n, groups in context.random.items() if groups == (number,))
        whose = f" of {names}, independent of the others," if len(context.outcomes) > 1 else ""
        index = Poly.symbol("%w")
        entry = Read(outcomes.weight, (index,))
        free = (Free("%w", Poly({}), outcomes.size),)
        total = Sum(("%w",), (Guard("ge", index), Guard("ge", outcomes.size - 1 - index)), entry)
        found.append((f"probabilities{whose} are nonnegative", Statement(entry, ZERO, free, ">=")))
        found.append((f"probabilities{whose} sum to one", Statement(total, ONE)))
    return found


# "The noise has mean zero.", with no name for it
_MEAN = regex(
    r"\b(?:zero[- ]mean|mean[- ](?:of )?zero|cent(?:red|ered)|unbiased|averages? (?:out )?to zero|zero on average|"
    r"vanish(?:es)? (?:on average|in expectation)|(?:zero|vanishing) expectation|"
    r"(?:mean|expectation|expected value)s? (?:of (?:the |its |all )?[a-z ]{1,24} )?(?:is|are|equals?) (?:zero|0))\b",
    re.IGNORECASE,
)


# "drawn independently from the same Gaussian", "two draws from one distribution", "identically distributed"
_ALIKE = regex(
    r"\b(?:identical(?:ly)?|equally)[- ]distributed\b|"
    r"\b(?:draws?|drawn|sampled?|samples|generated|taken|come|copies)\b[^.;⟦]{0,40}\b(?:from|of) "
    r"(?:the|one|an?|some|this)\b[^.;⟦]{0,30}\b(?:distribution|density|gaussian|normal|population|law|variable)\b|"
    r"\b(?:the same|one|a common) (?:distribution|law|density)\b",
    re.IGNORECASE,
)


def _mean_in_words(text: str) -> str:
    """What a sentence without a formula says of a mean that is zero."""
    pieces = (text[start:end] for start, end in spans(text))
    return next((m.group() for piece in pieces if "⟦" not in piece and (m := _MEAN.search(piece)) is not None), "")
