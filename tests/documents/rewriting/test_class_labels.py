r"""Labels that name classes, $y_i \in \{1, \dots, K\}$: indicators, scores of the label, sums over all other classes,
rows of a table."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

REGRESSION = r"""Let $x^{(i)} \in \mathbb{R}^n$ and $y^{(i)} \in \{1, \dots, K\}$ for $i = 1, \dots, m$, and
$\theta_k \in \mathbb{R}^n$ for $k = 1, \dots, K$. With

$$ p_k^{(i)} = \frac{\exp(\theta_k^\top x^{(i)})}{\sum_{j=1}^K \exp(\theta_j^\top x^{(i)})} $$

the cost is

$$ J = -\sum_{i=1}^m \sum_{k=1}^K 1\{y^{(i)} = k\} \log p_k^{(i)}. $$
"""
HINGE = r"""Let $x_i \in \mathbb{R}^D$ with labels $y_i \in \{1, \dots, K\}$ for $i = 1, \dots, N$, and
$W \in \mathbb{R}^{K \times D}$. The scores are $s_{ij} = w_j^\top x_i$ where $w_j$ is the $j$-th row of $W$. The
loss is

$$ L_i = \sum_{j \neq y_i} \max(0, s_{ij} - s_{iy_i} + 1). $$
"""
ENTROPY = r"""Let $z \in \mathbb{R}^{N \times C}$ and let $y_n \in \{0, \dots, C-1\}$ be the labels. The loss is

$$ L = -\frac1N \sum_{n=0}^{N-1} \log \frac{e^{z_{n,y_n}}}{\sum_{c=0}^{C-1} e^{z_{nc}}}. $$
"""
TABLE = r"""Let $E \in \mathbb{R}^{V \times D}$ be an embedding table and
$t_1, \dots, t_T \in \{1, \dots, V\}$ the tokens. The inputs are

$$ x_s = E_{t_s,:}, \qquad s = 1, \dots, T, $$

and $G_{sd} = \frac{\partial L}{\partial x_{sd}}$.
"""
NUMBERS = r"""Let $y_i \in \{1, \dots, K\}$ and $a_i \in \mathbb{R}$ for $i = 1, \dots, N$.

$$ L = \sum_{i=1}^N (a_i - y_i)^2 $$
"""
MEAN = r"""Let $z_i \in \mathbb{R}^K$ be the logits and $y_i \in \{1, \dots, K\}$ the labels for $i = 1, \dots, N$. Let
$p_i = \mathrm{softmax}(z_i)$ and $Y_{ik} = [y_i = k]$. The loss is

$$ L = -\frac1N \sum_{i=1}^N \log p_{i, y_i}. $$
"""
KEPT = r"""Let $y_i \in \{1, \dots, K\}$ for $i = 1, \dots, N$, and

