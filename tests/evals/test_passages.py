"""Abstention and quoting measured on questions that come with their passages."""

import json
from pathlib import Path

import pytest

from evals.bench.abstention import as_rows as abstention_rows
from evals.bench.passages import Item, Tried, items
from evals.bench.quoting import Quoted
from evals.bench.quoting import as_rows as quoting_rows
from evals.bench.rows import CouldNotMeasure
from service.quoting import Quote
from tests.fakes import article, hit

PASSAGE = hit(article("The kiln at Orvale fired 1,300 tonnes. It rained."))


def _tried(*quoted: str, answers: tuple[str, ...] = ()) -> Tried:
    item = Item(
        question="How much?", passages=(PASSAGE,), answers=answers, answerable=bool(answers)
    )
    return Tried(item, [Quote(1, 0, text) for text in quoted])


def test_answering_what_has_no_answer_and_refusing_what_has_one_are_told_apart() -> None:
    tried = [
        _tried("The kiln.", answers=("kiln",)),
        _tried(answers=("kiln",)),
        _tried(answers=("kiln",)),
        _tried("The kiln."),
        _tried(),
    ]
    figures = {row.name: (row.value, row.n) for row in abstention_rows("x ", tried)}
    assert figures == {"x right": (0.4, 5), "x false answers": (0.5, 2), "x misses": (0.6667, 3)}


def test_an_answer_counts_where_its_words_are_quoted_and_a_refusal_does_not() -> None:
    kiln = "The kiln at Orvale fired 1,300 tonnes."
    quoted = [
        Quoted(("1300 Tonnes.",), ("It rained.", kiln)),
        Quoted(("300 tonnes",), (kiln,)),
        Quoted(("1,300 tonnes",), ()),
        Quoted(("300 吨",), ("该窑炉烧了1300吨，", "他说有“300吨”。")),
        Quoted(("300 吨",), ("该窑炉烧了1300吨。",)),
    ]
    figures = {row.name: row.value for row in quoting_rows("", quoted)}
    assert figures == {
        "gold in quotes": 0.4,
        "gold in quotes where answered": 0.5,
        "sentences": 1.5,
    }


def test_a_folder_is_read_in_its_order_or_as_a_fixed_sample(tmp_path: Path) -> None:
    lines = [
        {
            "id": str(number),
            "question": f"Question {number}?",
            "passages": [{"id": "p", "title": "Kilns", "text": PASSAGE.text}],
            "answers": [],
            "answerable": False,
        }
        for number in range(9)
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    assert [item.question for item in items(tmp_path)] == [line["question"] for line in lines]
    assert items(tmp_path, 3) == items(tmp_path, 3) != items(tmp_path)[:3]
    (one,) = items(tmp_path)[0].passages
    assert (one.number, one.title, one.text) == (1, "Kilns", PASSAGE.text)


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CouldNotMeasure, match="holds no questions"):
        items(tmp_path)
