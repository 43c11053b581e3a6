"""How a draft ends: waited for no longer than it may, whole or cut off, or of no use."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence

from service.answers import CitationError, Claim, Finished, Piece, Usage
from service.drafting import DraftReader, numbers
from service.errors import DraftCut, ModelError, ModelUnavailable

_log = logging.getLogger(__name__)

_GRACE = 2.0  # seconds for what comes behind the end of a draft


async def next_piece(
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
            f"The model {model} had shown nothing after ASSAY_QUOTE_AFTER_SECONDS.",
            "Set it higher where readers may wait longer.",
        ) from None


async def usage_behind(draft: AsyncGenerator[Piece, None]) -> Usage:
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


def cut_of(model: str, reader: DraftReader, finished: Finished | None) -> DraftCut | None:
    """How a draft fell short of its end; None where it is whole."""
    if reader.ended or (finished and finished.done and not reader.fragment):
        return None
    if finished and finished.reason == "length":
        return DraftCut(
            f"The model {model} wrote as much as ASSAY_ANSWER_TOKENS allows and was not done.",
            "Raise it; a model that reasons before it writes needs more.",
        )
    if finished and not finished.done:
        return DraftCut(f"The model {model} was stopped by its provider ({finished.reason}).")
    if reader.fragment:
        return DraftCut(f"The model {model} stopped in the middle of a sentence.", "Ask again.")
    return DraftCut(f"The model {model} did not say that it was done.", "Ask again.")


def why_useless(written: Sequence[Claim], errors: Sequence[CitationError]) -> str:
    """What was wrong with a draft that shows nothing; empty where it holds nothing either.

    `written` are its sentences, all withheld.
    """
    unread = [error.mark for error in errors if not any(numbers(error.mark))]
    if not written:
        return ""
    if unread:
        return f"cited in a form that can't be read: {', '.join(unread[:3])}"
    if not any(claim.citations for claim in written):
        return "named no passage for what it wrote"
    return "wrote nothing that the articles carry"
