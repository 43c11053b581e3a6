"""Every state that the page can be in, each reached as a reader reaches it.

They are looked at in pictures (`pictures.py`) and read by axe (`test_states.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page, Route

from index.model import Received
from index.reading import read
from tests.web.browsing import answer, ask, claim, reply_with

CORPUS = Path(__file__).parents[2] / "evals" / "corpus"
QUESTION = "How much acid escaped at Mount Ulbrace?"
DELAY = "Why did the transformer of the Ellisk Moor substation fail?"
CUT = "Quarrevane cut 38 jobs at its smelter in May 2026."
MORE = "Quarrevane cut 60 jobs at its smelter in May 2026, said the union."
VENN = "Orla Venn, the mayor of Ellisk, regretted it."
TABLE = "| Oxide | 2025 | 2026 |\n| --- | --- | --- |\n| NdPr | $71.90 | $74.20 |\n| Terbium | $1,031 | $1,168 |"


def articles() -> Iterator[Received]:
    """The sample articles, over which states are reached."""
    return (one for one in read([CORPUS]) if isinstance(one, Received))


def start(page: Page) -> None:
    page.locator("#examples button").first.wait_for()


def answered(page: Page) -> None:
    ask(page, DELAY)
    page.locator(".actions:not([hidden])").wait_for()


def evidence(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".actions:not([hidden])").wait_for()
    page.get_by_test_id("citation").last.click()
    page.locator("mark.cited.current").wait_for()


def quotes(page: Page) -> None:
    answered(page)
    page.locator(".source-row summary").first.click()
    page.locator(".considered summary").click()


def followed_up(page: Page) -> None:
    answered(page)
    ask(page, "Who owns it?")
    page.locator(".turn:nth-child(2) .actions:not([hidden])").wait_for()


def doubtful(page: Page) -> None:
    fine = claim(
        "Kessandra now aims at 6,100 tonnes a year.", article_id="x", start=0, end=4, quote="6,100"
    )
    near = claim("The delay follows from a shortage of engineers.", "unverified", "The wording is far from the source.", article_id="x", start=5, end=9, quote="late")  # fmt: skip
    wrong = claim("Line B starts in 2027.", "contradicted", "2027 is not in the cited text", article_id="x", start=5, end=9, quote="2028")  # fmt: skip
    bare = claim("The market took it well.", "uncited", "The sentence cites nothing.")
    errors = [{"mark": "[9]", "message": "There is no passage 9."}]
    whole = answer(
        status="partial", claims=[fine, near], withheld=[wrong, bare], citation_errors=errors,
        missing="what Line B will cost", rewritten_question="What does Kessandra plan for Line B?",
    )  # fmt: skip
    reply_with(page, ("answered", whole))
    ask(page, "What about Line B?")
    page.locator(".withheld summary").click()
    page.locator(".actions:not([hidden])").wait_for()


def _passage(number: int, text: str, **about: Any) -> dict[str, Any]:
    return {
        "number": number, "id": f"a{number}:1:0", "article_id": f"a{number}", "version": 1,
        "title": f"Article {number}", "outlet": "Moor Courier", "published": "2026-05-09",
        "url": None, "start": 0, "end": len(text), "text": text, **about,
    }  # fmt: skip


def _of(passage: Mapping[str, Any], quote: str) -> dict[str, Any]:
    at = passage["text"].index(quote)
    same = {name: passage[name] for name in ("number", "article_id", "version")}
    return {**same, "start": at, "end": at + len(quote), "quote": quote}


def overview(page: Page) -> None:
    one = _passage(1, f"{CUT} {VENN}", title="Smelter cuts jobs", outlet="Ellisk Ledger")
    two = _passage(2, MORE, title="Union counts more", published=None)
    told: Any = {
        "questions": ["Who is Orla Venn?", "Union counts more"],
        "differences": [{"sides": [
            {"kind": "figure", "text": "60 jobs", "excerpt": _of(two, MORE)},
            {"kind": "figure", "text": "38 jobs", "excerpt": _of(one, CUT)},
        ]}],
        "mentions": [{"kind": "name", "text": "Orla Venn", "excerpt": _of(one, VENN)},
                     {"kind": "day", "text": "May 2026", "excerpt": _of(two, MORE)}],
    }  # fmt: skip
    page.route("**/v1/answers/*/overview", lambda route: route.fulfill(json=told))
    claims = [claim(CUT, **_of(one, CUT), display_number=1)]
    reply_with(page, ("answered", answer(claims=claims, passages=[one, two], kept=True)))
    ask(page, "How many jobs did Quarrevane cut?")
    page.locator(".mentions summary").click()
    page.locator(".mentions .told-there").first.wait_for()


def tables(page: Page) -> None:
    text = (
        f"Prices in May.\n\n{TABLE}\n\n## What it means\n\n- **NdPr** rose.\n- Terbium rose more."
    )
    about = _passage(1, text, title="Prices of oxides", outlet="The Lanthanide Ledger")
    row, other = "| Terbium | $1,031 | $1,168", "| NdPr | $71.90"
    claims = [claim("Terbium, 2026: $1,168", **_of(about, row)),
              {**claim("**NdPr** rose from $71.90.", **_of(about, other)), "begins": "item"},
              {**claim("Terbium rose more.", **_of(about, "Terbium rose more.")), "begins": "item"}]  # fmt: skip
    reply_with(page, ("answered", answer(claims=claims, passages=[about, _passage(2, text)])))
    ask(page, "What do oxides cost?")
    page.locator(".actions:not([hidden])").wait_for()
    page.locator(".considered summary").click()


def prose(page: Page) -> None:
    """Of some twenty sentences: paragraphs, a list, and one in doubt in the midst of them."""
    told = [f"{CUT} {VENN}", MORE, "The council meets in June."]
    of = [_passage(n, text, title=f"The smelter, part {n}") for n, text in enumerate(told, 1)]
    cited = [_of(of[0], CUT), _of(of[0], VENN), _of(of[1], MORE), _of(of[2], told[2])]

    def said(text: str, place: int, begins: str | None = None) -> dict[str, Any]:
        one = claim(text, **cited[place % 4], display_number=(1, 1, 2, 3)[place % 4])
        return {**one, "begins": begins, "drafted_by": "some/model"}

    opening = [CUT, "The works stand at the edge of Ellisk, where most of those who lose their jobs live.",
               VENN, "The union speaks of 60 jobs and says that the company never asked it before the cut was made known.",
               "Its members meet on Friday.", "Last year the smelter stood still for a week in March, as it does each year.",
               "No furnace was cold for longer since 2019."]  # fmt: skip
    later = ["Power is what costs the most.", "A tonne takes 14 megawatt hours, and the contract that fixed their price ended in April.",
             "The price of the metal fell by 8 % in the same month.", "Both were named as reasons."]  # fmt: skip
    last = ["The council meets in June.", "It may lend the company 2 million, for which the company would keep the second line.",
            "The mayor is for it.", "Two of five parties are not."]  # fmt: skip
    claims = [
        *(said(text, place) for place, text in enumerate(opening)),
        *(said(text, place, None if place else "paragraph") for place, text in enumerate(later)),
        {**claim("The cut will be the last one.", "unverified", "The wording is far from the source.", **cited[2]), "drafted_by": "some/model"},
        said("The company says nothing of the next year.", 2),
        *(said(text, place, "item") for place, text in enumerate(("38 jobs went at once.", "22 more may follow."))),
        *(said(text, place, None if place else "paragraph") for place, text in enumerate(last)),
    ]  # fmt: skip
    reply_with(page, ("answered", answer(claims=claims, passages=of)))
    ask(page, "What happens at Quarrevane's smelter?")
    page.locator(".actions:not([hidden])").wait_for()


def closest(page: Page) -> None:
    around = "The smelter stood still for a week in March, as each year. " * 14  # so it scrolls
    one = _passage(1, f"The year was quiet. {around}{CUT} {VENN}")
    reply_with(page, ("answered", answer(status="not_in_articles", passages=[one])))
    ask(page, "How many jobs did Quarrevane's smelter cut?")
    page.locator(".nearest mark").wait_for()


def not_in_articles(page: Page) -> None:
    ask(page, "Who won the football cup in Lisbon?")
    page.locator(".covers:not([hidden])").wait_for()


def failed(page: Page) -> None:
    page.route("**/v1/answers", lambda route: route.abort())
    ask(page, QUESTION)
    page.get_by_test_id("problem").wait_for()


def disputing(page: Page) -> None:
    answered(page)
    page.get_by_test_id("claim").first.hover()
    page.get_by_role("button", name="Dispute").first.click()
    page.get_by_label("What is wrong").wait_for()


def exporting(page: Page) -> None:
    answered(page)
    page.get_by_role("button", name="Export").click()
    page.locator(".menu:popover-open").wait_for()


def sharing(page: Page) -> None:
    followed_up(page)
    page.get_by_role("button", name="Share more").click()
    page.locator(".menu:popover-open").wait_for()


def shared(page: Page) -> None:
    answered(page)
    with page.expect_response("**/shared") as reply:
        page.get_by_role("button", name="Copy link", exact=True).click()
    page.goto(urljoin(page.url, f"/answers/{reply.value.json()['id']}"))
    page.locator(".scope", has_text="Asked").wait_for()
    page.locator(".actions:not([hidden])").wait_for()


def filtering(page: Page) -> None:
    page.locator(".chip").nth(1).click()
    page.locator(".box:popover-open label").nth(1).click()


def dating(page: Page) -> None:
    page.get_by_role("button", name="Any date").first.click()
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-01-01")
    page.locator(".box:popover-open .told", has_text="after").wait_for()


def card(page: Page) -> None:
    answered(page)
    page.get_by_test_id("citation").first.focus()
    page.get_by_test_id("citation").first.hover()
    page.locator("#card:not([hidden])").wait_for()


def adding(page: Page) -> None:
    page.locator("#add").click()
    files = [{"name": "note.md", "mimeType": "text/plain", "buffer": b"Trams run on Sundays."},
             {"name": "sheet.odt", "mimeType": "application/zip", "buffer": b"PK"}]  # fmt: skip
    page.get_by_label("Files").set_input_files(files)  # type: ignore[arg-type]
    page.locator(".adding li", has_text="kind").wait_for()
    page.locator(".adding li", has_text="note.md").locator("text=/added|unchanged/").wait_for()


def earlier(page: Page) -> None:
    adding(page)
    page.reload()
    start(page)
    page.locator("#add").click()
    page.get_by_text("Added before: 2").click()


def pasting(page: Page) -> None:
    page.locator("#add").click()
    page.get_by_text("Paste a text").click()
    page.get_by_test_id("dialog").get_by_label("Title").fill("Trams")


def dropping(page: Page) -> None:
    page.evaluate(
        "document.body.dispatchEvent(new DragEvent('dragover', {bubbles: true, cancelable: true}))"
    )


def past(page: Page) -> None:
    answered(page)
    page.locator("#past").click()
    page.locator(".past .again").wait_for()


def renaming(page: Page) -> None:
    past(page)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Name").wait_for()


def collection(page: Page) -> None:
    page.locator("#articles").click()
    page.get_by_test_id("listed").first.wait_for()


def ticked(page: Page) -> None:
    collection(page)
    for place in range(2):
        page.get_by_test_id("listed").nth(place).locator("input").check()


def reading(page: Page) -> None:
    collection(page)
    page.get_by_label("Search titles and texts").fill("forecasts magnet output")
    page.locator(".told", has_text=" of ").wait_for()
    page.get_by_test_id("listed").first.locator("a").click()
    page.locator(".article-text p").first.wait_for()


def about(page: Page) -> None:
    reading(page)
    page.get_by_text("About this article").click()


def correcting(page: Page) -> None:
    about(page)
    page.get_by_role("button", name="Correct").click()
    page.get_by_test_id("dialog").get_by_label("Outlet").wait_for()


def within(page: Page) -> None:
    ticked(page)
    page.get_by_role("button", name="Ask within").click()
    page.locator(".chip.chosen", has_text="Within 2 articles").wait_for()


def copies(page: Page) -> None:
    collection(page)
    page.get_by_role("button", name="near-copies").click()
    page.locator(".told", has_text=" of ").wait_for()
    page.get_by_test_id("listed").first.locator("a").click()
    page.get_by_text("Also in ").click()


def _put(page: Page, **article: str) -> None:
    """An article of the state's own, so that the samples stay as they are."""
    data = {"articles": [{"id": "ferries", **article}]}
    sent = page.request.post(
        urljoin(page.url, "/v1/articles"), data=data, headers={"accept": "text/event-stream"}
    )
    assert sent.ok


