"""Writing a case down from the command line."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from evals import __main__ as command
from evals.new_case import name_of

_ASKED = "Who cleaned the lower benches of the pit?"


def _new_case(file: Path, *options: str, typed: str = "") -> Result:
    return CliRunner().invoke(command.app, ["new-case", "--file", str(file), *options], input=typed)


def test_a_case_is_written_without_a_prompt_if_every_option_is_given(tmp_path: Path) -> None:
    file = tmp_path / "pending.jsonl"

    result = _new_case(
        file,
        *("--question", _ASKED, "--words", "Delphine Harrow cleared the lower benches"),
        *("--accept", "Delphine Harrow; Harrow", "--pick", "1"),
    )

    case = json.loads(file.read_text())
    assert result.exit_code == 0, result.output
    assert (case["id"], case["kind"]) == ("cleaned-lower-benches-pit", "single")
    assert case["nuggets"][0]["accept"] == ["Delphine Harrow", "Harrow"]
    assert "cleared the lower benches" in case["nuggets"][0]["quote"]


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "pending.jsonl"

    result = _new_case(file, typed=f"{_ASKED}\nHarrow lower benches\n\nHarrow\n")

    assert (result.exit_code, "Which sentence [1]" in result.output) == (0, True), result.output
    assert json.loads(file.read_text())["question"] == _ASKED


def test_a_case_that_could_not_be_judged_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "pending.jsonl"
    options = ("--question", _ASKED, "--words", "Harrow lower benches", "--pick", "1")

    wrong = _new_case(file, *options, "--accept", "Mallory")
    far = _new_case(file, *options[:-1], "9", "--accept", "Harrow")
    none = _new_case(file, *options[:3], "xyzzy", "--accept", "Harrow")

    assert [result.exit_code for result in (wrong, far, none)] == [3, 3, 3]
    assert "'Mallory' is accepted, but does not stand in its quote" in wrong.output
    assert "There is no sentence 9." in far.output
    assert "No sample article has any of these words." in none.output
    assert not file.exists()


def test_ids_are_made_of_words_or_of_a_checksum() -> None:
    assert name_of("How much did the SaltStep pilot cost in 2025?") == "saltstep-pilot-cost-2025"
    assert name_of("总投资多少？").startswith("zh-")
