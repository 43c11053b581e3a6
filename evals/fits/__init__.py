"""Fitted numbers and their recipes, by name: `python -m evals fit NAME --data DIR`.

A new one is a file with the sets that it reads and a function, and an entry here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.fits import examples, fusion, quoting, reading


@dataclass(frozen=True, slots=True)
class Fitting:
    """How numbers are fitted: on which files of `DIR`, and to what."""

    files: Callable[[Path], Sequence[Path]]
    """The files of a folder that it reads; their digests stand beside the numbers."""
    fit: Callable[[Path, Path | None], Mapping[str, Mapping[str, float]]]
    """The numbers by name for each model, from the folder; indexes may be kept in another."""


FITTINGS: Mapping[str, Fitting] = {
    "fusion": Fitting(fusion.files, fusion.fit),
    "quoting": Fitting(examples.files, quoting.fit),
    "reading": Fitting(reading.files, reading.fit),
}
