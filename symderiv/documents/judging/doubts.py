r"""Doubts: words of a document that may tell something of its names, and are not understood.

A claim that such words may make true is not refuted, and one whose derivatives or names they may change is not proved
either.  What is known of the words is used: of a "stochastic" matrix either the rows or the columns sum to one, so a
claim that fails under both readings is refuted, and so is one that fails with and without an equation of the text.

Guarantee: a doubt about a name touches every claim that reads the name, directly or through definitions; and it never
makes a verdict, it only takes one back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symderiv.budget import Deadline
from symderiv.documents.declaring.property_statements import told_of
from symderiv.documents.elaboration.context import Context
from symderiv.documents.judging.borders import may_hold
from symderiv.documents.judging.in_force import enter_hypothesis
from symderiv.documents.judging.names_behind import names_behind
from symderiv.documents.judging.probes import fails_anyway
from symderiv.documents.supposing.comparisons import of_a_value
from symderiv.documents.supposing.unclear import OPTIMISES
from symderiv.documents.words.property_words import READINGS
from symderiv.language.integers import Poly
from symderiv.language.terms import ZERO, Diff, Read, walk
from symderiv.language.theory import Definition, Free, Hypothesis, Statement, Theory
from symderiv.language.verdicts import PROVED, REFUTED, UNDECIDED, Verdict

if TYPE_CHECKING:
    from symderiv.meaning import Memory

_FAINT = 0.5  # seconds for a reading that a word only suggests
_SHAPES = 3

__all__ = ["Doubt", "doubted"]


@dataclass(frozen=True)
class Doubt:
    """Words at a line that may tell something of names; for ``readings`` and ``changes`` see
    :class:`~symderiv.documents.page.surface.UnreadFact`.  ``supposing``: what they say, if they suppose it;
    ``argument``: the number of their sentence; ``faint``: they do no more than to suggest their readings; ``posed``:
    they are an equation that the text sets up, which holds at the points that it looks for; ``remark``: what is said of
    it instead of the words; ``instead``: the definition that may have taken the place of another one;
    ``both``: what they say of two names concerns a line that reads both; ``naming``: the unknown loss and the input
    that may be the name of its gradient, which an input that the loss is made from is not."""

    names: frozenset[str]
    words: str
    line: int
    readings: tuple[str, ...] = ()
    changes: str = ""
    supposing: tuple[Hypothesis, ...] = ()
    argument: int = -1
    apart: bool = False
    faint: bool = False
    posed: bool = False
    remark: str = ""
    instead: Definition | None = None
    both: bool = False
    naming: tuple[str, str] | None = None


def doubted(
    context: Context,
    doubts: Iterable[Doubt],
    theory: Theory,
    statement: Statement,
    verdict: Verdict,
    seconds: float,
    memory: Memory | None,
) -> Verdict:
    """A verdict, or "undecided" where one of the doubts touches what it rests on."""
    if verdict.verdict == UNDECIDED:
        return verdict
    doubts = tuple(doubts)
    names, by = names_behind(theory, statement)
    sizes = {x for name in names if name in theory.shapes for size in theory.shapes[name] for x in size.free}
    for doubt in doubts:
        concerned = names & doubt.names
        if not doubt.names & (theory.shapes.keys() | theory.definitions.keys() | names):
            concerned |= sizes & doubt.names
        if doubt.both and not any(_read(h) <= names for h in doubt.supposing):
            continue
        if doubt.naming is not None and doubt.naming[0] in theory.losses:
            loss, name = doubt.naming
            if name in theory.sources(loss):
                continue
        there = doubt.posed or OPTIMISES.match(doubt.words)
        if not concerned or (by and there and ZERO not in (statement.left, statement.right)):
            continue  # what is minimised has its derivatives everywhere
        if doubt.instead is not None:
            touched = verdict.verdict != _with_another(doubt.instead, theory, statement, seconds, memory)
        elif doubt.changes == "data":
            data = concerned & theory.definitions.keys() if by else set()
            touched = bool(data) and verdict.verdict != _with_data(data, theory, statement, seconds, memory)
        elif doubt.changes == "derivative":
            touched = bool(by) and any(x in theory.definitions or x in by for x in concerned)
        elif doubt.changes == "frozen":  # a derivative by an input that is called so is what it is, or nothing
            nothing = verdict.verdict == REFUTED and ZERO in (statement.left, statement.right)
            touched = bool(by) and any(x in theory.definitions or (x in by and nothing) for x in concerned)
        else:
            touched = bool(doubt.changes) or (
                verdict.verdict == REFUTED
                and _may_hold(context, doubt, sorted(concerned), theory, statement, seconds, memory)
            )
        if touched and doubt.supposing and not doubt.changes and _hold(doubt.supposing, theory, seconds, memory):
            continue  # what is spoken of holds anyway
        if touched:
            what = "may change what is meant" if doubt.changes else "write it as an equation"
            told = f'the condition "{doubt.words}" of line {doubt.line} is not understood; {what}'
            return Verdict(
                UNDECIDED,
                message=doubt.remark or told,
                points=verdict.points,
                shapes=verdict.shapes,
            )
    if verdict.verdict == REFUTED:
        for together in _of_one_sentence([d for d in doubts if d.supposing and names & d.names]):
            more = [h for doubt in together for h in doubt.supposing]
            known = replace(theory, hypotheses=[*theory.hypotheses, *more])
            if may_hold(known, statement, seconds, memory):
                told = " and ".join(doubt.words for doubt in together)
                return Verdict(
                    UNDECIDED,
                    message=f'the conditions "{told}" are not understood; write them as equations',
                    points=verdict.points,
                    shapes=verdict.shapes,
                )
    for made, name in _by_what_nothing_reads(theory, statement):
        sources = sorted(theory.sources(made))
        unsaid = [x for x in sources if x in context.taken]
        others = [x for x in (made, *sources) if _letter(x) != _letter(name)]
        layer = any(_letter(x) == _letter(name) for x in sources)  # W_2, where W_1 is read
        layer = layer and not any(_beside(context.unread, name, x) for x in others)
        inputs = not any(_beside(context.together, name, x) for x in sources)
        if verdict.verdict == PROVED and not unsaid and (inputs or layer):
            continue  # what is declared, and has to do with the variable in no line, is an input; so is another layer
        besides = f"; what {unsaid[0]} is has not been said either" if unsaid else ""
        return Verdict(
            UNDECIDED,
            message=f"{made} is differentiated by {name}, which no definition reads; say in a display what {name} "
            f"changes{besides}",
            points=verdict.points,
            shapes=verdict.shapes,
        )
    return verdict


def _read(said: Hypothesis) -> set[str]:
    """The tensors of which a hypothesis speaks."""
    sides = (said.statement.left, said.statement.right)
    return {n.tensor for side in sides for n in walk(side) if isinstance(n, Read)}


def _by_what_nothing_reads(theory: Theory, statement: Statement) -> Iterator[tuple[str, str]]:
    """What is defined, and differentiated by an input that occurs in no definition: "with a bias ``b`` in each row the
    layer becomes" has changed what is meant, and the text alone says how."""
    used = {n.tensor for d in theory.definitions.values() for n in walk(d.body) if isinstance(n, Read)}
    for node in (n for side in (statement.left, statement.right) for n in walk(side)):
        if isinstance(node, Diff) and node.total and isinstance(node.body, Read):
            made, name = node.body.tensor, node.tensor
            if made in theory.definitions and name not in theory.definitions and name not in used:
                yield made, name


