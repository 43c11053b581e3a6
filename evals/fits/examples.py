"""The questions that quoting is fitted on, each over passages, with what tells its answer.

Those written by hand about texts that training held out, over the nearest of these texts, with and
without the one that answers; and half of the evals' own cases, over what the product's search
finds, and, to tell from where on is answered, over what it finds where their evidence is taken
away.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.articles import received
from evals.asking import question_of
from evals.bench.passages import as_hit
from evals.cases import CASES
from evals.cases import load as load_cases
from evals.edits.delete_evidence import without_evidence
from evals.halves import is_fitted_on
from evals.subjects import here
from evals.training.written import FILE, Query, Text, texts
from index import language
from index.lexical import Lexical
from index.model import Filters, Hit
from index.words import terms
from service.quoting import Weigh
from service.quoting.answering import Closeness
from service.quoting.candidates import Candidate
from service.quoting.context import with_context
from service.quoting.quotes import Quote, quotable
from service.settings import Settings

_FOUND = 8  # passages for a question
_EVERY = 6  # of the texts written by hand one in so many is asked about
_TELLING_SIGNS = 15  # by which a sentence of a text is known
_OWN = 3.0  # what a case of the evals counts, compared with a question written by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question over passages, and what tells its answer: nothing where they don't hold it.

    What is one's `own` tells from where on is answered; what weighs nothing tells only that.
    """

    question: str
    passages: Sequence[Hit]
    answers: Sequence[Callable[[str], bool]]
    weigh: Weigh
    weight: float
    own: bool = False

    def right(self, found: Sequence[Candidate]) -> frozenset[Candidate]:
        """The candidates that answer, each with the sentences that it is quoted with."""
        told = {hit.number: list(quotable(hit)) for hit in self.passages}
        return frozenset(one for one in found if self._is_right(one, told[one.quote.number]))

    def _is_right(self, one: Candidate, sentences: Sequence[Quote | None]) -> bool:
        stretch = with_context(sentences, one.place) if one.place is not None else None
        text = " ".join(quote.said for quote in stretch or [one.quote])
        return any(tells(text) for tells in self.answers)


def files() -> Sequence[Path]:
    """The files that the questions stand in."""
    return [FILE, *sorted(CASES.glob("*.jsonl"))]


def examples(closeness: Closeness) -> list[Example]:
    """All questions that are fitted on, in a fixed order."""
    return [*_by_hand(closeness), *asyncio.run(_of_cases())]


def _by_hand(closeness: Closeness) -> Iterator[Example]:
    """Questions written by hand, over their text and those that are nearest to them.

    They are in another language than their text, or about a passage of some sentences. Each that is
    answered is asked once more without the text that answers it. Those in another language are
    asked over texts of one language, and over such as a search finds in a collection of many; of
    the rest, half.
    """
    chosen = [text for text in texts(held_out=True) if text.title or text.crosses][::_EVERY]
    hits = [
        as_hit(1, {"id": str(n), "title": text.title, "text": text.whole})
        for n, text in enumerate(chosen)
    ]
    by_id = {hit.id: hit for hit in hits}
    spoken = {hit.id: language.of(hit.text) for hit in hits}

    def closest(question: str, among: Sequence[Hit]) -> list[Hit]:
        close = closeness(question, [hit.text for hit in among])
        places = sorted(range(len(among)), key=lambda place: -close[place])
        return [among[place] for place in places[: 3 * _FOUND]]

    with TemporaryDirectory() as folder, closing(Lexical(Path(folder))) as lexical:
        lexical.upsert(hits)
        for own, text in zip(hits, chosen, strict=True):
            like = [hit for hit in hits if spoken[hit.id] is spoken[own.id]]
            asked = [query for query in text.asked if query.target in ("answers", "silent")]
            for n, query in enumerate(asked):
                best = lexical.best(query.text, 3 * _FOUND, Filters())
                by_words = [by_id[id_] for id_, _ in best]
                collections = [closest(query.text, like)] if text.crosses else [by_words]
                if text.crosses or n % 2:
                    in_turn = zip_longest(closest(query.text, hits), by_words)
                    searched = [hit for pair in in_turn for hit in pair if hit]
                    collections = [*collections, searched] if text.crosses else [searched]
                answers = [_tells(text, query)] if query.target == "answers" else []
                for found in collections:
                    ordered = [*found[: _FOUND - 1], own, *found]
                    near = list({hit.id: hit for hit in ordered}.values())
                    yield _example(query.text, answers, near[:_FOUND], lexical)
                    if answers:
                        silent = [hit for hit in near if hit != own]
                        yield _example(query.text, [], silent[:_FOUND], lexical)


def _tells(text: Text, query: Query) -> Callable[[str], bool]:
    """Whether a quote holds a sentence that decides a question, or is of the one that does."""
    ends = [text.sentences[place][-_TELLING_SIGNS:] for place in text.deciding(query)]
    if text.title:
        return lambda quote: any(end in quote for end in ends)
    return lambda quote: quote[-_TELLING_SIGNS:] in text.whole


def _example(
    question: str,
    answers: Sequence[Callable[[str], bool]],
    found: Sequence[Hit],
    lexical: Lexical,
    weight: float = 1.0,
    *,
    own: bool = False,
) -> Example:
    passages = [replace(hit, number=n) for n, hit in enumerate(found, start=1)]
    weights = {term: lexical.weight(term) for term in set(terms(question))}
    return Example(
        question=question,
        passages=passages,
        answers=answers,
        weigh=lambda term: weights.get(term, 1.0),
        weight=weight,
        own=own,
    )


async def _of_cases() -> list[Example]:
    from service.loading import load_embedding

    settings, corpus = Settings.model_construct(), received()
    chosen = [
        case
        for case in load_cases()
        if is_fitted_on(case.id) and case.kind not in ("followup", "injection")
    ]
    without = without_evidence(corpus, chosen)
    made: list[Example] = []
    async with here(corpus, settings, load_embedding) as subject:
        for cases, weight in ((chosen, _OWN), (without, 0.0)):
            for case in cases:
                question = question_of(case, subject.articles)
                found = await subject.search(question.text, question.filters, question.limit)
                vital = [nugget.is_in for nugget in case.nuggets if nugget.vital]
                lexical = subject.service.ingest.lexical
                answers = vital if weight else []
                made.append(_example(question.text, answers, found, lexical, weight, own=True))
    return made
