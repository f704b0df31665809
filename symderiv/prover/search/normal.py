"""The normal form: sums of products of atoms, connected sums with canonical indices, as a list of kernel steps.

Untrusted: whatever it does is a sequence of applications of kernel rules; where a rule refuses, the term stays as
it is.  Two terms that are equal by ring arithmetic, change of summation variables, delta elimination, guards and
the table of functions come out equal as far as the search reaches; nothing is promised beyond.
"""

from __future__ import annotations

from symderiv.language.terms import (
    Diff,
    Extremum,
    Fn,
    Int,
    Let,
    Matrix,
    Mul,
    Num,
    Pow,
    Read,
    Sum,
    Term,
    walk,
)
from symderiv.prover.kernel.calculus import is_frontier
from symderiv.prover.kernel.context import Context, entails
from symderiv.prover.kernel.descent import descend
from symderiv.prover.kernel.theorems import Step
from symderiv.prover.search import matrices
from symderiv.prover.search.canonical import height
from symderiv.prover.search.guards import literal_range
from symderiv.prover.search.polynomials import Polynomials
from symderiv.prover.search.record import Findings, Path, findings
from symderiv.prover.search.signs import ordered
from symderiv.prover.search.sums import is_plain, own_indices, past_an_end
from symderiv.prover.search.telescoping import lower
from symderiv.prover.search.weights import weight

__all__ = ["Normaliser", "weight"]

_EXPONENTIAL = ("tanh", "sigmoid", "softplus", "sinh", "cosh")
_ALWAYS = (*_EXPONENTIAL, "relu", "abs", "max", "min")
FIRST_STEPS = 3
_SIGNED = ("sin", "cos", "erf", "arctan")
_MULTIPLES = 8


