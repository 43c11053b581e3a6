"""A server with keys: one signs in once a browser, and out again."""

import json
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.serving import house
from tests.web.browsing import ask, claim, reply_with
from tests.web.conftest import ARTICLES
from tests.web.test_page import MADE, OXIDE


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(
        tmp_path_factory.mktemp("data"), ARTICLES, api_keys="open-sesame", checker="words"
    ) as url:
        yield url


def sign_in(page: Page, key: str) -> None:
    dialog = page.get_by_test_id("dialog")
    dialog.get_by_label("API key").fill(key)
    dialog.get_by_label("API key").press("Enter")


def test_a_reader_signs_in_once_a_browser_and_out_again(
    context: BrowserContext, guarded: str
) -> None:
    page = context.new_page()
    page.goto(guarded)
    sign_in(page, "wrong")
    expect(page.get_by_test_id("dialog")).to_contain_text("did not accept that key")
    sign_in(page, "open-sesame")
    expect(page.locator("#collection")).to_contain_text("5 articles")
    assert page.evaluate("document.cookie") == ""  # no script can read it
    another = context.new_page()
    another.goto(guarded)
    expect(another.locator("#collection")).to_contain_text("5 articles")
    ask(another, OXIDE)
    expect(another.get_by_test_id("claim").first).to_contain_text(MADE)
    another.get_by_role("button", name="Signed in as").click()
    another.get_by_role("button", name="Sign out").click()
    expect(another.get_by_test_id("dialog")).to_contain_text("Sign in")
    expect(another.locator(".turn")).to_have_count(0)


def test_the_bar_is_right_after_a_late_sign_in(context: BrowserContext, guarded: str) -> None:
    """One who closes the box and signs in when they ask."""
    page = context.new_page()
    page.goto(guarded)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#collection")).to_have_text("No access without a key")
    ask(page, OXIDE)
    sign_in(page, "open-sesame")
    expect(page.get_by_test_id("claim").first).to_contain_text(MADE)
    expect(page.locator("#collection")).to_contain_text("5 articles")
    expect(page.get_by_role("button", name="Any date")).to_be_visible()
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()


def test_password_managers_know_the_form(context: BrowserContext, guarded: str) -> None:
    page = context.new_page()
    page.goto(guarded)
    expect(page.get_by_test_id("dialog")).to_be_visible()
    fields = page.locator("dialog form input").evaluate_all(
        "all => all.map(one => one.autocomplete)"
    )
    assert fields == ["username", "current-password"]


def made(url: str, name: str, *scopes: str) -> str:
    shown = {"authorization": "Bearer open-sesame"}
    wanted = {"name": name, "scopes": scopes}
    made = httpx.post(f"{url}/v1/keys", json=wanted, headers=shown).raise_for_status()
    return str(made.json()["key"])


def test_whoever_may_only_ask_sees_no_way_to_add_correct_or_remove(
    browser: Browser, guarded: str
) -> None:
    page = signed_in(browser, guarded, made(guarded, "reader", "ask"))
    expect(page.locator("#who")).to_contain_text("reader")
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="Kessandra's year").click()
    page.get_by_text("About this article").click()
    page.get_by_label("Tick: Kessandra's year").check()
    expect(page.get_by_role("button", name="Ask within", exact=True)).to_be_visible()
    for way in ("Add articles", "Correct", "Remove"):
        expect(page.get_by_role("button", name=way)).to_have_count(0)
    page.context.close()


def test_a_key_that_may_not_ask_is_told_so(context: BrowserContext, guarded: str) -> None:
    page = context.new_page()
    page.goto(guarded)
    sign_in(page, made(guarded, "feeder", "add"))
    told = page.get_by_test_id("dialog").get_by_role("status")
    expect(told).to_contain_text("The key is not good for this.")
    expect(told).to_contain_text("it takes the scope ask")


def signed_in(browser: Browser, url: str, key: str = "open-sesame") -> Page:
    page = browser.new_context().new_page()
    page.goto(url)
    sign_in(page, key)
    expect(page.locator("#collection")).to_contain_text("5 articles")
    return page


