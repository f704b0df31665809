"""What expressions mean: exact values at points, the checker's own derivatives, witnesses against false claims.

Guarantee: a reported counterexample is exact.  It shares nothing with the prover beyond the language, and knows no
algebra.  Trusted for "refuted": ``intervals``, ``numbers``, ``points``, ``reach``, ``spans``, ``plain``.
"""

from symderiv.meaning.exercise import agreement, exercise, plausible
from symderiv.meaning.fields import Memory
from symderiv.meaning.filled import agrees_somewhere, shown_at
from symderiv.meaning.spots import Spots
from symderiv.meaning.value import value

__all__ = ["Memory", "Spots", "agreement", "agrees_somewhere", "exercise", "plausible", "shown_at", "value"]
