r"""A letter below a limit, ``\lim_{z \to \infty}``, is no index."""

from __future__ import annotations

from tests.documents.judged import verdicts


def test_a_limit_makes_no_index() -> None:
    text = r"""For large arguments the derivative vanishes: $\lim_{z \to \pm\infty} \sigma'(z) = 0$.
$$ \sigma(z) = \frac{1}{1 + e^{-z}} $$
$$ \sigma'(z) = \sigma(z) (1 - \sigma(z)), \qquad \sigma'(z) = \sigma(z)^2 $$
"""
    assert verdicts(text) == ["proved", "proved", "refuted"]
