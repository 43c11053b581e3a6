"""The log: as lines for people, or as JSON for machines, each with the request that it is about."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

LogForm = Literal["text", "json"]

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def configure(form: LogForm) -> None:
    """Write warnings and what is worse to the standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_AsJson() if form == "json" else _AsText())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _AsText(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        about = request_id.get()
        lead = f"{record.levelname}: " + (f"[{about}] " if about else "")
        return lead + super().format(record)


class _AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in told.items() if value is not None})
