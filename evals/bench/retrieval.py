"""`bench retrieval DIR…`: does search find what people judged relevant? Folders in BEIR format.

Documents go in as articles, through the product's own way in and with its defaults; a document's
rank is that of its best passage. Measures are ir-measures' (Järvelin and Kekäläinen's nDCG, binary
recall, reciprocal rank); intervals are 95 % percentiles of 1,000 bootstrap samples of the queries.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evals.bench.beir import URI, corpus, is_beir
from evals.bench.rows import CouldNotMeasure, Row, mean_row
from index.model import Filters

if TYPE_CHECKING:
    from service.wiring import Service

_DEPTH = 10
_LISTS = ("", "dense ", "lexical ")

Run = dict[str, list[str]]  # for each query its documents, best first
Relevant = Mapping[str, Mapping[str, int]]


def retrieval(*folders: Path) -> list[Row]:
    """Measure search over each folder: fused, and each list alone."""
    rows: list[Row] = []
    for folder in folders:
        if not is_beir(folder):
            raise CouldNotMeasure(
                f"{folder} holds no corpus.jsonl.", "Name a folder in BEIR format."
            )
        relevant = _relevant(folder)
        runs = asyncio.run(_search_all(folder, set(relevant)))
        name = f"{folder.name} " if len(folders) > 1 else ""
        for label in _LISTS:
            rows += _measure(f"{name}{label}", runs[label], relevant)
    return rows


def _relevant(folder: Path) -> Relevant:
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    lines = (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        query, document, grade = line.split("\t")
        relevant[query][document] = int(grade)
    return relevant


def _queries(folder: Path, wanted: set[str]) -> Iterator[tuple[str, str]]:
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            query = json.loads(line)
            if query["_id"] in wanted:
                yield query["_id"], query["text"]


async def _search_all(folder: Path, wanted: set[str]) -> dict[str, Run]:
    from service.settings import Settings
    from service.wiring import build

    runs: dict[str, Run] = {label: {} for label in _LISTS}
    with TemporaryDirectory(prefix="assay-bench-") as data:
        settings = Settings.model_construct(data=Path(data))
        async with build(settings, "evals bench retrieval") as service:
            await service.ingest.add(corpus(folder))
            names = await _documents(service)
            for id_, text in _queries(folder, wanted):
                lists = await service.search.lists(text, Filters())
                fused = await service.search(text, Filters(), 50)
                found = {
                    "": [hit.id for hit in fused],
                    "dense ": [passage for passage, _ in lists["dense"]],
                    "lexical ": [passage for passage, _ in lists["lexical"]],
                }
                for label, passages in found.items():
                    runs[label][id_] = _by_document(passages, names)
    return runs


async def _documents(service: "Service") -> dict[str, str]:
    """The document of each article."""
    names: dict[str, str] = {}
    cursor = None
    while True:
        page, cursor = await service.catalogue.page(cursor, 1000)
        names |= {article.id: article.uri.removeprefix(URI) for article in page}
        if cursor is None:
            return names


def _by_document(passages: Sequence[str], names: Mapping[str, str]) -> list[str]:
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
