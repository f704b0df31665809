"""The generated function: sizes read off the shapes, statements, results; its text and the callable.

Guarantee: the text imports NumPy alone; results have the dtype of the inputs; inputs whose shapes contradict each
other raise :class:`ValueError` with both shapes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symderiv.errors import UnsupportedError
from symderiv.kernels import runtime
from symderiv.kernels.lower import Lowering
from symderiv.kernels.names import identifier, identifiers
from symderiv.kernels.plan import Facts
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Term, walk
from symderiv.language.theory import Free, Theory

__all__ = ["Kernel", "Output", "lambdify", "source_of"]

_RESERVED = frozenset(
    {
        "np",
        "dtype",
        "run",
        "arrays",
        "INPUTS",
        "OUTPUTS",
        "range",
        "max",
        "min",
        "reversed",
        "float",
        "dict",
        "tuple",
        "given",
        "sizes",
        "int",
        "any",
        "all",
        "sum",
        "list",
        "zip",
        "slice",
    }
)
_DEPENDS = {
    "correlate": ("_columns", "_flat_columns", "window"),
    "correlate_lags": ("_columns", "_flat_columns", "window"),
}


@dataclass(frozen=True)
class Output:
    """A result: a term over free indices, each from 0 to below its extent."""

    term: Term
    indices: tuple[str, ...] = ()
    shape: tuple[Poly, ...] = ()

    @staticmethod
    def over(term: Term, free: Iterable[Free]) -> Output:
        """The term over free indices that start at 0."""
        found = tuple(free)
        for f in found:
            if f.low:
                raise UnsupportedError(f"the free index {f.symbol} does not start at 0", repr(term))
        return Output(term, tuple(f.symbol for f in found), tuple(f.high for f in found))


@dataclass(frozen=True)
class Kernel:
    """A function of NumPy arrays made from terms; ``source`` is its module, ready to import."""

    source: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    function: Callable[..., dict[str, np.ndarray[Any, Any]]] = field(repr=False)

    def __call__(self, **arrays: Any) -> dict[str, np.ndarray[Any, Any]]:
        """Evaluate; raises ValueError for shapes that contradict each other, TypeError for missing inputs."""
        return self.function(**arrays)


def lambdify(
    theory: Theory,
    outputs: Mapping[str, Output | tuple[Term, Iterable[Free]] | str],
    *,
    names: Mapping[str, str] | None = None,
    upstream: Mapping[tuple[str, str], str] | None = None,
    fast: bool = True,
) -> Kernel:
    """One function of NumPy arrays for several outputs.

    ``outputs`` maps a name to an :class:`Output`, to a pair of a term and its free indices, or to the name of a
    tensor.  Inputs are the tensors without definition, the upstream gradients of unknown losses (``grad_y``, or as
    ``upstream`` says for a pair of loss and tensor) and the integers that no shape fixes.  Raises
    :class:`UnsupportedError` for what has no numeric form.

    >>> from symderiv.language.terms import Sum, Read, Mul, in_shape
    >>> theory = Theory()
    >>> n, m = theory.add_size("n"), theory.add_size("m")
    >>> theory.add_tensor("A", (n, m)); theory.add_tensor("x", (m,))
    >>> i, j = Poly.symbol("%i"), Poly.symbol("%j")
    >>> body = Sum(("%j",), in_shape((j,), (m,)), Mul((Read("A", (i, j)), Read("x", (j,)))))
    >>> kernel = lambdify(theory, {"y": Output(body, ("%i",), (n,))})
    >>> kernel(A=np.eye(2), x=np.array([3.0, 4.0]))["y"]
    array([3., 4.])
    """
    source, inputs, results = source_of(theory, outputs, names=names, upstream=upstream, fast=fast)
    space: dict[str, Any] = {"__name__": "symderiv_kernel"}
    exec(compile(source, "<symderiv kernel>", "exec", dont_inherit=True), space)
    return Kernel(source, inputs, results, space["run"])


def source_of(
    theory: Theory,
    outputs: Mapping[str, Output | tuple[Term, Iterable[Free]] | str],
    *,
    names: Mapping[str, str] | None = None,
    upstream: Mapping[tuple[str, str], str] | None = None,
    fast: bool = True,
    everything: bool = False,
    function: str = "run",
    present: Iterable[str] = (),
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The text of the module, its inputs and its outputs.

    With ``everything``, all tensors without definition are listed as inputs, those that no output needs too.
    ``function`` is the name of the function; other names than ``run`` leave out the head of a module and the
    helpers in ``present``.
    """
    wanted = {name: _output(theory, value) for name, value in outputs.items()}
    theory = _with_upstream(theory, wanted, upstream or {})
    helpers = {n for n, v in vars(runtime).items() if inspect.isfunction(v)}
    taken = set(_RESERVED) | helpers
    tensors = [*theory.shapes, *theory.definitions, *theory.losses]
    table = dict(names or {})
    table.update(identifiers([t for t in tensors if t not in table], taken | set(table.values())))
    table.update(identifiers([s for s in theory.sizes if s not in table], taken | set(table.values())))
    lowering = Lowering(theory, table, fast)
    results: list[tuple[str, str]] = []
    for name, output in wanted.items():
        scope = lowering.enter({}, dict(zip(output.indices, output.shape, strict=True)))
        value = lowering.lower(output.term, scope)
        code = lowering.full(value, output.indices, scope)
        results.append((name, lowering.emitter.emit(code, atomic=True)))
    used = _sizes_used(lowering, theory, wanted)
    needed = [t for t in theory.shapes if t in lowering.needed]
    head, integers, needed = _solve(theory, needed, used, table)
    own = "".join(f", {table[t]}" for t in needed)
    line = (
        "return {\n"
        + "".join(f'            "{name}": _result({token}, dtype{own}),\n' for name, token in results)
        + "        }"
    )
    identifiers_taken = taken | set(table.values())
    body = lowering.emitter.render(identifiers_taken, line)
    listed = [t for t in theory.shapes if everything or t in needed]
    inputs = (*(table[t] for t in listed), *(table[s] for s in integers))
    parameters = [table[t] + ("" if t in needed else "=None") for t in listed]
    optional = [table[s] for s in theory.sizes if s in used and s not in integers]
    signature = ", ".join(
        [
            *(p for p in parameters if "=" not in p),
            *(table[s] for s in integers),
            *(p for p in parameters if "=" in p),
            *(f"{s}=None" for s in optional),
        ]
    )
    lines = [f"def {function}(*, {signature}):" if signature else f"def {function}():"]
    lines.append('    """' + _summary(theory, listed, integers, results, table, wanted) + '"""')
    arrays = [table[t] for t in needed]
    if arrays:
        lines.append(f"    dtype = _dtype({', '.join(arrays)})")
    else:
        lines.append("    dtype = np.dtype(float)")
    lines += [f"    {a} = np.asarray({a}, dtype)" for a in arrays]
    lines += head
    for t in needed:
        shape = "".join(f"{theory.shapes[t][k].text(lambda s: table[s])}, " for k in range(len(theory.shapes[t])))
        lines.append(f'    check_shape("{table[t]}", {table[t]}, ({shape.strip()}))')
    settled = used | {s for t in needed for p in theory.shapes[t] for s in p.free}
    for g in theory.conditions:
        if g.kind in ("ge", "eq") and g.free <= settled:
            text = g.poly.text(lambda s: table[s]) + (" >= 0" if g.kind == "ge" else " == 0")
            lines.append(f"    if not ({text}):")
            lines.append(f'        raise ValueError("the shapes contradict each other: {text} does not hold")')
    lines.append('    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):')
    lines.append(body)
    needs = {"_result", *lowering.helpers} | ({"_dtype", "check_shape"} if arrays else set())
    if optional:
        needs.add("_agree")
    needs |= {d for h in needs for d in _DEPENDS.get(h, ())}
    parts = ["import numpy as np", f"INPUTS = {_tuple(inputs)}\nOUTPUTS = {_tuple(n for n, _ in results)}"]
    if function != "run":
        parts = []
    parts += [_plain_source(getattr(runtime, h)) for h in vars(runtime) if h in needs and h not in set(present)]
    text = "\n\n\n".join([*parts, "\n".join(lines)]) + "\n"
    return text, inputs, tuple(n for n, _ in results)


