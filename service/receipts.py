"""Answers are kept as they were given, with all that they were made from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from pydantic import TypeAdapter

from index.collecting import Within
from index.model import Filters
from index.receipts import Judged, ReaderOpinion, ReceiptStore
from service.answers import Answer, Claim, Question, Turn
from service.errors import AnswerUnknown, BadInput
from service.feedback import CitedQuote, Feedback, JudgedClaim, PendingCase
from service.grants import covers, narrowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Answer):
    """An answer as it was given, what it was asked with, and the draft as the writer wrote it.

    A field that is new in an answer needs a default, so that older receipts can be read.
    """

    asked_at: datetime
    history: tuple[Turn, ...]
    filters: Filters
    limit: int
    strict: bool
    draft: str
    quote: bool = False
    as_written: bool = False

    @property
    def asked(self) -> Question:
        """The question, to ask it again."""
        return Question(
            text=self.question,
            history=self.history,
            filters=self.filters,
            limit=self.limit,
            strict=self.strict,
            quote=self.quote,
            as_written=self.as_written,
        )


@dataclass(frozen=True, slots=True)
class Receipts:
    """Keeps answers for some `days`, 0 for none; an article that is removed takes its own along.

    Whoever may see the collections `within` sees what was asked within these.
    """

    store: ReceiptStore
    days: int
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    within: Within = None

    async def keep(self, question: Question, answer: Answer, draft: str) -> bool:
        """Keep an answer, and forget those whose days are over. Says whether it was kept."""
        await self.forget()
        if not self.days:
            return False
        asked_at = self.now() - timedelta(milliseconds=answer.timings_ms.get("total", 0))
        asked = replace(question, filters=narrowed(question.filters, self.within))
        receipt = _receipt(asked, replace(answer, kept=True), draft, asked_at)
        return await self._keep(receipt)

    async def forget(self) -> None:
        """Forget the answers whose days are over."""
        await self.store.forget(self.now() - timedelta(days=self.days))

    async def get(self, id_: str) -> Receipt:
        """The receipt of an answer. Raises `AnswerUnknown`."""
        body = await self.store.find(id_)
        receipt = _RECEIPT.validate_json(body) if body else None
        if receipt is None or not covers(self.within, receipt.filters):
            raise _unknown(id_)
        return receipt

    async def share(self, id_: str) -> str:
        """The id of the answer alone, under which nothing tells what was asked before it.

        It is always the same, and doesn't lead back to `id_`. Raises `AnswerUnknown`.
        """
        receipt = await self.get(id_)
        if not receipt.history:
            return id_
        alone = replace(receipt, id=uuid5(_ALONE, id_).hex, history=())
        if not await self._keep(alone):
            raise _unknown(id_)
        return alone.id

    async def _keep(self, receipt: Receipt) -> bool:
        """Whoever may see the collections that were asked may read it: its articles are there."""
        about = {passage.article_id for passage in receipt.passages}
        asked = frozenset(receipt.filters.collections) or None
        return await self.store.keep(receipt.id, receipt.asked_at, to_json(receipt), about, asked)

    async def several(self, ids: Collection[str]) -> str:
        """Those receipts that are kept, as a JSON list, as which they are kept."""
        found = await self.store.find_many(ids)
        if self.within is not None:
            read = ((body, _RECEIPT.validate_json(body)) for body in found)
            found = [body for body, receipt in read if covers(self.within, receipt.filters)]
        return f"[{','.join(found)}]"

    async def note(self, id_: str, feedback: Feedback) -> None:
        """Keep what a reader says of an answer. Raises `AnswerUnknown`, `BadInput`."""
        claims = (await self.get(id_)).claims
        if feedback.claim is not None and not 0 <= feedback.claim < len(claims):
            raise BadInput(
                f"The answer has no claim {feedback.claim}.",
                f"It has {len(claims)}; they are counted from 0.",
            )
        await self.store.note(id_, self.now(), ReaderOpinion(**asdict(feedback)))

    async def pending_cases(self) -> list[PendingCase]:
        """What readers said, as cases for the evals, the first first."""
        return [await self._case(judged) for judged in await self.store.opinions()]

    async def _case(self, judged: Judged) -> PendingCase:
        receipt = _RECEIPT.validate_json(judged.body)
        uris = await self.store.uris({passage.article_id for passage in receipt.passages})
        return PendingCase(
            id=f"{receipt.id}-{judged.number}",
            answer_id=receipt.id,
            at=judged.at,
            question=receipt.question,
            history=receipt.history,
            filters=receipt.filters,
            status=receipt.status,
            claims=tuple(_judged_claim(claim, uris) for claim in receipt.claims),
            **asdict(judged.opinion),
        )


_RECEIPT = TypeAdapter(Receipt)
_ALONE = UUID("5f0d7c1e-6a52-4c5b-9a3d-2f6f3b0f8e17")  # the namespace of answers that are shared


def _unknown(id_: str) -> AnswerUnknown:
    return AnswerUnknown(
        f"No answer with the id {id_[:100]!r} is kept.",
        "Answers are kept for ASSAY_KEEP_ANSWERS_DAYS, and until one of their articles "
        "is removed. Ask again.",
    )


def to_json(receipt: Receipt) -> str:
    """A receipt as the API has it."""
    return _RECEIPT.dump_json(receipt).decode()


def _receipt(question: Question, answer: Answer, draft: str, asked_at: datetime) -> Receipt:
    given: dict[str, Any] = {field.name: getattr(answer, field.name) for field in fields(Answer)}
    return Receipt(
        **given,
        asked_at=asked_at,
        history=question.history,
        filters=question.filters,
        limit=question.limit,
        strict=question.strict,
        draft=draft,
        quote=question.quote,
        as_written=question.as_written,
    )


def _judged_claim(claim: Claim, uris: Mapping[str, str]) -> JudgedClaim:
    quotes = (
        CitedQuote(article=uris[citation.article_id], quote=citation.quote)
        for citation in claim.citations
    )
    return JudgedClaim(text=claim.text, verdict=claim.verdict, citations=tuple(quotes))
