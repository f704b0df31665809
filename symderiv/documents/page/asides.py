r"""Parts of a document that are about a case, or that it says to be wrong: "**Case 1.** ...", "> **Myth.** ...".

What a case supposes is supposed up to the next one; what is quoted as a mistake is not supposed at all.  A part begins
with a label, in a heading, in bold or italic type or at the beginning of a sentence, and ends with the next label of
its rank, where its quotation or its environment ends, or with words that speak of all cases.

Guarantee: a text without such labels has no such parts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from symderiv.documents.latex.regex import regex
from symderiv.documents.page.wording import spans_of

__all__ = ["Aside", "asides", "opens_a_case"]


@dataclass(frozen=True)
class Aside:
    """A part of a document, and the words of its label.

    ``disowned``: nothing in it is supposed; ``example``: it may say for all that follows what a new name is.
    """

    start: int
    end: int
    words: str
    disowned: bool = False
    example: bool = False


@dataclass(frozen=True)
class _Label:
    start: int
    rank: int  # of headings their level, behind them labels in bold, at the beginning of a line, within one
    words: str
    quoted: bool


_BOLD, _PLAIN, _INLINE = 7, 8, 9
_COUNT = r"(?:\d+|[ivx]{1,4}|[A-Z]|\((?:\d+|[ivx]{1,4}|[A-Za-z])\))"
_ORDER = r"(?:first|second|third|fourth|last|final|next|other|remaining)"
_CASE_NAME = rf"(?:(?:sub)?case {_COUNT}|(?:the )?{_ORDER} (?:sub)?case)"
_HEAD = r"(?P<quote>[ \t]*(?:>[ \t]*)*)(?:(?:[-*+]|\d+[.)])[ \t]+)?"
_MARKDOWN = regex(
    rf"^{_HEAD}(?:(?P<level>#{{1,6}})[ \t]+(?P<title>[^\n]+)|"
    r"(?P<type>\*{1,3}|_{1,3})(?P<bold>(?:\$[^$\n]{1,80}\$|[^*_$\n]){1,80}?)(?P=type)|"
    rf"(?P<plain>{_CASE_NAME}(?!\w)[^.:\n]{{0,60}}[.:)]|[A-Z][a-z -]{{1,24}}:(?=\s)))",
    re.MULTILINE | re.IGNORECASE,
)
_LATEX = regex(
    r"\\(?P<level>(?:sub)*section|paragraph)\*?\s*\{(?P<title>(?:\$[^$\n]{1,80}\$|[^{}$])+)\}|"
    r"(?:^|(?<=\n))[ \t]*(?P<quote>)(?:\\(?:item|noindent)\b\s*(?:\[[^\[\]]*\])?\s*)?"
    r"(?:(?P<type>\\(?:textbf|emph|textit|textsc|underline)\s*\{|\{\\(?:bf|it|em)\b\s*)(?P<bold>(?:\$[^$\n]{1,80}\$|[^{}$\n]){1,80})\}|"
    rf"(?P<plain>{_CASE_NAME}(?!\w)[^.:\n]{{0,60}}[.:)]))",
    re.IGNORECASE,
)
_WITHIN = regex(
    rf"(?<=[.!?;:])[ \t]+(?:\*\*|_|\\\w+\{{)?(?P<plain>{_CASE_NAME})(?!\w)(?=[^.:\n]{{0,60}}[.:])", re.IGNORECASE
)
_LEVELS = {"section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 6}

_OFTEN = r"(?:(?:an?|the|one|our|my|another|very|most|common|frequent|popular|typical|classic(?:al)?|usual|famous)\s+)*"
_WHAT = r"(?:claims?|proofs?|statements?|arguments?|derivations?|attempts?|solutions?|answers?|lines?|versions?|ways?)"
_WRONG = regex(
    rf"{_OFTEN}(?:(?:wrong(?:ly)?|false|incorrect(?:ly)?|not (?:true|correct|so|like this)|untrue|bad|flawed|"
    rf"erroneous)(?:\s+{_WHAT})?|"
    r"myths?|mistakes?|misconceptions?|errors?|slips?|pitfalls?|traps?|fallac(?:y|ies)|bugs?|misunderstandings?|"
    r"misreadings?|do not|don't|anti-?patterns?|students?|forum(?: post)?|rumou?rs?|objections?|"
    r"(?:figure|fig|table|tab|listing)(?=\.? [\dA-Z]))"
    rf"(?:\s+{_COUNT})?\W*",
    re.IGNORECASE,
)
_CASE = regex(
    rf"(?:{_CASE_NAME}|(?:sub)?case(?=\s*(?::|of\b|\$|\())|(?:the |an? )?(?:[\w-]+ ){{1,3}}case)(?!\w)|"
    r"(?:an? |the |simple |first |second )*counter-?examples?\b",
    re.IGNORECASE,
)
_EXAMPLE = regex(
    r"(?:an? |the |simple |first |second |worked )*(?:toy )?(?:examples?|exercises?|remarks?|illustrations?|"
    r"digressions?|asides?|warm-?ups?|quiz(?:zes)?)\b",
    re.IGNORECASE,
)
_LABELLED = regex(rf"\W*{_CASE_NAME}(?!\w)[^.⟦]*", re.IGNORECASE)
# What goes on with the part that it stands in.
_GOES_ON = regex(r"\W*(?:proof|solution|hint|answer|steps?|part|claim|lemma|verification|check)\b", re.IGNORECASE)
#: The label of a part that is about the general case again.
_GENERAL = regex(
    r"\b(?:general cases?|general (?!remarks?\b|facts?\b|propert|notation|setup|set-up|notes?\b|formulas?\b|"
    r"principles?\b|and\b|comments?\b|rules?\b|background\b)\S+|in general|unrestricted|arbitrary)\b",
    re.IGNORECASE,
)
_ALL_CASES = regex(
    r"(?:^|[.!?]\s+|\n[ \t]*)(?:hence |so |thus |therefore |we see that )?(?:in (?:both|all|either|each|any|every)"
    r"(?: of (?:the|these|those))?(?: \w+)? cases?\b|"
    r"(?:this|that) (?:finishes|ends|completes|concludes|covers|settles)\b|altogether\b|"
    r"(?:combining|putting) (?:the|these|both|all)\b|to (?:summari[sz]e|sum up)\b|summing up\b|in summary\b)",
    re.IGNORECASE,
)
_ENVIRONMENT = regex(
    r"\\begin\s*\{(?P<name>case|counterexample|example|exercise|remark|problem)s?\*?\}(?P<body>.*?)"
    r"\\end\s*\{(?P=name)s?\*?\}",
    re.IGNORECASE | re.DOTALL,
)


def opens_a_case(sentence: str) -> bool:
    """Whether the beginning of a sentence is the label of a case, which a part of the document is about.

    >>> opens_a_case("Case 1:"), opens_a_case("First case (where "), opens_a_case("In case of")
    (True, True, False)
    """
    return _LABELLED.fullmatch(sentence) is not None


def asides(text: str, masked: str, latex: bool) -> tuple[Aside, ...]:
    """Such parts of a text; ``masked`` is the text without its code, comments and marks of quotations.

    >>> text = "**Case 1.** One.\\n\\n**Case 2.** Two.\\n\\n# End\\n\\n> **Myth.** Three.\\n\\nFour."
    >>> [(text[a.start : a.end].strip(), a.disowned) for a in asides(text, text, False)]
    [('**Case 1.** One.', False), ('**Case 2.** Two.', False), ('> **Myth.** Three.', True)]
    """
    labels = sorted(_labels(text, masked, latex), key=lambda label: label.start)
    ends = [match.start() for match in _ALL_CASES.finditer(masked)]
    found: list[Aside] = []
    for number, label in enumerate(labels):
        words = label.words.strip(" *_:.")
        if _WRONG.fullmatch(words):
            found.append(Aside(label.start, _paragraphs(text, label), words, True))
            continue
        named = _CASE.match(words) is not None
        example = not named and _EXAMPLE.match(words) is not None
        after = (x for x in labels[number + 1 :] if x.rank <= label.rank or (named and _CASE.match(x.words)))
        following = next((x for x in after if not _GOES_ON.match(x.words) or _GENERAL.search(x.words)), None)
        turned = following is not None and _GENERAL.search(following.words) is not None and not _GENERAL.search(words)
        if not named and not example and not turned:
            continue
        end = len(text) if following is None else following.start
        at = bisect_right(ends, label.start)
        if named and at < len(ends):
            end = min(end, ends[at])
        special = named or bool(spans_of(words))  # "Symmetric matrices", and then "General matrices"
        found.append(Aside(label.start, end, words, example=not special))
    for match in _ENVIRONMENT.finditer(masked) if latex else ():
        case = match["name"].lower() in ("case", "counterexample")
        found.append(Aside(match.start(), match.end(), match["name"], example=not case))
    return tuple(sorted(found, key=lambda aside: aside.start))


def _labels(text: str, masked: str, latex: bool) -> Iterator[_Label]:
    for match in (_LATEX if latex else _MARKDOWN).finditer(masked):
        quoted = ">" in text[text.rfind("\n", 0, match.start()) + 1 : match.end()].split("$")[0][:8]
        if match["title"]:
            level = match["level"].lower()
            rank = _LEVELS.get(level, len(level)) if latex else len(level)
            yield _Label(match.start(), rank, match["title"], quoted)
        else:
            yield _Label(match.start(), _BOLD if match["bold"] else _PLAIN, match["bold"] or match["plain"], quoted)
    for match in _WITHIN.finditer(masked):
        yield _Label(match.start("plain"), _INLINE, match["plain"], False)


def _paragraphs(text: str, label: _Label) -> int:
    """Where the quotation that begins with a label ends, or its paragraph."""
    end = text.find("\n", label.start)
    while end >= 0:
        line = text[end + 1 :].split("\n", 1)[0]
        if not line.strip() or (label.quoted and not line.lstrip().startswith(">")):
            return end
        end = text.find("\n", end + 1)
    return len(text)
