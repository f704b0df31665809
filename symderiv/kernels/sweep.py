"""Derivatives for numeric use: the reverse sweep, one adjoint for each tensor, and nothing multiplied out.

The rules are the prover kernel's own.  Unlike the derivation for readers, what they give keeps its structure: a
difference that is multiplied out cancels digits and costs more.  Each product of a derivative keeps the equations
of its indices in front (``sum G[w] A[..] [u = w + p]``), where the plan solves them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symderiv.errors import KernelError, UnsupportedError
from symderiv.language.integers import Poly, fresh_index, is_index
from symderiv.language.terms import (
    NEGATE,
    ONE,
    ZERO,
    Add,
    Diff,
    Extremum,
    Fn,
    Guard,
    Let,
    Matrix,
    Mul,
    Pow,
    Read,
    Sum,
    Term,
    add,
    equals,
    in_shape,
    mul,
    rename_bound,
    substitute,
    substitute_guard,
    walk,
)
from symderiv.language.theory import Definition, Theory
from symderiv.prover.kernel.calculus import differentiate, fold_let
from symderiv.prover.kernel.context import Context, Scheme

__all__ = ["Sweep"]

_LETTERS = "ijklmnpqrs"
_LAYERED = frozenset({"tanh", "sigmoid", "relu", "erf", "sin", "cos"})  # no part of a form that is found by its shape


class Sweep:
    """Turns derivatives into definitions of a theory of its own (``theory``), each made once.

    Definitions are replaced by forms without derivatives as they are needed; derivatives of an unknown loss by its
    frontier stay, they are inputs.  Raises :class:`UnsupportedError` for what has no derivative rule.
    """

    def __init__(self, theory: Theory) -> None:
        self.theory = replace(theory, shapes=dict(theory.shapes), definitions=dict(theory.definitions))
        self.adjoints: dict[tuple[str, str], str] = {}
        self._clean: set[str] = set()
        self._values: dict[tuple[str, str], str] = {}  # the tensor that is a function of a tensor, entry by entry

    def gradient(self, target: str, tensor: str) -> tuple[Term, tuple[str, ...]]:
        """``d target / d tensor[indices]`` of a scalar, and the indices."""
        indices = self._indices(tensor, ())
        return self.resolve(Diff(Read(target), tensor, tuple(map(Poly.symbol, indices)))), indices

    def depends(self, name: str, tensor: str) -> bool:
        """Whether a tensor (or loss) is made from another one."""
        seen: set[str] = set()
        stack = [name]
        while stack:
            current = stack.pop()
            if current == tensor and current != name:
                return True
            if current in seen:
                continue
            seen.add(current)
            if current in self.theory.losses:
                frontier = self.theory.losses[current].frontier
                if tensor in frontier:
                    return True
                stack += frontier
            elif current in self.theory.definitions:
                reads = self.definition(current).reads
                if tensor in reads:
                    return True
                stack += sorted(reads)
        return False

    def definition(self, name: str) -> Definition:
        """The definition without derivatives in it."""
        found = self.theory.definitions[name]
        if name not in self._clean:
            self._clean.add(name)
            body = self._named(replace(found, body=_joined(self.resolve(found.body))))
            body = self._layered(replace(found, body=body))
            found = self.theory.definitions[name] = found if body is found.body else replace(found, body=body)
        return found

    def complete(self, names: Iterable[str]) -> None:
        """Clean the definitions of these tensors and of all that they are made from."""
        seen: set[str] = set()
        stack = list(names)
        while stack:
            name = stack.pop()
            if name in seen or name not in self.theory.definitions:
                continue
            seen.add(name)
            stack += sorted(self.definition(name).reads)

    # ------------------------------------------------------------------ derivatives away

    def resolve(self, term: Term) -> Term:
        """The term without derivatives, but for those of an unknown loss by its frontier."""
        if isinstance(term, Diff):
            return self._derivative(term)
        children = term.children
        if not children or not any(isinstance(n, Diff) for n in walk(term)):
            return term
        term = term.rebuild(tuple(map(self.resolve, children)))
        if isinstance(term, Let) and not any(isinstance(n, Diff) for n in walk(term)):
            return fold_let(self._folded(term), Context(self.theory, ()))
        return term

    def _folded(self, term: Term) -> Term:
        children = term.children
        if children and any(isinstance(n, Let) for c in children for n in walk(c)):
            term = term.rebuild(
                tuple(
                    fold_let(c, Context(self.theory, ())) if isinstance(c, Let) else c
                    for c in map(self._folded, children)
                )
            )
        return term

    def _derivative(self, node: Diff) -> Term:
        loss = self.theory.loss_of(node.body)
        if loss is not None and node.total and node.tensor in loss.frontier:
            return node
        body = self.resolve(node.body)
        if isinstance(body, Let):
            body = fold_let(self._folded(body), Context(self.theory, ()))
        if node.total and isinstance(body, Read):
            return self._entry(body, node.tensor, node.index)
        tensors = dict.fromkeys(n.tensor for n in walk(body) if isinstance(n, Read) and n.tensor != node.tensor)
        body = self._smooth(body)
        parts = [self._partial(body, node.tensor, node.index, ())]
        for name in tensors if node.total else ():
            if not self.depends(name, node.tensor):
                continue
            taken = {*node.free, *(s for n in walk(body) for s in n.free)}
            own = self._indices(name, taken)
            where = tuple(map(Poly.symbol, own))
            inner = self._entry(Read(name, where), node.tensor, node.index)
            outer = self._partial(body, name, where, (inner,))
            parts.append(Sum(own, in_shape(where, self.theory.shape_of(name)), outer) if own else outer)
        return add(*(p for p in parts if p != ZERO))

    def _entry(self, entry: Read, tensor: str, at: tuple[Poly, ...]) -> Term:
        """``d entry / d tensor[at]``: a read of the adjoint that has a name."""
        if entry.tensor == tensor:
            guards = (
                *in_shape(at, self.theory.shape_of(tensor)),
                *(equals(u, v) for u, v in zip(entry.index, at, strict=True)),
            )
            return Sum((), guards, ONE) if guards else ONE
        loss = self.theory.losses.get(entry.tensor)
        if loss is not None and tensor in loss.frontier:
            return Diff(entry, tensor, at)
        if not self.depends(entry.tensor, tensor):
            return ZERO
        return Read(self._adjoint(entry.tensor, tensor), (*entry.index, *at))

    def _adjoint(self, target: str, tensor: str) -> str:
        """The name of the tensor ``d target[u] / d tensor[v]``, by the chain rule over what reads ``tensor``."""
        if (target, tensor) in self.adjoints:
            return self.adjoints[target, tensor]
        label = f"d{target}/d{tensor}"
        while label in self.theory.definitions or label in self.theory.shapes:
            label += "'"
        self.adjoints[target, tensor] = label
        upper = self._indices(target, ())
        lower = self._indices(tensor, upper)
        entry = Read(target, tuple(map(Poly.symbol, upper)))
        at = tuple(map(Poly.symbol, lower))
        terms: list[Term] = []
        for name in self._made_from(target):
            definition = self.definition(name)
            if tensor not in definition.reads:
                continue
            if name == target:
                terms.append(self._partial(self._smoothed(name, entry.index), tensor, at, ()))
                if tensor != target:
                    continue
            taken = {*upper, *lower, *(s for n in walk(definition.body) for s in n.free)}
            own = tuple(_fresh(definition.indices, taken))
            where = tuple(map(Poly.symbol, own))
            outer = self._entry(entry, name, where)
            if outer == ZERO:
                continue
            body = self._smoothed(name, where)
            inner = self._partial(body, tensor, at, (outer,), own, in_shape(where, definition.shape))
            terms.append(inner)
        shape = (*self.theory.shape_of(target), *self.theory.shape_of(tensor))
        self.theory.definitions[label] = Definition(
            label, (*upper, *lower), shape, add(*(t for t in terms if t != ZERO))
        )
        self._clean.add(label)
        return label

    def _made_from(self, target: str) -> list[str]:
        """The defined tensors that the target is made from, itself included, the nearest last in the document."""
        found: dict[str, None] = {}
        stack = [*self.theory.losses[target].frontier] if target in self.theory.losses else [target]
        while stack:
            name = stack.pop()
            if name in found or name not in self.theory.definitions:
                continue
            found[name] = None
            stack += sorted(self.definition(name).reads)
        return [n for n in self.theory.definitions if n in found]

    def _partial(
        self,
        body: Term,
        tensor: str,
        at: tuple[Poly, ...],
        outer: tuple[Term, ...],
        binders: tuple[str, ...] = (),
        guards: Iterable[Guard] = (),
    ) -> Term:
        """``sum_binders [guards] outer * d body / d tensor[at]`` through the reads written in ``body``."""
        taken = {s for t in (body, *outer) for n in walk(t) for s in n.free}
        taken |= {*binders, *(s for p in at for s in p.free)}
        marks = tuple(_fresh(self._indices(tensor, ()) if tensor in self._declared else (), taken))
        places = tuple(map(Poly.symbol, marks))
        try:
            # where a matrix is singular the kernel has no value, so that its derivative by the inverse will do
            regular = {n for n in walk(body) if isinstance(n, Matrix) and n.operation == "det"}
            context = Context(self.theory, (), tuple(Scheme((), (), "nonzero", n) for n in regular))
            derived = differentiate(Diff(body, tensor, places, False), context)
        except KernelError as error:
            raise UnsupportedError(
                f"no derivative by {tensor}",
                error.where or repr(body),
                "a derivative of an unknown loss is no function",
            ) from error
        terms: list[Term] = []
        for inner, conditions, factors in _products(derived, frozenset(marks), set(taken)):
            product = self._known(mul(*(f for f in (*outer, *factors) if f != ONE)))
            bound, every, product = _sift((*binders, *inner), (*guards, *conditions), product)
            whole = Sum(bound, every, product) if every or bound else product
            terms.append(substitute(whole, dict(zip(marks, at, strict=True))))
        return add(*(t for t in terms if ZERO not in (t, getattr(t, "body", t))))

    def _smooth(self, term: Term) -> Term:
        """Extrema that have a name as the mean of the entries that reach them, and others likewise.

        The derivative is the same, shared evenly at ties (where it is not specified).
        """
        if isinstance(term, Extremum):
            return self._mean(term, rename_bound(term, {b: f"{b}.peak" for b in term.binders}), None)
        if not any(isinstance(n, Extremum) for n in walk(term)):
            return term
        if isinstance(term, Sum):
            return Sum(term.binders, term.guards, self._smooth(term.body))
        return term.rebuild(tuple(map(self._smooth, term.children)))

    def _mean(self, term: Extremum, value: Term, ties: Term | None) -> Term:
        low, high = (value, term.body) if term.operation == "max" else (term.body, value)
        reached = (*term.guards, Guard("nonneg", Add((high, Mul((NEGATE, low))))))
        count = ties or Sum(term.binders, reached, ONE)
        return Mul((Pow(count, NEGATE.value), Sum(term.binders, reached, self._smooth(term.body))))

    def _smoothed(self, name: str, where: tuple[Poly, ...]) -> Term:
        """The body of a definition at an entry; a named extremum reads its value and the number of its ties."""
        definition = self.definition(name)
        body = substitute(definition.body, dict(zip(definition.indices, where, strict=True)))
        if not isinstance(body, Extremum):
            return self._smooth(body)
        ties = f"ties~{name}"
        if ties not in self.theory.definitions:
            own = definition.body
            assert isinstance(own, Extremum)
            at = Read(name, tuple(map(Poly.symbol, definition.indices)))
            count = self._mean(own, at, None)
            assert isinstance(count, Mul)
            assert isinstance(count.args[0], Pow)
            self.theory.definitions[ties] = replace(definition, name=ties, body=count.args[0].base)
            self._clean.add(ties)
        return self._mean(body, Read(name, where), Read(ties, where))

    def _named(self, definition: Definition) -> Term:
        """The body with extrema that depend on its own indices alone as tensors with a name."""
        made: dict[Term, Read] = {}

        def replaced(term: Term) -> Term:
            if isinstance(term, Extremum) and {s for s in term.free if is_index(s)} <= set(definition.indices):
                if term not in made:
                    axes = [k for k, s in enumerate(definition.indices) if s in term.free]
                    indices = tuple(definition.indices[k] for k in axes)
                    label = f"{definition.name}~{term.operation}{len(made) or ''}"
                    shape = tuple(definition.shape[k] for k in axes)
                    self.theory.definitions[label] = Definition(label, indices, shape, term)
                    self._clean.add(label)
                    made[term] = Read(label, tuple(map(Poly.symbol, indices)))
                return made[term]
            return term.rebuild(tuple(map(replaced, term.children))) if term.children else term

        body = definition.body
        return body if isinstance(body, Extremum) else replaced(body)

    def _layered(self, definition: Definition) -> Term:
        """The body with the sums to which a function is applied, and what it makes of them, as tensors with names.

        So what the function is applied to has an adjoint of its own, which every gradient beneath it shares, and a
        recurrence computes no step again on the way back.  A name keeps the brackets that stand around the sum.
        """
        own = set(definition.indices)
        made: dict[tuple[Term, tuple[Guard, ...]], Read] = {}

        def tensor(label: str, body: Term, indices: tuple[str, ...]) -> Read:
            while label in self._declared:
                label += "'"
            shape = tuple(n for n, s in zip(definition.shape, definition.indices, strict=True) if s in indices)
            self.theory.definitions[label] = Definition(label, indices, shape, body)
            self._clean.add(label)
            return Read(label, tuple(map(Poly.symbol, indices)))

        def replaced(term: Term, guards: tuple[Guard, ...]) -> Term:
            if isinstance(term, Fn) and term.name in _LAYERED and _contracts(term.args[0]):
                used = {s for s in (*term.free, *(f for g in guards for f in g.free)) if is_index(s)}
                if used <= own:
                    key = (term, guards)
                    if key not in made:
                        indices = tuple(s for s in definition.indices if s in used)
                        number = str(len(made) or "")
                        inner = Sum((), guards, term.args[0]) if guards else term.args[0]
                        argument = tensor(f"{definition.name}~in{number}", inner, indices)
                        value = Fn(term.name, (argument,))
                        whole = term is definition.body and indices == definition.indices
                        at = Read(definition.name, tuple(map(Poly.symbol, indices)))
                        made[key] = at if whole else tensor(f"{definition.name}~{term.name}{number}", value, indices)
                        self._values[term.name, argument.tensor] = made[key].tensor
                        if whole:
                            return value
                    return made[key]
            if isinstance(term, (Sum, Extremum)):
                inside = (*guards, *term.guards)
                body = term.body if own & set(term.binders) else replaced(term.body, inside)
                return term if body is term.body else term.rebuild((body, *term.children[1:]))
            children = () if isinstance(term, (Let, Matrix, Diff)) else term.children
            if isinstance(term, Mul):  # the brackets among the factors stand around the others
                guards = (*guards, *(g for c in children if isinstance(c, Sum) and not c.binders for g in c.guards))
            fresh = tuple(replaced(c, guards) for c in children)
            return term if all(a is b for a, b in zip(children, fresh, strict=True)) else term.rebuild(fresh)

        return replaced(definition.body, ())

    def _known(self, term: Term) -> Term:
        """The term with values of functions that have a name."""
        if isinstance(term, Fn) and len(term.args) == 1 and isinstance(term.args[0], Read):
            value = self._values.get((term.name, term.args[0].tensor))
            if value is not None and not term.orders:
                return Read(value, term.args[0].index)
        children = term.children
        fresh = tuple(map(self._known, children))
        return term if all(a is b for a, b in zip(children, fresh, strict=True)) else term.rebuild(fresh)

    @property
    def _declared(self) -> set[str]:
        return {*self.theory.shapes, *self.theory.definitions, *self.theory.losses}

    def _indices(self, tensor: str, taken: Iterable[str]) -> tuple[str, ...]:
        """Names for the indices of a tensor, those of its definition where they are free."""
        if tensor in self.theory.definitions:
            wished = self.theory.definitions[tensor].indices
        else:
            wished = tuple(f"%{_LETTERS[k % len(_LETTERS)]}" for k in range(len(self.theory.shape_of(tensor))))
        return tuple(_fresh(wished, set(taken)))


def _contracts(term: Term) -> bool:
    return any(isinstance(n, Sum) and n.binders for n in walk(term))


def _fresh(symbols: Iterable[str], taken: set[str]) -> list[str]:
    names = []
    for symbol in symbols:
        names.append(fresh_index(symbol, taken))
        taken.add(names[-1])
    return names


def _joined(term: Term) -> Term:
    """A largest value of largest values as one."""
    children = term.children
    if children and any(isinstance(n, Extremum) for n in walk(term)):
        term = term.rebuild(tuple(map(_joined, children)))
    if not isinstance(term, Extremum) or not isinstance(term.body, Extremum):
        return term
    inner = term.body
    if inner.operation != term.operation:
        return term
    taken = set(term.binders) | {s for g in term.guards for s in g.free} | inner.free
    names = {b: fresh_index(b, taken | set(inner.binders)) for b in inner.binders if b in taken}
    renamed = rename_bound(inner, names) if names else inner
    assert isinstance(renamed, Extremum)
    return Extremum(term.operation, (*term.binders, *renamed.binders), (*term.guards, *renamed.guards), renamed.body)


def _sift(
    binders: tuple[str, ...], guards: tuple[Guard, ...], body: Term
) -> tuple[tuple[str, ...], tuple[Guard, ...], Term]:
    """Equations with one bound index solved for it.  Those with several are left to the plan, which knows sizes."""
    for guard in guards:
        symbols = [s for s in guard.free if s in binders] if guard.kind == "eq" else []
        if len(symbols) != 1:
            continue
        (symbol,) = symbols
        try:
            coefficient = guard.poly.coefficient(symbol)
        except ValueError:
            continue
        if not coefficient.is_constant or abs(coefficient.value) != 1:
            continue
        rest = Poly.symbol(symbol) - guard.poly * coefficient.value
        return _sift(
            tuple(b for b in binders if b != symbol),
            tuple(substitute_guard(g, {symbol: rest}) for g in guards if g is not guard),
            substitute(body, {symbol: rest}),
        )
    return binders, guards, body


def _products(
    term: Term, marks: frozenset[str], taken: set[str]
) -> list[tuple[tuple[str, ...], tuple[Guard, ...], tuple[Term, ...]]]:
    """A term as guarded sums of products, opened as far as the marked indices stand beneath.

    ``taken``: names that bound indices must not have; it grows.
    """
    if term == ZERO:
        return []
    if term.free.isdisjoint(marks):
        return [((), (), (term,))]
    if isinstance(term, Add):
        return [p for a in term.args for p in _products(a, marks, taken)]
    if isinstance(term, Sum):
        names = {b: "" for b in term.binders if b in taken}
        if names:
            avoid = taken | {s for n in walk(term) for s in n.free} | set(term.binders)
            for b in names:
                names[b] = fresh_index(b, avoid)
                avoid.add(names[b])
            renamed = rename_bound(term, names)
            assert isinstance(renamed, Sum)
            term = renamed
        taken |= set(term.binders)
        return [((*term.binders, *b), (*term.guards, *g), f) for b, g, f in _products(term.body, marks, taken)]
    if isinstance(term, Mul):
        marked = [a for a in term.args if not a.free.isdisjoint(marks)]
        if len(marked) == 1:
            others = tuple(a for a in term.args if a is not marked[0])
            taken |= {s for a in others for n in walk(a) for s in n.free}
            return [(b, g, (*others, *f)) for b, g, f in _products(marked[0], marks, taken)]
    return [((), (), (term,))]
