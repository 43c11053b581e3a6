"""The sentences of the passages that could be quoted, with what they hold of the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.model import Hit
from index.sentences import is_prose, sentences
from index.words import terms
from service.quoting.asking import Asked

_SHORTEST = 10  # characters of a sentence worth quoting


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage, word for word."""

    number: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, where it stands, and its marks: shares of the question from 0 to 1."""

    quote: Quote
    place: int  # among the sentences of its passage
    rank: int  # of its passage among those that share anything with the question, from 0
    held: float  # in the sentence
    near: float  # in the sentence, the one before it, and its title
    names: float  # of the names, near
    ordered: float  # of the question's neighbouring terms, together in the sentence
    fit: float  # whether it holds the kind of thing that is asked for
    close: float = 0.0  # cosine with the question, where the embedding has read it

    @property
    def score(self) -> float:
        """How well the sentence answers: mostly by its words. Good ones reach 1."""
        return (
            0.6 * self.held
            + 0.4 * self.near
            + 0.15 * self.fit
            + 0.1 * self.ordered
            + 0.3 * self.close
            + 0.05 / (1 + self.rank)
        )


def candidates(asked: Asked, passages: Sequence[Hit]) -> list[Candidate]:
    """All sentences of the passages that share anything with the question, best first."""
    told = [list(_of_passage(asked, hit)) for hit in passages]
    sharing = [found for found in told if any(one.near for one in found)]
    ranked = (replace(one, rank=rank) for rank, found in enumerate(sharing) for one in found)
    return sorted(ranked, key=lambda one: -one.score)


def quotable(passage: Hit) -> Iterator[Quote | None]:
    """The sentences of a passage in order; None for headlines and debris."""
    for span in sentences(passage.text):
        text = passage.text[span.start : span.end]
        fine = is_prose(text) and len(text) >= _SHORTEST
        yield Quote(passage.number, span.start, text) if fine else None


def _of_passage(asked: Asked, passage: Hit) -> Iterator[Candidate]:
    title = set(terms(f"{passage.title} {passage.outlet or ''} {passage.published or ''}"))
    before: set[str] = set()
    for place, quote in enumerate(quotable(passage)):
        if quote is None:
            before = set()
            continue
        own = terms(quote.text)
        near = before | title | set(own)
        yield Candidate(
            quote=quote,
            place=place,
            rank=0,
            held=asked.held(set(own)),
            near=asked.held(near),
            names=asked.names_held(near),
            ordered=_ordered(asked, own),
            fit=asked.fit(quote.text),
        )
        before = set(own)


def _ordered(asked: Asked, words: Sequence[str]) -> float:
    """Share of the question's neighbouring terms that stand within three words of each other."""
    if not asked.pairs:
        return 0.5
    together = {
        pair
        for gap in (1, 2, 3)
        for one, other in zip(words, words[gap:], strict=False)
        for pair in ((one, other), (other, one))
    }
    return len(asked.pairs & together) / len(asked.pairs)
