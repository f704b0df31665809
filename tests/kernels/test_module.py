"""The modules that ``symderiv kernel`` prints: names, inputs, gradients against finite differences, stability."""

from __future__ import annotations

import ast
import math
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symderiv.documents.walk.document import read
from symderiv.errors import DeclarationError
from symderiv.kernels import identifier, identifiers, module_text
from symderiv.kernels.runtime import erf, keep, sigmoid, softplus
from symderiv.language.integers import Poly
from symderiv.language.terms import NEGATE, Add, Diff, Fn, Guard, Mul, Pow, Read, Sum, Term, in_shape, num
from symderiv.language.theory import Theory
from symderiv.layers import standard

I, J, K, T = (Poly.symbol(s) for s in ("%i", "%j", "%k", "%t"))  # noqa: E741


def _load(theory: Theory, wrt: list[str], values: list[str], **options: Any) -> dict[str, Any]:
    text = module_text(theory, wrt, values, **options)
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(text, "<kernel>", "exec", dont_inherit=True), space)
    space["text"] = text
    return space


def _theory(*sizes: str) -> tuple[Theory, list[Poly]]:
    theory = Theory()
    return theory, [theory.add_size(s) for s in sizes]


def _dot(binder: str, size: Poly, *factors: Term) -> Sum:
    at = Poly.symbol(binder)
    return Sum((binder,), in_shape((at,), (size,)), Mul(factors) if len(factors) > 1 else factors[0])


def _normalisation(layer: bool) -> tuple[Theory, list[str]]:
    theory, (n, d) = _theory("N", "D")
    theory.add_tensor("x", (n, d))
    theory.add_tensor(r"\gamma", (d,))
    theory.add_tensor(r"\beta", (d,))
    theory.add_tensor(r"\epsilon")
    make = standard.layer_normalisation if layer else standard.batch_normalisation
    make(theory, "y", "x", r"\gamma", r"\beta", r"\epsilon")
    theory.add_loss("L", ("y",))
    return theory, ["x", r"\gamma", r"\beta"]


def _attention() -> tuple[Theory, list[str]]:
    theory, (n, m, d, e) = _theory("N", "M", "D", "E")
    theory.add_tensor("q", (n, d))
    theory.add_tensor("k", (m, d))
    theory.add_tensor("v", (m, e))
    standard.attention(theory, "y", "q", "k", "v")
    theory.add_loss("L", ("y",))
    return theory, ["q", "k", "v"]


def _pool() -> tuple[Theory, list[str]]:
    theory, (n, c, h, w, k) = _theory("N", "C", "H", "W", "k")
    theory.add_tensor("x", (n, c, h, w))
    standard.average_pool(theory, "y", "x", k)
    theory.add_loss("L", ("y",))
    return theory, ["x"]


def _softmax_loss() -> tuple[Theory, list[str]]:
    theory, (n, d, k) = _theory("N", "D", "K")
    theory.add_tensor("x", (n, d))
    theory.add_tensor("W", (d, k))
    theory.add_tensor("t", (n, k))
    theory.define(
        "z", ("%i", "%j"), (n, k), _dot("%l", d, Read("x", (I, Poly.symbol("%l"))), Read("W", (Poly.symbol("%l"), J)))
    )
    standard.softmax(theory, "p", "z")
    body = Sum(("%i", "%j"), in_shape((I, J), (n, k)), Mul((Read("t", (I, J)), Fn("log", (Read("p", (I, J)),)))))
    theory.define("J", (), (), Mul((NEGATE, body)))
    return theory, ["W", "x"]


def _recurrent() -> tuple[Theory, list[str]]:
    theory, (t, n, m) = _theory("T", "n", "m")
    theory.add_tensor("x", (n,))
    theory.add_tensor("u", (t, n))
    theory.add_tensor("W", (n, n))
    theory.add_tensor("V", (m, n))
    step = Add((_dot("%j", n, Read("W", (I, J)), Read("h", (T - 1, J))), Read("u", (T, I))))
    body = Add((Sum((), (Guard("eq", T),), Read("x", (I,))), Sum((), (Guard("ge", T - 1),), Fn("tanh", (step,)))))
    theory.define("h", ("%t", "%i"), (t, n), body)
    theory.define("y", ("%i",), (m,), _dot("%j", n, Read("V", (I, J)), Read("h", (t - 1, J))))
    theory.add_loss("L", ("y",))
    return theory, ["W", "x", "u", "V"]


def _max_pool() -> tuple[Theory, list[str]]:
    theory, (n, c, h, w, k) = _theory("N", "C", "H", "W", "k")
    theory.add_tensor("x", (n, c, h, w))
    standard.max_pool(theory, "y", "x", k)
    theory.add_loss("L", ("y",))
    return theory, ["x"]


def _logistic() -> tuple[Theory, list[str]]:
    theory, (n,) = _theory("N")
    theory.add_tensor("x", (n,))
    theory.add_tensor("t", (n,))
    theory.define("p", ("%i",), (n,), Fn("sigmoid", (Read("x", (I,)),)))
    p, t = Read("p", (I,)), Read("t", (I,))
    rest = [Add((num(1), Mul((NEGATE, v)))) for v in (p, t)]
    body = Add((Mul((t, Fn("log", (p,)))), Mul((rest[1], Fn("log", (rest[0],))))))
    theory.define("J", (), (), Mul((NEGATE, Sum(("%i",), in_shape((I,), (n,)), body))))
    return theory, ["x"]


