"""What becomes of the sentences of drafts as models write them: a scripted upstream writes each.

A draft's `template` holds `<<key>>` where the number of the passage goes that holds the words of
`keys[key]`; `expected` lists its sentences with labels: T true and cited, T- true without a mark of
its own, D derived, F false; others are not counted. A line with a `draft` instead tries a form:
its marks point at the first of `articles`, which is all that the answer is given, and each of its
sentences that stands in it must come out cited. Articles are the samples, and those in a folder
`seeds` beside the file or its folder.
"""

import asyncio
import json
import os
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evals.bench.rows import CouldNotMeasure, Row
from evals.bench.sample import take_in
from evals.personas import Asked, read
from evals.upstream import Reply, Request, Script, Upstream, always
from index.errors import AssayError
from index.model import Article, Filters
from index.sentences import sentences
from index.words import content_terms, terms
from service.answers import Answer, Claim, Question
from service.drafting import cut

if TYPE_CHECKING:
    from service.service import Service

_LABELS = {"T": "true", "T-": "unmarked true", "D": "derived", "F": "false"}
_OUTCOMES = ("supported", "unverified", "contradicted", "lost")
_SAME = 0.7  # of the terms of a sentence must stand in the claim that it became
_MOST = 1_000  # articles
_KEY = re.compile(r"<<(\w+)>>")
_TRUE = 0.6  # of the terms of a sentence stand in the article that it is true of
_BRACKETS = re.compile(r"[\[【(（{〔][^\[\]【】()（）{}〔〕\n]{0,40}[\]】)）}〕]")
_DAMAGED = re.compile(
    r"\*\*|__|`|~~|[(\[{【〔]\s*[)\]}】〕]|\[\^?\d|†|</?\w+>|&#\d|\{,|\s[.,;:](?:\s|$)|^\W*[,;:.]"
    r"|END.OF.ANSWER|NOT.IN.ARTICLES"
)


@dataclass(frozen=True, slots=True)
class Became:
    """A labelled sentence of a draft, and what became of it."""

    style: str
    label: str
    outcome: str


@dataclass(slots=True)
class Tried:
    """What became of all drafts."""

    became: list[Became] = field(default_factory=list)
    given: list[bool] = field(default_factory=list)  # of each template: were all passages there
    lost: list[bool] = field(default_factory=list)  # of each true sentence in some form
    damaged: list[bool] = field(default_factory=list)  # of each sentence that came out
    broke: list[bool] = field(default_factory=list)  # of each draft: did it end in an error


def drafts(file: Path, keep: Path | None = None) -> list[Row]:
    """Put every draft of a file through the whole pipeline; indexes may be kept in a folder.

    Beside what became of the sentences: for how many questions every passage that the draft cites
    stood in the prompt, what was lost or damaged for its form, and what ended in an error. Raises
    `CouldNotMeasure`.
    """
    tried = asyncio.run(_try_all(file, _read(file), keep))
    return [
        *as_rows(tried.became),
        *_share("passages given", tried.given),
        *_share("lost to form", tried.lost),
        *_share("damaged text", tried.damaged),
        *_share("ended in an error", tried.broke),
    ]


def _share(name: str, values: Sequence[bool]) -> list[Row]:
    if not values:
        return []
    share = round(sum(values) / len(values), 4)
    return [Row(name=name, value=share, low=None, high=None, unit="share", n=len(values))]


def is_damaged(text: str) -> bool:
    """Whether a sentence holds what a mark or markup left behind."""
    return bool(_DAMAGED.search(text))


def as_rows(became: Sequence[Became]) -> list[Row]:
    """Shares of the sentences of each label, over all drafts and for each style."""
    rows = _rows("", became)
    for style in dict.fromkeys(one.style for one in became):
        rows += _rows(f"{style} ", [one for one in became if one.style == style])
    return rows


def _rows(front: str, became: Sequence[Became]) -> list[Row]:
    rows: list[Row] = []
    for label in _LABELS.values():
        outcomes = [one.outcome for one in became if one.label == label]
        for outcome in _OUTCOMES if outcomes else ():
            share = round(outcomes.count(outcome) / len(outcomes), 4)
            name = f"{front}{label} {outcome}"
            rows.append(
                Row(name=name, value=share, low=None, high=None, unit="share", n=len(outcomes))
            )
    return rows


def _read(file: Path) -> list[Mapping[str, Any]]:
    try:
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        found = [line for line in lines if line["question"] and _is_draft(line)]
    except (OSError, ValueError, KeyError, AttributeError):
        found = []
    if not found:
        raise CouldNotMeasure(
            f"{file} holds no drafts.", "Give it lines of {question, template, keys, expected}."
        )
    return found


def _is_draft(line: Mapping[str, Any]) -> bool:
    return bool(line.get("template") or (line.get("draft") and line.get("articles")))


async def _try_all(file: Path, drafts: Sequence[Mapping[str, Any]], keep: Path | None) -> Tried:
    tried = Tried()
    async with (
        Upstream(always(Reply())).running() as upstream,
        _service(file, upstream, keep) as service,
    ):
        titled = {one.title: one for one in await service.catalogue.found(None, _MOST)}
        for draft in drafts:
            if draft.get("template"):
                answer = await _try_template(draft, service, upstream, tried)
            else:
                about = titled.get(draft["articles"][0])
                answer = await _try_form(draft, about, service, upstream, tried)
            tried.broke.append(answer is None)
            claims = (*answer.claims, *answer.withheld) if answer else ()
            tried.damaged += [is_damaged(claim.text) for claim in claims if claim.drafted_by]
    return tried


