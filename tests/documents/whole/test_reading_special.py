"""Words that announce something for their own sentence only."""

from __future__ import annotations

from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.documents.words.reading import read_surface


def test_a_special_case_is_no_hypothesis_for_the_rest() -> None:
    document = read_surface("In the special case where $$ K = 1 $$ we get $$ q = r $$", "a.md")
    assert [display.hypothesis for display in document.displays()] == ["", ""]


def test_a_rounded_size_with_a_number_in_its_name_stays_a_size() -> None:
    text = r"""
Let $x \in \mathbb{R}^{N \times S_6}$ and $S_{10} = \lfloor (S_{6} - 1)/2 \rfloor + 1$.
Let $h \in \mathbb{R}^{N \times S_{10}}$ and

$$ J = \frac{1}{S_{10} S_{6}} \sum_{n,i} h_{ni} $$

$$ \frac{\partial J}{\partial h_{ni}} = \frac{1}{S_{10} S_{6}} $$

$$ \frac{\partial J}{\partial h_{ni}} = \frac{1}{S_{10}} $$
"""
    found = check(read(text, "s.md"), suggest=False)
    assert [e["verdict"] for e in found["equations"] if e["role"] == "claim"] == ["proved", "refuted"]


def test_the_letter_in_the_name_of_a_size_is_no_index() -> None:
    text = r"""
Let $x \in \mathbb{R}^{N \times H_{o}}$, $A \in \mathbb{R}^{O \times H_{o}}$ and

$$ y_{n,k} = \sum_{i=0}^{H_{o}-1} x_{n,i} A_{k,i} $$

$$ \frac{\partial y_{n,k}}{\partial x_{n,i}} = \sum_{j=0}^{H_{o}-1} A_{k,j} [j = i] $$

$$ \frac{\partial y_{n,k}}{\partial x_{n,i}} = \sum_{j=0}^{H_{o}-1} A_{k,j} $$
"""
    found = check(read(text, "s.md"), suggest=False)
    assert [e["verdict"] for e in found["equations"] if e["role"] == "claim"] == ["proved", "refuted"]
