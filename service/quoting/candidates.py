"""The sentences of the passages that could be quoted, with what they hold of the question."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from index import language
from index.language import Language
from index.model import Hit
from index.sentences import is_prose
from index.words import content_terms, terms
from service.quoting.asking import Asked, Manner
from service.quoting.quotes import Quote, cells, quotable


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, where it stands, and its marks: shares of the question from 0 to 1."""

    quote: Quote
    place: int | None  # among the sentences of its passage; None for a cell of a table
    rank: int  # of its passage among those with candidates, from 0
    manner: Manner  # in which the question meets its passage
    held: float  # in the sentence
    near: float  # in the sentence, the one before it, and its title
    beyond: float  # in the sentence, and not in its title
    names: float  # of the names, near
    fit: float  # whether it holds the kind of thing that is asked for
    focus: float  # what is asked about, in the sentence
    close: float | None = None  # cosine with the question, where the embedding has read it
    answers: float | None = None  # log-odds that it answers, where the pair model has read it

    @property
    def marks(self) -> Mapping[str, float]:
        """What tells how well the sentence answers. What is asked about often stands before it."""
        return {
            "held": self.held,
            "near": self.near,
            "names": self.names,
            "fit": self.fit,
            "focus": self.focus,
            "first": 1 / (1 + self.rank),
            "close": self.close or 0.0,
            "answers": self.answers or 0.0,
            "read": float(self.close is not None or self.answers is not None),
        }


def candidates(asked: Asked, passages: Sequence[Hit]) -> list[Candidate]:
    """The sentences of the passages that share anything with the question, in their order.

    All sentences of a passage in another language, which needn't share words with a question.
    """
    found: list[Candidate] = []
    rank = 0
    for hit in passages:
        own = list(_of_passage(asked, hit, rank))
        if any(candidate.near or candidate.manner == "foreign" for candidate in own):
            found += own
            rank += 1
    return found


def _of_passage(asked: Asked, passage: Hit, rank: int) -> Iterator[Candidate]:
    spoken = language.of(passage.text, near=asked.spoken)
    manner = asked.manner(passage.text)
    head = f"{passage.title} {passage.outlet or ''} {passage.published or ''}"
    title = set(terms(head, spoken))

    def marked(quote: Quote, place: int | None, before: AbstractSet[str]) -> Candidate:
        own = frozenset(_terms(quote.said, spoken))
        near = before | title | own
        return Candidate(
            quote=quote,
            place=place,
            rank=rank,
            manner=manner,
            held=asked.held(own),
            near=asked.held(near),
            beyond=asked.held(own - title),
            names=asked.names_held(near),
            fit=1.0 if _is_to_be_counted(quote, asked) else asked.fit(quote.said),
            focus=asked.focus_held(own),
        )

    before: frozenset[str] = frozenset()
    for place, quote in enumerate(quotable(passage)):
        if quote is None:
            before = frozenset()
            continue
        own = _terms(quote.text, spoken)
        if own == asked.terms:  # a headline that was asked for answers nothing
            continue
        yield marked(_of_list(quote, asked), place, before)
        before = frozenset(own)
    for cell in cells(passage):
        if asked.held(set(terms(cell.heads, spoken))):
            yield marked(cell, None, frozenset(terms(cell.above, spoken)))


@lru_cache(maxsize=16_384)  # sentences of passages that are found again
def _terms(sentence: str, spoken: Language) -> tuple[str, ...]:
    return tuple(terms(sentence, spoken))


def _of_list(quote: Quote, asked: Asked) -> Quote:
    """The line that leads a list in with those items that the question names; with all, if none.

    A sentence above a list stands alone unless it tells of what is asked for.
    """
    if not quote.items or _is_to_be_counted(quote, asked):
        return quote
    named = tuple(
        item
        for item in quote.items
        for own in [set(content_terms(item.text, asked.spoken))]
        if own and own <= asked.weights.keys()
    )
    tells = not is_prose(quote.text) or (
        asked.focus
        and asked.focus <= set(terms(quote.text, asked.spoken))
        and not (asked.asks_date or asked.asks_count)
    )
    return quote if tells and not named else replace(quote, items=named)


def _is_to_be_counted(quote: Quote, asked: Asked) -> bool:
    """Whether it leads in a list of what the question wants counted."""
    counts = bool(quote.items and asked.asks_how_many and asked.focus)
    return counts and asked.focus <= set(terms(quote.text, asked.spoken))
