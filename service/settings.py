"""Every knob, its default, and one line of why. From the environment or `.env`, all `ASSAY_…`."""

import json
import os
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from dotenv import load_dotenv
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import SettingsInvalid
from service.logs import LogForm

QUESTIONS_AT_ONCE = 64
QUESTIONS_WAITING = 128
WORDS = "words"
SUPPORTED_AT = 0.46  # fitted by others on AttributionBench's dev set, for much the same measure
Role = Literal["api", "indexer"]  # of one of several processes over one catalogue
Scope = Literal["ask", "add", "admin"]  # what a key is good for

_CLASS = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


class Settings(BaseSettings):
    """Read once by the command line or the evals, and handed to `wiring.build`."""

    model_config = SettingsConfigDict(
        env_prefix="ASSAY_", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data: Path = Path(".assay")
    """Where everything is kept; one process at a time."""
    database_url: SecretStr | None = None
    """The catalogue in PostgreSQL, postgresql://USER:PASSWORD@HOST/NAME; else SQLite in `data`."""
    chroma_url: str | None = Field(default=None, pattern=r"^https?://[^/@\s]+/?$")
    """The vectors in a Chroma server, http://HOST:PORT; else in `data`."""
    model: Annotated[tuple[str, ...], NoDecode] = ()
    """LiteLLM model names in order of preference, separated by commas; none: answers quote."""
    api_base: str | None = None
    """The model server's address, where it isn't the provider's own."""
    embedding: str = "e5"
    """`e5`, which comes along; `minilm`, which is installed along; a sentence-transformers model,
    by folder or name at the hub; or any LlamaIndex embedding class as package.module:Class."""
    embedding_args: SecretStr = SecretStr("{}")
    """A JSON object of that class's arguments; they may hold keys, so they are never shown."""
    embedding_tokens: int = Field(default=250, ge=32)
    """How long a passage for that class may be, in tokens as `index.adapting` estimates them."""
    reranker: str | None = None
    """A sentence-transformers cross-encoder that reorders the best passages: its folder or name at
    the hub."""
    connect_seconds: float = Field(default=5, gt=0)
    """A model server that can't be connected to for so long is given up."""
    first_token_seconds: float = Field(default=30, gt=0)
    """So is a model that has said nothing for so long."""
    next_token_seconds: float = Field(default=20, gt=0)
    """So is one that falls silent in the middle."""
    answer_seconds: float = Field(default=120, gt=0)
    """So is one that has not finished by then."""
    model_retries: int = Field(default=2, ge=0, le=10)
    """How often a busy or failing model is asked again before the next in the list."""
    quote_after_seconds: float = Field(default=45, gt=0)
    """Where models have shown nothing for so long, all of them together, the answer quotes."""
    context_tokens: int = Field(default=8_192, ge=1_024)
    """What models can read at once, draft included; passages are chosen and widened to fit."""
    answer_tokens: int = Field(default=800, gt=0)
    """The longest draft a model may write; one that reasons before it writes needs more."""
    repairs: int = Field(default=3, ge=0, le=20)
    """So many sentences of an answer that the check refuses go back to the model that wrote them,
    once each; 0: none."""
    repair_seconds: float = Field(default=10, gt=0)
    """A sentence that goes back is waited for no longer."""
    keep_answers_days: int = Field(default=90, ge=0, le=36_500)
    """Answers are kept for so long; 0 keeps none, and forgets those that are kept."""
    daily_cost_usd: float | None = Field(default=None, gt=0)
    """What models may cost a day (UTC), as far as prices are known; then answers quote."""
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Who knows one of these, separated by commas, may use the HTTP API; none: everybody may."""
    user_header: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]{1,100}$")
    """The header in which a reverse proxy names the user; only with `user_secret`."""
    user_secret: SecretStr | None = None
    """What that proxy shows as its key."""
    user_scopes: Annotated[tuple[Scope, ...], NoDecode] = ("ask",)
    """What the users that it names may do: ask, add, admin."""
    requests_per_minute: int | None = Field(default=None, ge=1)
    """How often the holder of a named key, or a user, may come, unless the key says otherwise."""
    requests_per_day: int | None = Field(default=None, ge=1)
    """The same for a day (UTC)."""
    api_key: SecretStr | None = None
    """What commands show to a server that wants a key."""
    questions_at_once: int = Field(default=QUESTIONS_AT_ONCE, ge=1)
    """So many questions are answered at once over HTTP."""
    questions_waiting: int = Field(default=QUESTIONS_WAITING, ge=0)
    """So many more wait for their turn, half a minute at most; others are told to come back."""
    log: LogForm = "text"
    """The server's log as lines of text, or of `json`."""
    supported_at: float = Field(default=SUPPORTED_AT, gt=0, le=1)
    """The share of its wording that a claim must find in its source; `assay calibrate` fits it."""
    checker: str | None = None
    """What reads for the check in place of the packaged model: a CrossEncoder, by folder or hub
    name, or a language model, by its LiteLLM name; `words`: nobody reads, words decide alone."""
    judge: str | None = None
    """A language model that may doubt a claim that is supported, and support one that is only left
    open, by its LiteLLM name."""
    judge_api_base: str | None = None
    """The judge's server, where it isn't ASSAY_API_BASE."""

    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Pages of these origins, separated by commas, may use the HTTP API from a browser."""

    @field_validator("model", "api_keys", "cors_origins", "user_scopes", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value

    @field_validator("api_keys", "api_key", "user_secret")
    @classmethod
    def _is_sendable(cls, value: tuple[SecretStr, ...] | SecretStr | None) -> object:
        for key in value if isinstance(value, tuple) else (value,):
            text = key.get_secret_value() if key else ""
            if not (text.isascii() and text.isprintable()):
                raise ValueError(
                    "A key can't be sent: only letters, digits and signs of ASCII can."
                )
        return value

    @property
    def embeds_by_class(self) -> bool:
        """Whether `embedding` names a class."""
        return _CLASS.fullmatch(self.embedding) is not None

    @field_validator("embedding_args")
    @classmethod
    def _is_object(cls, value: SecretStr) -> SecretStr:
        try:
            given = json.loads(value.get_secret_value())
        except json.JSONDecodeError:  # it quotes what may hold a key
            given = None
        if not isinstance(given, dict):
            raise ValueError("Give the arguments as a JSON object.")  # noqa: TRY004  for pydantic
        return value

    @model_validator(mode="after")
    def _of_a_proxy(self) -> Self:
        if (self.user_header is None) != (self.user_secret is None):
            raise ValueError("ASSAY_USER_HEADER and ASSAY_USER_SECRET go together.")
        if self.user_secret in self.api_keys:
            raise ValueError("ASSAY_USER_SECRET is one of ASSAY_API_KEYS. Give the proxy its own.")
        return self

    @model_validator(mode="after")
    def _of_a_class(self) -> Self:
        given = self.model_fields_set & {"embedding_args", "embedding_tokens"}
        if given and not self.embeds_by_class:
            raise ValueError("ASSAY_EMBEDDING names no class that takes arguments or tokens.")
        return self


def load(**overrides: object) -> Settings:
    """The settings in force. Raises `SettingsInvalid`.

    `.env` in the working directory joins the environment, where LiteLLM looks for providers' keys.
    """
    load_dotenv(".env")
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
            "".join(f"ASSAY_{name}: ".upper() for name in problem["loc"][:1])
            + problem["msg"].removeprefix("Value error, ").rstrip(".")
            for problem in error.errors()
        )
        raise SettingsInvalid(f"Settings are not valid: {wrong}.", hint) from error
