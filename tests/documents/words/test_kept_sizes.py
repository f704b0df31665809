"""Layers of which the text says that they keep the sizes of their inputs."""

from __future__ import annotations

import pytest

from tests.documents.judged import verdicts

LAYER = r"""Let $x \in \mathbb{R}^{C \times N}$ and $w \in \mathbb{R}^{C \times K}$ with $K = 2r + 1$; WORDS.
Indices start at 0.
$$ y_{ci} = \sum_{p=0}^{K-1} w_{cp} x_{c,i+p-r} $$
$$ \frac{\partial L}{\partial w_{cp}} = \sum_i \frac{\partial L}{\partial y_{ci}} x_{c,i+p-r}, \quad
\frac{\partial L}{\partial w_{cp}} = \sum_i \frac{\partial L}{\partial y_{ci}} x_{c,i-p+r} $$"""


@pytest.mark.parametrize(
    "words",
    [
        "the padding is 'same'",
        "zero padding $r$ so that all maps have size $N$",
        "the output has the same length as the input",
        "padding keeps the size",
        "with $r$ zeros on each side, the spatial size is preserved",
        "all maps have the shape of $x$",
        "all intermediate tensors have the same shape as $x$",
        "every feature map has the same spatial size as the image",
    ],
)
def test_the_size_of_what_is_read(words: str) -> None:
    assert verdicts(LAYER.replace("WORDS", words)) == ["definition", "proved", "refuted"]


@pytest.mark.parametrize(
    "words",
    ["the padding is $r$", "the size is not preserved", "unlike 'same' padding", "not all maps have the shape of $x$"],
)
def test_without_such_words_it_must_be_stated(words: str) -> None:
    assert verdicts(LAYER.replace("WORDS", words))[0] == "error"


def test_a_stride_keeps_no_size() -> None:
    text = LAYER.replace("WORDS", "'same' padding, stride 2").replace("i+p-r", "2i+p-r")
    assert verdicts(text)[0] == "error"
