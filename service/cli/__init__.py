"""The command line: the table of its verbs."""

import gc
import sys

import typer

from service.cli import articles, asking, keys, serving, upkeep

_OBJECTS = 50_000  # made before rubbish is looked for: a start makes millions and leaves none

app = typer.Typer(
    help="Answers over a collection of articles, each sentence checked against its source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _command in (
    articles.add, asking.ask, asking.check, asking.search, articles.show, articles.status,
    upkeep.calibrate, upkeep.embed, upkeep.rebuild, upkeep.doctor, articles.remove, asking.replay,
    upkeep.log, upkeep.backup, upkeep.restore, upkeep.snapshot, serving.serve, serving.mcp,
):  # fmt: skip
    app.command()(_command)

_feedback = typer.Typer(help="What readers said of answers.", no_args_is_help=True)
_feedback.command()(asking.export)
app.add_typer(_feedback, name="feedback")

_key = typer.Typer(help="Keys of the HTTP API.", no_args_is_help=True)
_key.command()(keys.add)
_key.command("list")(keys.list_all)
_key.command()(keys.revoke)
app.add_typer(_key, name="key")


def main() -> None:
    """The `assay` command."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal may know less than UTF-8
    gc.set_threshold(_OBJECTS)
    app()
