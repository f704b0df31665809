"""Which rules of inverses and determinants to apply where.

Inverses of products, multiples, diagonal matrices and inverses are taken apart; an inverse of a symmetric matrix may
have its places exchanged; every inverse that occurs gives two lemmas (the matrix times it, on either side) that
rewrite like hypotheses; and where nothing else helps, both sides are multiplied through by a matrix whose inverse
occurs, or its determinant is taken out of another.  Untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    Add,
    Guard,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    alpha_key,
    mul,
    substitute,
    walk,
)
from symderiv.language.theory import Free, Statement
from symderiv.prover.kernel.algebra import as_term, expand, monomials
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.matrices import cancellation
from symderiv.prover.kernel.parts import factors
from symderiv.prover.kernel.theorems import LemmaSource, Step, check_lemma, clear, context_of
from symderiv.prover.search.record import Path, Recorder
from symderiv.prover.search.weights import solved_for, weight

__all__ = [
    "cancel_lemmas",
    "inverses",
    "lopsided_key",
    "multiply_by_matrix",
    "reflect",
    "take_out_determinant",
    "tidy",
    "transposed",
    "turn",
]


def inverses(term: Term) -> Iterator[Matrix]:
    """The inverses of closed matrices beneath a term, without entries of one twice."""
    return (m for m in _inverses(term) if not any(map(is_index, m.body.free - {m.row, m.column})))


def _inverses(term: Term) -> Iterator[Matrix]:
    """The same with those of the members of families, ``Q[k]``, without members of one twice."""
    seen: set[object] = set()
    for n in walk(term):
        if isinstance(n, Matrix) and n.operation == "inverse" and not any(map(is_index, n.size.free)):
            outer = sorted(filter(is_index, n.body.free - {n.row, n.column}))
            names = {s: Poly.symbol(f"%member{k}") for k, s in enumerate(outer)}
            matrix = Matrix(n.operation, n.row, n.column, n.size, substitute(n.body, names), n.at) if names else n
            key = alpha_key(Matrix("det", n.row, n.column, n.size, matrix.body))
            if key not in seen:
                seen.add(key)
                yield matrix


def _row_column(node: Matrix) -> tuple[Poly, Poly]:
    return Poly.symbol(node.row), Poly.symbol(node.column)


def tidy(search: Recorder, node: Matrix, path: Path, context: Context) -> Term | None:
    """One improvement of a matrix operation whose parts are normal, or None."""
    oriented = _orient(search, node, path, context)
    if oriented != node:
        return oriented
    for rule in ("inverse of inverse", "diagonal inverse"):
        if rule == "inverse of inverse" and (search.stacked or _kept_beneath(node, context)):
            continue
        after = search.attempt(node, path, context, rule)
        if after is not None:
            return after
    parts = factors(node.body)
    outside = tuple(
        k
        for k, f in enumerate(parts)
        if f.free.isdisjoint((node.row, node.column)) and not (isinstance(f, Sum) and not f.binders)
    )
    if outside and len(outside) < len(parts):
        after = search.attempt(node, path, context, "scaled inverse", positions=outside)
        if after is not None:
            return after
    for middle, first in _cuts(node.body, node.row, node.column):
        after = search.attempt(node, path, context, "matrix product", middle=middle, first=first)
        if after is not None:
            return after
    if isinstance(node.body, Add) and (joined := _diagonals(search, node, path, context)) is not None:
        return joined
    if node.operation == "det" and isinstance(node.body, Add):
        after = _swap(search, node, path, context) or _rank_one(search, node, path, context)
        if after is not None:
            return after
    if search.minors:
        after = search.attempt(node, path, context, "minors")
        if after is not None:
            return after
    bound = any(s.startswith("%z") for p in node.at for s in p.free)
    if node.operation == "inverse" and not search.uncancelled and not bound and str(node.at[1]) < str(node.at[0]):
        return turn(search, node, path, context)
    return None


def _kept_beneath(node: Matrix, context: Context) -> bool:
    """Whether ``det M^-1`` stays as it is beneath a derivative: that it is not 0 is known of what is written, and need
    not be of ``det M``."""
    inner = node.body
    if node.operation != "det" or not context.smooth or not isinstance(inner, Matrix):
        return False
    return not context.nonzero(Matrix("det", inner.row, inner.column, inner.size, inner.body))


def _cuts(body: Term, row: str, column: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Bound indices that separate the factors of a sum into those at the row and those at the column."""
    if not isinstance(body, Sum):
        return
    parts = factors(body.body)
    for middle in body.binders:
        links = [f.free & (set(body.binders) - {middle} | {row, column}) for f in parts]
        links += [g.free & (set(body.binders) - {middle} | {row, column}) for g in body.guards]
        reach = {row}
        grown = True
        while grown:
            grown = False
            for link in links:
                if link & reach and not link <= reach:
                    reach |= link
                    grown = True
        if column in reach:
            continue
        first = tuple(k for k, link in enumerate(links[: len(parts)]) if link & reach)
        if first and len(first) < len(parts):
            yield middle, first


