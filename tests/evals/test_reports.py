"""Reports: every case that isn't right is told with its reason, in every form."""

from pathlib import Path
from xml.etree import ElementTree as ET

from evals.comparing import compare
from evals.items import Item, answered
from evals.reports.junit import junit
from evals.reports.markdown import markdown
from evals.reports.page import page
from evals.runs import EditResult, Run, read, same_answers, write
from tests.evals.seeing import case, item, seen

FACTS = {
    "subject": "quoting", "model": None, "index": "words", "revision": "abc", "begun": "2026-11-20T10:00:00",
    "hashes": {"cases": "1"},
}  # fmt: skip
EDIT = EditResult(name="re-chunk", law="The same.", checks=2, broken={"veld-oxide": "It is wrong."})
RIGHT = answered(seen("Veld shipped 36 tonnes of oxide in May."))
WRONG = answered(seen("<b>Veld</b> is rich.", of=case(id="veld-rich")))


def _run(*items: Item) -> Run:
    return Run(manifest=FACTS, items=items, edits=(EDIT,))


def test_the_page_shows_wrong_cases_as_text_and_loads_nothing() -> None:
    html = page(_run(RIGHT, WRONG))
    assert "&lt;b&gt;Veld&lt;/b&gt; is rich." in html
    assert "<b>Veld" not in html
    assert "It lacks: 36 tonnes." in html
    assert "src=" not in html
    assert 'id="veld-oxide"' not in html


def test_junit_counts_failures_errors_and_refusals() -> None:
    suite = ET.fromstring(junit(_run(RIGHT, WRONG, item("late", None), item("shy", 0))))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "1", "1")
    assert len(suite.findall("testcase/skipped")) == 1


def test_markdown_has_a_row_for_each_score_that_applies() -> None:
    told = markdown(_run(RIGHT, WRONG))
    assert "| truthfulness | 0.000 -1 to 1 |" in told
    assert "cost" not in told
    assert "| re-chunk | 0.500 | 2 |" in told


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = _run(RIGHT, WRONG, item("late", None))
    write(run, tmp_path)
    assert read(tmp_path) == run


def test_runs_are_compared_item_by_item() -> None:
    now_wrong = answered(seen("Veld is rich."))
    found = compare(_run(RIGHT, WRONG), _run(now_wrong, WRONG))
    assert [(change.id, change.after) for change in found.changes] == [
        ("veld-oxide", "fail: Veld is rich.")
    ]
    assert found.same == 1


def test_answers_that_differ_in_a_byte_are_not_the_same() -> None:
    again = answered(
        seen(
            "Veld shipped 36 tonnes of oxide in May.",
            says={"id": "2", "timings_ms": {"total": 9.0}},
        )
    )
    assert same_answers([RIGHT], [again]) == []
    assert same_answers([RIGHT], [answered(seen("Veld is rich."))]) == ["veld-oxide"]
