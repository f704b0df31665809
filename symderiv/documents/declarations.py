"""What prose and inline mathematics declare: sizes, shapes, functions, ranges; and what they suppose.

Sizes come first, then shapes; properties of matrices and signs become hypotheses, in force from where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.elaborate_expectations import declare_random
from symderiv.documents.fixed_indices import fixed_letters
from symderiv.documents.inferred import infer_shapes
from symderiv.documents.late_sizes import late_values
from symderiv.documents.letters import (
    alone_letters,
    applied_letters,
    beside_zero,
    bordered,
    circle_number,
    distinct_letters,
    entries_of,
    example_letters,
    family_names,
    from_zero,
    indexed_letters,
    last_letters,
    marks,
    numbered_letters,
    subscript_letters,
    tensor_letters,
    variables,
)
from symderiv.documents.names import is_letter, split_entries
from symderiv.documents.roles import is_supposed
from symderiv.documents.sizes import polynomial
from symderiv.documents.spelling import latex
from symderiv.documents.surface import (
    BaseFact,
    Display,
    FunctionFact,
    MentionFact,
    RangeFact,
    RelationFact,
    SameShapeFact,
    SetFact,
    ShapeFact,
    SurfaceDocument,
    WordFact,
)
from symderiv.documents.views import declare_views
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Guard,
)

__all__ = ["add_range", "declare_all", "leads_into", "subject_name"]

LOWS = {
    "integer": None,
    "nonnegative integer": 0,
    "natural number": 0,
    "positive integer": 1,
    "stride": 1,
    "padding": 0,
    "dilation": 1,
}
# What is said of matrices and vectors only: no number has such a name.
MATRICES: tuple[str, ...] = (
    "matrix",
    "vector",
    "tensor",
    "symmetric",
    "antisymmetric",
    "positive definite",
    "positive semidefinite",
)
MATRICES += ("orthogonal", "orthonormal columns", "invertible", "diagonal", "idempotent", "projection")
MATRICES += ("orthogonal projection", "unit vector")


def subject_name(context: Context, node: s.Expression) -> tuple[str, tuple[s.Expression, ...]] | None:
    """The name that a declaration is about, with the index letters of a family (``h_t``, ``x^{(n)}``)."""
    bare = node.base if isinstance(node, s.Scripted) else node
    if not isinstance(bare, s.Symbol) or bare.letter.isdigit():
        return None  # the vector of ones is known
    if isinstance(node, s.Symbol):
        return latex(node), ()
    if not isinstance(node, s.Scripted):
        return None
    base = latex(node.base) + "'" * node.primes
    decoration, power, transposed, _ = context.names.superscript(node.superscript)
    if transposed:
        return None
    if power is not None:
        decoration = f"^{{{latex(power)}}}"
    family: tuple[s.Expression, ...] = ()
    if isinstance(node.superscript, s.Group) and all(is_letter(x) for x in node.superscript.entries):
        counted = any(latex(x) in context.layers for x in node.superscript.entries)
        if not counted and all(_range(context, latex(x)) for x in node.superscript.entries):
            family += node.superscript.entries
            decoration = ""
        elif not counted:
            context.templates.setdefault(base + "^", ())
    entries = split_entries(node.subscripts, None)
    if entries and all(is_letter(x) for x in entries):
        if all(_range(context, latex(x)) for x in entries):
            return base + decoration, family + entries
        if len(entries) == 1:
            context.templates.setdefault(base + "_", ())
    below = f"_{{{','.join(map(latex, node.subscripts))}}}" if node.subscripts else ""
    return base + below + decoration, family


def declare_all(context: Context, document: SurfaceDocument) -> None:
    """Everything that holds for the whole document."""
    facts = document.facts()
    context.subscripted, context.from_zero = subscript_letters(document), from_zero(document)
    context.ahead = _steps(document)
    context.times = _times(document)
    context.bordered = bordered(document)
    context.alone = alone_letters(document) - last_letters(document)
    context.shaped, context.variables = tensor_letters(document), variables(document)
    context.applied, context.indexed = applied_letters(document), indexed_letters(document)
    context.names.numbered = numbered_letters(document)
    context.names.distinct = distinct_letters(document)
    context.names.marks = marks(document)
    context.circle = circle_number(document)
    ranged = {latex(x) for fact in facts if isinstance(fact, RangeFact) for x in fact.subjects}
    for fact in facts:
        if isinstance(fact, BaseFact):
            context.bases.stated = fact.base
        elif isinstance(fact, WordFact) and fact.word in LOWS:
            for subject in fact.subjects:
                if isinstance(subject, s.Scripted) and any(latex(x) in ranged for x in subject.subscripts):
                    continue  # "the strides $s_l$" are many
                if is_letter(subject) or isinstance(subject, s.Symbol | s.Scripted):
                    _size(context, latex(subject), LOWS[fact.word])
        elif isinstance(fact, ShapeFact) and fact.domain in ("integer", "natural") and not fact.axes:
            low = None if fact.domain == "integer" else 0
            if any("positive" in w for w in fact.words):
                low = 1
            for subject in fact.subjects:
                if latex(subject) not in context.ranges:
                    _size(context, latex(subject), low)
        elif isinstance(fact, ShapeFact):
            for axis in fact.axes:
                context.sizes.axis(axis)
    context.attempt(_size_relations, context, document)
    context.attempt(_ranges, context, document)
    for fact in facts:
        if isinstance(fact, ShapeFact) and not (fact.domain in ("integer", "natural") and not fact.axes):
            for subject in _listed(context, fact):
                context.attempt(_shape, context, document, subject, fact)
    context.attempt(_families, context, document)
    for fact in facts:
        if isinstance(fact, RelationFact):
            _eigenvector(context, fact)
    said = [(fact.word, latex(x)) for fact in facts if isinstance(fact, WordFact) for x in fact.subjects]
    # "a scalar loss $L$" is a function of what comes before it, and no input
    context.targets |= {name for word, name in said if word == "loss" and ("scalar", name) in said}
    for fact in facts:
        if isinstance(fact, SameShapeFact):
            context.attempt(_same_shape, context, fact, document)
        elif isinstance(fact, FunctionFact):
            for subject in fact.subjects:
                context.attempt(_function, context, subject, fact)
        elif isinstance(fact, WordFact):
            context.attempt(_word, context, fact)
        elif isinstance(fact, SetFact):
            context.attempt(_set, context, fact)
    context.attempt(_labels, context, document)
    context.attempt(declare_random, context, document)
    context.attempt(declare_views, context, document)
    context.attempt(infer_shapes, context, document)
    context.attempt(_apart, context, document)
    for fact in facts:
        if isinstance(fact, MentionFact) and fact.words:
            context.attempt(_computed, context, fact)
    lowered = " ".join(f.sentence.lower() for f in facts) + " ".join(
        (d.lead + " " + d.follow).lower() for d in document.displays()
    )
    context.columnwise = (
        "column-wise" in lowered or "columnwise" in lowered or "each column" in lowered
    ) and "row" not in lowered
    context.names.sizes = set(context.sizes.letters())


def _families(context: Context, document: SurfaceDocument) -> None:
    r"""``z^{(i)} = ...`` beside a family ``x^{(i)}``, ``i = 1, ..., m``: one of m numbers or vectors, as that is."""
    counted = example_letters(document, context.names.families) - context.layers
    counted = {x for x in counted if _range(context, x) is not None}
    for name in family_names(document, counted):
        if name not in context.names.ranks:
            context.names.families.add(name)


def _size(context: Context, name: str, low: int | None) -> None:
    old = context.sizes.lows.get(name, low) if name in context.sizes.lows else low
    context.sizes.lows[name] = low if old is None else old if low is None else max(old, low)


def _example(fact: RelationFact) -> bool:
    """Whether a number for a size is only an example: "for $n = 1$", "the case $K = 1$", and not "with $K = 3$"."""
    words = ("let", "where", "put", "set", "define", "denote", "write", "with", "take", "fix", "choose", "assume", "")
    return fact.relation == "=" and isinstance(fact.right, s.Number) and fact.word not in words


def _size_relations(context: Context, document: SurfaceDocument) -> None:
    context.late = late_values(document)
    told = [f for f in document.facts() if isinstance(f, RelationFact) and not f.conditional and not _example(f)]
    told = [f for f in told if f.span.start not in context.late]
    relations = [(f.left[0], f.relation, f.right) for f in told if len(f.left) == 1]
    for display in document.displays():
        relations += [
            (k.left, k.relation, k.right)
            for k in display.links
            if k.left is not None and k.right is not None and not k.continuation
        ]
    relations += [(x, f.relation, f.right) for f in told if len(f.left) > 1 for x in f.left]
    shaped = [f for f in document.facts() if isinstance(f, ShapeFact) and f.axes]
    tensors = {latex(x) for f in shaped for x in f.subjects}
    for left, relation, right in relations:
        if not isinstance(left, s.Symbol | s.Scripted | s.Addition | s.Product | s.Number):
            continue
        sizes = context.sizes
        name = latex(left)
        if name in context.subscripted and name not in sizes.letters():
            continue
        if relation in ("=", ":=", "\\equiv", "\\triangleq") and isinstance(left, s.Symbol | s.Scripted):
            known = name in sizes.letters()
            rounding = any(isinstance(n, s.Floor | s.Ceiling) for n in s.walk(right))
            fraction = any(
                isinstance(n, s.Quotient) or (isinstance(n, s.Product) and "/" in n.operators) for n in s.walk(right)
            )
            if not known and not rounding:
                symbols = [n for n in s.walk(right) if isinstance(n, s.Symbol)]
                if not symbols or not all(latex(n) in sizes.letters() for n in symbols):
                    continue
                if relation == "=" and not fraction and name not in context.subscripted:
                    pass
            parts = {latex(n) for n in s.walk(right) if isinstance(n, s.Symbol) and is_letter(n)}
            if parts & tensors:
                continue  # a tensor with the letter of a size
            letters = dict(sizes.letters())
            fresh = [part for part in sorted(parts - letters.keys()) if known]
            if polynomial(right, letters | {part: Poly.symbol(part) for part in fresh}) is None and not rounding:
                continue
            for part in fresh:
                sizes.lows.setdefault(part, 0)
            found = polynomial(right, sizes.letters(), sizes)
            if found is None:
                continue
            top, below = found
            if below == Poly.constant(1):
                if not known:
                    sizes.lows[name] = 1
                sizes.replace(name, top)
            elif below.is_constant:
                equation = top - Poly.symbol(name) * below
                for symbol in sorted(top.free):
                    coefficient = (
                        equation.coefficient(symbol)
                        if all(m.count(symbol) <= 1 for m, _ in equation.terms)
                        else Poly({})
                    )
                    if coefficient.is_constant and abs(coefficient.value) == 1:
                        sizes.lows.setdefault(name, 0)
                        solved = Poly.symbol(symbol) * coefficient.value - equation
                        sizes.replace(symbol, solved * coefficient.value)
                        break
            continue
        one, other = polynomial(left, sizes.letters()), polynomial(right, sizes.letters())
        if one is None or other is None or one[1] != Poly.constant(1) or other[1] != Poly.constant(1):
            continue
        if name in context.subscripted and name not in sizes.letters():
            continue
        gap = one[0] - other[0]
        guards = {"<": -gap - 1, ">": gap - 1, "\\le": -gap, "\\ge": gap}
        if relation in guards and gap.free:
            low = guards[relation]
            symbol = next(iter(low.free)) if len(low.free) == 1 else ""
            if symbol and low - Poly.symbol(symbol) == Poly.constant(low.value):
                sizes.declare(symbol, -low.value)
            else:
                sizes.assume(Guard("ge", low))
        elif relation in ("\\ne", "\\neq") and gap.free:
            sizes.assume(Guard("ne", gap))


def _ranges(context: Context, document: SurfaceDocument) -> None:
    sizes = context.sizes
    ranges = [fact for fact in document.facts() if isinstance(fact, RangeFact)]
    # a range for one display is no statement about the index elsewhere, unless there is no other
    leading = [fact for fact in ranges if any(leads_into(fact, d) for d in document.displays())]
    general = [fact for fact in ranges if fact not in leading]
    known = {latex(subject) for fact in general for subject in fact.subjects}
    for fact in (*(f for f in leading if not all(latex(x) in known for x in f.subjects)), *general):
        add_range(context, fact)
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
    for display in document.displays():
        for link in display.links:
            for side in (link.left, link.right):
                for node in s.walk(side) if side is not None else ():
                    if isinstance(node, s.BigOperator):
                        for below in node.below:  # "1 <= i < j <= n" below a sum
                            if isinstance(below, s.Comparison) and len(below.operands) > 2:
                                last = below.operands[-1]
                                if is_letter(last) and latex(last) not in {*sizes.letters(), *context.subscripted}:
                                    sizes.lows[latex(last)] = 1
                    if isinstance(node, s.BigOperator) and node.above is not None:
                        _span(context, node)
                        for entry in (*node.below, node.above):
                            for part in s.walk(entry):
                                name = latex(part)
                                if (
                                    isinstance(part, s.Symbol)
                                    and is_letter(part)
                                    and name not in sizes.letters()
                                    and name not in context.subscripted
                                ):
                                    sizes.lows[name] = 1


def _throughout(context: Context, document: SurfaceDocument, ranges: list[RangeFact]) -> None:
    """The ranges that stand where a family of that letter is declared, or before all displays and in no sentence of a
    display: they hold wherever the letter stands, also on an axis that has more entries (``h_t \\in \\mathbb{R}^H``
    for ``t = 1, ..., T``, with an initial ``h_0``); and the range of the steps of ``x_{l+1} = F(x_l)``."""
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


def _labels(context: Context, document: SurfaceDocument) -> None:
    """Fixed indices are unknown whole numbers; where one stands bare, :meth:`Elaborator.index` bounds it."""
    for name in sorted(fixed_letters(document, {*context.names.ranks, *context.sizes.letters()})):
        context.labels.add(name)
        context.subscripted.discard(name)
        context.alone.discard(name)
        context.sizes.lows[name] = 0
        stated = context.ranges.pop(name, None)
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
            for part in s.walk(node.above):
                if (
                    isinstance(part, s.Symbol)
                    and is_letter(part)
                    and latex(part) not in letters
                    and (part.letter.isupper() or latex(part) not in context.subscripted)
                ):
                    context.sizes.lows[latex(part)] = 1
            letters = context.sizes.letters()
            low, high = polynomial(entry.operands[1], letters), polynomial(node.above, letters)
            if low is None or high is None or not low[0].is_constant:
                continue
            found = (low[0], high[0])
            context.spans[name] = found if context.spans.get(name, found) == found else None


def _range(context: Context, letter: str) -> tuple[Poly, Poly] | None:
    """The range of a family's letter: the one stated nearest behind the declaration, else the last, else a sum's."""
    found = _nearest(context, letter)
    return found[1] if found is not None else context.spans.get(letter)


def _nearest(context: Context, letter: str) -> tuple[int, tuple[Poly, Poly]] | None:
    """The same with the place where it is stated; None where it is not."""
    stated = context.stated.get(letter, [])
    behind = [found for found in stated if found[0] >= context.position]
    return behind[0] if behind else stated[-1] if stated else None


def _steps(document: SurfaceDocument) -> list[tuple[int, int, str, str, int]]:
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


def _times(document: SurfaceDocument) -> set[str]:
    r"""The letters ``t`` and ``s`` of ``\frac{d}{dt}``: numbers that nobody declares."""
    nodes = (
        node
        for display in document.displays()
        for link in display.links
        for side in (link.left, link.right)
        for node in (s.walk(side) if side is not None else ())
    )
    derivatives = (node for node in nodes if isinstance(node, s.Derivative) and node.symbol == "d")
    return {latex(v) for node in derivatives for v in node.variables} & {"t", "s"}


def _computed(context: Context, fact: MentionFact) -> None:
    """Take down what words say to be made from other tensors."""
    sources = frozenset(named[0] for x in fact.sources if (named := subject_name(context, x)) is not None)
    for subject in fact.subjects:
        named = subject_name(context, subject)
        if named is not None and sources - {named[0]}:
            context.computed.setdefault(named[0], (fact.words, sources - {named[0]}))


def _apart(context: Context, document: SurfaceDocument) -> None:
    r"""Declare the number ``w_0`` beside ``w_1, ..., w_M``, as in ``w_0 + \\sum_{j=1}^M w_j x_j``."""
    for name, letters in beside_zero(document).items():
        spans = [found for x in letters if (found := context.spans.get(x)) is not None]
        shape = context.theory.shapes.get(name)
        own = f"{name}_{{0}}"
        covered = [span for span in spans if shape is None or shape == (span[1] - span[0] + 1,)]
        if own not in context.names.ranks and covered and all(span[0] == Poly.constant(1) for span in spans):
            context.declare(own, ())


def leads_into(fact: RangeFact, display: Display) -> bool:
    """Whether a range stands in the sentence that leads into a display and speaks for it: "for $1 < i < n$ we have"."""
    return (
        fact.argument == display.argument
        and fact.span.start < display.span.start
        and (fact.between or is_supposed(fact.sentence))
    )


def add_range(context: Context, fact: RangeFact, local: bool = False) -> None:
    """Take down ``i = 1, ..., N``; a ``local`` one holds for one display and wins over the axes."""
    if fact.upper is None:
        return
    for part in s.walk(fact.upper):
        if isinstance(part, s.Symbol) and is_letter(part) and latex(part) not in context.sizes.letters():
            context.sizes.lows[latex(part)] = 1
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
        if not local:
            context.stated.setdefault(latex(subject), []).append((fact.span.start, limits))
        table = context.local if local else context.ranges
        table[latex(subject)] = context.ranges[latex(subject)] = limits


def _listed(context: Context, fact: ShapeFact) -> list[s.Expression]:
    r"""The subjects of a fact without those of a list ``x_1, \\dots, x_N``, which is declared as one family."""
    subjects = [x for x in fact.subjects if not (isinstance(x, s.Symbol) and x.letter in ("\\dots", "\\cdots"))]
    rest: list[s.Expression] = []
    for start, first in enumerate(subjects):
        key = _list_entry(first)
        if key is None or not isinstance(key[1], s.Number):
            before = [_list_entry(x, key[0]) for x in subjects[:start]] if key is not None else []
            if not any(x is not None and isinstance(x[1], s.Number) for x in before):
                rest.append(first)  # ``W_a, W_b`` are two, while ``x_1, ..., x_N`` are many
            continue
        more = [_list_entry(x, key[0]) for x in subjects[start + 1 :]]
        last = next((x[1] for x in more if x is not None and not isinstance(x[1], s.Number)), None)
        if last is None:
            rest.append(first)
        elif not any(_list_entry(x, key[0]) for x in subjects[:start]):
            _list_family(context, first, key[1], last, fact)
    return rest


def _list_entry(node: s.Expression, like: str | None = None) -> tuple[str, s.Expression] | None:
    """The name and the only index of ``x_1`` or ``x^{(N)}``; None where the name is not ``like``."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.primes:
        return None
    above = node.superscript
    if above is None and len(node.subscripts) == 1:
        found = (latex(node.base) + "_", node.subscripts[0])
    elif isinstance(above, s.Group) and len(above.entries) == 1 and not node.subscripts:
        found = (f"{latex(node.base)}^{above.bracket}", above.entries[0])
    else:
        return None
    return found if like in (None, found[0]) else None


