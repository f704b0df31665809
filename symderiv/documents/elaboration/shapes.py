r"""Shapes that the equations of a recurrence or of a layer tell: ``h_t = \tanh(W h_{t-1} + U x_t + b)``.

Each undeclared name gets a cell, an unknown rank with unknown sizes; sums, entrywise functions and products relate the
cells.  What a product leaves open, the spelling decides as textbooks spell (a capital letter is a matrix, a small one
a vector), and only where something in the document shows that whole tensors are meant.  Sizes that stay open become
sizes of the document.

Guarantee: equations that contradict each other tell nothing, and nothing is inferred for a declared name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from symderiv.documents.elaboration.context import Context
from symderiv.documents.elaboration.elaborate_functions import ABSTRACT, function_name, known_name
from symderiv.documents.elaboration.function_table import OF_VECTORS
from symderiv.documents.elaboration.values import Sizes
from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import BUILT_IN_FUNCTIONS, IDENTITIES, is_euler
from symderiv.documents.latex.spelling import is_function_name, latex
from symderiv.language.integers import Poly

__all__ = ["Shapes", "introduced_shapes", "parameter_shapes", "shows_tensors"]

Shape = tuple[Poly, ...]
# A name, how many of its subscripts are axes of their own, and whether it is transposed.
Naming = Callable[[s.Expression], "tuple[str, int, bool] | None"]
ENTRYWISE = (
    frozenset(BUILT_IN_FUNCTIONS)
    | ABSTRACT
    | {"softmax", "logsoftmax", "GELU", "SiLU", "normalcdf", "normalpdf", "sqrt"}
)
# Letters of step sizes, momenta and eigenvalues: numbers, where nothing tells otherwise.
_RATES = frozenset(["\\alpha", "\\beta", "\\gamma", "\\eta", "\\kappa", "\\lambda", "\\mu", "\\rho", "\\tau"])


class _Conflict(Exception):
    """The equations do not fit together."""


@dataclass
class _Cell:
    rank: int | None = None
    sizes: Shape = ()
    hint: int | None = None
    literal: bool = False  # a number that is written out goes with tensors of any shape


@dataclass
class Shapes:
    """Collects equations; :meth:`solve` tells the shapes of the undeclared names in them."""

    context: Context
    naming: Naming
    spelled: bool = True  # a name whose spelling tells nothing is taken for a number
    below: bool = False  # what is divided by tells shapes too: no step is among the names, as in ``1 / t``
    functions: Mapping[str, tuple[s.Expression, s.Expression]] = field(default_factory=dict)
    """The parameter and the body of functions of one tensor."""
    unify: Sizes = field(default_factory=Sizes)
    cells: dict[str, _Cell] = field(default_factory=dict)
    equal: list[tuple[_Cell, ...]] = field(default_factory=list)
    products: list[tuple[tuple[tuple[_Cell, bool], ...], _Cell]] = field(default_factory=list)

    def equation(self, left: s.Expression, right: s.Expression) -> None:
        """Take up one equation."""
        found = self._of(left), self._of(right)
        if found[0] is not None and found[1] is not None:
            self.equal.append((found[0][0], found[1][0]))

    def body(self, function: str) -> None:
        """Take up what the body of a function makes of its parameter."""
        self._of(self.functions[function][1])

    def alike(self, name: str, other: str) -> None:
        """Let two names have one shape."""
        self.equal.append((self.cells[name], self.cells[other]))

    def letters(self, axes: dict[str, list[tuple[str, int, int]]], ranges: Mapping[str, Poly]) -> None:
        """Let the axes (name, axis, rank) at which one index stands have one size; that of its range if it has one."""
        for letter, places in axes.items():
            sizes = [ranges[letter]] if letter in ranges else []
            for name, axis, rank in places:
                cell = self.cells.setdefault(name, _Cell())
                known = self.context.names.ranks.get(name) is not None
                if known:
                    cell.sizes = self.context.shape(name)
                    cell.rank = len(cell.sizes)
                elif cell.rank is None:
                    cell.rank, cell.sizes = rank, tuple(self.unify.unknown() for _ in range(rank))
                if cell.rank == rank:
                    sizes.append(cell.sizes[axis])
            for size in sizes[1:]:
                self.unify.unify(sizes[0], size)

    def solve(self, guess: bool, title: Callable[[str], str]) -> dict[str, Shape]:
        """The shapes of undeclared tensors; ``title`` proposes a name for an open size of a tensor."""
        try:
            changed = True
            while changed:
                changed = any([self._level(group) for group in self.equal] + [self._multiply(p) for p in self.products])
                changed = changed or (guess and self._guess())
        except _Conflict:
            return {}
        found: dict[str, Shape] = {}
        for name, cell in self.cells.items():
            if cell.rank and name not in self.context.names.ranks:
                found[name] = tuple(self._named(size, title(name)) for size in cell.sizes)
        return found

    def _named(self, size: Poly, title: str) -> Poly:
        size = self.unify.resolve(size)
        symbol = size.as_symbol
        if symbol is None or not symbol.startswith("?"):
            return size
        while title in self.context.sizes.letters() or title in self.context.names.ranks:
            title += "'"
        self.context.sizes.lows[title] = 1
        self.unify.unify(size, Poly.symbol(title))
        return Poly.symbol(title)

    # ---- collecting -------------------------------------------------------------------------------

    def _of(self, node: s.Expression) -> tuple[_Cell, bool] | None:
        """The cell of an expression and whether it is a row; None where it says nothing."""
        match node:
            case s.Number():
                return _Cell(0, literal=True), False
            case s.Norm(_, body) | s.Scripted(_, s.Norm(_, body)):
                self._of(body)
                return _Cell(0), False
            case s.Scripted() if is_euler(node) and node.superscript is not None:
                return self._of(node.superscript)
            case s.BigOperator():
                return self._of(node.body)
            case s.Scripted(_, base, below, s.Number() as power, 0) if self.context.names.superscript(power)[1]:
                return self._of(s.Scripted(node.span, base, below) if below else base)
            case s.Symbol() | s.Scripted():
                return self._name(node)
            case s.Group(_, _, (inside,)):
                return self._of(inside)
            case s.Addition(_, terms, _):
                return self._alike(terms)
            case s.Operation(_, operator, left, right) if operator in ("\\odot", "\\circ", "\\oslash"):
                return self._alike((left, right))
            case s.Product(_, factors, operators) if "/" not in operators:
                parts = [self._of(f) for f in factors]
                if any(p is None or self._unspelt(p[0]) for p in parts):
                    return None  # a Greek factor may be a number
                result = _Cell()
                self.products.append((tuple(p for p in parts if p is not None), result))
                return result, False
            case s.Applied(_, head, (argument,), _, _) if self._entrywise(head):
                return self._of(argument)
            case s.Applied(_, head, (argument,), _, _) if function_name(head) in self.context.functions:
                self._of(argument)  # of a tensor: no product f x
                return (_Cell(0), False) if self.context.names.ranks.get(function_name(head)) == 0 else None
            case s.Applied(_, _, (_,), False, "("):
                return self._of(node.as_product())
            case s.Derivative(_, s.Symbol(), (s.Symbol() | s.Scripted() as variable,), _, _):
                return self._name(variable)  # of a loss
            case s.Gradient(_, _, s.Symbol() | s.Scripted() as variable, 1):
                return self._name(variable)
            case s.Gradient(_, s.Applied(_, head, (argument,)), None, 1):
                return self._alike((argument, *self.functions.get(latex(head), ())[:1]))
            case s.Quotient(_, numerator, denominator):
                if self.below:
                    self._of(denominator)
                return self._of(numerator)
        return None

    def _entrywise(self, head: s.Expression) -> bool:
        base = head.base if isinstance(head, s.Scripted) else head
        name = base.letter if isinstance(base, s.Symbol) and base.word else latex(base)
        if name in self.context.names.ranks:
            return False
        return bool({name.removeprefix("\\"), name} & (ENTRYWISE | self.context.names.functions))

    def _name(self, node: s.Symbol | s.Scripted) -> tuple[_Cell, bool] | None:
        if latex(node) in self.context.sizes.letters():
            return _Cell(0), False
        found = self.naming(node)
        if found is None:
            return None
        name, axes, transposed = found
        base = latex(node.base if isinstance(node, s.Scripted) else node)
        if base in IDENTITIES and not axes and name not in self.context.names.ranks:
            return _Cell(hint=2), False
        cell = self.cells.get(name)
        if cell is None:
            cell = self.cells[name] = _Cell()
            if self.context.names.ranks.get(name) is not None:
                shape = self.context.shape(name)[axes:]
                cell.rank, cell.sizes = len(shape), shape
            elif axes == 1 and (first := self.context.theory.shapes.get(f"{name}_{{0}}")) is not None:
                cell.rank, cell.sizes = len(first), first  # of the states of which the first one is declared
            else:
                cell.hint = self._spelling(node)
                greek = isinstance(node, s.Symbol) and node.letter[:1] == "\\" and not node.accents
                if greek and self._unspelt(cell) and name not in self.context.shaped:
                    cell.rank = 0  # a Greek letter that stands for itself: a rate
        if transposed and self._unspelt(cell):
            return None
        if transposed:
            turned = _Cell()
            self.products.append((((cell, True),), turned))
            return (turned, False) if cell.rank == 2 or (cell.rank is None and cell.hint == 2) else (cell, True)
        return cell, False

    def _unspelt(self, cell: _Cell) -> bool:
        """Whether nothing about a name, nor its spelling, tells its rank."""
        return cell.rank is None and cell.hint is None and self.spelled and any(cell is x for x in self.cells.values())

    @staticmethod
    def _spelling(node: s.Expression) -> int | None:
        base = node.base if isinstance(node, s.Scripted) else node
        if base is node and isinstance(base, s.Symbol) and not base.accents and base.letter in _RATES:
            return 0
        if not isinstance(base, s.Symbol) or base.word or len(base.letter) != 1 or not base.letter.isalpha():
            return 1 if isinstance(base, s.Symbol) and base.letter == "\\delta" else None
        return 2 if base.letter.isupper() else 1

    def _alike(self, parts: Iterable[s.Expression]) -> tuple[_Cell, bool] | None:
        found = [p for part in parts if (p := self._of(part)) is not None]
        if not found:
            return None
        result = _Cell()
        self.equal.append((result, *(cell for cell, _ in found)))
        return result, any(row for _, row in found)

    # ---- solving ----------------------------------------------------------------------------------

    def _set(self, cell: _Cell, rank: int, sizes: Shape | None = None) -> bool:
        if cell.rank is None:
            cell.rank = rank
            cell.sizes = sizes if sizes is not None else tuple(self.unify.unknown() for _ in range(rank))
            return True
        if sizes is not None and (cell.rank != rank or not all(map(self.unify.unify, cell.sizes, sizes))):
            raise _Conflict
        return False

    def _level(self, group: tuple[_Cell, ...]) -> bool:
        """Summands have one shape, but for numbers."""
        group = tuple(c for c in group if not c.literal)
        known = [c for c in group if c.rank]
        if not known:
            if group and group[0].rank is None and all(c.rank == 0 for c in group[1:]):
                return self._set(group[0], 0, ())
            return False
        changed = [self._set(c, len(known[0].sizes), known[0].sizes) for c in group if c.rank != 0]
        return any(changed)

    def _multiply(self, product: tuple[tuple[tuple[_Cell, bool], ...], _Cell]) -> bool:
        """A product with its result; where one factor or the result alone is unknown, it may follow."""
        items, result = product
        items = tuple((c, row) for c, row in items if c.rank != 0)
        if len(items) == 1:
            (cell, row), turned = items[0], result
            if row:
                if cell.rank == 2:
                    return self._set(turned, 2, cell.sizes[::-1])
                return turned.rank == 2 and cell.rank is None and self._set(cell, 2, turned.sizes[::-1])
            if cell.rank is not None:
                return self._set(result, cell.rank, cell.sizes)
            return result.rank is not None and self._set(cell, result.rank, result.sizes)
        if not items:
            return self._set(result, 0, ())
        open_items = [k for k, (c, _) in enumerate(items) if c.rank is None]
        if not open_items:
            return self._fold(items, result)
        if len(open_items) == 1 and len(items) == 2 and result.rank:
            at = open_items[0]
            cell, other = items[at][0], items[1 - at][0]
            if at == 0 and other.rank == 1 and not items[1][1] and result.rank == 1 and cell.hint == 2:
                return self._set(cell, 2)
            if at == 1 and other.rank == 2:
                return (result.rank == 1 or cell.hint == 2 or self.spelled) and self._set(cell, result.rank)
        if open_items == [len(items) - 1] and len(items) > 2 and result.rank:
            before = _Cell()
            self._fold(items[:-1], before)
            return before.rank == 2 and self._set(items[-1][0], result.rank)
        return False

    def _fold(self, items: tuple[tuple[_Cell, bool], ...], result: _Cell) -> bool:
        (first, row), *rest = items
        sizes: Shape = first.sizes
        for cell, turned in rest:
            match len(sizes), row, cell.rank, turned:
                case (0, _, _, _):
                    sizes, row = cell.sizes, turned
                case (2, _, 2, _):
                    self._contract(sizes[1], cell.sizes[0])
                    sizes = (sizes[0], cell.sizes[1])
                case (2, _, 1, False):
                    self._contract(sizes[1], cell.sizes[0])
                    sizes, row = sizes[:1], False
                case (1, True, 2, _):
                    self._contract(sizes[0], cell.sizes[0])
                    sizes = cell.sizes[1:]
                case (1, True, 1, False):
                    self._contract(sizes[0], cell.sizes[0])
                    sizes, row = (), False
                case (1, False, 1, True):
                    sizes = (*sizes, *cell.sizes)
                case _:
                    raise _Conflict
        return self._set(result, len(sizes), sizes)

    def _contract(self, left: Poly, right: Poly) -> None:
        if not self.unify.unify(left, right):
            raise _Conflict

    def _guess(self) -> bool:
        """Let the spelling decide one factor of a product, or failing that one name; beside numbers stand numbers."""
        for group in self.equal:
            if any(c.rank == 0 and not c.literal for c in group) and not any(c.rank for c in group):
                cells = [c for c in group if c.rank is None]
                if cells:
                    return self._set(cells[0], 0)
        for items, _ in self.products:
            cells = [c for c, _ in items if c.rank is None and c.hint is not None]
            if cells and len(items) > 1:
                assert cells[0].hint is not None
                return self._set(cells[0], cells[0].hint)
        for cell in self.cells.values():
            if cell.rank is None and cell.hint is not None:
                return self._set(cell, cell.hint)
        return False


def parameter_shapes(context: Context, parameters: Iterable[s.Expression], body: s.Expression) -> None:
    r"""Declare the parameters of ``f(x) = \frac12 x^\top A x`` as what the body makes of them."""
    undeclared = {latex(p) for p in parameters if _is_plain(p)} - {*context.names.ranks}
    if undeclared and (shows_tensors(context, s.walk(body)) or any(_is_whole_member(context, n) for n in s.walk(body))):
        _declare(context, undeclared, body, body, guess=True)


def _is_whole_member(context: Context, node: s.Expression) -> bool:
    """Whether something is a member of a family of tensors: the matrix ``W_l``."""
    found = context.names.read(node) if isinstance(node, s.Scripted) else None
    return found is not None and (context.names.ranks.get(found.name) or 0) > len(found.indices) > 0


def _is_plain(node: s.Expression) -> bool:
    """Whether a parameter is a letter, or one with primes, as in ``k(x, x')``."""
    if not isinstance(node, s.Scripted):
        return isinstance(node, s.Symbol)
    return isinstance(node.base, s.Symbol) and node.primes > 0 and not node.subscripts and node.superscript is None


def introduced_shapes(context: Context, left: s.Expression, right: s.Expression) -> None:
    r"""Declare the tensors that a supposed equation introduces, ``X^\top X w^* = X^\top y``, as what it makes of them.

    Only what follows is declared: a name whose shape does not is left alone.
    """
    names = (context.names.propose(node) for side in (left, right) for node in s.walk(side) if _stands_whole(node))
    taken = {*context.names.ranks, *context.sizes.letters(), *context.targets, *context.names.functions}
    undeclared = {found.name for found in names if found is not None and not found.indices} - taken
    if undeclared and shows_tensors(context, (*s.walk(left), *s.walk(right))):
        _declare(context, undeclared, left, right, guess=False)


def _stands_whole(node: s.Expression) -> bool:
    """Whether something may be a tensor without indices, ``x`` or ``x^*``."""
    if isinstance(node, s.Scripted):
        return not node.subscripts and isinstance(node.superscript, s.Symbol) and not node.superscript.letter.isalnum()
    built_in = isinstance(node, s.Symbol) and (node.letter in ("I", "E", "e", "\\pi") or is_function_name(node))
    return isinstance(node, s.Symbol) and not node.word and not node.letter.isdigit() and not built_in


def _declare(context: Context, undeclared: set[str], left: s.Expression, right: s.Expression, guess: bool) -> None:
    """Declare names as what an equation makes of them."""

    def naming(node: s.Expression) -> tuple[str, int, bool] | None:
        found = context.names.read(node) if isinstance(node, s.Symbol | s.Scripted) else None
        if found is not None and found.name in context.names.ranks:
            axes, rank = len(found.indices), context.names.ranks[found.name]
            plain = found.power is None and not found.inverted and axes <= (rank or 0)
            return (found.name, axes, found.transposed) if plain else None
        if latex(node) in undeclared:
            return latex(node), 0, False
        bare, transposed = node, False
        if isinstance(node, s.Scripted) and not node.subscripts and not node.primes:
            bare, transposed = node.base, context.names.superscript(node.superscript)[2]
        return (latex(bare), 0, transposed) if latex(bare) in undeclared and transposed else None

    shapes = Shapes(context, naming, spelled=guess, below=True)
    shapes.equation(left, right)
    for name, shape in shapes.solve(guess, lambda n: f"d_{{{n}}}").items():
        if name in undeclared:
            context.take(name, shape)


def shows_tensors(context: Context, nodes: Iterable[s.Expression]) -> bool:
    r"""Whether something shows that letters without indices mean vectors and matrices (``\odot``, ``^\top``)."""
    nodes = list(nodes)
    scripted = (node.base for node in nodes if isinstance(node, s.Scripted) and node.subscripts)
    bases = {id(base) for base in scripted if not isinstance(base, s.Norm)}  # of \|x\|_2
    for node in nodes:
        if id(node) in bases:
            continue
        if isinstance(node, s.Operation) and node.operator in ("\\odot", "\\oslash"):
            return True
        if isinstance(node, s.Norm):
            return True
        if isinstance(node, s.Scripted) and context.names.superscript(node.superscript)[2]:
            return True
        if isinstance(node, s.Applied) and known_name(node) in {*OF_VECTORS, "diag", "tr"}:
            return True
        if isinstance(node, s.Symbol | s.Scripted):
            found = context.names.read(node)
            if found is not None and not found.indices and (context.names.ranks.get(found.name) or 0) > 0:
                return True
    return False
