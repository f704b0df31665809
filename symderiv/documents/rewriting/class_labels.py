r"""Labels that name classes, ``y_i \in \{1, \dots, K\}``: as one-hot vectors, ``\mathbb{1}[y_i = k]`` as their entries.

The score ``s_{i y_i}`` of the label is ``\sum_k Y_{ik} s_{ik}``, a sum over ``j \ne y_i`` one with the factors
``1 - Y_{ij}``, the row ``E_{t_s,:}`` of a table ``\sum_v T_{sv} E_{v,:}``.

Guarantee: only of labels that every formula uses so; of others nothing is known but that their range is told, and what
is false without it is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.elaboration.labels import rewritten
from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.marks import marked
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import (
    Display,
    Item,
    Link,
    RangeFact,
    RelationFact,
    ShapeFact,
    SurfaceDocument,
    UnreadFact,
    WordFact,
)

__all__ = ["with_class_labels"]

_CLASSES = ("c", "v", "m", "q", "u", "r", "b", "g", "\\kappa", "\\iota")
_INDICATORS = ("1", "I", "\\chi")


@dataclass(frozen=True)
class _Label:
    """The labels of one letter: the fact that tells their range, and a letter for a class."""

    name: s.Symbol
    fact: RangeFact
    letter: str

    def is_one(self, node: s.Expression) -> bool:
        return isinstance(node, s.Scripted) and node.base == self.name

    def entry(self, label: s.Expression, at: s.Expression) -> s.Expression:
        """The entry of the one-hot vector of a label."""
        assert isinstance(label, s.Scripted)
        return replace(label, base=marked(self.name), subscripts=(*_entries(label.subscripts), at))

    def summed(self, label: s.Expression, body: Callable[[s.Expression], s.Expression]) -> s.Expression:
        """The sum over all classes of what is made from one, that of the label alone being there."""
        at = s.Symbol(label.span, self.letter)
        product = s.Product(label.span, (self.entry(label, at), body(at)), ("",))
        return s.Group(label.span, "(", (self.over(at, product),))

    def over(self, at: s.Expression, body: s.Expression) -> s.BigOperator:
        below = s.Comparison(at.span, (at, self.fact.lower), ("=",))
        return s.BigOperator(at.span, "sum", (below,), self.fact.upper, body)


def with_class_labels(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such labels as one-hot vectors."""
    for fact in (x for x in document.facts() if isinstance(x, RangeFact)):
        if (label := _label(document, fact)) is None:
            continue
        changed = _rewritten(document, label)
        left = [n for item in _told(changed) for n in _parts(item) if label.is_one(n) or n == label.name]
        document = _in_doubt(document, label) if left else _declared(changed, label)
    return document


def _rewritten(document: SurfaceDocument, label: _Label) -> SurfaceDocument:
    """The document with the formulas changed that labels stand in, as far as they can be."""

    def conditional(link: Link) -> Link:
        factors = [x for c in link.conditions if (x := _indicator(label, c)) is not None]
        by = isinstance(link.left, s.Derivative | s.Gradient)
        if not factors or not by or link.left is None or link.right is None or link.continuation:
            return link
        rest = tuple(c for c in link.conditions if _indicator(label, c) is None)
        sides = (
            s.Product(x.span, (*factors, s.Group(x.span, "(", (x,))), ("",) * len(factors))
            for x in (link.left, link.right)
        )
        left, right = sides
        return replace(link, left=left, right=right, conditions=rest)

    document = rewritten(document, lambda node: _changed(label, node))
    items = (
        replace(item, links=tuple(map(conditional, item.links))) if isinstance(item, Display) else item
        for item in document.items
    )
    return replace(document, items=tuple(items))


def _parts(item: Item) -> Iterator[s.Expression]:
    yield from everywhere(item)
    if isinstance(item, Display):
        for condition in (c for k in item.links for c in k.conditions):
            yield from s.walk(condition)


def _told(document: SurfaceDocument) -> list[Item]:
    return [x for x in document.items if isinstance(x, Display | RelationFact)]


def _label(document: SurfaceDocument, fact: RangeFact) -> _Label | None:
    r"""The labels of which a fact tells the range, where some formula uses them; None for indices and numbers."""
    subject = fact.subjects[0]
    whole = fact.upper is not None and not (fact.exclusive or fact.above or fact.between)
    first = isinstance(fact.lower, s.Number) and fact.lower.value in (0, 1)
    if not isinstance(subject, s.Scripted) or not isinstance(subject.base, s.Symbol) or not whole or not first:
        return None
    above = subject.superscript
    counted = (len(subject.subscripts) == 1 and above is None) or (
        isinstance(above, s.Group) and len(above.entries) == 1 and not subject.subscripts
    )
    shaped = {latex(s.base(x)) for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects}
    nodes = [n for item in _told(document) for n in everywhere(item)]
    used = any(isinstance(n, s.Scripted) and n.base == subject.base for n in nodes)
    if not counted or subject.primes or latex(subject.base) in shaped or not used:
        return None
    taken = {latex(n) for n in nodes if isinstance(n, s.Symbol)}
    free = next((x for x in _CLASSES if x not in taken), None)
    return None if free is None else _Label(subject.base, fact, free)


