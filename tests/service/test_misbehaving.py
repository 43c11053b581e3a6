"""The flow over a real model library and a real provider that behaves as badly as they come."""

import asyncio
import random
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from evals import personas
from evals.personas import Persona, script
from evals.upstream import Reply, Script, Upstream, always, in_turn, stream_of
from index.model import Article, Filters, Hit, Received
from prompts import load
from service.answers import Answer, Answered, Checked, Event, Failed, Question, Retrieved
from service.asking import Patience, retried
from service.checking import Check
from service.llm import ReplyLimits, stream
from service.pipeline import Pipeline
from service.quoting import Choose
from service.rewriting import rewrite_by_rules
from service.settings import load as load_settings
from service.wiring import build
from service.writing import ModelWriter, QuotingWriter
from tests.fakes import WordEmbedding, article, hit, keep_nothing, weigh

OUTPUT = article(
    "Kessandra Rare Metals made 3,410 tonnes of oxide in 2025. The plant at Port Ellisk was shut"
    " in May after an inspection. Director Teodric Vaal said that Line B will start in 2028.",
    title="Kessandra's year",
)
RIVAL = article(
    "Quarrevane Minerals sued Kessandra for $38.6 million in April 2026. Its oxide output reached"
    " 1,250 tonnes. Chief executive Maren Ollivant has denied the claim.",
    id="a2",
    title="A lawsuit",
)
ARTICLES = {"a1": OUTPUT, "a2": RIVAL}
PASSAGES = (hit(OUTPUT, 1), hit(RIVAL, 2))
ASKED = Question(text="How much oxide did Kessandra Rare Metals make in 2025?")
LIMITS = ReplyLimits(connect=10, first_token=30, next_token=30, whole=60, tokens=800)
HASTY = replace(LIMITS, first_token=0.5, next_token=0.5)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")


async def no_nap(_: float) -> None:
    await asyncio.sleep(0)


def pipeline(upstream: Upstream, limits: ReplyLimits) -> Pipeline:
    async def retrieve(query: str, filters: Filters, limit: int) -> tuple[Hit, ...]:
        return PASSAGES

    async def articles_of(hits: Sequence[Hit]) -> Mapping[str, Article]:
        return ARTICLES

    ask = partial(stream, "openai/m", limits=limits, api_base=upstream.url)
    patient = partial(retried, ask, Patience(sleep=no_nap))
    model = ModelWriter("openai/m", load("answer/v1"), patient)
    return Pipeline(
        rewrite=rewrite_by_rules,
        retrieve=retrieve,
        articles_of=articles_of,
        writers=(model, QuotingWriter(Choose(weigh))),
        check=Check(weigh),
        keep=keep_nothing,
        fingerprint="test",
    )


@asynccontextmanager
async def serving(
    behave: Script, limits: ReplyLimits = LIMITS
) -> AsyncGenerator[tuple[Upstream, Pipeline], None]:
    async with Upstream(behave).running() as upstream:
        yield upstream, pipeline(upstream, limits)


async def events_of(behave: Script, limits: ReplyLimits = LIMITS) -> list[Event]:
    async with serving(behave, limits) as (_, house):
        return [event async for event in house.events(ASKED)]


async def answer_of(behave: Script, limits: ReplyLimits = LIMITS) -> Answer:
    async with serving(behave, limits) as (_, house):
        return await house.answer(ASKED)


def assert_in_order(events: Sequence[Event]) -> None:
    """Each event once, in order, and what was shown is what the answer holds."""
    assert isinstance(events[0], Retrieved)
    assert all(isinstance(event, Checked) for event in events[1:-1])
    checked = [event for event in events if isinstance(event, Checked)]
    if isinstance(events[-1], Answered):
        answer = events[-1].answer
        assert tuple(event.claim for event in checked if event.shown) == answer.claims
        assert tuple(event.claim for event in checked if not event.shown) == answer.withheld
    else:
        assert isinstance(events[-1], Failed)


async def test_a_faithful_model_is_shown_with_what_it_was_made_with() -> None:
    answer = await answer_of(script(personas.faithful))
    assert answer.status == "answered"
    assert {claim.verdict for claim in answer.claims} == {"supported"}
    assert answer.degraded_reason is None
    assert answer.made_with.model == "openai/m"
    assert answer.made_with.prompt == load("answer/v1").name
    assert (answer.usage.input_tokens, answer.usage.cost_usd) == (11, None)


