"""The page in a real browser: ask, watch checked sentences arrive, read the exact words."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, Request, Route, expect

from tests.web.browsing import answer, ask, claim, reply_with
from tests.web.conftest import ARTICLES

WEB = Path(__file__).parents[2] / "service" / "web"
OXIDE = "How much oxide did Kessandra make in 2025?"
MADE = "Kessandra made 3,410 tonnes of oxide in 2025."
DELAYED = "Kessandra delayed its second line to 2028."


def cite(quote: str) -> dict[str, Any]:
    """The fields of a citation of Kessandra's article."""
    start = ARTICLES[0].raw.index(quote)
    return {"article_id": "kessandra", "start": start, "end": start + len(quote), "quote": quote}


CITED = cite(MADE)


def test_a_pressed_citation_opens_the_article_with_the_exact_words_marked(page: Page) -> None:
    ask(page, OXIDE)
    expect(page.get_by_test_id("claim").first).to_contain_text(MADE)
    page.get_by_test_id("citation").first.click()
    article = page.get_by_test_id("article")
    expect(article).to_contain_text("Kessandra's year")
    marked = article.locator("mark.cited.current")
    expect(marked).to_have_text(MADE)
    expect(marked).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(article).to_be_hidden()
    expect(page.get_by_test_id("citation").first).to_be_focused()


