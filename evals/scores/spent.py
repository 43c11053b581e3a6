"""What answers take: time, tokens, money. What is unknown is left out, never counted as nothing."""

from collections.abc import Callable, Sequence
from functools import partial

from evals.bench.rows import percentile
from evals.cases import Case
from evals.outcomes import DOES_NOT_APPLY, Mark, passed
from evals.scores.score import Score
from evals.seen import Seen
from service.answers import Answer

Figure = Callable[[Answer], float | None]


def _of(figure: Figure, seen: Seen) -> Mark:
    value = figure(seen.answer)
    return DOES_NOT_APPLY if value is None else passed(float(value))


def _tokens(answer: Answer) -> float | None:
    used = (answer.usage.input_tokens, answer.usage.output_tokens)
    return sum(tokens for tokens in used if tokens) if any(used) else None


def _at(percent: float, marks: Sequence[tuple[Case, Mark]]) -> float:
    return percentile([mark.value for _, mark in marks if mark.value is not None], percent)


def _spent(name: str, figure: Figure, unit: str, percent: float) -> Score:
    return Score(
        name=name,
        of=partial(_of, figure),
        definition=f"The {percent:g}th percentile over all answers.",
        source="Assay's own.",
        unit=unit,
        better="lower",
        summarise=partial(_at, percent),
    )


LATENCY_P50 = _spent("latency p50", lambda answer: answer.timings_ms["total"], "ms", 50)
LATENCY_P95 = _spent("latency p95", lambda answer: answer.timings_ms["total"], "ms", 95)
TOKENS = _spent("tokens p50", _tokens, "tokens", 50)
COST = _spent("cost p50", lambda answer: answer.usage.cost_usd, "USD", 50)
