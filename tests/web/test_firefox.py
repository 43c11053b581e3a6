"""The page in Firefox: the way from a question to the cited words, the field, the answer on paper."""

from pathlib import Path

from index.model import Received
from index.reading import read
from tests.web.firefox import ENTER, firefox
from tests.web.test_page import MADE, OXIDE


def test_firefox_asks_marks_the_cited_words_and_prints_them(url: str, tmp_path: Path) -> None:
    (profile := tmp_path / "profile").mkdir()
    with firefox(profile) as page:
        page.open(url)
        page.type("#question", OXIDE + ENTER)
        page.click(".turn:has(.actions:not([hidden])) .citation")
        assert page.text("mark.current") == MADE
        assert "The Lanthanide Ledger" in page.text("#article .source")
        page.click("#article .close")
        (paper := tmp_path / "answer.pdf").write_bytes(page.printed())
        line = page.height("#question")
        page.type("#question", "And, for a whole year, " * 20)
        assert page.height("#question") > line  # it grows with what is written
        assert page.errors(url) == []
    [document] = [item for item in read([paper]) if isinstance(item, Received)]
    assert document.raw.count("3,410 tonnes") == 2  # the sentence, and the quote below it
