"""Documents: reading LaTeX and Markdown, what it means, and whether it is true."""

from symderiv.documents.document import Document, read
from symderiv.documents.equations import Equation

__all__ = ["Document", "Equation", "read"]