def versions(page: Page) -> None:
    for days in ("Sundays", "Mondays"):
        _put(page, title="Ferries", text=f"Ferries sail on {days} only.")
    page.goto(urljoin(page.url, "/articles/ferries"))
    page.get_by_text("About this article").click()
    page.locator(".about").get_by_role("button", name="Version 1").click()
    page.locator(".article .outlet", has_text="version 1 of").wait_for()


def removed(page: Page) -> None:
    _put(page, title="Ferries", text="Ferries sail on Sundays only.")
    page.goto(urljoin(page.url, "/articles?q=ferries"))
    page.get_by_label("Tick: Ferries", exact=True).check()
    # By keyboard: then the way back stays while it has the focus.
    page.locator(".ticked").get_by_role("button", name="Remove").press("Enter")
    page.locator(".removed", has_text="Undo").wait_for()


def nothing_listed(page: Page) -> None:
    empty(page)
    counts = dict.fromkeys(
        ["matching", "articles", "undated", "pending", "failed", "repaired", "copies"], 0
    )
    none: Any = {"articles": [], "next": None, "total": 0, "nearest": False, "at_least": False,
                 "counts": counts}  # fmt: skip
    page.route("**/v1/articles?*", lambda route: route.fulfill(json=none))
    page.locator("#articles").click()
    page.locator("#library .empty").wait_for()


