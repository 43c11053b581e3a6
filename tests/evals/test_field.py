"""The bench of the field prints each case with what came of it."""

import json
from pathlib import Path

import pytest

from evals.bench.field import field
from evals.bench.rows import CouldNotMeasure


def test_a_file_is_printed_with_what_was_read_and_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").write_text(
        "<html><body><article><p>It made 45<sup>1</sup> boats.</p></article></body></html>"
    )
    (tmp_path / "b.txt").write_text("")
    cases = [{"file": "a.html", "expected": "45 boats"}, {"file": "b.txt", "expected": "empty"}]
    (tmp_path / "files.jsonl").write_text("\n".join(map(json.dumps, cases)))
    [row] = field(tmp_path)
    assert (row.name, row.value, row.n) == ("files read", 0.5, 2)
    told = capsys.readouterr().out
    assert "expected: 45 boats" in told
    assert "It made 45 boats." in told
    assert "failed: is empty" in told


def test_a_folder_without_cases_is_told(tmp_path: Path) -> None:
    with pytest.raises(CouldNotMeasure, match="holds no cases"):
        field(tmp_path)
