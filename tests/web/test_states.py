"""axe finds nothing to say about any state of the page, wide or narrow, light or dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.serving import house
from tests.web.browsing import visiting
from tests.web.states import STATES, articles, start

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (1280, 390, 320)
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), list(articles()), checker="words") as address:
        yield address


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(browser: Browser, url: str, state: str) -> None:
    context = browser.new_context(
        viewport={"width": WIDTHS[0], "height": 800}, color_scheme="light", reduced_motion="reduce"
    )
    with visiting(context, url) as page:
        start(page)
        STATES[state](page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page, options=RULES)
            assert not found.violations_count, f"{width} px: {found.generate_report()}"
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found = Axe().run(page, options=CONTRAST)
        assert not found.violations_count, f"dark: {found.generate_report()}"
    context.close()
