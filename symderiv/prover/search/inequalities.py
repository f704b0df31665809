"""Signs: how a difference is brought to a form whose sign can be read off.

Tried in turn: the difference as it was written; with definitions unfolded; multiplied out; as squares completed
one after another; and as a sum of squares to which it is equal.  Untrusted: the kernel reads the sign of what the
steps end in, or of the sum of squares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import lcm

from symderiv.budget import Deadline
from symderiv.errors import BudgetExceeded, KernelError
from symderiv.language.integers import Poly, is_index
from symderiv.language.terms import NEGATE, ZERO, Add, Fn, Int, Mul, Num, Pow, Read, Sum, Term, substitute, walk
from symderiv.language.theory import Statement, Theory
from symderiv.prover.kernel.algebra import Monomial, as_term, expand, monomials
from symderiv.prover.kernel.calculus import unfold
from symderiv.prover.kernel.context import Context
from symderiv.prover.kernel.parts import factors, whole_number
from symderiv.prover.kernel.theorems import Proof, Step, Theorem, context_of, gap, prove
from symderiv.prover.search.bounds import nonnegative_forms
from symderiv.prover.search.compared import square_parts
from symderiv.prover.search.gram import gram_forms
from symderiv.prover.search.inverted import without_inverses
from symderiv.prover.search.normal import Normaliser
from symderiv.prover.search.written import forms_as_written, written_out

__all__ = ["prove_sign"]

SHARE = 0.15  # of the time, for what a substitution may show


def prove_sign(
    theory: Theory,
    statement: Statement,
    deadline: Deadline,
    vanishing: Callable[[Normaliser, Term, Context, Statement], Term],
    searcher: Callable[[], Normaliser],
) -> Theorem | None:
    """A theorem for ``<=``, ``>=``, ``<``, ``>`` or ``!=``; None where no form showed the sign.

    ``searcher`` makes a search with all hypotheses, and ``vanishing`` brings a term to 0 in it if it can.
    """
    for steps in _forms(theory, statement, deadline):
        try:
            return prove(theory, statement, Proof(tuple(steps)))
        except KernelError:
            continue
    context = context_of(theory, statement)
    strict = statement.relation in ("<", ">", "!=")

    def shown(witness: Term) -> Theorem | None:
        search = searcher()
        if vanishing(search, Add((gap(statement), Mul((NEGATE, witness)))), context, statement) != ZERO:
            return None
        lemmas = tuple(lemma.source for lemma in search.lemmas)
        try:
            return prove(theory, statement, Proof(tuple(search.steps), lemmas, witness=witness))
        except KernelError:
            return None

    if (whole := _whole(searcher(), statement, context)) is not None and (theorem := shown(whole)) is not None:
        return theorem
    for substituted in (forms_as_written, _by_names, square_parts, without_inverses, gram_forms):
        short = searcher()
        short.deadline = Deadline(deadline.left * SHARE, within=deadline)
        try:
            for witness in substituted(short, statement, context, strict):
                if (theorem := shown(witness)) is not None:
                    return theorem
        except (BudgetExceeded, KernelError):
            continue
    defined = set(theory.definitions) - theory.recurrences()
    for unfolding in _openings(theory, defined):
        search = searcher()
        search.unfolding |= unfolding
        term = search.ring(search.norm(gap(statement), (), context), (), context)
        if unfolding != defined and not any(isinstance(n, Fn) and n.name == "log" for n in walk(term)):
            continue  # definitions stay closed only where what is beneath a logarithm has a name
        bases = _bases(search, gap(statement), context)
        itself = _as_written(term, bases)
        if _seen(itself, context, strict) and (theorem := shown(itself)) is not None:
            return theorem
        for found in nonnegative_forms(search, term, context, strict):
            if (theorem := shown(_as_written(found, bases))) is not None:
                return theorem
    return None


def _by_names(search: Normaliser, statement: Statement, context: Context, strict: bool) -> Iterator[Term]:
    """Squares of what is defined, by its name: ``|A (x - w)|^2`` whatever ``w`` is made from."""
    start = gap(statement)
    if any(isinstance(n, Read) and n.tensor in search.theory.definitions for n in walk(start)):
        term = search.ring(search.norm(start, (), context), (), context)
        written = written_out(term, context)  # the kernel has to see what a name in it stands for
        if _seen(written, context, strict):
            yield written
        yield from nonnegative_forms(search, term, context, strict)


def _seen(term: Term, context: Context, strict: bool) -> bool:
    """Whether the kernel reads the sign off a term."""
    return context.positive(term) if strict else context.nonnegative(term)


def _openings(theory: Theory, defined: set[str]) -> Iterator[set[str]]:
    """Which definitions to open: none; those that lead to a logarithm, so that what is beneath it has a name; all."""
    if defined:
        yield set()
        logs = {
            x for x in defined if any(isinstance(n, Fn) and n.name == "log" for n in walk(theory.definitions[x].body))
        }
        logs |= {x for x in defined if not logs.isdisjoint(theory.dependencies(x))}
        if logs and logs != defined:
            yield logs
    yield defined


def _whole(search: Normaliser, statement: Statement, context: Context) -> Term | None:
    """The difference of numbers that are made from sizes and indices alone, as a multiple of a whole number."""
    start = gap(statement)
    if not all(isinstance(n, (Add, Int, Mul, Num)) for n in walk(start)):
        return None
    scale = Fraction(lcm(*(n.value.denominator for n in walk(start) if isinstance(n, Num))))
    poly = whole_number(search.norm(Mul((Num(scale), start)), (), context))
    return None if poly is None else Mul((Num(1 / scale), Int(poly)))


def _bases(search: Normaliser, term: Term, context: Context) -> dict[Term, Term]:
    """What stands in a term beneath roots and fractions, by its normal form, by itself and with common denominators:
    as it was written, a sum of squares is seen not to be negative."""
    powers = (n for n in walk(written_out(term, context)) if isinstance(n, Pow))
    found = dict.fromkeys(n.base for n in powers if n.exponent < 0 or n.exponent.denominator > 1)
    bases: dict[Term, Term] = {}
    for base in (b for b in found if not any(map(is_index, b.free))):
        bases[search.scratch().norm(base, (), context)] = base
        inverse = factors(search.scratch().norm(Pow(base, Fraction(-1)), (), context))
        below = [f for f in inverse if isinstance(f, Pow) and f.exponent == -1 and isinstance(f.base, Add)]
        if len(below) == 1:
            (one,) = below
            bases.setdefault(one.base, Mul((*(f for f in inverse if f != one), base)))
    return bases


def _as_written(term: Term, bases: Mapping[Term, Term]) -> Term:
    if isinstance(term, Pow) and term.base in bases:
        return Pow(bases[term.base], term.exponent)
    children = tuple(_as_written(c, bases) for c in term.children)
    return term.rebuild(children) if children else term


def _forms(theory: Theory, statement: Statement, deadline: Deadline) -> Iterator[list[Step]]:
    context = context_of(theory, statement)
    start = gap(statement)
    yield []
    unfolded = _unfold(theory, start, context)
    if unfolded:
        yield unfolded
    search = Normaliser(theory, deadline)
    yield from _expanded(search, start, context)
    if any(isinstance(n, Read) and n.tensor in theory.definitions for n in walk(start)):
        search = Normaliser(theory, deadline, unfolding=set(theory.definitions))
        yield from _expanded(search, start, context)


def _unfold(theory: Theory, term: Term, context: Context, path: tuple[int, ...] = ()) -> list[Step]:
    """Unfold every definition that is read, innermost last; squares stay squares."""
    if isinstance(term, Read):
        if term.tensor not in theory.definitions or theory.is_recurrent(term.tensor):
            return []
        return [Step(path, "unfold", {}), *_unfold(theory, unfold(term, context), context, path)]
    found: list[Step] = []
    for k, child in enumerate(term.children):
        found += _unfold(theory, child, context, (*path, k))
    return found


def _expanded(search: Normaliser, start: Term, context: Context) -> Iterator[list[Step]]:
    term = search.norm(start, (), context)
    yield list(search.steps)
    steps = _fold_squares(term)
    if steps:
        yield [*search.steps, *steps]
    steps = []
    path: tuple[int, ...] = ()
    node = term
    for _ in range(8):
        found = _complete(node, context)
        if found is None:
            return
        scale, root, rest = found
        steps.append(Step(path, "equal", {"term": Add((Mul((scale, Pow(root, Fraction(2)))), rest))}))
        path = (*path, 1)
        node = rest
        yield [*search.steps, *steps]
        if node == ZERO:
            return


def _complete(node: Term, context: Context) -> tuple[Term, Term, Term] | None:
    """The square that takes all monomials with one atom ``a``, where ``a^2`` has a positive coefficient."""
    terms = monomials(node, context)
    for m, c in sorted(terms.items(), key=lambda p: as_term({p[0]: Fraction(1)}).sort_key):
        if c <= 0 or len(m) != 1 or m[0][1] != 2:
            continue
        atom = m[0][0]
        linear: dict[Monomial, Fraction] = {((atom, Fraction(1)),): Fraction(1)}
        fits = True
        for other, d in terms.items():
            power = dict(other).get(atom, Fraction(0))
            if other == m or power == 0:
                continue
            if power != 1:
                fits = False
                break
            rest = tuple(p for p in other if p[0] != atom)
            linear[rest] = d / (2 * c)
        if not fits or len(linear) == 1:
            continue
        root = as_term(linear)
        remainder = expand(Add((node, Mul((NEGATE, Num(c), Pow(root, Fraction(2)))))), context)
        return Num(c), root, remainder
    return None


def _fold_squares(term: Term) -> list[Step]:
    """``sum_{a,b,k} f(a,k) f(b,k) = sum_k (sum_a f(a,k))^2`` for a sum that is one product doubled."""
    terms = term.args if isinstance(term, Add) else (term,)
    steps: list[Step] = []
    for place, m in enumerate(terms):
        for j, f in enumerate(factors(m)):
            if not isinstance(f, Sum) or f.guards:
                continue
            half = _half(f)
            if half is None:
                continue
            mine, b, theirs, a = half
            path = ((place,) if isinstance(term, Add) else ()) + ((j,) if isinstance(m, Mul) else ())
            left = [k for k in range(len(factors(f.body))) if k not in mine]
            again = tuple(left.index(k) for k in theirs)
            steps.append(Step(path, "nest", {"inner": mine, "binders": (b,)}))
            steps.append(Step(path, "nest", {"inner": again, "binders": (a,)}))
            steps.append(Step(path, "arrange", {}))
    return steps


def _half(node: Sum) -> tuple[tuple[int, ...], str, tuple[int, ...], str] | None:
    """Factors and indices that are one half of a doubled product, the other half being equal up to names."""
    parts = factors(node.body)
    for b in node.binders:
        mine = tuple(k for k, f in enumerate(parts) if b in f.free)
        for a in node.binders:
            theirs = tuple(k for k, f in enumerate(parts) if a in f.free)
            if a == b or set(mine) & set(theirs) or len(mine) + len(theirs) != len(parts):
                continue
            image = sorted(substitute(parts[k], {b: Poly.symbol(a)}).sort_key for k in mine)
            if image == sorted(parts[k].sort_key for k in theirs):
                return mine, b, theirs, a
    return None