def _list_family(context: Context, first: s.Expression, low: s.Number, high: s.Expression, fact: ShapeFact) -> None:
    assert isinstance(first, s.Scripted)
    name = latex(first.base)
    last = context.sizes.axis(high)
    axes = [context.sizes.axis(axis) for axis in fact.axes]
    if name in context.names.ranks or low.value not in (0, 1):
        return
    if last is None or any(a is None for a in axes):
        context.poisoned[name] = "its shape cannot be read"
        return
    count = last + 1 - int(low.value)
    context.declare(name, (count, *(a for a in axes if a is not None)))
    context.bases.vote((name, 0), count, int(low.value))
    context.partial.add(name)
    if first.superscript is not None:
        context.names.families.add(name)


def _shape(context: Context, document: SurfaceDocument, subject: s.Expression, fact: ShapeFact) -> None:
    context.position = fact.span.start
    found = subject_name(context, subject)
    if found is None:
        return
    name, family = found
    axes = [context.sizes.axis(axis) for axis in fact.axes]
    if any(a is None for a in axes):
        context.poisoned[name] = "its shape cannot be read"
        return
    leading = []
    for position, letter in enumerate(family):
        limits = _range(context, latex(letter))
        assert limits is not None
        low, high = limits
        if low == Poly.constant(1) and (name, position) in context.from_zero:
            low = Poly({})  # "h_0 = 0 and t = 1, ..., T"
        nearest = _nearest(context, latex(letter))
        base = latex(subject.base) if isinstance(subject, s.Scripted) else name
        if nearest is not None:
            # "x_{t+1} = F(x_t), t = 0, ..., T-1" has one more state than steps
            at = nearest[0]
            steps = [(a <= at <= b, k) for a, b, x, y, k in context.ahead if (x, y) == (base, latex(letter))]
            spoken = entries_of(document, base) if steps else set()
            letters = context.sizes.letters()
            ends = [end[0] for x in spoken if (end := polynomial(x, letters)) is not None]
            high = high + max((k for inside, k in steps if inside or high + k in ends), default=0)
        leading.append(high - low + 1)
        if low.is_constant and low.value in (0, 1):
            context.bases.vote((name, position), high - low + 1, low.value)
    shape = (*leading, *(a for a in axes if a is not None))
    if name in context.names.ranks:
        if context.shape(name) != shape:
            context.poisoned[name] = "its shape is stated in two ways"
        return
    if _is_member(context, subject, shape):
        return
    if not shape and (name in context.sizes.lows or name in context.targets):
        return  # a number of which derivatives are taken is a loss, or is defined; it is no input
    context.declare(name, shape)
    if isinstance(subject, s.Scripted):
        base = latex(subject.base) + "'" * subject.primes
        context.names.layered |= isinstance(subject.superscript, s.Number)
        if family:
            context.partial.add(name)
            if isinstance(subject.superscript, s.Group):
                context.names.families.add(base)
            for member in [x for x in context.names.ranks if x in (f"{base}_{{0}}", f"{base}^{{(0)}}")]:
                if context.names.ranks[member] == len(shape) - 1 and context.shape(member) == shape[1:]:
                    del context.names.ranks[member], context.theory.shapes[member]
        else:
            for mark in "_^":
                if base + mark in context.templates:
                    context.templates[base + mark] = shape


