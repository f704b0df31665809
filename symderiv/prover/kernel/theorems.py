"""The only maker of theorems: a list of rule applications is replayed, and what it shows is recorded.

An equation ``left = right`` is shown by rewriting ``left - right`` (times a factor that is nonzero wherever both
sides are defined) to 0.  Every rule keeps the value wherever the term is defined, so the equation holds at every
point at which both sides are defined, for every size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeVar
from weakref import ref

from symderiv.errors import KernelError
from symderiv.language.binding import alpha_equal, rename_bound, substitute
from symderiv.language.declarations import Declarations
from symderiv.language.declared import Free, Hypothesis, Statement
from symderiv.language.integers import Poly, is_index
from symderiv.language.nodes import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Fn,
    Guard,
    Matrix,
    Mul,
    Num,
    Pow,
    Sum,
    Term,
    in_shape,
    mul,
    walk,
)
from symderiv.prover.kernel import calculus, extrema, identities, matrices, powers, signs, sums
from symderiv.prover.kernel.algebra import as_term, expand, monomials
from symderiv.prover.kernel.context import (
    Context,
    Scheme,
    alternatives,
    bounded,
    descend,
    entails,
    factors,
    may_vanish,
    parted,
    read_guards,
    strong_guards,
)
from symderiv.prover.kernel.intervals import contradictory
from symderiv.prover.kernel.kinks import exempt

__all__ = [
    "RULES",
    "Induction",
    "Lemma",
    "LemmaSource",
    "Proof",
    "Step",
    "Theorem",
    "apply",
    "check_lemma",
    "check_lemmas",
    "clear",
    "context_of",
    "gap",
    "induction_goals",
    "known_everywhere",
    "prove",
    "replay",
    "start",
]

_KEY: Final = object()
Own = TypeVar("Own", bound=Declarations)


@dataclass(frozen=True)
class Step:
    """One application of a primitive rule: where, which, and its parameters."""

    path: tuple[int, ...]
    rule: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class LemmaSource:
    """How a rewriting lemma ``lead = rest`` comes from an equation ``l = r``: both sides are rewritten, and
    ``scale * factor * (l - r)`` is ``lead - rest`` by polynomial arithmetic; the factor must be defined everywhere.

    The equation is a hypothesis; or, where ``matrix`` is given, that a matrix times its inverse is the identity
    (``hypothesis`` is then the side on which the matrix stands); or, where it is ``turned``, that what is an inverse
    of a square matrix on one side by hypothesis is so on the other; or, where ``term`` is given, ``term = term``, so
    that two ways of rewriting one term by earlier lemmas give a new one; or, where it is ``shown``, an equation with
    its own proof.
    """

    hypothesis: str
    left: tuple[Step, ...]
    right: tuple[Step, ...]
    scale: Fraction
    lead: Term
    rest: Term
    matrix: Matrix | None = None
    term: Term | None = None
    free: tuple[Free, ...] = ()
    factor: Term = ONE
    turned: bool = False
    shown: tuple[Statement, Proof] | None = None

    @property
    def given(self) -> bool:
        """Whether the equation holds as one of numbers, so that both of its sides exist."""
        return self.term is None and self.shown is None


@dataclass(frozen=True)
class Proof:
    """What search hands to the kernel (and a certificate holds); ``kinks`` are arguments assumed not to be 0.

    ``witness``: for an inequality, a term of the right sign, by its form, to which the difference of both sides is
    equal; the steps then show this equation.
    """

    steps: tuple[Step, ...]
    lemmas: tuple[LemmaSource, ...] = ()
    induction: Induction | None = None
    kinks: tuple[Term, ...] = ()
    witness: Term | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that were applied."""
        own = [s.rule for s in self.steps]
        if self.induction is not None:
            own = ["induction", *self.induction.base.rules, *self.induction.step.rules]
        own += [rule for lemma in self.lemmas if lemma.shown is not None for rule in lemma.shown[1].rules]
        return tuple(dict.fromkeys(own))


