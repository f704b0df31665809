r"""Names that a document defines from their last entry on, ``\delta_L = (a_L - y) \odot \sigma'(z_L)`` and
``\delta_l = (W_{l+1}^\top \delta_{l+1}) \odot \sigma'(z_l)``, and that are gradients of its loss by the states of a
recurrence.

Two such equations determine all entries, one after another.  Where a gradient is proved to satisfy both, it is what the
name stands for, and the document is read as if it had said so.

Guarantee: no name is taken for a gradient for which one of its two equations is not proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations

from symderiv.documents.elaboration.recurrence_equations import shifted_letter
from symderiv.documents.judging.equations import Equation
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter
from symderiv.documents.latex.spelling import latex
from symderiv.documents.latex.vocabulary import DEFINING
from symderiv.documents.page.surface import Display, Fact, Item, Link, RangeFact, RelationFact, SurfaceDocument

__all__ = ["Backwards", "as_gradients", "backwards", "rests_on", "satisfied"]

_TRIES = 8


@dataclass(frozen=True)
class Backwards:
    """A letter with its two equations, of the last entry and of a step, and the display of the former."""

    letter: str
    display: Display
    last: Link
    step: Link


def backwards(document: SurfaceDocument) -> Iterator[Backwards]:
    """The names that displays tell first by a last entry and by a step from the next one, and nothing in the text."""
    shown = [
        (d, k)
        for d in document.displays()
        for k in d.links
        if not (d.silent or d.hypothesis or k.continuation) and k.relation in DEFINING and k.right is not None
    ]
    told = [x for f in document.facts() if isinstance(f, RelationFact) for x in f.left]
    spoken = {at[0] for x in told if (at := _entry(x)) is not None}
    equations: dict[str, list[tuple[Display, Link]]] = {}
    for display, link in shown:
        if (at := _entry(link.left)) is not None and at[0] not in spoken:
            equations.setdefault(at[0], []).append((display, link))
    for name, own in equations.items():  # the first two define it, others are claims
        for (display, last), (_, step) in permutations(own[:2], 2):
            at, end = _entry(step.left), _entry(last.left)
            assert at is not None
            assert end is not None
            if not is_letter(at[1]) or end == at or isinstance(end[1], s.Number):
                continue  # from the first entry on, a step backwards tells nothing
            if set(_ahead(step, at)) == {1} and not set(_ahead(last, at)):
                yield Backwards(name[:-1].removesuffix("^"), display, last, step)


def _entry(node: s.Expression | None) -> tuple[str, s.Expression] | None:
    r"""The name, with a mark for its way of writing, and the only index of ``x_l`` or ``x^{(l)}``."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.primes:
        return None
    above = node.superscript
    if above is None and len(node.subscripts) == 1:
        return f"{latex(node.base)}_", node.subscripts[0]
    if isinstance(above, s.Group) and len(above.entries) == 1 and not node.subscripts:
        return f"{latex(node.base)}^{above.bracket}", above.entries[0]
    return None


def _ahead(link: Link, own: tuple[str, s.Expression]) -> Iterator[int | None]:
    """How far before its own entry an equation reads the name."""
    for node in s.walk(link.right) if link.right is not None else ():
        at = _entry(node)
        if at is not None and at[0] == own[0]:
            moved = shifted_letter(at[1])
            yield moved[1] if moved is not None and moved[0] == latex(own[1]) else None


def as_gradients(
    document: SurfaceDocument, found: Backwards, losses: Sequence[str]
) -> Iterator[tuple[SurfaceDocument, str]]:
    """The document with the name as the gradient of a loss by what has the same index, and that in words; the step also
    for all entries but the last one, which the other equation gives."""
    own = _entry(found.step.left)
    assert own is not None
    links = [k for d in document.displays() for k in d.links if k.left is not None]
    states = [k.left for k in links if (at := _entry(k.left)) is not None and at[1] == own[1] and at[0] != own[0]]
    names = dict.fromkeys(latex(x) for x in reversed(states) if x is not None)
    letter, last = latex(own[1]), _entry(found.last.left)
    assert last is not None
    range_ = [
        f
        for f in _facts(f"For ${letter} = 1, \\dots, {latex(last[1])} - 1$ we have", document)
        if isinstance(f, RangeFact)
    ]
    variants = ((loss, state, more) for loss in losses for state in names for more in ([], range_))
    for loss, state, more in islice(variants, _TRIES):
        assert found.step.left is not None
        meant = f"{latex(found.step.left)} = \\frac{{\\partial {loss}}}{{\\partial {state}}}"
        span = replace(found.display.span, start=found.display.span.start - 1, end=found.display.span.start)
        said = [
            replace(f, span=span, argument=found.display.argument)
            for f in _facts(f"Let ${meant}$.", document)
            if isinstance(f, RelationFact)
        ]
        items: list[Item] = []
        for item in document.items:
            if isinstance(item, Display) and item.span.start == found.display.span.start:
                items += said
            if isinstance(item, Display) and found.step in item.links and more:
                item = replace(item, facts=(*item.facts, *(replace(f, span=item.span) for f in more)))
            items.append(item)
        words = meant.replace(r"\!", "")  # a mark of letters with two meanings
        yield replace(document, items=tuple(items)), f"{words}, which its two equations determine"


def _facts(text: str, document: SurfaceDocument) -> tuple[Fact, ...]:
    """What a sentence says."""
    from symderiv.documents.words.reading import read_surface

    return tuple(read_surface(text, document.name).facts())


def rests_on(found: Backwards, equation: Equation) -> bool:
    """Whether a claim reads the name, or what is made from it."""
    if equation.role != "claim" or equation.statement is None:
        return False
    names, _ = names_behind(equation.theory, equation.statement)
    return any(x == found.letter or x.startswith(f"{found.letter}^") for x in names)


def satisfied(found: Backwards, equations: Sequence[Equation], judge: Callable[[Equation], bool]) -> bool:
    """Whether both equations of a name are claims that are proved."""
    told = [e for e in equations if e.latex in (found.last.latex, found.step.latex)]
    return len(told) > 1 and all(e.role == "claim" and e.statement is not None and judge(e) for e in told)
