"""What a kernel is asked for: variables and values by any of their names, the scalar that is meant, the outputs.

Without a loss in the document, the last tensors stand at its end: each gets an upstream gradient as input, and the
scalar is their inner product.  What is ambiguous is refused with the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from inspect import isfunction

from symderiv.errors import DeclarationError, UnsupportedError
from symderiv.kernels import runtime
from symderiv.kernels.codegen import RESERVED
from symderiv.kernels.names import identifier
from symderiv.kernels.sizes import Output
from symderiv.kernels.sweep import Sweep
from symderiv.kernels.tensors import schedule
from symderiv.kernels.written_out import open_exponentials, open_logarithms
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Mul, Read, Sum, Term, add, in_shape, walk
from symderiv.language.theory import Definition, Theory, is_elsewhere

__all__ = ["Rename", "Request", "last_tensors"]

Rename = Mapping[str, str] | Callable[[str], str] | None


class Request:
    """The outputs that were asked for, in a theory in which every derivative has become a definition.

    ``target``: the scalar that is differentiated; ``ends``: the tensors at the end of the forward pass, each with the
    name of its upstream gradient ("" for the scalar itself); ``original``: the theory before derivatives were taken.
    """

    def __init__(
        self,
        theory: Theory,
        wrt: Sequence[str],
        values: Sequence[str] = (),
        rename: Rename = None,
        target: str | None = None,
    ) -> None:
        self.name = _renamer(rename)
        tensors = [*theory.shapes, *theory.definitions]
        self.wrt = [_find(w, tensors, theory, self.name) for w in wrt]
        self.values = [_find(v, tensors, theory, self.name) for v in values]
        self.names = _distinct(tensors, self.name)
        self.ends: list[tuple[str, str]] = []
        self.target = ""
        if self.wrt:
            theory = self._aim(theory, target)
        by = {n.tensor for d in theory.definitions.values() for n in walk(d.body) if isinstance(n, Diff)}
        self.original = theory
        keep = frozenset({*by, *self.wrt})
        sweep = Sweep(open_logarithms(open_exponentials(theory, keep), keep))
        self.outputs: dict[str, Output] = {}
        for w in self.wrt:
            term, indices = sweep.gradient(self.target, w)
            self.outputs[f"grad_{self.names[w]}"] = Output(term, indices, theory.shape_of(w))
        for v in self.values:
            indices = tuple(f"%a.{k}" for k in range(len(theory.shape_of(v))))
            self.outputs[self.names[v]] = Output(Read(v, tuple(map(Poly.symbol, indices))), indices, theory.shape_of(v))
        sweep.complete(n.tensor for o in self.outputs.values() for n in walk(o.term) if isinstance(n, Read))
        self.theory = sweep.theory
        taken = set(self.names.values())
        for (scalar, tensor), label in sweep.adjoints.items():
            if tensor not in self.names:
                self.names[tensor] = _unused(identifier(tensor), taken)
            over = "" if scalar == self.target else f"_{self.name(scalar)}"
            self.names[label] = _unused(f"grad{over}_{self.names[tensor]}", taken)

    def _aim(self, theory: Theory, target: str | None) -> Theory:
        """Settle the scalar to differentiate, and what stands at the end of the forward pass."""
        sweep = Sweep(theory)
        if target is None:
            found = _scalars(theory, sweep, self.wrt)
            if len(found) > 1:
                raise DeclarationError(
                    f"several scalars depend on {', '.join(map(self._shown, self.wrt))}",
                    remedy=f"choose one with --of (target=): {', '.join(map(self._shown, found))}",
                )
            target = found[0] if found else None
        if target is not None:
            if theory.shape_of(target):
                raise DeclarationError(f"{target} is no scalar", remedy="differentiate a loss")
            for w in self.wrt:
                if w == target or not sweep.depends(target, w):
                    raise DeclarationError(f"{target} does not depend on {w}", remedy=f"leave {w} out, or choose --of")
            self.target = target
            loss = theory.losses.get(target)
            for w in self.wrt:
                if loss and w in loss.frontier:
                    raise DeclarationError(
                        f"{target} has no definition and begins at {w}: its gradient is given, and nothing computes it",
                        remedy=f"define a tensor from {w}, repair the definitions that read it, or leave {w} out",
                    )
            self.ends = [(f, self._upstream(theory, target, f)) for f in loss.frontier] if loss else [(target, "")]
            return theory
        sinks = _sinks(theory, sweep, self.wrt, False)
        for w in self.wrt:
            if not any(sweep.depends(s, w) for s in sinks):
                raise DeclarationError(
                    f"nothing that the document defines depends on {w}",
                    remedy=f"define a tensor from {w}, or leave it out",
                )
        shapes, definitions = dict(theory.shapes), dict(theory.definitions)
        taken = set(self.names.values())
        terms: list[Term] = []
        for s in sinks:
            upstream = f"upstream~{s}"
            shapes[upstream] = theory.shape_of(s)
            self.names[upstream] = _unused(f"grad_{self.names[s]}", taken)
            self.ends.append((s, upstream))
            indices = theory.definitions[s].indices
            at = tuple(map(Poly.symbol, indices))
            product = Mul((Read(upstream, at), Read(s, at)))
            terms.append(Sum(indices, in_shape(at, shapes[upstream]), product) if indices else product)
        self.target = "~loss"
        definitions[self.target] = Definition(self.target, (), (), add(*terms))
        self.names[self.target] = _unused("loss", taken)
        return replace(theory, shapes=shapes, definitions=definitions)

    def _shown(self, name: str) -> str:
        return self.names.get(name) or self.name(name)

    def _upstream(self, theory: Theory, loss: str, tensor: str) -> str:
        """The name of the input that stands for a gradient of an unknown loss: the document's own, if it has one."""
        for d in theory.definitions.values():
            at = tuple(map(Poly.symbol, d.indices))
            if d.body == Diff(Read(loss), tensor, at) and d.shape == theory.shape_of(tensor):
                return d.name
        upstream = f"upstream~{tensor}"
        self.names[upstream] = _unused(f"grad_{self.names[tensor]}", set(self.names.values()))
        return upstream

    @property
    def upstream(self) -> dict[tuple[str, str], str]:
        """The inputs for the gradients of an unknown loss."""
        return {(self.target, tensor): name for tensor, name in self.ends if self.target in self.original.losses}


