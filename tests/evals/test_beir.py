"""Collections in BEIR's format become articles."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.bench.beir import Query, corpus, has_answers, is_beir, queries
from evals.bench.rows import CouldNotMeasure

_TRAMS = {"_id": "7", "title": "Trams", "text": "The tram runs.\n\nDaily."}


def _folder(folder: Path, *documents: Any) -> Path:
    lines = [json.dumps(document) + "\n" for document in documents]
    (folder / "corpus.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def test_a_document_becomes_an_article(tmp_path: Path) -> None:
    [article] = corpus(_folder(tmp_path, _TRAMS))

    assert (article.uri, article.title, article.raw) == ("beir:7", "Trams", _TRAMS["text"])
    assert (article.outlet, article.published, article.url) == (None, None, None)


def test_without_a_title_it_is_the_first_line(tmp_path: Path) -> None:
    [article] = corpus(_folder(tmp_path, _TRAMS | {"title": ""}))

    assert article.title == "The tram runs."


@pytest.mark.parametrize(
    "metadata",
    [
        {"url": "https://x.test/7", "published": "2022/06/09", "outlet": "The Bell"},
        {"link": "https://x.test/7", "date": "2022-6-9", "source": "The Bell"},
        {"url": "https://x.test/7", "publish_date": "2022-06-09T08:00:00Z", "site": "The Bell"},
        {"url": "https://x.test/7", "timestamp": "20220609", "outlet": "The Bell"},
    ],
)
def test_what_metadata_hold_is_kept(tmp_path: Path, metadata: dict[str, str]) -> None:
    [article] = corpus(_folder(tmp_path, _TRAMS | {"metadata": metadata}))

    assert (article.url, article.outlet) == ("https://x.test/7", "The Bell")
    assert (article.published, article.published_how) == (date(2022, 6, 9), "given")


@pytest.mark.parametrize("day", ["", "last Tuesday", "2022-13-40", "202206091", "2022-0609", None])
def test_a_day_that_is_none_is_left_out(tmp_path: Path, day: str | None) -> None:
    [article] = corpus(_folder(tmp_path, _TRAMS | {"metadata": {"date": day}}))

    assert (article.published, article.published_how) == (None, None)


@pytest.mark.parametrize("broken", ["no object", {"_id": "8"}, {"_id": "8", "text": 5}, None])
def test_a_line_that_is_no_document_is_named(tmp_path: Path, broken: Any) -> None:
    documents = corpus(_folder(tmp_path, _TRAMS, broken))
    next(documents)

    with pytest.raises(CouldNotMeasure, match="line 2, is no document"):
        next(documents)


def test_only_a_folder_with_such_a_corpus_is_one(tmp_path: Path) -> None:
    assert not is_beir(tmp_path)
    assert is_beir(_folder(tmp_path, _TRAMS))
    assert not is_beir(_folder(tmp_path, {"title": "An article", "text": "As assay add takes it."}))


def test_the_judged_queries_are_asked_as_of_their_day(tmp_path: Path) -> None:
    asked = {"asked": "20220617", "answers": ["Daily"]}
    lines = [{"_id": "1", "text": "How often?", "metadata": asked}, {"_id": "2", "text": "Why?"}]
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(CouldNotMeasure, match=r"test\.tsv"):
        queries(tmp_path)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\t7\t1\n")

    day = date(2022, 6, 17)
    assert queries(tmp_path) == [Query(id="1", text="How often?", asked=day, answers=("Daily",))]
    assert queries(tmp_path)[0].filters.as_of == day
    assert has_answers(tmp_path)
