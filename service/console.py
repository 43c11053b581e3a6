"""What the command line prints."""

import textwrap
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from rich.console import Console

from index import language
from index.accepting import Accepted
from index.arrivals import Arrival, Failure, Indexed, Progress, Report
from index.model import Article, Hit
from index.reading import Remark
from service.answers import Answer, Answered, Checked, Citation, Claim, Event, Failed, marked
from service.checks import CheckEvent, CheckReport, Reported
from service.cleaning import printable

if TYPE_CHECKING:
    from index.audit import AuditEntry
    from index.doctor import Checkup, Diagnosis
    from index.search import Dropped, Explained
    from service.calibrating import Calibration, Quality
    from service.grants import KeyAbout
    from service.replaying import Change, Replay

_NEAREST = 3
_VERDICT = len("contradicted ")
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


async def print_events(events: AsyncGenerator[Event, None], echo: Callable[[str], None]) -> None:
    """Print each sentence when it is checked, then what it all rests on.

    Raises what `Failed` carries.
    """
    async with aclosing(events) as stream:
        async for event in stream:
            match event:
                case Checked(claim=claim, shown=True):
                    doubt = "" if claim.verdict == "supported" else f"  ({claim.verdict})"
                    echo(_wrap(marked(claim) + doubt))
                case Answered(answer=answer):
                    echo("\n".join(source_lines(answer)))
                case Failed(error=error):
                    raise error
                case _:
                    pass


def source_lines(answer: Answer) -> Iterator[str]:
    """Under the sentences of an answer: its sources, what was withheld, and what is missing."""
    yield from _understood_lines(answer)
    if answer.status == "not_in_articles":
        yield from _nearest_lines(answer)
    if answer.missing:
        yield f"\nThe articles leave open: {answer.missing}"
    yield from _cited_lines(answer.passages, answer.claims, answer.question_language)
    yield from _doubt_lines(answer)


def _understood_lines(answer: Answer) -> Iterator[str]:
    """How the question was taken, where that is not as it was put."""
    if answer.respelled:
        names = " and ".join(f"“{one.meant}”" for one in answer.respelled)
        yield printable(f"\nDid you mean {names}? With --as-written it is asked as you wrote it.")
    if answer.rewritten_question:
        yield _wrap(f"Understood as: {answer.rewritten_question}")


async def print_check(
    events: AsyncGenerator[CheckEvent, None], echo: Callable[[str], None]
) -> CheckReport:
    """Print each sentence with its verdict when it is checked, then what they rest on.

    Raises what `Failed` carries.
    """
    async with aclosing(events) as stream:
        async for event in stream:
            match event:
                case Checked(claim=claim):
                    echo("\n".join(_verdict_lines(claim)))
                case Reported(report=report):
                    echo("\n".join(_report_lines(report)))
                    return report
                case Failed(error=error):
                    raise error
                case _:
                    pass
    raise AssertionError("a stream ended without Reported or Failed")


def _verdict_lines(claim: Claim) -> Iterator[str]:
    sentence = printable(marked(claim))
    room = " " * _VERDICT
    yield textwrap.fill(f"{claim.verdict:{_VERDICT}}{sentence}", 96, subsequent_indent=room)
    yield from (_wrap(reason, f"{room}· ") for reason in claim.reasons)


def _report_lines(report: CheckReport) -> Iterator[str]:
    yield from _cited_lines(report.passages, report.claims)
    for error in report.citation_errors:
        yield f"\nCitation error {error.mark}: {error.message}"
    held = sum(claim.verdict == "supported" for claim in report.claims)
    yield f"\n{held} of {len(report.claims)} sentences are supported."


def _cited_lines(
    passages: Sequence[Hit], claims: Sequence[Claim], asked_in: str | None = None
) -> Iterator[str]:
    """Each passage that is cited, and the exact words; their language where it is another."""
    for passage in passages:
        quotes = dict.fromkeys(
            (citation.quote, _place(citation))
            for claim in claims
            for citation in claim.citations
            if citation.number == passage.number
        )
        if quotes:
            yield f"\n[{passage.number}] {_about(passage, asked_in)}"
            for quote, place in quotes:
                yield _wrap(f"“{quote}”" + (f" ({place})" if place else ""), "    ")


def _place(citation: Citation) -> str:
    """The page of a quote, or the heading above it, as far as there is one."""
    if citation.page:
        return f"page {citation.page}"
    return f"under “{citation.heading}”" if citation.heading else ""


