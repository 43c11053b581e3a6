"""The command line. Exit status: 0 done, 1 done with failures, 2 wrong usage, 3 could not run."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, TypeVar, cast

import typer

if TYPE_CHECKING:
    from index.model import Filters
    from index.rebuilding import Rebuilt
    from service.desk import Desk, Shelf
    from service.settings import Scope, Settings

T = TypeVar("T")

app = typer.Typer(
    help="Answers over a collection of articles, each sentence checked against its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
feedback = typer.Typer(help="What readers said of answers.", no_args_is_help=True)
app.add_typer(feedback, name="feedback")
key = typer.Typer(help="Keys of the HTTP API.", no_args_is_help=True)
app.add_typer(key, name="key")

Data = Annotated[
    Path | None,
    typer.Option("--data", help="The data directory [default: ASSAY_DATA, or .assay]."),
]
Url = Annotated[
    str | None,
    typer.Option("--url", help="Go through the server at this address, not a data directory."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the API has it.")]
_DAY = {"formats": ["%Y-%m-%d"], "metavar": "DAY"}
PublishedFrom = Annotated[
    datetime | None,
    typer.Option("--published-from", help="Only articles from this day on.", **_DAY),
]
PublishedTo = Annotated[
    datetime | None, typer.Option("--published-to", help="Only articles up to this day.", **_DAY)
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", help="As a reader on this day: what was new comes first.", **_DAY),
]
Outlets = Annotated[
    list[str] | None, typer.Option("--outlet", help="Only this outlet; may be repeated.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Only this language, en or zh; may repeat.")
]
Articles = Annotated[
    list[str] | None, typer.Option("--article", help="Only the article with this id; may repeat.")
]
Collections = Annotated[
    list[str] | None, typer.Option("--collection", help="Only this collection; may be repeated.")
]


@app.command()
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

    syncing = _checked(lambda: Sync.of(paths)) if sync else None

    async def work(desk: "Desk") -> int:
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
            report = await desk.add(syncing.watched(items) if syncing else items, tell)
        typer.echo(report_line(report))
        told = [*remark_lines(report.remarks), *failure_lines(report.failed)]
        typer.echo("\n".join(told), err=True, nl=bool(told))
        if syncing:
            gone = syncing.gone([article async for article in desk.articles()])
            typer.echo("\n".join(f"removing {one.id} {one.uri} ({one.title})" for one in gone))
            for one in gone:
                await desk.remove(one.id)
        return 1 if report.failed else 0

    _at_desk(data, url, "assay add", work)


@app.command()
def ask(  # noqa: PLR0913, PLR0917  options
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    json: Json = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Withhold sentences that can't be verified.")
    ] = False,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    as_of: AsOf = None,
    outlet: Outlets = None,
    language: Languages = None,
    article: Articles = None,
    collection: Collections = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Answer a question from the articles, with citations."""
    from service.answers import Question

    filters = _filters(published_from, published_to, as_of, outlet, language, article, collection)
    asked = _checked(lambda: Question(text=question, strict=strict, filters=filters))

    async def work(desk: "Desk") -> int:
        from service.answers import answer_of, to_json
        from service.console import print_events

        if json:
            typer.echo(to_json(await answer_of(desk.events(asked))))
        else:
            await print_events(desk.events(asked), typer.echo)
        return 0

    _at_desk(data, url, "assay ask", work)


