"""Requests that come twice: who works, who waits, and what both are told."""

import asyncio
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from service.api.idempotency import FirstReplies
from service.errors import KeyReused
from service.intake import Intake, Refused


async def test_requests_of_one_key_work_once_and_those_of_others_do_not_wait(
    tmp_path: Path,
) -> None:
    replies = FirstReplies()
    first_may_end = asyncio.Event()
    worked: list[str] = []

    async def work(key: str) -> Intake:
        worked.append(key)
        if key == "one":
            await first_may_end.wait()
        return Intake(articles=(), remarks=(key,))

    async with asyncio.timeout(60), Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        twice = [
            asyncio.create_task(replies.once(catalogue, "one", b"", lambda: work("one")))
            for _ in range(2)
        ]
        other = await replies.once(catalogue, "another", b"", lambda: work("another"))
        first_may_end.set()
        assert [one.remarks for one in (*await asyncio.gather(*twice), other)] == [
            ("one",), ("one",), ("another",),
        ]  # fmt: skip
    assert sorted(worked) == ["another", "one"]


async def test_of_two_processes_that_worked_for_one_key_both_give_the_reply_that_is_kept(
    tmp_path: Path,
) -> None:
    both = asyncio.Barrier(2)

    async def work(reply: str) -> Intake:
        await both.wait()
        return Intake(articles=(), failed=(Refused(place=0, problem=reply),))

    async with asyncio.timeout(60), Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        one, other = await asyncio.gather(
            FirstReplies().once(catalogue, "key", b"", lambda: work("here")),
            FirstReplies().once(catalogue, "key", b"", lambda: work("there")),
        )
        assert one == other
        with pytest.raises(KeyReused):
            await FirstReplies().once(catalogue, "key", b"other", lambda: work("anywhere"))