@pytest.mark.parametrize("name", personas.LYING)
async def test_no_lie_is_shown_as_supported(name: str) -> None:
    """Promise 2."""
    lying = personas.LYING[name]
    lies: list[str] = []

    def noted(asked: personas.Asked) -> personas.Draft:
        draft = lying(asked)
        lies.extend(draft.lies)
        return draft

    events = await events_of(script(noted))
    verdicts: dict[str, str] = {}
    for event in events:
        if isinstance(event, Checked):  # where quotes follow, the same text may come truly
            verdicts.setdefault(event.claim.text, event.claim.verdict)
    assert lies
    assert not [lie for lie in lies if verdicts[lie] == "supported"]


@pytest.mark.parametrize(
    ("persona", "why"),
    [
        (personas.refusing, "named no passage for what it wrote"),
        (personas.invented_mark, "named no passage for what it wrote"),
        (personas.empty, "wrote nothing"),
        (personas.foreign, "wrote nothing that the articles carry"),
    ],
)
async def test_a_draft_with_nothing_to_show_is_replaced_by_quotes(
    persona: Persona, why: str
) -> None:
    """Promise 5."""
    events = await events_of(script(persona))
    assert_in_order(events)
    assert isinstance(last := events[-1], Answered)
    assert last.answer.made_with.writer == "quoting"
    assert last.answer.degraded_reason == f"The model openai/m {why}."
    assert "3,410 tonnes" in last.answer.text


async def test_what_a_model_tells_without_a_mark_is_cited_where_a_passage_carries_it() -> None:
    def unmarked(asked: personas.Asked) -> personas.Draft:
        lie = personas.wrong_number(asked).lies[0]
        chat = "I hope that this helps you."
        near = "Line B was shut after an inspection."
        return personas.Draft(f"{lie}\n{near}\n{chat}\n{personas.no_marks(asked).text}")

    answer = await answer_of(script(unmarked))
    assert answer.made_with.writer == "model"
    assert [claim.verdict for claim in answer.claims] == ["unverified", *["supported"] * 3]
    assert all("this one was found" in claim.reasons[-1] for claim in answer.claims)
    for claim in answer.claims[1:]:
        [one] = claim.citations
        assert ARTICLES[one.article_id].text[one.start : one.end] == claim.text
    assert {claim.verdict for claim in answer.withheld} == {"uncited"}
    assert not any(claim.citations for claim in answer.withheld)


async def test_a_model_that_says_nothing_at_all_is_replaced_by_quotes() -> None:
    answer = await answer_of(script(personas.silent))
    assert answer.made_with.writer == "quoting"
    assert answer.degraded_reason == "The model openai/m wrote nothing."


async def test_a_model_that_repeats_itself_is_shown_once() -> None:
    answer = await answer_of(script(personas.repeating))
    assert (answer.status, len(answer.claims), answer.withheld) == ("answered", 1, ())


async def test_a_model_that_finds_no_answer_is_believed() -> None:
    answer = await answer_of(script(personas.abstaining))
    assert (answer.status, answer.made_with.writer) == ("not_in_articles", "model")


async def test_a_thousand_words_without_a_full_stop_are_no_answer() -> None:
    answer = await answer_of(script(personas.endless))
    assert answer.made_with.writer == "quoting"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=429, headers={"retry-after": "1"}), "it gets too many requests"),
        (Reply(status=500), "its provider failed or can't be reached"),
        (Reply(end="silent"), "it was silent for 0.5 s"),
        (Reply(status=401), "it refused the API key"),
    ],
)
async def test_a_model_that_fails_is_replaced_and_the_answer_says_why(
    reply: Reply, reason: str
) -> None:
    """Promise 5."""
    answer = await answer_of(always(reply), HASTY)
    assert (answer.status, answer.made_with.writer) == ("answered", "quoting")
    assert answer.degraded_reason == f"The model openai/m did not answer: {reason}."


