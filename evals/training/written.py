"""Pairs written by hand for the reading model: texts of news with claims and questions.

Each text stands with claims that it carries (`true`), denies (`false`) or leaves open (`unsaid`),
and with questions that it answers (`answers`) or comes near to without an answer (`silent`), in
English and Chinese, a text and its queries often in different ones. A short `text` is read whole;
some are twins, of one `group`, that differ in a turn of meaning and stand with the same queries. Of
a `passage`, sentences under a title, each query names by number those that decide it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from evals.training.pairs import TASKS, Pair, Target
from evals.training.rows import Row, is_one_in, rows_of
from index.words import content_terms

FILE = Path(__file__).with_name("written.jsonl.xz")
_TARGETS: Mapping[str, Target] = {
    "true": "supported",
    "false": "refuted",
    "unsaid": "neutral",
    "answers": "answers",
    "silent": "silent",
}
_HELD_OUT = 8  # one text in so many
_WITH_THE_ONE_BEFORE = 3  # one query about a passage in so many is read so


def texts(*, held_out: bool) -> list[Row]:
    """The texts that are learned from, or those that nothing is learned from."""
    return [row for row in rows_of(FILE) if is_one_in(_group(row), _HELD_OUT) == held_out]


def written(*, held_out: bool) -> Iterator[Pair]:
    """What stands with them, read as the product reads.

    A claim is read with the title and its sentences, a question with the title and one or two.
    """
    for row in texts(held_out=held_out):
        for kind, target in _TARGETS.items():
            for query in row[kind]:
                if "passage" in row:
                    asked, places = query
                    yield from _of_passage(row, asked, places, target)
                else:
                    yield Pair(evidence=row["text"], query=query, target=target, set="written")


def _group(row: Row) -> str:
    return str(row.get("group") or row.get("text") or row["title"])


def _of_passage(row: Row, query: str, places: Collection[int], target: Target) -> Iterator[Pair]:
    """A query with what decides it, and a question that is answered with what comes near, too."""
    title, sentences = row["title"], row["passage"]

    def pair(chosen: Collection[int], becomes: Target) -> Pair:
        if is_one_in(query, _WITH_THE_ONE_BEFORE) and min(chosen) - 1 not in (-1, *places):
            chosen = {min(chosen) - 1, *chosen}
        told = " ".join(sentences[place] for place in sorted(chosen))
        mark = "\n" if TASKS[becomes] == "entailment" else ". "
        return Pair(evidence=f"{title}{mark}{told}", query=query, target=becomes, set="written")

    yield pair(places, target)
    near = _nearest(query, sentences, places)
    if target == "answers" and near is not None:
        yield pair({near}, "silent")


def _nearest(query: str, sentences: Sequence[str], without: Collection[int]) -> int | None:
    """The sentence beside some that shares most words with a query."""
    wanted = set(content_terms(query))
    others = [place for place in range(len(sentences)) if place not in without]
    return max(
        others,
        key=lambda place: (len(wanted.intersection(content_terms(sentences[place]))), -place),
        default=None,
    )
