"""Receipts live as long as their days and their articles; spending is counted by day."""

from datetime import UTC, date, datetime, timedelta

from index.catalogue import Catalogue
from index.conversations import StoredTurn
from index.receipts import ReaderOpinion
from tests.index.articles import repaired

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
DISPUTED = ReaderOpinion(thumb="down", claim=0, disputed=True, comment="It was 朔砚.")


async def test_an_answer_is_found_by_its_id_until_its_days_are_over(catalogue: Catalogue) -> None:
    receipts = catalogue.receipts
    assert await receipts.keep("r1", NOON, '{"a": "é"}', [])
    assert await receipts.keep("r2", NOON + timedelta(hours=1), "{}", [])
    assert (await receipts.find("r1"), await receipts.find("r0")) == ('{"a": "é"}', None)
    await receipts.forget(NOON + timedelta(minutes=1))
    assert (await receipts.find("r1"), await receipts.find("r2")) == (None, "{}")


async def test_turns_go_with_the_days_of_answers_unless_they_are_pinned(
    catalogue: Catalogue,
) -> None:
    store = catalogue.conversations
    turn = StoredTurn(put="1", question="Why?", text="", id=None, open=False)
    for began in ("loose", "pinned"):
        assert await store.put("ann", began, turn, [], 9)
    await store.mark("ann", "pinned", pinned=True)
    await catalogue.receipts.forget(datetime.now(UTC) + timedelta(days=1))
    assert await store.find("ann", "loose") is None
    found = await store.find("ann", "pinned")
    assert found is not None
    assert found.turns == [turn]


async def test_an_article_that_is_removed_takes_the_answers_that_hold_its_words_along(
    catalogue: Catalogue,
) -> None:
    a = (await catalogue.accept(repaired(uri="test:a"))).id
    b = (await catalogue.accept(repaired(uri="test:b"))).id
    await catalogue.receipts.keep("of a", NOON, "{}", {a})
    await catalogue.receipts.keep("of b", NOON, "{}", {b})
    await catalogue.receipts.keep("of both", NOON, "{}", {a, b})
    await catalogue.receipts.note("of a", NOON, DISPUTED)
    await catalogue.remove(a)
    kept = {id_: await catalogue.receipts.find(id_) for id_ in ("of a", "of b", "of both")}
    assert kept == {"of a": None, "of b": "{}", "of both": None}
    assert await catalogue.receipts.opinions() == []


async def test_an_answer_whose_article_was_removed_meanwhile_is_not_kept(
    catalogue: Catalogue,
) -> None:
    assert not await catalogue.receipts.keep("r1", NOON, "{}", ["gone"])
    assert await catalogue.receipts.find("r1") is None


async def test_opinions_come_back_in_order_with_their_answers(catalogue: Catalogue) -> None:
    await catalogue.receipts.keep("r1", NOON, '{"n": 1}', [])
    liked = ReaderOpinion(thumb="up", claim=None, disputed=False, comment="")
    for id_, opinion in (("r1", DISPUTED), ("r1", liked), ("gone", liked)):
        await catalogue.receipts.note(id_, NOON, opinion)
    first, second = await catalogue.receipts.opinions()
    assert (first.opinion, second.opinion) == (DISPUTED, liked)
    assert (first.body, first.at, first.number < second.number) == ('{"n": 1}', NOON, True)


async def test_spending_adds_up_by_day(catalogue: Catalogue) -> None:
    today = date(2026, 3, 5)
    for day, usd in ((today, 0.25), (today, 0.5), (today - timedelta(days=1), 9.0)):
        await catalogue.receipts.spend(day, usd)
    assert await catalogue.receipts.spent(today) == 0.75
    assert await catalogue.receipts.spent(today + timedelta(days=1)) == 0
    await catalogue.receipts.spend(today, 0.5, "ann")
    await catalogue.receipts.spend(today, 0.5, "ann")
    told = [await catalogue.receipts.spent(today, who) for who in (None, "ann", "ben")]
    assert told == [1.75, 1.0, 0]
