"""Assertions about derivations, in the manner of ``numpy.testing``: silent if they hold, else a message that explains.

>>> from symderiv.language.notation import D, Model, indices, total
>>> t = Model()
>>> n = t.size("n")
>>> i, j = indices("i j")
>>> x = t.tensor("x", n)
>>> assert_proved(t.claim("square", D(total(x[j] ** 2, j), x[i]), 2 * x[i]))
>>> assert_refuted(t.claim("square", D(total(x[j] ** 2, j), x[i]), x[i]))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from symderiv.errors import DeclarationError

if TYPE_CHECKING:
    from symderiv.language.notation import Claim
    from symderiv.language.verdicts import Verdict

__all__ = ["assert_gradient", "assert_proved", "assert_refuted"]


def _verdict(claim: Claim, seconds: float) -> Verdict:
    from symderiv.decide import decide
    from symderiv.language.theory import require_claim

    require_claim(claim)
    return decide(claim.theory, claim.statement, seconds=seconds)


def _explain(claim: Claim, verdict: Verdict) -> str:
    from symderiv.render.terminal import witness_lines

    lines = [f"{claim}", f"{verdict.verdict}: {verdict.message}" if verdict.message else verdict.verdict]
    if verdict.counterexample is not None:
        lines += witness_lines(vars(verdict.counterexample))
    return "\n".join(lines)


def assert_proved(claim: Claim, *, seconds: float = 10.0) -> None:
    """Raise :class:`AssertionError`, with the counterexample if there is one, unless the claim is proved."""
    verdict = _verdict(claim, seconds)
    if verdict.verdict != "proved":
        raise AssertionError(_explain(claim, verdict))


def assert_refuted(claim: Claim, *, seconds: float = 10.0) -> None:
    """Raise :class:`AssertionError` unless the claim is refuted by a counterexample."""
    verdict = _verdict(claim, seconds)
    if verdict.verdict != "refuted":
        raise AssertionError(f"expected a counterexample\n{_explain(claim, verdict)}")


def assert_gradient(
    function: Callable[..., Any],
    gradients: Mapping[str, Any],
    arrays: Mapping[str, Any],
    *,
    rtol: float = 1e-6,
    step: float = 1e-6,
    seed: int = 0,
    directions: int = 5,
) -> None:
    """Compare gradients with central differences along random directions.

    ``function(**arrays)`` gives a number; ``gradients`` maps names of arrays to the claimed gradients, each of the
    shape of its array.  Raises :class:`AssertionError` that names the array, the direction and both numbers, and
    :class:`DeclarationError` for a gradient without an array.
    (Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 25.3.21.)

    >>> import numpy as np
    >>> x = np.array([1.0, 2.0])
    >>> assert_gradient(lambda x: float((x ** 2).sum()), {"x": 2 * x}, {"x": x})
    """
    import numpy as np

    def number(value: Any) -> float:
        if isinstance(value, Mapping) or np.size(value) != 1:
            what = f"the function gives {type(value).__name__}, and no number"
            raise DeclarationError(what, repr(value)[:80], "return a number, as the sum of its entries")
        return float(np.asarray(value).reshape(()))

    if not isinstance(gradients, Mapping) or not isinstance(arrays, Mapping):
        what = "gradients and arrays are not given by name"
        raise DeclarationError(what, "", 'name them: assert_gradient(f, {"x": gradient}, {"x": x})')
    random = np.random.default_rng(seed)
    for name, claimed in gradients.items():
        if name not in arrays:
            raise DeclarationError(
                f"there is no array for the gradient by {name}", "", f"name one of: {', '.join(arrays)}"
            )
        base, slope = np.asarray(arrays[name], dtype=float), np.asarray(claimed, dtype=float)
        if slope.shape != base.shape:
            raise AssertionError(f"the gradient by {name} has shape {slope.shape}, {name} has shape {base.shape}")
        for turn in range(directions):
            direction = random.standard_normal(base.shape)
            direction /= max(float(np.linalg.norm(direction)), 1e-300)
            width = step * max(1.0, float(np.linalg.norm(base)))
            above = number(function(**{**arrays, name: base + width * direction}))
            below = number(function(**{**arrays, name: base - width * direction}))
            measured, expected = (above - below) / (2 * width), float((slope * direction).sum())
            noise = 1e-15 * max(abs(above), abs(below)) / width * 10
            allowed = rtol * max(abs(measured), abs(expected), float(np.linalg.norm(slope))) + noise
            if not abs(measured - expected) <= allowed:
                raise AssertionError(
                    f"the gradient by {name} is wrong along random direction {turn}: "
                    f"difference quotient {measured!r}, claimed {expected!r}, allowed difference {allowed:.3g}"
                )
