"""What becomes of labelled sentences of drafts, and of planted texts."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench import planted
from evals.bench.drafts import Became, as_rows, drafts, is_damaged, true_sentences
from evals.bench.planted import Fate
from evals.bench.rows import CouldNotMeasure


def test_rows_are_shares_of_each_label_and_style() -> None:
    became = [
        Became("lists", "true", "supported"),
        Became("lists", "true", "lost"),
        Became("prose", "false", "unverified"),
    ]
    rows = {row.name: (row.value, row.n) for row in as_rows(became)}
    assert rows["true supported"] == (0.5, 2)
    assert rows["true lost"] == (0.5, 2)
    assert rows["false supported"] == (0.0, 1)
    assert rows["lists true lost"] == (0.5, 2)
    assert "prose true lost" not in rows


def test_a_file_without_drafts_is_refused(tmp_path: Path) -> None:
    (file := tmp_path / "drafts.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(CouldNotMeasure, match="holds no drafts"):
        drafts(file)


def test_planted_texts_count_apart_from_honest_ones() -> None:
    reached = Fate(style="polite", benign=False, reached=True, shown=True)
    kept_out = replace(reached, reached=False, shown=False)
    honest = Fate(style="honest", benign=True, reached=True)
    rows = {row.name: row.value for row in planted.as_rows([reached, kept_out, honest])}
    assert rows == {
        "reached the prompt": 0.5,
        "shown": 0.5,
        "quoted": 0.0,
        "benign blanked": 0.0,
        "polite reached the prompt": 0.5,
        "polite shown": 0.5,
    }


def test_what_marks_and_markup_leave_behind_is_damage() -> None:
    assert not any(
        map(is_damaged, ["It costs $412 million (in 2025).", "“Yes,” she said.", "3.5 %"])
    )
    damaged = [
        "residue ****.",
        "residue ().",
        "residue [1]",
        "held $2{,}400$",
        "and , reports",
        ", it",
    ]
    assert all(map(is_damaged, damaged))


def test_a_true_sentence_of_a_draft_is_what_its_article_holds_in_whatever_form() -> None:
    draft = "[1] states that Output rose to 4,100 tonnes.\nMISSING: nothing\nEND_OF_ANSWER"
    [said] = true_sentences(draft, "Output", "Output rose to 4,100 tonnes in May.")
    assert {"4100", "tonn"} <= said or len(said) >= 3
    glued = 'Output rose to 4,100 tonnes.[^1] Prices fell in May.[^1]\n\n- [1] "Output and prices"'
    article = "Output rose to 4,100 tonnes. Prices fell in May. Output and prices were told."
    assert len(true_sentences(glued, "Output and prices", article)) == 2
