r"""Functions of numbers whose values are matrices or vectors: ``R(\alpha)``, a rotation of the plane."""

from __future__ import annotations

from tests.documents.judged import verdicts

_ROTATION = r"""For real numbers $\alpha$, $\beta$ let
$$ R(\alpha) = \begin{pmatrix} \cos \alpha & -\sin \alpha \\ \sin \alpha & \cos \alpha \end{pmatrix} . $$
"""


def test_a_rotation_of_the_plane() -> None:
    text = r"""
$$ R(\alpha)^\top R(\alpha) = I, \qquad R(\alpha)^\top R(\beta) = R(\beta - \alpha), \qquad
   R(\alpha)^\top R(\beta) = R(\alpha - \beta) $$
$$ \det R(\alpha) = 1, \qquad R(\alpha)^{-1} = R(-\alpha), \qquad R(\alpha)^\top = R(\alpha) $$
"""
    assert verdicts(_ROTATION + text)[1:] == ["proved", "proved", "refuted"] * 2


def test_it_turns_vectors() -> None:
    text = r"""Let $q, k \in \mathbb{R}^2$ and $m, n, \theta \in \mathbb{R}$.
$$ a = R(m\theta) q, \qquad b = R(n\theta) k $$
$$ a^\top b = q^\top R((n - m)\theta) k, \qquad a^\top b = q^\top R((n + m)\theta) k, \qquad \|a\|^2 = \|q\|^2 $$
$$ \frac{\partial a}{\partial q} = R(m\theta), \qquad \frac{\partial a}{\partial q} = R(\theta) $$
"""
    assert verdicts(_ROTATION + text)[3:] == ["proved", "refuted", "proved", "proved", "refuted"]


def test_its_derivative() -> None:
    text = r"""
$$ \frac{\partial R(\alpha)}{\partial \alpha} =
   \begin{pmatrix} -\sin \alpha & -\cos \alpha \\ \cos \alpha & -\sin \alpha \end{pmatrix}, \qquad
   \frac{\partial R(\alpha)}{\partial \alpha} = R(\alpha), \qquad R'(\alpha) = R(\alpha) $$
"""
    assert verdicts(_ROTATION + text)[1:] == ["proved", "refuted", "error"]


def test_a_curve() -> None:
    text = r"""For real numbers $s$, $t$ let
$$ v(t) = (\cos t, \sin t)^\top $$
$$ \|v(t)\|^2 = 1, \qquad v(t)^\top v(s) = \cos(t - s), \qquad v(t)^\top v(s) = \cos(t + s) $$
"""
    assert verdicts(text) == ["definition", "proved", "proved", "refuted"]


def test_a_matrix_of_any_size_is_no_function_of_a_number() -> None:
    text = r"""Let $W \in \mathbb{R}^{m \times n}$.
$$ f(c) = c W + \cos(c) W $$
"""
    assert verdicts(text) == ["error"]
