"""THE OTHER FLOW: a text that anybody wrote becomes claims with verdicts, as one stream of events.

cut into sentences → find what each may rest on → cite → check. Stations and events are those of an
answer (`service.pipeline`); only who wrote the text, and where its evidence comes from, differ.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter
from uuid import uuid4

from index.accepting import Repaired
from index.errors import ArticleRefused
from index.model import Article, Hit, Received
from index.reading.fields import from_fields
from index.words import content_terms, terms
from service.answers import Checked, CitationError, Claim, Retrieved
from service.checks import (
    CheckedWith,
    CheckEvent,
    CheckReport,
    CheckRequest,
    GivenArticle,
    Reported,
)
from service.citing import numbered, pointed
from service.drafting import DraftReader, Sentence, tells
from service.errors import BadInput
from service.examining import CheckInSteps, evidence_for, examined, screened
from service.flow import ArticlesOf, Retrieve, clock, release, unfailing
from service.opinions import Hearing, Judge, heard
from service.tracing import checking, note_verdict, retrieval, traced

_AT_ONCE = 8  # sentences whose evidence is searched together

Prepare = Callable[[Received], Repaired | ArticleRefused]
ArticleBy = Callable[[str], Awaitable[Article]]
_Place = tuple[str, int, int]


@dataclass(slots=True)
class _UnfinishedReport:
    """A report in the making.

    `passages` are what was given, numbered by place, or else what is cited, numbered as it comes;
    `before` is what the sentence before cites.
    """

    articles: dict[str, Article] = field(default_factory=dict)
    passages: list[Hit] = field(default_factory=list)
    before: tuple[Hit, ...] = ()
    claims: list[Claim] = field(default_factory=list)
    errors: list[CitationError] = field(default_factory=list)
    hearings: Sequence[Hearing] = ()
    order: dict[str, int] = field(default_factory=dict)  # cited articles, numbered by first use
    timings: dict[str, float] = field(default_factory=lambda: {"retrieve": 0.0, "check": 0.0})
    screened: dict[_Place, Hit] = field(default_factory=dict)
    terms: dict[int, frozenset[str]] = field(default_factory=dict)  # of what was given, by number


@dataclass(frozen=True, slots=True)
class Verifier:
    """Checks texts against articles: those that are given, or what `retrieve` finds."""

    retrieve: Retrieve
    article: ArticleBy
    articles_of: ArticlesOf
    prepare: Prepare
    check: CheckInSteps
    fingerprint: str
    judges: Sequence[Judge] = ()

    def events(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]:
        """Check a text; the last event is `Reported` or `Failed`, whatever happens."""
        return unfailing(self._verify(request))

    async def _verify(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]:
        begun = perf_counter()
        report = _UnfinishedReport(hearings=[Hearing(judge) for judge in self.judges])
        if request.articles:
            await self._take(request.articles, report)
            clock(report.timings, "retrieve", begun)
            yield Retrieved(passages=tuple(report.passages))
        waiting = iter(await asyncio.to_thread(_sentences_of, request.text, report.passages))
        while some := list(islice(waiting, _AT_ONCE)):
            found = None if request.articles else await self._search(some, request, report)
            for place, sentence in enumerate(some):
                cited = len(report.passages)
                if found is None:
                    claim = await self._against_given(sentence, request.limit, report)
                else:
                    claim = await self._against_found(sentence, found[place], report)
                if new := report.passages[cited:]:
                    yield Retrieved(passages=tuple(new))
                report.claims.append(claim)
                yield Checked(claim=claim, shown=True)
        if not report.claims:
            raise BadInput("No sentence of the text claims anything.", "Send whole sentences.")
        clock(report.timings, "total", begun)
        yield Reported(report=self._report(report))

    # Articles that are given

    async def _take(self, given: Sequence[GivenArticle], report: _UnfinishedReport) -> None:
        """Each article as one passage. Raises `ArticleUnknown`, `BadInput`."""
        for number, named in enumerate(given, start=1):
            made = self.article(named) if isinstance(named, str) else self._made(named, number)
            article = await made
            if report.articles.setdefault(article.id, article) != article:
                raise BadInput(f"Two articles have the id {article.id!r}.", "Name one otherwise.")
            report.passages.append(_whole(article, number))

    async def _made(self, fields: object, number: int) -> Article:
        """The article that these fields describe, repaired as one that is kept. None is kept."""
        try:
            received = from_fields(fields, f"given:{number}")
        except ArticleRefused as refusal:
            raise BadInput(f"Article {number} {refusal.message}.", refusal.hint) from refusal
        repaired = await asyncio.to_thread(self.prepare, received)
        if isinstance(repaired, ArticleRefused):
            raise BadInput(f"Article {number}: {repaired.message}", repaired.hint)
        return _article(repaired, f"given-{number}")

    async def _against_given(
        self, sentence: Sentence, most: int, report: _UnfinishedReport
    ) -> Claim:
        if sentence.marks:
            cited, errors = pointed(sentence, report.passages)
            report.errors += errors
        else:
            cited = await asyncio.to_thread(_nearest, sentence.claim, report, most)
        return await self._claim(sentence, cited, report, every=bool(sentence.marks))

    # Passages that are found

    async def _search(
        self, sentences: Sequence[Sentence], request: CheckRequest, report: _UnfinishedReport
    ) -> list[list[Hit]]:
        since = perf_counter()
        with traced(*retrieval()):
            found = await asyncio.gather(
                *(self.retrieve(each.claim, request.filters, request.limit) for each in sentences)
            )
            report.articles |= await self.articles_of([hit for hits in found for hit in hits])
        clock(report.timings, "retrieve", since)
        return [[hit for hit in hits if hit.article_id in report.articles] for hits in found]

    async def _against_found(
        self, sentence: Sentence, found: Sequence[Hit], report: _UnfinishedReport
    ) -> Claim:
        """A claim beside what was found for it, and what the sentence before it rests on."""
        places = {_place(hit): hit for hit in (*found, *report.before)}
        hits = [replace(hit, number=at) for at, hit in enumerate(places.values(), start=1)]
        claim = await self._claim(sentence, hits, report, every=False)
        if not hits:
            return replace(claim, reasons=("No passage was found for it.",))
        cited = {citation.number: hits[citation.number - 1] for citation in claim.citations}
        report.before = tuple(cited.values())
        numbers = {number: _number_of(hit, report) for number, hit in cited.items()}
        citations = (replace(one, number=numbers[one.number]) for one in claim.citations)
        return replace(claim, citations=tuple(citations))

    # Both

    async def _claim(
        self, sentence: Sentence, hits: Sequence[Hit], report: _UnfinishedReport, *, every: bool
    ) -> Claim:
        """A sentence checked against `every` one of these passages, or those that carry it."""
        since = perf_counter()
        with traced(*checking()) as check:
            seen = await asyncio.to_thread(_seen, hits, report)
            tries: Sequence[Sequence[Hit]] = [seen]
            if not every:
                tries = await asyncio.to_thread(
                    evidence_for, self.check, sentence.claim, seen, report.articles
                )
            found = await examined(
                self.check, report.hearings, sentence.claim, tries, report.articles, hits
            )
            note_verdict(check, found.verdict.name)
        clock(report.timings, "check", since)
        return Claim(
            text=sentence.text,
            verdict=found.verdict.name,
            reasons=found.verdict.reasons,
            citations=numbered(found.citations, report.order),
            supported_by=found.verdict.supported_by,
            begins=sentence.begins,
        )

    def _report(self, report: _UnfinishedReport) -> CheckReport:
        return CheckReport(
            id=uuid4().hex,
            supported=all(claim.verdict == "supported" for claim in report.claims),
            claims=tuple(report.claims),
            citation_errors=tuple(report.errors),
            passages=tuple(report.passages),
            made_with=CheckedWith(
                check=self.check.made_with,
                **heard(report.hearings),
                index=self.fingerprint,
                assay=release(),
            ),
            timings_ms={name: round(spent, 1) for name, spent in report.timings.items()},
        )


def _sentences_of(text: str, passages: Sequence[Hit]) -> list[Sentence]:
    """The sentences of a whole text that claim something."""
    reader = DraftReader(passages)
    found = [*reader.feed(f"{text}\n"), *reader.close()]
    return [one for one in found if one.marks or tells(one.text, "")]


def _article(repaired: Repaired, id_: str) -> Article:
    received = repaired.received
    return Article(
        id=received.id or id_,
        version=1,
        uri=received.uri,
        title=received.title,
        outlet=received.outlet,
        author=received.author,
        published=received.published,
        published_how=received.published_how,
        url=received.url,
        language=repaired.language,
        state="pending",
        text=repaired.text,
        raw=received.raw,
        edits=repaired.edits,
    )


def _whole(article: Article, number: int) -> Hit:
    """An article as one passage."""
    return Hit(
        id=f"{article.id}:{article.version}:0",
        article_id=article.id,
        version=article.version,
        title=article.title,
        outlet=article.outlet,
        author=article.author,
        published=article.published,
        url=article.url,
        language=article.language,
        cluster=article.cluster,
        start=0,
        end=len(article.text),
        text=article.text,
        number=number,
        score=1.0,
    )


def _nearest(claim: str, report: _UnfinishedReport, most: int) -> tuple[Hit, ...]:
    """Of what was given those that share most terms with a claim, the nearest first."""
    if len(report.passages) == 1:
        return tuple(report.passages)
    known = report.terms
    for hit in report.passages:
        if hit.number not in known:
            known[hit.number] = frozenset(terms(f"{hit.title}\n{hit.text}"))
    wanted = set(content_terms(claim))
    shared = {number: len(wanted & held) for number, held in known.items()}
    return tuple(sorted(report.passages, key=lambda hit: -shared[hit.number])[:most])


def _seen(hits: Sequence[Hit], report: _UnfinishedReport) -> tuple[Hit, ...]:
    """The passages without instructions planted in them; each is looked through once."""
    known = report.screened
    for hit in hits:
        if _place(hit) not in known:
            known[_place(hit)], *_ = screened([hit], report.articles)
    return tuple(replace(known[_place(hit)], number=hit.number) for hit in hits)


def _number_of(hit: Hit, report: _UnfinishedReport) -> int:
    """The number of a passage in the report, which it gets when it is cited first."""
    known = (one.number for one in report.passages if _place(one) == _place(hit))
    if number := next(known, None):
        return number
    report.passages.append(replace(hit, number=len(report.passages) + 1))
    return len(report.passages)


def _place(hit: Hit) -> _Place:
    return hit.article_id, hit.start, hit.end
