"""How the dense and the lexical list are fused: the weights with the best nDCG@10 on average.

Each set counts the same. The product's own search makes the lists, once; only their weights vary.
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

from evals.bench.beir import Relevant, queries, relevant, taken_in
from evals.bench.retrieval import by_document, documents, ndcg
from evals.bench.rows import CouldNotMeasure
from index.search import Fusion, Ranked, fuse
from service.loading import load_embedding
from service.settings import load

SETS = ("scifact", "xquad-en", "xquad-zh", "xquad-zh-en", "xquad-en-zh")

_SHARES = [share / 20 for share in range(6, 20)]
_NOTHING = (0.0, 0.6, 0.65, 0.7, 0.75)
_ALL = (0.9, 0.95, 1.0)

Lists = Mapping[str, Ranked]


def files(data: Path) -> Sequence[Path]:
    """What it reads of a folder. Raises `CouldNotMeasure`."""
    return [
        file
        for folder in _sets(data)
        for file in (folder / "queries.jsonl", folder / "qrels" / "test.tsv")
    ]


def fit(data: Path, keep: Path | None) -> Mapping[str, Mapping[str, float]]:
    """The best weights for the embedding in use, on those of the sets that `data` holds.

    Raises `CouldNotMeasure`.
    """
    found = [(asyncio.run(_lists(folder, keep)), relevant(folder)) for folder in _sets(data)]
    fusions = [
        Fusion(dense=dense, nothing=low, all=high)
        for dense, low, high in product(_SHARES, _NOTHING, _ALL)
    ]
    best = max(
        fusions,
        key=lambda fusion: sum(
            _score(lists, names, grades, fusion) for (lists, names), grades in found
        ),
    )
    values = {"dense": best.dense, "nothing": best.nothing, "all": best.all}
    return {load_embedding(load()).fingerprint: values}


def _sets(data: Path) -> Sequence[Path]:
    folders = [data / name for name in SETS if (data / name).is_dir()]
    if not folders:
        raise CouldNotMeasure(f"{data} holds none of {', '.join(SETS)}.", "Name their folder.")
    return folders


async def _lists(folder: Path, keep: Path | None) -> tuple[dict[str, Lists], dict[str, str]]:
    """For each query both lists, and the document of each article."""
    async with taken_in(folder, keep) as service:
        names = await documents(service)
        return {
            query.id: await service.search.lists(query.text, query.filters)
            for query in queries(folder)
        }, names


def _score(
    lists: Mapping[str, Lists], names: Mapping[str, str], grades: Relevant, fusion: Fusion
) -> float:
    run = {}
    for query, both in lists.items():
        scores = fuse(both["dense"], both["lexical"], fusion)
        run[query] = by_document(sorted(scores, key=lambda id_: (-scores[id_], id_)), names)
    return ndcg(run, grades)
