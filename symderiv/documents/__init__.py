"""Documents: reading LaTeX and Markdown, what it means, and whether it is true."""

from symderiv.documents.document import Document, Equation, read

__all__ = ["Document", "Equation", "read"]
