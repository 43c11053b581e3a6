"""Rows of a file of xz-compressed JSON lines, and which are kept out of training."""

import hashlib
import json
import lzma
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def rows_of(file: Path) -> list[Row]:
    """All rows, in their order."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_one_in(group: str, number: int) -> bool:
    """Whether a group is the one in so many that is kept for choosing and calibrating."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % number == 0
