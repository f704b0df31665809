r"""Tokens without what is only for the eye.

Spacing, sizes of delimiters, fonts of whole groups, ``\label``, ``\underbrace`` and ``\boxed`` go; text commands
become one token each, and so do names of several letters.  The grammar reads what is left.

Guarantees: linear time (groups that vanish are marked, none is copied twice), and every token keeps its place in the
file.
"""

from __future__ import annotations

import re
from dataclasses import replace

from symderiv.documents.latex.conditional_bars import with_conditions
from symderiv.documents.latex.divergences import with_divergences
from symderiv.documents.latex.lexer import Token, match_braces
from symderiv.documents.latex.regex import regex
from symderiv.documents.latex.source import Source
from symderiv.documents.latex.spelling import FUNCTION_WORDS
from symderiv.documents.latex.vocabulary import COUNTED, FONTS, FUNCTIONS, LETTERS, words

__all__ = ["tidy"]

SPACING = frozenset(
    (
        *words(
            "\\, \\! \\; \\: \\> \\thinspace \\negthinspace \\medspace \\thickspace \\enspace "
            "\\enskip \\hfill \\hfil \\space \\nobreakspace "
            "\\displaystyle \\textstyle \\scriptstyle \\scriptscriptstyle \\limits \\nolimits \\displaylimits "
            "\\nonumber \\notag \\IEEEnonumber \\IEEEyesnumber \\blacksquare \\qed \\allowbreak \\nobreak "
            "\\mathstrut \\strut \\null \\relax \\noindent \\centering \\small \\footnotesize \\scriptsize "
            "\\normalsize \\large \\Large \\tiny "
            "\\mathopen \\mathclose \\mathrel \\mathbin \\mathord \\mathinner \\mathpunct \\protect "
            "\\ensuremath \\hline \\newline \\qedhere \\break "
            "\\/ \\- \\medmuskip \\par \\bigskip \\medskip \\smallskip \\unboldmath \\boldmath \\mathpalette "
            "\\nolinebreak \\linebreak "
            "\\pagebreak \\nopagebreak \\allowdisplaybreaks \\displaybreak"
        ),
        "\\ ",
        "\\\n",
        "\\\t",
        "\\\r",
    )
)
BIG = frozenset(words("\\big \\Big \\bigg \\Bigg"))
BIG_LEFT = frozenset(words("\\bigl \\Bigl \\biggl \\Biggl \\left"))
BIG_RIGHT = frozenset(words("\\bigr \\Bigr \\biggr \\Biggr \\right"))
BIG_MIDDLE = frozenset(words("\\bigm \\Bigm \\biggm \\Biggm \\middle"))
DROP_WITH_ARGUMENT = frozenset(
    words(
        "\\label \\tag \\hspace \\vspace \\mspace \\phantom \\hphantom \\vphantom \\ref \\eqref \\cite "
        "\\citep \\citet \\footnote \\color "
        "\\require \\rule \\setlength \\addtocounter \\setcounter \\hypertarget \\numberthis \\footnotemark"
    )
)
DROP_WITH_LENGTH = frozenset(words("\\kern \\mkern \\hskip \\mskip \\vskip"))
_LENGTH = regex(
    r"=?[-+]?(?:(?:\d+[.,]?\d*|[.,]\d+)(?:mu|em|ex|pt|cm|mm|in|pc|bp|dd|cc|sp)|(?:\d+\.?\d*|\.\d+)?\\[A-Za-z]+)"
)
_LONGEST = 12  # tokens of a length
UNWRAP = frozenset(
    words(
        "\\boxed \\fbox \\smash \\mathop \\cancelto \\mathclap \\mathllap \\mathrlap \\mathsurround "
        "\\ensuremath \\Aboxed \\bbox \\cancel \\bcancel \\xcancel"
    )
)
UNWRAP_SECOND = frozenset(words("\\textcolor \\colorbox \\mathcolor \\class \\cssId \\htmlClass"))
BRACES = frozenset(words("\\underbrace \\overbrace \\underbracket \\overbracket"))
TEXT = frozenset(
    words(
        "\\text \\textrm \\mbox \\textit \\textbf \\textnormal \\textsf \\texttt \\intertext "
        "\\shortintertext \\hbox \\textup \\textsc"
    )
)
FONT_SWITCH = {
    "\\bf": "\\mathbf",
    "\\rm": "\\mathrm",
    "\\cal": "\\mathcal",
    "\\it": "\\mathit",
    "\\sf": "\\mathsf",
    "\\tt": "\\mathtt",
    "\\bfseries": "\\mathbf",
    "\\frak": "\\mathfrak",
}
CONNECTIVES = frozenset(
    words(
        "where and or if for with then so hence thus when otherwise else since as while let all any iff "
        "that have we get gives because therefore by "
        "from but is are also note assume suppose given shape of in on at a an the provided which yields "
        "implies to each every both such whenever "
        "using because define denote otherwise elsewhere recall here now similarly likewise finally over "
        "than not i.e. e.g. resp. say namely unless"
    )
)
_SHORTEST = 3  # letters of a word without a command around it
# Properties, "(A symmetric)"
ADJECTIVES = frozenset(words("symmetric orthogonal orthonormal diagonal invertible square nonsingular idempotent"))
# What is said of names rather than computed from them, unless brackets apply it: ``\\text{solve}(A, b)``.
VERBS = frozenset(
    words("satisfy satisfies satisfying solve solves solving obey obeys obeying choose pick take fix consider")
)


