"""Every answer is kept as it was given, for its days, and can be judged and asked again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from index.accepting import Repaired
from index.catalogue import Catalogue
from index.model import Filters, Received
from service.answers import (
    Answer,
    Citation,
    Claim,
    MadeWith,
    Question,
    Sources,
    Turn,
    Usage,
)
from service.errors import AnswerUnknown, BadInput
from service.feedback import CitedQuote, Feedback
from service.receipts import Receipts
from service.replaying import compare
from tests.fakes import article, hit

TEXT = "Kessandra made 3,410 tonnes of oxide in 2025."
PASSAGE = hit(article(TEXT, published=date(2026, 4, 23)))
CLAIM = Claim(
    text=TEXT,
    verdict="supported",
    citations=(
        Citation(
            number=1,
            article_id="a1",
            version=1,
            start=0,
            end=45,
            quote=TEXT,
            raw_start=0,
            raw_end=45,
        ),
    ),
)
ANSWER = Answer(
    id="1f",
    question="And in 2025?",
    rewritten_question="How much oxide did Kessandra make in 2025?",
    status="answered",
    text="…",
    claims=(CLAIM,),
    withheld=(),
    citation_errors=(),
    passages=(PASSAGE,),
    sources=Sources(articles=1, independent=1),
    missing=None,
    degraded_reason=None,
    made_with=MadeWith(writer="model", model="m", prompt="answer/v1@0", index="words@1"),
    usage=Usage(input_tokens=9, output_tokens=5, cost_usd=0.25),
    timings_ms={"total": 1500.0},
)
ASKED = Question(
    text="And in 2025?",
    history=(Turn(role="user", content="How much oxide did Kessandra make in 2024?"),),
    filters=Filters(as_of=date(2026, 5, 1)),
    strict=True,
)
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def receipts(tmp_path: Path) -> AsyncIterator[Receipts]:
    async with Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        received = Received(uri="test:a1", id="a1", raw=TEXT, title="A title")
        await catalogue.accept(
            Repaired(received=received, text=TEXT, edits=(), language="en", repaired_by=1)
        )
        yield Receipts(catalogue.receipts, days=2, now=lambda: NOW)


async def test_a_receipt_is_the_answer_as_it_was_given_and_all_it_was_asked_with(
    receipts: Receipts,
) -> None:
    assert await receipts.keep(ASKED, ANSWER, "The draft [1].")
    receipt = await receipts.get("1f")
    assert {name: getattr(receipt, name) for name in ANSWER.__dataclass_fields__} == {
        name: getattr(ANSWER, name) for name in ANSWER.__dataclass_fields__
    } | {"kept": True}
    assert receipt.asked == ASKED
    assert receipt.draft == "The draft [1]."
    assert receipt.asked_at == NOW - timedelta(milliseconds=1500)


async def test_answers_are_kept_for_their_days_and_no_longer(receipts: Receipts) -> None:
    await receipts.keep(ASKED, ANSWER, "")
    later = replace(receipts, now=lambda: NOW + timedelta(days=2))
    await later.keep(ASKED, replace(ANSWER, id="2f"), "")
    with pytest.raises(AnswerUnknown, match="'1f'"):
        await receipts.get("1f")
    assert await receipts.get("2f")


async def test_an_answer_is_not_kept_whose_article_left_the_collections_that_were_asked(
    receipts: Receipts,
) -> None:
    """While it was written: whoever sees these would read it."""
    elsewhere = replace(ASKED, filters=Filters(collections=("press",)))
    assert not await receipts.keep(elsewhere, ANSWER, "")
    assert not await replace(receipts, within=frozenset({"press"})).keep(ASKED, ANSWER, "")
    assert await replace(receipts, within=frozenset({"default"})).keep(ASKED, ANSWER, "")


async def test_with_no_days_nothing_is_kept(receipts: Receipts) -> None:
    await receipts.keep(ASKED, ANSWER, "")
    none = replace(receipts, days=0)
    assert not await none.keep(ASKED, replace(ANSWER, id="2f"), "")
    for id_ in ("1f", "2f"):
        with pytest.raises(AnswerUnknown):
            await receipts.get(id_)


async def test_feedback_becomes_a_case_with_the_articles_uris(receipts: Receipts) -> None:
    await receipts.keep(ASKED, ANSWER, "")
    await receipts.note("1f", Feedback(thumb="down", claim=0, disputed=True, comment="3,400!"))
    [case] = await receipts.pending_cases()
    assert (case.answer_id, case.question, case.history) == ("1f", ASKED.text, ASKED.history)
    assert (case.thumb, case.claim, case.disputed, case.comment) == ("down", 0, True, "3,400!")
    assert case.claims[0].citations == (CitedQuote(article="test:a1", quote=TEXT),)


async def test_feedback_that_fits_no_answer_is_refused(receipts: Receipts) -> None:
    with pytest.raises(AnswerUnknown):
        await receipts.note("1f", Feedback(thumb="up"))
    await receipts.keep(ASKED, ANSWER, "")
    for place in (1, -1):
        with pytest.raises(BadInput, match="no claim"):
            await receipts.note("1f", Feedback(claim=place, disputed=True))
    assert await receipts.pending_cases() == []


def test_feedback_that_says_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="says nothing"):
        Feedback()
    with pytest.raises(BadInput, match="names no claim"):
        Feedback(disputed=True)
    with pytest.raises(BadInput, match="2,001 characters"):
        Feedback(comment="x" * 2001)


def test_an_answer_that_is_made_again_differs_in_nothing_but_id_and_time() -> None:
    again = replace(ANSWER, id="2f", timings_ms={}, kept=True)
    assert compare(ANSWER, again).same


def test_a_replay_names_what_is_gone_new_and_judged_otherwise() -> None:
    doubted = replace(CLAIM, verdict="unverified")
    added = Claim(text="The plant was shut.", verdict="uncited")
    other = hit(article("Shut.", id="a2", title="Ellisk"), 2)
    after = replace(
        ANSWER,
        id="2f",
        status="partial",
        missing="the price",
        claims=(doubted,),
        withheld=(added,),
        passages=(other,),
        made_with=replace(ANSWER.made_with, model="n"),
    )
    told = [(change.what, change.before, change.after) for change in compare(ANSWER, after).changes]
    assert told == [
        ("status", "answered", "partial"),
        ("missing", None, "the price"),
        (
            "sentence",
            f"“{TEXT}” supported, citing a1:1:0-45",
            f"“{TEXT}” unverified, citing a1:1:0-45",
        ),
        ("sentence", None, "“The plant was shut.” uncited, withheld"),
        ("passage", "A title (a1:1:0-45)", None),
        ("passage", None, "Ellisk (a2:1:0-5)"),
        ("made with model", "m", "n"),
    ]
