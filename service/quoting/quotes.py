"""What of a passage can be quoted: sentences, lists with the line before them, cells of tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import language
from index.model import Hit, Span
from index.sentences import is_prose, sentences
from index.structure import as_sentence, lists, tables
from index.words import terms

_SHORTEST = 10  # characters of a sentence worth quoting
_SAME = 0.7  # overlap of terms above which two quotes say the same
_MOST_ITEMS = 40  # of a list that is quoted
_REFERENCE = re.compile(r"\[\d{1,3}\]")  # opens an entry of a list, or a counted paragraph
# What opens a line that is a note, an entry of a list of references (Wattenberg, M. (2016)), or
# taken from another message; and what leads back from a note.
_NOTE = re.compile(
    r"[\s•*–-]*+(?:\^|↑|[⁰¹²³⁴⁵⁶⁷⁸⁹†‡>]|\[\^|(?:\[?\d{1,3}[\].]\s)?"
    r"[^\W\d_][\w’'-]{1,40}, [^\W\d_]\.[^()\n]{0,200}\((?:19|20)\d\d[a-z]?\))"
)
_BACK = ("↑", "↩", "↩\ufe0e")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage, word for word, or a cell of a table with its heads.

    `items` are those of the list that it leads in. Of a cell, `heads` are what its row and column
    are headed with, and `above` is the line before its table. A `label` stands before it.
    """

    number: int
    start: int
    text: str
    items: tuple["Quote", ...] = ()
    heads: str = ""
    above: str = ""
    label: str = ""

    @property
    def said(self) -> str:
        """All that it says, with its items."""
        return "; ".join([self.text, *(item.text for item in self.items)])


def quotable(passage: Hit) -> tuple[Quote | None, ...]:
    """The sentences of a passage in order; None for headlines and debris."""
    return _quotable(passage.number, passage.text)


@lru_cache(maxsize=2048)  # a passage that was found once is found again
def _quotable(number: int, text: str) -> tuple[Quote | None, ...]:
    def quote_of(span: Span, items: tuple[Quote, ...] = ()) -> Quote:
        return Quote(number, span.start, text[span.start : span.end], items)

    led = {
        listing.lead.end: tuple(quote_of(item) for item in listing.items)
        for listing in lists(text)
        if listing.lead and len(listing.items) <= _MOST_ITEMS
        if _is_led(text, listing.lead, listing.items)
    }
    quotes = [quote_of(span, led.get(span.end, ())) for span in sentences(text, language.of(text))]
    small = [quote.text[:2].islower() for quote in quotes]
    capitals = 2 * sum(small) < len(small)  # what opens small is then the rest of a sentence
    return tuple(
        quote
        if (quote.items or (_is_sentence(quote.text) and not (capitals and opens_small)))
        and not _is_noted(text, quote)
        else None
        for quote, opens_small in zip(quotes, small, strict=True)
    )


def cells(passage: Hit) -> Iterator[Quote]:
    """The cells of the tables of a passage, told with their heads."""
    text = passage.text
    for table in tables(text) if "|" in text else ():
        for cell in table.cells():
            heads = [text[head.start : head.end] for head in (cell.row, cell.column) if head]
            yield Quote(
                passage.number,
                cell.span.start,
                as_sentence(text, cell),
                heads=" ".join(heads),
                above=_line_above(text, table.start),
            )


def say_the_same(one: Quote, other: Quote, most: float = _SAME) -> bool:
    """Whether two quotes share most terms, and the numbers of the shorter one."""
    a, b = sorted((set(terms(one.said)), set(terms(other.said))), key=len)
    numbers = {term for term in a if term[:1].isdigit()}
    return len(a & b) > most * len(a) and numbers <= b


def _is_led(text: str, lead: Span, items: Sequence[Span]) -> bool:
    """Whether items go with the line above: behind a colon not all, else none is a sentence."""
    of_prose = [is_prose(text[item.start : item.end]) for item in items]
    line = text[lead.start : lead.end].rstrip("*_")  # also where it is set in bold
    return not (all if line.endswith((":", "：")) else any)(of_prose)


def _is_sentence(text: str) -> bool:
    """Whether it reads as a sentence: no headline and no reference."""
    return is_prose(text) and len(text) >= _SHORTEST and not _REFERENCE.match(text)


def _is_noted(text: str, quote: Quote) -> bool:
    """Whether a quote stands in a line of notes."""
    start, end = text.rfind("\n", 0, quote.start) + 1, text.find("\n", quote.start)
    line = text[start : end if end >= 0 else len(text)]
    return _NOTE.match(line) is not None or line.rstrip().endswith(_BACK)


def _line_above(text: str, start: int) -> str:
    return text[:start].rstrip().rpartition("\n")[2]
