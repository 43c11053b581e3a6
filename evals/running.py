"""`evals run`, read top-down: open what is judged, ask the cases, ask again, try the edits."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from evals.articles import received
from evals.asking import Progress, ask_all
from evals.baselines import Baseline
from evals.cases import Case
from evals.edits import EDITS
from evals.edits.edit import Corpus, Edit
from evals.edits.plant_instruction import plant
from evals.items import Item
from evals.judging import CalibratedJudge, judged
from evals.manifest import manifest
from evals.runs import EditResult, Run, require_sound, same_answers
from evals.settling import settle
from evals.subjects import Subject, here, there
from service.calibrating import rarity
from service.examining import CheckClaim
from service.reading_models import check_of
from service.settings import Settings

Open = Callable[[Corpus, int | None], AbstractAsyncContextManager[Subject]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a subject is judged: its name, its settings, or the URL where it runs."""

    name: str
    settings: Settings
    url: str | None = None
    edits: bool = True
    at_once: int = 1
    baseline: Baseline | None = None  # a model's cases that differ from it are asked again
    judge: CalibratedJudge | None = None  # gives a second opinion on the sentences shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """Asks cases of corpora, in the same way each time."""

    open: Open
    check: CheckClaim
    model: bool
    at_once: int
    progress: Progress

    async def ask(
        self, corpus: Corpus, cases: Sequence[Case], token_limit: int | None = None
    ) -> list[Item]:
        if not cases:
            return []
        async with self.open(corpus, token_limit) as subject:
            return await self.ask_of(subject, cases)

    async def ask_of(self, subject: Subject, cases: Sequence[Case]) -> list[Item]:
        return await ask_all(
            subject,
            cases,
            self.check,
            model=self.model,
            at_once=self.at_once,
            progress=self.progress,
        )


async def run(ways: Ways, cases: Sequence[Case], progress: Progress = lambda _: None) -> Run:
    """Judge a subject by these cases. Raises `RunBroken`, and what opening the subject raises."""
    corpus = received()
    check = check_of(ways.settings, rarity(article.raw for article in corpus.values()))
    judge = _Judge(
        open=_opener(ways, corpus),
        check=check,
        model=bool(ways.settings.model),
        at_once=ways.at_once,
        progress=progress,
    )
    clean = [case for case in cases if case.plant is None]
    planted = [case for case in cases if case.plant is not None]
    async with judge.open(corpus, None) as subject:
        index = subject.index
        items = await judge.ask_of(subject, clean)
        again = await judge.ask_of(subject, clean) if ways.name == "quoting" else []
        flips: Mapping[str, Any] = {}
        if ways.baseline is not None and ways.settings.model:
            settled = await settle(items, ways.baseline, partial(judge.ask_of, subject))
            items, flips = settled.items, settled.facts
    results = [_again(items, again)] if again else []
    if ways.url is None:  # a server's articles are not ours to change
        items += await judge.ask(_with_plants(corpus, planted), planted)
        if ways.edits:
            results += [await _try(edit, judge, corpus, items) for edit in EDITS.values()]
    if ways.judge:
        items = await judged(items, ways.judge.doubt)
    made_of = manifest(
        subject=ways.name,
        model=ways.settings.model[0] if ways.settings.model else None,
        index=index,
        cases=len(items),
    )
    facts = {**made_of, **flips, **(ways.judge.facts if ways.judge else {})}
    made = Run(manifest=facts, items=tuple(items), edits=tuple(results))
    require_sound(made)
    return made


def _opener(ways: Ways, corpus: Corpus) -> Open:
    """Opens the subject over a corpus: texts are embedded once for all of them."""
    if ways.url:
        url = ways.url
        return lambda _corpus, _limit: there(url, corpus)
    from evals.remembering import RememberingEmbedding
    from service.loading import load_embedding

    memory = RememberingEmbedding(load_embedding(ways.settings))
    return lambda edited, limit: here(edited, ways.settings, lambda _: memory.reading(limit))


def _with_plants(corpus: Corpus, cases: Sequence[Case]) -> Corpus:
    """The articles with every instruction that the cases plant in them."""
    planted = dict(corpus)
    for case in cases:
        if case.plant:
            planted[case.plant.article] = plant(planted[case.plant.article], case.plant.text)
    return planted


def _again(first: Sequence[Item], second: Sequence[Item]) -> EditResult:
    differing = same_answers(first, second)
    return EditResult(
        name="ask again",
        law="The same question gets the same answer, byte for byte.",
        checks=len(first),
        broken=dict.fromkeys(differing, "The second answer differs."),
    )


async def _try(edit: Edit, judge: _Judge, corpus: Corpus, items: Sequence[Item]) -> EditResult:
    """Ask an edited corpus what was right before, and see whether its law holds."""
    right = [item.case for item in items if item.primary.outcome == "pass" and not item.case.plant]
    edited = edit.make(corpus, right)
    after = await judge.ask(edited.corpus, edited.cases, edited.token_limit)
    return EditResult(
        name=edit.name,
        law=edit.law,
        checks=len(after),
        broken={item.case.id: _why(item) for item in after if not edit.kept(item)},
    )


def _why(item: Item) -> str:
    if item.answer is None:
        return item.error or ""
    reasons: Mapping[str, None] = dict.fromkeys((*item.broken, item.primary.reason))
    return " ".join(filter(None, reasons)) or f"The answer is {item.answer.status}."
