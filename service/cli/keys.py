"""Keys of the HTTP API."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

import typer

from service.cli.options import DAY, Data, Json, Url
from service.cli.running import checked, with_light_backend

if TYPE_CHECKING:
    from service.backend import LightBackend
    from service.settings import Scope


def add(  # noqa: PLR0913, PLR0917  options
    name: Annotated[str, typer.Argument(help="What it is called.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", help="ask, add or admin; may be repeated [default: ask]."),
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option("--expires", help="The day on which it ends.", **DAY)
    ] = None,
    per_minute: Annotated[
        int | None, typer.Option(min=1, help="How many requests a minute.")
    ] = None,
    per_day: Annotated[int | None, typer.Option(min=1, help="How many requests a day.")] = None,
    collections: Annotated[
        list[str] | None,
        typer.Option("--collection", help="It sees this one only; may be repeated."),
    ] = None,
    daily_cost: Annotated[
        float | None,
        typer.Option("--daily-cost", help="What models may cost for it a day (UTC), in dollars."),
    ] = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Make a key, and print it this once."""
    from service.grants import KeyRequest

    named = tuple(one for given in scopes or ["ask"] for one in given.split(","))
    wanted = checked(
        lambda: KeyRequest(
            name=name,
            scopes=cast("tuple[Scope, ...]", named),  # it looks at them
            expires_at=expires,
            per_minute=per_minute,
            per_day=per_day,
            collections=tuple(collections or ()),
            daily_cost_usd=daily_cost,
        )
    )

    async def work(backend: "LightBackend") -> int:
        typer.echo((await backend.make_key(wanted)).key)
        return 0

    with_light_backend(data, url, "assay key add", work)


def list_all(json: Json = False, data: Data = None, url: Url = None) -> None:
    """List the keys, without their secrets."""

    async def work(backend: "LightBackend") -> int:
        from service.console import json_of, key_lines

        keys = await backend.keys()
        typer.echo(json_of(keys) if json else "\n".join(key_lines(keys)))
        return 0

    with_light_backend(data, url, "assay key list", work)


def revoke(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    last: Annotated[
        bool, typer.Option("--last", help="Also if it is the last that may administer.")
    ] = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Refuse a key from now on."""

    async def work(backend: "LightBackend") -> int:
        await backend.revoke_key(name, last=last)
        typer.echo(f"revoked {name}")
        return 0

    with_light_backend(data, url, "assay key revoke", work)
