"""Kinks that are exempt: an argument that is a nonzero polynomial of the inputs on every branch.

Its zeros are a null set, on which brackets are a convention; a proof may assume that they are not met, and the theorem
says so.  :func:`exempt` checks that an argument is such a polynomial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from symderiv.errors import KernelError
from symderiv.language.declarations import Declarations
from symderiv.language.declared import Statement
from symderiv.language.integers import is_index
from symderiv.language.nodes import Add, Diff, Extremum, Guard, Int, Let, Mul, Num, Pow, Read, Sum, Term, in_shape, walk
from symderiv.prover.kernel.algebra import Monomial, monomials
from symderiv.prover.kernel.context import Context, Scheme, entails, nonempty
from symderiv.prover.kernel.parts import factors, read_guards

__all__ = ["exempt"]


def exempt(term: Term, statements: Iterable[Term], context: Context) -> Scheme:
    """``term != 0`` for all indices in range; :class:`KernelError` where the term might vanish on an open set.

    ``statements`` are the sides of the claim: one that asks where something is zero is about a null set itself.
    No hypothesis may hold the inputs to a set without interior.  There must be an input, or an entry of one that is
    none of its other entries here, whose monomials have coefficients of one sign (so they cannot cancel each other, nor
    any other monomial them), one of which stands outside of all brackets and is not empty.
    """
    theory = context.theory
    for body in (*statements, *(d.body for d in theory.definitions.values())):
        if any(g.kind in ("zero", "nonzero") for n in walk(body) if isinstance(n, (Sum, Extremum)) for g in n.guards):
            raise KernelError("an equation with zero is no kink", body)
    for node in walk(term):
        if not isinstance(node, (Num, Int, Add, Mul, Sum, Read, Pow)):
            raise KernelError("not a polynomial", node)
        if isinstance(node, Pow) and (node.exponent.denominator > 1 or node.exponent < 1):
            raise KernelError("not a polynomial", node)
        if isinstance(node, Read) and node.tensor not in theory.shapes:
            raise KernelError("not an input", node)
    reads = [n for n in walk(term) if isinstance(n, Read)]
    inputs = {n.tensor for n in reads}
    for h in theory.hypotheses:
        if not _open(h.statement, theory) and _touches(h.statement, inputs, theory):
            raise KernelError("a hypothesis may make the polynomial vanish", h.name)
    binders = tuple(sorted(s for s in term.free if is_index(s)))
    guards: list[Guard] = []
    axes = [(p, size) for n in reads for p, size in zip(n.index, theory.shape_of(n.tensor), strict=True)]
    for symbol in binders:
        bare = [axis for axis in axes if axis[0].as_symbol == symbol]
        places = bare or [axis for axis in axes if symbol in axis[0].free]  # ``x[2 i] - x[2 i + 1]``: where it is read
        if not places:
            raise KernelError("the range of an index does not follow", symbol)
        guards += [guard for p, size in places for guard in in_shape((p,), (size,))]
    inside = context.under(guards, binders)
    found = monomials(term, inside)
    if any(_one_signed(variables, found, inside) for variables in _variables(found)):
        return Scheme(binders, tuple(dict.fromkeys(guards)), "nonzero", term)
    raise KernelError("the polynomial may be zero on a branch", term)


def _touches(statement: Statement, inputs: set[str], theory: Declarations) -> bool:
    """Whether a statement may speak of inputs: by itself, through what is defined, or through an unknown loss."""
    names = {n.tensor for side in (statement.left, statement.right) for n in walk(side) if isinstance(n, (Read, Diff))}
    return not names.isdisjoint(inputs | theory.definitions.keys() | theory.losses.keys())


def _open(statement: Statement, theory: Declarations) -> bool:
    """Whether a condition holds in a neighbourhood wherever it holds: strict, between continuous functions."""
    if statement.relation not in (">", "<", "!="):
        return False
    written = [statement.left, statement.right]
    for name in {n.tensor for side in written for n in walk(side) if isinstance(n, Read)}:
        written += [theory.definitions[d].body for d in theory.dependencies(name) if d in theory.definitions]
    return not any(
        isinstance(n, (Diff, Let)) or (isinstance(n, (Sum, Extremum)) and any(g.is_scalar for g in n.guards))
        for body in written
        for n in walk(body)
    )


def _variables(terms: Mapping[Monomial, Fraction]) -> list[frozenset[Read]]:
    """What the monomials may be polynomials of: each tensor, and each entry that no other read of its tensor meets."""
    reads = frozenset().union(*(_reads(a) for m in terms for a, _ in m))
    tensors = [frozenset(r for r in reads if r.tensor == name) for name in {r.tensor for r in reads}]
    bound = {b for m in terms for a, _ in m for n in walk(a) if isinstance(n, (Sum, Extremum)) for b in n.binders}
    single = [(r, own - {r}) for own in tensors for r in own if not any(p.free & bound for p in r.index)]
    alone = [frozenset((r,)) for r, others in single if all(_apart(r, other) for other in others)]
    return [*tensors, *alone]


def _apart(one: Read, other: Read) -> bool:
    """Whether two reads of a tensor are of different entries: on some axis a number other than 0 lies between them."""
    gaps = [p - q for p, q in zip(one.index, other.index, strict=True)]
    return any(gap.is_constant and gap.value != 0 for gap in gaps)


def _one_signed(variables: frozenset[Read], terms: Mapping[Monomial, Fraction], context: Context) -> bool:
    own = [(m, c) for m, c in terms.items() if any(variables & _reads(a) for a, _ in m)]
    same = len({c > 0 for _, c in own}) == 1 and all(_positive_form(a, context) for m, _ in own for a, _ in m)
    return same and any(all(_nonzero(a, context) for a, _ in m) for m, _ in own)


def _reads(atom: Term) -> set[Read]:
    """The reads that an atom is a polynomial of; what guards read only chooses the branch."""
    if isinstance(atom, Read):
        return {atom}
    return set().union(*(_reads(c) for c in (atom.children[:1] if isinstance(atom, Sum) else atom.children)))


def _positive_form(atom: Term, context: Context) -> bool:
    """Whether an atom is a polynomial with coefficients that are not negative."""
    if isinstance(atom, (Num, Int)):
        return context.nonnegative(atom)
    if isinstance(atom, Sum):
        inside = context.under((g for g in atom.guards if not g.is_scalar), atom.binders)
        return all(_positive_form(f, inside) for f in factors(atom.body))
    return isinstance(atom, Read) or (isinstance(atom, Pow) and _positive_form(atom.base, context))


def _nonzero(atom: Term, context: Context) -> bool:
    """Whether an atom of that form is a nonzero polynomial whatever the branch."""
    if isinstance(atom, Read):
        return all(entails(g, context) for g in in_shape(atom.index, context.theory.shape_of(atom.tensor)))
    if isinstance(atom, Sum):
        parts = [f.base if isinstance(f, Pow) else f for f in factors(atom.body)]
        if not all(isinstance(f, Read) or context.positive(f) for f in parts):
            return False
        reads = [g for f in parts for g in read_guards(f, context.theory)]
        return nonempty(atom.binders, (*atom.guards, *reads), context)
    if isinstance(atom, Pow):
        return _nonzero(atom.base, context)
    return context.positive(atom)
