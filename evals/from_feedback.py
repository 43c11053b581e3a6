"""Cases from what readers said of answers: drafts for a person to read, and what could be none.

What readers said of one answer makes one case, whichever of them said it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.articles import SampleArticle, last_part
from evals.cases import Case, CasesRefused, Nugget
from evals.new_case import add, name_of
from service.errors import BadInput
from service.feedback import JudgedClaim, PendingCase

_PENDING = TypeAdapter(PendingCase)


class NoCase(Exception):
    """Why nothing can be made of what was said of an answer."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An answer that became no case, and why."""

    question: str
    why: str


@dataclass(frozen=True, slots=True)
class _Said:
    """All that readers said of one answer."""

    opinions: Sequence[PendingCase]

    @property
    def answer(self) -> PendingCase:
        """The answer, as any of the opinions holds it."""
        return self.opinions[0]

    @property
    def disputed(self) -> list[JudgedClaim]:
        places = {opinion.claim for opinion in self.opinions if opinion.disputed}
        return [claim for place, claim in enumerate(self.answer.claims) if place in places]

    @property
    def trusted(self) -> list[JudgedClaim]:
        return [claim for claim in self.answer.claims if claim not in self.disputed]

    @property
    def note(self) -> str:
        disputes = [f"Disputed: “{claim.text}”" for claim in self.disputed]
        comments = [f"Comment: “{one.comment}”" for one in self.opinions if one.comment]
        return " ".join([f"From feedback on answer {self.answer.answer_id}.", *disputes, *comments])


def read_feedback(file: Path) -> list[PendingCase]:
    """What `assay feedback export` wrote. Raises `BadInput`."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [_pending(file, place, line) for place, line in enumerate(lines, 1) if line.strip()]


def draft_all(
    feedback: Sequence[PendingCase],
    file: Path,
    cases: Sequence[Case],
    articles: Mapping[str, SampleArticle],
) -> Iterator[str | LeftOut]:
    """Write a case for each answer behind those of `file`, and yield its line or why not."""
    known = list(cases)
    for said in _by_answer(feedback):
        try:
            case = draft(said, articles)
            yield add(case, file, known, articles)
            known.append(case)
        except NoCase as reason:
            yield LeftOut(said.answer.question, str(reason))
        except CasesRefused as error:
            yield LeftOut(said.answer.question, f"refused because {error.message}")


def draft(said: _Said, articles: Mapping[str, SampleArticle]) -> Case:
    """The case that shows every sentence that nobody disputes. Raises `NoCase`."""
    _require_trusted(said)
    names = {last_part(article.uri): article.name for article in articles.values()}
    answer = said.answer
    return Case(
        id=name_of(answer.question),
        kind="followup" if answer.history else "single",
        question=answer.question,
        answerable=True,
        history=answer.history,
        filters=answer.filters,
        nuggets=tuple(nugget for claim in said.trusted for nugget in _nuggets(claim, names)),
        note=said.note,
    )


def _require_trusted(said: _Said) -> None:
    """Raises `NoCase` where no sentence of the answer can stand for a right one."""
    if not said.answer.claims:
        raise NoCase("the answer shows nothing")
    if not said.trusted:
        raise NoCase("every sentence is disputed")
    if not said.disputed and any(opinion.thumb == "down" for opinion in said.opinions):
        raise NoCase("it was found wrong, but no sentence was disputed")
    if said.answer.filters.articles:
        raise NoCase("its filter names articles by ids that the samples don't have")


def _nuggets(claim: JudgedClaim, names: Mapping[str, str]) -> Iterator[Nugget]:
    """One for each quote. The first is vital: others may be copies of it in another article."""
    for place, citation in enumerate(claim.citations):
        name = names.get(last_part(citation.article))
        if name is None:
            raise NoCase(f"it cites {citation.article}, which is not among the samples")
        yield Nugget(
            fact=claim.text,
            vital=place == 0,
            article=name,
            quote=citation.quote,
            accept=(citation.quote,),
        )


def _by_answer(feedback: Sequence[PendingCase]) -> list[_Said]:
    answers: dict[str, list[PendingCase]] = {}
    for opinion in feedback:
        answers.setdefault(opinion.answer_id, []).append(opinion)
    return [_Said(opinions) for opinions in answers.values()]


def _pending(file: Path, place: int, line: str) -> PendingCase:
    try:
        return _PENDING.validate_json(line)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadInput(
            f"{file}, line {place}, is no feedback: {told}.", "Write it: assay feedback export."
        ) from error
