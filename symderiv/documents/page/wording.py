"""The words that say what a formula is, "symmetric", "stride", "loss": how they are written, and finding them.

Guarantee: of words that contain each other the longest is found alone ("positive definite" is no "positive"), and a
word stands for the same property wherever it is found.
"""

from __future__ import annotations

import re

from symderiv.documents.latex.regex import regex

__all__ = [
    "DROPS",
    "FORGETS",
    "NEGATION",
    "OF_ONE",
    "PROPERTIES",
    "TOLD",
    "WHOLE",
    "apposed",
    "nouns_in",
    "spans_of",
    "words_in",
]

# Word of the vocabulary, and how it is written; earlier entries win over what they contain.
VOCABULARY: tuple[tuple[str, str], ...] = (
    ("random", r"random(?: variables?| vectors?| matri(?:x|ces))?|stochastic|(?:additive |label |observation )?noise"),
    (
        "independent",
        r"(?<!conditionally )(?<!linearly )(?<!pairwise )(?<!non-)(?:mutually |statistically |jointly )?independent",
    ),
    ("nonnegative integer", r"non-?\s?negative (?:integer|whole number)s?"),
    ("positive integer", r"(?:strictly )?positive (?:integer|whole number)s?"),
    ("natural number", r"natural (?:number)?s?"),
    ("nonnegative integer", r"integers? (?:greater than or equal to zero|at least (?:zero|0))"),
    ("positive integer", r"integers? (?:greater than zero|at least (?:one|1))"),
    ("integer", r"integers?(?:[- ]valued)?"),
    ("orthonormal columns", r"orthonormal columns|columns (?:that )?(?:are|being) orthonormal"),
    (
        "upstream gradient",
        r"(?:upstream|incoming|output|backpropagated|back-propagated|arriving) (?:gradient|derivative)s?|adjoints?",
    ),
    ("positive definite", r"positive[- ]definite|s\.p\.d\.|p\.d\.|spd|pos\. ?def\."),
    ("positive semidefinite", r"positive[- ]semi-?definite|(?:s\.)?p\.s\.d\.|s?psd|pos\. ?semi-?def\."),
    ("antisymmetric", r"(?:anti-?|skew-?\s?)symmetric"),
    ("symmetric", r"symmetric(?:al)?|symm?\."),
    (
        "orthogonal projection",
        r"(?:orthogonal|orthonormal|symmetric) project(?:ion|or)s?|orthoprojectors?"
        r"|(?<!oblique )project(?:ion|or)s?(?: matri(?:x|ces))?(?= on(?:to)?\b)",
    ),
    (
        "orthonormal",
        r"orthonormal(?! (?:complements?|to|direct|sum|decomposition|bas[ei]s|vectors?)\b)|"
        r"(?:(?<=\bbe )|(?<=\bare )|(?<=\bbeing ))orthonormal(?= vectors\b(?! of\b))|orthonormal(?= vectors\s*$)",
    ),
    (
        "orthogonal",
        r"orthogonal(?! (?:complements?|to|direct|sum|decomposition|bas[ei]s|vectors?)\b)|"
        r"(?:(?<=\bbe )|(?<=\bare )|(?<=\bbeing ))orthogonal(?= vectors\b(?! of\b))|orthogonal(?= vectors\s*$)",
    ),
    ("invertible", r"invertible|non-?singular|full-rank square|regular"),
    (
        "diagonal",
        r"(?<!block )(?<!blockwise )(?<!simultaneously )(?<!jointly )(?<!zero )(?<!main )(?<!off-)(?<!unit )"
        r"(?:(?<!the )(?<!its )diagonal(?! (?:entries|elements|terms|part)\b)|diagonal(?= (?:[a-z]+ )?matri))",
    ),
    ("idempotent", r"idempotent"),
    ("permutation", r"permutation matri(?:x|ces)"),
    ("projection", r"(?:oblique )?project(?:ion|or)s?"),
    ("unit vector", r"unit(?:[- ]norm)? vectors?|unit[- ]length|of unit norm"),
    (
        "probability",
        r"(?<!high )(?<!higher )(?<!low )(?<!small )(?<!large )(?<!overwhelming )(?<!some )"
        r"probabilit(?:y|ies)(?: vectors?| distributions?)?",
    ),
    ("positive scalar", r"(?:strictly )?positive (?:scalar|real|constant|number|real number)s?"),
    ("nonnegative", r"non-?\s?negative"),
    ("positive", r"(?:strictly |all )?positive"),
    (
        "nonzero entries",
        r"non-?\s?zero (?:entries|components|elements|coordinates)|(?:entry|element|component)-?wise non-?zero",
    ),
    ("nonzero", r"non-?\s?zero|non-?vanishing"),
    ("stride", r"strides?"),
    ("padding", r"(?:zero[- ])?paddings?"),
    ("dilation", r"dilations?"),
    (
        "scalar",
        r"scalars?|real numbers?|(?:(?<=every )|(?<=any )|(?<=each )|(?<=all ))numbers?|"
        r"learning rate|step ?size|temperature|smoothing|margin|threshold|momentum|bandwidth|radius|damping|"
        r"(?:scale|scaling|decay|damping|discount|shrinkage) (?:factor|rate|constant|parameter)|scale|"
        r"(?:real )?constants?|coefficients?|hyper-?parameters?",
    ),
    ("vector", r"(?:column |row )?vectors?"),
    ("matrix", r"matri(?:x|ces)"),
    ("tensor", r"tensors?|arrays?"),
    ("smooth", r"smooth|differentiable|analytic|infinitely differentiable"),
    (
        "function",
        r"(?:activation|scalar|elementwise|entrywise|pointwise)? ?functions?|non-?linearit(?:y|ies)|activation",
    ),
    ("convex", r"convex"),
    (
        "label",
        r"(?:class |target )?labels?|(?:true|correct|right|target|observed|ground[- ]truth|given|gold) "
        r"(?:class|category|token|index|answer|word)|class|target|index of the (?:true|correct|right|target) "
        r"(?:class|category|token|answer|word)",
    ),
    ("index", r"ind(?:ex|ices)"),
    ("offset", r"(?:bias|intercept|offset)(?: term)?"),
    (
        "loss",
        r"(?:loss(?:es)?|cost|objectives?|error)(?: functions?)?"
        r"(?!\s+(?:weight|coefficient|scal|rate|parameter|constant|factor|ratio|bound|tolerance|term|penalty|level))",
    ),
    ("even", r"even"),
    ("odd", r"odd"),
    (
        "entrywise",
        r"entry ?-?wise|element-?wise|entry by entry|componentwise|coordinate-?wise|applied to each (?:entry|element)",
    ),
)
_WORDS = tuple((word, regex(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)) for word, pattern in VOCABULARY)
# "Dropping the assumption", and no method of that name: "the dropout mask", "with DropConnect".
DROPS = r"drop(?!out|path|connect|block)\w*"
#: The forget gate is a gate, and nothing is forgotten.
FORGETS = r"forget(?![ -](?:gates?|bias(?:es)?|factors?|rates?)\b)\w*"
NEGATION = regex(
    rf"\b(?:not|never|neither|nor|no|without|need(?:s)? not|isn't|aren't|whether|{FORGETS}|arbitrary, "
    r"not)\b|n't\b|not necessarily|needn't",
    re.IGNORECASE,
)
WHOLE = ("integer", "nonnegative integer", "positive integer", "natural number", "stride", "padding", "dilation")
PROPERTIES = frozenset(
    (
        *("orthonormal columns", "positive definite", "positive semidefinite", "antisymmetric", "symmetric"),
        *(
            "orthogonal",
            "invertible",
            "diagonal",
            "idempotent",
            "permutation",
            "projection",
            "orthogonal projection",
            "unit vector",
            "probability",
        ),
        *(
            "nonnegative",
            "positive",
            "nonzero",
            "nonzero entries",
            "positive scalar",
            "even",
            "odd",
            "upstream gradient",
        ),
        *("random", "independent"),
    )
)


