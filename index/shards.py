"""Vectors that are made before anything is indexed: files of a folder, a few for each shard.

A shard holds some articles' passages, known by digests of what the embedding read, so that it stays
good however passages are named later. Its last file appears when it is whole: whoever begins again
knows what is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedding, OtherwiseEmbedded
from index.model import Article

_DIGEST = 16  # bytes

Digest = bytes


@dataclass(frozen=True, slots=True)
class Shard:
    """Articles whose passages all are here, and the passages' vectors, [passages, numbers]."""

    articles: Sequence[Digest]
    passages: Sequence[Digest]
    vectors: NDArray[np.float32]


def digest_of(*parts: str) -> Digest:
    """What a text is known by."""
    return blake2b("\0".join(parts).encode(errors="replace"), digest_size=_DIGEST).digest()


def digest_of_article(article: Article) -> Digest:
    """What an article is known by, as far as its passages' vectors depend on it."""
    return digest_of(article.title, article.text)


class Shards:
    """The shards of one embedding in a folder."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        """Open or make the folder, and see what is there; the vectors stay on the disk."""
        self._folder = folder / digest_of(fingerprint).hex()
        self._folder.mkdir(parents=True, exist_ok=True)
        self.articles: set[Digest] = set()
        self._places: dict[Digest, tuple[int, int]] = {}
        self._vectors: list[NDArray[np.float32]] = []
        for whole in sorted(self._folder.glob("*.articles.npy")):
            self._open(whole.name.partition(".")[0])

    def keep(self, shard: Shard) -> None:
        """Write a shard; it is there once this returns."""
        name = uuid4().hex
        self._write(f"{name}.vectors", shard.vectors)
        self._write(f"{name}.passages", _as_rows(shard.passages))
        self._write(f"{name}.articles", _as_rows(shard.articles))
        self._open(name)

    def vector(self, digest: Digest) -> NDArray[np.float32] | None:
        """The vector of a text, if it is here."""
        place = self._places.get(digest)
        return None if place is None else self._vectors[place[0]][place[1]]

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._places)

    def _open(self, name: str) -> None:
        self.articles.update(cut(np.load(self._path(f"{name}.articles")).tobytes()))
        passages = cut(np.load(self._path(f"{name}.passages")).tobytes())
        number = len(self._vectors)
        self._places.update((digest, (number, row)) for row, digest in enumerate(passages))
        self._vectors.append(np.load(self._path(f"{name}.vectors"), mmap_mode="r"))

    def _write(self, name: str, rows: NDArray[np.generic]) -> None:
        part = self._folder / f"{name}.part"
        with part.open("wb") as file:
            np.save(file, rows)
        part.replace(self._path(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.npy"


def embedded_before(embedding: Embedding, shards: Shards) -> Embedding:
    """The embedding, with the vectors of passages from shards; what they lack is made."""

    def embed(texts: list[str]) -> list[list[float]]:
        there = [shards.vector(digest_of(text)) for text in texts]
        lacking = [text for text, vector in zip(texts, there, strict=True) if vector is None]
        made = iter(embedding.get_text_embedding_batch(lacking) if lacking else ())
        return [next(made) if vector is None else vector.tolist() for vector in there]

    return OtherwiseEmbedded(embedding, embed)


def _as_rows(digests: Sequence[Digest]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, _DIGEST)


def cut(digests: bytes) -> list[Digest]:
    """Digests that were written one behind the other."""
    return [digests[start : start + _DIGEST] for start in range(0, len(digests), _DIGEST)]
