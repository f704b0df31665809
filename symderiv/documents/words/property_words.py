"""The words that phrases say of tensors, and what each may mean of a vector, a matrix, or its rows.

Guarantee: plain data; a word with several readings is a doubt unless the shape of its tensor leaves one.
"""

from __future__ import annotations

__all__ = ["ENTRYWISE", "OF_KINDS", "OF_ROWS", "PAIRS", "PHRASES", "READINGS"]

#: What a word may mean of a tensor of which it says nothing definite: a matrix has two sides.
READINGS: dict[str, tuple[str, ...]] = {
    "perhaps symmetric": ("symmetric",),
    "perhaps laplacian": ("symmetric", "rows sum to zero", "columns sum to zero"),
    "perhaps unit": ("unit vector", "rows unit", "columns unit"),  # before it is normalised, or after
    "perhaps probability": ("row stochastic", "column stochastic", "total one", "probability"),
    "perhaps nonnegative": ("nonnegative",),
    "perhaps binary": ("binary",),
    "perhaps one-hot": ("one-hot", "rows one-hot", "columns one-hot", "binary"),
    "perhaps centred": ("centred", "rows centred", "columns centred"),
    "stochastic": ("row stochastic", "column stochastic"),
    "probability": ("row stochastic", "column stochastic", "total one"),
    "one-hot": ("rows one-hot", "columns one-hot"),
    "centred": ("rows centred", "columns centred"),
    "unit vector": ("rows unit", "columns unit", "total unit"),
    "sums to one": ("rows sum to one", "columns sum to one", "total one"),
    "orthogonal": ("orthonormal columns", "rows orthonormal"),
    "orthonormal": ("orthonormal columns", "rows orthonormal"),
    "standardised": ("rows standardised", "columns standardised"),
    # "the normalised adjacency matrix": by its norm, its sum, its mean and variance, or to the unit interval
    "normalised": (
        *("unit vector", "rows unit", "columns unit", "total unit", "orthonormal columns", "rows orthonormal"),
        *("sums to one", "rows sum to one", "columns sum to one", "total one", "doubly stochastic", "nonnegative"),
        *("standardised", "rows standardised", "columns standardised", "centred", "rows centred", "columns centred"),
    ),
}
_SUMS: tuple[str, ...] = (
    "rows sum to one",
    "columns sum to one",
    "rows sum to zero",
    "columns sum to zero",
    "rows unit",
    "columns unit",
)
_SUMS += ("rows centred", "columns centred", "total one", "total unit", "sums to one", "sums to zero", "centred")
_HOT = ("one-hot", "rows one-hot", "columns one-hot", "row stochastic", "column stochastic", "doubly stochastic")
PAIRS = ("pair orthogonal", "pair commuting", "pair inverse", "pair same norm")
#: The words that phrases say; what one of them tells nothing definite of is in doubt.
PHRASES = frozenset((*_SUMS, *_HOT, *PAIRS, "unit vector", "probability", "stochastic", "rows orthonormal"))
PHRASES |= {"full column rank", "full row rank", "mean zero"}  # of a random variable
PHRASES |= {"upper triangular", "lower triangular", "traceless", "involution", "orthogonal"}
PHRASES |= {
    "zero diagonal",
    "binary",
    "±1 entries",
    "positive",
    "nonnegative",
    "nonzero entries",
}
PHRASES |= {word for word in READINGS if word.startswith("perhaps ")}
ENTRYWISE = ("positive", "nonnegative", "nonzero entries", "binary", "±1 entries")
# What a word says of each row, where it is said of one of them: "each $x_n$ has unit norm".
OF_ROWS = {
    "unit vector": "rows unit",
    "sums to one": "rows sum to one",
    "sums to zero": "rows sum to zero",
    "one-hot": "rows one-hot",
    "probability": "row stochastic",
    "orthonormal": "rows orthonormal",
}
_UNITS = ("unit vector", "rows unit", "columns unit", "total unit")
#: What a kind of condition in words may mean of one tensor.
OF_KINDS: dict[str, tuple[str, ...]] = {
    "sums to one": ("sums to one", "rows sum to one", "columns sum to one", "total one", *_UNITS),
    "unit": (*_UNITS, "orthonormal columns", "rows orthonormal"),
    "between": ("positive", "nonnegative"),
    "binary": ("binary", "±1 entries"),
    "one-hot": ("one-hot", "rows one-hot", "columns one-hot"),
    "equal": ("equal entries",),
    "mirrored": ("symmetric", "antisymmetric"),
    "diagonal": ("diagonal",),
    "centred": ("centred", "rows centred", "columns centred"),
    "standardised": ("standardised", "rows standardised", "columns standardised"),
}
