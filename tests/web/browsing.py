"""Debian's chromium, as the tests and the pictures of the page use it."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; a test skips where there is none, except in CI."""
    executable = shutil.which("chromium")
    if executable is None:
        assert not os.environ.get("CI"), "CI needs Debian's chromium"
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        expect.set_options(timeout=60_000)  # a busy machine is no failure
        opened = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield opened
        opened.close()


@contextmanager
def covering(page: Page) -> Iterator[None]:
    """Notes which of the page's code ran, in the file that PAGE_COVERAGE names (`coverage.py`)."""
    target = os.environ.get("PAGE_COVERAGE")
    if not target:
        yield
        return
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.startPreciseCoverage", {"callCount": False, "detailed": True})
    yield
    ran = session.send("Profiler.takePreciseCoverage")["result"]
    with Path(target).open("a") as file:
        file.write(json.dumps([one for one in ran if "/web/" in one["url"]]) + "\n")


@contextmanager
def visiting(within: Browser | BrowserContext, url: str) -> Iterator[Page]:
    """A page at an address, closed in the end."""
    page = within.new_page()
    with covering(page):
        page.goto(url)
        yield page
    page.close()


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    page.get_by_test_id("question").fill(question)
    page.get_by_test_id("question").press("Enter")


def reply_with(page: Page, *events: tuple[str, Any]) -> None:
    """The next questions are answered with these events, whatever they are."""
    body = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    page.route(
        "**/v1/answers",
        lambda route: route.fulfill(content_type="text/event-stream", body=body),
    )


def claim(text: str, verdict: str = "supported", *reasons: str, **citation: Any) -> dict[str, Any]:
    """One sentence as the service sends it, with one citation where its fields are given."""
    cited = {"number": 1, "version": 1, "raw_start": 0, "raw_end": 0, **citation}
    return {
        "text": text,
        "verdict": verdict,
        "reasons": list(reasons),
        "citations": [cited] if citation else [],
    }


def answer(**fields: Any) -> dict[str, Any]:
    """An answer as the service sends it."""
    return {
        "id": "a1", "question": "?", "rewritten_question": None, "status": "answered", "text": "",
        "claims": [], "withheld": [], "citation_errors": [], "passages": [],
        "sources": {"articles": 1, "independent": 1}, "missing": None, "degraded_reason": None,
        "made_with": {"writer": "model", "model": "some/model", "prompt": "answer/v1", "index": "x"},
        "usage": {}, "timings_ms": {"total": 1840.0}, "kept": False, **fields,
    }  # fmt: skip
