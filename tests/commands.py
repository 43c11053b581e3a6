"""Commands as a user runs them: in a process of their own, or here."""

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner, Result

from service.cli import app


def assay(*words: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in this process, as a shell in that folder would."""
    with chdir(cwd):
        ran = CliRunner().invoke(app, [*map(str, words)], env=env)
    return subprocess.CompletedProcess(words, ran.exit_code, ran.stdout, ran.stderr)


def process(*words: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def here(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [*map(str, words)])
