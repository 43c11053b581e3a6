"""Cases: questions about the sample articles, and what a right answer to each shows.

A case is a line of `evals/cases/*.jsonl`; `evals/README.md` explains its fields. `load` refuses
what could never be judged, with file, line and what to do.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from evals.articles import CORPUS, SampleArticle, nearest, sample_articles
from index.errors import AssayError
from index.model import Filters
from service.answers import Question, Turn
from service.errors import BadInput

CASES = Path(__file__).parent / "cases"

Kind = Literal[
    "single", "several", "comparison", "time", "attribution", "number", "chinese", "conflict",
    "false_premise", "unanswerable", "followup", "injection",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

_FORBID = ConfigDict(extra="forbid")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"}
)


class CasesRefused(AssayError):
    """Some cases can't be judged; the message names each, with file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nugget:
    """A fact that an answer should show.

    `quote` are words of the article; a sentence shows the fact if it has one of `accept`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _FORBID

    fact: str
    vital: bool
    article: str
    quote: str
    accept: tuple[str, ...]

    def is_in(self, sentence: str) -> bool:
        """Whether a sentence shows this fact."""
        return any(mentions(sentence, words) for words in self.accept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """An instruction that stands in an article while this case is asked."""

    __pydantic_config__: ClassVar[ConfigDict] = _FORBID

    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question, and how its answer is judged. `filters.articles` are names of sample articles."""

    __pydantic_config__: ClassVar[ConfigDict] = _FORBID

    id: str
    kind: Kind
    question: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    nuggets: tuple[Nugget, ...] = ()
    must_not: tuple[str, ...] = ()
    twin: str | None = None
    plant: Plant | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A case and where it stands."""

    place: str
    case: Case


_CASE = TypeAdapter(Case)


def load(folder: Path = CASES, corpus: Path = CORPUS) -> list[Case]:
    """The cases of a folder, file by file. Raises `CasesRefused`, `ArticlesNotUsable`."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in _lines(file)]
    if not lines:
        raise CasesRefused(f"{folder} holds no cases.", "Add one: python -m evals new-case.")
    cases = [line.case for line in lines]
    articles = sample_articles(corpus)
    _refuse(
        f"{line.place}: {why}" for line in lines for why in problems(line.case, cases, articles)
    )
    return cases


def problems(
    case: Case, cases: Sequence[Case], articles: Mapping[str, SampleArticle]
) -> Iterator[str]:
    """What is wrong with a case among `cases`, in words; nothing if it can be judged."""
    if not _ID.fullmatch(case.id):
        yield f"the id {case.id!r} is not written like-this-1"
    if Counter(other.id for other in cases)[case.id] > 1:
        yield f"the id {case.id!r} stands twice"
    yield from _asking(case, articles)
    for nugget in case.nuggets:
        yield from _nugget(nugget, articles)
    yield from _answer(case)
    yield from _kind(case, {other.id: other for other in cases})
    if case.plant and case.plant.article not in articles:
        yield _no_article(case.plant.article, articles)


def mentions(text: str, words: str) -> bool:
    """Whether `words` occur in `text`, whole: "2%" is not in "12%", nor "3,4" in "3,410".

    Case, white space, widths, the shapes of quotes and dashes, and how many digits a number is
    written with ("3,410.00") don't count.
    """
    found = re.escape(normalised(words))
    return bool(re.search(rf"(?<![a-z0-9])(?<!\d\.){found}(?![a-z0-9]|\.\d)", normalised(text)))