def _tuple(names: Iterable[str]) -> str:
    items = [f'"{n}"' for n in names]
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def _plain_source(function: Any) -> str:
    """The text of a helper without annotations that need more than NumPy."""
    text = inspect.getsource(function)
    for old, new in (
        ("Array", "np.ndarray"),
        (": Any = True", " = True"),
        (": Any", ": object"),
        ("-> Any", "-> np.dtype"),
    ):
        text = text.replace(old, new)
    return text.replace("  # type: ignore[assignment]", "").strip()


def _summary(
    theory: Theory,
    listed: list[str],
    integers: list[str],
    results: list[tuple[str, str]],
    table: Mapping[str, str],
    wanted: Mapping[str, Output],
) -> str:
    def shape(polys: Iterable[Poly]) -> str:
        return "(" + ", ".join(p.text(lambda s: table.get(s, s)) for p in polys) + ")"

    inputs = [f"{table[t]} {shape(theory.shapes[t])}" for t in listed] + [f"{table[s]} integer" for s in integers]
    outputs = [f"{name} {shape(wanted[name].shape)}" for name, _ in results]
    return (
        "Inputs:\n        "
        + "\n        ".join(inputs)
        + "\n    Returns a dict:\n        "
        + "\n        ".join(outputs)
        + "\n    "
    )


