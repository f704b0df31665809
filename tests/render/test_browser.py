"""The report in a real headless browser: it loads, typesets, and nothing that a document holds becomes markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from symderiv import browser
from symderiv.documents.check import check
from symderiv.documents.walk.document import read
from symderiv.render.html import page

pytestmark = pytest.mark.skipif(browser.find() is None, reason="needs a browser")

HOSTILE = r"""
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
Let $x \in \mathbb{R}^{N}$ and
$$ s = \sum_{i=1}^{N} x_i^2 $$
$$ \pd{s}{x_i} = 2 x_i \text{</math><script>document.title = "taken"</script>"'} $$
$$ s = \foo"'<img src=x onerror="document.title='taken'"> $$
$$ s = \href{javascript:alert(1)}{x} $$
$$ \pd{s}{x_i} = x_i $$
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = "</title><script>document.title='taken'</script>\"'.md"
    made = tmp_path_factory.mktemp("report") / "report.html"
    made.write_text(page([check(read(HOSTILE, name), typeset=True)]), encoding="utf-8")
    return made


def test_nothing_in_a_document_becomes_markup(report: Path) -> None:
    found = browser.loaded(report)
    assert "<title>symderiv report</title>" in found
    for element in ("<script", "<img", "<a ", 'onerror="', "<iframe", "<link"):
        assert element not in found.lower().replace("&lt;", ""), element
    assert found.count("<article") == found.count("</article>") >= 5


def test_formulas_are_typeset_with_the_macros_of_the_document(report: Path) -> None:
    found = browser.loaded(report)
    assert found.count("<math") >= 4
    assert "\\pd" not in found


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (380, False), (1200, True)])
def test_it_can_be_looked_at(report: Path, tmp_path: Path, width: int, dark: bool) -> None:
    from matplotlib import image

    picture = tmp_path / "report.png"
    browser.screenshot(report, picture, width, 2000, dark=dark)
    pixels = image.imread(picture)[..., :3]
    assert pixels.shape[1] == width
    assert 400 < pixels.shape[0] <= 2000
    assert bool(pixels[0, 0].mean() < 0.3) is dark  # the ground
    assert pixels.max() - pixels.min() > 0.6  # and something on it