def _beside(displays: Iterable[frozenset[str]], one: str, other: str) -> bool:
    r"""Whether two names stand in one of some displays, of which no definition has come: ``z \leftarrow W x + b``."""
    return any({_letter(one), _letter(other)} <= found for found in displays)


def _letter(name: str) -> str:
    return re.split(r"[_^']", name)[0]


def _of_one_sentence(doubts: list[Doubt]) -> Iterator[list[Doubt]]:
    """Several doubts that come from one sentence, which are meant together: "eigenpairs A v = mu v, v^T v = 1"."""
    for argument in dict.fromkeys(d.argument for d in doubts if d.argument >= 0):
        together = [d for d in doubts if d.argument == argument]
        if len(together) > 1:
            yield together


def _with_data(names: set[str], theory: Theory, statement: Statement, seconds: float, memory: Memory | None) -> str:
    """The verdict where some definitions are equations about data, which nothing moves."""
    from symderiv.documents.judging.written_sizes import decide

    rest = {name: d for name, d in theory.definitions.items() if name not in names}
    shapes, told = {**theory.shapes, **{name: theory.shape_of(name) for name in names}}, list(theory.hypotheses)
    for name in sorted(names):
        d = theory.definitions[name]
        free = tuple(Free(i, Poly({}), size) for i, size in zip(d.indices, d.shape, strict=True))
        told.append(Hypothesis(name, Statement(Read(name, tuple(map(Poly.symbol, d.indices))), d.body, free)))
    data = replace(theory, definitions=rest, shapes=shapes, hypotheses=told)
    return decide(data, statement, seconds=seconds, memory=memory).verdict


