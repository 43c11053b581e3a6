"""The catalogue keeps what it accepted, and says what can be found and what must still be done."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from index.catalogue import Accepted, Catalogue, Repaired
from index.errors import ArticleRefused, ArticleUnknown, DirectoryTooNew
from index.model import Article, Filters, Received, Span
from index.repairing import repair


@pytest_asyncio.fixture
async def catalogue(tmp_path: Path) -> AsyncIterator[Catalogue]:
    async with Catalogue.open(tmp_path / "catalogue.sqlite3") as opened:
        yield opened


def repaired(raw: str = "Trams run.", uri: str = "test:a", **more: Any) -> Repaired:
    text, edits = repair(raw)
    about: dict[str, Any] = {"title": "Trams", **more}
    language = about.pop("language", "en")
    received = Received(uri=uri, raw=raw, **about)
    return Repaired(received=received, text=text, edits=edits, language=language)


async def index_all(catalogue: Catalogue) -> None:
    """Index what waits, each article as one passage."""
    while batch := await catalogue.pending(10):
        for article in batch:
            await catalogue.indexed(article, [Span(start=0, end=len(article.text))])


async def find(catalogue: Catalogue, **filters: Any) -> set[str]:
    """The articles of the passages that pass the filters."""
    return {id_.split(":")[0] for id_ in await catalogue.passage_ids(Filters(**filters))}


async def test_an_accepted_article_is_kept_as_it_came(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    raw = "The\r\ncityâ€™s  trams 🚋"
    async with Catalogue.open(path) as catalogue:
        accepted = await catalogue.accept(
            repaired(raw, id="t-1", outlet="Tram Weekly", published=date(2023, 4, 5), url="x:y")
        )
    assert accepted == Accepted(id="t-1", version=1, outcome="added")
    async with Catalogue.open(path) as catalogue:
        article = await catalogue.article("t-1")
    text, edits = repair(raw)
    assert article == Article(
        id="t-1", version=1, uri="test:a", title="Trams", outlet="Tram Weekly", url="x:y",
        published=date(2023, 4, 5), language="en", state="pending", text=text, raw=raw, edits=edits,
    )  # fmt: skip


async def test_accepting_the_same_twice_changes_nothing(catalogue: Catalogue) -> None:
    first = await catalogue.accept(repaired())
    await index_all(catalogue)
    assert await catalogue.accept(repaired()) == Accepted(
        id=first.id, version=1, outcome="unchanged"
    )
    assert await catalogue.pending(10) == []
    assert (await catalogue.counts())["articles"] == 1


@pytest.mark.parametrize(
    "change", [{"raw": "Trams stop."}, {"title": "New"}, {"outlet": "New"}, {"language": "zh"},
               {"published": date(2023, 4, 5)}, {"url": "x:y"}],
)  # fmt: skip
async def test_whatever_changed_makes_a_new_version(
    catalogue: Catalogue, change: dict[str, Any]
) -> None:
    await catalogue.accept(repaired())
    changed = await catalogue.accept(repaired(**change))
    assert (changed.version, changed.outcome) == (2, "changed")


async def test_the_version_before_is_found_until_the_new_one_is_indexed(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired("Trams run."))).id
    await index_all(catalogue)
    await catalogue.accept(repaired("Trams stop."))
    assert (await catalogue.article(id_)).text == "Trams run."
    assert await catalogue.passage_ids(Filters()) == [f"{id_}:1:0"]
    assert await catalogue.leaving() == []

    await index_all(catalogue)
    assert (await catalogue.article(id_)).text == "Trams stop."
    assert await catalogue.passage_ids(Filters()) == [f"{id_}:2:0"]
    assert await catalogue.leaving() == [f"{id_}:1:0"]
    assert (await catalogue.article(id_, 1)).text == "Trams run."

    await catalogue.left([f"{id_}:1:0"])
    assert await catalogue.leaving() == []


async def test_only_the_newest_version_waits_to_be_indexed(catalogue: Catalogue) -> None:
    for raw in ("one", "two", "three"):
        await catalogue.accept(repaired(raw))
    assert [article.text for article in await catalogue.pending(10)] == ["three"]


async def test_a_version_that_failed_says_why_and_waits_again_when_it_is_added_again(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired("Trams run."))).id
    await index_all(catalogue)
    await catalogue.accept(repaired("Trams stop."))
    [article] = await catalogue.pending(1)
    await catalogue.failed(article, "too odd")
    assert await catalogue.pending(1) == []
    assert (await catalogue.article(id_)).text == "Trams run."
    [summary], _ = await catalogue.page(None, 10)
    assert (summary.version, summary.state, summary.problem) == (2, "failed", "too odd")

    assert (await catalogue.accept(repaired("Trams stop."))).outcome == "unchanged"
    [again] = await catalogue.pending(1)
    assert (again.version, again.problem) == (2, None)


async def test_a_removed_article_is_forgotten_and_its_passages_must_leave(
    catalogue: Catalogue,
) -> None:
    gone, stays = [(await catalogue.accept(repaired(uri=uri))).id for uri in ("test:a", "test:b")]
    await index_all(catalogue)
    await catalogue.remove(gone)
    assert await catalogue.leaving() == [f"{gone}:1:0"]
    assert await catalogue.passage_ids(Filters()) == [f"{stays}:1:0"]
    assert await catalogue.passages([f"{gone}:1:0"]) == {}
    for call in (catalogue.article(gone), catalogue.article(gone, 1), catalogue.remove(gone)):
        with pytest.raises(ArticleUnknown, match=gone):
            await call


async def test_an_article_added_again_after_its_removal_takes_its_passages_back(
    catalogue: Catalogue,
) -> None:
    id_ = (await catalogue.accept(repaired())).id
    await index_all(catalogue)
    await catalogue.remove(id_)
    assert (await catalogue.accept(repaired())).outcome == "added"
    await index_all(catalogue)
    assert await catalogue.leaving() == []
    assert list(await catalogue.passages([f"{id_}:1:0"])) == [f"{id_}:1:0"]


async def test_an_article_removed_while_it_was_indexed_stays_removed(catalogue: Catalogue) -> None:
    id_ = (await catalogue.accept(repaired())).id
    [article] = await catalogue.pending(1)
    await catalogue.remove(id_)
    await catalogue.indexed(article, [Span(start=0, end=5)])
    assert await catalogue.leaving() == [f"{id_}:1:0"]
    assert await catalogue.passage_ids(Filters()) == []


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


@pytest.mark.parametrize("id_", ["", " ", "a b", "a:b", "../a", ".a", "-a", "é", "a\n", "a" * 101])
async def test_an_id_that_could_not_stand_in_a_path_is_refused(
    catalogue: Catalogue, id_: str
) -> None:
    with pytest.raises(ArticleRefused) as caught:
        await catalogue.accept(repaired(id=id_))
    assert repr(id_) in caught.value.message
    assert caught.value.hint
    assert (await catalogue.counts())["articles"] == 0


@pytest.mark.parametrize("id_", ["a", "7", "A.b_c-d", "a" * 100])
async def test_plain_ids_are_kept(catalogue: Catalogue, id_: str) -> None:
    assert (await catalogue.accept(repaired(id=id_))).id == id_


async def test_an_id_belongs_to_one_uri_and_a_uri_to_one_id(catalogue: Catalogue) -> None:
    await catalogue.accept(repaired(uri="test:a", id="a"))
    with pytest.raises(ArticleRefused, match="belongs to test:a"):
        await catalogue.accept(repaired(uri="test:b", id="a"))
    with pytest.raises(ArticleRefused, match="known as a"):
        await catalogue.accept(repaired(uri="test:a", id="b"))
    assert (await catalogue.accept(repaired(uri="test:a"))).outcome == "unchanged"
    assert (await catalogue.counts())["articles"] == 1


async def test_passages_are_cut_by_characters_whatever_their_size(catalogue: Catalogue) -> None:
    text = "🚋🚌 Tram é 电车 𠮷野 👨‍👩‍👧 end"
    await catalogue.accept(repaired(text, id="a"))
    [article] = await catalogue.pending(1)
    assert article.text == text
    spans = [Span(start=n, end=n + 4) for n in range(0, len(text) - 4, 3)]
    await catalogue.indexed(article, spans)
    found = await catalogue.passages([f"a:1:{n}" for n in range(len(spans))] + ["a:1:99"])
    assert len(found) == len(spans)
    for passage in found.values():
        assert passage.text == text[passage.start : passage.end]
        assert (passage.title, passage.language) == ("Trams", "en")


async def test_more_passages_are_looked_up_than_one_statement_may_name(
    catalogue: Catalogue,
) -> None:
    await catalogue.accept(repaired("x" * 2_000, id="a"))
    [article] = await catalogue.pending(1)
    await catalogue.indexed(article, [Span(start=n, end=n + 1) for n in range(1_200)])
    ids = await catalogue.passage_ids(Filters())
    assert len(await catalogue.passages(ids)) == 1_200
    await catalogue.remove("a")
    await catalogue.left(ids)
    assert await catalogue.leaving() == []


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


async def test_starting_over_lets_every_article_wait_again(catalogue: Catalogue) -> None:
    for id_ in ("a", "b"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    [first, _] = await catalogue.pending(2)
    await catalogue.failed(first, "too odd")
    await index_all(catalogue)
    await catalogue.start_over("model@2")
    assert await catalogue.fingerprint() == "model@2"
    assert [article.id for article in await catalogue.pending(9)] == ["a", "b"]
    assert await catalogue.passage_ids(Filters()) == []
    assert await catalogue.counts() == {
        "articles": 2, "indexed": 0, "pending": 2, "failed": 0, "passages": 0,
    }  # fmt: skip


async def test_a_fresh_catalogue_is_empty_and_made_with_nothing(catalogue: Catalogue) -> None:
    assert await catalogue.fingerprint() is None
    assert set((await catalogue.counts()).values()) == {0}
    assert await catalogue.page(None, 10) == ([], None)


async def test_a_catalogue_made_by_a_newer_version_is_refused_and_unchanged(
    tmp_path: Path,
) -> None:
    path = tmp_path / "catalogue.sqlite3"
    async with Catalogue.open(path) as catalogue:
        await catalogue.accept(repaired())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        before = list(connection.iterdump())
    with pytest.raises(DirectoryTooNew, match="newer version") as caught:
        async with Catalogue.open(path):
            pass
    assert "Update Assay" in caught.value.hint
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
