r"""An equation that the text states of all rows, ``for $n = 1, \dots, N$``, is stated."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

SOFTMAX = (
    r"Let $z, t \in \mathbb{R}^{N \times K}$. $$ p_{nk} = \frac{e^{z_{nk}}}{\sum_{j=1}^K e^{z_{nj}}} $$" + "\n\n%s\n\n"
    r"$$ L = -\sum_{n=1}^N \sum_{k=1}^K t_{nk} \log p_{nk} $$"
    "\n\n"
    r"$$ \frac{\partial L}{\partial z_{nk}} = p_{nk} - t_{nk} $$"
    "\n\n"
    r"$$ \frac{\partial L}{\partial z_{nk}} = t_{nk} - p_{nk} $$"
    "\n"
)


@pytest.mark.parametrize(
    "words",
    [
        r"The targets $t_{nk}$ satisfy $\sum_{k=1}^K t_{nk} = 1$ for $n = 1, \dots, N$, and the loss is",
        r"The targets $t_{nk}$ satisfy $\sum_{k=1}^K t_{nk} = 1$ for all $n$. The loss is",
        r"The targets satisfy $\sum_{k=1}^K t_{nk} = 1$, $n = 1, \dots, N$. The loss is",
    ],
)
def test_what_the_text_states_of_all_rows(words: str) -> None:
    assert verdicts(SOFTMAX % words)[2:] == ["proved", "refuted"]


def test_what_it_states_of_some_is_not_stated_of_all() -> None:
    words = r"The targets satisfy $\sum_{k=1}^K t_{nk} = 1$ for some $n$. The loss is"
    assert verdicts(SOFTMAX % words)[2] != "proved"
