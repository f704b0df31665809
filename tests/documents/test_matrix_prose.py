"""What prose about matrices supposes, and what it only remarks or concludes."""

from __future__ import annotations

from typing import Any

from symderiv.documents.check import check
from symderiv.documents.document import read


def judged(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = check(read(text, "a.md"), suggest=False)["equations"]
    return found


def test_a_property_that_is_to_be_shown_is_not_supposed() -> None:
    head = r"Let $A \in \mathbb{R}^{n \times n}$ and $$ H = A + %s . $$ Show that $H$ is symmetric. $$ H^\top = H $$"
    proved, refuted = (judged(head % x)[-1] for x in (r"A^\top", "A A"))
    assert proved["verdict"] == "proved"
    assert not proved["assumptions"]
    assert refuted["verdict"] == "refuted"
    assumed = r"Let $A \in \mathbb{R}^{n \times n}$. Assume that $A$ is symmetric. $$ A^\top = A $$"
    assert judged(assumed)[-1]["verdict"] == "proved"


def test_a_property_before_the_definition_is_no_crash() -> None:
    text = (
        r"For $x \in \mathbb{R}^n$ put $$ C = I - \frac1n \mathbf{1} \mathbf{1}^\top . $$ It is easily seen "
        r"that $C$ is idempotent: $$ C^2 = C, \quad C x = x - \frac1n \mathbf{1} \mathbf{1}^\top x, \quad C^2 = I $$"
    )
    assert [e["verdict"] for e in judged(text)] == [None, "proved", "proved", "refuted"]


def test_a_remark_between_expressions_is_not_supposed() -> None:
    bound = r"\|x + y\|^2 \le \|x\|^2 + \|y\|^2"
    text = rf"With $x, y \in \mathbb{{R}}^n$ the bound ${bound}$ fails: $$ {bound} $$"
    assert judged(text)[-1]["verdict"] == "refuted"
    bounded = r"Let $x, y \in \mathbb{R}$ with $x \ge 0$, $y \ge 0$. $$ x y \ge 0 $$"
    assert judged(bounded)[-1]["verdict"] == "proved"


def test_bounds_of_a_scalar_are_conditions() -> None:
    text = r"Let $0 \le \theta \le 1$. $$ \theta (1 - \theta) \ge 0 $$ $$ \theta (2 - \theta) \ge 1 $$"
    assert [e["verdict"] for e in judged(text)] == ["proved", "refuted"]
