"""The grounding benchmark compares the check's verdicts with people's."""

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.bench.grounding import auc, grounding, macro_f1


def test_each_file_has_its_rows_and_each_set_in_it(tmp_path: Path) -> None:
    claims = [
        {"claim": "Output rose.", "evidence": ["Output rose."], "supported": True, "set": "a"},
        {"claim": "Output fell.", "evidence": ["Output rose."], "supported": False, "set": "a"},
        {"claim": "Prices fell.", "evidence": ["Prices fell."], "supported": True, "set": "b"},
        {"claim": "We met.", "evidence": ["We met."], "supported": False, "set": "b"},
    ]
    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(json.dumps({"id": "1", **claim}) for claim in claims))

    rows = {row.name: row for row in grounding(file)}

    assert rows["a macro-F1"].value == rows["a AUC"].value == 1
    assert rows["b balanced accuracy"].value == 0.5
    assert (rows["balanced accuracy"].value, rows["balanced accuracy"].n) == (0.75, 4)
    assert {row.name.split()[0] for row in grounding(file, file)} == {"claims"}


def test_macro_f1_is_the_mean_of_both_kinds() -> None:
    counts = Counter({(True, True): 3, (True, False): 1, (False, False): 2, (False, True): 2})
    assert macro_f1(counts) == pytest.approx((6 / 9 + 4 / 7) / 2)


def test_auc_counts_a_tie_as_half() -> None:
    assert auc([True, True, False, False], [0.9, 0.5, 0.5, 0.1]) == 3.5 / 4