def _swap(search: Recorder, node: Matrix, path: Path, context: Context) -> Term | None:
    """``det(I + P Q)`` as a scalar where ``P Q`` has rank one, else in the smaller or earlier of its two forms."""
    assert isinstance(node.body, Add)
    rest = [t for t in node.body.args if not (isinstance(t, Sum) and not t.binders and t.body == ONE)]
    if len(rest) != 1:
        return None
    parts = factors(rest[0])
    at_row = tuple(k for k, f in enumerate(parts) if node.row in f.free)
    if not any(node.column in parts[k].free for k in at_row):
        after = search.attempt(node, path, context, "determinant swap", first=at_row)
        if after is not None:
            return after
    for middle, first in _cuts(rest[0], node.row, node.column):
        for size in _sizes(search, rest[0], middle):
            if (len(str(size)), str(size)) > (len(str(node.size)), str(node.size)):
                continue
            mark = len(search.steps)
            after = search.attempt(node, path, context, "determinant swap", middle=middle, first=first, size=size)
            if after is None:
                continue
            assert isinstance(after, Matrix)
            swapped = search.children(after, path, context)
            if size != node.size or swapped.sort_key < node.sort_key:
                return swapped
            del search.steps[mark:]
    return None


def _diagonals(search: Recorder, node: Matrix, path: Path, context: Context) -> Term | None:
    """The inverse of a sum of multiples of the identity: ``(a I + b I)^-1 = (a + b)^-1 I``."""
    assert isinstance(node.body, Add)
    units = _units(Poly.symbol(node.row) - Poly.symbol(node.column))
    split = [([f for f in factors(t) if f not in units], [f for f in factors(t) if f in units]) for t in node.body.args]
    plain = all(f.free.isdisjoint((node.row, node.column)) for numbers, _ in split for f in numbers)
    if node.operation != "inverse" or not plain or any(len(unit) != 1 for _, unit in split):
        return None
    mark = len(search.steps)
    try:
        whole = Mul((Add(tuple(mul(*numbers) for numbers, _ in split)), split[0][1][0]))
        body = search.step(node.body, (*path, 0), descend(node, 0, context), "equal", term=whole)
        return search.step(_with_body(node, body), path, context, "diagonal inverse")
    except KernelError:
        del search.steps[mark:]
        return None


