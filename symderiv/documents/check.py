"""Judging a document: every claim through the gate, under its budget; the object that ``--json`` prints.

A claim whose index base is open is judged under each reading; different verdicts are undecided.  A value claimed for
the gradient of an unknown loss at its frontier is undecided.  An unexpected failure in one claim is an
undecided claim that says so; the rest of the document is judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from symderiv.budget import Deadline
from symderiv.documents import syntax as s
from symderiv.documents.context import Context
from symderiv.documents.document import Document, Equation
from symderiv.documents.doubts import doubted, names_behind
from symderiv.documents.failures import UNEXPECTED, failure
from symderiv.documents.made import is_pointless, with_given_inputs, with_made_inputs
from symderiv.documents.properties import property_of
from symderiv.documents.spelling import latex
from symderiv.errors import DisagreementError
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Guard, Int, Read, Term, walk
from symderiv.language.text import plain, plain_guard
from symderiv.language.theory import Hypothesis, Loss, Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Verdict

if TYPE_CHECKING:
    from symderiv.meaning import Memory

__all__ = ["check", "judge"]

REMEDY_BASE = "state the index base (indices start at 0, or at 1), or write the ranges of the sums"


def check(
    document: Document,
    *,
    seconds: float = 10.0,
    certificates: bool = False,
    typeset: bool = False,
    suggest: bool = True,
    lines: tuple[int, int] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Judge all claims of a document; the JSON object of DESIGN.md, section 4.

    ``seconds`` bounds each claim.  ``certificates`` adds a ``certificate`` to what is proved, ``typeset`` to each
    equation that could be parsed its LaTeX without the document's macros.  ``lines`` (first and last) leaves out the
    displays that begin elsewhere; ``progress`` hears how many equations of how many are done.
    """
    from symderiv.meaning import Memory

    equations, memory = [], Memory()
    failures = [] if document.context is None else document.context.failures
    settled: set[tuple[str, int]] = set()  # words that announce a claim: proved, it is all that they say
    chosen = [e for e in document.equations if lines is None or lines[0] <= e.line <= lines[1]]
    for number, equation in enumerate(chosen):
        if progress is not None:
            progress(number, len(chosen))
        verdict = None
        if equation.role == "claim" and equation.statement is not None:
            equation.doubts = tuple(d for d in equation.doubts if (d.words, d.line) not in settled)
            try:
                verdict = judge(
                    document, equation, seconds=seconds, certificate=certificates, suggest=suggest, memory=memory
                )
            except UNEXPECTED as error:
                verdict = Verdict(UNDECIDED, message=failure(error))
            if verdict.verdict == REFUTED and failures:
                verdict = Verdict(UNDECIDED, message=f"a line that it may depend on is not read: {failures[0]}")
            settled = settled | equation.announced if verdict.verdict == PROVED else settled - equation.announced
        if equation.role == "error" and suggest and _unfitting(equation):
            suggestion, message = _repaired(document, equation, seconds, memory)
            verdict = Verdict(
                UNDECIDED, suggestion=suggestion, message="; ".join(filter(None, (str(equation.error), message)))
            )
        equations.append(_object(equation, verdict))
        link = equation.surface
        if typeset and link is not None and link.left is not None and link.right is not None:
            equations[-1]["typeset"] = f"{latex(link.left)} {link.relation} {latex(link.right)}"
    answer: dict[str, Any] = {"file": document.name, "verdict": _overall(equations), "equations": equations}
    damage = "" if document.surface is None else document.surface.damage
    if failures or damage:
        answer["message"] = failures[0] if failures else damage
        answer["verdict"] = UNDECIDED if answer["verdict"] == PROVED else answer["verdict"]
    if document.error is not None:
        answer["message"] = str(document.error)
    elif not any(e["role"] == "claim" for e in equations):
        answer["message"] = "; ".join(m for m in (answer.get("message", ""), "no claim found") if m)
    return answer


