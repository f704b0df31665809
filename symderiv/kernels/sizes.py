"""Sizes and integers of a kernel: read off the shapes of its inputs where they follow, else asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from symderiv.errors import UnsupportedError
from symderiv.kernels.plan import Facts
from symderiv.language.integers import Poly
from symderiv.language.terms import Term, walk
from symderiv.language.text import polynomial
from symderiv.language.theory import Free, Theory

__all__ = ["Names", "Output", "rounded_quotients", "sizes_used", "solve"]


@dataclass(frozen=True)
class Names:
    """The identifiers of tensors and of sizes (a letter may be both)."""

    tensors: Mapping[str, str]
    sizes: Mapping[str, str]

    def text(self, poly: Poly) -> str:
        """The code of a polynomial in sizes."""
        return polynomial(poly, lambda s: self.sizes.get(s, s))

    def shape(self, polys: Iterable[Poly]) -> str:
        """The code of a shape."""
        texts = [self.text(p) for p in polys]
        return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


@dataclass(frozen=True)
class Output:
    """A result: a term over free indices, each from 0 to below its extent."""

    term: Term
    indices: tuple[str, ...] = ()
    shape: tuple[Poly, ...] = ()

    @staticmethod
    def over(term: Term, free: Iterable[Free]) -> Output:
        """The term over free indices that start at 0."""
        found = tuple(free)
        for f in found:
            if f.low:
                raise UnsupportedError(f"the free index {f.symbol} does not start at 0", repr(term))
        return Output(term, tuple(f.symbol for f in found), tuple(f.high for f in found))


def sizes_used(theory: Theory, arrays: Iterable[str], outputs: Iterable[Output]) -> set[str]:
    """The sizes that the body mentions (all that stand in the shapes and terms that it was made from)."""
    used: set[str] = set()
    for output in outputs:
        used |= {s for p in output.shape for s in p.free} | {s for s in output.term.free if s in theory.sizes}
        for node in walk(output.term):
            used |= {s for s in node.free if s in theory.sizes}
    for name in arrays:
        used |= {s for p in theory.shape_of(name) for s in p.free}
        if name in theory.definitions:
            for node in walk(theory.definitions[name].body):
                used |= {s for s in node.free if s in theory.sizes}
    return used


def solve(theory: Theory, needed: list[str], used: set[str], names: Names) -> tuple[list[str], list[str], list[str]]:
    """Statements that read the sizes off the shapes; the integers that must be given; the arrays that are needed."""
    facts = Facts(theory)
    needed = list(needed)
    while True:
        lines, known = _solve_from(theory, needed, used, names, facts, {})
        missing = [s for s in sorted(theory.sizes) if s in used and s not in known]
        more = [
            t for t in theory.shapes if t not in needed and {s for p in theory.shapes[t] for s in p.free} & set(missing)
        ]
        helpful = None
        for t in more:
            _, better = _solve_from(theory, [*needed, t], used, names, facts, {})
            if len(better & used) > len(known & used):
                helpful = t
                break
        if helpful is None:
            break
        needed.append(helpful)
    given: list[str] = []
    # the integer that fixes most of the others is asked for first, and what rounds a quotient of others last
    while True:
        lines, known = _solve_from(theory, needed, used, names, facts, dict.fromkeys(given, ""))
        missing = [s for s in sorted(theory.sizes) if s in used and s not in known]
        if not missing:
            return lines, given, needed
        found = {s: _solve_from(theory, needed, used, names, facts, dict.fromkeys([*given, s], ""))[1] for s in missing}
        given.append(min(missing, key=lambda s: (_is_rounded(s), -len(found[s] & used), _rank(theory, s), s)))


def _rank(theory: Theory, symbol: str) -> int:
    """How much conditions say of a size: 2 where two of them fix it as a rounded quotient, 1 where one bounds it so.

    In ``s*(Ho-1) <= H+2P-K < s*Ho`` that is ``Ho``, which follows from the others: they are what is asked for.
    """
    rank = 0
    for g in theory.conditions:
        if g.kind == "ge" and symbol in g.free:
            try:
                c = g.poly.coefficient(symbol)
            except ValueError:
                continue
            if not (c.is_constant and abs(c.value) == 1):
                rank = max(rank, 2 if _partnered(theory, g.poly, c) else 1)
    return rank


def _is_rounded(symbol: str) -> bool:
    return symbol.startswith(("\\lfloor", "\\lceil"))


def rounded_quotients(theory: Theory) -> Iterator[tuple[str, Poly, Poly]]:
    """The sizes in rounding brackets as (symbol, numerator, denominator), each behind those that it is made from."""
    waiting = {s for s in theory.sizes if _is_rounded(s)}
    while waiting:
        found = [q for s in sorted(waiting) for q in _quotients(theory, s) if waiting.isdisjoint(q[1].free | q[2].free)]
        if not found:
            return
        yield from found
        waiting -= {symbol for symbol, _, _ in found}


def _quotients(theory: Theory, symbol: str) -> Iterator[tuple[str, Poly, Poly]]:
    """The first condition ``numerator - denominator * symbol >= 0`` that has a partner."""
    for g in theory.conditions:
        if g.kind == "ge" and symbol in g.free:
            try:
                c = g.poly.coefficient(symbol)
            except ValueError:
                continue
            if symbol not in c.free and Facts(theory).sign(c) < 0 and _partnered(theory, g.poly, c):
                yield symbol, g.poly - c * Poly.symbol(symbol), -c
                return


def _partnered(theory: Theory, poly: Poly, coefficient: Poly) -> bool:
    """Whether ``poly >= 0`` has a partner that says that one more of a size with this coefficient is too much."""
    return any(o.kind == "ge" and o.poly == -poly - coefficient - 1 for o in theory.conditions)


def _solve_from(
    theory: Theory, needed: list[str], used: set[str], names: Names, facts: Facts, given: Mapping[str, str]
) -> tuple[list[str], set[str]]:
    known: set[str] = set(given)
    lines = [f'    {names.sizes[s]} = _whole("{names.sizes[s]}", {names.sizes[s]})' for s in given]
    relevant = used | {s for t in needed for p in theory.shapes[t] for s in p.free}

    def label(s: str) -> str:
        return names.sizes[s]

    changed = True
    while changed:
        changed = False
        for t in needed:
            for axis, size in enumerate(theory.shapes[t]):
                open_ = size.free - known
                if len(open_) != 1:
                    continue
                (symbol,) = open_
                try:
                    c = size.coefficient(symbol)
                except ValueError:
                    continue
                if symbol in c.free or not facts.sign(c):
                    continue
                rest = size - c * Poly.symbol(symbol)
                value = f"{names.tensors[t]}.shape[{axis}]"
                if rest:
                    value = f"{value} - ({polynomial(rest, label)})"
                if c != Poly.constant(1):
                    value = f"({value}) // ({polynomial(c, label)})"
                lines += _assign(symbol, value, symbol in used, label)
                known.add(symbol)
                changed = True
        if changed:
            continue
        for g in theory.conditions:
            if g.kind not in ("ge", "eq"):
                continue
            open_ = g.free - known
            if len(open_) != 1:
                continue
            (symbol,) = open_
            if symbol not in relevant:
                continue
            try:
                c = g.poly.coefficient(symbol)
            except ValueError:
                continue
            rest = g.poly - c * Poly.symbol(symbol)
            if g.kind == "ge":
                # c*symbol + rest >= 0 with c < 0
                if facts.sign(c) >= 0 or not _partnered(theory, g.poly, c):
                    continue
            elif not facts.sign(c):
                continue
            lines += _assign(symbol, f"({polynomial(rest, label)}) // ({polynomial(-c, label)})", symbol in used, label)
            known.add(symbol)
            changed = True
            break
    return lines, known


def _assign(symbol: str, value: str, used: bool, label: Callable[[str], str]) -> list[str]:
    name = label(symbol)
    return [f'    {name} = _agree("{name}", {name}, {value})' if used else f"    {name} = {value}"]
