"""The collection on the page: found, read, quoted by address, corrected, asked within, removed."""

import json

import httpx
from playwright.sync_api import Page, Route, expect

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


def test_the_list_is_the_same_by_its_address_after_a_reload_and_by_back(
    page: Page, url: str
) -> None:
    listed(page)
    page.get_by_label("Order").select_option("oldest")
    page.get_by_label("Language", exact=True).select_option("en")
    page.get_by_role("button", name="near-copies").click()
    page.get_by_label("Search titles and texts").fill("tonnes clay")
    expect(page).to_have_url(f"{url}/articles?q=tonnes+clay&sort=oldest&language=en&copies=true")
    page.reload()
    expect(page.get_by_test_id("listed")).to_have_count(2)
    expect(page.get_by_label("Search titles and texts")).to_have_value("tonnes clay")
    expect(page.get_by_label("Order")).to_have_value("oldest")
    expect(page.get_by_label("Language", exact=True)).to_have_value("en")
    expect(page.get_by_role("button", name="near-copies")).to_have_attribute("aria-pressed", "true")
    rows = page.get_by_test_id("listed")
    expect(rows.first).to_contain_text("Orvale Post")
    rows.first.locator("a").click()
    expect(page).to_have_url(f"{url}/articles/kilns")
    page.get_by_test_id("close").click()
    expect(page).to_have_url(f"{url}/articles?q=tonnes+clay&sort=oldest&language=en&copies=true")
    page.get_by_role("button", name="Back to the conversation").click()
    page.get_by_role("link", name="Articles").click()
    expect(page).to_have_url(f"{url}/articles?q=tonnes+clay&sort=oldest&language=en&copies=true")
    page.goto(f"{url}/articles?sort=title")
    expect(rows).to_have_count(len(ARTICLES))
    page.go_back()
    expect(rows).to_have_count(2)


def test_an_outlet_is_typed_or_chosen_however_many_there_are(page: Page, url: str) -> None:
    page.goto(f"{url}/articles?outlet=orvale+post")
    outlet = page.get_by_label("Outlet")
    expect(outlet).to_have_value("orvale post")
    expect(page.get_by_test_id("listed")).to_have_count(1)
    expect(page.locator("#outlets option")).to_have_count(len(ARTICLES))
    outlet.fill("The Copyist")  # as one that is offered is chosen: the field keeps the focus
    expect(page).to_have_url(f"{url}/articles?outlet=The+Copyist")
    expect(page.get_by_test_id("listed")).to_contain_text("The Copyist")
    outlet.fill("The Copy")
    outlet.press("Enter")
    expect(page.locator(".library .none")).to_have_text("No article is like that.")
    outlet.clear()
    expect(page.get_by_test_id("listed")).to_have_count(len(ARTICLES))
    expect(page).to_have_url(f"{url}/articles")


def test_back_from_words_beside_an_answer_leads_to_the_article_one_came_from(
    page: Page, url: str
) -> None:
    page.goto(f"{url}/articles/kessandra")
    page.get_by_role("button", name="Ask within it").click()
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    page.get_by_test_id("citation").first.click()
    expect(page.locator("mark.current")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{url}/articles/kessandra")
    expect(page.get_by_test_id("article")).to_contain_text("A quiet year.")


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
    expect(page.get_by_test_id("listed").filter(has_text="岚陂日报")).to_have_count(1)
    page.locator(".about").get_by_role("button", name="Version 1").click()
    expect(page.locator(".article .outlet")).to_have_text("岚陂矿业报, version 1 of 2")
    expect(page).to_have_url(f"{url}/articles/zh?version=1")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}/articles/zh?version=1"
    page.go_back()
    expect(page.locator(".article .outlet")).to_have_text("岚陂日报")
    page.clock.install()
    page.get_by_text("About this article").click()
    page.locator(".about").get_by_role("button", name="Remove").press("Enter")
    expect(page.locator(".removed")).to_contain_text("is removed")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.clock.run_for(60_000)  # whoever came to it by keyboard still decides
    page.keyboard.press("Enter")
    expect(page.locator(".removed")).to_have_count(0)
    expect(page.locator("[data-id=zh] a")).to_be_focused()
    assert httpx.get(f"{url}/v1/articles/zh").status_code == 200


