"""The table of primitive rules, and how one is applied at a place in a term.

Every rule keeps the value of its node wherever that is defined; :func:`replay` sees to it that what was a strong zero
in a product stays one, or that what stands beside is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from symderiv.errors import KernelError
from symderiv.language.binding import alpha_equal, rename_bound, substitute
from symderiv.language.integers import Poly, is_index
from symderiv.language.nodes import (
    NEGATE,
    ONE,
    Add,
    Fn,
    Guard,
    Matrix,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    mul,
    walk,
)
from symderiv.prover.kernel import calculus, extrema, identities, matrices, powers, signs, sums
from symderiv.prover.kernel.algebra import as_term, expand, monomials
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.intervals import contradictory
from symderiv.prover.kernel.parts import factors, parted
from symderiv.prover.kernel.proofs import Lemma, Step
from symderiv.prover.kernel.zeros import alternatives, evaluated, strong_guards, with_equations

__all__ = [
    "RULES",
    "apply",
    "check_form",
    "replay",
]


def _reduce(node: Term, context: Context, base: Term, lead: int) -> Term:
    """``t d^q = d^(q+1) - (d - t) d^q`` for one summand ``t`` of a sum ``d`` that stands to a negative power."""
    if not isinstance(base, Add) or not 0 <= lead < len(base.args):
        raise KernelError("the base is not a sum with such a summand", base)
    terms = monomials(node, context)
    if len(terms) != 1:
        raise KernelError("not a product", node)
    ((m, c),) = terms.items()
    summand = monomials(base.args[lead], context)
    if len(summand) != 1:
        raise KernelError("the summand is not a product", base)
    ((t, k),) = summand.items()
    powers = dict(m)
    if powers.get(base, Fraction(0)) >= 0:
        raise KernelError("the sum does not divide", node)
    kept: list[Guard] = []
    for atom, q in t:
        if powers.get(atom, Fraction(0)) < q:
            raise KernelError("the summand is no factor", node)
        # a strong zero stays one: brackets, and the ranges of reads, are not divided away
        kept += (g for g in strong_guards(as_term({((atom, q),): Fraction(1)}), context) if not entails(g, context))
        powers[atom] = powers.get(atom, Fraction(0)) - q
    powers.update({Sum((), (g,), ONE): Fraction(1) for g in kept})
    rest = mul(Num(c / k), *(as_term({((a, q),): Fraction(1)}) for a, q in powers.items() if q))
    others = tuple(a for j, a in enumerate(base.args) if j != lead)
    q = powers[base]
    raised = mul(Num(c / k), *(as_term({((a, p),): Fraction(1)}) for a, p in powers.items() if p and a != base))
    top = raised if q == -1 else Mul((raised, Pow(base, Fraction(q + 1))))
    return Add((top, Mul((NEGATE, rest, Add(others) if len(others) > 1 else others[0]))))


def _rename(node: Term, context: Context, names: Mapping[str, str]) -> Term:
    """Other names for the bound indices of a node."""
    if not all(map(is_index, names.values())):
        raise KernelError("a bound index needs the name of an index", node)
    scope: Term = node.body if isinstance(node, Matrix) else node  # places of an entry stand outside of the binder
    used = {s for n in walk(scope) for s in n.free} | set(scope.free)
    if len(set(names.values())) != len(names) or not used.isdisjoint(set(names.values()) - set(names)):
        raise KernelError("a new index is in use", node)
    renamed = rename_bound(node, names)
    if not alpha_equal(renamed, node):
        raise KernelError("the names are not those of the bound indices", node)
    return renamed


def _group(node: Term, context: Context, positions: Sequence[int]) -> Term:
    """Associativity: some factors of a product as one last factor."""
    chosen, rest = parted(factors(node), positions)
    if not chosen or any(isinstance(p, Sum) and not p.binders for p in chosen):
        raise KernelError("brackets stay where they are", node)
    return Mul((*rest, mul(*chosen))) if rest else node


def _equal(node: Term, context: Context, term: Term) -> Term:
    """Another form by arithmetic, that is defined everywhere: a square completed, a power written out."""
    if expand(term, context) != expand(node, context) or not context.total(term):
        raise KernelError("not the same by arithmetic", node)
    return term


def _transpose(node: Term, context: Context) -> Term:
    """``(A^T)^-1 = (A^-1)^T`` and ``det A^T = det A``."""
    if not isinstance(node, Matrix):
        raise KernelError("not a matrix", node)
    swap = {node.row: Poly.symbol(node.column), node.column: Poly.symbol(node.row)}
    at = tuple(reversed(node.at))
    return Matrix(node.operation, node.row, node.column, node.size, substitute(node.body, swap), at)


def _root(node: Term, context: Context) -> Term:
    """``(a^p)^q = |a|^(p q)`` for an even whole ``p``; ``|a|`` is ``a`` where that is not negative."""
    if isinstance(node, Pow) and isinstance(node.base, Pow) and not context.smooth:
        p = node.base.exponent
        if p.denominator == 1 and p % 2 == 0:
            size = node.base.base if context.nonnegative(node.base.base) else Fn("abs", (node.base.base,))
            return size if p * node.exponent == 1 else Pow(size, p * node.exponent)
    raise KernelError("not a root of an even power", node)


def _hypothesis(node: Term, context: Context, lemma: Lemma, instance: Mapping[str, Poly]) -> Term:
    """Use a lemma that comes from a hypothesis, at one instance of its free indices."""
    if context.smooth:
        raise KernelError("a hypothesis is not used beneath a derivative", lemma.source.hypothesis)
    if {f.symbol for f in lemma.statement.free} != set(instance):
        raise KernelError("the instance does not fit the lemma", lemma.source.hypothesis)
    for g in lemma.statement.guards:
        at = Guard(g.kind, g.poly.substitute(instance))
        if not entails(at, context):
            raise KernelError("an index of the instance may be out of range", at)
    source = lemma.source.matrix
    matrix = None if source is None else matrices.matrix_of(substitute(source, instance))
    if matrix is not None and not matrices.evaluates(substitute(lemma.source.lead, instance), matrix, context):
        raise KernelError("the matrix may be singular where the term is defined", node)
    lead = sums.arrange(substitute(lemma.source.lead, instance), context)
    if not alpha_equal(lead, sums.arrange(node, context)):
        raise KernelError("the lemma does not fit", node)
    if matrix is not None and not matrices.evaluates(node, matrix, context):
        raise KernelError("the matrix may be singular where this is defined", node)
    rest = substitute(lemma.source.rest, instance)
    # where a factor is a strong zero, both sides are 0, and what stands beside need not be defined
    kept = tuple(g for g in strong_guards(node, context) if not entails(g, context))
    return Mul((Sum((), kept, ONE), rest)) if kept else rest


RULES: Final[Mapping[str, Callable[..., Term]]] = MappingProxyType(
    {
        "expand": expand,
        "reduce": _reduce,
        "arrange": sums.arrange,
        "linear": sums.linear,
        "absorb": sums.absorb,
        "nest": sums.nest,
        "strip": sums.strip,
        "wrap": sums.wrap,
        "transform": sums.transform,
        "solve": sums.solve,
        "guards": sums.replace_guards,
        "empty": sums.empty,
        "zero_sum": signs.zero_sum,
        "enumerate": sums.enumerate_range,
        "telescope": sums.telescope,
        "equal": _equal,
        "transpose": _transpose,
        "vanish": signs.vanish,
        "follows": signs.follows,
        "join": powers.joined,
        "root": _root,
        "quotient": sums.quotient,
        "matrix product": matrices.product,
        "inverse of inverse": matrices.inverse_of_inverse,
        "scaled inverse": matrices.scaled,
        "diagonal inverse": matrices.diagonal,
        "minors": matrices.minors,
        "determinant swap": matrices.swap_factors,
        "determinant factor": matrices.factor_out,
        "case": sums.split_case,
        "complement": sums.complement,
        "sign": signs.sign_guard,
        "rename": _rename,
        "group": _group,
        "outward": extrema.outward,
        "pythagoras": identities.pythagoras,
        "reflect": identities.reflect,
        "identity": identities.identity,
        "unfold": calculus.unfold,
        "differentiate": calculus.differentiate,
        "adjoint": calculus.adjoint,
        "causal": calculus.causal,
        "total": calculus.total,
        "let": calculus.fold_let,
        "hypothesis": _hypothesis,
    }
)


def apply(node: Term, context: Context, rule: str, parameters: Mapping[str, Any]) -> Term:
    """One primitive rule at the root of a node."""
    if rule not in RULES:
        raise KernelError(f"there is no rule {rule!r}")
    try:
        key = (rule, node, _frozen(parameters) if parameters else ())
        known = context.memory.get(key)
    except TypeError:  # something in the parameters has no hash: it is not remembered
        check_form(tuple(parameters.values()), context)
        return RULES[rule](node, context, **parameters)
    if known is None:
        check_form(tuple(parameters.values()), context)
        try:
            after: Term | KernelError = RULES[rule](node, context, **parameters)
        except KernelError as error:
            after = KernelError(error.what, error.place, error.remedy)
        # a lemma is known by its identity, so it is kept as long as the answer
        known = context.memory[key] = (after, parameters.get("lemma"))
    if isinstance(known[0], KernelError):
        raise KernelError(known[0].what, known[0].place, known[0].remedy)
    result: Term = known[0]
    return result


def check_form(value: Any, context: Context) -> None:
    """Raise :class:`DeclarationError` where a parameter holds a term that no statement could."""
    if isinstance(value, Guard):
        context.theory.check_guard(value, "a step")
        if value.is_scalar:
            check_form(value.term, context)
    elif isinstance(value, Term):
        context.theory.check_form(value, frozenset(name for name, _ in context.lets), "a step")
    elif isinstance(value, (tuple, list)):
        for part in value:
            check_form(part, context)


def _frozen(value: Any) -> Any:
    """A parameter as a key: what may be changed later is copied."""
    if isinstance(value, (str, int, Guard, Term, Poly)):
        return value
    if isinstance(value, (tuple, list)):
        return tuple([_frozen(v) for v in value])
    if isinstance(value, (dict, Mapping)):
        return tuple([(k, _frozen(v)) for k, v in value.items()])
    return id(value) if isinstance(value, Lemma) else value


def replay(
    term: Term,
    steps: Sequence[Step],
    context: Context,
    lemmas: Sequence[Lemma] = (),
    watch: Callable[[Step, Term, Term, Term], None] | None = None,
) -> Term:
    """Apply the steps one after another; ``watch`` sees step, node before, node after and the whole term."""
    for step in steps:
        parameters = dict(step.parameters)
        if step.rule == "hypothesis":
            number = parameters["lemma"]
            if not isinstance(number, int) or not 0 <= number < len(lemmas):
                raise KernelError("there is no such lemma", str(number))
            parameters["lemma"] = lemmas[number]
        spine: list[Term] = [term]
        here, places = context, list[Context]()
        for child in step.path:
            node = spine[-1]
            if not 0 <= child < len(node.children):
                raise KernelError("the path leads nowhere", node)
            places.append(here)
            here = descend(node, child, here)
            spine.append(node.children[child])
        before = spine[-1]
        after = apply(before, here, step.rule, parameters)
        _check_strength(before, after, (after,), here)
        new, old, strong = after, before, True
        for node, child, place in zip(reversed(spine[:-1]), reversed(step.path), reversed(places), strict=True):
            children = node.children
            if strong and isinstance(node, Mul):
                _check_strength(old, new, (*node.args[:child], *node.args[child + 1 :]), descend(node, child, place))
            elif strong and isinstance(node, Sum) and not child:
                signs = [Sum((), (g,), ONE) for g in node.guards if g.is_scalar]
                _check_strength(old, new, signs, descend(node, 1, place))
            bare = not child and isinstance(node, Sum) and not node.binders
            strong = strong and (bare or isinstance(node, (Add, Mul, Pow)))
            new, old = node.rebuild((*children[:child], new, *children[child + 1 :])), node
        term = new
        if watch is not None:
            watch(step, before, after, term)
    return term


def _check_strength(old: Term, new: Term, others: Sequence[Term], context: Context) -> None:
    """Where ``old`` was a strong zero, ``new`` must be one as well, or the ``others`` be defined."""
    if not others:
        return
    before = alternatives(old, context) or ((Guard("ge", Poly.constant(-1)),),)
    if () in before:  # it is nowhere one
        return
    for kept in alternatives(new, context):
        if kept in before:
            continue
        beneath, known = context.under(kept), frozenset([with_equations(g, kept) for g in kept])
        if not any(
            all(
                with_equations(g, kept) in known or _holds_in(beneath, g) or all(_idle(f, g, context) for f in others)
                for g in lost
            )
            for lost in before
        ):
            raise KernelError("this would have to be defined where it was not evaluated", new)


def _holds_in(context: Context, guard: Guard) -> bool:
    """Whether a guard holds in a context, which may be that of no point at all."""
    return entails(guard, context) or (guard.is_scalar and contradictory(context.facts))


def _idle(term: Term, guard: Guard, context: Context) -> bool:
    """Whether a term is defined wherever a guard fails: nothing in it is evaluated there that need not be defined, but
    for what the guard reads, which was evaluated before it failed."""
    body, guards, binders = (term.body, term.guards, term.binders) if isinstance(term, Sum) else (term, (), ())
    sets = [(*guards, *kept) for kept in alternatives(body, context)]
    outside = guard.free.isdisjoint(binders) and all(
        guard in kept or _holds_in(context.under(kept, binders), guard) for kept in sets
    )
    if outside or context.total(term) or (guard.is_scalar and context.total_beside(term, evaluated(guard.term))):
        return True
    whole = isinstance(term, (Add, Mul, Sum)) and not binders
    return whole and all(_idle(c, guard, context) for c in term.children)
