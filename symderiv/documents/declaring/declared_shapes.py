"""Shapes: of tensors, of families of them (``h_t``, ``x^{(n)}``), of lists ``x_1, ..., x_N``, and "the shape of".

Guarantee: a shape that cannot be read, or that is stated in two ways, poisons the name and is no guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symderiv.documents.declaring.declared_ranges import nearest_range, range_of
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.letters import (
    beside_zero,
    entries_of,
    example_letters,
    family_names,
)
from symderiv.documents.elaboration.sizes import polynomial
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, emphases, is_letter, split_entries
from symderiv.documents.latex.spelling import is_square, latex, zeroth
from symderiv.documents.page.surface import (
    RelationFact,
    SameShapeFact,
    ShapeFact,
    SurfaceDocument,
)
from symderiv.language.integers import Poly

__all__ = [
    "declare_apart",
    "declare_eigenvector",
    "declare_families",
    "declare_same_shape",
    "declare_shape",
    "is_entry",
    "known_subject",
    "sibling_names",
    "subject_name",
    "without_lists",
]


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
        if not counted and all(range_of(context, latex(x)) for x in node.superscript.entries):
            family += node.superscript.entries
            decoration = ""
        elif not counted:
            context.templates.setdefault(base + "^", ())
    entries = split_entries(node.subscripts, None)
    if entries and all(is_letter(x) for x in entries):
        if all(range_of(context, latex(x)) for x in entries) and base not in context.siblings:
            return base + decoration, family + entries
        if len(entries) == 1:
            context.templates.setdefault(base + "_", ())
    below = f"_{{{','.join(map(latex, node.subscripts))}}}" if node.subscripts else ""
    return base + below + decoration, family


def sibling_names(context: Context, document: SurfaceDocument) -> set[str]:
    """The letters of names that are declared together, ``W_r, W_z, W_n``, where one of their marks is no index at all:
    then none is, be ``n`` one elsewhere."""
    marks: dict[str, set[str]] = {}
    together: list[tuple[str, set[str]]] = []
    for fact in document.facts():
        if isinstance(fact, ShapeFact) and fact.axes:
            own: dict[str, set[str]] = {}
            for x in fact.subjects:
                if isinstance(x, s.Scripted) and len(x.subscripts) == 1 and is_letter(x.subscripts[0]):
                    own.setdefault(latex(x.base), set()).add(latex(x.subscripts[0]))
            together += [(base, letters) for base, letters in own.items() if len(letters) > 1]
            for base, letters in own.items():
                marks.setdefault(base, set()).update(letters)
    indices: set[str] = set()
    for node in (n for side in document.sides() for n in s.walk(side)) if together else ():
        if isinstance(node, s.Scripted):
            first = [latex(x) for x in node.subscripts[:1] if latex(x) in marks.get(latex(node.base), ())]
            rest = node.subscripts[len(first) :]
            indices |= {latex(part) for entry in rest for part in s.walk(entry) if is_letter(part)}
        elif isinstance(node, s.BigOperator):
            indices |= {latex(part) for below in node.below for part in s.walk(below) if is_letter(part)}
    return {
        base for base, letters in together if any(x not in indices and range_of(context, x) is None for x in letters)
    }


def known_subject(context: Context, node: s.Expression) -> tuple[str, tuple[s.Expression, ...]] | None:
    r"""The same for what is said of a name: ``t_n`` is an entry of ``\\mathbf{t}`` where that alone is declared."""
    named, bare = subject_name(context, node), s.base(node)
    if named is None or not isinstance(bare, s.Symbol):
        return named
    name = context.names.alias(named[0], bare)
    if name not in context.names.ranks:  # ``\mathbf{y}`` beside the ``y_i`` that a display is still to introduce
        rest = named[0][len(latex(bare)) :]
        found = [x for x in (y + rest for y in emphases(bare)) if x in context.inferred]
        name = found[0] if len(found) == 1 else name
    if named[1] or not isinstance(node, s.Scripted) or node.superscript is not None or node.primes:
        return name, named[1]
    entries = split_entries(node.subscripts, None)
    if entries and name not in context.names.ranks and all(map(is_letter, entries)):
        whole = context.names.alias(latex(bare), bare)  # an index of which the text alone speaks
        if len(context.theory.shapes.get(whole, ())) == len(entries):
            return whole, entries
    return name, named[1]


def declare_families(context: Context, document: SurfaceDocument) -> None:
    r"""``z^{(i)} = ...`` beside a family ``x^{(i)}``, ``i = 1, ..., m``: one of m numbers or vectors, as that is."""
    counted = example_letters(document, context.names.families) - context.layers
    counted = {x for x in counted if range_of(context, x) is not None}
    for name in family_names(document, counted):
        if name not in context.names.ranks:
            context.names.families.add(name)


def declare_apart(context: Context, document: SurfaceDocument) -> None:
    r"""Declare the number ``w_0`` beside ``w_1, ..., w_M``, as in ``w_0 + \\sum_{j=1}^M w_j x_j``."""
    for name, letters in beside_zero(document).items():
        spans = [found for x in letters if (found := context.spans.get(x)) is not None]
        shape = context.theory.shapes.get(name)
        own = zeroth(name)
        covered = [span for span in spans if shape is None or shape == (span[1] - span[0] + 1,)]
        if own not in context.names.ranks and covered and all(span[0] == Poly.constant(1) for span in spans):
            context.declare(own, ())


def without_lists(context: Context, fact: ShapeFact) -> list[s.Expression]:
    r"""The subjects of a fact without those of a list ``x_1, \\dots, x_N``, which is declared as one family."""
    subjects = [x for x in fact.subjects if not (isinstance(x, s.Symbol) and x.letter in ("\\dots", "\\cdots"))]
    ends = [x[1] for x in (_list_entry(context, x) for x in subjects) if x is not None]
    some_time = len(subjects) == len(ends) == 2 and isinstance(ends[0], s.Number) and latex(ends[1]) == "t"
    if some_time and "t" not in context.sizes.letters():
        return subjects  # ``x_0, x_t`` are two: where it begins, and some time after
    rest: list[s.Expression] = []
    for start, first in enumerate(subjects):
        key = _list_entry(context, first)
        if key is None or not isinstance(key[1], s.Number):
            before = [_list_entry(context, x, key[0]) for x in subjects[:start]] if key is not None else []
            if not any(x is not None and isinstance(x[1], s.Number) for x in before):
                rest.append(first)  # ``W_a, W_b`` are two, while ``x_1, ..., x_N`` are many
            continue
        more = [_list_entry(context, x, key[0]) for x in subjects[start + 1 :]]
        last = next((x[1] for x in more if x is not None and not isinstance(x[1], s.Number)), None)
        if last is None:
            rest.append(first)
        elif not any(_list_entry(context, x, key[0]) for x in subjects[:start]):
            _list_family(context, first, key[1], last, fact)
    return rest


def _list_entry(context: Context, node: s.Expression, like: str | None = None) -> tuple[str, s.Expression] | None:
    r"""The name and the only index of ``x_1``, ``x^{(N)}``, ``h^{\text{enc}}_1``; None where it is not ``like``."""
    if not isinstance(node, s.Scripted) or not isinstance(node.base, s.Symbol) or node.primes:
        return None
    above = node.superscript
    decoration, power, transposed, inverted = context.names.superscript(above)
    if (above is None or decoration) and len(node.subscripts) == 1 and power is None and not (transposed or inverted):
        found = (f"{latex(node.base)}{decoration}_", node.subscripts[0])
    elif isinstance(above, s.Group) and len(above.entries) == 1 and not node.subscripts:
        found = (f"{latex(node.base)}^{above.bracket}", above.entries[0])
    else:
        return None
    return found if like in (None, found[0]) else None


def _list_family(context: Context, first: s.Expression, low: s.Number, high: s.Expression, fact: ShapeFact) -> None:
    assert isinstance(first, s.Scripted)
    decoration = context.names.superscript(first.superscript)[0] if first.subscripts else ""
    name = latex(first.base) + decoration
    last = context.sizes.axis(high)
    axes = [context.sizes.axis(axis) for axis in fact.axes]
    if name in context.names.ranks or low.value not in (0, 1):
        return
    if last is None or any(a is None for a in axes):
        context.poisoned[name] = "its shape cannot be read"
        return
    first_index = int(low.value)
    if first_index == 1 and (name, 0) in context.from_zero and name not in context.bordered:
        first_index = 0  # "$x_1, \\dots, x_n$, where $x_0$ is given"
    count = last + 1 - first_index
    context.declare(name, (count, *(a for a in axes if a is not None)))
    context.bases.vote((name, 0), count, first_index)
    context.partial.add(name)
    if first.superscript is not None and not decoration:
        context.names.families.add(name)


def declare_shape(context: Context, document: SurfaceDocument, subject: s.Expression, fact: ShapeFact) -> None:
    context.position = fact.span.start
    if isinstance(subject, s.Symbol) and subject.word and latex(subject).removeprefix("\\") in BUILT_IN_FUNCTIONS:
        return  # "$\log J \in \mathbb{R}$" declares no tensor of the name "log"
    axes = [context.sizes.axis(axis) for axis in fact.axes]
    found = subject_name(context, _whole(context, document, subject, axes, fact.sentence))
    if found is None:
        return
    name, family = found
    if any(a is None for a in axes):
        context.poisoned[name] = "its shape cannot be read"
        return
    leading = []
    for position, letter in enumerate(family):
        limits = range_of(context, latex(letter))
        assert limits is not None
        low, high = limits
        if low == Poly.constant(1) and (name, position) in context.from_zero and name not in context.bordered:
            low = Poly({})  # "h_0 = 0 and t = 1, ..., T"
        nearest = nearest_range(context, latex(letter))
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
    if _is_member(context, subject, shape) or is_entry(context, subject, bool(family), shape):
        return
    if not shape and (name in context.sizes.lows or name in context.targets):
        return  # a number of which derivatives are taken is a loss, or is defined; it is no input
    context.declare(name, shape)
    if isinstance(subject, s.Scripted):
        base = latex(subject.base) + "'" * subject.primes
        if not fact.axes and is_square(subject, entry=True) and not _has_other_numbers(document, subject):
            context.names.squares.add(name)  # a variance, and no second layer
        else:
            context.names.layered |= isinstance(subject.superscript, s.Number)
        if family:
            context.partial.add(name)
            if isinstance(subject.superscript, s.Group):
                context.names.families.add(base)
            for member in [x for x in context.names.ranks if x in (zeroth(base), f"{base}^{{(0)}}")]:
                if context.names.ranks[member] == len(shape) - 1 and context.shape(member) == shape[1:]:
                    del context.names.ranks[member], context.theory.shapes[member]
        else:
            for mark in "_^":
                if base + mark in context.templates:
                    context.templates[base + mark] = shape


def _whole(
    context: Context, document: SurfaceDocument, subject: s.Expression, axes: Sequence[Poly | None], sentence: str
) -> s.Expression:
    r"""``x`` for an ``x_{n,c,i}`` of shape ``N \\times C \\times H``: an index for each axis, no family of tensors."""
    if not isinstance(subject, s.Scripted) or not subject.subscripts or len(axes) < 2 or "block" in sentence.lower():
        return subject
    letters = split_entries(subject.subscripts, None)
    if len(letters) != len(axes) or len(set(map(latex, letters))) < len(letters) or not all(map(is_letter, letters)):
        return subject
    stated = [range_of(context, latex(letter)) for letter in letters]
    family = all(r is not None for r in stated) and any(
        r is not None and r[1] - r[0] + 1 != axis for r, axis in zip(stated, axes, strict=True)
    )
    if family or any(latex(letter) in context.sizes.letters() for letter in letters):
        return subject
    if any(latex(letter) in context.indexed for letter in letters):
        return subject  # ``W_{xh}`` goes from ``x_t`` to ``h_t``
    if set(map(latex, letters)) & _blocks(document, latex(subject.base)):
        return subject  # ``S_{xy}`` beside ``S_{xx}``
    bare = replace(subject, subscripts=())
    return bare if bare.superscript is not None or bare.primes else bare.base


def _blocks(document: SurfaceDocument, base: str) -> set[str]:
    """The letters that stand twice below a name of which a shape is stated: those of blocks, and no indices."""
    subjects = (x for f in document.facts() if isinstance(f, ShapeFact) and len(f.axes) > 1 for x in f.subjects)
    below = (split_entries(x.subscripts, None) for x in subjects if isinstance(x, s.Scripted) and latex(x.base) == base)
    return {latex(two[0]) for two in below if len(two) == 2 and two[0] == two[1] and is_letter(two[0])}


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


def is_entry(context: Context, subject: s.Expression, by_entries: bool, shape: tuple[Poly, ...]) -> bool:
    r"""Whether ``t_n`` is an entry of a declared ``\\mathbf{t}``, or ``\\mathbf{t}`` the vector of declared ``t_n``."""
    bare = s.base(subject)
    if not isinstance(bare, s.Symbol) or (isinstance(subject, s.Scripted) and subject.superscript is not None):
        return False
    whole = context.names.alias(latex(bare), bare)
    return whole != latex(bare) and by_entries != (whole in context.partial) and context.shape(whole) == shape


def declare_same_shape(context: Context, fact: SameShapeFact, document: SurfaceDocument) -> None:
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


def declare_eigenvector(context: Context, fact: RelationFact) -> None:
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


def _has_other_numbers(document: SurfaceDocument, subject: s.Scripted) -> bool:
    r"""Whether another number stands above the letter of ``z^2`` as well where shapes are stated: ``z^1``."""
    told = [x for f in document.facts() if isinstance(f, ShapeFact) for x in f.subjects]
    above = [x.superscript for x in told if isinstance(x, s.Scripted) and x.base == subject.base]
    return any(isinstance(x, s.Number) and x != subject.superscript for x in above)
