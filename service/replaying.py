"""What changed between an answer and the same question asked again."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from service.answers import Answer, Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs: `before` is None where it is new, `after` where it is gone."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """An answer and the one that was made again, by id, and how they differ."""

    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs but ids and timings."""
        return not self.changes


def compare(before: Answer, after: Answer) -> Replay:
    """How two answers to one question differ."""
    return Replay(before=before.id, after=after.id, changes=tuple(_changes(before, after)))


def _changes(before: Answer, after: Answer) -> Iterator[Change]:
    for what in ("status", "rewritten_question", "missing"):
        yield from _change(what, getattr(before, what), getattr(after, what))
    yield from _between("sentence", _sentences(before), _sentences(after))
    yield from _between("passage", _passages(before), _passages(after))
    made_before, made_after = asdict(before.made_with), asdict(after.made_with)
    for what, value in made_before.items():
        yield from _change(f"made with {what}", value, made_after[what])


def _between(what: str, before: Mapping[Any, str], after: Mapping[Any, str]) -> Iterator[Change]:
    """What is gone, new or told differently under the same key."""
    for key in {**before, **after}:
        yield from _change(what, before.get(key), after.get(key))


def _change(what: str, before: str | None, after: str | None) -> Iterator[Change]:
    if before != after:
        yield Change(what=what, before=before, after=after)


def _sentences(answer: Answer) -> dict[str, str]:
    """Every sentence, with its verdict and whether it was shown."""
    shown = {claim.text: _told(claim) for claim in answer.claims}
    return {claim.text: f"{_told(claim)}, withheld" for claim in answer.withheld} | shown


def _told(claim: Claim) -> str:
    cited = sorted({_place(citation) for citation in claim.citations})
    return f"“{claim.text}” {claim.verdict}" + (f", citing {', '.join(cited)}" if cited else "")


def _passages(answer: Answer) -> dict[str, str]:
    return {_place(hit): f"{hit.title} ({_place(hit)})" for hit in answer.passages}


def _place(where: Any) -> str:
    """A stretch of a version of an article."""
    return f"{where.article_id}:{where.version}:{where.start}-{where.end}"
