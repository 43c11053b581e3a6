"""The Python client of a running server. These names stay.

`connect` is for programs with an event loop, `connect_blocking` for those without; both give the
types of the service itself: `Answer`, `Claim`, `Citation`, `Hit`, `CheckReport` and their kin.
"""

from index.errors import AssayError
from index.model import Filters
from service.answers import Answer, Answered, Checked, Claim, Failed, Question, Retrieved, Turn
from service.checks import CheckReport, CheckRequest, Reported
from service.client.asynchronous import Client, connect, error_of, frames_of, is_loopback
from service.client.blocking import BlockingClient, connect_blocking

__all__ = [
    "Answer",
    "Answered",
    "AssayError",
    "BlockingClient",
    "CheckReport",
    "CheckRequest",
    "Checked",
    "Claim",
    "Client",
    "Failed",
    "Filters",
    "Question",
    "Reported",
    "Retrieved",
    "Turn",
    "connect",
    "connect_blocking",
    "error_of",
    "frames_of",
    "is_loopback",
]
