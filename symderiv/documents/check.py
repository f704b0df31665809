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
from symderiv.documents.elaboration.context import Context
from symderiv.documents.judging.equations import Equation
from symderiv.documents.judging.judged import Case, abstained
from symderiv.documents.judging.made import is_pointless, with_made_inputs
from symderiv.documents.judging.possible_conditions import inputs_of
from symderiv.documents.judging.reconsidered import letter, reconsidered, roots_of_definite_matrices, under_given_inputs
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.failures import UNEXPECTED, failure
from symderiv.documents.latex.marks import unmarked
from symderiv.documents.latex.spelling import latex
from symderiv.documents.walk.document import Document
from symderiv.errors import DisagreementError
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Verdict

if TYPE_CHECKING:
    from symderiv.meaning import Memory

__all__ = ["check", "judge"]

_USUAL = 2.0  # seconds for what is usual of one input

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
    parts = document.parts or (document,)
    failures = [f for part in parts if part.context is not None for f in part.context.failures]
    standing = {id(equation): part for part in document.parts for equation in part.equations}
    settled: set[tuple[str, int]] = set()  # words that announce a claim: proved, it is all that they say
    chosen = [e for e in document.equations if lines is None or lines[0] <= e.line <= lines[1]]
    for number, equation in enumerate(chosen):
        if progress is not None:
            progress(number, len(chosen))
        verdict, part = None, standing.get(id(equation), document)
        if equation.role == "claim" and equation.statement is not None:
            equation.doubts = tuple(d for d in equation.doubts if (d.words, d.line) not in settled)
            try:
                verdict = judge(
                    part, equation, seconds=seconds, certificate=certificates, suggest=suggest, memory=memory
                )
            except UNEXPECTED as error:
                verdict = Verdict(UNDECIDED, message=failure(error))
            if verdict.verdict == REFUTED and failures:
                verdict = Verdict(UNDECIDED, message=f"a line that it may depend on is not read: {failures[0]}")
            settled = settled | equation.announced if verdict.verdict == PROVED else settled - equation.announced
        if equation.role == "error" and suggest and _unfitting(equation):
            suggestion, message = _repaired(part, equation, seconds, memory)
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
    from symderiv.documents.repairing.repair import repair

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
    from symderiv.documents.judging.vacuous import is_vacuous, missing_state, unmoved
    from symderiv.documents.judging.written_sizes import decide

    assert equation.statement is not None
    if equation.context is not None:
        document = replace(document, context=equation.context, theory=equation.context.theory)
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
        if found.verdict != UNDECIDED and (nothing := unmoved(theory, statement, found.verdict == PROVED)):
            found = Verdict(UNDECIDED, message=nothing)
        if found.verdict != UNDECIDED and (missing := missing_state(theory, statement)):
            found = Verdict(UNDECIDED, message=missing)
        case = Case(document.context or Context(), equation, theory, statement, share, certificate, memory, made)
        case, found = under_given_inputs(case, roots_of_definite_matrices(case, found))
        if found.verdict == PROVED:
            taken = tuple(h.name for h in supposed if h not in case.theory.hypotheses)
            found = replace(found, assumptions=(*found.assumptions, *taken, *equation.cased))
        verdicts.append(reconsidered(case, found))
    if len({v.verdict for v in verdicts}) > 1 and equation.surface is not None and equation.surface.last is not None:
        return Verdict(UNDECIDED, message="it depends on what the loss makes of the layers behind")
    if len({v.verdict for v in verdicts}) > 1 and any(t.losses != equation.theory.losses for t, _ in readings):
        return Verdict(
            UNDECIDED,
            message="it depends on whether the loss is a function of the last state alone; say what it depends on",
        )
    if len({v.verdict for v in verdicts}) > 1 and equation.perhaps_last:
        letter = min(equation.perhaps_last)
        message = (
            f"'{letter}' may be any index or the last one, and that decides the verdict; give the index another letter"
        )
        return Verdict(UNDECIDED, message=message)
    if len({v.verdict for v in verdicts}) > 1:
        if document.context is not None and document.context.slashes_open and not document.context.bases.open:
            return Verdict(UNDECIDED, message="it depends on what stands below a slash, a/bc; write \\frac or brackets")
        if document.context is not None and document.context.pairs_open and not document.context.bases.open:
            return Verdict(
                UNDECIDED,
                message="it depends on whether a sum over j < i runs over both; write the range below and above it",
            )
        names = sorted({f"{n}" for n, _ in (document.context.bases.open if document.context else ())})
        return Verdict(
            UNDECIDED,
            message=f"the index base of {', '.join(names) or 'an axis'} is open and decides the verdict; {REMEDY_BASE}",
        )
    verdict = _firmly(document, equation, verdicts[0], limit.left, certificate, memory)
    if verdict.verdict == REFUTED and equation.explained is not None and equation.explained.statement is not None:
        under = replace(document, theory=equation.explained.theory)
        behind = judge(under, equation.explained, seconds=max(limit.left, 1.0), suggest=False, memory=memory)
        if behind.verdict != REFUTED:
            message = "it is right with what the text says behind it; say that before"
            return Verdict(UNDECIDED, message=message, points=verdict.points, shapes=verdict.shapes)
    if verdict.verdict == REFUTED and equation.apart_from is not None and equation.apart_from.statement is not None:
        plainly = judge(document, equation.apart_from, seconds=max(limit.left, 1.0), suggest=False, memory=memory)
        if plainly.verdict == PROVED:
            message = f"it is wrong where {equation.cased[-1]}, and no line says whether they are; say it"
            return Verdict(UNDECIDED, message=message, points=verdict.points, shapes=verdict.shapes)
    if verdict.verdict == REFUTED and equation.bound:
        message = f"it is wrong for some differential, but what binds {', '.join(equation.bound)} binds that as well"
        return Verdict(UNDECIDED, message=message, points=verdict.points, shapes=verdict.shapes)
    if verdict.verdict == REFUTED and equation.multiplied is not None:
        number = replace(equation, statement=equation.multiplied, multiplied=None, cased=(), alternatives=[])
        if judge(document, number, seconds=max(limit.left, 1.0), suggest=False, memory=memory).verdict != REFUTED:
            message = (
                "'d' may be a factor or the sign of a differential, and that decides the verdict; write \\mathrm{d}"
            )
            return Verdict(UNDECIDED, message=message, points=verdict.points, shapes=verdict.shapes)
    if verdict.verdict == REFUTED:
        verdict = _where_it_is_usual(document.context or Context(), equation, verdict, memory)
    both_ways = document.context is not None and document.context.slashes_open and equation.alternatives
    if verdict.verdict == REFUTED and suggest and not both_ways:
        from symderiv.documents.repairing.repair import repair

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


