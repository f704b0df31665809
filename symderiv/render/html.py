"""One self-contained page: a document's own equations, typeset as MathML, beside their verdicts.

Guarantees: no network, no script; everything from the document is escaped, and MathML is used only if it is
well-formed and made of presentation elements, otherwise the LaTeX source is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from xml.etree import ElementTree

from symderiv.render.terminal import value_text

__all__ = ["fragment", "mathml", "page", "table"]

_ALLOWED: Final = frozenset(
    """math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom mfenced menclose msub msup msubsup
    munder mover munderover mtable mtr mtd mlabeledtr mmultiscripts""".split()  # noqa: SIM905
)
_SAFE_VALUE: Final = re.compile(r"[\w\s.#%+-]*")
_DROPPED: Final = re.compile(r"\\(?:label|tag\*?)\s*\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|limits)\b|(?<!\\)&|\\!")


def mathml(source: str, display: str = "block") -> str | None:
    """A formula as MathML, or ``None`` where it cannot be typeset safely; ``display`` is "block" or "inline".

    >>> mathml("x_i")[-7:]
    '</math>'
    >>> mathml(r"\\text{<script>}") is None or "<script>" not in mathml(r"\\text{<script>}")
    True
    """
    from latex2mathml.converter import convert

    text = _DROPPED.sub(" ", source.replace(r"\bm{", r"\boldsymbol{")).strip()
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
    if not text or depth or len(text) > 20_000:
        return None
    try:
        made: str = convert(text, display=display)
        root = ElementTree.fromstring(made)
    except (Exception, RecursionError):
        return None
    for node in root.iter():
        tag = node.tag.rsplit("}", 1)[-1]
        if tag not in _ALLOWED or any(not _SAFE_VALUE.fullmatch(v) or k.startswith("on") for k, v in node.items()):
            return None
        if node.text and "\\" in node.text:
            return None
    return made


def _formula(source: str, without_macros: str = "") -> Any:
    """The formula as it was written, else without the document's macros, else its source as text."""
    from markupsafe import Markup

    made = mathml(source) or (mathml(without_macros) if without_macros else None)
    return Markup(made) if made is not None else Markup("<code>{}</code>").format(_shortened(source))


def _running(message: str) -> Any:
    """Words with formulas between dollars, these typeset."""
    from markupsafe import Markup

    pieces = message.split("$")
    if len(pieces) % 2 == 0:
        return message
    shown = Markup("")
    for number, piece in enumerate(pieces):
        shown += _inline(piece) if number % 2 else piece
    return shown


def _inline(source: str) -> Any:
    """A formula in a line of text, where it can be typeset."""
    from markupsafe import Markup

    made = mathml(source, "inline")
    return Markup(made) if made is not None else source


def _name(name: str) -> Any:
    return _inline(name) if "\\" in name or "^" in name else name


def _assumption(text: str) -> Any:
    """What a verdict assumes: an equation of the document is typeset, words behind a name stay words."""
    found = re.fullmatch(r"(\S+) ((?:[a-z-]{2,} ?)+)", text)
    if found:
        return _name(found[1]) + " " + found[2]
    signs = text.replace("!=", r"\ne ").replace(">=", r"\ge ")
    return _inline(signs) if "\\" in signs or "^" in signs else text


def _shortened(source: str, most: int = 2000) -> str:
    return source if len(source) <= most else f"{source[:most]} ..."


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{k} = {v}" for k, v in values.items())


def _equation(item: Mapping[str, Any]) -> dict[str, Any]:
    witness = item.get("counterexample")
    return {
        **item,
        "word": item["verdict"] or item["role"],
        "formula": _formula(str(item.get("latex", "")), str(item.get("typeset", ""))),
        "suggestion": _formula(item["suggestion"]) if item.get("suggestion") else "",
        "rules": ", ".join(item.get("rules", ())),
        "message": _running(item.get("message") or "")
        if item["verdict"] == "refuted" or item["role"] == "error"
        else item.get("message"),
        "assumptions": [_assumption(text) for text in item.get("assumptions", ())],
        "counterexample": {
            "sizes": _pairs(witness.get("sizes", {})),
            "values": [(_name(k), value_text(v)) for k, v in witness.get("values", {}).items()],
            "at": _pairs(witness.get("at", {})),
            "left": witness["left"],
            "right": witness["right"],
        }
        if witness
        else None,
    }


def page(answers: Iterable[Mapping[str, Any]], title: str = "symderiv report") -> str:
    """The report of checked files (the JSON objects of ``check``) as one HTML page."""
    from jinja2 import Environment, PackageLoader

    files = []
    for data in answers:
        equations = [_equation(e) for e in data["equations"]]
        words = [e["word"] for e in equations if e["role"] in ("claim", "error")]
        names = {"proved": "proved", "refuted": "refuted", "undecided": "undecided", "error": "unreadable"}
        counts = [(words.count(word), shown) for word, shown in names.items()]
        summary = ", ".join(f"{n} {w}" for n, w in counts if n) or str(data.get("message") or "no claim found")
        files.append({"file": data["file"], "equations": equations, "summary": summary})
    environment = Environment(loader=PackageLoader("symderiv.render"), autoescape=True, trim_blocks=True)
    return environment.get_template("report.html.j2").render(files=files, title=title)


def fragment(item: Mapping[str, Any]) -> str:
    """One judged equation for a notebook."""
    from markupsafe import escape

    made = _equation(item)
    witness = made["counterexample"]
    lines = [f"<div>{made['formula']}</div>", f"<b>{escape(made['word'])}</b> {escape(made['message'] or '')}"]
    if witness:
        facts = [witness["sizes"], *(f"{k} = {v}" for k, v in witness["values"]), witness["at"]]
        sides = f"left {witness['left']}, right {witness['right']}"
        lines.append(f"<div>{escape('; '.join(f for f in [*facts, sides] if f))}</div>")
    return "<div>" + "".join(lines) + "</div>"


def table(title: str, rows: Iterable[tuple[str, str, str, bool]]) -> str:
    """The parts of a theorem for a notebook: kind, name, verdict, in order or not."""
    from markupsafe import escape

    body = "".join(
        f"<tr><td>{escape(kind)}</td><td>{escape(name)}</td><td>{escape(verdict)}</td>"
        f"<td>{'' if ok else 'not as expected'}</td></tr>"
        for kind, name, verdict, ok in rows
    )
    return f"<div><b>{escape(title)}</b><table>{body}</table></div>"