def _rank_one(search: Recorder, node: Matrix, path: Path, context: Context) -> Term | None:
    """``det(c I + u v^T) = c^n det(I + u v^T / c)`` as numbers; None, and nothing recorded, where more is left."""
    assert isinstance(node.body, Add)
    gap = Poly.symbol(node.row) - Poly.symbol(node.column)
    mark = len(search.steps)
    for k, t in enumerate(node.body.args):
        number = [f for f in factors(t) if not (isinstance(f, Sum) and not f.binders)]
        unit = [f for f in factors(t) if f not in number]
        if len(node.body.args) != 2 or not number or len(unit) != 1 or unit[0] not in _units(gap):
            continue
        c, rest = mul(*number), node.body.args[1 - k]
        if not c.free.isdisjoint((node.row, node.column)) or not (context.nonzero(c) and context.total(c)):
            continue
        inside = descend(node, 0, context)
        inner = Add((unit[0], Mul((Pow(c, Fraction(-1)), rest))))
        try:
            body = search.step(node.body, (*path, 0), inside, "equal", term=Mul((c, inner)))
            taken = search.step(_with_body(node, body), path, context, "scaled inverse", positions=(0,))
            *powers, left = factors(taken)
            place = (*path, len(powers))
            assert isinstance(left, Matrix)
            beneath = descend(taken, len(powers), context)
            left = search.children(left, place, beneath)
            assert isinstance(left, Matrix)
            swapped = _swap(search, left, place, beneath)
        except KernelError:
            swapped = None
        if swapped is not None and not isinstance(swapped, Matrix):
            return mul(*powers, swapped)
        del search.steps[mark:]
    return None


def _units(gap: Poly) -> tuple[Term, Term]:
    """The two ways to write an identity matrix."""
    return Sum((), (Guard("eq", gap),), ONE), Sum((), (Guard("eq", -gap),), ONE)


def _sizes(search: Recorder, term: Term, index: str) -> list[Poly]:
    """The sizes of the axes at which an index stands."""
    found: list[Poly] = []
    for n in walk(term):
        if isinstance(n, Read):
            for p, size in zip(n.index, search.theory.shape_of(n.tensor), strict=True):
                if p.as_symbol == index and size not in found:
                    found.append(size)
        elif isinstance(n, Matrix) and any(p.as_symbol == index for p in n.at) and n.size not in found:
            found.append(n.size)
    return found


# ---- symmetric matrices ----------------------------------------------------------------------------------------


def _orient(search: Recorder, node: Matrix, path: Path, context: Context) -> Matrix:
    """Entries ``A[column, row]`` of tensors that a hypothesis says are symmetric, as ``A[row, column]``."""
    symmetric = search.symmetric
    if not symmetric or context.smooth:
        return node
    row, column = _row_column(node)
    inside = descend(node, 0, context)
    terms = node.body.args if isinstance(node.body, Add) else (node.body,)
    for t, term in enumerate(terms):
        for k, f in enumerate(factors(term)):
            if isinstance(f, Read) and f.tensor in symmetric and f.index[-2:] == (column, row):
                place = (0, *((t,) if isinstance(node.body, Add) else ()), *((k,) if isinstance(term, Mul) else ()))
                here, at = inside, node.body
                for child in place[1:]:
                    here, at = descend(at, child, here), at.children[child]
                number = symmetric[f.tensor]
                lead = search.lemmas[number].source.lead
                assert isinstance(lead, Read)
                letters = [p.as_symbol or "" for p in lead.index]
                instance = dict(zip(letters, f.index, strict=True))
                new = search.attempt(f, (*path, *place), here, "hypothesis", lemma=number, instance=instance)
                if new is None:
                    continue
                body = new
                spine: list[Term] = [node.body]
                for child in place[1:]:
                    spine.append(spine[-1].children[child])
                for parent, child in zip(reversed(spine[:-1]), reversed(place[1:]), strict=True):
                    body = parent.rebuild((*parent.children[:child], body, *parent.children[child + 1 :]))
                return _orient(search, _with_body(node, body), path, context)
    return node


def _with_body(node: Matrix, body: Term) -> Matrix:
    return Matrix(node.operation, node.row, node.column, node.size, body, node.at)


def transposed(search: Recorder, node: Matrix, path: Path, context: Context) -> Matrix:
    """The entry with its places exchanged, of the transposed matrix in normal form."""
    turned = search.step(node, path, context, "transpose")
    assert isinstance(turned, Matrix)
    body = search.norm(turned.body, (*path, 0), descend(turned, 0, context))
    return _orient(search, _with_body(turned, body), path, context)