@dataclass(frozen=True)
class Induction:
    """Induction over a free index: the statement at its lowest value, and the step from ``l`` to ``l + 1``."""

    index: str
    base: Proof
    step: Proof


@dataclass(frozen=True)
class Lemma:
    """A lemma that the kernel has checked."""

    source: LemmaSource
    statement: Statement
    key: object

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise KernelError("only the kernel makes lemmas")


class Theorem:
    """A proved statement.  Only :func:`prove` makes one."""

    __slots__ = ("declared", "proof", "rules", "statement", "theory")

    def __init__(self, key: object, theory: Declarations, statement: Statement, proof: Proof) -> None:
        if key is not _KEY:
            raise KernelError("only the kernel makes theorems")
        self.theory = theory
        self.declared = theory.declared  # what it says now, whatever becomes of it
        self.statement = statement
        self.proof = proof
        self.rules = proof.rules


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
    matrix = lemma.source.matrix
    if matrix is not None and not matrices.evaluates(substitute(lemma.source.lead, instance), matrix, context):
        raise KernelError("the matrix may be singular where the term is defined", node)
    lead = sums.arrange(substitute(lemma.source.lead, instance), context)
    if not alpha_equal(lead, sums.arrange(node, context)):
        raise KernelError("the lemma does not fit", node)
    matrix = lemma.source.matrix
    if matrix is not None and not matrices.evaluates(node, matrix, context):
        raise KernelError("the matrix may be singular where this is defined", node)
    rest = substitute(lemma.source.rest, instance)
    # where a factor is a strong zero, both sides are 0, and what stands beside need not be defined
    kept = tuple(g for g in strong_guards(node, context) if not entails(g, context))
    return Mul((Sum((), kept, ONE), rest)) if kept else rest


def _zero_sum(node: Term, context: Context, guard: Guard) -> Term:
    if context.smooth:
        raise KernelError("signs are not rewritten beneath a derivative", node)
    return sums.zero_sum(node, context, guard)


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


def _pythagoras(node: Term, context: Context) -> Term:
    """``sin(a)^2 = 1 - cos(a)^2``, for one whole power of at least 2 among the factors."""
    parts = list(factors(node))
    for k, f in enumerate(parts):
        whole = isinstance(f, Pow) and f.exponent >= 2 and f.exponent.denominator == 1
        if whole and isinstance(f, Pow) and isinstance(f.base, Fn) and f.base.name == "sin":
            square = Add((ONE, Mul((NEGATE, Pow(Fn("cos", f.base.args), Fraction(2))))))
            rest = (Pow(f.base, f.exponent - 2),) if f.exponent > 2 else ()
            return mul(*parts[:k], square, *rest, *parts[k + 1 :])
    raise KernelError("no square of a sine", node)


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


def _sign(node: Term, context: Context, guard: Guard) -> Term:
    if context.smooth:
        raise KernelError("signs are not rewritten beneath a derivative", node)
    return sums.sign_guard(node, context, guard)


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
        "zero_sum": _zero_sum,
        "enumerate": sums.enumerate_range,
        "telescope": sums.telescope,
        "equal": _equal,
        "transpose": _transpose,
        "opposite": signs.opposite,
        "vanish": signs.vanish,
        "follows": signs.follows,
        "lower": powers.lowered,
        "join": powers.joined,
        "root": _root,
        "quotient": sums.quotient,
        "matrix product": matrices.product,
        "inverse of inverse": matrices.inverse_of_inverse,
        "scaled inverse": matrices.scaled,
        "diagonal inverse": matrices.diagonal,
        "determinant swap": matrices.swap_factors,
        "determinant factor": matrices.factor_out,
        "case": sums.split_case,
        "complement": sums.complement,
        "sign": _sign,
        "rename": _rename,
        "group": _group,
        "outward": extrema.outward,
        "pythagoras": _pythagoras,
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
        _check_form(tuple(parameters.values()), context)
        return RULES[rule](node, context, **parameters)
    if known is None:
        _check_form(tuple(parameters.values()), context)
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


