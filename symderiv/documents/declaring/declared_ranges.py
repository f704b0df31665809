"""Ranges of indices: ``i = 1, ..., N`` in the text, below sums, and in the sentence that leads into one display.

Guarantee: a range that holds for one display is no statement about its letter elsewhere, unless there is no other;
a letter that sums give two ranges has none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.declaring.declared_sizes import size_letters
from symderiv.documents.declaring.fixed_indices import compared, fixed_letters
from symderiv.documents.declaring.steps import step_of
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.letters import indices_of
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_count, is_letter
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Display, Link, RangeFact, RelationFact, ShapeFact, SurfaceDocument
from symderiv.documents.supposing.suppositions import is_supposed
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard

__all__ = [
    "add_range",
    "declare_labels",
    "declare_ranges",
    "leads_into",
    "nearest_range",
    "range_of",
    "ranges_beside",
    "steps_ahead",
]


def declare_ranges(context: Context, document: SurfaceDocument) -> None:
    sizes = context.sizes
    ranges = [fact for fact in document.facts() if isinstance(fact, RangeFact)]
    # a range for one display is no statement about the index elsewhere, unless there is no other
    inside = {id(fact) for d in document.displays() for fact in d.facts}
    leading = [f for f in ranges if any(leads_into(f, d) for d in document.displays())]
    ahead = set(map(id, leading))  # the same range may be told in two places
    begun = {(d.argument, f.span.start) for f in leading for d in document.displays() if d.span.start < f.span.start}
    context.leading = {f.span.start for f in leading if (f.argument, f.span.start) not in begun}
    told = {latex(x) for f in ranges if id(f) not in ahead | inside for x in f.subjects}
    leading += [f for f in ranges if id(f) in inside - ahead and told.isdisjoint(map(latex, f.subjects))]
    ahead = set(map(id, leading))
    general = [fact for fact in ranges if id(fact) not in ahead]
    known = {latex(subject) for fact in general for subject in fact.subjects}
    for fact in (*(f for f in leading if not all(latex(x) in known for x in f.subjects)), *general):
        add_range(context, fact)
    for letter in {latex(subject) for fact in leading for subject in fact.subjects} - known:
        widest = None
        for _, limits in context.stated.get(
            letter, []
        ):  # a recurrence for all steps, and a line about all but the last
            widest = limits if widest is None or _contains(limits, widest) else widest
        if widest is not None:
            context.ranges[letter] = widest
            context.lent.add(letter)
    for letter in known & context.ranges.keys():  # "for ``t = T-1, ..., 1``" behind the steps ``t = 1, ..., T``
        first = min(context.stated.get(letter, ()), key=lambda r: r[0], default=None)
        if first is not None and _contains(first[1], context.ranges[letter]):
            context.ranges[letter] = first[1]
    # "for all u in ..." makes u an index, although it may stand in the bounds of sums alone
    bounds = {
        latex(part)
        for display in document.displays()
        for link in display.links
        for side in (link.left, link.right)
        for node in (s.walk(side) if side is not None else ())
        if isinstance(node, s.BigOperator)
        for entry in (*node.below, *((node.above,) if node.above is not None else ()))
        for part in s.walk(entry)
    }
    _throughout(context, document, ranges)
    ranged = {latex(subject) for fact in ranges for subject in fact.subjects}
    context.subscripted |= (bounds & ranged) - {*sizes.letters(), *context.names.ranks}
    sides = [side for d in document.displays() for k in d.links for side in (k.left, k.right) if side is not None]
    sides += [side for f in document.facts() if isinstance(f, RelationFact) for side in (*f.left, f.right)]
    for node in (node for side in sides for node in s.walk(side) if isinstance(node, s.BigOperator)):
        _last_letters(context, node)
    for display in document.displays():
        _last_here(context, display, ranged)


def _last_here(context: Context, display: Display, ranged: set[str]) -> None:
    """The letters at which the sums of a display end are sizes, though they are indices in other displays."""
    sides = [side for k in display.links for side in (k.left, k.right) if side is not None]
    nodes = [node for side in sides for node in s.walk(side)]
    sums = [node for node in nodes if isinstance(node, s.BigOperator) and node.above is not None]
    ends = {x for node in sums if node.above is not None for x in size_letters(context, node.above)}
    ends -= {*context.sizes.letters(), *context.names.ranks, *ranged}
    if not ends:
        return
    below = {latex(p) for node in sums for entry in node.below for p in s.walk(entry)}
    entries = [entry for node in nodes if isinstance(node, s.Scripted) for entry in node.subscripts]
    above = [node.superscript for node in nodes if isinstance(node, s.Scripted) and node.superscript is not None]
    for name in ends - below - {latex(p) for entry in (*entries, *above) for p in s.walk(entry)}:
        context.sizes.lows[name] = 1


def _contains(limits: tuple[Poly, Poly], other: tuple[Poly, Poly]) -> bool:
    """Whether a range contains another one, whatever the sizes."""
    gaps = (other[0] - limits[0], limits[1] - other[1])
    return all(gap.is_constant and gap.value >= 0 for gap in gaps)


def _last_letters(context: Context, node: s.BigOperator) -> None:
    """The letters at which a sum ends are sizes, unless they are known as something else."""
    sizes = context.sizes
    for below in node.below:  # "1 <= i < j <= n" below a sum
        if isinstance(below, s.Comparison) and len(below.operands) > 2:
            last = below.operands[-1]
            if is_count(last) and latex(last) not in {*sizes.letters(), *context.subscripted}:
                sizes.lows[latex(last)] = 1
    if node.above is None:
        return
    _span(context, node)
    # a number of summands, ``\\sum_{r=0}^{k-1}``, is a size, also where it is a part of another
    for entry in node.below:
        if isinstance(entry, s.Comparison) and entry.relations == ("=",):
            low, high = polynomial(entry.operands[1], sizes.letters()), polynomial(node.above, sizes.letters())
            count = None if low is None or high is None else (high[0] - low[0] + 1).as_symbol
            if count in sizes.parts:
                sizes.declare(count, 1)
    own = {latex(p) for entry in node.below for head in indices_of(entry) for p in s.walk(head)}
    for name in (letter for entry in (*node.below, node.above) for letter in size_letters(context, entry)):
        if name not in sizes.letters() and name not in context.subscripted | own:
            sizes.lows[name] = 1


def _throughout(context: Context, document: SurfaceDocument, ranges: list[RangeFact]) -> None:
    """The ranges that stand where a family of that letter is declared, or before all displays and in no sentence of a
    display: they hold wherever the letter stands, also on an axis that has more entries (``h_t \\in \\mathbb{R}^H``
    for ``t = 1, ..., T``, with an initial ``h_0``); and the range of the steps of ``x_{l+1} = F(x_l)``, or of
    ``h_t = F(h_{t-1})`` behind an ``h_0``, in the sentence of the step.  A range in the display of such a step is
    that of what is made from the states, and not of claims about these."""
    families = {
        (fact.argument, latex(part))
        for fact in document.facts()
        if isinstance(fact, ShapeFact)
        for subject in fact.subjects
        for part in s.walk(subject)
        if part is not subject and is_letter(part)
    }
    steps = {
        (display.argument, letter)
        for display in document.displays()
        for start, _, _, letter, _ in context.ahead
        if start == display.span.start
    }
    back = [(d, x) for d in document.displays() for link in d.links for x in _steps_back(context, link)]
    steps |= {(display.argument, letter) for display, letter in back}
    beside = {(fact.span, letter) for display, letter in back for fact in display.facts if isinstance(fact, RangeFact)}
    first = min((display.span.start for display in document.displays()), default=0)
    sentences = {display.argument for display in document.displays()}
    for letter in {latex(subject) for fact in ranges for subject in fact.subjects}:
        own = [fact for fact in ranges if letter in map(latex, fact.subjects)]
        limits = {found for _, found in context.stated.get(letter, [])}
        if len(limits) == 1 and all(
            (fact.argument, letter) in families
            or (fact.span.start < first and fact.argument not in sentences)
            or (fact.argument, letter) in steps
            for fact in own
        ):
            context.throughout[letter] = limits.pop()
        elif len(limits) == 1 and all((fact.span, letter) in beside for fact in own):
            context.of_steps[letter] = limits.pop()


def _steps_back(context: Context, link: Link) -> set[str]:
    """The letters by which a link tells a state by the one before, ``h_t = F(h_{t-1})`` or ``s_{t,k} = F(s_{t-1,k})``,
    where the first is ``h_0`` or ``s_{0,k}``."""
    left = link.left
    if not isinstance(left, s.Scripted) or link.right is None:
        return set()
    name, rank, found = latex(left.base), len(left.subscripts), set()
    for place, entry in enumerate(left.subscripts):
        if (name, place) not in context.from_zero or not is_letter(entry):
            continue
        for node in s.walk(link.right):
            if isinstance(node, s.Scripted) and latex(node.base) == name and len(node.subscripts) == rank:
                at = step_of(replace(node, subscripts=(node.subscripts[place],)))
                if at is not None and at[1:] == (latex(entry), -1):
                    found.add(latex(entry))
    return found


def declare_labels(context: Context, document: SurfaceDocument) -> None:
    """Fixed indices are unknown whole numbers; where one stands bare, :meth:`Elaborator.index` bounds it."""
    beside = compared(document)
    for name in sorted(fixed_letters(document, {*context.names.ranks, *context.sizes.letters()})):
        stated = context.ranges.get(name)
        if stated is None and name in beside:  # the y of [c = y] is one of the values of c
            near = {range_of(context, letter) for letter in beside[name]}
            stated = near.pop() if len(near) == 1 else None
            if stated is None and name not in context.subscripted:
                continue
        context.labels.add(name)
        context.subscripted.discard(name)
        context.alone.discard(name)
        context.sizes.lows[name] = 0
        context.ranges.pop(name, None)
        if stated is not None:
            low, high = stated
            context.stated_labels[name] = stated
            context.sizes.lows[name] = low.value if low.is_constant else None
            context.sizes.assume(Guard("ge", Poly.symbol(name) - low))
            context.sizes.assume(Guard("ge", high - Poly.symbol(name)))


def _span(context: Context, node: s.BigOperator) -> None:
    """Take down the range of a sum, for declarations like ``d_s``; a letter with two ranges has none."""
    letters = context.sizes.letters()
    for entry in node.below:
        if isinstance(entry, s.Comparison) and entry.relations == ("=",) and node.above is not None:
            name = latex(entry.operands[0])
            for part in size_letters(context, node.above):
                if part not in letters and (part.isupper() or part not in context.subscripted):
                    context.sizes.lows[part] = 1
            letters = context.sizes.letters()
            low, high = polynomial(entry.operands[1], letters), polynomial(node.above, letters)
            if low is None or high is None or not low[0].is_constant:
                continue
            found = (low[0], high[0])
            context.spans[name] = found if context.spans.get(name, found) == found else None


def range_of(context: Context, letter: str) -> tuple[Poly, Poly] | None:
    """The range of a family's letter: the one stated nearest behind the declaration, else the last, else a sum's."""
    found = nearest_range(context, letter)
    return found[1] if found is not None else context.spans.get(letter)


def nearest_range(context: Context, letter: str) -> tuple[int, tuple[Poly, Poly]] | None:
    """The same with the place where it is stated; None where it is not."""
    stated, here = context.stated.get(letter, []), context.position
    behind = [found for found in stated if found[0] >= here]
    before = [found for found in stated if found[0] < here]
    if behind and before and here - before[-1][0] < behind[0][0] - here:
        return before[-1]  # "for t = 1, ..., T, with inputs x_t", and of another range a page later
    return behind[0] if behind else stated[-1] if stated else None


def steps_ahead(document: SurfaceDocument) -> list[tuple[int, int, str, str, int]]:
    """Where a display defines ``x^{(l+1)}`` or ``x_{t+1}`` for a range of steps: begin and end of the display and of
    its sentence, the letter of the name, the letter of the step, and by how much it is ahead."""
    found = []
    for display in document.displays():
        for link in display.links:
            left = link.left
            if not isinstance(left, s.Scripted) or link.continuation:
                continue
            above = left.superscript.entries if isinstance(left.superscript, s.Group) else ()
            for entry in (*above, *left.subscripts):
                if isinstance(entry, s.Addition) and entry.signs == ("+", "+") and is_letter(entry.terms[0]):
                    ahead = entry.terms[1]
                    if isinstance(ahead, s.Number) and ahead.value.denominator == 1:
                        end = max(display.reach, display.span.end)
                        letter = latex(entry.terms[0])
                        found.append((display.span.start, end, latex(left.base), letter, int(ahead.value)))
    return found


def leads_into(fact: RangeFact, display: Display) -> bool:
    """Whether a range stands in the sentence that leads into a display and speaks for it: "for $1 < i < n$ we have"."""
    return (
        fact.argument == display.argument
        and fact.span.start < display.span.start
        and (fact.between or is_supposed(fact.sentence) or _AND_FOR.search(fact.sentence) is not None)
    )


def ranges_beside(display: Display, link: Link) -> list[RangeFact]:
    r"""The ranges of one equation of a display that gives a letter several: ``h_i = c_i \\quad (0 \\le i < m), \\qquad
    y_i = d_i \\quad (0 \\le i < n)``, where each stands behind its equations, or before them."""
    told: dict[str, list[RangeFact]] = {}
    for fact in (f for f in display.facts if isinstance(f, RangeFact)):
        for letter in map(latex, fact.subjects):
            told.setdefault(letter, []).append(fact)
    if not told:
        return []
    first, here = min(k.span.start for k in display.links), link.span.start
    found = []
    for facts in (x for x in told.values() if len({(latex(f.lower), f.upper and latex(f.upper)) for f in x}) > 1):
        behind = [f for f in facts if f.span.start > here]
        before = [f for f in facts if f.span.start < here]
        ahead = facts[0].span.start < first
        found.append(before[-1] if before and (ahead or not behind) else behind[0])
    return found


# "The state starts at zero, and for $t = 1, \\dots, T$" before a display
_AND_FOR = regex(r"(?:[,;]|\band)\s+for(?:\s+(?:all|every|each|any))?\s*$", re.IGNORECASE)


def add_range(context: Context, fact: RangeFact, local: bool = False) -> None:
    """Take down ``i = 1, ..., N``; a ``local`` one holds for one display and wins over the axes."""
    if fact.upper is None:
        return
    for part in size_letters(context, fact.upper):
        if part not in context.sizes.letters():
            context.sizes.lows[part] = 1
    letters = context.sizes.letters()
    low, high = polynomial(fact.lower, letters, context.sizes), polynomial(fact.upper, letters, context.sizes)
    if low is None or high is None or low[1] != Poly.constant(1) or high[1] != Poly.constant(1):
        return
    limits = (low[0] + 1 if fact.above else low[0], high[0] - 1 if fact.exclusive else high[0])
    if any(isinstance(part, (s.Floor, s.Ceiling)) for part in s.walk(fact.upper)):
        context.sizes.assume(Guard("ge", limits[1] - limits[0]))  # as in the shape that it gives
    for subject in fact.subjects:
        if latex(subject) in context.labels:
            continue
        if not local and latex(subject) in letters and latex(subject) not in context.subscripted and not fact.supposed:
            size = letters[latex(subject)]  # a whole number that is declared as such
            context.sizes.assume(Guard("ge", size - limits[0]))
            context.sizes.assume(Guard("ge", limits[1] - size))
            continue
        if not local:
            context.stated.setdefault(latex(subject), []).append((fact.span.start, limits))
            context.limited.setdefault((latex(subject), fact.argument), []).append(limits)
        table = context.local if local else context.ranges
        table[latex(subject)] = context.ranges[latex(subject)] = limits
