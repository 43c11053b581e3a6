"""What the catalogue makes of an article that comes in, within one transaction."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.audit import note
from index.collecting import (
    NAMES,
    Within,
    check_changeable,
    collections_of,
    entering,
    index_again,
    put_into,
    read_names,
    seen,
)
from index.corrections import corrected
from index.database import batches, insert_new, lock
from index.errors import ArticleRefused
from index.model import ID, UNKEEPABLE, Edit, Received, State
from index.schema import ARTICLES, NEWEST, VERSIONS

Outcome = Literal["added", "changed", "unchanged"]

_COPIED = {field.name for field in fields(Received)} & set(VERSIONS.c.keys())


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """An article ready for the catalogue."""

    received: Received
    text: str
    edits: tuple[Edit, ...]
    language: str
    repaired_by: int  # the version of the repairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the catalogue made of an article: it is kept.

    `copy_of` is the article that came with the same title and text before, under another uri.
    """

    id: str
    uri: str
    version: int
    outcome: Outcome
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest version of an article, as far as it matters here; version 0 is none."""

    id: str
    uri: str
    version: int = 0
    digest: str | None = None
    state: State = "pending"
    original: str | None = None  # the article that had this content first, maybe this one


_THIS = sa.or_(ARTICLES.c.uri == sa.bindparam("uri"), ARTICLES.c.id == sa.bindparam("id"))
_ORIGINAL = (
    sa.select(VERSIONS.c.article_id)
    .where(VERSIONS.c.content_digest == sa.bindparam("content"))
    .order_by(VERSIONS.c.accepted_at, VERSIONS.c.article_id)
    .limit(1)
)
_OTHER = VERSIONS.alias()
_NEWEST: sa.Select[Any] = sa.select(
    ARTICLES.c.id,
    ARTICLES.c.uri,
    *(VERSIONS.c[name] for name in ("version", "digest", "state")),
    sa.select(_OTHER.c.article_id)
    .where(_OTHER.c.content_digest == VERSIONS.c.content_digest)
    .order_by(_OTHER.c.accepted_at, _OTHER.c.article_id)
    .limit(1)
    .scalar_subquery()
    .label("original"),
    NAMES,
).join(VERSIONS, NEWEST)
_KNOWN: sa.Select[Any] = (
    sa.select(
        ARTICLES.c.id,
        ARTICLES.c.uri,
        *(VERSIONS.c[name] for name in ("version", "digest", "state")),
        _ORIGINAL.correlate(None).scalar_subquery(),
    )
    .join(VERSIONS, NEWEST)
    .where(_THIS)
)


async def accept(connection: AsyncConnection, article: Repaired, within: Within = None) -> Accepted:
    """Keep an article as pending, unless its newest version is the same already.

    It comes into the collections that it names, or else `within`, or the default one; one that is
    known stays where it is. Raises `ArticleRefused`, also where an article that may not be seen, or
    only in part of its collections, is in the way.
    """
    received = article.received
    _refuse_what_cannot_be_kept(article)
    digest, content = (
        _digest(received, article.repaired_by),
        _sha256([received.title, received.raw]),
    )
    known = await _find_for(connection, received, content, within)
    if known is None:
        known = await _enter(connection, received, content)
    was = await collections_of(connection, known.id)
    if known.version and within is not None and not was & within:
        raise _taken(received)
    comes = not known.version or received.collections
    wanted = entering(received.collections, within) if comes else frozenset[str]()
    if known.digest != digest or wanted - was:
        check_changeable(known.id, was, within)
    moved = await put_into(connection, known.id, wanted)
    original = None if known.original == known.id else known.original
    copy_of = original if original and await _is_seen(connection, original, within) else None
    if known.digest == digest:
        if known.state == "failed":
            await _try_again(connection, known)
        if moved:
            await index_again(connection, known.id)
            await note(connection, "collected article", known.id)
        same: Outcome = "changed" if moved else "unchanged"
        return Accepted(
            id=known.id, uri=received.uri, version=known.version, outcome=same, copy_of=copy_of
        )
    version = known.version + 1
    if known.version:
        bump = sa.update(ARTICLES).where(ARTICLES.c.id == known.id)
        await connection.execute(bump.values(latest=version))
    row = {"article_id": known.id, "version": version, "digest": digest, "content_digest": content}
    row |= _version_row(article) | await corrected(connection, known.id)
    await connection.execute(sa.insert(VERSIONS), row)
    outcome: Outcome = "changed" if known.version else "added"
    await note(connection, f"{outcome} article", known.id)
    return Accepted(
        id=known.id, uri=received.uri, version=version, outcome=outcome, copy_of=copy_of
    )


async def unchanged(
    connection: AsyncConnection,
    articles: Sequence[Received],
    repaired_by: int,
    within: Within = None,
) -> list[Accepted | None]:
    """For each article, what `accept` would say where it wouldn't change anything; else None."""
    known = {
        row.uri: row
        for uris in batches(list({article.uri for article in articles}))
        for row in await connection.execute(_NEWEST.where(ARTICLES.c.uri.in_(uris), seen(within)))
    }
    same = [_same(article, known.get(article.uri), repaired_by) for article in articles]
    originals = list({one.copy_of for one in same if one and one.copy_of})
    visible = {
        id_
        for ids in batches(originals)
        for id_ in await connection.scalars(
            sa.select(ARTICLES.c.id).where(ARTICLES.c.id.in_(ids), seen(within))
        )
    }
    return [one and replace(one, copy_of=one.copy_of if one.copy_of in visible else None)
            for one in same]  # fmt: skip