def _check_form(value: Any, context: Context) -> None:
    """Raise :class:`DeclarationError` where a parameter holds a term that no statement could."""
    if isinstance(value, Guard):
        context.theory.check_guard(value, "a step")
        if value.is_scalar:
            _check_form(value.term, context)
    elif isinstance(value, Term):
        context.theory.check_form(value, frozenset(name for name, _ in context.lets), "a step")
    elif isinstance(value, (tuple, list)):
        for part in value:
            _check_form(part, context)


def _frozen(value: Any) -> Any:
    """A parameter as a key: what may be changed later is copied."""
    if isinstance(value, (str, int, Guard, Term, Poly)):
        return value
    if isinstance(value, (tuple, list)):
        return tuple([_frozen(v) for v in value])
    if isinstance(value, (dict, Mapping)):
        return tuple([(k, _frozen(v)) for k, v in value.items()])
    return id(value) if isinstance(value, Lemma) else value


def context_of(theory: Declarations, statement: Statement, kinks: Sequence[Term] = ()) -> Context:
    """The facts in force for a statement: sizes, ranges, hypotheses that are conditions, that both sides are
    defined, and that no exempt kink is met.  As long as somebody works in it, it is found again, with its memory;
    also for another statement under the same facts, on which alone an answer depends."""
    memory, key = theory.memory, ("context", statement, tuple(kinks))
    context: Context | None = memory[key]() if key in memory else None
    if context is None:
        context = _context_of(theory, statement, kinks)
        same = ("facts", context.facts, context.schemes)
        context = (memory[same]() if same in memory else None) or context
        memory[key] = memory[same] = ref(context)
    return context


def _context_of(theory: Declarations, statement: Statement, kinks: Sequence[Term]) -> Context:
    context = Context(theory, theory.ambient(statement))
    schemes: list[Scheme] = []
    for h in theory.hypotheses:
        s = h.statement
        kind = {">": "pos", ">=": "nonneg", "<": "pos", "<=": "nonneg", "!=": "nonzero"}.get(s.relation)
        if kind is None:
            continue
        big, small = (s.right, s.left) if s.relation in ("<", "<=") else (s.left, s.right)
        written = big if small == ZERO else Add((big, Mul((NEGATE, small))))
        for form in _ways(written, context):
            schemes.append(Scheme(tuple(f.symbol for f in s.free), s.guards, kind, form))
    for side in (statement.left, statement.right):
        _defined(side, (), (), schemes, context)
    for term in kinks:
        theory.check_form(term, frozenset(), "a kink")
        scheme = exempt(term, (statement.left, statement.right), Context(theory, theory.size_guards()))
        schemes += [scheme, replace(scheme, term=expand(Mul((NEGATE, term)), context))]
    return Context(theory, context.facts, tuple(schemes), strong=context.strong)


def _ways(term: Term, context: Context) -> Iterable[Term]:
    """A term as it is written, multiplied out, and as a sum without the ranges that its reads imply."""
    found = [term, expand(term, context)]
    last = found[-1]
    if isinstance(last, Sum):
        reads = read_guards(last.body, context.theory)
        found.append(Sum(last.binders, (g for g in last.guards if g not in reads), last.body))
    return dict.fromkeys(found)


