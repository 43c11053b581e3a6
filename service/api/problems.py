"""Errors → RFC 9457 problems, in one table; chat clients get them in their protocol's form."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from index.errors import (
    ArticleRefused,
    ArticleUnknown,
    AssayError,
    CatalogueBusy,
    CursorUnknown,
    DataDirectoryError,
    VectorsUnreachable,
)
from service.errors import (
    AccessDenied,
    AnswerUnknown,
    BadInput,
    ConversationUnknown,
    FieldRefused,
    HistoryInBrowser,
    HostRefused,
    KeyReused,
    KeyUnknown,
    ModelError,
    ModelUnknown,
    NameTaken,
    NotReady,
    OriginRefused,
    RateExceeded,
    ScopeMissing,
    ServiceStopping,
    TooManyQuestions,
    name_of,
)

MEDIA_TYPE = "application/problem+json"
_URN = "urn:assay:problem:"
_CHAT = ("/v1/chat/", "/v1/models", "/v1/responses")
_SCHEMAS = "GET /openapi.json tells what there is, and what it takes."

_TABLE: tuple[tuple[type[Exception], int, str], ...] = (
    (BadInput, 422, "The request can't be answered"),
    (ArticleRefused, 422, "The article can't be accepted"),
    (ArticleUnknown, 404, "Unknown article"),
    (CursorUnknown, 422, "Unknown cursor"),
    (AnswerUnknown, 404, "Unknown answer"),
    (ConversationUnknown, 404, "Unknown conversation"),
    (HistoryInBrowser, 409, "History stays in the browser"),
    (AccessDenied, 401, "No access without a key"),
    (ScopeMissing, 403, "The key is not good for this"),
    (RateExceeded, 429, "Too many requests"),
    (KeyUnknown, 404, "Unknown key"),
    (OriginRefused, 403, "Not from this page"),
    (HostRefused, 421, "No access by this name without a key"),
    (ModelUnknown, 404, "Unknown model"),
    (NameTaken, 409, "A file of this name is here already"),
    (KeyReused, 409, "The key was used before"),
    (NotReady, 503, "Not ready yet"),
    (TooManyQuestions, 503, "Too many questions at once"),
    (ServiceStopping, 503, "The service is stopping"),
    (ModelError, 502, "The language model failed"),
    (CatalogueBusy, 503, "The catalogue is busy"),
    (DataDirectoryError, 503, "The data directory can't be used"),
    (VectorsUnreachable, 503, "The vectors can't be reached"),
    (AssayError, 500, "Assay failed"),
)

_RETRY_AFTER = {
    _URN + name_of(kind): seconds
    for kind, seconds in (
        (NotReady, 1),
        (TooManyQuestions, 5),
        (CatalogueBusy, 5),
        (ServiceStopping, 10),
    )
}

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "hint"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string"},
    },
}


OF_BODIES = (400, 408, 413, 422)  # what a body can meet that is no JSON, late, large or wrong

_FAILURE: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "object", "required": ["message", "type", "param", "code"]}},
}


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route of the chat protocol may answer with, for its description."""
    told = {"description": "An error", "content": {"application/json": {"schema": _FAILURE}}}
    return dict.fromkeys((*statuses, "4XX"), told)  # else FastAPI describes a 422 of its own


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for every other route, as problems."""
    problem = {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": _SCHEMA}}}
    return dict.fromkeys(statuses, problem)


def problem_of(error: Exception) -> dict[str, Any]:
    """The problem that tells of an error. What we did not foresee shows no insides."""
    for kind, status, title in _TABLE:
        if isinstance(error, kind) and isinstance(error, AssayError):
            return {
                "type": _URN + name_of(type(error)),
                "title": title,
                "status": status,
                "detail": error.message,
                "hint": error.hint,
                **({"field": error.field} if isinstance(error, FieldRefused) else {}),
            }
    return _plain(500, "Assay failed", "An unforeseen fault; the service's log has it.")


def failure_of(problem: dict[str, Any]) -> dict[str, Any]:
    """The same problem in the form that clients of the chat protocol read."""
    kind = "invalid_request_error" if problem["status"] < 500 else "server_error"
    code = problem["type"].rpartition(":")[2].replace("-", "_")
    message = f"{problem['detail']} {problem['hint']}".strip()
    field = problem.get("field")
    return {"error": {"message": message, "type": kind, "param": field, "code": code}}


def reply(
    problem: dict[str, Any], path: str = "", headers: dict[str, str] | None = None
) -> Response:
    """A problem as a response to a path; ASCII only, so that no odd character can break it."""
    if seconds := _RETRY_AFTER.get(problem["type"]):
        headers = {"Retry-After": str(seconds), **(headers or {})}
    chat = path.startswith(_CHAT)
    status = 400 if chat and problem["status"] == 422 else problem["status"]
    return Response(
        json.dumps(failure_of(problem) if chat else problem),
        status_code=status,
        media_type="application/json" if chat else MEDIA_TYPE,
        headers=headers,
    )


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""

    @app.exception_handler(AssayError)
    async def _ours(request: Request, error: AssayError) -> Response:
        return reply(problem_of(error), request.url.path)

    @app.exception_handler(ClientDisconnect)
    async def _gone(_: Request, __: ClientDisconnect) -> Response:
        return Response(status_code=499)  # no one reads it

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        problem = _plain(422, "The request is not valid", _wrong(error.errors()), _SCHEMAS)
        return reply(problem, request.url.path)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        hint = _SCHEMAS if error.status_code < 500 else ""
        problem = _plain(error.status_code, str(error.detail), str(error.detail), hint)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed(request))
        return reply(problem, request.url.path, headers)


def _allowed(request: Request) -> list[str]:
    """The methods that a path takes; several routes may share it, and each knows only its own."""
    return [
        method
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.router.routes
        )
    ]


def _wrong(errors: Sequence[Any]) -> str:
    """What is wrong and where, without repeating what was sent."""
    places = (
        f"{'.'.join(str(part) for part in problem['loc'][1:]) or 'body'}: {problem['msg']}"
        for problem in errors[:10]
    )
    return "; ".join(places)[:2000]


def _plain(status: int, title: str, detail: str, hint: str = "") -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "hint": hint}
