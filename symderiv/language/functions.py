"""The scalar functions that have a name: arity, domain, kinks.  Values and derivatives live elsewhere.

The prover and the checker each keep their own table of values and derivatives over these names, so that a
slip in one is noticed by the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["FUNCTIONS", "ScalarFunction"]


@dataclass(frozen=True)
class ScalarFunction:
    """A named scalar function.

    ``domain`` is ``"all"``, ``"positive"`` (argument > 0) or ``"unit"`` (-1 < argument < 1); ``kink``
    says how its derivative is fixed where it has a corner (``"zero"`` as for relu, ``"unspecified"``),
    ``""`` where it is smooth.
    """

    name: str
    arity: int = 1
    domain: str = "all"
    kink: str = ""


FUNCTIONS: Final = MappingProxyType(
    {
        f.name: f
        for f in (
            ScalarFunction("exp"),
            ScalarFunction("log", domain="positive"),
            ScalarFunction("tanh"),
            ScalarFunction("sigmoid"),
            ScalarFunction("softplus"),
            ScalarFunction("erf"),
            ScalarFunction("sin"),
            ScalarFunction("cos"),
            ScalarFunction("sinh"),
            ScalarFunction("cosh"),
            ScalarFunction("arctan"),
            ScalarFunction("artanh", domain="unit"),
            ScalarFunction("relu", kink="zero"),
            ScalarFunction("abs", kink="unspecified"),
            ScalarFunction("max", arity=2, kink="unspecified"),
            ScalarFunction("min", arity=2, kink="unspecified"),
            # base to a real power that is no literal number; base > 0, or any base with an integer exponent
            ScalarFunction("pow", arity=2),
            # the constants, as functions of nothing
            ScalarFunction("pi", arity=0),
        )
    }
)
