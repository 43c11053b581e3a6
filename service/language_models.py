"""The parts that ask language models, as the settings name them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.budget import Budget
from service.pipeline import Rewrite, Widen
from service.settings import WORDS, Settings

if TYPE_CHECKING:
    from service.asking import Ask
    from service.opinions import Judge
    from service.repairing import Repair
    from service.writing import Writer

_SENTENCE_TOKENS = 200  # of a rewritten question or sentence
_RULES_TOKENS = 700  # of the prompt around the passages, with a long question
_REWRITE_PROMPT = "rewrite/v1"


def rewriter_of(settings: Settings) -> str | None:
    """The model that rewrites follow-ups and its prompt; None where rules do."""
    if not settings.model:
        return None
    from prompts import load

    prompt = load(_REWRITE_PROMPT)
    return f"{settings.model[0]} {prompt.name}"


def widen_of(settings: Settings) -> Widen | None:
    """How passages are widened for models; quotes are chosen from what was found."""
    if not settings.model:
        return None
    from service.widening import widened

    room = settings.context_tokens - settings.answer_tokens - _RULES_TOKENS
    return partial(widened, budget=max(room, _RULES_TOKENS))


def rewrite_of(settings: Settings, budget: Budget) -> Rewrite:
    from service.rewriting import ModelRewriter, rewrite_by_rules

    if not settings.model:
        return rewrite_by_rules
    from prompts import load

    ask = ask_of(settings.model[0], settings, budget, _SENTENCE_TOKENS)
    return ModelRewriter(load(_REWRITE_PROMPT), ask)


def writers_of(settings: Settings, quoting: "Writer", budget: Budget) -> "list[Writer]":
    """The models in order of preference, and quoting last."""
    from prompts import load
    from service.writing import ModelWriter

    prompt, tokens = load("answer/v2"), settings.answer_tokens
    models = [ModelWriter(m, prompt, ask_of(m, settings, budget, tokens)) for m in settings.model]
    return [*models, quoting]


def judges_of(settings: Settings, budget: Budget) -> "list[Judge]":
    """Language models with opinions on what the exact check finds: the checker, then the judge."""
    from prompts import load
    from service.opinions import Judge

    prompt, tokens, judges = load("check/v2"), settings.answer_tokens, list[Judge]()
    if checker := checker_of(settings):
        ask = ask_of(checker, settings, budget, tokens)
        judges.append(Judge(prompt, ask, checker, "checker"))
    if settings.judge:
        at = settings.model_copy(update={"api_base": settings.judge_api_base or settings.api_base})
        judges.append(Judge(prompt, ask_of(settings.judge, at, budget, tokens), settings.judge))
    return judges


def repair_of(settings: Settings, budget: Budget) -> "Repair | None":
    """How refused sentences go back to the models that wrote them."""
    if not (settings.model and settings.repairs):
        return None
    from prompts import load
    from service.repairing import Repair

    asks = {m: ask_of(m, settings, budget, _SENTENCE_TOKENS) for m in settings.model}
    return Repair(load("repair/v1"), asks, settings.repairs, settings.repair_seconds)


def ask_of(model: str, settings: Settings, budget: Budget, tokens: int) -> "Ask":
    """The way to ask a model: within the budget, unless it fails just now, and again if it does."""
    from service.asking import Patience, guarded, limited, retried
    from service.breaker import Breaker
    from service.llm import ReplyLimits, price, stream

    limits = ReplyLimits(
        connect=settings.connect_seconds,
        first_token=settings.first_token_seconds,
        next_token=settings.next_token_seconds,
        whole=settings.answer_seconds,
        tokens=tokens,
    )
    ask: Ask = partial(stream, model, limits=limits, api_base=settings.api_base)
    ask = partial(retried, ask, Patience(retries=settings.model_retries))
    ask = partial(guarded, ask, Breaker(), model)
    return partial(limited, ask, budget, model, partial(price, model), tokens)


def checker_of(settings: Settings) -> str | None:
    """The checker where it is a language model, by a name of LiteLLM's; a folder is none."""
    checker = settings.checker
    if checker is None or checker == WORDS or Path(checker).exists():
        return None
    from service.llm import is_known

    return checker if is_known(checker) else None


@asynccontextmanager
async def connections(settings: Settings) -> AsyncIterator[None]:
    """Connections to models, which are closed in the end."""
    try:
        yield
    finally:
        if settings.model or settings.judge or checker_of(settings):
            from service import llm

            await llm.close()