def _scalars(theory: Theory, sweep: Sweep, wrt: Sequence[str]) -> list[str]:
    """The unknown losses that depend on all of ``wrt``; else the defined scalars that do and that nothing reads."""
    losses = [s for s in theory.losses if all(sweep.depends(s, w) for w in wrt)]
    if losses:
        return losses
    sinks = [*_sinks(theory, sweep, wrt, False), *_sinks(theory, sweep, wrt, True)]
    return [s for s in sinks if not theory.shape_of(s) and all(sweep.depends(s, w) for w in wrt)]


def last_tensors(theory: Theory, wrt: Sequence[str]) -> list[str]:
    """The tensors at the end of the forward pass that are made from all of ``wrt``: no other definition reads them."""
    sweep = Sweep(theory)
    return [n for n in _sinks(theory, sweep, wrt, False) if all(sweep.depends(n, w) for w in wrt)]


def _sinks(theory: Theory, sweep: Sweep, wrt: Sequence[str], derived: bool) -> list[str]:
    """The definitions that depend on some of ``wrt`` and that no other such one reads.

    Of definitions that read each other (the gates and the states of a cell), the states at the end.
    ``derived``: those that hold derivatives of defined scalars; else those without any derivative.
    """
    found: list[str] = []
    for name in (n for n in theory.definitions if not is_elsewhere(n)):
        made = theory.dependencies(name)
        bodies = [theory.definitions[n].body for n in made if n in theory.definitions]
        differentiated = any(isinstance(n, Diff) for b in bodies for n in walk(b))
        if not made & set(theory.losses) and differentiated == derived:
            found.append(name)
    reaching = [n for n in found if n not in wrt and any(sweep.depends(n, w) for w in wrt)]
    reads = {n: theory.dependencies(n) for n in reaching}
    outer = [n for n in reaching if all(n not in reads[o] or o in reads[n] for o in reaching)]
    ends: list[str] = []
    for n in outer:
        cycle = [o for o in outer if o in reads[n] and n in reads[o]]
        ends += [n] if cycle == [n] else [n for e in [_last_states(theory, cycle) or cycle[-1:]] if n in e]
    return ends


def _last_states(theory: Theory, cycle: Sequence[str]) -> list[str]:
    """The tensors of a recurrent cell whose last entries none of its definitions reads: its states at the end."""
    members = [theory.definitions[n] for n in cycle]
    axes, direction, _ = schedule(members)
    found = dict.fromkeys(cycle)
    for d in members:
        own = Poly.symbol(d.indices[axes[d.name]])
        last = d.shape[axes[d.name]] - 1 if direction > 0 else Poly.constant(0)
        for node in walk(d.body):
            if isinstance(node, Read) and node.tensor in axes:
                axis = axes[node.tensor]
                place = node.index[axis] - own + last
                end = theory.shape_of(node.tensor)[axis] - 1 if direction > 0 else Poly.constant(0)
                beyond = (place - end) * direction
                if not (beyond.is_constant and beyond.value < 0):
                    found.pop(node.tensor, None)
    return list(found)


def _renamer(rename: Rename) -> Callable[[str], str]:
    if rename is None:
        return identifier
    if callable(rename):
        return rename
    table = rename
    return lambda name: table.get(name) or identifier(name)


def _unused(stem: str, taken: set[str]) -> str:
    """The name, with a number behind it where it is taken; it is taken from then on."""
    text, number = stem, 2
    while text in taken:
        text, number = f"{stem}_{number}", number + 1
    taken.add(text)
    return text


def _distinct(tensors: Iterable[str], name: Callable[[str], str]) -> dict[str, str]:
    """A name for each tensor, and none that the text of a kernel uses itself."""
    used = {*RESERVED, *(n for n, v in vars(runtime).items() if isfunction(v))}
    return {t: _unused(name(t), used) for t in tensors}


def _find(wanted: str, tensors: Iterable[str], theory: Theory, name: Callable[[str], str]) -> str:
    known = list(tensors)
    if wanted in known:
        return wanted
    matches = [t for t in known if name(t) == wanted or name(t) == identifier(wanted)]
    if matches:
        return matches[0]
    if any(wanted == loss or name(loss) == identifier(wanted) for loss in theory.losses):
        raise UnsupportedError(f"{wanted} has no definition", remedy=f"define {wanted} to ask for its value")
    raise DeclarationError(
        f"{wanted} is not a tensor of the document", remedy=f"choose one of {', '.join(sorted(map(name, known)))}"
    )
