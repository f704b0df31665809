"""What prose and inline mathematics declare for the whole document: in which order it is taken down, and what words do.

Sizes come first, then the ranges of indices, then shapes, then functions, words and sets; what a declaration of one
kind needs of another has been taken down before it.

Guarantee: a declaration that cannot be read declares nothing (:meth:`Context.attempt`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symderiv.documents.declaring.addends import declare_addends
from symderiv.documents.declaring.arguments import called
from symderiv.documents.declaring.declared_random import declare_random
from symderiv.documents.declaring.declared_ranges import declare_labels, declare_ranges, range_of, steps_ahead
from symderiv.documents.declaring.declared_shapes import (
    declare_apart,
    declare_eigenvector,
    declare_families,
    declare_same_shape,
    declare_shape,
    is_entry,
    sibling_names,
    subject_name,
    without_lists,
)
from symderiv.documents.declaring.declared_sizes import declare_size, relate_sizes
from symderiv.documents.declaring.differentials import writes_differentials
from symderiv.documents.declaring.inferred import infer_shapes
from symderiv.documents.declaring.members_beside import declare_members_beside
from symderiv.documents.declaring.properties import rational_number
from symderiv.documents.declaring.reached_shapes import reached_shapes
from symderiv.documents.declaring.shapes_by_use import shapes_by_use
from symderiv.documents.declaring.slices import declare_slices
from symderiv.documents.declaring.steps import shifted_names, strided_letters
from symderiv.documents.declaring.told_behind import told_behind
from symderiv.documents.declaring.unstated_shapes import unstated_shapes
from symderiv.documents.declaring.whole_vectors import declare_normalised, declare_whole_vectors
from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_expectations import moments
from symderiv.documents.elaboration.letters import (
    alone_letters,
    applied_letters,
    bordered,
    circle_number,
    convolves,
    distinct_letters,
    entries_of,
    entrywise_letters,
    from_zero,
    indexed_letters,
    last_letters,
    marks,
    marks_above,
    numbered_letters,
    size_labels,
    starts_apart,
    stride_letters,
    subscript_letters,
    tensor_letters,
    variables,
)
from symderiv.documents.elaboration.recurrence_equations import backward_letters
from symderiv.documents.elaboration.sizes import LOWS, polynomial
from symderiv.documents.elaboration.views import declare_views
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import is_letter, is_numbered, split_entries
from symderiv.documents.latex.spelling import latex, zeroth
from symderiv.documents.page.surface import (
    BaseFact,
    CalledFact,
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
from symderiv.documents.words.relations_in_words import denies_parts
from symderiv.documents.words.softmax_axes import softmax_axis
from symderiv.language.integers import Poly
from symderiv.language.terms import (
    Guard,
)

__all__ = ["declare_all"]

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
MATRICES += ("orthogonal", "orthonormal columns", "invertible", "diagonal", "idempotent", "permutation", "projection")
MATRICES += ("orthogonal projection", "unit vector")
FUNCTION_WORDS = ("smooth", "function", "entrywise", "convex")


def _apart(subjects: Sequence[s.Expression]) -> list[s.Expression]:
    r"""Subjects without those of a list: the strides ``s_1, \dots, s_L`` are many numbers, and no size each."""
    dots = [k for k, x in enumerate(subjects) if isinstance(x, s.Symbol) and x.letter in ("\\dots", "\\cdots")]
    return [x for k, x in enumerate(subjects) if all(abs(k - at) > 1 for at in dots)]


def declare_all(context: Context, document: SurfaceDocument) -> None:
    """Everything that holds for the whole document."""
    facts = document.facts()
    context.subscripted, context.from_zero = subscript_letters(document), from_zero(document)
    context.size_labels = size_labels(document)
    context.ahead = steps_ahead(document)
    context.backwards = backward_letters(document)
    context.shifted, context.strided = shifted_names(document), strided_letters(document)
    context.times = _times(document)
    context.differentials = writes_differentials(document)
    context.bordered = bordered(document)
    context.alone = alone_letters(document) - last_letters(document)
    context.shaped, context.variables = tensor_letters(document), variables(document)
    context.entrywise = entrywise_letters(document)
    context.applied, context.indexed = applied_letters(document), indexed_letters(document)
    context.called = called(document)
    context.names.numbered = numbered_letters(document)
    context.names.starts = starts_apart(document)
    context.names.distinct = distinct_letters(document)
    context.names.marks = marks(document)
    context.names.above = marks_above(document)
    context.circle = circle_number(document)
    context.of_entries = not convolves(document)
    context.determinants = any("determinant" in piece.text.lower() for piece in document.running)
    ranged = {latex(x) for fact in facts if isinstance(fact, RangeFact) for x in fact.subjects}
    for fact in facts:
        if isinstance(fact, BaseFact):
            context.bases.stated = fact.base
        elif isinstance(fact, WordFact) and fact.word in LOWS:
            for subject in _apart(fact.subjects):
                if isinstance(subject, s.Scripted) and any(latex(x) in ranged for x in subject.subscripts):
                    continue  # "the strides $s_l$" are many
                if latex(subject) in ranged & context.subscripted:
                    continue  # "strides $s_l$, $l = 1, \\dots, L$"
                if is_letter(subject) or isinstance(subject, s.Symbol | s.Scripted):
                    declare_size(context, latex(subject), LOWS[fact.word])
        elif isinstance(fact, ShapeFact) and fact.domain in ("integer", "natural") and not fact.axes:
            low = None if fact.domain == "integer" else 0
            if any("positive" in w for w in fact.words):
                low = 1
            for subject in fact.subjects:
                if latex(subject) not in context.ranges:
                    declare_size(context, latex(subject), low)
        elif isinstance(fact, ShapeFact):
            for axis in fact.axes:
                context.sizes.axis(axis)
    context.attempt(relate_sizes, context, document)
    context.attempt(declare_ranges, context, document)
    context.attempt(lambda: context.siblings.update(sibling_names(context, document)))
    for fact in facts:
        if isinstance(fact, ShapeFact) and not (fact.domain in ("integer", "natural") and not fact.axes):
            for subject in without_lists(context, fact):
                context.attempt(declare_shape, context, document, subject, fact)
    lengths = (
        fact.axes[0] for fact in facts if isinstance(fact, ShapeFact) and not fact.subjects and len(fact.axes) == 1
    )
    context.ones |= {size for axis in lengths if (size := context.sizes.axis(axis)) is not None}
    context.attempt(declare_families, context, document)
    sizes = context.sizes.letters().keys()
    for name in context.theory.shapes:  # $\mu$ and $\mu_0$ are two tensors, unless steps of one are read
        if zeroth(name) in context.theory.shapes:
            read = entries_of(document, name)
            if all((is_letter(x) and latex(x) not in sizes) or isinstance(x, s.Number) for x in read):
                context.beside_first.add(name)
    for fact in facts:
        if isinstance(fact, RelationFact):
            declare_eigenvector(context, fact)
    context.attempt(_declare_numbers_beside, context, document)
    equations = [fact for fact in facts if isinstance(fact, RelationFact) and fact.relation in ("=", ":=")]
    valued = {latex(x) for fact in equations for x in fact.left}
    gradients = {latex(x) for fact in equations if isinstance(fact.right, s.Derivative) for x in fact.left}
    gradients -= context.applied  # "a function $J(h)$, and $\bar h = \frac{\partial J}{\partial h}$" are one function
    said = [(fact.word, latex(x)) for fact in facts if isinstance(fact, WordFact) for x in fact.subjects]
    # "a scalar loss $L$" is a function of what comes before it, and no input
    context.targets |= {name for word, name in said if word == "loss" and ("scalar", name) in said}
    typed = {latex(x) for f in facts if isinstance(f, FunctionFact) and _is_of_a_tensor(f) for x in f.subjects}
    for fact in facts:
        if isinstance(fact, SameShapeFact):
            context.attempt(declare_same_shape, context, fact, document)
        elif isinstance(fact, FunctionFact):
            if fact.source is None:  # "any smooth function $f: \mathbb{R}^n \to \mathbb{R}$"
                fact = replace(fact, subjects=tuple(x for x in fact.subjects if latex(x) not in typed))
            listed = any(isinstance(x, s.Symbol) and x.letter == "\\dots" for x in fact.subjects)
            for subject in fact.subjects if not listed else ():
                if latex(subject) not in gradients:
                    context.attempt(_function, context, subject, fact)
        elif isinstance(fact, CalledFact):
            context.particular |= {latex(x) for x in fact.subjects if not _PARTICULAR.isdisjoint(fact.nouns)}
        elif isinstance(fact, WordFact):
            if fact.word == "entrywise":  # "⟦h = \\phi(a)⟧ entrywise" is said of the function
                fact = replace(fact, subjects=tuple(x for x in fact.subjects if latex(x) not in valued))
            if fact.word in FUNCTION_WORDS:
                apart = gradients | typed
                fact = replace(fact, subjects=tuple(x for x in fact.subjects if latex(x) not in apart))
            context.attempt(_word, context, fact)
        elif isinstance(fact, SetFact):
            context.attempt(_set, context, fact)
    context.attempt(declare_labels, context, document)
    context.attempt(declare_whole_vectors, context, document)
    context.attempt(declare_normalised, context, document)
    context.attempt(declare_addends, context, document)
    context.attempt(declare_random, context, document)
    context.attempt(declare_views, context, document)
    context.attempt(declare_slices, context, document)
    if document.unstated:
        context.attempt(unstated_shapes, context, document)
    context.attempt(infer_shapes, context, document)
    context.attempt(reached_shapes, context, document)
    context.attempt(declare_whole_vectors, context, document)  # beside what has a shape by now
    context.attempt(declare_members_beside, context, document)
    context.attempt(declare_apart, context, document)
    context.attempt(shapes_by_use, context, document)
    for fact in facts:
        if isinstance(fact, MentionFact) and fact.words:
            context.attempt(_computed, context, fact)
        elif isinstance(fact, CalledFact) and not _RESULTS.isdisjoint(fact.nouns):
            context.taken |= {found.name for x in fact.subjects if (found := context.names.read(x)) is not None}
    context.told_behind = told_behind(document)
    context.no_parts = denies_parts(document)
    context.keeps_sizes = any(isinstance(f, WordFact) and f.word == "keeps sizes" for f in facts)
    context.softmax_axis = softmax_axis(document)
    for letter in stride_letters(document):
        if not (context.names.known(letter) or _is_whole(context, letter) or letter in context.ranges):
            declare_size(context, letter, 1)
    context.names.sizes = set(context.sizes.letters())


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


# What a network makes: where nothing tells how, it is no input that a weight has nothing to do with.
_RESULTS = frozenset(("output", "prediction", "predict", "activation", "response"))


def _computed(context: Context, fact: MentionFact) -> None:
    """Take down what words say to be made from other tensors."""
    sources = frozenset(named[0] for x in fact.sources if (named := subject_name(context, x)) is not None)
    for subject in fact.subjects:
        named = subject_name(context, subject)
        if named is not None and sources - {named[0]}:
            context.computed.setdefault(named[0], (fact.words, sources - {named[0]}))


def _is_of_a_tensor(fact: FunctionFact) -> bool:
    r"""``f: \mathbb{R}^n \to \mathbb{R}``: a number that is made from a tensor, and no function of each entry."""
    return bool(fact.source) and fact.target == () and [latex(x) for x in fact.source or ()] != ["1"]


# What is called so is no function of which anything may be.
_PARTICULAR = frozenset(
    ("distribution", "density", "cumulative", "survival", "hazard", "characteristic", "generating", "partition")
)


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
        context.spoken_functions.add(name)
    else:
        context.targets.add(name)


def _word(context: Context, fact: WordFact) -> None:
    subjects: Sequence[s.Expression] = fact.subjects
    if fact.word in ("scalar", "positive scalar"):  # "scalars $a_1, ..., a_L$" are one vector
        subjects = without_lists(context, ShapeFact(fact.span, fact.sentence, fact.subjects, ()))
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
            and name not in context.names.ranks.keys() | context.indexed  # "the scale $s = A u$" with entries $s_i$
            and name not in context.targets
            and name not in context.sizes.letters()
        ):
            context.declare(name, ())
        elif fact.word in FUNCTION_WORDS and name not in context.names.ranks and name not in context.names.functions:
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
    if fact.word in ("full column rank", "full row rank") and not fact.conditional and not fact.supposed:
        for shape in (context.theory.shapes.get(latex(x), ()) for x in fact.subjects):
            if len(shape) == 2:
                excess = shape[0] - shape[1]
                context.sizes.assume(Guard("ge", excess if fact.word == "full column rank" else -excess))
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
        elif isinstance(subject, s.Symbol):
            free = not (context.names.known(name) or _is_whole(context, name) or name in context.indexed)
            if free and None not in map(rational_number, fact.values):
                context.declare(name, ())
        elif isinstance(subject, s.Scripted) and subject.superscript is None and not subject.primes:
            written = split_entries(subject.subscripts, None)
            limits = [range_of(context, latex(x)) if is_letter(x) else None for x in written]
            base = latex(subject.base)
            if limits and all(limits) and base not in context.names.ranks and not _is_whole(context, base):
                shape = tuple(high - low + 1 for low, high in (x for x in limits if x))
                if is_entry(context, subject, True, shape):
                    continue
                context.declare(base, shape)
                for axis, found in enumerate(limits):
                    if found is not None and found[0].is_constant and found[0].value in (0, 1):
                        context.bases.vote((base, axis), found[1] - found[0] + 1, found[0].value)


def _is_whole(context: Context, name: str) -> bool:
    """Whether a letter is a size, or a loss."""
    return name in context.sizes.letters() or name in context.targets


def _declare_numbers_beside(context: Context, document: SurfaceDocument) -> None:
    r"""Numbers of which no more is said than a condition: ``R(c w) = R(w) \quad (c \ne 0)``, or ``0 < b < 1``, where no
    whole number lies; and those whose squares are supposed to be moments."""
    taken = context.names.ranks.keys() | context.sizes.letters().keys() | context.subscripted | context.names.functions
    taken |= context.targets | context.ranges.keys() | context.applied | context.indexed
    conditions = (x for d in document.displays() for link in d.links for x in link.conditions)
    for condition in conditions:
        if not isinstance(condition, s.Comparison) or len(condition.operands) != 2:
            continue
        letter, number = condition.operands
        known = isinstance(number, s.Number) and condition.relations[0] in ("\\ne", "<", ">", "\\le", "\\ge")
        if known and is_letter(letter) and latex(letter) not in taken and latex(letter) not in context.names.ranks:
            context.declare(latex(letter), ())
    for name in _squared_moments(document):
        if name not in taken - context.applied | context.names.ranks.keys():  # "$s^2 (X^\\top X)^{-1}$" applies nothing
            context.declare(name, ())
    bounds = _strict_bounds(document)
    taken -= context.ranges.keys() & bounds.keys() - context.subscripted  # "$0 < a, b < 1$" is no range of an index
    for name, (bare, low, high) in bounds.items():
        if high <= math.floor(low) + 1 and taken.isdisjoint((name, bare)) and name not in context.names.ranks:
            context.declare(name, ())


def _squared_moments(document: SurfaceDocument) -> list[str]:
    """The letters whose squares are supposed to be moments, as the ``s`` of a variance ``s^2``."""
    told = [x for f in document.facts() if isinstance(f, RelationFact) and any(map(moments, f.left)) for x in [f.right]]
    links = (k for d in document.displays() if d.hypothesis for k in d.links)
    told += [k.right for k in links if k.left is not None and k.right is not None and moments(k.left)]
    nodes = (n for side in told for n in s.walk(side) if isinstance(n, s.Scripted) and not n.subscripts)
    return [latex(n.base) for n in nodes if isinstance(n.superscript, s.Number) and is_letter(n.base)]


def _strict_bounds(document: SurfaceDocument) -> dict[str, tuple[str, Fraction, Fraction]]:
    """The letters, some with a number below, that the text puts between two numbers, the upper one excluded, and
    which; with the bare letter."""
    lows: dict[str, Fraction] = {}
    highs: dict[str, Fraction] = {}
    bare: dict[str, str] = {}

    def named(node: s.Expression) -> str:
        plain = isinstance(node, s.Symbol) or (isinstance(node, s.Scripted) and is_numbered(node))
        if not is_letter(s.base(node)) or not plain:
            return ""
        return bare.setdefault(latex(node), latex(s.base(node))) and latex(node)

    for fact in document.facts():
        if isinstance(fact, RangeFact) and fact.between and fact.exclusive and fact.upper is not None:
            ends = rational_number(fact.lower), rational_number(fact.upper)
            for name in filter(None, map(named, fact.subjects)) if None not in ends else ():
                lows[name], highs[name] = ends[0] or Fraction(0), ends[1] or Fraction(0)
        if not isinstance(fact, RelationFact) or fact.conditional or fact.relation not in ("<", ">"):
            continue
        for left in fact.left:
            small, large = (left, fact.right) if fact.relation == "<" else (fact.right, left)
            low, high = rational_number(small), rational_number(large)
            if low is not None and (name := named(large)):
                lows[name] = low
            elif high is not None and (name := named(small)):
                highs[name] = high
    return {name: (bare[name], low, highs[name]) for name, low in lows.items() if name in highs}
