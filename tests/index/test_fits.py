"""Fitted numbers are found by embedding, and a file that tells less than it must is refused."""

from pathlib import Path

import pytest

from index.fits import FITS, FitNotUsable, fit_of, read_fits
from index.search import Fusion

GOOD = """
[words]
values = { dense = 0.5 }
fitted_on = {}
command = "python -m evals fit fusion --data DIR"
day = 2026-11-28
["e5@1"]
values = { dense = 0.7 }
fitted_on = { scifact = "aa" }
command = "python -m evals fit fusion --data DIR"
day = 2026-11-28
"""


@pytest.mark.parametrize(
    ("embedding", "fitted_for", "dense"), [("e5@1", "e5@1", 0.7), ("e5@2", "words", 0.5)]
)
def test_numbers_are_those_of_the_embedding_or_of_none(
    tmp_path: Path, embedding: str, fitted_for: str, dense: float
) -> None:
    (tmp_path / "fusion.toml").write_text(GOOD)
    assert fit_of("fusion", embedding, tmp_path) == (fitted_for, {"dense": dense})


@pytest.mark.parametrize(
    "content",
    [
        None,
        "[words",
        GOOD.replace('day = 2026-11-28\n["', '["'),
        GOOD + "by = 'hand'",
        GOOD.replace("[words]", "[other]"),
    ],
)
def test_a_file_that_is_missing_or_tells_too_little_or_too_much_is_refused(
    tmp_path: Path, content: str | None
) -> None:
    if content:
        (tmp_path / "fusion.toml").write_text(content)
    with pytest.raises(FitNotUsable, match=r"fusion\.toml"):
        fit_of("fusion", "e5@2", tmp_path)


def test_the_packaged_fits_are_those_that_their_users_want() -> None:
    for fit in read_fits("fusion").values():
        assert Fusion(**fit.values, fitted_for="words")
    assert {file.stem for file in FITS.glob("*.toml")} >= {"fusion"}
