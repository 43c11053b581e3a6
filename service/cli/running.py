"""How commands run: where they find the service, and how they end.

Exit status: 0 done, 1 done with failures, 2 wrong usage, 3 could not run.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from service.backend import Backend, LightBackend, Opening
    from service.settings import Settings

T = TypeVar("T")
B = TypeVar("B")


def with_backend(
    data: Path | None, url: str | None, command: str, work: Callable[["Backend"], Awaitable[int]]
) -> NoReturn:
    """Do the work over the data directory, or through the server at `url` or that holds it."""
    from service.backend import open_backend

    _run_on(open_backend, data, url, command, work)


def with_light_backend(
    data: Path | None,
    url: str | None,
    command: str,
    work: Callable[["LightBackend"], Awaitable[int]],
) -> NoReturn:
    """The same for what takes no model."""
    from service.backend import open_light_backend

    _run_on(open_light_backend, data, url, command, work)


def _run_on(
    opening: "Opening[B]",
    data: Path | None,
    url: str | None,
    command: str,
    work: Callable[[B], Awaitable[int]],
) -> NoReturn:
    settings = settings_of(data)

    async def whole() -> int:
        async with opening(settings, command, url, _whisper) as backend:
            return await work(backend)

    run(lambda: asyncio.run(whole()))


def _whisper(words: str) -> None:
    typer.echo(words, err=True)


def run(work: Callable[[], int]) -> NoReturn:
    """End the process with what `work` returns, or with the error told in plain words."""
    from index.errors import AssayError
    from service.errors import BadInput

    try:
        status = work()
    except BadInput as error:
        _fail(error.message, error.hint, 2)
    except AssayError as error:
        _fail(error.message, error.hint, 3)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        told = " ".join(f"{type(error).__name__}: {error}".split())[:500]
        _fail(
            told, "An unforeseen fault; `python -X dev` shows where. What was accepted is kept.", 3
        )
    raise SystemExit(status)


def checked(make: Callable[[], T]) -> T:
    from index.errors import AssayError

    try:
        return make()
    except AssayError as error:
        _fail(error.message, error.hint, 2)


def settings_of(data: Path | None) -> "Settings":
    from service.settings import load

    return checked(lambda: load(data=data))


def _fail(message: str, hint: str, status: int) -> NoReturn:
    typer.echo(f"assay: {message}" + (f"\n       {hint}" if hint else ""), err=True)
    raise SystemExit(status)
