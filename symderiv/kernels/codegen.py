"""The generated function: sizes read off the shapes, statements, results; its text and the callable.

Guarantee: the text imports NumPy alone; results have the dtype of the inputs; inputs whose shapes contradict each
other raise :class:`ValueError` with both shapes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replace_fields
from typing import TYPE_CHECKING, Any

import numpy as np

from symderiv.budget import deep
from symderiv.errors import DeclarationError
from symderiv.kernels import runtime
from symderiv.kernels.lower import Lowering
from symderiv.kernels.names import identifier, identifiers
from symderiv.kernels.sizes import Names, Output, sizes_used, solve
from symderiv.kernels.sweep import Sweep
from symderiv.kernels.written_out import open_exponentials, open_logarithms
from symderiv.language.integers import Poly
from symderiv.language.terms import Diff, Read, Term, walk
from symderiv.language.theory import Definition, Free, Theory

if TYPE_CHECKING:
    from symderiv.language.notation import Model

__all__ = ["Kernel", "Output", "Source", "lambdify", "source_of"]

#: What a kernel's own text calls by these names.
RESERVED = frozenset(
    {
        "_inputs",
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
_HEAD = '''"""NumPy kernel made by symderiv: run(**arrays) takes INPUTS by keyword and returns a dict of OUTPUTS.