def lopsided_key(search: Recorder, node: Matrix, context: Context) -> object:
    """What tells whether a matrix is found symmetric: beneath a derivative no hypothesis says so, and where inverses
    stay as they are, none within it is turned around."""
    return node.body, node.row, node.column, context.smooth, search.uncancelled


def turn(search: Recorder, node: Matrix, path: Path, context: Context) -> Matrix | None:
    """The entry with its places exchanged, where the matrix is symmetric; else None and nothing recorded."""
    key = lopsided_key(search, node, context)
    if search.lopsided.get(key):
        return None
    mark = len(search.steps)
    search.lopsided[key] = True  # not looked into again from within
    turned = transposed(search, node, path, context)
    search.lopsided[key] = turned.body != node.body
    if turned.body == node.body:
        return turned
    del search.steps[mark:]
    return None


def reflect(search: Recorder, node: Sum, path: Path, context: Context) -> Term | None:
    """Exchange the places of an inverse of a symmetric matrix where that gives a sum an earlier canonical form."""
    parts = factors(node.body)
    for k, f in enumerate(parts):
        if isinstance(f, Matrix) and f.operation == "inverse" and f.at[0] != f.at[1]:
            if search.lopsided.get((f.body, f.row, f.column)):
                continue
            swapped = Matrix(f.operation, f.row, f.column, f.size, f.body, f.at[::-1])
            body = Mul((*parts[:k], swapped, *parts[k + 1 :])) if len(parts) > 1 else swapped
            if not search.key(Sum(node.binders, node.guards, body)) < search.key(node):
                continue
            place = (*path, 0, k) if isinstance(node.body, Mul) else (*path, 0)
            here = descend(node, 0, context)
            here = descend(node.body, k, here) if isinstance(node.body, Mul) else here
            if turn(search, f, place, here) is not None:
                return Sum(node.binders, node.guards, body)
    return None


# ---- multiplying by a matrix ---------------------------------------------------------------------------------------


def cancel_lemmas(search: Recorder, term: Term) -> bool:
    """Add the lemmas of the inverses in a term that have none yet; whether there were any."""
    added = False
    for matrix in _inverses(term):
        key = alpha_key(Matrix("det", matrix.row, matrix.column, matrix.size, matrix.body))
        if key in search.cancelled:
            continue
        search.cancelled.add(key)
        for side in ("left", "right"):
            source = _cancel(search, matrix, side)
            if source is not None:
                search.lemmas.append(check_lemma(search.theory, source, tuple(search.lemmas)))
                added = True
    return added


def _cancel(search: Recorder, matrix: Matrix, side: str) -> LemmaSource | None:
    """``M M^-1 = I`` solved for its weightiest monomial."""

    try:
        members = _members(search, matrix)
        statement = cancellation(matrix, side, members)
        context = context_of(search.theory, statement)
        left, right = search.scratch(), search.scratch()
        left.uncancelled = True
        a = left.norm(statement.left, (), context)
        b = right.norm(statement.right, (), context)
        terms = monomials(expand(Add((a, Mul((NEGATE, b)))), context), context)
        # a lead is a product with the inverse, not the inverse by itself
        leads = [m for m in terms if isinstance(as_term({m: Fraction(1)}), Sum) and any(_has_inverse(a) for a, _ in m)]
        leads = leads or [m for m in terms if any(isinstance(a, Sum) and a.binders and _has_inverse(a) for a, _ in m)]
        if not leads:
            return None
        lead = max(leads, key=lambda m: weight(as_term({m: Fraction(1)})))
        scale, bare, rest, factor = solved_for(lead, terms, context)
        steps = tuple(left.steps), tuple(right.steps)
        return LemmaSource(side, *steps, scale, bare, rest, matrix, free=members, factor=factor)
    except KernelError:
        return None


