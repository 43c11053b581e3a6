"""Take pictures of the page over the sample articles: `make screenshots`, `make picture`.

    python -m tests.web.pictures README.png
    python -m tests.web.pictures FOLDER [STATE…]

A folder gets each state at four widths, light and dark, in forced colours and on paper.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page

from index.sentence_embedding import SentenceEmbedding
from tests.serving import house
from tests.web.browsing import chromium
from tests.web.states import STATES, articles, evidence, start

WIDTHS = {
    "small": (320, 640),
    "phone": (390, 844),
    "tablet": (768, 1024),
    "desktop": (1440, 900),
}
KINDS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
    "print": {"color_scheme": "light", "forced_colors": "none", "media": "print"},
}


def main(target: Path, states: list[str]) -> None:
    """Fill the folder `target`, or make the one picture `target`."""
    with (
        TemporaryDirectory() as data,
        house(Path(data), list(articles()), embed=SentenceEmbedding) as url,
        chromium() as on,
    ):
        if target.suffix == ".png":
            page = _opened(on, url, (1280, 720), evidence)
            page.screenshot(path=target)
            return
        target.mkdir(parents=True, exist_ok=True)
        for state in states or STATES:
            for width, size in WIDTHS.items():
                page = _opened(on, url, size, STATES[state])
                for kind, media in KINDS.items():
                    page.emulate_media(**media)
                    page.wait_for_timeout(100)
                    paper = kind == "print"
                    page.screenshot(path=target / f"{state}-{width}-{kind}.png", full_page=paper)
                page.context.close()


def _opened(browser: Browser, url: str, size: tuple[int, int], act: Callable[[Page], None]) -> Page:
    """A page of this size in a state, of which the rest of the browser knows nothing."""
    page = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="light", device_scale_factor=1
    ).new_page()
    page.goto(url)
    start(page)
    act(page)
    page.wait_for_timeout(300)
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
