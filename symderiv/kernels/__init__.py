"""NumPy kernels from theories: a plan for every sum, readable source, fast forms of convolutions."""

from symderiv.kernels.codegen import Kernel, Output, lambdify, source_of
from symderiv.kernels.module import module_text
from symderiv.kernels.names import identifier, identifiers

__all__ = ["Kernel", "Output", "identifier", "identifiers", "lambdify", "module_text", "source_of"]
