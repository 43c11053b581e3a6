"""Settling: what a model says twice of three times counts, and flips are told."""

from collections.abc import Sequence

from evals.baselines import values_of
from evals.cases import Case
from evals.items import Item
from evals.settling import settle
from tests.evals.seeing import item

BASELINE = {
    id_: (item(id_, 1).digest, values_of(item(id_, 1))) for id_ in ("same", "shaky", "lost")
}
FIRST = [item("same", 1), item("shaky", -1), item("lost", -1), item("new", -1)]


async def _ask(cases: Sequence[Case]) -> list[Item]:
    return [item(case.id, 1 if case.id == "shaky" else -1) for case in cases]


async def test_only_changed_cases_are_asked_again_and_the_middle_counts() -> None:
    settled = await settle(FIRST, BASELINE, _ask)
    assert [one.primary.value for one in settled.items] == [1, 1, -1, -1]
    assert settled.facts == {"asked_again": 2, "flip_rate": 0.5}
