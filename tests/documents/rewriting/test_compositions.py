r"""Compositions of functions, ``(f \circ g)(x) = f(g(x))``, with true and false lines about each."""

from __future__ import annotations

import pytest

from tests.documents.judged import judged, verdicts

CHAIN_RULE = [
    (r"(f \circ g)(x) = f(g(x))", "proved"),
    (r"(f \circ g)(x) = g(f(x))", "refuted"),
    (r"(f \circ g)(x) = f(x) g(x)", "refuted"),
    (r"(f \circ g)'(x) = f'(g(x)) g'(x)", "proved"),
    (r"(f \circ g)^{\prime}(x) = f'(g(x)) \cdot g'(x)", "proved"),
    (r"(f \circ g)'(x) = f'(x) g'(x)", "refuted"),
    (r"(f \circ g)'(x) = f'(g(x))", "refuted"),
    (r"(f \circ g)' = (f' \circ g) g'", "proved"),
    (r"(f \circ g)' = (f' \circ g) \cdot g'", "proved"),
    (r"(f \circ g)' = g' \cdot (f' \circ g)", "proved"),
    (r"(f \circ g)' = f' \cdot g'", "refuted"),
    (r"(f \circ g)' = (f \circ g') g'", "refuted"),
    (r"\frac{d}{dx} (f \circ g)(x) = f'(g(x)) g'(x)", "proved"),
    (r"\frac{d (f \circ g)}{dx} = f'(g(x)) g'(x)", "proved"),
    (r"\frac{d (f \circ g)}{dx} = f'(x) g'(x)", "refuted"),
    (r"(f \circ g)''(x) = f''(g(x)) g'(x)^2 + f'(g(x)) g''(x)", "proved"),
    (r"(f \circ g)''(x) = f''(g(x)) g'(x)^2", "refuted"),
    (r"f \circ g = g \circ f", "refuted"),
    (r"(f \circ g) \circ f = f \circ (g \circ f)", "proved"),
    (r"(f \circ g \circ f)'(x) = f'(g(f(x))) g'(f(x)) f'(x)", "proved"),
    (r"(f \circ g \circ f)'(x) = f'(x) g'(x) f'(x)", "refuted"),
    (r"(\exp \circ g)'(x) = e^{g(x)} g'(x)", "proved"),
    (r"(\exp \circ g)'(x) = e^{g(x)}", "refuted"),
]


@pytest.mark.parametrize(
    "lead", [r"Let $f, g : \mathbb{R} \to \mathbb{R}$ be smooth.", "For smooth functions $f$ and $g$,"]
)
@pytest.mark.parametrize(("claim", "verdict"), CHAIN_RULE)
def test_the_chain_rule(lead: str, claim: str, verdict: str) -> None:
    assert verdicts(f"{lead}\n$$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"(f \circ g)(x) = (2 x + 1)^3", "proved"),
        (r"(f \circ g)(x) = 2 x^3 + 1", "refuted"),
        (r"(g \circ f)(x) = 2 x^3 + 1", "proved"),
        (r"(f \circ g)(1) = 27", "proved"),
        (r"(f \circ g)(1) = 3", "refuted"),
        (r"(g \circ f)(1) = 3", "proved"),
        (r"(f \circ g)'(x) = 6 (2 x + 1)^2", "proved"),
        (r"(f \circ g)'(x) = 3 (2 x + 1)^2", "refuted"),
        (r"(f \circ g)'(0) = 6", "proved"),
        (r"(f \circ g)(x)^2 = (2 x + 1)^6", "proved"),
        (r"(f \circ g)(2 y) = (4 y + 1)^3", "proved"),
        (r"f \circ g = 27", "refuted"),
    ],
)
def test_functions_that_equations_give(claim: str, verdict: str) -> None:
    assert verdicts(f"Let $f(u) = u^3$ and $g(x) = 2 x + 1$.\n$$ {claim} $$") == [verdict]


@pytest.mark.parametrize(
    "told",
    [
        "Let $f_1(x) = a x + 1$, $f_2(h) = h^2$ and $F = f_2 \\circ f_1$.",
        "Our network is $F = f_2 \\circ f_1$ with $f_1(x) = a x + 1$ and $f_2(h) = h^2$.",
        "Let $F(x) = f_2(f_1(x))$ with $f_1(x) = a x + 1$ and $f_2(h) = h^2$.",
    ],
)
def test_a_composition_with_a_name(told: str) -> None:
    claims = [r"F(x) = (a x + 1)^2", r"F(x) = a x^2 + 1", r"F'(x) = 2 a (a x + 1)", r"F'(x) = 2 (a x + 1)"]
    assert verdicts(told + "".join(f"\n$$ {x} $$" for x in claims)) == ["proved", "refuted", "proved", "refuted"]