def _is_member(context: Context, subject: s.Expression, shape: tuple[Poly, ...]) -> bool:
    """Whether ``x^{(0)}`` or ``h_0`` is one of a declared family, of the shape of the others."""
    if not isinstance(subject, s.Scripted) or subject.primes:
        return False
    base, above = latex(subject.base), subject.superscript
    if isinstance(above, s.Group) and not subject.subscripts:
        numbered = len(above.entries) == 1 and isinstance(above.entries[0], s.Number) and base in context.names.families
    else:
        numbered = above is None and len(subject.subscripts) == 1 and isinstance(subject.subscripts[0], s.Number)
    family = context.shape(base) if numbered and base in context.partial and context.names.ranks.get(base) else ()
    return bool(family) and family[1:] == shape


def _same_shape(context: Context, fact: SameShapeFact, document: SurfaceDocument) -> None:
    like = fact.like
    if like is None:
        before = (f for f in document.facts() if isinstance(f, ShapeFact) and f.span.start < fact.span.start)
        like = next((f.subjects[0] for f in [*before][::-1] if len(f.axes) == fact.rank and f.subjects), None)
    together = (*((like,) if like is not None else ()), *fact.subjects)
    names = (context.names.read(x) for x in together)
    found = next((x for x in names if x is not None and x.name in context.names.ranks), None)
    if found is None:
        return
    for subject in together:
        named = subject_name(context, subject)
        if named is not None and named[0] not in context.names.ranks:
            context.declare(named[0], context.shape(found.name))


