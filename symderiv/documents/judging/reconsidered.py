"""What takes a verdict back: a refutation that rests on what the text leaves open, a proof from what it may take back.

Each rule looks at one claim with its verdict and leaves the verdict, changes it for one that the gate gives under
another reading, or abstains and says why.  Guarantee: no rule makes a verdict of its own; a proof or a refutation that
comes out of here was made by the gate.  An unexpected failure in a rule is an undecided claim that says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from symderiv.documents.declaring.properties import said_of
from symderiv.documents.judging.doubts import doubted
from symderiv.documents.judging.empty_sums import where_sums_run
from symderiv.documents.judging.implied import with_what_is_implied
from symderiv.documents.judging.judged import Case, abstained, guarded
from symderiv.documents.judging.made import with_given_inputs, without_consequences
from symderiv.documents.judging.meant_letters import of_matrices, of_other_cases, of_two_names
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.judging.possible_conditions import perhaps_a_condition, without_a_maker
from symderiv.documents.judging.same_letters import of_same_letters
from symderiv.documents.judging.spoken_conditions import under_spoken_conditions
from symderiv.documents.judging.unknown_functions import without_a_function
from symderiv.documents.judging.unknown_losses import as_a_number, depends_on, of_losses, without_definition
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Guard, Int, Read, Sum, walk
from symderiv.language.text import plain, plain_guard
from symderiv.language.theory import Hypothesis, Loss, Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Verdict

__all__ = ["letter", "reconsidered", "roots_of_definite_matrices", "under_given_inputs"]

_SHARE = 8  # the part of its time that a claim has for a reading that is rarely meant


def letter(symbol: str) -> str:
    """The letter of an index symbol.

    >>> letter("%i.2")
    'i'
    """
    return symbol.removeprefix("%").split(".")[0]


def roots_of_definite_matrices(case: Case, verdict: Verdict) -> Verdict:
    """The verdict with definite matrices as squares, where it refutes at one that is not definite."""
    return guarded(_definite, case, verdict) if verdict.verdict == REFUTED else verdict


def under_given_inputs(case: Case, verdict: Verdict) -> tuple[Case, Verdict]:
    """The case with inputs as hypotheses give them, where that decides it."""
    if verdict.verdict == UNDECIDED and (needed := without_consequences(case.theory)) is not None:
        case = replace(case, theory=needed)
        verdict = guarded(lambda under, _: under.decided(under.theory, certified=True), case, verdict)
        verdict = roots_of_definite_matrices(case, verdict)
    implied = with_what_is_implied(case.theory) if verdict.verdict == UNDECIDED else None
    if implied is not None:
        more = replace(case, seconds=case.seconds / 2, theory=implied)
        other = guarded(lambda under, _: under.decided(under.theory, certified=True), more, verdict)
        if other.verdict == PROVED:  # a definite matrix is no more than symmetric where a line is refuted
            return replace(case, theory=implied), other
    given = with_given_inputs(case.theory, case.statement) if verdict.verdict == UNDECIDED else None
    if given is None:
        return case, verdict
    half, inputs = replace(case, seconds=case.seconds / 2), given
    other = guarded(lambda under, _: under.decided(inputs, certified=True), half, verdict)
    return (replace(case, theory=given), other) if other.verdict != UNDECIDED else (case, verdict)


def reconsidered(case: Case, verdict: Verdict) -> Verdict:
    """The verdict after every rule, in their order."""
    for kinds, rule in (
        ((REFUTED,), without_definition),
        ((REFUTED,), without_a_function),
        ((PROVED, REFUTED), of_losses),
        ((UNDECIDED,), _where_entries_are),
        ((PROVED, REFUTED), without_a_maker),
        ((PROVED,), _firmly),
        ((PROVED,), _generally),
        ((PROVED,), of_matrices),
        ((PROVED,), _diagonal),
        ((PROVED,), _of_equal_sizes),
        ((PROVED, REFUTED), _in_doubt),
        ((PROVED, REFUTED), _unread),
        ((PROVED, REFUTED), _told),
        ((REFUTED,), _of_chance),
        ((REFUTED,), _made),
        ((REFUTED,), _told_behind),
        ((REFUTED,), as_a_number),
        ((REFUTED,), _bypassed),
        ((REFUTED,), _within_its_section),
        ((REFUTED,), under_spoken_conditions),
        ((REFUTED,), _supposed_before),
        ((REFUTED,), _in_words),
        ((REFUTED,), _where_equal),
        ((REFUTED,), _counted),
        ((REFUTED,), _at_the_border),
        ((REFUTED,), _where_sums_run),
        ((REFUTED,), _within_ranges),
        ((REFUTED,), of_same_letters),
        ((REFUTED,), of_two_names),
        ((REFUTED,), of_other_cases),
        ((REFUTED,), perhaps_a_condition),
    ):
        if verdict.verdict in kinds:
            verdict = guarded(rule, case, verdict)
    return verdict


def _generally(case: Case, verdict: Verdict) -> Verdict:
    """Behind "now the general case" an equation that was supposed before proves nothing, nor does one that the text may
    have left behind."""
    words, left, theory = case.equation.over, case.equation.left, case.theory
    told = [h for h in theory.hypotheses if h.statement.relation == "="]
    if not words:
        told = [h for h in told if _plain_label(h.name) in left]
        words = next((left[_plain_label(h.name)] for h in told), "")
    if not words or not told:
        return verdict
    rest = replace(theory, hypotheses=[h for h in theory.hypotheses if h not in told])
    if case.decided(rest).verdict == PROVED:
        return verdict
    names = ", ".join(dict.fromkeys(h.name for h in told))
    return abstained(verdict, f'"{words}" leaves open whether {names} is still supposed; say it again where it is')


def _firmly(case: Case, verdict: Verdict) -> Verdict:
    """A proof from what the text may take back is none, unless there is one without."""
    context, theory = case.context, case.theory
    loose = {label: words for label, words in context.shaken.items() if words and label not in context.firm}
    signs = [h.name for h in theory.hypotheses if h.statement.relation != "="]  # of which a domain may make silent use
    told = {_plain_label(name) for name in (*verdict.assumptions, *signs)}
    used = [label for label in loose if label in told]
    if not used:
        return verdict
    rest = replace(theory, hypotheses=[h for h in theory.hypotheses if _plain_label(h.name) not in loose])
    found = case.decided(rest, certified=True)
    if found.verdict == PROVED:
        return found
    where = " and ".join(used)
    return abstained(
        verdict,
        f'it is right where {where}, and "{loose[used[0]]}" leaves open whether that is supposed; say it with "let"',
    )


def _plain_label(label: str) -> str:
    """A label without the number that tells it from others like it."""
    return re.sub(r" \(\d+\)$", "", label)


def _diagonal(case: Case, verdict: Verdict) -> Verdict:
    """Matrices that are said to be diagonal are among the assumptions of a proof."""
    told = sorted(f"{name} diagonal" for name in case.context.diagonal & _names(case.theory, case.statement))
    more = tuple(x for x in told if x not in verdict.assumptions)
    return replace(verdict, assumptions=(*verdict.assumptions, *more))


def _of_equal_sizes(case: Case, verdict: Verdict) -> Verdict:
    """Equations of sizes that were known before are among the assumptions of a proof about them."""
    sizes, link = case.context.sizes, case.equation.surface
    if not sizes.supposed or link is None:
        return verdict
    shown = {latex(n) for side in (link.left, link.right) if side is not None for n in s.walk(side)}
    letters = shown.union(*(sizes.axes.get(name, set()) for name in _names(case.theory, case.statement) | shown))
    told = sorted(words for letter, words in sizes.supposed.items() if letter in letters)
    more = tuple(x for x in told if x not in verdict.assumptions)
    return replace(verdict, assumptions=(*verdict.assumptions, *more))


def _names(theory: Theory, statement: Statement) -> set[str]:
    """All tensors that a statement reads, directly or through definitions."""
    names: set[str] = set()
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if isinstance(node, Read | Diff):
            names |= {node.tensor, *theory.dependencies(node.tensor)}
    return names


def _in_doubt(case: Case, verdict: Verdict) -> Verdict:
    """A verdict that words may change which are not understood."""
    doubts = case.equation.doubts
    if verdict.verdict == REFUTED and doubts:
        inside = guarded(_at_the_border, case, verdict)
        if inside.verdict == PROVED:  # it fails at the border alone, whatever is in doubt
            held = doubted(case.context, doubts, case.theory, case.statement, inside, case.seconds, case.memory)
            return verdict if held.verdict == PROVED else held
    return doubted(case.context, doubts, case.theory, case.statement, verdict, case.seconds, case.memory)


def _unread(case: Case, verdict: Verdict) -> Verdict:
    """A tensor whose shape is stated but whose defining line cannot be read may be anything: what holds for any
    value of it still holds, a counterexample or a derivative that should pass through it means nothing."""
    theory, soft = case.theory, case.context.soft
    if not soft or verdict.verdict == UNDECIDED:
        return verdict
    names, by = names_behind(theory, case.statement)
    touched = sorted(names & set(soft))
    if not touched or (verdict.verdict == PROVED and by <= set(touched)):
        return verdict
    return abstained(
        verdict,
        f"the line that defines {touched[0]} cannot be read: {soft[touched[0]]}",
    )


def _told(case: Case, verdict: Verdict) -> Verdict:
    """A tensor of which words alone say that it is made from others, as "the softmax probabilities of $z$", is no input
    beside those: a claim about both is refuted by no values of it, and a derivative should pass through it."""
    theory, statement = case.theory, case.statement
    computed = case.context.computed | case.equation.remade
    open_names = {name: told for name, told in computed.items() if name not in theory.definitions}
    if not open_names or verdict.verdict == UNDECIDED:
        return verdict
    nodes = [n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read | Diff)]
    nodes += [n for d in nodes if isinstance(d, Diff) for n in walk(d.body) if isinstance(n, Read)]
    by = {n.tensor for n in nodes if isinstance(n, Diff)}
    reads = {x for n in nodes if isinstance(n, Read) for x in {n.tensor} | theory.sources(n.tensor)}
    for name in sorted(open_names.keys() & reads):
        words, sources = open_names[name]
        # "$\rho = 2 \log s$, that is, $s = e^{\rho / 2}$": nothing is made from what is defined from it
        made = [(source, theory.sources(source)) for source in sources]
        related = {x for source, from_ in made if name not in from_ for x in {source} | from_}
        supposed = any(
            isinstance(h.statement.left, Read) and h.statement.left.tensor == name for h in theory.hypotheses
        )
        if by & related or (verdict.verdict == REFUTED and reads & related and not supposed):
            return abstained(
                verdict,
                f'only the text says how {name} is made: "{words}"; define it in a display before it is used',
            )
    return verdict


def _of_chance(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of a line about expectations is none, where an independence is spoken of and not understood, or
    that its variables are distributed alike, or where it holds with a mean that is zero, of which a sentence without a
    name speaks."""
    context, theory = case.context, case.theory
    weights = {outcomes.weight for outcomes in context.outcomes}
    sides = (case.statement.left, case.statement.right)
    if not any(isinstance(n, Read) and n.tensor in weights for x in sides for n in walk(x)):
        return verdict
    if context.unclear:
        return Verdict(UNDECIDED, message="an independence is spoken of that is not understood")
    read = {n.tensor for x in sides for n in walk(x) if isinstance(n, Read)}
    if context.alike and len(context.random.keys() & read.union(*map(theory.sources, read))) > 1:
        return abstained(verdict, f'the text says "{context.alike}" and it is not understood of what')
    inputs = [x for x in context.random if x not in theory.definitions] if context.centred else []
    centred = [Hypothesis(f"{x} mean zero", st) for x in inputs for st in said_of(context, (x, ()), "mean zero")]
    if centred and case.decided(replace(theory, hypotheses=[*theory.hypotheses, *centred])).verdict != REFUTED:
        return abstained(
            verdict, f'the text says "{context.centred}" and it is not understood of what; say it of a name'
        )
    return verdict


