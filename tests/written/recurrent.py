r"""Random documents about recurrences: states by time or layer, the adjoint that runs backwards, gradients of weights.

The truth of a claim is known by construction (the derivative is the textbook's, a slip changes its value) and compared
with autograd at a random point before a document is used.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch

from tests.written.hands import Expected, Written

__all__ = ["recurrent_page"]

#: Activation: LaTeX of the function, of its derivative in terms of the state, and in numbers.
ACTIVATIONS = {
    "tanh": (r"\tanh", "(1 - {h}^2)", torch.tanh),
    "sigmoid": (r"\sigma", "{h} (1 - {h})", torch.sigmoid),
}


@dataclass(frozen=True)
class Choice:
    """One way to write and one network."""

    activation: str
    vector: bool
    driven: bool  # an input at each step
    every: bool  # the loss reads every state, else the last one
    given: bool  # the first state is an input, else zero
    above: bool  # the time stands above in parentheses
    ahead: bool  # h_{t+1} from h_t, else h_t from h_{t-1}


def recurrent_page(seed: int) -> Written | None:
    """A document, or None where the numbers do not tell the slips from the truth."""
    r = random.Random(seed)
    c = Choice(r.choice(list(ACTIVATIONS)), *(r.random() < p for p in (0.6, 0.6, 0.5, 0.5, 0.3, 0.5)))
    if c.above and (c.every or c.driven or not c.vector):
        return None  # not read yet where the step stands above: an error, never a verdict
    h, w, u, x, v = (r.choice(x) for x in ("hs", "WR", "UV", "xu", "cv"))
    u, x = ("U", "x") if c.driven else (u, x)

    def state(time: str, index: str) -> str:
        if c.above:
            return f"{h}^{{({time})}}_{{{index}}}" if c.vector else f"{h}^{{({time})}}"
        return f"{h}_{{{time},{index}}}" if c.vector else f"{h}_{{{time}}}"

    def entry(name: str, *index: str) -> str:
        return f"{name}_{{{','.join(index)}}}" if index else name

    t, before = ("t+1", "t") if c.ahead else ("t", "t-1")
    drive = entry(x, "t", "k") if c.vector else entry(x, "t")
    if c.vector:
        inner = rf"\sum_{{j=1}}^{{n}} {entry(w, 'i', 'j')} {state(before, 'j')}"
        inner += rf" + \sum_{{k=1}}^{{m}} {entry(u, 'i', 'k')} {drive}" if c.driven else ""
    else:
        inner = f"{w} {state(before, '')}" + (f" + {u} {drive}" if c.driven else "")
    function, slope, _ = ACTIVATIONS[c.activation]
    step = rf"{state(t, 'i')} = {function}\Big({inner}\Big)"
    span = r"t = 0, \dots, T-1" if c.ahead else r"t = 1, \dots, T"
    shapes = [
        rf"${w} \in \mathbb{{R}}^{{n \times n}}$" if c.vector else rf"${w} \in \mathbb{{R}}$",
        *([rf"${u} \in \mathbb{{R}}^{{n \times m}}$" if c.vector else rf"${u} \in \mathbb{{R}}$"] if c.driven else []),
    ]
    weight = entry(v, "i") if c.vector else v
    shapes.append(rf"${v} \in \mathbb{{R}}^{{n}}$" if c.vector else rf"${v} \in \mathbb{{R}}$")
    if c.driven:
        inputs = r"T + 1 \times m" if c.vector else "T + 1"
        shapes.append(rf"inputs ${x} \in \mathbb{{R}}^{{{inputs}}}$")
    if c.given:
        shapes.append(r"$b \in \mathbb{R}^{n}$" if c.vector else r"$b \in \mathbb{R}$")
    first = f"{state('0', 'i')} = " + (("b_i" if c.vector else "b") if c.given else "0")
    over = r"\sum_{i=1}^{n} " if c.vector else ""
    loss = rf"L = {over}{weight} {state('T', 'i')}"
    if c.every:
        loss = rf"L = \sum_{{t=0}}^{{T}} {over}{weight} {state('t', 'i')}"
    now = "t"
    later, mask = state("t+1", "j" if c.vector else ""), slope.format(h=f"{state('t+1', 'j' if c.vector else '')}")
    mask = mask.replace(f"{later}^2", f"({later})^2" if c.above else f"{later}^2")
    adjoint = rf"\frac{{\partial L}}{{\partial {state('t+1', 'j' if c.vector else '')}}}"
    sums = r"\sum_{j=1}^{n} " if c.vector else ""
    matrix = entry(w, "j", "i") if c.vector else w
    plus = f"{weight} + " if c.every else ""
    right = f"{plus}{sums}{matrix} {mask} {adjoint}"
    wrong = _slip(r, c, w, weight, right, matrix, mask, adjoint, plus, sums)
    left = rf"\frac{{\partial L}}{{\partial {state(now, 'i')}}}"
    claims: list[tuple[str, bool]] = [(f"{left} = {right}", True)]
    if wrong is not None:
        claims = r.choice([[(f"{left} = {wrong}", False)], [*claims, (f"{left} = {wrong}", False)]])
    ending = rf"\frac{{\partial L}}{{\partial {state('T', 'i')}}}"
    claims.insert(0, (f"{ending} = {weight}", True))
    told = r"\quad t = 0, \dots, T-1"
    if not _differ(c):
        return None
    parts = [f"Let {', '.join(shapes[:-1])} and {shapes[-1]}.\n\n" if len(shapes) > 1 else f"Let {shapes[0]}.\n\n"]
    parts.append(rf"The states are $$ {first}, \qquad {step}, \quad {span} . $$" + "\n\n")
    parts.append(f"The loss is\n$$\n{loss}\n$$\n\n")
    for number, (claim, _) in enumerate(claims):
        parts.append(f"{r.choice(['Then', 'Backwards,', 'We have', 'It follows that'])}\n")
        parts.append(f"$$ {claim}{told if number else ''} $$\n\n")
    expected, line = [], 1
    displays = 0
    for part in parts:
        if "$$" in part:
            role = "definition" if displays < 2 else "claim"
            links = 2 if displays == 0 else 1
            truth = claims[displays - 2][1] if role == "claim" else None
            expected += [Expected(line + part.count("\n", 0, part.index("$$")), k, role, truth) for k in range(links)]
            displays += 1
        line += part.count("\n")
    return Written("".join(parts), expected, "written.md")


def _slip(
    r: random.Random,
    c: Choice,
    w: str,
    weight: str,
    right: str,
    matrix: str,
    mask: str,
    adjoint: str,
    plus: str,
    sums: str,
) -> str | None:
    """The right side with one slip, or None."""
    slips = [f"{matrix} {adjoint}", f"{mask} {adjoint}", f"2 {matrix} {mask} {adjoint}"]
    slips = [f"{plus}{sums}{slip}" for slip in slips]
    if c.vector:
        slips.append(f"{plus}{sums}{w}_{{i,j}} {mask} {adjoint}")
    if c.every:
        slips.append(f"{sums}{matrix} {mask} {adjoint}")
    return r.choice(slips) if r.random() < 0.6 else None


def _differ(c: Choice) -> bool:
    """Whether autograd finds the textbook's adjoint at a random point of the network, which must not be degenerate."""
    torch.manual_seed(3)
    n, steps = (3 if c.vector else 1), 3
    f = ACTIVATIONS[c.activation][2]
    w, b, v = (torch.randn(*s, dtype=torch.float64) for s in ((n, n), (n,), (n,)))
    drive = torch.randn(steps + 1, n, dtype=torch.float64) * c.driven
    states = [(b if c.given else 0 * b).requires_grad_()]
    for t in range(steps):
        states.append(f(w @ states[-1] + drive[t]))
    loss = sum(v @ s for s in states) if c.every else v @ states[-1]
    grads = torch.autograd.grad(loss, states)
    for t in range(steps):
        s = states[t + 1].detach()
        slope = 1 - s**2 if c.activation == "tanh" else s * (1 - s)
        told = (v if c.every else 0) + w.T @ (slope * grads[t + 1])
        if not torch.allclose(told, grads[t]):
            return False
    return True
