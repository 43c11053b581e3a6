"""The database under the catalogue: its tables, its migrations, and servers that fail."""

import asyncio
import socket
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from evals.servers import PASSWORD, QUOTED_PASSWORD
from index import database as database_module
from index import migrations
from index.catalogue import Catalogue
from index.conversations import StoredTurn
from index.errors import ArticleUnknown, DirectoryNotUsable, DirectoryTooNew
from index.model import Filters, Received
from index.schema import META
from service.maintenance import Rebuilt, rebuild
from service.settings import Settings, load
from service.wiring import build
from tests.fakes import WordEmbedding
from tests.index.articles import dump, repaired, several, url_of
from tests.postgres import emptied


async def test_two_processes_may_make_the_tables_at_once(postgres: str) -> None:
    where = await emptied(postgres)
    async with several(where, 3) as catalogues:
        for catalogue in catalogues:
            assert (await catalogue.counts())["articles"] == 0


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
        await catalogue.accept(repaired(uri="test:new", id="new"))
        assert (await catalogue.article("new")).collections == ("default",)
        with pytest.raises(ArticleUnknown):
            await catalogue.seen_by(frozenset({"other"})).remove("old")
        await catalogue.seen_by(frozenset({"default"})).remove("old")


async def test_the_migrations_make_the_tables_that_the_code_describes(where: Path | str) -> None:
    async with Catalogue.open(where):
        pass
    engine = create_async_engine(url_of(where))
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
    engine = create_async_engine(url_of(where))
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


async def test_what_a_process_does_alone_another_may_once_its_session_is_gone(
    postgres: str,
) -> None:
    async with several(await emptied(postgres), 2) as (one, other), one.alone(7) as ours:
        async with other.alone(7) as theirs:
            assert (ours, theirs) == (True, False)
        await _end_sessions(postgres)
        async with other.alone(7) as theirs:
            assert theirs


async def test_what_was_restored_from_a_dump_is_another_catalogue(postgres: str) -> None:
    where = await emptied(postgres)
    async with Catalogue.open(where) as catalogue:
        identity = await catalogue.identity()
    server = create_async_engine(url_of(_named(where, "template1")), isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(sa.text("CREATE DATABASE staging TEMPLATE postgres"))
        try:
            async with several(_named(where, "staging"), 2) as copies:
                drawn = await asyncio.gather(*(copy.identity() for copy in copies))
                assert await copies[0].identity() == drawn[0] == drawn[1] != identity
            async with Catalogue.open(where) as catalogue:
                assert await catalogue.identity() == identity
        finally:
            await connection.execute(sa.text("DROP DATABASE staging"))
    await server.dispose()


def _named(url: str, database: str) -> str:
    return url.removesuffix("/postgres") + f"/{database}"


async def _end_sessions(url: str) -> None:
    engine = create_async_engine(url_of(url))
    async with engine.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        await connection.execute(sa.text(end))
    await engine.dispose()


async def test_what_one_process_does_alone_holds_no_transaction_and_fails_in_its_own_words(
    postgres: str,
) -> None:
    async def fails_alone(one: Catalogue, other: Catalogue) -> None:
        async with one.alone(7) as ours, other.alone(7) as theirs:
            assert (ours, theirs, await _in_transaction(postgres)) == (True, False, 0)
            raise TimeoutError("the indexes")  # an OSError, as of a broken disk

    async with several(await emptied(postgres), 2) as (one, other):
        with pytest.raises(TimeoutError, match="the indexes"):
            await fails_alone(one, other)
        async with other.alone(7) as free:
            assert free


async def _in_transaction(url: str) -> int:
    engine = create_async_engine(url_of(url))
    async with engine.connect() as connection:
        idle = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
        found = await connection.scalar(sa.text(idle))
    await engine.dispose()
    return int(found or 0)


async def test_two_processes_that_write_the_same_row_at_once_both_succeed(postgres: str) -> None:
    turn = StoredTurn(put="2026-04-23T10:00:00Z", question="Why?", text="So.", id=None, open=False)
    async with several(await emptied(postgres), 2) as both:
        for _ in range(20):
            await asyncio.gather(*(each.generations.begin("words@1") for each in both))
            kept = (each.conversations.put("ann", turn.put, turn, (), 9) for each in both)
            assert await asyncio.gather(*kept) == [True, True]
        assert await both[0].generations.fingerprint() == "words@1"


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