def _output(theory: Theory, value: Output | tuple[Term, Iterable[Free]] | str) -> Output:
    if isinstance(value, Output):
        return value
    if isinstance(value, str):
        from symderiv.language.terms import Read

        shape = theory.shape_of(value)
        indices = tuple(f"%a.{k}" for k in range(len(shape)))
        return Output(Read(value, tuple(map(Poly.symbol, indices))), indices, shape)
    return Output.over(value[0], value[1])


def _with_upstream(theory: Theory, wanted: Mapping[str, Output], upstream: Mapping[tuple[str, str], str]) -> Theory:
    """A copy in which the gradients of unknown losses at their frontier are inputs.

    A definition that only names such a gradient becomes the input itself.
    """
    terms = [o.term for o in wanted.values()] + [d.body for d in theory.definitions.values()]
    pairs: dict[tuple[str, str], None] = {}
    for term in terms:
        for node in walk(term):
            if isinstance(node, Diff) and node.total:
                loss = theory.loss_of(node.body)
                if loss is not None and node.tensor in loss.frontier:
                    pairs[(loss.name, node.tensor)] = None
    own: dict[tuple[str, str], str] = {}
    for d in theory.definitions.values():
        node = d.body
        if isinstance(node, Diff) and node.total and node.index == tuple(map(Poly.symbol, d.indices)):
            loss = theory.loss_of(node.body)
            if loss is not None and node.tensor in loss.frontier and d.shape == theory.shape_of(node.tensor):
                own.setdefault((loss.name, node.tensor), d.name)
    copy = Theory(
        dict(theory.sizes),
        list(theory.conditions),
        dict(theory.shapes),
        dict(theory.definitions),
        dict(theory.functions),
        dict(theory.losses),
        list(theory.hypotheses),
    )
    renamed: dict[tuple[str, str], str] = {}
    for loss_name, tensor in pairs:
        name = upstream.get((loss_name, tensor)) or own.get((loss_name, tensor)) or f"grad_{identifier(tensor)}"
        while name not in copy.definitions and (name in copy.shapes or name in copy.losses):
            name += "_upstream"
        copy.definitions.pop(name, None)
        copy.shapes[name] = theory.shape_of(tensor)
        renamed[(loss_name, tensor)] = name

    def replace(term: Term) -> Term:
        return _replace_upstream(term, theory, renamed)

    from symderiv.language.theory import Definition

    for name, d in list(copy.definitions.items()):
        copy.definitions[name] = Definition(d.name, d.indices, d.shape, replace(d.body))
    if isinstance(wanted, dict):
        for name, o in list(wanted.items()):
            wanted[name] = Output(replace(o.term), o.indices, o.shape)
    return copy


def _replace_upstream(term: Term, theory: Theory, renamed: Mapping[tuple[str, str], str]) -> Term:
    from symderiv.language.terms import Read

    if isinstance(term, Diff) and term.total:
        loss = theory.loss_of(term.body)
        if loss is not None and (loss.name, term.tensor) in renamed:
            return Read(renamed[(loss.name, term.tensor)], term.index)
    children = term.children
    if not children:
        return term
    fresh = tuple(_replace_upstream(c, theory, renamed) for c in children)
    return term if all(a is b for a, b in zip(children, fresh, strict=True)) else term.rebuild(fresh)


def _sizes_used(lowering: Lowering, theory: Theory, wanted: Mapping[str, Output]) -> set[str]:
    """The sizes that the body mentions (all that stand in the shapes and terms that it was made from)."""
    used: set[str] = set()
    for output in wanted.values():
        used |= {s for p in output.shape for s in p.free} | {s for s in output.term.free if s in theory.sizes}
        for node in walk(output.term):
            used |= {s for s in node.free if s in theory.sizes}
    for name in lowering.arrays:
        used |= {s for p in theory.shape_of(name) for s in p.free}
        if name in theory.definitions:
            for node in walk(theory.definitions[name].body):
                used |= {s for s in node.free if s in theory.sizes}
    return used


