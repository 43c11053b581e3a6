"""Choosing the sentences that answer a question, without a language model. Read this first.

What is asked → which sentences could answer → does the best of them → the best sentences, with
those they need to be understood, what other articles say of the same, and what corrects them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.model import Hit
from index.words import Weigh, terms
from service.quoting.answering import Readers, read_chosen, read_closely
from service.quoting.asking import Asked, read
from service.quoting.candidates import Candidate, candidates
from service.quoting.context import with_context
from service.quoting.corrections import corrections
from service.quoting.evidence import evidence
from service.quoting.parts import Part, parts
from service.quoting.quotes import Quote, quotable, say_the_same
from service.quoting.rivals import latest_first, rival, with_head
from service.quoting.summaries import summary
from service.quoting.weights import Weights

_AS_GOOD = 0.1  # a second sentence must be this good, compared with the best
_ALIKE = 0.95  # a second cell of a table must be this good: its neighbours are of other things
_UNCLEAR = 0.7  # what a sentence is worth that can't be understood alone, compared with others
_TOLD_OF = 0.75  # of a matter, that an article with its title holds which tells of it
_MOST = 4  # quotes
_LOOKED_AT = 8  # candidates


@dataclass(frozen=True, slots=True)
class Chosen:
    """What answers, in reading order, and the part of the question that nothing answers."""

    quotes: tuple[Quote, ...] = ()
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, the best first with their scores, and the marks of the evidence."""

    asked: Asked
    best: Sequence[tuple[float, Candidate]]
    marks: Mapping[str, float]

    @property
    def is_sure(self) -> bool:
        """Whether the best sentence says what somebody is, or a word means, as was asked.

        Of what the catalogue is asked, it is enough that its article tells of the matter.
        """
        if not self.best:
            return False
        if self.asked.of_catalogue:
            return self.marks["whole"] >= _TOLD_OF and not self.marks["strange"]
        return self.asked.is_who_or_what and self.best[0][1].fit == 1.0

    def likely(self, weights: Weights) -> float:
        """The probability that the best sentence answers: 1 where that is sure, 0 without any."""
        if self.is_sure:
            return 1.0
        return weights.probability(self.marks, self.best[0][1].manner) if self.best else 0.0


@dataclass(frozen=True, slots=True)
class InContext:
    """A candidate with the quotes that it needs to be understood."""

    score: float
    candidate: Candidate
    quotes: Sequence[Quote]


@dataclass(frozen=True, slots=True)
class Choose:
    """Chooses by words, weighed by rarity, and with models that read, where there are some."""

    weigh: Weigh
    readers: Readers | None = None

    def __call__(self, question: str, passages: Sequence[Hit]) -> Chosen:
        """The one to four sentences that answer; none where the passages don't hold the answer."""
        if lead := summary(question, passages):
            return Chosen(tuple(lead))
        asked = parts(question)
        answers = [self._answer(part, passages) for part in asked]
        if len(asked) > 1 and not any(answers):
            asked = [Part(question, question)]
            answers = [self._answer(asked[0], passages)]
        quotes = list(dict.fromkeys(quote for answer in answers for quote in answer))
        if not quotes:
            return Chosen()
        missing = [part.said for part, answer in zip(asked, answers, strict=True) if not answer]
        return Chosen(tuple(_corrected(quotes, passages)), "; ".join(missing) or None)

    @property
    def weights(self) -> Weights:
        """What is fitted for the models that read, or for words alone."""
        return self.readers.weights if self.readers else Weights.of(None)

    def read(
        self, question: str, passages: Sequence[Hit], *, of_text: bool = False
    ) -> tuple[Asked, list[Candidate]]:
        """What is asked, and the sentences that could answer, with what models make of them.

        What the catalogue could tell is asked of the text alone where it says `of_text`.
        """
        asked = read(question, self.weigh, of_text=of_text)
        could_answer = candidates(asked, passages)
        if self.readers and could_answer:
            by_words = _scored(could_answer, Weights.of(None))
            could_answer = read_closely(
                asked, passages, [candidate for _, candidate in by_words], self.readers
            )
        return asked, could_answer

    def rank(
        self, asked: Asked, passages: Sequence[Hit], could_answer: Sequence[Candidate]
    ) -> Ranking:
        """The sentences that could answer, best first, and what tells whether the best one does."""
        best = _scored(could_answer, self.weights)
        if asked.is_who_or_what:
            best.sort(key=lambda pair: pair[1].fit < 1.0)
        if self.readers and best:
            [(score, first), *others] = best
            read = read_chosen(asked, passages, first, self.readers)
            best = [(score, read), *others]
        return Ranking(asked, best, evidence(asked, passages, best))

    def _answer(self, part: Part, passages: Sequence[Hit], *, of_text: bool = False) -> list[Quote]:
        """What answers one part of a question, in reading order."""
        asked, could_answer = self.read(part.question, passages, of_text=of_text)
        ranked = self.rank(asked, passages, could_answer)
        if not ranked.best or ranked.likely(self.weights) < self.weights.enough:
            return []
        if part.is_side:
            titles = {hit.number: hit.title for hit in passages}
            return list(_of_side(part, _in_context(ranked, passages), titles))
        if asked.of_catalogue:
            hits = {hit.number: hit for hit in passages}
            quotes = _in_context(ranked, passages)[0].quotes
            known = with_head(quotes, hits, asked.of_catalogue)
            return known or self._answer(part, passages, of_text=True)
        return _pick(ranked, passages)