class Normaliser(Polynomials):
    """Brings terms to normal form, from the leaves up."""

    def scratch(self) -> Normaliser:
        """A normaliser with the same rewriting and no steps."""
        return Normaliser(
            self.theory,
            self.deadline,
            set(self.unfolding),
            closed=self.closed,
            lemmas=self.lemmas,
            rewrite=self.rewrite,
            symmetric=self.symmetric,
            lopsided=self.lopsided,
            stacked=self.stacked,
            found=self._shared,
        )

    @property
    def _shared(self) -> Findings:
        """What a search for trial may use of what is known."""
        if not self.recurrences and not self.deadline.counted:
            return findings(self.theory, self.lemmas, self.closed or None)
        known = self.found
        return Findings(flat=known.flat, tidied=known.tidied, known=known.known, maps=known.maps, keys=known.keys)

    def norm(self, node: Term, path: Path, context: Context) -> Term:
        """The normal form of a node; one that was found normal is not looked into again until something in it is to be
        opened."""
        if isinstance(node, Num):
            return node
        if self.busy or path in self.beside or not node.children or not node.tensors.isdisjoint(self.recurrences):
            return self._norm(node, path, context)
        names = node.tensors
        key = (
            node,
            context,
            names & self.unfolding,
            names & self.opened,
            self.signs,
            self.uncancelled,
            self.minors,
            self.spread,
            self.stacked,
        )
        if key in self.found.normal:
            return node
        state = self.state
        trodden = (node, context, state)
        known = self.found.ways.get(trodden)
        if known is not None:
            self.steps += [Step(path + s.path, s.rule, s.parameters) for s in known[1]]
            return known[0]
        mark = len(self.steps)
        after = self._norm(node, path, context)
        if len(self.steps) == mark and after == node:
            self.found.normal.add(key)
        elif state is not None and state == self.state:
            depth = len(path)
            taken = [Step(s.path[depth:], s.rule, s.parameters) for s in self.steps[mark:]]
            self.found.ways[trodden] = (after, taken)
        return after

    @property
    def state(self) -> object:
        """What the normal form of a node depends on besides node and context; None where recurrences, of which one
        step is taken at a time, make it depend on more."""
        if self.recurrences:
            return None
        return (
            frozenset(self.unfolding),
            frozenset(self.opened),
            self.signs,
            self.uncancelled,
            self.minors,
            self.spread,
            self.stacked,
            self.rewrite,
        )

    def _norm(self, node: Term, path: Path, context: Context) -> Term:
        if isinstance(node, Int):
            return self.step(node, path, context, "expand")
        if isinstance(node, Read):
            if node.tensor in self.ahead and node.tensor in self.unfolding and not self.near_the_start(node):
                position, places = self.ahead[node.tensor]
                if node.index[position] not in places:
                    return node
            if node.tensor in self.unfolding and node.tensor in self.theory.definitions:
                if node.tensor in self.closed or node.tensor in context.held or "*" in context.held:
                    return node
                body = self.step(node, path, context, "unfold")
                if node.tensor not in self.recurrences or self.near_the_start(node):
                    return self.norm(body, path, context)
                self.unfolding.discard(node.tensor)  # a recurrence is unfolded once, not down to its base
                body = self.norm(body, path, context)
                self.unfolding.add(node.tensor)
                return body
            return self.outside(node, path, context)
        if isinstance(node, Diff):
            return self.derivative(node, path, context)
        if isinstance(node, Let):
            node = self.children(node, path, context)
            folded = self.attempt(node, path, context, "let")
            return node if folded is None else self.norm(folded, path, context)
        if isinstance(node, Sum):
            if any(g.kind == "zero" for g in node.guards):
                node = self.vanishing(node, path, context)
                if not isinstance(node, Sum):
                    return node
            assert isinstance(node, Sum)
            if path in self.beside and not node.binders:
                mark = len(self.steps)
                brackets = self.attempt(node, path, context, "expand")
                if isinstance(brackets, Mul):
                    return self.children(brackets, path, context)
                del self.steps[mark:]
            node = self.flatten(node, path, context)
            node = self.children(node, path, context, multiply=not is_plain(node.body))
            return self.ring(self.sum(node, path, context), path, context)
        if isinstance(node, Pow) and node.exponent.denominator == 1 and isinstance(node.base, (Pow, Mul)):
            after = self.attempt(node, path, context, "expand")
            if after is not None and after != node:
                return self.norm(after, path, context)
        if isinstance(node, Fn) and node.name == "pow" and not context.smooth and context.positive(node.args[0]):
            after = self.attempt(node, path, context, "identity")  # what is positive may not look so in normal form
            if after is not None:
                return self.norm(after, path, context)
        node = self.children(node, path, context)
        if isinstance(node, Fn):
            return self.function(node, path, context)
        if isinstance(node, (Matrix, Extremum)):
            if isinstance(node.body, Read) and self.rewrite is not None:  # an equation may say what it is
                body = self.ring(node.body, (*path, 0), descend(node, 0, context))
                node = node.rebuild((body, *node.children[1:]))
            return self.binder(node, path, context)
        return self.ring(node, path, context)

    def outside(self, node: Read, path: Path, context: Context) -> Term:
        """A read past an end of its tensor is 0; asked only where the place has the look of it (``N + i``, ``-i``)."""
        if not past_an_end(node):
            return node
        guards = self.theory.range_guards(node.tensor, node.index)
        if not any(entails(g.negation, context) for g in guards):
            return node
        return self.step(self.step(node, path, context, "wrap"), path, context, "empty")

    def near_the_start(self, node: Read) -> bool:
        """Whether a recurrence is read at one of its first steps, from where it is unfolded down to its base."""
        axis = self.theory.recurrent_axis(node.tensor)
        step = node.index[axis] if axis is not None else None
        return step is not None and step.is_constant and 0 <= step.value <= FIRST_STEPS

    def children(
        self, node: Term, path: Path, context: Context, *, multiply: bool = True, partial: bool = False
    ) -> Term:
        """A node with normal parts; without ``multiply`` a product among them is left as it is, of normal factors.

        So is a product in a product (``partial``: in one) with a factor that need not be defined everywhere: where a
        bracket is false, nothing is evaluated beside it, and it stays a factor until all others are beside it.
        """
        for k in range(len(node.children)):
            old = node.children[k]
            if isinstance(old, Int) and isinstance(node, Fn) and node.name == "pow":
                continue  # an exponent stays one polynomial
            place, inside = (*path, k), descend(node, k, context)
            opened = isinstance(old, Diff) or (isinstance(old, Read) and old.tensor in self.unfolding)
            kept = isinstance(node, Mul) and (opened or isinstance(old, Mul))
            kept = kept and (partial or not all(inside.total(f) for j, f in enumerate(node.children) if j != k))
            if kept and isinstance(old, Mul):
                new = self.children(old, place, inside, partial=True)
            elif isinstance(node, Mul) and opened:
                if kept:
                    self.beside.add(place)
                new = self.norm(old, place, inside)
                self.beside.discard(place)
            elif multiply or not isinstance(old, Mul):
                new = self.norm(old, place, inside)
            else:
                new = self.children(old, place, inside)
            if new is not old:
                node = node.rebuild((*node.children[:k], new, *node.children[k + 1 :]))
        return node

    def binder(self, node: Term, path: Path, context: Context) -> Term:
        """Bound indices of a matrix or extremum, named by height (equality up to names needs no step)."""
        level = height(node)
        own = own_indices(node)
        names = {b: f"%z{level}_{k}" for k, b in enumerate(own)}
        if any(b != n for b, n in names.items()):
            node = self.attempt(node, path, context, "rename", names=names) or node
            if isinstance(node, Matrix):
                node = self.children(node, path, context)  # deltas take their sign from the names
        if isinstance(node, Matrix):
            mark = len(self.steps)
            turned = matrices.transposed(self, node, path, context)
            if turned.body.sort_key < node.body.sort_key:
                node = turned
            else:
                del self.steps[mark:]
            after = matrices.tidy(self, node, path, context)
            return node if after is None else self.norm(after, path, context)
        after = self.attempt(node, path, context, "outward")
        return node if after is None else self.norm(after, path, context)

    def function(self, node: Fn, path: Path, context: Context) -> Term:
        if self.as_written and node.name in _EXPONENTIAL:
            return node
        if (decided := self.decided(node, path, context)) is not None:
            return self.norm(decided, path, context)
        if not node.orders and (node.name in _ALWAYS or node.name in _SIGNED or node.name == "log"):
            rule = _row(node, context)
            after = self.attempt(node, path, context, rule) if rule else None
            if after is not None and after != node:
                return self.norm(after, path, context)
            return node
        if node.name == "pow" and not node.orders and not context.smooth:
            after = lower(self, node, path, context)
            if after is None and (after := self.attempt(node, path, context, "identity")) is not None:
                return self.norm(after, path, context)
            return node if after is None or after == node else self.ring(after, path, context)
        return self.ring(node, path, context) if node.name == "exp" else node

    def decided(self, node: Fn, path: Path, context: Context) -> Fn | None:
        """A function of a mere read whose value is known here; among the factors of an argument it is seen to there."""
        for k, argument in enumerate(node.args if self.signs is not None and not context.smooth else ()):
            if isinstance(argument, Read) and self.signs is not None:
                after = self.signs(self, argument, (*path, k), descend(node, k, context))
                if after is not None:
                    return Fn(node.name, (*node.args[:k], after, *node.args[k + 1 :]), node.orders)
        return None

    def derivative(self, node: Diff, path: Path, context: Context) -> Term:
        if not node.total:
            after = self.attempt(node, path, context, "differentiate")
            return node if after is None else self.norm(after, path, context)
        if is_frontier(node, context):
            return node
        if isinstance(node.body, Read):
            target = node.body.tensor
            if target in self.recurrences and node.tensor in self.theory.sources(target):
                after = self.attempt(node, path, context, "causal")
                if after is not None:
                    return after
            if target in self.recurrences and target != node.tensor:
                return self.forward(node, path, context)
            if self.is_made_from_single_states(target, node.tensor):  # whose causes are known
                body = self.step(node.body, (*path, 0), descend(node, 0, context), "unfold")
                return self.norm(node.rebuild((body,)), path, context)
            depends = node.tensor in self.theory.sources(target) or target == node.tensor
            far = target == node.tensor and target in self.recurrences and not self.countable(node)
            named = node.tensor in self.theory.definitions and (far or target != node.tensor)
            if depends and named and node.tensor not in self.opened and not context.smooth:
                return node
            if node.tensor in self.behind and depends and named:
                position, places = self.behind[node.tensor]
                if node.index[position] not in places:
                    return node
            own = target == node.tensor and target in self.recurrences and not far
            if own and target in self.stepped:
                return node
            after = self.attempt(node, path, context, "adjoint")
            if after is not None and own:
                self.stepped.add(target)  # one step of the reverse recurrence, then what its deltas leave
                after = self.norm(after, path, context)
                self.stepped.discard(target)
                left = any(isinstance(n, Diff) and n.tensor == target and n != node for n in walk(after))
                return self.norm(after, path, context) if left else after
            recurrent = named and node.tensor in self.recurrences
            if after is not None and recurrent and node.tensor in self.opened:
                self.opened.discard(node.tensor)  # one step of the reverse recurrence, not all of it
                after = self.norm(after, path, context)
                self.opened.add(node.tensor)
                return after
            if after is None and target in self.theory.definitions:
                body = self.step(node.body, (*path, 0), descend(node, 0, context), "unfold")
                return self.norm(node.rebuild((body,)), path, context)
            return node if after is None else self.norm(after, path, context)
        inner = node.body
        if not (isinstance(inner, Sum) and any(literal_range(b, inner.guards) for b in inner.binders)):
            inner = self.norm(inner, (*path, 0), descend(node, 0, context))  # a short sum would be written out
        node = Diff(inner, node.tensor, node.index)
        if isinstance(inner, Read):
            return self.derivative(node, path, context)
        after = self.attempt(node, path, context, "total")
        return node if after is None else self.norm(after, path, context)

    def is_made_from_single_states(self, target: str, state: str) -> bool:
        """Whether an entry of a definition is made from states of a recurrence at places that its own indices give, and
        sums over none: ``h_t = o_t c_t``."""
        definition = self.theory.definitions.get(target)
        if definition is None or target in self.recurrences or state not in self.recurrences:
            return False
        own = set(definition.indices)
        sources = (n for n in walk(definition.body) if isinstance(n, Read))
        reads = [n for n in sources if n.tensor == state or state in self.theory.sources(n.tensor)]
        return bool(reads) and all(any(p.free and p.free <= own for p in n.index) for n in reads)

    def forward(self, node: Diff, path: Path, context: Context) -> Term:
        """The derivative of a recurrence's entry: one step forward through its definition, where that is wanted."""
        entry = node.body
        assert isinstance(entry, Read)
        if entry.tensor in self.backward and entry.tensor not in self.stepped:
            mark = len(self.steps)
            after = self.attempt(node, path, context, "adjoint")
            if after is not None:
                self.stepped.add(entry.tensor)
                after = self.norm(after, path, context)
                self.stepped.discard(entry.tensor)
                if self.few_steps(entry, after):
                    return self.norm(after, path, context)
                del self.steps[mark:]
        if entry.tensor not in self.unfolding:
            return node
        start = self.near_the_start(entry)
        if entry.tensor in self.ahead and not start:
            position, places = self.ahead[entry.tensor]
            if entry.index[position] not in places:
                return node
        body = self.step(entry, (*path, 0), descend(node, 0, context), "unfold")
        if start:
            return self.norm(Diff(body, node.tensor, node.index), path, context)
        self.unfolding.discard(entry.tensor)
        after = self.norm(Diff(body, node.tensor, node.index), path, context)
        self.unfolding.add(entry.tensor)
        return after

    def countable(self, node: Diff) -> bool:
        """Whether the steps from an entry of a recurrence to a later one are a number; from ``t`` to ``T`` they are
        opened one at a time."""
        axis = self.theory.recurrent_axis(node.tensor)
        entry = node.body
        return axis is None or not isinstance(entry, Read) or (entry.index[axis] - node.index[axis]).is_constant

    def few_steps(self, entry: Read, after: Term) -> bool:
        """Whether the adjoints of a recurrence that are left are at most some steps away from its entry: of others,
        each would ask for the next one."""
        axis = self.theory.recurrent_axis(entry.tensor)
        gaps = [
            n.index[axis] - entry.index[axis]
            for n in walk(after)
            if axis is not None and isinstance(n, Diff) and n.tensor == entry.tensor
        ]
        return all(gap.is_constant and abs(gap.value) <= FIRST_STEPS for gap in gaps)


def _row(node: Fn, context: Context) -> str:
    """The rule for a named function; none for an odd or even one whose argument has no sign to take out."""
    if node.name not in (*_SIGNED, "relu", "abs"):
        return "identity"
    terms = ordered(node.args[0], context)
    if not terms or terms[0][1] < 0:
        return "reflect"
    if node.name in ("relu", "abs"):
        return "identity"
    multiple = len(terms) > 1 or (terms[0][0] and terms[0][1] in range(2, _MULTIPLES + 1))
    return "identity" if multiple and node.name in ("sin", "cos") else ""
