r"""Words in formulas that are spelled letter by letter: ``MSE = \frac1n \sum ...``, ``h = ReLU(Wx)``, ``net_j``.

TeX makes a product of such letters.  A run of letters without a gap is one name, as if ``\mathrm`` stood before it, if

- it is the name of a known function, with its argument, scripts or a bracket behind it, or ``Var`` on the left of an
  equation where it is applied to nothing anywhere; or
- an equation or a declaration begins with it, or ``\partial`` stands before it, and two letters of it occur nowhere
  else in the document's formulas, or one does and no other stands alone but for a size (of two letters: capitals).

So are the words above a name that tell it from others: ``w^{new}``.

Guarantee: what is declared, summed over or written by single letters stays a product (``AB = BA``, ``Ax = b``); runs in
subscripts are left to the rules for these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symderiv.documents.latex.lexer import Token
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.spelling import FUNCTION_WORDS, TEX_OPERATORS

__all__ = ["bare_words", "with_words"]

# What a command calls by words or by letters of its own.
_NAMED = regex(
    r"\\(?:begin|end|label|tag|ref|eqref|text\w*|mathrm|operatorname\*?|mbox|mathbb|mathcal|intertext)\s*\{[^{}]*\}"
)
_COMMAND = regex(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_RUN = regex(r"[A-Za-z]+")
_SCRIPT = regex(r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\S)")
_SPACE = regex(r"\\mathbb\s*\{?\s*R\s*\}?\s*\^\s*(?P<size>\{[^{}]*\}|[A-Za-z])")
_SCRIPTS = rf"(?:\s*{_SCRIPT.pattern})*"
_ARGUMENTS = r"(?:\s*(?:\\left\s*)?\([^()=]*\))?"
_BEGIN = r"(?:^\s*|\\\\\s*|\\q?quad\s*|&\s*|,\s*)"
_MADE = regex(
    rf"{_BEGIN}(?P<run>[A-Za-z]{{2,}}){_SCRIPTS}{_ARGUMENTS}\s*&?\s*(?::=|=|\\equiv|\\triangleq|\\coloneqq|\\in(?![A-Za-z]))"
)
_VALUE = regex(rf"{_BEGIN}(?P<run>[A-Za-z]{{3,}})\s*&?\s*(?::=|=|\\equiv|\\triangleq|\\coloneqq)")
_DERIVED = regex(r"\\partial\s+(?P<run>[A-Za-z]{3,})")
# Names of functions that authors give their values, as words that are no functions.
_VALUES = {"Var": "Variance", "var": "variance", "Cov": "Covariance", "cov": "covariance"}
_BEHIND_FUNCTIONS = "([{_^"


def bare_words(formulas: Sequence[str]) -> frozenset[str]:
    r"""The runs of letters in the formulas of a document that are names of it.

    >>> sorted(bare_words([r"net_j = \sum_i w_{ij} x_i", r"MSE = \frac1m \sum_j (net_j - o_j)^2", "m > 0"]))
    ['MSE', 'net']
    >>> sorted(bare_words([r"A, B \in \mathbb{R}^{n \times n}", "AB = BA", "AX = I", "dX = 0"]))
    []
    """
    plain = [_NAMED.sub(" ", formula) for formula in formulas]
    runs = {m["run"] for text in plain for pattern in (_MADE, _DERIVED) for m in pattern.finditer(text)}
    if not runs:
        return frozenset()
    # "Var = ...": the name of a function that stands for a value, and is applied nowhere
    values = {m["run"] for text in plain for m in _VALUE.finditer(text)} & _VALUES.keys()
    values = {x for x in values if not any(re.search(rf"(?<![A-Za-z]){x}\s*(?:\\left\s*)?[(\[{{]", t) for t in plain)}
    plain = [_COMMAND.sub(" ", text) for text in plain]
    known = runs | FUNCTION_WORDS
    sizes = {letter for formula in formulas for m in _SPACE.finditer(formula) for letter in m["size"]}
    used = _letters(plain, known)
    names = _letters([_SCRIPT.sub(" ", text) for text in plain], known) - sizes
    return frozenset(run for run in runs - FUNCTION_WORDS if _is_word(run, set(run) - used, names)) | values


def _is_word(run: str, fresh: set[str], names: set[str]) -> bool:
    """Whether a run with these letters of its own is a word, and no product with a factor of which nothing is said."""
    if len(run) == 2 and not run.isupper():
        return False
    return len(fresh) > 1 or (len(fresh) == 1 and not set(run) & names)


def _letters(formulas: Sequence[str], without: frozenset[str] | set[str]) -> set[str]:
    """The letters in formulas that stand in no run of these."""
    return {letter for text in formulas for run in _RUN.findall(text) if run not in without for letter in run}


def with_words(tokens: list[Token], names: frozenset[str]) -> list[Token]:
    r"""Tokens with one word in the place of the letters that spell one of these names, or a known function."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].is_char("_"):
            end = _behind_script(tokens, at + 1)
            found += tokens[at:end]
            at = end
            continue
        if tokens[at].is_char("^") and (end := _behind_mark(tokens, at + 1)):
            found += tokens[at : at + 2]
            run = "".join(token.text for token in tokens[at + 2 : end - 1])
            found += [replace(tokens[at + 2], kind="word", text=run, end=tokens[end - 2].end), tokens[end - 1]]
            at = end
            continue
        end = _behind_run(tokens, at)
        run = "".join(token.text for token in tokens[at:end])
        if run[:1] == "d" and run not in names and run[1:] in names:  # the differential of one
            found.append(tokens[at])
            run, at = run[1:], at + 1
        if run in names & _VALUES.keys():
            found.append(replace(tokens[at], kind="word", text=_VALUES[run], end=tokens[end - 1].end))
        elif run in names or (run in FUNCTION_WORDS and _is_applied(run, tokens[end : end + 1])):
            found.append(replace(tokens[at], kind="word", text=run, end=tokens[end - 1].end))
        else:
            found += tokens[at : max(end, at + 1)]
        at = max(end, at + 1)
    return found