def _eigenvector(context: Context, fact: RelationFact) -> None:
    r"""The shape of an eigenvector that none is stated for: ``$A u = \\lambda u$``."""
    sides = [*fact.left, fact.right]
    if (
        fact.relation != "="
        or len(sides) != 2
        or not all(isinstance(x, s.Product) and len(x.factors) == 2 for x in sides)
    ):
        return
    (matrix, vector), (value, same) = (x.factors for x in sides if isinstance(x, s.Product))
    found = context.names.read(matrix)
    named = subject_name(context, vector)
    if found is None or named is None or vector != same or named[1] or value == matrix or not is_letter(value):
        return
    square = context.names.ranks.get(found.name) == 2 and len(set(context.shape(found.name))) == 1
    if square and not context.names.known(named[0]) and found.power is None and not found.inverted:
        context.declare(named[0], context.shape(found.name)[:1])


def _function(context: Context, subject: s.Expression, fact: FunctionFact) -> None:
    name = latex(subject)
    if name in context.names.ranks or (name in context.targets and name not in context.applied):
        return  # "$J$ is a function of $w$" beside gradients of $J$ tells what the loss depends on
    sentence = fact.sentence.lower()
    if any(w in sentence for w in ("sigmoid", "logistic")) and name == "\\sigma":
        return
    if (
        fact.source is None
        or not fact.source
        or (len(fact.source) == 1 and latex(fact.source[0]) in ("\\mathbb{R}", "R", "1"))
    ):
        context.theory.functions[name] = 1
        context.names.functions.add(name)
    else:
        context.targets.add(name)


