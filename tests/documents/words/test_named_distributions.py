r"""``$p = \mathcal{N}(\mu, \sigma^2)$`` names the distribution, and gives its density no value."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEXT = r"""Let $p = \mathcal{N}(\mu_1, \sigma_1^2)$ and $q = \mathcal{N}(\mu_2, \sigma_2^2)$ with densities:

$$ p(x) = \frac{1}{\sqrt{2\pi\sigma_1^2}}\exp\left(-\frac{(x-\mu_1)^2}{2\sigma_1^2}\right), \qquad
q(x) = \frac{1}{\sqrt{2\pi\sigma_2^2}}\exp\left(-\frac{(x-\mu_2)^2}{2\sigma_2^2}\right) $$

The log-ratio is
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (
            r"\log\frac{p(x)}{q(x)} = \log\frac{\sigma_2}{\sigma_1} - \frac{(x-\mu_1)^2}{2\sigma_1^2} "
            r"+ \frac{(x-\mu_2)^2}{2\sigma_2^2}",
            "proved",
        ),
        (
            r"\log\frac{p(x)}{q(x)} = \log\frac{\sigma_1}{\sigma_2} - \frac{(x-\mu_1)^2}{2\sigma_1^2} "
            r"+ \frac{(x-\mu_2)^2}{2\sigma_2^2}",
            "refuted",
        ),
    ],
)
def test_the_densities_of_named_distributions(claim: str, verdict: str) -> None:
    assert verdicts(f"{TEXT}\n$$ {claim} $$\n")[-1] == verdict
