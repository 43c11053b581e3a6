"""Running the HTTP service: the socket, the start, the end."""

import gc
import socket
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import typer
import uvicorn

from index.arrivals import reported
from index.errors import AssayError
from service.admission import Admission
from service.api import create_app
from service.api.access import Access
from service.api.agents import Agents
from service.api.heads import protocol
from service.api.startup import Startup
from service.errors import BadInput, ServerNotStarted
from service.logs import configure
from service.memory import share_arenas
from service.service import Service
from service.settings import Role, Settings
from service.wiring import build

_EVERY = 0.5  # seconds between two looks at what others accepted and indexed
_FAREWELL_SECONDS = 5  # for replies under way when the service ends


class Server(uvicorn.Server):
    """uvicorn, which tells the readers of answers when it stops, while it can still reach them."""

    def __init__(
        self, startup: Startup, access: Access | None = None, origins: Sequence[str] = ()
    ) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(startup, access, origins),
                http=protocol(),
                ws="none",
                log_config=None,  # `service.logs` sees to it
                log_level="warning",
                timeout_graceful_shutdown=_FAREWELL_SECONDS,
            )
        )
        self._startup = startup

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._startup.stopping.begin()
        await super().shutdown(sockets)


def serve(  # noqa: PLR0913, PLR0917  options
    settings: Settings,
    host: str,
    port: int,
    paths: list[str],
    example: str | None,
    allow_adding: bool,
    role: Role | None = None,
    snapshot: Path | None = None,
) -> int:
    """Serve until interrupted; agents may add articles where `allow_adding` says so.

    With a `role` it is one of several servers, and may begin with another's `snapshot`. Raises
    `ServerNotStarted`, why the service could not open, or `IndexesOutdated`: started again, it
    takes over what others made anew.
    """
    _refuse_in_vain(paths, role, snapshot)
    listening = _listen(host, port)
    url = f"http://{_shown(host)}:{listening.getsockname()[1]}"
    failures: list[Exception] = []

    def open_service() -> AbstractAsyncContextManager[Service]:
        return build(settings, "assay serve", url, role=role, snapshot=snapshot)

    async def then(service: Service) -> None:
        if paths or not role:  # one of several indexes beside, since others go on accepting
            await _take_in(service, paths)
        gc.freeze()  # what is there now stays; looking through it stops all questions for a while
        typer.echo(f"Assay answers at {url}")
        if example:
            await _print_example(service, example)

    def fail(error: Exception) -> None:
        failures.append(error)
        server.should_exit = True

    share_arenas()
    configure(settings.log)
    typer.echo("Loading the models …")
    admission = Admission(settings.questions_at_once, settings.questions_waiting)
    agents = Agents(allow_adding=allow_adding)
    startup = Startup(open_service, then, fail, admission, agents, _EVERY if role else None)
    server = Server(startup, access_of(settings), settings.cors_origins)
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()
    if failures:
        raise failures[0]
    return 0


def _refuse_in_vain(paths: list[str], role: Role | None, snapshot: Path | None) -> None:
    """Raises `BadInput` for what a server in this role would not do."""
    if snapshot and not role:
        raise BadInput("A snapshot is of a server with a role.", "Add --role, or leave it out.")
    if role == "api" and paths:
        raise BadInput("A server with the role api indexes nothing.", "Leave out --add.")


def access_of(settings: Settings) -> Access:
    """Who is let in besides the holders of named keys."""
    return Access(
        keys=settings.api_keys,
        user_header=settings.user_header,
        user_secret=settings.user_secret,
        user_scopes=frozenset(settings.user_scopes),
        per_minute=settings.requests_per_minute,
        per_day=settings.requests_per_day,
    )


async def _take_in(service: Service, paths: list[str]) -> None:
    """Add the articles at `paths`, and index what an earlier process left waiting."""
    from index.reading import read
    from service.console import failure_lines, progress, report_line

    with progress() as tell:
        report = await reported(service.ingest.events(read(paths)), tell)
    if paths:
        typer.echo(f"Articles: {report_line(report)}")
    typer.echo("\n".join(failure_lines(report.failed)), err=True, nl=bool(report.failed))


async def _print_example(service: Service, example: str) -> None:
    from service.answers import Question
    from service.console import print_events

    typer.echo(f"\n  {example}\n")
    try:
        await print_events(service.pipeline.events(Question(text=example)), typer.echo)
    except AssayError as error:
        typer.echo(f"{error.message} {error.hint}", err=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # whoever is told of the address may call before uvicorn listens
    except OSError as error:
        listening.close()
        raise ServerNotStarted(
            f"The service can't listen at {host}, port {port}: {error.strerror or error}.",
            "Choose another with --host and --port; --port 0 takes a free one.",
        ) from error
    return listening


def _shown(host: str) -> str:
    """The host as part of an address that a browser on this machine can open."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  shown, not bound
    return everywhere.get(host, f"[{host}]" if ":" in host else host)
