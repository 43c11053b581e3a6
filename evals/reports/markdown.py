"""A run in Markdown, short enough for a pull request."""

from collections.abc import Iterator

from evals.gating import Verdict
from evals.items import Metric
from evals.runs import Run


def markdown(run: Run, verdict: Verdict | None = None) -> str:
    """The verdict, the scores, and how the edits' laws held."""
    return "\n".join(_lines(run, verdict)) + "\n"


def _lines(run: Run, verdict: Verdict | None) -> Iterator[str]:
    facts = run.manifest
    yield f"# {verdict.decision if verdict else 'Run'}: {facts['subject']}, {len(run.items)} cases"
    if verdict:
        yield ""
        yield from (f"- {reason}" for reason in verdict.reasons)
    yield from ("", "| score | value | 95 % interval | cases |", "|---|---|---|---|")
    yield from (_row(metric) for metric in run.metrics if metric.value is not None)
    if run.edits:
        yield from ("", "| edit | law kept | checks |", "|---|---|---|")
        for edit in run.edits:
            yield f"| {edit.name} | {_figure(edit.kept)} | {edit.checks} |"
    real = [change for change in verdict.changes if change.real] if verdict else []
    if real:
        yield from ("", "Also changed, more than chance would (Holm-corrected):", "")
        for change in real:
            yield f"- {change.score}: {change.difference.mean:+.3f} (p = {change.p:.3f})"
    yield ""
    yield f"Revision {facts['revision']}, index {facts['index']}, cases {facts['hashes']['cases']}."


def _row(metric: Metric) -> str:
    between = f"{_figure(metric.low)} to {_figure(metric.high)}" if metric.low is not None else ""
    counted = ", ".join(f"{count} {name}" for name, count in metric.counts.items())
    return f"| {metric.name} | {_figure(metric.value)} {metric.unit} | {between} | {counted} |"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}"
