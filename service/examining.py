"""One sentence beside what it cites: aligned, examined, and reconsidered by models."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.model import Article, Hit
from index.words import content_terms, terms
from service.answers import Citation, Verdict
from service.checking import Finding
from service.checking.aligning import Alignment
from service.citing import cite
from service.instructions import without_instructions
from service.opinions import Hearing, reconsider

_ALONE = 3  # articles that are tried one by one where all together don't carry a claim
_MOST = 0.5  # of the words that a claim's source lacks
_ON_BLANKS = "Its words stand only where the article instructs its readers or talks to machines."


class CheckClaim(Protocol):
    """Checks one claim against the passages it cites and their articles, by id."""

    def __call__(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Verdict: ...


class CheckInSteps(CheckClaim, Protocol):
    """The same in two steps: what is aligned is cited, and then examined."""

    @property
    def made_with(self) -> str: ...

    @property
    def reader(self) -> object | None: ...

    def align(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Alignment | None: ...

    def examine(self, alignment: Alignment | None) -> Finding: ...


@dataclass(frozen=True, slots=True)
class Examined:
    """What came out for a claim."""

    verdict: Verdict
    cited: Sequence[Hit]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    cited: Sequence[Hit]
    alignment: Alignment | None
    finding: Finding


async def examined(
    check: CheckInSteps,
    hearings: Sequence[Hearing],
    claim: str,
    tries: Sequence[Sequence[Hit]],
    articles: Mapping[str, Article],
    passages: Sequence[Hit],
) -> Examined:
    """The verdict on a claim, and the exact characters that carry it.

    Each of `tries` are passages that it may cite, as `screened` leaves them: the first that
    supports it, or else the very first, decides. `passages` are all of them as they are.
    """
    looks = [await _look(check, claim, tries[0], articles)]
    for cited in tries[1:]:
        if looks[-1].finding.verdict.name == "supported":
            break
        looks.append(await _look(check, claim, cited, articles))
    look = looks[-1] if looks[-1].finding.verdict.name == "supported" else looks[0]
    verdict = await reconsider(look.finding, claim, look.cited, hearings)
    if verdict.name == "unverified" and _rests_on_blanks(claim, look.cited, passages):
        uncited = Verdict(name="uncited", reasons=(_ON_BLANKS,))
        return Examined(uncited, look.cited, ())
    citations = cite(look.alignment, articles) if look.alignment else ()
    return Examined(verdict, look.cited, citations)


def evidence_for(
    check: CheckInSteps, claim: str, hits: Sequence[Hit], articles: Mapping[str, Article]
) -> list[tuple[Hit, ...]]:
    """What a claim without marks may rest on: all that carries it together, then articles alone."""
    alignment = check.align(claim, hits, articles)
    if alignment is None:
        return [()]
    first = list(dict.fromkeys(hit.article_id for hit in hits))[:_ALONE]
    tries = [
        tuple(alignment.carried_by),
        *(tuple(hit for hit in hits if hit.article_id == id_) for id_ in first),
    ]
    return [hits for at, hits in enumerate(tries) if hits not in tries[:at]]


async def _look(
    check: CheckInSteps, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
) -> _Look:
    alignment = check.align(claim, cited, articles)
    if check.reader:  # a model that reads takes its time
        finding = await asyncio.to_thread(check.examine, alignment)
    else:
        finding = check.examine(alignment)
    return _Look(cited, alignment, finding)


def screened(passages: Sequence[Hit], articles: Mapping[str, Article]) -> tuple[Hit, ...]:
    """The passages without instructions planted in them; on those nothing may rest."""
    return tuple(without_instructions(hit, articles[hit.article_id]) for hit in passages)


def _rests_on_blanks(claim: str, cited: Sequence[Hit], passages: Sequence[Hit]) -> bool:
    """Whether most of what a claim says and its source doesn't stands in what was blanked there."""
    numbers = {hit.number for hit in cited}
    missing = set(content_terms(claim)) - _terms_of(cited)
    blanks = _terms_of([hit for hit in passages if hit.number in numbers])
    return bool(missing) and _MOST * len(missing) <= len(missing & blanks)


def _terms_of(hits: Sequence[Hit]) -> set[str]:
    return {term for hit in hits for term in terms(f"{hit.title}\n{hit.outlet or ''}\n{hit.text}")}
