"""What a relation in the running text is, by its form and the words before it: a condition, a bound, a remark.

Guarantee: a relation that only recalls what a known function is supposes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.latex import syntax as s
from symderiv.documents.latex.names import split_entries
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import latex
from symderiv.documents.page.surface import RelationFact
from symderiv.documents.supposing.explained import states_a_property, states_a_total
from symderiv.documents.supposing.roles import CONCLUSION
from symderiv.documents.supposing.unclear import concludes
from symderiv.language.terms import Diff, Fn, Read, walk
from symderiv.language.theory import Statement, Theory

__all__ = [
    "MISTAKEN",
    "clause_without_so",
    "concludes_a_property",
    "holds_anyway",
    "is_bound",
    "is_conclusion",
    "is_condition",
    "is_remark",
]

_HABIT = regex(r"\b(?:often|usually|typical(?:ly)?|common(?:ly)?|popular|choice|default|sometimes)\b", re.IGNORECASE)
_SUPPOSING = ("let", "with", "where")
# What denies an equation, only recalls it, or speaks of what others do.
MISTAKEN = regex(
    r"\b(?:not|never|no|nor|wrong\w*|false\w*|incorrect\w*|forg[eo]t\w*|mistak\w*|erroneous\w*|claims?|someone|"
    r"students?|tempt\w*|would|were|unless|only|but|often|usually|typical(?:ly)?|common(?:ly)?|popular|default|"
    r"sometimes|choice|note|notice|observe|recall)\b",
    re.IGNORECASE,
)
_FOLLOWS = regex(
    r"\b(?:hence|thus|therefore|so|consequently|accordingly|which means|meaning|implying)\b[^⟦]*$", re.IGNORECASE
)


def is_remark(sentence: str) -> bool:
    """Whether the beginning of a sentence derives the equation behind it, or only speaks of it."""
    return any(found is not None for found in (CONCLUSION.search(sentence), _HABIT.search(sentence))) or concludes(
        sentence
    )


def concludes_a_property(fact: RelationFact, left: s.Expression) -> bool:
    r"""Whether a property is concluded, perhaps from what is not read: "of one class, hence ``\sum_k y_k = 1``"."""
    concluded = _FOLLOWS.search(fact.sentence) is not None and MISTAKEN.search(fact.sentence) is None
    return concluded and (states_a_property(left, fact.right) or states_a_total(left, fact.right))


def is_conclusion(sentence: str) -> bool:
    """Whether the beginning of a sentence derives what stands behind it."""
    return CONCLUSION.search(sentence) is not None


def clause_without_so(sentence: str) -> str:
    """The clause that a "so that" at the end of a sentence ends, behind which a property may be said again."""
    clause = re.sub(r",?\s*so that\s*$", "", sentence)
    if clause == sentence:
        return sentence
    return re.sub(r"^\W*we have\b(?! that)", "", re.split(r"[,;]|\band\b", clause)[-1], flags=re.IGNORECASE)


def is_condition(fact: RelationFact, left: s.Expression) -> bool:
    r"""``$U^\\top U = I$`` inside of "let ..., ...": an equation of an expression, which does not define; or
    ``$W_{ii} = 0$``."""
    compound = _is_compound(left)
    entries = list(map(latex, left.subscripts)) if isinstance(left, s.Scripted) else []
    if len(entries) == 1 and isinstance(left, s.Scripted) and isinstance(left.subscripts[0], s.Product):
        entries = list(map(latex, left.subscripts[0].factors))
    diagonal = len(set(entries)) < len(entries)
    itself = any(node == left for node in s.walk(fact.right))  # "with $M = M^\\top$"
    introduced = fact.word in _SUPPOSING and (compound or itself)
    introduced |= (
        _NOUN.fullmatch(fact.sentence) is not None and not is_remark(fact.sentence) and _turned(left, fact.right)
    )
    reason = fact.word in ("since", "because", "as", "so", "let") and states_a_property(left, fact.right)
    reason |= fact.word == "so" and states_a_total(left, fact.right)
    return fact.relation == "=" and (diagonal or introduced or reason) and not fact.conditional


# "Adjacency $A_{ij} = A_{ji}$, $n$ nodes": what a noun at the beginning of a sentence is called, and has for property.
_NOUN = regex(
    r"\W*(?:(?:the|an?|with)\s+)?(?:(?!(?:not|no|never|even|only|unless|clearly|also|then|now|here|but|or|as)\b)"
    r"[a-z-]+\s+){0,2}(?:adjacenc(?:y|ies)|couplings?|weights?|kernels?|matri(?:x|ces)|distances?|similarit(?:y|ies)|"
    r"interactions?|affinit(?:y|ies)|graph|covariances?|metrics?|conductances?|coefficients?|tensor|mask)\s*",
    re.IGNORECASE,
)


def _turned(left: s.Expression, right: s.Expression) -> bool:
    """Whether two sides are entries of one tensor with their indices in another order."""
    if not isinstance(left, s.Scripted) or not isinstance(right, s.Scripted) or left.base != right.base:
        return False
    one, other = (split_entries(x.subscripts, None) for x in (left, right))
    return (
        one != other and sorted(map(latex, one)) == sorted(map(latex, other)) and left.superscript == right.superscript
    )


def _is_compound(left: s.Expression) -> bool:
    """Whether a left side is more than a name with scripts."""
    return not isinstance(left, s.Symbol | s.Number) and (
        not isinstance(left, s.Scripted) or isinstance(left.base, s.Norm)
    )


def is_bound(fact: RelationFact, left: s.Expression) -> bool:
    r"""Whether an inequality in running text supposes something: one with a number or a name on one side, or one that
    is introduced ("let", "with"); of two expressions, ``$\\|x + y\\|^2 \\le 2 \\|x\\|^2$``, it is a remark."""
    if fact.relation not in ("<", ">", "\\le", "\\ge", "\\ne"):
        return False
    plain = (s.Symbol, s.Scripted, s.Number)
    return fact.word in _SUPPOSING or any(isinstance(side, plain) for side in (left, fact.right))


def holds_anyway(theory: Theory, statement: Statement) -> bool:
    r"""Whether an equation recalls what a known function is, ``\sigma(x) = 1 / (1 + e^{-x})`` or the softmax of a
    declared vector, and supposes nothing."""
    from symderiv.prover.search.strategy import Doubt, find_proof

    nodes = [n for side in (statement.left, statement.right) for n in walk(side)]
    if statement.relation != "=" or not any(isinstance(n, Fn) for n in nodes):
        return False
    reads = {n.tensor for n in nodes if isinstance(n, Read) and n.index}
    if any(isinstance(n, Diff) for n in nodes) or not reads <= theory.shapes.keys() - theory.definitions.keys():
        return False
    blank = Theory()
    if reads:
        blank = replace(theory, hypotheses=[], definitions={})
    for name in sorted({n.tensor for n in nodes if isinstance(n, Read) and not n.index} - blank.shapes.keys()):
        blank.add_tensor(name, ())
    return not isinstance(find_proof(blank, statement, 0.5), Doubt)