def test_what_is_asked_before_it_is_known_who_asks_is_of_the_last_known_reader(
    browser: Browser, guarded: str
) -> None:
    page = signed_in(browser, guarded)
    expect(page.locator("#who")).to_contain_text("the server's key")
    page.get_by_role("button", name="History").click()  # where it is asked who asks
    expect(page.get_by_test_id("dialog")).to_contain_text("Kept on the server")
    page.route("**/v1/session", lambda _: None)
    page.reload()
    ask(page, OXIDE)
    expect(page.get_by_test_id("claim").first).to_be_visible()
    kept = page.evaluate("JSON.parse(localStorage.getItem('assay.conversations'))")
    assert [one["owner"] for one in kept] == ["the server's key"]


def test_a_question_that_was_cut_off_is_asked_again_as_it_was(
    browser: Browser, guarded: str
) -> None:
    """Also after what was chosen has been changed."""
    page = signed_in(browser, guarded)
    page.get_by_role("button", name="All outlets").first.click()
    page.locator(".box:popover-open").get_by_text("The Lanthanide Ledger").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Verified only").click()
    reply_with(page, ("checked", {"claim": claim(MADE), "shown": True}))
    with page.expect_response(lambda reply: "/turns/" in reply.url):
        ask(page, OXIDE)
        expect(page.get_by_test_id("problem")).to_contain_text("The connection was lost")
    page.get_by_role("button", name="Verified only").click()
    page.get_by_role("button", name="The Lanthanide Ledger").first.click()
    page.locator(".box:popover-open").get_by_role("button", name="All outlets").click()
    page.unroute("**/v1/answers")
    page.wait_for_function("localStorage.getItem('assay.conversations') === '[]'")
    page.reload()
    expect(page.locator(".scope")).to_have_text("The Lanthanide Ledger")
    with page.expect_request("**/v1/answers") as sent:
        page.get_by_test_id("again").click()
    asked = json.loads(sent.value.post_data or "")
    assert (asked["filters"], asked["strict"]) == ({"outlets": ["The Lanthanide Ledger"]}, True)
    page.context.close()


@pytest.mark.parametrize("status", [429, 503])
def test_one_refusal_does_not_change_where_the_history_lies(
    browser: Browser, guarded: str, status: int
) -> None:
    page = signed_in(browser, guarded)
    busy = json.dumps({"title": "Too much at once", "detail": "Ask again in a minute."})
    page.route("**/v1/conversations?*", lambda route: route.fulfill(status=status, body=busy))
    page.reload()
    page.get_by_role("button", name="History").click()
    expect(page.get_by_test_id("dialog").get_by_role("status")).to_contain_text("Too much at once")
    page.get_by_role("button", name="Close").click()
    page.unroute("**/v1/conversations?*")
    page.get_by_role("button", name="History").click()
    expect(page.get_by_test_id("dialog")).to_contain_text("Kept on the server for")
    expect(page.get_by_test_id("dialog")).to_contain_text("for 90 days; what is pinned, longer.")
    page.context.close()


def test_the_history_follows_a_reader_to_another_machine(browser: Browser, guarded: str) -> None:
    """Two pages of one conversation come together there, and what is deleted is deleted."""
    here, there = signed_in(browser, guarded), signed_in(browser, guarded)
    question = f"{OXIDE[:-1]}, please?"  # which no other test leaves in the history of this key
    ask(here, question)
    expect(here.locator(".actions").first).to_be_visible()
    expect(here.get_by_test_id("status")).to_have_text("")
    there.get_by_role("button", name="History").click()
    past = there.get_by_test_id("past")
    expect(there.get_by_test_id("dialog")).to_contain_text("Kept on the server")
    past.get_by_role("button", name=question, exact=True).click()
    expect(there.get_by_test_id("claim").first).to_contain_text(MADE)
    expect(there.locator(".actions").first).to_be_visible()
    ask(there, "And what did it delay?")
    expect(there.locator(".actions").nth(1)).to_be_visible()
    ask(here, "How much clay did kiln 7 at Orvale fire in week 7?")
    expect(here.locator(".actions").nth(1)).to_be_visible()
    here.reload()
    expect(here.locator(".question")).to_have_count(3)
    assert here.evaluate("localStorage.getItem('assay.conversations')") == "[]"  # all is there
    here.get_by_role("button", name="History").click()
    here.get_by_role("button", name=f"Delete: {question}").click()
    with here.expect_response(lambda reply: reply.request.method == "DELETE"):
        here.get_by_role("button", name="Close").click()
    there.get_by_role("button", name="History").click()
    expect(there.get_by_test_id("dialog")).to_contain_text("Kept on the server")
    expect(past.get_by_role("button", name=question, exact=True)).to_have_count(0)
    for page in (here, there):
        page.context.close()