def _members(search: Recorder, matrix: Matrix) -> tuple[Free, ...]:
    """The indices that tell which of several matrices it is, as of ``Q[k]``, with the ranges of their axes."""
    found: dict[str, Free] = {}
    reads = [n for n in walk(matrix.body) if isinstance(n, Read)]
    for symbol in sorted(filter(is_index, matrix.body.free - {matrix.row, matrix.column})):
        for read in reads:
            sizes = zip(read.index, search.theory.shape_of(read.tensor), strict=True)
            for size in (n for at, n in sizes if at.as_symbol == symbol):
                found.setdefault(symbol, Free(symbol, Poly({}), size))
    return tuple(found.values())


def _has_inverse(term: Term) -> bool:
    return any(isinstance(n, Matrix) for n in walk(term))


def multiply_by_matrix(
    search: Recorder, term: Term, statement: Statement, context: Context, done: set[object]
) -> tuple[Term, Context] | None:
    """Both sides times a matrix whose inverse stands at a free index, the largest matrix first."""
    letters = {f.symbol for f in statement.free}
    found: list[tuple[int, str, Matrix, str, bool]] = []
    for n in walk(term):
        if isinstance(n, Matrix) and n.operation == "inverse":
            for place in (0, 1):
                index = n.at[place].as_symbol
                if index is not None and index in letters:
                    found.append((-sum(1 for _ in walk(n.body)), n.sort_key, n, index, place == 1))
    for _, _, matrix, index, transposed in sorted(found, key=lambda x: x[:2]):
        # M^-1[i,k] is met by M[j,i] from the left, M^-1[k,i] by M[i,j] from the right
        plain = Matrix("inverse", matrix.row, matrix.column, matrix.size, matrix.body, (Poly({}), Poly({})))
        key = (plain, index, transposed)
        if key in done:
            continue
        done.add(key)
        step = Step((), "clear matrix", {"matrix": plain, "index": index, "transposed": transposed})
        try:
            after = clear(term, statement, context, step)
        except KernelError:
            continue
        search.steps.append(step)
        return after
    return None


def take_out_determinant(search: Recorder, term: Term, context: Context, done: set[object]) -> Term | None:
    """``det(B + R) = det B det(I + B^-1 R)`` for a summand whose inverse occurs; None where nothing fits."""
    for n in walk(term):
        if isinstance(n, Matrix) and n.operation == "det" and isinstance(n.body, Add):
            for base in n.body.args:
                if (n, base) in done or isinstance(base, Num):
                    continue
                done.add((n, base))
                after = search.attempt(term, (), context, "determinant factor", matrix=n, base=base)
                after = after or _taken_out_turned(search, term, context, n, base)
                if after is not None:
                    return after
    return None


def _taken_out_turned(search: Recorder, term: Term, context: Context, node: Matrix, base: Term) -> Term | None:
    """The same for the transposed matrix: the normal form may have turned it, as its letters have it, and so ``B`` from
    the matrix whose inverse occurs."""
    row, column = _row_column(node)
    turned_base = substitute(base, {node.row: column, node.column: row})
    mark = len(search.steps)
    turned = _turned_within(search, term, (), context, node)
    found = next((n for n in walk(turned) if isinstance(n, Matrix) and _is_turned(n, node, turned_base)), None)
    after = None
    if found is not None:
        after = search.attempt(turned, (), context, "determinant factor", matrix=found, base=turned_base)
    if after is None:
        del search.steps[mark:]
    return after


def _is_turned(found: Matrix, node: Matrix, base: Term) -> bool:
    """Whether a determinant is the transposed one of another, with the summand ``base``."""
    same = (found.operation, found.row, found.column, found.size) == (node.operation, node.row, node.column, node.size)
    return same and isinstance(found.body, Add) and base in found.body.args


def _turned_within(search: Recorder, term: Term, path: Path, context: Context, node: Matrix) -> Term:
    """A term with the places of one of its determinants exchanged wherever it stands."""
    if term == node:
        return search.attempt(term, path, context, "transpose") or term
    for k, child in enumerate(term.children):
        if any(n == node for n in walk(child)):
            new = _turned_within(search, child, (*path, k), descend(term, k, context), node)
            if new is not child:
                term = term.rebuild((*term.children[:k], new, *term.children[k + 1 :]))
    return term
