"""Formulas, in MathML or as Word writes them, as one line of text."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import cycle
from typing import Any, NamedTuple

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_UNSAID = ("annotation", "annotation-xml")
_LEAVES = ("mi", "mn", "mo", "mtext", "ms", "t")
_PLAIN = (*_LEAVES, "r")  # what stands beside another without anything between them: 2x
_ALIGNS = "&"  # where Word aligns equations
_INTEGRAL = "∫"  # what Word means where it names no sign


class _Part(NamedTuple):
    name: str
    said: str


def formula(node: Any) -> str:
    """A formula, or a part of one: (a + b)/c, x^2, √(y); the rows of a matrix as 1, 2; 3, 4."""
    name = _name(node)
    if name == "naryPr":
        return next((str(one.get(f"{_M}val")) for one in node.iter(f"{_M}chr")), "")
    if name in _UNSAID or name.endswith("Pr"):
        return ""
    if name in _LEAVES:
        return _sign(node.text or "")
    parts = [_Part(_name(one), formula(one)) for one in node if isinstance(one.tag, str)]
    return _WRITTEN.get(name, _beside)(parts)


def _name(node: Any) -> str:
    return re.split("[}:]", str(node.tag))[-1]


def _sign(text: str) -> str:
    """Operators with the space that a formula shows around them."""
    return (
        f" {text} "
        if text in tuple("=+−±×·÷<>≤≥≈∈→")
        else text.replace("\u2062", "").replace("\u2061", "")
    )


def _beside(parts: Sequence[_Part]) -> str:
    """Parts in a line, with a space where it parts numbers, or what follows a fraction or power."""
    said, was_plain = "", True
    for name, part in parts:
        glued = r"\d\d" if was_plain else r"\w\w"
        if not (was_plain and name in _PLAIN) and re.fullmatch(glued, said[-1:] + part[:1]):
            said += " "
        said += part
        was_plain = name in _PLAIN if part else was_plain
    return said


def _joined(joints: str, parts: Sequence[_Part]) -> str:
    """Parts with a joint before each but the first: 1/2, x^2, x_1^2."""
    pieces = zip(("", *joints), (_grouped(part) for _, part in parts if part), strict=False)
    return "".join(joint + part for joint, part in pieces)


def _parted(by: str, parts: Sequence[_Part]) -> str:
    told = (part.strip().replace(_ALIGNS, "") for _, part in parts)
    return by.join(filter(None, told))


def _root(inside: slice, parts: Sequence[_Part]) -> str:
    return f"√({_beside(parts[inside])})"


def _in_brackets(parts: Sequence[_Part]) -> str:
    return f"({', '.join(part for _, part in parts if part)})"


def _sum(parts: Sequence[_Part]) -> str:
    """A sum, a product, an integral, with what it goes from and to."""
    told = dict(parts)
    scripts = _scripts([told.get("sub", ""), told.get("sup", "")])
    return f"{told.get('naryPr') or _INTEGRAL}{scripts} {told.get('e', '')}"


def _after_scripts(parts: Sequence[_Part]) -> str:
    told = dict(parts)
    return f"{_scripts([told.get('sub', ''), told.get('sup', '')])} {told.get('e', '')}"


def _between_scripts(parts: Sequence[_Part]) -> str:
    """What has scripts behind it, and before it those that follow `mprescripts`."""
    (_, base), *scripts = parts or [_Part("", "")]
    names = [name for name, _ in scripts]
    cut = names.index("mprescripts") if "mprescripts" in names else len(names)
    said = [part for _, part in scripts]
    return f"{_scripts(said[cut + 1 :])} {base}{_scripts(said[:cut])}".strip()


def _scripts(parts: Sequence[str]) -> str:
    """Lowered and raised ones by turns: _1^2."""
    marked = zip(cycle("_^"), parts, strict=False)
    return "".join(f"{mark}{_grouped(part)}" for mark, part in marked if part)


def _grouped(part: str) -> str:
    part = part.strip()
    return part if re.fullmatch(r"[\w.,]+|\S|\(.*\)", part) else f"({part})"


_WRITTEN: Mapping[str, Callable[[Sequence[_Part]], str]] = {
    **dict.fromkeys(("mfrac", "f"), partial(_joined, "/")),
    **dict.fromkeys(("msup", "sSup", "mover", "limUpp"), partial(_joined, "^")),
    **dict.fromkeys(("msub", "sSub", "munder", "limLow"), partial(_joined, "_")),
    **dict.fromkeys(("msubsup", "sSubSup", "munderover"), partial(_joined, "_^")),
    **dict.fromkeys(("mtr", "mlabeledtr", "mr"), partial(_parted, ", ")),
    **dict.fromkeys(("mtable", "m", "eqArr", "oMathPara"), partial(_parted, "; ")),
    **dict.fromkeys(("d", "mfenced"), _in_brackets),
    "func": partial(_parted, " "),
    "msqrt": partial(_root, slice(None)),
    "mroot": partial(_root, slice(1)),
    "rad": partial(_root, slice(-1, None)),
    "nary": _sum,
    "sPre": _after_scripts,
    "mmultiscripts": _between_scripts,
}
