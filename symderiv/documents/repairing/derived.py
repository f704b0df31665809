"""The right side that a left side really has, in the document's own names and style.

What is defined is written out, one layer of definitions at a time, and simplified.  A derivative is expanded by the
chain rule: gradients of which the line itself or a definition speaks (an upstream gradient, the errors of a layer)
stay, other intermediate ones are written out.  What is made here is untrusted and proved before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from symderiv.budget import Deadline
from symderiv.documents.elaboration.statements import Reader
from symderiv.documents.elaboration.values import Base
from symderiv.documents.judging.equations import Equation
from symderiv.documents.judging.stacked_inputs import with_stacks_as_variables
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import Link
from symderiv.documents.repairing.matrix_writing import MatrixWriter
from symderiv.documents.repairing.tidy import Pattern, tidied
from symderiv.documents.repairing.writing import Writer
from symderiv.documents.walk.document import Document
from symderiv.errors import SymderivError
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Mul, Num, Read, Sum, Term, rename_bound, substitute, walk
from symderiv.language.theory import Definition, Free, Statement, Theory

__all__ = ["derived_sides"]


def derived_sides(document: Document, equation: Equation, deadline: Deadline) -> Iterator[str]:
    """What the left side of an equation is, as LaTeX, the likeliest form first; of long ones the shortest.

    The right side need not be readable: it only tells of which gradients the line speaks.
    """
    link, context = equation.surface, document.context
    if link is None or context is None or link.left is None:
        return
    alone, offsets = Reader(context, set()).understood(replace(link, right=link.left))
    letters = _letters(link.left, alone)
    tried: set[str] = set()
    if not any(isinstance(node, Diff) for node in walk(alone.left)):
        yield from _opened_sides(document, equation, alone, letters, offsets, deadline)
        return
    spoken = _spoken(document, link)
    named = _named(document, link)
    theory = with_stacks_as_variables(equation.theory, alone)
    frontier = {n for loss in theory.losses.values() for n in loss.frontier}
    inner = {n.tensor for n in walk(alone.left) if isinstance(n, Diff)}
    longest = max(400, len(latex(link.right)) + 80) if link.right is not None else 400
    late: list[str] = []
    for kept in (spoken - inner, frozenset(theory.definitions) - inner):
        if deadline.passed:
            return
        made = _Derivation(theory, alone, kept, frontier, deadline, named).run()
        text = _written(document, link, made, alone, letters, offsets)
        if text is not None and text not in tried and len(text) <= longest:
            tried.add(text)
            if len(text) <= 160:
                yield text
            else:
                late.append(text)
    yield from sorted(late, key=len)


def _opened_sides(
    document: Document,
    equation: Equation,
    alone: Statement,
    letters: dict[str, str] | None,
    offsets: Mapping[str, Base],
    deadline: Deadline,
) -> Iterator[str]:
    """A left side without a derivative, with its definitions written out: those that it reads, then those behind."""
    link, theory = equation.surface, equation.theory
    assert link is not None
    assert link.left is not None
    names = {n.tensor for n in walk(alone.left) if isinstance(n, Read)} & theory.definitions.keys()
    behind = {x for name in names for x in theory.dependencies(name)} & theory.definitions.keys()
    if any(theory.is_recurrent(name) for name in names | behind):
        return
    compound = any(
        isinstance(n, s.BigOperator | s.Applied) or (isinstance(n, s.Addition) and len(n.terms) > 1)
        for n in s.walk(link.left)
    )
    if not compound and not names:
        return  # \|A x\|^2 is that and nothing else
    longest = max(80, 3 * len(latex(link.right)) // 2) if link.right is not None else 80
    tried: set[str] = set()
    for opened in (names, names | behind) if behind - names else (names,):
        if deadline.passed:
            return
        made = _Derivation(theory, alone, frozenset(), set(), deadline).opened(opened)
        text = _written(document, link, made, alone, letters, offsets)
        if text is not None and text not in tried and len(text) <= longest:
            tried.add(text)
            yield text


def _written(
    document: Document,
    link: Link,
    made: Term,
    alone: Statement,
    letters: dict[str, str] | None,
    offsets: Mapping[str, Base],
) -> str | None:
    """A term as the line is written: in matrix notation where that has no indices."""
    sides = [x for x in (link.left, link.right) if x is not None]
    bare = not any(isinstance(n, s.Scripted) and n.subscripts for x in sides for n in s.walk(x))
    if bare or letters is None:
        with suppress(ValueError):
            return MatrixWriter(document).write(made, [f.symbol for f in alone.free])
    if letters is not None:
        with suppress(ValueError):
            return Writer(document, dict(letters), dict(offsets)).term(made)
    return None


def _letters(left: s.Expression, alone: Statement) -> dict[str, str] | None:
    """How the left side writes the free indices, or None where it has none of them: it is about whole tensors."""
    written = {
        letter
        for node in s.walk(left)
        if isinstance(node, s.Scripted)
        for entry in node.subscripts
        for letter in map(latex, s.walk(entry))
    }
    letters: dict[str, str] = {}
    for free in alone.free:
        stem = free.symbol.removeprefix("%").split(".")[0]
        found = next((x for x in (stem, f"\\{stem}") if x in written), None)
        if found is None:
            return None
        letters[free.symbol] = found
    return letters


def _named(document: Document, link: Link) -> frozenset[str]:
    """The tensors of which the right side makes use."""
    context = document.context
    assert context is not None
    nodes = s.walk(link.right) if link.right is not None else ()
    found = (context.names.read(n) for n in nodes if isinstance(n, s.Symbol | s.Scripted))
    return frozenset(x.name for x in found if x is not None)


def _spoken(document: Document, link: Link) -> frozenset[str]:
    """The tensors by which the right side differentiates."""
    context, found = document.context, set()
    assert context is not None
    for node in s.walk(link.right) if link.right is not None else ():
        by: tuple[s.Expression | None, ...] = ()
        if isinstance(node, s.Derivative):
            by = node.variables
        elif isinstance(node, s.Gradient):
            by = (node.variable,)
        for variable in by:
            read = context.names.read(variable) if isinstance(variable, s.Symbol | s.Scripted) else None
            if read is not None:
                found.add(read.name)
    return frozenset(found)


class _Derivation:
    """One derivative on its way to a term that a person would write."""

    def __init__(
        self,
        theory: Theory,
        alone: Statement,
        kept: frozenset[str],
        frontier: set[str],
        deadline: Deadline,
        also: frozenset[str] = frozenset(),
    ) -> None:
        """``kept``: gradients that stay; ``also``: names of the line for what the left side does not pass through."""
        self.theory = theory
        self.alone = alone
        self.kept = kept
        self.also = also
        self.frontier = frontier
        self.deadline = deadline
        self.aliases = {
            (d.body.body, d.body.tensor): d
            for d in theory.definitions.values()
            if isinstance(d.body, Diff) and d.body.index == tuple(map(Poly.symbol, d.indices))
        }

    def run(self) -> Term:
        patterns = self.patterns()
        made = tidied(self.expanded(self.alone.left, patterns, 0), patterns)
        if any(_is_sifted(n) for n in walk(made)):  # by a derivative that was written out beneath the sum
            made = tidied(self.normal(made, set()), patterns)
        return self.plain(made)

    def opened(self, names: Collection[str]) -> Term:
        """The left side with these definitions written out, in terms of the others."""
        patterns = [p for p in self.patterns() if p.name not in names]
        made = tidied(self.normal(self.alone.left, set(), names), patterns)
        return self.plain(self.expanded(made, patterns, 0) if any(isinstance(n, Diff) for n in walk(made)) else made)

    def plain(self, term: Term) -> Term:
        """A term without the brackets before it that hold anyway."""
        from symderiv.prover.kernel.context import entails
        from symderiv.prover.kernel.theorems import context_of

        parts = term.args if isinstance(term, Mul) else (term,)
        context = context_of(self.theory, Statement(term, term, self.free(term)))
        made = list[Term]()
        for part in parts:
            if isinstance(part, Sum) and not part.binders:
                guards = [g for g in part.guards if g.is_scalar or not entails(g, context)]
                part = Sum((), guards, part.body) if guards else part.body
            made.append(part)
        return Mul(tuple(made)) if len(made) > 1 else made[0]

    def expanded(self, term: Term, patterns: list[Pattern], depth: int) -> Term:
        """A term with its derivatives written out, but for those that stay."""
        if isinstance(term, Diff):
            alias = self.aliases.get((term.body, term.tensor))
            if depth and alias is not None:
                return Read(alias.name, term.index)
            inner = any(isinstance(n, Diff) for n in walk(term.body))
            stays = term.tensor in self.kept or (
                isinstance(term.body, Read) and term.body.tensor in self.theory.losses and term.tensor in self.frontier
            )
            if (depth and stays) or (depth > 8 and not inner):
                return term
            made = tidied(_apart(self.normal(term, {term.tensor}), depth), patterns)
            if made == term:
                return term
            return self.expanded(made, patterns, depth + 1)
        children = tuple(self.expanded(c, patterns, depth) for c in term.children)
        return term.rebuild(children) if children != term.children else term

    def normal(self, term: Term, opened: set[str], unfolding: Collection[str] = ()) -> Term:
        from symderiv.prover.kernel.theorems import context_of
        from symderiv.prover.search.normal import Normaliser

        if self.deadline.passed:
            raise SymderivError("no time is left")
        search = Normaliser(self.theory, self.deadline, set(unfolding), opened=opened, as_written=True)
        return search.norm(term, (), context_of(self.theory, Statement(term, term, self.free(term))))

    def free(self, term: Term) -> tuple[Free, ...]:
        """Ranges for the indices that are free in a term: those of the line, and those of the axes they stand at."""
        known = {f.symbol: f for f in self.alone.free}
        for node in walk(term):
            for axis, place in enumerate(node.index if isinstance(node, Read | Diff) else ()):
                symbol = place.as_symbol
                if symbol is not None and symbol in term.free and symbol not in self.theory.sizes:
                    assert isinstance(node, Read | Diff)
                    known.setdefault(symbol, Free(symbol, Poly({}), self.theory.shape_of(node.tensor)[axis]))
        return tuple(known.values())

    def patterns(self) -> list[Pattern]:
        """The definitions that the derivative may pass through, the last first, in the normal form."""
        reached: set[str] = set()
        for node in walk(self.alone.left):
            if isinstance(node, Read):
                reached |= {node.tensor, *self.theory.dependencies(node.tensor)}
                loss = self.theory.losses.get(node.tensor)
                for name in loss.frontier if loss is not None else ():
                    reached |= {name, *self.theory.dependencies(name)}
        found: list[Pattern] = []
        for made in reversed(self.theory.definitions.values()):
            if (
                made.name in reached | self.also
                and reached | {made.name} >= self.theory.dependencies(made.name)
                and not isinstance(made.body, Diff | Read)
                and not self.theory.is_recurrent(made.name)
            ):
                found += self.as_patterns(made)
            if len(found) >= 16 or self.deadline.passed:
                break
        return [*found, *self.totals()]

    def totals(self) -> Iterator[Pattern]:
        """Sums whose value a hypothesis tells."""
        for hypothesis in self.theory.hypotheses:
            stated = hypothesis.statement
            if stated.relation == "=" and isinstance(stated.left, Sum) and isinstance(stated.right, Num):
                names = tuple(f.symbol for f in stated.free)
                for bare in (stated.left, Sum(stated.left.binders, (), stated.left.body)):
                    yield Pattern("", names, bare, stated.right)

    def as_patterns(self, made: Definition) -> Iterator[Pattern]:
        """What a name stands for: in the normal form, and as it is written where that is a quotient."""
        from symderiv.prover.kernel.theorems import context_of
        from symderiv.prover.search.normal import Normaliser

        own = {name: f"%{name.removeprefix('%')}.p" for name in made.indices}
        body = substitute(made.body, {old: Poly.symbol(new) for old, new in own.items()})
        free = tuple(Free(own[i], Poly({}), size) for i, size in zip(made.indices, made.shape, strict=True))
        try:
            search = Normaliser(self.theory, self.deadline, as_written=True)
            normal = search.norm(body, (), context_of(self.theory, Statement(body, body, free)))
        except SymderivError:
            return
        yield Pattern(made.name, tuple(own.values()), normal)
        written = tidied(body)
        if isinstance(written, Mul) and written != normal:
            yield Pattern(made.name, tuple(own.values()), written)


def _is_sifted(term: Term) -> bool:
    """Whether a sum has an equation that determines one of its indices."""
    if not isinstance(term, Sum) or not term.binders:
        return False
    factors = term.body.args if isinstance(term.body, Mul) else (term.body,)
    brackets = [g for f in factors if isinstance(f, Sum) and not f.binders for g in f.guards]
    return any(g.kind == "eq" and not g.free.isdisjoint(term.binders) for g in (*term.guards, *brackets))


def _apart(term: Term, depth: int) -> Term:
    """A term whose bound indices are called like no others: each step of the chain brings its own."""
    children = tuple(_apart(c, depth) for c in term.children)
    term = term.rebuild(children) if children != term.children else term
    if isinstance(term, Sum) and term.binders and depth:
        return rename_bound(term, {b: f"{b}.{depth}" for b in term.binders})
    return term
