"""Steps of stochastic gradient descent with momentum and of Adam with decoupled weight decay.

Guarantee: frozen layers are never touched; biases are not decayed; the state belongs to the
optimiser object alone.  Sources: Polyak 1964; Kingma and Ba 2015; Loshchilov and Hutter 2019.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from symderiv.networks.correlation import Array
from symderiv.networks.errors import NetworkError
from symderiv.networks.network import Network

__all__ = ["SGD", "AdamW", "cosine"]


def cosine(step: int, steps: int, warmup: int = 0) -> float:
    """Factor of the learning rate: a linear rise over ``warmup`` steps, then half a cosine from 1 to 0.

    >>> [round(cosine(t, 4), 3) for t in range(4)]
    [1.0, 0.854, 0.5, 0.146]
    """
    if step < warmup:
        return (step + 1) / (warmup + 1)
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def _check(rate: float, decay: float) -> None:
    if not rate > 0 or not decay >= 0:
        raise NetworkError(f"learning rate {rate}, weight decay {decay}", remedy="rate > 0 and decay >= 0")


@dataclass
class SGD:
    """``v = momentum*v + g + decay*w``; ``w -= rate*factor*v``."""

    rate: float
    momentum: float = 0.0
    decay: float = 0.0
    velocity: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self.rate, self.decay)

    def step(self, network: Network, factor: float = 1.0) -> None:
        """One step along the gradients that the last backward pass left."""
        for name, layer, key in network.named():
            if layer.frozen:
                continue
            w, g = layer.parameters[key], layer.gradients[key]
            if self.decay and w.ndim > 1:
                g = g + w.dtype.type(self.decay) * w
            if self.momentum:
                v = self.velocity.get(name)
                g = g.copy() if v is None else w.dtype.type(self.momentum) * v + g
                self.velocity[name] = g
            w -= w.dtype.type(self.rate * factor) * g


@dataclass
class AdamW:
    """Adam with bias correction; ``w`` shrinks by ``rate*factor*decay*w`` beside the Adam step."""

    rate: float
    decay: float = 0.0
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    steps: int = 0
    first: dict[str, Array] = field(default_factory=dict)
    second: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self.rate, self.decay)

    def step(self, network: Network, factor: float = 1.0) -> None:
        """One step along the gradients that the last backward pass left."""
        self.steps += 1
        rate = self.rate * factor
        correction1 = 1 - self.beta1**self.steps
        correction2 = math.sqrt(1 - self.beta2**self.steps)
        for name, layer, key in network.named():
            if layer.frozen:
                continue
            w, g = layer.parameters[key], layer.gradients[key]
            one = w.dtype.type
            if name not in self.first:
                self.first[name], self.second[name] = np.zeros_like(w), np.zeros_like(w)
            m, v = self.first[name], self.second[name]
            scale = g - m  # one scratch array for all that follows
            scale *= one(1 - self.beta1)
            m += scale
            np.multiply(g, g, out=scale)
            scale -= v
            scale *= one(1 - self.beta2)
            v += scale
            if self.steps % 256 == 0:
                # Moments of dead units decay into subnormal numbers, which slow every later step down.
                m[np.abs(m) < 1e-30] = 0
                v[v < 1e-30] = 0
            if self.decay and w.ndim > 1:
                w *= one(1 - rate * self.decay)
            np.sqrt(v, out=scale)
            scale *= one(1 / correction2)
            scale += one(self.epsilon)
            np.divide(m, scale, out=scale)
            scale *= one(rate / correction1)
            w -= scale
