"""Synthetic images by seed: classes of pen strokes, and a family of textures as an unrelated source.

A stroke class is a few random quadratic curves.  One image of it moves every control point a little,
applies an affine map and a shift, draws with its own pen width and strength, adds a gradient of
illumination, one distracting stroke and noise, and is standardised.  A curve is drawn as a row of
Gaussian dots, and a Gaussian dot is a product of a row and a column profile, so a batch of images is
one small matrix product an image.

Guarantee: the same seed gives the same classes and images; classes drawn from different seeds are
independent; nothing about a target class is known to a source class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symderiv.networks.correlation import Array
from symderiv.networks.errors import NetworkError
from symderiv.networks.network import check_labels

__all__ = ["StrokeClasses", "TextureClasses", "augment", "standardise"]

SIZE = 16
POINTS = 12


def standardise(images: Array) -> Array:
    """Every image (N,1,H,W) to mean 0 and deviation 1, as float32."""
    flat = images.reshape(len(images), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    flat /= flat.std(axis=1, keepdims=True) + 1e-6
    return np.asarray(flat.reshape(images.shape), np.float32)


def _bezier(controls: Array) -> Array:
    """Points of quadratic Bezier curves: controls (..., 3, 2) to (..., POINTS, 2)."""
    t = np.linspace(0, 1, POINTS, dtype=np.float32)
    basis = np.stack([(1 - t) ** 2, 2 * t * (1 - t), t**2], axis=1)
    return np.asarray(basis @ controls)


def _draw(points: Array, width: Array, strength: Array) -> Array:
    """Ink (N,16,16) of dots (N,T,2) in pixels, pen deviation ``width`` (N,) and ``strength`` (N,T)."""
    grid = np.arange(SIZE, dtype=np.float32)
    scale = (1 / (np.sqrt(2.0, dtype=np.float32) * width))[:, None, None]
    rows = np.exp(-(((grid[None, :, None] - points[:, None, :, 0]) * scale) ** 2))
    columns = np.exp(-(((points[:, :, 1, None] - grid) * scale) ** 2))
    return np.asarray(1 - np.exp(-((rows * strength[:, None, :]) @ columns)))


@dataclass
class StrokeClasses:
    """``count`` classes of ``strokes`` curves each, drawn from ``seed``.

    >>> family = StrokeClasses(5, seed=1)
    >>> images = family.render(np.array([0, 4, 4]), np.random.default_rng(2))
    >>> images.shape, str(images.dtype)
    ((3, 1, 16, 16), 'float32')
    """

    count: int
    seed: int
    strokes: int = 3
    jitter: float = 0.35
    noise: float = 0.1

    def __post_init__(self) -> None:
        if self.count < 1 or self.strokes < 1:
            raise NetworkError(f"{self.count} classes of {self.strokes} strokes", remedy="give at least one of each")
        rng = np.random.default_rng([self.seed, 1])
        self.controls = rng.uniform(-6.0, 6.0, (self.count, self.strokes, 3, 2)).astype(np.float32)

    def render(self, labels: Array, rng: np.random.Generator) -> Array:
        """One fresh image for every label: (N,1,16,16), float32, standardised."""
        check_labels(labels, self.count)
        n = len(labels)
        controls = self.controls[labels] + rng.normal(0, self.jitter, (n, self.strokes, 3, 2)).astype(np.float32)
        angle = rng.normal(0, 0.1, n)
        stretch = np.exp(rng.normal(0, 0.07, (n, 2)))
        shear = rng.normal(0, 0.07, n)
        cos, sin = np.cos(angle), np.sin(angle)
        turn = np.stack([np.stack([cos, -sin + shear], 1), np.stack([sin, cos], 1)], 1) * stretch[:, :, None]
        turned = controls.reshape(n, -1, 2) @ turn.transpose(0, 2, 1).astype(np.float32)
        turned += (SIZE - 1) / 2 + rng.uniform(-1.5, 1.5, (n, 1, 2)).astype(np.float32)
        stray = rng.uniform(1.0, SIZE - 2.0, (n, 1, 3, 2)).astype(np.float32)
        points = _bezier(np.concatenate([turned.reshape(n, self.strokes, 3, 2), stray], axis=1))
        strength = rng.uniform(0.5, 1.0, (n, self.strokes + 1, 1)).astype(np.float32)
        width = rng.uniform(0.6, 1.0, n).astype(np.float32)
        ink = _draw(points.reshape(n, -1, 2), width, np.repeat(strength, POINTS, axis=2).reshape(n, -1))
        return _finish(ink, self.noise, rng)


@dataclass
class TextureClasses:
    """``count`` classes of three superposed gratings each: images with nothing drawn in them."""

    count: int
    seed: int
    noise: float = 0.2

    def __post_init__(self) -> None:
        rng = np.random.default_rng([self.seed, 2])
        angle = rng.uniform(0, np.pi, (self.count, 3))
        wave = rng.uniform(0.3, 1.6, (self.count, 3))
        self.waves = np.stack([wave * np.cos(angle), wave * np.sin(angle)], axis=2)
        self.amplitudes = rng.uniform(0.4, 1.0, (self.count, 3))

    def render(self, labels: Array, rng: np.random.Generator) -> Array:
        """One fresh image for every label: (N,1,16,16), float32, standardised."""
        check_labels(labels, self.count)
        n = len(labels)
        grid = np.arange(SIZE) - (SIZE - 1) / 2
        waves = self.waves[labels] * np.exp(rng.normal(0, 0.05, (n, 3, 2)))
        phases = rng.uniform(0, 2 * np.pi, (n, 3))
        arguments = waves[:, :, 0, None, None] * grid[:, None] + waves[:, :, 1, None, None] * grid
        gratings = self.amplitudes[labels][:, :, None, None] * np.cos(arguments + phases[:, :, None, None])
        return _finish(0.25 * gratings.sum(axis=1).astype(np.float32), self.noise, rng)


def _finish(ink: Array, noise: float, rng: np.random.Generator) -> Array:
    """A gradient of illumination and noise on top, then standardised."""
    n = len(ink)
    slope = rng.normal(0, 0.02, (n, 2)).astype(np.float32)
    grid = np.arange(SIZE, dtype=np.float32) - (SIZE - 1) / 2
    ink = ink + slope[:, 0, None, None] * grid[:, None] + slope[:, 1, None, None] * grid
    ink += noise * rng.standard_normal(ink.shape, dtype=np.float32)
    return standardise(ink[:, None])


def augment(images: Array, rng: np.random.Generator, *, shift: float, turn: float = 0.0) -> Array:
    """Every image (N,1,H,W) moved by up to ``shift`` pixels; with ``turn`` > 0 also turned and stretched.

    Without ``turn`` the shifts are whole pixels; with it the image is sampled bilinearly, the angle has
    deviation ``turn`` (radians), both stretches ``turn`` too.  Pixels from outside repeat the border.
    """
    n, _, height, width = images.shape
    if turn == 0:
        steps = rng.integers(-int(shift), int(shift) + 1, (n, 2))
        rows = np.clip(np.arange(height) + steps[:, :1], 0, height - 1)
        columns = np.clip(np.arange(width) + steps[:, 1:], 0, width - 1)
        moved = images[np.arange(n)[:, None, None], 0, rows[:, :, None], columns[:, None, :]]
        return np.ascontiguousarray(moved[:, None])
    angle = rng.normal(0, turn, (n,)).astype(np.float32)
    stretch = np.exp(rng.normal(0, turn, (n, 2)).astype(np.float32))
    move = rng.uniform(-shift, shift, (n, 2)).astype(np.float32)
    cos, sin = np.cos(angle), np.sin(angle)
    y = np.arange(height, dtype=np.float32)[None, :, None] - (height - 1) / 2
    x = np.arange(width, dtype=np.float32)[None, None, :] - (width - 1) / 2
    at_y = (cos * stretch[:, 0])[:, None, None] * y - (sin * stretch[:, 0])[:, None, None] * x
    at_x = (sin * stretch[:, 1])[:, None, None] * y + (cos * stretch[:, 1])[:, None, None] * x
    at_y = np.clip(at_y + (height - 1) / 2 + move[:, 0, None, None], 0, height - 1.001)
    at_x = np.clip(at_x + (width - 1) / 2 + move[:, 1, None, None], 0, width - 1.001)
    top, left = np.floor(at_y), np.floor(at_x)
    down, right = at_y - top, at_x - left
    corner = (top * width + left).astype(np.intp)
    corner += np.arange(n)[:, None, None] * (height * width)
    pixels = images.reshape(-1)
    upper, lower = (pixels.take(corner + row) for row in (0, width))
    upper += right * (pixels.take(corner + 1) - upper)
    lower += right * (pixels.take(corner + (width + 1)) - lower)
    upper += down * (lower - upper)
    return np.asarray(upper[:, None], images.dtype)
