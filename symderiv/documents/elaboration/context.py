"""What is known of a document while its equations are read: names, sizes, definitions, index bases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from symderiv.documents.elaboration.sizes import SizeTable
from symderiv.documents.elaboration.values import Base
from symderiv.documents.latex.failures import UNEXPECTED, failure
from symderiv.documents.latex.names import Names
from symderiv.documents.latex.syntax import Expression, Span
from symderiv.language.integers import Poly
from symderiv.language.terms import Term
from symderiv.language.theory import Theory

__all__ = ["Bases", "Context", "FunctionDefinition", "Outcomes", "Range"]

Axis = tuple[str, int]
Range = tuple[Poly, Poly]


@dataclass
class Bases:
    """The first index of each axis, as far as the document tells.

    ``votes`` collects, in a first reading, what ranges that cover a whole axis say; a second reading uses them.
    ``below``: those among them that begin before 0, as ``-r, ..., r`` does.
    ``reached`` collects the least and the greatest value of each subscript, and the size of its axis: together they may
    cover an axis that none of them covers.  ``fits``: the one base of an axis at which windows cover an axis
    exactly.  ``told``: the first index of an axis whose entries the text lists (``x_1, \\dots, x_n``).
    ``claimed``: votes of claims, which count where nothing else tells an axis: a wrong claim changes no definition.
    ``disputed``: axes that subscripts cover together from another index than the stated one.  ``choice`` fills in where
    the base stays open.
    """

    stated: int | None = None
    votes: dict[Axis, set[Base]] = field(default_factory=dict)
    claimed: dict[Axis, set[Base]] = field(default_factory=dict)
    claiming: bool = False
    weak: set[int] = field(default_factory=set)
    sizes: dict[Axis, Poly] = field(default_factory=dict)
    reached: dict[Axis, list[tuple[Poly, Poly, Poly]]] = field(default_factory=dict)
    below: dict[Axis, set[Base]] = field(default_factory=dict)
    fits: dict[Axis, tuple[Poly, int]] = field(default_factory=dict)
    told: dict[Axis, tuple[Poly, int]] = field(default_factory=dict)
    disputed: set[Axis] = field(default_factory=set)
    settled: dict[Axis, set[Base]] | None = None
    settled_sizes: dict[Axis, Poly] = field(default_factory=dict)
    settled_weak: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)  # by which single entries are called
    from_one: bool = False  # entries are named by numbers, 1 among them and never 0
    choice: int = 0
    open: set[Axis] = field(default_factory=set)

    def vote(self, axis: Axis, size: Poly, base: Base) -> None:
        """Take down what one range says of an axis."""
        (self.claimed if self.claiming else self.votes).setdefault(axis, set()).add(base)
        self.sizes[axis] = size

    def last(self, axis: Axis, size: Poly) -> None:
        """Take down that an entry has the size of its axis as its number: the last one, ``x_N`` of ``N``, unless the
        text says that indices start at 0.  Then a claim has a slip, and what a definition means is open."""
        if self.stated not in (None, 1):
            if not self.claiming:
                self.disputed.add(axis)
        elif size.is_constant:
            self.vote(axis, size, 1)
        else:
            self.told.setdefault(axis, (size, 1))

    def begins_at_one(self, tensor: str, axis: int) -> bool:
        """Whether ranges or the text tell that the first entry along an axis is numbered 1."""
        own = (tensor, axis)
        told = {self.told[own][1]} if own in self.told else set()
        return (self.votes.get(own) or (self.settled or {}).get(own) or told) == {1}

    @contextmanager
    def of_claims(self, claiming: bool) -> Iterator[None]:
        """While a claim is read, what its ranges say of axes is its own."""
        self.claiming = claiming
        try:
            yield
        finally:
            self.claiming = False

    def lengthen(self, axis: Axis, size: Poly, base: Base) -> None:
        """Take down what begins an axis with more entries than were declared; what those said is no longer true."""
        self.votes.pop(axis, None)
        self.vote(axis, size, base)

    def again(self, choice: int) -> Bases:
        """The bases for the second reading."""
        for axis, bases in self.claimed.items():
            self.votes.setdefault(axis, bases)
        for axis, (size, first) in self.told.items():
            if not self.votes.get(axis):
                self.vote(axis, size, first)
        for axis, (size, first) in self.fits.items() if self.stated is None else ():
            if not self.votes.get(axis):
                self.vote(axis, size, first)
        for axis, values in self.reached.items():
            base = _covered(values)
            if base is not None and not self.votes.get(axis):
                if self.stated in (None, base):
                    self.vote(axis, values[0][2], base)
                else:  # "indices start at one", and a sum of x_{i-1} from 1 to n
                    self.disputed.add(axis)
        for axis, lows in self.below.items():
            # w_{k+r} from 0 to 2r says that w_k is not the k-th of -r, ..., r
            ends = {x.value for x, y, size in self.reached.get(axis, ()) if x.is_constant and y - x + 1 == size}
            if not self.votes.get(axis):
                self.votes[axis] = {x for x in ends if x in (0, 1)} or lows
        return Bases(
            self.stated, settled=self.votes, settled_sizes=self.sizes, settled_weak=self.weak,
            from_one=min(self.numbers, default=0) == 1, choice=choice, disputed=self.disputed,
        )  # fmt: skip

    def of(self, axis: Axis, size: Poly) -> Base:
        """The base of an axis of this size."""
        if self.settled is None:
            return 0
        own = self.settled.get(axis, set())
        if len(own) == 1:
            return next(iter(own))
        if axis in self.disputed:
            self.open.add(axis)
            return self.choice
        if self.stated is not None:
            return self.stated
        # an axis that begins at 2 says nothing of others
        alike = {b for a, bases in self.settled.items() if self.settled_sizes[a] == size for b in bases & {0, 1}}
        if len(alike) == 1:
            return next(iter(alike))
        everywhere = {b for bases in self.settled.values() for b in bases & {0, 1}} or self.settled_weak
        if len(everywhere) == 1 and not alike:
            return next(iter(everywhere))
        if everywhere or self.from_one:
            self.open.add(axis)
            return self.choice
        return 0

    def contradicts(self, axis: Axis, base: Base) -> bool:
        """Whether ranges disagree about an axis, or with what a claim says of it."""
        settled = set() if self.settled is None else self.settled.get(axis, set())
        return len(settled) > 1 or (self.claiming and not settled <= {base})


def _covered(values: list[tuple[Poly, Poly, Poly]]) -> int | None:
    """The first index of an axis that subscripts cover together: 1 for ``x_i`` and ``x_{i+1}`` up to ``i = n - 1``."""
    low, high, size = values[0]
    for least, most, _ in values[1:]:
        below, above = low - least, most - high
        if not below.is_constant or not above.is_constant:
            return None
        low, high = (least if below.value > 0 else low), (most if above.value > 0 else high)
    return low.value if low.is_constant and low.value in (0, 1) and high - low + 1 == size else None


@dataclass(frozen=True)
class FunctionDefinition:
    """``f(x, y) = body``; ``tensor``: whether ``f`` is also a tensor of that name, as its parameters are tensors;
    ``entrywise``: whether its entries are made from those of its parameters, so that it can be applied to numbers;
    ``letters``: of its entries, where it is given by them, ``f_i(x) = body``."""

    parameters: tuple[str, ...]
    body: Expression
    tensor: bool
    entrywise: bool = False
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcomes:
    """The outcomes that some random variables share: how many, and the name of their probabilities.

    ``mixed``: some of the variables are independent of each other, which one outcome for all cannot say.
    """

    size: Poly
    weight: str
    mixed: bool = False


@dataclass
class Context:
    """Everything declared so far, shared by the equations of one reading."""

    names: Names = field(default_factory=Names)
    sizes: SizeTable = field(default_factory=SizeTable)
    theory: Theory = field(default_factory=Theory)
    bases: Bases = field(default_factory=Bases)
    functions: dict[str, FunctionDefinition] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)
    stated: dict[str, list[tuple[int, Range]]] = field(default_factory=dict)
    limited: dict[tuple[str, int], list[Range]] = field(default_factory=dict)  # by the argument of the text
    throughout: dict[str, Range] = field(default_factory=dict)  # stated beside the shapes, for the whole document
    of_steps: dict[str, Range] = field(default_factory=dict)  # stated beside a recurrence, for what is made from it
    position: int = 0
    late: frozenset[int] = frozenset()  # where sizes get values that do not hold before
    lent: set[str] = field(default_factory=set)  # letters whose only ranges are told of some displays
    local: dict[str, Range] = field(default_factory=dict)
    leading: set[int] = field(default_factory=set)  # where ranges stand that lead into displays and follow none
    inferred: dict[str, tuple[tuple[Poly, int | None], ...]] = field(default_factory=dict)
    backwards: set[str] = field(default_factory=set)  # letters with a step ``R_t = F(R_{t+1})``
    of_vectors: set[str] = field(default_factory=set)  # undeclared families that are none of numbers
    unstated: dict[str, tuple[Poly, ...]] = field(default_factory=dict)  # shapes that only all equations together tell
    untied: set[str] = field(default_factory=set)  # sizes that stand as numbers alone: of which axis, no line says
    opened: set[str] = field(default_factory=set)  # sizes that no line names
    unshaped: set[str] = field(default_factory=set)  # undeclared names whose reads tell no shape that covers them
    together: tuple[frozenset[str], ...] = ()  # the letters of each display
    unread: tuple[frozenset[str], ...] = ()  # those of displays of which no equation, or not all, has been read
    taken: set[str] = field(default_factory=set)  # that equations alone show to be inputs, or words outputs
    unspoken: set[str] = field(default_factory=set)  # those of them that equations alone show
    beyond: set[Span] = field(default_factory=set)  # reads of claims outside of an inferred shape
    beside_first: set[str] = field(default_factory=set)  # tensors beside which another one is named with a 0 below
    shaken: dict[str, str] = field(default_factory=dict)  # suppositions that the text may take back, and by which words
    firm: set[str] = field(default_factory=set)  # those that it makes without
    no_parts: bool = False  # the text says of vectors that they are not the rows or columns of a matrix
    told_behind: set[str] = field(default_factory=set)  # names that are declared and given behind displays
    inputs: set[str] = field(default_factory=set)  # of the inferred ones, those that no display defines
    spans: dict[str, Range | None] = field(default_factory=dict)
    summed: dict[tuple[str, int], set[Range]] = field(default_factory=dict)  # of the sums over axes of no stated size
    targets: set[str] = field(default_factory=set)
    differentiated_by: set[str] = field(default_factory=set)
    given: frozenset[str] = frozenset()  # functions of letters that equations give, wherever they stand
    points: dict[str, str] = field(default_factory=dict)  # the arguments that an unknown loss is written with
    unsaid: set[str] = field(default_factory=set)  # losses that are made from losses of which nothing is said
    ahead: list[tuple[int, int, str, str, int]] = field(default_factory=list)
    shifted: set[tuple[str, int]] = field(default_factory=set)  # names that are read before (-1) or behind (1) a letter
    siblings: set[str] = field(default_factory=set)  # letters of names like W_r, W_z, W_n, whose marks are no indices
    strided: set[str] = field(default_factory=set)  # letters of axes that are read at multiples of letters
    positive: set[str] = field(default_factory=set)  # tensors whose entries are all stated to be positive
    below_one: set[str] = field(default_factory=set)  # ... to be less than 1
    times: set[str] = field(default_factory=set)  # letters of d/dt
    differentials: bool = False  # each d of an equation stands before a name or a bracket
    applied: set[str] = field(default_factory=set)
    spoken_functions: set[str] = field(default_factory=set)  # functions that the text declares
    particular: set[str] = field(default_factory=set)  # those of which it says that they are certain ones
    called: set[str] = field(default_factory=set)  # letters of known functions that are applied to a name
    indexed: set[str] = field(default_factory=set)
    soft: dict[str, str] = field(default_factory=dict)
    powers: dict[object, str] = field(default_factory=dict)  # the recurrence of the powers of each matrix
    written: dict[object, Term | None] = field(default_factory=dict)  # gradients of functions at a free point
    poisoned: dict[str, str] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)  # poisoned by the running text: a display may still define them
    chain: dict[str, Range] = field(default_factory=dict)  # the ranges of the free indices of a chain's first link
    gradients: dict[str, set[str]] = field(default_factory=dict)
    subscripted: set[str] = field(default_factory=set)
    size_labels: set[str] = field(default_factory=set)
    supposing: bool = False  # what is read introduces a name: "let w^* satisfy H w^* = b"
    entire: bool = False  # what is supposed: an index that stands bare nowhere runs over all of its axis
    bordered: set[str] = field(default_factory=set)  # names that are said to be 0 outside of their axes
    alone: set[str] = field(default_factory=set)  # letters that are an index where they are a whole subscript
    from_zero: set[tuple[str, int]] = field(default_factory=set)
    templates: dict[str, tuple[Poly, ...]] = field(default_factory=dict)
    by_entries: set[str] = field(default_factory=set)  # tensors that an equation for their entries defines
    recurrent: dict[str, int] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    awaited: dict[str, int] = field(default_factory=dict)
    starts: dict[str, list[tuple[int, tuple[str, ...], Term]]] = field(default_factory=dict)
    steps: dict[str, tuple[tuple[str, ...], Term, Poly]] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)  # tensors whose first subscripts alone tell a part of them
    columns: set[str] = field(default_factory=set)  # matrices whose only subscript tells a column
    twice: dict[str, str] = field(default_factory=dict)  # names that are told apart by the letter below, and its first
    circle: bool = False  # \\pi without subscripts is the number, whatever tensor has that name
    labels: set[str] = field(default_factory=set)  # fixed indices
    stated_labels: dict[str, Range] = field(default_factory=dict)
    of_entries: bool = False  # ``*`` between matrices of one shape multiplies their entries: nothing is convolved
    determinants: bool = False  # the text speaks of determinants: those are what bars around a matrix mean
    softmax_axis: int | None = 1  # of a matrix; None where the text leaves it open
    ones: set[Poly] = field(default_factory=set)  # the sizes of which the text declares vectors of ones
    layout: str = ""  # of derivatives by vectors: "numerator", "denominator", "open" or as nothing says
    as_rows: bool = False  # derivatives of numbers by vectors are read as rows
    keeps_sizes: bool = False  # "the convolutions have 'same' padding"
    layers: frozenset[str] = frozenset()
    views: dict[str, tuple[str, bool]] = field(default_factory=dict)  # another name of a tensor, transposed or not
    outcomes: list[Outcomes] = field(default_factory=list)
    classes: dict[tuple[Poly, ...], int] = field(default_factory=dict)  # the axis of the classes, by shape
    units: set[str] = field(default_factory=set)  # e of the unit vectors e_1, ..., e_n
    tensors: set[str] = field(default_factory=set)  # what the text calls a matrix or a vector
    diagonal: set[str] = field(default_factory=set)  # what the text calls a diagonal matrix; derivatives by it apart
    variables: set[str] = field(default_factory=set)  # names by which derivatives are taken
    shaped: set[str] = field(default_factory=set)  # what is transposed, bold, or in a norm or a trace: no numbers
    entrywise: set[str] = field(default_factory=set)  # what is multiplied entry by entry: hardly numbers
    random: dict[str, tuple[int, ...]] = field(default_factory=dict)
    # Running products of factors of any sign: the factor, with the index %k, and where it begins.
    products: dict[str, tuple[Term, Poly]] = field(default_factory=dict)
    pairs: bool = True  # \\sum_{j \\le i} without an index i elsewhere runs over both
    pairs_open: bool = False  # there is such a sum
    slashes_open: bool = False  # "x^2/2s^2" stands somewhere
    random_numbers: set[str] = field(default_factory=set)  # those of which no shape is told
    unclear: bool = False  # an independence is spoken of that is not understood
    alike: str = ""  # the words of a sentence that say random variables to be distributed alike
    centred: str = ""  # the words of a sentence without a name that speak of a mean that is zero
    # What words alone say to be made from other tensors: the words, and those tensors.
    computed: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    spelling: dict[str, Expression] = field(default_factory=dict)
    brackets: list[Expression] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # what has kept a piece of the text from being understood

    def attempt(self, action: Callable[..., None], *arguments: object) -> None:
        """Take up one piece of the text; a fault in doing so spoils that piece, and is taken down."""
        try:
            action(*arguments)
        except UNEXPECTED as error:
            self.failures.append(failure(error))

    def shape(self, name: str) -> tuple[Poly, ...]:
        if name in self.views:
            own, turned = self.views[name]
            return self.theory.shape_of(own)[::-1] if turned else self.theory.shape_of(own)
        return self.theory.shape_of(name)

    def declare(self, name: str, shape: tuple[Poly, ...]) -> None:
        """Declare an input tensor."""
        for size in shape:
            self.ensure(size)
        self.theory.add_tensor(name, shape)
        self.names.ranks[name] = len(shape)

    def take(self, name: str, shape: tuple[Poly, ...]) -> None:
        """Declare an input of which nothing is said, and nothing supposed: equations alone show that there is one."""
        self.declare(name, shape)
        self.unspoken.add(name)
        if not self.entire:
            self.taken.add(name)

    def ensure(self, size: Poly) -> None:
        """Let the theory know all sizes of a polynomial."""
        for symbol in size.free:
            if not symbol.startswith("%") and symbol not in self.theory.sizes:
                if symbol not in self.sizes.lows:
                    self.sizes.lows[symbol] = 1
                self.theory.add_size(symbol, self.sizes.lows[symbol])
