"""The doctor tells what is wrong and mends it; what it cannot mend is made anew."""

import json
import shutil
from pathlib import Path

import pytest

from index.lexical import Lexical
from tests.commands import here
from tests.fakes import WordEmbedding, passage


def damage(data: Path) -> str:
    """Take a passage out of the lexical index, and put a stranger in."""
    lexical = Lexical(data / "indexes" / "1" / "lexical")
    taken = min(lexical.ids())
    lexical.delete([taken])
    lexical.upsert([passage("ghost:1:0", "A ghost", "that no one accepted")])
    lexical.close()
    return taken


WELL = "vectors: well, 2 passages\nlexical: well, 2 passages\n"


ILL = "vectors: well, 2 passages\nlexical: 1 missing, 1 too many, 0 not found, of 2\n"


def test_the_doctor_tells_what_is_wrong_and_mends_it(data: Path) -> None:
    well = here("doctor", "--data", data)
    assert (well.exit_code, well.output) == (0, WELL)
    taken = damage(data)
    for _ in range(2):
        checked = here("doctor", "--check", "--data", data)
        assert (checked.exit_code, checked.output) == (
            1, ILL + "Mend them with `assay doctor`, or make the indexes anew with `assay rebuild`.\n",
        )  # fmt: skip
    told = json.loads(here("doctor", "--check", "--json", "--data", data).stdout)
    assert (told["well"], told["mended"], told["failed"]) == (False, None, [])
    assert [one["missing"] for one in told["found"]] == [[], [taken]]
    assert [one["surplus"] for one in told["found"]] == [[], ["ghost:1:0"]]
    mended = here("doctor", "--data", data)
    assert (mended.exit_code, mended.output) == (0, f"{ILL}After mending:\n{WELL}")
    assert here("doctor", "--check", "--data", data).output == WELL


def test_the_doctor_fills_indexes_that_were_deleted(data: Path) -> None:
    shutil.rmtree(data / "indexes")
    refused = here("search", "kiln", "--data", data)
    assert refused.exit_code == 3
    assert "Mend them with `assay doctor`" in refused.stderr
    mended = here("doctor", "--json", "--data", data)
    told = json.loads(mended.stdout)
    assert (mended.exit_code, told["well"]) == (0, True)
    assert [len(one["missing"]) for one in told["found"] + told["mended"]] == [2, 2, 0, 0]


def test_what_the_doctor_cannot_mend_a_rebuild_can(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(data)

    def choke(_: object, text: str) -> list[float]:
        raise ValueError("choked")

    with monkeypatch.context() as choking:
        choking.setattr(WordEmbedding, "_get_text_embedding", choke)
        left = here("doctor", "--data", data)
    assert left.exit_code == 1
    assert left.stdout.endswith("Make the indexes anew with `assay rebuild`.\n")
    assert "could not be embedded: choked" in left.stderr
    rebuilt = here("rebuild", "--data", data)
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, "2 articles indexed, 0 failed\n")
    assert here("doctor", "--check", "--data", data).output == WELL


@pytest.mark.parametrize("command", ["doctor", "search"])
def test_indexes_that_cannot_be_opened_are_told_and_can_be_made_anew(
    data: Path, command: str
) -> None:
    (data / "indexes" / "1" / "vectors" / "chroma.sqlite3").write_text("junk")
    refused = here(command, *(["kiln"] if command == "search" else []), "--data", data)
    assert refused.exit_code == 3
    assert "can't be opened" in refused.stderr
    assert "`assay rebuild`" in refused.stderr
    assert here("rebuild", "--data", data).exit_code == 0
    assert here("doctor", "--data", data).output == WELL


def test_indexes_of_another_model_are_told_by_the_doctor(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WordEmbedding(fingerprint="others@1")
    monkeypatch.setattr("index.e5.E5Embedding", lambda: other)
    refused = here("doctor", "--data", data)
    assert refused.exit_code == 3
    assert "`assay rebuild`" in refused.stderr
    assert here("rebuild", "--data", data).exit_code == 0
    assert here("doctor", "--data", data).output == WELL