# What stands above a name to tell it from others, and is no power: ``w^{new}``, ``\\hat\\beta^{ridge}``.
_ABOVE = frozenset(
    ("new", "old", "prev", "next", "opt", "train", "test", "true", "pred", "ridge", "lasso", "ols", "mle", "init")
)


def _behind_mark(tokens: Sequence[Token], at: int) -> int:
    """Behind the braces with such a word that begin at ``at``; 0 if there are none."""
    if at >= len(tokens) or not tokens[at].is_char("{"):
        return 0
    end = _behind_run(tokens, at + 1)
    word = "".join(token.text for token in tokens[at + 1 : end]).lower()
    return end + 1 if word in _ABOVE and end < len(tokens) and tokens[end].is_char("}") else 0


def _behind_run(tokens: Sequence[Token], at: int) -> int:
    """Behind the letters from ``at`` on that adjoin each other in the file."""
    end = at
    while (
        end < len(tokens) and tokens[end].kind == "letter" and (end == at or tokens[end - 1].end == tokens[end].start)
    ):
        end += 1
    return end


def _is_applied(run: str, behind: Sequence[Token]) -> bool:
    """Whether what stands behind the letters of a function shows that they are its name."""
    if not behind:
        return False
    if behind[0].is_char(_BEHIND_FUNCTIONS) or behind[0].kind == "open":
        return True
    return run in TEX_OPERATORS and len(run) > 2 and behind[0].gap and behind[0].kind in ("letter", "command", "digit")


def _behind_script(tokens: Sequence[Token], at: int) -> int:
    """Behind the script that begins at ``at``."""
    depth = 0
    for k in range(at, len(tokens)):
        depth += tokens[k].is_char("{") - tokens[k].is_char("}")
        if not depth:
            return k + 1
    return len(tokens)
