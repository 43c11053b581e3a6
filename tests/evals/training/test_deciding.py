"""Nothing is learned from what the evals decide by."""

import json
import lzma
from pathlib import Path

import pytest

from evals.articles import sample_articles
from evals.bench.claims import WRITTEN_BY_HAND
from evals.cases import load
from evals.halves import is_fitted_on
from evals.training import mix as mixing
from evals.training.deciding import decides
from evals.training.mix import mix
from evals.training.rows import rows_of
from evals.training.written import FILE
from service.calibrating import read_claims

CLAIMS = read_claims(WRITTEN_BY_HAND)
CLAIM = next(one.claim for one in CLAIMS if not is_fitted_on(one.id.partition("#")[0]))


def test_a_sentence_is_known_however_it_is_set_and_whatever_stands_around_it() -> None:
    question = max((c.question for c in load() if not is_fitted_on(c.id)), key=len)
    assert decides(f"Rain fell. {CLAIM.upper()} And that was all.")
    assert decides(question)
    sentences = sample_articles()["cinderfell-flood.md"].sentences()
    assert decides(max(sentences, key=len).replace(" ", "\u00a0"))


def test_what_is_fitted_on_and_what_anybody_may_say_is_free() -> None:
    fitted = next(one.claim for one in CLAIMS if is_fitted_on(one.id.partition("#")[0]))
    assert not decides(fitted)
    assert not decides("Nobody was hurt.")


def test_no_text_written_for_training_and_no_query_about_it_holds_any() -> None:
    assert [row for row in rows_of(FILE) if decides("\n".join(_strings(row)))] == []


def test_a_pair_that_holds_some_is_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"evidence": evidence, "claim": claim, "label": "neutral", "set": "some"}
        for evidence, claim in [
            ("Rain fell.", "It was dry."),
            ("Rain fell.", CLAIM),
            (CLAIM, "No."),
        ]
    ]
    (tmp_path / "a").mkdir()
    with lzma.open(tmp_path / "a" / "some.jsonl.xz", "wt") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in rows)
    monkeypatch.setattr(mixing, "CLAIMS", {"some": (3, 1)})
    monkeypatch.setattr(mixing, "QUESTIONS", {})
    monkeypatch.setattr(mixing, "PLANTED_ON", {})
    monkeypatch.setattr(mixing, "RELATED", ())
    monkeypatch.setattr(mixing, "written", lambda *, held_out: iter(()))
    mixed = mix(tmp_path, seed=1)
    assert [pair.query for pair in (*mixed.train, *mixed.held_out)] == ["It was dry."]
    assert mixed.left_out == 2


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [told for part in parts for told in _strings(part)]
