"""Images by seed, the convex head, and the transfer experiment in a tiny form."""

from __future__ import annotations

import ast
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

import symderiv.networks
from symderiv.networks.errors import NetworkError
from symderiv.networks.head import (
    curvature_bound,
    fit_head,
    gradient_descent,
    head_hessian,
    loss_and_gradient,
    with_bias,
)
from symderiv.networks.images import StrokeClasses, TextureClasses, augment
from symderiv.networks.residual_experiments import depth_curves, difference_curves
from symderiv.networks.transfer import load_results, main, quick_settings, run
from symderiv.networks.transfer_jobs import validation_split


@pytest.mark.parametrize("family", [StrokeClasses, TextureClasses])
def test_images_follow_their_seed(family: type) -> None:
    labels = np.array([0, 1, 1, 2])
    first = family(3, seed=5).render(labels, np.random.default_rng(1))
    again = family(3, seed=5).render(labels, np.random.default_rng(1))
    other = family(3, seed=6).render(labels, np.random.default_rng(1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.dtype == np.float32
    np.testing.assert_allclose(first.mean(axis=(1, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(first.std(axis=(1, 2, 3)), 1, atol=1e-4)
    with pytest.raises(NetworkError, match="label 3"):
        family(3, seed=5).render(np.array([3]), np.random.default_rng(1))


def test_images_of_a_class_resemble_each_other() -> None:
    labels = np.repeat(np.arange(20), 10)
    images = StrokeClasses(20, seed=0).render(labels, np.random.default_rng(0)).reshape(200, -1)
    alike = (images @ images.T) / 256
    same = labels[:, None] == labels
    assert alike[same & ~np.eye(200, dtype=bool)].mean() > alike[~same].mean() + 0.1


def test_augmentation() -> None:
    rng = np.random.default_rng(0)
    image = np.arange(64, dtype=np.float32).reshape(1, 1, 8, 8)
    seen = {augment(image, rng, shift=1)[0, 0, 4, 4] for _ in range(200)}
    assert seen == {36.0 + 8 * i + j for i in (-1, 0, 1) for j in (-1, 0, 1)}
    unmoved = augment(image, rng, shift=0.0, turn=1e-7)
    np.testing.assert_allclose(unmoved[0, 0, :7, :7], image[0, 0, :7, :7], atol=1e-3)


def head_problem(classes: int = 4, count: int = 60, size: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    labels = rng.integers(0, classes, count)
    features = rng.normal(size=(classes, size))[labels] + rng.normal(size=(count, size))
    return with_bias(features), labels


def test_head_gradient_and_hessian_against_differences() -> None:
    features, labels = head_problem()
    w = np.random.default_rng(8).normal(size=(4, 6))
    hessian = head_hessian(w, features)
    for entry in range(w.size):
        step = np.zeros(w.size)
        step[entry] = 1e-6
        ahead = loss_and_gradient(w + step.reshape(w.shape), features, labels)
        behind = loss_and_gradient(w - step.reshape(w.shape), features, labels)
        slope = (ahead[0] - behind[0]) / 2e-6
        assert slope == pytest.approx(loss_and_gradient(w, features, labels)[1].ravel()[entry], abs=1e-8)
        np.testing.assert_allclose((ahead[1] - behind[1]).ravel() / 2e-6, hessian[entry], atol=1e-8)
    values = np.linalg.eigvalsh(hessian)
    assert values[0] > -1e-12
    assert values[-1] <= curvature_bound(features)
    assert (values > 1e-10).sum() == 3 * np.linalg.matrix_rank(features)


def test_head_reaches_the_certified_optimum() -> None:
    features, labels = head_problem()
    tight = fit_head(features, labels, 4, 1e-2, iterations=5000, relative_gap=1e-12)
    loose = fit_head(features, labels, 4, 1e-2, relative_gap=1e-3)
    loss = {fit.gap: fit.loss for fit in (tight, loose)}
    assert tight.gap < 1e-10
    assert 0 <= loss[loose.gap] - loss[tight.gap] <= loose.gap <= 1e-3 * loose.loss * 1.01
    start = np.random.default_rng(9).normal(size=(4, 6))
    again = fit_head(features, labels, 4, 1e-2, start=start, iterations=5000, relative_gap=1e-12)
    np.testing.assert_allclose(again.weights, tight.weights, atol=1e-5)
    with pytest.raises(NetworkError, match="decay"):
        fit_head(features, labels, 4, 0.0)
    with pytest.raises(NetworkError, match="label"):
        fit_head(features, labels, 3, 1e-2)
    for bad in (features[:0], np.full_like(features, np.nan)):
        with pytest.raises(NetworkError, match="finite features"):
            fit_head(bad, labels[: len(bad)], 4, 1e-2)


def test_gradient_descent_at_the_bound_never_increases() -> None:
    features, labels = head_problem()
    losses = gradient_descent(features, labels, 4, 1 / curvature_bound(features), 100)
    assert (np.diff(losses) < 0).all()
    assert max(gradient_descent(features, labels, 4, 300 / curvature_bound(features), 50)) > losses[0]


def test_validation_never_overlaps_training() -> None:
    images = np.arange(3 * 20, dtype=float).reshape(3, 20, 1, 1, 1)
    split = validation_split(images, 20)
    assert split.x.shape[0] == 48
    assert split.judge_x.shape[0] == 12
    assert not set(split.x.ravel()) & set(split.judge_x.ravel())


def test_tiny_run_is_repeatable_and_plain_data(tmp_path: Path) -> None:
    tiny = replace(
        quick_settings(3), source_classes=12, source_steps=20, target_classes=6, shots=5, shots_curve=(2, 5),
        test_images=4, scratch_steps=8, tuning_steps=6, tuning_rounds=2, descent_steps=5,
    )  # fmt: skip
    told: list[float] = []
    first = run(tiny, workers=1, progress=lambda name, share, left: told.append(share))
    assert first.complete
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    assert {"head-only", "scratch", "raw pixels", "permuted pixels"} <= set(first.accuracies)
    assert [row["shots"] for row in first.curve] == [2, 5]
    path = tmp_path / "results.json"
    first.save(path)
    assert asdict(load_results(path)) == json.loads(path.read_text())
    again = run(tiny, workers=2)
    assert again.accuracies == first.accuracies
    assert again.curve == first.curve
    with pytest.raises(NetworkError, match="workers"):
        run(tiny, workers=0)


def test_results_never_replace_another_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "thesis.json"
    path.write_text('{"chapter": 1}')
    assert main(["--quick", "--out", str(path)]) == 2
    assert "not a file of transfer results" in capsys.readouterr().err
    assert path.read_text() == '{"chapter": 1}'


def test_residual_experiments() -> None:
    right, no_flip, ones = difference_curves(0)
    assert min(right.errors) < 1e-11
    assert min(no_flip.errors) > 1e-2
    assert min(ones.errors) > 1e-1
    curves = {(curve.skip, curve.scale): curve.ratios for curve in depth_curves(0)}
    assert all(len(ratios) == 31 and ratios[-1] == 1.0 for ratios in curves.values())
    assert curves[True, 0.5][0] > 0.1
    assert curves[False, 0.5][0] < 1e-12


def test_the_room_knows_nothing_of_the_symbolic_side() -> None:
    folder = Path(symderiv.networks.__file__).parent
    files = sorted(folder.glob("*.py"))
    assert len(files) > 8
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name.startswith(("symderiv.networks", "symderiv.errors"))
                assert own or not name.startswith("symderiv"), (file, name)
