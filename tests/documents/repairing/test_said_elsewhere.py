"""A wrong line about something of which another line of the document is right gets what that line says."""

from __future__ import annotations

from typing import Any

from symderiv.documents.check import check
from symderiv.documents.walk.document import read

_TEXT = r"""Let $Q \in \mathbb{R}^{n \times d}$, $K \in \mathbb{R}^{m \times d}$ and $S = \frac{1}{\sqrt d} Q K^\top$;
$dS = \partial L / \partial S$.

$$ \frac{\partial L}{\partial Q} = dS\, K $$

$$ \frac{\partial L}{\partial Q} = \frac{1}{\sqrt d} dS\, K $$

$$ \frac{\partial L}{\partial K} = dS^\top Q, \qquad \frac{\partial L}{\partial K} = 2\, dS^\top Q $$
"""


def judged(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = check(read(text, "a.md"))["equations"]
    return found


def test_what_another_line_says() -> None:
    wrong, right, *others = judged(_TEXT)
    assert (wrong["verdict"], right["verdict"]) == ("refuted", "proved")
    assert wrong["suggestion"] == r"\frac{1}{\sqrt d} dS\, K"
    assert wrong["message"].startswith("what line 6 says")
    again = judged(_TEXT.replace(r"= dS\, K $$", f"= {wrong['suggestion']} $$"))
    assert again[0]["verdict"] == "proved"
    # where no line is right, none is called so
    assert [e["verdict"] for e in others] == ["refuted", "refuted"]
    assert not any("line" in e["message"] for e in others)
