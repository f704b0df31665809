"""One equation of a document: what it was understood to say, and what judging it has to know of the text around it.

Guarantee: plain data; what cannot be read carries its error and no statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from symderiv.documents.elaboration.context import Context
from symderiv.documents.judging.doubts import Doubt
from symderiv.documents.judging.made import CaseMade
from symderiv.documents.page.surface import Link
from symderiv.documents.supposing.conditions_in_words import Spoken
from symderiv.errors import ReadingError
from symderiv.language.integers import Poly
from symderiv.language.terms import Guard
from symderiv.language.theory import Hypothesis, Loss, Statement, Theory

__all__ = ["Equation", "Firm"]


@dataclass
class Firm:
    """A claim without what its document says and may not suppose for it: what that is, by which words, and the claim
    read without it, if it can be; ``equal``: all of it says that two sizes are equal, without which the claim may have
    no meaning; ``both``: some of it may also make a right claim wrong."""

    reading: Equation | None
    told: dict[str, str]
    equal: bool = False
    both: bool = False


@dataclass
class Equation:
    """One link of a display with what it was understood to say.

    ``statement`` is None for errors and for function definitions; ``alternatives`` are other readings (of an open
    index base) that a verdict must agree with; ``offsets`` turn an internal index into the document's number;
    ``doubts``: words that were not understood and may make the claim right, or change what it means;
    ``announced``: those of them (words and line) that lead into the claim with a colon, and say what it says;
    ``spoken``: conditions that the text speaks of in words; ``counted``: numbers that the
    text gives, with the size where it is told; ``remade``: used inputs that the text has made from others; ``ranged``:
    the letters whose range is stated for this equation; ``earlier``: what was supposed for lines shortly before;
    ``indexed``: what the text before says of indices, ``ends``: of their ranges; ``diagonal``: whether it speaks of a
    diagonal;
    ``over``: its words that end the cases before; ``left``: what may no longer be supposed, and by which words;
    ``cases``: those before that make used inputs, ``cased`` the labels of those that it stands under;
    ``bound``: tensors that equations bind, of which it takes any differential; ``multiplied``: what it says where the
    sign of its differentials is what else has this name;
    ``equal``: where the text supposes, for this line, that two sizes are equal;
    ``in_words``: what words suppose of sizes for its argument; ``sized``: conditions on sizes that it stands under;
    ``explained``: the claim with what the text behind its display gives as its reason;
    ``firm``: the claim without what may not be supposed of sizes; ``apart_from``: the claim where letters that only
    their case links to a tensor are none of its parts;
    ``apart``: unknown losses that may be functions of what its section, or what stands before it, defines alone;
    ``context``: what is known where a line has been read otherwise than most of its document;
    ``unstated``: inputs of which no line states the shape; ``foreign``: whether the words around are in a language that
    is not read.
    """

    line: int
    column: int
    link: int
    role: str
    latex: str
    reading: str = ""
    statement: Statement | None = None
    error: ReadingError | None = None
    theory: Theory = field(default_factory=Theory)
    offsets: dict[str, int] = field(default_factory=dict)
    alternatives: list[tuple[Theory, Statement]] = field(default_factory=list)
    perhaps_last: frozenset[str] = frozenset()  # letters of sizes that are read as indices, and may name the last entry
    surface: Link | None = None
    defines: str = ""
    doubts: tuple[Doubt, ...] = ()
    announced: frozenset[tuple[str, int]] = frozenset()
    earlier: tuple[Hypothesis, ...] = ()
    indexed: tuple[tuple[str, Guard], ...] = ()
    diagonal: bool = False
    over: str = ""
    left: dict[str, str] = field(default_factory=dict)
    spoken: tuple[Spoken, ...] = ()
    counted: tuple[tuple[str, Poly, str], ...] = ()
    remade: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    ranged: frozenset[str] = frozenset()
    apart: tuple[tuple[Loss, ...], ...] = ()
    equal: frozenset[int] = frozenset()
    cases: tuple[CaseMade, ...] = ()
    cased: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    multiplied: Statement | None = None
    firm: Firm | None = None
    explained: Equation | None = None
    apart_from: Equation | None = None
    sized: tuple[Guard, ...] = ()
    ends: tuple[tuple[str, Guard], ...] = ()
    in_words: tuple[tuple[str, Guard], ...] = ()
    unstated: tuple[str, ...] = ()
    context: Context | None = field(default=None, repr=False)
    foreign: bool = False
