"""Pairs written by hand for the reading model: short texts of news with claims and questions.

Each text stands with claims that it carries (`true`), denies (`false`) or leaves open (`unsaid`),
and with questions that it answers (`answers`) or comes near to without an answer (`silent`), in
English and Chinese, a text and its queries often in different ones.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from evals.training.pairs import Pair, Target
from evals.training.rows import Row, is_one_in, rows_of

FILE = Path(__file__).with_name("written.jsonl.xz")
_TARGETS: Mapping[str, Target] = {
    "true": "supported",
    "false": "refuted",
    "unsaid": "neutral",
    "answers": "answers",
    "silent": "silent",
}
_HELD_OUT = 8  # one text in so many


def texts(*, held_out: bool) -> list[Row]:
    """The texts that are learned from, or those that nothing is learned from."""
    return [row for row in rows_of(FILE) if is_one_in(row["text"], _HELD_OUT) == held_out]


def written(*, held_out: bool) -> Iterator[Pair]:
    """What stands with them."""
    for row in texts(held_out=held_out):
        for kind, target in _TARGETS.items():
            for query in row[kind]:
                yield Pair(evidence=row["text"], query=query, target=target, set="written")