def _defined(
    term: Term, binders: tuple[str, ...], guards: tuple[Guard, ...], found: list[Scheme], context: Context
) -> None:
    """Collect what must hold where a term is defined, from the places that are always evaluated.

    ``context`` is that of the place, ``guards`` say for which values of ``binders`` it is evaluated.
    """

    def note(kind: str, arg: Term) -> None:
        found.extend(Scheme(binders, guards, kind, form) for form in _ways(arg, context))

    def below(child: Term, sets: Callable[[], tuple[tuple[Guard, ...], ...]]) -> None:
        """What a child says, where all guards of one of the sets hold besides."""
        start = len(found)
        _defined(child, binders, guards, found, context)
        said = found[start:]
        del found[start:]
        pending = [tuple(g for g in kept if not entails(g, context)) for kept in sets()] if said else []
        for more in [()] if () in pending else pending:
            if not any(g.is_scalar for g in more):
                found.extend(beside(said, more))

    def beside(said: list[Scheme], more: tuple[Guard, ...]) -> list[Scheme]:
        """Facts that hold where more guards do; none whose own indices have the names of others in those."""
        free = frozenset().union(*(g.free for g in more)).difference(binders)
        return [replace(s, guards=(*s.guards, *more)) for s in said if free.isdisjoint(s.binders)]

    if isinstance(term, Fn):
        if term.name == "log":
            note("pos", term.args[0])
        for a in term.args:
            _defined(a, binders, guards, found, context)
    elif isinstance(term, Pow):
        if term.exponent.denominator > 1:
            note("pos" if term.exponent < 0 else "nonneg", term.base)
        elif term.exponent < 0:
            note("nonzero", term.base)
        if term.exponent:
            _defined(term.base, binders, guards, found, context)
    elif isinstance(term, Add):
        for a in term.args:
            _defined(a, binders, guards, found, context)
    elif isinstance(term, Mul):
        for a in term.args:
            below(a, lambda: alternatives(term, context))
    elif isinstance(term, Sum) and term.binders and not any(g.is_scalar for g in term.guards):
        own = set(term.binders)
        if own.isdisjoint(binders) and all(own.isdisjoint(g.free) for g in guards):
            inside = context.under(term.guards, term.binders)
            _defined(term.body, (*binders, *term.binders), (*guards, *term.guards), found, inside)
    elif isinstance(term, Diff):
        below(term.body, lambda: (in_shape(term.index, context.theory.shape_of(term.tensor)),))
    elif isinstance(term, Matrix) and term.operation == "inverse":
        start = len(found)
        note("nonzero", Matrix("det", term.row, term.column, term.size, term.body))
        entry = in_shape((Poly.symbol(term.row), Poly.symbol(term.column)), (term.size, term.size))
        own = {term.row, term.column}
        if own.isdisjoint(binders) and all(own.isdisjoint(g.free) for g in guards):  # all entries are evaluated
            inside = context.under(entry, (term.row, term.column))
            _defined(term.body, (*binders, term.row, term.column), (*guards, *entry), found, inside)
        inside_range = in_shape(term.at, (term.size, term.size))
        if pending := tuple(g for g in inside_range if not entails(g, context)):
            found[start:] = beside(found[start:], pending)


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
        beneath, known = context.under(kept), frozenset(kept)
        if not any(
            all(g in known or _holds_in(beneath, g) or all(_idle(f, g, context) for f in others) for g in lost)
            for lost in before
        ):
            raise KernelError("this would have to be defined where it was not evaluated", new)


def _holds_in(context: Context, guard: Guard) -> bool:
    """Whether a guard holds in a context, which may be that of no point at all."""
    return entails(guard, context) or (guard.is_scalar and contradictory(context.facts))


def _idle(term: Term, guard: Guard, context: Context) -> bool:
    """Whether a term is defined wherever a guard fails: nothing in it is evaluated there that need not be defined."""
    body, guards, binders = (term.body, term.guards, term.binders) if isinstance(term, Sum) else (term, (), ())
    sets = [(*guards, *kept) for kept in alternatives(body, context)]
    outside = guard.free.isdisjoint(binders) and all(
        guard in kept or _holds_in(context.under(kept, binders), guard) for kept in sets
    )
    if outside or context.total(term):
        return True
    whole = isinstance(term, (Add, Mul, Sum)) and not binders
    return whole and all(_idle(c, guard, context) for c in term.children)


