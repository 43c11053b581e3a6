"""What keeps a data directory well: indexes mended and made anew, copies, the log of changes."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Data, Json, Url
from service.cli.running import run, settings_of, with_light_backend

if TYPE_CHECKING:
    from service.backend import LightBackend
    from service.maintenance import Rebuilt


def embed(
    folder: Annotated[
        Path, typer.Argument(help="Where to put the vectors.", file_okay=False, metavar="DIR")
    ],
    ray: Annotated[
        bool,
        typer.Option("--ray", help="With Ray Data: on RAY_ADDRESS, or all cores of this machine."),
    ] = False,
    data: Data = None,
) -> None:
    """Embed all articles ahead, for `assay rebuild --embedded DIR`. Carries on where it stopped."""
    settings = settings_of(data)

    async def work() -> int:
        from service.maintenance import embed as embed_all

        def tell(made: int) -> None:
            typer.echo(f"{made} articles so far", err=True)

        made = await embed_all(settings, "assay embed", folder, tell, with_ray=ray)
        typer.echo(f"{made} articles embedded")
        return 0

    run(lambda: asyncio.run(work()))


def rebuild(
    embedded: Annotated[
        Path | None,
        typer.Option(
            help="Take the vectors that `assay embed` made.",
            exists=True,
            file_okay=False,
            metavar="DIR",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Make all indexes anew from the catalogue; the old ones serve until then."""
    settings = settings_of(data)

    async def work() -> int:
        from service.console import progress
        from service.maintenance import rebuild as make_anew

        with progress() as tell:
            made = await make_anew(settings, "assay rebuild", tell, embedded=embedded)
        return _rebuilt(made)

    run(lambda: asyncio.run(work()))


def doctor(
    check: Annotated[bool, typer.Option("--check", help="Only look.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Compare the indexes with the catalogue, and mend what differs."""
    settings = settings_of(data)

    async def work() -> int:
        from index.arrivals import reported
        from index.doctor import check_up
        from service.console import checkup_json, checkup_lines, failure_lines
        from service.wiring import build

        async with build(settings, "assay doctor", incomplete=True) as service:
            if not check:
                await reported(service.ingest.indexing())  # what an earlier process left
            checkup = await check_up(service.ingest, mending=not check)
        typer.echo(checkup_json(checkup) if json else "\n".join(checkup_lines(checkup)))
        typer.echo("\n".join(failure_lines(checkup.failed)), err=True, nl=bool(checkup.failed))
        return 0 if checkup.well else 1

    run(lambda: asyncio.run(work()))


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    data: Data = None,
    url: Url = None,
) -> None:
    """Copy the catalogue into a file, also while it is in use. The indexes are made from it."""

    async def work(backend: "LightBackend") -> int:
        await backend.backup(file)
        typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
        return 0

    with_light_backend(data, url, "assay backup", work)


def snapshot(
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    data: Data = None,
    url: Url = None,
) -> None:
    """Copy a replica's lexical index into a file, for `assay serve --role api --snapshot FILE`."""

    async def work(backend: "LightBackend") -> int:
        await backend.snapshot(file)
        typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
        return 0

    with_light_backend(data, url, "assay snapshot", work)


def restore(
    file: Annotated[
        Path, typer.Argument(help="What `assay backup` wrote.", exists=True, dir_okay=False)
    ],
    data: Data = None,
) -> None:
    """Put a backup into an empty data directory, and make the indexes anew."""
    settings = settings_of(data)

    async def work() -> int:
        from service.console import progress
        from service.maintenance import restore as put_back

        with progress() as tell:
            made = await put_back(settings, file, "assay restore", tell)
        return _rebuilt(made)

    run(lambda: asyncio.run(work()))


def log(
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many.")] = 100,
    json: Json = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Tell who changed what, the latest first."""

    async def work(backend: "LightBackend") -> int:
        from service.console import change_lines, json_of

        changes = await backend.log(limit)
        typer.echo(json_of(changes) if json else "\n".join(change_lines(changes)))
        return 0

    with_light_backend(data, url, "assay log", work)


def calibrate(
    claims: Annotated[
        Path,
        typer.Option(
            help="JSON lines {id, claim, evidence, supported}.", exists=True, dir_okay=False
        ),
    ],
) -> None:
    """Fit the check's threshold to claims that people labelled."""

    def work() -> int:
        from service.calibrating import calibrate, rarity, read_claims
        from service.console import calibration_lines
        from service.reading_models import check_of

        labelled = read_claims(claims)
        rarities = rarity(text for claim in labelled for text in claim.evidence)
        found = calibrate(labelled, check_of(settings_of(None), rarities))
        typer.echo("\n".join(calibration_lines(found)))
        return 0

    run(work)


def _rebuilt(made: "Rebuilt") -> int:
    """Tell what became of the indexes; the exit status."""
    from service.console import failure_lines

    typer.echo(f"{made.indexed} articles indexed, {len(made.failed)} failed")
    typer.echo("\n".join(failure_lines(made.failed)), err=True, nl=bool(made.failed))
    return 1 if made.failed else 0
