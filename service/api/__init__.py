"""HTTP: routes without logic. `create_app` makes the application."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.routing import Route

from service.api import (
    addresses,
    agents,
    answers,
    articles,
    backups,
    chat,
    checks,
    collection,
    conversations,
    files,
    health,
    keys,
    page,
    problems,
    receipts,
    responses,
    search,
    session,
)
from service.api.access import Access, RequireKey
from service.api.guards import LimitBody, NameRequests, SecurityHeaders, TellFaults
from service.api.startup import Startup


def create_app(
    startup: Startup, access: Access | None = None, origins: Sequence[str] = ()
) -> FastAPI:
    """The application; it serves `/livez` and the page while the service still loads.

    `access` says who is let in besides the holders of named keys. Pages of `origins` may use it
    from a browser.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with startup.running():
            yield

    app = FastAPI(
        title="Assay",
        summary="Answers over a collection of articles, each sentence checked against its source.",
        version=version("assay"),
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        telemetry={"logs": False},  # they would hold what was sent
    )
    problems.install(app)
    app.state.startup = startup
    parts = (
        health, answers, checks, receipts, chat, responses, search, articles, files, addresses,
        collection, keys, session, conversations, backups, page,
    )  # fmt: skip
    for part in parts:
        app.include_router(part.router)
    app.router.routes.append(Route(agents.PATH, startup.agents))
    app.add_middleware(LimitBody)
    app.add_middleware(RequireKey, access=access or Access(), known=startup)
    app.add_middleware(TellFaults)
    app.add_middleware(SecurityHeaders)
    if origins:  # outermost: a browser asks first, and without a key
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["authorization", "content-type", "idempotency-key"],
        )
    app.add_middleware(NameRequests)
    return app
