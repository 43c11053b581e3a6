"""No regular expression of ours takes much longer for a text that was made to hold it up."""

import subprocess
import sys
from pathlib import Path


def test_no_pattern_backtracks() -> None:
    """In a process of its own: a pattern that hangs can't be interrupted, and would be the last."""
    tried = subprocess.run(
        [sys.executable, "-m", "tests.pumping"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    assert tried.stdout.count("trying") > 100
    assert "service.drafting.marks: _pieces" in tried.stdout  # compiled when it is first used
    assert "GROWS" not in tried.stdout, tried.stdout[tried.stdout.index("GROWS") :]
