"""Standard layers: their definitions in index notation, and receptive-field tables of stacks of them.

``receptive_field`` is plain integer arithmetic; ``standard`` writes layers into a theory.
"""

from symderiv.layers.receptive_field import (
    Layer,
    Row,
    Stack,
    convolution,
    pool,
    receptive_field,
)

__all__ = ["Layer", "Row", "Stack", "convolution", "pool", "receptive_field"]
