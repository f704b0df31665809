"""The module that ``symderiv kernel`` prints: gradients and values as one function, with its own test.

The gradients come from the prover's reverse sweep; the test compares them with central differences of the forward
pass, which is generated separately.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from symderiv.errors import DeclarationError
from symderiv.kernels.codegen import Output, source_of
from symderiv.kernels.names import identifier
from symderiv.kernels.stable import open_logarithms
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, Add, Diff, Extremum, Fn, Guard, Mul, Pow, Read, Sum, Term, walk
from symderiv.language.theory import Definition, Theory
from symderiv.prover import Gradient, gradient

__all__ = ["module_text", "test_text"]

Rename = Mapping[str, str] | Callable[[str], str] | None


def module_text(
    theory: Theory,
    wrt: Sequence[str],
    values: Sequence[str] = (),
    rename: Rename = None,
    *,
    target: str | None = None,
    test: bool = True,
    fast: bool = True,
    seconds: float = 10.0,
) -> str:
    """The text of a Python module with ``INPUTS``, ``OUTPUTS`` and ``run(**arrays)``.

    ``wrt`` and ``values`` name tensors as the theory does, or by their identifiers.  ``rename`` gives the identifier
    of a name where it differs from :func:`symderiv.kernels.identifier`.  ``target`` is the scalar to differentiate
    (default: the loss); ``fast=False`` keeps to einsum over window views.  Raises :class:`DeclarationError` for
    unknown names, :class:`UnsupportedError` for what has no numeric form.
    no numeric form.
    """
    found = _Request(theory, wrt, values, rename, target, seconds)
    source, _, _ = source_of(found.theory, found.outputs, names=found.names, everything=True, fast=fast)
    return source + (
        "\n\n" + test_text(theory, wrt, values, rename, target=target, source=source) if test and wrt else ""
    )


class _Request:
    """The outputs that were asked for, in a theory in which every derivative has become a definition."""

    def __init__(
        self,
        theory: Theory,
        wrt: Sequence[str],
        values: Sequence[str],
        rename: Rename,
        target: str | None,
        seconds: float,
    ) -> None:
        self.seconds = seconds
        self.name = _renamer(rename)
        tensors = [*theory.shapes, *theory.definitions]
        self.wrt = [_find(w, tensors, self.name) for w in wrt]
        self.values = [_find(v, tensors, self.name) for v in values]
        self.target = target or (_target(theory, self.wrt) if wrt else "")
        by = {n.tensor for d in theory.definitions.values() for n in walk(d.body) if isinstance(n, Diff)}
        self.original = theory = open_logarithms(theory, frozenset({*by, *self.wrt}))
        self.theory = Theory(
            dict(theory.sizes),
            list(theory.conditions),
            dict(theory.shapes),
            dict(theory.definitions),
            dict(theory.functions),
            dict(theory.losses),
            list(theory.hypotheses),
        )
        self.names: dict[str, str] = {}
        used: set[str] = set()
        for t in tensors:
            text = stem = self.name(t)
            number = 2
            while text in used:
                text, number = f"{stem}_{number}", number + 1
            used.add(text)
            self.names[t] = text
        self._taken = used
        outputs: dict[str, Output] = {}
        for w in self.wrt:
            outputs[f"grad_{self.names[w]}"] = self._gradient(self.target, w)
        for v in self.values:
            self._resolve(v)
            shape = theory.shape_of(v)
            indices = tuple(f"%a.{k}" for k in range(len(shape)))
            outputs[self.names[v]] = Output(Read(v, tuple(map(Poly.symbol, indices))), indices, shape)
        self.outputs: dict[str, Output] = outputs

    def _gradient(self, target: str, tensor: str) -> Output:
        base, previous = _without_recurrences(self.original, target)
        base, peaks = _without_extrema(base)
        back = {b: n for n, b in (*previous.items(), *peaks.items())}
        found = gradient(base, Read(target), tensor, seconds=self.seconds)
        for name, before in previous.items():
            # the adjoint of h: what comes from later tensors, and what comes from h itself one step on
            label = found.names.get(name)
            if label is None or label in self.theory.definitions:
                continue
            step = gradient(base, Read(target), before, seconds=self.seconds)
            self.names.setdefault(before, f"{self.names[name]}_next")
            self._adopt(step, back)
            direct = self.theory.definitions[label]
            through = Read(step.names[before], tuple(map(Poly.symbol, direct.indices)))
            self.theory.definitions[label] = replace(direct, body=Add((direct.body, through)))
        self._adopt(found, back)
        term: Term = _renamed(found.term, back)
        if tensor in found.names:
            term = Read(found.names[tensor], tuple(map(Poly.symbol, found.indices)))
        for node in list(walk(found.term)):
            if isinstance(node, Read) and node.tensor in self.theory.definitions:
                self._resolve(node.tensor)
        return Output(term, found.indices, found.shape)

    def _adopt(self, found: Gradient, back: Mapping[str, str]) -> None:
        """Take over the adjoints that the sweep has defined."""
        for name, definition in found.theory.definitions.items():
            if name not in self.theory.definitions:
                body = _renamed(definition.body, back)
                self.theory.definitions[name] = replace(definition, body=body)
                wrt = next((t for t, label in found.names.items() if label == name), name)
                text = stem = f"grad_{self.names.get(wrt, identifier(wrt))}"
                number = 2
                while text in self._taken:
                    text, number = f"{stem}_{number}", number + 1
                self._taken.add(text)
                self.names[name] = text

    def _resolve(self, name: str) -> None:
        """Definitions of the document that are derivatives themselves get their gradients."""
        seen: set[str] = set()
        stack = [name]
        while stack:
            current = stack.pop()
            if current in seen or current not in self.theory.definitions:
                continue
            seen.add(current)
            d = self.theory.definitions[current]
            body = self._expand(d.body)
            self.theory.definitions[current] = Definition(d.name, d.indices, d.shape, body)
            stack += sorted(self.theory.definitions[current].reads - {current})

    def _expand(self, term: Term) -> Term:
        if isinstance(term, Diff) and term.total and isinstance(term.body, Read) and not term.body.index:
            loss = self.theory.losses.get(term.body.tensor)
            if loss is None or term.tensor not in loss.frontier:
                output = self._gradient(term.body.tensor, term.tensor)
                if isinstance(output.term, Read):
                    return Read(output.term.tensor, term.index)
        children = term.children
        return term.rebuild(tuple(map(self._expand, children))) if children else term


def _without_recurrences(theory: Theory, target: str) -> tuple[Theory, dict[str, str]]:
    """The theory in which a recurrence reads its earlier entries from an input of its own, and those inputs."""
    frontier = theory.losses[target].frontier if target in theory.losses else ()
    previous = {n: f"{n}~" for n, d in theory.definitions.items() if n in d.reads and n not in frontier and n != target}
    if not previous:
        return theory, {}
    shapes = dict(theory.shapes)
    definitions = dict(theory.definitions)
    for name, before in previous.items():
        shapes[before] = definitions[name].shape
        definitions[name] = replace(definitions[name], body=_renamed(definitions[name].body, {name: before}))
    return replace(theory, shapes=shapes, definitions=definitions), previous


def _without_extrema(theory: Theory) -> tuple[Theory, dict[str, str]]:
    """The theory in which a tensor of largest values sums the entries that reach an input of their value.

    Away from ties, where the derivative of a maximum is not specified, both have the same derivative.
    """
    peaks = {n: f"{n}~peak" for n, d in theory.definitions.items() if isinstance(d.body, Extremum)}
    shapes, definitions = dict(theory.shapes), dict(theory.definitions)
    for name, peak in peaks.items():
        d = definitions[name]
        assert isinstance(d.body, Extremum)
        shapes[peak] = d.shape
        value = Read(peak, tuple(map(Poly.symbol, d.indices)))
        low, high = (value, d.body.body) if d.body.operation == "max" else (d.body.body, value)
        reached = Guard("nonneg", Add((high, Mul((NEGATE, low)))))
        definitions[name] = replace(d, body=Sum(d.body.binders, (*d.body.guards, reached), d.body.body))
    return (replace(theory, shapes=shapes, definitions=definitions), peaks) if peaks else (theory, {})


def _renamed(term: Term, names: Mapping[str, str]) -> Term:
    """The term with tensors read under other names."""
    if isinstance(term, Read):
        return Read(names[term.tensor], term.index) if term.tensor in names else term
    children = term.children
    return term.rebuild(tuple(_renamed(c, names) for c in children)) if children and names else term


def _renamer(rename: Rename) -> Callable[[str], str]:
    if rename is None:
        return identifier
    if callable(rename):
        return rename
    table = rename
    return lambda name: table.get(name) or identifier(name)


def _find(wanted: str, tensors: Iterable[str], name: Callable[[str], str]) -> str:
    known = list(tensors)
    if wanted in known:
        return wanted
    matches = [t for t in known if name(t) == wanted or name(t) == identifier(wanted)]
    if matches:
        return matches[0]
    raise DeclarationError(
        f"{wanted} is not a tensor of the document", remedy=f"choose one of {', '.join(sorted(map(name, known)))}"
    )


def _target(theory: Theory, wrt: Sequence[str]) -> str:
    """The scalar whose gradients are meant: a loss that all of ``wrt`` act on, else the last such defined scalar."""

    def acts(tensor: str, scalar: str) -> bool:
        made = theory.dependencies(scalar)
        frontier = theory.losses[scalar].frontier if scalar in theory.losses else ()
        return (
            tensor in frontier
            or tensor in made
            or any(tensor in theory.definitions[n].reads for n in made if n in theory.definitions)
        )

    scalars = [*theory.losses, *(n for n in reversed(theory.definitions) if not theory.definitions[n].shape)]
    for scalar in scalars:
        if all(tensor != scalar and acts(tensor, scalar) for tensor in wrt):
            return scalar
    raise DeclarationError(
        f"no loss depends on {', '.join(wrt)}", remedy="define a scalar, or take a gradient dL/dy in the document"
    )


def test_text(
    theory: Theory,
    wrt: Sequence[str],
    values: Sequence[str] = (),  # noqa: PT028 - no test, but the writer of one
    rename: Rename = None,  # noqa: PT028
    *,
    target: str | None = None,  # noqa: PT028
    source: str = "",  # noqa: PT028
    seed: int = 0,  # noqa: PT028
) -> str:
    """The text of ``test_gradients``: central differences of a separately generated forward pass.

    It stands behind the module (``source``) whose function ``run`` it tests, and runs when that is run as a script
    or collected by pytest.
    """
    found = _Request(theory, wrt, values, rename, target, 10.0)
    ends = theory.losses[found.target].frontier if found.target in theory.losses else (found.target,)
    present = set(re.findall(r"^def (\w+)", source, re.M))
    shape_of = theory.shape_of
    outputs = {
        found.names.get(e, identifier(e)): Output(
            Read(e, tuple(Poly.symbol(f"%a.{k}") for k in range(len(shape_of(e))))),
            tuple(f"%a.{k}" for k in range(len(shape_of(e)))),
            shape_of(e),
        )
        for e in ends
    }
    # a variable that is itself computed is perturbed as if it were an input
    cut = Theory(
        dict(theory.sizes),
        list(theory.conditions),
        dict(theory.shapes),
        dict(theory.definitions),
        dict(theory.functions),
        dict(theory.losses),
        list(theory.hypotheses),
    )
    if any(e in theory.definitions and e in theory.definitions[e].reads for e in ends):
        return _untested("the loss acts on a recurrence as a whole")
    inner = [w for w in found.wrt if w in theory.definitions]
    if inner:
        return _untested("a computed tensor is among the variables")
    forward, needed, _ = source_of(cut, outputs, names=found.names, function="_forward", present=present)
    sizes = _small_sizes(theory, Random(seed))
    if sizes is None:
        return _untested("no small sizes satisfy the conditions")
    _, inputs, _ = source_of(found.theory, found.outputs, names=found.names, everything=True)
    tensors = {found.names[t]: s for t, s in theory.shapes.items()}
    for e in ends:
        if found.target in theory.losses:
            tensors.setdefault(_upstream_name(theory, found.target, e, found.names), shape_of(e))
    positive = any(
        (isinstance(n, Fn) and n.name in ("log", "pow"))
        or (isinstance(n, Pow) and (n.exponent < 0 or n.exponent.denominator > 1))
        for d in theory.definitions.values()
        for n in walk(d.body)
    )
    draw = "0.5 + rng.random" if positive else "rng.standard_normal"
    lines = [
        "def test_gradients():",
        '    """Central differences agree with the gradients of run."""',
        f"    rng = np.random.default_rng({seed})",
        "    arrays = {",
    ]
    for name in inputs:
        if name in tensors:
            shape = "(" + "".join(f"{p.evaluate(sizes)}, " for p in tensors[name]).strip() + ")"
            lines.append(f'        "{name}": np.asarray({draw}({shape})),')
        else:
            size = next(s for s in theory.sizes if found_name(s, name))
            lines.append(f'        "{name}": {sizes[size]},')
    for name in needed:
        if name not in inputs:
            lines.append(f'        "{name}": {sizes[next(s for s in theory.sizes if found_name(s, name))]},')
    lines += ["    }", "    given = {k: v for k, v in arrays.items() if k in INPUTS}", "", "    def loss(changed):"]
    lines.append(f"        y = _forward(**{{k: changed[k] for k in {needed!r}}})")
    if found.target in theory.losses:
        pairs = [
            (_upstream_name(theory, found.target, e, found.names), found.names.get(e, identifier(e))) for e in ends
        ]
        terms = [f'(arrays["{g}"] * y["{e}"]).sum()' for g, e in pairs]
    else:
        terms = [f'float(y["{found.names.get(found.target, identifier(found.target))}"])']
    lines += [
        f"        return {' + '.join(terms)}",
        "",
        "    result = run(**given)",
        f"    for name in {tuple(found.names[w] for w in found.wrt)!r}:",
        "        gradient = np.zeros_like(arrays[name])",
        "        for place in np.ndindex(arrays[name].shape):",
        "            step = np.zeros_like(arrays[name])",
        "            step[place] = 1e-6",
        "            up = loss({**arrays, name: arrays[name] + step})",
        "            down = loss({**arrays, name: arrays[name] - step})",
        "            gradient[place] = (up - down) / 2e-6",
        '        found = result["grad_" + name]',
        "        np.testing.assert_allclose(found, gradient, rtol=1e-4, atol=1e-6, err_msg=name)",
        "",
        "",
        'if __name__ == "__main__":',
        "    test_gradients()",
        '    print("gradients agree with finite differences")',
        "",
    ]
    return forward + "\n\n" + "\n".join(lines)


def found_name(size: str, name: str) -> bool:
    """Whether an input name is that of a size (a collision appends a number)."""
    stem = identifier(size)
    return name == stem or re.fullmatch(re.escape(stem) + r"_?\d+", name) is not None


def _untested(reason: str) -> str:
    return f"# No test is generated: {reason}.\n"


def _upstream_name(theory: Theory, loss: str, tensor: str, names: Mapping[str, str]) -> str:
    for d in theory.definitions.values():
        if (
            isinstance(d.body, Diff)
            and d.body.body == Read(loss)
            and d.body.tensor == tensor
            and d.body.total
            and d.body.index == tuple(map(Poly.symbol, d.indices))
            and d.shape == theory.shape_of(tensor)
        ):
            return names[d.name]
    return f"grad_{identifier(tensor)}"


def _small_sizes(theory: Theory, random: Random) -> dict[str, int] | None:
    """Small sizes at which every condition holds and every shape is positive."""
    shapes = [p for s in [*theory.shapes.values(), *(d.shape for d in theory.definitions.values())] for p in s]
    # sizes of one hide mistakes (a softmax of one class has no gradient): they come last
    for least, width in ((2, 2), (2, 3), (1, 2), (1, 3), (0, 2), (0, 4), (0, 6), (0, 9)):
        for _ in range(400):
            lows = {s: max(low or 0, least if low is None or low > 0 else least - 1) for s, low in theory.sizes.items()}
            sizes = {s: random.randint(max(low, 0), max(low, 0) + width) for s, low in lows.items()}
            total = all(
                g.poly.evaluate(sizes) >= 0 if g.kind == "ge" else g.poly.evaluate(sizes) == 0
                for g in theory.conditions
                if g.kind in ("ge", "eq")
            )
            if total and all(1 <= p.evaluate(sizes) <= 40 for p in shapes):
                return sizes
    return None
