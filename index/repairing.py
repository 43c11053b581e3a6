"""Repairs of a text as received: small steps, read downward, each saying what it changed and why.

A step looks at a text and names the changes it wants; `repair` applies them and keeps, over all
steps, which stretch of the text as received each changed stretch stands for.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import ftfy

from index.model import Edit, Span


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `text[start:end]` by `by`."""

    start: int
    end: int
    by: str
    reason: str


Step = Callable[[str], Iterable[Change]]

_ROUNDS = 10  # one repair may lay bare what another one mends; the second round is mostly the last


def repair(raw: str) -> tuple[str, tuple[Edit, ...]]:
    """The repaired text, and how each changed stretch of it maps back to `raw`."""
    text, edits = raw, tuple[Edit, ...]()
    for _ in range(_ROUNDS):
        before = text
        for step in STEPS:
            text, made = apply(text, step(text))
            edits = compose(edits, made)
        if text == before:
            break
    return text, edits


def to_raw(edits: Sequence[Edit], start: int, end: int) -> Span:
    """The stretch of the text as received that `text[start:end]` stands for."""
    before = bisect_right(edits, start, key=lambda edit: edit.start)
    return Span(
        start=_back(edits[before - 1] if before else None, start, inside="start"),
        end=_back(
            edits[within - 1]
            if (within := bisect_left(edits, end, key=lambda e: e.start))
            else None,
            end,
            inside="end",
        ),
    )


def apply(text: str, changes: Iterable[Change]) -> tuple[str, tuple[Edit, ...]]:
    """Make the changes, which come in order and don't overlap."""
    pieces: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for change in changes:
        kept = text[done : change.start]
        start = length + len(kept)
        length = start + len(change.by)
        pieces += (kept, change.by)
        edits.append(
            Edit(
                start=start,
                end=length,
                raw_start=change.start,
                raw_end=change.end,
                reason=change.reason,
            )
        )
        done = change.end
    return "".join((*pieces, text[done:])), tuple(edits)


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of two passes in a row as one: `second`'s raw text is `first`'s repaired text.

    Edits that touch in the text between are joined, for only their outer ends map back exactly.
    """
    between = sorted(
        [(edit.start, edit.end, 0, edit) for edit in first]
        + [(edit.raw_start, edit.raw_end, 1, edit) for edit in second],
        key=lambda item: item[:3],
    )
    joined: list[Edit] = []
    group: list[tuple[int, Edit]] = []
    begin = finish = back = ahead = 0  # `back` and `ahead` shift a place between to raw and to text

    def close() -> None:
        nonlocal back, ahead
        grown_back = sum(e.raw_end - e.raw_start - (e.end - e.start) for p, e in group if p == 0)
        grown_ahead = sum(e.end - e.start - (e.raw_end - e.raw_start) for p, e in group if p == 1)
        reasons = dict.fromkeys(r for _, e in group for r in e.reason.split("; "))
        joined.append(
            Edit(
                start=begin + ahead,
                end=finish + ahead + grown_ahead,
                raw_start=begin + back,
                raw_end=finish + back + grown_back,
                reason="; ".join(reasons),
            )
        )
        back += grown_back
        ahead += grown_ahead

    for start, end, which, edit in between:
        if group and start > finish:
            close()
            group = []
        if not group:
            begin = finish = start
        finish = max(finish, end)
        group.append((which, edit))
    if group:
        close()
    return tuple(joined)


def _back(edit: Edit | None, place: int, *, inside: str) -> int:
    if edit is None:
        return place
    if place >= edit.end:
        return edit.raw_end + place - edit.end
    return edit.raw_start if inside == "start" else edit.raw_end


# The steps


def line_ends(text: str) -> Iterator[Change]:
    """Carriage returns and Unicode line ends become line feeds."""
    for found in re.finditer("\r\n?|[\u2028\u2029\x0b\x0c]", text):
        yield Change(found.start(), found.end(), "\n", "line end")


def control_characters(text: str) -> Iterator[Change]:
    """Byte order marks, zero-width and control characters leave; they can't be seen or searched."""
    hidden = "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u200b\u2060\u00ad]+"
    for found in re.finditer(hidden, text):
        yield Change(found.start(), found.end(), "", "invisible character")


