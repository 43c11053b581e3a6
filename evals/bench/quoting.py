"""`bench quoting DIR…`: do the quoted sentences hold the answer that people gave?

Of answerable questions only; the answer's words must stand in the quotes, whatever their case,
punctuation and articles (SQuAD's normalisation).
"""

import re
import string
from collections.abc import Iterable
from pathlib import Path

from evals.bench.passages import Tried, folders, try_all
from evals.bench.rows import Row, mean_row

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_MARKS = str.maketrans("", "", string.punctuation)


def quoting(*paths: Path, limit: int | None = None) -> list[Row]:
    """Shares, for each folder, over all its answerable questions or a fixed sample of `limit`."""
    rows: list[Row] = []
    for name, asked in folders(paths, limit):
        rows += as_rows(name, try_all([item for item in asked if item.answers]))
    return rows


def as_rows(name: str, tried: Iterable[Tried]) -> list[Row]:
    """How often the answer is quoted, a refusal counting as a miss; and how much is quoted."""
    results = [(_holds(one), len(one.quotes)) for one in tried]
    answered = [(found, quotes) for found, quotes in results if quotes]
    figures = {
        "gold in quotes": ([float(found) for found, _ in results], "share"),
        "gold in quotes where answered": ([float(found) for found, _ in answered], "share"),
        "sentences": ([float(quotes) for _, quotes in answered], "sentences"),
    }
    return [
        mean_row(f"{name}{figure}", values, unit)
        for figure, (values, unit) in figures.items()
        if values
    ]


def _holds(tried: Tried) -> bool:
    quoted = _normal(" ".join(quote.text for quote in tried.quotes))
    return any(_normal(answer) in quoted for answer in tried.item.answers)


def _normal(text: str) -> str:
    """Words between single spaces, so that only whole words match."""
    bare = _ARTICLES.sub(" ", text.lower().translate(_MARKS))
    return f" {' '.join(bare.split())} "
