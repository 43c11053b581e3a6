"""Options that several commands have."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

Command = Callable[..., None]

DAY: Mapping[str, Any] = {"formats": ["%Y-%m-%d"], "metavar": "DAY"}
Data = Annotated[
    Path | None,
    typer.Option("--data", help="The data directory [default: ASSAY_DATA, or .assay]."),
]
Url = Annotated[
    str | None,
    typer.Option("--url", help="Go through the server at this address, not a data directory."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the API has it.")]


def _day(name: str, told: str) -> Any:
    return Annotated[datetime | None, typer.Option(name, help=told, **DAY)]


def _several(name: str, told: str) -> Any:
    return Annotated[list[str] | None, typer.Option(name, help=told)]


# By the fields of `Filters`.
_FILTERS: Mapping[str, Any] = {
    "published_from": _day("--published-from", "Only articles from this day on."),
    "published_to": _day("--published-to", "Only articles up to this day."),
    "as_of": _day("--as-of", "As a reader on this day: what was new comes first."),
    "outlets": _several("--outlet", "Only this outlet; may be repeated."),
    "languages": _several("--language", "Only this language, by its code (en); may repeat."),
    "articles": _several("--article", "Only the article with this id; may repeat."),
    "collections": _several("--collection", "Only this collection; may be repeated."),
}


def filtered(*, without: Collection[str] = ()) -> Callable[[Command], Command]:
    """Gives a command an option for each filter; it gets them together, as `filters`."""
    options = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in _FILTERS.items()
        if name not in without
    ]

    def with_options(command: Command) -> Command:
        @wraps(command)
        def called(**given: Any) -> None:
            from index.model import Filters

            chosen: dict[str, Any] = {
                one.name: _plain(value) for one in options if (value := given.pop(one.name))
            }
            command(**given, filters=Filters(**chosen))

        own = list(signature(command).parameters.values())
        at = [one.name for one in own].index("filters")
        whole = Signature([*own[:at], *options, *own[at + 1 :]])
        called.__signature__ = whole  # type: ignore[attr-defined]  # typer reads it
        called.__annotations__ = {one.name: one.annotation for one in whole.parameters.values()}
        return called

    return with_options


def _plain(value: datetime | list[str]) -> object:
    """A value as `Filters` has it."""
    return value.date() if isinstance(value, datetime) else tuple(value)
