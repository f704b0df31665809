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

__all__ = [
    "Recipe",
    "Settings",
    "control_features",
    "head_facts",
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
    descent_steps: int

    def rng(self, purpose: int) -> np.random.Generator:
        """An independent stream of random numbers for each purpose."""
        return np.random.default_rng([self.seed, purpose])

    def steps(self, shots: int, base: int) -> int:
        """Training steps at ``shots`` images a class: ``base`` at the exercise's size, then like a root."""
        return int(base * min(3.2, max(0.4, (shots / self.shots) ** 0.5)))

    def images(self) -> tuple[Array, Array]:
        """All target training images (classes, shots, 1, 16, 16) and the test images (.., test_images, ..)."""
        family = StrokeClasses(self.target_classes, seed=2 * self.seed + 1)
        most = max(self.shots, *self.shots_curve)
        train = family.render(np.repeat(np.arange(self.target_classes), most), self.rng(1))
        test = family.render(np.repeat(np.arange(self.target_classes), self.test_images), self.rng(2))
        return (
            train.reshape(self.target_classes, most, *train.shape[1:]),
            test.reshape(self.target_classes, self.test_images, *test.shape[1:]),
        )


@dataclass(frozen=True)
class Recipe:
    """How a whole network is trained: ``shift`` 0 is no augmentation, ``turn`` see ``images.augment``."""

    rate: float
    decay: float
    shift: float = 0.0
    turn: float = 0.0


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


def choose_head(split: Split, features: Features, classes: int) -> tuple[HeadFit, float, Array]:
    """The decay that is best on ``split``: fit, its accuracy there, and the logits' weights (K,D+1).

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
    return best[0], best[1], best[0].weights


def _fit_and_test(
    images: Array, test: Array, shots: int, network: Network | None, shifted: bool = False
) -> tuple[dict[str, Any], HeadFit, float]:
    classes = images.shape[0]
    raw = _features(network)(flat(images[:, :shots])[0])
    square = float((raw.astype(np.float64) ** 2).mean())
    features = _features(network, square)
    fit, chosen, _ = choose_head(validation_split(images, max(2, shots)), features, classes)
    split = final_split(images, test, shots)
    x, y = split.x, split.y
    if shifted:
        moves = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]
        x = np.concatenate([_moved(x, *move) for move in moves])
        y = np.tile(y, len(moves))
    final = fit_head(with_bias(features(x)), y, classes, fit.decay)
    correct = (with_bias(features(split.judge_x)) @ final.weights.T).argmax(axis=1) == split.judge_y
    result = {
        "accuracy": float(correct.mean()),
        "correct": correct,
        "decay": fit.decay,
        "validation": chosen,
        "gap": final.gap,
        "loss": final.loss,
        "gradient_norm": final.gradient_norm,
        "iterations": final.iterations,
    }
    return result, final, square


def _moved(x: Array, down: int, right: int) -> Array:
    rows = np.clip(np.arange(x.shape[2]) - down, 0, x.shape[2] - 1)
    columns = np.clip(np.arange(x.shape[3]) - right, 0, x.shape[3] - 1)
    return np.asarray(x[:, :, rows][:, :, :, columns])


def head_only(settings: Settings, network: Network, shots: int, shifted: bool = False) -> dict[str, Any]:
    """Softmax regression on frozen features; ``shifted`` adds four copies moved by one pixel."""
    images, test = settings.images()
    return _fit_and_test(images, test, shots, network, shifted)[0]


def pixel_head(settings: Settings, shots: int) -> dict[str, Any]:
    """Softmax regression on the pixels themselves."""
    images, test = settings.images()
    return _fit_and_test(images, test, shots, None)[0]


def control_features(settings: Settings, network: Network | None, control: str) -> dict[str, Any]:
    """Head-only training where transfer should not help: "plain", "random features" or "permuted pixels"."""
    images, test = settings.images()
    if control == "random features":
        network = make_network(settings.source_classes, settings.rng(13))
    if control == "permuted pixels":
        order = settings.rng(14).permutation(256)
        images = images.reshape(*images.shape[:2], 256)[:, :, order].reshape(images.shape)
        test = test.reshape(*test.shape[:2], 256)[:, :, order].reshape(test.shape)
    return _fit_and_test(images, test, settings.shots, network)[0]


def _fresh_or_transferred(
    settings: Settings, network: Network | None, images: Array, test: Array, shots: int, random_head: bool
) -> Network:
    """A new network, or the source network with the fitted (or a random) head for the target classes."""
    target = make_network(settings.target_classes, settings.rng(20))
    if network is None:
        return target
    body = network.copy()
    for kept, source in zip(target.layers[:-1], body.layers[:-1], strict=True):
        kept.parameters = source.parameters
    if not random_head:
        _, fit, square = _fit_and_test(images, test, shots, network)
        weights = (fit.weights[:, :-1] / square**0.5).astype(np.float32)
        target.layers[-1].parameters = {"weight": weights, "bias": fit.weights[:, -1].astype(np.float32)}
    return target


def tune(settings: Settings, recipe: Recipe, network: Network | None = None) -> dict[str, Any]:
    """Accuracy of a recipe on the validation split at the exercise's size; no test image is seen."""
    images, _ = settings.images()
    split = validation_split(images, settings.shots)
    kept = max(1, settings.shots * 4 // 5)
    judge = images[:, kept : settings.shots]
    start = _fresh_or_transferred(settings, network, images[:, :kept], judge, kept, random_head=False)
    steps = settings.tuning_steps if network is None else settings.tuning_steps // 3
    train(start, batches_of(split.x, split.y, recipe, settings.rng(21)), steps, recipe)
    return {"recipe": recipe, "validation": accuracy(start.predict(split.judge_x), split.judge_y)}


def scratch(settings: Settings, recipe: Recipe, shots: int) -> dict[str, Any]:
    """Train a new network on ``shots`` images a class and test it."""
    return tuned_network(settings, recipe, shots, None)


def tuned_network(
    settings: Settings, recipe: Recipe, shots: int, network: Network | None, random_head: bool = False
) -> dict[str, Any]:
    """Train all layers, from ``network`` (fitted head first, then everything) or from nothing, and test."""
    images, test = settings.images()
    split = final_split(images, test, shots)
    start = _fresh_or_transferred(settings, network, images, test, shots, random_head)
    steps = settings.steps(shots, settings.scratch_steps)
    if network is not None and not random_head:
        steps //= 3
    train(start, batches_of(split.x, split.y, recipe, settings.rng(22)), steps, recipe)
    correct = start.predict(split.judge_x).argmax(axis=1) == split.judge_y
    fitted = accuracy(start.predict(split.x), split.y)
    return {"accuracy": float(correct.mean()), "correct": correct, "train_accuracy": fitted, "steps": steps}


def head_facts(settings: Settings, network: Network) -> dict[str, Any]:
    """What the theorems about the head say, measured on its features: curvature, rank, step sizes, Hessian."""
    images, _ = settings.images()
    x, y = flat(images[:, : settings.shots])
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
