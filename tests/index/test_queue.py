"""What waits to be indexed is found again after whatever happened, and what left goes from the indexes."""

from index.catalogue import Catalogue
from index.model import Filters, Span
from tests.index.articles import index_all, repaired


async def test_the_version_before_is_found_until_the_new_one_is_indexed(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired("Trams run."))).id
    await index_all(catalogue)
    await catalogue.accept(repaired("Trams stop."))
    assert (await catalogue.article(id_)).text == "Trams run."
    assert await catalogue.passage_ids(Filters()) == [f"{id_}:1:0"]
    assert await catalogue.queue.leaving() == []

    await index_all(catalogue)
    assert (await catalogue.article(id_)).text == "Trams stop."
    assert await catalogue.passage_ids(Filters()) == [f"{id_}:2:0"]
    assert await catalogue.queue.leaving() == [f"{id_}:1:0"]
    assert (await catalogue.article(id_, 1)).text == "Trams run."

    await catalogue.queue.left([f"{id_}:1:0"])
    assert await catalogue.queue.leaving() == []


async def test_only_the_newest_version_waits_to_be_indexed(catalogue: Catalogue) -> None:
    for raw in ("one", "two", "three"):
        await catalogue.accept(repaired(raw))
    assert [article.text for article in await catalogue.queue.pending(10)] == ["three"]


async def test_a_version_that_failed_says_why_and_waits_again_when_it_is_added_again(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired("Trams run."))).id
    await index_all(catalogue)
    await catalogue.accept(repaired("Trams stop."))
    [article] = await catalogue.queue.pending(1)
    await catalogue.queue.failed(article, "too odd")
    assert await catalogue.queue.pending(1) == []
    assert (await catalogue.article(id_)).text == "Trams run."
    [summary], _ = await catalogue.page(None, 10)
    assert (summary.version, summary.state, summary.problem) == (2, "failed", "too odd")

    assert (await catalogue.accept(repaired("Trams stop."))).outcome == "unchanged"
    [again] = await catalogue.queue.pending(1)
    assert (again.version, again.problem) == (2, None)


async def test_a_moved_article_is_indexed_again_as_it_is_found_whatever_became_of_a_newer_version(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired("Trams run."))).id
    await index_all(catalogue)
    await catalogue.accept(repaired("Trams stop."))
    [newer] = await catalogue.queue.pending(10)
    await catalogue.queue.failed(newer, "too odd")
    await catalogue.correct(id_, {}, "Ada", ["press"])
    [again] = await catalogue.queue.claim(10, 60)
    assert (again.text, again.collections) == ("Trams run.", ("press",))
    await index_all(catalogue)
    assert await catalogue.passage_ids(Filters()) == [f"{id_}:1:0"]
    assert await catalogue.queue.pending_versions() == await catalogue.queue.leaving() == []
    assert (await catalogue.versions(id_))[0].state == "failed"


async def test_an_article_added_again_after_its_removal_takes_its_passages_back(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired())).id
    await index_all(catalogue)
    await catalogue.remove(id_)
    assert (await catalogue.accept(repaired())).outcome == "added"
    await index_all(catalogue)
    assert await catalogue.queue.leaving() == []
    assert list(await catalogue.passages([f"{id_}:1:0"])) == [f"{id_}:1:0"]


async def test_an_article_removed_while_it_was_indexed_stays_removed(catalogue: Catalogue) -> None:
    id_ = (await catalogue.accept(repaired())).id
    [article] = await catalogue.queue.pending(1)
    await catalogue.remove(id_)
    await catalogue.queue.indexed(article, [Span(start=0, end=5)])
    assert await catalogue.queue.leaving() == [f"{id_}:1:0"]
    assert await catalogue.passage_ids(Filters()) == []


async def test_an_article_that_came_again_while_its_namesake_was_indexed_still_waits(
    catalogue: Catalogue,
) -> None:
    """Promise 1: both are version 1, but the places of passages are the other text's."""
    await catalogue.accept(repaired("A longer text about trams.", id="a"))
    [gone] = await catalogue.queue.pending(1)
    await catalogue.remove("a")
    await catalogue.accept(repaired("Trams.", id="a"))
    await catalogue.queue.indexed(gone, [Span(start=10, end=26)])
    await catalogue.queue.failed(gone, "It is too long.")
    assert [article.text for article in await catalogue.queue.pending(9)] == ["Trams."]
    assert await catalogue.passage_ids(Filters()) == []
    await index_all(catalogue)
    assert [one.text for one in (await catalogue.passages(["a:1:0"])).values()] == ["Trams."]
    assert await catalogue.queue.leaving() == []


async def test_articles_wait_in_the_order_in_which_they_came(catalogue: Catalogue) -> None:
    for id_ in ("c", "a", "b"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    await catalogue.accept(repaired("Trams stop.", uri="test:c", id="c"))
    assert [article.id for article in await catalogue.queue.pending(9)] == ["a", "b", "c"]


async def test_a_version_that_was_overtaken_does_not_come_back(catalogue: Catalogue) -> None:
    await catalogue.accept(repaired("one", id="a"))
    [slow] = await catalogue.queue.pending(1)
    await catalogue.accept(repaired("two", id="a"))
    await index_all(catalogue)
    await catalogue.queue.indexed(slow, [Span(start=0, end=3)])
    assert (await catalogue.article("a")).text == "two"
    assert await catalogue.passage_ids(Filters()) == ["a:2:0"]
    assert await catalogue.queue.leaving() == ["a:1:0"]


async def test_what_an_indexer_puts_into_the_indexes_leaves_them_if_it_dies(
    catalogue: Catalogue,
) -> None:
    """Promise 7: another version may come meanwhile, so that this one is never indexed again."""
    await catalogue.accept(repaired("one", id="a"))
    claimed = await catalogue.queue.claim(1, 60)
    await catalogue.queue.entering(["a:1:0", "a:1:1"])
    await catalogue.accept(repaired("two", id="a"))
    assert await catalogue.queue.clearable() == []  # whoever puts them there may be at work
    await catalogue.queue.hold(claimed, -1)
    await index_all(catalogue)
    assert sorted(await catalogue.queue.clearable()) == ["a:1:0", "a:1:1"]


async def test_passages_that_are_found_are_not_to_leave_while_they_are_made_again(
    catalogue: Catalogue,
) -> None:
    await catalogue.accept(repaired("one", id="a"))
    [article] = await catalogue.queue.pending(1)
    await catalogue.queue.entering(["a:1:0"])
    await catalogue.queue.indexed(article, [Span(start=0, end=3)], entered=True)
    await catalogue.queue.entering(["a:1:0"])
    assert await catalogue.queue.leaving() == []
    await catalogue.queue.indexed(article, [Span(start=0, end=3)], entered=True)
    assert await catalogue.passage_ids(Filters()) == ["a:1:0"]


async def test_passages_that_were_cleared_away_while_they_were_made_are_made_again(
    catalogue: Catalogue,
) -> None:
    await catalogue.accept(repaired("one", id="a"))
    [slow] = await catalogue.queue.claim(1, 60)
    await catalogue.queue.entering(["a:1:0"])
    await catalogue.queue.hold([slow], -1)
    await catalogue.queue.left(await catalogue.queue.clearable())
    await catalogue.queue.indexed(slow, [Span(start=0, end=3)], entered=True)
    assert await catalogue.passage_ids(Filters()) == []
    assert [one.text for one in await catalogue.queue.pending(9)] == ["one"]