NETWORKS = {
    "max pooling": _max_pool,
    "logistic loss": _logistic,
    "layer normalisation": lambda: _normalisation(True),
    "batch normalisation": lambda: _normalisation(False),
    "attention": _attention,
    "average pooling": _pool,
    "cross-entropy of a named softmax": _softmax_loss,
    "recurrent network": _recurrent,
}


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_gradients_agree_with_finite_differences(name: str) -> None:
    theory, wrt = NETWORKS[name]()
    space = _load(theory, wrt, [])
    assert space["OUTPUTS"] == tuple(f"grad_{identifier(w)}" for w in wrt)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        space["test_gradients"]()


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_the_generated_test_can_fail(name: str) -> None:
    theory, wrt = NETWORKS[name]()
    space = _load(theory, wrt, [])
    true = space["run"]

    def wrong(**arrays: Any) -> dict[str, Any]:
        return {k: v * 1.01 for k, v in true(**arrays).items()}

    space["run"] = wrong
    with pytest.raises(AssertionError):
        space["test_gradients"]()


def test_module_runs_alone_and_imports_numpy_only(tmp_path: Path) -> None:
    theory, wrt = _attention()
    text = module_text(theory, wrt, ["y"])
    imports = [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.Import, ast.ImportFrom))]
    assert [a.name for n in imports for a in n.names] == ["numpy"]
    path = tmp_path / "kernel.py"
    path.write_text(text)
    done = subprocess.run([sys.executable, "-W", "error", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "agree" in done.stdout


def test_inputs_are_the_tensors_without_definition() -> None:
    theory, (n, m) = _theory("n", "m")
    theory.add_tensor("A", (n, m))
    theory.add_tensor("x", (m,))
    theory.define("y", ("%i",), (n,), _dot("%j", m, Read("A", (I, J)), Read("x", (J,))))
    theory.add_loss("L", ("y",))
    theory.define(r"\bar{Y}", ("%i",), (n,), Diff(Read("L"), "y", (I,)))
    space = _load(theory, ["A"], ["y"])
    assert space["INPUTS"] == ("A", "x", "Y_bar")
    result = space["run"](A=np.eye(2), x=np.array([1.0, 2.0]), Y_bar=np.array([3.0, 4.0]))
    np.testing.assert_allclose(result["grad_A"], [[3, 6], [4, 8]])
    np.testing.assert_allclose(result["y"], [1, 2])
    with pytest.raises(ValueError, match="x has shape"):
        space["run"](A=np.eye(2), x=np.ones(3), Y_bar=np.ones(2))


def test_upstream_without_a_name_and_free_scalars() -> None:
    theory, (n,) = _theory("n")
    theory.add_tensor("x", (n,))
    theory.add_tensor(r"\lambda")
    theory.define("z^{*}", ("%i",), (n,), Mul((Read(r"\lambda"), Pow(Read("x", (I,)), num(2).value))))
    theory.add_loss("L", ("z^{*}",))
    space = _load(theory, ["x", "lambda_"], ["z_star"])
    assert space["INPUTS"] == ("x", "lambda_", "grad_z_star")
    space["test_gradients"]()
    result = space["run"](x=np.array([1, 2], np.float32), lambda_=0.5, grad_z_star=np.ones(2, np.float32))
    assert {v.dtype for v in result.values()} == {np.dtype(np.float32)}
    assert float(result["grad_lambda_"]) == 5.0


def test_numbers_are_neither_rounded_nor_cut() -> None:
    theory, (n, p) = _theory("n", "P")
    theory.add_tensor("x", (n,))
    theory.define("y", ("%i",), (n,), Read("x", (I - p,)))
    theory.add_loss("L", ("y",))
    run = _load(theory, ["x"], ["y"])["run"]
    given = {"x": np.array([1.0, 2.0, 3.0]), "grad_y": np.ones(3)}
    for whole in (1, 1.0, np.int64(1), np.array(1)):
        np.testing.assert_array_equal(run(**given, P=whole)["y"], [0, 1, 2])
    with pytest.raises(ValueError, match=r"P = 1\.5 is no whole number"):
        run(**given, P=1.5)
    with pytest.raises(ValueError, match=r"n = 3\.5 was given"):
        run(**given, P=1, n=3.5)
    with pytest.raises(TypeError, match="x is complex"):
        run(**{**given, "x": given["x"] + 1j}, P=1)


def test_unknown_names_are_refused() -> None:
    theory, _ = _attention()
    with pytest.raises(DeclarationError, match="nothing is not a tensor"):
        module_text(theory, ["nothing"])


def test_empty_batches() -> None:
    theory, wrt = _softmax_loss()
    space = _load(theory, wrt, ["J"])
    result = space["run"](x=np.zeros((0, 3)), W=np.ones((3, 2)), t=np.zeros((0, 2)))
    assert result["grad_x"].shape == (0, 3)
    np.testing.assert_array_equal(result["grad_W"], np.zeros((3, 2)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_and_its_loss_are_stable_at_large_logits(dtype: type) -> None:
    theory, _ = _softmax_loss()
    space = _load(theory, ["W"], ["p", "J"])
    x, t = np.eye(2, dtype=dtype), np.array([[0, 1, 0], [1, 0, 0]], dtype)
    w = np.array([[1e4, 0, -1e4], [800, 799, -2000]], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = space["run"](x=x, W=w, t=t)
    p = [[1, 0, 0], [1 / (1 + math.exp(-1)), 1 / (1 + math.e), 0]]
    np.testing.assert_allclose(result["p"], p, rtol=1e-6)
    np.testing.assert_allclose(result["grad_W"], np.array(p) - t, rtol=1e-6)
    np.testing.assert_allclose(result["J"], 1e4 + math.log1p(math.exp(-1)), rtol=1e-6)


def test_logistic_loss_is_stable() -> None:
    theory, wrt = _logistic()
    run = _load(theory, wrt, ["J"])["run"]
    result = run(x=np.array([900.0, -900.0, 900.0]), t=np.array([1.0, 0.0, 0.0]))
    np.testing.assert_allclose(result["grad_x"], [0, 0, 1])
    np.testing.assert_allclose(result["J"], 900)


def test_helpers_are_accurate_and_stable() -> None:
    x = np.concatenate([np.linspace(-7, 7, 4001), [1e-300, 30.0, -30.0]])
    exact = np.array([math.erf(v) for v in x])
    assert (np.abs(erf(x) - exact) <= 1e-15 * np.abs(exact)).all()
    single = x.astype(np.float32)
    exact = np.array([math.erf(v) for v in single])
    assert erf(single).dtype == np.float32
    assert (np.abs(erf(single) - exact) <= 4e-7 * np.abs(exact)).all()
    assert (np.abs(erf(np.array([np.inf, -np.inf, 1e10, 9.0]))) == 1).all()
    assert np.isnan(erf(np.array(np.nan)))
    assert erf(np.zeros((0, 3))).shape == (0, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(sigmoid(np.array([-800.0, 0, 800])), [0, 0.5, 1], atol=1e-300)
        np.testing.assert_allclose(softplus(np.array([-800.0, 0, 800])), [0, math.log(2), 800])
    values = np.array([np.inf, np.nan, -3.5, 2], np.float32)
    np.testing.assert_array_equal(keep(np.array([False, False, True, False]), values), [0, 0, -3.5, 0])
    np.testing.assert_array_equal(keep(np.array([[True], [False]]), np.arange(3.0)), [[0, 1, 2], [0, 0, 0]])


def test_names() -> None:
    wanted = {
        "h^{(1)}": "h_1",
        "W^{[2]}": "W_2",
        r"\hat{x}": "x_hat",
        r"\bar{Y}": "Y_bar",
        r"\gamma": "gamma",
        "x^*": "x_star",
        "x^{*}": "x_star",
        r"\lambda": "lambda_",
        r"x_{\text{in}}": "x_in",
        r"\mathbf{w}": "w",
        r"\tilde{G}": "G_tilde",
        "x^{+}": "x_plus",
        r"\bar{S}^{(2)}": "S_bar_2",
        "W_{xh}": "W_xh",
        "W_{x h}": "W_xh",  # as it is spelt where x and h are indices elsewhere
        "W_{x,h}": "W_x_h",
        r"\theta_{\alpha x}": "theta_alpha_x",
    }
    assert {n: identifier(n) for n in wanted} == wanted
    different = identifiers(["h^{(1)}", "h_1", "h_{1}", r"\lambda", "lambda"])
    assert len(set(different.values())) == 5
    assert all(v.isidentifier() for v in different.values())


ABSTRACT = r"""
Let $x \in \mathbb{R}^{D}$, $W \in \mathbb{R}^{M \times D}$ and $f$ a smooth function of one variable.
$$ a_m = \sum_d W_{md} x_d, \qquad y = \sum_m f(a_m) $$
"""


def test_an_abstract_function_is_an_input_and_the_own_test_gives_one() -> None:
    theory = read(ABSTRACT, "a.md").theory
    text = module_text(theory, ["W"], ["y"])
    space: dict[str, Any] = {"__name__": "kernel"}
    exec(compile(text, "kernel", "exec"), space)
    assert space["INPUTS"] == ("x", "W", "f", "f_prime")
    space["test_gradients"]()
    x, W = np.array([1.0, -2.0]), np.array([[0.5, 1.0], [2.0, 0.25]])
    found = space["run"](x=x, W=W, f=np.exp, f_prime=np.exp)
    assert np.allclose(found["y"], np.exp(W @ x).sum())
    assert np.allclose(found["grad_W"], np.exp(W @ x)[:, None] * x)
    wrong = text.replace("f_prime(", "f(").replace("f_prime, dtype", "f, dtype")
    assert wrong != text
    exec(compile(wrong, "kernel", "exec"), space)
    with pytest.raises(AssertionError):
        space["test_gradients"]()
