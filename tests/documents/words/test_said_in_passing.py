r"""What a sentence says of a name while it speaks of another: a loss, a known function, first states."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

TEMPERED = r"""Let $s \in \mathbb{R}^{N}$. For a temperature $\tau>0$ @
$$ F = \tau \log \sum_{i=1}^N \exp(s_i/\tau) $$
$$ \frac{\partial F}{\partial s_i} = \frac{\exp(s_i/\tau)}{\sum_{k=1}^N\exp(s_k/\tau)}, \qquad
   \frac{\partial F}{\partial s_i} = \frac{\tau\exp(s_i/\tau)}{\sum_{k=1}^N\exp(s_k/\tau)} $$
"""


@pytest.mark.parametrize("words", ["the loss", "the objective function:", "we have the cost", "define"])
def test_the_noun_before_a_display_is_the_display_s(words: str) -> None:
    assert verdicts(TEMPERED.replace("@", words)) == ["definition", "proved", "refuted"]


PASSED = r"""For a loss $\ell$ that is @ $y\in\mathbb{R}^D$, with $g \in \mathbb{R}^D$,
$$y_i = g_i^2$$
$$\frac{\partial\ell}{\partial g_i} = 2 g_i \frac{\partial\ell}{\partial y_i}, \qquad
  \frac{\partial\ell}{\partial g_i} = g_i \frac{\partial\ell}{\partial y_i}$$
"""


@pytest.mark.parametrize("words", ["computed from", "a function of", "calculated from the outputs", "evaluated at"])
def test_what_a_loss_is_computed_from(words: str) -> None:
    assert verdicts(PASSED.replace("@", words)) == ["definition", "proved", "refuted"]


SWISH = r"""Throughout, $x$ is a real number, $\sigma(x)=@$ is the logistic function and so on.
$$ s(x) = x\,\sigma(x), \qquad s'(x) = s(x)+\sigma(x)\,(1-s(x)), \qquad s'(x) = s(x)+\sigma(x)\,(1+s(x)) $$
"""


def test_a_known_function_is_recalled_for_a_declared_number() -> None:
    assert verdicts(SWISH.replace("@", "1/(1+e^{-x})")) == ["definition", "proved", "refuted"]
    assert "proved" not in verdicts(SWISH.replace("@", "1/(1+e^{x})"))  # another function


CELL = r"""Let $x_t, h_t, c_t\in\mathbb R^{D}$ for $t=1,\ldots,T$, and start from $@$.
$$ c_t = h_{t-1} + c_{t-1} + x_t,\qquad h_t = \tanh(c_t) $$
$$ h_1 = \tanh(x_1), \qquad c_2 = h_1 + x_1 + x_2, \qquad c_2 = h_1 + x_2 $$
"""


@pytest.mark.parametrize("start", ["h_0=c_0=0", "h_0=0$, $c_0=0"])
def test_a_chain_gives_each_its_value(start: str) -> None:
    assert verdicts(CELL.replace("@", start)) == ["definition", "definition", "proved", "proved", "refuted"]


LINEAR = r"""@ Parameters $a,b\in\mathbb R$, inputs $x_1,\dots,x_T$:
$$h_t = a h_{t-1}+b x_t,\qquad t=1,\dots,T$$
$$h_t = a^th_0+b\sum_{s=1}^{t}a^{t-s}x_s, \qquad h_t = a^{t-1}h_0+b\sum_{s=1}^{t}a^{t-s}x_s$$
"""


@pytest.mark.parametrize("words", [r"States $h_0,\dots,h_T$ with $h_0$ given.", r"Let $h_0 \in \mathbb{R}$.", ""])
def test_a_first_state_that_the_document_speaks_of(words: str) -> None:
    assert verdicts(LINEAR.replace("@", words)) == ["definition", "proved", "refuted"]


TOKENS = r"""Logits $z \in \mathbb{R}^{B \times T\times V}$, targets $y$ of the same shape @.
$$ J = \sum_{b,t} \Bigl( \log \sum_{w} e^{z_{btw}} - \sum_v y_{btv} z_{btv} \Bigr) $$
$$ \sum_v \frac{\partial J}{\partial z_{btv}} = 0, \qquad \sum_t y_{btv} = 1 $$
"""


@pytest.mark.parametrize("words", ["(rows sum to one)", "whose rows sum to one", "with each row summing to one"])
def test_rows_of_a_tensor_lie_along_its_last_axis(words: str) -> None:
    assert verdicts(TOKENS.replace("@", words)) == ["definition", "proved", "refuted"]


OUTSIDE = r"""Let $w,x,y\in\mathbb{R}^{N}$. @
$$ y_i = \sum_j w_j x_{i-j} $$
$$ \frac{\partial y_i}{\partial w_j} = x_{i-j}, \qquad \frac{\partial y_i}{\partial w_j} = x_{i+j} $$
"""


@pytest.mark.parametrize(
    ("words", "false"),
    [
        ("Entries of $w$ outside the array count as zero.", "refuted"),
        ("Outside its range $x$ is taken to be zero.", "refuted"),
        ("Values of $x$ outside are treated as $0$.", "refuted"),
        ("(Reads beyond the end are zero.)", "refuted"),
        ("Entries of $x$ outside the first half are zero.", "undecided"),
        ("Outside the block $x$ is not zero.", "undecided"),
    ],
)
def test_zero_outside_is_as_it_always_is(words: str, false: str) -> None:
    assert verdicts(OUTSIDE.replace("@", words)) == ["definition", "proved", false]


DEEP = r"""$x^{(l)}\in\mathbb{R}^{n}$ for $l=0,\dots,L$, and
weights $A^{(l)},B^{(l)}\in\mathbb{R}^{n\times n}$ for $l=1,\dots,L$.
$$ h^{(l)}_i = \sum_j A^{(l)}_{ij}x^{(l-1)}_j,\qquad x^{(l)}_i = x^{(l-1)}_i+\sum_jB^{(l)}_{ij}\max(h^{(l)}_j,0),\qquad
   l=1,\dots,L $$