def _declared(document: SurfaceDocument, label: _Label) -> SurfaceDocument:
    """The document with the shape of the one-hot vectors in place of the range of the labels."""
    fact, upper = label.fact, label.fact.upper
    assert upper is not None
    assert isinstance(fact.lower, s.Number)
    one = s.Number(upper.span, Fraction(1))
    size = upper if fact.lower.value == 1 else s.Addition(upper.span, (upper, one), ("+", "+"))
    subjects = tuple(replace(x, base=marked(label.name)) for x in fact.subjects if isinstance(x, s.Scripted))
    shape = ShapeFact(fact.span, fact.sentence, subjects, (size,), argument=fact.argument)
    word = WordFact(fact.span, "Let", subjects, "one-hot", argument=fact.argument)
    items: list[Item] = []
    for item in document.items:
        items += [shape, word] if item == fact else [item]
    displays = (
        replace(x, facts=tuple(f for f in x.facts if f != fact)) if isinstance(x, Display) else x for x in items
    )
    document = replace(document, items=tuple(displays))
    return document if shape in document.items else replace(document, items=(shape, word, *document.items))


def _in_doubt(document: SurfaceDocument, label: _Label) -> SurfaceDocument:
    """The document with what it tells of the labels as words that are not understood."""
    fact = label.fact
    words = rf"{latex(fact.subjects[0])} \in \{{{latex(fact.lower)}, \dots, {latex(fact.upper or fact.lower)}\}}"
    doubt = UnreadFact(fact.span, fact.sentence, (label.name,), words, argument=fact.argument)
    return replace(document, items=(*document.items, doubt))


def _changed(label: _Label, node: s.Expression) -> s.Expression | None:
    """What a part of a formula is in terms of one-hot vectors; None where no label stands in it at once."""

    def inside(part: s.Expression) -> s.Expression:
        return s.replaced(part, lambda n: _changed(label, n))

    if (condition := _condition(node)) is not None:
        return _indicator(label, condition)
    match node:
        case s.Applied(_, s.Scripted() as head, arguments) if any(map(label.is_one, _entries(head.subscripts))):
            applied = replace(node, arguments=tuple(map(inside, arguments)))
            return _by(label, head, lambda x: replace(applied, head=x))
        case s.Scripted(_, base, subscripts) if subscripts and not label.is_one(node):
            entries = _entries(subscripts)
            if latex(base) == "\\delta" and len(entries) == 2 and any(map(label.is_one, entries)):
                return _equal(label, entries)
            return _by(label, node, lambda x: x)
        case s.BigOperator(_, "sum", (s.Comparison(_, (index, other), (relation,)),), None, body):
            if relation in ("\\ne", "\\neq") and label.is_one(other) and is_letter(index):
                factor = _rest(label.entry(other, index))
                product = s.Product(node.span, (factor, s.Group(body.span, "(", (inside(body),))), ("",))
                return label.over(index, product)
        case s.Derivative(_, target, (s.Scripted() as by,)):
            return _by(label, by, lambda v: replace(node, target=inside(target), variables=(v,)))
        case s.Gradient(_, target, s.Scripted() as by):
            return _by(label, by, lambda v: replace(node, target=inside(target), variable=v))
    return None


def _entries(subscripts: tuple[s.Expression, ...]) -> tuple[s.Expression, ...]:
    r"""The single subscripts of ``s_{i y_i}`` and ``z_{n, y_n}``."""
    return tuple(n for x in subscripts for n in (x.factors if isinstance(x, s.Product) else (x,)))


def _by(label: _Label, name: s.Scripted, made: Callable[[s.Expression], s.Expression]) -> s.Expression | None:
    """What is made of a name with a label among its subscripts: the sum of that with each class there."""
    entries = _entries(name.subscripts)
    places = [k for k, x in enumerate(entries) if label.is_one(x)]
    if len(places) != 1:
        return None
    (k,) = places
    return label.summed(entries[k], lambda at: made(replace(name, subscripts=(*entries[:k], at, *entries[k + 1 :]))))


def _condition(node: s.Expression) -> s.Comparison | None:
    r"""The condition of an indicator: ``[y = k]``, ``\mathbb{1}(y = k)``, ``\mathbf{1}_{y = k}``, ``1\{y = k\}``."""
    inner: tuple[s.Expression, ...] = ()
    match node:
        case s.Group(_, ("[" | "{" | "\\{"), entries):
            inner = entries
        case s.Applied(_, s.Symbol(_, letter), arguments) if letter in _INDICATORS:
            inner = arguments
        case s.Scripted(_, s.Symbol(_, letter), subscripts) if letter in _INDICATORS:
            inner = subscripts
    return inner[0] if len(inner) == 1 and isinstance(inner[0], s.Comparison) else None


def _indicator(label: _Label, condition: s.Expression) -> s.Expression | None:
    """1 where a condition on a label holds, else 0; None for any other condition."""
    if (
        not isinstance(condition, s.Comparison)
        or len(condition.operands) != 2
        or not any(map(label.is_one, condition.operands))
    ):
        return None
    (relation,) = condition.relations
    if relation == "=":
        return _equal(label, condition.operands)
    equal = _equal(label, condition.operands) if relation in ("\\ne", "\\neq") else None
    return None if equal is None else _rest(equal)


def _equal(label: _Label, sides: tuple[s.Expression, ...]) -> s.Expression | None:
    """1 where a label is a class, or two labels are one; else 0."""
    one, other = sides if label.is_one(sides[0]) else sides[::-1]
    if label.is_one(other):
        return label.summed(one, lambda at: label.entry(other, at))
    return label.entry(one, other) if isinstance(other, s.Symbol | s.Number) else None


def _rest(part: s.Expression) -> s.Expression:
    """What is left of 1."""
    one = s.Number(part.span, Fraction(1))
    return s.Group(part.span, "(", (s.Addition(part.span, (one, part), ("+", "-")),))
