"""Articles come in once, stay findable, and every index agrees with the catalogue in the end."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from index.accepting import Accepted
from index.arrivals import Done, Failed, Indexed, Refused, Report, reported
from index.catalogue import Catalogue
from index.clusters import Clusters
from index.errors import ArticleRefused, ArticleUnknown
from index.ingest import Ingest
from index.lexical import Lexical
from index.model import Filters, Received
from index.nearest import Nearest
from index.queue import QueueStore
from index.reading import Remark, Unreadable, read
from index.search import HybridSearch, dense_list
from index.transforming import Transform
from index.vectors import Vectors
from tests.fakes import WordEmbedding

TRAMS = Received(id="trams", uri="test:trams", title="Trams", raw="The tram runs daily.\n" * 40)
BUSES = Received(id="buses", uri="test:buses", title="Buses", raw="A bus is slow.\r\nIt stops.")
CHINESE = Received(id="zh", uri="test:zh", title="电车", raw="包头电车很慢。票价为两元。")
ALL = [TRAMS, BUSES, CHINESE]
SHORTER = replace(TRAMS, raw="The tram stopped for good.")
QUESTIONS = ["tram daily", "slow bus", "包头电车", "stops"]


class KilledHere(BaseException):
    """Stands for the end of the process."""


class Choking(WordEmbedding):
    """Can't embed what holds a certain word."""

    word: str = "poison"

    def _get_text_embedding(self, text: str) -> list[float]:
        if self.word in text:
            raise ValueError(f"choked on {self.word}")
        return super()._get_text_embedding(text)


class Watching(WordEmbedding):
    """Calls someone before each text."""

    call: Callable[[str], None]

    def _get_text_embedding(self, text: str) -> list[float]:
        self.call(text)
        return super()._get_text_embedding(text)


