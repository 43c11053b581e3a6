"""What readers say of answers, and the cases for the evals that come of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict

from index.model import Filters
from index.receipts import Thumb
from service.answers import Status, Turn, VerdictName, check_text
from service.errors import BadInput

MAX_COMMENT = 2_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A thumb, a comment, or a claim (counted from 0) that the reader disputes.

    Raises `BadInput`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    thumb: Thumb | None = None
    claim: int | None = None
    disputed: bool = False
    comment: str = ""

    def __post_init__(self) -> None:
        if self.comment:
            check_text(self.comment, "the comment", MAX_COMMENT)
        if not (self.thumb or self.disputed or self.comment):
            raise BadInput("The feedback says nothing.", "Send a thumb, a dispute or a comment.")
        if self.disputed and self.claim is None:
            raise BadInput("A dispute names no claim.", "Send the claim's index, from 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedQuote:
    """A quotation, and the uri of the article that it is from."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedClaim:
    """A sentence that was shown, as a case for the evals holds it."""

    text: str
    verdict: VerdictName
    citations: tuple[CitedQuote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCase:
    """A question whose answer a reader judged: a case for the evals, once a person has looked.

    `claim` is the place of the claim that the reader speaks of, and maybe disputes.
    """

    id: str
    answer_id: str
    at: datetime
    question: str
    history: tuple[Turn, ...]
    filters: Filters
    status: Status
    claims: tuple[JudgedClaim, ...]
    thumb: Thumb | None
    claim: int | None
    disputed: bool
    comment: str
