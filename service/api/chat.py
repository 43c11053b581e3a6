"""The chat completions protocol, so that its clients can ask: `model` is `assay`.

`filters`, `limit` and `strict` work as in `POST /v1/answers`. Of the protocol's other fields those
that ask for what can't be had are refused (calls of tools, pictures, JSON, several choices); the
rest, temperature and its kin, have no meaning here.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from time import time
from typing import Any, ClassVar, Literal
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict

from index.model import Filters
from service.answers import (
    Answer,
    Answered,
    Checked,
    Event,
    Failed,
    Limit,
    Question,
    ReadFilters,
    Retrieved,
    Usage,
    answer_of,
)
from service.api.answer_text import AnswerText
from service.api.chores import chore_of
from service.api.disconnects import unless_gone
from service.api.events import STREAM, Named, streamed
from service.api.messages import (
    IGNORE,
    MODEL,
    Form,
    Message,
    Temperature,
    ToolChoice,
    check_model,
    check_reply,
    question_in,
)
from service.api.problems import failure_of, failures, problem_of
from service.api.state import Place, StartupNow
from service.errors import FieldRefused

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOptions:
    """What a stream holds beside its text."""

    __pydantic_config__: ClassVar[ConfigDict] = IGNORE

    include_usage: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """A request for a chat completion, as far as it is read."""

    __pydantic_config__: ClassVar[ConfigDict] = IGNORE

    model: str
    messages: tuple[Message, ...]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    temperature: Temperature = None
    n: int | None = None
    tool_choice: ToolChoice = None
    response_format: Form = None
    filters: ReadFilters = field(default_factory=Filters)
    limit: Limit = 8
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The one model that there is."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """All models: one."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...] = (Model(),)


@router.get("/v1/models")
async def models() -> Models:
    """What clients of the protocol can choose from."""
    return Models()


@router.get("/v1/models/{id}", responses=failures(404))
async def model(id: str) -> Model:  # noqa: A002  the name that the path has
    """The one model."""
    check_model(id)
    return Model()


@router.post(
    "/v1/chat/completions",
    response_model=None,
    responses={**failures(400, 404, 408, 413, 502, 503), 200: {"content": STREAM}},
)
async def completions(
    asked: ChatRequest, request: Request, startup: StartupNow, _: Place
) -> dict[str, Any] | Response:
    """A chat completion whose sentences are checked; `assay` holds the whole `Answer`."""
    if (reply := _chore(asked)) is not None:
        return streamed(_said_at_once(reply)) if asked.stream else _said(reply)
    question = question_of(asked)
    if asked.stream:
        usage = bool(asked.stream_options and asked.stream_options.include_usage)
        return streamed(_chunks(startup.events(question), usage=usage))
    return _completion(await unless_gone(request, answer_of(startup.events(question))))


def question_of(asked: ChatRequest) -> Question:
    """The question that a request asks. Raises `BadInput`, `ModelUnknown`."""
    check_model(asked.model)
    check_reply(asked.tool_choice, asked.response_format, "response_format")
    if asked.n not in (None, 1):
        raise FieldRefused("There is one answer, and no choices.", "Leave n out.", field="n")
    if asked.stream_options and not asked.stream:
        raise FieldRefused(
            "Only a stream has options.", "Set stream, or leave them out.", field="stream_options"
        )
    return question_in(
        asked.messages, asked.filters, asked.limit, strict=asked.strict, named="messages"
    )


def _chore(asked: ChatRequest) -> str | None:
    """The reply to a front end's own task."""
    return chore_of(asked.messages) if asked.model == MODEL else None


def _said(text: str) -> dict[str, Any]:
    nothing = Usage(input_tokens=0, output_tokens=0)
    return _completed(uuid4().hex, text, [], nothing)


async def _said_at_once(text: str) -> AsyncGenerator[Named, None]:
    head = _head(uuid4().hex, "chat.completion.chunk")
    yield None, head | _choice({"role": "assistant", "content": text})
    yield None, head | _choice({}, "stop")
    yield None, "[DONE]"


def _completion(answer: Answer) -> dict[str, Any]:
    written = AnswerText.of(answer)
    return {
        **_completed(answer.id, written.text, written.annotations, answer.usage),
        "assay": answer,
    }


def _completed(
    id_: str, text: str, annotations: list[dict[str, Any]], usage: Usage
) -> dict[str, Any]:
    """A completion of one message."""
    message = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": annotations,
    }
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**_head(id_, "chat.completion"), "choices": [choice], "usage": _usage(usage)}


async def _chunks(
    events: AsyncGenerator[Event, None], *, usage: bool
) -> AsyncGenerator[Named, None]:
    """The events as chunks: each checked sentence as it comes, and last the whole answer."""
    written = AnswerText()
    head = _head(uuid4().hex, "chat.completion.chunk")
    async with aclosing(events) as source:
        async for event in source:
            match event:
                case Retrieved(passages=passages):
                    written.passages = passages
                    yield None, head | _choice({"role": "assistant", "content": ""})
                case Checked(claim=claim, shown=True):
                    text, notes = written.add(claim)
                    yield None, head | _choice({"content": text, "annotations": notes})
                case Answered(answer=answer):
                    if text := written.close(answer):
                        yield None, head | _choice({"content": text})
                    yield None, head | _choice({}, "stop") | {"assay": answer}
                    if usage:
                        yield None, head | {"choices": [], "usage": _usage(answer.usage)}
                case Failed(error=error):
                    yield None, failure_of(problem_of(error))
                case _:
                    pass
    yield None, "[DONE]"


def _head(id_: str, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{id_}", "object": kind, "created": int(time()), "model": MODEL}


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}


def _usage(usage: Usage) -> dict[str, int] | None:
    """Tokens; None where they aren't known."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }
