"""The marks of a draft in every form that models give them, and the text that is left without.

A mark points at passages by number: `[1]`, `[1, 3]`, `[2-4]`, `[Source 1]`, `[1](#1)`,
`【1†source】`, `(1)`, `¹` and their kin. It goes together with what held it; where it is a part of
the sentence ("According to [1], …") the name of what it points at takes its place. Forms that can
be something else count only where a passage of that number was given.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.language.scripts import CJK
from service.drafting.words import ACCORDING_TO, SOURCE, any_of

_PASSAGE = any_of(lambda drafts: drafts.passage)
_ORDINAL = any_of(lambda drafts: drafts.ordinal)
_JOINED = any_of(lambda drafts: drafts.joined)
_LEADS = any_of(lambda drafts: drafts.leads)
_GLUED = any_of(lambda drafts: drafts.glued)
_POWERS = any_of(lambda drafts: drafts.powers)
_SEE = any_of(lambda drafts: drafts.see)

# Blanks within a mark; without a limit, a run of them would cost the cube of its length.
_WS = r"\s{0,3}"
_N = r"\d{1,3}"
_SO = rf"(?:(?:{SOURCE}|{_ORDINAL})\.?{_WS}[:：#]?{_WS}(?:(?:{_ORDINAL})\.?{_WS})?)"
_JOIN = rf"{_WS}(?:[-–—~,，、;；&/+]|{_JOINED}){_WS}"
_LIST = rf"{_N}(?:{_JOIN}(?:(?:{_JOINED})\s{{1,3}})?[#^]?{_SO}?{_N}(?!\d))*"
_NAME = r"[^\[\]【】\n]{1,80}?"
_INSIDE = (
    rf"{_WS}(?:{_NAME}[,，]{_WS}(?=(?:{SOURCE})))?[\^#@]?{_WS}{_SO}?{_LIST}(?!\d){_WS}[.]?"
    rf"(?:{_WS}[,，:：;|–—-]{_WS}{_NAME}|{_WS}†[^\[\]【】\n]{{0,40}})?{_WS}"
)
_LINK = r"(?:\((?:\#|https?://|www\.|\.?/|source|ref|passage)[^()\s]{0,300}\))?"
_SQUARE = rf"(?:\\?[\[［〔]{{1,2}}|【){_INSIDE}(?:\\?[\]］〕]{{1,2}}|】){_LINK}"
_SQUARES = rf"{_SQUARE}(?:{_WS}(?:(?:[,，、;；&]|[-–—]|(?:{_JOINED})){_WS})?{_SQUARE})*"
_SUPER = r"[⁰¹²³⁴-⁹]{1,2}(?:[,˒⁻ ]?[⁰¹²³⁴-⁹]{1,2})*"
_AT_END = rf"(?={_WS}[*_]*{_WS}(?:[.!?…。！？,，;；]|$|\n))"
_AFTER_STOP = r"(?<=[.!?…。！？”\"])"
_ROUND = rf"(?:[(（]{_WS}{_LIST}{_WS}[)）]){{1,4}}"

_PIECE = re.compile(
    rf"""
    (?P<code>&\#(?P<point>\d{{1,7}});)
    |(?P<mark>{_WS}(?:
        [(（]{_WS}(?:(?:{_SEE})\.?{_WS}[:：]?{_WS})?{_SO}?{_SQUARES}{_WS}[)）]
        |(?P<fence>\*{{1,3}}|_{{1,2}}|`{{1,3}}){_WS}(?:{_SQUARES}|{_ROUND}){_WS}(?P=fence)
        |<sup>{_WS}(?:{_SQUARES}|{_LIST}){_WS}</sup>
        |{_SQUARES}
        |[(（{{]{_WS}(?:(?:{_SEE})\.?{_WS})?(?:{SOURCE}){_WS}[:：\#]?{_WS}{_LIST}{_WS}(?:[,，:：;]{_WS}{_NAME})?[)）}}]
    ))
    |(?P<maybe>
        {_WS}{{{_WS}{_LIST}{_WS}}}
        |{_WS}{_ROUND}{_AT_END}
        |{_AFTER_STOP}{_WS}{_ROUND}(?=\s|$)
        |(?<=[^\W\d_]{{3}}){_SUPER}(?!\w)
        |(?<=[^\W\d_])\s{{1,3}}{_SUPER}(?=\s{{0,3}}[.!?…。！？])
        |(?<=[\u4e00-\u9fff])(?<!{_POWERS}){_SUPER}(?=\s{{0,3}}[。！？])
        |(?<=[.!?…。！？,;”"’)\]]){_SUPER}(?!\w)
    )
    |(?P<bare>(?:(?<!\w)|(?<={_LEADS}))(?:{_PASSAGE}|(?<={_LEADS})(?:{_GLUED})){_WS}(?:{_ORDINAL})?\.?\#?{_WS}{_LIST}(?![\w%.,]*\d)(?!{_WS}%))
    |(?P<picture>!\[[^\[\]\n]{{0,200}}\]\([^()\n]{{0,300}}\))
    |\[(?P<linked>[^\[\]\n]{{1,200}})\]\([^()\s]{{1,300}}\)
    |\\(?P<literal>[!-/:-@\[-`{{-~])
    |(?P<strong>\*{{2,3}}|__|~~)
    |(?P<em>(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_]))
    |(?P<tick>`{{1,3}})
    |(?P<colon>(?<=[\]】）)〕*_])\s?[:：](?=\s))
    |(?P<token><\|[^|<>\n]{{0,40}}\|>)
    |(?P<tag></?[A-Za-z][\w:-]{{0,20}}(?:\s+[\w-]{{1,30}}=(?:"[^"<>]{{0,300}}"|'[^'<>]{{0,300}}'|[^\s<>"'][^\s<>]{{0,199}}))*{_WS}/?>)
    |(?P<latex>\$(?P<sum>[\d.,{{}}\\%\s]{{1,40}})\$)
    |(?P<thin>(?<=\d)[\u00a0\u2009\u202f](?=\d{{3}}(?!\d)))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BREAKS = re.compile(r"</?(?:br|p|li|div|tr)\b", re.IGNORECASE)
_ONE = re.compile(rf"{_SQUARE}|[(（]{_WS}{_LIST}{_WS}[)）]", re.IGNORECASE)
_BETWEEN_BRACKETS = re.compile(r"[\]］〕】]\s*[-–—]\s*[\[［〔【]")
_NUMBERS = re.compile(_LIST, re.IGNORECASE)
_RANGE = re.compile(
    rf"(\d+){_WS}(?:[-–—~]|{any_of(lambda drafts: drafts.upto)}){_WS}[\^#]?{_SO}?(\d+)|(\d+)",
    re.IGNORECASE,
)
_UNREAD = re.compile(
    rf"\s{{0,3}}[\[【](?=[^\[\]【】]*(?:\b(?:{SOURCE})\b|ibid))[^\[\]【】\n]{{1,60}}[\]】]"
    r"(?=\s*(?:[.!?…。！？]|$))",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(  # a mark that is part of its sentence: who says it
    rf"(?:{ACCORDING_TO}|(?:{any_of(lambda drafts: drafts.told)})"
    rf"\s+(?:{any_of(lambda drafts: drafts.told_by)}))\s*$",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"\s*(?:{any_of(lambda drafts: drafts.says)})(?![A-Za-z])", re.IGNORECASE)
_LOWER = re.compile(rf"\s+(?!(?:{any_of(lambda drafts: drafts.joins)})\b)[a-z]")
_OPENS_CLAUSE = re.compile(
    rf"(?:^|[.!?。！？,，;；:：]|\b(?:{any_of(lambda drafts: drafts.opens)}))\s*$", re.IGNORECASE
)
_HOLE = re.compile(r"(?<!\s)\s*[,，、;；]\s*(?=[.。!！?？]?$)")
_MOST = 100  # passages that a range may name


@dataclass(frozen=True, slots=True)
class Found:
    """A mark as written, and its place in the text that is left."""

    place: int
    mark: str


@dataclass(slots=True)
class Read:
    """A line without its marks. `raw_of` leads from places in `text` to those in the line."""

    text: str = ""
    marks: list[Found] = field(default_factory=list)
    raw_of: list[tuple[int, int]] = field(default_factory=list)

    def raw(self, place: int) -> int:
        """The place in the line as written."""
        text, line = next((pair for pair in reversed(self.raw_of) if pair[0] <= place), (0, 0))
        return line + place - text


def numbers(mark: str) -> Iterator[int]:
    """The numbers of a mark; a range such as 2-4 stands for all between. None of an unread one."""
    plain = unicodedata.normalize("NFKC", mark.replace("⁻", "-"))
    listed = _NUMBERS.search(plain)
    for first, last, single in _RANGE.findall(listed.group() if listed else ""):
        if single:
            yield int(single)
        elif int(first) <= int(last):
            yield from range(int(first), min(int(last), int(first) + _MOST) + 1)
        else:
            yield from (int(first), int(last))


def read_marks(line: str, names: Mapping[int, str]) -> Read:
    """Take the marks and the markup out of a line.

    `names` are what the given passages are called, by number; none: any number may be one.
    """
    read, done = Read(), 0
    for piece in _PIECE.finditer(line):
        _keep(read, line, done, piece.start())
        done = piece.end()
        _take(read, piece, line, names)
    _keep(read, line, done, len(line))
    return _without_unread(read)


def escape(text: str) -> str:
    """Text that a draft may hold without any of it being read as a mark or as markup."""
    return re.sub(
        r"[\[\]【】［］〔〕{}\\*_`~<>|#&$⁰¹²³⁴-⁹\u00a0\u2009\u202f]"
        r"|[(（](?=\s*[\dA-Za-z" + CJK + r"])"
        rf"|(?i:(?<!\w)(?={_PASSAGE}))(?=\w+\s*\#?\d).|^[-–•+](?=\s)|(?<=^\d)[.)]|(?<=^\d\d)[.)]",
        lambda char: f"&#{ord(char.group())};",
        text,
    )


def _keep(read: Read, line: str, start: int, end: int) -> None:
    if start < end:
        read.raw_of.append((len(read.text), start))
        read.text += line[start:end]


def _put(read: Read, text: str, place: int) -> None:
    """Text that stands in the place of something else."""
    read.raw_of.append((len(read.text), place))
    read.text += text


def _take(read: Read, piece: re.Match[str], line: str, names: Mapping[int, str]) -> None:
    if piece["mark"] or piece["maybe"] or piece["bare"]:
        _take_mark(read, piece, line, names)
    elif piece["colon"]:
        if not (read.marks and read.marks[-1].place == len(read.text) and _starts(read.text)):
            _keep(read, line, piece.start(), piece.end())
    else:
        _put(read, _meant(piece), piece.start())


def _meant(piece: re.Match[str]) -> str:
    """The text that a piece of markup stands for."""
    if piece["code"]:
        point = int(piece["point"])
        return chr(point) if 32 <= point < 0x110000 else ""
    if piece["latex"]:
        return re.sub(r"[{}\\]|(?<=\d)\s+(?=\d)", "", piece["sum"])
    if piece["tag"]:
        return " " if _BREAKS.match(piece["tag"]) else ""
    return piece["linked"] or piece["literal"] or ""


def _take_mark(read: Read, piece: re.Match[str], line: str, names: Mapping[int, str]) -> None:
    written = piece.group().strip()
    ranged = _BETWEEN_BRACKETS.sub("-", written)
    each = [one.group() for one in _ONE.finditer(ranged)] or [written]
    every = (number for mark in each for number in numbers(mark))
    named = [number for number in every if not names or number in names]
    if not named and (piece["maybe"] or piece["bare"]):
        _keep(read, line, piece.start(), piece.end())
        return
    if piece["bare"] or _is_in_sentence(read.text, line[piece.end() :]):
        called = dict.fromkeys(names.get(number) or f"passage {number}" for number in named)
        name = " and ".join(called) or written
        lead = piece.group()[: len(piece.group()) - len(piece.group().lstrip())]
        name = name[:1].upper() + name[1:] if _starts(read.text) else name
        _put(read, lead + name, piece.start())
    read.marks += [Found(len(read.text), mark) for mark in each]


def _is_in_sentence(before: str, after: str) -> bool:
    """Whether a mark is a part of its sentence, so that without it there would be a hole."""
    if _BEFORE_NAME.search(before):
        return True
    if not _OPENS_CLAUSE.search(before):
        return False
    return bool(_SAYS.match(after) or (_starts(before) and _LOWER.match(after)))


def _starts(before: str) -> bool:
    """Whether a sentence starts behind a text."""
    return not before.strip() or before.rstrip()[-1] in ".!?。！？"


def _without_unread(read: Read) -> Read:
    """Take out what looks like a mark and can't be read, and name it as one."""
    found = _UNREAD.search(read.text)
    if found and not any(mark.place > found.start() for mark in read.marks):
        start, end = found.span()
        tail = read.raw(end)
        read.text, rest = read.text[:start], read.text[end:]
        read.raw_of = [pair for pair in read.raw_of if pair[0] <= start]
        read.marks.append(Found(start, found.group().strip()))
        _put(read, rest, tail)
    return read


def filled(text: str) -> str:
    """A sentence without the lonely signs that marks leave."""
    text = _HOLE.sub("", re.sub(r"^\s*[:：,，;；]\s*", "", text))
    return re.sub(r"(?<=\w) +(?=[.,](?:\s|$))", "", text).strip()