def _same(received: Received, known: Any, repaired_by: int) -> Accepted | None:
    if known is None or known.state == "failed" or received.id not in (None, known.id):
        return None
    if known.digest != _digest(received, repaired_by):
        return None
    if not set(received.collections) <= set(read_names(known.collections, None)):
        return None
    copy_of = None if known.original == known.id else known.original
    return Accepted(
        id=known.id, uri=known.uri, version=known.version, outcome="unchanged", copy_of=copy_of
    )


async def _is_seen(connection: AsyncConnection, id_: str, within: Within) -> bool:
    return within is None or bool(within & await collections_of(connection, id_))


def _taken(received: Received) -> ArticleRefused:
    return ArticleRefused(
        f"The id or the uri of {received.uri[:200]!a} is taken.",
        "Give the article its own, or ask whoever runs the server to put it into your collection.",
    )


def _refuse_what_cannot_be_kept(article: Repaired) -> None:
    """Raises `ArticleRefused` for ids that can't stand in a path, texts that no database holds."""
    received = article.received
    if received.id is not None and not ID.fullmatch(received.id):
        raise ArticleRefused(
            f"{received.id[:100]!a} can't be an id.",
            "Use 1 to 100 letters, digits, dots, dashes and underscores, or leave the id out.",
        )
    for name, value in _texts(article):
        if UNKEEPABLE.search(value):
            raise ArticleRefused(
                f"The {name} of {received.uri!a} holds a NUL or half a character.",
                "Remove it, and add the article again.",
            )


def _texts(article: Repaired) -> Iterable[tuple[str, str]]:
    values = [(field.name, getattr(article.received, field.name)) for field in fields(Received)]
    values += [("text", article.text), ("language", article.language)]
    return ((name, value) for name, value in values if isinstance(value, str))


async def _find_for(
    connection: AsyncConnection, received: Received, content: str, within: Within
) -> _Known | None:
    """The same; who may not see all articles is told nothing of the one that is in the way."""
    try:
        return await _find(connection, received, content)
    except ArticleRefused as refusal:
        raise (refusal if within is None else _taken(received)) from refusal


async def _find(connection: AsyncConnection, received: Received, content: str) -> _Known | None:
    """The article that this one replaces, if any, locked until the transaction ends."""
    names = {"uri": received.uri, "id": _id_of(received)}
    await lock(connection, _THIS, names)
    rows = await connection.execute(_KNOWN, {**names, "content": content})
    found = [_Known(*row) for row in rows]
    by_uri = next((known for known in found if known.uri == received.uri), None)
    if by_uri and received.id in (None, by_uri.id):
        return by_uri
    by_id = next((known for known in found if known.id == names["id"]), None)
    if by_id:
        raise ArticleRefused(
            f"The id {by_id.id} belongs to {by_id.uri}, not to {received.uri}.",
            "Give the article an id of its own, or leave the id out.",
        )
    if by_uri:
        raise ArticleRefused(
            f"{received.uri} is known as {by_uri.id}, not as {received.id}.",
            f"Use the id {by_uri.id}, or remove that article first.",
        )
    return None


async def _enter(connection: AsyncConnection, received: Received, content: str) -> _Known:
    """A new article, or the one that another process entered just now."""
    id_ = _id_of(received)
    original = await connection.scalar(_ORIGINAL, {"content": content})
    row = {"id": id_, "uri": received.uri, "latest": 1}
    if (await connection.execute(insert_new(connection, ARTICLES), row)).rowcount:
        return _Known(id_, received.uri, original=original)
    known = await _find(connection, received, content)
    if known is None:
        raise ArticleRefused(f"{received.uri} was removed at the same time.", "Add it again.")
    return known


async def _try_again(connection: AsyncConnection, known: _Known) -> None:
    this = sa.and_(VERSIONS.c.article_id == known.id, VERSIONS.c.version == known.version)
    retry = sa.update(VERSIONS).where(this, VERSIONS.c.state == "failed")
    await connection.execute(retry.values(state="pending", problem=None, claimed_until=None))


def _id_of(received: Received) -> str:
    return received.id or hashlib.sha256(received.uri.encode()).hexdigest()[:12]


def _digest(received: Received, repaired_by: int) -> str:
    """What tells whether an article changed: all that came in, and how it is repaired."""
    kept = asdict(received)
    del kept["collections"]  # they are the article's, whatever its version
    del kept["id"]  # it names the article, with or without being said again
    kept["published"] = str(received.published)
    return _sha256([kept, repaired_by])


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _version_row(article: Repaired) -> dict[str, Any]:
    received = article.received
    return {name: getattr(received, name) for name in _COPIED} | {
        "outlet_folded": received.outlet and received.outlet.casefold(),
        "language": article.language,
        "text": article.text,
        "edits": [asdict(edit) for edit in article.edits],
        "repairs": len(article.edits),
        "accepted_at": datetime.now(UTC),
        "state": "pending",
    }