async def _try_template(
    draft: Mapping[str, Any], service: "Service", upstream: Upstream, tried: Tried
) -> Answer | None:
    given: dict[str, int] = {}

    def write(request: Request) -> Reply:
        asked = read(request)
        given.update(_numbers(draft["keys"], asked))
        return _reply(_filled(draft["template"], given), draft) if asked.passages else Reply()

    answer = await _asked(Question(text=draft["question"]), write, service, upstream)
    tried.given.append(given.keys() >= set(_KEY.findall(draft["template"])))
    if answer:
        tried.became += _became(draft, given, answer)
    return answer


async def _try_form(
    draft: Mapping[str, Any],
    about: Article | None,
    service: "Service",
    upstream: Upstream,
    tried: Tried,
) -> Answer | None:
    if about is None:
        raise CouldNotMeasure(
            f"There is no article {draft['articles'][0]!r}.", "Name one by its title."
        )

    def write(request: Request) -> Reply:
        return _reply(draft["draft"], draft) if read(request).passages else Reply()

    asked = Question(text=draft["question"], filters=Filters(articles=(about.id,)))
    answer = await _asked(asked, write, service, upstream)
    claims = [] if answer is None else [*answer.claims, *answer.withheld]
    cited = [set(content_terms(claim.text)) for claim in claims if claim.citations]
    tried.lost += [
        not any(len(said & one) >= _SAME * len(said) for one in cited)
        for said in true_sentences(draft["draft"], about.title, about.text)
    ]
    return answer


async def _asked(
    question: Question, write: Script, service: "Service", upstream: Upstream
) -> Answer | None:
    """The answer; None where it ended in an error."""
    upstream.script = write
    try:
        return await service.pipeline.answer(question)
    except AssayError:
        return None


def true_sentences(draft: str, title: str, article: str) -> list[set[str]]:
    """What each sentence of a draft that stands in an article says, whatever form it has.

    A sentence is the set of those of its terms that the article holds. A line that holds but the
    title names a source and says nothing.
    """
    held, named = set(content_terms(article)), set(content_terms(title))
    lines = _BRACKETS.sub(" ", draft).splitlines()  # glued behind a stop, they would hide it
    parts = (line[s.start : s.end] for line in lines for s in sentences(line))
    of_parts = (set(content_terms(part)) for part in parts)
    return [
        own & held
        for own in of_parts
        if len(own & held) >= max(_TRUE * len(own), 2) and not own <= named
    ]


def _numbers(keys: Mapping[str, str], asked: Asked) -> dict[str, int]:
    """The number of the passage that holds each key's words."""
    held = {number: " ".join(text.split()) for number, text in asked.passages.items()}
    return {
        key: number
        for key, words in keys.items()
        for number, text in reversed(held.items())
        if " ".join(words.split()) in text
    }


def _reply(text: str, draft: Mapping[str, Any]) -> Reply:
    mode = draft.get("mode") or {}
    return Reply(
        pieces=[text[at : at + 5] for at in range(0, len(text), 5)],
        reasoning=str(mode.get("reasoning") or ""),
        finish=str(mode.get("finish") or "stop"),
    )


def _filled(template: str, given: Mapping[str, int]) -> str:
    return _KEY.sub(lambda key: str(given.get(key[1], 99)), template)


def _became(draft: Mapping[str, Any], given: Mapping[str, int], answer: Answer) -> list[Became]:
    """What became of the labelled sentences whose passages were given."""
    expected = draft["expected"] if isinstance(draft["expected"], list) else []
    found: list[Became] = []
    for one in expected:
        keys = _KEY.findall(one["text"])
        if one["label"] in _LABELS and given.keys() >= set(keys):
            text = " ".join(part.text for part in cut(_filled(one["text"], given)))
            found.append(Became(draft["style"], _LABELS[one["label"]], _outcome(text, answer)))
    return found


def _outcome(text: str, answer: Answer) -> str:
    wanted = set(terms(text))
    claims = [claim for claim in (*answer.claims, *answer.withheld) if claim.drafted_by]

    def shared(claim: Claim) -> float:
        own = set(terms(claim.text))
        return len(wanted & own) / max(len(wanted), len(own), 1)

    best = max(claims, key=shared, default=None)
    if best is None or shared(best) < _SAME or best.verdict == "uncited":
        return "lost"
    return best.verdict


@asynccontextmanager
async def _service(
    file: Path, upstream: Upstream, keep: Path | None
) -> AsyncGenerator["Service", None]:
    from index.reading import read as read_articles
    from service.settings import Settings
    from service.wiring import build

    os.environ.setdefault("OPENAI_API_KEY", "none")  # the client wants one; loopback doesn't
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        settings = Settings.model_construct(
            data=keep / "drafts" if keep else Path(folder),
            model=("openai/scripted",),
            api_base=upstream.url,
        )
        async with build(settings, "evals bench drafts") as service:
            await take_in(service)
            for beside in (file.parent, file.parent.parent):
                if (beside / "seeds").is_dir():
                    await service.ingest.add(read_articles([beside / "seeds"]))
            yield service
