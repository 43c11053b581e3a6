"""What near-copies are known by, and the clusters that they are put into."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from index.database import Store
from index.model import Article
from index.queries import WHOLE, read
from index.schema import ARTICLES, FOUND, VERSIONS


class SignatureStore(Store):
    """Signatures and clusters of articles."""

    async def all(self) -> list[tuple[str, bytes]]:
        """Articles that can be found, and what their near-copies are known by."""
        query = sa.select(ARTICLES.c.id, VERSIONS.c.signature).join(VERSIONS, FOUND)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.where(VERSIONS.c.signature.is_not(None)))
            return [(row.id, row.signature) for row in rows]

    async def unplaced(self, limit: int) -> list[Article]:
        """Articles that can be found, and were not compared with the others yet."""
        query = WHOLE.join(VERSIONS, FOUND).where(VERSIONS.c.signature.is_(None))
        async with self._database.reading() as connection:
            return read(await connection.execute(query.order_by(ARTICLES.c.id).limit(limit)))

    async def labels(self, ids: Collection[str]) -> dict[str, str]:
        """The clusters of these articles, by id."""
        query = sa.select(ARTICLES.c.id, ARTICLES.c.cluster)
        query = query.where(ARTICLES.c.id.in_(ids), ARTICLES.c.cluster.is_not(None))
        async with self._database.reading() as connection:
            return {row.id: row.cluster for row in await connection.execute(query)}

    async def place(
        self, id_: str, label: str, signature: bytes, merged: Sequence[str] = ()
    ) -> None:
        """Put an article that can be found into a cluster, and all of the `merged` ones with it."""
        this = sa.exists().where(FOUND, ARTICLES.c.id == id_)
        members = sa.or_(ARTICLES.c.id == id_, ARTICLES.c.cluster.in_(merged))
        async with self._database.writing() as connection:
            await connection.execute(sa.update(ARTICLES).where(members).values(cluster=label))
            await connection.execute(sa.update(VERSIONS).where(this).values(signature=signature))
