"""The gate: ships what is as good, blocks what is worse, and says when it can't tell."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.baselines import values_of
from evals.gating import GATES, Gates, judge, read_gates
from evals.items import Item
from evals.runs import EditResult, Run, RunBroken, require_sound
from tests.evals.seeing import item

FLAT = Gates(margin=0.05, tolerance=0.02)


def _run(items: list[Item], *edits: EditResult) -> Run:
    return Run(manifest={"subject": "quoting"}, items=tuple(items), edits=edits)


def _baseline(items: list[Item]) -> dict[str, tuple[str, dict[str, float]]]:
    return {one.case.id: (one.digest, values_of(one)) for one in items}


def _items(*values: float) -> list[Item]:
    return [item(f"case-{n}", value, nuggets=()) for n, value in enumerate(values)]


BEFORE = _items(*[1] * 300, *[0] * 50, *[-1] * 50)


def test_the_same_results_ship() -> None:
    verdict = judge(_run(BEFORE), _baseline(BEFORE), FLAT)
    assert verdict.decision == "SHIP"
    assert "excluded" in verdict.reasons[-1]


def test_a_real_drop_is_blocked() -> None:
    after = _items(*[1] * 240, *[-1] * 60, *[0] * 50, *[-1] * 50)
    verdict = judge(_run(after), _baseline(BEFORE), FLAT)
    assert verdict.decision == "BLOCK"
    assert "-0.300" in verdict.reasons[-1]


def test_too_few_cases_are_inconclusive_and_say_how_many_it_would_take() -> None:
    before, after = _items(*[1] * 10, *[-1] * 10), _items(*[1] * 9, -1, 1, *[-1] * 9)
    verdict = judge(_run(after), _baseline(before), FLAT)
    assert verdict.decision == "INCONCLUSIVE"
    assert "cases would tell" in verdict.reasons[-1]


def test_one_broken_invariant_blocks_whatever_the_scores_say() -> None:
    after = [replace(BEFORE[0], broken=("a quote that is not what stands there",)), *BEFORE[1:]]
    verdict = judge(_run(after), _baseline(BEFORE), FLAT)
    assert verdict.decision == "BLOCK"
    assert verdict.reasons[0].startswith("case-0: a quote")


def test_a_score_or_an_edit_below_its_floor_blocks() -> None:
    gates = Gates(
        margin=0.05, tolerance=0.02, floors={"truthfulness": 0.9}, edits={"re-chunk": 0.9}
    )
    edit = EditResult(name="re-chunk", law="…", checks=4, broken={"a": "x", "b": "y"})
    verdict = judge(_run(BEFORE, edit), _baseline(BEFORE), gates)
    assert verdict.decision == "BLOCK"
    assert [reason.split(",")[0] for reason in verdict.reasons[:2]] == [
        "truthfulness is 0.625", "“re-chunk” held in 0.500",
    ]  # fmt: skip


def test_a_score_above_its_ceiling_blocks() -> None:
    gates = Gates(margin=0.05, tolerance=0.02, ceilings={"truthfulness": 0.5})
    verdict = judge(_run(BEFORE), _baseline(BEFORE), gates)
    assert verdict.decision == "BLOCK"
    assert verdict.reasons[0] == "truthfulness is 0.625, above 0.5."


def test_a_rewritten_case_is_not_compared_with_what_it_was() -> None:
    with pytest.raises(RunBroken, match="No case is the same"):
        judge(_run(_items(1)), {"case-0": ("another", {"truthfulness": 1.0})}, FLAT)


def test_a_run_whose_questions_failed_says_nothing() -> None:
    with pytest.raises(RunBroken, match="3 of 100 questions got no answer"):
        require_sound(_run([*_items(*[1] * 97), *[item(f"e{n}", None) for n in range(3)]]))
    require_sound(_run([*_items(*[1] * 98), *[item(f"e{n}", None) for n in range(2)]]))


def test_the_committed_gates_can_be_read() -> None:
    assert read_gates(GATES).margin == 0.05


def test_a_floor_for_an_unknown_score_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "gates.toml"
    file.write_text('margin = 0.05\ntolerance = 0.02\n[floors]\n"shine" = 1.0\n')
    with pytest.raises(RunBroken, match="unknown scores"):
        read_gates(file)
