"""The collection on the page: found, read, quoted by address, corrected, asked within, removed."""

import json

import httpx
from playwright.sync_api import Page, expect

from tests.web.browsing import ask
from tests.web.conftest import ARTICLES
from tests.web.test_page import DELAYED, MADE, OXIDE


def listed(page: Page) -> None:
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_test_id("listed")).to_have_count(len(ARTICLES))


def test_all_articles_are_listed_searched_filtered_and_opened(page: Page, url: str) -> None:
    listed(page)
    expect(page.locator(".library .told")).to_have_text("5 articles")
    expect(page.get_by_test_id("listed").first).to_contain_text("The Lanthanide Ledger")
    page.get_by_role("button", name="1 without a day").click()
    expect(page.get_by_test_id("listed")).to_have_count(1)
    expect(page.get_by_test_id("listed")).to_contain_text("no day")
    page.get_by_role("button", name="1 without a day").click()
    page.get_by_label("Search titles and texts").fill("oxide second")
    expect(page.get_by_test_id("listed")).to_have_count(1)
    page.get_by_role("link", name="Kessandra's year").click()
    expect(page.get_by_test_id("article")).to_contain_text("A quiet year.")
    expect(page).to_have_url(f"{url}/articles/kessandra")
    expect(page).to_have_title("Kessandra's year · Assay")
    page.go_back()
    expect(page.get_by_test_id("article")).to_be_hidden()
    page.go_back()
    expect(page.get_by_test_id("question")).to_be_visible()


def test_the_address_of_a_quote_marks_it_and_is_copied_by_one_press(page: Page, url: str) -> None:
    start = ARTICLES[0].raw.index(DELAYED)
    address = f"{url}/articles/kessandra?version=1&start={start}&end={start + len(DELAYED)}"
    page.goto(address)
    expect(page.locator("mark.current")).to_have_text(DELAYED)
    page.get_by_role("button", name="Copy link to the quote").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address


def test_a_question_is_put_within_ticked_articles(page: Page) -> None:
    listed(page)
    page.get_by_label("Tick: Kessandra's year").check()
    page.get_by_role("button", name="Ask within").click()
    with page.expect_request("**/v1/answers") as sent:
        ask(page, "How much clay did Orvale fire?")
    assert json.loads(sent.value.post_data or "")["filters"] == {"articles": ["kessandra"]}
    page.get_by_role("button", name="Within 1 article").click()
    expect(page.get_by_role("button", name="Within 1 article")).to_be_hidden()


def test_an_article_is_corrected_and_removed_with_a_way_back(page: Page, url: str) -> None:
    page.goto(f"{url}/articles/zh")
    page.get_by_text("About this article").click()
    page.get_by_role("button", name="Correct").click()
    page.get_by_test_id("dialog").get_by_label("Outlet").fill("岚陂日报")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".article .outlet")).to_have_text("岚陂日报")
    expect(page.locator(".about")).to_contain_text("岚陂矿业报 → 岚陂日报")
    page.locator(".about").get_by_role("button", name="Remove").click()
    expect(page.locator(".removed")).to_contain_text("is removed")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".removed")).to_have_count(0)
    assert httpx.get(f"{url}/v1/articles/zh").status_code == 200


def test_an_article_that_is_removed_beside_an_answer_can_be_taken_back(
    page: Page, url: str
) -> None:
    """The way back stands in the list, from which one goes on with the conversation."""
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    page.get_by_test_id("citation").first.click()
    page.get_by_text("About this article").click()
    page.locator(".about").get_by_role("button", name="Remove").click()
    expect(page.get_by_test_id("article")).to_be_hidden()
    expect(page.get_by_test_id("listed")).to_have_count(len(ARTICLES) - 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("listed")).to_have_count(len(ARTICLES))
    expect(page).to_have_title("Articles · Assay")
    page.get_by_role("button", name="Back to the conversation").click()
    expect(page.get_by_test_id("claim").first).to_contain_text(MADE)
    expect(page).to_have_title(f"{OXIDE} · Assay")
    assert httpx.get(f"{url}/v1/articles/kessandra").status_code == 200


def test_a_list_that_cannot_be_fetched_says_so_and_is_fetched_again(
    troubled: Page,
) -> None:
    troubled.route("**/library.js", lambda route: route.abort())
    troubled.reload()
    expect(troubled.locator("#collection")).to_contain_text("5 articles")
    troubled.get_by_role("link", name="Articles").click()
    expect(troubled.locator(".library .told")).to_contain_text("Assay can’t be reached")
    troubled.unroute("**/library.js")
    troubled.reload()
    expect(troubled.get_by_test_id("listed")).to_have_count(len(ARTICLES))
