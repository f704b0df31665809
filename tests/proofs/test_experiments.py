"""The experiments in their quick form, their committed results, and the drawings made from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from symderiv.layers import convolution, receptive_field
from symderiv.theorem import load

PROOFS = Path(__file__).resolve().parents[2] / "proofs"
NAMES = ("residual_block", "receptive_field", "bias_variance", "weight_map", "error_surface")


def module(name: str) -> dict[str, Any]:
    return run_path(str(PROOFS / "experiments" / f"{name}.py"))


def same_picture(drawn: Path, committed: Path) -> bool:
    """Up to what another version of the drawing library may do to edges: a label that moved counts."""
    one, other = imread(drawn), imread(committed)
    return one.shape == other.shape and float(np.abs(one - other).mean()) < 0.002


@pytest.mark.parametrize("name", NAMES)
def test_committed_results_name_their_command_and_are_whole(name: str) -> None:
    record = json.loads((PROOFS / "results" / f"{name}.json").read_text(encoding="utf-8"))
    assert record["command"] == f"python proofs/experiments/{name}.py --full"
    assert record["results"]


@pytest.mark.parametrize("name", [*NAMES, "transfer_learning"])
def test_figures_are_drawn_from_the_committed_results(name: str, tmp_path: Path) -> None:
    draw = load(PROOFS / f"{name}.py").figures
    assert draw is not None
    made = draw(tmp_path)
    assert {p.suffix for p in made} == {".png", ".pdf"}
    assert all(p.stat().st_size > 2000 for p in made)
    stale = [p.name for p in made if p.suffix == ".png" and not same_picture(p, PROOFS.parent / "figures" / p.name)]
    assert not stale, "run 'symderiv figures'"


def test_receptive_field_quick() -> None:
    run: Callable[..., dict[str, Any]] = module("receptive_field")["run"]
    heard: list[float] = []
    found = run(progress=lambda _what, share: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert found["same_equals_closed_form"]
    assert found["valid_equals_closed_form"]
    assert found["sobel_nonzero"] == 45
    assert found["he_networks"]["32"]["mean"] == 81
    assert found["mean_changed"] == pytest.approx(60.0625)
    assert json.loads(json.dumps(found)) == found


def test_hand_written_gradient_of_the_cnn_against_finite_differences() -> None:
    tools = module("receptive_field")
    rng = np.random.default_rng(0)
    weights = tools["he_weights"](rng, 3)
    x = rng.normal(size=(1, 1, 9, 9))
    gradient = tools["input_gradient"](x, weights)[0]
    direction = rng.normal(size=(9, 9))
    step = 1e-6

    def value(t: float) -> float:
        return float(tools["forward"](x + t * direction, weights)[0, 0, 4, 4])

    assert (value(step) - value(-step)) / (2 * step) == pytest.approx((gradient * direction).sum(), rel=1e-6, abs=1e-9)
    assert receptive_field([convolution(3)] * 4).size == 9


def test_weight_map_quick() -> None:
    tools = module("weight_map")
    rng = np.random.default_rng(1)
    assert tools["depth_check"](rng, 24)["outputs"] < 1e-12
    wrong = tools["wrong_readings"](rng)
    assert wrong.pop("right") < 1e-12 < 0.01 < min(wrong.values())
    edges = tools["border"](rng)
    assert edges["zero_interior"] < 1e-12 < 0.1 < edges["zero_border"]
    assert edges["minus_one_max"] < 1e-12
    curves = tools["training"](120)
    assert curves["tanh_against_preconditioned"] < 1e-12
    assert curves["at"]["100"]["sigmoid"] != pytest.approx(curves["at"]["100"]["tanh"], rel=0.05)


def test_error_surface_quick() -> None:
    tools = module("error_surface")
    rng = np.random.default_rng(2)
    contour = tools["from_contour"](rng)
    assert contour["slope"] == pytest.approx(-0.5, abs=1e-9)
    network = tools["SmallNetwork"](rng, samples=12)
    w = 0.3 * rng.normal(size=network.size)
    direction = rng.normal(size=network.size)
    step = 1e-6
    difference = (network.loss(w + step * direction) - network.loss(w - step * direction)) / (2 * step)
    assert difference == pytest.approx(network.gradient(w) @ direction, rel=1e-7)
    assert np.abs(network.hessian(w)[20:, 20:] - network.head_hessian(w)).max() < 1e-14


@pytest.mark.parametrize(
    ("hessian", "words"),
    [
        ([[1.0, 2.0], [0.0, 1.0]], "not symmetric"),
        ([[1.0, 2.0, 3.0]], "square matrix"),
        ([[np.nan]], "not finite"),
    ],
)
def test_a_bad_hessian_is_refused(hessian: list[list[float]], words: str) -> None:
    tools = module("error_surface")
    with pytest.raises(ValueError, match=words):
        tools["semi_axes"](hessian)


def test_degenerate_and_indefinite_axes_are_infinite() -> None:
    tools = module("error_surface")
    assert list(tools["semi_axes"](np.diag([0.0, 4.0]))[0]) == [np.inf, 0.5]
    assert list(tools["semi_axes"](np.diag([-1.0, 4.0]))[0]) == [np.inf, 0.5]


def test_bias_variance_quick() -> None:
    tools = module("bias_variance")
    exact = tools["exact"](4000)
    assert exact["variance_against_formula"] < 1e-12
    assert exact["bias_never_rises"]
    row = tools["trained"]("relu", 2, 5, 40)
    assert row["variance"] > 0
    descent = tools["double_descent"](100)["rows"]
    assert all(abs(r["noise"] / r["noise_theory"] - 1) < 0.5 for r in descent if not 16 <= r["features"] <= 24)


def test_results_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    tools = run_path(str(PROOFS / "experiments" / "running.py"))
    path = tools["save"]("x", {"a": [1.23456789012, 2], "b": {"c": True}}, "python x", 1.5, tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["results"] == {"a": [1.234568, 2], "b": {"c": True}}
    before = path.read_text(encoding="utf-8")
    with pytest.raises(TypeError):
        tools["save"]("x", {"a": object()}, "python x", 1.5, tmp_path)
    assert path.read_text(encoding="utf-8") == before


CASES: dict[str, Any] = module("validation")["CASES"]


@pytest.mark.parametrize("name", CASES)
def test_derived_kernels_agree_with_independent_code_on_random_shapes(name: str) -> None:
    tools = module("validation")
    drawn = tools["CASES"][name](np.random.default_rng(11))
    pairs = [next(drawn) for _ in range(5)]
    assert max(map(tools["error"], pairs)) < 1e-10
    assert any(np.linalg.norm(right) > 0 for found in pairs for _, right in found)


def test_a_wrong_kernel_is_noticed() -> None:
    tools = module("validation")
    right = np.ones((2, 3))
    assert tools["error"]([(right, right)]) == 0
    assert tools["error"]([(right, right), (right[::-1] + 1e-6, right)]) > 1e-10


def test_committed_validation_is_of_200_shapes_for_each_case() -> None:
    record = json.loads((PROOFS / "results" / "validation.json").read_text(encoding="utf-8"))
    assert record["command"] == "python proofs/experiments/validation.py --full"
    assert set(record["results"]) == set(CASES)
    assert all(row["shapes"] >= 200 and row["largest_relative_error"] < 1e-10 for row in record["results"].values())


def test_residual_block_quick() -> None:
    found = module("residual_block")["run"]()
    assert {curve["reading"] for curve in found["differences"]} >= {"right", "kernels not turned"}
    assert json.loads(json.dumps(found)) == found
