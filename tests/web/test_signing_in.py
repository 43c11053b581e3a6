"""A server with keys: one signs in once a browser, and out again."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.serving import house
from tests.web.browsing import ask, claim, reply_with, visiting
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


SignedIn = Callable[..., Page]


@pytest.fixture
def newcomer(context: BrowserContext, guarded: str) -> Iterator[Page]:
    """The page of somebody who is asked for a key."""
    with visiting(context, guarded) as page:
        yield page


@pytest.fixture
def signed_in(browser: Browser, guarded: str) -> Iterator[SignedIn]:
    """Opens the page of somebody with a key in a browser of their own."""
    with ExitStack() as opened:

        def open_page(key: str = "open-sesame") -> Page:
            context = browser.new_context()
            opened.callback(context.close)
            page = opened.enter_context(visiting(context, guarded))
            sign_in(page, key)
            expect(page.locator("#collection")).to_contain_text("5 articles")
            return page

        yield open_page


def test_a_reader_signs_in_once_a_browser_and_out_again(newcomer: Page, guarded: str) -> None:
    page = newcomer
    sign_in(page, "wrong")
    expect(page.get_by_test_id("dialog")).to_contain_text("did not accept that key")
    sign_in(page, "open-sesame")
    expect(page.locator("#collection")).to_contain_text("5 articles")
    assert page.evaluate("document.cookie") == ""  # no script can read it
    another = page.context.new_page()
    another.goto(guarded)
    expect(another.locator("#collection")).to_contain_text("5 articles")
    ask(another, OXIDE)
    expect(another.get_by_test_id("claim").first).to_contain_text(MADE)
    another.get_by_role("button", name="Signed in as").click()
    another.get_by_role("button", name="Sign out").click()
    expect(another.get_by_test_id("dialog")).to_contain_text("Sign in")
    expect(another.locator(".turn")).to_have_count(0)


def test_the_bar_is_right_after_a_late_sign_in(newcomer: Page) -> None:
    """One who closes the box and signs in when they ask."""
    page = newcomer
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#collection")).to_have_text("No access without a key")
    ask(page, OXIDE)
    sign_in(page, "open-sesame")
    expect(page.get_by_test_id("claim").first).to_contain_text(MADE)
    expect(page.locator("#collection")).to_contain_text("5 articles")
    expect(page.get_by_role("button", name="Any date")).to_be_visible()
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()


def test_password_managers_know_the_form(newcomer: Page) -> None:
    expect(newcomer.get_by_test_id("dialog")).to_be_visible()
    fields = newcomer.locator("dialog form input").evaluate_all(
        "all => all.map(one => one.autocomplete)"
    )
    assert fields == ["username", "current-password"]


def made(url: str, name: str, *scopes: str) -> str:
    shown = {"authorization": "Bearer open-sesame"}
    wanted = {"name": name, "scopes": scopes}
    made = httpx.post(f"{url}/v1/keys", json=wanted, headers=shown).raise_for_status()
    return str(made.json()["key"])


def test_whoever_may_only_ask_sees_no_way_to_add_correct_or_remove(
    signed_in: SignedIn, guarded: str
) -> None:
    page = signed_in(made(guarded, "reader", "ask"))
    expect(page.locator("#who")).to_contain_text("reader")
    page.get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="Kessandra's year").click()
    page.get_by_text("About this article").click()
    page.get_by_label("Tick: Kessandra's year").check()
    expect(page.get_by_role("button", name="Ask within", exact=True)).to_be_visible()
    for way in ("Add articles", "Correct", "Remove"):
        expect(page.get_by_role("button", name=way)).to_have_count(0)


def test_a_key_that_signs_nobody_in_is_told_why(newcomer: Page, guarded: str) -> None:
    told = newcomer.get_by_test_id("dialog").get_by_role("status")
    sign_in(newcomer, made(guarded, "feeder", "add"))
    expect(told).to_contain_text("The key is not good for this.")
    expect(told).to_contain_text("it takes the scope ask")
    sign_in(newcomer, "钥匙")
    expect(told).to_have_text("That is no key: it holds characters that no key has.")
    newcomer.route("**/v1/session", lambda route: route.abort())
    sign_in(newcomer, "open-sesame")
    expect(told).to_contain_text("Assay can’t be reached")


def test_who_cannot_sign_out_is_told_to_be_still_signed_in(signed_in: SignedIn) -> None:
    page = signed_in()
    who = page.get_by_role("button", name="Signed in as")
    expect(who).to_be_visible()  # or the first look for who asks could be lost, too
    page.route("**/v1/session", lambda route: route.abort())
    who.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_test_id("status")).to_have_text(re.compile("You are still signed in: Assay"))
    expect(page.get_by_role("button", name="Signed in as")).to_be_visible()


def test_what_is_asked_before_it_is_known_who_asks_is_of_the_last_known_reader(
    signed_in: SignedIn,
) -> None:
    page = signed_in()
    expect(page.locator("#who")).to_contain_text("the server's key")
    page.get_by_role("button", name="History").click()  # where it is asked who asks
    expect(page.get_by_test_id("dialog")).to_contain_text("Kept on the server")
    page.route("**/v1/session", lambda _: None)
    page.reload()
    ask(page, OXIDE)
    expect(page.get_by_test_id("claim").first).to_be_visible()
    kept = page.evaluate("JSON.parse(localStorage.getItem('assay.conversations'))")
    assert [one["owner"] for one in kept] == ["the server's key"]


def test_a_question_that_was_cut_off_is_asked_again_as_it_was(signed_in: SignedIn) -> None:
    """Also after what was chosen has been changed."""
    page = signed_in()
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


@pytest.mark.parametrize("status", [429, 503])
def test_one_refusal_does_not_change_where_the_history_lies(
    signed_in: SignedIn, status: int
) -> None:
    page = signed_in()
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


def test_the_history_follows_a_reader_to_another_machine(signed_in: SignedIn) -> None:
    """Two pages of one conversation come together there, and what is deleted is deleted."""
    here, there = signed_in(), signed_in()
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
