"""All benchmarks: data is known by its format, and published figures stand beside ours."""

import json
from pathlib import Path

from evals.bench import Bench
from evals.bench.everything import Result, anchors, everything, found, page
from evals.bench.rows import Row, as_json


def _put(file: Path, **fields: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(fields) + "\n")
    return file


def test_data_is_found_by_its_format_wherever_it_lies(tmp_path: Path) -> None:
    corpus = _put(tmp_path / "a" / "news" / "corpus.jsonl", _id="1", text="x").parent
    reading = _put(tmp_path / "reading" / "questions.jsonl", passages=[]).parent
    claims = _put(tmp_path / "claims.jsonl", claim="x", evidence=[], supported=True)
    _put(tmp_path / "other.jsonl", something="else")
    data = found(tmp_path)
    assert data["retrieval"] == [corpus]
    assert data["quoting"] == data["abstention"] == [reading]
    assert data["grounding"] == [claims]
    assert data["injection"] == data["rewriting"] == []


def test_benches_that_index_collections_share_the_indexes(tmp_path: Path) -> None:
    data = _put(tmp_path / "news" / "corpus.jsonl", _id="1", text="x").parents[1]
    given: list[Path] = []

    def measure(*_: Path, keep: Path) -> list[Row]:
        given.append(keep)
        return []

    benches = {
        "retrieval": Bench(measure, takes="DIR…", options=frozenset({"keep"})),
        "ingest": Bench(lambda *_: [], takes="DIR"),
        "quoting": Bench(measure, options=frozenset({"keep"})),
    }
    assert [one.name for one in everything(benches, data)] == list(benches)
    assert given[0] == given[1]
    list(everything(benches, data, tmp_path / "kept"))
    assert given[2:] == [tmp_path / "kept"] * 2


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def measure() -> list[Row]:
        asked.append("again")
        return [Row(name="p50", value=1.0, low=None, high=2.0, unit="ms", n=3)]

    def run() -> list[Result]:
        return list(everything({"answer": Bench(measure)}, tmp_path, results=tmp_path / "kept"))

    assert run() == run()
    assert asked == ["again"]


def test_a_page_of_what_was_kept_measures_nothing(tmp_path: Path) -> None:
    row = Row(name="p50", value=1.0, low=None, high=2.0, unit="ms", n=3)
    benches = {"answer": Bench(lambda: [row]), "load": Bench(lambda: [row])}
    kept = tmp_path / "kept"
    list(everything({"answer": benches["answer"]}, tmp_path, results=kept))
    told = {one.name: one for one in everything(benches, tmp_path, results=kept, as_kept=True)}
    assert told["answer"].rows == [row]
    assert not told["load"].rows
    assert "not run" in told["load"].missing


def test_what_was_measured_alone_tells_its_own_command(tmp_path: Path) -> None:
    row = Row(name="p50", value=1.0, low=None, high=2.0, unit="ms", n=3)
    alone = {**as_json("answer", [row]), "command": "python -m evals bench answer --limit 3"}
    (tmp_path / "answer.json").write_text(json.dumps(alone))
    [told] = everything({"answer": Bench(list)}, tmp_path, results=tmp_path, as_kept=True)
    assert (told.command, told.rows) == (alone["command"], [row])


def test_published_figures_stand_beside_ours_with_what_to_beware_of() -> None:
    row = Row(name="scifact nDCG@10", value=0.718, low=0.678, high=0.76, unit="share", n=300)
    told = page(
        [Result(name="retrieval", command="python -m evals bench retrieval scifact", rows=[row])]
    )
    assert "| scifact nDCG@10 | 0.718 | 0.678 to 0.760 | 300 | all-MiniLM-L6-v2 0.645" in told


def test_every_anchor_names_its_source_and_its_limits() -> None:
    assert all(anchor.source and anchor.beware for anchor in anchors().values())
