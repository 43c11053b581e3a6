"""Take the README's picture: `make picture`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

QUESTION = "How much acid escaped at Mount Ulbrace?"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(url: str, picture: Path) -> None:
    """Ask the service at `url`, press the first citation, and save what is seen."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = chromium.new_page(viewport={"width": 1280, "height": 640})
        page.goto(url)
        page.get_by_test_id("question").fill(QUESTION)
        page.get_by_test_id("question").press("Enter")
        page.get_by_test_id("citation").first.click()
        page.locator("mark.cited.current").wait_for()
        page.wait_for_timeout(500)
        page.screenshot(path=picture)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
