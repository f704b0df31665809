"""``symderiv kernel`` on documents: what is differentiated, inputs, forms that stay finite, refusals."""

from __future__ import annotations

import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from symderiv.documents.walk.document import read
from symderiv.errors import DeclarationError, ReadingError, UnsupportedError
from symderiv.kernels import module_text

LARGE = [1000.0, 0.0, -1000.0]


def _load(text: str, wrt: str, values: str = "", target: str | None = None) -> dict[str, Any]:
    document = read(text, "note.md")
    assert not [e.error for e in document.equations if e.error]
    space: dict[str, Any] = {"__name__": "kernel"}
    space["text"] = module_text(document.theory, wrt.split(), values.split(), target=target)
    exec(compile(space["text"], "<kernel>", "exec", dont_inherit=True), space)
    return space


def _run(space: dict[str, Any], dtype: type = np.float64, **arrays: Any) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result: dict[str, Any] = space["run"](**{k: np.asarray(v, dtype) for k, v in arrays.items()})
    assert all(v.dtype == dtype for v in result.values())
    return result


# ---------------------------------------------------------------------- what is differentiated


def test_without_a_loss_each_last_tensor_gets_an_upstream_gradient() -> None:
    space = _load(
        r"$x \in \mathbb{R}^n$, $A, B \in \mathbb{R}^{m \times n}$." "\n\n" r"$$ u = A x, \qquad v = \tanh(B x) $$",
        "x A",
        "v",
    )
    assert space["INPUTS"] == ("x", "A", "B", "grad_u", "grad_v")
    space["test_gradients"]()


def test_shapes_that_only_the_equations_tell_hold_for_the_kernel_too() -> None:
    space = _load(
        r"$V \in \mathbb{R}^{H}$, $k \in \mathbb{R}^{P}$."
        "\n\n"
        r"$$ Y_i = \sum_{p=0}^{P-1} k_p V_{i+p}, \quad 0 \le i \le H-P, \qquad E = \frac12 \sum_i (Y_i - T_i)^2 $$"
        "\n\n"
        r"The residuals are $\rho_i = Y_i - T_i$.",
        "k T",
        "E",
    )
    assert space["INPUTS"] == ("V", "k", "T")
    space["test_gradients"]()
    result = _run(space, V=[1, 2, 3], k=[1, -1], T=[1, 1])
    np.testing.assert_allclose(result["grad_T"], [2, 2])
    np.testing.assert_allclose(result["E"], 4)


def test_what_arrives_may_be_named_behind_all_displays() -> None:
    space = _load(
        r"$x \in \mathbb{R}^n$, $A \in \mathbb{R}^{m \times n}$."
        "\n\n"
        r"$$ y_i = \tanh\Big(\sum_j A_{ij} x_j\Big) $$"
        "\n\n"
        r"The upstream gradient is $\bar{y}_i = \frac{\partial E}{\partial y_i}$.",
        "x A",
    )
    assert space["INPUTS"] == ("x", "A", "y_bar")
    space["test_gradients"]()


def test_a_scalar_on_the_way_is_no_loss() -> None:
    """The root mean square is a defined scalar, and still not what is differentiated."""
    space = _load(
        r"$x, w \in \mathbb{R}^D$, $\epsilon > 0$."
        "\n\n"
        r"$$ r = \sqrt{\frac1D \|x\|^2 + \epsilon}, \qquad y = w \odot x / r $$",
        r"x \epsilon",
    )
    assert space["INPUTS"][-1] == "grad_y"
    space["test_gradients"]()


TWO = (
    r"$x \in \mathbb{R}^n$."
    "\n\n"
    r"$$ a = \sum_i x_i^2 $$"
    "\n\n"
    r"$$ b = \sum_i x_i^3 $$"
    "\n\n"
    r"$u \in \mathbb{R}^n$."
)


def test_several_losses_are_named_with_the_remedy() -> None:
    with pytest.raises(DeclarationError, match=r"several scalars depend on x.*--of.*a, b"):
        _load(TWO, "x")
    space = _load(TWO, "x", target="b")
    np.testing.assert_allclose(_run(space, x=[1, 2], u=[0, 0])["grad_x"], [3, 12])


