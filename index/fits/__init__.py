"""Fitted numbers, as data: what they are, what they were fitted on, and the command that made them.

`NAME.toml` holds a table for each embedding, by its fingerprint, since cosines mean something else
for each. The table `words` serves every other one. `python -m evals fit NAME --data DIR` writes it.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from index.errors import AssayError, in_a_line

FITS = Path(__file__).parent
ANY = "words"  # the table for an embedding that nothing was fitted for


class FitNotUsable(AssayError):
    """A file of fitted numbers isn't as it must be."""


class Fit(BaseModel):
    """Numbers by name, and their recipe. Other and missing fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: Mapping[str, float]
    fitted_on: Mapping[str, str]
    """The sha256 of the questions of each set that was fitted on, by the set's name."""
    command: str
    day: date


_FILE = TypeAdapter(Mapping[str, Fit])


def read_fits(name: str, folder: Path = FITS) -> Mapping[str, Fit]:
    """All fits of that name, by the fingerprint of the embedding. Raises `FitNotUsable`."""
    file = folder / f"{name}.toml"
    try:
        return _FILE.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise FitNotUsable(
            f"{file} holds no fits: {in_a_line(error)}",
            f"Make them: python -m evals fit {name} --data DIR.",
        ) from error


def fit_of(name: str, embedding: str, folder: Path = FITS) -> tuple[str, Mapping[str, float]]:
    """For whom the numbers were fitted, the embedding's fingerprint or `words`, and the numbers.

    Raises `FitNotUsable`.
    """
    fits = read_fits(name, folder)
    fitted_for = embedding if embedding in fits else ANY
    if fitted_for not in fits:
        raise FitNotUsable(f"{name}.toml has no table {ANY}.", "It serves what has no fit.")
    return fitted_for, fits[fitted_for].values
