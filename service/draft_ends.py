"""A draft as it comes, up to its end: waited for no longer than it may, whole, cut or useless."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from service.answers import Checked, Claim, Finished, Piece, Usage
from service.drafting import DraftReader, numbers
from service.errors import DraftCut, DraftUseless, ModelError, ModelUnavailable
from service.relevance import is_left_open
from service.unfinished import UnfinishedAnswer

_log = logging.getLogger(__name__)

_GRACE = 2.0  # seconds for what comes behind the end of a draft
_SILENT = "wrote nothing"


async def text_of_draft(answer: UnfinishedAnswer, until: float) -> AsyncGenerator[str, None]:
    """The text of a draft as it is written; what comes beside it is noted.

    A model is waited for `until` then, or without limit once something was shown. Raises
    `ModelError`.
    """
    draft = answer.draft
    async with aclosing(
        draft.writer(answer.asked, draft.passages, answer.question.length)
    ) as pieces:
        while not draft.reader.at_end:
            waits = draft.model and not (answer.shown or answer.checking)
            piece = await _next(pieces, draft.model, until if waits else None)
            if piece is None:
                return
            if isinstance(piece, Usage):
                answer.usage += piece
            elif isinstance(piece, Finished):
                draft.finished = piece
            else:
                yield piece
        behind = await _usage_behind(pieces)  # meanwhile sentences are repaired, which counts, too
        answer.usage += behind


def open_part(answer: UnfinishedAnswer) -> Checked | None:
    """What a draft tells where it should name the part that is left open; then that is unknown."""
    reader = answer.draft.reader
    asked = f"{answer.question.text}\n{answer.asked}"
    if reader.missing is None or is_left_open(reader.missing, asked):
        return None
    claim = Claim(
        text=reader.missing,
        verdict="uncited",
        reasons=("It tells more than which part of the question the articles leave open.",),
        drafted_by=answer.draft.model,
    )
    answer.withheld.append(claim)
    reader.missing = answer.asked
    return Checked(claim=claim, shown=False)


def note_end(answer: UnfinishedAnswer) -> None:
    """Note where a model's draft was not written to its end.

    Raises `ModelError` if nothing is shown of it, unless it says that there is nothing.
    """
    draft, reader, model = answer.draft, answer.draft.reader, answer.draft.model
    if draft.broken and not answer.shown:
        raise draft.broken
    if model is None:
        return
    cut = _cut(model, reader, draft.finished)
    if not (answer.shown or reader.no_answer or reader.missing):
        why = _why_useless(answer)
        raise cut if cut and not why else DraftUseless(f"The model {model} {why or _SILENT}.")
    if draft.broken:
        answer.degraded.append(draft.broken.message)
    elif cut:
        answer.cut = True
        answer.degraded.append(cut.message)


async def _next(
    draft: AsyncGenerator[Piece, None], model: str | None, until: float | None
) -> Piece | None:
    """The next piece of a draft, None behind the last.

    Raises `ModelUnavailable` where it has not come `until` then.
    """
    try:
        async with asyncio.timeout_at(until):
            return await anext(draft, None)
    except TimeoutError:
        raise ModelUnavailable(
            f"The model {model} showed nothing in the time it had.",
            "Set ASSAY_QUOTE_AFTER_SECONDS higher where readers may wait longer.",
        ) from None


async def _usage_behind(draft: AsyncGenerator[Piece, None]) -> Usage:
    """What comes behind the end word: it may tell the usage, and can spoil nothing."""
    try:
        async with asyncio.timeout(_GRACE):
            async for piece in draft:
                if isinstance(piece, Usage):
                    return piece
                if isinstance(piece, str) and piece.strip():
                    break
    except (TimeoutError, ModelError) as error:
        _log.info("what came behind the end of a draft was left out: %s", error)
    return Usage()


def _cut(model: str, reader: DraftReader, finished: Finished | None) -> DraftCut | None:
    """How a draft fell short of its end; None where it is whole."""
    if reader.ended or (finished and finished.done and not reader.fragment):
        return None
    if finished and finished.reason == "length":
        return DraftCut(
            f"The model {model} wrote as much as it may and was not done.",
            "Raise ASSAY_ANSWER_TOKENS; a model that reasons before it writes needs more.",
        )
    if finished and not finished.done:
        return DraftCut(f"The model {model} was stopped by its provider ({finished.reason}).")
    if reader.fragment:
        return DraftCut(f"The model {model} stopped in the middle of a sentence.", "Ask again.")
    return DraftCut(f"The model {model} did not say that it was done.", "Ask again.")


def _why_useless(answer: UnfinishedAnswer) -> str:
    """What was wrong with a draft that shows nothing; empty where it holds nothing either."""
    written = [claim for claim in answer.withheld if claim.drafted_by == answer.draft.model]
    unread = [error.mark for error in answer.draft.errors if not any(numbers(error.mark))]
    if not written:
        return ""
    if unread:
        return f"cited in a form that can't be read: {', '.join(unread[:3])}"
    if not any(claim.citations for claim in written):
        return "named no passage for what it wrote"
    return "wrote nothing that the articles carry"