# "$A$, also symmetric and positive definite," and "$A$ is, of course, symmetric"
_ADJECTIVES: tuple[str, ...] = (
    "antisymmetric",
    "symmetric",
    "positive definite",
    "positive semidefinite",
    "orthogonal",
    "invertible",
)
_ADJECTIVES += ("diagonal", "idempotent")
#: Properties that are noted as spoken of where no rule says of what.
TOLD = (*_ADJECTIVES, "orthonormal columns", "orthogonal projection")
_PROPERTY = "|".join(f"(?:{pattern})" for word, pattern in VOCABULARY if word in _ADJECTIVES)
_FILLING = (
    r"(?:is|are|be|being|to be|was|were|assumed|taken|supposed|also|again|likewise|too|both|all|each|of course|"
    r"real and|as usual|by assumption|by construction|by definition|as always|real|square|a|an|itself|moreover|"
    r"in addition)"
)
_APPOSED = regex(
    rf"\s*[,(]?\s*(?:{_FILLING}[,\s]+)*"
    rf"(?P<said>(?:{_PROPERTY})(?:(?:[\s,]+|\s*,?\s*and\s+)(?:{_FILLING}\s+)*(?:{_PROPERTY}))*)(?![\w-])",
    re.IGNORECASE,
)
#: What is said of one thing: "be a symmetric matrix".
OF_ONE = regex(
    r"\s*(?:be|is|denotes?|stands? for)\s+(?:an?|the|some|any)\s+(?!(?:pair|set|list|sequence|family)\b)"
    r"(?:[a-z-]+\s+){0,4}?(?:matrix|vector|tensor|kernel|filter|label|target|mask|row|column|projection|projector|map|"
    r"code|encoding|distribution|graph|image|signal)\b",
    re.IGNORECASE,
)
_NOUNS_ONLY = regex(r"\s*(?:(?!and\b|or\b|with\b|where\b|for\b|but\b|so\b|in\b|of\b|to\b)[a-z-]+\s+){0,3}⟦")


