"""Loops: a guarded sum at given sizes as nested Python loops, every guard checked where its indices are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from symderiv.errors import UnsupportedError
from symderiv.language.terms import Diff, Guard, Mul, Read, Sum, Term, in_shape
from symderiv.meaning.machine import Closure, Form, Frame, Machine, Seeds
from symderiv.meaning.ranges import Condition, Level, plan

__all__ = ["loops"]

_TEST: Final = {
    "ge": "({0}) >= 0",
    "eq": "({0}) == 0",
    "ne": "({0}) != 0",
    "dv": "({0}) % ({1}) == 0",
    "nd": "({0}) % ({1}) != 0",
}


def loops(
    machine: Machine,
    binders: tuple[str, ...],
    guards: list[Guard],
    factors: Sequence[Term],
    inner: Closure,
    frame: Frame,
) -> Closure:
    """``inner`` summed over all integers ``binders`` (which have places in ``frame``) at which all ``guards`` hold.

    ``factors`` are what ``inner`` multiplies: a read among them is 0 outside of its shape, which may bound a binder
    that no guard bounds.  Raises :class:`UnsupportedError` where nothing bounds one.
    """
    levels, pending = _levels(machine, binders, guards, factors)
    waiting = set(binders)
    tests = [_ready(machine, pending, waiting, frame)]
    for level in levels:
        waiting.discard(level.binder)
        tests.append(_ready(machine, pending, waiting, frame))
    for level, after in zip(reversed(levels), reversed(tests), strict=False):
        inner = _loop(machine, frame.slots[level.binder], _range(machine, level, frame), after, inner)
    return _guarded(machine, tests[0], inner) if tests[0] else inner


def _levels(
    machine: Machine, binders: tuple[str, ...], guards: list[Guard], factors: Sequence[Term]
) -> tuple[list[Level], list[tuple[Guard, Form]]]:
    """The plan of the loops, and the guards that it does not already enforce."""
    forms = [(g, machine.form(g.poly)) for g in guards]
    conditions = [_condition(g.kind, form) for g, form in forms]
    known = [c for c in conditions if c is not None]
    levels = plan(binders, known)
    if isinstance(levels, str):
        for f in factors:
            if isinstance(f, (Read, Diff)) and f.index:
                inside = in_shape(f.index, machine.theory.shape_of(f.tensor))
                known += [c for g in inside if (c := _condition("ge", machine.form(g.poly))) is not None]
        levels = plan(binders, known)
    if isinstance(levels, str):
        text = repr(Sum(binders, guards, Mul(tuple(factors))))
        raise UnsupportedError("a sum without a finite range", text, f"give '{levels[1:]}' a range")
    used = {id(c) for level in levels for c in level.used}
    return levels, [item for item, c in zip(forms, conditions, strict=True) if c is None or id(c) not in used]


def _condition(kind: str, form: Form) -> Condition | None:
    """An affine condition; ``None`` where indices are multiplied, or for the kinds that bound nothing."""
    if kind not in ("ge", "eq") or any(len(m) > 1 for m in form):
        return None
    return Condition(kind, ({m[0]: c for m, c in form.items() if m}, form.get((), 0)))


def _ready(machine: Machine, pending: list[tuple[Guard, Form]], waiting: set[str], frame: Frame) -> list[str]:
    """The conditions, as Python, that the indices so far decide; they leave ``pending``."""
    texts = []
    for item in list(pending):
        guard, form = item
        if waiting.isdisjoint(guard.free):
            pending.remove(item)
            kind, modulus = guard.kind, "0"
            if guard.modulus is not None:
                modulus = machine.text(guard.modulus, frame)
                if not machine.form(guard.modulus):  # 0 divides 0 alone
                    kind = "eq" if kind == "dv" else "ne"
            texts.append(_TEST[kind].format(machine.text(form, frame), modulus))
    return texts


def _range(machine: Machine, level: Level, frame: Frame) -> Callable[[list[Any]], Any]:
    lows: list[str] = []
    highs: list[str] = []
    for condition in level.bounds:
        form, constant = condition.affine
        c = form[level.binder]
        rest = machine.text({**{(s,): k for s, k in form.items() if s != level.binder}, (): constant}, frame)
        if condition.kind == "eq":
            return machine.python(f"range(-({rest})//({c}), -({rest})//({c})+1) if ({rest}) % ({c}) == 0 else ()")
        if c > 0:
            lows.append(f"-(({rest})//{c})")
        else:
            highs.append(f"({rest})//{-c}")
    low = lows[0] if len(lows) == 1 else f"max({','.join(lows)})"
    high = highs[0] if len(highs) == 1 else f"min({','.join(highs)})"
    return machine.python(f"range({low}, {high}+1)")


def _guarded(machine: Machine, tests: list[str], inner: Closure) -> Closure:
    check = machine.python(" and ".join(tests))
    return lambda e, seeds: inner(e, seeds) if check(e) else 0


def _loop(machine: Machine, slot: int, values: Callable[[list[Any]], Any], tests: list[str], inner: Closure) -> Closure:
    body = _guarded(machine, tests, inner) if tests else inner

    def loop(e: list[Any], seeds: Seeds) -> Any:
        span = values(e)
        machine.spend(len(span))
        total: Any = 0
        for e[slot] in span:
            total = total + body(e, seeds)
        return total

    return loop