Write $\delta^{(l)}_i=\partial E/\partial x_i^{(l)}$.
$$ \frac{\partial E}{\partial B^{(l)}_{ij}} = \delta^{(l)}_i\max(h_j^{(l)},0), \qquad
   \frac{\partial E}{\partial B^{(l)}_{ij}} = \delta^{(l)}_i h_j^{(l)} $$
$$ \delta^{(l-1)}_k = \delta^{(l)}_k+\sum_{i,j}\delta_i^{(l)}B^{(l)}_{ij}[h_j^{(l)}>0]A^{(l)}_{jk} $$
$$ x_i^{(L)} = x_i^{(0)}+\sum_{l=1}^L\sum_jB_{ij}^{(l)}\max(h_j^{(l)},0), \qquad
   x_i^{(L)} = x_i^{(0)}+\sum_{l=1}^L\sum_jB_{ij}^{(l)}h_j^{(l)} $$
"""


def test_a_family_that_is_defined_from_states_before_them() -> None:
    """``h^{(l)}`` and ``x^{(l)}`` recur together, also where a later line sums over the layers; and the gradient by
    the states, under a name, is that of a loss which may be one of the last state alone."""
    found = verdicts(DEEP)
    assert found == ["definition", "definition", "proved", "refuted", "undecided", "proved", "refuted"]


def test_a_known_function_stays_known_when_it_is_spoken_of() -> None:
    text = r"""Let $x\in\mathbb{R}$. One can write $\tanh(x)$ as a rational function of $e^x$.
$$ m(x) = x \tanh(x), \qquad m'(x) = \tanh(x) + x\,(1-\tanh^2(x)), \qquad m'(x) = \tanh(x) + x\,(1-\tanh(x)) $$
"""
    assert verdicts(text) == ["definition", "proved", "refuted"]
