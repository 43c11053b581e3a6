"""A generation of the indexes is filled beside the one in use, and takes its place at once."""

from pathlib import Path

from index.catalogue import Catalogue
from index.model import Filters, Span
from tests.index.articles import dump, find, index_all, repaired


async def test_a_generation_is_found_once_it_is_in_use_and_not_before(catalogue: Catalogue) -> None:
    for id_ in ("a", "b", "c"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    await index_all(catalogue)
    await catalogue.generations.begin("model@1")
    await catalogue.remove("c")
    before = await catalogue.passages(["a:1:0", "a:1:1"])
    page = await catalogue.found(None, 1) + await catalogue.found("a", 9)
    assert [article.id for article in page] == ["a", "b"]

    both = [Span(start=0, end=5), Span(start=6, end=10)]
    await catalogue.generations.set_aside(2, [(article, both, []) for article in page])
    await catalogue.generations.set_aside(2, [])
    assert (await catalogue.generations.in_use(), await catalogue.generations.fingerprint()) == (
        1,
        "model@1",
    )
    assert await catalogue.passages(["a:1:0", "a:1:1"]) == before
    assert (
        (await catalogue.counts())["passages"] == len(await catalogue.passage_ids(Filters())) == 2
    )

    await catalogue.generations.switch(2, "model@2", {})
    assert (await catalogue.generations.in_use(), await catalogue.generations.fingerprint()) == (
        2,
        "model@2",
    )
    found = await catalogue.passages(["a:1:0", "a:1:1"])
    assert [passage.text for passage in found.values()] == ["Trams", "run."]
    assert (
        (await catalogue.counts())["passages"] == len(await catalogue.passage_ids(Filters())) == 4
    )
    assert await catalogue.queue.leaving() == ["c:1:0"]  # which is in none of the new indexes

    await catalogue.accept(repaired("Trams stop.", id="a"))
    await index_all(catalogue)
    assert sorted(await catalogue.queue.leaving()) == ["a:1:0", "a:1:1", "c:1:0"]
    assert list(await catalogue.passages(["a:1:0", "a:2:0"])) == ["a:2:0"]


async def test_what_others_change_while_a_generation_is_filled_is_not_lost(
    catalogue: Catalogue,
) -> None:
    """Promise 7: several processes share a catalogue, and one of them makes the indexes anew."""
    whole = [Span(start=0, end=5)]
    for id_ in ("again", "changed", "gone", "same"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    await index_all(catalogue)
    before = await catalogue.found(None, 9)
    await catalogue.remove("gone")
    await catalogue.generations.set_aside(2, [(article, whole, []) for article in before])
    assert "gone:1:0" in await catalogue.queue.leaving()
    await catalogue.remove("again")
    await catalogue.accept(repaired(uri="test:again", id="again"))
    await catalogue.accept(repaired("Trams stop.", uri="test:changed", id="changed"))
    await catalogue.accept(repaired(uri="test:new", id="new"))
    await index_all(catalogue)
    await catalogue.generations.switch(2, "model@2", {})
    waiting = await catalogue.queue.pending(9)
    assert sorted(one.id for one in waiting) == ["again", "changed", "new"]
    assert await catalogue.passage_ids(Filters()) == ["same:1:0"]
    [late] = [one for one in waiting if one.id == "new"]
    await catalogue.queue.indexed(late, whole, generation=1)  # by one who has the old ones open
    assert "new" in {one.id for one in await catalogue.queue.pending(9)}
    await index_all(catalogue)
    assert await find(catalogue) == {"again", "changed", "new", "same"}
    assert "changed:1:0" in await catalogue.queue.leaving()


async def test_what_is_left_of_a_generation_that_is_not_in_use_can_be_forgotten(
    where: Path | str,
) -> None:
    async with Catalogue.open(where) as catalogue:
        await catalogue.accept(repaired(id="a"))
        await index_all(catalogue)
        clean = await dump(where)
        await catalogue.generations.set_aside(
            2, [(await catalogue.article("a"), [Span(start=0, end=5)], [])]
        )
        assert await dump(where) != clean
        await catalogue.generations.tidy()
        assert await dump(where) == clean


async def test_articles_that_are_lost_in_a_switch_say_why_and_others_are_tried_again(
    catalogue: Catalogue,
) -> None:
    for id_ in ("failed", "found", "lost", "waits"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    [failed, found, lost, _] = await catalogue.queue.pending(4)
    await catalogue.queue.failed(failed, "too odd")
    for article in (found, lost):
        await catalogue.queue.indexed(article, [Span(start=0, end=5)])
        await catalogue.signatures.place(article.id, "found", b"one")
    await catalogue.generations.set_aside(2, [(found, [Span(start=0, end=5)], [])])
    await catalogue.generations.switch(2, "model@2", {"lost": "too long"})
    assert await catalogue.states(["failed", "found", "lost", "waits"]) == {
        "failed": ("pending", None), "found": ("indexed", None),
        "lost": ("failed", "too long"), "waits": ("pending", None),
    }  # fmt: skip
    assert await catalogue.passage_ids(Filters()) == ["found:1:0"]
    assert [article.id for article in await catalogue.found(None, 9)] == ["found"]
    assert (await catalogue.signatures.all(), await catalogue.copies("found")) == ([], [])
    assert (await catalogue.accept(repaired(uri="test:lost", id="lost"))).outcome == "unchanged"
    assert [article.id for article in await catalogue.queue.pending(9)] == [
        "failed",
        "lost",
        "waits",
    ]
