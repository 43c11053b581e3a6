"""The page for everyone: keys alone, screen readers, any width, any script."""

from collections.abc import Callable
from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browsing import answer, ask, claim, reply_with
from tests.web.states import pasting, warming
from tests.web.test_page import CITED, DELAYED, MADE, OXIDE, cite

WIDTHS = (320, 768, 1280, 2560)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


def full(page: Page) -> None:
    """An answer with everything there is."""
    doubtful = claim("It went well.", "unverified", "The wording is far.", **CITED)
    whole = answer(
        status="partial", missing="the price", rewritten_question="What of 2025?",
        claims=[claim(MADE, **CITED), doubtful, claim(DELAYED, **cite(DELAYED))],
        withheld=[claim("It made 9 tonnes.", "contradicted", "9 is not in the cited text")],
        citation_errors=[{"mark": "[9]", "message": "There is no passage 9."}],
    )  # fmt: skip
    reply_with(page, ("answered", whole))
    ask(page, OXIDE)
    page.locator(".withheld summary").click()
    expect(page.locator(".actions")).to_be_visible()


def with_evidence(page: Page) -> None:
    full(page)
    page.get_by_test_id("citation").first.click()
    expect(page.locator("mark.current")).to_be_visible()


def with_history(page: Page) -> None:
    full(page)
    page.get_by_role("button", name="History").click()
    expect(page.get_by_test_id("past").locator(".again")).to_have_count(1)


def begun(page: Page) -> None:
    expect(page.locator("#examples li").first).to_be_visible()


def test_everything_is_reached_by_keys(page: Page) -> None:
    begun(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    reply_with(page, ("answered", answer(claims=[claim(q, **cite(q)) for q in (MADE, DELAYED)])))
    page.keyboard.type(OXIDE)
    page.keyboard.press("Enter")
    expect(page.locator(".actions")).to_be_visible()
    page.keyboard.press("Escape")
    for key in "jjkj":
        page.keyboard.press(key)
    expect(page.get_by_test_id("claim").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("mark.current")).to_have_text(DELAYED)
    page.keyboard.press("p")
    expect(page.locator("mark.current")).to_have_text(MADE)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("article")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_test_id("dialog")).to_contain_text("Next, previous sentence")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_test_id("question")).to_be_focused()


