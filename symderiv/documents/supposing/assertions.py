r"""What phrases say of the formulas in them: "each row of $A$ sums to one", "$u$ is perpendicular to $v$".

A phrase says one thing of one formula, of each of a list of formulas, or of two formulas together; what it says is a
word that :mod:`~symderiv.documents.declaring.properties` knows.

Guarantee: a phrase speaks of the formula itself, of all its rows, columns or entries, and of no part of it ("the first
row of", "the square of"); and it affirms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.wording import OF_ONE

__all__ = ["MARK", "NEGATED", "Phrase", "phrases", "spaced"]

MARK = r"⟦(\d+)⟧"
NEGATED = regex(r"\b(?:not|never|no|neither|nor|without|cannot)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True)
class Phrase:
    """What a phrase says: a word for it, the formulas that it is said of, and where in the sentence it stands.

    Words with "pair" speak of two formulas together, those with "name" of what the first one is the name of.
    """

    word: str
    formulas: tuple[int, ...]
    start: int
    end: int


@cache
def spaced(pattern: str) -> re.Pattern[str]:
    """A pattern in which a blank stands for any blanks, whatever the case of letters.

    >>> bool(spaced("of course").match("Of  course"))
    True
    """
    return regex(pattern.replace(" ", r"\s+"), re.IGNORECASE)


_WORD = r"[A-Za-z][A-Za-z'’-]*"
_NOUN = (
    rf"(?!(?:of|in|on|at|to|by|for|from|with|and|or|is|are|be|has|have|than|as|that|which|between|through|over|under|"
    rf"not|case|if|when|where|while|since|because|but)\b){_WORD}"
)
# What a formula is called: "the weight matrix ⟦0⟧".
_OF = rf"(?<![\w-])(?:(?:the|an?|our|its|each|every|all(?: of)?|both) )*(?:{_NOUN} ){{0,3}}?"
_A, _B = r"⟦(?P<a>\d+)⟧", r"⟦(?P<b>\d+)⟧"
_NP = rf"{_OF}{_A}"
_ADVERB = (
    "also|always|all|both|each|still|again|now|exactly|itself|themselves|assumed|supposed|known|taken|chosen|constrained|"
    "required|must|should|to be|in addition|moreover|of course|as usual|by assumption|already"
)
_ALSO = rf"(?: (?:{_ADVERB}))*"
_BE = "(?:is|are|be|being|was|were|(?:has|have) been|to be|remains?|stays?|denotes?|denoting|stands? for)"
_IS = rf"{_ALSO} {_BE}{_ALSO} "
_HAS = rf"{_ALSO} (?:has|have|having|is of|are of|to have|of|with|be of){_ALSO} "
_WITH = "(?:whose|with|has|have|having)"
_NEAR = r"(?:(?! and | or )[^⟦.;:,]){0,40}?\b"  # from a formula to what is said behind it
_BESIDE = r"(?:(?! and | or )[^⟦.;:(,]){0,30}?(?:\s\(| (?:with|has|have|having|whose|of) )"  # perhaps in brackets
_AND = r"\s*(?:,|and|, and)\s*"
_EACH = "(?P<part>rows?|columns?)(?: vectors?)?"
_ENTRIES = "(?:entries|elements|components|coordinates|weights|probabilities|values|coefficients|proportions)"
_ITEM = "(?:entry|element|component|coordinate|weight|probability|value|coefficient)"
_ONE = r"(?:(?:one|unity|1(?![\w/]|\.\d))(?!\s*(?:minus|plus|times|less|more|greater|half|[-+*–−])))"
_SUM = rf"(?:sums?|summing|adds?|adding|summed)(?: up)? to (?P<sum>{_ONE}|zero)"
_SIZE = "(?:norm|length)"
_UNIT = rf"(?:an? )?(?:unit(?:[\s-]euclidean)?[\s-]{_SIZE}|(?:euclidean )?norm (?:equal to )?{_ONE})"
_TO_UNIT = rf"to (?:have )?(?:unit(?:[\s-]euclidean)?[\s-]{_SIZE}|{_SIZE} {_ONE})"
_NORMALISE = "normali[sz](?:e|es|ing)"
# "⟦0⟧ is an eigenvector of ⟦1⟧, ⟦2⟧, of unit length": what stands behind the equation is said of the vector.
_UNIT_SAID = rf"(?:(?:of|with|having) (?:{_UNIT}|{_SIZE} (?:equal to )?{_ONE})|normali[sz]ed {_TO_UNIT})"
_VECTOR = rf"(?:an?|the|some|any|its) (?:{_NOUN} ){{0,2}}?(?:eigen)?vector"
_EQUATION = r"(?:,? (?:(?:with|satisfying|obeying|such that) ⟦\d+⟧|\(\s*⟦\d+⟧\s*\)|⟦\d+⟧)(?:,|,? and|(?<=\))))"
_OF_UNIT = (
    rf"(?:(?: (?:of|for) (?:the (?:{_NOUN} )?)?⟦\d+⟧)?{_EQUATION}? {_UNIT_SAID}|"
    rf" (?:with|satisfying|obeying) ⟦\d+⟧,? and (?:of )?(?:{_UNIT}|{_SIZE} {_ONE}))"
)
_MEAN = r"(?:an? )?(?:zero[\s-]mean|mean (?:equal to )?zero|mean-zero|mean of zero)"
_DRAWN = r"(?:i\.i\.d\.?|iid|independent(?:,? (?:and )?identically distributed)?|(?:mutually |pairwise )?uncorrelated)"
_SPREAD = (
    rf"(?:(?:with|of|having|each|and) )*{_MEAN} and (?:(?:have|has|with|of|common|constant|the|a) )*"
    rf"variance (?:equal to )?⟦(?P<b>\d+)⟧"
)
_CENTRED = r"(?:mean-)?cent(?:er|re)d(?! (?:at|around|on|about|by|with|to|before|after|via|first)\b)"
_MATRIX = "(?: matri(?:x|ces))?"
# What denies something of each entry says something of all.
_NO_ITEM = rf"\bno {_ITEM} (?:of|in) {_NP}"
_HOT = r"one-hot(?:[\s-](?:en)?coded)?"
_SIGN = r"(?:strictly )?(?:positive|non-?\s?negative|non-?\s?zero)"
_BITS = "(?:0|zero) (?:or|and) (?:1|one)"
_AMONG = "(?:are|is|being|be|either|all|lie|lying|drawn|taken|in|from)"
# "1 if so, else 0"
_BIT_IF = (
    r"(?:(?:1|one) (?:if|when|where|for) [^()⟦.;]*?(?:0|zero)|(?:0|zero) (?:if|when|where|for) [^()⟦.;]*?(?:1|one))\b"
    r"(?! (?:mean|or|and|to))(?: (?:if|when|where|for) [^()⟦.;,]*| otherwise| else| elsewhere)?"
)
# A mask is one of zeros and ones, a "binary vector" may be one of signs.
_THINGS = r"(?:matri(?:x|ces)|vectors?|tensors?|arrays?)"
_MASK = rf"(?:(?:{_NOUN} )?(?:masks?|indicators?)(?: {_THINGS})?)"
_BINARY = rf"(?:(?:binary|boolean)(?:[\s-]valued)? {_MASK}|(?:0/1|0-1|zero-one)(?:[\s-]valued)? (?:{_MASK}|{_THINGS}))"
_OF_BITS = r"of (?:zeros|0s) and (?:ones|1s)"
_SIGNS = r"(?:±1|(?:-1|minus one) (?:or|and) (?:plus )?one|(?:plus )?one (?:or|and) (?:-1|minus one))(?!\w)"
_SIMPLEX = r"(?:lies?|lives?|is|lying) (?:on|in) the (?:probability |unit |standard )?simplex"
_SPHERE = "(?:lies?|lives?|is|lying) (?:on|in) the unit sphere"
_FORM = (
    "(?:covariance|correlation|precision|gram|kernel|hessian|(?:fisher )?information|laplacian|scatter|metric|"
    "adjacency|affinity|similarity|overlap|mass|stiffness)"
)
# What is symmetric by what it is, of which the text may make use without a word.
_SYMMETRIC = "(?:covariance|correlation|hessian|metric(?: tensor)?|preconditioner|gramian)"
_END = r"(?=\s*(?:[.,;:)]|$|\b(?:of|at|for|in|near|with|where)\b|\band\s+(?:let\s+|(?:the|an?)\s+[a-z-]+\s+)?⟦))"
_HOLDS = (
    rf"{_ALSO} (?:is|are|be|denotes?|holds?|contains?|collects?|stores?) (?:(?:the|an?|our|some) )?"
    rf"(?:(?:vector|matrix) of )?(?:{_WORD} )?"
)
_UNDIRECTED = rf"(?:an?|the) (?:{_WORD},? ){{0,2}}?undirected (?:{_WORD} ){{0,2}}?graph"
_CODE = rf"(?: (?:{_WORD} )?(?:vectors?|encodings?|codes?|labels?|targets?))?"


# "⟦Y⟧: one-hot labels", "| ⟦Y⟧ | ⟦(N, C)⟧ | one-hot labels |"
_APPOSED = r"\s*(?:\|\s*(?:⟦\d+⟧\s*)?(?=\|))?(?:[:|(=]|[-–—]{1,3})\s*"


def _parts(kind: str = "") -> Callable[[re.Match[str]], str]:
    """The word for what is said of rows or columns."""

    def word(match: re.Match[str]) -> str:
        part = "rows" if match.group("part").lower().startswith("row") else "columns"
        return f"{part} {kind or _sum(match).replace('sums', 'sum')}"

    return word


def _sum(match: re.Match[str]) -> str:
    return f"sums to {'zero' if match.group('sum').lower() == 'zero' else 'one'}"


def _side(match: re.Match[str]) -> str:
    return f"{match.group('side').lower()} triangular"


def _stochastic(match: re.Match[str]) -> str:
    kind = match.group("kind").lower()
    return f"{kind if kind in ('row', 'column') else 'doubly'} stochastic"


def _full_rank(match: re.Match[str]) -> str:
    return f"full {match.group('kind').lower()} rank"


def _signed(match: re.Match[str]) -> str:
    sign = match.group("sign").lower()
    return "nonnegative" if "negative" in sign else "nonzero entries" if "zero" in sign else "positive"


# The more special phrases first: what one has read no other one reads.  In the middle, pieces of words, one of which
# every sentence with the phrase has: most sentences have none of them, and most patterns are never compiled.
_PATTERNS: tuple[tuple[str, str, str | Callable[[re.Match[str]], str]], ...] = (
    # rows and columns
    (rf"{_EACH} of {_NP}{_ALSO} {_SUM}", "sum add", _parts()),
    (rf"{_A}{_NEAR}{_WITH} (?:all )?{_EACH}(?: (?:that|which|all))* {_SUM}", "sum add", _parts()),
    (rf"{_A}{_BESIDE}(?:(?:each|every|all|the) )?{_EACH} {_SUM}", "sum add", _parts()),
    (rf"{_EACH} of {_NP}{_HAS}{_UNIT}", "unit norm", _parts("unit")),
    (rf"{_EACH} of {_NP}{_IS}normali[sz]ed {_TO_UNIT}", "normali", "perhaps unit"),
    (rf"{_EACH} of {_NP}{_IS}unit vectors?", "unit", _parts("unit")),
    (rf"{_NORMALISE} (?:(?:the|all|each|every) )*{_EACH} of {_NP} {_TO_UNIT}", "normali", "perhaps unit"),
    (rf"{_A}{_NEAR}{_WITH} (?:all )?{_EACH} (?:of|that have|have|having) {_UNIT}", "unit norm", _parts("unit")),
    (rf"{_EACH} of {_NP}{_HAS}{_MEAN}", "mean", _parts("centred")),
    (rf"{_EACH} of {_NP}{_IS}(?:{_CENTRED}|zero[\s-]mean)", "cent mean", _parts("centred")),
    (rf"{_A}{_NEAR}{_WITH} (?:{_CENTRED}|zero-mean) {_EACH}", "cent mean", _parts("centred")),
    (rf"(?P<part>rows) of {_NP}{_IS}(?:mutually |pairwise )?orthonormal", "orthonormal", _parts("orthonormal")),
    (
        rf"{_A}{_NEAR}(?:with|has|have|having) (?:mutually )?orthonormal (?P<part>rows)",
        "orthonormal",
        _parts("orthonormal"),
    ),
    (rf"{_A}{_NEAR}whose (?P<part>rows) are (?:mutually )?orthonormal", "orthonormal", _parts("orthonormal")),
    (rf"{_EACH} of {_NP}{_IS}(?:an? )?{_HOT}(?: (?:vectors?|encod\w+|codes?))?", "one-hot", _parts("one-hot")),
    (rf"{_A}{_NEAR}{_WITH} {_HOT} {_EACH}", "one-hot", _parts("one-hot")),
    (
        rf"{_A},? (?:where|in which|such that|so that) (?:every|each|all|all the|its|the) {_EACH} "
        rf"(?:is|are) (?:an? )?{_HOT}",
        "one-hot",
        _parts("one-hot"),
    ),
    (rf"{_A},? (?:is )?(?:the|an?) (?:binary|boolean) {_MASK}(?=\b)", "binary boolean", "binary"),
    (
        rf"{_A} (?:is|has shape|of shape|has size|of size) ⟦\d+⟧,?\s*\(?\s*(?:with )?{_HOT} {_EACH}",
        "one-hot",
        _parts("one-hot"),
    ),
    (
        rf"(?P<part>rows|columns) of {_NP}{_ALSO} form an orthonormal (?:basis|set|system|family)",
        "orthonormal",
        lambda m: "rows orthonormal" if m.group("part").lower() == "rows" else "orthonormal columns",
    ),
    # entries
    (rf"{_ENTRIES} (?:of|in) {_NP}{_ALSO} {_SUM}", "sum add", _sum),
    (rf"{_A}{_NEAR}(?:whose|with) {_ENTRIES}(?: (?:that|which|all))* {_SUM}", "sum add", _sum),
    (rf"{_A}(?:,? ⟦\d+⟧,?)?{_NEAR}{_ENTRIES} (?:(?:that|which|all) )+{_SUM}", "sum add", _sum),
    (rf"{_NP}{_ALSO} {_SUM}", "sum add", _sum),
    (rf"{_NP}{_IS}{_SIGN} and {_SUM}", "sum add", _sum),
    (rf"{_A}, (?:both|each)(?: of (?:which|them))?(?: with {_ENTRIES})? {_SUM}", "sum add", _sum),
    (rf"{_A}{_NEAR}which {_SUM}", "sum add", _sum),
    (rf"{_A}{_BESIDE}(?:(?:only|all) )*(?P<sign>{_SIGN}) {_ENTRIES}(?!\s*⟦)", "positive negative zero", _signed),
    (rf"{_ENTRIES} (?:of|in) {_NP}{_IS}(?P<sign>{_SIGN})(?! (?:or|integers?)\b)", "positive negative zero", _signed),
    (
        rf"{_A}{_BESIDE}(?:all )?{_ENTRIES} (?:(?:are|all) )*(?P<sign>{_SIGN})(?! or\b)",
        "positive negative zero",
        _signed,
    ),
    (rf"\b(?:each|every) {_ITEM} (?:of|in) {_NP}{_IS}(?P<sign>{_SIGN})(?! or\b)", "positive negative zero", _signed),
    (rf"{_NO_ITEM} (?:is|be) negative(?! or\b)", "negative", "nonnegative"),
    (rf"{_NO_ITEM} (?:(?:is|be) (?:equal to )?zero|vanishes)\b", "zero vanish", "nonzero entries"),
    (rf"\b(?:each|every) {_ITEM} (?:of|in) {_NP}{_IS}(?:either )?{_BITS}", "zero 0", "binary"),
    (rf"{_A}{_BESIDE}(?:all )?{_ENTRIES} (?:{_AMONG} )*{_BITS}", "zero 0", "binary"),
    (rf"{_A}{_BESIDE}(?:0/1|0-1|zero-one)(?:[\s-]valued)? {_ENTRIES}", "0/1 0-1 zero-one", "binary"),
    (rf"{_ENTRIES} (?:of|in) {_NP}(?:{_IS}| (?=lie\b))(?:{_AMONG} )*{_BITS}", "zero 0", "binary"),
    (rf"{_A}(?: (?:is|be|being) (?:the|an?)(?: [a-z-]+){{1,2}})?\s*\(\s*(?:either )?{_BITS}\b", "zero 0", "binary"),
    (rf"{_A}(?: (?:is|be|being) (?:the|an?)(?: [a-z-]+){{1,2}})?\s*\(\s*{_BIT_IF}\s*\)", "zero 0", "binary"),
    (rf"{_NP}{_IS}(?:equal to )?{_BIT_IF}(?=\s*(?:[.,;:)]|$))", "zero 0", "binary"),
    (rf"{_MASK} {_A}{_IS}(?:binary|boolean)\b", "binary boolean", "binary"),
    (rf"{_ENTRIES} (?:of|in) {_NP}{_IS}(?:all )?zeros (?:and|or) ones", "zeros", "binary"),
    (rf"{_NP}{_IS}(?:(?:an?|the) )?{_BINARY}", "binary boolean 0/1 0-1 zero-one", "binary"),
    (rf"{_BINARY}(?: (?:of|for) (?:{_NOUN} ){{0,2}}{_NOUN})? {_A}", "binary boolean 0/1 0-1 zero-one", "binary"),
    (rf"{_NP}{_IS}(?:(?:an?|the) )?(?:{_MASK}|{_THINGS}) {_OF_BITS}", "zeros 0s", "binary"),
    (rf"(?:masks?|indicators?|{_THINGS}) {_A} {_OF_BITS}", "zeros 0s", "binary"),
    (rf"{_A}{_BESIDE}(?:all )?{_ENTRIES} (?:{_AMONG} )*{_SIGNS}", "one ±", "±1 entries"),
    (rf"{_ENTRIES} (?:of|in) {_NP}(?:{_IS}| (?=lie\b))(?:{_AMONG} )*{_SIGNS}", "one ±", "±1 entries"),
    # vectors
    (rf"{_NP}{_IS}{_VECTOR}{_OF_UNIT}", "unit norm length normali", "unit vector"),
    (rf"{_NP}{_IS}(?:an?|the|some|any) (?:unit(?:[\s-]{_SIZE})?|normali[sz]ed) eigenvector", "eigen", "unit vector"),
    (rf"{_A}, {_UNIT_SAID},", "unit norm length normali", "unit vector"),
    (rf"\b(?:with|for|and|let) (?:(?:an?|some|any) )?unit {_A}", "unit", "unit vector"),
    (rf"{_NP}{_HAS}{_UNIT}", "unit norm", "unit vector"),
    (rf"{_NP}{_IS}normali[sz]ed {_TO_UNIT}", "normali", "perhaps unit"),
    (rf"{_NORMALISE} {_NP} {_TO_UNIT}", "normali", "perhaps unit"),
    (rf"{_UNIT} (?:{_NOUN} ){{0,2}}{_A}", "unit norm", "unit vector"),
    (rf"{_NP}{_HOLDS}(?:softmax|attention) (?:outputs?|scores|weights)", "softmax attention", "perhaps probability"),
    (
        rf"{_NP}{_HOLDS}(?:probabilities|mixing (?:weights|proportions|coefficients))",
        "probabilities mixing",
        "perhaps probability",
    ),
    (
        rf"{_NP}{_HOLDS}(?:(?:word )?counts|distances|variances|lengths|magnitudes|intensities|frequencies)(?! matri)",
        "counts distances variances lengths magnitudes intensities frequencies",
        "perhaps nonnegative",
    ),
    (rf"{_NP}{_HOLDS}(?:output|result|value)s? of an? (?:ReLU|rectifier)", "relu rectifier", "perhaps nonnegative"),
    (rf"{_NP}{_IS}(?:an?|the) (?:{_WORD} )?mask(?=\s*(?:[.,;:)]|$))", "mask", "perhaps binary"),
    (rf"{_NP}{_ALSO} (?:consists? of|is made of|holds?|contains?) bits\b", "bits", "perhaps binary"),
    (
        rf"{_NP}{_ALSO} (?:marks?|encodes?|indicates?|selects?) the (?:(?:correct|true|right) )?(?:class|label)\b",
        "class label",
        "perhaps one-hot",
    ),
    (rf"{_NP}{_IS}(?:(?:an? )?contrast|mean-free|zero-sum)\b", "contrast mean-free zero-sum", "perhaps centred"),
    (rf"{_A} on the unit sphere\b", "sphere", "unit vector"),
    (rf"{_NP}{_ALSO} {_SPHERE}", "sphere", "unit vector"),
    (rf"{_NP}{_ALSO} {_SIMPLEX}", "simplex", "probability"),
    (rf"{_NP}{_IS}(?:an? )?(?:discrete|categorical) (?:probability )?distribution", "distribution", "probability"),
    (rf"{_NP}{_IS}(?:an? )?(?:probability )?distribution (?:over|on)(?! the data)", "distribution", "probability"),
    (rf"{_NP}{_IS}(?:(?:an?|the) )?{_HOT}{_CODE}", "one-hot", "one-hot"),
    (rf"{_A}{_APPOSED}(?:(?:an?|the) )?{_HOT}{_CODE}\s*(?=[|,;.)]|$)", "one-hot", "one-hot"),
    (rf"{_HOT} (?:{_NOUN} ){{0,3}}{_A}", "one-hot", "one-hot"),
    (rf"\bone-hot[\s-](?:en)?coded (?:as|by|in|into) (?:(?:an?|the) )?(?:{_NOUN} ){{0,2}}{_A}", "one-hot", "one-hot"),
    (
        rf"(?:^|;|,(?! and )|\b(?=and ))\s*(?:(?:and|with) )?{_A} (?:(?:an?|the) )?{_HOT}{_CODE}"
        r"(?=\s*(?:[,;.]|and\b|(?:with|having) an? (?:single )?(?:1|one)\b|$))",
        "one-hot",
        "one-hot",
    ),
    (rf"{_NP}{_HAS}{_MEAN}", "mean", "centred"),
    (rf"{_NP}{_IS}(?:{_CENTRED}|zero[\s-]mean|mean[\s-]zero)", "cent mean", "centred"),
    (rf"(?:{_CENTRED}|zero-mean) (?:{_NOUN} ){{0,2}}{_A}", "cent mean", "centred"),
    (rf"(?<!-)\b(?:norm|length) of {_NP} (?:is|equals) (?:equal to )?{_ONE}\b", "norm length", "unit vector"),
    (rf"\bmean of (?:the entries of )?{_NP} (?:is|equals) (?:equal to )?zero\b", "mean", "centred"),
    (
        rf"\b(?:each|every|all) (?P<part>rows?|columns?) sums? of {_NP} (?:is|are|equals?) (?:equal to )?"
        rf"(?P<sum>{_ONE}|zero)",
        "sum",
        _parts(),
    ),
    (
        rf"(?<!row\s)(?<!column\s)\bsum of (?:the entries of |all entries of )?{_NP} (?:is|equals) (?:equal to )?"
        rf"(?P<sum>{_ONE}|zero)\b",
        "sum",
        _sum,
    ),
    # matrices
    (rf"{_NP}{_IS}(?:an? )?(?P<kind>row|column|doubly|bi)[\s-]?stochastic{_MATRIX}", "stochastic", _stochastic),
    (rf"(?P<kind>row|column|doubly|bi)[\s-]?stochastic{_MATRIX} {_A}", "stochastic", _stochastic),
    (rf"{_NP}{_IS}(?:an? )?stochastic{_MATRIX}", "stochastic", "stochastic"),
    (rf"{_NP}{_IS}(?:(?:an?|the) )?(?:{_WORD} )?adjacency matrix of {_UNDIRECTED}", "undirected", "symmetric"),
    (rf"\badjacency matrix {_A}(?: \S+)? of {_UNDIRECTED}", "undirected", "symmetric"),
    (rf"{_NP}{_IS}(?:(?:an?|the|its) )?(?:{_WORD} ){{0,2}}?{_FORM} matri(?:x|ces)", "matri", "perhaps symmetric"),
    (
        rf"\b(?:{_FORM} matri(?:x|ces)|covariance|correlation|precision|hessian|laplacian) {_A}",
        "matri covariance correlation precision hessian laplacian",
        "perhaps symmetric",
    ),
    (
        rf"{_NP}{_IS}(?:an?|the|its|our) (?:{_WORD} ){{0,2}}?{_SYMMETRIC}{_END}",
        "covariance correlation hessian metric precondition gramian",
        "perhaps symmetric",
    ),
    (rf"{_NP}{_IS}(?:an?|the|its|our) (?:{_WORD} ){{0,2}}?laplacian{_END}", "laplacian", "perhaps laplacian"),
    (rf"(?<![\w-])stochastic matri(?:x|ces) {_A}", "stochastic", "stochastic"),
    (rf"{_NP}{_IS}(?:an? )?(?P<side>upper|lower)[\s-]triangular{_MATRIX}", "triangular", _side),
    (
        rf"(?:^|[,;])\s*(?:(?:and|with) )?{_A} (?P<side>upper|lower)[\s-]triangular(?=\s*(?:[,;.]|and\b|$))",
        "triangular",
        _side,
    ),
    (
        rf"(?P<side>upper|lower)[\s-]triangular (?:(?:matri(?:x|ces)|factors?|weights?) ){{0,2}}{_A}",
        "triangular",
        _side,
    ),
    (rf"{_A}{_BESIDE}(?:an? )?(?:zero|vanishing) diagonal", "diagonal", "zero diagonal"),
    (rf"{_NP}{_IS}(?:traceless|trace-free)", "trace", "traceless"),
    (rf"{_NP}{_HAS}(?:zero trace|trace (?:equal to )?zero|vanishing trace)", "trace", "traceless"),
    (rf"\btrace of {_NP} (?:is|equals|vanishes)(?: equal to)?(?: zero)?(?! [a-z]|\s*⟦)", "trace", "traceless"),
    (rf"{_A}{_BESIDE}full (?P<kind>column|row) rank", "rank", _full_rank),
    (rf"{_A}{_BESIDE}linearly independent (?P<kind>column|row)s", "independent", _full_rank),
    (rf"(?P<kind>column|row)s of {_NP}{_IS}linearly independent", "independent", _full_rank),
    (rf"{_NP}{_IS}(?:an? )?(?:involution|involutory{_MATRIX})", "involut", "involution"),
    (
        rf"{_NP}{_IS}(?:an? )?(?:rotation{_MATRIX}|unitary{_MATRIX})(?! (?:angle|of|by|rate)\b)",
        "rotation unitary",
        "orthogonal",
    ),
    # random entries
    (rf"{_A}{_NEAR}{_WITH} {_DRAWN} {_ENTRIES}(?: (?:of|with|having))? {_SPREAD}", "variance", "pair white"),
    (rf"{_A}{_NEAR}{_WITH} {_ENTRIES}(?: (?:that|which|all|are))* {_DRAWN},? {_SPREAD}", "variance", "pair white"),
    (rf"{_ENTRIES} (?:of|in) {_NP}{_IS}{_DRAWN},? {_SPREAD}", "variance", "pair white"),
    # pairs
    (
        rf"{_NP}{_IS}(?:orthogonal|perpendicular|at right angles) to {_OF}{_B}",
        "orthogonal perpendicular angle",
        "pair orthogonal",
    ),
    (
        rf"\b(?:let|take|choose|consider) {_A} be [^⟦.;:]{{3,60}}?, "
        rf"(?:also )?(?:orthogonal|perpendicular) to {_OF}{_B}",
        "orthogonal perpendicular",
        "pair orthogonal",
    ),
    (rf"{_A} (?:orthogonal|perpendicular) to {_OF}{_B}", "orthogonal perpendicular", "pair orthogonal"),
    (rf"{_A}{_AND}{_OF}{_B}{_IS}(?:mutually )?perpendicular(?: to each other)?", "perpendicular", "pair orthogonal"),
    (rf"{_A}{_AND}{_OF}{_B}{_IS}orthogonal to each other", "orthogonal", "pair orthogonal"),
    (rf"{_A}{_AND}{_OF}{_B}{_ALSO} commute(?: with each other)?", "commut", "pair commuting"),
    (rf"{_NP}{_ALSO} commutes? with {_OF}{_B}", "commut", "pair commuting"),
    (rf"{_A}{_AND}{_OF}{_B}{_IS}commuting(?: matrices)?", "commut", "pair commuting"),
    (rf"{_A} (?:(?:that|which) )?commute(?: with each other)?", "commut", "pair commuting"),
    (rf"{_NP}{_ALSO} (?:equals?|(?:is|are|be) equal to) (?:its|their) (?:own )?transposes?", "transpose", "symmetric"),
    (rf"commuting (?:matrices|operators) {_A}{_AND}{_B}", "commut", "pair commuting"),
    (rf"{_A}{_AND}{_OF}{_B}{_IS}(?:mutually )?inverses?(?: (?:to|of))?(?: each other)?", "inverse", "pair inverse"),
    (
        rf"{_A}{_AND}{_OF}{_B}{_ALSO} (?:have|of|with) (?:the same|equal|a common) {_SIZE}",
        "norm length",
        "pair same norm",
    ),
    (rf"{_NP}{_IS}the (?:matrix )?inverse of {_OF}{_B}", "inverse", "name inverse"),
    (rf"\bthe (?:matrix )?inverse {_A} of {_OF}{_B}", "inverse", "name inverse"),
    (rf"{_NP}{_IS}the (?:matrix )?transposed? of {_OF}{_B}", "transpose", "name transpose"),
)
_SUBJECT = spaced(rf"{_NP}$")
# What stands before rows or entries of which all are meant.
_WHOLE = spaced(
    r"(?:^|[,;:(]|⟦\d+⟧|\b(?:that|since|because|as|where|when|if|and|in|of|so|assume|suppose|recall|here|all|the|each|"
    r"every|"
    r"any|both|its|whose|with|having|has|have|for|now|also|thus|hence|then|individual|single|to))\s*$"
)
_FEW = regex(r"\b(?:diagonal|first|last|leading|some|principal|few|most|two|three)\s+$", re.IGNORECASE)
_SINGLE = spaced(r"\b(?:each|every|any|all|no|single|individual|a) (?:single )?$")
_PART = spaced(r"\b(?:of|in|for|by|from|between|with|on) $")
_ONE_OF_THEM = spaced(r"(?:an?|some|any) ")  # "the angle with an input ⟦u⟧ of unit length"
_BESIDE_ONE = spaced(r"⟦\d+⟧,? (?:with|for) $")  # "⟦A u = c u⟧ with ⟦u⟧ of unit norm"
_OF_THE_LAST = spaced(rf"{_APPOSED}(?:(?:an?|the) )?{_HOT}")
_SINGULAR = spaced(r" (?:is|has|sums)\b(?! (?:each|both|all)\b)")
_OBJECT = spaced(r"\b(?:is|are|be|has|have|equals?|lengths?|sizes?|shapes?|dimensions?) $")
_LISTED = spaced(rf"{MARK}\s*(?:,|and|, and)\s*$")
_MORE = spaced(r"(?:\s*(?:,|and|, and)\s*⟦\d+⟧)*")
# Where a mean is an expectation, and no mean of entries.
_CHANCE = spaced(
    r"\b(?:nois\w+|random\w*|innovations?|disturbances?|expect\w+|gaussians?|distribut\w+|variables?|i\.i\.d|iid|drawn|"
    r"variance|covariance)\b"
)


# Where what is said of several formulas is said of each.
_APART = regex(r"\b(?:both|each)\b[^⟦]*(?:⟦\d+⟧[^⟦]*)?$", re.IGNORECASE)


def phrases(sentence: str) -> list[Phrase]:
    """What the phrases of a sentence say of the formulas in it; the numbers zero and one stand in it as words.

    >>> [(p.word, p.formulas) for p in phrases("Each row of ⟦0⟧ sums to one, and ⟦1⟧ and ⟦2⟧ have unit norm.")]
    [('rows sum to one', (0,)), ('unit vector', (1, 2))]
    >>> phrases("The first row of ⟦0⟧ sums to one"), phrases("⟦0⟧ does not sum to one")
    ([], [])
    """
    found: list[Phrase] = []
    folded = sentence.casefold()
    for pattern, pieces, word in _PATTERNS:
        if not any(piece in folded for piece in pieces.split()):
            continue
        for match in spaced(pattern).finditer(sentence):
            start, end = match.span()
            if any(start < p.end and p.start < end for p in found):
                continue
            affirmed = match.group()[2:] if pattern.startswith(_NO_ITEM) else match.group()
            if NEGATED.search(affirmed) or NEGATED.search(sentence[max(0, start - 24) : start]):
                continue
            if _FEW.search(sentence[:start]) and re.match(_ENTRIES, sentence[start:]):
                continue  # "the diagonal entries of ⟦0⟧ are positive"
            said = word if isinstance(word, str) else word(match)
            if said == "centred" and _CHANCE.search(sentence):
                said = "mean zero"
            formulas = _formulas(sentence, match, said)
            if formulas:
                found.append(Phrase(said, formulas, start, end))
    return sorted(found, key=lambda p: p.start)


def _formulas(sentence: str, match: re.Match[str], said: str) -> tuple[int, ...]:
    """What a phrase is said of; nothing where it is said of a part of a formula."""
    groups, (start, end) = match.groupdict(), match.span()
    names = tuple(int(groups[k]) for k in ("a", "b") if groups.get(k) is not None)
    part, mark = groups.get("part"), match.end("a") + 1
    if part is not None and match.start("part") < match.start("a"):
        all_of_them = _WHOLE if part.lower().endswith("s") else _SINGLE
        return names if all_of_them.search(sentence[: match.start("part")]) else ()
    if len(names) == 2 and _SUBJECT.match(sentence[start:mark]) and _PART.search(sentence[:start]):
        return ()  # "the part of ⟦0⟧ orthogonal to ⟦1⟧"
    if len(names) == 1 and end == mark:  # "unit-norm vectors ⟦0⟧ and ⟦1⟧"
        behind = _MORE.match(sentence, end)
        return (*names, *(int(k) for k in re.findall(MARK, behind.group() if behind is not None else "")))
    if len(names) == 1 and _SUBJECT.match(sentence[start:mark]):
        before = sentence[:start]
        introduced = _BESIDE_ONE.search(before) or _ONE_OF_THEM.match(match.group())
        if _PART.search(before) and (said != "unit vector" or not introduced):
            return ()  # "the square of ⟦0⟧ sums to one"
        last = (OF_ONE, _OF_THE_LAST, _SINGULAR)
        if any(form.match(sentence, mark) is not None for form in last):
            return names  # "⟦0⟧ and ⟦1⟧ be a unit vector" says that of the last one
        listed: list[int] = []
        while (other := _LISTED.search(before)) is not None:
            before = before[: other.start()]
            if _OBJECT.search(before):
                break  # "⟦0⟧ has length ⟦1⟧, and ⟦2⟧ sums to one"
            listed.insert(0, int(other.group(1)))
        if listed and said.startswith("sums to") and not _APART.search(before + match.group()):
            return ()  # each of them, or all together
        return (*listed, *names)
    return names