def known_everywhere(context: Context, goal: Context) -> Context:
    """A context with what holds wherever both sides of a goal are defined, and is about no index of it."""
    closed = tuple(s for s in goal.schemes if not any(map(is_index, s.free)) and s not in context.schemes)
    key = (known_everywhere, closed)
    found: Context | None = context.memory.get(key)
    if found is None:
        found = context.memory[key] = replace(context, schemes=(*context.schemes, *closed))
    return found


def check_lemma(
    theory: Declarations, source: LemmaSource, earlier: Sequence[Lemma] = (), goal: Context | None = None
) -> Lemma:
    """Check how a lemma comes about; ``earlier`` lemmas may be used where it starts from a term, and what holds
    wherever the ``goal`` in whose proof it is used is defined."""
    schemes = goal.schemes if goal is not None and not source.given else ()
    memory, key = theory.memory, ("lemma", id(source), tuple(map(id, earlier)), schemes)
    kept: tuple[LemmaSource, Sequence[Lemma], Lemma] | None = memory.get(key)
    if kept is None:  # ... with what the numbers stand for
        kept = memory[key] = (source, earlier, _checked(theory, source, earlier, goal))
    return kept[2]


def _checked(theory: Declarations, source: LemmaSource, earlier: Sequence[Lemma], goal: Context | None) -> Lemma:
    statement = _origin(theory, source)
    for left, right in ((statement.left, statement.right), (source.lead, source.rest), (source.factor, ZERO)):
        theory.check_statement(replace(statement, left=left, right=right), "a lemma")
    # what is not given says nothing by being defined: it must be so everywhere
    context = context_of(theory, statement if source.given else Statement(ZERO, ZERO, statement.free))
    if not source.given and goal is not None:
        context = known_everywhere(context, goal)
    if not source.given and not (context.total(statement.left) and context.total(statement.right)):
        raise KernelError("what is rewritten may be undefined", statement.left)
    known = earlier if source.term is not None or source.matrix is not None else ()
    left = replay(statement.left, source.left, context, known)
    right = replay(statement.right, source.right, context, known)
    if not context.total(source.factor):
        raise KernelError("the factor may be undefined", source.factor)
    gap = Mul((Num(source.scale), source.factor, Add((left, Mul((NEGATE, right))))))
    claimed = Add((source.lead, Mul((NEGATE, source.rest))))
    if source.scale == 0 or expand(gap, context) != expand(claimed, context):
        raise KernelError("the lemma is not the hypothesis", source.hypothesis)
    # what is multiplied out is defined where the hypothesis is; another form of it need not be
    return Lemma(replace(source, rest=expand(source.rest, context)), statement, _KEY)


def _origin(theory: Declarations, source: LemmaSource) -> Statement:
    """The equation that a lemma starts from."""
    if source.term is not None:
        return Statement(source.term, source.term, source.free)
    if source.shown is not None:
        statement, proof = source.shown
        if statement.relation != "=" or proof.kinks:
            raise KernelError("not an equation that holds everywhere", statement.left)
        return prove(theory, statement, proof).statement
    if source.matrix is not None:
        return matrices.cancellation(source.matrix, source.hypothesis)
    for h in theory.hypotheses:
        if h.name == source.hypothesis and h.statement.relation == "=":
            return matrices.other_side(h.statement, context_of(theory, h.statement)) if source.turned else h.statement
    raise KernelError(f"there is no equation among the hypotheses named {source.hypothesis}")


def _divides_unconditionally(factor: Term, term: Term, context: Context) -> bool:
    """Whether a factor stands to a negative power at a place that is always evaluated."""
    if isinstance(term, Pow):
        if term.exponent < 0 and term.base == factor:
            return True
        return term.exponent != 0 and _divides_unconditionally(factor, term.base, context)
    if not isinstance(term, (Add, Mul, Fn)):
        return False
    if not any(_divides_unconditionally(factor, c, context) for c in term.children):
        return False
    return not isinstance(term, Mul) or not may_vanish(term, context)