@app.command()
def check(  # noqa: PLR0913, PLR0917  options
    file: Annotated[str, typer.Argument(help="The text; - reads what is piped in.")],
    articles: Annotated[
        list[str] | None,
        typer.Option("--article", help="Check against this one, an id or a file; may be repeated."),
    ] = None,
    json: Json = False,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    as_of: AsOf = None,
    outlet: Outlets = None,
    language: Languages = None,
    collection: Collections = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Check a text sentence by sentence. Exit status: 0 all supported, 1 some not.

    A mark such as [2] points at the second --article. Without any, evidence is searched.
    """
    from service.submitting import request_of

    filters = _filters(published_from, published_to, as_of, outlet, language, None, collection)
    request = _checked(lambda: request_of(file, articles or (), filters))

    async def work(desk: "Desk") -> int:
        from service.checks import report_of
        from service.console import json_of, print_check

        if json:
            report = await report_of(desk.checks(request))
            typer.echo(json_of(report))
        else:
            report = await print_check(desk.checks(request), typer.echo)
        return 0 if report.supported else 1

    _at_desk(data, url, "assay check", work)


@app.command()
def search(  # noqa: PLR0913, PLR0917  options
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    json: Json = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="How many passages.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell each list's part, and what was left out.")
    ] = False,
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    as_of: AsOf = None,
    outlet: Outlets = None,
    language: Languages = None,
    article: Articles = None,
    collection: Collections = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Find the passages that match best."""
    from service.answers import MAX_QUESTION, check_filters, check_text

    filters = _filters(published_from, published_to, as_of, outlet, language, article, collection)
    _checked(lambda: check_text(query, "the query", MAX_QUESTION))
    _checked(lambda: check_filters(filters))

    async def work(desk: "Desk") -> int:
        from service.console import explained_lines, hit_lines, json_of

        if explain:
            found = await desk.explain(query, filters, limit)
            typer.echo(json_of(found) if json else "\n".join(explained_lines(found)))
        else:
            hits = await desk.search(query, filters, limit)
            typer.echo(json_of({"hits": hits}) if json else "\n".join(hit_lines(hits)))
        return 0

    _at_desk(data, url, "assay search", work)


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="The article's id.", metavar="ARTICLE")],
    edits: Annotated[bool, typer.Option("--edits", help="List what repairing changed.")] = False,
    json: Json = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Print an article, or what repairing changed in it."""

    async def work(shelf: "Shelf") -> int:
        from service.console import article_lines, edit_lines, json_of

        found = await shelf.article(article)
        lines = edit_lines(found) if edits else article_lines(found)
        typer.echo(json_of(found) if json else "\n".join(lines))
        return 0

    _at_shelf(data, url, "assay show", work)


@app.command()
def status(json: Json = False, data: Data = None, url: Url = None) -> None:
    """Tell what the data directory holds."""

    async def work(shelf: "Shelf") -> int:
        from service.console import json_of

        told = await shelf.status()
        lines = (f"{name:9} {value}" for name, value in told.items())
        typer.echo(json_of(told) if json else "\n".join(lines))
        return 0

    _at_shelf(data, url, "assay status", work)


@app.command()
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
        from service.calibrating import calibrate, read_claims
        from service.console import calibration_lines

        found = calibrate(read_claims(claims), _settings(None).supported_at)
        typer.echo("\n".join(calibration_lines(found)))
        return 0

    _exit(work)


@app.command()
def rebuild(data: Data = None) -> None:
    """Make all indexes anew from the catalogue; the old ones serve until then."""
    settings = _settings(data)

    async def work() -> int:
        from service.console import progress
        from service.maintenance import rebuild as make_anew

        with progress() as tell:
            made = await make_anew(settings, "assay rebuild", tell)
        return _rebuilt(made)

    _exit(lambda: asyncio.run(work()))


@app.command()
def doctor(
    check: Annotated[bool, typer.Option("--check", help="Only look.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Compare the indexes with the catalogue, and mend what differs."""
    settings = _settings(data)

    async def work() -> int:
        from index.doctor import check_up
        from service.console import checkup_json, checkup_lines, failure_lines
        from service.wiring import build

        async with build(settings, "assay doctor", incomplete=True) as service:
            if not check:
                await service.ingest.index_pending()  # what an earlier process left waiting
            checkup = await check_up(service.ingest, mending=not check)
        typer.echo(checkup_json(checkup) if json else "\n".join(checkup_lines(checkup)))
        typer.echo("\n".join(failure_lines(checkup.failed)), err=True, nl=bool(checkup.failed))
        return 0 if checkup.well else 1

    _exit(lambda: asyncio.run(work()))