def _doubt_lines(answer: Answer) -> Iterator[str]:
    """What a careful reader wants to know besides."""
    articles, independent = answer.sources.articles, answer.sources.independent
    if articles > independent:
        yield f"\n{articles} articles, {independent} independent: the others are copies."
    for claim in answer.withheld:
        yield f"\nWithheld ({claim.verdict}): {printable(claim.text)}"
        yield from (f"    {reason}" for reason in claim.reasons)
    for error in answer.citation_errors:
        yield f"\nCitation error {error.mark}: {error.message}"
    if answer.degraded_reason:
        yield f"\n{answer.degraded_reason}"
    if answer.kept:
        yield f"\nKept as {answer.id}"


def _nearest_lines(answer: Answer) -> Iterator[str]:
    if not answer.passages:
        yield "No articles were searched. Add some with `assay add PATH`, or widen the filters."
        return
    yield "The articles don't say. The nearest passages:"
    for passage in answer.passages[:_NEAREST]:
        yield f"\n{_about(passage, answer.question_language)}"
        yield _wrap(f"“{textwrap.shorten(passage.text, 240, placeholder=' …')}”", "    ")


def report_line(report: Report) -> str:
    """How many articles were added, changed, unchanged and failed."""
    parts = ("added", "changed", "unchanged", "failed")
    return ", ".join(f"{len(getattr(report, part))} {part}" for part in parts)


def failure_lines(failed: Sequence[Failure]) -> Iterator[str]:
    """Each failure with its reason."""
    for one in failed:
        yield printable(f"failed  {one.uri}: {one.problem.rstrip('.')}. {one.hint}".rstrip())


def remark_lines(remarks: Sequence[Remark]) -> Iterator[str]:
    """What was left out or passed over, though nothing failed; the same of many articles once."""
    uris: dict[str, list[str]] = {}
    for one in remarks:
        uris.setdefault(one.text, []).append(one.uri)
    for text, [first, *others] in uris.items():
        more = f" and {len(others)} more" if others else ""
        yield printable(f"note    {first}{more}: {text}.")


def _ranks_of(hit: Hit) -> str:
    return ", ".join(f"{name} {rank}" for name, rank in hit.ranks.items())


def hit_lines(hits: Sequence[Hit], tell: Callable[[Hit], str] = _ranks_of) -> Iterator[str]:
    """Each passage with its article, and what there is to `tell`; by default its ranks."""
    if not hits:
        yield "Nothing found."
    for hit in hits:
        parts = tell(hit)
        yield f"{hit.number:2} {_about(hit)}\n   {hit.id}  {hit.score:.4f}  ({parts})"
        yield _wrap(textwrap.shorten(hit.text, 240, placeholder=" …"), "   ")


def explained_lines(explained: "Explained") -> Iterator[str]:
    """Each hit with its part in each list, then what the lists held besides."""
    yield from hit_lines(explained.hits, _parts_of)
    if explained.dropped:
        yield "\nLeft out:"
    for one in explained.dropped:
        yield f"   {one.id}  {one.score:.4f}  ({_parts_of(one)})"
        yield f"   {one.reason}: {one.title or 'no title'}"


def _parts_of(listed: "Hit | Dropped") -> str:
    """Rank and score in each list."""
    return ", ".join(
        f"{name} {rank}, {listed.scores[name]:.3f}" for name, rank in listed.ranks.items()
    )


def article_lines(article: Article) -> Iterator[str]:
    """The article as people read it."""
    day = f"{article.published} ({article.published_how})" if article.published else "no date"
    outlet = article.outlet or "no outlet"
    yield printable(article.title)
    yield printable(f"{outlet}, {day}, {article.language}, version {article.version}")
    yield printable(f"{article.uri}\nstate: {article.state} {article.problem or ''}\n")
    yield printable(article.text)


def edit_lines(article: Article) -> Iterator[str]:
    """Each change that repairing made: where, why, before and after."""
    if not article.edits:
        yield "Nothing was changed."
    for edit in article.edits:
        before = article.raw[edit.raw_start : edit.raw_end]
        after = article.text[edit.start : edit.end]
        yield f"{edit.raw_start}-{edit.raw_end} {edit.reason}: {before!r} → {after!r}"


def replay_lines(replay: "Replay") -> Iterator[str]:
    """What changed between two answers to one question."""
    if replay.same:
        yield "The same answer."
    for change in replay.changes:
        yield from _change_lines(change)


def _change_lines(change: "Change") -> Iterator[str]:
    yield f"{change.what}:"
    yield from (
        f"  {sign} {told}" for sign, told in (("-", change.before), ("+", change.after)) if told
    )


