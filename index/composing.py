"""From ranked passages to what a reader gets: one place for copies, few of an article, joined."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.model import Passage

PER_ARTICLE = 3  # passages, so that one long article doesn't fill the result

_COPY = "near-copy"
_JOINED = 3  # passages in one hit, and
_LONGEST = 2_500  # characters: what a reader takes in at a glance
_AS_GOOD = 0.9  # share of the best copy's score with which another copy may take its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that a list holds, with its fused score, and rank and score in each list."""

    passage: Passage
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Neighbouring passages of one article that are one hit; the best comes first."""

    members: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.members[0]

    @property
    def start(self) -> int:
        return min(member.passage.start for member in self.members)

    @property
    def end(self) -> int:
        return max(member.passage.end for member in self.members)


@dataclass(frozen=True, slots=True)
class Composed:
    """The hits, best first, and what did not become one, each with the reason."""

    places: tuple[Place, ...]
    dropped: tuple[tuple[Candidate, str], ...]


def compose(
    candidates: Sequence[Candidate], limit: int, wanted: Callable[[Passage], bool]
) -> Composed:
    """At most `limit` hits from candidates, which come best first.

    Of an article that is `wanted` for itself, and of the only one, all passages may be shown.
    """
    chosen = _chosen(candidates)
    alone = len({candidate.passage.article_id for candidate in candidates} - chosen.keys()) == 1
    places: list[Place] = []
    left: list[tuple[Candidate, str]] = []
    taken: Counter[str] = Counter()
    full = False
    for candidate in candidates:
        article = candidate.passage.article_id
        if article in chosen:
            left.append((candidate, f"{_COPY} of {chosen[article]}, which is below the limit"))
        elif taken[article] >= PER_ARTICLE and not alone and not wanted(candidate.passage):
            left.append((candidate, f"more than {PER_ARTICLE} passages of this article"))
        elif full or (full := not _put(places, candidate, limit)):
            left.append((candidate, "below the limit"))
        else:
            taken[article] += 1
    return Composed(tuple(places), tuple(_with_reasons(left, chosen, places)))


def _chosen(candidates: Sequence[Candidate]) -> dict[str, str]:
    """Articles that give way to a copy of them, each with the one that stands for it.

    The copy published last may hold corrected facts, so it is taken, unless another matches the
    question clearly better: it then says something that the last one lacks.
    """
    best: dict[str, dict[str, Candidate]] = {}
    for candidate in candidates:
        if candidate.passage.cluster is not None:
            best.setdefault(candidate.passage.cluster, {}).setdefault(
                candidate.passage.article_id, candidate
            )
    return {
        article: _latest(articles).passage.article_id
        for articles in best.values()
        for article in articles
        if article != _latest(articles).passage.article_id
    }


def _latest(copies: Mapping[str, Candidate]) -> Candidate:
    """The copy published last of those that match about as well as the best, which comes first."""
    good = next(iter(copies.values())).score * _AS_GOOD
    return max(
        (candidate for candidate in copies.values() if candidate.score >= good),
        key=lambda candidate: (candidate.passage.published or date.min, candidate.score),
    )


def _put(places: list[Place], candidate: Candidate, limit: int) -> bool:
    """Give a candidate a place, beside its neighbours where that is not too long."""
    beside = [place for place in places if _touches(place, candidate)]
    for neighbours in (beside, *([place] for place in beside)):
        joined = Place((*(member for place in neighbours for member in place.members), candidate))
        if len(joined.members) <= _JOINED and joined.end - joined.start <= _LONGEST:
            if not neighbours:
                break
            places[places.index(neighbours[0])] = joined
            for place in neighbours[1:]:
                places.remove(place)
            return True
    if len(places) == limit:
        return False
    places.append(Place((candidate,)))
    return True


def _touches(place: Place, candidate: Candidate) -> bool:
    """Whether a candidate comes right before or after, in the same version of an article."""
    return any(
        (other.article_id, other.version)
        == (candidate.passage.article_id, candidate.passage.version)
        and abs(other.ordinal - candidate.passage.ordinal) == 1
        for other in (member.passage for member in place.members)
    )


def _with_reasons(
    left: Sequence[tuple[Candidate, str]], chosen: Mapping[str, str], places: Sequence[Place]
) -> Iterator[tuple[Candidate, str]]:
    """What was left out with its reason; a copy's is the hit that stands for it."""
    numbers: dict[str, int] = {}
    for number, place in enumerate(places, start=1):
        numbers.setdefault(place.best.passage.article_id, number)
    for candidate, reason in left:
        standing = numbers.get(chosen.get(candidate.passage.article_id, ""))
        yield candidate, f"{_COPY} of hit {standing}" if standing else reason