@pytest.mark.parametrize("first", [r"F = f_2 \circ f_1", r"F(x) = f_2(f_1(x))", r"F(x) = (f_2 \circ f_1)(x)"])
def test_functions_that_follow_the_line_that_composes_them(first: str) -> None:
    text = rf"""The network is
$$ {first} $$
with
$$ f_1(x) = a x + 1, \quad f_2(h) = h^2 $$
$$ F(x) = (a x)^2 $$ $$ F(x) = (a x + 1)^2 $$"""
    assert verdicts(text) == ["definition"] * 3 + ["refuted", "proved"]


def test_layers_of_different_widths() -> None:
    text = r"""Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{k \times m}$, $x \in \mathbb{R}^n$ and
$f_1(x) = A x$, $f_2(h) = \tanh(h)$, $f_3(h) = B h$, and
$$ f = f_3 \circ f_2 \circ f_1 $$
$$ f(x) = B \tanh(A x) $$ $$ f(x) = B A x $$
$$ \frac{\partial f}{\partial x} = B \operatorname{diag}(1 - \tanh^2(A x)) A $$
$$ \frac{\partial f}{\partial x} = B A $$"""
    assert verdicts(text) == ["definition", "proved", "refuted", "proved", "refuted"]


def test_gradients_of_compositions() -> None:
    text = r"""Let $g(x) = A x$ with $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, and let
$f(u) = \tfrac12 \|u\|^2$.
$$ (f \circ g)(x) = \frac12 x^\top A^\top A x $$ $$ \nabla (f \circ g)(x) = A^\top A x $$
$$ \nabla (f \circ g)(x) = 2 A^\top A x $$ $$ \frac{\partial (f \circ g)}{\partial x} = A^\top A x $$"""
    assert verdicts(text) == ["proved", "proved", "refuted", "proved"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"Let $a, b \in \mathbb{R}^n$ and $c = a \circ b$. $$ c_i = a_i b_i $$ $$ c_i = a_i + b_i $$",
            ["proved", "refuted"],
        ),
        (
            r"Let $f, i, g, c \in \mathbb{R}^d$ and $$ c' = f \circ c + i \circ g $$ "
            r"$$ \frac{\partial c'_k}{\partial f_k} = c_k $$ $$ \frac{\partial c'_k}{\partial f_k} = g_k $$",
            ["definition", "proved", "refuted"],
        ),
        (
            r"Here $\circ$ denotes the Hadamard product, $x \in \mathbb{R}^n$, $f(x) = x$, $g(x) = x$. "
            r"$$ \sum_i (f \circ g)_i = \|x\|^2 $$",
            ["proved"],
        ),
    ],
)
def test_products_entry_by_entry(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        r"Let $A \in \mathbb{R}^{n \times n}$ and $f(x) = \sin x$. $$ B = f \circ A $$",
        r"Let $\circ$ denote composition and $a, b \in \mathbb{R}^n$. $$ c = a \circ b $$",
        r"Let $f(x) = x^2$ and $g(x) = x + 1$. $$ y = 2 x + f \circ g $$",
        r"A network is the composition $$ f = f^{(L)} \circ \dots \circ f^{(1)} $$",
    ],
)
def test_what_may_be_either_is_not_read(text: str) -> None:
    assert verdicts(text) == ["error"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"(f g)'(x) = f'(x) g(x) + f(x) g'(x)", "proved"),
        (r"(f g)'(x) = f'(x) g'(x)", "refuted"),
        (r"(f g)' = f' g + f g'", "proved"),
        (r"(f g)' = f' g'", "refuted"),
        (r"(f + g)' = f' + g'", "proved"),
        (r"(f + g)'(x) = f'(x) + g(x)", "refuted"),
        (r"(2 f)' = 2 f'", "proved"),
        (r"(f g)'' = f'' g + 2 f' g' + f g''", "proved"),
        (r"(f g)'' = f'' g + f g''", "refuted"),
        (r"\left(\frac{f}{g}\right)' = \frac{f' g - f g'}{g^2}", "proved"),
        (r"\left(\frac{f}{g}\right)'(x) = \frac{f'(x) g(x) + f(x) g'(x)}{g(x)^2}", "refuted"),
    ],
)
def test_products_quotients_and_sums_of_functions(claim: str, verdict: str) -> None:
    assert verdicts(rf"Let $f, g : \mathbb{{R}} \to \mathbb{{R}}$ be smooth. $$ {claim} $$") == [verdict]


def test_products_of_functions_that_equations_give() -> None:
    text = r"""Let $f(x) = x^2$ and $g(x) = 3 x$.
$$ (f g)'(x) = 9 x^2 $$ $$ (f g)'(x) = 6 x $$ $$ (f + g)'(x) = 2 x + 3 $$"""
    assert verdicts(text) == ["proved", "refuted", "proved"]


def test_a_composition_of_as_many_functions_as_a_letter_says() -> None:
    found = judged(r"A network is the composition $$ f = f^{(L)} \circ \dots \circ f^{(1)} $$")
    assert [e["role"] for e in found] == ["error"]
    assert "h^{(l)} = f^{(l)}(h^{(l-1)})" in found[0]["message"]