def test_nothing_of_a_conversation_lets_the_whole_page_scroll(page: Page) -> None:
    """Not even what stands at its end for screen readers alone."""
    page.set_viewport_size({"width": 1000, "height": 400})
    ask(page, OXIDE)
    page.get_by_test_id("citation").first.click()
    expect(page.locator("mark.current")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_a_citation_under_the_pointer_shows_its_words_and_where_they_stand(page: Page) -> None:
    ask(page, OXIDE)
    page.get_by_test_id("citation").first.hover()
    card = page.locator("#card")
    expect(card).to_contain_text(MADE)
    expect(card).to_contain_text("The Lanthanide Ledger")
    expect(card).to_contain_text("23 Apr 2026")


def test_the_cited_articles_stand_beside_the_answer_with_their_outlets_and_days(page: Page) -> None:
    """In order of first use; what was found and not cited stands apart, from the first event on."""
    fields = {"version": 1, "start": 0, "end": 4, "text": "text", "url": None, "language": "en"}
    about = [
        {"number": 1, "id": "kilns:1:0", "article_id": "kilns", "title": "Kilns", "outlet": "Orvale Post",
         "published": "2026-03-02", **fields},
        {"number": 2, "id": "kessandra:1:0", "article_id": "kessandra", "title": "Kessandra's year",
         "outlet": "The Lanthanide Ledger", "published": None, **fields},
    ]  # fmt: skip
    claims = [claim(q, **cite(q), display_number=1) for q in (MADE, DELAYED)]
    whole = answer(claims=claims, passages=about)
    reply_with(page, ("retrieved", {"passages": about}), ("answered", whole))
    ask(page, OXIDE)
    row = page.get_by_test_id("source")
    expect(row).to_have_count(1)
    for width, beside in ((1280, True), (800, False)):
        page.set_viewport_size({"width": width, "height": 720})
        text, sources = page.locator(".answer").bounding_box(), row.bounding_box()
        assert text
        assert sources
        assert (sources["x"] >= text["x"] + text["width"]) == beside
    for told in ("1", "Kessandra's year", "The Lanthanide Ledger", "no day", "2 quotes"):
        expect(row).to_contain_text(told)
    found = page.locator(".considered")
    expect(found).to_contain_text("Found, not cited: 1 passage")
    row.get_by_text("2 quotes").click()
    row.get_by_role("button", name=DELAYED).click()
    expect(page.locator("mark.current")).to_have_text(DELAYED)


def test_what_was_found_is_told_while_the_answer_is_awaited(page: Page) -> None:
    """With outlet and day, from the first event on."""
    page.add_init_script(
        """
        const real = window.fetch;
        const event = `event: retrieved\ndata: ${JSON.stringify({passages: [{number: 1, id: "k:1:0",
            article_id: "k", version: 1, title: "Kilns", outlet: "Orvale Post", published: "2026-03-02",
            url: null, start: 0, end: 4, text: "text"}]})}\n\n`;
        window.fetch = (path, options) => path !== "/v1/answers" ? real(path, options) : Promise.resolve(
            new Response(new ReadableStream({start: (to) => to.enqueue(new TextEncoder().encode(event))})));
        """
    )
    page.reload()
    ask(page, OXIDE)
    for told in ("Kilns", "Orvale Post", "2 Mar 2026"):
        expect(page.locator(".reading")).to_contain_text(told)
    expect(page.get_by_test_id("status")).to_have_text("Reading 1 passage from 1 article…")


def test_a_sentence_from_a_table_is_shown_with_its_row_and_head(page: Page) -> None:
    table = (
        "Prices fell.\n\n| Oxide | Price in $ |\n| --- | --- |\n| NdPr 😀 | 74.20 |\n| Tb | 1,168 |"
    )
    row = "Tb | 1,168"
    start = table.index(row)
    about = {
        "number": 1, "id": "k:1:0", "article_id": "k", "version": 1, "title": "Prices",
        "outlet": "Ledger", "published": None, "url": None, "start": 100, "end": 100 + len(table),
        "text": table,
    }  # fmt: skip
    cited: dict[str, Any] = {
        "article_id": "k",
        "start": 100 + start,
        "end": 100 + start + len(row),
        "quote": row,
    }
    told = claim("**Tb**, Price in $: 1,168", **cited)
    reply_with(page, ("answered", answer(claims=[told], passages=[about])))
    ask(page, OXIDE)
    shown = page.get_by_test_id("claim")
    expect(shown.locator(".text strong")).to_have_text("Tb")
    expect(shown.locator("tr")).to_have_count(2)
    expect(shown.locator("th").last).to_have_text("Price in $")
    expect(shown.locator("td.figure")).to_have_text("1,168")


def test_a_paragraph_reads_on_and_its_copied_selection_is_the_sentences_alone(page: Page) -> None:
    """Without numbers and verdicts; what is not verified stands by itself."""
    doubtful = claim("It went well.", "unverified", "The wording is far.", **CITED)
    claims = [claim(MADE, **CITED), claim(DELAYED, **cite(DELAYED)), doubtful]
    reply_with(page, ("answered", answer(claims=claims)))
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    first, second = (page.get_by_test_id("claim").nth(n) for n in (0, 1))
    lines = "one => [...one.getClientRects()].map(line => line.top)"
    assert first.evaluate(lines)[-1] == second.evaluate(lines)[0]
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.claims'))")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip().split("\n") == [f"{MADE} {DELAYED}", "It went well."]


def test_the_buttons_of_a_sentence_are_reached_over_no_other_sentence(page: Page) -> None:
    claims = [claim(q, **cite(q)) for q in (MADE, DELAYED)] * 4
    reply_with(page, ("answered", answer(claims=claims)))
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    for sentence in page.get_by_test_id("claim").all():
        button = sentence.get_by_role("button", name="Copy with source")
        sentence.locator(".text").hover()
        box = button.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        expect(button).to_be_visible()
        expect(sentence.locator(".claim-tools")).to_have_css("opacity", "1")


def test_a_sentence_is_copied_with_the_place_that_it_rests_on_itself(page: Page) -> None:
    """Not with those of other sentences from the same article, and without signs of emphasis."""
    claims = [
        claim(f"**{quote[:9]}**{quote[9:]}", **cite(quote), page=page_)
        for quote, page_ in ((MADE, 3), (DELAYED, 9))
    ]
    about = {
        "number": 1, "id": "kessandra:1:0", "article_id": "kessandra", "version": 1, "start": 0,
        "end": 9, "title": "Kessandra's year", "outlet": None, "published": None, "url": None, "text": "",
    }  # fmt: skip
    reply_with(page, ("answered", answer(claims=claims, passages=[about])))
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    sentence = page.get_by_test_id("claim").last
    sentence.hover()
    sentence.get_by_role("button", name="Copy with source").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{DELAYED} (Kessandra's year, page 9)"


def test_a_quote_is_copied_with_its_source_from_the_list_and_from_the_article(page: Page) -> None:
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    row = page.get_by_test_id("source").first
    row.locator("summary").click()
    row.get_by_role("button", name="Copy with source").click()
    expect(row.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{MADE}” (Kessandra's year, The Lanthanide Ledger, 23 Apr 2026")
    row.get_by_role("button", name="Copy link").click()
    expect(row.get_by_role("button", name="Copied")).to_have_count(2)
    assert "/articles/kessandra?version=1&start=" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_test_id("citation").first.click()
    page.get_by_test_id("article").get_by_role("button", name="Copy with source").click()
    expect(page.get_by_test_id("article").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"“{MADE}” (Kessandra's year")


def test_where_there_is_no_clipboard_to_write_to_what_is_selected_is_copied(
    page: Page, url: str
) -> None:
    """As over plain HTTP."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.reload()
    ask(page, OXIDE)
    page.get_by_role("button", name="Copy", exact=True).click()
    copied = page.get_by_role("button", name="Copied")
    expect(copied).to_be_visible()
    expect(copied).to_be_focused()
    reading = page.context.new_page()
    reading.goto(url)
    assert reading.evaluate("navigator.clipboard.readText()").startswith(f"{OXIDE}\n\n")


def test_what_is_not_verified_is_marked_and_what_is_withheld_is_folded_with_reasons(
    page: Page,
) -> None:
    doubtful = claim("It went well.", "unverified", "The wording is far.", **CITED)
    wrong = claim("It made 9 tonnes.", "contradicted", "9 is not in the cited text", **CITED)
    bare = claim("All is fine.", "uncited")
    reply_with(
        page,
        ("answered", answer(claims=[claim(MADE, **CITED), doubtful], withheld=[wrong, bare])),
    )
    ask(page, OXIDE)
    expect(page.get_by_test_id("claim").nth(1)).to_contain_text("Unverified")
    expect(page.get_by_test_id("claim").nth(1)).to_contain_text("The wording is far.")
    withheld = page.get_by_test_id("withheld")
    expect(withheld.get_by_text("9 is not in the cited text")).to_be_hidden()
    withheld.get_by_text("2 sentences withheld").click()
    expect(withheld.get_by_text("9 is not in the cited text")).to_be_visible()
    expect(page.locator(".made")).to_contain_text("1 sentence verified, 1 unverified")


def test_an_answer_whose_connection_drops_is_offered_again_and_nothing_is_shown_twice(
    troubled: Page,
) -> None:
    reply_with(troubled, ("checked", {"claim": claim(MADE, **CITED), "shown": True}))
    ask(troubled, OXIDE)
    problem = troubled.get_by_test_id("problem")
    expect(problem).to_contain_text("The connection was lost")
    expect(troubled.get_by_test_id("claim")).to_have_count(1)
    troubled.unroute("**/v1/answers")
    problem.get_by_test_id("again").click()
    expect(problem).to_be_hidden()
    expect(troubled.locator(".made")).to_contain_text("verified")
    expect(troubled.get_by_test_id("claim").get_by_text(MADE)).to_have_count(1)


def test_a_question_put_while_the_models_load_is_asked_once_they_are_there(troubled: Page) -> None:
    def loading(route: Route) -> None:
        route.fulfill(status=503, json={"title": "Not ready", "detail": "Loading MiniLM."})

    troubled.route("**/readyz", loading)
    troubled.reload()
    expect(troubled.get_by_test_id("status")).to_contain_text("Loading the models… Loading MiniLM.")
    ask(troubled, OXIDE)
    troubled.unroute("**/readyz")
    expect(troubled.get_by_test_id("claim").first).to_contain_text(MADE)
    expect(troubled.get_by_test_id("question")).to_have_value("")


def test_the_page_works_on_while_the_connection_is_gone(troubled: Page) -> None:
    with troubled.expect_response("**/article.js"), troubled.expect_response("**/adding.js"):
        troubled.reload()
    ask(troubled, OXIDE)
    expect(troubled.locator(".actions")).to_be_visible()
    troubled.context.set_offline(True)
    troubled.get_by_test_id("citation").first.click()
    expect(troubled.get_by_test_id("article")).to_contain_text("Assay can’t be reached")
    troubled.keyboard.press("Escape")
    troubled.get_by_role("button", name="Add articles").click()
    expect(troubled.get_by_test_id("dialog")).to_be_visible()
    troubled.keyboard.press("Escape")
    troubled.context.set_offline(False)
    troubled.get_by_test_id("citation").first.click()
    expect(troubled.locator("mark.current")).to_have_text(MADE)


def test_an_answer_can_be_stopped(troubled: Page) -> None:
    troubled.route("**/v1/answers", lambda route: None)  # it never answers
    ask(troubled, OXIDE)
    expect(troubled.get_by_test_id("status")).to_have_text("Searching…")
    troubled.get_by_test_id("stop").click()
    expect(troubled.get_by_test_id("problem")).to_contain_text("Stopped")
    expect(troubled.get_by_test_id("ask")).to_be_visible()


def test_a_question_put_while_an_answer_arrives_waits_in_the_field_and_says_so(
    troubled: Page,
) -> None:
    troubled.set_viewport_size({"width": 390, "height": 800})
    troubled.route("**/v1/answers", lambda route: None)  # it never answers
    ask(troubled, OXIDE)
    ask(troubled, "And then?")
    expect(troubled.locator(".waits")).to_contain_text("One answer at a time")
    expect(troubled.get_by_test_id("question")).to_have_value("And then?")
    troubled.get_by_test_id("stop").click()
    expect(troubled.locator(".waits")).to_be_hidden()


def test_a_question_that_cannot_be_asked_is_told_what_to_do(troubled: Page) -> None:
    ask(troubled, "x" * 5000)
    expect(troubled.get_by_test_id("problem")).to_contain_text("at most 4,000 are read")


def test_what_the_articles_do_not_say_is_said_with_the_nearest_passages_and_what_there_is(
    page: Page,
) -> None:
    ask(page, "Who won the football cup?")
    shown = page.get_by_test_id("answer")
    expect(shown).to_contain_text("The articles don’t say.")
    expect(shown).to_contain_text(
        "5 articles from 5 outlets, 1 without a day, 1 Jun 2025 to 23 Apr 2026"
    )
    expect(page.get_by_test_id("passage").first).to_be_visible()
    page.get_by_role("button", name="Any date").first.click()
    page.get_by_label("From", exact=True).fill("2026-01-01")
    page.keyboard.press("Escape")
    ask(page, "Who won the football cup?")
    limited = "Only part of them was searched: from 1 Jan 2026, not 1 article without a day."
    expect(page.locator(".covers").last).to_contain_text(limited)


def test_cited_words_are_stepped_through_and_the_answer_follows(page: Page) -> None:
    claims = [claim(quote, **cite(quote)) for quote in (MADE, DELAYED)]
    reply_with(page, ("answered", answer(claims=claims)))
    ask(page, OXIDE)
    page.get_by_test_id("citation").first.click()
    article = page.get_by_test_id("article")
    expect(article).to_contain_text("1 of 2")
    expect(article.locator("mark")).to_have_count(2)
    page.keyboard.press("n")
    expect(article.locator("mark.current")).to_have_text(DELAYED)
    expect(article).to_contain_text("2 of 2")
    expect(page.get_by_test_id("claim").nth(1).locator("[aria-current]")).to_be_visible()


def test_repaired_text_says_so_and_can_be_read_as_received_and_copies_are_listed(
    page: Page,
) -> None:
    ask(page, "How much clay did kiln 7 at Orvale fire in week 7?")
    page.get_by_test_id("citation").first.click()
    article = page.get_by_test_id("article")
    expect(article).to_contain_text("Repaired: broken encoding in 24 places")
    expect(article).to_contain_text("The marked words were repaired: broken encoding.")
    expect(article.locator("mark.current")).to_contain_text("café clay")
    article.get_by_role("button", name="As received").click()
    expect(article.locator("mark.current")).to_contain_text("cafÃ© clay")
    article.get_by_text("Also in one copy").click()
    expect(article.locator(".copies li")).to_contain_text(re.compile("The Copyist|Orvale Post"))


def test_a_hostile_article_does_nothing(page: Page) -> None:
    ask(page, "How much does zirconium weigh?")
    page.get_by_test_id("citation").first.click()
    article = page.get_by_test_id("article")
    expect(article.locator("mark.current")).to_have_text("Zirconium weighs 91 grams.")
    expect(article.locator("#article-title")).to_contain_text("<img src=x")
    expect(article.locator(".original")).to_be_hidden()
    assert page.title() == "How much does zirconium weigh? · Assay"


def test_chips_limit_the_question_and_the_answer_says_so(page: Page) -> None:
    page.get_by_role("button", name="All outlets").first.click()
    box = page.locator(".box:popover-open")
    for outlet in ("The Lanthanide Ledger", "Orvale Post"):
        box.get_by_text(outlet).click()
    expect(page.locator(".chip.chosen")).to_have_text("2 outlets")
    box.get_by_text("Orvale Post").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Any date").first.click()
    page.get_by_label("From").fill("2026-01-01")
    with page.expect_request("**/v1/answers") as sent:
        ask(page, "How much clay did Orvale fire?")
    filters = _body(sent.value)["filters"]
    assert filters == {"published_from": "2026-01-01", "outlets": ["The Lanthanide Ledger"]}
    expect(page.locator(".scope")).to_have_text("from 1 Jan 2026 · The Lanthanide Ledger")


def test_an_example_from_the_articles_is_asked_where_it_is_pressed(page: Page) -> None:
    example = page.locator("#examples button").first
    question = example.inner_text()
    example.click()
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".made")).not_to_be_empty()


def test_a_page_asks_for_one_stylesheet_and_for_names_that_say_what_they_hold(page: Page) -> None:
    """All its files stand under an address of what they hold, which browsers keep for good."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator("#examples button").first).to_be_visible()
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_test_id("listed").first).to_be_visible()
    files = [url for url in asked if "/web/" in url]
    assert sum(url.endswith("style.css") for url in files) == 1
    assert all(re.search(r"/web/\w{16}/[a-z]+\.(js|css|svg)$", url) for url in files)


def test_the_first_paint_needs_under_25_kb_and_all_there_is_under_100(url: str) -> None:
    """As it is sent: compressed. What the first paint doesn't need comes after it."""

    def sent(name: str) -> int:
        with httpx.stream("GET", f"{url}/web/{name}") as reply:
            assert reply.headers.get("content-encoding") == "gzip"
            return sum(map(len, reply.iter_raw()))

    needed, waiting = set[str](), ["app.js"]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += re.findall(
                r'^import [^"]*"\./(.*?)";', (WEB / name).read_text(), re.MULTILINE
            )
    files = {*needed, "index.html", "style.css", "icon.svg"}
    assert sum(map(sent, files)) < 25_000
    assert "export.js" not in files
    assert sum(sent(path.name) for path in WEB.iterdir()) < 100_000


def _body(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(request.post_data or "")
    return body