def test_several_articles_are_removed_with_one_way_back_and_leave_the_counts(
    page: Page, url: str
) -> None:
    batch = [{"id": f"tram{n}", "title": f"Tram {n}", "text": f"Tram {n} runs."} for n in (1, 2)]
    events = {"accept": "text/event-stream"}
    httpx.post(f"{url}/v1/articles", json={"articles": batch}, headers=events)
    page.goto(f"{url}/articles")
    expect(page.locator(".library .told")).to_have_text("7 articles")
    for title in ("Tram 1", "Tram 2"):
        page.get_by_label(f"Tick: {title}").check()
    page.clock.install()
    page.locator(".ticked").get_by_role("button", name="Remove").click()
    expect(page.locator(".removed")).to_have_count(1)
    expect(page.locator(".removed")).to_contain_text("2 articles are removed")
    page.mouse.move(0, 0)
    page.clock.run_for(10_000)
    expect(page.locator(".library .told")).to_have_text("5 articles")
    expect(page.locator(".removed")).to_have_count(0)
    assert httpx.get(f"{url}/v1/articles/tram2").status_code == 404


def test_an_article_that_is_corrected_beside_an_answer_keeps_its_marks(page: Page) -> None:
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    page.get_by_test_id("citation").first.click()
    page.get_by_text("About this article").click()
    page.get_by_role("button", name="Correct").click()
    page.get_by_test_id("dialog").get_by_label("Day").fill("2026-04-24")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".article time").first).to_have_text("24 Apr 2026")
    expect(page.locator("mark.current")).to_have_text(MADE)
    expect(page.get_by_test_id("article").locator(".with-source")).to_be_visible()


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
    rows = page.get_by_test_id("listed").filter(visible=True)
    expect(rows).to_have_count(len(ARTICLES) - 1)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(len(ARTICLES))
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


def test_a_page_of_the_list_that_failed_is_asked_for_again(troubled: Page) -> None:
    """The first as soon as one comes back, a further one from where the list ends."""
    troubled.route("**/v1/articles?*", lambda route: route.abort())
    troubled.get_by_role("link", name="Articles").click()
    expect(troubled.locator(".library .told")).to_contain_text("Assay can’t be reached")
    rows = [
        {"id": f"a{n}", "title": f"Title {n}", "outlet": None, "published": None, "url": None,
         "version": 1, "cluster": None, "state": "indexed", "problem": None, "language": None,
         "accepted_at": "2026-01-01T00:00:00Z", "repairs": 0} for n in range(90)
    ]  # fmt: skip
    kinds = dict.fromkeys(["undated", "pending", "failed", "repaired", "copies"], 0)
    fails = True

    def give(route: Route) -> None:
        further = "cursor=" in route.request.url
        if further and fails:
            return route.abort()
        page = rows[60:] if further else rows[:60]
        counts = None if further else {"matching": 90, "articles": 90, **kinds}
        return route.fulfill(
            json={"articles": page, "next": None if further else "c", "total": 90, "counts": counts}
        )

    troubled.route("**/v1/articles?*", give)
    troubled.get_by_role("link", name="Articles").click()
    shown = troubled.get_by_test_id("listed")
    expect(shown).to_have_count(60)
    shown.last.scroll_into_view_if_needed()
    expect(troubled.locator(".library .none")).to_contain_text("Assay can’t be reached")
    fails = False
    troubled.get_by_role("button", name="Show more").click()
    expect(shown).to_have_count(90)
    expect(troubled.locator(".library .none")).to_be_hidden()
