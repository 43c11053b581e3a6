"""Conversations on the page: follow-ups, history, permalinks, exports, feedback, new articles."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from index.model import Received
from index.reading import read
from tests.serving import house
from tests.web.browsing import answer, ask, claim, reply_with, visiting
from tests.web.states import closest
from tests.web.test_page import MADE, OXIDE


def finished(page: Page, turn: int = 0) -> None:
    expect(page.locator(".turn").nth(turn).locator(".actions")).to_be_visible()


def converse(page: Page) -> None:
    ask(page, OXIDE)
    finished(page)
    ask(page, "And what did it delay?")
    finished(page, 1)


def test_a_follow_up_takes_the_conversation_along_and_shows_how_it_was_understood(
    page: Page,
) -> None:
    ask(page, OXIDE)
    finished(page)
    with page.expect_request("**/v1/answers") as sent:
        ask(page, "And what did it delay?")
    first, second = json.loads(sent.value.post_data or "")["history"]
    assert (first["content"], second["role"]) == (OXIDE, "assistant")
    expect(page.locator(".turn").nth(1)).to_contain_text("Understood as:")
    expect(page.locator(".turn").nth(1).locator(".understood")).to_contain_text("Kessandra")


def test_a_misspelt_name_is_understood_and_the_reader_can_undo_it(page: Page) -> None:
    ask(page, OXIDE.replace("Kessandra", "Kesandra"))
    finished(page)
    expect(page.locator(".understood")).to_contain_text("Did you mean “Kessandra”? Understood as:")
    expect(page.get_by_test_id("claim").first).to_contain_text(MADE)
    with page.expect_request("**/v1/answers") as sent:
        page.get_by_role("button", name="Ask as I wrote it").click()
    assert json.loads(sent.value.post_data or "")["as_written"] is True
    finished(page, 1)
    expect(page.locator(".turn").nth(1).locator(".understood")).to_be_hidden()


def test_a_conversation_is_kept_on_this_device_found_opened_again_and_deleted(page: Page) -> None:
    converse(page)
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("button", name="History").click()
    past = page.get_by_test_id("past")
    page.get_by_label("Search the history").fill("football")
    expect(past.locator(".again")).to_have_count(0)
    page.get_by_label("Search the history").fill("3,410 TONNES")
    expect(past).to_contain_text("2 questions")
    past.get_by_role("button", name=OXIDE, exact=True).click()
    finished(page, 1)
    expect(page.get_by_test_id("claim").first).to_contain_text(MADE)
    page.get_by_role("button", name="History").click()
    past.get_by_role("button", name="Rename").click()
    past.get_by_label("Name").fill("Oxide")
    past.get_by_label("Name").press("Enter")
    expect(past.get_by_role("button", name="Oxide", exact=True)).to_be_focused()
    past.get_by_role("button", name="Rename").click()
    past.get_by_label("Name").blur()  # without a change
    expect(past.get_by_role("button", name="Oxide", exact=True)).to_be_visible()
    past.get_by_role("button", name="Delete: Oxide").click()
    expect(page.get_by_test_id("dialog")).to_contain_text("Deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(past).to_contain_text("2 questions")
    page.get_by_role("button", name="Delete all").click()
    expect(past.locator(".again")).to_have_count(0)


def test_a_conversation_goes_on_where_it_was_left(page: Page) -> None:
    """Opened from the history, after loading the page anew, and on the way back from a link."""
    ask(page, OXIDE)
    finished(page)
    page.get_by_role("button", name="New").click()
    ask(page, "How much clay did kiln 7 at Orvale fire in week 7?")
    finished(page)
    page.get_by_role("button", name="History").click()
    page.get_by_test_id("past").get_by_role("button", name=OXIDE, exact=True).click()
    finished(page)
    ask(page, "And what did it delay?")
    finished(page, 1)
    page.get_by_role("button", name="Copy link", exact=True).last.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator(".scope")).to_contain_text("Asked ")
    expect(page.locator(".turn")).to_have_count(1)
    page.go_back()
    finished(page, 1)
    page.reload()
    finished(page, 1)
    expect(page.locator(".question")).to_have_text([OXIDE, "And what did it delay?"])
    page.get_by_role("button", name="History").click()
    expect(page.get_by_test_id("past").locator("li li")).to_contain_text(
        ["2 questions", "1 question"]
    )


def test_an_answer_has_a_link_that_opens_it_again_with_its_evidence(page: Page) -> None:
    ask(page, OXIDE)
    finished(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator(".scope")).to_contain_text("Asked ")
    page.get_by_test_id("citation").first.click()
    expect(page.get_by_test_id("article").locator("mark.current")).to_have_text(MADE)


def test_what_the_line_means_is_told_once_in_a_browser_however_one_came(
    page: Page, browser: Browser
) -> None:
    converse(page)
    told = page.locator(".legend:visible")
    expect(told).to_have_count(1)
    expect(page.locator(".turn").first.locator(".legend")).to_be_visible()
    page.get_by_role("button", name="Copy link", exact=True).last.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    page.reload()
    finished(page, 1)
    expect(told).to_have_count(0)
    with visiting(browser, address) as other:  # who never saw the start
        expect(other.get_by_text("Solid line: verified")).to_be_visible()


def test_a_link_to_a_follow_up_tells_nothing_of_what_was_asked_before(page: Page, url: str) -> None:
    """Not even to who asks the API for it; with the conversation only where that was chosen."""

    def copied() -> str:
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        return str(page.evaluate("navigator.clipboard.readText()")).removeprefix(f"{url}/answers/")

    converse(page)
    page.get_by_role("button", name="Copy link", exact=True).last.click()
    alone = httpx.get(f"{url}/v1/answers/{copied()}?history=true").raise_for_status()
    assert alone.json()["question"] == "And what did it delay?"
    assert OXIDE not in alone.text
    expect(page.get_by_role("button", name="Copied")).to_be_hidden()
    page.get_by_role("button", name="Share more").click()
    page.get_by_role("button", name="Copy link with what was asked before").click()
    page.get_by_role("button", name="Share more").click()
    whole = page.evaluate("navigator.clipboard.readText()")
    assert OXIDE in httpx.get(whole.replace("/answers/", "/v1/answers/")).text
    page.goto(whole)
    expect(page.locator(".question")).to_have_text([OXIDE, "And what did it delay?"])
    expect(page.locator(".turn").first).to_contain_text("3,410 tonnes")


def test_back_and_forward_lead_from_one_conversation_to_another(page: Page) -> None:
    """Without loading the page anew; an answer that goes on becomes a conversation of its own."""
    clay = "How much clay did kiln 7 at Orvale fire in week 7?"
    ask(page, OXIDE)
    finished(page)
    page.evaluate("window.loaded = 'once'")
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, clay)
    finished(page)
    page.go_back()
    expect(page.locator(".question")).to_have_text(OXIDE)
    expect(page).to_have_title(f"{OXIDE} · Assay")
    page.go_forward()
    expect(page.locator(".question")).to_have_text(clay)
    assert page.evaluate("window.loaded") == "once"
    page.get_by_role("button", name="Copy link", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    page.goto(link)
    finished(page)
    ask(page, OXIDE)
    finished(page, 1)
    assert page.evaluate("location.pathname") == "/"
    page.reload()
    expect(page.locator(".question")).to_have_text([clay, OXIDE])
    page.go_back()
    expect(page).to_have_url(link)
    expect(page.locator(".question")).to_have_text(clay)


def test_a_conversation_that_is_gone_says_so(page: Page) -> None:
    ask(page, OXIDE)
    finished(page)
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.get_by_test_id("status")).to_have_text("This conversation is no longer kept.")


def test_a_link_to_an_answer_that_is_gone_says_so(troubled: Page, url: str) -> None:
    troubled.goto(f"{url}/answers/unknown")
    expect(troubled.get_by_test_id("status")).to_contain_text("Unknown answer")


def test_an_answer_is_copied_and_exported_with_its_citations(page: Page, tmp_path: Path) -> None:
    ask(page, OXIDE)
    finished(page)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "Kessandra's year, The Lanthanide Ledger" in page.evaluate(
        "navigator.clipboard.readText()"
    )
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("button", name="Markdown").click()
    assert saved.value.suggested_filename == "How-much-oxide-did-Kessandra-make-in-2025.md"
    assert (
        f"The Lanthanide Ledger, 23 Apr 2026, https://example.com/kessandra: “{MADE}”"
        in saved.value.path().read_text()
    )
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("button", name="Word").click()
    assert saved.value.suggested_filename.endswith(".docx")
    saved.value.save_as(tmp_path / "answer.docx")
    [document] = [item for item in read([tmp_path / "answer.docx"]) if isinstance(item, Received)]
    assert MADE in document.raw
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("button", name="JSON", exact=True).click()
    assert json.loads(saved.value.path().read_text())["claims"][0]["text"] == MADE


def test_a_conversation_is_exported_from_the_history_and_so_are_all(page: Page) -> None:
    converse(page)
    page.get_by_role("button", name="History").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=f"Export: {OXIDE}").click()
    told = saved.value.path().read_text()
    assert f"# {OXIDE}" in told
    assert "[^1-1]: Kessandra's year" in told
    assert "# And what did it delay?" in told
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export all").click()
    [one] = json.loads(saved.value.path().read_text())
    assert [turn["question"] for turn in one["turns"]] == [OXIDE, "And what did it delay?"]
    assert len(one["answers"]) == 2


def test_opening_a_conversation_of_many_turns_asks_once_for_their_answers(page: Page) -> None:
    """Refused ones, too, under which stands what the collection holds."""
    for turn in range(3):
        ask(page, "Who won the football cup?")
        finished(page, turn)
    asked: list[str] = []
    page.reload()
    expect(page.locator("#collection")).to_contain_text("5 articles")
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="New").click()
    page.get_by_role("button", name="History").click()
    page.get_by_test_id("past").locator(".again").click()
    finished(page, 2)
    expect(page.locator(".covers:not([hidden])")).to_have_count(3)
    assert sum("/v1/answers?" in url for url in asked) == 1
    assert sum("/v1/collection" in url for url in asked) <= 1


def test_readers_judge_an_answer_and_dispute_a_sentence(page: Page, url: str) -> None:
    ask(page, OXIDE)
    finished(page)
    page.get_by_role("button", name="Not useful").click()
    expect(page.locator("[aria-pressed=true]")).to_have_text("Not useful")
    page.get_by_test_id("claim").first.hover()
    page.get_by_role("button", name="Dispute").first.click()
    page.get_by_label("What is wrong").fill("It was 3,140.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Disputed.")).to_be_visible()
    said = httpx.get(f"{url}/v1/feedback").json()[-2:]
    assert [one["thumb"] for one in said] == ["down", None]
    assert (said[1]["disputed"], said[1]["comment"]) == (True, "It was 3,140.")


@pytest.fixture
def empty(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page over a service that holds nothing yet."""
    with house(tmp_path) as url, visiting(browser, url) as opened:
        yield opened