def _with_another(
    other: Definition, theory: Theory, statement: Statement, seconds: float, memory: Memory | None
) -> str:
    """The verdict where a name has another definition."""
    from symderiv.documents.judging.written_sizes import decide

    changed = replace(theory, definitions={**theory.definitions, other.name: other})
    return decide(changed, statement, seconds=seconds, memory=memory).verdict


def _hold(supposed: Iterable[Hypothesis], theory: Theory, seconds: float, memory: Memory | None) -> bool:
    """Whether what may be supposed is proved without being so."""
    from symderiv.documents.judging.written_sizes import decide

    return all(decide(theory, h.statement, seconds=seconds / 2, memory=memory).verdict == PROVED for h in supposed)


def _agrees(theory: Theory, statement: Statement) -> bool:
    """Whether no sampled point refutes a statement, and there are such at several sizes: at few, anything may hold."""
    from symderiv.meaning import Memory, exercise

    names, _ = names_behind(theory, statement)
    sized = any(size.free for name in names & theory.shapes.keys() for size in theory.shapes[name])
    deadline = Deadline(_FAINT)
    found = exercise(theory, statement, deadline=deadline, memory=Memory(), thorough=False, shrink=False)
    return found.counterexample is None and found.shapes >= (_SHAPES if sized else 1)


def _may_hold(
    context: Context,
    doubt: Doubt,
    names: list[str],
    theory: Theory,
    statement: Statement,
    seconds: float,
    memory: Memory | None,
) -> bool:
    """Whether a refuted statement may be true under what is in doubt: under one of its readings, if there are such."""
    if not doubt.readings and not doubt.supposing and of_a_value(doubt.words):
        return True  # no probe meets a number that the text alone tells
    readings = [
        [Hypothesis(f"{x} {word}", st) for x in names if x in theory.shapes for st in told_of(context, x, word)]
        for said in doubt.readings
        for word in dict.fromkeys((said, *READINGS.get(said, ())))
    ]
    if doubt.supposing:
        readings.append(list(doubt.supposing))
    if doubt.readings == ("symmetric",) and statement.relation != "=" and readings[0]:
        return True  # such matrices are positive semidefinite, as a rule
    told = {h.statement for h in theory.hypotheses}
    equations = [{h.statement for h in more if h.statement.relation == "="} for more in readings]
    if any(own and told >= own for own in equations):
        return False  # which of them is meant is told besides
    for more in filter(None, readings):
        own = list(theory.hypotheses)
        for h in more:
            enter_hypothesis(own, h.name, h.statement)
        known = replace(theory, hypotheses=own)
        if _agrees(known, statement) if doubt.faint else may_hold(known, statement, seconds, memory):
            return True
    if not any(readings) and {"orthogonal", "orthonormal"}.issuperset(doubt.readings) and doubt.readings:
        return True  # which says nothing of one vector by itself
    if readings or not doubt.apart:
        return not readings
    return not fails_anyway(theory, statement, sorted(doubt.names), doubt.words, seconds)