def _word(context: Context, fact: WordFact) -> None:
    subjects: Sequence[s.Expression] = fact.subjects
    if fact.word in ("scalar", "positive scalar"):  # "scalars $a_1, ..., a_L$" are one vector
        subjects = _listed(context, ShapeFact(fact.span, fact.sentence, fact.subjects, ()))
    for subject in subjects:
        found = subject_name(context, subject)
        if found is None:
            continue
        name, family = found
        if family or (isinstance(subject, s.Scripted) and any(is_letter(x) for x in subject.subscripts)):
            continue
        offset = isinstance(subject, s.Scripted) and [latex(x) for x in subject.subscripts] == ["0"]
        if (
            (fact.word in ("scalar", "positive scalar") or (fact.word == "offset" and offset))
            and name not in context.names.ranks
            and name not in context.targets
            and name not in context.sizes.letters()
        ):
            context.declare(name, ())
        elif (
            fact.word in ("smooth", "function", "entrywise", "convex")
            and name not in context.names.ranks
            and name not in context.names.functions
        ):
            if (
                is_letter(subject)
                and name != "\\sigma"
                and name not in context.sizes.letters()
                and name not in context.targets
            ):
                context.theory.functions[name] = 1
                context.names.functions.add(name)
        elif fact.word == "loss":
            context.targets.add(name)
    if fact.word == "diagonal" and not fact.conditional and not fact.supposed:
        context.diagonal |= {latex(x) for x in fact.subjects} - context.variables
    if fact.word in MATRICES:
        context.tensors |= {latex(x) for x in fact.subjects}
    if fact.word == "basis vector":
        bases = {latex(x.base) for x in fact.subjects if isinstance(x, s.Scripted)}
        context.units |= {b for b in bases if b not in context.names.ranks}