def walk_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until what is wanted has the focus."""
    for _ in range(60):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {selector}")


def test_one_walks_from_the_question_to_a_source_its_quote_the_article_and_back_by_keys(
    page: Page,
) -> None:
    begun(page)
    page.keyboard.press("/")
    page.keyboard.type(OXIDE)
    page.keyboard.press("Enter")
    expect(page.locator(".actions")).to_be_visible()
    expect(page.get_by_test_id("also")).to_be_visible()
    walk_to(page, ".source-row summary", "Shift+Tab")
    page.keyboard.press("Enter")
    walk_to(page, ".quotes .quote")
    page.keyboard.press("Enter")
    expect(page.locator("mark.current")).to_have_text(MADE)
    expect(page.locator("mark.current")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("article")).to_be_hidden()
    expect(page.locator(".quotes .quote").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_test_id("question")).to_be_focused()


def test_single_letters_are_keys_in_the_conversation_alone_and_can_be_switched_off(
    page: Page,
) -> None:
    begun(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Articles").focus()
    page.keyboard.press("?")
    expect(page.get_by_test_id("dialog")).to_have_count(0)
    page.set_viewport_size({"width": 400, "height": 300})  # as where all is twice as large
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single letters act as keys").uncheck()
    page.keyboard.press("Escape")
    page.locator("#scroll").focus()
    page.keyboard.press("?")
    page.keyboard.press("h")
    expect(page.get_by_test_id("dialog")).to_have_count(0)


def test_new_sentences_are_read_out_politely(page: Page) -> None:
    full(page)
    live = page.locator("[aria-live=polite]", has=page.get_by_test_id("claim"))
    expect(live).to_have_count(1)
    expect(page.locator("#heard")).to_have_role("status")


def test_fifty_sentences_are_told_of_once_in_a_while(page: Page) -> None:
    """A screen reader hears the sentences; the line that counts them speaks every five seconds."""
    begun(page)
    page.evaluate(
        """() => {
            window.spoken = [];
            const heard = document.querySelector("#heard");
            new MutationObserver(() => window.spoken.push([performance.now(), heard.textContent]))
                .observe(heard, {childList: true});
        }"""
    )
    told = [claim(f"Sentence {number}.", **CITED) for number in range(50)]
    checked = [("checked", {"claim": one, "shown": True}) for one in told]
    reply_with(page, *checked, ("answered", answer(claims=told)))
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    first = page.evaluate("window.spoken")[0][1]
    expect(page.locator("#heard")).not_to_have_text(first)
    times = [at for at, _ in page.evaluate("window.spoken")]
    assert len(times) > 1
    assert all(later - earlier >= 4900 for earlier, later in pairwise(times))


def in_chinese(page: Page) -> None:
    ask(page, "第三条晶界扩散线投产后，每吨磁材用铽多少？")
    page.get_by_test_id("citation").first.click()
    expect(page.locator("mark.current")).to_contain_text("公斤")


def in_long_words(page: Page) -> None:
    texts = (LONG, "تراجعت الأسعار في عام 2025 كثيرا", "\u202eflow the other way")
    claims = [claim(text, **CITED) for text in texts]
    reply_with(page, ("answered", answer(claims=claims, rewritten_question=LONG)))
    ask(page, LONG)
    expect(page.locator(".actions")).to_be_visible()


@pytest.mark.parametrize(
    "state", [begun, with_evidence, in_chinese, in_long_words, with_history, pasting]
)
def test_nothing_leaves_the_screen_at_any_width(page: Page, state: Callable[[Page], None]) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    begun(page)
    state(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        wide = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((one) => {
                const {left, right, width} = one.getBoundingClientRect();
                return width && !one.closest(".unseen") && (right > innerWidth + 1 || left < -1);
            }).map((one) => one.outerHTML.slice(0, 200))"""
        )
        assert wide == [], width


def test_in_a_narrow_window_name_and_tools_share_a_line_and_the_history_breaks_no_day(
    page: Page,
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    with_history(page)
    name, *tools = (
        one.bounding_box() for one in page.locator(".bar :is(h1, .tools > :not(span))").all()
    )
    assert name
    assert all(one and one["y"] < name["y"] + name["height"] for one in tools)
    when = page.locator(".past .group li > span").first
    assert when.evaluate(
        "one => one.offsetHeight < 2 * parseFloat(getComputedStyle(one).lineHeight)"
    )


def test_what_a_question_waits_for_is_in_sight_on_a_small_screen(troubled: Page) -> None:
    troubled.set_viewport_size({"width": 320, "height": 640})
    warming(troubled)
    expect(troubled.get_by_test_id("status")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("state", [begun, with_evidence])
def test_at_400_percent_all_can_be_reached(page: Page, state: Callable[[Page], None]) -> None:
    """1280 by 1024 pixels, four times as large."""
    page.set_viewport_size({"width": 320, "height": 256})
    begun(page)
    state(page)
    inside = """one => {
        const {left, right, top, bottom} = one.getBoundingClientRect();
        return left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
    }"""
    shown = "#ask" if state is begun else ".article .close"
    assert page.locator(shown).evaluate(inside)
    if state is with_evidence:
        assert page.locator(".article-text").evaluate("one => one.clientHeight") >= 96
        expect(page.locator("mark.current")).to_be_in_viewport()


SMALL = """() => [...document.querySelectorAll("button, summary, textarea")].filter((one) => {
    const {width, height} = one.getBoundingClientRect();
    const around = getComputedStyle(one, "::after");  // it takes presses, too
    const [above, beside] = [parseFloat(around.top) || 0, parseFloat(around.left) || 0];
    return one.checkVisibility() && Math.min(height - 2 * above, width - 2 * beside) < 40;
}).map((one) => one.outerHTML.slice(0, 200))"""


def test_whatever_can_be_pressed_has_room_for_a_finger(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(url)
    begun(page)
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    assert page.evaluate(SMALL) == []
    page.get_by_test_id("citation").first.tap()
    expect(page.locator("mark.current")).to_be_visible()
    assert page.evaluate(SMALL) == []
    context.close()


def test_on_paper_stand_whole_answers_and_what_they_cite(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 300})
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".composer")).to_be_hidden()
    expect(page.locator(".source-row .quote").first).to_be_visible()
    expect(page.locator(".considered .passage").first).to_be_hidden()
    cut = page.locator("#scroll").evaluate("one => one.scrollHeight - one.clientHeight")
    assert cut <= 1  # both are rounded to whole pixels


