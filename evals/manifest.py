"""What a run was made of, so that it can be made again: revision, hashes, model, index."""

import hashlib
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evals.statistics import SEED

_ROOT = Path(__file__).parents[1]


def manifest(*, subject: str, model: str | None, index: str, cases: int) -> dict[str, Any]:
    """The facts about a run that begins now."""
    return {
        "subject": subject,
        "model": model,
        "index": index,
        "cases": cases,
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": _revision(),
        "version": version("assay"),
        "python": platform.python_version(),
        "seed": SEED,
        "hashes": {
            "cases": _hash(_ROOT / "evals" / "cases"),
            "articles": _hash(_ROOT / "evals" / "corpus"),
            "prompts": _hash(_ROOT / "prompts"),
        },
    }


def _revision() -> str | None:
    """The git revision, with a + where files have changed since; None outside a checkout."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--abbrev=12", "--dirty=+"],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
