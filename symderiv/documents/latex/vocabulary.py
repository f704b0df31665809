r"""The words of LaTeX mathematics: which control sequence is a letter, an accent, a function, a relation.

Plain tables, read by the lexer's neighbours (``grammar``, ``links``, ``prose``); no behaviour.
"""

from __future__ import annotations

__all__ = [
    "ACCENTS",
    "BIG_OPERATORS",
    "CASES",
    "COUNTED",
    "DEFINING",
    "FUNCTIONS",
    "LETTERS",
    "MATRICES",
    "RANGED_FUNCTIONS",
    "TURNING",
    "UNCOUNTED",
    "words",
]


def words(text: str) -> tuple[str, ...]:
    """The words of a text.

    >>> words("a  b")
    ('a', 'b')
    """
    return tuple(text.split())


LETTERS = {
    f"\\{name}": f"\\{name}"
    for name in words(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda "
        "mu nu xi omicron pi varpi rho varrho "
        "sigma varsigma tau upsilon phi varphi chi psi omega digamma Gamma Delta Theta Lambda Xi Pi "
        "Sigma Upsilon Phi Psi Omega "
        "varGamma varDelta varTheta varLambda varXi varPi varSigma varPhi varPsi varOmega "
        "ell hbar imath jmath aleph infty top bot perp dagger ddagger emptyset wp Re Im prime sharp "
        "flat natural triangle square "
        "Box diamond clubsuit spadesuit heartsuit bullet"
    )
} | {
    "\\dots": "\\dots",
    "\\ldots": "\\dots",
    "\\cdots": "\\dots",
    "\\vdots": "\\dots",
    "\\ddots": "\\dots",
    "\\dotsc": "\\dots",
    "\\dotsb": "\\dots",
    "\\dotsm": "\\dots",
    "\\dotso": "\\dots",
    "\\dotsi": "\\dots",
    "\\mathellipsis": "\\dots",
    "\\intercal": "\\top",
    "\\varnothing": "\\emptyset",
    "\\bigtriangleup": "\\triangle",
}

ACCENTS = {
    f"\\{name}": name
    for name in words(
        "hat widehat bar overline tilde widetilde dot ddot dddot vec overrightarrow underline check "
        "widecheck breve acute grave mathring "
        "mathbf boldsymbol mathrm mathsf mathit mathcal mathscr mathfrak mathbb mathds mathbbm mathtt "
        "mathnormal underbar utilde"
    )
} | {
    "\\bm": "boldsymbol",
    "\\pmb": "boldsymbol",
    "\\bold": "mathbf",
    "\\Bbb": "mathbb",
    "\\symbf": "mathbf",
    "\\mathbold": "boldsymbol",
    "\\differential": "differential",
    "\\variation": "variation",
}

FONTS = frozenset(
    words("mathbf boldsymbol mathrm mathsf mathit mathcal mathscr mathfrak mathbb mathds mathbbm mathtt mathnormal")
)

FUNCTIONS = frozenset(
    words(
        "log ln lg exp tanh sinh cosh coth sin cos tan cot sec csc sech csch arcsin arccos arctan det dim ker gcd "
        "deg hom Pr max min sup inf lim arg "
        "limsup liminf argmax argmin tr Tr erf sgn sign diag softmax sigmoid ReLU relu rank trace vec Var Cov"
    )
)

RANGED_FUNCTIONS = frozenset(words("max min sup inf argmax argmin lim limsup liminf sum prod"))

BIG_OPERATORS = {"\\sum": "sum", "\\prod": "prod"}

UNREADABLE_OPERATORS = {
    "\\int": "an integral",
    "\\iint": "an integral",
    "\\iiint": "an integral",
    "\\oint": "an integral",
    "\\coprod": "a coproduct",
    "\\bigcup": "a union of sets",
    "\\bigcap": "an intersection of sets",
    "\\bigoplus": "a direct sum",
    "\\bigotimes": "a tensor product",
    "\\bigodot": "a big entrywise product",
    "\\bigvee": "a disjunction",
    "\\bigwedge": "a conjunction",
}

# What stands above a tensor that is transposed.
TURNING = ("\\top", "T", "\\intercal")

# The relations by which an equation may define what stands on its left.
DEFINING = ("=", ":=", "\\equiv", "\\triangleq")

# Relations that count as links, in their one spelling.
COUNTED = {
    "=": "=",
    "<": "<",
    ">": ">",
    "\\lt": "<",
    "\\gt": ">",
    "\\le": "\\le",
    "\\leq": "\\le",
    "\\leqslant": "\\le",
    "\\leqq": "\\le",
    "\\ge": "\\ge",
    "\\geq": "\\ge",
    "\\geqslant": "\\ge",
    "\\geqq": "\\ge",
    "\\ne": "\\ne",
    "\\neq": "\\ne",
    "\\approx": "\\approx",
    "\\simeq": "\\approx",
    "\\cong": "\\approx",
    "\\approxeq": "\\approx",
    "\\equiv": "\\equiv",
    "\\triangleq": "\\triangleq",
    "\\coloneqq": ":=",
    "\\coloneq": ":=",
    "\\colonequals": ":=",
    "\\defeq": ":=",
    "\\eqdef": ":=",
    "\\doteq": ":=",
    "\\eqqcolon": "=:",
    "\\eqcolon": "=:",
}

# Relations that are none; arrows among them.
UNCOUNTED = frozenset(
    words(
        "\\in \\notin \\ni \\to \\rightarrow \\mapsto \\longmapsto \\longrightarrow \\leftarrow \\gets "
        "\\longleftarrow \\leftrightarrow "
        "\\sim \\propto \\subset \\subseteq \\supset \\supseteq \\subsetneq \\mid \\nmid \\models \\vdash "
        "\\hookrightarrow \\rightsquigarrow \\leadsto "
        "\\prec \\succ \\preceq \\succeq \\preccurlyeq \\succcurlyeq \\ll \\gg \\lesssim \\gtrsim \\asymp "
        "\\not\\equiv \\twoheadrightarrow "
        "\\uparrow \\downarrow \\nearrow \\searrow \\rightharpoonup \\rightleftharpoons"
    )
)

# Arrows between whole statements: they separate.
IMPLICATIONS = frozenset(
    words(
        "\\Rightarrow \\implies \\Longrightarrow \\iff \\Leftrightarrow \\Longleftrightarrow \\Leftarrow "
        "\\impliedby \\Longleftarrow "
        "\\therefore \\because"
    )
)

CASES = frozenset(("cases", "dcases", "cases*", "dcases*", "rcases"))
MATRICES = frozenset(
    (
        "matrix",
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "vmatrix",
        "Vmatrix",
        "smallmatrix",
        "array",
        "psmallmatrix",
        "bsmallmatrix",
    )
)