class NoVectors(Vectors):
    def upsert(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        raise KilledHere

    def delete(self, ids: Sequence[str]) -> None:
        raise KilledHere


class NoLexical(Lexical):
    def upsert(self, *_: Any, **__: Any) -> None:
        raise KilledHere

    def delete(self, ids: Iterable[str]) -> None:
        raise KilledHere


class NoIndexed(QueueStore):
    async def indexed(self, *_: Any, **__: Any) -> None:
        raise KilledHere


class NoLeft(QueueStore):
    async def left(self, passage_ids: Sequence[str]) -> None:
        raise KilledHere


@dataclass(frozen=True)
class Home:
    """One process's view of a data directory."""

    ingest: Ingest
    search: HybridSearch

    async def results(self) -> list[list[tuple[str, str, float]]]:
        hits = [await self.search(question, Filters(), 5) for question in QUESTIONS]
        return [[(hit.id, hit.text, hit.score) for hit in some] for some in hits]

    async def assert_agreed(self, *articles: str) -> None:
        """Every index holds the same passages, they are those of `articles`, and nothing waits."""
        kept = set(await self.ingest.catalogue.passage_ids(Filters()))
        assert self.ingest.vectors.ids() == kept
        assert self.ingest.lexical.ids() == kept
        assert {":".join(id_.split(":")[:2]) for id_ in kept} == set(articles)
        assert await self.ingest.catalogue.queue.leaving() == []
        assert await self.ingest.catalogue.queue.pending(9) == []


@asynccontextmanager
async def home(
    path: Path,
    *,
    embedding: WordEmbedding | None = None,
    vectors: type[Vectors] = Vectors,
    lexical: type[Lexical] = Lexical,
    queue: type[QueueStore] = QueueStore,
) -> AsyncIterator[Home]:
    """A process that has `path` open, with parts that may fail."""
    model = embedding or WordEmbedding()
    async with Catalogue.open(path / "catalogue.sqlite3") as kept:
        kept.queue = queue(kept._database)
        near, words = vectors(path / "vectors"), lexical(path / "lexical")
        try:
            yield Home(
                Ingest(kept, near, words, Transform(model), "words@1", Clusters(kept)),
                HybridSearch(
                    kept, dense_list(model.get_query_embedding, Nearest(near, words)), words.best
                ),
            )
        finally:
            near.close()
            words.close()


async def add(path: Path, *items: Received | Unreadable, **parts: Any) -> Report:
    async with home(path, **parts) as here:
        return await here.ingest.add(items)


async def test_what_was_added_is_found_at_its_exact_place(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        report = await here.ingest.add(ALL)
        assert report == Report(added=[item.uri for item in ALL])
        await here.assert_agreed("trams:1", "buses:1", "zh:1")
        for question, id_ in zip(QUESTIONS, ["trams", "buses", "zh"], strict=False):
            hit = (await here.search(question, Filters(), 1))[0]
            article = await here.ingest.catalogue.article(hit.article_id, hit.version)
            assert hit.article_id == id_
            assert article.state == "indexed"
            assert article.text[hit.start : hit.end] == hit.text
        assert (await here.ingest.catalogue.article("zh")).language == "zh"


async def test_articles_that_are_slow_to_read_hold_up_no_search(tmp_path: Path) -> None:
    read = threading.Event()

    def slowly() -> Iterator[Received]:
        read.wait()
        yield from ()

    async with home(tmp_path) as here:
        adding = [asyncio.create_task(here.ingest.add(slowly())) for _ in range(40)]
        try:
            async with asyncio.timeout(60):
                await here.search("tram", Filters(), 1)
        finally:
            read.set()
            await asyncio.gather(*adding)


async def test_adding_the_same_articles_twice_changes_nothing(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.ingest.add(ALL)
        before = await here.results()
        assert await here.ingest.add(ALL) == Report(unchanged=[item.uri for item in ALL])
        assert await here.results() == before
        await here.assert_agreed("trams:1", "buses:1", "zh:1")


async def test_what_scrolled_out_of_a_feed_stays(tmp_path: Path) -> None:
    entry = "<item><title>Tram {0}</title><description>Tram {0} runs.</description></item>"
    feed = tmp_path / "a.rss"
    async with home(tmp_path) as here:
        for numbers in ((1, 2), (3, 2)):
            told = "".join(map(entry.format, numbers))
            feed.write_text(f'<rss version="2.0"><channel><title>T</title>{told}</channel></rss>')
            report = await here.ingest.add(read([feed]))
        assert (len(report.added), len(report.unchanged)) == (1, 1)
        kept = await here.ingest.catalogue.page(None, 9)
        assert sorted(one.title for one in kept[0]) == ["Tram 1", "Tram 2", "Tram 3"]


async def test_titles_authors_and_outlets_are_repaired_as_texts_are(tmp_path: Path) -> None:
    broken = replace(TRAMS, title="cafÃ©\u200b reopens", author="JÃ¼rgen", outlet="MÃ¼nchner Bote")
    async with home(tmp_path) as here:
        await here.ingest.add([broken])
        found = await here.ingest.catalogue.article("trams")
        assert (found.title, found.author) == ("café reopens", "Jürgen")
        assert found.outlet == "Münchner Bote"


async def test_traditional_and_simplified_chinese_find_each_other(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.ingest.add(ALL)
        assert here.ingest.lexical.best("包頭電車", 1)[0][0].startswith("zh:")


async def test_a_changed_article_replaces_its_passages_in_every_index(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.ingest.add(ALL)
        assert await here.ingest.add([SHORTER]) == Report(changed=[TRAMS.uri])
        await here.assert_agreed("trams:2", "buses:1", "zh:1")
        assert here.ingest.lexical.best("daily", 5) == []


async def test_a_replaced_article_is_found_until_its_new_version_is(tmp_path: Path) -> None:
    seen = list[str]()

    async with home(tmp_path) as here:
        await here.ingest.add([TRAMS])

    def look(text: str) -> None:
        hits = asyncio.run_coroutine_threadsafe(here.search("tram", Filters(), 9), loop).result(9)
        seen.extend({f"{hit.article_id}:{hit.version}" for hit in hits})

    loop = asyncio.get_running_loop()
    async with home(tmp_path, embedding=Watching(call=look)) as here:
        await here.ingest.add([SHORTER])
        assert seen == ["trams:1"]
        await here.assert_agreed("trams:2")


async def test_an_article_that_cannot_be_embedded_fails_alone(tmp_path: Path) -> None:
    bad = Received(id="bad", uri="test:bad", title="Bad", raw="This is poison.")
    report = await add(tmp_path, TRAMS, bad, BUSES, embedding=Choking())
    assert report.added == [TRAMS.uri, bad.uri, BUSES.uri]
    [failed] = report.failed
    assert failed.uri == bad.uri
    assert "choked on poison" in failed.problem
    async with home(tmp_path) as here:
        await here.assert_agreed("trams:1", "buses:1")
        kept = await here.ingest.catalogue.article("bad")
        assert kept.state == "failed"
        assert "choked on poison" in (kept.problem or "")

        assert await here.ingest.add([bad]) == Report(unchanged=[bad.uri])
        await here.assert_agreed("trams:1", "buses:1", "bad:1")


async def test_a_new_version_that_cannot_be_embedded_leaves_the_one_before(tmp_path: Path) -> None:
    async with home(tmp_path, embedding=Choking()) as here:
        await here.ingest.add([TRAMS])
        await here.ingest.add([replace(TRAMS, raw="Now poison.")])
        await here.assert_agreed("trams:1")


async def test_what_cannot_be_accepted_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    unread = Unreadable("gone.txt", "can't be read")
    report = await add(
        tmp_path,
        unread,
        Received(uri="test:blank", title="", raw="— …\n"),
        Received(uri="test:odd", id="a/b", title="", raw="Odd id."),
        BUSES,
    )
    assert report.added == [BUSES.uri]
    assert [failed.uri for failed in report.failed] == ["gone.txt", "test:blank", "test:odd"]
    assert all(failed.hint for failed in report.failed[1:])


async def test_an_article_without_words_is_refused(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        with pytest.raises(ArticleRefused, match="no words"):
            await here.ingest.accept(Received(uri="test:blank", title="Blank", raw="?!"))


async def test_the_way_in_is_one_stream_that_tells_of_everything_in_turn(tmp_path: Path) -> None:
    bad = Received(id="bad", uri="test:bad", title="Bad", raw="This is poison.")
    odd = Unreadable("gone.txt", "can't be read", "Look.")
    note = Remark("a.md", "a field was ignored")
    async with home(tmp_path, embedding=Choking()) as here:
        told = [event async for event in here.ingest.events([BUSES, note, odd, bad])]
    assert told == [
        Accepted(id="buses", uri=BUSES.uri, version=1, outcome="added"),
        note,
        Refused(place=1, uri="gone.txt", problem="It can't be read.", hint="Look."),
        Accepted(id="bad", uri=bad.uri, version=1, outcome="added"),
        Indexed(id="buses"),
        Failed(
            id="bad",
            uri=bad.uri,
            problem="It could not be embedded: choked on poison",
            hint="Add it again.",
        ),
        Done(),
    ]


async def test_whoever_leaves_the_stream_early_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        async with aclosing(here.ingest.events(ALL)) as events:
            async for event in events:
                if isinstance(event, Indexed):
                    break
        assert await reported(here.ingest.events()) == Report()
        await here.assert_agreed("trams:1", "buses:1", "zh:1")


async def test_of_what_comes_twice_at_once_the_last_counts(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.ingest.add([TRAMS])
        report = await here.ingest.add([SHORTER, TRAMS])
        assert report.changed == [TRAMS.uri, TRAMS.uri]
        assert (await here.ingest.catalogue.article("trams")).text.startswith("The tram runs")
        await here.assert_agreed("trams:3")


@pytest.mark.parametrize(
    "parts",
    [
        {"vectors": NoVectors}, {"lexical": NoLexical}, {"queue": NoIndexed},
        {"queue": NoLeft},
    ],
    ids=["before vectors", "before words", "before it counts as indexed", "before it was tidied"],
)  # fmt: skip
async def test_wherever_adding_was_cut_off_the_next_start_carries_on(
    tmp_path: Path, parts: dict[str, Any]
) -> None:
    await add(tmp_path, TRAMS, BUSES)
    with pytest.raises(KilledHere):
        await add(tmp_path, SHORTER, CHINESE, **parts)
    async with home(tmp_path) as here:
        assert await reported(here.ingest.indexing()) == Report()
        await here.assert_agreed("trams:2", "buses:1", "zh:1")


@pytest.mark.parametrize(
    "parts",
    [{"vectors": NoVectors}, {"lexical": NoLexical}, {"queue": NoLeft}],
    ids=["before vectors", "before words", "before it was noted"],
)
async def test_wherever_removing_was_cut_off_the_article_is_gone_from_every_index(
    tmp_path: Path, parts: dict[str, Any]
) -> None:
    await add(tmp_path, TRAMS, BUSES)
    async with home(tmp_path, **parts) as here:
        with pytest.raises(KilledHere):
            await here.ingest.remove("trams")
        assert {hit.article_id for hit in await here.search("tram", Filters(), 9)} <= {"buses"}
    async with home(tmp_path) as here:
        await reported(here.ingest.indexing())
        await here.assert_agreed("buses:1")


async def test_a_removed_article_is_gone_from_every_index(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        await here.ingest.add(ALL)
        await here.ingest.remove("trams")
        await here.assert_agreed("buses:1", "zh:1")
        with pytest.raises(ArticleUnknown):
            await here.ingest.remove("trams")
        assert await here.ingest.add([TRAMS]) == Report(added=[TRAMS.uri])
        await here.assert_agreed("trams:1", "buses:1", "zh:1")


async def test_an_article_removed_while_it_is_embedded_is_gone_from_every_index(
    tmp_path: Path,
) -> None:
    def remove(text: str) -> None:
        removing = kept.remove("trams")
        if not removed:
            removed.append(text)
            asyncio.run_coroutine_threadsafe(removing, loop).result(9)
        else:
            removing.close()

    loop, removed = asyncio.get_running_loop(), list[str]()
    async with home(tmp_path, embedding=Watching(call=remove)) as here:
        kept = here.ingest.catalogue
        report = await here.ingest.add([TRAMS, BUSES])
        assert report.failed == []
        await here.assert_agreed("buses:1")


async def test_a_version_accepted_while_the_one_before_is_embedded_comes_next(
    tmp_path: Path,
) -> None:
    def change(text: str) -> None:
        if not changed:
            changed.append(text)
            asyncio.run_coroutine_threadsafe(here.ingest.accept(SHORTER), loop).result(9)

    loop, changed = asyncio.get_running_loop(), list[str]()
    async with home(tmp_path, embedding=Watching(call=change)) as here:
        await here.ingest.add([TRAMS])
        await here.assert_agreed("trams:2")


async def test_two_who_add_at_once_take_turns(tmp_path: Path) -> None:
    async with home(tmp_path) as here:
        reports = await asyncio.gather(here.ingest.add([TRAMS, BUSES]), here.ingest.add([CHINESE]))
        assert [len(report.added) for report in reports] == [2, 1]
        assert [report.failed for report in reports] == [[], []]
        await here.assert_agreed("trams:1", "buses:1", "zh:1")


async def test_reading_does_not_hold_up_those_who_ask_meanwhile(tmp_path: Path) -> None:
    readers: list[int] = []

    def items() -> Iterator[Received]:
        readers.append(threading.get_ident())
        yield Received(uri="test:read", title="Read", raw="Trams run on Sundays.")

    async with home(tmp_path) as here:
        report = await here.ingest.add(items())
    assert report.added == ["test:read"]
    assert readers != [threading.get_ident()]


async def test_the_lexical_index_lets_through_what_the_catalogue_does(tmp_path: Path) -> None:
    """Whatever is filtered by; the catalogue is the truth."""
    days = (None, date(2024, 1, 1), date(2024, 1, 2))
    some: dict[str, tuple[Any, ...]] = {
        "published_from": days,
        "published_to": days,
        "as_of": days,
        "outlets": ((), ("TRAM weekly",), ("Tram", "strasse", "矿业周刊")),
        "languages": ((), ("en",)),
        "articles": ((), ("trams", "buses", "none")),
    }
    articles = [
        replace(TRAMS, outlet="Tram Weekly", published=date(2024, 1, 1)),
        replace(BUSES, outlet="Straße", published=date(2024, 1, 2)),
        replace(CHINESE, outlet="矿业周刊"),
    ]
    async with home(tmp_path) as here:
        await here.ingest.add(articles)
        for values in product(*some.values()):
            filters = Filters(**dict(zip(some, values, strict=True)))
            passing = set(await here.ingest.catalogue.passage_ids(filters))
            assert here.ingest.lexical.ids(filters) == passing, filters


async def test_what_stands_around_a_text_controls_no_terminal(tmp_path: Path) -> None:
    hostile = replace(TRAMS, title="Trams\x1b]0;owned\x07 open", outlet="The\x9b31mDaily")
    async with home(tmp_path) as here:
        await here.ingest.add([hostile])
        kept = await here.ingest.catalogue.article("trams")
        assert "Trams" in kept.title
        assert f"{kept.title}{kept.outlet}".isprintable()
        assert (await here.ingest.add([hostile])).unchanged == [TRAMS.uri]


async def test_memory_is_given_back_after_much_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds up whatever else the process does."""
    given_back: list[int] = []
    monkeypatch.setattr("index.ingest._give_back_memory", lambda: given_back.append(1))
    async with home(tmp_path) as here:
        await here.ingest.add([BUSES, CHINESE])
        assert given_back == []
        monkeypatch.setattr("index.ingest._MUCH", 10)
        await here.ingest.add([TRAMS])
        assert given_back == [1]
