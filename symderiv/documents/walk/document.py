"""A document as equations with roles and meanings: definition, hypothesis, claim or error.

:func:`read` reads the surface, declares what the prose declares, and walks the displays in order.  A first pass
learns the index bases from the ranges; a second one elaborates with them; where a base stays open, a third pass
takes the other one, and a claim whose meaning differs carries both readings.

Guarantee: no exception for anything that a document may contain; an unreadable equation becomes an error with
place, piece and remedy, and spoils only what is defined from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from symderiv.documents.declaring.arguments import arguments, as_arguments
from symderiv.documents.declaring.declared_random import with_families
from symderiv.documents.declaring.open_sizes import open_places, with_equal_sizes
from symderiv.documents.elaboration.context import Bases, Context
from symderiv.documents.elaboration.labels import labelled
from symderiv.documents.elaboration.normalised import class_axes
from symderiv.documents.elaboration.senses import apart, constants, members, totals
from symderiv.documents.judging.equations import Equation
from symderiv.documents.judging.firm_sizes import claimed_sizes
from symderiv.documents.judging.reasons_behind import with_starts_ahead
from symderiv.documents.judging.recursive_gradients import Backwards, as_gradients, backwards, rests_on, satisfied
from symderiv.documents.page.case_lines import with_case_lines
from symderiv.documents.page.surface import SurfaceDocument
from symderiv.documents.rewriting.cholesky import with_cholesky
from symderiv.documents.rewriting.class_labels import with_class_labels
from symderiv.documents.rewriting.compositions import with_compositions
from symderiv.documents.rewriting.conditional_densities import with_conditional_densities
from symderiv.documents.rewriting.decompositions import with_decompositions
from symderiv.documents.rewriting.derivatives_at_points import with_derivatives_at_points
from symderiv.documents.rewriting.derived_brackets import with_derived_brackets
from symderiv.documents.rewriting.entries_of_functions import with_entries_of_functions
from symderiv.documents.rewriting.equal_members import with_equal_members
from symderiv.documents.rewriting.flattened import with_flattened
from symderiv.documents.rewriting.function_definitions import functions_defined_first
from symderiv.documents.rewriting.function_families import with_function_families
from symderiv.documents.rewriting.functional_brackets import with_functional_brackets
from symderiv.documents.rewriting.functions_alone import with_arguments
from symderiv.documents.rewriting.horizons import with_horizons
from symderiv.documents.rewriting.indexed_functions import with_plain_entries
from symderiv.documents.rewriting.inner_parts import inner_parts
from symderiv.documents.rewriting.interleaved import with_interleaved
from symderiv.documents.rewriting.iterates import single_steps
from symderiv.documents.rewriting.layer_maps import with_layer_maps
from symderiv.documents.rewriting.lettered import lettered
from symderiv.documents.rewriting.listed_names import with_listed_names
from symderiv.documents.rewriting.listed_numbers import with_listed_numbers
from symderiv.documents.rewriting.local_losses import with_local_losses
from symderiv.documents.rewriting.log_names import with_log_names
from symderiv.documents.rewriting.lower_limits import with_lower_limits
from symderiv.documents.rewriting.numbered import numbered_copies
from symderiv.documents.rewriting.numbered_states import with_numbered_states
from symderiv.documents.rewriting.other_step_letters import with_one_step_letter
from symderiv.documents.rewriting.parameter_labels import with_parameter_labels
from symderiv.documents.rewriting.parts_by_letter import with_parts_by_letter
from symderiv.documents.rewriting.plain_expectations import with_plain_expectations
from symderiv.documents.rewriting.primed import with_transposes
from symderiv.documents.rewriting.roots import named_roots
from symderiv.documents.rewriting.samples_below import with_samples_below
from symderiv.documents.rewriting.samples_of_arguments import with_samples_of_arguments
from symderiv.documents.rewriting.sections import taken_anew
from symderiv.documents.rewriting.settings import settings
from symderiv.documents.rewriting.shapes_at_steps import with_shapes_at_their_step
from symderiv.documents.rewriting.sized_names import with_sized_names
from symderiv.documents.rewriting.slashes import with_brackets_apart, with_letters_below
from symderiv.documents.rewriting.squared_variables import with_squared_variables
from symderiv.documents.rewriting.step_ranges import with_step_ranges
from symderiv.documents.rewriting.steps_below import with_steps_below
from symderiv.documents.rewriting.sums_without_index import with_indices_of_sums
from symderiv.documents.rewriting.superscripts import steps_above
from symderiv.documents.rewriting.told_steps import with_told_steps
from symderiv.documents.rewriting.told_sums import with_told_sums
from symderiv.documents.rewriting.transposed_by_letter import with_transposes_by_letter
from symderiv.documents.rewriting.triangles import dependent_ranges
from symderiv.documents.rewriting.turned import with_named_gradients
from symderiv.documents.rewriting.uniform_draws import with_uniform_draws
from symderiv.documents.rewriting.unknown_densities import with_unknown_densities
from symderiv.documents.rewriting.unrolled_layers import unroll
from symderiv.documents.rewriting.upper_limits import with_upper_limits
from symderiv.documents.walk.firm_readings import with_firm_readings
from symderiv.documents.walk.passes import Pass
from symderiv.documents.words.borders_in_words import with_told_borders
from symderiv.documents.words.conventions import by_convention
from symderiv.documents.words.dotted_products import with_dotted_products
from symderiv.documents.words.dotted_sums import with_dotted_sums
from symderiv.documents.words.eigenbases import with_eigenbases
from symderiv.documents.words.listed_diagonals import with_listed_diagonals
from symderiv.documents.words.named_entries import with_named_entries
from symderiv.documents.words.symbols_in_words import with_told_symbols
from symderiv.documents.words.white import with_white_entries
from symderiv.errors import ReadingError, SymderivError
from symderiv.language.terms import Diff, Read, walk
from symderiv.language.theory import Theory

__all__ = ["Document", "read", "read_surface"]

_CASES = 4  # of equal sizes: each reads the document once more


@dataclass
class Document:
    """A document: its equations in reading order, the theory of all of them, and the source it came from.

    ``parts``: where it sets everything up anew, documents of their own; the theory is then that of the last.
    """

    name: str
    equations: list[Equation]
    theory: Theory
    surface: SurfaceDocument | None = None
    context: Context | None = None
    error: ReadingError | None = None
    parts: tuple[Document, ...] = ()


def read(path_or_text: str | Path | bytes, name: str | None = None) -> Document:
    """Read a file (a path) or a text; ``name`` is what messages call it.

    A file that cannot be opened raises :class:`OSError`; one that is no text becomes a Document with ``error``.
    """
    from symderiv.documents.words.reading import read_surface as parse

    label = name or (str(path_or_text) if isinstance(path_or_text, Path) else "text")
    try:
        surface = parse(path_or_text, name)
    except SymderivError as error:
        problem = error if isinstance(error, ReadingError) else ReadingError(error.what, error.where, error.remedy)
        return Document(label, [], Theory(), error=problem)
    return read_surface(surface)


def read_surface(surface: SurfaceDocument) -> Document:
    """Elaborate a surface document, each of the parts that declare all anew for itself."""
    parts = tuple(map(_read_part, settings(surface)))
    if len(parts) == 1:
        return parts[0]
    equations = [equation for part in parts for equation in part.equations]
    return replace(parts[-1], equations=equations, surface=surface, parts=parts)


def _read_part(surface: SurfaceDocument) -> Document:
    """Elaborate a surface document; letters with two senses are told apart where it cannot be read otherwise."""
    for told in (
        *(
            with_indices_of_sums,
            with_derived_brackets,
            with_upper_limits,
            with_lower_limits,
            with_samples_below,
            with_plain_expectations,
            with_functional_brackets,
            with_listed_names,
            with_transposes,
            with_transposes_by_letter,
            with_listed_diagonals,
            with_dotted_sums,
            with_dotted_products,
            with_sized_names,
            with_equal_members,
            with_cholesky,
            with_decompositions,
        ),
        with_listed_numbers,
        *(
            with_named_entries,
            with_case_lines,
            with_class_labels,
            with_told_sums,
            dependent_ranges,
            with_told_symbols,
            with_compositions,
            with_layer_maps,
            with_uniform_draws,
            with_function_families,
            taken_anew,
            with_squared_variables,
            with_conditional_densities,
            with_unknown_densities,
            with_entries_of_functions,
            with_derivatives_at_points,
            arguments,
            with_local_losses,
            constants,
            with_shapes_at_their_step,
        ),
        *(
            totals,
            with_samples_of_arguments,
            members,
            by_convention,
            with_arguments,
            with_starts_ahead,
            with_numbered_states,
            with_plain_entries,
        ),
        *(functions_defined_first, with_told_borders, numbered_copies, named_roots, lettered, with_log_names),
        *(with_named_gradients, inner_parts, with_interleaved, with_flattened, with_brackets_apart),
    ):
        surface = told(surface)
    found = _elaborated(surface)
    for _ in range(3):
        wrong = _unreadable(found)
        variants = chain(apart(surface), as_arguments(surface, {line for line, _, _ in wrong})) if wrong else ()
        others = map(_elaborated, variants)
        better = next((other for other in others if _unreadable(other) < wrong), None)
        if better is None or better.surface is None:
            break
        found, surface = better, better.surface
    meant: list[tuple[Backwards, str]] = []
    for name in tuple(backwards(surface)):
        for other, words in as_gradients(surface, name, () if found.context is None else sorted(found.context.targets)):
            read = _elaborated(other)
            if _unreadable(read) <= _unreadable(found) and satisfied(name, read.equations, _is_proved):
                found, surface = read, other
                meant.append((name, words))
                break
    found = _with_equal_sizes(found, surface)
    if claimed := claimed_sizes(surface, found.equations):
        surface = replace(surface, claimed=claimed)
        failures = [] if found.context is None else found.context.failures
        found = _with_equal_sizes(_elaborated(surface), surface)
        if found.context is not None:
            found.context.failures += [f for f in failures if f not in found.context.failures]
    with_firm_readings(surface, found.equations, _equations)
    found = _with_parts_by_letter(_with_unstated_shapes(found, surface), surface)
    for name, words in meant:
        for equation in found.equations:
            if rests_on(name, equation):
                equation.cased = (*equation.cased, words)
    return found


def _equations(surface: SurfaceDocument) -> list[Equation]:
    return _with_equal_sizes(_elaborated(surface), surface).equations


def _with_equal_sizes(document: Document, surface: SurfaceDocument) -> Document:
    """The document with its lines under a case of two equal sizes read with one of them for both; and with the lines
    that can be read in no other way, where the text speaks of two such sizes."""
    wrong = _unreadable(document)
    cases = dict.fromkeys(e.equal for e in document.equations if e.equal)
    single = (frozenset((place,)) for place in open_places(surface)) if wrong else ()
    kept = {(e.line, e.column, e.link): e for e in document.equations}
    for places in islice(dict.fromkeys((*cases, *single)), _CASES):
        for other in _elaborated(with_equal_sizes(surface, places)).equations:
            place = other.line, other.column, other.link
            meant = kept[place].equal == places if place in kept and place not in wrong else place in wrong
            if meant and other.role != "error":
                kept[place], wrong = other, wrong - {place}
    return replace(document, equations=list(kept.values()))


def _with_unstated_shapes(document: Document, surface: SurfaceDocument) -> Document:
    """The document with the shapes that all equations together leave, where more of it can be read with them: all of
    it where nothing is lost, else the lines that cannot be read without."""
    wrong = _unreadable(document)
    if not wrong:
        return document
    surface = replace(surface, unstated=True)
    other = _with_equal_sizes(_elaborated(surface), surface)
    told = {} if other.context is None else other.context.unstated
    if not told or other.context is None or document.context is None:
        return document
    still = _unreadable(other)
    if wrong <= still:  # what cannot be read with them either does not make the rest rest on them
        _with_doubts(document.context, other.context)
        for equation in document.equations:
            equation.unstated = tuple(sorted({*equation.unstated, *(told.keys() & _names_in(equation))}))
        return document
    with_firm_readings(surface, other.equations, _equations)
    lost = still - wrong
    kept = {(e.line, e.column, e.link): e for e in document.equations}
    for equation in other.equations:
        place = equation.line, equation.column, equation.link
        if (lost and place not in wrong) or (equation.role == "error" and (lost or place not in wrong)):
            continue
        kept[place] = equation
        equation.context = other.context
        names = equation.unstated = tuple(sorted(told.keys() & _names_in(equation)))
        shapes = ", ".join(f"{name}: {' × '.join(map(str, told[name]))}" for name in names)
        equation.cased = (*equation.cased, *([f"the shapes that the equations leave ({shapes})"] if names else ()))
    fuller = document.theory.definitions.keys() <= other.theory.definitions.keys()
    whole, rest = (other, document.context) if fuller else (document, other.context)
    assert whole.context is not None
    _with_doubts(whole.context, rest)
    return replace(whole, equations=list(kept.values()), surface=document.surface)


def _with_doubts(context: Context, other: Context) -> None:
    """Let a reading abstain where another one of the same document does: of what no line says anything."""
    context.unspoken |= other.unspoken
    context.untied |= other.untied
    context.opened |= other.opened
    context.failures += [f for f in other.failures if f not in context.failures]


def _with_parts_by_letter(document: Document, surface: SurfaceDocument) -> Document:
    """The document with small letters as the entries, rows or columns of their capital, where it can be read so."""
    told = with_parts_by_letter(surface)
    if told is None:
        return document
    surface, words = told
    other = _with_equal_sizes(_elaborated(surface), surface)
    if _unreadable(other):
        other = _with_unstated_shapes(other, surface)
    if not _unreadable(other) <= _unreadable(document):
        return document
    with_firm_readings(surface, other.equations, _equations)
    plain = {(e.line, e.column, e.link): e for e in document.equations}
    for equation in other.equations:
        before = plain.get((equation.line, equation.column, equation.link))
        names = words.keys() if before is None or before.role == "error" else words.keys() & _names_in(before)
        equation.cased = (*equation.cased, *(f"the {name} are the {words[name]}" for name in sorted(names)))
        equation.apart_from = before if names else None
    return other


def _names_in(equation: Equation) -> set[str]:
    """What an equation reads, also through definitions."""
    if equation.statement is None:
        return set()
    sides = equation.statement.left, equation.statement.right
    names = {node.tensor for side in sides for node in walk(side) if isinstance(node, Read | Diff)}
    return names | {source for name in names for source in equation.theory.sources(name)}


def _is_proved(equation: Equation) -> bool:
    """Whether a claim is proved in all of its readings."""
    from symderiv.decide import proves

    assert equation.statement is not None
    readings = [(equation.theory, equation.statement), *equation.alternatives]
    return all(proves(theory, statement) for theory, statement in readings)


def _unreadable(document: Document) -> frozenset[tuple[int, int, int]]:
    return frozenset((e.line, e.column, e.link) for e in document.equations if e.role == "error")


def _elaborated(surface: SurfaceDocument) -> Document:
    surface = with_steps_below(steps_above(with_eigenbases(with_families(with_white_entries(surface)))))
    surface = with_one_step_letter(with_told_steps(surface))
    surface = single_steps(with_parameter_labels(labelled(surface)), refusing=False)
    surface = unroll(single_steps(with_horizons(with_step_ranges(surface))))
    first = Pass(surface, Bases(), {})
    first.run()
    classes = class_axes(first.context.theory)
    second = Pass(surface, first.context.bases.again(0), classes)
    equations = second.run()
    failures = second.context.failures
    failures += [f for f in first.context.failures if f not in failures]
    if second.context.bases.open:
        third = Pass(surface, first.context.bases.again(1), classes)
        _also(equations, third.run())
        failures += [f for f in third.context.failures if f not in failures]
    if (below := with_letters_below(surface)) is not surface:
        second.context.slashes_open = True
        _also(equations, Pass(below, first.context.bases.again(0), classes).run())
    if second.context.pairs_open:
        _also(equations, Pass(surface, first.context.bases.again(0), classes, pairs=False).run())
    return Document(surface.name, equations, second.context.theory, surface, second.context)


def _also(equations: Sequence[Equation], others: Sequence[Equation]) -> None:
    """Take down what equations say otherwise where something is read in another way."""
    for equation, other in zip(equations, others, strict=True):
        if equation.statement is not None and other.statement is not None:
            used = _used_definitions(equation) | _used_definitions(other)
            same = equation.statement == other.statement and all(
                equation.theory.definitions.get(n) == other.theory.definitions.get(n) for n in used
            )
            if not same:
                equation.alternatives.append((other.theory, other.statement))


def _used_definitions(equation: Equation) -> set[str]:
    assert equation.statement is not None
    found: set[str] = set()
    for side in (equation.statement.left, equation.statement.right):
        for node in walk(side):
            if isinstance(node, Read | Diff):
                found |= equation.theory.dependencies(node.tensor)
    return found
