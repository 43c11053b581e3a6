"""The command line of the evals."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import __main__ as command
from evals.bench import Bench
from evals.bench.rows import CouldNotMeasure, Row, median_row


def _quick() -> list[Row]:
    return [median_row("quick s", [1.0], "s")]


def _broken() -> list[Row]:
    raise CouldNotMeasure("The service ended.", "Look at it.")


def _lengths(*files: Path, limit: int = 99) -> list[Row]:
    return [median_row("length", [min(len(file.read_text()), limit) for file in files], "B")]


_BENCHES = {
    "quick": Bench(_quick),
    "slow": Bench(_quick),
    "length": Bench(_lengths, takes="FILE", options=frozenset({"limit"})),
    "lengths": Bench(_lengths, takes="FILE…"),
}


@pytest.fixture(autouse=True)
def _benches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "BENCHES", _BENCHES)


def test_unknown_name_is_refused_with_those_that_exist() -> None:
    result = CliRunner().invoke(command.app, ["bench", "ingestion"])

    assert result.exit_code == 2
    assert "There are: quick, slow, length, lengths, all." in " ".join(result.output.split())


def test_a_benchmark_prints_a_table_and_writes_json(tmp_path: Path) -> None:
    file = tmp_path / "quick.json"

    result = CliRunner().invoke(command.app, ["bench", "quick", "--json", str(file)])

    assert (result.exit_code, "quick s" in result.output) == (0, True)
    assert json.loads(file.read_text())["bench"] == "quick"


def test_all_measures_what_the_data_allows_and_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "all.json"

    CliRunner().invoke(command.app, ["bench", "all", "--data", str(tmp_path), "--json", str(file)])

    results = json.loads(file.read_text())
    assert [result["bench"] for result in results] == ["quick", "slow", "length", "lengths"]
    assert [len(result["rows"]) for result in results] == [1, 1, 0, 0]
    told = (tmp_path / "BENCHMARKS.md").read_text()
    assert "| quick s | 1.000 s |" in told
    assert told.count("Not measured: the folder holds no data for it.") == 2


def test_a_missing_folder_is_refused_before_anything_runs(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "quick.json"

    result = CliRunner().invoke(command.app, ["bench", "quick", "--json", str(file)])

    assert (result.exit_code, "quick s" in result.output) == (2, False)


def test_what_could_not_be_measured_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "BENCHES", {"broken": Bench(_broken)})

    result = CliRunner().invoke(command.app, ["bench", "broken"])

    assert result.exit_code == 3
    assert result.output == "evals: The service ended.\n       Look at it.\n"


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (["quick", __file__], "It is: python -m evals bench quick, without a path."),
        (["all", __file__], "It is: python -m evals bench all --data DIR."),
        (["all"], "It is: python -m evals bench all --data DIR."),
        (["length"], "It is: python -m evals bench length FILE."),
        (["length", __file__, __file__], "It is: python -m evals bench length FILE."),
        (["lengths"], "It is: python -m evals bench lengths FILE…."),
        (["quick", "--limit", "1"], "quick has no --limit."),
        (["length", "/no/such/file"], "'/no/such/file' does not exist."),
    ],
)
def test_what_a_benchmark_does_not_take_is_refused_with_what_it_takes(
    arguments: list[str], usage: str
) -> None:
    result = CliRunner().invoke(command.app, ["bench", *arguments])

    told = "".join(part.strip("│ ") + " " for part in result.output.splitlines())
    assert (result.exit_code, usage in told) == (2, True), told


def test_paths_and_limit_reach_the_benchmark(tmp_path: Path) -> None:
    text, out = tmp_path / "text", tmp_path / "rows.json"
    text.write_text("Four.")

    CliRunner().invoke(
        command.app, ["bench", "length", str(text), "--limit", "3", "--json", str(out)]
    )

    told = json.loads(out.read_text())
    assert told["rows"][0]["value"] == 3
    assert told["command"] == "python -m evals bench length text --limit 3"
