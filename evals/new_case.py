"""A new case from a question and some words of the sentence that answers it."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import TypeAdapter

from evals.articles import SampleArticle, nearest
from evals.cases import CASES, Case, CasesRefused, Kind, Nugget, problems
from index.words import STOPWORDS, tokens

PENDING = CASES / "pending.jsonl"
_MOST = 5
_CASE = TypeAdapter(Case)


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that may answer, and the article that has it."""

    article: str
    sentence: str


def find(words: str, articles: Mapping[str, SampleArticle]) -> list[Found]:
    """The few sentences that share the most terms with `words`, best first."""
    holders = {
        sentence: article.name for article in articles.values() for sentence in article.sentences()
    }
    return [Found(holders[sentence], sentence) for sentence in nearest(words, [*holders], _MOST)]


def draft(question: str, found: Found, accept: Sequence[str], kind: Kind) -> Case:
    """An answerable case with one vital nugget, named after its question."""
    return Case(
        id=name_of(question),
        kind=kind,
        question=question,
        answerable=True,
        nuggets=(
            Nugget(
                fact=accept[0] if accept else "",
                vital=True,
                article=found.article,
                quote=found.sentence,
                accept=tuple(accept),
            ),
        ),
    )


def name_of(question: str) -> str:
    """An id of the question's first words that carry content; of a Chinese one, a checksum."""
    words = (word.lower() for word in tokens(question) if word.isascii() and word.isalnum())
    content = islice((word for word in words if word not in STOPWORDS), 5)
    return "-".join(content) or f"zh-{zlib.crc32(question.encode()):08x}"


def add(
    case: Case, file: Path, cases: Sequence[Case], articles: Mapping[str, SampleArticle]
) -> str:
    """Write the case behind those of `file`, and return its line. Raises `CasesRefused`."""
    if why := list(problems(case, [*cases, case], articles)):
        raise CasesRefused("\n".join(why), "Nothing was written.")
    line = line_of(case)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
    return line


def line_of(case: Case) -> str:
    """The case as a line of a file, with the fields that are mostly edited next."""
    whole = _CASE.dump_python(case, mode="json")
    given = _CASE.dump_python(case, mode="json", exclude_defaults=True)
    edited_next = {name: whole[name] for name in ("must_not", "twin", "plant")}
    return json.dumps({**given, **edited_next}, ensure_ascii=False)