def _solve(
    theory: Theory, needed: list[str], used: set[str], table: Mapping[str, str]
) -> tuple[list[str], list[str], list[str]]:
    """Statements that read the sizes off the shapes; the integers that must be given; the arrays that are needed."""
    facts = Facts(theory)
    needed = list(needed)
    while True:
        lines, known = _solve_from(theory, needed, used, table, facts, {})
        missing = [s for s in theory.sizes if s in used and s not in known]
        more = [
            t for t in theory.shapes if t not in needed and {s for p in theory.shapes[t] for s in p.free} & set(missing)
        ]
        helpful = None
        for t in more:
            _, better = _solve_from(theory, [*needed, t], used, table, facts, {})
            if len(better & used) > len(known & used):
                helpful = t
                break
        if helpful is None:
            break
        needed.append(helpful)
    given: list[str] = []
    # an integer that fixes the others is asked for first: those without a lower bound of one, then in their order
    while True:
        lines, known = _solve_from(theory, needed, used, table, facts, dict.fromkeys(given, ""))
        missing = [s for s in theory.sizes if s in used and s not in known]
        if not missing:
            return lines, given, needed
        missing.sort(
            key=lambda s: (
                any(g.free >= {s} and len(g.free) > 1 and _solvable(theory, s) for g in theory.conditions),
                list(theory.sizes).index(s),
            )
        )
        given.append(missing[0])


def _solvable(theory: Theory, symbol: str) -> bool:
    """Whether a condition fixes the size as a quotient (``Ho`` in ``s*(Ho-1) <= H+2P-K``)."""
    for g in theory.conditions:
        if g.kind == "ge" and symbol in g.free:
            try:
                c = g.poly.coefficient(symbol)
            except ValueError:
                continue
            if not (c.is_constant and abs(c.value) == 1):
                return True
    return False


def _solve_from(
    theory: Theory, needed: list[str], used: set[str], table: Mapping[str, str], facts: Facts, given: Mapping[str, str]
) -> tuple[list[str], set[str]]:
    known: set[str] = set(given)
    lines = [f"    {table[s]} = int({table[s]})" for s in given]
    relevant = used | {s for t in needed for p in theory.shapes[t] for s in p.free}

    def label(s: str) -> str:
        return table[s]

    changed = True
    done: set[str] = set(given)
    while changed:
        changed = False
        for t in needed:
            for axis, size in enumerate(theory.shapes[t]):
                open_ = size.free - known
                if len(open_) != 1:
                    continue
                (symbol,) = open_
                try:
                    c = size.coefficient(symbol)
                except ValueError:
                    continue
                if symbol in c.free or not facts.sign(c):
                    continue
                rest = size - c * Poly.symbol(symbol)
                value = f"{table[t]}.shape[{axis}]"
                if rest:
                    value = f"{value} - ({rest.text(label)})"
                if c != Poly.constant(1):
                    value = f"({value}) // ({c.text(label)})"
                lines += _assign(symbol, value, symbol in used, label)
                known.add(symbol)
                changed = True
        if changed:
            continue
        for g in theory.conditions:
            if g.kind not in ("ge", "eq"):
                continue
            open_ = g.free - known
            if len(open_) != 1:
                continue
            (symbol,) = open_
            if symbol not in relevant:
                continue
            try:
                c = g.poly.coefficient(symbol)
            except ValueError:
                continue
            rest = g.poly - c * Poly.symbol(symbol)
            if g.kind == "ge":
                # c*symbol + rest >= 0 with c < 0, and its partner that says that one more is too much
                partner = any(o.kind == "ge" and o.poly == -g.poly - c - 1 for o in theory.conditions)
                if facts.sign(c) >= 0 or not partner:
                    continue
            elif not facts.sign(c):
                continue
            lines += _assign(symbol, f"({rest.text(label)}) // ({(-c).text(label)})", symbol in used, label)
            known.add(symbol)
            changed = True
            break
    del done
    return lines, known


def _assign(symbol: str, value: str, used: bool, label: Callable[[str], str]) -> list[str]:
    name = label(symbol)
    return [f'    {name} = _agree("{name}", {name}, {value})' if used else f"    {name} = {value}"]
