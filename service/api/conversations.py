"""Conversations of whoever asks, kept by their key, so that they follow a reader everywhere."""

import json
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.conversations import ConversationNote, ConversationStore, StoredTurn
from index.model import Filters
from service.answers import ReadFilters, check_text
from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow
from service.errors import BadInput, ConversationUnknown, HistoryInBrowser
from service.grants import GRANT
from service.receipts import Receipt
from service.service import Service

router = APIRouter(prefix="/v1/conversations")

MOST_TURNS = 1000  # of a conversation
_MOST_WORDS = 20  # of a search

Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
Began = Annotated[Moment, Path(description="When the conversation began, as its page has it")]
Id = Annotated[str, StringConstraints(max_length=200)]


class ConversationsQuery(BaseModel):
    """Which conversations: those in which all words of `q` stand."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=400)
    limit: int = Field(default=200, ge=1, le=1000)

    @property
    def words(self) -> list[str]:
        return self.q.split()[:_MOST_WORDS]


class TurnAsked(BaseModel):
    """How a question was asked, with the fields of `POST /v1/answers`."""

    model_config = ConfigDict(extra="forbid")

    filters: ReadFilters = Filters()
    strict: bool = False
    quote: bool = False
    as_written: bool = False


class TurnSaid(BaseModel):
    """A question and its answer: the `id` of one that is kept, and its text, which may be a part.

    `articles` are those whose words the text holds: it goes when one of them is removed. `asked`
    is what it takes to ask the question again as it was.
    """

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=4000)
    text: str = Field(default="", max_length=100_000)
    id: Id | None = None
    open: bool = False
    articles: list[Id] = Field(default=[], max_length=200)
    asked: TurnAsked | None = None


class Marks(BaseModel):
    """What a reader says of a conversation; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, max_length=200)
    pinned: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationsReply:
    """Conversations by when they began: the pinned ones, then the latest.

    Turns are kept for `kept_days`, pinned ones until they are forgotten.
    """

    conversations: tuple[ConversationNote, ...]
    kept_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReply:
    """A conversation with its turns, the first first, and those of their answers that are kept."""

    began: str
    name: str
    pinned: bool
    turns: tuple[StoredTurn, ...]
    answers: tuple[Receipt, ...]


@router.get("", responses=documented(409, 422, 503))
async def conversations(
    query: Annotated[ConversationsQuery, Query()], service: ServiceNow
) -> ConversationsReply:
    """The conversations of whoever asks."""
    owner, store = _own(service)
    return ConversationsReply(
        conversations=tuple(await store.listed(owner, query.words, query.limit)),
        kept_days=service.receipts.days,
    )


@router.get("/{began}", response_model=ConversationReply, responses=documented(404, 409, 422, 503))
async def conversation(began: Began, service: ServiceNow) -> Response:
    """A conversation with all of its turns and their answers, in one reply."""
    owner, store = _own(service)
    found = await store.find(owner, began)
    if found is None:
        raise _unknown()
    answers = await service.receipts.several({turn.id for turn in found.turns if turn.id})
    about = {
        "began": began,
        "name": found.name,
        "pinned": found.pinned,
        "turns": [asdict(turn) for turn in found.turns],
    }
    content = f'{json.dumps(about)[:-1]}, "answers": {answers}}}'
    return Response(content, media_type="application/json")


@router.put("/{began}/turns/{put}", status_code=204, responses=documented(*OF_BODIES, 409, 503))
async def keep_turn(
    began: Began,
    put: Annotated[Moment, Path(description="When the question was put; it tells turns apart")],
    said: TurnSaid,
    service: ServiceNow,
) -> Response:
    """Keep a turn as it is now. Turns of two pages come together by when they were put."""
    owner, store = _own(service)
    check_text(said.question, "the question", 4000)
    turn = StoredTurn(
        put=put,
        question=said.question,
        text=said.text,
        id=said.id,
        open=said.open,
        asked=said.asked.model_dump(mode="json", exclude_defaults=True) if said.asked else None,
    )
    if not await store.put(owner, began, turn, said.articles, MOST_TURNS):
        raise BadInput(f"A conversation has {MOST_TURNS} turns at most.", "Begin another.")
    return Response(status_code=204)


@router.patch("/{began}", status_code=204, responses=documented(*OF_BODIES, 404, 409, 503))
async def mark(began: Began, said: Marks, service: ServiceNow) -> Response:
    """Name a conversation, or keep it on top."""
    owner, store = _own(service)
    given = said.model_dump(exclude_none=True)
    if not given:
        raise BadInput("Nothing is said of the conversation.", "Send name or pinned.")
    if not await store.mark(owner, began, **given):
        raise _unknown()
    return Response(status_code=204)


@router.delete("/{began}", status_code=204, responses=documented(404, 409, 422, 503))
async def remove(began: Began, service: ServiceNow) -> Response:
    """Forget a conversation."""
    owner, store = _own(service)
    if not await store.remove(owner, began):
        raise _unknown()
    return Response(status_code=204)


@router.delete("", status_code=204, responses=documented(409, 503))
async def remove_all(service: ServiceNow) -> Response:
    """Forget all conversations of whoever asks."""
    owner, store = _own(service)
    await store.remove(owner)
    return Response(status_code=204)


def _own(service: Service) -> tuple[str, ConversationStore]:
    """Whose conversations these are, and where they are. Raises `HistoryInBrowser`."""
    grant = GRANT.get()
    if grant is None or not service.receipts.days:
        why = "no answer is kept" if grant else "nobody shows a key"
        raise HistoryInBrowser(
            f"Conversations are not kept here, since {why}.", "The page keeps them in the browser."
        )
    return grant.owner, service.catalogue.conversations


def _unknown() -> ConversationUnknown:
    return ConversationUnknown(
        "No such conversation is kept for this key.", "GET /v1/conversations lists them."
    )
