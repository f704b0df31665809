"""The prover: a kernel of primitive rules, and the search above it."""

from symderiv.prover.search.gradient import Adjoint, Gradient, gradient, gradients

__all__ = ["Adjoint", "Gradient", "gradient", "gradients"]