def replay_json(replay: "Replay") -> str:
    """The same as JSON."""
    return json_of({"same": replay.same, **asdict(replay)})


def checkup_lines(checkup: "Checkup") -> Iterator[str]:
    """What is wrong with each index, before and after mending, and what to do about it."""
    yield from map(_diagnosis_line, checkup.found)
    if checkup.mended:
        yield "After mending:"
        yield from map(_diagnosis_line, checkup.mended)
    if not checkup.well:
        can_mend = not checkup.mended and not any(one.problem for one in checkup.found)
        mend = "Mend them with `assay doctor`, or make" if can_mend else "Make"
        yield f"{mend} the indexes anew with `assay rebuild`."


def _diagnosis_line(diagnosis: "Diagnosis") -> str:
    if diagnosis.well:
        waiting = f", {diagnosis.waiting} waiting for the next start" if diagnosis.waiting else ""
        return f"{diagnosis.index}: well, {diagnosis.passages} passages{waiting}"
    if diagnosis.problem:
        return f"{diagnosis.index}: {diagnosis.problem}"
    counts = f"{len(diagnosis.missing)} missing, {len(diagnosis.surplus)} too many"
    found = f"{len(diagnosis.unfound)} not found, of {diagnosis.passages}"
    return f"{diagnosis.index}: {counts}, {found}"


def checkup_json(checkup: "Checkup") -> str:
    """The same as JSON, with the ids of the passages."""
    return json_of({"well": checkup.well, **asdict(checkup)})


def key_lines(keys: "Sequence[KeyAbout]") -> Iterator[str]:
    """Each key with what it may do, and how often and long."""
    if not keys:
        yield "No keys."
    for key in keys:
        day = f", until {key.expires_at:%Y-%m-%d}" if key.expires_at else ""
        most = (("minute", key.per_minute), ("day", key.per_day))
        rates = "".join(f", {number} a {span}" for span, number in most if number)
        sees = f" in {', '.join(key.collections)}" if key.collections else ""
        cost = f", ${key.daily_cost_usd:g} a day" if key.daily_cost_usd else ""
        yield f"{key.name:24} {', '.join(key.scopes)}{sees}{rates}{cost}{day}"


def change_lines(changes: "Sequence[AuditEntry]") -> Iterator[str]:
    """When, who, what."""
    if not changes:
        yield "Nothing was changed."
    for one in changes:
        yield printable(f"{one.at:%Y-%m-%d %H:%M:%S}  {one.who}  {one.what} {one.about}")


def json_lines(values: Sequence[object]) -> str:
    """One line of JSON for each, with the same field names as the API."""
    return "".join(f"{_ANY.dump_json(value).decode()}\n" for value in values)


def json_of(value: object) -> str:
    """JSON with the same field names as the API."""
    return _ANY.dump_json(value, indent=2).decode()


@contextmanager
def progress() -> Iterator[Progress]:
    """Counts on the standard error while long work runs."""
    accepted = indexed = 0
    console = Console(stderr=True)
    with console.status("") as status:

        def tell(event: Arrival) -> None:
            nonlocal accepted, indexed
            accepted += isinstance(event, Accepted)
            indexed += isinstance(event, Indexed)
            status.update(f"{accepted} accepted, {indexed} indexed")

        yield tell


def _about(passage: Hit, asked_in: str | None = None) -> str:
    """Title, outlet, day, and the language where it is another than a question was asked in."""
    parts = (passage.title, passage.outlet, str(passage.published or "") or None)
    told = ", ".join(part for part in parts if part)
    spoken = language.get(passage.language)
    is_foreign = asked_in not in (None, spoken.code) and spoken is not language.UNKNOWN
    return printable(f"{told} (in {spoken.name})" if is_foreign else told)


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        printable(text), 96, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


def calibration_lines(calibration: "Calibration") -> list[str]:
    """What a threshold gives, before and after fitting, and the setting to make."""
    return [
        *_quality_lines("in force", calibration.before),
        *_quality_lines("fitted, on claims left out of the fit", calibration.after),
        f"ASSAY_SUPPORTED_AT={calibration.supported_at:.2f}",
    ]


def _quality_lines(name: str, quality: "Quality") -> list[str]:
    shares = (("caught", quality.caught), ("false alarms", quality.false_alarms))
    return [
        f"{name}: balanced accuracy {quality.balanced_accuracy:.1%}",
        *(
            f"  {what:12} {s.value:.1%} ({s.low:.1%} to {s.high:.1%} of {s.n})"
            for what, s in shares
        ),
    ]
