"""The command line of the evals."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import __main__ as command
from evals.bench.rows import CouldNotMeasure, Row, median_row


def _quick() -> list[Row]:
    return [median_row("quick s", [1.0], "s")]


def _broken() -> list[Row]:
    raise CouldNotMeasure("The service ended.", "Look at it.")


@pytest.fixture(autouse=True)
def _benches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "BENCHES", {"quick": _quick, "slow": _quick})


def test_unknown_name_is_refused_with_those_that_exist() -> None:
    result = CliRunner().invoke(command.app, ["bench", "ingestion"])

    assert result.exit_code == 2
    assert "There are: quick, slow, all." in " ".join(result.output.split())


def test_a_benchmark_prints_a_table_and_writes_json(tmp_path: Path) -> None:
    file = tmp_path / "quick.json"

    result = CliRunner().invoke(command.app, ["bench", "quick", "--json", str(file)])

    assert (result.exit_code, "quick s" in result.output) == (0, True)
    assert json.loads(file.read_text())["bench"] == "quick"


def test_all_writes_a_list(tmp_path: Path) -> None:
    file = tmp_path / "all.json"

    CliRunner().invoke(command.app, ["bench", "all", "--json", str(file)])

    assert [result["bench"] for result in json.loads(file.read_text())] == ["quick", "slow"]


def test_a_missing_folder_is_refused_before_anything_runs(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "quick.json"

    result = CliRunner().invoke(command.app, ["bench", "quick", "--json", str(file)])

    assert (result.exit_code, "quick s" in result.output) == (2, False)


def test_what_could_not_be_measured_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "BENCHES", {"broken": _broken})

    result = CliRunner().invoke(command.app, ["bench", "broken"])

    assert result.exit_code == 3
    assert result.output == "evals: The service ended.\n       Look at it.\n"
