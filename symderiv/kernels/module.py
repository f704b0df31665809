"""The module that ``symderiv kernel`` prints: gradients and values as one function, with its own test.

The test compares the gradients with central differences of the forward pass, which is generated separately from
the definitions alone.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from symderiv.budget import deep
from symderiv.kernels.codegen import Output, Source, source_of
from symderiv.kernels.request import Rename, Request
from symderiv.kernels.sizes import rounded_quotients
from symderiv.language.integers import Poly
from symderiv.language.terms import Add, Diff, Matrix, Read, walk
from symderiv.language.theory import Theory

__all__ = ["module_text"]

# the ways to draw inputs, the first at which the forward pass is finite is taken
_DRAWS = ("rng.standard_normal({0})", "0.5 + rng.random({0})", "0.1 + 0.1 * rng.random({0})")


@deep()
def module_text(
    theory: Theory,
    wrt: Sequence[str],
    values: Sequence[str] = (),
    rename: Rename = None,
    *,
    target: str | None = None,
    test: bool = True,
    fast: bool = True,
) -> str:
    """The text of a Python module with ``INPUTS``, ``OUTPUTS`` and ``run(**arrays)``.

    ``wrt`` and ``values`` name tensors as the theory does, or by their identifiers.  ``rename`` gives the identifier
    of a name where it differs from :func:`symderiv.kernels.identifier`.  ``target`` is the scalar to differentiate
    (default: the loss; without one, each last tensor gets an upstream gradient); ``fast=False`` keeps to einsum over
    window views.  Raises :class:`DeclarationError` for unknown names and for several losses,
    :class:`UnsupportedError` for what has no numeric form.
    """
    asked = Request(theory, wrt, values, rename, target)
    source = source_of(
        asked.theory, asked.outputs, names=asked.names, upstream=asked.upstream, everything=True, fast=fast
    )
    return _with_later_steps(asked, source.text) + ("\n\n" + _own_test(asked, source) if test and wrt else "")


def _with_later_steps(asked: Request, text: str) -> str:
    """The text, which says of a gradient that arrives at a recurrence that it counts what the later steps pass on."""
    for end, upstream in asked.ends:
        if upstream and asked.target in asked.original.losses and _recurrent(asked.original, end):
            line = rf"^( +{re.escape(asked.names[upstream])} \([^\n]*\))$"
            text = re.sub(line, r"\1, with what passes through later steps", text, count=1, flags=re.MULTILINE)
    return text


def _own_test(asked: Request, source: Source, seed: int = 0) -> str:
    """The text of ``test_gradients``: central differences of a separately generated forward pass.

    It stands behind the module (``source``) whose function ``run`` it tests, and runs when that is run as a script
    or collected by pytest.  Of several small sizes and draws the first is taken at which the test passes.
    """
    first = ""
    for attempt in range(3):
        sizes = _small_sizes(asked.theory, Random(seed + attempt))
        if sizes is None:
            return "# No test is generated: no small sizes satisfy the conditions.\n"
        text, passes = _test_at(asked, source, sizes, seed)
        if passes:
            return text
        first = first or text
    return first


def _test_at(asked: Request, source: Source, sizes: dict[str, int], seed: int) -> tuple[str, bool]:
    """The test at these sizes, and whether it passes."""
    forward, needed, moved, callables = _forward(asked, source)
    given = {**source.callables, **callables}
    theory, names = asked.original, asked.names
    shapes = {names[t]: s for t, s in asked.theory.shapes.items() if t in names}
    shapes |= {names[u]: theory.shape_of(e) for e, u in asked.ends if u}
    by_size = {source.names.sizes[s]: n for s, n in sizes.items()}
    square = any(isinstance(n, Matrix) for d in theory.definitions.values() for n in walk(d.body))
    texts: list[str] = []
    for draw in _DRAWS:
        lines = ["    arrays = {"]
        for name in dict.fromkeys((*source.inputs, *needed, *(names[u] for _, u in asked.ends if u))):
            if name in moved.values():
                tensor = next(t for t, m in moved.items() if m == name)
                lines.append(f'        "{name}": np.zeros({_numbers(theory.shape_of(tensor), sizes)}),')
            elif name in given:
                lines.append(f'        "{name}": {_wave(given[name][1])},')
            elif name in shapes:
                shape = _numbers(shapes[name], sizes)
                code = draw.format(shape)
                if square and len(shapes[name]) == 2 and len(set(shapes[name])) == 1:
                    code += f" + {2 * shapes[name][0].evaluate(sizes)} * np.eye({shapes[name][0].evaluate(sizes)})"
                lines.append(f'        "{name}": np.asarray({code}),')
            else:
                lines.append(f'        "{name}": {by_size[name]},')
        lines.append("    }")
        texts.append(forward + "\n\n" + _test(asked, lines, needed, moved, seed))
        if _passes(source.text + "\n\n" + texts[-1]):
            return texts[-1], True
    return texts[0], False


def _wave(orders: tuple[int, ...]) -> str:
    """The text of a derivative of ``sin(a + 2b + 3c ...)``, an abstract function for the test.

    >>> _wave((0,)), _wave((2, 1))
    ('lambda a0: np.sin(a0)', 'lambda a0, a1: -2 * np.cos(a0 + 2 * a1)')
    """
    letters = [f"a{k}" for k in range(len(orders))]
    inside = " + ".join(a if k == 0 else f"{k + 1} * {a}" for k, a in enumerate(letters))
    factor = 1
    for k, order in enumerate(orders):
        factor *= (k + 1) ** order
    turn = sum(orders) % 4
    factor = -factor if turn in (2, 3) else factor
    head = {1: "", -1: "-"}.get(factor, f"{factor} * ")
    return f"lambda {', '.join(letters)}: {head}np.{'cos' if turn % 2 else 'sin'}({inside})"


def _forward(
    asked: Request, source: Source
) -> tuple[str, tuple[str, ...], dict[str, str], Mapping[str, tuple[str, tuple[int, ...]]]]:
    """The forward pass, its inputs, for each computed variable the input that is added to it, and its callables."""
    theory, names = asked.original, dict(asked.names)
    shapes = dict(theory.shapes)
    plain = {n: d for n, d in theory.definitions.items() if not any(isinstance(t, Diff) for t in walk(d.body))}
    definitions = {**asked.theory.definitions, **plain}
    moved: dict[str, str] = {}
    own = [w for w in asked.wrt if w in definitions]
    own += [e for e, u in asked.ends if u and _recurrent(theory, e) and asked.target in theory.losses]
    for tensor in dict.fromkeys(own):
        d = definitions[tensor]
        shapes[f"{tensor}~step"] = d.shape
        names[f"{tensor}~step"] = moved[tensor] = f"{names[tensor]}_step"
        step = Read(f"{tensor}~step", tuple(map(Poly.symbol, d.indices)))
        definitions[tensor] = replace(d, body=Add((d.body, step)))
    outputs: dict[str, Output] = {}
    for end, _ in asked.ends:
        indices = tuple(f"%a.{k}" for k in range(len(theory.shape_of(end))))
        outputs[names[end]] = Output(Read(end, tuple(map(Poly.symbol, indices))), indices, theory.shape_of(end))
    present = set(re.findall(r"^def (\w+)", source.text, re.M))
    cut = replace(theory, shapes=shapes, definitions=definitions)
    made = source_of(
        cut, outputs, names=names, sizes=source.names.sizes, function="_forward", stems=source.stems, present=present
    )
    return made.text, made.inputs, moved, made.callables


def _recurrent(theory: Theory, name: str) -> bool:
    return any(name in theory.definitions[r].reads for r in theory.dependencies(name) if r in theory.definitions)


def _test(asked: Request, arrays: list[str], needed: Sequence[str], moved: dict[str, str], seed: int) -> str:
    names = asked.names
    terms = [
        f'(upstream["{names[u]}"] * y["{names[e]}"]).sum()' if u else f'y["{names[e]}"].sum()' for e, u in asked.ends
    ]
    upstream = ", ".join(f'"{names[u]}": arrays["{names[u]}"]' for _, u in asked.ends if u)
    lines = [
        "def test_gradients():",
        '    """Central differences of the forward pass agree with the gradients of run."""',
        f"    rng = np.random.default_rng({seed})",
        *arrays,
    ]
    if upstream:
        lines.append(f"    upstream = {{{upstream}}}")
    lines += [
        "",
        "    def loss(changed):",
        f"        y = _forward(**{{k: changed[k] for k in {tuple(needed)!r}}})",
        f"        return {' + '.join(terms)}",
        "",
        "    def differences(name):",
        "        gradient = np.zeros_like(arrays[name])",
        "        for place in np.ndindex(gradient.shape):",
        "            step = np.zeros_like(gradient)",
        "            step[place] = 1e-6",
        "            up = loss({**arrays, name: arrays[name] + step})",
        "            down = loss({**arrays, name: arrays[name] - step})",
        "            gradient[place] = (up - down) / 2e-6",
        "        return gradient",
        "",
    ]
    for end, u in asked.ends:
        if u and end in moved and _recurrent(asked.original, end) and asked.target in asked.original.losses:
            lines.append(
                f'    arrays["{names[u]}"] = differences("{moved[end]}")  # with what passes through later steps'
            )
    lines.append("    result = run(**{k: v for k, v in arrays.items() if k in INPUTS})")
    for w in asked.wrt:
        lines.append(
            f'    np.testing.assert_allclose(result["grad_{names[w]}"], differences("{moved.get(w, names[w])}"), '
            f"rtol=1e-4, atol=1e-6)"
        )
    lines += [
        "",
        "",
        'if __name__ == "__main__":',
        "    test_gradients()",
        '    print("gradients agree with finite differences")',
        "",
    ]
    return "\n".join(lines)


def _passes(text: str) -> bool:
    """Whether a module's own test passes, so that its inputs lie where the forward pass is defined and smooth."""
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(text, "<kernel>", "exec", dont_inherit=True), space)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            space["test_gradients"]()
    except (AssertionError, ArithmeticError, ValueError):
        return False
    return True


