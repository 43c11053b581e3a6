"""Articles: taken in, shown, counted, removed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Data, Json, Url
from service.cli.running import checked, with_backend, with_light_backend

if TYPE_CHECKING:
    from service.backend import Backend, LightBackend


def add(
    paths: Annotated[list[str], typer.Argument(help="Files, folders and URLs.", metavar="PATH...")],
    sync: Annotated[
        bool,
        typer.Option("--sync", help="Remove what these folders brought and hold no more."),
    ] = False,
    collections: Annotated[
        list[str] | None,
        typer.Option("--collection", help="Put them into this collection; may be repeated."),
    ] = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Take in articles: files, folders and web addresses."""
    from service.syncing import Sync

    syncing = checked(lambda: Sync.of(paths)) if sync else None

    async def work(backend: "Backend") -> int:
        from index.arrivals import reported
        from index.model import Received
        from index.reading import read
        from service.console import failure_lines, progress, remark_lines, report_line

        items = read(paths)
        if into := tuple(collections or ()):
            items = (
                replace(one, collections=into) if isinstance(one, Received) else one
                for one in items
            )
        with progress() as tell:
            arrivals = backend.arrivals(syncing.watched(items) if syncing else items)
            report = await reported(arrivals, tell)
        typer.echo(report_line(report))
        told = [*remark_lines(report.remarks), *failure_lines(report.failed)]
        typer.echo("\n".join(told), err=True, nl=bool(told))
        if syncing:
            gone = syncing.gone([article async for article in backend.articles()])
            typer.echo("\n".join(f"removing {one.id} {one.uri} ({one.title})" for one in gone))
            for one in gone:
                await backend.remove(one.id)
        return 1 if report.failed else 0

    with_backend(data, url, "assay add", work)


def show(
    article: Annotated[str, typer.Argument(help="The article's id.", metavar="ARTICLE")],
    edits: Annotated[bool, typer.Option("--edits", help="List what repairing changed.")] = False,
    json: Json = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Print an article, or what repairing changed in it."""

    async def work(backend: "LightBackend") -> int:
        from service.console import article_lines, edit_lines, json_of

        found = await backend.article(article)
        lines = edit_lines(found) if edits else article_lines(found)
        typer.echo(json_of(found.edits if edits else found) if json else "\n".join(lines))
        return 0

    with_light_backend(data, url, "assay show", work)


def status(json: Json = False, data: Data = None, url: Url = None) -> None:
    """Tell what the data directory holds."""

    async def work(backend: "LightBackend") -> int:
        from service.console import json_of

        told = await backend.status()
        lines = (f"{name:9} {value}" for name, value in told.items())
        typer.echo(json_of(told) if json else "\n".join(lines))
        return 0

    with_light_backend(data, url, "assay status", work)


def remove(
    articles: Annotated[list[str], typer.Argument(help="Ids.", metavar="ARTICLE...")],
    data: Data = None,
    url: Url = None,
) -> None:
    """Forget articles for good."""

    async def work(backend: "Backend") -> int:
        from index.errors import ArticleUnknown

        failed = 0
        for id_ in articles:
            try:
                await backend.remove(id_)
                typer.echo(f"removed {id_}")
            except ArticleUnknown as error:
                typer.echo(f"failed  {error.message} {error.hint}", err=True)
                failed += 1
        return 1 if failed else 0

    with_backend(data, url, "assay remove", work)
