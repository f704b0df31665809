"""What a derivation means, by numbers: broadcast tensors of torch in double precision, autograd for derivatives.

An expression is evaluated over all values of its indices at once, one dimension for each index in scope; an entry
outside the shape is zero.  A claim is true if its sides agree at several random points of several sizes.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping

import torch

from tests.written.syntax import (
    Add,
    Affine,
    Bracket,
    Claim,
    Definition,
    Delta,
    Div,
    Expr,
    Fn,
    Grad,
    Mul,
    Num,
    Pow,
    Ref,
    SizeNum,
    Story,
    Sum,
)

__all__ = ["World", "truths", "worlds"]

TOO_LARGE = 3e6

FUNCTIONS = {
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "softplus": torch.nn.functional.softplus,
    "sin": torch.sin,
    "cos": torch.cos,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
}


class Unusable(Exception):
    """The point has no value, or is too large to be evaluated."""


MODELS = {
    "sums to one": lambda x: x - x.mean(-1, keepdim=True) + 1 / x.shape[-1],
    "sums to zero": lambda x: x - x.mean(-1, keepdim=True),
    "symmetric": lambda x: x + x.T,
    "antisymmetric": lambda x: x - x.T,
    "unit": lambda x: x / x.norm(),
    "positive": lambda x: x.abs() + 0.1,
    "zero": lambda x: x * 0,
}


class World:
    """One choice of sizes and inputs; defined tensors are made when they are met."""

    def __init__(self, story: Story, sizes: Mapping[str, int], seed: int, before: int = 0) -> None:
        """``before``: the hypotheses that stand before this step hold."""
        self.story, self.sizes = story, dict(sizes)
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.tensors: dict[str, torch.Tensor] = {}
        self.generator = torch.Generator().manual_seed(seed)
        for tensor in story.inputs:
            shape = tuple(a.value(sizes) for a in tensor.shape)
            if any(n < 1 for n in shape):
                raise Unusable("empty")
            value = torch.randn(shape, dtype=torch.float64, generator=self.generator)
            if tensor.sign == "positive":
                value = value.abs() + 0.3
            for step, name, how in story.models:
                if name == tensor.name and step < before:
                    value = MODELS[how](value)
            self.tensors[tensor.name] = value.requires_grad_()
        self.gradients: dict[tuple[str, str], torch.Tensor] = {}
        self.loss_weights: dict[str, torch.Tensor] = {}

    def all_shapes(self) -> list[tuple[int, ...]]:
        """The shapes of everything."""
        shapes = [t.shape for t in self.story.inputs]
        shapes += [s.shape for s in self.story.steps if isinstance(s, Definition)]
        return [tuple(a.value(self.sizes) for a in s) for s in shapes]

    def define(self, d: Definition) -> None:
        shape = tuple(a.value(self.sizes) for a in d.shape)
        if any(n < 1 for n in shape):
            raise Unusable("empty")
        scope = {i: torch.arange(n) for i, n in zip(d.index, shape, strict=True)}
        value = self.over(d.body, scope)
        self.tensors[d.name] = value.expand(shape).clone()
        if not self.tensors[d.name].requires_grad:
            self.tensors[d.name].requires_grad_()
        if d.name == self.story.frontier:
            y = self.tensors[d.name]
            c = torch.randn(y.shape, dtype=torch.float64, generator=self.generator)
            e = torch.randn(y.shape, dtype=torch.float64, generator=self.generator)
            self.tensors[self.story.loss] = (c * torch.sin(y + e)).sum() + 0.5 * (torch.cos(c) * y).sum() ** 2

    def over(self, e: Expr, ranges: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """The value with one dimension for each index of ``ranges``, in their order."""
        n = len(ranges)
        grid = {i: r.reshape([-1 if k == d else 1 for k in range(n)]) for d, (i, r) in enumerate(ranges.items())}
        full = [len(r) for r in ranges.values()]
        return self.value(e, grid, n).expand(full) if n else self.value(e, grid, 0)

    def affine(self, a: Affine, grid: Mapping[str, torch.Tensor], n: int) -> torch.Tensor:
        total = torch.zeros([1] * n, dtype=torch.int64)
        for k, v in a.terms:
            part = torch.full([1] * n, v, dtype=torch.int64)
            for s in k:
                part = part * (grid[s] if s in grid else self.sizes[s])
            total = total + part
        return total

    def read(
        self, tensor: torch.Tensor, at: tuple[Affine, ...], grid: Mapping[str, torch.Tensor], n: int
    ) -> torch.Tensor:
        if not at:
            return tensor.reshape([1] * n)
        if tensor.dim() != len(at):
            raise AssertionError("rank")
        places, inside = [], torch.ones([1] * n, dtype=torch.bool)
        for a, size in zip(at, tensor.shape, strict=True):
            place = self.affine(a, grid, n)
            inside = inside & (place >= 0) & (place < size)
            places.append(place.clamp(0, size - 1))
        places = list(torch.broadcast_tensors(*places))
        if math.prod(places[0].shape) > TOO_LARGE:
            raise Unusable("too large")
        return torch.where(inside, tensor[tuple(places)], torch.zeros((), dtype=torch.float64))

    def value(self, e: Expr, grid: Mapping[str, torch.Tensor], n: int) -> torch.Tensor:
        match e:
            case Num(v):
                return torch.full([1] * n, float(v), dtype=torch.float64)
            case SizeNum(a):
                return self.affine(a, grid, n).double()
            case Ref(name, at):
                return self.read(self.tensors[name], at, grid, n)
            case Add(parts):
                return sum((self.value(p, grid, n) for p in parts), torch.zeros([1] * n, dtype=torch.float64))
            case Mul(parts):
                total = torch.ones([1] * n, dtype=torch.float64)
                for p in parts:
                    total = total * self.value(p, grid, n)
                return total
            case Div(a, b):
                return self.value(a, grid, n) / self.value(b, grid, n)
            case Pow(b, p):
                return self.value(b, grid, n) ** float(p)
            case Fn(name, a):
                return FUNCTIONS[name](self.value(a, grid, n))
            case Delta(a, b):
                return (self.affine(a, grid, n) == self.affine(b, grid, n)).double()
            case Bracket(a):
                return (self.value(a, grid, n) > 0).double()
            case Sum(over, body, where):
                m = n + len(over)
                inner = {i: g.reshape(list(g.shape) + [1] * len(over)) for i, g in grid.items()}
                for d, (i, lo, hi) in enumerate(over):
                    r = torch.arange(lo.value(self.sizes), max(hi.value(self.sizes) + 1, lo.value(self.sizes)))
                    inner[i] = r.reshape([-1 if k == n + d else 1 for k in range(m)])
                value = self.value(body, inner, m)
                full = list(value.shape)
                for d, (i, _, _) in enumerate(over):
                    full[n + d] = inner[i].shape[n + d]
                for a, relation, b in where:
                    x, y = self.affine(a, inner, m), self.affine(b, inner, m)
                    holds = {"<": x < y, "<=": x <= y, "!=": x != y, "=": x == y}[relation]
                    value = torch.where(holds, value, torch.zeros((), dtype=torch.float64))
                    full = list(torch.broadcast_shapes(full, holds.shape))
                if math.prod(full) > TOO_LARGE:
                    raise Unusable("too large")
                return value.expand(full).sum(dim=list(range(n, m))) if over else value
            case Grad(top, by, Ref() as also):
                return self.read(self.hessian(top.name, by.name, also.name), by.at + also.at, grid, n)
            case Grad(top, by):
                return self.read(self.jacobian(top.name, by.name), top.at + by.at, grid, n)
        raise TypeError(e)

    def hessian(self, top: str, by: str, also: str) -> torch.Tensor:
        """The second derivatives of a number by two inputs."""
        x, z = self.tensors[by], self.tensors[also]
        (first,) = torch.autograd.grad(self.tensors[top].reshape(()), x, create_graph=True)
        rows = []
        for entry in first.reshape(-1):
            found = torch.autograd.grad(entry, z, retain_graph=True, allow_unused=True) if entry.requires_grad else None
            rows.append(torch.zeros_like(z) if found is None or found[0] is None else found[0])
        return torch.stack(rows).reshape((*x.shape, *z.shape)).detach()

    def jacobian(self, top: str, by: str) -> torch.Tensor:
        key = (top, by)
        if key not in self.gradients:
            y, x = self.tensors[top], self.tensors[by]
            if top == by:
                n = x.numel()
                self.gradients[key] = torch.eye(n, dtype=torch.float64).reshape((*y.shape, *x.shape))
                return self.gradients[key]
            rows = []
            for entry in y.reshape(-1):
                g = torch.autograd.grad(entry, x, retain_graph=True, allow_unused=True)[0]
                rows.append(torch.zeros_like(x) if g is None else g)
            self.gradients[key] = torch.stack(rows).reshape((*y.shape, *x.shape)).detach()
        return self.gradients[key]


def worlds(story: Story, seed: int, count: int = 5) -> list[tuple[dict[str, int], int]]:
    """Random choices of sizes, small and different from each other; each with a seed for the values."""
    random_ = random.Random(seed)
    found = []
    for _ in range(count):
        top = random_.choice([2, 3, 4])
        found.append(({s: random_.randint(low, low + top) for s, low in story.sizes}, random_.randrange(2**30)))
    return found


def truths(story: Story, seed: int, wanted: int = 8) -> dict[tuple[int, int], bool | None]:
    """The truth of each link of each claim, by (step, link); None where no number tells.

    Claims are judged under the hypotheses that stand before them (``models``); the hypotheses themselves are not.
    """
    result: dict[tuple[int, int], bool | None] = {}
    seen: dict[tuple[int, int], int] = {}
    usable = large = 0
    for sizes, value_seed in worlds(story, seed, 60):
        if usable >= wanted and large >= 5:
            break
        try:
            world = World(story, sizes, value_seed)
            long = all(n > 1 for s in world.all_shapes() for n in s)
            if usable >= wanted and not long:
                continue
            found = _compare(story, world, value_seed)
        except Unusable:
            continue
        usable += 1
        large += long
        for key, equal in found.items():
            if equal is None:
                continue
            seen[key] = seen.get(key, 0) + 1
            result[key] = bool(result.get(key, True)) and equal
    for n, step in enumerate(story.steps):
        if isinstance(step, Claim) and step.note != "suppose":
            for k in range(len(step.rights)):
                if not large and result.get((n, k)) is not False:
                    result[n, k] = None
                if seen.get((n, k), 0) < 3 and result.get((n, k)) is not False:
                    result[n, k] = None
    return result


def _compare(story: Story, base: World, seed: int) -> dict[tuple[int, int], bool | None]:
    """The links at one choice of sizes, each under the hypotheses that stand before it."""
    found: dict[tuple[int, int], bool | None] = {}
    cuts = [0, *(step + 1 for step, _, _ in story.models), len(story.steps)]
    for first, last in itertools.pairwise(cuts):
        world = base if first == 0 else World(story, base.sizes, seed, first)
        for step in story.steps:
            if isinstance(step, Definition):
                world.define(step)
        found |= _claims(story, world, first, last)
    return found


def _claims(story: Story, world: World, first: int, last: int) -> dict[tuple[int, int], bool | None]:
    found: dict[tuple[int, int], bool | None] = {}
    for n, step in enumerate(story.steps):
        if not isinstance(step, Claim) or step.note == "suppose" or not first <= n < last:
            continue
        ranges = {i: torch.arange(size.value(world.sizes)) for i, size in step.free}
        sides = [world.over(e, ranges).detach() for e in (step.left, *step.rights)]
        for k, (a, b) in enumerate(itertools.pairwise(sides)):
            if not (torch.isfinite(a).all() and torch.isfinite(b).all()):
                found[n, k] = None
                continue
            scale = 1.0 + float(torch.maximum(a.abs().max(), b.abs().max()))
            gap = float((a - b).abs().max()) / scale
            found[n, k] = True if gap < 1e-9 else False if gap > 1e-6 else None
    return found
