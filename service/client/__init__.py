"""The Python client of a running server. These names stay.

`connect` is for programs with an event loop, `connect_blocking` for those without; both give the
types of the service itself: `Answer`, `Claim`, `Citation`, `Hit`, `CheckReport` and their kin.
"""

from index.arrivals import Report
from index.errors import AssayError
from index.model import Article, ArticleSummary, Filters, Hit, Received
from service.answers import (
    Answer,
    Answered,
    Checked,
    Citation,
    Claim,
    Drafted,
    Failed,
    Question,
    Retrieved,
    Turn,
)
from service.checks import CheckReport, CheckRequest, Reported
from service.client.asynchronous import Client, connect, error_of, frames_of, is_loopback
from service.client.blocking import BlockingClient, connect_blocking
from service.grants import KeyAbout, KeyMade, KeyRequest
from service.receipts import Receipt

__all__ = [
    "Answer",
    "Answered",
    "Article",
    "ArticleSummary",
    "AssayError",
    "BlockingClient",
    "CheckReport",
    "CheckRequest",
    "Checked",
    "Citation",
    "Claim",
    "Client",
    "Drafted",
    "Failed",
    "Filters",
    "Hit",
    "KeyAbout",
    "KeyMade",
    "KeyRequest",
    "Question",
    "Receipt",
    "Received",
    "Report",
    "Reported",
    "Retrieved",
    "Turn",
    "connect",
    "connect_blocking",
    "error_of",
    "frames_of",
    "is_loopback",
]
