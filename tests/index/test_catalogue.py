"""The catalogue keeps what it accepted, and says what can be found and what must still be done."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from index import database as database_module
from index import migrations, replies
from index.aliases import Alias
from index.accepting import Accepted, Repaired
from index.catalogue import Catalogue
from index.errors import ArticleRefused, ArticleUnknown, DirectoryNotUsable, DirectoryTooNew
from index.listing import Wanted
from index.model import Article, Filters, Received, Span, Stretch
from index.rebuilding import Rebuilt
from index.repairing import repair
from index.schema import META
from service.settings import Settings, load
from service.maintenance import rebuild
from service.wiring import build
from tests.fakes import WordEmbedding
from tests.postgres import PASSWORD, QUOTED_PASSWORD, driven, emptied


@asynccontextmanager
async def several(where: Path | str, count: int) -> AsyncIterator[list[Catalogue]]:
    """One catalogue as several processes use it, opened at once; of a file there is one user."""
    async with AsyncExitStack() as stack:
        number = 1 if isinstance(where, Path) else count
        opening = [stack.enter_async_context(Catalogue.open(where)) for _ in range(number)]
        yield list(await asyncio.gather(*opening)) * (count // number)


def repaired(raw: str = "Trams run.", uri: str = "test:a", **more: Any) -> Repaired:
    text, edits = repair(raw)
    about: dict[str, Any] = {"title": "Trams", "repaired_by": 1, **more}
    by = about.pop("repaired_by")
    received = Received(uri=uri, raw=raw, **about)
    language = received.language or "en"
    return Repaired(received=received, text=text, edits=edits, language=language, repaired_by=by)


async def index_all(catalogue: Catalogue) -> None:
    """Index what waits, each article as one passage."""
    while batch := await catalogue.queue.pending(10):
        for article in batch:
            await catalogue.queue.indexed(article, [Span(start=0, end=len(article.text))])


async def find(catalogue: Catalogue, **filters: Any) -> set[str]:
    """The articles of the passages that pass the filters."""
    return {id_.split(":")[0] for id_ in await catalogue.passage_ids(Filters(**filters))}


async def test_an_accepted_article_is_kept_as_it_came(where: Path | str) -> None:
    raw = "The\r\ncityâ€™s  trams 🚋"
    async with Catalogue.open(where) as catalogue:
        accepted = await catalogue.accept(
            repaired(
                raw,
                id="t-1",
                outlet="Tram Weekly",
                author="T. Ram",
                published=date(2023, 4, 5),
                url="x:y",
            )
        )
    assert accepted == Accepted(id="t-1", version=1, outcome="added")
    async with Catalogue.open(where) as catalogue:
        article = await catalogue.article("t-1")
    text, edits = repair(raw)
    assert article == Article(
        id="t-1", version=1, uri="test:a", title="Trams", outlet="Tram Weekly", author="T. Ram", url="x:y",
        published=date(2023, 4, 5), language="en", state="pending", text=text, raw=raw, edits=edits,
        collections=("default",),
    )  # fmt: skip


async def test_accepting_the_same_twice_changes_nothing(catalogue: Catalogue) -> None:
    first = await catalogue.accept(repaired())
    await index_all(catalogue)
    assert await catalogue.accept(repaired()) == Accepted(
        id=first.id, version=1, outcome="unchanged"
    )
    assert await catalogue.queue.pending(10) == []
    assert (await catalogue.counts())["articles"] == 1


@pytest.mark.parametrize(
    "change", [{"raw": "Trams stop."}, {"title": "New"}, {"outlet": "New"}, {"language": "zh"},
               {"published": date(2023, 4, 5)}, {"url": "x:y"}, {"author": "New"}, {"repaired_by": 2}],
)  # fmt: skip
async def test_whatever_changed_makes_a_new_version(
    catalogue: Catalogue, change: dict[str, Any]
) -> None:
    await catalogue.accept(repaired())
    changed = await catalogue.accept(repaired(**change))
    assert (changed.version, changed.outcome) == (2, "changed")


async def test_what_did_not_change_is_known_without_repairing_it_first(
    catalogue: Catalogue,
) -> None:
    one, other = repaired(uri="test:a"), repaired(uri="test:b", raw="Trams stop.")
    kept = [await catalogue.accept(article) for article in (one, other)]
    new = repaired(uri="test:c").received
    changed = replace(other.received, title="New")
    asked = [one.received, new, changed, replace(one.received, id="x"), other.received]
    same = await catalogue.unchanged(asked, 1)
    assert same == [replace(kept[0], outcome="unchanged"), None, None, None,
                    replace(kept[1], outcome="unchanged")]  # fmt: skip
    assert await catalogue.unchanged([one.received], 2) == [None]
    await catalogue.queue.failed((await catalogue.queue.pending(1))[0], "a reason")
    assert await catalogue.unchanged([one.received], 1) == [None]


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


@pytest.mark.parametrize("id_", ["", " ", "a b", "a:b", "../a", ".a", "-a", "é", "a\n", "a" * 101])
async def test_an_id_that_could_not_stand_in_a_path_is_refused(
    catalogue: Catalogue, id_: str
) -> None:
    with pytest.raises(ArticleRefused) as caught:
        await catalogue.accept(repaired(id=id_))
    assert ascii(id_)[:100] in caught.value.message
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
    assert (await catalogue.generations.in_use(), await catalogue.generations.fingerprint()) == (1, "model@1")
    assert await catalogue.passages(["a:1:0", "a:1:1"]) == before
    assert (
        (await catalogue.counts())["passages"] == len(await catalogue.passage_ids(Filters())) == 2
    )

    await catalogue.generations.switch(2, "model@2", {})
    assert (await catalogue.generations.in_use(), await catalogue.generations.fingerprint()) == (2, "model@2")
    found = await catalogue.passages(["a:1:0", "a:1:1"])
    assert [passage.text for passage in found.values()] == ["Trams", "run."]
    assert (
        (await catalogue.counts())["passages"] == len(await catalogue.passage_ids(Filters())) == 4
    )
    assert await catalogue.queue.leaving() == []

    await catalogue.accept(repaired("Trams stop.", id="a"))
    await index_all(catalogue)
    assert sorted(await catalogue.queue.leaving()) == ["a:1:0", "a:1:1"]
    assert list(await catalogue.passages(["a:1:0", "a:2:0"])) == ["a:2:0"]


async def test_what_is_left_of_a_generation_that_is_not_in_use_can_be_forgotten(
    where: Path | str,
) -> None:
    async with Catalogue.open(where) as catalogue:
        await catalogue.accept(repaired(id="a"))
        await index_all(catalogue)
        clean = await dump(where)
        await catalogue.generations.set_aside(2, [(await catalogue.article("a"), [Span(start=0, end=5)], [])])
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
    assert [article.id for article in await catalogue.queue.pending(9)] == ["failed", "lost", "waits"]


async def test_a_fresh_catalogue_is_empty_and_made_with_nothing(catalogue: Catalogue) -> None:
    assert await catalogue.generations.fingerprint() is None
    assert set((await catalogue.counts()).values()) == {0}
    assert await catalogue.page(None, 10) == ([], None)


async def test_articles_wait_in_the_order_in_which_they_came(catalogue: Catalogue) -> None:
    for id_ in ("c", "a", "b"):
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_))
    await catalogue.accept(repaired("Trams stop.", uri="test:c", id="c"))
    assert [article.id for article in await catalogue.queue.pending(9)] == ["a", "b", "c"]


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


async def test_the_same_content_under_another_uri_is_an_article_and_a_copy(
    catalogue: Catalogue,
) -> None:
    first = await catalogue.accept(repaired(uri="test:z", id="z", outlet="Tram"))
    copy = await catalogue.accept(repaired(uri="test:a", id="a", outlet="Bus"))
    third = await catalogue.accept(repaired(uri="test:b", id="b"))
    assert (first.copy_of, copy.copy_of, third.copy_of) == (None, "z", "z")
    assert (copy.outcome, (await catalogue.counts())["articles"]) == ("added", 3)

    again = [await catalogue.accept(repaired(uri=f"test:{id_}", outlet="Bus")) for id_ in "za"]
    assert [(one.outcome, one.copy_of) for one in again] == [("changed", None), ("unchanged", "z")]
    other = await catalogue.accept(repaired(uri="test:c", title="Another title"))
    assert other.copy_of is None
    await catalogue.remove("z")
    assert (await catalogue.accept(repaired(uri="test:b"))).copy_of == "a"


async def test_many_are_accepted_at_once_as_they_would_be_one_by_one(
    catalogue: Catalogue,
) -> None:
    articles = [
        repaired(uri="test:a", id="a"), repaired(uri="test:b", id="../b"), repaired(uri="test:a"),
        repaired("Trams stop.", uri="test:a"), repaired(uri="test:c", id="c"),
    ]  # fmt: skip
    a, refused, same, changed, c = await catalogue.accept_many(articles)
    assert a == Accepted(id="a", version=1, outcome="added")
    assert isinstance(refused, ArticleRefused)
    assert same == Accepted(id="a", version=1, outcome="unchanged")
    assert changed == Accepted(id="a", version=2, outcome="changed")
    assert c == Accepted(id="c", version=1, outcome="added", copy_of="a")
    assert (await catalogue.counts())["articles"] == 2
    assert await catalogue.accept_many([]) == []


async def test_an_id_made_from_the_uri_may_be_taken(catalogue: Catalogue) -> None:
    made = (await catalogue.accept(repaired(uri="test:a"))).id
    await catalogue.remove(made)
    await catalogue.accept(repaired(uri="test:b", id=made))
    with pytest.raises(ArticleRefused, match="belongs to test:b") as caught:
        await catalogue.accept(repaired(uri="test:a"))
    assert "id of its own" in caught.value.hint


@pytest.mark.parametrize("odd", ["\0", "\ud83d"])
@pytest.mark.parametrize("where_", ["raw", "title", "uri", "outlet", "url", "author", "language"])
async def test_what_no_database_can_hold_is_refused(
    catalogue: Catalogue, where_: str, odd: str
) -> None:
    article = repaired()
    value = f"a{odd}b"
    changed: dict[str, Any] = {"language": value}
    if where_ != "language":
        changed = {"received": replace(article.received, **{where_: value})}  # type: ignore[arg-type]
    with pytest.raises(ArticleRefused, match=f"The {where_} of .* holds a NUL or half") as caught:
        await catalogue.accept(replace(article, **changed))
    caught.value.message.encode()
    assert (await catalogue.counts())["articles"] == 0


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


async def test_clusters_are_labelled_and_merged(catalogue: Catalogue) -> None:
    days = {"a": date(2022, 1, 1), "b": None, "c": date(2021, 1, 1), "d": date(2022, 1, 1)}
    for id_, day in days.items():
        await catalogue.accept(repaired(uri=f"test:{id_}", id=id_, published=day))
    await index_all(catalogue)
    assert await catalogue.signatures.all() == []
    assert (await catalogue.article("a")).cluster is None
    for id_ in ("a", "b", "d"):
        await catalogue.signatures.place(id_, id_, id_.encode())
    assert (await catalogue.page(None, 1))[0][0].cluster == "a"
    await catalogue.signatures.place("c", "a", b"\0\xff", merged=["b", "d", "gone"])
    assert [member.id for member in await catalogue.copies("a")] == ["c", "d", "b"]
    assert [member.id for member in await catalogue.copies("b")] == ["c", "a", "d"]
    assert (await catalogue.passages(["b:1:0"]))["b:1:0"].cluster == "a"
    assert dict(await catalogue.signatures.all()) == {
        "a": b"a", "b": b"b", "c": b"\0\xff", "d": b"d",
    }  # fmt: skip


async def test_a_new_version_has_no_signature_until_it_is_given_one(catalogue: Catalogue) -> None:
    await catalogue.accept(repaired(id="a"))
    await index_all(catalogue)
    await catalogue.signatures.place("a", "a", b"one")
    await catalogue.accept(repaired("Trams stop.", id="a"))
    assert await catalogue.signatures.all() == [("a", b"one")]
    await index_all(catalogue)
    assert await catalogue.signatures.all() == []
    await catalogue.signatures.place("a", "a", b"two")
    await catalogue.signatures.place("gone", "a", b"three")
    assert await catalogue.signatures.all() == [("a", b"two")]


async def test_the_first_reply_to_a_request_is_kept_for_a_day(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await catalogue.replies.find("k") is None
    first = await catalogue.replies.keep("k", "d1", 201, '{"a": "ü"}')
    assert (first.key, first.digest, first.status, first.body) == ("k", "d1", 201, '{"a": "ü"}')
    assert await catalogue.replies.keep("k", "d2", 200, "other") == first
    assert await catalogue.replies.find("k") == first
    monkeypatch.setattr(replies, "_KEPT", first.at - first.at)
    assert await catalogue.replies.find("k") is None
    await catalogue.replies.keep("other", "d", 200, "")
    monkeypatch.undo()
    assert await catalogue.replies.find("k") is None
    assert (await catalogue.replies.keep("k", "d2", 200, "new")).body == "new"


async def test_a_version_that_was_overtaken_does_not_come_back(catalogue: Catalogue) -> None:
    await catalogue.accept(repaired("one", id="a"))
    [slow] = await catalogue.queue.pending(1)
    await catalogue.accept(repaired("two", id="a"))
    await index_all(catalogue)
    await catalogue.queue.indexed(slow, [Span(start=0, end=3)])
    assert (await catalogue.article("a")).text == "two"
    assert await catalogue.passage_ids(Filters()) == ["a:2:0"]
    assert await catalogue.queue.leaving() == ["a:1:0"]


async def test_two_processes_that_accept_the_same_uri_at_once_agree(postgres: str) -> None:
    where = await emptied(postgres)
    async with several(where, 2) as (one, other):
        for n in range(20):
            both = [each.accept(repaired(f"Tram {n}", id="a")) for each in (one, other)]
            outcomes = sorted(accepted.outcome for accepted in await asyncio.gather(*both))
            assert outcomes == ["added" if n == 0 else "changed", "unchanged"]
            both = [
                each.accept(repaired(f"{n}{word}", uri="test:b", id="b"))
                for each, word in ((one, "red"), (other, "blue"))
            ]
            versions = sorted(accepted.version for accepted in await asyncio.gather(*both))
            assert versions == [2 * n + 1, 2 * n + 2]
        assert (await one.counts())["articles"] == 2


async def test_two_processes_may_make_the_tables_at_once(postgres: str) -> None:
    where = await emptied(postgres)
    async with several(where, 3) as catalogues:
        for catalogue in catalogues:
            assert (await catalogue.counts())["articles"] == 0


async def dump(where: Path | str) -> dict[str, Any]:
    """All that is in a database."""
    engine = create_async_engine(_driven(where))
    try:
        async with engine.connect() as connection:
            found = sa.MetaData()
            await connection.run_sync(found.reflect)
            return {
                table.name: [tuple(row) for row in await connection.execute(sa.select(table))]
                for table in found.sorted_tables
            }
    finally:
        await engine.dispose()


def _driven(where: Path | str) -> str:
    if isinstance(where, Path):
        return f"sqlite+aiosqlite:///{where}"
    return driven(where)


def test_the_last_migration_is_known_without_alembic() -> None:
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_heads() == [migrations.HEAD]


async def test_what_came_before_there_were_collections_is_in_the_default_one(
    tmp_path: Path,
) -> None:
    file = tmp_path / "catalogue.sqlite3"
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(
            sa.text("INSERT INTO articles VALUES ('old', 'test:old', 1, NULL, NULL)")
        )
    engine.dispose()
    async with Catalogue.open(file) as catalogue:
        await catalogue.collect("old", ["default", "press"])
        changes = [one.what for one in await catalogue.audit.latest(5)]
        await catalogue.accept(repaired(uri="test:new", id="new"))
        assert (await catalogue.article("new")).collections == ("default",)
        with pytest.raises(ArticleUnknown):
            await catalogue.seen_by(frozenset({"other"})).remove("old")
    assert changes == ["collected article"]


async def test_the_migrations_make_the_tables_that_the_code_describes(where: Path | str) -> None:
    async with Catalogue.open(where):
        pass
    engine = create_async_engine(_driven(where))
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), META)
        )
    await engine.dispose()
    assert differences == []


async def test_a_catalogue_made_by_a_newer_version_is_refused_and_unchanged(
    where: Path | str,
) -> None:
    async with Catalogue.open(where) as catalogue:
        await catalogue.accept(repaired())
    engine = create_async_engine(_driven(where))
    async with engine.begin() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    before = await dump(where)
    with pytest.raises(DirectoryTooNew, match="newer version") as caught:
        async with Catalogue.open(where):
            pass
    assert "Update Assay" in caught.value.hint
    assert await dump(where) == before


async def test_sqlite_writes_ahead_minds_keys_and_waits_for_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalogue.sqlite3"
    async with Catalogue.open(url) as catalogue, catalogue._database.reading() as connection:
        asked = ("journal_mode", "foreign_keys", "busy_timeout")
        found = [await connection.scalar(sa.text(f"PRAGMA {name}")) for name in asked]
    assert found == ["wal", 1, 10_000]


@pytest.mark.parametrize("name", ["plain", "with ? and #", "100 %20", "é:@"])
async def test_any_folder_can_hold_the_file(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    async with Catalogue.open(folder / "catalogue.sqlite3"):
        assert (folder / "catalogue.sqlite3").is_file()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((QUOTED_PASSWORD, "another"), "password authentication failed"),
        (("/postgres", "/nothing"), 'database "nothing" does not exist'),
        (("assay:", "nobody:"), "password authentication failed"),
        (("127.0.0.1:", "127.0.0.1:1?port="), "can't be read"),
        (("/postgres", "/postgres?bogus=1"), "has an option that can't be used: .*bogus"),
        (("/postgres", "/postgres?sslmode=require"), "SSL"),
        (("postgresql:", "mysql:"), "can't be read"),
        (("postgresql://", "postgresql//"), "can't be read"),
    ],
)
async def test_a_server_that_cannot_be_used_is_told_without_the_password(
    postgres: str, change: tuple[str, str], told: str
) -> None:
    await _refused(postgres.replace(*change), told)


async def test_a_server_that_is_not_there_is_told(unused_tcp_port: int) -> None:
    url = f"postgres://assay:{QUOTED_PASSWORD}@127.0.0.1:{unused_tcp_port}/assay"
    await _refused(url, f"assay on 127.0.0.1:{unused_tcp_port} can't be used: .*Connect")


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "_CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        await _refused(f"postgres://assay@127.0.0.1:{port}/assay", "It said nothing in time")


async def _refused(url: str, told: str) -> None:
    with pytest.raises(DirectoryNotUsable, match=told) as caught:
        async with Catalogue.open(url):
            pass
    assert "ASSAY_DATABASE_URL" in caught.value.hint
    said = "".join([*traceback.format_exception(caught.value), caught.value.hint])
    for way_to_write_it in (PASSWORD, QUOTED_PASSWORD):
        assert way_to_write_it not in said


async def test_a_server_that_stops_answering_is_told(postgres: str) -> None:
    where = await emptied(postgres)
    async with Catalogue.open(where) as catalogue:
        await catalogue.accept(repaired())
        await _end_sessions(postgres)
        assert (await catalogue.counts())["articles"] == 1  # connected again, unseen


async def _end_sessions(url: str) -> None:
    engine = create_async_engine(_driven(url))
    async with engine.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        await connection.execute(sa.text(end))
    await engine.dispose()


def _words(_: Settings) -> WordEmbedding:
    return WordEmbedding()


async def test_the_whole_way_in_and_out_over_postgresql(postgres: str, tmp_path: Path) -> None:
    settings = load(data=tmp_path, database_url=await emptied(postgres))
    assert QUOTED_PASSWORD not in repr(settings)
    received = Received(
        uri="test:a", id="a", title="A year", raw="Kessandra made 3,410 tonnes of oxide."
    )
    async with build(settings, "a test", load_embedding=_words) as service:
        report = await service.ingest.add([received])
        assert report.added == ["test:a"]
        before = await service.search("oxide", Filters(), 5)
        assert [hit.text for hit in before] == [received.raw]
    assert not (tmp_path / "catalogue.sqlite3").exists()
    async with build(settings, "a test", load_embedding=_words) as service:
        assert (await service.ingest.add([received])).unchanged == ["test:a"]
        assert await service.search("oxide", Filters(), 5) == before
    rebuilt = await rebuild(settings, "a test", load_embedding=_words)
    assert rebuilt == Rebuilt(indexed=1, failed=[])
    async with build(settings, "a test", load_embedding=_words) as service:
        assert await service.search("oxide", Filters(), 5) == before
        await service.ingest.remove("a")
        assert not await service.search("oxide", Filters(), 5)


SHUOYAN = Alias("朔砚集团", "Shuoyan Group")
LANPI = Alias("岚陂", "Lanpi")


async def test_aliases_are_those_of_versions_that_can_be_found(catalogue: Catalogue) -> None:
    for uri in ("test:a", "test:b"):
        await catalogue.accept(repaired(uri=uri))
    revisions = [await catalogue.aliases_revision()]
    for article in await catalogue.queue.pending(10):
        await catalogue.queue.indexed(article, [], [SHUOYAN, LANPI])
    assert sorted(await catalogue.aliases()) == [(LANPI, 2), (SHUOYAN, 2)]
    revisions.append(await catalogue.aliases_revision())
    newer = await catalogue.accept(repaired("Trams stop."))
    assert sorted(await catalogue.aliases()) == [(LANPI, 2), (SHUOYAN, 2)]
    [article] = await catalogue.queue.pending(10)
    await catalogue.queue.indexed(article, [], [LANPI])
    assert sorted(await catalogue.aliases()) == [(LANPI, 2), (SHUOYAN, 1)]
    revisions.append(await catalogue.aliases_revision())
    await catalogue.remove(newer.id)
    assert sorted(await catalogue.aliases()) == [(LANPI, 1), (SHUOYAN, 1)]
    revisions.append(await catalogue.aliases_revision())
    assert len(set(revisions)) == len(revisions)


async def test_aliases_found_again_replace_those_found_before(catalogue: Catalogue) -> None:
    accepted = await catalogue.accept(repaired())
    article = await catalogue.article(accepted.id)
    for pairs in ([SHUOYAN], [LANPI], [LANPI]):
        await catalogue.queue.indexed(article, [], pairs)
    assert await catalogue.aliases() == [(LANPI, 1)]
    await catalogue.generations.set_aside(2, [(article, [], [SHUOYAN])])
    assert await catalogue.aliases() == [(SHUOYAN, 1)]


async def test_articles_without_aliases_leave_what_is_kept_in_memory_alone(
    catalogue: Catalogue,
) -> None:
    before = await catalogue.aliases_revision()
    await catalogue.accept(repaired())
    await index_all(catalogue)
    assert await catalogue.aliases_revision() == before
