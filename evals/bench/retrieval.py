"""`bench retrieval DIR…`: does search find what people judged relevant? Folders in BEIR format.

Documents go in as articles, through the product's own way in and with its defaults; a document's
rank is that of its best passage. A query that says when it was asked is asked as of that day, and
once more as of none. Measures are ir-measures' (Järvelin and Kekäläinen's nDCG, binary recall,
reciprocal rank); intervals are 95 % percentiles of 1,000 bootstrap samples of the queries.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.beir import URI, Query, Relevant, queries, relevant, taken_in
from evals.bench.rows import Row, mean_row, prefix
from index.model import Filters

if TYPE_CHECKING:
    from service.service import Service

_DEPTH = 10

Run = dict[str, list[str]]  # for each query its documents, best first


def retrieval(*folders: Path, keep: Path | None = None) -> list[Row]:
    """Measure search over each folder: fused, and each list alone."""
    rows: list[Row] = []
    for folder in folders:
        runs = asyncio.run(_search_all(folder, keep))
        name, judged = prefix(folder.name, folders), relevant(folder)
        for label, run in runs.items():
            rows += _measure(f"{name}{label}", run, judged)
    return rows


async def _search_all(folder: Path, keep: Path | None) -> dict[str, Run]:
    runs: dict[str, Run] = defaultdict(dict)
    async with taken_in(folder, keep) as service:
        names = await documents(service)
        for query in queries(folder):
            for label, passages in (await _found(service, query)).items():
                runs[label][query.id] = by_document(passages, names)
    return runs


async def _found(service: "Service", query: Query) -> dict[str, list[str]]:
    """Passages, best first, by what goes before the names of their figures."""
    lists = await service.search.lists(query.text, query.filters)
    found = {
        "": await _fused(service, query.text, query.filters),
        "dense ": [passage for passage, _ in lists["dense"]],
        "lexical ": [passage for passage, _ in lists["lexical"]],
    }
    if query.asked:
        found["any day "] = await _fused(service, query.text, Filters())
    return found


async def _fused(service: "Service", text: str, filters: Filters) -> list[str]:
    return [hit.id for hit in await service.search(text, filters, 50)]


async def documents(service: "Service") -> dict[str, str]:
    """The document of each article."""
    names: dict[str, str] = {}
    cursor = None
    while True:
        page, cursor = await service.catalogue.page(cursor, 1000)
        names |= {article.id: article.uri.removeprefix(URI) for article in page}
        if cursor is None:
            return names


def by_document(passages: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The documents of passages, best first."""
    return list(dict.fromkeys(names[passage.split(":")[0]] for passage in passages))[:_DEPTH]


def _measure(prefix: str, run: Run, relevant: Relevant) -> list[Row]:
    """A row for each measure. A query that found nothing scores 0."""
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    measures = {
        nDCG @ 10: "nDCG@10",
        R @ 10: "recall@10",
        Success @ 1: "hit@1",
        Success @ 4: "hit@4",
        Success @ 10: "hit@10",
        RR @ 10: "MRR@10",
    }
    scored = {
        query: {name: float(len(found) - place) for place, name in enumerate(found)}
        for query, found in run.items()
    }
    values: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(relevant, 0.0))
    for metric in ir_measures.iter_calc(list(measures), relevant, scored):
        values[measures[metric.measure]][metric.query_id] = metric.value
    return [mean_row(f"{prefix}{name}", list(values[name].values())) for name in measures.values()]


def ndcg(run: Run, relevant: Relevant) -> float:
    """nDCG@10, the mean of all judged queries."""
    [row, *_] = _measure("", run, relevant)
    return row.value
