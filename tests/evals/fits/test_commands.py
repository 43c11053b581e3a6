"""`fit NAME` takes the options that it has a use for, and no others."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["quoting", "--data", "{sets}"], "quoting has no use for --data"),
        (["reading", "--data", "{sets}", "--keep", "{sets}"], "reading has no use for --keep"),
        (["reading"], "reading needs --data"),
        (["fusion"], "fusion needs --data"),
        (["cooking"], "There is no fit 'cooking'"),
    ],
)
def test_what_a_fit_has_no_use_for_or_lacks_is_refused(
    given: list[str], told: str, tmp_path: Path
) -> None:
    arguments = [one.format(sets=tmp_path) for one in given]
    ran = CliRunner().invoke(app, ["fit", *arguments], env={"COLUMNS": "200"})
    assert ran.exit_code == 2
    assert told in ran.output
