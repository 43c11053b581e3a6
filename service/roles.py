"""Several processes over one catalogue: what each of them does beside the answering."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING

from index.arrivals import Failed, Indexed, reported
from service.errors import BadInput
from service.service import Work
from service.settings import Role, Settings

if TYPE_CHECKING:
    from index.following import Follower
    from index.ingest import Ingest

LEASE = 60.0  # seconds, after which what a dead indexer had claimed is another's
_FOLLOW_SECONDS = 2.0  # between two looks of an indexer at what was indexed


def refuse_alone(settings: Settings, role: Role) -> None:
    """Raises `BadInput` where there is nothing that several processes could share."""
    if not (settings.database_url and settings.chroma_url):
        raise BadInput(
            f"The role {role} is for several processes over one PostgreSQL and one Chroma server.",
            "Set ASSAY_DATABASE_URL and ASSAY_CHROMA_URL, or leave out --role.",
        )


def work_of(role: Role, ingest: "Ingest", follower: "Follower") -> Work:
    """What a process of this role does, again and again."""
    if role == "api":
        return follower.follow

    async def indexing() -> AsyncGenerator[Indexed | Failed, None]:
        followed = monotonic()
        async with aclosing(ingest.indexing()) as outcomes:
            async for outcome in outcomes:
                yield outcome
                if monotonic() > followed + _FOLLOW_SECONDS:  # much waits, and is found here, too
                    await reported(follower.follow())
                    followed = monotonic()

    async def index_and_follow() -> AsyncGenerator[Indexed | Failed, None]:
        for work in (follower.follow, indexing, follower.follow):  # others may be in use by now
            async with aclosing(work()) as events:
                async for event in events:
                    yield event

    return index_and_follow