DROP = """(onto, files) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    for (const event of ["dragover", "drop"])
        onto.dispatchEvent(new DragEvent(event, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def test_dropped_files_become_articles_that_can_be_asked_about(empty: Page) -> None:
    expect(empty.locator("#empty")).to_contain_text("assay add")
    expect(empty.locator("#collection")).to_have_text("no articles yet")
    kilns = {"title": "Kilns", "text": "Orvale fired 900 tonnes of clay."}
    batch = json.dumps(
        [kilns, *({"title": f"Week {n}", "text": f"Week {n} was dry."} for n in (1, 2, 3, 4))]
    )
    files = [("trams.md", "# Trams\n\nTrams run on Sundays again."), ("kilns.json", batch),
             ("sheet.odt", "PK")]  # fmt: skip
    empty.locator("body").evaluate(DROP, files)
    rows = empty.get_by_test_id("adding").locator("li")
    expect(rows.nth(0)).to_contain_text("1 article added · “Trams”, no outlet, no day")
    expect(rows.nth(1)).to_contain_text("5 articles added · “Kilns”, no outlet, no day; “Week 1”")
    expect(rows.nth(1)).to_contain_text("and 2 more")
    expect(rows.nth(2)).to_contain_text("no known kind")
    empty.get_by_role("button", name="Close").click()
    empty.get_by_role("button", name="Add articles").first.click()
    expect(rows).to_have_count(3)  # closing the box loses no report
    rows.nth(2).get_by_role("button", name="Retry").click()
    expect(rows.nth(2)).to_contain_text("no known kind")
    empty.get_by_test_id("dialog").evaluate(DROP, [])
    expect(empty.locator(".dropping")).to_have_count(0)  # nothing lies over the page
    empty.route("**/v1/files?*", lambda _: None)  # it hangs
    empty.get_by_test_id("dialog").evaluate(DROP, [(f"late{n}.md", "Late.") for n in range(5)])
    expect(rows).to_have_count(8)
    empty.reload()
    empty.get_by_role("button", name="Add articles").first.click()
    empty.get_by_text("Added before: 8").click()
    expect(empty.locator(".earlier .failed").filter(has_text="not finished")).to_have_count(5)
    failed = empty.locator(".earlier .failed").filter(has_text="no known kind")
    with empty.expect_file_chooser():
        failed.get_by_role("button", name="Choose it again").click()
    empty.get_by_role("button", name="Close").click()
    expect(empty.locator("#collection")).to_contain_text("6 articles")
    ask(empty, "How much clay did Orvale fire?")
    expect(empty.get_by_test_id("claim")).to_contain_text("900 tonnes")


def test_what_is_added_goes_into_the_collection_that_is_named(empty: Page) -> None:
    empty.get_by_role("link", name="Articles").click()
    empty.locator(".library").get_by_role("button", name="Add articles").click()
    empty.get_by_test_id("dialog").get_by_label("Collection").fill("press")
    empty.get_by_text("Paste a text").click()
    empty.get_by_test_id("dialog").get_by_label("Title").fill("Trams")
    empty.get_by_label("Text", exact=True).fill("Trams run on Sundays again.")
    empty.get_by_role("button", name="Add text").click()
    expect(empty.get_by_test_id("adding").locator("li")).to_contain_text("1 article added")
    files = [{"name": "boats.md", "mimeType": "text/plain", "buffer": b"Boats run on Mondays."}]
    empty.get_by_label("Files").set_input_files(files)  # type: ignore[arg-type]
    expect(empty.get_by_test_id("adding").locator("li").first).to_contain_text("1 article added")
    there = empty.evaluate("fetch('/v1/collection').then((reply) => reply.json())")
    assert there["collections"] == [{"name": "press", "articles": 2}]
    expect(empty.get_by_test_id("listed")).to_have_count(2)
    expect(empty.locator(".library .empty")).to_be_hidden()


def test_a_question_outlives_a_reload_in_the_middle_of_its_answer(troubled: Page) -> None:
    """Its sentences, too; it can be asked again as it was, and a draft stays in the field."""
    troubled.get_by_role("button", name="All outlets").first.click()
    troubled.locator(".box:popover-open").get_by_text("The Lanthanide Ledger").click()
    troubled.keyboard.press("Escape")
    reply_with(troubled, ("checked", {"claim": claim(MADE), "shown": True}))
    ask(troubled, OXIDE)
    expect(troubled.get_by_test_id("problem")).to_contain_text("The connection was lost")
    troubled.get_by_test_id("question").fill("And then")
    troubled.reload()
    expect(troubled.get_by_test_id("question")).to_have_value("And then")
    expect(troubled.locator(".question")).to_have_text(OXIDE)
    expect(troubled.locator(".turn")).to_contain_text(MADE)
    expect(troubled.get_by_test_id("problem")).to_contain_text("Not finished")
    troubled.unroute("**/v1/answers")
    with troubled.expect_request("**/v1/answers") as sent:
        troubled.get_by_test_id("again").click()
    filters = json.loads(sent.value.post_data or "")["filters"]
    assert filters == {"outlets": ["The Lanthanide Ledger"]}
    finished(troubled)
    expect(troubled.locator(".turn")).to_have_count(1)


FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {get() { throw new DOMException("no", "SecurityError"); }});"""