async def test_a_model_that_recovers_is_not_replaced() -> None:
    def first_busy_then_faithful(request: dict[str, object]) -> Reply:
        return busy(request) if len(upstream.requests) == 1 else good(request)

    busy, good = in_turn(Reply(status=503)), script(personas.faithful)
    async with serving(first_busy_then_faithful) as (upstream, house):  # type: ignore[arg-type]
        answer = await house.answer(ASKED)
    assert (answer.made_with.writer, len(upstream.requests)) == ("model", 2)


async def test_silence_or_noise_after_a_shown_sentence_is_a_failure() -> None:
    """Promise 6."""
    for more in ({"end": "silent"}, {"garbage": b"data: {\n\n", "end": "cut"}):
        events = await events_of(script(personas.faithful_without_end, **more), HASTY)
        assert_in_order(events)
        assert isinstance(events[-1], Failed)


async def test_a_stream_cut_at_any_byte_is_never_a_finished_answer_of_the_model() -> None:
    """Promise 6: what was shown stays a beginning of the whole, and nothing else is shown."""
    whole = Reply(
        pieces=["Kessandra Rare Metals made 3,410 tonnes of oxide in 2025 [1].\n",
                "Line B will start in 2028", " [1].\nEND_OF_", "ANSWER"],
    )  # fmt: skip
    data = stream_of(whole)
    finished = data.index(b'ANSWER"')
    said = [
        "Kessandra Rare Metals made 3,410 tonnes of oxide in 2025.",
        "Line B will start in 2028.",
    ]
    cuts = [*range(0, finished, 7), finished]
    house_of = {cut: always(replace(whole, cut_at=cut)) for cut in cuts}
    for batch in (cuts[start : start + 16] for start in range(0, len(cuts), 16)):
        told = await asyncio.gather(*(events_of(house_of[cut]) for cut in batch))
        for events in told:
            assert_in_order(events)
            shown = [event.claim.text for event in events if isinstance(event, Checked)]
            if isinstance(last := events[-1], Answered):
                assert last.answer.made_with.writer == "quoting"
            else:
                assert shown
                assert shown == said[: len(shown)]


async def test_however_bytes_are_cut_the_same_events_come() -> None:
    chance = random.Random(7)
    sizes = [1, 2, 3, *(chance.randrange(4, 200) for _ in range(5))]
    texts = [
        "Kessandra made 3,410 tonnes — “oxide” — in 2025 [1].\n",
        "朔砚新材 [2]。",
        "\nEND_OF_ANSWER",
    ]
    told = [await events_of(always(Reply(pieces=texts, bytes_at_once=size))) for size in sizes]
    claims = [[event.claim for event in events if isinstance(event, Checked)] for events in told]
    assert len(claims[0]) == 2
    assert all(each == claims[0] for each in claims)
    for events in told:
        assert_in_order(events)


async def test_a_reader_who_leaves_closes_the_provider_s_stream() -> None:
    """Promise 12."""
    pieces = ["Kessandra Rare Metals made 3,410 tonnes of oxide in 2025 [1].\n", *(["word "] * 900)]
    async with serving(always(Reply(pieces=pieces, pause=0.02))) as (upstream, house):
        events = house.events(ASKED)
        async for event in events:
            if isinstance(event, Checked):
                break
        await events.aclose()
        await asyncio.wait_for(upstream.left.wait(), 5)


async def test_what_an_answer_cost_whose_reader_left_counts_after_a_restart(
    tmp_path: Path,
) -> None:
    pieces = ["Kessandra Rare Metals made 3,410 tonnes of oxide in 2025 [1].\n", *(["word "] * 900)]
    async with Upstream(always(Reply(pieces=pieces, pause=0.02))).running() as upstream:
        priced = {"model": "openai/gpt-4o-mini", "api_base": upstream.url}
        settings = load_settings(data=tmp_path, daily_cost_usd=1e-9, **priced)
        house = partial(build, settings, "a test", load_embedding=lambda _: WordEmbedding())
        async with house() as service:
            await service.ingest.add([Received(uri="test:a1", raw=OUTPUT.raw, title=OUTPUT.title)])
            async with aclosing(service.pipeline.events(ASKED)) as events:
                while not isinstance(await anext(events), Checked):
                    pass
        async with house() as service:
            answer = await service.pipeline.answer(ASKED)
    assert "and that is spent" in (answer.degraded_reason or "")
    assert len(upstream.requests) == 1
