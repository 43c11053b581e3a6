"""Fitted numbers and their recipes, by name: `python -m evals fit NAME`.

A new one is a file with the sets that it reads and a function, and an entry here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.fits import examples, fusion, quoting, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How numbers are fitted: on which files, some of them of a folder of sets, and to what."""

    takes: Sequence[Literal["data", "keep"]]
    """The options that it has a use for; it needs `data`, the folder of sets, if that is one."""
    files: Callable[[Path], Sequence[Path]]
    """The files that it reads; their digests stand beside the numbers."""
    fit: Callable[[Path, Path | None], Mapping[str, Mapping[str, float]]]
    """The numbers by name for each model, from the folder; indexes may be kept in another."""


FITTINGS: Mapping[str, Fitting] = {
    "fusion": Fitting(takes=("data", "keep"), files=fusion.files, fit=fusion.fit),
    "quoting": Fitting(takes=(), files=lambda _: examples.files(), fit=lambda *_: quoting.fit()),
    "reading": Fitting(takes=("data",), files=reading.files, fit=lambda data, _: reading.fit(data)),
}
