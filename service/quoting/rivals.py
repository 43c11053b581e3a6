"""What another article says of the same: the later one first, and the earlier named as earlier."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.language import HeadField
from index.model import Hit
from index.words import content_terms, terms
from service.quoting.asking import Asked
from service.quoting.candidates import Candidate
from service.quoting.quotes import Quote, say_the_same

_AS_NEAR = 0.85  # of what the best sentence and what is around it hold of the question
_AS_MUCH = 0.6  # of what it holds itself
_SAME = 0.9  # overlap of terms: two states of one thing share most of them
_ONE_SUBJECT = 0.75  # of the terms of the shorter title, where articles are about one thing
_ONE_MATTER = 0.3  # of those of the shorter sentence, where sentences are
_IN_LIKE_WORDS = 0.5  # of the same, from which on names may stand anywhere in its passage
_SURELY = 2.0  # log-odds


def rival(
    best: Candidate, others: Sequence[Candidate], hits: Mapping[int, Hit], asked: Asked
) -> Candidate | None:
    """The first of the others that tells another article's state of what the best one tells.

    It is about the same, and a model that read both found that both answer, or it says as much of
    the question. Where its article is about the same, too, what the question asks need not stand
    near it. Where it is in like words, the names that are asked about may stand anywhere in its
    passage, but for those that the best one says itself.
    """
    first = hits[best.quote.number]
    for other in others:
        hit = hits[other.quote.number]
        one_subject = _overlap(first.title, hit.title) >= _ONE_SUBJECT
        shared = _overlap(best.quote.said, other.quote.said)
        near = shared >= _ONE_MATTER and other.near >= _AS_NEAR * best.near
        alike = shared >= _IN_LIKE_WORDS and _names_the_same(best, other, hits, asked)
        if (
            hit.article_id != first.article_id
            and (one_subject or near or alike)
            and (_both_answer(best, other) or _says_as_much(best, other, alike=alike))
            and not say_the_same(other.quote, best.quote, _SAME)
        ):
            return other
    return None


def _names_the_same(
    best: Candidate, other: Candidate, hits: Mapping[int, Hit], asked: Asked
) -> bool:
    """Whether a sentence has the names that the best one has, and its passage those of its own."""
    own, theirs = (set(terms(one.quote.said)) & asked.named for one in (best, other))
    wanted, held = (asked.names_in(hits[one.quote.number]) for one in (best, other))
    return bool(asked.named) and own <= theirs and held >= wanted


def _both_answer(best: Candidate, other: Candidate) -> bool:
    if best.answers is None or other.answers is None:
        return False
    return min(best.answers, other.answers) >= _SURELY


def _says_as_much(best: Candidate, other: Candidate, *, alike: bool) -> bool:
    named = alike or other.names >= best.names
    return named and other.held >= _AS_MUCH * best.held and other.fit >= best.fit


def _overlap(one: str, other: str) -> float:
    """The share of the terms of the shorter text that the other one has."""
    shorter, longer = sorted((set(content_terms(one)), set(content_terms(other))), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def latest_first(quotes: Sequence[Quote], hits: Mapping[int, Hit], earlier: str) -> list[Quote]:
    """The quotes, those of the latest article first; where another one begins, its day is told."""
    days = {quote.number: hits[quote.number].published for quote in quotes}
    known = [day for day in days.values() if day]
    if len(known) < len(days) or len(set(known)) == 1:
        return list(quotes)
    ordered = sorted(quotes, key=lambda quote: str(days[quote.number]), reverse=True)
    begun: set[str] = set()
    labelled: list[Quote] = []
    for quote in ordered:
        article, day = hits[quote.number].article_id, days[quote.number]
        first = article not in begun and day != max(known)
        labelled.append(replace(quote, label=f"{earlier}, {day}") if first else quote)
        begun.add(article)
    return labelled


def with_head(quotes: Sequence[Quote], hits: Mapping[int, Hit], wanted: HeadField) -> list[Quote]:
    """The quotes, the first behind the outlet and the day of its article, and the author if wanted.

    None at all where the article doesn't have what is wanted.
    """
    [first, *rest] = quotes
    hit = hits[first.number]
    if not getattr(hit, wanted):
        return []
    author = hit.author if wanted is HeadField.AUTHOR else None
    head = ", ".join(str(part) for part in (author, hit.outlet, hit.published) if part)
    return [replace(first, label=head), *rest]
