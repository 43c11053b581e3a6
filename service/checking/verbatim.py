"""A claim that its source says word for word: a sentence, or a cell of a table with its heads.

Before a sentence may stand what the head of its article says: its author, outlet and day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language import LANGUAGES, Language
from index.model import Hit, Span
from index.structure import Cell, as_sentence, tables
from index.words import terms
from service.checking.lexicon import language_of, written
from service.checking.reading import plain
from service.checking.sources import read_sentences


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The characters of a passage that say a claim word for word."""

    hit: Hit
    spans: tuple[Span, ...]


def verbatim(claim: str, cited: Sequence[Hit], words: Language) -> Verbatim | None:
    """Where the cited passages say the claim word for word; None where they don't."""
    own = ((hit, written(words, language_of(hit))) for hit in cited)
    return next((found for hit, of_hit in own for found in _said(claim, hit, of_hit)), None)


def _said(claim: str, hit: Hit, words: Language) -> Iterator[Verbatim]:
    wanted = plain(claim, words)
    label, _, rest = wanted.partition(":")
    behind = plain(rest, words) if rest and _is_of_head(label, hit, words) else wanted
    for sentence in read_sentences(hit.text, words):
        if sentence.plain in (wanted, behind):
            yield Verbatim(hit, (sentence.span,))
    if "|" in hit.text and ":" in wanted:
        for table in tables(hit.text):
            for cell in table.cells():
                if plain(as_sentence(hit.text, cell), words) in (wanted, behind):
                    yield Verbatim(hit, tuple(_of_cell(cell)))


def _is_of_head(label: str, hit: Hit, words: Language) -> bool:
    """Whether a label says no more than the author, outlet and day, or that this was earlier."""
    earlier = (term for one in LANGUAGES.values() for term in terms(one.says.earlier, one))
    known = (str(part) for part in (hit.author, hit.outlet, hit.published) if part)
    head = terms(plain("\n".join(known), words))
    return set(terms(label.replace(",", " "))) <= {*head, *earlier}


def _of_cell(cell: Cell) -> Iterator[Span]:
    """The row up to the cell, from its head on, and the head of the column."""
    if cell.column:
        yield cell.column
    yield Span(start=(cell.row or cell.span).start, end=cell.span.end)
