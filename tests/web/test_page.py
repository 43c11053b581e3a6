"""The page in a real browser: ask, press a citation, read the exact words."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.model import Received
from tests.serving import house

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ARTICLES = [
    Received(
        uri="test:kessandra",
        id="kessandra",
        title="Kessandra's year",
        outlet="The Lanthanide Ledger",
        published=date(2026, 4, 23),
        url="https://example.com/kessandra",
        raw="😀 A quiet year.\n\nKessandra made 3,410 tonnes of oxide in 2025. Prices fell.\n\n"
        "<script>document.title = 'owned'</script>",
    )
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), ARTICLES) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        assert not os.environ.get("CI"), "CI needs Debian's chromium"
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(url)
    yield opened
    opened.close()
    assert complaints == []


def ask(page: Page, question: str) -> None:
    page.get_by_test_id("question").fill(question)
    page.get_by_test_id("question").press("Enter")


def test_a_pressed_citation_opens_the_article_with_the_exact_words_marked(page: Page) -> None:
    ask(page, "How much oxide did Kessandra make in 2025?")
    claim = page.get_by_test_id("claim")
    expect(claim).to_contain_text("Kessandra made 3,410 tonnes of oxide in 2025.")
    page.get_by_test_id("citation").first.click()
    article = page.get_by_test_id("article")
    expect(article).to_contain_text("Kessandra's year")
    marked = article.locator("mark.cited.current")
    expect(marked).to_have_text("Kessandra made 3,410 tonnes of oxide in 2025.")
    expect(marked).to_be_in_viewport()
    expect(article).to_contain_text("<script>document.title")
    assert page.title() != "owned"
    page.keyboard.press("Escape")
    expect(article).to_be_hidden()
    expect(page.get_by_test_id("citation").first).to_be_focused()


def test_what_the_articles_do_not_say_is_said_with_the_nearest_passages(page: Page) -> None:
    ask(page, "Who won the football cup?")
    answer = page.get_by_test_id("answer")
    expect(answer).to_contain_text("The articles don’t say.")
    expect(page.get_by_test_id("passage").first).to_contain_text("A quiet year.")


def test_a_question_that_cannot_be_asked_is_told_what_to_do(browser: Browser, url: str) -> None:
    page = browser.new_page()
    page.goto(url)
    ask(page, "x" * 5000)
    expect(page.get_by_test_id("problem")).to_contain_text("at most 4,000 are read")
    page.close()


def test_the_page_weighs_little() -> None:
    web = Path(__file__).parents[2] / "service" / "web"
    assert sum(file.stat().st_size for file in web.iterdir()) < 60_000
