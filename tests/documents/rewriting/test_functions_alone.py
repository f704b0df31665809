r"""Functions without an argument, ``\sigma' = \sigma (1 - \sigma)``, and what holds at every argument."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged

HEAD = r"Let $a \in \mathbb{R}^{h}$ and" + "\n\n$$ g_k = a_k \\sigma(a_k) . $$\n\n"
RIGHT = r"\frac{\partial g_k}{\partial a_k} = \sigma(a_k) + a_k \sigma(a_k) (1 - \sigma(a_k))"
WRONG = r"\frac{\partial g_k}{\partial a_k} = \sigma(a_k) + a_k \sigma(a_k) (1 + \sigma(a_k))"


def verdicts(text: str) -> list[str]:
    return [e["verdict"] or e["role"] for e in judged(text)]


@pytest.mark.parametrize(
    "words",
    [
        r"It follows from $\sigma' = \sigma(1-\sigma)$ that",
        r"As $\sigma' = \sigma \odot (1 - \sigma)$ and $\tanh' = 1 - \tanh^2$,",
        r"With $\sigma'(a) = \sigma(1-\sigma)$ one has",
    ],
)
def test_the_text_recalls_a_derivative(words: str) -> None:
    assert verdicts(f"{HEAD}{words}\n\n$$ {RIGHT} $$\n\n$$ {WRONG} $$") == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"\sigma' = \sigma(1-\sigma)", ["proved"]),
        (r"\sigma' = \sigma(1+\sigma)", ["refuted"]),
        (r"\sigma' = \sigma(1-\sigma) = \sigma - \sigma^2", ["proved", "proved"]),
        (r"\sigma' = \sigma(1-\sigma) = \sigma - \sigma", ["proved", "refuted"]),
        (r"\sigma'' = \sigma(1-\sigma)(1-2\sigma)", ["proved"]),
        (r"\sigma'' = \sigma(1-\sigma)(1-\sigma)", ["refuted"]),
        (r"\tanh' = 1 - \tanh^2", ["proved"]),
        (r"\tanh' = 1 - \tanh", ["refuted"]),
        (r"\sin' = \cos", ["proved"]),
        (r"\sin' = \sin", ["refuted"]),
    ],
)
def test_a_display_of_functions_alone_speaks_of_every_argument(line: str, expected: list[str]) -> None:
    assert verdicts(f"{HEAD}$$ {line} $$\n\n$$ {RIGHT} $$") == ["definition", *expected, "proved"]


def test_a_known_function_is_no_number_where_its_argument_is_missing() -> None:
    missing = r"\frac{\partial g_k}{\partial a_k} = \sigma + a_k \sigma(a_k) (1 - \sigma)"
    assert verdicts(f"{HEAD}$$ {missing} $$\n\n$$ {RIGHT} $$") == ["definition", "error", "proved"]


def test_a_number_with_the_letter_of_a_function_is_one() -> None:
    text = r"Let $x \in \mathbb{R}^n$ and $\sigma > 0$." + "\n\n$$ z_i = \\sigma (x_i) $$\n\n"
    assert verdicts(text + r"$$ z_i = \sigma x_i $$") == ["definition", "proved"]
    own = r"Let $x \in \mathbb{R}^n$." + "\n\n$$ h_i = \\tanh(x_i), \\qquad h' = 1 - h $$\n\n"
    assert verdicts(own)[0] == "definition"


F = "\n\n$$ g_k = f(a_k) $$\n\n"


@pytest.mark.parametrize(
    ("words", "claims", "expected"),
    [
        ("With $f' = f(1-f)$,", (r"\frac{\partial g_k}{\partial a_k} = g_k (1 - g_k)",), ["undecided"]),
        ("Let $f$ be odd, $f(-x) = -f(x)$.", ("f(-a_k) = -g_k", "f(-a_k) = g_k"), ["undecided", "undecided"]),
        ("Let $f$ be such that $f'(t) t = f(t)$.", (r"a_k f'(a_k) = g_k",), ["undecided"]),
        ("Let $f$ be odd, $f(-x) = -f(x)$.", (r"\frac{\partial g_k}{\partial a_k} = f'(a_k)",), ["proved"]),
        # of one point, or of a function that has a value, or what is denied
        ("Let $f(0) = 0$.", ("f(a_k - a_k) = 0", "f(a_k) = 0"), ["proved", "refuted"]),
        ("Let $f(t) = t^2$, so that $f(-t) = f(t)$.", ("f(-a_k) = g_k", "f(-a_k) = -g_k"), ["proved", "refuted"]),
        ("In general it is not true that $f(-x) = -f(x)$.", ("f(-a_k) = -g_k",), ["refuted"]),
    ],
)
def test_a_property_of_a_function_is_about_no_number(words: str, claims: tuple[str, ...], expected: list[str]) -> None:
    body = words + F if "t^2" in words else F + words
    shown = "\n\n".join(f"$$ {x} $$" for x in claims)
    assert verdicts(rf"Let $a \in \mathbb{{R}}^h$.{body}" + f"\n\n{shown}") == ["definition", *expected]


def test_a_supposed_property_of_a_function() -> None:
    text = r"Let $a \in \mathbb{R}^h$. Suppose that" + "\n\n$$ \\phi' = 1 - \\phi^2 . $$\n\nThen for"
    text += "\n\n$$ g_k = \\phi(a_k) $$\n\n$$ \\frac{\\partial g_k}{\\partial a_k} = 1 + g_k^2 $$"
    assert verdicts(text) == ["hypothesis", "definition", "undecided"]
