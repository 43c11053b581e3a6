"""Take pictures of the page over the sample articles: `make screenshots`, `make picture`.

A folder gets the main states at phone and desktop width, light and dark; a file the README's.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page

from index.model import Received
from index.reading import read
from index.sentence_embedding import SentenceEmbedding
from tests.serving import house
from tests.web.browsing import answer, ask, chromium, claim, reply_with

CORPUS = Path(__file__).parents[2] / "evals" / "corpus"
QUESTION = "How much acid escaped at Mount Ulbrace?"
DELAY = "Why is the Ellisk Moor substation late?"
WIDTHS = {
    "small": (320, 640),
    "phone": (390, 844),
    "tablet": (768, 1024),
    "desktop": (1440, 900),
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


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


def not_in_articles(page: Page) -> None:
    ask(page, "Who won the football cup in Lisbon?")
    page.locator(".covers:not([hidden])").wait_for()


def failed(page: Page) -> None:
    page.route("**/v1/answers", lambda route: route.abort())
    ask(page, QUESTION)
    page.get_by_test_id("problem").wait_for()


def filtering(page: Page) -> None:
    page.locator(".chip").nth(1).click()
    page.locator(".box:popover-open label").nth(1).click()


def card(page: Page) -> None:
    answered(page)
    page.get_by_test_id("citation").first.hover()
    page.locator("#card:not([hidden])").wait_for()


def adding(page: Page) -> None:
    page.locator("#add").click()
    files = [{"name": "note.md", "mimeType": "text/plain", "buffer": b"Trams run on Sundays."},
             {"name": "sheet.xlsx", "mimeType": "application/zip", "buffer": b"PK"}]  # fmt: skip
    page.get_by_label("Files").set_input_files(files)  # type: ignore[arg-type]
    page.locator(".adding li", has_text="kind").wait_for()


def past(page: Page) -> None:
    answered(page)
    page.locator("#past").click()
    page.locator(".past .again").wait_for()


def collection(page: Page) -> None:
    page.locator("#articles").click()
    page.get_by_test_id("listed").first.wait_for()


def reading(page: Page) -> None:
    collection(page)
    page.get_by_label("Search titles and texts").fill("forecasts magnet output")
    page.locator(".told", has_text=" of ").wait_for()
    page.get_by_test_id("listed").first.locator("a").click()
    page.locator(".article-text p").first.wait_for()


def keys(page: Page) -> None:
    page.get_by_test_id("question").blur()
    page.keyboard.press("?")
    page.locator("dialog").wait_for()


STATES: Mapping[str, Callable[[Page], None]] = {
    state.__name__: state
    for state in (
        start, answered, evidence, followed_up, doubtful, not_in_articles, failed, filtering, card,
        past, keys, adding, collection, reading,
    )
}  # fmt: skip


def main(target: Path) -> None:
    """Fill the folder `target`, or make the one picture `target`."""
    with (
        TemporaryDirectory() as data,
        house(Path(data), list(_articles()), embed=SentenceEmbedding) as url,
        chromium() as on,
    ):
        if target.suffix == ".png":
            _take(on, url, target, evidence, (1280, 720), "light")
            return
        target.mkdir(parents=True, exist_ok=True)
        for (state, act), (width, size), scheme in product(STATES.items(), WIDTHS.items(), SCHEMES):
            _take(on, url, target / f"{state}-{width}-{scheme}.png", act, size, scheme)


def _articles() -> Iterator[Received]:
    return (one for one in read([CORPUS]) if isinstance(one, Received))


def _take(
    browser: Browser,
    url: str,
    picture: Path,
    act: Callable[[Page], None],
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, device_scale_factor=1
    )
    page.goto(url)
    start(page)
    act(page)
    page.wait_for_timeout(300)
    page.screenshot(path=picture)
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