def test_on_paper_stands_the_list_of_articles_or_the_one_that_is_read(page: Page) -> None:
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_test_id("listed").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_test_id("listed").first).to_be_visible()
    expect(page.get_by_label("Search titles and texts")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Kessandra's year").click()
    expect(page.locator(".article-text")).to_contain_text("A quiet year.")
    page.emulate_media(media="print")
    expect(page.locator(".article-text")).to_be_visible()
    expect(page.get_by_test_id("listed").first).to_be_hidden()
    expect(page.locator(".article-tools")).to_be_hidden()


def test_a_paragraph_has_the_direction_of_its_script_and_each_sentence_keeps_its_own_in(
    page: Page,
) -> None:
    """One that begins with a Latin name turns no Arabic paragraph around."""
    rising = claim("Kessandra رفعت الإنتاج.", **CITED)
    turned = claim("\u202eflow the other way", **CITED)
    arabic = {**claim("تراجعت الأسعار في عام 2025.", **CITED), "begins": "paragraph"}
    reply_with(page, ("answered", answer(claims=[claim(MADE, **CITED), arabic, rising, turned])))
    ask(page, OXIDE)
    expect(page.locator(".actions")).to_be_visible()
    styles = "(all, name) => all.map(one => getComputedStyle(one)[name])"
    texts = page.locator(".claim .text")
    assert texts.evaluate_all(styles, "direction") == ["ltr", "rtl", "rtl", "rtl"]
    assert set(texts.evaluate_all(styles, "unicodeBidi")) == {"isolate"}


def test_an_article_is_read_in_the_direction_of_its_script(page: Page, url: str) -> None:
    """Its paragraphs, headings, lists and tables, and beside them the lines of another script."""
    text = (
        "# אקונומיה\n\nتراجعت أسعار الأكاسيد في عام 2025.\n\nPrices fell.\n\n"
        "- ارتفعت الأسعار\n\n| السعر | السنة |\n| --- | --- |\n| 74 | 2025 |"
    )
    httpx.put(f"{url}/v1/articles/ar", json={"title": "أسعار", "text": text}).raise_for_status()
    page.goto(f"{url}/articles/ar")
    expect(page.locator(".article-text table")).to_be_visible()
    directions = page.locator(".article-text :is(h3, p, ul, table)").evaluate_all(
        "all => all.map(one => [one.localName, getComputedStyle(one).direction])"
    )
    told = [["h3", "rtl"], ["p", "rtl"], ["ul", "rtl"], ["table", "rtl"]]
    assert directions == told
    bidi = page.locator(".article-text p").evaluate("one => getComputedStyle(one).unicodeBidi")
    assert bidi == "plaintext"  # so that the second line finds its own
    httpx.delete(f"{url}/v1/articles/ar").raise_for_status()


def test_motion_is_left_out_where_it_is_not_wanted(browser: Browser, url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.route("**/v1/answers", lambda route: None)
    page.goto(url)
    begun(page)
    ask(page, OXIDE)
    expect(page.get_by_test_id("status")).to_have_text("Searching…")
    moving = page.evaluate("document.getAnimations().length")
    context.close()
    assert moving == 0
