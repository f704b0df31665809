"""Words that announce something for their own sentence only."""

from __future__ import annotations

from symderiv.documents.reading import read_surface


def test_a_special_case_is_no_hypothesis_for_the_rest() -> None:
    document = read_surface("In the special case where $$ K = 1 $$ we get $$ q = r $$", "a.md")
    assert [display.hypothesis for display in document.displays()] == ["", ""]