def spans_of(sentence: str) -> list[tuple[str, int, int]]:
    """The words of the vocabulary in a sentence, and where they stand."""
    taken: list[tuple[str, int, int]] = []
    for word, pattern in _WORDS:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if end > start and not any(start < stop and begin < end for _, begin, stop in taken):
                taken.append((word, start, end))
    return taken


_COLUMNS = regex(
    r"\s*(?:,\s*)?(?:both |each |all )?(?:with|having|which have|that have|which has|that has|have|has|with their|"
    r"whose columns are|with columns that are)\s+(?:all |both |each )?(?:orthonormal columns?|(?<=columns are "
    r")orthonormal|(?<=columns that are )orthonormal)\b",
    re.IGNORECASE,
)


def apposed(after: str) -> list[str]:
    """The properties of matrices that stand right behind a formula, and do not belong to the next one.

    >>> apposed(", also symmetric and positive definite. The"), apposed(" (symmetric), and"), apposed(", symmetric ⟦1⟧")
    (['symmetric', 'positive definite'], ['symmetric'], [])
    >>> apposed(" is, of course, symmetric"), apposed(" is not symmetric"), apposed(" and orthogonal matrices ⟦1⟧")
    (['symmetric'], [], [])
    >>> apposed(" with orthonormal columns, and"), apposed(", whose columns are orthonormal.")
    (['orthonormal columns'], ['orthonormal columns'])
    """
    if _COLUMNS.match(after) is not None:
        return ["orthonormal columns"]
    found = _APPOSED.match(after)
    rest = "" if found is None else after[found.end() :]
    if found is None or _NOUNS_ONLY.match(rest) or re.match(r"\s*(?:orthogonal |symmetric )?project", rest):
        return []
    return words_in(found.group("said"))


def nouns_in(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, without their plurals.

    >>> nouns_in("the biases"), nouns_in("attention weights")
    (('the', 'bias'), ('attention', 'weight'))
    """
    found = []
    for word in re.findall(r"[a-z][a-z-]*", phrase.lower()):
        for ending, instead in (("biases", "bias"), ("trices", "trix"), ("ies", "y"), ("sses", "ss"), ("s", "")):
            if (
                word.endswith(ending)
                and len(word) > 3
                and not (ending == "s" and word.endswith(("ss", "us", "is", "as")))
            ):
                word = word[: -len(ending)] + instead
                break
        found.append(word)
    return tuple(found)


def words_in(phrase: str) -> list[str]:
    """The words of the vocabulary in a phrase, in its order, none inside of another.

    >>> words_in("any symmetric positive definite matrix"), words_in("a non-negative integer")
    (['symmetric', 'positive definite', 'matrix'], ['nonnegative integer'])
    """
    return [word for word, _, _ in sorted(spans_of(phrase), key=lambda found: found[1:])]
