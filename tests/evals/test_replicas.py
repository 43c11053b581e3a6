"""Several servers killed and compared: how far behind, what is lost; once in small for real."""

from pathlib import Path

import pytest

from evals.bench.fleet import fleet
from evals.bench.losses import KINDS, Losses, kill_and_compare
from evals.bench.replicas import as_rows, lags
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
    wrong = (found.lost, found.doubled, found.missing, found.surplus, found.differing)
    assert wrong == (0, 0, 0, 0, 0)
