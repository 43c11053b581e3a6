"""Does every index agree with the catalogue? And mend what differs.

Counts lie: an index may hold as many entries as it should and still not find them. So ids are
compared one by one, and a sample is looked for by its own vector and by its own words.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from index.arrivals import Failed
from index.errors import in_a_line
from index.ingest import Ingest
from index.model import Filters, Passage
from index.words import tokens

Ranked = Sequence[tuple[str, float]]
Finds = Callable[[Passage], bool]

_SAMPLE = 200  # passages that are looked for
_DEPTH = 50
_WORDS = 40  # of a passage that are looked for together
_SAME = 0.999  # cosine above which two vectors are one text's


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One index: passage ids that it lacks, has too many, or doesn't find when looked for.

    With a `problem` it could not be examined, and can only be made anew.
    """

    index: str
    passages: int  # that it should hold
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    unfound: tuple[str, ...] = ()
    waiting: int = 0  # passages of articles that are still to be indexed; the next start does it
    problem: str | None = None

    @property
    def well(self) -> bool:
        """Whether nothing is wrong. What waits is no fault."""
        return not (self.missing or self.surplus or self.unfound or self.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What was wrong with the indexes, and what still is where they were mended."""

    found: tuple[Diagnosis, ...]
    mended: tuple[Diagnosis, ...] | None = None
    failed: list[Failed] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing is wrong any more."""
        return all(diagnosis.well for diagnosis in self.mended or self.found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an index should hold, what it may still hold, and what is looked for in it."""

    ids: frozenset[str]
    leaving: frozenset[str]
    pending: frozenset[str]  # versions of articles, as the ids of their passages begin
    sample: Mapping[str, Passage]


async def check_up(ingest: Ingest, *, mending: bool = True) -> Checkup:
    """Examine the indexes, mend what can be mended, and examine them again."""
    diagnoses = await examine(ingest)
    can_mend = not any(diagnosis.problem for diagnosis in diagnoses)
    if not mending or not can_mend or all(diagnosis.well for diagnosis in diagnoses):
        return Checkup(found=diagnoses)
    failed = await mend(ingest, diagnoses)
    return Checkup(found=diagnoses, mended=await examine(ingest), failed=failed)


async def examine(ingest: Ingest) -> tuple[Diagnosis, ...]:
    """Compare the vectors and the lexical index with the catalogue."""
    catalogue, vectors, lexical = ingest.catalogue, ingest.vectors, ingest.lexical
    ids = frozenset(await catalogue.passage_ids(Filters()))
    sample = await catalogue.passages(_sample(ids))
    pending = frozenset(await catalogue.queue.pending_versions())
    wanted = _Wanted(ids, frozenset(await catalogue.queue.leaving()), pending, sample)

    def look() -> tuple[Diagnosis, ...]:
        return (
            _examine("vectors", wanted, vectors.ids, _by_vector(vectors.get, vectors.nearest)),
            _examine("lexical", wanted, lexical.ids, _by_words(lexical.best)),
        )

    return await asyncio.to_thread(look)


async def mend(ingest: Ingest, diagnoses: Iterable[Diagnosis]) -> list[Failed]:
    """Take out what is too many, and store again what is missing or isn't found.

    Returns the articles that could not be stored.
    """
    again: set[str] = set()
    failed: list[Failed] = []
    async with ingest.turn:
        for diagnosis in diagnoses:
            index = ingest.vectors if diagnosis.index == "vectors" else ingest.lexical
            await asyncio.to_thread(index.delete, diagnosis.surplus + diagnosis.unfound)
            again |= {*diagnosis.missing, *diagnosis.unfound}
        for article_id in sorted({id_.split(":")[0] for id_ in again}):
            stored = await ingest.store([await ingest.catalogue.article(article_id)])
            failed += [one.outcome for one in stored if isinstance(one.outcome, Failed)]
    return failed


def _examine(
    name: str, wanted: _Wanted, there: Callable[[], Collection[str]], finds: Finds
) -> Diagnosis:
    try:
        found = frozenset(there()) - wanted.leaving
        early = {id_ for id_ in found - wanted.ids if id_.rpartition(":")[0] in wanted.pending}
        held = found - early
        sample = [passage for id_, passage in wanted.sample.items() if id_ in held]
        unfound = [passage.id for passage in sample if not finds(passage)]
    except Exception as error:  # noqa: BLE001  Chroma and tantivy raise whatever their parts raise
        return Diagnosis(
            index=name, passages=len(wanted.ids), problem=f"can't be read: {in_a_line(error)}"
        )
    return Diagnosis(
        index=name,
        passages=len(wanted.ids),
        missing=tuple(sorted(wanted.ids - held)),
        surplus=tuple(sorted(held - wanted.ids)),
        unfound=tuple(sorted(unfound)),
        waiting=len(early),
    )


def _sample(ids: Collection[str]) -> list[str]:
    """Some ids to look for, the same each time; all where there are few."""
    ordered = sorted(ids)
    return random.Random(0).sample(ordered, min(len(ordered), _SAMPLE))  # noqa: S311  no secret


def _by_vector(
    get: Callable[[Sequence[str]], Mapping[str, Sequence[float]]],
    nearest: Callable[[Sequence[float], int], Ranked],
) -> Finds:
    """Whether a passage is found by its own vector, or hidden by many with the same one."""

    def finds(passage: Passage) -> bool:
        vector = get([passage.id]).get(passage.id)
        hits = nearest(vector, _DEPTH) if vector is not None else []
        twins = sum(similarity > _SAME for _, similarity in hits)
        return passage.id in dict(hits) or twins == _DEPTH

    return finds


def _by_words(best: Callable[[str, int], Ranked]) -> Finds:
    """Whether a passage is found by its own words, or hidden by many that match as well."""

    def finds(passage: Passage) -> bool:
        words = " ".join(islice(tokens(passage.text), _WORDS))
        hits = best(words or passage.text, _DEPTH)
        return passage.id in dict(hits) or len(hits) == _DEPTH

    return finds