$$ c_{y_i} = y_i + 1. $$
"""
GRADIENT = r"\frac{\partial L}{\partial z_{nc}}"
SHARE = r"\frac{e^{z_{nc}}}{\sum_{d=0}^{C-1} e^{z_{nd}}}"


@pytest.mark.parametrize(
    ("text", "claim", "verdict"),
    [
        (REGRESSION, r"\nabla_{\theta_k} J = -\sum_{i=1}^m x^{(i)} (1\{y^{(i)} = k\} - p_k^{(i)})", "proved"),
        (REGRESSION, r"\nabla_{\theta_k} J = \sum_{i=1}^m x^{(i)} (1\{y^{(i)} = k\} - p_k^{(i)})", "refuted"),
        (REGRESSION, r"\sum_{k=1}^K 1\{y^{(i)} = k\} = 1", "proved"),
        (REGRESSION, r"\sum_{k=1}^K 1\{y^{(i)} \ne k\} = K - 1", "proved"),
        (REGRESSION, r"\sum_{i=1}^m 1\{y^{(i)} = k\} = 1", "refuted"),
        (HINGE, r"\nabla_{w_j} L_i = \mathbb{1}[s_{ij} - s_{iy_i} + 1 > 0] x_i \quad (j \neq y_i)", "proved"),
        (HINGE, r"\nabla_{w_j} L_i = \mathbb{1}[s_{ij} - s_{iy_i} + 1 > 0] x_i", "refuted"),
        (HINGE, r"\nabla_{w_j} L_i = -\mathbb{1}[s_{ij} - s_{iy_i} + 1 > 0] x_i \quad (j \neq y_i)", "refuted"),
        (ENTROPY, rf"{GRADIENT} = \frac1N \left( {SHARE} - [c = y_n] \right)", "proved"),
        (ENTROPY, rf"{GRADIENT} = {SHARE} - [c = y_n]", "refuted"),
        (ENTROPY, rf"{GRADIENT} = \frac1N \left( {SHARE} - \delta_{{c y_n}} \right)", "proved"),
        (TABLE, r"\frac{\partial L}{\partial E_{vd}} = \sum_{s=1}^T [t_s = v] G_{sd}", "proved"),
        (TABLE, r"\frac{\partial L}{\partial E_{vd}} = \sum_{s=1}^T G_{sd}", "refuted"),
        (NUMBERS, r"L = \sum_{i=1}^N (a_i^2 - 2 a_i y_i + y_i^2)", "proved"),
        (NUMBERS, r"\sum_{i=1}^N [y_i = 0] = 0", "error"),  # there is no class 0
        (NUMBERS, r"\sum_{i=1}^N [y_i = 1] = 0", "refuted"),
        (MEAN, r"\frac{\partial L}{\partial z_{ik}} = \frac1N (p_{ik} - Y_{ik})", "proved"),
        (MEAN, r"\frac{\partial L}{\partial z_{ik}} = p_{ik} - Y_{ik}", "refuted"),
        (MEAN, r"L = -\frac1N \sum_{i=1}^N \sum_{k=1}^K Y_{ik} \log p_{ik}", "proved"),
        (KEPT, r"\sum_{i=1}^N [y_i = 0] = 0", "undecided"),  # true, but not all that stands in the text is read
    ],
)
def test_labels_of_classes(text: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{text}\n\n$$ {claim} $$\n")[-1] == verdict


@pytest.mark.parametrize(
    ("told", "judged"),
    [
        ("", ["error", "error"]),  # $e_y$ may be an entry, and may be a basis vector
        (r"Let $e_y$ be the $y$-th standard basis vector.", ["proved", "refuted"]),
    ],
)
def test_a_basis_vector_at_the_label(told: str, judged: list[str]) -> None:
    lead = r"Let $z \in \mathbb{R}^K$, $y \in \{1, \dots, K\}$, $p = \mathrm{softmax}(z)$ and $L = -\log p_y$. "
    claims = r" $$ \frac{\partial L}{\partial z} = p - e_y $$ $$ \frac{\partial L}{\partial z} = p + e_y $$"
    assert verdicts(lead + told + claims) == judged


SAMPLES = r"""Let $x_i \in \mathbb{R}^d$, $W \in \mathbb{R}^{K \times d}$, $z_i = W x_i$, $p_i = \mathrm{softmax}(z_i)$,
$y_i \in \{1, \dots, K\}$ for $i = 1, \dots, N$. The loss is $L = -\frac1N \sum_{i=1}^N \log p_{i,y_i}$. """


@pytest.mark.parametrize(
    "told", ["", r"Here $e_k$ is the $k$-th standard basis vector. ", r"With one-hot vectors $e_{y_i}$: "]
)
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial L}{\partial z_i} = \frac1N (p_i - e_{y_i})", "proved"),
        (r"\frac{\partial L}{\partial z_i} = p_i - e_{y_i}", "refuted"),
        (r"\frac{\partial L}{\partial z_i} = \frac1N (p_i + e_{y_i})", "refuted"),
        (r"\frac{\partial L}{\partial W} = \frac1N \sum_{i=1}^N (p_i - e_{y_i}) x_i^\top", "proved"),
        (r"\frac{\partial L}{\partial W} = \sum_{i=1}^N (p_i - e_{y_i}) x_i^\top", "refuted"),
        (r"\log p_{i,y_i} = e_{y_i}^\top \log p_i", "proved"),
        (r"\log p_{i,y_i} = e_{y_i}^\top p_i", "refuted"),
    ],
)
def test_basis_vectors_at_the_labels_of_samples(told: str, claim: str, verdict: str) -> None:
    emphasised = claim.replace("e_{", r"\mathbf{e}_{")
    for line, words in ((claim, told), (emphasised, told.replace("e_", r"\mathbf{e}_"))):
        assert verdicts(f"{SAMPLES}{words}\n\n$$ {line} $$\n")[-1] == verdict


def test_a_letter_with_another_meaning_is_no_basis_vector() -> None:
    text = r"""Let $z_i \in \mathbb{R}^K$, $y_i \in \{1, \dots, K\}$ and errors $e_i = z_i - t_i$,
where $t_i \in \mathbb{R}^K$. $$ L = \sum_{i=1}^N z_{i, y_i} $$ $$ \frac{\partial L}{\partial z_i} = e_{y_i} $$"""
    assert verdicts(text)[-1] != "proved"


CROSS = r"""Let $s \in \mathbb{R}^{N \times C}$ and $y_i \in \{1, \dots, C\}$ for $i = 1, \dots, N$.

$$ L = \frac{1}{N} \sum_{i=1}^N \sum_{j \neq y_i} \max(0, s_{ij} - s_{iy_i} + 1) $$
"""


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        (r"For $j \ne y_i$", "proved"),
        (r"If $j \neq y_i$, then", "proved"),
        (r"For $j = y_i$", "refuted"),
        ("In general", "refuted"),
    ],
)
def test_words_that_tell_an_index_from_a_label(lead: str, verdict: str) -> None:
    claim = r"\frac{\partial L}{\partial s_{ij}} = \frac{1}{N} \mathbb{1}[s_{ij} - s_{iy_i} + 1 > 0]"
    assert verdicts(f"{CROSS}\n{lead}\n\n$$ {claim} $$\n")[-1] == verdict