def mojibake(text: str) -> Iterator[Change]:
    """UTF-8 that was read as another encoding, undone word by word."""
    for line in re.finditer(r"[^\n]+", text):
        if line.group().isascii():
            continue
        fixed = ftfy.fix_encoding(line.group())
        if fixed != line.group():
            yield from _word_changes(line.group(), fixed, line.start())


def thai_code_page(text: str) -> Iterator[Change]:
    """UTF-8 punctuation that was read as the Thai code page, its C1 bytes dropped.

    All of ’ “ ” – — became โ, so what each was is told from the letters around it. Text that
    really is Thai has other Thai letters and is left alone.
    """
    if re.search("[\u0e01-\u0e7f]", _THAI_MARKS.sub("", text)):
        return
    quote_open = False
    for found in _THAI_MARKS.finditer(text):
        if text[found.start() : found.start() + 1] == "\n":
            quote_open = False
            continue
        if found.group() in _THAI_FIXED:
            by = _THAI_FIXED[found.group()]
        else:
            before = text[max(found.start() - 1, 0) : found.start()]
            rest = text[found.end() : found.end() + 3]
            by, quote_open = _thai_quote(before, rest, found.group(), quote_open)
        yield Change(found.start(), found.end(), by, "broken encoding (Thai code page)")


def debris(text: str) -> Iterator[Change]:
    """What the web page around an article left in its text."""
    for found in _DEBRIS.finditer(text):
        yield Change(found.start(), found.end(), "", "web page debris")


def white_space(text: str) -> Iterator[Change]:
    """Odd spaces become plain ones, runs of them one, and no line starts or ends with any."""
    for found in re.finditer(r"[^\S\n]*\n(?:[^\S\n]*\n)*[^\S\n]*|[^\S\n]+", text):
        space = found.group()
        outer = found.start() == 0 or found.end() == len(text)
        by = "" if outer else "\n\n"[: space.count("\n")] or " "
        if by != space:
            yield Change(found.start(), found.end(), by, "white space")


_THAI_MARKS = re.compile("\n|โ[ขฆฌ]|ยฉ|ยฎ|โโ|โ")
_THAI_FIXED = {"โข": "™", "โฆ": "…", "โฌ": "€", "ยฉ": "©", "ยฎ": "®"}


def _thai_quote(before: str, rest: str, marks: str, is_open: bool) -> tuple[str, bool]:
    """What one or two โ were, and whether a quotation is open behind them."""
    after = rest[:1]
    if marks == "โโ":
        return ("”—", False) if is_open else ("—“", True)
    if before.isdigit() and after.isdigit():
        return "–", is_open
    if before.isalnum() and re.match(r"(?:s|t|d|m|re|ve|ll)\b", rest):
        return "’", is_open
    if not before.isspace() and before and (not after or not after.isalnum()):
        return ("”", False) if is_open else ("’", False)
    if (not before or before.isspace() or before in "([") and after.isalnum():
        return "“", True
    return ("–" if before.isspace() and after.isspace() else "—"), is_open


_DEBRIS = re.compile(
    r"""[ ]?\(opens\ in\ a\ new\ tab\)
    | ^[^\S\n]*(?:
        Leave\ a\ (?:Reply|Comment)
      | Your\ email\ address\ will\ not\ be\ published\.?(?:\ Required\ fields\ are\ marked\ \*)?
      | Required\ fields\ are\ marked\ \*
      | (?:\d+|No)\ Comments?
      | Spread\ the\ word:?
      | Share\ this(?:\ article)?:?
      | (?:CATEGORIES|TAGS):(?:[^\S\n,]*,)*
      | [©<]?!--\ /?wp:.*--\>
    )[^\S\n]*$
    | Leave\ a\ Reply\Z""",
    re.VERBOSE | re.MULTILINE,
)


def _word_changes(line: str, fixed: str, offset: int) -> Iterator[Change]:
    """The changed words of a line, or the line where its words don't pair up."""
    old = list(re.finditer(r"[^ ]+", line))
    new = re.findall(r"[^ ]+", fixed)
    if len(old) != len(new):
        yield Change(offset, offset + len(line), fixed, "broken encoding")
        return
    for word, by in zip(old, new, strict=True):
        if word.group() != by:
            yield Change(offset + word.start(), offset + word.end(), by, "broken encoding")


STEPS: tuple[Step, ...] = (
    line_ends,
    mojibake,  # before control characters leave: in broken UTF-8 they carry meaning
    control_characters,
    thai_code_page,
    debris,
    white_space,
)
