"""The vectors of all passages, in Chroma. Made from the catalogue, and can be made again."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import ClassVar, cast
from urllib.parse import urlsplit

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import chromadb
from chromadb.api.client import Client
from chromadb.auth import UserIdentity
from chromadb.config import Settings
from chromadb.errors import InternalError

from index.errors import VectorsUnreachable, in_a_line
from index.vector_cache import VectorCache

_BATCH = 5_000  # Chroma refuses more than 5,461 at once
_NARROW = 2_000  # passages; so few are compared one by one, which is exact and quicker
_COLLECTION = "passages"
_PATIENCE = 60.0  # seconds that a server may be silent; storing a full batch takes it a few


class Vectors:
    """Passage ids and their vectors. Calls block: keep them off the event loop.

    Those that speak to a server raise `VectorsUnreachable`.
    """

    def __init__(
        self, where: Path | str, name: str = _COLLECTION, patience: float = _PATIENCE
    ) -> None:
        """Open or make the collection `name` in a folder, for one process, or at a server's URL.

        A server may be silent for `patience` seconds.
        """
        self._where = where
        with _told_plainly(where):
            self._client = _client(where, patience)
            self._collection = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        self._cache = VectorCache(self.get)
        self._few: Sequence[str] | None = None
        self._changes = 0
        self._turn = Lock()

    def upsert(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Store vectors of length 1 under these ids, in place of any that were there."""
        with self._changing(ids):
            for i in range(0, len(ids), _BATCH):
                self._collection.upsert(
                    ids=list(ids[i : i + _BATCH]), embeddings=list(vectors[i : i + _BATCH])
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Take these ids out; unknown ones are no error."""
        with self._changing(ids):
            for i in range(0, len(ids), _BATCH):
                self._collection.delete(ids=list(ids[i : i + _BATCH]))

    def changed_elsewhere(self, ids: Sequence[str]) -> None:
        """Another process wrote: what is kept in memory of these ids holds no more."""
        self._cache.forget(ids)
        with self._turn:
            self._few = None
            self._changes += 1

    @contextmanager
    def _changing(self, ids: Sequence[str]) -> Iterator[None]:
        """What is kept in memory of these ids holds no more, even where a batch failed."""
        try:
            with _told_plainly(self._where):
                yield
        finally:
            self.changed_elsewhere(ids)

    def nearest(
        self, vector: Sequence[float], limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ids nearest to a vector with their cosine similarity, best first."""
        if among is None:
            among = self._all_if_few() or None
        if among is not None and len(among) <= _NARROW:
            return _ordered(self._cache.similarities(vector, among).items())[:limit]
        with _told_plainly(self._where):
            try:
                return self._query(vector, limit, among)
            except InternalError:  # Chroma raises on ids that are not there: some have just left
                if among is None:
                    raise
                return self._query(vector, limit, self._known(among))

    def _all_if_few(self) -> Sequence[str]:
        """Every id of a small collection, since its graph may lead nowhere near some; else none."""
        with self._turn:
            few, changes = self._few, self._changes
        if few is None:  # nobody waits for that
            few = sorted(self.ids()) if self.count() <= _NARROW else ()
            with self._turn:
                if changes == self._changes:
                    self._few = few
        return few

    def _query(
        self, vector: Sequence[float], limit: int, among: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        found = self._collection.query(
            query_embeddings=cast("list[Sequence[float]]", [vector]),
            n_results=limit,
            ids=list(among) if among is not None else None,
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return _ordered(
            (id_, 1.0 - far) for id_, far in zip(found["ids"][0], distances, strict=True)
        )

    def _known(self, ids: Sequence[str]) -> list[str]:
        return [
            id_
            for i in range(0, len(ids), _BATCH)
            for id_ in self._collection.get(ids=list(ids[i : i + _BATCH]), include=[])["ids"]
        ]

    def get(self, ids: Sequence[str]) -> dict[str, Sequence[float]]:
        """The stored vectors of these ids; unknown ones are left out."""
        with _told_plainly(self._where):
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        stored = found["embeddings"]
        return dict(zip(found["ids"], stored if stored is not None else (), strict=True))

    def count(self) -> int:
        """How many vectors are stored."""
        with _told_plainly(self._where):
            return self._collection.count()

    def ids(self) -> set[str]:
        """All ids that are stored."""
        with _told_plainly(self._where):
            return set(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Let go of the files, or of the connection."""
        _close(self._client)


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where vectors are kept instead of a folder: a collection for each generation.

    `owner` tells the collections of one catalogue from those of others at the same server. Calls
    block, and raise `VectorsUnreachable`.
    """

    url: str
    owner: str
    patience: float = _PATIENCE
    shared: ClassVar[bool] = True

    def vectors(self, generation: int) -> Vectors:
        """Open or make the vectors of a generation."""
        return Vectors(self.url, f"{self._prefix}{generation}", self.patience)

    def generations(self) -> list[int]:
        """The generations that have a collection here."""
        with _told_plainly(self.url), _connected(self.url, self.patience) as client:
            names = [collection.name for collection in client.list_collections()]
        ours = (name.removeprefix(self._prefix) for name in names if name.startswith(self._prefix))
        return sorted(int(number) for number in ours if number.isdecimal())

    def discard(self, generation: int) -> None:
        """Delete a generation."""
        with _told_plainly(self.url), _connected(self.url, self.patience) as client:
            client.delete_collection(f"{self._prefix}{generation}")

    @property
    def _prefix(self) -> str:
        return f"assay-{self.owner}-"


class _HttpClient(Client):
    """Chroma's client for a server, with an end to waiting; Chroma's own waits for ever.

    It asks the server while it is being made, first of all who we are, then, through a second
    connection, for the database.
    """

    def __init__(self, settings: Settings, patience: float) -> None:
        self._patience = patience
        super().__init__(settings=settings)

    def get_user_identity(self) -> UserIdentity:
        self._limit(self)
        return super().get_user_identity()

    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        self._limit(self._admin_client)
        super()._validate_tenant_database(tenant, database)

    def _limit(self, client: object) -> None:
        client._server._session.timeout = self._patience  # type: ignore[attr-defined]  # noqa: SLF001


def _client(where: Path | str, patience: float) -> Client:
    settings = Settings(anonymized_telemetry=False, allow_reset=False)
    if isinstance(where, Path):
        return cast("Client", chromadb.PersistentClient(str(where), settings))
    url = urlsplit(where)
    https = url.scheme == "https"
    settings.chroma_api_impl = "chromadb.api.fastapi.FastAPI"
    settings.chroma_server_host = url.hostname
    settings.chroma_server_http_port = url.port or (443 if https else 80)
    settings.chroma_server_ssl_enabled = https
    return _HttpClient(settings, patience)


@contextmanager
def _connected(url: str, patience: float) -> Iterator[Client]:
    client = _client(url, patience)
    try:
        yield client
    finally:
        _close(client)


def _close(client: Client) -> None:
    """Close a client, and its connections to a server, which Chroma leaves open."""
    apis = (client._server, getattr(client._admin_client, "_server", None))  # noqa: SLF001
    client.close()
    for session in (getattr(api, "_session", None) for api in apis):
        if session:
            session.close()


@contextmanager
def _told_plainly(where: Path | str) -> Iterator[None]:
    """Raises `VectorsUnreachable` for whatever goes wrong with a server."""
    try:
        yield
    except Exception as error:
        if isinstance(where, Path):
            raise
        raise VectorsUnreachable(
            f"The Chroma server at {where} can't be used: {in_a_line(error)}",
            "Check that it runs there, and that ASSAY_CHROMA_URL names it. "
            "`chroma run --host 127.0.0.1 --port 8000 --path DIR` starts one.",
        ) from error


def _ordered(found: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(found, key=lambda item: (-round(item[1], 6), item[0]))