def _set(context: Context, fact: SetFact) -> None:
    for subject in fact.subjects:
        name = latex(subject)
        values = [polynomial(v, context.sizes.letters()) for v in fact.values]
        numbers = [v[0].value for v in values if v is not None and v[0].is_constant and v[1] == Poly.constant(1)]
        if name in context.sizes.letters() and len(numbers) == len(fact.values):
            size = context.sizes.letters()[name]
            context.sizes.assume(Guard("ge", size - min(numbers)))
            context.sizes.assume(Guard("ge", max(numbers) - size))
        elif name in context.subscripted and len(numbers) == len(fact.values) and name not in context.names.ranks:
            context.ranges[name] = (Poly.constant(min(numbers)), Poly.constant(max(numbers)))
        elif isinstance(subject, s.Scripted) and subject.superscript is None and not subject.primes:
            limits = [_range(context, latex(x)) if is_letter(x) else None for x in subject.subscripts]
            base = latex(subject.base)
            if limits and all(limits) and base not in context.names.ranks and not _is_whole(context, base):
                context.declare(base, tuple(high - low + 1 for low, high in (x for x in limits if x)))
                for axis, found in enumerate(limits):
                    if found is not None and found[0].is_constant and found[0].value in (0, 1):
                        context.bases.vote((base, axis), found[1] - found[0] + 1, found[0].value)


def _is_whole(context: Context, name: str) -> bool:
    """Whether a letter is a size, or a loss."""
    return name in context.sizes.letters() or name in context.targets


# ---------------------------------------------------------------------------------------- hypotheses