@app.command()
def remove(
    articles: Annotated[list[str], typer.Argument(help="Ids.", metavar="ARTICLE...")],
    data: Data = None,
    url: Url = None,
) -> None:
    """Forget articles for good."""

    async def work(desk: "Desk") -> int:
        from index.errors import ArticleUnknown

        failed = 0
        for id_ in articles:
            try:
                await desk.remove(id_)
                typer.echo(f"removed {id_}")
            except ArticleUnknown as error:
                typer.echo(f"failed  {error.message} {error.hint}", err=True)
                failed += 1
        return 1 if failed else 0

    _at_desk(data, url, "assay remove", work)


@app.command()
def replay(
    answer: Annotated[str, typer.Argument(help="The answer's id.", metavar="ANSWER")],
    json: Json = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Answer a question again, and tell what changed. Exit status: 0 nothing, 1 something."""

    async def work(desk: "Desk") -> int:
        from service.answers import answer_of
        from service.console import replay_json, replay_lines
        from service.replaying import compare

        given = await desk.receipt(answer)
        compared = compare(given, await answer_of(desk.events(given.asked)))
        typer.echo(replay_json(compared) if json else "\n".join(replay_lines(compared)))
        return 0 if compared.same else 1

    _at_desk(data, url, "assay replay", work)


@feedback.command()
def export(
    out: Annotated[
        Path | None, typer.Option(help="Write into this file.", dir_okay=False, metavar="FILE")
    ] = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Print what readers said of answers, as JSON lines: cases for the evals."""

    async def work(shelf: "Shelf") -> int:
        from service.console import json_lines

        cases = json_lines(await shelf.pending_cases())
        if out:
            out.write_text(cases, encoding="utf-8")
        else:
            typer.echo(cases, nl=False)
        return 0

    _at_shelf(data, url, "assay feedback export", work)


@key.command("add")
def add_key(  # noqa: PLR0913, PLR0917  options
    name: Annotated[str, typer.Argument(help="What it is called.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", help="ask, add or admin; may be repeated [default: ask]."),
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option("--expires", help="The day on which it ends.", **_DAY)
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
    from service.granting import KeyRequest

    named = tuple(one for given in scopes or ["ask"] for one in given.split(","))
    wanted = _checked(
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

    async def work(shelf: "Shelf") -> int:
        typer.echo((await shelf.make_key(wanted)).key)
        return 0

    _at_shelf(data, url, "assay key add", work)


@key.command("list")
def list_keys(json: Json = False, data: Data = None, url: Url = None) -> None:
    """List the keys, without their secrets."""

    async def work(shelf: "Shelf") -> int:
        from service.console import json_of, key_lines

        keys = await shelf.keys()
        typer.echo(json_of(keys) if json else "\n".join(key_lines(keys)))
        return 0

    _at_shelf(data, url, "assay key list", work)


@key.command("revoke")
def revoke_key(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    data: Data = None,
    url: Url = None,
) -> None:
    """Refuse a key from now on."""

    async def work(shelf: "Shelf") -> int:
        await shelf.revoke_key(name)
        typer.echo(f"revoked {name}")
        return 0

    _at_shelf(data, url, "assay key revoke", work)


@app.command()
def log(
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many.")] = 100,
    json: Json = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Tell who changed what, the latest first."""

    async def work(shelf: "Shelf") -> int:
        from service.console import change_lines, json_of

        changes = await shelf.log(limit)
        typer.echo(json_of(changes) if json else "\n".join(change_lines(changes)))
        return 0

    _at_shelf(data, url, "assay log", work)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    data: Data = None,
    url: Url = None,
) -> None:
    """Copy the catalogue into a file, also while it is in use. The indexes are made from it."""

    async def work(shelf: "Shelf") -> int:
        await shelf.backup(file)
        typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
        return 0

    _at_shelf(data, url, "assay backup", work)


@app.command()
def restore(
    file: Annotated[
        Path, typer.Argument(help="What `assay backup` wrote.", exists=True, dir_okay=False)
    ],
    data: Data = None,
) -> None:
    """Put a backup into an empty data directory, and make the indexes anew."""
    settings = _settings(data)

    async def work() -> int:
        from service.console import progress
        from service.maintenance import restore as put_back

        with progress() as tell:
            made = await put_back(settings, file, "assay restore", tell)
        return _rebuilt(made)

    _exit(lambda: asyncio.run(work()))


@app.command()
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
    data: Data = None,
) -> None:
    """Serve the page, the HTTP API, and agents at /mcp."""
    from service.server import serve as run

    settings = _settings(data)
    _exit(lambda: run(settings, host, port, add_paths or [], example, allow_adding, role))


@app.command()
def mcp(
    allow_adding: Annotated[
        bool, typer.Option("--allow-adding", help="Agents may add articles.")
    ] = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Serve agents over the Model Context Protocol, on standard input and output."""

    async def work(desk: "Desk") -> int:
        from service.logs import configure
        from service.mcp import make_server

        configure("text")
        await make_server(desk, allow_adding=allow_adding).run_stdio_async()
        return 0

    _at_desk(data, url, "assay mcp", work)


def main() -> None:
    """The `assay` command."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal may know less than UTF-8
    app()


def _rebuilt(made: "Rebuilt") -> int:
    """Tell what became of the indexes; the exit status."""
    from service.console import failure_lines

    typer.echo(f"{made.indexed} articles indexed, {len(made.failed)} failed")
    typer.echo("\n".join(failure_lines(made.failed)), err=True, nl=bool(made.failed))
    return 1 if made.failed else 0


def _at_desk(
    data: Path | None, url: str | None, command: str, work: Callable[["Desk"], Awaitable[int]]
) -> NoReturn:
    """Do the work over the data directory, or through the server at `url` or that holds it."""
    settings = _settings(data)

    async def whole() -> int:
        from service.desk import open_desk

        async with open_desk(settings, command, url, _whisper) as desk:
            return await work(desk)

    _exit(lambda: asyncio.run(whole()))


def _at_shelf(
    data: Path | None, url: str | None, command: str, work: Callable[["Shelf"], Awaitable[int]]
) -> NoReturn:
    """The same for what takes no model."""
    settings = _settings(data)

    async def whole() -> int:
        from service.desk import open_shelf

        async with open_shelf(settings, command, url, _whisper) as shelf:
            return await work(shelf)

    _exit(lambda: asyncio.run(whole()))


def _whisper(words: str) -> None:
    typer.echo(words, err=True)


def _exit(work: Callable[[], int]) -> NoReturn:
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


def _checked(make: Callable[[], T]) -> T:
    from index.errors import AssayError

    try:
        return make()
    except AssayError as error:
        _fail(error.message, error.hint, 2)


def _filters(  # noqa: PLR0913, PLR0917  options
    published_from: datetime | None,
    published_to: datetime | None,
    as_of: datetime | None,
    outlets: list[str] | None,
    languages: list[str] | None,
    articles: list[str] | None,
    collections: list[str] | None,
) -> "Filters":
    from index.model import Filters

    return Filters(
        published_from=published_from.date() if published_from else None,
        published_to=published_to.date() if published_to else None,
        as_of=as_of.date() if as_of else None,
        outlets=tuple(outlets or ()),
        languages=tuple(languages or ()),
        articles=tuple(articles or ()),
        collections=tuple(collections or ()),
    )


def _settings(data: Path | None) -> "Settings":
    from service.settings import load

    return _checked(lambda: load(data=data))


def _fail(message: str, hint: str, status: int) -> NoReturn:
    typer.echo(f"assay: {message}" + (f"\n       {hint}" if hint else ""), err=True)
    raise SystemExit(status)
