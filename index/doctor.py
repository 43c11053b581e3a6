"""Does every index agree with the catalogue? And mend what differs.

Counts lie: an index may hold as many entries as it should and still not find them. So ids are
compared one by one, and a sample is looked for by its own vector and by its own words.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.ingest import Ingest
from index.model import Filters, Passage
from index.words import content_terms

Ranked = Sequence[tuple[str, float]]
Finds = Callable[[Passage], bool]

_SAMPLE = 200  # passages that are looked for
_DEPTH = 50
_WORDS = 20  # of a passage that are looked for together
_SAME = 0.999  # cosine above which two vectors are one text's


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One index: passage ids that it lacks, that it has too many, or that it doesn't find."""

    index: str
    entries: int
    missing: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()
    unfound: frozenset[str] = frozenset()

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.surplus or self.unfound)


async def examine(ingest: Ingest) -> tuple[Diagnosis, ...]:
    """Compare the vectors and the lexical index with the catalogue."""
    wanted = frozenset(await ingest.catalogue.passage_ids(Filters()))
    tried = await ingest.catalogue.passages(_sample(wanted))
    vectors = await asyncio.to_thread(ingest.vectors.get, list(tried))
    return (
        await asyncio.to_thread(
            _compare,
            "vectors",
            ingest.vectors.ids(),
            wanted,
            tried,
            _by_vector(vectors, ingest.vectors.nearest),
        ),
        await asyncio.to_thread(
            _compare, "lexical", ingest.lexical.ids(), wanted, tried, _by_words(ingest.lexical.best)
        ),
    )


async def mend(ingest: Ingest, diagnoses: Iterable[Diagnosis]) -> None:
    """Take out what is too many, and store again what is missing or isn't found."""
    again: set[str] = set()
    for diagnosis in diagnoses:
        index = ingest.vectors if diagnosis.index == "vectors" else ingest.lexical
        await asyncio.to_thread(index.delete, sorted(diagnosis.surplus | diagnosis.unfound))
        again |= diagnosis.missing | diagnosis.unfound
    for article_id in sorted({id_.split(":")[0] for id_ in again}):
        await ingest.store_again(await ingest.catalogue.article(article_id))


def _compare(
    name: str,
    there: Collection[str],
    wanted: frozenset[str],
    tried: Mapping[str, Passage],
    finds: Finds,
) -> Diagnosis:
    held = frozenset(there)
    return Diagnosis(
        index=name,
        entries=len(held),
        missing=wanted - held,
        surplus=held - wanted,
        unfound=frozenset(id_ for id_, p in tried.items() if id_ in held and not finds(p)),
    )


def _sample(ids: Collection[str]) -> list[str]:
    """Some ids to look for, the same each time; all where there are few."""
    ordered = sorted(ids)
    return random.Random(0).sample(ordered, min(len(ordered), _SAMPLE))  # noqa: S311  no secret


def _by_vector(
    vectors: Mapping[str, Sequence[float]],
    nearest: Callable[[Sequence[float], int], Ranked],
) -> Finds:
    """Whether a passage is found by its own vector, or hidden by many with the same one."""

    def finds(passage: Passage) -> bool:
        if passage.id not in vectors:
            return False
        hits = nearest(vectors[passage.id], _DEPTH)
        twins = sum(similarity > _SAME for _, similarity in hits)
        return passage.id in dict(hits) or twins == _DEPTH

    return finds


def _by_words(best: Callable[[str, int], Ranked]) -> Finds:
    """Whether a passage is found by its own words, or hidden by many that match as well."""

    def finds(passage: Passage) -> bool:
        words = " ".join(content_terms(passage.text)[:_WORDS])
        hits = best(words or passage.text, _DEPTH)
        return passage.id in dict(hits) or len(hits) == _DEPTH

    return finds
