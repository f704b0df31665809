r"""What a letter may be that has several readings: size or tensor, index or number, Euler's number, Kronecker's delta.

Guarantee: a letter becomes a number that nobody declared only where nothing in the document could make it a tensor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symderiv.documents.elaboration.elaborate_base import Reading
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import Occurrence, is_euler, is_letter, is_numbered, split_entries
from symderiv.documents.latex.spelling import latex
from symderiv.language.integers import Poly

__all__ = ["Letters"]


class Letters(Reading):
    """The readings of letters that the document has not declared, or has declared as something else."""

    def is_size_beside(self, name: str) -> bool:
        r"""Whether a letter without subscripts is a size, although a tensor has its name: ``\sum_k N_k = N``."""
        context = self.context
        rank = context.names.ranks.get(name)
        known = bool(rank) and name in context.sizes.letters() and name in context.by_entries
        return known and name not in self.beside

    def tensors_beside(self, terms: Iterable[s.Expression]) -> frozenset[str]:
        """The letters of such sizes that are added to another tensor of their rank: ``y - p`` of vectors."""
        ranks = self.context.names.ranks
        bare = [latex(term) for term in terms if isinstance(term, s.Symbol)]
        sizes = [name for name in bare if self.is_size_beside(name)]
        return frozenset(x for x in sizes if any(ranks.get(y) == ranks[x] for y in bare if y not in sizes))

    def decorated_size(self, node: s.Scripted, found: Occurrence | None) -> Poly | None:
        r"""The size that a name with marks is: ``\frac{1}{n^{[1]}}``, and ``N_1`` beside a matrix ``N``.

        Where the mark may be read as the entry of a vector, it is that.
        """
        names, sizes = self.context.names, self.context.sizes.letters()
        size = sizes.get(latex(node))
        if size is None or node.primes or latex(node) in names.ranks:
            return None
        if found is not None and (names.ranks.get(found.name) or 0) == len(found.indices):
            return None
        return size if node.superscript is None or names.superscript(node.superscript)[0] else None

    def is_index_letter(self, name: str) -> bool:
        return name in {letter for letter in self.context.subscripted if letter not in self.context.names.ranks}

    def may_be_free_scalar(self, node: s.Symbol) -> bool:
        """An undeclared letter is a number where nothing in the equation could make it a tensor."""
        name = latex(node)
        if node.word or name in self.context.subscripted or not is_letter(s.Symbol(node.span, node.letter)):
            return False
        greek = node.letter.startswith("\\")
        if name in self.context.shaped:
            return False
        if name in self.context.tensors and not (greek and node.letter[1].islower()):
            return False
        return greek or self.scalar_world or name in self.context.times

    def is_exponential(self, node: s.Scripted) -> bool:
        """Whether a power is of Euler's number: also beside a tensor ``e``, whose entries have subscripts, and a
        function ``e``, which has an argument."""
        if is_euler(node) and latex(node.base) in self.context.functions:
            return True
        return (
            is_euler(node)
            and (not self.context.names.ranks.get(latex(node.base)) or not isinstance(node.superscript, s.Number))
            and (latex(node.base) not in self.context.names.ranks or self.context.names.ranks[latex(node.base)] != 0)
        )

    def is_kronecker(self, node: s.Scripted, name: str) -> bool:
        r"""Whether ``\delta_{ij}`` is Kronecker's beside a tensor ``\delta`` with more axes, or fewer, or one whose
        first index stands above it (``\delta^{(t)}_j``)."""
        context = self.context
        plain = name == "\\delta" and node.superscript is None and not node.primes
        rank = context.names.ranks.get(name)
        entries = split_entries(node.subscripts, None)
        other = rank not in (None, 2) and name not in context.partial
        return (
            plain and (other or name in context.names.families) and len(entries) == 2 and all(map(is_letter, entries))
        )

    def may_be_numbered_scalar(self, node: s.Scripted) -> bool:
        r"""``\beta_1`` and ``c_{\text{in}}`` are numbers of their own where the letter never carries an index."""
        base = node.base
        return (
            is_numbered(node)
            and isinstance(base, s.Symbol)
            and latex(replace(node, superscript=None)) not in self.context.shaped
            and latex(base) not in self.context.indexed
            and latex(base) not in self.context.sizes.letters()
            and self.context.names.ranks.get(latex(base), 0) == 0
            and (base.letter.startswith("\\") or self.scalar_world)
        )

    def starred(self, node: s.Scripted) -> str:
        """The name ``w^*`` beside a tensor ``w``, whose shape it has."""
        above = node.superscript
        known = self.context.names.ranks.get(latex(node.base)) is not None
        if node.subscripts or not known or not isinstance(above, s.Symbol) or above.letter not in ("*", "\\star"):
            return ""
        found = self.context.names.propose(node)
        return found.name if found is not None and not found.indices else ""
