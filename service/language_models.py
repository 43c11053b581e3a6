"""The parts that ask language models, as the settings name them."""

from functools import partial
from typing import TYPE_CHECKING

from service.budget import Budget
from service.pipeline import Rewrite, Widen
from service.settings import Settings

if TYPE_CHECKING:
    from service.asking import Ask
    from service.writing import Writer

SENTENCE_TOKENS = 200  # of a rewritten question or sentence
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

    ask = ask_of(settings.model[0], settings, budget, SENTENCE_TOKENS)
    return ModelRewriter(load(_REWRITE_PROMPT), ask)


def writers_of(settings: Settings, quoting: "Writer", budget: Budget) -> "list[Writer]":
    """The models in order of preference, and quoting last."""
    from prompts import load
    from service.writing import ModelWriter

    prompt, tokens = load("answer/v2"), settings.answer_tokens
    models = [ModelWriter(m, prompt, ask_of(m, settings, budget, tokens)) for m in settings.model]
    return [*models, quoting]


def ask_of(model: str, settings: Settings, budget: Budget, tokens: int) -> "Ask":
    """The way to ask a model: within the budget, unless it fails just now, and again if it does."""
    from service.asking import Patience, guarded, limited, retried
    from service.breaker import Breaker
    from service.llm import Limits, price, stream

    limits = Limits(
        connect=settings.connect_seconds,
        first_token=settings.first_token_seconds,
        next_token=settings.next_token_seconds,
        whole=settings.answer_seconds,
        tokens=tokens,
    )
    ask: Ask = partial(stream, model, limits=limits, api_base=settings.api_base)
    ask = partial(retried, ask, Patience(retries=settings.model_retries))
    ask = partial(guarded, ask, Breaker(), model)
    return partial(limited, ask, budget, partial(price, model))