def test_where_nothing_may_be_kept_everything_else_works(page: Page) -> None:
    page.add_init_script(FORBIDDEN)
    page.reload()
    expect(page.locator("#collection")).to_contain_text("5 articles")
    ask(page, OXIDE)
    finished(page)
    page.locator("#scroll").focus()
    page.keyboard.press("?")
    page.get_by_label("Single letters act as keys").uncheck()


def test_a_question_outlives_a_reload_before_it_is_known_who_asks(troubled: Page) -> None:
    troubled.route("**/v1/session", lambda _: None)
    reply_with(troubled, ("checked", {"claim": claim(MADE), "shown": True}))
    ask(troubled, OXIDE)
    expect(troubled.get_by_test_id("problem")).to_contain_text("The connection was lost")
    troubled.unroute("**/v1/session")
    troubled.reload()
    expect(troubled.locator(".question")).to_have_text(OXIDE)
    expect(troubled.locator(".turn")).to_contain_text(MADE)


def test_where_no_sentence_was_chosen_the_closest_is_marked_and_there_are_ways_on(
    page: Page,
) -> None:
    about = {
        "number": 1, "id": "kessandra:1:0", "article_id": "kessandra", "version": 1, "start": 0,
        "end": 60, "title": "Kessandra's year", "outlet": None, "published": None, "url": None,
        "text": f"A quiet year. {MADE} Prices fell.",
    }  # fmt: skip
    silent = answer(
        status="not_in_articles", passages=[about], rewritten_question=f"{OXIDE} (Kessandra)"
    )
    reply_with(page, ("answered", silent))
    ask(page, OXIDE)
    expect(page.locator(".lead")).to_have_text("No single sentence answers this. Closest:")
    expect(page.locator(".nearest mark")).to_have_text(MADE)
    page.locator(".nearest").get_by_role("button", name="Copy with source").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"“{MADE}” (Kessandra's year)"
    with page.expect_request("**/v1/answers") as sent:
        page.get_by_role("button", name="Ask as I wrote it").click()
    assert json.loads(sent.value.post_data or "")["history"] == []
    page.get_by_role("button", name="Search the articles instead").first.click()
    expect(page.get_by_label("Search titles and texts")).to_have_value(OXIDE.rstrip("?"))
    expect(page.get_by_test_id("listed").first).to_contain_text("Kessandra's year")


