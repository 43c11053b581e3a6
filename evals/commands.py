"""`python -m evals run | compare | gate | accept | calibrate-judge | from-feedback`.

Exit status of `gate`: 0 SHIP, 1 BLOCK, 2 INCONCLUSIVE. 3 for a run that says nothing. Of
`from-feedback`: 0, or 1 where something was left out.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from evals import baselines
from evals.articles import sample_articles
from evals.cases import KINDS, Case, load
from evals.comparing import Comparison
from evals.comparing import compare as compare_runs
from evals.from_feedback import LeftOut, draft_all, read_feedback
from evals.gating import judge as decide
from evals.gating import read_gates
from evals.judging import (
    LEAST_KAPPA,
    CalibratedJudge,
    Calibration,
    admitted,
    calibrate,
    keep,
    open_judge,
    silences,
)
from evals.new_case import PENDING
from evals.reports import write_reports
from evals.reports.markdown import markdown
from evals.running import Ways
from evals.running import run as run_cases
from evals.runs import Run, read, write
from evals.scripted import PERSONAS, persona
from service.calibrating import Share, read_claims
from service.settings import Settings

_RUNS = Path("evals/runs")
_EXITS = {"SHIP": 0, "BLOCK": 1, "INCONCLUSIVE": 2}

Url = Annotated[str | None, typer.Option(help="Judge the server there, which holds the samples.")]
Persona = Annotated[
    str | None, typer.Option(help=f"Judge a scripted model: {', '.join(PERSONAS)}.", metavar="NAME")
]
Model = Annotated[str | None, typer.Option(help="Judge a LiteLLM model; its key is read as ever.")]
Edits = Annotated[bool, typer.Option(help="Also try edits of the articles.")]
Out = Annotated[Path | None, typer.Option(help="The folder of the run.", file_okay=False)]
AtOnce = Annotated[int, typer.Option(help="Questions under way at once.", min=1)]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help=f"Only these: {', '.join(KINDS)}.")]

Judge = Annotated[
    str | None,
    typer.Option(help="Ask this calibrated LiteLLM model about each sentence.", metavar="NAME"),
]
JudgeAt = Annotated[str | None, typer.Option(help="Where the judge is served.", metavar="URL")]


def run(  # noqa: PLR0913  options
    url: Url = None,
    persona: Persona = None,
    model: Model = None,
    out: Out = None,
    kinds: Kinds = None,
    *,
    at_once: AtOnce = 1,
    edits: Edits = True,
    judge: Judge = None,
    judge_api_base: JudgeAt = None,
) -> None:
    """Ask every case, and write a folder with what came of it."""
    subjects, opinion = Subjects(url, persona, model), _Opinion.of(judge, judge_api_base)
    judged = _judge(subjects, kinds, opinion=opinion, at_once=at_once, edits=edits)
    folder = _keep(judged, out)
    Console().print(Markdown(markdown(judged)))
    typer.echo(f"{folder / 'report.html'}")


def gate(  # noqa: PLR0913  options
    url: Url = None,
    persona: Persona = None,
    model: Model = None,
    out: Out = None,
    against: Annotated[str | None, typer.Option(help="Another baseline than its own.")] = None,
    *,
    at_once: AtOnce = 1,
    edits: Edits = True,
    judge: Judge = None,
    judge_api_base: JudgeAt = None,
) -> None:
    """Ship or not? Compares a new run with the baseline: SHIP, BLOCK or INCONCLUSIVE."""
    subjects = Subjects(url, persona, model)
    baseline, gates = baselines.load(against or subjects.baseline), read_gates()
    opinion = _Opinion.of(judge, judge_api_base)
    judged = _judge(subjects, None, baseline, opinion=opinion, at_once=at_once, edits=edits)
    verdict = decide(judged, baseline, gates)
    folder = _keep(judged, out)
    write_reports(judged, folder, verdict)
    Console().print(Markdown(markdown(judged, verdict)))
    typer.echo(f"{verdict.decision}  {folder / 'report.html'}")
    raise typer.Exit(_EXITS[verdict.decision])


def compare(
    before: Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="A")],
    after: Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="B")],
) -> None:
    """What changed from run A to run B, item by item."""
    _show(compare_runs(read(before), read(after)))


def accept(
    folder: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, metavar="RUN")
    ] = None,
) -> None:
    """Make a run (the newest, if none is named) the baseline of its subject."""
    path = baselines.accept(read(folder or _newest()))
    typer.echo(f"{path}: commit it, and let its diff be reviewed.")


def calibrate_judge(
    model: Annotated[str, typer.Option(help="The judge's LiteLLM name.", metavar="NAME")],
    claims: Annotated[
        Path,
        typer.Option(
            help="Lines of {id, claim, evidence, supported, set}.", exists=True, dir_okay=False
        ),
    ],
    api_base: JudgeAt = None,
) -> None:
    """See how far a judge agrees with people; only then may `run` and `gate` name it."""
    labelled = read_claims(claims)

    async def ask() -> Calibration:
        async with open_judge(model, api_base) as doubt:
            return await calibrate(model, labelled, doubt)

    found = asyncio.run(ask())
    typer.echo(f"Cohen's kappa        {found.kappa:.3f}  n {found.n}, needed {LEAST_KAPPA:g}")
    typer.echo(f"true positive rate   {_share(found.true_positive_rate)}")
    typer.echo(f"false positive rate  {_share(found.false_positive_rate)}")
    typer.echo(f"{keep(found)}")


def from_feedback(
    feedback: Annotated[
        Path,
        typer.Argument(
            help="What `assay feedback export` wrote.", exists=True, dir_okay=False, metavar="FILE"
        ),
    ],
    file: Annotated[Path, typer.Option(help="Where to write them.", dir_okay=False)] = PENDING,
) -> None:
    """Draft cases from what readers said of answers."""
    left_out = 0
    for made in draft_all(read_feedback(feedback), file, load(), sample_articles()):
        if isinstance(made, LeftOut):
            left_out += 1
            typer.echo(f"left out  {made.question}\n          {made.why}", err=True)
        else:
            typer.echo(made)
    raise typer.Exit(1 if left_out else 0)


@dataclass(frozen=True, slots=True)
class Subjects:
    """Which subject is meant: a server, a scripted model, a real one, or quoting."""

    url: str | None
    persona: str | None
    model: str | None

    def __post_init__(self) -> None:
        if len([one for one in (self.url, self.persona, self.model) if one]) > 1:
            raise typer.BadParameter("Name one of --url, --persona and --model.")
        if self.persona and self.persona not in PERSONAS:
            raise typer.BadParameter(
                f"There is no persona {self.persona!r}: {', '.join(PERSONAS)}."
            )

    @property
    def name(self) -> str:
        if self.persona:
            return self.persona
        return re.sub(r"[^\w.]+", "-", self.model or self.url or "quoting").strip("-")

    @property
    def baseline(self) -> str:
        """All personas are measured by the faithful one."""
        return "faithful" if self.persona else self.name

    @asynccontextmanager
    async def settings(self, cases: Sequence[Case]) -> AsyncIterator[Settings]:
        """Defaults and the model alone: neither ASSAY_… nor .env may change what is judged."""
        if self.persona is None:
            yield Settings.model_construct(model=(self.model,) if self.model else ())
            return
        async with persona(self.persona, cases) as (model, api_base):
            yield Settings.model_construct(model=(model,), api_base=api_base)


@dataclass(frozen=True, slots=True)
class _Opinion:
    """Which judge is heard, and where it is served."""

    calibration: Calibration
    api_base: str | None

    @classmethod
    def of(cls, judge: str | None, api_base: str | None) -> "_Opinion | None":
        """Raises `RunBroken` where the judge may not be heard, before anything is asked."""
        return cls(admitted(judge), api_base) if judge else None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[CalibratedJudge]:
        async with open_judge(self.calibration.judge, self.api_base) as doubt:
            yield CalibratedJudge(calibration=self.calibration, doubt=doubt)


def _judge(
    subjects: Subjects,
    kinds: list[str] | None,
    baseline: baselines.Baseline | None = None,
    *,
    opinion: "_Opinion | None",
    at_once: int,
    edits: bool,
) -> Run:
    cases = _chosen(kinds)

    async def judge_them() -> Run:
        async with AsyncExitStack() as stack:
            settings = await stack.enter_async_context(subjects.settings(cases))
            ways = Ways(
                name=subjects.name,
                settings=settings,
                url=subjects.url,
                edits=edits,
                at_once=at_once,
                baseline=baseline,
                judge=await stack.enter_async_context(opinion.open()) if opinion else None,
            )
            with Console(stderr=True).status("Opening …") as shown:
                asked = count(1)
                return await run_cases(
                    ways, cases, lambda item: shown.update(f"{next(asked):,}  {item.case.id}")
                )

    judged = asyncio.run(judge_them())
    if silent := silences(judged.items):
        typer.echo(f"evals: of {len(silent)} cases the judge said nothing: {silent[0]}", err=True)
    return judged


def _chosen(kinds: list[str] | None) -> list[Case]:
    if unknown := set(kinds or ()) - set(KINDS):
        raise typer.BadParameter(f"There is no kind {unknown.pop()!r}: {', '.join(KINDS)}.")
    return [case for case in load() if not kinds or case.kind in kinds]


def _keep(judged: Run, out: Path | None) -> Path:
    begun = datetime.fromisoformat(judged.manifest["begun"])
    folder = out or _RUNS / f"{begun:%Y%m%dT%H%M%S}-{judged.manifest['subject']}"
    write(judged, folder)
    write_reports(judged, folder)
    return folder


def _newest() -> Path:
    folders = sorted(_RUNS.glob("*/"))
    if not folders:
        raise typer.BadParameter(f"{_RUNS} holds no run yet: python -m evals run.")
    return folders[-1]


def _show(comparison: Comparison) -> None:
    table = Table("score", "before", "after", "change")
    for name, before, after in comparison.metrics:
        moved = after - before if before is not None and after is not None else None
        table.add_row(name, _figure(before), _figure(after), _figure(moved))
    console = Console()
    console.print(table)
    for change in comparison.changes:
        console.print(f"\n{change.id}  {change.question}", style="bold", markup=False)
        console.print(f"  before  {change.before}\n  after   {change.after}", markup=False)
        if change.why:
            console.print(f"  {change.why}", style="dim", markup=False)
    one_sided = {"A": comparison.only_before, "B": comparison.only_after}
    for run, ids in one_sided.items():
        if ids:
            console.print(f"\nOnly in {run}: {', '.join(ids)}", markup=False)
    console.print(f"\n{len(comparison.changes)} changed, {comparison.same} the same.")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _share(share: Share) -> str:
    return f"{share.value:.3f}  [{share.low:.3f}, {share.high:.3f}]  n {share.n}"
