"""The marks of a draft in every form that models give them, and the text that is left without.

A mark points at passages by number: `[1]`, `[1, 3]`, `[2-4]`, `[Source 1]`, `[1](#1)`,
`【1†source】`, `(1)`, `¹` and their kin. It goes together with what held it; where it is a part of
the sentence ("According to [1], …") the name of what it points at takes its place. Forms that can
be something else count only where a passage of that number was given.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from index.language.scripts import CJK
from service.drafting.words import (
    ACCORDING_TO,
    LEANS_ON,
    MAGNITUDES,
    PREPOSITIONS,
    SOURCE,
    UNSPACED,
    any_of,
)

_PASSAGE = any_of(lambda drafts: drafts.passage)
_JOINS_ON = any_of(lambda drafts: drafts.passage, UNSPACED)  # stand right behind a word, too
_ORDINAL = any_of(lambda drafts: drafts.ordinal)
_JOINED = any_of(lambda drafts: drafts.joined)
_LEADS = any_of(lambda drafts: drafts.leads)
_GLUED = any_of(lambda drafts: drafts.glued)
_POWERS = any_of(lambda drafts: drafts.powers)
_SEE = any_of(lambda drafts: drafts.see)

# Blanks within a mark; without a limit, a run of them would cost the cube of its length.
_WS = r"\s{0,3}"
_N = r"(?:\d{1,3}|[⁰¹²³⁴-⁹]{1,2}|[①-⑳])"
_SO = rf"(?:(?:{SOURCE}|{_ORDINAL})\.?{_WS}[:：#]?{_WS}(?:(?:{_ORDINAL})\.?{_WS})?)"
_JOIN = rf"{_WS}(?:[-–—~,，、;；&/+]|{_JOINED}){_WS}"
_LIST = rf"{_N}(?:{_JOIN}(?:(?:{_JOINED})\s{{1,3}})?[#^]?{_SO}?{_N}(?!\d))*"
_NAME = r"[^\[\]【】\n]{1,80}?"
_INSIDE = (
    rf"{_WS}(?:{_NAME}[,，]{_WS}(?=(?:{SOURCE})))?[\^#@*_`]{{0,3}}{_WS}"
    rf"(?:(?:{_SEE})\.?{_WS})?{_SO}?{_LIST}(?!\d){_WS}"
    r"[.^*_`]{0,3}"
    rf"(?:{_WS}[,，:：;|–—-]{_WS}{_NAME}|{_WS}†[^\[\]【】\n]{{0,40}})?{_WS}"
)
_NUMBERED = rf"{_WS}[:：]?{_WS}(?:{_ORDINAL})?\.?\#?{_WS}\d"
_LINK = r"(?:\((?:\#|https?://|www\.|\.?/|source|ref|passage)[^()\s]{0,300}\))?"
_SQUARE = rf"(?:\\?[\[［〔]{{1,2}}|[【〖]){_INSIDE}(?:\\?[\]］〕]{{1,2}}|[】〗]){_LINK}"
_NEXT = rf"(?:{_WS}(?:(?:[,，、;；&]|[-–—]|(?:{_JOINED})){_WS})?{_SQUARE})"
_SQUARES = rf"{_SQUARE}{_NEXT}*"
_SUPER = r"[⁰¹²³⁴-⁹]{1,2}(?:[,˒⁻ ]?[⁰¹²³⁴-⁹]{1,2})*"
_AT_END = rf"(?={_WS}[*_]*{_WS}(?:[.!?…。！？,，;；]|$|\n))"
_SAID = rf"\s*(?:{any_of(lambda drafts: drafts.says)})(?![A-Za-z])"
_AFTER_STOP = r"(?<=[.!?…。！？”\"])"
_ROUND = rf"(?:\\?[(（]{_WS}\#?{_LIST}{_WS}\\?[)）]){{1,4}}"
# A number with a word for a thing of whatever name, in square brackets; [CO2] is none.
_CALLED = rf"(?:[^\W\d_]{{1,12}}[.:：=#_\s-]{{1,3}}|[{CJK}]{{1,6}}|[^\W\d_](?=\d)|[^\W\d_]{{3,12}})"
_LABELLED = (
    rf"(?:[\[［〔【]{_WS}(?:{_CALLED}{_LIST}|{_N}(?:\s{{1,2}}{_N}){{1,5}}){_WS}[\]］〕】]){{1,4}}"
)
_NOTE = (
    r"(?:(?<=[^\W\d_]{3})|(?<=[.!?…。！？,;”\"’)\]\s]))"  # what a raised number may stand behind
)
_RAISED = rf"(?:\$\s?)?\^(?:\{{?\[?{_N}(?:,{_N}){{0,4}}\]?\}}?)\^?(?:\s?\$)?"

_PIECE = rf"""
    (?P<code>&(?:\#(?P<point>\d{{1,7}})|[A-Za-z]{{2,8}}\d{{0,2}});)
    |(?=[\s(（\[［〔{{【〖「『〈《<*_`\\$^⁽⁰¹²³⁴-⁹①-⑳])(?:  # no letter begins one
    (?P<mark>{_WS}(?:
        [(（{{]{_WS}(?:(?:{_SEE}|{PREPOSITIONS})\.?{_WS}[:：]?{_WS})?{_SO}{{0,2}}{_SQUARES}{_WS}[)）}}]
        |(?P<fence>\*{{1,3}}|_{{1,2}}|`{{1,3}}){_WS}(?:{_SQUARES}|{_ROUND}){_WS}(?P=fence)
        |<(?P<element>sup|ref|cite|citation|source|a(?=\s+href=["']\#))(?:\s[^<>]{{0,100}})?>{_WS}(?:{_SQUARES}|{_ROUND}){_WS}</(?P=element)>
        |<(?P<noted>ref|cite|citation|source|a(?=\s+href=["']\#))(?:\s[^<>]{{0,100}})?>{_WS}{_LIST}{_WS}</(?P=noted)>
        |\[(?:{SOURCE})\.?{_WS}(?:{_LIST})?\]\({_WS}\#?{_N}{_WS}\)
        |\\cite[a-z]{{0,3}}\{{{_LIST}\}}
        |{_SQUARES}
        |[(（{{]{_WS}(?:(?:{_SEE})\.?{_WS})?(?:(?:{SOURCE}){_WS}[:：\#]?{_WS}){{1,2}}{_LIST}{_WS}(?:[,，:：;]{_WS}{_NAME})?[)）}}]
    ))
    |(?P<beside>{_WS}[(（]{_WS}(?P<by>[^()（）\[\]*_`<>&\n]{{1,60}}?)[,，:：]?{_WS}(?P<inner>{_SQUARES}){_WS}(?P<shut>[)）]))
    |(?P<maybe>
        {_WS}{{{{1,2}}{_WS}{_LIST}{_WS}}}{{1,2}}
        |{_WS}[「『〈《<]{_WS}{_LIST}{_WS}[」』〉》>]{_AT_END}
        |{_WS}{_LABELLED}{_AT_END}
        |{_AFTER_STOP}{_WS}{_LABELLED}(?=\s|$)
        |{_WS}[①-⑳]{{1,4}}{_AT_END}
        |{_AFTER_STOP}[①-⑳]{{1,4}}(?=\s|$)
        |{_WS}⁽{_SUPER}⁾
        |{_NOTE}{_RAISED}(?!\w)
        |(?:{_NOTE}|(?<=[\u4e00-\u9fff])(?<!{_POWERS}))<sup>{_WS}{_LIST}{_WS}</sup>
        |{_WS}{_ROUND}{_AT_END}
        |{_AFTER_STOP}{_WS}{_ROUND}(?=\s|$)
        |(?<=[^\W\d_]{{3}}){_SUPER}(?!\w)
        |(?<=[^\W\d_])\s{{1,3}}{_SUPER}(?=\s{{0,3}}[.!?…。！？])
        |(?<=[\u4e00-\u9fff])(?<!{_POWERS}){_SUPER}(?=\s{{0,3}}[。！？])
        |(?<=[.!?…。！？,;”"’)\]]){_SUPER}(?!\w)
    )
    )
    |(?P<bare>(?:
        (?:(?<!\w)|(?<={_LEADS}))(?:{_PASSAGE}|(?<={_LEADS})(?:{_GLUED})){_WS}(?:{_ORDINAL})?\.?\#?{_WS}{_LIST}
        |(?<!\w)(?:{_PASSAGE}){_WS}[:：]{_WS}{_LIST}(?={_AT_END})
        |(?<!\w)(?:{_GLUED}){_WS}{_LIST}(?={_SAID}|{_AT_END})
        |(?<=\w)(?:{_JOINS_ON}){_WS}\#?{_LIST}(?={_SAID}|{_AT_END})
    )(?![A-Za-z.,]*\d)(?!{_WS}(?:%|(?:{MAGNITUDES})(?![A-Za-z]))))
    |(?P<picture>!\[[^\[\]\n]{{0,200}}\]\([^()\n]{{0,300}}\))
    |\[(?P<linked>[^\[\]\n]{{1,200}})\]\([^()\s]{{1,300}}\)
    |\\(?P<literal>[!-/:-@\[-`{{-~])
    |(?P<strong>\*{{2,3}}|__|~~)
    |(?P<em>(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])|(?<=[^\s_])_(?![\w_]))
    |(?P<tick>`{{1,3}})
    |(?P<colon>(?<=[\]】）)〕*_\d])\s?[:：](?=\s))
    |(?P<token><\|[^|<>\n]{{0,40}}\|>)
    |(?P<tag></?[A-Za-z][\w:-]{{0,20}}(?:\s+[\w-]{{1,30}}=(?:"[^"<>]{{0,300}}"|'[^'<>]{{0,300}}'|[^\s<>"'][^\s<>]{{0,199}}))*{_WS}/?>)
    |(?P<latex>\$(?P<sum>[\d.,{{}}\\%\s]{{1,40}})\$)
    |(?P<thin>(?<=\d)[\u00a0\u2009\u202f](?=\d{{3}}(?!\d)))
    """
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
    rf"\s+(?:{any_of(lambda drafts: drafts.told_by)})|[,，]{_SAID})\s*$",
    re.IGNORECASE,
)
_SAYS = re.compile(_SAID, re.IGNORECASE)
_ENDS = re.compile(_AT_END)
_LEANING = re.compile(rf"(?:{LEANS_ON})$")
_JOINED_ON = re.compile(_JOINS_ON)
_APART = re.compile(r"(?:^|[,，;；、–—-]|[.!?。！？…])\s*$")
_JOINING = re.compile(rf"\b(?:{_JOINED}|{PREPOSITIONS})\s*$", re.IGNORECASE)
_PREPOSED = re.compile(rf"\b(?:{PREPOSITIONS})\s*$", re.IGNORECASE)
_SOURCE_BEHIND = re.compile(rf"(?:^|(?<=\W)|(?<=[{CJK}]))(?:{SOURCE})\s*$", re.IGNORECASE)
_BRACKETED = re.compile(r"\s?[(（]([^()（）\n]{1,80})[)）]")
_TRAILING = re.compile(rf"{_WS}{_SQUARE}{_NEXT}{{0,7}}\s*$", re.IGNORECASE)
_DASH = re.compile(r"(?<!\s)\s+[–—-]\s*$")
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
    plain = re.sub(r"(?<=\d) {1,2}(?=\d)", ",", plain)
    listed = _NUMBERS.search(plain)
    for first, last, single in _RANGE.findall(listed.group() if listed else ""):
        if single:
            yield int(single)
        elif int(first) <= int(last):
            yield from range(int(first), min(int(last), int(first) + _MOST) + 1)
        else:
            yield from (int(first), int(last))


@cache
def _pieces() -> re.Pattern[str]:
    """Finds what is mark or markup. Compiled once: 0.15 s that nobody pays who reads no draft."""
    return re.compile(_PIECE, re.VERBOSE | re.IGNORECASE)


def read_marks(line: str, names: Mapping[int, str]) -> Read:
    """Take the marks and the markup out of a line.

    `names` are what the given passages are called, by number; none: any number may be one.
    """
    read, done = Read(), 0
    for piece in _pieces().finditer(line):
        if piece.start() < done:
            continue
        _keep(read, line, done, piece.start())
        done, before = piece.end(), len(read.marks)
        _take(read, piece, line, names)
        behind = _BRACKETED.match(line, done) if len(read.marks) > before else None
        if behind and _is_called(behind[1], names):  # [1] (The Ledger)
            done = behind.end()
    _keep(read, line, done, len(line))
    return _without_unread(read)


def unmarked(line: str) -> str:
    """A line without the marks that it ends in."""
    return _TRAILING.sub("", line)


def escape(text: str) -> str:
    """Text that a draft may hold without any of it being read as a mark or as markup."""
    return re.sub(
        r"[\[\]【】［］〔〕〖〗{}\\*_`~<>|#&$^⁽⁰¹²³⁴-⁹①-⑳\u00a0\u2009\u202f]|[「『〈《](?=\s*\d)"
        r"|[(（](?=\s*[\dA-Za-z" + CJK + r"])"
        rf"|(?i:(?<!\w)(?=(?:{_PASSAGE}){_NUMBERED})).|(?=(?:{_JOINS_ON}|{_GLUED}){_NUMBERED})."
        r"|^[-–•+](?=\s)|(?<=^\d)[.)]|(?<=^\d\d)[.)]",
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
    if piece["mark"] or piece["maybe"] or piece["bare"] or piece["beside"]:
        _take_mark(read, piece, line, names)
    elif piece["colon"]:
        if not (read.marks and read.marks[-1].place == len(read.text) and _starts(read.text)):
            _keep(read, line, piece.start(), piece.end())
    else:
        _put(read, _meant(piece), piece.start())


def _meant(piece: re.Match[str]) -> str:
    """The text that a piece of markup stands for."""
    if piece["code"]:
        if piece["point"] is None:
            return unescape(piece["code"]).replace("\u00a0", " ")
        point = int(piece["point"])
        return chr(point) if 32 <= point < 0x110000 else ""
    if piece["latex"]:
        return re.sub(r"[{}\\]|(?<=\d)\s+(?=\d)", "", piece["sum"])
    if piece["tag"]:
        return " " if _BREAKS.match(piece["tag"]) else ""
    return piece["linked"] or piece["literal"] or ""


def _take_mark(read: Read, piece: re.Match[str], line: str, names: Mapping[int, str]) -> None:
    written = (piece["inner"] or piece.group()).strip()
    ranged = _BETWEEN_BRACKETS.sub("-", written)
    each = [one.group() for one in _ONE.finditer(ranged)] or [written]
    every = (number for mark in each for number in numbers(mark))
    named = [number for number in every if not names or number in names]
    after = line[piece.end() :]
    if _is_no_mark(piece, read.text, after, named):
        _keep(read, line, piece.start(), piece.end())
        return
    if piece["beside"] and not _is_called(piece["by"], names):  # (in May [1])
        _keep(read, line, piece.start(), piece.end("by"))
        if _BEFORE_NAME.search(read.text):
            _put(read, f" {_name(named, names) or written}", piece.start("inner"))
        read.marks += [Found(len(read.text), mark) for mark in each]
        _keep(read, line, piece.start("shut"), piece.end())
        return
    if _is_in_sentence(read.text, after) or (
        piece["bare"] and not _closes(read.text, piece, after)
    ):
        read.text = _without_source(read.text)
        name = _name(named, names) or written
        lead = piece.group()[: len(piece.group()) - len(piece.group().lstrip())]
        name = name[:1].upper() + name[1:] if _starts(read.text) else name
        _put(read, lead + name, piece.start())
    elif _ENDS.match(after):
        read.text = _DASH.sub("", read.text)
    read.marks += [Found(len(read.text), mark) for mark in each]


def _name(numbers: Sequence[int], names: Mapping[int, str]) -> str:
    """What passages are called, in a sentence."""
    called = dict.fromkeys(names.get(number) or f"passage {number}" for number in numbers)
    return " and ".join(called)


def _is_no_mark(piece: re.Match[str], before: str, after: str, named: Sequence[int]) -> bool:
    """Whether what only looks like a mark is text: it points nowhere, or the sentence needs it."""
    if not (piece["maybe"] or piece["bare"]):
        return False
    if not named or (piece["maybe"] and _JOINING.search(before)):
        return True
    counts = re.search("[:：]", piece["bare"] or "")  # by source: 3 from coal
    return bool(counts) and not _closes(before, piece, after)


def _is_called(text: str, names: Mapping[int, str]) -> bool:
    """Whether a text is but the name of a given passage."""
    said = re.sub(rf"^\W*(?:(?:{SOURCE})\s*[:：]?\s*)?", "", text, flags=re.IGNORECASE)
    return said.rstrip(" ,.，。").casefold() in {name.casefold() for name in names.values()}


def _is_in_sentence(before: str, after: str) -> bool:
    """Whether a mark is a part of its sentence, so that without it there would be a hole."""
    before = _without_source(before)
    if _BEFORE_NAME.search(before):
        return True
    if preposed := _PREPOSED.search(before):
        return bool(_OPENS_CLAUSE.search(before[: preposed.start()]) or _LOWER.match(after))
    if not _OPENS_CLAUSE.search(before):
        return False
    return bool(_SAYS.match(after) or (_starts(before) and _LOWER.match(after)))


def _without_source(before: str) -> str:
    """A text without the word for a source that opens its last clause: “Passage [1] says”."""
    found = _SOURCE_BEHIND.search(before)
    head = before[: found.start()] if found else before
    return head if _OPENS_CLAUSE.search(head) or _BEFORE_NAME.search(head) else before


def _closes(before: str, piece: re.Match[str], after: str) -> bool:
    """Whether a passage that is named without brackets stands beside its sentence, as a mark."""
    if _starts(before) and re.match(r"\s?[:：]\s", after):
        return True
    if not _ENDS.match(after):
        return False
    joined = _JOINED_ON.match(piece.group().strip())
    return bool(_APART.search(before) or (joined and not _LEANING.search(before)))


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