def words_of(tokens: list[Token]) -> str:
    """The text of a ``\\text`` from its tokens, blanks where there were blanks."""
    pieces: list[str] = []
    for token in tokens:
        if token.gap:
            pieces.append(" ")
        if token.kind == "command":
            if token.text in ("\\ ", "\\,", "\\;", "\\quad", "\\qquad"):
                pieces.append(" ")
            elif token.text in ("\\_", "\\%", "\\&", "\\#", "\\$"):
                pieces.append(token.text[1:])
            elif len(token.text) > 2:
                pieces.append(token.text)
        elif token.text == "~":
            pieces.append(" ")
        elif token.text not in "{}":
            pieces.append(token.text)
    return " ".join("".join(pieces).split())


class _Tidy:
    """One pass from left to right; groups that vanish are marked, so that no group is copied twice."""

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.pairs = match_braces(tokens)
        self.output: list[Token] = []
        self.skip: set[int] = set()

    def argument(self, at: int) -> tuple[int, int, int]:
        """The argument at ``at``: (first, behind last, continue at); braces excluded."""
        tokens = self.tokens
        if at < len(tokens) and tokens[at].is_char("{"):
            close = self.pairs.get(at, -1)
            if close >= 0:
                return at + 1, close, close + 1
            return at + 1, at + 1, at + 1
        end = min(at + 1, len(tokens))
        return min(at, end), end, end

    def optional(self, at: int) -> int:
        """Behind ``[...]`` at ``at``, if there is one."""
        tokens = self.tokens
        if at < len(tokens) and tokens[at].is_char("["):
            for stop in range(at + 1, min(at + 40, len(tokens))):
                if tokens[stop].is_char("]"):
                    return stop + 1
        return at

    def behind_length(self, at: int) -> int:
        r"""Behind the length at the command before ``at``, as in ``\mkern-1.5mu``; it has no braces around it."""
        written = ""
        for behind, token in enumerate(self.tokens[at : at + _LONGEST], at + 1):
            written += token.text
            if _LENGTH.fullmatch(written):
                return behind
        return at

    def delimiter(self, at: int) -> tuple[str, int]:
        """The delimiter token at ``at`` in its plain spelling."""
        if at >= len(self.tokens):
            return ".", at
        text = self.tokens[at].text
        plain = {
            "\\lbrace": "\\{",
            "\\rbrace": "\\}",
            "\\lbrack": "[",
            "\\rbrack": "]",
            "\\lvert": "|",
            "\\rvert": "|",
            "\\vert": "|",
            "\\lVert": "\\|",
            "\\rVert": "\\|",
            "\\Vert": "\\|",
            "<": "\\langle",
            ">": "\\rangle",
        }
        return plain.get(text, text), at + 1

    def run(self) -> list[Token]:
        tokens = self.tokens
        at = 0
        gap = False
        while at < len(tokens):
            token = tokens[at]
            if at in self.skip:
                gap = True
                at += 1
                continue
            before = len(self.output)
            following = self.step(at, token)
            if len(self.output) > before:
                if gap and not self.output[before].gap:
                    self.output[before] = replace(self.output[before], gap=True)
                gap = False
            else:
                gap = gap or not token.is_char("{")
            at = following
        return self.output

    def spaces(self, at: int) -> bool:
        """Whether the empty group at ``at`` is there for the spaces around an operator or a relation alone."""
        before = self.output[-1] if self.output else None
        behind = self.tokens[at + 2] if at + 2 < len(self.tokens) else None
        if (before is not None and before.is_char("_^")) or (behind is not None and behind.is_char("_^'")):
            return False
        return before is None or before.is_char("=<>&+-") or (behind is not None and behind.is_char("=<>&+-"))

    def put(self, kind: str, text: str, token: Token, end: int | None = None) -> None:
        self.output.append(Token(kind, text, token.start, token.end if end is None else max(end, token.end), token.gap))

    def step(self, at: int, token: Token) -> int:
        tokens = self.tokens
        text = token.text
        if token.kind != "command":
            if token.is_char("~"):
                return at + 1
            if token.is_char("{") and self.pairs.get(at) == at + 2 and tokens[at + 1].is_char(","):
                # ``10{,}000`` and ``x_{i{,}j}``
                if not (
                    self.output
                    and self.output[-1].kind == "digit"
                    and at + 3 < len(tokens)
                    and tokens[at + 3].kind == "digit"
                ):
                    self.output.append(tokens[at + 1])
                return at + 3
            if token.is_char("{") and self.pairs.get(at) == at + 1 and self.spaces(at):
                return at + 2
            if token.is_char("{") and (self.applies(at) or self.scripts(at)):
                close = self.pairs[at]
                self.skip.update((at, close))
                return at + 1
            self.output.append(token)
            return at + 1
        if text in SPACING:
            return self.joined(at)
        if text in DROP_WITH_LENGTH:
            return self.behind_length(at + 1)
        if text in ("\\Sigma", "\\Pi") and self.runs(at + 1):
            self.put("command", "\\sum" if text == "\\Sigma" else "\\prod", token)
            return at + 1
        if text in TEXT:
            first, last, following = self.argument(at + 1)
            if any(inner.is_char("$") for inner in tokens[first:last]):
                self.mixed(tokens[first:last], token)
                return following
            words = words_of(tokens[first:last])
            end = tokens[following - 1].end if following > at + 1 else token.end
            named = at >= 2 and tokens[at - 1].is_char("{") and tokens[at - 2].is_char("_^")  # x_{\text{in}} is a name
            single = re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", words) is not None and (
                named or words.lower() not in CONNECTIVES | ADJECTIVES | self.verbs(following)
            )
            if text in ("\\intertext", "\\shortintertext"):
                single = False
            if single and len(words) == 1:
                accent = "\\mathbf" if text == "\\textbf" else "\\mathit" if text == "\\textit" else "\\mathrm"
                self.put("command", accent, token, end)
                self.put("letter", words, token, end)
            else:
                self.put("word" if single else "text", words, token, end)
            return following
        if text[1:] in FONTS and self.relates(at + 1):
            first, last, _ = self.argument(at + 1)
            self.skip.update((first - 1, last))
            return at + 1
        if text in (
            "\\operatorname",
            "\\operatornamewithlimits",
            "\\mathrm",
            "\\mathsf",
            "\\mathit",
            "\\mathtt",
            "\\mathbf",
            "\\mathup",
        ):
            return self.upright(at, token)
        if text in BIG_LEFT or text in BIG_RIGHT or text in BIG_MIDDLE or text in BIG:
            return self.sized(at, token)
        if text in ("\\lvert", "\\lVert"):
            self.put("open", "|" if text == "\\lvert" else "\\|", token)
            return at + 1
        if text in ("\\rvert", "\\rVert"):
            self.put("close", "|" if text == "\\rvert" else "\\|", token)
            return at + 1
        if text in ("\\vert", "\\Vert", "\\lbrace", "\\rbrace", "\\lbrack", "\\rbrack", "\\parallel"):
            plain = {"\\vert": "|", "\\lbrack": "[", "\\rbrack": "]"}.get(text)
            if plain:
                self.put("char", plain, token)
            else:
                self.put("command", {"\\lbrace": "\\{", "\\rbrace": "\\}"}.get(text, "\\|"), token)
            return at + 1
        if text in DROP_WITH_ARGUMENT:
            following = at + 1
            if following < len(tokens) and tokens[following].is_char("*"):
                following += 1
            following = self.optional(following)
            if text in ("\\numberthis", "\\footnotemark"):
                return following
            return self.argument(following)[2]
        if text in ("\\substack", "\\Substack") and not (self.output and self.output[-1].is_char("_^")):
            first, last, following = self.argument(at + 1)
            if following > last:
                self.skip.update((first - 1, last))
            return at + 1
        if text in ("\\substack", "\\Substack"):
            return at + 1
        if text in UNWRAP:
            first, last, following = self.argument(self.optional(at + 1))
            if following > last:
                self.skip.update((first - 1, last))
            return first - 1 if following > last and first - 1 > at else at + 1
        if text in UNWRAP_SECOND:
            _, _, second = self.argument(self.optional(at + 1))
            first, last, following = self.argument(second)
            if following > last:
                self.skip.update((first - 1, last))
            return first - 1 if following > last else second
        if text in BRACES:
            first, last, following = self.argument(at + 1)
            mark = following
            while mark < len(tokens) and tokens[mark].is_char("_^"):
                label = mark
                _, _, mark = self.argument(mark + 1)
                self.skip.update(range(label, mark))
            return at + 1
        if text in FONT_SWITCH:
            return self.switch(at, token)
        if text in ("\\stackrel", "\\overset", "\\underset"):
            return self.stacked(at, token)
        if text == "\\not":
            return self.negated(at, token)
        if text == "\\_" and self.source.flavour == "markdown":
            self.put("char", "_", token)
            return at + 1
        if text == "\\\\" or text == "\\cr" or text == "\\tabularnewline":
            self.put("command", "\\\\", token)
            following = at + 1
            if following < len(tokens) and tokens[following].is_char("*"):
                following += 1
            if following < len(tokens) and tokens[following].is_char("["):
                stop = self.optional(following)
                inside = "".join(t.text for t in tokens[following + 1 : max(stop - 1, following + 1)])
                if re.fullmatch(r"-?[\d.]+(?:\\?(?:pt|em|ex|mm|cm|in|baselineskip|jot))?", inside) and stop > following:
                    following = stop
            return following
        self.output.append(token)
        return at + 1

    def verbs(self, following: int) -> frozenset[str]:
        """The verbs that a text before the token ``following`` may be."""
        applied = following < len(self.tokens) and self.tokens[following].is_char("(")
        return frozenset() if applied else VERBS

    def applies(self, at: int) -> bool:
        r"""Whether ``{(x)}`` stands behind a name: ``\sigma{(x)}``, whose braces say nothing."""
        close = self.pairs.get(at, -1)
        if (
            close < at + 4
            or not self.tokens[at + 1].is_char("(")
            or not self.tokens[close - 1].is_char(")")
            or not self.output
        ):
            return False
        last = self.output[-1]
        name = last.kind in ("letter", "word") or (
            last.kind == "command" and (last.text in LETTERS or last.text[1:] in FUNCTIONS)
        )
        if not name or (len(self.output) > 1 and self.output[-2].is_char("_^")):
            return False
        depth = 0
        for inner in range(at + 1, close):
            depth += self.tokens[inner].is_char("(") - self.tokens[inner].is_char(")")
            if depth == 0:
                return inner == close - 1
        return False

    def scripts(self, at: int) -> bool:
        r"""Whether a script stands in braces behind a name: ``\theta{_k}``."""
        close = self.pairs.get(at, -1)
        inside = self.tokens[at + 1 : close]
        if close < at + 3 or not inside[0].is_char("_^") or not self.output:
            return False
        last = self.output[-1]
        return last.kind in ("letter", "word") or (last.kind == "command" and last.text in LETTERS)

    def relates(self, at: int) -> bool:
        r"""Whether the argument at ``at`` holds a relation: ``\mathbf{a = A x}`` is a bold line, no bold name."""
        first, last, following = self.argument(at)
        return following > last and any(t.text in COUNTED for t in self.tokens[first:last])

    def runs(self, at: int) -> bool:
        r"""Whether scripts at ``at`` give a range, as those of ``\Sigma_{i=1}^n``."""
        found: dict[str, list[Token]] = {}
        while at < len(self.tokens) and self.tokens[at].is_char("_^") and self.tokens[at].text not in found:
            first, last, following = self.argument(at + 1)
            found[self.tokens[at].text] = self.tokens[first:last]
            at = following
        return len(found) == 2 and any(t.is_char("=") for t in found["_"])

    def joined(self, at: int) -> int:
        r"""Behind the space at ``at``, with a word between two spaces as one: ``a = b \; and \; c = d``."""
        tokens, end = self.tokens, at + 1
        while end < len(tokens) and tokens[end].kind == "letter":
            end += 1
        words = "".join(t.text for t in tokens[at + 1 : end])
        apart = end < len(tokens) and tokens[end].kind == "command" and tokens[end].text in SPACING | {"\\quad"}
        if len(words) < _SHORTEST or words not in CONNECTIVES or not apart:
            return at + 1
        self.put("text", words, tokens[at + 1], tokens[end - 1].end)
        return end

    def mixed(self, inside: list[Token], token: Token) -> None:
        r"""``\text{if $x > 0$}``: words and formulas in turn."""
        part: list[Token] = []
        formula = False
        for inner in [*inside, replace(token, kind="char", text="$")]:
            if not inner.is_char("$"):
                part.append(inner)
                continue
            if formula:
                self.output.extend(_Tidy(self.source, part).run())
            elif words := words_of(part):
                self.put("text", words, part[0], part[-1].end)
            part = []
            formula = not formula

    def upright(self, at: int, token: Token) -> int:
        r"""``\operatorname{softmax}``, ``\mathrm{ReLU}``: a word; ``\mathbf{x}``: left to the grammar."""
        tokens = self.tokens
        following = at + 1
        starred = following < len(tokens) and tokens[following].is_char("*") and token.text.startswith("\\operatorname")
        if starred:
            following += 1
        first, last, following = self.argument(following)
        inside = self.seen(first, last)
        words = "".join(t.text for t in inside if not t.is_char("{}"))
        end = tokens[following - 1].end if following > at + 1 else token.end
        letters = sum(t.kind == "letter" for t in inside)
        if self.is_word(token.text, inside):
            self.put("word", words, token, end)
            return following
        if token.text.startswith("\\operatorname"):
            if letters == 1 and len(inside) == 1:
                self.put("command", "\\mathrm", token)
                self.output.append(replace(inside[0], gap=False))
                return following
            if (
                inside
                and all(t.kind in ("letter", "digit", "char") or t.kind == "command" for t in inside)
                and letters >= 2
            ):
                self.put("word", re.sub(r"[^A-Za-z0-9]", "", words), token, end)
                return following
            return first - 1 if following > last and first > at + 1 else at + 1
        if token.text == "\\mathup":
            token = replace(token, text="\\mathrm")
        self.output.append(token)
        return at + 1

    def sized(self, at: int, token: Token) -> int:
        delimiter, following = self.delimiter(at + 1)
        where = self.tokens[following - 1] if following > at + 1 else token
        text = token.text
        end = where.end
        if delimiter == "." and text in ("\\left", "\\right"):
            self.put("open" if text == "\\left" else "close", ".", token, end)
        elif delimiter in ("|", "\\|"):
            if text in BIG_LEFT:
                self.put("open", delimiter, token, end)
            elif text in BIG_RIGHT:
                self.put("close", delimiter, token, end)
            else:
                self.put("bar", delimiter, token, end)
        elif text == "\\left":
            self.put("open", delimiter, token, end)
        elif text == "\\right":
            self.put("close", delimiter, token, end)
        elif delimiter.startswith("\\"):
            self.put("command", delimiter, token, end)
        else:
            self.put("char", delimiter, token, end)
        return following

    def switch(self, at: int, token: Token) -> int:
        r"""``{\bf A}`` as ``{\mathbf A}``, and ``{\bf diag}`` as ``{\mathbf{diag}}``.

        The switch reaches to the end of its group; in practice only the next name is meant.
        """
        font = FONT_SWITCH[token.text]
        close = self.pairs.get(at - 1, -1)
        inside = self.seen(at + 1, close)
        words = "".join(t.text for t in inside)
        differential = len(words) == 2 and words.startswith("d")  # {\rm dx}
        if font in ("\\mathbf", "\\mathrm", "\\mathit", "\\mathsf") and self.is_word(font, inside) and not differential:
            self.put("word", words, token, inside[-1].end)
            return close
        self.put("command", font, token)
        return at + 1

    def seen(self, first: int, last: int) -> list[Token]:
        """The tokens between two places but for spaces."""
        return [t for t in self.tokens[first:last] if not (t.kind == "command" and t.text in SPACING)]

    @staticmethod
    def is_word(font: str, inside: list[Token]) -> bool:
        r"""Whether what a font is for is one word: ``\mathrm{Tr}``, ``\mathbf{diag}``; ``\mathbf{AB}`` is a product."""
        letters = sum(t.kind == "letter" for t in inside)
        numbered = letters == 1 and len(inside) > 1 and all(t.kind == "digit" for t in inside[1:])  # "L2"
        plain = all(t.kind in ("letter", "digit") or t.is_char("-{}") for t in inside)
        if not plain or not (letters >= 2 or numbered) or inside[0].kind != "letter":
            return False
        words = "".join(t.text for t in inside if not t.is_char("{}"))
        known = font == "\\mathit" and words in FUNCTION_WORDS  # ``\mathit{ReLU}``
        return font not in ("\\mathbf", "\\mathit") or known or (letters >= 3 and words.islower())

    def stacked(self, at: int, token: Token) -> int:
        r"""``\stackrel{def}{=}`` and ``\overset{(a)}{=}``: the relation; anything else keeps its body."""
        tokens = self.tokens
        first, last, following = self.argument(at + 1)
        label = words_of(tokens[first:last]).replace("\\text", "").replace("\\mathrm", "").strip()
        body_first, body_last, behind = self.argument(following)
        body = tokens[body_first:body_last]
        if len(body) == 1 and body[0].is_char("="):
            named = re.sub(r"[^a-z△∆]", "", label.lower())
            defines = (
                named in ("def", "define", "defined", "definition", "d") or "triangle" in label or "Delta" in label
            )
            self.put("command", "\\coloneqq" if defines else "=", token, tokens[behind - 1].end)
            if not defines:
                self.output[-1] = Token("char", "=", token.start, tokens[behind - 1].end, token.gap)
            return behind
        if behind > body_last:
            self.skip.update((body_first - 1, body_last))
            return body_first - 1
        return following

    def negated(self, at: int, token: Token) -> int:
        tokens = self.tokens
        if at + 1 < len(tokens):
            meant = {
                "=": "\\ne",
                "\\in": "\\notin",
                "<": "\\ge",
                ">": "\\le",
                "\\le": ">",
                "\\ge": "<",
                "\\equiv": "\\not\\equiv",
            }
            text = meant.get(tokens[at + 1].text)
            if text is not None:
                self.put("command" if text.startswith("\\") else "char", text, token, tokens[at + 1].end)
                return at + 2
        self.output.append(token)
        return at + 1


def tidy(source: Source, tokens: list[Token]) -> list[Token]:
    r"""Without what is only for the eye; text commands as one token each.

    >>> from symderiv.documents.latex.lexer import tokenize
    >>> text = r"\left( \boxed{x} \right) \text{where } \underbrace{a}_{\text{big}} \label{q}"
    >>> source = Source(text, "a.md")
    >>> [token.text for token in tidy(source, tokenize(source, 0, len(text)))]
    ['(', 'x', ')', 'where', '{', 'a', '}']
    """
    return with_conditions(with_divergences(_Tidy(source, tokens).run()))