def test_what_the_loss_does_not_depend_on_is_named() -> None:
    with pytest.raises(DeclarationError, match="a does not depend on u"):
        _load(TWO, "u", target="a")
    with pytest.raises(DeclarationError, match="depends on u"):
        _load(TWO, "u")


def test_derivatives_in_definitions_are_taken() -> None:
    """A Jacobian, the penalty made from it, and a Hessian."""
    text = (
        r"$x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$."
        "\n\n"
        r"$$ y_i = \tanh\left(\sum_j W_{ij} x_j\right) $$"
        "\n\n"
        r"$$ J_{ik} = \frac{\partial y_i}{\partial x_k} $$"
        "\n\n"
        r"$$ R = \sum_{i,k} J_{ik}^2 $$"
    )
    space = _load(text, "x W", "J R")
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal(3), rng.standard_normal((2, 3))
    tx, tw = torch.tensor(x, requires_grad=True), torch.tensor(w, requires_grad=True)
    jacobian = (1 - torch.tanh(tw @ tx) ** 2)[:, None] * tw
    (jacobian**2).sum().backward()
    result = _run(space, x=x, W=w)
    np.testing.assert_allclose(result["J"], jacobian.detach(), rtol=1e-12)
    np.testing.assert_allclose(result["grad_x"], tx.grad, rtol=1e-11)
    np.testing.assert_allclose(result["grad_W"], tw.grad, rtol=1e-11)
    hessian = _load(
        r"$x \in \mathbb{R}^n$."
        "\n\n"
        r"$$ f = \sum_{i,j} x_i^2 x_j $$"
        "\n\n"
        r"$$ H_{jk} = \frac{\partial^2 f}{\partial x_j \partial x_k} $$",
        "",
        "H",
    )
    np.testing.assert_allclose(_run(hessian, x=[1, 2])["H"], [[2 * 3 + 4, 2 + 4], [6, 2 * 3 + 8]])


def test_a_second_derivative_of_an_unknown_loss_is_refused() -> None:
    text = (
        r"$x \in \mathbb{R}^n$."
        "\n\n"
        r"$$ y_i = x_i^2 $$"
        "\n\n"
        r"$$ G_i = \frac{\partial L}{\partial y_i} $$"
        "\n\n"
        r"$$ q_i = G_i x_i $$"
        "\n\n"
        r"$$ Q_{ij} = \frac{\partial q_i}{\partial x_j} $$"
    )
    with pytest.raises(UnsupportedError, match="no derivative by"):
        _load(text, "", "Q")


def test_a_computed_variable_and_its_own_test() -> None:
    text = (
        r"$x \in \mathbb{R}^n$, $A \in \mathbb{R}^{m \times n}$."
        "\n\n"
        r"$$ z = A x, \qquad h = \tanh(z), \qquad s = \sum_i h_i^2 $$"
    )
    space = _load(text, "z A", "h")
    assert "test_gradients" in space
    space["test_gradients"]()
    result = _run(space, x=[1.0], A=[[0.5], [-2.0]])
    h = np.tanh([0.5, -2.0])
    np.testing.assert_allclose(result["grad_z"], 2 * h * (1 - h**2))


def test_an_upstream_gradient_at_a_recurrence_counts_later_steps() -> None:
    text = (
        r"$u \in \mathbb{R}^T$, $a \in \mathbb{R}$, $s \in \mathbb{R}^{T}$, indices start at zero."
        "\n\n"
        r"$$ s_t = [t = 0] u_0 + [t > 0] (a s_{t-1} + u_t) $$"
        "\n\n"
        r"$$ g_t = \frac{\partial L}{\partial s_t} $$"
    )
    space = _load(text, "u a")
    space["test_gradients"]()
    assert "g (T,), with what passes through later steps\n" in space["text"]
    result = _run(space, u=[1, 2, 3], a=0.5, g=[1, 1, 1])
    np.testing.assert_allclose(result["grad_u"], [1, 1, 1])


