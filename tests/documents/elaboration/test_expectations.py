"""Expectations as weighted sums over finitely many outcomes; independence as outcomes of one's own."""

from __future__ import annotations

import pytest

from symderiv.documents import read
from symderiv.documents.check import check
from tests.documents.judged import verdicts

ONE = "Let $X$ be a random variable and $a, b \\in \\mathbb{R}$.\n\n"
TWO = "Let $X$ and $Y$ be random variables.\n\n"
APART = "Let $X$ and $Y$ be independent random variables.\n\n"
VECTOR = (
    "Let $x \\in \\mathbb{R}^n$ be a random vector with $\\mathbb{E}[x] = \\mu$ and "
    "$\\operatorname{Cov}(x) = \\Sigma$, and let $A \\in \\mathbb{R}^{n \\times n}$.\n\n"
)
NOISE = (
    "Let $y = f + \\varepsilon$ where the noise $\\varepsilon$ has $\\mathbb{E}[\\varepsilon] = 0$ and "
    "$\\operatorname{Var}(\\varepsilon) = \\sigma^2$. The estimate $\\hat f$ is random"
)
SLOPE = "\\nabla_\\theta \\mathbb{E}_{x \\sim p}[(x - \\theta)^2] = "
RISK = "\\mathbb{E}[(y - \\hat f)^2] = \\sigma^2 + (f - \\mathbb{E}[\\hat f])^2 + \\operatorname{Var}(\\hat f)"


def judged(text: str) -> list[str]:
    equations = check(read(text, "note.md"), suggest=False)["equations"]
    return [e["verdict"] or e["role"] for e in equations if e["role"] != "definition"]


@pytest.mark.parametrize(
    ("head", "claim", "verdict"),
    [
        (ONE, "\\mathbb{E}[a X + b] = a \\mathbb{E}[X] + b", "proved"),
        (ONE, "\\mathbb{E}[a X + b] = a \\mathbb{E}[X]", "refuted"),
        (ONE, "\\operatorname{Var}(X) = \\mathbb{E}[X^2] - \\mathbb{E}[X]^2", "proved"),
        (ONE, "\\operatorname{Var}(X) = \\mathbb{E}[X^2]", "refuted"),
        (ONE, "\\mathrm{Var}[a X + b] = a^2 \\mathrm{Var}[X]", "proved"),
        (ONE, "\\mathrm{Var}[a X + b] = a \\mathrm{Var}[X]", "refuted"),
        (ONE, "\\mathbb{E}[X^2] \\ge \\mathbb{E}[X]^2", "proved"),
        (ONE, "\\frac{\\partial}{\\partial a} \\mathbb{E}[\\exp(a X)] = \\mathbb{E}[X \\exp(a X)]", "proved"),
        (TWO, "\\mathbb{E}[X Y] = \\mathbb{E}[X] \\mathbb{E}[Y]", "refuted"),
        (TWO, "\\operatorname{Cov}(X, Y) = \\mathbb{E}[X Y] - \\mathbb{E}[X] \\mathbb{E}[Y]", "proved"),
        (TWO, "\\operatorname{Var}(X + Y) = \\operatorname{Var}(X) + \\operatorname{Var}(Y)", "refuted"),
        (APART, "\\mathbb{E}[X Y] = \\mathbb{E}[X] \\mathbb{E}[Y]", "proved"),
        (APART, "\\mathbb{E}[X^2 Y^2] = \\mathbb{E}[X^2] \\mathbb{E}[Y^2]", "proved"),
        (APART, "\\operatorname{Var}(X + Y) = \\operatorname{Var}(X) + \\operatorname{Var}(Y)", "proved"),
        (APART, "\\operatorname{Var}(X - Y) = \\operatorname{Var}(X) - \\operatorname{Var}(Y)", "refuted"),
        (VECTOR, "\\mathbb{E}[x^\\top A x] = \\operatorname{tr}(A \\Sigma) + \\mu^\\top A \\mu", "proved"),
        (VECTOR, "\\mathbb{E}[x^\\top A x] = \\operatorname{tr}(A \\Sigma)", "refuted"),
        (VECTOR, "\\operatorname{Cov}(A x) = A \\Sigma A^\\top", "proved"),
        (VECTOR, "\\operatorname{Cov}(A x) = A \\Sigma A", "refuted"),
        (VECTOR, "\\operatorname{Cov}(x) = \\mathbb{E}[x x^\\top] - \\mu \\mu^\\top", "proved"),
        (NOISE + " and independent of $\\varepsilon$.\n\n", RISK, "proved"),
        (NOISE + " and independent of $\\varepsilon$.\n\n", RISK.replace("\\sigma^2 +", ""), "refuted"),
        (NOISE + ".\n\n", RISK, "refuted"),
        (
            "",
            "\\nabla_\\theta \\mathbb{E}_{x \\sim p}[(x - \\theta)^2] = 2 (\\theta - \\mathbb{E}_{x \\sim p}[x])",
            "proved",
        ),
        ("", "\\nabla_\\theta \\mathbb{E}_{x \\sim p}[(x - \\theta)^2] = 2 \\theta", "refuted"),
    ],
)
def test_moments(head: str, claim: str, verdict: str) -> None:
    assert judged(f"{head}$$ {claim} $$\n") == [verdict]


