"""Documents: reading LaTeX and Markdown, what it means, and whether it is true."""

from symderiv.documents.judging.equations import Equation
from symderiv.documents.walk.document import Document, read

__all__ = ["Document", "Equation", "read"]
