"""The single pieces of work of the transfer experiment, each a function of plain settings.

A job makes its data from the seed, so it can run in any process and in any order with the same result.
Guarantee: hyper-parameters are judged on a validation split of the training images; test images are
touched once, for the number that is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from symderiv.networks.correlation import Array
from symderiv.networks.head import (
    HeadFit,
    curvature_bound,
    fit_head,
    gradient_descent,
    head_hessian,
    loss_and_gradient,
    with_bias,
)
from symderiv.networks.images import StrokeClasses, TextureClasses, augment
from symderiv.networks.layers import Convolution, Dense, Flatten, ReLU
from symderiv.networks.network import Network, accuracy, softmax_cross_entropy
from symderiv.networks.optimisers import AdamW, cosine
from symderiv.networks.tuning import Recipe

__all__ = [
    "Settings",
    "control_features",
    "head_facts",
    "head_for_tuning",
    "head_only",
    "pixel_head",
    "scratch",
    "train_source",
    "tune",
    "tuned_network",
]

BATCH = 128
DECAYS = (1.0, 3e-1, 1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5)


@dataclass(frozen=True)
class Settings:
    """Sizes of the experiment; everything random follows from ``seed``."""

    form: str
    seed: int
    source_classes: int
    source_steps: int
    target_classes: int
    shots: int
    shots_curve: tuple[int, ...]
    test_images: int
    scratch_steps: int
    tuning_steps: int
    tuning_rounds: int
    descent_steps: int

    def rng(self, purpose: int) -> np.random.Generator:
        """An independent stream of random numbers for each purpose."""
        return np.random.default_rng([self.seed, purpose])

    def steps(self, shots: int, base: int) -> int:
        """Training steps at ``shots`` images a class: ``base`` at the exercise's size, then like a root."""
        return int(base * min(3.2, max(0.4, (shots / self.shots) ** 0.5)))

    def steps_to_tune(self, shots: int) -> int:
        """Training steps when a recipe is tried: twice ``tuning_steps`` beyond the exercise's size."""
        return self.tuning_steps * (2 if shots > self.shots else 1)

    def images(self, shots: int, test: bool = True) -> tuple[Array, Array]:
        """Target training images (classes, shots, 1, 16, 16) and test images (classes, test_images, ...).

        The first images of a class are the same for every number of ``shots``.
        """
        family = StrokeClasses(self.target_classes, seed=2 * self.seed + 1)
        classes = np.arange(self.target_classes)

        def render(purpose: int, count: int) -> Array:
            streams = (np.random.default_rng([self.seed, purpose, take]) for take in range(count))
            return np.stack([family.render(classes, rng) for rng in streams], axis=1)

        return render(31, shots), render(32, self.test_images if test else 1)


@dataclass(frozen=True)
class Split:
    """Flat training and judging images with their labels."""

    x: Array
    y: Array
    judge_x: Array
    judge_y: Array


def flat(images: Array) -> tuple[Array, Array]:
    """(classes, shots, ...) to images in a row and their labels."""
    labels = np.repeat(np.arange(images.shape[0]), images.shape[1])
    return images.reshape(-1, *images.shape[2:]), labels