@pytest.mark.parametrize(
    ("head", "claim"),
    [
        ("Let $a \\in \\mathbb{R}$.\n\n", "\\mathbb{E}[a] = a"),
        (TWO, "\\mathbb{E}[X \\mid Y] = X"),
        ("", "\\mathbb{E}[\\hat{f}(D)] = c"),
        ("Let $x \\in \\mathbb{R}^n$ be a random vector.\n\n", "\\operatorname{Var}(x) = 0"),
    ],
)
def test_what_cannot_be_said_this_way_is_an_error(head: str, claim: str) -> None:
    (found,) = check(read(f"{head}$$ {claim} $$\n", "note.md"))["equations"]
    assert found["role"] == "error"
    assert "remedy" in found["message"]


@pytest.mark.parametrize(
    "text",
    [
        TWO + "They are drawn independently.",
        "Let $X$ and $Y$ be conditionally independent random variables.",
        "Let $X$ and $Y$ be random variables, and let $X$ be conditionally independent of $Y$ given $Z$.",
        "Let $X$ and $Y$ be random variables that need not be independent.",
    ],
)
def test_an_independence_that_is_not_understood_proves_and_refutes_nothing(text: str) -> None:
    assert judged(text + "\n\n$$ \\mathbb{E}[X Y] = \\mathbb{E}[X] \\mathbb{E}[Y] $$\n") == ["undecided"]


def test_the_probabilities_are_listed() -> None:
    document = read(APART + "$$ \\operatorname{Cov}(X, Y) = 0 $$", "note.md")
    (found,) = check(document)["equations"]
    assert "probabilities of X, independent of the others, sum to one" in found["assumptions"]


@pytest.mark.parametrize(
    "lead",
    [
        r"Let $\varepsilon \in \mathbb{R}^n$ be random with $\mathbb{E}[\varepsilon] = 0$ and",
        r"Let $\varepsilon \in \mathbb{R}^n$ be a random vector with mean $\mathbb{E}\varepsilon = 0$ and covariance",
        r"The noise $\varepsilon \in \mathbb{R}^n$ is random and satisfies",
        r"The noise $\varepsilon \in \mathbb{R}^n$ is a random vector with covariance",
    ],
)
def test_the_moments_of_what_a_sentence_calls_random_are_its_model(lead: str) -> None:
    text = (
        lead
        + r"""
$$\mathbb{E}[\varepsilon \varepsilon^\top] = \sigma^2 I$$ with $\sigma > 0$ and $S \in \mathbb{R}^{n \times n}$. Then
$$\mathbb{E}[S \varepsilon \varepsilon^\top S^\top] = \sigma^2 S S^\top$$
$$\mathbb{E}[S \varepsilon \varepsilon^\top S^\top] = \sigma^2 S^\top S$$"""
    )
    assert verdicts(text) == ["hypothesis", "proved", "refuted"]


def test_what_is_derived_of_something_random_is_a_claim() -> None:
    text = r"""Let $x \in \mathbb{R}^n$ be random and $A \in \mathbb{R}^{n \times n}$. The image $A x$ is random and we
find that it has $$\mathbb{E}[A x] = A^\top \mathbb{E}[x]$$"""
    assert verdicts(text) == ["refuted"]


BARE = r"""Let $\varepsilon \in \mathbb{R}^n$ be random and suppose that
$$\mathbb{E} \varepsilon = 0, \qquad \mathbb{E} \varepsilon \varepsilon^\top = \sigma^2 I.$$
Let $f \in \mathbb{R}^n$, $S \in \mathbb{R}^{n \times n}$. $$y = f + \varepsilon, \qquad g = S y$$ """


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\mathbb{E} g = S f", "proved"),
        (r"\mathbb{E} g = S^\top f", "refuted"),
        (r"\mathbb{E}\big[(g - \mathbb{E} g)(g - \mathbb{E} g)^\top\big] = \sigma^2 S S^\top", "proved"),
        (r"\mathbb{E}\big[(g - \mathbb{E} g)(g - \mathbb{E} g)^\top\big] = \sigma^2 S^\top S", "refuted"),
        (r"\mathbb{E} y_i y_j = \mathbb{E} y_i \mathbb{E} y_j + \sigma^2 \delta_{ij}", "proved"),
        (r"\mathbb{E} y_i y_j = \mathbb{E} y_i \mathbb{E} y_j", "refuted"),
    ],
)
def test_an_expectation_without_brackets_takes_the_names_behind_it(claim: str, verdict: str) -> None:
    assert verdicts(BARE + f"$${claim}$$")[-1] == verdict


NOISY = (
    r"Let $A, C \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. "
    r"The noise $\xi \in \mathbb{R}^n$ WORDS. $$ y = A x + \xi $$ "
)


@pytest.mark.parametrize(
    "words",
    [
        "is centred with covariance matrix $C$",
        "has mean zero and covariance $C$",
        r"satisfies $\mathbb{E}[\xi] = 0$ and has covariance $C$",
        "has mean zero and an unknown covariance $C$",
    ],
)
def test_a_covariance_in_words_is_not_lost(words: str) -> None:
    text = NOISY.replace("WORDS", words)
    text += r"$$ \mathbb{E}[(y - A x)(y - A x)^\top] = C $$ $$ \mathbb{E}[y] = A x $$"
    assert "refuted" not in verdicts(text)


@pytest.mark.parametrize("more", [r"covariance $\mathbb{E}[\xi \xi^\top] = C$", r"$\mathbb{E}[\xi \xi^\top] = C$"])
def test_a_covariance_in_an_equation(more: str) -> None:
    text = NOISY.replace("WORDS", r"has $\mathbb{E}[\xi] = 0$ and " + more)
    text += r"$$ \mathbb{E}\|y\|^2 = \|A x\|^2 + \operatorname{tr} C $$ $$ \mathbb{E}\|y\|^2 = \|A x\|^2 $$"
    assert verdicts(text)[-2:] == ["proved", "refuted"]
