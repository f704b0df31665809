r"""Labels that name classes, ``y_i \in \{1, \dots, K\}``: as one-hot vectors, ``\mathbb{1}[y_i = k]`` as their entries.

What is made from a label is ``\sum_c Y_{ic}`` times what is made from the class ``c``: so the score ``s_{i y_i}``, the
row ``E_{t_s,:}`` of a table, ``\log p_{i y_i}`` as a whole; a sum over ``j \ne y_i`` has the factors ``1 - Y_{ij}``.
``e_{y_i}`` is the one-hot vector itself, where ``e`` is nothing else.

Guarantee: only of labels whose every use can be written so; of others no more is known than that their range is told,
and what is false without it is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symderiv.documents.elaboration.senses import everywhere
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.free_letters import free_letter
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
_CORNERS = ("max", "min", "relu", "operatorname{relu}", "mathrm{relu}")


@dataclass(frozen=True)
class _Label:
    """The labels of one letter: the fact that tells their range, and a letter for a class."""

    name: s.Symbol
    fact: RangeFact
    letter: str
    bases: frozenset[str] = frozenset()  # the letters of basis vectors

    def vector(self, node: s.Expression) -> s.Expression | None:
        """The one-hot vector of the label of a basis vector; None for anything else."""
        if not isinstance(node, s.Scripted) or latex(node.base) not in self.bases or len(node.subscripts) != 1:
            return None
        one = node.subscripts[0]
        if not isinstance(one, s.Scripted) or not self.is_one(one):
            return None
        whole = replace(one, base=marked(self.name))
        return whole if node.superscript is None else s.Scripted(node.span, whole, (), node.superscript)

    def is_one(self, node: s.Expression) -> bool:
        if not isinstance(node, s.Scripted) or node.base != self.name:
            return False
        return isinstance(node.superscript, s.Group | None) and not node.primes

    def entry(self, label: s.Expression, at: s.Expression) -> s.Expression:
        """The entry of the one-hot vector of a label."""
        assert isinstance(label, s.Scripted)
        return replace(label, base=marked(self.name), subscripts=(*_entries(label.subscripts), at))

    def over_classes(self, label: s.Expression, node: s.Expression) -> s.Expression:
        """The sum over all classes of what is made from one in place of a label, that of the label alone left."""
        at = s.Symbol(node.span, self.letter)
        made = s.replaced(node, lambda n: at if n == label else None)
        below = s.Comparison(node.span, (at, self.fact.lower), ("=",))
        product = s.Product(node.span, (self.entry(label, at), s.Group(node.span, "(", (made,))), ("",))
        return s.Group(node.span, "(", (s.BigOperator(node.span, "sum", (below,), self.fact.upper, product),))

    def free(self, node: s.Expression, bound: frozenset[str] = frozenset()) -> list[s.Expression]:
        """The labels in a part of a formula whose own index nothing binds there."""
        if self.is_one(node):
            return [] if bound & _letters(node) else [node]
        inside = bound
        if isinstance(node, s.BigOperator):
            inside |= {latex(x) for c in node.below for x in _running(c)}
        found = [x for child in s.children(node) for x in self.free(child, inside)]
        return list(dict.fromkeys(found))


def with_class_labels(document: SurfaceDocument) -> SurfaceDocument:
    """The document with such labels as one-hot vectors."""
    for fact in (x for x in document.facts() if isinstance(x, RangeFact)):
        if (label := _label(document, fact)) is None:
            continue
        changed = _rewritten(_with_conditions_beside(document, label), label)
        left = [n for item in _told(changed) for n in _parts(item) if label.is_one(n) or n == label.name]
        document = _in_doubt(document, label) if left else _declared(changed, label)
    return document


def _with_conditions_beside(document: SurfaceDocument, label: _Label) -> SurfaceDocument:
    r"""The document with what leads into a display, "for $j \\ne y_i$", as a condition of its equations."""
    found = [x for x in document.items if isinstance(x, RelationFact) and x.supposed and _tells_apart(label, x)]
    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            beside = [x for x in found if x.argument == item.argument and x.span.start < item.span.start]
            conditions = tuple(s.Comparison(x.span, (x.left[0], x.right), (x.relation,)) for x in beside)
            links = tuple(
                replace(k, conditions=(*k.conditions, *(c for c in conditions if _is_about(k, c)))) for k in item.links
            )
            item = replace(item, links=links)
        if item not in found:
            items.append(item)
    return replace(document, items=tuple(items)) if found else document


def _is_about(link: Link, condition: s.Comparison) -> bool:
    """Whether the index of a condition is one of the entries that an equation is about."""
    letters = [x for x in condition.operands if is_letter(x)]
    return link.left is not None and any(x == node for x in letters for node in s.walk(link.left))


def _tells_apart(label: _Label, fact: RelationFact) -> bool:
    """Whether a relation says that an index is a label, or is none."""
    sides = (*fact.left, fact.right)
    if len(sides) != 2 or fact.relation not in ("=", "\\ne", "\\neq"):
        return False
    return any(map(label.is_one, sides)) and any(map(is_letter, sides))


def _rewritten(document: SurfaceDocument, label: _Label) -> SurfaceDocument:
    """The document with the formulas changed that labels stand in, as far as they can be."""

    def side(node: s.Expression | None, conditions: tuple[s.Expression, ...] = ()) -> s.Expression | None:
        if node is None or not (conditions or any(map(label.is_one, s.walk(node)))):
            return node
        given = tuple(s.Group(c.span, "[", (c,)) for c in conditions)
        parts = (*given, s.Group(node.span, "(", (node,))) if given else (node,)
        whole = s.Product(node.span, parts, ("",) * len(given)) if given else node
        return _changed(label, whole)

    def of(link: Link) -> Link:
        conditions = tuple(c for c in link.conditions if label.free(c))
        by = (
            any(isinstance(n, s.Derivative | s.Gradient) for n in s.walk(link.left)) if link.left is not None else False
        )
        begins = isinstance(link.left, s.Scripted) and not link.continuation and bool(label.free(link.left))
        if (conditions and (link.continuation or not by)) or (begins and not by):
            return link  # a definition of some entries
        rest = tuple(c for c in link.conditions if c not in conditions)
        return replace(link, left=side(link.left, conditions), right=side(link.right, conditions), conditions=rest)

    items: list[Item] = []
    for item in document.items:
        if isinstance(item, Display):
            item = replace(item, links=tuple(map(of, item.links)))
        elif isinstance(item, RelationFact) and not any(map(label.free, item.left)):
            left = tuple(x for node in item.left if (x := side(node)) is not None)
            item = replace(item, left=left, right=side(item.right) or item.right)
        items.append(item)
    return replace(document, items=tuple(items))


def _changed(label: _Label, node: s.Expression) -> s.Expression:
    """A part of a formula in terms of one-hot vectors; corners and conditions are left around them, as what is linear
    in the entries is proved more often."""
    if label.is_one(node) or not any(map(label.is_one, s.walk(node))):
        return node
    if (vector := label.vector(node)) is not None:
        return vector
    if (entry := _indicator(label, _condition(node))) is not None:
        return entry
    match node:
        case s.BigOperator(_, "sum", (s.Comparison(_, (s.Symbol() as index, other), ("\\ne" | "\\neq",)),), None, body):
            if label.is_one(other):
                below = s.Comparison(node.span, (index, label.fact.lower), ("=",))
                rest = _rest(label.entry(other, index))
                product = s.Product(node.span, (rest, s.Group(body.span, "(", (_changed(label, body),))), ("",))
                return replace(node, below=(below,), above=label.fact.upper, body=product)
        case s.Quotient(_, _, below) if not label.free(below):
            pass
        case s.Applied() | s.Quotient() | s.Scripted() | s.Root() | s.Derivative() | s.Gradient() if _is_smooth(node):
            for one in label.free(node):
                node = label.over_classes(one, node)
            return node
    return s.replaced(node, lambda part: None if part is node else _changed(label, part))


def _is_smooth(node: s.Expression) -> bool:
    """Whether something is no corner, as the maximum and an indicator are."""
    if isinstance(_condition(node), s.Comparison):
        return False
    return not isinstance(node, s.Applied) or latex(node.head).lower().lstrip("\\") not in _CORNERS


def _letters(node: s.Expression) -> set[str]:
    """The indices of a label."""
    assert isinstance(node, s.Scripted)
    above = node.superscript.entries if isinstance(node.superscript, s.Group) else ()
    return {latex(n) for x in (*node.subscripts, *above) for n in s.walk(x) if isinstance(n, s.Symbol)}


def _running(condition: s.Expression) -> Iterator[s.Expression]:
    """What runs by a condition below a sum."""
    first = condition.operands[0] if isinstance(condition, s.Comparison) else condition
    yield from (n for n in s.walk(first) if isinstance(n, s.Symbol))


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
    if not counted or subject.primes or latex(subject.base) in shaped:
        return None
    label = _Label(subject.base, fact, free_letter(nodes, _CLASSES))
    label = replace(label, bases=_bases(document, label, nodes) - shaped)
    return label if any(_names_a_class(label, n) for n in nodes) else None


def _bases(document: SurfaceDocument, label: _Label, nodes: list[s.Expression]) -> frozenset[str]:
    """The letters ``e`` that have no other subscripts than labels, and that no equation gives."""
    own = [n for n in nodes if isinstance(n, s.Scripted) and n.subscripts and not n.primes]
    named = {latex(n.base) for n in own if isinstance(n.base, s.Symbol) and n.base.letter == "e" and not n.base.word}
    others = {latex(n.base) for n in own if len(n.subscripts) != 1 or not label.is_one(n.subscripts[0])}
    told = {
        latex(x) for f in document.facts() if isinstance(f, WordFact) and f.word == "basis vector" for x in f.subjects
    }
    given = {latex(s.base(left)) for left, _ in document.equations()}
    return frozenset(named - given - (others - told))


def _names_a_class(label: _Label, node: s.Expression) -> bool:
    """Whether a label stands where an index does: below a name or a sum, or in a condition; a number does not."""
    condition = _condition(node)
    places: tuple[s.Expression, ...] = condition.operands if isinstance(condition, s.Comparison) else ()
    if isinstance(node, s.Scripted) and not label.is_one(node):
        places += _entries(node.subscripts)
    if isinstance(node, s.BigOperator):
        places += tuple(x for c in node.below if isinstance(c, s.Comparison) for x in c.operands)
    return any(map(label.is_one, places))


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


def _entries(subscripts: tuple[s.Expression, ...]) -> tuple[s.Expression, ...]:
    r"""The single subscripts of ``\delta_{k y_i}``."""
    return tuple(n for x in subscripts for n in (x.factors if isinstance(x, s.Product) else (x,)))


def _condition(node: s.Expression) -> s.Expression | None:
    r"""The condition of an indicator: ``[y = k]``, ``\mathbb{1}(y = k)``, ``\mathbf{1}_{y = k}``, ``1\{y = k\}``,
    ``\delta_{y k}``."""
    inner: tuple[s.Expression, ...] = ()
    match node:
        case s.Group(_, ("[" | "{" | "\\{"), entries):
            inner = entries
        case s.Applied(_, s.Symbol(_, letter), arguments) if letter in _INDICATORS:
            inner = arguments
        case s.Scripted(_, s.Symbol(_, letter), subscripts) if letter in _INDICATORS:
            inner = subscripts
        case s.Scripted(_, s.Symbol(_, "\\delta"), subscripts, None) if len(_entries(subscripts)) == 2:
            inner = (s.Comparison(node.span, _entries(subscripts), ("=",)),)
    return inner[0] if len(inner) == 1 else None


def _indicator(label: _Label, condition: s.Expression | None) -> s.Expression | None:
    """The entry that is 1 where a label is a class, or 1 less it; None for any other condition."""
    if not isinstance(condition, s.Comparison) or len(condition.operands) != 2:
        return None
    one, other = condition.operands if label.is_one(condition.operands[0]) else condition.operands[::-1]
    (relation,) = condition.relations
    plain = label.is_one(one) and isinstance(other, s.Symbol | s.Number)
    if not plain or relation not in ("=", "\\ne", "\\neq"):
        return None
    entry = label.entry(one, other)
    return entry if relation == "=" else _rest(entry)


def _rest(entry: s.Expression) -> s.Expression:
    """What is left of 1."""
    rest = s.Addition(entry.span, (s.Number(entry.span, Fraction(1)), entry), ("+", "-"))
    return s.Group(entry.span, "(", (rest,))