def _unfitting(equation: Equation) -> bool:
    """Whether a line about a derivative cannot be read because shapes do not fit or an index is free on one side."""
    link = equation.surface
    if link is None or link.left is None or link.right is None or equation.error is None or link.relation != "=":
        return False
    about = any(isinstance(n, s.Derivative | s.Gradient) for n in s.walk(link.left))
    return about and re.search(r"^the (?:shapes|index) .*(?:do not|one side only)", str(equation.error)) is not None


def _repaired(document: Document, equation: Equation, seconds: float, memory: Memory | None) -> tuple[str, str]:
    from symderiv.documents.repair import repair

    try:
        return repair(document, equation, seconds=seconds * 0.5, memory=memory)
    except UNEXPECTED:
        return "", ""


def _overall(equations: list[dict[str, Any]]) -> str:
    verdicts = [e["verdict"] for e in equations if e["role"] == "claim"]
    if REFUTED in verdicts:
        return REFUTED
    if verdicts and all(v == PROVED for v in verdicts) and not any(e["role"] == "error" for e in equations):
        return PROVED
    return UNDECIDED


def judge(
    document: Document,
    equation: Equation,
    *,
    seconds: float = 10.0,
    certificate: bool = False,
    suggest: bool = True,
    memory: Memory | None = None,
) -> Verdict:
    """The verdict on one claim, with a suggestion where it is refuted; ``memory`` serves all claims of a document."""
    from symderiv.decide import decide
    from symderiv.documents.vacuous import is_vacuous

    assert equation.statement is not None
    limit = Deadline(seconds)
    if equation.statement.relation == "~":
        return Verdict(UNDECIDED, message="an approximation has no exact meaning; write = or an inequality")
    readings = [(equation.theory, equation.statement), *equation.alternatives]
    verdicts: list[Verdict] = []
    for theory, statement in readings:
        made, supposed = with_made_inputs(theory, statement), theory.hypotheses
        if made is not None and is_pointless(theory, statement):
            theory, made = made, None
        share = max(0.5, limit.left / (len(readings) - len(verdicts)))
        if suggest:
            share *= 0.8
        try:
            found = decide(theory, statement, seconds=share, certificate=certificate, memory=memory)
        except DisagreementError as error:
            return Verdict(UNDECIDED, message=f"BUG: {error}")
        except UNEXPECTED as error:
            found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == PROVED and is_vacuous(theory, statement, memory):
            found = Verdict(UNDECIDED, message="vacuous: the range that it is stated for is empty, whatever the sizes")
        if found.verdict == REFUTED and document.context is not None:
            try:
                found = _definite(document.context, theory, statement, found, share, certificate, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == UNDECIDED and (given := with_given_inputs(theory, statement)) is not None:
            try:
                other = decide(given, statement, seconds=share / 2, certificate=certificate, memory=memory)
                found, theory = (other, given) if other.verdict == PROVED else (found, theory)
            except UNEXPECTED:
                pass
        if found.verdict == PROVED and theory.hypotheses != supposed:
            taken = tuple(h.name for h in supposed if h not in theory.hypotheses)
            found = replace(found, assumptions=(*found.assumptions, *taken))
        found = _without_definition(theory, statement, found)
        if found.verdict == PROVED and document.context is not None and document.context.shaken:
            try:
                found = _firmly(document.context, theory, statement, found, share, certificate, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == PROVED and document.context is not None:
            told = sorted(f"{name} diagonal" for name in document.context.diagonal & _names(theory, statement))
            found = replace(found, assumptions=(*found.assumptions, *(x for x in told if x not in found.assumptions)))
        if equation.doubts and document.context is not None:
            try:
                found = doubted(document.context, equation.doubts, theory, statement, found, share, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if document.context is not None:
            found = _unread(theory, statement, found, document.context.soft)
            found = _told(theory, statement, found, document.context.computed | equation.remade)
            if found.verdict == REFUTED and document.context.unclear and _speaks_of_chance(document, statement):
                found = Verdict(UNDECIDED, message="an independence is spoken of that is not understood")
        if found.verdict == REFUTED and made is not None:
            try:
                if decide(made, statement, seconds=share, memory=memory).verdict != REFUTED:
                    found = _abstained(found, "it depends on whether the derivative passes through what is supposed")
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == REFUTED:
            try:
                found = _bypassed(theory, statement, found, share, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == REFUTED and equation.apart:
            try:
                found = _within_its_section(equation, theory, statement, found, share, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == REFUTED and equation.spoken and document.context is not None:
            try:
                found = _spoken(document.context, equation, theory, statement, found, share, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == REFUTED and equation.earlier:
            try:
                found = _supposed_before(equation, theory, statement, found, share, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == REFUTED and equation.counted:
            try:
                found = _counted(equation, theory, statement, found, share, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        if found.verdict == REFUTED:
            try:
                found = _at_the_border(equation, theory, statement, found, share, certificate, memory)
            except UNEXPECTED as error:
                found = Verdict(UNDECIDED, message=failure(error))
        verdicts.append(found)
    if len({v.verdict for v in verdicts}) > 1 and equation.surface is not None and equation.surface.last is not None:
        return Verdict(UNDECIDED, message="it depends on what the loss makes of the layers behind")
    if len({v.verdict for v in verdicts}) > 1 and any(t.losses != equation.theory.losses for t, _ in readings):
        return Verdict(
            UNDECIDED,
            message="it depends on whether the loss is a function of the last state alone; say what it depends on",
        )
    if len({v.verdict for v in verdicts}) > 1:
        names = sorted({f"{n}" for n, _ in (document.context.bases.open if document.context else ())})
        return Verdict(
            UNDECIDED,
            message=f"the index base of {', '.join(names) or 'an axis'} is open and decides the verdict; {REMEDY_BASE}",
        )
    verdict = verdicts[0]
    if verdict.verdict == REFUTED and suggest:
        from symderiv.documents.repair import repair

        try:
            suggestion, message = repair(
                document,
                equation,
                seconds=max(0.5, min(limit.left, seconds * 0.5)),
                memory=memory,
                witness=verdict.counterexample,
            )
        except UNEXPECTED as error:
            suggestion, message = "", f"no suggestion: {type(error).__name__}"
        verdict = replace(verdict, suggestion=suggestion, message="; ".join(m for m in (verdict.message, message) if m))
    return verdict


def _abstained(verdict: Verdict, message: str) -> Verdict:
    """Undecided in the place of a verdict, after the same exercise."""
    return Verdict(UNDECIDED, message=message, points=verdict.points, shapes=verdict.shapes)


def _firmly(
    context: Context,
    theory: Theory,
    statement: Statement,
    verdict: Verdict,
    seconds: float,
    certificate: bool,
    memory: Memory | None,
) -> Verdict:
    """A proof from what the text may take back is none, unless there is one without."""
    from symderiv.decide import decide

    loose = {label: words for label, words in context.shaken.items() if words and label not in context.firm}
    used = [label for label in loose if any(_plain_label(a) == label for a in verdict.assumptions)]
    if not used:
        return verdict
    rest = replace(theory, hypotheses=[h for h in theory.hypotheses if _plain_label(h.name) not in loose])
    found = decide(rest, statement, seconds=seconds, certificate=certificate, memory=memory)
    if found.verdict == PROVED:
        return found
    told = " and ".join(used)
    return _abstained(
        verdict,
        f'it is right where {told}, and "{loose[used[0]]}" leaves open whether that is supposed; say it with "let"',
    )


def _plain_label(label: str) -> str:
    """A label without the number that tells it from others like it."""
    return re.sub(r" \(\d+\)$", "", label)


def _at_the_border(
    equation: Equation,
    theory: Theory,
    statement: Statement,
    verdict: Verdict,
    seconds: float,
    certificate: bool,
    memory: Memory | None,
) -> Verdict:
    """A refutation that needs a step which a recurrence does not have is none; where no range is stated, the claim is
    one about the steps that there are."""
    from symderiv.decide import decide
    from symderiv.documents.borders import within_steps

    found = within_steps(theory, statement)
    if found is None:
        return verdict
    known, inside = found
    judged = decide(known, inside, seconds=seconds, certificate=certificate, memory=memory)
    if judged.verdict == REFUTED:
        return judged
    changed = [
        (new, equation.offsets.get(new.symbol, 0))
        for old, new in zip(statement.free, inside.free, strict=True)
        if old != new
    ]
    ranges = [
        f"{_letter(new.symbol)} from {plain(Int(new.low + shift))} to {plain(Int(new.high - 1 + shift))}"
        for new, shift in changed
    ]
    if judged.verdict == PROVED and equation.ranged.isdisjoint(_letter(new.symbol) for new, _ in changed):
        return replace(judged, assumptions=(*judged.assumptions, *ranges))  # sizes are among its assumptions already
    ranges += [plain_guard(g) for g in known.conditions if g not in theory.conditions]
    return _abstained(
        verdict,
        "it fails only where it reads a step that the recurrence does not have, which is zero; "
        f"state that it is read within its range ({', '.join(ranges)})",
    )


def _supposed_before(
    equation: Equation, theory: Theory, statement: Statement, verdict: Verdict, seconds: float, memory: Memory | None
) -> Verdict:
    """A refutation of what holds under a case of lines shortly before, which may still be meant, is none."""
    from symderiv.decide import decide

    known = [h.statement for h in theory.hypotheses]
    more = [h for h in equation.earlier if h.statement not in known]
    if not more:
        return verdict
    names = {h.name for h in theory.hypotheses}
    fresh = [replace(h, name=h.name if h.name not in names else f"{h.name} (before)") for h in more]
    cased = replace(theory, hypotheses=[*theory.hypotheses, *fresh])
    if decide(cased, statement, seconds=seconds, memory=memory).verdict != PROVED:
        return verdict
    told = " and ".join(h.name for h in more)
    return _abstained(
        verdict,
        f"it is right where {told}, as was supposed before; say whether that is still supposed",
    )


def _definite(
    context: Context,
    theory: Theory,
    statement: Statement,
    verdict: Verdict,
    seconds: float,
    certificate: bool,
    memory: Memory | None,
) -> Verdict:
    """A refutation at a symmetric matrix that is not positive definite, where it is said to be, is none."""
    from symderiv.decide import decide
    from symderiv.documents.properties import definite, is_definite

    said = [h.name.rpartition(" positive ") for h in theory.hypotheses]
    read = _names(theory, statement)
    matrices = [(name, word) for name, _, word in said if name in read and name not in theory.definitions]
    values = verdict.counterexample.values if verdict.counterexample is not None else {}
    if all(is_definite(values.get(name), word) for name, word in matrices):
        return verdict
    roots = replace(theory, hypotheses=definite(context, theory.hypotheses, statement))
    return decide(roots, statement, seconds=seconds, certificate=certificate, memory=memory)


def _names(theory: Theory, statement: Statement) -> set[str]:
    """All tensors that a statement reads, directly or through definitions."""
    names: set[str] = set()
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if isinstance(node, Read | Diff):
            names |= {node.tensor, *theory.dependencies(node.tensor)}
    return names


def _spoken(
    context: Context,
    equation: Equation,
    theory: Theory,
    statement: Statement,
    verdict: Verdict,
    seconds: float,
    memory: Memory | None,
) -> Verdict:
    """A refutation of what holds for matrices with a property that the text speaks of, not of which, is none."""
    from symderiv.decide import decide

    inputs = sorted(n for n in _names(theory, statement) if n in theory.shapes and n not in theory.definitions)
    for word in equation.spoken:
        more = [Hypothesis(f"{name} {word}", st) for name in inputs for st in property_of(context, name, word)]
        if not more:
            continue
        known = replace(theory, hypotheses=[*theory.hypotheses, *more])
        if decide(known, statement, seconds=seconds, memory=memory).verdict != REFUTED:
            return _abstained(
                verdict,
                f'the text says "{word}" and it is not understood of what; say it beside the name, as in '
                f"{word} ${inputs[0]}$",
            )
    return verdict


def _counted(
    equation: Equation, theory: Theory, statement: Statement, verdict: Verdict, seconds: float, memory: Memory | None
) -> Verdict:
    """A refutation of what holds where some size is the number that the text gives is none."""
    from symderiv.documents.borders import may_hold

    sizes = verdict.counterexample.sizes if verdict.counterexample is not None else {}
    for words, number, told in equation.counted:
        for size in [told] if told in sizes else [] if told else sizes:
            exactly = Guard("eq", Poly.symbol(size) - number)
            known = replace(theory, conditions=[*theory.conditions, exactly])
            if may_hold(known, statement, seconds, memory):
                if told:
                    return _abstained(verdict, f"it is right where {words}; say whether that is still supposed")
                return _abstained(
                    verdict,
                    f'the text says "{words}", and it is not understood of which size; if it is {size}, say '
                    f'"for ${size} = {number}$"',
                )
    return verdict


def _without_definition(theory: Theory, statement: Statement, verdict: Verdict) -> Verdict:
    """A refutation that only says that an unknown loss is unknown is none."""
    if verdict.verdict != REFUTED:
        return verdict
    for one, other in ((statement.left, statement.right), (statement.right, statement.left)):
        loss = _unknown(theory, one)
        if loss is not None and not _depends_on(theory, other, loss):
            return _abstained(
                verdict,
                f"{loss} has no definition: its value or its gradient here may be anything",
            )
    return verdict


def _bypassed(theory: Theory, statement: Statement, verdict: Verdict, seconds: float, memory: Memory | None) -> Verdict:
    r"""A refutation because a loss acts on ``P`` beside ``O`` is none, where ``O = \operatorname{softmax}(Q K^\top) V``
    is not written with ``P = \operatorname{softmax}(Q K^\top)``: who differentiates by ``P`` means it as a part."""
    from symderiv.decide import decide

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
        if by & parts or decide(known, statement, seconds=seconds, memory=memory).verdict == PROVED:
            return _abstained(
                verdict,
                f"{loss} is taken as a function of {', '.join(frontier)}; write the definitions with "
                f"{min(parts)} where it is a part of another",
            )
    return verdict


def _within_its_section(
    equation: Equation, theory: Theory, statement: Statement, verdict: Verdict, seconds: float, memory: Memory | None
) -> Verdict:
    """A refutation because a loss acts on what another section defines is none: each layer of a list has its own."""
    from symderiv.decide import decide

    own = replace(theory, losses={**theory.losses, **{loss.name: loss for loss in equation.apart}})
    if decide(own, statement, seconds=seconds, memory=memory).verdict == REFUTED:
        return verdict
    names = ", ".join(
        f"{loss.name} is taken as a function of {', '.join(theory.losses[loss.name].frontier)}"
        for loss in equation.apart
    )
    return _abstained(verdict, f"{names}; say for each section what its loss depends on")


def _inputs(theory: Theory, name: str) -> frozenset[str]:
    return frozenset(x for x in theory.sources(name) if x not in theory.definitions)


def _speaks_of_chance(document: Document, statement: Statement) -> bool:
    """Whether a statement has an expectation in it."""
    assert document.context is not None
    weights = {outcomes.weight for outcomes in document.context.outcomes}
    sides = (statement.left, statement.right)
    return any(isinstance(n, Read) and n.tensor in weights for side in sides for n in walk(side))


def _told(
    theory: Theory, statement: Statement, verdict: Verdict, computed: dict[str, tuple[str, frozenset[str]]]
) -> Verdict:
    """A tensor of which words alone say that it is made from others, as "the softmax probabilities of $z$", is no input
    beside those: a claim about both is refuted by no values of it, and a derivative should pass through it."""
    open_names = {name: told for name, told in computed.items() if name not in theory.definitions}
    if not open_names or verdict.verdict == UNDECIDED:
        return verdict
    nodes = [n for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, Read | Diff)]
    nodes += [n for d in nodes if isinstance(d, Diff) for n in walk(d.body) if isinstance(n, Read)]
    by = {n.tensor for n in nodes if isinstance(n, Diff)}
    reads = {x for n in nodes if isinstance(n, Read) for x in {n.tensor} | theory.sources(n.tensor)}
    for name in sorted(open_names.keys() & reads):
        words, sources = open_names[name]
        related = {x for source in sources for x in {source} | theory.sources(source)}
        if by & related or (verdict.verdict == REFUTED and reads & related):
            return _abstained(
                verdict,
                f'only the text says how {name} is made: "{words}"; define it in a display before it is used',
            )
    return verdict


def _unread(theory: Theory, statement: Statement, verdict: Verdict, soft: dict[str, str]) -> Verdict:
    """A tensor whose shape is stated but whose defining line cannot be read may be anything: what holds for any
    value of it still holds, a counterexample or a derivative that should pass through it means nothing."""
    if not soft or verdict.verdict == UNDECIDED:
        return verdict
    names, by = names_behind(theory, statement)
    touched = sorted(names & set(soft))
    if not touched or (verdict.verdict == PROVED and by <= set(touched)):
        return verdict
    return _abstained(
        verdict,
        f"the line that defines {touched[0]} cannot be read: {soft[touched[0]]}",
    )


def _unknown(theory: Theory, term: Term) -> str | None:
    """The loss, if a term is an unknown loss or one of its frontier gradients."""
    losses = {n.tensor for n in walk(term) if isinstance(n, Read) and n.tensor in theory.losses}
    if not losses:
        return None
    loss = min(losses)
    for node in walk(term):
        if (
            isinstance(node, Diff)
            and isinstance(node.body, Read)
            and node.body.tensor == loss
            and node.tensor not in theory.losses[loss].frontier
        ):
            return None
    return loss


def _depends_on(theory: Theory, term: Term, loss: str) -> bool:
    """Whether a value reads the loss, directly or through definitions."""
    seen: set[str] = set()
    stack: list[Term] = [term]
    while stack:
        for node in walk(stack.pop()):
            if isinstance(node, Read):
                if node.tensor == loss:
                    return True
                if node.tensor in theory.definitions and node.tensor not in seen:
                    seen.add(node.tensor)
                    stack.append(theory.definitions[node.tensor].body)
    return False


def _object(equation: Equation, verdict: Verdict | None) -> dict[str, Any]:
    error = "" if equation.error is None else str(equation.error)
    message = verdict.message if verdict is not None and verdict.message else error
    answer: dict[str, Any] = {
        "line": equation.line,
        "column": equation.column,
        "link": equation.link,
        "role": equation.role,
        "verdict": verdict.verdict if verdict is not None and equation.role != "error" else None,
        "scope": verdict.scope if verdict is not None and equation.role != "error" else "",
        "latex": equation.latex,
        "reading": equation.reading,
        "rules": list(verdict.rules) if verdict is not None else [],
        "assumptions": list(verdict.assumptions) if verdict is not None else [],
        "counterexample": None,
        "suggestion": verdict.suggestion if verdict is not None else "",
        "message": message,
    }
    if verdict is not None and verdict.counterexample is not None and verdict.verdict == REFUTED:
        witness = verdict.counterexample
        answer["counterexample"] = {
            "sizes": dict(witness.sizes.items()),
            "values": witness.values,
            "at": {
                _letter(k): v + equation.offsets.get(k, equation.offsets.get(f"%{k}", 0)) for k, v in witness.at.items()
            },
            "left": witness.left,
            "right": witness.right,
        }
    if verdict is not None and verdict.certificate is not None:
        answer["certificate"] = verdict.certificate
    return answer


def _letter(symbol: str) -> str:
    return symbol.removeprefix("%").split(".")[0]
