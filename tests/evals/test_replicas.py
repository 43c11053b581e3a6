"""Several servers killed and compared: how far behind, what is lost; once in small for real."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from evals.bench.fleet import fleet
from evals.bench.losses import KINDS, Losses, kill_and_compare
from evals.bench.replicas import added_up, as_rows, lags, replicas
from evals.bench.rows import Row
from evals.servers import ProgramMissing


def test_a_lag_is_the_time_until_a_replica_has_come_to_a_number() -> None:
    ledger = [(0.0, 0), (1.0, 5), (2.0, 9), (3.0, 12)]
    replica = [(0.5, 0), (1.5, 7), (4.0, 12)]
    assert lags(ledger, replica) == [0.5, 0.5, 2.0, 1.0]
    assert lags(ledger, replica[:1]) == [0.5]


def test_what_is_lost_is_told_with_how_much_was_looked_at() -> None:
    losses = Losses(articles=40, lost=1, passages=300, surplus=2, asked=30)
    losses.kills.update({"api": 13, "Chroma": 12})
    rows = {row.name: (row.value, row.n) for row in as_rows(losses)}
    assert rows["kills of api"] == (13, 25)
    assert rows["articles lost"] == (1, 40)
    assert rows["passages too many in an index"] == (2, 300)


def test_rounds_of_kills_are_added_up() -> None:
    first, second = Losses(articles=40), Losses(articles=38, lost=1)
    first.kills.update({"api": 4, "Chroma": 3})
    second.kills.update({"api": 3})
    rows = {row.name: (row.value, row.n) for row in added_up([as_rows(first), as_rows(second)])}
    assert rows["kills of api"] == (7, 10)
    assert rows["articles lost"] == (1, 78)


def test_a_run_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part is measured once, however often it is stopped, with as many kills as were asked."""
    begun: list[str] = []

    def measured(part: Any) -> list[Row]:
        begun.append(str(part.keywords))
        if len(begun) in {2, 4}:
            raise KeyboardInterrupt
        losses = Losses()
        losses.kills["api"] = part.keywords["count"] if "seed" in part.keywords else 0
        return as_rows(losses)

    monkeypatch.setattr(import_module("evals.bench.replicas"), "_of", measured)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            replicas(10, 5, 60, tmp_path)
    rows = replicas(10, 5, 60, tmp_path)
    assert len(begun) == 7  # 3 rounds, 2 parts, and 2 that were stopped
    assert [row.value for row in rows if row.name == "kills of api"][-1] == 60


async def test_nothing_is_lost_or_doubled_where_each_is_killed_once(tmp_path: Path) -> None:
    """Promise 7."""
    try:
        with fleet(tmp_path) as ours:
            for role in ("api", "api", "indexer"):
                ours.add(role)
            for member in ours.members:
                member.program.until_it_answers()
            found = await kill_and_compare(ours, len(KINDS))
    except ProgramMissing as missing:
        pytest.skip(missing.message)
    assert found.kills.total() == len(KINDS)
    assert found.articles > 0
    assert found.passages > 0
    wrong = (found.lost, found.doubled, found.missing, found.surplus)
    assert wrong == (0, 0, 0, 0)
    assert found.differing == []
