"""The responses protocol: the same answer in the form of OpenAI's newer clients.

An answer is one message of one text; its citations are `url_citation` annotations with our exact
characters beside, and `assay` holds the whole `Answer`. No conversation is kept here: clients send
what was said before as `input`.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import count
from time import time
from typing import Any, ClassVar
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
class TextOptions:
    """How the text of a response is to look."""

    __pydantic_config__: ClassVar[ConfigDict] = IGNORE

    format: Form = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRequest:
    """A request for a response, as far as it is read."""

    __pydantic_config__: ClassVar[ConfigDict] = IGNORE

    model: str
    input: str | tuple[Message, ...]
    instructions: str | None = None
    stream: bool | None = None
    temperature: Temperature = None
    tool_choice: ToolChoice = None
    text: TextOptions | None = None
    previous_response_id: str | None = None
    background: bool | None = None
    filters: ReadFilters = field(default_factory=Filters)
    limit: Limit = 8
    strict: bool = False


@router.post(
    "/v1/responses",
    response_model=None,
    responses={**failures(400, 404, 408, 413, 502, 503), 200: {"content": STREAM}},
)
async def responses(
    asked: ResponseRequest, request: Request, startup: StartupNow, _: Place
) -> dict[str, Any] | Response:
    """A response whose sentences are checked; `assay` holds the whole `Answer`."""
    if (reply := _chore(asked)) is not None:
        told = AnswerText(text=reply)
        return streamed(_at_once(reply)) if asked.stream else _response(uuid4().hex, told)
    question = question_of(asked)
    if asked.stream:
        return streamed(_events(startup.events(question)))
    answer = await unless_gone(request, answer_of(startup.events(question)))
    return _response(answer.id, AnswerText.of(answer), answer)


def question_of(asked: ResponseRequest) -> Question:
    """The question that a request asks. Raises `BadInput`, `ModelUnknown`."""
    check_model(asked.model)
    check_reply(asked.tool_choice, asked.text.format if asked.text else None, "text.format")
    if asked.previous_response_id is not None:
        raise FieldRefused(
            "No conversation is kept here.",
            "Send what was said before as input.",
            field="previous_response_id",
        )
    if asked.background:
        raise FieldRefused("Nothing is answered later.", "Leave it out.", field="background")
    return question_in(
        _messages(asked), asked.filters, asked.limit, strict=asked.strict, named="input"
    )


def _messages(asked: ResponseRequest) -> tuple[Message, ...]:
    said = asked.input
    return (Message(role="user", content=said),) if isinstance(said, str) else said


def _chore(asked: ResponseRequest) -> str | None:
    """The reply to a front end's own task, which may stand in the instructions."""
    wish = Message(role="system", content=asked.instructions)
    return chore_of((wish, *_messages(asked))) if asked.model == MODEL else None


async def _at_once(reply: str) -> AsyncGenerator[Named, None]:
    """The events of a response that is there already."""
    stream = _Stream(uuid4().hex)
    said = stream.written.append(reply)
    for named in (*stream.opened(), *stream.said(said, []), *stream.closed()):
        yield named


async def _events(events: AsyncGenerator[Event, None]) -> AsyncGenerator[Named, None]:
    """The events of a response: its text sentence by sentence, and last the whole of it."""
    stream = _Stream(uuid4().hex)
    async with aclosing(events) as source:
        async for event in source:
            for named in stream.of(event):
                yield named


@dataclass(slots=True)
class _Stream:
    """A response as it grows: one message with one text."""

    id: str
    written: AnswerText = field(default_factory=AnswerText)
    notes: int = 0
    numbers: Iterator[int] = field(default_factory=count)

    def of(self, event: Event) -> Iterator[Named]:
        """What an event of the pipeline is in this protocol."""
        match event:
            case Retrieved(passages=passages):
                self.written.passages = passages
                yield from self.opened()
            case Checked(claim=claim, shown=True):
                yield from self.said(*self.written.add(claim))
            case Answered(answer=answer):
                yield from self.closed(answer)
            case Failed(error=error):
                told = failure_of(problem_of(error))["error"]
                told = {name: told[name] for name in ("message", "code", "param")}
                yield self.named("error", **told)
            case _:
                pass

    def named(self, kind: str, **more: Any) -> Named:
        return kind, {"type": kind, "sequence_number": next(self.numbers), **more}

    def opened(self) -> Iterator[Named]:
        yield self.named("response.created", response=_response(self.id, None))
        yield self.named("response.in_progress", response=_response(self.id, None))
        item = _message(self.id, None)
        yield self.named("response.output_item.added", output_index=0, item=item)
        yield self.named("response.content_part.added", **self._place, part=_part(AnswerText()))

    def said(self, text: str, notes: list[dict[str, Any]]) -> Iterator[Named]:
        yield self.named("response.output_text.delta", **self._place, delta=text, logprobs=[])
        for note in notes:
            yield self.named(
                "response.output_text.annotation.added",
                **self._place,
                annotation=_annotation(note),
                annotation_index=self.notes,
            )
            self.notes += 1

    def closed(self, answer: Answer | None = None) -> Iterator[Named]:
        if answer and (text := self.written.close(answer)):
            yield from self.said(text, [])
        text = self.written.text
        yield self.named("response.output_text.done", **self._place, text=text, logprobs=[])
        yield self.named("response.content_part.done", **self._place, part=_part(self.written))
        item = _message(self.id, self.written)
        yield self.named("response.output_item.done", output_index=0, item=item)
        whole = _response(self.id, self.written, answer)
        yield self.named("response.completed", response=whole)

    @property
    def _place(self) -> dict[str, Any]:
        return {"item_id": f"msg_{self.id}", "output_index": 0, "content_index": 0}


def _response(id_: str, written: AnswerText | None, answer: Answer | None = None) -> dict[str, Any]:
    """A response; without what it says it is in progress, without an answer no model was asked."""
    more = {"assay": answer} if answer else {}
    usage = answer.usage if answer else Usage(input_tokens=0, output_tokens=0)
    return {
        "id": f"resp_{id_}",
        "object": "response",
        "created_at": int(time()),
        "status": "completed" if written else "in_progress",
        "model": MODEL,
        "output": [_message(id_, written)] if written else [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": False,
        "temperature": None,
        "tool_choice": "none",
        "tools": [],
        "top_p": None,
        "usage": _usage(usage) if written else None,
        **more,
    }


def _message(id_: str, written: AnswerText | None) -> dict[str, Any]:
    return {
        "id": f"msg_{id_}",
        "type": "message",
        "role": "assistant",
        "status": "completed" if written else "in_progress",
        "content": [_part(written)] if written else [],
    }


def _part(written: AnswerText) -> dict[str, Any]:
    notes = [_annotation(note) for note in written.annotations]
    return {"type": "output_text", "text": written.text, "annotations": notes, "logprobs": []}


def _annotation(note: dict[str, Any]) -> dict[str, Any]:
    """The same annotation as this protocol has it: flat."""
    return {"type": note["type"], **note["url_citation"], "citation": note["citation"]}


def _usage(usage: Usage) -> dict[str, Any] | None:
    """Tokens; None where they aren't known."""
    read, written = usage.input_tokens, usage.output_tokens
    if read is None or written is None:
        return None
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": read + written,
    }