def _where_it_is_usual(context: Context, equation: Equation, verdict: Verdict, memory: Memory | None) -> Verdict:
    """Abstain where a line is right under what is usual of an input of which no line says anything."""
    from symderiv.documents.judging.written_sizes import decide
    from symderiv.documents.repairing.conditions import of_an_axis, usual_conditions

    assert equation.statement is not None
    inputs = inputs_of(equation.theory, equation.statement)
    unknown = {*equation.unstated, *context.unspoken, *(inputs if equation.foreign else ())}
    for words, theory in usual_conditions(equation.theory, sorted(inputs & unknown)):
        try:
            found = decide(theory, equation.statement, seconds=_USUAL, memory=memory)
        except UNEXPECTED as error:
            return abstained(verdict, failure(error))
        if found.verdict == PROVED:
            return abstained(verdict, f"it is right when {words}, and no line says whether it is; say it")
    for words, theory in of_an_axis(equation.theory, equation.statement, context.untied, context.opened):
        try:
            found = decide(theory, equation.statement, seconds=_USUAL, memory=memory)
        except UNEXPECTED as error:
            return abstained(verdict, failure(error))
        if found.verdict != REFUTED:
            return abstained(verdict, f"it may be right when {words}, and no line says whether it is; say it")
    return verdict


def _firmly(
    document: Document, equation: Equation, verdict: Verdict, seconds: float, certificate: bool, memory: Memory | None
) -> Verdict:
    """A proof from what the text says and may not suppose is none, unless there is one without; and so a refutation
    from what it says of names."""
    firm = equation.firm
    kinds = () if firm is None else (PROVED, REFUTED) if firm.both else (PROVED,)
    if firm is None or verdict.verdict not in kinds or (firm.equal and firm.reading is None):
        return verdict
    other, found = firm.reading, None
    if other is not None and other.statement is not None:
        if _alike(equation, other):
            return verdict
        under = replace(document, theory=other.theory)
        found = judge(under, other, seconds=max(seconds, 1.0), certificate=certificate, suggest=False, memory=memory)
        if found.verdict == verdict.verdict:
            return found
    elif verdict.verdict == REFUTED:
        return verdict
    told, words = next(iter(firm.told.items()))
    return Verdict(
        UNDECIDED,
        message=f'it is {"right" if verdict.verdict == PROVED else "wrong"} where {told}, and "{words}" leaves open '
        'whether that is supposed; say it with "let"',
        points=verdict.points,
        shapes=verdict.shapes,
    )


def _alike(one: Equation, other: Equation) -> bool:
    """Whether two readings of a claim are the same, and what it rests on too."""
    first, second = one.theory, other.theory
    return (
        one.statement == other.statement
        and not one.alternatives
        and not other.alternatives
        and first.sizes == second.sizes
        and first.conditions == second.conditions
        and first.shapes == second.shapes
        and first.definitions == second.definitions
        and first.losses == second.losses
        and first.hypotheses == second.hypotheses
    )


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
                letter(k): v + equation.offsets.get(k, equation.offsets.get(f"%{k}", 0)) for k, v in witness.at.items()
            },
            "left": witness.left,
            "right": witness.right,
        }
    answer |= unmarked({key: value for key, value in answer.items() if key != "latex"})
    if verdict is not None and verdict.certificate is not None:
        answer["certificate"] = verdict.certificate
    return answer
