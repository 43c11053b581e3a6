"""The catalogue tells what can be found, exactly where it stands."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import Catalogue
from index.errors import ArticleUnknown
from index.listing import Wanted
from index.model import Filters, Span, Stretch
from tests.index.articles import find, index_all, repaired


async def test_a_removed_article_is_forgotten_and_its_passages_must_leave(
    catalogue: Catalogue,
) -> None:
    gone, stays = [(await catalogue.accept(repaired(uri=uri))).id for uri in ("test:a", "test:b")]
    await index_all(catalogue)
    await catalogue.remove(gone)
    assert await catalogue.queue.leaving() == [f"{gone}:1:0"]
    assert await catalogue.passage_ids(Filters()) == [f"{stays}:1:0"]
    assert await catalogue.passages([f"{gone}:1:0"]) == {}
    for call in (catalogue.article(gone), catalogue.article(gone, 1), catalogue.remove(gone)):
        with pytest.raises(ArticleUnknown, match=gone):
            await call


async def test_pages_of_articles_follow_one_another(catalogue: Catalogue) -> None:
    ids = [f"t-{n}" for n in range(5)]
    for id_ in reversed(ids):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    seen, cursor = list[str](), None
    for size in (2, 2, 1):
        page, cursor = await catalogue.page(cursor, 2)
        assert len(page) == size
        seen += [summary.id for summary in page]
    assert seen == ids
    assert cursor is None
    assert await catalogue.page(None, 5) == ([*(await catalogue.page(None, 9))[0]], None)
    assert await catalogue.page("t-4", 5) == ([], None)


async def test_each_filter_keeps_what_it_names(catalogue: Catalogue) -> None:
    for id_, day, outlet, language in (
        ("old", date(2020, 1, 1), "Tram Weekly", "en"),
        ("new", date(2023, 1, 1), "Österreich Bahn", "de"),
        ("zh", date(2021, 1, 1), "电车报", "zh"),
        ("undated", None, None, "en"),
    ):
        await catalogue.accept(
            repaired(uri=f"test:{id_}", id=id_, published=day, outlet=outlet, language=language)
        )
    await index_all(catalogue)
    assert await find(catalogue) == {"old", "new", "zh", "undated"}
    assert await find(catalogue, published_from=date(2021, 1, 1)) == {"zh", "new"}
    assert await find(catalogue, published_to=date(2021, 1, 1)) == {"old", "zh"}
    assert await find(catalogue, as_of=date(2020, 12, 31)) == {"old"}
    assert await find(catalogue, as_of=date(2022, 1, 1), published_to=date(2020, 1, 1)) == {"old"}
    late = {"published_from": date(2022, 1, 1), "undated": True}
    assert await find(catalogue, **late) == {"new", "undated"}
    assert await find(catalogue, **late, languages=("de",)) == {"new"}
    assert await find(catalogue, outlets=("tram weekly", "电车报")) == {"old", "zh"}
    assert await find(catalogue, languages=("en", "de")) == {"old", "new", "undated"}
    assert await find(catalogue, articles=("zh", "gone")) == {"zh"}
    assert await find(catalogue, articles=("zh", "old"), languages=("en",)) == {"old"}
    assert await find(catalogue, outlets=("Nobody",)) == set()


@pytest.mark.parametrize("asked", ["Österreich Bahn", "österreich bahn", "ÖSTERREICH BAHN"])
async def test_an_outlet_is_found_in_either_case_whatever_its_letters(
    catalogue: Catalogue, asked: str
) -> None:
    await catalogue.accept(repaired(id="at", outlet="Österreich Bahn"))
    await index_all(catalogue)
    assert await find(catalogue, outlets=(asked,)) == {"at"}


async def test_articles_that_wait_pass_no_filter(catalogue: Catalogue) -> None:
    await catalogue.accept(repaired())
    assert await find(catalogue) == set()


async def test_passages_are_cut_by_characters_whatever_their_size(catalogue: Catalogue) -> None:
    text = "🚋🚌 Tram é 电车 𠮷野 👨‍👩‍👧 end"
    await catalogue.accept(repaired(text, id="a"))
    [article] = await catalogue.queue.pending(1)
    assert article.text == text
    spans = [Span(start=n, end=n + 4) for n in range(0, len(text) - 4, 3)]
    await catalogue.queue.indexed(article, spans)
    found = await catalogue.passages([f"a:1:{n}" for n in range(len(spans))] + ["a:1:99"])
    assert len(found) == len(spans)
    for passage in found.values():
        assert passage.text == text[passage.start : passage.end]
        assert (passage.title, passage.language) == ("Trams", "en")


async def test_stretches_are_cut_by_characters_from_the_version_that_they_name(
    catalogue: Catalogue,
) -> None:
    text = "🚋🚌 Tram é 电车"
    await catalogue.accept(repaired(text, id="a"))
    stretches = [Stretch(article_id="a", version=version, start=1, end=6) for version in (1, 2)] + [
        Stretch(article_id="b", version=1, start=0, end=1)
    ]
    assert await catalogue.texts(stretches) == [text[1:6], None, None]
    assert await catalogue.texts([]) == []


async def test_a_catalogue_has_an_identity_that_lasts(where: Path | str) -> None:
    async with Catalogue.open(where) as catalogue:
        identity = await catalogue.identity()
    async with Catalogue.open(where) as again:
        assert await again.identity() == identity
    assert len(identity) == 12


async def test_more_passages_are_looked_up_than_one_statement_may_name(
    catalogue: Catalogue,
) -> None:
    await catalogue.accept(repaired("x" * 2_000, id="a"))
    [article] = await catalogue.queue.pending(1)
    await catalogue.queue.indexed(article, [Span(start=n, end=n + 1) for n in range(1_200)])
    ids = await catalogue.passage_ids(Filters())
    assert len(await catalogue.passages(ids)) == 1_200
    await catalogue.remove("a")
    await catalogue.queue.left(ids)
    assert await catalogue.queue.leaving() == []


async def test_the_articles_of_passages_come_in_the_version_of_the_passage(
    catalogue: Catalogue,
) -> None:
    await catalogue.accept(repaired("one", id="a"))
    await index_all(catalogue)
    before = await catalogue.passages(["a:1:0"])
    await catalogue.accept(repaired("two", id="a"))
    await index_all(catalogue)
    found = await catalogue.articles_of(before.values())
    assert {id_: (a.version, a.text) for id_, a in found.items()} == {"a": (1, "one")}
    assert await catalogue.articles_of([]) == {}


async def test_a_fresh_catalogue_is_empty_and_made_with_nothing(catalogue: Catalogue) -> None:
    assert await catalogue.generations.fingerprint() is None
    assert set((await catalogue.counts()).values()) == {0}
    assert await catalogue.page(None, 10) == ([], None)


async def test_pages_sort_ids_alike_on_every_database(catalogue: Catalogue) -> None:
    ids = ["B", "a", "a-b", "aB", "a_b", "ab", "1"]
    await catalogue.accept_many([repaired(uri=f"test:{id_}", id=id_) for id_ in ids])
    assert [summary.id for summary in (await catalogue.page(None, 9))[0]] == sorted(ids)


async def test_pages_take_the_filters_of_searches_and_a_state(catalogue: Catalogue) -> None:
    for id_, day, outlet in (
        ("a", date(2020, 1, 1), "Tram"), ("b", date(2021, 1, 1), "TRAM"),
        ("c", None, "Tram"), ("d", date(2022, 1, 1), None),
    ):  # fmt: skip
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_, published=day, outlet=outlet))
    await catalogue.queue.failed((await catalogue.queue.pending(1))[0], "too odd")

    async def ids(**how: Any) -> list[str]:
        state = how.pop("state", None)
        wanted = Wanted(filters=Filters(**how), state=state)
        found, _ = await catalogue.page(None, 9, wanted)
        return [summary.id for summary in found]

    assert await ids() == ["a", "b", "c", "d"]
    assert await ids(outlets=("tram",)) == ["a", "b", "c"]
    assert await ids(published_from=date(2020, 6, 1), as_of=date(2021, 6, 1)) == ["b"]
    assert await ids(state="failed") == ["a"]
    assert await ids(state="pending", outlets=("tram",)) == ["b", "c"]
    assert await ids(state="indexed") == []
    trams = Wanted(filters=Filters(outlets=("tram",)))
    first, cursor = await catalogue.page(None, 1, trams)
    second, _ = await catalogue.page(cursor, 1, trams)
    assert [summary.id for summary in first + second] == ["a", "b"]


async def test_the_states_of_articles_are_those_of_their_newest_versions(
    catalogue: Catalogue,
) -> None:
    for id_ in ("a", "b", "c"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    [a, b, _] = await catalogue.queue.pending(3)
    await catalogue.queue.indexed(a, [])
    await catalogue.queue.failed(b, "too odd")
    assert await catalogue.states(["a", "b", "c", "gone"]) == {
        "a": ("indexed", None), "b": ("failed", "too odd"), "c": ("pending", None),
    }  # fmt: skip
    await catalogue.accept(repaired("Trams stop.", uri="test:a"))
    assert await catalogue.states(["a"]) == {"a": ("pending", None)}
    assert await catalogue.states([]) == {}


async def test_what_no_database_can_hold_is_not_found_and_does_no_harm(
    catalogue: Catalogue,
) -> None:
    await catalogue.accept(repaired(id="a", outlet="Tram"))
    await index_all(catalogue)
    for odd in ("\0", "a\0", "\ud83d"):
        with pytest.raises(ArticleUnknown):
            await catalogue.article(odd)
        assert await catalogue.passages([odd]) == {}
        assert await find(catalogue, outlets=(odd,), languages=(odd,), articles=(odd,)) == set()
        assert await catalogue.states([odd]) == {}
        assert await catalogue.replies.find(odd) is None
        await catalogue.page(odd, 1)
        await catalogue.queue.failed(await catalogue.article("a"), f"it said {odd}")
    for version in (2**31, 10**30):
        with pytest.raises(ArticleUnknown):
            await catalogue.article("a", version)
