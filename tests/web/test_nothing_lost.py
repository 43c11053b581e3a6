"""Questions and sentences outlive whatever happens in the middle of an answer.

A real server in a process of its own, and a model that writes slowly: a reload, a kill of the
server, a second tab.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import BrowserContext, Page, expect

from evals.upstream import Reply, Upstream, always
from tests.web.browsing import ask
from tests.web.test_page import MADE, OXIDE

SLOW = Reply(pieces=[f"{MADE[:-1]} [1]. ", *["Slowly "] * 400], pause=0.05)  # for 20 s
SERVE = """
import sys
from pathlib import Path
from tests.serving import house
from tests.web.conftest import ARTICLES
data, upstream, port = sys.argv[1:]
with house(Path(data), ARTICLES, model="openai/m", api_base=upstream, port=int(port)) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def served(
    data: Path, upstream: str, port: str = "0"
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data), upstream, port],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2], env={**os.environ, "OPENAI_API_KEY": "sk-canary"},
    )  # fmt: skip
    with process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Upstream(always(SLOW)).running()) as running,
    ):
        yield running.url


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory, upstream: str) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("data"), upstream) as (_, url):
        yield url


def asking(context: BrowserContext, url: str) -> Page:
    """A page in the middle of an answer, after its first sentence."""
    page = context.new_page()
    page.goto(url)
    ask(page, OXIDE)
    expect(page.get_by_test_id("claim")).to_contain_text(MADE)
    expect(page.get_by_test_id("stop")).to_be_visible()
    return page


def kept(page: Page) -> list[Any]:
    found: list[Any] = json.loads(
        page.evaluate("localStorage.getItem('assay.conversations') ?? '[]'")
    )
    return [(turn["question"], turn["text"]) for one in found for turn in one["turns"]]


def test_a_reload_in_the_middle_of_a_stream_loses_nothing(
    context: BrowserContext, slow: str
) -> None:
    page = asking(context, slow)
    page.reload()
    expect(page.locator(".question")).to_have_text(OXIDE)
    expect(page.locator(".turn")).to_contain_text(MADE)
    expect(page.get_by_test_id("problem")).to_contain_text("Not finished")
    page.get_by_test_id("again").click()
    expect(page.get_by_test_id("claim")).to_contain_text(MADE)
    page.get_by_test_id("stop").click()
    expect(page.get_by_test_id("problem")).to_contain_text("Stopped")
    expect(page.get_by_test_id("claim")).to_contain_text(MADE)
    assert kept(page) == [(OXIDE, MADE)]


def test_a_second_tab_in_the_middle_of_a_stream_loses_nothing(
    context: BrowserContext, slow: str
) -> None:
    """It shows what there is so far, and asks in the same conversation beside the first."""
    first = asking(context, slow)
    second = context.new_page()
    second.goto(slow)
    second.get_by_role("button", name="History").click()
    second.get_by_test_id("past").get_by_role("button", name=OXIDE, exact=True).click()
    expect(second.locator(".turn")).to_contain_text(MADE)
    ask(second, "What was delayed?")
    expect(second.locator(".turn")).to_have_count(2)
    first.get_by_test_id("stop").click()
    expect(first.get_by_test_id("problem")).to_contain_text("Stopped")
    expect(second.get_by_test_id("stop")).to_be_visible()
    second.get_by_test_id("stop").click()
    assert [question for question, _ in kept(first)] == [OXIDE, "What was delayed?"]
    first.reload()
    expect(first.locator(".question")).to_have_text([OXIDE, "What was delayed?"])


def test_a_kill_of_the_server_in_the_middle_of_a_stream_loses_nothing(
    context: BrowserContext, upstream: str, tmp_path: Path
) -> None:
    with served(tmp_path, upstream) as (process, url):
        page = asking(context, url)
        process.send_signal(signal.SIGKILL)
        expect(page.get_by_test_id("problem")).to_contain_text("The connection was lost")
        expect(page.get_by_test_id("claim")).to_contain_text(MADE)
        assert kept(page) == [(OXIDE, MADE)]
    with served(tmp_path, upstream, url.rpartition(":")[2]) as (_, again):
        assert again == url
        page.get_by_test_id("again").click()
        expect(page.get_by_test_id("problem")).to_be_hidden()
        expect(page.get_by_test_id("claim")).to_contain_text(MADE)
