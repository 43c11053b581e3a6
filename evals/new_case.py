"""A new case from a question and some words of the sentence that answers it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.articles import SampleArticle, nearest
from evals.cases import CASES, Case, CasesRefused, Kind, Nugget, problems
from index.words import content_terms

PENDING = CASES / "pending.jsonl"
_MOST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a sample article that may answer."""

    article: str
    sentence: str


def find(words: str, articles: Mapping[str, SampleArticle], most: int = _MOST) -> list[Found]:
    """The sentences that share the most terms with `words`, best first."""
    holders: dict[str, str] = {}
    for article in articles.values():
        for sentence in article.sentences():
            holders.setdefault(sentence, article.name)
    return [Found(holders[text], text) for text in nearest(words, list(holders), most)]


def draft(question: str, kind: Kind, found: Found, accept: Sequence[str], fact: str = "") -> Case:
    """An answerable case with one vital nugget, named after its question."""
    nugget = Nugget(
        fact=fact or ", ".join(accept),
        vital=True,
        article=found.article,
        quote=found.sentence,
        accept=tuple(accept),
    )
    return Case(
        id=name_of(question), kind=kind, question=question, answerable=True, nuggets=(nugget,)
    )


def name_of(question: str) -> str:
    """An id of the question's first words of content."""
    words = [word for word in content_terms(question) if word.isascii() and word.isalnum()]
    return "-".join(words[:5]) or f"case-{len(question)}"


def check(case: Case, cases: Sequence[Case], articles: Mapping[str, SampleArticle]) -> None:
    """Raises `CasesRefused` if the case could not be judged beside the others."""
    if why := list(problems(case, [*cases, case], articles)):
        raise CasesRefused("\n".join(why), "Nothing was written. evals/README.md explains cases.")


def line_of(case: Case) -> str:
    """The case as a line of a file of cases, without what it leaves open."""
    [nugget] = case.nuggets
    fields = {
        "id": case.id,
        "kind": case.kind,
        "question": case.question,
        "answerable": case.answerable,
        "nuggets": [
            {
                "fact": nugget.fact,
                "vital": nugget.vital,
                "article": nugget.article,
                "quote": nugget.quote,
                "accept": list(nugget.accept),
            }
        ],
        "must_not": [],
        "twin": None,
        "plant": None,
    }
    return json.dumps(fields, ensure_ascii=False) + "\n"


def append(line: str, file: Path = PENDING) -> None:
    """Write a line behind the others."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(line)
