"""What the hand-written oracles share: random inputs, reads that are zero outside, and autograd for derivatives.

Nothing here knows symderiv.  A document's oracle is a generator that yields both sides of each claim in reading order,
computed in double precision at inputs drawn from a seed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

torch.set_default_dtype(torch.float64)

Side = Any
Claims = Iterator[tuple[Side, ...] | None]
Oracle = Callable[["Draw"], Claims]


class Draw:
    """Random sizes and tensors of one trial."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = torch.Generator().manual_seed(1000 + seed)

    def size(self, low: int = 2, high: int = 4) -> int:
        """A size; small, and different often enough that a transposed shape shows."""
        return int(torch.randint(low, high + 1, (1,), generator=self.random))

    def sizes(self, count: int, low: int = 2, high: int = 4) -> list[int]:
        return [self.size(low, high) for _ in range(count)]

    def tensor(self, *shape: int) -> torch.Tensor:
        """Normal entries, watched by autograd."""
        return torch.randn(shape, generator=self.random).requires_grad_()

    def tensors(self, *shapes: tuple[int, ...]) -> list[torch.Tensor]:
        return [self.tensor(*shape) for shape in shapes]

    def positive(self, *shape: int) -> torch.Tensor:
        """Entries between 1/2 and 2."""
        return (0.5 + 1.5 * torch.rand(shape, generator=self.random)).requires_grad_()

    def integer(self, low: int, high: int, *shape: int) -> torch.Tensor:
        return torch.randint(low, high, shape, generator=self.random)

    def symmetric(self, size: int) -> torch.Tensor:
        a = self.tensor(size, size).detach()
        symmetric: torch.Tensor = a + a.T
        return symmetric.requires_grad_()

    def spd(self, size: int) -> torch.Tensor:
        """A symmetric positive definite matrix."""
        a = self.tensor(size, size).detach()
        return (a @ a.T + torch.eye(size)).requires_grad_()

    def orthogonal(self, size: int) -> torch.Tensor:
        factor: torch.Tensor = torch.linalg.qr(self.tensor(size, size).detach())[0]
        return factor

    def loss(self, *tensors: torch.Tensor) -> torch.Tensor:
        """A smooth scalar function of the tensors, standing for an unknown loss."""
        value = torch.zeros(())
        for tensor in tensors:
            a, b = torch.randn(2, *tensor.shape, generator=self.random)
            value = value + (a * torch.sin(tensor) + b * tensor**2).sum()
        return value + torch.sin(value)


def grad(value: torch.Tensor, tensor: torch.Tensor) -> torch.Tensor:
    """The gradient of the sum of ``value`` in ``tensor``, itself differentiable."""
    if not value.requires_grad:
        return torch.zeros_like(tensor)
    (answer,) = torch.autograd.grad(value.sum(), tensor, create_graph=True, allow_unused=True)
    return torch.zeros_like(tensor) if answer is None else answer


def jacobian(value: torch.Tensor, tensor: torch.Tensor) -> torch.Tensor:
    """Entry [i..., k...] is the derivative of value[i...] in tensor[k...]."""
    rows = [grad(entry, tensor) for entry in value.reshape(-1)]
    return torch.stack(rows).reshape(*value.shape, *tensor.shape)


def at(tensor: torch.Tensor, *place: int) -> torch.Tensor:
    """A read that is zero outside."""
    if all(0 <= p < n for p, n in zip(place, tensor.shape, strict=True)):
        return tensor[place]
    return torch.zeros(())


def table(shape: Sequence[int], entry: Callable[..., Side]) -> torch.Tensor:
    """The tensor with the entries ``entry(i, j, ...)``."""
    places = itertools.product(*map(range, shape))
    values = [torch.as_tensor(entry(*place), dtype=torch.float64) for place in places]
    return torch.stack(values).reshape(tuple(shape)) if values else torch.zeros(tuple(shape))


def total(ranges: Sequence[int | range], term: Callable[..., Side]) -> torch.Tensor:
    """The sum of ``term(i, j, ...)`` over the ranges; a number n means 0..n-1."""
    value = torch.zeros(())
    for place in itertools.product(*[range(r) if isinstance(r, int) else r for r in ranges]):
        value = value + term(*place)
    return value


def derivative(f: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[torch.Tensor], torch.Tensor]:
    """The derivative of an entrywise function."""

    def slope(x: torch.Tensor) -> torch.Tensor:
        if not x.requires_grad:
            x = x.detach().requires_grad_()
        return grad(f(x), x)

    return slope


def smooth(x: torch.Tensor) -> torch.Tensor:
    """A function with nothing special about it, standing for an abstract f."""
    return torch.sin(1.3 * x + 0.4) + 0.2 * x**3 - 0.5 * x**2


def smooth2(x: torch.Tensor) -> torch.Tensor:
    """Another one, for a second abstract function."""
    return torch.cos(0.7 * x - 0.2) + 0.1 * x**4 + 0.6 * x


smooth_1 = derivative(smooth)
smooth_2 = derivative(smooth_1)
smooth2_1 = derivative(smooth2)
smooth2_2 = derivative(smooth2_1)
eye = torch.eye


def ones(*shape: int) -> torch.Tensor:
    return torch.ones(shape)
