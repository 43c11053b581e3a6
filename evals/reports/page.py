"""A run as one HTML page: nothing is loaded, text enters as text."""

from collections import Counter
from pathlib import Path

from evals.gating import Verdict
from evals.outcomes import OUTCOMES
from evals.runs import Run

_TEMPLATE = "page.html.j2"


def page(run: Run, verdict: Verdict | None = None) -> str:
    """Scores with their intervals, outcomes by kind, edits, and every case that isn't right."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE).render(
        run=run,
        verdict=verdict,
        kinds=_kinds(run),
        outcomes=OUTCOMES,
        wrong=[i for i in run.items if i.primary.outcome != "pass" or i.broken],
    )


def _kinds(run: Run) -> dict[str, Counter[str]]:
    """How many cases of each kind came out how."""
    kinds: dict[str, Counter[str]] = {}
    for item in run.items:
        kinds.setdefault(item.case.kind, Counter())[item.primary.outcome] += 1
    return kinds
