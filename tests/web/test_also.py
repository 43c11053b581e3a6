"""What else the passages of an answer hold, under it: to read, to compare, to ask next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from index.model import Received
from tests.serving import house
from tests.web.browsing import ask, visiting

CUT = Received(
    uri="test:cut", id="cut", title="Smelter cuts jobs", outlet="Ellisk Ledger",
    published=date(2026, 5, 3), language="en",
    raw="Quarrevane cut 38 jobs at its smelter in May 2026. Orla Venn, the mayor of Ellisk, regretted it.",
)  # fmt: skip
UNION = replace(
    CUT, uri="test:union", id="union", title="Union counts more", outlet="Moor Courier",
    published=date(2026, 5, 9), raw="Quarrevane cut 60 jobs at its smelter in May 2026, said the union.",
)  # fmt: skip
JOBS = "How many jobs did Quarrevane cut at its smelter in May 2026?"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), [CUT, UNION], checker="words") as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Page]:
    with visiting(browser, url) as page:
        ask(page, JOBS)
        expect(page.get_by_test_id("also")).to_be_visible()
        yield page


def test_figures_that_differ_stand_side_by_side_with_outlet_and_day(opened: Page) -> None:
    sides = opened.locator(".differing").get_by_test_id("mention")
    expect(sides).to_have_count(2)
    for side, told in zip(
        sides.all(), (("60 jobs", "Moor Courier", "9 May 2026"), ("38 jobs", "Ellisk Ledger")),
        strict=True,
    ):  # fmt: skip
        for part in told:
            expect(side).to_contain_text(part)
    sides.last.locator("button").click()
    expect(opened.locator("mark.current")).to_contain_text("Quarrevane cut 38 jobs")


def test_figures_that_differ_are_told_under_an_answer_that_is_opened_again(
    opened: Page,
) -> None:
    """Under those above the last one where a reader asks for it, as often as it takes."""
    ask(opened, "Who is Orla Venn?")
    expect(opened.locator(".actions").nth(1)).to_be_visible()
    opened.reload()
    last, above = opened.locator(".turn").last, opened.locator(".turn").first
    expect(last.locator(".next button").first).to_be_visible()
    expect(above.locator(".differing")).to_be_hidden()
    opened.route("**/overview", lambda route: route.abort())
    above.get_by_text("Also in these passages, and figures that differ").click()
    expect(above.get_by_test_id("also")).to_contain_text("Assay can’t be reached")
    opened.unroute("**/overview")
    above.locator("summary", has_text="Also in these passages").dblclick()
    expect(above.locator(".differing").get_by_test_id("mention")).to_have_count(2)


def test_what_is_proposed_is_answered(opened: Page) -> None:
    proposed = opened.locator(".next button")
    expect(proposed.first).to_have_text("Who is Orla Venn?")
    proposed.first.click()
    expect(opened.locator(".turn").nth(1).get_by_test_id("claim").first).to_contain_text(
        "the mayor of Ellisk"
    )


def test_names_figures_and_days_open_the_sentence_that_they_stand_in(opened: Page) -> None:
    opened.get_by_text("Also in these passages").click()
    name = opened.locator(".mentions").get_by_test_id("mention").first
    expect(name).to_contain_text("Orla Venn")
    expect(name).to_contain_text("Ellisk Ledger")
    name.locator("button").click()
    expect(opened.locator("mark.current")).to_contain_text("Orla Venn")
    opened.keyboard.press("Escape")
    expect(name.locator("button")).to_be_focused()