def _check_sums(theory: Declarations, statement: Statement) -> None:
    """Raise :class:`KernelError` where something that is stated or declared may sum over infinitely many points."""
    memory = theory.memory
    for stated in (statement, *(h.statement for h in theory.hypotheses)):
        if ("finite", stated) not in memory:
            for side in (stated.left, stated.right):
                _check_finite(side, Context(theory, theory.ambient(stated)))
            memory["finite", stated] = True
    sizes = Context(theory, theory.size_guards())
    for d in theory.definitions.values():
        if ("finite", d) not in memory:
            _check_finite(d.body, sizes.under(in_shape(map(Poly.symbol, d.indices), d.shape), d.indices))
            memory["finite", d] = True


def _check_finite(term: Term, context: Context) -> None:
    if isinstance(term, Sum) and term.binders:
        opened = sums.absorb(term, context)
        if not isinstance(opened, Sum) or not bounded(opened, context):
            raise KernelError("a sum has no visible bounds", term)
    for number, child in enumerate(term.children):
        _check_finite(child, descend(term, number, context))


def prove(theory: Declarations, statement: Statement, proof: Proof) -> Theorem:
    """Replay a proof; the theorem, or :class:`KernelError` where it proves something else."""
    theory.check_declarations()
    theory.check_statement(statement, "the statement")
    _check_sums(theory, statement)
    if proof.induction is not None:
        first, further = induction_goals(theory, statement, proof.induction.index)
        if proof.induction.base.kinks or proof.induction.step.kinks:
            raise KernelError("kinks are assumed for the whole statement", proof.induction.index)
        prove(*first, proof.induction.base)
        prove(*further, proof.induction.step)
        # the statement at l is used as an equation of numbers: both of its sides must exist wherever those at l + 1 do
        # it is used at all values of the other indices, so what is known at one of them says nothing
        here, before = context_of(*further), further[0].hypotheses[-1].statement
        others = {f.symbol for f in before.free}
        here = replace(here, schemes=tuple(s for s in here.schemes if s.free.isdisjoint(others)))
        if not here.total(before.left) or not here.total(before.right):
            raise KernelError(
                "a side of the statement may be undefined at a step of the induction", proof.induction.index
            )
        return Theorem(_KEY, theory, statement, proof)
    if proof.kinks and statement.relation != "=":
        raise KernelError("kinks are exempt in equations alone", statement.relation)
    context = context_of(theory, statement, proof.kinks)
    lemmas = check_lemmas(theory, proof.lemmas, context)
    term = start(theory, statement, proof)
    equation = statement.relation == "=" or proof.witness is not None
    if proof.witness is not None and not _holds(proof.witness, statement.relation, context):
        raise KernelError("the sign of the difference is not shown", proof.witness)
    for position, step in enumerate(proof.steps):
        if step.rule in ("clear", "clear matrix") and not step.path and equation:
            term, context = clear(term, statement, context, step)
        else:
            term = replay(term, proof.steps[position : position + 1], context, lemmas)
    if equation and term != ZERO:
        raise KernelError("the steps do not end in 0", term)
    if not equation and not _holds(term, statement.relation, context):
        raise KernelError("the sign of the difference is not shown", term)
    return Theorem(_KEY, theory, statement, proof)


def check_lemmas(theory: Declarations, sources: Sequence[LemmaSource], goal: Context) -> list[Lemma]:
    """All lemmas of a proof, one after another."""
    lemmas: list[Lemma] = []
    for source in sources:
        lemmas.append(check_lemma(theory, source, tuple(lemmas), goal))
    return lemmas


