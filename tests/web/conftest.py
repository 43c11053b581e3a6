"""One browser and one service over a few articles for each file of tests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from index.model import Received
from tests.serving import house
from tests.web.browsing import chromium, covering, visiting

_KILNS = "\n".join(
    f"Kiln {n} at Orvale fired {n}00 tonnes of caf\u00c3\u00a9 clay in week {n}."
    for n in range(1, 25)
)
KILNS = Received(
    uri="test:kilns", id="kilns", title="Kilns at Orvale", outlet="Orvale Post",
    published=date(2026, 3, 2), raw=_KILNS,
)  # fmt: skip
ARTICLES = [
    Received(
        uri="test:kessandra",
        id="kessandra",
        title="Kessandra's year",
        outlet="The Lanthanide Ledger",
        published=date(2026, 4, 23),
        url="https://example.com/kessandra",
        raw="😀 A quiet year.\n\nKessandra made 3,410 tonnes of oxide in 2025. Prices fell.\n\n"
        "Kessandra delayed its second line to 2028.\n\n"
        "<script>document.title = 'owned'</script>",
    ),
    KILNS,
    replace(KILNS, uri="test:copy", id="copy", outlet="The Copyist", published=date(2026, 3, 5)),
    Received(
        uri="test:hostile",
        id="hostile",
        title="<img src=x onerror=\"document.title='owned'\"> \u202egnp.live",
        outlet="العربية",
        raw="Zirconium weighs 91 grams. " + "\u202ereversed \u2066" * 40 + "x" * 1_000_000,
    ),
    Received(
        uri="test:zh", id="zh", title="朔砚新材第三条晶界扩散线投产", outlet="岚陂矿业报",
        published=date(2025, 6, 1), raw="朔砚新材的第三条晶界扩散线已经投产，每吨磁材用铽降至2.6公斤。", language="zh",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), ARTICLES) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one reader, whose pages share what it keeps."""
    opened = browser.new_context()
    yield opened
    opened.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A page that nothing may complain about."""
    context = browser.new_context(accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    with covering(opened):
        opened.goto(url)
        yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def troubled(browser: Browser, url: str) -> Iterator[Page]:
    """A page where requests may fail, which browsers note in their console."""
    with visiting(browser, url) as opened:
        yield opened
