"""How long a check of a text takes: twenty sentences, against given articles, and searched for.

A text is made of sentences of the sample articles, half of them word for word and half in other
words. Nobody marks what they rest on. The service is the one that `check_text`, `assay check` and
`POST /v1/checks` ask; agents wait for its report.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from evals.articles import received
from evals.bench.rewordings import Rewording, articles, rewordings
from evals.bench.rows import CouldNotMeasure, Row, mean_row, percentile
from evals.bench.sample import take_in
from service.checks import CheckRequest, report_of

if TYPE_CHECKING:
    from service.service import Service
    from service.verifying import Verifier

_TEXTS = 20
_SENTENCES = 20


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one report, by the clock and of CPU, and the share that is supported."""

    took: float
    cpu: float
    supported: float


def checks(limit: int = _TEXTS) -> list[Row]:
    """Check so many texts of twenty sentences, each in both ways. Raises `CouldNotMeasure`."""
    found, given = asyncio.run(_measure(limit))
    return [*as_rows("evidence searched", found), *as_rows("articles given", given)]


def as_rows(name: str, timed: Sequence[Timed]) -> list[Row]:
    """Percentiles of milliseconds, and the share of supported sentences."""
    return [
        *(
            _row(f"{name} {what} p{percent} ms", [getattr(one, of) for one in timed], percent)
            for what, of in (("report", "took"), ("CPU", "cpu"))
            for percent in (50, 95)
        ),
        mean_row(f"{name} supported", [one.supported for one in timed]),
    ]


def texts(reworded: Sequence[Rewording], count: int) -> list[list[tuple[str, str]]]:
    """So many texts as (sentence, name of its article), the same each time."""
    chance = random.Random(0)  # noqa: S311  no secret
    return [
        [
            (one.source if place % 2 else one.claim, one.article)
            for place, one in enumerate(chance.sample(reworded, _SENTENCES))
        ]
        for _ in range(count)
    ]


async def _measure(count: int) -> tuple[list[Timed], list[Timed]]:
    from service.settings import Settings
    from service.wiring import build

    whole = [one for one in rewordings(articles()) if one.source.rstrip()[-1:] in ".。!?"]
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        settings = Settings.model_construct(data=Path(folder))
        async with build(settings, "evals bench checks") as service:
            await take_in(service)
            ids = await _ids(service)
            found, given = [], []
            for sentences in texts(whole, count + 1):
                text = "\n".join(sentence for sentence, _ in sentences)
                about = tuple(dict.fromkeys(ids[name] for _, name in sentences))
                found.append(await _timed(service.verifier, CheckRequest(text=text)))
                given.append(
                    await _timed(service.verifier, CheckRequest(text=text, articles=about))
                )
    return found[1:], given[1:]  # the first warms up


async def _ids(service: "Service") -> dict[str, str]:
    """The ids of the sample articles, by the name of the file."""
    page, _ = await service.catalogue.page(None, 1_000)
    of_uri = {one.uri: one.id for one in page}
    ids = {name: of_uri.get(one.uri, "") for name, one in received().items()}
    if not all(ids.values()):
        raise CouldNotMeasure("A sample article is not in the collection.", "Look at evals/corpus.")
    return ids


async def _timed(verifier: "Verifier", request: CheckRequest) -> Timed:
    clock, cpu = perf_counter(), process_time()
    async with aclosing(verifier.events(request)) as events:
        report = await report_of(events)
    took = 1000 * (perf_counter() - clock)
    supported = sum(one.verdict == "supported" for one in report.claims) / len(report.claims)
    return Timed(took, 1000 * (process_time() - cpu), supported)


def _row(name: str, values: Sequence[float], percent: int) -> Row:
    return Row(
        name=name, value=round(percentile(values, percent), 1),
        low=round(min(values), 1), high=round(max(values), 1), unit="ms", n=len(values),
    )  # fmt: skip
