"""What is asked of the articles: answers, checks, searches, and what readers said of answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import Data, Json, Url, filtered
from service.cli.running import checked, with_backend, with_light_backend

if TYPE_CHECKING:
    from index.model import Filters
    from service.backend import Backend, LightBackend


@filtered()
def ask(  # noqa: PLR0913  options
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    json: Json = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Withhold sentences that can't be verified.")
    ] = False,
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Spell no name otherwise than the question does.")
    ] = False,
    *,
    filters: "Filters",
    data: Data = None,
    url: Url = None,
) -> None:
    """Answer a question from the articles, with citations."""
    from service.answers import Question

    asked = checked(
        lambda: Question(text=question, strict=strict, filters=filters, as_written=as_written)
    )

    async def work(backend: "Backend") -> int:
        from service.answers import answer_of, to_json
        from service.console import print_events

        if json:
            typer.echo(to_json(await answer_of(backend.events(asked))))
        else:
            await print_events(backend.events(asked), typer.echo)
        return 0

    with_backend(data, url, "assay ask", work)


@filtered(without=("articles",))
def check(
    file: Annotated[str, typer.Argument(help="The text; - reads what is piped in.")],
    articles: Annotated[
        list[str] | None,
        typer.Option("--article", help="Check against this one, an id or a file; may be repeated."),
    ] = None,
    json: Json = False,
    *,
    filters: "Filters",
    data: Data = None,
    url: Url = None,
) -> None:
    """Check a text sentence by sentence. Exit status: 0 all supported, 1 some not.

    A mark such as [2] points at the second --article. Without any, evidence is searched.
    """
    from service.submitting import request_of

    request = checked(lambda: request_of(file, articles or (), filters))

    async def work(backend: "Backend") -> int:
        from service.checks import report_of
        from service.console import json_of, print_check

        if json:
            report = await report_of(backend.checks(request))
            typer.echo(json_of(report))
        else:
            report = await print_check(backend.checks(request), typer.echo)
        return 0 if report.supported else 1

    with_backend(data, url, "assay check", work)


@filtered()
def search(  # noqa: PLR0913  options
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    json: Json = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="How many passages.")] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell each list's part, and what was left out.")
    ] = False,
    *,
    filters: "Filters",
    data: Data = None,
    url: Url = None,
) -> None:
    """Find the passages that match best."""
    from service.answers import MAX_QUESTION, check_filters, check_text

    checked(lambda: check_text(query, "the query", MAX_QUESTION))
    checked(lambda: check_filters(filters))

    async def work(backend: "Backend") -> int:
        from service.console import explained_lines, hit_lines, json_of

        if explain:
            found = await backend.explain(query, filters, limit)
            typer.echo(json_of(found) if json else "\n".join(explained_lines(found)))
        else:
            hits = await backend.search(query, filters, limit)
            typer.echo(json_of({"hits": hits}) if json else "\n".join(hit_lines(hits)))
        return 0

    with_backend(data, url, "assay search", work)


def replay(
    answer: Annotated[str, typer.Argument(help="The answer's id.", metavar="ANSWER")],
    json: Json = False,
    data: Data = None,
    url: Url = None,
) -> None:
    """Answer a question again, and tell what changed. Exit status: 0 nothing, 1 something."""

    async def work(backend: "Backend") -> int:
        from service.answers import answer_of
        from service.console import replay_json, replay_lines
        from service.replaying import compare

        given = await backend.receipt(answer)
        compared = compare(given, await answer_of(backend.events(given.asked)))
        typer.echo(replay_json(compared) if json else "\n".join(replay_lines(compared)))
        return 0 if compared.same else 1

    with_backend(data, url, "assay replay", work)


def export(
    out: Annotated[
        Path | None, typer.Option(help="Write into this file.", dir_okay=False, metavar="FILE")
    ] = None,
    data: Data = None,
    url: Url = None,
) -> None:
    """Print what readers said of answers, as JSON lines: cases for the evals."""

    async def work(backend: "LightBackend") -> int:
        from service.console import json_lines

        cases = json_lines(await backend.pending_cases())
        if out:
            out.write_text(cases, encoding="utf-8")
        else:
            typer.echo(cases, nl=False)
        return 0

    with_light_backend(data, url, "assay feedback export", work)