def _numbers(shape: Sequence[Poly], sizes: dict[str, int]) -> str:
    numbers = [str(p.evaluate(sizes)) for p in shape]
    return f"({numbers[0]},)" if len(numbers) == 1 else f"({', '.join(numbers)})"


def _small_sizes(theory: Theory, random: Random) -> dict[str, int] | None:
    """Small sizes at which every condition holds and every shape is positive."""
    shapes = [p for s in [*theory.shapes.values(), *(d.shape for d in theory.definitions.values())] for p in s]
    quotients = list(rounded_quotients(theory))
    # sizes of one hide mistakes (a softmax of one class has no gradient): they come last
    for least, width in ((2, 1), (2, 2), (2, 3), (1, 2), (1, 3), (0, 2), (0, 4), (0, 6), (0, 9)):
        for _ in range(400):
            # a rounded quotient follows from the others
            lows = {
                s: 0 if low is None else max(low, least if low > 0 else least - 1) for s, low in theory.sizes.items()
            }
            sizes = {s: random.randint(max(lows[s], 0), max(lows[s], 0) + width) for s in sorted(lows)}
            for symbol, top, below in quotients:
                sizes[symbol] = top.evaluate(sizes) // max(below.evaluate(sizes), 1)
            total = all(
                g.poly.evaluate(sizes) >= 0 if g.kind == "ge" else g.poly.evaluate(sizes) == 0
                for g in theory.conditions
                if g.kind in ("ge", "eq")
            )
            if total and all(1 <= p.evaluate(sizes) <= 40 for p in shapes):
                return sizes
    return None