def test_a_size_and_a_tensor_may_share_a_letter() -> None:
    space = _load(r"$K \in \mathbb{R}^{n \times K}$." "\n\n" r"$$ s = \frac{1}{n} \sum_{i,j} K_{ij}^2 $$", "K")
    np.testing.assert_allclose(_run(space, K=[[1, 2]])["grad_K"], [[2, 4]])


# ---------------------------------------------------------------------- forms that stay finite

HEAD = r"$x \in \mathbb{R}^n$." "\n\n"
P = [1.0, 0.0, 0.0]
STABLE = {
    "softmax": (r"$$ p_i = \frac{e^{x_i}}{\sum_j e^{x_j}} $$", "p", P),
    "named": (r"$$ u_i = e^{x_i}, \qquad Z = \sum_j u_j, \qquad p_i = u_i / Z $$", "p", P),
    "shifted": (r"$$ m = \max_i x_i $$" "\n\n" r"$$ p_i = \frac{e^{x_i - m}}{\sum_j e^{x_j - m}} $$", "p", P),
    "whole tensor": (r"$$ p = \operatorname{softmax}(x) $$", "p", P),
    "sigmoid": (r"$$ y_i = \frac{1}{1+e^{-x_i}} $$", "y", [1, 0.5, 0]),
    "sigmoid turned": (r"$$ y_i = \frac{e^{x_i}}{1+e^{x_i}} $$", "y", [1, 0.5, 0]),
    "tanh": (r"$$ y_i = \frac{e^{x_i} - e^{-x_i}}{e^{x_i} + e^{-x_i}} $$", "y", [1, 0, -1]),
    "log of two": (r"$$ y_i = \log(e^{x_i} + e^{-x_i}) $$", "y", [1000, np.log(2), 1000]),
    "softplus": (r"$$ y_i = \log(1 + e^{x_i}) $$", "y", [1000, np.log(2), 0]),
    "log-sigmoid": (r"$$ y_i = \log \sigma(x_i) $$", "y", [0, -np.log(2), -1000]),
    "log-softmax": (r"$$ y_i = \log \frac{e^{x_i}}{\sum_j e^{x_j}} $$", "y", [0, -1000, -2000]),
    "log of a mean": (r"$$ y = \log\Big(\frac1n \sum_i e^{x_i}\Big) $$", "y", 1000 - np.log(3)),
    "a named mean": (r"$$ m = \frac1n \sum_i e^{x_i}, \qquad y = \log m $$", "y", 1000 - np.log(3)),
    "log of some": (r"$$ y = \log\Big((4-n) \sum_i e^{x_i}\Big) $$", "y", 1000),
    "log of none": (r"$$ y = \log \frac{n}{\sum_i e^{x_i}} $$", "y", np.log(3) - 1000),
    "log of a half": (r"$$ y_i = \log \frac{e^{x_i} + e^{-x_i}}{2} $$", "y", [1000 - np.log(2), 0, 1000 - np.log(2)]),
    "log-cosh": (r"$$ y_i = \log(2 \cosh x_i) $$", "y", [1000, np.log(2), 1000]),
    "sine over cosine": (r"$$ y_i = \sinh^2(x_i) / \cosh^3(x_i) $$", "y", [0, 0, 0]),
    "log of a quotient": (
        r"$$ p = \operatorname{softmax}(x), \qquad q_i = \sigma(x_i), \qquad y_i = \log \frac{p_i}{3 q_i} $$",
        "y",
        [-np.log(3), np.log(2 / 3) - 1000, -np.log(3) - 1000],
    ),
    "log of odds": (
        r"$$ p_i = \sigma(x_i), \qquad y_i = \log \frac{p_i}{1 - p_i} $$",
        "y",
        [1000, 0, -1000],
    ),
    "difference of two beside another": (
        r"$$ p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}, \quad q_i = \frac{e^{-x_i}}{\sum_j e^{-x_j}} $$"
        "\n\n"
        r"$$ y = \sum_i (p_i - q_i) (\log p_i - \log q_i) $$",
        "y",
        4000,
    ),
    "quotient of two": (r"$$ y_i = \frac{1-e^{-x_i}}{1+e^{-x_i}} $$", "y", [1, 0, -1]),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", sorted(STABLE))
def test_sums_of_exponentials_do_not_overflow(name: str, dtype: type) -> None:
    text, output, wanted = STABLE[name]
    space = _load(HEAD + text, "x", output)
    upstream = {f"grad_{output}": [1, 2, 3]} if f"grad_{output}" in space["INPUTS"] else {}
    result = _run(space, dtype, x=LARGE, **upstream)
    np.testing.assert_allclose(result[output], wanted, rtol=1e-6, atol=1e-30)
    assert np.isfinite(result["grad_x"]).all()
    space["test_gradients"]()


MASKED = (
    r"$x \in \mathbb{R}^{n}$ and a mask $m \in \{0, 1\}^n$."
    "\n\n"
    r"$$ p_i = \frac{m_i e^{x_i}}{\sum_j m_j e^{x_j}} $$"
    "\n\n"
    r"$$ y = \sum_i i \, p_i + \log \sum_j m_j e^{x_j} $$"
)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_what_a_mask_hides_is_no_largest_exponent(dtype: type) -> None:
    """The entry that is masked would lower all others to 0, or overflow beside its mask."""
    space = _load(MASKED, "x", "p y")
    result = _run(space, dtype, x=[1000, 0, -1000, 0], m=[0, 1, 1, 1])
    np.testing.assert_allclose(result["p"], [0, 0.5, 0, 0.5])
    np.testing.assert_allclose(result["y"], 2 + np.log(2), rtol=1e-6)
    np.testing.assert_allclose(result["grad_x"], [0, -0.5 + 0.5, 0, 0.5 + 0.5], atol=1e-6)
    space["test_gradients"]()


def test_a_mask_over_more_indices_makes_no_array_over_all() -> None:
    """Weights of neighbours stay a matrix product, and exponentials are taken once for each node."""
    text = r"$x \in \mathbb{R}^{n}$, $W \in \mathbb{R}^{n \times n}$." "\n\n"
    text += r"$$ y_i = \log \sum_j W_{ij} e^{x_j} $$"
    source = _load(text, "x W")["text"]
    assert "x[" not in source.split("def _forward")[0].split("errstate")[1]


def test_sums_of_exponentials_over_different_indices_are_not_joined() -> None:
    """Linear attention costs what its two sums do, and no array over all pairs of tokens."""
    text = (
        r"$Q, K \in \mathbb{R}^{T \times d}$, $V \in \mathbb{R}^{T \times m}$."
        "\n\n"
        r"$$ S_{ab} = \sum_t e^{K_{ta}} V_{tb}, \qquad z_a = \sum_t e^{K_{ta}} $$"
        "\n\n"
        r"$$ Y_{tb} = \frac{\sum_a e^{Q_{ta}} S_{ab}}{\sum_a e^{Q_{ta}} z_a} $$"
    )
    space = _load(text, "Q K V", "Y")
    rng = np.random.default_rng(0)
    q, k, v, g = (rng.standard_normal((2000, w)).astype(np.float32) for w in (8, 8, 4, 4))
    tracemalloc.start()
    result = _run(space, np.float32, Q=q + 200, K=k, V=v, grad_Y=g)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * q.nbytes
    weights = np.exp(q.astype(float)) @ np.exp(k.astype(float)).T
    np.testing.assert_allclose(result["Y"], weights @ v / weights.sum(1, keepdims=True), rtol=2e-4, atol=1e-5)
    space["test_gradients"]()


def test_log_cosh_keeps_the_digits_of_a_small_gradient() -> None:
    space = _load(HEAD + r"$$ J = \sum_i \log \cosh x_i $$", "x")
    assert "np.tanh" in space["text"]
    np.testing.assert_allclose(_run(space, np.float32, x=[1e-4, 0, -3e-6])["grad_x"], [1e-4, 0, -3e-6], rtol=1e-6)


def test_softmax_of_a_matrix_product_is_shifted_by_its_largest_entry() -> None:
    """The largest value of a sum is not the sum of largest values."""
    text = r"$Q, K \in \mathbb{R}^{n \times d}$." "\n\n" r"$$ A = \operatorname{softmax}(Q K^\top) $$"
    space = _load(text, "Q K", "A")
    q, k = [[100.0, 0], [0, 100.0]], [[10.0, 0], [0, -20.0]]
    result = _run(space, Q=q, K=k, grad_A=[[1, 2], [3, 4]])
    np.testing.assert_allclose(result["A"], [[1, 0], [1, 0]], atol=1e-30)
    largest = _load(r"$Q \in \mathbb{R}^{n \times d}$." "\n\n" r"$$ m = \max_i \sum_j Q_{ij} $$", "Q", "m")
    assert float(_run(largest, Q=[[1, 5], [4, 3]])["m"]) == 7


def test_a_determinant_that_underflows_has_a_logarithm() -> None:
    space = _load(r"$A \in \mathbb{R}^{n \times n}$." "\n\n" r"$$ f = \log \det A $$", "A", "f")
    result = _run(space, A=1e-3 * np.eye(200))
    np.testing.assert_allclose(result["f"], 200 * np.log(1e-3))
    np.testing.assert_allclose(result["grad_A"], 1e3 * np.eye(200))


def test_a_norm_of_a_small_difference_keeps_its_digits() -> None:
    space = _load(r"$x, c \in \mathbb{R}^n$." "\n\n" r"$$ f = \|x - c\| $$", "x", "f")
    result = _run(space, np.float32, x=[10000.0, 20000.0], c=[10000.5, 20000.25])
    np.testing.assert_allclose(result["grad_x"], [-0.8944272, -0.4472136], rtol=1e-6)


def test_a_mask_is_put_on_factors_and_not_on_their_product() -> None:
    """The masked sum of a product is a matrix product; it made an array over all three indices."""
    text = (
        r"$X \in \mathbb{R}^{N \times D}$, $W \in \mathbb{R}^{D \times H}$, $V \in \mathbb{R}^{H \times K}$."
        "\n\n"
        r"$$ Y = \mathrm{ReLU}(X W) V $$"
        "\n\n"
        r"$$ J = \frac{1}{N} \|Y\|_F^2 $$"
    )
    space = _load(text, "X W V")
    run = space["text"][space["text"].index("def run") : space["text"].index("def _forward")]
    assert "[:, None, :]" not in run
    space["test_gradients"]()


def test_brackets_are_strong_zeros_for_factors_of_any_place() -> None:
    """A logarithm under its mask, one outside of the sum, and a quotient where nothing is summed."""
    text = (
        r"Indices start at zero. $x, b, w \in \mathbb{R}^n$, $A, z \in \mathbb{R}^{n \times n}$."
        "\n\n"
        r"$$ u_i = \sum_j [x_j > 0] \log(x_j) A_{ij} $$"
        "\n\n"
        r"$$ v_i = \sum_j [b_i > 0] [j \le i] x_j \log(b_i) $$"
        "\n\n"
        r"$$ w_i = \sum_j [j < i] \frac{x_j}{i} $$"
        "\n\n"
        r"$$ z_{ik} = \sum_j [j < i] [k \le j] \frac{A_{jk}}{i x_k} $$"
    )
    space = _load(text, "x A", "u v w z")
    up = {"grad_u": [1, 1], "grad_v": [1, 1], "grad_w": [1, 1], "grad_z": np.ones((2, 2))}
    result = _run(space, x=[2, 0], b=[0, 3], A=[[1, 2], [3, 4]], **up)
    np.testing.assert_allclose(result["u"], np.log(2) * np.array([1, 3]))
    np.testing.assert_allclose(result["v"], [0, 2 * np.log(3)])
    np.testing.assert_allclose(result["w"], [0, 2])
    np.testing.assert_allclose(result["z"], [[0, 0], [0.5, 0]])
    np.testing.assert_allclose(result["grad_A"], [[np.log(2) + 0.5, 0], [np.log(2), 0]])


def test_ties_of_a_maximum_share() -> None:
    space = _load(r"$x \in \mathbb{R}^n$." "\n\n" r"$$ m = \max_i x_i $$", "x")
    np.testing.assert_allclose(_run(space, x=[2, 1, 2])["grad_x"], [0.5, 0, 0.5])


# ---------------------------------------------------------------------- inputs


def test_integers_and_scalars_do_not_widen_float32() -> None:
    text = (
        r"$z \in \mathbb{R}^{N \times K}$, $t \in \mathbb{R}^{N \times K}$, $\tau > 0$."
        "\n\n"
        r"$$ J = -\sum_{n,k} t_{nk} \log \frac{e^{z_{nk}/\tau}}{\sum_j e^{z_{nj}/\tau}} $$"
    )
    space = _load(text, r"z \tau", "J")
    result = space["run"](z=np.zeros((2, 3), np.float32), t=np.eye(2, 3, dtype=np.int64), tau=0.5)
    assert {v.dtype for v in result.values()} == {np.dtype(np.float32)}


def test_wrong_inputs_are_named() -> None:
    run = _load(HEAD + r"$A \in \mathbb{R}^{m \times n}$." "\n\n" r"$$ y = A x $$", "x")["run"]
    good = {"x": np.ones(3), "A": np.ones((2, 3)), "grad_y": np.ones(2)}
    run(**good)
    with pytest.raises(ValueError, match=r"A has shape \(2,\), but it needs 2 axes"):
        run(**{**good, "A": np.ones(2)})
    with pytest.raises(ValueError, match=r"has shape \(.*\), but the other inputs make it \("):
        run(**{**good, "A": np.ones((2, 4))})
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'grad_y'"):
        run(x=good["x"], A=good["A"])
    with pytest.raises(TypeError, match="unexpected keyword argument 'b'"):
        run(**good, b=np.ones(2))
    with pytest.raises(ValueError, match="n = 4 was given, but the shapes make it 3"):
        run(**good, n=4)


def test_unreadable_equations_are_named_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from symderiv.cli_documents import kernel

    path = tmp_path / "note.md"
    path.write_text(HEAD + "$$ y_i = x_i^2 $$\n\n$$ z_i = x_i + $$\n")
    kernel(str(path), ["x"], [], None)
    shown = capsys.readouterr()
    assert "note.md:5:1: error" in shown.err
    assert "import numpy as np" in shown.out


def test_a_recurrence_without_its_first_state_is_no_input(tmp_path: Path) -> None:
    from symderiv.cli_documents import derive, kernel

    path = tmp_path / "note.md"
    text = r"""$u \in \mathbb{R}^{T}$, $h \in \mathbb{R}^{T+1}$, $a, s > 0$.

For $t = 0, \dots, T-1$ and $h_0 = s$,

$$ h_{t+1} = a h_t + u_t $$

$$ E = h_T $$
"""
    path.write_text(text)
    for command in (lambda: kernel(str(path), ["a"], [], None), lambda: derive(str(path), ["a"], None, "text")):
        with pytest.raises(ReadingError, match="the entry with which h begins is not known"):
            command()
    path.write_text(text.replace(r" and $h_0 = s$,", ",").replace(r"$$ E", "$$ h_0 = s $$\n\n$$ E"))
    kernel(str(path), ["a"], [], None)


def test_where_an_unknown_loss_begins_there_is_nothing_to_compute() -> None:
    text = r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$." "\n\n"
    text += r"$$ y = W x, \qquad G = \frac{\partial L}{\partial y} $$"
    theory = read(text, "note.md").theory
    with pytest.raises(DeclarationError, match="begins at y"):
        module_text(theory, ["y"])
    assert "grad_W" in module_text(theory, ["W"])


def test_the_own_test_knows_all_upstream_gradients() -> None:
    """The loss reads two tensors, and only one of them is made from the variable."""
    space = _load(
        r"$a \in \mathbb{R}^n$, $b \in \mathbb{R}^n$."
        "\n\n"
        r"$$ y = \tanh(a), \qquad z = a \odot b $$"
        "\n\n"
        r"$$ g = \frac{\partial L}{\partial y}, \qquad h = \frac{\partial L}{\partial z} $$",
        "b",
    )
    space["test_gradients"]()


def test_values_of_a_function_elsewhere_are_no_losses() -> None:
    text = r"Let $A \in \mathbb{R}^{n \times n}$ and $w, d \in \mathbb{R}^n$. $$ E(w) = w^\top A w $$"
    text += "\n\n" r"$$ E(w + d) - E(w) = d^\top (A + A^\top) w + d^\top A d $$"
    _load(text, "w")["test_gradients"]()


def test_integers_are_asked_for_and_not_the_quotients_that_follow_from_them() -> None:
    """Two strided layers with a dilation; the own test finds sizes, of a pool of a pool as well."""
    text = (
        r"The stride $s$ and the dilation $r$ are positive integers, the padding $P$ is a non-negative integer, "
        r"$x \in \mathbb{R}^{T}$, $B \in \mathbb{R}^{K}$, $V \in \mathbb{R}^{A}$. Put "
        r"$H = \lfloor (T+2-r(K-1)-1)/s \rfloor + 1$ and $M = \lfloor (H+2P-2r-A)/3 \rfloor + 1$. "
        r"Indices start at zero, $q \in \mathbb{R}^H$, $v \in \mathbb{R}^M$."
        "\n\n"
        r"$$ q_i = \sum_{p=0}^{K-1} B_p x_{s i + r p - 1}, \qquad v_i = \sum_{p=0}^{A-1} V_p q_{3 i + p + r - P} $$"
    )
    space = _load(text, "x B V")
    assert set(space["INPUTS"]) == {"x", "B", "V", "grad_v", "P", "r", "s"}
    space["test_gradients"]()
    pools = (
        r"$x \in \mathbb{R}^{H}$, $k$ and $r$ positive integers, indices start at zero, "
        r"$y \in \mathbb{R}^{\lfloor (H-2r)/k \rfloor}$, "
        r"$z \in \mathbb{R}^{\lfloor \lfloor (H-2r)/k \rfloor/3 \rfloor}$."
        "\n\n"
        r"$$ y_i = \max_{0 \le p \le k-1} x_{k i + p + r}, \qquad z_i = \max_{0 \le p \le 2} y_{3 i + p} $$"
        "\n\n"
        r"$$ J = \sum_i z_i^2 $$"
    )
    space = _load(pools, "x")
    assert set(space["INPUTS"]) == {"x", "k", "r"}
    space["test_gradients"]()


def test_a_name_with_a_letter_that_is_a_tensor_too_keeps_its_identifier() -> None:
    space = _load(
        r"""Let $W_z, W \in \mathbb{R}^{m \times n}$ and $x \in \mathbb{R}^n$.
$$ z = \tanh(W_z x) $$
$$ y = \tanh(W x) $$
$$ L = \sum_i z_i y_i $$""",
        "W_z",
    )
    assert set(space["INPUTS"]) == {"W_z", "W", "x"}
    assert space["OUTPUTS"] == ("grad_W_z",)


@pytest.mark.parametrize("name", ["np", "run", "dtype", "range", "keep", "window", "arrays", "sizes"])
def test_names_that_the_text_of_a_kernel_uses_itself(name: str) -> None:
    text = rf"$\mathrm{{{name}}}, x \in \mathbb{{R}}^n$." "\n\n"
    text += rf"$$ y_i = \mathrm{{{name}}}_i \max(x_i, 0) + \sum_{{j < i}} x_j $$"
    space = _load(text, rf"\mathrm{{{name}}} x", "y")
    assert space["INPUTS"] == (f"{name}_2", "x", "grad_y")
    result = _run(space, x=[1, 2], grad_y=[1, 1], **{f"{name}_2": [3, 4]})
    np.testing.assert_allclose(result["y"], [3, 9])
    np.testing.assert_allclose(result[f"grad_{name}_2"], [1, 2])
    space["test_gradients"]()
