"""Clocking the way in: its parts add up, and it is the real one."""

import asyncio
import json
from pathlib import Path
from time import sleep

import pytest

from evals.bench.ingest import Clock, Clocked, Taken, as_rows, ingest
from evals.bench.rows import CouldNotMeasure

_TAKEN = Taken(
    articles=4, failed=1, passages=20, first=2.0, second=0.1,
    parts={"embedding": 1.5, "indexes": 0.1},
)  # fmt: skip


class _Slow:
    name = "slow"

    def rest(self, seconds: float) -> str:
        sleep(seconds)
        return "rested"

    async def rest_async(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "rested"

    def fail(self) -> None:
        raise KeyError("here")


def test_speeds_and_shares_come_from_the_first_run_and_unchanged_from_the_second() -> None:
    rows = {row.name: row.value for row in as_rows(_TAKEN)}

    assert (rows["articles/s"], rows["passages/s"]) == (2.0, 10.0)
    assert (rows["share embedding"], rows["share indexes"]) == (0.75, 0.05)
    assert (rows["share reading"], rows["share other"]) == (0.0, 0.2)
    assert rows["unchanged ms"] == 25.0


def test_an_object_s_calls_are_clocked_and_answer_as_before() -> None:
    clock = Clock()
    clocked = Clocked(clock, "resting", _Slow())

    assert clocked.rest(0.01) == asyncio.run(clocked.rest_async(0.01)) == "rested"
    assert clocked.name == "slow"
    assert 0.02 <= clock.seconds["resting"] < 1


def test_a_call_that_fails_fails_as_before() -> None:
    with pytest.raises(KeyError, match="here"):
        Clocked(Clock(), "failing", _Slow()).fail()


def test_only_the_making_of_items_is_clocked() -> None:
    clock, slow = Clock(), _Slow()
    items = clock.each("making", (slow.rest(0.01) for _ in range(2)))

    assert [(item, slow.rest(0.1)) for item in items] == [("rested", "rested")] * 2
    assert 0.02 <= clock.seconds["making"] < 0.2


def test_the_real_way_in_is_measured_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three of four articles, with MiniLM. With the settings in force it could not even start."""
    monkeypatch.setenv("ASSAY_EMBEDDING", "/no/such/model")
    lines = [{"_id": str(n), "title": "", "text": f"Tram {n} runs daily."} for n in range(4)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "corpus.jsonl").write_text(text, encoding="utf-8")

    rows = {row.name: row for row in ingest(tmp_path, limit=3)}

    assert (rows["articles"].value, rows["passages"].value, rows["failed"].value) == (3, 3, 0)
    shares = {name: row.value for name, row in rows.items() if name.startswith("share ")}
    assert sum(shares.values()) == pytest.approx(1, abs=0.001)
    assert all(share > 0 for share in shares.values()), shares
    assert rows["unchanged ms"].value > 0
    beside = [row.value for name, row in rows.items() if name.startswith("LlamaIndex")]
    assert len(beside) == 3
    assert all(rate > 0 for rate in beside)


def test_a_folder_without_articles_is_told(tmp_path: Path) -> None:
    with pytest.raises(CouldNotMeasure, match=r"0 of .* were new"):
        ingest(tmp_path)
