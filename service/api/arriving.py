"""The reply to articles that came in."""

from fastapi import Response

from service.api.events import streamed, wants_events
from service.api.startup import Startup
from service.intake import Intake


def reply_to(intake: Intake, startup: Startup, accept: str | None) -> Intake | Response:
    """What was accepted, or the events of what becomes of it; it is indexed beside."""
    startup.indexer.wake()
    return streamed(startup.arrivals(intake), 202) if wants_events(accept) else intake