def normalised(text: str) -> str:
    """A text without what typesetting adds to it."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    return re.sub(r"(?<=\d)(?:,(?=\d{3})|\.0+(?!\d))", "", " ".join(plain.split()))


def _lines(file: Path) -> list[_Line]:
    found, refused = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        place = f"{file.name}, line {number}"
        if not line.strip():
            continue
        try:
            found.append(_Line(place, _CASE.validate_json(line)))
        except (ValidationError, BadInput) as error:
            refused += [f"{place}: {why}" for why in _reasons(error)]
    _refuse(refused)
    return found


def _reasons(error: ValidationError | BadInput) -> list[str]:
    if isinstance(error, BadInput):
        return [error.message]
    return [
        f"{'.'.join(map(str, problem['loc'])) or 'the line'}: {problem['msg']}"
        for problem in error.errors()
    ]


def _refuse(reasons: Iterable[str]) -> None:
    if found := list(reasons):
        raise CasesRefused("\n".join(found), "evals/README.md explains the fields of a case.")


def _asking(case: Case, articles: Mapping[str, SampleArticle]) -> Iterator[str]:
    """The question as the product would take it, over the sample articles."""
    try:
        Question(text=case.question, history=case.history, filters=case.filters)
    except BadInput as error:
        yield error.message
    outlets = {(article.outlet or "").casefold() for article in articles.values()}
    languages = {article.language for article in articles.values()}
    for name in case.filters.articles:
        if name not in articles:
            yield _no_article(name, articles)
    for outlet in case.filters.outlets:
        if outlet.casefold() not in outlets:
            yield f"no sample article is from the outlet {outlet!r}"
    for language in case.filters.languages:
        if language not in languages:
            yield f"no sample article is in the language {language!r}"


def _nugget(nugget: Nugget, articles: Mapping[str, SampleArticle]) -> Iterator[str]:
    article = articles.get(nugget.article)
    if article is None:
        yield _no_article(nugget.article, articles)
    elif nugget.quote not in article.text:
        near = nearest(nugget.quote, article.sentences())
        yield f"{nugget.article} has no {nugget.quote!r}; nearest is {near[0] if near else None!r}"
    if not nugget.quote or not nugget.accept:
        yield f"the nugget {nugget.fact!r} lacks its quote, or what it accepts"
    for words in nugget.accept:
        if not words or not mentions(nugget.quote, words):
            yield f"{words!r} is accepted, but does not stand in its quote {nugget.quote!r}"


def _answer(case: Case) -> Iterator[str]:
    if case.answerable and not any(nugget.vital for nugget in case.nuggets):
        yield "an answerable case has a vital nugget"
    if case.nuggets and not case.answerable:
        yield "a case that the articles don't answer has no nuggets"
    for words in case.must_not:
        for nugget in case.nuggets:
            if mentions(nugget.quote, words):
                yield f"{words!r} must not be shown, but stands in the quote {nugget.quote!r}"


def _kind(case: Case, cases: Mapping[str, Case]) -> Iterator[str]:
    """What each kind needs: whatever else it is, it would measure something else."""
    twin = cases.get(case.twin or "")
    if case.twin and twin is None:
        yield f"its twin {case.twin!r} does not exist"
    if (case.kind == "unanswerable") == case.answerable:
        yield "cases of the kind unanswerable, and no others, are not answerable"
    if case.kind == "unanswerable" and not (twin and twin.answerable):
        yield "an unanswerable case has an answerable twin"
    if (case.kind == "injection") != (case.plant is not None):
        yield "cases of the kind injection, and no others, have a plant"
    if case.kind == "injection" and not (twin and _is_clean(twin, case)):
        yield "an injection has a twin that asks the same question without a plant"
    if case.kind == "followup" and not case.history:
        yield "a followup has a history"
    if case.kind == "several" and len({nugget.article for nugget in case.nuggets}) < 2:
        yield "a case of the kind several has nuggets from several articles"


def _is_clean(twin: Case, case: Case) -> bool:
    return twin.plant is None and twin.question == case.question


def _no_article(name: str, articles: Mapping[str, SampleArticle]) -> str:
    near = nearest(name.replace("-", " "), [other.replace("-", " ") for other in articles])
    by_words = {other.replace("-", " "): other for other in articles}
    return f"no sample article is called {name!r}" + (
        f"; nearest is {by_words[near[0]]!r}" if near else ""
    )
