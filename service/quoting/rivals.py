"""What another article says of the same: the later one first, and the earlier named as earlier."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.model import Hit
from service.quoting.candidates import Candidate
from service.quoting.quotes import Quote, say_the_same

_AS_NEAR = 0.85  # of what the best sentence and what is around it hold of the question
_AS_MUCH = 0.6  # of what it holds itself
_SAME = 0.9  # overlap of terms: two states of one thing share most of them


def rival(
    best: Candidate, others: Sequence[Candidate], hits: Mapping[int, Hit]
) -> Candidate | None:
    """The first of the others that says as much of the question in another article, and more."""
    for one in others:
        if (
            hits[one.quote.number].article_id != hits[best.quote.number].article_id
            and one.near >= _AS_NEAR * best.near
            and one.held >= _AS_MUCH * best.held
            and one.names >= best.names
            and one.fit >= best.fit
            and not say_the_same(one.quote, best.quote, _SAME)
        ):
            return one
    return None


def latest_first(quotes: Sequence[Quote], hits: Mapping[int, Hit], earlier: str) -> list[Quote]:
    """The quotes, those of the latest article first; where another one begins, its day is told."""
    days = {quote.number: hits[quote.number].published for quote in quotes}
    known = [day for day in days.values() if day]
    if len(known) < len(days) or len(set(known)) == 1:
        return list(quotes)
    ordered = sorted(quotes, key=lambda quote: str(days[quote.number]), reverse=True)
    told: set[str] = set()
    found: list[Quote] = []
    for quote in ordered:
        article, day = hits[quote.number].article_id, days[quote.number]
        first = article not in told and day != max(known)
        found.append(replace(quote, label=f"{earlier}, {day}") if first else quote)
        told.add(article)
    return found


def with_head(quotes: Sequence[Quote], hits: Mapping[int, Hit]) -> list[Quote]:
    """The quotes, the first behind the outlet and the day of its article."""
    [first, *rest] = quotes
    hit = hits[first.number]
    head = ", ".join(str(part) for part in (hit.outlet, hit.published) if part)
    return [replace(first, label=head), *rest]
