"""How quick the page is over much: 10,000 articles in the list, a conversation of 200 turns.

    python -m tests.web.paces

Prints the milliseconds from the reply to the first rows, and from the press to the last turn, and
what the first load sends. Wants a quiet machine.
"""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from playwright.sync_api import Page

from index.database import open_database
from index.schema import ARTICLES, COLLECTED, VERSIONS
from tests.serving import house
from tests.web.browsing import chromium
from tests.web.conftest import ARTICLES as FEW

MANY = 10_000
TURNS = 200
# When the browser has painted what a selector finds: the frame after the one that it is found in.
PAINTED = """selector => new Promise((done) => {
    const look = () => document.querySelector(selector) ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
    look();
})"""
REPLIED = """part => Math.max(...performance.getEntriesByType("resource").filter(({name}) => name.includes(part)).map(({responseEnd}) => responseEnd))"""
SENT = """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
    .reduce(([n, bytes], one) => [n + 1, bytes + one.encodedBodySize], [0, 0])"""


async def fill(data: Path) -> None:
    """Ten thousand articles as the catalogue keeps them; no index holds a word of theirs."""
    async with open_database(data / "catalogue.sqlite3") as database:
        ids = [f"many-{number}" for number in range(MANY)]
        versions: list[dict[str, Any]] = [
            {
                "article_id": id_, "version": 1, "title": f"Report {number} on kilns and their clay",
                "outlet": f"Outlet {number % 97}", "outlet_folded": f"outlet {number % 97}",
                "published": date(2026, 1, 1) - timedelta(days=number % 3000), "language": "en",
                "raw": "A kiln. " * 500, "text": "A kiln. " * 500, "edits": [], "digest": id_,
                "content_digest": id_, "accepted_at": datetime.now(UTC), "state": "indexed",
            }
            for number, id_ in enumerate(ids)
        ]  # fmt: skip
        known = [
            {"id": id_, "uri": f"test:{id_}", "latest": 1, "indexed": 1, "cluster": id_}
            for id_ in ids
        ]
        within = [{"article_id": id_, "collection": "default"} for id_ in ids]
        async with database.writing() as connection:
            await connection.execute(ARTICLES.insert(), known)
            await connection.execute(VERSIONS.insert(), versions)
            await connection.execute(COLLECTED.insert(), within)


def first_rows(page: Page, url: str) -> float:
    page.goto(f"{url}/articles")
    painted: float = page.evaluate(PAINTED, ".listed-row")
    return painted - float(page.evaluate(REPLIED, "/v1/articles?"))


def conversation(url: str, data: Path) -> list[dict[str, Any]]:
    """What a browser keeps of a conversation of so many turns, whose answers the service keeps.

    A few questions are asked; the other answers are copies of theirs under other ids.
    """
    began = datetime(2026, 11, 1, tzinfo=UTC)
    questions = [f"How much clay did kiln {number} at Orvale fire?" for number in range(1, 9)]
    with httpx.Client(base_url=url, timeout=60) as client:
        asked = [client.post("/v1/answers", json={"question": one}).json() for one in questions]
    turns = []
    with closing(sqlite3.connect(data / "catalogue.sqlite3")) as catalogue, catalogue:
        for number in range(TURNS):
            given, id_ = asked[number % len(asked)], f"copy-{number}"
            catalogue.execute(
                "INSERT INTO receipts (id, asked_at, body) "
                "SELECT ?, asked_at, replace(body, id, ?) FROM receipts WHERE id = ?",
                (id_, id_, given["id"]),
            )
            put = (began + timedelta(minutes=number)).isoformat()
            turns.append({"question": given["question"], "id": id_, "text": "x", "put": put})
    return [{"at": began.isoformat(), "turns": turns}]


def last_turn(page: Page, url: str, kept: str) -> float:
    page.goto(url)
    page.evaluate("kept => localStorage.setItem('assay.conversations', kept)", kept)
    page.get_by_role("button", name="History").click()
    page.locator(".past .again").wait_for()
    pressed: float = page.evaluate(
        "() => { document.querySelector('.past .again').click(); return performance.now(); }"
    )
    shown: float = page.evaluate(PAINTED, f".turn:nth-child({TURNS}) .actions:not([hidden])")
    assert page.locator(".turn").last.is_visible()
    return shown - pressed


def main() -> None:
    # One of them is a passage of a megabyte, which no answer would be quick with.
    usual = [article for article in FEW if len(article.raw) < 100_000]
    with TemporaryDirectory() as data, house(Path(data), usual) as url, chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        page.locator("#examples button").first.wait_for()
        requests, sent = page.evaluate(SENT)
        print(f"first load: {requests} requests, {sent:,} bytes as sent")  # noqa: T201
        kept = json.dumps(conversation(url, Path(data)))
        took = [round(last_turn(browser.new_context().new_page(), url, kept)) for _ in range(3)]
        print(f"{TURNS} turns opened again, from the press to the last one: {took} ms")  # noqa: T201
    with TemporaryDirectory() as data, house(Path(data)) as url:
        asyncio.run(fill(Path(data)))  # a house that opened over them would index them first
        with chromium() as browser:
            rows = [round(first_rows(browser.new_page(), url)) for _ in range(5)]
        print(f"first rows of {MANY:,} articles, from the reply: {rows} ms")  # noqa: T201


if __name__ == "__main__":
    main()
