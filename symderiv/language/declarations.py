"""Declarations: what must hold of what is declared, and who is made from whom.

Names are declared once, ranks agree, a definition that reads itself does so at
smaller values of one index.  :meth:`Declarations.check_declarations` checks all of it, however it was put together;
the kernel asks for that before a proof.  Internally every index starts at 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from symderiv.errors import DeclarationError
from symderiv.language.axes import axes_that_fit
from symderiv.language.declared import Declared, Definition, Loss, Statement
from symderiv.language.functions import FUNCTIONS
from symderiv.language.integers import Poly, index_label, is_index
from symderiv.language.nodes import Diff, Extremum, Fn, Guard, Let, Matrix, Read, Sum, Term, bound_by, in_shape, walk

__all__ = ["Declarations", "axes_of_recurrence"]


@dataclass
class _Links:
    """Memory of a theory about who reads whom, with the definitions and losses that it was made from."""

    key: tuple[object, ...]
    recurrences: frozenset[str] | None = None
    dependencies: dict[str, frozenset[str]] = field(default_factory=dict)
    sources: dict[str, frozenset[str]] = field(default_factory=dict)
    consumers: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    plain: dict[str, bool] = field(default_factory=dict)
    inverts: dict[str, bool] = field(default_factory=dict)


@dataclass
class Declarations(Declared):
    """Everything that is declared, with its checks and who is made from whom."""

    #: Memory of which systems of inequalities ``p >= 0`` have no integer solution.
    inequalities: dict[frozenset[Poly], bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _known: _Links | None = field(default=None, init=False, repr=False, compare=False)
    _memory: tuple[object, dict[object, Any]] | None = field(default=None, init=False, repr=False, compare=False)
    _ranges: dict[tuple[str, tuple[Poly, ...]], tuple[tuple[Poly, ...], tuple[Guard, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def loss_of(self, term: Term) -> Loss | None:
        """The unknown loss that a term is a bare read of."""
        return self.losses.get(term.tensor) if isinstance(term, Read) and not term.index else None

    def check_declarations(self) -> None:
        """Raise :class:`DeclarationError` where what is declared does not fit together."""
        if "declared" in self.memory:
            return
        for name in self.sizes:
            if is_index(name):
                raise DeclarationError(f"the size {name} has the name of an index")
        for g in self.conditions:
            known = isinstance(g.arg, Poly) and g.free <= self.sizes.keys()
            if not known or g.kind not in Guard.INTEGER or (g.modulus is not None) != (g.kind in ("dv", "nd")):
                raise DeclarationError("an assumed condition is not one about declared sizes", repr(g))
        for name, shape in self.shapes.items():
            self.check_name(name)
            self.check_shape(shape, f"the shape of {name}")
        for name, d in self.definitions.items():
            if name != d.name:
                raise DeclarationError(f"{d.name} is defined as {name}")
            self.check_definition(d)
        for name, loss in self.losses.items():
            self.check_name(name)
            if name != loss.name or len(set(loss.frontier)) != len(loss.frontier):
                raise DeclarationError(f"{name} is a function of one tensor twice, or has another name")
            for tensor in loss.frontier:
                self.shape_of(tensor)
                if name in self.dependencies(tensor):
                    raise DeclarationError(f"the loss {name} is a function of {tensor}, which is made from {name}")
        for h in self.hypotheses:
            self.check_statement(h.statement, f"hypothesis {h.name}")
        self.memory["declared"] = True

    def check_name(self, name: str) -> None:
        """Raise :class:`DeclarationError` where a name is declared twice."""
        if sum(name in table for table in (self.shapes, self.definitions, self.losses)) > 1:
            raise DeclarationError(f"{name} is declared twice", remedy="rename one of the two")

    def check_shape(self, shape: Iterable[Poly], where: str) -> None:
        """Raise :class:`DeclarationError` where a shape is not made from declared sizes."""
        for size in shape:
            if any(map(is_index, size.free)):
                raise DeclarationError("a shape depends on an index", where, "give sizes")
            self._check_symbols(size.free, where)

    def check_definition(self, d: Definition) -> None:
        """Raise :class:`DeclarationError` where a definition is malformed, or reads itself and is no recurrence."""
        self.check_name(d.name)
        if len(d.indices) != len(d.shape):
            raise DeclarationError(
                f"{d.name} has {len(d.indices)} indices and a shape of rank {len(d.shape)}",
                remedy="give one size for each index",
            )
        if len(set(d.indices)) != len(d.indices) or not all(map(is_index, d.indices)):
            raise DeclarationError(f"{d.name} has an index twice", remedy="name its indices apart")
        self.check_shape(d.shape, f"the shape of {d.name}")
        self.check_term(d.body, d.indices, f"the definition of {d.name}")
        cycle = self.cycle(d.name)
        if axes_of_recurrence(cycle) is None:
            names = {c.name for c in cycle}
            raise DeclarationError(
                f"{d.name} is defined by {' and '.join(sorted(names - {d.name})) or 'itself'}",
                next(repr(n) for n in walk(d.body) if isinstance(n, (Read, Diff)) and n.tensor in names),
                "let one index decrease by a constant in each read, with a base case",
            )

    def check_statement(self, statement: Statement, where: str) -> None:
        """Raise :class:`DeclarationError` where names, ranks or indices of a statement are wrong."""
        indices: list[str] = []
        for f in statement.free:
            if not is_index(f.symbol) or f.symbol in indices:
                raise DeclarationError(f"the index '{index_label(f.symbol)}' is declared twice or is none", where)
            for symbol in sorted(f.low.free | f.high.free):
                if is_index(symbol) and symbol not in indices:
                    raise DeclarationError(f"a range depends on the index '{index_label(symbol)}'", where)
            self._check_symbols(f.low.free | f.high.free, where)
            indices.append(f.symbol)
        if statement.relation not in ("=", "<=", ">=", "<", ">", "!="):
            raise DeclarationError(f"there is no relation {statement.relation!r}", where)
        self.check_term(statement.left, indices, where)
        self.check_term(statement.right, indices, where)

    def check_term(self, term: Term, indices: Iterable[str], where: str) -> None:
        """Raise :class:`DeclarationError` for undeclared names, indices, wrong ranks and malformed nodes in a term."""
        for symbol in sorted(term.free - set(indices)):
            if is_index(symbol):
                raise DeclarationError(
                    f"the index '{index_label(symbol)}' is not bound",
                    where,
                    f"sum over '{index_label(symbol)}' or give it to the other side as well",
                )
        self._check_symbols({s for s in term.free if not is_index(s)}, where)
        self.check_form(term, frozenset(), where)

    def check_form(self, term: Term, scalars: frozenset[str], where: str) -> None:
        """Raise :class:`DeclarationError` for undeclared names, wrong ranks and malformed nodes, whatever its free
        indices; ``scalars`` are the names bound by ``Let`` around it."""
        stack = [(term, scalars)]
        while stack:
            node, scalars = stack.pop()
            self._check_node(node, scalars, where)
            if isinstance(node, Let):
                stack += [(node.value, scalars), (node.body, scalars | {node.name})]
            else:
                stack += [(child, scalars) for child in node.children]

    def _check_node(self, node: Term, scalars: frozenset[str], where: str) -> None:
        """One node; ``scalars`` are the names bound by ``Let`` around it."""
        if isinstance(node, (Read, Diff)):
            rank = 0 if node.tensor in scalars else len(self.shape_of(node.tensor))
            if rank != len(node.index):
                raise DeclarationError(
                    f"{node.tensor} has rank {rank} and is read with {len(node.index)} indices",
                    where,
                    f"write {rank} indices",
                )
        elif isinstance(node, Fn):
            arity = FUNCTIONS[node.name].arity if node.name in FUNCTIONS else self.functions.get(node.name)
            if arity is None:
                raise DeclarationError(f"the function {node.name} is not declared", where, "declare it as abstract")
            if arity != len(node.args):
                raise DeclarationError(f"{node.name} takes {arity} arguments, not {len(node.args)}", where)
            orders = node.orders
            if orders and (node.name in FUNCTIONS or len(orders) != arity or min(orders) < 0):
                raise DeclarationError(f"{node.name} has derivatives of the orders {orders}", where)
        elif isinstance(node, (Sum, Extremum, Matrix)):
            own = (node.row, node.column) if isinstance(node, Matrix) else node.binders
            if len(set(own)) != len(own) or not all(map(is_index, own)):
                raise DeclarationError("a bound index is bound twice, or is no index", where)
            if isinstance(node, Matrix) and (node.operation, len(node.at)) not in (("inverse", 2), ("det", 0)):
                raise DeclarationError(f"there is no matrix operation {node.operation!r} of this form", where)
            if isinstance(node, Extremum) and node.operation not in ("max", "min"):
                raise DeclarationError(f"there is no extremum {node.operation!r}", where)
            for g in () if isinstance(node, Matrix) else node.guards:
                self.check_guard(g, where)
        elif isinstance(node, Let):
            if node.name in scalars or node.name in self.shapes or node.name in self.definitions:
                raise DeclarationError(f"{node.name} already has a meaning", where, "take another name")
            if node.name in self.losses:
                raise DeclarationError(f"{node.name} is a loss", where, "take another name")

    def check_guard(self, guard: Guard, where: str) -> None:
        """Raise :class:`DeclarationError` for a condition of no known kind, but not for what is in its term."""
        if guard.kind not in (Guard.SCALAR if guard.is_scalar else Guard.INTEGER):
            raise DeclarationError(f"there is no condition of the kind {guard.kind!r}", where)
        if (guard.modulus is not None) != (guard.kind in ("dv", "nd")):
            raise DeclarationError("a condition has a modulus too many, or lacks one", where)

    def _check_symbols(self, symbols: Iterable[str], where: str) -> None:
        for symbol in sorted(symbols):
            if not is_index(symbol) and symbol not in self.sizes:
                raise DeclarationError(f"the size {symbol} is not declared", where, f"declare {symbol}")

    def is_recurrent(self, name: str) -> bool:
        """Whether a defined tensor is made from itself."""
        if self._links.recurrences is None and not any(name in d.reads for d in self.definitions.values()):
            return False  # nothing is made from it: so for each of many definitions, one after another
        return name in self.recurrences()

    def recurrences(self) -> frozenset[str]:
        """All defined tensors that are made from themselves, alone or in a group."""
        known = self._links
        if known.recurrences is None:
            left = {n: d.reads & self.definitions.keys() for n, d in self.definitions.items()}
            try:
                TopologicalSorter(left).prepare()
            except CycleError:
                cyclic = (n for n, reads in left.items() if any(n in self.dependencies(r) for r in reads))
                known.recurrences = frozenset(cyclic)
            else:
                known.recurrences = frozenset()
        return known.recurrences

    def steps_behind(self, entry: Read, tensor: str, index: Sequence[Poly]) -> Poly | None:
        """By how many steps of its recurrence ``tensor[index]`` comes after an entry that is not made from it at the
        same step; one less where it may be.  None where they are not counted by the same steps."""
        cycle = {d.name: d for d in self.cycle(entry.tensor)}
        found = axes_of_recurrence(list(cycle.values()))
        if found is None or entry.tensor not in found[0]:
            return None
        axes, still = found
        here = entry.index[axes[entry.tensor]]
        if tensor not in axes:
            readers = [cycle.get(name) for name in self.consumers(entry.tensor).get(tensor, ())]
            return _steps_before(readers, axes, tensor, [p - here - 1 for p in index])
        gap = index[axes[tensor]] - here
        same = {entry.tensor}
        pending = [entry.tensor]
        while pending:
            pending += (below := still[pending.pop()] - same)
            same |= below
        return gap - 1 if tensor in same else gap

    def cycle(self, name: str) -> list[Definition]:
        """The definitions that a recurrence is made from and that are made from it."""
        if not self.is_recurrent(name):
            return []
        below = sorted(n for n in self.dependencies(name) if n in self.recurrences())
        return [self.definitions[n] for n in below if name in self.dependencies(n)]

    def dependencies(self, name: str) -> frozenset[str]:
        """All defined tensors (and unknown losses) that the value of ``name`` is made from, itself included."""
        known = self._links.dependencies
        if name not in known:
            seen: set[str] = set()
            stack = [name]
            while stack:
                current = stack.pop()
                if current not in seen and (current in self.definitions or current in self.losses):
                    seen.add(current)
                    stack.extend(self._inputs(current))
            known[name] = frozenset(seen)
        return known[name]

    def sources(self, name: str) -> frozenset[str]:
        """All tensors, inputs included, that are read on the way to the value of ``name``."""
        known = self._links.sources
        if name not in known:
            known[name] = frozenset().union(*(self._inputs(d) for d in self.dependencies(name)))
        return known[name]

    def consumers(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """For each tensor that the value of ``name`` is made from: the definitions and losses on the way that read
        it, in alphabetical order."""
        known = self._links.consumers
        if name not in known:
            found: dict[str, list[str]] = {}
            for d in sorted(self.dependencies(name)):
                for tensor in self._inputs(d):
                    found.setdefault(tensor, []).append(d)
            known[name] = {tensor: tuple(readers) for tensor, readers in found.items()}
        return known[name]

    def made_plainly(self, name: str) -> bool:
        """Whether no definition on the way to the value of ``name`` has a derivative in it."""
        known = self._links.plain
        if name not in known:
            made_from = self.dependencies(name)
            known[name] = all(self.definitions[d].plain for d in made_from if d in self.definitions)
        return known[name]

    def inverts(self, name: str) -> bool:
        """Whether an inverse or a determinant stands on the way to a value that no recurrence makes."""
        known = self._links.inverts
        if name not in known:
            below = self.dependencies(name) & self.definitions.keys()
            bodies = (n for d in below for n in walk(self.definitions[d].body))
            found = any(isinstance(n, Matrix) for n in bodies)
            known[name] = found and below.isdisjoint(self.recurrences())
        return known[name]

    def _inputs(self, name: str) -> frozenset[str]:
        return self.definitions[name].reads if name in self.definitions else frozenset(self.losses[name].frontier)

    @property
    def _links(self) -> _Links:
        """What is known of who reads whom; forgotten when a definition or a loss changes."""
        key = (tuple(self.definitions), *self.definitions.values(), tuple(self.losses), *self.losses.values())
        if self._known is None or self._known.key != key:
            self._known = _Links(key)
        return self._known

    @property
    def memory(self) -> dict[object, Any]:
        """What provers found out about the theory as it stands; forgotten when a declaration changes."""
        declared = self.declared
        if self._memory is None or self._memory[0] != declared:
            self._memory = (declared, {})
        return self._memory[1]

    def range_guards(self, name: str, index: tuple[Poly, ...]) -> tuple[Guard, ...]:
        """The guards under which an entry exists."""
        shape = self.shape_of(name)
        found = self._ranges.get((name, index))
        if found is None or found[0] is not shape:
            found = self._ranges[name, index] = shape, in_shape(index, shape)
        return found[1]


def axes_of_recurrence(
    cycle: Sequence[Definition], first: Mapping[str, int] = MappingProxyType({})
) -> tuple[dict[str, int], dict[str, set[str]]] | None:
    """One index of each definition such that no read within the cycle is at a larger value of it, and the reads at
    the same value (the second answer) make no cycle: then every entry is made from finitely many others."""
    members = {d.name: d for d in cycle}
    reads = [(d, n) for d in cycle for n in walk(d.body) if isinstance(n, (Read, Diff)) and n.tensor in members]
    if any(isinstance(n, Diff) for _, n in reads):
        return None
    edges = [(d.name, n.tensor, d.indices, n.index) for d, n in reads]
    bound = {d.name: {b for n in walk(d.body) for b in bound_by(n)} for d in cycle}

    def still(axes: dict[str, int]) -> dict[str, set[str]] | None:
        found: dict[str, set[str]] = {name: set() for name in axes}
        for name, read, indices, places in edges:
            if name in axes and read in axes:
                step = Poly.symbol(indices[axes[name]]) - places[axes[read]] + first.get(name, 0) - first.get(read, 0)
                if not step.is_constant or step.value < 0 or indices[axes[name]] in bound[name]:
                    return None
                if step.value == 0:
                    found[name].add(read)
        try:
            TopologicalSorter(found).prepare()
        except CycleError:
            return None
        return found

    axes = axes_that_fit({d.name: len(d.shape) for d in cycle}, still)
    found = still(axes)
    return None if found is None or axes.keys() != members.keys() else (axes, found)


def _steps_before(
    readers: Sequence[Definition | None], axes: Mapping[str, int], tensor: str, gaps: Sequence[Poly]
) -> Poly | None:
    """``gaps[k]`` and the least number of steps that the members of a cycle are ahead of what they read of a tensor
    outside of it, where its axis ``k`` counts all reads; None where a read is at a later step, or no member reads."""
    for axis, gap in enumerate(gaps) if None not in readers else ():
        reads = [(d, n) for d in readers if d for n in walk(d.body) if isinstance(n, Read) and n.tensor == tensor]
        steps = [Poly.symbol(d.indices[axes[d.name]]) - n.index[axis] for d, n in reads]
        if steps and all(p.is_constant and p.value >= 0 for p in steps):
            return gap + min(p.value for p in steps)
    return None