def _made(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds where a derivative passes through what is supposed of its variable is none."""
    if case.made is None or case.decided(case.made).verdict == REFUTED:
        return verdict
    return abstained(verdict, "it depends on whether the derivative passes through what is supposed")


def _bypassed(case: Case, verdict: Verdict) -> Verdict:
    r"""A refutation because a loss acts on ``P`` beside ``O`` is none, where ``O = \operatorname{softmax}(Q K^\top) V``
    is not written with ``P = \operatorname{softmax}(Q K^\top)``: who differentiates by ``P`` means it as a part."""
    theory, statement = case.theory, case.statement
    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    for loss in {n.tensor for n in nodes if isinstance(n, Read) and n.tensor in theory.losses}:
        frontier = theory.losses[loss].frontier
        parts = {
            part
            for part in frontier
            for whole in frontier
            if part in theory.definitions
            and _inputs(theory, part) < _inputs(theory, whole)
            and part not in theory.dependencies(whole)
        }
        if not parts:
            continue
        by = {n.tensor for n in nodes if isinstance(n, Diff) and isinstance(n.body, Read) and n.body.tensor == loss}
        known = replace(
            theory, losses={**theory.losses, loss: Loss(loss, tuple(x for x in frontier if x not in parts))}
        )
        if by & parts or case.decided(known).verdict == PROVED:
            return abstained(
                verdict,
                f"{loss} is taken as a function of {', '.join(frontier)}; write the definitions with "
                f"{min(parts)} where it is a part of another",
            )
    return verdict


def _inputs(theory: Theory, name: str) -> frozenset[str]:
    return frozenset(x for x in theory.sources(name) if x not in theory.definitions)


def _within_its_section(case: Case, verdict: Verdict) -> Verdict:
    """A refutation because a loss acts on what another section, or a later line, defines is none: each layer of a list
    has its own."""
    theory, sides = case.theory, (case.statement.left, case.statement.right)
    for losses in case.equation.apart:
        apart = [loss for loss in losses if any(depends_on(theory, side, loss.name) for side in sides)]
        own = replace(theory, losses={**theory.losses, **{loss.name: loss for loss in apart}})
        by = names_behind(theory, case.statement)[1]
        if any(by & theory.sources(loss.name) - own.sources(loss.name) for loss in apart):
            continue  # what the line differentiates by is behind the loss
        if apart and case.decided(own).verdict != REFUTED:
            names = ", ".join(
                f"{loss.name} is taken as a function of {', '.join(theory.losses[loss.name].frontier)}"
                for loss in apart
            )
            return abstained(verdict, f"{names}; say what the loss depends on where it is another one")
    return verdict


def _in_words(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds where sizes are as the words of its argument suppose is none."""
    told = case.equation.in_words
    if not told:
        return verdict
    known = replace(case.theory, conditions=[*case.theory.conditions, *(guard for _, guard in told)])
    if case.decided(known).verdict == REFUTED:
        return verdict
    return abstained(verdict, f"it is right where {' and '.join(words for words, _ in told)}; say it as an equation")


def _told_behind(case: Case, verdict: Verdict) -> Verdict:
    """A refutation with any value of a tensor of which the text behind the line tells the value is none."""
    theory = case.theory
    inputs = names_behind(theory, case.statement)[0] & theory.shapes.keys() - theory.definitions.keys()
    if not (names := sorted(inputs & case.context.told_behind)):
        return verdict
    return abstained(verdict, f"what {names[0]} is stands behind the line; define it before it is used")


def _where_equal(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds where two indices are equal, differ, or have the order of which the text before
    speaks, is none."""
    statement, offsets = case.statement, case.equation.offsets
    symbols = {letter(f.symbol): f.symbol for f in statement.free}
    numbers = {x: Poly.symbol(y) + offsets.get(y, 0) for x, y in symbols.items()}
    told = [(words, g.kind, g.poly.substitute(numbers)) for words, g in case.equation.indexed]
    if case.equation.diagonal:
        pairs = combinations(symbols, 2)
        differing = [(one, other, Poly.symbol(symbols[one]) - Poly.symbol(symbols[other])) for one, other in pairs]
        told += [(f"{one} = {other}", "eq", difference) for one, other, difference in differing]
        told += [(f"{one} and {other} differ", "ne", difference) for one, other, difference in differing]
    return _there(case, verdict, told)


def _within_ranges(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds in the ranges that the text before gives to its indices is none."""
    statement, offsets = case.statement, case.equation.offsets
    symbols = {letter(f.symbol): f.symbol for f in statement.free}
    numbers = {x: Poly.symbol(y) + offsets.get(y, 0) for x, y in symbols.items()}
    return _there(case, verdict, [(words, g.kind, g.poly.substitute(numbers)) for words, g in case.equation.ends])


def _there(case: Case, verdict: Verdict, told: list[tuple[str, str, Poly]]) -> Verdict:
    """A refutation of what holds where one of some conditions does, each with its words, is none."""
    statement, symbols = case.statement, {f.symbol for f in case.statement.free}
    for where, kind, difference in told:
        if difference.free.isdisjoint(symbols) or difference.free - {*symbols, *case.theory.sizes}:
            continue  # it speaks of an index that the line does not have
        at = Guard(kind, difference)
        there = replace(statement, left=Sum((), (at,), statement.left), right=Sum((), (at,), statement.right))
        if case.decided(case.theory, there).verdict != REFUTED:
            return abstained(verdict, f"it is right where {where}, of which the text speaks; say it as a condition")
    return verdict


def _supposed_before(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds under a case of lines shortly before, which may still be meant, is none."""
    theory = case.theory
    known = [h.statement for h in theory.hypotheses]
    more = [h for h in case.equation.earlier if h.statement not in known]
    if not more:
        return verdict
    names = {h.name for h in theory.hypotheses}
    fresh = [replace(h, name=h.name if h.name not in names else f"{h.name} (before)") for h in more]
    cased = replace(theory, hypotheses=[*theory.hypotheses, *fresh])
    if case.decided(cased).verdict != PROVED:
        return verdict
    told = " and ".join(h.name for h in more)
    return abstained(
        verdict,
        f"it is right where {told}, as was supposed before; say whether that is still supposed",
    )


def _counted(case: Case, verdict: Verdict) -> Verdict:
    """A refutation of what holds where some size is the number that the text gives is none."""
    from symderiv.documents.judging.borders import may_hold, reads_no_step

    theory = case.theory
    sizes = verdict.counterexample.sizes if verdict.counterexample is not None else {}
    for words, number, told in case.equation.counted:
        for size in [told] if told in sizes else [] if told else sizes:
            if not told and reads_no_step(theory, case.statement, {size: number}):
                continue  # "for one layer" is said of another line than that of r_2
            exactly = Guard("eq", Poly.symbol(size) - number)
            known = replace(theory, conditions=[*theory.conditions, exactly])
            if may_hold(known, case.statement, case.seconds, case.memory):
                if told:
                    return abstained(verdict, f"it is right where {words}; say whether that is still supposed")
                return abstained(
                    verdict,
                    f'the text says "{words}", and it is not understood of which size; if it is {size}, say '
                    f'"for ${size} = {plain(Int(number))}$"',
                )
    return verdict


def _where_sums_run(case: Case, verdict: Verdict) -> Verdict:
    """A refutation that needs a sum which runs backwards is none; a proof without is about the other places."""
    told: tuple[str, ...] = ()
    for there, conditions in where_sums_run(case.statement, case.equation.offsets, case.theory):
        under = replace(case, statement=there, seconds=case.seconds / (2 if told else _SHARE))
        judged = under.decided(case.theory, there, certified=True)
        judged = _at_the_border(under, judged) if judged.verdict == REFUTED else judged
        if judged.verdict == PROVED:
            return replace(judged, assumptions=(*judged.assumptions, *conditions))
        if judged.verdict == REFUTED:
            return verdict
        told = told or conditions
    return (
        abstained(verdict, f"it fails only where a sum runs backwards; state that {' and '.join(told)}")
        if told
        else verdict
    )


def _at_the_border(case: Case, verdict: Verdict) -> Verdict:
    """A refutation that needs a step which a recurrence does not have is none; where no range is stated, the claim is
    one about the steps that there are."""
    from symderiv.documents.judging.borders import within_steps

    found = within_steps(case.theory, case.statement)
    if found is None:
        return verdict
    known, inside = found
    judged = case.decided(known, inside, certified=True)
    if judged.verdict == REFUTED:
        return judged
    changed = [
        (new, case.equation.offsets.get(new.symbol, 0))
        for old, new in zip(case.statement.free, inside.free, strict=True)
        if old != new
    ]
    ranges = [
        f"{letter(new.symbol)} from {plain(Int(new.low + shift))} to {plain(Int(new.high - 1 + shift))}"
        for new, shift in changed
    ]
    if judged.verdict == PROVED and case.equation.ranged.isdisjoint(letter(new.symbol) for new, _ in changed):
        return replace(judged, assumptions=(*judged.assumptions, *ranges))  # sizes are among its assumptions already
    ranges += [plain_guard(g) for g in known.conditions if g not in case.theory.conditions]
    return abstained(
        verdict,
        "it fails only where it reads a step that the recurrence does not have, which is zero; "
        f"state that it is read within its range ({', '.join(ranges)})",
    )


def _where_entries_are(case: Case, verdict: Verdict) -> Verdict:
    """What is proved or refuted at the sizes at which there are the entries that a line names by numbers, ``p_1``."""
    from symderiv.documents.judging.borders import within_steps

    found = within_steps(case.theory, case.statement)
    if found is None or found[1] != case.statement:
        return verdict
    judged = case.decided(found[0], certified=True)
    return verdict if judged.verdict == UNDECIDED else judged


def _definite(case: Case, verdict: Verdict) -> Verdict:
    """A refutation at a symmetric matrix that is not positive definite, where it is said to be, is none."""
    from symderiv.documents.declaring.properties import definite, is_definite

    theory = case.theory
    said = [h.name.rpartition(" positive ") for h in theory.hypotheses]
    read = _names(theory, case.statement)
    matrices = [(name, word) for name, _, word in said if name in read and name not in theory.definitions]
    values = verdict.counterexample.values if verdict.counterexample is not None else {}
    if all(is_definite(values.get(name), word) for name, word in matrices):
        return verdict
    roots = replace(theory, hypotheses=definite(case.context, theory.hypotheses, case.statement))
    return case.decided(roots, certified=True)
