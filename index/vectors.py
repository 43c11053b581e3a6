"""The vectors of all passages, in Chroma. Made from the catalogue, and can be made again."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import cast

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import InternalError

_BATCH = 5_000  # Chroma refuses more than 5,461 at once
_COLLECTION = "passages"


class Vectors:
    """Passage ids and their vectors. Calls block: keep them off the event loop."""

    def __init__(self, path: Path) -> None:
        """Open or make the vectors in the folder `path`; one process at a time."""
        settings = Settings(anonymized_telemetry=False, allow_reset=False)
        self._client = cast("Client", chromadb.PersistentClient(str(path), settings))
        self._collection = self._client.get_or_create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def upsert(self, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Store vectors of length 1 under these ids, in place of any that were there."""
        for i in range(0, len(ids), _BATCH):
            self._collection.upsert(
                ids=list(ids[i : i + _BATCH]), embeddings=list(vectors[i : i + _BATCH])
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Take these ids out; unknown ones are no error."""
        for i in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[i : i + _BATCH]))

    def nearest(
        self, vector: Sequence[float], limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ids nearest to a vector with their cosine similarity, best first."""
        try:
            return self._query(vector, limit, among)
        except InternalError:  # Chroma raises on ids that are not there: some have just left
            if among is None:
                raise
            return self._query(vector, limit, self._known(among))

    def _query(
        self, vector: Sequence[float], limit: int, among: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        if among is not None and not among:
            return []
        found = self._collection.query(
            query_embeddings=cast("list[Sequence[float]]", [vector]),
            n_results=limit,
            ids=list(among) if among is not None else None,
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        near = ((id_, 1.0 - far) for id_, far in zip(found["ids"][0], distances, strict=True))
        return sorted(near, key=lambda item: (-round(item[1], 6), item[0]))

    def _known(self, ids: Sequence[str]) -> list[str]:
        return [
            id_
            for i in range(0, len(ids), _BATCH)
            for id_ in self._collection.get(ids=list(ids[i : i + _BATCH]), include=[])["ids"]
        ]

    def get(self, ids: Sequence[str]) -> dict[str, Sequence[float]]:
        """The stored vectors of these ids; unknown ones are left out."""
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        stored = found["embeddings"]
        return dict(zip(found["ids"], stored if stored is not None else (), strict=True))

    def count(self) -> int:
        """How many vectors are stored."""
        return self._collection.count()

    def ids(self) -> set[str]:
        """All ids that are stored."""
        return set(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()