def not_listed(page: Page) -> None:
    page.route("**/v1/articles?*", lambda route: route.abort())
    page.locator("#articles").click()
    page.locator(".library .told", has_text="reached").wait_for()


def keys(page: Page) -> None:
    page.get_by_test_id("question").blur()
    page.keyboard.press("?")
    page.locator("dialog").wait_for()


def signing_in(page: Page) -> None:
    def wants_a_key(route: Route) -> None:
        route.fulfill(status=401, json={"title": "No access without a key", "detail": ""})

    page.route("**/v1/collection", wants_a_key)
    page.reload()
    page.get_by_label("API key").wait_for()


def signed_in(page: Page) -> None:
    about = {"name": "dana", "scopes": ["ask"], "signed_in": True}
    page.route("**/v1/session", lambda route: route.fulfill(json=about))
    page.reload()
    page.get_by_role("button", name="Signed in as dana").click()


def empty(page: Page) -> None:
    none: Any = {
        "articles": 0, "undated": 0, "pending": 0, "published_from": None, "published_to": None,
        "outlets": [], "languages": [], "collections": [], "examples": [], "kinds": [".txt"],
    }  # fmt: skip
    page.route("**/v1/collection", lambda route: route.fulfill(json=none))
    page.reload()
    page.locator("#empty:not([hidden])").wait_for()


def warming(page: Page) -> None:
    loading = {"title": "Not ready", "detail": "Loading the embedding."}
    page.route("**/readyz", lambda route: route.fulfill(status=503, json=loading))
    page.reload()
    page.locator(".status", has_text="Loading").wait_for()
    ask(page, QUESTION)
    page.locator(".status", has_text="waits").wait_for()


STATES: Mapping[str, Callable[[Page], None]] = {
    state.__name__: state
    for state in (
        start, answered, evidence, quotes, followed_up, doubtful, overview, tables, prose, closest,
        not_in_articles, failed, disputing, exporting, sharing, shared, filtering, dating, card,
        past, renaming, keys, adding, earlier, pasting, dropping, collection, ticked, within,
        reading, about, copies, versions, correcting, removed, nothing_listed, not_listed,
        signing_in, signed_in, empty, warming,
    )
}  # fmt: skip
