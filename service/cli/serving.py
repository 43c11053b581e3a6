"""Serving others: browsers and programs over HTTP, agents over the Model Context Protocol."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from service.cli.options import Data, Url
from service.cli.running import run, settings_of, with_backend

if TYPE_CHECKING:
    from service.backend import Backend


def serve(  # noqa: PLR0913, PLR0917  options
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8321,
    add_paths: Annotated[
        list[str] | None, typer.Option("--add", help="Take in these files or folders first.")
    ] = None,
    example: Annotated[
        str | None, typer.Option("--ask", help="Print the answer to this question at the start.")
    ] = None,
    allow_adding: Annotated[
        bool, typer.Option("--allow-adding", help="Agents at /mcp may add articles.")
    ] = False,
    role: Annotated[
        Literal["api", "indexer"] | None,
        typer.Option(
            "--role",
            help="One of several servers over one PostgreSQL and Chroma: api answers, indexer "
            "indexes, too.",
        ),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(
            "--snapshot",
            help="With --role: begin with this file of `assay snapshot` where nothing is yet.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Serve the page, the HTTP API, and agents at /mcp."""
    from service.server import serve as serve_http

    settings = settings_of(data)
    ways = (add_paths or [], example, allow_adding, role, snapshot)
    run(lambda: serve_http(settings, host, port, *ways))


def mcp(
    allow_adding: Annotated[
        bool, typer.Option("--allow-adding", help="Agents may add articles.")
    ] = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Serve agents over the Model Context Protocol, on standard input and output."""

    async def work(backend: "Backend") -> int:
        from service.logs import configure
        from service.mcp import make_server

        configure("text")
        await make_server(backend, allow_adding=allow_adding).run_stdio_async()
        return 0

    with_backend(data, url, "assay mcp", work)
