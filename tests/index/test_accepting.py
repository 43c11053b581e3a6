"""What comes in is kept as it came, once, or refused with a reason."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.accepting import Accepted
from index.catalogue import Catalogue
from index.errors import ArticleRefused
from index.model import Article
from index.repairing import repair
from tests.index.articles import index_all, repaired, several
from tests.postgres import emptied


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
    assert accepted == Accepted(id="t-1", uri="test:a", version=1, outcome="added")
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
        id=first.id, uri="test:a", version=1, outcome="unchanged"
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
    assert a == Accepted(id="a", uri="test:a", version=1, outcome="added")
    assert isinstance(refused, ArticleRefused)
    assert same == Accepted(id="a", uri="test:a", version=1, outcome="unchanged")
    assert changed == Accepted(id="a", uri="test:a", version=2, outcome="changed")
    assert c == Accepted(id="c", uri="test:c", version=1, outcome="added", copy_of="a")
    assert (await catalogue.counts())["articles"] == 2
    assert await catalogue.accept_many([]) == []


async def test_an_id_made_from_the_uri_may_be_taken(catalogue: Catalogue) -> None:
    made = (await catalogue.accept(repaired(uri="test:a"))).id
    await catalogue.remove(made)
    await catalogue.accept(repaired(uri="test:b", id=made))
    with pytest.raises(ArticleRefused, match="belongs to test:b") as caught:
        await catalogue.accept(repaired(uri="test:a"))
    assert "id of its own" in caught.value.hint


async def test_more_articles_than_one_statement_may_name_are_told_unchanged(
    catalogue: Catalogue,
) -> None:
    known = repaired()
    await catalogue.accept(known)
    many = [replace(known.received, uri=f"test:{number}") for number in range(40_000)]
    told = await catalogue.unchanged([*many, known.received], known.repaired_by)
    assert [one.uri for one in told if one] == ["test:a"]


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
