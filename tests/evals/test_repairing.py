"""The repairing benchmark counts what comes out right, and right text that stays."""

import json
from pathlib import Path

import pytest

from evals.bench.repairing import repairing
from evals.bench.rows import CouldNotMeasure


def _file(folder: Path, *cases: tuple[str, str, str]) -> Path:
    file = folder / "cases.jsonl"
    lines = [json.dumps({"original": o, "fixed": f, "expect": e}) for o, f, e in cases]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_broken_and_right_texts_are_counted_apart(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        ("the mineâ€™s owner", "the mine's owner", "pass"),
        ("trÃ¤m", "a tram", "pass"),
        ("It’s :(  late.", "It's :(  late.", "pass"),
        ("tr√§m", "träm", "fail"),
    )

    fixed, untouched = repairing(file)

    assert (fixed.name, fixed.value, fixed.n) == ("fixed", 0.5, 2)
    assert (untouched.name, untouched.value, untouched.n) == ("untouched", 1, 1)


def test_line_ends_inside_of_a_text_are_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"original": "a\x85b", "fixed": "ab"}\n', encoding="utf-8")

    assert [row.value for row in repairing(file, file)] == [0]


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"original": "a"}\n', encoding="utf-8")

    with pytest.raises(CouldNotMeasure, match=r"cases\.jsonl, line 1, is no case: KeyError"):
        repairing(tmp_path / "cases.jsonl")
