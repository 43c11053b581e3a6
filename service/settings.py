"""Every knob, its default, and one line of why. From the environment or `.env`, all `ASSAY_…`."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import SettingsInvalid


class Settings(BaseSettings):
    """Read once by the command line or the evals, and handed to `wiring.build`."""

    model_config = SettingsConfigDict(
        env_prefix="ASSAY_", env_file=".env", extra="forbid", frozen=True
    )

    data: Path = Path(".assay")
    """Where everything is kept; one process at a time."""
    database_url: SecretStr | None = None
    """The catalogue in PostgreSQL, postgresql://USER:PASSWORD@HOST/NAME; else SQLite in `data`."""
    model: Annotated[tuple[str, ...], NoDecode] = ()
    """LiteLLM model names in order of preference, separated by commas; none: answers quote."""
    api_base: str | None = None
    """The model server's address, where it isn't the provider's own."""
    embedding: str = "minilm"
    """`minilm`, which is installed along, or the folder of a sentence-transformers model."""
    first_token_seconds: float = Field(default=30, gt=0)
    """A model that has said nothing for so long is given up."""
    next_token_seconds: float = Field(default=20, gt=0)
    """So is one that falls silent in the middle."""
    answer_tokens: int = Field(default=800, gt=0)
    """The longest draft a model may write."""
    keep_answers_days: int = Field(default=90, ge=0, le=36_500)
    """Answers are kept for so long; 0 keeps none, and forgets those that are kept."""

    @field_validator("model", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value


def load(**overrides: object) -> Settings:
    """The settings in force. Raises `SettingsInvalid`."""
    known = {f"ASSAY_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(
        name
        for name in os.environ
        if name.upper().startswith("ASSAY_") and name.upper() not in known
    )
    hint = f"Known are {', '.join(sorted(known))}."
    if unknown:
        raise SettingsInvalid(f"Unknown settings: {', '.join(unknown)}.", hint)
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, problem['loc'])).upper()}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsInvalid(f"Settings are not valid: {wrong}.", hint) from error