def clear(term: Term, statement: Statement, context: Context, step: Step) -> tuple[Term, Context]:
    """The difference of both sides times what is nonzero (a factor) or invertible (a matrix) wherever they are
    defined, and the context in which it is to be shown to be 0."""
    _check_form(tuple(step.parameters.values()), context)
    if step.rule == "clear":
        factor = step.parameters["factor"]
        if not (_divides_unconditionally(factor, term, context) or (context.nonzero(factor) and context.total(factor))):
            raise KernelError("the factor may be zero", factor)
        return Mul((factor, *factors(term))), context
    index = step.parameters["index"]
    after = matrices.multiply_through(term, statement, context, **step.parameters)
    # the free index stands for another place from now on: what is known at the old one is forgotten
    kept = tuple(s for s in context.schemes if index not in s.free)
    return after, Context(context.theory, context.facts, kept)


def induction_goals(
    theory: Own, statement: Statement, index: str
) -> tuple[tuple[Own, Statement], tuple[Own, Statement]]:
    """Base and step of an induction over a free index.

    In the step the index is a fixed integer constant ``l`` of a theory of its own, in which the statement at ``l`` is
    a hypothesis for all values of the other free indices, and the statement at ``l + 1`` is to be shown.
    """
    if statement.relation != "=":
        raise KernelError("induction is for equations", statement.relation)
    chosen = [f for f in statement.free if f.symbol == index]
    if len(chosen) != 1:
        raise KernelError("not a free index of the statement", index)
    (free,) = chosen
    others = tuple(f for f in statement.free if f.symbol != index)
    if any(index in p.free for f in others for p in (f.low, f.high)):
        raise KernelError("the range of another index depends on this one", index)
    if any(is_index(s) for p in (free.low, free.high) for s in p.free):
        raise KernelError("the range of the index depends on another one", index)

    def at(value: Poly) -> Statement:
        values = {index: value}
        return Statement(substitute(statement.left, values), substitute(statement.right, values), others)

    constant = f"{index[1:]}'"
    while constant in theory.sizes:
        constant += "'"
    here = Poly.symbol(constant)
    further = replace(
        theory,
        sizes={**theory.sizes, constant: None},
        conditions=[*theory.conditions, Guard("ge", here - free.low), Guard("ge", free.high - 2 - here)],
        hypotheses=[*theory.hypotheses, Hypothesis(f"the statement at {constant}", at(here))],
    )
    # one that is as it was made is found again, with its memory
    known = theory.memory.setdefault(("induction", statement, index), further)
    further = known if known == further else further
    return (theory, at(free.low)), (further, at(here + 1))


def gap(statement: Statement) -> Term:
    """The difference of both sides: ``left - right``, or ``right - left`` for ``<=`` and ``<``."""
    big, small = statement.left, statement.right
    if statement.relation in ("<=", "<"):
        big, small = small, big
    if small == ZERO and statement.relation != "=":
        return big
    return Add((big, Mul((NEGATE, small))))


def start(theory: Declarations, statement: Statement, proof: Proof) -> Term:
    """What the steps of a proof begin with: the difference of both sides, less the witness of an inequality, which
    must be closed but for the free indices and defined wherever both sides are."""
    difference, witness = gap(statement), proof.witness
    if witness is None:
        return difference
    if statement.relation == "=" or proof.kinks:
        raise KernelError("only an inequality has a term that shows its sign", witness)
    theory.check_statement(replace(statement, left=witness, right=ZERO), "the witness")
    if not context_of(theory, statement).total(witness):
        raise KernelError("the term that shows the sign may be undefined", witness)
    return Add((difference, Mul((NEGATE, witness))))


def _holds(term: Term, relation: str, context: Context) -> bool:
    """Whether a difference has the sign that a relation asks for, by the signs of its parts."""
    if relation in (">=", "<="):
        return context.nonnegative(term)
    if relation in (">", "<"):
        return context.positive(term)
    return relation == "!=" and (context.nonzero(term) or context.positive(expand(Mul((NEGATE, term)), context)))