def validation_split(images: Array, shots: int) -> Split:
    """The first 4/5 of ``shots`` images of every class to train (16 of 20), the rest to choose by."""
    kept = max(1, shots * 4 // 5)
    return Split(*flat(images[:, :kept]), *flat(images[:, kept:shots]))


def final_split(images: Array, test: Array, shots: int) -> Split:
    """All ``shots`` images of every class to train, the test images to report."""
    return Split(*flat(images[:, :shots]), *flat(test))


def make_network(classes: int, rng: np.random.Generator) -> Network:
    """conv 3x3/2 to 32, conv 3x3/2 to 64, dense 128, dense ``classes``; ReLU between; float32."""
    shared: dict[str, Any] = {"rng": rng, "dtype": np.float32}
    return Network(
        [
            Convolution(1, 32, 3, stride=2, padding=1, **shared),
            ReLU(),
            Convolution(32, 64, 3, stride=2, padding=1, **shared),
            ReLU(),
            Flatten(),
            Dense(64 * 4 * 4, 128, **shared),
            ReLU(),
            Dense(128, classes, **shared),
        ],
        (1, 16, 16),
    )


def train(network: Network, batches: Iterator[tuple[Array, Array]], steps: int, recipe: Recipe) -> None:
    """``steps`` steps of AdamW with a short warm-up and a cosine schedule."""
    optimiser = AdamW(recipe.rate, recipe.decay)
    for step in range(steps):
        x, y = next(batches)
        _, gradient = softmax_cross_entropy(network.forward(x), y)
        network.backward(gradient, to_input=False)
        optimiser.step(network, cosine(step, steps, steps // 25))


def batches_of(x: Array, y: Array, recipe: Recipe, rng: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """Batches in a new order every epoch, augmented by the recipe."""
    while True:
        order = rng.permutation(len(x))
        for start in range(0, len(x), BATCH):
            chosen = order[start : start + BATCH]
            images = x[chosen]
            if recipe.shift or recipe.turn:
                images = augment(images, rng, shift=recipe.shift, turn=recipe.turn)
            yield images, y[chosen]


def train_source(settings: Settings, kind: str) -> dict[str, Any]:
    """A source network on fresh images of ``kind`` "strokes", "texture" or "shuffled" (random labels)."""
    count = settings.source_classes
    maker = TextureClasses if kind == "texture" else StrokeClasses
    family: StrokeClasses | TextureClasses = maker(count, seed=2 * settings.seed)
    rng = settings.rng(10)

    def fresh() -> Iterator[tuple[Array, Array]]:
        while True:
            labels = rng.integers(0, count, BATCH)
            images = family.render(labels, rng)
            yield images, rng.integers(0, count, BATCH) if kind == "shuffled" else labels

    network = make_network(count, settings.rng(11))
    train(network, fresh(), settings.source_steps, Recipe(3e-3, 0.05))
    labels = np.repeat(np.arange(count), 5)
    images = family.render(labels, settings.rng(12))
    return {"network": network, "accuracy": accuracy(network.predict(images), labels), "images": len(images)}


Features = Callable[[Array], Array]


def _features(network: Network | None, mean_square: float | None = None) -> Features:
    def compute(x: Array) -> Array:
        out = x.reshape(len(x), -1) if network is None else network.predict(x, until=-1)
        return out if mean_square is None else out / np.float32(mean_square**0.5)

    return compute


def choose_head(split: Split, features: Features, classes: int) -> tuple[HeadFit, float]:
    """The decay that is best on ``split``: the fit and its accuracy there.

    Goes from large decays to small ones, each from the last solution, and stops after two falls.
    """
    train_f, judge_f = with_bias(features(split.x)), with_bias(features(split.judge_x))
    best: tuple[HeadFit, float] | None = None
    falls, start = 0, None
    for decay in DECAYS:
        fit = fit_head(train_f, split.y, classes, decay, start=start)
        start = fit.weights
        share = accuracy(judge_f @ fit.weights.T, split.judge_y)
        if best is None or share > best[1]:
            best, falls = (fit, share), 0
        else:
            falls += 1
            if falls == 2:
                break
    assert best is not None
    return best


Head = tuple[Array, Array]
"""Weights (K,D) and biases (K,) of a fitted last layer, for the features as the network gives them."""


def _fit_and_test(
    images: Array, test: Array, shots: int, network: Network | None, shifted: bool = False
) -> dict[str, Any]:
    """The head on the first ``shots`` images of every class; at one, a second is needed to choose the decay."""
    classes = images.shape[0]
    raw = _features(network)(flat(images[:, :shots])[0])
    square = float((raw.astype(np.float64) ** 2).mean())
    features = _features(network, square)
    fit, chosen = choose_head(validation_split(images, max(2, shots)), features, classes)
    split = final_split(images, test, shots)
    x, y = split.x, split.y
    if shifted:
        moves = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]
        x = np.concatenate([_moved(x, *move) for move in moves])
        y = np.tile(y, len(moves))
    final = fit_head(with_bias(features(x)), y, classes, fit.decay, start=fit.weights)
    correct = (with_bias(features(split.judge_x)) @ final.weights.T).argmax(axis=1) == split.judge_y
    weights = (final.weights[:, :-1] / square**0.5).astype(np.float32)
    return {
        "accuracy": float(correct.mean()),
        "correct": correct,
        "head": (weights, final.weights[:, -1].astype(np.float32)),
        "decay": fit.decay,
        "validation": chosen,
        "gap": final.gap,
        "loss": final.loss,
        "gradient_norm": final.gradient_norm,
        "iterations": final.iterations,
    }


def _moved(x: Array, down: int, right: int) -> Array:
    rows = np.clip(np.arange(x.shape[2]) - down, 0, x.shape[2] - 1)
    columns = np.clip(np.arange(x.shape[3]) - right, 0, x.shape[3] - 1)
    return np.asarray(x[:, :, rows][:, :, :, columns])


def head_only(settings: Settings, network: Network, shots: int, shifted: bool = False) -> dict[str, Any]:
    """Softmax regression on frozen features; ``shifted`` adds four copies moved by one pixel."""
    return _fit_and_test(*settings.images(max(2, shots)), shots, network, shifted)


def head_for_tuning(settings: Settings, network: Network) -> dict[str, Any]:
    """The head on the training part of the validation split, for :func:`tune`; no test image is seen."""
    images, _ = settings.images(settings.shots, test=False)
    kept = max(1, settings.shots * 4 // 5)
    return _fit_and_test(images[:, :kept], images[:, kept:], kept, network)


def pixel_head(settings: Settings, shots: int) -> dict[str, Any]:
    """Softmax regression on the pixels themselves."""
    return _fit_and_test(*settings.images(max(2, shots)), shots, None)


def control_features(settings: Settings, network: Network | None, control: str) -> dict[str, Any]:
    """Head-only training where transfer should not help: "plain", "random features" or "permuted pixels"."""
    images, test = settings.images(settings.shots)
    if control == "random features":
        network = make_network(settings.source_classes, settings.rng(13))
    if control == "permuted pixels":
        order = settings.rng(14).permutation(256)
        images = images.reshape(*images.shape[:2], 256)[:, :, order].reshape(images.shape)
        test = test.reshape(*test.shape[:2], 256)[:, :, order].reshape(test.shape)
    return _fit_and_test(images, test, settings.shots, network)


def _start(settings: Settings, network: Network | None, head: Head | None) -> Network:
    """A new network, or the source network with the fitted ``head`` (None: a random one)."""
    target = make_network(settings.target_classes, settings.rng(20))
    if network is None:
        return target
    body = network.copy()
    for kept, source in zip(target.layers[:-1], body.layers[:-1], strict=True):
        kept.parameters = source.parameters
    if head is not None:
        target.layers[-1].parameters = {"weight": head[0].copy(), "bias": head[1].copy()}
    return target


def tune(
    settings: Settings, recipe: Recipe, shots: int, network: Network | None = None, head: Head | None = None
) -> dict[str, Any]:
    """Accuracy of a recipe on the validation split of ``shots`` images a class; no test image is seen."""
    images, _ = settings.images(shots, test=False)
    split = validation_split(images, shots)
    start = _start(settings, network, head)
    steps = settings.steps_to_tune(shots) // (1 if head is None else 3)
    train(start, batches_of(split.x, split.y, recipe, settings.rng(21)), steps, recipe)
    return {"recipe": recipe, "validation": accuracy(start.predict(split.judge_x), split.judge_y)}


def scratch(settings: Settings, recipe: Recipe, shots: int) -> dict[str, Any]:
    """Train a new network on ``shots`` images a class and test it."""
    return tuned_network(settings, recipe, shots, None)


def tuned_network(
    settings: Settings, recipe: Recipe, shots: int, network: Network | None, head: Head | None = None
) -> dict[str, Any]:
    """Train all layers, from ``network`` (with ``head``, or a random one) or from nothing, and test.

    A network whose head is fitted already trains for a third of the steps.
    """
    images, test = settings.images(shots)
    split = final_split(images, test, shots)
    start = _start(settings, network, head)
    steps = settings.steps(shots, settings.scratch_steps) // (1 if head is None else 3)
    train(start, batches_of(split.x, split.y, recipe, settings.rng(22)), steps, recipe)
    correct = start.predict(split.judge_x).argmax(axis=1) == split.judge_y
    fitted = accuracy(start.predict(split.x), split.y)
    return {"accuracy": float(correct.mean()), "correct": correct, "train_accuracy": fitted, "steps": steps}


def head_facts(settings: Settings, network: Network) -> dict[str, Any]:
    """What the theorems about the head say, measured on its features: curvature, rank, step sizes, Hessian."""
    x, y = flat(settings.images(settings.shots, test=False)[0])
    f = with_bias(network.predict(x, until=-1)).astype(np.float64)
    classes = settings.target_classes
    bound = curvature_bound(f)
    rank = int(np.linalg.matrix_rank(f))
    curves = {
        str(factor): gradient_descent(f, y, classes, factor / bound, settings.descent_steps)
        for factor in (1, 10, 50, 100, 150)
    }
    return {
        "bound": bound,
        "lambda_max": 2 * bound,
        "curvature_at_zero": 2 * bound / classes,
        "features": f.shape[1],
        "images": len(f),
        "rank_features": rank,
        "rank_hessian": (classes - 1) * rank,
        "parameters": classes * f.shape[1],
        "descent": curves,
        "increases": {key: int((np.diff(losses) > 0).sum()) for key, losses in curves.items()},
        "small": _small_hessian(f, y, classes=4),
    }


def _small_hessian(f: Array, y: Array, classes: int) -> dict[str, Any]:
    """A head for the first classes only, whose full Hessian can be had: formula against differences."""
    chosen = y < classes
    f, y = f[chosen], y[chosen]
    w = np.zeros((classes, f.shape[1]))
    bound = curvature_bound(f)
    for _ in range(20):
        w -= loss_and_gradient(w, f, y)[1] / bound
    hessian = head_hessian(w, f)
    columns = []
    for entry in range(w.size):
        step = np.zeros(w.size)
        step[entry] = 1e-5
        ahead = loss_and_gradient(w + step.reshape(w.shape), f, y)[1]
        behind = loss_and_gradient(w - step.reshape(w.shape), f, y)[1]
        columns.append(((ahead - behind) / 2e-5).ravel())
    values = np.linalg.eigvalsh(hessian)
    return {
        "classes": classes,
        "images": len(f),
        "size": len(values),
        "smallest": float(values[0]),
        "largest": float(values[-1]),
        "largest_over_bound": float(values[-1]) / bound,
        "rank": int((values > values[-1] * 1e-10).sum()),
        "rank_formula": (classes - 1) * int(np.linalg.matrix_rank(f)),
        "difference": float(np.linalg.norm(np.array(columns) - hessian) / np.linalg.norm(hessian)),
    }