def test_the_closest_sentence_is_in_sight_within_its_passage(page: Page) -> None:
    closest(page)
    expect(page.locator(".nearest mark")).to_be_in_viewport(ratio=1)


def test_a_box_grows_away_from_what_opened_it(page: Page) -> None:
    page.get_by_role("button", name="Any date").first.click()
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-01-01")
    box = page.locator(".box:popover-open")
    expect(box).to_contain_text("From is after To")
    above, below = box.bounding_box(), page.locator("[popovertarget=dates-box]").bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] < below["y"]


def test_days_say_what_they_leave_out_and_as_of_and_strict_go_out_with_the_question(
    page: Page,
) -> None:
    page.get_by_role("button", name="Any date").first.click()
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-01-01")
    expect(page.locator(".box:popover-open")).to_contain_text("From is after To")
    page.get_by_label("To", exact=True).fill("")
    page.get_by_label("As of", exact=True).fill("2026-02-01")
    expect(page.locator(".box:popover-open")).to_contain_text("From is after As of")
    page.get_by_label("As of", exact=True).fill("2026-03-08")
    page.get_by_role("button", name="7 days").click()
    expect(page.get_by_label("From", exact=True)).to_have_value("2026-03-01")
    page.get_by_label("As of", exact=True).fill("2026-06-01")
    page.get_by_label("Include 1 article without a day").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Verified only").click()
    with page.expect_request("**/v1/answers") as sent:
        ask(page, OXIDE)
    body = json.loads(sent.value.post_data or "")
    days = {"published_from": "2026-03-01", "as_of": "2026-06-01", "undated": True}
    assert (body["filters"], body["strict"]) == (days, True)
    expect(page.locator(".scope")).to_contain_text("or without a day · as of 1 Jun 2026")
