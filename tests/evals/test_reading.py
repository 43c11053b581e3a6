"""The bench of reading compares the text of pages with what they are known to say."""

import json
from pathlib import Path

import pytest

from evals.bench.reading import reading
from evals.bench.rows import CouldNotMeasure

WORDS = "The new line opened on Monday with twelve stops and a ceremony at the old depot downtown."
PAGE = f"""<html><head><title>Trams</title><meta property="article:published_time" content="2023-04-05">
</head><body><nav><a href="/">Home</a></nav><article><h1>Trams</h1><p>{WORDS}</p></article></body></html>"""


def folder(path: Path, **known: str) -> Path:
    (path / "a.html").write_text(PAGE)
    page = {"id": "a", "file": "a.html", "url": "https://t.example/a", **known}
    (path / "pages.jsonl").write_text(json.dumps(page) + "\n")
    return path


def test_a_page_that_is_read_right_has_full_marks(tmp_path: Path) -> None:
    rows = reading(folder(tmp_path, text=WORDS, title="Trams", published="2023-04-05"))
    figures = {row.name: row.value for row in rows}
    assert (figures["text F1"], figures["title right"], figures["day right"]) == (1, 1, 1)
    beside = {f"trafilatura {name}" for name in ("text F1", "title right", "day right")}
    assert beside <= figures.keys()


def test_half_a_text_is_half_found(tmp_path: Path) -> None:
    rows = reading(
        folder(tmp_path, text=f"{WORDS} Buses had run there before, slower and louder, for a year.")
    )
    figures = {row.name: row.value for row in rows}
    assert figures["text precision"] == 1
    assert 0.4 < figures["text recall"] < 0.7
    assert "title right" not in figures


def test_a_folder_without_pages_is_told(tmp_path: Path) -> None:
    with pytest.raises(CouldNotMeasure, match=r"holds no pages"):
        reading(tmp_path)
