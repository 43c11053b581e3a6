"""Figures for operators, in the form that Prometheus reads. No text of a question or article."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from index.catalogue import Catalogue
from index.errors import AssayError
from service.admission import Admission
from service.answers import Answer, Answered, Checked, Event, Failed
from service.budget import Used
from service.checks import CheckEvent, Reported
from service.errors import name_of

E = TypeVar("E")

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics(Collector):
    """What was asked since the process began, and what is under way."""

    def __init__(self, admission: Admission) -> None:
        self._registry = registry = CollectorRegistry()
        self._questions = Counter(
            "assay_questions", "Questions by how they ended.", ["outcome"], registry=registry
        )
        self._checks = Counter(
            "assay_checks", "Checks of texts by how they ended.", ["outcome"], registry=registry
        )
        self._claims = Counter(
            "assay_claims", "Sentences by verdict.", ["verdict", "shown"], registry=registry
        )
        self._stations = Histogram(
            "assay_station_seconds",
            "How long each station of an answer took.",
            ["station"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._searches = Counter("assay_searches", "Searches asked for.", registry=registry)
        self._answers = Counter(
            "assay_answers", "Answers by who wrote them.", ["writer"], registry=registry
        )
        self._up = Gauge(
            "assay_catalogue_up", "Whether the catalogue could be read just now.", registry=registry
        )
        self._articles = Gauge(
            "assay_articles", "Articles by state; pending ones wait.", ["state"], registry=registry
        )
        self._lag = Gauge(
            "assay_ingest_lag_seconds",
            "How long the oldest article that waits to be indexed has waited.",
            registry=registry,
        )
        self._behind = Gauge(
            "assay_articles_behind",
            "Articles that others indexed and this process has not taken over.",
            registry=registry,
        )
        self._connections = Gauge(
            "assay_catalogue_connections", "Connections to the catalogue in use.", registry=registry
        )
        self._refused = Counter(
            "assay_requests_refused",
            "Requests that were not let in, by the kind of problem.",
            ["problem"],
            registry=registry,
        )
        places = Gauge("assay_questions_at_work", "Questions under way.", registry=registry)
        places.set_function(lambda: admission.at_work)
        waiting = Gauge("assay_questions_waiting", "Questions in the queue.", registry=registry)
        waiting.set_function(lambda: admission.waiting)
        self.used: Mapping[str, Used] = {}
        """What each language model used; who counts it names it."""
        self._admission = admission
        registry.register(self)

    def questions(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        """The same events, counted."""
        return self._observed(events, self._questions)

    def checks(self, events: AsyncGenerator[CheckEvent, None]) -> AsyncGenerator[CheckEvent, None]:
        """The same for checks of texts."""
        return self._observed(events, self._checks)

    async def _observed(
        self, events: AsyncGenerator[E, None], outcomes: Counter
    ) -> AsyncGenerator[E, None]:
        """A reader who leaves before the last event is an outcome, too."""
        outcome = "left"
        try:
            async with aclosing(events):
                async for event in events:
                    match event:
                        case Checked(claim=claim, shown=shown):
                            self._claims.labels(claim.verdict, str(shown).lower()).inc()
                        case Answered(answer=answer):
                            outcome = answer.status
                            self._note(answer)
                        case Reported(report=report):
                            outcome = "supported" if report.supported else "not_supported"
                        case Failed(error=error):
                            known = isinstance(error, AssayError)
                            outcome = name_of(type(error)) if known else "unforeseen"  # type: ignore[arg-type]
                        case _:
                            pass
                    yield event
        finally:
            outcomes.labels(outcome).inc()

    def text(self) -> bytes:
        """All of them."""
        return generate_latest(self._registry)

    def searched(self) -> None:
        """Count a search."""
        self._searches.inc()

    def collect(self) -> Iterator[Metric]:
        """What is counted elsewhere."""
        yield CounterMetricFamily(
            "assay_questions_refused", "Questions told to wait.", self._admission.refused
        )
        tokens = CounterMetricFamily(
            "assay_model_tokens",
            "Tokens that models read and wrote; where a reader left, as estimated.",
            labels=["model", "direction"],
        )
        cost = CounterMetricFamily(
            "assay_model_cost_usd", "What models cost, where known.", labels=["model"]
        )
        for model, used in self.used.items():
            tokens.add_metric([model, "read"], used.read)
            tokens.add_metric([model, "written"], used.written)
            cost.add_metric([model], used.usd)
        yield from (tokens, cost)

    def lost(self) -> None:
        """Note that the catalogue can't be read."""
        self._up.set(0)

    async def look(self, catalogue: Catalogue, behind: int) -> None:
        """See what the catalogue holds, and how far this process is `behind` it."""
        self._connections.set(catalogue.connections)
        self._behind.set(behind)
        self._lag.set(await catalogue.queue.waited())
        counts = await catalogue.counts()
        for state in ("indexed", "pending", "failed"):
            self._articles.labels(state).set(counts[state])
        self._up.set(1)

    def refused(self, error: AssayError) -> None:
        """Count a request that was not let in."""
        self._refused.labels(name_of(type(error))).inc()

    def _note(self, answer: Answer) -> None:
        for station, milliseconds in answer.timings_ms.items():
            self._stations.labels(station).observe(milliseconds / 1000)
        self._answers.labels(answer.made_with.writer).inc()
