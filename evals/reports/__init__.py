"""What a run leaves to look at: a page, Markdown for a pull request, JUnit for CI."""

from pathlib import Path

from evals.gating import Verdict
from evals.reports.junit import junit
from evals.reports.markdown import markdown
from evals.reports.page import page
from evals.runs import Run


def write_reports(run: Run, folder: Path, verdict: Verdict | None = None) -> None:
    """Write all of them into a run's folder."""
    (folder / "report.html").write_text(page(run, verdict), encoding="utf-8")
    (folder / "summary.md").write_text(markdown(run, verdict), encoding="utf-8")
    (folder / "junit.xml").write_text(junit(run), encoding="utf-8")
