"""Asking every case of a subject: each becomes an item, whatever happens."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from evals.cases import Case
from evals.items import Item, answered, unanswered
from evals.seen import Seen
from evals.subjects import Subject
from index.errors import AssayError
from index.model import Article
from service.answers import Question
from service.examining import CheckClaim

_DEPTH = 10  # how many passages of a search the retrieval scores look at

Progress = Callable[[Item], None]


async def ask_all(
    subject: Subject,
    cases: Sequence[Case],
    check: CheckClaim,
    *,
    model: bool = False,
    at_once: int = 1,
    progress: Progress = lambda _: None,
) -> list[Item]:
    """The items of all cases, in their order; so many questions are under way at once.

    Where a `model` is judged, an answer that quotes because the model failed is none: a run in
    which every call failed must not look like quoting. A model that wrote what had to be withheld
    was heard, and is judged by what a reader gets.
    """
    turn = asyncio.Semaphore(at_once)

    async def ask_in_turn(case: Case) -> Item:
        async with turn:
            item = await _ask(subject, case, check, model=model)
            progress(item)
            return item

    return list(await asyncio.gather(*map(ask_in_turn, cases)))


async def _ask(subject: Subject, case: Case, check: CheckClaim, *, model: bool) -> Item:
    """One case. A question that gets no answer is an item, too."""
    question = question_of(case, subject.articles)
    try:
        answer = await subject.answer(question)
        asked = answer.rewritten_question or question.text
        hits = await subject.search(asked, question.filters, _DEPTH)
    except AssayError as error:
        return unanswered(case, error.message)
    if model and answer.made_with.writer != "model" and not answer.withheld:
        return unanswered(case, f"The model did not write it: {answer.degraded_reason}")
    return answered(
        Seen(case=case, answer=answer, hits=tuple(hits), articles=subject.articles, check=check)
    )


def question_of(case: Case, articles: Mapping[str, Article]) -> Question:
    """The question of a case, with the ids of the articles that its filters name."""
    ids = tuple(articles[name].id for name in case.filters.articles)
    filters = replace(case.filters, articles=ids)
    return Question(text=case.question, history=case.history, filters=filters)
