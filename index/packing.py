"""Sentences packed into passages: as many as fit, each with the heading that it stands under."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import language
from index.model import Span
from index.sentences import is_prose, sentences

VERSION = 1  # part of the index fingerprint: raise it when the cut changes

CountTokens = Callable[[Sequence[str]], Sequence[int]]

_NOWHERE = Span(start=0, end=0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long, with the tokens it takes in a passage."""

    start: int
    end: int
    cost: int
    gap: int  # tokens between the piece before and this one: bullets, heading marks
    is_heading: bool
    under: Span  # the heading it stands under
    under_cost: int


def pack(text: str, count_tokens: CountTokens, room: int) -> Iterator[tuple[Span, str]]:
    """Cut `text` into passages of at most `room` tokens, each with the heading it stands under.

    Only a sentence longer than `room` is cut inside, at white space where there is any.
    """
    for pieces in _passages(_pieces(text, count_tokens, room), room):
        first, last = pieces[0], pieces[-1]
        yield Span(start=first.start, end=last.end), text[first.under.start : first.under.end]


def _passages(pieces: Iterable[_Piece], room: int) -> Iterator[list[_Piece]]:
    """Neighbouring pieces together as long as there is room; a heading rather opens a passage."""
    passage: list[_Piece] = []
    used = 0
    for piece in pieces:
        full = used + piece.gap + piece.cost > room
        if passage and (full or (piece.is_heading and used > room // 3)):
            yield passage
            passage = []
        used = used + piece.gap + piece.cost if passage else piece.cost + piece.under_cost
        passage.append(piece)
    if passage:
        yield passage


def _pieces(text: str, count_tokens: CountTokens, room: int) -> Iterator[_Piece]:
    """The sentences of `text` with what each costs, and the heading it stands under."""
    spans = [
        part
        for sentence in sentences(text, language.of(text))
        for part in _parts(text, sentence, count_tokens, room * 3 // 4)
    ]
    costs = count_tokens([text[span.start : span.end] for span in spans])
    gaps = count_tokens(["", *(text[a.end : b.start] for a, b in pairwise(spans))])
    heading, heading_cost = _NOWHERE, 0
    for span, cost, gap in zip(spans, costs, gaps, strict=False):
        is_heading = _is_heading(text, span)
        under, under_cost = (_NOWHERE, 0) if is_heading else (heading, heading_cost)
        yield _Piece(span.start, span.end, cost, gap, is_heading, under, under_cost)
        if is_heading:
            heading, heading_cost = (span, cost) if cost <= room // 4 else (_NOWHERE, 0)


def _parts(text: str, sentence: Span, count_tokens: CountTokens, room: int) -> Iterator[Span]:
    """A sentence whole, or in halves until each fits."""
    words = text[sentence.start : sentence.end]
    if len(words) <= room or count_tokens([words])[0] <= room:  # no token is empty
        yield sentence
        return
    half = len(words) // 2
    space = words.find(" ", half)
    cut = sentence.start + (space + 1 if 0 < space < len(words) - 1 else half)
    yield from _parts(text, Span(start=sentence.start, end=cut), count_tokens, room)
    yield from _parts(text, Span(start=cut, end=sentence.end), count_tokens, room)


def _is_heading(text: str, span: Span) -> bool:
    """A short line of its own that doesn't end as a sentence does."""
    alone = text[span.end : span.end + 1] in ("", "\n")
    line_start = text.rfind("\n", 0, span.start) + 1
    lead = text[line_start : span.start]
    words = text[span.start : span.end]
    if lead.strip().startswith("#"):
        return alone
    return alone and not lead.strip() and len(words) <= 100 and not is_prose(words)