Arrays of float32 give float32.  Where a formula has no value (a gradient of a norm at zero), the entry is NaN.
"""

'''
_CONVOLUTION = ("_columns", "_flat_columns", "_place", "correlate", "correlate_lags", "window")
_DEPENDS = {
    **dict.fromkeys(("correlate", "correlate_lags"), _CONVOLUTION),
    **dict.fromkeys(("correlate_strictly", "correlate_lags_strictly"), ("_within",)),
}


@dataclass(frozen=True)
class Kernel:
    """A function of NumPy arrays made from terms; ``source`` is its module, ready to import."""

    source: str = field(repr=False)
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    function: Callable[..., dict[str, np.ndarray[Any, Any]]] = field(repr=False)

    def __call__(self, **arrays: Any) -> dict[str, np.ndarray[Any, Any]]:
        """Evaluate; raises ValueError for shapes that contradict each other, TypeError for missing inputs."""
        return self.function(**arrays)


@dataclass(frozen=True)
class Source:
    """The text of a module with the names of its inputs and outputs, and the identifiers in it.

    ``stems`` has the identifier of every abstract function, ``callables`` the function and the orders of the
    derivative for each input that is a callable.
    """

    text: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    names: Names
    stems: Mapping[str, str]
    callables: Mapping[str, tuple[str, tuple[int, ...]]]


@deep()
def lambdify(
    theory: Theory | Model,
    outputs: Mapping[str, Any] | Iterable[Any],
    *,
    names: Mapping[str, str] | None = None,
    upstream: Mapping[tuple[str, str], str] | None = None,
    fast: bool = True,
) -> Kernel:
    """One function of NumPy arrays for several outputs, made once for every shape.

    ``outputs`` maps a name to an :class:`Output`, to a pair of a term and its free indices (as
    :meth:`~symderiv.language.notation.Model.entries` gives it), to a tensor or its name, or to an expression without
    free indices; tensors that are called by their own names may be listed (``["y", "s"]``).  Derivatives in outputs
    and definitions are taken by the reverse sweep, and what several outputs need is computed once.  Inputs are the
    tensors without definition, the upstream gradients of unknown losses (``grad_y``, or as ``upstream`` says for a
    pair of loss and tensor), abstract functions as callables of arrays (``f``, ``f_prime`` for its derivative,
    ``f_prime2``, ``g_d10`` for the derivative of ``g(a, b)`` by ``a``) and the integers that no shape fixes.
    Raises :class:`UnsupportedError` for what has no numeric form.

    >>> from symderiv import D, Model, indices, total
    >>> t = Model(); n, m = t.sizes("n m"); i, j, k = indices("i j k")
    >>> A, x = t.tensor("A", n, m), t.tensor("x", m)
    >>> y = t.define("y", (i,), total(A[i, j] * x[j], j))
    >>> s = t.define("s", (), total(y[i] ** 2, i) / 2)
    >>> kernel = lambdify(t, {"y": "y", "slope": t.entries(D(s, x[k]), k)})
    >>> {name: v.tolist() for name, v in kernel(A=2 * np.eye(2), x=np.array([3.0, 4.0])).items()}
    {'y': [6.0, 8.0], 'slope': [12.0, 16.0]}
    """
    theory = theory if isinstance(theory, Theory) else theory.theory
    wanted = {name: _output(theory, value) for name, value in _listed(outputs)}
    by = _differentiated([*(o.term for o in wanted.values()), *(d.body for d in theory.definitions.values())])
    sweep = Sweep(open_logarithms(open_exponentials(theory, by), by))
    found = {name: replace_fields(o, term=sweep.resolve(o.term)) for name, o in wanted.items()}
    sweep.complete(n.tensor for o in found.values() for n in walk(o.term) if isinstance(n, Read))
    made = source_of(sweep.theory, found, names=names, upstream=upstream, fast=fast)
    space: dict[str, Any] = {"__name__": "symderiv_kernel"}
    exec(compile(made.text, "<symderiv kernel>", "exec", dont_inherit=True), space)
    return Kernel(made.text, made.inputs, made.outputs, space["run"])


def _differentiated(terms: Iterable[Term]) -> frozenset[str]:
    """The tensors by which is differentiated, which stay as they are."""
    return frozenset(n.tensor for t in terms for n in walk(t) if isinstance(n, Diff))


def source_of(
    theory: Theory,
    outputs: Mapping[str, Output | tuple[Term, Iterable[Free]] | str],
    *,
    names: Mapping[str, str] | None = None,
    upstream: Mapping[tuple[str, str], str] | None = None,
    fast: bool = True,
    sizes: Mapping[str, str] | None = None,
    everything: bool = False,
    function: str = "run",
    stems: Mapping[str, str] | None = None,
    present: Iterable[str] = (),
) -> Source:
    """The text of the module, its inputs and its outputs.

    With ``everything``, all tensors without definition are listed as inputs, those that no output needs too.
    ``function`` is the name of the function; other names than ``run`` leave out the head of a module and the
    helpers in ``present``.
    """
    wanted = {name: _output(theory, value) for name, value in outputs.items()}
    theory = _with_upstream(theory, wanted, upstream or {})
    helpers = {n for n, v in vars(runtime).items() if inspect.isfunction(v)}
    taken = set(RESERVED) | helpers
    tensors = [*theory.shapes, *theory.definitions, *theory.losses]
    table = dict(names or {})
    table.update(identifiers([t for t in tensors if t not in table], taken | set(table.values())))
    integers_table = dict(sizes or {})
    reserved = taken | set(table.values()) | set(integers_table.values())
    integers_table.update(identifiers([s for s in sorted(theory.sizes) if s not in integers_table], reserved))
    known = Names(table, integers_table)
    lowering = Lowering(theory, known, fast)
    reserved |= set(integers_table.values())
    lowering.stems = identifiers(theory.functions, reserved) if stems is None else stems
    reserved |= {f"{stem}_prime" for stem in lowering.stems.values()} | set(lowering.stems.values())
    results: list[tuple[str, str]] = []
    for name, output in wanted.items():
        scope = lowering.enter({}, dict(zip(output.indices, output.shape, strict=True)))
        value = lowering.lower(output.term, scope)
        code = lowering.full(value, output.indices, scope)
        results.append((name, lowering.emitter.emit(code, atomic=True)))
    used = sizes_used(theory, lowering.arrays, wanted.values())
    needed = [t for t in theory.shapes if t in lowering.needed]
    head, integers, needed = solve(theory, needed, used, known)
    several = len(needed) > 1 and len(results) > 1
    own = ", *_inputs" if several else "".join(f", {table[t]}" for t in needed)
    line = (
        (f"_inputs = ({', '.join(table[t] for t in needed)})\n        " if several else "")
        + "return {\n"
        + "".join(f'            "{name}": _result({token}, dtype{own}),\n' for name, token in results)
        + "        }"
    )
    identifiers_taken = reserved | set(integers_table.values())
    body = lowering.emitter.render(identifiers_taken, line)
    listed = [t for t in theory.shapes if everything or t in needed]
    callables = dict(sorted(lowering.callables.items()))
    inputs = (*(table[t] for t in listed), *callables, *(known.sizes[s] for s in integers))
    parameters = [table[t] + ("" if t in needed else "=None") for t in listed]
    read = [known.sizes[s] for s in sorted(theory.sizes) if s in used and s not in integers]
    optional = [known.sizes[s] for s in sorted(theory.sizes) if s not in integers] if everything else read
    signature = ", ".join(
        [
            *(p for p in parameters if "=" not in p),
            *callables,
            *(known.sizes[s] for s in integers),
            *(p for p in parameters if "=" in p),
            *(f"{s}=None" for s in optional),
        ]
    )
    lines = [f"def {function}(*, {signature}):" if signature else f"def {function}():"]
    lines.append('    """' + _summary(theory, listed, callables, integers, results, known, wanted) + '"""')
    given = [table[t] for t in listed]
    lines.append(f"    dtype = _dtype({', '.join(given)})" if given else "    dtype = np.dtype(float)")
    lines += [f'    {table[t]} = _array("{table[t]}", {table[t]}, dtype, {len(theory.shapes[t])})' for t in needed]
    lines += head
    for t in needed:
        if theory.shapes[t]:
            lines.append(f'    _check_shape("{table[t]}", {table[t]}, {known.shape(theory.shapes[t])})')
    settled = used | {s for t in needed for p in theory.shapes[t] for s in p.free}
    for t in (t for t in listed if t not in needed):
        lines.append(f"    if {table[t]} is not None:  # not needed here, and yet wrong where it does not fit")
        lines.append(f'        {table[t]} = _array("{table[t]}", {table[t]}, dtype, {len(theory.shapes[t])})')
        if theory.shapes[t] and {s for p in theory.shapes[t] for s in p.free} <= settled:
            lines.append(f'        _check_shape("{table[t]}", {table[t]}, {known.shape(theory.shapes[t])})')
    for g in theory.conditions:
        if g.kind in ("ge", "eq") and g.free <= settled:
            text = known.text(g.poly) + (" >= 0" if g.kind == "ge" else " == 0")
            lines.append(f"    if not ({text}):")
            lines.append(f'        raise ValueError("the shapes contradict each other: {text} does not hold")')
    lines.append('    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):')
    lines.append(body)
    needs = {"_result", *lowering.helpers} | ({"_array", "_check_shape"} if listed else set())
    needs |= {"_dtype"} if given else set()
    needs |= {"_whole"} if integers else set()
    if read:
        needs.add("_agree")
    needs |= {d for h in needs for d in _DEPENDS.get(h, ())}
    parts = [_HEAD + "import numpy as np", f"INPUTS = {_tuple(inputs)}\nOUTPUTS = {_tuple(n for n, _ in results)}"]
    if function != "run":
        parts = []
    parts += [_plain_source(getattr(runtime, h)) for h in vars(runtime) if h in needs and h not in set(present)]
    text = "\n\n\n".join([*parts, "\n".join(lines)]) + "\n"
    return Source(text, inputs, tuple(n for n, _ in results), known, lowering.stems, callables)


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
    callables: Iterable[str],
    integers: list[str],
    results: list[tuple[str, str]],
    known: Names,
    wanted: Mapping[str, Output],
) -> str:
    inputs = [f"{known.tensors[t]} {known.shape(theory.shapes[t])}" for t in listed]
    inputs += [f"{name}, a function of arrays that works entry by entry" for name in callables]
    inputs += [f"{known.sizes[s]} integer" for s in integers]
    outputs = [f"{name} {known.shape(wanted[name].shape)}" for name, _ in results]
    return (
        "Inputs:\n        "
        + "\n        ".join(inputs)
        + "\n    Returns a dict:\n        "
        + "\n        ".join(outputs)
        + "\n    "
    )


def _listed(outputs: Mapping[str, Any] | Iterable[Any]) -> Iterable[tuple[str, Any]]:
    """Each output with its name; tensors without one have their own."""
    if isinstance(outputs, Mapping):
        return outputs.items()
    if isinstance(outputs, str) or not isinstance(outputs, list | tuple | set):
        outputs = (outputs,)
    texts = [str(getattr(value, "label", value)) for value in outputs]
    return [(identifier(text), text) for text in texts]


def _output(theory: Theory, value: Any) -> Output:
    if isinstance(value, Output):
        return value
    known = {*theory.shapes, *theory.definitions, *theory.losses}
    if not isinstance(value, tuple) and (text := str(getattr(value, "label", value))) in known:
        value = text
    if isinstance(value, Term):
        return Output(value)
    if not isinstance(value, str | tuple):
        from symderiv.language.notation import free_indices
        from symderiv.language.sympy_form import from_sympy

        if letters := ", ".join(map(str, free_indices(value))):
            what = f"an output with free indices ({letters}) in no order"
            raise DeclarationError(what, str(value)[:80], f"say the order: t.entries(expression, {letters})")
        return Output(from_sympy(value, theory))
    if isinstance(value, str):
        shape = theory.shape_of(value)
        indices = tuple(f"%a.{k}" for k in range(len(shape)))
        return Output(Read(value, tuple(map(Poly.symbol, indices))), indices, shape)
    return Output.over(value[0], value[1])


def _with_upstream(theory: Theory, wanted: dict[str, Output], upstream: Mapping[tuple[str, str], str]) -> Theory:
    """A copy in which the gradients of unknown losses at their frontier are inputs.

    A definition that only names such a gradient becomes the input itself.
    """
    terms = [o.term for o in wanted.values()]
    reached: set[str] = set()
    for term in terms:  # grows
        for node in walk(term):
            if isinstance(node, Read) and node.tensor in theory.definitions and node.tensor not in reached:
                reached.add(node.tensor)
                terms.append(theory.definitions[node.tensor].body)
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
    copy = replace_fields(theory, shapes=dict(theory.shapes), definitions=dict(theory.definitions))
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

    for name, d in list(copy.definitions.items()):
        copy.definitions[name] = Definition(d.name, d.indices, d.shape, replace(d.body))
    for name, o in wanted.items():
        wanted[name] = Output(replace(o.term), o.indices, o.shape)
    return copy


def _replace_upstream(term: Term, theory: Theory, renamed: Mapping[tuple[str, str], str]) -> Term:
    if isinstance(term, Diff) and term.total:
        loss = theory.loss_of(term.body)
        if loss is not None and (loss.name, term.tensor) in renamed:
            return Read(renamed[(loss.name, term.tensor)], term.index)
    children = term.children
    if not children:
        return term
    fresh = tuple(_replace_upstream(c, theory, renamed) for c in children)
    return term if all(a is b for a, b in zip(children, fresh, strict=True)) else term.rebuild(fresh)