def _scored(could_answer: Sequence[Candidate], weights: Weights) -> list[tuple[float, Candidate]]:
    scored = ((weights.score(candidate), candidate) for candidate in could_answer)
    return sorted(scored, key=lambda pair: -pair[0])


def _of_side(
    part: Part, stretches: Sequence[InContext], titles: Mapping[int, str]
) -> Sequence[Quote]:
    """The best sentences of one side of a comparison that name it, or else whose article does."""
    if not part.apart:
        return stretches[0].quotes
    said = [(one.quotes, " ".join(quote.said for quote in one.quotes)) for one in stretches]
    above = [(one.quotes, titles[one.candidate.quote.number]) for one in stretches]
    named = (quotes for quotes, text in (*said, *above) if part.apart.intersection(terms(text)))
    return next(named, ())


def _pick(ranked: Ranking, passages: Sequence[Hit]) -> list[Quote]:
    """The best sentence, what another article says of the same, and one that adds to it."""
    best, *others = _in_context(ranked, passages)
    hits = {hit.number: hit for hit in passages}
    other = rival(best.candidate, [stretch.candidate for stretch in others], hits, ranked.asked)
    chosen = [best, *(stretch for stretch in others if stretch.candidate is other)]
    rest = [stretch for stretch in others if stretch.candidate is not other]
    chosen += [
        stretch
        for stretch in rest[:1]
        if not ranked.asked.is_who_or_what
        and _adds(stretch, chosen)
        and _is_as_near(stretch, best, ranked.asked, hits)
    ]
    quotes = _in_order(list(dict.fromkeys(q for stretch in chosen for q in stretch.quotes))[:_MOST])
    return latest_first(quotes, hits, ranked.asked.spoken.says.earlier) if other else quotes


def _in_context(ranked: Ranking, passages: Sequence[Hit]) -> list[InContext]:
    """The best candidates as they would be quoted; one that isn't clear by itself gives way."""
    sentences = {passage.number: quotable(passage) for passage in passages}
    stretches = [
        InContext(score if clear else score * _UNCLEAR, candidate, clear or [candidate.quote])
        for score, candidate in ranked.best[:_LOOKED_AT]
        for clear in [_clear(candidate, sentences[candidate.quote.number])]
    ]
    return sorted(stretches, key=lambda stretch: -stretch.score)


def _adds(stretch: InContext, chosen: Sequence[InContext]) -> bool:
    """Whether a stretch says more about the question than the best one, and is good enough."""
    best = chosen[0]
    least = _ALIKE if stretch.candidate.quote.heads else _AS_GOOD
    about = stretch.candidate.beyond > 0 or stretch.candidate.fit > best.candidate.fit
    return (
        stretch.score >= least * best.score
        and about
        and not any(say_the_same(stretch.candidate.quote, q) for s in chosen for q in s.quotes)
    )


def _is_as_near(stretch: InContext, best: InContext, asked: Asked, hits: Mapping[int, Hit]) -> bool:
    """Whether the passage of a stretch holds as much of what the question names as the best's."""
    held, wanted = (asked.names_in(hits[one.candidate.quote.number]) for one in (stretch, best))
    return held >= wanted


def _clear(candidate: Candidate, sentences: Sequence[Quote | None]) -> list[Quote] | None:
    """The quote with those that it needs to be understood; None where they are not there."""
    if candidate.place is None:
        return [candidate.quote]
    stretch = with_context(sentences, candidate.place)
    return stretch and [candidate.quote if q.start == candidate.quote.start else q for q in stretch]


def _corrected(quotes: list[Quote], passages: Sequence[Hit]) -> list[Quote]:
    """The quotes, after what corrects them."""
    first = corrections(quotes, passages)
    starts = {(quote.number, quote.start) for quote in first}
    return [*first, *(q for q in quotes if (q.number, q.start) not in starts)][:_MOST]


def _in_order(quotes: Sequence[Quote]) -> list[Quote]:
    """Article by article, the best first; within one, as it is written."""
    first = {number: place for place, number in enumerate(dict.fromkeys(q.number for q in quotes))}
    return sorted(quotes, key=lambda quote: (first[quote.number], quote.start))
